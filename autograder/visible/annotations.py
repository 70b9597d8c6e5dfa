"""Visible checks as GitHub's workflow commands: what falls short, beside the line that defines it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autograder.languages import _, speaking
from autograder.report import Status
from autograder.reporters.github import Annotation, commands, level_of
from autograder.visible.results import Failure, VisibleRun


def visible_commands(runs: Mapping[str, VisibleRun]) -> list[str]:
    """The workflow commands to print, one a line, of runs by the path of their module: an
    annotation for each exercise that falls short, and for each module that cannot be checked.
    """
    annotations: list[Annotation] = []
    for path, run in runs.items():
        with speaking(run.language):
            annotations += _annotations(path, run)
    return commands(annotations)


def _annotations(path: str, run: VisibleRun) -> Iterator[Annotation]:
    if run.problem:
        yield Annotation("error", path, 1, run.unit, _message("", run.problem, ""))
    for exercise in run.exercises:
        result = next((result for result in exercise.results if result.failure), None)
        if result and result.failure:
            line = run.lines.get(exercise.name, 1)
            is_skipped = exercise.status is Status.SKIPPED
            message = exercise.summary if is_skipped else _message(result.mend_first, result.failure, result.hint)
            level = "notice" if is_skipped else level_of(exercise.status)
            yield Annotation(level, path, line, exercise.name, message)


def _message(mend_first: str, failure: Failure, hint: str) -> str:
    """What went wrong, line by line, as far as it is known."""
    answers = {_("expected"): failure.expected, _("returned"): failure.returned}
    told = [f"{title} {text}" for title, text in answers.items() if text]
    parts = (mend_first, failure.message, failure.detail, failure.call, *told, failure.line, hint)
    return "\n".join(part.rstrip() for part in parts if part.strip())
