"""The exercises of the unit dense and their hidden checks.

Values are eighths, so that they can be redone by hand.  Zeros are drawn often, because they are
where the rectifiers have their kinks; the output gradient is always drawn, because ones would hide
mistakes; and no two sizes of a layer are equal.
"""

import dataclasses
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Accept,
    Arguments,
    Case,
    Check,
    Exercise,
    Kind,
    Mismatch,
    Observation,
    Subject,
    Unit,
    agrees,
    leaves_arguments_alone,
    parts,
    polite,
    rejects,
    same_as_reference,
    the_result_strictly,
)
from autograder.testing import arguments, arrays, sizes
from autograder.values import compare

GUARD = 1e-6
"""The largest number by which a right answer may move predictions away from 0 and 1."""

ANY_SHAPE = ((4,), (2, 3), (3, 2), (1, 3, 2), (2, 1, 2, 2))
ROWS = ((2, 3), (3, 2), (2, 4))
OTHER_DIMENSIONS = ((3,), (2, 3, 2), (3, 2, 4))
"""Shapes for which the last axis is neither axis 1 nor the only one."""


# Cases.


def pre_activations(
    shapes: Any = ANY_SHAPE, *, gradient: bool = True, whole: bool = False, **values: Any
) -> SearchStrategy[Arguments]:
    """z, and with ``gradient`` an output gradient of the same shape; with ``whole`` z is of an
    integer type.  ``values`` are the options of arrays for z.
    """
    kind = {"dtype": np.int64} if whole else {"scale": 8}

    def of_shape(shape: tuple[int, ...]) -> SearchStrategy[Arguments]:
        z = arrays(shape, **(kind | values))
        return arguments(z=z, output_grad=arrays(shape, scale=8)) if gradient else arguments(z=z)

    return st.sampled_from(shapes).flatmap(of_shape)


def both_types(shapes: Any = ANY_SHAPE, **options: Any) -> SearchStrategy[Arguments]:
    """Pre-activations of fractions, and of whole numbers in an integer type."""
    return st.one_of(pre_activations(shapes, **options), pre_activations(shapes, whole=True, low=-4, high=4, **options))


def with_values(
    values: tuple[float, ...], shapes: Any = ((3,), (2, 3)), *, gradient: bool = True
) -> SearchStrategy[Arguments]:
    """Pre-activations that consist of given values."""

    def of_shape(shape: tuple[int, ...]) -> SearchStrategy[Arguments]:
        size = int(np.prod(shape))
        z = st.lists(st.sampled_from(values), min_size=size, max_size=size).map(
            lambda drawn: np.array(drawn).reshape(shape)
        )
        return arguments(z=z, output_grad=arrays(shape, scale=8)) if gradient else arguments(z=z)

    return st.sampled_from(shapes).flatmap(of_shape)


def sloped(cases: SearchStrategy[Arguments], slopes: tuple[float, ...] = (0.5, 0.25, 2.0)) -> SearchStrategy[Arguments]:
    """The same cases with a slope; where the usual one is given, a mistake in its default value
    does not matter.
    """
    return st.tuples(cases, st.sampled_from(slopes)).map(lambda drawn: {**drawn[0], "slope": drawn[1]})


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


def regressions(shapes: Any = ROWS, **values: Any) -> SearchStrategy[Arguments]:
    """Predictions and targets of any values."""
    options = {"scale": 8} | values
    return st.sampled_from(shapes).flatmap(
        lambda shape: arguments(prediction=arrays(shape, **options), target=arrays(shape, **options))
    )


def yes_or_no(shapes: Any = ROWS) -> SearchStrategy[Arguments]:
    """Probabilities of 1/8 to 7/8, and targets: 0, 1 or eighths between."""

    def of_shape(shape: tuple[int, int]) -> SearchStrategy[Arguments]:
        target = st.one_of(arrays(shape, low=0, high=1), arrays(shape, low=0, high=8, scale=8))
        return arguments(prediction=arrays(shape, low=1, high=7, scale=8), target=target)

    return st.sampled_from(shapes).flatmap(of_shape)


def classifications(shapes: Any = ROWS) -> SearchStrategy[Arguments]:
    """Rows of probabilities of at least 1/8, and targets."""
    return st.sampled_from(shapes).flatmap(lambda shape: arguments(prediction=shares(shape, 1), target=classes(shape)))


@st.composite
def certain(draw: DrawFn, cases: SearchStrategy[Arguments]) -> Arguments:
    """The same cases with some predictions exactly 0 or 1; the first one stays as it is, with a
    target of 1/2.
    """
    case = draw(cases)
    prediction, target = case["prediction"].copy(), case["target"].copy()
    flat = prediction.ravel()  # a view of the copy
    flat[0], target.ravel()[0] = 0.5, 0.5
    flat[1], flat[2] = draw(st.permutations((0.0, 1.0)))
    flat[3:] = [draw(st.sampled_from((value, 0.0, 1.0))) for value in flat[3:]]
    return {"prediction": prediction, "target": target}


@st.composite
def logits(draw: DrawFn, *, large: bool = False) -> Arguments:
    """Arguments of softmax_cross_entropy_grad; with ``large`` the values lie up to 2000 apart."""
    shape = draw(st.sampled_from(ROWS))
    z = with_values(LARGE, (shape,), gradient=False).map(lambda case: case["z"]) if large else arrays(shape, scale=8)
    return {"z": draw(z), "target": draw(classes(shape))}


@st.composite
def layers(
    draw: DrawFn,
    sizes_of: tuple[tuple[int, int], ...] = ((2, 3), (3, 2), (4, 2), (2, 1)),
    rows: tuple[int, int] = (2, 3),
    gradient: bool = False,
    whole: bool = False,
) -> Arguments:
    """Arguments of dense, with ``gradient`` those of dense_grads."""
    (inputs, outputs), number = draw(st.sampled_from(sizes_of)), draw(sizes(*rows))
    case = {
        "x": draw(arrays((number, inputs), dtype=np.int64) if whole else arrays((number, inputs), scale=8)),
        "weights": draw(arrays((inputs, outputs), scale=8)),
    }
    return (
        case | {"output_grad": draw(arrays((number, outputs), scale=8))}
        if gradient
        else case | {"bias": draw(arrays((outputs,), scale=8))}
    )


def counting(*shape: int) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape, divided by 16."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape) / 16


def misfits(first: str, second: str, *pairs: tuple[tuple[int, ...], tuple[int, ...]]) -> SearchStrategy[Arguments]:
    """Two arguments of shapes that do not fit each other."""
    return st.sampled_from([{first: counting(*one), second: counting(*other)} for one, other in pairs])


LARGE = (0.0, 1.0, 1000.0, -1000.0, 998.0, -999.0)
NO_OVERFLOW = (0.0, 1.0, -1.0, 40.0, -40.0, 750.0, -750.0, 1e5, -1e5, 1e300, -1e300)

MISFIT_GRADIENTS = misfits(
    "z",
    "output_grad",
    ((2, 3), (3,)),
    ((2, 3), (2, 1)),
    ((3,), (1,)),
    ((1, 3), (2, 3)),
    ((3, 1), (3,)),
    ((2, 3), (1, 3)),
)
MISFIT_TARGETS = (
    ((2, 3), (3,)),
    ((3, 1), (3,)),
    ((3,), (3,)),
    ((2, 3), (2, 1)),
    ((2, 3), (1, 3)),
    ((1, 3), (2, 3)),
    ((1, 2, 2), (1, 2, 2)),
    ((1,), (1,)),
)
MISFIT_COSTS = misfits("prediction", "target", *MISFIT_TARGETS)


# Observations.


def guard_tolerance(case: Arguments) -> float:
    """How far apart two right answers may be because of their guards: a guard changes 1 / p by the
    part guard / p, and log p by less.

    Twice that, because the two halves of the binary cost can cancel where a guard's effects add up.
    """
    prediction = case.get("first", case)["prediction"]
    nearest = np.minimum(prediction, 1 - prediction)
    return float(2 * GUARD / np.min(nearest[nearest > 0]))


def bounded_cost(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The cost, cut off at what the predictions between 0 and 1 cost, because at 0 and 1 it depends
    on the guard; what is not finite stays.
    """
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
    """The gradient with 0 at those predictions of 0 and 1 where it is finite, because there it
    depends on the guard.
    """
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


# Families that several exercises share.


def guarded(
    name: str, points: float, text: str, cases: SearchStrategy[Arguments], examples: tuple[Arguments, ...] = ()
) -> Check:
    """Agreement to within what guards may differ by."""
    return Check(
        name=name, points=points, text=text, cases=cases, examples=examples, count=10, tolerance=guard_tolerance
    )


def whatever_the_guard(check: Check) -> Check:
    """The same check, where two people who make the same mistake may have different guards."""
    return dataclasses.replace(check, tolerance=guard_tolerance)


def finite_costs(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """Costs with predictions of exactly 0 and 1."""
    return _certain_predictions(points, cases, bounded_cost, _finite_cost)


def finite_gradients(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """Gradients with predictions of exactly 0 and 1."""
    return _certain_predictions(points, cases, finite_gradient, _finite_gradient)


def _certain_predictions(
    points: float, cases: SearchStrategy[Arguments], observe: Observation, accept: Accept
) -> Check:
    name = "certain_predictions"
    return Check(
        name=name,
        points=points,
        text=_CERTAIN,
        cases=certain(cases),
        observe=observe,
        accept=accept,
        count=8,
        tolerance=guard_tolerance,
    )


def leaves_alone(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """The manners of an exercise that returns a number: nothing of it could be reused."""
    text = "A call leaves its arguments as they were: the prediction and the target are needed again."
    return leaves_arguments_alone(points, text, cases)


_CERTAIN = "Predictions of exactly 0 and 1: neither the logarithm nor a division may make the result infinite or nan."
_REFUSES_GRADIENT = (
    "Raises ValueError when output_grad does not have the shape of z: NumPy would stretch it without a word."
)
_REFUSES_TARGET = "Raises ValueError when prediction and target do not have the same shape [N, M]: NumPy would stretch one of them without a word."

_DENSE = {
    "x": np.array([[1.0, 2.0], [3.0, 0.0]]),
    "weights": np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]),
    "bias": np.array([0.0, 0.0, 5.0]),
}
_SMALL = 2.0**-13
"""A probability of about 1e-4: small enough to show guards that are too large, and large enough for
those that are not.
"""
_DOUBTED = (
    {"prediction": np.array([[0.25]]), "target": np.array([[1.0]])},
    {"prediction": np.array([[_SMALL, 0.5]]), "target": np.array([[1.0, 0.0]])},
)
_DOUBTED_CLASS = (
    {"prediction": np.array([[0.25, 0.75]]), "target": np.array([[1.0, 0.0]])},
    {"prediction": np.array([[_SMALL, 1 - _SMALL]]), "target": np.array([[1.0, 0.0]])},
)


UNIT = Unit(
    name="dense",
    title="Activations, costs and the fully connected layer",
    exercises=(
        Exercise(
            "sigmoid",
            agrees(
                "values",
                0.25,
                "Values of moderate size, in arrays of any shape.",
                pre_activations(gradient=False, low=-32, high=32),
                examples=({"z": np.array([0.0, 1.0, -1.0])},),
                count=8,
            ),
            Check(
                name="large_values",
                points=0.25,
                text="Values as large as floats can be: no overflow, not even one that NumPy only warns of.",
                cases=with_values(NO_OVERFLOW, gradient=False),
                kind=Kind.WARNINGS,
                observe=the_result_strictly,
                count=10,
            ),
            agrees(
                "whole_numbers",
                0.25,
                "Whole numbers in an array of integers: the result must be able to hold fractions.",
                pre_activations(gradient=False, whole=True),
                count=6,
            ),
            polite(0.25, pre_activations(((3,),), gradient=False)),
        ),
        Exercise(
            "relu",
            agrees(
                "values",
                0.5,
                "What is negative becomes 0, what is positive stays, in arrays of any shape.",
                both_types(gradient=False),
                examples=({"z": np.array([-1.0, 0.0, 2.0])},),
            ),
            polite(0.25, pre_activations(((3,),), gradient=False)),
        ),
        Exercise(
            "leaky_relu",
            agrees(
                "usual_slope",
                0.25,
                "Without a slope it is 0.001: small, but not nothing.",
                pre_activations(gradient=False),
                examples=({"z": np.array([-1.0, 0.0, 2.0])},),
                count=8,
            ),
            agrees(
                "other_slopes",
                0.25,
                "Other slopes, also above 1: they are for the values that are not positive.",
                sloped(pre_activations(gradient=False)),
                examples=({"z": np.array([-1.0, 0.0, 2.0]), "slope": 2.0},),
                count=8,
            ),
            agrees(
                "whole_numbers",
                0.25,
                "Whole numbers in an array of integers: the result must be able to hold fractions.",
                sloped(pre_activations(gradient=False, whole=True), (0.001,)),
                count=6,
            ),
            polite(0.25, pre_activations(((3,),), gradient=False)),
        ),
        Exercise(
            "softmax",
            agrees(
                "rows",
                0.5,
                "Matrices: each row becomes probabilities by itself.",
                pre_activations(ROWS, gradient=False, low=-16, high=16),
                examples=({"z": np.array([[0.0, 1.0], [2.0, 0.0]])},),
            ),
            agrees(
                "large_values",
                0.25,
                "Values of 1000 and more: subtract each row's largest value first, and nothing can overflow.",
                with_values(LARGE, ROWS, gradient=False),
                count=8,
            ),
            agrees(
                "other_dimensions",
                0.25,
                "One vector alone, and arrays of three dimensions: it is always the last axis that sums to 1.",
                pre_activations(OTHER_DIMENSIONS, gradient=False),
                count=8,
            ),
            polite(0.25, pre_activations(((2, 3),), gradient=False)),
        ),
        Exercise(
            "sigmoid_grad",
            agrees(
                "values",
                0.5,
                "Values of moderate size: the derivative s (1 - s) is taken at the pre-activation z, and "
                "multiplied by the output gradient.",
                both_types(),
                examples=({"z": np.array([0.0, 1.0]), "output_grad": np.array([1.0, 2.0])},),
            ),
            agrees(
                "large_values",
                0.25,
                "Far from 0 the derivative is 0, and never nan.",
                with_values((0.0, 1.0, 800.0, -800.0, -1000.0, 1e5)),
                count=8,
            ),
            polite(0.25, pre_activations(((3,),))),
            rejects(0.25, _REFUSES_GRADIENT, MISFIT_GRADIENTS, count=6),
            needs=("sigmoid",),
        ),
        Exercise(
            "relu_grad",
            agrees(
                "values",
                0.5,
                "The output gradient passes where z is positive and is stopped where z is negative.",
                st.one_of(with_values((1.0, -1.0, 0.5, -2.0)), with_values((1, -1, 3, -2))),
                examples=({"z": np.array([1.0, -1.0]), "output_grad": np.array([2.0, 3.0])},),
            ),
            agrees(
                "at_zero",
                0.25,
                "Zeros among the values: 0 counts to the flat side, so that nothing passes there.",
                with_values((0.0, 1.0)),
                count=8,
            ),
            polite(0.25, pre_activations(((3,),))),
            rejects(0.25, _REFUSES_GRADIENT, MISFIT_GRADIENTS, count=6),
            needs=("relu",),
        ),
        Exercise(
            "leaky_relu_grad",
            agrees(
                "usual_slope",
                0.25,
                "Without a slope it is 0.001: so much of the output gradient passes where z is negative.",
                st.one_of(with_values((1.0, -1.0, 0.5, -2.0)), with_values((1, -1, 3, -2))),
                examples=({"z": np.array([1.0, -1.0]), "output_grad": np.array([2.0, 3.0])},),
                count=8,
            ),
            agrees(
                "other_slopes",
                0.25,
                "Other slopes, also above 1, as in the forward pass.",
                sloped(with_values((1.0, -1.0, 0.5, -2.0))),
                examples=({"z": np.array([-1.0, 2.0]), "output_grad": np.array([2.0, 3.0]), "slope": 2.0},),
                count=8,
            ),
            agrees(
                "at_zero",
                0.25,
                "Zeros among the values: 0 counts to the left side, where the slope is.",
                sloped(with_values((0.0, 1.0, -1.0)), (0.001,)),
                count=8,
            ),
            polite(0.25, pre_activations(((3,),))),
            rejects(0.25, _REFUSES_GRADIENT, MISFIT_GRADIENTS, count=6),
            needs=("leaky_relu",),
        ),
        Exercise(
            "softmax_grad",
            agrees(
                "rows",
                0.5,
                "Matrices: within a row, every value of z acts on every output, because they share the denominator.",
                both_types(ROWS),
                examples=({"z": np.array([[0.0, 0.0]]), "output_grad": np.array([[1.0, 0.0]])},),
            ),
            agrees("large_values", 0.25, "Values of 1000 and more bring no nan.", with_values(LARGE, ROWS), count=8),
            agrees(
                "other_dimensions",
                0.25,
                "One vector alone, and arrays of three dimensions: each vector along the last axis is a case "
                "of its own.",
                pre_activations(OTHER_DIMENSIONS),
                count=8,
            ),
            polite(0.25, pre_activations(((2, 3),))),
            rejects(0.25, _REFUSES_GRADIENT, MISFIT_GRADIENTS, count=6),
            needs=("softmax",),
        ),
        Exercise(
            "mean_squared_error",
            agrees(
                "rows",
                0.25,
                "The sum of all squared errors, divided by the number of rows and by nothing else.",
                regressions(),
                examples=({"prediction": np.array([[3.0, 1.0]]), "target": np.array([[1.0, 1.0]])},),
            ),
            leaves_alone(0.25, regressions(((2, 3),))),
            rejects(0.25, _REFUSES_TARGET, MISFIT_COSTS, count=8),
        ),
        Exercise(
            "mean_squared_error_grad",
            agrees(
                "rows",
                0.5,
                "The derivative of the cost by each prediction: 1/N is the number of rows, and the square "
                "leaves a factor of 2.",
                st.one_of(regressions(), regressions(dtype=np.int64)),
                examples=({"prediction": np.array([[3.0, 1.0]]), "target": np.array([[1.0, 1.0]])},),
            ),
            polite(0.25, regressions(((2, 3),))),
            rejects(0.25, _REFUSES_TARGET, MISFIT_COSTS, count=8),
        ),
        Exercise(
            "binary_cross_entropy",
            guarded(
                "rows",
                0.5,
                "Both halves of the formula: a yes that was doubted costs, and so does a no.  Divided by the "
                "number of rows.",
                yes_or_no(),
                _DOUBTED,
            ),
            finite_costs(0.25, yes_or_no()),
            whatever_the_guard(leaves_alone(0.25, certain(yes_or_no(((2, 3),))))),
            whatever_the_guard(rejects(0.25, _REFUSES_TARGET, MISFIT_COSTS, count=8)),
        ),
        Exercise(
            "binary_cross_entropy_grad",
            guarded(
                "rows",
                0.5,
                "The derivative of the cost by each prediction, divided by the number of rows.",
                yes_or_no(),
                _DOUBTED,
            ),
            finite_gradients(0.25, yes_or_no()),
            whatever_the_guard(polite(0.25, yes_or_no(((2, 3),)))),
            whatever_the_guard(rejects(0.25, _REFUSES_TARGET, MISFIT_COSTS, count=8)),
        ),
        Exercise(
            "cross_entropy",
            guarded(
                "rows",
                0.5,
                "The logarithm of each prediction, weighted by the target, summed and divided by the number of rows.",
                classifications(),
                _DOUBTED_CLASS,
            ),
            finite_costs(0.25, classifications()),
            whatever_the_guard(leaves_alone(0.25, certain(classifications(((2, 3),))))),
            whatever_the_guard(rejects(0.25, _REFUSES_TARGET, MISFIT_COSTS, count=8)),
        ),
        Exercise(
            "cross_entropy_grad",
            guarded(
                "rows",
                0.5,
                "The derivative of the cost by each prediction, divided by the number of rows.",
                classifications(),
                _DOUBTED_CLASS,
            ),
            finite_gradients(0.25, classifications()),
            whatever_the_guard(polite(0.25, classifications(((2, 3),)))),
            whatever_the_guard(rejects(0.25, _REFUSES_TARGET, MISFIT_COSTS, count=8)),
        ),
        Exercise(
            "softmax_cross_entropy_grad",
            agrees(
                "rows",
                0.5,
                "The gradient of the cost by the pre-activations, divided by the number of rows.",
                logits(),
                examples=({"z": np.array([[0.0, 0.0]]), "target": np.array([[1.0, 0.0]])},),
            ),
            agrees(
                "large_values",
                0.25,
                "Values of 1000 and more: a class that seems impossible but is right must still push its value up.",
                logits(large=True),
                count=8,
            ),
            polite(0.25, logits()),
            rejects(0.25, _REFUSES_TARGET.replace("prediction", "z"), misfits("z", "target", *MISFIT_TARGETS), count=8),
            needs=("softmax", "softmax_grad", "cross_entropy_grad"),
        ),
        Exercise(
            "dense",
            agrees(
                "batches",
                0.5,
                "Batches of two and three samples: every output is a weighted sum of the inputs of its own "
                "row, plus its bias.",
                st.one_of(layers(), layers(whole=True)),
                examples=(_DENSE,),
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One sample, one input or one output: the result has two dimensions all the same.",
                layers(((1, 1), (1, 3), (3, 1), (2, 3)), rows=(1, 1)),
                count=8,
            ),
            polite(0.25, layers(((2, 3),), rows=(2, 2))),
            rejects(
                0.25,
                "Raises ValueError unless the shapes are [N, D], [D, M] and [M].",
                st.sampled_from(
                    [
                        {"x": counting(*x), "weights": counting(*weights), "bias": counting(*bias)}
                        for x, weights, bias in (
                            ((2,), (2, 3), (3,)),
                            ((2, 3), (2, 3), (3,)),
                            ((2, 3), (3,), (1,)),
                            ((2, 3), (3,), ()),
                            ((2, 2), (2, 3), (1,)),
                            ((2, 2), (2, 3), (2, 3)),
                            ((2, 2), (2, 3), (2,)),
                            ((2, 2), (2, 3), (1, 3)),
                            ((2, 2, 2), (2, 3), (3,)),
                            ((2, 2), (1, 2, 3), (2, 3)),
                            ((2, 2), (2, 3), ()),
                        )
                    ]
                ),
                count=11,
            ),
        ),
        Exercise(
            "dense_grads",
            Check(
                name="inputs",
                points=0.25,
                text=(
                    "The gradient of x: each input went into all outputs of its own row, through a row of the weights."
                ),
                cases=layers(gradient=True),
                observe=parts("x"),
                count=8,
            ),
            Check(
                name="weights",
                points=0.25,
                text="The gradient of the weights: the samples' contributions are summed.",
                cases=layers(gradient=True),
                observe=parts("weights"),
                count=8,
            ),
            Check(
                name="bias",
                points=0.25,
                text=(
                    "The gradient of the bias: it was added to every row, so the rows of the output gradient "
                    "are summed."
                ),
                cases=layers(gradient=True),
                observe=parts("bias"),
                count=8,
            ),
            agrees(
                "sizes_of_one",
                0.25,
                "One sample, one input or one output: every gradient has the shape of what it belongs to.",
                layers(((1, 1), (1, 3), (3, 1), (2, 3)), rows=(1, 1), gradient=True),
                count=8,
            ),
            polite(0.25, layers(((2, 3),), rows=(2, 2), gradient=True)),
            rejects(
                0.25,
                "Raises ValueError unless the shapes are [N, D], [D, M] and [N, M].",
                st.sampled_from(
                    [
                        {"x": counting(*x), "weights": counting(*weights), "output_grad": counting(*output_grad)}
                        for x, weights, output_grad in (
                            ((2,), (2, 3), (2, 3)),
                            ((2, 3), (2, 3), (2, 3)),
                            ((2, 2), (2, 3), (3, 3)),
                            ((2, 2), (2, 3), (2, 2)),
                            ((2, 2), (2, 3), (3,)),
                            ((2, 3), (3,), (2,)),
                            ((2, 2), (2, 3), (1, 3)),
                            ((2, 2, 2), (2, 3), (2, 3)),
                            ((2, 2), (2, 3), (2, 1)),
                            ((2, 2), (2, 3, 1), (2, 3)),
                        )
                    ]
                ),
                count=10,
            ),
            needs=("dense",),
        ),
    ),
)
