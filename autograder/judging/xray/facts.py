"""What can be said of the arguments of a call: the features that a unit declares, and what holds of
any arguments.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.course.features import Features
from autograder.course.outcomes import Arguments
from autograder.languages import N_, _, as_pattern
from autograder.values.formula_words import name
from autograder.values.parts import arrays_in
from autograder.worker.layouts import AS_IT_IS

LEFT_OUT = " left out"
"""So ends what is said of a call in which an argument is left out, or None."""

MANY = 10
"""A size beyond that of small examples."""

A_MILLION, A_THOUSANDTH = 1e6, 1e-3
"""Limits and thresholds in code show by numbers beyond the first, and by such that are all below the second."""


def facts(call: Arguments, features: Features, layout: str = AS_IT_IS, *, by_keyword: bool = False) -> dict[str, bool]:
    """What may hold of a call, in words that follow "with", and whether it does; what can be said of some
    calls only is not there for the others.
    """
    has = features.of(call)
    known = {name: name in has for name in features.declared}
    known["arrays that lie otherwise in memory"] = layout != AS_IT_IS
    known["arguments by keyword"] = by_keyword
    for argument, value in call.items():
        known[f"`{argument}`{LEFT_OUT}"] = value is None
        known |= dict(_of_argument(f"`{argument}`", value))
    for path, array in arrays_in(call):
        known |= dict(_of_array(f"`{name((path, ()))}`", array))
    return known


_OF_CHANCE = re.compile(
    r"^(an even number|more than|equal numbers|a column of|zeros|negative numbers|axes \d|NumPy's own)|of \d+ axes$"
)


def is_of_chance(fact: str) -> bool:
    """Whether it is by chance which of several calls that were drawn have it: of two such facts together some
    fit anything.
    """
    return bool(_OF_CHANCE.search(fact))


_MESSAGES: tuple[str, ...] = (
    N_("arrays that lie otherwise in memory"),
    N_("arguments by keyword"),
    N_("`{name}` left out"),
    N_("more than one array in `{name}`"),
    N_("a pair for `{name}`"),
    N_("two different numbers for `{name}`"),
    N_("`{name}` = 0"),
    N_("`{name}` = 1"),
    N_("`{name}` = True"),
    N_("`{name}` above 0"),
    N_("`{name}` above 1"),
    N_("`{name}` above 2"),
    N_("a negative `{name}`"),
    N_("NumPy's own number for `{name}`"),
    N_("unsigned whole numbers in `{name}`"),
    N_("whole numbers in `{name}`"),
    N_("single precision in `{name}`"),
    N_("fractions in `{name}`"),
    N_("nothing but zeros in `{name}`"),
    N_("zeros in `{name}`"),
    N_("negative numbers in `{name}`"),
    N_("equal numbers in `{name}`"),
    N_("a column of equal numbers in `{name}`"),
    N_("numbers beyond a million in `{name}`"),
    N_("numbers beyond a thousandth in `{name}`"),
    N_("more than one number in `{name}`"),
    N_("one number in `{name}`"),
    N_("more than one in `{name}`"),
    N_("one in `{name}`"),
    N_("size 1 along axis {axis} of `{name}`"),
    N_("a size above 1 along axis {axis} of `{name}`"),
    N_("an even number in `{name}`"),
    N_("more than {size} in `{name}`"),
    N_("more than {size} along axis {axis} of `{name}`"),
    N_("axes {axis} and {other} of `{name}` of unequal size"),
    N_("`{name}` of {count} axes"),
)
"""All that is said here of arguments; what units declare is in catalogues of their own."""


def said_of(fact: str) -> str:
    """A fact for people, in the language that is spoken."""
    for message, pattern in _patterns():
        if found := pattern.fullmatch(fact):
            return _(message).format(**found.groupdict())
    return _(fact)


@functools.cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    values = {"name": "[^`]*", **dict.fromkeys(("axis", "other", "size", "count"), r"\d+")}
    return [(message, re.compile(as_pattern(message, values))) for message in _MESSAGES]


def facts_of_objects(case: Arguments, features: Features) -> dict[str, bool]:
    """The same of a conversation with an object: of its settings, and of how much is asked of it."""
    has = features.of(case)
    known = {name: name in has for name in features.declared}
    for argument, value in case.items():
        if isinstance(value, list) and all(isinstance(each, np.ndarray) for each in value):
            known[f"more than one array in `{argument}`"] = len(value) > 1
        elif not isinstance(value, list):
            known |= dict(_of_argument(f"`{argument}`", value))
    return known


def _of_argument(title: str, value: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(value, tuple | list):
        yield f"a pair for {title}", True
        yield f"two different numbers for {title}", len(set(value)) > 1
    elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
        yield f"a pair for {title}", False
        yield f"{title} = 0", bool(value == 0)
        yield f"{title} = 1", bool(value == 1)
        yield f"{title} above 0", bool(value > 0)
        yield f"{title} above 1", bool(value > 1)
        yield f"{title} above 2", bool(value > 2)
        yield f"a negative {title}", bool(value < 0)
        yield f"NumPy's own number for {title}", isinstance(value, np.generic)
    if isinstance(value, bool):
        yield f"{title} = True", value


def _of_array(title: str, array: np.ndarray) -> Iterator[tuple[str, bool]]:
    yield f"whole numbers in {title}", array.dtype.kind in "iu"
    yield f"unsigned whole numbers in {title}", array.dtype.kind == "u"
    yield f"single precision in {title}", array.dtype == np.float32
    yield f"fractions in {title}", array.dtype.kind == "f" and bool((array != np.trunc(array)).any())
    yield f"zeros in {title}", not array.all()
    yield f"nothing but zeros in {title}", not array.any()
    if array.dtype.kind in "iuf":
        yield f"negative numbers in {title}", bool((array < 0).any())
        yield f"equal numbers in {title}", len(np.unique(array)) < array.size
        if array.ndim == len(("row", "column")) and len(array) > 1:
            yield f"a column of equal numbers in {title}", bool((array == array[0]).all(axis=0).any())
        largest = float(np.abs(array.astype(float)).max())
        yield f"numbers beyond a million in {title}", largest > A_MILLION
        yield f"numbers beyond a thousandth in {title}", largest > A_THOUSANDTH
    yield f"one number in {title}", array.size == 1
    for axis, size in enumerate(array.shape):
        where = f"along axis {axis} of {title}" if array.ndim > 1 else f"in {title}"
        yield f"size 1 {where}" if array.ndim > 1 else f"one {where}", size == 1
        if array.ndim == 1:
            yield f"an even number {where}", size % 2 == 0
        yield f"more than {MANY} {where}", size > MANY
    for one in range(array.ndim):
        for other in range(one + 1, array.ndim):
            if array.shape[one] > 1 or array.shape[other] > 1:  # two of size one tell nothing
                yield f"axes {one} and {other} of {title} of unequal size", array.shape[one] != array.shape[other]
    yield f"{title} of {array.ndim} axes", True
