"""Reports as GitHub workflow commands: an annotation for each exercise that fails, and a summary in Markdown."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.report import CheckResult, ExerciseResult, GradingRun, Report, Status
from autograder.reporters.words import in_short, points, printable

MAX_ANNOTATIONS = 10
"""GitHub shows no more errors than this for one step."""


def workflow_commands(run: GradingRun) -> list[str]:
    """The workflow commands to print, one a line."""
    failing = [(report, exercise) for report in printable(run).reports for exercise in report.exercises if exercise.status is not Status.PASSED]
    return [_annotation(report, exercise) for report, exercise in failing[:MAX_ANNOTATIONS]]


def summary(run: GradingRun) -> str:
    """A table of all submissions in Markdown."""
    run = printable(run)
    rows = [f"| {_cell(report.submission)} | {report.unit} | {points(report.score, report.max_score)} | {_cell(in_short(report))} |" for report in run.reports]
    return "\n".join(["| submission | unit | points | what went wrong |", "|---|---|--:|---|", *rows, "", f"Student code ran behind: {run.sandbox}", ""])


def write_summary(run: GradingRun) -> None:
    """Appends the summary to the step's summary file, where GitHub gives one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(summary(run))


def _annotation(report: Report, exercise: ExerciseResult) -> str:
    place = f"file={_property(report.submission)},line={max(exercise.line, 1)},title={_property(exercise.name)}"
    return f"::error {place}::{_data(_message(exercise.checks) or report.message)}"


def _message(checks: tuple[CheckResult, ...]) -> str:
    return next((check.message for check in checks if check.message), "")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    for character in "\\`*_{}[]<>|#@!~$":
        text = text.replace(character, f"\\{character}" if character not in "<>@" else {"<": "&lt;", ">": "&gt;", "@": "&#64;"}[character])
    return text
