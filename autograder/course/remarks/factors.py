"""Answers that are right but for a factor, or for signs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments
from autograder.course.remarks.answers import PROOF, Answer, Answers, Ask, by_part, flat, is_zero, same_form
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


def factor_of_arguments(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or each part of all that is ever wrong, are the right ones times a number of the call, or one
    over it: a size, or an argument.
    """
    split = [by_part(answer) for answer in answers]
    told = []
    for label in dict.fromkeys(label for parts in split for label in parts):
        parts = [parts[label] for parts in split if label in parts]
        if not all(part.right for part in parts):
            factor = _factor_in_words(parts)
            if not factor:
                return
            told.append(
                _("{factors} in `{part}`").format(factors=f"`{factor}`", part=label) if label else f"`{factor}`"
            )
    if told:
        hint = _(
            "Your answers are the right ones times {what}. Look at what is divided by, or multiplied with, at the end."
        )
        yield "factor_of_arguments", hint.format(what=_(" and ").join(told))


def _factor_in_words(parts: Sequence[Answer]) -> str:
    """The factor between the answers and the right ones as code: the first that fits them all."""
    factors = [_factor(part) for part in parts]
    pairs = [
        (factor if factor and np.isfinite(factor) else None, part) for factor, part in zip(factors, parts, strict=True)
    ]
    known = [(factor, part) for factor, part in pairs if factor is not None]
    fits: set[str] = set()
    for number, (factor, part) in enumerate(known):
        alike = {code for code, value in _numbers_of(part.arguments) if np.isclose(factor, value, rtol=1e-9)}
        fits = alike if number == 0 else fits & alike
    differing = {f"{factor:.6g}" for factor, _part in known}
    if not fits or len(known) < PROOF or len(differing) < 2:
        return ""
    strange = [part for factor, part in pairs if factor is None and not is_zero(part)]
    order = [code for code, _value in _numbers_of(known[0][1].arguments) if code in fits]
    least = min(order, key=lambda code: len(re.findall(r"[/-]", code)))
    values = (dict(_numbers_of(part.arguments)).get(least, np.nan) for part in strange)
    return "" if any(np.isfinite(value) for value in values) else least


def _numbers_of(arguments: Arguments) -> Iterator[tuple[str, float]]:
    """What a call may be multiplied with by mistake, as code, and its value."""
    single: dict[str, float] = {}
    for name, value in arguments.items():
        if isinstance(value, np.ndarray) and value.ndim:
            sizes = {f"{name}.shape[{axis}]": float(size) for axis, size in enumerate(value.shape)}
            single |= sizes if value.ndim > 1 else {f"len({name})": float(len(value))}
            single |= {f"{name}.size": float(value.size)} if value.ndim > 1 else {}
        elif compare.is_number(value) and not isinstance(value, np.ndarray) and name != "seed":
            single[name] = compare.as_float(value)
            if isinstance(value, float | np.floating):
                single[f"(1 - {name})"] = 1 - single[name]
    for code, value in single.items():
        yield code.strip("()"), value
        yield f"1 / {code}", _ratio(1, value)
        yield f"{code} / ({code} - 1)", _ratio(value, value - 1)
        yield f"({code} - 1) / {code}", _ratio(value - 1, value)
    for (one, first), (other, second) in itertools.permutations(single.items(), 2):
        yield f"{one} / {other}", _ratio(first, second)


def _ratio(above: float, below: float) -> float:
    return above / below if below else np.nan


def proportional(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or each part of all, are the right ones times a factor, which is another one from call to
    call.
    """
    split = [by_part(answer) for answer in answers]
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
