"""The exercises of the unit rnn and their hidden checks.

Sizes are drawn so that mix-ups show: D, H and O all different, batches of at least two, at least
three steps, W without symmetry, h0 not zero; where there is one sequence or one step, other sizes
may be one as well.  All values are eighths near zero, where tanh is neither linear nor flat.
"""

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
from autograder.testing import arrays, sizes, vectors

Sizes = tuple[int, int, int]

DIFFERENT: tuple[Sizes, ...] = ((2, 3, 1), (3, 2, 1), (1, 2, 3), (1, 3, 2), (3, 2, 4), (2, 4, 3))
"""D, H and O, no two of them equal."""

ANY_SIZES: tuple[Sizes, ...] = (*DIFFERENT, (1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2))
"""The same, and some with most of them one."""


# Cases.


@st.composite
def _params(draw: DrawFn, of: Sizes) -> dict[str, np.ndarray]:
    inputs, hidden, outputs = of
    shapes = {"U": (hidden, inputs), "W": (hidden, hidden), "b": hidden, "V": (outputs, hidden), "c": outputs}
    return {name: draw(arrays(shape, scale=8)) for name, shape in shapes.items()}


@st.composite
def _steps(
    draw: DrawFn, *, batch: tuple[int, int] = (2, 3), of: tuple[Sizes, ...] = DIFFERENT, whole: bool = False
) -> Arguments:
    """Arguments of rnn_step."""
    number, (inputs, hidden, outputs) = draw(sizes(*batch)), draw(st.sampled_from(of))
    return {
        "x_t": draw(_values((number, inputs), whole)),
        "h_prev": draw(_values((number, hidden), whole)),
        "params": draw(_params((inputs, hidden, outputs))),
    }


@st.composite
def _sequences(
    draw: DrawFn,
    *,
    batch: tuple[int, int] = (2, 3),
    steps: tuple[int, int] = (3, 4),
    of: tuple[Sizes, ...] = DIFFERENT,
    whole: bool = False,
    targets: bool = False,
) -> Arguments:
    """Arguments of rnn_forward, with ``targets`` those of bptt."""
    number, length, (inputs, hidden, outputs) = draw(sizes(*batch)), draw(sizes(*steps)), draw(st.sampled_from(of))
    case = {
        "x": draw(_values((number, length, inputs), whole)),
        "h0": draw(_values((number, hidden), whole)),
        "params": draw(_params((inputs, hidden, outputs))),
    }
    return case | {"targets": draw(_values((number, length, outputs), whole))} if targets else case


def _values(shape: tuple[int, ...], whole: bool) -> SearchStrategy[np.ndarray]:
    return arrays(shape, low=-2, high=2, dtype=np.int64) if whole else arrays(shape, scale=8)


def _broken(valid: Arguments, *faults: Arguments) -> SearchStrategy[Arguments]:
    """The valid arguments, each time with one fault in them."""
    return st.sampled_from([valid | fault for fault in faults])


def _zeros(inputs: int, hidden: int, outputs: int, **other: np.ndarray) -> dict[str, np.ndarray]:
    shapes = {"U": (hidden, inputs), "W": (hidden, hidden), "b": (hidden,), "V": (outputs, hidden), "c": (outputs,)}
    return {name: np.zeros(shape) for name, shape in shapes.items()} | other


def _scalars(**values: float) -> dict[str, np.ndarray]:
    """Params of a network with D = H = O = 1."""
    return {name: np.array([value] if name in "bc" else [[value]]) for name, value in values.items()}


def _without_input(case: Arguments) -> Arguments:
    params = case["params"]
    silent = {name: np.zeros_like(params[name]) for name in ("b", "c")}
    return case | {"x": np.zeros_like(case["x"]), "params": params | silent}


# rnn_step and rnn_forward.

_STEP = {"x_t": np.array([[1.0]]), "h_prev": np.array([[0.5]]), "params": _scalars(U=1.0, W=-2.0, b=0.5, V=1.0, c=0.0)}

_RNN_STEP = Exercise(
    "rnn_step",
    agrees(
        "one_sequence",
        0.75,
        "One sequence: the new state is tanh(U x + W h + b). U need not be square and W need not be symmetric, "
        "so it matters which side is transposed."
        " Sizes of one are sizes too: no axis may be dropped.",
        _steps(batch=(1, 1), of=ANY_SIZES),
        examples=[_STEP],
    ),
    agrees("batches", 0.5, "A batch: every row is a sequence of its own, and none may act on another.", _steps()),
    agrees(
        "whole_numbers",
        0.25,
        "Whole-number inputs and states must not make the result whole numbers.",
        _steps(batch=(1, 1), whole=True),
    ),
    polite(0.25, _steps()),
    rejects(
        0.25,
        "x_t and h_prev must be two-dimensional, with equally many rows, and fit U and W; otherwise raise a "
        "ValueError that says which shape is wrong.",
        _broken(
            {"x_t": np.ones((3, 3)), "h_prev": np.ones((3, 2)), "params": _zeros(3, 2, 1)},
            {"x_t": np.ones((3, 2))},
            {"x_t": np.ones(3)},
            {"x_t": np.ones((1, 3))},
            {"x_t": np.ones((3, 3, 3))},
            {"h_prev": np.ones((4, 2))},
            {"h_prev": np.ones((3, 3))},
            {"h_prev": np.ones((1, 2))},
            {"h_prev": np.ones(2)},
        ),
    ),
)

_FORWARD = {
    "x": np.array([[[1.0], [0.0]]]),
    "h0": np.array([[0.0]]),
    "params": _scalars(U=1.0, W=1.0, b=0.0, V=2.0, c=1.0),
}

_RNN_FORWARD = Exercise(
    "rnn_forward",
    agrees(
        "single_step",
        0.5,
        "Sequences of one step: h is [N, 1, H] and holds the new state only; y comes from the new state."
        " Sizes of one are sizes too: no axis may be dropped.",
        _sequences(batch=(1, 3), steps=(1, 1), of=ANY_SIZES),
    ),
    agrees(
        "sequences",
        1.25,
        "Batches of sequences: the first step starts from h0, each later one from the state that the step "
        "before it left.",
        st.one_of(_sequences(), _sequences().map(_without_input)),
        examples=[_FORWARD],
    ),
    agrees(
        "whole_numbers",
        0.25,
        "Whole-number inputs and states must not make the results whole numbers.",
        _sequences(steps=(1, 1), whole=True),
    ),
    polite(0.25, _sequences()),
    rejects(
        0.25,
        "x must be [N, T, D] and h0 [N, H] with the same N, and both must fit the params; otherwise raise a "
        "ValueError that says which shape is wrong.",
        _broken(
            {"x": np.ones((2, 3, 3)), "h0": np.ones((2, 2)), "params": _zeros(3, 2, 1)},
            {"x": np.ones((2, 3))},
            {"x": np.ones((2, 3, 2))},
            {"h0": np.ones((3, 2))},
            {"h0": np.ones((1, 2))},
            {"h0": np.ones((2, 3))},
            {"params": _zeros(3, 2, 1, V=np.ones((1, 3)))},
        ),
    ),
    needs=("rnn_step",),
)


# sequence_loss and bptt.


@st.composite
def _outputs(draw: DrawFn, *, low: int = 2, high: int = 3, whole: bool = False) -> Arguments:
    """Arguments of sequence_loss."""
    shape = tuple(draw(sizes(low, high)) for _ in range(3))
    return {"y": draw(_values(shape, whole)), "targets": draw(_values(shape, whole))}


_SEQUENCE_LOSS = Exercise(
    "sequence_loss",
    agrees(
        "one_number",
        0.25,
        "One sequence, one step, one output: half the square of the error.",
        _outputs(low=1, high=1),
        examples=[{"y": np.array([[[3.0]]]), "targets": np.array([[[1.0]]])}],
    ),
    agrees(
        "batches",
        0.25,
        "Sum over steps and outputs, divide by the number of sequences N and by nothing else. Whole numbers "
        "are numbers like others.",
        st.one_of(_outputs(), _outputs(whole=True)),
    ),
    polite(0.25, _outputs()),
    rejects(
        0.25,
        "y and targets must have the same three-dimensional shape: NumPy would broadcast [N, T] to something "
        "else without a word. Raise a ValueError.",
        _broken(
            {"y": np.ones((2, 3, 1)), "targets": np.zeros((2, 3, 1))},
            {"targets": np.zeros((2, 3))},
            {"targets": np.zeros((2, 1, 1))},
            {"y": np.ones((2, 3)), "targets": np.zeros((2, 3))},
            {"targets": np.zeros((3, 2, 1))},
        ),
    ),
)


_BPTT_CASE = _FORWARD | {"h0": np.array([[0.5]]), "targets": np.array([[[0.0], [1.0]]])}

_BPTT = Exercise(
    "bptt",
    Check(
        name="output_layer",
        points=0.75,
        text=(
            "The gradients of V and c need no backpropagation through time yet, but they are sums over all "
            "steps and sequences, divided by N."
        ),
        cases=_sequences(targets=True),
        observe=parts("V", "c"),
    ),
    agrees(
        "single_step",
        0.75,
        "Sequences of one step: an ordinary network with two inputs, x_1 and h0. All six gradients, each of "
        "the shape of what it belongs to,"
        " also where sizes are one.",
        _sequences(batch=(1, 3), steps=(1, 1), of=ANY_SIZES, targets=True),
    ),
    Check(
        name="sequences",
        points=2.25,
        text=(
            "Several steps: every state also acts on the steps after it, and the gradients of U, W and b "
            "collect what all steps contribute."
        ),
        cases=_sequences(targets=True),
        observe=parts("U", "W", "b"),
        examples=(_BPTT_CASE,),
    ),
    Check(
        name="initial_state",
        points=0.5,
        text="The gradient of h0 [N, H] is what is carried out of the first step; it has a row for every sequence.",
        cases=_sequences(targets=True),
        observe=parts("h0"),
    ),
    agrees(
        "whole_numbers",
        0.25,
        "Whole-number inputs, states and targets must not make the gradients whole numbers.",
        _sequences(steps=(1, 1), whole=True, targets=True),
    ),
    polite(0.25, _sequences(targets=True)),
    rejects(
        0.25,
        "targets must have the shape of the outputs, [N, T, O], and x and h0 must fit the params; otherwise "
        "raise a ValueError.",
        _broken(
            {
                "x": np.ones((2, 3, 3)),
                "h0": np.ones((2, 2)),
                "params": _zeros(3, 2, 1),
                "targets": np.zeros((2, 3, 1)),
            },
            {"targets": np.zeros((2, 3))},
            {"targets": np.zeros((2, 1, 1))},
            {"targets": np.zeros((3, 2, 1))},
            {"x": np.ones((2, 3, 2))},
            {"h0": np.ones((3, 2))},
        ),
    ),
    needs=("rnn_forward", "rnn_step"),
)

# clip_by_norm and state_jacobian_norms.


@st.composite
def _gradients(draw: DrawFn, max_norms: SearchStrategy[float], *, single: bool = False) -> Arguments:
    """Arguments of clip_by_norm with a norm limit drawn from ``max_norms``."""
    shapes: dict[str, Any] = {"W": (2, 3)} if single else {"W": (2, 2), "b": 2, "V": (1, 3)}
    return {"grads": {name: draw(arrays(shape)) for name, shape in shapes.items()}, "max_norm": draw(max_norms)}


@st.composite
def _short_gradients(draw: DrawFn) -> Arguments:
    """Arguments of clip_by_norm that it must not change: no norm exceeds the limit, though single
    elements come near it.
    """
    case = draw(_gradients(st.just(0.0)))
    square = sum(float(np.sum(grad**2)) for grad in case["grads"].values())
    return case | {"max_norm": np.ceil(np.sqrt(square)) + draw(st.sampled_from([1.0, 0.5, 20.0]))}


_EXACT = {"W": np.array([[3.0, 0.0], [0.0, 4.0]]), "b": np.array([0.0, -12.0])}  # its norm is 13
_NO_GRADIENT = {"W": np.zeros((2, 2)), "b": np.zeros(2)}
_LIMITS = st.sampled_from([1.0, 0.5, 0.25, 2.0])

_CLIP_BY_NORM = Exercise(
    "clip_by_norm",
    agrees(
        "one_array",
        0.25,
        "One array whose norm exceeds the limit: it is scaled so that its norm is max_norm, and keeps its direction.",
        _gradients(_LIMITS, single=True),
        examples=[{"grads": {"b": np.array([3.0, -4.0])}, "max_norm": 1.0}],
    ),
    agrees(
        "several_arrays",
        0.5,
        "Several arrays: one norm of all numbers together, one factor for all arrays.",
        _gradients(_LIMITS),
        examples=[{"grads": _EXACT, "max_norm": 1.0}],
    ),
    agrees(
        "nothing_to_clip",
        0.25,
        "A norm that does not exceed max_norm, zero included, changes nothing: short gradients are not made longer.",
        _short_gradients(),
        examples=[
            {"grads": _EXACT, "max_norm": 13.0},
            {"grads": _NO_GRADIENT, "max_norm": 1.0},
            {"grads": _NO_GRADIENT, "max_norm": 0.0},
        ],
    ),
    polite(0.25, _gradients(st.sampled_from([1.0, 100.0]))),
    rejects(
        0.25,
        "A negative max_norm makes no sense: raise a ValueError.",
        _broken({"grads": _EXACT, "max_norm": 1.0}, {"max_norm": -1.0}, {"grads": _NO_GRADIENT, "max_norm": -13.0}),
    ),
)


@st.composite
def _states(draw: DrawFn, *, steps: tuple[int, int] = (3, 4), hidden: tuple[int, int] = (2, 3)) -> Arguments:
    """Arguments of state_jacobian_norms: states between -1 and 1, weights without symmetry."""
    length, size = draw(sizes(*steps)), draw(sizes(*hidden))
    return {"h": draw(arrays((length, size), scale=10)), "W": draw(arrays((size, size), scale=4))}


_STATE_JACOBIAN_NORMS = Exercise(
    "state_jacobian_norms",
    agrees(
        "one_unit",
        0.25,
        "One hidden unit: the Jacobians are plain numbers (1 - h_t^2) W, and the norm is the absolute value of "
        "their product.",
        _states(steps=(2, 4), hidden=(1, 1)),
        examples=[{"h": np.array([[0.5], [0.0], [0.5]]), "W": np.array([[2.0]])}],
    ),
    agrees(
        "short",
        0.25,
        "One or two states: dh_T/dh_T is the identity, and one step back is diag(1 - h_T^2) W. A single state "
        "has the norm 1 and no other.",
        _states(steps=(1, 2)),
    ),
    agrees(
        "sequences",
        0.5,
        "Several steps: the spectral norm of the product, for k = T, ..., 1 in this order.",
        _states(),
    ),
    polite(0.25, _states()),
    rejects(
        0.25,
        "h must be [T, H] and W [H, H]; otherwise raise a ValueError.",
        _broken(
            {"h": np.full((3, 2), 0.5), "W": np.ones((2, 2))},
            {"W": np.ones((3, 3))},
            {"W": np.ones((2, 3))},
            {"W": np.ones(2)},
            {"h": np.full((3, 3), 0.5)},
            {"h": np.full((3, 1), 0.5)},
            {"h": np.full(2, 0.5)},
            {"h": np.full((1, 3, 2), 0.5)},
        ),
    ),
)

# windows, forecast and damped_oscillator.


@st.composite
def _series(draw: DrawFn, *, low: int = 4, high: int = 8, lengths: str = "between") -> Arguments:
    """Arguments of windows: lengths between the extremes, or the extremes 1 and T - 1."""
    series = draw(vectors(low, high))
    last = len(series) - 1
    length = draw(st.integers(2, last - 1) if lengths == "between" else st.sampled_from([1, last]))
    return {"series": series, "length": length}


_COUNTING = np.array([1.0, 2.0, 3.0, 4.0, 5.0])

_WINDOWS = Exercise(
    "windows",
    agrees(
        "windows",
        0.5,
        "All windows of the series, in order, as [M, length, 1], each with the value that follows it.",
        _series(),
        examples=[{"series": _COUNTING, "length": 2}],
    ),
    agrees(
        "extremes",
        0.25,
        "Windows of one value, and windows so long that there is only one.",
        _series(low=2, lengths="extremes"),
        examples=[{"series": _COUNTING, "length": 4}],
    ),
    polite(0.25, _series()),
    rejects(
        0.25,
        "A window as long as the series leaves no value to predict, and a window needs at least one value; the "
        "series is [T]. Raise a ValueError.",
        _broken(
            {"series": _COUNTING, "length": 2},
            {"length": 5},
            {"length": 6},
            {"length": 0},
            {"length": -2},
            {"series": np.ones((5, 1))},
            {"series": np.array(5.0)},
        ),
    ),
)


@st.composite
def _histories(
    draw: DrawFn,
    *,
    history: tuple[int, int] = (2, 4),
    hidden: tuple[int, int] = (2, 3),
    steps: tuple[int, int] = (2, 4),
    whole: bool = False,
) -> Arguments:
    """Arguments of forecast."""
    return {
        "params": draw(_params((1, draw(sizes(*hidden)), 1))),
        "history": draw(_values((draw(sizes(*history)),), whole)),
        "steps": draw(sizes(*steps)),
    }


_FORECAST = Exercise(
    "forecast",
    agrees(
        "one_step",
        0.5,
        "One step ahead: the last output after the whole history, run from h0 = 0.",
        _histories(steps=(1, 1)),
        examples=[{"params": _scalars(U=1.0, W=1.0, b=0.0, V=2.0, c=1.0), "history": np.array([1.0, 0.0]), "steps": 1}],
    ),
    agrees(
        "several_steps",
        0.75,
        "Several steps: each prediction becomes the next input, and the state carries on.",
        st.one_of(_histories(), _histories(whole=True)),
    ),
    agrees(
        "sizes_of_one",
        0.25,
        "A history of one value and a single hidden unit.",
        _histories(history=(1, 2), hidden=(1, 1), steps=(1, 3)),
    ),
    polite(0.25, _histories()),
    rejects(
        0.25,
        "The history is [T] with at least one value, steps is at least 1, and the network has one input and "
        "one output; otherwise raise a ValueError.",
        _broken(
            {"params": _zeros(1, 2, 1), "history": _COUNTING / 5, "steps": 2},
            {"steps": 0},
            {"steps": -1},
            {"history": np.ones((2, 1))},
            {"history": np.ones(0)},
            {"params": _zeros(2, 2, 1)},
            {"params": _zeros(1, 2, 2)},
        ),
    ),
    needs=("rnn_forward", "rnn_step"),
)


@st.composite
def _motions(draw: DrawFn, forces: SearchStrategy[np.ndarray], *, whole: bool = False) -> Arguments:
    """Arguments of damped_oscillator; with ``whole`` it starts from Python's whole numbers."""
    start = st.integers(-4, 4) if whole else st.integers(-4, 4).map(float)
    return {
        "x0": draw(start),
        "v0": draw(start),
        "damping": draw(st.integers(0, 8)) / 4,
        "force": draw(forces),
        "dt": draw(st.sampled_from([0.5, 0.25, 0.125])),
    }


_STILL = {"x0": 1.0, "v0": 0.0, "damping": 0.5, "force": np.zeros(2), "dt": 0.5}

_DAMPED_OSCILLATOR = Exercise(
    "damped_oscillator",
    agrees(
        "free",
        0.25,
        "No force: position and velocity, T + 1 values each, both updated from the old values.",
        _motions(st.integers(2, 5).map(np.zeros)),
        examples=[_STILL],
    ),
    agrees(
        "driven",
        0.25,
        "A force that changes with time: step i uses F_i. A force of one value makes one step.",
        _motions(vectors(1, 6)),
    ),
    agrees(
        "whole_numbers",
        0.25,
        "A start and a constant force in whole numbers must not make the motion whole numbers.",
        _motions(st.builds(np.full, sizes(2, 4), st.integers(-4, 4)), whole=True),
    ),
    polite(0.25, _motions(vectors(3, 5))),
    rejects(
        0.25,
        "force is [T] and dt is positive; otherwise raise a ValueError.",
        _broken(_STILL, {"dt": 0.0}, {"dt": -0.5}, {"force": np.zeros((2, 1))}, {"force": np.array(1.0)}),
    ),
)

# train.

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


def _oscillation(
    angle: float, phase: float, damping: float, *, known: int = 50, after: int = 20
) -> tuple[np.ndarray, np.ndarray]:
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
    return np.array(seen[:known]), np.array(seen[known:])


def one_step_error(
    params: dict[str, np.ndarray], series: np.ndarray, after: np.ndarray, length: int, *, shift: int = 0
) -> float:
    """The root mean square error of the predictions of ``after``, each from the ``length`` values
    before it, in standard deviations.

    With a ``shift`` of 1 they are taken for predictions of the values one place before.  The
    judge's own arithmetic: nothing of the student's is asked but the params.
    """
    values = np.concatenate([series[-length:], after])
    inputs = np.lib.stride_tricks.sliding_window_view(values, length)[:-1]
    state = np.zeros((len(inputs), len(params["W"])))
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # params out of all bounds give nan, which is not below the limit
        for x in inputs.T:
            state = np.tanh(np.outer(x, params["U"]) + state @ params["W"].T + params["b"])
        predicted = state @ params["V"][0] + params["c"][0]
        return float(np.sqrt(np.mean((predicted - values[length - shift : len(values) - shift]) ** 2)) / np.std(after))


def _shapes(hidden: int) -> dict[str, tuple[int, ...]]:
    return {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}


# Trainings have many right answers and many wrong ones.  So that wrong ones can be named, what is
# seen of a training is a verdict, and one that is the same for all who make the same mistake.

_BLOWN_UP = "the params have grown out of all bounds: subtract the gradients, and clip them if the steps are too large"


def _complaint(params: Any, hidden: int) -> str:
    """What is wrong with the form of trained params, or nothing."""
    shapes = _shapes(hidden)
    if not isinstance(params, dict) or set(params) != set(shapes):
        return "expected a dict with the keys U, W, b, V and c"
    for name, shape in shapes.items():
        value = params[name]
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf":
            return f"expected {name} to be an array of real numbers"
        if value.shape != shape:
            return f"expected {name} to have the shape {shape}, not {value.shape}"
        if not np.isfinite(value).all():
            return _BLOWN_UP
    return ""


_TRAIN_ARGUMENTS = ("series", "length", "hidden", "epochs", "learning_rate", "seed")
"""The arguments of train; a case holds more, which is the judge's."""


def _trained(subject: Subject, case: Arguments, **changes: int) -> Any:
    return subject.call("train", {name: case[name] for name in _TRAIN_ARGUMENTS} | changes)


def _train_and_predict(subject: Subject, _exercise: str, case: Arguments) -> Any:
    params = _trained(subject, case)
    complaint = _complaint(params, case["hidden"])
    if complaint:
        return complaint
    floats = {name: value.astype(float) for name, value in params.items()}
    known = (floats, case["series"], case["after"], case["length"])
    error = one_step_error(*known)
    if error < ERROR_LIMIT:  # also false for nan
        return GOOD
    if not error < FAR_OFF:
        return _BLOWN_UP
    if one_step_error(*known, shift=1) < ERROR_LIMIT:
        return "the predictions repeat the last value before them, not the one that follows"
    return f"the predictions of the values after the series are off by {error:.2f} standard deviations of these values, {ERROR_LIMIT} are allowed"


def _train_with_seeds(subject: Subject, _exercise: str, case: Arguments) -> Any:
    first, again, other = (_trained(subject, case, seed=case["seed"] + extra) for extra in (0, 0, 1))
    complaint = (
        _complaint(first, case["hidden"]) or _complaint(again, case["hidden"]) or _complaint(other, case["hidden"])
    )
    if complaint:
        return complaint
    if any(not np.array_equal(first[name], again[name]) for name in first):
        return (
            "the same seed gave other params the second time: draw all random numbers from np.random.default_rng(seed)"
        )
    if all(np.array_equal(first[name], other[name]) for name in first):
        return "another seed gave the same params: draw the first U, W and V from np.random.default_rng(seed)"
    return GOOD


def _shown(case: Arguments) -> Arguments:
    """A whole training without its many numbers: what makes them says more."""
    return {name: value for name, value in case.items() if name not in ("series", "after")}


def _training_code(exercise: str, case: Arguments) -> str:
    angle, phase, damping = case["oscillation"]
    last = (len(_oscillation(*case["oscillation"])[0]) - 1) * BETWEEN
    series = f"dt = {angle} / {BETWEEN}; x, v = damped_oscillator(1.0, 0.0, {damping}, np.cos(dt * np.arange({last}) + {phase}), dt)"
    return f"{series}; {exercise}(x[::{BETWEEN}], {', '.join(str(case[name]) for name in _TRAIN_ARGUMENTS[1:])})"


def _trainings(length: int, hidden: int, *oscillations: tuple[float, float, float]) -> SearchStrategy[Arguments]:
    """Whole trainings: few and fixed, since each takes time and none could be made simpler."""
    cases = []
    for seed, oscillation in enumerate(oscillations):
        series, after = _oscillation(*oscillation)
        case = {
            "series": series,
            "length": length,
            "hidden": hidden,
            "epochs": 200,
            "learning_rate": 0.05,
            "seed": seed,
        }
        cases.append(case | {"after": after, "oscillation": oscillation})
    return st.sampled_from(cases)


@st.composite
def _short_trainings(draw: DrawFn) -> Arguments:
    """Two epochs on a few values, for all that can be seen without learning."""
    return {
        "series": _oscillation(1.5, 0.0, 0.7, known=12)[0],
        "length": draw(st.sampled_from([3, 1, 2])),
        "hidden": draw(st.sampled_from([3, 1, 2])),
        "epochs": 2,
        "learning_rate": 0.05,
        "seed": draw(st.integers(0, 9)),
    }


_TRAIN_CASE = {"series": _COUNTING / 5, "length": 2, "hidden": 2, "epochs": 1, "learning_rate": 0.05, "seed": 0}

_TRAIN = Exercise(
    "train",
    Check(
        name="learns",
        points=0.75,
        text="Trained on an oscillation seen about twice in each period, the network predicts each of the "
        "values that come after it. The last value before"
        " tells most of it.",
        cases=_trainings(2, 6, (3.0, 0.0, 0.7), (2.95, 2.0, 1.0)),
        observe=_train_and_predict,
        accept=same_verdict,
        count=2,
        seconds=10,
        shown=_shown,
        code=_training_code,
    ),
    Check(
        name="remembers",
        points=0.5,
        text="The same with an oscillation seen about four times in each period: the last value alone tells "
        "nothing about the next one, so the network must"
        " remember the value before.",
        cases=_trainings(3, 8, (1.4, 0.0, 0.7), (1.7, 1.0, 0.9)),
        observe=_train_and_predict,
        accept=same_verdict,
        count=2,
        seconds=10,
        shown=_shown,
        code=_training_code,
    ),
    Check(
        name="seeds",
        points=0.25,
        text="The params have the right shapes; the same seed gives the same params, another seed gives others.",
        cases=_short_trainings(),
        observe=_train_with_seeds,
        accept=same_verdict,
        count=6,
    ),
    polite_by_verdict(0.25, _short_trainings()),
    rejects(
        0.25,
        "A series too short for the windows, or no hidden unit, makes no sense: raise a ValueError.",
        _broken(_TRAIN_CASE, {"length": 5}, {"length": 6}, {"length": 0}, {"hidden": 0}, {"series": np.ones((5, 2))}),
    ),
    needs=("windows", "bptt", "clip_by_norm", "rnn_forward", "rnn_step"),
)

UNIT = Unit(
    name="rnn",
    title="The vanilla recurrent network and backpropagation through time",
    exercises=(
        _RNN_STEP,
        _RNN_FORWARD,
        _SEQUENCE_LOSS,
        _BPTT,
        _CLIP_BY_NORM,
        _STATE_JACOBIAN_NORMS,
        _WINDOWS,
        _FORECAST,
        _DAMPED_OSCILLATOR,
        _TRAIN,
    ),
)
