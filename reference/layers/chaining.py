"""What is asked of networks and optimizers: layers and networks of the judge's own, see parts.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments

from .cases import SEEDS

# Networks.

Stack = tuple[tuple[int, ...], tuple[Any, ...]]
"""The shape of x, and the layers: a number stands for a Bend to so many nodes, and text for the other kinds."""

STACKS: tuple[Stack, ...] = (
    ((1, 2), (2,)),
    ((2, 3), (2, "Gain")),
    ((3, 2), (4, 3)),
    ((2, 1, 3), ("Fold", 2, "Gain", 3)),
    ((3, 2, 2), (3, "Gain", "Fold", 2)),
    ((2, 3), ("Gain", 3, 3, 3, "Gain")),
    ((1, 2, 1, 3), (2, "Fold", 2, 2, 1)),
)

HEARING: tuple[Stack, ...] = (
    ((2, 2), ("Ear", 2)),
    ((1, 3), (2, "Ear", 3)),
    ((2, 2, 2), (2, "Ear", "Fold", "Gain", "Ear")),
)
"""Networks with layers that note what they are told of training, and which gradients come back."""

LONG: tuple[Stack, ...] = (((2, 2), (2, "Gain") * 15 + (2,)), ((1, 2), (2,) * 70))
"""More layers than anybody counts on."""

CLOSING: tuple[Stack, ...] = (((2, 3), ("Gain", "Open")), ((3, 2), ("Gain", "Open", 2, "Gain")))
"""Networks with a layer through which nothing passes, nor comes back, where all numbers are on one side of 0."""

WITHOUT: tuple[Stack, ...] = (((2, 1, 2), ("Fold", "Double")), ((2, 3), ("Double", 2, "Double", "Gain", "Double")))
"""Networks with layers in which nothing is learned."""


def network(stack: Stack, seed: int, *calls: str) -> Arguments:
    """A network with numbers in it, and calls of it."""
    draw = np.random.default_rng(seed)
    shape, kinds = stack
    plan: list[tuple[Any, ...]] = []
    size, output = shape, shape
    for kind in kinds:
        if isinstance(kind, int):
            mix = draw.uniform(0.3, 1, (size[-1], kind)) * draw.choice([-1, 1], (size[-1], kind))
            plan.append(("Bend", mix.round(2), draw.normal(0, 0.5, kind).round(2)))
            size = (*size[:-1], kind)
        elif kind == "Gain":
            plan.append(("Gain", float(draw.choice([0.75, -1.25, 1.5]))))
        else:
            plan.append((kind,))
            size = (size[0], int(np.prod(size[1:]))) if kind == "Fold" else size
        output = size
    made = [_call(name, draw, shape, output) for name in calls]
    return {"layers": plan, "calls": made}


def _call(
    name: str, draw: np.random.Generator, shape: tuple[int, ...], output: tuple[int, ...]
) -> tuple[str, Arguments]:
    if name == "change":
        return "change", {"by": 0.25}
    x = draw.normal(0, 1, shape).round(2)
    if name == "loss_and_backward":
        return name, {"x": x, "targets": draw.normal(0, 1, output).round(2)}
    if name in ("loss_above", "loss_below"):
        side = 1 if name == "loss_above" else -1
        return "loss_and_backward", {"x": side * (np.abs(x) + 0.5), "targets": np.zeros(output)}
    return "forward", {"x": x} | ({"training": True} if name == "forward_training" else {})


def networks(stacks: Sequence[Stack], *calls: str) -> tuple[SearchStrategy[Arguments], ...]:
    """A strategy for each stack."""
    return tuple(st.builds(network, st.just(stack), SEEDS, *map(st.just, calls)) for stack in stacks)


# Optimizers.

Shapes = tuple[dict[str, tuple[int, ...]], ...]

ARRAYS: tuple[Shapes, ...] = (
    ({"weights": (2,)},),
    ({"weights": (2, 3), "bias": (3,)},),
    ({}, {"weights": (2, 2), "bias": (2,)}, {}, {"weights": (2, 2), "bias": (2,)}),
    ({"gain": (1,)}, {"weights": (1, 2, 1, 2), "bias": (2,), "scale": (1,)}),
)

Settings = dict[str, Any]

NARROW: Settings = {
    "learning_rate": np.float32(0.5),
    "momentum": np.float64(0.25),
    "final_learning_rate": np.float64(0.125),
    "epochs": np.int8(3),
    "decay": "exponential",
}
"""Settings that are NumPy's numbers."""

STEP, NEXT = "step", "next_epoch"

OTHER_ARRAYS, OTHER_DICTS, OTHER_ORDER = "other_arrays", "other_dicts", "other_order"
"""What others may do with params and grads between two steps, see parts.py."""


def optimizer(shapes: Shapes, settings: Settings, script: Sequence[str], seed: int, size: float = 2.0) -> Arguments:
    """An optimizer's settings, params, and a gradient of about this size for each step of a script, the third one of
    zeros.
    """
    draw = np.random.default_rng(seed)

    def numbers(size: float) -> list[dict[str, np.ndarray]]:
        return [{name: draw.normal(0, size, shape).round(3) for name, shape in own.items()} for own in shapes]

    params = numbers(2.0)
    program = [numbers(size) if line == STEP else line for line in script]
    steps = [line for line in program if isinstance(line, list)]
    for own in steps[2] if len(steps) > 3 else []:  # with momentum there is a change nevertheless
        own |= {name: np.zeros(array.shape) for name, array in own.items()}
    return {"settings": dict(settings), "params": params, "program": program}


def optimizers(*choices: tuple[Settings, Sequence[str]], size: float = 2.0) -> tuple[SearchStrategy[Arguments], ...]:
    """A strategy for each choice of settings and script, with arrays of several shapes in turn."""

    def strategy(place: int, settings: Settings, script: Sequence[str]) -> SearchStrategy[Arguments]:
        shapes = ARRAYS[place % len(ARRAYS)]
        return st.builds(lambda seed: optimizer(shapes, settings, script, seed, size), SEEDS)

    return tuple(strategy(place, *choice) for place, choice in enumerate(choices, 1))


def epochs(number: int, steps: int = 1) -> list[str]:
    """A script of so many epochs."""
    return ([STEP] * steps + [NEXT]) * number


DEFAULTS: tuple[tuple[Settings, Settings], ...] = (
    ({"learning_rate": 0.5}, {"learning_rate": 0.5, "momentum": 0.0}),
    ({"learning_rate": 0.5, "momentum": 0.25}, {"learning_rate": 0.5, "momentum": 0.25, "final_learning_rate": 0.5}),
    (
        {"learning_rate": 1.0, "momentum": 0.0, "final_learning_rate": 0.25},
        {"learning_rate": 1.0, "momentum": 0.0, "final_learning_rate": 0.25, "epochs": 1},
    ),
    (
        {"learning_rate": 1.0, "momentum": 0.0, "final_learning_rate": 0.25, "epochs": 3},
        {"learning_rate": 1.0, "momentum": 0.0, "final_learning_rate": 0.25, "epochs": 3, "decay": "exponential"},
    ),
    (
        {"learning_rate": 0.5, "momentum": 0.0, "final_learning_rate": None, "epochs": 4, "decay": "linear"},
        {"learning_rate": 0.5, "momentum": 0.0, "final_learning_rate": 0.5},
    ),
)
"""Settings of which some are left out, and the same with what they should be then."""


def with_defaults() -> tuple[SearchStrategy[Arguments], ...]:
    """An optimizer with each pair of them, and a gradient for each of four epochs."""

    def case(short: Settings, long: Settings, seed: int) -> Arguments:
        return {"short": short} | optimizer(ARRAYS[0], long, epochs(4), seed)

    return tuple(st.builds(case, st.just(short), st.just(long), SEEDS) for short, long in DEFAULTS)


def lasting(*choices: Settings) -> tuple[SearchStrategy[Arguments], ...]:
    """Optimizers whose program goes on for three epochs after the last of the decay, with the same gradient always."""

    def case(settings: Settings, seed: int) -> Arguments:
        made = optimizer(ARRAYS[1], settings, [STEP], seed)
        gradient = [{name: array + 10 for name, array in own.items()} for own in made["program"][0]]
        return made | {"program": [gradient, NEXT] * (settings["epochs"] + 3)}

    return tuple(st.builds(case, st.just(settings), SEEDS) for settings in choices)
