import numpy as np

rng = np.random.default_rng(2024)
clipped = {}


def rnn_step(x_t, h_prev, params):
    U, W, b = [np.array(params[k], dtype=float) for k in "UWb"]
    if x_t.ndim != 2 or x_t.shape[1] != U.shape[1]:
        raise ValueError(f"x_t must be [N, {U.shape[1]}], not {x_t.shape}")
    if h_prev.shape != (len(x_t), len(W)):
        raise ValueError(f"h_prev must be {(len(x_t), len(W))}, not {h_prev.shape}")
    return np.tanh(x_t.dot(U.T) + h_prev.dot(W.T) + b)


def rnn_forward(x, h0, params):
    if x.ndim != 3:
        raise ValueError(f"x must be [N, T, D], not {x.shape}")
    V, c = params["V"], params["c"]
    if h0.ndim != 2 or V.shape[1] != h0.shape[1]:
        raise ValueError(f"h0 {h0.shape} does not fit V {V.shape}")
    h, y = [], []
    state = h0
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t, :], state, params)
        h.append(state)
        y.append(state.dot(V.T) + c)
    return np.stack(h, 1), np.stack(y, 1)


def sequence_loss(y, targets):
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must be the same [N, T, O]")
    return 0.5 * float(((y.astype(float) - targets) ** 2).sum()) / y.shape[0]


def bptt(x, h0, params, targets):
    h, y = rnn_forward(x, h0, params)
    if targets.shape != y.shape:
        raise ValueError(f"targets must be {y.shape}, not {targets.shape}")
    W, V = params["W"], params["V"]
    grads = dict(U=0.0, W=0.0, b=0.0, V=0.0, c=0.0)
    carry = np.zeros(h0.shape)
    for t in range(x.shape[1])[::-1]:
        dy = (y[:, t] - targets[:, t]) / x.shape[0]
        grads["V"] = grads["V"] + dy.T.dot(h[:, t])
        grads["c"] = grads["c"] + dy.sum(0)
        dz = (dy.dot(V) + carry) * (1 - h[:, t] ** 2)
        grads["U"] = grads["U"] + dz.T.dot(x[:, t])
        grads["W"] = grads["W"] + dz.T.dot(h[:, t - 1] if t > 0 else h0)
        grads["b"] = grads["b"] + dz.sum(0)
        carry = dz.dot(W)
    grads["h0"] = carry
    return grads


def clip_by_norm(grads, max_norm):
    if max_norm < 0:
        raise ValueError(f"max_norm must be >= 0, not {max_norm}")
    norm = np.sqrt(sum((g.astype(float) ** 2).sum() for g in grads.values()))
    for k, g in grads.items():
        clipped[k] = g * (max_norm / norm if norm > max_norm else 1.0)
    return clipped


def state_jacobian_norms(h, W):
    if h.ndim != 2 or W.shape != (h.shape[1], h.shape[1]):
        raise ValueError(f"h {h.shape} and W {W.shape} do not fit")
    J = np.eye(len(W))
    norms = [np.linalg.norm(J, 2)]
    for t in range(len(h) - 1, 0, -1):
        J = J.dot(np.diag(1 - h[t].astype(float) ** 2).dot(W))
        norms.append(np.linalg.norm(J, 2))
    return np.array(norms)


def windows(series, length):
    if series.ndim != 1:
        raise ValueError(f"series must be 1-D, not {series.shape}")
    if not 1 <= length < len(series):
        raise ValueError(f"length must be 1 ... {len(series) - 1}, not {length}")
    x = np.array([series[i : i + length] for i in range(len(series) - length)])
    return x[:, :, None], series[length:].copy()


def forecast(params, history, steps):
    if history.ndim != 1 or len(history) == 0:
        raise ValueError(f"history must be 1-D and not empty, not {history.shape}")
    if steps < 1:
        raise ValueError(f"steps must be >= 1, not {steps}")
    if params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError("the network must have one input and one output")
    h, y = rnn_forward(history[None, :, None], np.zeros((1, len(params["W"]))), params)
    state, last = h[:, -1], y[:, -1]
    out = [last[0, 0]]
    for _ in range(steps - 1):
        state = rnn_step(last, state, params)
        last = state.dot(params["V"].T) + params["c"]
        out.append(last[0, 0])
    return np.array(out)


def damped_oscillator(x0, v0, damping, force, dt):
    if force.ndim != 1:
        raise ValueError(f"force must be 1-D, not {force.shape}")
    if dt <= 0:
        raise ValueError(f"dt must be > 0, not {dt}")
    x = np.zeros(len(force) + 1)
    v = np.zeros(len(force) + 1)
    x[0] = x0
    v[0] = v0
    for i in range(len(force)):
        x[i + 1] = x[i] + dt * v[i]
        v[i + 1] = v[i] + dt * (force[i] - damping * v[i] - x[i])
    return x, v


def train(series, length, hidden, epochs, learning_rate, seed):
    if hidden < 1:
        raise ValueError(f"hidden must be >= 1, not {hidden}")
    x, following = windows(series, length)
    shift, scale = series.mean(), series.std()
    x, following = (x - shift) / scale, (following - shift) / scale
    targets = np.append(x[:, 1:, 0], following[:, None], axis=1)[:, :, None]
    r = 1 / np.sqrt(hidden)
    params = {
        "U": rng.uniform(-r, r, size=(hidden, 1)),
        "W": rng.uniform(-r, r, size=(hidden, hidden)),
        "b": np.zeros(hidden),
        "V": rng.uniform(-r, r, size=(1, hidden)),
        "c": np.zeros(1),
    }
    m = {k: 0.0 for k in params}
    s = {k: 0.0 for k in params}
    for i in range(1, epochs + 1):
        grads = clip_by_norm(bptt(x, np.zeros((len(x), hidden)), params, targets), 5.0)
        for k in params:
            m[k] = 0.9 * m[k] + 0.1 * grads[k]
            s[k] = 0.999 * s[k] + 0.001 * grads[k] ** 2
            params[k] = params[k] - learning_rate * (m[k] / (1 - 0.9**i)) / (np.sqrt(s[k] / (1 - 0.999**i)) + 1e-8)
    U, V = params["U"] / scale, params["V"] * scale
    b, c = params["b"] - U[:, 0] * shift, params["c"] * scale + shift
    return {"U": U, "W": params["W"], "b": b, "V": V, "c": c}
