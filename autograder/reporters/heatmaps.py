"""Arrays as heatmaps: cells with a number and a class that colours it, which style sheets can say
and a strict page allows.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from autograder.report import Counterexample
from autograder.reporters.comparison import figure, grids, same

Grid = list[list[Any]]

LEVELS = 6
"""Shades of each of the two colours."""

MAX_ROWS = 14
"""A taller array is shown as text."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cell:
    """A number; ``colour`` is ``p1`` to ``p6`` above zero, ``n1`` to ``n6`` below, ``odd`` for what
    is no finite number, empty for zero.
    """

    text: str
    colour: str
    wrong: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Heatmap:
    """One array, row by row."""

    title: str
    note: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Drawing:
    """What was expected, what was returned and, where the shapes agree, the difference; ``where``
    names the part of a larger answer.
    """

    where: str
    heatmaps: tuple[Heatmap, ...]


def drawing(example: Counterexample) -> Drawing | None:
    """The two answers of a counterexample as heatmaps; None where they are not both arrays that can
    be taken in at a glance.
    """
    found = grids(example.expected, example.returned)
    if found is None or max(len(found[1]), len(found[2])) > MAX_ROWS:
        return None
    where, *answers = found
    shapes = [_shape(answer) for answer in answers]
    expected, returned = (answer if isinstance(answer[0], list) else [answer] for answer in answers)
    most = _largest([*expected, *returned])
    if shapes[0] == shapes[1]:
        return Drawing(where=where, heatmaps=_compared(expected, returned, most))
    named = zip(("expected", "returned"), shapes, (expected, returned), strict=True)
    return Drawing(
        where=where,
        heatmaps=tuple(
            Heatmap(title=title, note=f"shape {shape}", rows=_coloured(grid, most)) for title, shape, grid in named
        ),
    )


def _compared(expected: Grid, returned: Grid, most: float) -> tuple[Heatmap, ...]:
    """Two arrays of the same shape, and their difference if there is one."""
    wrong = [[not same(a, b) for a, b in zip(*rows, strict=True)] for rows in zip(expected, returned, strict=True)]
    differences = [
        [_difference(a, b) for a, b in zip(*rows, strict=True)] for rows in zip(expected, returned, strict=True)
    ]
    maps = (
        Heatmap(title="expected", note="", rows=_coloured(expected, most)),
        Heatmap(title="returned", note=_how_many(wrong), rows=_coloured(returned, most, wrong)),
        Heatmap(
            title="difference",
            note="returned minus expected",
            rows=_coloured(differences, _largest(differences), wrong),
        ),
    )
    return maps if any(map(any, wrong)) else maps[:2]


def _coloured(grid: Grid, most: float, wrong: Sequence[Sequence[bool]] = ()) -> tuple[tuple[Cell, ...], ...]:
    marks = wrong or [[False] * len(row) for row in grid]
    return tuple(
        tuple(
            Cell(text=figure(value), colour=_colour(value, most), wrong=mark) for value, mark in zip(*pair, strict=True)
        )
        for pair in zip(grid, marks, strict=True)
    )


def _colour(value: Any, most: float) -> str:
    number = float(value)
    if not math.isfinite(number):
        return "odd"
    if not number:
        return ""
    return f"{'p' if number > 0 else 'n'}{max(1, math.ceil(LEVELS * (abs(number) / most)))}"


def _largest(grid: Grid) -> float:
    return max((abs(float(value)) for row in grid for value in row if math.isfinite(float(value))), default=0.0)


def _difference(expected: Any, returned: Any) -> Any:
    if same(expected, returned):
        return 0.0
    difference = float(returned) - float(expected)
    return difference if math.isfinite(difference) else str(difference)


def _how_many(wrong: Sequence[Sequence[bool]]) -> str:
    count = sum(map(sum, wrong))
    return f"{count} of {sum(map(len, wrong))} different" if count else "the same numbers"


def _shape(array: list[Any]) -> tuple[int, ...]:
    return (len(array), len(array[0])) if isinstance(array[0], list) else (len(array),)
