"""Further calls, on which a rule is tried before it is said: cases are drawn family by family, so that a rule
may hold on all of them by chance.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments
from autograder.values.parts import Path, arrays_in, changed

MOST_NUMBERS = 300
"""Of calls with more numbers no other ones are made."""

_SEED = "seed"
_SIZES = (1, 2)
_NUMBERS = (0, 1, 2, 3)


def further(call: Arguments) -> Iterator[Arguments]:
    """Calls like this one, each with other signs in an array, one size that is smaller, another whole number, or a
    pair of equal ones; many of them make no sense.
    """
    arrays = dict(arrays_in(call))
    if sum(array.size for array in arrays.values()) > MOST_NUMBERS:
        return
    for path, array in arrays.items():
        if array.dtype.kind in "if" and array.size > 1:
            yield changed(call, [path], _with_other_signs)
    yield from shorter(call, _SIZES)
    for name, value in call.items():
        if isinstance(value, int) and not isinstance(value, bool) and name != _SEED:
            yield from (call | {name: other} for other in _NUMBERS if other != value)
        elif isinstance(value, tuple) and len(set(value)) > 1 and all(isinstance(each, int) for each in value):
            yield from (call | {name: (other,) * len(value)} for other in dict.fromkeys(value))


def shorter(call: Arguments, sizes: Sequence[int], *, last: bool = False) -> Iterator[Arguments]:
    """The call with axes that may belong together cut to each of these sizes: to what comes first, or last."""
    arrays = dict(arrays_in(call))
    for places in _places(arrays):
        largest = max(arrays[path].shape[axis] for path, axis in places)
        yield from (_cut(call, places, less, last=last) for less in sizes if less < largest)


def _with_other_signs(array: np.ndarray) -> np.ndarray:
    """The array with the other sign in every second place."""
    signs = np.where(np.arange(array.size) % 2, -1, 1).astype(array.dtype)
    turned: np.ndarray = array * signs.reshape(array.shape)
    return turned


Places = Sequence[tuple[Path, int]]


def _places(arrays: Mapping[Path, np.ndarray]) -> list[Places]:
    """Axes that may belong together: all, all of an array, those of one size, the axis of one number in all arrays,
    all others, and each array's own.  Two sizes may be equal by chance.
    """
    every = [(path, axis) for path, array in arrays.items() for axis in range(array.ndim)]
    found: list[Places] = [every]
    alone: list[Places] = [[place for place in every if place[0] == path] for path in arrays]
    keys: list[Callable[[tuple[Path, int]], int]] = [lambda at: arrays[at[0]].shape[at[1]], lambda at: at[1]]
    for key in keys:
        for value in sorted({key(place) for place in every}):
            found += [[place for place in every if (key(place) == value) is same] for same in (True, False)]
    found += [[place] for place in every]
    for path in arrays:
        found += [[place for place in places if place[0] != path] for places in found[1:3]]
    distinct = {
        tuple(places): places for places in [*found, *alone] if any(arrays[p].shape[axis] > 1 for p, axis in places)
    }
    return list(distinct.values())


def _cut(call: Arguments, places: Places, size: int, *, last: bool) -> Arguments:
    for path, axis in places:
        call = changed(call, [path], functools.partial(_some, axis, size, last))
    return call


def _some(axis: int, size: int, last: bool, array: np.ndarray) -> Any:
    length = array.shape[axis]
    start = max(length - size, 0) if last else 0
    return np.take(array, range(start, min(start + size, length)), axis)
