"""Exercises and hidden checks of the unit conv_channels."""

import dataclasses
import math
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
    polite,
    rejects,
    same_as_reference,
)
from autograder.course.families import Family, any_of, counting, countings, misfits, spoiled
from autograder.course.features import Features, above, differing, larger, size, unequal
from autograder.course.forms import Busy, Drawn, Size, Windows, pick, setting, small_in_the_middle, whole_numbers
from autograder.testing import arrays, sizes

Pairs = tuple[tuple[int, int], ...]
Steps = tuple[int | tuple[int, int], ...]

CHANNELS: Pairs = ((2, 3), (3, 2), (1, 2), (2, 1))
EQUAL_CHANNELS: Pairs = ((2, 2), (3, 3))
"""C_in and C_out.  They are equal in one check alone: there the kernels' shape does not tell which
is which.
"""

SQUARE: Pairs = ((2, 2), (3, 3))
TINY: Pairs = ((1, 1), (2, 2))
OBLONG: Pairs = ((1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (4, 1))
IMAGES: Pairs = ((3, 4), (4, 3))
LARGE: Pairs = ((5, 6), (6, 5), (4, 7))
SMALL: Pairs = ((2, 3), (3, 2))
"""Heights and widths, so that no axis can be taken for the other."""

EQUAL_STEPS: Steps = (2, 3, (2, 2))
UNEQUAL_STEPS: Steps = ((1, 2), (2, 1), (3, 2))
EQUAL_PADDINGS: Steps = (1, 2, (1, 1))
UNEQUAL_PADDINGS: Steps = ((1, 0), (0, 1), (1, 2))
WIDE_PADDINGS: Steps = (3, (2, 1), (0, 3), (3, 0))
EXACT_FITS: tuple[tuple[tuple[int, int], int, Any, Any], ...] = (
    ((3, 5), 3, 2, 1),
    ((3, 4), 3, (2, 3), 1),
    ((4, 5), 3, (3, 2), (1, 1)),
    ((4, 2), 2, 2, 1),
    ((3, 6), 2, 3, 1),
    ((2, 5), 3, 3, 2),
    ((4, 1), 2, (3, 3), 2),
)
"""Images, square kernels, strides and paddings where (size - kernel + 2 padding) / stride is a
whole number on both axes.
"""


@st.composite
def convolutions(
    draw: DrawFn,
    kernels: Pairs = SQUARE,
    images: Pairs = IMAGES,
    channels: Pairs = CHANNELS,
    strides: Steps = (),
    paddings: Steps = (),
    rows: tuple[int, int] = (2, 3),
    gradient: bool = False,
) -> Arguments:
    """The arguments of a convolution, with ``gradient`` also those of a gradient.

    ``kernels``, ``images``, ``channels``, ``strides`` and ``paddings`` are what to choose from,
    ``rows`` the smallest and largest number of images.  Without paddings the padding is left out of
    the arguments, without strides both are.
    """
    c_in, c_out = draw(st.sampled_from(channels))
    shape = (draw(sizes(*rows)), c_in, *draw(st.sampled_from(images)))
    kernel_shape = (c_in, c_out, *draw(st.sampled_from(kernels)))
    choices = {"stride": strides, "padding": paddings}
    steps = {name: draw(st.sampled_from(values)) for name, values in choices.items() if values}
    case = {"images": draw(arrays(shape)), "param": draw(arrays(kernel_shape))}
    if gradient:
        case["output_grad"] = draw(arrays(output_shape(shape, kernel_shape, **steps)))
    return case | steps


def output_shape(images: tuple[int, ...], param: tuple[int, ...], stride: Any = 1, padding: Any = 0) -> tuple[int, ...]:
    """The shape of conv_channels' output, from those of images and kernels.  Strides below 1 count as 1
    and no size is less than 1, so that bad calls have one as well.
    """
    steps = np.maximum(np.broadcast_to(stride, 2), 1)
    room = np.array(images[2:]) + 2 * np.broadcast_to(padding, 2) - param[2:]
    return (images[0], param[1], *np.maximum(room // steps + 1, 1).tolist())


def windows(**names: SearchStrategy[int]) -> SearchStrategy[Arguments]:
    """The arguments of output_size: ``room`` and ``kernel`` give a size that the kernel fits into."""

    def fitted(drawn: dict[str, int]) -> Arguments:
        steps = {name: drawn[name] for name in ("stride", "padding") if name in drawn}
        size = max(drawn["kernel"] + drawn["room"] - 2 * steps.get("padding", 0), 1)
        return {"size": size, "kernel": drawn["kernel"], **steps}

    return st.fixed_dictionaries(names).map(fitted)


@st.composite
def fitting_windows(draw: DrawFn) -> Arguments:
    """Arguments of output_size where the last step ends exactly at the border."""
    kernel, stride, padding, count = draw(sizes(3, 6)), draw(sizes(1, 4)), draw(sizes(0, 1)), draw(sizes(0, 5))
    return {"size": kernel + count * stride - 2 * padding, "kernel": kernel, "stride": stride, "padding": padding}


def whole_number(case: Case, seen: Any) -> Mismatch | None:
    """Accepts the reference's number, if it is an integer of Python's or NumPy's."""
    mismatch = same_as_reference(case, seen)
    if mismatch or np.asarray(seen).dtype.kind in "iu":
        return mismatch
    return Mismatch("expected an int, not a float: range and np.zeros take no float for a size")


def call(images: tuple[int, ...], param: tuple[int, ...], **steps: Any) -> Arguments:
    """Arguments of conv_channels with the given shapes."""
    return {"images": counting(*images), "param": counting(*param), **steps}


EXAMPLE = call((2, 2, 3, 4), (2, 3, 2, 2))
SMALLEST = call((2, 1, 2, 3), (1, 1, 2, 2))
GRADIENT_OF_ZEROS = {**SMALLEST, "output_grad": np.zeros((2, 1, 1, 2))}
WIDE_PADDING = call((2, 1, 2, 3), (1, 2, 2, 2), stride=1, padding=(0, 2))
GOOD = call((2, 2, 3, 4), (2, 2, 2, 2))


def with_gradient(case: Arguments) -> Arguments:
    """A call of conv_channels, a bad one too, as one of a gradient, with an output gradient that counts."""
    images, param, *steps = case.values()
    right = case if images.ndim == param.ndim == 4 else GOOD
    output_grad = counting(*output_shape(right["images"].shape, right["param"].shape, *steps))
    return {"images": images, "param": param, "output_grad": output_grad, **case}


BAD_CALLS = (
    *spoiled(GOOD, stride=(0, (1, 0), (-1, 1)), images=countings((2, 2, 1, 3, 4))),
    *spoiled(GOOD, param=countings((3, 2, 2, 2), (2, 2, 4, 4), (2, 2, 2), (2, 2, 2, 2, 1))),
    *misfits(("images", "param"), ((2, 2, 5, 4), (2, 2, 5, 5)), ((2, 3, 4), (3, 2, 2, 2)), ((3, 4), (2, 2))),
    *({**GOOD, "stride": 1, "padding": padding} for padding in ((-1, 1), (1, -1), (-1, 3))),
    *misfits(("images", "param"), ((2, 3, 3, 4), (1, 2, 2, 2)), ((2, 1, 3, 4), (3, 2, 2, 2))),
    *spoiled(GOOD, {"stride": 1, "padding": -1}, {"param": counting(2, 2, 1, 1), "stride": 1, "padding": (0, -1)}),
    *spoiled(GOOD, {"param": counting(2, 2, 6, 6), "stride": 1, "padding": 1}),
    *spoiled(GOOD, *({"param": counting(2, 2, *kernel), "stride": 3, "padding": 0} for kernel in ((4, 2), (2, 5)))),
)
BAD_GRADIENTS = (
    *spoiled(EXAMPLE, output_grad=countings((2, 3, 3, 4), (2, 2, 2, 3), (1, 3, 2, 3), (2, 3, 1, 3))),
    *spoiled(EXAMPLE, output_grad=countings((2, 3, 2, 4), (2, 3, 3, 3), (2, 1, 2, 3), (2, 3, 6), (1, 2, 3, 2, 3))),
    *spoiled(with_gradient(EXAMPLE), {"stride": 2}, {"stride": 1, "padding": 1}),
    *map(with_gradient, BAD_CALLS),
)

NO_SENSE = (
    "Raises ValueError when the arguments make no sense: wrong dimensions, numbers of channels that differ, a kernel "
    "larger than the padded images, a stride below 1, a negative padding."
)
NO_SENSE_GRADIENT = (
    "Raises ValueError when the arguments make no sense: whatever conv_channels refuses, and an output_grad that does "
    "not have the output's shape."
)

# Families.  The examples are small cases: where a mistake shows in one of them, nobody has to read
# a larger one.  They are of two images: sizes of one have a check of their own.

channels = Family(
    "channels",
    "",
    partial(convolutions, channels=CHANNELS + EQUAL_CHANNELS),
    examples=(SMALLEST, *(call((2, c, 2, 3), (c, m, 2, 2)) for c, m in ((2, 1), (1, 2), (2, 2)))),
)
oblong_kernels = Family(
    "oblong_kernels",
    "Kernels whose height and width differ, even ones among them.",
    partial(convolutions, OBLONG, ((4, 3), (4, 5))),
    examples=(call((2, 1, 2, 3), (1, 1, 1, 2)), call((2, 1, 3, 2), (1, 1, 2, 1))),
)
strides = Family(
    "strides",
    "",
    any_of(convolutions, *((SQUARE, LARGE, ((1, 2), (2, 1)), steps) for steps in (EQUAL_STEPS, UNEQUAL_STEPS))),
    examples=(
        call((2, 1, 4, 3), (1, 1, 2, 2), stride=2),
        call((2, 1, 3, 4), (1, 1, 2, 2), stride=(1, 2)),
        call((2, 1, 2, 5), (1, 1, 2, 2), stride=(2, 3)),
        call((2, 1, 5, 7), (1, 2, 2, 2), stride=(2, 3)),
    ),
)
paddings = Family(
    "paddings",
    "Paddings as a number and as a pair, at stride 1; some are larger than the kernel.",
    any_of(
        convolutions,
        (SQUARE, SMALL, CHANNELS, (1,), EQUAL_PADDINGS),
        (SQUARE, IMAGES, CHANNELS, (1,), UNEQUAL_PADDINGS),
        (TINY, SMALL, CHANNELS, (1,), WIDE_PADDINGS),  # some kernels are smaller than the padding
    ),
    examples=(
        call((2, 1, 1, 2), (1, 1, 2, 2), stride=1, padding=1),
        call((2, 1, 2, 1), (1, 1, 2, 2), stride=1, padding=(0, 1)),
        call((2, 1, 1, 2), (1, 1, 2, 2), stride=1, padding=(1, 0)),
        call((2, 1, 2, 1), (1, 1, 2, 2), stride=1, padding=(0, 3)),
        call((2, 1, 1, 2), (1, 1, 1, 1), stride=1, padding=(2, 0)),
    ),
)
strides_and_paddings = Family(
    "strides_and_paddings",
    "Strides and paddings together.",
    any_of(convolutions, *((((k, k),), (image,), ((1, 2), (2, 1)), (s,), (p,)) for image, k, s, p in EXACT_FITS)),
    examples=(call((2, 1, 2, 3), (1, 1, 2, 2), stride=(2, 3), padding=1),),
)
sizes_of_one = Family(
    "sizes_of_one",
    "One image, one channel, one place for the window: the result still has four dimensions.",
    partial(convolutions, TINY, (*SMALL, (2, 2)), ((1, 1), (1, 2), (2, 1)), rows=(1, 1)),
)
manners = partial(convolutions, ((2, 2),), ((3, 4),), ((1, 2),), (1,), (1,), (2, 2))


def back(family: Family) -> Family:
    """The same family for a gradient."""
    examples = tuple(map(with_gradient, family.examples))
    return dataclasses.replace(family, cases=partial(family.cases, gradient=True), examples=examples)


GRADIENTS = (
    polite(0.25, manners(gradient=True)),
    rejects(0.25, NO_SENSE_GRADIENT, BAD_GRADIENTS),
)
"""What both gradients are asked alike."""


def moves(call: Arguments) -> np.ndarray:
    """How far the window can move along each axis of the padded images."""
    padded = np.array(call["images"].shape[2:]) + 2 * np.broadcast_to(call.get("padding", 0), 2)
    return np.subtract(padded, call["param"].shape[2:])


def leaves_over(call: Arguments) -> np.ndarray:
    """Along which axes there is something at the end that no window reaches."""
    return moves(call) % call["stride"] > 0


def overlaps(call: Arguments) -> np.ndarray:
    """Along which axes windows overlap."""
    steps = np.broadcast_to(call.get("stride", 1), 2)
    return (steps < call["param"].shape[2:]) & (moves(call) >= steps)


def side_by_side(call: Arguments) -> bool:
    """Whether several windows of more than one pixel stand beside each other, with nothing between them."""
    kernel = np.array(call["param"].shape[2:])
    return bool(np.all(kernel == call.get("stride", 1)) and np.any(kernel > 1) and np.any(moves(call)))


def of_one_pixel(call: Arguments) -> bool:
    """Whether the kernel has one pixel, and moves along both axes."""
    return call["param"].shape[2:] == (1, 1) and bool(np.all(moves(call) >= call.get("stride", 1)))


FEATURES = Features(
    {
        "one image": size("images", 0, 1),
        "several images": larger("images", 0, 1),
        "one input channel": size("images", 1, 1),
        "several input channels": larger("images", 1, 1),
        "one output channel": size("param", 1, 1),
        "several output channels": larger("param", 1, 1),
        "images that are not square": unequal("images", 2, 3),
        "a kernel that is not square": unequal("param", 2, 3),
        "an even kernel": lambda call: call["param"].shape[2] % 2 == 0,
        "a kernel of one row": size("param", 2, 1),
        "a kernel of one pixel": of_one_pixel,
        "a stride above 1": above("stride", 1),
        "two strides that differ": differing("stride"),
        "two strides above 1 that differ": lambda call: len(set(call["stride"])) > 1 < min(call["stride"]),
        "a padding": above("padding", 0),
        "two paddings that differ": differing("padding"),
        "rows or columns left over": lambda call: bool(np.any(leaves_over(call))),
        "something left over along one axis": lambda call: len(set(leaves_over(call))) > 1,
        "windows that overlap": lambda call: bool(np.any(overlaps(call))),
        "windows that overlap along one axis": lambda call: len(set(overlaps(call))) > 1,
        "windows side by side": side_by_side,
        "one place for the window": lambda call: not np.any(moves(call)),
    },
    apart={
        ("one image", "several images"): "a batch has one size",
        ("one input channel", "several input channels"): "there is one number of them",
        ("one output channel", "several output channels"): "there is one number of them",
        ("an even kernel", "a kernel of one row"): "one is odd",
        ("an even kernel", "a kernel of one pixel"): "one is odd",
        ("a kernel that is not square", "a kernel of one pixel"): "one pixel is square",
        ("a kernel of one pixel", "windows that overlap"): "one pixel overlaps no other",
        ("a kernel of one pixel", "windows that overlap along one axis"): "one pixel overlaps no other",
        ("a kernel of one pixel", "one place for the window"): "it is declared to have several",
        ("a kernel of one pixel", "windows side by side"): "they are declared to have several",
        ("windows that overlap", "windows side by side"): "it is one or the other",
        ("windows that overlap along one axis", "windows side by side"): "it is one or the other",
        ("one place for the window", "windows side by side"): "one window has no other beside it",
        ("one place for the window", "windows that overlap along one axis"): "one window overlaps no other",
        ("one place for the window", "something left over along one axis"): "then there is nowhere to move",
        ("rows or columns left over", "one place for the window"): "then there is nowhere to move",
        ("windows that overlap", "one place for the window"): "one window overlaps no other",
    },
)


OF_BLOCKS = ((768, 1), (1000, 1), (1, 768), (1, 1000))
"""So many images or channels that blocks of many sizes divide them without a rest, and halves become odd."""
LENGTHS, SIDES = (6, 16, 17, 18, 19, 34, 36, 260), (4, 5, 6, 7, 9)
"""Longest of all is what a byte does not count."""
BYTES_FORWARD = (((1, 20, 4, 5), (20, 1, 4, 4)),)
BYTES_BACK = (((1, 1, 7, 7), (1, 20, 4, 4)), ((5, 1, 8, 8), (1, 1, 1, 1)))
"""Shapes of images and kernels with 320 products in a sum."""


SIZES = {
    "images": Size((2, 3), (20, 90)),
    "channels": Size((2, 4), (6, 24)),
    "kernels": Size((2, 3), (5, 12)),
    "sides": Size((3, 8), (9, 13), axes=2),
    "places": Size((2, 7), (30, 64), axes=2),
}
"""Of calls in which much is large at once; the kernel's sides, and how often it moves."""


def busy(*, gradient: bool) -> Busy:
    """Calls in which images, channels, kernels, strides and paddings are of any size at once, and one or both of the
    last two may be left out.
    """

    def steps(drawn: Drawn) -> float:
        products = math.prod(size for sizes in drawn.values() for size in sizes)
        outputs = math.prod((*drawn["kernels"], *drawn["places"]))
        inputs = math.prod((*drawn["channels"], *np.add(drawn["places"], drawn["sides"]).tolist()))
        return max(products, outputs * inputs / 120)  # the whole step may be a matrix

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (number,), (c_in,), (c_out,) = drawn["images"], drawn["channels"], drawn["kernels"]
        kernel, given_ = drawn["sides"], random.integers(3, size=2)
        windows = Windows.drawn(
            random, kernel, drawn["places"], images=number * c_in, stride=given_[0] > 0, padding=given_[1] > 0
        )
        case: Arguments = {"images": whole_numbers(random, number, c_in, *windows.image)}
        case["param"] = whole_numbers(random, c_in, c_out, *kernel)
        if gradient:
            case["output_grad"] = whole_numbers(random, number, c_out, *windows.out(kernel))
        step = {"stride": windows.stride, "padding": windows.padding}
        return case | {name: setting(random, step[name]) for name, there in zip(step, given_, strict=True) if there}

    return Busy(SIZES, steps, call)


def busy_sizes() -> Busy:
    """Calls of output_size in which all numbers are large at once, and one or both of the last two are left out."""

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (kernel,), (stride,), (moves,) = drawn["kernels"], drawn["strides"], drawn["moves"]
        padding, left_over = (int(random.integers(high)) for high in (kernel // 2 + 1, stride))
        step = {"stride": stride, "padding": padding}
        given_ = {name: value for name, value in step.items() if random.integers(4)}
        size = kernel + moves * given_.get("stride", 1) + left_over - 2 * given_.get("padding", 0)
        return {"size": size, "kernel": kernel, **given_}

    names = ("kernels", "strides", "moves")
    return Busy({name: Size((2, 12), (30, 90)) for name in names}, lambda _: 0, call)


UNEVEN = [
    (stride, moves) for stride in range(2, 200) for moves in range(1, 50) if stride * moves * (1 / stride) < moves
]
"""Strides, and how often they are made, where it is not the same to multiply by a part as to divide."""


@st.composite
def uneven_steps(draw: DrawFn) -> Arguments:
    """Strides that fit exactly, but not where one multiplies by a part."""
    stride, moves = draw(st.sampled_from(UNEVEN))
    return {"size": 7 + stride * moves - 4, "kernel": 7, "stride": stride, "padding": 2}


def meeting(*, gradient: bool = False, shapes_alone: tuple[str, ...] = ()) -> Forms:
    """Forms in which all sizes, strides and paddings meet, and large sizes of single axes."""

    def together(random: np.random.Generator) -> Arguments:
        number, c_in, c_out = random.integers(1, 4, 3)
        kernel = random.integers(1, 4, 2) if random.integers(4) else np.ones(2, int)
        stride = pick(random, (1, 1, 2, 3, (1, 2), (3, 2), (2, 3), (int(kernel[0]), int(kernel[1]))))
        padding = pick(random, (0, 0, 1, 2, (1, 0), (0, 2), (0, 1)))
        smallest = kernel - 2 * np.broadcast_to(padding, 2)
        image = np.maximum(pick(random, (0, 1, 1)) * random.integers(1, 7, 2), smallest).clip(1)
        case = {
            "images": whole_numbers(random, number, c_in, *image),
            "param": whole_numbers(random, c_in, c_out, *kernel),
        }
        if gradient:
            shape = output_shape(case["images"].shape, case["param"].shape, stride, padding)
            case["output_grad"] = whole_numbers(random, *shape)
        return case | {"stride": stride, "padding": padding}

    every = partial(convolutions, channels=((1, 1),), strides=(1,), paddings=(0,), rows=(1, 1), gradient=gradient)
    along = (((1, 2), (1, 1030)), ((2, 1), (1030, 1)))  # kernels that reach from each block into its neighbours
    long = (every((kernel,), (image,)) for kernel, image in along)
    wide = partial(convolutions, ((2, 1),), ((150, 2),), ((1, 1),), (71,), (0,), (1, 1))(gradient=gradient)

    def of_values(param: float, grad: float) -> SearchStrategy[Arguments]:
        """Values near 1, the kernel's only a part of it apart, and output gradients of about that size."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            images, kernel = random.uniform(0.5, 1, (2, 2, 3, 4)), 1 - random.uniform(0, param, (2, 3, 2, 3))
            case = {"images": images, "param": kernel}
            return case | ({"output_grad": random.uniform(0.5, 1, (2, 3, 2, 2)) * grad} if gradient else {})

        return st.integers(0, 10**6).map(made)

    def of_shapes(random: np.random.Generator, images: Any, param: Any, stride: Any = 1) -> Arguments:
        case = {"images": whole_numbers(random, *images), "param": whole_numbers(random, *param)}
        if gradient:
            case["output_grad"] = whole_numbers(random, *output_shape(tuple(images), tuple(param), stride))
        return case | {"stride": stride, "padding": 0}

    def middle(axis: int, length: int) -> SearchStrategy[Arguments]:
        """Kernels that are long one way: a little more than this length, of one residue by 4."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            kernel, room = random.integers(1, 3, 2), random.integers(0, 3, 2)
            kernel[axis] = length + 4 * random.integers(4)
            return of_shapes(random, (1, 1, *(kernel + room)), (1, 1, *kernel), pick(random, (1, 2)))

        return st.integers(0, 10**6).map(made)

    def square(side: int) -> SearchStrategy[Arguments]:
        seeds = st.integers(0, 10**6).map(np.random.default_rng)
        shapes = (1, 1, side + 1, side + 2), (1, 1, side, side)
        return seeds.map(lambda random: of_shapes(random, *shapes, pick(random, (1, 2))))

    def bytes_of(images: tuple[int, ...], param: tuple[int, ...]) -> SearchStrategy[Arguments]:
        """Bytes whose products add up to more than float32 can count."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            case = of_shapes(random, images, param)
            arrays_ = {name: value for name, value in case.items() if isinstance(value, np.ndarray)}
            return case | {name: random.integers(240, 256, a.shape).astype(np.uint8) for name, a in arrays_.items()}

        return st.integers(0, 10**6).map(made)

    def blocks(number: int, channels: int, seed: int) -> Arguments:
        return of_shapes(np.random.default_rng(seed), (number, channels, 2, 1), (channels, 1, 2, 1))

    def picture(seed: int) -> Arguments:
        """Many numbers with all their digits."""
        random = np.random.default_rng(seed)
        case = of_shapes(random, (6, 3, *random.integers(31, 34, 2)), (3, 1, 2, 2))
        return case | {name: random.normal(size=case[name].shape) for name in list(case)[: 2 + gradient]}

    def many_large(seed: int) -> Arguments:
        """So many large windows that they fill more than a megabyte, further apart down than across."""
        random = np.random.default_rng(seed)
        return of_shapes(random, (1, 1, *random.integers(56, 59, 2)), (1, 1, 15, 17), pick(random, ((2, 1), (3, 1))))

    def far_apart(seed: int) -> Arguments:
        """Few windows in an image of so many pixels that 16 bits do not count them."""
        random = np.random.default_rng(seed)
        return of_shapes(random, (1, 1, *random.integers(190, 200, 2)), (1, 1, 2, 2), int(random.integers(6, 9)))

    def small_alone(seed: int) -> Arguments:
        """A value that is small beside others, of which nothing comes."""
        beside, one = (
            values[np.newaxis, np.newaxis] for values in small_in_the_middle(np.random.default_rng(seed), 3, 3)
        )
        if "param" in shapes_alone:
            return {"images": beside, "param": np.ones((1, 1, 1, 1)), "output_grad": one, "stride": 1, "padding": 0}
        middle = one[:, :, 1:2, 1:2]
        case = {"images": middle, "param": beside} | ({"output_grad": middle} if gradient else {})
        return case | {"stride": 1, "padding": 1}

    def sparse(seed: int) -> Arguments:
        """Output gradients that are zeros but for neighbours."""
        random = np.random.default_rng(seed)
        case = of_shapes(random, (1, 1, 12, 12), (1, 2, 2, 3))
        if gradient:
            top, left = random.integers(0, 8, 2)
            case["output_grad"][...] = 0.0
            case["output_grad"][:, :, top : top + 2, left : left + 2] = random.uniform(1, 2, (1, 2, 2, 2))
        return case

    more = {
        "special_values": [st.integers(0, 10**6).map(sparse)] if gradient else [],
        "all_digits": (of_values(1e-6, 1), of_values(0.5, 9e-12), st.integers(0, 10**6).map(small_alone)),
        "large_size": (
            *(middle(axis, length) for axis in (0, 1) for length in LENGTHS),
            *map(square, SIDES),
            *(st.integers(0, 10**6).map(partial(blocks, *numbers)) for numbers in OF_BLOCKS),
            *long,
            wide,
            *(st.integers(0, 10**6).map(made) for made in (picture, many_large, far_apart)),
        ),
        "number_types": [bytes_of(*shapes) for shapes in (BYTES_BACK if gradient else BYTES_FORWARD)],
    }
    arrays_ = ("images", "param", "output_grad") if gradient else ("images", "param")
    factors = tuple(name for name in arrays_ if name not in shapes_alone)
    of_all = busy(gradient=gradient)
    return Forms(
        together=together, busy=of_all, only=has_small_output, more=more, shapes_alone=shapes_alone, factors=factors
    )


def has_small_output(call: Arguments) -> bool:
    """Whether the output can be sent: a padding around very many images makes hundreds of thousands of numbers."""
    steps = {name: call[name] for name in ("stride", "padding") if name in call}
    return math.prod(output_shape(call["images"].shape, call["param"].shape, **steps)) < 200_000


def are_sizes(call: Arguments) -> bool:
    """Whether no number is so large that its double leaves NumPy's small types: such sizes are not asked for; nor are
    images and kernels without a pixel, of which no text says what becomes of them.
    """
    return max(map(abs, call.values())) < 10_000 and min(call["size"], call["kernel"]) > 0


UNIT = Unit(
    name="conv_channels",
    title="Convolution with channels, stride and padding",
    features=FEATURES,
    exercises=(
        Exercise(
            "output_size",
            agrees(
                "last_step_fits",
                0.5,
                "The last step of the window ends exactly at the border.",
                fitting_windows(),
                examples=(
                    {"size": 24, "kernel": 3, "stride": 1, "padding": 0},
                    {"size": 1, "kernel": 3, "stride": 2, "padding": 1},
                ),
            ),
            agrees(
                "last_step_does_not_fit",
                0.5,
                "Where the last step would lead over the border, it is not made: the quotient is rounded down.",
                windows(kernel=sizes(1, 5), room=sizes(0, 9), stride=sizes(2, 4), padding=sizes(0, 2)),
                examples=(
                    {"size": 6, "kernel": 3, "stride": 2, "padding": 0},
                    {"size": 5, "kernel": 2, "stride": 4, "padding": 0},
                ),
            ),
            agrees(
                "left_out",
                0.25,
                "A stride that is left out is 1, a padding that is left out is 0.",
                st.one_of(
                    windows(kernel=sizes(1, 5), room=sizes(0, 6)),
                    windows(kernel=sizes(1, 5), room=sizes(0, 6), stride=sizes(2, 3)),
                ),
            ),
            agrees(
                "whole_number",
                0.25,
                "The result is an int, as range and np.zeros need it, not a float.",
                fitting_windows(),
                examples=({"size": 3, "kernel": 1, "stride": 1, "padding": 0},),
                count=4,
                accept=whole_number,
            ),
            rejects(
                0.5,
                "Raises ValueError when the kernel is larger than the padded image, the stride is less than 1 or the "
                "padding is negative.",
                (
                    {"size": 3, "kernel": 4},
                    {"size": 3, "kernel": 2, "stride": 0},
                    {"size": 3, "kernel": 2, "stride": -1},
                    {"size": 5, "kernel": 2, "stride": 1, "padding": -1},
                    {"size": 3, "kernel": 6, "stride": 1, "padding": 1},
                    {"size": 3, "kernel": 8, "stride": 2, "padding": 2},
                    {"size": 1, "kernel": 2, "stride": 3},
                ),
            ),
            forms=Forms(only=are_sizes, busy=busy_sizes(), more={"large_size": (uneven_steps(), uneven_steps())}),
        ),
        Exercise(
            "conv_channels",
            channels(
                2.0,
                "Several input and output channels, equally many or not, at stride 1 without padding: each output "
                "channel sums over all input channels.",
                examples=(EXAMPLE,),
            ),
            oblong_kernels(1.0),
            strides(
                1.25,
                "Strides as a number and as a pair, without padding; some leave rows or columns that no window "
                "reaches.",
            ),
            paddings(1.25, examples=(call((2, 1, 2, 3), (1, 2, 3, 3), stride=1, padding=1), WIDE_PADDING)),
            strides_and_paddings(0.75),
            sizes_of_one(0.5),
            polite(0.25, manners()),
            rejects(0.25, NO_SENSE, BAD_CALLS),
            needs=("output_size",),
            forms=meeting(),
        ),
        Exercise(
            "input_grad_channels",
            back(channels)(
                1.5,
                "Several input and output channels, equally many or not, at stride 1 without padding: what windows "
                "give to a pixel adds up.",
                examples=(GRADIENT_OF_ZEROS, with_gradient(EXAMPLE)),
            ),
            back(oblong_kernels)(0.75),
            back(strides)(
                1.0,
                "Strides as a number and as a pair, without padding: pixels that no window reached have the gradient "
                "0.",
            ),
            back(paddings)(
                1.0,
                "Paddings as a number and as a pair, at stride 1, some larger than the kernel: the gradient has the "
                "images' shape all the same.",
                examples=(with_gradient(WIDE_PADDING),),
            ),
            back(strides_and_paddings)(0.5),
            back(sizes_of_one)(0.25),
            *GRADIENTS,
            needs=("output_size", "conv_channels"),
            forms=meeting(gradient=True, shapes_alone=("images",)),
        ),
        Exercise(
            "param_grad_channels",
            back(channels)(
                1.5,
                "Several input and output channels, equally many or not, at stride 1 without padding: all images and "
                "all windows add their parts.",
                examples=(GRADIENT_OF_ZEROS, with_gradient(EXAMPLE)),
            ),
            back(oblong_kernels)(0.75),
            back(strides)(
                1.0, "Strides as a number and as a pair, without padding: the windows are those of the forward pass."
            ),
            back(paddings)(0.75, examples=(with_gradient(WIDE_PADDING),)),
            back(strides_and_paddings)(0.5),
            back(sizes_of_one)(
                0.25, "One image, one channel, one place for the window: the gradient has the kernels' shape."
            ),
            *GRADIENTS,
            needs=("output_size", "conv_channels"),
            forms=meeting(gradient=True, shapes_alone=("param",)),
        ),
    ),
)
