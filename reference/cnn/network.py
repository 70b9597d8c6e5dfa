"""The same network as functions of its params: what the judge computes for params that a student's
network has drawn.

It shares nothing with the solution.  Layers are tuples of a method's name and its arguments, such
as ("add_pooling", "max", 2, 2); what is left out has the default of the contract.  Convolution and
pooling go through the places in a window one by one, each place for all windows at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course import Arguments

Layer = tuple[Any, ...]
Params = list[dict[str, np.ndarray]]

NAMES: dict[str, tuple[str, ...]] = {
    "add_convolution": ("feature_maps", "kernel_size", "stride", "padding", "activation"),
    "add_pooling": ("kind", "size", "stride"),
    "add_flatten": (),
    "add_dense": ("nodes", "activation"),
    "add_output": ("nodes", "activation"),
}
"""The names of the methods' arguments."""

_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "add_convolution": (None, None, 1, 0, "leaky_relu"),
    "add_pooling": (None, None, None),
    "add_flatten": (),
    "add_dense": (None, "leaky_relu"),
    "add_output": (None, "softmax"),
}


def complete(layer: Layer) -> Layer:
    """The layer with all of its arguments."""
    method, *given = layer
    return (method, *given, *_DEFAULTS[method][len(given) :])


def named(layer: Layer) -> tuple[str, dict[str, Any]]:
    """The layer's method, and its arguments by name."""
    method, *given = layer
    return method, dict(zip(NAMES[method], given, strict=False))


def shapes(layers: Sequence[Layer], image: tuple[int, ...]) -> list[dict[str, tuple[int, ...]]]:
    """The shapes of the params of a network for images of the shape [C, H, W]."""
    found: list[dict[str, tuple[int, ...]]] = []
    size = image
    for method, *settings in map(complete, layers):
        if method == "add_flatten":
            size = (int(np.prod(size)),)
        elif method in ("add_dense", "add_output"):
            found.append({"weights": (size[0], settings[0]), "bias": (settings[0],)})
            size = (settings[0],)
        else:
            maps, window, stride, padding = _window_settings(method, settings)
            if method == "add_convolution":
                found.append({"weights": (size[0], maps, *window), "bias": (maps,)})
            outer = [(size[axis + 1] - window[axis] + 2 * padding[axis]) // stride[axis] + 1 for axis in (0, 1)]
            size = (maps or size[0], *outer)
    return found


def predict(layers: Sequence[Layer], params: Params, images: np.ndarray) -> np.ndarray:
    """The output's activations, [N, nodes]."""
    return forward(layers, params, images)[0]


def cost_and_grad(cost: str, prediction: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """The cost, and its gradient with respect to the prediction."""
    number = len(prediction)
    if cost == "mean_squared_error":
        error = prediction - targets
        return float((error**2).sum()) / number, 2 * error / number
    safe = np.clip(prediction, np.finfo(float).tiny, None)
    return float(-(targets * np.log(safe)).sum()) / number, -(targets / safe) / number


def loss_and_grads(case: Arguments, params: Params) -> tuple[float, Params]:
    """The cost without a penalty, and the gradients of all params, for the layers, the cost, the
    images and the targets of a case.
    """
    prediction, trace = forward(case["layers"], params, case["images"])
    loss, grad = cost_and_grad(case["cost"], prediction, case["targets"])
    grads: Params = []
    for method, settings, own, x, z in reversed(trace):
        if method == "add_flatten":
            grad = grad.reshape(x.shape)
        elif method in ("add_dense", "add_output"):
            grad = _through_activation(settings[1], z, grad)
            grads.append({"weights": np.einsum("nd,nm->dm", x, grad), "bias": np.einsum("nm->m", grad)})
            grad = np.einsum("nm,dm->nd", grad, own["weights"])
        elif method == "add_convolution":
            grad = _through_activation(settings[4], z, grad)
            grad, own_grads = _convolution_grads(settings, own, x, grad)
            grads.append(own_grads)
        else:
            grad = _pooling_grad(settings, x, grad)
    return loss, grads[::-1]


def accuracy(prediction: np.ndarray, targets: np.ndarray) -> float:
    """The part of the samples whose largest output is at the place of their largest target."""
    return float(np.mean(np.argmax(prediction, axis=1) == np.argmax(targets, axis=1)))


def updates(case: Arguments, params: Params) -> Iterator[Params]:
    """The params after each update with all samples, with steps of eta, eta * (1 + growth), eta *
    (1 + 2 growth) ... along the gradient, to each number of which the drift of the case is added.
    """
    drift = case.get("drift", 0.0)
    for number in itertools.count():
        step, grads = case["eta"] * (1 + case["growth"] * number), loss_and_grads(case, params)[1]
        penalties = [{"weights": case["regularization"] * own["weights"], "bias": 0.0} for own in params]
        params = [
            {name: own[name] - step * (grad[name] + penalty[name] + drift) for name in own}
            for own, grad, penalty in zip(params, grads, penalties, strict=True)
        ]
        yield params


def adam_updates(case: Arguments, params: Params) -> Iterator[Params]:
    """The params after each update with all samples by Adam(0.001, 0.9, 0.999)."""
    means = [{name: np.zeros(value.shape) for name, value in own.items()} for own in params]
    squares = [own.copy() for own in means]
    for count in itertools.count(1):
        grads = loss_and_grads(case, params)[1]
        params = [own.copy() for own in params]
        for own, mean, square, grad in zip(params, means, squares, grads, strict=True):
            for name in own:
                mean[name] = 0.9 * mean[name] + 0.1 * grad[name]
                square[name] = 0.999 * square[name] + 0.001 * grad[name] ** 2
                length = np.sqrt(square[name] / (1 - 0.999**count)) + 1e-8
                own[name] = own[name] - 0.001 * (mean[name] / (1 - 0.9**count)) / length
        yield params


def forward(layers: Sequence[Layer], params: Params, images: np.ndarray) -> tuple[np.ndarray, list[Any]]:
    """The output's activations, and for each layer its method, settings, params, input and output before
    the activation.
    """
    left = iter(params)
    x, trace = images.astype(float), []
    for method, *settings in map(complete, layers):
        own: dict[str, np.ndarray] = {} if method in ("add_flatten", "add_pooling") else next(left)
        if method == "add_flatten":
            z = out = x.reshape(len(x), int(np.prod(x.shape[1:])))
        elif method == "add_pooling":
            places = np.stack([part for _, _, part in _places(method, settings, x)])
            z = out = places.max(axis=0) if settings[0] == "max" else places.mean(axis=0)
        elif method == "add_convolution":
            z = sum(
                np.einsum("nchw,co->nohw", part, own["weights"][:, :, i, j])
                for i, j, part in _places(method, settings, x)
            )
            z = z + own["bias"][:, np.newaxis, np.newaxis]
            out = _activated(settings[4], z)
        else:
            z = np.einsum("nd,dm->nm", x, own["weights"]) + own["bias"]
            out = _activated(settings[1], z)
        trace.append((method, settings, own, x, z))
        x = out
    return x, trace


def _window_settings(
    method: str, settings: Sequence[Any]
) -> tuple[int, tuple[int, int], tuple[int, int], tuple[int, int]]:
    """The number of feature maps (0 for pooling), the window's size, the stride and the padding."""
    maps, size, stride, padding = settings[:4] if method == "add_convolution" else (0, *settings[1:], 0)
    window, step, margin = (value if isinstance(value, tuple) else (value, value) for value in (size, stride, padding))
    return maps, window, step, margin


def _places(method: str, settings: Sequence[Any], x: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
    """For each place in a window, the pixels of the padded x that stand there, [N, C, O_h, O_w]:
    views if x is padded already.
    """
    _, window, stride, padding = _window_settings(method, settings)
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2)) if any(padding) else x
    rows, columns = ((padded.shape[axis + 2] - window[axis]) // stride[axis] + 1 for axis in (0, 1))
    for i, j in np.ndindex(window):
        down = slice(i, i + (rows - 1) * stride[0] + 1, stride[0])
        yield i, j, padded[:, :, down, j : j + (columns - 1) * stride[1] + 1 : stride[1]]


def _convolution_grads(
    settings: Sequence[Any], own: dict[str, np.ndarray], x: np.ndarray, grad: np.ndarray
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    _, window, stride, (top, left) = _window_settings("add_convolution", settings)
    weights_grad = np.zeros(own["weights"].shape)
    padded_grad = np.zeros((*x.shape[:2], x.shape[2] + 2 * top, x.shape[3] + 2 * left))
    unpadded = (settings[0], window, stride, 0, settings[4])
    for (i, j, pixels), (_, _, target) in zip(
        _places("add_convolution", settings, x), _places("add_convolution", unpadded, padded_grad), strict=True
    ):
        weights_grad[:, :, i, j] = np.einsum("nchw,nohw->co", pixels, grad)
        target += np.einsum("nohw,co->nchw", grad, own["weights"][:, :, i, j])
    inner = padded_grad[:, :, top : top + x.shape[2], left : left + x.shape[3]]
    return inner, {"weights": weights_grad, "bias": np.einsum("nohw->o", grad)}


def _pooling_grad(settings: Sequence[Any], x: np.ndarray, grad: np.ndarray) -> np.ndarray:
    places = np.stack([part for _, _, part in _places("add_pooling", settings, x)])
    winner = places.argmax(axis=0)
    input_grad = np.zeros(x.shape)
    for number, (_, _, target) in enumerate(_places("add_pooling", settings, input_grad)):
        target += np.where(winner == number, grad, 0.0) if settings[0] == "max" else grad / len(places)
    return input_grad


_SLOPES = {"relu": 0.0, "leaky_relu": 0.001}


def _activated(name: str, z: np.ndarray) -> np.ndarray:
    if name == "softmax":
        shifted = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
    if name == "sigmoid":
        small = np.exp(-abs(z))  # the digits of what is hardly above 0 are kept, too
        return np.where(z > 0, 1.0, small) / (1 + small)
    return np.where(z > 0, z, _SLOPES[name] * z)


def _through_activation(name: str, z: np.ndarray, grad: np.ndarray) -> np.ndarray:
    if name in _SLOPES:
        return grad * np.where(z > 0, 1.0, _SLOPES[name])
    a = _activated(name, z)
    if name == "sigmoid":
        return grad * a * _activated(name, -z)
    return np.asarray(a * grad - a * np.einsum("nm,nm->n", a, grad)[:, np.newaxis])
