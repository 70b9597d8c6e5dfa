"""Good calls of other types, in which manners are looked at."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.course.forms import changes
from autograder.course.forms.axes import count_of_axes, count_of_numbers
from autograder.course.forms.making.calls import other_number, pairs_in
from autograder.course.forms.making.material import Material
from autograder.course.outcomes import Arguments
from autograder.values.parts import Change, changed


def calls_of_other_types(material: Material) -> Iterator[Arguments]:
    """Calls that tempt to write into what came in, or to hand out what is kept: with nothing but zeros, in
    single precision, and with lists for tuples.
    """
    call = max((call for _, call in material.every()), key=lambda call: (count_of_axes(call), count_of_numbers(call)))
    others: list[Change] = [np.zeros_like, *map(changes.as_small_numbers, ("int64", "uint8"))]
    for change in others:
        yield changed(call, material.changeable(call), change)
    for each in material.features.each_alone([call for _, call in material.every()]) or [call]:
        yield changed(each, material.changeable(each), material.changes.as_type("float32"))
    of_pair = {name: call for _, call in material.every() for name in pairs_in(call)}
    for each in {id(call): call for call in of_pair.values()}.values():  # each may be changed in a call of its own
        yield {name: other_number(value, int) for name, value in each.items()}
