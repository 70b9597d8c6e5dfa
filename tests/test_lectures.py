"""Lectures as text: what notebook follows from one, and what never reaches it."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from autograder.course import Exercise, Unit, load_unit, polite, unit_names
from autograder.course.loading import LECTURE, UnitError
from autograder.handout import lectures, release
from autograder.handout.gradescope_archive import archive
from autograder.testing import arguments, vectors
from tests.demo_course import ROOT

COURSES = (ROOT, ROOT / "tests" / "courses" / "linear_algebra")
ALL = [(course, unit) for course in COURSES for unit in unit_names(course)]
UNIT = Unit(
    name="toy",
    title="Toy",
    exercises=tuple(
        Exercise(name, polite(points, arguments(x=vectors(1, 3)))) for name, points in (("double", 2.5), ("total", 1.0))
    ),
)
SECRET = "Two points for saying that a sum does not depend on its order."
TEXT = f"""\
# Sums

A sum.

+++

Another cell.

```{{code-cell}}
:tags: [hide-input]

import toy
```

```{{code-cell}}
autograder.check("double")
```

```{{code-cell}}
autograder.check("total")
```

+++ {{"nbgrader": {{"grade_id": "words", "points": 2}}}}

*Your answer here.*

+++ {{"tags": ["instructor"]}}

{SECRET}
"""


def cells(text: str = TEXT) -> list[NotebookNode]:
    return nbformat.reads(lectures.notebook(text, UNIT), as_version=4).cells


# From text to notebook.


def test_the_notebook_has_the_cells_of_the_text_and_what_nbgrader_keeps_with_them() -> None:
    notebook = nbformat.reads(lectures.notebook(TEXT, UNIT), as_version=4)
    nbformat.validate(notebook)
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
        ("markdown", "# Sums\n\nA sum."),
        ("markdown", "Another cell."),
        ("code", "import toy"),
        ("code", 'autograder.check("double")'),
        ("code", 'autograder.check("total")'),
        ("markdown", "*Your answer here.*"),
    ]
    assert notebook.cells[2].metadata == {"tags": ["hide-input"]}
    grades = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert [(grade.grade_id, grade.points, grade.locked, grade.solution) for grade in grades] == [
        ("double", 2.5, True, False),
        ("total", 1, True, False),
        ("words", 2, False, True),
    ]


def test_only_a_cell_that_is_changed_gets_another_identity() -> None:
    before, after = cells(), cells(TEXT.replace("Another cell.", "A changed cell."))
    differing = [one.source for one, other in zip(before, after, strict=True) if one.id != other.id]
    assert differing == ["Another cell."]
    assert cells() == before


def test_cells_that_say_the_same_are_told_apart() -> None:
    ids = [cell.id for cell in cells(TEXT.replace("Another cell.", "Again.\n\n+++\n\nAgain.\n\n+++\n\nAgain."))]
    assert len(set(ids)) == len(ids) == 8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'autograder.check("total")',
            "pass",
            "has no check cells of total. Let it have this one:\n\n```{code-cell}\nau",
        ),
        ('check("total")', 'check("double")', "has 2 check cells of double"),
        ('check("total")', 'check("sum")', "has a check cell of sum, which is no exercise of this unit"),
        ('"grade_id": "words", ', "", 'It needs a "grade_id" and "points"'),
        ('{"grade_id": "words", "points": 2}', "2", 'It needs a "grade_id" and "points"'),
        ('"points": 2', '"points": "two"', 'It needs a "grade_id" and "points"'),
        ('"points": 2', '"points": 2, "solution": false', "where no answer is marked by a person"),
        ('"points": 2', '"points": 2, "grade": false', "where no answer is marked by a person"),
        ('"words"', '"double"', "has 2 cells with the grade_id 'double'"),
        ('"points": 2}}', '"points": 2}', "cannot be read: Markdown cell"),
        (":tags: [hide-input]", "---\ntags: [\n---", "cannot be read: Code cell"),
        ("# Sums", "---\njupytext: [\n---\n", "cannot be read: "),
        ('["instructor"]', '"instructor"', "cannot be read: "),
        ('["instructor"]', '["Instructors"]', "has the tag 'Instructors', with which students would see the cell"),
        ('+++ {"tags"', '<details>\n+++ {"tags"', "has a line of plus signs that begins no new cell"),
        ('+++ {"tags"', '1. One.\n\n   +++ {"tags"', "has a line of plus signs that begins no new cell"),
    ],
)
def test_a_text_that_is_not_as_it_should_be_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match=r"^(has|cannot) ") as raised:
        lectures.notebook(TEXT.replace(old, new), UNIT)
    assert said in str(raised.value)


# Every lecture that there is.


@pytest.mark.parametrize(("course", "unit"), ALL, ids=[unit for _, unit in ALL])
def test_jupytext_writes_a_lecture_as_it_stands(course: Path, unit: str) -> None:
    text = (course / "reference" / unit / LECTURE).read_text()
    assert jupytext.writes(jupytext.reads(text, fmt="md:myst"), fmt="md:myst") == text


# The form of a lecture.

BEGINNING = ("**Goals.** After this unit you can", "**What it builds on.** ", "**Time.** ")
END = ("## Summary", "## Questions", "## Where to read on", "## To answer in words (2 points)")
ANSWER = "<summary>Answer</summary>"


def departures(text: str) -> list[str]:
    """In what a lecture departs from the form that all have."""
    every = jupytext.reads(text, fmt="md:myst").cells
    cells = [cell for cell in every if "instructor" not in cell.metadata.get("tags", [])]
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    places = [prose[0].find(part) for part in BEGINNING]
    headings = re.findall(r"^## .*$", "\n\n".join(prose), flags=re.MULTILINE)
    questions = "\n\n".join(prose).partition(END[1])[2].partition(END[2])[0]
    rubrics = [cell.source for cell in every if cell not in cells]
    wrong = {
        "title": not prose[0].startswith("# "),
        "goals, what it builds on, time": -1 in places or places != sorted(places),
        "end": tuple(headings[-len(END) :]) != END,
        "three questions": re.findall(r"^\*\*(\d)\.\*\* ", questions, flags=re.MULTILINE) != ["1", "2", "3"],
        "three folded answers": questions.count(f"<details>\n{ANSWER}\n\n") != 3 or text.count(ANSWER) != 3,
        "answer in words": cells[-1].metadata.get("nbgrader") != {"grade_id": "written_question", "points": 2},
        "rubric": len(rubrics) != 1 or not re.match("## Rubric\n\n.*point", rubrics[0], flags=re.DOTALL),
        "folds": any(source.count("<details>") != source.count("\n</details>") for source in prose),
        "traps folded": re.search(r"^\*\*.*\btraps?\b", "\n".join(prose), flags=re.MULTILINE) is not None,
    }
    return [name for name, is_wrong in wrong.items() if is_wrong]


@pytest.mark.parametrize(("course", "unit"), ALL, ids=[unit for _, unit in ALL])
def test_every_lecture_has_the_form(course: Path, unit: str) -> None:
    assert departures((course / "reference" / unit / LECTURE).read_text()) == []
    assert "Rubric" not in (course / "assignments" / unit / f"{unit}.ipynb").read_text()


@pytest.mark.parametrize("unit", unit_names(ROOT))
def test_every_unit_says_what_its_symbols_mean(unit: str) -> None:
    assert (ROOT / "reference" / unit / LECTURE).read_text().count("\n| symbol | ") == 1


def test_a_new_unit_begins_with_the_form() -> None:
    text = (ROOT / "autograder/templates/skeletons/reference" / LECTURE).read_text()
    assert departures(text) == []
    assert jupytext.writes(jupytext.reads(text, fmt="md:myst"), fmt="md:myst") == text


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("# Conv", "Conv", ["title"]),
        ("**Goals.** After", "After", ["goals, what it builds on, time"]),
        ("**Time.** About", "About", ["goals, what it builds on, time"]),
        ("## Summary", "## In short", ["end"]),
        ("## Where to read on", "### Where to read on", ["end"]),
        ("**3.** ", "", ["three questions"]),
        ("<summary>Answer</summary>\n\nThree", "Three", ["three folded answers"]),
        ('"points": 2', '"points": 1', ["answer in words"]),
        ("## Rubric", "## How to mark", ["rubric"]),
        ('+++ {"tags": ["instructor"]}\n\n', "", ["end", "rubric"]),
        ("</details>", "", ["folds"]),
        (
            "<details>\n<summary><b>The trap</b>: try first, then open this.</summary>",
            "**The trap.**",
            ["folds", "traps folded"],
        ),
    ],
)
def test_what_departs_from_the_form_is_found(old: str, new: str, found: list[str]) -> None:
    text = (ROOT / "reference/conv1d" / LECTURE).read_text()
    assert old in text
    assert departures(text.replace(old, new, 1)) == found


# What is for instructors.


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one unit, whose lecture has a cell for instructors."""
    for part in ("reference", "assignments"):
        shutil.copytree(ROOT / part / "flatten", tmp_path / part / "flatten")
    shutil.copy(ROOT / "course.toml", tmp_path)
    with (tmp_path / "reference" / "flatten" / LECTURE).open("a") as lecture:
        lecture.write(
            f'\n+++ {{"tags": ["instructor"]}}\n\n{SECRET}\n\n```{{code-cell}}\n:tags: [instructor]\n\n7 * 191\n```\n'
        )
    release.sync(tmp_path, write=True)
    return tmp_path


def test_what_is_for_instructors_reaches_no_student(course: Path) -> None:
    text = (course / "reference/flatten" / LECTURE).read_text()
    assert lectures.for_instructors(text)[-2:] == [SECRET, "7 * 191"]
    release.assert_safe(course, "flatten")
    with zipfile.ZipFile(io.BytesIO(archive(course, ["flatten"]))) as file:
        packed = {name: file.read(name) for name in file.namelist()}
    assert "course/reference/flatten/solution.py" in packed
    handed_out = {str(path): path.read_bytes() for path in (course / "assignments").rglob("*") if path.is_file()}
    for name, content in {**packed, **handed_out}.items():
        assert SECRET.encode() not in content, name
        assert b"7 * 191" not in content, name


def test_without_its_tag_it_would_be_seen(course: Path) -> None:
    """What the test above looks for is what the tag alone keeps away."""
    lecture = course / "reference/flatten" / LECTURE
    lecture.write_text(lecture.read_text().replace('"instructor"', '"hide-input"'))
    release.sync(course, write=True)
    assert SECRET in (course / "assignments/flatten/flatten.ipynb").read_text()


# What somebody writes into the notebook.


def change(course: Path, source: str, place: int = 0) -> Path:
    path = course / "assignments/flatten/flatten.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[place].source = source
    path.write_text(nbformat.writes(notebook))
    return path


def test_what_was_written_into_the_notebook_is_not_lost(course: Path) -> None:
    path = change(course, "# Mine\n\nA better beginning.")
    written = path.read_text()
    for write in (False, True):
        with pytest.raises(UnitError, match=r"changed by hand, first in the cell that begins with '# Mine'. Write the"):
            release.sync(course, write=write)
    assert path.read_text() == written
    path.unlink()
    assert release.sync(course, write=True) == [path]


def test_outputs_and_what_stands_in_the_lecture_already_are_nobodys_loss(course: Path) -> None:
    path = course / "assignments/flatten/flatten.ipynb"
    right = path.read_text()
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.id = f"from-elsewhere-{cell.id}"
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 3, [nbformat.v4.new_output("stream", text="7")]
    path.write_text(nbformat.writes(notebook))
    assert release.sync(course, write=True) == [path]
    assert path.read_text() == right


@pytest.mark.parametrize("text", ["", "<<<<<<< HEAD\n", "[]", "{}", json.dumps({"cells": 3, "nbformat": 4})])
def test_a_notebook_that_is_none_is_made_anew(course: Path, text: str) -> None:
    path = course / "assignments/flatten/flatten.ipynb"
    right = path.read_text()
    path.write_text(text)
    assert release.sync(course, write=True) == [path]
    assert path.read_text() == right


def test_a_notebook_of_before_becomes_a_text(course: Path) -> None:
    """What jupytext makes of a whole notebook, nbgrader's metadata with it, is a lecture as it stands."""
    path, lecture = course / "assignments/flatten/flatten.ipynb", course / "reference/flatten" / LECTURE
    before = path.read_text()
    jupytext.write(jupytext.read(path), lecture, fmt="md:myst")
    assert "schema_version" in lecture.read_text()
    assert lectures.notebook(lecture.read_text(), load_unit(course, "flatten")) == before
