"""What is among the arguments of a call beside arrays: numbers, pairs, settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def pairs_in(call: Arguments) -> list[str]:
    """The arguments that are tuples, of numbers that differ if possible."""
    return [name for name, value in call.items() if isinstance(value, tuple) and all(map(is_whole, value))]


def settings_of(call: Arguments) -> list[str]:
    """The arguments that are numbers, or tuples of whole numbers."""
    return [name for name, value in call.items() if name in pairs_in(call) or is_whole(value) or type(value) is float]


def other_number(value: Any, kind: Callable[[int], Any]) -> Any:
    """The value with whole numbers of this kind, and with lists for tuples."""
    if is_whole(value):
        try:
            return kind(value)
        except OverflowError:
            return value  # as a seed may be
    return [other_number(item, kind) for item in value] if isinstance(value, tuple) else value


def instead(other: Any, _value: Any) -> Any:
    return other


def number_type(width: str) -> Callable[[Any], Any]:
    return np.dtype(width).type
