"""Exceptions that say what is wrong, and empty arrays, which often end in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from autograder.course.remarks.answers import Answer, Answers, Ask, Remark
from autograder.languages import N_, _


def raises(name: str, message: str, hint: str, *, line: str = "") -> Remark:
    """The remark that all that is wrong is one exception: its message, and the student's line, match
    these patterns.
    """

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        wrong = [answer.raised for answer in answers if not answer.right]
        if wrong and all(each and re.search(message, each.message) and re.search(line, each.code) for each in wrong):
            yield name, hint

    return remark


cannot_cast = raises(
    "cannot_cast",
    r"^Cannot cast ufunc .* output from dtype",
    N_(
        "An array of whole numbers takes no fractions: `dx = np.zeros_like(x); dx += ...` fails where x holds whole "
        "numbers. Start from np.zeros(x.shape)."
    ),
)


overflows = raises(
    "overflows",
    r"^overflow encountered in exp",
    N_(
        "exp overflows: it is beyond all floats from about 709 on. Rewrite the formula so that exp only ever gets "
        "numbers that are not above 0."
    ),
)


product_does_not_fit = raises(
    "product_does_not_fit",
    r"^matmul: Input operand|^shapes .* not aligned",
    N_(
        "The factors of a matrix product do not fit. Write the shapes beside them: one of the two must be "
        "transposed, or "
        "the two must be exchanged."
    ),
)


one_truth_value = raises(
    "one_truth_value",
    r"^The truth value of an array with more than one element is ambiguous",
    N_(
        "`max(0, z)`, `if z > 0`, `not z` and `and` ask for one yes or no, and an array has many. Use np.maximum(0, "
        "z) or np.where(z > 0, ..., ...), and `is None` to see whether something is there."
    ),
)


array_for_a_shape = raises(
    "array_for_a_shape",
    r"only integer scalar arrays|cannot be interpreted as an integer|maximum supported dimension|negative dimensions",
    N_("np.zeros(x) takes x for a shape. Write np.zeros(x.shape), or np.zeros_like(x, dtype=float)."),
    line=r"\b(zeros|empty|ones|full)\((?!.*shape)",
)


def empty(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers hold no values, or an exception tells of an array that holds none."""
    wrong = [answer for answer in answers if not answer.right]
    if wrong and all(map(_is_empty, wrong)):
        yield (
            "empty_slice",
            _(
                "An array is empty there: x[p:-p] holds nothing where p is 0, for -0 is 0. Write x[p : len(x) - p], or "
                "x[p : p + n] with the n that is wanted."
            ),
        )


def _is_empty(answer: Answer) -> bool:
    if answer.raised:
        return bool(re.search(r"\((\d+,\s*)*0(,\s*\d+)*,?\)", answer.raised.message))
    returned = answer.returned
    return isinstance(returned, np.ndarray) and returned.size == 0 and np.size(answer.expected) > 0
