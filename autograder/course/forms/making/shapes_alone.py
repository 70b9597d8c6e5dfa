"""What is no number, in arrays of which only the shape matters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from autograder.course.forms import changes
from autograder.course.forms.declared import SHAPES_ALONE
from autograder.course.forms.making.material import Material, formed
from autograder.course.outcomes import Arguments
from autograder.values.parts import changed


def cases(material: Material) -> Iterator[Arguments]:
    """Each array of which only the shape matters with nan and infinities in it."""
    for name, base in itertools.product(material.declared.shapes_alone, material.drawn):
        call = material.of(base)
        digits = changed(call, material.changeable(call), material.changes.with_digits)
        yield formed(SHAPES_ALONE, base, digits | {name: changes.not_finite(call[name])})
