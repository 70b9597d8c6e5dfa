"""What can be said in this course of wrong answers that have no name, the most telling first."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


_SHIFTED = "Your answers are shifted by one place. Check the first index of the loop, and where padding starts."


def leaves_a_remainder(arguments: Arguments) -> bool:
    """Whether the last step of a window does not end at the border, down or across."""
    sizes = _window_and_image(arguments)
    if sizes is None:
        return False
    stride, padding = (
        np.broadcast_to(arguments.get(name, default), 2) for name, default in (("stride", 1), ("padding", 0))
    )
    image, window = sizes
    return bool(np.any((image + 2 * padding - window) % stride))


def _window_and_image(arguments: Arguments) -> tuple[np.ndarray, np.ndarray] | None:
    """Height and width of the image and of the window that moves over it."""
    if "kernel" in arguments and "size" in arguments:
        return np.array([arguments["size"]] * 2), np.array([arguments["kernel"]] * 2)
    if "images" not in arguments:
        return None
    image = np.array(arguments["images"].shape[-2:])
    if "size" in arguments:
        return image, np.broadcast_to(arguments["size"], 2)
    if "kernel_h" in arguments:
        return image, np.array([arguments["kernel_h"], arguments["kernel_w"]])
    return (image, np.array(arguments["param"].shape[-2:])) if "param" in arguments else None


def remainder_refused(answers: remarks.Answers, _ask: remarks.Ask) -> Iterator[tuple[str, str]]:
    """An exception of the module's own comes exactly where windows leave a remainder."""
    wrong = [answer for answer in answers if not answer.right]
    refused = all(answer.raised and re.search(r"\b(raise|assert)\b", answer.raised.code) for answer in wrong)
    remainder = [answer for answer in answers if leaves_a_remainder(answer.arguments)]
    if len(wrong) >= remarks.PROOF and refused and len(wrong) == len(remainder) and not any(a.right for a in remainder):
        yield (
            "remainder_refused",
            "Rows and columns that are left over when the window moves on are no mistake: they are not covered. "
            "Divide with // and refuse nothing.",
        )


REMARKS: tuple[remarks.Remark, ...] = (
    *remarks.NOTHING_COMPUTED,
    remarks.constant_factor,
    remarks.factor_of_arguments,
    remarks.transposed,
    remarks.other_order,
    remarks.rearranged(
        "reversed",
        reversed_last_axis,
        "Your answers are the right ones in reverse order. Look for an index, or a kernel, that must run the other "
        "way, and for what is put in front and belongs at the end.",
    ),
    remarks.rearranged(
        "turned_round",
        turned_round,
        "Your answers are the right ones turned by 180 degrees. Check where the kernel, or the index, must run "
        "backwards.",
    ),
    *remarks.OTHER_NUMBERS,
    *remarks.EXCEPTIONS,
    remainder_refused,
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
    remarks.right_for_other_arguments,
    remarks.other_signs,
    remarks.proportional,
    remarks.parts_always_zero,
    remarks.right_inside(
        "wrong_at_the_border",
        "Your answers are right inside and wrong at the border. Look at the padding and at the ends of the loops.",
    ),
    remarks.zero_at_an_end,
    remarks.not_finite,
    remarks.gives_nan,
    remarks.wrong_parts,
)
