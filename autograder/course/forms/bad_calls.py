"""Calls that make no sense, made of those that an author lists.

A list tries each bad argument beside one set of good ones.  Code that takes a short cut for zeros,
for a batch of one or where an argument is left out never gets to its refusals there, so here every
bad argument meets all kinds of good ones.  What is bad is still the author's to say: only what the
reference refuses is asked, and of an array's shapes only those that are wrong in a way of which the
list has one (fewer axes, more axes, another size, no values).  What is wrong in several arrays at once is
made in :mod:`.bad_together`, and numbers that are nearly good in :mod:`.limits`.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.features import Features
from autograder.course.forms.axes import count_of_axes
from autograder.course.forms.bad_together import spoilt_together
from autograder.course.forms.changes import SPECIAL
from autograder.course.forms.declared import pick
from autograder.course.forms.faults import Fault, array_at, faults_of, first_alone, with_more
from autograder.course.forms.limits import next_to_limits
from autograder.course.outcomes import Arguments
from autograder.values.parts import Change, Path, arrays_in, changed

MOST = 16
"""So many calls are made at most that leave something to chance."""

_EACH = 2
"""So many calls in which the same two axes are exchanged, and in which an argument is bad where less is given."""

Spoil = Callable[[Arguments], Arguments | None]
"""Makes a bad call of a good one; None where there is nothing to spoil."""


def crossed(
    listed: Sequence[Arguments],
    good: Sequence[Arguments],
    features: Features,
    seed: int,
    *,
    whole: Collection[str] = (),
    large: Sequence[Arguments] = (),
) -> list[Arguments]:
    """Calls that may be bad, which the reference has to say; the arguments that stay ``whole`` are not spoilt, and
    those that are ``large`` are so in one array after the other.
    """
    random = np.random.default_rng(seed)
    alike, partners, plain = _alike(good), _partners(good, features, random), features.plainest(good)
    every = [*_as_listed(listed), *_of_other_shapes(listed, good)]
    spoils = [spoil for spoil in every if _argument(spoil)[0] not in whole]
    arguments = [[*group] for _, group in itertools.groupby(spoils, _argument)]
    always = [(call, (pick(random, ways),)) for call in alike for ways in arguments]
    twice = _Pairs([*itertools.combinations(spoils, 2)], partners)
    some = [*_each_way(random, arguments, [*partners, *plain]), *_some(random, twice, MOST)]
    small = _too_small_everywhere(random, listed, [*plain, *partners], len(plain), whole)
    together = spoilt_together(listed, good, _fullest(good), whole)
    of_one = [*_turned(listed, good, whole), *_without_one(listed, good, whole)]
    less = _where_less_is_given(random, arguments, good)
    made = [*_some(random, always, len(always)), *some, *small, *of_one, *together, *less]
    return [*made, *_large_ones(random, listed, large, spoils), *next_to_limits(listed, random)]


@dataclasses.dataclass(frozen=True)
class _Pairs(Sequence[tuple[Arguments, Sequence[Spoil]]]):
    """Each way to spoil with each call; of so many only those are made that are looked at."""

    ways: Sequence[Sequence[Spoil]]
    calls: Sequence[Arguments]

    def __len__(self) -> int:
        return len(self.ways) * len(self.calls)

    def __getitem__(self, place: Any) -> Any:
        way, call = divmod(place, len(self.calls))
        return self.calls[call], self.ways[way]


def _argument(spoil: Spoil) -> tuple[str, bool]:
    """Which argument is spoilt, and whether in its shape."""
    assert isinstance(spoil, functools.partial)
    name = spoil.args[0]
    return (name[0], True) if isinstance(name, tuple) else (name, False)


def _some(
    random: np.random.Generator, pairs: Sequence[tuple[Arguments, Sequence[Spoil]]], most: int
) -> Iterator[Arguments]:
    """So many of the calls, each spoilt in its ways."""
    made = (
        functools.reduce(_spoilt, spoils, call)
        for call, spoils in (pairs[place] for place in random.permutation(len(pairs)))
    )
    return itertools.islice((call for call in made if call is not None), most)


def _each_way(
    random: np.random.Generator, arguments: Sequence[Sequence[Spoil]], partners: Sequence[Arguments]
) -> Iterator[Arguments]:
    """Each way to spoil an argument once, each in the next of the calls that have it, so that an argument is spoilt in
    as many of them as there are ways; some are of whole numbers.
    """
    for ways in arguments:
        calls = itertools.cycle([partners[place] for place in random.permutation(len(partners))])
        for spoil in ways:
            tried = (spoil(call) for call in itertools.islice(calls, len(partners)))
            if (call := next((call for call in tried if call is not None), None)) is not None:
                paths = [path for path, array in arrays_in(call) if array.dtype.kind == "f" and _is_in_range(array)]
                yield changed(call, paths, pick(random, _AS_TYPES))


def _where_less_is_given(
    random: np.random.Generator, arguments: Sequence[Sequence[Spoil]], good: Sequence[Arguments]
) -> Iterator[Arguments]:
    """Each argument in two of its bad ways where others are left out or None, for which code may have a way of its own
    that refuses less.
    """
    kinds = {(len(call), *_given(call)): call for call in (good[place] for place in random.permutation(len(good)))}
    most = max(map(len, kinds))
    for call in (call for kind, call in kinds.items() if len(kind) < most):
        for ways in arguments:
            if _argument(ways[0])[0] not in _given(call):
                continue
            made = (ways[place](call) for place in random.permutation(len(ways)))
            yield from itertools.islice((each for each in made if each is not None), _EACH)


def _given(call: Arguments) -> tuple[str, ...]:
    """The arguments that are there and not None."""
    return tuple(name for name, value in call.items() if value is not None)


def _too_small_everywhere(
    random: np.random.Generator,
    listed: Sequence[Arguments],
    good: Sequence[Arguments],
    plain: int,
    whole: Collection[str],
) -> Iterator[Arguments]:
    """Numbers of 0 and below, of which the list has some, where code may have a way of its own in which they do not
    matter: a stride where there is one place for the window.  Of a pair one number can be bad and the other not.
    There is a call of each of those that come first, which are ``plain``, and one of each such number.
    """
    for name in dict.fromkeys(name for call in listed for name in call if name not in whole):
        written = [repr(call[name]) for call in listed if name in call]
        usual = max(written, key=written.count)  # in most calls of the list something else is bad
        values = {
            repr(call[name]): call[name] for call in listed if name in call and repr(call[name]) != usual
        }.values()
        calls = [call for call in good if name in call]
        for is_one in (_is_zero, _is_negative):
            ways = [*filter(is_one, values)]
            if any(isinstance(way, tuple) for way in ways):
                ways += _pairs_of(random, min(np.min(way).item() for way in ways))
            shuffled = itertools.cycle([ways[place] for place in random.permutation(len(ways))])
            most = max(plain, len(ways)) if ways else 0
            yield from (call | {name: way} for call, way in zip(calls[:most], shuffled, strict=False))


def _pairs_of(random: np.random.Generator, bad: float) -> list[tuple[float, float]]:
    """Pairs of a bad number and one that is larger than most limits, in either order, and of nothing but bad ones: the
    product of two negative numbers is none.
    """
    good = int(random.integers(2, 5))
    return [(bad, good), (good, bad), (bad, bad)]


def _is_zero(value: Any) -> bool:
    return _are_numbers(value) and bool(np.min(value) == 0)


def _is_negative(value: Any) -> bool:
    return _are_numbers(value) and bool(np.min(value) < 0)


def _are_numbers(value: Any) -> bool:
    """Whether it is a number, or a pair of them."""
    numbers = value if isinstance(value, tuple) and value else (value,)
    return all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers)


def _large_ones(
    random: np.random.Generator, listed: Sequence[Arguments], large: Sequence[Arguments], spoils: Sequence[Spoil]
) -> Iterator[Arguments]:
    """Large calls, each with one of its arrays spoilt, for which code may have a way of its own: by one value more
    along the longest axis, and in a few other ways.
    """
    in_shape = [spoil for spoil in spoils if _argument(spoil)[1]]
    of = {_argument(spoil)[0] for spoil in in_shape}
    for call in large:
        for path, array in arrays_in(call):
            if path[0] in of and Fault.SIZE in faults_of(listed, path, array.ndim):
                yield changed(call, [path], functools.partial(with_more, int(np.argmax(array.shape))))
        made = (in_shape[place](call) for place in random.permutation(len(in_shape)))
        yield from itertools.islice((each for each in made if each is not None), _OF_LARGE)


_OF_LARGE = 5
"""So many ways to spoil each large call."""


def _is_in_range(array: np.ndarray) -> bool:
    """Whether all numbers can be whole ones of 64 bits."""
    return bool(np.all(np.abs(array) < 2.0**62))


_AS_TYPES: tuple[Change, ...] = (
    np.array,
    lambda array: np.rint(array).astype(np.int64),
    lambda array: np.abs(np.rint(array)).clip(0, 99).astype(np.uint8),
)
"""The types in which bad arrays come."""


def _spoilt(call: Arguments | None, spoil: Spoil) -> Arguments | None:
    return None if call is None else spoil(call)


# Good calls to be spoilt.


def _alike(good: Sequence[Arguments]) -> list[Arguments]:
    """Good calls in which all numbers of all arrays are 1, or 0, so that arrays of one shape are equal."""
    call = _fullest(good)
    paths = [path for path, _ in arrays_in(call)]
    return [changed(call, paths, change) for change in (np.ones_like, np.zeros_like)] if paths else []


def _fullest(good: Sequence[Arguments]) -> Arguments:
    """A good call that gives as many arguments as any, most of them arrays, with as many axes."""
    given = {id(call): sum(value is not None for value in call.values()) for call in good}
    return max(good, key=lambda call: (given[id(call)], len(dict(arrays_in(call))), count_of_axes(call)))


def _partners(good: Sequence[Arguments], features: Features, random: np.random.Generator) -> list[Arguments]:
    """Good calls that have all features between them, the smallest one, and one in which special values
    stand in all arrays, or nothing but zeros in this one and in that one.
    """
    shuffled = [good[place] for place in random.permutation(len(good))]
    chosen = [min(shuffled, key=_size), *features.each_alone(shuffled)]
    call = _fullest(shuffled)
    paths = [path for path, _ in arrays_in(call)]
    special = [changed(call, paths, change) for change in SPECIAL]
    return chosen + special + [changed(call, [path], np.zeros_like) for path in paths if len(paths) > 1]


def _size(call: Arguments) -> int:
    return sum(array.size for _, array in arrays_in(call))


# Ways to spoil them.


def _as_listed(listed: Sequence[Arguments]) -> Iterator[Spoil]:
    """An argument as it is in a call of the list."""
    for name in dict.fromkeys(name for call in listed for name in call):
        for value in {repr(call[name]): call[name] for call in listed if name in call}.values():
            yield functools.partial(_with, name, value)
            if isinstance(value, int) and not isinstance(value, bool):
                yield functools.partial(_with, name, np.int64(value))
            if isinstance(value, tuple):
                yield functools.partial(_with, name, list(value))


def _with(name: str, value: Any, call: Arguments) -> Arguments | None:
    return call | {name: value} if name in call else None


def _of_other_shapes(listed: Sequence[Arguments], good: Sequence[Arguments]) -> Iterator[Spoil]:
    """An array in another shape, with its numbers, and every other time with nothing but zeros, too."""
    every = {path: array.ndim for call in good for path, array in arrays_in(call)}
    for path, axes in every.items():
        numbers = [_as_number] if axes > 1 and any(_has_no_axes(array_at(call, path)) for call in listed) else []
        for fault in faults_of(listed, path, axes):
            changes = [*_CHANGES[fault](axes), *(numbers if fault is Fault.FEWER_AXES else ())]
            for change in (*changes, *map(_silent, changes[::2])):
                yield functools.partial(_reshaped, path, axes, change)


def _has_no_axes(array: np.ndarray | None) -> bool:
    return array is not None and array.ndim == 0


def _as_number(array: np.ndarray) -> np.ndarray:
    """The first number alone, without axes: right code may ask such an array for its length, which is no ValueError."""
    return array.reshape(-1)[:1].reshape(())


def _turned(listed: Sequence[Arguments], good: Sequence[Arguments], whole: Collection[str]) -> Iterator[Arguments]:
    """Calls in which two axes of an array are exchanged of which one has the size one: NumPy fits them to what
    they do not fit to.
    """
    every = {path: array.ndim for call in good for path, array in arrays_in(call) if path[0] not in whole}
    sized = {path: axes for path, axes in every.items() if Fault.SIZE in faults_of(listed, path, axes)}
    for path, axes in sized.items():
        for pair in itertools.combinations(range(axes), 2):
            suited = (call for call in good if _has_one_of_size_one(array_at(call, path), axes, pair))
            for call in itertools.islice(suited, _EACH):
                yield changed(call, [path], functools.partial(_exchanged, pair))


def _without_one(listed: Sequence[Arguments], good: Sequence[Arguments], whole: Collection[str]) -> Iterator[Arguments]:
    """Calls in which an array has lost an axis of size one, which code that puts it back takes for none."""
    every = {path: array.ndim for call in good for path, array in arrays_in(call) if path[0] not in whole}
    known = {path: axes for path, axes in every.items() if Fault.FEWER_AXES in faults_of(listed, path, axes)}
    for path, axes in known.items():
        for axis in range(axes):
            suited = (call for call in good if _is_of_size_one(array_at(call, path), axes, axis))
            for call in itertools.islice(suited, 1):
                yield changed(call, [path], functools.partial(np.squeeze, axis=axis))


def _is_of_size_one(array: np.ndarray | None, axes: int, axis: int) -> bool:
    """Whether an array of so many axes has the size one along this one, and not along all."""
    return array is not None and array.ndim == axes and array.shape[axis] == 1 < array.size


def _has_one_of_size_one(array: np.ndarray | None, axes: int, pair: tuple[int, int]) -> bool:
    """Whether one of two axes has the size one, and the other has not."""
    return array is not None and array.ndim == axes and sum(array.shape[axis] == 1 for axis in pair) == 1


def _exchanged(pair: tuple[int, int], array: np.ndarray) -> np.ndarray:
    return np.swapaxes(array, *pair)


def _silent(change: Change) -> Change:
    return lambda array: np.zeros_like(change(array))


def _reshaped(path: Path, axes: int, change: Change, call: Arguments) -> Arguments | None:
    there = any(each == path and array.ndim == axes for each, array in arrays_in(call))
    return changed(call, [path], change) if there else None


# How shapes can be wrong.


def _second_half(axis: int, array: np.ndarray) -> np.ndarray:
    size = array.shape[axis]
    return array.take(range(size // 2, size), axis)


def _without_any(axis: int, array: np.ndarray) -> np.ndarray:
    return array.take([], axis)


def _other_sizes(axes: int) -> list[Change]:
    """Along each axis one value more, one alone, or half of them; and the axes exchanged."""
    along: list[Change] = [
        functools.partial(change, axis) for axis in range(axes) for change in (with_more, first_alone, _second_half)
    ]
    return [*along, np.transpose] if axes > 1 else along


_CHANGES: dict[Fault, Callable[[int], Sequence[Change]]] = {
    Fault.FEWER_AXES: lambda axes: [
        lambda array: array[0],
        lambda array: array[..., 0],
        *([np.ravel] if axes > 1 else []),
    ],
    Fault.MORE_AXES: lambda _axes: [lambda array: array[np.newaxis], lambda array: array[..., np.newaxis]],
    Fault.SIZE: _other_sizes,
    Fault.EMPTY: lambda axes: [functools.partial(_without_any, axis) for axis in range(axes)],
}
