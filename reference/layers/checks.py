"""The exercises of the unit layers and their hidden checks.

The exercises are classes.  A layer is judged by sessions: what each forward returns, and what each backward
returns and leaves in grads.  Networks, optimizers and trainers are given layers and networks of the judge's own,
so a mistake in one class costs nothing in another.  Pooling and Flatten are two exercises, as they are two classes:
who has one of them has its marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from autograder.course import (
    Accept,
    Arguments,
    Check,
    Example,
    Exercise,
    Kind,
    Observation,
    Unit,
    agrees,
    compare,
    rejects,
)
from autograder.course.families import spoiled
from autograder.course.verdicts import judged

from . import cases, chaining, losses, observing, randomness, trainings
from .cases import CONVOLUTIONS, DENSE, FLATTENS, NAMES, POOLINGS, Plan, asked_as, each_plan
from .chaining import NEXT, OTHER_ARRAYS, OTHER_DICTS, OTHER_ORDER, STEP, epochs, networks, optimizers
from .features import FEATURES
from .observing import shows

Examples = Sequence[Example]


def check(name: str, points: float, text: str, examples: Examples, observe: Observation, **more: Any) -> Check:
    """A check of sessions: a case for each of the examples, and a few of any of them."""
    given: dict[str, Any] = {"observe": observe, "code": observing.session_code, "count": 1} | more
    return agrees(name, points, text, st.one_of(*examples), examples=tuple(examples), **given)


# What all layers have.


def several(points: float, plans: Sequence[Plan], *bases: str, beside: Sequence[Plan] = ()) -> Check:
    """Steps of one object, and of several side by side."""
    text = (
        "Several batches, of other numbers of samples and of images of another height and width, for training and not: "
        "backward is about the last forward, and nothing adds up in grads."
    )
    text += " Objects of other settings share nothing." if beside else ""
    drawn = asked_as("depends_on_earlier_calls", (*each_plan(plans, "several"), *each_plan(plans[:1], "pairs")))
    drawn += (cases.siblings(beside),) if beside else ()
    more = {"origin": observing.origin_of(*bases), "count": 1}
    return check("several_batches", points, text, drawn, shows(), **more)


def params_in_use(points: float, plans: Sequence[Plan], *bases: str) -> Check:
    """Params that others change."""
    text = (
        "A new layer has grads of zeros, and those of a backward stay until the next one. Arrays in params that others "
        "change, in place or by putting new ones there, are those that forward and backward compute with."
    )
    drawn = asked_as("params_in_use", each_plan(plans, "changing"))
    return check("params_in_use", points, text, drawn, shows(), origin=observing.origin_of(*bases), count=1)


def manners(points: float, plans: Sequence[Plan], of: str = "several", **values: Any) -> Check:
    """What steps do beside answering."""
    return check(
        "manners",
        points,
        "A step leaves the arrays that it is given as they are and returns new ones; two objects do not share what "
        "they keep.",
        each_plan(plans, of, **values),
        observing.however_used,
        accept=observing.well_mannered,
        kind=Kind.MANNERS,
        count=0,
        seconds=8,
    )


FORMS = (
    "The same in other forms: arrays that lie otherwise in memory, whole numbers of any width, values that need all "
    "their digits or are tiny or huge, zeros, thousands of numbers, arguments by their names"
)


def forms(
    points: float, drawn: Examples, *bases: str, also: str = "", accept: Accept = observing.to_all_digits
) -> Check:
    """A check of the forms in which arrays and settings may come."""
    return agrees(
        "forms",
        points,
        FORMS + also + ".",
        st.one_of(*drawn),
        examples=tuple(drawn),
        count=0,
        kind=Kind.FORMS,
        origin=observing.origin_of(*bases),
        observe=observing.in_form,
        accept=accept,
        code=observing.session_code,
    )


def start(points: float, text: str, *plans: tuple[Plan, ...]) -> Check:
    """A check of the params that new layers of several sizes have; two plans have as many weights."""
    drawn = [randomness.starts(*each) for each in plans]
    zero = drawn[0].map(randomness.from_zero)
    more: dict[str, Any] = {"examples": (zero, *drawn[1:]), "count": 1, "code": randomness.code}
    return judged("start", points, text, st.one_of(*drawn), randomness.start, **more)


# The layers that learn.

_LARGE_DENSE = (cases.dense(1031, 2, 3), cases.dense(2, 1031, 3), cases.dense(2, 3, 1031), cases.dense(5003, 1, 1))

DENSE_EXERCISE = Exercise(
    "Dense",
    start(
        0.4,
        "A new layer has random weights around 0 of the variance 2 / (inputs + nodes), which follow from the seed, and "
        "a bias of zeros. NumPy's own random state stays as it is.",
        (cases.dense(1, 120, 80),),
        (cases.dense(1, 32, 300), cases.dense(1, 120, 80)),
        (cases.dense(1, 1, 15),),
        (cases.dense(1, 9, 1),),
        (cases.dense(1, 1, 1),),
    ),
    check("forward", 0.4, "The output: x @ weights + bias.", each_plan(DENSE, "there"), shows()),
    check("param_gradients", 0.5, "The gradients in grads after backward.", each_plan(DENSE), shows("grads")),
    check("input_gradient", 0.3, "What backward returns: dL/dx.", each_plan(DENSE), shows("x")),
    several(0.15, DENSE[1:3], "forward", "param_gradients", "input_gradient", beside=cases.DENSE_SIBLINGS),
    params_in_use(0.15, DENSE[1:2], "forward", "param_gradients", "input_gradient", "several_batches"),
    manners(0.15, DENSE[1:2]),
    forms(0.2, cases.forms(DENSE[1:2], _LARGE_DENSE, cases.DENSE_SETTINGS), "forward", "param_gradients"),
    acts=True,
)

_IMAGES = {"channels_in": 2, "channels_out": 1, "kernel_size": 2, "stride": 1, "padding": 0, "seed": 0}


def _made(made: Arguments) -> Arguments:
    """A layer that is made, and nothing else."""
    return {"made": made, "steps": []}


def _too_small(made: Arguments, *shape: int) -> Arguments:
    return {"made": made, "steps": [cases.forward(cases.ramp(shape))]}


_CONVOLUTIONS = (*each_plan(CONVOLUTIONS), *cases.drawn_plans(cases.DRAWN))

CONVOLUTION_EXERCISE = Exercise(
    "Convolution",
    start(
        0.3,
        "A new layer has random weights [C_in, C_out, K_h, K_w] around 0 of the variance 2 / (fan_in + fan_out), which "
        "follow from the seed, and a bias of zeros. NumPy's own random state stays as it is.",
        (cases.filters(16, 24, (4, 6)),),
        (cases.filters(10, 3, (18, 18)), cases.filters(15, 2, (18, 18))),
        (cases.filters(2, 3, (3, 2), (2, 3), 1),),
        (cases.filters(1, 2, (1, 2)),),
    ),
    check(
        "forward",
        0.75,
        "The output, for kernels, strides and paddings of all kinds, square or not, with rows and columns left over.",
        (*each_plan(CONVOLUTIONS, "there"), *cases.drawn_plans(cases.DRAWN, "there")),
        shows(),
    ),
    check("param_gradients", 0.6, "The gradients in grads after backward.", _CONVOLUTIONS, shows("grads")),
    check("input_gradient", 0.55, "What backward returns: dL/dx.", _CONVOLUTIONS, shows("x")),
    several(
        0.15,
        CONVOLUTIONS[1:3],
        "forward",
        "param_gradients",
        "input_gradient",
        beside=cases.CONVOLUTION_SIBLINGS,
    ),
    params_in_use(0.15, CONVOLUTIONS[2:3], "forward", "param_gradients", "input_gradient", "several_batches"),
    manners(0.15, CONVOLUTIONS[2:3]),
    rejects(
        0.1,
        "Images with another number of channels, and kernels that are larger than the padded images, raise ValueError.",
        [
            _too_small(_IMAGES, 1, 1, 4, 4),
            _too_small(_IMAGES, 2, 3, 4, 4),
            _too_small(_IMAGES, 1, 2, 1, 4),
            _too_small(_IMAGES, 1, 2, 4, 1),
            _too_small(_IMAGES | {"kernel_size": (5, 2), "padding": (1, 0)}, 1, 2, 2, 9),
            _too_small(_IMAGES | {"kernel_size": (2, 6), "padding": (2, 1), "channels_in": 1}, 1, 1, 2, 3),
            _too_small(_IMAGES | {"kernel_size": (5, 3), "stride": (2, 1)}, 2, 2, 4, 4),
            _too_small(_IMAGES | {"kernel_size": 4, "stride": (1, 5), "padding": (1, 0)}, 1, 2, 3, 2),
        ],
        observe=shows(),
        code=observing.session_code,
    ),
    forms(
        0.25,
        cases.forms((cases.SEVERAL_IMAGES,), cases.LARGE_CONVOLUTIONS, cases.CONVOLUTION_SETTINGS),
        "forward",
        "param_gradients",
        also=", settings that are NumPy's numbers or lists",
    ),
    acts=True,
)

# The layers that do not.

_MAX, _AVERAGE = POOLINGS["max"], POOLINGS["average"]
_WINDOWS = {"kind": "max", "size": 2, "stride": 1}

POOLING_EXERCISE = Exercise(
    "Pooling",
    check("max", 0.4, "The maximum of each window.", each_plan(_MAX, "there"), shows()),
    check("average", 0.3, "The mean of each window.", each_plan(_AVERAGE, "there"), shows()),
    check(
        "max_gradient",
        0.4,
        "The place of each maximum gets all of the gradient; overlapping windows add up.",
        tuple(map(cases.without_ties, each_plan(_MAX))),
        shows("x", "grads"),
    ),
    check(
        "average_gradient",
        0.25,
        "Each place of a window gets the same share; overlapping windows add up.",
        each_plan(_AVERAGE),
        shows("x", "grads"),
    ),
    check(
        "ties",
        0.2,
        "Of several maxima in a window, the first in reading order gets all of the gradient. Numbers that differ, "
        "however little, are no such maxima.",
        (
            *asked_as("ties", each_plan(_MAX[1:-1], low=-1, high=1)),
            *asked_as("nearly_tied", map(cases.nearly_tied, each_plan(_MAX[2:5]), (1e-7, 1e-11, 2.0**-52))),
        ),
        shows("x"),
        origin=observing.origin_of("max_gradient"),
    ),
    several(
        0.1,
        (_MAX[3], _AVERAGE[2]),
        *("max", "average", "max_gradient", "average_gradient", "ties"),
        beside=cases.POOLING_SIBLINGS,
    ),
    manners(0.1, (_MAX[3], _AVERAGE[3])),
    rejects(
        0.1,
        "A kind that there is not, and windows that are larger than the images, raise ValueError.",
        [
            *(_made(made) for made in spoiled(_WINDOWS, kind=("mean", "Max", "min", "", "avg", "sum"))),
            _too_small(_WINDOWS, 1, 1, 1, 3),
            _too_small(_WINDOWS, 1, 1, 3, 1),
            _too_small(_WINDOWS | {"kind": "average", "size": (3, 2)}, 1, 2, 2, 4),
            _too_small(_WINDOWS | {"kind": "average", "size": (2, 5)}, 1, 2, 4, 4),
            _too_small(_WINDOWS | {"kind": "average", "size": (5, 2), "stride": 3}, 1, 1, 4, 4),
            _too_small(_WINDOWS | {"size": (2, 6), "stride": (1, 4)}, 2, 1, 3, 4),
        ],
        observe=shows(),
        code=observing.session_code,
    ),
    forms(
        0.15,
        cases.forms((_MAX[3], _AVERAGE[3]), cases.LARGE_POOLINGS, cases.POOLING_SETTINGS),
        "max",
        "average",
        "max_gradient",
        "average_gradient",
        also=", settings that are NumPy's numbers or lists",
    ),
)

FLATTEN_EXERCISE = Exercise(
    "Flatten",
    check("forward", 0.25, "A row of numbers for each image.", each_plan(FLATTENS, "there"), shows()),
    check("backward", 0.2, "The gradients, in the shape of the images.", each_plan(FLATTENS), shows("x", "grads")),
    several(0.05, FLATTENS[2:4], "forward", "backward"),
    manners(0.1, FLATTENS[1:2]),
    forms(0.15, cases.forms(FLATTENS[3:4], cases.LARGE_FLATTENS), "forward", "backward"),
)

_ACTIVATIONS = tuple(cases.activation(name, *shape) for name in NAMES for shape in ((3, 2), (2, 1, 2, 3), ()))
_FLAT = tuple(cases.activation(name, 2, 3) for name in NAMES)

ACTIVATION_EXERCISE = Exercise(
    "Activation",
    check("forward", 0.5, "The five functions, of numbers of any shape.", each_plan(_ACTIVATIONS, "there"), shows()),
    check(
        "backward",
        0.5,
        "output_grad times the slope at each number of x.",
        tuple(map(cases.without_zeros, each_plan(_ACTIVATIONS))),
        shows("x", "grads"),
    ),
    check(
        "at_zero",
        0.2,
        "At 0 itself the slope is that of negative numbers, and however little above it, 1.",
        tuple(map(cases.around_zero, each_plan(_FLAT[:2]))),
        shows("x"),
    ),
    check(
        "large_numbers",
        0.25,
        "Numbers far from 0, up to 1.7e308, without an overflow or a warning.",
        asked_as("far_from_zero", map(cases.far_away, each_plan(_FLAT))),
        observing.strictly,
        kind=Kind.WARNINGS,
        origin=observing.origin_of("forward", "backward"),
    ),
    several(0.1, _FLAT, "forward", "backward", "at_zero", beside=_FLAT),
    manners(0.15, (_FLAT[1], _FLAT[3], _FLAT[4])),
    rejects(
        0.1,
        "A name that there is not raises ValueError.",
        [_made({"name": name}) for name in ("softmax", "Relu", "elu", "", "linear", "none", "softplus", "leaky")],
        observe=shows(),
        code=observing.session_code,
    ),
    forms(
        0.2,
        cases.forms(_FLAT, cases.LARGE_ACTIVATIONS, table=(*cases.TABLE, cases.NEARLY_FLAT)),
        "forward",
        "backward",
        accept=observing.to_most_digits,
    ),
)

_DROPOUTS = randomness.dropouts()
_RATES = tuple(_DROPOUTS.map(lambda case, rate=rate: case | {"rate": rate}) for rate in randomness.RATES)


def chance(name: str, points: float, text: str, judge: Any, drawn: Examples, **more: Any) -> Check:
    """A check of dropout that is a verdict."""
    given: dict[str, Any] = {"examples": tuple(drawn), "count": 0, "code": randomness.code} | more
    return judged(name, points, text, st.one_of(*drawn), judge, **given)


DROPOUT_EXERCISE = Exercise(
    "Dropout",
    check(
        "rest",
        0.25,
        "Without training, the output is x and all of the gradient passes, whatever came before.",
        tuple(map(cases.at_rest, each_plan(cases.DROPOUTS))),
        shows("x", "grads"),
    ),
    chance(
        "choices",
        0.4,
        "For training, a share 1 - rate of the numbers is kept, and divided by 1 - rate; the others become 0. A rate "
        "of 0 keeps all of them.",
        randomness.choices,
        (
            *_RATES,
            _DROPOUTS.map(lambda case: case | {"shape": randomness.FOUR}),
            _DROPOUTS.map(lambda case: case | {"rate": 0}),
            *(randomness.dropouts(shape=randomness.MANY, rate=rate) for rate in map(st.sampled_from, randomness.FINE)),
        ),
    ),
    chance(
        "each_by_itself",
        0.3,
        "Each number is chosen by itself, and anew in each forward for training.",
        randomness.apart,
        (_DROPOUTS, _DROPOUTS.map(lambda case: case | {"shape": randomness.FOUR})),
    ),
    chance(
        "backward",
        0.3,
        "The gradients of the numbers that the last forward kept are divided by 1 - rate, the others become 0. With a "
        "rate of 0 all of them pass.",
        randomness.back,
        (
            *(
                randomness.dropouts(trainings=each, shape=(9, 11))
                for each in ((True,), (True, True), (False, True), (True, False))
            ),
            randomness.dropouts(trainings=(True,), shape=(9, 11), rate=0.0),
        ),
    ),
    chance(
        "seeds",
        0.3,
        "The same seed makes the same choices, another seed others, whatever is asked without training in between, and "
        "NumPy's own random state stays as it is.",
        randomness.seeded,
        (_DROPOUTS, _DROPOUTS.map(lambda case: case | {"seed": 0})),
    ),
    chance(
        "manners",
        0.1,
        "A step leaves the arrays that it is given as they are and returns new ones.",
        randomness.leaves_alone,
        (_DROPOUTS,),
        kind=Kind.MANNERS,
    ),
    chance(
        "forms",
        0.2,
        "The same in other forms: arrays that lie otherwise in memory, whole numbers, arguments by their names.",
        randomness.in_form,
        randomness.forms(),
        kind=Kind.FORMS,
    ),
    rejects(
        0.15,
        "A rate below 0, of 1, or above raises ValueError.",
        [_made({"rate": rate, "seed": 1}) for rate in (1.0, 1, -0.25, 1.5, -1, 50)],
        observe=shows(),
        code=observing.session_code,
    ),
)

# The loss.

LOSS_EXERCISE = Exercise(
    "SoftmaxCrossEntropy",
    check("loss", 0.5, "The loss: a mean over the samples.", losses.each("there"), shows()),
    check("gradient", 0.5, "What backward returns: (p - targets) / N.", losses.each("back"), shows("x")),
    check(
        "soft_targets",
        0.15,
        "Targets that are neither 0 nor 1, and rows of zeros and a one among them.",
        losses.each("soft"),
        shows(),
    ),
    check(
        "large_numbers",
        0.2,
        "Numbers of any size: the loss is finite and the gradient right, without an overflow or a warning.",
        asked_as("far_from_zero", losses.each("large")),
        observing.strictly,
        kind=Kind.WARNINGS,
        accept=losses.finite,
        origin=observing.origin_of("loss", "gradient"),
    ),
    check(
        "several_batches",
        0.05,
        "backward is about the last forward.",
        asked_as("depends_on_earlier_calls", (*losses.each("several"), *losses.each("many"))),
        shows("x"),
        origin=observing.origin_of("gradient"),
        count=1,
    ),
    check(
        "manners",
        0.1,
        "A call leaves the arrays that it is given as they are and returns new ones.",
        losses.each("several"),
        observing.however_used,
        accept=observing.well_mannered,
        kind=Kind.MANNERS,
        seconds=8,
    ),
    rejects(
        0.1,
        "z and targets that differ in shape raise ValueError.",
        losses.MISFITS,
        observe=shows(),
        code=observing.session_code,
    ),
    forms(0.15, losses.FORMS, "loss", "gradient", accept=losses.to_all_digits),
)

# The network.


def chained(name: str, points: float, text: str, examples: Examples, *names: str) -> Check:
    """A check of networks of the judge's layers; see parts.py."""
    more = {"code": observing.network_code, "tolerance": compare.tolerance_for, "count": 1}
    return check(name, points, text, examples, observing.chains(*names), **more)


_BOTH = ("forward", "loss_and_backward")

NETWORK_EXERCISE = Exercise(
    "Network",
    chained(
        "forward", 0.4, "x goes through all layers.", networks(chaining.STACKS + chaining.LONG, "forward"), "result"
    ),
    chained(
        "loss",
        0.35,
        "loss_and_backward returns the loss, which compares the last layer's output with the targets.",
        networks(chaining.STACKS, "loss_and_backward"),
        "result",
    ),
    chained(
        "gradients",
        0.6,
        "loss_and_backward leaves the gradients of whole networks in the layers' grads. They go back through all "
        "layers, each once.",
        (
            *networks(chaining.STACKS, "loss_and_backward", "forward", "loss_and_backward"),
            *networks(chaining.LONG, "loss_and_backward"),
            *networks(chaining.CLOSING, "loss_above", "loss_below", "loss_above", "loss_below"),
            *networks(chaining.HEARING, "loss_and_backward"),
        ),
        "grads",
        "went_back",
    ),
    chained(
        "training",
        0.25,
        "forward tells the layers whether it is for training; in loss_and_backward it is.",
        networks(chaining.HEARING, "forward", "forward_training", "loss_and_backward", "forward"),
        "heard",
    ),
    chained(
        "params",
        0.4,
        "params() has the layers' own dicts, one for every layer: who changes an array in them changes the network. "
        "grads() has as many.",
        (
            *networks(chaining.STACKS[1:4], "change", "loss_and_backward", "change", "forward", "loss_and_backward"),
            *networks(chaining.WITHOUT, "loss_and_backward", "change", "forward"),
        ),
        "params",
        "held",
        "names",
    ),
    judged(
        "keywords",
        0.25,
        "Arguments by their names, and layers as a tuple.",
        st.one_of(*networks(chaining.STACKS[1:3], *_BOTH, "forward_training")),
        observing.by_names,
        examples=networks(chaining.STACKS[1:3], *_BOTH, "forward_training"),
        count=0,
        code=observing.network_code,
    ),
    acts=True,
)

# The optimizer.

MOVES = observing.moves("params")


def moved(
    name: str,
    points: float,
    text: str,
    examples: Examples,
    observe: Observation = MOVES,
    **more: Any,
) -> Check:
    """A check of where an optimizer moves params."""
    return check(
        name,
        points,
        text,
        examples,
        observe,
        code=observing.optimizer_code,
        called={"program": "grads"},
        **{"count": 2, "tolerance": compare.tolerance_for} | more,
    )


def relation(name: str, points: float, text: str, examples: Examples, judge: Any) -> Check:
    """A check that two ways lead to the same place, wherever that is."""
    more = {"examples": examples, "count": 0, "code": observing.optimizer_code}
    return judged(name, points, text, st.one_of(*examples), judge, **more)


_MOMENTUM = {"learning_rate": 0.5, "momentum": 0.5}


def _decay(decay: str, first: float, last: float | None, number: int, **more: Any) -> Arguments:
    return {
        "learning_rate": first,
        "momentum": 0.0,
        "final_learning_rate": last,
        "epochs": number,
        "decay": decay,
    } | more


def _decays(decay: str) -> Examples:
    each = ((1.0, 0.25, 3), (0.25, 2.0, 4), (0.5, 0.125, 2), (0.1, 0.01, 11), (0.001, 1e-5, 3), (1.0, 1e-8, 3))
    each += ((0.5, 0.5, 3),)
    return optimizers(
        *((_decay(decay, first, last, number), [*epochs(number - 1), STEP]) for first, last, number in each),
        (_decay(decay, 1.0, 0.25, 4), [NEXT, *epochs(3)]),
        (_decay(decay, 1.0, 0.0625, 3, momentum=0.5), [*epochs(2, 2), STEP, STEP]),
    )


_BAD: dict[str, tuple[Any, ...]] = {"decay": ("cosine", "Linear", ""), "epochs": (0, -1)}

SGD_EXERCISE = Exercise(
    "SGD",
    moved(
        "step",
        0.35,
        "A step moves all arrays by the learning rate times the gradient, however small or large, and leaves the "
        "gradients as they are.",
        (
            *optimizers(
                *(({"learning_rate": rate}, [STEP] * n) for rate, n in ((0.5, 1), (0.25, 2), (2.0, 3), (0.1, 2)))
            ),
            *optimizers(({"learning_rate": 1e-4}, [STEP] * 2), size=1e6),
        ),
        observing.moves("params", "grads"),
    ),
    moved(
        "momentum",
        0.35,
        "Each array keeps a part of its own previous change, through many steps.",
        optimizers(
            (_MOMENTUM, [STEP] * 3),
            *(
                ({"learning_rate": 0.25, "momentum": m}, [STEP] * n)
                for m, n in ((0.9, 14), (0.75, 60), (1, 14), (0.0, 14))
            ),
            (_decay("linear", 0.25, None, 30, momentum=0.9), epochs(34)),
        ),
    ),
    moved(
        "arrays_of_others",
        0.1,
        "Arrays that others put into params between two steps are those that move then, each by its own change; so are "
        "those of dicts that the network has anew. Gradients belong to them by their names.",
        optimizers(
            (_MOMENTUM, [OTHER_ORDER, STEP, OTHER_ARRAYS, STEP, STEP, OTHER_ARRAYS, STEP]),
            ({"learning_rate": 0.5}, [STEP, OTHER_DICTS, STEP, OTHER_ARRAYS, STEP]),
        ),
    ),
    moved("exponential", 0.3, "An exponential decay of the learning rate.", _decays("exponential")),
    moved(
        "linear",
        0.25,
        "A linear decay of the learning rate, down to 0 as well: then momentum still moves the arrays.",
        (
            *_decays("linear"),
            *optimizers(
                (_decay("linear", 1.0, 0.0, 3), epochs(3)), (_decay("linear", 1.0, 0, 5, momentum=0.5), epochs(5))
            ),
        ),
    ),
    relation(
        "by_default",
        0.1,
        "Without a final learning rate there is no decay; a decay is exponential unless one asks for another.",
        chaining.with_defaults(),
        observing.defaults,
    ),
    relation(
        "after_the_last",
        0.1,
        "After the last of the epochs the rate stays; with epochs = 1 it is always learning_rate.",
        chaining.lasting(
            *(_decay(decay, 1.0, 0.25, number) for decay in ("linear", "exponential") for number in (3, 1)),
            _decay("linear", 1.0, 0.25, 3, momentum=0.5),
        ),
        observing.rates_stay,
    ),
    relation(
        "two_objects",
        0.1,
        "Two optimizers do not share what they remember.",
        optimizers((_MOMENTUM, [STEP] * 3), (_decay("linear", 1.0, 0.5, 2), [STEP, NEXT, STEP])),
        observing.moves_beside_another,
    ),
    relation(
        "keywords",
        0.15,
        "Arguments by their names, of NumPy's types as well.",
        optimizers((_decay("linear", 1.0, 0.5, 3, momentum=0.5), epochs(3)), (chaining.NARROW, epochs(3))),
        observing.moves_by_keyword,
    ),
    rejects(
        0.2,
        "A decay that there is not, epochs below 1, and an exponential decay to 0 or below raise ValueError.",
        [
            chaining.optimizer(chaining.ARRAYS[0], settings, [], 1)
            for settings in (
                *spoiled(_decay("exponential", 1.0, 0.5, 3), **_BAD, final_learning_rate=(0.0, -0.5)),
                *spoiled(_decay("exponential", 1.0, 0.5, 1), decay=_BAD["decay"], final_learning_rate=(0, -0.5)),
                *spoiled(_decay("linear", 1.0, 0.5, 3), **_BAD),
                *spoiled(_decay("linear", 1.0, 0.5, 3), decay=("constant", "none", "step", "exp")),
                *spoiled(_decay("exponential", 1.0, None, 3), **_BAD),
            )
        ],
        observe=observing.moves("params"),
        code=observing.optimizer_code,
    ),
    acts=True,
)

# The trainer.


def trained(name: str, points: float, text: str, fault: trainings.Judge, *also: Example) -> Check:
    """A check of what a training asks for, or returns."""
    drawn = (*trainings.TRAININGS, *also)
    more = {"examples": drawn, "count": 0, "code": trainings.code}
    return judged(name, points, text, st.one_of(*drawn), trainings.judging(fault), **more)


_GOOD = {"number": 4, "batch_size": 2, "epochs": 1, "seed": 1, "targets": 4}

TRAINER_EXERCISE = Exercise(
    "Trainer",
    judged(
        "learns_digits",
        0.3,
        "A network that it trains recognises most of the handwritten digits that it was not shown.",
        st.fixed_dictionaries({"seed": cases.SEEDS}),
        trainings.learns_digits,
        count=1,
        seconds=20,
        code=trainings.digits_code,
    ),
    trained("batches", 0.3, "In each epoch all samples come once, with their targets, in batches.", trainings.batches),
    judged(
        "shapes",
        0.1,
        "The same with samples and targets of other shapes: numbers, rows, images.",
        st.one_of(*trainings.SHAPED),
        trainings.judging(trainings.batches),
        examples=trainings.SHAPED,
        count=0,
        code=trainings.code,
    ),
    judged(
        "each_epoch",
        0.1,
        "Every one of many epochs takes place, whatever the losses are: tiny, large, or rising.",
        st.one_of(*trainings.LONG),
        trainings.judging(trainings.all_epochs),
        examples=trainings.LONG,
        count=0,
        code=trainings.code,
    ),
    trained(
        "steps",
        0.15,
        "Each batch is followed by one step of the optimizer, whatever its loss.",
        trainings.steps,
        *trainings.LONG,
    ),
    trained("next_epochs", 0.15, "After each epoch the optimizer is told of the next one.", trainings.next_epochs),
    trained("history", 0.3, "One loss an epoch: the mean over its samples.", trainings.history),
    judged(
        "order",
        0.3,
        "The order is random, another one in each epoch, and follows from the seed. NumPy's own random state stays as "
        "it is.",
        trainings.trainings(trainings.MANY, 7, 3),
        trainings.orders,
        examples=(
            trainings.trainings(trainings.MANY, 1, 2).map(lambda case: case | {"seed": 0}),
            trainings.trainings(trainings.MANY, 64, 2),
        ),
        count=1,
        code=trainings.code,
    ),
    trained("samples", 0.1, "x and targets stay as they are.", trainings.untouched),
    judged(
        "keywords",
        0.1,
        "Arguments by their names, of NumPy's types as well.",
        trainings.TRAININGS[1],
        trainings.by_names,
        examples=(trainings.NARROW,),
        count=1,
        code=trainings.code,
    ),
    rejects(
        0.1,
        "Another number of targets than of samples, and epochs or a batch_size below 1, raise ValueError.",
        spoiled(_GOOD, epochs=(0, -1), batch_size=(0, -2), targets=(3, 5)),
        observe=trainings.returns,
        code=trainings.code,
    ),
    acts=True,
)

UNIT = Unit(
    name="layers",
    title="A network as objects",
    exercises=(
        DENSE_EXERCISE,
        CONVOLUTION_EXERCISE,
        POOLING_EXERCISE,
        FLATTEN_EXERCISE,
        ACTIVATION_EXERCISE,
        DROPOUT_EXERCISE,
        LOSS_EXERCISE,
        NETWORK_EXERCISE,
        SGD_EXERCISE,
        TRAINER_EXERCISE,
    ),
    features=FEATURES,
)
