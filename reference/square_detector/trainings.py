"""How params are judged that something random has led to: by the orders that could have led there,
and by what they classify rightly.
"""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Subject, as_code, compare
from autograder.course.verdicts import DISTURBED, FAR, misshapen, once, own_random_state, picked

from .cases import SHAPES, Params, short_trainings, trainable
from .images import blocks
from .solution import backward, make_images, sgd_step

ACCURACY = 0.96
"""The least accuracy that trained params must reach on 2,000 fresh images.

Measured with the training below (200 images with squares of the value 1 in noise from -1 to 1, six
epochs at a rate of 0.05) for 100 seeds each of two sets of images.  Right ways: orders drawn in
each epoch 0.989 to 1.000, one order for all epochs from 0.986, no shuffling 0.997, images drawn
with replacement from 0.983.  Wrong ones: untrained, gradient ascent, the last layer frozen, and the
bias gradient from the image's sum 0.50; the weights' gradient sent upstream 0.46 to 0.55; the
kernel frozen 0.56 to 0.65; 16 images in each epoch 0.55 to 0.82; one epoch 0.77 to 0.97. What
accuracy does not see: a ReLU mask forgotten (1.000), a pooling gradient scattered by row (0.982 to
0.999) or given to the whole window (0.988), a gradient multiplied by ReLU (0.95 to 0.99).  The
checks of backward see all of these, and one_image and one_epoch whatever else is not plain gradient
descent.
"""

_LEARNER = {
    "kernel": np.array([[0.5, -0.25, -0.75], [0.25, -0.5, -0.5], [-0.125, 0.875, 0.25]]),
    "conv_bias": 0.25,
    "weights": np.array([0.25, 0.5, 0.25, 0.75]),
    "fc_bias": 0.0,
}
"""Where the trainings start: a kernel that is of no use yet, and weights above zero, so that no
order of the images lets it die.
"""

ARGUMENTS = ("images", "labels", "params", "learning_rate", "epochs", "seed")

call_of = picked(*ARGUMENTS)
"""The arguments of train; a case holds more, which is the judge's."""

without_images = picked(*ARGUMENTS[2:])
"""A whole training without its images: the call that makes them says more."""


def code(exercise: str, case: Arguments) -> str:
    """The call of a whole training, with its images as a call, too."""
    images = f"images, labels = make_images(200, {case['seed']}, value=1.0)"
    rest = without_images(case).values()
    return f"{images}; {exercise}(images, labels, {', '.join(map(as_code, rest))})"


def whole(seed: int) -> Arguments:
    """A training in which there is much to learn, and images that it does not see."""
    images, labels = make_images(200, seed, value=1.0)
    case = {"images": images, "labels": labels, "params": _LEARNER, "learning_rate": 0.05, "epochs": 6, "seed": seed}
    return case | {"fresh": make_images(2000, seed + 1000, value=1.0)}


def form(params: Any, _case: Arguments) -> str:
    """What is wrong with the form of params, or nothing."""
    return misshapen(params, SHAPES)


@once(form)
def start(params: Params, _case: Arguments) -> str:
    """Whether a training can start from these params."""
    dead = [name for name in ("kernel", "weights") if not params[name].any()]
    return f"{dead[0]} is all zeros: no gradient reaches the kernel then" if dead else ""


def starts(subject: Subject, exercise: str, case: Arguments) -> str:
    """The same for many seeds: four weights that can each be -1, 0 or 1 are all zeros for one of 81."""
    answers = (subject.call(exercise, {"seed": case["seed"] + more}) for more in range(STARTS))
    return next(filter(None, (start(answer, case) for answer in answers)), "")


STARTS = 300


def accuracy(params: Params, images: np.ndarray, labels: np.ndarray) -> float:
    """The part of the images that params classify rightly: the judge's own arithmetic, for all
    images at once.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # params out of all bounds give nan, which is no class
        z1 = np.einsum("nijkl,kl->nij", blocks(images), params["kernel"].astype(float)) + float(params["conv_bias"])
        a3 = np.maximum(z1, 0).reshape(-1, 2, 2, 2, 2).max(axis=(2, 4)).reshape(-1, 4)
        z4 = a3 @ params["weights"].astype(float) + float(params["fc_bias"])
    return float(np.mean(np.where(labels == 1, z4 > 0, z4 < 0)))


@once(form)
def fresh_images(params: Params, case: Arguments) -> str:
    """The accuracy on images that were not trained on, in words if it does not reach the limit."""
    reached = accuracy(params, *case["fresh"])
    if reached >= ACCURACY:
        return f"at least {ACCURACY:.0%} of 2000 fresh images are classified rightly"
    return f"only {reached:.0%} of 2000 fresh images are classified rightly, {ACCURACY:.0%} are asked for"


# Orders.


def ordered(count: int, epochs: int) -> SearchStrategy[Arguments]:
    """Trainings with all params that they can end with, no two of them alike."""
    short = short_trainings(count, (epochs, epochs)).filter(trainable)
    return short.map(lambda case: case | {"possible": after_all_orders(case)}).filter(_distinct)


def contradicting() -> SearchStrategy[Arguments]:
    """Trainings with one image that has either label, whose last params need not be the best ones."""

    def doubled(case: Arguments) -> Arguments:
        case = case | {"images": case["images"][[0, 0]], "learning_rate": 0.5}
        return case | {"possible": after_all_orders(case)}

    return short_trainings(2, (3, 3)).filter(trainable).map(doubled).filter(_distinct)


def after_all_orders(case: Arguments) -> list[Params]:
    """What plain gradient descent can come to: the params after the last epoch, for all orders of
    the images in each of the epochs.
    """
    orders = list(itertools.permutations(range(len(case["images"]))))
    ends = [case["params"]]
    for _ in range(case["epochs"]):
        ends = [_epoch(params, case, order) for params in ends for order in orders]
    return ends


def _epoch(params: Params, case: Arguments, order: tuple[int, ...]) -> Params:
    for n in order:
        params = sgd_step(params, backward(params, case["images"][n], case["labels"][n]), case["learning_rate"])
    return params


# Orders that only fc_bias tells.

_BLIND = _LEARNER | {"kernel": np.zeros((3, 3)), "conv_bias": -1.0}
"""All windows are dead: fc_bias moves alone, and where it is in the end follows from the labels that came, the last
ones most.
"""


def _blind(case: Arguments, labels: np.ndarray, rate: float, epochs: int, more: int) -> Arguments:
    """A call that begins with such params."""
    images = np.random.default_rng(case["seed"]).uniform(-1, 1, (len(labels), 6, 6))
    call = {"images": images, "labels": labels, "params": _BLIND, "learning_rate": rate}
    return call | {"epochs": epochs, "seed": case["seed"] + more}


def each_order(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether three images come in each of their six orders for some of many seeds, and hundreds, of which the labels
    are sorted, in a mixture of them.  Whether each image comes once is the business of other checks.
    """
    answers = [subject.call(exercise, call_of(case) | {"seed": case["seed"] + more}) for more in range(MANY_SEEDS)]
    labels = np.repeat([0.0, 1.0], 150)
    mixed = [subject.call(exercise, _blind(case, labels, 1.0, 1, more)) for more in range(2)]
    fault = next(filter(None, (form(params, case) for params in (*answers, *mixed))), "")
    if fault:
        return fault
    found = {place for params in answers for place, end in enumerate(case["possible"]) if _is_among(params, [end])}
    if 1 < len(found) < len(case["possible"]) - 1:
        some = f"of the six orders of three images only {len(found)} come, whatever the seed"
        return f"{some}: draw each from all orders, as rng.permutation does"
    if any(abs(float(params["fc_bias"])) > UNMIXED for params in mixed):
        return "images that stand far from each other do not change places: draw the order from all orders"
    return ""


MANY_SEEDS = 62
"""Two of six orders do not come for so many seeds in 2 of 10^10 cases."""

UNMIXED = 4.0
"""So large is fc_bias after an epoch only if about 45 images of one label come one after the other at its end."""


def each_epoch(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether two images with the two labels, of which only these matter, have their turns in some order in each of
    many epochs, and whether the orders come again and again, or are those of the next seed.
    """
    labels = np.array([0.0, 1.0])
    longer = [subject.call(exercise, _blind(case, labels, STEEP, part * EPOCHS, 0)) for part in range(1, PARTS + 1)]
    ends = [longer[0], *(subject.call(exercise, _blind(case, labels, STEEP, EPOCHS, more)) for more in range(1, 4))]
    fault = next(filter(None, (form(params, case) for params in (*ends, *longer))), "")
    if fault:
        return fault
    orders = [_decoded(float(params["fc_bias"])) for params in ends]
    parts = [_decoded(float(params["fc_bias"]), known=False) for params in longer[1:]]
    if not all((*orders, *parts)):
        none = f"no orders in {EPOCHS} epochs lead to this fc_bias"
        return f"{none}: take one step of the same size for each image in each epoch, and stop no earlier"
    in_turn = "".join(order[::-1] for order in (orders[0], *parts))
    if any(in_turn[period:] == in_turn[:-period] for period in range(1, LONGEST + 1)):
        return "the orders of the first epochs come again in later ones: draw a new one in each"
    pairs = [*itertools.pairwise(orders)]
    if any(_is_moved(pairs, by) or _is_moved([pair[::-1] for pair in pairs], by) for by in range(1, 6)):
        return "the next seed has the same orders, some epochs apart: draw all from one generator made from the seed"
    return ""


STEEP, EPOCHS, PARTS = 2.0, 20, 5
"""Two steps at this rate, one for each label, lead to either side of zero, depending on which came last: each epoch
can be taken back, as far as rounding lets it.  So the last 20 of 40, 60 ... epochs are known, which come behind each
other where a training begins as a shorter one does.  Of 100 orders the last 40 are by chance those of some epochs
before in one of 10^10 cases, and those of four seeds are the next one's, up to five epochs apart, in one of 10^12.
"""

LONGEST = 60
"""The most epochs after which orders are found to come again."""


def _is_moved(pairs: Sequence[tuple[str, str]], by: int) -> bool:
    """Whether each first order of these pairs is the second one, so many epochs apart."""
    return all(one[by:] == other[:-by] for one, other in pairs)


def _decoded(bias: float, known: bool = True) -> str:
    """The last labels of the last epochs, the last one first, that have led to this fc_bias, from 0 if where they began
    is ``known``; empty if none have.
    """
    ways = {"": bias}
    for _ in range(EPOCHS):
        back = {way + str(last): _before(_before(end, last), 1 - last) for way, end in ways.items() for last in (0, 1)}
        ways = {way: start for way, start in back.items() if abs(start) < STEEP / 2}
    return next((way for way, start in ways.items() if abs(start) < 1e-3 or not known), "")


def code_of_epochs(exercise: str, case: Arguments) -> str:
    """The call of such a training."""
    images, rest = (
        f"np.random.default_rng({case['seed']}).uniform(-1, 1, (2, 6, 6))",
        f"{STEEP}, {EPOCHS}, {case['seed']}",
    )
    return f"params = {as_code(_BLIND)}; {exercise}({images}, np.array([0.0, 1.0]), params, {rest})"


def _before(bias: float, label: int) -> float:
    """The fc_bias from which a step for an image of this label leads to that one."""
    low, high = bias - STEEP, bias + STEEP
    for _ in range(60):
        middle = (low + high) / 2
        below = middle - STEEP * (1 / (1 + math.exp(-middle)) - label) < bias
        low, high = (middle, high) if below else (low, middle)
    return low


# Turns.


def _many_turns(seed: int, rate: float, epochs: int) -> Arguments:
    return {"seed": seed, "learning_rate": rate, "epochs": epochs}


MANY_TURNS = st.builds(_many_turns, st.integers(0, 999_999), st.just(1e-12), st.just(3))
"""Stands for a training with many images, which follow from the seed."""


def of_turns(case: Arguments) -> Arguments:
    """The call: images of noise of several sizes, so that each counts for something else."""
    random = np.random.default_rng(case["seed"])
    images = random.uniform(-1, 1, (TURNS, 6, 6)) * random.uniform(0.5, 2, (TURNS, 1, 1))
    labels = np.arange(TURNS) % 2.0
    return call_of(case | {"images": images, "labels": labels, "params": _LEARNER})


TURNS = 301


@once(form)
def turns(params: Params, case: Arguments) -> str:
    """Whether the params have changed by what all images have to say of those that it began with."""
    call = of_turns(case)
    grads = [backward(_LEARNER, image, label) for image, label in zip(call["images"], call["labels"], strict=True)]
    steps = case["epochs"] * case["learning_rate"]
    for name, start in _LEARNER.items():
        wanted = sum(grad[name] for grad in grads)
        moved = (start - params[name].astype(float) if np.ndim(start) else start - float(params[name])) / steps
        if np.abs(moved - wanted).max() > 1e-3 * max(np.abs(wanted).max(), 1.0):
            few = "the params have not changed by the rate times the gradients of all images in each epoch"
            return f"{few}: let each have its turn once, and stop no earlier"
    return ""


def code_of_turns(exercise: str, case: Arguments) -> str:
    """The call, with its images as calls, too."""
    lines = [
        f"random = np.random.default_rng({case['seed']})",
        f"images = random.uniform(-1, 1, ({TURNS}, 6, 6)) * random.uniform(0.5, 2, ({TURNS}, 1, 1))",
        f"labels = np.arange({TURNS}) % 2.0",
        f"params = {as_code(_LEARNER)}",
        f"{exercise}(images, labels, params, {case['learning_rate']}, {case['epochs']}, {case['seed']})",
    ]
    return "; ".join(lines)


def _distinct(case: Arguments) -> bool:
    """Whether all orders lead to params that differ visibly."""
    ends = np.array([np.append(params["kernel"], params["weights"]) for params in case["possible"]])
    gaps = np.abs(ends[:, np.newaxis] - ends).max(axis=2) + np.eye(len(ends))
    return bool(gaps.min() > 1e-6)


def _is_among(params: Params, known: list[Params]) -> bool:
    return any(compare.difference(other, params) is None for other in known)


@once(form)
def one_order(params: Params, case: Arguments) -> str:
    """Whether the params are those after one step for each image, in whatever order."""
    if _is_among(params, case["possible"]):
        return ""
    if _is_among(params, [_one_large_step(case)]):
        at_once = "all gradients of the epoch are taken at the params that it began with"
        return f"{at_once}: take each at the params that the step before left"
    no_order = "no order of the images leads to these params"
    return f"{no_order}: take one step for each image, and each image once in an epoch"


def _one_large_step(case: Arguments) -> Params:
    """The params after one epoch with all gradients taken at its beginning."""
    params = case["params"]
    for image, label in zip(case["images"], case["labels"], strict=True):
        params = sgd_step(params, backward(case["params"], image, label), case["learning_rate"])
    return params


def many_orders(subject: Subject, exercise: str, case: Arguments) -> str:
    """How the results of several seeds differ.  Whether they are right is the business of other
    checks.
    """
    before = own_random_state(subject)
    answers = [subject.call(exercise, call_of(case) | {"seed": seed}) for seed in (*range(SEEDS), 0, 0, 0)]
    fault = next(filter(None, (form(params, case) for params in answers)), "")
    if fault:
        return fault
    if any(compare.difference(answers[0], again) for again in answers[SEEDS:]):
        return "the seed 0 gave another result the second time: draw all orders from np.random.default_rng(seed)"
    if compare.difference(before, own_random_state(subject), 0.0):
        return DISTURBED
    found: list[Params] = []
    for params in answers[:SEEDS]:
        if not _is_among(params, found):
            found.append(params)
    if len(found) == 1:
        same = "all seeds gave the same params: draw the order of the images from the seed"
        return f"{same}, and begin each step where the one before has ended"
    for far in FAR:
        others = [subject.call(exercise, call_of(case) | {"seed": seed + far}) for seed in range(PAIRS)]
        if all(compare.difference(*pair) is None for pair in zip(answers, others, strict=False)):
            return f"seeds that are {far} apart give the same params: all of a seed counts"
    return "" if len(found) > 2 else "the order of the images is the same in each epoch: draw it anew"


PAIRS = 8
"""Two images have sixteen orders in four epochs: so many pairs are alike by chance in one of 4 * 10^9 cases."""

SEEDS = 14
"""Two images have two orders: with one for all epochs there are no more than two results, and with
right code, which has sixteen, so few for 14 seeds in one of 3 * 10^10 cases.
"""
