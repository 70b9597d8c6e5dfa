"""Numbers that are not in arrays, of any size, sign and type."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.course.forms.axes import size_of
from autograder.course.forms.declared import SETTINGS
from autograder.course.forms.limits import LIMITS, next_to
from autograder.course.forms.making.calls import instead, number_type
from autograder.course.forms.making.keywords import AS_NUMBERS
from autograder.course.forms.making.material import Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import Change, changed

NEAR_ALL = 100
"""A number that fits into all types."""

SQUARES_LEAVE = (np.int8(12), np.int16(200))
"""Numbers of NumPy whose squares no longer fit into their types."""


def cases(material: Material) -> Iterator[Arguments]:
    """Numbers that are not in arrays: of any size and sign, whole, or one of NumPy's."""
    every = sorted(material.every(), key=lambda pair: size_of(pair[1]), reverse=True)
    of_all = {path: (base, call) for base, call in every for path in material.numbers(call)}  # the smallest calls
    for path, (base, call) in of_all.items():
        digits = changed(call, material.changeable(call), material.changes.with_digits)
        near = (number for limit in LIMITS for number in next_to(limit, material.random))
        others: list[Change] = [*_OTHER_NUMBERS, *(functools.partial(instead, number) for number in near)]
        for change in others:
            yield formed(SETTINGS, material.drawn, changed(digits, [path], change))
        kinds: list[Callable[[Any], Any]] = [int, np.float64, np.float32, *map(number_type, AS_NUMBERS)]
        for kind in kinds:
            yield formed(SETTINGS, base, changed(call, [path], functools.partial(_of_kind, kind)))
    largest = {path: call for _, call in reversed(every) for path in material.numbers(call)}  # there is most to see
    smallest = {path: call for path, (_, call) in of_all.items()}
    for (path, call), number in itertools.product((*smallest.items(), *largest.items()), SQUARES_LEAVE):
        digits = changed(call, material.changeable(call), material.changes.with_digits)
        yield formed(SETTINGS, material.drawn, changed(digits, [path], functools.partial(instead, number)))


def _of_kind(kind: Callable[[Any], Any], number: float) -> Any:
    """The nearest whole number above 0, in this type."""
    return kind(min(abs(round(number)), NEAR_ALL) or 1)


_OTHER_NUMBERS: tuple[Callable[[Any], Any], ...] = (
    lambda number: -number,
    lambda number: 1e-7 * number,
    lambda number: 11.3 * number,
    lambda _: 0.0,
)
