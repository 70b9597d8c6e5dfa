"""What can be said of wrong answers that no named misconception explains, whatever the unit.

Each remark is a relation between the right answers and the student's, such as "twice the right
one".  A remark is made only if the relation holds on every case that was asked, and says something
on at least :data:`PROOF` of those that are wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.checks import Case
from autograder.course.outcomes import Arguments, Outcome, Returned
from autograder.report import Diagnosis
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
    tolerance: float

    @property
    def right(self) -> bool:
        """Whether the two answers agree."""
        return compare.difference(self.expected, self.returned, self.tolerance) is None


Ask = Callable[[Arguments], Outcome]
"""Asks the reference: for what it would answer if the arguments were others."""


def remark(cases: Sequence[tuple[Case, Outcome]], ask: Ask) -> Diagnosis | None:
    """The most telling remark that holds for all of the cases, or None."""
    answers = [
        Answer(case.arguments, case.expected.value, seen.value, case.tolerance)
        for case, seen in cases
        if isinstance(case.expected, Returned) and isinstance(seen, Returned)
    ]
    if len(answers) < len(cases) or sum(not answer.right for answer in answers) < PROOF:
        return None
    with np.errstate(all="ignore"):  # wrong answers may be infinite, or nan
        return next((Diagnosis(misconception=name, hint=hint) for name, hint in _remarks(answers, ask)), None)


def _remarks(answers: Sequence[Answer], ask: Ask) -> Iterator[tuple[str, str]]:
    for factor, words in _factors(answers):
        yield (
            "constant_factor",
            f"Your answers are the right ones times {words}. Look for a factor too many or too few{factor}.",
        )
    for name, transform, hint in _TRANSFORMS:
        if _explains(answers, transform):
            yield name, hint
    if _ignores(answers, "output_grad", ask):
        yield (
            "output_grad_ignored",
            "Your answers do not depend on output_grad: they are right only when it is all ones. The chain rule "
            "multiplies by it.",
        )
    if _right_only_where(answers, lambda answer: answer.arguments.get("stride", 1) in (1, (1, 1))):
        yield (
            "stride_ignored",
            "Your answers are right for stride 1 only. The window of output o starts at o times the stride.",
        )
    if _right_inside(answers):
        yield (
            "wrong_at_the_border",
            "Your answers are right inside and wrong at the border. Look at the padding and at the ends of the loops.",
        )
    if _breaks_for_large_values(answers):
        yield (
            "not_finite",
            "Your answers become nan or infinite where the input is large. Rewrite the formula so that no "
            "intermediate value overflows.",
        )
    yield from _wrong_parts(answers)


# A factor.


def _factors(answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    factors = [_factor(answer) for answer in answers]
    known = [
        (factor, len(_first_array(answer.arguments)))
        for factor, answer in zip(factors, answers, strict=True)
        if factor is not None
    ]
    if len(known) < PROOF or any(
        factor is None and not _is_zero(answer) for factor, answer in zip(factors, answers, strict=True)
    ):
        return
    first = known[0][0]
    if all(np.isclose(factor, first, rtol=1e-9) for factor, _ in known):
        if not np.isclose(first, 1, rtol=1e-5):  # beyond rounding
            yield "", f"{first:.6g}"
    elif all(np.isclose(factor * count, 1, rtol=1e-9) for factor, count in known):
        yield ": a sum is wanted, not a mean", "1/N, one over the number of rows"
    elif all(np.isclose(factor, count, rtol=1e-9) for factor, count in known):
        yield ": a mean is wanted, not a sum", "N, the number of rows"


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


def _transposed(array: np.ndarray) -> np.ndarray:
    turned: np.ndarray = np.swapaxes(array, -1, -2) if array.ndim >= 2 else array
    return turned


def _turned(array: np.ndarray) -> np.ndarray:
    return np.flip(array, axis=tuple(range(max(array.ndim - 2, 0), array.ndim)))


def _reversed(array: np.ndarray) -> np.ndarray:
    return np.flip(array, axis=-1) if array.ndim else array


_SHIFTED = "Your answers are shifted by one place. Check the first index of the loop, and where the padding starts."
_TRANSFORMS: tuple[tuple[str, Transform, str], ...] = (
    (
        "transposed",
        _transposed,
        "Your answers are the right ones transposed. Check the order of the axes, and of the factors of a matrix "
        "product.",
    ),
    (
        "reversed",
        _reversed,
        "Your answers are the right ones in reverse order. Check where the kernel, or the index, must run backwards.",
    ),
    (
        "turned_round",
        _turned,
        "Your answers are the right ones turned by 180 degrees. Check where the kernel, or the index, must run "
        "backwards.",
    ),
    (
        "truncated",
        np.trunc,
        "Your answers lose their fractions. Fill an array of type float: np.zeros_like of whole numbers holds "
        "whole numbers.",
    ),
    ("shifted", lambda array: _shifted(array, 1), _SHIFTED),
    ("shifted", lambda array: _shifted(array, -1), _SHIFTED),
)


def _shifted(array: np.ndarray, places: int) -> np.ndarray:
    """The array moved along its last axis; what moves in from outside is unknown, and marked by
    nan.
    """
    moved = np.full(array.shape, np.nan)
    if array.ndim and array.shape[-1] > 1:
        source, target = (slice(None, -1), slice(1, None)) if places > 0 else (slice(1, None), slice(None, -1))
        moved[..., target] = array[..., source]
    return moved


def _explains(answers: Sequence[Answer], transform: Transform) -> bool:
    telling = 0
    for answer in answers:
        if not (
            isinstance(answer.expected, np.ndarray)
            and isinstance(answer.returned, np.ndarray)
            and answer.returned.dtype.kind in "iuf"
        ):
            return False
        predicted = transform(answer.expected.astype(float))
        if predicted.shape != answer.returned.shape:
            return False
        known = ~np.isnan(predicted)
        scale = max(1.0, float(np.abs(answer.expected).max(initial=0.0)))
        if not np.all(np.abs(predicted - answer.returned)[known] <= compare.TOLERANCE * scale):
            return False
        telling += not answer.right and bool(known.any())
    return telling >= PROOF


# Right under a condition.


def _right_only_where(answers: Sequence[Answer], condition: Callable[[Answer], bool]) -> bool:
    return all(answer.right == condition(answer) for answer in answers) and sum(map(condition, answers)) >= PROOF


def _right_inside(answers: Sequence[Answer]) -> bool:
    inside = [_inside_difference(answer) for answer in answers if not answer.right]
    return None not in inside and sum(size > 0 for size in inside if size is not None) >= PROOF


def _inside_difference(answer: Answer) -> int | None:
    """How many values inside the border agree; None if one does not."""
    expected, returned = answer.expected, answer.returned
    if (
        not (isinstance(expected, np.ndarray) and isinstance(returned, np.ndarray))
        or expected.shape != returned.shape
        or expected.ndim == 0
    ):
        return None
    axes = 1 if expected.ndim <= 2 else 2  # signals [L] and [N, L], images [N, H, W] and [N, C, H, W]
    inner: Any = (..., *[slice(1, -1)] * axes)
    return expected[inner].size if compare.difference(expected[inner], returned[inner]) is None else None


def _breaks_for_large_values(answers: Sequence[Answer]) -> bool:
    broken = [answer for answer in answers if not answer.right]
    if not all(_same_form(answer) and not np.isfinite(_flat(answer.returned)).all() for answer in broken):
        return False
    sizes = [float(np.abs(_flat(list(answer.arguments.values()))).max(initial=0.0)) for answer in broken]
    return min(sizes) >= _LARGE


def _ignores(answers: Sequence[Answer], name: str, ask: Ask) -> bool:
    given = [answer for answer in answers if isinstance(answer.arguments.get(name), np.ndarray)]
    if sum(not answer.right for answer in given) < PROOF or not all(
        answer.right for answer in answers if answer not in given
    ):
        return False
    for answer in given:
        outcome = ask(answer.arguments | {name: np.ones_like(answer.arguments[name])})
        if not isinstance(outcome, Returned) or compare.difference(outcome.value, answer.returned) is not None:
            return False
    return True


# Answers of several parts.


def _wrong_parts(answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    if not all(
        isinstance(answer.expected, dict)
        and isinstance(answer.returned, dict)
        and set(answer.expected) == set(answer.returned)
        for answer in answers
    ):
        return
    names = list(answers[0].expected)
    wrong = [
        name
        for name in names
        if any(compare.difference(a.expected[name], a.returned[name]) for a in answers if name in a.expected)
    ]
    if 0 < len(wrong) < len(names):
        yield (
            "wrong_parts",
            f"Only {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} wrong; "
            f"{', '.join(n for n in names if n not in wrong)} are right.",
        )


def _same_form(answer: Answer) -> bool:
    return _shape(answer.expected) == _shape(answer.returned) != "other"


def _shape(value: Any) -> object:
    if isinstance(value, np.ndarray):
        return value.shape if value.dtype.kind in "iuf" else "other"
    if isinstance(value, dict):
        return sorted((str(key), str(_shape(item))) for key, item in value.items())
    if isinstance(value, tuple | list):
        return [_shape(item) for item in value]
    return () if compare.is_number(value) else "other"


def _flat(value: Any) -> np.ndarray:
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, tuple | list):
        return np.concatenate([_flat(item) for item in value]) if value else np.zeros(0)
    if compare.is_number(value):
        return np.array([compare.as_float(value)])
    return np.ravel(np.asarray(value, dtype=float)) if isinstance(value, np.ndarray) else np.zeros(0)


def _is_zero(answer: Answer) -> bool:
    """Whether zeros were wanted, and returned: they fit every factor."""
    return answer.right and _same_form(answer) and not np.any(_flat(answer.expected))


def _first_array(arguments: Arguments) -> np.ndarray:
    return next((value for value in arguments.values() if isinstance(value, np.ndarray) and value.ndim), np.zeros(1))
