"""The command that grades what was handed in."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.basics import (
    ERR,
    OUT,
    exit_status,
    expect_secret,
    jobs_option,
    known_of_a_class,
    of_a_class,
    path_type,
    say,
    say_what_counts_nothing,
    tasks_in,
)
from autograder.report import GradingRun
from autograder.reporters.outputs import Outputs, View, Views
from autograder.reporters.words import listed, printable

if TYPE_CHECKING:
    from autograder.grading.kept import KeptResults


@click.command()
@click.argument("paths", nargs=-1, required=True, type=path_type())
@click.option("--unit", help="Grade as this unit; otherwise the file names tell.")
@Outputs.options
@click.option("--require", type=float, help="Exit with status 1 if a submission has fewer points than this.")
@click.option("--all-units", is_flag=True, help="PATH is all of one student's, who owes every unit of the course.")
@click.option(
    "--students",
    type=path_type(exists=True, dir_okay=False),
    help="A CSV file that says whose each submission is, with the columns `submission` and `student`.",
)
@of_a_class
@click.option(
    "--own-papers",
    is_flag=True,
    help="Each submission meets cases of its own: for where students see a report and can hand in again.",
)
@click.option(
    "--gradescope-metadata",
    type=path_type(dir_okay=False),
    help="Gradescope's submission_metadata.json: which attempt it is, and when the assignment is due.",
)
@jobs_option("submissions")
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Grade on the workers of Dask's scheduler at this address, such as tcp://10.0.0.1:8786, in place of --jobs.",
)
@click.option(
    "--allow-unsafe",
    is_flag=True,
    help="Grade even where the sandbox is weak: students' code can then read and change whatever you can.",
)
def grade(
    paths: tuple[Path, ...],
    unit: str | None,
    require: float | None,
    all_units: bool,
    students: Path | None,
    class_list: Path | None,
    before: Path | None,
    own_papers: bool,
    gradescope_metadata: Path | None,
    jobs: int,
    dask: str | None,
    allow_unsafe: bool,
    **given: Any,
) -> None:
    """Grades submissions with the hidden checks, each in its own sandbox.

    PATH is a module, a folder that holds one, or a tree of many.
    """
    from rich.progress import track

    from autograder.course.loading import find_course
    from autograder.course.translations import speaking_in
    from autograder.grading.cluster import Cluster
    from autograder.grading.grader import grade, grading_run, loaded
    from autograder.handout.given_points import expect_same_points

    outputs, known = Outputs.taken(given), known_of_a_class(class_list, before)
    quiet = outputs.silent or not ERR.is_terminal
    course = find_course(Path.cwd())
    expect_secret(course)
    views = _views(course, gradescope_metadata)
    with speaking_in(course), _keeping_results(course) as kept:
        tasks = tasks_in(course, paths, unit, students, all_units=all_units)
        expect_same_points(course, [loaded(course, unit) for unit in sorted({task.unit for task in tasks})])
        graded = Cluster(dask, say).grade if dask else functools.partial(grade, jobs=jobs)
        results = graded(course, tasks, kept=kept, own_papers=own_papers, allow_unsafe=allow_unsafe)
        shown = track(results, "Grading", total=len(tasks), console=ERR, disable=quiet, transient=True)
        run = grading_run(shown)
        outputs.write(views(run), OUT, known=known)
    say_what_counts_nothing(run)
    nobodys = [report.submission for report in printable(run).reports if students and not report.student]
    if nobodys:
        are = "is not in {}: its" if len(nobodys) == 1 else "are not in {}: their"
        ERR.print(f"{listed(nobodys)} {are.format(students)} marks are nobody's.", soft_wrap=True)
    sys.exit(exit_status(run, require))


@contextlib.contextmanager
def _keeping_results(course: Path) -> Iterator[KeptResults]:
    """Keeps results until everything is written: the same command takes up where this one was
    interrupted.
    """
    from autograder.grading.kept import KeptResults

    kept = KeptResults(course)
    if kept:
        taken_up = "Taking up where an earlier run ended before it was done"
        ERR.print(f"{taken_up}: what has not changed since is not graded again.", soft_wrap=True)
    try:
        yield kept
        kept.forget()
    finally:
        kept.close()


def _views(course: Path, gradescope_metadata: Path | None) -> Callable[[GradingRun], Views]:
    """How each reads a run; whatever the course says wrongly about that is told before anything is graded."""
    from autograder.course.feedback import Surface
    from autograder.course.settings import read_settings
    from autograder.judging.feedback import Moment, read_due_dates, view
    from autograder.submissions.gradescope import read_metadata

    read_due_dates(course)
    here = Moment(now=datetime.datetime.now(datetime.UTC))
    there = here
    if gradescope_metadata and read_settings(course).feedback.of(Surface.GRADESCOPE).change:
        known = read_metadata(gradescope_metadata)
        there = dataclasses.replace(here, attempt=known.attempt, due=known.due)
    return lambda run: Views(
        instructor=View(run, run),
        pages=view(run, course, Surface.PAGES, here),
        gradescope=view(run, course, Surface.GRADESCOPE, there),
    )
