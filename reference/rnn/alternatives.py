"""Other right ways to write the exercises of the unit rnn; each must get full marks."""

import numpy as np

from autograder.course import alternative

from .solution import bptt, rnn_forward, rnn_step, windows

# One sequence at a time, one step at a time.


@alternative("rnn_step", style="loops")
def step_in_loops(x_t, h_prev, params):
    U, W, b = (np.asarray(params[name], dtype=float) for name in ("U", "W", "b"))
    assert np.ndim(x_t) == 2, f"x_t must be [N, D], not {np.shape(x_t)}"
    assert np.ndim(h_prev) == 2, f"h_prev must be [N, H], not {np.shape(h_prev)}"
    assert len(x_t) == len(h_prev), f"x_t {x_t.shape} and h_prev {h_prev.shape} are batches of different sizes"
    assert U.shape == (len(b), x_t.shape[1]), f"U {U.shape} does not fit x_t {x_t.shape}"
    assert W.shape == (len(b), h_prev.shape[1]), f"W {W.shape} does not fit h_prev {h_prev.shape}"
    h = np.zeros((len(x_t), len(b)))
    for n in range(len(x_t)):
        h[n] = np.tanh(U @ x_t[n] + W @ h_prev[n] + b)
    return h


@alternative("rnn_forward", style="loops")
def forward_in_loops(x, h0, params):
    assert x.ndim == 3, f"x must be [N, T, D], not {x.shape}"
    assert h0.ndim == 2, f"h0 must be [N, H], not {h0.shape}"
    assert len(x) == len(h0), f"x {x.shape} and h0 {h0.shape} are batches of different sizes"
    assert params["V"].shape[1] == h0.shape[1], f"V {params['V'].shape} does not fit h0 {h0.shape}"
    h = np.zeros((*x.shape[:2], h0.shape[1]))
    y = np.zeros((*x.shape[:2], len(params["c"])))
    for t in range(x.shape[1]):
        h[:, t] = rnn_step(x[:, t], h[:, t - 1] if t > 0 else h0, params)
        for n in range(len(x)):
            y[n, t] = params["V"] @ h[n, t] + params["c"]
    return h, y


@alternative("sequence_loss", style="loops")
def loss_in_loops(y, targets):
    assert y.ndim == 3, f"y must be [N, T, O], not {y.shape}"
    assert y.shape == targets.shape, f"y {y.shape} and targets {targets.shape} differ in shape"
    total = 0.0
    for row, wanted in zip(y.ravel(), targets.ravel(), strict=True):
        total += 0.5 * (float(row) - float(wanted)) ** 2
    return total / y.shape[0]


@alternative("bptt", style="loops")
def bptt_one_sequence_at_a_time(x, h0, params, targets):
    h, y = rnn_forward(x, h0, params)
    assert y.shape == targets.shape, f"targets {targets.shape} must have the shape {y.shape} of the outputs"
    grads = {name: np.zeros(array.shape) for name, array in (params | {"h0": h0}).items()}
    for n in range(len(x)):
        from_next = np.zeros(h0.shape[1])
        for t in range(x.shape[1] - 1, -1, -1):
            error = (y[n, t] - targets[n, t]) / len(x)
            before = h[n, t - 1] if t > 0 else h0[n]
            delta = (params["V"].T @ error + from_next) * (1 - h[n, t] ** 2)
            grads["V"] += np.outer(error, h[n, t])
            grads["c"] += error
            grads["U"] += np.outer(delta, x[n, t])
            grads["W"] += np.outer(delta, before)
            grads["b"] += delta
            from_next = params["W"].T @ delta
        grads["h0"][n] = from_next
    return grads


@alternative("windows", style="loops")
def windows_in_loops(series, length):
    assert np.ndim(series) == 1, f"series must be [T], not {np.shape(series)}"
    assert 0 < length < len(series), f"no window of {length} values has a value after it in a series of {len(series)}"
    x, following = [], []
    for start in range(len(series) - length):
        x.append([[value] for value in series[start : start + length]])
        following.append(series[start + length])
    return np.array(x), np.array(following)


@alternative("state_jacobian_norms", style="loops")
def norms_from_the_earliest_state(h, W):
    assert h.ndim == 2, f"h must be [T, H], not {h.shape}"
    assert W.shape == (h.shape[1], h.shape[1]), f"W {W.shape} must be [H, H]"
    h, norms = np.asarray(h, dtype=float), np.zeros(len(h))
    for k in range(len(h)):
        jacobian = np.eye(h.shape[1])
        for t in range(k + 1, len(h)):
            jacobian = np.diag(1 - h[t] ** 2) @ W @ jacobian
        norms[len(h) - 1 - k] = np.sqrt(np.linalg.eigvalsh(jacobian.T @ jacobian)[-1])
    return norms


# All gradients at once with einsum.


def _fit(x, h, params, *, outputs=False):
    """Refuses sizes that do not fit: einsum would broadcast those of one."""
    hidden = h.shape[-1]
    if (
        params["U"].shape != (hidden, x.shape[-1])
        or params["W"].shape != (hidden, hidden)
        or len(params["b"]) != hidden
    ):
        raise ValueError(f"x {x.shape} and h {h.shape} do not fit U, W and b")
    if outputs and (params["V"].shape[1] != hidden or len(params["V"]) != len(params["c"])):
        raise ValueError(f"h {h.shape} does not fit V and c")


@alternative("rnn_step", style="einsum")
def step_with_einsum(x_t, h_prev, params):
    if x_t.ndim != 2 or h_prev.ndim != 2 or x_t.shape[0] != h_prev.shape[0]:
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    _fit(x_t, h_prev, params)
    from_input = np.einsum("hd,nd->nh", params["U"], x_t, dtype=float)
    return np.tanh(from_input + np.einsum("hk,nk->nh", params["W"], h_prev, dtype=float) + params["b"])


@alternative("rnn_forward", style="einsum")
def forward_with_inputs_first(x, h0, params):
    if x.ndim != 3 or h0.ndim != 2 or x.shape[0] != h0.shape[0]:
        raise ValueError(f"x {x.shape} and h0 {h0.shape} must be [N, T, D] and [N, H]")
    _fit(x, h0, params, outputs=True)
    from_inputs = np.einsum("ntd,hd->nth", x, params["U"], dtype=float) + params["b"]
    h = np.empty((x.shape[0], x.shape[1] + 1, h0.shape[1]))
    h[:, 0] = h0
    for t in range(x.shape[1]):
        h[:, t + 1] = np.tanh(from_inputs[:, t] + np.einsum("hk,nk->nh", params["W"], h[:, t]))
    return h[:, 1:], np.einsum("nth,oh->nto", h[:, 1:], params["V"]) + params["c"]


@alternative("sequence_loss", style="einsum")
def loss_with_einsum(y, targets):
    if y.shape != targets.shape or y.ndim != 3:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must both be [N, T, O]")
    error = y.astype(float) - targets
    return np.einsum("nto,nto->", error, error) / 2 / len(y)


@alternative("bptt", style="einsum")
def bptt_with_einsum(x, h0, params, targets):
    h, y = rnn_forward(x, h0, params)
    if y.shape != targets.shape:
        raise ValueError(f"targets {targets.shape} must have the shape {y.shape} of the outputs")
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    y_grad = (y - targets) / len(x)
    z_grad = np.einsum("nto,oh->nth", y_grad, params["V"])
    for t in range(x.shape[1] - 1, -1, -1):
        if t + 1 < x.shape[1]:
            z_grad[:, t] += z_grad[:, t + 1] @ params["W"]
        z_grad[:, t] *= 1 - h[:, t] ** 2
    return {
        "h0": z_grad[:, 0] @ params["W"],
        "U": np.einsum("nth,ntd->hd", z_grad, x),
        "W": np.einsum("nth,ntk->hk", z_grad, before),
        "b": np.einsum("nth->h", z_grad),
        "V": np.einsum("nto,nth->oh", y_grad, h),
        "c": np.einsum("nto->o", y_grad),
    }


@alternative("clip_by_norm", style="einsum")
def clip_with_one_long_vector(grads, max_norm):
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")
    norm = np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads.values()]))
    if norm <= max_norm:
        return {name: np.array(grad, dtype=float) for name, grad in grads.items()}
    return {name: max_norm * (grad / norm) for name, grad in grads.items()}


@alternative("windows", style="einsum")
def windows_from_a_sliding_view(series, length):
    if series.ndim != 1:
        raise ValueError(f"series must be [T], not {series.shape}")
    if length < 1 or length >= series.size:
        raise ValueError(f"length must be from 1 to {series.size - 1}, not {length}")
    return np.lib.stride_tricks.sliding_window_view(series, length)[:-1, :, np.newaxis], series[length:]


# Every rule as a matrix, and every function within a function.


@alternative("rnn_step", style="one_matrix")
def step_with_one_matrix(x_t, h_prev, params):
    if x_t.ndim != 2 or h_prev.ndim != 2:
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must have two dimensions")
    everything = np.hstack([x_t, h_prev, np.ones((len(x_t), 1))])
    weights = np.hstack([params["U"], params["W"], params["b"][:, np.newaxis]])
    if x_t.shape[1] != params["U"].shape[1]:
        raise ValueError(f"x_t {x_t.shape} does not fit U {params['U'].shape}")
    return np.tanh(everything @ weights.T)


@alternative("bptt", style="one_matrix")
def bptt_by_recursion(x, h0, params, targets):
    def backward(x, h0, targets, from_later):
        """The gradients of a sequence, from those of its halves."""
        if x.shape[1] > 1:
            half = x.shape[1] // 2
            state = rnn_forward(x[:, :half], h0, params)[0][:, -1]
            later = backward(x[:, half:], state, targets[:, half:], from_later)
            earlier = backward(x[:, :half], h0, targets[:, :half], later["h0"])
            return {name: earlier[name] + later[name] for name in params} | {"h0": earlier["h0"]}
        state = rnn_step(x[:, 0], h0, params)
        y_grad = (state @ params["V"].T + params["c"] - targets[:, 0]) / len(x)
        delta = (1 - state**2) * (y_grad @ params["V"] + from_later)
        return {
            "U": delta.T @ x[:, 0],
            "W": delta.T @ h0,
            "b": delta.sum(axis=0),
            "V": y_grad.T @ state,
            "c": y_grad.sum(axis=0),
            "h0": delta @ params["W"],
        }

    if targets.ndim != 3 or targets.shape != (*x.shape[:2], len(params["c"])) or len(params["V"]) != len(params["c"]):
        raise ValueError(f"targets must be [N, T, O], not {targets.shape}")
    return backward(x, h0, targets, np.zeros(h0.shape))


@alternative("clip_by_norm", style="one_matrix")
def clip_by_the_smaller_factor(grads, max_norm):
    if max_norm < 0:
        raise ValueError(f"max_norm must not be negative: {max_norm}")
    norm = np.sqrt(sum(np.vdot(grad.astype(float), grad) for grad in grads.values()))
    factor = max_norm / max(norm, max_norm) if norm and np.isfinite(max_norm) else 1.0
    return {name: factor * grad for name, grad in grads.items()}


@alternative("state_jacobian_norms", style="one_matrix")
def norms_from_singular_values(h, W):
    if h.ndim != 2 or W.shape != (h.shape[1],) * 2:
        raise ValueError(f"h {h.shape} must be [T, H] and W {W.shape} [H, H]")
    transposed = [np.eye(len(W))]
    for state in h[:0:-1].astype(float):
        transposed.append(W.T @ np.diag(1 - state**2) @ transposed[-1])
    return np.linalg.svd(np.array(transposed), compute_uv=False)[:, 0]


@alternative("forecast", style="one_matrix")
def forecast_step_by_step(params, history, steps):
    if history.ndim != 1 or history.size == 0 or steps < 1:
        raise ValueError(f"history {history.shape} must be [T] and steps {steps} positive")
    if params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(
            f"the network must have one input and one output, not U {params['U'].shape} and V {params['V'].shape}"
        )
    state = np.zeros((1, params["W"].shape[0]))
    predictions = []
    value = None
    for t in range(len(history) + steps - 1):
        value = history[t] if t < len(history) else value
        state = rnn_step(np.array([[value]]), state, params)
        value = (state @ params["V"].T + params["c"])[0, 0]
        if t >= len(history) - 1:
            predictions.append(value)
    return np.array(predictions)


@alternative("damped_oscillator", style="one_matrix")
def oscillator_as_a_matrix(x0, v0, damping, force, dt):
    if force.ndim != 1:
        raise ValueError(f"force must be [T], not {force.shape}")
    if dt <= 0:
        raise ValueError(f"dt must be positive, not {dt}")
    step = np.array([[1.0, dt], [-dt, 1.0 - dt * damping]])
    states = [np.array([x0, v0], dtype=float)]
    for push in force.astype(float):
        states.append(step @ states[-1] + [0.0, dt * push])
    x, v = np.array(states).T
    return x, v


def rescaled(params, middle, size):
    """The params for values that are `size` times as large, about `middle`."""
    U, V = params["U"] / size, params["V"] * size
    return params | {
        "U": U,
        "V": V,
        "b": params["b"] - middle * U[:, 0],
        "c": middle + size * params["c"],
    }


@alternative("train", style="one_matrix")
def train_by_plain_gradient_descent(series, length, hidden, epochs, learning_rate, seed):
    values = np.array(series, dtype=float)
    middle, size = values.mean(), values.std()
    x, following = windows((values - middle) / size, length)
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, not {hidden}")
    targets = np.append(x[:, 1:], following.reshape(-1, 1, 1), axis=1)
    rng = np.random.default_rng(seed)
    params = {
        "U": 0.3 * rng.normal(size=(hidden, 1)),
        "W": np.linalg.qr(rng.normal(size=(hidden, hidden)))[0],
        "b": np.zeros(hidden),
        "V": 0.3 * rng.normal(size=(1, hidden)),
        "c": np.zeros(1),
    }
    for _ in range(epochs):
        grads = bptt(x, np.zeros((len(x), hidden)), params, targets)
        for name in params:
            params[name] -= learning_rate * np.clip(grads[name], -5, 5)
    return rescaled(params, middle, size)


# Momentum, and the last step as the only target.


@alternative("train", style="many_to_one")
def train_on_the_last_step(series, length, hidden, epochs, learning_rate, seed):
    lowest, highest = float(np.min(series)), float(np.max(series))
    middle, size = (lowest + highest) / 2, (highest - lowest) / 2
    x, following = windows((np.asarray(series) - middle) / size, length)
    assert hidden > 0, f"hidden must be at least 1, not {hidden}"
    random = np.random.RandomState(int(seed))
    params = {
        "U": random.uniform(-0.5, 0.5, (hidden, 1)),
        "W": random.uniform(-0.5, 0.5, (hidden, hidden)),
        "b": np.zeros(hidden),
        "V": random.uniform(-0.5, 0.5, (1, hidden)),
        "c": np.zeros(1),
    }
    change = {name: np.zeros_like(array) for name, array in params.items()}
    h0 = np.zeros((len(x), hidden))
    for _ in range(epochs):
        _, targets = rnn_forward(x, h0, params)
        targets[:, -1, 0] = following
        grads = bptt(x, h0, params, targets)
        for name in params:
            change[name] = 0.8 * change[name] + learning_rate * grads[name]
            params[name] = params[name] - change[name]
    return rescaled(params, middle, size)


@alternative("forecast", style="many_to_one")
def forecast_with_growing_history(params, history, steps):
    assert history.ndim == 1, f"history must be [T], not {history.shape}"
    assert len(history) > 0, "history is empty"
    assert steps >= 1, f"steps must be at least 1, not {steps}"
    assert params["U"].shape[1] == 1, f"U must be [H, 1], not {params['U'].shape}"
    assert params["V"].shape[0] == 1, f"V must be [1, H], not {params['V'].shape}"
    values = np.asarray(history, dtype=float)
    for _ in range(steps):
        _, y = rnn_forward(values.reshape(1, -1, 1), np.zeros((1, len(params["b"]))), params)
        values = np.append(values, y[0, -1])
    return values[len(history) :]


@alternative("damped_oscillator", style="many_to_one")
def oscillator_with_lists(x0, v0, damping, force, dt):
    assert np.ndim(force) == 1, f"force must be [T], not {np.shape(force)}"
    assert dt > 0, f"dt must be positive, not {dt}"
    dt, damping = float(dt), float(damping)
    positions, velocities = [float(x0)], [float(v0)]
    for push in force.astype(float):
        x, v = positions[-1], velocities[-1]
        positions.append(x + dt * v)
        velocities.append((1 - damping * dt) * v + dt * (push - x))
    return np.array(positions), np.array(velocities)


# Adam on mini-batches, in an order drawn anew in each epoch; everything within one function.


@alternative("train", style="mini_batches")
def train_with_adam_on_mini_batches(series, length, hidden, epochs, learning_rate, seed):
    values = np.asarray(series, dtype=float)
    x, following = windows(values, length)
    if hidden <= 0:
        raise ValueError(f"hidden must be positive: {hidden}")
    middle, size = np.median(values), np.ptp(values)
    rng = np.random.default_rng([seed, 1])
    params = {"U": rng.uniform(-1, 1, (hidden, 1)), "W": rng.uniform(-0.5, 0.5, (hidden, hidden))}
    params |= {"b": np.zeros(hidden), "V": rng.uniform(-1, 1, (1, hidden)), "c": np.zeros(1)}
    moments = {name: np.zeros((2, *array.shape)) for name, array in params.items()}
    steps = 0
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(order), 8):
            batch = order[start : start + 8]
            inputs = (x[batch] - middle) / size
            wanted = np.concatenate([inputs[:, 1:, 0], (following[batch, np.newaxis] - middle) / size], axis=1)
            grads = bptt(inputs, np.zeros((len(batch), hidden)), params, wanted[:, :, np.newaxis])
            steps += 1
            for name, moment in moments.items():
                moment[0] += 0.1 * (grads[name] - moment[0])
                moment[1] += 0.001 * (grads[name] ** 2 - moment[1])
                mean, square = moment[0] / (1 - 0.9**steps), moment[1] / (1 - 0.999**steps)
                params[name] = params[name] - learning_rate * mean / (np.sqrt(square) + 1e-8)
    return rescaled(params, middle, size)
