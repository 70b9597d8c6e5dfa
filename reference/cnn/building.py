"""The exercise CNN_build: layers, params and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Check, Exercise, Kind, Observation, agrees, rejects

from . import cases, observing, right, trainings, written
from . import lives as lived
from .cases import FLATTEN, OUTPUT, Stack, convolution, dense, drawn, dropout, few, pooling
from .network import Layer


def check(
    name: str, points: float, text: str, observe: Observation, judge: right.Right, asked: dict[str, Any]
) -> Check:
    """A check of a network with the params of a case, or with its own."""
    return agrees(name, points, text, **({"code": written.whole} | asked), observe=observe, accept=right.accepts(judge))


def refused(points: float, text: str, calls: Sequence[Arguments], **more: Any) -> Check:
    """A check that networks which make no sense cannot be built or used."""
    return rejects(points, text, calls, observe=observing.refuses, code=written.refused, **more)


def call(
    layers: Sequence[Layer], use: str = "", *arguments: Any, cost: str = "cross_entropy", first: Any = None
) -> Arguments:
    """Building a network, and perhaps the use of a method with these arguments, after ``first`` was predicted."""
    return {
        "cost": cost,
        "layers": list(layers),
        "first": first,
        "use": use,
        "arguments": dict(enumerate(arguments)),
    }


PICTURES, LABELS = SAMPLES = np.ones((3, 1, 4, 4)), np.eye(2)[[0, 1, 1]]
WIDER, COLOURFUL = np.ones((3, 1, 4, 5)), np.ones((3, 3, 4, 4))

_OF_IMAGES, _OF_VECTORS = (convolution(2, 2), pooling("max", 2, 2), FLATTEN), (dense(3), OUTPUT)

_ORDERS = [
    *([*before, layer] for before in ([], [convolution(2, 2)], [pooling("average", 2, 2)]) for layer in _OF_VECTORS),
    *([FLATTEN, *before, layer] for before in ([], [dense(3)]) for layer in _OF_IMAGES),
    *([FLATTEN, OUTPUT, layer] for layer in (*_OF_IMAGES, *_OF_VECTORS, dropout(0.5))),
]
"""Each layer behind each kind of layer that it cannot stand behind."""

_BEHIND_DROPOUT = [[*layers[:-1], dropout(0.5), layers[-1]] for layers in _ORDERS if OUTPUT not in layers[:-1]]
"""The same with a layer in between that may stand anywhere."""

_IMPOSSIBLE = [
    *([pooling(kind, 2, 2)] for kind in ("min", "avg", "mean", "sum")),
    *([convolution(2, 2, 1, 0, name)] for name in ("linear", "softplus", "none")),
    *([FLATTEN, dense(2, name)] for name in ("swish", "linear", "gelu")),
    *([FLATTEN, ("add_output", 2, name)] for name in ("argmax", "linear", "log_softmax")),
    [convolution(0, 2)],
    [convolution(2, 0)],
    [convolution(2, (2, 0))],
    [convolution(2, 2, 0)],
    [convolution(2, 2, 1, -1)],
    [convolution(2, 2, 1, (1, -1))],
    [pooling("max", 0, 2)],
    [pooling("max", 2, (1, 0))],
    [FLATTEN, dense(0)],
    [dropout(-0.1)],
    [dropout(1.0)],
    [FLATTEN, dropout(1.5)],
    [FLATTEN, ("add_output", 0)],
]
_ONE_OF_A_PAIR = [
    *(convolution(2, size) for size in ((0, 2), (2, -1))),
    *(convolution(2, 2, stride) for stride in ((0, 1), (1, 0), (1, -1), (-1, 1))),
    *(convolution(2, 2, 1, padding) for padding in ((-1, 1), (0, -2))),
    *(convolution(*settings, "same") for settings in ((0, 2, 1), (2, 0, 1), (2, 2, (1, 0)))),
    *(pooling("max", size, 2) for size in ((0, 2), (2, 0), (2, -1))),
    *(pooling("average", 2, stride) for stride in ((0, 1), (-1, 2), (2, -1))),
]
_NEGATIVE = [
    convolution(-1, 2),
    convolution(2, -2),
    convolution(2, 2, -1),
    pooling("max", -2, 2),
    pooling("max", 2, -2),
]
_TOO_LARGE_IN_ONE_DIRECTION = [
    *(pooling(kind, size, 2) for kind in ("max", "average") for size in ((1, 5), (5, 1))),
    *(convolution(2, size, 2) for size in ((1, 5), (5, 1))),
    *(convolution(2, 5, 1, padding) for padding in ((1, 0), (0, 1))),
]
"""By one pixel, which is less than the first ones move by: no window fits all the same."""

_WITH_KERNEL = [convolution(2, 3), FLATTEN, OUTPUT]
_TOO_SMALL_IN_BETWEEN = [
    [convolution(2, 4, 1, 1), convolution(1, 4), FLATTEN, OUTPUT],
    [convolution(2, 2), pooling("average", (4, 2), 1), FLATTEN, OUTPUT],
]


def first_use(stack: Stack, first: str, seed: int) -> Arguments:
    """A new network, and samples for its first use."""
    case = cases.values(stack, seed, number=3)
    return {name: case[name] for name in ("cost", "layers", "images", "targets")} | {"first": first, "seed": seed}


_TWO_CONVOLUTIONS: Stack = (
    "mean_squared_error",
    (2, 6, 7),
    (convolution(3, (2, 3), (2, 1), 1), convolution(2, (3, 2), (1, 2), 2), FLATTEN, dense(3), ("add_output", 2)),
)


_DROPPING: Stack = (
    "binary_cross_entropy",
    (1, 26, 30),
    (
        convolution(12, (4, 3), (2, 3), (1, 2), "elu"),
        pooling("max", (3, 2), (2, 3)),
        dropout(0.25),
        FLATTEN,
        dense(7, "tanh"),
        dropout(0),
        ("add_output", 1, "sigmoid"),
    ),
)


def seeded(stack: Stack, seed: int) -> Arguments:
    """A new network, and images for its first use."""
    case = cases.values(stack, seed)
    return {name: case[name] for name in ("cost", "layers", "images")} | {"seed": seed}


_REFUSING: tuple[Stack, ...] = (
    (
        "mean_squared_error",
        (2, 5, 6),
        (convolution(2, (2, 1)), dropout(0.25), convolution(3, 3), FLATTEN, dense(3), ("add_output", 2, "identity")),
    ),
    (
        "cross_entropy",
        (1, 4, 5),
        (convolution(3, (1, 2), 1, 0, "tanh"), pooling("average", (3, 1), 1), FLATTEN, dense(2, "sigmoid"), OUTPUT),
    ),
)
"""Networks for which images with two rows are too small, but not for their first layers."""


def with_refusals(stack: Stack, seed: int) -> Arguments:
    """A new network, samples for it, and calls that are to be refused before each layer is added, as every use is until
    there is an output, and once all are.
    """
    case = cases.values(stack, seed, number=3)
    images, targets, layers = case["images"], case["targets"], case["layers"]
    flat, unfinished = layers.index(FLATTEN), ("loss_and_grads", images, targets)
    refused = [*(flat + 1) * [_AMONG_IMAGES], *(len(layers) - flat - 1) * [_AMONG_VECTORS]]
    refused = [*([*each, unfinished] for each in refused), _AFTER_OUTPUT]
    uses = [
        ("predict", images[:, :, :2]),
        ("predict", images[:, 0]),
        ("loss_and_grads", images[:, :, :2], targets),
        ("loss_and_grads", images, targets.repeat(2, axis=1)),
    ]
    chosen = {name: case[name] for name in ("cost", "layers", "images")}
    return chosen | {"refused": refused, "uses": uses, "seed": seed}


_AMONG_IMAGES = [dense(3), OUTPUT, *(layers[0] for layers in _IMPOSSIBLE if len(layers) == 1)]
_AMONG_VECTORS = [
    *(FLATTEN, convolution(2, 2), pooling("max", 2, 2)),
    *(layers[1] for layers in _IMPOSSIBLE if len(layers) == 2),
]
_AFTER_OUTPUT = [FLATTEN, convolution(2, 2), pooling("max", 2, 2), dense(3), OUTPUT, dropout(0.5)]
"""Layers that make no sense where they are added."""


_FIRST_USES = [drawn(first_use, stack, "predict") for stack in (cases.DENSE[2], _TWO_CONVOLUTIONS, cases.POOLINGS[5])]


def begins(name: str, points: float, text: str, fault: Callable[..., str], *uses: SearchStrategy[Arguments]) -> Check:
    """A check of what is so once a new network has been used for the first time."""
    return agrees(
        name,
        points,
        text,
        uses[0],
        examples=uses,
        count=1,
        observe=observing.starts(fault),
        accept=right.faultless,
        code=written.begun,
    )


def lives(points: float, about: str, text: str) -> Check:
    """A check of what comes of all that can be done with two networks, in any order."""
    return agrees(
        "lives",
        points,
        text,
        **few(lived.seed_of(about), *lived.NUMBER * [lived.seed_of(about)], count=0),
        observe=observing.lives,
        accept=right.faultless,
        code=written.lived,
        kind=Kind.FORMS,  # it says nothing of networks that are wrong anyhow
    )


CNN_BUILD = Exercise(
    "CNN_build",
    begins(
        "params",
        0.5,
        "params is empty before the first use. From then on it has a dict of weights and a bias for each layer that "
        "has any, in the shapes that the contract names, drawn once.",
        right.start,
        *_FIRST_USES,
    ),
    begins(
        "first_weights",
        0.25,
        "The first weights are small random numbers, each another one, and biases start at zero.",
        right.start_values,
        *_FIRST_USES,
    ),
    begins("first_biases", 0.05, "All biases are exactly zero at first.", right.start_biases, *_FIRST_USES),
    begins(
        "layers_apart",
        0.05,
        "Layers whose weights have the same shape begin with other random numbers.",
        right.start_apart,
        *(drawn(first_use, stack, "predict") for stack in cases.ALIKE),
    ),
    agrees(
        "summary",
        0.2,
        "summary() is a table: a line for each layer with its output shape and the number of its params, in order, and "
        "the sum of these numbers at the end.",
        **few(*(drawn(seeded, stack) for stack in (_DROPPING, _TWO_CONVOLUTIONS, _DROPPING, cases.SAME[2])), count=0),
        observe=observing.has_a_summary,
        accept=right.faultless,
        code=written.summarized,
    ),
    begins(
        "many_layers",
        0.05,
        "With more than ten layers the params come in the order of the layers, too.",
        right.start,
        drawn(first_use, cases.MANY_LAYERS, "predict"),
    ),
    agrees(
        "seeds",
        0.45,
        "The same seed gives the same first weights, another seed, near or far, others; 0 is a seed like any other. "
        "NumPy's own generator, np.random.seed and the like, is left alone, also where there is no seed.",
        drawn(trainings.unseen),
        examples=[trainings.unseen(0), drawn(trainings.unseen)],
        count=0,
        observe=observing.learns_with_seeds,
        accept=right.first_weights,
        code=written.seeded,
    ),
    agrees(
        "forms",
        0.15,
        "Layers may be added with arguments by keyword, with lists for pairs and with whole numbers of NumPy's; "
        "the seed may be one, too.",
        **few(
            drawn(seeded, _TWO_CONVOLUTIONS),
            *(drawn(seeded, stack) for stack in (cases.POOLINGS[5], cases.DENSE[2], _DROPPING)),
        ),
        observe=observing.builds_in_forms,
        accept=right.faultless,
        code=written.built_in_forms,
    ),
    agrees(
        "after_refusals",
        0.1,
        "A call that is refused leaves nothing behind, whether it would have added a layer or used the network: what "
        "comes afterwards is as it would be without it.",
        **few(*(drawn(with_refusals, stack) for stack in (_REFUSING[0], *_REFUSING)), count=0),
        observe=observing.stands_refusals,
        accept=right.faultless,
        code=written.with_refusals,
        kind=Kind.FORMS,  # it says nothing of networks that are wrong anyhow
    ),
    refused(
        0.35,
        "Layers in an order that makes no sense raise ValueError when they are added: dense layers before "
        "add_flatten, convolutions, pooling or a second add_flatten after it, anything after the output.",
        list(map(call, (*_ORDERS, *_BEHIND_DROPOUT))),
        name="order_of_layers",
    ),
    refused(
        0.25,
        "Unknown names, numbers that are too small, and kernels and windows larger than their (padded) images raise "
        "ValueError, the last at the first use.",
        [
            *map(call, _IMPOSSIBLE),
            *(call(_WITH_KERNEL, "predict", np.ones(shape)) for shape in ((2, 1, 2, 4), (2, 1, 4, 2), (1, 1, 2, 2))),
            *(call(layers, "predict", PICTURES) for layers in _TOO_SMALL_IN_BETWEEN),
            call([pooling("average", 5, 1), FLATTEN, OUTPUT], "predict", PICTURES),
            *(call([], cost=cost) for cost in ("hinge", "mse", "mean_absolute_error", "categorical_cross_entropy")),
            *(call(layers, "summary", (1, 4, 4)) for layers in ([], [FLATTEN], [FLATTEN, dense(3)])),
        ],
    ),
    refused(
        0.1,
        "Negative numbers raise ValueError, and so do pairs of which only one number makes no sense, and kernels and "
        "windows that are too large in one direction only.",
        [
            *(call([layer]) for layer in (*_ONE_OF_A_PAIR, *_NEGATIVE)),
            *(call([FLATTEN, layer]) for layer in (dense(-1), ("add_output", -1))),
            *(call([layer, FLATTEN, OUTPUT], "predict", PICTURES) for layer in _TOO_LARGE_IN_ONE_DIRECTION),
        ],
        name="bad_numbers",
    ),
    of="CNN",
    methods=(
        *("__init__", "add_convolution", "add_pooling", "add_flatten", "add_dropout", "add_dense", "add_output"),
        *("summary", "_sizes", "_add", "_own_params"),
    ),
)
