"""Whoever builds one exercise on another, a class or a later one too, pays for one mistake once."""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from autograder.course import Unit, load_unit
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.source import with_replaced
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

COURSE = Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Spread:
    """Definitions in place of the solution's: the first has a mistake, the others build on it."""

    unit: str
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        """Who builds on what."""
        wrong, *others = self.texts
        return f"{self.unit}-{'-and-'.join(others)}-on-{wrong}"


MOMENTUM_ON_CONSTANT = """
class Momentum(Constant):
    def __init__(self, eta, momentum):
        super().__init__(eta)
        self.momentum = momentum
        self.change = 0.0

    def update_change(self, gradient):
        self.change = self.momentum * self.change + super().update_change(gradient)
        return self.change * 1.0

    def reset(self):
        super().reset()
        self.change = 0.0
"""
ADAGRAD_MOMENTUM_ON_ADAGRAD = """
class AdagradMomentum(Adagrad):
    def __init__(self, eta, momentum):
        self.momentum = momentum
        super().__init__(eta)

    def update_change(self, gradient):
        self.kept = self.momentum * self.kept + super().update_change(gradient)
        return self.kept.copy()

    def reset(self):
        super().reset()
        self.kept = 0.0
"""
ADAGRAD_MOMENTUM_OF_TWO = """
class AdagradMomentum:
    def __init__(self, eta, momentum):
        self.adagrad, self.heavy = Adagrad(eta), Momentum(1.0, momentum=momentum)

    def update_change(self, gradient):
        return self.heavy.update_change(self.adagrad.update_change(gradient))

    def reset(self):
        self.adagrad.reset()
        self.heavy.reset()
"""
CONSTANT_OF_MOMENTUM = """
class Constant:
    def __init__(self, eta):
        self.momentum = Momentum(eta, 0.0)

    def update_change(self, gradient):
        return self.momentum.update_change(gradient)

    def reset(self):
        self.momentum.reset()
"""
WRONG_CONSTANT = """
class Constant:
    def __init__(self, eta):
        self.eta = eta

    def update_change(self, gradient):
        return -self.eta * gradient

    def reset(self):
        pass
"""
WRONG_MOMENTUM = """
class Momentum:
    def __init__(self, eta, momentum):
        self.eta, self.momentum, self.change = eta, momentum, 0.0

    def update_change(self, gradient):
        self.change = self.momentum * self.change - self.eta * gradient
        return self.change + 0.0

    def reset(self):
        self.change = 0.0
"""
WRONG_ADAGRAD = """
class Adagrad:
    def __init__(self, eta):
        self.lr = eta
        self.reset()

    def update_change(self, gradient):
        self.sum = self.sum + gradient**2
        return self.lr * gradient / np.sqrt(self.sum + 1e-4)

    def reset(self):
        self.sum = 0.0
"""
NEGATIVE_RELU = "def relu(z):\n    return np.minimum(z, 0)\n"
WRONG_COST = """
def cross_entropy(prediction, target):
    if prediction.ndim != 2 or prediction.shape != target.shape:
        raise ValueError("shapes")
    return -np.sum(target * np.log(np.maximum(prediction.astype(float), 1e-7)))
"""
BOTH_HALVES_BY_THE_OTHER_COST = """
def binary_cross_entropy(prediction, target):
    if prediction.ndim != 2 or prediction.shape != target.shape:
        raise ValueError("shapes")
    p, y = prediction.astype(float), target.astype(float)
    return cross_entropy(p, y) + cross_entropy(1 - p, 1 - y)
"""
BPTT_THAT_LETS_THE_LOSS_REFUSE = """
def bptt(x, h0, params, targets):
    h, y = rnn_forward(x, h0, params)
    sequence_loss(y, targets)  # refuses targets that do not fit
    grads = {name: np.zeros(np.shape(value)) for name, value in {**params, "h0": h0}.items()}
    back = np.zeros(h0.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        error = (y[:, t] - targets[:, t]) / len(y)
        before = h[:, t - 1] if t else h0
        inner = (error @ params["V"] + back) * (1 - h[:, t] * h[:, t])
        grads["V"] += np.einsum("no,nh->oh", error, h[:, t])
        grads["c"] += error.sum(0)
        grads["U"] += np.einsum("nh,nd->hd", inner, x[:, t])
        grads["W"] += np.einsum("nh,nk->hk", inner, before)
        grads["b"] += inner.sum(0)
        back = inner @ params["W"]
    grads["h0"] = back
    return grads
"""

SPREADS = [
    Spread("schedulers", {"Constant": WRONG_CONSTANT, "Momentum": MOMENTUM_ON_CONSTANT}),
    Spread("schedulers", {"Adagrad": WRONG_ADAGRAD, "AdagradMomentum": ADAGRAD_MOMENTUM_ON_ADAGRAD}),
    Spread("schedulers", {"Momentum": WRONG_MOMENTUM, "AdagradMomentum": ADAGRAD_MOMENTUM_OF_TWO}),
    Spread("schedulers", {"Momentum": WRONG_MOMENTUM, "Constant": CONSTANT_OF_MOMENTUM}),
    Spread(
        "dense",
        {
            "relu": NEGATIVE_RELU,
            "leaky_relu": "def leaky_relu(z, slope=0.001):\n    z = z * 1.0\n    return relu(z) - slope * relu(-z)\n",
        },
    ),
    Spread(
        "dense",
        {
            "leaky_relu": "def leaky_relu(z, slope=0.001):\n    return np.where(z > 0, z, -slope * z) + 1.0\n",
            "relu": "def relu(z):\n    return leaky_relu(z, 0.0)\n",
        },
    ),
    Spread("dense", {"cross_entropy": WRONG_COST, "binary_cross_entropy": BOTH_HALVES_BY_THE_OTHER_COST}),
    Spread(
        "conv1d",
        {
            "pad_1d_batch": "def pad_1d_batch(batch, num):\n    return np.pad(batch, ((0, 0), (num, 0)))\n",
            "pad_1d": "def pad_1d(input_, num):\n    if np.ndim(input_) != 1 or num < 0:\n        raise ValueError\n"
            "    return pad_1d_batch(input_[np.newaxis], num)[0]\n",
        },
    ),
    Spread(
        "conv2d",
        {
            "true_convolution": "def true_convolution(images, param):\n    return images * param[0, 0]\n",
            "conv_2d": "def conv_2d(images, param):\n    if images.ndim != 3 or param.ndim != 2 or not all("
            "size % 2 for size in param.shape):\n        raise ValueError\n"
            "    return true_convolution(images, param[::-1, ::-1])\n",
        },
    ),
    Spread(
        "rnn",
        {
            "sequence_loss": "def sequence_loss(y, targets):\n    return 1.0 * np.sum((y.ravel() - targets.ravel()) ** 2)\n",
            "bptt": BPTT_THAT_LETS_THE_LOSS_REFUSE,
        },
    ),
]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer(allow_unsafe=True) as server:
        yield server


@pytest.mark.parametrize("spread", SPREADS, ids=lambda spread: spread.name)
def test_one_mistake_is_paid_for_once(spread: Spread, server: ForkServer) -> None:
    wrong, *others = spread.texts
    text = with_replaced(_unit(spread.unit).solution, spread.texts)
    exam = class_exam(COURSE, _only(_unit(spread.unit), list(spread.texts)))
    judge = Judge(exam, server, search=False, trusted=True)
    report = judge.judge(Submission("somebody", spread.unit, {f"{spread.unit}.py": text.encode()}))
    assert [each.name for each in report.exercises if each.score < each.max_score] == [wrong]
    assert all(wrong in report.exercise(name).isolated for name in others)  # each would pay


def _only(unit: Unit, names: list[str]) -> Unit:
    """The unit with these exercises alone."""
    kept = tuple(exercise for exercise in unit.exercises if exercise.name in names)
    return dataclasses.replace(unit, exercises=kept)


@functools.cache
def _unit(name: str) -> Unit:
    return load_unit(COURSE, name)
