"""Exercises and hidden checks of the unit pooling.

Each family shows one thing, so that the marks say what works: the windows of most stand side by side and cover the images.
"""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from autograder.strategies import arrays, sizes
from autograder.unit import Arguments, Exercise, Unit, agrees, polite, rejects

Pair = tuple[int, int]
Window = tuple[int | Pair, int | Pair]
"""Size and stride of a window."""

SIDE_BY_SIDE: tuple[Window, ...] = ((2, 2), (3, 3))
STRIDES: tuple[Window, ...] = ((2, 1), (3, 2), (2, 3), (1, 2), (3, 1))
PAIRS: tuple[Window, ...] = (((2, 3), (2, 3)), ((3, 1), (3, 1)), ((1, 2), (1, 2)), ((2, 2), 2), (3, (3, 3)), ((1, 3), (1, 3)))
COARSE: tuple[Window, ...] = ((2, 2), (3, 3))
"""Windows that can leave rows and columns over at the end."""

POSITIVE, ANY, NEGATIVE = {"low": 0}, {}, {"low": -9, "high": -1}
FEW = {"low": -1, "high": 1}
WHOLE = ((float, float),)
MIXED = ((np.int64, float), (float, np.int64), (np.int64, np.float32), (np.float32, float))
"""The types of images and output gradient; with MIXED the floats have fractions, for a buffer of integers to lose."""


@st.composite
def poolings(
    draw: DrawFn,
    windows: tuple[Window, ...] = SIDE_BY_SIDE,
    *,
    values: Any = ANY,
    batches: tuple[Pair, ...] = ((2, 3), (3, 2)),
    outputs: Pair = (2, 3),
    left_over: bool = False,
    gradient: bool = False,
    distinct: bool = False,
    types: Any = WHOLE,
) -> Arguments:
    """The arguments of a pooling function, with ``gradient`` of a gradient.

    Args:
        draw: Hypothesis gives it.
        windows: sizes and strides to choose from.
        values: the smallest and the largest value, as for :func:`~autograder.strategies.arrays`.
        batches: N and C, to choose from.
        outputs: the smallest and largest O_h, and O_w, of which the two differ where they can.
        left_over: whether the windows leave rows and columns over at the end.
        gradient: whether there is an output_grad.
        distinct: whether all values differ, so that every window has one maximum.
        types: the types of images and output gradient to choose from.
    """
    size, stride = draw(st.sampled_from(windows))
    image_type, gradient_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    out_h = draw(sizes(*outputs))
    out_w = outputs[0] + outputs[1] - out_h if outputs[1] - outputs[0] == 1 else draw(sizes(*outputs))
    (size_h, size_w), (stride_h, stride_w) = _pair(size), _pair(stride)
    spare = [draw(st.integers(int(step > 1), step - 1)) if left_over else 0 for step in (stride_h, stride_w)]
    leading = draw(st.sampled_from(batches))
    shape = (*leading, (out_h - 1) * stride_h + size_h + spare[0], (out_w - 1) * stride_w + size_w + spare[1])
    images = draw(arrays(shape, dtype=image_type, scale=scale, **values))
    case: Arguments = {"images": _ranks(images) if distinct else images}
    if gradient:
        case["output_grad"] = draw(arrays((*leading, out_h, out_w), dtype=gradient_type, scale=scale))
    return {**case, "size": size, "stride": stride}


def _pair(value: int | Pair) -> Pair:
    return (value, value) if isinstance(value, int) else value


def _ranks(images: np.ndarray) -> np.ndarray:
    """Different whole numbers around zero in the order of the values; equal values become larger in reading order."""
    ranks = np.argsort(np.argsort(images, axis=None, kind="stable"))
    return (ranks - images.size // 2).reshape(images.shape).astype(images.dtype)


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape; without a shape the single number 1."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


@st.composite
def single(draw: DrawFn, **options: Any) -> Arguments:
    """One image, one channel, a single row or column of outputs, or a single window; windows of one pixel too."""
    outputs = draw(st.sampled_from([(1, 1), (1, 2)]))
    return draw(poolings((*SIDE_BY_SIDE, (1, 1)), batches=((1, 1), (1, 2), (2, 1)), outputs=outputs, **options))


DETECTOR = np.array([[0.0, 0.0, 7.97, 0.0], [0.86, 3.73, 4.83, 0.0], [6.32, 1.36, 1.78, 1.16], [0.37, 0.6, 1.51, 0.0]])[None, None]
"""One 4x4 image: its maxima with a 2x2 window are 3.73, 7.97, 6.32 and 1.78."""

DETECTOR_CASE = {"images": DETECTOR, "size": 2, "stride": 2}
DETECTOR_GRADIENT = {"images": DETECTOR, "output_grad": np.array([[[[-3.63, -7.86], [-6.24, -1.76]]]]), "size": 2, "stride": 2}

BAD_CALLS = (
    {"images": counting(2, 4, 4), "size": 2, "stride": 2},
    {"images": counting(4, 4), "size": 2, "stride": 2},
    {"images": counting(1, 1, 1, 4, 4), "size": 2, "stride": 2},
    {"images": counting(1, 2, 3, 4), "size": 4, "stride": 1},
    {"images": counting(1, 2, 4, 3), "size": 4, "stride": 1},
    {"images": counting(1, 2, 3, 5), "size": (4, 2), "stride": 3},
    {"images": counting(1, 2, 5, 3), "size": (2, 4), "stride": 3},
    {"images": counting(1, 1, 4, 4), "size": 2, "stride": 0},
    {"images": counting(1, 1, 4, 4), "size": 2, "stride": (0, 2)},
    {"images": counting(1, 1, 4, 4), "size": 2, "stride": (2, 0)},
    {"images": counting(1, 1, 4, 4), "size": 2, "stride": -1},
    {"images": counting(1, 1, 4, 4), "size": 0, "stride": 1},
    {"images": counting(1, 1, 4, 4), "size": (-1, 2), "stride": 9},
    {"images": counting(1, 1, 4, 4), "size": (2, -1), "stride": 9},
)
BAD_GRADIENTS = (
    {"images": counting(2, 1, 4, 6), "output_grad": counting(2, 1, 3, 2), "size": 2, "stride": 2},
    {"images": counting(2, 1, 4, 6), "output_grad": counting(2, 1, 2, 2), "size": 2, "stride": 2},
    {"images": counting(2, 1, 4, 6), "output_grad": counting(1, 1, 2, 3), "size": 2, "stride": 2},
    {"images": counting(2, 1, 4, 6), "output_grad": counting(2, 1, 4, 6), "size": 2, "stride": 2},
    {"images": counting(2, 1, 4, 6), "output_grad": counting(2, 6), "size": 2, "stride": 2},
    {"images": counting(1, 1, 5, 5), "output_grad": counting(1, 1, 3, 3), "size": 2, "stride": 2},
)
BAD_GRADIENT_CALLS = tuple(
    {"images": case["images"], "output_grad": np.ones((1, 1, 1, 1)), "size": case["size"], "stride": case["stride"]} for case in BAD_CALLS
)

NO_SENSE = "Raises ValueError when the images do not have four dimensions, a size or stride is less than 1, or the window is larger than the images."
NO_SENSE_GRADIENT = "Raises ValueError when the arguments are not fit for the forward pass, or output_grad does not have the shape of its output."

UNIT = Unit(
    name="pooling",
    title="Max pooling and average pooling",
    exercises=(
        Exercise(
            "max_pool",
            checks=(
                agrees(
                    "side_by_side",
                    1.0,
                    "Square windows side by side that cover the images exactly; height and width differ.",
                    poolings(values=POSITIVE),
                ),
                agrees(
                    "strides",
                    1.0,
                    "Strides that are not the size: windows that overlap, and windows that leave gaps.",
                    poolings(STRIDES, values=POSITIVE),
                    examples=({"images": counting(2, 2, 4, 5), "size": 3, "stride": 1},),
                ),
                agrees("pairs", 0.75, "Size and stride may be pairs (vertical, horizontal).", poolings(PAIRS, values=POSITIVE)),
                agrees(
                    "left_over",
                    0.5,
                    "Rows and columns at the end that are too few for one more window are dropped.",
                    poolings(COARSE, values=POSITIVE, left_over=True),
                ),
                agrees("negative_images", 0.5, "All values are negative, and so are their maxima.", poolings(values=NEGATIVE)),
                agrees(
                    "sizes_of_one",
                    0.25,
                    "One image, one channel, one window, or windows of one pixel: the result has four dimensions.",
                    single(values=POSITIVE),
                    examples=(DETECTOR_CASE,),
                ),
                polite(0.25, poolings(values=POSITIVE)),
                rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS), count=14),
            ),
        ),
        Exercise(
            "max_pool_grad",
            needs=("max_pool",),
            checks=(
                agrees(
                    "side_by_side",
                    1.5,
                    "Windows side by side, each with a single maximum: the output's gradient goes to its place.",
                    poolings(gradient=True, distinct=True),
                ),
                agrees(
                    "strides",
                    1.5,
                    "Windows that overlap (a pixel that is the maximum of several gets all their gradients) and windows that leave gaps.",
                    poolings(STRIDES, gradient=True, distinct=True),
                    examples=({"images": -counting(2, 2, 3, 4), "output_grad": counting(2, 2, 2, 3), "size": 2, "stride": 1},),
                ),
                agrees(
                    "ties",
                    1.5,
                    "The maximum often stands in a window more than once: the first in reading order gets all of the gradient, the others nothing.",
                    poolings(gradient=True, values=FEW),
                ),
                agrees("pairs", 0.75, "Size and stride may be pairs (vertical, horizontal).", poolings(PAIRS, gradient=True, distinct=True)),
                agrees(
                    "left_over",
                    0.5,
                    "Rows and columns that no window reaches get zero.",
                    poolings(COARSE, left_over=True, gradient=True, distinct=True),
                ),
                agrees(
                    "number_types",
                    0.5,
                    "Images of whole numbers and an output gradient of fractions, or the other way round: no fraction may be cut off.",
                    poolings(gradient=True, distinct=True, types=MIXED),
                ),
                agrees(
                    "sizes_of_one",
                    0.25,
                    "One image, one channel, one window, or windows of one pixel.",
                    single(gradient=True, distinct=True),
                    examples=(DETECTOR_GRADIENT,),
                ),
                polite(0.25, poolings(gradient=True, distinct=True)),
                rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=20),
            ),
        ),
        Exercise(
            "average_pool",
            checks=(
                agrees(
                    "side_by_side",
                    0.75,
                    "Square windows side by side that cover the images exactly; height and width differ.",
                    poolings(),
                ),
                agrees("strides", 0.75, "Strides that are not the size: windows that overlap, and windows that leave gaps.", poolings(STRIDES)),
                agrees("pairs", 0.5, "Size and stride may be pairs (vertical, horizontal).", poolings(PAIRS)),
                agrees("left_over", 0.5, "Rows and columns at the end that are too few for one more window are dropped.", poolings(COARSE, left_over=True)),
                agrees("number_types", 0.25, "The mean of whole numbers has fractions, which may not be cut off.", poolings(types=MIXED)),
                agrees(
                    "sizes_of_one",
                    0.25,
                    "One image, one channel, one window, or windows of one pixel: the result has four dimensions.",
                    single(),
                    examples=(DETECTOR_CASE,),
                ),
                polite(0.25, poolings()),
                rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS), count=14),
            ),
        ),
        Exercise(
            "average_pool_grad",
            needs=("average_pool",),
            checks=(
                agrees(
                    "side_by_side",
                    1.25,
                    "Windows side by side: each pixel gets its share of the gradient of its window.",
                    poolings(gradient=True),
                ),
                agrees(
                    "strides",
                    1.25,
                    "Windows that overlap (a pixel gets a share from each of its windows) and windows that leave gaps.",
                    poolings(STRIDES, gradient=True),
                    examples=({"images": counting(2, 2, 3, 4), "output_grad": np.ones((2, 2, 2, 3)), "size": 2, "stride": 1},),
                ),
                agrees("pairs", 0.75, "Size and stride may be pairs (vertical, horizontal).", poolings(PAIRS, gradient=True)),
                agrees("left_over", 0.5, "Rows and columns that no window reaches get zero.", poolings(COARSE, left_over=True, gradient=True)),
                agrees(
                    "number_types",
                    0.5,
                    "Images of whole numbers and an output gradient of fractions, or the other way round: no fraction may be cut off.",
                    poolings(gradient=True, types=MIXED),
                ),
                agrees(
                    "sizes_of_one", 0.25, "One image, one channel, one window, or windows of one pixel.", single(gradient=True), examples=(DETECTOR_GRADIENT,)
                ),
                polite(0.25, poolings(gradient=True)),
                rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=20),
            ),
        ),
    ),
)
