"""The cases of all forms, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.forms.declared import (
    ALL_DIGITS,
    BUSY,
    EARLIER_CALLS,
    EQUAL_SIZES,
    KEYWORDS,
    LARGE_SIZE,
    MEMORY_ORDER,
    NUMBER_TYPES,
    SETTINGS,
    SHAPES_ALONE,
    SPECIAL_VALUES,
    TOGETHER,
)
from autograder.course.forms.making import (
    all_digits,
    busy_calls,
    earlier_calls,
    equal_sizes,
    keywords,
    large_size,
    memory_order,
    number_types,
    settings,
    shapes_alone,
    special_values,
    together,
)
from autograder.course.forms.making.enlarging import Enlarging
from autograder.course.forms.making.material import Material
from autograder.course.outcomes import Arguments


def every_form(material: Material) -> list[Arguments]:
    """The cases of all forms that can be asked for, form by form."""
    enlarging = Enlarging(material)
    made: dict[str, Iterator[Arguments]] = {
        TOGETHER: together.cases(material),
        ALL_DIGITS: all_digits.cases(material),
        SETTINGS: settings.cases(material),
        NUMBER_TYPES: number_types.cases(material),
        MEMORY_ORDER: memory_order.cases(material),
        KEYWORDS: keywords.cases(material),
        SPECIAL_VALUES: special_values.cases(material),
        SHAPES_ALONE: shapes_alone.cases(material),
        EQUAL_SIZES: equal_sizes.cases(material, enlarging),
        LARGE_SIZE: large_size.cases(material, enlarging),
        BUSY: busy_calls.cases(material),
        EARLIER_CALLS: earlier_calls.cases(material, enlarging),
    }
    cases = (case for form, each in made.items() if form not in material.declared.without for case in each)
    return [case for case in cases if material.can_be_asked(case["call"])]
