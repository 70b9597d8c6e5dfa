"""The main job, from a fresh course to everybody's feedback: ``python -m tests.demo build/demo``,
or ``make demo``.

Builds a course from this repository, hands in the sample submissions (for units without any, some
made from the unit's own variants), runs nbgrader's own commands on all units, and prints everyone's
marks from nbgrader's gradebook with a few words on what went wrong.
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


def main(folder: Path) -> None:
    """Builds the course in ``folder``, which is removed first, and shows how it went."""
    start = time.monotonic()
    console = Console(highlight=False)
    shutil.rmtree(folder, ignore_errors=True)
    course = demo_course.build_course(demo_course.ROOT, folder)
    units = unit_names(course)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
        _step(progress, course, "db", "student", "import", str(_students(course)))
        _steps(progress, course, "generate_assignment", units)
        handed_in = sorted([*demo_course.hand_in(course), *demo_course.hand_in(course, _generated(course, units))])
        _steps(progress, course, "autograde", units)
        _steps(progress, course, "generate_feedback", units)
        _step(progress, course, "export")
    console.print(table(course, handed_in))
    console.print(
        f"{len(handed_in)} submissions of {len(units)} units in {time.monotonic() - start:.0f} s. Grades: "
        f"{course / 'grades.csv'}"
    )
    console.print(f"Feedback pages: {course / 'feedback'}/<student>/<unit>/<unit>.html")


def _generated(course: Path, units: Sequence[str]) -> Path:
    """Submissions of some of the sample students for the units that have none."""
    students = sorted(path.name for path in demo_course.SUBMISSIONS.iterdir() if path.is_dir())
    for number, unit in enumerate(units):
        if not any(demo_course.SUBMISSIONS.glob(f"*/{unit}")):
            some = [students[(4 * number + offset) % len(students)] for offset in range(4)]
            generated_class.hand_in(course / "class", load_unit(course, unit), some)
    return course / "class"


def _students(course: Path) -> Path:
    """The class list.  nbgrader wants it before two of its processes may grade side by side:
    otherwise both would enter the same new student.
    """
    path = course / "students.csv"
    names = sorted(folder.name for folder in demo_course.SUBMISSIONS.iterdir() if folder.is_dir())
    path.write_text("\n".join(["id", *names, ""]), encoding="utf-8")
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
            graded = nbformat.read(course / "autograded" / student / unit / f"{unit}.ipynb", as_version=4)
            shown.add_row(student, unit, score(gradebook, student, unit), Text(graded.metadata[WHAT_WENT_WRONG]))
    return shown


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
    main(Path(sys.argv[1]).resolve())
