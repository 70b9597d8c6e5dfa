"""The expected and the returned answer side by side, with what differs marked: for terminals and
for pages.

A line is a list of pieces of text, each with a mark: ``""``, ``"wrong"``, or ``"first"`` for the
first value that differs.
"""

from __future__ import annotations

import json
import math
from typing import Any

Line = list[tuple[str, str]]

MAX_COLUMNS = 14
"""A wider array is shown as a list."""


def lines(expected: Any, returned: Any) -> list[Line]:
    """The two answers, as they stand in a report; either may be None for nothing to show."""
    if expected is None or returned is None or isinstance(returned, str):
        shown = [("expected", expected), ("raised" if _is_exception(returned) else "returned", returned)]
        return [[(f"{title:<10}{_text(value)}", "")] for title, value in shown if value is not None]
    where, a, b = _first_difference(expected, returned)
    if not (_is_grid(a) and _is_grid(b) and _shape(a) == _shape(b)):
        return [[(f"expected  {_text(expected)}", "")], [(f"returned  {_text(returned)}", "")]]
    heading: list[Line] = [[(f"at {where}:", "")]] if where else []
    rows = list(zip(a, b, strict=True)) if isinstance(a[0], list) else None
    return heading + (_matrices(rows) if rows else _vectors(a, b))


def grids(expected: Any, returned: Any) -> tuple[str, list[Any], list[Any]] | None:
    """Where the two answers first differ, and what stands there: a row of numbers or several, of
    whatever shapes; None if it is no such thing.
    """
    where, a, b = _first_difference(expected, returned)
    return (where, a, b) if _is_grid(a) and _is_grid(b) else None


def _vectors(a: list[Any], b: list[Any]) -> list[Line]:
    width = max(len(figure(value)) for value in (*a, *b))
    marks = _marks([(a, b)])[0]
    return [[("expected ", ""), *_row(a, [""] * len(a), width)], [("returned ", ""), *_row(b, marks, width)]]


def _matrices(rows: list[tuple[list[Any], list[Any]]]) -> list[Line]:
    width = max(len(figure(value)) for row in rows for side in row for value in side)
    across = max(len("expected"), (width + 1) * len(rows[0][0]))
    heading: Line = [(f"{'expected':<{across}}   returned", "")]
    body = [
        [*_row(a, [""] * len(a), width), (" " * (across - (width + 1) * len(a)) + "   ", ""), *_row(b, marks, width)]
        for (a, b), marks in zip(rows, _marks(rows), strict=True)
    ]
    return [heading, *body]


def _row(values: list[Any], marks: list[str], width: int) -> Line:
    return [(f" {figure(value):>{width}}", mark) for value, mark in zip(values, marks, strict=True)]


def _marks(rows: list[tuple[list[Any], list[Any]]]) -> list[list[str]]:
    marks = [["" if same(x, y) else "wrong" for x, y in zip(a, b, strict=True)] for a, b in rows]
    for row in marks:
        if "wrong" in row:
            row[row.index("wrong")] = "first"
            break
    return marks


def _first_difference(expected: Any, returned: Any, where: str = "") -> tuple[str, Any, Any]:
    """The parts of the answers, at most two dimensions each, in which the first difference lies."""
    if isinstance(expected, dict) and isinstance(returned, dict) and list(expected) == list(returned):
        pairs = [(repr(key), expected[key], returned[key]) for key in expected]
    elif (
        isinstance(expected, list)
        and isinstance(returned, list)
        and len(expected) == len(returned)
        and _depth(expected) > 2
    ):
        pairs = [(str(index), a, b) for index, (a, b) in enumerate(zip(expected, returned, strict=True))]
    else:
        return where, expected, returned
    key, a, b = next(((key, a, b) for key, a, b in pairs if not _all_same(a, b)), pairs[0])
    return _first_difference(a, b, f"{where}[{key}]")


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _shape(grid: list[Any]) -> tuple[int, ...]:
    return (len(grid), len(grid[0])) if isinstance(grid[0], list) else (len(grid),)


def _is_grid(value: Any) -> bool:
    """Whether the value is one row of numbers, or several of the same length, that fit a line."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_COLUMNS:
        return False
    if all(isinstance(row, list) for row in value):
        return len(set(map(len, value))) == 1 and all(map(_is_row, value))
    return _is_row(value)


def _is_row(value: list[Any]) -> bool:
    return 0 < len(value) <= MAX_COLUMNS and all(_is_number(item) for item in value)


def _is_number(value: Any) -> bool:
    return (isinstance(value, int | float) and not isinstance(value, bool)) or value in ("nan", "inf", "-inf")


def _all_same(a: Any, b: Any) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_all_same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(_all_same(a[key], b[key]) for key in a)
    return same(a, b)


def same(a: Any, b: Any) -> bool:
    """Whether two numbers differ by no more than rounding."""
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return bool(a == b)


def figure(value: Any) -> str:
    """A number as it is shown."""
    return f"{value:.6g}" if isinstance(value, int | float) else str(value)


def _text(value: Any) -> str:
    return value.removeprefix("raises ") if isinstance(value, str) else json.dumps(value)


def _is_exception(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("raises ")
