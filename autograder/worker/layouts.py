"""How an array can lie in memory without its values being others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

AS_IT_IS = ""


@dataclasses.dataclass(frozen=True)
class Layout:
    """One way for an array to lie: the array ``of(start(array))`` has the array's values, and ``code``
    is how ``of`` is written.
    """

    of: Callable[[np.ndarray], np.ndarray]
    code: str
    start: Callable[[np.ndarray], np.ndarray] = np.array


def _second(array: np.ndarray) -> int:
    return min(1, array.ndim - 1)


def _last_but_one(array: np.ndarray) -> int:
    return max(-2, -array.ndim)


COLUMN_MAJOR, OTHER_BYTE_ORDER = "column_major", "other_byte_order"

LAYOUTS = {
    COLUMN_MAJOR: Layout(np.asfortranarray, "np.asfortranarray({})"),
    "reversed": Layout(np.flip, "np.flip({})", lambda array: np.flip(array).copy()),
    "spaced": Layout(lambda array: np.repeat(array, 2, axis=-1)[..., ::2], "np.repeat({}, 2, axis=-1)[..., ::2]"),
    "cropped": Layout(lambda array: np.insert(array, 0, 7, -1)[..., 1:], "np.insert({}, 0, 7, -1)[..., 1:]"),
    "cropped_inside": Layout(
        lambda array: np.insert(array, 0, 7, array.ndim // 2)[(slice(None),) * (array.ndim // 2) + (slice(1, None),)],
        "np.insert({0}, 0, 7, np.ndim({0}) // 2)[(slice(None),) * (np.ndim({0}) // 2) + (slice(1, None),)]",
    ),
    "last_axis_reversed": Layout(
        lambda array: array[..., ::-1], "np.array({})[..., ::-1]", lambda array: array[..., ::-1].copy()
    ),
    "second_axis_reversed": Layout(
        lambda array: np.flip(array, _second(array)),
        "np.flip({0}, min(1, np.ndim({0}) - 1))",
        lambda array: np.flip(array, _second(array)).copy(),
    ),
    "second_axis_cropped": Layout(
        lambda array: np.insert(array, 0, 7, _second(array))[(slice(None),) * _second(array) + (slice(1, None),)],
        "np.insert({0}, 0, 7, min(1, np.ndim({0}) - 1))[(slice(None),) * min(1, np.ndim({0}) - 1) + (slice(1, None),)]",
    ),
    "last_axes_exchanged": Layout(
        lambda array: np.moveaxis(array, -1, _last_but_one(array)),
        "np.moveaxis({0}, -1, max(-2, -np.ndim({0})))",
        lambda array: np.moveaxis(array, _last_but_one(array), -1).copy(),
    ),
    "axes_exchanged": Layout(
        lambda array: np.moveaxis(array, 0, -1),
        "np.moveaxis({}, 0, -1)",
        lambda array: np.moveaxis(array, -1, 0).copy(),
    ),
    OTHER_BYTE_ORDER: Layout(
        lambda array: array.astype(array.dtype.newbyteorder()), "(lambda a: a.astype(a.dtype.newbyteorder()))({})"
    ),
}

ONE_ROW = "one_row"
"""For an array of equal rows: there is one row in memory."""

SHARED = "shared"
"""Arrays of the same numbers are one array, and those of its first numbers are views of it."""

MIXED = ",".join((COLUMN_MAJOR, AS_IT_IS, "spaced"))
"""Each argument in another layout, in turns."""


def of_each(layouts: str, count: int) -> list[str]:
    """The layouts of so many arguments."""
    names = layouts.split(",")
    return [names[place % len(names)] for place in range(count)]


def laid(value: Any, layout: str) -> Any:
    """The value with all of its arrays, those in dicts, lists and tuples too, in a layout."""
    if layout == AS_IT_IS:
        return value
    if isinstance(value, np.ndarray) and layout == ONE_ROW:
        return np.broadcast_to(value[:1], value.shape)
    if isinstance(value, np.ndarray) and value.ndim:
        return LAYOUTS[layout].of(LAYOUTS[layout].start(value))
    if isinstance(value, dict):
        return {key: laid(item, layout) for key, item in value.items()}
    return type(value)(laid(item, layout) for item in value) if isinstance(value, list | tuple) else value


def shared(arguments: Sequence[Any]) -> list[Any]:
    """The arguments with one array in the place of all that have its numbers, and with views of it in the place of
    those that have its first ones.
    """
    found: list[np.ndarray] = []

    def noted(array: np.ndarray) -> np.ndarray:
        found.append(array)
        return array

    _with_arrays([*arguments], noted)
    largest_first = sorted(found, key=np.size, reverse=True)

    def first(array: np.ndarray) -> np.ndarray:
        return next(part for whole in largest_first if (part := _beginning(whole, array)) is not None)

    return [_with_arrays(value, first) for value in arguments]


def _beginning(whole: np.ndarray, array: np.ndarray) -> np.ndarray | None:
    """The beginning of an array as a view of this shape, if there stand the same numbers."""
    part = whole.reshape(-1)[: array.size]
    if part.dtype != array.dtype or part.tobytes() != array.tobytes():
        return None
    return whole if whole.shape == array.shape else part.reshape(array.shape)


def protected(value: Any) -> Any:
    """The value with copies of its arrays that nobody can write into."""

    def protect(array: np.ndarray) -> np.ndarray:
        array = array.copy(order="K")
        array.flags.writeable = False
        return array

    return _with_arrays(value, protect)


def looked_at(value: Any) -> Any:
    """The value with views of its arrays through which nobody can write into them."""

    def view(array: np.ndarray) -> np.ndarray:
        array = array.view()
        array.flags.writeable = False
        return array

    return _with_arrays(value, view)


def copied(value: Any) -> Any:
    """The value with copies of its arrays."""
    return _with_arrays(value, np.array)


def can_be_written(value: Any) -> bool:
    """Whether all of its arrays can be written into."""
    if isinstance(value, np.ndarray):
        return value.flags.writeable
    if isinstance(value, dict | list | tuple):
        return all(map(can_be_written, value.values() if isinstance(value, dict) else value))
    return True


def turn(value: Any) -> None:
    """Writes the numbers of its arrays back into them in reverse order."""
    if isinstance(value, np.ndarray):
        value[...] = value.reshape(-1)[::-1].reshape(value.shape).copy()
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            turn(item)


def overwrite(value: Any) -> None:
    """Writes zeros into all of its arrays that can be written into, or ones where all are zeros, and empties its
    lists, dicts and sets.
    """
    if isinstance(value, np.ndarray) and value.flags.writeable:
        value[...] = np.array(not value.any(), value.dtype)
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            overwrite(item)
    if isinstance(value, dict | list | set):
        value.clear()


def _with_arrays(value: Any, change: Callable[[np.ndarray], np.ndarray]) -> Any:
    if isinstance(value, np.ndarray):
        return change(value)
    if isinstance(value, dict):
        return {key: _with_arrays(item, change) for key, item in value.items()}
    return type(value)(_with_arrays(item, change) for item in value) if isinstance(value, list | tuple) else value
