"""The exercises of the unit svd and their hidden checks.

Sizes differ in every dimension.  Images are drawn as small whole numbers, and as bytes where
arithmetic in bytes would show.
"""

import dataclasses
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
from autograder.testing import arrays, sizes
from autograder.values import compare


def _pixels(shape: tuple[int, ...], stored: str) -> SearchStrategy[np.ndarray]:
    return (
        arrays(shape, low=0, high=255, dtype=np.uint8)
        if stored == "bytes"
        else arrays(shape, scale=8 if stored == "fractions" else 1)
    )


def _broken(valid: Arguments, *faults: Arguments) -> SearchStrategy[Arguments]:
    """The valid arguments, each time with one fault in them."""
    return st.sampled_from([valid | fault for fault in faults])


# to_grayscale


@st.composite
def _colours(draw: DrawFn, *, low: int = 1, high: int = 4, stored: str = "whole numbers") -> Arguments:
    """A colour image whose height, width and number of channels all differ where the sizes allow
    it.
    """
    height = draw(sizes(low, high))
    width = draw(sizes(low, high).filter(lambda size: high == low or size != height))
    return {"rgb": draw(_pixels((height, width, 3), stored))}


_COLOURS = np.array([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]])

_TO_GRAYSCALE = Exercise(
    "to_grayscale",
    agrees(
        "one_pixel",
        0.75,
        "One pixel: red, green and blue are weighted with 0.299, 0.587 and 0.114.",
        _colours(high=1),
    ),
    agrees(
        "images",
        1.25,
        "Images of any height and width: each pixel by itself.",
        _colours(),
        examples=[{"rgb": _COLOURS}],
    ),
    agrees(
        "bytes",
        0.75,
        "A pixel stored in bytes: the result is not rounded, and nothing overflows.",
        _colours(high=1, stored="bytes"),
    ),
    polite(0.25, _colours(high=1)),
    rejects(
        0.5,
        "The image must be [H, W, 3]: no gray image, no transparency, no channels in front. Raise a ValueError.",
        _broken(
            {"rgb": np.ones((2, 4, 3))},
            {"rgb": np.ones((4, 3))},
            {"rgb": np.ones((2, 4, 4))},
            {"rgb": np.ones((3, 2, 4))},
            {"rgb": np.ones((2, 4, 1))},
            {"rgb": np.ones((2, 2, 4, 3))},
        ),
    ),
)

# svd_compress


@st.composite
def _images(draw: DrawFn, *, single: bool = False, dtypes: tuple[Any, ...] = (float,)) -> Arguments:
    """An image that is not square, and k: one, or any number from two up to the largest.

    A large diagonal sees to it that no singular value comes near zero, whatever else is drawn; it
    also fills the range of bytes.
    """
    short, longer = draw(sizes(2 if single else 3, 4)), draw(sizes(1, 2))
    shape = draw(st.sampled_from([(short, short + longer), (short + longer, short)]))
    image = draw(arrays(shape, low=0 if np.uint8 in dtypes else -9))
    np.fill_diagonal(image, [150.0, 240.0, 100.0, 200.0])
    return {"image": image.astype(draw(st.sampled_from(dtypes))), "k": 1 if single else draw(sizes(2, short))}


@st.composite
def _dependent(draw: DrawFn) -> Arguments:
    """An image of rank one or two, and a k beyond it; the vectors begin with a number that is not
    zero, so that no rank is zero.
    """
    height, width = draw(st.sampled_from([(4, 6), (5, 4), (4, 5)]))
    rank = draw(sizes(1, 2))
    columns = draw(arrays((height, rank), low=-3, high=3)) + np.eye(height, rank) * 5
    rows = draw(arrays((rank, width), low=-3, high=3)) + np.eye(rank, width) * 5
    return {"image": columns @ rows, "k": draw(st.integers(rank + 1, 3))}


def best_of_rank_k(case: Case, seen: Any) -> Mismatch | None:
    """Whether a matrix is a best approximation of rank k; there are several where two singular
    values are equal.

    The singular values are computed here; what the student returned is only looked at once its form
    is known.
    """
    mismatch = same_as_reference(case, seen)
    if mismatch is None:
        return mismatch
    image, k, expected, returned = (
        case.arguments["image"].astype(float),
        case.arguments["k"],
        case.right,
        seen,
    )
    if (
        not isinstance(returned, np.ndarray)
        or returned.shape != expected.shape
        or returned.dtype.kind not in "iuf"
        or not np.isfinite(returned).all()
    ):
        return mismatch
    allowed = compare.tolerance_for(case.arguments) * float(np.linalg.norm(image, 2))
    rank = np.count_nonzero(np.linalg.svd(returned.astype(float), compute_uv=False) > allowed)
    if rank > k:
        what = f"{mismatch.what}; the rank of the result is {rank}, not {k}"
        return dataclasses.replace(mismatch, what=what)
    with np.errstate(over="ignore"):  # an answer may be as large as numbers get
        too_far = np.linalg.norm(image - returned.astype(float)) - np.linalg.norm(image - expected) > allowed
    return mismatch if too_far else None


def _compresses(name: str, points: float, text: str, cases: SearchStrategy[Arguments], **more: Any) -> Check:
    return Check(name=name, points=points, text=text, cases=cases, accept=best_of_rank_k, **more)


_EXAMPLE = {"image": np.array([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0]]), "k": 1}

_SVD_COMPRESS = Exercise(
    "svd_compress",
    _compresses(
        "rank_one",
        1.5,
        "k = 1: the largest singular value times its column of U times its row of Vt. The result has the shape "
        "of the image.",
        _images(single=True),
        examples=(_EXAMPLE,),
    ),
    _compresses(
        "several",
        2.25,
        "Several singular values, the largest ones, for images that are tall or wide. All of them, k = min(H, "
        "W), give the image back.",
        _images(),
        examples=(_EXAMPLE | {"k": 2},),
    ),
    _compresses(
        "dependent_rows",
        0.75,
        "Images with fewer singular values above zero than are kept: nothing is divided by zero.",
        _dependent(),
    ),
    _compresses(
        "bytes",
        1.25,
        "Images stored as bytes or as short floats (float32): nothing overflows, and the result is not rounded.",
        _images(single=True, dtypes=(np.uint8, np.float32)),
    ),
    polite(0.25, _images(single=True)),
    rejects(
        0.5,
        "The image is [H, W] and k is from 1 to min(H, W), otherwise raise a ValueError: slices take any k "
        "without a word.",
        _broken(
            {"image": np.arange(12.0).reshape(4, 3), "k": 2},
            {"k": 0},
            {"k": 4},
            {"k": 5},
            {"k": -1},
            {"image": np.arange(12.0).reshape(3, 4), "k": 4},
            {"image": np.arange(24.0).reshape(2, 4, 3), "k": 2},
            {"image": np.arange(4.0), "k": 1},
        ),
    ),
)

# compression_ratio


@st.composite
def _sizes_and_k(draw: DrawFn, *, high: int = 12) -> Arguments:
    """A height, a width that is another one, and a k."""
    height = draw(sizes(2, high))
    width = draw(sizes(2, high).filter(lambda size: size != height))
    return {"height": height, "width": width, "k": draw(st.integers(1, min(height, width)))}


_COMPRESSION_RATIO = Exercise(
    "compression_ratio",
    agrees(
        "rank_one",
        0.5,
        "k = 1: one column, one row and one singular value in place of height * width numbers.",
        _sizes_and_k().map(lambda case: case | {"k": 1}),
        examples=[{"height": 4, "width": 5, "k": 1}],
    ),
    agrees(
        "ratios",
        1.25,
        "k times as much for k singular values. For a large k the ratio exceeds 1: then nothing is saved.",
        _sizes_and_k(),
        examples=[{"height": 1200, "width": 800, "k": 100}, {"height": 4, "width": 5, "k": 4}],
    ),
    rejects(
        0.5,
        "k must be from 1 to min(height, width); otherwise raise a ValueError.",
        _broken({"height": 4, "width": 6, "k": 2}, {"k": 0}, {"k": 5}, {"k": -1}, {"k": 7}, {"width": 3, "k": 4}),
    ),
)

# mean_square_deviation and peak_signal_to_noise


@st.composite
def _pairs(
    draw: DrawFn,
    *,
    low: int = 2,
    high: int = 4,
    different: bool = False,
    lit: bool = False,
    stored: str = "whole numbers",
) -> Arguments:
    """Two images of the same shape, which is not square.

    With ``different`` they differ in some pixel, whatever is drawn, and with ``lit`` the largest
    value of the image is positive, as white is.
    """
    height = draw(sizes(low, high))
    width = draw(sizes(low, high).filter(lambda size: high == low or size != height))
    first, second = (draw(_pixels((height, width), stored)) for _ in range(2))
    if lit:
        first[0, 0] = max(1, abs(first[0, 0]))
    if different and np.array_equal(first, second):
        second = second + np.eye(height, width, dtype=second.dtype)
    return {"image": first, "approximation": second}


_PAIR = {"image": np.array([[1.0, 2.0]]), "approximation": np.array([[1.0, 5.0]])}
_FRACTIONS = {"image": np.array([[0.5]]), "approximation": np.array([[0.75]])}
_BLACK_AND_WHITE = {"image": np.array([[0]], dtype=np.uint8), "approximation": np.array([[255]], dtype=np.uint8)}
_CLOSE = {"image": np.array([[200.0]]), "approximation": np.array([[200.000244140625]])}
"""Images that np.allclose takes for equal."""
_LITTLE_NOISE = {"image": np.array([[1.0]]), "approximation": np.array([[1.00006103515625]])}
"""Images whose deviation np.isclose takes for 0."""

_UNEQUAL = (
    {"approximation": np.ones((4, 2))},
    {"approximation": np.ones((1, 4))},
    {"approximation": np.ones(4)},
    {"approximation": np.ones((2, 3))},
    {"approximation": np.ones((3, 2, 4))},
    {"image": np.ones((2, 1))},
)

_MEAN_SQUARE_DEVIATION = Exercise(
    "mean_square_deviation",
    agrees("one_pixel", 0.5, "One pixel: the square of the difference.", _pairs(low=1, high=1)),
    agrees(
        "images",
        1.0,
        "Images: the mean of the squares over all H W pixels, fractions among them.",
        _pairs(),
        examples=[_PAIR, _FRACTIONS],
    ),
    agrees(
        "bytes",
        1.0,
        "Pixels stored in bytes, where 3 - 5 is 254: make floats before you subtract.",
        _pairs(low=1, high=1, stored="bytes"),
        examples=[_BLACK_AND_WHITE],
    ),
    polite(0.25, _pairs(low=1, high=2)),
    rejects(
        0.25,
        "The two images must have the same shape; otherwise raise a ValueError.",
        _broken(_PAIR | {"image": np.ones((2, 4))}, *_UNEQUAL),
    ),
)


@st.composite
def _ranged(draw: DrawFn) -> Arguments:
    """Two images that differ, and a value for white that is not 255."""
    return draw(_pairs(different=True, lit=True, low=1, high=3, stored="fractions")) | {
        "max_pixel": draw(st.sampled_from([1.0, 15.0, 4.0, 100.0, 65535.0, 0.5, 255]))
    }


@st.composite
def _nearly_equal(draw: DrawFn) -> Arguments:
    """Two images that are equal, or differ in one pixel."""
    image = draw(_pairs(lit=True))["image"]
    approximation = image.copy()
    approximation[0, -1] += draw(st.sampled_from([0, 1, 0, -0.001953125]))
    return {"image": image, "approximation": approximation}


_PEAK_SIGNAL_TO_NOISE = Exercise(
    "peak_signal_to_noise",
    agrees(
        "bytes_range",
        1.5,
        "Images with white at 255: ten times the logarithm to the base 10 of 255 squared over the mean square "
        "deviation.",
        _pairs(different=True, lit=True),
        examples=[_PAIR],
    ),
    agrees(
        "other_ranges",
        1.25,
        "max_pixel is the value of white, 1.0 for instance; it does not depend on the image.",
        _ranged(),
    ),
    agrees(
        "equal_images",
        1.0,
        "Equal images have no noise: the ratio is infinite. One pixel that differs, however little, makes it finite.",
        _nearly_equal(),
        examples=[_CLOSE, _LITTLE_NOISE],
    ),
    agrees("bytes", 0.5, "Images stored as bytes.", _pairs(different=True, lit=True, low=1, high=3, stored="bytes")),
    polite(0.25, _pairs(different=True, lit=True, low=1, high=2)),
    rejects(
        0.25,
        "The two images must have the same shape, and max_pixel must be positive; otherwise raise a ValueError.",
        _broken(
            _PAIR | {"image": np.ones((2, 4)), "max_pixel": 255.0},
            *_UNEQUAL,
            _PAIR | {"max_pixel": 0.0},
            _PAIR | {"max_pixel": -255.0},
        ),
    ),
    needs=("mean_square_deviation",),
)

UNIT = Unit(
    name="svd",
    title="Image compression with the singular value decomposition",
    exercises=(_TO_GRAYSCALE, _SVD_COMPRESS, _COMPRESSION_RATIO, _MEAN_SQUARE_DEVIATION, _PEAK_SIGNAL_TO_NOISE),
)
