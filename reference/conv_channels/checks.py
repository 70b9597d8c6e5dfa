"""Exercises and hidden checks of the unit conv_channels."""

import dataclasses
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Case,
    Exercise,
    Mismatch,
    Unit,
    agrees,
    polite,
    rejects,
    same_as_reference,
)
from autograder.testing import arrays, sizes

Pairs = tuple[tuple[int, int], ...]
Steps = tuple[int | tuple[int, int], ...]

WHOLE = ((float, float, float),)
MIXED = (
    (np.int64, float, float),
    (float, np.int64, np.int64),
    (np.int64, np.float32, np.float32),
    (np.float32, float, np.int64),
)
"""The types of images, kernels and output gradient; with MIXED the floats have fractions, for a
buffer of integers to lose.
"""

CHANNELS: Pairs = ((2, 3), (3, 2), (1, 2), (2, 1))
EQUAL_CHANNELS: Pairs = ((2, 2), (3, 3))
"""C_in and C_out.  They are equal in one check alone: there the kernels' shape does not tell which
is which.
"""

SQUARE: Pairs = ((2, 2), (3, 3))
TINY: Pairs = ((1, 1), (2, 2))
OBLONG: Pairs = ((1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (4, 1))
IMAGES: Pairs = ((3, 4), (4, 3))
LARGE: Pairs = ((5, 6), (6, 5), (4, 7))
SMALL: Pairs = ((2, 3), (3, 2))
"""Heights and widths, so that no axis can be taken for the other."""

EQUAL_STEPS: Steps = (2, 3, (2, 2))
UNEQUAL_STEPS: Steps = ((1, 2), (2, 1), (3, 2))
EQUAL_PADDINGS: Steps = (1, 2, (1, 1))
UNEQUAL_PADDINGS: Steps = ((1, 0), (0, 1), (1, 2))
WIDE_PADDINGS: Steps = (3, (2, 1), (0, 3), (3, 0))
EXACT_FITS: tuple[tuple[tuple[int, int], int, Any, Any], ...] = (
    ((3, 5), 3, 2, 1),
    ((3, 4), 3, (2, 3), 1),
    ((4, 5), 3, (3, 2), (1, 1)),
    ((4, 2), 2, 2, 1),
    ((3, 6), 2, 3, 1),
    ((2, 5), 3, 3, 2),
    ((4, 1), 2, (3, 3), 2),
)
"""Images, square kernels, strides and paddings where (size - kernel + 2 padding) / stride is a
whole number on both axes.
"""


@st.composite
def convolutions(
    draw: DrawFn,
    kernels: Pairs = SQUARE,
    images: Pairs = IMAGES,
    channels: Pairs = CHANNELS,
    strides: Steps | None = None,
    paddings: Steps | None = None,
    rows: tuple[int, int] = (2, 3),
    gradient: bool = False,
    types: Any = WHOLE,
) -> Arguments:
    """The arguments of a convolution, with ``gradient`` also those of a gradient.

    ``kernels``, ``images``, ``channels``, ``strides`` and ``paddings`` are what to choose from,
    ``rows`` the smallest and largest number of images.  Without paddings the padding is left out of
    the arguments, without strides both are.
    """
    channels_in, channels_out = draw(st.sampled_from(channels))
    shape = (draw(sizes(*rows)), channels_in, *draw(st.sampled_from(images)))
    kernel = draw(st.sampled_from(kernels))
    steps = {
        name: draw(st.sampled_from(values)) for name, values in (("stride", strides), ("padding", paddings)) if values
    }
    image_type, kernel_type, gradient_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    case = {
        "images": draw(arrays(shape, dtype=image_type, scale=scale)),
        "param": draw(arrays((channels_in, channels_out, *kernel), dtype=kernel_type, scale=scale)),
    }
    if gradient:
        case["output_grad"] = draw(
            arrays(output_shape(shape, case["param"].shape, **steps), dtype=gradient_type, scale=scale)
        )
    return {**case, **steps}


def output_shape(images: tuple[int, ...], param: tuple[int, ...], stride: Any = 1, padding: Any = 0) -> tuple[int, ...]:
    """The shape of conv_channels' output, from those of images and kernels."""
    steps, pads = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    return (
        images[0],
        param[1],
        *((images[2 + axis] + 2 * int(pads[axis]) - param[2 + axis]) // int(steps[axis]) + 1 for axis in (0, 1)),
    )


def with_strides(**options: Any) -> SearchStrategy[Arguments]:
    """Strides without padding, as numbers and as pairs; some leave rows or columns that no window
    reaches.
    """
    return st.one_of(
        *(
            convolutions(SQUARE, LARGE, ((1, 2), (2, 1)), strides=strides, **options)
            for strides in (EQUAL_STEPS, UNEQUAL_STEPS)
        )
    )


def with_paddings(**options: Any) -> SearchStrategy[Arguments]:
    """Paddings at stride 1, as numbers and as pairs; some kernels are larger than the image before
    it is padded, some smaller than the padding.
    """
    kinds = ((SQUARE, SMALL, EQUAL_PADDINGS), (SQUARE, IMAGES, UNEQUAL_PADDINGS), (TINY, SMALL, WIDE_PADDINGS))
    return st.one_of(
        *(
            convolutions(kernels, images, strides=(1,), paddings=paddings, **options)
            for kernels, images, paddings in kinds
        )
    )


def with_both(**options: Any) -> SearchStrategy[Arguments]:
    """Strides and paddings together; the last step ends exactly at the border, so that what is left
    over is no matter here.
    """
    return st.one_of(
        *(
            convolutions(
                ((kernel, kernel),), (image,), ((1, 2), (2, 1)), strides=(stride,), paddings=(padding,), **options
            )
            for image, kernel, stride, padding in EXACT_FITS
        )
    )


def of_size_one(**options: Any) -> SearchStrategy[Arguments]:
    """One image, and often one channel, one row or one place for the window."""
    return convolutions(((1, 1), (2, 2)), ((2, 3), (3, 2), (2, 2)), ((1, 1), (1, 2), (2, 1)), rows=(1, 1), **options)


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape; without a shape the single number 1."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


def windows(**names: SearchStrategy[int]) -> SearchStrategy[Arguments]:
    """The arguments of output_size: ``room`` and ``kernel`` give a size that the kernel fits into."""

    def fitted(drawn: dict[str, int]) -> Arguments:
        steps = {name: drawn[name] for name in ("stride", "padding") if name in drawn}
        size = max(drawn["kernel"] + drawn["room"] - 2 * steps.get("padding", 0), 1)
        return {"size": size, "kernel": drawn["kernel"], **steps}

    return st.fixed_dictionaries(names).map(fitted)


@st.composite
def fitting_windows(draw: DrawFn) -> Arguments:
    """Arguments of output_size where the last step ends exactly at the border."""
    kernel, stride, padding, count = draw(sizes(3, 6)), draw(sizes(1, 4)), draw(sizes(0, 1)), draw(sizes(0, 5))
    return {"size": kernel + count * stride - 2 * padding, "kernel": kernel, "stride": stride, "padding": padding}


def whole_number(case: Case, seen: Any) -> Mismatch | None:
    """Accepts the reference's number, if it is an integer of Python's or NumPy's."""
    mismatch = same_as_reference(case, seen)
    if mismatch or np.asarray(seen).dtype.kind in "iu":
        return mismatch
    return Mismatch("expected an int, not a float: range and np.zeros take no float for a size")


def call(images: tuple[int, ...], param: tuple[int, ...], **steps: Any) -> Arguments:
    """Arguments of conv_channels with the given shapes."""
    return {"images": counting(*images), "param": counting(*param), **steps}


def with_gradient(case: Arguments) -> Arguments:
    """A call of conv_channels as one of a gradient, with an output gradient that counts."""
    images, param, *steps = case.values()
    return {
        "images": images,
        "param": param,
        "output_grad": counting(*output_shape(images.shape, param.shape, *steps)),
        **case,
    }


def grad_call(images: tuple[int, ...], param: tuple[int, ...], output_grad: tuple[int, ...], **steps: Any) -> Arguments:
    """Arguments of a gradient with the given shapes."""
    return {"images": counting(*images), "param": counting(*param), "output_grad": counting(*output_grad), **steps}


SMALLEST = call((2, 1, 2, 3), (1, 1, 2, 2))
CHANNEL_EXAMPLES = (SMALLEST, *(call((2, c, 2, 3), (c, m, 2, 2)) for c, m in ((2, 1), (1, 2), (2, 2))))
OBLONG_EXAMPLES = tuple(call((2, 1, *image), (1, 1, *kernel)) for image, kernel in (((2, 3), (1, 2)), ((3, 2), (2, 1))))
STRIDE_EXAMPLES = tuple(
    call((2, 1, *image), (1, 1, 2, 2), stride=stride)
    for image, stride in (((4, 3), 2), ((3, 4), (1, 2)), ((2, 5), (2, 3)))
)
PADDING_EXAMPLES = (
    call((2, 1, 1, 2), (1, 1, 2, 2), stride=1, padding=1),
    call((2, 1, 2, 1), (1, 1, 2, 2), stride=1, padding=(0, 1)),
    call((2, 1, 1, 2), (1, 1, 2, 2), stride=1, padding=(1, 0)),
    call((2, 1, 2, 1), (1, 1, 2, 2), stride=1, padding=(0, 3)),
    call((2, 1, 1, 2), (1, 1, 1, 1), stride=1, padding=(2, 0)),
)
BOTH_EXAMPLES = (call((2, 1, 2, 3), (1, 1, 2, 2), stride=(2, 3), padding=1),)
TYPE_EXAMPLES = (
    {"images": SMALLEST["images"].astype(int), "param": SMALLEST["param"] / 4},
    {"images": SMALLEST["images"] / 4, "param": SMALLEST["param"].astype(int)},
)
"""Small cases: where a mistake shows in one of them, nobody has to read a larger one.  Of two
images: sizes of one have a check of their own.
"""

EXAMPLE = call((2, 2, 3, 4), (2, 3, 2, 2))
GRADIENT_EXAMPLE = grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 2, 3))
GRADIENT_OF_ZEROS = {**SMALLEST, "output_grad": np.zeros((2, 1, 1, 2))}
REMAINDER = call((2, 1, 5, 7), (1, 2, 2, 2), stride=(2, 3))
GRADIENT_REMAINDER = grad_call((2, 1, 5, 7), (1, 2, 2, 2), (2, 2, 2, 2), stride=(2, 3))

BAD_CALLS = (
    call((2, 2, 3, 4), (3, 2, 2, 2)),
    call((2, 2, 3, 4), (2, 2, 4, 4)),
    call((2, 2, 3, 4), (2, 2, 2, 2), stride=0),
    call((2, 2, 5, 4), (2, 2, 5, 5)),
    call((2, 3, 3, 4), (1, 2, 2, 2)),
    call((2, 1, 3, 4), (3, 2, 2, 2)),
    call((2, 3, 4), (3, 2, 2, 2)),
    call((2, 2, 3, 4), (2, 2, 2)),
    call((2, 2, 1, 3, 4), (2, 2, 2, 2)),
    call((2, 2, 3, 4), (2, 2, 2, 2, 1)),
    call((2, 2, 3, 4), (2, 2, 2, 2), stride=(1, 0)),
    call((2, 2, 3, 4), (2, 2, 2, 2), stride=(-1, 1)),
    call((2, 2, 3, 4), (2, 2, 2, 2), stride=1, padding=-1),
    call((2, 2, 3, 4), (2, 2, 1, 1), stride=1, padding=(0, -1)),
    call((2, 2, 3, 4), (2, 2, 6, 6), stride=1, padding=1),
)
BAD_GRADIENTS = (
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 3, 4)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 2, 2, 3)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (1, 3, 2, 3)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 1, 3)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 2, 4)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 3, 3)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 1, 2, 3)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 6)),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 2, 3), stride=2),
    grad_call((2, 2, 3, 4), (2, 3, 2, 2), (2, 3, 2, 3), stride=1, padding=1),
)


def with_gradients(case: Arguments) -> Arguments:
    """A bad call of conv_channels as one of a gradient: the output gradient has the shape that the
    call would give, if it gave one.
    """
    steps = {name: case[name] for name in ("stride", "padding") if name in case}
    images, param = (2, 2, 3, 4), (2, 2, 2, 2)
    if case["images"].ndim == case["param"].ndim == 4:
        images, param = case["images"].shape, case["param"].shape
    safe = {"stride": np.maximum(np.broadcast_to(steps.get("stride", 1), 2), 1), "padding": steps.get("padding", 0)}
    shape = tuple(max(size, 1) for size in output_shape(images, param, **safe))
    return {"images": case["images"], "param": case["param"], "output_grad": counting(*shape), **steps}


BAD_GRADIENT_CALLS = tuple(map(with_gradients, BAD_CALLS))

NO_SENSE = (
    "Raises ValueError when the arguments make no sense: wrong dimensions, numbers of channels that differ, a "
    "kernel larger than the padded images, "
    "a stride below 1, a negative padding."
)
NO_SENSE_GRADIENT = "Raises ValueError when the arguments make no sense: whatever conv_channels refuses, and an output_grad that does not have the output's shape."
CHANNELS_OF_IMAGES = convolutions(channels=CHANNELS + EQUAL_CHANNELS)
CHANNELS_OF_GRADIENTS = convolutions(channels=CHANNELS + EQUAL_CHANNELS, gradient=True)
MANNERS = {
    "kernels": ((2, 2),),
    "images": ((3, 4),),
    "channels": ((1, 2),),
    "strides": (1,),
    "paddings": (1,),
    "rows": (2, 2),
}

UNIT = Unit(
    name="conv_channels",
    title="Convolution with channels, stride and padding",
    exercises=(
        Exercise(
            "output_size",
            agrees(
                "last_step_fits",
                0.5,
                "The last step of the window ends exactly at the border.",
                fitting_windows(),
                examples=(
                    {"size": 24, "kernel": 3, "stride": 1, "padding": 0},
                    {"size": 1, "kernel": 3, "stride": 2, "padding": 1},
                ),
            ),
            agrees(
                "last_step_does_not_fit",
                0.5,
                "Where the last step would lead over the border, it is not made: the quotient is rounded down.",
                windows(kernel=sizes(1, 5), room=sizes(0, 9), stride=sizes(2, 4), padding=sizes(0, 2)),
                examples=(
                    {"size": 6, "kernel": 3, "stride": 2, "padding": 0},
                    {"size": 5, "kernel": 2, "stride": 4, "padding": 0},
                ),
            ),
            agrees(
                "left_out",
                0.25,
                "A stride that is left out is 1, a padding that is left out is 0.",
                st.one_of(
                    windows(kernel=sizes(1, 5), room=sizes(0, 6)),
                    windows(kernel=sizes(1, 5), room=sizes(0, 6), stride=sizes(2, 3)),
                ),
            ),
            dataclasses.replace(
                agrees(
                    "whole_number",
                    0.25,
                    "The result is an int, as range and np.zeros need it, not a float.",
                    fitting_windows(),
                    examples=({"size": 3, "kernel": 1, "stride": 1, "padding": 0},),
                    count=4,
                ),
                accept=whole_number,
            ),
            rejects(
                0.5,
                "Raises ValueError when the kernel is larger than the padded image, the stride is less than 1 "
                "or the padding is negative.",
                st.sampled_from(
                    (
                        {"size": 3, "kernel": 4},
                        {"size": 3, "kernel": 2, "stride": 0},
                        {"size": 3, "kernel": 2, "stride": -1},
                        {"size": 5, "kernel": 2, "stride": 1, "padding": -1},
                        {"size": 3, "kernel": 6, "stride": 1, "padding": 1},
                        {"size": 3, "kernel": 8, "stride": 2, "padding": 2},
                        {"size": 1, "kernel": 2, "stride": 3},
                    )
                ),
            ),
        ),
        Exercise(
            "conv_channels",
            agrees(
                "channels",
                1.5,
                "Several input and output channels, equally many or not, at stride 1 without padding: each "
                "output channel sums over all input channels.",
                CHANNELS_OF_IMAGES,
                examples=(*CHANNEL_EXAMPLES, EXAMPLE),
            ),
            agrees(
                "oblong_kernels",
                1.0,
                "Kernels whose height and width differ, even ones among them.",
                convolutions(OBLONG, ((4, 3), (4, 5))),
                examples=OBLONG_EXAMPLES,
            ),
            agrees(
                "strides",
                1.25,
                "Strides as a number and as a pair, without padding; some leave rows or columns that no window "
                "reaches.",
                with_strides(),
                examples=(*STRIDE_EXAMPLES, REMAINDER),
            ),
            agrees(
                "paddings",
                1.25,
                "Paddings as a number and as a pair, at stride 1; some are larger than the kernel.",
                with_paddings(),
                examples=(
                    *PADDING_EXAMPLES,
                    call((2, 1, 2, 3), (1, 2, 3, 3), stride=1, padding=1),
                    call((2, 1, 2, 3), (1, 2, 2, 2), stride=1, padding=(0, 2)),
                ),
            ),
            agrees("strides_and_paddings", 0.75, "Strides and paddings together.", with_both(), examples=BOTH_EXAMPLES),
            agrees(
                "sizes_of_one",
                0.5,
                "One image, one channel, one place for the window: the result still has four dimensions.",
                of_size_one(),
            ),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the images and in the kernels: no fraction may be cut off.",
                convolutions(((2, 2),), types=MIXED),
                examples=TYPE_EXAMPLES,
            ),
            polite(0.25, convolutions(**MANNERS)),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS), count=16),
            needs=("output_size",),
        ),
        Exercise(
            "input_grad_channels",
            agrees(
                "channels",
                1.25,
                "Several input and output channels, equally many or not, at stride 1 without padding: what "
                "windows give to a pixel adds up.",
                CHANNELS_OF_GRADIENTS,
                examples=(*map(with_gradient, CHANNEL_EXAMPLES), GRADIENT_OF_ZEROS, GRADIENT_EXAMPLE),
            ),
            agrees(
                "oblong_kernels",
                0.75,
                "Kernels whose height and width differ, even ones among them.",
                convolutions(OBLONG, ((4, 3), (4, 5)), gradient=True),
                examples=tuple(map(with_gradient, OBLONG_EXAMPLES)),
            ),
            agrees(
                "strides",
                1.0,
                "Strides as a number and as a pair, without padding: pixels that no window reached have the "
                "gradient 0.",
                with_strides(gradient=True),
                examples=(*map(with_gradient, STRIDE_EXAMPLES), GRADIENT_REMAINDER),
            ),
            agrees(
                "paddings",
                1.0,
                "Paddings as a number and as a pair, at stride 1, some larger than the kernel: the gradient "
                "has the images' shape all the same.",
                with_paddings(gradient=True),
                examples=(
                    *map(with_gradient, PADDING_EXAMPLES),
                    grad_call((2, 1, 2, 3), (1, 2, 2, 2), (2, 2, 1, 6), stride=1, padding=(0, 2)),
                ),
            ),
            agrees(
                "strides_and_paddings",
                0.5,
                "Strides and paddings together.",
                with_both(gradient=True),
                examples=tuple(map(with_gradient, BOTH_EXAMPLES)),
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One image, one channel, one place for the window: the result still has four dimensions.",
                of_size_one(gradient=True),
            ),
            agrees(
                "number_types",
                0.25,
                "Whole numbers meet fractions, in the images, the kernels and the output gradient: no fraction "
                "may be cut off.",
                convolutions(((2, 2),), gradient=True, types=MIXED),
                examples=tuple(map(with_gradient, TYPE_EXAMPLES)),
            ),
            polite(0.25, convolutions(**MANNERS, gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=26),
            needs=("output_size", "conv_channels"),
        ),
        Exercise(
            "param_grad_channels",
            agrees(
                "channels",
                1.25,
                "Several input and output channels, equally many or not, at stride 1 without padding: all "
                "images and all windows add their parts.",
                CHANNELS_OF_GRADIENTS,
                examples=(*map(with_gradient, CHANNEL_EXAMPLES), GRADIENT_OF_ZEROS, GRADIENT_EXAMPLE),
            ),
            agrees(
                "oblong_kernels",
                0.75,
                "Kernels whose height and width differ, even ones among them.",
                convolutions(OBLONG, ((4, 3), (4, 5)), gradient=True),
                examples=tuple(map(with_gradient, OBLONG_EXAMPLES)),
            ),
            agrees(
                "strides",
                1.0,
                "Strides as a number and as a pair, without padding: the windows are those of the forward pass.",
                with_strides(gradient=True),
                examples=(*map(with_gradient, STRIDE_EXAMPLES), GRADIENT_REMAINDER),
            ),
            agrees(
                "paddings",
                0.75,
                "Paddings as a number and as a pair, at stride 1; some are larger than the kernel.",
                with_paddings(gradient=True),
                examples=(
                    *map(with_gradient, PADDING_EXAMPLES),
                    grad_call((2, 1, 2, 3), (1, 2, 2, 2), (2, 2, 1, 6), stride=1, padding=(0, 2)),
                ),
            ),
            agrees(
                "strides_and_paddings",
                0.5,
                "Strides and paddings together.",
                with_both(gradient=True),
                examples=tuple(map(with_gradient, BOTH_EXAMPLES)),
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One image, one channel, one place for the window: the gradient has the kernels' shape.",
                of_size_one(gradient=True),
            ),
            agrees(
                "number_types",
                0.25,
                "Whole numbers meet fractions, in the images, the kernels and the output gradient: no fraction "
                "may be cut off.",
                convolutions(((2, 2),), gradient=True, types=MIXED),
                examples=tuple(map(with_gradient, TYPE_EXAMPLES)),
            ),
            polite(0.25, convolutions(**MANNERS, gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=26),
            needs=("output_size", "conv_channels"),
        ),
    ),
)
