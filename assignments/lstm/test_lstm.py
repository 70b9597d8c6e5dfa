"""The visible checks of lstm.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
network: sequences of a batch that do not touch each other, runs that can be interrupted and
continued, gates that are open or closed, and gradients that agree with finite differences of your
own forward pass.  Run them with

    pytest test_lstm.py
"""

import lstm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_close,
    assert_gradient,
    assert_leaves_arguments_alone,
    assert_repeatable,
    assert_samples_independent,
    sizes,
)

quick = settings(max_examples=15, deadline=None, derandomize=True, database=None)
few = settings(quick, max_examples=6)

SILENT = {"W_x": np.zeros((4, 1)), "W_h": np.zeros((4, 1)), "b": np.zeros(4)}
SILENT |= {"V": np.array([[2.0]]), "c": np.array([1.0])}
"""One input, one hidden unit, one output, and weights of zero: every gate is 1/2 and the candidate 0."""

WIDE = {
    "W_x": np.arange(-12.0, 12.0).reshape(8, 3) / 8,
    "W_h": np.array([[0.5, -1.0, 0.25, 0.75, -0.5, 1.0, 0.0, -0.25], [1.0, 0.5, -0.75, 0.25, 0.5, -0.5, 1.0, 0.75]]).T,
    "b": np.array([0.25, -0.5, 0.5, 0.75, -0.25, 0.0, 1.0, -1.0]),
    "V": np.array([[1.0, -0.5]]),
    "c": np.array([0.5]),
}
"""A network with three inputs, two hidden units and one output: each block has two rows."""

X = np.array(
    [[[1.0, 0.5, -1.0], [0.0, 1.0, 0.5], [-0.5, 0.25, 1.0]], [[0.25, -1.0, 0.0], [1.0, 1.0, -0.5], [0.5, 0.0, 0.75]]]
)
H0 = np.array([[0.5, -0.25], [-0.75, 1.0]])
S0 = np.array([[1.0, 0.5], [0.25, -0.5]])
TARGETS = np.array([[[1.0], [-0.5], [0.25]], [[0.0], [0.5], [-1.0]]])
"""Two sequences of three steps for the network WIDE."""

GRU = {"W_x": WIDE["W_x"][:6], "W_h": WIDE["W_h"][:6], "b": WIDE["b"][:6]}
"""A GRU with three inputs and two hidden units."""

OPEN, CLOSED = 1000.0, -1000.0
"""Biases with which a gate is 1 or 0, whatever else comes in."""


@st.composite
def networks(draw, blocks=4):
    """The arguments of lstm_bptt: sequences, the first states and cells, a network and targets."""
    batch, steps, inputs, hidden, outputs = (draw(sizes(1, high)) for high in (3, 4, 3, 3, 2))
    params = {
        "W_x": draw(arrays((blocks * hidden, inputs), scale=8)),
        "W_h": draw(arrays((blocks * hidden, hidden), scale=8)),
        "b": draw(arrays(blocks * hidden, scale=8)),
        "V": draw(arrays((outputs, hidden), scale=8)),
        "c": draw(arrays(outputs, scale=8)),
    }
    x, targets = draw(arrays((batch, steps, inputs), scale=8)), draw(arrays((batch, steps, outputs), scale=8))
    h0, s0 = draw(arrays((batch, hidden), scale=8)), draw(arrays((batch, hidden), scale=8))
    return x, h0, s0, params, targets


def refuses():
    """What a function must do with arguments that make no sense."""
    return pytest.raises((ValueError, AssertionError))


# lstm_step


@pytest.mark.exercise("lstm_step")
def test_lstm_step_example():
    """With weights of zero all gates are 1/2 and the candidate is 0: of a cell 2 half is left, 1, and
    the state is half of tanh(1).

    If the result is 2: the old cell is not multiplied by the forget gate. If the result is 0.5: tanh
    is missing. If the result is 0.38: the state comes first, then the cell.
    """
    h, s = lstm.lstm_step(np.array([[3.0]]), np.array([[5.0]]), np.array([[2.0]]), SILENT)
    assert_close(s, [[1.0]], what="s_t")
    assert_close(h, [[0.3807970779778824]], what="h_t")


@pytest.mark.exercise("lstm_step")
@pytest.mark.parametrize(
    ("gate", "cell", "state"),
    [("input", 0.5, 0.0), ("forget", 2.0, 0.0), ("output", 0.0, 0.0), ("input and output", 0.5, np.tanh(0.5))],
)
def test_lstm_step_has_its_blocks_in_order(gate, cell, state):
    """Only these gates are open, the candidate is 0.5, and the cell was 2.

    An open input gate lets the candidate in, an open forget gate keeps the old cell, an open output
    gate shows the cell. The rows are those of the input gate, the forget gate, the output gate and
    the candidate, in this order.
    """
    bias = [OPEN if name in gate else CLOSED for name in ("input", "forget", "output")]
    params = SILENT | {"b": np.array([*bias, np.arctanh(0.5)])}
    h, s = lstm.lstm_step(np.zeros((1, 1)), np.zeros((1, 1)), np.array([[2.0]]), params)
    assert_close(s, [[cell]], what="s_t")
    assert_close(h, [[state]], what="h_t")


@pytest.mark.exercise("lstm_step")
def test_lstm_step_adds_inputs_states_and_biases():
    """With all gates open and no old cell, what is left of W_x x + W_h h + b is seen in the candidate.

    Each block is a row of W_x times x, plus a row of W_h times h, plus b.
    """
    params = {"W_x": np.zeros((8, 2)), "W_h": np.zeros((8, 2)), "b": np.full(8, OPEN)}
    params["W_x"][6:], params["W_h"][6:], params["b"][6:] = [[1.0, 2.0], [0.5, 0.0]], [[0.0, 0.5], [1.0, -1.0]], 0.25
    _, s = lstm.lstm_step(np.array([[0.5, -0.25]]), np.array([[0.5, 1.0]]), np.zeros((1, 2)), params)
    assert_close(s, np.tanh([[0.75, 0.0]]), what="s_t")


@pytest.mark.exercise("lstm_step")
@quick
@given(networks())
def test_lstm_step_treats_each_sequence_alone(case):
    """A sequence gives the same state and cell alone as in a batch, and a batch of one stays one."""
    x, h0, s0, params, _ = case
    for place in (0, 1):
        assert_samples_independent(lambda *rows, place=place: lstm.lstm_step(*rows, params)[place], x[:, 0], h0, s0)


@pytest.mark.exercise("lstm_step")
def test_lstm_step_keeps_fractions():
    """Whole-number inputs, states and cells give cells with fractions.

    If they are cut off: np.zeros_like of whole numbers is an array of whole numbers.
    """
    _, s = lstm.lstm_step(np.array([[3]]), np.array([[5]]), np.array([[1]]), SILENT)
    assert_close(s, [[0.5]], what="s_t")


@pytest.mark.exercise("lstm_step")
def test_lstm_step_leaves_its_arguments_alone():
    """A call changes none of its arguments, and a second call gives the same answer in new arrays."""
    assert_leaves_arguments_alone(lstm.lstm_step, X[:, 0].copy(), H0.copy(), S0.copy(), WIDE)
    assert_repeatable(lstm.lstm_step, X[:, 0], H0, S0, WIDE)


@pytest.mark.exercise("lstm_step")
def test_lstm_step_refuses_what_makes_no_sense():
    """A vector in place of [N, D], too many inputs, and a state or a cell for another number of
    sequences raise ValueError.

    NumPy adds a single row to every row without a word: compare the numbers of rows yourself.
    """
    with refuses():
        lstm.lstm_step(np.ones(3), H0[:1], S0[:1], WIDE)
    with refuses():
        lstm.lstm_step(np.ones((2, 4)), H0, S0, WIDE)
    with refuses():
        lstm.lstm_step(X[:, 0], H0[:1], S0, WIDE)
    with refuses():
        lstm.lstm_step(X[:, 0], H0, S0[:1], WIDE)


# lstm_forward


@pytest.mark.exercise("lstm_forward")
def test_lstm_forward_example():
    """With weights of zero each step halves the cell: 4 becomes 2, then 1. The states are half of
    tanh(2) and of tanh(1), and the outputs twice as much plus 1.

    If the results are 5, 3: the outputs come from the states, not from the cells.
    """
    h, s, y = lstm.lstm_forward(np.zeros((1, 2, 1)), np.zeros((1, 1)), np.array([[4.0]]), SILENT)
    states = np.array([[[0.48201379003790845], [0.3807970779778824]]])
    assert_close(s, [[[2.0], [1.0]]], what="s")
    assert_close(h, states, what="h")
    assert_close(y, 2 * states + 1, what="y")


@pytest.mark.exercise("lstm_forward")
@quick
@given(networks())
def test_lstm_forward_is_one_step_after_the_other(case):
    """The first step starts from h0 and s0, each later one from the state and the cell before it, and
    each output belongs to the state of its own step.

    h0 and s0 need not be zero, and neither is a part of the results.
    """
    x, h0, s0, params, _ = case
    h, s, y = lstm.lstm_forward(x, h0, s0, params)
    state, cell = h0, s0
    for t in range(x.shape[1]):
        state, cell = lstm.lstm_step(x[:, t], state, cell, params)
        assert_close(h[:, t], state, what=f"The state of step {t + 1}")
        assert_close(s[:, t], cell, what=f"The cell of step {t + 1}")
    assert_close(y, np.einsum("nth,oh->nto", h, params["V"]) + params["c"], what="y")


@pytest.mark.exercise("lstm_forward")
@quick
@given(networks(), sizes(1, 3))
def test_lstm_forward_can_be_interrupted(case, place):
    """Running the first steps, and then the others from the state and the cell that were reached, gives
    the same as running all at once.
    """
    x, h0, s0, params, _ = case
    x = np.concatenate([x, x], axis=1)
    place = min(place, x.shape[1] - 1)
    whole = lstm.lstm_forward(x, h0, s0, params)
    first = lstm.lstm_forward(x[:, :place], h0, s0, params)
    then = lstm.lstm_forward(x[:, place:], first[0][:, -1], first[1][:, -1], params)
    for name, one, other, right in zip("hsy", first, then, whole, strict=True):
        assert_close(np.concatenate([one, other], axis=1), right, what=f"{name} in two pieces")


@pytest.mark.exercise("lstm_forward")
@quick
@given(networks())
def test_lstm_forward_treats_each_sequence_alone(case):
    """A sequence gives the same states alone as in a batch: each starts from its own rows of h0 and s0."""
    x, h0, s0, params, _ = case
    assert_samples_independent(lambda *rows: lstm.lstm_forward(*rows, params)[0], x, h0, s0)


@pytest.mark.exercise("lstm_forward")
def test_lstm_forward_keeps_fractions():
    """Whole-number inputs, states and cells give cells with fractions."""
    _, s, _ = lstm.lstm_forward(np.zeros((1, 2, 1), dtype=int), np.array([[0]]), np.array([[1]]), SILENT)
    assert_close(s, [[[0.5], [0.25]]], what="s")


@pytest.mark.exercise("lstm_forward")
def test_lstm_forward_refuses_what_makes_no_sense():
    """Inputs without the axis of steps, and one first state or cell for two sequences, raise
    ValueError.
    """
    with refuses():
        lstm.lstm_forward(X[:, 0], H0, S0, WIDE)
    with refuses():
        lstm.lstm_forward(X, H0[:1], S0, WIDE)
    with refuses():
        lstm.lstm_forward(X, H0, S0[:1], WIDE)


# lstm_bptt


@pytest.mark.exercise("lstm_bptt")
def test_lstm_bptt_example():
    """Weights and cells of zero: all gates are 1/2, candidate and states are 0, and both outputs are 1
    too large, so everything can be done in the head.

    dL/dh is 2 at both steps, for no weight leads from a state to the next gates. dL/ds_2 = 2 * 1/2
    = 1, dL/ds_1 = 1 + 1 * 1/2 = 1.5, dL/ds0 = 1.5 * 1/2 = 0.75. The candidate's bias gets (1 + 1.5)
    * 1/2 = 1.25, and what is multiplied by zeros gets 0. If s0 is 0.5: nothing is carried from cell
    to cell. If s0 is 1.5: the forget gate is missing on the way to s0.
    """
    zeros = np.zeros((1, 1))
    grads = lstm.lstm_bptt(np.zeros((1, 2, 1)), zeros, zeros, SILENT, np.zeros((1, 2, 1)))
    nothing = np.zeros((4, 1))
    right = {"W_x": nothing, "W_h": nothing, "b": np.array([0.0, 0.0, 0.0, 1.25]), "V": zeros, "c": np.array([2.0])}
    assert_close(grads, right | {"h0": zeros, "s0": np.array([[0.75]])}, what="The set of gradients")


def gradient_check(x, h0, s0, params, targets):
    """Compares lstm_bptt with finite differences of the loss of your own lstm_forward, for all seven
    arrays.
    """
    grads = lstm.lstm_bptt(x, h0, s0, params, targets)

    def loss(point):
        _, _, y = lstm.lstm_forward(x, point["h0"], point["s0"], point)
        return np.sum((y - targets) ** 2) / (2 * len(x))

    assert_gradient(loss, grads, params | {"h0": h0, "s0": s0})


@pytest.mark.exercise("lstm_bptt")
def test_lstm_bptt_of_one_step_agrees_with_finite_differences():
    """Sequences of one step: moving one number of any of the seven arrays a little changes the loss as
    the gradient says.

    Where one block of W_x is wrong, look at its gate, what it multiplies, and the derivative of its
    sigmoid or tanh. If all are too large: the loss has factors 1/2 and 1/N.
    """
    gradient_check(X[:, :1], H0, S0, WIDE, TARGETS[:, :1])


@pytest.mark.exercise("lstm_bptt")
def test_lstm_bptt_of_three_steps_agrees_with_finite_differences():
    """Sequences of three steps: the same, now with what is carried back from step to step.

    A cell also acts through the next cell, with the next forget gate, and a state through all four
    blocks of the next step.
    """
    gradient_check(X, H0, S0, WIDE, TARGETS)


@pytest.mark.exercise("lstm_bptt")
@few
@given(networks())
def test_lstm_bptt_agrees_with_finite_differences(case):
    """The same for networks, batches and sequences of all sizes, ones among them."""
    gradient_check(*case)


@pytest.mark.exercise("lstm_bptt")
@quick
@given(networks())
def test_lstm_bptt_doubles_with_the_errors(case):
    """The backward pass is linear: targets that are twice as far from the outputs double all
    gradients, and targets equal to them give zero.
    """
    x, h0, s0, params, targets = case
    once = lstm.lstm_bptt(x, h0, s0, params, targets)
    _, _, y = lstm.lstm_forward(x, h0, s0, params)
    twice = {name: 2 * grad for name, grad in once.items()}
    nothing = {name: 0 * grad for name, grad in once.items()}
    doubled = lstm.lstm_bptt(x, h0, s0, params, y + 2 * (targets - y))
    assert_close(doubled, twice, what="The gradient of doubled errors")
    assert_close(lstm.lstm_bptt(x, h0, s0, params, y), nothing, what="The gradient without errors")


@pytest.mark.exercise("lstm_bptt")
@quick
@given(networks())
def test_lstm_bptt_averages_over_the_batch(case):
    """The gradients of the params are the means over the sequences of what each gives alone."""
    x, h0, s0, params, targets = case
    together = lstm.lstm_bptt(x, h0, s0, params, targets)
    rows = [slice(n, n + 1) for n in range(len(x))]
    alone = [lstm.lstm_bptt(x[row], h0[row], s0[row], params, targets[row]) for row in rows]
    for name in params:
        assert_close(together[name], sum(grads[name] for grads in alone) / len(x), what=f"The gradient of {name}")
    for name in ("h0", "s0"):
        stacked = np.concatenate([grads[name] for grads in alone]) / len(x)
        assert_close(together[name], stacked, what=f"The gradient of {name}")


@pytest.mark.exercise("lstm_bptt")
def test_lstm_bptt_leaves_its_arguments_alone():
    """A call changes none of its arguments, and a second call gives the same answer in new arrays."""
    assert_leaves_arguments_alone(lstm.lstm_bptt, X.copy(), H0.copy(), S0.copy(), WIDE, TARGETS.copy())
    assert_repeatable(lstm.lstm_bptt, X, H0, S0, WIDE, TARGETS)


@pytest.mark.exercise("lstm_bptt")
def test_lstm_bptt_refuses_what_makes_no_sense():
    """Targets of another shape than the outputs raise ValueError."""
    with refuses():
        lstm.lstm_bptt(X, H0, S0, WIDE, TARGETS[:, :, 0])
    with refuses():
        lstm.lstm_bptt(X, H0, S0, WIDE, TARGETS[:, :1])


# gru_step


@pytest.mark.exercise("gru_step")
def test_gru_step_example():
    """With weights of zero both gates are 1/2, and the candidate is tanh of its bias, tanh(1): half of
    it plus half of the old state 2 makes 1.38.
    """
    params = {"W_x": np.zeros((3, 1)), "W_h": np.zeros((3, 1)), "b": np.array([0.0, 0.0, 1.0])}
    assert_close(lstm.gru_step(np.array([[3.0]]), np.array([[2.0]]), params), [[1.3807970779778824]])


@pytest.mark.exercise("gru_step")
def test_gru_step_keeps_the_old_state_where_the_update_gate_is_open():
    """The second block is the update gate z: where z is 1, the new state is the old one, and where z is
    0, the candidate.

    What counts is h_t = (1 - z) * n + z * h_{t-1}.
    """
    for bias, right in ((OPEN, H0), (CLOSED, np.tanh([[0.5, -0.25], [0.5, -0.25]]))):
        params = {"W_x": np.zeros((6, 3)), "W_h": np.zeros((6, 2))}
        params["b"] = np.array([0.0, 0.0, bias, bias, 0.5, -0.25])
        assert_close(lstm.gru_step(X[:, 0], H0, params), right)


@pytest.mark.exercise("gru_step")
def test_gru_step_resets_what_the_weights_made_of_the_state():
    """The reset gates of the two units are 1 and 0, so U_n h counts for the first unit alone.

    U_n mixes the states first, and then r multiplies each sum. If the second number is 0: the bias is
    not reset.
    """
    weights = np.zeros((6, 2))
    weights[4:] = [[1.0, 2.0], [3.0, 4.0]]
    params = {"W_x": np.zeros((6, 1)), "W_h": weights, "b": np.array([OPEN, CLOSED, CLOSED, CLOSED, 0.25, 0.75])}
    state = lstm.gru_step(np.zeros((1, 1)), np.array([[0.5, 0.125]]), params)
    assert_close(state, [[np.tanh(1.0), np.tanh(0.75)]])


@pytest.mark.exercise("gru_step")
@quick
@given(networks(blocks=3))
def test_gru_step_treats_each_sequence_alone(case):
    """A sequence gives the same state alone as in a batch, and a batch of one stays a batch."""
    x, h0, _, params, _ = case
    assert_samples_independent(lambda *rows: lstm.gru_step(*rows, params), x[:, 0], h0)


@pytest.mark.exercise("gru_step")
def test_gru_step_leaves_its_arguments_alone():
    """A call changes none of its arguments, and a second call gives the same answer in a new array."""
    assert_leaves_arguments_alone(lstm.gru_step, X[:, 0].copy(), H0.copy(), GRU)
    assert_repeatable(lstm.gru_step, X[:, 0], H0, GRU)


@pytest.mark.exercise("gru_step")
def test_gru_step_refuses_what_makes_no_sense():
    """A vector in place of [N, D], too many inputs and a state for another number of sequences raise
    ValueError.
    """
    with refuses():
        lstm.gru_step(np.ones(3), H0[:1], GRU)
    with refuses():
        lstm.gru_step(np.ones((2, 4)), H0, GRU)
    with refuses():
        lstm.gru_step(X[:, 0], H0[:1], GRU)


# cell_gradient


@pytest.mark.exercise("cell_gradient")
def test_cell_gradient_example():
    """The gates 0.9, 0.5 and 0.25: the last cell reaches itself with 1, the one before with 0.25 and the
    first with 0.25 * 0.5.

    If the second number is 0.9: the products begin with the last gate, not with the first one. If the
    order is another: k goes from T down to 1.
    """
    assert_close(lstm.cell_gradient(np.array([[0.9], [0.5], [0.25]])), [[1.0], [0.25], [0.125]])


@pytest.mark.exercise("cell_gradient")
@quick
@given(arrays((4, 3), low=0, high=8, scale=8))
def test_cell_gradient_multiplies_one_gate_a_step(f):
    """Each row is the row before it times the next gate back, cell by cell, also where gates are 0."""
    factors = lstm.cell_gradient(f)
    assert_close(factors[0], np.ones(3), what="The first row")
    for back in range(1, 4):
        assert_close(factors[back], factors[back - 1] * f[4 - back], what=f"Row {back}")


@pytest.mark.exercise("cell_gradient")
def test_cell_gradient_is_what_the_last_cell_does():
    """Where no weight leads from a state to the gates, the straight path is the only one: a little more
    in s0 makes the last cell larger by the product of all gates.
    """
    params = WIDE | {"W_h": np.zeros((8, 2))}
    gates = 1 / (1 + np.exp(-(X[:1] @ params["W_x"][2:4].T + params["b"][2:4])))[0]
    more, less = (lstm.lstm_forward(X[:1], H0[:1], S0[:1] + step, params)[1][0, -1] for step in (1e-3, -1e-3))
    assert_close((more - less) / 2e-3, lstm.cell_gradient(gates)[-1] * gates[0], what="ds_T/ds_0", tolerance=1e-9)


@pytest.mark.exercise("cell_gradient")
def test_cell_gradient_keeps_fractions():
    """Whole-number gates are gates, too, and nothing changes the argument."""
    assert_close(lstm.cell_gradient(np.array([[1, 0], [1, 1], [0, 1]])), [[1.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    assert_leaves_arguments_alone(lstm.cell_gradient, np.array([[0.5], [0.25]]))
    assert_repeatable(lstm.cell_gradient, np.array([[0.5], [0.25]]))


@pytest.mark.exercise("cell_gradient")
def test_cell_gradient_refuses_what_makes_no_sense():
    """A vector raises ValueError: it could be the gates of one cell or of one step."""
    with refuses():
        lstm.cell_gradient(np.ones(3))
