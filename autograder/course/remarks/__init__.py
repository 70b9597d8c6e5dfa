"""What can be said of wrong answers that no named misconception explains.

A remark is a relation between the right answers and the student's, such as "twice the right one".
It is made only if the relation holds on every case that was asked, and says something on at least
:data:`PROOF` of those that are wrong.  A course lists its remarks, the most telling first, as
``REMARKS`` in ``reference/remarks.py``; one without that file has those of :data:`GENERAL`.
"""

from __future__ import annotations

from autograder.course.remarks.answers import PROOF, Answer, Answers, Ask, Remark
from autograder.course.remarks.arguments import ignores, right_for_other_arguments, right_only_where
from autograder.course.remarks.exceptions import (
    array_for_a_shape,
    cannot_cast,
    empty,
    one_truth_value,
    overflows,
    product_does_not_fit,
    raises,
)
from autograder.course.remarks.factors import constant_factor, factor_of_arguments, other_signs, proportional
from autograder.course.remarks.nothing_computed import (
    always_the_same,
    always_zero,
    another_kind,
    nothing_returned,
    parts_always_zero,
    wrong_parts,
)
from autograder.course.remarks.number_types import (
    few_digits,
    first_digits,
    float32,
    gives_nan,
    not_finite,
    whole_numbers,
)
from autograder.course.remarks.places import (
    Transform,
    other_order,
    rearranged,
    right_inside,
    rounded,
    transposed,
    truncated,
    turned_over,
    zero_at_an_end,
)

NOTHING_COMPUTED: tuple[Remark, ...] = (nothing_returned, another_kind, always_zero, always_the_same)
"""Remarks on answers in which nothing is computed, or of another kind: they come first, for zeros are much else,
too.
"""

OTHER_NUMBERS: tuple[Remark, ...] = (truncated, rounded, whole_numbers, float32, few_digits, first_digits)
"""Remarks on answers in numbers that cannot hold the right ones."""

BY_NO_CHANCE: tuple[Remark, ...] = (float32, few_digits, first_digits)
"""Remarks that one wrong answer may prove, for it has many digits."""

EXCEPTIONS: tuple[Remark, ...] = (
    cannot_cast,
    one_truth_value,
    array_for_a_shape,
    product_does_not_fit,
    overflows,
    empty,
)
"""Remarks on exceptions, and on what often ends in one."""

OF_PARTS: tuple[Remark, ...] = (parts_always_zero, wrong_parts)
"""Remarks on parts of answers: only of those that a call returns, for what else is seen has other parts."""

GENERAL: tuple[Remark, ...] = (
    *NOTHING_COMPUTED,
    constant_factor,
    factor_of_arguments,
    transposed,
    other_order,
    *OTHER_NUMBERS,
    *EXCEPTIONS,
    right_for_other_arguments,
    other_signs,
    proportional,
    zero_at_an_end,
    parts_always_zero,
    not_finite,
    gives_nan,
    wrong_parts,
)
"""Remarks that may hold in any course."""


__all__ = [
    "BY_NO_CHANCE",
    "EXCEPTIONS",
    "GENERAL",
    "NOTHING_COMPUTED",
    "OF_PARTS",
    "OTHER_NUMBERS",
    "PROOF",
    "Answer",
    "Answers",
    "Ask",
    "Remark",
    "Transform",
    "always_the_same",
    "always_zero",
    "another_kind",
    "array_for_a_shape",
    "cannot_cast",
    "constant_factor",
    "empty",
    "factor_of_arguments",
    "few_digits",
    "first_digits",
    "float32",
    "gives_nan",
    "ignores",
    "not_finite",
    "nothing_returned",
    "one_truth_value",
    "other_order",
    "other_signs",
    "overflows",
    "parts_always_zero",
    "product_does_not_fit",
    "proportional",
    "raises",
    "rearranged",
    "right_for_other_arguments",
    "right_inside",
    "right_only_where",
    "rounded",
    "transposed",
    "truncated",
    "turned_over",
    "whole_numbers",
    "wrong_parts",
    "zero_at_an_end",
]
