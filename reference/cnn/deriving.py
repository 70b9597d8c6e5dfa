"""The exercise CNN_loss_and_grads."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from autograder.course import Exercise, Kind, agrees

from . import cases, observing, right, trainings, varied, written
from .building import COLOURFUL, LABELS, PICTURES, SAMPLES, WIDER, begins, call, check, first_use, lives, refused
from .cases import FLATTEN, OUTPUT, convolution, dense, drawn, few, networks, pooling
from .observing import derives, derives_where_predicted

_WEIGHTS, _ALL = right.shares("weights"), right.shares("weights", "bias")
_PLAIN, _ONE_NODE = [FLATTEN, OUTPUT], [FLATTEN, ("add_output", 1, "sigmoid")]
_COST = "binary_cross_entropy"

CNN_LOSS_AND_GRADS = Exercise(
    "CNN_loss_and_grads",
    check(
        "loss",
        0.65,
        "The first part of the answer: the cost of the prediction, a float; finite also where a prediction is "
        "exactly 0.",
        observing.loss_by_default,
        right.loss,
        networks(*cases.DENSE, number=3, besides=(cases.LOUD,)),
    ),
    check(
        "gradients_dense",
        0.45,
        "Networks with dense layers: the gradients of the cost, means over the samples, for sigmoid, relu, softmax "
        "and both costs.",
        derives(right.grads, "grads"),
        right.grads,
        networks(*cases.DENSE, number=3),
    ),
    check(
        "soft_targets",
        0.1,
        "The cost and its gradients where targets are probabilities, such as 0.85 and 0.15.",
        derives(right.loss_and_grads, "loss", "grads"),
        right.loss_and_grads,
        few(*(drawn(cases.soft, stack) for stack in (cases.SMALL[0], cases.SMALL[1]))),
    ),
    check(
        "leaky_relu",
        0.35,
        "The gradients of networks with leaky_relu, which is the activation of layers that are given none.",
        derives(_WEIGHTS, "grads"),
        _WEIGHTS,
        networks(*cases.LEAKY, cases.MANY_LAYERS),
    ),
    check(
        "activations",
        0.3,
        "The gradients of networks with tanh, elu and identity. A regression has the output identity and "
        "mean_squared_error.",
        derives(_ALL, "grads"),
        _ALL,
        networks(*cases.ACTIVATED),
    ),
    check(
        "binary_cross_entropy",
        0.35,
        "The cost binary_cross_entropy and its gradients: what is wanted and what is not wanted counts alike.",
        derives(right.loss_and_grads, "loss", "grads"),
        right.loss_and_grads,
        networks(*cases.BINARY, number=3, besides=(drawn(cases.soft, cases.BINARY[1]),)),
    ),
    check(
        "sure_and_wrong",
        0.1,
        "binary_cross_entropy is finite where a prediction is exactly 0 or 1.",
        observing.loss_by_default,
        right.loss,
        few(st.builds(cases.sure, cases.SEEDS), st.builds(cases.sure, cases.SEEDS), count=0),
    ),
    agrees(
        "beyond_probabilities",
        0.05,
        "Both cross-entropies are finite, too, where predictions are below 0 or above 1; and where they are exactly 0 "
        "or 1, the gradients are.",
        **few(
            *(st.builds(cases.beyond, st.just(cost), cases.SEEDS) for cost in (_COST, "cross_entropy", _COST)),
            *(cases.LOUD, st.builds(cases.sure, cases.SEEDS)),
            count=0,
        ),
        observe=observing.does("is_finite", "finite", "endless"),
        accept=right.finite,
        code=written.whole,
    ),
    check(
        "improbable_targets",
        0.05,
        "The cost and its gradients where what is wanted has a probability of some 1e-4: a guard against log(0) is far "
        "below that.",
        derives_where_predicted,
        right.nearly,
        few(
            *(
                st.builds(cases.improbable, st.just(stack), cases.SEEDS)
                for stack in (*cases.IMPROBABLE, *cases.IMPROBABLE)
            ),
            count=0,
        ),
    ),
    check(
        "large_numbers",
        0.05,
        "The cost and its gradients where sums are very large, or far below zero: no power of e overflows.",
        derives_where_predicted,
        right.loss_and_grads,
        few(*(cases.loudly(stack) for stack in (cases.STEEP[1], *cases.STEEP)), count=0),
    ),
    check(
        "same_padding",
        0.25,
        'The gradients through convolutions with the padding "same", whatever the stride and the kernel.',
        derives(_ALL, "grads"),
        _ALL,
        networks(*cases.SAME),
    ),
    begins(
        "first_use",
        0.1,
        "The params are there, and stay, also where loss_and_grads is the first use of the network.",
        right.start,
        drawn(first_use, cases.IMAGES[2], "loss_and_grads"),
    ),
    check(
        "slope_at_zero",
        0.25,
        "Where the input of relu or leaky_relu is exactly 0, the slope is that of negative inputs: 0 or 0.001. However "
        "little it is above 0, the slope is 1.",
        observing.does("at_and_below_zero", "grads", "below", "above", "far above"),
        right.flat_at_zero,
        few(
            st.builds(cases.black, st.just("relu")),
            cases.black("leaky_relu"),
            *(cases.black(name, convolved=True) for name in ("relu", "leaky_relu")),
        ),
    ),
    check(
        "gradients_convolutions",
        0.85,
        "The gradients through convolutions, also one behind the other: every kernel and bias gets its gradient, "
        "whatever the stride and the padding.",
        derives(_ALL, "grads"),
        _ALL,
        networks(*cases.CONVOLUTIONS, *cases.NEARLY_ALIKE[:2]),
    ),
    check(
        "gradients_pooling",
        0.5,
        "The gradients through pooling: the maximum of a window gets all of its gradient, an average shares it, and "
        "overlapping windows add up.",
        derives(_WEIGHTS, "grads"),
        _WEIGHTS,
        networks(*cases.POOLINGS),
    ),
    check(
        "ties",
        0.3,
        "Where several pixels of a window are its maximum, the first one in row-major order gets all of its gradient.",
        derives(_WEIGHTS, "grads"),
        _WEIGHTS,
        few(drawn(cases.ties), drawn(cases.ties), cases.ties(1)),
    ),
    check(
        "overlapping_ties",
        0.1,
        "The same where windows overlap.",
        derives(_WEIGHTS, "grads"),
        _WEIGHTS,
        few(drawn(cases.overlapping_ties), drawn(cases.overlapping_ties), cases.overlapping_ties(1)),
    ),
    check(
        "rare_layers",
        0.1,
        "The gradients through kernels of one pixel with padding around the image, and through windows side by side "
        "that leave rows or columns over.",
        derives(_WEIGHTS, "grads"),
        _WEIGHTS,
        networks(*cases.RARE),
    ),
    check(
        "any_network",
        0.3,
        "Networks of all kinds of layers, activations and costs, as they come together: the cost and its gradients, "
        "where predict is right.",
        derives_where_predicted,
        right.loss_and_grads,
        varied.networks(varied.CERTAIN, 84),
    ),
    agrees(
        "whole_targets",
        0.1,
        "Targets may be whole numbers of any width, with a sign or without.",
        **few(
            *(drawn(cases.values, stack) for stack in (cases.SMALL[0], cases.SMALL[1], cases.DENSE[2], *cases.BINARY))
        ),
        observe=observing.targets_in_forms,
        accept=right.faultless,
        code=written.whole,
    ),
    agrees(
        "forms",
        0.4,
        "The form in which images and targets come does not matter: by keyword, whole numbers of any width, float32, "
        "any order in memory, read-only. And answers are right to all digits of float64.",
        **cases.in_forms("images", "targets", besides=(cases.GENTLE, cases.POOLED_FIRST)),
        observe=observing.in_forms,
        accept=right.faultless,
        code=written.whole,
    ),
    agrees(
        "many_samples",
        0.25,
        "The cost and the gradients are means of all samples, also where these are some thousands; and images may be "
        "large.",
        **few(trainings.seed_of_many("loss_and_grads"), trainings.seed_of_many("loss_and_grads", 1)),
        observe=observing.says_of_many,
        accept=right.faultless,
        code=written.of_many,
    ),
    agrees(
        "manners",
        0.2,
        "The call does not change images, targets or weights, gives the same answer again, and another one when there "
        "are other numbers in the same array; and results are not changed later.",
        drawn(trainings.polite, cases.SMALLEST, 10),
        examples=[drawn(trainings.polite, cases.WITH_POOLING, 2)],
        count=1,
        kind=Kind.MANNERS,
        observe=observing.behaves("loss_and_grads"),
        accept=right.manners,
        code=written.whole,
    ),
    lives(
        0.1,
        "loss_and_grads",
        "Whatever is asked in whatever order, of networks side by side, with params that are overwritten and calls "
        "that are refused in between: the cost and its gradients follow from the params, images and targets alone.",
    ),
    refused(
        0.2,
        "A network without an output, targets that do not fit the output, and images of another size than those before "
        "raise ValueError.",
        [
            *(
                call(layers, "loss_and_grads", *SAMPLES)
                for layers in ([convolution(2, 2)], [FLATTEN], [FLATTEN, dense(2, "sigmoid")])
            ),
            *(
                call(_PLAIN, "loss_and_grads", PICTURES, targets)
                for targets in (np.eye(3), LABELS[:1], LABELS[:, :1], np.array([0.0, 1.0]), LABELS.T)
            ),
            *(call(_PLAIN, "loss_and_grads", PICTURES[:2], np.ones(shape)) for shape in ((2,), (2, 2, 1), (2, 1, 2))),
            *(call(_ONE_NODE, "loss_and_grads", PICTURES, np.ones(shape)) for shape in ((1, 3), (3,))),
            call(_PLAIN, "loss_and_grads", WIDER, LABELS, first=PICTURES),
            *(
                call([layer, FLATTEN, OUTPUT], "loss_and_grads", COLOURFUL[:, :2], LABELS, first=COLOURFUL)
                for layer in (convolution(2, 2), pooling("max", 2, 1))
            ),
        ],
    ),
    refused(
        0.05,
        "Images that are not [N, C, H, W] raise ValueError, also where add_flatten would make the same of them; and so "
        "does a network without any layer.",
        [
            call([], "loss_and_grads", *SAMPLES),
            *(call(_PLAIN, "loss_and_grads", np.ones(shape), LABELS) for shape in ((3, 16), (3, 4, 4))),
            call(_PLAIN, "loss_and_grads", PICTURES[..., np.newaxis], LABELS),
        ],
        name="flat_images",
    ),
    of="CNN",
    methods=("loss_and_grads", "_param_grads", "_backward", "_add_up", "_activation_grad", "_cost"),
    needs=("CNN_build", "CNN_predict"),
)
