"""The trainings of the unit cnn that are asked for: few, since each takes time."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Example

from . import network
from .cases import (
    FLATTEN,
    OUTPUT,
    SEEDS,
    SMALL,
    Stack,
    convolution,
    dense,
    drawn,
    dropout,
    few,
    many,
    nearest,
    pooling,
    soft,
    values,
)
from .network import Layer

_PLAIN: dict[str, Any] = {"epochs": 3, "batches": 1, "regularization": 0.0, "validation": None}
_SETTINGS: dict[str, Any] = _PLAIN | {"eta": 0.25, "growth": 0.0}

SQUARES = ("mean_squared_error", (1, 1, 3), (FLATTEN, ("add_output", 2, "leaky_relu")))
"""A network whose gradients grow with its images."""

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


def seed_of_pixels(number: int, batches: int) -> SearchStrategy[Arguments]:
    """Stands for as many of them."""
    return st.fixed_dictionaries({"seed": SEEDS, "number": st.just(number), "batches": st.just(batches)})


def of_pixels(case: Arguments) -> Arguments:
    """The samples that a case of pixels stands for."""
    return one_pixel_each(case["number"], case["batches"], case["seed"])


LAYERS_ALIKE: Stack = (
    "mean_squared_error",
    (1, 1, 2),
    (FLATTEN, dense(2, "sigmoid"), dense(2, "sigmoid"), ("add_output", 2, "sigmoid")),
)
"""All of its weights have the same shape, and all of its biases."""


LAYERS: Stack = (
    "mean_squared_error",
    (1, 2, 3),
    (convolution(2, 2, 1, 0, "sigmoid"), FLATTEN, dense(3, "sigmoid"), ("add_output", 2, "sigmoid")),
)
"""A layer of each kind that learns."""

LAYERS_OF_CLASSES: Stack = (*LAYERS[:2], (*LAYERS[2][:-1], ("add_output", 2, "softmax")))
"""The same with probabilities that sum to 1."""


_COMPANIES: tuple[tuple[Layer, ...], ...] = (
    (FLATTEN, dense(3, "elu"), ("add_output", 2, "softmax")),
    (convolution(2, 2, 1, 0, "tanh"), FLATTEN, ("add_output", 2, "identity")),
    (FLATTEN, dense(3, "sigmoid"), dense(2, "leaky_relu"), ("add_output", 1, "sigmoid")),
)
_COSTS_OF = {"softmax": "cross_entropy", "identity": "mean_squared_error", "sigmoid": "binary_cross_entropy"}


def in_company(number: int, seed: int) -> Arguments:
    """Two trainings, of six kinds: layers have schedulers of their own, with other settings in each training, and
    every second time schedulers that count as false; with and without a penalty and validation, and uphill.
    """
    draw, layers = np.random.default_rng(seed), _COMPANIES[number % 3]
    uphill, cost = layers[-1][2] == "identity", _COSTS_OF[layers[-1][2]]
    eta, epochs, batches = (-0.005, 9, 1) if uphill else (0.1, 2, 2)
    learning = sum(layer[0] not in network.WITHOUT_PARAMS for layer in layers)
    having = draw.permutation([True, False, *(draw.random(learning - 2) < 0.5)])
    etas = [[eta * float(draw.choice([0.5, 2.0])) if each else None for each in having] for _ in range(2)]
    settings = {"regularization": 0.5 * (number % 2), "epochs": epochs, "batches": batches, "growth": 0.5}
    case = validated((cost, (1, 2, 3), layers), seed, eta=eta, **settings)
    same = {name: case[name].repeat(2, axis=0) for name in ("images", "targets")}
    others = (0.9 * case["images"], case["targets"]) if uphill else case["validation"] if number % 3 else None
    return case | same | {"validation": others, "etas": etas, "kind": ("Growing", "Hollow")[number // 3 % 2]}


def is_calm(case: Arguments) -> bool:
    """Whether no cost of a training in company depends on how log(0) is avoided."""
    if case["cost"] == "mean_squared_error":
        return True
    samples = [(case["images"], case["targets"]), *filter(None, [case["validation"]])]
    predictions = [
        (network.predict(case["layers"], params, images), targets)
        for params in _path(case)
        for images, targets in samples
    ]
    return min(nearest(case["cost"], *each) for each in predictions) > 1e-3


def _path(case: Arguments) -> Iterator[network.Params]:
    """The params after each update of trainings in company."""
    params = case["params"]
    for etas in case["etas"]:
        path = list(itertools.islice(network.updates(case | {"etas": etas}, params), case["epochs"] * case["batches"]))
        params = path[-1]
        yield from path


def ended(stack: Stack, seed: int) -> Arguments:
    """Samples for a training that Ctrl-C ends in its second epoch, and for another one."""
    case = values(stack, seed)
    return case | {"scheduler": ("Interrupting", 0.25, 0.5, 2 * len(case["params"]), 0)}


def alike(stack: Stack, seed: int) -> Arguments:
    """Samples that are all the same: it does not matter how they are put into batches."""
    case = values(stack, seed, number=1)
    same = {name: case[name].repeat(4, axis=0) for name in ("images", "targets")}
    return case | same | _PLAIN | {"epochs": 2, "batches": 2}


def by_default(stack: Stack, seed: int) -> Arguments:
    """So many steps of Adam that its gradients differ a little."""
    return alike(stack, seed) | {"epochs": 12}


def patient(stack: Stack, seed: int) -> Arguments:
    """More than a hundred steps of Adam, whose corrections matter to the last of them, each an epoch."""
    return alike(stack, seed) | {"epochs": 121, "batches": 1}


def faint(stack: Stack, seed: int) -> Arguments:
    """Images so dark that the gradients of the weights are hardly larger than what Adam adds to a root."""
    case = alike(stack, seed)
    return case | {"images": 1e-7 * case["images"]}


def dead(seed: int) -> Arguments:
    """A black image and a node that is off: gradients that are exactly zero, and a scheduler that moves the
    arrays nevertheless.
    """
    stack = ("cross_entropy", (1, 1, 2), (FLATTEN, ("add_dense", 2, "relu"), OUTPUT))
    case = values(stack, seed, number=1) | _SETTINGS
    hidden, output = case["params"]
    params = [hidden | {"bias": np.array([-0.4, 0.9])}, output]
    return case | {"images": np.zeros((1, 1, 1, 2)), "params": params, "epochs": 2, "drift": 0.5}


def perfect(seed: int) -> Arguments:
    """Black images whose targets are the biases, so that the error and its gradients are exactly zero throughout, and a
    penalty, which moves the weights nevertheless.
    """
    stack = ("mean_squared_error", (1, 1, 3), (FLATTEN, ("add_output", 2, "identity")))
    case = values(stack, seed, number=3)
    images, targets = np.zeros((3, 1, 1, 3)), case["params"][0]["bias"][np.newaxis].repeat(3, axis=0)
    settings = {"regularization": 0.5, "growth": 0.5, "drift": 0.0}
    return case | _SETTINGS | settings | {"images": images, "targets": targets}


def named(stack: Stack, seed: int) -> Arguments:
    """A training whose settings come by keyword, as whole numbers of NumPy's and as a list."""
    settings = {"epochs": 2, "regularization": 0.5, "growth": 0.5, "named": True}
    return validated(stack, seed, **settings)


def twice(stack: Stack, seed: int) -> Arguments:
    """Two trainings, each with a history of its own."""
    return values(stack, seed, number=1) | _SETTINGS | {"trainings": 2}


def in_turn(stack: Stack, seed: int) -> Arguments:
    """The same with steps that grow."""
    return _SETTINGS | {"growth": 0.5} | alike(stack, seed)


def long(stack: Stack, seed: int) -> Arguments:
    """Gradients that are large, and many epochs with steps that soon are too long: who clips, decays or
    stops early learns something else.
    """
    case = values(stack, seed, number=1)
    return case | {"images": 4 * case["images"]} | _SETTINGS | {"epochs": 14, "eta": 0.4}


def climbing(stack: Stack, seed: int) -> Arguments:
    """Steps uphill: the error rises from epoch to epoch, and fit does what the scheduler says."""
    return values(stack, seed, number=1) | _SETTINGS | {"epochs": 8, "eta": -0.25}


def once(stack: Stack, seed: int) -> Arguments:
    """A single epoch."""
    return in_turn(stack, seed) | {"epochs": 1}


def penalised(stack: Stack, seed: int) -> Arguments:
    """Several samples in two batches, and a penalty, which is the same for any number of samples."""
    return in_turn(stack, seed) | {"regularization": 0.5}


def whole(stack: Stack, seed: int) -> Arguments:
    """Images and targets of whole numbers, the targets of bytes without a sign."""
    case = values(stack, seed, number=1, whole=True)
    return case | _SETTINGS | {"targets": case["targets"].astype(np.uint8), "epochs": 2}


_UNSURE = 0.2


def at_rest(seed: int) -> Arguments:
    """A training that changes nothing; most of its targets are probabilities, neither 0 nor 1, and below a half."""
    unseen = soft(SMALL[1], seed + 50, sure=_UNSURE)
    validation = {"validation": (unseen["images"], unseen["targets"])}
    settings = {"batches": 2, "epochs": 14, "regularization": 0.5, "eta": 0.0}  # long, for who stops early
    return soft(SMALL[1], seed, number=4, sure=_UNSURE) | _SETTINGS | validation | settings


_ANSWERS: Stack = ("binary_cross_entropy", (1, 1, 3), (FLATTEN, ("add_output", 3, "sigmoid")))


def of_answers(seed: int) -> Arguments:
    """A training that changes nothing, of a network with several answers to each sample, of which two are more yes than
    no; one is the largest.
    """
    case = values(_ANSWERS, seed, number=6)
    targets = np.random.default_rng(seed).permuted(np.tile([0.9, 0.6, 0.1], (6, 1)), axis=1)
    return case | _SETTINGS | {"targets": targets, "epochs": 1, "eta": 0.0}


def counts_samples(case: Arguments) -> bool:
    """Whether there are other shares of samples with the right largest answer, of right answers, and of samples whose
    answers all are right.
    """
    prediction, targets = network.predict(case["layers"], case["params"], case["images"]), case["targets"]
    right = (prediction > 0.5) == (targets > 0.5)
    accuracy = network.accuracy(prediction, targets)
    return bool(min(abs(accuracy - np.mean(each)) for each in (right, right.all(axis=1))) > 1e-3)


ONE_NODE: tuple[Stack, ...] = (
    ("binary_cross_entropy", (1, 1, 3), (FLATTEN, ("add_output", 1, "sigmoid"))),
    ("mean_squared_error", (1, 1, 3), (FLATTEN, ("add_output", 1, "identity"))),
    ("mean_squared_error", (1, 1, 3), (FLATTEN, ("add_output", 1, "tanh"))),
)


def of_one_node(stack: Stack, among: Sequence[float], seed: int) -> Arguments:
    """A training that changes nothing, of a network with one output, and targets among these numbers."""
    case = values(stack, seed, number=6)
    targets = np.random.default_rng(seed).choice(among, (6, 1))
    return case | _SETTINGS | {"images": 2 * case["images"], "targets": targets, "epochs": 1, "eta": 0.0}


def undecided(seed: int) -> Arguments:
    """The same with outputs that are exactly 0.5, and some targets."""
    params = [{"weights": np.zeros((3, 1)), "bias": np.zeros(1)}]
    return of_one_node(ONE_NODE[0], (0.0, 0.4, 0.5, 0.6, 1.0), seed) | {"params": params}


def is_half_right(case: Arguments) -> bool:
    """Whether a network is right about some of its samples, and wrong about others."""
    prediction = network.predict(case["layers"], case["params"], case["images"])
    return 0 < network.accuracy(prediction, case["targets"]) < 1


def minds_the_middle(case: Arguments) -> bool:
    """Whether another share of samples would be right if 0 were the middle."""
    prediction = network.predict(case["layers"], case["params"], case["images"])
    right = [np.mean((prediction > middle) == (case["targets"] > middle)) for middle in (0.0, 0.5)]
    return bool(right[0] != right[1])


def interruption(stack: Stack, epochs: int, later: int, seed: int) -> Arguments:
    """A training that is interrupted after so many epochs: when the scheduler is asked once more, or
    later, before the last of these epochs is measured.
    """
    case = values(stack, seed, number=1)
    return case | _SETTINGS | {"epochs": 5, "patience": epochs * 2 * len(case["params"]), "later": later, "rows": 0}


def interruption_of_validation(stack: Stack, seed: int) -> Arguments:
    """One that is interrupted when seven samples are measured that nothing is learned from."""
    unseen = values(stack, seed + 50, number=7)
    validation = {"validation": (unseen["images"], unseen["targets"])}
    return interruption(stack, 2, 1, seed) | validation | {"rows": 7}


def interruption_between(stack: Stack, epochs: int, seed: int) -> Arguments:
    """One that is interrupted after so many epochs and a batch of the next."""
    case = in_turn(stack, seed)
    batches = case["batches"] * epochs + 1
    return case | {"epochs": 5, "patience": batches * 2 * len(case["params"]), "later": 0, "rows": 0}


def of_many(case: Arguments) -> Arguments:
    """The samples that a case of many stands for: what they are follows from its seed.  Where pieces leave no rest,
    images are whole numbers.
    """
    made = many(LARGE if case["number"] == 1 else MANY, case["seed"], case["number"])
    return made | {"images": np.rint(2 * made["images"]).astype(np.int8)} if case["number"] in DIVIDED else made


DIVIDED = (1024, 2000)
"""So many samples that pieces of whatever usual size leave no rest: those that are powers of two, and those that are
not.
"""


def seed_of_many(part: str, number: int = 2111) -> SearchStrategy[Arguments]:
    """Stands for so many samples, of which a part of what is said is judged; a single one is a large image."""
    return st.fixed_dictionaries({"seed": SEEDS, "part": st.just(part), "number": st.just(number)})


MANY = ("mean_squared_error", (1, 1, 2), (FLATTEN, ("add_output", 2, "sigmoid")))

LARGE = (
    "mean_squared_error",
    (1, 300, 300),
    (convolution(1, 2, 6, 0, "sigmoid"), pooling("average", 5, 5), FLATTEN, ("add_output", 2, "sigmoid")),
)
"""For images with more pixels than 16 bits can count, and so few windows that loops over them take hardly any time."""


def polite(stack: Stack, number: int, seed: int) -> Arguments:
    """Samples for all methods."""
    return values(stack, seed, number=number) | GENTLE


_DROPPING: Stack = ("cross_entropy", (1, 1, 3), (FLATTEN, dense(9, "sigmoid"), dropout(0.5), OUTPUT))


def dropping(seed: int) -> Arguments:
    """The same with dropout, which is drawn from the seed, too."""
    return seeded(seed, _DROPPING)


def seeded(seed: int, stack: Stack = SMALL[1]) -> Arguments:
    """Samples that are learned one by one, twice: 8! orders of each time make it impossible that
    two are the same by chance.
    """
    case = values(stack, seed, number=8)
    settings = {**GENTLE, "epochs": 2, "batches": 8, "unseen": case["images"][:2], "seed": seed}
    return {name: case[name] for name in ("cost", "layers", "images", "targets")} | settings


def unseen(seed: int) -> Arguments:
    """Predictions of a network with a layer of each kind that learns, which has learned nothing yet."""
    return seeded(seed, LAYERS) | {"epochs": 0}


@functools.cache
def digits(seed: int) -> Arguments:
    """A training on most of scikit-learn's digits; ``start`` has params for networks that draw none that
    can be used, which is judged elsewhere.
    """
    from sklearn.datasets import load_digits  # takes a second, and nothing else needs it

    data = load_digits()
    images, targets = data.images[:, np.newaxis] / 16, np.eye(10)[data.target]
    order = np.random.default_rng(seed).permutation(len(images))
    seen, unseen = order[:1000], order[1000:]
    layers = [convolution(8, 3, 1, 1), pooling("max", 2, 2), FLATTEN, ("add_output", 10, "softmax")]
    return {
        "cost": "cross_entropy",
        "scheduler": ("Adaptive", 0.02),
        "layers": layers,
        "images": images[seen],
        "targets": targets[seen],
        "epochs": 6,
        "batches": 25,
        "unseen": images[unseen],
        "unseen_targets": targets[unseen],
        "seed": seed,
        "start": values(("cross_entropy", (1, 8, 8), tuple(layers)), seed)["params"],
    }
