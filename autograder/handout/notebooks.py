"""The cells of a notebook that marks are given for, and what nbgrader keeps with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_CHECK = re.compile(r"""autograder\.check\(["'](\w+)["']\)""")


def is_check_cell(cell: Mapping[str, Any]) -> bool:
    """Whether nbgrader scores this code cell by its outputs."""
    nbgrader = cell["metadata"].get("nbgrader", {})
    return bool(cell["cell_type"] == "code" and nbgrader.get("grade") and not nbgrader.get("solution"))


def checked_exercise(cell: Mapping[str, Any]) -> str | None:
    """The exercise that a student checks with this cell, if that is all it does."""
    call = _CHECK.fullmatch(cell["source"].strip()) if cell["cell_type"] == "code" else None
    return call[1] if call else None


def scored(exercise: str, points: float) -> dict[str, Any]:
    """nbgrader's metadata of an exercise's check cell: read-only, and scored by its outputs."""
    return _grade_cell("code", exercise, points) | {"locked": True, "solution": False}


def answered(cell_type: str, name: str, points: float) -> dict[str, Any]:
    """nbgrader's metadata of a cell in which a student answers and which a person marks."""
    return _grade_cell(cell_type, name, points) | {"locked": False, "solution": True}


def _grade_cell(cell_type: str, name: str, points: float) -> dict[str, Any]:
    return {
        "cell_type": cell_type,
        "grade": True,
        "grade_id": name,
        "points": points,
        "schema_version": 3,
        "task": False,
    }
