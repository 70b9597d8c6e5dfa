"""Answers with the right values in other places, or changed one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.course.remarks.answers import PROOF, Answer, Answers, Ask, Remark, flat
from autograder.languages import N_
from autograder.values import compare

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
    N_(
        "Your answers are the right ones transposed. Check the order of the axes, and of the factors of a matrix "
        "product."
    ),
)


_cut = rearranged(
    "truncated",
    np.trunc,
    N_(
        "Your answers lose their fractions. Fill an array of type float: np.zeros_like of whole numbers holds whole "
        "numbers."
    ),
)


def truncated(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers have lost their fractions, and more is left of some than zero."""
    left = [answer for answer in answers if not answer.right and np.any(flat(answer.returned))]
    if len(left) >= PROOF:
        yield from _cut(answers, ask)


_rounded = rearranged(
    "rounded",
    np.round,
    N_("Your answers are the right ones rounded to whole numbers. Leave out round: all digits are wanted."),
)


def rounded(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are rounded to whole numbers, and more is left of some than zero."""
    if any(np.any(flat(answer.returned)) for answer in answers if not answer.right):
        yield from _rounded(answers, ask)


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
