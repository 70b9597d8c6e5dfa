"""The networks of the unit cnn that are built, and samples for them.

Two decimals keep numbers readable, and no bias and no sum is zero by chance.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Example

from . import network
from .network import Layer

Stack = tuple[str, tuple[int, int, int], tuple[Layer, ...]]
"""A cost, the shape [C, H, W] of the images and the layers."""

FLATTEN = ("add_flatten",)
OUTPUT = ("add_output", 2, "softmax")


def convolution(*settings: Any) -> Layer:
    """A layer of a stack; so are the next two."""
    return ("add_convolution", *settings)


def pooling(*settings: Any) -> Layer:
    """A pooling layer."""
    return ("add_pooling", *settings)


def dense(*settings: Any) -> Layer:
    """A dense layer."""
    return ("add_dense", *settings)


def dropout(rate: float) -> Layer:
    """A layer that drops values in a training."""
    return ("add_dropout", rate)


def _stack(image: tuple[int, int, int], *layers: Layer, cost: str = "cross_entropy") -> Stack:
    return cost, image, layers


def _on_images(image: tuple[int, int, int], *layers: Layer) -> Stack:
    """Layers for images, and what makes two probabilities of what comes out."""
    return _stack(image, *layers, FLATTEN, OUTPUT)


SMALLEST = _stack((1, 1, 2), FLATTEN, OUTPUT)

_SQUARES = "mean_squared_error"

DENSE = (
    SMALLEST,
    _stack((2, 1, 2), FLATTEN, dense(3, "sigmoid"), OUTPUT),
    _stack((1, 2, 3), FLATTEN, dense(3, "relu"), dense(2, "sigmoid"), ("add_output", 2, "sigmoid"), cost=_SQUARES),
    _stack((2, 2, 1), FLATTEN, dense(2, "relu"), ("add_output", 3, "softmax"), cost=_SQUARES),
    _stack((1, 1, 3), FLATTEN, dense(2, "sigmoid"), ("add_output", 2, "sigmoid")),
    _stack((1, 2, 1), FLATTEN, dense(2, "sigmoid"), ("add_output", 1, "sigmoid"), cost=_SQUARES),
)

ONE_CLASS = _stack((1, 2, 2), FLATTEN, dense(2, "sigmoid"), ("add_output", 1, "softmax"), cost=_SQUARES)
"""A softmax of one node: its probabilities sum to 1, too."""

FLAT_SQUARES = _stack((1, 1, 3), FLATTEN, ("add_output", 2, "leaky_relu"), cost=_SQUARES)
"""Nothing that a guard against log(0) or a narrow type could hide behind."""

LEAKY = (
    _stack((1, 1, 3), FLATTEN, dense(3, "leaky_relu"), OUTPUT),
    _stack((1, 1, 3), FLATTEN, dense(3), ("add_output", 2)),
    _stack((1, 2, 4), convolution(2, 2), FLATTEN, ("add_output", 2)),
)
"""Networks with leaky_relu, by its name and where no activation is given."""

IMAGES = (
    _on_images((1, 2, 3), convolution(1, 2, 1, 0, "sigmoid")),
    _on_images((2, 2, 4), convolution(3, (2, 3), 1, 0, "relu")),
    _on_images((1, 4, 3), convolution(2, 3, 2, 1, "sigmoid")),
    _on_images((1, 2, 5), convolution(2, (3, 2), (1, 2), (2, 1), "relu")),
    _on_images((1, 3, 5), pooling("max", (1, 2), 2)),
    _on_images((2, 4, 3), pooling("average", (2, 1), (2, 1))),
    _on_images((1, 3, 5), pooling("max", (2, 3), (1, 2))),
    _on_images((3, 5, 4), convolution(2, (2, 3), (3, 2), (1, 2), "sigmoid"), pooling("average", (1, 2), 1)),
    _stack(
        (1, 4, 5),
        convolution(2, 2, 1, 1, "sigmoid"),
        pooling("max", 2, 2),
        convolution(1, 2, 1, 0, "sigmoid"),
        pooling("average", 1, 1),
        FLATTEN,
        dense(2, "sigmoid"),
        OUTPUT,
    ),
)

_PADDED = convolution(2, 3, 1, 1, "sigmoid")

NEARLY_ALIKE = (
    _on_images((1, 5, 6), _PADDED, _PADDED, convolution(1, 3, 1, 0, "sigmoid")),
    _on_images((2, 5, 6), _PADDED, convolution(1, 3, 2, 1, "sigmoid")),
    _on_images((2, 5, 6), convolution(2, 3, 1, 0, "sigmoid"), convolution(1, 3, 1, 0, "sigmoid")),
    _on_images((1, 4, 5), pooling("max", 2, 1), convolution(1, 2, 1, 1, "sigmoid"), pooling("max", 2, 2)),
)
"""Layers of one network that differ in one thing alone: in the channels of what they get, in its size, or in their
padding or stride.
"""

_YES_OR_NO = "binary_cross_entropy"

ACTIVATED = (
    _stack((1, 1, 3), FLATTEN, dense(3, "tanh"), dense(2, "elu"), ("add_output", 2, "identity"), cost=_SQUARES),
    _stack((1, 2, 2), FLATTEN, dense(3, "identity"), dropout(0), dense(2, "tanh"), OUTPUT),
    _on_images((1, 2, 4), convolution(2, 2, 1, 0, "elu"), convolution(1, (1, 2), 1, 0, "tanh")),
)
"""Networks with tanh, elu and identity."""

BINARY = (
    _stack((1, 1, 3), FLATTEN, ("add_output", 1, "sigmoid"), cost=_YES_OR_NO),
    _stack((1, 2, 2), FLATTEN, dense(2, "tanh"), ("add_output", 3, "sigmoid"), cost=_YES_OR_NO),
)
"""Networks that answer questions with yes or no, each for itself."""

SAME = (
    _on_images((1, 3, 4), convolution(1, (2, 1), 1, "same", "sigmoid")),
    _on_images((2, 4, 3), convolution(2, (4, 3), 1, "same", "sigmoid"), pooling("average", 2, 1)),
    _on_images((1, 5, 4), convolution(2, (2, 5), (2, 3), "same", "sigmoid"), convolution(1, 2, 2, "same", "relu")),
    _on_images((1, 5, 6), convolution(2, (1, 3), (3, 2), "same", "sigmoid")),
    _on_images((2, 5, 4), convolution(2, (2, 3), 1, "same", "sigmoid"), convolution(1, (2, 3), 1, 0, "sigmoid")),
    _on_images((2, 6, 5), *2 * [convolution(2, (3, 4), 2, "same", "sigmoid")]),
)
"""Networks whose images keep their size, or are divided by the stride: with even kernels, with strides above the
kernel, where no zero is missing, before a layer that differs in its padding alone, and before one that is the same but
has other zeros around.
"""

_WIDE = convolution(1, (2, 3), (2, 3), (1, 2), "sigmoid")

CONVOLUTIONS = (
    _on_images((1, 2, 3), convolution(2, 2, 1, 0, "sigmoid")),
    _on_images((2, 3, 2), convolution(3, (3, 2), 1, (1, 0), "relu")),
    _on_images((1, 3, 3), convolution(2, (2, 1), 1, 0, "sigmoid"), convolution(1, (1, 3), (1, 2), (0, 1), "sigmoid")),
    _stack((1, 4, 4), convolution(2, 1, 1, 0, "relu"), _WIDE, FLATTEN, dense(2, "sigmoid"), OUTPUT),
    _on_images((1, 4, 3), convolution(2, 1, (1, 2), 0, "sigmoid"), convolution(2, 2, (2, 1), 0, "sigmoid")),
    _stack(
        (2, 5, 6),
        convolution(2, (2, 3), (2, 1), (1, 0), "sigmoid"),
        convolution(3, (3, 2), (2, 3), (1, 2), "relu"),
        FLATTEN,
        ("add_output", 2, "sigmoid"),
        cost=_SQUARES,
    ),
)

_ONE_MAP, _TWO_MAPS = (convolution(maps, 1, 1, 0, "sigmoid") for maps in (1, 2))

_KINDS_IN_TURN = [pooling(kind, size, 1) for size in (2, (2, 1)) for kind in ("max", "average")]

POOLINGS = (
    _on_images((1, 2, 4), _ONE_MAP, pooling("average", 2, 2)),
    _on_images((1, 3, 4), _TWO_MAPS, pooling("max", 2, 2)),
    _on_images((1, 3, 5), _TWO_MAPS, pooling("max", (2, 3), (1, 2))),
    _on_images((1, 5, 3), _TWO_MAPS, pooling("average", (3, 2), (2, 1))),
    _on_images((1, 5, 5), _TWO_MAPS, *_KINDS_IN_TURN),
    _on_images((1, 6, 5), _ONE_MAP, pooling("max", (2, 1), (2, 1)), convolution(2, (2, 3), 1, 0, "sigmoid")),
    _on_images((2, 5, 6), _TWO_MAPS, pooling("average", (3, 2), (1, 3)), pooling("max", 2, 1)),
    _on_images((1, 41, 31), _TWO_MAPS, pooling("max", (40, 30), 1)),
)

RARE = (
    _on_images((1, 2, 3), _ONE_MAP, convolution(2, 1, 1, 1, "sigmoid")),
    _on_images((2, 4, 3), _TWO_MAPS, convolution(2, 1, (2, 1), (1, 2), "sigmoid")),
    _on_images((1, 5, 4), _TWO_MAPS, convolution(2, 1, 2, 0, "sigmoid")),
    _on_images((1, 3, 5), _TWO_MAPS, pooling("average", 2, 2)),
    _on_images((1, 4, 5), _TWO_MAPS, pooling("average", 3, 3)),
    _on_images((2, 5, 3), _ONE_MAP, pooling("average", (2, 1), (3, 2))),
    _on_images((1, 5, 7), _ONE_MAP, pooling("max", (3, 2), (3, 2))),
)
"""Kernels of one pixel with padding or a stride, and windows side by side that leave rows and columns over."""

_NODES = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
MANY_LAYERS = _stack((1, 1, 2), FLATTEN, *(dense(nodes) for nodes in _NODES), OUTPUT)

ALIKE = (
    _stack((1, 1, 3), FLATTEN, dense(3, "sigmoid"), dense(3), ("add_output", 3, "softmax")),
    _on_images((2, 4, 4), convolution(2, 2), convolution(2, 2)),
)
"""Layers with weights of the same shape."""

SMALL = (SMALLEST, _stack((1, 1, 3), FLATTEN, dense(2, "sigmoid"), ("add_output", 3, "softmax")))
"""Networks to be trained."""

WITH_CONVOLUTION = CONVOLUTIONS[0]

WITH_POOLING = _stack(
    (1, 2, 3),
    convolution(2, (1, 2), 1, 0, "sigmoid"),
    pooling("max", (2, 1), 1),
    FLATTEN,
    dense(2, "relu"),
    OUTPUT,
)

_TIED, _OVERLAPPING = (
    _on_images((2, 4, 4), convolution(1, 1, 1, 0, "relu"), pooling("max", 2, stride)) for stride in (2, 1)
)


SEEDS = st.integers(0, 999_999)
"""What a paper's values follow from."""


def values(stack: Stack, seed: int, *, number: int = 2, whole: bool = False, scale: float = 1.0) -> Arguments:
    """A network with params, and samples for it."""
    cost, image, layers = stack
    draw = np.random.default_rng(seed)
    params = []
    for own in network.shapes(layers, image):
        # Keeps predictions away from 0, where a guard against log(0) would count.
        spread = 1 / np.sqrt(np.prod(own["weights"]) / own["bias"][0])
        drawn = {name: draw.normal(0, spread, shape).round(2) for name, shape in own.items()}
        params.append(drawn | {"bias": np.where(drawn["bias"] == 0, 0.1, drawn["bias"])})
    images = draw.integers(-3, 4, (number, *image)) if whole else draw.normal(0, scale, (number, *image)).round(2)
    nodes = layers[-1][1]
    targets = np.eye(nodes, dtype=np.int64 if whole else float)[((np.arange(number) + 1) // 2 + seed) % nodes]
    if cost == _SQUARES and not whole:  # which can be any numbers
        targets = targets + draw.normal(0, 0.25, targets.shape).round(2)
    return {"cost": cost, "layers": list(layers), "params": params, "images": images, "targets": targets}


def drawn(make: Callable[..., Arguments], *settings: Any) -> SearchStrategy[Arguments]:
    """What ``make(*settings, seed)`` gives for a seed of the paper's, with no prediction and no sum near 0."""
    return st.builds(make, *map(st.just, settings), SEEDS).filter(_is_far_from_zero).filter(_has_clear_signs)


def _has_clear_signs(case: Arguments) -> bool:
    """Whether rounding takes no sum to the other side of the kink of relu."""
    if "params" not in case:
        return True
    trace = network.forward(case["layers"], case["params"], case["images"])[1]
    return all(abs(z).min() > 1.5e-4 for method, *_, z in trace if method not in network.WITHOUT_PARAMS)


def _is_far_from_zero(case: Arguments) -> bool:
    """Whether no cost depends on how log(0) is avoided: guards as large as 1e-9 are right as well."""
    if "params" not in case or case["cost"] == _SQUARES:
        return True
    samples = [(case["images"], case["targets"]), *filter(None, [case.get("validation")])]
    wanted = ((network.predict(case["layers"], case["params"], images), targets) for images, targets in samples)
    return all(nearest(case["cost"], prediction, targets) > 0.01 for prediction, targets in wanted)


def nearest(cost: str, prediction: np.ndarray, targets: np.ndarray) -> float:
    """How near 0 the numbers come of which a cross-entropy takes the logarithm."""
    no = (1 - prediction)[targets < 1].min(initial=1) if cost == "binary_cross_entropy" else 1.0
    return float(prediction[targets > 0].min(initial=no))


def few(cases: SearchStrategy[Arguments], *examples: Example, **more: Any) -> dict[str, Any]:
    """What a check is told of its cases: these, and one more that is drawn."""
    return {"cases": cases, "examples": examples, "count": 1, **more}


def networks(*stacks: Stack, besides: tuple[Example, ...] = (), without: str = "", **options: Any) -> dict[str, Any]:
    """The cases of a check: every stack once with values that are drawn, and the smallest."""

    def case(stack: Stack) -> SearchStrategy[Arguments]:
        whole = drawn(functools.partial(values, **options), stack)
        return whole.map(lambda case: {name: value for name, value in case.items() if name != without})

    return few(st.sampled_from(stacks).flatmap(case), *map(case, stacks), *besides)


LOUD = values(SMALLEST, 3, scale=1e4)
"""Numbers so large that exp of them is infinite, and that predictions are exactly 0 and 1."""

_SIGMOIDS = _stack((1, 1, 3), FLATTEN, dense(3, "sigmoid"), ("add_output", 2, "sigmoid"), cost=_SQUARES)
_LEAKY_INTO_SOFTMAX = _stack((1, 2, 3), convolution(2, 2), FLATTEN, OUTPUT)


def loud(stack: Stack, seed: int) -> Arguments:
    """Images of which sums are far above and below zero."""
    return values(stack, seed, number=4, scale=1e5)


def bright(seed: int) -> Arguments:
    """Pixels of some hundreds, as they come in bytes, in a network that is linear above zero."""
    return values(FLAT_SQUARES, seed, number=3, scale=300.0)


def far_below(seed: int) -> Arguments:
    """Windows in which all numbers are far below zero."""
    stack = _stack((2, 3, 4), pooling("max", 2, 1), FLATTEN, ("add_output", 2, "leaky_relu"), cost=_SQUARES)
    case = values(stack, seed)
    return case | {"images": -1e5 * (abs(case["images"]) + 0.5)}


def loudly(stack: Stack) -> SearchStrategy[Arguments]:
    """The same, drawn."""
    return st.builds(loud, st.just(stack), SEEDS)


STEEP = tuple(
    _stack((1, 1, 3), FLATTEN, dense(3, activation), ("add_output", 2, "identity"), cost=_SQUARES)
    for activation in ("tanh", "elu", "sigmoid")
)
"""Networks with powers of e in them, and a cost without any."""

LOUD_ONES = (SMALLEST, _SIGMOIDS, _LEAKY_INTO_SOFTMAX, *STEEP[:2])

EXACT_ONES = (
    FLAT_SQUARES,
    _stack(
        (2, 3, 4),
        convolution(2, 2, 1, 1, "leaky_relu"),
        pooling("max", 2, 1),
        FLATTEN,
        ("add_output", 2, "leaky_relu"),
        cost=_SQUARES,
    ),
    _stack((2, 3, 4), pooling("average", 2, 1), FLATTEN, ("add_output", 2, "leaky_relu"), cost=_SQUARES),
)
"""Networks in whose answers nothing is lost, whatever the size of the numbers."""


_SMOOTH = (dense(3, "sigmoid"), dense(3, "tanh"), dense(3, "elu"))


def _sure(stack: Stack, seed: int) -> Arguments:
    """Outputs whose sums are around 0, and far above and below it: probabilities from 1e-8 to 1."""
    case = values(stack, seed)
    *others, output = case["params"]
    bias = np.random.default_rng(seed).permutation([0.0, 0.5, 9.0, -9.0])
    return case | {"params": [*others, output | {"bias": bias}]}


def _gentle(stack: Stack, seed: int) -> Arguments:
    """A first layer whose sums are small, also where pixels are some hundreds."""
    case = values(stack, seed)
    first, *others = case["params"]
    return case | {"params": [first | {"weights": 0.02 * first["weights"]}, *others]}


SURE = tuple(
    st.builds(_sure, st.just(_stack((1, 1, 3), FLATTEN, *_SMOOTH, ("add_output", 4, activation))), SEEDS)
    for activation in ("softmax", "sigmoid")
)
"""Networks with all activations that are no straight lines."""

POOLED_FIRST = st.builds(
    values,
    st.just(
        _stack(
            (2, 3, 5),
            *(pooling("max", (1, 2), 1), convolution(2, 2, 1, 1, "leaky_relu"), FLATTEN),
            ("add_output", 2, "leaky_relu"),
            cost=_SQUARES,
        )
    ),
    SEEDS,
)
"""One in which whole numbers of the images stay whole up to the second layer."""

GENTLE = st.builds(
    _gentle,
    st.just(
        _stack((1, 1, 3), FLATTEN, dense(3, "tanh"), dense(2, "elu"), ("add_output", 2, "identity"), cost=_SQUARES)
    ),
    SEEDS,
)
"""One with slopes of which no digit is lost, and without a guard against log(0)."""


def soft(stack: Stack, seed: int, number: int = 3, sure: float = 0.7) -> Arguments:
    """Targets that are probabilities, some of them neither 0 nor 1; where they are not ``sure``, none of three classes
    has more than a half.
    """
    case = values(stack, seed, number=number)
    targets = case["targets"].copy()
    targets[1:] = sure * targets[1:] + (1 - sure) / targets.shape[1]
    return case | {"targets": targets}


def many(stack: Stack, seed: int, number: int) -> Arguments:
    """So many samples that nobody cuts them into equal pieces by chance."""
    case = values(stack, seed)
    draw = np.random.default_rng(seed)
    images = draw.normal(0, 1, (number, *stack[1])).round(2)
    targets = np.eye(stack[2][-1][1])[draw.integers(0, stack[2][-1][1], number)]
    return {**case, "images": images, "targets": targets}


CROWD = {
    "cost": "cross_entropy",
    "layers": [convolution(4, 4, 4), FLATTEN, OUTPUT],
    "shape": (6000, 1, 8, 8),
}
"""Black images of this shape: so many that a piece of 1000 is a sixth of them, and of a few windows each."""


def beyond(cost: str, seed: int) -> Arguments:
    """Outputs below 0 and above 1, and targets for which all of them count."""
    case = values(_stack((1, 1, 2), FLATTEN, ("add_output", 2, "identity"), cost=cost), seed, number=4)
    images = np.array([[3.0, 0.5], [-3.0, 0.5], [0.5, 3.0], [0.5, -3.0]]).reshape(4, 1, 1, 2)
    params = [{"weights": np.eye(2), "bias": np.zeros(2)}]
    return case | {"params": params, "images": images, "targets": np.full((4, 2), 0.5)}


_RARE_CLASS = _stack((1, 1, 2), FLATTEN, ("add_output", 2, "softmax"))
_RARE_NO = _stack((1, 1, 2), FLATTEN, ("add_output", 1, "sigmoid"), cost="binary_cross_entropy")


def improbable(stack: Stack, seed: int) -> Arguments:
    """Targets whose probability is some 1e-4, and far above any guard against log(0)."""
    case, draw = values(stack, seed, number=2), np.random.default_rng(seed)
    nodes = len(case["params"][0]["bias"])
    bias = np.array([7.7, 0.0][:nodes]) * draw.choice([-1, 1])
    targets = np.tile((bias < bias.mean()) if nodes > 1 else (bias < 0), (2, 1)).astype(float)
    params = [{"weights": draw.uniform(-0.2, 0.2, (2, nodes)).round(2), "bias": bias}]
    return case | {"params": params, "images": draw.uniform(-1, 1, (2, 1, 1, 2)).round(2), "targets": targets}


IMPROBABLE = (_RARE_CLASS, _RARE_NO)


def sure(seed: int) -> Arguments:
    """Images for which a sigmoid is exactly 0 or 1, and answers that do not agree."""
    case = values(BINARY[0], seed, number=4)
    weights = np.array([[1.0], [0.0], [0.0]])
    images = np.array([3e4, -3e4, 1e3, -1e3]).reshape(4, 1, 1, 1) * np.array([1.0, 0.0, 0.0])
    params = [{"weights": weights, "bias": np.zeros(1)}]
    return case | {"params": params, "images": images, "targets": np.array([[1.0], [0.0], [0.0], [1.0]])}


ZEROS = _stack((1, 1, 3), FLATTEN, ("add_output", 1, "identity"), cost=_SQUARES)
"""A network for numbers, whose classes are told apart by a threshold of 0."""


def decided(stack: Stack, seed: int) -> Arguments:
    """So many images that several classes come up, and a threshold."""
    case = values(stack, seed, number=8)
    threshold = 0.0 if stack is ZEROS else float(np.random.default_rng(seed).choice([0.3, 0.4, 0.6, 0.7]))
    case |= {"threshold": threshold, "images": 3 * case["images"]}
    return {name: case[name] for name in ("cost", "layers", "params", "images", "threshold")}


def of_many_classes(seed: int) -> Arguments:
    """More classes than a byte can count."""
    nodes = 257 + seed % 64
    return decided(_stack((1, 1, 2), FLATTEN, ("add_output", nodes, "softmax")), seed)


def of_one(case: Arguments) -> Arguments:
    """The first of its images alone: of one image there is still an array of classes."""
    return case | {"images": case["images"][:1]}


def _is_decided(case: Arguments) -> bool:
    """Whether no output is near the threshold or near another one, and of one or two nodes, the last lies between both
    thresholds.
    """
    outputs = network.predict(case["layers"], case["params"], case["images"])
    ordered = np.sort(outputs, axis=1)
    if outputs.shape[1] > 1 and not (
        (ordered[:, -1] - ordered[:, -2]).min() > 1e-3 and len({*outputs.argmax(axis=1)}) > 1
    ):
        return False
    low, high = sorted((0.5, case["threshold"]))
    last = outputs[:, -1]
    away = min(abs(last - low).min(), abs(last - high).min())
    return outputs.shape[1] > 2 or bool(away > 1e-3 and ((low < last) & (last < high)).any() and (last < low).any())


def decisions(stack: Stack) -> SearchStrategy[Arguments]:
    """The same, drawn, so that a threshold tells."""
    return st.builds(decided, st.just(stack), SEEDS).filter(_is_decided)


MANY_CLASSES = (
    st.builds(of_many_classes, SEEDS)
    .filter(_is_decided)
    .filter(lambda case: network.predict(case["layers"], case["params"], case["images"]).argmax(axis=1).max() > 255)
)


def _hardly_decided(stack: Stack, *sums: float) -> Arguments:
    """A first image of which outputs have these sums, and others of which the last sum is a little more, or less."""
    case = decided(stack, 0)
    case["images"][0] = 0.0
    weights = np.zeros((3, len(sums)))
    weights[0, -1] = 1e-8
    return case | {"params": [{"weights": weights, "bias": np.array(sums)}]}


UNDECIDED = (_hardly_decided(BINARY[0], 0.0), _hardly_decided(FLAT_SQUARES, 0.7, 0.7))
"""Outputs that are exactly 0.5, and not above it, or hardly above or below, and two that are the largest, or hardly."""


def alone(stack: Stack) -> SearchStrategy[Arguments]:
    """A network without targets, and one image."""
    case = drawn(functools.partial(values, number=1), stack)
    return case.map(lambda case: {name: case[name] for name in ("cost", "layers", "params", "images")})


def in_forms(*given: str, besides: tuple[SearchStrategy[Arguments], ...]) -> dict[str, Any]:
    """What a check of forms is told of its cases: networks with these samples."""
    kept = ("cost", "layers", "params", *given)
    every = (*(st.builds(values, st.just(stack), SEEDS) for stack in EXACT_ONES), *besides)
    first, *others = (
        case.filter(_has_clear_signs).map(lambda case: {name: case[name] for name in kept}) for case in every
    )
    return few(first, first, *others, count=0)


def below_zero(stack: Stack) -> SearchStrategy[Arguments]:
    """A network without targets, and images on which every number is below zero."""
    kept = ("cost", "layers", "params", "images")
    whole = drawn(values, stack)
    return whole.map(lambda case: {name: case[name] for name in kept} | {"images": -abs(case["images"]) - 0.01})


def black(activation: str, *, convolved: bool = False) -> Arguments:
    """Black images and biases of zero: whoever convolves or multiplies in whatever way gets sums
    that are exactly zero.
    """
    first = (convolution(2, (1, 2), 1, 0, activation), FLATTEN) if convolved else (FLATTEN, dense(2, activation))
    case = values(_stack((1, 1, 2), *first, OUTPUT), 1, number=1)
    hidden, output = case["params"]
    return case | {"images": np.zeros((1, 1, 1, 2)), "params": [hidden | {"bias": np.zeros(2)}, output]}


def ties(seed: int) -> Arguments:
    """Several pixels of a window are exactly its maximum, though they are sums of different
    numbers.

    In a square of 4 x 4 eighths even Fourier transforms make no error.
    """
    case = values(_TIED, seed, number=1)
    draw = np.random.default_rng(seed)
    one = draw.integers(-2, 3, (4, 4)) / 2
    other = np.kron(draw.integers(2, 4, (2, 2)), np.ones((2, 2))) - one  # the sums are the same in all of a window
    other[draw.random((4, 4)) < 0.4] -= 1  # but for some smaller ones
    return _tied(case, one, other)


def overlapping_ties(seed: int) -> Arguments:
    """The same with windows that overlap; some values are the maximum but for so little that float64 alone tells."""
    case = values(_OVERLAPPING, seed, number=1)
    draw = np.random.default_rng(seed)
    one = draw.integers(-2, 3, (4, 4)) / 2
    other = draw.integers(2, 4, (4, 4)) - one
    other[draw.random((4, 4)) < 0.3] -= 2.0**-26
    return _tied(case, one, other)


def _tied(case: Arguments, one: np.ndarray, other: np.ndarray) -> Arguments:
    """The case with these two channels, which are added up."""
    output = case["params"][1]
    alike = {**output, "weights": np.tile(output["weights"][:1], (len(output["weights"]), 1))}  # no order of windows
    params = [{"weights": np.ones((2, 1, 1, 1)), "bias": np.array([0.5])}, alike]
    return case | {"params": params, "images": np.stack([one, other])[np.newaxis] / 4}
