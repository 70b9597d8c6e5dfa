"""The expected and the returned answer side by side, with what the judge found wrong marked: for
terminals and for pages.

Nothing is compared here: which places are wrong is in the report.  A line is a list of pieces of
text, each with a mark: ``""``, ``"wrong"``, or ``"first"`` for the first value that is wrong.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from autograder.languages import N_, _
from autograder.report import Counterexample

Line = list[tuple[str, str]]
Way = tuple[int | str, ...]
Table = list[list[Any]]

MAX_COLUMNS = 14
"""A wider table is shown as a list."""

_MAX_CELL = 24  # characters


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """What is shown of an answer: the part, of at most two dimensions, in which the first wrong place
    lies.  ``way`` leads to it, and ``wrong`` has the ways to all wrong places of the whole answer.
    """

    way: Way
    expected: Any
    returned: Any
    wrong: tuple[Way, ...]

    @classmethod
    def of(cls, example: Counterexample) -> Part:
        """The part of a counterexample's answers that is to be shown."""
        way: Way = ()
        expected, returned = example.expected, example.returned
        for step in example.wrong[0] if example.wrong else ():
            if _is_table(returned) or not (_has(expected, step) and _has(returned, step)):
                break
            way, expected, returned = (*way, step), expected[step], returned[step]
        return cls(way=way, expected=expected, returned=returned, wrong=example.wrong)

    @property
    def where(self) -> str:
        """The way as it is written in Python; empty for the whole answer."""
        return "".join(f"[{step!r}]" for step in self.way)

    @property
    def wholly_wrong(self) -> bool:
        """Whether no place of the part alone is wrong, but all of it."""
        return any(self.way[: len(way)] == way for way in self.wrong)

    @property
    def tables(self) -> tuple[Table, Table] | None:
        """The rows of both sides, where they are tables of the same shape that fit beside each other."""
        if not (is_grid(self.expected) and is_grid(self.returned) and shape(self.expected) == shape(self.returned)):
            return None
        return rows(self.expected), rows(self.returned)

    @functools.cached_property
    def marks(self) -> list[list[str]]:
        """The marks of all cells of a table: a place is wrong if it is named, or a part that it is in."""
        wrong = frozenset(self.wrong)
        marks = [
            ["wrong" if any(place[:length] in wrong for length in range(len(place) + 1)) else "" for place in row]
            for row in _places(self.returned, self.way)
        ]
        row = next((row for row in marks if "wrong" in row), None)
        if row and not self.wholly_wrong:
            row[row.index("wrong")] = "first"
        return marks


def lines(example: Counterexample) -> list[Line]:
    """The two answers of a counterexample, as far as there are any."""
    if example.expected is None or example.returned is None or example.raised:
        return _texts(answers(example))
    part = Part.of(example)
    heading: list[Line] = [[(_("at {place}:").format(place=part.where), "")]] if part.where else []
    tables = part.tables
    if not tables:
        return heading + _texts([(_("expected"), _text(part.expected)), (_("returned"), _text(part.returned))])
    return heading + (_vectors if is_row(part.expected) else _matrices)(*tables, part.marks)


def answers(example: Counterexample) -> list[tuple[str, str]]:
    """The two answers in words, each with its title, as far as there are any."""
    shown = {"expected": example.expected, "returned": example.returned}
    return [_answer(name, value, name in example.raised) for name, value in shown.items() if value is not None]


def _answer(name: str, value: Any, raised: bool) -> tuple[str, str]:
    if not raised:
        return _(_TITLES[name]), _text(value)
    start, end = _(RAISES).split("{kind}")
    title = _TITLES_OF_EXCEPTIONS[name]
    return _(title), str(value).removeprefix(start).removesuffix(end)


RAISES = N_("raises {kind}")
"""Stands in the place of an answer where there is an exception."""

_TITLES = {"expected": N_("expected"), "returned": N_("returned")}
_TITLES_OF_EXCEPTIONS = {"expected": N_("expected"), "returned": N_("raised")}


def _texts(titled: list[tuple[str, str]]) -> list[Line]:
    width = max(10, *(len(title) + 1 for title, _text in titled)) if titled else 0
    return [[(f"{title:<{width}}{text}", "")] for title, text in titled]


def _vectors(expected: Table, returned: Table, marks: list[list[str]]) -> list[Line]:
    width = _width(expected, returned)
    unmarked, longest = [""] * len(expected[0]), max(len(_("expected")), len(_("returned")))
    return [
        [(f"{title:<{longest}} ", ""), *_row(values, marked, width)]
        for title, values, marked in ((_("expected"), expected[0], unmarked), (_("returned"), returned[0], marks[0]))
    ]


def _matrices(expected: Table, returned: Table, marks: list[list[str]]) -> list[Line]:
    width, columns = _width(expected, returned), len(expected[0])
    across = max(len(_("expected")), (width + 1) * columns)
    gap = " " * (across - (width + 1) * columns + 3)
    titles = _("expected"), _("returned")
    heading: Line = [(f"{titles[0]:<{across}}   {titles[1]}", "")]
    body = [
        [*_row(a, [""] * columns, width), (gap, ""), *_row(b, marked, width)]
        for a, b, marked in zip(expected, returned, marks, strict=True)
    ]
    return [heading, *body]


def _width(*tables: Table) -> int:
    return max(len(figure(value)) for table in tables for row in table for value in row)


def _row(values: list[Any], marks: list[str], width: int) -> Line:
    return [(f" {figure(value):>{width}}", mark) for value, mark in zip(values, marks, strict=True)]


def figure(value: Any) -> str:
    """A value as it is shown in a table; no zero has a sign."""
    return f"{value or 0:.6g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def is_grid(value: Any) -> bool:
    """Whether the value is one row of short values, or several of the same length, that fit a line."""
    return _is_table(value) and len(value) <= MAX_COLUMNS and (is_row(value) or all(map(is_row, value)))


def is_row(value: Any) -> bool:
    """Whether the value is one row of short values that fit a line."""
    return isinstance(value, list) and 0 < len(value) <= MAX_COLUMNS and all(map(_is_cell, value))


def shape(grid: list[Any]) -> tuple[int, ...]:
    """The shape of what :func:`is_grid` accepts."""
    return (len(grid),) if is_row(grid) else (len(grid), len(grid[0]))


def rows(grid: list[Any]) -> Table:
    """The rows of what :func:`is_grid` accepts: a vector has one."""
    return [grid] if is_row(grid) else grid


def _places(grid: list[Any], way: Way) -> list[list[Way]]:
    """The ways to the cells of a grid to which ``way`` leads."""
    if is_row(grid):
        return [[(*way, column) for column in range(len(grid))]]
    return [[(*way, row, column) for column in range(len(grid[row]))] for row in range(len(grid))]


def _is_table(value: Any) -> bool:
    """Whether a list is one row, or several of the same length, so that it is looked at as a whole."""
    if not isinstance(value, list) or not value:
        return False
    return _is_flat(value) or (all(map(_is_flat, value)) and len({len(row) for row in value}) == 1)


def _is_flat(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(item, list | dict) for item in value)


def _is_cell(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= _MAX_CELL and not any(map(str.isspace, value))
    return value is None or isinstance(value, bool | int | float)


def _has(value: Any, step: int | str) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)
