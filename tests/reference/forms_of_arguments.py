"""The forms in which the arguments of a right call may come: number types up to their edges, memory
layouts, and other ways to say a number or a pair.

A form comes without its answer: :func:`plain` makes of it what it should be taken for, arrays of
float64 in C order and numbers of Python, and a function has to answer both alike.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.course import Arguments

Path = tuple[str, ...]
"""The way to an argument: its name, and a key where it is a dict."""

Form = Callable[[np.ndarray], np.ndarray]


def mild(kind: np.dtype[Any], array: np.ndarray) -> np.ndarray:
    """Small whole numbers of a type, also below zero where the type has such."""
    return (np.rint(3 * np.asarray(array, float)) % 7 - (3 if kind.kind == "i" else 0)).astype(kind)


def edges(kind: np.dtype[Any], array: np.ndarray) -> np.ndarray:
    """The smallest and largest numbers of a type, and some between, in the order of the array's."""
    about = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
    places = np.argsort(np.argsort(array, axis=None, kind="stable")) % 6
    return np.array([about.max, about.min, 3, about.max, about.max // 2, 1], kind)[places].reshape(array.shape)


def cast(kind: np.dtype[Any], array: np.ndarray) -> np.ndarray:
    """The numbers themselves, as nearly as the type has them."""
    return np.asarray(array, float).astype(kind)


def every_second(array: np.ndarray) -> np.ndarray:
    """A view of every second element along every axis; between them stands something else."""
    wide = np.full([2 * size for size in array.shape], 99.0)
    view = wide[(*[slice(None, None, 2)] * array.ndim, ...)]
    view[...] = array
    return view


def backwards(array: np.ndarray) -> np.ndarray:
    """A view with negative strides."""
    return np.flip(np.flip(array).copy())


def one_for_all(array: np.ndarray) -> np.ndarray:
    """A view that shows the same numbers again and again along its last axis."""
    return np.broadcast_to(array[..., :1], array.shape) if array.ndim else array


INTEGERS = tuple(np.dtype(f"{sign}int{bits}") for sign in ("", "u") for bits in (8, 16, 32, 64))
HALF, SINGLE = np.dtype(np.float16), np.dtype(np.float32)

WHOLE: dict[str, Form] = {
    **{f"edges {kind}": functools.partial(edges, kind) for kind in INTEGERS},
    **{f"mild {kind}": functools.partial(mild, kind) for kind in (np.dtype(np.int8), np.dtype(np.uint8))},
}
OTHERS: dict[str, Form] = {
    "cast float16": functools.partial(cast, HALF),
    "cast float32": functools.partial(cast, SINGLE),
    "edges float16": functools.partial(edges, HALF),
    "fortran": np.asfortranarray,
    "backwards": backwards,
    "every second": every_second,
    "one for all": one_for_all,
}


def forms(arguments: Arguments) -> Iterator[tuple[str, Arguments]]:
    """The arguments in all forms: each array by itself, all together, each number and each pair."""
    parts = dict(_parts(arguments))
    arrays = {path: value for path, value in parts.items() if isinstance(value, np.ndarray)}
    for form, make in (WHOLE | OTHERS).items():
        for path, array in arrays.items():
            yield f"{'.'.join(path)} {form}", _with(arguments, {path: make(array)})
        if len(arrays) > 1:
            yield f"all {form}", _with(arguments, {path: make(array) for path, array in arrays.items()})
    numbers = {path: _two(path, value) for path, value in parts.items() if isinstance(value, float)}
    for form, make in WHOLE.items() if arrays and numbers else ():
        yield f"all {form}, whole numbers", _with(arguments, {**{p: make(a) for p, a in arrays.items()}, **numbers})
    for path, value in parts.items():
        for form, said in _said_otherwise(value):
            yield f"{'.'.join(path)} {form}", _with(arguments, {path: said})


def plain(value: Any) -> Any:
    """What a form should be taken for."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return np.array(value, dtype=float, order="C")
    if isinstance(value, tuple | list):
        return tuple(map(plain, value))
    return value.item() if isinstance(value, np.generic) else value


def _parts(arguments: Arguments) -> Iterator[tuple[Path, Any]]:
    for name, value in arguments.items():
        if isinstance(value, dict):
            yield from (((name, key), item) for key, item in value.items())
        else:
            yield (name,), value


def _with(arguments: Arguments, changed: dict[Path, Any]) -> Arguments:
    """The arguments with some of them changed, and nothing that could be written into."""

    def part(path: Path, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: part((*path, key), item) for key, item in value.items()}
        value = changed.get(path, value)
        if isinstance(value, np.ndarray):
            value = value.view()
            value.flags.writeable = False
        return value

    return {name: part((name,), value) for name, value in arguments.items()}


def _two(path: Path, value: float) -> int:
    """A whole number for a float; labels and probabilities are 0 or 1."""
    return int(value) if value in (0.0, 1.0) else 2


def _said_otherwise(value: Any) -> Iterator[tuple[str, Any]]:
    """A number in all of NumPy's types that have it; a pair as a list, and of such numbers."""
    if isinstance(value, float):
        yield from ((f"as {kind}", kind.type(value)) for kind in (SINGLE, np.dtype(float)))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from ((f"as {kind}", kind.type(value)) for kind in INTEGERS if _has(kind, value))
    elif isinstance(value, tuple) and value and all(isinstance(item, int) for item in value):
        yield "as a list", list(value)
        yield from ((f"of {kind}", tuple(map(kind.type, value))) for kind in INTEGERS if _has(kind, *value))


def _has(kind: np.dtype[Any], *values: int) -> bool:
    return all(np.iinfo(kind).min <= value <= np.iinfo(kind).max for value in values)
