"""Other arguments for which a wrong answer may be the right one: a kernel turned round, a state of zeros,
a stride of 1.

Most mistakes in code that moves numbers about come to that, in whatever way they are written.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments
from autograder.languages import N_, _, joined
from autograder.values.formula_words import name
from autograder.values.parts import Path, arrays_in, changed

_SEED = "seed"
"""No number, whatever it is written as: in place of a size it would ask for billions of values."""


@dataclasses.dataclass(frozen=True)
class Change:
    """What is done to arguments: in ``words`` that follow "what is right for", of the argument called
    ``title``.
    """

    words: str
    title: str
    make: Callable[[Arguments], Arguments]


def changes(call: Arguments) -> Iterator[Change]:
    """All changes that can be tried on calls like this one, the simplest first."""
    arrays = {path: array for path, array in arrays_in(call) if array.dtype.kind in "iuf"}
    for path, array in arrays.items():
        title = f"`{name((path, ()))}`"
        for words, change in _of_an_array(title, array):
            yield Change(words, title, functools.partial(_with_array, path, array.ndim, change))
    for (one, first), (other, second) in itertools.combinations(arrays.items(), 2):
        if first.shape == second.shape:
            titles = joined([f"`{name((one, ()))}`", f"`{name((other, ()))}`"])
            yield Change(_("{names} exchanged").format(names=titles), titles, functools.partial(_exchanged, one, other))
    numbers = [argument for argument, value in call.items() if _is_number(value) and argument != _SEED]
    for one_name, other_name in itertools.combinations(numbers, 2):
        titles = joined([f"`{one_name}`", f"`{other_name}`"])
        words = _("{names} exchanged").format(names=titles)
        yield Change(words, titles, functools.partial(_with_exchanged_numbers, one_name, other_name))
    for argument, value in call.items():
        for words, other_value in _of_a_number(value) if argument != _SEED else ():
            title = f"`{argument}`"
            yield Change(_(words).format(name=title), title, functools.partial(_with_number, argument, other_value))


# Arrays.

_OnArray = Callable[[np.ndarray], np.ndarray]


def _of_an_array(title: str, array: np.ndarray) -> Iterator[tuple[str, _OnArray]]:
    """What is done to an array of this name, in words, and how."""
    for axis, words, change in _on_arrays(array):
        along = _(" along axis {axis}").format(axis=axis) if axis is not None and array.ndim > 1 else ""
        of = _(" of axis {axis}").format(axis=axis) if along else ""
        yield _(words).format(name=title, along=along, of=of), change


def _on_arrays(array: np.ndarray) -> Iterator[tuple[int | None, str, _OnArray]]:
    axes = range(array.ndim)
    for axis in axes:
        yield axis, N_("{name} in reverse order{along}"), functools.partial(np.flip, axis=axis)
    if array.ndim > 1:
        yield None, N_("{name} turned by half a turn"), functools.partial(np.flip, axis=(-2, -1))
        yield None, N_("{name} with rows and columns exchanged"), functools.partial(np.swapaxes, axis1=-1, axis2=-2)
    if array.ndim > 2:
        yield None, N_("{name} with its first two axes exchanged"), functools.partial(np.swapaxes, axis1=0, axis2=1)
    yield None, N_("a {name} of zeros"), lambda array: np.zeros(array.shape)
    yield None, N_("a {name} of ones"), lambda array: np.ones(array.shape)
    yield None, N_("{name} with the other sign"), lambda array: -1.0 * array
    yield None, N_("{name} without its signs"), lambda array: np.abs(1.0 * array)
    yield None, N_("{name} cut to whole numbers"), lambda array: np.trunc(1.0 * array)
    yield None, N_("{name} rounded to whole numbers"), lambda array: np.round(1.0 * array)
    yield None, N_("twice {name}"), lambda array: 2.0 * array
    yield None, N_("half of {name}"), lambda array: 0.5 * array
    for axis in axes:
        yield axis, N_("{name} moved on by one place{along}"), functools.partial(_moved, axis, 1)
        yield axis, N_("{name} moved back by one place{along}"), functools.partial(_moved, axis, -1)
        first, last = functools.partial(_only, axis, slice(0, 1)), functools.partial(_only, axis, slice(-1, None))
        yield axis, N_("{name} with nothing but zeros after the first place{of}"), first
        yield axis, N_("{name} with nothing but zeros before the last place{of}"), last
        yield axis, N_("{name} with zeros in the first place{of}"), functools.partial(_only, axis, slice(1, None))
        yield axis, N_("{name} with zeros in the last place{of}"), functools.partial(_only, axis, slice(0, -1))
        yield axis, N_("{name} with its first values{along} everywhere"), functools.partial(_everywhere, axis, 0)
        yield axis, N_("{name} with its last values{along} everywhere"), functools.partial(_everywhere, axis, -1)
        yield axis, N_("{name} with its mean{along} everywhere"), functools.partial(_mean, axis)


def _moved(axis: int, step: int, array: np.ndarray) -> np.ndarray:
    """The array moved along an axis, zeros where nothing moves in."""
    moved: np.ndarray = np.roll(array, step, axis)
    edge = np.take(np.arange(array.shape[axis]), 0 if step > 0 else -1)
    np.moveaxis(moved, axis, 0)[edge] = 0
    return moved


def _only(axis: int, kept: slice, array: np.ndarray) -> np.ndarray:
    """The array with zeros in all places along an axis but those that are kept."""
    only = np.zeros(array.shape)
    np.moveaxis(only, axis, 0)[kept] = np.moveaxis(array, axis, 0)[kept]
    return only


def _everywhere(axis: int, place: int, array: np.ndarray) -> np.ndarray:
    return np.broadcast_to(np.take(array, [place], axis), array.shape).copy()


def _mean(axis: int, array: np.ndarray) -> np.ndarray:
    return np.broadcast_to(array.mean(axis=axis, keepdims=True), array.shape).copy()


def _with_array(path: Path, axes: int, change: _OnArray, call: Arguments) -> Arguments:
    """The call with one array changed; as it is where the array is not there, or has other axes."""
    known = dict(arrays_in(call))
    if path not in known or known[path].ndim != axes:
        return call
    other: Arguments = changed(call, [path], change)
    return other


def _exchanged(one: Path, other: Path, call: Arguments) -> Arguments:
    known = dict(arrays_in(call))
    if not {one, other} <= known.keys():
        return call
    first, second = known[one], known[other]
    with_one = changed(call, [one], lambda _array: second)
    exchanged: Arguments = changed(with_one, [other], lambda _array: first)
    return exchanged


# Numbers, and pairs of them.

_OnNumber = Callable[[Any], Any]


def _of_a_number(value: Any) -> Iterator[tuple[str, _OnNumber]]:
    if isinstance(value, tuple | list) and len(value) == 2 and all(_is_number(each) for each in value):
        yield N_("the two numbers of {name} exchanged"), lambda pair: _pair(pair)[::-1]
        yield N_("the first number of {name} for both"), lambda pair: (_pair(pair)[0],) * 2
        yield N_("the second number of {name} for both"), lambda pair: (_pair(pair)[1],) * 2
    if _is_number(value) or isinstance(value, tuple | list):
        yield N_("{name} = 0"), lambda _number: 0
        yield N_("{name} = 1"), lambda _number: 1
    if _is_number(value):
        yield N_("a {name} that is larger by 1"), lambda number: number + 1
        yield N_("a {name} that is smaller by 1"), lambda number: number - 1
        yield N_("twice {name}"), lambda number: 2 * number
        yield N_("half of {name}"), lambda number: number / 2
        yield N_("1 - {name}"), lambda number: 1 - number
    if isinstance(value, float | np.floating):  # that of a whole number may be a size that takes hours
        yield N_("the square of {name}"), lambda number: number**2
        yield N_("{name} times the square root of 2"), lambda number: number * np.sqrt(2)
        yield N_("{name} divided by the square root of 2"), lambda number: number / np.sqrt(2)


def _with_exchanged_numbers(one: str, other: str, call: Arguments) -> Arguments:
    return call | {one: call[other], other: call[one]} if {one, other} <= call.keys() else call


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _pair(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value, value)


def _with_number(argument: str, change: _OnNumber, call: Arguments) -> Arguments:
    """The call with one number changed; as it is where the argument is left out."""
    return call | {argument: change(call[argument])} if call.get(argument) is not None else call
