"""The ways in which arguments may come: by keyword, left out, lists for tuples, numbers of NumPy's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.course.forms.axes import count_of_numbers, most_axes, size_of
from autograder.course.forms.declared import KEYWORDS, SETTINGS
from autograder.course.forms.making.calls import is_whole, number_type, other_number, pairs_in, settings_of
from autograder.course.forms.making.material import Material, formed
from autograder.course.outcomes import Arguments

AS_NUMBERS = ("int8", "int16", "int64")
"""Those that stand for a number of Python: -dt of one without a sign is none that anybody means, and NumPy's own
functions refuse some.
"""

FAR = (9_973, 70_001)
"""Whole numbers that are no sizes of arrays: the products of two are more than 32 bits hold."""

NEAR_EDGE = np.int16(20_000)
"""A number of NumPy of which two no longer fit into their type."""

_SOME = 3
"""So many of the numbers that are given are given as pairs."""


def cases(material: Material) -> Iterator[Arguments]:
    """Each way in which arguments may come."""
    for base in material.drawn:
        yield formed(KEYWORDS, base, material.of(base), by_keyword=True)
        yield formed(KEYWORDS, base, material.of(base), by_keyword=True, positional=1)
        yield from (formed(KEYWORDS, base, turned) for turned in _with_each_dict_turned_round(material.of(base)))
        for call in {str([type(value) for value in call.values()]): call for call in material.drawn[base]}.values():
            yield from _of_numpy("int64", base, call)
    yield from _some_by_keyword(material)
    yield from _pairs_of_both_kinds(material)
    yield from _equal_pairs(material)
    for width in AS_NUMBERS:
        yield from _of_numpy(width, *material.pick_call())
    yield from _near_edges(material)


def _of_numpy(width: str, base: str, call: Arguments) -> Iterator[Arguments]:
    """The call with NumPy's whole numbers and with lists for tuples, if it has either."""
    kinds = {name: number_type("int64" if name == "seed" else width) for name in call}  # a seed may be any number
    other = {name: other_number(value, kinds[name]) for name, value in call.items()}
    if any(type(other[name]) is not type(call[name]) for name in call):
        yield formed(KEYWORDS, base, other)


def _some_by_keyword(material: Material) -> Iterator[Arguments]:
    """Ever more arguments by place, and the others by keyword; and each left out that can be, beside others that
    are not.
    """
    every = [call for _, call in material.every()]
    call = max(every, key=lambda call: (len(call), _above_one(call), count_of_numbers(call)))
    for place in range(2, len(call)):
        yield formed(KEYWORDS, material.drawn, call, by_keyword=True, positional=place)
    optional = [name for name in call if any(name not in other for other in every)]
    first = len(call) - len(optional)
    for name in optional if [*call][first:] == optional and len(optional) > 1 else ():
        less = {other: value for other, value in call.items() if other != name}
        yield formed(KEYWORDS, material.drawn, less, by_keyword=True, positional=first)


def _pairs_of_both_kinds(material: Material) -> Iterator[Arguments]:
    """Tuples of NumPy's numbers, and a list for one of several tuples."""
    call = max((call for _, call in material.every()), key=lambda call: len(pairs_in(call)))
    for name in (pairs := pairs_in(call)):
        whole = tuple(np.int64(number) if is_whole(number) else number for number in call[name])
        yield formed(KEYWORDS, material.drawn, call | {name: whole})
        if len(pairs) > 1:
            yield formed(KEYWORDS, material.drawn, call | {name: [*call[name]]})


def _equal_pairs(material: Material) -> Iterator[Arguments]:
    """Pairs of one number twice where a number may stand for both; what is left out may stand for 0, if that is
    in pairs.
    """
    every = sorted((call for _, call in material.every()), key=size_of)
    for name in dict.fromkeys(name for call in every for name, value in call.items() if isinstance(value, tuple)):
        zero = 0 if any(0 in call[name] for call in every if isinstance(call.get(name), tuple)) else None
        pairs = ((call.get(name, zero), call) for call in every)
        numbers = {number: call for number, call in pairs if isinstance(number, int) and is_whole(number)}
        for number in sorted(numbers)[:_SOME]:
            yield formed(KEYWORDS, material.drawn, numbers[number] | {name: (number, number)}, by_keyword=True)


def _near_edges(material: Material) -> Iterator[Arguments]:
    """Where nothing but numbers comes in, each near the edge of its type, and all."""
    call = material.pick_call()[1]
    names = [name for name, value in call.items() if is_whole(value)]
    if not most_axes(call):
        for some in (*([name] for name in names), names):
            yield formed(KEYWORDS, material.drawn, call | dict.fromkeys(some, NEAR_EDGE))
            for number in (1, *FAR):
                yield formed(SETTINGS, material.drawn, call | dict.fromkeys(some, number))


def _above_one(call: Arguments) -> int:
    """How many settings are neither 0 nor 1, as those mostly are that are left out."""
    return sum(bool(np.max(call[name]) > 1) for name in settings_of(call))


def _with_each_dict_turned_round(call: Arguments) -> Iterator[Arguments]:
    """The call with the keys of a dict in another order, of each that has several, and of all."""
    names = [name for name, value in call.items() if isinstance(value, dict) and len(value) > 1]
    for some in (*([name] for name in names), *([names] if len(names) > 1 else [])):
        yield {name: dict(reversed(value.items())) if name in some else value for name, value in call.items()}
