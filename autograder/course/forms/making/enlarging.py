"""Calls whose arrays are larger along some axes."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from autograder.course.forms.axes import (
    Group,
    Loops,
    Shapes,
    axes_together,
    dimensions,
    loops_over,
    shapes_of,
    size_of,
    size_with,
    steps_with,
    with_size,
)
from autograder.course.forms.declared import HUGE, LARGE_SIZE, pick
from autograder.course.forms.making.calls import settings_of
from autograder.course.forms.making.material import FEWEST, POOL, TRIES, Material
from autograder.course.outcomes import Arguments
from autograder.values import compare
from autograder.values.parts import arrays_in, changed

LARGE = (65, 67, 69, 71)
"""More than any small number that code is likely to count to; odd ones, for some kernels must be."""

_SHOWING = 3
"""So many steps beside each along a large axis leave something to see there."""

_MOST_NUMBERS, _MOST_STEPS, _FOR_EACH = 40_000, 3_000, 3.2
"""In one call: what plain loops get through in little time, where a step takes ten microseconds."""


@dataclasses.dataclass
class Enlarging:
    """Makes calls larger, as far as they can be asked for then.

    Args:
        material: what the calls are made from.
    """

    material: Material

    def large_calls(self) -> list[Arguments]:
        """A call or two in which one size is large, if that can be asked for."""
        every = self.each_large_call()
        return every[:1] + every[1:][-1:]

    def each_large_call(self, groups: Sequence[Group] | None = None) -> list[Arguments]:
        """A call for each size that can be large, if that can be asked for."""
        if LARGE_SIZE in self.material.declared.without:
            return []
        own, _, every = self.axes
        some = every if groups is None else groups
        return [call for group in some for call in self.enlarged(own, {group: pick(self.material.random, LARGE)})]

    def large_calls_to_spoil(self) -> list[Arguments]:
        """Those that surely make sense: where arrays come in dicts, a size may belong to another one that does not
        look so.
        """
        own, _, groups = self.axes
        if any(len(path) > 1 for path, _ in arrays_in(own[0])):
            return []
        return self.each_large_call([group for group in groups if not any(group < other for other in groups)])

    @functools.cached_property
    def axes(self) -> tuple[list[Arguments], list[Arguments], list[Group]]:
        """The calls of the first check that has those with the most axes, all that have as many, and the
        axes that may be larger in them: those that are of one size in all of the first are together.
        """
        every = self.material.every()
        most = max((dimensions(call) for _, call in every), key=lambda dimensions: sum(dimensions.values()))
        alike = [(base, call) for base, call in every if dimensions(call) == most]
        own = [call for base, call in alike if base == alike[0][0]]
        groups = [group for group in axes_together(own) if not self._is_fixed(group)]
        pool = self.material.of_pairs(POOL)
        some = [*pool[:FEWEST], *sorted(pool, key=size_of)[:FEWEST]]
        like_them = [call for call in some if dimensions(call) == most]
        return own, [*(call for _, call in alike), *like_them], groups

    def _is_fixed(self, group: Group) -> bool:
        """Whether more along these axes could give values that mean something another meaning."""
        return any(path[0] in self.material.declared.fixed and axis for path, axis in group)

    def most(self, group: Group) -> int:
        """How large these axes may be."""
        return min((self.material.declared.at_most.get(path[0], HUGE) for path, _ in group), default=HUGE)

    def is_of_first(self, group: Group, call: Arguments) -> bool:
        """Whether the first array is one of those that are larger."""
        return next(arrays_in(call))[0] in {path for path, _ in group}

    def enlarged(self, calls: Sequence[Arguments], sizes: Mapping[Group, int]) -> Iterator[Arguments]:
        """A call in which these axes are of these sizes, and the others large enough to show something; of
        size 1, if all are too large, those that vary before all others; none where that does not help.
        """
        others = [group for group in self.axes[2] if not group & frozenset().union(*sizes)]
        varying = [group for group in others if group in self._varying]
        for cropped in ([], varying, others):
            for call in self._affordable(calls, cropped, sizes)[:TRIES]:
                made = self._of_sizes(call, sizes)
                if self.material.can_be_asked(made):
                    yield made
                    return

    def _of_sizes(self, call: Arguments, sizes: Mapping[Group, int]) -> Arguments:
        """The call with axes of these sizes, and other values."""
        for group, size in sizes.items():
            call = with_size(call, group, self.material.random.permutation(size))
        return dict(changed(call, self.material.changeable(call), self._of_any_sign))

    def _affordable(
        self, calls: Sequence[Arguments], cropped: Sequence[Group], sizes: Mapping[Group, int]
    ) -> list[Arguments]:
        """The calls, with one value along the axes that are ``cropped``, that are not too large once the others are
        of these sizes: first the one with enough to see, and not much more; if one is huge, the one with the smallest
        settings, for in a wide padding nothing may be seen of arrays of one value.
        """
        axes = {each: 1 for group in cropped for each in group}
        axes |= {each: size for group, size in sizes.items() for each in group}
        enough, most = _SHOWING * max(sizes.values()), max(_MOST_STEPS, _FOR_EACH * max(sizes.values()))
        shapes = [self._shapes[id(call)] for call in calls]
        counts = [steps_with(each, self._loops, axes) for each in shapes]
        small = [
            (
                not _is_multiplied_by_zero(call),
                self._differs(call),
                -_sum_of_settings(call) if HUGE in sizes.values() else 0,
                min(count, enough),
                -max(count, 2 * enough),
                self.material.random.random(),
                call,
            )
            for place, count in enumerate(counts)
            if count <= most and size_with(shapes[place], axes) <= _MOST_NUMBERS
            for call in [_cropped(calls[place], cropped)]
        ]
        return [each[-1] for each in sorted(small, key=lambda each: each[:-1], reverse=True)]

    def _differs(self, call: Arguments) -> bool:
        """Whether no array that must stay as it is has the same value everywhere: more of it would tell nothing."""
        return all(np.ptp(array) > 0 for path, array in arrays_in(call) if path[0] in self.material.declared.fixed)

    @functools.cached_property
    def _shapes(self) -> Mapping[int, Shapes]:
        """Of each of the calls that may be enlarged."""
        return {id(call): shapes_of(call) for call in self.axes[1]}

    @functools.cached_property
    def _loops(self) -> Loops:
        return loops_over(self.axes[2])

    @functools.cached_property
    def _varying(self) -> list[Group]:
        """The axes whose size is not the same in all calls: one that is may have to be as it is, as three colours
        have.
        """
        _, alike, groups = self.axes
        shapes = [{path: array.shape for path, array in arrays_in(call)} for call in alike]
        return [
            group for group in groups if any(len({shape[path][axis] for shape in shapes}) > 1 for path, axis in group)
        ]

    def _of_any_sign(self, array: np.ndarray) -> np.ndarray:
        """The array with all digits, none of them 0, which hides all that it meets, and of both signs if it has
        numbers below 0: the few that it was made of may be of one.
        """
        digits = self.material.changes.with_digits(array)
        digits = np.where(
            digits == 0, self.material.random.uniform(0.5, 1, array.shape) * (compare.largest(digits) or 1), digits
        )
        return digits * self.material.random.choice((-1, 1), array.shape) if np.min(array) < 0 else digits


def _sum_of_settings(call: Arguments) -> float:
    """How large they are together, without those that are left out."""
    return float(sum(np.sum(np.abs(call[name])) for name in settings_of(call)))


def _cropped(call: Arguments, groups: Iterable[Group]) -> Arguments:
    """The call with one value along these axes."""
    for group in groups:
        call = with_size(call, group, np.zeros(1, dtype=int))
    return call


def _is_multiplied_by_zero(call: Arguments) -> bool:
    """Whether a number with a fraction is 0, so that there may be nothing to see of the arrays."""
    return any(isinstance(value, float) and value == 0 for value in call.values())
