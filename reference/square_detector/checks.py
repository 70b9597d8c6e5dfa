"""The exercises of the unit square_detector and their hidden checks.

Where many answers are right (random images, random params, random orders), the checks look at what
an answer is like.
"""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Exercise,
    Forms,
    Kind,
    Subject,
    Unit,
    agrees,
    compare,
    parts,
    polite,
    polite_by_verdict,
    rejects,
)
from autograder.course.families import spoiled
from autograder.course.own_answers import same_in_any_form
from autograder.course.verdicts import is_finite, judged, looks, seeds
from autograder.testing import arguments, arrays

from . import cases, features, images, results, trainings
from .cases import DEAD_AT_ZERO, EVEN, EXAMPLE, LABELS, SEEDS, SHAPES, networks, passes
from .solution import forward, loss

GUARD_TOLERANCE = 1e-5
"""How far a loss may be off at probabilities from 1/16 to 15/16: as far as a guard of 1e-7 against
log(0) takes it, several times over.
"""

# make_images


def _other_values(low: Any, high: Any, value: Any, count: Any = 100) -> SearchStrategy[Arguments]:
    given = {name: st.just(each) for name, each in (("low", low), ("high", high), ("value", value))}
    return arguments(count=st.just(count), seed=SEEDS, **given)


_OTHER_VALUES = tuple(
    _other_values(*values)
    for values in ((-3.0, 0.0, 7.0), (0.0, 2.0, -8.5), (-1.0, 1.0, 0.0), (100.0, 1000.0, 5.0), (-0.02, 0.01, -1))
)

_NARROW_RANGES = (
    _other_values(0.0, 1e-6, 0.1),
    _other_values(100.0, 100.0005, 1 / 3),
    _other_values(-1.0, 1.0, 0.1, count=np.uint8(100)),
)

_WHOLE_RANGES = (
    _other_values(-1, 1, 5),
    _other_values(np.int8(-90), np.int8(110), np.int8(127)),
    _other_values(np.uint8(0), np.uint8(200), np.int8(-1)),
)

_MAKE_IMAGES = Exercise(
    "make_images",
    looks(
        "labels",
        0.25,
        "Images [count, 6, 6] and labels [count]; each label is 0 or 1, and there are about as many of either.",
        arguments(count=st.sampled_from([40, 41, 60]), seed=SEEDS),
        images.shares,
        examples=(arguments(count=st.just(2000), seed=SEEDS),),
        count=4,
    ),
    judged(
        "few_images",
        0.25,
        "Both classes are there among two or three images as well, whatever the seed.",
        arguments(count=st.sampled_from([2, 3]), seed=SEEDS),
        images.few_images,
        examples=[{"count": 2, "seed": 0}, {"count": 3, "seed": 0}],
        count=2,
        code=images.code_for_labels,
    ),
    looks(
        "squares",
        0.9,
        "Exactly the images labelled 1 have a square: a block of 3 x 3 pixels that are SET to the value 5, in noise "
        "from -1 to 1.",
        arguments(count=st.just(100), seed=SEEDS),
        images.squares,
        count=3,
    ),
    judged(
        "few_squares",
        0.1,
        "The same among two or three images, whatever the seed.",
        arguments(count=st.sampled_from([2, 3]), seed=SEEDS),
        images.few_squares,
        count=1,
        code=images.code_for_seeds,
        kind=Kind.FORMS,  # it says nothing of images that are wrong anyhow
    ),
    looks(
        "noise",
        0.75,
        "The noise is uniform from -1 to 1, another one in every image and in every pixel, in images with a square and "
        "without.",
        arguments(count=st.just(400), seed=SEEDS),
        images.noise,
        examples=(arguments(count=st.just(3200), seed=SEEDS),),
        count=1,
    ),
    looks(
        "places",
        0.5,
        "The square may start in any of the rows 0 to 3 and any of the columns 0 to 3: among thousands of images, all "
        "16 places occur about equally often.",
        arguments(count=st.just(6400), seed=SEEDS),
        images.places,
        count=1,
    ),
    judged(
        "drawn_places",
        0.15,
        "The places are drawn from the seed: with another seed, squares stand elsewhere.",
        arguments(count=st.just(60), seed=SEEDS),
        images.drawn_places,
        count=2,
    ),
    judged(
        "other_images",
        0.1,
        "Another seed gives other images: none of them is among those of the next seeds, or of seeds farther away.",
        arguments(count=st.just(30), seed=SEEDS),
        images.other_images,
        count=1,
    ),
    looks(
        "other_values",
        0.25,
        "Other ranges of the noise and other values of the square. Zero is a number like others.",
        st.one_of(*_OTHER_VALUES),
        images.other_values,
        examples=_OTHER_VALUES,
        count=0,
    ),
    looks(
        "narrow_ranges",
        0.15,
        "The same with a range that is narrow, with values that need all their digits, and with a small number of "
        "NumPy's as count.",
        st.one_of(*_NARROW_RANGES),
        images.other_values,
        examples=_NARROW_RANGES,
        count=0,
    ),
    looks(
        "whole_ranges",
        0.1,
        "The same where the range and the value are whole numbers: Python's, or small ones of NumPy's.",
        st.one_of(*_WHOLE_RANGES),
        images.other_values,
        examples=_WHOLE_RANGES,
        count=0,
        kind=Kind.FORMS,
    ),
    same_in_any_form(
        0.25, st.one_of(arguments(count=st.just(8), seed=SEEDS), *_OTHER_VALUES), "whole_numbers_of_numpy", "keywords"
    ),
    seeds(
        0.15,
        "The same seed gives the same images, another seed others.",
        arguments(count=st.sampled_from([8, 2]), seed=SEEDS),
        images.form,
        {"images": (0,)},
    ),
    judged(
        "new_results",
        0.1,
        "The same seed gives the same images also where those that came before have been overwritten.",
        arguments(count=st.just(4), seed=SEEDS),
        results.are_new(images.classes),
        count=1,
    ),
    rejects(
        0.25,
        "With fewer than two images there are no two classes, and low must be less than high: raise a ValueError.",
        spoiled({"count": 10, "seed": 0, "low": -1.0, "high": 1.0}, count=(1, 0), low=(1.0, 1.5)),
    ),
)

# forward

_WRONG_SHAPES: dict[str, Any] = {
    "image": [np.zeros(shape) for shape in ((5, 6), (6, 7), (1, 6, 6), 36)],
    "params": [
        EXAMPLE["params"] | {name: np.zeros(shape)}
        for name, shape in (("kernel", (2, 3)), ("kernel", 9), ("weights", (2, 2)), ("weights", (1, 4)))
    ],
}

_ALL_SIZES_ARE_FIXED = {"large_size": "The sizes of image, kernel and weights are fixed."}

_UNLIKELY = cases.changed(EXAMPLE, fc_bias=-17.0)
_FAINT = cases.changed(EXAMPLE, conv_bias=0.0) | {"image": 1e-8 * EXAMPLE["image"]}

_FORWARD = Exercise(
    "forward",
    agrees(
        "convolution",
        0.75,
        "z1, the convolution: no padding, the kernel not turned, the bias added once.",
        passes(),
        observe=parts("z1"),
        examples=[EXAMPLE],
    ),
    agrees(
        "relu_and_pooling",
        0.75,
        "a1, a2 and a3: negative values become 0, each window of 2 x 2 keeps its largest value, and the four are laid "
        "in a row.",
        passes(),
        observe=parts("a1", "a2", "a3"),
        examples=[EXAMPLE],
    ),
    agrees(
        "output",
        0.75,
        "z4 and a4, both plain numbers: the four values weighted, the bias, and the sigmoid.",
        passes(),
        observe=parts("z4", "a4"),
        examples=[EXAMPLE],
    ),
    agrees(
        "large_values",
        0.5,
        "A z4 of a thousand or minus a thousand: the probability is 1 or 0, and not nan.",
        passes().map(lambda case: cases.changed(case, fc_bias=1000.0 if case["params"]["fc_bias"] > 0 else -1000.0)),
        observe=parts("z4", "a4"),
        examples=[cases.changed(EXAMPLE, fc_bias=1000.0)],
    ),
    polite(0.25, passes()),
    rejects(
        0.25,
        "The image is [6, 6], the kernel [3, 3] and the weights [4]; otherwise raise a ValueError.",
        spoiled(EXAMPLE, **_WRONG_SHAPES),
    ),
    forms=Forms(without=_ALL_SIZES_ARE_FIXED, together=features.passes(), more={"all_digits": (_UNLIKELY, _FAINT)}),
)

# loss


def _unguarded(subject: Subject, exercise: str, case: Arguments) -> Any:
    """A loss without its guard against log(0): the right one if it is near, else four places of it,
    which are the same with every small guard.
    """
    return _near(subject, exercise, case, GUARD_TOLERANCE, digits=4)


def _nearly_exact(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The same where a guard of 1e-7 does least."""
    return _near(subject, exercise, case, EXACT, digits=6)


def _near(subject: Subject, exercise: str, case: Arguments, allowed: float, digits: int) -> Any:
    value, right = subject.call(exercise, case), loss(**case)
    if compare.difference(right, value, allowed) is None:
        return right
    return round(compare.as_float(value), digits) if compare.is_number(value) else value


EXACT = 2e-7
"""How far a loss may be off where the answer is right with three quarters or more: further than the
guard takes it, and less far than six places do.
"""


@st.composite
def _right_answers(draw: DrawFn, *labels: Any) -> Arguments:
    """A label of whatever type, and an answer that is right and needs all its digits."""
    label, wrong = draw(st.sampled_from(labels)), draw(st.integers(2**40, 2**51 - 1)) / 2**53
    return {"label": label, "probability": 1 - wrong if label == 1 else wrong}


def certain(value: Any, case: Arguments) -> str:
    """Whether the loss of a certain answer is finite: about 0 where it is right, large where it is
    wrong; and whether that of one that is nearly certain and wrong is what it should be.
    """
    if not compare.is_number(value):
        return f"expected a number, not {compare.describe(value)}"
    if 0 < case["probability"] < 1:
        return _nearly_certain(value, case)
    wanted, what = _NOTHING, "about 0, because the answer is certain and right"
    if case["label"] != case["probability"]:
        wanted, what = _LARGE, "a large but finite number, because the answer is certain and wrong"
    told = _told(value)
    return "" if told == wanted else f"expected {what}, not {told}"


def _nearly_certain(value: Any, case: Arguments) -> str:
    right = case["probability"] if case["label"] == 1 else 1 - case["probability"]
    wanted = -math.log(right)
    if is_finite(value) and abs(compare.as_float(value) - wanted) < GUARD / right:
        return ""
    return f"expected about {wanted:.2f}, because the answer is nearly certain and wrong, not {_told(value)}"


GUARD = 3e-7
"""So far, over the probability, may the loss of an answer that is nearly certain and wrong be off: three times as far
as the largest guard that is allowed takes it.
"""


@st.composite
def _nearly_certain_and_wrong(draw: DrawFn) -> Arguments:
    """A label, and a probability of it between a thirtieth and a millionth."""
    label, wrong = draw(LABELS), 2.0 ** -draw(st.integers(5 * 16, 20 * 16).map(lambda part: part / 16))
    return {"label": label, "probability": wrong if label == 1 else 1 - wrong}


_NOTHING, _LARGE = "about 0", "a large number"
LEAST = 15.9
"""The least loss of a certain and wrong answer: a guard of 1e-7, the largest allowed, makes it 16.1, and 15.94 where
1 - 1e-7 is rounded to single precision.
"""


def _told(number: Any) -> str:
    """A loss in words that are the same whatever guards it against log(0)."""
    if not is_finite(number):
        return compare.describe(number)
    if abs(number) < 1e-3:
        return _NOTHING
    if number < 0:
        return "a number below 0"
    return _LARGE if number > LEAST else f"{compare.as_float(number):.2f}"


_NEARLY = (1 - 1e-9, 1 + 1e-9, 1e-9, -1e-9, 0.999999, 1e-6)
"""Labels that are neither 0 nor 1."""

_UNCERTAIN = arguments(label=LABELS, probability=st.integers(32, 992).map(lambda part: part / 1024))

_LOSS = Exercise(
    "loss",
    agrees(
        "values",
        0.5,
        "The binary cross-entropy with the natural logarithm: -log(p) where there is a square, -log(1 - p) where "
        "there is none.",
        _UNCERTAIN,
        observe=_unguarded,
        examples=[{"label": 1, "probability": 0.25}, {"label": 0, "probability": 0.25}],
    ),
    agrees(
        "digits",
        0.25,
        "Answers that are nearly certain and right: the loss is not rounded. The label may be any number with a sign.",
        _right_answers(0, 1.0, 0.0, np.int16(1), np.int16(0), np.int8(1)),
        observe=_nearly_exact,
        tolerance=lambda _case: compare.TOLERANCE,  # _nearly_exact allows for the rest
        examples=(_right_answers(np.int8(1)), _right_answers(np.int8(0))),
        count=8,
    ),
    looks(
        "certain",
        0.25,
        "Probabilities of exactly 0 and 1: the loss is about 0 where they are right, and large but finite where they "
        "are wrong. They may be of NumPy's single precision, in which 1 - 1e-12 is 1: compute in float64. And "
        "probabilities that are nearly 0 and 1: a guard against log(0) of 1e-7 or less hardly shows.",
        arguments(label=LABELS, probability=st.sampled_from([0.0, 1.0])) | _nearly_certain_and_wrong(),
        certain,
        examples=tuple(
            {"label": label, "probability": kind(1 - label)} for label in (0, 1) for kind in (float, np.float32)
        ),
    ),
    rejects(
        0.2,
        "A label that is neither 0 nor 1 and a probability that is not from 0 to 1 make no sense: raise a ValueError.",
        spoiled({"label": 1, "probability": 0.5}, label=(2, -1, 0.5), probability=(1.5, -0.25, np.nan)),
    ),
    rejects(
        0.05,
        "The same where the label is nearly 0 or 1, and the probability hardly below 0 or above 1.",
        spoiled({"label": 1, "probability": 0.5}, label=_NEARLY, probability=(1 + 1e-9, -1e-9, 1 + 2**-52, -1e-300)),
        name="nearly_good_arguments",
    ),
    same_in_any_form(0.25, _UNCERTAIN, "whole_numbers_of_numpy", "keywords"),
)

# backward

_HARDLY_ALIVE = cases.changed(EXAMPLE, kernel=1e-12 * EXAMPLE["params"]["kernel"], conv_bias=0.0, fc_bias=0.0)
_HARDLY_ALIVE |= {"label": 1}


@st.composite
def _whole_pass(draw: DrawFn, dtype: type[np.integer[Any]]) -> Arguments:
    """A pass in which kernel, weights, image and label are whole numbers of a type."""
    random, least = np.random.default_rng(draw(SEEDS)), -120 if np.iinfo(dtype).min else 0
    kernel, image = (random.integers(least, 121, shape).astype(dtype) for shape in ((3, 3), (6, 6)))
    params = {"kernel": kernel, "conv_bias": 1, "weights": random.integers(1, 4, 4).astype(dtype), "fc_bias": 0}
    z4 = forward(params, image)["z4"]  # near 0, where the sigmoid is not flat
    return {"params": params | {"fc_bias": 0.25 - z4}, "image": image, "label": dtype(draw(st.sampled_from([1, 0])))}


_WHOLE_PASSES = tuple(_whole_pass(dtype).filter(cases.untied) for dtype in (np.int8, np.uint8, np.int16, np.int64))


def _of_a_maximum(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The gradient of the kernel; that for the first of the largest values, where it is the one for any of them."""
    grads, right = subject.call(exercise, case), cases.kernel_gradients(**case)
    found = grads.get("kernel") if isinstance(grads, dict) else grads
    return right[0] if any(compare.difference(each, found) is None for each in right) else found


_BACKWARD = Exercise(
    "backward",
    agrees(
        "dense_layer",
        1.0,
        "The gradients of weights and fc_bias: a4 - label, times what stands beside the parameter.",
        passes(label=True),
        observe=parts("weights", "fc_bias"),
        examples=[EXAMPLE | {"label": 1}, EXAMPLE | {"label": 0}],
    ),
    agrees(
        "convolution",
        1.25,
        "The gradients of kernel and conv_bias: the weights carry the error back, and each window passes it to the "
        "place of its maximum alone.",
        passes(bias=2.0, label=True).filter(cases.alive),
        observe=parts("kernel", "conv_bias"),
    ),
    agrees(
        "dead_windows",
        1.0,
        "The same with windows in which no value of z1 is above 0: ReLU lets nothing back through them.",
        passes(bias=-1.0, label=True).filter(cases.partly_dead),
        observe=parts("kernel"),
        examples=[EXAMPLE | {"label": 1}, DEAD_AT_ZERO],
    ),
    agrees(
        "ties",
        0.25,
        "Windows that hold their largest value twice, or four times: one of these places gets all of the gradient, "
        "whichever it is.",
        cases.evenly_lit().filter(cases.has_gradient),
        observe=_of_a_maximum,
        examples=[EVEN, *2 * [cases.paired().filter(cases.has_gradient)]],
        count=6,
    ),
    polite(0.25, passes(label=True).filter(cases.untied)),
    rejects(
        0.2,
        "The label is 0 or 1, the image [6, 6], the kernel [3, 3] and the weights [4]; otherwise raise a ValueError.",
        spoiled(EXAMPLE | {"label": 1}, label=(2, -1, 0.5), **_WRONG_SHAPES),
    ),
    rejects(
        0.05,
        "Labels that are nearly 0 or 1 are neither: raise a ValueError.",
        spoiled(EXAMPLE | {"label": 1}, label=_NEARLY),
        name="nearly_good_arguments",
    ),
    needs=("forward", "loss"),
    forms=Forms(
        without=_ALL_SIZES_ARE_FIXED,
        only=cases.untied,
        together=features.passes(label=True),
        more={"all_digits": (_HARDLY_ALIVE,), "number_types": _WHOLE_PASSES},
    ),
)

# sgd_step and init_params

_STEPS = arguments(params=networks(), grads=networks(), learning_rate=st.sampled_from([0.5, 1.0, 0.25, 2.0]))

_ONES = {name: np.ones(shape) if shape else 1.0 for name, shape in SHAPES.items()}


def _without(name: str) -> Arguments:
    return {other: value for other, value in _ONES.items() if other != name}


_WEIGHTS = st.fixed_dictionaries({"weights": arrays(4)})
_TWO_WEIGHTS = {"params": {"weights": np.array([1.0, 2.0])}, "grads": {"weights": np.array([2.0, -4.0])}}

_ONE_BY_ONE = {"kernel": np.array([[0.5]]), "weights": np.array([2.0])}
_SIZES_OF_ONE = {"params": _ONE_BY_ONE, "grads": {"kernel": np.array([[3.0]]), "weights": np.array([0.25])}}
_SIZES_OF_ONE |= {"learning_rate": 0.5}

_TINY_RATE = {"params": {"weights": np.array([1.0, 2.0])}, "grads": {"weights": np.array([2.5e60, -0.5e60])}}
_TINY_RATE |= {"learning_rate": 1e-60}
"""Far below what single precision knows, and a number above zero."""

_SGD_STEP = Exercise(
    "sgd_step",
    agrees(
        "one_array",
        0.5,
        "One array: the learning rate times the gradient is subtracted.",
        arguments(params=_WEIGHTS, grads=_WEIGHTS, learning_rate=st.just(0.5)),
        examples=[_TWO_WEIGHTS | {"learning_rate": 0.5}],
    ),
    agrees(
        "all_parameters",
        0.5,
        "All parameters of the network, arrays and numbers, with other learning rates.",
        _STEPS,
    ),
    polite(0.25, _STEPS),
    rejects(
        0.25,
        "params and grads have the same keys and the learning rate is positive; otherwise raise a ValueError.",
        spoiled(
            {"params": _ONES, "grads": _ONES, "learning_rate": 0.5},
            grads=(_without("kernel"), _without("fc_bias")),
            params=[{"kernel": np.ones((3, 3))}],
            learning_rate=(0.0, -0.5),
        ),
    ),
    forms=Forms(together=features.steps, more={"together": (_SIZES_OF_ONE,), "all_digits": (_TINY_RATE,)}),
)

_INIT_PARAMS = Exercise(
    "init_params",
    judged(
        "params",
        0.5,
        "A kernel [3, 3], weights [4] and two numbers; neither the kernel nor the weights are all zeros, whatever the "
        "seed.",
        arguments(seed=SEEDS),
        trainings.starts,
        count=1,
    ),
    seeds(
        0.4,
        "The same seed gives the same params, another seed, near or far, another kernel and other weights.",
        arguments(seed=SEEDS),
        trainings.form,
        {"kernel": ("kernel",), "weights": ("weights",)},
    ),
    judged(
        "new_results",
        0.1,
        "The same seed gives the same params also where those that came before have been overwritten.",
        arguments(seed=SEEDS),
        results.are_new(trainings.start),
        count=1,
    ),
    same_in_any_form(0.25, arguments(seed=SEEDS), "whole_numbers_of_numpy", "keywords"),
)

# train

_TRAIN_CASE = {"images": np.stack([EXAMPLE["image"], np.eye(6)]), "labels": np.array([1.0, 0.0])}
_TRAIN_CASE |= {"params": EXAMPLE["params"], "learning_rate": 0.25, "epochs": 1, "seed": 0}

_THOUSAND_COPIES = cases.copies(1301, 1388).filter(cases.trainable).map(lambda case: case | {"epochs": 1})
_MANY_EPOCHS = (
    cases.short_trainings(1, (240, 300)).filter(cases.trainable).map(lambda case: case | {"learning_rate": 0.01})
)


@st.composite
def _whole_params(draw: DrawFn, dtype: type[np.integer[Any]]) -> Arguments:
    """One image of floats, and params of whole numbers, with which no windows tie."""
    case, random = draw(cases.short_trainings(1, (1, 2))), np.random.default_rng(draw(SEEDS))
    most = 120 if np.iinfo(dtype).bits == 8 else 300
    kernel = random.integers(-most if np.iinfo(dtype).min else 0, most, (3, 3)).astype(dtype)
    weights = random.integers(1, 4, 4).astype(dtype)
    params = {"kernel": kernel, "conv_bias": 20.0, "weights": weights, "fc_bias": -20.0 * float(np.sum(weights))}
    return case | {"params": params, "images": random.uniform(-0.5, 0.5, (1, 6, 6)) / most}


_WHOLE_PARAMS = tuple(_whole_params(dtype).filter(cases.trainable) for dtype in (np.int8, np.uint8, np.int64))


def _steep(case: Arguments) -> Arguments:
    """A kernel of some ten thousand for images that are as faint."""
    kernel = 2e4 * case["params"]["kernel"]
    return case | {"images": case["images"] / 2e4, "params": case["params"] | {"kernel": kernel}}


_STEEP = cases.short_trainings(1, (1, 2)).map(_steep)

_TRAIN = Exercise(
    "train",
    agrees(
        "one_image",
        0.6,
        "One image: one step of gradient descent for each epoch, from the params given.",
        cases.short_trainings(1, (1, 3)).filter(cases.trainable),
        examples=(cases.violent_trainings(),),
        count=8,
    ),
    agrees(
        "many_images",
        0.6,
        "Many copies of one image, whose order makes no difference: each of them is one step of the same size in every "
        "epoch, the last one too.",
        cases.copies().filter(cases.trainable),
        count=2,
    ),
    looks(
        "turns",
        0.1,
        "Hundreds of different images and a rate so small that their order makes no difference: each of them has its "
        "turn once in every epoch, and every epoch takes place.",
        trainings.MANY_TURNS,
        trainings.turns,
        given=trainings.of_turns,
        examples=(trainings.MANY_TURNS,),
        count=0,
        code=trainings.code_of_turns,
        kind=Kind.FORMS,  # it says nothing of trainings that are wrong anyhow
    ),
    looks(
        "one_epoch",
        0.65,
        "Three images, one epoch: a step for each of them, each once, in some order, and each at the params that the "
        "step before left. Two images, three epochs: the params that come back are those after the last step.",
        trainings.ordered(3, 1),
        trainings.one_order,
        given=trainings.call_of,
        examples=3 * (trainings.contradicting(),),
        count=8,
        shown=trainings.call_of,
    ),
    judged(
        "orders",
        0.25,
        "The order of the images comes from the seed alone and is drawn anew in each epoch: many seeds, two images, "
        "four epochs.",
        trainings.ordered(2, 4),
        trainings.many_orders,
        count=2,
        shown=trainings.call_of,
    ),
    judged(
        "each_order",
        0.15,
        "Any order may come: three images do not keep to a few of their six orders, and of hundreds also those change "
        "places that stand far from each other.",
        trainings.ordered(3, 1),
        trainings.each_order,
        count=1,
        shown=trainings.call_of,
        kind=Kind.FORMS,  # it says nothing of trainings that are wrong anyhow
    ),
    judged(
        "each_epoch",
        0.15,
        "Two images with the two labels, many epochs: each is gone through, also where the loss does not fall, and no "
        "orders come again.",
        arguments(seed=SEEDS),
        trainings.each_epoch,
        count=1,
        code=trainings.code_of_epochs,
    ),
    polite_by_verdict(0.25, cases.short_trainings(2, (1, 2))),
    rejects(
        0.25,
        "images is [N, 6, 6], labels [N] with the same N, and there is at least one epoch; otherwise raise a "
        "ValueError.",
        spoiled(
            _TRAIN_CASE,
            {"images": np.ones((6, 6)), "labels": np.ones(6)},
            labels=(np.ones(3), np.ones(1), np.ones((2, 1))),
            images=[np.ones((2, 6, 5))],
            epochs=(0, -1),
        ),
    ),
    needs=("forward", "loss", "backward", "sgd_step"),
    forms=Forms(
        fixed=("images", "labels"),
        without={"large_size": "The order of different images is drawn."},
        only=cases.trainable,
        together=features.trainings,
        more={
            "large_size": (_THOUSAND_COPIES, _MANY_EPOCHS),
            "number_types": _WHOLE_PARAMS,
            "all_digits": (_STEEP.filter(cases.trainable),),
        },
    ),
)

# predict


_ALIVE = cases.changed(EXAMPLE, conv_bias=1.0)["params"]


def _many(seed: int, count: int) -> Arguments:
    """Many images that leave no window dead and no probability near 0 or 1."""
    return {"params": _ALIVE, "images": np.random.default_rng(seed).uniform(-0.1, 0.1, (count, 6, 6))}


_PIECES = tuple(st.builds(_many, SEEDS, st.just(count)) for count in (256, 513, 1000, 1001))
"""As many images as a number of which many others are parts, or one more: pieces leave no rest, or one of one image."""


def _bright(seed: int) -> Arguments:
    """Pixels of some ten thousand, and a kernel that makes moderate numbers of them."""
    random = np.random.default_rng(seed)
    params = _ALIVE | {"kernel": random.uniform(-1e-5, 1e-5, (3, 3))}
    return {"params": params, "images": random.uniform(-5e4, 5e4, (3, 6, 6))}


_PREDICT = Exercise(
    "predict",
    agrees(
        "batches",
        0.5,
        "Several images: the probability a4 of each, as an array [N].",
        cases.batches(2, 4),
        examples=(cases.batches(40, 50),),
    ),
    agrees("one_image", 0.25, "A batch of one image is still a batch: the result is [1].", cases.batches(1, 1)),
    polite(0.25, cases.batches(2, 3)),
    rejects(
        0.25,
        "images is [N, 6, 6], also for one image; otherwise raise a ValueError.",
        spoiled(
            {"params": EXAMPLE["params"], "images": np.zeros((2, 6, 6))},
            images=map(np.zeros, ((6, 6), (2, 6, 5), (2, 5, 6), (2, 7, 7), (1, 36), (2, 1, 6, 6), (1, 6, 6, 1))),
        ),
    ),
    needs=("forward",),
    forms=Forms(
        without={"large_size": "All sizes are fixed but the number of images, of which `more` has large ones."},
        together=features.batches,
        more={"large_size": _PIECES, "all_digits": (SEEDS.map(_bright),)},
    ),
)

UNIT = Unit(
    name="square_detector",
    title="A network of 15 parameters that finds squares",
    features=features.FEATURES,
    exercises=(_MAKE_IMAGES, _FORWARD, _LOSS, _BACKWARD, _SGD_STEP, _INIT_PARAMS, _TRAIN, _PREDICT),
)
