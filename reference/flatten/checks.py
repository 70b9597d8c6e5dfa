"""Exercises and hidden checks of the unit flatten."""

from math import prod

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from autograder.course import Arguments, Exercise, Forms, Unit, agrees, polite, rejects
from autograder.course.families import counting, countings, misfits, spoiled
from autograder.course.features import Features, larger, size
from autograder.course.forms import Busy, Drawn, Size, pick, whole_numbers
from autograder.testing import arrays

Shape = tuple[int, int, int, int]

BATCHES: tuple[Shape, ...] = ((2, 3, 4, 2), (3, 2, 2, 4), (2, 4, 3, 2), (4, 2, 3, 3), (3, 4, 2, 3))
"""No two of N, C, H and W can be mixed up in all of these."""

ONE: tuple[Shape, ...] = ((1, 2, 3, 2), (2, 1, 3, 4), (3, 2, 1, 4), (2, 3, 4, 1))
FEW: tuple[Shape, ...] = ((1, 1, 1, 1), (3, 1, 1, 1), (1, 2, 1, 2), (2, 1, 1, 2), (1, 1, 2, 3))
ONES: tuple[Shape, ...] = (*FEW, *ONE)
"""The fewest numbers first: what is wrong in some of these is shown in the first of them."""

SMALL: tuple[Shape, ...] = ((2, 2, 2, 2),)
"""For what is not about sizes: as few numbers as there can be without a size of one."""


@st.composite
def batches(draw: DrawFn, shapes: tuple[Shape, ...] = BATCHES, *, gradient: bool = False) -> Arguments:
    """Images of one of the ``shapes``, with ``gradient`` also an output gradient."""
    shape = draw(st.sampled_from(shapes))
    case = {"images": draw(arrays(shape))}
    return case | {"output_grad": draw(arrays((shape[0], prod(shape[1:]))))} if gradient else case


BAD_IMAGES = misfits(("images",), *((shape,) for shape in ((2, 1, 3), (2, 3), (3,), (2, 1, 1, 3, 1), (1, 1, 1))))
BAD_GRADIENTS = (
    *spoiled(
        {"images": counting(2, 1, 1, 3)},
        output_grad=countings((6,), (3, 2), (2, 1, 3), (2, 1, 1, 3), (1, 6), (2, 2), (3, 3), (6, 1)),
    ),
    *({**call, "output_grad": counting(1, call["images"].size)} for call in BAD_IMAGES),
)

MANNERS = "A call leaves its arguments as they were and gives the same answer every time, whatever was called before."
"""Its result may be a view of its argument."""

AXES = ("image", "channel", "row", "column")
FEATURES = Features(
    {f"one {name}": size("images", axis, 1) for axis, name in enumerate(AXES)}
    | {f"more than one {name}": larger("images", axis, 1) for axis, name in enumerate(AXES)},
    apart={(f"one {name}", f"more than one {name}"): "an axis has one size" for name in AXES},
)


SIZES = {"images": Size((1, 3), (20, 90)), "axes": Size((6, 14), (20, 40), axes=3)}
"""Of calls in which much is large at once."""


def busy(*, gradient: bool) -> Busy:
    """Calls in which all axes are of any size at once, some of them of the size that channels have."""

    def steps(drawn: Drawn) -> float:
        return 2 * prod(size for sizes in drawn.values() for size in sizes)

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (number,), axes = drawn["images"], list(drawn["axes"])
        if random.integers(3):
            axes[random.integers(3)] = pick(random, (1, 3, 3, 4))
        if random.integers(3) == 0:
            axes[random.integers(3)] = axes[random.integers(3)]
        case = {"images": whole_numbers(random, number, *axes)}
        return case | {"output_grad": whole_numbers(random, number, prod(axes))} if gradient else case

    return Busy(SIZES, steps, call)


def meeting(*, gradient: bool = False) -> Forms:
    """Forms in which all sizes meet."""

    def together(random: np.random.Generator) -> Arguments:
        shape = tuple(int(size) for size in random.integers(1, 4, 4))
        case = {"images": whole_numbers(random, *shape)}
        return case | {"output_grad": whole_numbers(random, shape[0], prod(shape[1:]))} if gradient else case

    def picture(seed: int) -> Arguments:
        """As many numbers as photographs have, with all their digits."""
        random = np.random.default_rng(seed)
        shape = (1, 4, *random.integers(92, 100, 2).tolist())
        case = {"images": random.normal(size=shape)}
        return case | {"output_grad": random.normal(size=(1, prod(shape[1:])))} if gradient else case

    more = {"large_size": (st.integers(0, 10**6).map(picture),)}
    return Forms(
        together=together, more=more, busy=busy(gradient=gradient), shapes_alone=("images",) if gradient else ()
    )


UNIT = Unit(
    name="flatten",
    features=FEATURES,
    title="Flatten: from images to rows of features",
    exercises=(
        Exercise(
            "flatten",
            agrees(
                "batches",
                5.0,
                "Each image of the batch becomes one row: channel after channel, row after row.",
                batches(),
                examples=({"images": counting(2, 2, 2, 3)},),
            ),
            agrees(
                "sizes_of_one",
                2.5,
                "One image, one channel, one row or one column: the result still has two dimensions.",
                batches(ONES),
            ),
            polite(0.75, batches(SMALL), text=MANNERS),
            rejects(0.75, "Raises ValueError when the images do not have exactly four dimensions.", BAD_IMAGES),
            forms=meeting(),
        ),
        Exercise(
            "flatten_grad",
            agrees(
                "batches",
                6.0,
                "Each gradient goes back to where its value stood, and the result has the shape of the images.",
                batches(gradient=True),
                examples=({"images": counting(2, 2, 2, 3), "output_grad": -counting(2, 12)},),
            ),
            agrees(
                "sizes_of_one",
                3.5,
                "One image, one channel, one row or one column: the result still has four dimensions.",
                batches(ONES, gradient=True),
            ),
            polite(0.75, batches(SMALL, gradient=True), text=MANNERS),
            rejects(
                0.75,
                "Raises ValueError when the images do not have four dimensions, or output_grad does not have the "
                "shape [N, C H W].",
                BAD_GRADIENTS,
            ),
            needs=("flatten",),
            forms=meeting(gradient=True),
        ),
    ),
)
