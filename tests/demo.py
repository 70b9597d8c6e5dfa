"""The main job, from a fresh course to everybody's feedback: ``python -m tests.demo build/demo [UNIT ...]``,
or ``make demo``.

Builds a course of a few units of this repository, or of those that are named, hands in what a few of the sample
students have (for units that they have not, two answers made from the unit's own variants), runs nbgrader's own
commands on them, and prints everyone's marks from nbgrader's gradebook with a few words on what went wrong.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.course import load_unit, unit_names
from autograder.nbgrader.metadata import WHAT_WENT_WRONG
from autograder.reporters.words import points
from tests import demo_course, generated_class

UNITS = ("conv1d", "pooling", "square_detector", "rnn")
"""Enough to see how it goes: with each more, nbgrader's commands take some ten seconds longer."""


def main(folder: Path, units: Sequence[str]) -> None:
    """Builds the course in ``folder``, which is removed first, and shows how it went."""
    start = time.monotonic()
    console = Console(highlight=False)
    shutil.rmtree(folder, ignore_errors=True)
    course = demo_course.build_course(demo_course.ROOT, folder, units)
    units = unit_names(course)
    seconds = 12 * (1 + len(units))
    console.print(f"nbgrader's commands for {len(units)} units; on two cores this takes about {seconds} seconds.")
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
        _step(progress, course, "db", "student", "import", str(_students(course)))
        _step(progress, course, "generate_assignment", units[0])  # enters the course, which two at once cannot
        _steps(progress, course, "generate_assignment", units[1:])
        handed_in = sorted(demo_course.hand_in(course, _class(course, units)))
        _steps(progress, course, "autograde", units)
        _steps(progress, course, "generate_feedback", units)
        _step(progress, course, "export")
    console.print(table(course, handed_in))
    console.print(
        f"{len(handed_in)} submissions of {len(units)} units in {time.monotonic() - start:.0f} s. Grades: "
        f"{course / 'grades.csv'}"
    )
    console.print(f"Feedback pages: {course / 'feedback'}/<student>/<unit>/<unit>.html")
    console.print(f"Open this page: {page_to_open(course, handed_in).as_uri()}", soft_wrap=True)


def page_to_open(course: Path, handed_in: Sequence[tuple[str, str]]) -> Path:
    """The first feedback page on which something went wrong, or else the first."""
    pages = [course / "feedback" / student / unit / f"{unit}.html" for student, unit in handed_in]
    wrong = (page for page, of in zip(pages, handed_in, strict=True) if page.is_file() and what_went_wrong(course, *of))
    return next(wrong, pages[0])


STUDENTS = ("alex", "kim", "noa", "riley", "toni", "yuki")
"""Of the sample students: one who is right, one with many mistakes, one who changes arguments, one whose file cannot
be read, one with answers of other types, and one whose notebook is none.
"""


def _class(course: Path, units: Sequence[str]) -> Path:
    """What these students hand in, and for units that they have not, what two of them could."""
    folder = course / "class"
    for number, unit in enumerate(units):
        samples = [student for student in STUDENTS if (demo_course.SUBMISSIONS / student / unit).is_dir()]
        for student in samples:
            shutil.copytree(demo_course.SUBMISSIONS / student / unit, folder / student / unit)
        if not samples:
            some = [STUDENTS[(2 * number + offset) % len(STUDENTS)] for offset in range(2)]
            generated_class.hand_in(folder, load_unit(course, unit), some)
    return folder


def _students(course: Path) -> Path:
    """The class list.  nbgrader wants it before two of its processes may grade side by side:
    otherwise both would enter the same new student.
    """
    path = course / "students.csv"
    path.write_text("\n".join(["id", *STUDENTS, ""]), encoding="utf-8")
    return path


def _steps(progress: Progress, course: Path, command: str, units: Sequence[str]) -> None:
    """The command for each unit, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda unit: _step(progress, course, command, unit), units))


def _step(progress: Progress, course: Path, *command: str) -> None:
    step = progress.add_task(" ".join(("nbgrader", *command)), total=None)
    demo_course.nbgrader(course, *command)
    progress.update(step, total=1, completed=1)


def table(course: Path, handed_in: Sequence[tuple[str, str]]) -> Table:
    """Everyone's marks, as nbgrader's gradebook has them, and what the graded notebook says about
    them.
    """
    shown = Table(pad_edge=False)
    for title in ("student", "unit", "score", "what went wrong"):
        shown.add_column(title, justify="right" if title == "score" else "left", overflow="fold")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for student, unit in handed_in:
            shown.add_row(student, unit, score(gradebook, student, unit), Text(what_went_wrong(course, student, unit)))
    return shown


def what_went_wrong(course: Path, student: str, unit: str) -> str:
    """The few words that the graded notebook has on it; empty where all is right."""
    graded = nbformat.read(course / "autograded" / student / unit / f"{unit}.ipynb", as_version=4)
    return str(graded.metadata[WHAT_WENT_WRONG])


def score(gradebook: Gradebook, student: str, unit: str) -> str:
    """The sum of what was graded automatically; the written question is for a person."""
    try:
        grades = [
            grade
            for notebook in gradebook.find_submission(unit, student).notebooks
            for grade in notebook.grades
            if grade.cell.cell_type == "code"
        ]
    except MissingEntry:
        return "no record"
    scores = [grade.auto_score for grade in grades]
    return points(None if None in scores else sum(scores), sum(grade.max_score for grade in grades))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:] or UNITS)
