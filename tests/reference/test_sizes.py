"""The reference at sizes of a few thousand along each axis, and with NumPy's narrow whole numbers
beside them, which cannot count so far.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import signal, special

from autograder.course import Arguments, compare, load_unit, reference_module, unit_names

COURSE = Path(__file__).resolve().parents[2]
SOLUTIONS = {name: reference_module(COURSE, name, "solution") for name in unit_names(COURSE)}
MANY = 2003


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(shape).normal(size=shape)


NARROW: list[tuple[str, str, Arguments]] = [
    ("conv1d", "pad_1d", {"input_": numbers(300), "num": 200}),
    ("conv1d", "pad_1d_batch", {"batch": numbers(2, 300), "num": 200}),
    ("conv2d", "pad_2d", {"images": numbers(1, 300, 2), "pad_h": 200, "pad_w": 130}),
    ("conv_channels", "output_size", {"size": 200, "kernel": 3, "stride": 2, "padding": 100}),
    ("conv_channels", "output_size", {"size": 3000, "kernel": 250, "stride": 2, "padding": 100}),
    ("conv_channels", "conv_channels", {"images": numbers(1, 1, 300, 3), "param": numbers(1, 1, 3, 2), "stride": 3}),
    ("fast_conv", "image_patches", {"images": numbers(1, 1, 3, 300), "kernel_h": 2, "kernel_w": 3, "padding": 2}),
    ("fast_conv", "conv_im2col", {"images": numbers(1, 1, 300, 3), "param": numbers(1, 1, 3, 2), "padding": 130}),
    ("pooling", "max_pool", {"images": numbers(1, 1, 300, 3), "size": 2, "stride": 1}),
    ("pooling", "average_pool", {"images": numbers(1, 1, 4, 300), "size": (3, 200), "stride": (1, 2)}),
    ("rnn", "windows", {"series": numbers(300), "length": 200}),
    ("svd", "compression_ratio", {"height": 200, "width": 250, "k": 199}),
    ("svd", "peak_signal_to_noise", {"image": numbers(3, 3), "approximation": numbers(3, 3) + 1, "max_pixel": 255}),
]


@pytest.mark.parametrize(
    ("unit", "name", "arguments"), NARROW, ids=[f"{u}-{n}-{i}" for i, (u, n, _) in enumerate(NARROW)]
)
def test_narrow_whole_numbers_count_as_far_as_others(unit: str, name: str, arguments: Arguments) -> None:
    function = getattr(SOLUTIONS[unit], name)

    def narrow(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(narrow, value))
        return next(kind(value) for kind in (np.uint8, np.uint16) if value <= np.iinfo(kind).max)

    others = {each: narrow(value) for each, value in arguments.items() if not isinstance(value, np.ndarray)}
    assert others
    assert compare.difference(function(**arguments), function(**arguments | others), 1e-12) is None


def assert_adjoint(forward: Callable[..., np.ndarray], grads: list[np.ndarray], arguments: list[np.ndarray], back: Any):
    """That the gradients of a function which is linear in each argument are right along each."""
    value = float(np.sum(forward(*arguments) * back))
    for argument, grad in zip(arguments, grads, strict=True):
        assert grad.shape == argument.shape
        assert float(np.sum(argument * grad)) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(("length", "kernel"), [(MANY, 3), (2, MANY), (MANY, MANY)])
def test_signals(length: int, kernel: int) -> None:
    x, w, g = numbers(length), numbers(kernel), numbers(length, 1)[:, 0]
    solution = SOLUTIONS["conv1d"]
    padded = np.pad(x, kernel // 2)
    np.testing.assert_allclose(solution.conv_1d(x, w), signal.correlate(padded, w, "valid", "direct"), atol=1e-9)
    assert_adjoint(solution.conv_1d, [solution.input_grad_1d(x, w, g), solution.param_grad_1d(x, w, g)], [x, w], g)


@pytest.mark.parametrize(
    ("images", "param"),
    [
        ((1, 1, MANY, 2), (1, 1, 3, 1)),
        ((1, 1, 3, MANY), (1, 1, 1, 1001)),
        ((MANY, 1, 2, 2), (1, 2, 2, 1)),
        ((2, MANY, 2, 2), (MANY, 1, 2, 2)),
        ((1, 1, 2, 3), (1, MANY, 2, 2)),
    ],
    ids=str,
)
def test_images(images: tuple[int, ...], param: tuple[int, ...]) -> None:
    x, w = numbers(*images), numbers(*param)
    one, other = SOLUTIONS["conv_channels"], SOLUTIONS["fast_conv"]
    right = one.conv_channels(x, w)
    g = numbers(*right.shape)
    grads = [other.input_grad_im2col(x, w, g), other.param_grad_im2col(x, w, g)]
    np.testing.assert_allclose(other.conv_im2col(x, w), right, atol=1e-11)
    np.testing.assert_allclose(one.input_grad_channels(x, w, g), grads[0], atol=1e-11)
    np.testing.assert_allclose(one.param_grad_channels(x, w, g), grads[1], atol=1e-10)
    assert_adjoint(one.conv_channels, grads, [x, w], g)
    np.testing.assert_allclose(SOLUTIONS["fast_conv"].conv_fft(x[0, 0], np.ones((1, 1))), x[0, 0], atol=1e-12)


@pytest.mark.parametrize("shape", [(1, 1, MANY, 2), (1, 1, 2, MANY), (MANY, 1, 2, 2), (1, MANY, 2, 2)], ids=str)
def test_pooling(shape: tuple[int, ...]) -> None:
    x, solution = numbers(*shape), SOLUTIONS["pooling"]
    pairs = np.lib.stride_tricks.sliding_window_view(x, (2, 2), axis=(2, 3))
    np.testing.assert_array_equal(solution.max_pool(x, 2, 1), pairs.max(axis=(4, 5)))
    np.testing.assert_allclose(solution.average_pool(x, 2, 1), pairs.mean(axis=(4, 5)), atol=1e-14)
    g = numbers(*pairs.shape[:4])
    assert np.sum(x * solution.max_pool_grad(x, g, 2, 1)) == pytest.approx(np.sum(pairs.max(axis=(4, 5)) * g))
    assert_adjoint(lambda at: solution.average_pool(at, 2, 1), [solution.average_pool_grad(x, g, 2, 1)], [x], g)
    rows = SOLUTIONS["flatten"].flatten(x)
    np.testing.assert_array_equal(rows, [image.ravel() for image in x])
    np.testing.assert_array_equal(SOLUTIONS["flatten"].flatten_grad(x, rows), x)


@pytest.mark.parametrize(("samples", "inputs", "outputs"), [(MANY, 2, 1), (1, MANY, 2), (2, 1, MANY)])
def test_layers(samples: int, inputs: int, outputs: int) -> None:
    x, w, b, g = numbers(samples, inputs), numbers(inputs, outputs), numbers(outputs), numbers(samples, outputs)
    solution = SOLUTIONS["dense"]
    grads = solution.dense_grads(x, w, g)
    assert_adjoint(lambda x, w: solution.dense(x, w, 0 * b), [grads["x"], grads["weights"]], [x, w], g)
    np.testing.assert_allclose(solution.dense(x, w, b) - solution.dense(x, w, 0 * b), np.tile(b, (samples, 1)))
    np.testing.assert_allclose(solution.softmax(g), special.softmax(g, axis=-1), rtol=1e-12)
    np.testing.assert_allclose(solution.sigmoid(g), special.expit(g), rtol=1e-12)


@pytest.mark.parametrize(("steps", "inputs", "hidden"), [(MANY, 1, 2), (2, MANY, 1), (2, 1, 400)])
def test_sequences(steps: int, inputs: int, hidden: int) -> None:
    """A long run is one that goes on where its first part has stopped."""
    params = {"U": numbers(hidden, inputs), "W": numbers(hidden, hidden) / hidden, "b": numbers(hidden)}
    params |= {"V": numbers(1, hidden), "c": numbers(1)}
    x, h0 = numbers(1, steps, inputs), numbers(1, hidden)
    solution, half = SOLUTIONS["rnn"], steps // 2
    h, y = solution.rnn_forward(x, h0, params)
    first, _ = solution.rnn_forward(x[:, :half], h0, params)
    second, outputs = solution.rnn_forward(x[:, half:], first[:, -1], params)
    np.testing.assert_allclose(h, np.concatenate([first, second], axis=1), atol=1e-12)
    targets = numbers(1, steps, 1)
    whole, late = (
        solution.bptt(*call, targets[:, start:])
        for call, start in (((x, h0, params), 0), ((x[:, half:], first[:, -1], params), half))
    )
    np.testing.assert_allclose(y[:, half:], outputs, atol=1e-11)
    early = np.sum(y[:, :half] - targets[:, :half]), np.sum(outputs - targets[:, half:])
    assert whole["c"][0] == pytest.approx(sum(early))
    assert late["c"][0] == pytest.approx(early[1])
    assert len(solution.state_jacobian_norms(h[0], params["W"])) == steps
    assert len(solution.forecast(params | {"U": params["U"][:, :1]}, x[0, :, 0], 300)) == 300


@pytest.mark.parametrize(("steps", "inputs", "hidden"), [(MANY, 1, 2), (2, MANY, 1), (2, 1, 200)])
def test_sequences_with_gates(steps: int, inputs: int, hidden: int) -> None:
    """A long run is one that goes on where its first part has stopped."""
    params = {"W_x": numbers(4 * hidden, inputs), "W_h": numbers(4 * hidden, hidden) / hidden, "b": numbers(4 * hidden)}
    params |= {"V": numbers(1, hidden), "c": numbers(1)}
    x, h0, s0 = numbers(1, steps, inputs), numbers(1, hidden), numbers(1, hidden)
    solution, half = SOLUTIONS["lstm"], steps // 2
    h, s, y = solution.lstm_forward(x, h0, s0, params)
    first = solution.lstm_forward(x[:, :half], h0, s0, params)
    second = solution.lstm_forward(x[:, half:], first[0][:, -1], first[1][:, -1], params)
    for whole, early, late in zip((h, s, y), first, second, strict=True):
        np.testing.assert_allclose(whole, np.concatenate([early, late], axis=1), atol=1e-11)
    grads = solution.lstm_bptt(x, h0, s0, params, np.zeros(y.shape))
    np.testing.assert_allclose(grads["c"], y.sum(axis=(0, 1)))
    factors = solution.cell_gradient(special.expit(numbers(steps, hidden) + 9))
    assert factors.shape == (steps, hidden)
    assert np.all(factors[-1] > 0)


@pytest.mark.parametrize("unit", unit_names(COURSE))
def test_busy_calls_can_be_drawn_for_every_paper(unit: str) -> None:
    ones = [each.forms.busy for each in load_unit(COURSE, unit).exercises if each.forms and each.forms.busy]
    for busy in ones:
        counts = [sum(1 for _ in busy.calls(np.random.default_rng(paper))) for paper in range(25)]
        assert set(counts) == {counts[0]}
