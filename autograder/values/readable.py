"""Values as people read them: as plain lists and numbers for the report, and as code to paste."""

from __future__ import annotations

import collections
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

MAX_NUMBERS = 200
"""A larger array is described by its shape: nobody compares that many numbers by eye."""

MAX_ITEMS = 2000
"""So many numbers, strings and lists of one value are shown at most: a student's answer can hold
millions.
"""

_MAX_TEXT = 200
_TEXT_PER_ITEM = 20  # characters
_MAX_BITS = 1000  # the largest floats are not far beyond
_DIGITS = 10


def plain(value: Any) -> Any:
    """The value in terms of JSON: numbers, strings, lists, dicts.  What JSON lacks (nan, inf, other
    objects) becomes text.
    """
    return _plain(value, iter(range(MAX_ITEMS)))


def _plain(value: Any, left: Iterator[int]) -> Any:
    """The same, as long as there is something ``left`` of the items that may be shown."""
    if isinstance(value, np.ndarray):
        lists = math.prod(
            max(size, 1) for size in value.shape
        )  # an array without any number can still be millions of empty lists
        small = lists <= MAX_NUMBERS and value.dtype.kind in "iufb"
        return _plain(value.tolist(), left) if small else f"array of shape {value.shape} and type {value.dtype}"
    if isinstance(value, np.generic):
        return _plain(value.item(), left)
    if isinstance(value, dict):
        return {
            printable(str(_plain(key, left))): _plain(item, left)
            for _, (key, item) in zip(left, value.items(), strict=False)
        }
    if isinstance(value, tuple | list):
        return [_plain(item, left) for _, item in zip(left, value, strict=False)]
    if isinstance(value, float):
        rounded = float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else value
        return rounded if math.isfinite(rounded) else str(value)  # the largest numbers round to infinity
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        return f"int of {value.bit_length()} bits"
    if value is None or isinstance(value, bool | int):
        return value
    text = printable(value if isinstance(value, str) else repr(value))
    collections.deque(
        itertools.islice(left, len(text) // _TEXT_PER_ITEM), maxlen=0
    )  # a long text counts as several items
    return text


def place(way: Sequence[Any]) -> tuple[int | str, ...]:
    """The way to a part of an answer, in terms of what :func:`plain` makes of the answer."""
    return tuple(step if isinstance(step, int) else printable(str(plain(step))) for step in way)


def as_code(value: Any) -> str:
    """The value as Python code, arrays as ``np.array(...)``."""
    if isinstance(value, np.ndarray):
        return _array_code(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {as_code(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(as_code, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_code, value)) + "]"
    if isinstance(value, float | np.floating):
        return _number_code(float(value))
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        return f"<int of {value.bit_length()} bits>"
    return printable(repr(value))


def call_code(function: str, arguments: Mapping[str, Any]) -> str:
    """A call as code to paste: ``conv_1d(np.array([1., 0.]), np.array([0., 1., 0.]))``."""
    return f"{function}({', '.join(map(as_code, arguments.values()))})"


def _array_code(array: np.ndarray) -> str:
    if array.size > MAX_NUMBERS:
        return f"<array of shape {array.shape}>"
    usual = array.dtype == float or (array.dtype == np.int64 and array.size)  # what NumPy makes of such numbers anyway
    numeric = array.dtype.kind in "biufc"
    kind = "" if usual else f", dtype=np.{array.dtype.name}" if numeric else f", dtype={array.dtype.str!r}"
    return f"np.array({_nested_code(array.tolist())}{kind})" if array.size else f"np.zeros({array.shape}{kind})"


def _nested_code(values: Any) -> str:
    if isinstance(values, list):
        return "[" + ", ".join(map(_nested_code, values)) + "]"
    return _number_code(values) if isinstance(values, float) else repr(values)


def _number_code(number: float) -> str:
    if not math.isfinite(number):
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[str(number)]
    return f"{number:.0f}." if number == int(number) and abs(number) < 1e15 else f"{number:.{_DIGITS}g}"


def printable(text: str) -> str:
    """Text that cannot move a terminal's cursor, cut to a length that cannot flood a page."""
    return "".join(character if character.isprintable() else "�" for character in text[:_MAX_TEXT])
