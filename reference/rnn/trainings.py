"""How a training is judged: a whole one by its predictions of the values that come after the series,
short ones by what their arguments change.

Many params are right, and many are wrong.  What is seen of a training is a verdict, so that wrong
ones can be named.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Subject, as_code
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


def measures_all(params: Params, case: Arguments) -> str:
    """What is wrong with params trained on values of which many are equal, or, where predictions can be told
    from others, with these.
    """
    if "after" in case:
        return predicts(params, case)
    fault = form(params, case)
    if fault == _BLOWN_UP:
        return (
            "the params are not finite where many values of the series are equal: divide by the deviation of all "
            "values, which is not zero"
        )
    return fault


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


def shown(case: Arguments) -> Arguments:
    """A whole training without its many numbers: what makes them says more."""
    return picked(*(ARGUMENTS if "after" not in case else (*ARGUMENTS[1:], "oscillation", "scale")))(case)


def code(exercise: str, case: Arguments) -> str:
    """The call of a whole training, with its series as a call, too."""
    if "after" not in case:
        return f"{exercise}({', '.join(as_code(case[name]) for name in ARGUMENTS)})"
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


def mostly_equal() -> tuple[Arguments, ...]:
    """Short trainings on series of which one half is constant, or all values but a few, or but the last, or the first:
    then all inputs of windows are equal, or all values that follow one.
    """
    seen = oscillation(1.5, 0.0, 0.7, known=10)[0]
    series = (
        np.append(np.full(15, 3.0), seen),
        np.append(seen, np.full(15, -2.0)),
        np.where(np.arange(20) % 7, 0.5, 1.5),
        np.where(np.arange(20) == 9, 2.0, 0.0),
        np.append(np.full(12, 1.5), 0.75),
        np.append(-2.0, np.full(12, 0.5)),
    )
    case = {"length": 2, "hidden": 3, **SETTINGS, "epochs": 2, "seed": 1}
    return tuple({"series": values} | case for values in series)


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
    answers = [subject.call(exercise, picked(*ARGUMENTS)(case | change)) for change in changes]
    fault = next(filter(None, (form(params, case) for params in answers)), "")
    names = () if fault else tuple(shapes(1, 1, 1))
    return fault, [
        np.concatenate([params[name].astype(float).ravel() for name in names]) for params in answers if names
    ]


SLOW = {"learning_rate": 1e-9, "epochs": 30}
"""So slow that no epoch makes the loss less by anything that looks like much: each counts all the same."""

OTHER_SEEDS = 4
"""With steps of one size, whatever the gradient's, a change may make no difference; with so many other seeds
it makes one.
"""


def settings_tell(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether more epochs and a higher learning rate lead further, and another length elsewhere.

    At learning rates that are this small the way is straight, whatever the optimiser.
    """
    slow = {"learning_rate": 1e-3, "epochs": 3}
    others = ({"learning_rate": 1e-12}, {}, {"epochs": 6}, {"learning_rate": 2e-3})
    others += tuple({"epochs": 1, "learning_rate": rate} for rate in (0.5, 1.0, 2.0))
    others += ({"learning_rate": 1e-13}, SLOW, SLOW | {"epochs": 60})
    others += tuple({"learning_rate": 0.0, "epochs": epochs} for epochs in (1, 9))
    fault, ends = _ends(subject, exercise, case, *(slow | other for other in others))
    if fault:
        return fault
    start, few, more, faster, half, one, two, origin, slowly, longer_slowly, *still = ends
    way, longer, higher = (float(np.linalg.norm(end - start)) for end in (few, more, faster))
    if not way > 1e-9:
        return "a learning rate of 0.001 leads no further than one of 1e-12: multiply each step by learning_rate"
    if not all(np.linalg.norm(end - start) < 1e-9 for end in still):
        return "a learning rate of 0 does not leave the params where they start: it is a rate, too"
    if not higher > FURTHER * way:
        return "twice the learning rate leads no further: the steps must grow with learning_rate"
    if np.array_equal(half, one) or np.array_equal(one, two):
        return "a learning rate of 1 or 2 leads where half of it does: the steps must grow with it, however large it is"
    if not longer > FURTHER * way:
        return "six epochs lead no further than three: go through all windows `epochs` times"
    if not np.linalg.norm(longer_slowly - origin) > FURTHER * np.linalg.norm(slowly - origin):
        return "60 epochs lead no further than 30 where the steps are small: do not stop before the last epoch"
    if not _differs(subject, exercise, case, {"length": case["length"] + 1}):
        return "windows that are longer by one give the same params: cut the series into windows of `length` values"
    return ""


def _differs(subject: Subject, exercise: str, case: Arguments, change: Arguments) -> bool:
    """Whether a change makes a difference to the params, if not with the seed of the case then with another."""
    for seed in range(case["seed"], case["seed"] + 1 + OTHER_SEEDS):
        fault, ends = _ends(subject, exercise, case | {"seed": seed}, {}, change)
        if fault or _distance(*ends) > NOISE:
            return True
    return False


NOISE = 1e-12
"""So far apart are at most params that differ because the same sums were taken in another order."""

NEARLY, LEAST_STEP, SMALL_STEP = 1e-3, 1e-9, 0.01
"""Two values so near to each other that change places change params by more than the least step, and by less
than the small part of the learning rate, unless the steps are of one size, whatever the gradient's: as Adam's
first one is, but for 1e-8.
"""


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.max(np.abs(one - other)))


def all_values_tell(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the values at both ends of the series have a say in the params, and where there are many or one
    epoch, those between them.
    """
    series = case["series"]
    if case["length"] >= LONG:
        return _each_step_tells(subject, exercise, case)
    short = len(series) < 50 and case["epochs"] > 1
    changed = _changed_at_the_ends(series) | ({} if short else _changed_between(series))
    fault, ends = _ends(subject, exercise, case, {}, *({"series": series} for series in changed.values()))
    if fault:
        return fault
    learned, *ends = ends
    for place, end in zip(changed, ends, strict=True):
        if _distance(end, learned) > NOISE:
            continue
        change = {"series": changed[place]}
        if _differs(subject, exercise, case, change) if short else not _feels_little(subject, exercise, case):
            continue
        return f"another {place} of the series makes no difference: learn from all windows, the last one too"
    return ""


LONG, ABRUPT = 8, 1e-4
"""Windows of so many values are long.  What their first values change is little where the weights are small, but
less from step to step: none that changes nothing comes before one that changes params by so much.
"""


def long_windows() -> SearchStrategy[Arguments]:
    """Some epochs on two long windows."""
    return st.integers(LONG, LONG + 5).flatmap(lambda length: few_values(length + 2, length=length, hidden=4, epochs=3))


def _each_step_tells(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether no value of a long window is cut off."""
    series = case["series"]
    changes = ({"series": _exchanged(series, place)} for place in range(case["length"]))
    fault, ends = _ends(subject, exercise, case, {}, *changes)
    if fault:
        return fault
    far = [_distance(end, ends[0]) for end in ends[1:]]
    cut = any(one <= NOISE and other > ABRUPT for one, other in itertools.pairwise(far))
    if cut and _feels_little(subject, exercise, case):
        return "the first values of a long window make no difference: run the network over all `length` values"
    return ""


def alike(known: int, *, far: bool = False, **fixed: int) -> SearchStrategy[Arguments]:
    """Some epochs on windows of one value, of which two begin alike: after the same value come that at a third of the
    series, which another one follows, and the last one.

    Where the two have changed places, one window is another one, (a, c) or (b, c), and all others are the same, as
    are the mean and the size of the series.  With ``far`` those three are six deviations and more from the mean.
    """

    def made(case: Arguments) -> Arguments:
        series, place = case["series"].copy(), known // 3
        if far:
            series = series / np.std(series)
            series[place : place + 2] = 9.0, -10.0
        series[-2:] = series[place - 1], -11.0 if far else series[place] + 0.75
        return _apart(case, [series, _swapped(series, place, -1)], seeds=RANDOM_WINDOWS)

    return few_values(known, length=1, hidden=2, **fixed).map(made)


def alternating(known: int) -> SearchStrategy[Arguments]:
    """The same for nearly every window, of which one is left over from batches: every second value is the same one,
    so that each of the others can change places with the last one.
    """

    def made(case: Arguments) -> Arguments:
        odd, even = case["series"].copy(), case["series"].copy()
        odd[::2] = even[1::2] = even[-2] = odd[0]
        even[-1] = odd[-1]
        groups = (
            [series, *(_swapped(series, place, -1) for place in range(first, known - 2, 2))]
            for first, series in ((1, odd), (2, even))
        )
        return _apart(case, *groups, seeds=2)

    return few_values(known, length=1, hidden=2, epochs=1).map(made)


@st.composite
def repeated(draw: DrawFn) -> Arguments:
    """Some epochs on windows of one value that come several times: the same ones come as well, but not equally often,
    in another series of the same values, and in that which begins at the end.
    """
    a, b, c = draw(st.permutations([0.75, -1.25, 0.25]))
    rounds = [[a, b], [a, c], [a, b, c], [a, c, b], [a, b, c], [a], [a]]
    more = [[a, b, c], [a, c, b], [a], [a]], [[a, b], [a, c]] * 2
    series, other = (np.array([*itertools.chain(*rounds, *each), a]) for each in more)
    case = draw(short()) | {"length": 1, "hidden": 3}
    return _apart(case, [series, other, series[::-1]], seeds=1)


def _apart(case: Arguments, *groups: Sequence[np.ndarray], seeds: int) -> Arguments:
    """A case of each_window_tells: the first series of a group is to lead to other params than each of the others,
    with so many seeds.
    """
    return case | {"series": groups[0][0], "groups": groups, "seeds": seeds}


def each_window_tells(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether each window has its say in the params, whatever the seed, and no other: series in which one window is
    another one, or comes more often, lead elsewhere.
    """
    plain = {"series": oscillation(1.5, 0.0, 0.7, known=len(case["series"]))[0]}
    for seed, group in itertools.product(range(case["seed"], case["seed"] + case["seeds"]), case["groups"]):
        seeded = case | {"seed": seed}
        fault, ends = _ends(subject, exercise, seeded, *({"series": series} for series in group))
        if fault:
            return fault
        if any(_distance(ends[0], end) <= NOISE for end in ends[1:]):
            return _EACH_WINDOW if _feels_little(subject, exercise, seeded | plain) else ""
    return ""


_EACH_WINDOW = (
    "for some seeds or series a window makes no difference: learn from every window in each epoch, as often as it is "
    "there, and from no others"
)
RANDOM_WINDOWS = 30
"""Of so many seeds one leaves a certain window out nearly always, where every tenth or more is left out."""


def _feels_little(subject: Subject, exercise: str, case: Arguments) -> bool:
    """Whether a little change of the gradients makes a little difference, as it does with all optimisers but
    those that go by the signs alone.
    """
    count = len(case["series"])
    for place in (count // 5, count // 2, count - 4):
        series = case["series"].copy()
        series[place + 1] = series[place] + NEARLY
        fault, ends = _ends(subject, exercise, case, {"series": series}, {"series": _exchanged(series, place)})
        if not fault and LEAST_STEP < _distance(*ends) < SMALL_STEP * case["learning_rate"]:
            return True
    return False


def _exchanged(series: np.ndarray, place: int) -> np.ndarray:
    """The series in which a value and the next one have changed places."""
    return _swapped(series, place, place + 1)


def _swapped(series: np.ndarray, one: int, other: int) -> np.ndarray:
    """The series in which two values have changed places."""
    swapped = series.copy()
    swapped[[one, other]] = series[[other, one]]
    return swapped


def _changed_between(series: np.ndarray) -> dict[str, np.ndarray]:
    """The series with two values exchanged: at all places, or in a long one at some, among them four in a
    row: of windows at equal distances at least one is not there.
    """
    middle = len(series) // 2
    some = (middle // 2, *range(middle, middle + 4), middle + middle // 2)
    places = some if len(series) > 50 else range(1, len(series) - 2)
    return {f"order of the values {place} and {place + 1}": _exchanged(series, place) for place in places}


def _changed_at_the_ends(series: np.ndarray) -> dict[str, np.ndarray]:
    """The series with other values at its ends.  Two that change places change neither the mean nor the
    size, by which all params may follow from all values.
    """
    step = np.zeros(len(series))
    step[0] = 0.5
    return {
        "first value": series + step,
        "last value": series + step[::-1],
        "order of the first two values": _exchanged(series, 0),
        "order of the last two values": _exchanged(series, len(series) - 2),
    }
