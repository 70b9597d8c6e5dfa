"""The features of arguments in the unit sequences, and calls in which all of them meet."""

import numpy as np

from autograder.course import Arguments
from autograder.course.features import Feature, Features, above, equals, larger, size
from autograder.course.forms import Together, eighths, pick

from .cases import is_well_posed, shapes


def _of_axis(names: str, axis: int, *, more: bool) -> Feature:
    """Whether an axis of the one of these arrays that is there has the size one, or more."""

    def has(call: Arguments) -> bool:
        there = [call[name] for name in names.split() if name in call]
        return (there[0].shape[axis] > 1) is more

    return has


def _of_param(name: str, axis: int, *, more: bool) -> Feature:
    return lambda call: (call["params"][name].shape[axis] > 1) is more


def _outputs(call: Arguments) -> int:
    """How many outputs the sequences of a call have."""
    return int(call["y"].shape[2] if "y" in call else call["params"]["V"].shape[0])


_COUNTED = {
    "one sequence": _of_axis("x y", 0, more=False),
    "several sequences": _of_axis("x y", 0, more=True),
    "sequences of one step": _of_axis("x y", 1, more=False),
    "sequences of several steps": _of_axis("x y", 1, more=True),
    "one input": _of_param("U", 1, more=False),
    "several inputs": _of_param("U", 1, more=True),
    "one hidden unit": _of_param("U", 0, more=False),
    "several hidden units": _of_param("U", 0, more=True),
    "one output": lambda call: _outputs(call) == 1,
    "several outputs": lambda call: _outputs(call) > 1,
    "a window of one value": equals("length", 1),
    "a window of several values": above("length", 1),
    "a window as long as the history": lambda call: call["length"] == len(call["history"]),
    "a window shorter than the history": lambda call: call["length"] < len(call["history"]),
    "one step ahead": equals("steps", 1),
    "several steps ahead": above("steps", 1),
    "one unit": _of_axis("W states", 1, more=False),
    "several units": _of_axis("W states", 1, more=True),
    "one known value": _of_axis("series history", 0, more=False),
    "several known values": _of_axis("series history", 0, more=True),
    "one state": size("states", 0, 1),
    "several states": larger("states", 0, 1),
    "no penalty": equals("ridge", 0),
    "a penalty": above("ridge", 0),
}

FEATURES = Features(
    _COUNTED
    | {
        "a state of zeros before the first step": lambda call: not np.any(call["h0"]),
        "more steps ahead than a window holds": lambda call: call["steps"] > call["length"],
        "more units than states": lambda call: call["states"].shape[1] > len(call["states"]),
    },
    apart=dict.fromkeys(zip([*_COUNTED][::2], [*_COUNTED][1::2], strict=True), "it is one or the other")
    | {
        ("a window of several values", "one known value"): "a window holds known values",
        ("a window shorter than the history", "one known value"): "a window holds a value",
        ("one step ahead", "more steps ahead than a window holds"): "a window holds a value",
        ("one state", "no penalty"): "then there are many solutions",
        ("more units than states", "no penalty"): "then there are many solutions",
        ("one unit", "more units than states"): "there is a state",
    },
)


# Calls in which all of them can meet.

_SOME = (1, 1, 2, 3)


def _network(random: np.random.Generator, *of: int) -> dict[str, np.ndarray]:
    return {name: eighths(random, *shape) for name, shape in shapes(*of).items()}


def sequences(*names: str) -> Together:
    """Makes calls with these arguments: sequences, a state before them, a network, outputs, targets."""

    def together(random: np.random.Generator) -> Arguments:
        number, steps, inputs, hidden, outputs = (pick(random, _SOME) for _ in range(5))
        every = {
            "x": eighths(random, number, steps, inputs),
            "h0": eighths(random, number, hidden) * pick(random, (0, 1, 1)),
            "params": _network(random, inputs, hidden, outputs),
            "y": eighths(random, number, steps, outputs),
            "targets": eighths(random, number, outputs),
        }
        return {name: every[name] for name in names}

    return together


def forecasts(random: np.random.Generator) -> Arguments:
    """A call of sliding_forecast."""
    length = pick(random, _SOME)
    known = length + pick(random, (0, 0, 1, 4))
    case = {"params": _network(random, 1, pick(random, _SOME), 1), "history": eighths(random, known)}
    return case | {"length": length, "steps": pick(random, (1, 1, 2, 3, 5))}


def driven(random: np.random.Generator) -> Arguments:
    """A call of reservoir_states."""
    units = pick(random, _SOME)
    case = {"W": eighths(random, units, units), "w_in": eighths(random, units)}
    return case | {"series": eighths(random, pick(random, _SOME))}


def echoes(random: np.random.Generator) -> Arguments:
    """A call of echo_forecast."""
    case = driven(random)
    readout, series = eighths(random, len(case["w_in"]) + 1), case.pop("series")
    return case | {"readout": readout, "series": series, "steps": pick(random, _SOME)}


def fits(random: np.random.Generator) -> Arguments:
    """A call of fit_readout with one right answer."""
    rows, units = pick(random, (1, 2, 3, 5, 8)), pick(random, (1, 1, 2, 3, 5))
    states, targets = eighths(random, rows, units), eighths(random, rows)
    case = {"states": states, "targets": targets, "ridge": pick(random, (0.0, 0.0, 0.5, 3.0))}
    return case if is_well_posed(case) else fits(random)
