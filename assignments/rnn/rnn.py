"""The vanilla recurrent network, and backpropagation through time.

    h_t = tanh(U x_t + W h_{t-1} + b),    y_t = V h_t + c,    t = 1, ..., T

The same five arrays are used at every step: U [H, D], W [H, H], b [H], V [O, H] and c [O]; they
come as the dict `params`. Sequences are arrays [N, T, D]: N sequences, T steps, D numbers per step.
Samples lie in rows, so `U x_t` becomes `x_t @ U.T` in code.  Results are float64 arrays: no
function changes its arguments, and whole-number inputs must not make the results whole numbers.
Write the functions from top to bottom; later ones may call earlier ones.
"""

import numpy as np


def rnn_step(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    """The next state, h_t = tanh(U x_t + W h_{t-1} + b), of every sequence of a batch.

    Args:
        x_t: the inputs of this step, [N, D].
        h_prev: the states before it, h_{t-1}, [N, H].
        params: the dict with U [H, D], W [H, H] and b [H].

    Returns:
        The states after it, h_t, [N, H].

    W need not be symmetric, and D need not be H: mind which side to transpose.

    Raises:
        ValueError: x_t or h_prev is not two-dimensional, their batches differ (NumPy would
            broadcast a single row without a word), or their sizes do not fit U and W.
    """
    raise NotImplementedError  # your code here


def rnn_forward(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Runs the network over whole sequences.

    Args:
        x: the inputs, [N, T, D].
        h0: the states before the first step, [N, H]; they need not be zero.
        params: the dict with U, W, b, V [O, H] and c [O].

    Returns:
        The pair (h, y): all states h_1, ..., h_T, [N, T, H], and the outputs y_t = V h_t + c, [N,
        T, O].

    h holds T states: h0 is not one of them.  y_t belongs to the new state h_t, not to h_{t-1}.

    Raises:
        ValueError: x is not three-dimensional, h0 is not [N, H], or they do not fit the params.
    """
    raise NotImplementedError  # your code here


def sequence_loss(y: np.ndarray, targets: np.ndarray) -> float:
    """Half the squared error, summed over steps and outputs, averaged over the N sequences.

    L = (1/N) sum over n, t, o of (y[n, t, o] - targets[n, t, o])^2 / 2

    Args:
        y: the network's outputs, [N, T, O].
        targets: what they should be, [N, T, O].

    Returns:
        A float.

    Divide by N only, neither by T nor by O.

    Raises:
        ValueError: y is not three-dimensional, or targets has another shape ([N, T] and [N, T, 1]
            would broadcast to nonsense).
    """
    raise NotImplementedError  # your code here


def bptt(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    """Backpropagation through time: the gradients of L = sequence_loss(y, targets), (h, y) =
    rnn_forward(x, h0, params).

    A state acts on the loss in two ways, through its own output and through the next state.  From
    the last step to the first:

        dL/dh_t = V^T dL/dy_t + W^T ((1 - h_{t+1}^2) * dL/dh_{t+1})

    where the second term is missing at t = T.  U, W, b, V and c are used at every step: their
    gradients are sums over all steps.

    Args:
        x: the inputs, [N, T, D].
        h0: the states before the first step, [N, H].
        params: the dict with U, W, b, V and c.
        targets: what the outputs should be, [N, T, O].

    Returns:
        A dict of float64 arrays with the keys U, W, b, V, c and h0, each of the shape of what it
        belongs to.

    1 - h_t^2 is the derivative of tanh at step t, and the gradient of W pairs it with h_{t-1},
    which is h0 at t = 1.

    Raises:
        ValueError: a shape does not fit, as in rnn_forward, or targets is not [N, T, O].
    """
    raise NotImplementedError  # your code here


def clip_by_norm(grads: dict[str, np.ndarray], max_norm: float) -> dict[str, np.ndarray]:
    """Shortens a set of gradients that is too long, and keeps its direction.

    The norm is that of all numbers of all arrays together: sqrt(sum over all arrays and elements of
    g^2).  Where it exceeds max_norm, all arrays are multiplied by max_norm / norm, so that the norm
    becomes max_norm.  Otherwise nothing changes.

    Args:
        grads: a dict of arrays of any shapes.
        max_norm: the greatest norm allowed; np.inf allows all.

    Returns:
        A new dict with the same keys; the arrays in `grads` stay as they are.

    One factor for all arrays: a factor for each would turn the direction.  All gradients may be
    zero, so mind the division.

    Raises:
        ValueError: max_norm is negative.
    """
    raise NotImplementedError  # your code here


def state_jacobian_norms(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    """How strongly the last state depends on each earlier one: the spectral norms of dh_T/dh_k for
    k = T, T-1, ..., 1.

    One step has the Jacobian dh_t/dh_{t-1} = diag(1 - h_t^2) W, and the chain rule multiplies them:

        dh_T/dh_k = diag(1 - h_T^2) W  diag(1 - h_{T-1}^2) W  ...  diag(1 - h_{k+1}^2) W

    Args:
        h: the states h_1, ..., h_T of one sequence, [T, H].
        W: the recurrent weights, [H, H].

    Returns:
        The T norms, [T]; the first is that of dh_T/dh_T = identity, which is 1.

    The spectral norm is the largest singular value.  The norm of a product is not the product of
    the norms.

    Raises:
        ValueError: h is not two-dimensional, or W is not [H, H].
    """
    raise NotImplementedError  # your code here


def windows(series: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Cuts a series into all windows of `length` successive values, each with the value that
    follows it.

    Args:
        series: T numbers, [T].
        length: the number of values in a window.

    Returns:
        The pair (x, next_values) with x [M, length, 1] and next_values [M], M = T - length: x[m, :,
        0] is series[m], ..., series[m + length - 1], and next_values[m] is series[m + length].

    The last window must have a value after it, so there are T - length of them, not T - length + 1.

    Raises:
        ValueError: series is not one-dimensional, length is less than 1, or no value follows the
            first window (length >= T).
    """
    raise NotImplementedError  # your code here


def forecast(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    """Predicts the next values of a series with a network of one input and one output (D = O = 1).

    Runs the network over the history from h0 = 0.  Its last output is the first prediction; each
    prediction is then the next input, and the state carries on from where it is.

    Args:
        params: the dict with U [H, 1], W [H, H], b [H], V [1, H] and c [1].
        history: the values so far, [T], T of at least 1.
        steps: how many values to predict.

    Returns:
        The predictions, [steps].

    Raises:
        ValueError: history is not one-dimensional or is empty, steps is less than 1, or the network
            has not one input and one output.
    """
    raise NotImplementedError  # your code here


def damped_oscillator(
    x0: float, v0: float, damping: float, force: np.ndarray, dt: float
) -> tuple[np.ndarray, np.ndarray]:
    """Solves x'' + damping x' + x = F(t) with Euler's forward method; v = x' is the velocity.

        x_{i+1} = x_i + dt v_i
        v_{i+1} = v_i + dt (F_i - damping v_i - x_i)

    Args:
        x0: the position at the start.
        v0: the velocity at the start.
        damping: the factor of the friction.
        force: the force at each step, F_0, ..., F_{T-1}, [T].
        dt: the time between two steps.

    Returns:
        The pair (x, v), both [T + 1], starting with x0 and v0.

    Both right-hand sides use the OLD x_i and v_i: updating one of them first gives another method.

    Raises:
        ValueError: force is not one-dimensional, or dt is not positive.
    """
    raise NotImplementedError  # your code here


def train(
    series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int
) -> dict[str, np.ndarray]:
    """Trains a network with one input and one output (D = O = 1) to predict the next value of a
    series.

    One way: cut the series into windows; let the target at every step of a window be the value that
    follows; begin with small random U, W and V (normal, with the standard deviation 1/sqrt(H), say:
    from zeros, the states would never differ); then go through all windows `epochs` times, with
    gradients from bptt, clipped, and any optimiser: plain gradient descent, Adam, ...

    The series may have any mean m and any standard deviation d.  Where they are far from 0 and 1,
    tanh is flat, or the steps are too small or too large: learn from (series - m) / d, and put m
    and d into the params in the end, because these meet the values as they are.  What takes
    (value - m) / d and predicts (next value - m) / d becomes U / d, W, b - U m / d, V d and
    c d + m.

    Args:
        series: the values to learn from, [T], not all equal.
        length: the number of steps that the network sees before it predicts, which is the length of
            the windows.
        hidden: the number H of hidden units.
        epochs: how many times to go through all windows, at least once.
        learning_rate: the size of the optimiser's steps: they grow with it, whatever the optimiser.
        seed: where all randomness comes from (np.random.default_rng(seed)): the same seed gives the
            same params, another seed others, and NumPy's own random state stays as it is.

    Returns:
        The trained params: U [H, 1], W [H, H], b [H], V [1, H] and c [1].

    It is judged by its predictions of the values that come AFTER the series, each from the `length`
    values before it and h0 = 0: their root mean square error must be less than half the standard
    deviation of those values, after two hundred epochs with a learning rate of 0.05.  Going through
    all windows at once with arrays [M, length, 1] is fast; one at a time is not.

    Raises:
        ValueError: the series cannot be cut into such windows (see windows), or hidden is less than
            1.
    """
    raise NotImplementedError  # your code here
