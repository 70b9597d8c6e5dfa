"""The cases of forms: made from those that an exercise's checks have drawn, by a generator with a seed
of its own.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.features import Features
from autograder.course.outcomes import Arguments
from autograder.values import compare
from autograder.values.parts import Change, Path, arrays_in, changed
from autograder.worker.layouts import AS_IT_IS, LAYOUTS, MIXED

TOGETHER, ALL_DIGITS, NUMBER_TYPES, MEMORY_ORDER, KEYWORDS, LARGE_SIZE, EARLIER_CALLS = FORMS = (
    "together",
    "all_digits",
    "number_types",
    "memory_order",
    "keywords",
    "large_size",
    "earlier_calls",
)
"""In the order in which they are told: what is not exact is so for most types of numbers, too."""

WIDTHS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
"""The whole numbers of NumPy."""

NARROW = ("int8", "uint8", "int16")
"""Those in which sums of a few values no longer fit."""

MANY = 11
"""More than a loop that was written out counts to."""

LARGE = 71
"""More than any small number that code is likely to count to; odd, for some kernels must be."""

HUGE = 4099
"""More than a byte counts to, than Python calls a function within itself, and than is printed of an array."""

_NEAR_EDGES = {"int8": 90, "uint8": 200, "int16": 20_000, "uint16": 50_000}
"""Numbers of which two no longer fit into their type."""

_MOST_NUMBERS = 40_000
"""In one call: what plain loops get through in a tenth of their time."""

_POOL, _FEWEST, _MOST = 400, 10, 40
"""From so many calls those are chosen in which all pairs of features meet: how many at least and at most."""

Together = Callable[[np.random.Generator], Arguments]


def formed(
    form: str, bases: str | Iterable[str], call: Arguments, *, layout: str = AS_IT_IS, by_keyword: bool = False
) -> Arguments:
    """A case of the check, made from what one check or several look at."""
    names = (bases,) if isinstance(bases, str) else tuple(bases)
    return {"form": form, "bases": names, "layout": layout, "by_keyword": by_keyword, "call": call}


@dataclasses.dataclass
class Maker:
    """Makes the cases of one exercise on one paper.

    Args:
        drawn: the cases of each check that they are made from.
        fixed: the arguments whose values are left as they are.
        together: makes calls in which everything can meet.
        features: those of the unit.
        seed: decides all that is left to chance.
    """

    drawn: Mapping[str, Sequence[Arguments]]
    fixed: Collection[str]
    together: Together | None
    features: Features
    seed: int

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(self.seed)
        self._bases = itertools.cycle(self.drawn)

    def cases(self, without: Collection[str]) -> list[Arguments]:
        """All cases, form by form."""
        made: dict[str, Callable[[], Iterator[Arguments]]] = {
            TOGETHER: self._together,
            ALL_DIGITS: self._all_digits,
            NUMBER_TYPES: self._number_types,
            MEMORY_ORDER: self._memory_order,
            KEYWORDS: self._keywords,
            LARGE_SIZE: self._large_size,
            EARLIER_CALLS: functools.partial(self._earlier_calls, large=LARGE_SIZE not in without),
        }
        return [case for form, make in made.items() if form not in without for case in make()]

    def large_calls(self) -> list[Arguments]:
        """Calls in which one size is large."""
        own, _, groups = self._axes()
        return [call for group in groups for call in self._enlarged(own, [group], LARGE)]

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
        calls = sorted(self.drawn[base], key=_count_of_numbers, reverse=True)
        return calls[int(self._random.integers((len(calls) + 1) // 2))]

    def _every(self) -> list[tuple[str, Arguments]]:
        """All cases, each with its base."""
        return [(base, call) for base, calls in self.drawn.items() for call in calls]

    def _changeable(self, call: Arguments) -> list[Path]:
        """The arrays of numbers whose values may be changed."""
        free = (pair for pair in arrays_in(call) if pair[0][0] not in self.fixed)
        return [path for path, array in free if array.dtype.kind in "iuf"]

    # Forms.

    def _together(self) -> Iterator[Arguments]:
        if self.together:
            pool = [self.together(self._random) for _ in range(_POOL)]
            chosen = self.features.all_pairs(pool)[:_MOST]
            for call in chosen + pool[: max(_FEWEST - len(chosen), 0)]:
                yield formed(TOGETHER, self.drawn, call)

    def _all_digits(self) -> Iterator[Arguments]:
        for base in self.drawn:
            yield from self._digits([base], self._of(base))
            yield from self._digits(self.drawn, self._of(base), scaled=_to_size(10.0 ** self._random.uniform(7, 8)))
        for size in (self._random.uniform(-9, -7), self._random.uniform(-5, -4)):
            yield from self._digits(self.drawn, self._pick()[1], scaled=_to_size(10.0**size))
        for change in (self._nearly_equal, self._of_all_sizes, self._nearly_constant):
            yield from self._digits(self.drawn, self._pick()[1], scaled=change)
        yield from self._one_tiny()

    def _digits(self, bases: Iterable[str], call: Arguments, scaled: Change = np.array) -> Iterator[Arguments]:
        """A call of values that need all digits; what is scaled besides may look like the cases of any base."""
        if paths := self._changeable(call):
            yield formed(ALL_DIGITS, bases, changed(call, paths, lambda array: scaled(self._with_digits(array))))

    def _one_tiny(self) -> Iterator[Arguments]:
        """Each array is tiny in turn, and the others are not."""
        _, call = max(self._every(), key=lambda pair: len(self._changeable(pair[1])))
        paths = self._changeable(call)
        for tiny in paths if len(paths) > 1 else ():
            others, size = changed(call, paths, self._with_digits), 10.0 ** self._random.uniform(-7, -6)
            yield formed(ALL_DIGITS, self.drawn, changed(others, [tiny], _to_size(size)))

    def _number_types(self) -> Iterator[Arguments]:
        """All arrays of each type, and each array by itself beside floats with fractions."""
        narrow = [(dtype, self._of_base(base)) for dtype, base in itertools.product(NARROW, self.drawn)]
        for dtype, (base, call) in (*narrow, *((dtype, self._pick()) for dtype in (*WIDTHS, "float32"))):
            if paths := self._changeable(call):
                yield formed(NUMBER_TYPES, base, changed(call, paths, self._as_type(dtype)))
        pool = [self.together(self._random) for _ in range(_FEWEST)] if self.together else []
        for dtype, call in itertools.product(NARROW, sorted(pool, key=_size)[-5:]):
            yield formed(NUMBER_TYPES, self.drawn, changed(call, self._changeable(call), self._as_type(dtype)))
        for number, dtype in itertools.product(range(self._most_arrays()), NARROW):
            base, call = self._pick()
            paths = self._changeable(call)
            if len(paths) > 1:
                alone = paths[number % len(paths)]
                others = changed(call, [path for path in paths if path != alone], self._with_digits)
                yield formed(NUMBER_TYPES, base, changed(others, [alone], self._as_type(dtype)))
                yield formed(NUMBER_TYPES, base, changed(others, [alone], _as_small_numbers(dtype)))

    def _most_arrays(self) -> int:
        return max(len(self._changeable(call)) for calls in self.drawn.values() for call in calls)

    def _memory_order(self) -> Iterator[Arguments]:
        for base, layout in itertools.product(self.drawn, (*LAYOUTS, MIXED)):
            call = max(self.drawn[base], key=lambda call: (_count_of_axes(call), _count_of_numbers(call)))
            if any(True for _ in arrays_in(call)):
                full = changed(call, self._changeable(call), self._filled)
                yield formed(MEMORY_ORDER, self.drawn, full, layout=layout)

    def _keywords(self) -> Iterator[Arguments]:
        for base in self.drawn:
            yield formed(KEYWORDS, base, self._of(base), by_keyword=True)
            for call in {str([type(value) for value in call.values()]): call for call in self.drawn[base]}.values():
                yield from self._of_numpy("int64", base, call)
        for width in WIDTHS:
            yield from self._of_numpy(width, *self._pick())
        yield from self._near_edges()

    def _of_numpy(self, width: str, base: str, call: Arguments) -> Iterator[Arguments]:
        """The call with NumPy's whole numbers and with lists for tuples, if it has either."""
        other = {name: _other_number(value, np.dtype(width).type) for name, value in call.items()}
        if any(type(other[name]) is not type(call[name]) for name in call):
            yield formed(KEYWORDS, base, other)

    def _near_edges(self) -> Iterator[Arguments]:
        """Whole numbers of NumPy that are as large as their types let them be: each, and all of a call."""
        every = sorted((call for _, call in self._every()), key=_size)
        for name in dict.fromkeys(name for call in every for name in call if _is_whole(call[name])):
            call = next(call for call in every if _is_whole(call.get(name)))
            for width, number in _NEAR_EDGES.items():
                if number <= _most(call):
                    numbers = {key: np.dtype(width).type(number) for key, value in call.items() if _is_whole(value)}
                    yield formed(KEYWORDS, self.drawn, call | {name: numbers[name]})
                    yield formed(KEYWORDS, self.drawn, call | numbers)

    def _large_size(self) -> Iterator[Arguments]:
        """Every size that can be large by itself, of axes in the calls that have the most of them: more
        than code counts to, and as much as can be asked for.  A large call may look like the cases of
        any base.
        """
        own, alike, groups = self._axes()
        sizes = [(size, [group]) for group in groups for size in (LARGE, HUGE)]
        pairs = [(LARGE, [*pair]) for pair in itertools.combinations(groups, 2) if not pair[0] & pair[1]]
        for size, together in (*sizes, *pairs):
            for call in self._enlarged(own if size == LARGE else alike, together, size):
                yield formed(LARGE_SIZE, self.drawn, call)
        every = [call for _, call in self._every()]
        for name in dict.fromkeys(name for call in every for name in call):
            call = min(every, key=lambda call: (not _is_whole(call.get(name)), _size(call)))
            if _is_whole(call.get(name)) and name not in self.fixed:
                yield from (formed(LARGE_SIZE, self.drawn, call | {name: size}) for size in _large_numbers(call))

    def _axes(self) -> tuple[list[Arguments], list[Arguments], list[_Group]]:
        """The calls of the first check that has those with the most axes, all that have as many, and the
        axes that may be larger in them: those that are of one size in all of the first are together.
        """
        every = self._every()
        most = max((_dimensions(call) for _, call in every), key=lambda dimensions: sum(dimensions.values()))
        alike = [(base, call) for base, call in every if _dimensions(call) == most]
        own = [call for base, call in alike if base == alike[0][0]]
        groups = [group for group in _axes_together(own) if not self._is_fixed(group)]
        return own, [call for _, call in alike], groups

    def _is_fixed(self, group: _Group) -> bool:
        """Whether more along these axes could give values that mean something another meaning."""
        return any(path[0] in self.fixed and axis for path, axis in group)

    def _enlarged(self, calls: Sequence[Arguments], groups: Sequence[_Group], size: int) -> Iterator[Arguments]:
        """The call that is smallest once these axes are of this size, unless it is too large."""
        axes = frozenset().union(*groups)
        call = min(calls, key=lambda call: (_is_multiplied_by_zero(call), _size_with(call, axes, size)))
        if _size_with(call, axes, size) <= _MOST_NUMBERS:
            for group in groups:
                call = _with_size(call, group, self._random.permutation(size))
            yield changed(call, self._changeable(call), self._with_digits)

    def _earlier_calls(self, *, large: bool) -> Iterator[Arguments]:
        """Calls one after the other that have much in common: the shapes, the first value, the sum."""
        for calls in self.drawn.values():
            call = max(calls, key=_count_of_numbers)
            paths = self._changeable(call)
            full = changed(call, paths, self._filled)
            for change in (np.array, _first_kept, _first_and_sum_kept, *_SAME_BYTES, np.array) if paths else ():
                yield formed(EARLIER_CALLS, self.drawn, changed(full, paths, change))
            for path in paths:
                yield formed(EARLIER_CALLS, self.drawn, changed(full, [path], _of_other_shape))
        if large:
            yield from self._alike_where_printed()

    def _alike_where_printed(self) -> Iterator[Arguments]:
        """Two calls with so many numbers that only those at the ends are printed, and others in the middle."""
        _, alike, groups = self._axes()
        huge = (call for group in groups for call in self._enlarged(alike, [group], HUGE))
        if call := next(huge, None):
            long = [path for path in self._changeable(call) if dict(arrays_in(call))[path].size >= HUGE]
            for paths in ([], long) if long else ():
                yield formed(EARLIER_CALLS, self.drawn, changed(call, paths, _other_middle))

    # Changing arrays.

    def _filled(self, array: np.ndarray) -> np.ndarray:
        """The array with other numbers where most of its own are 0: there is little to see of those."""
        if 2 * np.count_nonzero(array) >= array.size:
            return array
        values = self._random.integers(1, 10, array.shape) * 1.0
        return values * self._random.choice((-1, 1), array.shape) if np.min(array) < 0 else values

    def _with_digits(self, array: np.ndarray) -> np.ndarray:
        """The same values, a little nearer to 0, as floats that need all their digits."""
        moved: np.ndarray = self._filled(array) * (1 - self._random.uniform(0, 0.25, array.shape))
        return moved

    def _as_type(self, dtype: str) -> Change:
        """Whole numbers, as large as they can be, one of them the largest or smallest of their type."""

        def convert(array: np.ndarray) -> np.ndarray:
            if dtype == "float32":
                return array.astype(np.float32)
            bounds, least = np.iinfo(dtype), np.min(array)
            values = 1.0 * (array - least + 1 if least < 0 == bounds.min else array)  # what differs goes on to differ
            values *= min(bounds.max, 2**53) / (compare.largest(values) or 1)  # sums are to leave the type, too
            near = np.clip(np.rint(values), max(bounds.min, -(2**53)), min(bounds.max, 2**53))
            whole: np.ndarray = near.astype(dtype)
            edge = bounds.min if least < 0 and bounds.min and self._random.integers(2) else bounds.max
            whole.flat[self._random.integers(whole.size)] = edge
            return whole

        return convert

    def _of_all_sizes(self, array: np.ndarray) -> np.ndarray:
        """The array with some of its values thousands and millions of times smaller than others."""
        return array * 10.0 ** -self._random.choice((0, 0, 4, 8), array.shape)

    def _nearly_constant(self, array: np.ndarray) -> np.ndarray:
        """Values that differ far behind the point: almost symmetric, almost of rank one."""
        return np.full_like(array, array.flat[0]) * (1 + self._random.uniform(-1e-7, 1e-7, array.shape))

    def _nearly_equal(self, array: np.ndarray) -> np.ndarray:
        """The array with a pair of neighbours that differ far behind the point."""
        flat = array.copy().reshape(-1)
        some = np.flatnonzero(flat[:-1])
        if some.size:
            first = some[self._random.integers(some.size)]
            flat[first + 1] = flat[first] * (1 + 2.0 ** -self._random.integers(22, 30))
        return flat.reshape(array.shape)


def _as_small_numbers(dtype: str) -> Change:
    """Whole numbers near the values, where larger ones would tell nothing; an unsigned type has no signs."""

    def convert(array: np.ndarray) -> np.ndarray:
        values = np.abs(array) if dtype.startswith("u") else array
        near = np.rint(values).clip(-99, 99)
        whole: np.ndarray = (near if near.any() else np.sign(values)).astype(dtype)
        return whole

    return convert


def _to_size(size: float) -> Change:
    """Scales an array so that its largest value has this size; up only if it is smaller."""

    def scaled(array: np.ndarray) -> np.ndarray:
        top = compare.largest(array)
        return array * (size / top) if top and (size < 1 or top < size) else array

    return scaled


def _first_kept(array: np.ndarray) -> np.ndarray:
    """The first value, and half of each of the others."""
    flat = array.copy().reshape(-1)
    flat[1:] = flat[1:] / 2
    return flat.reshape(array.shape)


def _first_and_sum_kept(array: np.ndarray) -> np.ndarray:
    """The first value, and all others in reverse order."""
    flat = array.copy().reshape(-1)
    flat[1:] = flat[:0:-1].copy()
    return flat.reshape(array.shape)


def _as_bytes(array: np.ndarray) -> np.ndarray:
    """Whole numbers below 0, each in a byte."""
    whole: np.ndarray = (-np.abs(np.rint(array)).clip(1, 99)).astype(np.int8)
    return whole


def _as_other_bytes(array: np.ndarray) -> np.ndarray:
    """Other numbers in the same bytes."""
    return _as_bytes(array).view(np.uint8)


_SAME_BYTES = (_as_bytes, _as_other_bytes)


def _of_other_shape(array: np.ndarray) -> np.ndarray:
    """The same numbers in the shape turned round."""
    return array.reshape(array.shape[::-1])


def _other_middle(array: np.ndarray) -> np.ndarray:
    """The array with another value in its middle."""
    flat = array.copy().reshape(-1)
    flat[flat.size // 2] *= 0.5
    return flat.reshape(array.shape)


# Axes that belong together.

_Group = frozenset[tuple[Path, int]]
"""Axes of arrays that have the same size."""


def _axes_together(calls: Sequence[Arguments]) -> list[_Group]:
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


def _dimensions(call: Arguments) -> dict[Path, int]:
    return {path: array.ndim for path, array in arrays_in(call)}


def _with_size(call: Arguments, group: _Group, order: np.ndarray) -> Arguments:
    """The call with its values repeated along these axes, in an order that is the same for all."""
    for path, axis in group:
        call = changed(call, [path], functools.partial(_repeated, axis=axis, order=order))
    return call


def _repeated(array: np.ndarray, *, axis: int, order: np.ndarray) -> np.ndarray:
    taken: np.ndarray = np.take(array, order % array.shape[axis], axis)
    return taken


def _large_numbers(call: Arguments) -> tuple[int, ...]:
    """What to put in place of a whole number: a padding can count once for each axis of an array."""
    axes = max((array.ndim for _, array in arrays_in(call)), default=0)
    return (LARGE, HUGE) if axes < 2 else (LARGE,) if axes < 4 else (MANY,)


def _most(call: Arguments) -> int:
    """As large as a whole number may be: where there are arrays it may say how large others are."""
    axes = max((array.ndim for _, array in arrays_in(call)), default=0)
    return HUGE if axes == 1 else 2 * LARGE if axes else 1_000_000


def _size(call: Arguments) -> int:
    return sum(array.size for _, array in arrays_in(call))


def _size_with(call: Arguments, group: _Group, size: int) -> int:
    """How many numbers there are once these axes are of a size."""
    return sum(
        math.prod(size if (path, axis) in group else old for axis, old in enumerate(array.shape))
        for path, array in arrays_in(call)
    )


def _count_of_axes(call: Arguments) -> int:
    """How many axes there are along which something can be out of order."""
    return sum(size > 1 for _, array in arrays_in(call) for size in array.shape)


def _count_of_numbers(call: Arguments) -> int:
    return sum(int(np.count_nonzero(array)) for _, array in arrays_in(call))


# Other numbers and sequences.


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _other_number(value: Any, kind: Callable[[int], Any]) -> Any:
    """The value with whole numbers of this kind, and with lists for tuples."""
    if _is_whole(value):
        return kind(value)
    return [_other_number(item, kind) for item in value] if isinstance(value, tuple) else value


def _is_multiplied_by_zero(call: Arguments) -> bool:
    """Whether a number with a fraction is 0, so that there may be nothing to see of the arrays."""
    return any(isinstance(value, float) and value == 0 for value in call.values())
