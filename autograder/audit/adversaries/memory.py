"""What an answer depends on beside the values of its arguments: how they lie in memory, and what
was called before.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from autograder.audit.adversaries import probes
from autograder.audit.adversaries.adversary import (
    Adversary,
    Answer,
    Given,
    Spoil,
    before,
    of_arguments,
    with_arrays,
    with_axes,
)
from autograder.audit.adversaries.leaves import arrays, leaves, mapped, of_arrays


def _in_memory_order(array: np.ndarray) -> np.ndarray:
    return array.ravel("K").reshape(array.shape)


def _with_c_strides(array: np.ndarray) -> np.ndarray:
    """What lies where the values of a C array would; from the start again where the memory ends."""
    low, high = np.lib.array_utils.byte_bounds(array)
    held = np.lib.stride_tricks.as_strided(array[(slice(0, 1),) * array.ndim], shape=(1,), strides=(array.itemsize,))
    start = held.__array_interface__["data"][0] - low
    total = (high - low) // array.itemsize
    first = np.lib.stride_tricks.as_strided(held, shape=(total - start // array.itemsize,), strides=(array.itemsize,))
    return np.resize(first, array.shape)


def _flip_and_back(given: Given) -> None:
    for array in arrays(given):
        array[...] = array[::-1].copy()
        array[...] = array[::-1].copy()


def _remembering(key: Callable[[Given], Hashable]) -> Spoil:
    """Answers again what it answered to arguments that look the same."""

    def spoil(right: Answer) -> Answer:
        known: dict[Hashable, Any] = {}

        def spoilt(*args: Any, **named: Any) -> Any:
            seen = key((args, named))
            if seen not in known:
                known[seen] = right(*args, **named)
            return mapped(of_arrays(np.copy), known[seen])

        return spoilt

    return spoil


def _shapes(given: Given) -> Hashable:
    return tuple(np.shape(leaf) if np.ndim(leaf) else leaf for leaf in leaves(given))


def _first_values(given: Given) -> Hashable:
    return tuple(
        leaf.flat[0] if np.size(leaf) and np.ndim(leaf) else np.shape(leaf) or leaf for leaf in leaves(given)
    ), _shapes(given)


def _sums(given: Given) -> Hashable:
    return tuple(round(float(np.sum(leaf)), 9) for leaf in leaves(given)), _shapes(given)


def _bytes(given: Given) -> Hashable:
    """All numbers, but not in which shapes they come."""
    return tuple(np.asarray(leaf).tobytes() for leaf in leaves(given)), *map(np.ndim, leaves(given))


def _all(given: Given) -> Hashable:
    return _bytes(given), _shapes(given), tuple(np.asarray(leaf).dtype.str for leaf in leaves(given))


def _remembering_objects(right: Answer) -> Answer:
    """Answers again what it answered last, if it is called with the very same objects."""
    last: list[Any] = []

    def spoilt(*args: Any, **named: Any) -> Any:
        given = [*args, *named.values()]
        if len(last) != len(given) + 1 or any(one is not other for one, other in zip(last, given, strict=False)):
            last[:] = *given, right(*args, **named)
        return mapped(of_arrays(np.copy), last[-1])

    return spoilt


def _handing_out(right: Answer) -> Answer:
    """Answers once, and hands out the same arrays again, whatever has become of them."""
    known: dict[Hashable, Any] = {}

    def spoilt(*args: Any, **named: Any) -> Any:
        seen = _all((args, named))
        if seen not in known:
            known[seen] = right(*args, **named)
        return known[seen]

    return spoilt


def _keeping(place: int) -> Spoil:
    """One of the arrays is that of the first call with these shapes."""

    def spoil(right: Answer) -> Answer:
        kept: dict[Hashable, np.ndarray] = {}

        def spoilt(*args: Any, **named: Any) -> Any:
            found = arrays((args, named))
            if place >= len(found):
                return right(*args, **named)
            first = kept.setdefault(_shapes((args, named)), found[place].copy())
            given, more = mapped(lambda leaf: first if leaf is found[place] else leaf, (args, named))
            return right(*given, **more)

        return spoilt

    return spoil


def _accumulating(right: Answer) -> Answer:
    """Adds what it answered before to arguments of the same shapes: a buffer that is not cleared."""
    last: dict[Hashable, list[Any]] = {}

    def spoilt(*args: Any, **named: Any) -> Any:
        result = right(*args, **named)
        added = iter(last.get(_shapes((args, named)), []))
        if (args, named) and _shapes((args, named)) in last:
            result = mapped(lambda leaf: leaf + next(added, 0), result)
        last[_shapes((args, named))] = list(leaves(copy.deepcopy(result)))
        return result

    return spoilt


# Classes: what an object remembers.


def _with(made: type, **changed: Any) -> type:
    return type(made.__name__, (made,), {"__doc__": made.__doc__, **changed})


def _reset(spoil: Callable[[Callable[[Any], None], Any], None]) -> Callable[[type], type | None]:
    """Spoils the method ``reset`` of a class that has one, but not where a constructor calls it."""

    def of_class(made: type) -> type | None:
        right = getattr(made, "reset", None)
        if right is None:
            return None

        def init(self: Any, *args: Any, **named: Any) -> None:
            made.__init__(self, *args, **named)  # type: ignore[misc] # the class's own constructor
            self._is_made = True

        return _with(
            made, __init__=init, reset=lambda self: (spoil if hasattr(self, "_is_made") else _call)(right, self)
        )

    return of_class


def _call(right: Callable[[Any], None], made: Any) -> None:
    right(made)


def _reset_but_once(right: Callable[[Any], None], made: Any) -> None:
    if not vars(made).get("_reset_before"):
        right(made)
    made._reset_before = True


def _reset_but(place: int) -> Callable[[Callable[[Any], None], Any], None]:
    """Forgets all but one of the attributes that a reset changes."""

    def reset(right: Callable[[Any], None], made: Any) -> None:
        kept = dict(vars(made))
        right(made)
        changed = [name for name in kept if vars(made).get(name) is not kept[name]]
        if place < len(changed):
            vars(made)[changed[place]] = kept[changed[place]]

    return reset


def _sharing(made: type) -> type | None:
    """All objects that were made alike are one."""
    shared: dict[str, dict[str, Any]] = {}

    def init(self: Any, *args: Any, **named: Any) -> None:
        made.__init__(self, *args, **named)  # type: ignore[misc] # the class's own constructor
        self.__dict__ = shared.setdefault(repr((args, named)), vars(self))

    return _with(made, __init__=init)


def _forgetful(calls: int) -> Callable[[type], type | None]:
    """Remembers nothing of what comes after so many calls of a method."""

    def of_class(made: type) -> type | None:
        methods = {name: method for name, method in vars(made).items() if inspect.isfunction(method) and name[0] != "_"}
        return _with(made, **{name: forgetting(name, method) for name, method in methods.items()})

    def forgetting(name: str, right: Answer) -> Answer:
        def method(self: Any, *args: Any, **named: Any) -> Any:
            count = self.__dict__.setdefault("_calls", {})
            count[name] = count.get(name, 0) + 1
            kept = copy.deepcopy(vars(self)) if count[name] > calls else None
            result = right(self, *args, **named)
            if kept is not None:
                self.__dict__ = kept
            return result

        return method

    return of_class


LAYOUTS = (
    Adversary(
        "reads arrays in memory order",
        of_arguments(lambda: of_arrays(_in_memory_order)),
        probes.LAYOUTS,
        can_show=with_axes(0),
    ),
    Adversary("assumes the strides of a C array", of_arguments(lambda: of_arrays(_with_c_strides)), probes.LAYOUTS),
    Adversary("turns its arguments round in place and back", before(_flip_and_back), (probes.READ_ONLY,)),
)
"""How arguments lie in memory."""

STATE = (
    Adversary("remembers answers by shape", _remembering(_shapes), probes.AGAIN),
    Adversary("remembers answers by first values", _remembering(_first_values), probes.AGAIN),
    Adversary("remembers answers by sums", _remembering(_sums), probes.AGAIN),
    Adversary("remembers answers by bytes", _remembering(_bytes), (*probes.AGAIN, *probes.RESHAPED)),
    Adversary("remembers answers by objects", _remembering_objects, (probes.REFILLED,), can_show=with_arrays(0)),
    Adversary("hands out the arrays that it keeps", _handing_out, (probes.WRITTEN_INTO,)),
    *(
        Adversary(
            f"keeps array {place + 1} of the first call", _keeping(place), probes.AGAIN, can_show=with_arrays(place)
        )
        for place in range(4)
    ),
    Adversary("adds to what it answered before", _accumulating, probes.AGAIN),
)
"""What was called before."""

RESETS = (
    Adversary("resets nothing", None, probes.RESETS, of_class=_reset(lambda _right, _made: None)),
    Adversary("resets but once", None, probes.RESETS, of_class=_reset(_reset_but_once)),
    *(
        Adversary(f"resets all but attribute {n + 1}", None, probes.RESETS, of_class=_reset(_reset_but(n)))
        for n in range(3)
    ),
    Adversary("shares what objects made alike remember", None, probes.AGAIN, of_class=_sharing),
    *(
        Adversary(f"remembers nothing after {n} calls", None, (probes.repeated(n + 2),), of_class=_forgetful(n))
        for n in (3, 5, 10)
    ),
)
"""What an object remembers."""
