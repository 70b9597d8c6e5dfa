"""What is special about the layers that move a window: pairs of it must meet in some case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.course import Arguments
from autograder.course.features import Feature, Features


def _pair(value: Any) -> tuple[int, int]:
    vertical, horizontal = np.broadcast_to(value, 2).tolist()
    return int(vertical), int(horizontal)


def _of(name: str, test: Callable[[tuple[int, int]], bool]) -> Feature:
    """Something about a setting that is a number or a pair."""
    return lambda case: test(_pair(case["made"][name]))


def _left_over(case: Arguments) -> bool:
    """Whether rows or columns are left over that no window reaches."""
    made, shape = case["made"], case["steps"][0][1]["x"].shape
    kernel = _pair(made.get("kernel_size", made.get("size")))
    room = np.array(shape[2:]) + 2 * np.array(_pair(made.get("padding", 0))) - kernel
    return bool(np.any(room % np.array(_pair(made.get("stride", 1)))))


def _several(axis: int) -> Feature:
    return lambda case: bool({"stride", "kernel_size"} & {*case["made"]}) and case["steps"][0][1]["x"].shape[axis] > 1


FEATURES = Features(
    {
        "a stride above 1": _of("stride", lambda pair: max(pair) > 1),
        "unequal strides": _of("stride", lambda pair: pair[0] != pair[1]),
        "padding": _of("padding", lambda pair: max(pair) > 0),
        "unequal paddings": _of("padding", lambda pair: pair[0] != pair[1]),
        "a kernel that is not square": _of("kernel_size", lambda pair: pair[0] != pair[1]),
        "an even kernel": _of("kernel_size", lambda pair: min(pair[0] % 2, pair[1] % 2) == 0),
        "a window that is not square": _of("size", lambda pair: pair[0] != pair[1]),
        "rows or columns left over": _left_over,
        "several images": _several(0),
        "several channels": _several(1),
    }
)
