"""The commands that make more of what was graded."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from autograder.cli.basics import (
    FILE,
    OUT,
    known_of_a_class,
    of_a_class,
    path_type,
    say_what_counts_nothing,
    tasks_in,
)
from autograder.report import joined
from autograder.reporters.outputs import Outputs, Views, read_run, writing


@click.command()
@click.argument("files", nargs=-1, required=True, type=path_type(exists=True, dir_okay=False))
@of_a_class
@Outputs.options
def join(files: tuple[Path, ...], class_list: Path | None, before: Path | None, **given: Any) -> None:
    """Puts reports together that `--json` wrote one by one, such as those of pull requests.

    FILES are these reports. Of several on one unit of the same student the last one named counts.
    """
    outputs, known = Outputs.taken(given), known_of_a_class(class_list, before)
    run = joined((file.stem, read_run(file)) for file in files)
    with _in_the_language_here():
        outputs.write(Views.whole(run), OUT, known=known)
    say_what_counts_nothing(run)


@click.command()
@click.argument("unit")
@click.argument("paths", nargs=-1, required=True, type=path_type())
@click.option("--html", "html_file", type=FILE, required=True, help="Write a page with both sides of each pair here.")
@click.option(
    "--report",
    type=path_type(exists=True, dir_okay=False),
    help="A report on the same hand-ins, written with --json: who gives wrong answers that few others give?",
)
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, help="Show so many pairs.")
def similar(unit: str, paths: tuple[Path, ...], html_file: Path, report: Path | None, most: int) -> None:
    """Finds hand-ins of UNIT in PATHS that look alike.  It accuses nobody: it says where to look."""
    from autograder.course.loading import find_course, load_unit
    from autograder.similar import pages
    from autograder.similar.pairs import alike, other_texts

    course = find_course(Path.cwd())
    tasks = [task for task in tasks_in(course, paths, None, None, all_units=False) if task.unit == unit]
    known = read_run(report) if report else None
    found = alike(load_unit(course, unit), tasks, known, most=most, others=other_texts(course, unit))
    with writing(html_file):
        pages.write_page(found, html_file)
    for line in pages.lines(found):
        OUT.print(line, soft_wrap=True)
    OUT.print(f"Page: {html_file}", soft_wrap=True)


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
