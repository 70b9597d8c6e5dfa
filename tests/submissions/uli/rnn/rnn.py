import sys

import numpy as np

np.set_printoptions(precision=3)
print("rnn.py under", sys.version)


def rnn_step(x_t, h_prev, params):
    if x_t.ndim != 2 or h_prev.ndim != 2:
        raise ValueError("rnn_step: x_t %s, h_prev %s" % (x_t.shape, h_prev.shape))
    N, D = x_t.shape
    H = params["W"].shape[0]
    if h_prev.shape[0] != N or h_prev.shape[1] != H or params["U"].shape != (H, D):
        raise ValueError("rnn_step: x_t %s, h_prev %s, U %s" % (x_t.shape, h_prev.shape, params["U"].shape))
    U, W, b = (params[name].astype(float) for name in ["U", "W", "b"])
    return np.tanh(np.matmul(x_t, U.transpose()) + np.matmul(h_prev, W.transpose()) + b)


def rnn_forward(x, h0, params):
    if x.ndim != 3 or h0.ndim != 2 or x.shape[0] != h0.shape[0]:
        raise ValueError("rnn_forward: x %s, h0 %s" % (x.shape, h0.shape))
    if params["V"].shape[1] != params["W"].shape[0]:
        raise ValueError("rnn_forward: V %s, W %s" % (params["V"].shape, params["W"].shape))
    N, T = x.shape[0], x.shape[1]
    print("forward", x.shape, h0.shape)
    hs = np.zeros((N, T, h0.shape[1]))
    for t in range(T):
        hs[:, t] = rnn_step(x[:, t], h0 if t == 0 else hs[:, t - 1], params)
    ys = np.matmul(hs, params["V"].transpose()) + params["c"]
    return hs, ys


def sequence_loss(y, targets):
    if y.ndim != 3 or targets.ndim != 3 or y.shape != targets.shape:
        raise ValueError("sequence_loss: y %s, targets %s" % (y.shape, targets.shape))
    error = y.astype(float) - targets
    return float(np.sum(error * error)) / 2 / len(error)


def bptt(x, h0, params, targets):
    hs, ys = rnn_forward(x, h0, params)
    if ys.shape != targets.shape:
        raise ValueError("bptt: y %s, targets %s" % (ys.shape, targets.shape))
    N, T = x.shape[0], x.shape[1]
    g = {name: np.zeros(params[name].shape) for name in ["U", "W", "b", "V", "c"]}
    from_next = np.zeros(h0.shape)
    t = T - 1
    while t >= 0:
        d_y = (ys[:, t] - targets[:, t]) / N
        d_h = np.matmul(d_y, params["V"]) + from_next
        d_inside = d_h * (1 - hs[:, t] ** 2)
        g["U"] += np.matmul(d_inside.transpose(), x[:, t])
        g["W"] += np.matmul(d_inside.transpose(), h0 if t == 0 else hs[:, t - 1])
        g["b"] += np.sum(d_inside, axis=0)
        g["V"] += np.matmul(d_y.transpose(), hs[:, t])
        g["c"] += np.sum(d_y, axis=0)
        from_next = np.matmul(d_inside, params["W"])
        t -= 1
    g["h0"] = from_next
    return g


def clip_by_norm(grads, max_norm):
    if max_norm < 0:
        raise ValueError("clip_by_norm: max_norm %s" % max_norm)
    total = 0.0
    for name in grads:
        total += float(np.sum(np.square(grads[name], dtype=float)))
    norm = total**0.5
    factor = 1.0
    if norm > max_norm:
        factor = max_norm / norm
    return {name: grads[name] * factor for name in grads}


def state_jacobian_norms(h, W):
    if h.ndim != 2 or W.ndim != 2 or W.shape[0] != W.shape[1] or W.shape[0] != h.shape[1]:
        raise ValueError("state_jacobian_norms: h %s, W %s" % (h.shape, W.shape))
    result = []
    h = h.astype(float)
    jacobian = np.identity(W.shape[0])
    for t in reversed(range(h.shape[0])):
        result.append(np.max(np.linalg.svd(jacobian)[1]))
        jacobian = np.matmul(jacobian, (1 - h[t] ** 2).reshape(-1, 1) * W)
    return np.array(result)


def windows(series, length):
    if series.ndim != 1 or length < 1 or length > series.shape[0] - 1:
        raise ValueError("windows: series %s, length %s" % (series.shape, length))
    x, following = [], []
    for start in range(series.shape[0] - length):
        x.append(series[start : start + length].reshape(length, 1))
        following.append(series[start + length])
    return np.array(x), np.array(following)


def forecast(params, history, steps):
    if history.ndim != 1 or history.shape[0] < 1 or steps < 1:
        raise ValueError("forecast: history %s, steps %s" % (history.shape, steps))
    if params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError("forecast: U %s, V %s" % (params["U"].shape, params["V"].shape))
    state = np.zeros((1, params["W"].shape[0]))
    x = history.reshape(1, -1, 1)
    answer = []
    for _ in range(steps):
        hs, ys = rnn_forward(x, state, params)
        state = hs[:, -1]
        x = ys[:, -1:]
        answer.append(float(x[0, 0, 0]))
    return np.array(answer)


def damped_oscillator(x0, v0, damping, force, dt):
    if force.ndim != 1 or dt <= 0:
        raise ValueError("damped_oscillator: force %s, dt %s" % (force.shape, dt))
    T = force.shape[0]
    x, v = np.full(T + 1, float(x0)), np.full(T + 1, float(v0))
    for i in range(T):
        a = force[i] - damping * v[i] - x[i]
        x[i + 1] = x[i] + v[i] * dt
        v[i + 1] = v[i] + a * dt
    return x, v


def train(series, length, hidden, epochs, learning_rate, seed):
    x, following = windows(series, length)
    if hidden < 1:
        raise ValueError("train: hidden %s" % hidden)
    mean, size = np.mean(series), np.std(series)
    x, following = (x - mean) / size, (following - mean) / size
    targets = np.zeros(x.shape)
    targets[:, : length - 1] = x[:, 1:]
    targets[:, length - 1, 0] = following
    rng = np.random.default_rng(seed)
    params = {}
    for name, shape in [("U", (hidden, 1)), ("W", (hidden, hidden)), ("b", (hidden,)), ("V", (1, hidden)), ("c", (1,))]:
        params[name] = rng.uniform(-1, 1, shape) / hidden**0.5
    speed = {name: np.zeros(params[name].shape) for name in params}
    start = np.zeros((x.shape[0], hidden))
    for _ in range(epochs):
        g = clip_by_norm(bptt(x, start, params, targets), 1.0)
        print(".", end="", file=sys.stderr)
        for name in params:
            speed[name] = 0.9 * speed[name] + g[name]
            params[name] = params[name] - learning_rate * speed[name]
    # from here on they meet the values of the series as they are
    params["b"] = params["b"] - params["U"][:, 0] * mean / size
    params["U"] = params["U"] / size
    params["V"] = params["V"] * size
    params["c"] = params["c"] * size + mean
    return params


t = np.linspace(0, 20, 60)
position, speed = damped_oscillator(1.0, 0.0, 0.1, np.zeros(400), 0.05)
print("after 20 s:", position[-1], speed[-1])
learned = train(np.sin(t), 5, 4, 20, 0.05, seed=1)
print("forecast:", forecast(learned, np.sin(t), 3), "should be near", np.sin([20.3, 20.7, 21.0]))
