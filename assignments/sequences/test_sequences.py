"""The visible checks of sequences.

They know no right answers beyond a few small examples.  Instead they test what must hold for all
arguments: gradients that agree with finite differences of your own loss, batches that hold every
sample once, a window that forgets what is older than it, a spectral radius that NumPy measures, and
a fit that no small change improves.  Run them with

    pytest test_sequences.py
"""

import numpy as np
import pytest
import sequences
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

PARAMS = {
    "U": np.array([[1.0, 0.0], [0.5, -0.5], [0.0, 2.0]]) / 2,
    "W": np.array([[0.5, 1.0, 0.0], [-0.5, 0.0, 0.25], [0.0, 0.5, -0.5]]),
    "b": np.array([0.25, 0.0, -0.25]),
    "V": np.array([[1.0, -0.5, 0.5]]),
    "c": np.array([0.5]),
}
"""A network with two inputs, three hidden units and one output."""

X = np.arange(-6.0, 6.0).reshape(2, 3, 2) / 8
H0 = np.array([[0.5, 0.0, -0.5], [0.25, 0.75, 0.0]])
TARGETS = np.array([[1.0], [-0.5]])
"""Two sequences of three steps."""

ADDER = {"U": np.ones((1, 1)), "W": np.ones((1, 1)), "b": np.zeros(1), "V": np.full((1, 1), 2.0), "c": np.ones(1)}
"""One input, one hidden unit, one output: h = tanh(x + h), y = 2 h + 1."""


@st.composite
def networks(draw):
    """The arguments of last_step_bptt: sequences, the states before them, a network and targets."""
    batch, steps, inputs, hidden, outputs = (draw(sizes(1, high)) for high in (3, 4, 3, 3, 2))
    params = {
        "U": draw(arrays((hidden, inputs), scale=8)),
        "W": draw(arrays((hidden, hidden), scale=8)),
        "b": draw(arrays(hidden, scale=8)),
        "V": draw(arrays((outputs, hidden), scale=8)),
        "c": draw(arrays(outputs, scale=8)),
    }
    x, h0 = draw(arrays((batch, steps, inputs), scale=8)), draw(arrays((batch, hidden), scale=8))
    return x, h0, params, draw(arrays((batch, outputs), scale=8))


def refuses():
    """What a function must do with arguments that make no sense."""
    return pytest.raises((ValueError, AssertionError))


def outputs(x, h0, params):
    """The outputs of all steps, by the equations."""
    found = []
    for t in range(x.shape[1]):
        h0 = np.tanh(x[:, t] @ params["U"].T + h0 @ params["W"].T + params["b"])
        found.append(h0 @ params["V"].T + params["c"])
    return np.stack(found, axis=1)


# last_step_loss


@pytest.mark.exercise("last_step_loss")
def test_last_step_loss_example():
    """Two sequences with the last outputs 3 and 1, and the targets 1 and 2: (4 + 1) / 2 / 2 = 1.25.

    If the result is 2.5: divide by N, and do not forget the half. If the result is 0.5: the last step
    is y[:, -1], and y[-1] is the last SEQUENCE.
    """
    y = np.array([[[9.0], [3.0]], [[9.0], [1.0]]])
    assert_close(sequences.last_step_loss(y, np.array([[1.0], [2.0]])), 1.25)


@pytest.mark.exercise("last_step_loss")
@quick
@given(arrays((3, 4, 2)), arrays((3, 2)), arrays((3, 3, 2)))
def test_last_step_loss_sees_no_earlier_outputs(y, targets, others):
    """Other outputs before the last step change nothing."""
    changed = y.copy()
    changed[:, :-1] = others
    assert_close(sequences.last_step_loss(changed, targets), sequences.last_step_loss(y, targets))


@pytest.mark.exercise("last_step_loss")
def test_last_step_loss_of_whole_numbers():
    """Bytes are numbers as well: 1 - 2 is -1, and not 255."""
    y, targets = np.ones((2, 3, 1), dtype=np.uint8), np.full((2, 1), 2, dtype=np.uint8)
    assert_close(sequences.last_step_loss(y, targets), 0.5)


@pytest.mark.exercise("last_step_loss")
@pytest.mark.parametrize("shape", [(1, 2), (3, 1), (2,), (3, 4, 2), (3, 1, 2)])
def test_last_step_loss_refuses_other_targets(shape):
    """Targets that are not [N, O] raise ValueError, also where NumPy could stretch them."""
    with refuses():
        sequences.last_step_loss(np.ones((3, 4, 2)), np.ones(shape))
    with refuses():
        sequences.last_step_loss(np.ones((3, 2)), np.ones((3, 2)))


# last_step_bptt


@pytest.mark.exercise("last_step_bptt")
def test_last_step_bptt_example():
    """The network h = tanh(x + h), y = 2 h + 1 with inputs and a state of 0: all states are 0, and the last
    output 1 misses its target 0 by 1.  The slope of tanh is 1 at every step, so b gets 2 from each.

    If the gradient of b is 2: all three steps contribute. If it is 12: only the last output counts.
    """
    zero = np.zeros((1, 1))
    grads = sequences.last_step_bptt(np.zeros((1, 3, 1)), zero, ADDER, zero)
    assert_close(grads["c"], [1.0], what="The gradient of c")
    assert_close(grads["b"], [6.0], what="The gradient of b")
    assert_close(grads["h0"], [[2.0]], what="The gradient of h0")
    for name in ("U", "W", "V"):
        assert_close(grads[name], [[0.0]], what=f"The gradient of {name}")


@pytest.mark.exercise("last_step_bptt")
@quick
@given(networks())
def test_last_step_bptt_agrees_with_finite_differences(case):
    """All six gradients are the slopes of the loss of the last outputs."""
    x, h0, params, targets = case

    def loss(point):
        y = outputs(x, point["h0"], point)
        return np.sum((y[:, -1] - targets) ** 2) / (2 * len(x))

    grads = sequences.last_step_bptt(x, h0, params, targets)
    assert set(grads) == {"U", "W", "b", "V", "c", "h0"}, "The keys are U, W, b, V, c and h0."
    assert_gradient(loss, grads, params | {"h0": h0})


@pytest.mark.exercise("last_step_bptt")
def test_last_step_bptt_leaves_its_arguments_alone():
    """A call changes none of its arguments, and a second call gives the same answer in new arrays."""
    assert_leaves_arguments_alone(sequences.last_step_bptt, X.copy(), H0.copy(), PARAMS, TARGETS.copy())
    assert_repeatable(sequences.last_step_bptt, X, H0, PARAMS, TARGETS)


@pytest.mark.exercise("last_step_bptt")
def test_last_step_bptt_treats_each_sequence_alone():
    """The gradient of h0 in a batch of two is half of what each sequence has alone."""
    both = sequences.last_step_bptt(X, H0, PARAMS, TARGETS)["h0"]
    alone = [sequences.last_step_bptt(X[[n]], H0[[n]], PARAMS, TARGETS[[n]])["h0"] for n in (0, 1)]
    assert_close(both, np.concatenate(alone) / 2)


@pytest.mark.exercise("last_step_bptt")
def test_last_step_bptt_refuses_what_makes_no_sense():
    """Targets for every step, a row of targets or of states for two sequences, and inputs that do not fit U
    raise ValueError.
    """
    for targets in (np.ones((2, 3, 1)), TARGETS[:1], np.ones(2), np.ones((2, 2))):
        with refuses():
            sequences.last_step_bptt(X, H0, PARAMS, targets)
    for x, h0 in ((X, H0[:1]), (X, H0[0]), (X[..., :1], H0), (X[:, 0], H0)):
        with refuses():
            sequences.last_step_bptt(x, h0, PARAMS, TARGETS)


# mini_batches


@pytest.mark.exercise("mini_batches")
@quick
@given(sizes(1, 30), sizes(1, 12), sizes(0, 99))
def test_mini_batches_hold_every_sample_once(count, size, seed):
    """The batches together hold 0, 1, ..., count - 1, each once; all but the last have `size` indices.

    If samples are missing: what is left over makes a last, smaller batch.
    """
    batches = sequences.mini_batches(count, size, seed)
    lengths = np.array([len(batch) for batch in batches])
    assert_close(lengths, [min(size, count - start) for start in range(0, count, size)], what="The sizes")
    assert_close(np.sort(np.concatenate(batches)), np.arange(count), what="All indices")
    assert np.arange(count)[batches[0]].shape == batches[0].shape, "A batch is an array that picks rows."


@pytest.mark.exercise("mini_batches")
def test_mini_batches_are_shuffled():
    """Of a thousand samples no batch holds neighbours alone, and the seed decides."""
    first, again, other = (sequences.mini_batches(1000, 30, seed) for seed in (0, 0, 1))
    assert all(np.ptp(batch) > 300 for batch in first[:-1]), "Shuffle all indices before you cut."
    assert np.array_equal(np.concatenate(first), np.concatenate(again)), "The same seed gave other batches."
    assert not np.array_equal(np.concatenate(first), np.concatenate(other)), "Another seed gave the same batches."


@pytest.mark.exercise("mini_batches")
@pytest.mark.parametrize(("count", "size"), [(0, 3), (5, 0), (-1, 2), (5, -2)])
def test_mini_batches_refuse_what_makes_no_sense(count, size):
    """No samples, and batches of none, raise ValueError."""
    with refuses():
        sequences.mini_batches(count, size, 0)


# sliding_forecast


@pytest.mark.exercise("sliding_forecast")
def test_sliding_forecast_example():
    """The network h = tanh(x + h), y = 2 h + 1 with a window of one value: from 0 comes 1, from 1 comes
    2 tanh(1) + 1.

    If the second value is also 1: the window does not move. If it is more than 2.6: the state starts
    from zero in every window.
    """
    found = sequences.sliding_forecast(ADDER, np.array([5.0, 0.0]), 1, 2)
    assert_close(found, [1.0, 2 * np.tanh(1.0) + 1])


NETWORK = {"U": np.array([[0.5], [-1.0]]), "W": np.array([[0.5, 1.0], [-0.25, 0.5]]), "b": np.array([0.25, 0.0])}
NETWORK |= {"V": np.array([[1.0, -0.5]]), "c": np.array([0.5])}
HISTORY = np.array([0.5, -0.25, 1.0, 0.75, -0.5])


@pytest.mark.exercise("sliding_forecast")
@quick
@given(sizes(1, 5), sizes(1, 7))
def test_sliding_forecast_is_one_step_again_and_again(length, steps):
    """Each value is what one step predicts from the history with all earlier predictions behind it."""
    found, values = sequences.sliding_forecast(NETWORK, HISTORY, length, steps), HISTORY
    assert_close(np.shape(found), (steps,), what="The shape")
    for step in range(steps):
        window = values[-length:].reshape(1, length, 1)
        assert_close(found[step], outputs(window, np.zeros((1, 2)), NETWORK)[0, -1, 0], what=f"Step {step + 1}")
        values = np.append(values, found[step])


@pytest.mark.exercise("sliding_forecast")
def test_sliding_forecast_forgets_what_is_older_than_its_window():
    """Other values before the window change nothing; and the history stays as it is."""
    found = sequences.sliding_forecast(NETWORK, HISTORY, 3, 4)
    assert_close(sequences.sliding_forecast(NETWORK, np.append([9.0, 9.0], HISTORY[2:]), 3, 4), found)
    assert_leaves_arguments_alone(sequences.sliding_forecast, NETWORK, HISTORY.copy(), 3, 4)


@pytest.mark.exercise("sliding_forecast")
@pytest.mark.parametrize(("length", "steps"), [(0, 1), (6, 1), (-1, 2), (2, 0), (2, -1)])
def test_sliding_forecast_refuses_what_makes_no_sense(length, steps):
    """Windows of nothing, or longer than the history, and fewer than one step raise ValueError."""
    with refuses():
        sequences.sliding_forecast(NETWORK, HISTORY, length, steps)
    with refuses():
        sequences.sliding_forecast(PARAMS, HISTORY, 2, 1)


# reservoir


@pytest.mark.exercise("reservoir")
@pytest.mark.parametrize(
    ("units", "radius", "density"),
    [(1, 0.5, 1.0), (10, 0.9, 0.29), (30, 1.25, 0.1), (7, 2.0, 0.3)],
)
def test_reservoir_has_its_radius_and_its_share(units, radius, density):
    """The largest absolute eigenvalue is the radius, and round(density * units * units) weights are not 0.

    If there are 28 weights of ten units and not 29: round, and do not cut off.
    """
    for seed in range(5):
        W = sequences.reservoir(units, radius, density, seed)
        assert_close(W.shape, (units, units), what="The shape")
        assert_close(np.abs(np.linalg.eigvals(W)).max(), radius, what="The spectral radius")
        assert_close(np.count_nonzero(W), round(density * units * units), what="The number of weights that are not 0")


@pytest.mark.exercise("reservoir")
def test_reservoir_draws_places_and_values():
    """Places are drawn all over the matrix, and values around 0, no two of them alike."""
    W = sequences.reservoir(40, 0.9, 0.5, 3)
    weights = W[W != 0]
    for half in (W[:20], W[:, :20], W[::2]):
        assert 300 < np.count_nonzero(half) < 500, "All places of the matrix must be equally likely."
    assert np.diagonal(W).any(), "Places on the diagonal must be as likely as others."
    assert 0.4 < np.mean(weights > 0) < 0.6, "About half of the weights are positive."
    assert len(np.unique(weights)) == weights.size, "Draw each weight by itself."


@pytest.mark.exercise("reservoir")
def test_reservoir_draws_again_where_all_eigenvalues_are_zero():
    """A single weight of four units has an eigenvalue only if it is on the diagonal.

    If values are not finite: something was divided by a spectral radius of 0.
    """
    for seed in range(10):
        W = sequences.reservoir(4, 0.5, 1 / 16, seed)
        assert_close(np.sort(np.abs(W), axis=None)[-2:], [0.0, 0.5], what="The largest weights")


@pytest.mark.exercise("reservoir")
def test_reservoir_follows_its_seed():
    """The same seed gives the same weights, another seed others, and NumPy's own generator is left alone."""
    before = np.random.get_state()[1].copy()
    first, again, other = (sequences.reservoir(6, 0.9, 0.5, seed) for seed in (0, 0, 1))
    assert np.array_equal(first, again), "The same seed gave another result the second time."
    assert not np.array_equal(first, other), "Another seed gave the same result."
    assert np.array_equal(before, np.random.get_state()[1]), "NumPy's own random state has changed."


@pytest.mark.exercise("reservoir")
@pytest.mark.parametrize(
    ("units", "radius", "density"),
    [(0, 0.9, 0.5), (5, 0.0, 0.5), (5, -1.0, 0.5), (5, 0.9, 0.0), (5, 0.9, 1.5), (3, 0.9, 0.05)],
)
def test_reservoir_refuses_what_makes_no_sense(units, radius, density):
    """No units, a radius that is not above 0, and a density that leaves no weight, or is above 1."""
    with refuses():
        sequences.reservoir(units, radius, density, 0)


# reservoir_states

WEIGHTS = np.array([[0.5, 1.0, 0.0], [-0.5, 0.0, 0.25], [0.0, 0.5, -0.5]])
INPUT = np.array([1.0, -0.5, 0.25])
SERIES = np.array([0.5, -1.0, 0.75, 0.25])


@pytest.mark.exercise("reservoir_states")
def test_reservoir_states_example():
    """One unit with the weights 1: tanh(1), then tanh(tanh(1) + 0).

    If the first state is 0: the states are s_1, ..., s_T.
    """
    states = sequences.reservoir_states(np.ones((1, 1)), np.ones(1), np.array([1.0, 0.0]))
    assert_close(states, [[np.tanh(1.0)], [np.tanh(np.tanh(1.0))]])


@pytest.mark.exercise("reservoir_states")
@quick
@given(arrays((3, 3), scale=8), arrays(3, scale=8), arrays(5, scale=8))
def test_reservoir_states_follow_from_the_ones_before(W, w_in, series):
    """Each state is tanh(W s + w_in u), with the state before it and the value of its step."""
    states = sequences.reservoir_states(W, w_in, series)
    before = np.concatenate([np.zeros((1, 3)), states[:-1]])
    assert_close(states, np.tanh(before @ W.T + np.outer(series, w_in)))


@pytest.mark.exercise("reservoir_states")
def test_reservoir_states_leave_their_arguments_alone():
    """A call changes none of its arguments, and a second call gives the same answer in a new array."""
    assert_leaves_arguments_alone(sequences.reservoir_states, WEIGHTS.copy(), INPUT.copy(), SERIES.copy())
    assert_repeatable(sequences.reservoir_states, WEIGHTS, INPUT, SERIES)


@pytest.mark.exercise("reservoir_states")
def test_reservoir_states_refuse_what_does_not_fit():
    """A W that is not square, a w_in that is no row of numbers, and a series of two dimensions."""
    for W, w_in, series in (
        (WEIGHTS[:2], INPUT, SERIES),
        (WEIGHTS, INPUT[:2], SERIES),
        (WEIGHTS, INPUT[:, np.newaxis], SERIES),
        (WEIGHTS, INPUT, SERIES[:, np.newaxis]),
    ):
        with refuses():
            sequences.reservoir_states(W, w_in, series)


# fit_readout

STATES = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0], [2.0, 0.5], [-1.0, 0.0]])


@pytest.mark.exercise("fit_readout")
def test_fit_readout_finds_a_line():
    """Targets 2 s_1 - 3 s_2 + 5 are met exactly without a penalty: weights 2 and -3, and last the bias 5."""
    targets = STATES @ [2.0, -3.0] + 5
    assert_close(sequences.fit_readout(STATES, targets, 0.0), [2.0, -3.0, 5.0])


@pytest.mark.exercise("fit_readout")
def test_fit_readout_example_with_a_penalty():
    """One unit with the states -1 and 1, targets 9 and 11, ridge 2: the least of 2 (w - 1)^2 + 2 w^2 is at
    w = 1/2, and the bias is 10.

    If the bias is less than 10: it is penalised. If the weight is 1/3: the errors are a sum, no mean.
    """
    found = sequences.fit_readout(np.array([[-1.0], [1.0]]), np.array([9.0, 11.0]), 2.0)
    assert_close(found, [0.5, 10.0])


@pytest.mark.exercise("fit_readout")
@quick
@given(arrays((6, 2), scale=4), arrays(6), st.sampled_from([0.5, 2.0]))
def test_fit_readout_cannot_be_improved(states, targets, ridge):
    """Weights and bias that are a little different have a larger sum of squares and penalty."""
    found = sequences.fit_readout(states, targets, ridge)

    def cost(point):
        return np.sum((states @ point[:-1] + point[-1] - targets) ** 2) + ridge * np.sum(point[:-1] ** 2)

    for place in range(3):
        for change in (-0.01, 0.01):
            moved = found + change * (np.arange(3) == place)
            assert cost(moved) > cost(found), "A small change of the result has a smaller cost."


@pytest.mark.exercise("fit_readout")
def test_fit_readout_moves_its_bias_with_the_targets():
    """Targets that are all larger by 100 give the same weights, and a bias that is larger by 100."""
    targets = np.array([1.0, -2.0, 0.5, 4.0, 3.0])
    change = sequences.fit_readout(STATES, targets + 100, 4.0) - sequences.fit_readout(STATES, targets, 4.0)
    assert_close(change, [0.0, 0.0, 100.0])
    assert_leaves_arguments_alone(sequences.fit_readout, STATES.copy(), targets, 4.0)


@pytest.mark.exercise("fit_readout")
def test_fit_readout_refuses_what_makes_no_sense():
    """Targets that are not [T], states of one dimension, and a ridge below 0 raise ValueError."""
    for states, targets, ridge in (
        (STATES, np.ones((5, 1)), 1.0),
        (STATES, np.ones(4), 1.0),
        (STATES[:, 0], np.ones(5), 1.0),
        (STATES, np.ones(5), -1.0),
    ):
        with refuses():
            sequences.fit_readout(states, targets, ridge)


# echo_forecast

READOUT = np.array([1.0, -0.5, 0.25, 0.5])


@pytest.mark.exercise("echo_forecast")
def test_echo_forecast_example():
    """One unit with the weights 1, the readout 2 s + 1, and the series 0: first 1, then 2 tanh(1) + 1.

    If the first value is more than 2.5: the readout of the last known state is the first prediction.
    """
    found = sequences.echo_forecast(np.ones((1, 1)), np.ones(1), np.array([2.0, 1.0]), np.zeros(1), 2)
    assert_close(found, [1.0, 2 * np.tanh(1.0) + 1])


@pytest.mark.exercise("echo_forecast")
@quick
@given(arrays((3, 3), scale=8), arrays(3, scale=8), arrays(4, scale=4), arrays(4, scale=8), sizes(1, 5))
def test_echo_forecast_believes_itself(W, w_in, readout, series, steps):
    """Whoever appends the first predictions to the series gets the later ones."""
    found = sequences.echo_forecast(W, w_in, readout, series, steps)
    assert_close(np.shape(found), (steps,), what="The shape")
    for known in range(1, steps):
        later = sequences.echo_forecast(W, w_in, readout, np.append(series, found[:known]), steps - known)
        assert_close(later, found[known:], what=f"The forecast from {known} predictions on")


@pytest.mark.exercise("echo_forecast")
def test_echo_forecast_refuses_what_makes_no_sense():
    """A readout without a bias, no known value, and fewer than one step raise ValueError."""
    for readout, series, steps in ((READOUT[:3], SERIES, 1), (READOUT, SERIES[:0], 1), (READOUT, SERIES, 0)):
        with refuses():
            sequences.echo_forecast(WEIGHTS, INPUT, readout, series, steps)
    assert_leaves_arguments_alone(sequences.echo_forecast, WEIGHTS.copy(), INPUT.copy(), READOUT.copy(), SERIES, 2)
