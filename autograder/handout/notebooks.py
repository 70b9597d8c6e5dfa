"""The check cells of a notebook: one for each exercise, read-only, worth the exercise's points."""

from __future__ import annotations

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.course.unit import Exercise, Unit


def is_check_cell(cell: NotebookNode) -> bool:
    """Whether nbgrader scores this code cell by its outputs."""
    nbgrader = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and nbgrader.get("grade") and not nbgrader.get("solution"))


def check_cell(exercise: Exercise) -> NotebookNode:
    """The cell in which a student checks an exercise, and which carries its points."""
    cell = nbformat.v4.new_code_cell(id=f"check-{exercise.name.replace('_', '-')}"[:64])
    _bring_up_to_date(cell, exercise)
    return cell


def synced(notebook: str, unit: Unit) -> str:
    """The notebook's text with exactly the check cells that the unit asks for; missing ones are
    added at the end.
    """
    nb = nbformat.reads(notebook, as_version=4)
    wanted = {exercise.name: exercise for exercise in unit.exercises}
    nb.cells = [cell for cell in nb.cells if not is_check_cell(cell) or cell.metadata.nbgrader.grade_id in wanted]
    for cell in filter(is_check_cell, nb.cells):
        _bring_up_to_date(cell, wanted.pop(cell.metadata.nbgrader.grade_id))
    nb.cells += map(check_cell, wanted.values())
    return f"{nbformat.writes(nb, version=4)}\n"


def _bring_up_to_date(cell: NotebookNode, exercise: Exercise) -> None:
    cell.source = f'autograder.check("{exercise.name}")'
    cell.outputs, cell.execution_count = [], None
    cell.metadata["nbgrader"] = {
        "cell_type": "code",
        "grade": True,
        "grade_id": exercise.name,
        "locked": True,
        "points": exercise.points,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
