"""Audits for the terminal and as HTML: a matrix of checks and variants, and what slipped through."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.audit.audit import Audit
from autograder.audit.trials import Trial
from autograder.audit.variants import Kind
from autograder.course.checks import Check
from autograder.course.unit import Exercise
from autograder.files import write_whole
from autograder.reporters import html


class Cell(enum.StrEnum):
    """What a check made of a wrong variant; the page's style sheet knows them by these names."""

    ALONE = "alone"
    FAILS = "fails"
    PASSES = "passes"
    UNTRIED = "untried"


def show(result: Audit, console: Console) -> None:
    """Prints one unit's audit: a row for each exercise, then the findings."""
    console.print(Group(_table(result), *_findings(result)))


def write_page(audits: Sequence[Audit], path: Path) -> None:
    """Writes all audits as one page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, html.render("audit.html.j2", audits=audits, matrix=matrix, killed=killed, Kind=Kind))


def matrix(result: Audit, exercise: Exercise) -> Iterator[tuple[Trial, list[Cell]]]:
    """For each wrong variant of an exercise, what each of its checks made of it: ``ALONE`` where it
    fails and no other check does.
    """
    for trial in result.wrong(exercise.name):
        failed, tried = trial.failed.get(exercise.name, ()), trial.tried(exercise)
        fails = Cell.ALONE if len(failed) == 1 and trial.is_compared else Cell.FAILS
        cells = dict.fromkeys(tried, Cell.PASSES) | dict.fromkeys(failed, fails)
        yield trial, [cells.get(check.name, Cell.UNTRIED) for check in exercise.checks]


def killed(result: Audit, exercise: Exercise, check: Check) -> tuple[int, int]:
    """How many wrong variants a check catches, and how many of them no other check does."""
    cells = [row[exercise.checks.index(check)] for _, row in matrix(result, exercise)]
    alone = cells.count(Cell.ALONE)
    return cells.count(Cell.FAILS) + alone, alone


def _table(result: Audit) -> Table:
    title = f"{result.unit.name}: {len(result.trials)} variants in {result.seconds:.0f} s"
    table = Table("exercise and its checks", title=title, title_justify="left")
    for column in ("points", "misconceptions", "mutants", "adversaries", "by this check alone"):
        table.add_column(column, justify="right")
    for exercise in result.unit.exercises:
        table.add_row(*_exercise_row(result, exercise))
        for check in exercise.checks:
            table.add_row(*_check_row(result, exercise, check), style="dim")
    return table


def _exercise_row(result: Audit, exercise: Exercise) -> tuple[RenderableType, ...]:
    mutants, misconceptions = result.of(Kind.MUTANT, exercise.name), result.of(Kind.MISCONCEPTION, exercise.name)
    adversaries = result.of(Kind.ADVERSARY, exercise.name)
    caught = sum(trial.caught for trial in mutants)
    named = sum(trial.named for trial in misconceptions)
    return (
        Text(exercise.name, style="bold"),
        f"{exercise.points:g}",
        _share(named, len(misconceptions)),
        _share(caught, len(mutants) - sum(map(result.is_excused, mutants))),
        _share(sum(trial.caught for trial in adversaries), len(adversaries) - sum(map(result.is_excused, adversaries))),
        "",
    )


def _check_row(result: Audit, exercise: Exercise, check: Check) -> tuple[str, ...]:
    misconceptions = result.of(Kind.MISCONCEPTION, exercise.name)
    caught = sum(check.name in trial.failed.get(exercise.name, ()) for trial in misconceptions)
    return f"  {check.name}", f"{check.points:g}", str(caught), "", "", str(killed(result, exercise, check)[1])


def _findings(result: Audit) -> Iterator[RenderableType]:
    if not result.findings:
        yield Text("Clean: everything wrong is caught and named, everything right is accepted.", style="green")
    for finding in result.findings:
        yield Text.assemble((f"{finding.kind:<9} ", "red"), (finding.where, "bold"), " ", finding.what)


def _share(part: int, whole: int) -> Text:
    return Text(f"{part}/{whole}", style="" if part == whole else "red")
