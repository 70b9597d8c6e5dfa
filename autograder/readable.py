"""Values as people read them: as plain lists and numbers for the report, and as code to paste."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

MAX_NUMBERS = 200
"""A larger array is described by its shape: nobody compares that many numbers by eye."""

_MAX_TEXT = 200
_DIGITS = 10


def plain(value: Any) -> Any:
    """The value in terms of JSON: numbers, strings, lists, dicts.  What JSON lacks (nan, inf, other objects) becomes text."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist()) if value.size <= MAX_NUMBERS and value.dtype.kind in "iufb" else f"array of shape {value.shape} and type {value.dtype}"
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, dict):
        return {str(key)[:_MAX_TEXT]: plain(item) for key, item in list(value.items())[:MAX_NUMBERS]}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value[:MAX_NUMBERS]]
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else str(value)
    if value is None or isinstance(value, bool | int):
        return value
    return printable(value if isinstance(value, str) else repr(value))


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
    return printable(repr(value))


def call_code(function: str, arguments: Mapping[str, Any]) -> str:
    """A call as code to paste: ``conv_1d(np.array([1., 0.]), np.array([0., 1., 0.]))``."""
    return f"{function}({', '.join(map(as_code, arguments.values()))})"


def _array_code(array: np.ndarray) -> str:
    if array.size == 0 or array.size > MAX_NUMBERS:
        return f"np.zeros({array.shape})" if array.size == 0 else f"<array of shape {array.shape}>"
    kind = "" if array.dtype in (np.dtype(float), np.dtype(np.int64)) else f", dtype=np.{array.dtype}"
    return f"np.array({_nested_code(array.tolist())}{kind})"


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
    return "".join(character if character.isprintable() else "�" for character in text)[:_MAX_TEXT]
