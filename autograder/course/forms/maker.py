"""The cases of forms: made from those that an exercise's checks have drawn, by a generator with a seed
of its own.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.features import Features
from autograder.course.forms import changes
from autograder.course.forms.axes import (
    Group,
    Loops,
    Shapes,
    axes_together,
    count_of_axes,
    count_of_numbers,
    dimensions,
    loops_over,
    most_axes,
    shapes_of,
    size_of,
    size_with,
    steps_with,
    with_size,
)
from autograder.course.forms.changes import Changes
from autograder.course.forms.declared import (
    ALL_DIGITS,
    BUSY,
    EARLIER_CALLS,
    EQUAL_SIZES,
    HUGE,
    KEYWORDS,
    LARGE_SIZE,
    MEMORY_ORDER,
    NUMBER_TYPES,
    SETTINGS,
    SHAPES_ALONE,
    SPECIAL_VALUES,
    TOGETHER,
    Forms,
    pick,
)
from autograder.course.forms.limits import LIMITS, next_to
from autograder.course.outcomes import Arguments
from autograder.values import compare
from autograder.values.parts import Change, Path, arrays_in, changed, numbers_in
from autograder.worker.layouts import AS_IT_IS, COLUMN_MAJOR, LAYOUTS, MIXED, ONE_ROW, OTHER_BYTE_ORDER, SHARED

WIDTHS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
"""The whole numbers of NumPy in arrays."""

AS_NUMBERS = ("int8", "int16", "int64")
"""Those that stand for a number of Python: -dt of one without a sign is none that anybody means, and NumPy's own
functions refuse some.
"""

NARROW = ("int8", "uint8", "int16")
"""Those in which sums of a few values no longer fit."""

MANY = 11
"""More than a loop that was written out counts to."""

LESS_LARGE, LARGE, EVEN, MIDDLE = 33, (65, 67, 69, 71), (512,), range(12, 33)
"""More than any small number that code is likely to count to: odd ones, for some kernels must be, even ones, which
blocks divide without a rest, and what lies between.
"""

BOTH = (35, 38)
"""Two of more than any small block, with few enough numbers between them."""

NEAR_ALL = 100
"""A number that fits into all types."""

NEAR_EDGE = np.int16(20_000)
"""A number of NumPy of which two no longer fit into their type."""

FAR = (9_973, 70_001)
"""Whole numbers that are no sizes of arrays: the products of two are more than 32 bits hold."""

SQUARES_LEAVE = (np.int8(12), np.int16(200))
"""Numbers of NumPy whose squares no longer fit into their types."""

TINY = 1e-13
"""So small are numbers that are all the same once they are rounded for a key."""

_TINY_ONES, _TINY_FACTOR = 5, 1e-7
"""So many of the busy calls have tiny numbers, with each size large in one of them; and how tiny, before they are
multiplied.
"""

_OF_16_BITS = 3
"""The place of their type among those of busy calls."""

_SMALL = (-2.0, -2.5, -3.0, -3.5, -4.0)
"""The logarithms of small sizes: a term of the third order is more than 1e-9 of them."""

_SHOWING = 3
"""So many steps beside each along a large axis leave something to see there."""

_MOST_NUMBERS, _MOST_STEPS, _FOR_EACH = 40_000, 3_000, 3.2
"""In one call: what plain loops get through in little time, where a step takes ten microseconds."""

_MOST_PLAIN = 1000
"""So many numbers at most has some call of a check that forms are made of: others take their time, and of more
numbers no form shows more.
"""

_SOME = 3
"""So many of the numbers that are given are given as pairs."""

_TRIES = 3
"""So many calls at most are changed in one way, until one of them can be asked."""

_POOL, _FEWEST, _MOST = 400, 30, 50
"""From so many calls those are chosen in which all pairs of features meet: how many at least and at most."""


def formed(
    form: str,
    bases: str | Iterable[str],
    call: Arguments,
    *,
    layout: str = AS_IT_IS,
    by_keyword: bool = False,
    positional: int = 0,
) -> Arguments:
    """A case of the check, made from what one check or several look at; by keyword, but for so many arguments
    that come first.
    """
    names = (bases,) if isinstance(bases, str) else tuple(bases)
    how = {"layout": layout, "by_keyword": by_keyword, "positional": positional}
    return {"form": form, "bases": names, **how, "call": call}


@dataclasses.dataclass
class Maker:
    """Makes the cases of one exercise on one paper.

    Args:
        drawn: the cases of each check that they are made from.
        declared: what the author says of the forms.
        features: those of the unit.
        seed: decides all that is left to chance.
        manners: the checks without which arrays that are one in memory say nothing: who writes into
            arguments has lost marks for that.
    """

    drawn: Mapping[str, Sequence[Arguments]]
    declared: Forms
    features: Features
    seed: int
    manners: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(self.seed)
        self._changes = Changes(self._random)
        allowed = {base: [*filter(self._can_be_asked, calls)] for base, calls in self.drawn.items()}
        self.drawn = {base: calls for base, calls in allowed.items() if calls} or self.drawn
        short = {base: calls for base, calls in self.drawn.items() if min(map(size_of, calls)) <= _MOST_PLAIN}
        self.drawn = short or self.drawn
        self._bases = itertools.cycle(self.drawn)

    def cases(self) -> list[Arguments]:
        """All cases, form by form."""
        made: dict[str, Callable[[], Iterator[Arguments]]] = {
            TOGETHER: self._together,
            ALL_DIGITS: self._all_digits,
            SETTINGS: self._settings,
            NUMBER_TYPES: self._number_types,
            MEMORY_ORDER: self._memory_order,
            KEYWORDS: self._keywords,
            SPECIAL_VALUES: self._special_values,
            SHAPES_ALONE: self._shapes_alone,
            EQUAL_SIZES: self._equal_sizes,
            LARGE_SIZE: self._large_size,
            BUSY: self._busy,
            EARLIER_CALLS: self._earlier_calls,
        }
        cases = (case for form, make in made.items() if form not in self.declared.without for case in make())
        return [case for case in cases if self._can_be_asked(case["call"])]

    def _can_be_asked(self, call: Arguments) -> bool:
        try:
            return self.declared.only is None or self.declared.only(call)
        except ValueError:
            return False  # it would be refused

    def large_calls(self) -> list[Arguments]:
        """A call or two in which one size is large, if that can be asked for."""
        every = self.each_large_call()
        return every[:1] + every[1:][-1:]

    def each_large_call(self, groups: Sequence[Group] | None = None) -> list[Arguments]:
        """A call for each size that can be large, if that can be asked for."""
        if LARGE_SIZE in self.declared.without:
            return []
        own, _, every = self._axes
        some = every if groups is None else groups
        return [call for group in some for call in self._enlarged(own, {group: pick(self._random, LARGE)})]

    def large_calls_to_spoil(self) -> list[Arguments]:
        """Those that surely make sense: where arrays come in dicts, a size may belong to another one that does not
        look so.
        """
        own, _, groups = self._axes
        if any(len(path) > 1 for path, _ in arrays_in(own[0])):
            return []
        return self.each_large_call([group for group in groups if not any(group < other for other in groups)])

    def calls_of_other_types(self) -> Iterator[Arguments]:
        """Calls that tempt to write into what came in, or to hand out what is kept: with nothing but zeros, in
        single precision, and with lists for tuples.
        """
        call = max((call for _, call in self._every()), key=lambda call: (count_of_axes(call), count_of_numbers(call)))
        others: list[Change] = [np.zeros_like, *map(changes.as_small_numbers, ("int64", "uint8"))]
        for change in others:
            yield changed(call, self._changeable(call), change)
        for each in self.features.each_alone([call for _, call in self._every()]) or [call]:
            yield changed(each, self._changeable(each), self._changes.as_type("float32"))
        of_pair = {name: call for _, call in self._every() for name in _pairs(call)}
        for each in {id(call): call for call in of_pair.values()}.values():  # each may be changed in a call of its own
            yield {name: _other_number(value, int) for name, value in each.items()}

    # Choosing.

    def _pick(self) -> tuple[str, Arguments]:
        """A case of the next base."""
        base = next(self._bases)
        return base, self._of(base)

    def _of_base(self, base: str) -> tuple[str, Arguments]:
        """A case of this base."""
        return base, self._of(base)

    def _of(self, base: str) -> Arguments:
        """A case of a base with as many numbers that are not 0 as half of its cases have: there is
        little to see of 0 in any form.
        """
        calls = sorted(self.drawn[base], key=count_of_numbers, reverse=True)
        return calls[int(self._random.integers((len(calls) + 1) // 2))]

    def _every(self) -> list[tuple[str, Arguments]]:
        """All cases, each with its base."""
        return [(base, call) for base, calls in self.drawn.items() for call in calls]

    def _changeable(self, call: Arguments) -> list[Path]:
        """The arrays of numbers whose values may be changed."""
        free = (pair for pair in arrays_in(call) if pair[0][0] not in self.declared.fixed)
        return [path for path, array in free if array.dtype.kind in "iuf"]

    def _numbers(self, call: Arguments) -> list[Path]:
        """The numbers with a fraction, or that could have one, that may be changed."""
        return [path for path in numbers_in(call) if path[0] not in self.declared.fixed]

    # Forms.

    def _together(self) -> Iterator[Arguments]:
        if self.declared.together:
            pool = [self.declared.together(self._random) for _ in range(_POOL)]
            chosen = self.features.all_pairs(pool)[:_MOST]
            for call in chosen + pool[: max(_FEWEST - len(chosen), 0)]:
                yield formed(TOGETHER, self.drawn, call)

    def _special_values(self) -> Iterator[Arguments]:
        """Each array in turn with values of a kind for which there are short cuts, beside others with all digits,
        and beside whole numbers in which sums do not fit.
        """
        calls = sorted((call for _, call in self._every()), key=lambda call: (_has_a_square(call), count_of_axes(call)))
        for path, call in {path: each for each in calls for path in self._changeable(each)}.items():
            others = [other for other in self._changeable(call) if other != path]
            digits = changed(call, others, self._changes.with_digits)
            for special in changes.SPECIAL:
                yield formed(SPECIAL_VALUES, self.drawn, changed(digits, [path], special))
            if len(path) == 1 and dict(arrays_in(call))[path].ndim:
                rows = changed(digits, [path], changes.equal_rows)
                layout = ",".join(ONE_ROW if name == path[0] else AS_IT_IS for name in call)
                yield formed(SPECIAL_VALUES, (*self.drawn, *self.manners), rows, layout=layout)
            bytes_ = changed(call, others, self._changes.as_type(pick(self._random, NARROW)))
            if others:
                yield formed(SPECIAL_VALUES, self.drawn, changed(bytes_, [path], np.ones_like))
        yield from self._zeros_but_for_one(calls)
        yield from self._single_at_the_end()
        yield from self._silent_at_first()
        for special in changes.SPECIAL:
            yield formed(SPECIAL_VALUES, self.drawn, changed(calls[-1], self._changeable(calls[-1]), special))

    def _single_at_the_end(self) -> Iterator[Arguments]:
        """All but the last number 0, in a call of each check: in some of them nothing comes of that number."""
        for base, calls in self.drawn.items():
            call = max(calls, key=count_of_axes)
            for path in self._changeable(call):
                yield formed(SPECIAL_VALUES, base, changed(call, [path], changes.single_at_the_end))

    def _silent_at_first(self) -> Iterator[Arguments]:
        """Zeros in the first half of an argument, along each axis, and in what is only added to it, as a state and a
        bias are: at first nothing comes of it, and then something does.
        """
        sizes: dict[tuple[Path, int], tuple[int, Arguments]] = {}
        for _, call in self._every():
            for path, array in arrays_in(call):
                for axis, size in enumerate(array.shape if len(path) == 1 else ()):
                    if size > sizes.get((path, axis), (1, call))[0]:
                        sizes[path, axis] = size, call
        for (path, axis), (_, call) in sizes.items():
            if path in self._changeable(call):
                digits = changed(call, self._changeable(call), self._changes.with_digits)
                late = changed(digits, [path], functools.partial(changes.silent_at_first, axis))
                yield formed(SPECIAL_VALUES, self.drawn, late)
                if added := self._added_to(call, path):
                    yield formed(SPECIAL_VALUES, self.drawn, changed(late, added, np.zeros_like))

    def _added_to(self, call: Arguments, path: Path) -> list[Path]:
        """The arguments that have fewer axes than this one, and arrays of one axis in dicts."""
        axes = {each: array.ndim for each, array in arrays_in(call) if each in self._changeable(call)}
        return [each for each in axes if axes[each] < (axes[path] if len(each) == 1 else 2)]

    def _zeros_but_for_one(self, calls: Sequence[Arguments]) -> Iterator[Arguments]:
        """Zeros in all arrays but one, with each argument left out that can be."""
        for call in {tuple(name for name in call if call[name] is not None): call for call in calls}.values():
            paths = self._changeable(call)
            silent = changed(call, paths, np.zeros_like)
            for path in paths if len(paths) > 1 else ():
                values = self._changes.with_digits(dict(arrays_in(call))[path])
                yield formed(SPECIAL_VALUES, self.drawn, changed(silent, [path], functools.partial(_instead, values)))

    def _shapes_alone(self) -> Iterator[Arguments]:
        for name, base in itertools.product(self.declared.shapes_alone, self.drawn):
            call = self._of(base)
            digits = changed(call, self._changeable(call), self._changes.with_digits)
            yield formed(SHAPES_ALONE, base, digits | {name: changes.not_finite(call[name])})

    def _equal_sizes(self) -> Iterator[Arguments]:
        """Two axes of an array of one size that need not be, which fit when they are exchanged, too."""
        own = self._axes[0]
        for path, array in arrays_in(own[0]):
            for one, other in itertools.pairwise(range(array.ndim)):
                yield from self._of_equal_sizes(path, one, other)
                yield from self._of_equal_sizes(path, other, one)

    def _of_equal_sizes(self, path: Path, kept: int, other: int) -> Iterator[Arguments]:
        """A call in which one axis of an array is as long as another one, and all that belong to it are."""
        _, alike, groups = self._axes
        suited = (each for each in groups if (path, other) in each and (path, kept) not in each)
        group: Group = frozenset().union(*suited)
        call = min(alike[:_POOL], key=lambda call: _is_square(call, path, kept, other))
        size: int = dict(arrays_in(call))[path].shape[kept]
        sizes = {each: size for each in group}  # noqa: C420 - mypy knows it
        if group and size_with(shapes_of(call), sizes) <= _MOST_PLAIN:
            square = with_size(call, group, np.arange(size))
            digits = changed(square, self._changeable(call), self._changes.with_digits)
            yield formed(EQUAL_SIZES, self.drawn, digits)

    def _all_digits(self) -> Iterator[Arguments]:
        for base in self.drawn:
            yield from self._digits([base], self._of(base))
            yield from self._digits(
                self.drawn, self._of(base), scaled=changes.to_size(10.0 ** self._random.uniform(7, 8))
            )
        # np.allclose takes for 0 what is below 1e-8, others what is below 2e-16; and series end soon for what is small
        sizes = (*((most - 1, most) for most in (-4, -8, -11, -16)), *((most - 0.1, most) for most in _SMALL))
        for least, most in sizes:
            scaled = changes.to_size(10.0 ** self._random.uniform(least, most))
            yield from self._digits(self.drawn, self._pick()[1], scaled=scaled)
        for size in (7e4, 5e9):  # products leave 32 bits, and 64
            yield from self._digits(self.drawn, self._pick()[1], scaled=changes.to_whole(size))
        nearly_tied = functools.partial(self._changes.nearly_equal, bits=(33, 46))
        for change in (
            self._changes.nearly_equal,
            nearly_tied,
            self._changes.of_all_sizes,
            self._changes.nearly_constant,
        ):
            yield from self._digits(self.drawn, self._pick()[1], scaled=change)
        yield from self._one_of_another_size()
        yield from self._tiny_with_numbers()
        yield from self._nearly_alike()
        yield from self._nearly_special()

    def _digits(self, bases: Iterable[str], call: Arguments, scaled: Change = np.array) -> Iterator[Arguments]:
        """A call of values that need all digits; what is scaled besides may look like the cases of any base."""
        if paths := self._changeable(call):
            call = changed(call, self._numbers(call), lambda number: number * (1 - self._random.uniform(0, 0.25)))
            yield formed(
                ALL_DIGITS, bases, changed(call, paths, lambda array: scaled(self._changes.with_digits(array)))
            )

    def _one_of_another_size(self) -> Iterator[Arguments]:
        """Each array is tiny in turn, or large, and the others are not.  It is large in a call of every base, for what
        a call is about may silence an array, as a softmax of one-hot vectors does.
        """
        _, fullest = max(self._every(), key=lambda pair: len(self._changeable(pair[1])))
        asked = [(fullest, exponent) for exponent in (-7, -9, -180)] + [(self._of(base), 7) for base in self.drawn]
        for call, exponent in asked:
            paths = self._changeable(call)
            others = changed(call, paths, self._changes.with_digits)
            for path in paths:
                size = 10.0 ** (exponent + self._random.uniform())
                yield formed(ALL_DIGITS, self.drawn, changed(others, [path], changes.to_size(size)))

    def _tiny_with_numbers(self) -> Iterator[Arguments]:
        """Arrays that are tiny, and numbers that are so, too: as tiny as they are, or as their squares."""
        _, call = max(self._every(), key=lambda pair: (len(self._numbers(pair[1])), count_of_numbers(pair[1])))
        numbers, paths = self._numbers(call), self._changeable(call)
        for exponent, power in itertools.product((-5, -14), (1, 2)) if numbers and paths else ():
            size = 10.0 ** (exponent + self._random.uniform())
            digits = changed(call, paths, self._changes.with_digits)
            small = changed(digits, paths, functools.partial(np.multiply, size))
            factor = size**power * (1 - self._random.uniform(0, 0.25))
            yield formed(ALL_DIGITS, self.drawn, changed(small, numbers, factor.__mul__))

    def _nearly_special(self) -> Iterator[Arguments]:
        """Arrays that are all but constant, symmetric, of rank one: by a little more than what is asked of answers."""
        suited: dict[Path, list[Arguments]] = {}
        for _, call in self._every():
            for path, array in arrays_in(call):
                if array.size > 1 and path in self._changeable(call):
                    suited.setdefault(path, []).append(call)
        for (path, calls), special in itertools.product(suited.items(), changes.SPECIAL):
            near = functools.partial(self._changes.nearly, special)
            any_order = [calls[place] for place in self._random.permutation(len(calls))]
            for some in ([min(calls, key=size_of)], any_order[:_TRIES]):  # among few numbers each counts for more
                made = (self._with_one_changed(call, path, near) for call in some)
                if case := next(filter(self._can_be_asked, made), None):
                    yield formed(ALL_DIGITS, self.drawn, case)

    def _with_one_changed(self, call: Arguments, path: Path, change: Change) -> Arguments:
        """The call with all digits, and one array changed besides."""
        digits: Arguments = changed(call, self._changeable(call), self._changes.with_digits)
        return dict(changed(digits, [path], change))

    def _nearly_alike(self) -> Iterator[Arguments]:
        """Two arrays of one shape whose difference is small beside their values."""
        for base, calls in self.drawn.items():
            call = calls[-1]
            arrays = dict(arrays_in(call))
            for one, other in itertools.combinations(self._changeable(call), 2):
                if arrays[one].shape == arrays[other].shape:
                    values = 1e6 * self._changes.with_digits(arrays[one])
                    for most in (1e-7, 1e-10):
                        near = changed(call, [other], functools.partial(_instead, self._changes.near(values, most)))
                        yield formed(ALL_DIGITS, base, changed(near, [one], functools.partial(_instead, values)))

    def _settings(self) -> Iterator[Arguments]:
        """Numbers that are not in arrays: of any size and sign, whole, or one of NumPy's."""
        every = sorted(self._every(), key=lambda pair: size_of(pair[1]), reverse=True)
        of_all = {path: (base, call) for base, call in every for path in self._numbers(call)}  # the smallest calls
        for path, (base, call) in of_all.items():
            digits = changed(call, self._changeable(call), self._changes.with_digits)
            near = (number for limit in LIMITS for number in next_to(limit, self._random))
            others: list[Change] = [*_OTHER_NUMBERS, *(functools.partial(_instead, number) for number in near)]
            for change in others:
                yield formed(SETTINGS, self.drawn, changed(digits, [path], change))
            kinds: list[Callable[[Any], Any]] = [int, np.float64, np.float32, *map(_number_type, AS_NUMBERS)]
            for kind in kinds:
                yield formed(SETTINGS, base, changed(call, [path], functools.partial(_of_kind, kind)))
        largest = {path: call for _, call in reversed(every) for path in self._numbers(call)}  # there is most to see
        smallest = {path: call for path, (_, call) in of_all.items()}
        for (path, call), number in itertools.product((*smallest.items(), *largest.items()), SQUARES_LEAVE):
            digits = changed(call, self._changeable(call), self._changes.with_digits)
            yield formed(SETTINGS, self.drawn, changed(digits, [path], functools.partial(_instead, number)))

    def _number_types(self) -> Iterator[Arguments]:
        """All arrays of each type, and each array by itself beside floats with fractions."""
        narrow = [(dtype, self._of_base(base)) for dtype, base in itertools.product(NARROW, self.drawn)]
        for dtype, (base, call) in (*narrow, *((dtype, self._pick()) for dtype in (*WIDTHS, "float32"))):
            if paths := self._changeable(call):
                yield formed(NUMBER_TYPES, base, changed(call, paths, self._changes.as_type(dtype)))
        yield from self._short_ways()
        pool = [self.declared.together(self._random) for _ in range(_FEWEST)] if self.declared.together else []
        for dtype, call in itertools.product(NARROW, sorted(pool, key=size_of)[-5:]):
            yield formed(NUMBER_TYPES, self.drawn, changed(call, self._changeable(call), self._changes.as_type(dtype)))
        for number, dtype in itertools.product(range(self._most_arrays()), NARROW):
            base, call = self._pick()
            paths = self._changeable(call)
            if len(paths) > 1:
                alone = paths[number % len(paths)]
                others = changed(call, [path for path in paths if path != alone], self._changes.with_digits)
                yield formed(NUMBER_TYPES, base, changed(others, [alone], self._changes.as_type(dtype)))
                yield formed(NUMBER_TYPES, base, changed(others, [alone], changes.as_small_numbers(dtype)))
        yield from self._mixed_types()

    def _short_ways(self) -> Iterator[Arguments]:
        """Each narrow type, and the widest, wherever a feature is, for which code may have a way of its own."""
        alone = self.features.each_alone([call for _, call in self._every()])
        for dtype, call in itertools.product((*NARROW, *WIDTHS[-2:]), alone):
            full = changed(call, self._changeable(call), self._changes.filled)
            yield formed(NUMBER_TYPES, self.drawn, changed(full, self._changeable(call), self._changes.as_type(dtype)))

    def _mixed_types(self) -> Iterator[Arguments]:
        """Each array of another narrow type; one without signs beside small ones that have them; one of floats among
        whole ones; whole numbers beside them.
        """
        for turn, (base, call) in enumerate(self._pick() for _ in range(max(3, self._most_arrays()))):
            paths = self._changeable(call)
            mixed = call
            for place, path in enumerate(paths):
                mixed = changed(mixed, [path], self._changes.as_type(NARROW[(turn + place) % len(NARROW)]))
            yield formed(NUMBER_TYPES, base, mixed)
            if len(paths) > 1:
                alone = paths[turn % len(paths)]
                small = changed(call, paths, changes.as_small_numbers("int64"))
                yield formed(NUMBER_TYPES, base, changed(small, [alone], changes.as_small_numbers("uint8")))
            if len(paths) > 2:
                narrow = changed(call, [path for path in paths if path != alone], self._changes.as_type("int8"))
                yield formed(NUMBER_TYPES, base, changed(narrow, [alone], self._changes.with_digits))
            if numbers := self._numbers(call):
                whole = changed(call, numbers, lambda number: round(number) or 2)
                yield formed(NUMBER_TYPES, base, changed(whole, paths, self._changes.as_type(NARROW[turn % 3])))

        yield from self._all_but_one_whole()

    def _all_but_one_whole(self) -> Iterator[Arguments]:
        """One number with a fraction in turn, and whole numbers everywhere else."""
        call = max((call for _, call in self._every()), key=lambda call: len(self._numbers(call)))
        numbers = self._numbers(call)
        whole = changed(call, self._changeable(call), changes.as_small_numbers("int64"))
        for number in numbers if len(numbers) > 1 else ():
            others = [each for each in numbers if each != number]
            yield formed(NUMBER_TYPES, self.drawn, changed(whole, others, lambda value: round(value) or 2))

    def _most_arrays(self) -> int:
        return max(len(self._changeable(call)) for calls in self.drawn.values() for call in calls)

    def _memory_order(self) -> Iterator[Arguments]:
        for base, layout in itertools.product(self.drawn, (*LAYOUTS, MIXED)):
            call = max(self.drawn[base], key=lambda call: (count_of_axes(call), count_of_numbers(call)))
            if any(True for _ in arrays_in(call)):
                full = changed(call, self._changeable(call), self._changes.filled)
                yield formed(MEMORY_ORDER, self.drawn, full, layout=layout)
        base, call = self._pick()
        if paths := self._changeable(call):
            bytes_ = changed(call, paths, self._changes.as_type("uint8"))
            yield formed(MEMORY_ORDER, base, bytes_, layout=COLUMN_MAJOR)
            shorts = changed(call, paths, self._changes.as_type("int16"))
            yield formed(MEMORY_ORDER, base, shorts, layout=OTHER_BYTE_ORDER)
        yield from self._shared()

    def _shared(self) -> Iterator[Arguments]:
        """One array for several arguments, and one that begins with the others."""
        alike = [(call, self._alike(call)) for _, call in self._every()]
        call, paths = max(alike, key=lambda pair: (len(pair[1]), size_of(pair[0])))
        if len(paths) > 1:
            values = self._changes.with_digits(dict(arrays_in(call))[paths[0]])
            yield self._in_one(call, paths, values)
        call = max((call for _, call in self._every()), key=lambda call: (len(self._arguments(call)), size_of(call)))
        arrays = {path: dict(arrays_in(call))[path] for path in self._arguments(call)}
        if len({array.shape for array in arrays.values()}) > 1:
            yield self._in_one(call, [*arrays], self._changes.with_digits(max(arrays.values(), key=np.size)))

    def _in_one(self, call: Arguments, paths: Sequence[Path], values: np.ndarray) -> Arguments:
        """The call with the first of these values in each of its arrays, so that they can be one in memory."""
        same = changed(call, paths, lambda array: values.reshape(-1)[: array.size].reshape(array.shape))
        return formed(MEMORY_ORDER, (*self.drawn, *self.manners), same, layout=SHARED)

    def _arguments(self, call: Arguments) -> list[Path]:
        """The arguments that are arrays whose values may be changed."""
        return [path for path in self._changeable(call) if len(path) == 1]

    def _alike(self, call: Arguments) -> list[Path]:
        """Arrays of one shape."""
        shapes = {path: dict(arrays_in(call))[path].shape for path in self._changeable(call)}
        groups = [[path for path in shapes if shapes[path] == shape] for shape in dict.fromkeys(shapes.values())]
        return max(groups, key=len, default=[])

    def _keywords(self) -> Iterator[Arguments]:
        for base in self.drawn:
            yield formed(KEYWORDS, base, self._of(base), by_keyword=True)
            yield formed(KEYWORDS, base, self._of(base), by_keyword=True, positional=1)
            yield from (formed(KEYWORDS, base, turned) for turned in _with_each_dict_turned_round(self._of(base)))
            for call in {str([type(value) for value in call.values()]): call for call in self.drawn[base]}.values():
                yield from self._of_numpy("int64", base, call)
        yield from self._some_by_keyword()
        yield from self._pairs_of_both_kinds()
        yield from self._equal_pairs()
        for width in AS_NUMBERS:
            yield from self._of_numpy(width, *self._pick())
        yield from self._near_edges()

    def _of_numpy(self, width: str, base: str, call: Arguments) -> Iterator[Arguments]:
        """The call with NumPy's whole numbers and with lists for tuples, if it has either."""
        kinds = {name: _number_type("int64" if name == "seed" else width) for name in call}  # a seed may be any number
        other = {name: _other_number(value, kinds[name]) for name, value in call.items()}
        if any(type(other[name]) is not type(call[name]) for name in call):
            yield formed(KEYWORDS, base, other)

    def _some_by_keyword(self) -> Iterator[Arguments]:
        """Ever more arguments by place, and the others by keyword; and each left out that can be, beside others that
        are not.
        """
        every = [call for _, call in self._every()]
        call = max(every, key=lambda call: (len(call), _above_one(call), count_of_numbers(call)))
        for place in range(2, len(call)):
            yield formed(KEYWORDS, self.drawn, call, by_keyword=True, positional=place)
        optional = [name for name in call if any(name not in other for other in every)]
        first = len(call) - len(optional)
        for name in optional if [*call][first:] == optional and len(optional) > 1 else ():
            less = {other: value for other, value in call.items() if other != name}
            yield formed(KEYWORDS, self.drawn, less, by_keyword=True, positional=first)

    def _pairs_of_both_kinds(self) -> Iterator[Arguments]:
        """Tuples of NumPy's numbers, and a list for one of several tuples."""
        call = max((call for _, call in self._every()), key=lambda call: len(_pairs(call)))
        for name in (pairs := _pairs(call)):
            whole = tuple(np.int64(number) if _is_whole(number) else number for number in call[name])
            yield formed(KEYWORDS, self.drawn, call | {name: whole})
            if len(pairs) > 1:
                yield formed(KEYWORDS, self.drawn, call | {name: [*call[name]]})

    def _equal_pairs(self) -> Iterator[Arguments]:
        """Pairs of one number twice where a number may stand for both; what is left out may stand for 0, if that is
        in pairs.
        """
        every = sorted((call for _, call in self._every()), key=size_of)
        for name in dict.fromkeys(name for call in every for name, value in call.items() if isinstance(value, tuple)):
            zero = 0 if any(0 in call[name] for call in every if isinstance(call.get(name), tuple)) else None
            pairs = ((call.get(name, zero), call) for call in every)
            numbers = {number: call for number, call in pairs if isinstance(number, int) and _is_whole(number)}
            for number in sorted(numbers)[:_SOME]:
                yield formed(KEYWORDS, self.drawn, numbers[number] | {name: (number, number)}, by_keyword=True)

    def _near_edges(self) -> Iterator[Arguments]:
        """Where nothing but numbers comes in, each near the edge of its type, and all."""
        call = self._pick()[1]
        names = [name for name, value in call.items() if _is_whole(value)]
        if not most_axes(call):
            for some in (*([name] for name in names), names):
                yield formed(KEYWORDS, self.drawn, call | dict.fromkeys(some, NEAR_EDGE))
                for number in (1, *FAR):
                    yield formed(SETTINGS, self.drawn, call | dict.fromkeys(some, number))

    def _large_size(self) -> Iterator[Arguments]:
        """Every size that can be large by itself, of axes in the calls that have the most of them: more
        than code counts to, and as much as can be asked for.  A large call may look like the cases of
        any base.
        """
        own, alike, groups = self._axes
        asked: list[tuple[Sequence[Arguments], dict[Group, int]]] = []
        for group in groups:
            sizes = (pick(self._random, LARGE), pick(self._random, EVEN), pick(self._random, MIDDLE), HUGE)
            in_turn = [(own, pick(self._random, LARGE)), *((alike, size) for size in sizes)]
            asked += [(calls, {group: min(size, self._most(group))}) for calls, size in in_turn]
            if self.declared.longest > HUGE and self._is_of_first(group, own[0]):
                asked.append((alike, {group: self.declared.longest}))
        for one, other in itertools.combinations(groups, 2):
            if not one & other:
                asked.append((alike, {one: pick(self._random, LARGE), other: LESS_LARGE}))
        for calls, large in asked:
            for call in self._enlarged(calls, large):
                if max(large.values()) <= HUGE:
                    yield formed(LARGE_SIZE, self.drawn, call)
                if max(large.values()) == self.declared.longest:
                    single = changed(call, self._changeable(call), lambda array: np.abs(array).astype(np.float32))
                    yield formed(NUMBER_TYPES, self.drawn, single)
        yield from self._large_with_digits()
        yield from self._large_both_ways()
        yield from self._sparse()
        yield from self._large_settings()

    def _large_with_digits(self) -> Iterator[Arguments]:
        """A call with as much as can be asked for along one axis, and values that need all digits."""
        _, alike, groups = self._axes
        huge = (call for group in groups for call in self._enlarged(alike, {group: self._most(group)}))
        if call := next(huge, None):
            yield from self._digits(self.drawn, call)

    def _large_both_ways(self) -> Iterator[Arguments]:
        """Two axes of an array are large at once, beyond what one block has; in column-major order and of other types,
        too.
        """
        own, alike, groups = self._axes
        for path, array in arrays_in(own[0]):
            pairs = ((one, other) for one, other in itertools.combinations(groups, 2) if not one & other)
            last = {(path, array.ndim - 2), (path, array.ndim - 1)}
            both = next(((one, other) for one, other in pairs if len(last & one) == len(last & other) == 1), ())
            sizes = dict(zip(both, self._random.permutation(BOTH), strict=False))
            for call in self._enlarged(alike, sizes) if sizes else ():
                yield formed(LARGE_SIZE, self.drawn, call)
                if path == next(arrays_in(own[0]))[0]:
                    yield from self._of_large(call)

    def _of_large(self, call: Arguments) -> Iterator[Arguments]:
        """A large call in another order in memory, and of other types."""
        if MEMORY_ORDER not in self.declared.without:
            yield formed(MEMORY_ORDER, self.drawn, call, layout=COLUMN_MAJOR)
        others = (self._changes.as_type("uint8"), changes.as_large_numbers)
        for change in others if NUMBER_TYPES not in self.declared.without else ():
            yield formed(NUMBER_TYPES, self.drawn, changed(call, self._changeable(call), change))

    def _sparse(self) -> Iterator[Arguments]:
        """A large call in which hardly anything of an array is not 0: two neighbours."""
        for call in self.large_calls()[:1]:
            for path in self._changeable(call):
                yield formed(LARGE_SIZE, self.drawn, changed(call, [path], changes.two_neighbours))

    def _large_settings(self) -> Iterator[Arguments]:
        """Large whole numbers that are no sizes of arrays, and 0."""
        every = [call for _, call in self._every()]
        for name in dict.fromkeys(name for call in every for name in call):
            call = min(every, key=lambda call: (not _is_whole(call.get(name)), size_of(call)))
            if _is_whole(call.get(name)) and name not in self.declared.fixed:
                yield from (formed(LARGE_SIZE, self.drawn, call | {name: size}) for size in _large_numbers(call))
                yield formed(SETTINGS, self.drawn, call | {name: 0})

    @functools.cached_property
    def _axes(self) -> tuple[list[Arguments], list[Arguments], list[Group]]:
        """The calls of the first check that has those with the most axes, all that have as many, and the
        axes that may be larger in them: those that are of one size in all of the first are together.
        """
        every = self._every()
        most = max((dimensions(call) for _, call in every), key=lambda dimensions: sum(dimensions.values()))
        alike = [(base, call) for base, call in every if dimensions(call) == most]
        own = [call for base, call in alike if base == alike[0][0]]
        groups = [group for group in axes_together(own) if not self._is_fixed(group)]
        pool = [self.declared.together(self._random) for _ in range(_POOL)] if self.declared.together else []
        some = [*pool[:_FEWEST], *sorted(pool, key=size_of)[:_FEWEST]]
        like_them = [call for call in some if dimensions(call) == most]
        return own, [*(call for _, call in alike), *like_them], groups

    def _is_fixed(self, group: Group) -> bool:
        """Whether more along these axes could give values that mean something another meaning."""
        return any(path[0] in self.declared.fixed and axis for path, axis in group)

    def _most(self, group: Group) -> int:
        """How large these axes may be."""
        return min((self.declared.at_most.get(path[0], HUGE) for path, _ in group), default=HUGE)

    def _is_of_first(self, group: Group, call: Arguments) -> bool:
        """Whether the first array is one of those that are larger."""
        return next(arrays_in(call))[0] in {path for path, _ in group}

    def _enlarged(self, calls: Sequence[Arguments], sizes: Mapping[Group, int]) -> Iterator[Arguments]:
        """A call in which these axes are of these sizes, and the others large enough to show something; of
        size 1, if all are too large, those that vary before all others; none where that does not help.
        """
        others = [group for group in self._axes[2] if not group & frozenset().union(*sizes)]
        varying = [group for group in others if group in self._varying]
        for cropped in ([], varying, others):
            for call in self._affordable(calls, cropped, sizes)[:_TRIES]:
                made = self._of_sizes(call, sizes)
                if self._can_be_asked(made):
                    yield made
                    return

    def _of_sizes(self, call: Arguments, sizes: Mapping[Group, int]) -> Arguments:
        """The call with axes of these sizes, and other values."""
        for group, size in sizes.items():
            call = with_size(call, group, self._random.permutation(size))
        return dict(changed(call, self._changeable(call), self._of_any_sign))

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
                self._random.random(),
                call,
            )
            for place, count in enumerate(counts)
            if count <= most and size_with(shapes[place], axes) <= _MOST_NUMBERS
            for call in [_cropped(calls[place], cropped)]
        ]
        return [each[-1] for each in sorted(small, key=lambda each: each[:-1], reverse=True)]

    def _differs(self, call: Arguments) -> bool:
        """Whether no array that must stay as it is has the same value everywhere: more of it would tell nothing."""
        return all(np.ptp(array) > 0 for path, array in arrays_in(call) if path[0] in self.declared.fixed)

    @functools.cached_property
    def _shapes(self) -> Mapping[int, Shapes]:
        """Of each of the calls that may be enlarged."""
        return {id(call): shapes_of(call) for call in self._axes[1]}

    @functools.cached_property
    def _loops(self) -> Loops:
        return loops_over(self._axes[2])

    @functools.cached_property
    def _varying(self) -> list[Group]:
        """The axes whose size is not the same in all calls: one that is may have to be as it is, as three colours
        have.
        """
        _, alike, groups = self._axes
        shapes = [{path: array.shape for path, array in arrays_in(call)} for call in alike]
        return [
            group for group in groups if any(len({shape[path][axis] for shape in shapes}) > 1 for path, axis in group)
        ]

    def _of_any_sign(self, array: np.ndarray) -> np.ndarray:
        """The array with all digits, none of them 0, which hides all that it meets, and of both signs if it has
        numbers below 0: the few that it was made of may be of one.
        """
        digits = self._changes.with_digits(array)
        digits = np.where(
            digits == 0, self._random.uniform(0.5, 1, array.shape) * (compare.largest(digits) or 1), digits
        )
        return digits * self._random.choice((-1, 1), array.shape) if np.min(array) < 0 else digits

    def _busy(self) -> Iterator[Arguments]:
        """Calls in which much is large at once, each in some types, in some layout, with as many arguments by keyword
        as may be; the largest in 16 bits, for which code for large sizes alone may have too few digits; the last of
        them with nothing but tiny numbers, which must not be taken for rounding errors.
        """
        calls = [*self.declared.busy.calls(self._random)] if self.declared.busy else []
        names = max((list(call) for call in calls), key=len, default=[])
        order = self._random.permutation(len(self._kinds)).tolist()
        if calls:
            of_16_bits = order.index(_OF_16_BITS)
            largest = max(range(len(order)), key=lambda turn: _count_of_products(calls[turn]))
            order[largest], order[of_16_bits] = order[of_16_bits], order[largest]
        kinds = [self._kinds[place] for place in order]
        for turn, call in enumerate(calls):
            in_turn = kinds[turn % len(kinds) :] + kinds[: turn % len(kinds)]
            dressed = self._in_types(call, in_turn, alike=turn < len(kinds))
            if turn >= len(calls) - _TINY_ONES:
                dressed = changed(call, self._changeable(call), self._tiny)
            layout = pick(self._random, (AS_IT_IS, COLUMN_MAJOR, MIXED, pick(self._random, tuple(LAYOUTS))))
            last = _in_place(call, names)
            first = pick(self._random, (last, max(last - 1, 0), int(self._random.integers(last + 1))))
            yield formed(BUSY, self.drawn, dressed, layout=layout, by_keyword=first < len(call), positional=first)

    def _in_types(self, call: Arguments, kinds: Sequence[Change], *, alike: bool) -> Arguments:
        """The call with all arrays in the first of these types; or, if they need not be ``alike``, with each in another
        one, or with all but one in the first, beside one that has fractions.
        """
        paths, way = self._changeable(call), 1 if alike else self._random.integers(4)
        step = int(way == 0)
        for place, path in enumerate(paths):
            call = changed(call, [path], kinds[step * place % len(kinds)])
        alone = [path for path in paths if len(paths) > 1 and way > 1]
        return changed(call, [pick(self._random, alone)], self._changes.with_digits) if alone else call

    def _tiny(self, array: np.ndarray) -> np.ndarray:
        """The array with all digits, and so small that code which looks for rounding errors takes it for one."""
        return _TINY_FACTOR * self._changes.with_digits(array)

    @property
    def _kinds(self) -> tuple[Change, ...]:
        """The types in which busy calls come, that of 16 bits in its place."""
        narrow = map(self._changes.as_type, ("int8", "int16", "float32"))
        small, large = changes.as_small_numbers("int64"), changes.to_whole(3e9)
        digits = self._changes.with_digits
        return digits, digits, *narrow, self._changes.near_the_top, small, lambda array: large(array).astype(np.int64)

    def _earlier_calls(self) -> Iterator[Arguments]:
        """Calls one after the other that have much in common: the shapes, the first value, the sum."""
        for calls in self.drawn.values():
            call = max(calls, key=count_of_numbers)
            paths = self._changeable(call)
            full = changed(call, paths, self._changes.filled)
            for change in _ONE_AFTER_THE_OTHER if paths else ():
                yield formed(EARLIER_CALLS, self.drawn, changed(full, paths, change))
            yield from self._of_other_shapes(full)
            for change in _IN_THE_SAME_BYTES if paths else ():
                yield formed(EARLIER_CALLS, self.drawn, changed(full, paths, change))
        yield from self._other_settings()
        yield from self._alike_where_rounded()
        if LARGE_SIZE not in self.declared.without:
            yield from self._alike_where_printed()

    def _of_other_shapes(self, call: Arguments) -> Iterator[Arguments]:
        """The same numbers in other shapes, right after they came in their own: those of one shape together, for they
        may have to be of one, and each by itself.
        """
        arrays = dict(arrays_in(call))
        alike: dict[tuple[int, ...], list[Path]] = {}
        for path in self._changeable(call):
            alike.setdefault(arrays[path].shape, []).append(path)
        for shape, paths in alike.items():
            for some in ([paths] if len(paths) > 1 else []) + [[path] for path in paths]:
                for other in changes.other_shapes(shape):
                    yield formed(EARLIER_CALLS, self.drawn, changed(call, some, functools.partial(_in_shape, other)))

    def _other_settings(self) -> Iterator[Arguments]:
        """The same arrays with each number changed in turn, by little where it has a fraction."""
        call = max((call for _, call in self._every()), key=lambda call: (len(_settings_of(call)), size_of(call)))
        for name in _settings_of(call):
            yield formed(EARLIER_CALLS, self.drawn, call)
            for other in _other_settings(call[name]):
                yield formed(EARLIER_CALLS, self.drawn, call | {name: other})

    def _alike_where_rounded(self) -> Iterator[Arguments]:
        """Two calls in which all numbers are so small that they are 0 to as many places as anybody rounds to."""
        call = max((call for _, call in self._every()), key=count_of_numbers)
        paths = self._changeable(call)
        digits = changed(call, paths, lambda array: np.abs(self._changes.with_digits(array)))
        for size in (TINY, 0.37 * TINY) if paths else ():
            yield formed(EARLIER_CALLS, self.drawn, changed(digits, paths, changes.to_size(size)))

    def _alike_where_printed(self) -> Iterator[Arguments]:
        """Two calls with so many numbers that only those at the ends are printed, and others in the middle:
        not in so many rows, if there is another axis, for each may be a call of a helper.
        """
        own, alike, groups = self._axes
        rows = {(path, 0) for path, _ in arrays_in(own[0])}
        others_first = sorted(groups, key=lambda group: bool(group & rows))
        huge = (call for group in others_first for call in self._enlarged(alike, {group: HUGE}))
        if call := next(huge, None):
            long = [path for path in self._changeable(call) if dict(arrays_in(call))[path].size >= HUGE]
            for paths in ([], long) if long else ():
                yield formed(EARLIER_CALLS, self.drawn, changed(call, paths, changes.other_middle))


# Numbers and dicts.


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _in_place(call: Arguments, names: Sequence[str]) -> int:
    """How many of the arguments come in the order of these names, with none left out."""
    return next((place for place, name in enumerate(call) if name != names[place]), len(call))


def _above_one(call: Arguments) -> int:
    """How many settings are neither 0 nor 1, as those mostly are that are left out."""
    return sum(bool(np.max(call[name]) > 1) for name in _settings_of(call))


def _settings_of(call: Arguments) -> list[str]:
    """The arguments that are numbers, or tuples of whole numbers."""
    return [name for name, value in call.items() if name in _pairs(call) or _is_whole(value) or type(value) is float]


def _sum_of_settings(call: Arguments) -> float:
    """How large they are together, without those that are left out."""
    return float(sum(np.sum(np.abs(call[name])) for name in _settings_of(call)))


def _other_settings(value: Any) -> tuple[Any, ...]:
    """Others that the same sizes may go with."""
    if isinstance(value, float):
        return (value * (1 + 3e-8),)
    return tuple(value[::-1] if isinstance(value, tuple) else value + step for step in (-1, 1))


def _pairs(call: Arguments) -> list[str]:
    """The arguments that are tuples, of numbers that differ if possible."""
    return [name for name, value in call.items() if isinstance(value, tuple) and all(map(_is_whole, value))]


def _other_number(value: Any, kind: Callable[[int], Any]) -> Any:
    """The value with whole numbers of this kind, and with lists for tuples."""
    if _is_whole(value):
        try:
            return kind(value)
        except OverflowError:
            return value  # as a seed may be
    return [_other_number(item, kind) for item in value] if isinstance(value, tuple) else value


def _is_square(call: Arguments, path: Path, kept: int, other: int) -> tuple[bool, bool, int]:
    """Whether the first of two axes of an array has the size one, and both the same, and how large the call is."""
    shape = dict(arrays_in(call))[path].shape
    return shape[kept] == 1, shape[kept] == shape[other], size_of(call)


def _has_a_square(call: Arguments) -> bool:
    """Whether the last two axes of an array are of one size above 1."""
    return any(array.ndim > 1 and array.shape[-1] == array.shape[-2] > 1 for _, array in arrays_in(call))


def _cropped(call: Arguments, groups: Iterable[Group]) -> Arguments:
    """The call with one value along these axes."""
    for group in groups:
        call = with_size(call, group, np.zeros(1, dtype=int))
    return call


def _count_of_products(call: Arguments) -> int:
    """How many products there are of a number of each array."""
    return math.prod(array.size for _, array in arrays_in(call))


def _is_multiplied_by_zero(call: Arguments) -> bool:
    """Whether a number with a fraction is 0, so that there may be nothing to see of the arrays."""
    return any(isinstance(value, float) and value == 0 for value in call.values())


_OTHER_NUMBERS: tuple[Callable[[Any], Any], ...] = (
    lambda number: -number,
    lambda number: 1e-7 * number,
    lambda number: 11.3 * number,
    lambda _: 0.0,
)


_ONE_AFTER_THE_OTHER: tuple[Change, ...] = (
    np.array,
    changes.hardly_changed,
    changes.first_kept,
    changes.first_and_sum_kept,
    np.array,
)
"""Each has something in common with the one before."""

_IN_THE_SAME_BYTES: tuple[Change, ...] = (changes.as_bytes, changes.as_other_numbers)


def _large_numbers(call: Arguments) -> tuple[int, ...]:
    """What to put in place of a whole number: a padding can count once for each axis of an array."""
    axes = most_axes(call)
    return (LARGE[-1], HUGE) if axes < 2 else (LARGE[-1],) if axes < 4 else (MANY,)


def _instead(other: Any, _value: Any) -> Any:
    return other


def _in_shape(shape: tuple[int, ...], array: np.ndarray) -> np.ndarray:
    return array.reshape(shape)


def _number_type(width: str) -> Callable[[Any], Any]:
    return np.dtype(width).type


def _of_kind(kind: Callable[[Any], Any], number: float) -> Any:
    """The nearest whole number above 0, in this type."""
    return kind(min(abs(round(number)), NEAR_ALL) or 1)


def _with_each_dict_turned_round(call: Arguments) -> Iterator[Arguments]:
    """The call with the keys of a dict in another order, of each that has several, and of all."""
    names = [name for name, value in call.items() if isinstance(value, dict) and len(value) > 1]
    for some in (*([name] for name in names), *([names] if len(names) > 1 else [])):
        yield {name: dict(reversed(value.items())) if name in some else value for name, value in call.items()}
