"""Points that differ between the reference, the notebook that was handed out and the gradebook."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.course.loading import load_unit
from autograder.handout.given_points import differences, points_in
from tests import demo_course
from tests.test_nbgrader import POINTS, RIGHT, build_toy_course, edit, metadata


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_toy_course(tmp_path_factory.mktemp("points") / "course")


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (POINTS, []),
        ({}, []),
        (POINTS | {"double": 3.0}, ["double is worth 3 points and not 2"]),
        ({"double": 2.0}, ["total is missing"]),
        ({"twice": 2.0, "total": 1.0}, ["double is missing", "twice is no exercise of the reference"]),
    ],
    ids=["same", "none", "changed", "added", "renamed"],
)
def test_each_exercise_that_differs_is_named(toy: Path, points: dict[str, float], words: list[str]) -> None:
    assert list(differences(load_unit(toy, "toy"), points)) == words


def test_a_grade_cell_of_the_instructors_own_is_no_exercise(toy: Path) -> None:
    notebook = nbformat.read(toy / "assignments" / "toy" / "toy.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("assert own", metadata=metadata("own")))
    assert points_in(notebook.cells) == POINTS


@pytest.mark.slow
def test_nobody_is_graded_by_other_points_than_the_reference_has(tmp_path: Path) -> None:
    course = build_toy_course(tmp_path / "course")
    demo_course.nbgrader(course, "generate_assignment", "toy")
    folder = course / "submitted" / "ada" / "toy"
    shutil.copytree(course / "release" / "toy", folder)
    (folder / "toy.py").write_text(RIGHT)
    edit(course / "reference" / "toy" / "checks.py", lambda text: text.replace("points=1.5", "points=2.5"))

    said = demo_course.nbgrader(course, "autograde", "toy", expect=1).stdout
    advice = "Run `autograder sync` and `nbgrader generate_assignment toy --force`, then grade again."
    words = "double is worth 2 points and not 3"
    assert said.count(f"toy in the notebook that was handed out: {words}. {advice}") == 1
    assert "Traceback" not in said
    assert not (course / "autograded").exists()

    for step in ("assignments", "release"):  # the notebooks alone are brought up to date
        edit(course / step / "toy" / "toy.ipynb", lambda text: text.replace('"points": 2.0', '"points": 3.0'))
    said = demo_course.nbgrader(course, "autograde", "toy", expect=1).stdout
    assert said.count(f"toy in the gradebook: {words}. {advice}") == 1

    demo_course.nbgrader(course, "generate_assignment", "toy", "--force")
    demo_course.nbgrader(course, "autograde", "toy")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        submission = book.find_submission("toy", "ada")
        assert (submission.score, submission.max_score) == (4.0, 7.0)
