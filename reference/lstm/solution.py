"""Gates that keep a gradient alive: the LSTM, the gradients through it, and the GRU.

An LSTM carries two arrays from step to step: the state h, which others see, and the cell s, its
memory.  Three gates, numbers between 0 and 1, decide what enters the cell (i), what stays in it (f)
and what is shown of it (o); the candidate g is what could enter:

    i = sigmoid(W_xi x_t + W_hi h_{t-1} + b_i)        s_t = f * s_{t-1} + i * g
    f = sigmoid(W_xf x_t + W_hf h_{t-1} + b_f)        h_t = o * tanh(s_t)
    o = sigmoid(W_xo x_t + W_ho h_{t-1} + b_o)        y_t = V h_t + c
    g = tanh   (W_xg x_t + W_hg h_{t-1} + b_g)

The four blocks of H rows stand one below the other, in the order input, forget, output, candidate:
W_x [4H, D], W_h [4H, H], b [4H].  With V [O, H] and c [O] they come as the dict `params`.
Sequences are arrays [N, T, D]: N sequences, T steps, D numbers per step.  Samples lie in rows, so
`W_x x_t` becomes `x_t @ W_x.T` in code.  Results are float64 arrays: no function changes its
arguments, and whole-number inputs must not make the results whole numbers.
Write the functions from top to bottom; later ones may call earlier ones.  `sigmoid` is given.
"""

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """The logistic function 1 / (1 + exp(-z)), element by element, safe for any finite z: the unit
    dense shows how it comes about.  It is finished: use it below.
    """
    small = np.exp(-np.abs(z))
    return np.where(z > 0, 1.0, small) / (1.0 + small)


def lstm_step(
    x_t: np.ndarray, h_prev: np.ndarray, s_prev: np.ndarray, params: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The next state and the next cell of every sequence of a batch.

        z = W_x x_t + W_h h_{t-1} + b        in four blocks: input, forget, output, candidate
        i, f, o = sigmoid of the first three blocks,    g = tanh of the last one
        s_t = f * s_{t-1} + i * g,           h_t = o * tanh(s_t)

    Args:
        x_t: the inputs of this step, [N, D].
        h_prev: the states before it, h_{t-1}, [N, H].
        s_prev: the cells before it, s_{t-1}, [N, H].
        params: the dict with W_x [4H, D], W_h [4H, H] and b [4H].

    Returns:
        The pair (h_t, s_t), both [N, H].

    The order of the blocks is that of this course; other books and libraries have others.  z may be
    large: a gate is then 0 or 1, and nothing overflows.

    Raises:
        ValueError: x_t, h_prev or s_prev is not two-dimensional, their batches differ (NumPy would
            broadcast a single row without a word), or their sizes do not fit W_x and W_h.
    """
    ### BEGIN SOLUTION
    W_x, W_h, b = (np.asarray(params[name], dtype=float) for name in ("W_x", "W_h", "b"))
    rows, D, H = x_t.shape[:1], W_x.shape[1], W_h.shape[1]
    if (x_t.shape, h_prev.shape, s_prev.shape) != ((*rows, D), (*rows, H), (*rows, H)):
        raise ValueError(
            f"x_t must be [N, {D}], h_prev and s_prev [N, {H}], but their shapes are {x_t.shape}, {h_prev.shape} and "
            f"{s_prev.shape}."
        )
    z = x_t @ W_x.T + h_prev @ W_h.T + b
    i, f, o = np.split(sigmoid(z[:, : 3 * H]), 3, axis=1)
    g = np.tanh(z[:, 3 * H :])
    s_t = f * s_prev + i * g
    return o * np.tanh(s_t), s_t
    ### END SOLUTION


def lstm_forward(
    x: np.ndarray, h0: np.ndarray, s0: np.ndarray, params: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Runs the network over whole sequences.

    Args:
        x: the inputs, [N, T, D].
        h0: the states before the first step, [N, H]; they need not be zero.
        s0: the cells before the first step, [N, H]; they need not be zero either.
        params: the dict with W_x, W_h, b, V [O, H] and c [O].

    Returns:
        The three arrays (h, s, y): all states h_1, ..., h_T, [N, T, H], all cells s_1, ..., s_T,
        [N, T, H], and the outputs y_t = V h_t + c, [N, T, O].

    h and s hold T steps: h0 and s0 are not among them.  The outputs come from the states, not from
    the cells.

    Raises:
        ValueError: x is not three-dimensional, h0 or s0 is not [N, H], or they do not fit the
            params.
    """
    ### BEGIN SOLUTION
    V, c = params["V"], params["c"]
    if (x.ndim, h0.shape, s0.shape) != (3, (*x.shape[:1], V.shape[1]), h0.shape):
        raise ValueError(
            f"x must be [N, T, D], h0 and s0 [N, H] and V [O, H], but their shapes are {x.shape}, {h0.shape}, "
            f"{s0.shape} and {V.shape}."
        )
    state, cell = h0, s0
    states, cells = [], []
    for t in range(x.shape[1]):
        state, cell = lstm_step(x[:, t], state, cell, params)
        states.append(state)
        cells.append(cell)
    h, s = np.stack(states, axis=1), np.stack(cells, axis=1)
    return h, s, h @ V.T + c
    ### END SOLUTION


def lstm_bptt(
    x: np.ndarray, h0: np.ndarray, s0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray
) -> dict[str, np.ndarray]:
    """Backpropagation through time: the gradients of

        L = (1/N) sum over n, t, o of (y[n, t, o] - targets[n, t, o])^2 / 2

    with (h, s, y) = lstm_forward(x, h0, s0, params).

    A state acts on the loss through its own output and through the gates of the next step.  A cell
    acts through its own state and, multiplied by the next forget gate, through the next cell.  From
    the last step to the first, with dz for the gradient of the four blocks of z:

        dL/dh_t = V^T dL/dy_t + W_h^T dz_{t+1}
        dL/ds_t = dL/dh_t * o_t * (1 - tanh(s_t)^2) + dL/ds_{t+1} * f_{t+1}

        dz_t:   input      dL/ds_t * g_t        * i_t (1 - i_t)
                forget     dL/ds_t * s_{t-1}    * f_t (1 - f_t)
                output     dL/dh_t * tanh(s_t)  * o_t (1 - o_t)
                candidate  dL/ds_t * i_t        * (1 - g_t^2)

    where the terms of step t+1 are missing at t = T.  W_x, W_h, b, V and c are used at every step:
    their gradients are sums over all steps.  The gradient of h0 is what is carried out of the first
    step through W_h, that of s0 what is carried out of it through the forget gate.

    Args:
        x: the inputs, [N, T, D].
        h0: the states before the first step, [N, H].
        s0: the cells before the first step, [N, H].
        params: the dict with W_x, W_h, b, V and c.
        targets: what the outputs should be, [N, T, O].

    Returns:
        A dict of float64 arrays with the keys W_x, W_h, b, V, c, h0 and s0, each of the shape of
        what it belongs to.

    Raises:
        ValueError: a shape does not fit, as in lstm_forward, or targets is not [N, T, O].
    """
    ### BEGIN SOLUTION
    h, s, y = lstm_forward(x, h0, s0, params)
    if targets.shape != y.shape:
        raise ValueError(f"targets must have the shape of the outputs, {y.shape}, but its shape is {targets.shape}.")
    W_x, W_h, b = (np.asarray(params[name], dtype=float) for name in ("W_x", "W_h", "b"))
    H = h0.shape[1]
    h_before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    s_before = np.concatenate([s0[:, np.newaxis], s[:, :-1]], axis=1)
    z = x @ W_x.T + h_before @ W_h.T + b
    i, f, o = np.split(sigmoid(z[:, :, : 3 * H]), 3, axis=2)
    g, shown = np.tanh(z[:, :, 3 * H :]), np.tanh(s)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in ("W_x", "W_h", "b", "V", "c")}
    h_carried, s_carried = np.zeros(h0.shape), np.zeros(s0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + h_carried
        s_grad = h_grad * o[:, t] * (1 - shown[:, t] ** 2) + s_carried
        i_grad = s_grad * g[:, t] * i[:, t] * (1 - i[:, t])
        f_grad = s_grad * s_before[:, t] * f[:, t] * (1 - f[:, t])
        o_grad = h_grad * shown[:, t] * o[:, t] * (1 - o[:, t])
        g_grad = s_grad * i[:, t] * (1 - g[:, t] ** 2)
        z_grad = np.concatenate([i_grad, f_grad, o_grad, g_grad], axis=1)
        grads["W_x"] += z_grad.T @ x[:, t]
        grads["W_h"] += z_grad.T @ h_before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        h_carried = z_grad @ W_h
        s_carried = s_grad * f[:, t]
    return grads | {"h0": h_carried, "s0": s_carried}
    ### END SOLUTION


def gru_step(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    """The next state of every sequence in a gated recurrent unit, which has two gates and no cell.

        r = sigmoid(W_r x_t + U_r h_{t-1} + b_r)              reset: how much of the past is seen
        z = sigmoid(W_z x_t + U_z h_{t-1} + b_z)              update: how much of it stays
        n = tanh(W_n x_t + r * (U_n h_{t-1}) + b_n)           candidate
        h_t = (1 - z) * n + z * h_{t-1}

    Args:
        x_t: the inputs of this step, [N, D].
        h_prev: the states before it, h_{t-1}, [N, H].
        params: the dict with W_x [3H, D], W_h [3H, H] and b [3H]: the blocks W_r, W_z, W_n of W_x,
            the blocks U_r, U_z, U_n of W_h and the blocks b_r, b_z, b_n of b, one below the other.

    Returns:
        The states after it, h_t, [N, H].

    The reset gate multiplies U_n h_{t-1}, not h_{t-1} itself and not the bias.  Where z is 1, the
    old state stays as it is.

    Raises:
        ValueError: x_t or h_prev is not two-dimensional, their batches differ (NumPy would
            broadcast a single row without a word), or their sizes do not fit W_x and W_h.
    """
    ### BEGIN SOLUTION
    W_x, W_h, b = (np.asarray(params[name], dtype=float) for name in ("W_x", "W_h", "b"))
    rows, D, H = x_t.shape[:1], W_x.shape[1], W_h.shape[1]
    if (x_t.shape, h_prev.shape) != ((*rows, D), (*rows, H)):
        raise ValueError(
            f"x_t must be [N, {D}] and h_prev [N, {H}], but their shapes are {x_t.shape} and {h_prev.shape}."
        )
    from_x, from_h = x_t @ W_x.T + b, h_prev @ W_h.T
    r, z = np.split(sigmoid(from_x[:, : 2 * H] + from_h[:, : 2 * H]), 2, axis=1)
    n = np.tanh(from_x[:, 2 * H :] + r * from_h[:, 2 * H :])
    return (1 - z) * n + z * h_prev
    ### END SOLUTION


def cell_gradient(f: np.ndarray) -> np.ndarray:
    """How much of a gradient the forget gates let through: ds_T/ds_k for k = T, T-1, ..., 1 along
    the straight path from cell to cell.

    In s_t = f_t * s_{t-1} + i_t * g_t the last cell reaches the one before it through the factor
    f_t alone, number by number, if one leaves out that the gates depend on earlier cells too.  So

        ds_T/ds_k = f_T * f_{T-1} * ... * f_{k+1}

    Args:
        f: the forget gates f_1, ..., f_T of one sequence, [T, H], values from 0 to 1; both can
            occur, because gates saturate.

    Returns:
        The factors, [T, H]; the first row is ds_T/ds_T, which is 1.

    f_1 stands between s_0 and s_1: it is in none of the products.

    Raises:
        ValueError: f is not two-dimensional.
    """
    ### BEGIN SOLUTION
    if f.ndim != 2:
        raise ValueError(f"f must be [T, H], but its shape is {f.shape}.")
    kept = np.ones(f.shape)
    for back in range(1, len(f)):
        kept[back] = kept[back - 1] * f[-back]
    return kept
    ### END SOLUTION
