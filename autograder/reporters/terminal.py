"""Reports for the terminal: one submission in full, a class as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.languages import N_, _
from autograder.report import CheckResult, Counterexample, ExerciseResult, GradingRun, Report, Status
from autograder.reporters import comparison
from autograder.reporters.class_overview import NOTHING_KNOWN, Known, Overview, UnitOverview, overview
from autograder.reporters.words import (
    NOTHING,
    about_run,
    counted,
    in_checks,
    in_short,
    listed,
    messages,
    of_an_xray,
    owner_of,
    points,
    printable,
    spaced,
)

_MARKS = {
    Status.PASSED: ("✔", "green"),
    Status.SKIPPED: ("-", "dim"),
    Status.NOT_ATTEMPTED: ("·", "dim"),
    Status.PARTIAL: ("◐", "yellow"),
}
_WRONG = ("✘", "red")
BONUS = N_("bonus")
_MARKED = {"": "", "wrong": "red", "first": "bold red reverse"}


def show(run: GradingRun, console: Console, known: Known = NOTHING_KNOWN) -> None:
    """Prints one report in full, several as a table, with a few lines on the class."""
    run, known = printable(run), printable(known)
    if len(run.reports) == 1:
        console.print(_report(run.reports[0]))
    else:
        console.print(_table(run.reports) if run.reports else Text(_(NOTHING)))
        for line in class_words(overview(run, known)):
            console.print(Text(line))
    for sentence in about_run(run):
        console.print(Text(sentence), soft_wrap=True)
    console.print(Text(_("Student code ran behind: {sandbox}").format(sandbox=run.sandbox), style="dim"))


def _report(report: Report) -> RenderableType:
    head = Text.assemble(
        (report.unit, "bold"), "  ", (report.submission, "dim"), "  ", (points(report.score, report.max_score), "bold")
    )
    if report.status is not Status.GRADED:
        return Group(head, Padding(Text(report.message, style="red"), (1, 2)))
    width = max((len(result.name) for result in report.exercises), default=0) + 2
    body = [part for result in report.exercises for part in _exercise(result, width)]
    return Group(head, Text(report.message), *body)


def _exercise(result: ExerciseResult, width: int) -> list[RenderableType]:
    mark, colour = _MARKS.get(result.status, _WRONG)
    worth = points(result.score, result.max_score) + (f" {_(BONUS)}" if result.bonus else "")
    parts: list[RenderableType] = [Text.assemble((f"{mark} ", colour), (f"{result.name:<{width}}", "bold"), worth)]
    if result.status is Status.NOT_ATTEMPTED:
        parts.append(_indented(_("Not written yet."), "dim"))
    if result.status is Status.MISSING:
        parts.append(_indented(result.checks[0].message, "red"))
    if result.isolated:
        helped = _("Judged with a right {names} in place of yours.").format(names=", ".join(result.isolated))
        parts.append(_indented(helped, "yellow"))
    if result.diagnosis:
        name = _("What it looks like: {mistake}.").format(mistake=spaced(result.diagnosis.misconception))
        parts.append(_indented(f"{name} {result.diagnosis.hint}", "bold"))
    parts += [_indented(line, "bold") for line in of_an_xray(result.xray)]
    if result.status in (Status.PARTIAL, Status.FAILED, Status.GRADER_ERROR):
        mistakes, said = in_checks(result.checks), messages(result.checks)
        for check in result.checks:
            parts += _check(check, said[check.name], mistakes.get(check.name, ""))
    return parts


def _check(check: CheckResult, message: str, mistake: str) -> list[RenderableType]:
    mark, colour = _MARKS.get(check.status, _WRONG)
    parts: list[RenderableType] = [
        Padding(
            Text.assemble((f"{mark} ", colour), check.text, (f"  {points(check.score, check.max_score)}", "dim")),
            (0, 0, 0, 4),
        )
    ]
    if message:
        parts.append(Padding(Text(message, style=colour), (0, 0, 0, 6)))
    if check.counterexample:
        parts.append(Padding(_counterexample(check.counterexample), (0, 0, 0, 6)))
    if mistake:
        parts.append(Padding(Text(mistake, style="bold"), (0, 0, 0, 6)))
    return parts


def _counterexample(example: Counterexample) -> Text:
    text = Text(example.call, style="cyan")
    for line in comparison.lines(example):
        text.append("\n")
        for piece, mark in line:
            text.append(piece, style=_MARKED[mark])
    return text


def _table(reports: tuple[Report, ...]) -> Table:
    table = Table(expand=False, pad_edge=False)
    for title in ("student", "unit", "points", "what went wrong"):
        table.add_column(title, justify="right" if title == "points" else "left", overflow="fold")
    for report in reports:
        style = "green" if report.score is not None and report.score >= report.max_score else ""
        table.add_row(
            Text(owner_of(report)),
            report.unit,
            Text(points(report.score, report.max_score), style=style),
            Text(in_short(report)),
        )
    return table


def class_words(found: Overview) -> list[str]:
    """A class in a few lines: how each unit went, who has come further, and who is not on the list."""
    lines = [_unit(each) for each in found.units]
    if found.progress:
        counts = found.progress.counts
        lines.append(f"Since the report before: {counts['more']} have more points, {counts['fewer']} fewer.")
    if found.unlisted:
        lines.append(f"Not on the class list: {listed(found.unlisted)}.")
    return lines


def _unit(each: UnitOverview) -> str:
    scores = each.statistics.scores
    parts = [
        counted(len(each.statistics.reports), "submission"),
        f"mean {scores.mean:.0%}, median {scores.median:.0%}" if scores.count else "",
        _who([owner_of(report) for report in each.statistics.not_graded], "not judged"),
        _who([owner_of(stuck.report) for stuck in each.stuck], "stuck"),
        _who(each.not_handed_in, "did not hand in"),
    ]
    return f"{each.unit}: {'; '.join(filter(None, parts))}."


def _who(names: Sequence[str], what: str) -> str:
    return f"{len(names)} {what} ({listed(names)})" if names else ""


def _indented(text: str, style: str) -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, 4))
