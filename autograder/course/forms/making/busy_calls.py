"""Calls in which much is large or unusual at once."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course.forms import changes
from autograder.course.forms.declared import BUSY, pick
from autograder.course.forms.making.material import Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import Change, arrays_in, changed
from autograder.worker.layouts import AS_IT_IS, COLUMN_MAJOR, LAYOUTS, MIXED

_TINY_ONES, _TINY_FACTOR = 5, 1e-7
"""So many of the busy calls have tiny numbers, with each size large in one of them; and how tiny, before they are
multiplied.
"""

_TINY_IN_PRODUCTS = 3e-10
"""The same where products of two are summed up, which need no digits of 1: so tiny that np.isclose takes all for 0."""

_OF_16_BITS = 3
"""The place of their type among those of busy calls."""


def cases(material: Material) -> Iterator[Arguments]:
    """Calls in which much is large at once, each in some types, in some layout, with as many arguments by keyword
    as may be; the largest in 16 bits, for which code for large sizes alone may have too few digits; the last of
    them with nothing but tiny numbers, which must not be taken for rounding errors.
    """
    calls = [*material.declared.busy.calls(material.random)] if material.declared.busy else []
    names = max((list(call) for call in calls), key=len, default=[])
    order = material.random.permutation(len(_kinds(material))).tolist()
    if calls:
        of_16_bits = order.index(_OF_16_BITS)
        largest = max(range(len(order)), key=lambda turn: _count_of_products(calls[turn]))
        order[largest], order[of_16_bits] = order[of_16_bits], order[largest]
    kinds = [_kinds(material)[place] for place in order]
    for turn, call in enumerate(calls):
        in_turn = kinds[turn % len(kinds) :] + kinds[: turn % len(kinds)]
        dressed = _in_types(material, call, in_turn, alike=turn < len(kinds))
        if turn >= len(calls) - _TINY_ONES:
            dressed = changed(call, material.changeable(call), functools.partial(_tiny, material))
        layout = pick(material.random, (AS_IT_IS, COLUMN_MAJOR, MIXED, pick(material.random, tuple(LAYOUTS))))
        last = _in_place(call, names)
        first = pick(material.random, (last, max(last - 1, 0), int(material.random.integers(last + 1))))
        yield formed(BUSY, material.drawn, dressed, layout=layout, by_keyword=first < len(call), positional=first)


def _in_types(material: Material, call: Arguments, kinds: Sequence[Change], *, alike: bool) -> Arguments:
    """The call with all arrays in the first of these types; or, if they need not be ``alike``, with each in another
    one, or with all but one in the first, beside one that has fractions.
    """
    paths, way = material.changeable(call), 1 if alike else material.random.integers(4)
    step = int(way == 0)
    for place, path in enumerate(paths):
        call = changed(call, [path], kinds[step * place % len(kinds)])
    alone = [path for path in paths if len(paths) > 1 and way > 1]
    return changed(call, [pick(material.random, alone)], material.changes.with_digits) if alone else call


def _tiny(material: Material, array: np.ndarray) -> np.ndarray:
    """The array with all digits, and so small that code which looks for rounding errors takes it for one."""
    are_two = len(material.declared.factors) == len(("one", "other"))  # three would be below every tolerance
    factor = _TINY_IN_PRODUCTS if are_two else _TINY_FACTOR
    return factor * material.changes.with_digits(array)


def _kinds(material: Material) -> tuple[Change, ...]:
    """The types in which busy calls come, that of 16 bits in its place."""
    narrow = map(material.changes.as_type, ("int8", "int16", "float32"))
    small, large = changes.as_small_numbers("int64"), changes.to_whole(3e9)
    digits = material.changes.with_digits
    return digits, digits, *narrow, material.changes.near_the_top, small, lambda array: large(array).astype(np.int64)


def _in_place(call: Arguments, names: Sequence[str]) -> int:
    """How many of the arguments come in the order of these names, with none left out."""
    return next((place for place, name in enumerate(call) if name != names[place]), len(call))


def _count_of_products(call: Arguments) -> int:
    """How many products there are of a number of each array."""
    return math.prod(array.size for _, array in arrays_in(call))
