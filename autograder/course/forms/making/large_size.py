"""One size that is large, or two: more than code counts to, and as much as can be asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course.forms import changes
from autograder.course.forms.axes import Group, most_axes, size_of
from autograder.course.forms.declared import HUGE, LARGE_SIZE, MEMORY_ORDER, NUMBER_TYPES, SETTINGS, pick
from autograder.course.forms.making.all_digits import of_all_digits
from autograder.course.forms.making.calls import is_whole
from autograder.course.forms.making.enlarging import LARGE, Enlarging
from autograder.course.forms.making.material import Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import arrays_in, changed
from autograder.worker.layouts import COLUMN_MAJOR

MANY = 11
"""More than a loop that was written out counts to."""

LESS_LARGE, EVEN, MIDDLE = 33, (512,), range(12, 33)
"""Large sizes besides: one of two, even ones, which blocks divide without a rest, and what lies between."""

BOTH = (35, 38)
"""Two of more than any small block, with few enough numbers between them."""


def cases(material: Material, enlarging: Enlarging) -> Iterator[Arguments]:
    """Every size that can be large by itself, of axes in the calls that have the most of them: more
    than code counts to, and as much as can be asked for.  A large call may look like the cases of
    any base.
    """
    own, alike, groups = enlarging.axes
    asked: list[tuple[Sequence[Arguments], dict[Group, int]]] = []
    for group in groups:
        sizes = (pick(material.random, LARGE), pick(material.random, EVEN), pick(material.random, MIDDLE), HUGE)
        in_turn = [(own, pick(material.random, LARGE)), *((alike, size) for size in sizes)]
        asked += [(calls, {group: min(size, enlarging.most(group))}) for calls, size in in_turn]
        if material.declared.longest > HUGE and enlarging.is_of_first(group, own[0]):
            asked.append((alike, {group: material.declared.longest}))
    for one, other in itertools.combinations(groups, 2):
        if not one & other:
            asked.append((alike, {one: pick(material.random, LARGE), other: LESS_LARGE}))
    for calls, large in asked:
        for call in enlarging.enlarged(calls, large):
            if max(large.values()) <= HUGE:
                yield formed(LARGE_SIZE, material.drawn, call)
            if max(large.values()) == material.declared.longest:
                single = changed(call, material.changeable(call), lambda array: np.abs(array).astype(np.float32))
                yield formed(NUMBER_TYPES, material.drawn, single)
    yield from _large_with_digits(material, enlarging)
    yield from _large_both_ways(material, enlarging)
    yield from _sparse(material, enlarging)
    yield from _large_settings(material)


def _large_with_digits(material: Material, enlarging: Enlarging) -> Iterator[Arguments]:
    """A call with as much as can be asked for along one axis, and values that need all digits."""
    _, alike, groups = enlarging.axes
    huge = (call for group in groups for call in enlarging.enlarged(alike, {group: enlarging.most(group)}))
    if call := next(huge, None):
        yield from of_all_digits(material, material.drawn, call)


def _large_both_ways(material: Material, enlarging: Enlarging) -> Iterator[Arguments]:
    """Two axes of an array are large at once, beyond what one block has; in column-major order and of other types,
    too.
    """
    own, alike, groups = enlarging.axes
    for path, array in arrays_in(own[0]):
        pairs = ((one, other) for one, other in itertools.combinations(groups, 2) if not one & other)
        last = {(path, array.ndim - 2), (path, array.ndim - 1)}
        both = next(((one, other) for one, other in pairs if len(last & one) == len(last & other) == 1), ())
        sizes = dict(zip(both, material.random.permutation(BOTH), strict=False))
        for call in enlarging.enlarged(alike, sizes) if sizes else ():
            yield formed(LARGE_SIZE, material.drawn, call)
            if path == next(arrays_in(own[0]))[0]:
                yield from _of_large(material, call)


def _of_large(material: Material, call: Arguments) -> Iterator[Arguments]:
    """A large call in another order in memory, and of other types."""
    if MEMORY_ORDER not in material.declared.without:
        yield formed(MEMORY_ORDER, material.drawn, call, layout=COLUMN_MAJOR)
    others = (material.changes.as_type("uint8"), changes.as_large_numbers)
    for change in others if NUMBER_TYPES not in material.declared.without else ():
        yield formed(NUMBER_TYPES, material.drawn, changed(call, material.changeable(call), change))


def _sparse(material: Material, enlarging: Enlarging) -> Iterator[Arguments]:
    """A large call in which hardly anything of an array is not 0: two neighbours."""
    for call in enlarging.large_calls()[:1]:
        for path in material.changeable(call):
            yield formed(LARGE_SIZE, material.drawn, changed(call, [path], changes.two_neighbours))


def _large_settings(material: Material) -> Iterator[Arguments]:
    """Large whole numbers that are no sizes of arrays, and 0."""
    every = [call for _, call in material.every()]
    for name in dict.fromkeys(name for call in every for name in call):
        call = min(every, key=lambda call: (not is_whole(call.get(name)), size_of(call)))
        if is_whole(call.get(name)) and name not in material.declared.fixed:
            yield from (formed(LARGE_SIZE, material.drawn, call | {name: size}) for size in _large_numbers(call))
            yield formed(SETTINGS, material.drawn, call | {name: 0})


def _large_numbers(call: Arguments) -> tuple[int, ...]:
    """What to put in place of a whole number: a padding can count once for each axis of an array."""
    axes = most_axes(call)
    return (LARGE[-1], HUGE) if axes < 2 else (LARGE[-1],) if axes < 4 else (MANY,)
