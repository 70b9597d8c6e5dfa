"""Networks in which all options meet.

A mistake may show only where two of them come together: a cost with the activation of an output, dropout behind
a sigmoid, a kernel of seven rows with four channels.  So nobody lists them: they are drawn, from a number.  Of
any 21 numbers one behind the other, each activation of an output meets each cost; and every second network has one
option that is far from the usual: a large kernel, say, or windows that lie far apart.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments

from . import cases, network
from .cases import FLATTEN, Stack, convolution, dense, drawn, dropout, few, pooling
from .network import Layer

HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "identity")
OUTPUTS = (*HIDDEN, "softmax")
COSTS = ("cross_entropy", "binary_cross_entropy", "mean_squared_error")
CERTAIN = len(OUTPUTS) * len(COSTS)
"""So many networks, one behind the other, have all pairs of an output and a cost."""

_MOST_PIXELS = 120

Options = Mapping[str, tuple[int, int]]
"""For the options of layers for images, the least number that is drawn, and the first that is not."""

_USUAL: Options = {
    "pixels": (3, 8),
    "maps": (1, 6),
    "kernel": (1, 8),
    "padding": (0, 3),
    "stride": (1, 4),
    "window": (1, 4),
    "step": (1, 4),
}
_FAR: tuple[Options, ...] = (
    {"kernel": (8, 12), "pixels": (8, 13)},
    {"padding": (3, 6), "kernel": (6, 9), "pixels": (5, 9)},
    {"stride": (4, 8), "pixels": (8, 13)},
    {"maps": (8, 17)},
    {"window": (4, 8), "pixels": (8, 13)},
    {"step": (6, 10), "pixels": (8, 13)},
)
"""What is far from the usual, each with what makes room for it; the last two are of pooling."""

FAR_FROM_USUAL = 2 * len(_FAR)
"""So many networks, the first ones, have all of that."""


@functools.cache
def stack(number: int) -> Stack:
    """The network of this number: one or two layers for images, up to two dense ones, and dropout anywhere."""
    draw = np.random.default_rng(number)
    far = _FAR[number // 2 % len(_FAR)] if number % 2 else {}
    options: Options = {**_USUAL, **far}
    image = (1 + number % 5, *map(int, draw.integers(*options["pixels"], 2)))
    layers: list[Layer] = []
    plans = _PLANS
    if far:  # what is large has no room behind another layer
        plans = _PLANS[-1:] if {"window", "step"} & {*far} else _PLANS[1:-1]
    for kind in plans[draw.integers(len(plans))]:
        activation = HIDDEN[(number + len(layers)) % len(HIDDEN)]
        layers += [_fitting(draw, kind, activation, options, layers, image), *_perhaps_dropout(draw)]
    layers += [FLATTEN, *_perhaps_dropout(draw)]
    for _ in range(int(draw.integers(0, 3))):
        layers += [dense(int(draw.integers(1, 6)), HIDDEN[draw.integers(len(HIDDEN))]), *_perhaps_dropout(draw)]
    activation = OUTPUTS[number % len(OUTPUTS)]
    nodes = max(1 + (number - 5) % 4, 2 if activation == "softmax" else 1)  # one for each cost among the first ones
    return COSTS[number % len(COSTS)], image, (*layers, ("add_output", nodes, activation))


_PLANS: Sequence[tuple[str, ...]] = (
    ("convolution", "pooling", "convolution"),
    ("convolution",),
    ("convolution", "convolution"),
    ("convolution", "pooling"),
    ("pooling", "convolution"),
)


def _perhaps_dropout(draw: np.random.Generator) -> list[Layer]:
    """With a rate of 0: what others do beside a training is asked by a check of its own."""
    return [dropout(0)] if draw.random() < 0.3 else []


def _fitting(
    draw: np.random.Generator,
    kind: str,
    activation: str,
    options: Options,
    before: list[Layer],
    image: tuple[int, int, int],
) -> Layer:
    """A layer for images that leaves some pixels, but not too many of them; only the first one of its kind has options
    that are far from the usual.
    """
    first = not any(method == f"add_{kind}" for method, *_ in before)
    own = options if first else _USUAL
    while True:
        layer = _pooling(draw, own) if kind == "pooling" else _convolution(draw, own, activation)
        size = network.rows([*before, layer], image)[-1][1]
        if min(size) >= 1 and np.prod(size) <= _MOST_PIXELS:
            return layer


def _pooling(draw: np.random.Generator, options: Options) -> Layer:
    return pooling(str(draw.choice(["max", "average"])), _pair(draw, options["window"]), _pair(draw, options["step"]))


def _convolution(draw: np.random.Generator, options: Options, activation: str) -> Layer:
    """No window of one lies beside the image: those have the same sums, as far as these are not rounded."""
    window = tuple(map(int, draw.integers(*options["kernel"], 2)))
    least, end = options["padding"]
    padding: Any = tuple(int(draw.integers(least, min(size, end))) for size in window)
    if not least and draw.random() < 0.3:
        padding = "same"
    return convolution(
        int(draw.integers(*options["maps"])), window, _pair(draw, options["stride"]), padding, activation
    )


def _pair(draw: np.random.Generator, ends: tuple[int, int]) -> Any:
    """A number for both directions, or one for each."""
    both = tuple(map(int, draw.integers(*ends, 2)))
    return both if draw.random() < 0.7 else both[0]


def values(number: int, seed: int) -> Arguments:
    """The network of this number with params, and samples for it.  Outputs that are not probabilities by
    themselves lie between 0 and 1 where the cost is one of probabilities, and on both sides of 0 elsewhere; a single
    probability is wanted to be 0, 1 or in between.
    """
    made = stack(number)
    case = cases.values(made, seed, number=2 + number % 2)
    if made[2][-1][1] == 1 and made[2][-1][2] != "softmax" and made[0] != "mean_squared_error":
        case |= {"targets": np.random.default_rng(seed).permutation([0.0, 0.3, 1.0])[: len(case["images"]), np.newaxis]}
    if made[2][-1][2] in ("sigmoid", "softmax"):
        return case
    ends = (-1.0, 1.0) if made[0] == "mean_squared_error" else (0.2, 0.8)
    return case | {"params": _between(case, *ends)}


def _between(case: Arguments, low: float, high: float) -> network.Params:
    """The params, with an output whose sums lie between these numbers."""
    *others, output = case["params"]
    sums = network.forward(case["layers"], case["params"], case["images"])[1][-1][-1]
    factor = (high - low) / max(float(np.ptp(sums)), 1.0)
    return [*others, {"weights": factor * output["weights"], "bias": low + factor * (output["bias"] - sums.min())}]


def _decided(case: Arguments) -> bool:
    """Whether no maximum of a window hangs on the last digit of a sum: two that are the same but for rounding may
    be any of them, whatever the order in which sums are added up.
    """
    trace = network.forward(case["layers"], case["params"], case["images"])[1]
    learned = itertools.dropwhile(lambda step: step[0] != "add_convolution", trace)  # elsewhere nothing hangs on it
    return all(network.lead(settings, x) > 1e-9 for _, settings, _, x, _ in learned if settings[:1] == ["max"])


def networks(number: int, *besides: int, without: str = "") -> dict[str, Any]:
    """The cases of a check: so many that every paper has, others by their numbers, in which features meet that meet
    in none of them, and some more.
    """

    def of(which: int) -> SearchStrategy[Arguments]:
        return drawn(functools.partial(values, which)).filter(_decided)

    def taken(case: Arguments) -> Arguments:
        return {name: value for name, value in case.items() if name != without}

    others = st.integers(CERTAIN, 999_999).flatmap(of).map(taken)
    return few(others, *(of(which).map(taken) for which in (*range(number), *besides))) | {"count": 1}
