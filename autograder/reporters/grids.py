"""The arrays of a call as grids of numbers, with the letters of the terms in which each number stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.reporters.comparison import figure
from autograder.reporters.heatmaps import colour, largest
from autograder.reporters.letters import Mark, Way, array_of, in_python, indices_of

WHOLE = 8
"""An axis of so many values is drawn whole; of a longer one what is met, and one more on either side."""

MOST_ALONG_AN_AXIS = 14
MOST_GRIDS = 12

Letters = Mapping[Way, Sequence[tuple[str, Mark]]]
"""The letters on each number."""


class NotDrawnError(Exception):
    """Something is too large to be drawn, or not shown number by number."""


@dataclasses.dataclass(frozen=True)
class Value:
    """A number of an array, with the letters of the terms in which it stands."""

    text: str
    colour: str
    letters: tuple[tuple[str, Mark], ...] = ()

    @property
    def mark(self) -> Mark:
        """The mark of the whole cell: what should not be there before what is missing."""
        marks = [mark for _, mark in self.letters]
        return next((mark for mark in (Mark.SPARE, Mark.PARTNER, Mark.MISSING) if mark in marks), Mark.SAME)


@dataclasses.dataclass(frozen=True)
class Grid:
    """An array, or the part of one at the first indices of ``way``; ``top`` and ``left`` are the first row
    and column that are drawn.
    """

    way: Way
    rows: tuple[tuple[Value, ...], ...]
    top: int = 0
    left: int = 0

    @property
    def title(self) -> str:
        """As it is written in Python."""
        return in_python(self.way)


def grids(arguments: Mapping[str, Any], met: Iterable[Way], letters: Letters) -> tuple[Grid, ...]:
    """All parts of arrays in which one of these numbers stands, in the order of the arguments.

    Raises:
        NotDrawnError: there are too many, or one is too large or holds others than numbers.
    """
    places: dict[Way, list[Way]] = {}
    for way in met:
        places.setdefault(part_of(way), []).append(way)
    if len(places) > MOST_GRIDS:
        raise NotDrawnError
    rank = {name: number for number, name in enumerate(arguments)}

    def in_order(part: Way) -> tuple[int, list[str], tuple[int, ...]]:
        return rank.get(str(part[0]), 0), list(map(str, array_of(part))), indices_of(part)

    return tuple(_grid(arguments, part, places[part], letters) for part in sorted(places, key=in_order))


def part_of(way: Way) -> Way:
    """The way to the matrix, row or number in which a number is drawn."""
    return (*array_of(way), *indices_of(way)[:-2])


def _grid(arguments: Mapping[str, Any], part: Way, met: Sequence[Way], letters: Letters) -> Grid:
    rows, places = _rows(at(arguments, part)), [way[len(part) :] for way in met]
    down = _shown(len(rows), [int(place[0]) for place in places if len(place) == 2] or [0])
    across = _shown(len(rows[0]), [int(place[-1]) for place in places if place] or [0])
    if not all(_is_number(rows[row][column]) for row in down for column in across):
        raise NotDrawnError
    most = largest([[value for value in row if _is_number(value)] for row in rows])
    depth = len(places[0])

    def value(row: int, column: int) -> Value:
        way = (*part, *(row, column)[2 - depth :])
        number = rows[row][column]
        return Value(figure(number), colour(number, most), tuple(letters.get(way, ())))

    drawn = tuple(tuple(value(row, column) for column in across) for row in down)
    return Grid(part, drawn, down.start, across.start)


def at(arguments: Mapping[str, Any], way: Way) -> Any:
    """What stands at a place of the arguments; NotDrawnError if nothing is shown there."""
    value: Any = arguments
    for key in way:
        try:
            value = value[key]
        except (LookupError, TypeError):
            raise NotDrawnError from None
    return value


def _rows(values: Any) -> list[list[Any]]:
    """A matrix, a vector or a single number as rows."""
    if not isinstance(values, list):
        return [[values]]
    return values if isinstance(values[0], list) else [values]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(size: int, met: Sequence[int]) -> range:
    """The indices of an axis that are drawn."""
    shown = range(size) if size <= WHOLE else range(max(0, min(met) - 1), min(size, max(met) + 2))
    if max(met) >= size or len(shown) > MOST_ALONG_AN_AXIS:
        raise NotDrawnError
    return shown
