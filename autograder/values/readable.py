"""Values as people read them: as plain lists and numbers for the report, and as code to paste."""

from __future__ import annotations

import ast
import collections
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.languages import _

MAX_NUMBERS = 200
"""A larger array is described by its shape: nobody compares that many numbers by eye."""

MAX_ITEMS = 2000
"""So many numbers, strings and lists of one value are shown at most: a student's answer can hold
millions.
"""

Way = tuple[int | str, ...]
"""The way to a part of what :func:`plain` makes of a value: keys of dicts and indices of lists."""

_LINE = 100
"""Code of so many letters fits in a line."""

_MAX_TEXT = 200
_TEXT_PER_ITEM = 20  # characters
_MAX_BITS = 1000  # the largest floats are not far beyond
_DIGITS = 10


def plain(value: Any) -> Any:
    """The value in terms of JSON: numbers, strings, lists, dicts.  What JSON lacks (complex numbers,
    fractions, nan, inf, other objects) becomes text, a set a list of its members in order.
    """
    return _plain(value, iter(range(MAX_ITEMS)))


def _plain(value: Any, left: Iterator[int]) -> Any:
    """The same, as long as there is something ``left`` of the items that may be shown."""
    if isinstance(value, np.ndarray):
        return _plain(_lists(value), left)
    if isinstance(value, np.generic):
        return _plain(value.item(), left)
    if isinstance(value, dict):
        pairs = zip(left, value.items(), strict=False)
        return {_text(_plain(key, left)): _plain(item, left) for _, (key, item) in pairs}
    if isinstance(value, tuple | list | set | frozenset):
        items = members(value) if isinstance(value, set | frozenset) else value
        return [_plain(item, left) for _, item in zip(left, items, strict=False)]
    if isinstance(value, complex | float | Fraction) or (isinstance(value, int) and not isinstance(value, bool)):
        return _plain_number(value)
    if value is None or isinstance(value, bool):
        return value
    text = _text(value) if isinstance(value, str) else _text(repr(value))
    _leave_out(len(text) // _TEXT_PER_ITEM, left)  # a long text counts as several items
    return text


def _lists(array: np.ndarray) -> Any:
    """An array as lists; a large one in words."""
    lists = math.prod(max(size, 1) for size in array.shape)  # without any number it can still be millions of them
    small = lists <= MAX_NUMBERS and array.dtype.kind in "iufbc"
    return (
        array.tolist()
        if small
        else _("array of shape {shape} and type {type}").format(shape=array.shape, type=array.dtype)
    )


def _plain_number(number: complex | Fraction) -> int | float | str:
    if isinstance(number, complex):
        return str(_rounded(number))
    if isinstance(number, float):
        rounded = _rounded(number).real
        return rounded if math.isfinite(rounded) else str(number)  # the largest numbers round to infinity
    if _bits(number) > _MAX_BITS:
        return _("{type} of {number} bits").format(type=type(number).__name__, number=_bits(number))
    return number.numerator if number.denominator == 1 else str(number)


def _rounded(number: complex) -> complex:
    """The number to as many digits as are shown."""
    real, imaginary = (float(f"{part:.{_DIGITS}g}") for part in (number.real, number.imag))
    return complex(real, imaginary)


def _bits(number: int | Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _leave_out(count: int, left: Iterator[int]) -> None:
    collections.deque(itertools.islice(left, count), maxlen=0)


def places(answer: Any, ways: Iterable[Sequence[Any]]) -> tuple[Way, ...]:
    """The ways to parts of an answer in terms of ``answer``, which is what :func:`plain` made of it:
    each as far as that is shown, and once.
    """
    return tuple(dict.fromkeys(_shown(answer, way) for way in ways))


def _shown(answer: Any, way: Sequence[Any]) -> Way:
    steps: list[int | str] = []
    for step in way:
        if isinstance(answer, dict):
            key = _text(plain(step))
            if key not in answer:
                break
            steps.append(key)
        elif isinstance(answer, list) and isinstance(step, int) and step < len(answer):
            steps.append(step)
        else:
            break
        answer = answer[steps[-1]]
    return tuple(steps)


def members(values: Iterable[Any]) -> list[Any]:
    """The members of a set in an order of their own: numbers by size, then all else by its code."""
    return sorted(values, key=_in_order)


def _in_order(value: Any) -> tuple[bool, Any, str]:
    value = value.item() if isinstance(value, np.generic) else value
    real = isinstance(value, int | Fraction) or (isinstance(value, float) and not math.isnan(value))
    return not real, value if real else 0, as_code(value)


def as_code(value: Any) -> str:
    """The value as Python code, arrays as ``np.array(...)``, fractions as ``Fraction(...)``."""
    if isinstance(value, np.ndarray):
        return _array_code(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_code(key)}: {as_code(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(as_code, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_code, value)) + "]"
    if isinstance(value, set | frozenset):
        return _set_code(value)
    if isinstance(value, np.floating | np.complexfloating):
        value = value.item()
    if isinstance(value, float | complex):
        return _number_code(value)
    if isinstance(value, int | Fraction) and _bits(value) > _MAX_BITS:
        return f"<{_plain_number(value)}>"
    return printable(repr(value))


def call_code(function: str, arguments: Mapping[str, Any]) -> str:
    """A call as code to paste: ``conv_1d(np.array([1., 0.]), np.array([0., 1., 0.]))``."""
    return f"{function}({', '.join(map(as_code, arguments.values()))})"


def in_lines(code: str) -> str:
    """Code of several statements with one in each line, where it is longer than a line."""
    if len(code) <= _LINE or ";" not in code:
        return code
    try:
        statements = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError):
        return code  # it is partly in words
    if len({statement.lineno for statement in statements}) > 1 or not code.isascii():
        return code
    starts = [statement.col_offset for statement in statements]
    parts = (code[start:end].rstrip("; ") for start, end in itertools.pairwise([*starts, len(code)]))
    return "\n".join(parts)


def _array_code(array: np.ndarray) -> str:
    if array.size > MAX_NUMBERS:
        return _("<array of shape {shape}>").format(shape=array.shape)
    usual = array.dtype == float or (array.dtype == np.int64 and array.size)  # what NumPy makes of such numbers anyway
    numeric = array.dtype.kind in "biufc"
    kind = "" if usual else f", dtype=np.{array.dtype.name}" if numeric else f", dtype={array.dtype.str!r}"
    return f"np.array({_nested_code(array.tolist())}{kind})" if array.size else f"np.zeros({array.shape}{kind})"


def _nested_code(values: Any) -> str:
    if isinstance(values, list):
        return "[" + ", ".join(map(_nested_code, values)) + "]"
    return _number_code(values) if isinstance(values, float | complex) else repr(values)


def _set_code(value: set[Any] | frozenset[Any]) -> str:
    written = "{" + ", ".join(map(as_code, members(value))) + "}" if value else ""
    return written if value and isinstance(value, set) else f"{type(value).__name__}({written})"


def _number_code(number: complex) -> str:
    if isinstance(number, complex):
        if not (math.isfinite(number.real) and math.isfinite(number.imag)):
            return f"complex({_number_code(number.real)}, {_number_code(number.imag)})"
        return repr(_rounded(number))
    if not math.isfinite(number):
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[str(number)]
    return f"{number:.0f}." if number == int(number) and abs(number) < 1e15 else f"{number:.{_DIGITS}g}"


def _text(value: Any) -> str:
    return printable(str(value))


def printable(text: str) -> str:
    """Text that cannot move a terminal's cursor, cut to a length that cannot flood a page."""
    return "".join(character if character.isprintable() else "�" for character in text[:_MAX_TEXT])
