"""Other right ways to write the exercises of the unit sequences; each must get full marks."""

import numpy as np

from autograder.course import alternative

from .solution import reservoir_states

# One sequence, one number at a time, in plain Python.


@alternative("last_step_loss", style="loops")
def loss_in_loops(y, targets):
    assert y.ndim == 3, f"y must be [N, T, O], not {y.shape}"
    assert targets.shape == (y.shape[0], y.shape[2]), f"targets {targets.shape} do not fit y {y.shape}"
    total = 0.0
    for n in range(y.shape[0]):
        for o in range(y.shape[2]):
            total += 0.5 * (float(y[n, y.shape[1] - 1, o]) - float(targets[n, o])) ** 2
    return total / y.shape[0]


@alternative("last_step_bptt", style="loops")
def bptt_one_sequence_at_a_time(x, h0, params, targets):
    U, W, b, V, c = (np.array(params[name], dtype=float) for name in ("U", "W", "b", "V", "c"))
    assert x.ndim == 3, f"x must be [N, T, D], not {x.shape}"
    N, T, D = x.shape
    assert U.shape == (len(b), D), f"U {U.shape} does not fit x {x.shape}"
    assert h0.shape == (N, len(W)), f"h0 must be {(N, len(W))}, not {h0.shape}"
    assert targets.shape == (N, len(c)), f"targets must be {(N, len(c))}, not {targets.shape}"
    assert V.shape == (len(c), len(b)), f"V {V.shape} does not fit b and c"
    grads = {name: np.zeros(array.shape) for name, array in (params | {"h0": h0}).items()}
    for n in range(N):
        states = [h0[n].astype(float)]
        for t in range(T):
            states.append(np.tanh(U @ x[n, t] + W @ states[-1] + b))
        error = (V @ states[-1] + c - targets[n]) / N
        grads["V"] += np.outer(error, states[-1])
        grads["c"] += error
        back = V.T @ error
        while len(states) > 1:
            delta = back * (1 - states.pop() ** 2)
            grads["U"] += np.outer(delta, x[n, len(states) - 1])
            grads["W"] += np.outer(delta, states[-1])
            grads["b"] += delta
            back = W.T @ delta
        grads["h0"][n] = back
    return grads


@alternative("mini_batches", style="loops")
def batches_with_random_of_python(count, size, seed):
    import random

    assert count >= 1, "there must be a sample"
    assert size >= 1, "a batch must have a sample"
    rest = list(range(count))
    random.Random(int(seed)).shuffle(rest)  # noqa: S311 - no secret
    found = []
    while rest:
        batch = []
        while rest and len(batch) < size:
            batch.append(rest.pop())
        found.append(np.array(batch))
    return found


@alternative("sliding_forecast", style="loops")
def forecast_in_loops(params, history, length, steps):
    import math

    U, W, b, V, c = (params[name].tolist() for name in ("U", "W", "b", "V", "c"))
    assert np.ndim(history) == 1, f"history must be [T], not {history.shape}"
    assert 1 <= length <= len(history), f"length must be from 1 to {len(history)}"
    assert steps >= 1, "steps must be at least 1"
    assert all(len(row) == 1 for row in U), f"the network must have one input, and U is {params['U'].shape}"
    assert len(V) == 1, f"the network must have one output, and V is {params['V'].shape}"
    window, found = history[len(history) - length :].tolist(), []
    while len(found) < steps:
        state = [0.0] * len(b)
        for value in window:
            state = [
                math.tanh(U[i][0] * value + sum(W[i][j] * state[j] for j in range(len(b))) + b[i])
                for i in range(len(b))
            ]
        found.append(sum(V[0][i] * state[i] for i in range(len(b))) + c[0])
        window = [*window[1:], found[-1]]
    return np.array(found)


@alternative("reservoir", style="loops")
def reservoir_with_uniform_weights(units, radius, density, seed):
    assert units > 0, "there must be a unit"
    assert radius > 0, "the radius must be above 0"
    assert 0 < density <= 1, "the density must be above 0 and at most 1"
    wanted = round(density * int(units) ** 2)
    assert wanted > 0, "no weight is left"
    generator = np.random.default_rng(seed)
    while True:
        W = np.zeros((units, units))
        while np.count_nonzero(W) < wanted:
            i, j = generator.integers(units, size=2)
            if W[i, j] == 0:
                W[i, j] = generator.uniform(-1, 1)
        found = max(abs(value) for value in np.linalg.eigvals(W))
        if found > 0:
            return W / found * radius


@alternative("reservoir_states", style="loops")
def states_in_loops(W, w_in, series):
    import math

    assert W.ndim == 2, f"W must be [units, units], not {W.shape}"
    assert W.shape == (len(W), len(W)), f"W must be square, not {W.shape}"
    assert w_in.shape == (len(W),), f"w_in must be {(len(W),)}, not {w_in.shape}"
    assert series.ndim == 1, f"series must be [T], not {series.shape}"
    weights, entering, found = W.tolist(), w_in.tolist(), []
    state = [0.0] * len(weights)
    for value in series.tolist():
        sums = [float(weight) * value for weight in entering]
        for i, row in enumerate(weights):
            for weight, before in zip(row, state, strict=True):
                sums[i] += weight * before
        state = [math.tanh(total) for total in sums]
        found.append(state)
    return np.array(found).reshape(len(series), len(W))


@alternative("fit_readout", style="loops")
def readout_by_normal_equations(states, targets, ridge):
    assert states.ndim == 2, f"states must be [T, units], not {states.shape}"
    assert targets.shape == (len(states),), f"targets must be {(len(states),)}, not {targets.shape}"
    assert ridge >= 0, "the ridge must not be negative"
    full = np.column_stack([states.astype(float), np.ones(len(states))])
    penalty = float(ridge) * np.eye(full.shape[1])
    penalty[-1, -1] = 0
    return np.linalg.solve(full.T @ full + penalty, full.T @ targets.astype(float))


@alternative("echo_forecast", style="loops")
def echo_by_running_all_again(W, w_in, readout, series, steps):
    assert series.ndim == 1, f"series must be [T], not {series.shape}"
    assert len(series) > 0, "the series must have a value"
    assert steps >= 1, "steps must be at least 1"
    values = series.astype(float)
    state = reservoir_states(W, w_in, values)[-1]
    assert readout.shape == (W.shape[0] + 1,), f"readout {readout.shape} does not fit W {W.shape}"
    W, found = W.astype(float), []
    for _ in range(steps):
        value = float(np.sum(readout[:-1] * state) + float(readout[-1]))
        found.append(value)
        state = np.tanh(np.sum(W * state, axis=1) + np.asarray(w_in, dtype=float) * value)
    return np.array(found)


# Everything at once: einsum, and one augmented matrix.


@alternative("last_step_loss", style="einsum")
def loss_with_einsum(y, targets):
    if y.ndim != 3 or targets.ndim != 2 or targets.shape != y[:, 0].shape:
        raise ValueError(f"y {y.shape} and targets {targets.shape} must be [N, T, O] and [N, O]")
    error = np.subtract(y[:, -1], targets, dtype=float)
    return np.einsum("no,no->", error, error) / 2 / len(error)


@alternative("last_step_bptt", style="einsum")
def bptt_with_einsum(x, h0, params, targets):
    U, W, b, V, c = (params[name].astype(float) for name in ("U", "W", "b", "V", "c"))
    if x.ndim != 3 or h0.ndim != 2 or targets.ndim != 2:
        raise ValueError(f"x {x.shape}, h0 {h0.shape} and targets {targets.shape} must be [N, T, D], [N, H] and [N, O]")
    if not len(x) == len(h0) == len(targets) or x.shape[2] != U.shape[1] or h0.shape[1] != len(W):
        raise ValueError(f"x {x.shape}, h0 {h0.shape} and targets {targets.shape} do not fit each other, or U and W")
    if targets.shape[1] != len(V) or V.shape[1] != len(W):
        raise ValueError(f"targets {targets.shape} do not fit V {V.shape}")
    N, T, _ = x.shape
    H = len(W)
    entering = np.einsum("ntd,hd->tnh", x, U) + b
    h = np.empty((T + 1, N, H))
    h[0] = h0
    for t in range(T):
        h[t + 1] = np.tanh(entering[t] + np.einsum("nk,hk->nh", h[t], W))
    error = (np.einsum("nh,oh->no", h[T], V) + c - targets) / N
    slope, dz = 1 - h[1:] ** 2, np.empty((T, N, H))
    dh = np.einsum("no,oh->nh", error, V)
    for t in range(T - 1, -1, -1):
        dz[t] = slope[t] * dh
        dh = np.einsum("nh,hk->nk", dz[t], W)
    return {
        "h0": dh,
        "c": error.sum(0),
        "V": np.einsum("no,nh->oh", error, h[T]),
        "b": dz.sum((0, 1)),
        "W": np.einsum("tnh,tnk->hk", dz, h[:-1]),
        "U": np.einsum("tnh,ntd->hd", dz, x),
    }


@alternative("mini_batches", style="einsum")
def batches_by_sorting_random_numbers(count, size, seed):
    if min(count, size) < 1:
        raise ValueError(f"count {count} and size {size} must be at least 1")
    order = np.argsort(np.random.default_rng(seed).random(count))
    return np.split(order, np.arange(int(size), int(count), int(size)))


@alternative("sliding_forecast", style="einsum")
def forecast_in_one_array(params, history, length, steps):
    if history.ndim != 1 or steps < 1 or length < 1 or length > history.size:
        raise ValueError(f"history {history.shape}, length {length} and steps {steps} make no sense together")
    if params["U"].shape[1] != 1 or params["V"].shape[0] != 1:
        raise ValueError("the network must have one input and one output")
    values = np.concatenate([history.astype(float), np.zeros(steps)])
    for step in range(history.size, history.size + steps):
        h = np.zeros(params["W"].shape[0])
        for value in values[step - length : step]:
            h = np.tanh(params["U"][:, 0] * value + params["b"] + np.einsum("hk,k->h", params["W"], h))
        values[step] = (np.einsum("oh,h->o", params["V"], h) + params["c"]).item()
    return values[history.size :]


@alternative("reservoir", style="einsum")
def reservoir_from_a_shuffled_mask(units, radius, density, seed):
    if units < 1 or radius <= 0 or density <= 0 or density > 1 or round(density * int(units) ** 2) == 0:
        raise ValueError(f"there is no reservoir of {units} units, density {density} and radius {radius}")
    rng, count = np.random.default_rng(seed), round(density * int(units) ** 2)
    for _ in range(100_000):
        kept = rng.permutation(int(units) ** 2).reshape(int(units), int(units)) < count
        W = np.where(kept, rng.standard_normal(kept.shape), 0.0)
        largest = np.max(np.absolute(np.linalg.eig(W)[0]))
        if largest > 1e-12:
            break
    return radius * W / largest


@alternative("reservoir_states", style="einsum")
def states_with_einsum(W, w_in, series):
    if W.ndim != 2 or W.shape[0] != W.shape[1] or w_in.ndim != 1 or w_in.size != len(W) or series.ndim != 1:
        raise ValueError(f"W {W.shape}, w_in {w_in.shape} and series {series.shape} do not fit")
    entering = np.outer(series.astype(float), w_in.astype(float))
    states = [np.zeros(len(W))]
    for drive in entering:
        states.append(np.tanh(drive + np.einsum("ij,j->i", W, states[-1], dtype=float)))
    return np.array(states[1:]).reshape(entering.shape)


@alternative("fit_readout", style="einsum")
def readout_from_rows_of_penalties(states, targets, ridge):
    if states.ndim != 2 or targets.ndim != 1 or len(states) != len(targets):
        raise ValueError(f"states {states.shape} and targets {targets.shape} do not fit")
    if ridge < 0:
        raise ValueError("the ridge is negative")
    units = states.shape[1]
    rows = np.vstack([np.hstack([states, np.ones((len(states), 1))]), np.eye(units, units + 1) * np.sqrt(float(ridge))])
    return np.linalg.lstsq(rows, np.hstack([targets, np.zeros(units)]), rcond=None)[0]


@alternative("echo_forecast", style="einsum")
def echo_with_one_more_number(W, w_in, readout, series, steps):
    if series.ndim != 1 or series.size == 0 or steps < 1:
        raise ValueError(f"series {series.shape} must be [T] and not empty, and steps {steps} at least 1")
    if W.ndim != 2 or readout.ndim != 1 or readout.size != len(W) + 1:
        raise ValueError(f"readout {readout.shape} does not fit W {W.shape}")
    state, found = np.append(reservoir_states(W, w_in, series)[-1], 1.0), np.empty(steps)
    for step in range(steps):
        found[step] = readout @ state
        drive = np.asarray(w_in, dtype=float) * found[step]
        state = np.append(np.tanh(np.einsum("ij,j->i", W, state[:-1], dtype=float) + drive), 1.0)
    return found


# A book's way: helpers of one's own, which several exercises share.


def run(x, h0, params):
    """All states, h0 among them, [T + 1, N, H], and the last outputs."""
    states = [np.asarray(h0, dtype=float)]
    for t in range(x.shape[1]):
        z = np.dot(x[:, t], params["U"].T.astype(float)) + np.dot(states[t], params["W"].T) + params["b"]
        states.append(np.tanh(z))
    return states, np.dot(states[-1], params["V"].T) + params["c"]


def drive(W, w_in, state, value):
    """The next state of a reservoir."""
    return np.tanh(np.dot(W, state) + np.asarray(w_in, dtype=float) * float(value))


@alternative("last_step_loss", style="helpers")
def loss_by_squares_of_lengths(y, targets):
    if y.ndim != 3 or targets.shape != y.shape[:1] + y.shape[2:]:
        raise ValueError(f"y {y.shape} and targets {targets.shape} do not fit")
    last = y.astype(float)[:, y.shape[1] - 1, :]
    return np.mean(0.5 * np.square(last - targets).sum(axis=1))


@alternative("last_step_bptt", style="helpers")
def bptt_with_a_forward_pass(x, h0, params, targets):
    if x.ndim != 3 or x.shape[2] != params["U"].shape[1] or h0.shape != (len(x), len(params["W"])):
        raise ValueError(f"x {x.shape} and h0 {h0.shape} do not fit the params")
    if targets.shape != (len(x), len(params["V"])) or params["V"].shape[1] != h0.shape[1]:
        raise ValueError(f"targets {targets.shape} do not fit the params")
    states, y = run(x, h0, params)
    dy = (y - targets) / x.shape[0]
    dh = np.dot(dy, params["V"])
    dU, dW, db = 0, 0, 0
    for t in range(x.shape[1], 0, -1):
        dz = dh * (1 - states[t]) * (1 + states[t])
        dU, dW, db = dU + np.dot(dz.T, x[:, t - 1]), dW + np.dot(dz.T, states[t - 1]), db + dz.sum(axis=0)
        dh = np.dot(dz, params["W"])
    return {"U": dU, "W": dW, "b": db, "V": np.dot(dy.T, states[-1]), "c": dy.sum(axis=0), "h0": dh}


@alternative("mini_batches", style="helpers")
def batches_as_a_generator_in_a_list(count, size, seed):
    if count <= 0 or size <= 0:
        raise ValueError("no samples, or no size")
    indices = np.arange(int(count))
    np.random.default_rng(seed).shuffle(indices)

    def pieces():
        start = 0
        while start < len(indices):
            yield indices[start : start + int(size)].copy()
            start += int(size)

    return list(pieces())


@alternative("sliding_forecast", style="helpers")
def forecast_with_a_rolling_window(params, history, length, steps):
    if history.ndim != 1 or not 0 < length <= len(history) or steps < 1:
        raise ValueError(f"history {history.shape}, length {length} and steps {steps} make no sense together")
    if params["U"].shape[1] != 1 or len(params["V"]) != 1:
        raise ValueError("the network must have one input and one output")
    window, found = history[-int(length) :].astype(float), np.zeros(steps)
    for step in range(steps):
        found[step] = run(window[None, :, None], np.zeros((1, len(params["W"]))), params)[1][0, 0]
        window = np.roll(window, -1)
        window[-1] = found[step]
    return found


@alternative("reservoir", style="helpers")
def reservoir_with_scipy(units, radius, density, seed):
    from scipy import linalg

    places = int(units) * int(units)
    if units < 1 or not radius > 0 or not 0 < density <= 1 or round(density * places) < 1:
        raise ValueError("there is no such reservoir")
    rng = np.random.default_rng(seed)
    while True:
        W = rng.uniform(-0.5, 0.5, size=places)
        W[rng.permutation(places)[round(density * places) :]] = 0
        W = W.reshape(int(units), -1)
        now = np.abs(linalg.eigvals(W)).max()
        if now != 0:
            W *= radius / now
            return W


@alternative("reservoir_states", style="helpers")
def states_with_a_step(W, w_in, series):
    if W.ndim != 2 or len(set(W.shape)) != 1 or w_in.shape != (len(W),) or series.ndim != 1:
        raise ValueError(f"W {W.shape}, w_in {w_in.shape} and series {series.shape} do not fit")
    states = np.zeros((len(series) + 1, len(W)))
    for t, value in enumerate(series, start=1):
        states[t] = drive(W, w_in, states[t - 1], value)
    return states[1:]


@alternative("fit_readout", style="helpers")
def readout_of_centred_states(states, targets, ridge):
    if states.ndim != 2 or targets.shape != states.shape[:1] or not ridge >= 0:
        raise ValueError(f"states {states.shape}, targets {targets.shape} and ridge {ridge} make no sense together")
    mean = np.mean(states, axis=0, dtype=float)
    centred, level = states - mean, np.mean(targets, dtype=float)
    U, sizes, Vt = np.linalg.svd(centred, full_matrices=False)
    factors = np.divide(sizes, sizes**2 + float(ridge), out=np.zeros(len(sizes)), where=sizes > 0)
    w = Vt.T @ (factors * (U.T @ (targets - level)))
    return np.hstack([w, level - mean @ w])


@alternative("echo_forecast", style="helpers")
def echo_with_a_step(W, w_in, readout, series, steps):
    if W.ndim != 2 or len(set(W.shape)) != 1 or w_in.shape != (len(W),) or series.ndim != 1 or len(series) == 0:
        raise ValueError(f"W {W.shape}, w_in {w_in.shape} and series {series.shape} do not fit")
    if readout.shape != (len(W) + 1,) or steps < 1:
        raise ValueError(f"readout {readout.shape} does not fit, or steps {steps} is less than 1")
    state = np.zeros(len(W))
    for value in series:
        state = drive(W, w_in, state, value)
    found = []
    for _ in range(steps):
        found.append(float(np.dot(readout[:-1], state)) + float(readout[-1]))
        state = drive(W, w_in, state, found[-1])
    return np.array(found)


# Matrices that hold more: the bias as a weight, a state with its input beside it, recursion in place of loops.


@alternative("last_step_loss", style="matrices")
def loss_as_a_trace(y, targets):
    if np.ndim(y) != 3 or np.shape(targets) != np.shape(y)[::2]:
        raise ValueError(f"y {np.shape(y)} and targets {np.shape(targets)} do not fit")
    error = targets.astype(float) - np.take(y, -1, axis=1)
    return float(np.vdot(error, error)) / (2 * y.shape[0])


@alternative("last_step_bptt", style="matrices")
def bptt_with_one_matrix(x, h0, params, targets):
    joined = np.column_stack([params["U"], params["W"], params["b"]]).astype(float)
    out = np.column_stack([params["V"], params["c"]]).astype(float)
    if x.ndim != 3 or h0.ndim != 2 or targets.shape != (len(x), len(out)) or len(h0) != len(x):
        raise ValueError(f"x {x.shape}, h0 {h0.shape} and targets {targets.shape} do not fit each other")
    D, H = params["U"].shape[1], len(params["W"])
    if x.shape[2] != D or h0.shape[1] != H or out.shape[1] != H + 1:
        raise ValueError(f"x {x.shape} and h0 {h0.shape} do not fit the params")
    one = np.ones((len(x), 1))
    tape, h = [], h0.astype(float)
    for step in np.moveaxis(x, 1, 0):
        entered = np.hstack([step, h, one])
        h = np.tanh(entered @ joined.T)
        tape.append((entered, h))
    error = (np.hstack([h, one]) @ out.T - targets) / len(x)
    of_out, of_joined, dh = error.T @ np.hstack([h, one]), np.zeros(joined.shape), error @ out[:, :-1]
    for entered, h in reversed(tape):
        dz = dh - dh * h * h
        of_joined += dz.T @ entered
        dh = (dz @ joined)[:, D:-1]
    grads = {"U": of_joined[:, :D], "W": of_joined[:, D:-1], "b": of_joined[:, -1]}
    return grads | {"V": of_out[:, :-1], "c": of_out[:, -1], "h0": dh}


@alternative("mini_batches", style="matrices")
def batches_by_shuffling_twice(count, size, seed):
    if count < 1:
        raise ValueError("there is no sample")
    if size < 1:
        raise ValueError("there is no place in a batch")
    generator = np.random.Generator(np.random.MT19937(seed))
    numbers = generator.choice(np.int64(count), np.int64(count), replace=False)
    whole = numbers.size - numbers.size % int(size)
    batches = list(numbers[:whole].reshape(-1, int(size)))
    return batches + ([numbers[whole:]] if whole < numbers.size else [])


@alternative("sliding_forecast", style="matrices")
def forecast_with_a_deque(params, history, length, steps):
    from collections import deque

    if history.ndim != 1 or not 1 <= length <= history.size or steps < 1:
        raise ValueError(f"history {history.shape}, length {length} and steps {steps} make no sense together")
    if (params["U"].shape[1], params["V"].shape[0]) != (1, 1):
        raise ValueError("the network must have one input and one output")
    joined = np.column_stack([params["U"], params["W"], params["b"]]).astype(float)
    window, found = deque(map(float, history), maxlen=int(length)), []
    for _ in range(steps):
        state = np.zeros(len(joined))
        for value in window:
            state = np.tanh(joined @ np.concatenate([[value], state, [1.0]]))
        found.append((params["V"] @ state + params["c"]).item())
        window.append(found[-1])
    return np.array(found)


@alternative("reservoir_states", style="matrices")
def states_with_one_matrix(W, w_in, series):
    if W.shape != (len(w_in.ravel()),) * 2 or w_in.ndim != 1 or series.ndim != 1:
        raise ValueError(f"W {W.shape}, w_in {w_in.shape} and series {series.shape} do not fit")
    joined, state = np.column_stack([W, w_in]).astype(float), np.zeros(len(w_in))
    found = np.zeros((0, len(w_in)))
    rows = []
    for value in series:
        state = np.tanh(joined @ np.append(state, value))
        rows.append(state)
    return np.vstack([found, *rows])


@alternative("fit_readout", style="matrices")
def readout_by_the_smaller_system(states, targets, ridge):
    if states.ndim != 2 or targets.ndim != 1 or targets.size != len(states) or ridge < 0:
        raise ValueError(f"states {states.shape}, targets {targets.shape} and ridge {ridge} make no sense together")
    X, y, units = states.astype(float), targets.astype(float), states.shape[1]
    penalty = np.append(np.full(units, float(ridge)), 0.0)
    full = np.hstack([X, np.ones((len(X), 1))])
    Q, R = np.linalg.qr(np.vstack([full, np.diag(np.sqrt(penalty))]))
    return np.linalg.solve(R, Q.T @ np.append(y, np.zeros(units + 1)))
