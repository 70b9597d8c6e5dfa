"""A vanilla recurrent network.

I keep the arithmetic in a small class of my own; the functions of the exercise sheet are its face.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Dict, Tuple

import numpy as np

Params = Dict[str, np.ndarray]


def _need(condition: bool, message: str) -> None:
    """Raises ValueError unless the condition holds."""
    if not condition:
        raise ValueError(message)


@dataclass
class _Network:
    """The five arrays of a network, and what can be done with them."""

    U: np.ndarray
    W: np.ndarray
    b: np.ndarray
    V: Optional[np.ndarray] = None
    c: Optional[np.ndarray] = None

    @classmethod
    def of(cls, params: Params) -> "_Network":
        return cls(**{name: np.asarray(params[name], dtype=float) for name in "UWbVc" if name in params})

    def step(self, x: np.ndarray, h: np.ndarray) -> np.ndarray:
        _need(x.shape[1] == self.U.shape[1], f"x_t has {x.shape[1]} columns, U {self.U.shape[1]}")
        _need(h.shape[1] == self.W.shape[1] == self.W.shape[0], f"h_prev has {h.shape[1]} columns, W the shape {self.W.shape}")
        return np.tanh((self.U @ x.T + self.W @ h.T).T + self.b)

    def output(self, h: np.ndarray) -> np.ndarray:
        _need(h.shape[-1] == self.V.shape[1], f"a state has {h.shape[-1]} numbers, V wants {self.V.shape[1]}")
        return h @ self.V.T + self.c


def rnn_step(x_t: np.ndarray, h_prev: np.ndarray, params: Params) -> np.ndarray:
    """One step for a whole batch."""
    _need(x_t.ndim == 2 and h_prev.ndim == 2, f"expected two matrices, got {x_t.shape} and {h_prev.shape}")
    _need(x_t.shape[0] == h_prev.shape[0], f"{x_t.shape[0]} inputs for {h_prev.shape[0]} states")
    return _Network.of(params).step(x_t, h_prev)


def rnn_forward(x: np.ndarray, h0: np.ndarray, params: Params) -> Tuple[np.ndarray, np.ndarray]:
    """All steps for a whole batch: (states, outputs)."""
    _need(x.ndim == 3, f"x: expected [N, T, D], got {x.shape}")
    _need(h0.ndim == 2, f"h0: expected [N, H], got {h0.shape}")
    states = [h0]
    for x_t in np.swapaxes(x, 0, 1):
        states.append(rnn_step(x_t, states[-1], params))
    h = np.stack(states[1:], axis=1)
    return h, _Network.of(params).output(h)


def sequence_loss(y: np.ndarray, targets: np.ndarray) -> float:
    """Half the summed squared error for each sequence, then the mean over sequences."""
    _need(y.ndim == 3, f"y: expected [N, T, O], got {y.shape}")
    _need(y.shape == targets.shape, f"targets: expected {y.shape}, got {targets.shape}")
    per_sequence = 0.5 * np.sum(np.square(np.subtract(y, targets, dtype=float)), axis=(1, 2))
    return float(np.mean(per_sequence))


def bptt(x: np.ndarray, h0: np.ndarray, params: Params, targets: np.ndarray) -> Params:
    """The gradients of sequence_loss."""
    h, y = rnn_forward(x, h0, params)
    _need(y.shape == targets.shape, f"targets: expected {y.shape}, got {targets.shape}")
    network = _Network.of(params)
    output_errors = (y - targets) / x.shape[0]
    state_errors = _state_errors(network, h, output_errors)
    earlier = np.concatenate([h0[:, None, :], h[:, :-1, :]], axis=1)
    return {
        "U": _summed_products(state_errors, x),
        "W": _summed_products(state_errors, earlier),
        "b": state_errors.sum(axis=(0, 1)),
        "V": _summed_products(output_errors, h),
        "c": output_errors.sum(axis=(0, 1)),
        "h0": state_errors[:, 0] @ network.W,
    }


def _state_errors(network: _Network, h: np.ndarray, output_errors: np.ndarray) -> np.ndarray:
    """dL/dz for every step, z being what goes into tanh."""
    result = np.zeros(h.shape)
    later = np.zeros(h[:, 0].shape)
    for t in range(h.shape[1] - 1, -1, -1):
        result[:, t] = (output_errors[:, t] @ network.V + later) * (1.0 - h[:, t] ** 2)
        later = result[:, t] @ network.W
    return result


def _summed_products(errors: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The sum of the outer products of errors and values over sequences and steps."""
    return np.tensordot(errors, values, axes=((0, 1), (0, 1)))


def clip_by_norm(grads: Params, max_norm: float) -> Params:
    """Scales all gradients by one factor, so that their common norm is at most max_norm."""
    _need(max_norm >= 0, f"max_norm: expected a norm, got {max_norm}")
    norm = np.sqrt(sum(float((grad.astype(float) ** 2).sum()) for grad in grads.values()))
    factor = 1.0 if norm <= max_norm else max_norm / norm
    return {name: factor * grad for name, grad in grads.items()}


def state_jacobian_norms(h: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Spectral norms of dh_T/dh_T, dh_T/dh_{T-1}, ..., dh_T/dh_1."""
    _need(h.ndim == 2, f"h: expected [T, H], got {h.shape}")
    _need(W.shape == (h.shape[1], h.shape[1]), f"W: expected a square of {h.shape[1]}, got {W.shape}")
    chain, norms = np.identity(h.shape[1]), []
    for state in reversed(h.astype(float)):
        norms.append(np.linalg.norm(chain, 2))
        chain = chain * (1 - state**2) @ W
    return np.array(norms)


def windows(series: np.ndarray, length: int) -> Tuple[np.ndarray, np.ndarray]:
    """All windows with a value after them, and these values."""
    _need(series.ndim == 1, f"series: expected [T], got {series.shape}")
    _need(0 < length < series.size, f"length: expected 1 to {series.size - 1}, got {length}")
    cut = [series[start : start + length] for start in range(series.size - length)]
    return np.array(cut, dtype=float)[..., np.newaxis], np.array(series[length:], dtype=float)


def forecast(params: Params, history: np.ndarray, steps: int) -> np.ndarray:
    """Feeds the network first with the history, then with its own predictions."""
    _need(history.ndim == 1 and history.size > 0, f"history: expected [T], got {history.shape}")
    _need(steps > 0, f"steps: expected at least 1, got {steps}")
    _need(params["U"].shape[1] == 1, "params: the network must have one input")
    _need(params["V"].shape[0] == 1, "params: the network must have one output")
    values = [float(value) for value in history]
    h = np.zeros((1, params["W"].shape[0]))
    network = _Network.of(params)
    for position in range(history.size + steps - 1):
        h = rnn_step(np.full((1, 1), values[position]), h, params)
        if position >= history.size - 1:
            values.append(network.output(h).item())
    return np.array(values[history.size :])


def damped_oscillator(x0: float, v0: float, damping: float, force: np.ndarray, dt: float) -> Tuple[np.ndarray, np.ndarray]:
    """Euler's forward method for x'' + damping x' + x = F."""
    _need(force.ndim == 1, f"force: expected [T], got {force.shape}")
    _need(dt > 0, f"dt: expected a positive number, got {dt}")
    x, v = np.zeros(force.size + 1), np.zeros(force.size + 1)
    x[0], v[0] = x0, v0
    for i, push in enumerate(force):
        x[i + 1], v[i + 1] = x[i] + dt * v[i], v[i] + dt * (push - damping * v[i] - x[i])
    return x, v


@dataclass
class _Scale:
    """The mean and the size of a series."""

    mean: float
    size: float

    def standard(self, values: np.ndarray) -> np.ndarray:
        """The values as multiples of the size, about 0."""
        return (values - self.mean) / self.size

    def undone(self, params: Params) -> Params:
        """The params that do to the series' own values what these do to standard ones."""
        result = {**params, "U": params["U"] / self.size, "V": params["V"] * self.size}
        result["b"] = params["b"] - result["U"][:, 0] * self.mean
        result["c"] = params["c"] * self.size + self.mean
        return result


class _Adam:
    """Adam for a dict of arrays."""

    def __init__(self, rate: float) -> None:
        self.rate, self.count = rate, 0
        self.first: Params = {}
        self.second: Params = {}

    def step(self, params: Params, grads: Params) -> Params:
        self.count += 1
        result = {}
        for name, value in params.items():
            self.first[name] = 0.9 * self.first.get(name, 0.0) + 0.1 * grads[name]
            self.second[name] = 0.99 * self.second.get(name, 0.0) + 0.01 * grads[name] ** 2
            mean = self.first[name] / (1 - 0.9**self.count)
            spread = np.sqrt(self.second[name] / (1 - 0.99**self.count))
            result[name] = value - self.rate * mean / (spread + 1e-8)
        return result


def train(series: np.ndarray, length: int, hidden: int, epochs: int, learning_rate: float, seed: int) -> Params:
    """Learns to predict the next value of the series, with Adam."""
    _need(hidden > 0, f"hidden: expected at least 1, got {hidden}")
    scale = _Scale(float(np.mean(series)), float(np.std(series)))
    x, next_values = map(scale.standard, windows(series, length))
    rng = np.random.default_rng(seed)
    params = {
        "U": rng.standard_normal((hidden, 1)),
        "W": rng.standard_normal((hidden, hidden)) / np.sqrt(hidden),
        "b": np.zeros(hidden),
        "V": rng.standard_normal((1, hidden)) / np.sqrt(hidden),
        "c": np.zeros(1),
    }
    adam, h0 = _Adam(learning_rate), np.zeros((x.shape[0], hidden))
    following = np.concatenate([x[:, 1:, 0], next_values[:, None]], axis=1)[..., None]
    for _ in range(epochs):
        params = adam.step(params, bptt(x, h0, params, following))
    return scale.undone(params)
