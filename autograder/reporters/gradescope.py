"""Reports for Gradescope: the ``results.json`` that an autograder leaves for it.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from autograder.errors import KitError
from autograder.languages import _
from autograder.report import CheckResult, ExerciseResult, GradingRun, Status
from autograder.reporters.comparison import answers
from autograder.reporters.words import about_copies, in_a_check, of_an_xray, printable, spaced


class OpenMarkError(KitError):
    """The grader failed on a submission, so there is no mark to hand over."""


VISIBLE, AFTER_DUE_DATE = "visible", "after_due_date"


def results(run: GradingRun, later: GradingRun | None = None) -> str:
    """The results of all units handed in together, as JSON; every text is plain, so nothing in it
    is interpreted.

    ``later`` has the same reports as students may see them when the assignment is due: what it has more is
    written too, and Gradescope shows it then.

    Raises:
        OpenMarkError: a mark is open.  Gradescope shows an autograder that leaves no results as
            failed, and gives no points.
    """
    run = printable(run)
    for report in run.reports:
        if report.score is None:
            raise OpenMarkError(_("The mark of {unit} is open: {why}").format(unit=report.unit, why=report.message))
    now = list(_tests(run, VISIBLE))
    more = [test for test in _tests(printable(later), AFTER_DUE_DATE) if not _is_told(test, now)] if later else []
    document = {
        "score": sum({report.unit: report.score or 0.0 for report in reversed(run.reports)}.values()),  # each unit once
        "output": "\n".join(
            words for report in run.reports for words in (report.message, about_copies(report)) if words
        ),
        "output_format": "text",
        "visibility": VISIBLE,
        "stdout_visibility": "hidden",
        "tests": [*now, *map(_without_marks, more)],
    }
    return json.dumps(document, indent=1) + "\n"


def _tests(run: GradingRun, visibility: str) -> Iterator[dict[str, Any]]:
    for unit, report in enumerate(run.reports, 1):
        for number, exercise in enumerate(report.exercises, 1):
            for part, check in enumerate(exercise.checks, 1):
                yield _test(f"{unit}.{number}.{part}", exercise, check) | {"visibility": visibility}


def _is_told(test: dict[str, Any], told: list[dict[str, Any]]) -> bool:
    """Whether all that a test says is said already."""
    return any((test["name"], test["output"]) == (other["name"], other["output"]) for other in told)


def _without_marks(test: dict[str, Any]) -> dict[str, Any]:
    """A test that explains another one, and gives no points a second time."""
    kept = {name: value for name, value in test.items() if name not in ("score", "max_score", "number")}
    return kept | {"name": _("{test} (explained)").format(test=test["name"])}


def _test(number: str, exercise: ExerciseResult, check: CheckResult) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"{exercise.name}: {spaced(check.name)}",
        "name_format": "text",
        "score": check.score,
        "max_score": check.max_score,
        "status": "passed" if check.status is Status.PASSED else "failed",
        "output": "\n".join(_lines(exercise, check)),
        "output_format": "text",
    }


def _lines(exercise: ExerciseResult, check: CheckResult) -> list[str]:
    """What the check asks and, if it was not passed, what went wrong, on which input, and what the
    mistake is called.
    """
    lines = [check.text]
    if check.status is Status.PASSED:
        return lines
    lines.append(check.message)
    if check.counterexample:
        shown = [(_("call"), check.counterexample.call), *answers(check.counterexample)]
        lines += [f"{title}: {text}" for title, text in shown]
    if exercise.diagnosis and check.status is not Status.SKIPPED:
        lines.append(_("hint: {hint}").format(hint=exercise.diagnosis.hint))
    if check.status is not Status.SKIPPED:
        lines += of_an_xray(exercise.xray)
    lines.append(in_a_check(check))
    return [line for line in lines if line]
