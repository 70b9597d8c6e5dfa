"""Reports as GitHub workflow commands: an annotation for each exercise that fails, and a summary in
Markdown.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from autograder.languages import N_, _
from autograder.report import CheckResult, ExerciseResult, GradingRun, Ignored, Report, Status
from autograder.reporters.comparison import answers
from autograder.reporters.words import NOTHING, in_short, points, printable

MAX_ANNOTATIONS = 10
"""GitHub shows no more of one level than this for one step."""


MAX_SUMMARY_BYTES = 1_000_000
"""GitHub shows no summary at all of a step that is larger than 1 MiB."""

_CUT = N_("The rest is left out, because GitHub shows no longer summary.")


@dataclasses.dataclass(frozen=True)
class Annotation:
    """What GitHub shows beside a line of a file; ``level`` is ``error`` or, for what is not begun
    yet, ``notice``, and the message may have several lines.
    """

    level: str
    file: str
    line: int
    title: str
    message: str


def workflow_commands(run: GradingRun) -> list[str]:
    """The workflow commands to print, one a line: an annotation for each exercise that falls short."""
    return commands(
        [
            _annotation(report, exercise)
            for report in run.reports
            for exercise in report.exercises
            if exercise.status is not Status.PASSED
        ]
    )


def summary(run: GradingRun) -> str:
    """A table of all submissions in Markdown, and what is said of the whole run."""
    said = about(run.remarks, run.ignored)
    if not run.reports:
        return f"{_(NOTHING)}\n{said}"
    run = printable(run)
    rows = [
        f"| {cell(report.submission)} | {report.unit} | {points(report.score, report.max_score)} | "
        f"{cell(in_short(report))} |"
        for report in run.reports
    ]
    return "\n".join(
        [
            "| " + " | ".join((_("submission"), _("unit"), _("points"), _("what went wrong"))) + " |",
            "|---|---|--:|---|",
            *rows,
            "",
            _("Student code ran behind: {sandbox}").format(sandbox=run.sandbox),
            said,
        ]
    )


def about(remarks: Sequence[str], ignored: Sequence[Ignored]) -> str:
    """Remarks in Markdown, and which changed files have no effect on marks."""
    said = [f"\n{cell(printable(remark))}\n" for remark in remarks]
    listed = [f"- {cell(printable(each.path))} ({each.reason})\n" for each in ignored]
    heading = ["\n" + _("Changed by this pull request, without effect on marks:") + "\n\n"] if listed else []
    return "".join([*said, *heading, *listed])


def write_summary(run: GradingRun) -> None:
    """Appends the summary to the step's summary file, where GitHub gives one."""
    append_to_summary(summary(run))


@contextlib.contextmanager
def no_commands() -> Iterator[None]:
    """Keeps GitHub from obeying what is printed meanwhile: a line of a student's text may look like
    a workflow command.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        click.echo(f"::{token}::")


def append_to_summary(markdown: str) -> None:
    """Appends to the step's summary file, where GitHub gives one; what is beyond the length that it
    shows is left out.
    """
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    with Path(path).open("ab") as file:
        data, room = markdown.encode(), MAX_SUMMARY_BYTES - file.tell()
        if room > 0:
            cut = f"{data[:room].decode(errors='ignore')}\n\n{_(_CUT)}\n"
            file.write(data if len(data) <= room else cut.encode())


def _annotation(report: Report, exercise: ExerciseResult) -> Annotation:
    return Annotation(
        level_of(exercise.status),
        report.submission,
        exercise.line,
        exercise.name,
        "\n".join(map(printable, _message(exercise.checks) or [report.message])),
    )


def level_of(status: Status) -> str:
    """The level of an annotation for an exercise that falls short."""
    return "notice" if status is Status.NOT_ATTEMPTED else "error"


def commands(annotations: Sequence[Annotation]) -> list[str]:
    """The workflow commands for annotations: errors first, and of each level as many as are shown."""
    shown = [[each for each in annotations if each.level == level][:MAX_ANNOTATIONS] for level in ("error", "notice")]
    return [_command(annotation) for level in shown for annotation in level]


def _command(annotation: Annotation) -> str:
    file, title = map(_property, (annotation.file, annotation.title))
    message = "\n".join(map(printable, annotation.message.split("\n")))
    return f"::{annotation.level} file={file},line={max(annotation.line, 1)},title={title}::{_data(message)}"


def _message(checks: tuple[CheckResult, ...]) -> list[str]:
    """The first message, with the call that shows it, line by line."""
    check = next((check for check in checks if check.message), None)
    if not check:
        return []
    example = check.counterexample
    shown = [*example.call.split("\n"), *(f"{title} {text}" for title, text in answers(example))] if example else []
    return [check.message, *shown]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


def cell(text: str) -> str:
    """Text as it stands, in a table or anywhere else in Markdown."""
    for character in "\\`*_{}[]<>|#@!~$":
        text = text.replace(
            character,
            f"\\{character}" if character not in "<>@" else {"<": "&lt;", ">": "&gt;", "@": "&#64;"}[character],
        )
    return text
