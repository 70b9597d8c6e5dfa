"""Wrong answers to the exercises of the unit rnn that people really give, each with the hint that helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import bptt, clip_by_norm, rnn_forward, rnn_step, windows

# rnn_step


@misconception(
    "rnn_step",
    "The states seem to be multiplied by W from the wrong side: samples lie in rows, so W h becomes h_prev times the transpose of W. A symmetric W hides this.",
)
def state_weights_untransposed(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return np.tanh(x_t @ U.T + h_prev @ W + b)


@misconception(
    "rnn_step",
    "The new state does not depend on h_prev: add W times the previous state inside tanh; it is all the memory that the network has.",
)
def state_ignored(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return np.tanh(x_t @ U.T + b)


@misconception(
    "rnn_step",
    "The result is the sum before tanh: apply tanh to all of it.",
)
def tanh_forgotten(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return x_t @ U.T + h_prev @ W.T + b


@misconception(
    "rnn_step",
    "Only the input's part seems to go through tanh: the sum of all three parts does.",
)
def tanh_of_the_input_only(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return np.tanh(x_t @ U.T + b) + h_prev @ W.T


@misconception(
    "rnn_step",
    "The bias b seems to be missing inside tanh.",
)
def bias_forgotten(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W = params["U"], params["W"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return np.tanh(x_t @ U.T + h_prev @ W.T)


@misconception(
    "rnn_step",
    "The states lie between 0 and 1: this network uses tanh, whose values lie between -1 and 1.",
)
def logistic_function(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return 1 / (1 + np.exp(-(x_t @ U.T + h_prev @ W.T + b)))


@misconception(
    "rnn_step",
    "Every sequence gets the state of the first one: each row of the batch has a state of its own.",
)
def state_leaks_across_the_batch(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return np.tanh(x_t @ U.T + h_prev[0] @ W.T + b)


@misconception(
    "rnn_step",
    "The new states are whole numbers when h_prev holds whole numbers: np.zeros_like and np.empty_like copy the dtype too, so ask for floats.",
)
def state_truncated(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    h = np.zeros_like(h_prev)
    h[:] = np.tanh(x_t @ U.T + h_prev @ W.T + b)
    return h


@misconception(
    "rnn_step",
    "Axes of size one are dropped: a batch of one is [1, H] and one hidden unit gives [N, 1], so do not squeeze.",
)
def axes_squeezed(x_t: np.ndarray, h_prev: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    x_t, h_prev = np.asarray(x_t, dtype=float), np.asarray(h_prev, dtype=float)
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    U, W, b = params["U"], params["W"], params["b"]
    if U.shape[1] != x_t.shape[1] or W.shape[1] != h_prev.shape[1]:
        raise ValueError(f"U {U.shape} and W {W.shape} do not fit x_t and h_prev")
    return np.squeeze(np.tanh(x_t @ U.T + h_prev @ W.T + b))


# rnn_forward


@misconception(
    "rnn_forward",
    "The result does not depend on h0: the first step starts from h0, not from zeros.",
)
def initial_state_ignored(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    if h0.ndim != 2 or len(h0) != len(x):
        raise ValueError(f"h0 must be [N, H], but its shape is {h0.shape}")
    state = np.zeros((len(x), h0.shape[1]))
    states = []
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, params)
        states.append(state)
    h = np.stack(states, axis=1)
    return h, h @ params["V"].T + params["c"]


@misconception(
    "rnn_forward",
    "The outputs seem to be computed from h_{t-1}: y_t belongs to the new state h_t.",
)
def output_from_the_previous_state(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    state = h0
    states = []
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, params)
        states.append(state)
    h = np.stack(states, axis=1)

    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    return h, before @ params["V"].T + params["c"]


@misconception(
    "rnn_forward",
    "The states are shifted by one step: h holds h_1, ..., h_T, and h0 is not one of them.",
)
def states_begin_with_h0(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    state = h0
    states = []
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, params)
        states.append(state)
    h = np.stack(states, axis=1)

    return np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1), h @ params["V"].T + params["c"]


@misconception(
    "rnn_forward",
    "Every step seems to start from h0: each step starts from the state that the one before it left.",
)
def state_not_carried(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    h = np.stack([rnn_step(x[:, t], h0, params) for t in range(x.shape[1])], axis=1)
    return h, h @ params["V"].T + params["c"]


@misconception(
    "rnn_forward",
    "A sequence seems to start from the last state of the sequence before it: each starts from its own row of h0.",
)
def state_carried_to_the_next_sequence(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    if h0.ndim != 2 or len(h0) != len(x):
        raise ValueError(f"h0 must be [N, H], but its shape is {h0.shape}")
    state = h0[:1]
    h = np.zeros((len(x), x.shape[1], h0.shape[1]))
    for n in range(len(x)):
        for t in range(x.shape[1]):
            state = rnn_step(x[n : n + 1, t], state, params)
            h[n, t] = state[0]
    return h, h @ params["V"].T + params["c"]


@misconception(
    "rnn_forward",
    "The states are whole numbers when h0 holds whole numbers: make room for floats, since zeros_like and dtype=h0.dtype copy the type.",
)
def states_truncated(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    h = np.zeros((*x.shape[:2], h0.shape[1]), dtype=h0.dtype)
    state = h0
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, params)
        h[:, t] = state
    return h, h @ params["V"].T + params["c"]


@misconception(
    "rnn_forward",
    "The bias c seems to be missing in the outputs.",
)
def output_bias_forgotten(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    state = h0
    states = []
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, params)
        states.append(state)
    h = np.stack(states, axis=1)
    return h, h @ params["V"].T


@misconception(
    "rnn_forward",
    "The outputs have gone through tanh: only the states do, y_t = V h_t + c is linear.",
)
def tanh_of_the_output(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    state = h0
    states = []
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, params)
        states.append(state)
    h = np.stack(states, axis=1)
    return h, np.tanh(h @ params["V"].T + params["c"])


@misconception(
    "rnn_forward",
    "The result is ordered [T, N, ...]: the batch comes first, [N, T, ...], so stack the steps along axis 1.",
)
def steps_and_sequences_swapped(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    state = h0
    states = []
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, params)
        states.append(state)
    h = np.stack(states, axis=0)
    return h, h @ params["V"].T + params["c"]


@misconception(
    "rnn_forward",
    "One row in h0 seems to serve all sequences: NumPy repeats a single row without a word, so compare len(h0) with len(x) and raise a ValueError.",
)
def initial_state_repeated_for_all_sequences(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    if x.ndim != 3 or h0.ndim != 2:
        raise ValueError(f"x {x.shape} must be [N, T, D] and h0 {h0.shape} [N, H]")
    state = h0
    states = []
    for t in range(x.shape[1]):
        state = np.tanh(x[:, t] @ params["U"].T + state @ params["W"].T + params["b"])
        states.append(state)
    h = np.stack(states, axis=1)
    return h, h @ params["V"].T + params["c"]


# sequence_loss


@misconception(
    "sequence_loss",
    "The loss is twice as large as it should be: each squared error counts half.",
)
def half_forgotten(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    return float(np.sum((y - targets) ** 2) / len(y))


@misconception(
    "sequence_loss",
    "The loss seems to be averaged over steps or outputs too: sum over them and divide by the number of sequences N only.",
)
def mean_over_everything(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    return float(np.mean((y - targets) ** 2) / 2)


@misconception(
    "sequence_loss",
    "The loss seems to be divided by the number of steps as well: divide by the number of sequences N only.",
)
def divided_by_steps_too(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    return float(np.sum((y - targets) ** 2) / (2 * y.shape[0] * y.shape[1]))


@misconception(
    "sequence_loss",
    "The loss seems to be a sum over the sequences: divide by their number N.",
)
def summed_over_the_batch(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    return float(np.sum((y - targets) ** 2) / 2)


@misconception(
    "sequence_loss",
    "Only the last step's error is counted: the loss sums over all steps.",
)
def last_step_only(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    return float(np.sum((y[:, -1] - targets[:, -1]) ** 2) / (2 * len(y)))


@misconception(
    "sequence_loss",
    "The loss seems to be a root of a sum of squares: it is the sum itself, halved and divided by N.",
)
def root_taken(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    return float(np.sqrt(np.sum((y - targets) ** 2) / (2 * len(y))))


@misconception(
    "sequence_loss",
    "Halves are cut off when y holds whole numbers: np.zeros_like copies the type of y too, so ask for floats.",
)
def halves_cut_off(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    squares = np.zeros_like(y)
    for t in range(y.shape[1]):
        squares[:, t] = (y[:, t] - targets[:, t]) ** 2 / 2
    return float(np.sum(squares) / len(y))


@misconception(
    "sequence_loss",
    "The call leaves the errors in y: -= changes the caller's array, so write y - targets.",
)
def errors_left_in_the_outputs(y: np.ndarray, targets: np.ndarray) -> float:
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    y -= targets
    return float(np.sum(y**2) / (2 * len(y)))


# bptt


@misconception(
    "bptt",
    "The gradient seems to be carried back with the wrong side of W: the transpose of what the forward pass multiplies by. A symmetric W hides this.",
)
def recurrent_weights_transposed(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"].T
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "Nothing is carried from a step to the one before it: h_t acts on the loss through h_{t+1} too.",
)
def truncated_to_one_step(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"]
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "Only the last step's error is sent back: the output of every step adds its own part to the gradient of that step's state.",
)
def last_output_only(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = y_grad[:, -1] @ params["V"]
    for t in reversed(range(x.shape[1])):
        h_grad = carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "Each step seems to replace what the steps before it left in the gradients: the weights are used at every step, so add up.",
)
def gradients_overwritten(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] = z_grad.T @ x[:, t]
        grads["W"] = z_grad.T @ before[:, t]
        grads["b"] = z_grad.sum(axis=0)
        grads["V"] = y_grad[:, t].T @ h[:, t]
        grads["c"] = y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "What comes from the next step seems to bypass the derivative of tanh: it reaches h_t, so it too is multiplied by 1 - h_t^2.",
)
def no_tanh_derivative_on_the_carried_term(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        z_grad = (1 - h[:, t] ** 2) * (y_grad[:, t] @ params["V"]) + carried
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "What is carried back seems to lack the derivative of tanh: W multiplies the gradient before tanh, not that of the state.",
)
def state_gradient_carried_before_tanh(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = h_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The derivative of tanh is missing: multiply the gradient of h_t by 1 - h_t^2.",
)
def no_tanh_derivative(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The derivative of tanh seems to be taken at h_{t-1}: at step t it is 1 - h_t^2.",
)
def tanh_derivative_at_the_previous_state(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - before[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The derivative of tanh seems to be computed from tanh(h_t): h_t is a value of tanh already, so it is 1 - h_t^2.",
)
def tanh_taken_twice(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - np.tanh(h[:, t]) ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradient of W pairs each step with its own new state: W multiplies h_{t-1}, so that is the state to use.",
)
def new_state_in_the_gradient_of_w(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ h[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The first step adds nothing to the gradient of W: before it comes h0, which need not be zero.",
)
def initial_state_left_out_of_w(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([np.zeros(h0.shape)[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradients are too small by the number of steps: the loss sums over time and averages over the sequences only.",
)
def mean_over_time(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / (len(x) * x.shape[1])
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradients are too large by the number of sequences: the loss has a factor 1/N.",
)
def not_divided_by_batch_size(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = y - targets
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradients are twice as large as they should be: the loss has a factor 1/2, which the derivative of the square cancels.",
)
def factor_two(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = 2 * (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "All signs are reversed: the derivative of (y - target)^2 / 2 is y - target.",
)
def prediction_minus_target_reversed(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (targets - y) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradient of b holds one step only: b is used at every step, so add up over time.",
)
def state_bias_of_the_last_step(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        if t == x.shape[1] - 1:
            grads["b"] = z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradient of c holds one step only: c is used at every step, so add up over time.",
)
def output_bias_of_the_last_step(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        carried = z_grad @ params["W"]
    grads["c"] = y_grad[:, -1].sum(axis=0)
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradient of V holds one step only: V is used at every step, so add up over time.",
)
def output_weights_of_the_last_step(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["V"] = y_grad[:, -1].T @ h[:, -1]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The gradient of h0 seems to be that of h_1: go one step further back, through tanh and W.",
)
def first_state_in_place_of_h0(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = h_grad
    return grads


@misconception(
    "bptt",
    "The gradient of h0 is summed over the sequences: each has a row of its own in h0, so in its gradient too.",
)
def initial_state_summed_over_the_batch(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = np.zeros(h0.shape) + carried.sum(axis=0)
    return grads


@misconception(
    "bptt",
    "What is carried back seems to pile up over the steps: replace it at every step, the rest is in it already.",
)
def carried_terms_pile_up(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried += z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "The steps seem to be taken from the first to the last: the gradient of h_t needs that of h_{t+1}, so go backwards.",
)
def steps_taken_forwards(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in range(x.shape[1]):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = carried
    return grads


@misconception(
    "bptt",
    "Sequences of one step seem to be counted twice: there the first step is the last one too, so treat all steps in one loop.",
)
def first_and_last_step_apart(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}

    def add(t: int, z_grad: np.ndarray) -> None:
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)

    last = x.shape[1] - 1
    z_grad = (1 - h[:, last] ** 2) * (y_grad[:, last] @ params["V"])
    add(last, z_grad)
    for t in range(last - 1, 0, -1):
        z_grad = (1 - h[:, t] ** 2) * (y_grad[:, t] @ params["V"] + z_grad @ params["W"])
        add(t, z_grad)
    z_grad = (1 - h[:, 0] ** 2) * (y_grad[:, 0] @ params["V"] + z_grad @ params["W"])
    add(0, z_grad)
    grads["h0"] = z_grad @ params["W"]
    return grads


@misconception(
    "bptt",
    "The gradient of h0 has lost an axis: it has the shape of h0, also for one sequence or one hidden unit, so do not squeeze.",
)
def initial_state_squeezed(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = np.squeeze(carried)
    return grads


@misconception(
    "bptt",
    "The gradient of h0 is cut to whole numbers when h0 holds whole numbers: np.zeros_like copies the type too, so ask for floats.",
)
def initial_state_truncated(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
    grads["h0"] = np.zeros_like(h0)
    grads["h0"][:] = carried
    return grads


@misconception(
    "bptt",
    "The gradient of h0 seems to be a sum over the steps, as for the weights: h0 is used at the first step only, so only what leaves that step counts.",
)
def initial_state_summed_over_steps(x: np.ndarray, h0: np.ndarray, params: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if np.shape(targets) != y.shape:
        raise ValueError(f"targets must have the shape {y.shape} of the outputs, not {np.shape(targets)}")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    grads["h0"] = np.zeros(h0.shape)
    carried = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        h_grad = y_grad[:, t] @ params["V"] + carried
        z_grad = (1 - h[:, t] ** 2) * h_grad
        grads["U"] += z_grad.T @ x[:, t]
        grads["W"] += z_grad.T @ before[:, t]
        grads["b"] += z_grad.sum(axis=0)
        grads["V"] += y_grad[:, t].T @ h[:, t]
        grads["c"] += y_grad[:, t].sum(axis=0)
        carried = z_grad @ params["W"]
        grads["h0"] += carried
    return grads


# clip_by_norm


@misconception(
    "clip_by_norm",
    "Single numbers seem to be cut off at max_norm: scale all of them by one factor instead, which keeps the direction.",
)
def clipped_elementwise(grads: dict[str, np.ndarray], max_norm: float) -> dict[str, np.ndarray]:
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")
    return {name: np.clip(grad, -max_norm, max_norm).astype(float) for name, grad in grads.items()}


@misconception(
    "clip_by_norm",
    "Each array seems to be clipped by its own norm: take one norm over all arrays, and one factor.",
)
def a_norm_for_each_array(grads: dict[str, np.ndarray], max_norm: float) -> dict[str, np.ndarray]:
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")

    clipped = {}
    for name, grad in grads.items():
        norm = np.sqrt(np.sum(grad**2))
        clipped[name] = grad * (max_norm / norm) if norm > max_norm else grad * 1.0
    return clipped


@misconception(
    "clip_by_norm",
    "Short gradients are made longer: scale only when the norm exceeds max_norm.",
)
def always_scaled(grads: dict[str, np.ndarray], max_norm: float) -> dict[str, np.ndarray]:
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")

    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    factor = max_norm / norm if norm > 0 else 1.0
    return {name: grad * factor for name, grad in grads.items()}


@misconception(
    "clip_by_norm",
    "The norm seems to be taken without the root: it is the root of the sum of all squares.",
)
def root_forgotten(grads: dict[str, np.ndarray], max_norm: float) -> dict[str, np.ndarray]:
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")

    norm = sum(np.sum(grad**2) for grad in grads.values())
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: grad * factor for name, grad in grads.items()}


@misconception(
    "clip_by_norm",
    "The norms of the arrays seem to be added: add the squares of all numbers and take the root once.",
)
def norms_added(grads: dict[str, np.ndarray], max_norm: float) -> dict[str, np.ndarray]:
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")

    norm = sum(np.sqrt(np.sum(grad**2)) for grad in grads.values())
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: grad * factor for name, grad in grads.items()}


@misconception(
    "clip_by_norm",
    "Gradients that are too long come back with norm 1: multiply by max_norm / norm, not by 1 / norm.",
)
def divided_by_the_norm(grads: dict[str, np.ndarray], max_norm: float) -> dict[str, np.ndarray]:
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")

    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    factor = 1 / norm if norm > max_norm else 1.0
    return {name: grad * factor for name, grad in grads.items()}


# state_jacobian_norms


@misconception(
    "state_jacobian_norms",
    "The norm seems to be the Frobenius norm, numpy.linalg.norm's default for matrices: the spectral norm is the largest singular value.",
)
def frobenius_norm(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [np.linalg.norm(jacobian)]
    for t in range(len(h) - 1, 0, -1):
        jacobian = jacobian @ ((1 - h[t] ** 2)[:, np.newaxis] * W)
        norms.append(np.linalg.norm(jacobian))
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    "The norms are in the order of time: start with dh_T/dh_T and go back to dh_T/dh_1.",
)
def earliest_state_first(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [1.0]
    for t in range(len(h) - 1, 0, -1):
        jacobian = jacobian @ ((1 - h[t] ** 2)[:, np.newaxis] * W)
        norms.append(np.linalg.norm(jacobian, 2))
    return np.array(norms[::-1])


@misconception(
    "state_jacobian_norms",
    "The norms of the single steps seem to be multiplied: multiply the matrices first and take the norm of the product.",
)
def product_of_the_norms(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [1.0]
    for t in range(len(h) - 1, 0, -1):
        jacobian = (1 - h[t] ** 2)[:, np.newaxis] * W
        norms.append(norms[-1] * np.linalg.norm(jacobian, 2))
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    "The matrices seem to be multiplied in the wrong order: the factor of the last step stands on the left.",
)
def factors_in_reverse_order(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [1.0]
    for t in range(len(h) - 1, 0, -1):
        jacobian = ((1 - h[t] ** 2)[:, np.newaxis] * W) @ jacobian
        norms.append(np.linalg.norm(jacobian, 2))
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    "The derivative of tanh is missing: each step contributes diag(1 - h_t^2) W, not W alone.",
)
def powers_of_w(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [1.0]
    for _ in range(len(h) - 1):
        jacobian = jacobian @ W
        norms.append(np.linalg.norm(jacobian, 2))
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    "The derivative of tanh seems to be taken one step too early: the step from h_{t-1} to h_t has 1 - h_t^2.",
)
def tanh_derivative_one_step_early(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [1.0]
    for t in range(len(h) - 1, 0, -1):
        jacobian = jacobian @ ((1 - h[t - 1] ** 2)[:, np.newaxis] * W)
        norms.append(np.linalg.norm(jacobian, 2))
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    "1 - h_t^2 seems to scale the columns of W: diag(1 - h_t^2) W scales its rows.",
)
def columns_scaled(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [1.0]
    for t in range(len(h) - 1, 0, -1):
        jacobian = jacobian @ ((1 - h[t] ** 2) * W)
        norms.append(np.linalg.norm(jacobian, 2))
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    "The largest eigenvalue seems to be taken: the spectral norm is the largest singular value, which is larger unless the matrix is normal.",
)
def spectral_radius(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    jacobian = np.eye(len(W))
    norms = [1.0]
    for t in range(len(h) - 1, 0, -1):
        jacobian = jacobian @ ((1 - h[t] ** 2)[:, np.newaxis] * W)
        norms.append(np.abs(np.linalg.eigvals(jacobian)).max())
    return np.array(norms)


@misconception(
    "state_jacobian_norms",
    "One state alone seems to be too few: for T = 1 there is no step to go back, and the result is dh_T/dh_T's norm alone, [1.0].",
)
def at_least_two_states(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    factors = [(1 - state**2)[:, np.newaxis] * W for state in h[:0:-1]]
    products = [factors[0]]
    for factor in factors[1:]:
        products.append(products[-1] @ factor)
    return np.append(1.0, np.linalg.norm(products, 2, axis=(1, 2)))


# windows


@misconception(
    "windows",
    "next_values seems to repeat the last value of each window: it is the value after it.",
)
def target_is_the_last_input(series: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    if series.ndim != 1 or not 1 <= length < len(series):
        raise ValueError(f"length {length} must be from 1 to T - 1 for a series of shape {series.shape}")

    count = len(series) - length
    x = np.array([series[m : m + length] for m in range(count)], dtype=float)[:, :, np.newaxis]
    return x, series[length - 1 : -1].astype(float)


@misconception(
    "windows",
    "There is one window too few: the last one ends at the last value but one, so there are T - length.",
)
def last_window_missing(series: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    if series.ndim != 1 or not 1 <= length < len(series):
        raise ValueError(f"length {length} must be from 1 to T - 1 for a series of shape {series.shape}")

    count = max(len(series) - length - 1, 1)
    x = np.array([series[m : m + length] for m in range(count)], dtype=float)[:, :, np.newaxis]
    return x, series[length : length + count].astype(float)


@misconception(
    "windows",
    "There is one window too many: the last one has no value after it, so there are T - length, not T - length + 1.",
)
def one_window_too_many(series: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    if series.ndim != 1 or not 1 <= length < len(series):
        raise ValueError(f"length {length} must be from 1 to T - 1 for a series of shape {series.shape}")

    count = len(series) - length + 1
    x = np.array([series[m : m + length] for m in range(count)], dtype=float)[:, :, np.newaxis]
    return x, np.append(series[length:], 0.0)


@misconception(
    "windows",
    "The windows seem to begin `length` values apart: each begins one value after the one before it.",
)
def windows_do_not_overlap(series: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    if series.ndim != 1 or not 1 <= length < len(series):
        raise ValueError(f"length {length} must be from 1 to T - 1 for a series of shape {series.shape}")

    starts = range(0, len(series) - length, length)
    x = np.array([series[m : m + length] for m in starts], dtype=float)[:, :, np.newaxis]
    return x, np.array([series[m + length] for m in starts], dtype=float)


@misconception(
    "windows",
    "x is [M, length]: the network takes [M, length, D], with D = 1, so add an axis of size one at the end.",
)
def inputs_without_last_axis(series: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    if series.ndim != 1 or not 1 <= length < len(series):
        raise ValueError(f"length {length} must be from 1 to T - 1 for a series of shape {series.shape}")

    count = len(series) - length
    return np.array([series[m : m + length] for m in range(count)], dtype=float), series[length:].astype(float)


@misconception(
    "windows",
    "next_values is [M, 1]: it is a plain vector [M].",
)
def next_values_in_a_column(series: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    if series.ndim != 1 or not 1 <= length < len(series):
        raise ValueError(f"length {length} must be from 1 to T - 1 for a series of shape {series.shape}")

    count = len(series) - length
    x = np.array([series[m : m + length] for m in range(count)], dtype=float)[:, :, np.newaxis]
    return x, series[length:].astype(float)[:, np.newaxis]


# forecast


@misconception(
    "forecast",
    "The network seems to be fed the last known value again and again: the next input is the prediction just made.",
)
def prediction_not_fed_back(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    h, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    predictions = [y[0, -1, 0]]
    for _ in range(steps - 1):
        h, y = rnn_forward(history[-1:].reshape(1, 1, 1), h[:, -1], params)
        predictions.append(y[0, -1, 0])
    return np.array(predictions)


@misconception(
    "forecast",
    "The state seems to start again from zero at every prediction: it carries on from the step before.",
)
def state_forgotten(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    h, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    predictions = [y[0, -1, 0]]
    for _ in range(steps - 1):
        h, y = rnn_forward(y[:, -1:], np.zeros(h[:, -1].shape), params)
        predictions.append(y[0, -1, 0])
    return np.array(predictions)


@misconception(
    "forecast",
    "All predictions are equal: after each one, run the network one step further with it as input.",
)
def same_prediction_every_step(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    _, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    return np.full(steps, y[0, -1, 0])


@misconception(
    "forecast",
    "The predictions begin one step late: the last output after the history is the first of them.",
)
def first_prediction_left_out(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    h, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    predictions = []
    for _ in range(steps):
        h, y = rnn_forward(y[:, -1:], h[:, -1], params)
        predictions.append(y[0, -1, 0])
    return np.array(predictions)


@misconception(
    "forecast",
    "The last value of the history seems to be fed in twice: the output after the history is already the first prediction.",
)
def last_value_fed_twice(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    h, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    inputs = history[-1:].reshape(1, 1, 1)
    predictions = []
    for _ in range(steps):
        h, y = rnn_forward(inputs, h[:, -1], params)
        inputs = y
        predictions.append(y[0, -1, 0])
    return np.array(predictions)


@misconception(
    "forecast",
    "Each prediction seems to run a moved window from a state of zero: keep the state and feed in the last prediction alone.",
)
def window_run_again_from_zero(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    _, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    values = list(history)
    for _ in range(steps):
        _, y = rnn_forward(np.array(values[-len(history) :]).reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)
        values.append(y[0, -1, 0])
    return np.array(values[len(history) :])


@misconception(
    "forecast",
    "A history of one value fails: there is nothing to read before its last value, so that one starts from the state zero.",
)
def nothing_before_the_last_value(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    h, _ = rnn_forward(history[:-1].reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    value, predictions = history[-1], []
    for _ in range(steps):
        h, y = rnn_forward(np.array([[[value]]]), h[:, -1], params)
        value = y[0, -1, 0]
        predictions.append(value)
    return np.array(predictions)


@misconception(
    "forecast",
    "Predictions are cut to whole numbers when the history holds whole numbers: dtype=history.dtype copies the type, so ask for floats.",
)
def predictions_truncated(params: dict[str, np.ndarray], history: np.ndarray, steps: int) -> np.ndarray:
    if history.ndim != 1 or len(history) == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps} or the shapes of params make no sense")
    h, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)

    predictions = np.zeros(steps, dtype=history.dtype)
    predictions[0] = y[0, -1, 0]
    for i in range(1, steps):
        h, y = rnn_forward(predictions[i - 1].reshape(1, 1, 1), h[:, -1], params)
        predictions[i] = y[0, -1, 0]
    return predictions


# damped_oscillator


@misconception(
    "damped_oscillator",
    "The position seems to move with the new velocity: Euler's forward method uses the old one, v_i.",
)
def updated_velocity_moves_the_position(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        v[i + 1] = v[i] + dt * (force[i] - damping * v[i] - x[i])
        x[i + 1] = x[i] + dt * v[i + 1]
    return x, v


@misconception(
    "damped_oscillator",
    "The velocity seems to change with the new position: Euler's forward method uses the old one, x_i.",
)
def updated_position_pulls_back(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[i] - damping * v[i] - x[i + 1])
    return x, v


@misconception(
    "damped_oscillator",
    "The friction drives the motion: it works against the velocity, -damping v.",
)
def damping_with_the_wrong_sign(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[i] + damping * v[i] - x[i])
    return x, v


@misconception(
    "damped_oscillator",
    "Nothing pulls the position back to zero: the acceleration has the term -x.",
)
def spring_forgotten(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[i] - damping * v[i])
    return x, v


@misconception(
    "damped_oscillator",
    "The force seems to have no effect: add F_i to the acceleration.",
)
def force_forgotten(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (-damping * v[i] - x[i])
    return x, v


@misconception(
    "damped_oscillator",
    "Step i seems to use the force of step i + 1: it uses F_i.",
)
def force_of_the_next_step(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[min(i + 1, len(force) - 1)] - damping * v[i] - x[i])
    return x, v


@misconception(
    "damped_oscillator",
    "One value is missing at the end: T forces make T steps, which give T + 1 values with the start.",
)
def last_value_missing(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[i] - damping * v[i] - x[i])
    return x[:-1], v[:-1]


@misconception(
    "damped_oscillator",
    "The start is missing: the results begin with x0 and v0.",
)
def start_left_out(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.zeros(len(force) + 1), np.zeros(len(force) + 1)
    x[0], v[0] = x0, v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[i] - damping * v[i] - x[i])
    return x[1:], v[1:]


@misconception(
    "damped_oscillator",
    "Positions and velocities are cut to whole numbers when the motion starts from whole numbers: np.full takes the type of x0, so ask for floats.",
)
def motion_truncated(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape} must be [T] and dt {dt} positive")
    x, v = np.full(len(force) + 1, x0), np.full(len(force) + 1, v0)
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[i] - damping * v[i] - x[i])
    return x, v


# train


@misconception(
    "train",
    "The error grows: step against the gradient, so subtract it.",
)
def gradient_ascent(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> dict[str, np.ndarray]:
    x, next_values = windows(series, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = np.concatenate([x[:, 1:], next_values[:, np.newaxis, np.newaxis]], axis=1)
    rng = np.random.default_rng(seed)
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    params = {name: rng.uniform(-1, 1, shape) / np.sqrt(hidden) for name, shape in shapes.items()}
    for _ in range(epochs):
        grads = clip_by_norm(bptt(x, np.zeros((len(x), hidden)), params, targets), 1.0)
        params = {name: params[name] + learning_rate * grads[name] for name in params}
    return params


@misconception(
    "train",
    "The network seems to learn to repeat its input: the target at each step is the NEXT value.",
)
def learns_to_repeat_its_input(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> dict[str, np.ndarray]:
    x, _ = windows(series, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = x.copy()
    rng = np.random.default_rng(seed)
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    params = {name: rng.uniform(-1, 1, shape) / np.sqrt(hidden) for name, shape in shapes.items()}
    for _ in range(epochs):
        grads = clip_by_norm(bptt(x, np.zeros((len(x), hidden)), params, targets), 1.0)
        params = {name: params[name] - learning_rate * grads[name] for name in params}
    return params


@misconception(
    "train",
    "All params start at zero, where the gradients of U, W and V are zero too: begin with small random numbers.",
)
def starts_from_zeros(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> dict[str, np.ndarray]:
    x, next_values = windows(series, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = np.concatenate([x[:, 1:], next_values[:, np.newaxis, np.newaxis]], axis=1)
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    params = {name: np.zeros(shape) for name, shape in shapes.items()}
    for _ in range(epochs):
        grads = clip_by_norm(bptt(x, np.zeros((len(x), hidden)), params, targets), 1.0)
        params = {name: params[name] - learning_rate * grads[name] for name in params}
    return params


@misconception(
    "train",
    "W stays at zero, so the network cannot see beyond the last value: start W at random numbers and train it like the others.",
)
def memory_never_trained(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> dict[str, np.ndarray]:
    x, next_values = windows(series, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = np.concatenate([x[:, 1:], next_values[:, np.newaxis, np.newaxis]], axis=1)
    rng = np.random.default_rng(seed)
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    params = {name: rng.uniform(-1, 1, shape) / np.sqrt(hidden) for name, shape in shapes.items()}
    params["W"] = np.zeros((hidden, hidden))
    for _ in range(epochs):
        grads = clip_by_norm(bptt(x, np.zeros((len(x), hidden)), params, targets), 1.0)
        params = {name: params[name] - learning_rate * grads[name] for name in params}
        params["W"] = np.zeros((hidden, hidden))
    return params


@misconception(
    "train",
    "The params come back as they started: keep what each step computes.",
)
def returns_the_first_params(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> dict[str, np.ndarray]:
    x, next_values = windows(series, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = np.concatenate([x[:, 1:], next_values[:, np.newaxis, np.newaxis]], axis=1)
    rng = np.random.default_rng(seed)
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    params = {name: rng.uniform(-1, 1, shape) / np.sqrt(hidden) for name, shape in shapes.items()}
    for _ in range(epochs):
        grads = clip_by_norm(bptt(x, np.zeros((len(x), hidden)), params, targets), 1.0)
        trained = {name: params[name] - learning_rate * grads[name] for name in params}
    return params if epochs == 0 else trained


@misconception(
    "train",
    "Every seed gives the same params: draw from np.random.default_rng(seed), not from a seed of your own.",
)
def seed_ignored(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> dict[str, np.ndarray]:
    x, next_values = windows(series, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = np.concatenate([x[:, 1:], next_values[:, np.newaxis, np.newaxis]], axis=1)
    rng = np.random.default_rng(0)
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    params = {name: rng.uniform(-1, 1, shape) / np.sqrt(hidden) for name, shape in shapes.items()}
    for _ in range(epochs):
        grads = clip_by_norm(bptt(x, np.zeros((len(x), hidden)), params, targets), 1.0)
        params = {name: params[name] - learning_rate * grads[name] for name in params}
    return params


@misconception(
    "train",
    "Only the first window seems to be learned: the gradients come from all windows.",
)
def first_window_only(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> dict[str, np.ndarray]:
    x, next_values = windows(series, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = np.concatenate([x[:, 1:], next_values[:, np.newaxis, np.newaxis]], axis=1)
    rng = np.random.default_rng(seed)
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    params = {name: rng.uniform(-1, 1, shape) / np.sqrt(hidden) for name, shape in shapes.items()}
    for _ in range(epochs):
        grads = clip_by_norm(bptt(x[:1], np.zeros((1, hidden)), params, targets[:1]), 1.0)
        params = {name: params[name] - learning_rate * grads[name] for name in params}
    return params
