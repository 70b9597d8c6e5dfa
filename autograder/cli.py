"""The command line.

Exit status: 0 graded, 1 below what was required or found wanting, 2 wrong use or something that
whoever runs it can mend, 3 the grader itself failed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from rich.console import Console

import autograder
from autograder.errors import KitError
from autograder.files import write_whole
from autograder.report import GradingRun, Status, joined
from autograder.reporters.outputs import Outputs, View, Views, read_run, writing
from autograder.reporters.words import about_all_copies, about_ignored, listed, printable
from autograder.subjects.tiers import UnsafeSandboxError

if TYPE_CHECKING:
    from autograder.audit.audit import Audit
    from autograder.grading.kept import KeptResults
    from autograder.reporters.class_overview import Known
    from autograder.submissions.folders import Task
    from autograder.submissions.pull_request import PullRequest

_OUT = Console(highlight=False, markup=False, emoji=False)  # paths are no markup
_ERR = Console(stderr=True, highlight=False, markup=False, emoji=False)

EXIT_WANTING, EXIT_WRONG_USE, EXIT_GRADER_FAULT = 1, 2, 3


class _Commands(click.Group):
    """Says what users can mend, and tells it from a fault of the grader, which says nothing of
    anybody's work.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KitError as error:
            _ERR.print(f"Error: {error}", soft_wrap=True)
            sys.exit(EXIT_GRADER_FAULT if isinstance(error, UnsafeSandboxError) else EXIT_WRONG_USE)
        except Exception:  # noqa: BLE001 - whatever it is, it is ours
            traceback.print_exc()
            _ERR.print("The grader itself failed. No submission is to blame: look at the error above.")
            sys.exit(EXIT_GRADER_FAULT)


def _jobs(of_what: str) -> Callable[[Any], Any]:
    """The option that says how much is done at a time."""
    number, cores = click.IntRange(min=1), os.cpu_count() or 1
    help_text = f"How many {of_what} at a time."
    return click.option("--jobs", type=number, default=cores, show_default="all cores", help=help_text)


def _path(**options: Any) -> click.Path:
    return click.Path(path_type=Path, **options)


_FILE = _path(dir_okay=False)


def _of_a_class(command: Any) -> Any:
    """Gives a command the options that say what is known of a class beside its reports."""
    command = click.option(
        "--before",
        type=_path(exists=True, dir_okay=False),
        help="An earlier report of the class, written with --json, to say who has come further and who has not.",
    )(command)
    return click.option(
        "--class-list",
        type=_path(exists=True, dir_okay=False),
        help="Who is in the class, to say who did not hand in: nbgrader's gradebook.db, or a CSV file with the column "
        "`student`.",
    )(command)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(autograder.__version__, prog_name="autograder")
def main() -> None:
    """Courses of programming exercises, judged by properties and explained by counterexamples."""


@main.command()
@click.argument("what", type=_path(), default=Path())
@click.option("--seconds", default=5.0, show_default=True, help="How long one check may take.")
def check(what: Path, seconds: float) -> None:
    """Runs the visible checks: for students, while they work.

    WHAT is the folder of a unit, its module, a folder with many units, or the name of an exercise; the
    current folder if it is left out.
    """
    from autograder.visible.terminal import check_command

    sys.exit(check_command(what, seconds))


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_path())
@click.option("--unit", help="Grade as this unit; otherwise the file names tell.")
@Outputs.options
@click.option("--require", type=float, help="Exit with status 1 if a submission has fewer points than this.")
@click.option("--all-units", is_flag=True, help="PATH is all of one student's, who owes every unit of the course.")
@click.option(
    "--students",
    type=_path(exists=True, dir_okay=False),
    help="A CSV file that says whose each submission is, with the columns `submission` and `student`.",
)
@_of_a_class
@click.option(
    "--own-papers",
    is_flag=True,
    help="Each submission meets cases of its own: for where students see a report and can hand in again.",
)
@click.option(
    "--gradescope-metadata",
    type=_path(dir_okay=False),
    help="Gradescope's submission_metadata.json: which attempt it is, and when the assignment is due.",
)
@_jobs("submissions")
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

    outputs, known = Outputs.taken(given), _known(class_list, before)
    quiet = outputs.silent or not _ERR.is_terminal
    course = find_course(Path.cwd())
    _expect_secret(course)
    views = _views(course, gradescope_metadata)
    with speaking_in(course), _keeping_results(course) as kept:
        tasks = _tasks(course, paths, unit, students, all_units=all_units)
        expect_same_points(course, [loaded(course, unit) for unit in sorted({task.unit for task in tasks})])
        graded = Cluster(dask, _say).grade if dask else functools.partial(grade, jobs=jobs)
        results = graded(course, tasks, kept=kept, own_papers=own_papers, allow_unsafe=allow_unsafe)
        shown = track(results, "Grading", total=len(tasks), console=_ERR, disable=quiet, transient=True)
        run = grading_run(shown)
        outputs.write(views(run), _OUT, known=known)
    _say_what_counts_nothing(run)
    nobodys = [report.submission for report in printable(run).reports if students and not report.student]
    if nobodys:
        are = "is not in {}: its" if len(nobodys) == 1 else "are not in {}: their"
        _ERR.print(f"{listed(nobodys)} {are.format(students)} marks are nobody's.", soft_wrap=True)
    sys.exit(_exit_status(run, require))


@main.command()
@click.option("--base", required=True, metavar="REF", help="What the pull request is to be merged into.")
@click.option("--head", default="HEAD", show_default=True, metavar="REF", help="The last commit of the pull request.")
@click.option(
    "--repository",
    type=_path(),
    default=Path(),
    help="The students' repository.  [default: the one in this folder]",
)
@click.option(
    "--course", type=_path(), help="The course with the reference.  [default: the one in this folder or above it]"
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
    type=_path(file_okay=False),
    help="Keep results in this folder, and grade nothing again that has not changed since.",
)
@click.option("--visible", is_flag=True, help="Run the visible checks alone: no reference and no sandbox is needed.")
@Outputs.options
@click.option("--require", type=float, help="Exit with status 1 if a unit has fewer points than this.")
@_jobs("units")
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
            outputs.write(_views_of_a_request(found, run, handed_in.commits), _OUT)
    _say_what_counts_nothing(run)
    sys.exit(_exit_status(run, require))


@main.command()
@click.argument("lists", nargs=-1, required=True, type=click.File("rb"))
@click.option(
    "--students",
    type=_path(exists=True, dir_okay=False),
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


@main.command()
@click.argument("files", nargs=-1, required=True, type=_path(exists=True, dir_okay=False))
@_of_a_class
@Outputs.options
def join(files: tuple[Path, ...], class_list: Path | None, before: Path | None, **given: Any) -> None:
    """Puts reports together that `--json` wrote one by one, such as those of pull requests.

    FILES are these reports. Of several on one unit of the same student the last one named counts.
    """
    outputs, known = Outputs.taken(given), _known(class_list, before)
    run = joined((file.stem, read_run(file)) for file in files)
    with _in_the_language_here():
        outputs.write(Views.whole(run), _OUT, known=known)
    _say_what_counts_nothing(run)


@main.command()
@click.argument("units", nargs=-1, required=True)
@click.option("--output", type=_FILE, default=Path("autograder.zip"), show_default=True, help="Write it here.")
def gradescope(units: tuple[str, ...], output: Path) -> None:
    """Makes the archive to upload to Gradescope as the autograder of an assignment of these UNITS."""
    from autograder.course.loading import find_course
    from autograder.handout.gradescope_archive import archive

    data = archive(find_course(Path.cwd()), units)
    with writing(output):
        write_whole(output, data)
    _OUT.print(
        f"Written: {output}. It holds the reference: upload it to Gradescope, and give it to no student.",
        soft_wrap=True,
    )


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with status 1 if a file is stale.")
def sync(only_check: bool) -> None:
    """Regenerates stubs and notebooks from the solutions and lectures of the reference."""
    from autograder.course.loading import declared_names, expect_known_units, find_course, unit_names
    from autograder.handout import release

    course = find_course(Path.cwd())
    expect_known_units(course)
    with writing(course / "assignments"):
        outdated = release.sync(course, write=not only_check)
    for path in outdated:
        _OUT.print(f"{'out of date' if only_check else 'written'}: {path}", soft_wrap=True)
    if outdated and only_check:
        _ERR.print("Run `autograder sync` and look at the change.")
        sys.exit(EXIT_WANTING)
    for name in sorted(set(declared_names(course)) - set(unit_names(course))):
        _ERR.print(f"{name} is left out: it has no lecture yet.")
    if not outdated:
        _OUT.print("Everything is up to date.")


@main.command()
@click.argument("language")
@click.argument("units", nargs=-1)
def translate(language: str, units: tuple[str, ...]) -> None:
    """Writes what students read of all units, or of those named, into catalogues for a translator, such as
    `reference/<unit>/translations/es.po`; what is translated there already stays.  The lines of
    `course.toml` go into `reference/translations/es.po`.
    """
    from autograder.course.loading import find_course, unit_names
    from autograder.handout.translating import update

    course = find_course(Path.cwd())
    with writing(course / "reference"):
        for catalogue in update(course, language, units or unit_names(course)):
            file, left = catalogue.file.relative_to(course), catalogue.left
            done = "nothing is left" if left == 0 else f"{left} of {catalogue.number} left"
            _OUT.print(f"{file}: {done} to translate", soft_wrap=True)


@main.command()
@click.argument("units", nargs=-1)
def smallest(units: tuple[str, ...]) -> None:
    """Looks for the smallest cases that show the known mistakes, and keeps them in
    `reference/<unit>/smallest.json`: whoever makes one of them again is shown such a case at once.  All
    units, or those named; takes a minute each.
    """
    from autograder.course.loading import find_course, load_unit, unit_names
    from autograder.course.smallest import FILE, written
    from autograder.judging.cases import prepare
    from autograder.judging.smallest import smallest_of

    course = find_course(Path.cwd())
    for name in units or unit_names(course):
        kept = smallest_of(prepare(load_unit(course, name)))
        file = course / "reference" / name / FILE
        with writing(file):
            write_whole(file, written(kept))
        _OUT.print(f"{name}: {sum(map(len, kept.values()))} cases in {file.relative_to(course)}", soft_wrap=True)


@main.command()
@click.argument("units", nargs=-1)
@click.option("--json", "json_file", type=_FILE, help="Write how each variant fared here.")
@click.option("--html", "html_file", type=_FILE, help="Write the matrix of checks and variants here.")
@click.option(
    "--share",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Try one in so many of the alternatives, misconceptions, mutants and adversaries; others with each version.",
)
@_jobs("variants")
def audit(units: tuple[str, ...], json_file: Path | None, html_file: Path | None, share: int, jobs: int) -> None:
    """Judges the judge: is every wrong answer caught and named, and every right one accepted?  All
    units, or those named.
    """
    from autograder.audit import pages
    from autograder.audit.as_json import to_json
    from autograder.course.loading import find_course, unit_names

    course = find_course(Path.cwd())
    audits = []
    for result in _audits(course, units or unit_names(course), jobs, share):
        audits.append(result)
        pages.show(result, _OUT)
    if json_file:
        with writing(json_file):
            write_whole(json_file, to_json(audits))
    if html_file:
        with writing(html_file):
            pages.write_page(audits, html_file)
    sys.exit(EXIT_WANTING if any(result.findings for result in audits) else 0)


@main.command()
@click.argument("unit")
@click.argument("paths", nargs=-1, required=True, type=_path())
@click.option("--html", "html_file", type=_FILE, required=True, help="Write a page with both sides of each pair here.")
@click.option(
    "--report",
    type=_path(exists=True, dir_okay=False),
    help="A report on the same hand-ins, written with --json: who gives wrong answers that few others give?",
)
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, help="Show so many pairs.")
def similar(unit: str, paths: tuple[Path, ...], html_file: Path, report: Path | None, most: int) -> None:
    """Finds hand-ins of UNIT in PATHS that look alike.  It accuses nobody: it says where to look."""
    from autograder.course.loading import find_course, load_unit
    from autograder.similar import pages
    from autograder.similar.pairs import alike, other_texts

    course = find_course(Path.cwd())
    tasks = [task for task in _tasks(course, paths, None, None, all_units=False) if task.unit == unit]
    known = read_run(report) if report else None
    found = alike(load_unit(course, unit), tasks, known, most=most, others=other_texts(course, unit))
    with writing(html_file):
        pages.write_page(found, html_file)
    for line in pages.lines(found):
        _OUT.print(line, soft_wrap=True)
    _OUT.print(f"Page: {html_file}", soft_wrap=True)


@main.group()
def new() -> None:
    """Writes the skeleton of a course or of a unit, which works as it stands."""


@new.command("course")
@click.argument("folder", type=_path())
def new_course(folder: Path) -> None:
    """Writes a course without units into FOLDER."""
    from autograder.handout import skeletons

    with writing(folder):
        skeletons.new_course(folder)
    _OUT.print(f"Written: {folder}. Change to it, then run `autograder new unit NAME`.", soft_wrap=True)


@new.command("unit")
@click.argument("name")
def new_unit(name: str) -> None:
    """Writes a unit called NAME, with one exercise, into the course in this folder."""
    from autograder.handout import skeletons

    with writing(Path.cwd()):
        written = skeletons.new_unit(Path.cwd(), name)
    for path in written:
        _OUT.print(f"written: {path}", soft_wrap=True)
    _OUT.print(
        f"Change its solution and checks, then run `autograder sync` and `autograder audit {name}`.", soft_wrap=True
    )


@new.command("secret")
def new_secret() -> None:
    """Writes the secret that the cases of the course in this folder are drawn from."""
    from autograder.course.loading import find_course
    from autograder.course.papers import new_secret

    written = new_secret(find_course(Path.cwd()))
    _OUT.print(f"Written: {written}. Keep it with the reference, where no student can read it.", soft_wrap=True)


def _say(sentence: str) -> None:
    _ERR.print(sentence, soft_wrap=True)


def _expect_secret(course: Path) -> None:
    from autograder.course.papers import ABSENT, KNOWN, read_paper

    if read_paper(course) == KNOWN:
        _ERR.print(ABSENT, soft_wrap=True)


def _audits(course: Path, names: Sequence[str], jobs: int, share: int) -> Iterator[Audit]:
    """The audits of units: of one with its variants on all cores, of several each on one."""
    from rich.progress import Progress, track

    from autograder.audit import audit as auditing
    from autograder.course.loading import load_unit

    if len(names) > 1:
        steps = auditing.audit_all(course, names, jobs=jobs, share=share)
        yield from track(steps, "Auditing", total=len(names), console=_ERR, transient=True)
        return
    with Progress(console=_ERR, transient=True) as progress:
        trials = auditing.audit(course, load_unit(course, names[0]), jobs=jobs, share=share)
        *_, result = progress.track(trials, description=f"Auditing {names[0]}")
    assert isinstance(result, auditing.Audit)
    yield result


def _course_with_secret(start: Path) -> Path:
    from autograder.course.loading import find_course

    course = find_course(start)
    _expect_secret(course)
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
            _ERR.print(words, soft_wrap=True)
        else:
            words = run.summary
            if not annotate:
                with github.no_commands():
                    render_terminal(run, _OUT)
        lines.append(f"| {task.unit} | {github.cell(words)} |")
    for line in visible_commands(runs) if annotate else ():
        click.echo(line)
    ignored, more = request.ignored()
    github.append_to_summary("\n".join([*lines, ""]) + github.about(more, ignored))
    if not annotate:
        with github.no_commands():
            for sentence in printable((*more, *map(about_ignored, ignored))):
                _OUT.print(sentence, markup=False, soft_wrap=True)
    return 0 if len(runs) == len(tasks) and all(run.passed for run in runs.values()) else EXIT_WANTING


@contextlib.contextmanager
def _keeping_results(course: Path) -> Iterator[KeptResults]:
    """Keeps results until everything is written: the same command takes up where this one was
    interrupted.
    """
    from autograder.grading.kept import KeptResults

    kept = KeptResults(course)
    if kept:
        taken_up = "Taking up where an earlier run ended before it was done"
        _ERR.print(f"{taken_up}: what has not changed since is not graded again.", soft_wrap=True)
    try:
        yield kept
        kept.forget()
    finally:
        kept.close()


@contextlib.contextmanager
def _in_the_language_here() -> Iterator[None]:
    """What is said meanwhile is in the language of the course that this folder is in; in English where it is in
    none.
    """
    from autograder.course.loading import UnitError, find_course
    from autograder.course.translations import speaking_in

    try:
        course = find_course(Path.cwd())
    except UnitError:
        yield
        return
    with speaking_in(course):
        yield


def _tasks(
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


def _known(class_list: Path | None, before: Path | None) -> Known:
    """What is known of a class beside what was handed in."""
    from autograder.reporters.class_overview import Known
    from autograder.submissions.class_list import read_class_list

    return Known(
        students=read_class_list(class_list) if class_list else None, before=read_run(before) if before else None
    )


def _say_what_counts_nothing(run: GradingRun) -> None:
    for sentence in about_all_copies(printable(run).reports):
        _ERR.print(sentence, soft_wrap=True)


def _exit_status(run: GradingRun, require: float | None) -> int:
    if any(report.status is Status.GRADER_ERROR for report in run.reports):
        return EXIT_GRADER_FAULT
    enough = run.reports and all((report.score or 0.0) >= (require or 0.0) for report in run.reports)
    if require is not None and not enough:
        return EXIT_WANTING
    return 0
