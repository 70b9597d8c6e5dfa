"""Answers with the right values in other places, or changed one by one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.remarks.answers import PROOF, Answer, Answers, Ask, Remark, by_part, flat, same_form
from autograder.languages import N_, _, joined
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
    expected, returned = (
        np.asarray(value) if compare.is_number(value) else value for value in (answer.expected, answer.returned)
    )
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
    if all(compare.is_number(answer.expected) for answer in answers):
        whole = [answer for answer in answers if isinstance(answer.returned, int | np.integer)]
        cut = next(_cut(answers, ask), None) if len(whole) == len(answers) or len(left) >= PROOF else None
        if cut:
            yield (
                "truncated",
                _("Your answers lose their fractions: `int(...)`, `//` and whole numbers of NumPy's cut them off."),
            )
    elif len(left) >= PROOF:
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


def other_order(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers hold the right numbers in another order: that of exchanged axes, in the shape that is wanted."""
    arrays = [answer for answer in answers if isinstance(answer.expected, np.ndarray)]
    axes = {answer.expected.ndim for answer in arrays}
    if len(arrays) < len(answers) or len(axes) != 1 or not 1 < max(axes) <= _MOST_AXES:
        return
    orders = itertools.permutations(range(max(axes)))
    enough = sum(not answer.right for answer in answers) >= PROOF
    if enough and any(all(_is_in_order(answer, order) for answer in answers) for order in orders):
        hint = _(
            "Your answers hold the right numbers in another order. `reshape` exchanges no axes: bring them into their "
            "order with `transpose` first, and reshape then."
        )
        yield "other_order", hint


_MOST_AXES = 4
"""So many axes has an answer whose orders are tried."""


def _is_in_order(answer: Answer, order: Sequence[int]) -> bool:
    returned = answer.returned
    if (
        not isinstance(returned, np.ndarray)
        or returned.shape != answer.expected.shape
        or returned.dtype.kind not in "iuf"
    ):
        return False
    moved = answer.expected.transpose(order).reshape(returned.shape)
    return compare.difference(moved, returned, answer.tolerance) is None


def zero_at_an_end(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or a part of them, are always zero in the first or last places along an axis, and nowhere else."""
    split = [by_part(answer) for answer in answers]
    for label in dict.fromkeys(label for parts in split for label in parts):
        parts = [parts[label] for parts in split if label in parts]
        arrays = [part for part in parts if isinstance(part.expected, np.ndarray) and part.expected.ndim]
        if len(arrays) < len(parts) or not all(map(same_form, arrays)) or len({a.expected.ndim for a in arrays}) > 1:
            continue
        for place, said in _AT_AN_END:
            axes = [axis for axis in range(arrays[0].expected.ndim) if _is_left_out(arrays, axis, place)]
            if axes:
                what = joined([_("axis {axis}").format(axis=axis) for axis in axes])
                part = f"`{label}`" if label else _("your answers")
                yield "zero_at_an_end", _(said).format(part=part, axes=what)
                return


_AT_AN_END = (
    (-1, N_("In {part} what is last along {axes} is always zero: does a loop end too early?")),
    (0, N_("In {part} what is first along {axes} is always zero: does a loop begin too late?")),
)


def _is_left_out(arrays: Sequence[Answer], axis: int, place: int) -> bool:
    """Whether the places at an end of an axis stay zero in all answers, and others do not."""
    long = [each for each in arrays if each.expected.shape[axis] > 1]
    ends = [np.take(each.returned, place, axis) for each in long]
    wanted = [np.take(each.expected, place, axis) for each in long]
    others = [np.delete(each.returned, place, axis) for each in long]
    return (
        not any(map(np.any, ends))
        and sum(map(bool, map(np.any, wanted))) >= PROOF
        and sum(map(bool, map(np.any, others))) >= PROOF
    )
