"""The exercises of the unit svd and their hidden checks.

Sizes differ in every dimension.  Images are drawn as small whole numbers, and as bytes where
arithmetic in bytes would show.
"""

import dataclasses
from collections.abc import Callable, Sequence
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
    Unit,
    agrees,
    compare,
    polite,
    rejects,
    same_as_reference,
)
from autograder.course.families import spoiled
from autograder.course.features import Features, equals, size, unequal
from autograder.course.forms import HUGE, pick, whole_numbers
from autograder.testing import arrays, sizes


def pixels(shape: tuple[int, ...], stored: str) -> SearchStrategy[np.ndarray]:
    """Images stored as "bytes", or as floats that are "fractions" or "whole numbers"."""
    if stored == "bytes":
        return arrays(shape, low=0, high=255, dtype=np.uint8)
    return arrays(shape, scale=8 if stored == "fractions" else 1)


def height_and_width(draw: DrawFn, low: int, high: int) -> tuple[int, int]:
    """Two sizes that differ, unless there is only one."""
    height = draw(sizes(low, high))
    return height, draw(sizes(low, high).filter(lambda size: high == low or size != height))


# Features, and calls in which they meet


FEATURES = Features(
    {
        "one row of colours": size("rgb", 0, 1),
        "one column of colours": size("rgb", 1, 1),
        "colours that are not square": unequal("rgb", 0, 1),
        "one row": size("image", 0, 1),
        "one column": size("image", 1, 1),
        "more rows than columns": lambda call: call["image"].shape[0] > call["image"].shape[1],
        "more columns than rows": lambda call: call["image"].shape[0] < call["image"].shape[1],
        "as many rows as columns": lambda call: call["image"].shape[0] == call["image"].shape[1],
        "one singular value": equals("k", 1),
        "all singular values": lambda call: call["k"] == min(call["image"].shape),
        "equal images": lambda call: np.array_equal(call["image"], call["approximation"]),
        "white that is not 255": lambda call: call["max_pixel"] != 255,
    },
    apart={
        ("more rows than columns", "more columns than rows"): "one of them is more",
        ("more rows than columns", "as many rows as columns"): "one of them is more",
        ("more columns than rows", "as many rows as columns"): "one of them is more",
        ("one row", "more rows than columns"): "no image has less than one column",
        ("one column", "more columns than rows"): "no image has less than one row",
    },
)


def any_colours(random: np.random.Generator) -> Arguments:
    """A colour image of any size."""
    return {"rgb": whole_numbers(random, *random.integers(1, 4, 2), 3)}


def any_compression(random: np.random.Generator) -> Arguments:
    """An image of any size and any k; its singular values are not close to each other."""
    shape = random.integers(1, 5, 2)
    image = whole_numbers(random, *shape)
    np.fill_diagonal(image, (150.0, 240.0, 100.0, 200.0))
    return {"image": image * pick(random, (0, 1, 1, 1)), "k": int(random.integers(1, min(shape) + 1))}


def seeded(made: Callable[[np.random.Generator], Arguments]) -> SearchStrategy[Arguments]:
    """Cases made by a generator."""
    return st.integers(0, 10**6).map(lambda seed: made(np.random.default_rng(seed)))


def of_values(values: Sequence[float], k: int, *, sums_to_zero: bool = False) -> SearchStrategy[Arguments]:
    """An image of these singular values; with ``sums_to_zero`` the first of its rows is at right angles
    to a row of ones, with which an iteration may begin.
    """

    def made(random: np.random.Generator) -> Arguments:
        columns, rows = (random.normal(size=(len(values) + more, len(values))) for more in (0, 1))
        if sums_to_zero:
            rows[:, 0] -= rows[:, 0].mean()
        return {"image": np.linalg.qr(columns)[0] * values @ np.linalg.qr(rows)[0].T, "k": k}

    return seeded(made)


def photograph(random: np.random.Generator) -> Arguments:
    """An image with more singular values than a few sweeps can find."""
    return {"image": random.uniform(0, 255, (60, 50)), "k": 25}


def square_photograph(random: np.random.Generator) -> Arguments:
    """A large image that is square, and of which all digits of what is kept are known."""
    return {"image": random.uniform(0, 255, (110, 110)), "k": 1}


def symmetric(random: np.random.Generator) -> Arguments:
    """A symmetric image whose largest singular value belongs to an eigenvalue below zero."""
    turned = np.linalg.qr(random.normal(size=(3, 3)))[0]
    return {"image": turned * (2.0, -5.0, 3.0) @ turned.T, "k": pick(random, (1, 2))}


def nearly_symmetric(random: np.random.Generator) -> Arguments:
    """The same but for one number, far behind the point."""
    case = symmetric(random)
    case["image"][0, 2] += 1e-5
    return case | {"k": 3}


def diagonal(random: np.random.Generator) -> Arguments:
    """A diagonal image whose largest values come last."""
    return {"image": np.diag((1.0, -4.0, 2.0 + random.uniform())), "k": pick(random, (1, 2))}


def dark_corner(random: np.random.Generator) -> Arguments:
    """An image of rank one that begins with zeros."""
    return {"image": np.outer((0.0, 1.0, random.uniform(1, 2)), (0.0, 2.0, 3.0, random.uniform(1, 2))), "k": 1}


def squares_are_not_lost(call: Arguments) -> bool:
    """Whether the squares of the values are numbers that are not 0: whoever turns columns until they are at right
    angles to each other takes them for such otherwise.
    """
    image = call["image"].astype(float)
    return bool(np.all(np.abs(image[image != 0]) > 1e-100))


COMPRESSIONS = Forms(
    together=any_compression,
    only=squares_are_not_lost,
    longest=HUGE,
    more={
        "all_digits": (
            of_values((100.0, 99.8, 2.0, 1.0), 1),
            of_values((1.0, 0.5, 5e-9), 3),
            of_values((3.0, 1.0, 0.5), 1, sums_to_zero=True),
            of_values((3.0, 1.0), 1, sums_to_zero=True),
        ),
        "large_size": (seeded(photograph), seeded(square_photograph)),
        "special_values": tuple(map(seeded, (symmetric, nearly_symmetric, diagonal, dark_corner))),
    },
)


def any_pair(*, white: bool = False) -> Forms:
    """Forms in which two images have any size, and may be equal."""

    def together(random: np.random.Generator) -> Arguments:
        image = np.abs(whole_numbers(random, *random.integers(1, 4, 2))) + 1
        other = pick(random, (image.copy(), whole_numbers(random, *image.shape)))
        case: Arguments = {"image": image, "approximation": other}
        return case | pick(random, ({}, {"max_pixel": 1.0}, {"max_pixel": 15})) if white else case

    def large(random: np.random.Generator) -> Arguments:
        return {name: random.uniform(0, 255, (150, 3)) for name in ("image", "approximation")}

    def hardly_differing(random: np.random.Generator) -> Arguments:
        image = random.integers(1, 256, (2, 3)) / 256
        return {"image": image, "approximation": image + 2.0**-50 * (np.arange(6.0).reshape(2, 3) == 4)}

    def lopsided(random: np.random.Generator) -> Arguments:
        """An approximation that is nearly symmetric, of an image that lies far above it at one end alone."""
        value = random.uniform(3, 9)
        approximation = value * np.array([[1 + 4.7e-9, random.uniform(0.5, 1), 1 - 4.7e-9]])
        return {"image": value * np.array([[0.25, 0.5, 1.75]]), "approximation": approximation}

    def fractions_in_single_precision(random: np.random.Generator) -> Arguments:
        """Images as they are read from files whose white is 1; nobody says so here."""
        return {name: random.uniform(0, 1, (2, 3)).astype(np.float32) for name in ("image", "approximation")}

    def bytes_as_white(random: np.random.Generator) -> Arguments:
        return together(random) | {"max_pixel": np.uint8(255)}

    more = {"large_size": (seeded(large),), "all_digits": (seeded(hardly_differing), seeded(lopsided))}
    of_white = {"keywords": (seeded(bytes_as_white),), "number_types": (seeded(fractions_in_single_precision),)}
    return Forms(together=together, more=more | (of_white if white else {}))


# to_grayscale


@st.composite
def colours(draw: DrawFn, *, high: int = 4, stored: str = "whole numbers") -> Arguments:
    """A colour image; height, width and number of channels all differ where the sizes allow it."""
    return {"rgb": draw(pixels((*height_and_width(draw, 1, high), 3), stored))}


WEIGHTS = "One pixel: red, green and blue are weighted with 0.299, 0.587 and 0.114."
NOT_ROUNDED = "A pixel stored in bytes: the result is not rounded, and nothing overflows."

TO_GRAYSCALE = Exercise(
    "to_grayscale",
    agrees("one_pixel", 0.75, WEIGHTS, colours(high=1)),
    agrees(
        "images",
        2.0,
        "Images of any height and width: each pixel by itself.",
        colours(),
        examples=[{"rgb": np.eye(3)[np.newaxis]}],
    ),
    polite(0.25, colours(high=1)),
    rejects(
        0.5,
        "The image must be [H, W, 3]: no gray image, no transparency, no channels in front. Raise a ValueError.",
        [{"rgb": np.ones(shape)} for shape in ((4, 3), (2, 4, 4), (3, 2, 4), (2, 4, 1), (2, 2, 4, 3))],
    ),
    forms=Forms(together=any_colours),
)

# svd_compress


@st.composite
def images(draw: DrawFn, *, single: bool = False) -> Arguments:
    """An image that is not square, and k: one, or any number from two up to the largest.

    A large diagonal sees to it that no singular value comes near zero, whatever else is drawn.
    """
    short, longer = draw(sizes(2 if single else 3, 4)), draw(sizes(1, 2))
    shape = draw(st.sampled_from([(short, short + longer), (short + longer, short)]))
    image = draw(arrays(shape))
    np.fill_diagonal(image, [150.0, 240.0, 100.0, 200.0])
    return {"image": image, "k": 1 if single else draw(sizes(2, short))}


@st.composite
def dependent(draw: DrawFn) -> Arguments:
    """An image of rank one or two, and a k beyond it; the vectors begin with a number that is not
    zero, so that no rank is zero.
    """
    height, width = draw(st.sampled_from([(4, 6), (5, 4), (4, 5)]))
    rank = draw(sizes(1, 2))
    columns = draw(arrays((height, rank), low=-3, high=3)) + np.eye(height, rank) * 5
    rows = draw(arrays((rank, width), low=-3, high=3)) + np.eye(rank, width) * 5
    return {"image": columns @ rows, "k": draw(st.integers(rank + 1, 3))}


def best_of_rank_k(case: Case, seen: Any) -> Mismatch | None:
    """Whether a matrix is a best approximation of rank k; there are several where the kth singular
    value and the next are equal, and the closer they are the less is known of the best one.

    The singular values are computed here; what the student returned is only looked at once its form
    is known.
    """
    mismatch = same_as_reference(case, seen)
    if mismatch is None or not _is_finite_matrix(seen, case.right.shape):
        return mismatch
    image, k = case.arguments["image"].astype(float), case.arguments["k"]
    relative = compare.tolerance_for(case.arguments)
    allowed = relative * float(np.linalg.norm(image, 2))
    values = np.append(np.linalg.svd(image, compute_uv=False), 0.0)
    gap = (values[k - 1] - values[k]) / (values[0] or 1.0)
    if gap > _EQUAL:
        return mismatch if np.abs(seen - case.right).max() > relative * compare.largest(image) / gap else None
    rank = np.count_nonzero(np.linalg.svd(seen.astype(float), compute_uv=False) > allowed)
    if rank > k:
        return dataclasses.replace(mismatch, what=f"{mismatch.what}; the rank of the result is {rank}, not {k}")
    with np.errstate(over="ignore"):  # an answer may be as large as numbers get
        too_far = np.linalg.norm(image - seen.astype(float)) - np.linalg.norm(image - case.right) > allowed
    return mismatch if too_far else None


_EQUAL = 1e-3
"""Singular values this close, as a part of the largest, count as equal."""


def _is_finite_matrix(seen: Any, shape: tuple[int, ...]) -> bool:
    is_matrix = isinstance(seen, np.ndarray) and seen.shape == shape and seen.dtype.kind in "iuf"
    return is_matrix and bool(np.isfinite(seen).all())


compresses = partial(agrees, accept=best_of_rank_k)

EXAMPLE = {"image": np.array([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0]]), "k": 1}
NO_DIVISION = "Images with fewer singular values above zero than are kept: nothing is divided by zero."

SVD_COMPRESS = Exercise(
    "svd_compress",
    compresses(
        "rank_one",
        2.0,
        "k = 1: the largest singular value times its column of U times its row of Vt. The result has the shape of the "
        "image.",
        images(single=True),
        examples=[EXAMPLE],
    ),
    compresses(
        "several",
        3.0,
        "Several singular values, the largest ones, for images that are tall or wide. All of them, k = min(H, W), give "
        "the image back.",
        images(),
        examples=[EXAMPLE | {"k": 2}],
    ),
    compresses("dependent_rows", 0.75, NO_DIVISION, dependent()),
    polite(0.25, images(single=True)),
    rejects(
        0.5,
        "The image is [H, W] and k is from 1 to min(H, W), otherwise raise a ValueError: slices take any k without a "
        "word.",
        spoiled(
            {"image": np.arange(12.0).reshape(4, 3), "k": 2},
            {"image": np.arange(12.0).reshape(3, 4), "k": 4},
            {"image": np.arange(4.0), "k": 1},
            image=[np.arange(24.0).reshape(2, 4, 3)],
            k=(0, 4, 5, -1),
        ),
    ),
    forms=COMPRESSIONS,
)

# compression_ratio


@st.composite
def sizes_and_k(draw: DrawFn) -> Arguments:
    """A height, a width that is another one, and a k."""
    height, width = height_and_width(draw, 2, 12)
    return {"height": height, "width": width, "k": draw(st.integers(1, min(height, width)))}


@st.composite
def of_one_row(draw: DrawFn) -> Arguments:
    """An image of one row, or of one column."""
    sides = draw(st.permutations((1, draw(sizes(1, 300)))))
    return {"height": sides[0], "width": sides[1], "k": 1}


@st.composite
def huge(draw: DrawFn) -> Arguments:
    """An image of more pixels than 32 bits can count, and a k that saves something, but not nearly all."""
    height, width = (draw(st.integers(2**16, 2**20)) for _ in range(2))
    return {"height": height, "width": width, "k": draw(st.integers(2**10, min(height, width)))}


COMPRESSION_RATIO = Exercise(
    "compression_ratio",
    agrees(
        "rank_one",
        0.5,
        "k = 1: one column, one row and one singular value in place of height * width numbers.",
        sizes_and_k().map(lambda case: case | {"k": 1}),
        examples=[{"height": 4, "width": 5, "k": 1}, of_one_row(), of_one_row()],
    ),
    agrees(
        "ratios",
        1.25,
        "k times as much for k singular values. For a large k the ratio exceeds 1: then nothing is saved.",
        sizes_and_k(),
        examples=[{"height": 1200, "width": 800, "k": 100}, {"height": 4, "width": 5, "k": 4}, huge()],
    ),
    rejects(
        0.5,
        "k must be from 1 to min(height, width); otherwise raise a ValueError.",
        spoiled({"height": 4, "width": 6, "k": 2}, {"width": 3, "k": 4}, k=(0, 5, -1, 7)),
    ),
)

# mean_square_deviation and peak_signal_to_noise


@st.composite
def pairs(
    draw: DrawFn, low: int = 2, high: int = 4, *, noisy: bool = False, lit: bool = False, stored: str = "whole numbers"
) -> Arguments:
    """Two images of the same shape, which is not square.

    With ``noisy`` they differ in some pixel, whatever is drawn, and with ``lit`` the largest value
    of the image is positive, as white is.
    """
    shape = height_and_width(draw, low, high)
    first, second = (draw(pixels(shape, stored)) for _ in range(2))
    if lit:
        first[0, 0] = max(1, abs(first[0, 0]))
    if noisy and np.array_equal(first, second):
        second = second + np.eye(*shape, dtype=second.dtype)
    return {"image": first, "approximation": second}


def pair(image: Any, approximation: Any, dtype: Any = float) -> Arguments:
    """Two images, given by their rows."""
    return {"image": np.array(image, dtype=dtype), "approximation": np.array(approximation, dtype=dtype)}


PAIR = pair([[1, 2]], [[1, 5]])
CLOSE = pair([[200]], [[200.000244140625]])
"""Images that np.allclose takes for equal."""
LITTLE_NOISE = pair([[1]], [[1.00006103515625]])
"""Images whose deviation np.isclose takes for 0."""

UNEQUAL = spoiled(
    PAIR | {"image": np.ones((2, 4))},
    image=[np.ones((2, 1))],
    approximation=[np.ones(shape) for shape in ((4, 2), (1, 4), (4,), (2, 3), (3, 2, 4))],
)
MEAN_SQUARE_DEVIATION = Exercise(
    "mean_square_deviation",
    agrees("one_pixel", 0.5, "One pixel: the square of the difference.", pairs(1, 1)),
    agrees(
        "images",
        2.0,
        "Images: the mean of the squares over all H W pixels, fractions among them.",
        pairs(),
        examples=[PAIR, pair([[0.5]], [[0.75]])],
    ),
    polite(0.25, pairs(1, 2)),
    rejects(0.25, "The two images must have the same shape; otherwise raise a ValueError.", UNEQUAL),
    forms=any_pair(),
)


@st.composite
def ranged(draw: DrawFn) -> Arguments:
    """Two images that differ, and a value for white that is not 255."""
    case = draw(pairs(1, 3, noisy=True, lit=True, stored="fractions"))
    return case | {"max_pixel": draw(st.sampled_from([1.0, 15.0, 4.0, 100.0, 65535.0, 0.5, 255, 0.001, 2**24 - 1]))}


@st.composite
def nearly_equal(draw: DrawFn) -> Arguments:
    """Two images that are equal, or differ in one pixel."""
    image = draw(pairs(lit=True))["image"]
    approximation = image.copy()
    approximation[0, -1] += draw(st.sampled_from([0, 1, 0, -0.001953125]))
    return {"image": image, "approximation": approximation}


WHITE = "max_pixel is the value of white, 1.0 for instance; it does not depend on the image."

PEAK_SIGNAL_TO_NOISE = Exercise(
    "peak_signal_to_noise",
    agrees(
        "bytes_range",
        2.0,
        "Images with white at 255: ten times the logarithm to the base 10 of 255 squared over the mean square "
        "deviation.",
        pairs(noisy=True, lit=True),
        examples=[PAIR],
    ),
    agrees("other_ranges", 1.25, WHITE, ranged(), examples=[ranged().map(lambda case: case | {"max_pixel": 2.0**32})]),
    agrees(
        "equal_images",
        1.0,
        "Equal images have no noise: the ratio is infinite. One pixel that differs, however little, makes it finite.",
        nearly_equal(),
        examples=[CLOSE, LITTLE_NOISE],
    ),
    polite(0.25, pairs(1, 2, noisy=True, lit=True)),
    rejects(
        0.25,
        "The two images must have the same shape, and max_pixel must be positive; otherwise raise a ValueError.",
        [*(case | {"max_pixel": 255.0} for case in UNEQUAL), *(PAIR | {"max_pixel": white} for white in (0.0, -255.0))],
    ),
    needs=("mean_square_deviation",),
    forms=any_pair(white=True),
)

UNIT = Unit(
    name="svd",
    title="Image compression with the singular value decomposition",
    features=FEATURES,
    exercises=(TO_GRAYSCALE, SVD_COMPRESS, COMPRESSION_RATIO, MEAN_SQUARE_DEVIATION, PEAK_SIGNAL_TO_NOISE),
)
