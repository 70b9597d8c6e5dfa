"""Calls one after the other that have much in common, for code that keeps answers."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.course.forms import changes
from autograder.course.forms.axes import count_of_numbers, size_of
from autograder.course.forms.declared import EARLIER_CALLS, HUGE, LARGE_SIZE
from autograder.course.forms.making.calls import settings_of
from autograder.course.forms.making.enlarging import Enlarging
from autograder.course.forms.making.material import Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import Change, Path, arrays_in, changed

TINY = 1e-13
"""So small are numbers that are all the same once they are rounded for a key."""


def cases(material: Material, enlarging: Enlarging) -> Iterator[Arguments]:
    """Calls one after the other that have much in common: the shapes, the first value, the sum."""
    for calls in material.drawn.values():
        call = max(calls, key=count_of_numbers)
        paths = material.changeable(call)
        full = changed(call, paths, material.changes.filled)
        for change in _ONE_AFTER_THE_OTHER if paths else ():
            yield formed(EARLIER_CALLS, material.drawn, changed(full, paths, change))
        yield from _of_other_shapes(material, full)
        for change in _IN_THE_SAME_BYTES if paths else ():
            yield formed(EARLIER_CALLS, material.drawn, changed(full, paths, change))
    yield from _other_settings(material)
    yield from _alike_where_rounded(material)
    yield from _alike_where_hashed(material)
    if LARGE_SIZE not in material.declared.without:
        yield from _alike_where_printed(material, enlarging)


def _of_other_shapes(material: Material, call: Arguments) -> Iterator[Arguments]:
    """The same numbers in other shapes, right after they came in their own: those of one shape together, for they
    may have to be of one, and each by itself.
    """
    arrays = dict(arrays_in(call))
    alike: dict[tuple[int, ...], list[Path]] = {}
    for path in material.changeable(call):
        alike.setdefault(arrays[path].shape, []).append(path)
    for shape, paths in alike.items():
        for some in ([paths] if len(paths) > 1 else []) + [[path] for path in paths]:
            for other in changes.other_shapes(shape):
                yield formed(EARLIER_CALLS, material.drawn, changed(call, some, functools.partial(_in_shape, other)))


def _other_settings(material: Material) -> Iterator[Arguments]:
    """The same arrays with each number changed in turn, by little where it has a fraction."""
    call = max((call for _, call in material.every()), key=lambda call: (len(settings_of(call)), size_of(call)))
    for name in settings_of(call):
        yield formed(EARLIER_CALLS, material.drawn, call)
        for other in _others_beside(call[name]):
            yield formed(EARLIER_CALLS, material.drawn, call | {name: other})


def _alike_where_rounded(material: Material) -> Iterator[Arguments]:
    """Two calls in which all numbers are so small that they are 0 to as many places as anybody rounds to."""
    call = max((call for _, call in material.every()), key=count_of_numbers)
    paths = material.changeable(call)
    digits = changed(call, paths, lambda array: np.abs(material.changes.with_digits(array)))
    for size in (TINY, 0.37 * TINY) if paths else ():
        yield formed(EARLIER_CALLS, material.drawn, changed(digits, paths, changes.to_size(size)))


def _alike_where_hashed(material: Material) -> Iterator[Arguments]:
    """Two calls with nothing but -1 and -2, each where the other was: Python has one hash for the two."""
    call = max((call for _, call in material.every()), key=count_of_numbers)
    paths = material.changeable(call)
    for first in (0, 1) if paths else ():
        change = functools.partial(changes.of_one_hash, first)
        yield formed(EARLIER_CALLS, material.drawn, changed(call, paths, change))


def _alike_where_printed(material: Material, enlarging: Enlarging) -> Iterator[Arguments]:
    """Two calls with so many numbers that only those at the ends are printed, and others in the middle:
    not in so many rows, if there is another axis, for each may be a call of a helper.
    """
    own, alike, groups = enlarging.axes
    rows = {(path, 0) for path, _ in arrays_in(own[0])}
    others_first = sorted(groups, key=lambda group: bool(group & rows))
    huge = (call for group in others_first for call in enlarging.enlarged(alike, {group: HUGE}))
    if call := next(huge, None):
        long = [path for path in material.changeable(call) if dict(arrays_in(call))[path].size >= HUGE]
        for paths in ([], long) if long else ():
            yield formed(EARLIER_CALLS, material.drawn, changed(call, paths, changes.other_middle))


def _others_beside(value: Any) -> tuple[Any, ...]:
    """Others that the same sizes may go with."""
    if isinstance(value, float):
        return (value * (1 + 3e-8),)
    return tuple(value[::-1] if isinstance(value, tuple) else value + step for step in (-1, 1))


def _in_shape(shape: tuple[int, ...], array: np.ndarray) -> np.ndarray:
    return array.reshape(shape)


_ONE_AFTER_THE_OTHER: tuple[Change, ...] = (
    np.array,
    changes.hardly_changed,
    changes.first_kept,
    changes.first_and_sum_kept,
    np.array,
)
"""Each has something in common with the one before."""


_IN_THE_SAME_BYTES: tuple[Change, ...] = (changes.as_bytes, changes.as_other_numbers)
