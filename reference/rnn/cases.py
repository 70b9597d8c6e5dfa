"""What the cases of the unit rnn are drawn from.

Sizes are drawn so that mix-ups show: D, H and O all different, batches of at least two, at least
three steps, W without symmetry, h0 not zero; where there is one sequence or one step, other sizes
may be one as well.  All values are eighths near zero, where tanh is neither linear nor flat.
"""

import functools
import math
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments
from autograder.testing import arrays, sizes, vectors

Params = dict[str, np.ndarray]
Sizes = tuple[int, int, int]
Range = tuple[int, int]

DIFFERENT: tuple[Sizes, ...] = ((2, 3, 1), (3, 2, 1), (1, 2, 3), (1, 3, 2), (3, 2, 4), (2, 4, 3))
"""D, H and O, no two of them equal."""

LARGE: tuple[Sizes, ...] = ((4, 7, 2), (2, 6, 5))
"""Sizes beyond those that code may have been tried with."""

ANY_SIZES: tuple[Sizes, ...] = (*DIFFERENT, (1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2))
"""The same, and some with most of them one."""


def shapes(inputs: int, hidden: int, outputs: int) -> dict[str, tuple[int, ...]]:
    """The shapes of the params."""
    return {"U": (hidden, inputs), "W": (hidden, hidden), "b": (hidden,), "V": (outputs, hidden), "c": (outputs,)}


def _values(shape: tuple[int, ...], whole: bool) -> SearchStrategy[np.ndarray]:
    return arrays(shape, low=-2, high=2, dtype=np.int64) if whole else arrays(shape, scale=8)


@st.composite
def networks(draw: DrawFn, of: Sizes) -> Params:
    """The params of a network."""
    return {name: draw(arrays(shape, scale=8)) for name, shape in shapes(*of).items()}


@st.composite
def steps(draw: DrawFn, *, batch: Range = (2, 3), of: tuple[Sizes, ...] = DIFFERENT, whole: bool = False) -> Arguments:
    """Arguments of rnn_step."""
    number, (inputs, hidden, outputs) = draw(sizes(*batch)), draw(st.sampled_from(of))
    case = {"x_t": draw(_values((number, inputs), whole)), "h_prev": draw(_values((number, hidden), whole))}
    return case | {"params": draw(networks((inputs, hidden, outputs)))}


def without_outputs(case: Arguments) -> Arguments:
    """The same step with the params that it needs, and with no others."""
    return case | {"params": {name: case["params"][name] for name in ("b", "W", "U")}}


@st.composite
def sequences(
    draw: DrawFn,
    *,
    batch: Range = (2, 3),
    steps: Range = (3, 4),
    of: tuple[Sizes, ...] = DIFFERENT,
    whole: bool = False,
    targets: bool = False,
) -> Arguments:
    """Arguments of rnn_forward, with ``targets`` those of bptt."""
    number, length, (inputs, hidden, outputs) = draw(sizes(*batch)), draw(sizes(*steps)), draw(st.sampled_from(of))
    case = {"x": draw(_values((number, length, inputs), whole)), "h0": draw(_values((number, hidden), whole))}
    case |= {"params": draw(networks((inputs, hidden, outputs)))}
    return case | {"targets": draw(_values((number, length, outputs), whole))} if targets else case


def without_input(case: Arguments) -> Arguments:
    """The same sequences with inputs and biases of zero: only h0 is left."""
    silent = {name: np.zeros_like(case["params"][name]) for name in ("b", "c")}
    return case | {"x": np.zeros_like(case["x"]), "params": case["params"] | silent}


@st.composite
def outputs(draw: DrawFn, *, low: int = 2, high: int = 3, whole: bool = False) -> Arguments:
    """Arguments of sequence_loss."""
    shape = tuple(draw(sizes(low, high)) for _ in range(3))
    return {"y": draw(_values(shape, whole)), "targets": draw(_values(shape, whole))}


@st.composite
def gradients(draw: DrawFn, max_norms: SearchStrategy[float], *, single: bool = False) -> Arguments:
    """Arguments of clip_by_norm with a norm limit drawn from ``max_norms``."""
    of: dict[str, Any] = {"W": (2, 3)} if single else {"W": (2, 2), "b": 2, "V": (1, 3)}
    return {"grads": {name: draw(arrays(shape)) for name, shape in of.items()}, "max_norm": draw(max_norms)}


@st.composite
def tiny_gradients(draw: DrawFn, size: float, part: float = 1.0) -> Arguments:
    """Arguments of clip_by_norm near this size: an array of four numbers and one of one, under any name, and a
    limit that is at most this part of them.
    """
    numbers = st.integers(2**52, 2**53 - 1).map(lambda number: number / 2**53)
    signs = st.sampled_from([1, -1])
    of = {"K": (2, 1, 2), draw(st.sampled_from(["h0", "weights", "kernel"])): (1,)}
    drawn = {
        name: size * np.reshape([draw(numbers) * draw(signs) for _ in range(math.prod(shape))], shape)
        for name, shape in of.items()
    }
    return {"grads": drawn, "max_norm": part * size * draw(numbers)}


@st.composite
def hardly_too_long(draw: DrawFn) -> Arguments:
    """Arguments of clip_by_norm whose norm exceeds the limit by less than what NumPy takes for close."""
    case = draw(gradients(st.just(0.0)).filter(lambda case: any(map(np.any, case["grads"].values()))))
    norm = math.hypot(*(float(value) for grad in case["grads"].values() for value in grad.flat))
    return case | {"max_norm": norm * (1 - draw(st.integers(1, 99)) / 2**24)}


@st.composite
def short_gradients(draw: DrawFn) -> Arguments:
    """Arguments of clip_by_norm that it must not change: no norm exceeds the limit, though single
    elements come near it.
    """
    case = draw(gradients(st.just(0.0)))
    square = sum(float(np.sum(grad**2)) for grad in case["grads"].values())
    return case | {"max_norm": np.ceil(np.sqrt(square)) + draw(st.sampled_from([1.0, 0.5, 20.0]))}


@st.composite
def states(draw: DrawFn, *, steps: Range = (3, 4), hidden: Range = (2, 3)) -> Arguments:
    """Arguments of state_jacobian_norms: states between -1 and 1, weights without symmetry."""
    length, size = draw(sizes(*steps)), draw(sizes(*hidden))
    return {"h": draw(arrays((length, size), scale=10)), "W": draw(arrays((size, size), scale=4))}


@st.composite
def series(draw: DrawFn, *, low: int = 4, high: int = 8, lengths: str = "between") -> Arguments:
    """Arguments of windows: lengths between the extremes, or the extremes 1 and T - 1."""
    series = draw(vectors(low, high))
    last = len(series) - 1
    length = draw(st.integers(2, last - 1) if lengths == "between" else st.sampled_from([1, last]))
    return {"series": series, "length": length}


@st.composite
def histories(
    draw: DrawFn, *, history: Range = (2, 4), hidden: Range = (2, 3), steps: Range = (2, 4), whole: bool = False
) -> Arguments:
    """Arguments of forecast."""
    case = {"params": draw(networks((1, draw(sizes(*hidden)), 1)))}
    return case | {"history": draw(_values((draw(sizes(*history)),), whole)), "steps": draw(sizes(*steps))}


@st.composite
def motions(draw: DrawFn, forces: SearchStrategy[np.ndarray], *, whole: bool = False) -> Arguments:
    """Arguments of damped_oscillator; with ``whole`` it starts from Python's whole numbers."""
    start = st.integers(-4, 4) if whole else st.integers(-4, 4).map(float)
    case = {"x0": draw(start), "v0": draw(start), "damping": draw(st.integers(0, 8)) / 4, "force": draw(forces)}
    return case | {"dt": draw(st.sampled_from([0.5, 0.25, 0.125]))}


_EIGHTHS = st.sampled_from([0.5, -0.625, 0.75, -0.875, 1.0])


@st.composite
def delays(draw: DrawFn, units: int = 3, whisper: float = 0.0) -> Params:
    """A network of so many units, each of which takes over what the one before it was one step ago: what comes in
    is seen once it has reached the last one, and until then the output is c, to the last digit, or nearly.
    """
    first, last, bias = (draw(_EIGHTHS) for _ in range(3))
    others = [draw(_EIGHTHS) for _ in range(units - 1)]
    return {
        "U": np.array([[first], *[[0.0]] * (units - 1)]),
        "W": np.diag(others, -1),
        "b": np.zeros(units),
        "V": np.array([[*[whisper] * (units - 1), last]]),
        "c": np.array([bias]),
    }


@st.composite
def silent_at_first(draw: DrawFn, *, targets: bool = False, moved: bool = False) -> Arguments:
    """Arguments of rnn_forward, with ``targets`` those of bptt, in which nothing comes in for some steps, and then
    something does: until then the states are all zeros, or with ``moved`` all equal.
    """
    of, silent = draw(st.sampled_from(DIFFERENT)), draw(st.integers(2, 4))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    values = functools.partial(_away_from_zero, random)
    params, number = {name: values(*shape) for name, shape in shapes(*of).items()}, draw(sizes(1, 3))
    params |= {"W": np.zeros_like(params["W"])} if moved else {"b": np.zeros_like(params["b"])}
    x = values(number, silent + draw(st.integers(1, 3)), of[0])
    x[:, :silent] = 0.0
    case = {"x": x, "h0": np.zeros((number, of[1])), "params": params}
    return case | {"targets": values(*x.shape[:2], of[2])} if targets else case


def _away_from_zero(random: np.random.Generator, *shape: int) -> np.ndarray:
    """Values of both signs, none of them small, for which tanh is not flat."""
    return random.uniform(0.2, 0.6, shape) * random.choice((-1, 1), shape)


@st.composite
def right_at_first(draw: DrawFn) -> Arguments:
    """Arguments of bptt in which the outputs of some steps are right, to the last digit, and later ones are not."""
    params = draw(delays())
    x, targets = draw(arrays((2, 4, 1), scale=8)) + 2.0, draw(arrays((2, 4, 1), scale=8)) + 2.0
    targets[:, :2] = params["c"]
    return {"x": x, "h0": np.zeros((2, 3)), "params": params, "targets": targets}


@st.composite
def right_at_last(draw: DrawFn) -> Arguments:
    """The same with outputs that are right from some step to the last one, and wrong before."""
    params = draw(delays())
    x, targets = draw(arrays((2, 6, 1), scale=8)) + 2.0, draw(arrays((2, 6, 1), scale=8)) + 2.0
    x[:, 1:], targets[:, 3:] = 0.0, params["c"]
    return {"x": x, "h0": np.zeros((2, 3)), "params": params, "targets": targets}


@st.composite
def late_histories(draw: DrawFn, units: int = 3, whisper: float = 0.0) -> Arguments:
    """Arguments of forecast: the first predictions, one less than there are units, are equal, or nearly, and later
    ones are not.
    """
    history, steps = np.array([draw(_EIGHTHS)]), draw(st.integers(units + 1, units + 3))
    return {"params": draw(delays(units, whisper)), "history": history, "steps": steps}


_FAINT = 1e-17
"""So small that a state, or a gradient, is taken for nothing by whoever compares with the precision of floats."""


def _growing(draw: DrawFn) -> tuple[np.random.Generator, np.ndarray, int]:
    """Recurrent weights by which what is faint gets two to three times larger from step to step, and after how many
    steps it is no longer faint; up to then tanh does not bend it, so that no digits are lost.
    """
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    angle, growth = random.uniform(0.2, 0.6), random.uniform(2.2, 2.8)
    turning = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return random, growth * turning, int(-math.log(_FAINT) / math.log(growth)) - 2


@st.composite
def waking_sequences(draw: DrawFn, *, targets: bool = False) -> Arguments:
    """Arguments of rnn_forward: nothing comes in, and what was there before the first step is faint, and gets larger
    from step to step.  With ``targets`` those of bptt, in which the gradient does so, from the last step to the first.
    """
    random, W, steps = _growing(draw)
    h0, V = random.uniform(0.5, 1, (1, 2)), random.uniform(0.5, 1, (1, 2))
    params = zeros(1, 2, 1, U=random.uniform(0.5, 1, (2, 1)), W=W, V=_FAINT * V if targets else V)
    case = {"x": np.zeros((1, steps, 1)), "h0": 0.0 * h0 if targets else _FAINT * h0, "params": params}
    return case | {"targets": np.append(np.zeros(steps - 1), 1.0).reshape(1, steps, 1)} if targets else case


@st.composite
def waking_histories(draw: DrawFn) -> Arguments:
    """Arguments of forecast: a faint value, and predictions that get larger from step to step."""
    random, W, steps = _growing(draw)
    params = zeros(1, 2, 1, U=random.uniform(0.05, 0.1, (2, 1)), W=W, V=random.uniform(0.5, 1, (1, 2)))
    return {"params": params, "history": np.array([_FAINT * random.uniform(0.5, 1)]), "steps": steps}


@st.composite
def rests(draw: DrawFn, before: float) -> Arguments:
    """Arguments of damped_oscillator: this force keeps it at rest for a while, until another one comes."""
    after = draw(st.sampled_from([0.75, 1.5, -2.0]))
    force = np.repeat([before, after], [draw(st.integers(2, 3)), draw(st.integers(2, 4))])
    return {"x0": before, "v0": 0.0, "damping": draw(st.sampled_from([0.5, 0.0])), "force": force, "dt": 0.5}


def zeros(*of: int, **other: np.ndarray) -> Params:
    """Params of zeros for so many inputs, hidden units and outputs; some of them may be others."""
    return {name: np.zeros(shape) for name, shape in shapes(*of).items()} | other


def ones(*wrong: int | tuple[int, ...]) -> list[np.ndarray]:
    """Arrays of these shapes."""
    return [np.ones(shape) for shape in wrong]


def scalars(**values: float) -> Params:
    """Params of a network with D = H = O = 1."""
    return {name: np.array([value] if name in "bc" else [[value]]) for name, value in values.items()}
