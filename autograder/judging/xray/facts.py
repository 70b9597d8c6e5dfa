"""What can be said of the arguments of a call: the features that a unit declares, and what holds of
any arguments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.course.features import Features
from autograder.course.outcomes import Arguments
from autograder.values.parts import Path, arrays_in
from autograder.worker.layouts import AS_IT_IS

MANY = 10
"""A size beyond that of small examples."""


def facts(call: Arguments, features: Features, layout: str = AS_IT_IS, *, by_keyword: bool = False) -> dict[str, bool]:
    """What may hold of a call, in words that follow "with", and whether it does; what can be said of some
    calls only is not there for the others.
    """
    has = features.of(call)
    known = {name: name in has for name in features.declared}
    known["arrays that lie otherwise in memory"] = layout != AS_IT_IS
    known["arguments by keyword"] = by_keyword
    for name, value in call.items():
        known |= dict(_of_argument(f"`{name}`", value))
    for path, array in arrays_in(call):
        known |= dict(_of_array(f"`{_written(path)}`", array))
    return known


def _written(path: Path) -> str:
    """A way to an array as code."""
    return str(path[0]) + "".join(f"[{key!r}]" for key in path[1:])


def _of_argument(name: str, value: Any) -> Iterator[tuple[str, bool]]:
    yield f"{name} left out", value is None
    if isinstance(value, tuple | list):
        yield f"a pair for {name}", True
        yield f"two different numbers for {name}", len(set(value)) > 1
    elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
        yield f"a pair for {name}", False
        yield f"{name} = 0", bool(value == 0)
        yield f"{name} = 1", bool(value == 1)
        yield f"{name} above 0", bool(value > 0)
        yield f"{name} above 1", bool(value > 1)
        yield f"a negative {name}", bool(value < 0)
        yield f"NumPy's own number for {name}", isinstance(value, np.generic)
    if isinstance(value, bool):
        yield f"{name} = True", value


def _of_array(name: str, array: np.ndarray) -> Iterator[tuple[str, bool]]:
    yield f"whole numbers in {name}", array.dtype.kind in "iu"
    yield f"unsigned whole numbers in {name}", array.dtype.kind == "u"
    yield f"single precision in {name}", array.dtype == np.float32
    yield f"fractions in {name}", array.dtype.kind == "f" and bool((array % 1).any())
    yield f"zeros in {name}", not array.all()
    yield f"nothing but zeros in {name}", not array.any()
    if array.dtype.kind in "iuf":
        yield f"negative numbers in {name}", bool((array < 0).any())
        yield f"equal numbers in {name}", len(np.unique(array)) < array.size
    yield f"one number in {name}", array.size == 1
    for axis, size in enumerate(array.shape):
        where = f"along axis {axis} of {name}" if array.ndim > 1 else f"in {name}"
        yield f"one {where}", size == 1
        yield f"an even number {where}", size % 2 == 0
        yield f"more than {MANY} {where}", size > MANY
    for one in range(array.ndim):
        for other in range(one + 1, array.ndim):
            yield f"axes {one} and {other} of {name} of unequal size", array.shape[one] != array.shape[other]
    yield f"{name} of {array.ndim} axes", True
