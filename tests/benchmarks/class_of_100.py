"""How long does grading a class take?  Three ways side by side, on the same generated submissions.

    python tests/benchmarks/class_of_100.py [--students 100] [--unit conv1d] [--plain-students 20]

The class is drawn from the unit's own solution, alternatives and misconceptions, with a fixed seed.
Plain nbgrader runs the same checks, on the same cases, in the notebook's own cells, with one kernel
for each submission; because it is slow it grades the first ``--plain-students`` of the class, and
its figures are per submission.  Peak memory is that of all processes together.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import psutil
from rich.console import Console
from rich.table import Table

from autograder.course import Unit, load_unit

COURSE = Path(__file__).resolve().parents[2]

PLAIN_CHECKS = '''
"""The unit's checks for cells that run in a kernel beside the student's code."""
import importlib, os
from pathlib import Path
from autograder.course import load_unit
from autograder.judging.cases import prepare
from autograder.subjects.local import LocalSubject

UNIT = {unit!r}
EXAM = prepare(load_unit(Path({course!r}), UNIT))


def points(name):
    student = LocalSubject(Path(UNIT + ".py").read_text(), UNIT)
    earned = 0.0
    for sheet in EXAM.in_order(name):
        seen = [(case, sheet.seen_of(student, case.arguments)) for case in sheet.cases]
        if (earned or not sheet.check.waits) and not any(sheet.check.verdict(*pair) for pair in seen):
            earned += sheet.check.points
    return round(earned, 6)  # a sum of tenths may be more than the points of the cell by its last digit
'''


@dataclasses.dataclass(frozen=True)
class Figure:
    """What one way of grading cost."""

    name: str
    submissions: int
    seconds: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--plain-students", type=int, default=20)
    parser.add_argument("--unit", default="conv1d")
    options = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("grading") as status:
        unit = load_unit(COURSE, options.unit)
        texts = class_texts(unit, options.students)
        ours, plain = Path(folder, "ours"), Path(folder, "plain")
        build_course(ours, unit, texts)
        build_plain_course(plain, unit, texts[: options.plain_students])
        tool = Path(sys.executable).parent
        figures = []
        for name, course, count, command in (
            (
                "autograder grade",
                ours,
                len(texts),
                [tool / "autograder", "grade", "submitted", "--json", "report.json"],
            ),
            ("nbgrader autograde, this kit", ours, len(texts), [tool / "nbgrader", "autograde", unit.name]),
            ("nbgrader autograde, plain", plain, options.plain_students, [tool / "nbgrader", "autograde", unit.name]),
        ):
            status.update(f"{name}: {count} submissions")
            figures.append(measured(name, count, lambda command=command, course=course: run(command, course)))
    console.print(table(figures))


def class_texts(unit: Unit, students: int) -> list[str]:
    """Modules of a class: a third all right, a third with one mistake, a third with mistakes in
    several exercises.
    """
    generator = random.Random(2026)
    right = [unit.solution, *map(unit.text_of, unit.alternatives)]
    texts = []
    for number in range(students):
        mistakes = [0, 1, 3][number % 3]
        chosen = {m.exercise: m for m in generator.sample(unit.misconceptions, mistakes)}
        replaced = unit.solution if mistakes else generator.choice(right)
        for misconception in chosen.values():
            replaced = dataclasses.replace(unit, solution=replaced).text_of(misconception)
        texts.append(replaced)
    return texts


def build_course(folder: Path, unit: Unit, texts: Sequence[str]) -> None:
    """A course folder with the class's submissions handed in and the assignment released."""
    for part in (f"assignments/{unit.name}", f"reference/{unit.name}"):
        shutil.copytree(COURSE / part, folder / part)
    for file in ("nbgrader_config.py", "course.toml", "reference/remarks.py"):
        shutil.copy(COURSE / file, folder / file)
    run([Path(sys.executable).parent / "nbgrader", "generate_assignment", unit.name], folder)
    hand_in(folder, unit, texts)


def build_plain_course(folder: Path, unit: Unit, texts: Sequence[str]) -> None:
    """The same for nbgrader as it comes, with the checks in the notebook's own cells."""
    source = folder / "source" / unit.name
    source.mkdir(parents=True)
    nb = nbformat.read(COURSE / "assignments" / unit.name / f"{unit.name}.ipynb", as_version=4)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = f"from plain_checks import points\npoints({cell.metadata.nbgrader.grade_id!r})"
    nbformat.write(nb, source / f"{unit.name}.ipynb")
    shutil.copy(COURSE / "assignments" / unit.name / f"{unit.name}.py", source)
    (source / "plain_checks.py").write_text(PLAIN_CHECKS.format(unit=unit.name, course=str(COURSE)))
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Autograde.exclude_overwriting = {{{unit.name!r}: [{unit.name + '.py'!r}]}}\n"
    )
    run([Path(sys.executable).parent / "nbgrader", "generate_assignment", unit.name], folder)
    hand_in(folder, unit, texts)


def hand_in(folder: Path, unit: Unit, texts: Sequence[str]) -> None:
    """Puts each text beside the released notebook into a submission of its own."""
    for number, text in enumerate(texts):
        target = folder / "submitted" / f"student{number:03d}" / unit.name
        target.mkdir(parents=True)
        shutil.copy(folder / "release" / unit.name / f"{unit.name}.ipynb", target)
        (target / f"{unit.name}.py").write_text(text)


def run(command: Sequence[str | Path], folder: Path) -> None:
    """Runs a command silently; its output is shown only when it fails."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stdout}\n{done.stderr}")


def measured(name: str, submissions: int, work: Callable[[], None]) -> Figure:
    """Runs the work while a thread looks at the memory of all child processes."""
    peak, finished = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not finished.wait(0.1):
            peak = max(peak, memory_of_children())

    thread = threading.Thread(target=watch)
    thread.start()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    finished.set()
    thread.join()
    return Figure(name, submissions, seconds, peak / 2**20)


def memory_of_children() -> float:
    """Bytes of all child processes, shared pages counted in parts."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            total += child.memory_full_info().pss
    return total


def table(figures: Sequence[Figure]) -> Table:
    """The figures side by side; the last is what the others are compared with."""
    plain = figures[-1].seconds / figures[-1].submissions
    shown = Table()
    for title in ("way", "submissions", "seconds", "each (s)", "per second", "times plain", "peak memory (MB)"):
        shown.add_column(title, justify="left" if title == "way" else "right")
    for figure in figures:
        each = figure.seconds / figure.submissions
        shown.add_row(
            figure.name,
            str(figure.submissions),
            f"{figure.seconds:.1f}",
            f"{each:.3f}",
            f"{1 / each:.1f}",
            f"{plain / each:.1f}",
            f"{figure.megabytes:.0f}",
        )
    return shown


if __name__ == "__main__":
    main()
