"""The recurrent network, step by step."""

import numpy as np


def rnn_step(x_t, h_prev, params):
    U = params["U"].astype(float)
    W = params["W"].astype(float)
    b = params["b"].astype(float)
    if x_t.ndim != 2:
        raise ValueError("x_t has the shape " + str(x_t.shape))
    if h_prev.ndim != 2 or h_prev.shape[0] != x_t.shape[0]:
        raise ValueError("h_prev has the shape " + str(h_prev.shape))
    if x_t.shape[1] != U.shape[1]:
        raise ValueError("x_t has the shape " + str(x_t.shape) + " but U " + str(U.shape))
    if h_prev.shape[1] != W.shape[1]:
        raise ValueError("h_prev has the shape " + str(h_prev.shape) + " but W " + str(W.shape))
    h = np.zeros((x_t.shape[0], W.shape[0]))
    for i in range(W.shape[0]):
        h[:, i] = np.tanh(np.dot(x_t, U[i]) + np.dot(h_prev, W[i]) + b[i])
    return h


def rnn_forward(x, h0, params):
    if x.ndim != 3:
        raise ValueError("x has the shape " + str(x.shape))
    if h0.ndim != 2:
        raise ValueError("h0 has the shape " + str(h0.shape))
    if params["V"].shape[1] != h0.shape[1]:
        raise ValueError("V has the shape " + str(params["V"].shape))
    N, T, D = x.shape
    h = np.zeros((N, T, h0.shape[1]))
    y = np.zeros((N, T, len(params["c"])))
    h_t = h0
    for t in range(T):
        h_t = rnn_step(x[:, t], h_t, params)
        h[:, t] = h_t
        y[:, t] = h_t.dot(params["V"].T) + params["c"]
    return h, y


def sequence_loss(y, targets):
    if y.ndim != 3:
        raise ValueError("y has the shape " + str(y.shape))
    if y.shape != targets.shape:
        raise ValueError("targets has the shape " + str(targets.shape))
    total = 0.0
    for n in range(y.shape[0]):
        for t in range(y.shape[1]):
            for o in range(y.shape[2]):
                total += 0.5 * (float(y[n, t, o]) - float(targets[n, t, o])) ** 2
    return total / y.shape[0]


def bptt(x, h0, params, targets):
    h, y = rnn_forward(x, h0, params)
    if targets.shape != y.shape:
        raise ValueError("targets has the shape " + str(targets.shape))
    N, T, D = x.shape
    dU = np.zeros(params["U"].shape)
    dW = np.zeros(params["W"].shape)
    db = np.zeros(params["b"].shape)
    dV = np.zeros(params["V"].shape)
    dc = np.zeros(params["c"].shape)
    dh = np.zeros((N, h0.shape[1]))
    for t in range(T - 1, -1, -1):
        dy = (y[:, t] - targets[:, t]) / N
        dV = dV + np.dot(dy.T, h[:, t])
        dc = dc + np.sum(dy, axis=0)
        dh = dh + np.dot(dy, params["V"])
        da = dh * (1 - h[:, t] * h[:, t])
        if t > 0:
            previous = h[:, t - 1]
        else:
            previous = h0
        dU = dU + np.dot(da.T, x[:, t])
        dW = dW + np.dot(da.T, previous)
        db = db + np.sum(da, axis=0)
        dh = np.dot(da, params["W"])
    return {"U": dU, "W": dW, "b": db, "V": dV, "c": dc, "h0": dh}


def clip_by_norm(grads, max_norm):
    if max_norm < 0:
        raise ValueError("max_norm is negative")
    squares = 0.0
    for name in grads:
        for value in grads[name].ravel():
            squares += float(value) ** 2
    norm = squares**0.5
    result = {}
    for name in grads:
        if norm > max_norm:
            result[name] = grads[name] * (max_norm / norm)
        else:
            result[name] = grads[name].copy()
    return result


def state_jacobian_norms(h, W):
    if h.ndim != 2:
        raise ValueError("h has the shape " + str(h.shape))
    if W.shape != (h.shape[1], h.shape[1]):
        raise ValueError("W has the shape " + str(W.shape))
    T = h.shape[0]
    h = h.astype(float)
    norms = np.zeros(T)
    for k in range(T):
        # from h_T back over k steps
        product = np.eye(h.shape[1])
        for t in range(T - 1, T - 1 - k, -1):
            product = product @ (np.diag(1 - h[t] ** 2) @ W)
        norms[k] = np.linalg.norm(product, ord=2)
    return norms


def windows(series, length):
    if series.ndim != 1:
        raise ValueError("series has the shape " + str(series.shape))
    if length < 1 or length >= len(series):
        raise ValueError("length is " + str(length))
    M = len(series) - length
    x = np.zeros((M, length, 1))
    next_values = np.zeros(M)
    for m in range(M):
        for i in range(length):
            x[m, i, 0] = series[m + i]
        next_values[m] = series[m + length]
    return x, next_values


def forecast(params, history, steps):
    if history.ndim != 1 or len(history) < 1:
        raise ValueError("history has the shape " + str(history.shape))
    if steps < 1:
        raise ValueError("steps is " + str(steps))
    if params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError("this network has more than one input or output")
    h = np.zeros((1, params["W"].shape[0]))
    for value in history:
        h = rnn_step(np.array([[float(value)]]), h, params)
    result = np.zeros(steps)
    for i in range(steps):
        result[i] = (np.dot(h, params["V"].T) + params["c"])[0, 0]
        h = rnn_step(np.array([[result[i]]]), h, params)
    return result


def damped_oscillator(x0, v0, damping, force, dt):
    if force.ndim != 1:
        raise ValueError("force has the shape " + str(force.shape))
    if dt <= 0:
        raise ValueError("dt is " + str(dt))
    x = [float(x0)]
    v = [float(v0)]
    for i in range(len(force)):
        acceleration = force[i] - damping * v[i] - x[i]
        x.append(x[i] + dt * v[i])
        v.append(v[i] + dt * acceleration)
    return np.array(x), np.array(v)


def train(series, length, hidden, epochs, learning_rate, seed):
    x, next_values = windows(series, length)
    if hidden < 1:
        raise ValueError("hidden is " + str(hidden))
    # learn from numbers around 0 that are about 1 large, whatever the series is like
    mean = np.mean(series)
    deviation = np.std(series)
    x = (x - mean) / deviation
    next_values = (next_values - mean) / deviation
    # the target of every step is the value one step later
    targets = np.zeros(x.shape)
    targets[:, :-1] = x[:, 1:]
    targets[:, -1, 0] = next_values
    random = np.random.default_rng(seed)
    limit = 1 / np.sqrt(hidden)
    params = {
        "U": random.uniform(-limit, limit, (hidden, 1)),
        "W": random.uniform(-limit, limit, (hidden, hidden)),
        "b": np.zeros(hidden),
        "V": random.uniform(-limit, limit, (1, hidden)),
        "c": np.zeros(1),
    }
    h0 = np.zeros((len(x), hidden))
    velocity = {name: np.zeros(params[name].shape) for name in params}
    for epoch in range(epochs):
        grads = clip_by_norm(bptt(x, h0, params, targets), 1.0)
        for name in params:
            velocity[name] = 0.9 * velocity[name] - learning_rate * grads[name]
            params[name] = params[name] + velocity[name]
    # U (value - mean) / deviation + b is to be the new U value + b, and V and c are to give the values back
    params["b"] = params["b"] - params["U"][:, 0] * mean / deviation
    params["U"] = params["U"] / deviation
    params["V"] = params["V"] * deviation
    params["c"] = params["c"] * deviation + mean
    return params
