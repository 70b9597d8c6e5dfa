"""Arrays that lie otherwise in memory, and several that are one there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course.forms.axes import count_of_axes, count_of_numbers, size_of
from autograder.course.forms.declared import MEMORY_ORDER
from autograder.course.forms.making.material import Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import Path, arrays_in, changed
from autograder.worker.layouts import COLUMN_MAJOR, LAYOUTS, MIXED, OTHER_BYTE_ORDER, SHARED


def cases(material: Material) -> Iterator[Arguments]:
    """Each layout of arrays in memory, for all and for each, and several arguments that are one array."""
    for base, layout in itertools.product(material.drawn, (*LAYOUTS, MIXED)):
        call = max(material.drawn[base], key=lambda call: (count_of_axes(call), count_of_numbers(call)))
        if any(True for _ in arrays_in(call)):
            full = changed(call, material.changeable(call), material.changes.filled)
            yield formed(MEMORY_ORDER, material.drawn, full, layout=layout)
    base, call = material.pick_call()
    if paths := material.changeable(call):
        bytes_ = changed(call, paths, material.changes.as_type("uint8"))
        yield formed(MEMORY_ORDER, base, bytes_, layout=COLUMN_MAJOR)
        shorts = changed(call, paths, material.changes.as_type("int16"))
        yield formed(MEMORY_ORDER, base, shorts, layout=OTHER_BYTE_ORDER)
    yield from _shared(material)


def _shared(material: Material) -> Iterator[Arguments]:
    """One array for several arguments, and one that begins with the others."""
    alike = [(call, _alike(material, call)) for _, call in material.every()]
    call, paths = max(alike, key=lambda pair: (len(pair[1]), size_of(pair[0])))
    if len(paths) > 1:
        values = material.changes.with_digits(dict(arrays_in(call))[paths[0]])
        yield _in_one(material, call, paths, values)
    call = max(
        (call for _, call in material.every()), key=lambda call: (len(_arguments(material, call)), size_of(call))
    )
    arrays = {path: dict(arrays_in(call))[path] for path in _arguments(material, call)}
    if len({array.shape for array in arrays.values()}) > 1:
        yield _in_one(material, call, [*arrays], material.changes.with_digits(max(arrays.values(), key=np.size)))


def _in_one(material: Material, call: Arguments, paths: Sequence[Path], values: np.ndarray) -> Arguments:
    """The call with the first of these values in each of its arrays, so that they can be one in memory."""
    same = changed(call, paths, lambda array: values.reshape(-1)[: array.size].reshape(array.shape))
    return formed(MEMORY_ORDER, (*material.drawn, *material.manners), same, layout=SHARED)


def _arguments(material: Material, call: Arguments) -> list[Path]:
    """The arguments that are arrays whose values may be changed."""
    return [path for path in material.changeable(call) if len(path) == 1]


def _alike(material: Material, call: Arguments) -> list[Path]:
    """Arrays of one shape."""
    shapes = {path: dict(arrays_in(call))[path].shape for path in material.changeable(call)}
    groups = [[path for path in shapes if shapes[path] == shape] for shape in dict.fromkeys(shapes.values())]
    return max(groups, key=len, default=[])
