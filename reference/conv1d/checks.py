"""Exercises and hidden checks of the unit conv1d."""

import math
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Exercise, Forms, Unit, agrees, polite, rejects
from autograder.course.families import Family, any_of, counting, countings, misfits, or_left_out, spoiled
from autograder.course.features import Features, equals, given, larger, size
from autograder.course.forms import HUGE, LONGEST, Busy, Drawn, Size, pick, small_in_the_middle, whole_numbers
from autograder.testing import arguments, arrays, sizes


@st.composite
def convolutions(
    draw: DrawFn,
    kernels: tuple[int, ...],
    lengths: tuple[int, int],
    rows: tuple[int, int] | None = None,
    gradient: bool = False,
) -> Arguments:
    """The arguments of a convolution, with ``rows`` of a batch and with ``gradient`` of a gradient.

    ``kernels`` are the kernel lengths to choose from; ``lengths`` and ``rows`` the smallest and
    largest sizes.
    """
    length = draw(sizes(*lengths))
    shape = (length,) if rows is None else (draw(sizes(*rows)), length)
    signal, kernel = draw(arrays(shape)), draw(arrays(draw(st.sampled_from(kernels))))
    case = {"input_" if rows is None else "batch": signal, "param": kernel}
    return case | {"output_grad": draw(arrays(shape))} if gradient else case


def of_the_sum(*choice: Any, **options: Any) -> SearchStrategy[Arguments]:
    """The arguments of a gradient that take the loss for the sum of the output."""
    return or_left_out(convolutions(*choice, **options), "output_grad")


def paddings(shape: SearchStrategy[Any], num: SearchStrategy[int], name: str = "input_") -> SearchStrategy[Arguments]:
    """The arguments of a padding function, whose first one is called ``name``."""
    return arguments(**{name: shape.flatmap(arrays), "num": num})


LENGTHS, BATCHES = st.tuples(sizes(1, 6)), st.tuples(sizes(2, 3), sizes(4, 6))
BATCH = {"rows": (2, 3)}

SIGNAL, TWO_SIGNALS, KERNEL = counting(5), np.array([np.arange(7.0), np.arange(1.0, 8.0)]), np.ones(3)
ONE, TWO = {"input_": SIGNAL, "param": KERNEL}, {"batch": TWO_SIGNALS, "param": KERNEL}
ONE_BACK, TWO_BACK = {**ONE, "output_grad": np.eye(5)[1]}, {**TWO, "output_grad": np.eye(2, 7)}
OF_ZEROS = {"input_": counting(3), "param": KERNEL, "output_grad": np.zeros(3)}
TWO_OF_ZEROS = {"batch": counting(2, 3), "param": KERNEL, "output_grad": np.zeros((2, 3))}
"""A gradient of zeros is no gradient that was left out."""

SEVEN_BACK = {"input_": counting(8), "param": counting(7), "output_grad": np.eye(8)[1]}
LONGER_BATCHES = ({"batch": counting(2, 1), "param": counting(3)}, {"batch": counting(2, 3), "param": counting(5)})
LONGER_BACK = ({**LONGER_BATCHES[0], "output_grad": counting(2, 1)}, {**LONGER_BATCHES[1], "output_grad": np.eye(2, 3)})

BAD_CALLS = (
    *spoiled({"input_": counting(4), "param": counting(3)}, param=countings((2,), (3, 3), (4,), (), (3, 1), (0,))),
    *misfits(("input_", "param"), ((2, 3), (3,)), ((1, 1), (1,)), ((), (1,))),
)
BAD_BATCHES = (
    *spoiled({"batch": counting(2, 4), "param": counting(3)}, param=countings((2,), (1, 3), (), (0,))),
    *misfits(("batch", "param"), ((4,), (3,)), ((2, 2, 4), (3,)), ((3, 4), (4,)), ((), (3,))),
)
BAD_GRADIENTS = (
    *spoiled({"input_": counting(4), "param": counting(3)}, output_grad=countings((3,), (5,))),
    *spoiled({"input_": counting(3), "param": counting(3)}, output_grad=countings((1,), (2, 3), (3, 1))),
    *({**call, "output_grad": np.ones(call["input_"].shape)} for call in BAD_CALLS),
)
BAD_BATCH_GRADIENTS = (
    *spoiled({"batch": counting(2, 4), "param": counting(3)}, output_grad=countings((3, 4), (4,), (1, 4))),
    *spoiled({"batch": counting(3, 4), "param": counting(3)}, output_grad=countings((2, 4), (3, 5))),
    *({**call, "output_grad": np.ones(call["batch"].shape)} for call in BAD_BATCHES),
)

NO_SENSE = "Raises ValueError when a shape makes no sense: a wrong number of dimensions or an even kernel."
NO_SENSE_GRADIENT = (
    "Raises ValueError when a shape makes no sense: wrong dimensions, an even kernel, or an output_grad that is not of "
    "the output's shape."
)

kernels_of_three = Family("kernels_of_three", "", partial(convolutions, (3,), (3, 6)))
without_output_grad = Family(
    "without_output_grad",
    "Without an output gradient the loss is the sum of the output, so that the output gradient is ones.",
    of_the_sum,
)
other_lengths = Family(
    "other_lengths", "Kernels of length 1, 5 and 7.", any_of(convolutions, ((1,), (1, 4)), ((5, 7), (7, 8)))
)
longer_kernels = Family("kernel_longer_than_signal", "", any_of(convolutions, ((3,), (1, 2)), ((5, 7), (1, 4))))

batches = Family("batches", "", partial(convolutions, (3,), (4, 6), **BATCH))
batch_of_one = Family(
    "batch_of_one",
    "A batch of one signal stays a batch.",
    any_of(convolutions, ((1,), (1, 4)), ((3,), (3, 4)), rows=(1, 1)),  # longer kernels are no matter here
)
lengths_in_batches = Family(
    "other_lengths",
    "Kernels of length 1, 3, 5 and 7, some of them longer than the signals.",
    any_of(convolutions, ((3,), (1, 2)), ((1, 5, 7), (1, 6)), **BATCH),
)
of_the_sum_of_all = without_output_grad(
    0.25,
    "Without an output gradient the loss is the sum of all outputs, so that the output gradient is ones.",
    kernels=(3,),
    lengths=(4, 6),
    examples=(TWO,),
    **BATCH,
)

GRADIENTS = (
    polite(0.25, convolutions((3,), (4, 4), gradient=True)),
    rejects(0.25, NO_SENSE_GRADIENT, BAD_GRADIENTS),
)
BATCH_GRADIENTS = (
    lengths_in_batches(0.25, gradient=True, examples=LONGER_BACK),
    polite(0.25, convolutions((3,), (4, 4), rows=(2, 2), gradient=True)),
    rejects(0.25, NO_SENSE_GRADIENT, BAD_BATCH_GRADIENTS),
)
"""What both gradients are asked alike."""


def longer_than_signal(call: Arguments) -> bool:
    """Whether the kernel is longer than what it is laid on."""
    return bool(call["param"].shape[0] > next(iter(call.values())).shape[-1])


FEATURES = Features(
    {
        "one value": lambda call: next(iter(call.values())).shape[-1] == 1,
        "one signal": size("batch", 0, 1),
        "several signals": larger("batch", 0, 1),
        "a kernel of one value": size("param", 0, 1),
        "a kernel of more than three": larger("param", 0, 3),
        "a kernel longer than the signal": longer_than_signal,
        "no output_grad": lambda call: "output_grad" in call and call["output_grad"] is None,
        "an output_grad": given("output_grad"),
        "no padding": equals("num", 0),
    },
    apart={
        ("one signal", "several signals"): "a batch has one size",
        ("a kernel of one value", "a kernel of more than three"): "a kernel has one length",
        ("a kernel of one value", "a kernel longer than the signal"): "no signal is shorter than one value",
        ("no output_grad", "an output_grad"): "it is there or not",
    },
)


SIZES = {
    "rows": Size((3, 8), (65, 130)),
    "lengths": Size((20, 60), (300, 2500)),
    "kernels": Size((5, 20), (32, 200)),
}
"""Of calls in which much is large at once."""


def busy(*, batch: bool, gradient: bool) -> Busy:
    """Calls in which signals and kernels are of any length at once, most of them with an output gradient, if any
    have.
    """
    sizes_ = {name: size for name, size in SIZES.items() if batch or name != "rows"}

    def steps(drawn: Drawn) -> float:
        products = math.prod(size for sizes in drawn.values() for size in sizes)
        if not gradient:
            return products
        a_convolution_for_each = products * max(1, drawn["kernels"][0] / 20)  # value of a gradient
        pairs_of_places = math.prod(drawn.get("rows", ())) * drawn["lengths"][0] ** 2 / 20  # that no kernel joins
        return max(a_convolution_for_each, pairs_of_places)

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (kernel,), shape = drawn["kernels"], (*drawn.get("rows", ()), *drawn["lengths"])
        case = {"batch" if batch else "input_": whole_numbers(random, *shape)}
        case["param"] = whole_numbers(random, kernel | 1)
        output_grad = whole_numbers(random, *shape)
        return case | (
            pick(random, ({}, {"output_grad": None}, *[{"output_grad": output_grad}] * 2)) if gradient else {}
        )

    return Busy(sizes_, steps, call)


def busy_paddings(*, batch: bool) -> Busy:
    """Calls in which signals and paddings are of any length at once."""
    sizes_ = {name: size for name, size in SIZES.items() if batch or name != "rows"}

    def steps(drawn: Drawn) -> float:
        (length,), (num,), (rows,) = drawn["lengths"], drawn["kernels"], drawn.get("rows", (1,))
        return 4 * rows * (length + 2 * num)

    def call(random: np.random.Generator, drawn: Drawn) -> Arguments:
        shape = (*drawn.get("rows", ()), *drawn["lengths"])
        return {"batch" if batch else "input_": whole_numbers(random, *shape), "num": drawn["kernels"][0]}

    return Busy(sizes_, steps, call)


def meeting(*, batch: bool = False, shape_alone: str = "") -> Forms:
    """Forms in which kernels and signals of all lengths meet; with the argument of which only the shape matters,
    those of a gradient.
    """

    def together(random: np.random.Generator) -> Arguments:
        length, rows = pick(random, (1, 1, 2, 3, 5, 8)), pick(random, (1, 1, 2, 3))
        shape = (rows, length) if batch else (length,)
        case = {"batch" if batch else "input_": whole_numbers(random, *shape)}
        case["param"] = whole_numbers(random, pick(random, (1, 3, 5, 7)))
        return case | {"output_grad": pick(random, (None, whole_numbers(random, *shape)))} if shape_alone else case

    def both_long(seed: int) -> Arguments:
        """A long kernel on a signal that is longer: so long that all windows fill more than a megabyte, but where a
        convolution for each of its values is right.
        """
        random = np.random.default_rng(seed)
        case = {"input_": whole_numbers(random, 601), "param": whole_numbers(random, 67 if shape_alone else 301)}
        return case | {"output_grad": whole_numbers(random, 601)} if shape_alone else case

    def near_the_top(random: np.random.Generator, shape: tuple[int, ...], kernel: int) -> Arguments:
        shapes = {"batch" if batch else "input_": shape, "param": (kernel,)}
        shapes |= {"output_grad": shape} if shape_alone else {}
        return {name: random.integers(240, 256, size).astype(np.uint8) for name, size in shapes.items()}

    def of_bytes(seed: int) -> Arguments:
        """Bytes of which so many products are added up that single precision does not count them."""
        random = np.random.default_rng(seed)
        length = int(random.integers(280, 300) if batch or shape_alone else random.integers(520, 600))
        return near_the_top(random, (1, length) if batch else (length,), 2 * int(random.integers(140, 150)) + 1)

    def small_alone(seed: int) -> Arguments:
        """A value that is small beside others, of which nothing comes."""
        beside, one = small_in_the_middle(np.random.default_rng(seed), 3)
        case = {"input_": one[1:2], "param": beside, "output_grad": one[1:2]}
        if shape_alone == "param":
            case = {"input_": beside, "param": np.ones(1), "output_grad": one}
        named = {"batch" if batch and name == "input_" else name: value for name, value in case.items()}
        rows = {name: value[np.newaxis] if batch and name != "param" else value for name, value in named.items()}
        return rows if shape_alone else {name: value for name, value in rows.items() if name != "output_grad"}

    seeds = st.integers(0, 10**6)
    more = {
        "large_size": () if batch else (seeds.map(both_long),),
        "number_types": (seeds.map(of_bytes),),
        "all_digits": (seeds.map(small_alone),),
    }
    arrays_ = ("batch" if batch else "input_", "param", *(("output_grad",) if shape_alone else ()))
    factors = tuple(name for name in arrays_ if name != shape_alone)
    shapes_alone = (shape_alone,) if shape_alone else ()
    of_all = busy(batch=batch, gradient=bool(shape_alone))
    # Nothing else is summed along a signal, and for each row of a batch the judge may have to answer for a helper.
    longest = (HUGE if batch else LONGEST) if shape_alone == "param" else 0
    return Forms(
        together=together,
        busy=of_all,
        shapes_alone=shapes_alone,
        factors=factors,
        more=more,
        longest=longest,
        at_most={"param": 301} if shape_alone == "param" else {},  # a convolution for each of its values is right
    )


def meeting_paddings(*, batch: bool = False) -> Forms:
    """Forms in which signals of all lengths and paddings meet."""

    def together(random: np.random.Generator) -> Arguments:
        shape = (pick(random, (1, 2, 3)), pick(random, (1, 2, 5)))
        signal = whole_numbers(random, *(shape if batch else shape[1:]))
        return {"batch" if batch else "input_": signal, "num": pick(random, (0, 0, 1, 2, 3))}

    return Forms(together=together, busy=busy_paddings(batch=batch), longest=0)


UNIT = Unit(
    name="conv1d",
    title="Convolution in one dimension",
    features=FEATURES,
    exercises=(
        Exercise(
            "pad_1d",
            agrees(
                "both_sides",
                0.75,
                "Signals get the same number of zeros on both sides.",
                paddings(LENGTHS, sizes(1, 3)),
                examples=({"input_": SIGNAL, "num": 1},),
            ),
            agrees(
                "no_padding",
                0.25,
                "With num = 0 the signal comes back as it was.",
                paddings(LENGTHS, st.just(0)),
            ),
            polite(0.25, paddings(st.just((3,)), st.just(1))),
            rejects(
                0.25,
                "Raises ValueError when the signal does not have exactly one dimension or num is negative.",
                [
                    {"input_": counting(*shape), "num": num}
                    for shape, num in (((2, 3), 1), ((3,), -1), ((), 1), ((1, 1), 0), ((8,), -2))
                ],
            ),
            needs=("pad_1d_batch",),
            forms=meeting_paddings(),
        ),
        Exercise(
            "conv_1d",
            kernels_of_three(
                1.5,
                "Kernels of length 3 on longer signals. The kernel's first value meets the window's first value: it is "
                "not turned round.",
                examples=(ONE,),
            ),
            other_lengths(
                1.0,
                "Kernels of length 1, 5 and 7: the padding is half the kernel's length, rounded down.",
                examples=(
                    {"input_": counting(3), "param": np.array([2.0])},
                    {"input_": counting(8), "param": counting(7)},
                ),
            ),
            longer_kernels(
                1.0,
                "Kernels longer than the signal, which may be a single value: the output is still as long as the "
                "signal.",
                examples=({"input_": np.array([2.0]), "param": counting(3)},),
            ),
            polite(0.25, convolutions((3,), (4, 4))),
            rejects(0.25, NO_SENSE, BAD_CALLS),
            needs=("pad_1d", "conv_1d_batch"),
            forms=meeting(),
        ),
        Exercise(
            "input_grad_1d",
            kernels_of_three(
                1.5,
                "Kernels of length 3 and an output gradient of different values: each reaches back through the kernel, "
                "which is turned round on the way.",
                gradient=True,
                examples=(ONE_BACK, OF_ZEROS),
            ),
            without_output_grad(0.5, kernels=(3, 5), lengths=(5, 7), examples=(ONE,)),
            other_lengths(0.75, gradient=True, examples=(SEVEN_BACK,)),
            longer_kernels(
                0.75,
                "Kernels longer than the signal, which may be a single value: the gradient is as long as the signal.",
                gradient=True,
            ),
            *GRADIENTS,
            needs=("pad_1d", "conv_1d", "input_grad_1d_batch"),
            forms=meeting(shape_alone="input_"),
        ),
        Exercise(
            "param_grad_1d",
            kernels_of_three(
                1.5,
                "Kernels of length 3 and an output gradient of different values: every output adds its part to the "
                "gradient.",
                gradient=True,
                examples=(ONE_BACK, OF_ZEROS),
            ),
            without_output_grad(0.25, kernels=(3, 5), lengths=(3, 6), examples=(ONE,)),
            other_lengths(0.5, gradient=True, examples=(SEVEN_BACK,)),
            longer_kernels(
                0.5,
                "Kernels longer than the signal, which may be a single value: the gradient is as long as the kernel.",
                gradient=True,
            ),
            *GRADIENTS,
            needs=("pad_1d", "conv_1d", "param_grad_1d_batch"),
            forms=meeting(shape_alone="param"),
        ),
        Exercise(
            "pad_1d_batch",
            agrees(
                "both_sides",
                0.5,
                "Every signal gets zeros on both sides; the batch gets no new rows.",
                paddings(BATCHES, sizes(1, 3), name="batch"),
            ),
            agrees(
                "batch_of_one",
                0.25,
                "A batch of one signal stays a batch.",
                paddings(st.tuples(st.just(1), sizes(1, 5)), sizes(0, 2), name="batch"),
            ),
            polite(0.25, paddings(st.just((2, 3)), st.just(1), name="batch")),
            rejects(
                0.25,
                "Raises ValueError when the batch does not have exactly two dimensions or num is negative.",
                [
                    {"batch": counting(*shape), "num": num}
                    for shape, num in (((3,), 1), ((2, 2, 3), 1), ((2, 3), -1), ((2, 8), -2), ((), 1))
                ],
            ),
            needs=("pad_1d",),
            forms=meeting_paddings(batch=True),
        ),
        Exercise(
            "conv_1d_batch",
            batches(
                1.0,
                "Batches of two and three signals: each is convolved for itself, with the same kernel.",
                examples=(TWO,),
            ),
            batch_of_one(0.25, "A batch of one signal stays a batch, also when the signal is a single value."),
            lengths_in_batches(0.25, examples=LONGER_BATCHES),
            polite(0.25, convolutions((3,), (4, 4), rows=(2, 2))),
            rejects(0.25, NO_SENSE, BAD_BATCHES),
            needs=("conv_1d", "pad_1d_batch"),
            forms=meeting(batch=True),
        ),
        Exercise(
            "input_grad_1d_batch",
            batches(
                0.75,
                "Batches of two and three signals: each sample's gradient comes from its own row of the output "
                "gradient.",
                gradient=True,
                examples=(TWO_BACK, TWO_OF_ZEROS),
            ),
            of_the_sum_of_all,
            batch_of_one(0.25, gradient=True),
            *BATCH_GRADIENTS,
            needs=("input_grad_1d", "conv_1d_batch"),
            forms=meeting(batch=True, shape_alone="batch"),
        ),
        Exercise(
            "param_grad_1d_batch",
            batches(
                0.75,
                "Batches of two and three signals: the gradients of all samples are summed, each with its own row of "
                "the output gradient.",
                gradient=True,
                examples=(TWO_BACK, TWO_OF_ZEROS),
            ),
            of_the_sum_of_all,
            batch_of_one(
                0.25, "A batch of one signal: the gradient has the kernel's shape all the same.", gradient=True
            ),
            *BATCH_GRADIENTS,
            needs=("param_grad_1d", "pad_1d_batch", "conv_1d_batch"),
            forms=meeting(batch=True, shape_alone="param"),
        ),
    ),
)
