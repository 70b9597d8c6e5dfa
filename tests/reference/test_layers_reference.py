"""The reference of layers against autograd, whole networks and all, against sums over the whole history of an
optimizer, and against numbers worked out by hand.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
import scipy.stats
from autograd import grad

from autograder.course import Case, Returned, load_unit, reference_module
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Status
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "layers", "solution")
chaining = reference_module(COURSE, "layers", "chaining")
trainings = reference_module(COURSE, "layers", "trainings")


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng((seed, *shape)).normal(size=shape)


# Networks by definition, written for autograd: what each layer is, and nothing of how it goes back.


def padded(x: Any, pad_h: int, pad_w: int) -> Any:
    return anp.pad(x, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)), "constant")


def windows(x: Any, size: tuple[int, int], stride: tuple[int, int]) -> Any:
    """All windows side by side, [N, C, O_h, O_w, size_h * size_w]."""
    height, width = x.shape[2:]
    rows = range(0, height - size[0] + 1, stride[0])
    columns = range(0, width - size[1] + 1, stride[1])
    flat = [[anp.reshape(x[:, :, i : i + size[0], j : j + size[1]], (*x.shape[:2], -1)) for j in columns] for i in rows]
    return anp.stack([anp.stack(row, axis=2) for row in flat], axis=2)


def forward(layer: Any, params: Any, x: Any) -> Any:
    match type(layer).__name__:
        case "Dense":
            return anp.dot(x, params["weights"]) + params["bias"]
        case "Convolution":
            weights, kernel = params["weights"], params["weights"].shape[2:]
            each = windows(padded(x, *layer.padding), kernel, layer.stride)
            flat = anp.reshape(weights, (*weights.shape[:2], -1))
            return anp.einsum("ncijk,cmk->nmij", each, flat) + anp.reshape(params["bias"], (1, -1, 1, 1))
        case "Pooling":
            each = windows(x, layer.size, layer.stride)
            return anp.max(each, axis=-1) if layer.kind == "max" else anp.mean(each, axis=-1)
        case "Flatten":
            return anp.reshape(x, (len(x), -1))
    name = layer.name
    if name == "sigmoid":
        return 1 / (1 + anp.exp(-x))
    return anp.tanh(x) if name == "tanh" else anp.where(x > 0, x, {"relu": 0, "leaky_relu": 0.001}.get(name, 1) * x)


def loss_by_definition(all_params: Any, layers: Any, x: Any, targets: Any) -> Any:
    for layer, params in zip(layers, all_params, strict=True):
        x = forward(layer, params, x)
    logs = x - anp.log(anp.sum(anp.exp(x), axis=1, keepdims=True))
    return -anp.sum(targets * logs) / len(x)


def random_stack(seed: int) -> tuple[list[Any], tuple[int, ...]]:
    """Layers in any order that makes sense, and the shape of x."""
    draw = np.random.default_rng(seed)
    shape: tuple[int, ...] = (int(draw.integers(1, 4)), int(draw.integers(1, 3)), 6, 5)
    layers: list[Any] = []
    x = np.zeros(shape)
    for _ in range(draw.integers(1, 4)):
        kernel = [int(each) for each in draw.integers(1, 4, 2)]
        stride, padding = draw.integers(1, 3, 2).tolist(), draw.integers(0, 2, 2).tolist()
        new: list[Any] = [reference.Convolution(x.shape[1], int(draw.integers(1, 4)), kernel, stride, padding, seed)]
        new += [reference.Activation(str(draw.choice(["tanh", "sigmoid", "relu", "leaky_relu", "identity"])))]
        if draw.random() < 0.5:
            new.append(reference.Pooling(str(draw.choice(["max", "average"])), (2, 1), (1, 2)))
        try:
            trial = x
            for layer in new:
                trial = layer.forward(trial)
        except ValueError:  # the images have become too small
            break
        layers, x = [*layers, *new], trial
    layers += [reference.Flatten(), reference.Dense(int(np.prod(x.shape[1:])), 4, seed), reference.Activation("tanh")]
    return [*layers, reference.Dense(4, 3, seed + 1)], shape


@pytest.mark.parametrize("seed", range(12))
def test_gradients_through_whole_random_networks(seed: int) -> None:
    layers, shape = random_stack(seed)
    for place, layer in enumerate(layers):  # so that no bias is 0
        for array in layer.params.values():
            array += numbers(*array.shape, seed=place) / 4
    network = reference.Network(layers, reference.SoftmaxCrossEntropy())
    x, targets = numbers(*shape, seed=seed), np.eye(3)[np.random.default_rng(seed).integers(0, 3, shape[0])]
    loss = network.loss_and_backward(x, targets)
    assert loss == pytest.approx(float(loss_by_definition(network.params(), layers, x, targets)), rel=1e-12)
    right = grad(loss_by_definition)(network.params(), layers, x, targets)
    for own, wanted in zip(network.grads(), right, strict=True):
        for name, array in own.items():
            np.testing.assert_allclose(array, wanted[name], rtol=0, atol=1e-12 * max(1, np.abs(wanted[name]).max()))


def test_the_gradient_of_x_through_a_layer() -> None:
    for layer in (reference.Dense(3, 2, 1), reference.Activation("sigmoid"), reference.Activation("leaky_relu")):
        x = numbers(4, 3)
        g = numbers(*layer.forward(x).shape)
        right = grad(lambda x, layer=layer, g=g: anp.sum(forward(layer, layer.params, x) * g))(x)
        np.testing.assert_allclose(layer.backward(g), right, rtol=0, atol=1e-13)


def test_a_pooled_tie_goes_to_the_first() -> None:
    layer = reference.Pooling("max", 2, 1)
    layer.forward(np.array([[[[1.0, 5.0, 5.0], [5.0, 2.0, 5.0]]]]))
    assert layer.backward(np.array([[[[3.0, 4.0]]]])).tolist() == [[[[0, 7, 0], [0, 0, 0]]]]


def test_dropout_keeps_the_mean_and_goes_back_the_same_way() -> None:
    layer, x = reference.Dropout(0.25, 3), np.full((300, 300), 2.0)
    output = layer.forward(x, training=True)
    assert set(np.unique(output)) == {0.0, 2 / 0.75}
    assert output.mean() == pytest.approx(2, abs=0.02)
    np.testing.assert_array_equal(layer.backward(x), output)
    np.testing.assert_array_equal(layer.forward(x), x)


def test_the_loss_of_sure_and_wrong_answers_is_finite() -> None:
    loss = reference.SoftmaxCrossEntropy()
    assert loss.forward(np.array([[1e6, 0.0]]), np.array([[0.0, 1.0]])) == 1e6
    assert loss.backward().tolist() == [[1, -1]]


@pytest.mark.parametrize(("decay", "momentum"), [*itertools.product(("linear", "exponential"), (0.0, 0.75))])
def test_sgd_by_its_history(decay: str, momentum: float) -> None:
    """The newest change by the definition as a sum over all gradients so far, each with the rate of its epoch."""
    first, last, epochs = 0.5, 0.125, 4
    shares = [min(e, epochs - 1) / (epochs - 1) for e in range(7)]
    rates = [first + s * (last - first) if decay == "linear" else first * (last / first) ** s for s in shares]
    layer = reference.Dense(2, 3, 1)
    network = reference.Network([reference.Flatten(), layer], reference.SoftmaxCrossEntropy())
    optimizer = reference.SGD(network, first, momentum, last, epochs, decay)
    history: list[np.ndarray] = []
    for epoch, rate in enumerate(rates):
        before, gradient = layer.params["weights"].copy(), numbers(2, 3, seed=epoch)
        layer.grads["weights"] = gradient
        history.append(rate * gradient)
        optimizer.step()
        change = sum(momentum ** (epoch - k) * each for k, each in enumerate(history))
        np.testing.assert_allclose(before - layer.params["weights"], change, rtol=0, atol=1e-14)
        optimizer.next_epoch()


def test_the_bounds_of_chance() -> None:
    """What the comments say of the bounds."""
    randomness = reference_module(COURSE, "layers", "randomness")
    many = int(np.prod(randomness.MANY))
    rates = [(rate, many) for rates in randomness.FINE for rate in rates]
    for share, count in ((0.5, 10_000), (0.25, 10_000), *((1 - rate, many) for rate, many in rates)):
        likely = [kept for kept in range(count + 1) if not randomness.unlikely(kept / count, share, count)]
        kept = scipy.stats.binom(count, share)
        assert likely == [*range(likely[0], likely[-1] + 1)]
        assert kept.cdf(likely[0] - 1) + kept.sf(likely[-1]) < 1e-10
    assert all(randomness.unlikely(1 - round(rate, 3), 1 - rate, many) for rate, many in rates)
    assert randomness.unlikely(0.9999, 1.0, 10_000)
    assert not randomness.unlikely(1.0, 1.0, 10_000)
    few, many_weights = (randomness.FEW, randomness.FEW_OFF), (randomness.WEIGHTS, randomness.VARIANCE_OFF)
    for count, off in (few, many_weights):
        for end in (1 + off, 1 - off):
            assert np.exp(-count / 2 * (end - 1 - np.log(end))) < 1e-9
    assert randomness.FEW_OFF < (1 - 2 / 3) / 1.3
    off = randomness.VARIANCE_OFF
    for inputs, nodes in ((120, 80), (16 * 24, 24 * 24), (10 * 324, 3 * 324), (12, 18)):
        others = [1 / inputs, 1 / nodes, 2 / inputs, 2 / nodes]
        assert min(abs(other / (2 / (inputs + nodes)) - 1) for other in others) > 1.5 * off


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: reference.Convolution(2, 1, 2).forward(numbers(1, 3, 4, 4)), "shape"),
        (lambda: reference.Convolution(1, 1, 5, padding=1).forward(numbers(1, 1, 2, 4)), "must fit into padded"),
        (lambda: reference.Pooling("mean", 2, 2), '"max" or "average"'),
        (lambda: reference.Pooling("max", 3, 1).forward(numbers(1, 1, 2, 4)), "must fit into images"),
        (lambda: reference.Activation("elu"), "no activation 'elu'"),
        (lambda: reference.Dropout(1.0, 0), "below 1"),
        (lambda: reference.SoftmaxCrossEntropy().forward(numbers(2, 3), numbers(1, 3)), "the shape of z"),
        (lambda: reference.SGD(None, 1.0, decay="cosine"), '"exponential" or "linear"'),
        (lambda: reference.SGD(None, 1.0, epochs=0), "at least 1"),
        (lambda: reference.SGD(None, 1.0, 0.0, 0.0, 3), "above 0"),
        (lambda: reference.Trainer(None, None, 0).fit(numbers(3, 1), numbers(2, 1), 1, 1), "3 samples, but 2"),
        (lambda: reference.Trainer(None, None, 0).fit(numbers(3, 1), numbers(3, 1), 0, 1), "at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(refused: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        refused()


# One mistake costs once.


@pytest.fixture(scope="module")
def judge() -> Any:
    unit = load_unit(COURSE, "layers")
    server = ForkServer(unit.settings, allow_unsafe=True)
    yield Judge(prepare(unit), server, search=False, trusted=True)
    server.close()


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('self.grads["weights"] = self.x.T @ output_grad', 'self.grads["weights"] = -self.x.T @ output_grad', "Dense"),
        ("grad = layer.backward(grad)", "layer.backward(grad)", "Network"),
        ("array - self.changes[place, name]", "array + self.changes[place, name]", "SGD"),
    ],
)
def test_one_mistake_costs_once(judge: Judge, old: str, new: str, wrong: str) -> None:
    """A network that cannot learn, because one of its parts is wrong, costs the others nothing."""
    text = load_unit(COURSE, "layers").solution
    assert text.count(old) == 1
    report = judge.judge(Submission("one", "layers", {"layers.py": text.replace(old, new).encode()}))
    assert [each.name for each in report.exercises if each.status is not Status.PASSED] == [wrong]


def test_digits_need_steps(judge: Judge) -> None:
    """The limit that right networks reach is far from what a network without steps reaches."""
    text = load_unit(COURSE, "layers").solution.replace("                self.optimizer.step()\n", "")
    report = judge.judge(Submission("one", "layers", {"layers.py": text.encode()}))
    (trainer,) = [each for each in report.exercises if each.name == "Trainer"]
    assert "learns_digits" in [check.name for check in trainer.checks if check.status is not Status.PASSED]


def test_guards_are_free_and_gradients_are_not() -> None:
    losses = reference_module(COURSE, "layers", "losses")
    z, targets = np.array([[0.0, 20.0]]), np.array([[1.0, 0.0]])
    loss = reference.SoftmaxCrossEntropy()
    right = [loss.forward(z, targets), {"x": loss.backward(), "grads": {}}]
    case = Case({"steps": [("forward", {"z": z, "targets": targets}), ("backward", {})]}, Returned(right))
    assert losses.to_all_digits(case, [18.0, right[1]]) is None
    assert losses.to_all_digits(case, [np.inf, right[1]])
    assert losses.to_all_digits(case, [right[0], {"x": right[1]["x"] * 1.001, "grads": {}}])
