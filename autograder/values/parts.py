"""The arrays within a value: among the arguments of a call, in dicts, lists and tuples of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

Path = tuple[Any, ...]
"""The way to an array: keys of dicts, and indices of lists and tuples."""

Change = Callable[[np.ndarray], np.ndarray]


def arrays_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, np.ndarray]]:
    """All arrays that are not empty, each with the way to it."""
    if isinstance(value, np.ndarray) and value.size:
        yield path, value
    elif isinstance(value, dict | list | tuple):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from arrays_in(item, (*path, key))


def numbers_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """The ways to all floats of Python."""
    if type(value) is float:
        yield path
    elif isinstance(value, dict | list | tuple):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers_in(item, (*path, key))


def changed(value: Any, paths: Sequence[Path], change: Callable[[Any], Any]) -> Any:
    """The value with the arrays, or numbers, at these paths changed."""
    if () in paths:
        return change(value)
    below = {path[0] for path in paths}

    def part(key: Any, item: Any) -> Any:
        return changed(item, [path[1:] for path in paths if path[0] == key], change) if key in below else item

    if isinstance(value, dict):
        return {key: part(key, item) for key, item in value.items()}
    return type(value)(part(key, item) for key, item in enumerate(value)) if below else value


def is_zero(value: Any) -> bool:
    """Whether a value holds nothing but zeros."""
    if isinstance(value, dict):
        return all(map(is_zero, value.values()))
    if isinstance(value, list | tuple):
        return all(map(is_zero, value))
    return not np.any(value)
