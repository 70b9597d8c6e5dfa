"""Exercises and hidden checks of the unit fast_conv.

That the functions are right is judged as everywhere; that they are vectorised is judged by counting
lines, see :func:`vectorised`.
"""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Case,
    Check,
    Exercise,
    Kind,
    Mismatch,
    Subject,
    Unit,
    agrees,
    polite,
    rejects,
)
from autograder.testing import arrays, sizes
from autograder.values import compare

Pair = tuple[int, int]
Step = tuple[int | Pair, int | Pair]
"""Stride and padding."""

KERNELS: tuple[Pair, ...] = ((2, 3), (3, 2), (3, 3), (1, 2), (3, 1))
STEPS: tuple[Step, ...] = ((2, 0), (1, 1), (2, 1), (3, 2), (1, 2))
PAIRS: tuple[Step, ...] = (((1, 2), 0), ((2, 1), (1, 0)), ((1, 2), (0, 1)), (1, (2, 1)), ((2, 3), (1, 2)))

ONE = ((1, 1, 1),)
SINGLE = ((1, 2, 1), (1, 1, 2), (1, 2, 3))
BATCHES = ((2, 2, 3), (2, 3, 2), (3, 1, 2), (3, 2, 1))
"""N, C_in and C_out."""

WHOLE = ((float, float, float),)
MIXED = (
    (np.int64, float, float),
    (float, np.int64, np.int64),
    (np.int64, np.float32, np.float32),
    (np.float32, float, np.int64),
)
"""The types of images, kernel and output gradient; with MIXED the floats have fractions, for a
buffer of integers to lose.
"""


@st.composite
def convolutions(
    draw: DrawFn,
    counts: tuple[tuple[int, int, int], ...] = SINGLE,
    kernels: tuple[Pair, ...] = KERNELS,
    *,
    steps: tuple[Step, ...] = (),
    lengths: tuple[int, ...] = (2, 3, 4, 5, 6),
    left_over: bool = False,
    gradient: bool = False,
    types: Any = WHOLE,
) -> Arguments:
    """The arguments of a convolution.

    Args:
        draw: Hypothesis gives it.
        counts: N, C_in and C_out to choose from.
        kernels: K_h and K_w to choose from.
        steps: strides and paddings to choose from; none leaves both arguments out.
        lengths: heights and widths of images to choose from, as far as they fit.
        left_over: whether there may be rows and columns at the end that are too few for one more
            window.
        gradient: whether there is an output_grad.
        types: the types of images, kernel and output gradient to choose from.
    """
    count, c_in, c_out = draw(st.sampled_from(counts))
    kernel = draw(st.sampled_from(kernels))
    stride, padding = draw(st.sampled_from(steps or ((1, 0),)))
    image_type, kernel_type, gradient_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    drawn = [
        draw(_lengths(lengths, size, step, pad, left_over))
        for size, step, pad in zip(kernel, np.broadcast_to(stride, 2), np.broadcast_to(padding, 2), strict=True)
    ]
    (height, out_h), (width, out_w) = drawn
    case: Arguments = {
        "images": draw(arrays((count, c_in, height, width), dtype=image_type, scale=scale)),
        "param": draw(arrays((c_in, c_out, *kernel), dtype=kernel_type, scale=scale)),
    }
    if gradient:
        case["output_grad"] = draw(arrays((count, c_out, out_h, out_w), dtype=gradient_type, scale=scale))
    return {**case, "stride": stride, "padding": padding} if steps else case


def _lengths(lengths: tuple[int, ...], size: int, step: int, pad: int, left_over: bool) -> SearchStrategy[Pair]:
    """Heights (or widths) of image and output that fit a kernel's size."""
    moves = [(length, length + 2 * pad - size) for length in lengths]
    return st.sampled_from(
        [(length, int(way // step) + 1) for length, way in moves if way >= 0 and (left_over or way % step == 0)]
    )


@st.composite
def patch_cases(draw: DrawFn, counts: tuple[tuple[int, int, int], ...] = SINGLE, **options: Any) -> Arguments:
    """The arguments of image_patches; the options are those of :func:`convolutions`."""
    case = draw(convolutions(counts, **options))
    kernel_h, kernel_w = case.pop("param").shape[2:]
    images = case.pop("images")
    return {"images": images, "kernel_h": kernel_h, "kernel_w": kernel_w, **case}


@st.composite
def same_cases(
    draw: DrawFn, kernels: tuple[Pair, ...], *, separable: bool = False, low: int = 3, high: int = 6, types: Any = WHOLE
) -> Arguments:
    """One image with a kernel of odd height and width, or with its two factors; height and width of
    the image differ.
    """
    kernel = draw(st.sampled_from(kernels))
    image_type, kernel_type, row_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    height = draw(sizes(low, high))
    width = draw(sizes(low, high).filter(lambda drawn: drawn != height))
    image = draw(arrays((height, width), dtype=image_type, scale=scale))
    if separable:
        column, row = (
            draw(arrays(kernel[0], dtype=kernel_type, scale=scale)),
            draw(arrays(kernel[1], dtype=row_type, scale=scale)),
        )
        return {"image": image, "column": column, "row": row}
    return {"image": image, "kernel": draw(arrays(kernel, dtype=kernel_type, scale=scale))}


# Vectorised or not.


def vectorised(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """A check that a larger image takes no more lines of Python, and that both results are right.

    Lines are counted in the student's own files, as a debugger steps through them, so that the
    verdict depends on no clock.  What that catches, on Python 3.11, 3.12 and 3.13 alike: for and
    while loops, also on one line; recursion; comprehensions and generator expressions, where each
    round counts as a line (in 3.11 in a frame of their own, from 3.12 on inlined); and a function
    or lambda of the student's that np.vectorize, np.apply_along_axis, np.frompyfunc, map or
    functools.reduce calls for each pixel.  What it does not catch: a loop that executes no line of
    the student's, such as np.apply_along_axis(np.sum, ...) or map(abs, ...).
    """
    return Check(
        name="vectorised",
        points=points,
        text="The number of Python lines that are executed does not grow with the number of pixels: no loop over "
        "pixels, rows or windows, and no "
        "function of yours called for each of them. It may grow with the kernel. The result must be right as well.",
        cases=cases,
        observe=_count_lines,
        accept=_does_not_grow,
        count=3,
        kind=Kind.EFFORT,
        shown=_small,
    )


_SAME, _MORE = "no more lines for more pixels", "more lines for more pixels"


def _small(case: Arguments) -> Arguments:
    small: Arguments = case["small"]
    return small


def _count_lines(subject: Subject, exercise: str, case: Arguments) -> Any:
    # Two words and not two numbers: numbers would differ from loop to loop, and no mistake would be
    # known by them.
    small, few = subject.count_lines(exercise, case["small"])
    large, many = subject.count_lines(exercise, case["large"])
    return {"small": small, "large": large, "lines": _MORE if many > few else _SAME}


def _does_not_grow(case: Case, seen: Any) -> Mismatch | None:
    for image in ("small", "large"):
        found = compare.difference(case.right[image], seen[image], compare.tolerance_for(case.arguments))
        if found:
            return Mismatch(
                f"the result for the {image} image is wrong ({found.what}), and without a right one there is no "
                "point in being fast",
                answers=False,
            )
    if seen["lines"] != _SAME:
        what = "a larger image takes more lines of Python: leave the loop over its pixels, rows or windows to NumPy"
        return Mismatch(what, answers=False, remark="loops_over_pixels")
    return None


@st.composite
def two_sizes(draw: DrawFn, *, kind: str) -> Arguments:
    """The same convolution for an image of 6x6 and one of 18x18, which is the small one nine times."""
    images, param = draw(arrays((1, 1, 6, 6))), draw(arrays((1, 1, 2, 3), low=1))
    output_grad = draw(arrays((1, 1, 5, 4), low=1))
    pair = {}
    for name, times in (("small", 1), ("large", 3)):
        tiled = np.tile(images, (1, 1, times, times))
        if kind == "patches":
            pair[name] = {"images": tiled, "kernel_h": 2, "kernel_w": 3}
        else:
            pair[name] = {"images": tiled, "param": param}
        if kind == "gradient":
            pair[name]["output_grad"] = np.resize(output_grad, (1, 1, 6 * times - 1, 6 * times - 2))
    return pair


@st.composite
def two_same_sizes(draw: DrawFn, *, separable: bool = False) -> Arguments:
    """The same convolution for an image of 9x10 and one of 14x13.

    With a 3x3 kernel the next power of two is 16 for all four lengths: a Fourier transform of that
    size may be looked for in a loop.
    """
    image = draw(arrays((9, 10)))
    kernel = (
        {"column": draw(arrays(3, low=1)), "row": draw(arrays(3, low=1))}
        if separable
        else {"kernel": draw(arrays((3, 3), low=1))}
    )
    return {"small": {"image": image, **kernel}, "large": {"image": np.resize(image, (14, 13)), **kernel}}


# Arguments that make no sense.


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape; without a shape the single number 1."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


def _broken(good: Arguments, *changes: Arguments) -> list[Arguments]:
    return [{**good, **change} for change in changes]


BAD_STEPS: tuple[Arguments, ...] = (
    {"stride": 0},
    {"stride": (0, 1)},
    {"stride": (1, 0)},
    {"stride": -1},
    {"stride": (1, -1)},
    {"padding": -1},
    {"padding": (-1, 0)},
    {"padding": (0, -1)},
)
_STEP = {"stride": 1, "padding": 0}

BAD_PATCHES = _broken(
    {"images": counting(2, 1, 4, 5), "kernel_h": 2, "kernel_w": 3, **_STEP},
    *BAD_STEPS,
    {"images": counting(2, 4, 5)},
    {"images": counting(4, 5)},
    {"images": counting(1, 2, 1, 4, 5)},
    {"kernel_h": 0},
    {"kernel_w": 0},
    {"kernel_h": -1},
    {"kernel_h": 5},
    {"kernel_w": 6},
    {"kernel_h": 7, "padding": 1},
    {"kernel_w": 8, "padding": 1},
)
_CALL = {"images": counting(2, 2, 4, 5), "param": counting(2, 3, 2, 3), **_STEP}
BAD_CALLS = _broken(
    _CALL,
    *BAD_STEPS,
    {"images": counting(2, 4, 5)},
    {"images": counting(4, 5)},
    {"images": counting(5)},
    {"images": counting(1, 2, 2, 4, 5)},
    {"images": counting(2, 3, 4, 5)},
    {"images": counting(2, 1, 4, 5)},
    {"param": counting(2, 2, 3)},
    {"param": counting(2, 3)},
    {"param": counting(2, 1, 3, 2, 3)},
    {"param": counting(3, 2, 2, 3)},
    {"param": counting(1, 3, 2, 3)},
    {"param": counting(2, 3, 5, 3)},
    {"param": counting(2, 3, 2, 6)},
)
BAD_GRADIENTS = [
    {"images": _CALL["images"], "param": _CALL["param"], "output_grad": counting(*shape), **_STEP}
    for shape in (
        (2, 3, 3, 4),
        (2, 3, 4, 3),
        (1, 3, 3, 3),
        (2, 2, 3, 3),
        (2, 3, 9),
        (2, 3, 4, 5),
        (2, 1, 3, 3),
        (3, 3, 3, 3),
        (2, 3, 1, 1),
    )
]
BAD_GRADIENT_CALLS = [
    {
        "images": case["images"],
        "param": case["param"],
        "output_grad": np.ones((2, 3, 3, 3)),
        "stride": case["stride"],
        "padding": case["padding"],
    }
    for case in BAD_CALLS
]
BAD_FACTORS = _broken(
    {"image": counting(4, 5), "column": counting(3), "row": counting(5)},
    {"image": counting(4)},
    {"image": counting(1, 4, 5)},
    {"column": counting(2)},
    {"row": counting(4)},
    {"column": counting(3, 1)},
    {"row": counting(1, 3)},
    {"column": counting(4), "row": counting(2)},
    {"column": counting()},
    {"row": counting()},
)
BAD_KERNELS = _broken(
    {"image": counting(4, 5), "kernel": counting(3, 3)},
    {"image": counting(4)},
    {"image": counting(1, 4, 5)},
    {"kernel": counting(3)},
    {"kernel": counting(1, 3, 3)},
    {"kernel": counting(2, 3)},
    {"kernel": counting(3, 2)},
    {"kernel": counting(4, 4)},
)

STEPS_TEXT = "Strides and paddings as numbers, also where rows and columns at the end are too few for one more window."
PAIRS_TEXT = "Strides and paddings as pairs (vertical, horizontal)."
TYPES_TEXT = "Whole numbers meet fractions: no fraction may be cut off."
NO_SENSE = "Raises ValueError when shapes do not fit, a stride is less than 1, a padding is negative, or the kernel is larger than the padded images."
NO_SENSE_GRADIENT = "Raises ValueError when the arguments are not fit for the forward pass, or output_grad does not have the shape of its output."

WORKED = {"images": counting(1, 1, 3, 3), "param": np.array([[[[1.0, 0.0], [0.0, 2.0]]]])}
"""Its output is 11, 14, 20, 23."""

MANNERS: Any = {"kernels": ((2, 3),), "lengths": (4,)}
"""One size for all calls: a buffer may be kept for each shape."""

THREE = ((3, 3),)
SAME_KERNELS: tuple[Pair, ...] = ((1, 3), (3, 1), (5, 3), (3, 5), (1, 5), (5, 1), (7, 3), (1, 1))

UNIT = Unit(
    name="fast_conv",
    title="Fast convolution: patches as rows, separable kernels and the Fourier transform",
    exercises=(
        Exercise(
            "image_patches",
            agrees(
                "one_channel",
                0.75,
                "One image of one channel: every window is a row, and the windows come row by row.",
                patch_cases(ONE),
                examples=({"images": counting(1, 1, 3, 4), "kernel_h": 2, "kernel_w": 3},),
            ),
            agrees(
                "batches_and_channels",
                0.75,
                "Several images of several channels: each image has rows of its own; in a row comes channel "
                "after channel.",
                patch_cases(BATCHES),
            ),
            agrees("strides_and_padding", 1.0, STEPS_TEXT, patch_cases(steps=STEPS, left_over=True)),
            agrees("pairs", 0.25, PAIRS_TEXT, patch_cases(steps=PAIRS)),
            vectorised(0.75, two_sizes(kind="patches")),
            polite(0.25, patch_cases(BATCHES[:1], **MANNERS)),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_PATCHES), count=18),
        ),
        Exercise(
            "conv_im2col",
            agrees("one_channel", 0.5, "One image, one channel in and one out.", convolutions(ONE), examples=(WORKED,)),
            agrees(
                "batches_and_channels",
                0.75,
                "Several images and channels: the rows of the matrix product have to go back to their image, "
                "channel and position.",
                convolutions(BATCHES),
            ),
            agrees("strides_and_padding", 0.5, STEPS_TEXT, convolutions(steps=STEPS, left_over=True)),
            agrees("pairs", 0.25, PAIRS_TEXT, convolutions(steps=PAIRS)),
            agrees("number_types", 0.25, TYPES_TEXT, convolutions(types=MIXED)),
            vectorised(0.75, two_sizes(kind="forward")),
            polite(0.25, convolutions(BATCHES[:1], **MANNERS)),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS), count=21),
            needs=("image_patches",),
        ),
        Exercise(
            "input_grad_im2col",
            agrees(
                "separate_windows",
                0.5,
                "Windows side by side: each pixel stands in one patch only.",
                convolutions(ONE, ((2, 2),), steps=((2, 0),), gradient=True),
                examples=(
                    {
                        "images": counting(1, 1, 4, 4),
                        "param": WORKED["param"],
                        "output_grad": counting(1, 1, 2, 2),
                        "stride": 2,
                        "padding": 0,
                    },
                ),
            ),
            agrees(
                "batches_and_channels",
                1.25,
                "Several images and channels, and windows that overlap: a pixel's gradient is the sum over all "
                "patches in which it stands.",
                convolutions(BATCHES, gradient=True),
                examples=(
                    {**WORKED, "output_grad": counting(1, 1, 2, 2)},
                    {**WORKED, "output_grad": np.zeros((1, 1, 2, 2))},
                ),
            ),
            agrees("strides_and_padding", 0.5, STEPS_TEXT, convolutions(steps=STEPS, left_over=True, gradient=True)),
            agrees("pairs", 0.25, PAIRS_TEXT, convolutions(steps=PAIRS, gradient=True)),
            agrees("number_types", 0.25, TYPES_TEXT, convolutions(types=MIXED, gradient=True)),
            vectorised(0.75, two_sizes(kind="gradient")),
            polite(0.25, convolutions(BATCHES[:1], **MANNERS, gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=30),
            needs=("image_patches", "conv_im2col"),
        ),
        Exercise(
            "param_grad_im2col",
            agrees(
                "one_channel",
                0.25,
                "One image, one channel in and one out, and an output gradient of different values.",
                convolutions(ONE, gradient=True),
                examples=(
                    {**WORKED, "output_grad": counting(1, 1, 2, 2)},
                    {**WORKED, "output_grad": np.zeros((1, 1, 2, 2))},
                ),
            ),
            agrees(
                "batches_and_channels",
                0.5,
                "Several images and channels: the contributions of all images and positions are added up.",
                convolutions(BATCHES, gradient=True),
            ),
            agrees("strides_and_padding", 0.25, STEPS_TEXT, convolutions(steps=STEPS, left_over=True, gradient=True)),
            agrees("pairs", 0.25, PAIRS_TEXT, convolutions(steps=PAIRS, gradient=True)),
            agrees("number_types", 0.25, TYPES_TEXT, convolutions(types=MIXED, gradient=True)),
            vectorised(0.5, two_sizes(kind="gradient")),
            polite(0.25, convolutions(BATCHES[:1], **MANNERS, gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=30),
            needs=("image_patches", "conv_im2col"),
        ),
        Exercise(
            "conv_separable",
            agrees(
                "factors_of_three",
                0.5,
                "Three values in the column and in the row: the result is that of the kernel outer(column, "
                "row), with zeros around the image.",
                same_cases(THREE, separable=True),
                examples=(
                    {
                        "image": counting(3, 4),
                        "column": np.array([1.0, 2.0, 4.0]),
                        "row": np.array([-1.0, 0.0, 1.0]),
                    },
                ),
            ),
            agrees(
                "other_lengths",
                0.5,
                "Column and row of different lengths from 1 to 7, some of them longer than the image.",
                same_cases(SAME_KERNELS, separable=True),
            ),
            agrees("number_types", 0.25, TYPES_TEXT, same_cases(THREE, separable=True, types=MIXED)),
            vectorised(0.75, two_same_sizes(separable=True)),
            polite(0.25, same_cases(THREE, separable=True, low=3, high=4)),
            rejects(
                0.25,
                "Raises ValueError when the number of dimensions is wrong or a length is even.",
                st.sampled_from(BAD_FACTORS),
            ),
            needs=("image_patches", "conv_im2col"),
        ),
        Exercise(
            "conv_fft",
            agrees(
                "kernels_of_three",
                1.0,
                "3x3 kernels: real numbers, zeros beyond the border, nothing turned round, and the middle of "
                "the kernel on the pixel.",
                same_cases(THREE),
                examples=({"image": counting(3, 4), "kernel": counting(3, 3)},),
            ),
            agrees(
                "other_sizes",
                1.0,
                "Other kernels, square or not, some of them larger than the image.",
                same_cases(SAME_KERNELS),
            ),
            agrees("number_types", 0.25, TYPES_TEXT, same_cases(THREE, types=MIXED)),
            vectorised(0.75, two_same_sizes()),
            polite(0.25, same_cases(THREE, low=3, high=4)),
            rejects(
                0.25,
                "Raises ValueError when the number of dimensions is wrong or the kernel's height or width is even.",
                st.sampled_from(BAD_KERNELS),
            ),
        ),
    ),
)
