"""Calls on which a mistake shows, made of calls that there are.

A probe changes the arguments of a call into others that make sense, too: the reference is asked
whether they do.  Where a mistake shows on none, there is nothing that could be asked of an exercise.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.audit.adversaries.leaves import Change, arrays, is_leaf, mapped, of_arrays, of_kinds, of_place

Call = tuple[list[Any], Mapping[str, Any]]
"""Arguments by place, and by name."""


def _as_it_is(args: list[Any], _names: Sequence[str]) -> Call:
    return args, {}


@dataclasses.dataclass(frozen=True)
class Probe:
    """One way to make another call.

    Args:
        name: what is special about it.
        change: gets the arguments and their names, as far as these are known, and returns the new call.
        again: whether the call is made as it was, before it is made as it is changed.
        times: how often the methods of an object are called where they were called once.
        resets: before which calls of an object it is reset.
        writes: whether the result of the first of two calls is written into before the second one.
        refills: whether the call is made first, before other numbers are written into the same arrays.
        unchanged: whether the call only makes sense where the answer stays what it was.
    """

    name: str
    change: Callable[[list[Any], Sequence[str]], Call] = _as_it_is
    again: bool = False
    times: int = 1
    resets: tuple[int, ...] = ()
    writes: bool = False
    refills: bool = False
    unchanged: bool = False


def _leafwise(name: str, make: Callable[[], Change]) -> Probe:
    return Probe(name, lambda args, _names: (mapped(make(), args), {}))


_PLACES = range(4)
"""Which of the arrays is changed, where it is one at a time."""

AS_IT_IS = Probe("the call as it is")


# Values.


def _with_all_digits(array: np.ndarray) -> np.ndarray:
    """Each value a little nearer to zero, by a share that no fraction has."""
    return np.asarray(array * (1 - 0.1 * np.modf(0.6180339887 * np.arange(1, array.size + 1))[0].reshape(array.shape)))


def _times(factor: float) -> Change:
    return of_arrays(of_kinds("f", lambda array: array * factor))


def _nearly_tied(array: np.ndarray) -> np.ndarray:
    """Ones that differ in their ninth digit, the largest somewhere in the middle."""
    order = np.argsort(np.modf(0.6180339887 * np.arange(1, array.size + 1))[0])
    return np.asarray(1 + 1e-8 * order.reshape(array.shape))


_FAR = 10**6
"""The edge of wide types: further out nothing could be squared."""


def _to_the_edges(dtype: str) -> Change:
    """Whole numbers that fill a type."""
    high = min(np.iinfo(dtype).max, _FAR)
    low = max(np.iinfo(dtype).min, -_FAR)

    def filled(array: np.ndarray) -> np.ndarray:
        largest = float(np.abs(array).max(initial=0.0)) or 1.0
        return np.clip(np.trunc(array * (high / largest)), low, high).astype(dtype)

    return of_arrays(of_kinds("iuf", filled))


ALL_DIGITS = _leafwise("values that need all their digits", lambda: of_arrays(of_kinds("f", _with_all_digits)))
NEAR_TIES = tuple(
    _leafwise(f"near ties in array {place + 1}", partial(of_place, place, of_kinds("f", _nearly_tied)))
    for place in _PLACES
)
TINY = (
    _leafwise("values near 1e-5", lambda: _times(1e-5)),
    _leafwise("values near 1e-7", lambda: _times(1e-7)),
    *(_leafwise(f"values near 1e-5 in array {place + 1}", partial(of_place, place, _times(1e-5))) for place in _PLACES),
)
FAINT = tuple(
    _leafwise(f"values near 1e-9 in array {place + 1}", partial(of_place, place, _times(1e-9))) for place in _PLACES
)
HUGE = (
    _leafwise("values near 1e4", lambda: _times(1e4)),
    _leafwise("values near 1e7", lambda: _times(1e7)),
    _leafwise("values near 1e7 of the other sign", lambda: _times(-1e7)),
    *(_leafwise(f"values near 1e4 in array {place + 1}", partial(of_place, place, _times(1e4))) for place in _PLACES),
)


def _without_numbers(array: np.ndarray) -> np.ndarray:
    return np.full(array.shape, np.nan)


NOT_FINITE = tuple(
    dataclasses.replace(
        _leafwise(f"nan in array {place + 1}", partial(of_place, place, _without_numbers)), unchanged=True
    )
    for place in _PLACES
)


def _with_one_at_the_end(array: np.ndarray) -> np.ndarray:
    made = np.zeros(array.shape)
    made.flat[-1:] = 1.0
    return made


SINGLE = tuple(
    _leafwise(f"zeros but for the last number in array {place + 1}", partial(of_place, place, _with_one_at_the_end))
    for place in _PLACES
)


def _zeros_but(place: int) -> Change:
    silent = of_arrays(np.zeros_like)
    seen = [0]

    def changed(leaf: Any) -> Any:
        if not (isinstance(leaf, np.ndarray) and leaf.ndim):
            return leaf
        seen[0] += 1
        return leaf if seen[0] == place + 1 else silent(leaf)

    return changed


ZEROS_BUT = tuple(_leafwise(f"zeros in all arrays but {place + 1}", partial(_zeros_but, place)) for place in range(7))


def _late(array: np.ndarray) -> np.ndarray:
    late = array.copy()
    late[: (len(late) + 1) // 2] = 0
    return late


def _nearly_symmetric(array: np.ndarray) -> np.ndarray:
    """The array and what it is when it is turned round, but for the ninth digit of its first value."""
    made = np.asarray(array + np.flip(array), dtype=float)
    made.flat[0] += 8e-9 * np.abs(made).max()
    return made


LATE = tuple(_leafwise(f"zeros first in array {place + 1}", partial(of_place, place, _late)) for place in _PLACES)
NEARLY_SYMMETRIC = tuple(
    _leafwise(f"a nearly symmetric array {place + 1}", partial(of_place, place, _nearly_symmetric)) for place in _PLACES
)
ALL_ZERO = tuple(_leafwise(f"zeros in array {place + 1}", partial(of_place, place, np.zeros_like)) for place in _PLACES)
NEGATED = _leafwise("the other sign", lambda: of_arrays(of_kinds("f", np.negative)))


def whole_numbers(*dtypes: str) -> tuple[Probe, ...]:
    """Whole numbers of a type in one array at a time, and in all."""
    return tuple(
        probe
        for dtype in dtypes
        for probe in (
            _leafwise(f"{dtype} in all arrays", partial(_to_the_edges, dtype)),
            *(
                _leafwise(
                    f"{dtype} in array {place + 1}",
                    partial(of_place, place, _to_the_edges(dtype)),
                )
                for place in _PLACES
            ),
        )
    )


def _whole_at(place: int) -> Change:
    """Whole numbers in one array, all digits in the others."""
    whole = of_place(place, lambda array: np.trunc(array).astype(np.int64))
    seen = [0]

    def changed(leaf: Any) -> Any:
        if not (isinstance(leaf, np.ndarray) and leaf.ndim):
            return leaf
        seen[0] += 1
        made = whole(leaf)
        return made if seen[0] == place + 1 else of_kinds("f", _with_all_digits)(made)

    return changed


MIXED_TYPES = tuple(
    _leafwise(f"whole numbers in array {place + 1} alone", partial(_whole_at, place)) for place in _PLACES
)


# Places in memory.

LAYOUTS = (
    _leafwise("column-major arrays", lambda: of_arrays(np.asfortranarray)),
    _leafwise("arrays turned round", lambda: of_arrays(lambda array: np.flip(np.flip(array).copy()))),
    _leafwise("every other value of an array", lambda: of_arrays(lambda a: np.repeat(a, 2, axis=-1)[..., ::2])),
)


def _read_only(array: np.ndarray) -> np.ndarray:
    protected = array.copy()
    protected.flags.writeable = False
    return protected


READ_ONLY = _leafwise("read-only arrays", lambda: of_arrays(_read_only))


# Sizes.


_MOST = 50_000
"""How many values an array may have: what is long in several axes takes its time."""


def _resized(array: np.ndarray, axis: int, size: int) -> np.ndarray:
    if array.size // array.shape[axis] * size > _MOST:
        raise ValueError("this would be too large")
    made: np.ndarray = np.take(array, np.arange(size) % array.shape[axis], axis=axis)
    return made


def _grown(place: int, axis: int, size: int, together: bool) -> Callable[[list[Any], Sequence[str]], Call]:
    """Makes an axis of one array ``size`` long, ``together`` with all axes that were as long."""

    def change(args: list[Any], _names: Sequence[str]) -> Call:
        found = arrays(args)
        if place >= len(found) or axis >= found[place].ndim or not found[place].shape[axis]:
            raise ValueError("there is no such axis")
        length = found[place].shape[axis]

        def every(array: np.ndarray) -> np.ndarray:
            for number in range(array.ndim):
                if array.shape[number] == length:
                    array = _resized(array, number, size)
            return array

        if together:
            return mapped(of_arrays(every), args), {}
        return mapped(of_place(place, lambda array: _resized(array, axis, size)), args), {}

    return change


def sizes(size: int) -> tuple[Probe, ...]:
    """Arrays of which one axis has this size."""
    return tuple(
        Probe(f"size {size} in axis {axis} of array {place + 1}{words}", _grown(place, axis, size, bool(words)))
        for place in _PLACES
        for axis in range(4)
        for words in ("", " and of all as long")
    )


ONES = sizes(1)


def _square(place: int, kept: int) -> Callable[[list[Any], Sequence[str]], Call]:
    """Makes one of the two axes of an array as long as the other, together with all axes that were as long."""

    def change(args: list[Any], names: Sequence[str]) -> Call:
        found = arrays(args)
        if place >= len(found) or found[place].ndim != 2:
            raise ValueError("there is no such axis")
        return _grown(place, 1 - kept, found[place].shape[kept], together=True)(args, names)

    return change


SQUARES = tuple(
    Probe(f"array {place + 1} as long in axis {1 - kept} as in axis {kept}", _square(place, kept))
    for place in _PLACES
    for kept in (0, 1)
)


# Numbers and pairs.


def _single(
    kinds: tuple[type, ...], place: int, change: Callable[[Any], Any]
) -> Callable[[list[Any], Sequence[str]], Call]:
    """Changes one of the arguments that are of these kinds."""

    def changed(args: list[Any], _names: Sequence[str]) -> Call:
        places = [i for i, value in enumerate(args) if isinstance(value, kinds) and not isinstance(value, bool)]
        if place >= len(places):
            raise ValueError("there is no such argument")
        args = list(args)
        args[places[place]] = change(args[places[place]])
        return args, {}

    return changed


_NUMBERS = (int, float, np.number)
ZEROS = tuple(Probe(f"0 as number {n + 1}", _single(_NUMBERS, n, lambda v: type(v)(0))) for n in _PLACES)


ZERO_PAIRS = tuple(
    Probe(f"(0, 0) as pair or whole number {n + 1}", _single((int, tuple), n, lambda _v: (0, 0))) for n in _PLACES
)


def counts(size: int) -> tuple[Probe, ...]:
    """A large whole number among the arguments."""
    return tuple(Probe(f"{size} as whole number {n + 1}", _single((int,), n, lambda _v: size)) for n in _PLACES)


NUMPY_NUMBERS = tuple(Probe(f"NumPy's whole number {n + 1}", _single((int,), n, np.int64)) for n in _PLACES)
NARROW_NUMBERS = tuple(
    Probe(f"20 in a byte as number {n + 1}", _single(_NUMBERS, n, lambda _v: np.uint8(20))) for n in _PLACES
)
NEARLY_ZERO = tuple(Probe(f"5e-9 as number {n + 1}", _single((float,), n, lambda _v: 5e-9)) for n in _PLACES)


def _far(args: list[Any], names: Sequence[str]) -> Call:
    if "seed" not in names[: len(args)]:
        raise ValueError("there is no seed")
    place = names.index("seed")
    return [*args[:place], 2**31 + args[place], *args[place + 1 :]], {}


FAR_SEED = Probe("a seed beyond 31 bits", _far)
PAIRS_OF_NUMPY = tuple(
    Probe(f"NumPy's numbers in pair {n + 1}", _single((tuple,), n, lambda v: tuple(map(np.int64, v)))) for n in _PLACES
)
LISTS = tuple(Probe(f"a list for pair {n + 1}", _single((tuple,), n, list)) for n in _PLACES)


def _by_keyword(args: list[Any], names: Sequence[str]) -> Call:
    if len(names) < len(args):
        raise ValueError("the names are not known")
    return [], dict(zip(names, args, strict=False))


def _some_by_keyword(args: list[Any], names: Sequence[str]) -> Call:
    """The numbers by name, as most people call, the arrays by place."""
    first = next((i for i, value in enumerate(args) if is_leaf(value) and not np.ndim(value) and i), len(args))
    return args[:first], _by_keyword(args[first:], names[first:])[1]


KEYWORDS = (Probe("all arguments by keyword", _by_keyword), Probe("numbers by keyword", _some_by_keyword))


# Calls one after the other.


def _last_changed(array: np.ndarray) -> np.ndarray:
    changed = array.copy()
    changed.flat[-1:] = changed.flat[-1:] + 1
    return changed


AGAIN = (
    Probe("the same call once more", again=True),
    dataclasses.replace(ALL_DIGITS, name="another call of the same shapes", again=True),
    dataclasses.replace(
        _leafwise("a call that differs in its last values", lambda: of_arrays(_last_changed)), again=True
    ),
    dataclasses.replace(
        _leafwise("a call with the same values in another order", lambda: of_arrays(lambda a: np.flip(a).copy())),
        again=True,
    ),
)
WRITTEN_INTO = Probe("the same call once more, when its result was written into", again=True, writes=True)


REFILLED = Probe("the same arrays with their numbers turned round", refills=True)


def _in_one_row(array: np.ndarray) -> np.ndarray:
    return array.reshape(*array.shape[:-2], 1, -1) if array.ndim > 1 else array


RESHAPED = tuple(
    dataclasses.replace(
        _leafwise(f"the same numbers in one row of array {place + 1}", partial(of_place, place, _in_one_row)),
        again=True,
    )
    for place in _PLACES
)
RESETS = (
    Probe("a reset before the second call", resets=(2,)),
    Probe("a reset before the second and the third call", resets=(2, 3)),
)


def repeated(times: int) -> Probe:
    """Many calls of the methods of one object."""
    return Probe(f"{times} calls in a row", times=times)
