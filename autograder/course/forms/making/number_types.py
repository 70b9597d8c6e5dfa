"""Arrays of each type of numbers: all of one, each by itself, and several beside one another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from autograder.course.forms import changes
from autograder.course.forms.axes import size_of
from autograder.course.forms.declared import NUMBER_TYPES
from autograder.course.forms.making.material import FEWEST, Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import changed

WIDTHS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
"""The whole numbers of NumPy in arrays."""

NARROW = ("int8", "uint8", "int16")
"""Those in which sums of a few values no longer fit."""


def cases(material: Material) -> Iterator[Arguments]:
    """All arrays of each type, and each array by itself beside floats with fractions."""
    narrow = [(dtype, material.of_base(base)) for dtype, base in itertools.product(NARROW, material.drawn)]
    for dtype, (base, call) in (*narrow, *((dtype, material.pick_call()) for dtype in (*WIDTHS, "float32"))):
        if paths := material.changeable(call):
            yield formed(NUMBER_TYPES, base, changed(call, paths, material.changes.as_type(dtype)))
    yield from _short_ways(material)
    pool = material.of_pairs(FEWEST)
    for dtype, (turn, call) in itertools.product(NARROW, enumerate(sorted(pool, key=size_of)[-5:])):
        paths = material.changeable(call)
        narrow_call = changed(call, paths, material.changes.as_type(dtype))
        yield formed(NUMBER_TYPES, material.drawn, narrow_call if turn else changed(narrow_call, paths, changes.coarse))
    for number, dtype in itertools.product(range(material.most_arrays()), NARROW):
        base, call = material.pick_call()
        paths = material.changeable(call)
        if len(paths) > 1:
            alone = paths[number % len(paths)]
            others = changed(call, [path for path in paths if path != alone], material.changes.with_digits)
            yield formed(NUMBER_TYPES, base, changed(others, [alone], material.changes.as_type(dtype)))
            yield formed(NUMBER_TYPES, base, changed(others, [alone], changes.as_small_numbers(dtype)))
    yield from _mixed_types(material)


def _short_ways(material: Material) -> Iterator[Arguments]:
    """Each narrow type, and the widest, wherever a feature is, for which code may have a way of its own."""
    alone = material.features.each_alone([call for _, call in material.every()])
    for dtype, call in itertools.product((*NARROW, *WIDTHS[-2:]), alone):
        full = changed(call, material.changeable(call), material.changes.filled)
        yield formed(
            NUMBER_TYPES, material.drawn, changed(full, material.changeable(call), material.changes.as_type(dtype))
        )


def _mixed_types(material: Material) -> Iterator[Arguments]:
    """Each array of another narrow type; one without signs beside small ones that have them; one of floats among
    whole ones; whole numbers beside them.
    """
    for turn, (base, call) in enumerate(material.pick_call() for _ in range(max(3, material.most_arrays()))):
        paths = material.changeable(call)
        mixed = call
        for place, path in enumerate(paths):
            mixed = changed(mixed, [path], material.changes.as_type(NARROW[(turn + place) % len(NARROW)]))
        yield formed(NUMBER_TYPES, base, mixed)
        if len(paths) > 1:
            alone = paths[turn % len(paths)]
            small = changed(call, paths, changes.as_small_numbers("int64"))
            yield formed(NUMBER_TYPES, base, changed(small, [alone], changes.as_small_numbers("uint8")))
        if len(paths) > 2:
            narrow = changed(call, [path for path in paths if path != alone], material.changes.as_type("int8"))
            yield formed(NUMBER_TYPES, base, changed(narrow, [alone], material.changes.with_digits))
        if numbers := material.numbers(call):
            whole = changed(call, numbers, lambda number: round(number) or 2)
            yield formed(NUMBER_TYPES, base, changed(whole, paths, material.changes.as_type(NARROW[turn % 3])))

    yield from _all_but_one_whole(material)


def _all_but_one_whole(material: Material) -> Iterator[Arguments]:
    """One number with a fraction in turn, and whole numbers everywhere else."""
    call = max((call for _, call in material.every()), key=lambda call: len(material.numbers(call)))
    numbers = material.numbers(call)
    whole = changed(call, material.changeable(call), changes.as_small_numbers("int64"))
    for number in numbers if len(numbers) > 1 else ():
        others = [each for each in numbers if each != number]
        yield formed(NUMBER_TYPES, material.drawn, changed(whole, others, lambda value: round(value) or 2))
