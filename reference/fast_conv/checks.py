"""Exercises and hidden checks of the unit fast_conv.

That the functions are right is judged as everywhere; that they are vectorised is judged by counting
lines, see :func:`vectorised`.
"""

import dataclasses
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
    Kind,
    Mismatch,
    Subject,
    Unit,
    agrees,
    as_code,
    compare,
    polite,
    program,
    rejects,
)
from autograder.course.families import Cases, Family, counting, countings, spoiled
from autograder.course.features import Features, above, differing, larger, size, unequal
from autograder.course.forms import (
    HUGE,
    LONGEST,
    Busy,
    Drawn,
    Size,
    Windows,
    pick,
    setting,
    small_in_the_middle,
    whole_numbers,
)
from autograder.testing import arrays, sizes

Pair = tuple[int, int]
Counts = tuple[tuple[int, int, int], ...]
Step = tuple[int | Pair, int | Pair]
"""Stride and padding."""

KERNELS: tuple[Pair, ...] = ((2, 3), (3, 2), (3, 3), (1, 2), (3, 1))
STEPS: tuple[Step, ...] = ((2, 0), (1, 1), (2, 1), (3, 2), (1, 2))
PAIRS: tuple[Step, ...] = (((1, 2), 0), ((2, 1), (1, 0)), ((1, 2), (0, 1)), (1, (2, 1)), ((2, 3), (1, 2)))

ONE: Counts = ((1, 1, 1),)
SINGLE: Counts = ((1, 2, 1), (1, 1, 2), (1, 2, 3))
BATCHES: Counts = ((2, 2, 3), (2, 3, 2), (3, 1, 2), (3, 2, 1))
"""N, C_in and C_out."""


@st.composite
def convolutions(
    draw: DrawFn,
    counts: Counts = SINGLE,
    kernels: tuple[Pair, ...] = KERNELS,
    *,
    steps: tuple[Step, ...] = (),
    lengths: tuple[int, ...] = (2, 3, 4, 5, 6),
    left_over: bool = False,
    gradient: bool = False,
) -> Arguments:
    """The arguments of a convolution, with ``gradient`` also those of a gradient.

    ``counts``, ``kernels``, ``steps`` (strides and paddings; none leaves both arguments out) and
    ``lengths`` (heights and widths of images, as far as they fit) are what to choose from.  With
    ``left_over`` there may be rows and columns at the end that are too few for one more window.
    """
    count, c_in, c_out = draw(st.sampled_from(counts))
    kernel = draw(st.sampled_from(kernels))
    stride, padding = draw(st.sampled_from(steps or ((1, 0),)))
    steps_of_both = zip(kernel, np.broadcast_to(stride, 2), np.broadcast_to(padding, 2), strict=True)
    (height, out_h), (width, out_w) = [draw(_lengths(lengths, *each, left_over)) for each in steps_of_both]
    case: Arguments = {
        "images": draw(arrays((count, c_in, height, width))),
        "param": draw(arrays((c_in, c_out, *kernel))),
    }
    if gradient:
        case["output_grad"] = draw(arrays((count, c_out, out_h, out_w)))
    return {**case, "stride": stride, "padding": padding} if steps else case


def _lengths(lengths: tuple[int, ...], size: int, step: int, pad: int, left_over: bool) -> SearchStrategy[Pair]:
    """Heights (or widths) of image and output that fit a kernel's size."""
    moves = [(length, length + 2 * pad - size) for length in lengths]
    return st.sampled_from(
        [(length, int(way // step) + 1) for length, way in moves if way >= 0 and (left_over or way % step == 0)]
    )


@st.composite
def patch_cases(draw: DrawFn, counts: Counts = SINGLE, **options: Any) -> Arguments:
    """The arguments of image_patches; the options are those of :func:`convolutions`."""
    case = draw(convolutions(counts, **options))
    kernel_h, kernel_w = case["param"].shape[2:]
    steps = {name: case[name] for name in ("stride", "padding") if name in case}
    return {"images": case["images"], "kernel_h": kernel_h, "kernel_w": kernel_w, **steps}


@st.composite
def same_cases(
    draw: DrawFn,
    kernels: tuple[Pair, ...],
    *,
    separable: bool = False,
    low: int = 3,
    high: int = 6,
) -> Arguments:
    """One image with a kernel of odd height and width, or with its two factors; height and width of
    the image differ.
    """
    kernel_h, kernel_w = draw(st.sampled_from(kernels))
    height = draw(sizes(low, high))
    width = draw(sizes(low, high).filter(lambda drawn: drawn != height))
    case: Arguments = {"image": draw(arrays((height, width)))}
    if separable:
        return case | {"column": draw(arrays(kernel_h)), "row": draw(arrays(kernel_w))}
    return case | {"kernel": draw(arrays((kernel_h, kernel_w)))}


# Vectorised or not.


def vectorised(points: float, cases: Callable[..., SearchStrategy[Arguments]], also: Sequence[Arguments]) -> Check:
    """A check that a larger image takes no more lines of Python, and that both results are right.

    Lines are counted as a debugger steps through them, in whatever thread, of all code that stands
    in no library, so that the verdict depends on no clock.  What that catches, on Python 3.11, 3.12
    and 3.13 alike: for and while loops, also on one line; recursion; comprehensions and generator
    expressions, where each round counts as a line (in 3.11 in a frame of their own, from 3.12 on
    inlined); a function or lambda of the student's that np.vectorize, np.apply_along_axis,
    np.frompyfunc, map or functools.reduce calls for each pixel; texts that are executed; and, by a
    bound on the lines, loops of a fixed length.  What it does not catch: a loop that executes no
    line of the student's, such as np.apply_along_axis(np.sum, ...) or map(abs, ...).

    Which code runs may depend on the arguments: ``also`` has options of ``cases`` for each of which
    it is asked as well.
    """
    return Check(
        name="vectorised",
        points=points,
        text="The number of Python lines that are executed does not grow with the number of pixels: no loop over "
        "pixels, rows or windows, and no function of yours called for each of them. It may grow with the kernel, and "
        "with the logarithm of the number of pixels. The result must be right as well.",
        cases=cases(),
        examples=tuple(cases(**options) for options in also),
        observe=_count_lines,
        accept=_does_not_grow,
        count=2,
        kind=Kind.EFFORT,
        shown=_small,
    )


def vectorised_otherwise(
    points: float, of: Callable[..., SearchStrategy[Arguments]], also: Sequence[Arguments]
) -> Check:
    """The same for calls that differ from the plain ones in much at once, of which each of ``also`` has
    something on every paper: who has a loop for some of them alone loses this little.
    """
    return dataclasses.replace(
        vectorised(points, of, also),
        name="vectorised_otherwise",
        text="The same with other strides, paddings and kernels, with other types of numbers, and with images that lie "
        "otherwise in memory: no call takes more lines for more pixels.",
        count=0,
        code=_written,
    )


_SAME, _MORE = "no more lines for more pixels", "more lines for more pixels"

TIMES = 8
"""So many times as high and as wide is the larger image."""

_FEW_MORE, _FEW_MORE_OF_PATCHES = 8, 4
"""Lines that a larger image may take more without a question; where all patches are sent, and those of a still larger
image would be too many, so many for each doubling of its pixels.  Where it takes more than these, a still larger image
tells a loop over rows or blocks, whose lines multiply, from a logarithm, which adds some, and from a loop over places
of the kernel or windows, whichever are fewer, which ends with the kernel.
"""

ROWS = 1024
"""So many times as high is an image that has very many rows: then blocks of rows are a loop, too."""

_LIKE_A_LOOP = 0.7
"""What a still larger image takes more, as a share of what a loop would take more there.  A loop takes about all of
that, a logarithm two thirds at most.
"""

_MOST_LINES, _MOST_FOR_A_VALUE, _MOST_FOR_A_DOUBLING = 250, 20, 32
"""For either image: three times what right answers take, what one step a line takes for each value of the kernel, and
what each stage of a Fourier transform of one's own does.  A loop over the larger one's pixels takes more.
"""


_LAYOUTS = program(__file__, "layouts.py")

_AS_CODE = {
    "column_major": "np.asfortranarray({})",
    "every_other": "np.repeat({}, 2, axis=-1)[..., ::2]",
    "from_behind": "np.array({})[..., ::-1].copy()[..., ::-1]",
}
"""How the layouts are written."""


def _small(case: Arguments) -> Arguments:
    small: Arguments = case["small"]
    return small


def _written(exercise: str, case: Arguments) -> str:
    layout = _AS_CODE.get(case["layout"], "{}")
    written = (layout.format(as_code(v)) if isinstance(v, np.ndarray) else as_code(v) for v in case["small"].values())
    return f"{exercise}({', '.join(written)})"


def _count_lines(subject: Subject, exercise: str, case: Arguments) -> Any:
    # Two words and not two numbers: numbers would differ from loop to loop, and no mistake would be
    # known by them.
    laid = partial(_laid, subject, case.get("layout", ""))

    def prepare(call: Arguments) -> None:  # what is kept for a size, or imported, is no loop
        subject.call(exercise, laid({name: _other_values(value) for name, value in call.items()}))

    for image in ("small", "large"):
        prepare(case[image])
    small, few = subject.count_lines(exercise, laid(case["small"]))
    large, many = subject.count_lines(exercise, laid(case["large"]))
    grows = any(lines > _most_lines(case[image]) for image, lines in (("small", few), ("large", many)))
    doublings = np.log2(_pixels(case["large"]) / _pixels(case["small"]))
    if not grows and many - few > (_FEW_MORE_OF_PATCHES * doublings if "kernel_h" in case["large"] else _FEW_MORE):
        times = 4 if doublings < 8 else 2
        still_larger = _longer(case, times)
        prepare(still_larger)
        _, most = subject.count_lines(exercise, laid(still_larger))
        grows = most - many > _LIKE_A_LOOP * (times - 1) * (many - few)
    return {"small": small, "large": large, "lines": _MORE if grows else _SAME}


def _most_lines(call: Arguments) -> float:
    kernel = [call[name].size for name in ("param", "kernel", "column", "row") if name in call]
    values = sum(kernel) if kernel else int(np.prod(kernel_of(call)))
    return float(_MOST_LINES + _MOST_FOR_A_VALUE * values + _MOST_FOR_A_DOUBLING * np.log2(_pixels(call)))


def _longer(case: Arguments, times: int) -> Arguments:
    """The larger call with an image that is so many times as long along the axes that differ."""
    (name, small), (_, large) = (next(iter(case[image].items())) for image in ("small", "large"))
    repeats = np.where(np.greater(large.shape, small.shape), times, 1)
    call: Arguments = case["large"] | {name: np.tile(large, repeats)}
    if "output_grad" in call:
        step = {"stride": 1, "padding": 0} | call
        out = moves(step) // step["stride"] + 1
        call["output_grad"] = np.resize(call["output_grad"], (*call["output_grad"].shape[:2], *out))
    return call


def _laid(subject: Subject, layout: str, call: Arguments) -> Arguments:
    """The call with arrays that lie so where the function lives: on the way there an array loses its layout."""
    if not layout:
        return call
    layouts = subject.define(_LAYOUTS)
    return {
        name: subject.keep(layout, {"array": value}, of=layouts) if isinstance(value, np.ndarray) else value
        for name, value in call.items()
    }


def _pixels(call: Arguments) -> int:
    image: np.ndarray = next(iter(call.values()))
    return image.size


def _other_values(value: Any) -> Any:
    return np.flip(value) if isinstance(value, np.ndarray) else value


def _does_not_grow(case: Case, seen: Any) -> Mismatch | None:
    for image in ("small", "large"):
        found = compare.difference(case.right[image], seen[image], compare.tolerance_for(case.arguments))
        if found:
            what = f"the result for the {image} image is wrong ({found.what}), and without a right one there is no "
            return Mismatch(what + "point in being fast", answers=False)
    if seen["lines"] != _SAME:
        what = "a larger image takes more lines of Python: leave the loop over its pixels, rows or windows to NumPy"
        return Mismatch(what, answers=False, remark="loops_over_pixels")
    return None


SQUARE, HIGH, BROAD = (TIMES, TIMES), (ROWS, 1), (1, ROWS)
"""How many times as high and as wide the larger image is."""


@st.composite
def two_sizes(
    draw: DrawFn,
    *,
    kind: str,
    counts: tuple[int, int, int] = (1, 1, 1),
    kernel: Pair = (2, 3),
    step: Step | None = None,
    times: Pair = SQUARE,
    dtype: Any = float,
) -> Arguments:
    """The same convolution for an image of 6x6 and one that is the small one many times, side by side."""
    count, c_in, c_out = counts
    images = draw(arrays((count, c_in, 6, 6), dtype=dtype))
    param = draw(arrays((c_in, c_out, *kernel), low=1, dtype=dtype))
    output_grad = draw(arrays((count, c_out, 5, 4), low=1, dtype=dtype))
    of_kernel = {"kernel_h": kernel[0], "kernel_w": kernel[1]} if kind == "patches" else {"param": param}
    stride, padding = step or (1, 0)
    pair = {}
    for name, (high, wide) in (("small", (1, 1)), ("large", times)):
        call: Arguments = {"images": np.tile(images, (1, 1, high, wide)), **of_kernel}
        if kind == "gradient":
            out = moves(call | {"stride": stride, "padding": padding}) // stride + 1
            call["output_grad"] = np.resize(output_grad, (count, c_out, *out))
        pair[name] = call | ({"stride": stride, "padding": padding} if step else {})
    return pair


ALSO: tuple[Arguments, ...] = (
    {"step": (2, 0)},
    {"step": (1, 1)},
    {"counts": (2, 2, 2), "kernel": (2, 2)},
    {"counts": (2, 2, 2), "kernel": (2, 2), "step": ((2, 1), (1, 0)), "dtype": int},
    {"dtype": int},
    {"times": HIGH},
    {"times": BROAD},
)
"""How the calls of two sizes can differ otherwise, as options of them."""


TYPES = (float, float, np.float32, np.uint8, np.int64)
LAYOUTS = ("", "", *_AS_CODE)
LONGER: tuple[Pair, ...] = ((128, 4), (4, 128), (40, 40))
"""How many steps a window takes down and across a larger image; it takes four across a small one."""


KINDS = ("fractions", "signs", "sparse", "sizes", "constant")
"""What numbers there can be: with digits, whole ones of both signs and 0, hardly anything but 0, some a million times
smaller than others, and the same everywhere.
"""


def numbers_of(kind: str, dtype: Any, random: np.random.Generator, shape: Any) -> np.ndarray:
    """Numbers of a kind in a type, which may round them."""
    values = np.full(shape, 3.0) if kind == "constant" else random.uniform(-9, 9, shape)
    if kind == "sparse":
        values = np.where(random.integers(12, size=shape) == random.integers(12), values, 0.0)
    if kind == "sizes":
        values = values * 10.0 ** -random.choice((0, 3, 6), shape)
    if kind == "signs" or np.dtype(dtype).kind in "iu":
        values = np.rint(values) if np.dtype(dtype).kind != "u" else np.rint(np.abs(values))
    return values.astype(dtype)


def two_mixed_sizes(*, kind: str, **fixed: Any) -> SearchStrategy[Arguments]:
    """A convolution of a small image and of a larger one, with everything but ``fixed`` at random."""

    def made(seed: int) -> Arguments:
        random = np.random.default_rng(seed)
        side = int(random.integers(1, 6))
        kernel = fixed.get("kernel", pick(random, ((side, side), (side, 2), (1, side), (3, 3))))
        most = max(kernel) if max(kernel) < 9 or kind != "patches" else 1  # all patches must fit into one message
        stride = fixed.get("stride", pick(random, (1, 1, 2, 3, (1, 2), (3, 1))))
        padding = fixed.get("padding", pick(random, (0, 0, 1, most, (1, 0), (0, most))))
        if padding == "wide":
            padding = most + int(random.integers(2))
        most_channels = 2 if kernel[0] * kernel[1] < 7 else 1  # loops over the kernel and the channels are allowed
        count, c_in, c_out = fixed.get("counts", random.integers(1, most_channels + 1, 3))
        spare = fixed.get("spare", random.integers(0, np.broadcast_to(stride, 2)))
        made_of, types = _kinds_and_types(fixed, random)
        param = numbers_of(made_of[1], types[1], random, (c_in, c_out, *kernel))

        def call(down: int, across: int) -> Arguments:
            shape = (count, c_in, *(np.multiply(stride, (down, across)) + kernel + spare))
            images = numbers_of(made_of[0], types[0], random, shape)
            step = {"stride": stride, "padding": padding}
            if kind == "patches":
                return {"images": images, "kernel_h": kernel[0], "kernel_w": kernel[1], **step}
            made: Arguments = {"images": images, "param": param}
            if kind == "gradient":
                out = moves(made | step) // stride + 1
                made["output_grad"] = numbers_of(made_of[2], types[2], random, (count, c_out, *out))
            return made | step

        layout = fixed.get("layout", pick(random, LAYOUTS))
        small, large = fixed.get("places", ((4, 4), pick(random, LONGER)))
        return {"small": call(*small), "large": call(*large), "layout": layout}

    return st.integers(0, 10**6).map(made)


def _kinds_and_types(fixed: Arguments, random: np.random.Generator) -> tuple[list[str], list[Any]]:
    """The kinds and types of the image and of two other arrays."""
    made_of = [fixed.get("values", kind) for kind in (pick(random, KINDS), pick(random, KINDS), pick(random, KINDS))]
    others = fixed.get("others", pick(random, TYPES))
    return made_of, [fixed.get("dtype", pick(random, TYPES)), others, others]


OTHER_TYPES_AND_LAYOUTS: tuple[Arguments, ...] = (
    {"dtype": np.float32, "others": float, "values": "fractions"},
    {"dtype": np.uint8, "others": np.float32},
    {"dtype": float, "others": np.float32, "values": "sizes"},
    *({"layout": layout, "values": kind} for layout, kind in zip(_AS_CODE, ("signs", "sparse", "sizes"), strict=True)),
)
WHOLE: Arguments = {"padding": 0, "spare": 0}
"""For kernels that are as wide as the image, or as high."""
OTHERWISE: tuple[Arguments, ...] = (
    {"stride": 3, "values": "signs"},
    {"stride": (1, 4), "values": "fractions"},
    {"padding": "wide", "values": "constant"},
    {"padding": (2, 1), "values": "sparse"},
    {"kernel": (1, 1), "counts": (2, 3, 3), "values": "fractions"},
    {"kernel": (2, 1), "counts": (3, 4, 3)},
    {"kernel": (4, 4), "stride": 4},
    *({"kernel": kernel} for kernel in ((11, 11), (1, 4))),
    *({"kernel": kernel, "places": ((4, 0), (300, 0)), **WHOLE} for kernel in ((2, 1), (2, 3))),
    *({"kernel": kernel, "places": ((0, 4), (0, 300)), **WHOLE} for kernel in ((1, 3), (3, 2))),
    *OTHER_TYPES_AND_LAYOUTS,
)
"""What some call of two mixed sizes has on every paper."""


def two_mixed_same_sizes(*, separable: bool = False, **fixed: Any) -> SearchStrategy[Arguments]:
    """The same for convolutions that keep the image's size."""

    def made(seed: int) -> Arguments:
        random = np.random.default_rng(seed)
        side = pick(random, (1, 3, 5))
        kernel = fixed.get("kernel", pick(random, ((side, side), (side, 3), (1, side), (3, 3))))
        of_kernel = {"column": kernel[0], "row": kernel[1]} if separable else {"kernel": kernel}
        made_of, types = _kinds_and_types(fixed, random)
        factors = {
            name: numbers_of(kind, dtype, random, shape)
            for (name, shape), kind, dtype in zip(of_kernel.items(), made_of[1:], types[1:], strict=False)
        }
        layout = fixed.get("layout", pick(random, LAYOUTS))

        def call(height: int, width: int) -> Arguments:
            return {"image": numbers_of(made_of[0], types[0], random, (height, width)), **factors}

        down, across = pick(random, LONGER)
        small, large = fixed.get("images", ((5, 6), (down + 1, across + 2)))
        return {"small": call(*small), "large": call(*large), "layout": layout}

    return st.integers(0, 10**6).map(made)


OTHERWISE_SAME: tuple[Arguments, ...] = (  # some images are of one row or column, which the kernel is larger than
    {"kernel": (1, 1), "values": "fractions"},
    {"kernel": (11, 11), "values": "signs"},
    {"kernel": (5, 1), "values": "constant", "images": ((1, 6), (1, 300))},
    {"kernel": (1, 5), "values": "sparse", "images": ((6, 1), (300, 1))},
    *OTHER_TYPES_AND_LAYOUTS,
)


@st.composite
def two_same_sizes(
    draw: DrawFn, *, separable: bool = False, kernel: Pair = (3, 3), times: Pair = SQUARE, dtype: Any = float
) -> Arguments:
    """The same convolution for an image of 9x10 and a larger one; where it is to become very high or
    very wide, for one of 6x6.
    """
    image = draw(arrays((9, 10) if min(times) > 1 else (6, 6), dtype=dtype))
    shapes: dict[str, Any] = {"column": kernel[0], "row": kernel[1]} if separable else {"kernel": kernel}
    of_kernel = {name: draw(arrays(shape, low=1, dtype=dtype)) for name, shape in shapes.items()}
    return {
        "small": {"image": image, **of_kernel},
        "large": {"image": np.resize(image, np.multiply(image.shape, times)), **of_kernel},
    }


ALSO_SAME: tuple[Arguments, ...] = (
    {"kernel": (7, 1)},
    {"kernel": (3, 7)},
    {"dtype": int},
    *({"times": times} for times in (HIGH, BROAD)),
    {"kernel": (1, 7), "times": HIGH},
    {"kernel": (7, 3), "times": BROAD},
)
ALSO_SEPARABLE = tuple(
    options | {"times": np.minimum(times, 300)} if (times := options.get("times")) else options for options in ALSO_SAME
)
"""The same, not as large: a factor may be written as a matrix that has as many rows and columns as the image has."""


# Arguments that make no sense.

STEP = {"stride": 1, "padding": 0}
CALL = {"images": counting(2, 2, 4, 5), "param": counting(2, 3, 2, 3), **STEP}
PATCHES = {"images": counting(2, 1, 4, 5), "kernel_h": 2, "kernel_w": 3, **STEP}
BAD_STEPS = {"stride": (0, (0, 1), (1, 0), -1, (1, -1)), "padding": (-1, (-1, 0), (0, -1))}

TOO_LARGE = tuple({"param": counting(2, 3, *kernel), "stride": 3} for kernel in ((5, 3), (2, 6)))
"""By less than a stride."""

BAD_PATCHES = (
    *spoiled(PATCHES, **BAD_STEPS, images=countings((2, 4, 5), (4, 5), (1, 2, 1, 4, 5))),
    *spoiled(PATCHES, {"kernel_h": 5, "stride": 3}, {"kernel_w": 6, "stride": 3}),
    *spoiled(PATCHES, {"kernel_h": 7, "padding": 1}, {"kernel_w": 8, "padding": 1}),
    *spoiled(PATCHES, kernel_h=(0, -1, 5), kernel_w=(0, 6)),
)
BAD_CALLS = (
    *spoiled(CALL, **BAD_STEPS),
    *spoiled(CALL, images=countings((2, 4, 5), (4, 5), (5,), (1, 2, 2, 4, 5), (2, 3, 4, 5), (2, 1, 4, 5))),
    *spoiled(CALL, param=countings((2, 2, 3), (2, 3), (2, 1, 3, 2, 3), (3, 2, 2, 3), (1, 3, 2, 3))),
    *spoiled(CALL, *TOO_LARGE, param=countings((2, 3, 5, 3), (2, 3, 2, 6))),
)


def with_gradient(call: Arguments, output_grad: np.ndarray) -> Arguments:
    """A call of conv_im2col as one of a gradient."""
    return {"images": call["images"], "param": call["param"], "output_grad": output_grad, **call}


def _shape_without_refusal(call: Arguments) -> tuple[int, ...]:
    """The output's shape where nothing is refused: whoever refuses output_grad alone is to be seen."""
    if call["images"].ndim != 4 or call["param"].ndim != 4:
        return (2, 3, 3, 3)
    room = np.array(call["images"].shape[2:]) + 2 * np.broadcast_to(call["padding"], 2) - call["param"].shape[2:]
    places = np.fix(room / np.maximum(np.abs(np.broadcast_to(call["stride"], 2)), 1)) + 1
    return len(call["images"]), call["param"].shape[1], *np.maximum(places, 1).astype(int).tolist()


BAD_SHAPES = (
    (2, 3, 3, 4),
    (2, 3, 4, 3),
    (1, 3, 3, 3),
    (2, 2, 3, 3),
    (2, 3, 9),
    (2, 3, 4, 5),
    (2, 1, 3, 3),
    (1, 2, 3, 3, 3),
)
BAD_GRADIENTS = (
    *(with_gradient(CALL, output_grad) for output_grad in countings(*BAD_SHAPES, (3, 3, 3, 3), (2, 3, 1, 1))),
    *(with_gradient(call, np.ones(_shape_without_refusal(call))) for call in BAD_CALLS),
)
FACTORS = {"image": counting(4, 5), "column": counting(3), "row": counting(5)}
BAD_FACTORS = (
    *spoiled(FACTORS, {"column": counting(4), "row": counting(2)}, image=countings((4,), (1, 4, 5), (1, 1, 4, 5))),
    *spoiled(FACTORS, column=countings((2,), (3, 1), (), (0,)), row=countings((4,), (1, 3), (), (0,))),
)
BAD_KERNELS = spoiled(
    {"image": counting(4, 5), "kernel": counting(3, 3)},
    {"image": counting(1, 1, 4, 5), "kernel": counting(1, 1, 3, 3)},
    image=countings((4,), (1, 4, 5), (1, 1, 4, 5)),
    kernel=countings((3,), (1, 3, 3), (1, 1, 3, 3), (2, 3), (3, 2), (4, 4), (0, 3), (3, 0)),
)

NO_SENSE = (
    "Raises ValueError when shapes do not fit, a stride is less than 1, a padding is negative, or the kernel is larger "
    "than the padded images."
)
NO_SENSE_GRADIENT = (
    "Raises ValueError when the arguments are not fit for the forward pass, or output_grad does not have the shape of "
    "its output."
)

WORKED = {"images": counting(1, 1, 3, 3), "param": np.array([[[[1.0, 0.0], [0.0, 2.0]]]])}
"""Its output is 11, 14, 20, 23."""

SIDE_BY_SIDE = {**WORKED, "images": counting(1, 1, 4, 4), "stride": 2, "padding": 0}
WORKED_BACK = tuple(with_gradient(WORKED, values) for values in (counting(1, 1, 2, 2), np.zeros((1, 1, 2, 2))))

THREE = ((3, 3),)
SAME_KERNELS: tuple[Pair, ...] = ((1, 3), (3, 1), (5, 3), (3, 5), (1, 5), (5, 1), (7, 3), (1, 1))

one_channel = Family("one_channel", "", partial(convolutions, ONE))
batches_and_channels = Family("batches_and_channels", "", partial(convolutions, BATCHES))
strides_and_padding = Family(
    "strides_and_padding",
    "Strides and paddings as numbers, also where rows and columns at the end are too few for one more window.",
    lambda of=convolutions, steps=STEPS, **options: of(steps=steps, left_over=True, **options),
    each=tuple({"steps": (step,)} for step in STEPS),
)
pairs = Family(
    "pairs",
    "Strides and paddings as pairs (vertical, horizontal).",
    lambda of=convolutions, **options: of(steps=PAIRS, **options),
)


def manners(points: float = 0.25, cases: Cases = convolutions, **options: Any) -> Check:
    """One size for all calls: a buffer may be kept for each shape."""
    return polite(points, cases(BATCHES[:1], kernels=((2, 3),), lengths=(4,), **options))


def overlaps(call: Arguments) -> bool:
    """Whether windows overlap along some axis."""
    return bool(np.any(np.broadcast_to(call["stride"], 2) < kernel_of(call)) and np.any(moves(call)))


def side_by_side(call: Arguments) -> bool:
    """Whether several windows of more than one pixel stand beside each other, with nothing between them."""
    kernel = np.array(kernel_of(call))
    return bool(np.all(kernel == call["stride"]) and np.any(kernel > 1) and np.any(moves(call)))


def kernel_of(call: Arguments) -> Any:
    """Height and width of the windows."""
    return call["param"].shape[2:] if "param" in call else (call["kernel_h"], call["kernel_w"])


def moves(call: Arguments) -> np.ndarray:
    """How far the window can move along each axis of the padded images."""
    return np.array(call["images"].shape[2:]) + 2 * np.broadcast_to(call["padding"], 2) - kernel_of(call)


def larger_than_image(call: Arguments) -> bool:
    """Whether a kernel that keeps the image's size is higher or wider than the image."""
    kernel = call["kernel"].shape if "kernel" in call else (len(call["column"]), len(call["row"]))
    return any(np.greater(kernel, call["image"].shape))


FEATURES = Features(
    {
        "one image": size("images", 0, 1),
        "several images": larger("images", 0, 1),
        "one input channel": size("images", 1, 1),
        "several input channels": larger("images", 1, 1),
        "one output channel": size("param", 1, 1),
        "several output channels": larger("param", 1, 1),
        "windows that are not square": lambda call: len(set(kernel_of(call))) == 2,
        "windows of one pixel": lambda call: tuple(kernel_of(call)) == (1, 1),
        "a stride above 1": above("stride", 1),
        "two strides that differ": differing("stride"),
        "a padding": above("padding", 0),
        "two paddings that differ": differing("padding"),
        "rows or columns left over": lambda call: bool(np.any(moves(call) % call["stride"])),
        "windows that overlap": overlaps,
        "windows side by side": side_by_side,
        "one place for the window": lambda call: not np.any(moves(call)),
        "an image of one row": size("image", 0, 1),
        "an image of one column": size("image", 1, 1),
        "an image that is not square": unequal("image", 0, 1),
        "a kernel larger than the image": larger_than_image,
        "a kernel that is not square": unequal("kernel", 0, 1),
        "a kernel of one value": lambda call: call["kernel"].size == 1,
        "a column of one value": size("column", 0, 1),
        "a row of one value": size("row", 0, 1),
    },
    apart={
        ("one image", "several images"): "a batch has one size",
        ("one input channel", "several input channels"): "there is one number of them",
        ("one output channel", "several output channels"): "there is one number of them",
        ("windows that are not square", "windows of one pixel"): "one pixel is square",
        ("windows of one pixel", "windows that overlap"): "one pixel overlaps no other",
        ("windows of one pixel", "windows side by side"): "they are declared to have several",
        ("windows that overlap", "windows side by side"): "it is one or the other",
        ("one place for the window", "windows side by side"): "one window has no other beside it",
        ("rows or columns left over", "one place for the window"): "then there is nowhere to move",
        ("windows that overlap", "one place for the window"): "one window overlaps no other",
        ("a kernel that is not square", "a kernel of one value"): "one value is square",
        ("a kernel larger than the image", "a kernel of one value"): "no image has less than one value",
    },
)


OF_BLOCKS = ((768, 1, 2, 1), (1000, 1, 2, 1), (1, 768, 2, 1), (1, 1000, 2, 1))
"""So many images or channels that blocks of many sizes divide them without a rest, and halves become odd."""
LENGTHS, SIDES = (6, 16, 17, 18, 19, 34, 36, 260), (4, 5, 6, 7, 9)
"""Longest of all is what a byte does not count."""
BYTES_FORWARD = (((1, 20, 4, 5), (20, 1, 4, 4)),)
BYTES_BACK = (((1, 1, 7, 7), (1, 20, 4, 4)), ((5, 1, 8, 8), (1, 1, 1, 1)))
"""Shapes of images and kernels with 320 products in a sum."""


def _arrays_of(call: Arguments) -> list[str]:
    return [name for name, value in call.items() if isinstance(value, np.ndarray)]


def _can_be_sent(call: Arguments) -> bool:
    """Whether the answer can be sent: a wide padding around many images or channels makes millions of numbers."""
    call = {"stride": 1, "padding": 0} | call
    places = len(call["images"]) * np.prod(moves(call) // np.maximum(call["stride"], 1) + 1)
    at_each = call["param"].shape[1] if "param" in call else call["images"].shape[1] * np.prod(kernel_of(call))
    return bool(places * at_each < 200_000)


SIZES = {
    "images": Size((2, 3), (20, 90)),
    "channels": Size((2, 4), (6, 24)),
    "kernels": Size((2, 3), (5, 12)),
    "sides": Size((3, 8), (9, 13), axes=2),
    "places": Size((2, 7), (30, 64), axes=2),
}
"""Of calls in which much is large at once; the kernel's sides, and how often it moves."""


def busy(*, patches: bool = False, gradient: bool = False) -> Busy:
    """Calls in which images, channels, kernels, strides and paddings are of any size at once, and one or both of the
    last two may be left out.
    """
    sizes_ = {name: size for name, size in SIZES.items() if not (patches and name == "kernels")}

    def steps(drawn: Drawn) -> float:
        return math.prod(size for sizes in drawn.values() for size in sizes) * (5 if patches else 1)

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (number,), (c_in,), (c_out,) = drawn["images"], drawn["channels"], drawn.get("kernels", (1,))
        kernel, given_ = drawn["sides"], random.integers(3, size=2)
        windows = Windows.drawn(
            random, kernel, drawn["places"], images=number * c_in, stride=given_[0] > 0, padding=given_[1] > 0
        )
        case: Arguments = {"images": whole_numbers(random, number, c_in, *windows.image)}
        if patches:
            case |= {"kernel_h": kernel[0], "kernel_w": kernel[1]}
        else:
            case["param"] = whole_numbers(random, c_in, c_out, *kernel)
        if gradient:
            case["output_grad"] = whole_numbers(random, number, c_out, *windows.out(kernel))
        step = {"stride": windows.stride, "padding": windows.padding}
        return case | {name: setting(random, step[name]) for name, there in zip(step, given_, strict=True) if there}

    return Busy(sizes_, steps, call)


def meeting(*, patches: bool = False, gradient: bool = False, shapes_alone: tuple[str, ...] = ()) -> Forms:
    """Forms in which all sizes, strides and paddings meet, and large sizes of single axes."""

    def together(random: np.random.Generator) -> Arguments:
        number, c_in, c_out = random.integers(1, 4, 3)
        kernel = random.integers(1, 4, 2) if random.integers(4) else np.ones(2, int)
        stride = pick(random, (1, 1, 2, 3, (1, 2), (3, 2), (int(kernel[0]), int(kernel[1]))))
        padding = pick(random, (0, 0, 1, 2, (1, 0), (0, 2), (0, 1)))
        smallest = kernel - 2 * np.broadcast_to(padding, 2)
        image = np.maximum(pick(random, (0, 1, 1)) * random.integers(1, 7, 2), smallest).clip(1)
        return call((number, c_in, *image), (c_in, c_out, *kernel), random, stride, padding)

    def call(images: Any, param: Any, random: np.random.Generator, stride: Any = 1, padding: Any = 0) -> Arguments:
        case: Arguments = {"images": whole_numbers(random, *images)}
        step = {"stride": stride, "padding": padding}
        if patches:
            return case | {"kernel_h": int(param[2]), "kernel_w": int(param[3])} | step
        case["param"] = whole_numbers(random, *param)
        if gradient:
            out = moves(case | step) // stride + 1
            case["output_grad"] = whole_numbers(random, images[0], param[1], *out)
        return case | step

    def long(
        images: tuple[int, ...], out: int = 1, stride: int = 1, padding: int = 0, kernel: Pair = (2, 1)
    ) -> SearchStrategy[Arguments]:
        seeds = st.integers(0, 10**6).map(np.random.default_rng)
        return seeds.map(lambda random: call(images, (images[1], out, *kernel), random, stride, padding))

    def middle(axis: int, length: int) -> SearchStrategy[Arguments]:
        """Kernels that are long one way: a little more than this length, of one residue by 4."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            kernel, room = random.integers(1, 3, 2), random.integers(0, 3, 2)
            kernel[axis] = length + 4 * random.integers(4)
            return call((1, 1, *(kernel + room)), (1, 1, *kernel), random, pick(random, (1, 2)))

        return st.integers(0, 10**6).map(made)

    def square(side: int) -> SearchStrategy[Arguments]:
        seeds = st.integers(0, 10**6).map(np.random.default_rng)
        return seeds.map(
            lambda random: call((1, 1, side + 1, side + 2), (1, 1, side, side), random, pick(random, (1, 2)))
        )

    def bytes_of(images: tuple[int, ...], param: tuple[int, ...]) -> SearchStrategy[Arguments]:
        """Bytes whose products add up to more than float32 can count."""

        def made(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            case = call(images, param, random)
            large = {name: random.integers(240, 256, case[name].shape) for name in _arrays_of(case)}
            return case | {name: values.astype(np.uint8) for name, values in large.items()}

        return st.integers(0, 10**6).map(made)

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
        case = call((1, 1, 12, 12), (1, 2, 2, 3), random)
        if gradient:
            top, left = random.integers(0, 8, 2)
            case["output_grad"][...] = 0.0
            case["output_grad"][:, :, top : top + 2, left : left + 2] = random.uniform(1, 2, (1, 2, 2, 2))
        return case

    def wide(seed: int) -> Arguments:
        """As many numbers as photographs have, with all their digits."""
        random = np.random.default_rng(seed)
        case = call((2, 3, *random.integers(58, 64, 2)), (3, 2, 3, 2), random)
        return case | {name: random.normal(size=case[name].shape) for name in _arrays_of(case)}

    def bytes_everywhere(seed: int) -> Arguments:
        """A picture of bytes whose products add up to more than 32 bits count, where all places are added up."""
        random = np.random.default_rng(seed)
        case = call((1, 1, *random.integers(192, 200, 2)), (1, 1, 1, 1), random)
        return case | {name: random.integers(240, 256, case[name].shape).astype(np.uint8) for name in _arrays_of(case)}

    def with_spare_columns(seed: int, *, spare: int) -> Arguments:
        """Images with as many windows as others that are less wide, but not at the same places in memory."""
        random = np.random.default_rng(seed)
        return call((2, 2, 5, 5 + spare), (2, 2, 3, 2), random, (2, 3))

    many_bytes = [bytes_of(*shapes) for shapes in (BYTES_BACK if gradient else () if patches else BYTES_FORWARD)]
    rows, columns, batch, channels = (1, 1, 1031, 1), (1, 1, 2, 1031), (1031, 1, 3, 2), (2, 1031, 2, 1)
    steps = long((1, 1, 150, 2), stride=71), long((1, 1, 2, 1), padding=55)
    if gradient and "param" in shapes_alone:
        many_bytes.append(st.integers(0, 10**6).map(bytes_everywhere))
    sparse_ones = [st.integers(0, 10**6).map(sparse)] if gradient else []
    middle_sizes = (*(middle(axis, length) for axis in (0, 1) for length in LENGTHS), *map(square, SIDES))
    large = (
        *steps,
        *middle_sizes,
        long(rows),
        long(columns, kernel=(1, 2)),  # it reaches from each block into its neighbours
        long(batch),
        *map(long, OF_BLOCKS),
        long(channels),
        long((2, 1, 2, 1), 1031),
        st.integers(0, 10**6).map(wide),
    )
    one_after_the_other = [st.integers(0, 10**6).map(partial(with_spare_columns, spare=spare)) for spare in (0, 2)]
    more = {
        "large_size": large,
        "all_digits": () if patches else (st.integers(0, 10**6).map(small_alone),),
        "number_types": many_bytes,
        "special_values": sparse_ones,
        "earlier_calls": one_after_the_other,
    }
    arrays_ = ("images", "param", "output_grad") if gradient else ("images", "param")
    factors = () if patches else tuple(name for name in arrays_ if name not in shapes_alone)
    of_all = busy(patches=patches, gradient=gradient)
    return Forms(
        together=together, busy=of_all, only=_can_be_sent, more=more, shapes_alone=shapes_alone, factors=factors
    )


def meeting_same(*, separable: bool = False) -> Forms:
    """Forms in which images and kernels of all sizes meet."""

    def made(random: np.random.Generator, image: tuple[int, int], kernel: tuple[int, int]) -> Arguments:
        case = {"image": whole_numbers(random, *image)}
        if separable:
            return case | {"column": whole_numbers(random, kernel[0]), "row": whole_numbers(random, kernel[1])}
        return case | {"kernel": whole_numbers(random, *kernel)}

    def together(random: np.random.Generator) -> Arguments:
        height, width = pick(random, (1, 1, 3, 5, 7)), pick(random, (1, 1, 3, 5, 7))
        return made(random, (pick(random, (1, 2, 3, 6)), pick(random, (1, 2, 3, 6))), (height, width))

    def large(image: tuple[int, int], kernel: tuple[int, int]) -> SearchStrategy[Arguments]:
        """A call with all digits."""

        def drawn(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            return {name: random.normal(size=values.shape) for name, values in made(random, image, kernel).items()}

        return st.integers(0, 10**6).map(drawn)

    def steps(drawn: Drawn) -> float:
        return math.prod(size for sizes in drawn.values() for size in sizes)

    def busy_call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        height, width = drawn["sides"]
        return made(random, (drawn["image"][0], drawn["image"][1]), (height | 1, width | 1))

    all_sizes = {"image": Size((6, 14), (26, 64), axes=2), "sides": Size((4, 9), (10, 40), axes=2)}
    most = HUGE if separable else LONGEST  # a factor may be written as a matrix of so many rows and columns

    def middle(axis: int, length: int) -> SearchStrategy[Arguments]:
        """Kernels that are long one way: a little more than this length, of one residue by 4."""

        def drawn(seed: int) -> Arguments:
            random = np.random.default_rng(seed)
            kernel, image = [pick(random, (1, 3)), pick(random, (1, 3))], [pick(random, (1, 2)), pick(random, (2, 3))]
            kernel[axis] = length + 4 * int(random.integers(4))
            image[axis] = kernel[axis] + int(random.integers(-3, 4))
            return made(random, (image[0], image[1]), (kernel[0], kernel[1]))

        return st.integers(0, 10**6).map(drawn)

    middle_sizes = [middle(axis, length) for axis in (0, 1) for length in (7, 17, 19, 33, 35)]
    sizes_ = (((most, 2), (3, 1)), ((2, most), (1, 3)), ((600, 3), (1031, 1)), ((3, 600), (1, 1031)))
    why = {"large_size": "Both sides of a kernel would be large at once, which makes a million values."}
    a_photograph = large((258, 259), (7, 9))
    all_large = (*middle_sizes, *(large(*pair) for pair in sizes_), a_photograph)
    factors = ("image", *(("column", "row") if separable else ("kernel",)))
    return Forms(
        together=together,
        without=why,
        more={"large_size": all_large},
        factors=factors,
        busy=Busy(all_sizes, steps, busy_call),
    )


UNIT = Unit(
    name="fast_conv",
    features=FEATURES,
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
                "Several images of several channels: each image has rows of its own; in a row comes channel after "
                "channel.",
                patch_cases(BATCHES),
            ),
            strides_and_padding(1.0, of=patch_cases),
            pairs(0.25, of=patch_cases),
            vectorised(0.6, partial(two_sizes, kind="patches"), ALSO),
            vectorised_otherwise(0.15, partial(two_mixed_sizes, kind="patches"), OTHERWISE),
            manners(cases=patch_cases),
            rejects(0.25, NO_SENSE, BAD_PATCHES),
            forms=meeting(patches=True),
        ),
        Exercise(
            "conv_im2col",
            one_channel(0.75, "One image, one channel in and one out.", examples=(WORKED,)),
            batches_and_channels(
                0.75,
                "Several images and channels: the rows of the matrix product have to go back to their image, channel "
                "and position.",
            ),
            strides_and_padding(0.5),
            pairs(0.25),
            vectorised(0.6, partial(two_sizes, kind="forward"), ALSO),
            vectorised_otherwise(0.15, partial(two_mixed_sizes, kind="forward"), OTHERWISE),
            manners(),
            rejects(0.25, NO_SENSE, BAD_CALLS),
            needs=("image_patches",),
            forms=meeting(),
        ),
        Exercise(
            "input_grad_im2col",
            agrees(
                "separate_windows",
                0.75,
                "Windows side by side: each pixel stands in one patch only.",
                convolutions(ONE, ((2, 2),), steps=((2, 0),), gradient=True),
                examples=(with_gradient(SIDE_BY_SIDE, counting(1, 1, 2, 2)),),
            ),
            batches_and_channels(
                1.25,
                "Several images and channels, and windows that overlap: a pixel's gradient is the sum over all patches "
                "in which it stands.",
                gradient=True,
                examples=WORKED_BACK,
            ),
            strides_and_padding(0.5, gradient=True),
            pairs(0.25, gradient=True),
            vectorised(0.6, partial(two_sizes, kind="gradient"), ALSO),
            vectorised_otherwise(0.15, partial(two_mixed_sizes, kind="gradient"), OTHERWISE),
            manners(0.25, gradient=True),
            rejects(0.25, NO_SENSE_GRADIENT, BAD_GRADIENTS),
            needs=("image_patches", "conv_im2col"),
            forms=meeting(gradient=True, shapes_alone=("images",)),
        ),
        Exercise(
            "param_grad_im2col",
            one_channel(
                0.5,
                "One image, one channel in and one out, and an output gradient of different values.",
                gradient=True,
                examples=WORKED_BACK,
            ),
            batches_and_channels(
                0.5,
                "Several images and channels: the contributions of all images and positions are added up.",
                gradient=True,
            ),
            strides_and_padding(0.25, gradient=True),
            pairs(0.25, gradient=True),
            vectorised(0.4, partial(two_sizes, kind="gradient"), ALSO),
            vectorised_otherwise(0.1, partial(two_mixed_sizes, kind="gradient"), OTHERWISE),
            manners(0.25, gradient=True),
            rejects(0.25, NO_SENSE_GRADIENT, BAD_GRADIENTS),
            needs=("image_patches", "conv_im2col"),
            forms=meeting(gradient=True, shapes_alone=("param",)),
        ),
        Exercise(
            "conv_separable",
            agrees(
                "factors_of_three",
                0.75,
                "Three values in the column and in the row: the result is that of the kernel outer(column, row), with "
                "zeros around the image.",
                same_cases(THREE, separable=True),
                examples=(
                    {"image": counting(3, 4), "column": np.array([1.0, 2.0, 4.0]), "row": np.array([-1.0, 0.0, 1.0])},
                ),
            ),
            agrees(
                "other_lengths",
                0.5,
                "Column and row of different lengths from 1 to 7, some of them longer than the image.",
                same_cases(SAME_KERNELS, separable=True),
            ),
            vectorised(0.6, partial(two_same_sizes, separable=True), ALSO_SEPARABLE),
            vectorised_otherwise(0.15, partial(two_mixed_same_sizes, separable=True), OTHERWISE_SAME),
            polite(0.25, same_cases(THREE, separable=True, low=3, high=4)),
            rejects(0.25, "Raises ValueError when the number of dimensions is wrong or a length is even.", BAD_FACTORS),
            needs=("image_patches", "conv_im2col"),
            forms=meeting_same(separable=True),
        ),
        Exercise(
            "conv_fft",
            agrees(
                "kernels_of_three",
                1.25,
                "3x3 kernels: real numbers, zeros beyond the border, nothing turned round, and the middle of the "
                "kernel on the pixel.",
                same_cases(THREE),
                examples=({"image": counting(3, 4), "kernel": counting(3, 3)},),
            ),
            agrees(
                "other_sizes",
                1.0,
                "Other kernels, square or not, some of them larger than the image.",
                same_cases(SAME_KERNELS),
            ),
            vectorised(0.6, two_same_sizes, ALSO_SAME),
            vectorised_otherwise(0.15, two_mixed_same_sizes, OTHERWISE_SAME),
            polite(0.25, same_cases(THREE, low=3, high=4)),
            rejects(
                0.25,
                "Raises ValueError when the number of dimensions is wrong or the kernel's height or width is even.",
                BAD_KERNELS,
            ),
            forms=meeting_same(),
        ),
    ),
)
