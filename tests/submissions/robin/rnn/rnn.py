import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def rnn_step(x_t, h_prev, params):
    U, W, b = (params[name].astype(np.float64) for name in "UWb")
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape}")
    if U.shape != (len(b), x_t.shape[1]) or W.shape != 2 * b.shape or h_prev.shape[1:] != b.shape:
        raise ValueError(f"U {U.shape}, W {W.shape} and b {b.shape} for x_t {x_t.shape} and h_prev {h_prev.shape}")
    return np.tanh(np.einsum("nd,hd->nh", x_t, U) + np.einsum("nk,hk->nh", h_prev, W) + b)


def rnn_forward(x, h0, params):
    if x.ndim != 3 or h0.ndim != 2 or len(x) != len(h0) or params["V"].shape[1] != h0.shape[1]:
        raise ValueError(f"x {x.shape}, h0 {h0.shape}, V {params['V'].shape}")
    h = np.empty((len(x), x.shape[1] + 1, h0.shape[1]))
    h[:, 0] = h0
    for t in range(x.shape[1]):
        h[:, t + 1] = rnn_step(x[:, t], h[:, t], params)
    return h[:, 1:].copy(), np.einsum("nth,oh->nto", h[:, 1:], params["V"]) + params["c"]


def sequence_loss(y, targets):
    if y.ndim != 3 or y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape}")
    e = y.astype(np.float64) - targets
    return 0.5 * float(np.einsum("nto,nto", e, e)) / len(y)


def bptt(x, h0, params, targets):
    h, y = rnn_forward(x, h0, params)
    if y.shape != targets.shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape}")
    before = np.concatenate((h0[:, None], h), axis=1)[:, :-1]
    e = (y - targets) / len(y)
    dz = np.einsum("nto,oh->nth", e, params["V"])
    slope = 1 - h**2
    dz[:, -1] *= slope[:, -1]
    for t in range(x.shape[1] - 2, -1, -1):
        dz[:, t] = (dz[:, t] + np.einsum("nh,hk->nk", dz[:, t + 1], params["W"])) * slope[:, t]
    return {
        "U": np.einsum("nth,ntd->hd", dz, x),
        "W": np.einsum("nth,ntk->hk", dz, before),
        "b": np.einsum("nth->h", dz),
        "V": np.einsum("nto,nth->oh", e, h),
        "c": np.einsum("nto->o", e),
        "h0": np.einsum("nh,hk->nk", dz[:, 0], params["W"]),
    }


def clip_by_norm(grads, max_norm):
    if max_norm < 0:
        raise ValueError(f"max_norm {max_norm}")
    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads.values()]))
    return {name: g * (max_norm / max(norm, max_norm)) if norm else g * 1.0 for name, g in grads.items()}


def state_jacobian_norms(h, W):
    if h.ndim != 2 or W.shape != 2 * h.shape[1:]:
        raise ValueError(f"h {h.shape} and W {W.shape}")
    steps = np.einsum("th,hk->thk", 1 - h.astype(np.float64) ** 2, W)
    products = [np.eye(len(W))]
    for step in steps[:0:-1]:
        products.append(products[-1] @ step)
    return np.linalg.svd(np.array(products), compute_uv=False)[:, 0]


def windows(series, length):
    if series.ndim != 1 or not 0 < length < series.size:
        raise ValueError(f"series {series.shape}, length {length}")
    both = sliding_window_view(series.astype(float), length + 1)
    return both[:, :-1, None].copy(), both[:, -1].copy()


def forecast(params, history, steps):
    if history.ndim != 1 or history.size == 0 or steps < 1 or params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError(f"history {history.shape}, steps {steps}, U {params['U'].shape}, V {params['V'].shape}")
    h, y = rnn_forward(history[None, :, None], np.zeros((1, len(params["b"]))), params)
    predictions = [y[:, -1]]
    state = h[:, -1]
    while len(predictions) < steps:
        state = rnn_step(predictions[-1], state, params)
        predictions.append(state @ params["V"].T + params["c"])
    return np.concatenate(predictions)[:, 0]


def damped_oscillator(x0, v0, damping, force, dt):
    if force.ndim != 1 or dt <= 0:
        raise ValueError(f"force {force.shape}, dt {dt}")
    # s_{i+1} = A s_i + B F_i with s = (x, v)
    A = np.array([[1.0, dt], [-dt, 1.0 - dt * damping]])
    B = np.array([0.0, dt])
    s = np.zeros((force.size + 1, 2))
    s[0] = x0, v0
    for i, F in enumerate(force):
        s[i + 1] = A @ s[i] + B * F
    return s[:, 0].copy(), s[:, 1].copy()


def train(series, length, hidden, epochs, learning_rate, seed):
    if hidden < 1:
        raise ValueError(f"hidden {hidden}")
    x, next_values = windows(series, length)
    m, d = series.mean(), series.std()
    x, next_values = (x - m) / d, (next_values - m) / d
    targets = np.concatenate([x[:, 1:], next_values[:, None, None]], axis=1)
    rng = np.random.default_rng(seed)
    params = {
        "U": rng.normal(size=(hidden, 1)) / 2,
        "W": rng.normal(size=(hidden, hidden)) / np.sqrt(hidden),
        "b": np.zeros(hidden),
        "V": rng.normal(size=(1, hidden)) / np.sqrt(hidden),
        "c": np.zeros(1),
    }
    cache = {name: np.zeros_like(p) for name, p in params.items()}
    for _ in range(epochs):
        grads = bptt(x, np.zeros((len(x), hidden)), params, targets)
        for name in params:
            cache[name] = 0.9 * cache[name] + 0.1 * grads[name] ** 2
            params[name] = params[name] - 0.2 * learning_rate * grads[name] / (np.sqrt(cache[name]) + 1e-8)
    U, W, b, V, c = (params[name] for name in "UWbVc")
    return {"U": U / d, "W": W, "b": b - np.einsum("hi->h", U) * m / d, "V": V * d, "c": c * d + m}
