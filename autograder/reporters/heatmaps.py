"""Arrays as heatmaps: cells with a number and a class that colours it, which style sheets can say
and a strict page allows.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from autograder.languages import _
from autograder.report import Counterexample
from autograder.reporters.comparison import Part, Table, figure, is_grid, rows, shape

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
    part = Part.of(example)
    if not (_is_array(part.expected) and _is_array(part.returned)):
        return None
    expected, returned = rows(part.expected), rows(part.returned)
    if max(len(expected), len(returned)) > MAX_ROWS:
        return None
    most = largest([*expected, *returned])
    if part.tables:
        return Drawing(where=part.where, heatmaps=_side_by_side(part, expected, returned, most))
    return Drawing(
        where=part.where,
        heatmaps=(
            Heatmap(
                title=_("expected"),
                note=_("shape {shape}").format(shape=shape(part.expected)),
                rows=_coloured(expected, most),
            ),
            Heatmap(
                title=_("returned"),
                note=_("shape {shape}").format(shape=shape(part.returned)),
                rows=_coloured(returned, most),
            ),
        ),
    )


def _side_by_side(part: Part, expected: Table, returned: Table, most: float) -> tuple[Heatmap, ...]:
    """Two arrays of the same shape, and their difference where one is said to be."""
    wrong = [[bool(mark) for mark in row] for row in part.marks]
    maps = (
        Heatmap(title=_("expected"), note="", rows=_coloured(expected, most)),
        Heatmap(title=_("returned"), note=_how_many(part, wrong), rows=_coloured(returned, most, wrong)),
    )
    if not any(map(any, wrong)):
        return maps
    differences = [
        [_difference(a, b) if mark else 0.0 for a, b, mark in zip(*row, strict=True)]
        for row in zip(expected, returned, wrong, strict=True)
    ]
    coloured = _coloured(differences, largest(differences), wrong)
    return (*maps, Heatmap(title=_("difference"), note=_("returned minus expected"), rows=coloured))


def _coloured(table: Table, most: float, wrong: Sequence[Sequence[bool]] = ()) -> tuple[tuple[Cell, ...], ...]:
    marks = wrong or [[False] * len(row) for row in table]
    return tuple(
        tuple(
            Cell(text=figure(value), colour=colour(value, most), wrong=mark) for value, mark in zip(*pair, strict=True)
        )
        for pair in zip(table, marks, strict=True)
    )


def _is_array(value: Any) -> bool:
    return is_grid(value) and all(_is_number(item) for row in rows(value) for item in row)


def _is_number(value: Any) -> bool:
    return (isinstance(value, int | float) and not isinstance(value, bool)) or value in ("nan", "inf", "-inf")


def colour(value: Any, most: float) -> str:
    number = float(value)
    if not math.isfinite(number):
        return "odd"
    if not number:
        return ""
    return f"{'p' if number > 0 else 'n'}{max(1, math.ceil(LEVELS * (abs(number) / most)))}"


def largest(table: Table) -> float:
    return max((abs(float(value)) for row in table for value in row if math.isfinite(float(value))), default=0.0)


def _difference(expected: Any, returned: Any) -> Any:
    difference = float(returned) - float(expected)
    return difference if math.isfinite(difference) else str(difference)


def _how_many(part: Part, wrong: Sequence[Sequence[bool]]) -> str:
    if part.wholly_wrong:
        return _("all of it is wrong")
    count = sum(map(sum, wrong))
    return _("{count} of {all} different").format(count=count, all=sum(map(len, wrong))) if count else ""
