"""Exercises and hidden checks of the unit pooling.

Each family shows one thing, so that the marks say what works: the windows of most stand side by
side and cover the images. Each begins with an image of a few pixels, which is what students see
where it shows their mistake.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Case,
    Check,
    Exercise,
    Forms,
    Mismatch,
    Unit,
    polite,
    rejects,
    same_as_reference,
)
from autograder.course.families import Family, counting, spoiled
from autograder.course.features import Features, differing, larger, size, unequal
from autograder.course.forms import A_CALL, LONGEST, Busy, Drawn, Size, Windows, pick, setting, whole_numbers
from autograder.testing import arrays

Pair = tuple[int, int]
Window = tuple[int | Pair, int | Pair]
"""Size and stride of a window."""

SIDE_BY_SIDE = ((2, 2), (3, 3))
STRIDES = ((2, 1), (3, 2), (2, 3), (1, 2), (3, 1))
PAIRS = (((2, 3), (2, 3)), ((3, 1), (3, 1)), ((1, 2), (1, 2)), ((2, 2), 2), (3, (3, 3)), ((1, 3), (1, 3)))

BATCHES: tuple[Pair, ...] = ((1, 1), (1, 2), (2, 1), (2, 3))
"""N and C."""
OUTPUTS: tuple[Pair, ...] = ((1, 2), (2, 1), (2, 3), (3, 2))
"""O_h and O_w."""

POSITIVE, ANY, NEGATIVE, FEW = {"low": 0}, {}, {"low": -9, "high": -1}, {"low": -1, "high": 1}
UNSEEN = None
"""Images of which only the shape matters: 1, 2, 3, ..."""


@st.composite
def poolings(
    draw: DrawFn,
    windows: Sequence[Window] = SIDE_BY_SIDE,
    *,
    values: Any = ANY,
    batches: Sequence[Pair] = BATCHES,
    outputs: Sequence[Pair] = OUTPUTS,
    left_over: bool = False,
    gradient: bool = False,
    distinct: bool = False,
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
    """
    size, stride = draw(st.sampled_from(windows))
    out_h, out_w = draw(st.sampled_from(outputs))
    (size_h, size_w), (stride_h, stride_w) = _pair(size), _pair(stride)
    spare = [draw(st.integers(int(step > 1), step - 1)) if left_over else 0 for step in (stride_h, stride_w)]
    leading = draw(st.sampled_from(batches))
    shape = (*leading, (out_h - 1) * stride_h + size_h + spare[0], (out_w - 1) * stride_w + size_w + spare[1])
    images = counting(*shape) if values is UNSEEN else draw(arrays(shape, **values))
    case: Arguments = {"images": _ranks(images) if distinct else images}
    if gradient:
        case["output_grad"] = draw(arrays((*leading, out_h, out_w)))
    return {**case, "size": size, "stride": stride}


def _pair(value: int | Pair) -> Pair:
    return (value, value) if isinstance(value, int) else value


def _ranks(images: np.ndarray) -> np.ndarray:
    """Different whole numbers around zero in the order of the values; equal values become larger in
    reading order.
    """
    ranks = np.argsort(np.argsort(images, axis=None, kind="stable"))
    return (ranks - images.size // 2).reshape(images.shape).astype(images.dtype)


single = partial(poolings, (*SIDE_BY_SIDE, (1, 1)), batches=BATCHES[:3], outputs=((1, 1), (1, 2), (2, 1)))
"""A single window or two, of one pixel too, in a single image or channel."""

mannerly = partial(poolings, SIDE_BY_SIDE[:1], batches=BATCHES[:1], outputs=OUTPUTS[:2])
"""Calls of two shapes, so that one often has the shape of the call before: an array may be kept for
each shape.
"""


def small(*rows: Sequence[float], size: int | Pair = 2, stride: int | Pair = 2, dtype: Any = float) -> Arguments:
    """One image of one channel, given by its rows."""
    return {"images": np.array([[rows]], dtype=dtype), "size": size, "stride": stride}


def backwards(case: Arguments, grad: Any) -> Arguments:
    """The same call of a gradient, with the rows of an output gradient."""
    return {"images": case["images"], "output_grad": np.array([[grad]], dtype=float)} | case


def same_values(case: Case, seen: Any) -> Mismatch | None:
    """Whether the answer is the reference's, even where np.squeeze took its axes of length one:
    that is what sizes_of_one looks at.
    """
    expected = case.right
    if isinstance(seen, np.ndarray) and seen.shape == np.squeeze(expected).shape:
        seen = seen.reshape(expected.shape)
    return same_as_reference(case, seen)


def pools(name: str, text: str, *images: Arguments, **always: Any) -> Callable[..., Check]:
    """A family with its small images; where an exercise gives an output gradient for each of them,
    the family is one of its gradient.
    """
    family = Family(name, text, partial(poolings, **always), {"accept": same_values, "count": 16})

    def check(points: float, text: str = "", grads: Sequence[Any] = (), **options: Any) -> Check:
        examples = tuple(map(backwards, images, grads)) if grads else images
        return family(points, text, examples=examples, gradient=bool(grads), **options)

    return check


ONE_WINDOW = ((1, 2), (4, 3))
TWO_WINDOWS = ((3, 1, 0, 2), (4, 2, 5, 1))
WIDE = ((2, 6, 1), (0, 3, 5))
"""Two windows of size 2 that overlap, or one with a column left over."""
GAPS = (4, 9, 7)
"""Two windows of one pixel, with a gap between them; or a window wider than the image is high, or
higher than it is wide.
"""

side_by_side = pools(
    "side_by_side",
    "Square windows side by side that cover the images exactly; height and width differ.",
    small(*ONE_WINDOW),
    small(*TWO_WINDOWS),
)
strides = pools(
    "strides",
    "Strides that are not the size: windows that overlap, and windows that leave gaps.",
    small(*WIDE, stride=1),
    small(GAPS, size=1),
    windows=STRIDES,
)
pairs = pools(
    "pairs",
    "Size and stride may be pairs (vertical, horizontal).",
    small(*ONE_WINDOW, size=(1, 2), stride=(1, 2)),
    small(*TWO_WINDOWS, size=(1, 2), stride=(1, 2)),
    small(GAPS, size=(1, 3), stride=(1, 3)),
    small(*([value] for value in GAPS), size=(3, 1), stride=(3, 1)),
    windows=PAIRS,
)
DROPPED = "Rows and columns at the end that are too few for one more window are dropped."
left_over = pools("left_over", DROPPED, small(*WIDE), left_over=True)
NEGATIVE_MAXIMA = "All values are negative, and so are their maxima."
negative_images = pools("negative_images", NEGATIVE_MAXIMA, small((-2, -1), (-4, -3)), values=NEGATIVE)
ties = pools(
    "ties",
    "The maximum often stands in a window more than once: the first in reading order gets all of the gradient, the "
    "others nothing.",
    small((0, 1), (1, 1)),
    values=FEW,
)

DETECTOR = small(*([0.0, 0.0, 7.97, 0.0], [0.86, 3.73, 4.83, 0.0], [6.32, 1.36, 1.78, 1.16], [0.37, 0.6, 1.51, 0.0]))
"""One 4x4 image: its maxima with a 2x2 window are 3.73, 7.97, 6.32 and 1.78."""
DETECTOR_GRADIENT = backwards(DETECTOR, [[-3.63, -7.86], [-6.24, -1.76]])

sizes_of_one = Family("sizes_of_one", "One image, one channel, one window, or windows of one pixel.", single)
FOUR = "One image, one channel, one window, or windows of one pixel: the result has four dimensions."

BAD_CALLS = spoiled(
    {"images": counting(1, 1, 2, 2), "size": 2, "stride": 2},
    {"images": counting(1, 1, 1, 2), "stride": 1},
    {"images": counting(1, 1, 2, 1), "stride": 1},
    {"images": counting(1, 2, 3, 5), "size": (4, 2), "stride": 3},
    {"images": counting(1, 2, 5, 3), "size": (2, 4), "stride": 3},
    {"size": 0, "stride": 1},
    {"size": (-1, 2), "stride": 9},
    {"size": (2, -1), "stride": 9},
    {"size": -1, "stride": 2},
    {"size": (-2, -1), "stride": (2, 1)},
    images=(counting(1, 2, 2), counting(2, 2), counting(1, 1, 1, 2, 2)),
    stride=(0, (0, 2), (2, 0), -1, (-1, -2)),
)


def _shape_without_refusal(call: Arguments) -> tuple[int, ...]:
    """The output's shape where nothing is refused: whoever refuses output_grad alone is to be seen."""
    if call["images"].ndim != 4:
        return (1, 1, 1, 1)
    room = np.subtract(call["images"].shape[2:], call["size"])
    places = np.fix(room / np.maximum(np.abs(np.broadcast_to(call["stride"], 2)), 1)) + 1
    return *call["images"].shape[:2], *np.maximum(places, 1).astype(int).tolist()


BAD_GRADIENT_CALLS = spoiled(
    {"images": counting(2, 1, 2, 4), "output_grad": counting(2, 1, 1, 2), "size": 2, "stride": 2},
    {"images": counting(1, 1, 3, 3), "output_grad": counting(1, 1, 2, 2)},
    {"images": counting(2, 3, 2, 2), "output_grad": counting(3, 2, 1, 1)},
    *(call | {"output_grad": np.ones(_shape_without_refusal(call))} for call in BAD_CALLS),
    output_grad=[
        counting(*shape) for shape in ((2, 1, 2, 1), (2, 1, 1, 1), (1, 1, 1, 2), (2, 1, 2, 4), (2, 2), (1, 2, 1, 1, 2))
    ],
)

no_sense = rejects(
    0.25,
    "Raises ValueError when the images do not have four dimensions, a size or stride is less than 1, or the window is "
    "larger than the images.",
    BAD_CALLS,
)
no_sense_backwards = rejects(
    0.25,
    "Raises ValueError when the arguments are not fit for the forward pass, or output_grad does not have the shape of "
    "its output.",
    BAD_GRADIENT_CALLS,
)


def moves(call: Arguments) -> np.ndarray:
    """How far the window can move along each axis of the images."""
    return np.subtract(call["images"].shape[2:], call["size"])


def overlaps(call: Arguments) -> np.ndarray:
    """Along which axes windows overlap."""
    steps = np.broadcast_to(call["stride"], 2)
    return (steps < np.broadcast_to(call["size"], 2)) & (moves(call) >= steps)


def stands_apart(call: Arguments) -> np.ndarray:
    """Along which axes there are several windows that do not overlap."""
    steps = np.broadcast_to(call["stride"], 2)
    return (steps >= np.broadcast_to(call["size"], 2)) & (moves(call) >= steps)


def left_over_along(call: Arguments) -> np.ndarray:
    """Along which axes something is left over at the end."""
    return moves(call) % call["stride"] > 0


def stand_side_by_side(call: Arguments) -> bool:
    """Whether there are windows side by side along both axes."""
    steps = np.broadcast_to(call["stride"], 2)
    return bool(np.all((steps == np.broadcast_to(call["size"], 2)) & (moves(call) >= steps)))


def are_square(call: Arguments) -> bool:
    """Whether windows are as high as wide, and larger than one pixel."""
    return len({*np.broadcast_to(call["size"], 2)}) == 1 < int(np.max(call["size"]))


ONE_WAY = "windows that overlap along one axis and stand apart along the other"
FEATURES = Features(
    {
        "one image": size("images", 0, 1),
        "several images": larger("images", 0, 1),
        "one channel": size("images", 1, 1),
        "several channels": larger("images", 1, 1),
        "images that are not square": unequal("images", 2, 3),
        "windows of one pixel": lambda call: bool(np.max(call["size"]) == 1),
        "windows that are not square": differing("size"),
        "square windows": are_square,
        "two strides that differ": differing("stride"),
        "windows that overlap": lambda call: bool(np.any(overlaps(call))),
        "windows that overlap along one axis": lambda call: len(set(overlaps(call))) > 1,
        ONE_WAY: lambda call: bool(np.any(overlaps(call)) and np.any(stands_apart(call))),
        "windows side by side": stand_side_by_side,
        "gaps between windows": lambda call: bool(np.any(np.greater(call["stride"], call["size"]))),
        "rows or columns left over": lambda call: bool(np.any(left_over_along(call))),
        "something left over along one axis": lambda call: len(set(left_over_along(call))) > 1,
        "one place for the window": lambda call: not np.any(moves(call)),
        "negative values alone": lambda call: bool(np.max(call["images"]) < 0),
        "equal values": lambda call: np.unique(call["images"]).size < call["images"].size,
    },
    apart={
        ("one image", "several images"): "a batch has one size",
        ("one channel", "several channels"): "there is one number of them",
        ("windows of one pixel", "windows that are not square"): "one pixel is square",
        ("square windows", "windows that are not square"): "it is one or the other",
        ("square windows", "windows of one pixel"): "they are declared to have several pixels",
        ("windows of one pixel", ONE_WAY): "one pixel overlaps no other",
        ("windows side by side", ONE_WAY): "they overlap along no axis",
        ("one place for the window", ONE_WAY): "one window overlaps no other",
        ("windows of one pixel", "windows that overlap"): "one pixel overlaps no other",
        ("windows of one pixel", "windows that overlap along one axis"): "one pixel overlaps no other",
        ("windows side by side", "windows that overlap"): "they overlap along no axis",
        ("windows side by side", "windows that overlap along one axis"): "they overlap along no axis",
        ("windows side by side", "gaps between windows"): "they have no gaps",
        ("windows side by side", "one place for the window"): "there are several",
        ("one place for the window", "windows that overlap along one axis"): "one window overlaps no other",
        ("one place for the window", "something left over along one axis"): "then there is nowhere to move",
        ("rows or columns left over", "one place for the window"): "then there is nowhere to move",
        ("windows that overlap", "one place for the window"): "one window overlaps no other",
    },
)


BYTE = 255
"""A byte counts no further: places in longer windows need more."""
LENGTHS = (6, 16, 17, 18, 19, 34, 36, BYTE + 5)
BATCH_SIZES = (384, 1000)
"""Blocks of many sizes divide them without a rest."""
SQUARES = ((4, 3), (4, 1), (5, 2), (6, 5), (6, 3), (8, 3), (9, 4))
"""Sizes and strides."""


NEAR_THE_TOP: tuple[dict[str, Any], ...] = (
    {"dtype": np.uint8, "images": (18, 19), "size": (18, 17), "stride": 1},
    {"dtype": np.uint16, "images": (200, 202), "size": (196, 198), "stride": (9, 11)},
)


SIZES = {
    "images": Size((2, 3), (20, 90)),
    "channels": Size((2, 4), (6, 24)),
    "windows": Size((2, 6), (7, 18), axes=2),
    "places": Size((2, 7), (30, 64), axes=2),
}
"""Of calls in which much is large at once; the window's sides, and how often it moves."""


def busy(*, gradient: bool) -> Busy:
    """Calls in which images, channels, windows and strides are of any size at once."""

    def steps(drawn: Drawn) -> float:
        windows = math.prod((*drawn["images"], *drawn["channels"], *drawn["places"]))
        return windows * max(math.prod(drawn["windows"]), A_CALL)

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (number,), (channels,), size = drawn["images"], drawn["channels"], drawn["windows"]
        windows = Windows.drawn(random, size, drawn["places"], images=number * channels, padding=False)
        case: Arguments = {"images": whole_numbers(random, number, channels, *windows.image)}
        if gradient:
            case["output_grad"] = whole_numbers(random, number, channels, *windows.out(size))
        return case | {"size": setting(random, size), "stride": setting(random, windows.stride)}

    return Busy(SIZES, steps, call)


def meeting(*, gradient: bool = False, shapes_alone: tuple[str, ...] = (), longest: int = 0) -> Forms:
    """Forms in which all sizes, windows and strides meet, and large sizes of single axes."""

    def call(random: np.random.Generator, images: np.ndarray, size: Any, stride: Any) -> Arguments:
        case = {"images": images}
        if gradient:
            out = np.subtract(images.shape[2:], size) // stride + 1
            case["output_grad"] = whole_numbers(random, *images.shape[:2], *out)
        return case | {"size": size, "stride": stride}

    def together(random: np.random.Generator) -> Arguments:
        number, channels = random.integers(1, 4, 2)
        size = pick(random, (1, 2, 3, (1, 3), (2, 1), (2, 3), (5, 4)))
        shape = np.maximum(pick(random, (0, 1, 1, 1, 1)) * random.integers(1, 8, 2), size)
        images = whole_numbers(random, number, channels, *shape) - pick(random, (0, 0, 10))
        return call(random, images, size, pick(random, (1, 2, 3, (1, 2), (2, 1), (3, 1), size, size)))

    def long(height: int, width: int, size: Pair) -> SearchStrategy[Arguments]:
        """Windows that reach from each block of a long image into its neighbours."""
        seeds = st.integers(0, 10**6).map(np.random.default_rng)
        return seeds.map(lambda random: call(random, whole_numbers(random, 1, 1, height, width), size, 1))

    def of_values(values: Callable[..., np.ndarray], grad: float = 1.0) -> SearchStrategy[Arguments]:
        """Images made by a generator from different numbers, and output gradients of about that size."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            numbers = random.permutation(24).reshape(1, 1, 4, 6) * 1.0
            case = call(random, values(random, numbers), (2, 3), (2, 3))
            return case | ({"output_grad": random.uniform(0.5, 1, (1, 1, 2, 2)) * grad} if gradient else {})

        return st.integers(0, 10**6).map(made)

    def wide(axis: int, length: int) -> SearchStrategy[Arguments]:
        """Windows that are long one way: a little more than this length, of one residue by 4."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            size, room = random.integers(1, 3, 2), random.integers(0, 3, 2)
            size[axis] = length + 4 * random.integers(4)
            images = random.uniform(-9, 9, (1, 1, *(size + room)))
            if length > BYTE or random.integers(4):  # most often the last value is the largest: it is forgotten first
                images = np.sort(images, axis=2 + axis)
            return call(random, images, (int(size[0]), int(size[1])), pick(random, (1, 2)))

        return st.integers(0, 10**6).map(made)

    def both_zeros() -> SearchStrategy[Arguments]:
        """Zeros of either sign, which are equal, and numbers below them."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            images = random.choice((-0.0, 0.0, -1.0), (2, 1, 4, 6))
            images[0, 0, 0, :2] = (-0.0, 0.0)
            return call(random, images, 2, 2)

        return st.integers(0, 10**6).map(made)

    def sparse() -> SearchStrategy[Arguments]:
        """Output gradients that are zeros but for neighbours, and images of which neighbours share a maximum."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            case = call(random, random.uniform(-9, 9, (1, 2, 12, 12)), pick(random, (2, 3)), 1)
            if gradient:
                top, left = random.integers(0, 8, 2)
                grad = np.zeros_like(case["output_grad"])
                grad[:, :, top : top + 2, left : left + 2] = random.uniform(1, 2, (1, 2, 2, 2))
                case["output_grad"] = grad
                case["images"][:, :, top + 1, left + 1] = 10.0
            return case

        return st.integers(0, 10**6).map(made)

    def picture(seed: int) -> Arguments:
        """As many numbers as photographs have, with all their digits, and few windows."""
        random = np.random.default_rng(seed)
        case = call(random, random.normal(size=(1, 1, *random.integers(185, 200, 2))), (2, 3), (9, 11))
        grad = {"output_grad": random.normal(size=case["output_grad"].shape)} if gradient else {}
        return case | grad

    def batch(number: int) -> SearchStrategy[Arguments]:
        seeds = st.integers(0, 10**6).map(np.random.default_rng)
        return seeds.map(lambda random: call(random, whole_numbers(random, number, 1, 2, 1), (2, 1), 1))

    def near_the_top(seed: int, *, dtype: Any, images: Pair, size: Pair, stride: int | Pair) -> Arguments:
        """Whole numbers of which so many are added up, in a window or in the whole image, that twice as many bits do
        not count them.
        """
        random, most = np.random.default_rng(seed), int(np.iinfo(dtype).max)
        shape = 1, 1, *(images + random.integers(0, 9, 2))
        return call(random, random.integers(most - most // 16, most + 1, shape).astype(dtype), size, stride)

    def many_equal(seed: int) -> Arguments:
        """A large window in which the largest value stands more often than a byte counts."""
        random = np.random.default_rng(seed)
        return call(random, np.sign(whole_numbers(random, 1, 1, 80, 70)), (73, 61), 7)

    def neighbours(random: np.random.Generator, numbers: np.ndarray) -> np.ndarray:
        """Whole numbers that single precision does not tell apart."""
        return (2.0**30 + numbers).astype(pick(random, ("int32", "uint32", "int64")))

    def square(size: int, stride: int) -> SearchStrategy[Arguments]:
        """Windows that may be put together from smaller ones only where the stride allows it."""
        seeds = st.integers(0, 10**6).map(np.random.default_rng)
        sides = 2 * stride + size, stride + size
        return seeds.map(lambda random: call(random, whole_numbers(random, 1, 1, *sides), size, stride))

    digits = (
        of_values(lambda random, numbers: -(10.0 ** random.uniform(40, 300)) * (1 + numbers)),
        of_values(lambda random, numbers: 1 + numbers * 2.0 ** random.integers(-47, -44)),
        of_values(lambda _random, numbers: 1 + numbers * 2.0**-52),
        *(of_values(lambda random, numbers: numbers * 10.0 ** random.uniform(-20, -17), grad) for grad in (1, 9e-12)),
    )
    middle = (*(wide(axis, length) for axis in (0, 1) for length in LENGTHS), *(square(*each) for each in SQUARES))
    seeds = st.integers(0, 10**6)
    large = (
        seeds.map(picture),
        *map(batch, BATCH_SIZES),
        long(2, 1030, (1, 2)),
        long(1030, 1, (2, 1)),
        seeds.map(many_equal),
        *middle,
    )
    more = {
        "all_digits": digits,
        "number_types": [*(seeds.map(partial(near_the_top, **each)) for each in NEAR_THE_TOP), of_values(neighbours)],
        "large_size": large,
        "special_values": [both_zeros(), sparse()],
    }
    of_all = busy(gradient=gradient)
    return Forms(together=together, busy=of_all, more=more, shapes_alone=shapes_alone, longest=longest)


UNIT = Unit(
    name="pooling",
    features=FEATURES,
    title="Max pooling and average pooling",
    exercises=(
        Exercise(
            "max_pool",
            side_by_side(1.0, values=POSITIVE),
            strides(1.0, values=POSITIVE),
            pairs(0.75, values=POSITIVE),
            left_over(0.5, values=POSITIVE),
            negative_images(0.5),
            sizes_of_one(0.25, FOUR, examples=[DETECTOR], values=POSITIVE),
            polite(0.25, mannerly(values=POSITIVE)),
            no_sense,
            forms=meeting(),
        ),
        Exercise(
            "max_pool_grad",
            side_by_side(
                2.0,
                "Windows side by side, each with a single maximum: the output's gradient goes to its place.",
                grads=([[5]], [[2, 3]]),
                distinct=True,
            ),
            strides(
                1.5,
                "Windows that overlap (a pixel that is the maximum of several gets all their gradients) and windows "
                "that leave gaps.",
                grads=([[2, 3]], [[2, 3]]),
                distinct=True,
            ),
            ties(1.5, grads=([[6]],)),
            pairs(0.75, grads=([[2], [3]], [[2, 3], [4, 5]], [[6]], [[6]]), distinct=True),
            left_over(0.5, "Rows and columns that no window reaches get zero.", grads=([[5]],), distinct=True),
            sizes_of_one(0.25, examples=[DETECTOR_GRADIENT], gradient=True, distinct=True),
            polite(0.25, mannerly(gradient=True, distinct=True)),
            no_sense_backwards,
            needs=("max_pool",),
            forms=meeting(gradient=True),
        ),
        Exercise(
            "average_pool",
            side_by_side(1.0),
            strides(0.75),
            pairs(0.5),
            left_over(0.5),
            sizes_of_one(0.25, FOUR, examples=[DETECTOR]),
            polite(0.25, mannerly()),
            no_sense,
            forms=meeting(longest=LONGEST),  # means may come from a table of sums
        ),
        Exercise(
            "average_pool_grad",
            side_by_side(
                1.75,
                "Windows side by side: each pixel gets its share of the gradient of its window.",
                grads=([[8]], [[8, 4]]),
                values=UNSEEN,
            ),
            strides(
                1.25,
                "Windows that overlap (a pixel gets a share from each of its windows) and windows that leave gaps.",
                grads=([[8, 4]], [[2, 3]]),
                values=UNSEEN,
            ),
            pairs(0.75, grads=([[2], [4]], [[2, 4], [6, 8]], [[6]], [[6]]), values=UNSEEN),
            left_over(0.5, "Rows and columns that no window reaches get zero.", grads=([[8]],), values=UNSEEN),
            sizes_of_one(0.25, examples=[DETECTOR_GRADIENT], gradient=True, values=UNSEEN),
            polite(0.25, mannerly(gradient=True, values=UNSEEN)),
            no_sense_backwards,
            needs=("average_pool",),
            forms=meeting(gradient=True, shapes_alone=("images",)),
        ),
    ),
)
