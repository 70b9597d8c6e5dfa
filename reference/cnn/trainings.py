"""The trainings of the unit cnn that are asked for: few, since each takes time."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autograder.course import Arguments, Example

from .cases import FLATTEN, OUTPUT, SMALL, Stack, convolution, drawn, few, values

_PLAIN: dict[str, Any] = {"epochs": 3, "batches": 1, "regularization": 0.0, "validation": None}
_SETTINGS: dict[str, Any] = _PLAIN | {"eta": 0.25, "growth": 0.0}

GENTLE = {"scheduler": ("Growing", 0.25, 0.0)}


def trainings(*stacks: Stack, besides: tuple[Example, ...] = (), **settings: Any) -> dict[str, Any]:
    """The cases of a check of fit: every stack once, and no more, since each takes time.  One
    sample cannot be shuffled, and is its own mean.
    """

    def case(stack: Stack, seed: int) -> Arguments:
        return values(stack, seed, number=1) | _SETTINGS | settings

    return few(drawn(case, stacks[0]), *(drawn(case, stack) for stack in stacks), *besides, seconds=10)


def validated(stack: Stack, seed: int, *, number: int = 1, **settings: Any) -> Arguments:
    """A training with samples that it is only measured with."""
    unseen = values(stack, seed + 50, number=number)
    validation = {"validation": (unseen["images"], unseen["targets"])}
    return values(stack, seed, number=number) | _SETTINGS | validation | settings


def one_pixel_each(number: int, batches: int, seed: int) -> Arguments:
    """Images that are all black but for one pixel, each another one."""
    images = np.eye(number).reshape(number, 1, 1, number)
    case = values(("cross_entropy", (1, 1, number), (FLATTEN, OUTPUT)), seed, number=number)
    return case | {"images": images} | _PLAIN | {"epochs": 2, "batches": batches}


def alike(stack: Stack, seed: int) -> Arguments:
    """Samples that are all the same: it does not matter how they are put into batches."""
    case = values(stack, seed, number=1)
    same = {name: case[name].repeat(4, axis=0) for name in ("images", "targets")}
    return case | same | _PLAIN | {"epochs": 2, "batches": 2}


def at_rest(seed: int) -> Arguments:
    """A training that changes nothing."""
    return validated(SMALL[1], seed, number=4, batches=2, epochs=2, regularization=0.5, eta=0.0)


def interruption(stack: Stack, epochs: int, seed: int) -> Arguments:
    """A training that is interrupted after so many epochs."""
    case = values(stack, seed, number=1)
    return case | _SETTINGS | {"epochs": 5, "patience": epochs * 2 * len(case["params"])}


def polite(stack: Stack, number: int, seed: int) -> Arguments:
    """Samples for all methods."""
    return values(stack, seed, number=number) | GENTLE


def seeded(seed: int) -> Arguments:
    """Samples that are learned one by one, twice: 8! orders of each time make it impossible that
    two are the same by chance.
    """
    case = values(SMALL[1], seed, number=8)
    settings = {**GENTLE, "epochs": 2, "batches": 8, "unseen": case["images"][:2], "seed": seed}
    return {name: case[name] for name in ("cost", "layers", "images", "targets")} | settings


@functools.cache
def digits(seed: int) -> Arguments:
    """A short training on some of scikit-learn's digits."""
    from sklearn.datasets import load_digits  # takes a second, and nothing else needs it

    data = load_digits()
    images, targets = data.images[:, np.newaxis] / 16, np.eye(10)[data.target]
    order = np.random.default_rng(seed).permutation(len(images))
    seen, unseen = order[:400], order[400:800]
    return {
        "cost": "cross_entropy",
        "scheduler": ("Adaptive", 0.04),
        "layers": [convolution(4, 3, 2, 1, "leaky_relu"), FLATTEN, ("add_output", 10, "softmax")],
        "images": images[seen],
        "targets": targets[seen],
        "epochs": 4,
        "batches": 12,
        "unseen": images[unseen],
        "unseen_targets": targets[unseen],
        "seed": seed,
    }
