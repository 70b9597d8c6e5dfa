"""Exercises and hidden checks of the unit pooling.

Each family shows one thing, so that the marks say what works: the windows of most stand side by
side and cover the images. Each begins with an image of a few pixels, which is what students see
where it shows their mistake.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Case,
    Check,
    Exercise,
    Mismatch,
    Unit,
    agrees,
    polite,
    rejects,
    same_as_reference,
)
from autograder.testing import arrays

Pair = tuple[int, int]
Window = tuple[int | Pair, int | Pair]
"""Size and stride of a window."""

SIDE_BY_SIDE: tuple[Window, ...] = ((2, 2), (3, 3))
STRIDES: tuple[Window, ...] = ((2, 1), (3, 2), (2, 3), (1, 2), (3, 1))
PAIRS: tuple[Window, ...] = (
    ((2, 3), (2, 3)),
    ((3, 1), (3, 1)),
    ((1, 2), (1, 2)),
    ((2, 2), 2),
    (3, (3, 3)),
    ((1, 3), (1, 3)),
)
COARSE: tuple[Window, ...] = ((2, 2), (3, 3))
"""Windows that can leave rows and columns over at the end."""

BATCHES: tuple[Pair, ...] = ((1, 1), (1, 2), (2, 1), (2, 3))
"""N and C."""
OUTPUTS: tuple[Pair, ...] = ((1, 2), (2, 1), (2, 3), (3, 2))
"""O_h and O_w."""

POSITIVE, ANY, NEGATIVE = {"low": 0}, {}, {"low": -9, "high": -1}
UNSEEN = None
"""Images of which only the shape matters: 1, 2, 3, ..."""
FEW = {"low": -1, "high": 1}
WHOLE = ((float, float),)
MIXED = ((np.int64, float), (float, np.int64), (np.int64, np.float32), (np.float32, float))
"""The types of images and output gradient; with MIXED the floats have fractions, for a buffer of
integers to lose.
"""


@st.composite
def poolings(
    draw: DrawFn,
    windows: tuple[Window, ...] = SIDE_BY_SIDE,
    *,
    values: Any = ANY,
    batches: tuple[Pair, ...] = BATCHES,
    outputs: tuple[Pair, ...] = OUTPUTS,
    left_over: bool = False,
    gradient: bool = False,
    distinct: bool = False,
    types: Any = WHOLE,
) -> Arguments:
    """The arguments of a pooling function, with ``gradient`` of a gradient.

    Args:
        draw: Hypothesis gives it.
        windows: sizes and strides to choose from.
        values: the smallest and the largest value, as for
            :func:`~autograder.testing.strategies.arrays`, or UNSEEN.
        batches: N and C, to choose from.
        outputs: O_h and O_w, to choose from.
        left_over: whether the windows leave rows and columns over at the end.
        gradient: whether there is an output_grad.
        distinct: whether all values differ, so that every window has one maximum.
        types: the types of images and output gradient to choose from.
    """
    size, stride = draw(st.sampled_from(windows))
    image_type, gradient_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    out_h, out_w = draw(st.sampled_from(outputs))
    (size_h, size_w), (stride_h, stride_w) = _pair(size), _pair(stride)
    spare = [draw(st.integers(int(step > 1), step - 1)) if left_over else 0 for step in (stride_h, stride_w)]
    leading = draw(st.sampled_from(batches))
    shape = (*leading, (out_h - 1) * stride_h + size_h + spare[0], (out_w - 1) * stride_w + size_w + spare[1])
    images = (
        (counting(*shape) / scale).astype(image_type)
        if values is UNSEEN
        else draw(arrays(shape, dtype=image_type, scale=scale, **values))
    )
    case: Arguments = {"images": _ranks(images) if distinct else images}
    if gradient:
        case["output_grad"] = draw(arrays((*leading, out_h, out_w), dtype=gradient_type, scale=scale))
    return {**case, "size": size, "stride": stride}


def _pair(value: int | Pair) -> Pair:
    return (value, value) if isinstance(value, int) else value


def _ranks(images: np.ndarray) -> np.ndarray:
    """Different whole numbers around zero in the order of the values; equal values become larger in
    reading order.
    """
    ranks = np.argsort(np.argsort(images, axis=None, kind="stable"))
    return (ranks - images.size // 2).reshape(images.shape).astype(images.dtype)


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape; without a shape the single number 1."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


def single(**options: Any) -> SearchStrategy[Arguments]:
    """A single window or two, of one pixel too, in a single image or channel."""
    return poolings((*SIDE_BY_SIDE, (1, 1)), batches=BATCHES[:3], outputs=((1, 1), (1, 2), (2, 1)), **options)


def small(
    *rows: Sequence[float],
    size: int | Pair = 2,
    stride: int | Pair = 2,
    grad: Sequence[Sequence[float]] | None = None,
    types: Any = WHOLE,
) -> Arguments:
    """One image of one channel, given by its rows; with the rows of ``grad`` the arguments of a
    gradient.
    """
    image_type, gradient_type = types[0]
    case: Arguments = {"images": np.array([[rows]], dtype=image_type)}
    if grad is not None:
        case["output_grad"] = np.array([[grad]], dtype=gradient_type)
    return {**case, "size": size, "stride": stride}


ONE_WINDOW = ((1, 2), (4, 3))
TWO_WINDOWS = ((3, 1, 0, 2), (4, 2, 5, 1))
WIDE = ((2, 6, 1), (0, 3, 5))
"""Two windows of size 2 that overlap, or one with a column left over."""
GAPS = (4, 9, 7)
"""Two windows of one pixel, with a gap between them."""


ACROSS, ACROSS_GRADIENT = (small(GAPS, size=(1, 3), stride=(1, 3), grad=grad) for grad in (None, [[6]]))
DOWN, DOWN_GRADIENT = (
    small(*([value] for value in GAPS), size=(3, 1), stride=(3, 1), grad=grad) for grad in (None, [[6]])
)
"""A window wider than the image is high, and one higher than it is wide."""


def same_values(case: Case, seen: Any) -> Mismatch | None:
    """Whether the answer is the reference's, even where np.squeeze took its axes of length one:
    that is what sizes_of_one looks at.
    """
    expected = case.right
    if isinstance(seen, np.ndarray) and seen.shape == np.squeeze(expected).shape:
        seen = seen.reshape(expected.shape)
    return same_as_reference(case, seen)


def pools(name: str, points: float, text: str, cases: SearchStrategy[Arguments], *examples: Arguments) -> Check:
    """A check that the values agree."""
    return dataclasses.replace(agrees(name, points, text, cases, examples=examples, count=16), accept=same_values)


def mannerly(**options: Any) -> SearchStrategy[Arguments]:
    """Calls of two shapes, so that one often has the shape of the call before: an array may be kept
    for each shape.
    """
    return poolings(SIDE_BY_SIDE[:1], batches=((1, 1),), outputs=((1, 2), (2, 1)), **options)


DETECTOR = np.array([[0.0, 0.0, 7.97, 0.0], [0.86, 3.73, 4.83, 0.0], [6.32, 1.36, 1.78, 1.16], [0.37, 0.6, 1.51, 0.0]])[
    None, None
]
"""One 4x4 image: its maxima with a 2x2 window are 3.73, 7.97, 6.32 and 1.78."""

DETECTOR_CASE = {"images": DETECTOR, "size": 2, "stride": 2}
DETECTOR_GRADIENT = {
    "images": DETECTOR,
    "output_grad": np.array([[[[-3.63, -7.86], [-6.24, -1.76]]]]),
    "size": 2,
    "stride": 2,
}

BAD_CALLS = (
    {"images": counting(1, 2, 2), "size": 2, "stride": 2},
    {"images": counting(2, 2), "size": 2, "stride": 2},
    {"images": counting(1, 1, 1, 2, 2), "size": 2, "stride": 2},
    {"images": counting(1, 1, 1, 2), "size": 2, "stride": 1},
    {"images": counting(1, 1, 2, 1), "size": 2, "stride": 1},
    {"images": counting(1, 2, 3, 5), "size": (4, 2), "stride": 3},
    {"images": counting(1, 2, 5, 3), "size": (2, 4), "stride": 3},
    {"images": counting(1, 1, 2, 2), "size": 2, "stride": 0},
    {"images": counting(1, 1, 2, 2), "size": 2, "stride": (0, 2)},
    {"images": counting(1, 1, 2, 2), "size": 2, "stride": (2, 0)},
    {"images": counting(1, 1, 2, 2), "size": 2, "stride": -1},
    {"images": counting(1, 1, 2, 2), "size": 0, "stride": 1},
    {"images": counting(1, 1, 2, 2), "size": (-1, 2), "stride": 9},
    {"images": counting(1, 1, 2, 2), "size": (2, -1), "stride": 9},
)
BAD_GRADIENTS = (
    {"images": counting(2, 1, 2, 4), "output_grad": counting(2, 1, 2, 1), "size": 2, "stride": 2},
    {"images": counting(2, 1, 2, 4), "output_grad": counting(2, 1, 1, 1), "size": 2, "stride": 2},
    {"images": counting(2, 1, 2, 4), "output_grad": counting(1, 1, 1, 2), "size": 2, "stride": 2},
    {"images": counting(2, 1, 2, 4), "output_grad": counting(2, 1, 2, 4), "size": 2, "stride": 2},
    {"images": counting(2, 1, 2, 4), "output_grad": counting(2, 2), "size": 2, "stride": 2},
    {"images": counting(1, 1, 3, 3), "output_grad": counting(1, 1, 2, 2), "size": 2, "stride": 2},
)
BAD_GRADIENT_CALLS = tuple(
    {"images": case["images"], "output_grad": np.ones((1, 1, 1, 1)), "size": case["size"], "stride": case["stride"]}
    for case in BAD_CALLS
)

NO_SENSE = "Raises ValueError when the images do not have four dimensions, a size or stride is less than 1, or the window is larger than the images."
NO_SENSE_GRADIENT = "Raises ValueError when the arguments are not fit for the forward pass, or output_grad does not have the shape of its output."

UNIT = Unit(
    name="pooling",
    title="Max pooling and average pooling",
    exercises=(
        Exercise(
            "max_pool",
            pools(
                "side_by_side",
                1.0,
                "Square windows side by side that cover the images exactly; height and width differ.",
                poolings(values=POSITIVE),
                small(*ONE_WINDOW),
                small(*TWO_WINDOWS),
            ),
            pools(
                "strides",
                1.0,
                "Strides that are not the size: windows that overlap, and windows that leave gaps.",
                poolings(STRIDES, values=POSITIVE),
                small(*WIDE, stride=1),
                small(GAPS, size=1),
            ),
            pools(
                "pairs",
                0.75,
                "Size and stride may be pairs (vertical, horizontal).",
                poolings(PAIRS, values=POSITIVE),
                small(*ONE_WINDOW, size=(1, 2), stride=(1, 2)),
                small(*TWO_WINDOWS, size=(1, 2), stride=(1, 2)),
                ACROSS,
                DOWN,
            ),
            pools(
                "left_over",
                0.5,
                "Rows and columns at the end that are too few for one more window are dropped.",
                poolings(COARSE, values=POSITIVE, left_over=True),
                small(*WIDE),
            ),
            pools(
                "negative_images",
                0.5,
                "All values are negative, and so are their maxima.",
                poolings(values=NEGATIVE),
                small((-2, -1), (-4, -3)),
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One image, one channel, one window, or windows of one pixel: the result has four dimensions.",
                single(values=POSITIVE),
                examples=(DETECTOR_CASE,),
            ),
            polite(0.25, mannerly(values=POSITIVE)),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS), count=14),
        ),
        Exercise(
            "max_pool_grad",
            pools(
                "side_by_side",
                1.5,
                "Windows side by side, each with a single maximum: the output's gradient goes to its place.",
                poolings(gradient=True, distinct=True),
                small(*ONE_WINDOW, grad=[[5]]),
                small(*TWO_WINDOWS, grad=[[2, 3]]),
            ),
            pools(
                "strides",
                1.5,
                "Windows that overlap (a pixel that is the maximum of several gets all their gradients) and "
                "windows that leave gaps.",
                poolings(STRIDES, gradient=True, distinct=True),
                small(*WIDE, stride=1, grad=[[2, 3]]),
                small(GAPS, size=1, grad=[[2, 3]]),
            ),
            pools(
                "ties",
                1.5,
                "The maximum often stands in a window more than once: the first in reading order gets all of "
                "the gradient, the others nothing.",
                poolings(gradient=True, values=FEW),
                small((0, 1), (1, 1), grad=[[6]]),
            ),
            pools(
                "pairs",
                0.75,
                "Size and stride may be pairs (vertical, horizontal).",
                poolings(PAIRS, gradient=True, distinct=True),
                small(*ONE_WINDOW, size=(1, 2), stride=(1, 2), grad=[[2], [3]]),
                small(*TWO_WINDOWS, size=(1, 2), stride=(1, 2), grad=[[2, 3], [4, 5]]),
                ACROSS_GRADIENT,
                DOWN_GRADIENT,
            ),
            pools(
                "left_over",
                0.5,
                "Rows and columns that no window reaches get zero.",
                poolings(COARSE, left_over=True, gradient=True, distinct=True),
                small(*WIDE, grad=[[5]]),
            ),
            pools(
                "number_types",
                0.5,
                "Images of whole numbers and an output gradient of fractions, or the other way round: no "
                "fraction may be cut off.",
                poolings(gradient=True, distinct=True, types=MIXED),
                small(*ONE_WINDOW, grad=[[0.5]], types=MIXED),
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One image, one channel, one window, or windows of one pixel.",
                single(gradient=True, distinct=True),
                examples=(DETECTOR_GRADIENT,),
            ),
            polite(0.25, mannerly(gradient=True, distinct=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=20),
            needs=("max_pool",),
        ),
        Exercise(
            "average_pool",
            pools(
                "side_by_side",
                0.75,
                "Square windows side by side that cover the images exactly; height and width differ.",
                poolings(),
                small(*ONE_WINDOW),
                small(*TWO_WINDOWS),
            ),
            pools(
                "strides",
                0.75,
                "Strides that are not the size: windows that overlap, and windows that leave gaps.",
                poolings(STRIDES),
                small(*WIDE, stride=1),
                small(GAPS, size=1),
            ),
            pools(
                "pairs",
                0.5,
                "Size and stride may be pairs (vertical, horizontal).",
                poolings(PAIRS),
                small(*ONE_WINDOW, size=(1, 2), stride=(1, 2)),
                small(*TWO_WINDOWS, size=(1, 2), stride=(1, 2)),
                ACROSS,
                DOWN,
            ),
            pools(
                "left_over",
                0.5,
                "Rows and columns at the end that are too few for one more window are dropped.",
                poolings(COARSE, left_over=True),
                small(*WIDE),
            ),
            pools(
                "number_types",
                0.25,
                "The mean of whole numbers has fractions, which may not be cut off.",
                poolings(types=MIXED),
                small(*ONE_WINDOW, types=MIXED),
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One image, one channel, one window, or windows of one pixel: the result has four dimensions.",
                single(),
                examples=(DETECTOR_CASE,),
            ),
            polite(0.25, mannerly()),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS), count=14),
        ),
        Exercise(
            "average_pool_grad",
            pools(
                "side_by_side",
                1.25,
                "Windows side by side: each pixel gets its share of the gradient of its window.",
                poolings(gradient=True, values=UNSEEN),
                small(*ONE_WINDOW, grad=[[8]]),
                small(*TWO_WINDOWS, grad=[[8, 4]]),
            ),
            pools(
                "strides",
                1.25,
                "Windows that overlap (a pixel gets a share from each of its windows) and windows that leave gaps.",
                poolings(STRIDES, gradient=True, values=UNSEEN),
                small(*WIDE, stride=1, grad=[[8, 4]]),
                small(GAPS, size=1, grad=[[2, 3]]),
            ),
            pools(
                "pairs",
                0.75,
                "Size and stride may be pairs (vertical, horizontal).",
                poolings(PAIRS, gradient=True, values=UNSEEN),
                small(*ONE_WINDOW, size=(1, 2), stride=(1, 2), grad=[[2], [4]]),
                small(*TWO_WINDOWS, size=(1, 2), stride=(1, 2), grad=[[2, 4], [6, 8]]),
                ACROSS_GRADIENT,
                DOWN_GRADIENT,
            ),
            pools(
                "left_over",
                0.5,
                "Rows and columns that no window reaches get zero.",
                poolings(COARSE, left_over=True, gradient=True, values=UNSEEN),
                small(*WIDE, grad=[[8]]),
            ),
            pools(
                "number_types",
                0.5,
                "Images of whole numbers and an output gradient of fractions, or the other way round: no "
                "fraction may be cut off.",
                poolings(gradient=True, types=MIXED, values=UNSEEN),
                small(*ONE_WINDOW, grad=[[2]], types=MIXED),
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One image, one channel, one window, or windows of one pixel.",
                single(gradient=True, values=UNSEEN),
                examples=(DETECTOR_GRADIENT,),
            ),
            polite(0.25, mannerly(gradient=True, values=UNSEEN)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=20),
            needs=("average_pool",),
        ),
    ),
)
