import numpy as np
from scipy import integrate, linalg


def check_shape(name, array, shape):
    """-1 in the shape stands for any size."""
    fits = array.ndim == len(shape) and all(want in (-1, size) for want, size in zip(shape, array.shape))
    if not fits:
        raise ValueError(f"{name} has the shape {array.shape}, which should be {shape}")


def rnn_step(x_t, h_prev, params):
    H, D = params["U"].shape
    check_shape("x_t", x_t, (-1, D))
    check_shape("h_prev", h_prev, (len(x_t), H))
    both = np.hstack([x_t, h_prev])
    return np.tanh(both @ np.hstack([params["U"], params["W"]]).T.astype(float) + params["b"])


def rnn_forward(x, h0, params):
    O, H = params["V"].shape
    check_shape("x", x, (-1, -1, -1))
    check_shape("h0", h0, (len(x), H))
    h = np.zeros((x.shape[0], x.shape[1], H))
    now = h0
    for t in range(x.shape[1]):
        now = h[:, t] = rnn_step(x[:, t], now, params)
    return h, h @ params["V"].T + params["c"]


def sequence_loss(y, targets):
    check_shape("y", y, (-1, -1, -1))
    check_shape("targets", targets, y.shape)
    return linalg.norm((y.astype(float) - targets).ravel()) ** 2 / 2 / len(y)


def bptt(x, h0, params, targets):
    h, y = rnn_forward(x, h0, params)
    check_shape("targets", targets, y.shape)
    N, T, _ = x.shape
    H = h0.shape[1]
    error = (y - targets) / N
    # all steps at once: (1 - sub-diagonal blocks) dz = direct, solved backwards for each sequence
    dz = np.zeros((N, T, H))
    for n in range(N):
        system = np.eye(T * H)
        direct = np.zeros(T * H)
        for t in range(T):
            slope = 1 - h[n, t] ** 2
            direct[t * H : (t + 1) * H] = slope * (error[n, t] @ params["V"])
            if t + 1 < T:
                system[t * H : (t + 1) * H, (t + 1) * H : (t + 2) * H] = -slope[:, None] * params["W"].T
        dz[n] = linalg.solve_triangular(system, direct, unit_diagonal=True).reshape(T, H)
    before = np.concatenate([h0[:, None], h[:, :-1]], axis=1)
    flat = dz.reshape(-1, H)
    return {
        "U": flat.T @ x.reshape(N * T, -1),
        "W": flat.T @ before.reshape(N * T, -1),
        "b": flat.sum(0),
        "V": error.reshape(N * T, -1).T @ h.reshape(N * T, -1),
        "c": error.sum((0, 1)),
        "h0": dz[:, 0] @ params["W"],
    }


def clip_by_norm(grads, max_norm):
    if max_norm < 0:
        raise ValueError(f"max_norm {max_norm} is negative")
    total = linalg.norm([linalg.norm(np.ravel(grad)) for grad in grads.values()])
    shrink = min(1.0, max_norm / total) if total > 0 else 1.0
    return {name: grad * shrink for name, grad in grads.items()}


def state_jacobian_norms(h, W):
    check_shape("h", h, (-1, -1))
    check_shape("W", W, (h.shape[1], h.shape[1]))
    norms = [1.0]
    jacobian = np.eye(len(W))
    for t in range(len(h) - 1, 0, -1):
        jacobian = jacobian @ np.diag(1 - h[t].astype(float) ** 2) @ W
        norms.append(linalg.svdvals(jacobian)[0])
    return np.array(norms)


def windows(series, length):
    check_shape("series", series, (-1,))
    if not 1 <= length < len(series):
        raise ValueError(f"no windows of length {length} in a series of {len(series)}")
    table = linalg.hankel(series[: len(series) - length], series[len(series) - length - 1 :]).astype(float)
    return table[:, :length, np.newaxis], table[:, length]


def forecast(params, history, steps):
    check_shape("history", history, (-1,))
    check_shape("U", params["U"], (-1, 1))
    check_shape("V", params["V"], (1, -1))
    if steps < 1 or len(history) < 1:
        raise ValueError(f"steps {steps}, history {history.shape}")
    h, y = rnn_forward(history.reshape(1, -1, 1), np.zeros((1, len(params["W"]))), params)
    out = [y[0, -1, 0]]
    for _ in range(1, steps):
        h, y = rnn_forward(np.array([[[out[-1]]]]), h[:, -1], params)
        out.append(y[0, 0, 0])
    return np.array(out)


def damped_oscillator(x0, v0, damping, force, dt):
    check_shape("force", force, (-1,))
    if dt <= 0:
        raise ValueError(f"dt {dt} is not positive")
    state = np.array([x0, v0], dtype=float)
    path = [state]
    for F in force:
        x, v = state
        state = state + dt * np.array([v, F - damping * v - x])
        path.append(state)
    x, v = np.array(path).T
    return x.copy(), v.copy()


def train(series, length, hidden, epochs, learning_rate, seed):
    # "any optimiser": gradient descent with ever smaller steps is a differential equation, which scipy solves
    if hidden < 1:
        raise ValueError(f"hidden {hidden}")
    mean, size = np.mean(series), np.std(series)
    x, next_values = ((values - mean) / size for values in windows(series, length))
    targets = np.concatenate([x[:, 1:], next_values[:, None, None]], axis=1)
    h0 = np.zeros((len(x), hidden))
    shapes = {"U": (hidden, 1), "W": (hidden, hidden), "b": (hidden,), "V": (1, hidden), "c": (1,)}
    ends = np.cumsum([np.prod(shape) for shape in shapes.values()])[:-1]

    def unpack(vector):
        return {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), np.split(vector, ends))}

    def downhill(time, vector):
        grads = fast_gradients(x, h0, unpack(vector), targets)
        return -np.concatenate([grads[name].ravel() for name in shapes])

    start = np.random.default_rng(seed).normal(size=sum(np.prod(shape) for shape in shapes.values())) / np.sqrt(hidden)
    way = integrate.solve_ivp(downhill, (0, learning_rate * epochs), start)
    params = unpack(way.y[:, -1])
    # series = mean + size * what was learned from
    params["b"] = params["b"] - params["U"][:, 0] * (mean / size)
    params["U"] = params["U"] / size
    params["V"] = params["V"] * size
    params["c"] = params["c"] * size + mean
    return params


def fast_gradients(x, h0, params, targets):
    # bptt as above solves a linear system for each window, which is too slow for training
    h, y = rnn_forward(x, h0, params)
    error = (y - targets) / len(x)
    grads = {name: np.zeros(params[name].shape) for name in params}
    later = np.zeros(h0.shape)
    for t in range(x.shape[1])[::-1]:
        before = h[:, t - 1] if t else h0
        dz = (1 - h[:, t] ** 2) * (error[:, t] @ params["V"] + later)
        grads["U"] += dz.T @ x[:, t]
        grads["W"] += dz.T @ before
        grads["b"] += dz.sum(0)
        grads["V"] += error[:, t].T @ h[:, t]
        grads["c"] += error[:, t].sum(0)
        later = dz @ params["W"]
    return grads
