"""The command line.  Exit status: 0 graded, 1 below what was required or found wanting, 2 wrong use, 3 the grader itself failed."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress, track

import autograder
from autograder.files import write_whole
from autograder.report import GradingRun, Status

if TYPE_CHECKING:
    from autograder.kept import KeptResults

_OUT = Console(highlight=False, markup=False, emoji=False)  # paths are no markup
_ERR = Console(stderr=True, highlight=False, markup=False, emoji=False)

EXIT_WANTING, EXIT_GRADER_FAULT = 1, 3


class _Commands(click.Group):
    """Tells a fault of the grader, which says nothing of anybody's work, from everything else."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it is ours
            traceback.print_exc()
            _ERR.print("The grader itself failed. No submission is to blame: look at the error above.")
            sys.exit(EXIT_GRADER_FAULT)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(autograder.__version__, prog_name="autograder")
def main() -> None:
    """Convolutional and recurrent networks from scratch, judged by properties."""


@main.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--seconds", default=20.0, show_default=True, help="How long the checks of one unit may take.")
def check(path: Path, seconds: float) -> None:
    """Runs the visible checks of the unit in PATH: for students, while they work."""
    from autograder.visible import check_command

    sys.exit(check_command(path, seconds))


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unit", help="Grade as this unit; otherwise the file names tell.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, allow_dash=True), help="Write the report here; `-` prints it and nothing else.")
@click.option("--html", "html_folder", type=click.Path(path_type=Path, file_okay=False), help="Write a page for each submission, and an index, here.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path, dir_okay=False), help="Write JUnit XML here.")
@click.option("--github", is_flag=True, help="Print GitHub annotations and write the step summary.")
@click.option("--require", type=float, help="Exit with status 1 if a submission has fewer points than this.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default="all cores", help="How many submissions at a time.")
def grade(
    paths: tuple[Path, ...],
    unit: str | None,
    json_file: Path | None,
    html_folder: Path | None,
    junit_file: Path | None,
    github: bool,
    require: float | None,
    jobs: int,
) -> None:
    """Grades submissions with the hidden checks, each in its own sandbox.

    PATH is a module, a folder that holds one, or a tree of many.
    """
    from autograder.reporters import github as github_reporter
    from autograder.reporters import html, junit, terminal

    alone = json_file == Path("-")
    with _keeping_results() as kept:
        run = _graded(paths, unit, jobs, kept, quiet=alone or not _ERR.is_terminal)
        with _writing("The standard output"):
            if alone:
                click.echo(run.to_json(), nl=False)
            elif not github:
                terminal.show(run, _OUT)
        if json_file and not alone:
            _write(json_file, run.to_json())
        if html_folder:
            with _writing(html_folder):
                index = html.write_pages(run, html_folder)
            if not alone:
                _OUT.print(f"Pages: {index}", soft_wrap=True)
        if junit_file:
            with _writing(junit_file):
                junit.write(run, junit_file)
        if github:
            for line in github_reporter.workflow_commands(run):
                click.echo(line, err=alone)  # GitHub reads both streams
            github_reporter.write_summary(run)
    sys.exit(_exit_status(run, require))


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with status 1 if a file is out of date.")
def sync(only_check: bool) -> None:
    """Regenerates stubs, and the check cells of notebooks, from the reference."""
    from autograder import release
    from autograder.unit import UnitError, declared_names, find_course, unit_names

    try:
        course = find_course(Path.cwd())
        with _writing(course / "assignments"):
            outdated = release.sync(course, write=not only_check)
    except UnitError as error:
        raise click.UsageError(str(error)) from None
    for path in outdated:
        _OUT.print(f"{'out of date' if only_check else 'written'}: {path}", soft_wrap=True)
    if outdated and only_check:
        _ERR.print("Run `autograder sync` and look at the change.")
        sys.exit(EXIT_WANTING)
    for name in sorted(set(declared_names(course)) - set(unit_names(course))):
        _ERR.print(f"{name} is left out: it has no notebook yet.")
    if not outdated:
        _OUT.print("Everything is up to date.")


@main.command()
@click.argument("units", nargs=-1)
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write how each variant fared here.")
@click.option("--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the matrix of checks and variants here.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default="all cores", help="How many variants at a time.")
def audit(units: tuple[str, ...], json_file: Path | None, html_file: Path | None, jobs: int) -> None:
    """Judges the judge: is every wrong answer caught and named, and every right one accepted?  All units, or those named."""
    from autograder import audit as auditing
    from autograder.reporters import auditing as reporter
    from autograder.unit import UnitError, find_course, load_unit, unit_names

    try:
        course = find_course(Path.cwd())
        audits = []
        for name in units or unit_names(course):
            with Progress(console=_ERR, transient=True) as progress:
                bar = progress.add_task(f"Auditing {name}", total=None)
                for step in auditing.audit(course, load_unit(course, name), jobs=jobs):
                    progress.update(bar, total=step) if isinstance(step, int) else progress.advance(bar)
            assert isinstance(step, auditing.Audit)
            result = step
            reporter.show(result, _OUT)
            audits.append(result)
    except UnitError as error:
        raise click.UsageError(str(error)) from None
    if json_file:
        _write(json_file, auditing.to_json(audits))
    if html_file:
        with _writing(html_file):
            reporter.write_page(audits, html_file)
    sys.exit(EXIT_WANTING if any(result.findings for result in audits) else 0)


@contextlib.contextmanager
def _keeping_results() -> Iterator[KeptResults]:
    """Keeps results until everything is written: the same command takes up where this one was interrupted."""
    from autograder.kept import KeptResults
    from autograder.unit import UnitError, find_course

    try:
        kept = KeptResults(find_course(Path.cwd()))
    except UnitError as error:
        raise click.UsageError(str(error)) from None
    if kept:
        _ERR.print("Taking up where an earlier run ended before it was done: what has not changed since is not graded again.", soft_wrap=True)
    yield kept
    kept.forget()


def _graded(paths: Sequence[Path], unit: str | None, jobs: int, kept: KeptResults, *, quiet: bool) -> GradingRun:
    from autograder.grading import Task, grade, grading_run
    from autograder.submission import SubmissionError, find_submissions
    from autograder.unit import UnitError, declared_names, find_course

    try:
        course = find_course(Path.cwd())
        units = declared_names(course)
        if unit and unit not in units:
            raise UnitError(f"There is no unit {unit!r}: there are {', '.join(units)}.")
        found = [place for path in paths for place in find_submissions(path, units, only=unit, course=course)]
        tasks = [Task(place, name, str(place if place.is_file() else place / f"{name}.py")) for place, name in found]
        results = grade(course, tasks, jobs=jobs, kept=kept)
        return grading_run(list(track(results, "Grading", total=len(tasks), console=_ERR, disable=quiet, transient=True)))
    except (SubmissionError, UnitError) as error:
        raise click.UsageError(str(error)) from None


def _exit_status(run: GradingRun, require: float | None) -> int:
    if any(report.status is Status.GRADER_ERROR for report in run.reports):
        return EXIT_GRADER_FAULT
    if require is not None and any(not (report.score or 0.0) >= require for report in run.reports):
        return EXIT_WANTING
    return 0


def _write(path: Path, text: str) -> None:
    with _writing(path):
        write_whole(path, text)


@contextlib.contextmanager
def _writing(path: Path | str) -> Iterator[None]:
    """Says which file cannot be written, and what to do; results that are kept stay."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        advice = "Make room and try again" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else "Name another file"
        raise click.UsageError(f"{path} cannot be written: {error.strerror}. {advice}.") from None
