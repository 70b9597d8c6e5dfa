"""The exercises of the unit filters and their hidden checks.

Height and width differ, in images and in kernels, and kernels are neither symmetric nor do they sum
to 1 unless they must.
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Case,
    Exercise,
    Forms,
    Mismatch,
    Returned,
    Unit,
    agrees,
    parts,
    polite,
    rejects,
    same_as_reference,
)
from autograder.course.families import counting, countings, spoiled
from autograder.course.features import Features, above, equals, larger, size, unequal
from autograder.course.forms import HUGE, pick, whole_numbers
from autograder.testing import arguments, arrays, odd_sizes, sizes

Shapes = tuple[tuple[int, int], ...]

IMAGES: Shapes = ((3, 4), (4, 3), (3, 5), (5, 3))
SMALL: Shapes = ((1, 1), (1, 2), (2, 1), (2, 3))
OBLONG: Shapes = ((1, 3), (3, 1), (3, 5), (5, 3), (1, 1))
LARGER: Shapes = ((3, 3), (5, 5), (7, 7))
"""Heights and widths.  Images are not square, so that no axis can be taken for the other, nor are oblong kernels."""


def seeded(made: Callable[[np.random.Generator], Arguments]) -> SearchStrategy[Arguments]:
    """Cases made by a generator."""
    return st.integers(0, 10**6).map(lambda seed: made(np.random.default_rng(seed)))


def squares_are_not_lost(call: Arguments) -> bool:
    """Whether the squares of the values are numbers that are not 0: a root of a sum of squares is right
    where they are.
    """
    array = next(iter(call.values())).astype(float)
    return bool(np.all(np.abs(array[array != 0]) > 1e-100))


# Features


FEATURES = Features(
    {
        "one value": size("series", 0, 1),
        "windows of one value": equals("length", 1),
        "windows of several values": above("length", 1),
        "one window": lambda call: call["length"] == len(call["series"]),
        "one weight": equals("size", 1),
        "a narrow bell": lambda call: call["sigma"] < 0.5,
        "a broad bell": lambda call: call["sigma"] > call["size"],
        "a gray image": lambda call: call["image"].ndim == 2,
        "a coloured image": lambda call: call["image"].ndim == 3,
        "one row of pixels": size("image", 0, 1),
        "one column of pixels": size("image", 1, 1),
        "an image that is not square": unequal("image", 0, 1),
        "a kernel of one row": size("kernel", 0, 1),
        "a kernel of one column": size("kernel", 1, 1),
        "a kernel that is not square": unequal("kernel", 0, 1),
        "a kernel higher or wider than the image": lambda call: bool(
            np.any(np.greater(call["kernel"].shape, call["image"].shape[:2]))
        ),
        "a kernel of zeros": lambda call: not call["kernel"].any(),
        "a kernel of many values": larger("kernel", 0, 3),
        "one level": equals("levels", 1),
        "several levels": above("levels", 2),
    },
    apart={
        ("one value", "windows of several values"): "no window is longer than the series",
        ("windows of one value", "windows of several values"): "windows have one length",
        ("a narrow bell", "a broad bell"): "no size is below 1",
        ("a gray image", "a coloured image"): "an image is one of them",
        ("a kernel of one row", "a kernel of many values"): "it has one row",
        ("one level", "several levels"): "there is one number of levels",
    },
)


# moving_average


@st.composite
def series_and_length(draw: DrawFn, *, low: int = 4, high: int = 8, lengths: str = "between") -> Arguments:
    """A series, and a length "between" 2 and T - 1, or at one of the "ends"."""
    series = draw(arrays(draw(sizes(low, high))))
    between = sizes(2, max(len(series) - 1, 2))
    return {"series": series, "length": draw(between if lengths == "between" else st.sampled_from((1, len(series))))}


def any_series(random: np.random.Generator) -> Arguments:
    """A series and a length of any size."""
    series = whole_numbers(random, pick(random, (1, 1, 2, 3, 6, 9)))
    return {"series": series, "length": pick(random, (1, len(series), int(random.integers(1, len(series) + 1))))}


def long_windows(random: np.random.Generator) -> Arguments:
    """Windows of many values."""
    return {"series": random.normal(size=220), "length": int(random.integers(90, 130))}


def thousands(random: np.random.Generator) -> Arguments:
    """A few windows of thousands of values."""
    length = int(random.integers(2050, 2300))
    return {"series": random.normal(size=length + int(random.integers(0, 30))), "length": length}


SERIES = {"series": np.array([1.0, 2.0, 4.0, 8.0, 16.0]), "length": 2}

MOVING_AVERAGE = Exercise(
    "moving_average",
    agrees(
        "averages",
        1.25,
        "Windows of several values: each average is of length values, and the next window starts one value later.",
        series_and_length(),
        examples=(SERIES,),
    ),
    agrees(
        "ends",
        0.5,
        "Windows of one value give the series back; a window as long as the series gives one average.",
        series_and_length(low=1, lengths="ends"),
        examples=({"series": counting(3), "length": 3},),
    ),
    polite(0.25, series_and_length(low=4, high=4)),
    rejects(
        0.5,
        "The series has one dimension and length is from 1 to the number of its values; otherwise raise a ValueError.",
        spoiled(
            {"series": counting(5), "length": 2},
            {"series": counting(1), "length": 2},
            length=(0, -1, 6, 9),
            series=countings((2, 3), (), (5, 1), (1, 5)),
        ),
    ),
    forms=Forms(together=any_series, more={"large_size": tuple(map(seeded, (long_windows, thousands)))}),
)

# gaussian_kernel


def bells(odd: SearchStrategy[int], *hundredths: tuple[int, int]) -> SearchStrategy[Arguments]:
    """A size, and a sigma from one of these ranges, too many to be learnt by heart."""
    return arguments(size=odd, sigma=st.one_of(*(sizes(*each) for each in hundredths)).map(lambda part: part / 100))


def any_bell(random: np.random.Generator) -> Arguments:
    """Any size and any sigma."""
    return {"size": pick(random, (1, 3, 5, 9)), "sigma": pick(random, (0.25, 0.4, 1.0, 1.7, 3.0, 20.0, 4e3))}


def large_bell(random: np.random.Generator) -> Arguments:
    """A bell that is as broad as its kernel, or much broader."""
    return {"size": pick(random, (41, 67)), "sigma": float(random.uniform(9, 60))}


def largest_bell(random: np.random.Generator) -> Arguments:
    """A kernel so large that distances from its middle need more than a byte."""
    return {"size": pick(random, (259, 261, 263)), "sigma": float(random.uniform(20, 60))}


def nearly_flat(random: np.random.Generator) -> Arguments:
    """A bell so broad that its values hardly differ."""
    return {"size": pick(random, (61, 67)), "sigma": float(random.uniform(2500, 4500))}


def faint_border(distance: int, random: np.random.Generator) -> Arguments:
    """A bell that at its border has hardly more than a billionth of what it has in the middle: in a large kernel that
    is several pixels behind the sixth of its deviations.
    """
    return {"size": 2 * distance + 1, "sigma": distance / float(random.uniform(6.2, 6.3))}


GAUSSIAN_KERNEL = Exercise(
    "gaussian_kernel",
    agrees(
        "bells",
        1.5,
        "Sizes 3, 5 and 7: the values fall with the squares of the whole distances from the middle, and sum to 1.",
        bells(odd_sizes(3, 7), (70, 250)),
        examples=({"size": 3, "sigma": 1.0},),
    ),
    agrees(
        "other_bells",
        0.75,
        "Bells that are very narrow or very broad, and a kernel of one value, which is 1.",
        bells(odd_sizes(1, 5), (5, 40), (500, 100_000)),
        examples=({"size": 1, "sigma": 1.0},),
    ),
    polite(0.25, bells(odd_sizes(3, 5), (70, 250))),
    rejects(
        0.5,
        "The size is odd and positive, and sigma is above 0; otherwise raise a ValueError.",
        spoiled({"size": 3, "sigma": 1.0}, size=(0, 2, 4, -1, -3), sigma=(0.0, -1.0, 0, -0.5)),
    ),
    forms=Forms(
        together=any_bell,
        only=lambda call: call["size"] < 100,  # loops over more values take their time
        more={
            "large_size": tuple(map(seeded, (large_bell, largest_bell, nearly_flat))),
            "all_digits": tuple(seeded(partial(faint_border, distance)) for distance in (1, 23)),
        },
    ),
)

# filter_image

Channels = tuple[tuple[int, ...], ...]
GRAY: Channels = ((),)
COLOUR: Channels = ((3,),)
EITHER: Channels = (*GRAY, *COLOUR)
"""Axes behind height and width."""


@st.composite
def filterings(
    draw: DrawFn, kernels: Shapes = ((3, 3),), images: Shapes = IMAGES, channels: Channels = GRAY
) -> Arguments:
    """An image and a kernel of one of the sizes; ``channels`` are the further axes to choose from."""
    shape = (*draw(st.sampled_from(images)), *draw(st.sampled_from(channels)))
    return {"image": draw(arrays(shape)), "kernel": draw(arrays(draw(st.sampled_from(kernels))))}


def _any_image(random: np.random.Generator) -> np.ndarray:
    shape = pick(random, (1, 2, 3, 4, 5)), pick(random, (1, 2, 3, 4, 6))
    return whole_numbers(random, *shape, *pick(random, ((), (3,))))


def _any_kernel(random: np.random.Generator) -> np.ndarray:
    kernel = whole_numbers(random, pick(random, (1, 1, 3, 5, 7)), pick(random, (1, 1, 3, 5, 7)))
    return kernel * pick(random, (0, 1, 1, 1, 1, 1))


def any_filtering(random: np.random.Generator) -> Arguments:
    """An image and a kernel of any size."""
    return {"image": _any_image(random), "kernel": _any_kernel(random)}


def large_gray(random: np.random.Generator) -> Arguments:
    """A gray image, and a kernel of which both are large."""
    return {"image": random.integers(0, 256, (40, 45)), "kernel": random.normal(size=(15, 17))}


def large_colour(random: np.random.Generator) -> Arguments:
    """The same with colours, as bytes."""
    return {"image": random.integers(0, 256, (21, 30, 3)).astype(np.uint8), "kernel": random.normal(size=(7, 5))}


def wide(random: np.random.Generator) -> Arguments:
    """An image of many columns, with a kernel that is wider than high: what is filtered in parts, each with as much
    beside it as the kernel is high, has gaps.
    """
    return {"image": random.normal(size=(2, HUGE)), "kernel": random.normal(size=(3, 7))}


def high_colour(random: np.random.Generator) -> Arguments:
    """The same turned, with colours."""
    return {"image": random.normal(size=(HUGE, 2, 3)), "kernel": random.normal(size=(7, 3))}


A_DOT = {"image": np.eye(3, 4, 1), "kernel": counting(3, 3)}
SIX_BY_SIX = np.array([list(map(float, row)) for row in ("412986", "959585", "159764", "298371", "816422", "105782")])
LOW_PASS = {"image": SIX_BY_SIX, "kernel": np.ones((3, 3)) / 9}
COLOURS = {"image": np.eye(3)[:, :, np.newaxis] * np.array([1.0, 2.0, 4.0]), "kernel": counting(3, 3)}
CALL = {"image": counting(3, 4), "kernel": counting(3, 3)}

BAD_FILTERINGS = (
    *spoiled(CALL, image=countings((3, 4, 2), (3, 4, 4), (3, 4, 1), (3, 3, 4), (12,), (2, 3, 4, 3), ())),
    *spoiled(CALL, kernel=countings((2, 3), (3, 2), (4, 4), (3,), (3, 3, 1), (1, 3, 3), (), (0, 3))),
    *spoiled({"image": counting(3, 4, 3), "kernel": counting(3, 3)}, kernel=countings((3, 3, 3), (2, 2), (1, 2))),
)

FILTER_IMAGE = Exercise(
    "filter_image",
    agrees(
        "gray",
        1.25,
        "Gray images and kernels of 3 x 3, of any sign and any sum: zeros around the image, and nothing turned round.",
        filterings(),
        examples=(A_DOT, LOW_PASS),
    ),
    agrees(
        "coloured",
        1.25,
        "Coloured images: each channel by itself, with the same kernel.",
        filterings(((3, 3), (1, 1)), channels=COLOUR),
        examples=(COLOURS,),
    ),
    agrees(
        "oblong_kernels",
        1.0,
        "Kernels whose height and width differ, and kernels of a single row, column or value.",
        filterings(OBLONG, ((5, 6), (6, 5))),
    ),
    agrees(
        "larger_kernels",
        0.75,
        "Kernels that are larger than the image, which may be a single pixel.",
        filterings(LARGER, SMALL),
        examples=({"image": counting(1, 2), "kernel": counting(3, 3)},),
    ),
    polite(0.25, filterings(images=((3, 4),), channels=EITHER)),
    rejects(
        0.5,
        "The image is [H, W] or [H, W, 3], and the kernel has two dimensions of odd size; otherwise raise a "
        "ValueError.",
        BAD_FILTERINGS,
    ),
    forms=Forms(
        together=any_filtering,
        factors=("image", "kernel"),
        more={"large_size": tuple(map(seeded, (large_gray, large_colour, wide, high_colour)))},
    ),
)

# sobel


def images(shapes: Shapes, **values: Any) -> SearchStrategy[Arguments]:
    """An image of one of these shapes."""
    return arguments(image=st.sampled_from(shapes).flatmap(lambda shape: arrays(shape, **values)))


def any_gray(random: np.random.Generator) -> Arguments:
    """A gray image of any size."""
    return {"image": whole_numbers(random, pick(random, (1, 1, 2, 3, 4)), pick(random, (1, 1, 2, 3, 5)))}


STEP = {"image": np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 3.0, 1.0]])}

SOBEL = Exercise(
    "sobel",
    agrees(
        "both_directions",
        1.0,
        "gx is positive where it is brighter on the right, and gy where it is brighter below. (The magnitude is "
        "looked at by itself.)",
        images(IMAGES),
        examples=(STEP,),
        observe=parts(0, 1),
    ),
    agrees(
        "magnitude",
        0.75,
        "The magnitude is the length of the arrow (gx, gy), for images of bytes too.",
        images(IMAGES, low=0, high=255),
        examples=(STEP,),
        observe=parts(2),
    ),
    agrees(
        "small_images",
        0.5,
        "Images of one row, one column or one pixel: gx and gy are images of this shape.",
        images(SMALL),
        observe=parts(0, 1),
    ),
    polite(0.25, images(((3, 4),))),
    rejects(
        0.5,
        "The image is [H, W], without colours; otherwise raise a ValueError.",
        [{"image": image} for image in countings((3, 4, 3), (4,), (1, 3, 4), (3, 4, 1), ())],
    ),
    needs=("filter_image",),
    forms=Forms(together=any_gray, only=squares_are_not_lost),
)

# separate


def up_to_a_tie(case: Case, seen: Any) -> Mismatch | None:
    """The same as the reference; both signs are right where the column's largest values have both."""
    mismatch = same_as_reference(case, seen)
    column, row = case.right
    if mismatch is None or np.max(column) + np.min(column) > _TIE * np.max(column):
        return mismatch
    return same_as_reference(dataclasses.replace(case, expected=Returned((-column, -row))), seen)


_TIE = 1e-9
"""Values this close in size, as a part of the largest, may be in either order after rounding."""


def _row(draw: DrawFn, width: int) -> np.ndarray:
    """A row of whole numbers that are not all 0, of either sign."""
    row = draw(arrays(width)) + np.eye(width)[draw(st.integers(0, width - 1))] * 20
    return row * draw(st.sampled_from((1, -1)))


@st.composite
def products(draw: DrawFn, shapes: Shapes) -> Arguments:
    """The product of a column and a row; the column's largest value is by far its largest."""
    height, width = draw(st.sampled_from(shapes))
    column = draw(arrays(height, low=-3, high=3))
    column[draw(st.integers(0, height - 1))] = 20 + draw(st.integers(0, 9))
    return {"kernel": np.outer(column, _row(draw, width))}


@st.composite
def mixed_signs(draw: DrawFn, place: float | None = None) -> Arguments:
    """A product whose column has its largest value at some place, from the first, 0, to the last, 1, and
    others of the other sign that are nearly as large, and larger together.
    """
    height, width = draw(st.sampled_from(((3, 3), (4, 2), (5, 3))))
    column = draw(arrays(height, low=-8, high=-6))
    column[round((height - 1) * (draw(st.sampled_from(PLACES)) if place is None else place))] = 9
    return {"kernel": np.outer(column, _row(draw, width))}


PLACES = (0.0, 0.5, 1.0)


def nearly_tied(before: bool, low: float = -7, high: float = -5) -> SearchStrategy[Arguments]:
    """A product whose column has a value of the other sign that is smaller than its largest one by a part between
    two powers of 10, before it or behind.
    """

    def made(random: np.random.Generator) -> Arguments:
        largest, close = 1.5, -1.5 * (1 - 10 ** random.uniform(low, high))
        few = random.uniform(-1, 1, int(random.integers(0, 3)))
        column = np.concatenate([few, [close, largest] if before else [largest, close], few])
        return {"kernel": np.outer(column, random.uniform(1, 2, 3) * (1, -1, 1))}

    return seeded(made)


def bell_products(random: np.random.Generator) -> Arguments:
    """Kernels that are products but for rounding: a Gaussian, and what was stored with twelve digits."""
    distances = np.arange(7) - 3
    bell = np.exp(-(distances[:, np.newaxis] ** 2 + distances**2) / (2 * random.uniform(0.8, 2) ** 2))
    column, row = random.uniform(1, 2, 4), random.uniform(-1, 1, 5)
    return {"kernel": pick(random, (bell / bell.sum(), np.outer(column, row) + random.uniform(-3e-13, 3e-13, (4, 5))))}


def any_product(random: np.random.Generator) -> Arguments:
    """A product of any size, or zeros."""
    column, row = (whole_numbers(random, pick(random, (1, 1, 2, 3, 4))) + 0.5 for _ in range(2))
    column[0] = 30.5
    return {"kernel": np.outer(np.roll(column, 1), row) * pick(random, (0, 1, 1, 1))}


def product(rows: int, columns: int, *, scale: float = 1.0, dtype: Any = float) -> SearchStrategy[Arguments]:
    """A product of this size; of whole numbers, if its type is one of those."""

    def made(random: np.random.Generator) -> Arguments:
        if np.dtype(dtype) != float:
            low = 0 if np.dtype(dtype).kind == "u" else -4
            column, row = random.integers(low, 5, rows), random.integers(low, 5, columns)
            column[random.integers(rows)], row[random.integers(columns)] = 11, 11
        else:
            column, row = random.normal(size=rows), random.normal(size=columns)
            column[0] = -0.5 - random.uniform()  # who takes all of a tiny column for equal goes by this one
            column[random.integers(1, rows)] = 4.0 + random.uniform()
        return {"kernel": np.outer(column, row * scale).astype(dtype)}

    return seeded(made)


WIDTHS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32")


def nearly_of_rank_one(random: np.random.Generator) -> Arguments:
    """A kernel whose second singular value is nearly what is allowed, in a row and a column of its own: so its column
    and row are the same, however it is taken apart.
    """
    column, row = random.uniform(1, 2, 3) * (1, -1, 3), random.uniform(1, 2, 2) * (2, -1)
    kernel = np.zeros((4, 3))
    kernel[:3, :2] = np.outer(column, row)
    kernel[3, 2] = 9e-10 * np.linalg.norm(kernel)
    return {"kernel": kernel}


def large_of_rank_one(random: np.random.Generator) -> Arguments:
    """A large one, of which no value is nearly as large as its first singular value, but one as its second."""
    kernel = np.zeros((25, 31))
    kernel[:-1, :-1] = np.outer(random.uniform(1, 2, 24) * np.resize([1, -1, 1], 24), random.uniform(1, 2, 30))
    kernel[0] *= 2
    kernel[-1, -1] = float(random.uniform(5e-10, 9e-10)) * np.linalg.norm(kernel)
    return {"kernel": kernel}


def above_rank_one(scale: float, second: float) -> Arguments:
    """A kernel whose second singular value is this part of the first."""
    return {
        "kernel": scale
        * (np.outer([2.0, 3.0, 6.0], [3.0, 0.0, 4.0]) / 35 + second * np.outer([3, -6, 2], [4, 0, -3]) / 35)
    }


def large_above_rank_one(rows: int, columns: int) -> Arguments:
    """A large kernel whose second singular value, 3e-9 times the first, is spread over all of its values."""
    few, rest = np.resize([1.0, -1.0, -1.0], rows), np.resize([1.0, -1.0], columns)
    few[rows // 2] = rest[columns // 3] = 0
    kernel = 3e-9 * np.outer(few, rest) / np.linalg.norm(few) / np.linalg.norm(rest)
    kernel[rows // 2, columns // 3] = 1
    return {"kernel": kernel}


SOBEL_KERNEL = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])

SEPARATE = Exercise(
    "separate",
    agrees(
        "products",
        1.25,
        "Kernels that are a column times a row: both have the same norm, and their product is the kernel.",
        products(((3, 4), (4, 3), (2, 5))),
        examples=({"kernel": SOBEL_KERNEL},),
        accept=up_to_a_tie,
    ),
    agrees(
        "signs",
        0.5,
        "Columns with values of both signs: the one farthest from 0 is positive, wherever it stands.",
        mixed_signs(),
        examples=(
            *map(mixed_signs, PLACES),
            *map(nearly_tied, (True, False)),
            nearly_tied(before=True, low=-8.5, high=-8.1),
        ),
        accept=up_to_a_tie,
    ),
    agrees(
        "small_kernels",
        0.25,
        "Kernels of a single row, column or value, and kernels of zeros, whose column and row are zeros.",
        products(((1, 1), (1, 4), (3, 1), (1, 2))),
        examples=({"kernel": np.zeros((2, 3))}, {"kernel": np.zeros((1, 1))}),
        accept=up_to_a_tie,
    ),
    agrees(
        "with_rounding",
        0.5,
        "Kernels of rank 1 but for rounding, a Gaussian for instance: they are taken apart, not refused.",
        seeded(bell_products),
        examples=tuple(map(seeded, (nearly_of_rank_one, large_of_rank_one))),
        accept=up_to_a_tie,
    ),
    polite(0.25, products(((3, 4),))),
    rejects(
        0.75,
        "The kernel has two dimensions, and no second singular value above 1e-9 times the first, however large or "
        "small they are; otherwise raise a ValueError.",
        [
            {"kernel": np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])},
            {"kernel": np.eye(2, 3)},
            {"kernel": counting(3, 3)},
            *(above_rank_one(*pair) for pair in ((1.0, 0.5), (1.0, 1e-4), (1.0, 1.1e-9), (1e-12, 0.25), (1e6, 1e-7))),
            *(above_rank_one(*pair) for pair in ((1e-33, 0.25), (1e-21, 1e-8), (1e27, 1e-6))),
            large_above_rank_one(24, 35),
            *({"kernel": kernel} for kernel in countings((3,), (1, 3, 3), ())),
        ],
    ),
    forms=Forms(
        together=any_product,
        only=squares_are_not_lost,
        more={
            "all_digits": tuple(product(4, 3, scale=scale) for scale in (1.0, 1e8, 1e-8, 1e-5, 1e-60)),
            "number_types": tuple(product(3, 4, dtype=dtype) for dtype in WIDTHS),
            "large_size": tuple(product(*shape) for shape in ((71, 3), (2, 67), (39, 64), (1031, 2), (3, 1031))),
        },
    ),
)

# laplacian_pyramid


@st.composite
def pyramids(
    draw: DrawFn, levels: tuple[int, int] = (2, 4), channels: tuple[tuple[int, ...], ...] = ((),)
) -> Arguments:
    """An image, a number of levels and a kernel."""
    case = draw(filterings(((3, 3), (1, 3), (3, 1)), channels=channels))
    return {"image": case["image"], "levels": draw(sizes(*levels)), "kernel": case["kernel"]}


def any_pyramid(random: np.random.Generator) -> Arguments:
    """An image, a kernel and levels of any number."""
    return {"image": _any_image(random), "levels": pick(random, (1, 2, 3, 4)), "kernel": _any_kernel(random)}


def unchanging(random: np.random.Generator) -> Arguments:
    """Many levels, of which the first ones hold nothing, or all: a kernel that changes nothing, or one of zeros."""
    height, width = pick(random, ((1, 1), (3, 1), (3, 5)))
    kernel = np.zeros((height, width))
    kernel[height // 2, width // 2] = pick(random, (1, 1, 0))
    return {"image": _any_image(random), "levels": int(random.integers(5, 9)), "kernel": kernel}


def hardly_changing(power: float, random: np.random.Generator) -> Arguments:
    """Details that are a small part of the image: about 10 to a power."""
    pyramid = unchanging(random) | {"levels": 2}
    middle = tuple(size // 2 for size in pyramid["kernel"].shape)
    pyramid["kernel"][middle] = 1 - 10 ** (power + random.uniform())
    return pyramid


def can_be_filtered(call: Arguments) -> bool:
    """Whether filter_image takes the image and the kernel: with one level nobody has to look, and everybody may."""
    image, kernel = call["image"], call["kernel"]
    return image.shape[2:] in EITHER and kernel.ndim == 2 and all(size % 2 for size in kernel.shape)


def wide_pyramid(random: np.random.Generator) -> Arguments:
    """That of an image of many columns."""
    filtering = wide(random)
    return {"image": filtering["image"], "levels": 2, "kernel": filtering["kernel"]}


BLURRED = {"image": np.eye(3, 4, 1) * 16, "levels": 2, "kernel": np.array([[1.0, 2.0, 1.0]]) / 4}

LAPLACIAN_PYRAMID = Exercise(
    "laplacian_pyramid",
    agrees(
        "gray",
        1.25,
        "Gray images and several levels: details from fine to coarse, and the rest. They sum to the image.",
        pyramids(),
        examples=(BLURRED, seeded(unchanging)),
    ),
    agrees("coloured", 0.5, "Coloured images: each level has three channels.", pyramids(channels=COLOUR)),
    agrees("one_level", 0.25, "One level is the image as it is.", pyramids((1, 1))),
    polite(0.25, pyramids((1, 3))),
    rejects(
        0.75,
        "There is at least one level; with several, the image and the kernel are such that filter_image takes them; "
        "otherwise raise a ValueError.",
        (
            *spoiled(BLURRED, levels=(0, -1, -2)),
            *({"image": bad["image"], "levels": 2, "kernel": bad["kernel"]} for bad in BAD_FILTERINGS),
        ),
    ),
    needs=("filter_image",),
    forms=Forms(
        together=any_pyramid,
        only=can_be_filtered,
        more={
            "large_size": (seeded(wide_pyramid),),
            "all_digits": tuple(seeded(partial(hardly_changing, power)) for power in (-7, -10.5)),
        },
    ),
)

UNIT = Unit(
    name="filters",
    title="What kernels do to photographs",
    features=FEATURES,
    exercises=(MOVING_AVERAGE, GAUSSIAN_KERNEL, FILTER_IMAGE, SOBEL, SEPARATE, LAPLACIAN_PYRAMID),
)
