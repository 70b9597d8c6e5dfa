"""The commands for authors of units, and for who hands them out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.basics import ERR, EXIT_WANTING, FILE, OUT, jobs_option, path_type
from autograder.files import write_whole
from autograder.reporters.outputs import writing

if TYPE_CHECKING:
    from autograder.audit.audit import Audit


@click.command()
@click.argument("units", nargs=-1, required=True)
@click.option("--output", type=FILE, default=Path("autograder.zip"), show_default=True, help="Write it here.")
def gradescope(units: tuple[str, ...], output: Path) -> None:
    """Makes the archive to upload to Gradescope as the autograder of an assignment of these UNITS."""
    from autograder.course.loading import find_course
    from autograder.handout.gradescope_archive import archive

    data = archive(find_course(Path.cwd()), units)
    with writing(output):
        write_whole(output, data)
    OUT.print(
        f"Written: {output}. It holds the reference: upload it to Gradescope, and give it to no student.",
        soft_wrap=True,
    )


@click.command()
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
        OUT.print(f"{'out of date' if only_check else 'written'}: {path}", soft_wrap=True)
    if outdated and only_check:
        ERR.print("Run `autograder sync` and look at the change.")
        sys.exit(EXIT_WANTING)
    for name in sorted(set(declared_names(course)) - set(unit_names(course))):
        ERR.print(f"{name} is left out: it has no lecture yet.")
    if not outdated:
        OUT.print("Everything is up to date.")


@click.command()
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
            OUT.print(f"{file}: {done} to translate", soft_wrap=True)


@click.command()
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
        OUT.print(f"{name}: {sum(map(len, kept.values()))} cases in {file.relative_to(course)}", soft_wrap=True)


@click.command()
@click.argument("units", nargs=-1)
@click.option("--json", "json_file", type=FILE, help="Write how each variant fared here.")
@click.option("--html", "html_file", type=FILE, help="Write the matrix of checks and variants here.")
@click.option(
    "--share",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Try one in so many of the alternatives, misconceptions, mutants and adversaries; others with each version.",
)
@jobs_option("variants")
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
        pages.show(result, OUT)
    if json_file:
        with writing(json_file):
            write_whole(json_file, to_json(audits))
    if html_file:
        with writing(html_file):
            pages.write_page(audits, html_file)
    sys.exit(EXIT_WANTING if any(result.findings for result in audits) else 0)


def _audits(course: Path, names: Sequence[str], jobs: int, share: int) -> Iterator[Audit]:
    """The audits of units: of one with its variants on all cores, of several each on one."""
    from rich.progress import Progress, track

    from autograder.audit import audit as auditing
    from autograder.course.loading import load_unit

    if len(names) > 1:
        steps = auditing.audit_all(course, names, jobs=jobs, share=share)
        yield from track(steps, "Auditing", total=len(names), console=ERR, transient=True)
        return
    with Progress(console=ERR, transient=True) as progress:
        trials = auditing.audit(course, load_unit(course, names[0]), jobs=jobs, share=share)
        *_, result = progress.track(trials, description=f"Auditing {names[0]}")
    assert isinstance(result, auditing.Audit)
    yield result


@click.group()
def new() -> None:
    """Writes the skeleton of a course or of a unit, which works as it stands."""


@new.command("course")
@click.argument("folder", type=path_type())
def new_course(folder: Path) -> None:
    """Writes a course without units into FOLDER."""
    from autograder.handout import skeletons

    with writing(folder):
        skeletons.new_course(folder)
    OUT.print(f"Written: {folder}. Change to it, then run `autograder new unit NAME`.", soft_wrap=True)


@new.command("unit")
@click.argument("name")
def new_unit(name: str) -> None:
    """Writes a unit called NAME, with one exercise, into the course in this folder."""
    from autograder.handout import skeletons

    with writing(Path.cwd()):
        written = skeletons.new_unit(Path.cwd(), name)
    for path in written:
        OUT.print(f"written: {path}", soft_wrap=True)
    OUT.print(
        f"Change its solution and checks, then run `autograder sync` and `autograder audit {name}`.", soft_wrap=True
    )


@new.command("secret")
def new_secret() -> None:
    """Writes the secret that the cases of the course in this folder are drawn from."""
    from autograder.course.loading import find_course
    from autograder.course.papers import new_secret

    written = new_secret(find_course(Path.cwd()))
    OUT.print(f"Written: {written}. Keep it with the reference, where no student can read it.", soft_wrap=True)
