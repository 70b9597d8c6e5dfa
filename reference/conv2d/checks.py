"""Exercises and hidden checks of the unit conv2d."""

import math
from functools import partial

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from autograder.course import Arguments, Exercise, Forms, Unit, agrees, polite, rejects
from autograder.course.families import Family, counting, countings, misfits, or_left_out, spoiled
from autograder.course.features import Features, equals, given, larger, size, unequal
from autograder.course.forms import A_CALL, HUGE, LONGEST, Busy, Drawn, Size, pick, small_in_the_middle, whole_numbers
from autograder.testing import arrays, sizes

Shapes = tuple[tuple[int, int], ...]

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
) -> Arguments:
    """The arguments of a convolution, with ``gradient`` also those of a gradient.

    ``kernels`` and ``images`` are the sizes to choose from, ``rows`` the smallest and largest
    number of images.
    """
    shape = (draw(sizes(*rows)), *draw(st.sampled_from(images)))
    case = {"images": draw(arrays(shape)), "param": draw(arrays(draw(st.sampled_from(kernels))))}
    return case | {"output_grad": draw(arrays(shape))} if gradient else case


@st.composite
def paddings(draw: DrawFn, pads: Shapes, rows: tuple[int, int] = (2, 3)) -> Arguments:
    """The arguments of pad_2d; ``pads`` are the paddings to choose from."""
    shape = (draw(sizes(*rows)), *draw(st.sampled_from(((1, 2), (2, 1), (2, 3), (3, 2)))))
    pad_h, pad_w = draw(st.sampled_from(pads))
    return {"images": draw(arrays(shape)), "pad_h": pad_h, "pad_w": pad_w}


def padded(images: np.ndarray, *pads: tuple[int, int]) -> tuple[Arguments, ...]:
    """Calls of pad_2d with each of the paddings."""
    return tuple({"images": images, "pad_h": pad_h, "pad_w": pad_w} for pad_h, pad_w in pads)


def one_at(place: tuple[int, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Zeros with a single one."""
    array = np.zeros(shape)
    array[place] = 1.0
    return array


SIX_BY_SIX = np.array([list(map(float, row)) for row in ("412986", "959585", "159764", "298371", "816422", "105782")])
LOW_PASS = {"images": np.stack([SIX_BY_SIX, SIX_BY_SIX.T]), "param": np.ones((3, 3)) / 9}
TWO_IMAGES = np.stack([counting(3, 4), np.flip(counting(3, 4))])
BOX, COUNTED, WIDE, TALL = (
    {"images": TWO_IMAGES, "param": kernel} for kernel in (np.ones((3, 3)), *countings((3, 3), (1, 3), (3, 1)))
)
MIDDLE = one_at((0, 1, 2), (2, 3, 4))
A_DOT = {"images": MIDDLE, "param": counting(3, 3)}
OF_ZEROS = {**BOX, "output_grad": np.zeros((2, 3, 4))}
"""A gradient of zeros is no gradient that was left out."""

LARGER = (
    {"images": counting(2, 1, 2), "param": counting(3, 3)},
    {"images": counting(2, 2, 2), "param": counting(7, 7)},
)
LARGER_BACK = (
    {**LARGER[0], "output_grad": np.array([[[1.0, 0.0]], [[0.0, 2.0]]])},
    {**LARGER[1], "output_grad": np.eye(2)[:, :, np.newaxis] * np.eye(2)},
)

CALL = {"images": counting(2, 3, 4), "param": counting(3, 3)}
BAD_CALLS = (
    *spoiled(CALL, images=countings((3, 4), (2, 1, 3, 4))),
    *spoiled(CALL, param=countings((2, 3), (3, 2), (3,), (1, 3, 3), (4, 4), (), (0, 0), (0, 3))),
    *misfits(("images", "param"), ((1, 1, 1, 1), (1, 1)), ((4,), (1, 3))),
)
BAD_GRADIENTS = (
    *spoiled(CALL, output_grad=countings((2, 3, 5), (2, 4, 3), (1, 3, 4), (3, 4), (2, 1, 4))),
    *misfits(("images", "param", "output_grad"), ((1, 3, 4), (3, 3), (2, 3, 4))),
    *({**call, "output_grad": np.ones(call["images"].shape)} for call in BAD_CALLS),
)

NO_SENSE = (
    "Raises ValueError when a shape makes no sense: a wrong number of dimensions, or a kernel of even height or width."
)
NO_SENSE_GRADIENT = (
    "Raises ValueError when a shape makes no sense: wrong dimensions, an even kernel, or an output_grad that is not of "
    "the output's shape."
)

kernels_of_three = Family("kernels_of_three", "", convolutions)
oblong_kernels = Family(
    "oblong_kernels",
    "Kernels whose height and width differ, and kernels of a single row, column or value.",
    partial(convolutions, OBLONG, ((5, 6), (6, 5)), rows=(2, 2)),
)
larger_kernels = Family("kernel_larger_than_image", "", partial(convolutions, ((3, 3), (5, 5), (7, 7)), SMALL))
batch_of_one = Family("batch_of_one", "A batch of one image stays a batch.", partial(convolutions, rows=(1, 1)))
without_output_grad = Family(
    "without_output_grad",
    "Without an output gradient the loss is the sum of the output, so that the output gradient is ones.",
    lambda: or_left_out(convolutions(), "output_grad"),
)

IN_THE_MIDDLE = (
    without_output_grad(0.5, examples=(BOX,)),
    oblong_kernels(1.0, gradient=True, examples=({**WIDE, "output_grad": MIDDLE},)),
)
AT_THE_END = (
    polite(0.25, convolutions(images=((3, 4),), rows=(2, 2), gradient=True)),
    rejects(0.25, NO_SENSE_GRADIENT, BAD_GRADIENTS),
)
"""What both gradients are asked alike."""


def larger_than_image(call: Arguments) -> bool:
    """Whether the kernel is higher or wider than the images."""
    return any(np.greater(call["param"].shape, call["images"].shape[1:]))


FEATURES = Features(
    {
        "one image": size("images", 0, 1),
        "several images": larger("images", 0, 1),
        "images of one row": size("images", 1, 1),
        "images of one column": size("images", 2, 1),
        "images that are not square": unequal("images", 1, 2),
        "a kernel that is not square": unequal("param", 0, 1),
        "a kernel of one row": size("param", 0, 1),
        "a kernel of one column": size("param", 1, 1),
        "a kernel of one value": lambda call: call["param"].size == 1,
        "a kernel larger than the images": larger_than_image,
        "no output_grad": lambda call: "output_grad" in call and call["output_grad"] is None,
        "an output_grad": given("output_grad"),
        "no rows of padding": equals("pad_h", 0),
        "no columns of padding": equals("pad_w", 0),
    },
    apart={
        ("one image", "several images"): "a batch has one size",
        ("no output_grad", "an output_grad"): "it is there or not",
        ("a kernel of one value", "a kernel that is not square"): "one value is square",
        ("a kernel of one value", "a kernel larger than the images"): "no image has less than one value",
    },
)


def _images(random: np.random.Generator) -> np.ndarray:
    return whole_numbers(random, pick(random, (1, 2, 3)), pick(random, (1, 2, 3, 4)), pick(random, (1, 2, 3, 4)))


IMAGES_AND_SIDES = {
    "images": Size((2, 3), (20, 90)),
    "pixels": Size((5, 12), (40, 64), axes=2),
    "sides": Size((4, 8), (9, 14), axes=2),
}
PIXELS_AND_PADDINGS = IMAGES_AND_SIDES | {"sides": Size((2, 7), (20, 140), axes=2)}
"""Sizes of calls in which much is large at once."""


def busy(*, gradient: bool) -> Busy:
    """Calls in which images and kernels are of any size at once, most of them with an output gradient, if any have."""

    def steps(drawn: Drawn) -> float:
        return math.prod((*drawn["images"], *drawn["pixels"])) * max(math.prod(drawn["sides"]), A_CALL)

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (number,), (height, width) = drawn["images"], drawn["sides"]
        shape = (number, *drawn["pixels"])
        case = {"images": whole_numbers(random, *shape), "param": whole_numbers(random, height | 1, width | 1)}
        output_grad = whole_numbers(random, *shape)
        return case | (
            pick(random, ({}, {"output_grad": None}, *[{"output_grad": output_grad}] * 2)) if gradient else {}
        )

    return Busy(IMAGES_AND_SIDES, steps, call)


def busy_paddings() -> Busy:
    """Calls in which images and paddings are of any size at once."""

    def steps(drawn: Drawn) -> float:
        (number,) = drawn["images"]
        return 4 * number * math.prod(np.add(drawn["pixels"], np.multiply(2, drawn["sides"])).tolist())

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (pad_h, pad_w) = drawn["sides"]
        return {"images": whole_numbers(random, *drawn["images"], *drawn["pixels"]), "pad_h": pad_h, "pad_w": pad_w}

    return Busy(PIXELS_AND_PADDINGS, steps, call)


def meeting(*, shape_alone: str = "") -> Forms:
    """Forms in which batches, images and kernels of all sizes meet; with the argument of which only the shape
    matters, those of a gradient.
    """

    def together(random: np.random.Generator) -> Arguments:
        case = {"images": _images(random)}
        case["param"] = whole_numbers(random, pick(random, (1, 1, 3, 5, 7)), pick(random, (1, 1, 3, 5, 7)))
        output_grad = pick(random, (None, whole_numbers(random, *case["images"].shape)))
        return case | {"output_grad": output_grad} if shape_alone else case

    def both_large(seed: int) -> Arguments:
        """A large kernel on an image that is larger: their windows fill more than a megabyte."""
        random = np.random.default_rng(seed)
        case = {"images": whole_numbers(random, 1, 30, 20), "param": whole_numbers(random, 15, 17)}
        return case | {"output_grad": whole_numbers(random, 1, 30, 20)} if shape_alone else case

    def of_bytes(seed: int) -> Arguments:
        """Bytes of which so many products are added up that single precision does not count them."""
        random = np.random.default_rng(seed)
        images = (1, *random.integers(18, 21, 2))
        shapes = {"images": images, "param": (17, 17)} | ({"output_grad": images} if shape_alone else {})
        return {name: random.integers(240, 256, shape).astype(np.uint8) for name, shape in shapes.items()}

    def as_large_padded(seed: int, *, turned: bool) -> Arguments:
        """A kernel that is wider than high, or turned on its side, on images that are as large with their padding."""
        random = np.random.default_rng(seed)
        height, width, kernel = (2, 7, (5, 3)) if turned else (4, 5, (3, 5))
        case = {"images": whole_numbers(random, 1, height, width), "param": whole_numbers(random, *kernel)}
        return case | {"output_grad": whole_numbers(random, 1, height, width)} if shape_alone else case

    def long(seed: int, *, across: bool) -> Arguments:
        """An image of one row or column and a kernel along it, which reaches from each block into its neighbours."""
        random = np.random.default_rng(seed)
        shape, kernel = (1, HUGE, 1), (3, 1)
        if across:
            shape, kernel = (1, 1, HUGE), (1, 3)
        case = {"images": whole_numbers(random, *shape), "param": whole_numbers(random, *kernel)}
        return case | {"output_grad": whole_numbers(random, *shape)} if shape_alone else case

    def small_alone(seed: int) -> Arguments:
        """A value that is small beside others, of which nothing comes."""
        beside, one = small_in_the_middle(np.random.default_rng(seed), 3, 3)
        case = {"images": one[np.newaxis, 1:2, 1:2], "param": beside, "output_grad": one[np.newaxis, 1:2, 1:2]}
        if shape_alone == "param":
            case = {"images": beside[np.newaxis], "param": np.ones((1, 1)), "output_grad": one[np.newaxis]}
        return case if shape_alone else {name: value for name, value in case.items() if name != "output_grad"}

    seeds = st.integers(0, 10**6)
    long_ones = (seeds.map(partial(long, across=across)) for across in (False, True))
    one_after_the_other = tuple(seeds.map(partial(as_large_padded, turned=turned)) for turned in (False, True))
    more = {
        "large_size": (seeds.map(both_large), *long_ones),
        "number_types": (seeds.map(of_bytes),),
        "all_digits": (seeds.map(small_alone),),
        "earlier_calls": one_after_the_other,
    }
    arrays_ = ("images", "param", "output_grad") if shape_alone else ("images", "param")
    factors = tuple(name for name in arrays_ if name != shape_alone)
    shapes_alone = (shape_alone,) if shape_alone else ()
    of_all = busy(gradient=bool(shape_alone))
    longest = LONGEST if shape_alone == "param" else 0  # nothing else is summed along an image
    return Forms(together=together, busy=of_all, more=more, shapes_alone=shapes_alone, factors=factors, longest=longest)


def meeting_paddings(random: np.random.Generator) -> Arguments:
    """Images of all sizes, and paddings."""
    return {"images": _images(random), "pad_h": pick(random, (0, 0, 1, 2)), "pad_w": pick(random, (0, 0, 1, 2))}


@st.composite
def a_picture(draw: DrawFn) -> Arguments:
    """As many numbers as photographs have, with all their digits, and paddings."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    images = random.normal(size=(1, *random.integers(182, 188, 2)))
    return {"images": images, "pad_h": int(random.integers(4)), "pad_w": int(random.integers(4))}


UNIT = Unit(
    name="conv2d",
    title="Convolution of images",
    features=FEATURES,
    exercises=(
        Exercise(
            "pad_2d",
            agrees(
                "both_axes",
                1.25,
                "Every image gets pad_h rows above and below and pad_w columns left and right. The two paddings "
                "differ, and so do height and width.",
                paddings(((1, 2), (2, 1), (3, 1))),
                examples=padded(TWO_IMAGES, (1, 1), (2, 1)),
            ),
            agrees(
                "no_padding",
                0.5,
                "A padding may be 0: for one axis, or for both, and then the images come back as they were.",
                paddings(((0, 1), (2, 0), (0, 0))),
                examples=padded(TWO_IMAGES, (0, 0), (0, 2), (1, 0)),
            ),
            agrees(
                "batch_of_one", 0.25, "A batch of one image stays a batch.", paddings(((1, 2), (2, 1)), rows=(1, 1))
            ),
            polite(0.25, paddings(((1, 2),), rows=(2, 2))),
            rejects(
                0.25,
                "Raises ValueError when images does not have exactly three dimensions or a padding is negative.",
                (
                    *padded(counting(2, 3, 4), (-1, 1), (1, -1), (-1, -1)),
                    *padded(counting(1, 1, 1, 1), (0, 0)),
                    *spoiled(*padded(counting(2, 3, 4), (1, 1)), images=countings((3, 4), (2, 1, 3, 4), (3,), ())),
                ),
            ),
            forms=Forms(
                together=meeting_paddings, busy=busy_paddings(), longest=0, more={"large_size": (a_picture(),)}
            ),
        ),
        Exercise(
            "conv_2d",
            kernels_of_three(
                2.0,
                "Kernels of 3 x 3 on batches of images that are not square. The kernel's first value meets the "
                "window's first value: it is not turned.",
                examples=(LOW_PASS, A_DOT),
            ),
            oblong_kernels(
                1.5,
                "Kernels whose height and width differ, and kernels of a single row, column or value: each axis has "
                "its own padding.",
                examples=(WIDE, TALL),
            ),
            larger_kernels(
                1.0,
                "Kernels that are larger than the images: each output is still as large as its image.",
                examples=LARGER,
            ),
            batch_of_one(0.5),
            polite(0.25, convolutions(images=((3, 4),), rows=(2, 2))),
            rejects(0.25, NO_SENSE, BAD_CALLS),
            needs=("pad_2d", "true_convolution"),
            forms=meeting(),
        ),
        Exercise(
            "input_grad_2d",
            kernels_of_three(
                1.75,
                "Kernels of 3 x 3 and an output gradient of different values: each reaches back through the kernel, "
                "turned round along both axes.",
                gradient=True,
                examples=({**COUNTED, "output_grad": MIDDLE}, OF_ZEROS),
            ),
            *IN_THE_MIDDLE,
            larger_kernels(
                0.5,
                "Kernels that are larger than the images: the gradient has the images' shape.",
                gradient=True,
                examples=LARGER_BACK,
            ),
            batch_of_one(0.25, gradient=True),
            *AT_THE_END,
            needs=("pad_2d", "conv_2d", "true_convolution"),
            forms=meeting(shape_alone="images"),
        ),
        Exercise(
            "param_grad_2d",
            kernels_of_three(
                1.75,
                "Kernels of 3 x 3 and an output gradient of different values: every output of every image adds its "
                "part, with its own output gradient.",
                gradient=True,
                examples=({**BOX, "output_grad": MIDDLE}, OF_ZEROS),
            ),
            *IN_THE_MIDDLE,
            larger_kernels(
                0.5,
                "Kernels that are larger than the images: the gradient has the kernel's shape.",
                gradient=True,
                examples=LARGER_BACK,
            ),
            batch_of_one(
                0.25, "A batch of one image: the gradient has the kernel's shape all the same.", gradient=True
            ),
            *AT_THE_END,
            needs=("pad_2d", "conv_2d"),
            forms=meeting(shape_alone="param"),
        ),
        Exercise(
            "true_convolution",
            kernels_of_three(
                1.75,
                "Kernels of 3 x 3: a single 1 in an image shows the kernel as it is, because it was turned by 180 "
                "degrees before.",
                examples=(A_DOT,),
            ),
            oblong_kernels(
                0.75,
                "Kernels whose height and width differ, and kernels of a single row, column or value: both axes are "
                "reversed, none is exchanged.",
                examples=(WIDE, TALL),
            ),
            polite(0.25, convolutions(images=((3, 4),), rows=(2, 2))),
            rejects(0.25, NO_SENSE, BAD_CALLS),
            needs=("pad_2d", "conv_2d"),
            forms=meeting(),
        ),
    ),
)
