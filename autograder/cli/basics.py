"""What all commands share: where they write, how they end, and options that several have."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from autograder.errors import KitError
from autograder.report import GradingRun, Status
from autograder.reporters.outputs import read_run
from autograder.reporters.words import about_all_copies, printable
from autograder.subjects.tiers import UnsafeSandboxError

if TYPE_CHECKING:
    from autograder.reporters.class_overview import Known
    from autograder.submissions.folders import Task

OUT = Console(highlight=False, markup=False, emoji=False)  # paths are no markup
ERR = Console(stderr=True, highlight=False, markup=False, emoji=False)

EXIT_WANTING, EXIT_WRONG_USE, EXIT_GRADER_FAULT = 1, 2, 3


class Commands(click.Group):
    """Says what users can mend, and tells it from a fault of the grader, which says nothing of
    anybody's work.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KitError as error:
            ERR.print(f"Error: {error}", soft_wrap=True)
            sys.exit(EXIT_GRADER_FAULT if isinstance(error, UnsafeSandboxError) else EXIT_WRONG_USE)
        except Exception:  # noqa: BLE001 - whatever it is, it is ours
            traceback.print_exc()
            ERR.print("The grader itself failed. No submission is to blame: look at the error above.")
            sys.exit(EXIT_GRADER_FAULT)


def path_type(**options: Any) -> click.Path:
    """The type of an argument or option that is a path."""
    return click.Path(path_type=Path, **options)


FILE = path_type(dir_okay=False)
"""A file to write."""


def jobs_option(of_what: str) -> Callable[[Any], Any]:
    """The option that says how much is done at a time."""
    number, cores = click.IntRange(min=1), os.cpu_count() or 1
    help_text = f"How many {of_what} at a time."
    return click.option("--jobs", type=number, default=cores, show_default="all cores", help=help_text)


def of_a_class(command: Any) -> Any:
    """Gives a command the options that say what is known of a class beside its reports."""
    command = click.option(
        "--before",
        type=path_type(exists=True, dir_okay=False),
        help="An earlier report of the class, written with --json, to say who has come further and who has not.",
    )(command)
    return click.option(
        "--class-list",
        type=path_type(exists=True, dir_okay=False),
        help="Who is in the class, to say who did not hand in: nbgrader's gradebook.db, or a CSV file with the column "
        "`student`.",
    )(command)


def say(sentence: str) -> None:
    """Tells whoever runs the command, beside what it writes."""
    ERR.print(sentence, soft_wrap=True)


def known_of_a_class(class_list: Path | None, before: Path | None) -> Known:
    """What is known of a class beside what was handed in."""
    from autograder.reporters.class_overview import Known
    from autograder.submissions.class_list import read_class_list

    return Known(
        students=read_class_list(class_list) if class_list else None, before=read_run(before) if before else None
    )


def say_what_counts_nothing(run: GradingRun) -> None:
    """Tells of further copies of hand-ins, which count nothing."""
    for sentence in about_all_copies(printable(run).reports):
        ERR.print(sentence, soft_wrap=True)


def tasks_in(
    course: Path, paths: Sequence[Path], unit: str | None, students: Path | None, *, all_units: bool
) -> list[Task]:
    """What was handed in, one submission for each student and unit."""
    from autograder.course.loading import UnitError, declared_names
    from autograder.submissions.students import Search, find_tasks, read_table

    units = declared_names(course)
    if unit and unit not in units:
        raise UnitError(f"There is no unit {unit!r}: there are {', '.join(units)}.")
    table = read_table(students) if students else None
    return find_tasks(paths, Search(units, unit, course, all_units, table))


def expect_secret(course: Path) -> None:
    """Warns of cases that anybody can draw."""
    from autograder.course.papers import ABSENT, KNOWN, read_paper

    if read_paper(course) == KNOWN:
        ERR.print(ABSENT, soft_wrap=True)


def exit_status(run: GradingRun, require: float | None) -> int:
    """How a command ends that has graded."""
    if any(report.status is Status.GRADER_ERROR for report in run.reports):
        return EXIT_GRADER_FAULT
    enough = run.reports and all((report.score or 0.0) >= (require or 0.0) for report in run.reports)
    if require is not None and not enough:
        return EXIT_WANTING
    return 0
