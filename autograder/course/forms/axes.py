"""Axes of the arrays of a call, and what becomes of the call when they are larger."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from autograder.course.outcomes import Arguments
from autograder.values.parts import Path, arrays_in, changed

Group = frozenset[tuple[Path, int]]
"""Axes of arrays that have the same size."""


def axes_together(calls: Sequence[Arguments]) -> list[Group]:
    """The axes that have the same size in all of the calls, for those must be of one size."""
    arrays = [dict(arrays_in(call)) for call in calls]
    groups: dict[tuple[int, ...], set[tuple[Path, int]]] = {}
    for path, array in arrays[0].items():
        for axis in range(array.ndim):
            groups.setdefault(tuple(each[path].shape[axis] for each in arrays), set()).add((path, axis))
    return [frozenset(part) for group in groups.values() for part in (group, *_by_axis(group))]


def _by_axis(group: set[tuple[Path, int]]) -> list[set[tuple[Path, int]]]:
    """The parts of a group that has several axes of one array: they may be of one size by chance."""
    axes = {axis for _, axis in group}
    if len(axes) == 1 or len({path for path, _ in group}) == len(group):
        return []
    return [{(path, axis) for path, axis in group if axis == each} for each in sorted(axes)]


def dimensions(call: Arguments) -> dict[Path, int]:
    """How many axes each array has."""
    return {path: array.ndim for path, array in arrays_in(call)}


def with_size(call: Arguments, group: Group, order: np.ndarray) -> Arguments:
    """The call with its values repeated along these axes, in an order that is the same for all."""
    for path, axis in group:
        call = changed(call, [path], functools.partial(_repeated, axis=axis, order=order))
    return call


def _repeated(array: np.ndarray, *, axis: int, order: np.ndarray) -> np.ndarray:
    taken: np.ndarray = np.take(array, order % array.shape[axis], axis)
    return taken


def size_of(call: Arguments) -> int:
    """How many numbers there are in arrays."""
    return sum(array.size for _, array in arrays_in(call))


Sizes = Mapping[tuple[Path, int], int]
"""The sizes that some axes of arrays are to have."""


Shapes = Mapping[Path, tuple[int, ...]]
"""The shapes of a call's arrays."""

Loops = Sequence[Sequence[Sequence[tuple[Path, int]]]]
"""For each group of axes those of each array."""


def shapes_of(call: Arguments) -> Shapes:
    """The shape of each array."""
    return {path: array.shape for path, array in arrays_in(call)}


def size_with(shapes: Shapes, sizes: Sizes) -> int:
    """How many numbers there are once these axes are of these sizes."""
    return sum(
        math.prod([sizes.get((path, axis), old) for axis, old in enumerate(shape)]) for path, shape in shapes.items()
    )


def loops_over(groups: Sequence[Group]) -> Loops:
    """The loops that go through all axes, one within the other: those of a group are gone through together, but for
    several of one array.
    """
    whole = [group for group in groups if not any(group < other for other in groups)]
    return [[[each for each in group if each[0] == path] for path in {path for path, _ in group}] for group in whole]


def steps_with(shapes: Shapes, loops: Loops, sizes: Sizes) -> int:
    """How many steps these loops make, one within the other, once some axes are of these sizes."""
    return math.prod(
        [
            max([math.prod([sizes.get((path, axis), shapes[path][axis]) for path, axis in of]) for of in loop])
            for loop in loops
        ]
    )


def count_of_axes(call: Arguments) -> int:
    """How many axes there are along which something can be out of order."""
    return sum(size > 1 for _, array in arrays_in(call) for size in array.shape)


def count_of_numbers(call: Arguments) -> int:
    """How many of them are not 0."""
    return sum(int(np.count_nonzero(array)) for _, array in arrays_in(call))


def most_axes(call: Arguments) -> int:
    """How many axes the array with the most of them has; 0 where there are no arrays."""
    return max((array.ndim for _, array in arrays_in(call)), default=0)
