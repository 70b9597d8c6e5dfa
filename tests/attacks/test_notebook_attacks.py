"""Attacks on nbgrader: each gets what it wants of nbgrader's own functions, and nothing in a course
of ours, where the class is graded in spite of it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader import nbgraderformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade

from tests import demo_course
from tests.attacks.building import builder, waits_at_a_pipe
from tests.attacks.catalogue import attacks
from tests.attacks.test_messages import active
from tests.test_nbgrader import POINTS, RIGHT, SOLUTION, WRONG, build_toy_course, grades, hand_in, mark

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")]

ATTACKS = attacks("notebooks")
NEIGHBOURS_WORDS = "I, Alice, wrote this."
SOLUTION_LINE = "values += np.array(x, dtype=float)"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which everybody but Alice attacks: handed out, graded, and with feedback."""
    return demo_course.made_once(tmp_path_factory.getbasetemp(), "attacked_course", make_course)


def make_course(course: Path) -> None:
    assert SOLUTION_LINE in SOLUTION
    build_toy_course(course)
    demo_course.nbgrader(course, "generate_assignment", "toy")
    neighbour = hand_in(
        course,
        "alice",
        RIGHT,
        lambda notebook: notebook.cells.append(nbformat.v4.new_markdown_cell(NEIGHBOURS_WORDS, id="own")),
    )
    target = {"neighbour": neighbour / "toy.ipynb", "solution": course / "reference" / "toy" / "solution.py"}
    for name in ATTACKS:
        build(name, course, target)
    demo_course.nbgrader(course, "autograde", "toy", timeout=300)
    demo_course.nbgrader(course, "generate_feedback", "toy", timeout=300)


def build(name: str, course: Path, target: dict[str, Path]) -> None:
    folder = course / "submitted" / name / "toy"
    folder.mkdir(parents=True)
    (folder / "toy.py").write_text(WRONG)
    notebook = json.loads((course / "release" / "toy" / "toy.ipynb").read_text())
    if builder("notebooks", name).build(folder, notebook, target) != "written":
        (folder / "toy.ipynb").write_text(json.dumps(notebook))


# What nbgrader's own functions make of them.


def marks_of_cells(notebook: Path) -> list[float]:
    cells = nbformat.read(notebook, as_version=4).cells
    return [
        determine_grade(cell)[0] or 0.0
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"
    ]


def copied(folder: Path, scratch: Path) -> str:
    for path in folder.rglob("*"):
        if path.is_symlink():
            shutil.copy(path, scratch / "copy")
    return (scratch / "copy").read_text()


def raises(error: type[BaseException], call: Callable[[], Any]) -> bool:
    try:
        call()
    except error:
        return True
    return False


NAIVELY: dict[str, Callable[[Path, Path], bool]] = {
    "full marks": lambda folder, _: max(marks_of_cells(folder / "toy.ipynb")) >= 2.0,
    "counts twice": lambda folder, _: len(marks_of_cells(folder / "toy.ipynb")) > len(POINTS),
    "scripts": lambda folder, _: bool(
        active(HTMLExporter().from_filename(str(folder / "toy.ipynb"))[0].partition("<body")[2])
    ),
    "cannot be read": lambda folder, _: raises(Exception, lambda: nbformat.read(folder / "toy.ipynb", as_version=4)),
    "flood": lambda folder, _: (folder / "toy.ipynb").stat().st_size >= 50_000_000,
    "becomes twenty times as much": lambda folder, _: (
        sum(map(sys.getsizeof, json.loads((folder / "toy.ipynb").read_text())["metadata"]["values"]))
        > 20 * (folder / "toy.ipynb").stat().st_size
    ),
    "waits": lambda folder, _: waits_at_a_pipe(
        lambda: (
            raises(Exception, lambda: nbformat.read(folder / "toy.ipynb", as_version=4))
            if (folder / "toy.ipynb").is_fifo()
            else CourseDirectory().get_existing_timestamp(str(folder))
        ),
        next(path for path in folder.iterdir() if path.is_fifo()),
    ),
    "stumbles": lambda folder, scratch: raises(
        shutil.SpecialFileError, lambda: shutil.copy(folder / "data.csv", scratch)
    ),
    "copies a neighbour": lambda folder, scratch: NEIGHBOURS_WORDS in copied(folder, scratch),
    "copies the solution": lambda folder, scratch: SOLUTION_LINE in copied(folder, scratch),
    "fails": lambda folder, _: raises(Exception, lambda: CourseDirectory().get_existing_timestamp(str(folder))),
    "ends the run": lambda folder, _: raises(
        nbgraderformat.SchemaTooNewError, lambda: nbgraderformat.read(str(folder / "toy.ipynb"), as_version=4)
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_gets_what_it_wants_of_plain_nbgrader(name: str, course: Path, tmp_path: Path) -> None:
    assert NAIVELY[ATTACKS[name].settings["HARM"]](course / "submitted" / name / "toy", tmp_path)


# What a course of ours makes of them.


def test_the_rest_of_the_class_is_graded(course: Path) -> None:
    found = grades(course, "alice")
    assert {name: found[name] for name in POINTS} == {name: mark(points) for name, points in POINTS.items()}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_gets_the_marks_of_its_module(name: str, course: Path) -> None:
    found = grades(course, name)
    assert {cell: found[cell] for cell in POINTS} == dict.fromkeys(POINTS, mark(0.0))
    assert set(found) == {*POINTS, "words"}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_finds_nothing_in_its_feedback(name: str, course: Path) -> None:
    for folder in ("autograded", "feedback"):
        for path in (course / folder / name).rglob("*"):
            text = path.read_text() if path.is_file() else ""
            assert SOLUTION_LINE not in text, path
            assert NEIGHBOURS_WORDS not in text, path
    page = (course / "feedback" / name / "toy" / "toy.html").read_text()
    ours = active((course / "feedback" / "alice" / "toy" / "toy.html").read_text())
    assert active(page) == ours
