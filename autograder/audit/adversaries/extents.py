"""Code that works for some sizes only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.audit.adversaries import probes
from autograder.audit.adversaries.adversary import (
    Adversary,
    Answer,
    Given,
    Spoil,
    before,
    of_arguments,
    of_result,
    with_axes,
    with_whole_numbers,
)
from autograder.audit.adversaries.leaves import Change, arrays, of_arrays

_AXES = {0: "rows", 1: "entries of axis 1", 2: "entries of axis 2", -1: "columns"}


def _emptied(array: np.ndarray, axis: int, kept: int) -> np.ndarray:
    """The array with zeros after the first entries of an axis."""
    if axis >= array.ndim or array.shape[axis] <= kept:
        return array
    made = np.moveaxis(array.copy(), axis, 0)
    made[kept:] = 0
    return np.moveaxis(made, 0, axis)


def _first(axis: int, kept: int) -> Change:
    return of_arrays(lambda array: _emptied(array, axis, kept))


def _whole_batches(size: int) -> Change:
    """What is left over by batches of a size is not looked at."""
    return of_arrays(lambda array: _emptied(array, 0, max(size, len(array) // size * size)))


def _wrapped_places(array: np.ndarray) -> np.ndarray:
    """The array as it is read with places that are kept in a byte."""
    for axis in range(array.ndim):
        array = np.take(array, np.arange(array.shape[axis]) % 256, axis=axis)
    return array


def _counting_to(most: int) -> Spoil:
    """Loops that end after so many rounds, however many are asked for; no seed is a number of rounds."""

    def spoil(right: Answer) -> Answer:
        def capped(value: Any) -> Any:
            return min(value, most) if isinstance(value, int | np.integer) and not isinstance(value, bool) else value

        def spoilt(*args: Any, **named: Any) -> Any:
            named = {name: value if name == "seed" else capped(value) for name, value in named.items()}
            return right(*map(capped, args), **named)

        return spoilt

    return spoil


def _extents(given: Given) -> list[int]:
    return [size for array in arrays(given) for size in array.shape]


def _refusing(refused: Callable[[int], bool], error: type[Exception]) -> Spoil:
    def look(given: Given) -> None:
        if any(map(refused, _extents(given))):
            raise error("this size is not provided for")

    return before(look)


def _recursing(given: Given) -> None:
    if max([0, *_extents(given)]) >= 1000:
        raise RecursionError("maximum recursion depth exceeded")


def _not_square(given: Given) -> None:
    """Refuses images that are not square."""
    if any(array.ndim > 1 and array.shape[-1] != array.shape[-2] for array in arrays(given)):
        raise ValueError("not square")


FIRST = (
    *(
        Adversary(
            f"looks at the first {kept} {_AXES[axis]} alone",
            of_arguments(partial(_first, axis, kept)),
            probes.sizes(kept + 1),
            can_show=with_axes(max(axis, 0)),
        )
        for axis, kept in (
            (0, 8),
            (0, 64),
            (0, 1000),
            (1, 4),
            (1, 10),
            (1, 64),
            (2, 10),
            (-1, 64),
            (-1, 255),
            (-1, 1000),
        )
    ),
    *(
        Adversary(f"returns the first {kept} rows alone", of_result(_first(0, kept)), probes.sizes(kept + 1))
        for kept in (16, 1000)
    ),
    *(
        Adversary(
            f"drops what is left over by batches of {size}",
            of_arguments(partial(_whole_batches, size)),
            probes.sizes(size + 1),
        )
        for size in (8, 32)
    ),
    Adversary("keeps places in a byte", of_arguments(lambda: of_arrays(_wrapped_places)), probes.sizes(300)),
    *(
        Adversary(f"counts to {most} at most", _counting_to(most), probes.counts(most + 1), can_show=with_whole_numbers)
        for most in (4, 10, 50)
    ),
)
"""Only the first ones are looked at."""

REFUSED = (
    *(
        Adversary(
            f"refuses sizes beyond {most}",
            _refusing(most.__lt__, ValueError),
            probes.sizes(most + 1),
        )
        for most in (16, 64, 1000)
    ),
    Adversary("recurses for each entry", before(_recursing), probes.sizes(1030)),
    Adversary("refuses sizes of one", _refusing(lambda size: size == 1, IndexError), probes.ONES),
    Adversary(
        "refuses what is not square", before(_not_square), (probes.AS_IT_IS, *probes.sizes(7)), can_show=with_axes(1)
    ),
    Adversary("squeezes what it returns", of_result(of_arrays(np.squeeze)), (probes.AS_IT_IS, *probes.ONES)),
)
"""Sizes that are refused, or not kept."""
