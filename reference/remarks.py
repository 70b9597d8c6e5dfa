"""What can be said in this course of wrong answers that have no name, the most telling first."""

from __future__ import annotations

import numpy as np

from autograder.course import Arguments, remarks


def reversed_last_axis(array: np.ndarray) -> np.ndarray:
    """The array in reverse order along its last axis."""
    return np.flip(array, axis=-1) if array.ndim else array


def turned_round(array: np.ndarray) -> np.ndarray:
    """The array turned by 180 degrees in its last two axes."""
    return np.flip(array, axis=tuple(range(max(array.ndim - 2, 0), array.ndim)))


def later(array: np.ndarray) -> np.ndarray:
    """The array moved one place on along its last axis; what moves in from outside is unknown, nan."""
    moved = np.full(array.shape, np.nan)
    if array.ndim and array.shape[-1] > 1:
        moved[..., 1:] = array[..., :-1]
    return moved


def earlier(array: np.ndarray) -> np.ndarray:
    """The array moved one place back."""
    return reversed_last_axis(later(reversed_last_axis(array)))


def has_stride_one(arguments: Arguments) -> bool:
    """Whether windows move by one place."""
    return arguments.get("stride", 1) in (1, (1, 1))


_SHIFTED = "Your answers are shifted by one place. Check the first index of the loop, and where the padding starts."

REMARKS: tuple[remarks.Remark, ...] = (
    remarks.constant_factor,
    remarks.transposed,
    remarks.rearranged(
        "reversed",
        reversed_last_axis,
        "Your answers are the right ones in reverse order. Check where the kernel, or the index, must run backwards.",
    ),
    remarks.rearranged(
        "turned_round",
        turned_round,
        "Your answers are the right ones turned by 180 degrees. Check where the kernel, or the index, must run "
        "backwards.",
    ),
    remarks.truncated,
    remarks.rearranged("shifted", later, _SHIFTED),
    remarks.rearranged("shifted", earlier, _SHIFTED),
    remarks.ignores(
        "output_grad_ignored",
        "output_grad",
        "Your answers do not depend on output_grad: they are right only when it is all ones. The chain rule "
        "multiplies by it.",
    ),
    remarks.right_only_where(
        "stride_ignored",
        "Your answers are right for stride 1 only. The window of output o starts at o times the stride.",
        has_stride_one,
    ),
    remarks.right_inside(
        "wrong_at_the_border",
        "Your answers are right inside and wrong at the border. Look at the padding and at the ends of the loops.",
    ),
    remarks.not_finite,
    remarks.wrong_parts,
)
