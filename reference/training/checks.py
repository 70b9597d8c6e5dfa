"""The exercises of the unit training and their hidden checks.

What is random is judged by what it is like; everything else is compared with the reference.  Sizes
differ in every dimension.
"""

from collections.abc import Callable
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
    polite,
    polite_by_verdict,
    rejects,
    same_as_reference,
)
from autograder.course.families import countings, spoiled
from autograder.course.features import Features, above, equals, larger, size
from autograder.course.forms import HUGE, pick, whole_numbers
from autograder.course.own_answers import same_in_any_form
from autograder.course.verdicts import Judge, judged, looks, picked, seeds
from autograder.testing import arguments, arrays, sizes

from . import networks, randomness, searching

SEEDS = st.integers(0, 10**6)


def seeded(made: Callable[[np.random.Generator], Arguments]) -> SearchStrategy[Arguments]:
    """Cases made by a generator."""
    return SEEDS.map(lambda seed: made(np.random.default_rng(seed)))


def is_constant(table: np.ndarray) -> np.ndarray:
    """Which columns hold one number alone."""
    return np.all(table == table[:1], axis=0)


# Features


FEATURES = Features(
    {
        "one label": size("labels", 0, 1),
        "one class": equals("classes", 1),
        "several classes": above("classes", 1),
        "more labels than classes": lambda call: len(call["labels"]) > call["classes"],
        "fewer labels than classes": lambda call: len(call["labels"]) < call["classes"],
        "one row of predictions": size("prediction", 0, 1),
        "several rows of predictions": larger("prediction", 0, 1),
        "two classes": size("prediction", 1, 2),
        "more than two classes": larger("prediction", 1, 2),
        "a tie in the predictions": lambda call: _has_tie(call["prediction"]),
        "a tie in the targets": lambda call: _has_tie(call["targets"]),
        "one row to learn from": size("train", 0, 1),
        "several rows to learn from": larger("train", 0, 1),
        "one column": size("train", 1, 1),
        "several columns": larger("train", 1, 1),
        "one other row": size("other", 0, 1),
        "several other rows": larger("other", 0, 1),
        "a constant column": lambda call: bool(is_constant(call["train"]).any()),
        "no constant column": lambda call: not is_constant(call["train"]).any(),
        "a rate of 0": equals("rate", 0),
        "a rate above a half": above("rate", 0.5),
        "a row of numbers": lambda call: call["mask"].ndim == 1,
        "images": lambda call: call["mask"].ndim == 4,
        "nothing kept": lambda call: not call["mask"].any(),
        "everything kept": lambda call: bool(call["mask"].all()),
        "one epoch": equals("epochs", 1),
        "two epochs": equals("epochs", 2),
        "many epochs": above("epochs", 4),
        "a rising rate": lambda call: call["last"] > call["first"],
        "a falling rate": lambda call: call["last"] < call["first"],
        "an end at 0": equals("last", 0),
        "a convolution": networks.has("convolution"),
        "a pooling layer": networks.has("pooling"),
        "a flatten layer": networks.has("flatten"),
        "a dense layer": networks.has("dense"),
        "rows of numbers": lambda call: len(call["input_shape"]) == 1,
        "a stride above 1": networks.has_windows(lambda _window, stride, _padding: max(stride) > 1),
        "two strides that differ": networks.has_windows(lambda _window, stride, _padding: stride[0] != stride[1]),
        "a padding": networks.has_windows(lambda _window, _stride, padding: max(padding) > 0),
        "two paddings that differ": networks.has_windows(lambda _window, _stride, padding: padding[0] != padding[1]),
        "a stride far beyond its window": networks.has_windows(networks.strides_are_far_beyond),
        "windows that are not square": networks.has_windows(lambda window, _stride, _padding: window[0] != window[1]),
        "windows of one value": networks.has_windows(lambda window, _stride, _padding: max(window) == 1),
        "windows over windows": networks.several_windows,
        "rows or columns left over": networks.leaves_something_over,
    },
    apart={
        ("one class", "several classes"): "there is one number of classes",
        ("one label", "more labels than classes"): "there is a class",
        ("one class", "fewer labels than classes"): "there is a label",
        ("more labels than classes", "fewer labels than classes"): "there is one number of labels",
        ("one row of predictions", "several rows of predictions"): "it is one or several",
        ("two classes", "more than two classes"): "there is one number of classes",
        ("one row to learn from", "several rows to learn from"): "it is one or several",
        ("one row to learn from", "no constant column"): "the columns of one row are constant",
        ("one column", "several columns"): "it is one or several",
        ("one other row", "several other rows"): "it is one or several",
        ("a constant column", "no constant column"): "either is there",
        ("a rate of 0", "a rate above a half"): "there is one rate",
        ("a rate of 0", "nothing kept"): "with a rate of 0 everything is kept",
        ("a row of numbers", "images"): "an array has one number of axes",
        ("nothing kept", "everything kept"): "it is one of them",
        ("one epoch", "two epochs"): "there is one number of epochs",
        ("one epoch", "many epochs"): "there is one number of epochs",
        ("two epochs", "many epochs"): "there is one number of epochs",
        ("a rising rate", "a falling rate"): "it does one of them",
        **{
            ("rows of numbers", name): "windows move over images alone"
            for name in (
                "a convolution",
                "a pooling layer",
                "a flatten layer",
                "a stride above 1",
                "a stride far beyond its window",
                "two strides that differ",
                "a padding",
                "two paddings that differ",
                "windows that are not square",
                "windows of one value",
                "windows over windows",
                "rows or columns left over",
            )
        },
    },
)


def _has_tie(scores: np.ndarray) -> bool:
    return bool(np.any(np.sum(scores == np.max(scores, axis=1, keepdims=True), axis=1) > 1))


# one_hot


@st.composite
def labelled(
    draw: DrawFn, count: tuple[int, int] = (2, 6), classes: tuple[int, int] = (2, 5), dtype: Any = int
) -> Arguments:
    """Labels, the last class among them wherever there are several."""
    number, most = draw(sizes(*count)), draw(sizes(*classes))
    labels = draw(arrays(number, low=0, high=most - 1, dtype=dtype))
    if number > 1:
        labels[draw(st.integers(0, number - 1))] = most - 1
    return {"labels": labels, "classes": most}


def any_labels(random: np.random.Generator) -> Arguments:
    """Any number of labels and classes."""
    classes = pick(random, (1, 2, 3, 7))
    return {"labels": random.integers(0, classes, pick(random, (1, 2, 5, 9))), "classes": classes}


def many_classes(dtype: str, classes: Any) -> SearchStrategy[Arguments]:
    """Labels of this type, up to the last of many classes."""
    return seeded(
        lambda random: {
            "labels": np.append(random.integers(0, int(classes), 5), int(classes) - 1).astype(dtype),
            "classes": classes,
        }
    )


LABELS = {"labels": np.array([2, 0, 1, 2]), "classes": 4}
YES_OR_NO = {"labels": np.array([True, False, True]), "classes": 2}
"""Labels as a comparison makes them: as an index they choose rows, and make none."""

ONE_HOT = Exercise(
    "one_hot",
    agrees(
        "labels", 0.5, "A row for each label, with a 1 at its place, also for classes that do not occur.", labelled()
    ),
    agrees(
        "small",
        0.15,
        "One label, or one class: the result is [N, classes] all the same.",
        labelled((1, 2), (1, 2)),
        examples=({"labels": np.array([0]), "classes": 1}, {"labels": np.array([0]), "classes": 3}),
    ),
    agrees("labels_as_floats", 0.15, "Labels that are stored as floats.", labelled(dtype=float)),
    polite(0.1, labelled()),
    rejects(
        0.35,
        "Labels are [N], and each is one of 0, 1, ..., classes - 1; otherwise raise a ValueError.",
        spoiled(
            LABELS,
            {"classes": 2},
            labels=(
                *(np.array(labels) for labels in ([0, 4, 1], [0, -1, 1], [-4, 0, 1], [100, 0, 0], [0.5, 1.0, 2.0])),
                *(np.array([0.0, label, 2.0]) for label in (np.nan, 1.0001, 1 + 2.0**-24)),
                *(np.array([1.0, 2.0 + nearly, 0.0]) for nearly in (2.0**-40, -(2.0**-45))),
                *(np.array([1, 2**bits + 1, 0]) for bits in (8, 16, 32)),
                *(np.zeros(shape, dtype=int) for shape in ((3, 1), (1, 3), (2, 3), ())),
            ),
        ),
    ),
    forms=Forms(
        fixed=("labels",),
        together=any_labels,
        more={
            "number_types": (
                *(
                    many_classes(*each)
                    for each in (
                        ("int8", 100),
                        ("uint8", 256),
                        ("uint8", 300),
                        ("uint64", 3),
                        ("int16", 1000),
                        ("float32", 9),
                    )
                ),
                YES_OR_NO,
            ),
            "keywords": (many_classes("int8", np.int8(100)), many_classes("int64", np.int16(300))),
            "large_size": (many_classes("int64", HUGE),),
        },
    ),
)

# accuracy


def rows(random: np.random.Generator, shape: tuple[int, int]) -> Arguments:
    """Predictions, and one-hot targets of which about a half agree with them."""
    prediction, hot = whole_numbers(random, *shape), np.eye(shape[1])
    prediction += random.permutation(shape[1]) / shape[1]  # nothing is there twice
    right, drawn = np.argmax(prediction, axis=1), random.integers(0, shape[1], shape[0])
    return {"prediction": prediction, "targets": hot[np.where(random.integers(0, 2, shape[0]) == 1, right, drawn)]}


@st.composite
def predictions(
    draw: DrawFn, shapes: tuple[tuple[int, int], ...] = ((5, 3), (4, 5), (7, 2)), *, high: int = 9
) -> Arguments:
    """The same, drawn; with a small ``high`` the largest number is often there twice."""
    shape = draw(st.sampled_from(shapes))
    case = rows(np.random.default_rng(draw(SEEDS)), shape)
    return case | {"prediction": draw(arrays(shape, low=-high, high=high))}


def about_half(shapes: tuple[tuple[int, int], ...]) -> SearchStrategy[Arguments]:
    """Predictions of which about a half are right."""
    return seeded(lambda random: rows(random, pick(random, shapes)))


@st.composite
def soft_targets(draw: DrawFn) -> Arguments:
    """Targets that are no ones and zeros, and may be negative."""
    shape = draw(st.sampled_from(((4, 3), (3, 5))))
    case = rows(np.random.default_rng(draw(SEEDS)), shape)  # in which no prediction is there twice
    return case | {"targets": draw(arrays(shape, scale=8))}


def of_two_kinds(random: np.random.Generator) -> Arguments:
    """Targets of which the first rows are one-hot, and those that follow hold shares, all of them predicted right."""
    case = rows(random, (8, 3))
    case["targets"][4:] = 0.625 * np.eye(3)[np.argmax(case["prediction"][4:], axis=1)] + 0.125
    return case


def nearly_tied(random: np.random.Generator) -> Arguments:
    """Predictions and targets of which the largest of a row is larger than one before it by next to nothing."""

    def table() -> np.ndarray:
        values = np.tile(random.uniform(1, 2, (8, 1)), (1, 4))
        values[np.arange(8), random.integers(1, 4, 8)] *= 1 + 10.0 ** random.uniform(-15, -9.5, 8)
        return values

    return {"prediction": table(), "targets": table()}


def any_predictions(random: np.random.Generator) -> Arguments:
    """Any shape, with ties or without."""
    shape = pick(random, (1, 2, 3, 6)), pick(random, (2, 2, 3, 5))
    prediction, targets = whole_numbers(random, *shape), whole_numbers(random, *shape)
    return {
        "prediction": np.sign(prediction) if random.integers(2) else prediction,
        "targets": np.sign(targets) if random.integers(2) else np.eye(shape[1])[np.argmax(targets, axis=1)],
    }


ACCURACY = Exercise(
    "accuracy",
    agrees(
        "one_hot_targets",
        0.6,
        "The share of rows whose largest number stands where the 1 of the target stands.",
        about_half(((5, 3), (4, 5), (7, 2), (8, 3))),
        examples=({"prediction": np.array([[0.2, 0.1, 0.7], [0.3, 0.4, 0.3]]), "targets": np.eye(3)[[2, 0]]},),
    ),
    agrees("ties", 0.15, "Where the largest number is there twice, its first place counts.", predictions(high=1)),
    agrees("other_targets", 0.15, "Targets that are not zeros and ones: their largest number counts.", soft_targets()),
    polite(0.1, about_half(((4, 3),))),
    rejects(
        0.25,
        "Both are [N, K], of the same shape; otherwise raise a ValueError.",
        spoiled(
            {"prediction": np.eye(3)[[0, 1, 2, 0]], "targets": np.eye(3)[[0, 1, 0, 0]]},
            *({"prediction": each, "targets": each} for each in countings((4,), (2, 4, 3))),
            prediction=countings((4, 2), (3, 3), (1, 3), (4, 1), (4,), (3,)),
            targets=countings((4, 2), (3, 3), (1, 3), (4, 1), (4,), (3,)),
        ),
    ),
    forms=Forms(
        together=any_predictions,
        only=lambda call: call["prediction"].shape[-1] > 1,
        more={
            "all_digits": (seeded(nearly_tied),),
            "together": (seeded(of_two_kinds),),
            "large_size": tuple(about_half((shape,)) for shape in ((40, 200), (30, 600), (18, 2062))),
        },
    ),
)

# standardize


def can_be_standardized(call: Arguments) -> bool:
    """Whether rounding leaves enough digits: no column varies by a small part of its size alone, and squares are
    numbers that are not 0.
    """
    train, other = (call[name].astype(float) for name in ("train", "other"))
    least = 1e-5 if call["train"].dtype == call["other"].dtype == float or call["train"].dtype.kind in "iu" else 0.05
    deviation, extent = np.std(train, axis=0), np.max(np.abs(np.concatenate([train, other])), axis=0)
    varies = (deviation > least * extent) & (deviation > 1e-100)
    return bool(np.all(varies | is_constant(train)))


@st.composite
def tables(
    draw: DrawFn,
    train: tuple[int, int] = (3, 5),
    columns: tuple[int, int] = (2, 3),
    *,
    constant: tuple[float, ...] = (),
) -> Arguments:
    """Two tables; the columns of the first vary, but for one, which is ``constant`` where there is a choice."""
    number, wide, more = draw(sizes(*train)), draw(sizes(*columns)), draw(sizes(1, 2))
    case = {"train": draw(arrays((number, wide))), "other": draw(arrays((more, wide)))}
    case["train"][0] = case["train"][1] + draw(sizes(1, 9))
    if constant:
        case["train"][:, draw(st.integers(0, wide - 1))] = draw(st.sampled_from(constant))
    return case


def any_tables(random: np.random.Generator) -> Arguments:
    """Tables of any size, with constant columns or without."""
    columns = pick(random, (1, 2, 4))
    train, other = (whole_numbers(random, pick(random, (1, 2, 3, 7)), columns) for _ in range(2))
    if random.integers(2):
        train[:, random.integers(columns)] = pick(random, (0.0, 0.1, 3.0))
    return {"train": train, "other": other}


def equal_fractions(random: np.random.Generator) -> Arguments:
    """Columns of equal fractions, whose mean is rounded."""
    train = np.tile(random.uniform(0.1, 9, 5), (11, 1))
    train[:, 0] = random.normal(size=11)
    return {"train": train, "other": random.normal(size=(3, 5))}


def far_from_zero(random: np.random.Generator) -> Arguments:
    """Columns far from 0: the mean of squares less the square of the mean keeps no digit of their variance."""
    spread = np.array([20.0, 50.0])
    return {name: 1e8 + spread * random.normal(size=(rows, 2)) for name, rows in (("train", 5), ("other", 2))}


def small_features(random: np.random.Generator) -> Arguments:
    """Columns of very different sizes, as features have."""
    size = np.array([1e-9, 1.0, 1e7, 1e-40])
    return {"train": random.normal(size=(6, 4)) * size, "other": random.normal(size=(3, 4)) * size}


def time_stamps(random: np.random.Generator) -> Arguments:
    """Seconds since 1970, some seconds apart: four rows, so that their mean is exact, however it is computed."""
    train, other = (1.7e9 + random.integers(0, 9, (rows, 2)) for rows in (4, 2))
    train[0] = train[1] + random.integers(1, 9, 2)
    return {"train": train, "other": other}


def hardly_differing(random: np.random.Generator) -> Arguments:
    """Numbers far from 0 that differ in their last bits alone: all but equal, and not equal, however little that is
    beside their size.  The mean of four is exact.
    """
    far, apart = 5e11, 2.0**-12
    train, other = (far + apart * random.integers(0, 2, (rows, 2)) for rows in (4, 2))
    train[0] = 2 * far + apart - train[1]
    return {"train": train, "other": other}


def far_out(random: np.random.Generator) -> Arguments:
    """Rows that lie thousands of deviations away, on either side, of a column each."""
    train = random.normal(size=(4, 2))
    return {"train": train, "other": random.uniform(2e3, 2e4, (3, 2)) * [1, -1]}


TABLES = {"train": np.array([[1.0, 5.0], [3.0, 5.0]]), "other": np.array([[4.0, 6.0], [2.0, 5.0], [0.0, 4.0]])}
NO_SPREAD = (0.0, 5.0, -3.0, 0.1, 0.7, 1 / 3)

STANDARDIZE = Exercise(
    "standardize",
    agrees(
        "columns",
        1.0,
        "Each column by itself, with its mean and deviation in train; these are used for the other table as well.",
        tables(),
        examples=(seeded(far_from_zero), seeded(time_stamps)),
    ),
    agrees(
        "constant_columns",
        0.3,
        "A column that is constant in train becomes 0 in both tables, and nothing is divided by 0.",
        tables(constant=NO_SPREAD),
        examples=(TABLES, seeded(equal_fractions)),
    ),
    polite(0.15, tables()),
    rejects(
        0.3,
        "Both tables have two dimensions and the same number of columns; otherwise raise a ValueError.",
        spoiled(
            TABLES,
            *({"train": each, "other": each} for each in countings((4,), (2, 4, 3))),
            train=countings((2, 3), (2, 1), (2,), (3, 2, 2)),
            other=countings((2, 3), (3, 1), (2,), (1, 2, 2)),
        ),
    ),
    forms=Forms(
        together=any_tables,
        only=can_be_standardized,
        more={"all_digits": tuple(map(seeded, (small_features, equal_fractions, far_out, hardly_differing)))},
    ),
)

# glorot and he

Shapes = tuple[Any, ...]

DENSE: Shapes = ((20, 1000), [1, 20003])
KERNELS: Shapes = ((2, 40, 15, 17), (8, 25, 25, 5), [1, 70, 3, 99], (1, 20001, 1, 1))
"""Twenty thousand numbers each, with unequal sizes; from the last layer back to the first there are as many."""

MANY: Shapes = ((50, 1000),)
MANY_SEEDS = 3
"""So many numbers that the variance of a ReLU which leaks by a fifth, 1 / 1.04 of the right one, is told from it."""

SMALL: Shapes = ((1, 1), [3, 2], [1, 1, 1, 1], (2, 3, 5, 4), [2, 1, 1, 3])

BAD_SHAPES = [
    *({"shape": shape, "seed": 1} for shape in ((4,), (2, 3, 4), (1, 2, 3, 4, 5), (), [5], [2, 2, 2])),
    *({"shape": shape, "seed": 1} for shape in ((0, 3), (3, 0), (2, 3, 0, 3), (2, 3, 3, 0), (-1, 4))),
]


def weights(shapes: Shapes, variance: Callable[[Any], float]) -> list[SearchStrategy[Arguments]]:
    """For each of the shapes a case that knows which variance the weights must have."""
    return [arguments(shape=st.just(shape), seed=SEEDS, variance=st.just(variance(shape))) for shape in shapes]


def both_ways(variance: Callable[[Any], float]) -> Judge:
    """Looks at the variance of weights, of several seeds if there are many, and of those of the same seed that lead
    the other way, which are as many.
    """

    def judge(subject: Subject, exercise: str, case: Arguments) -> str:
        inputs, outputs, *window = case["shape"]
        back = type(case["shape"])((outputs, inputs, *window))
        seeds = range(case["seed"], case["seed"] + (MANY_SEEDS if case["shape"] in MANY else 1))
        asked = [(case["shape"], seeds), (back, seeds[:1])]
        return next(
            filter(
                None,
                (
                    randomness.variance(
                        [subject.call(exercise, {"shape": shape, "seed": seed}) for seed in some],
                        {"shape": shape, "variance": variance(shape)},
                    )
                    for shape, some in asked
                ),
            ),
            "",
        )

    return judge


def starts(name: str, variance: Callable[[Any], float], points: tuple[float, ...]) -> list[Check]:
    """The checks of first weights, with the points of each."""

    given = picked("shape", "seed")

    def kinds(of: str, text: str, points: float, shapes: Shapes) -> Check:
        each = weights(shapes, variance)
        return judged(of, points, text, each[0], both_ways(variance), examples=each, count=0, shown=given)

    normal = weights((DENSE[0], KERNELS[0]), variance)
    shaped = arguments(shape=st.sampled_from(SMALL), seed=SEEDS)
    return [
        kinds(
            "dense_weights",
            f"Dense weights [D, M] have the variance {name}.",
            points[0],
            (*MANY, *DENSE[1:]),
        ),
        kinds("kernels", "So have kernels [C_in, C_out, K_h, K_w].", points[1], KERNELS),
        looks(
            "distribution",
            points[2],
            "The weights are normally distributed around 0, each drawn by itself.",
            normal[0],
            randomness.normal,
            examples=normal,
            count=0,
            given=given,
            shown=given,
        ),
        seeds(
            points[3],
            "The same seed gives the same weights, another seed others; for layers of any size, also of one weight.",
            shaped,
            randomness.weights_form,
            {"weights": (0,)},
        ),
        same_in_any_form(points[4], shaped, "whole_numbers_of_numpy", "keywords"),
        polite_by_verdict(points[5], shaped),
        rejects(points[6], "There are two or four sizes, of 1 or more; otherwise raise a ValueError.", BAD_SHAPES),
    ]


GLOROT = Exercise(
    "glorot", *starts("2 / (fan_in + fan_out)", randomness.variance_of_glorot, (0.5, 0.4, 0.3, 0.2, 0.05, 0.1, 0.2))
)
HE = Exercise("he", *starts("2 / fan_in", randomness.variance_of_he, (0.35, 0.25, 0.2, 0.15, 0.05, 0.1, 0.15)))

# dropout and dropout_grad


def dropping(
    shape: tuple[int, ...], *rates: float, zeros: float = 0.0, scale: float = 1.0, dtype: Any = float
) -> SearchStrategy[Arguments]:
    """Values of which a part are 0 and the others are not, of a scale and a type, and one of the rates."""

    def made(random: np.random.Generator) -> Arguments:
        x = random.uniform(1, 9, shape) * random.choice((-1, 1), shape) * scale
        x *= random.uniform(size=shape) >= zeros
        if np.dtype(dtype).kind in "iu":
            x = np.clip(np.rint(14 * x), np.iinfo(dtype).min, np.iinfo(dtype).max)
        return {"x": x.astype(dtype), "rate": pick(random, rates), "seed": int(random.integers(10**6))}

    return seeded(made)


OUTPUTS = (
    dropping((3, 4), 0.25, 0.75),
    dropping((2, 3, 4, 5), 0.9),
    dropping((7,), 0.375),
    dropping((50, 60), 0.999),
    dropping((5, 6), 0.6, scale=1e-9),
    dropping((6, 5), 0.1, scale=1e9),
    dropping((4, 9), 0.3, dtype=np.int8),
    dropping((8, 4), 0.7, dtype=np.uint8),
    dropping((6, 6), 0.4, dtype=np.float32),
)

DROPOUT = Exercise(
    "dropout",
    looks(
        "output",
        0.7,
        "The output is x * mask / (1 - rate), for x of any shape, size and type.",
        OUTPUTS[0],
        randomness.follows_from_mask,
        examples=OUTPUTS,
        count=2,
    ),
    looks(
        "share",
        0.7,
        "Each value by itself is kept with the probability 1 - rate, whether it is 0 or not.",
        dropping((2130, 2), 0.7, 0.8, zeros=0.3),
        randomness.share,
        examples=(
            dropping((70, 72), 0.2, zeros=0.3),
            dropping((6, 7, 9, 10), 0.7, zeros=0.3),
            dropping((9, 10, 11, 12), 0.985, 0.99),
            dropping((250, 400), 0.0003, 0.0004),
        ),
        count=1,
    ),
    judged(
        "number_dropped",
        0.1,
        "How many values are dropped is left to chance, too.",
        dropping((40, 50), 0.5),
        randomness.not_counted_out,
        examples=(dropping((1,), 0.4, 0.6),),
        count=1,
    ),
    looks(
        "nothing_dropped",
        0.1,
        "With a rate of 0 everything is kept as it is.",
        dropping((5, 6), 0.0),
        randomness.nothing_dropped,
        examples=(dropping((3, 2), 0),),
        count=1,
    ),
    seeds(
        0.15,
        "The same seed gives the same mask, another seed another one.",
        dropping((9, 8), 0.5),
        randomness.dropout_form,
        {"mask": (1,)},
        count=2,
    ),
    same_in_any_form(0.15, dropping((4, 5), 0.25)),
    polite_by_verdict(0.15, dropping((3, 5), 0.5)),
    rejects(
        0.2,
        "The rate is at least 0 and below 1; otherwise raise a ValueError.",
        spoiled({"x": np.ones((3, 4)), "rate": 0.5, "seed": 3}, rate=(1.0, 1, 1.5, -0.25, -1)),
    ),
    needs=("dropout_grad",),
)


@st.composite
def masked(draw: DrawFn, shapes: tuple[tuple[int, ...], ...] = ((3, 4), (4, 3), (2, 5))) -> Arguments:
    """An output gradient, a mask and a rate that does not follow from it."""
    shape = draw(st.sampled_from(shapes))
    rate = draw(st.sampled_from((0.25, 0.75, 0.5, 0.2, 0.9, 0.995)))
    return {"output_grad": draw(arrays(shape)), "mask": draw(arrays(shape, low=0, high=1)), "rate": rate}


def any_mask(random: np.random.Generator) -> Arguments:
    """A gradient of any shape, and a mask that may keep everything or nothing."""
    sizes = random.integers(1, 5, pick(random, (1, 2, 3, 4)))
    rate = pick(random, (0.0, 0.0004, 0.25, 0.6, 0.9, 0.9995))
    mask = np.ones(sizes) if rate == 0 or not random.integers(4) else random.integers(0, 2, sizes).astype(float)
    mask *= rate == 0 or random.integers(4) > 0
    return {"output_grad": whole_numbers(random, *sizes), "mask": mask, "rate": rate}


def large_mask(*shape: int) -> Callable[[np.random.Generator], Arguments]:
    """Makes gradients of this shape, and masks that fit them."""
    return lambda random: {
        "output_grad": random.normal(size=shape),
        "mask": random.integers(0, 2, shape).astype(float),
        "rate": random.uniform(0.1, 0.9),
    }


MASKED = {"output_grad": np.array([[1.0, -2.0, 3.0]]), "mask": np.array([[1.0, 0.0, 1.0]]), "rate": 0.75}

DROPOUT_GRAD = Exercise(
    "dropout_grad",
    agrees(
        "gradients",
        0.5,
        "What was kept gets its gradient divided by 1 - rate, what was dropped gets 0.",
        masked(),
        examples=(MASKED,),
    ),
    agrees(
        "any_shape",
        0.15,
        "Arrays of any shape, single numbers among them; and a rate of 0.",
        masked(((3,), (2, 3, 2), (2, 1, 3, 2), (1, 1))),
        examples=({"output_grad": np.array([[1.0, 2.0]]), "mask": np.ones((1, 2)), "rate": 0.0},),
    ),
    polite(0.1, masked()),
    rejects(
        0.25,
        "The shapes are equal and the rate is at least 0 and below 1; otherwise raise a ValueError.",
        spoiled(
            {"output_grad": np.ones((3, 4)), "mask": np.ones((3, 4)), "rate": 0.5},
            output_grad=[np.ones(shape) for shape in ((1, 4), (3, 1), (4,), (4, 3), (2, 3, 4), ())],
            mask=[np.ones(shape) for shape in ((1, 4), (3, 1), (4,), (4, 3), (2, 3, 4), ())],
            rate=(1.0, 1, 1.5, -0.25),
        ),
    ),
    forms=Forms(
        fixed=("mask", "rate"),
        together=any_mask,
        more={
            "number_types": tuple(
                {"output_grad": gradient, "mask": np.array([1, 0, 1], dtype=dtype), "rate": 0.75}
                for gradient in (np.array([0.5, -2.25, 1 / 3]), np.array([100, -100, 120], dtype=np.int8))
                for dtype in (np.int8, np.uint8, np.int64, np.bool_)
            ),
            "all_digits": ({"output_grad": np.array([1 / 3, 2 / 3]), "mask": np.array([1.0, 0.0]), "rate": 1 / 7},),
            "special_values": ({"output_grad": np.array([0.0, 0.0, 1.5, -2.25]), "mask": np.ones(4), "rate": 0.75},),
            "large_size": tuple(
                seeded(large_mask(*shape)) for shape in ((1031,), (2, 1031), (1031, 3), (3, 2, 71, 67))
            ),
        },
    ),
)

# linear_decay and exponential_decay

RATES = (1.0, 0.5, 0.25, 2.0, 8.0, 0.125, 0.1, 3.0)


@st.composite
def decays(draw: DrawFn, epochs: tuple[int, int], *, rates: tuple[float, ...] = RATES) -> Arguments:
    """Two different rates and a number of epochs."""
    first, last = draw(st.permutations(rates))[:2]
    return {"first": first, "last": last, "epochs": draw(sizes(*epochs))}


def any_decay(*rates: float) -> Callable[[np.random.Generator], Arguments]:
    """Makes decays of any kind between these rates."""
    return lambda random: {
        "first": pick(random, RATES),
        "last": pick(random, (*RATES, *rates)),
        "epochs": pick(random, (1, 2, 3, 5, 12)),
    }


def miscounted(size: float, random: np.random.Generator) -> Arguments:
    """Rates up to this size that whoever adds the same step until the last one is reached finds one too many of."""
    while True:
        first, last = random.permutation(random.integers(1, 100, 2)) / pick(random, (10, 100, 1000)) * size
        epochs = int(random.integers(8, 60))
        if first != last and len(np.arange(first, last, (last - first) / (epochs - 1))) != epochs - 1:
            return {"first": float(first), "last": float(last), "epochs": epochs}


def falling(name: str, text: str, *bad: Arguments, low: tuple[float, ...] = ()) -> tuple[Check, ...]:
    """The checks of both decays; ``low`` are further last rates."""
    good = {"first": 1.0, "last": 0.25, "epochs": 3}
    return (
        agrees("rates", 0.4, text, decays((3, 6)), examples=(good,)),
        agrees(
            "few_epochs",
            0.25,
            "Two epochs have the first rate and the last one, a single epoch the first.",
            decays((1, 2)),
            examples=tuple(good | {"epochs": epochs} for epochs in (1, 2)),
        ),
        *(
            [
                agrees(
                    "other_ends",
                    0.05,
                    "The last rate may be 0, and rates may be negative.",
                    decays((3, 5), rates=(*low, 1.0)),
                )
            ]
            if low
            else []
        ),
        polite(0.1, decays((3, 4))),
        rejects(
            0.2 if low else 0.25,
            f"What {name} cannot take raises a ValueError.",
            spoiled(good, *bad, epochs=(0, -1, -3)),
        ),
    )


LINEAR_DECAY = Exercise(
    "linear_decay",
    *falling("linear_decay", "The rates fall by the same amount each time, from first to last.", low=(0.0, -2.0, -0.5)),
    forms=Forms(
        together=any_decay(0.0, -1.0),
        more={"all_digits": tuple(seeded(partial(miscounted, size)) for size in (1.0, 1e-13))},
    ),
)
BELOW_ZERO = tuple({name: value} for name in ("first", "last") for value in (0.0, -0.5, 0, -2))
EXPONENTIAL_DECAY = Exercise(
    "exponential_decay",
    *falling(
        "exponential_decay",
        "Each rate is the one before it times the same factor, from first to last.",
        *BELOW_ZERO,
        {"first": -1.0, "last": -0.25},
    ),
    needs=("linear_decay",),
    forms=Forms(
        together=any_decay(1e-9),
        more={
            "all_digits": tuple(
                {"first": first, "last": 1e-30, "epochs": epochs} for first, epochs in ((1e-3, 4), (1e-13, 30))
            )
        },
    ),
)

# output_shapes, parameter_count and receptive_field

COURSE = {"input_shape": (3, 32, 32), "layers": [("convolution", 10, 5, 1, 0)]}
DIGITS = {
    "input_shape": (1, 28, 28),
    "layers": [
        ("convolution", 32, 3, 1, 1),
        ("pooling", 2, 2),
        ("convolution", 64, 3, 1, 1),
        ("pooling", 2, 2),
        ("flatten",),
        ("dense", 128),
        ("dense", 10),
    ],
}

OTHER_NAMES = (
    [("conv", 3, 3, 1, 0)],
    [("convolutional", 3, 3, 1, 0)],
    [("pool", 2, 2)],
    [("convolution", 3, 3, 1, 0), ("max_pooling", 2, 2)],
    [("pooling_2d", 2, 2)],
    [("flat",)],
    [("flattened",)],
    [("flatten",), ("Dense", 4)],
    [("flatten",), ("dens", 4)],
    [("flatten",), ("dense_relu", 4)],
    [("flatten",), ("dense", 4), ("relu",), ("dense", 2)],
    [("dropout", 0.5)],
    [("convolution", 3, 3, 1, 0), ("activation", "relu"), ("flatten",)],
    [("convolution", 3, 3, 1, 0), ("batch_norm",)],
    [("conv2d", 3, 3, 1, 0), ("maxpool", 2, 2)],
    [("input", (2, 6, 8)), ("flatten",)],
    [("flatten",), ("linear", 4)],
)
"""Layers of names that there are not: known ones shortened, lengthened and written otherwise, one behind a dense
layer, where nobody asks for a window any more, and those that libraries have besides, most of which change no shape.
"""

BAD_LAYERS = spoiled(
    {"input_shape": (2, 6, 8), "layers": [("convolution", 3, 3, 1, 0), ("flatten",), ("dense", 4)]},
    layers=(
        [("dense", 4)],
        [("pooling", 2, 2), ("dense", 4), ("flatten",)],
        [("flatten",), ("convolution", 3, 3, 1, 0)],
        [("flatten",), ("pooling", 2, 2)],
        [("flatten",), ("flatten",)],
        [("pooling", (6, 8), 1), ("dense", 4)],
        [("flatten",), ("dense", 4), ("pooling", 1, 1)],
        [("convolution", 3, 7, 1, 0)],
        [("convolution", 3, (3, 9), 1, 0)],
        [("convolution", 3, (9, 3), 1, (1, 0))],
        [("convolution", 3, (3, 11), 1, (4, 1))],
        [("convolution", 3, 3, 1, 0), ("pooling", 5, 1)],
        [("pooling", (7, 2), 1)],
        [("pooling", (2, 9), 1)],
        [("convolution", 3, 7, 2, 0)],
        [("convolution", 3, (3, 11), (1, 4), (0, 1))],
        [("pooling", (7, 2), 3)],
        [("convolution", 3, 3, 1, 0), ("pooling", (2, 8), (1, 5))],
        *OTHER_NAMES,
    ),
    input_shape=((12,), (8, 6), (1, 2, 6, 8), (2, 2, 8), (2, 8, 2)),
)

NAMES = [{"layers": layers} for layers in OTHER_NAMES]
IN_ANY_FORM = {
    "keywords": tuple(networks.networks(ends=("dense",), most=most).map(networks.of_numpy) for most in (1, 3)),
    "large_size": (
        {
            "input_shape": (3, 1031, 700),
            "layers": [("convolution", 300, 71, 1, 35), ("pooling", 40, 40), ("flatten",), ("dense", 97)],
        },
        {"input_shape": (300, 21, 22), "layers": [("convolution", 70, 1, 1, 0)] * 9 + [("pooling", 2, 1)] * 4},
        {"input_shape": (3001, 2003, 1009), "layers": [("convolution", 70001, 9, 1, 4), ("flatten",), ("dense", 5)]},
        {"input_shape": (70001,), "layers": [("dense", 65537), ("dense", 2)]},
    ),
    "earlier_calls": tuple(
        {"input_shape": shape, "layers": [("convolution", 2, (3, 2), 2, 0), ("flatten",), ("dense", 3)]}
        for shape in ((2, 9, 7), (2, 7, 9), (9, 7, 2), (7, 9, 2))
    ),
}
BOTH = ("images", "flat", "dense")


def in_whole_numbers(case: Case, seen: Any) -> Mismatch | None:
    """Accepts the reference's sizes, if all are integers of Python's or NumPy's."""
    mismatch = same_as_reference(case, seen)
    shapes = seen if isinstance(seen, list | tuple) else [seen]
    if mismatch or all(np.asarray(shape).dtype.kind in "iu" for shape in shapes):
        return mismatch
    return Mismatch("expected whole numbers, not floats: range and np.zeros take no float for a size")


OUTPUT_SHAPES = Exercise(
    "output_shapes",
    agrees(
        "one_convolution",
        0.5,
        "A single convolution: its maps, and the height and width that windows leave, with stride and padding.",
        networks.networks(kinds=(networks.convolution,), most=1),
        examples=(COURSE,),
        count=8,
    ),
    agrees(
        "one_pooling",
        0.4,
        "A single pooling layer: channels stay, and what no window covers is dropped.",
        networks.networks(kinds=(networks.pooling,), most=1),
        count=8,
    ),
    agrees(
        "whole_networks",
        0.8,
        "Several layers: each takes what the one before it gives, flatten and dense layers too. All sizes are whole "
        "numbers, for no array has a shape of floats.",
        networks.networks(ends=BOTH, plain=True),
        examples=(DIGITS,),
        count=8,
        accept=in_whole_numbers,
    ),
    agrees(
        "rows",
        0.15,
        "Networks of dense layers alone, or of none: then there is no shape.",
        networks.networks(ends=("rows",)),
        examples=({"input_shape": (1, 2, 3), "layers": []},),
        count=4,
    ),
    polite(0.1, networks.networks(ends=BOTH, plain=True)),
    rejects(
        0.55,
        "Layers that cannot follow each other, windows that do not fit, and unknown names raise a ValueError.",
        BAD_LAYERS,
    ),
    forms=Forms(together=networks.any_network, more=IN_ANY_FORM),
)

PARAMETER_COUNT = Exercise(
    "parameter_count",
    agrees(
        "convolutions",
        0.6,
        "Convolutions: a kernel for every pair of an input and an output channel, and a bias for every output channel.",
        networks.networks(kinds=(networks.convolution,), plain=True),
        examples=(COURSE,),
        count=8,
    ),
    agrees(
        "dense_layers",
        0.35,
        "Dense layers: a weight for every pair, and a bias for every output.",
        networks.networks(ends=("rows",)),
        count=8,
    ),
    agrees(
        "whole_networks",
        0.5,
        "Whole networks; pooling and flatten layers have no parameters, but they change what comes in. The result is "
        "a whole number.",
        networks.networks(ends=("dense",)),
        examples=(DIGITS,),
        count=8,
        accept=in_whole_numbers,
    ),
    polite(0.1, networks.networks(ends=("dense",))),
    rejects(0.2, "What output_shapes refuses raises a ValueError here as well.", BAD_LAYERS),
    needs=("output_shapes",),
    forms=Forms(together=networks.any_network, more=IN_ANY_FORM),
)

STACKED = networks.networks(plain=True, kinds=(networks.convolution,))
RECEPTIVE_FIELD = Exercise(
    "receptive_field",
    agrees(
        "stride_one",
        0.5,
        "Convolutions of stride 1: each adds its kernel's size less 1.",
        networks.layers_alone(STACKED),
        examples=({"layers": [("convolution", 8, 3, 1, 1)] * 2}, {"layers": []}),
        count=8,
    ),
    agrees(
        "strides",
        0.6,
        "Strides: behind them every window reaches further apart.",
        networks.layers_alone(networks.networks()),
        examples=({"layers": [("pooling", 2, 2), ("convolution", 8, 3, 1, 1)]}, {"layers": DIGITS["layers"][:4]}),
        count=8,
    ),
    agrees(
        "whole_networks",
        0.35,
        "Flatten and dense layers are passed over.",
        networks.layers_alone(
            networks.networks(kinds=(networks.convolution,), plain=True, ends=("flat", "dense", "rows"))
        ),
        count=8,
    ),
    polite(0.1, networks.layers_alone(networks.networks())),
    rejects(0.2, "Unknown names of layers raise a ValueError.", NAMES),
    forms=Forms(
        together=networks.any_layers,
        more={
            "keywords": tuple(map(networks.layers_alone, IN_ANY_FORM["keywords"])),
            "large_size": (
                {"layers": [("convolution", 2, 3, (2, 1), 1)] * 9 + [("pooling", 71, 1)]},
                {"layers": [("pooling", 3, (97, 101))] * 5 + [("pooling", (2, 3), 1)]},
            ),
        },
    ),
)

# grid_search

SEARCH = {
    "rates": [0.5, 0.25],
    "penalties": [0.0, 0.75, 3.0],
    "scores": np.array([[0.5, 0.875, 0.75], [0.625, 0.25, 0.125]]),
    "kind": "float",
}
EXCHANGED = searching.in_other_forms(SEARCH, "float", tuple)


def searches(name: str, points: float, text: str, cases: Any, observe: Any, **more: Any) -> Check:
    """A check of searches, of which a part is observed."""
    return agrees(name, points, text, cases, observe=observe, code=searching.code, **more)


GRID_SEARCH = Exercise(
    "grid_search",
    searches(
        "scores",
        0.5,
        "All scores, a row for each rate and a column for each penalty.",
        searching.searches(),
        searching.part(0),
        examples=(SEARCH,),
    ),
    searches(
        "best",
        0.4,
        "The pair with the largest score, also where all scores are below 0.",
        searching.searches(),
        searching.part(1),
        examples=(
            SEARCH,
            searching.searches(low=-99, high=-50).filter(searching.first_is_not_best),
            seeded(searching.nearly_tied),
            seeded(searching.far_below_zero),
        ),
    ),
    searches(
        "ties",
        0.15,
        "At a tie the first pair, row by row; and searches among one rate or one penalty.",
        searching.searches(1, 3, low=0, high=2, tied=True),
        searching.part(1),
        examples=(
            searching.searches(1, 1),
            searching.searches(2, 3, low=0, high=0, tied=True),
            searching.best_twice(),
        ),
    ),
    searches(
        "once",
        0.1,
        "Every pair is tried once.",
        searching.searches(1, 3),
        searching.how_often,
        count=4,
        kind=Kind.EFFORT,
    ),
    searches(
        "forms",
        0.15,
        "Rates and penalties in lists, tuples or arrays, scores that are whole numbers or NumPy's, and many pairs. "
        "grid_search may be called by the names of its arguments, but evaluate may have other names for its own.",
        st.just(SEARCH),
        searching.whole,
        examples=(
            searching.searches().map(lambda case: searching.in_other_forms(case, "numpy", tuple)),
            searching.searches().map(lambda case: searching.in_other_forms(case, "numpy", np.array)),
            seeded(searching.whole_scores),
            seeded(searching.many),
            searching.searches().map(lambda case: case | {"by_name": True}),
        ),
        count=0,
        kind=Kind.FORMS,
    ),
    searching.polite_search(0.1, searching.searches(1, 3)),
    rejects(
        0.1,
        "Without any rate, or without any penalty, there is nothing to search: raise a ValueError.",
        [
            SEARCH | {name: empty, "scores": np.zeros((1, 1))}
            for name in ("rates", "penalties")
            for empty in ([], (), np.zeros(0))
        ],
        observe=searching.whole,
        code=searching.code,
    ),
)

UNIT = Unit(
    name="training",
    title="What makes a network learn",
    features=FEATURES,
    exercises=(
        ONE_HOT,
        ACCURACY,
        STANDARDIZE,
        GLOROT,
        HE,
        DROPOUT,
        DROPOUT_GRAD,
        LINEAR_DECAY,
        EXPONENTIAL_DECAY,
        OUTPUT_SHAPES,
        PARAMETER_COUNT,
        RECEPTIVE_FIELD,
        GRID_SEARCH,
    ),
)
