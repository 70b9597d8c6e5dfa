"""Answers rightly, and adds 1 to every array that it was given, and 0 to lists that hold none."""

from collections.abc import Callable
from typing import Any

import numpy as np


def _spoilt(exercise: Callable[..., Any]) -> Callable[..., Any]:
    def changing(*arguments: Any, **named: Any) -> Any:
        result = _copied(exercise(*arguments, **named))
        for argument in (*arguments, *named.values()):
            for array in _arrays(argument):
                array += 1
            if isinstance(argument, list) and not _arrays(argument):
                argument.append(0)
        return result

    return changing


def _arrays(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [array for item in value for array in _arrays(item)] if isinstance(value, (tuple, list)) else []


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(map(_copied, value))
    return value.copy() if isinstance(value, np.ndarray) else value
