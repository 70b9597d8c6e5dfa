"""What the cases of the unit lstm are drawn from.

Sizes are drawn so that mix-ups show: D, H and O all different, batches of at least two, at least
three steps, W_h without symmetry, h0 and s0 neither zero nor equal; where there is one sequence or
one step, other sizes may be one as well.  All values are eighths near zero, where gates and tanh
are neither linear nor flat.
"""

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments
from autograder.testing import arrays, sizes

Params = dict[str, np.ndarray]
Sizes = tuple[int, int, int]
Range = tuple[int, int]

DIFFERENT: tuple[Sizes, ...] = ((2, 3, 1), (3, 2, 1), (1, 2, 3), (1, 3, 2), (3, 2, 4), (2, 4, 3))
"""D, H and O, no two of them equal."""

LARGE: tuple[Sizes, ...] = ((4, 7, 2), (2, 6, 5))
"""Sizes beyond those that code may have been tried with."""

ANY_SIZES: tuple[Sizes, ...] = (*DIFFERENT, (1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2))
"""The same, and some with most of them one."""

SMALL: tuple[Sizes, ...] = ((1, 1, 1), (2, 1, 1), (1, 1, 2), (1, 2, 1))
"""Sizes of counterexamples that can be read; mix-ups hide in some of them."""

LSTM, GRU = 4, 3
"""How many blocks of rows the weights have."""

OUTPUTS = ("V", "c")
"""The params that no single step needs."""


def shapes(blocks: int, inputs: int, hidden: int, outputs: int) -> dict[str, tuple[int, ...]]:
    """The shapes of the params; a GRU here has no outputs."""
    rows = blocks * hidden
    gates: dict[str, tuple[int, ...]] = {"W_x": (rows, inputs), "W_h": (rows, hidden), "b": (rows,)}
    return gates | ({"V": (outputs, hidden), "c": (outputs,)} if blocks == LSTM else {})


@st.composite
def networks(draw: DrawFn, of: Sizes, blocks: int = LSTM) -> Params:
    """The params of a network."""
    return {name: draw(arrays(shape, scale=8)) for name, shape in shapes(blocks, *of).items()}


@st.composite
def steps(draw: DrawFn, blocks: int, *, batch: Range = (2, 3), of: tuple[Sizes, ...] = DIFFERENT) -> Arguments:
    """Arguments of lstm_step or gru_step."""
    number, (inputs, hidden, outputs) = draw(sizes(*batch)), draw(st.sampled_from(of))
    case = {"x_t": draw(arrays((number, inputs), scale=8))}
    for name in ("h_prev", "s_prev") if blocks == LSTM else ("h_prev",):
        case[name] = draw(arrays((number, hidden), scale=8))
    return case | {"params": draw(networks((inputs, hidden, outputs), blocks))}


@st.composite
def saturated_steps(draw: DrawFn, blocks: int) -> Arguments:
    """One sequence, with biases so large that gates are open or closed, and the candidate is 1 or -1."""
    case = draw(steps(blocks, batch=(1, 1)))
    params, far = case["params"], st.sampled_from([1000.0, -1000.0, 0.5])
    bias = [draw(far) for _ in params["b"]]
    return case | {"params": params | {"b": np.array(bias)}}


def nearly_shut(blocks: int, gate: int) -> SearchStrategy[Arguments]:
    """Arguments of a step with one gate nearly shut in all units, more or less, and the others not: what it lets
    through is small, and no less than what has been let through by a cell, or a state, of a hundred is.
    """

    def made(random: np.random.Generator) -> Arguments:
        params: Params = {
            name: random.uniform(-1, 1, shape) / np.sqrt(shape[-1]) for name, shape in shapes(blocks, 2, 8, 1).items()
        }
        of_gates, shut = slice(0, (blocks - 1) * 8), slice(gate * 8, (gate + 1) * 8)
        params["W_h"][of_gates] = params["W_x"][shut] = 0.0
        params["b"][shut] = random.permutation(np.linspace(-20, -12, 8))
        case = call(random, params, 1, 1, ("x_t", "h_prev", "s_prev", "params"))
        return {**case, "s_prev": (100.0 if gate == 1 else 0.0) * case["s_prev"]} if blocks == LSTM else _of_gru(case)

    return seeded(made)


def _of_gru(case: Arguments) -> Arguments:
    """The same without a cell, and with large states."""
    return {"x_t": case["x_t"], "h_prev": 100.0 * case["h_prev"], "params": case["params"]}


def few_steps(*, length: int, targets: bool = False) -> SearchStrategy[Arguments]:
    """At most so many steps of one or two sequences, of small sizes."""
    return sequences(batch=(1, 2), steps=(1, length), of=SMALL, targets=targets)


def without_outputs(case: Arguments) -> Arguments:
    """The same step with the params that it needs, and with no others."""
    return case | {"params": {name: case["params"][name] for name in ("b", "W_h", "W_x")}}


@st.composite
def sequences(
    draw: DrawFn,
    *,
    batch: Range = (2, 3),
    steps: Range = (3, 4),
    of: tuple[Sizes, ...] = DIFFERENT,
    targets: bool = False,
) -> Arguments:
    """Arguments of lstm_forward, with ``targets`` those of lstm_bptt."""
    number, length, (inputs, hidden, outputs) = draw(sizes(*batch)), draw(sizes(*steps)), draw(st.sampled_from(of))
    case = {"x": draw(arrays((number, length, inputs), scale=8))}
    case |= {name: draw(arrays((number, hidden), scale=8)) for name in ("h0", "s0")}
    case |= {"params": draw(networks((inputs, hidden, outputs)))}
    return case | {"targets": draw(arrays((number, length, outputs), scale=8))} if targets else case


def without_input(case: Arguments) -> Arguments:
    """The same sequences with inputs and biases of zero: only h0 and s0 are left."""
    silent = {name: np.zeros_like(case["params"][name]) for name in ("b", "c")}
    return case | {"x": np.zeros_like(case["x"]), "params": case["params"] | silent}


@st.composite
def gates(draw: DrawFn, *, steps: Range = (3, 5), hidden: Range = (2, 3), low: int = 1, high: int = 7) -> Arguments:
    """Arguments of cell_gradient: gates in eighths, by default neither open nor closed."""
    return {"f": draw(arrays((draw(sizes(*steps)), draw(sizes(*hidden))), low=low, high=high, scale=8))}


# Sizes and values that a strategy of single numbers takes too long to draw.


def seeded(made: Callable[[np.random.Generator], Arguments]) -> SearchStrategy[Arguments]:
    """Cases made by a generator."""
    return st.integers(0, 10**6).map(lambda seed: made(np.random.default_rng(seed)))


def large(*names: str, blocks: int = LSTM, **sizes: int) -> tuple[SearchStrategy[Arguments], ...]:
    """Arguments of a step or of sequences, large in one size at a time; every value counts, for what the gates
    add up stays where they bend.
    """
    return tuple(_of_size(names, blocks, **{name: size}) for name, size in sizes.items())


def _of_size(
    names: tuple[str, ...],
    blocks: int,
    *,
    number: int = 1,
    length: int = 2,
    inputs: int = 1,
    hidden: int = 1,
    outputs: int = 1,
) -> SearchStrategy[Arguments]:

    def made(random: np.random.Generator) -> Arguments:
        params: Params = {
            name: random.uniform(-1, 1, shape) / np.sqrt(shape[-1])
            for name, shape in shapes(blocks, inputs, hidden, outputs).items()
        }
        return call(random, params, number, length, names)

    return seeded(made)


def call(random: np.random.Generator, params: Params, number: int, length: int, names: tuple[str, ...]) -> Arguments:
    """A call with these arguments and params, its values in thousandths."""
    inputs, hidden, outputs = params["W_x"].shape[1], params["W_h"].shape[1], len(params.get("c", ()))
    of = {"x_t": (number, inputs), "x": (number, length, inputs), "targets": (number, length, outputs)}
    of |= dict.fromkeys(("h_prev", "s_prev", "h0", "s0"), (number, hidden))
    return {name: params if name == "params" else random.integers(-999, 1000, of[name]) / 1000 for name in names}


def lasting_gates(steps: int, hidden: int) -> SearchStrategy[Arguments]:
    """Arguments of cell_gradient: so nearly open that something is left of the first cell after many steps."""
    return seeded(lambda random: {"f": 1 - random.uniform(0, 1 / steps, (steps, hidden))})


def right_between() -> SearchStrategy[Arguments]:
    """Arguments of lstm_bptt in which nothing is carried from step to step, and the outputs of a step in the middle
    are right, to the last digit.
    """

    def made(random: np.random.Generator) -> Arguments:
        params: Params = {name: random.uniform(0.5, 1, shape) for name, shape in shapes(LSTM, 1, 2, 1).items()}
        params |= {"W_h": np.zeros((8, 2)), "b": np.repeat([0.0, -1000.0, 0.0], [2, 2, 4])}
        x, targets = random.uniform(0.5, 1, (2, 5, 1)), random.uniform(2, 3, (2, 5, 1))
        x[:, 2], targets[:, 2] = 0.0, params["c"]
        return {"x": x, "h0": np.zeros((2, 2)), "s0": np.zeros((2, 2)), "params": params, "targets": targets}

    return seeded(made)


def open_or_closed(dtype: str) -> SearchStrategy[Arguments]:
    """Arguments of cell_gradient: whole numbers, most of them ones."""
    return seeded(lambda random: {"f": (random.uniform(size=(5, 4)) < 0.8).astype(dtype)})


def fits(blocks: int) -> Callable[[Arguments], bool]:
    """Whether the weights of a call are as many rows as there are blocks of hidden units."""

    def fit(call: Arguments) -> bool:
        params = call["params"]
        return {len(params[name]) for name in ("W_x", "W_h", "b")} == {blocks * params["W_h"].shape[1]}

    return fit


def right_at(part: slice) -> SearchStrategy[Arguments]:
    """Arguments of lstm_bptt in which the outputs of some steps are right, to the last digit, and all others are
    not: forget gates are shut, and three units in turn take over what came in at the first step.
    """

    def made(random: np.random.Generator) -> Arguments:
        first, second, third, last, c = random.integers(4, 9, 5) / 8
        W_x, W_h, b = (np.zeros(shape) for name, shape in shapes(LSTM, 1, 3, 1).items() if name in ("W_x", "W_h", "b"))
        W_x[9, 0], W_h[10, 0], W_h[11, 1], b[3:6] = first, second, third, -1000.0
        x, targets = np.zeros((2, 6, 1)), random.integers(16, 25, (2, 6, 1)) / 8
        x[:, 0], targets[:, part] = random.integers(8, 17, (2, 1)) / 8, c
        params = {"W_x": W_x, "W_h": W_h, "b": b, "V": np.array([[0.0, 0.0, last]]), "c": np.array([c])}
        return {"x": x, "h0": np.zeros((2, 3)), "s0": np.zeros((2, 3)), "params": params, "targets": targets}

    return seeded(made)


def right_but_for_the_last(forward: Callable[..., tuple[np.ndarray, ...]], length: int) -> SearchStrategy[Arguments]:
    """Arguments of lstm_bptt with an error at the last step alone, whose gradient gets smaller from step to step, by
    little enough that what the first steps add is far above rounding; ``forward`` is lstm_forward.
    """

    def made(random: np.random.Generator) -> Arguments:
        of = shapes(LSTM, 2, 3, 2).items()
        params: Params = {name: random.uniform(-0.4, 0.4, shape) for name, shape in of}
        case = call(random, params, 2, length, ("x", "h0", "s0", "params", "targets"))
        targets = forward(*(case[name] for name in ("x", "h0", "s0", "params")))[2]
        targets[:, -1] += random.uniform(1, 2, (2, 2))
        return case | {"targets": targets}

    return seeded(made)


_FAINT = 1e-17
"""So small that a cell, or a gradient, is taken for nothing by whoever compares with the precision of floats."""


def waking(*, targets: bool = False) -> SearchStrategy[Arguments]:
    """Arguments of lstm_forward: nothing comes in, and what was there before the first step is faint, and gets larger
    from step to step.  With ``targets`` those of lstm_bptt, in which the gradient does so, from the last step to the
    first.  Gates are half open, and no digits are lost.
    """

    def made(random: np.random.Generator) -> Arguments:
        W_x, W_h = random.uniform(0.5, 1, (8, 1)), np.zeros((8, 2))
        W_h[6:] = 6 * np.eye(2) + random.uniform(-0.5, 0.5, (2, 2))  # a cell becomes (1 + 6 / 2) / 2 times as large
        before, V = random.uniform(0.5, 1, (2, 1, 2)), random.uniform(0.5, 1, (1, 2))
        params = zeros(LSTM, 1, 2, 1, W_x=W_x, W_h=W_h, V=_FAINT * V if targets else V)
        h0, s0 = 0.0 * before if targets else _FAINT * before
        case = {"x": np.zeros((1, 52, 1)), "h0": h0, "s0": s0, "params": params}
        return case | {"targets": np.append(np.zeros(51), 1.0).reshape(1, 52, 1)} if targets else case

    return seeded(made)


# Fixed params.


def zeros(blocks: int, *of: int, **other: np.ndarray) -> Params:
    """Params of zeros for so many inputs, hidden units and outputs; some of them may be others."""
    return {name: np.zeros(shape) for name, shape in shapes(blocks, *of).items()} | other


def ones(*wrong: int | tuple[int, ...]) -> list[np.ndarray]:
    """Arrays of these shapes."""
    return [np.ones(shape) for shape in wrong]
