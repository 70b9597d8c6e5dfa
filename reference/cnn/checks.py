"""The one exercise of the unit cnn, the class CNN, and its hidden checks.

How the weights are drawn first is free, so no answer can be compared with the solution's: see
observing.py for what is seen of a network, and right.py for what it is compared with.  So that a
mistake costs the checks that are about it, the checks of fit train with one sample, or compare a
network with itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.course import Arguments, Check, Exercise, Kind, Observation, Unit, agrees, rejects
from autograder.course.verdicts import picked

from . import cases, observing, right, trainings, written
from .cases import FLATTEN, OUTPUT, SEEDS, SMALL, convolution, dense, drawn, few, networks, pooling
from .network import Layer
from .observing import does, trains
from .right import ACCURACY_LIMIT


def _check(
    name: str, points: float, text: str, observe: Observation, judge: right.Right, asked: dict[str, Any]
) -> Check:
    """A check of a network with the params of a case, or with its own."""
    return agrees(name, points, text, **asked, observe=observe, accept=right.accepts(judge), code=written.whole)


# What makes no sense.


def _call(layers: Sequence[Layer], use: str = "", *arguments: Any, cost: str = "cross_entropy") -> Arguments:
    """Building a network, and perhaps the use of a method with these arguments."""
    return {"cost": cost, "layers": list(layers), "use": use, "arguments": dict(enumerate(arguments))}


_REFUSED: dict[str, Any] = {"observe": observing.refuses, "code": written.refused}

_PICTURES, _LABELS = _SAMPLES = np.ones((3, 1, 4, 4)), np.eye(2)[[0, 1, 1]]

_ORDERS = [
    [dense(3)],
    [OUTPUT],
    [convolution(2, 2), OUTPUT],
    [FLATTEN, convolution(2, 2)],
    [FLATTEN, pooling("max", 2, 2)],
    [FLATTEN, FLATTEN],
    [FLATTEN, dense(3), pooling("average", 2, 2)],
    *([FLATTEN, OUTPUT, layer] for layer in (dense(3), OUTPUT, FLATTEN, convolution(2, 2), pooling("max", 2, 2))),
]
_WITHOUT_OUTPUT = [FLATTEN, dense(2, "sigmoid")]

_IMPOSSIBLE = [
    [pooling("min", 2, 2)],
    [convolution(2, 2, 1, 0, "linear")],
    [FLATTEN, dense(2, "tanh")],
    [FLATTEN, ("add_output", 2, "argmax")],
    [convolution(0, 2)],
    [convolution(2, 0)],
    [convolution(2, (2, 0))],
    [convolution(2, 2, 0)],
    [convolution(2, 2, 1, -1)],
    [pooling("max", 0, 2)],
    [pooling("max", 2, (1, 0))],
    [FLATTEN, dense(0)],
    [FLATTEN, ("add_output", 0)],
]
_WITH_KERNEL = [convolution(2, 3), FLATTEN, OUTPUT]
_TOO_SMALL_IN_BETWEEN = [convolution(2, 4, 1, 1), convolution(1, 4), FLATTEN, OUTPUT]
_PLAIN = [FLATTEN, OUTPUT]


DIGITS = st.fixed_dictionaries({"seed": SEEDS})

_CNN = Exercise(
    "CNN",
    _check(
        "predict_dense",
        1.25,
        "predict of networks with dense layers alone: flatten row-major, x @ weights + bias, the activation of each "
        "layer. Very large numbers must not overflow in softmax. params has the shapes that the contract names, in "
        "the order of the layers, from the first use on.",
        does("predict", "prediction"),
        right.prediction,
        networks(*cases.DENSE, without="targets", besides=(picked("cost", "layers", "params", "images")(cases.LOUD),)),
    ),
    _check(
        "predict_images",
        2.25,
        "predict of networks with convolutions and pooling: kernels [C_in, C_out, K_h, K_w] that are not flipped, "
        "several channels, stride, padding, and pairs for vertical and horizontal.",
        does("predict", "prediction"),
        right.prediction,
        networks(*cases.IMAGES, without="targets", besides=(cases.below_zero(cases.IMAGES[4]),)),
    ),
    _check(
        "leaky_relu",
        0.75,
        "leaky_relu has the slope 0.001, in predict and in the gradients. It is the activation of convolutions and "
        "dense layers that are given none; other arguments that are not given have their default values, too.",
        does("loss_and_grads", "grads"),
        right.shares("weights"),
        networks(*cases.LEAKY),
    ),
    _check(
        "loss",
        1.0,
        "The first part of what loss_and_grads returns: the cost of the prediction, a float; finite also where a "
        "prediction is exactly 0.",
        observing.loss_by_default,
        right.loss,
        networks(*cases.DENSE, number=3, besides=(cases.LOUD,)),
    ),
    _check(
        "gradients_dense",
        1.25,
        "loss_and_grads of networks with dense layers: the gradients of the cost, means over the samples, for "
        "sigmoid, relu, softmax and both costs.",
        does("loss_and_grads", "grads"),
        right.grads,
        networks(*cases.DENSE, number=3),
    ),
    _check(
        "slope_at_zero",
        0.25,
        "Where the input of relu or leaky_relu is exactly 0, the slope is that of negative inputs: 0 or 0.001.",
        does("loss_and_grads", "grads"),
        right.shares("weights", "bias"),
        few(st.builds(cases.black, st.just("relu")), cases.black("leaky_relu")),
    ),
    _check(
        "gradients_convolutions",
        1.75,
        "loss_and_grads through convolutions, also one behind the other: every kernel and bias gets its gradient, "
        "whatever the stride and the padding.",
        does("loss_and_grads", "grads"),
        right.shares("weights", "bias"),
        networks(*cases.CONVOLUTIONS),
    ),
    _check(
        "gradients_pooling",
        1.0,
        "loss_and_grads through pooling: the maximum of a window gets all of its gradient, an average shares it, and "
        "overlapping windows add up.",
        does("loss_and_grads", "grads"),
        right.shares("weights"),
        networks(*cases.POOLINGS),
    ),
    _check(
        "ties",
        0.5,
        "Where several pixels of a window are its maximum, the first one in row-major order gets all of its gradient.",
        does("loss_and_grads", "grads"),
        right.shares("weights"),
        few(drawn(cases.ties), drawn(cases.ties), cases.ties(1)),
    ),
    _check(
        "whole_numbers",
        0.5,
        "A single image of whole numbers, with whole-number targets, has the same cost and gradients as the same "
        "numbers as floats: nothing is cut off to whole numbers, and no axis of length one is lost.",
        does("as_floats_too", "loss", "grads", "floats"),
        right.whole_numbers,
        networks(cases.CONVOLUTIONS[0], cases.POOLINGS[0], whole=True, number=1),
    ),
    _check(
        "training",
        1.5,
        "fit with dense layers and one sample, for a few epochs: the weights and biases of all layers, the first "
        "included, must be where the gradients lead. The scheduler's k-th change is (1 + (k - 1) / 2) / 4 times the "
        "gradient; each array needs its own copy of it, made when a training begins and used until it ends. Here are "
        "two trainings.",
        trains("after", "prediction", "scheduler"),
        right.training,
        trainings.trainings(*SMALL, growth=0.5, epochs=2, trainings=2),
    ),
    _check(
        "training_images",
        0.5,
        "fit with a convolution: after one update its kernels and biases must be where the gradients of "
        "loss_and_grads lead, right or wrong.",
        trains("grads", "after"),
        right.step,
        trainings.trainings(cases.WITH_CONVOLUTION, epochs=1),
    ),
    _check(
        "regularization",
        1.0,
        "fit with a penalty: regularization * weights is added to the gradients of the weights, but not to those of "
        "the biases.",
        trains("after", "prediction"),
        right.trained,
        trainings.trainings(*SMALL, regularization=0.5, epochs=1),
    ),
    agrees(
        "batches",
        1.0,
        "fit with several batches: in every epoch each sample is in exactly one of them, also when their number does "
        "not divide the number of samples, and a batch's gradient is that of loss_and_grads for the samples in it.",
        drawn(trainings.one_pixel_each, 4, 2),
        examples=[drawn(trainings.one_pixel_each, 5, 3), drawn(trainings.one_pixel_each, 3, 3)],
        count=1,
        observe=observing.trains_in_batches,
        accept=right.batches,
        code=written.whole,
        seconds=10,
    ),
    _check(
        "default_scheduler",
        0.5,
        "A network that is given no scheduler learns by Adam(0.001, 0.9, 0.999).",
        trains("after", "prediction", scheduler=""),
        right.by_default,
        few(
            drawn(trainings.alike, SMALL[0]),
            drawn(trainings.alike, SMALL[1]),
            seconds=10,
        ),
    ),
    _check(
        "history",
        0.75,
        "The errors that fit returns: the cost at the end of each epoch. Without validation the last two lists are "
        "empty.",
        trains("history"),
        right.errors,
        trainings.trainings(SMALL[0], besides=(drawn(trainings.validated, SMALL[1]),)),
    ),
    _check(
        "measures",
        0.75,
        "fit with several samples and a penalty, and a scheduler that changes nothing: accuracies count samples, not "
        "the numbers in their targets, and errors are the costs of all samples. The penalty is no part of them, nor "
        "of what loss_and_grads returns afterwards.",
        trains("loss", "history", "costs"),
        right.measures,
        few(st.just(trainings.at_rest(5)), drawn(trainings.at_rest), seconds=10),
    ),
    _check(
        "interrupted",
        0.75,
        "Ctrl-C in the middle of the training: fit returns the history of the epochs that are complete, and the "
        "network keeps what it has learned.",
        trains("history", "after", "prediction", scheduler="Interrupting"),
        right.interruption,
        few(
            drawn(trainings.interruption, SMALL[0], 1),
            drawn(trainings.interruption, SMALL[0], 3),
            drawn(trainings.interruption, SMALL[1], 2),
            seconds=10,
        ),
    ),
    agrees(
        "seeds",
        0.5,
        "The same seed gives the same network after the same training, another seed another one.",
        drawn(trainings.seeded),
        examples=[drawn(trainings.seeded)],
        count=0,
        observe=observing.learns_with_seeds,
        accept=right.seeds,
        code=written.seeded,
        seconds=10,
    ),
    agrees(
        "digits",
        1.0,
        f"Four epochs with 400 of scikit-learn's digits, from small weights that the network draws itself: at least "
        f"{ACCURACY_LIMIT:.0%} of 400 others are recognised.",
        DIGITS,
        examples=[DIGITS],
        count=0,
        observe=observing.learns_digits,
        accept=right.digits,
        code=written.digits,
        seconds=30,
    ),
    agrees(
        "manners",
        0.25,
        "No method changes images or targets, predict and loss_and_grads give the same answers when they are called "
        "again, and results are not changed later.",
        drawn(trainings.polite, cases.SMALLEST, 10),
        examples=[drawn(trainings.polite, cases.WITH_POOLING, 2)],
        count=1,
        kind=Kind.MANNERS,
        observe=does("behave", "arguments", "again", "results"),
        accept=right.manners,
        code=written.whole,
        seconds=10,
    ),
    rejects(
        0.5,
        "Layers in an order that makes no sense raise ValueError when they are added: dense layers before "
        "add_flatten, convolutions, pooling or a second add_flatten after it, anything after the output. So does "
        "training without an output.",
        [
            *map(_call, _ORDERS),
            _call([FLATTEN], "loss_and_grads", *_SAMPLES),
            _call(_WITHOUT_OUTPUT, "loss_and_grads", *_SAMPLES),
            _call(_WITHOUT_OUTPUT, "fit", *_SAMPLES, 1, 1),
        ],
        name="order_of_layers",
        **_REFUSED,
    ),
    rejects(
        0.5,
        "Unknown names, numbers that are too small, kernels and windows larger than their (padded) images, images "
        "that are not [N, C, H, W], targets that do not fit the output and impossible numbers of batches raise "
        "ValueError.",
        [
            *map(_call, _IMPOSSIBLE),
            *(_call(_WITH_KERNEL, "predict", np.ones(shape)) for shape in ((2, 1, 2, 4), (2, 1, 4, 2), (2, 4, 4))),
            _call(_TOO_SMALL_IN_BETWEEN, "loss_and_grads", *_SAMPLES),
            _call([pooling("average", 5, 1), FLATTEN, OUTPUT], "fit", *_SAMPLES, 1, 1),
            _call(_PLAIN, "predict", np.ones((2, 4))),
            *(
                _call(_PLAIN, "loss_and_grads", _PICTURES, targets)
                for targets in (np.eye(3), _LABELS[:1], _LABELS[:, :1], np.array([0.0, 1.0]))
            ),
            _call(_PLAIN, "fit", _PICTURES, _LABELS[:2], 1, 1),
            _call(_PLAIN, "fit", _PICTURES[:2], _LABELS, 1, 1),
            *(_call(_PLAIN, "fit", *_SAMPLES, 1, batches) for batches in (0, 4)),
            _call([], cost="hinge"),
        ],
        **_REFUSED,
    ),
)

UNIT = Unit(name="cnn", title="A convolutional network that reads digits", exercises=(_CNN,))
