"""No verdict comes from the notebook, so none is lost by it: whatever form a notebook has, its
student gets the marks of the module, a page, and an answer that a person can read.

All forms are graded in one run of nbgrader, on the unit that takes the least time.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import jupytext
import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook

from autograder.course import load_unit
from autograder.handout import release
from autograder.handout.notebooks import checked_exercise
from autograder.nbgrader import bounded_json, handed_in
from autograder.nbgrader.metadata import UNREADABLE, WHAT_WENT_WRONG
from tests import demo_course
from tests.damaged_notebooks import ANSWER, FORMS, NOTHING, OPEN, READ, answered, hand_in, text
from tests.demo_course import ROOT

UNIT = "flatten"
POINTS = {exercise.name: exercise.points for exercise in load_unit(ROOT, UNIT).exercises}
RIGHT = load_unit(ROOT, UNIT).solution
HANDED_OUT = ROOT / "assignments" / UNIT / f"{UNIT}.ipynb"
PATTERNS = {"in_class": "Doe, Jane [s123]", "alone": "Roe, Max [!s7]*"}
"""Students whose names are patterns."""

every_form = pytest.mark.parametrize("name", FORMS)


def test_there_are_enough_forms() -> None:
    assert len(FORMS) >= 60


# Reading.


def read(name: str, folder: Path) -> NotebookNode:
    """What is made of the form of this name, handed in in a folder."""
    folder.mkdir(exist_ok=True)
    hand_in(folder, HANDED_OUT.read_text(), name)
    return handed_in.read_notebook(folder / f"{UNIT}.ipynb", nbformat.read(HANDED_OUT, as_version=4))


def known(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The cells that nbgrader knows, each of which there is once."""
    found = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    by_name = {cell.metadata.nbgrader.grade_id: cell for cell in found}
    assert len(by_name) == len(found)
    return by_name


@every_form
def test_what_is_read_is_a_notebook_with_all_that_nbgrader_grades(name: str, tmp_path: Path) -> None:
    notebook, handed_out = read(name, tmp_path), nbformat.read(HANDED_OUT, as_version=4)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()
    found = known(notebook)
    assert {each: cell.metadata.nbgrader for each, cell in found.items()} == {
        each: cell.metadata.nbgrader for each, cell in known(handed_out).items()
    }
    assert {each: found[each].source for each in POINTS} == {each: f'autograder.check("{each}")' for each in POINTS}
    assert WHAT_WENT_WRONG not in notebook.metadata


@every_form
def test_the_answer_in_words_is_read_or_left_to_a_person(name: str, tmp_path: Path) -> None:
    notebook = read(name, tmp_path)
    source = known(notebook)["written_question"].source
    assert source.startswith({READ: ANSWER, OPEN: "", NOTHING: "*Your answer here.*"}[FORMS[name].answer])
    assert source.endswith("this mark is open.") == (FORMS[name].answer == OPEN)


def test_the_words_are_the_students_and_the_places_too(tmp_path: Path) -> None:
    notebook = read("cells_in_reverse_order", tmp_path)
    assert [cell.source for cell in notebook.cells] == [
        ANSWER if "nbgrader" in cell.metadata and cell.metadata.nbgrader.solution else cell.source
        for cell in reversed(nbformat.read(HANDED_OUT, as_version=4).cells)
    ]


def test_what_comes_after_a_deleted_answer_is_not_taken_for_it(tmp_path: Path) -> None:
    given_out = nbformat.read(HANDED_OUT, as_version=4)
    given_out.cells.append(nbformat.v4.new_markdown_cell("## The end", id="end"))
    theirs = answered(text(given_out))
    del theirs["cells"][-2]
    (tmp_path / f"{UNIT}.ipynb").write_text(text(theirs))
    found = handed_in.read_notebook(tmp_path / f"{UNIT}.ipynb", given_out)
    assert known(found)["written_question"].source.endswith("this mark is open.")
    assert [cell.source for cell in found.cells].count("## The end") == 1


@pytest.mark.parametrize("link", ["twin", f"twin/{UNIT}"])
def test_nothing_is_read_in_a_folder_that_is_a_link(link: str, tmp_path: Path) -> None:
    right, twin = tmp_path / "right" / UNIT, tmp_path / link
    right.mkdir(parents=True)
    twin.parent.mkdir(exist_ok=True)
    twin.symlink_to(right if twin.name == UNIT else right.parent)
    assert "is in a folder that is a link" in read("colab", tmp_path / "twin" / UNIT).metadata[UNREADABLE]


def test_an_error_of_ours_leaves_the_answer_to_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handed_in.inert, "cleaned", lambda *_: {}["gone"])
    exporter: Any = SimpleNamespace(log=logging.getLogger("handed_in"))
    given_out = nbformat.read(HANDED_OUT, as_version=4)
    hand_in(tmp_path, HANDED_OUT.read_text(), "colab")
    found = handed_in.SubmissionExporter._read(exporter, tmp_path / f"{UNIT}.ipynb", given_out)
    assert known(found).keys() == known(given_out).keys()
    assert known(found)["written_question"].source.endswith("this mark is open.")


# Bounds.


@pytest.mark.parametrize("value", ["{}", "[]", '""', "0", '{"":{}}'])
def test_what_would_become_too_many_values_is_refused_before_they_are_made(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_json, "MAX_VALUES", 1_000)
    many = f"[{','.join([value] * 100_000)}]"
    tracemalloc.start()
    try:
        with pytest.raises(bounded_json.TooMuchError, match="more than 1,000 values"):
            bounded_json.parsed(many)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("value", ['"[[[,,,{{{"', r'"\"[[[,"', r'"\\"', '""'])
def test_what_stands_in_a_text_counts_nothing(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_json, "MAX_VALUES", 3)
    monkeypatch.setattr(bounded_json, "MAX_DEPTH", 1)
    assert bounded_json.parsed(f"[{value}]") == [json.loads(value)]
    with pytest.raises(bounded_json.TooMuchError):
        bounded_json.parsed(f"[{value}, 1]")
    with pytest.raises(bounded_json.TooMuchError):
        bounded_json.parsed(f"[[{value}]]")


@pytest.mark.parametrize("start", ['"', '"\\"', '"\\', '\\"'])
def test_texts_that_never_end_take_no_time_to_speak_of(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_json, "MAX_VALUES", 10_000_000)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter|Extra|escape"):
        bounded_json.parsed("[" + start * 300_000)  # a search that began again at each would take hours


# nbgrader.


SOME = (
    "jupyterlab_kernelspec_without_display_name",
    "vs_code_ids_in_4_4",
    "colab_widgets_without_state",
    "cocalc",
    "neither_names_nor_ids",
    "attachment_gone",
    "lone_surrogates",
    "answer_not_written",
    "file_missing",
    "file_cut_off",
    "renamed_by_a_browser",
)
"""The forms that are graded in every run of the suite: those that most people meet."""


class Class(NamedTuple):
    """A course in which every one of some forms is handed in, graded and given feedback."""

    course: Path
    forms: Sequence[str]

    @property
    def students(self) -> list[str]:
        return [*self.forms, *PATTERNS.values(), "bea"]

    def graded(self, student: str) -> NotebookNode:
        return nbformat.read(self.course / "autograded" / student / UNIT / f"{UNIT}.ipynb", as_version=4)

    def page(self, student: str) -> str:
        """What a student's page says, without its markup."""
        html = (self.course / "feedback" / student / UNIT / f"{UNIT}.html").read_text()
        return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<body")[2]).split())


@pytest.fixture(scope="module", params=["some", pytest.param("all", marks=pytest.mark.slow)])
def everybody(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Whoever hands in some of the forms, or all; and three whom nbgrader alone would not find."""
    forms = SOME if request.param == "some" else tuple(FORMS)
    name = f"damaged_course_{request.param}"
    make = functools.partial(make_course, forms)
    return Class(demo_course.made_once(tmp_path_factory.getbasetemp(), name, make), forms)


def make_course(forms: Sequence[str], course: Path) -> None:
    demo_course.build_course(ROOT, course, [UNIT])
    shorten(course / "reference" / UNIT / "lecture.md")
    release.sync(course, write=True)
    demo_course.nbgrader(course, "generate_assignment", UNIT)
    for name in (*forms, PATTERNS["in_class"]):
        hand_in_module(course, name)
    deep = dig(course / "submitted" / "file_missing" / UNIT)
    try:
        demo_course.nbgrader(course, "autograde", UNIT)
    finally:
        subprocess.run(["rm", "-r", deep], check=True)  # pytest cannot: Python calls itself for each folder
    for name in (PATTERNS["alone"], "bea"):
        hand_in_module(course, name)
        demo_course.nbgrader(course, "autograde", UNIT, f"--student={name}")
    demo_course.nbgrader(course, "generate_feedback", UNIT, f"--student={PATTERNS['alone']}")
    demo_course.nbgrader(course, "generate_feedback", UNIT)


def shorten(path: Path) -> None:
    """Leaves of a lecture its beginning, the checks and the question: each cell takes time."""
    lecture = jupytext.read(path, fmt="md:myst")
    checks = [cell for cell in lecture.cells if checked_exercise(cell)]
    (answer,) = (place for place, cell in enumerate(lecture.cells) if "nbgrader" in cell.metadata)
    lecture.cells = [*lecture.cells[:2], *checks, *lecture.cells[answer - 1 : answer + 1]]
    jupytext.write(lecture, path, fmt="md:myst")


def hand_in_module(course: Path, name: str) -> None:
    """Hands in the right module, beside the notebook of the form of this name."""
    folder = course / "submitted" / name / UNIT
    folder.mkdir(parents=True)
    (folder / f"{UNIT}.py").write_text(RIGHT)
    if name != "bea":
        released = (course / "release" / UNIT / f"{UNIT}.ipynb").read_text()
        hand_in(folder, released, name if name in FORMS else "colab")


def dig(folder: Path) -> Path:
    """Makes folders within folders, deeper than Python calls itself; returns the first."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    return folder / "d"


@pytest.fixture(scope="module")
def grades(everybody: Class) -> Mapping[str, Mapping[str, tuple[float | None, bool]]]:
    """Of each student, by the name of the cell, the score, and whether a person must look."""
    with Gradebook(f"sqlite:///{everybody.course / 'gradebook.db'}") as book:
        return {
            submission.student.id: {
                grade.name: (grade.auto_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.assignment_submissions(UNIT)
        }


def test_every_module_has_its_marks_and_every_answer_its_reader(everybody: Class, grades: Mapping[str, Any]) -> None:
    module = {name: (points, False) for name, points in POINTS.items()}
    answers = {student: FORMS[student].answer if student in FORMS else READ for student in everybody.students}
    assert grades == {
        student: module | {"written_question": (0.0, False) if answer == NOTHING else (None, True)}
        for student, answer in (answers | {"bea": NOTHING}).items()
    }


def test_every_page_tells_the_marks_and_what_is_unreadable(everybody: Class) -> None:
    for student in everybody.students:
        page, graded = everybody.page(student), everybody.graded(student)
        for name, points in POINTS.items():
            assert f"{name} right , {points:g} / {points:g}" in page, student
        why = graded.metadata.get(UNREADABLE, "")
        assert ("Your functions are graded all the same" in page) == bool(why), student
        assert " ".join(why.split()) in page, student
        assert graded.metadata[WHAT_WENT_WRONG] == why.split(". ")[0]


def test_the_command_gives_the_same_marks(everybody: Class, grades: Mapping[str, Any]) -> None:
    command = [sys.executable, "-m", "autograder", "grade", "submitted", "--json", "-"]
    done = subprocess.run(command, cwd=everybody.course, capture_output=True, text=True, check=False)
    found = {
        Path(report["submission"]).parts[1]: {each["name"]: each["score"] for each in report["exercises"]}
        for report in json.loads(done.stdout)["reports"]
    }
    assert found == {
        student: {name: score for name, (score, _) in marks.items() if name in POINTS}
        for student, marks in grades.items()
    }


def test_nothing_but_the_notebook_handed_out_gets_a_page(everybody: Class) -> None:
    pages = sorted(
        path.relative_to(everybody.course / "feedback") for path in everybody.course.rglob("feedback/**/*.html")
    )
    assert pages == sorted(Path(student, UNIT, f"{UNIT}.html") for student in everybody.students)
