"""The exercises of the unit square_detector and their hidden checks.

Values are eighths and halves, with which arithmetic is exact, and images in which the maximum of a
window stands there twice are left out, unless no gradient depends on the one taken: any order of
summation and any choice among equals is right.  Where many answers are right (random images, random
params, random orders), the checks look at what an answer is like.
"""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    GOOD,
    Arguments,
    Check,
    Exercise,
    Subject,
    Unit,
    agrees,
    parts,
    polite,
    polite_by_verdict,
    rejects,
    same_verdict,
)
from autograder.testing import arguments, arrays, sizes
from autograder.values import compare
from autograder.values.readable import as_code

from .solution import backward, forward, loss, make_images, sgd_step

Params = dict[str, Any]

SHAPES: dict[str, tuple[int, ...]] = {"kernel": (3, 3), "conv_bias": (), "weights": (4,), "fc_bias": ()}
"""The params; () stands for a number."""

GUARD_TOLERANCE = 1e-5
"""How far a loss may be off at probabilities from 1/16 to 15/16: as far as a guard of 1e-7 against
log(0) takes it, several times over.
"""


def _broken(valid: Arguments, *faults: Arguments) -> SearchStrategy[Arguments]:
    """The valid arguments, each time with one fault in them."""
    return st.sampled_from([valid | fault for fault in faults])


def _looks(
    name: str,
    points: float,
    text: str,
    cases: SearchStrategy[Arguments],
    judge: Callable[[Any, Arguments], str],
    **more: Any,
) -> Check:
    """A check of an exercise with many right answers: what is observed is the judge's verdict on
    the answer.
    """

    def observe(subject: Subject, exercise: str, case: Arguments) -> Any:
        return judge(subject.call(exercise, case), case) or GOOD

    return Check(name=name, points=points, text=text, cases=cases, observe=observe, accept=same_verdict, **more)


def _is_finite(value: Any) -> bool:
    """Whether all numbers of an array, or a number, are finite.  An integer may exceed all floats,
    so it is never converted to one.
    """
    return bool(np.isfinite(value).all()) if isinstance(value, np.ndarray | np.generic) else abs(value) < 1e300


# Images and params.


def _windows(params: Params, image: np.ndarray) -> np.ndarray:
    """The four windows of z1, one in each row."""
    z1: np.ndarray = forward(params, image)["z1"]
    return z1.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)


def _untied(params: Params, *images: np.ndarray) -> bool:
    """Whether no maximum above zero stands in its window twice."""
    windows = np.concatenate([_windows(params, image) for image in images])
    largest = windows.max(axis=1, keepdims=True)
    return bool(np.all(((windows == largest).sum(axis=1) == 1) | (largest[:, 0] <= 0)))


@st.composite
def _params(draw: DrawFn, *, bias: float = 0.0, whole: bool = False) -> Params:
    """Params whose convolution has a bias near ``bias``."""
    return {
        "kernel": draw(
            arrays((3, 3), low=-2, high=2, dtype=np.int64) if whole else arrays((3, 3), low=-4, high=4, scale=8)
        ),
        "conv_bias": bias + draw(st.integers(-3, 3)) / 8,
        "weights": draw(arrays(4, low=-6, high=6, scale=8)),
        "fc_bias": draw(st.integers(-8, 8)) / 8,
    }


@st.composite
def _cases(draw: DrawFn, *, bias: float = 0.0, whole: bool = False, label: bool = False) -> Arguments:
    """Arguments of forward, with ``label`` those of backward."""
    image = arrays((6, 6), low=-2, high=2, dtype=np.int64) if whole else arrays((6, 6), low=-4, high=4, scale=2)
    case = {"params": draw(_params(bias=bias, whole=whole)), "image": draw(image)}
    return case | {"label": draw(st.sampled_from([1, 0]))} if label else case


def _alive(case: Arguments) -> bool:
    windows = _windows(case["params"], case["image"])
    return bool((windows.max(axis=1) > 0).all()) and _untied(case["params"], case["image"])


def _partly_dead(case: Arguments) -> bool:
    largest = _windows(case["params"], case["image"]).max(axis=1)
    return bool((largest > 0).any() and (largest <= 0).any()) and _untied(case["params"], case["image"])


def _changed(case: Arguments, **params: Any) -> Arguments:
    return case | {"params": case["params"] | params}


_EXAMPLE: Arguments = {
    "params": {
        "kernel": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.5]]),
        "conv_bias": -1.0,
        "weights": np.array([1.0, 0.5, -1.0, 0.25]),
        "fc_bias": 0.5,
    },
    "image": np.array(
        [
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 2.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 3.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 2.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 4.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ]
    ),
}
"""Its convolution is the image without its border, plus half of what stands diagonally below, minus
one; two windows are dead.
"""

# make_images


def _form_of_images(answer: Any, case: Arguments) -> str:
    """What is wrong with the form of images and labels, or nothing; the rest is only looked at
    where the form is right.
    """
    count = case["count"]
    if not isinstance(answer, tuple) or len(answer) != 2:
        return f"expected the pair (images, labels), not {compare.describe(answer)}"
    for name, array, shape in (("images", answer[0], (count, 6, 6)), ("labels", answer[1], (count,))):
        if not isinstance(array, np.ndarray) or array.shape != shape or array.dtype.kind not in "iufb":
            return f"expected {name} to be an array of shape {shape}, not {compare.describe(array)}"
        if not np.isfinite(array).all():
            return f"{name} holds values that are not finite"
    if not np.isin(answer[1], (0, 1)).all():
        return "expected each label to be 0 or 1"
    return ""


def _classes(answer: Any, case: Arguments) -> str:
    """The form, and whether both classes are there."""
    fault = _form_of_images(answer, case)
    if fault:
        return fault
    squares = int(np.sum(answer[1] == 1))
    return (
        ""
        if case["count"] / 4 <= squares <= case["count"] * 3 / 4
        else f"{squares} of {case['count']} labels are 1, expected about half of them"
    )


SEEDS = 20
"""Labels tossed one by one come from both classes for so many seeds in one of 10^6 cases with two
images, and in one of 300 with three.
"""


def _few_images(subject: Subject, exercise: str, case: Arguments) -> Any:
    """Whether both classes are there for each of several seeds."""
    for seed in range(case["seed"], case["seed"] + SEEDS):
        answer = subject.call(exercise, {"count": case["count"], "seed": seed})
        fault = _form_of_images(answer, case)
        if fault:
            return fault
        if len(np.unique(answer[1])) == 1:
            return (
                f"for some seeds all {case['count']} images are of one class: see to it that there are images of both"
            )
    return GOOD


def _code_for_seeds(exercise: str, case: Arguments) -> str:
    return f"[{exercise}({case['count']}, seed)[1] for seed in range({case['seed']}, {case['seed'] + SEEDS})]"


def _blocks(images: np.ndarray) -> np.ndarray:
    """All blocks of 3 x 3 pixels, [N, 4, 4, 3, 3]."""
    blocks: np.ndarray = np.lib.stride_tricks.sliding_window_view(images.astype(float), (3, 3), axis=(1, 2))
    return blocks


def _parts(answer: Any) -> tuple[np.ndarray, np.ndarray]:
    """The images of class 0 and those of class 1."""
    images, labels = answer
    return images[labels == 0].astype(float), images[labels == 1].astype(float)


def _squares(answer: Any, case: Arguments) -> str:
    """Whether exactly the images of class 1 have a square, and exactly nine pixels in it."""
    fault = _classes(answer, case)
    if fault:
        return fault
    noise, with_square = _parts(answer)
    if (noise == 5.0).any():
        return "an image of class 0 has pixels of the square's value"
    counts = (with_square == 5.0).sum(axis=(1, 2))
    if (counts != 9).any():
        found = f"not {counts[0]}" if np.ptp(counts) == 0 else "in each of them"
        return f"expected 9 pixels of the square's value in an image of class 1, {found}: set them, whatever was there before"
    if not (_blocks(with_square) == 5.0).all(axis=(3, 4)).any(axis=(1, 2)).all():
        return "expected the 9 pixels of the square's value to be a block of 3 x 3"
    around = with_square[with_square != 5.0]
    return (
        ""
        if ((around >= -1.0) & (around < 1.0)).all()
        else "the pixels around the square are not from the range of the noise"
    )


def _noise(answer: Any, case: Arguments) -> str:
    """Whether the images of class 0 are uniform noise, each with its own."""
    fault = _classes(answer, case)
    if fault:
        return fault
    noise, _ = _parts(answer)
    if len(np.unique(noise)) < 0.95 * noise.size:
        return "the same random number stands in many places: draw every pixel of every image by itself"
    return _out_of_range(noise, -1.0, 1.0)


def _out_of_range(noise: np.ndarray, low: float, high: float) -> str:
    margin = 0.05 * (high - low)  # so wide an end of its range does uniform noise never leave empty
    if noise.min() < low or noise.max() >= high or noise.min() > low + margin or noise.max() < high - margin:
        return f"the noise must reach from {low:g} to {high:g}, but it reaches from about {noise.min():.1f} to {noise.max():.1f}"
    below = [float(np.mean(noise < low + part * (high - low))) for part in (0.25, 0.5, 0.75)]
    if (
        np.abs(np.subtract(below, (0.25, 0.5, 0.75))).max() > 0.05
    ):  # five standard deviations and more for the 1800 pixels and more that are looked at
        return f"the noise is not uniform: the quarters of its range up to {high:g} hold " + ", ".join(
            f"{part:.0%}" for part in np.diff([0.0, *below, 1.0])
        )
    return ""


def _places(answer: Any, case: Arguments) -> str:
    """Whether squares stand at all 16 places.  The place is that of the brightest block, so that
    other mistakes do not count here.
    """
    fault = _classes(answer, case)
    if fault:
        return fault
    _, with_square = _parts(answer)
    found = {divmod(int(place), 4) for place in _blocks(with_square).sum(axis=(3, 4)).reshape(-1, 16).argmax(axis=1)}
    missing = sorted(set(itertools.product(range(4), repeat=2)) - found)
    return (
        f"the square never starts at row {missing[-1][0]}, column {missing[-1][1]}; of 16 places it takes {len(found)}"
        if missing
        else ""
    )


def _other_values(answer: Any, case: Arguments) -> str:
    """Whether the noise and the middle of each square have the values asked for."""
    fault = _classes(answer, case)
    if fault:
        return fault
    low, high, value = case["low"], case["high"], case["value"]
    noise, with_square = _parts(answer)
    blocks = _blocks(with_square).reshape(len(with_square), 16, 9)
    middles = blocks[np.arange(len(blocks)), np.abs(blocks - (low + high) / 2).sum(axis=2).argmax(axis=1), 4]
    if (middles != value).any():
        found = (
            f"not {middles[0]:g}"
            if np.ptp(middles) == 0
            else "but it differs from image to image: set it, whatever was there before"
        )
        return f"expected {value:g} in the middle of the squares, {found}"
    return _out_of_range(noise, low, high)


def _with_other_seed(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What two seeds do: the verdict on three calls."""
    first, again, other = (subject.call(exercise, case | {"seed": case["seed"] + extra}) for extra in (0, 0, 1))
    check_form = _form_of_images if exercise == "make_images" else _form_of_params
    fault = check_form(first, case) or check_form(again, case) or check_form(other, case)
    if fault:
        return fault
    parts = (0, 1) if exercise == "make_images" else tuple(SHAPES)
    if not all(np.array_equal(first[part], again[part]) for part in parts):
        return "the same seed gave another result the second time: draw all random numbers from np.random.default_rng(seed)"
    random = {0: "images"} if exercise == "make_images" else {"kernel": "kernel", "weights": "weights"}
    same = [name for part, name in random.items() if np.array_equal(first[part], other[part])]
    if same:
        return f"another seed gave the same {same[0]}: draw all random numbers from np.random.default_rng(seed)"
    return GOOD


def _seeds(points: float, text: str, cases: SearchStrategy[Arguments]) -> Check:
    return Check(
        name="seeds", points=points, text=text, cases=cases, observe=_with_other_seed, accept=same_verdict, count=4
    )


_SEED = st.integers(0, 99)

_MAKE_IMAGES = Exercise(
    "make_images",
    _looks(
        "labels",
        0.25,
        "Images [count, 6, 6] and labels [count]; each label is 0 or 1, and there are about as many of either.",
        arguments(count=st.sampled_from([40, 41, 60]), seed=_SEED),
        _classes,
        count=4,
    ),
    Check(
        name="few_images",
        points=0.25,
        text="Both classes are there among two or three images as well, whatever the seed.",
        cases=arguments(count=st.sampled_from([2, 3]), seed=_SEED),
        observe=_few_images,
        accept=same_verdict,
        examples=({"count": 2, "seed": 0}, {"count": 3, "seed": 0}),
        count=2,
        code=_code_for_seeds,
    ),
    _looks(
        "squares",
        1.0,
        "Exactly the images labelled 1 have a square: a block of 3 x 3 pixels that are SET to the value 5, in "
        "noise from -1 to 1.",
        arguments(count=st.just(100), seed=_SEED),
        _squares,
        count=3,
    ),
    _looks(
        "noise",
        0.75,
        "The noise is uniform from -1 to 1, and another one in every image.",
        arguments(count=st.just(100), seed=_SEED),
        _noise,
        count=3,
    ),
    _looks(
        "places",
        0.75,
        "The square may start in any of the rows 0 to 3 and any of the columns 0 to 3: among hundreds of "
        "images, all 16 places occur.",
        arguments(count=st.just(600), seed=_SEED),
        _places,
        count=2,
    ),
    _looks(
        "other_values",
        0.5,
        "Other ranges of the noise and other values of the square.",
        arguments(
            count=st.just(100),
            seed=_SEED,
            low=st.sampled_from([0.0, -3.0]),
            high=st.sampled_from([2.0, 0.5]),
            value=st.sampled_from([7.0, -8.5]),
        ),
        _other_values,
        count=4,
    ),
    _seeds(
        0.25,
        "The same seed gives the same images, another seed others.",
        arguments(count=st.sampled_from([8, 2]), seed=_SEED),
    ),
    rejects(
        0.25,
        "With fewer than two images there are no two classes, and low must be less than high: raise a ValueError.",
        _broken(
            {"count": 10, "seed": 0, "low": -1.0, "high": 1.0},
            {"count": 1},
            {"count": 0},
            {"low": 1.0},
            {"low": 1.5},
        ),
    ),
)

# forward

_WRONG_NETWORKS = (
    {"image": np.zeros((5, 6))},
    {"image": np.zeros((6, 7))},
    {"image": np.zeros((1, 6, 6))},
    {"image": np.zeros(36)},
    {"params": _EXAMPLE["params"] | {"kernel": np.zeros((2, 3))}},
    {"params": _EXAMPLE["params"] | {"kernel": np.zeros(9)}},
    {"params": _EXAMPLE["params"] | {"weights": np.zeros((2, 2))}},
    {"params": _EXAMPLE["params"] | {"weights": np.zeros((1, 4))}},
)

_FORWARD = Exercise(
    "forward",
    Check(
        name="convolution",
        points=0.75,
        text="z1, the convolution: no padding, the kernel not turned, the bias added once.",
        cases=_cases(),
        observe=parts("z1"),
        examples=(_EXAMPLE,),
    ),
    Check(
        name="relu_and_pooling",
        points=0.75,
        text=(
            "a1, a2 and a3: negative values become 0, each window of 2 x 2 keeps its largest value, and the "
            "four are laid in a row."
        ),
        cases=_cases(),
        observe=parts("a1", "a2", "a3"),
        examples=(_EXAMPLE,),
    ),
    Check(
        name="output",
        points=0.75,
        text="z4 and a4, both plain numbers: the four values weighted, the bias, and the sigmoid.",
        cases=_cases(),
        observe=parts("z4", "a4"),
        examples=(_EXAMPLE,),
    ),
    Check(
        name="large_values",
        points=0.5,
        text="A z4 of a thousand or minus a thousand: the probability is 1 or 0, and not nan.",
        cases=_cases().map(lambda case: _changed(case, fc_bias=1000.0 if case["params"]["fc_bias"] > 0 else -1000.0)),
        observe=parts("z4", "a4"),
        examples=(_changed(_EXAMPLE, fc_bias=1000.0),),
    ),
    Check(
        name="whole_numbers",
        points=0.25,
        text="Whole numbers in the image and in the kernel must not cut off the fraction of the bias.",
        cases=_cases(whole=True),
        observe=parts("z1"),
    ),
    polite(0.25, _cases()),
    rejects(
        0.25,
        "The image is [6, 6], the kernel [3, 3] and the weights [4]; otherwise raise a ValueError.",
        _broken(_EXAMPLE, *_WRONG_NETWORKS),
    ),
)

# loss


def _unguarded(subject: Subject, exercise: str, case: Arguments) -> Any:
    """A loss without its guard against log(0): the right one if it is near, else four places of it,
    which are the same with every small guard.
    """
    value, right = subject.call(exercise, case), loss(**case)
    if compare.difference(right, value, GUARD_TOLERANCE) is None:
        return right
    return round(compare.as_float(value), 4) if compare.is_number(value) else value


def _certain(value: Any, case: Arguments) -> str:
    """Whether the loss of a certain answer is finite: about 0 where it is right, large where it is
    wrong.
    """
    if not compare.is_number(value):
        return f"expected a number, not {compare.describe(value)}"
    told = _told(value)
    if case["label"] == case["probability"]:
        return "" if told == _NOTHING else f"expected about 0, because the answer is certain and right, not {told}"
    return (
        ""
        if told == _LARGE
        else f"expected a large but finite number, because the answer is certain and wrong, not {told}"
    )


_NOTHING, _LARGE = "about 0", "a large number"


def _told(number: Any) -> str:
    """A loss in words that are the same whatever guards it against log(0)."""
    if not _is_finite(number):
        return compare.describe(number)
    if abs(number) < 1e-3:
        return _NOTHING
    if number < 0:
        return "a number below 0"
    return _LARGE if number > 5 else f"{compare.as_float(number):.2f}"


_LABELS = st.sampled_from([0, 1])

_LOSS = Exercise(
    "loss",
    Check(
        name="values",
        points=0.75,
        text=(
            "The binary cross-entropy with the natural logarithm: -log(p) where there is a square, -log(1 - "
            "p) where there is none."
        ),
        cases=arguments(label=_LABELS, probability=st.integers(1, 15).map(lambda sixteenths: sixteenths / 16)),
        observe=_unguarded,
        examples=({"label": 1, "probability": 0.25}, {"label": 0, "probability": 0.25}),
    ),
    _looks(
        "certain",
        0.5,
        "Probabilities of exactly 0 and 1: the loss is about 0 where they are right, and large but finite "
        "where they are wrong.",
        arguments(label=_LABELS, probability=st.sampled_from([0.0, 1.0])),
        _certain,
        examples=({"label": 1, "probability": 0.0}, {"label": 0, "probability": 1.0}),
    ),
    rejects(
        0.25,
        "A label that is neither 0 nor 1 and a probability that is not from 0 to 1 make no sense: raise a ValueError.",
        _broken(
            {"label": 1, "probability": 0.5},
            {"label": 2},
            {"label": -1},
            {"label": 0.5},
            {"probability": 1.5},
            {"probability": -0.25},
        ),
    ),
)

# backward

_DEAD_AT_ZERO = {
    "params": {
        "kernel": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "conv_bias": 0.0,
        "weights": np.ones(4),
        "fc_bias": 0.0,
    },
    "image": np.pad(
        np.array([[2.0, 0.0, 0.0, 0.0], [1.0, 0.0, -1.0, -2.0], [0.0, 0.0, 1.0, 3.0], [0.0, 0.0, 0.0, 0.0]]),
        1,
        constant_values=0.5,
    ),
    "label": 1,
}
"""The windows at the top right and bottom left have the maximum 0: they are dead."""


@st.composite
def _evenly_lit(draw: DrawFn) -> Arguments:
    """Arguments of backward with an image of one value, in which all four values of a window are
    its maximum.

    No gradient depends on which of them is taken for the maximum, because every block of the image
    is the same.
    """
    value = draw(st.sampled_from([1.0, 2.0, -1.0, 0.5, -0.5]))
    return {"params": draw(_params(bias=2.0)), "image": np.full((6, 6), value), "label": draw(st.sampled_from([1, 0]))}


def _has_gradient(case: Arguments) -> bool:
    return bool(np.any(backward(**case)["kernel"]))


_EVEN = {"params": _EXAMPLE["params"] | {"kernel": np.full((3, 3), 0.25)}, "image": np.ones((6, 6)), "label": 0}

_BACKWARD = Exercise(
    "backward",
    Check(
        name="dense_layer",
        points=1.0,
        text="The gradients of weights and fc_bias: a4 - label, times what stands beside the parameter.",
        cases=_cases(label=True),
        observe=parts("weights", "fc_bias"),
        examples=(_EXAMPLE | {"label": 1}, _EXAMPLE | {"label": 0}),
    ),
    Check(
        name="convolution",
        points=1.25,
        text=(
            "The gradients of kernel and conv_bias: the weights carry the error back, and each window passes "
            "it to the place of its maximum alone."
        ),
        cases=_cases(bias=2.0, label=True).filter(_alive),
        observe=parts("kernel", "conv_bias"),
    ),
    Check(
        name="dead_windows",
        points=1.0,
        text="The same with windows in which no value of z1 is above 0: ReLU lets nothing back through them.",
        cases=_cases(bias=-1.0, label=True).filter(_partly_dead),
        observe=parts("kernel"),
        examples=(_EXAMPLE | {"label": 1}, _DEAD_AT_ZERO),
    ),
    Check(
        name="ties",
        points=0.25,
        text=(
            "An image of one value, whose windows hold their largest value four times: one of the four places "
            "gets the gradient, whichever it is."
        ),
        cases=_evenly_lit().filter(_has_gradient),
        observe=parts("kernel"),
        examples=(_EVEN,),
        count=6,
    ),
    Check(
        name="whole_numbers",
        points=0.5,
        text="Whole numbers in the image and in the kernel must not make the gradient of the kernel whole numbers.",
        cases=_cases(bias=2.0, whole=True, label=True).filter(_alive),
        observe=parts("kernel"),
    ),
    polite(0.25, _cases(label=True).filter(lambda case: _untied(case["params"], case["image"]))),
    rejects(
        0.25,
        "The label is 0 or 1, the image [6, 6], the kernel [3, 3] and the weights [4]; otherwise raise a ValueError.",
        _broken(_EXAMPLE | {"label": 1}, {"label": 2}, {"label": -1}, {"label": 0.5}, *_WRONG_NETWORKS),
    ),
    needs=("forward",),
)

# sgd_step and init_params

_RATES = st.sampled_from([0.5, 1.0, 0.25, 2.0])


def _complete(*without: str) -> Arguments:
    """Arguments of sgd_step with some gradients missing."""
    params = {name: np.ones(shape) if shape else 1.0 for name, shape in SHAPES.items()}
    return {
        "params": params,
        "grads": {name: value for name, value in params.items() if name not in without},
        "learning_rate": 0.5,
    }


_SGD_STEP = Exercise(
    "sgd_step",
    agrees(
        "one_array",
        0.5,
        "One array: the learning rate times the gradient is subtracted.",
        arguments(
            params=st.fixed_dictionaries({"weights": arrays(4)}),
            grads=st.fixed_dictionaries({"weights": arrays(4)}),
            learning_rate=st.just(0.5),
        ),
        examples=[
            {
                "params": {"weights": np.array([1.0, 2.0])},
                "grads": {"weights": np.array([2.0, -4.0])},
                "learning_rate": 0.5,
            }
        ],
    ),
    agrees(
        "all_parameters",
        0.5,
        "All parameters of the network, arrays and numbers, with other learning rates.",
        arguments(params=_params(), grads=_params(), learning_rate=_RATES),
    ),
    polite(0.25, arguments(params=_params(), grads=_params(), learning_rate=_RATES)),
    rejects(
        0.25,
        "params and grads have the same keys and the learning rate is positive; otherwise raise a ValueError.",
        _broken(
            _complete(),
            _complete("kernel"),
            _complete("fc_bias"),
            {"params": {"kernel": np.ones((3, 3))}},
            {"learning_rate": 0.0},
            {"learning_rate": -0.5},
        ),
    ),
)


def _form_of_params(params: Any, _case: Arguments) -> str:
    """What is wrong with the form of params, or nothing."""
    if not isinstance(params, dict) or set(params) != set(SHAPES):
        return f"expected a dict with the keys {sorted(SHAPES)}, not {compare.describe(params)}"
    for name, shape in SHAPES.items():
        value = params[name]
        if shape == () and not compare.is_number(value):
            return f"expected {name} to be a number, not {compare.describe(value)}"
        if shape and (not isinstance(value, np.ndarray) or value.shape != shape or value.dtype.kind not in "iuf"):
            return f"expected {name} to be an array of shape {shape}, not {compare.describe(value)}"
        if not _is_finite(value):
            return f"{name} holds values that are not finite"
    return ""


def _start(params: Any, case: Arguments) -> str:
    """Whether a training can start from these params."""
    fault = _form_of_params(params, case)
    return fault or next(
        (
            f"{name} is all zeros: no gradient reaches the kernel then"
            for name in ("kernel", "weights")
            if not params[name].any()
        ),
        "",
    )


_INIT_PARAMS = Exercise(
    "init_params",
    _looks(
        "params",
        0.75,
        "A kernel [3, 3], weights [4] and two numbers; neither the kernel nor the weights are all zeros.",
        arguments(seed=_SEED),
        _start,
        count=4,
    ),
    _seeds(
        0.5,
        "The same seed gives the same params, another seed another kernel and other weights.",
        arguments(seed=_SEED),
    ),
)

# train

ACCURACY = 0.96
"""The least accuracy that trained params must reach on 2,000 fresh images.

Measured with the training below (200 images with squares of the value 1 in noise from -1 to 1, six
epochs at a rate of 0.05) for 100 seeds each of two sets of images.  Right ways: orders drawn in
each epoch 0.989 to 1.000, one order for all epochs from 0.986, no shuffling 0.997, images drawn
with replacement from 0.983.  Wrong ones: untrained, gradient ascent, the last layer frozen, and the
bias gradient from the image's sum 0.50; the weights' gradient sent upstream 0.46 to 0.55; the
kernel frozen 0.56 to 0.65; 16 images in each epoch 0.55 to 0.82; one epoch 0.77 to 0.97. What
accuracy does not see: a ReLU mask forgotten (1.000), a pooling gradient scattered by row (0.982 to
0.999) or given to the whole window (0.988), a gradient multiplied by ReLU (0.95 to 0.99).  The
checks of backward see all of these, and one_image and one_epoch whatever else is not plain gradient
descent.
"""

_LEARNER = {
    "kernel": np.array([[0.5, -0.25, -0.75], [0.25, -0.5, -0.5], [-0.125, 0.875, 0.25]]),
    "conv_bias": 0.25,
    "weights": np.array([0.25, 0.5, 0.25, 0.75]),
    "fc_bias": 0.0,
}
"""Where the trainings start: a kernel that is of no use yet, and weights above zero, so that no
order of the images lets it die.
"""

_TRAIN_ARGUMENTS = ("images", "labels", "params", "learning_rate", "epochs", "seed")


def _call_of(case: Arguments) -> Arguments:
    """The arguments of train; a case holds more, which is the judge's."""
    return {name: case[name] for name in _TRAIN_ARGUMENTS}


def accuracy(params: Params, images: np.ndarray, labels: np.ndarray) -> float:
    """The part of the images that params classify rightly: the judge's own arithmetic, for all
    images at once.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # params out of all bounds give nan, which is no class
        z1 = np.einsum("nijkl,kl->nij", _blocks(images), params["kernel"].astype(float)) + float(params["conv_bias"])
        a3 = np.maximum(z1, 0).reshape(-1, 2, 2, 2, 2).max(axis=(2, 4)).reshape(-1, 4)
        z4 = a3 @ params["weights"].astype(float) + float(params["fc_bias"])
    return float(np.mean(np.where(labels == 1, z4 > 0, z4 < 0)))


def after_all_orders(case: Arguments) -> list[Params]:
    """What plain gradient descent can come to: the params after the last epoch, for all orders of
    the images in each of the epochs.
    """
    orders = list(itertools.permutations(range(len(case["images"]))))
    ends = [case["params"]]
    for _ in range(case["epochs"]):
        ends = [_epoch(params, case, order) for params in ends for order in orders]
    return ends


def _epoch(params: Params, case: Arguments, order: tuple[int, ...]) -> Params:
    for n in order:
        params = sgd_step(params, backward(params, case["images"][n], case["labels"][n]), case["learning_rate"])
    return params


def _is_among(params: Params, known: list[Params]) -> bool:
    return any(compare.difference(other, params) is None for other in known)


_NO_ORDER = (
    "no order of the images leads to these params: take one step for each image, and each image once in an epoch"
)


_ALL_AT_ONCE = "all gradients of the epoch are taken at the params that it began with: take each at the params that the step before left"


def _one_order(subject: Subject, exercise: str, case: Arguments) -> Any:
    """Whether the params are those after one step for each image, in whatever order."""
    params = subject.call(exercise, _call_of(case))
    fault = _form_of_params(params, case)
    if fault:
        return fault
    if _is_among(params, case["possible"]):
        return GOOD
    return _ALL_AT_ONCE if _is_among(params, [_one_large_step(case)]) else _NO_ORDER


def _one_large_step(case: Arguments) -> Params:
    """The params after one epoch with all gradients taken at its beginning."""
    params = case["params"]
    for image, label in zip(case["images"], case["labels"], strict=True):
        params = sgd_step(params, backward(case["params"], image, label), case["learning_rate"])
    return params


def _many_orders(subject: Subject, exercise: str, case: Arguments) -> Any:
    """How the results of several seeds differ.  Whether they are right is the business of other
    checks.
    """
    found: list[Params] = []
    for seed in range(8):
        params = subject.call(exercise, _call_of(case) | {"seed": case["seed"] + seed})
        fault = _form_of_params(params, case)
        if fault:
            return fault
        if not _is_among(params, found):
            found.append(params)
    if len(found) == 1:
        return "eight seeds gave the same params: draw the order of the images from the seed, and begin each step where the one before has ended"
    # Two images have two orders: with one for all epochs there are no more than two results; eight
    # seeds of right code give two in one of 10^6 cases.
    return GOOD if len(found) > 2 else "the order of the images is the same in each epoch: draw it anew"


def _fresh_images(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The accuracy on images that were not trained on, in words if it does not reach the limit."""
    params = subject.call(exercise, _call_of(case))
    fault = _form_of_params(params, case)
    if fault:
        return fault
    reached = accuracy(params, *case["fresh"])
    good = f"at least {ACCURACY:.0%} of 2000 fresh images are classified rightly"
    return (
        good
        if reached >= ACCURACY
        else f"only {reached:.0%} of 2000 fresh images are classified rightly, {ACCURACY:.0%} are asked for"
    )


@st.composite
def _short_trainings(draw: DrawFn, *, count: int, epochs: tuple[int, int]) -> Arguments:
    """A few images and epochs."""
    images = np.stack([draw(arrays((6, 6), low=-4, high=4, scale=2)) for _ in range(count)])
    labels = draw(st.permutations([1.0, 0.0, 1.0][:count]))
    case = {"images": images, "labels": np.array(labels), "params": draw(_params(bias=1.0)), "learning_rate": 0.25}
    return case | {"epochs": draw(sizes(*epochs)), "seed": draw(st.integers(0, 99))}


def _trainable(case: Arguments) -> bool:
    """Whether there is something to learn: every image has a gradient, and ties there are none."""
    params, images = case["params"], case["images"]
    return _untied(params, *images) and all(np.any(backward(params, image, 1)["kernel"]) for image in images)


def _distinct(case: Arguments) -> bool:
    """Whether all orders lead to params that differ visibly."""
    ends = np.array([np.append(params["kernel"], params["weights"]) for params in case["possible"]])
    gaps = np.abs(ends[:, np.newaxis] - ends).max(axis=2) + np.eye(len(ends))
    return bool(gaps.min() > 1e-6)


def _ordered(count: int, epochs: int) -> SearchStrategy[Arguments]:
    short = _short_trainings(count=count, epochs=(epochs, epochs)).filter(_trainable)
    return short.map(lambda case: case | {"possible": after_all_orders(case)}).filter(_distinct)


def _without_images(case: Arguments) -> Arguments:
    """A whole training without its images: the call that makes them says more."""
    return {name: value for name, value in _call_of(case).items() if name not in ("images", "labels")}


def _training_code(exercise: str, case: Arguments) -> str:
    return f"images, labels = make_images(200, {case['seed']}, value=1.0); {exercise}(images, labels, {', '.join(map(as_code, case.values()))})"


def _whole_training(seed: int) -> Arguments:
    images, labels = make_images(200, seed, value=1.0)
    fresh = make_images(2000, seed + 1000, value=1.0)
    return {
        "images": images,
        "labels": labels,
        "params": _LEARNER,
        "learning_rate": 0.05,
        "epochs": 6,
        "seed": seed,
        "fresh": fresh,
    }


_TRAIN_CASE = {
    "images": np.stack([_EXAMPLE["image"], np.eye(6)]),
    "labels": np.array([1.0, 0.0]),
    "params": _EXAMPLE["params"],
}
_TRAIN_CASE |= {"learning_rate": 0.25, "epochs": 1, "seed": 0}

_TRAIN = Exercise(
    "train",
    agrees(
        "one_image",
        0.5,
        "One image: one step of gradient descent for each epoch, from the params given.",
        _short_trainings(count=1, epochs=(1, 3)).filter(_trainable),
        count=8,
    ),
    Check(
        name="one_epoch",
        points=0.5,
        text=(
            "Three images, one epoch: a step for each of them, each once, in some order, and each at the "
            "params that the step before left."
        ),
        cases=_ordered(3, 1),
        observe=_one_order,
        accept=same_verdict,
        count=8,
        shown=_call_of,
    ),
    Check(
        name="orders",
        points=0.25,
        text=(
            "The order of the images comes from the seed and is drawn anew in each epoch: eight seeds, two "
            "images, four epochs."
        ),
        cases=_ordered(2, 4),
        observe=_many_orders,
        accept=same_verdict,
        count=2,
        shown=_call_of,
    ),
    Check(
        name="learns",
        points=0.75,
        text=(
            "Trained on 200 images whose squares are no brighter than the noise, the network finds the "
            "squares in images that it has never seen."
        ),
        cases=st.just(_whole_training(1)),  # one will do, and each costs thousands of calls where helpers are set aside
        observe=_fresh_images,
        accept=same_verdict,
        count=1,
        seconds=10,
        shown=_without_images,
        code=_training_code,
    ),
    polite_by_verdict(0.25, _short_trainings(count=2, epochs=(1, 2))),
    rejects(
        0.25,
        "images is [N, 6, 6], labels [N] with the same N, and there is at least one epoch; otherwise raise a "
        "ValueError.",
        _broken(
            _TRAIN_CASE,
            {"labels": np.ones(3)},
            {"labels": np.ones(1)},
            {"labels": np.ones((2, 1))},
            {"images": np.ones((2, 6, 5))},
            {"images": np.ones((6, 6)), "labels": np.ones(6)},
            {"epochs": 0},
            {"epochs": -1},
        ),
    ),
    needs=("forward", "loss", "backward", "sgd_step"),
)

# predict


@st.composite
def _batches(draw: DrawFn, low: int, high: int) -> Arguments:
    """Arguments of predict."""
    images = [draw(arrays((6, 6), low=-4, high=4, scale=2)) for _ in range(draw(sizes(low, high)))]
    return {"params": draw(_params()), "images": np.stack(images)}


_PREDICT = Exercise(
    "predict",
    agrees("batches", 0.5, "Several images: the probability a4 of each, as an array [N].", _batches(2, 4)),
    agrees("one_image", 0.25, "A batch of one image is still a batch: the result is [1].", _batches(1, 1)),
    polite(0.25, _batches(2, 3)),
    rejects(
        0.25,
        "images is [N, 6, 6], also for one image; otherwise raise a ValueError.",
        _broken(
            {"params": _EXAMPLE["params"], "images": np.zeros((2, 6, 6))},
            {"images": np.zeros((6, 6))},
            {"images": np.zeros((2, 6, 5))},
            {"images": np.zeros((2, 1, 6, 6))},
        ),
    ),
    needs=("forward",),
)

UNIT = Unit(
    name="square_detector",
    title="A network of 15 parameters that finds squares",
    exercises=(_MAKE_IMAGES, _FORWARD, _LOSS, _BACKWARD, _SGD_STEP, _INIT_PARAMS, _TRAIN, _PREDICT),
)
