"""What can be said of wrong answers that no named misconception explains.

A remark is a relation between the right answers and the student's, such as "twice the right one".
It is made only if the relation holds on every case that was asked, and says something on at least
:data:`PROOF` of those that are wrong.  A course lists its remarks, the most telling first, as
``REMARKS`` in ``reference/remarks.py``; one without that file has those of :data:`GENERAL`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments, Outcome, Returned
from autograder.values import compare

PROOF = 3
"""How many wrong answers a remark must explain: fewer could be chance."""

_LARGE = 100.0
"""From this size on an argument counts as large."""


@dataclasses.dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Answer:
    """A case that was answered: its arguments, the right answer and the student's."""

    arguments: Arguments
    expected: Any
    returned: Any
    tolerance: float | compare.Allowed

    @property
    def right(self) -> bool:
        """Whether the two answers agree."""
        return compare.difference(self.expected, self.returned, self.tolerance) is None


Answers = Sequence[Answer]

Ask = Callable[[Arguments], Outcome]
"""Asks the reference: for what it would answer if the arguments were others."""

Remark = Callable[[Answers, Ask], Iterator[tuple[str, str]]]
"""The name of a mistake and the hint that goes with it, where the relation holds for all answers."""


# A factor.


def constant_factor(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are the right ones times one factor, which may be the number of rows."""
    for words, advice in _factors(answers):
        hint = f"Your answers are the right ones times {words}. Look for a factor too many or too few{advice}."
        yield "constant_factor", hint


def _factors(answers: Answers) -> Iterator[tuple[str, str]]:
    factors = [_factor(answer) for answer in answers]
    pairs = list(zip(factors, answers, strict=True))
    known = [(factor, len(_first_array(answer.arguments))) for factor, answer in pairs if factor is not None]
    if len(known) < PROOF or any(factor is None and not _is_zero(answer) for factor, answer in pairs):
        return
    first = known[0][0]
    if all(np.isclose(factor, first, rtol=1e-9) for factor, _ in known):
        if not np.isclose(first, 1, rtol=1e-5):  # beyond rounding
            yield f"{first:.6g}", ""
    elif all(np.isclose(factor * count, 1, rtol=1e-9) for factor, count in known):
        yield "1/N, one over the number of rows", ": a sum is wanted, not a mean"
    elif all(np.isclose(factor, count, rtol=1e-9) for factor, count in known):
        yield "N, the number of rows", ": a mean is wanted, not a sum"


def _factor(answer: Answer) -> float | None:
    if not _same_form(answer):
        return None
    expected, returned = _flat(answer.expected), _flat(answer.returned)
    square = float(expected @ expected)
    if square == 0.0:
        return None
    factor = float(expected @ returned) / square
    return factor if factor and compare.difference(expected * factor, returned) is None else None


# The same values in other places.

Transform = Callable[[np.ndarray], np.ndarray]


def rearranged(name: str, transform: Transform, hint: str) -> Remark:
    """The remark that all answers are the right ones, changed by ``transform``; nan marks what it cannot
    know.
    """

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        predictions = [_predicted(answer, transform) for answer in answers]
        telling = [known for known, answer in zip(predictions, answers, strict=True) if not answer.right]
        if None not in predictions and sum(map(bool, telling)) >= PROOF:
            yield name, hint

    return remark


def _predicted(answer: Answer, transform: Transform) -> int | None:
    """How many values of an answer the transform predicts; None where it predicts one wrongly."""
    expected, returned = answer.expected, answer.returned
    if not (isinstance(expected, np.ndarray) and isinstance(returned, np.ndarray) and returned.dtype.kind in "iufc"):
        return None
    if (expected.dtype.kind == "c") != (returned.dtype.kind == "c"):
        return None  # another kind of number is what is wrong
    predicted = transform(expected.real.astype(float))
    if expected.dtype.kind == "c":
        predicted = predicted + 1j * transform(expected.imag.astype(float))
    if predicted.shape != returned.shape:
        return None
    known = ~np.isnan(predicted)
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    right = np.abs(predicted - returned)[known] <= compare.TOLERANCE * scale
    return int(known.sum()) if np.all(right) else None


def turned_over(array: np.ndarray) -> np.ndarray:
    """The array with its last two axes exchanged."""
    turned: np.ndarray = np.swapaxes(array, -1, -2) if array.ndim >= 2 else array
    return turned


transposed = rearranged(
    "transposed",
    turned_over,
    "Your answers are the right ones transposed. Check the order of the axes, and of the factors of a matrix product.",
)

truncated = rearranged(
    "truncated",
    np.trunc,
    "Your answers lose their fractions. Fill an array of type float: np.zeros_like of whole numbers holds whole "
    "numbers.",
)


# Right under a condition.


def right_only_where(name: str, hint: str, condition: Callable[[Arguments], bool]) -> Remark:
    """The remark that answers are right exactly where the arguments meet a condition."""

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        met = [condition(answer.arguments) for answer in answers]
        if sum(met) >= PROOF and met == [answer.right for answer in answers]:
            yield name, hint

    return remark


def ignores(name: str, argument: str, hint: str) -> Remark:
    """The remark that answers are what the reference gives with an array of ones in an argument's place."""

    def remark(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
        given = [answer for answer in answers if isinstance(answer.arguments.get(argument), np.ndarray)]
        others = [answer for answer in answers if answer not in given]
        enough = sum(not answer.right for answer in given) >= PROOF and all(answer.right for answer in others)
        if enough and all(_answers_as_with_ones(answer, argument, ask) for answer in given):
            yield name, hint

    return remark


def _answers_as_with_ones(answer: Answer, argument: str, ask: Ask) -> bool:
    outcome = ask(answer.arguments | {argument: np.ones_like(answer.arguments[argument])})
    return isinstance(outcome, Returned) and compare.difference(outcome.value, answer.returned) is None


def right_inside(name: str, hint: str) -> Remark:
    """The remark that wrong answers are right but for the outermost values of each signal ``[L]`` or
    ``[N, L]``, or image ``[N, H, W]`` or ``[N, C, H, W]``.
    """

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        inside = [_agreeing_inside(answer) for answer in answers if not answer.right]
        if None not in inside and sum(map(bool, inside)) >= PROOF:
            yield name, hint

    return remark


def _agreeing_inside(answer: Answer) -> int | None:
    """How many values inside the border agree; None if one does not."""
    expected, returned = answer.expected, answer.returned
    if not (isinstance(expected, np.ndarray) and isinstance(returned, np.ndarray)):
        return None
    if expected.shape != returned.shape or expected.ndim == 0:
        return None
    inner: Any = (..., *[slice(1, -1)] * (1 if expected.ndim <= 2 else 2))
    return expected[inner].size if compare.difference(expected[inner], returned[inner]) is None else None


def not_finite(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are nan or infinite, and their arguments are large."""
    broken = [answer for answer in answers if not answer.right]
    if not all(_same_form(answer) and not np.isfinite(_flat(answer.returned)).all() for answer in broken):
        return
    if min(float(np.abs(_flat(list(answer.arguments.values()))).max(initial=0.0)) for answer in broken) >= _LARGE:
        hint = (
            "Your answers become nan or infinite where the input is large. Rewrite the formula so that no "
            "intermediate value overflows."
        )
        yield "not_finite", hint


# Answers of several parts.


def wrong_parts(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Only some parts of the answers, which are dicts, are ever wrong."""
    if not all(_has_the_right_keys(answer) for answer in answers):
        return
    names = list(answers[0].expected)
    wrong = [name for name in names if any(_is_wrong_in(answer, name) for answer in answers)]
    right = [name for name in names if name not in wrong]
    if wrong and right:
        hint = f"Only {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} wrong; {', '.join(right)} are right."
        yield "wrong_parts", hint


def _has_the_right_keys(answer: Answer) -> bool:
    expected, returned = answer.expected, answer.returned
    return isinstance(expected, dict) and isinstance(returned, dict) and set(expected) == set(returned)


def _is_wrong_in(answer: Answer, name: Any) -> bool:
    return name in answer.expected and bool(compare.difference(answer.expected[name], answer.returned[name]))


GENERAL: tuple[Remark, ...] = (constant_factor, transposed, truncated, not_finite, wrong_parts)
"""Remarks that may hold in any course."""


# Forms of answers.


def _same_form(answer: Answer) -> bool:
    return _shape(answer.expected) == _shape(answer.returned) != "other"


def _shape(value: Any) -> object:
    if _is_complex(value):
        return (*np.shape(value), "complex")
    if isinstance(value, np.ndarray):
        return value.shape if value.dtype.kind in "iuf" else "other"
    if isinstance(value, dict):
        return sorted((str(key), str(_shape(item))) for key, item in value.items())
    if isinstance(value, tuple | list):
        return [_shape(item) for item in value]
    return () if compare.is_number(value) else "other"


def _is_complex(value: Any) -> bool:
    return compare.is_complex(value) or (isinstance(value, np.ndarray) and value.dtype.kind == "c")


def _flat(value: Any) -> np.ndarray:
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, tuple | list):
        return np.concatenate([_flat(item) for item in value]) if value else np.zeros(0)
    if compare.is_number(value):
        return np.array([compare.as_float(value)])
    if _is_complex(value):
        return np.concatenate([_flat(np.real(value)), _flat(np.imag(value))])
    return np.ravel(np.asarray(value, dtype=float)) if isinstance(value, np.ndarray) else np.zeros(0)


def _is_zero(answer: Answer) -> bool:
    """Whether zeros were wanted, and returned: they fit every factor."""
    return answer.right and _same_form(answer) and not np.any(_flat(answer.expected))


def _first_array(arguments: Arguments) -> np.ndarray:
    return next((value for value in arguments.values() if isinstance(value, np.ndarray) and value.ndim), np.zeros(1))


__all__ = [
    "GENERAL",
    "PROOF",
    "Answer",
    "Answers",
    "Ask",
    "Remark",
    "Transform",
    "constant_factor",
    "ignores",
    "not_finite",
    "rearranged",
    "right_inside",
    "right_only_where",
    "transposed",
    "truncated",
    "turned_over",
    "wrong_parts",
]
