"""What is rational, against exact rational arithmetic: the definitions in fractions, and gradients
that are differences of them.

A difference quotient over a step far below all digits is exact for what is linear piece by piece,
and a central one for squares: so each gradient follows from its forward definition alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import reference_module, unit_names

COURSE = Path(__file__).resolve().parents[2]
SOLUTIONS = {name: reference_module(COURSE, name, "solution") for name in unit_names(COURSE)}

TYPES = [float, np.int8, np.uint8, np.int64, np.uint64]
STEP = Fraction(1, 2**200)


def exact(array: Any) -> np.ndarray:
    """The same numbers as fractions."""
    return np.vectorize(Fraction, otypes=[object])(np.asarray(array).astype(object))


def values(dtype: Any, *shapes: tuple[int, ...]) -> Iterator[np.ndarray]:
    """Arrays of floats with all their digits, or of whole numbers of a type from edge to edge."""
    generator = np.random.default_rng(len(shapes))
    for shape in shapes:
        if dtype is float:
            yield generator.normal(size=shape)
        else:
            about = np.iinfo(dtype)
            yield generator.integers(about.min, about.max, size=shape, dtype=dtype, endpoint=True)


def assert_right(found: Any, right: Any) -> None:
    """Right to the last digits of the largest value."""
    found, right = exact(found), np.asarray(right)
    assert found.shape == right.shape
    assert np.max(abs(found - right)) <= Fraction(1, 2**46) * np.max(abs(right))


def slope(loss: Callable[[np.ndarray], Fraction], point: np.ndarray) -> np.ndarray:
    """The gradient of a loss that is linear piece by piece, or quadratic."""
    steps = (STEP * exact(unit.reshape(point.shape)) for unit in np.eye(point.size, dtype=int))
    return np.array([(loss(point + step) - loss(point - step)) / (2 * STEP) for step in steps]).reshape(point.shape)


# The definitions.


def windows(images: np.ndarray, size: Any, stride: Any) -> Iterator[tuple[int, int, np.ndarray]]:
    (a, b), (s, t) = size, stride
    for o in range((images.shape[2] - a) // s + 1):
        for p in range((images.shape[3] - b) // t + 1):
            yield o, p, images[:, :, o * s : o * s + a, p * t : p * t + b]


def seen(images: np.ndarray, size: Any, stride: Any, value: Callable[[np.ndarray], Any]) -> np.ndarray:
    """One value, or several, of each window, at the end of the shape [N, C, O_h, O_w, ...]."""
    rows: dict[int, list[Any]] = {}
    for o, _, window in windows(images, size, stride):
        rows.setdefault(o, []).append(value(window))
    return np.array(list(rows.values()))


def convolved(images: np.ndarray, param: np.ndarray, stride: Any = (1, 1), padding: Any = (0, 0)) -> np.ndarray:
    padded = np.pad(images, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2), constant_values=Fraction(0))

    def value(window: np.ndarray) -> np.ndarray:
        products = window[:, :, np.newaxis] * param[np.newaxis]
        return products.sum(axis=(1, 3, 4))

    return np.moveaxis(seen(padded, param.shape[2:], stride, value), (0, 1), (2, 3))


def pooled(images: np.ndarray, size: Any, stride: Any, value: Callable[..., Any]) -> np.ndarray:
    return np.moveaxis(seen(images, size, stride, value), (0, 1), (2, 3))


def largest(window: np.ndarray) -> np.ndarray:
    return window.max(axis=(2, 3))


def mean(window: np.ndarray) -> np.ndarray:
    return window.sum(axis=(2, 3)) / (window.shape[2] * window.shape[3])


# The tests.


@pytest.mark.parametrize("dtype", [float, np.uint8, np.int64])
@pytest.mark.parametrize(("size", "stride", "padding"), [((2, 3), (1, 2), (1, 0)), ((3, 1), (2, 1), (0, 2))])
def test_convolution_with_channels(dtype: Any, size: Any, stride: Any, padding: Any) -> None:
    [images, param] = values(dtype, (2, 2, 3, 4), (2, 2, *size))
    x, w = exact(images), exact(param)
    right = convolved(x, w, stride, padding)
    [back] = values(dtype, right.shape)
    g = exact(back)
    of_images = slope(lambda at: (convolved(at, w, stride, padding) * g).sum(), x)
    of_param = slope(lambda at: (convolved(x, at, stride, padding) * g).sum(), w)
    for unit, name in (("conv_channels", "channels"), ("fast_conv", "im2col")):
        solution = SOLUTIONS[unit]
        assert_right(getattr(solution, f"conv_{name}")(images, param, stride, padding), right)
        assert_right(getattr(solution, f"input_grad_{name}")(images, param, back, stride, padding), of_images)
        assert_right(getattr(solution, f"param_grad_{name}")(images, param, back, stride, padding), of_param)


@pytest.mark.parametrize("dtype", TYPES)
def test_convolution_of_one_channel(dtype: Any) -> None:
    [images, param, back] = values(dtype, (2, 3, 4), (3, 5), (2, 3, 4))

    def forward(x: np.ndarray, w: np.ndarray) -> np.ndarray:
        return convolved(x[:, np.newaxis], w[np.newaxis, np.newaxis], padding=(1, 2))[:, 0]

    x, w, g = exact(images), exact(param), exact(back)
    solution = SOLUTIONS["conv2d"]
    assert_right(solution.conv_2d(images, param), forward(x, w))
    assert_right(solution.true_convolution(images, param), forward(x, np.flip(w)))
    assert_right(solution.input_grad_2d(images, param, back), slope(lambda at: (forward(at, w) * g).sum(), x))
    assert_right(solution.param_grad_2d(images, param, back), slope(lambda at: (forward(x, at) * g).sum(), w))
    assert_right(SOLUTIONS["fast_conv"].conv_fft(images[0], param), forward(x, w)[0])
    separable = forward(x, np.outer(w[:, 0], w[1]))[0]
    assert_right(SOLUTIONS["fast_conv"].conv_separable(images[0], param[:, 0], param[1]), separable)


@pytest.mark.parametrize("dtype", TYPES)
def test_convolution_of_signals(dtype: Any) -> None:
    [batch, param, back] = values(dtype, (2, 5), (3,), (2, 5))

    def forward(x: np.ndarray, w: np.ndarray) -> np.ndarray:
        return convolved(x[:, np.newaxis, np.newaxis], w[np.newaxis, np.newaxis, np.newaxis], padding=(0, 1))[:, 0, 0]

    x, w, g = exact(batch), exact(param), exact(back)
    solution = SOLUTIONS["conv1d"]
    of_input, of_param = (
        slope(lambda at: (forward(at, w) * g).sum(), x),
        slope(lambda at: (forward(x, at) * g).sum(), w),
    )
    assert_right(solution.conv_1d_batch(batch, param), forward(x, w))
    assert_right(solution.input_grad_1d_batch(batch, param, back), of_input)
    assert_right(solution.param_grad_1d_batch(batch, param, back), of_param)
    assert_right(solution.input_grad_1d(batch[1], param, back[1]), of_input[1])


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(("name", "value"), [("max_pool", largest), ("average_pool", mean)])
@pytest.mark.parametrize(("size", "stride"), [((2, 3), (1, 2)), ((1, 2), (2, 3))])
def test_pooling(dtype: Any, name: str, value: Callable[..., Any], size: Any, stride: Any) -> None:
    [images] = values(dtype, (2, 2, 4, 5))
    if dtype in (np.int8, np.uint8):
        images = np.random.default_rng(0).permutation(images.size).reshape(images.shape).astype(dtype)  # without ties
    x = exact(images.astype(float))  # near 2^63, floats may tie where whole numbers do not
    right = pooled(x, size, stride, value)
    [back] = values(dtype, right.shape)
    g = exact(back)
    assert_right(getattr(SOLUTIONS["pooling"], name)(images, size, stride), right)
    found = getattr(SOLUTIONS["pooling"], f"{name}_grad")(images, back, size, stride)
    assert_right(found, slope(lambda at: (pooled(at, size, stride, value) * g).sum(), x))


@pytest.mark.parametrize("dtype", TYPES)
def test_dense_layers_and_squared_errors(dtype: Any) -> None:
    [x, weights, bias, back] = values(dtype, (3, 4), (4, 2), (2,), (3, 2))
    a, w, b, g = map(exact, (x, weights, bias, back))
    solution = SOLUTIONS["dense"]
    assert_right(solution.dense(x, weights, bias), a @ w + b)
    found = solution.dense_grads(x, weights, back)
    assert_right(found["x"], slope(lambda at: ((at @ w + b) * g).sum(), a))
    assert_right(found["weights"], slope(lambda at: ((a @ at + b) * g).sum(), w))
    assert_right(found["bias"], slope(lambda at: ((a @ w + at) * g).sum(), b))
    [target] = values(dtype, (3, 4))
    y = exact(target)[::-1]
    assert_right(solution.mean_squared_error(x, target[::-1]), ((a - y) ** 2).sum() / 3)
    assert_right(solution.mean_squared_error_grad(x, target[::-1]), slope(lambda at: ((at - y) ** 2).sum() / 3, a))
    [outputs, wanted] = values(dtype, (2, 3, 2), (2, 3, 2))
    loss = ((exact(outputs) - exact(wanted)) ** 2).sum() / 4
    assert_right(SOLUTIONS["rnn"].sequence_loss(outputs, wanted), loss)
    deviation = ((exact(x) - y) ** 2).sum() / 12
    assert_right(SOLUTIONS["svd"].mean_square_deviation(x, target[::-1]), deviation)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("slope_of", [0.0, 0.001, 2])
def test_rectifiers(dtype: Any, slope_of: float) -> None:
    [z, back] = values(dtype, (3, 4), (3, 4))
    a, g = exact(z), exact(back)
    flat = Fraction(slope_of)
    solution = SOLUTIONS["dense"]
    assert_right(solution.relu(z), np.where(a > 0, a, 0))
    assert_right(solution.relu_grad(z, back), np.where(a > 0, g, 0))
    assert_right(solution.leaky_relu(z, slope_of), np.where(a > 0, a, flat * a))
    assert_right(solution.leaky_relu_grad(z, back, slope_of), np.where(a > 0, g, flat * g))


@pytest.mark.parametrize("dtype", TYPES)
def test_update_rules_without_roots(dtype: Any) -> None:
    gradients, change = list(values(dtype, *[(2, 3)] * 4)), exact(np.zeros((2, 3)))
    constant, momentum = SOLUTIONS["schedulers"].Constant(0.1), SOLUTIONS["schedulers"].Momentum(0.1, 0.7)
    for gradient in gradients:
        change = Fraction(0.7) * change + Fraction(0.1) * exact(gradient)
        assert_right(constant.update_change(gradient), Fraction(0.1) * exact(gradient))
        assert_right(momentum.update_change(gradient), change)


@pytest.mark.parametrize("dtype", TYPES)
def test_an_oscillator(dtype: Any) -> None:
    [force] = values(dtype, (5,))
    x, v, damping, dt = [Fraction(0.3)], [Fraction(-1.7)], Fraction(0.4), Fraction(0.1)
    for push in exact(force):
        x.append(x[-1] + dt * v[-1])
        v.append(v[-1] + dt * (push - damping * v[-1] - x[-2]))
    found = SOLUTIONS["rnn"].damped_oscillator(0.3, -1.7, 0.4, force, 0.1)
    assert_right(found[0], np.array(x))
    assert_right(found[1], np.array(v))


def test_a_definition_that_is_wrong_is_not_right() -> None:
    [images, param] = values(float, (1, 2, 3, 4), (2, 1, 2, 2))
    found = SOLUTIONS["conv_channels"].conv_channels(images, param)
    with pytest.raises(AssertionError):
        assert_right(found.astype(np.float32), convolved(exact(images), exact(param)))
    with pytest.raises(AssertionError):
        assert_right(found, convolved(exact(images), exact(param)[:, :, ::-1]))
