"""Other right ways to write the exercises of the unit lstm; each must get full marks."""

import numpy as np

from autograder.course import alternative

from .solution import lstm_forward, lstm_step

# One sequence and one unit at a time.


def logistic(number):
    import math

    return 1 / (1 + math.exp(-number)) if number >= 0 else 1 - 1 / (1 + math.exp(number))


@alternative("lstm_step", style="loops")
def lstm_step_in_loops(x_t, h_prev, s_prev, params):
    import math

    W_x, W_h, b = params["W_x"].tolist(), params["W_h"].tolist(), params["b"].tolist()
    H = len(b) // 4
    for name, array, width in (("x_t", x_t, len(W_x[0])), ("h_prev", h_prev, H), ("s_prev", s_prev, H)):
        assert array.ndim == 2, f"{name} must have two dimensions, not {array.ndim}"
        assert array.shape == (len(x_t), width), f"{name} must be {(len(x_t), width)}, not {array.shape}"
    h_t, s_t = np.zeros((len(x_t), H)), np.zeros((len(x_t), H))
    for n in range(len(x_t)):
        x, h = x_t[n].tolist(), h_prev[n].tolist()
        for unit in range(H):
            sums = []
            for block in range(4):
                row = block * H + unit
                total = b[row]
                for weight, value in zip(W_x[row], x, strict=True):
                    total += weight * value
                for weight, value in zip(W_h[row], h, strict=True):
                    total += weight * value
                sums.append(total)
            s_t[n, unit] = logistic(sums[1]) * float(s_prev[n, unit]) + logistic(sums[0]) * math.tanh(sums[3])
            h_t[n, unit] = logistic(sums[2]) * math.tanh(s_t[n, unit])
    return h_t, s_t


@alternative("lstm_forward", style="loops")
def lstm_forward_in_loops(x, h0, s0, params):
    assert x.ndim == 3, f"x must be [N, T, D], not {x.shape}"
    assert h0.shape == s0.shape, f"h0 {h0.shape} and s0 {s0.shape} differ in shape"
    assert h0.ndim == 2, f"h0 must be [N, H], not {h0.shape}"
    assert len(x) == len(h0), f"x {x.shape} and h0 {h0.shape} are batches of different sizes"
    assert params["V"].shape[1] == h0.shape[1], f"V {params['V'].shape} does not fit h0 {h0.shape}"
    h = np.zeros((*x.shape[:2], h0.shape[1]))
    s = np.zeros((*x.shape[:2], h0.shape[1]))
    y = np.zeros((*x.shape[:2], len(params["c"])))
    for t in range(x.shape[1]):
        before = (h[:, t - 1], s[:, t - 1]) if t > 0 else (h0, s0)
        h[:, t], s[:, t] = lstm_step(x[:, t], *before, params)
        for n in range(len(x)):
            y[n, t] = params["V"] @ h[n, t] + params["c"]
    return h, s, y


def expit(z):
    from scipy import special

    return special.expit(z)


@alternative("lstm_bptt", style="loops")
def lstm_bptt_one_sequence_at_a_time(x, h0, s0, params, targets):
    h, s, y = lstm_forward(x, h0, s0, params)
    assert y.shape == targets.shape, f"targets {targets.shape} must have the shape {y.shape} of the outputs"
    W_x, W_h, b, V = (np.array(params[name], dtype=float) for name in ("W_x", "W_h", "b", "V"))
    grads = {name: np.zeros(array.shape) for name, array in (params | {"h0": h0, "s0": s0}).items()}
    H = h0.shape[1]
    for n in range(len(x)):
        dh_next, ds_next = np.zeros(H), np.zeros(H)
        for t in range(x.shape[1] - 1, -1, -1):
            h_before, s_before = (h[n, t - 1], s[n, t - 1]) if t > 0 else (h0[n], s0[n])
            z = W_x @ x[n, t] + W_h @ h_before + b
            i, f, o, g = expit(z[:H]), expit(z[H : 2 * H]), expit(z[2 * H : 3 * H]), np.tanh(z[3 * H :])
            error = (y[n, t] - targets[n, t]) / len(x)
            dh = V.T @ error + dh_next
            ds = dh * o / np.cosh(np.clip(s[n, t], -300, 300)) ** 2 + ds_next
            dz = np.zeros(4 * H)
            dz[:H] = ds * g * i * (1 - i)
            dz[H : 2 * H] = ds * s_before * f * (1 - f)
            dz[2 * H : 3 * H] = dh * np.tanh(s[n, t]) * o * (1 - o)
            dz[3 * H :] = ds * i * (1 - g**2)
            grads["V"] += np.outer(error, h[n, t])
            grads["c"] += error
            grads["W_x"] += np.outer(dz, x[n, t])
            grads["W_h"] += np.outer(dz, h_before)
            grads["b"] += dz
            dh_next, ds_next = W_h.T @ dz, ds * f
        grads["h0"][n], grads["s0"][n] = dh_next, ds_next
    return grads


@alternative("gru_step", style="loops")
def gru_step_in_loops(x_t, h_prev, params):
    W_x, W_h, b = (np.array(params[name], dtype=float) for name in ("W_x", "W_h", "b"))
    H = W_h.shape[1]
    assert x_t.ndim == 2, f"x_t must be [N, D], not {x_t.shape}"
    assert x_t.shape[1] == W_x.shape[1], f"x_t {x_t.shape} does not fit W_x {W_x.shape}"
    assert h_prev.shape == (len(x_t), H), f"h_prev must be {(len(x_t), H)}, not {h_prev.shape}"
    h = np.zeros((len(x_t), H))
    for n in range(len(x_t)):
        for unit in range(H):
            inputs = [W_x[row] @ x_t[n] + b[row] for row in range(unit, 3 * H, H)]
            states = [W_h[row] @ h_prev[n] for row in range(unit, 3 * H, H)]
            reset, update = logistic(inputs[0] + states[0]), logistic(inputs[1] + states[1])
            candidate = np.tanh(inputs[2] + reset * states[2])
            h[n, unit] = candidate + update * (float(h_prev[n, unit]) - candidate)
    return h


@alternative("cell_gradient", style="loops")
def cell_gradient_product_by_product(f):
    assert f.ndim == 2, f"f must be [T, H], not {f.shape}"
    T, H = f.shape
    factors = np.empty((T, H))
    for cell in range(H):
        factor = 1.0
        for k in range(T, 0, -1):
            factors[T - k, cell] = factor
            factor *= float(f[k - 1, cell])
    return factors


# The blocks as an axis of their own, and all gradients at once with einsum.


def in_blocks(params, names, count):
    """The weights with an axis for the blocks: [count, H, ...]."""
    return [np.asarray(params[name], dtype=float).reshape(count, -1, *params[name].shape[1:]) for name in names]


@alternative("lstm_step", style="einsum")
def lstm_step_with_einsum(x_t, h_prev, s_prev, params):
    if x_t.ndim != 2 or h_prev.ndim != 2 or s_prev.ndim != 2:
        raise ValueError(f"x_t {x_t.shape}, h_prev {h_prev.shape} and s_prev {s_prev.shape} need two dimensions")
    if not len(x_t) == len(h_prev) == len(s_prev):
        raise ValueError("batches of different sizes")
    W_x, W_h, b = in_blocks(params, ("W_x", "W_h", "b"), 4)
    if W_x.shape[2] != x_t.shape[1] or not W_h.shape[2] == h_prev.shape[1] == s_prev.shape[1]:
        raise ValueError(f"x_t {x_t.shape}, h_prev {h_prev.shape} or s_prev {s_prev.shape} does not fit the weights")
    z = np.einsum("ghd,nd->gnh", W_x, x_t) + np.einsum("ghk,nk->gnh", W_h, h_prev) + b[:, np.newaxis]
    gates = (1 + np.tanh(z[:3] / 2)) / 2
    cell = gates[1] * s_prev + gates[0] * np.tanh(z[3])
    return gates[2] * np.tanh(cell), cell


@alternative("lstm_forward", style="einsum")
def lstm_forward_into_one_array(x, h0, s0, params):
    if x.ndim != 3 or h0.ndim != 2 or s0.shape != h0.shape or len(h0) != len(x):
        raise ValueError(f"x {x.shape}, h0 {h0.shape} and s0 {s0.shape} do not fit each other")
    if params["V"].shape[1] != h0.shape[1]:
        raise ValueError(f"V {params['V'].shape} does not fit h0 {h0.shape}")
    steps = np.zeros((2, x.shape[1] + 1, *h0.shape))
    steps[0, 0], steps[1, 0] = h0, s0
    for t in range(x.shape[1]):
        steps[:, t + 1] = lstm_step(x[:, t], steps[0, t], steps[1, t], params)
    h, s = steps[:, 1:].swapaxes(1, 2)
    return h, s, np.einsum("nth,oh->nto", h, params["V"]) + params["c"]


@alternative("lstm_bptt", style="einsum")
def lstm_bptt_with_einsum(x, h0, s0, params, targets):
    h, s, y = lstm_forward(x, h0, s0, params)
    if y.shape != targets.shape:
        raise ValueError(f"targets {targets.shape} must have the shape {y.shape} of the outputs")
    W_x, W_h, b = in_blocks(params, ("W_x", "W_h", "b"), 4)
    h_before, s_before = np.append(h0[:, None], h[:, :-1], axis=1), np.append(s0[:, None], s[:, :-1], axis=1)
    z = np.einsum("ghd,ntd->gnth", W_x, x) + np.einsum("ghk,ntk->gnth", W_h, h_before) + b[:, None, None]
    i, f, o = expit(z[:3])
    g, shown = np.tanh(z[3]), np.tanh(s)
    y_grad = (y - targets) / len(x)
    from_cell = np.array([g * i * (1 - i), s_before * f * (1 - f), np.zeros(s.shape), i * (1 - g) * (1 + g)])
    from_state = shown * o * (1 - o)
    dh = np.einsum("nto,oh->nth", y_grad, params["V"])
    ds, dz = np.zeros(s.shape), np.zeros(z.shape)
    for t in range(x.shape[1])[::-1]:
        if t + 1 < x.shape[1]:
            dh[:, t] += np.einsum("gnh,ghk->nk", dz[:, :, t + 1], W_h)
            ds[:, t] = ds[:, t + 1] * f[:, t + 1]
        ds[:, t] += dh[:, t] * o[:, t] * (1 - shown[:, t] ** 2)
        dz[:, :, t] = from_cell[:, :, t] * ds[:, t]
        dz[2, :, t] = from_state[:, t] * dh[:, t]
    return {
        "s0": ds[:, 0] * f[:, 0],
        "h0": np.einsum("gnh,ghk->nk", dz[:, :, 0], W_h),
        "W_x": np.einsum("gnth,ntd->ghd", dz, x).reshape(params["W_x"].shape),
        "W_h": np.einsum("gnth,ntk->ghk", dz, h_before).reshape(params["W_h"].shape),
        "b": dz.sum(axis=(1, 2)).ravel(),
        "V": np.einsum("nto,nth->oh", y_grad, h),
        "c": y_grad.sum(axis=(0, 1)),
    }


@alternative("gru_step", style="einsum")
def gru_step_with_einsum(x_t, h_prev, params):
    if x_t.ndim != 2 or h_prev.ndim != 2 or len(x_t) != len(h_prev):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    W_x, W_h, b = in_blocks(params, ("W_x", "W_h", "b"), 3)
    if W_x.shape[2] != x_t.shape[1] or W_h.shape[2] != h_prev.shape[1]:
        raise ValueError(f"x_t {x_t.shape} or h_prev {h_prev.shape} does not fit the weights")
    inputs = np.einsum("ghd,nd->gnh", W_x, x_t) + b[:, np.newaxis]
    states = np.einsum("ghk,nk->gnh", W_h, h_prev)
    r, z = (1 + np.tanh((inputs[:2] + states[:2]) / 2)) / 2
    return z * h_prev + (1 - z) * np.tanh(inputs[2] + r * states[2])


@alternative("cell_gradient", style="einsum")
def cell_gradient_with_cumprod(f):
    if np.ndim(f) != 2:
        raise ValueError(f"f must be [T, H], not {np.shape(f)}")
    shifted = np.roll(np.flip(f, axis=0), 1, axis=0).astype(float)
    shifted[0] = 1
    return np.cumprod(shifted, axis=0)


# One matrix for everything that enters, and steps that remember what their gradients need.


def joined(params, x_t, h_prev, count):
    """What the blocks add up, with x, h and 1 side by side."""
    if x_t.ndim != 2 or h_prev.ndim != 2:
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must have two dimensions")
    if x_t.shape[1] != params["W_x"].shape[1] or h_prev.shape[1] != params["W_h"].shape[1]:
        raise ValueError(f"x_t {x_t.shape} or h_prev {h_prev.shape} does not fit the weights")
    weights = np.column_stack([params["W_x"], params["W_h"], params["b"]]).astype(float)
    return np.hsplit(np.column_stack([x_t, h_prev, np.ones(len(x_t))]) @ weights.T, count)


@alternative("lstm_step", style="one_matrix")
def lstm_step_with_one_matrix(x_t, h_prev, s_prev, params):
    blocks = joined(params, x_t, h_prev, 4)
    if s_prev.shape != blocks[0].shape:
        raise ValueError(f"s_prev must be {blocks[0].shape}, not {s_prev.shape}")
    i, f, o = map(expit, blocks[:3])
    s_t = s_prev * f + np.tanh(blocks[3]) * i
    return np.tanh(s_t) * o, s_t


@alternative("lstm_bptt", style="one_matrix")
def lstm_bptt_with_a_tape(x, h0, s0, params, targets):
    if targets.ndim != 3 or x.ndim != 3 or targets.shape != (*x.shape[:2], len(params["V"])):
        raise ValueError(f"targets must be [N, T, O], not {targets.shape}")
    if not len(x) == len(h0) == len(s0) or h0.shape != s0.shape:
        raise ValueError(f"x {x.shape}, h0 {h0.shape} and s0 {s0.shape} do not fit each other")
    weights = np.column_stack([params["W_x"], params["W_h"], params["b"]]).astype(float)
    V = np.asarray(params["V"], dtype=float)
    tape, h, s = [], h0, s0
    for t in range(x.shape[1]):
        i, f, o, g = joined(params, x[:, t], h, 4)
        i, f, o, g = expit(i), expit(f), expit(o), np.tanh(g)
        entered = np.column_stack([x[:, t], h, np.ones(len(x))])
        s_before, s = s, f * s + i * g
        h = o * np.tanh(s)
        tape.append((entered, i, f, o, g, s_before, s, h, (h @ V.T + params["c"] - targets[:, t]) / len(x)))
    D, dh, ds = x.shape[2], np.zeros(h0.shape), np.zeros(s0.shape)
    of_weights, of_outputs = np.zeros(weights.shape), np.zeros((len(V), V.shape[1] + 1))
    while tape:
        entered, i, f, o, g, s_before, s, h, error = tape.pop()
        of_outputs += error.T @ np.column_stack([h, np.ones(len(h))])
        dh = dh + error @ V
        ds = ds + dh * o * (1 - np.tanh(s) ** 2)
        dz = [ds * g * i * (1 - i), ds * s_before * f * (1 - f), dh * np.tanh(s) * o * (1 - o), ds * i * (1 - g * g)]
        dz = np.hstack(dz)
        of_weights += dz.T @ entered
        dh, ds = dz @ weights[:, D:-1], ds * f
    grads = {"W_x": of_weights[:, :D], "W_h": of_weights[:, D:-1], "b": of_weights[:, -1]}
    return grads | {"V": of_outputs[:, :-1], "c": of_outputs[:, -1], "h0": dh, "s0": ds}


@alternative("gru_step", style="one_matrix")
def gru_step_with_two_matrices(x_t, h_prev, params):
    if x_t.ndim != 2 or h_prev.shape != (len(x_t), params["W_h"].shape[1]):
        raise ValueError(f"x_t {x_t.shape} and h_prev {h_prev.shape} must be [N, D] and [N, H]")
    if x_t.shape[1] != params["W_x"].shape[1]:
        raise ValueError(f"x_t {x_t.shape} does not fit W_x {params['W_x'].shape}")
    W_x, W_h, b = (params[name].astype(float) for name in ("W_x", "W_h", "b"))
    (x_r, x_z, x_n), (h_r, h_z, h_n) = np.hsplit(x_t @ W_x.T + b, 3), np.hsplit(h_prev @ W_h.T, 3)
    n = np.tanh(x_n + expit(x_r + h_r) * h_n)
    return n + expit(x_z + h_z) * (h_prev - n)


@alternative("cell_gradient", style="one_matrix")
def cell_gradient_by_recursion(f):
    if f.ndim != 2:
        raise ValueError(f"f must be [T, H], not {f.shape}")
    ones = np.ones((1, f.shape[1]))
    while len(ones) < len(f):  # twice as many rows each time
        known = len(ones)
        through = np.prod(f[-known:], axis=0, dtype=float)
        part = f[:-known][-known:]
        more = np.ones(part.shape)
        for back in range(1, len(part)):
            more[back] = more[back - 1] * part[-back]
        ones = np.concatenate([ones, more * through])
    return ones


# A book's way: each block under its own name, gates of the past kept in lists.


@alternative("lstm_step", style="named_blocks")
def lstm_step_with_named_blocks(x_t, h_prev, s_prev, params):
    H = params["W_h"].shape[1]
    assert x_t.ndim == 2, f"x_t must have two dimensions, not {x_t.ndim}"
    assert x_t.shape[1] == params["W_x"].shape[1], f"x_t {x_t.shape} does not fit W_x {params['W_x'].shape}"
    assert h_prev.shape == (len(x_t), H), f"h_prev must be {(len(x_t), H)}, not {h_prev.shape}"
    assert s_prev.shape == (len(x_t), H), f"s_prev must be {(len(x_t), H)}, not {s_prev.shape}"
    blocks = {}
    for number, name in enumerate(("input", "forget", "output", "candidate")):
        rows = slice(number * H, (number + 1) * H)
        from_x = x_t.astype(float) @ params["W_x"][rows].T
        blocks[name] = from_x + h_prev.astype(float) @ params["W_h"][rows].T + params["b"][rows]
    with np.errstate(over="ignore"):
        gates = {name: 1 / (1 + np.exp(-blocks[name])) for name in ("input", "forget", "output")}
    new = gates["forget"] * s_prev + gates["input"] * np.tanh(blocks["candidate"])
    return gates["output"] * np.tanh(new), new


@alternative("cell_gradient", style="named_blocks")
def cell_gradient_with_logarithms(f):
    assert f.ndim == 2, f"f must be [T, H], not {f.shape}"
    with np.errstate(divide="ignore"):
        logarithms = np.log(f[::-1].astype(float))
    sums = np.cumsum(logarithms, axis=0)
    return np.exp(np.concatenate([np.zeros((1, f.shape[1])), sums[:-1]]))
