"""Answers in numbers that cannot hold the right ones, or that are none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.course.remarks.answers import PROOF, Answer, Answers, Ask, flat, same_form
from autograder.languages import _
from autograder.values import compare

_LARGE = 100.0
"""From this size on an argument counts as large."""

_BEYOND = 2.0**63
"""No array of whole numbers holds such a number."""

_SEVEN_DIGITS = 1e-5
"""So well single precision computes what takes a few steps."""


def whole_numbers(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are arrays of whole numbers where fractions were wanted, or numbers too large for such."""
    wrong = [answer for answer in answers if not answer.right and not _is_too_large(answer)]
    if len(wrong) >= PROOF and all(same_form(answer) and _cannot_hold_it(answer) for answer in wrong):
        yield (
            "whole_numbers",
            _(
                "Your answers are arrays of whole numbers, which cut every fraction that is put into them. Start from "
                "np.zeros(shape): np.zeros_like of whole numbers holds whole numbers."
            ),
        )


def _is_too_large(answer: Answer) -> bool:
    """Whether a number did not fit into an array of whole numbers."""
    return answer.raised is not None and answer.raised.kind == "OverflowError"


def _cannot_hold_it(answer: Answer) -> bool:
    returned, expected = answer.returned, flat(answer.expected)
    has_other_numbers = np.any(expected % 1) or np.any(np.abs(expected) >= _BEYOND)
    return isinstance(returned, np.ndarray) and returned.dtype.kind in "iu" and bool(has_other_numbers)


def float32(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are right to seven digits, and are numbers of float32."""
    wrong = [answer for answer in answers if not answer.right]
    if len(wrong) >= PROOF and all(map(_is_short, wrong)):
        yield (
            "float32",
            _(
                "Your answers are right to seven digits only, as float32 is. Leave out astype and dtype=np.float32: "
                "what NumPy computes with unasked has sixteen."
            ),
        )


def _is_short(answer: Answer) -> bool:
    if not same_form(answer) or compare.difference(answer.expected, answer.returned, _SEVEN_DIGITS):
        return False
    expected, returned = flat(answer.expected), flat(answer.returned)
    return np.array_equal(returned, returned.astype(np.float32)) and not np.array_equal(
        expected, expected.astype(np.float32)
    )


def not_finite(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are nan or infinite, and their arguments are large."""
    broken = [answer for answer in answers if not answer.right]
    if not all(same_form(answer) and not np.isfinite(flat(answer.returned)).all() for answer in broken):
        return
    if min(float(np.abs(flat(list(answer.arguments.values()))).max(initial=0.0)) for answer in broken) >= _LARGE:
        hint = _(
            "Your answers become nan or infinite where the input is large. Rewrite the formula so that no "
            "intermediate value overflows."
        )
        yield "not_finite", hint


def gives_nan(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers, or some of them, hold nan, where the right ones do not."""
    wrong = [answer for answer in answers if not answer.right]
    broken = [answer for answer in wrong if same_form(answer) and np.isnan(flat(answer.returned)).any()]
    if len(broken) >= PROOF and not any(np.isnan(flat(answer.expected)).any() for answer in broken):
        which = _("your answers") if len(broken) == len(wrong) else _("some of your answers")
        hint = _(
            "There is nan in {which}: it comes from 0 / 0, from the root or logarithm of a negative number, or "
            "from infinity less infinity. Look for what can be 0, or negative, there."
        )
        yield "gives_nan", hint.format(which=which)
