"""How a whole training is judged: by its predictions of the values that come after the series.

Many params are right, and many are wrong.  What is seen of a training is a verdict, so that wrong
ones can be named.
"""

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments
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
    if not error < FAR_OFF:
        return _BLOWN_UP
    if one_step_error(*known, shift=1) < ERROR_LIMIT:
        return "the predictions repeat the last value before them, not the one that follows"
    return (
        f"the predictions of the values after the series are off by {error:.2f} standard deviations of these values, "
        f"{ERROR_LIMIT} are allowed"
    )


shown = picked(*ARGUMENTS[1:], "oscillation")
"""A whole training without its many numbers: what makes them says more."""


def code(exercise: str, case: Arguments) -> str:
    """The call of a whole training, with its series as a call, too."""
    angle, phase, damping = case["oscillation"]
    last = (len(oscillation(*case["oscillation"])[0]) - 1) * BETWEEN
    force = f"np.cos(dt * np.arange({last}) + {phase})"
    series = f"dt = {angle} / {BETWEEN}; x, v = damped_oscillator(1.0, 0.0, {damping}, {force}, dt)"
    return f"{series}; {exercise}(x[::{BETWEEN}], {', '.join(str(case[name]) for name in ARGUMENTS[1:])})"


def whole(length: int, hidden: int, *oscillations: tuple[float, float, float]) -> SearchStrategy[Arguments]:
    """Whole trainings: few and fixed, since each takes time and none could be made simpler."""
    cases = []
    for seed, of in enumerate(oscillations):
        series, after = oscillation(*of)
        case = {"series": series, "length": length, "hidden": hidden, **SETTINGS, "seed": seed}
        cases.append(case | {"after": after, "oscillation": of})
    return st.sampled_from(cases)


@st.composite
def short(draw: DrawFn) -> Arguments:
    """Two epochs on a few values, for all that can be seen without learning."""
    length, hidden = (draw(st.sampled_from([3, 1, 2])) for _ in range(2))
    case = {"series": oscillation(1.5, 0.0, 0.7, known=12)[0], "length": length, "hidden": hidden, **SETTINGS}
    return case | {"epochs": 2, "seed": draw(st.integers(0, 9))}
