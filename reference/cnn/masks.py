"""Dropout in company: two layers of it, behind activations, among images and among vectors, with a penalty,
validation, schedulers of a layer's own, and a second training that Ctrl-C ends.

So few values are dropped that all choices of them can be tried: the gradients of each batch must be those of one.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course import Arguments

from . import cases, network
from .cases import FLATTEN, convolution, dense, dropout, pooling
from .network import Layer, Params

_TOLERANCE, _BATCHES, _EPOCHS = 1e-5, 4, 7
_LEAST_RATE = 0.5
"""With fewer values dropped, it happens that one layer drops none in all of the batches; like this, it does less
often than once in 10^10 papers.
"""

_HERE, _ALIKE = dropout(0), "behind layers that are alike"
COMPANIES: Mapping[str, tuple[str, tuple[Layer, ...]]] = {
    "behind sigmoid": (
        "mean_squared_error",
        (convolution(2, 2, 1, 0, "sigmoid"), _HERE, FLATTEN, dense(3, "tanh"), _HERE, ("add_output", 1, "identity")),
    ),
    "between images": (
        "cross_entropy",
        (
            *(convolution(1, (1, 2), 1, 0, "elu"), _HERE, convolution(2, 2, 1, 0, "leaky_relu")),
            *(FLATTEN, _HERE, ("add_output", 3, "softmax")),
        ),
    ),
    "behind pooling": (
        "binary_cross_entropy",
        (
            convolution(2, 2, 1, 0, "tanh"),
            *(pooling("max", (1, 2), 1), _HERE, FLATTEN),
            *(dense(3, "sigmoid"), _HERE, ("add_output", 1, "sigmoid")),
        ),
    ),
    _ALIKE: (
        "mean_squared_error",
        (FLATTEN, dense(3, "tanh"), _HERE, dense(3, "elu"), _HERE, ("add_output", 2, "identity")),
    ),
}
"""Costs and layers, with all arguments but the schedulers; each array of weights or biases has a shape of its own,
where not all layers have schedulers of their own.
"""


def company(kind: str, seed: int, rate: float) -> Arguments:
    """A training of a single sample, which comes several times, in batches of one."""
    draw = np.random.default_rng(seed)
    cost, plain = COMPANIES[kind]
    first = max(rate, _LEAST_RATE)
    rates = iter((first, _LEAST_RATE if first > _LEAST_RATE else 0.6))
    layers = tuple(dropout(next(rates)) if layer == _HERE else layer for layer in plain)
    case = cases.values((cost, (1, 2, 3), layers), seed, number=3)
    same = {name: case[name][:1].repeat(_BATCHES, axis=0) for name in ("images", "targets")}
    learning = len(case["params"])
    return {
        **case,
        **same,
        "epochs": _EPOCHS,
        "trainings": 1,
        "batches": _BATCHES,
        "regularization": 0.5,
        "validation": (case["images"][1:], case["targets"][1:]),
        "own": [kind == _ALIKE or bool(each % 2) for each in draw.permutation(learning)],
        "ended": int(draw.integers(1, 2 * learning * _BATCHES)),
    }


def is_far_from_zero(case: Arguments) -> bool:
    """Whether no choice of values makes a prediction at which guards against log(0) show."""
    if case["cost"] == "mean_squared_error":
        return True
    choices = _choices(case)
    targets = case["targets"][:1].repeat(len(choices[0]), axis=0)
    prediction = network.predict(_with(case, choices), case["params"], _repeated(case, choices))
    return cases.nearest(case["cost"], prediction, targets) > 0.003


def fault(case: Arguments, gradients: Sequence[Params]) -> str:
    """What is wrong with the gradients of the batches; empty if nothing is."""
    choices = _choices(case)
    slopes = _slopes_of_outputs(case, choices)
    fitting = [_fitting(case, choices, slopes, _without_penalty(case, each)) for each in gradients]
    if None in fitting:
        return "with a penalty, the gradients of a batch are not those of any choice of the values that are dropped"
    for multipliers, which in zip(choices, ("first", "second"), strict=True):
        if multipliers[fitting].all():
            return f"nothing is dropped by the {which} of two layers of dropout"
        if multipliers.ndim == 4 and _are_whole_maps(multipliers[fitting]):
            return "all of a feature map is dropped, or nothing: draw for each value by itself"
    return ""


def _are_whole_maps(multipliers: np.ndarray) -> bool:
    """Whether in all batches each map has one multiplier.  By chance, two maps of two values have that, or so much is
    dropped behind them that nobody can tell, with a probability of at most 0.42 in each of 28 batches: 3e-11.
    """
    maps, rows, columns = multipliers.shape[1:]
    return min(maps, rows * columns) > 1 and bool(np.all(multipliers == multipliers[:, :, :1, :1]))


def _choices(case: Arguments) -> list[np.ndarray]:
    """For each layer of dropout, by what it multiplies its values in all choices of all layers together, first
    the one that keeps them all.
    """
    sizes = [size for _, size in network.rows(case["layers"], case["images"].shape[1:])]
    places = [place for place, (method, *_) in enumerate(case["layers"]) if method == "add_dropout"]
    numbers = [int(np.prod(sizes[place])) for place in places]
    kept = np.array(list(itertools.product((1.0, 0.0), repeat=sum(numbers))))
    parts = np.split(kept, np.cumsum(numbers)[:-1], axis=1)
    pairs = zip(places, parts, strict=True)
    return [part.reshape(-1, *sizes[place]) / (1 - case["layers"][place][1]) for place, part in pairs]


def _with(case: Arguments, choices: Sequence[np.ndarray]) -> list[Layer]:
    """The layers with what they multiply their values by."""
    left = iter(choices)
    return [(*layer, next(left)) if layer[0] == "add_dropout" else layer for layer in case["layers"]]


def _repeated(case: Arguments, choices: Sequence[np.ndarray]) -> np.ndarray:
    return case["images"][:1].repeat(len(choices[0]), axis=0)


def _slopes_of_outputs(case: Arguments, choices: Sequence[np.ndarray]) -> np.ndarray:
    """The gradient of the output's bias for each choice: that tells most choices apart."""
    images = _repeated(case, choices)
    prediction, trace = network.forward(_with(case, choices), case["params"], images)
    _, grad = network.cost_and_grad(case["cost"], prediction, case["targets"][:1].repeat(len(images), axis=0))
    _, (_, activation), _, _, z = trace[-1]
    return len(images) * network.through_activation(activation, z, grad)


def _without_penalty(case: Arguments, gradients: Params) -> Params:
    strength = case["regularization"]
    pairs = zip(gradients, case["params"], strict=True)
    return [grad | {"weights": grad["weights"] - strength * own["weights"]} for grad, own in pairs]


def _fitting(case: Arguments, choices: Sequence[np.ndarray], slopes: np.ndarray, gradients: Params) -> int | None:
    """The first choice whose gradients these are."""
    near = np.flatnonzero(_are_near(slopes, gradients[-1]["bias"]).all(axis=1))
    return next((each for each in map(int, near) if _are_alike(_of(case, choices, each), gradients)), None)


def _are_near(right: np.ndarray, seen: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(right - seen) <= _TOLERANCE * max(1.0, float(np.abs(right).max())))


def _are_alike(right: Params, seen: Params) -> bool:
    return all(_are_near(own[name], other[name]).all() for own, other in zip(right, seen, strict=True) for name in own)


def _of(case: Arguments, choices: Sequence[np.ndarray], which: int) -> Params:
    layers = _with(case, [multipliers[which : which + 1] for multipliers in choices])
    one: dict[str, Any] = {name: case[name][:1] for name in ("images", "targets")}
    return network.loss_and_grads(case | one | {"layers": layers}, case["params"])[1]
