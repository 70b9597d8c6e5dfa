"""The commands for pull requests."""

from __future__ import annotations

import dataclasses
import datetime
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from autograder.cli.basics import (
    ERR,
    EXIT_WANTING,
    OUT,
    exit_status,
    expect_secret,
    jobs_option,
    path_type,
    say_what_counts_nothing,
)
from autograder.report import GradingRun
from autograder.reporters.outputs import Outputs, Views
from autograder.reporters.words import about_ignored, printable

if TYPE_CHECKING:
    from autograder.submissions.folders import Task
    from autograder.submissions.pull_request import PullRequest


@click.command()
@click.option("--base", required=True, metavar="REF", help="What the pull request is to be merged into.")
@click.option("--head", default="HEAD", show_default=True, metavar="REF", help="The last commit of the pull request.")
@click.option(
    "--repository",
    type=path_type(),
    default=Path(),
    help="The students' repository.  [default: the one in this folder]",
)
@click.option(
    "--course", type=path_type(), help="The course with the reference.  [default: the one in this folder or above it]"
)
@click.option(
    "--before",
    metavar="TIME",
    help="Grade the last commit before this time, such as 2026-10-01T23:59+02:00; `due` is when course.toml and "
    "extensions.csv say that each unit is due.",
)
@click.option("--student", default="", help="Whose pull request it is, for extensions.csv and grade books.")
@click.option(
    "--keep",
    type=path_type(file_okay=False),
    help="Keep results in this folder, and grade nothing again that has not changed since.",
)
@click.option("--visible", is_flag=True, help="Run the visible checks alone: no reference and no sandbox is needed.")
@Outputs.options
@click.option("--require", type=float, help="Exit with status 1 if a unit has fewer points than this.")
@jobs_option("units")
def pr(
    base: str,
    head: str,
    repository: Path,
    course: Path | None,
    before: str | None,
    student: str,
    keep: Path | None,
    visible: bool,
    **given: Any,
) -> None:
    """Grades the units whose modules a pull request changes; nothing else that it changes has any
    effect.
    """
    from autograder.course.translations import speaking_in
    from autograder.submissions.git import Repository
    from autograder.submissions.in_time import export_in_time
    from autograder.submissions.pull_request import PullRequest

    outputs, require = Outputs.taken(given), given["require"]
    if visible and (outputs.files or outputs.html or require is not None or before or keep):
        both = "The visible checks give no marks, so there is nothing to write, to require or to count"
        raise click.UsageError(f"{both}: leave out either --visible or these options.")
    repositories = Repository(repository)
    request = PullRequest.between(repositories, base, head)
    with tempfile.TemporaryDirectory() as folder:
        if visible:
            sys.exit(_visible(request, Path(folder), annotate=outputs.github))
        found = _course_with_secret(course or Path.cwd())
        due = _until(found, before, student)
        with speaking_in(found):
            handed_in = export_in_time(repositories, base, head, due, Path(folder))
            run = _graded_request(found, handed_in.tasks, student, given["jobs"], keep)
            ignored, more = request.ignored()
            run = dataclasses.replace(run, remarks=(*handed_in.late, *more), ignored=ignored)
            outputs.write(_views_of_a_request(found, run, handed_in.commits), OUT)
    say_what_counts_nothing(run)
    sys.exit(exit_status(run, require))


@click.command()
@click.argument("lists", nargs=-1, required=True, type=click.File("rb"))
@click.option(
    "--students",
    type=path_type(exists=True, dir_okay=False),
    help="A CSV file that says whose each account is, with the columns `submission` and `student`.",
)
def turns(lists: tuple[BinaryIO, ...], students: Path | None) -> None:
    """Prints the numbers of open pull requests in the order in which to grade them, each with its student.

    LISTS are JSON, as `gh pr list --json number,author,updatedAt` or GitLab's API writes it. The
    newest one of each author comes first, then the next of each: nobody's keep anybody else's
    waiting. A student is called by the account, unless a table says otherwise; an account that the
    table does not name is nobody's.
    """
    from autograder.submissions.students import read_table
    from autograder.submissions.turns import in_turn

    table = read_table(students) if students else None
    for number, author in in_turn([file.read() for file in lists]):
        student = author if table is None else table.get(author, "")
        click.echo(f"{number} {printable(student)}".rstrip())


def _course_with_secret(start: Path) -> Path:
    from autograder.course.loading import find_course

    course = find_course(start)
    expect_secret(course)
    return course


def _until(course: Path, before: str | None, student: str) -> dict[str, datetime.datetime | None]:
    """Until when each unit of a course counts for a student; None where all counts."""
    from autograder.course.due_dates import moment
    from autograder.course.loading import declared_names
    from autograder.judging.feedback import read_due_dates

    units, dates = declared_names(course), read_due_dates(course)
    if before == "due":
        return {unit: dates.of(unit, student) for unit in units}
    try:
        return dict.fromkeys(units, moment(before) if before else None)
    except ValueError as error:
        wanted = "Write `due`, or a date and time with a time zone, such as 2026-10-01T23:59+02:00."
        raise click.UsageError(f"--before: {error}. {wanted}") from None


def _graded_request(course: Path, tasks: Sequence[Task], student: str, jobs: int, keep: Path | None) -> GradingRun:
    """Grades what a pull request changes, each with cases of its own, unless its result is kept in a folder."""
    from autograder.grading.grader import grade, grading_run, loaded
    from autograder.grading.kept import KeptResults
    from autograder.handout.given_points import expect_same_points

    expect_same_points(course, [loaded(course, unit) for unit in sorted({task.unit for task in tasks})])
    of_student = [dataclasses.replace(task, student=student) for task in tasks]
    kept = KeptResults(course, keep) if keep else None
    return grading_run(grade(course, of_student, jobs=jobs, kept=kept, own_papers=True))


def _views_of_a_request(course: Path, run: GradingRun, commits: int) -> Views:
    """The one way in which all see a pull request's marks: each of its commits counts as an attempt."""
    from autograder.course.feedback import Surface
    from autograder.judging.feedback import Moment, view

    moment = Moment(now=datetime.datetime.now(datetime.UTC), attempt=max(commits, 1))
    return Views.same(view(run, course, Surface.PR, moment))


def _visible(request: PullRequest, folder: Path, *, annotate: bool) -> int:
    """Runs the visible checks of a pull request; the exit status."""
    from autograder.reporters import github
    from autograder.visible.annotations import visible_commands
    from autograder.visible.finding import VisibleError
    from autograder.visible.running import run_visible
    from autograder.visible.terminal import render_terminal

    runs, lines = {}, ["| unit | visible checks |", "|---|---|"]
    tasks = request.export_all(request.visible_units, folder)
    for task in tasks:
        request.export_tests(task)
        try:
            run = runs[task.name] = run_visible(task.place, task.unit)
        except VisibleError as error:
            words = str(error).replace(str(task.place.resolve()), str(Path(task.name).parent))
            ERR.print(words, soft_wrap=True)
        else:
            words = run.summary
            if not annotate:
                with github.no_commands():
                    render_terminal(run, OUT)
        lines.append(f"| {task.unit} | {github.cell(words)} |")
    for line in visible_commands(runs) if annotate else ():
        click.echo(line)
    ignored, more = request.ignored()
    github.append_to_summary("\n".join([*lines, ""]) + github.about(more, ignored))
    if not annotate:
        with github.no_commands():
            for sentence in printable((*more, *map(about_ignored, ignored))):
                OUT.print(sentence, markup=False, soft_wrap=True)
    return 0 if len(runs) == len(tasks) and all(run.passed for run in runs.values()) else EXIT_WANTING
