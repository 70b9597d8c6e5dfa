"""The visible checks of rnn.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
network: sequences of a batch that do not touch each other, runs that can be interrupted and
continued, and gradients that agree with finite differences of your own forward pass.  Run them with

    pytest test_rnn.py
"""

import numpy as np
import pytest
import rnn
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
    vectors,
)

quick = settings(max_examples=15, deadline=None, derandomize=True, database=None)
few = settings(quick, max_examples=8)

SMALL = {
    "U": np.array([[1.0]]),
    "W": np.array([[3.0]]),
    "b": np.array([0.0]),
    "V": np.array([[2.0]]),
    "c": np.array([1.0]),
}
"""A network with one input, one hidden unit and one output."""

WIDE = {
    "U": np.array([[0.5, -1.0, 0.25], [0.75, 0.5, -0.5]]),
    "W": np.array([[0.5, -1.0], [0.25, 0.75]]),
    "b": np.array([0.25, -0.5]),
    "V": np.array([[1.0, -0.5]]),
    "c": np.array([0.5]),
}
"""A network with three inputs, two hidden units and one output; W is not symmetric."""

X = np.array(
    [[[1.0, 0.5, -1.0], [0.0, 1.0, 0.5], [-0.5, 0.25, 1.0]], [[0.25, -1.0, 0.0], [1.0, 1.0, -0.5], [0.5, 0.0, 0.75]]]
)
H0 = np.array([[0.5, -0.25], [-0.75, 1.0]])
TARGETS = np.array([[[1.0], [-0.5], [0.25]], [[0.0], [0.5], [-1.0]]])
"""Two sequences of three steps for the network WIDE."""


@st.composite
def networks(draw):
    """The arguments of bptt: a batch of sequences, their first states, a network and targets."""
    batch, steps, inputs, hidden, outputs = (
        draw(sizes(1, 3)),
        draw(sizes(1, 4)),
        draw(sizes(1, 3)),
        draw(sizes(1, 3)),
        draw(sizes(1, 2)),
    )
    params = {
        "U": draw(arrays((hidden, inputs), scale=8)),
        "W": draw(arrays((hidden, hidden), scale=8)),
        "b": draw(arrays(hidden, scale=8)),
        "V": draw(arrays((outputs, hidden), scale=8)),
        "c": draw(arrays(outputs, scale=8)),
    }
    x, h0, targets = (
        draw(arrays((batch, steps, inputs), scale=8)),
        draw(arrays((batch, hidden), scale=8)),
        draw(arrays((batch, steps, outputs), scale=8)),
    )
    return x, h0, params, targets


def refuses():
    """What a function must do with arguments that make no sense."""
    return pytest.raises((ValueError, AssertionError))


# rnn_step


@pytest.mark.exercise("rnn_step")
def test_rnn_step_example():
    """One input 2 with weight 1, one state -0.5 with weight 3 and the bias 0 add up to 0.5: the new
    state is tanh(0.5).

    If the result is 0.5: tanh is missing. If it is about 0.96: the state is missing.
    """
    assert_close(rnn.rnn_step(np.array([[2.0]]), np.array([[-0.5]]), SMALL), [[0.46211715726000976]])


@pytest.mark.exercise("rnn_step")
def test_rnn_step_multiplies_by_w_from_the_right_side():
    """Without inputs and biases, a state of 1, 0 gives tanh of the first COLUMN of W, and 0, 1
    gives tanh of the second.

    If rows come out: the sequences are the rows of h_prev, so multiply by the transpose of W.
    """
    params = WIDE | {"b": np.zeros(2)}
    assert_close(rnn.rnn_step(np.zeros((2, 3)), np.eye(2), params), np.tanh(np.array([[0.5, 0.25], [-1.0, 0.75]])))


@pytest.mark.exercise("rnn_step")
def test_rnn_step_adds_the_bias_inside_tanh():
    """Without inputs and states, what is left is tanh of the bias, for every sequence."""
    assert_close(
        rnn.rnn_step(np.zeros((2, 3)), np.zeros((2, 2)), WIDE), np.tanh(np.array([[0.25, -0.5], [0.25, -0.5]]))
    )


@pytest.mark.exercise("rnn_step")
@quick
@given(networks())
def test_rnn_step_treats_each_sequence_alone(case):
    """A sequence gives the same state alone as in a batch, and a batch of one stays a batch."""
    x, h0, params, _ = case
    assert_samples_independent(lambda inputs, states: rnn.rnn_step(inputs, states, params), x[:, 0], h0)


@pytest.mark.exercise("rnn_step")
def test_rnn_step_keeps_fractions():
    """Whole-number inputs and states give states with fractions.

    If they are cut off: np.zeros_like of whole numbers is an array of whole numbers.
    """
    assert_close(rnn.rnn_step(np.array([[1]]), np.array([[0]]), SMALL), [[0.7615941559557649]])


@pytest.mark.exercise("rnn_step")
def test_rnn_step_leaves_its_arguments_alone():
    """A call changes none of its arguments, and a second call gives the same answer in a new array."""
    assert_leaves_arguments_alone(rnn.rnn_step, X[:, 0].copy(), H0.copy(), WIDE)
    assert_repeatable(rnn.rnn_step, X[:, 0], H0, WIDE)


@pytest.mark.exercise("rnn_step")
def test_rnn_step_refuses_what_makes_no_sense():
    """A vector in place of [N, D], too many inputs and a state for another number of sequences
    raise ValueError.

    NumPy adds a single row to every row without a word: compare the numbers of rows yourself.
    """
    with refuses():
        rnn.rnn_step(np.ones(3), H0[:1], WIDE)
    with refuses():
        rnn.rnn_step(np.ones((2, 4)), H0, WIDE)
    with refuses():
        rnn.rnn_step(X[:, 0], H0[:1], WIDE)


# rnn_forward


@pytest.mark.exercise("rnn_forward")
def test_rnn_forward_example():
    """With a first state of 0 and the inputs 0, 1 the states are 0 and tanh(1), and the outputs
    twice as much plus 1.
    """
    h, y = rnn.rnn_forward(np.array([[[0.0], [1.0]]]), np.array([[0.0]]), SMALL)
    assert_close(h, [[[0.0], [0.7615941559557649]]], what="h")
    assert_close(y, [[[1.0], [2.5231883119115297]]], what="y")


@pytest.mark.exercise("rnn_forward")
@quick
@given(networks())
def test_rnn_forward_is_one_step_after_the_other(case):
    """The first state comes from h0, each later one from the state before it, and each output from
    the state of its own step.

    If the first state is wrong: h0 need not be zero, and it is not a part of h. If y is wrong: y_t
    = V h_t + c with the new state, without tanh.
    """
    x, h0, params, _ = case
    h, y = rnn.rnn_forward(x, h0, params)
    before = h0
    for t in range(x.shape[1]):
        assert_close(h[:, t], rnn.rnn_step(x[:, t], before, params), what=f"The state of step {t + 1}")
        before = h[:, t]
    assert_close(y, np.einsum("nth,oh->nto", h, params["V"]) + params["c"], what="y")


@pytest.mark.exercise("rnn_forward")
@quick
@given(networks(), sizes(1, 3))
def test_rnn_forward_can_be_interrupted(case, place):
    """Running the first steps, and then the others from the state reached, gives the same as
    running all at once.
    """
    x, h0, params, _ = case
    x = np.concatenate([x, x], axis=1)
    h, y = rnn.rnn_forward(x, h0, params)
    place = min(place, x.shape[1] - 1)
    first_h, first_y = rnn.rnn_forward(x[:, :place], h0, params)
    then_h, then_y = rnn.rnn_forward(x[:, place:], first_h[:, -1], params)
    assert_close(np.concatenate([first_h, then_h], axis=1), h, what="h in two pieces")
    assert_close(np.concatenate([first_y, then_y], axis=1), y, what="y in two pieces")


@pytest.mark.exercise("rnn_forward")
@quick
@given(networks())
def test_rnn_forward_treats_each_sequence_alone(case):
    """A sequence gives the same states alone as in a batch: each starts from its own row of h0."""
    x, h0, params, _ = case
    assert_samples_independent(lambda inputs, states: rnn.rnn_forward(inputs, states, params)[0], x, h0)


@pytest.mark.exercise("rnn_forward")
def test_rnn_forward_keeps_fractions():
    """Whole-number inputs and first states give states with fractions."""
    h, _ = rnn.rnn_forward(np.array([[[1], [0]]]), np.array([[0]]), SMALL)
    assert_close(h, [[[np.tanh(1.0)], [np.tanh(3 * np.tanh(1.0))]]], what="h")


@pytest.mark.exercise("rnn_forward")
def test_rnn_forward_refuses_what_makes_no_sense():
    """Inputs without the axis of steps, and one first state for two sequences, raise ValueError."""
    with refuses():
        rnn.rnn_forward(X[:, 0], H0, WIDE)
    with refuses():
        rnn.rnn_forward(X, H0[:1], WIDE)


# sequence_loss


@pytest.mark.exercise("sequence_loss")
def test_sequence_loss_example():
    """Two sequences of two steps with the errors 1, 2 and 0, 3: half of 1 + 4 + 0 + 9, divided by
    the two sequences, is 3.5.

    If you get 7: the factor 1/2 or the division by N is missing. If you get 1.75: do not divide by
    the number of steps.
    """
    y = np.array([[[1.0], [3.0]], [[2.0], [4.0]]])
    targets = np.array([[[0.0], [1.0]], [[2.0], [1.0]]])
    assert_close(rnn.sequence_loss(y, targets), 3.5)


@pytest.mark.exercise("sequence_loss")
@quick
@given(arrays((2, 3, 2)), sizes(2, 3))
def test_sequence_loss_averages_over_sequences_and_sums_over_steps(targets, times):
    """Repeating every sequence changes nothing; repeating every step makes the loss as many times
    larger.
    """
    y = np.zeros(targets.shape)
    once = rnn.sequence_loss(y, targets)
    assert_close(
        rnn.sequence_loss(np.repeat(y, times, axis=0), np.repeat(targets, times, axis=0)),
        once,
        what="The loss of repeated sequences",
    )
    assert_close(
        rnn.sequence_loss(np.repeat(y, times, axis=1), np.repeat(targets, times, axis=1)),
        times * once,
        what="The loss of repeated steps",
    )


@pytest.mark.exercise("sequence_loss")
def test_sequence_loss_refuses_what_makes_no_sense():
    """Targets [N, T] for outputs [N, T, 1] raise ValueError: NumPy would subtract every target from
    every output.
    """
    with refuses():
        rnn.sequence_loss(TARGETS, TARGETS[:, :, 0])


# bptt


@pytest.mark.exercise("bptt")
def test_bptt_example():
    """All states are 0 here, where tanh has slope 1, and both outputs are 1 too large, so
    everything can be done in the head.

    dL/dh_2 = 2, dL/dh_1 = 2 + 3 * 2 = 8, dL/dh0 = 3 * 8 = 24; b gets 2 + 8, c gets 1 + 1, and what
    is multiplied by zeros gets 0. If b is 4: nothing is carried from step 2 to step 1. If b is 8 or
    2: add up over the steps.
    """
    grads = rnn.bptt(np.zeros((1, 2, 1)), np.zeros((1, 1)), SMALL, np.zeros((1, 2, 1)))
    right = {"U": [[0.0]], "W": [[0.0]], "b": [10.0], "V": [[0.0]], "c": [2.0], "h0": [[24.0]]}
    assert_close(grads, {name: np.array(value) for name, value in right.items()}, what="The set of gradients")


def gradient_check(x, h0, params, targets):
    """Compares bptt with finite differences of your own rnn_forward and sequence_loss, for all six
    arrays.
    """
    grads = rnn.bptt(x, h0, params, targets)

    def loss(point):
        _, y = rnn.rnn_forward(x, point["h0"], point)
        return rnn.sequence_loss(y, targets)

    assert_gradient(loss, grads, params | {"h0": h0})


@pytest.mark.exercise("bptt")
def test_bptt_of_one_step_agrees_with_finite_differences():
    """Sequences of one step: moving one number of U, W, b, V, c or h0 a little changes the loss as
    the gradient says.

    If W is wrong: it is paired with h0 here. If all are too large: the loss has factors 1/2 and
    1/N.
    """
    gradient_check(X[:, :1], H0, WIDE, TARGETS[:, :1])


@pytest.mark.exercise("bptt")
def test_bptt_of_three_steps_agrees_with_finite_differences():
    """Sequences of three steps: the same, now with what is carried back from step to step.

    If only h0, U, W and b are wrong: is it W or its transpose, and does all that reaches h_t go
    through 1 - h_t^2?
    """
    gradient_check(X, H0, WIDE, TARGETS)


@pytest.mark.exercise("bptt")
@few
@given(networks())
def test_bptt_agrees_with_finite_differences(case):
    """The same for networks, batches and sequences of all sizes, ones among them."""
    gradient_check(*case)


@pytest.mark.exercise("bptt")
@quick
@given(networks())
def test_bptt_doubles_with_the_errors(case):
    """The backward pass is linear: targets that are twice as far from the outputs double all
    gradients, and targets equal to them give zero.
    """
    x, h0, params, targets = case
    once = rnn.bptt(x, h0, params, targets)
    _, y = rnn.rnn_forward(x, h0, params)
    assert_close(
        rnn.bptt(x, h0, params, y + 2 * (targets - y)),
        {name: 2 * grad for name, grad in once.items()},
        what="The gradient of doubled errors",
    )
    assert_close(
        rnn.bptt(x, h0, params, y), {name: 0 * grad for name, grad in once.items()}, what="The gradient without errors"
    )


@pytest.mark.exercise("bptt")
@quick
@given(networks())
def test_bptt_averages_over_the_batch(case):
    """The gradients of the params are the means over the sequences of what each gives alone."""
    x, h0, params, targets = case
    together = rnn.bptt(x, h0, params, targets)
    alone = [rnn.bptt(x[n : n + 1], h0[n : n + 1], params, targets[n : n + 1]) for n in range(len(x))]
    for name in params:
        assert_close(together[name], sum(grads[name] for grads in alone) / len(x), what=f"The gradient of {name}")
    assert_close(together["h0"], np.concatenate([grads["h0"] for grads in alone]) / len(x), what="The gradient of h0")


@pytest.mark.exercise("bptt")
def test_bptt_leaves_its_arguments_alone():
    """A call changes none of its arguments, and a second call gives the same answer in new arrays."""
    assert_leaves_arguments_alone(rnn.bptt, X.copy(), H0.copy(), WIDE, TARGETS.copy())
    assert_repeatable(rnn.bptt, X, H0, WIDE, TARGETS)


@pytest.mark.exercise("bptt")
def test_bptt_refuses_what_makes_no_sense():
    """Targets of another shape than the outputs raise ValueError."""
    with refuses():
        rnn.bptt(X, H0, WIDE, TARGETS[:, :, 0])
    with refuses():
        rnn.bptt(X, H0, WIDE, TARGETS[:, :1])


# clip_by_norm


@pytest.mark.exercise("clip_by_norm")
def test_clip_by_norm_example():
    """The numbers 3, 4 in one array and 12 in another have the norm 13 together: clipped to 6.5,
    all are halved.

    If they are cut off at 6.5, or only the 12 shrinks: one norm over all arrays, one factor for
    all.
    """
    clipped = rnn.clip_by_norm({"W": np.array([[3.0, 0.0], [0.0, -4.0]]), "b": np.array([12.0])}, 6.5)
    assert_close(clipped, {"W": np.array([[1.5, 0.0], [0.0, -2.0]]), "b": np.array([6.0])})


@pytest.mark.exercise("clip_by_norm")
@pytest.mark.parametrize("max_norm", [13.0, 14.0, 1000.0])
def test_clip_by_norm_leaves_short_gradients_alone(max_norm):
    """Gradients whose norm, 13, does not exceed max_norm come back as they are; they are not made
    longer.
    """
    grads = {"W": np.array([[3.0, 0.0], [0.0, -4.0]]), "b": np.array([12.0])}
    assert_close(rnn.clip_by_norm(grads, max_norm), grads)


@pytest.mark.exercise("clip_by_norm")
def test_clip_by_norm_of_zeros():
    """Gradients that are all zero stay zero: dividing by their norm would give nan."""
    grads = {"W": np.zeros((2, 2)), "b": np.zeros(2)}
    assert_close(rnn.clip_by_norm(grads, 1.0), grads)


@pytest.mark.exercise("clip_by_norm")
@quick
@given(arrays((2, 3)), arrays(2), st.sampled_from([0.5, 1.0, 8.0]))
def test_clip_by_norm_never_exceeds_the_limit_nor_turns(first, second, max_norm):
    """The norm of the result is the smaller of the two, the norm before and max_norm, and all
    numbers keep their proportions.
    """
    clipped = rnn.clip_by_norm({"first": first, "second": second}, max_norm)
    before, after = np.append(first.ravel(), second), np.append(clipped["first"].ravel(), clipped["second"])
    norm = np.linalg.norm(before)
    assert_close(float(np.linalg.norm(after)), float(min(norm, max_norm)), what="The norm of the result")
    assert_close(after * norm, before * np.linalg.norm(after), what="The direction of the result")


@pytest.mark.exercise("clip_by_norm")
def test_clip_by_norm_leaves_its_arguments_alone():
    """The arrays passed in stay as they were: make new ones, and a new dict, instead of using *=."""
    assert_leaves_arguments_alone(rnn.clip_by_norm, {"b": np.array([3.0, 4.0])}, 1.0)


@pytest.mark.exercise("clip_by_norm")
def test_clip_by_norm_refuses_what_makes_no_sense():
    """A negative max_norm raises ValueError."""
    with refuses():
        rnn.clip_by_norm({"b": np.array([3.0, 4.0])}, -1.0)


# state_jacobian_norms


@pytest.mark.exercise("state_jacobian_norms")
def test_state_jacobian_norms_example():
    """One unit with W = 2: a step to the state 0.5 has the slope 0.75 * 2 = 1.5, a step to the
    state 0 has the slope 2.

    dh_3/dh_3 = 1, dh_3/dh_2 = 1.5, dh_3/dh_1 = 1.5 * 2 = 3. If the order is 3, 1.5, 1: begin with
    the last state.
    """
    assert_close(rnn.state_jacobian_norms(np.array([[0.9], [0.0], [0.5]]), np.array([[2.0]])), [1.0, 1.5, 3.0])


@pytest.mark.exercise("state_jacobian_norms")
def test_state_jacobian_norms_of_states_zero():
    """At states of zero tanh has slope 1, so going k steps back gives the k-th power of W: here a
    power of two times a rotation.

    If the second number is 2.83: numpy.linalg.norm(matrix) is the Frobenius norm,
    numpy.linalg.norm(matrix, 2) the spectral norm.
    """
    rotation = np.array([[0.0, -2.0], [2.0, 0.0]])
    assert_close(rnn.state_jacobian_norms(np.zeros((4, 2)), rotation), [1.0, 2.0, 4.0, 8.0])


@pytest.mark.exercise("state_jacobian_norms")
def test_state_jacobian_norms_multiplies_matrices():
    """This W moves the second unit's value to the first and forgets the first: after two steps
    nothing is left.

    If the last number is not 0: multiply the matrices and take the norm of the product.
    """
    assert_close(rnn.state_jacobian_norms(np.zeros((3, 2)), np.array([[0.0, 3.0], [0.0, 0.0]])), [1.0, 3.0, 0.0])


@pytest.mark.exercise("state_jacobian_norms")
def test_state_jacobian_norms_are_those_of_finite_differences():
    """Moving the state h_1 a little and running on moves h_3 as the Jacobian says."""
    h, _ = rnn.rnn_forward(X[:1], H0[:1], WIDE)

    def last_state(first_state):
        return rnn.rnn_forward(X[:1, 1:], first_state[np.newaxis], WIDE)[0][0, -1]

    step = 1e-5
    columns = [(last_state(h[0, 0] + move) - last_state(h[0, 0] - move)) / (2 * step) for move in step * np.eye(2)]
    singular_values = np.linalg.svd(np.array(columns).T, compute_uv=False)
    assert_close(
        float(rnn.state_jacobian_norms(h[0], WIDE["W"])[2]),
        float(singular_values[0]),
        tolerance=1e-7,
        what="The norm of dh_3/dh_1",
    )


@pytest.mark.exercise("state_jacobian_norms")
def test_state_jacobian_norms_refuses_what_makes_no_sense():
    """A batch of states, and weights for another number of units, raise ValueError."""
    with refuses():
        rnn.state_jacobian_norms(np.zeros((2, 3, 2)), np.eye(2))
    with refuses():
        rnn.state_jacobian_norms(np.zeros((3, 2)), np.eye(3))


# windows


@pytest.mark.exercise("windows")
def test_windows_example():
    """The series 1, 2, 3, 4, 5 has three windows of two values that are followed by a value.

    If there are four: nothing follows 4, 5. If next_values is 2, 3, 4: it is what comes after the
    window, not its last value.
    """
    x, next_values = rnn.windows(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 2)
    assert_close(x, [[[1.0], [2.0]], [[2.0], [3.0]], [[3.0], [4.0]]], what="x")
    assert_close(next_values, [3.0, 4.0, 5.0], what="next_values")


@pytest.mark.exercise("windows")
@quick
@given(vectors(2, 8), sizes(1, 7))
def test_windows_cuts_at_every_place(series, length):
    """Window m and its next value are the length + 1 values of the series from place m on, for
    lengths from 1 to T - 1.
    """
    length = min(length, len(series) - 1)
    x, next_values = rnn.windows(series, length)
    pieces = [series[m : m + length + 1] for m in range(len(series) - length)]
    assert_close(x, np.array(pieces)[:, :-1, np.newaxis], what="x")
    assert_close(next_values, np.array(pieces)[:, -1], what="next_values")


@pytest.mark.exercise("windows")
@pytest.mark.parametrize("length", [3, 4, 0])
def test_windows_refuses_what_makes_no_sense(length):
    """A window as long as the series has no value after it, and a window needs at least one value:
    both raise ValueError.
    """
    with refuses():
        rnn.windows(np.array([1.0, 2.0, 3.0]), length)


# forecast

SERIES_NETWORK = {
    "U": np.array([[0.5], [-1.0]]),
    "W": np.array([[0.5, -1.0], [0.25, 0.75]]),
    "b": np.array([0.25, -0.5]),
    "V": np.array([[1.0, -0.5]]),
    "c": np.array([0.125]),
}
"""A network with one input and one output, and two hidden units."""


@pytest.mark.exercise("forecast")
def test_forecast_example():
    """U = 0 and W = 0 make a network that predicts V tanh(b) + c whatever it sees: 2 * 0 + 1 = 1,
    three times.
    """
    params = SMALL | {"U": np.zeros((1, 1)), "W": np.zeros((1, 1))}
    assert_close(rnn.forecast(params, np.array([0.5, -0.25]), 3), [1.0, 1.0, 1.0])


@pytest.mark.exercise("forecast")
@quick
@given(vectors(1, 5, scale=8))
def test_forecast_begins_with_the_last_output(history):
    """One step ahead is the last output of rnn_forward over the history, from h0 = 0.

    If it fails: is the history's last value fed in twice, or its first prediction left out?
    """
    _, y = rnn.rnn_forward(history.reshape(1, -1, 1), np.zeros((1, 2)), SERIES_NETWORK)
    assert_close(rnn.forecast(SERIES_NETWORK, history, 1), y[0, -1])


@pytest.mark.exercise("forecast")
@quick
@given(vectors(1, 5, scale=8), sizes(1, 3))
def test_forecast_takes_its_predictions_for_granted(history, steps):
    """Adding the first prediction to the history gives the same predictions from the second one on.

    If it fails: the next input is the prediction just made, and the state carries on; it does not
    start from zero again.
    """
    predictions = rnn.forecast(SERIES_NETWORK, history, steps + 1)
    longer = np.append(history, predictions[0])
    assert_close(rnn.forecast(SERIES_NETWORK, longer, steps), predictions[1:])


@pytest.mark.exercise("forecast")
def test_forecast_refuses_what_makes_no_sense():
    """No step, no history and a network with three inputs raise ValueError."""
    with refuses():
        rnn.forecast(SERIES_NETWORK, np.ones(3), 0)
    with refuses():
        rnn.forecast(SERIES_NETWORK, np.ones(0), 2)
    with refuses():
        rnn.forecast(WIDE, np.ones(3), 2)


# damped_oscillator


@pytest.mark.exercise("damped_oscillator")
def test_damped_oscillator_example():
    """From position 1 at rest, without force and damping, with dt = 0.5: the position first stays,
    and the velocity becomes -0.5.

    If the second position is 0.75: it moves with the OLD velocity, which is 0. If the third
    velocity is wrong: it changes with the old position.
    """
    x, v = rnn.damped_oscillator(1.0, 0.0, 0.0, np.zeros(2), 0.5)
    assert_close(x, [1.0, 1.0, 0.75], what="x")
    assert_close(v, [0.0, -0.5, -1.0], what="v")


@pytest.mark.exercise("damped_oscillator")
def test_damped_oscillator_with_force_and_damping():
    """From position 0 with velocity 2, damping 0.5 and the forces 4 and 0, with dt = 0.5.

    The velocity becomes 2 + 0.5 * (4 - 0.5 * 2 - 0) = 3.5, then 3.5 + 0.5 * (0 - 0.5 * 3.5 - 1) =
    2.125.
    """
    x, v = rnn.damped_oscillator(0.0, 2.0, 0.5, np.array([4.0, 0.0]), 0.5)
    assert_close(x, [0.0, 1.0, 2.75], what="x")
    assert_close(v, [2.0, 3.5, 2.125], what="v")


@pytest.mark.exercise("damped_oscillator")
@quick
@given(vectors(3, 6), st.integers(-3, 3), st.integers(-3, 3))
def test_damped_oscillator_obeys_both_equations(force, x0, v0):
    """(x_{i+1} - x_i) / dt is v_i, and (v_{i+1} - v_i) / dt is F_i - damping v_i - x_i."""
    damping, dt = 0.5, 0.25
    x, v = rnn.damped_oscillator(x0, v0, damping, force, dt)
    assert_close(np.array([x[0], v[0]]), [float(x0), float(v0)], what="The start")
    assert_close((x[1:] - x[:-1]) / dt, v[:-1], what="The change of x")
    assert_close((v[1:] - v[:-1]) / dt, force - damping * v[:-1] - x[:-1], what="The change of v")


@pytest.mark.exercise("damped_oscillator")
def test_damped_oscillator_refuses_what_makes_no_sense():
    """A dt of zero and forces in a matrix raise ValueError."""
    with refuses():
        rnn.damped_oscillator(1.0, 0.0, 0.5, np.zeros(3), 0.0)
    with refuses():
        rnn.damped_oscillator(1.0, 0.0, 0.5, np.zeros((3, 1)), 0.5)


# train

WAVE = np.sin(1.5 * np.arange(80))
"""About four values in each period, so that one value alone does not tell the next."""


@pytest.mark.exercise("train")
def test_train_returns_params_of_the_right_shapes():
    """Three hidden units: U [3, 1], W [3, 3], b [3], V [1, 3] and c [1], all of them finite
    numbers.
    """
    params = rnn.train(WAVE[:20], 4, 3, 2, 0.05, 0)
    shapes = {name: np.shape(array) for name, array in params.items()}
    assert shapes == {"U": (3, 1), "W": (3, 3), "b": (3,), "V": (1, 3), "c": (1,)}
    assert all(np.isfinite(array).all() for array in params.values())


@pytest.mark.exercise("train")
def test_train_depends_on_the_seed_alone():
    """The same seed gives the same params, another seed gives others.

    Make one generator, np.random.default_rng(seed), and draw all random numbers from it.
    """
    first, again, other = (rnn.train(WAVE[:20], 4, 3, 2, 0.05, seed) for seed in (1, 1, 2))
    assert_close(again, first, what="The second result with the same seed")
    assert any(not np.array_equal(first[name], other[name]) for name in first), "Another seed gave the same params."


@pytest.mark.exercise("train")
def test_train_learns_a_wave():
    """Trained on 50 values of a sine wave, the network predicts each of the next 30 from the six
    values before it.

    The error must be below half the standard deviation of these values. About 0.7 or more: the
    network does not see beyond the last value, so is W trained, and is the target at each step the
    NEXT value? If the error is huge: step against the gradient.
    """
    params = rnn.train(WAVE[:50], 6, 8, 300, 0.05, 0)
    x, next_values = rnn.windows(WAVE[44:], 6)
    _, y = rnn.rnn_forward(x, np.zeros((len(x), 8)), params)
    error = np.sqrt(np.mean((y[:, -1, 0] - next_values) ** 2)) / np.std(next_values)
    assert error < 0.5, (
        f"The error is {error:.2f} standard deviations; a constant prediction has 1, a right training less than 0.4."
    )


@pytest.mark.exercise("train")
def test_train_refuses_what_makes_no_sense():
    """A series that is not longer than the windows, and a network without hidden units, raise
    ValueError.
    """
    with refuses():
        rnn.train(np.ones(4), 4, 3, 1, 0.05, 0)
    with refuses():
        rnn.train(WAVE[:20], 4, 0, 1, 0.05, 0)
