"""What exercises are worth in a notebook, beside what they are worth in the reference.  Where the two differ,
marks would be wrong, so nobody is graded.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.course.loading import UnitError
from autograder.course.unit import Unit
from autograder.handout.notebooks import checked_exercise, is_check_cell


def expect_same_points(course: Path, units: Iterable[Unit]) -> None:
    """Says before anybody is graded that a unit of a course has changed since its notebook was made.

    Raises:
        UnitError: it has.
    """
    for unit in units:
        name = unit.name
        for folder in ("assignments", "release"):
            differing = list(differences(unit, _points_in_file(course / folder / name / f"{name}.ipynb")))
            if differing:
                again = f" and `nbgrader generate_assignment {name} --force`" if folder == "release" else ""
                advice = f"Run `autograder sync`{again}, then grade again"
                raise UnitError(f"{name} in {folder}/{name}/{name}.ipynb: {'; '.join(differing)}. {advice}.")


def points_in(cells: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """What the exercises of a notebook are worth; cells of the instructor's own are none."""
    found = [cell for cell in cells if is_check_cell(cell) and checked_exercise(cell)]
    return {cell["metadata"]["nbgrader"]["grade_id"]: float(cell["metadata"]["nbgrader"]["points"]) for cell in found}


def differences(unit: Unit, points: Mapping[str, float]) -> Iterator[str]:
    """In which exercises a place differs from the reference; none where it has no exercise at all."""
    wanted = {exercise.name: exercise.possible for exercise in unit.exercises}
    for name in {**wanted, **points} if points else ():
        if name not in points:
            yield f"{name} is missing"
        elif name not in wanted:
            yield f"{name} is no exercise of the reference"
        elif points[name] != wanted[name]:
            yield f"{name} is worth {points[name]:g} points and not {wanted[name]:g}"


def _points_in_file(notebook: Path) -> dict[str, float]:
    """The same of a file; nothing where there is none, or none that can be read."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        return points_in(_joined(cell) for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    return {}


def _joined(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell with its text as one, for files hold it line by line."""
    return cell | {"source": "".join(cell["source"])}
