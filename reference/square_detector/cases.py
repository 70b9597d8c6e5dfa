"""What the cases of the unit square_detector are drawn from.

Values are eighths and halves, with which arithmetic is exact, and images in which the maximum of a
window stands there twice are left out, unless no gradient depends on the one taken: any order of
summation and any choice among equals is right.
"""

import itertools
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from autograder.course import Arguments
from autograder.testing import arrays, sizes

from .solution import backward, forward

Params = dict[str, Any]

SHAPES: dict[str, tuple[int, ...]] = {"kernel": (3, 3), "conv_bias": (), "weights": (4,), "fc_bias": ()}
"""The params; () stands for a number."""

SEEDS = st.integers(0, 999_999)
LABELS = st.sampled_from([0, 1])
_EITHER = st.sampled_from([1, 0])
_IMAGE = arrays((6, 6), low=-4, high=4, scale=2)


def changed(case: Arguments, **params: Any) -> Arguments:
    """The same case with some other params."""
    return case | {"params": case["params"] | params}


_PIXELS = np.zeros((6, 6))
_PIXELS[[1, 2, 3, 4], [1, 2, 4, 4]] = 2.0, 3.0, 2.0, 4.0

EXAMPLE: Arguments = {
    "params": {
        "kernel": np.diag([0.0, 1.0, 0.5]),
        "conv_bias": -1.0,
        "weights": np.array([1.0, 0.5, -1.0, 0.25]),
        "fc_bias": 0.5,
    },
    "image": _PIXELS,
}
"""Its convolution is the image without its border, plus half of what stands diagonally below, minus
one; two windows are dead.
"""

DEAD_AT_ZERO = {
    "params": {"kernel": np.diag([0.0, 1.0, 0.0]), "conv_bias": 0.0, "weights": np.ones(4), "fc_bias": 0.0},
    "image": np.pad(
        np.array([[2.0, 0.0, 0.0, 0.0], [1.0, 0.0, -1.0, -2.0], [0.0, 0.0, 1.0, 3.0], [0.0, 0.0, 0.0, 0.0]]),
        1,
        constant_values=0.5,
    ),
    "label": 1,
}
"""The windows at the top right and bottom left have the maximum 0: they are dead."""

EVEN = changed(EXAMPLE, kernel=np.full((3, 3), 0.25)) | {"image": np.ones((6, 6)), "label": 0}


@st.composite
def networks(draw: DrawFn, *, bias: float = 0.0) -> Params:
    """Params whose convolution has a bias near ``bias``."""
    kernel = arrays((3, 3), low=-4, high=4, scale=8)
    params = {"kernel": draw(kernel), "conv_bias": bias + draw(st.integers(-3, 3)) / 8}
    return params | {"weights": draw(arrays(4, low=-6, high=6, scale=8)), "fc_bias": draw(st.integers(-8, 8)) / 8}


@st.composite
def passes(draw: DrawFn, *, bias: float = 0.0, label: bool = False) -> Arguments:
    """Arguments of forward, with ``label`` those of backward."""
    case = {"params": draw(networks(bias=bias)), "image": draw(_IMAGE)}
    return case | {"label": draw(_EITHER)} if label else case


@st.composite
def evenly_lit(draw: DrawFn) -> Arguments:
    """Arguments of backward with an image of one value, in which all four values of a window are
    its maximum.

    No gradient depends on which of them is taken for the maximum, because every block of the image
    is the same.
    """
    value = draw(st.sampled_from([1.0, 2.0, -1.0, 0.5, -0.5]))
    return {"params": draw(networks(bias=2.0)), "image": np.full((6, 6), value), "label": draw(_EITHER)}


_FOUR = ((0, 0), (0, 1), (1, 0), (1, 1))
"""The places of a window."""


@st.composite
def paired(draw: DrawFn) -> Arguments:
    """Arguments of backward in which each window holds its largest value twice, and it matters which is taken: the
    kernel takes one pixel of each block, and the others are random.
    """
    row, column = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    kernel, image = np.zeros((3, 3)), np.array(draw(_IMAGE)) + np.arange(36.0).reshape(6, 6) / 64
    kernel[row, column] = draw(st.sampled_from([0.25, 0.5, 0.125]))
    for top, left in np.ndindex(2, 2):
        for i, j in draw(st.permutations(_FOUR))[:2]:
            image[2 * top + i + row, 2 * left + j + column] = 8.0
    signs = draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=4, max_size=4))
    params = {"kernel": kernel, "conv_bias": 0.5, "weights": np.array(signs) * [0.25, 0.5, 0.75, 1.0], "fc_bias": 0.5}
    return {"params": params, "image": image, "label": draw(_EITHER)}


@st.composite
def batches(draw: DrawFn, low: int, high: int) -> Arguments:
    """Arguments of predict."""
    images = [draw(_IMAGE) for _ in range(draw(sizes(low, high)))]
    return {"params": draw(networks()), "images": np.stack(images)}


@st.composite
def short_trainings(draw: DrawFn, count: int, epochs: tuple[int, int]) -> Arguments:
    """Arguments of train: so few images and epochs."""
    images = np.stack([draw(_IMAGE) for _ in range(count)])
    labels = draw(st.permutations([1.0, 0.0, 1.0][:count]))
    case = {"images": images, "labels": np.array(labels), "params": draw(networks(bias=1.0)), "learning_rate": 0.25}
    return case | {"epochs": draw(sizes(*epochs)), "seed": draw(SEEDS)}


@st.composite
def violent_trainings(draw: DrawFn) -> Arguments:
    """Arguments of train: one image that is so bright that its gradients are large, and so many epochs
    that the network is certain of it.
    """
    case = draw(short_trainings(1, (12, 15)).filter(trainable))
    label = 0.0 if forward(case["params"], case["images"][0])["z4"] > 0 else 1.0
    return case | {"images": 30 * case["images"], "labels": np.array([label]), "learning_rate": 0.001}


@st.composite
def copies(draw: DrawFn, fewest: int = 110, most: int = 130) -> Arguments:
    """Arguments of train: many copies of one image."""
    case, count = draw(short_trainings(1, (2, 3))), draw(sizes(fewest, most))
    many = {name: np.repeat(case[name], count, axis=0) for name in ("images", "labels")}
    return case | many | {"learning_rate": 0.001}


# What some cases must be like.


def windows(params: Params, image: np.ndarray) -> np.ndarray:
    """The four windows of z1, [4, 4], one in each row."""
    z1: np.ndarray = forward(params, image)["z1"]
    return z1.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)


def kernel_gradients(params: Params, image: np.ndarray, label: Any) -> list[np.ndarray]:
    """The gradients of the kernel, one for each choice among the largest values of the windows."""
    passed = forward(params, image)
    places = []
    for (top, left), largest in np.ndenumerate(passed["a2"]):
        window = passed["z1"][2 * top : 2 * top + 2, 2 * left : 2 * left + 2]
        places.append([(2 * top + i, 2 * left + j) for i, j in np.argwhere(window == largest)])
    each = (passed["a4"] - label) * params["weights"]
    blocks = [[image[i : i + 3, j : j + 3] for i, j in of] for of in places]
    return [
        sum(part * block for part, block in zip(each, choice, strict=True)) for choice in itertools.product(*blocks)
    ]


def _no_ties(params: Params, *images: np.ndarray) -> bool:
    """Whether no maximum above zero stands in its window twice."""
    rows = np.concatenate([windows(params, image) for image in images])
    largest = rows.max(axis=1, keepdims=True)
    return bool(np.all(((rows == largest).sum(axis=1) == 1) | (largest[:, 0] <= 0)))


def _lives(case: Arguments) -> np.ndarray:
    return windows(case["params"], case["image"]).max(axis=1) > 0


def untied(case: Arguments) -> bool:
    """Whether each gradient has one place to go to."""
    return _no_ties(case["params"], case["image"])


def alive(case: Arguments) -> bool:
    """Whether something passes through all windows."""
    return bool(_lives(case).all()) and untied(case)


def partly_dead(case: Arguments) -> bool:
    """Whether nothing passes through some windows."""
    return bool(_lives(case).any() and not _lives(case).all()) and untied(case)


def has_gradient(case: Arguments) -> bool:
    """Whether the kernel has one."""
    return bool(np.any(backward(**case)["kernel"]))


def trainable(case: Arguments) -> bool:
    """Whether there is something to learn: every image has a gradient, and ties there are none."""
    params, images = case["params"], case["images"]
    return _no_ties(params, *images) and all(np.any(backward(params, image, 1)["kernel"]) for image in images)
