"""The exercise CNN_predict."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from autograder.course import Exercise, Kind, agrees
from autograder.course.verdicts import picked

from . import cases, observing, right, trainings, varied, written
from .building import COLOURFUL, PICTURES, call, check, lives, refused
from .cases import FLATTEN, OUTPUT, drawn, few, networks

_WITHOUT_TARGETS = picked("cost", "layers", "params", "images")

_BESIDES = (cases.below_zero(cases.IMAGES[4]), cases.alone(cases.IMAGES[1]), cases.alone(cases.DENSE[5]))

_CONVOLVING = [cases.convolution(2, 3), FLATTEN, OUTPUT]

CNN_PREDICT = Exercise(
    "CNN_predict",
    check(
        "dense_layers",
        0.6,
        "Networks with dense layers alone: flatten row-major, x @ weights + bias, the activation of each layer.",
        observing.does("predict", "prediction"),
        right.prediction,
        networks(
            *cases.DENSE, *cases.LEAKY[:2], cases.ONE_CLASS, without="targets", besides=(cases.alone(cases.DENSE[1]),)
        ),
    ),
    check(
        "images",
        0.95,
        "Networks with convolutions and pooling: kernels [C_in, C_out, K_h, K_w] that are not flipped, several "
        "channels, stride, padding, and pairs for vertical and horizontal.",
        observing.does("predict", "prediction"),
        right.prediction,
        networks(*cases.IMAGES, *cases.NEARLY_ALIKE, cases.LEAKY[2], without="targets", besides=_BESIDES),
    ),
    check(
        "rare_layers",
        0.1,
        "Kernels of one pixel with padding around the image, and windows side by side that leave rows or columns over.",
        observing.does("predict", "prediction"),
        right.prediction,
        networks(*cases.RARE, without="targets"),
    ),
    check(
        "activations",
        0.2,
        "The activations tanh, elu and identity, in dense layers and in convolutions.",
        observing.does("predict", "prediction"),
        right.prediction,
        networks(*cases.ACTIVATED, without="targets"),
    ),
    check(
        "any_network",
        0.15,
        "Networks of all kinds of layers and activations, as they come together, of small numbers and of large ones.",
        observing.does("predict", "prediction"),
        right.prediction,
        varied.networks(varied.FAR_FROM_USUAL, 34, 91, 334, without="targets"),
    ),
    check(
        "same_padding",
        0.25,
        'Convolutions with the padding "same": size pixels become ceil(size / stride), and an odd zero goes below and '
        "to the right. Kernels may be even.",
        observing.does("predict", "prediction"),
        right.prediction,
        networks(*cases.SAME, without="targets"),
    ),
    check(
        "classes",
        0.15,
        "predict_classes: the number of the largest output, the first if there are several, or of a single one whether "
        "it is above the threshold, which is 0.5 if none is given and may be 0.",
        observing.does("classes", "classes", "prediction"),
        right.classes,
        few(
            cases.decisions(cases.BINARY[0]),
            *map(cases.decisions, (*cases.BINARY, *cases.SMALL, cases.ZEROS)),
            *(cases.decisions(stack).map(cases.of_one) for stack in (cases.BINARY[0], cases.SMALL[1])),
            *cases.UNDECIDED,
            cases.MANY_CLASSES,
            code=written.classes,
            count=0,
        ),
    ),
    agrees(
        "pieces",
        0.1,
        "Many images go through the network in pieces of at most 1000, so that the memory does not grow with their "
        "number.",
        **few(st.just(cases.CROWD), cases.CROWD, count=0, seconds=10),
        observe=observing.goes_in_pieces,
        accept=right.pieces,
        code=written.crowd,
    ),
    check(
        "large_numbers",
        0.2,
        "Where sums are very large, or far below zero, no activation overflows, and a window has its maximum.",
        observing.does("predict", "prediction"),
        right.prediction,
        few(
            cases.loudly(cases.LOUD_ONES[0]).map(_WITHOUT_TARGETS),
            *(cases.loudly(stack).map(_WITHOUT_TARGETS) for stack in cases.LOUD_ONES),
            drawn(cases.bright).map(_WITHOUT_TARGETS),
            st.builds(cases.far_below, cases.SEEDS).map(_WITHOUT_TARGETS),
        ),
    ),
    agrees(
        "many_samples",
        0.2,
        "All samples are predicted, also where there are some thousands, and images may be large.",
        **few(*(trainings.seed_of_many("predict", number) for number in (2111, 1, *trainings.DIVIDED))),
        observe=observing.says_of_many,
        accept=right.faultless,
        code=written.of_many,
    ),
    agrees(
        "forms",
        0.4,
        "The form in which images come does not matter: by keyword, whole numbers of any width, float32, any order in "
        "memory, read-only. And answers are right to all digits of float64.",
        **cases.in_forms("images", besides=cases.SURE),
        observe=observing.in_forms,
        accept=right.faultless,
        code=written.whole,
    ),
    agrees(
        "manners",
        0.3,
        "predict does not change its images, gives the same answer when it is called again, and another one when "
        "there are other numbers in the same array; and results are not changed later.",
        drawn(trainings.polite, cases.SMALLEST, 10),
        examples=[drawn(trainings.polite, cases.WITH_POOLING, 2)],
        count=1,
        kind=Kind.MANNERS,
        observe=observing.behaves("predict"),
        accept=right.manners,
        code=written.whole,
    ),
    lives(
        0.1,
        "predict",
        "Whatever is predicted in whatever order, by networks side by side, with params that are overwritten and calls "
        "that are refused in between: an answer follows from the params and the images alone.",
    ),
    refused(
        0.25,
        "Images that are not [N, C, H, W] raise ValueError.",
        [
            call([FLATTEN, OUTPUT], "predict", np.ones((2, 4))),
            call([FLATTEN, OUTPUT], "predict", np.ones((2, 4, 4))),
            call(_CONVOLVING, "predict", PICTURES[:, 0]),
        ],
    ),
    refused(
        0.05,
        "Images with more than four axes are no images either, and those with other channels than before do not fit.",
        [
            *(call([FLATTEN, OUTPUT], "predict", np.ones(shape)) for shape in ((2, 1, 2, 2, 1), (1, 2, 1, 2, 2))),
            call(_CONVOLVING, "predict", COLOURFUL[:, :2], first=COLOURFUL),
            call(_CONVOLVING, "predict", COLOURFUL, first=COLOURFUL[:, :2]),
        ],
        name="too_many_axes",
    ),
    of="CNN",
    methods=(
        *("predict", "predict_classes", "_classes"),
        *("_forward", "_output", "_padded", "_margins", "_windows", "_activation"),
    ),
    needs=("CNN_build",),
)
