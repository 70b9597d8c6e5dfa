"""Exercises and hidden checks of the unit flatten."""

import dataclasses
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Check, Exercise, Unit, agrees, polite, rejects
from autograder.testing import arrays

Shape = tuple[int, int, int, int]

BATCHES: tuple[Shape, ...] = ((2, 3, 4, 2), (3, 2, 2, 4), (2, 4, 3, 2), (4, 2, 3, 3), (3, 4, 2, 3))
"""No two of N, C, H and W can be mixed up in all of these."""

ONES: tuple[Shape, ...] = (
    (1, 2, 3, 2),
    (2, 1, 3, 4),
    (3, 2, 1, 4),
    (2, 3, 4, 1),
    (1, 1, 2, 3),
    (3, 1, 1, 1),
    (1, 1, 1, 1),
)

SMALL: tuple[Shape, ...] = ((2, 2, 2, 2),)
"""For what is not about sizes: as few numbers as there can be without a size of one."""

WHOLE = ((float, float),)
MIXED = ((np.int64, float), (float, np.int64), (np.float32, float), (np.int64, np.float32))
"""The types of images and output gradient; with MIXED the floats have fractions, for a buffer of
integers to lose.
"""


@st.composite
def batches(
    draw: DrawFn, shapes: tuple[Shape, ...] = BATCHES, *, gradient: bool = False, types: Any = WHOLE
) -> Arguments:
    """Images of one of the ``shapes``, with ``gradient`` also an output gradient."""
    shape = draw(st.sampled_from(shapes))
    image_type, gradient_type = draw(st.sampled_from(types))
    scale = 1.0 if types is WHOLE else 4.0
    case: Arguments = {"images": draw(arrays(shape, dtype=image_type, scale=scale))}
    if gradient:
        case["output_grad"] = draw(arrays((shape[0], int(np.prod(shape[1:]))), dtype=gradient_type, scale=scale))
    return case


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape; without a shape the single number 1."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


BAD_IMAGES = tuple(counting(*shape) for shape in ((2, 1, 3), (2, 3), (3,), (2, 1, 1, 3, 1), (1, 1, 1)))
BAD_GRADIENTS = tuple(
    {"images": counting(2, 1, 1, 3), "output_grad": counting(*shape)}
    for shape in ((6,), (3, 2), (2, 1, 3), (2, 1, 1, 3), (1, 6), (2, 2), (3, 3), (6, 1))
)


def leaves_alone(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """The manners of an exercise that may return a view of its argument."""
    text = "A call leaves its arguments as they were and gives the same answer every time, whatever was called before."
    return dataclasses.replace(polite(points, cases), text=text)


UNIT = Unit(
    name="flatten",
    title="Flatten: from images to rows of features",
    exercises=(
        Exercise(
            "flatten",
            agrees(
                "batches",
                4.0,
                "Each image of the batch becomes one row: channel after channel, row after row.",
                batches(),
                examples=({"images": counting(2, 2, 2, 3)},),
            ),
            agrees(
                "sizes_of_one",
                2.0,
                "One image, one channel, one row or one column: the result still has two dimensions.",
                batches(ONES),
            ),
            agrees(
                "number_types",
                1.5,
                "Images of fractions and of whole numbers: the values stay what they are.",
                batches(SMALL, types=MIXED),
            ),
            leaves_alone(0.75, batches(SMALL)),
            rejects(
                0.75,
                "Raises ValueError when the images do not have exactly four dimensions.",
                st.sampled_from(tuple({"images": images} for images in BAD_IMAGES)),
            ),
        ),
        Exercise(
            "flatten_grad",
            agrees(
                "batches",
                5.0,
                "Each gradient goes back to where its value stood, and the result has the shape of the images.",
                batches(gradient=True),
                examples=({"images": counting(2, 2, 2, 3), "output_grad": -counting(2, 12)},),
            ),
            agrees(
                "sizes_of_one",
                2.5,
                "One image, one channel, one row or one column: the result still has four dimensions.",
                batches(ONES, gradient=True),
            ),
            agrees(
                "number_types",
                2.0,
                "Images of whole numbers and an output gradient of fractions, or the other way round: no "
                "fraction may be cut off.",
                batches(SMALL, gradient=True, types=MIXED),
            ),
            leaves_alone(0.75, batches(SMALL, gradient=True)),
            rejects(
                0.75,
                "Raises ValueError when the images do not have four dimensions, or output_grad does not have "
                "the shape [N, C H W].",
                st.sampled_from(
                    BAD_GRADIENTS
                    + tuple({"images": images, "output_grad": counting(1, images.size)} for images in BAD_IMAGES)
                ),
                count=13,
            ),
            needs=("flatten",),
        ),
    ),
)
