"""Exercises and hidden checks of the unit conv1d."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Exercise, Unit, agrees, polite, rejects
from autograder.testing import arrays, sizes

WHOLE = ((float, float, float),)
MIXED = (
    (np.int64, float, float),
    (float, np.int64, np.int64),
    (np.int64, np.float32, np.float32),
    (np.float32, float, np.int64),
)
"""The types of signal, kernel and output gradient; with MIXED the floats have fractions, for a
buffer of integers to lose.
"""


@st.composite
def convolutions(
    draw: DrawFn,
    kernels: tuple[int, ...],
    lengths: tuple[int, int],
    rows: tuple[int, int] | None = None,
    gradient: bool = False,
    types: Any = WHOLE,
) -> Arguments:
    """The arguments of a convolution, with ``rows`` of a batch and with ``gradient`` of a gradient.

    ``kernels`` are the kernel lengths to choose from; ``lengths`` and ``rows`` the smallest and
    largest sizes.
    """
    length = draw(sizes(*lengths))
    shape = (length,) if rows is None else (draw(sizes(*rows)), length)
    signal_type, kernel_type, gradient_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    case = {
        "input_" if rows is None else "batch": draw(arrays(shape, dtype=signal_type, scale=scale)),
        "param": draw(arrays(draw(st.sampled_from(kernels)), dtype=kernel_type, scale=scale)),
    }
    if gradient:
        case["output_grad"] = draw(arrays(shape, dtype=gradient_type, scale=scale))
    return case


def other_lengths(**options: Any) -> SearchStrategy[Arguments]:
    """Kernels of length 1, 5 and 7 on signals that are at least as long; the options are those of
    :func:`convolutions`.
    """
    return st.one_of(convolutions((1,), (1, 4), **options), convolutions((5, 7), (7, 8), **options))


def longer_kernels(**options: Any) -> SearchStrategy[Arguments]:
    """Kernels that are longer than the signal; the options are those of :func:`convolutions`."""
    return st.one_of(convolutions((3,), (1, 2), **options), convolutions((5, 7), (1, 4), **options))


def batches_of_one(**options: Any) -> SearchStrategy[Arguments]:
    """One signal, at least as long as the kernel: what a kernel longer than the signal brings is
    not the matter here.
    """
    return st.one_of(
        convolutions((1,), (1, 4), rows=(1, 1), **options), convolutions((3,), (3, 4), rows=(1, 1), **options)
    )


def other_batches(**options: Any) -> SearchStrategy[Arguments]:
    """Batches of two and three signals with kernels that are shorter, as long or longer."""
    return st.one_of(
        convolutions((3,), (1, 2), **BATCH, **options), convolutions((1, 5, 7), (1, 6), **BATCH, **options)
    )


def of_the_sum(cases: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """The same cases with output_grad=None, and with output_grad left out."""
    return st.tuples(cases, st.booleans()).map(
        lambda drawn: {**drawn[0], "output_grad": None} if drawn[1] else drawn[0]
    )


def paddings(
    shape: SearchStrategy[Any], num: SearchStrategy[int], name: str = "input_", **values: Any
) -> SearchStrategy[Arguments]:
    """The arguments of a padding function, whose first one is called ``name``."""
    return st.tuples(shape.flatmap(lambda drawn: arrays(drawn, **values)), num).map(
        lambda drawn: {name: drawn[0], "num": drawn[1]}
    )


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape; without a shape the single number 1."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


LENGTHS, BATCHES = st.tuples(sizes(1, 6)), st.tuples(sizes(2, 3), sizes(4, 6))
INTEGERS, FRACTIONS, SHORT = {"dtype": np.int64}, {"scale": 4.0}, {"scale": 4.0, "dtype": np.float32}
BATCH = {"rows": (2, 3)}
GRADIENT = {"gradient": True}

SIGNAL, KERNEL = counting(5), np.ones(3)
TWO_SIGNALS = np.array([np.arange(7.0), np.arange(1.0, 8.0)])
OF_ZEROS = {"input_": counting(3), "param": KERNEL, "output_grad": np.zeros(3)}
BATCH_OF_ZEROS = {"batch": counting(2, 3), "param": KERNEL, "output_grad": np.zeros((2, 3))}
"""A gradient of zeros is no gradient that was left out."""

BAD_CALLS = (
    {"input_": counting(4), "param": counting(2)},
    {"input_": counting(2, 3), "param": counting(3)},
    {"input_": counting(4), "param": counting(3, 3)},
    {"input_": counting(4), "param": counting(4)},
    {"input_": counting(1, 1), "param": counting(1)},
    {"input_": counting(), "param": counting(1)},
    {"input_": counting(4), "param": counting()},
    {"input_": counting(4), "param": counting(3, 1)},
)
BAD_GRADIENTS = (
    {"input_": counting(4), "param": counting(3), "output_grad": counting(3)},
    {"input_": counting(4), "param": counting(3), "output_grad": counting(5)},
    {"input_": counting(3), "param": counting(3), "output_grad": counting(1)},
    {"input_": counting(3), "param": counting(3), "output_grad": counting(2, 3)},
    {"input_": counting(3), "param": counting(3), "output_grad": counting(3, 1)},
)
BAD_BATCHES = (
    {"batch": counting(4), "param": counting(3)},
    {"batch": counting(2, 4), "param": counting(2)},
    {"batch": counting(2, 2, 4), "param": counting(3)},
    {"batch": counting(2, 4), "param": counting(1, 3)},
    {"batch": counting(2, 4), "param": counting()},
    {"batch": counting(3, 4), "param": counting(4)},
    {"batch": counting(), "param": counting(3)},
)
BAD_BATCH_GRADIENTS = (
    {"batch": counting(2, 4), "param": counting(3), "output_grad": counting(3, 4)},
    {"batch": counting(3, 4), "param": counting(3), "output_grad": counting(2, 4)},
    {"batch": counting(3, 4), "param": counting(3), "output_grad": counting(3, 5)},
    {"batch": counting(2, 4), "param": counting(3), "output_grad": counting(4)},
    {"batch": counting(2, 4), "param": counting(3), "output_grad": counting(1, 4)},
)
BAD_GRADIENT_CALLS = tuple({**case, "output_grad": np.ones(case["input_"].shape)} for case in BAD_CALLS)
BAD_BATCH_GRADIENT_CALLS = tuple({**case, "output_grad": np.ones(case["batch"].shape)} for case in BAD_BATCHES)

NO_SENSE = "Raises ValueError when a shape makes no sense: a wrong number of dimensions or an even kernel."
NO_SENSE_GRADIENT = "Raises ValueError when a shape makes no sense: wrong dimensions, an even kernel, or an output_grad that is not of the output's shape."

UNIT = Unit(
    name="conv1d",
    title="Convolution in one dimension",
    exercises=(
        Exercise(
            "pad_1d",
            agrees(
                "both_sides",
                0.5,
                "Signals get the same number of zeros on both sides.",
                paddings(LENGTHS, sizes(1, 3)),
                examples=({"input_": SIGNAL, "num": 1},),
            ),
            agrees(
                "no_padding",
                0.25,
                "With num = 0 the signal comes back as it was.",
                st.one_of(*(paddings(LENGTHS, st.just(0), **values) for values in ({}, INTEGERS))),
            ),
            agrees(
                "number_types",
                0.25,
                "Signals may hold whole numbers or fractions: the values stay what they are.",
                st.one_of(*(paddings(LENGTHS, sizes(1, 2), **values) for values in (FRACTIONS, INTEGERS, SHORT))),
            ),
            polite(0.25, paddings(st.just((3,)), st.just(1))),
            rejects(
                0.25,
                "Raises ValueError when the signal does not have exactly one dimension or num is negative.",
                st.sampled_from(
                    (
                        {"input_": counting(2, 3), "num": 1},
                        {"input_": counting(3), "num": -1},
                        {"input_": counting(), "num": 1},
                        {"input_": counting(1, 1), "num": 0},
                        {"input_": counting(8), "num": -2},
                    )
                ),
            ),
        ),
        Exercise(
            "conv_1d",
            agrees(
                "kernels_of_three",
                1.0,
                "Kernels of length 3 on longer signals. The kernel's first value meets the window's first "
                "value: it is not turned round.",
                convolutions((3,), (3, 6)),
                examples=({"input_": SIGNAL, "param": KERNEL},),
            ),
            agrees(
                "other_lengths",
                1.0,
                "Kernels of length 1, 5 and 7: the padding is half the kernel's length, rounded down.",
                other_lengths(),
                examples=(
                    {"input_": counting(3), "param": np.array([2.0])},
                    {"input_": counting(8), "param": counting(7)},
                ),
            ),
            agrees(
                "kernel_longer_than_signal",
                1.0,
                "Kernels longer than the signal, which may be a single value: the output is still as long as "
                "the signal.",
                longer_kernels(),
                examples=({"input_": np.array([2.0]), "param": counting(3)},),
            ),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the signal and in the kernel: no fraction may be cut off.",
                convolutions((3,), (3, 5), types=MIXED),
            ),
            polite(0.25, convolutions((3,), (4, 4))),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS)),
            needs=("pad_1d",),
        ),
        Exercise(
            "input_grad_1d",
            agrees(
                "kernels_of_three",
                1.0,
                "Kernels of length 3 and an output gradient of different values: each reaches back through the "
                "kernel, which is turned round on the way.",
                convolutions((3,), (3, 6), gradient=True),
                examples=(
                    {"input_": SIGNAL, "param": KERNEL, "output_grad": np.array([0.0, 1.0, 0.0, 0.0, 0.0])},
                    OF_ZEROS,
                ),
            ),
            agrees(
                "without_output_grad",
                0.5,
                "Without an output gradient the loss is the sum of the output, so that the output gradient is ones.",
                of_the_sum(convolutions((3, 5), (5, 7))),
                examples=({"input_": SIGNAL, "param": KERNEL},),
            ),
            agrees(
                "other_lengths",
                0.75,
                "Kernels of length 1, 5 and 7.",
                other_lengths(gradient=True),
                examples=({"input_": counting(8), "param": counting(7), "output_grad": np.eye(8)[1]},),
            ),
            agrees(
                "kernel_longer_than_signal",
                0.75,
                "Kernels longer than the signal, which may be a single value: the gradient is as long as the signal.",
                longer_kernels(gradient=True),
            ),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the signal, the kernel and the output gradient: no fraction "
                "may be cut off.",
                convolutions((3,), (3, 5), gradient=True, types=MIXED),
            ),
            polite(0.25, convolutions((3,), (4, 4), gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=16),
            needs=("pad_1d", "conv_1d"),
        ),
        Exercise(
            "param_grad_1d",
            agrees(
                "kernels_of_three",
                1.0,
                "Kernels of length 3 and an output gradient of different values: every output adds its part to "
                "the gradient.",
                convolutions((3,), (3, 6), gradient=True),
                examples=(
                    {"input_": SIGNAL, "param": KERNEL, "output_grad": np.array([0.0, 1.0, 0.0, 0.0, 0.0])},
                    OF_ZEROS,
                ),
            ),
            agrees(
                "without_output_grad",
                0.25,
                "Without an output gradient the loss is the sum of the output, so that the output gradient is ones.",
                of_the_sum(convolutions((3, 5), (3, 6))),
                examples=({"input_": SIGNAL, "param": KERNEL},),
            ),
            agrees(
                "other_lengths",
                0.5,
                "Kernels of length 1, 5 and 7.",
                other_lengths(gradient=True),
                examples=({"input_": counting(8), "param": counting(7), "output_grad": np.eye(8)[1]},),
            ),
            agrees(
                "kernel_longer_than_signal",
                0.5,
                "Kernels longer than the signal, which may be a single value: the gradient is as long as the kernel.",
                longer_kernels(gradient=True),
            ),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the signal, the kernel and the output gradient: no fraction "
                "may be cut off.",
                convolutions((3,), (3, 5), gradient=True, types=MIXED),
            ),
            polite(0.25, convolutions((3,), (4, 4), gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=16),
            needs=("pad_1d", "conv_1d"),
        ),
        Exercise(
            "pad_1d_batch",
            agrees(
                "both_sides",
                0.25,
                "Every signal gets zeros on both sides; the batch gets no new rows.",
                paddings(BATCHES, sizes(1, 3), "batch"),
            ),
            agrees(
                "batch_of_one",
                0.25,
                "A batch of one signal stays a batch.",
                paddings(st.tuples(st.just(1), sizes(1, 5)), sizes(0, 2), "batch"),
            ),
            agrees(
                "number_types",
                0.25,
                "Signals may hold whole numbers or fractions: the values stay what they are.",
                st.one_of(
                    *(paddings(BATCHES, sizes(0, 2), "batch", **values) for values in (FRACTIONS, INTEGERS, SHORT))
                ),
            ),
            polite(0.25, paddings(st.just((2, 3)), st.just(1), "batch")),
            rejects(
                0.25,
                "Raises ValueError when the batch does not have exactly two dimensions or num is negative.",
                st.sampled_from(
                    (
                        {"batch": counting(3), "num": 1},
                        {"batch": counting(2, 2, 3), "num": 1},
                        {"batch": counting(2, 3), "num": -1},
                        {"batch": counting(2, 8), "num": -2},
                        {"batch": counting(), "num": 1},
                    )
                ),
            ),
            needs=("pad_1d",),
        ),
        Exercise(
            "conv_1d_batch",
            agrees(
                "batches",
                0.75,
                "Batches of two and three signals: each is convolved for itself, with the same kernel.",
                convolutions((3,), (4, 6), **BATCH),
                examples=({"batch": TWO_SIGNALS, "param": KERNEL},),
            ),
            agrees(
                "batch_of_one",
                0.25,
                "A batch of one signal stays a batch, also when the signal is a single value.",
                batches_of_one(),
            ),
            agrees(
                "other_lengths",
                0.25,
                "Kernels of length 1, 3, 5 and 7, some of them longer than the signals.",
                other_batches(),
                examples=(
                    {"batch": counting(2, 1), "param": counting(3)},
                    {"batch": counting(2, 3), "param": counting(5)},
                ),
            ),
            agrees(
                "number_types",
                0.25,
                "Whole numbers meet fractions, in the signals and in the kernel: no fraction may be cut off.",
                convolutions((3,), (4, 5), **BATCH, types=MIXED),
            ),
            polite(0.25, convolutions((3,), (4, 4), rows=(2, 2))),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_BATCHES)),
            needs=("conv_1d", "pad_1d_batch"),
        ),
        Exercise(
            "input_grad_1d_batch",
            agrees(
                "batches",
                0.5,
                "Batches of two and three signals: each sample's gradient comes from its own row of the output "
                "gradient.",
                convolutions((3,), (4, 6), **BATCH, **GRADIENT),
                examples=({"batch": TWO_SIGNALS, "param": KERNEL, "output_grad": np.eye(2, 7)}, BATCH_OF_ZEROS),
            ),
            agrees(
                "without_output_grad",
                0.25,
                "Without an output gradient the loss is the sum of all outputs, so that the output gradient is ones.",
                of_the_sum(convolutions((3,), (4, 6), **BATCH)),
                examples=({"batch": TWO_SIGNALS, "param": KERNEL},),
            ),
            agrees("batch_of_one", 0.25, "A batch of one signal stays a batch.", batches_of_one(**GRADIENT)),
            agrees(
                "other_lengths",
                0.25,
                "Kernels of length 1, 3, 5 and 7, some of them longer than the signals.",
                other_batches(**GRADIENT),
                examples=(
                    {"batch": counting(2, 1), "param": counting(3), "output_grad": counting(2, 1)},
                    {"batch": counting(2, 3), "param": counting(5), "output_grad": np.eye(2, 3)},
                ),
            ),
            agrees(
                "number_types",
                0.25,
                "Whole numbers meet fractions, in the signals, the kernel and the output gradient: no fraction "
                "may be cut off.",
                convolutions((3,), (4, 5), **BATCH, **GRADIENT, types=MIXED),
            ),
            polite(0.25, convolutions((3,), (4, 4), rows=(2, 2), **GRADIENT)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_BATCH_GRADIENTS + BAD_BATCH_GRADIENT_CALLS), count=16),
            needs=("input_grad_1d", "conv_1d_batch"),
        ),
        Exercise(
            "param_grad_1d_batch",
            agrees(
                "batches",
                0.5,
                "Batches of two and three signals: the gradients of all samples are summed, each with its own "
                "row of the output gradient.",
                convolutions((3,), (4, 6), **BATCH, **GRADIENT),
                examples=({"batch": TWO_SIGNALS, "param": KERNEL, "output_grad": np.eye(2, 7)}, BATCH_OF_ZEROS),
            ),
            agrees(
                "without_output_grad",
                0.25,
                "Without an output gradient the loss is the sum of all outputs, so that the output gradient is ones.",
                of_the_sum(convolutions((3,), (4, 6), **BATCH)),
                examples=({"batch": TWO_SIGNALS, "param": KERNEL},),
            ),
            agrees(
                "batch_of_one",
                0.25,
                "A batch of one signal: the gradient has the kernel's shape all the same.",
                batches_of_one(**GRADIENT),
            ),
            agrees(
                "other_lengths",
                0.25,
                "Kernels of length 1, 3, 5 and 7, some of them longer than the signals.",
                other_batches(**GRADIENT),
                examples=(
                    {"batch": counting(2, 1), "param": counting(3), "output_grad": counting(2, 1)},
                    {"batch": counting(2, 3), "param": counting(5), "output_grad": np.eye(2, 3)},
                ),
            ),
            agrees(
                "number_types",
                0.25,
                "Whole numbers meet fractions, in the signals, the kernel and the output gradient: no fraction "
                "may be cut off.",
                convolutions((3,), (4, 5), **BATCH, **GRADIENT, types=MIXED),
            ),
            polite(0.25, convolutions((3,), (4, 4), rows=(2, 2), **GRADIENT)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_BATCH_GRADIENTS + BAD_BATCH_GRADIENT_CALLS), count=16),
            needs=("param_grad_1d", "pad_1d_batch", "conv_1d_batch"),
        ),
    ),
)
