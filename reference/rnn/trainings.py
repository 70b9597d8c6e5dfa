"""How a training is judged: a whole one by its predictions of the values that come after the series,
short ones by what their arguments change.

Many params are right, and many are wrong.  What is seen of a training is a verdict, so that wrong
ones can be named.
"""

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Subject
from autograder.course.verdicts import misshapen, once, picked

from .cases import Params, shapes

ERROR_LIMIT = 0.5
"""The largest one-step error, in standard deviations of the predicted values, that trained params
may have.

Measured on the four series below, 200 epochs at a learning rate of 0.05, with 24 right ways
(gradient descent with and without clipping, of sums and of means, momentum, RMSProp, Adagrad, Adam,
mini-batches of 8; uniform, normal, orthogonal and small starts; all steps or the last one as
target), 24 seeds each:

    seen twice in each period        at most 0.38, median 0.14
    seen four times in each period   at most 0.32, median 0.04

and with wrong ones, 12 seeds each: untrained at least 0.48, median 1; W stuck at zero, so without
memory, 0.14 to 0.17 where the last value is enough, but 0.99 where it is not; the input repeated at
least 1.28; ascent above 15.  The first window alone gives 0.16 to 1.7: enough series must be tried.
The input repeated is seen by that: such predictions are as near to the values before.  What the
error cannot tell apart, and need not: U, V or W frozen at random numbers, biases frozen at zero and
gradients cut off after one step do learn these tasks.  bptt is judged for itself.
"""

FAR_OFF = 5.0
"""An error of so many standard deviations is no prediction any more: the params have grown."""

BETWEEN = 15
"""How many steps of Euler's method lie between two values of a series."""

AS_IT_IS = (0.0, 1.0)
"""The mean and the size that leave an oscillation as it is."""

ARGUMENTS = ("series", "length", "hidden", "epochs", "learning_rate", "seed")
"""The arguments of train; a case holds more, which is the judge's."""

SETTINGS = {"epochs": 200, "learning_rate": 0.05}

_BLOWN_UP = "the params have grown out of all bounds: subtract the gradients, and clip them if the steps are too large"


def oscillation(angle: float, phase: float, damping: float, *, known: int = 50, after: int = 20) -> list[np.ndarray]:
    """A driven, damped oscillator, seen each time that its force has turned by ``angle``, cut into
    what is known and what comes after.

    Near half a turn the next value is nearly the last one with the other sign.  Near a quarter the
    last value says nothing about the next one, which is nearly the value before the last with the
    other sign: a network without memory predicts nothing.
    """
    dt = angle / BETWEEN
    x, v, seen = 1.0, 0.0, []
    for step, force in enumerate(np.cos(dt * np.arange((known + after) * BETWEEN) + phase)):
        if step % BETWEEN == 0:
            seen.append(x)
        x, v = x + dt * v, v + dt * (force - damping * v - x)
    return np.split(np.array(seen), [known])


def one_step_error(params: Params, series: np.ndarray, after: np.ndarray, length: int, *, shift: int = 0) -> float:
    """The root mean square error of the predictions of ``after``, each from the ``length`` values
    before it, in standard deviations.

    With a ``shift`` of 1 they are taken for predictions of the values one place before.  The
    judge's own arithmetic: nothing of the student's is asked but the params.
    """
    values = np.concatenate([series[-length:], after])
    inputs = np.lib.stride_tricks.sliding_window_view(values, length)[:-1]
    state = np.zeros((len(inputs), len(params["W"])))
    with np.errstate(over="ignore", invalid="ignore"):  # params out of all bounds give nan, no error below the limit
        for x in inputs.T:
            state = np.tanh(np.outer(x, params["U"]) + state @ params["W"].T + params["b"])
        predicted = state @ params["V"][0] + params["c"][0]
        return float(np.sqrt(np.mean((predicted - values[length - shift : len(values) - shift]) ** 2)) / np.std(after))


def form(params: object, case: Arguments) -> str:
    """What is wrong with the form of trained params, or nothing."""
    return misshapen(params, shapes(1, case["hidden"], 1), endless=_BLOWN_UP)


@once(form)
def predicts(params: Params, case: Arguments) -> str:
    """What is wrong with the predictions that trained params make, or nothing."""
    floats = {name: value.astype(float) for name, value in params.items()}
    known = (floats, case["series"], case["after"], case["length"])
    error = one_step_error(*known)
    if error < ERROR_LIMIT:  # also false for nan
        return ""
    if case["scale"] != AS_IT_IS:
        return _of_another_scale(floats, case)
    if not error < FAR_OFF:
        return _BLOWN_UP
    if one_step_error(*known, shift=1) < ERROR_LIMIT:
        return "the predictions repeat the last value before them, not the one that follows"
    return (
        f"the predictions of the values after the series are off by {error:.2f} standard deviations of these values, "
        f"{ERROR_LIMIT} are allowed"
    )


def _of_another_scale(params: Params, case: Arguments) -> str:
    """What is wrong with predictions that are right for no such series."""
    mean, size = float(np.mean(case["series"])), float(np.std(case["series"]))
    standard = ((case[part] - mean) / size for part in ("series", "after"))
    if one_step_error(params, *standard, case["length"]) < ERROR_LIMIT:
        return (
            "the params predict (series - mean) / deviation, not the series: put its mean and its deviation into them "
            "in the end"
        )
    return (
        "the predictions are no good where the values of the series are far from zero, or tiny or large: learn from "
        "(series - mean) / deviation"
    )


shown = picked(*ARGUMENTS[1:], "oscillation", "scale")
"""A whole training without its many numbers: what makes them says more."""


def code(exercise: str, case: Arguments) -> str:
    """The call of a whole training, with its series as a call, too."""
    (angle, phase, damping), (mean, size) = case["oscillation"], case["scale"]
    last = (len(oscillation(*case["oscillation"])[0]) - 1) * BETWEEN
    force = f"np.cos(dt * np.arange({last}) + {phase})"
    series = f"dt = {angle} / {BETWEEN}; x, v = damped_oscillator(1.0, 0.0, {damping}, {force}, dt)"
    seen = f"x[::{BETWEEN}]" if case["scale"] == AS_IT_IS else f"{mean} + {size} * x[::{BETWEEN}]"
    return f"{series}; {exercise}({seen}, {', '.join(str(case[name]) for name in ARGUMENTS[1:])})"


Oscillation = tuple[float, float, float]
Scale = tuple[float, float]


def whole(
    length: int, hidden: int, *oscillations: Oscillation, scales: tuple[Scale, ...] = (AS_IT_IS,)
) -> SearchStrategy[Arguments]:
    """Whole trainings: few and fixed, since each takes time and none could be made simpler.  In the
    scales stand the mean and the size that the series are given.
    """
    cases = []
    for seed, of in enumerate(oscillations):
        mean, size = scales[seed % len(scales)]
        series, after = (mean + size * values for values in oscillation(*of))
        case = {"series": series, "length": length, "hidden": hidden, **SETTINGS, "seed": seed}
        cases.append(case | {"after": after, "oscillation": of, "scale": scales[seed % len(scales)]})
    return st.sampled_from(cases)


@st.composite
def short(draw: DrawFn) -> Arguments:
    """Two epochs on a few values, for all that can be seen without learning."""
    length, hidden = (draw(st.sampled_from([3, 1, 2])) for _ in range(2))
    case = {"series": oscillation(1.5, 0.0, 0.7, known=12)[0], "length": length, "hidden": hidden, **SETTINGS}
    return case | {"epochs": 2, "seed": draw(st.integers(1, 9))}


@st.composite
def few_values(draw: DrawFn, known: int, **fixed: int) -> Arguments:
    """Some epochs on so many values; some arguments may be fixed."""
    case = draw(short())
    series = oscillation(1.5, draw(st.sampled_from([0.0, 1.0, 2.0])), 0.7, known=known)[0]
    return case | {"series": series, "epochs": 20 if known < 50 else 3} | fixed


# What arguments change.

FURTHER = 1.2
"""Twice the epochs and twice the learning rate lead at least so many times as far: about twice with most
optimisers, 1.6 times with steps that shrink by a tenth in each epoch.
"""


def _ends(subject: Subject, exercise: str, case: Arguments, *changes: Arguments) -> tuple[str, list[np.ndarray]]:
    """What is wrong with the form of params, or nothing, and the params that the case leads to with
    each of the changes, as vectors.
    """
    answers = [subject.call(exercise, case | change) for change in changes]
    fault = next(filter(None, (form(params, case) for params in answers)), "")
    names = () if fault else tuple(shapes(1, 1, 1))
    return fault, [
        np.concatenate([params[name].astype(float).ravel() for name in names]) for params in answers if names
    ]


def settings_tell(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether more epochs and a higher learning rate lead further, and another length elsewhere.

    At learning rates that are this small the way is straight, whatever the optimiser.
    """
    slow = {"learning_rate": 1e-3, "epochs": 3}
    others = ({"learning_rate": 1e-12}, {}, {"epochs": 6}, {"learning_rate": 2e-3}, {"length": case["length"] + 1})
    others += tuple({"epochs": 1, "learning_rate": rate} for rate in (0.5, 1.0))
    fault, ends = _ends(subject, exercise, case, *(slow | other for other in others))
    if fault:
        return fault
    start, few, more, faster, longer_windows, large, largest = ends
    way, longer, higher = (float(np.linalg.norm(end - start)) for end in (few, more, faster))
    if not way > 1e-9:
        return "a learning rate of 0.001 leads no further than one of 1e-12: multiply each step by learning_rate"
    if not higher > FURTHER * way:
        return "twice the learning rate leads no further: the steps must grow with learning_rate"
    if np.array_equal(large, largest):
        return "a learning rate of 1 leads where one of 0.5 does: the steps must grow with it, however large it is"
    if not longer > FURTHER * way:
        return "six epochs lead no further than three: go through all windows `epochs` times"
    if np.array_equal(few, longer_windows):
        return "windows that are longer by one give the same params: cut the series into windows of `length` values"
    return ""


def all_values_tell(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether both ends of the series have a say in the params."""
    changed = _changed_at_the_ends(case["series"])
    fault, ends = _ends(subject, exercise, case, {}, *({"series": series} for series in changed.values()))
    if fault:
        return fault
    learned, *ends = ends
    for place, end in zip(changed, ends, strict=True):
        if np.allclose(end, learned, rtol=1e-9, atol=1e-9):
            return f"another {place} of the series makes no difference: learn from all windows, the last one too"
    return ""


def _changed_at_the_ends(series: np.ndarray) -> dict[str, np.ndarray]:
    """The series with other values at its ends.  Two that change places change neither the mean nor the
    size, by which all params may follow from all values.
    """
    step, order = np.zeros(len(series)), np.arange(len(series))
    step[0], order[[0, 1]] = 0.5, (1, 0)
    return {
        "first value": series + step,
        "last value": series + step[::-1],
        "order of the first two values": series[order],
        "order of the last two values": series[::-1][order][::-1],
    }
