"""Answers in numbers that cannot hold the right ones, or that are none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.course.remarks.answers import PROOF, Answer, Answers, Ask, by_part, flat, same_form
from autograder.languages import _
from autograder.values import compare

_LARGE = 100.0
"""From this size on an argument counts as large."""

_BEYOND = 2.0**63
"""No array of whole numbers holds such a number."""

_FIVE_DIGITS = compare.Allowed(1e-5, least=0.0)
"""So well single precision computes what takes a few steps, however small it is."""


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
    if wrong and all(map(_is_short, wrong)) and (len(wrong) >= PROOF or any(map(_is_no_shorter, wrong))):
        yield (
            "float32",
            _(
                "Your answers are right to seven digits only, as float32 is. Leave out astype and dtype=np.float32: "
                "what NumPy computes with unasked has sixteen."
            ),
        )


def _is_short(answer: Answer) -> bool:
    if not same_form(answer) or compare.difference(answer.expected, answer.returned, _FIVE_DIGITS):
        return False
    expected, returned = flat(answer.expected), flat(answer.returned)
    return np.array_equal(returned, returned.astype(np.float32)) and not np.array_equal(
        expected, expected.astype(np.float32)
    )


def _is_no_shorter(answer: Answer) -> bool:
    """Whether numbers of an answer take all digits of float32: few have so many, and no more, by chance."""
    returned = flat(answer.returned)
    return bool(np.any(returned != np.round(returned, 3)))


def few_digits(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are rounded, or cut off, some digits after the point."""
    wrong = [answer for answer in answers if not answer.right]
    if not wrong or not all(map(same_form, answers)) or not all(np.isfinite(flat(a.returned)).all() for a in answers):
        return
    digits = next((n for n in range(1, _MOST_DIGITS) if all(_ends_after(answer, n) for answer in answers)), 0)
    if digits and len(wrong) >= (1 if digits >= _BY_NO_CHANCE else PROOF):
        hint = _("Your answers end {digits} digits after the point. Leave out what rounds them: all digits are wanted.")
        yield "few_digits", hint.format(digits=digits)


_MOST_DIGITS, _BY_NO_CHANCE = 12, 4
"""So many digits after the point are tried; no number has as few as that by chance."""


def _ends_after(answer: Answer, digits: int) -> bool:
    """Whether all numbers of an answer have so many digits after the point, and those are right."""
    returned, expected = flat(answer.returned), flat(answer.expected)
    has_few = np.all(np.abs(returned - np.round(returned, digits)) <= 1e-15 * np.maximum(1.0, np.abs(returned)))
    is_near = compare.difference(answer.expected, answer.returned, _NEAR) is None  # texts have no digits
    return bool(has_few and is_near and np.all(np.abs(returned - expected) <= 1.001 * 10.0**-digits))


_NEAR = compare.Allowed(1.0)


def first_digits(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are right in their first six digits and more."""
    wrong = [answer for answer in answers if not answer.right]
    if wrong and all(same_form(answer) and _is_nearly_right(answer) for answer in wrong):
        hint = _(
            "Your answers are right in their first digits only. Look for float32, for a small number that is added, "
            "such as 1e-8, and for constants of too few digits."
        )
        yield "first_digits", hint


_SIX_DIGITS = compare.Allowed(1e-6, least=0.0)


def _is_nearly_right(answer: Answer) -> bool:
    """Whether an answer is right in its first digits, where they are some, and those of no argument."""
    near = compare.difference(answer.expected, answer.returned, _SIX_DIGITS) is None
    return near and bool(np.any(flat(answer.expected))) and not _is_nearly_an_argument(answer)


def _is_nearly_an_argument(answer: Answer) -> bool:
    """Whether little is changed: then the first digits are right where nothing is computed."""
    parts = [part.expected for part in by_part(answer).values() if not part.right]
    given = answer.arguments.get("call", answer.arguments).values()  # that of a form is within
    return any(compare.difference(one, part, _CHANGED) is None for one in given for part in parts)


_CHANGED = compare.Allowed(0.01)


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
