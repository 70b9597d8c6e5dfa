"""Two sizes that are equal and need not be: which axis is which, no size tells then."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from autograder.course.forms.axes import Group, shapes_of, size_of, size_with, with_size
from autograder.course.forms.declared import EQUAL_SIZES
from autograder.course.forms.making.enlarging import Enlarging
from autograder.course.forms.making.material import MOST_PLAIN, POOL, Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import Path, arrays_in, changed


def cases(material: Material, enlarging: Enlarging) -> Iterator[Arguments]:
    """Two axes of an array of one size that need not be, which fit when they are exchanged, too."""
    own = enlarging.axes[0]
    for path, array in arrays_in(own[0]):
        for one, other in itertools.pairwise(range(array.ndim)):
            yield from _of_equal_sizes(material, enlarging, path, one, other)
            yield from _of_equal_sizes(material, enlarging, path, other, one)


def _of_equal_sizes(material: Material, enlarging: Enlarging, path: Path, kept: int, other: int) -> Iterator[Arguments]:
    """A call in which one axis of an array is as long as another one, and all that belong to it are."""
    _, alike, groups = enlarging.axes
    suited = (each for each in groups if (path, other) in each and (path, kept) not in each)
    group: Group = frozenset().union(*suited)
    call = min(alike[:POOL], key=lambda call: _is_square(call, path, kept, other))
    size: int = dict(arrays_in(call))[path].shape[kept]
    sizes = {each: size for each in group}  # noqa: C420 - mypy knows it
    if group and size_with(shapes_of(call), sizes) <= MOST_PLAIN:
        square = with_size(call, group, np.arange(size))
        digits = changed(square, material.changeable(call), material.changes.with_digits)
        yield formed(EQUAL_SIZES, material.drawn, digits)


def _is_square(call: Arguments, path: Path, kept: int, other: int) -> tuple[bool, bool, int]:
    """Whether the first of two axes of an array has the size one, and both the same, and how large the call is."""
    shape = dict(arrays_in(call))[path].shape
    return shape[kept] == 1, shape[kept] == shape[other], size_of(call)
