"""Values of a kind for which there are short cuts: constants, equal rows, a single number that is not 0."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course.forms import changes
from autograder.course.forms.axes import count_of_axes
from autograder.course.forms.declared import SPECIAL_VALUES, pick
from autograder.course.forms.making.calls import instead
from autograder.course.forms.making.material import Material, formed
from autograder.course.forms.making.number_types import NARROW
from autograder.course.outcomes import Arguments
from autograder.values.parts import Path, arrays_in, changed
from autograder.worker.layouts import AS_IT_IS, ONE_ROW


def cases(material: Material) -> Iterator[Arguments]:
    """Each array in turn with values of a kind for which there are short cuts, beside others with all digits,
    and beside whole numbers in which sums do not fit.
    """
    calls = sorted((call for _, call in material.every()), key=lambda call: (_has_a_square(call), count_of_axes(call)))
    for path, call in {path: each for each in calls for path in material.changeable(each)}.items():
        others = [other for other in material.changeable(call) if other != path]
        digits = changed(call, others, material.changes.with_digits)
        for special in changes.SPECIAL:
            yield formed(SPECIAL_VALUES, material.drawn, changed(digits, [path], special))
        if len(path) == 1 and dict(arrays_in(call))[path].ndim:
            rows = changed(digits, [path], changes.equal_rows)
            layout = ",".join(ONE_ROW if name == path[0] else AS_IT_IS for name in call)
            yield formed(SPECIAL_VALUES, (*material.drawn, *material.manners), rows, layout=layout)
        bytes_ = changed(call, others, material.changes.as_type(pick(material.random, NARROW)))
        if others:
            yield formed(SPECIAL_VALUES, material.drawn, changed(bytes_, [path], np.ones_like))
    yield from _zeros_but_for_one(material, calls)
    yield from _single_at_the_end(material)
    yield from _silent_at_first(material)
    for special in changes.SPECIAL:
        yield formed(SPECIAL_VALUES, material.drawn, changed(calls[-1], material.changeable(calls[-1]), special))


def _single_at_the_end(material: Material) -> Iterator[Arguments]:
    """All but the last number 0, in a call of each check: in some of them nothing comes of that number."""
    for base, calls in material.drawn.items():
        call = max(calls, key=count_of_axes)
        for path in material.changeable(call):
            yield formed(SPECIAL_VALUES, base, changed(call, [path], changes.single_at_the_end))


def _silent_at_first(material: Material) -> Iterator[Arguments]:
    """Zeros in the first half of an argument, along each axis, and in what is only added to it, as a state and a
    bias are: at first nothing comes of it, and then something does.
    """
    sizes: dict[tuple[Path, int], tuple[int, Arguments]] = {}
    for _, call in material.every():
        for path, array in arrays_in(call):
            for axis, size in enumerate(array.shape if len(path) == 1 else ()):
                if size > sizes.get((path, axis), (1, call))[0]:
                    sizes[path, axis] = size, call
    for (path, axis), (_, call) in sizes.items():
        if path in material.changeable(call):
            digits = changed(call, material.changeable(call), material.changes.with_digits)
            late = changed(digits, [path], functools.partial(changes.silent_at_first, axis))
            yield formed(SPECIAL_VALUES, material.drawn, late)
            if added := _added_to(material, call, path):
                yield formed(SPECIAL_VALUES, material.drawn, changed(late, added, np.zeros_like))


def _added_to(material: Material, call: Arguments, path: Path) -> list[Path]:
    """The arguments that have fewer axes than this one, and arrays of one axis in dicts."""
    axes = {each: array.ndim for each, array in arrays_in(call) if each in material.changeable(call)}
    return [each for each in axes if axes[each] < (axes[path] if len(each) == 1 else 2)]


def _zeros_but_for_one(material: Material, calls: Sequence[Arguments]) -> Iterator[Arguments]:
    """Zeros in all arrays but one, with each argument left out that can be."""
    for call in {tuple(name for name in call if call[name] is not None): call for call in calls}.values():
        paths = material.changeable(call)
        silent = changed(call, paths, np.zeros_like)
        for path in paths if len(paths) > 1 else ():
            values = material.changes.with_digits(dict(arrays_in(call))[path])
            yield formed(SPECIAL_VALUES, material.drawn, changed(silent, [path], functools.partial(instead, values)))


def _has_a_square(call: Arguments) -> bool:
    """Whether the last two axes of an array are of one size above 1."""
    return any(array.ndim > 1 and array.shape[-1] == array.shape[-2] > 1 for _, array in arrays_in(call))
