"""The features of arguments in the unit lstm, and calls in which all of them meet."""

import numpy as np

from autograder.course import Arguments
from autograder.course.features import Feature, Features
from autograder.course.forms import Together, pick

from .cases import LSTM, Params, call, shapes


def _of_axis(names: str, axis: int, *, more: bool) -> Feature:
    """Whether an axis of the one of these arrays that is there has the size one, or more."""

    def has(case: Arguments) -> bool:
        there = [case[name] for name in names.split() if name in case]
        return (there[0].shape[axis] > 1) is more

    return has


def _of_param(name: str, axis: int, *, more: bool) -> Feature:
    return lambda case: (case["params"][name].shape[axis] > 1) is more


def _no_values(name: str) -> Feature:
    return lambda case: not np.any(case[name])


_COUNTED = {
    "one sequence": _of_axis("x x_t", 0, more=False),
    "several sequences": _of_axis("x x_t", 0, more=True),
    "one step": _of_axis("x", 1, more=False),
    "several steps": _of_axis("x", 1, more=True),
    "one input": _of_param("W_x", 1, more=False),
    "several inputs": _of_param("W_x", 1, more=True),
    "one hidden unit": _of_param("W_h", 1, more=False),
    "several hidden units": _of_param("W_h", 1, more=True),
    "one output": _of_param("V", 0, more=False),
    "several outputs": _of_param("V", 0, more=True),
    "one gate": _of_axis("f", 0, more=False),
    "several gates": _of_axis("f", 0, more=True),
    "one cell": _of_axis("f", 1, more=False),
    "several cells": _of_axis("f", 1, more=True),
}

FEATURES = Features(
    _COUNTED
    | {
        "a state of zeros before the first step": _no_values("h0"),
        "cells of zeros before the first step": _no_values("s0"),
        "a state of zeros before the step": _no_values("h_prev"),
        "cells of zeros before the step": _no_values("s_prev"),
        "biases of zeros": lambda case: not np.any(case["params"]["b"]),
        "a closed gate": lambda case: bool(np.any(case["f"] == 0)),
        "an open gate": lambda case: bool(np.any(case["f"] == 1)),
    },
    apart=dict.fromkeys(zip([*_COUNTED][::2], [*_COUNTED][1::2], strict=True), "it is one or the other"),
)


# Calls in which all of them can meet.

_SOME = (1, 1, 2, 3)


def calls(*names: str, blocks: int = LSTM) -> Together:
    """Makes calls with these arguments: a step or sequences, what comes before them, a network, targets."""

    def together(random: np.random.Generator) -> Arguments:
        number, steps, inputs, hidden, outputs = (pick(random, _SOME) for _ in range(5))
        params: Params = {
            name: random.integers(-8, 9, shape) / 8 for name, shape in shapes(blocks, inputs, hidden, outputs).items()
        }
        params["b"] *= pick(random, (0, 1, 1))
        case = call(random, params, number, steps, names)
        silent = {name for name in ("h0", "s0", "h_prev", "s_prev") if pick(random, (True, False, False))}
        return {name: np.zeros_like(value) if name in silent else value for name, value in case.items()}

    return together


def gates(random: np.random.Generator) -> Arguments:
    """A call of cell_gradient."""
    return {"f": random.integers(0, 9, (pick(random, _SOME), pick(random, _SOME))) / 8}
