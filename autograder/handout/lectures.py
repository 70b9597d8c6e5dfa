"""A lecture is written once, as text: ``reference/<unit>/lecture.md``; the notebook of students
follows from it.

The text is a notebook in MyST Markdown, as jupytext reads and writes it: Markdown as it is, code
cells in fences, and a line ``+++`` between two Markdown cells. JupyterLab opens it as a notebook too.
Three kinds of cells are more than they show:

- ``autograder.check("name")`` is the check cell of an exercise: read-only, and worth its points;
- Markdown after ``+++ {"nbgrader": {"grade_id": "...", "points": 2}}`` is where students answer in
  words, which a person marks;
- whatever is tagged ``instructor``, such as the rubric, is for instructors alone and goes nowhere.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jupytext
import nbformat
import yaml
from jupytext.formats import JupytextFormatError
from jupytext.myst import MystMetadataParsingError
from nbformat.notebooknode import NotebookNode

from autograder.course.unit import Exercise, Unit
from autograder.handout.notebooks import answered, checked_exercise, is_check_cell, scored

INSTRUCTOR = "instructor"
"""The tag of cells that only instructors see."""

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_BEGINNING = 60
"""So many characters of a cell are enough to find it."""


def notebook(text: str, unit: Unit) -> str:
    """The text of the notebook that students get: the same bytes for the same lecture and unit.

    Raises:
        ValueError: the text cannot be read, or its check cells are not those of the unit; the message goes
            on from the file's name.
    """
    cells = [cell for cell in _cells(text) if not _is_for_instructors(cell)]
    exercises = {exercise.name: exercise for exercise in unit.exercises}
    _require_check_cells(filter(None, map(checked_exercise, cells)), exercises)
    for cell in cells:
        _complete(cell, exercises)
    _require_names([cell.metadata["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell.metadata])
    _name(cells)
    return f"{nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=_METADATA), version=4)}\n"


def for_instructors(text: str) -> list[str]:
    """The sources of all cells that only instructors see.

    Raises:
        ValueError: the text cannot be read.
    """
    return [cell.source for cell in _cells(text) if _is_for_instructors(cell)]


def written_by_hand(notebook: str, wanted: str) -> list[str]:
    """How the cells begin that somebody wrote or changed in the notebook itself: those whose identity
    is not made of what they say, and which are not in the notebook as it is wanted either.

    Check cells are nobody's to change, and a text that is no notebook has nothing to lose.
    """
    try:
        cells = nbformat.reads(notebook, as_version=4).cells
    except (ValueError, TypeError, AttributeError, KeyError, nbformat.ValidationError):
        return []
    known = {_identity(cell) for cell in nbformat.reads(wanted, as_version=4).cells}
    own = [
        cell for cell in cells if not is_check_cell(cell) and _identity(cell) not in {*known, cell.get("id", "")[:8]}
    ]
    return [cell.source.strip().split("\n")[0][:_BEGINNING] for cell in own]


def _cells(text: str) -> list[NotebookNode]:
    """All cells of a lecture.

    Raises:
        ValueError: it cannot be read, or a cell is not clearly for students or for instructors.
    """
    try:
        cells: list[NotebookNode] = jupytext.reads(text, fmt="md:myst").cells
    except (JupytextFormatError, MystMetadataParsingError, nbformat.ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"cannot be read: {str(error).splitlines()[0]}. Mend that, then try again.") from error
    for cell in cells:
        for tag in cell.metadata.get("tags", []):
            if tag != INSTRUCTOR and difflib.get_close_matches(tag.lower(), [INSTRUCTOR]):
                raise ValueError(f"has the tag {tag!r}, with which students would see the cell. Write {INSTRUCTOR!r}.")
        if cell.cell_type == "markdown" and re.search(r"^\s*\+\+\+", cell.source, flags=re.MULTILINE):
            advice = "Leave a line free above it, and begin it at the margin."
            raise ValueError(f"has a line of plus signs that begins no new cell, because of what is above it. {advice}")
    return cells


def _is_for_instructors(cell: NotebookNode) -> bool:
    return INSTRUCTOR in cell.metadata.get("tags", [])


def _require_check_cells(found: Iterable[str], exercises: dict[str, Exercise]) -> None:
    cells = Counter(found)
    for name in dict.fromkeys([*cells, *exercises]):
        if name not in exercises:
            raise ValueError(f"has a check cell of {name}, which is no exercise of this unit. Remove the cell.")
        if cells[name] != 1:
            cell = f'```{{code-cell}}\nautograder.check("{name}")\n```'
            raise ValueError(f"has {cells[name] or 'no'} check cells of {name}. Let it have this one:\n\n{cell}")


def _complete(cell: NotebookNode, exercises: dict[str, Exercise]) -> None:
    """Gives a grade cell all that nbgrader keeps with it.

    Raises:
        ValueError: a cell with nbgrader's metadata is neither a check cell nor one for an answer.
    """
    if name := checked_exercise(cell):
        cell.metadata["nbgrader"] = scored(name, exercises[name].possible)
    elif "nbgrader" in cell.metadata:
        match cell.metadata["nbgrader"]:
            case {"grade_id": str(name), "points": int() | float() as points, **rest} if _is_answer(rest):
                cell.metadata["nbgrader"] = answered(cell.cell_type, name, points)
            case _:
                advice = 'It needs a "grade_id" and "points"; exercises have their checks in checks.py.'
                raise ValueError(f'has a cell with "nbgrader" where no answer is marked by a person. {advice}')


def _is_answer(nbgrader: Mapping[Any, Any]) -> bool:
    """Whether students write into the cell and a person marks it, by all that is said of that."""
    return bool(nbgrader.get("grade", True) and nbgrader.get("solution", True))


def _require_names(names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"has {count} cells with the grade_id {name!r}. Give each its own.")


def _name(cells: Sequence[NotebookNode]) -> None:
    """Gives each cell its identity, and a number with it where another cell says the same."""
    seen: Counter[str] = Counter()
    for cell in cells:
        identity = _identity(cell)
        cell["id"] = f"{identity}-{seen[identity]}" if seen[identity] else identity
        seen[identity] += 1


def _identity(cell: NotebookNode) -> str:
    """What the cell says, as eight characters: only a cell that is changed gets another identity."""
    return hashlib.sha256(json.dumps([cell.cell_type, cell.source]).encode()).hexdigest()[:8]
