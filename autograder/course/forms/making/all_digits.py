"""Values that need all digits, tiny and huge ones, and such as are nearly tied, nearly alike, nearly special."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator

import numpy as np

from autograder.course.forms import changes
from autograder.course.forms.axes import count_of_numbers, size_of
from autograder.course.forms.declared import ALL_DIGITS
from autograder.course.forms.making.calls import instead
from autograder.course.forms.making.material import TRIES, Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import Change, Path, arrays_in, changed

_SMALL = (-2.0, -2.5, -3.0, -3.5, -4.0)
"""The logarithms of small sizes: a term of the third order is more than 1e-9 of them."""


def cases(material: Material) -> Iterator[Arguments]:
    """Calls whose values need all digits, and those in which some are of another size or nearly something else."""
    for base in material.drawn:
        yield from of_all_digits(material, [base], material.of(base))
        yield from of_all_digits(
            material, material.drawn, material.of(base), scaled=changes.to_size(10.0 ** material.random.uniform(7, 8))
        )
    # np.allclose takes for 0 what is below 1e-8, others what is below 2e-16; and series end soon for what is small
    sizes = (*((most - 1, most) for most in (-4, -8, -11, -16)), *((most - 0.1, most) for most in _SMALL))
    for least, most in sizes:
        scaled = changes.to_size(10.0 ** material.random.uniform(least, most))
        yield from of_all_digits(material, material.drawn, material.pick_call()[1], scaled=scaled)
    for size in (7e4, 5e9):  # products leave 32 bits, and 64
        yield from of_all_digits(material, material.drawn, material.pick_call()[1], scaled=changes.to_whole(size))
    nearly_tied = functools.partial(material.changes.nearly_equal, bits=(33, 46))
    for change in (
        material.changes.nearly_equal,
        nearly_tied,
        material.changes.of_all_sizes,
        material.changes.nearly_constant,
    ):
        yield from of_all_digits(material, material.drawn, material.pick_call()[1], scaled=change)
    yield from _one_of_another_size(material)
    yield from _tiny_with_numbers(material)
    yield from _nearly_alike(material)
    yield from _nearly_special(material)


def of_all_digits(
    material: Material, bases: Iterable[str], call: Arguments, scaled: Change = np.array
) -> Iterator[Arguments]:
    """A call of values that need all digits; what is scaled besides may look like the cases of any base."""
    if paths := material.changeable(call):
        call = changed(call, material.numbers(call), lambda number: number * (1 - material.random.uniform(0, 0.25)))
        yield formed(ALL_DIGITS, bases, changed(call, paths, lambda array: scaled(material.changes.with_digits(array))))


def _one_of_another_size(material: Material) -> Iterator[Arguments]:
    """Each array is tiny in turn, or large, and the others are not.  It is large in a call of every base, for what
    a call is about may silence an array, as a softmax of one-hot vectors does.
    """
    _, fullest = max(material.every(), key=lambda pair: len(material.changeable(pair[1])))
    asked = [(fullest, exponent) for exponent in (-7, -9, -180)] + [(material.of(base), 7) for base in material.drawn]
    for call, exponent in asked:
        paths = material.changeable(call)
        others = changed(call, paths, material.changes.with_digits)
        for path in paths:
            size = 10.0 ** (exponent + material.random.uniform())
            yield formed(ALL_DIGITS, material.drawn, changed(others, [path], changes.to_size(size)))


def _tiny_with_numbers(material: Material) -> Iterator[Arguments]:
    """Arrays that are tiny, and numbers that are so, too: as tiny as they are, or as their squares."""
    _, call = max(material.every(), key=lambda pair: (len(material.numbers(pair[1])), count_of_numbers(pair[1])))
    numbers, paths = material.numbers(call), material.changeable(call)
    for exponent, power in itertools.product((-5, -14), (1, 2)) if numbers and paths else ():
        size = 10.0 ** (exponent + material.random.uniform())
        digits = changed(call, paths, material.changes.with_digits)
        small = changed(digits, paths, functools.partial(np.multiply, size))
        factor = size**power * (1 - material.random.uniform(0, 0.25))
        yield formed(ALL_DIGITS, material.drawn, changed(small, numbers, factor.__mul__))


def _nearly_special(material: Material) -> Iterator[Arguments]:
    """Arrays that are all but constant, symmetric, of rank one: by a little more than what is asked of answers."""
    suited: dict[Path, list[Arguments]] = {}
    for _, call in material.every():
        for path, array in arrays_in(call):
            if array.size > 1 and path in material.changeable(call):
                suited.setdefault(path, []).append(call)
    for (path, calls), special in itertools.product(suited.items(), changes.SPECIAL):
        near = functools.partial(material.changes.nearly, special)
        any_order = [calls[place] for place in material.random.permutation(len(calls))]
        for some in ([min(calls, key=size_of)], any_order[:TRIES]):  # among few numbers each counts for more
            made = (_with_one_changed(material, call, path, near) for call in some)
            if case := next(filter(material.can_be_asked, made), None):
                yield formed(ALL_DIGITS, material.drawn, case)


def _with_one_changed(material: Material, call: Arguments, path: Path, change: Change) -> Arguments:
    """The call with all digits, and one array changed besides."""
    digits: Arguments = changed(call, material.changeable(call), material.changes.with_digits)
    return dict(changed(digits, [path], change))


def _nearly_alike(material: Material) -> Iterator[Arguments]:
    """Two arrays of one shape whose difference is small beside their values."""
    for base, calls in material.drawn.items():
        call = calls[-1]
        arrays = dict(arrays_in(call))
        for one, other in itertools.combinations(material.changeable(call), 2):
            if arrays[one].shape == arrays[other].shape:
                values = 1e6 * material.changes.with_digits(arrays[one])
                for most in (1e-7, 1e-10):
                    near = changed(call, [other], functools.partial(instead, material.changes.near(values, most)))
                    yield formed(ALL_DIGITS, base, changed(near, [one], functools.partial(instead, values)))
