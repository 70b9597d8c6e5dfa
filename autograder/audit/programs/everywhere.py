"""Spoils a function, or each public method of a class."""

from collections.abc import Callable
from typing import Any


def _everywhere(spoilt: Callable[[Any], Any], exercise: Any) -> Any:
    if not isinstance(exercise, type):
        return spoilt(exercise)
    methods = {
        name: spoilt(value) for name, value in vars(exercise).items() if callable(value) and not name.startswith("_")
    }
    return type(exercise.__name__, (exercise,), methods)
