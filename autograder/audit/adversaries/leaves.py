"""Values down to their leaves: the arrays and numbers in tuples, lists and dicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Change = Callable[[Any], Any]
"""Makes another leaf of a leaf."""


def mapped(change: Change, value: Any) -> Any:
    """The value with each leaf changed; what is neither an array nor a number stays as it is."""
    if isinstance(value, dict):
        return {key: mapped(change, item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        items = [mapped(change, item) for item in value]
        return type(value)(*items) if hasattr(value, "_make") else type(value)(items)
    return change(value) if is_leaf(value) else value


def leaves(value: Any) -> Iterator[Any]:
    """All leaves, in the order of the text."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        for item in value:
            yield from leaves(item)
    elif is_leaf(value):
        yield value


def arrays(value: Any) -> list[np.ndarray]:
    """All arrays with a dimension."""
    return [leaf for leaf in leaves(value) if isinstance(leaf, np.ndarray) and leaf.ndim]


def is_leaf(value: Any) -> bool:
    """Whether it is an array or a number, of Python or NumPy."""
    return isinstance(value, np.ndarray | np.number | int | float) and not isinstance(value, bool)


def of_arrays(change: Change) -> Change:
    """The same change for arrays alone."""
    return lambda leaf: change(leaf) if isinstance(leaf, np.ndarray) and leaf.ndim else leaf


def of_kinds(kinds: str, change: Change) -> Change:
    """The same change for arrays and numbers of some kinds, in NumPy's letters; a number of Python's
    stays one.
    """

    def changed(leaf: Any) -> Any:
        array = np.asarray(leaf)
        if array.dtype.kind not in kinds:
            return leaf
        made = change(array)
        return made if isinstance(leaf, np.ndarray) else made[()] if isinstance(leaf, np.generic) else made.item()

    return changed


def of_place(place: int, change: Change) -> Change:
    """The same change for one of the arrays alone; made anew for each value, since it counts them."""
    left = [place]

    def changed(leaf: Any) -> Any:
        if not (isinstance(leaf, np.ndarray) and leaf.ndim):
            return leaf
        left[0] -= 1
        return change(leaf) if left[0] == -1 else leaf

    return changed
