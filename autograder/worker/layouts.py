"""How an array can lie in memory without its values being others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

AS_IT_IS = ""


@dataclasses.dataclass(frozen=True)
class Layout:
    """One way for an array to lie: the array ``of(start(array))`` has the array's values, and ``code``
    is how ``of`` is written.
    """

    of: Callable[[np.ndarray], np.ndarray]
    code: str
    start: Callable[[np.ndarray], np.ndarray] = np.array


LAYOUTS = {
    "column_major": Layout(np.asfortranarray, "np.asfortranarray({})"),
    "reversed": Layout(np.flip, "np.flip({})", lambda array: np.flip(array).copy()),
    "spaced": Layout(lambda array: np.repeat(array, 2, axis=-1)[..., ::2], "np.repeat({}, 2, axis=-1)[..., ::2]"),
}


def laid(value: Any, layout: str) -> Any:
    """The value with all of its arrays, those in dicts, lists and tuples too, in a layout."""
    if isinstance(value, np.ndarray) and value.ndim:
        return LAYOUTS[layout].of(LAYOUTS[layout].start(value))
    if isinstance(value, dict):
        return {key: laid(item, layout) for key, item in value.items()}
    return type(value)(laid(item, layout) for item in value) if isinstance(value, list | tuple) else value


def protected(value: Any) -> Any:
    """The value with copies of its arrays that nobody can write into."""
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.flags.writeable = False
        return value
    if isinstance(value, dict):
        return {key: protected(item) for key, item in value.items()}
    return type(value)(protected(item) for item in value) if isinstance(value, list | tuple) else value
