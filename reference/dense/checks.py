"""The exercises of the unit dense and their hidden checks.

Values are eighths, so that they can be redone by hand.  Zeros are drawn often, because they are
where the rectifiers have their kinks; the output gradient is always drawn, because ones would hide
mistakes; and no two sizes of a layer are equal.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
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
    compare,
    leaves_arguments_alone,
    parts,
    polite,
    rejects,
    same_as_reference,
    the_result_strictly,
)
from autograder.course.families import Family, counting, misfits, spoiled
from autograder.course.features import Features, equals, larger, size, unequal
from autograder.course.forms import HUGE, pick, whole_numbers
from autograder.testing import arguments, arrays, sizes

Cases = SearchStrategy[Arguments]
Shape = tuple[int, ...]

GUARD = 1e-6
"""The largest number by which a right answer may move predictions away from 0 and 1."""

ANY_SHAPE = ((4,), (2, 3), (3, 2), (1, 3, 2), (2, 1, 2, 2))
ROWS = ((2, 3), (3, 2), (2, 4))
OTHER_DIMENSIONS = ((3,), (2, 3, 2), (3, 2, 4))
"""Shapes for which the last axis is neither axis 1 nor the only one."""
FAR = (0.0, 1.0, 800.0, -800.0, -1000.0, 1e5)
LARGE = (0.0, 1.0, 1000.0, -1000.0, 998.0, -999.0)
NO_OVERFLOW = (0.0, 1.0, -1.0, 40.0, -40.0, 750.0, -750.0, 1e5, -1e5, 1.7e308, -1.7e308)


# Cases.


def call(**values: Any) -> Arguments:
    """The arguments of a call, with arrays in place of lists."""
    return {name: np.array(value) if isinstance(value, list) else value for name, value in values.items()}


def _of_shapes(shapes: Any, z: Callable[[Shape], SearchStrategy[np.ndarray]], gradient: bool) -> Cases:
    def of_shape(shape: Shape) -> Cases:
        return arguments(z=z(shape), **({"output_grad": arrays(shape, scale=8)} if gradient else {}))

    return st.sampled_from(shapes).flatmap(of_shape)


def pre_activations(shapes: Any = ANY_SHAPE, *, gradient: bool = False, **values: Any) -> Cases:
    """z, and with ``gradient`` an output gradient of the same shape; ``values`` are the options of
    arrays for z.
    """
    return _of_shapes(shapes, lambda shape: arrays(shape, **({"scale": 8} | values)), gradient)


def with_values(values: tuple[float, ...], shapes: Any = ((3,), (2, 3)), *, gradient: bool = False) -> Cases:
    """Pre-activations that consist of given values."""

    def z(shape: Shape) -> SearchStrategy[np.ndarray]:
        size = int(np.prod(shape))
        drawn = st.lists(st.sampled_from(values), min_size=size, max_size=size)
        return drawn.map(lambda numbers: np.array(numbers).reshape(shape))

    return _of_shapes(shapes, z, gradient)


def seeded(made: Callable[[np.random.Generator], Arguments]) -> Cases:
    """Cases made by a generator."""
    return st.integers(0, 10**6).map(lambda seed: made(np.random.default_rng(seed)))


EITHER_SIGN, BELOW_ZERO = (1, -1), (-1,)


def of_size(
    low: float,
    high: float,
    shape: Shape = (2, 3),
    *,
    gradient: bool = False,
    alike: bool = False,
    signs: Sequence[int] = EITHER_SIGN,
) -> Cases:
    """Pre-activations whose size lies between these numbers, all powers of ten alike, of these signs in turn.
    Where they are ``alike``, those of a row are near each other.
    """

    def made(random: np.random.Generator) -> Arguments:
        rows_ = (*shape[:-1], 1) if alike else shape
        signed = random.permutation(np.resize(signs, int(np.prod(rows_)))).reshape(rows_)
        z = np.array(10.0 ** random.uniform(np.log10(low), np.log10(high), rows_) * signed)
        case: Arguments = {"z": z + random.uniform(-2, 2, shape) if alike else z}
        return case | ({"output_grad": np.array(random.uniform(1, 2, shape))} if gradient else {})

    return seeded(made)


EDGE, BEYOND = (700.0, 745.0), (100.0, 1e300)
"""Where exp(z) or exp(-z) is near the largest or smallest float, and anywhere beyond small values."""

FAR_BELOW = (1e3, 1e6)
"""Where exp(-z) is 0: if all of a row lie there, who shifts only what could overflow divides 0 by 0."""

TOGETHER = (1e8, 1e40)
"""Beside such numbers the logarithm of a sum of powers is lost: who takes it off has rows that sum to 2 or 3."""


def sloped(cases: Cases, slopes: tuple[float, ...] = (0.5, 0.25, 2.0), name: str = "slope") -> Cases:
    """The same cases with a slope; where the usual one is given, a mistake in its default value
    does not matter.
    """
    return st.tuples(cases, st.sampled_from(slopes)).map(lambda drawn: {**drawn[0], name: drawn[1]})


@st.composite
def shares(draw: DrawFn, shape: tuple[int, int], least: int) -> np.ndarray:
    """Rows of eighths that sum to 1, each of them at least ``least`` eighths."""
    rows, columns = shape
    eighths = np.full(shape, least)
    for row in range(rows):
        for _ in range(8 - least * columns):
            eighths[row, draw(st.integers(0, columns - 1))] += 1
    return eighths / 8


@st.composite
def classes(draw: DrawFn, shape: tuple[int, int]) -> np.ndarray:
    """Targets: one-hot rows, or rows of eighths that sum to 1."""
    if draw(st.booleans()):
        return draw(shares(shape, 0))
    return np.eye(shape[1])[[draw(st.integers(0, shape[1] - 1)) for _ in range(shape[0])]]


def _predicted(shapes: Any, prediction: Callable[[Any], Any], target: Callable[[Any], Any]) -> Cases:
    return st.sampled_from(shapes).flatmap(lambda shape: arguments(prediction=prediction(shape), target=target(shape)))


def regressions(shapes: Any = ROWS, **values: Any) -> Cases:
    """Predictions and targets of any values."""
    numbers = partial(arrays, scale=8, **values)
    return _predicted(shapes, numbers, numbers)


def yes_or_no(shapes: Any = ROWS) -> Cases:
    """Probabilities of 1/8 to 7/8, and targets: 0, 1 or eighths between."""

    def target(shape: Shape) -> SearchStrategy[np.ndarray]:
        return arrays(shape, low=0, high=1) | arrays(shape, low=0, high=8, scale=8)

    return _predicted(shapes, partial(arrays, low=1, high=7, scale=8), target)


def classifications(shapes: Any = ROWS) -> Cases:
    """Rows of probabilities of at least 1/8, and targets."""
    return _predicted(shapes, partial(shares, least=1), classes)


@st.composite
def certain(draw: DrawFn, cases: Cases, *, in_classes: bool = False) -> Arguments:
    """The same cases with some predictions exactly 0 or 1; the first one stays as it is, with a
    target of 1/2.  Where rows are ``in_classes``, another one of its row has the other half.
    """
    case = draw(cases)
    prediction, target = case["prediction"].copy(), case["target"].copy()
    flat = prediction.ravel()  # a view of the copy
    flat[1], flat[2] = draw(st.permutations((0.0, 1.0)))
    flat[3:] = [draw(st.sampled_from((value, 0.0, 1.0))) for value in flat[3:]]
    if in_classes:
        target[0] = 0.0
        target[0, draw(st.integers(1, target.shape[1] - 1))] = 0.5
    flat[0], target[0, 0] = 0.5, 0.5
    return {"prediction": prediction, "target": target}


def of_type(case: Arguments, dtype: Any) -> Arguments:
    """The case with predictions of another type; whole numbers are 0 and 1 alone."""
    prediction = case["prediction"] if dtype == np.float32 else np.floor(case["prediction"])
    return case | {"prediction": prediction.astype(dtype)}


@st.composite
def logits(draw: DrawFn, *, far_apart: bool = False) -> Arguments:
    """Arguments of softmax_cross_entropy_grad; with ``far_apart`` the values lie up to 2000 apart."""
    shape = draw(st.sampled_from(ROWS))
    z = with_values(LARGE, (shape,)).map(lambda case: case["z"]) if far_apart else arrays(shape, scale=8)
    return {"z": draw(z), "target": draw(classes(shape))}


@st.composite
def layers(
    draw: DrawFn,
    sizes_of: tuple[tuple[int, int], ...] = ((2, 3), (3, 2), (4, 2), (2, 1)),
    rows: tuple[int, int] = (2, 3),
    *,
    gradient: bool = False,
) -> Arguments:
    """Arguments of dense, with ``gradient`` those of dense_grads."""
    (inputs, outputs), number = draw(st.sampled_from(sizes_of)), draw(sizes(*rows))
    last, shape = ("output_grad", (number, outputs)) if gradient else ("bias", (outputs,))
    return {
        "x": draw(arrays((number, inputs), scale=8)),
        "weights": draw(arrays((inputs, outputs), scale=8)),
        last: draw(arrays(shape, scale=8)),
    }


# Observations and judgements: at predictions of 0 and 1, answers depend on the guard.


def guard_tolerance(case: Arguments) -> float:
    """How far apart two right answers may be because of their guards: a guard changes 1 / p by the
    part guard / p, and log p by less.

    Twice that, because the two halves of the binary cost can cancel where a guard's effects add up.
    """
    prediction = case.get("first", case)["prediction"].astype(float)
    nearest = np.minimum(prediction, 1 - prediction)
    return float(2 * GUARD / np.min(nearest, where=nearest > 0, initial=0.5))


def bounded_cost(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The cost, cut off at what the predictions between 0 and 1 cost; what is not finite stays."""
    cost = subject.call(exercise, case)
    if not compare.is_number(cost) or not np.isfinite(compare.as_float(cost)):
        return cost
    between = _cost_between(exercise, case)
    return min(max(float(cost), -between), between)  # where a sign is wrong, too


def _cost_between(exercise: str, case: Arguments) -> float:
    prediction, target = case["prediction"], case["target"]
    between = (prediction > 0) & (prediction < 1)
    p, y = prediction[between], target[between]
    wrong = (1 - y) * np.log(1 - p) if exercise == "binary_cross_entropy" else 0.0
    return -float(np.sum(y * np.log(p) + wrong)) / len(prediction)


def finite_gradient(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The gradient with 0 at those predictions of 0 and 1 where it is finite."""
    gradient, prediction = subject.call(exercise, case), case["prediction"]
    if not isinstance(gradient, np.ndarray) or gradient.shape != prediction.shape or gradient.dtype.kind not in "iuf":
        return gradient
    return np.where(np.isfinite(gradient) & ((prediction == 0) | (prediction == 1)), 0.0, gradient)


# What was observed is not what the call returns, so none of these shows an answer.


def _finite_cost(case: Case, seen: Any) -> Mismatch | None:
    found = same_as_reference(case, seen)
    if not found:
        return found
    if not compare.is_number(seen):
        return Mismatch(f"expected a number, not {compare.describe(seen)}", answers=False)
    cost = compare.as_float(seen)
    shown = "a negative one" if -np.inf < cost < 0 else f"{cost:.6g}"
    return Mismatch(f"expected a finite number of at least {case.right:.6g}, not {shown}", answers=False)


def _finite_gradient(case: Case, seen: Any) -> Mismatch | None:
    found = same_as_reference(case, seen)
    if not found:
        return found
    if isinstance(seen, np.ndarray) and seen.dtype.kind in "iuf" and not np.isfinite(seen).all():
        position = np.argwhere(~np.isfinite(seen))[0].tolist()
        return Mismatch(f"expected finite numbers only, not {seen[tuple(position)]}", f"{position}", answers=False)
    return dataclasses.replace(found, answers=False)


# What several exercises share.

CERTAIN = (np.float32, np.int64, np.uint8)
"""Types of predictions in which 1 - 1e-12 is 1, or a small number is 0."""

FEW = {"count": 8}
few = partial(agrees, **FEW)

moderate = Family("values", "Values of moderate size, in arrays of any shape.", pre_activations, FEW)
without_slope = Family("usual_slope", "Without a slope it is 0.001: small, but not nothing.", pre_activations, FEW)
with_slope = Family("other_slopes", "Other slopes, also above 1, as in the forward pass.", sloped, FEW)
with_alpha = Family(
    "other_alphas",
    "Other values of alpha, also above 1: they are for the values that are not positive.",
    partial(sloped, name="alpha"),
    FEW,
)
rows = Family("rows", "Matrices: each row becomes probabilities by itself.", partial(pre_activations, ROWS))
OF_ALL_SIZES = tuple({"sizes_": sizes_} for sizes_ in (EDGE, EDGE, BEYOND))


def _large(values: tuple[float, ...], shapes: Any, **of_all: Any) -> Callable[..., Cases]:
    """Makes pre-activations of these values, or of sizes between two numbers."""

    def cases(
        sizes_: tuple[float, float] | None = None, *, gradient: bool = False, signs: Sequence[int] = EITHER_SIGN
    ) -> Cases:
        if sizes_:
            return of_size(*sizes_, gradient=gradient, signs=signs, **of_all)
        return with_values(values, shapes, gradient=gradient)

    return cases


large = Family(
    "large_values",
    "Values of 1000 and more bring no nan, and those of -1000 and less neither.",
    _large(LARGE, ROWS, alike=True),
    {"count": 7},
    each=(*OF_ALL_SIZES, {"sizes_": FAR_BELOW, "signs": BELOW_ZERO}),
)
far = Family(
    "large_values",
    "Far from 0 the derivative is 0, and never nan.",
    _large(FAR, ((3,), (2, 3))),
    FEW,
    each=OF_ALL_SIZES,
)
other_dimensions = Family(
    "other_dimensions",
    "One vector alone, and arrays of three dimensions: it is always the last axis that sums to 1.",
    partial(pre_activations, OTHER_DIMENSIONS),
    FEW,
)


def rounding(case: Arguments) -> float:
    """How far apart two right answers may be where exp(z) - 1 is one of them: near z = 0 it has lost the digits of
    z that 1 has no room for.
    """
    call_ = case.get("first", case)
    lost = 1e-15 * max(1.0, call_.get("alpha", 1.0)) / (compare.largest(call_["z"]) or 1.0)
    return max(compare.tolerance_for(call_), lost)


def rounded(*checks: Check) -> Iterator[Check]:
    """The same checks, for which it does not matter how exp(z) - 1 is rounded."""
    return (dataclasses.replace(check, tolerance=rounding) for check in checks)


def strictly(points: float, cases: Cases, *examples: Any) -> Check:
    """Large values, where nothing may overflow."""
    return agrees(
        "large_values",
        points,
        "Values as large as floats can be: no overflow, not even one that NumPy only warns of.",
        cases,
        examples=examples,
        kind=Kind.WARNINGS,
        observe=the_result_strictly,
        count=6,
    )


def other_types(points: float) -> Check:
    """Large values in single precision, from the first whose powers leave it, and whole numbers."""

    def made(random: np.random.Generator, dtype: Any, high: float) -> Arguments:
        size = 10.0 ** random.uniform(np.log10(80), np.log10(high), (2, 3))
        return {"z": (size * random.choice((-1, 1), (2, 3))).astype(dtype)}

    return Check(
        name="large_types",
        points=points,
        text="The same for float32 and for whole numbers: powers leave single precision from 89 on.",
        cases=st.nothing(),
        examples=tuple(
            seeded(partial(made, dtype=dtype, high=high))
            for dtype, high in ((np.float32, 130), (np.float32, 130), (np.float32, 1e37), (np.int16, 3e4), (int, 1e18))
        ),
        count=0,
        kind=Kind.FORMS,  # it says nothing of what overflows anyhow
        observe=the_result_strictly,
    )


manners, manners_backwards = (polite(0.15, pre_activations(((3,),), gradient=gradient)) for gradient in (False, True))

refuses_gradient = rejects(
    0.15,
    "Raises ValueError when output_grad does not have the shape of z: NumPy would stretch it without a word.",
    misfits(
        ("z", "output_grad"),
        *(((2, 3), (3,)), ((2, 3), (2, 1)), ((3,), (1,)), ((1, 3), (2, 3)), ((3, 1), (3,)), ((2, 3), (1, 3))),
        *(((2, 3), ()), ((3,), ()), ((3,), (2, 3))),
        by=16,
    ),
)


def refuses_target(prediction: str = "prediction") -> Check:
    """A prediction, or z, and a target whose shapes differ or are not [N, M]."""
    return rejects(
        0.25,
        f"Raises ValueError when {prediction} and target do not have the same shape [N, M]: NumPy would stretch one of "
        "them without a word.",
        (
            *misfits(
                (prediction, "target"),
                *(((2, 3), (3,)), ((3, 1), (3,)), ((2, 3), (2, 1)), ((2, 3), (1, 3)), ((1, 3), (2, 3))),
                *(((3,), (3,)), ((1, 2, 2), (1, 2, 2)), ((1,), (1,)), ((2, 3), ())),
                by=16,
            ),
            {prediction: counting(2, 3, by=16), "target": np.array([0, 2])},  # labels are no targets
        ),
    )


def _come_true(case: Arguments) -> Arguments:
    """The case with rows after the first in which what is predicted is certain, and right, so that no guard shows."""
    target = case["target"]
    certain_rows = np.eye(target.shape[1])[np.argmax(target[1:], axis=1)]
    return {name: np.concatenate([value[:1], certain_rows]) for name, value in case.items()}


def leaves_alone(cases: Cases, points: float = 0.25) -> Check:
    """The manners of an exercise that returns a number: nothing of it could be reused."""
    text = "A call leaves its arguments as they were: the prediction and the target are needed again."
    return leaves_arguments_alone(points, text, in_either_precision(cases))


def in_either_precision(cases: Cases) -> Cases:
    """The same cases, some with predictions and targets in single precision: nothing need be converted there."""

    def converted(drawn: tuple[Arguments, Any]) -> Arguments:
        case, dtype = drawn
        return {name: value.astype(dtype) for name, value in case.items()}

    return st.tuples(cases, st.sampled_from((float, np.float32))).map(converted)


def entropy(
    name: str,
    text: str,
    cases: Callable[..., Cases],
    doubted: Any,
    *,
    in_classes: bool = False,
    gradient: bool = False,
    needs: tuple[str, ...] = (),
) -> Exercise:
    """A cross-entropy, or its gradient.  Two people who make the same mistake may have different
    guards, so that the tolerance depends on them everywhere.
    """
    observe, accept = (finite_gradient, _finite_gradient) if gradient else (bounded_cost, _finite_cost)
    certainties = certain(cases(), in_classes=in_classes)
    in_types = [certainties.map(partial(of_type, dtype=dtype)) for dtype in CERTAIN]
    certainty = (
        "Predictions of exactly 0 and 1: neither the logarithm nor a division may make the result infinite or nan."
    )
    checks = (
        agrees("rows", 0.4, text, cases(), examples=doubted, count=10),
        few(
            "certain_predictions",
            0.2,
            certainty,
            certainties,
            observe=observe,
            accept=accept,
            examples=[DOUBTED_AND_CERTAIN, *([] if in_classes else [CERTAIN_AT_FIRST])],
        ),
        agrees(
            "certain_types",
            0.05,
            "The same with predictions that are float32 or whole numbers: a guard has to survive their type.",
            st.one_of(*in_types),
            examples=in_types,
            count=0,
            observe=observe,
            accept=accept,
            kind=Kind.FORMS,  # it says nothing of guards that are wrong anyhow
        ),
        polite(0.1, in_either_precision(cases(((2, 3),))))
        if gradient
        else leaves_alone(cases(((2, 3),)).map(_come_true), 0.1),
        refuses_target(),
    )
    tolerant = (dataclasses.replace(check, tolerance=guard_tolerance) for check in checks)
    return Exercise(name, *tolerant, needs=needs, forms=Forms(fixed=("prediction", "target"), more=PROBABILITIES))


def probabilities(rows: int, columns: int, dtype: Any = float) -> Cases:
    """Predictions that need all their digits, and targets of a type, one yes in each row."""

    def made(seed: int) -> Arguments:
        random = np.random.default_rng(seed)
        prediction = random.uniform(0.01, 1.0, (rows, columns))
        target = np.eye(columns)[random.integers(columns, size=rows)]
        return {"prediction": prediction / (prediction.sum(1, keepdims=True) + 0.01), "target": target.astype(dtype)}

    return st.integers(0, 10**6).map(made)


whole_classes = probabilities(2, 3, np.int64).map(
    lambda case: {"z": np.log(case["prediction"]), "target": case["target"]}
)
"""The same with targets that are whole numbers."""

many_classes = probabilities(2, 70).map(lambda case: {"z": np.log(case["prediction"]), "target": case["target"]})
"""Arguments of softmax_cross_entropy_grad with more classes than any short loop counts to."""


def of_two_kinds(random: np.random.Generator, *, one_hot_first: bool) -> Arguments:
    """Targets of which two rows are one-hot and two are not."""
    share = random.integers(1, 8, (2, 1)) / 8
    rows_ = [np.eye(2)[random.integers(2, size=2)], np.concatenate([share, 1 - share], axis=1)]
    p = random.uniform(0.1, 0.9, (4, 1))
    return {
        "prediction": np.concatenate([p, 1 - p], axis=1),
        "target": np.concatenate(rows_ if one_hot_first else rows_[::-1]),
    }


def in_shares(random: np.random.Generator) -> Arguments:
    """Targets of many shares each, whose sum is rounded: it is not exactly 1 in any row, whoever adds them up."""
    p, rows_ = random.uniform(0.1, 0.9, (3, 6)), []
    while len(rows_) < len(p):
        counts = random.integers(1, 20, 6)
        row = counts / counts.sum()
        if 1.0 not in {np.sum(row), sum(row), sum(row[::-1])}:
            rows_.append(row)
    return {"prediction": p / p.sum(axis=1, keepdims=True), "target": np.array(rows_)}


OF_TWO_KINDS = [seeded(partial(of_two_kinds, one_hot_first=first)) for first in (False, True)]


def nearly_sure(power: float, random: np.random.Generator) -> Arguments:
    """Targets that are one-hot but for 10 to a power, and sum to 1."""
    doubt = 10.0 ** (power + random.uniform(0, 0.3, (2, 1)))
    return {
        "prediction": np.array([[0.9, 0.1], [0.875, 0.125]]),
        "target": np.concatenate([1 - doubt, doubt], axis=1),
    }


NEARLY_SURE = [seeded(partial(nearly_sure, power)) for power in (-5.7, -4.5, -3.5)]

SMALL = 2.0**-13
"""A probability of about 1e-4: small enough to show guards that are too large, and large enough for
those that are not.
"""


def sure_and_right(random: np.random.Generator) -> Arguments:
    """Predictions that are nearly 1 where the target is: a cost that is small and is not nothing."""
    doubt = random.uniform(SMALL, 20 * SMALL, (2, 1))
    prediction = np.concatenate([1 - doubt, doubt], axis=1)
    return {"prediction": prediction, "target": np.array([[1.0, 0.0], [1.0, 0.0]])}


def many_columns(random: np.random.Generator) -> Arguments:
    """Rows of more classes than a byte counts to, all of which are about as likely."""
    prediction = random.uniform(1, 2, (2, HUGE))
    target = np.eye(HUGE)[random.integers(HUGE, size=2)]
    return {"prediction": prediction / prediction.sum(axis=1, keepdims=True), "target": target}


PROBABILITIES = {
    "all_digits": (seeded(sure_and_right), probabilities(2, 3), *NEARLY_SURE, *OF_TWO_KINDS, seeded(in_shares)),
    "number_types": (probabilities(2, 3, np.int64), probabilities(3, 2, np.uint8), probabilities(2, 3, np.float32)),
    "large_size": (
        probabilities(384, 2),
        probabilities(1000, 1),
        probabilities(2, 70),
        probabilities(70, 1),
        probabilities(1, 1),
        seeded(many_columns),
    ),
}
"""Forms of a prediction, which is made of probabilities, and its target."""


def rows_apart(random: np.random.Generator, *last: str) -> Arguments:
    """Rows so far from each other that the powers of the one are next to nothing beside those of the other."""
    z = random.permutation([0.0, random.uniform(728, 735)])[:, np.newaxis] + random.uniform(-2, 2, (2, 3))
    return {"z": z, **dict.fromkeys(last, np.array(random.uniform(1, 2, (2, 3))))}


def many_rows(random: np.random.Generator, *last: str) -> Arguments:
    """More rows than are printed of an array."""
    return {name: np.array(random.uniform(1, 2, (HUGE, 2))) for name in ("z", *last)}


def far_below_zero(random: np.random.Generator) -> Arguments:
    """Output gradients of which all are large and negative."""
    return {"z": random.uniform(-1, 1, (2, 3)), "output_grad": -1e8 * random.uniform(1, 2, (2, 3))}


def with_a_target(case: Arguments) -> Arguments:
    """The same z with a target of halves."""
    return case | {"target": np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]])}


OF_LOGITS = {
    "all_digits": [
        *(
            cases.map(lambda case: {"z": np.log(case["prediction"]), "target": case["target"]})
            for cases in (*NEARLY_SURE, *OF_TWO_KINDS, seeded(in_shares))
        ),
        seeded(rows_apart).map(with_a_target),
    ],
    "large_size": (many_classes,),
    "number_types": (whole_classes,),
}
"""Forms of a pre-activation and its target."""

DOUBTED = [
    call(prediction=[[0.25]], target=[[1.0]]),
    call(prediction=[[SMALL, 0.5]], target=[[1.0, 0.0]]),
    call(prediction=[[1 - SMALL, 0.5]], target=[[0.0, 1.0]]),
    call(
        prediction=[[0.25, 0.5], [0.75, 0.125]], target=[[0.0, 0.0], [1.0, 0.25]]
    ),  # nothing at first, and then something
]
DOUBTED_CLASS = [call(prediction=[[p, 1 - p]], target=[[1.0, 0.0]]) for p in (0.25, SMALL)]
DOUBTED_AND_CERTAIN = call(prediction=[[SMALL, 1 - SMALL], [0.0, 1.0]], target=[[1.0, 0.0], [0.0, 1.0]])
"""Predictions of exactly 0 and 1 beside others, which no guard may move."""
CERTAIN_AT_FIRST = call(prediction=[[0.0, 0.0], [0.5, 0.25]], target=[[0.0, 0.0], [1.0, 0.25]])
BY_PREDICTION = "The derivative of the cost by each prediction, divided by the number of rows."
BOTH_HALVES = "Both halves of the formula: a yes that was doubted costs, and so does a no."

SIDES = [(1.0, -1.0, 0.5, -2.0), (1, -1, 3, -2)]
"""Values where the rectifiers' derivatives are plain."""
plain = st.one_of(*(with_values(values, gradient=True) for values in SIDES))

ONES = (((1, 1), (1, 3), (3, 1), (2, 3)), (1, 1))
"""Sizes of layers with axes of length one, and numbers of samples."""

# Features, and calls in which they meet.


def has_zero(name: str) -> Callable[[Arguments], bool]:
    """Whether an array has a zero."""
    return lambda call: bool(np.any(call[name] == 0))


FEATURES = Features(
    {
        "a vector": lambda call: call["z"].ndim == 1,
        "more than two dimensions": lambda call: call["z"].ndim > 2,
        "a last axis of one": size("z", -1, 1),
        "zeros among z": has_zero("z"),
        "zeros in output_grad": has_zero("output_grad"),
        "a slope of zero": equals("slope", 0),
        "a slope above 1": lambda call: call["slope"] > 1,
        "an alpha of zero": equals("alpha", 0),
        "an alpha above 1": lambda call: call["alpha"] > 1,
        "one row": size("prediction", 0, 1),
        "one column": size("prediction", 1, 1),
        "several rows": larger("prediction", 0, 1),
        "one row of z": lambda call: "target" in call and call["z"].shape[0] == 1,
        "one sample": size("x", 0, 1),
        "several samples": larger("x", 0, 1),
        "one input": size("weights", 0, 1),
        "one output": size("weights", 1, 1),
        "inputs and outputs that differ in number": unequal("weights", 0, 1),
    },
    apart={
        ("a vector", "more than two dimensions"): "it has one number of dimensions",
        ("a slope of zero", "a slope above 1"): "it is one number",
        ("an alpha of zero", "an alpha above 1"): "it is one number",
        ("one row", "several rows"): "there is one number of them",
        ("one sample", "several samples"): "there is one number of them",
        ("a vector", "one row of z"): "with a target there are rows",
    },
)


def eighths(random: np.random.Generator, *shape: int) -> np.ndarray:
    """An array of eighths, a zero among them now and then."""
    return (
        whole_numbers(random, *shape)
        * pick(random, (0.125, 0.5))
        * random.integers(0, 2, shape).clip(pick(random, (0, 1)))
    )


SIZES: tuple[tuple[float, float], ...] = ((1.2e308, 1.7e308), (1e-290, 1e-16))
"""Of the largest floats, and of very small ones, which are positive or negative all the same."""


def narrow(random: np.random.Generator, *, gradient: bool, slope: str) -> Arguments:
    """Small whole numbers with a slope that is a whole number, too."""
    values = [random.choice((-120, -100, 100), (2, 3)).astype(np.int8) for _ in range(1 + gradient)]
    return {**dict(zip(("z", "output_grad"), values, strict=False)), slope: 2}


NEARLY_FLAT = tuple(sign * middle for sign in (1, -1) for middle in (9.5, 15.5, 20.2))
"""Where exponentials are small and are not nothing: about 1e-8, 2e-7 and 2e-9."""

NEARLY_LINEAR: tuple[tuple[float, float], ...] = ((6e-5, 9e-5), (2e-4, 3e-4), (6e-4, 9e-4), (6e-3, 9e-3), (0.03, 0.05))
"""Where a series that ends too early is nearly right: each size by itself, for its error counts beside the largest."""


def about(middle: float, gradient: bool, random: np.random.Generator) -> Arguments:
    """Pre-activations that all are near one number."""
    case: Arguments = {"z": middle + random.uniform(-0.1, 0.1, (2, 3))}
    return case | ({"output_grad": random.uniform(1, 2, (2, 3))} if gradient else {})


def any_z(
    *, gradient: bool = False, slope: str = "", least: int = 0, sizes_: Any = (), about_: Sequence[float] = ()
) -> Forms:
    """Forms in which z has any shape, of so many dimensions at least, and values between these sizes or about these
    numbers; ``slope`` is the name of the argument that says how steep the left side is.
    """

    def together(random: np.random.Generator) -> Arguments:
        dimensions = random.integers(1, 7)
        shape = random.integers(1, 4 if dimensions < 5 else 3, dimensions)
        case: Arguments = {"z": eighths(random, *shape)}
        case |= {"output_grad": eighths(random, *shape)} if gradient else {}
        return case | ({slope: pick(random, (0, 0.0, 0.25, 1.5, 2))} if slope else {})

    digits = [of_size(*each, gradient=gradient) for each in sizes_]
    digits += [seeded(partial(about, middle, gradient)) for middle in about_]
    more: dict[str, Sequence[Any]] = {"all_digits": digits}
    if not least:
        more["large_size"] = [of_size(1, 4, (), gradient=gradient)]
    if slope:
        more["number_types"] = [seeded(partial(narrow, gradient=gradient, slope=slope))]
    return Forms(together=together, more=more, only=_has_an_alpha_of_0_or_more)


def _has_an_alpha_of_0_or_more(case: Arguments) -> bool:
    return bool(case.get("alpha", 0) >= 0)


def alpha_in_bytes(random: np.random.Generator) -> Arguments:
    """Bytes, most of z at the kink, whose products with alpha are too large for a byte."""
    z = random.permutation([0, 0, 0, 0, 1, 2]).reshape(2, 3).astype(np.uint8)
    return {"z": z, "output_grad": random.integers(150, 256, (2, 3)).astype(np.uint8), "alpha": 2}


ALPHA_IN_BYTES = [seeded(alpha_in_bytes), seeded(partial(narrow, gradient=True, slope="alpha"))]

SHORTS = {"prediction": np.array([[30000, -30000]], np.int16), "target": np.array([[-30000, 30000]], np.int16)}
SMALL_BYTES = np.array([[1, 2, 4], [0, 3, 1]], dtype=np.uint8)
BYTES = {"prediction": 50 * SMALL_BYTES, "target": 250 - 60 * SMALL_BYTES}


def with_cases(forms: Forms, **more: Any) -> Forms:
    """The same with further cases of some forms."""
    return dataclasses.replace(forms, more={**forms.more, **more})


def rows_of_blocks(number: int, random: np.random.Generator) -> Arguments:
    """Predictions and targets of so many rows."""
    return {"prediction": random.uniform(1, 2, (number, 1)), "target": random.uniform(-2, -1, (number, 1))}


OF_BLOCKS = (384, 1000)
"""Blocks of many sizes divide them without a rest, and halves of them become odd."""

MANY_ROWS = [seeded(partial(rows_of_blocks, number)) for number in OF_BLOCKS]


def any_rows(random: np.random.Generator) -> Arguments:
    """Predictions and targets of any shape."""
    shape = random.integers(1, 5, 2)
    return {"prediction": eighths(random, *shape), "target": eighths(random, *shape)}


def huge_errors(random: np.random.Generator) -> Arguments:
    """Errors whose squares are more than a float can hold, though no gradient needs them."""
    size = 10.0 ** random.uniform(160, 250)
    return {"prediction": size * random.uniform(1, 2, (2, 3)), "target": -size * random.uniform(0, 1, (2, 3))}


def any_layer(last: str) -> Forms:
    """Forms in which layers have all sizes."""

    def together(random: np.random.Generator) -> Arguments:
        number, inputs, outputs = random.integers(1, 5, 3)
        shape = (outputs,) if last == "bias" else (number, outputs)
        return {
            "x": eighths(random, number, inputs),
            "weights": eighths(random, inputs, outputs),
            last: eighths(random, *shape),
        }

    def nearly_the_same(random: np.random.Generator) -> Arguments:
        """Weights that are nearly those of a layer that changes nothing."""
        weights = np.diag(1 + random.uniform(1e-6, 9e-6, 3)) + random.uniform(1e-9, 9e-9, (3, 3))
        others = random.uniform(1, 2, (2, 3)), random.uniform(1, 2, 3 if last == "bias" else (2, 3))
        return {"x": others[0], "weights": weights, last: others[1]}

    def many_bytes(random: np.random.Generator) -> Arguments:
        """Bytes whose products add up to more than float32 can count, and gradients that do by themselves."""
        shapes = ((2, 300), (300, 1), (1,)) if last == "bias" else ((600, 2), (2, 1), (600, 1))
        values = [random.integers(240, 256, shape).astype(np.uint8) for shape in shapes]
        values[2] = values[2] if last == "bias" else random.integers(32_000, 32_768, shapes[2]).astype(np.int16)
        return dict(zip(("x", "weights", last), values, strict=True))

    def blocks(number: int, inputs: int, random: np.random.Generator) -> Arguments:
        last_shape = (1,) if last == "bias" else (number, 1)
        values = [random.uniform(1, 2, shape) for shape in ((number, inputs), (inputs, 1), last_shape)]
        return dict(zip(("x", "weights", last), values, strict=True))

    more = {
        "all_digits": [seeded(nearly_the_same)],
        "number_types": [seeded(many_bytes)],
        "large_size": [
            seeded(partial(blocks, *numbers)) for of_blocks in OF_BLOCKS for numbers in ((of_blocks, 1), (1, of_blocks))
        ],
    }
    return Forms(together=together, more=more)


sixteenths = partial(counting, by=16)
BAD_X = [sixteenths(2), sixteenths(2, 3), sixteenths(2, 2, 2)]
NUMBER = np.float64(1 / 16)
"""A bias that is no array."""
BAD_LAYERS = spoiled(
    {"x": sixteenths(2, 2), "weights": sixteenths(2, 3), "bias": sixteenths(3)},
    {"x": sixteenths(2, 3), "weights": sixteenths(3), "bias": sixteenths(1)},
    {"x": sixteenths(2, 3), "weights": sixteenths(3), "bias": NUMBER},
    {"weights": sixteenths(1, 2, 3), "bias": sixteenths(2, 3)},
    {"weights": sixteenths(2, 2), "bias": sixteenths(2, 1)},
    {"bias": sixteenths(3, 1)},
    x=BAD_X,
    bias=[sixteenths(1), sixteenths(2, 3), sixteenths(2), sixteenths(1, 3), NUMBER],
)
BAD_GRADIENTS = spoiled(
    {"x": sixteenths(2, 2), "weights": sixteenths(2, 3), "output_grad": sixteenths(2, 3)},
    {"x": sixteenths(2, 3), "weights": sixteenths(3), "output_grad": sixteenths(2)},
    {"weights": sixteenths(2, 3, 1)},
    x=BAD_X,
    output_grad=[sixteenths(*shape) for shape in ((3, 3), (2, 2), (3,), (1, 3), (2, 1))],
)
GRADIENTS = (
    (
        "inputs",
        "x",
        "The gradient of x: each input went into all outputs of its own row, through a row of the weights.",
    ),
    ("weights", "weights", "The gradient of the weights: the samples' contributions are summed."),
    (
        "bias",
        "bias",
        "The gradient of the bias: it was added to every row, so the rows of the output gradient are summed.",
    ),
)
"""The parts of what dense_grads returns: the check's name, the key and the text."""

UNIT = Unit(
    name="dense",
    title="Activations, costs and the fully connected layer",
    features=FEATURES,
    exercises=(
        Exercise(
            "sigmoid",
            moderate(0.5, examples=[call(z=[0.0, 1.0, -1.0])], low=-32, high=32),
            agrees(
                "large_values",
                0.3,
                "Values as large as floats can be: no overflow, not even one that NumPy only warns of.",
                with_values(NO_OVERFLOW),
                examples=[of_size(*EDGE), of_size(*EDGE), of_size(*BEYOND)],
                kind=Kind.WARNINGS,
                observe=the_result_strictly,
                count=10,
            ),
            other_types(0.05),
            manners,
            needs=("tanh",),
            forms=any_z(about_=NEARLY_FLAT, sizes_=NEARLY_LINEAR[2:]),
        ),
        Exercise(
            "tanh",
            *rounded(
                moderate(
                    0.4,
                    "Values of moderate size, in arrays of any shape: the result lies between -1 and 1.",
                    examples=[call(z=[0.0, 1.0, -1.0])],
                ),
                strictly(0.2, with_values(NO_OVERFLOW), of_size(*EDGE), of_size(*BEYOND)),
                manners,
            ),
            needs=("sigmoid",),
            forms=any_z(about_=(NEARLY_FLAT[0], NEARLY_FLAT[3], 10.2), sizes_=NEARLY_LINEAR),
        ),
        Exercise(
            "relu",
            few(
                "values",
                0.6,
                "What is negative becomes 0, what is positive stays, in arrays of any shape.",
                pre_activations(),
                examples=[call(z=[-1.0, 0.0, 2.0])],
            ),
            manners,
            needs=("leaky_relu",),
            forms=any_z(sizes_=SIZES),
        ),
        Exercise(
            "leaky_relu",
            without_slope(0.35, examples=[call(z=[-1.0, 0.0, 2.0])]),
            with_slope(
                0.25,
                "Other slopes, also above 1: they are for the values that are not positive.",
                cases=pre_activations(),
                examples=[call(z=[-1.0, 0.0, 2.0], slope=2.0)],
            ),
            manners,
            needs=("relu",),
            forms=any_z(slope="slope", sizes_=SIZES),
        ),
        Exercise(
            "elu",
            *rounded(
                moderate(
                    0.2,
                    "Without an alpha it is 1: the left side goes from 0 down to -1.",
                    examples=[call(z=[-1.0, 0.0, 2.0])],
                ),
                with_alpha(0.25, cases=pre_activations(), examples=[call(z=[-1.0, 0.0, 2.0], alpha=2.0)]),
                strictly(0.15, with_values(NO_OVERFLOW), of_size(*EDGE), of_size(*BEYOND)),
                manners,
            ),
            needs=("relu",),
            forms=any_z(slope="alpha", about_=NEARLY_FLAT[3:], sizes_=NEARLY_LINEAR),
        ),
        Exercise(
            "softmax",
            rows(0.5, examples=[call(z=[[0.0, 1.0], [2.0, 0.0]])], low=-16, high=16),
            agrees(
                "large_values",
                0.3,
                "Rows of any size: subtract each row's largest value first, and nothing can overflow, not even so that "
                "NumPy only warns of it.",
                of_size(*BEYOND),
                examples=[
                    of_size(*EDGE, alike=True),
                    of_size(*TOGETHER, alike=True),
                    of_size(*FAR_BELOW, alike=True, signs=BELOW_ZERO),
                    with_values(LARGE, ROWS),
                ],
                count=2,
                kind=Kind.WARNINGS,
                observe=the_result_strictly,
            ),
            other_types(0.05),
            other_dimensions(0.25),
            polite(0.15, pre_activations(((2, 3),))),
            forms=with_cases(
                any_z(least=1),
                number_types=[{"z": SMALL_BYTES}],
                all_digits=[seeded(rows_apart)],
                large_size=[seeded(many_rows)],
            ),
        ),
        Exercise(
            "sigmoid_grad",
            few(
                "values",
                0.45,
                "Values of moderate size: the derivative s (1 - s) is taken at the pre-activation z, and multiplied by "
                "the output gradient.",
                pre_activations(gradient=True),
                examples=[call(z=[0.0, 1.0], output_grad=[1.0, 2.0])],
            ),
            far(0.25, gradient=True),
            manners_backwards,
            refuses_gradient,
            needs=("sigmoid",),
            forms=with_cases(
                any_z(gradient=True),
                all_digits=[
                    seeded(far_below_zero),
                    *(seeded(partial(about, middle, True)) for middle in (*NEARLY_FLAT[1:3], *NEARLY_FLAT[4:])),
                ],
            ),
        ),
        Exercise(
            "tanh_grad",
            few(
                "values",
                0.3,
                "Values of moderate size: the derivative 1 - t^2 is taken at t = tanh(z), and multiplied by the output "
                "gradient.",
                pre_activations(gradient=True),
                examples=[call(z=[0.0, 1.0], output_grad=[1.0, 2.0])],
            ),
            far(0.15, gradient=True),
            manners_backwards,
            refuses_gradient,
            needs=("tanh",),
            forms=with_cases(
                any_z(gradient=True, sizes_=NEARLY_LINEAR[2:]),
                all_digits=[seeded(far_below_zero), *(seeded(partial(about, z, True)) for z in (9.5, -9.5, 11.5))],
            ),
        ),
        Exercise(
            "relu_grad",
            few(
                "values",
                0.25,
                "The output gradient passes where z is positive and is stopped where z is negative.",
                plain,
                examples=[call(z=[1.0, -1.0], output_grad=[2.0, 3.0])],
            ),
            few(
                "at_zero",
                0.2,
                "Zeros among the values: 0 counts to the flat side, so that nothing passes there.",
                with_values((0.0, 1.0), gradient=True),
            ),
            manners_backwards,
            refuses_gradient,
            needs=("relu", "leaky_relu_grad"),
            forms=any_z(gradient=True, sizes_=SIZES),
        ),
        Exercise(
            "leaky_relu_grad",
            few(
                "usual_slope",
                0.1,
                "Without a slope it is 0.001: so much of the output gradient passes where z is negative.",
                plain,
                examples=[call(z=[1.0, -1.0], output_grad=[2.0, 3.0])],
            ),
            with_slope(
                0.2,
                cases=with_values(SIDES[0], gradient=True),
                examples=[call(z=[-1.0, 2.0], output_grad=[2.0, 3.0], slope=2.0)],
            ),
            few(
                "at_zero",
                0.15,
                "Zeros among the values: 0 counts to the left side, where the slope is.",
                sloped(with_values((0.0, 1.0, -1.0), gradient=True), (0.001,)),
            ),
            manners_backwards,
            refuses_gradient,
            needs=("leaky_relu", "relu_grad"),
            forms=any_z(gradient=True, slope="slope", sizes_=SIZES),
        ),
        Exercise(
            "elu_grad",
            few(
                "usual_alpha",
                0.1,
                "Without an alpha it is 1: where z is negative, the output gradient passes times exp(z).",
                plain,
                examples=[call(z=[1.0, -1.0], output_grad=[2.0, 3.0])],
            ),
            with_alpha(
                0.25,
                "Other values of alpha, and zeros among z: 0 counts to the left side, where the slope is alpha.",
                cases=with_values((0.0, 1.0, -1.0), gradient=True),
                examples=[call(z=[-1.0, 2.0], output_grad=[2.0, 3.0], alpha=2.0)],
            ),
            far(0.1, "Far from 0 the derivative is 1 on the right and 0 on the left, and never nan.", gradient=True),
            manners_backwards,
            refuses_gradient,
            needs=("elu", "relu_grad"),
            forms=with_cases(
                any_z(gradient=True, slope="alpha"),
                number_types=ALPHA_IN_BYTES,
                all_digits=[
                    *(seeded(partial(about, middle, True)) for middle in NEARLY_FLAT[4:]),
                    sloped(of_size(*SIZES[1], gradient=True), name="alpha"),
                ],
            ),
        ),
        Exercise(
            "softmax_grad",
            agrees(
                "rows",
                0.5,
                "Matrices: within a row, every value of z acts on every output, because they share the denominator.",
                pre_activations(ROWS, gradient=True),
                examples=[call(z=[[0.0, 0.0]], output_grad=[[1.0, 0.0]])],
            ),
            large(0.3, gradient=True),
            other_dimensions(
                0.3,
                "One vector alone, and arrays of three dimensions: each vector along the last axis is a case of its "
                "own.",
                gradient=True,
            ),
            polite(0.25, pre_activations(((2, 3),), gradient=True)),
            refuses_gradient,
            needs=("softmax",),
            forms=dataclasses.replace(
                with_cases(
                    any_z(gradient=True, least=1),
                    all_digits=[seeded(lambda random: rows_apart(random, "output_grad"))],
                    large_size=[seeded(lambda random: many_rows(random, "output_grad"))],
                ),
                longest=HUGE,  # right code makes whole Jacobians
            ),
        ),
        Exercise(
            "mean_squared_error",
            agrees(
                "rows",
                0.25,
                "The sum of all squared errors, divided by the number of rows and by nothing else.",
                regressions(),
                examples=[call(prediction=[[3.0, 1.0]], target=[[1.0, 1.0]])],
            ),
            leaves_alone(regressions(((2, 3),))),
            refuses_target(),
            forms=Forms(together=any_rows, more={"large_size": MANY_ROWS}),
        ),
        Exercise(
            "mean_squared_error_grad",
            agrees(
                "rows",
                0.3,
                "The derivative of the cost by each prediction: 1/N is the number of rows, and the square leaves a "
                "factor of 2.",
                regressions(),
                examples=[call(prediction=[[3.0, 1.0]], target=[[1.0, 1.0]])],
            ),
            polite(0.2, regressions(((2, 3),))),
            refuses_target(),
            needs=("mean_squared_error",),
            forms=Forms(
                together=any_rows,
                more={"all_digits": [seeded(huge_errors)], "number_types": [BYTES, SHORTS], "large_size": MANY_ROWS},
            ),
        ),
        entropy(
            "binary_cross_entropy",
            f"{BOTH_HALVES}  Divided by the number of rows.",
            yes_or_no,
            DOUBTED,
            needs=("cross_entropy",),
        ),
        entropy(
            "binary_cross_entropy_grad",
            BY_PREDICTION,
            yes_or_no,
            DOUBTED,
            gradient=True,
            needs=("binary_cross_entropy", "cross_entropy_grad"),
        ),
        entropy(
            "cross_entropy",
            "The logarithm of each prediction, weighted by the target, summed and divided by the number of rows.",
            classifications,
            DOUBTED_CLASS,
            in_classes=True,
        ),
        entropy(
            "cross_entropy_grad",
            BY_PREDICTION,
            classifications,
            DOUBTED_CLASS,
            in_classes=True,
            gradient=True,
            needs=("cross_entropy",),
        ),
        Exercise(
            "softmax_cross_entropy_grad",
            agrees(
                "rows",
                0.35,
                "The gradient of the cost by the pre-activations, divided by the number of rows.",
                logits(),
                examples=[call(z=[[0.0, 0.0]], target=[[1.0, 0.0]])],
            ),
            few(
                "large_values",
                0.25,
                "Values of 1000 and more, of either sign: a class that seems impossible but is right must still push "
                "its value up.",
                logits(far_apart=True),
                examples=[of_size(*FAR_BELOW, alike=True, signs=BELOW_ZERO).map(with_a_target)],
                count=7,
            ),
            polite(0.15, logits()),
            refuses_target("z"),
            needs=("softmax", "softmax_grad", "cross_entropy", "cross_entropy_grad"),
            forms=Forms(fixed=("target",), more=OF_LOGITS),
        ),
        Exercise(
            "dense",
            agrees(
                "batches",
                0.5,
                "Batches of two and three samples: every output is a weighted sum of the inputs of its own row, plus "
                "its bias.",
                layers(),
                examples=[
                    call(x=[[1.0, 2.0], [3.0, 0.0]], weights=[[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]], bias=[0.0, 0.0, 5.0])
                ],
            ),
            few(
                "sizes_of_one",
                0.25,
                "One sample, one input or one output: the result has two dimensions all the same.",
                layers(*ONES),
            ),
            polite(0.25, layers(((2, 3),), (2, 2))),
            rejects(0.25, "Raises ValueError unless the shapes are [N, D], [D, M] and [M].", BAD_LAYERS),
            forms=any_layer("bias"),
        ),
        Exercise(
            "dense_grads",
            *(few(name, 0.25, text, layers(gradient=True), observe=parts(part)) for name, part, text in GRADIENTS),
            few(
                "sizes_of_one",
                0.25,
                "One sample, one input or one output: every gradient has the shape of what it belongs to.",
                layers(*ONES, gradient=True),
            ),
            polite(0.25, layers(((2, 3),), (2, 2), gradient=True)),
            rejects(0.25, "Raises ValueError unless the shapes are [N, D], [D, M] and [N, M].", BAD_GRADIENTS),
            needs=("dense",),
            forms=any_layer("output_grad"),
        ),
    ),
)
