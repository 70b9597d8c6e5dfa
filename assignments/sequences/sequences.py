"""Sequences: more that a recurrent network can be asked.

The unit rnn asks for an output at every step and trains all weights.  Here it is asked for other things:

    one answer in the end           last_step_loss, last_step_bptt
    training in small pieces        mini_batches
    a forecast by a moving window   sliding_forecast
    weights that are not trained    reservoir, reservoir_states, fit_readout, echo_forecast

The network is that of the unit rnn,

    h_t = tanh(U x_t + W h_{t-1} + b),    y_t = V h_t + c,    t = 1, ..., T

with the dict `params` of U [H, D], W [H, H], b [H], V [O, H] and c [O].  You may copy functions that
you wrote there into this file.  Sequences are arrays [N, T, D]: N sequences, T steps, D numbers per
step.  All results are floats, also for whole numbers and bytes; arguments are left as they are.  All
randomness comes from a seed: draw from np.random.default_rng(seed), never from NumPy's own shared
generator.
"""

import numpy as np


def last_step_loss(y: np.ndarray, targets: np.ndarray) -> float:
    """Half the squared error of the LAST output of each sequence, averaged over the N sequences.

    L = (1/N) sum over n, o of (y[n, T-1, o] - targets[n, o])^2 / 2

    One answer for a whole sequence: a film review is read to its end, and then it is good or bad.  The
    outputs before the last one do not count.

    Args:
        y: the network's outputs at all steps, [N, T, O].
        targets: what the last ones should be, [N, O].

    Returns:
        A float.

    Divide by N only, neither by T nor by O.

    Raises:
        ValueError: y is not three-dimensional, or targets is not [N, O] ([1, O] and [N, 1] would
            broadcast to nonsense).
    """
    raise NotImplementedError  # your code here


def last_step_bptt(
    x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray
) -> dict[str, np.ndarray]:
    """Backpropagation through time for one answer in the end: the gradients of L = last_step_loss(y,
    targets), with the outputs y of the network for the sequences x.

    Only the last state has an output that counts.  All others act on the loss through the next state
    alone:

        dL/dh_T = V^T dL/dy_T
        dL/dh_t = W^T ((1 - h_{t+1}^2) * dL/dh_{t+1})        t = T - 1, ..., 0

    U, W and b are used at every step: their gradients are sums over all steps.  Those of V and c come
    from the last step.

    Args:
        x: the inputs, [N, T, D].
        h0: the states before the first step, [N, H]; they need not be zero.
        params: the dict with U, W, b, V and c.
        targets: what the last outputs should be, [N, O].

    Returns:
        A dict of float64 arrays with the keys U, W, b, V, c and h0, each of the shape of what it
        belongs to.

    Raises:
        ValueError: x is not three-dimensional, h0 is not [N, H], targets is not [N, O], or they do not
            fit the params.
    """
    raise NotImplementedError  # your code here


def mini_batches(count: int, size: int, seed: int) -> list[np.ndarray]:
    """Cuts a shuffled list of samples into batches: one epoch of stochastic gradient descent.

    The indices 0, 1, ..., count - 1 are shuffled, so that every order of them is equally likely, and
    cut into pieces of `size` from the front.  Each index is in exactly one batch.  Where count is no
    multiple of size, the last batch is smaller, and only the last.

    Args:
        count: how many samples there are.
        size: how many of them make a batch; it may be more than count, then there is one batch.
        seed: where all randomness comes from: the same seed gives the same batches, another seed
            others, and NumPy's own random state stays as it is.

    Returns:
        A list of index arrays, whole numbers: each has the shape [size], the last one may be shorter.

    Raises:
        ValueError: count or size is less than 1.
    """
    raise NotImplementedError  # your code here


def sliding_forecast(params: dict[str, np.ndarray], history: np.ndarray, length: int, steps: int) -> np.ndarray:
    """Predicts the next values of a series by a window that moves along, with a network of one input
    and one output (D = O = 1).

    Each step runs the network from h0 = 0 over the last `length` values that there are.  Its last
    output is the prediction, and is appended to the values:

        first step     window: the last `length` values of the history
        second step    window: the last length - 1 values of the history, and the first prediction
        later steps    once more than `length` values are predicted, windows hold predictions alone

    The state starts from zero in every window.  So it does in training with windows, and so the
    network sees what it was trained for.

    Args:
        params: the dict with U [H, 1], W [H, H], b [H], V [1, H] and c [1].
        history: the values so far, [T].
        length: how many values make a window, from 1 to T.
        steps: how many values to predict.

    Returns:
        The predictions, [steps].

    Raises:
        ValueError: history is not one-dimensional, length is less than 1 or more than T, steps is less
            than 1, or the network has not one input and one output.
    """
    raise NotImplementedError  # your code here


def reservoir(units: int, radius: float, density: float, seed: int) -> np.ndarray:
    """Recurrent weights for an echo state network: random, sparse, and of a given spectral radius.

    They are never trained, so their size must be right from the beginning.  The spectral radius is the
    largest absolute value of the eigenvalues, which may be complex.

        how many    round(density * units * units) weights are not 0, exactly so many, all others are 0
        where       all places of the matrix are equally likely, those on the diagonal too
        values      each by itself, normally distributed around 0, or uniformly, both signs alike
        size        all are multiplied by one factor, so that the spectral radius is `radius`

    With few weights it happens that all eigenvalues are 0.  Then no factor helps: draw again, from the
    same generator, until they are not.

    Args:
        units: how many units the reservoir has.
        radius: the spectral radius, above 0.
        density: the share of the weights that are not 0, above 0 and at most 1.
        seed: where all randomness comes from: the same seed gives the same weights, another seed
            others, and NumPy's own random state stays as it is.

    Returns:
        The weights, [units, units]; their spectral radius is judged to 1e-9 of `radius`.

    Raises:
        ValueError: units is less than 1, radius is not above 0, density is not above 0 or is more than
            1, or it is so small that no weight is left, round(density * units * units) = 0.
    """
    raise NotImplementedError  # your code here


def reservoir_states(W: np.ndarray, w_in: np.ndarray, series: np.ndarray) -> np.ndarray:
    """The states of a reservoir that a series drives:

        s_t = tanh(W s_{t-1} + w_in u_t),    t = 1, ..., T,    s_0 = 0

    Args:
        W: the recurrent weights, [units, units].
        w_in: the weights of the input, [units].
        series: the values u_1, ..., u_T, [T].

    Returns:
        The states s_1, ..., s_T, [T, units]; s_0 is not one of them.

    Raises:
        ValueError: W is not two-dimensional and square, w_in does not have the shape [units], or series
            is not one-dimensional.
    """
    raise NotImplementedError  # your code here


def fit_readout(states: np.ndarray, targets: np.ndarray, ridge: float) -> np.ndarray:
    """Fits the output of an echo state network, the only part of it that learns: linear least squares
    with a penalty (ridge regression).

    Of all weights w [units] and biases b it finds those for which

        sum over t of (states[t] @ w + b - targets[t])^2  +  ridge * sum over j of w[j]^2

    is least.  It is a sum over t and no mean, and the bias is not penalised: a series far from 0 needs a
    large one.

    Args:
        states: the states, [T, units], at least one row.
        targets: what the output should be at each of them, [T].
        ridge: the penalty.  Where it is 0, the columns of the states and a column of ones must be
            linearly independent: nothing is asked where they are not.

    Returns:
        The weights and, last, the bias, [units + 1].

    Raises:
        ValueError: states is not two-dimensional, targets does not have the shape [T], or ridge is
            negative.
    """
    raise NotImplementedError  # your code here


def echo_forecast(W: np.ndarray, w_in: np.ndarray, readout: np.ndarray, series: np.ndarray, steps: int) -> np.ndarray:
    """Predicts the next values of a series with an echo state network.

    The series runs through the reservoir, from s_0 = 0.  The readout of the last state is the first
    prediction.  Each prediction is then the next value that drives the reservoir, and the state carries
    on from where it is:

        p_1 = w s_T + b
        s_{T+k} = tanh(W s_{T+k-1} + w_in p_k),    p_{k+1} = w s_{T+k} + b

    Args:
        W: the recurrent weights, [units, units].
        w_in: the weights of the input, [units].
        readout: the weights w and, last, the bias b, [units + 1], as fit_readout returns them.
        series: the values so far, [T], T of at least 1.
        steps: how many values to predict.

    Returns:
        The predictions p_1, ..., p_steps, [steps].

    Raises:
        ValueError: W, w_in or series do not fit, as in reservoir_states, series is empty, readout is
            not [units + 1], or steps is less than 1.
    """
    raise NotImplementedError  # your code here
