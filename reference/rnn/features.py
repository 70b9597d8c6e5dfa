"""The features of arguments in the unit rnn, and calls in which all of them meet."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from autograder.course import Arguments
from autograder.course.features import Feature, Features, equals
from autograder.course.forms import Together, eighths, pick

from .cases import shapes


def _of_axis(names: str, axis: int, *, more: bool) -> Feature:
    """Whether an axis of the one of these arrays that is there has the size one, or more."""

    def has(call: Arguments) -> bool:
        there = [call[name] for name in names.split() if name in call]
        return (there[0].shape[axis] > 1) is more

    return has


def _of_param(name: str, axis: int, *, more: bool) -> Feature:
    return lambda call: (call["params"][name].shape[axis] > 1) is more


def _norm(grads: Mapping[str, np.ndarray]) -> float:
    return math.hypot(*(float(value) for grad in grads.values() for value in grad.flat))


_COUNTED = {
    "one sequence": _of_axis("x x_t y", 0, more=False),
    "several sequences": _of_axis("x x_t y", 0, more=True),
    "one step": _of_axis("x y", 1, more=False),
    "several steps": _of_axis("x y", 1, more=True),
    "one input": _of_param("U", 1, more=False),
    "several inputs": _of_param("U", 1, more=True),
    "one hidden unit": _of_param("U", 0, more=False),
    "several hidden units": _of_param("U", 0, more=True),
    "one output": _of_param("V", 0, more=False),
    "several outputs": _of_param("V", 0, more=True),
    "a history of one value": _of_axis("history", 0, more=False),
    "a history of several values": _of_axis("history", 0, more=True),
    "one step ahead": equals("steps", 1),
    "several steps ahead": lambda call: call["steps"] > 1,
    "one state": _of_axis("h", 0, more=False),
    "several states": _of_axis("h", 0, more=True),
    "states of one unit": _of_axis("h", 1, more=False),
    "states of several units": _of_axis("h", 1, more=True),
    "windows of one value": equals("length", 1),
    "windows of several values": lambda call: call["length"] > 1,
    "one window": lambda call: len(call["series"]) - call["length"] == 1,
    "several windows": lambda call: len(call["series"]) - call["length"] > 1,
    "one gradient": lambda call: len(call["grads"]) == 1,
    "several gradients": lambda call: len(call["grads"]) > 1,
    "a norm above the limit": lambda call: _norm(call["grads"]) > call["max_norm"],
    "a norm below the limit": lambda call: _norm(call["grads"]) <= call["max_norm"],
    "no force": lambda call: not np.any(call["force"]),
    "a force": lambda call: bool(np.any(call["force"])),
    "a force of one value": _of_axis("force", 0, more=False),
    "a force of several values": _of_axis("force", 0, more=True),
}

FEATURES = Features(
    _COUNTED
    | {
        "a state of zeros before the first step": lambda call: not np.any(call["h0"]),
        "a limit of zero": equals("max_norm", 0),
        "gradients of zeros": lambda call: not any(map(np.any, call["grads"].values())),
        "a gradient of one number": lambda call: any(grad.size == 1 for grad in call["grads"].values()),
        "no damping": equals("damping", 0),
        "a start at rest": equals("v0", 0),
        "a start at zero": equals("x0", 0),
    },
    apart=dict.fromkeys(zip([*_COUNTED][::2], [*_COUNTED][1::2], strict=True), "it is one or the other")
    | {("gradients of zeros", "a norm above the limit"): "their norm is 0"},
)


# Calls in which all of them can meet.

_SOME = (1, 1, 2, 3)


def _network(random: np.random.Generator, *of: int) -> dict[str, np.ndarray]:
    return {name: eighths(random, *shape) for name, shape in shapes(*of).items()}


def sequences(*names: str) -> Together:
    """Makes calls with these arguments: sequences, a state before them, a network, outputs."""

    def together(random: np.random.Generator) -> Arguments:
        number, steps, inputs, hidden, outputs = (pick(random, _SOME) for _ in range(5))
        every = {
            "x_t": eighths(random, number, inputs),
            "h_prev": eighths(random, number, hidden),
            "x": eighths(random, number, steps, inputs),
            "h0": eighths(random, number, hidden) * pick(random, (0, 1, 1)),
            "params": _network(random, inputs, hidden, outputs),
            "y": eighths(random, number, steps, outputs),
            "targets": eighths(random, number, steps, outputs),
        }
        return {name: every[name] for name in names}

    return together


def forecasts(random: np.random.Generator) -> Arguments:
    """A call of forecast."""
    network = _network(random, 1, pick(random, _SOME), 1)
    return {"params": network, "history": eighths(random, pick(random, _SOME)), "steps": pick(random, _SOME)}


def states(random: np.random.Generator) -> Arguments:
    """A call of state_jacobian_norms."""
    steps, hidden = pick(random, _SOME), pick(random, _SOME)
    return {"h": eighths(random, steps, hidden), "W": eighths(random, hidden, hidden)}


def windows(random: np.random.Generator) -> Arguments:
    """A call of windows."""
    length = pick(random, _SOME)
    return {"series": eighths(random, length + pick(random, _SOME)), "length": length}


def gradients(random: np.random.Generator) -> Arguments:
    """A call of clip_by_norm."""
    shapes_of: dict[str, tuple[int, ...]] = {"W": (2, 3), "b": (3,), "U": (1, 1), "c": (1,), "h0": (2, 2)}
    shapes_of |= {"kernel": (2, 1, 2), "K": (1, 2, 1, 3), "bias": ()}
    names = random.permutation([*shapes_of])[: pick(random, (1, 1, 2, 3))]
    drawn = {str(name): eighths(random, *shapes_of[name]) * pick(random, (0, 1, 1, 1)) for name in names}
    grads = {name: np.asarray(grad) for name, grad in drawn.items()}
    return {"grads": grads, "max_norm": pick(random, (0.0, 0.5, 1.0, 20.0))}


def motions(random: np.random.Generator) -> Arguments:
    """A call of damped_oscillator."""
    start = {name: float(random.integers(-40, 41)) / 10 * pick(random, (0, 1, 1)) for name in ("x0", "v0")}
    force = eighths(random, pick(random, (1, 1, 3, 5))) * pick(random, (0, 1, 1))
    damping, dt = pick(random, (0.0, 0.5, 1.2, 2.0, -0.3)), pick(random, (0.5, 0.1, 1.5))
    return start | {"damping": damping, "force": force, "dt": dt}
