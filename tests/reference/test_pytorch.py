"""All that PyTorch computes too: the reference gives the same values and the same gradients, in
float64.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import reference_module, unit_names

COURSE = Path(__file__).resolve().parents[2]
SOLUTIONS = {name: reference_module(COURSE, name, "solution") for name in unit_names(COURSE)}

FORWARD: dict[str, tuple[str, str, str, Callable[..., Any]]] = {
    "sigmoid": ("dense", "sigmoid", "sigmoid_grad", lambda t, z: t.sigmoid(z)),
    "relu": ("dense", "relu", "relu_grad", lambda t, z: t.relu(z)),
    "leaky_relu": (
        "dense",
        "leaky_relu",
        "leaky_relu_grad",
        lambda t, z: t.nn.functional.leaky_relu(z, 0.001),
    ),
    "tanh": ("dense", "tanh", "tanh_grad", lambda t, z: t.tanh(z)),
    "elu": ("dense", "elu", "elu_grad", lambda t, z: t.nn.functional.elu(z)),
    "softmax": ("dense", "softmax", "softmax_grad", lambda t, z: t.softmax(z, dim=-1)),
    "flatten": ("flatten", "flatten", "flatten_grad", lambda t, z: t.flatten(z, start_dim=1)),
}
"""For what has one argument: the unit, the function, its gradient, and what PyTorch calls it."""

COSTS: dict[str, Callable[..., Any]] = {
    "mean_squared_error": lambda f, p, y: f.mse_loss(p, y, reduction="sum") / len(p),
    "binary_cross_entropy": lambda f, p, y: f.binary_cross_entropy(p, y, reduction="sum") / len(p),
    "cross_entropy": lambda f, p, y: f.cross_entropy(p.log(), y),
}

SIZES = {"small": 1.0, "large": 30.0, "tiny": 1e-6}
"""Of the pre-activations.  Where they are large, all but one probability is next to nothing."""


def same(found: Any, right: Any) -> None:
    np.testing.assert_allclose(found, right.detach().numpy(), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("name", FORWARD)
def test_functions_of_one_argument(torch: Any, name: str, size: float) -> None:
    unit, forward, backward, theirs = FORWARD[name]
    generator = np.random.default_rng(len(name))
    z = size * generator.normal(size=(2, 3, 4, 3))
    leaf = torch.tensor(z, requires_grad=True)
    output = theirs(torch, leaf)
    output_grad = generator.normal(size=tuple(output.shape))
    output.backward(torch.tensor(output_grad))
    same(getattr(SOLUTIONS[unit], forward)(z), output)
    same(getattr(SOLUTIONS[unit], backward)(z, output_grad), leaf.grad)


@pytest.mark.parametrize("name", COSTS)
def test_costs(torch: Any, name: str) -> None:
    generator = np.random.default_rng(len(name))
    prediction, target = generator.dirichlet(np.ones(4), size=5), generator.dirichlet(np.ones(4), size=5)
    leaf = torch.tensor(prediction, requires_grad=True)
    cost = COSTS[name](torch.nn.functional, leaf, torch.tensor(target))
    same(getattr(SOLUTIONS["dense"], name)(prediction, target), cost)
    if name != "cross_entropy":  # PyTorch's has a softmax in it, which changes the gradient
        cost.backward()
        same(getattr(SOLUTIONS["dense"], f"{name}_grad")(prediction, target), leaf.grad)


def test_the_gradient_of_cross_entropy(torch: Any) -> None:
    generator = np.random.default_rng(3)
    prediction, target = generator.dirichlet(np.ones(4), size=5), generator.dirichlet(np.ones(4), size=5)
    leaf = torch.tensor(prediction, requires_grad=True)
    (-(torch.tensor(target) * leaf.log()).sum() / len(prediction)).backward()
    same(SOLUTIONS["dense"].cross_entropy_grad(prediction, target), leaf.grad)


@pytest.mark.parametrize("layers", [1, 3])
def test_a_whole_recurrent_network(torch: Any, layers: int) -> None:
    """torch.nn.RNN has two biases, of which the second is zero here."""
    generator = np.random.default_rng(layers)
    inputs, hidden, samples, steps = 2, 3, layers + 1, 4 * layers
    params = {
        "U": generator.normal(size=(hidden, inputs)),
        "W": generator.normal(size=(hidden, hidden)),
        "b": generator.normal(size=hidden),
        "V": generator.normal(size=(2, hidden)),
        "c": generator.normal(size=2),
    }
    theirs = torch.nn.RNN(inputs, hidden, nonlinearity="tanh", batch_first=True, dtype=torch.float64)
    state = {"weight_ih_l0": params["U"], "weight_hh_l0": params["W"], "bias_ih_l0": params["b"]}
    theirs.load_state_dict(
        {name: torch.tensor(value) for name, value in (state | {"bias_hh_l0": np.zeros(hidden)}).items()}
    )
    x, h0 = generator.normal(size=(samples, steps, inputs)), generator.normal(size=(samples, hidden))
    targets = generator.normal(size=(samples, steps, 2))
    start = torch.tensor(h0[np.newaxis], requires_grad=True)
    h, _ = theirs(torch.tensor(x), start)
    V, c = (torch.tensor(params[name], requires_grad=True) for name in ("V", "c"))
    y = h @ V.T + c
    loss = ((y - torch.tensor(targets)) ** 2).sum() / (2 * samples)
    loss.backward()
    found = SOLUTIONS["rnn"].rnn_forward(x, h0, params)
    same(found[0], h)
    same(found[1], y)
    same(SOLUTIONS["rnn"].sequence_loss(found[1], targets), loss)
    grads = SOLUTIONS["rnn"].bptt(x, h0, params, targets)
    right = {"U": theirs.weight_ih_l0, "W": theirs.weight_hh_l0, "b": theirs.bias_ih_l0, "V": V, "c": c}
    for name, leaf in right.items():
        same(grads[name], leaf.grad)
    same(grads["h0"], start.grad[0])


def gates_of(theirs: Any, blocks: list[int]) -> dict[str, Any]:
    """The weights of a gated network of PyTorch, and their gradients, with these blocks in this order."""
    names = {"W_x": "weight_ih_l0", "W_h": "weight_hh_l0", "b": "bias_ih_l0"}
    hidden = theirs.weight_hh_l0.shape[1]
    rows = np.concatenate([np.arange(block * hidden, (block + 1) * hidden) for block in blocks])
    return {ours: getattr(theirs, name)[rows] for ours, name in names.items()}


@pytest.mark.parametrize("steps", [1, 5])
def test_a_whole_lstm(torch: Any, steps: int) -> None:
    """torch.nn.LSTM has two biases, of which the second is zero here, and the candidate as its third block."""
    generator = np.random.default_rng(steps)
    theirs = torch.nn.LSTM(2, 3, batch_first=True, dtype=torch.float64)
    torch.nn.init.zeros_(theirs.bias_hh_l0)
    order = [0, 1, 3, 2]
    gates = {name: leaf.detach().numpy() for name, leaf in gates_of(theirs, order).items()}
    params = gates | {"V": generator.normal(size=(2, 3)), "c": generator.normal(size=2)}
    x, targets = generator.normal(size=(4, steps, 2)), generator.normal(size=(4, steps, 2))
    h0, s0 = generator.normal(size=(2, 4, 3))
    starts = [torch.tensor(start[np.newaxis], requires_grad=True) for start in (h0, s0)]
    h, (_, last) = theirs(torch.tensor(x), tuple(starts))
    V, c = (torch.tensor(params[name], requires_grad=True) for name in ("V", "c"))
    y = h @ V.T + c
    (((y - torch.tensor(targets)) ** 2).sum() / 8).backward()
    found = SOLUTIONS["lstm"].lstm_forward(x, h0, s0, params)
    same(found[0], h)
    same(found[1][:, -1], last[0])
    same(found[2], y)
    grads = SOLUTIONS["lstm"].lstm_bptt(x, h0, s0, params, targets)
    for parameter in theirs.parameters():
        parameter.data = parameter.grad
    right = gates_of(theirs, order) | {"V": V.grad, "c": c.grad, "h0": starts[0].grad[0], "s0": starts[1].grad[0]}
    for name, value in right.items():
        same(grads[name], value)


def test_a_step_of_a_gru(torch: Any) -> None:
    generator = np.random.default_rng(2)
    theirs = torch.nn.GRU(2, 3, batch_first=True, dtype=torch.float64)
    torch.nn.init.zeros_(theirs.bias_hh_l0)
    params = {name: leaf.detach().numpy() for name, leaf in gates_of(theirs, [0, 1, 2]).items()}
    x, h = generator.normal(size=(4, 2)), generator.normal(size=(4, 3))
    right, _ = theirs(torch.tensor(x[:, np.newaxis]), torch.tensor(h[np.newaxis]))
    same(SOLUTIONS["lstm"].gru_step(x, h, params), right[:, 0])


@pytest.mark.parametrize("most", [0.0, 0.5, 1e3])
def test_clipping_by_the_norm(torch: Any, most: float) -> None:
    generator = np.random.default_rng(1)
    grads = {"U": generator.normal(size=(2, 3)), "b": generator.normal(size=4)}
    leaves = {name: torch.zeros(value.shape, dtype=torch.float64, requires_grad=True) for name, value in grads.items()}
    for name, leaf in leaves.items():
        leaf.grad = torch.tensor(grads[name])
    torch.nn.utils.clip_grad_norm_(leaves.values(), most)
    for name, found in SOLUTIONS["rnn"].clip_by_norm(grads, most).items():
        np.testing.assert_allclose(found, leaves[name].grad.numpy(), rtol=1e-5)  # theirs adds 1e-6 to the norm
