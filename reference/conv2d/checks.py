"""Exercises and hidden checks of the unit conv2d."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Exercise, Unit, agrees, polite, rejects
from autograder.testing import arrays, sizes

Shapes = tuple[tuple[int, int], ...]

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

IMAGES: Shapes = ((3, 4), (4, 3), (3, 5), (5, 3))
SMALL: Shapes = ((1, 1), (1, 2), (2, 1), (2, 2))
OBLONG: Shapes = ((1, 3), (3, 1), (3, 5), (5, 3), (1, 1))
"""Heights and widths.  None but the smallest is square, so that no axis can be taken for the other."""


@st.composite
def convolutions(
    draw: DrawFn,
    kernels: Shapes = ((3, 3),),
    images: Shapes = IMAGES,
    rows: tuple[int, int] = (2, 3),
    gradient: bool = False,
    types: Any = WHOLE,
) -> Arguments:
    """The arguments of a convolution, with ``gradient`` also those of a gradient.

    ``kernels`` and ``images`` are the sizes to choose from, ``rows`` the smallest and largest
    number of images.
    """
    shape = (draw(sizes(*rows)), *draw(st.sampled_from(images)))
    image_type, kernel_type, gradient_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    case = {
        "images": draw(arrays(shape, dtype=image_type, scale=scale)),
        "param": draw(arrays(draw(st.sampled_from(kernels)), dtype=kernel_type, scale=scale)),
    }
    if gradient:
        case["output_grad"] = draw(arrays(shape, dtype=gradient_type, scale=scale))
    return case


def oblong_kernels(**options: Any) -> SearchStrategy[Arguments]:
    """Kernels that are wider or taller, and those of one value, on images at least as large."""
    return convolutions(OBLONG, ((5, 6), (6, 5)), rows=(2, 2), **options)


def larger_kernels(**options: Any) -> SearchStrategy[Arguments]:
    """Square kernels that reach over the images on all sides."""
    return convolutions(((3, 3), (5, 5), (7, 7)), SMALL, **options)


def single_images(**options: Any) -> SearchStrategy[Arguments]:
    """One image, as large as the kernel or larger."""
    return convolutions(rows=(1, 1), **options)


def of_the_sum(cases: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """The same cases with output_grad=None, and with output_grad left out."""
    return st.tuples(cases, st.booleans()).map(
        lambda drawn: {**drawn[0], "output_grad": None} if drawn[1] else drawn[0]
    )


@st.composite
def paddings(draw: DrawFn, pads: Shapes, rows: tuple[int, int] = (2, 3), **values: Any) -> Arguments:
    """The arguments of pad_2d; ``pads`` are the paddings to choose from."""
    shape = (draw(sizes(*rows)), *draw(st.sampled_from(((1, 2), (2, 1), (2, 3), (3, 2)))))
    pad_h, pad_w = draw(st.sampled_from(pads))
    return {"images": draw(arrays(shape, **values)), "pad_h": pad_h, "pad_w": pad_w}


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape; without a shape the single number 1."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


def one_at(place: tuple[int, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Zeros with a single one."""
    array = np.zeros(shape)
    array[place] = 1.0
    return array


INTEGERS, FRACTIONS, SHORT = {"dtype": np.int64}, {"scale": 4.0}, {"scale": 4.0, "dtype": np.float32}

LOW_PASS = np.ones((3, 3)) / 9
SIX_BY_SIX = np.array(
    [
        [4, 1, 2, 9, 8, 6],
        [9, 5, 9, 5, 8, 5],
        [1, 5, 9, 7, 6, 4],
        [2, 9, 8, 3, 7, 1],
        [8, 1, 6, 4, 2, 2],
        [1, 0, 5, 7, 8, 2.0],
    ]
)
TWO_IMAGES = np.stack([counting(3, 4), np.flip(counting(3, 4))])
MIDDLE = one_at((0, 1, 2), (2, 3, 4))
OF_ZEROS = {"images": TWO_IMAGES, "param": np.ones((3, 3)), "output_grad": np.zeros((2, 3, 4))}
"""A gradient of zeros is no gradient that was left out."""

BAD_CALLS = (
    {"images": counting(2, 3, 4), "param": counting(2, 3)},
    {"images": counting(2, 3, 4), "param": counting(3, 2)},
    {"images": counting(3, 4), "param": counting(3, 3)},
    {"images": counting(2, 1, 3, 4), "param": counting(3, 3)},
    {"images": counting(1, 1, 1, 1), "param": counting(1, 1)},
    {"images": counting(2, 3, 4), "param": counting(3)},
    {"images": counting(2, 3, 4), "param": counting(1, 3, 3)},
    {"images": counting(2, 3, 4), "param": counting(4, 4)},
    {"images": counting(4), "param": counting(1, 3)},
    {"images": counting(2, 3, 4), "param": counting()},
)
BAD_GRADIENTS = (
    {"images": counting(2, 3, 4), "param": counting(3, 3), "output_grad": counting(2, 3, 5)},
    {"images": counting(2, 3, 4), "param": counting(3, 3), "output_grad": counting(2, 4, 3)},
    {"images": counting(2, 3, 4), "param": counting(3, 3), "output_grad": counting(1, 3, 4)},
    {"images": counting(2, 3, 4), "param": counting(3, 3), "output_grad": counting(3, 4)},
    {"images": counting(2, 3, 4), "param": counting(3, 3), "output_grad": counting(2, 1, 4)},
    {"images": counting(1, 3, 4), "param": counting(3, 3), "output_grad": counting(2, 3, 4)},
)
BAD_GRADIENT_CALLS = tuple({**case, "output_grad": np.ones(case["images"].shape)} for case in BAD_CALLS)

NO_SENSE = (
    "Raises ValueError when a shape makes no sense: a wrong number of dimensions, or a kernel of even height or width."
)
NO_SENSE_GRADIENT = "Raises ValueError when a shape makes no sense: wrong dimensions, an even kernel, or an output_grad that is not of the output's shape."

UNIT = Unit(
    name="conv2d",
    title="Convolution of images",
    exercises=(
        Exercise(
            "pad_2d",
            agrees(
                "both_axes",
                1.0,
                "Every image gets pad_h rows above and below and pad_w columns left and right. The two "
                "paddings differ, and so do height and width.",
                paddings(((1, 2), (2, 1), (3, 1))),
                examples=(
                    {"images": TWO_IMAGES, "pad_h": 1, "pad_w": 1},
                    {"images": TWO_IMAGES, "pad_h": 2, "pad_w": 1},
                ),
            ),
            agrees(
                "no_padding",
                0.5,
                "A padding may be 0: for one axis, or for both, and then the images come back as they were.",
                paddings(((0, 1), (2, 0), (0, 0))),
                examples=tuple(
                    {"images": TWO_IMAGES, "pad_h": pad_h, "pad_w": pad_w} for pad_h, pad_w in ((0, 0), (0, 2), (1, 0))
                ),
            ),
            agrees(
                "batch_of_one", 0.25, "A batch of one image stays a batch.", paddings(((1, 2), (2, 1)), rows=(1, 1))
            ),
            agrees(
                "number_types",
                0.25,
                "Images may hold whole numbers or fractions: the values stay what they are.",
                st.one_of(*(paddings(((1, 2), (2, 1)), **values) for values in (FRACTIONS, INTEGERS, SHORT))),
            ),
            polite(0.25, paddings(((1, 2),), rows=(2, 2))),
            rejects(
                0.25,
                "Raises ValueError when images does not have exactly three dimensions or a padding is negative.",
                st.sampled_from(
                    (
                        {"images": counting(3, 4), "pad_h": 1, "pad_w": 1},
                        {"images": counting(2, 3, 4), "pad_h": -1, "pad_w": 1},
                        {"images": counting(2, 3, 4), "pad_h": 1, "pad_w": -1},
                        {"images": counting(2, 1, 3, 4), "pad_h": 1, "pad_w": 1},
                        {"images": counting(1, 1, 1, 1), "pad_h": 0, "pad_w": 0},
                        {"images": counting(3), "pad_h": 1, "pad_w": 1},
                        {"images": counting(), "pad_h": 1, "pad_w": 1},
                    )
                ),
            ),
        ),
        Exercise(
            "conv_2d",
            agrees(
                "kernels_of_three",
                1.5,
                "Kernels of 3 x 3 on batches of images that are not square. The kernel's first value meets the "
                "window's first value: it is not turned.",
                convolutions(),
                examples=(
                    {"images": np.stack([SIX_BY_SIX, SIX_BY_SIX.T]), "param": LOW_PASS},
                    {"images": MIDDLE, "param": counting(3, 3)},
                ),
            ),
            agrees(
                "oblong_kernels",
                1.5,
                "Kernels whose height and width differ, and kernels of a single row, column or value: each "
                "axis has its own padding.",
                oblong_kernels(),
                examples=(
                    {"images": TWO_IMAGES, "param": counting(1, 3)},
                    {"images": TWO_IMAGES, "param": counting(3, 1)},
                ),
            ),
            agrees(
                "kernel_larger_than_image",
                1.0,
                "Kernels that are larger than the images: each output is still as large as its image.",
                larger_kernels(),
                examples=(
                    {"images": counting(2, 1, 2), "param": counting(3, 3)},
                    {"images": counting(2, 2, 2), "param": counting(7, 7)},
                ),
            ),
            agrees("batch_of_one", 0.5, "A batch of one image stays a batch.", single_images()),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the images and in the kernel: no fraction may be cut off.",
                convolutions(types=MIXED),
            ),
            polite(0.25, convolutions(images=((3, 4),), rows=(2, 2))),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS)),
            needs=("pad_2d",),
        ),
        Exercise(
            "input_grad_2d",
            agrees(
                "kernels_of_three",
                1.25,
                "Kernels of 3 x 3 and an output gradient of different values: each reaches back through the "
                "kernel, turned round along both axes.",
                convolutions(gradient=True),
                examples=({"images": TWO_IMAGES, "param": counting(3, 3), "output_grad": MIDDLE}, OF_ZEROS),
            ),
            agrees(
                "without_output_grad",
                0.5,
                "Without an output gradient the loss is the sum of the output, so that the output gradient is ones.",
                of_the_sum(convolutions()),
                examples=({"images": TWO_IMAGES, "param": np.ones((3, 3))},),
            ),
            agrees(
                "oblong_kernels",
                1.0,
                "Kernels whose height and width differ, and kernels of a single row, column or value.",
                oblong_kernels(gradient=True),
                examples=({"images": TWO_IMAGES, "param": counting(1, 3), "output_grad": MIDDLE},),
            ),
            agrees(
                "kernel_larger_than_image",
                0.5,
                "Kernels that are larger than the images: the gradient has the images' shape.",
                larger_kernels(gradient=True),
                examples=(
                    {
                        "images": counting(2, 1, 2),
                        "param": counting(3, 3),
                        "output_grad": np.array([[[1.0, 0.0]], [[0.0, 2.0]]]),
                    },
                    {
                        "images": counting(2, 2, 2),
                        "param": counting(7, 7),
                        "output_grad": np.eye(2)[:, :, np.newaxis] * np.eye(2),
                    },
                ),
            ),
            agrees("batch_of_one", 0.25, "A batch of one image stays a batch.", single_images(gradient=True)),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the images, the kernel and the output gradient: no fraction "
                "may be cut off.",
                convolutions(gradient=True, types=MIXED),
            ),
            polite(0.25, convolutions(images=((3, 4),), rows=(2, 2), gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=16),
            needs=("pad_2d", "conv_2d"),
        ),
        Exercise(
            "param_grad_2d",
            agrees(
                "kernels_of_three",
                1.25,
                "Kernels of 3 x 3 and an output gradient of different values: every output of every image adds "
                "its part, with its own output gradient.",
                convolutions(gradient=True),
                examples=({"images": TWO_IMAGES, "param": np.ones((3, 3)), "output_grad": MIDDLE}, OF_ZEROS),
            ),
            agrees(
                "without_output_grad",
                0.5,
                "Without an output gradient the loss is the sum of the output, so that the output gradient is ones.",
                of_the_sum(convolutions()),
                examples=({"images": TWO_IMAGES, "param": np.ones((3, 3))},),
            ),
            agrees(
                "oblong_kernels",
                1.0,
                "Kernels whose height and width differ, and kernels of a single row, column or value.",
                oblong_kernels(gradient=True),
                examples=({"images": TWO_IMAGES, "param": counting(1, 3), "output_grad": MIDDLE},),
            ),
            agrees(
                "kernel_larger_than_image",
                0.5,
                "Kernels that are larger than the images: the gradient has the kernel's shape.",
                larger_kernels(gradient=True),
                examples=(
                    {
                        "images": counting(2, 1, 2),
                        "param": counting(3, 3),
                        "output_grad": np.array([[[1.0, 0.0]], [[0.0, 2.0]]]),
                    },
                    {
                        "images": counting(2, 2, 2),
                        "param": counting(7, 7),
                        "output_grad": np.eye(2)[:, :, np.newaxis] * np.eye(2),
                    },
                ),
            ),
            agrees(
                "batch_of_one",
                0.25,
                "A batch of one image: the gradient has the kernel's shape all the same.",
                single_images(gradient=True),
            ),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the images, the kernel and the output gradient: no fraction "
                "may be cut off.",
                convolutions(gradient=True, types=MIXED),
            ),
            polite(0.25, convolutions(images=((3, 4),), rows=(2, 2), gradient=True)),
            rejects(0.25, NO_SENSE_GRADIENT, st.sampled_from(BAD_GRADIENTS + BAD_GRADIENT_CALLS), count=16),
            needs=("pad_2d", "conv_2d"),
        ),
        Exercise(
            "true_convolution",
            agrees(
                "kernels_of_three",
                1.25,
                "Kernels of 3 x 3: a single 1 in an image shows the kernel as it is, because it was turned by "
                "180 degrees before.",
                convolutions(),
                examples=({"images": MIDDLE, "param": counting(3, 3)},),
            ),
            agrees(
                "oblong_kernels",
                0.75,
                "Kernels whose height and width differ, and kernels of a single row, column or value: both "
                "axes are reversed, none is exchanged.",
                oblong_kernels(),
                examples=(
                    {"images": TWO_IMAGES, "param": counting(1, 3)},
                    {"images": TWO_IMAGES, "param": counting(3, 1)},
                ),
            ),
            agrees(
                "number_types",
                0.5,
                "Whole numbers meet fractions, in the images and in the kernel: no fraction may be cut off.",
                convolutions(types=MIXED),
            ),
            polite(0.25, convolutions(images=((3, 4),), rows=(2, 2))),
            rejects(0.25, NO_SENSE, st.sampled_from(BAD_CALLS)),
            needs=("pad_2d", "conv_2d"),
        ),
    ),
)
