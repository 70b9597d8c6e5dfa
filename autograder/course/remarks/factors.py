"""Answers that are right but for a factor, or for signs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments
from autograder.course.remarks.answers import PROOF, Answer, Answers, Ask, flat, has_the_right_keys, is_zero, same_form
from autograder.languages import _
from autograder.values import compare


def constant_factor(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are the right ones times one factor, which may be the number of rows."""
    for words in _factors(answers):
        yield "constant_factor", words


def _factors(answers: Answers) -> Iterator[str]:
    factors = [_factor(answer) for answer in answers]
    pairs = list(zip(factors, answers, strict=True))
    known = [(factor, len(_first_array(answer.arguments))) for factor, answer in pairs if factor is not None]
    if len(known) < PROOF or any(factor is None and not is_zero(answer) for factor, answer in pairs):
        return
    first = known[0][0]
    if all(np.isclose(factor, first, rtol=1e-9) for factor, _ in known):
        if not np.isclose(first, 1, rtol=1e-5):  # beyond rounding
            said = _("Your answers are the right ones times {factor}. Look for a factor too many or too few.")
            yield said.format(factor=f"{first:.6g}")
    elif all(np.isclose(factor * count, 1, rtol=1e-9) for factor, count in known):
        yield _(
            "Your answers are the right ones times 1/N, one over the number of rows. Look for a factor too many or too "
            "few: a sum is wanted, not a mean."
        )
    elif all(np.isclose(factor, count, rtol=1e-9) for factor, count in known):
        yield _(
            "Your answers are the right ones times N, the number of rows. Look for a factor too many or too few: a "
            "mean is wanted, not a sum."
        )


def _factor(answer: Answer) -> float | None:
    if not same_form(answer):
        return None
    expected, returned = flat(answer.expected), flat(answer.returned)
    square = float(expected @ expected)
    if square == 0.0:
        return None
    factor = float(expected @ returned) / square
    return factor if factor and compare.difference(expected * factor, returned) is None else None


def _first_array(arguments: Arguments) -> np.ndarray:
    return next((value for value in arguments.values() if isinstance(value, np.ndarray) and value.ndim), np.zeros(1))


def proportional(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or each part of all, are the right ones times a factor, which is another one from call to
    call.
    """
    split = [_by_part(answer) for answer in answers]
    labels = list(dict.fromkeys(label for parts in split for label in parts))
    told = []
    for label in labels:
        parts = [parts[label] for parts in split if label in parts]
        factors = [_factor(part) for part in parts]
        pairs = list(zip(factors, parts, strict=True))
        if any(not (is_zero(part) if factor is None else np.isfinite(factor)) for factor, part in pairs):
            return
        telling = [factor for factor, part in pairs if factor and _size(part.expected) > 1]
        wrong = [factor for factor in telling if not np.isclose(factor, 1, rtol=1e-5)]
        if len(wrong) >= PROOF:
            told.append(
                (label, _("from {least} to {most}").format(least=f"{min(telling):.3g}", most=f"{max(telling):.3g}"))
            )
        elif not all(part.right for part in parts):
            return
    if told:
        where = [
            _("{factors} in `{part}`").format(factors=factors, part=label) if label else factors
            for label, factors in told
        ]
        hint = _(
            "Your answers are the right ones times a factor that changes from call to call, {what}. Look at "
            "what is divided by, or multiplied with, at the end."
        )
        yield "proportional", hint.format(what=_(" and ").join(where))


def _by_part(answer: Answer) -> dict[str, Answer]:
    """The parts of an answer by what they are called; an answer that is no tuple or dict is one part itself."""
    expected, returned = answer.expected, answer.returned
    if isinstance(expected, tuple) and isinstance(returned, tuple | list) and len(expected) == len(returned):
        keys: list[Any] = list(range(len(expected)))
    elif has_the_right_keys(answer):
        keys = list(expected)
    else:
        return {"": answer}
    return {
        f"output[{key!r}]": dataclasses.replace(answer, expected=expected[key], returned=returned[key]) for key in keys
    }


def _size(value: Any) -> int:
    return len(flat(value))


def other_signs(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are right but for the signs of some numbers."""
    wrong = [answer for answer in answers if not answer.right]
    if (
        len(wrong) >= PROOF
        and all(
            same_form(answer)
            and compare.difference(np.abs(flat(answer.expected)), np.abs(flat(answer.returned)), answer.tolerance)
            is None
            for answer in answers
        )
        and all(compare.difference(flat(answer.expected), flat(answer.returned), answer.tolerance) for answer in wrong)
    ):
        yield "other_signs", _("Your answers are right but for the signs of some of their numbers.")
