"""The features of arguments in the unit square_detector, and calls in which all of them meet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.course import Arguments
from autograder.course.features import Feature, Features, equals, larger, size
from autograder.course.forms import Together, eighths, pick

from .cases import SHAPES, Params, trainable, untied, windows


def _of_windows(of_any: Callable[[np.ndarray], np.ndarray]) -> Feature:
    """Whether any of the windows, given one in each row, is like that."""
    return lambda call: bool(np.any(of_any(windows(call["params"], call["image"]))))


def _ties(rows: np.ndarray) -> np.ndarray:
    return np.sum(rows == rows.max(axis=1, keepdims=True), axis=1) > 1


_EITHER_OR = {
    "a square": equals("label", 1),
    "no square": equals("label", 0),
    "one image": size("images", 0, 1),
    "several images": larger("images", 0, 1),
    "one epoch": equals("epochs", 1),
    "several epochs": lambda call: call["epochs"] > 1,
    "one parameter": lambda call: len(call["grads"]) == 1,
    "several parameters": lambda call: len(call["grads"]) > 1,
}

FEATURES = Features(
    _EITHER_OR
    | {
        "a window that is dead": _of_windows(lambda rows: rows.max(axis=1) <= 0),
        "a window that lives": _of_windows(lambda rows: rows.max(axis=1) > 0),
        "a window with negative values": _of_windows(lambda rows: rows.min(axis=1) < 0),
        "a largest value that stands there twice": _of_windows(_ties),
        "weights of zero": lambda call: not np.all(call["params"]["weights"]),
        "a probability of 0": equals("probability", 0),
        "a probability of 1": equals("probability", 1),
        "a parameter that is a number": lambda call: any(not np.ndim(grad) for grad in call["grads"].values()),
        "a parameter that is an array": lambda call: any(map(np.ndim, call["grads"].values())),
        "a gradient of zeros": lambda call: not all(map(np.any, call["grads"].values())),
        "a learning rate of 1": equals("learning_rate", 1),
    },
    apart=dict.fromkeys(zip([*_EITHER_OR][::2], [*_EITHER_OR][1::2], strict=True), "it is one or the other")
    | {("a probability of 0", "a probability of 1"): "it is one of them"},
)


# Calls in which all of them can meet.


def _network(random: np.random.Generator) -> Params:
    """Params with which windows live, or all or some are dead."""
    kernel = eighths(random, 3, 3)
    bias = pick(random, (-1.0, 0.0, 2.0, -30.0)) + random.integers(-3, 4) / 8
    weights = eighths(random, 4) * pick(random, (np.ones(4), np.array([1, 0, 1, 1])))
    return {"kernel": kernel, "conv_bias": float(bias), "weights": weights, "fc_bias": random.integers(-8, 9) / 8}


def passes(*, label: bool = False) -> Together:
    """Makes calls of forward, with ``label`` those of backward."""

    def together(random: np.random.Generator) -> Arguments:
        case = {"params": _network(random), "image": 4 * eighths(random, 6, 6)}
        if random.integers(3) == 0:
            case["image"][:4, :4] = 0  # all values of a window are alike, which makes no odds where it is dead
        if not label:
            return case
        return case | {"label": pick(random, (0, 1))} if untied(case) else together(random)

    return together


def batches(random: np.random.Generator) -> Arguments:
    """A call of predict."""
    return {"params": _network(random), "images": 4 * eighths(random, pick(random, (1, 2, 3)), 6, 6)}


def steps(random: np.random.Generator) -> Arguments:
    """A call of sgd_step."""
    shapes: dict[str, tuple[int, ...]] = SHAPES | {"b": (), "layer": (2, 1, 2), "offset": (3,)}
    names = random.permutation([*shapes])[: pick(random, (1, 1, 1, 1, 2, 3, 4))]

    def values(often: float) -> Params:
        drawn = {str(name): eighths(random, *shapes[name]) * pick(random, (1, 1, often)) for name in names}
        return {name: value if np.ndim(value) else float(value) for name, value in drawn.items()}

    return {"params": values(1), "grads": values(0), "learning_rate": pick(random, (0.5, 1.0, 0.1, 1e-9))}


def trainings(random: np.random.Generator) -> Arguments:
    """A call of train with one image, or copies of one: the order of others is free."""
    images = np.repeat(4 * eighths(random, 1, 6, 6), pick(random, (1, 1, 2, 3)), axis=0)
    case = {"images": images, "labels": np.full(len(images), pick(random, (0.0, 1.0))), "params": _network(random)}
    more = {"learning_rate": pick(random, (0.125, 1.0, 0.3)), "epochs": pick(random, (1, 2, 3)), "seed": 7}
    return case | more if trainable(case) else trainings(random)
