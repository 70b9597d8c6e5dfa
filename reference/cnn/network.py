"""The same network as functions of its params: what the judge computes for params that a student's
network has drawn.

It shares nothing with the solution.  Layers are tuples of a method's name and its arguments, such
as ("add_pooling", "max", 2, 2); what is left out has the default of the contract.  What a layer of
dropout multiplies its values by may come behind its rate; it is 1 where nothing is trained.  Convolution and
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
    "add_dropout": ("rate",),
    "add_flatten": (),
    "add_dense": ("nodes", "activation"),
    "add_output": ("nodes", "activation"),
}
"""The names of the methods' arguments, but for the scheduler, which is the last one."""

_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "add_convolution": (None, None, 1, 0, "leaky_relu"),
    "add_pooling": (None, None, None),
    "add_dropout": (None, 1.0),
    "add_flatten": (),
    "add_dense": (None, "leaky_relu"),
    "add_output": (None, "softmax"),
}


WITHOUT_PARAMS = ("add_pooling", "add_dropout", "add_flatten")
"""The methods that add layers in which nothing is learned."""


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
    return [own for own, _ in rows(layers, image) if own]


def rows(layers: Sequence[Layer], image: tuple[int, ...]) -> list[tuple[dict[str, tuple[int, ...]], tuple[int, ...]]]:
    """For each layer the shapes of its params, and of its output without the samples."""
    found: list[tuple[dict[str, tuple[int, ...]], tuple[int, ...]]] = []
    size = image
    for method, *settings in map(complete, layers):
        own: dict[str, tuple[int, ...]] = {}
        if method == "add_flatten":
            size = (int(np.prod(size)),)
        elif method in ("add_dense", "add_output"):
            own = {"weights": (size[0], settings[0]), "bias": (settings[0],)}
            size = (settings[0],)
        elif method != "add_dropout":
            maps, window, stride, margins = window_settings(method, settings, size[1:])
            if method == "add_convolution":
                own = {"weights": (size[0], maps, *window), "bias": (maps,)}
            outer = [(size[axis + 1] - window[axis] + sum(margins[axis])) // stride[axis] + 1 for axis in (0, 1)]
            size = (maps or size[0], *outer)
        found.append((own, size))
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
    if cost == "binary_cross_entropy":
        no, safe_no = 1.0 - targets, np.clip(1 - prediction, np.finfo(float).tiny, None)
        halves = targets * np.log(safe), no * np.log(safe_no)
        return float(-sum(map(np.sum, halves))) / number, (no / safe_no - targets / safe) / number
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
        elif method == "add_dropout":
            grad = grad * settings[1]
        elif method in ("add_dense", "add_output"):
            grad = through_activation(settings[1], z, grad)
            grads.append({"weights": np.einsum("nd,nm->dm", x, grad), "bias": np.einsum("nm->m", grad)})
            grad = np.einsum("nm,dm->nd", grad, own["weights"])
        elif method == "add_convolution":
            grad = through_activation(settings[4], z, grad)
            grad, own_grads = _convolution_grads(settings, own, x, grad)
            grads.append(own_grads)
        else:
            grad = _pooling_grad(settings, x, grad)
    return loss, grads[::-1]


def classes(outputs: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """The place of the largest output; of a single one, whether it is above the threshold."""
    return np.argmax(outputs, axis=1) if outputs.shape[1] > 1 else np.greater(outputs[:, 0], threshold).astype(int)


def accuracy(prediction: np.ndarray, targets: np.ndarray) -> float:
    """The part of the samples whose class is that of their target."""
    return float(np.mean(classes(prediction) == classes(targets)))


def updates(case: Arguments, params: Params) -> Iterator[Params]:
    """The params after each update with all samples, with steps of eta, eta * (1 + growth), eta *
    (1 + 2 growth) ... along the gradient, to each number of which the drift of the case is added.  An array
    has the eta of its layer, where that has one of its own.
    """
    drift, etas = case.get("drift", 0.0), [eta or case["eta"] for eta in case.get("etas", len(params) * [None])]
    for number in itertools.count():
        growth, grads = 1 + case["growth"] * number, loss_and_grads(case, params)[1]
        penalties = [{"weights": case["regularization"] * own["weights"], "bias": 0.0} for own in params]
        params = [
            {name: own[name] - growth * eta * (grad[name] + penalty[name] + drift) for name in own}
            for own, grad, penalty, eta in zip(params, grads, penalties, etas, strict=True)
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
        own: dict[str, np.ndarray] = {} if method in WITHOUT_PARAMS else next(left)
        if method == "add_dropout":
            z = out = x * settings[1]
        elif method == "add_flatten":
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


Pair = tuple[int, int]


def window_settings(
    method: str, settings: Sequence[Any], pixels: Sequence[int]
) -> tuple[int, Pair, Pair, tuple[Pair, Pair]]:
    """The number of feature maps (0 for pooling), the window's size, the stride, and the zeros before and behind
    so many pixels, along both axes.
    """
    maps, size, stride, padding = settings[:4] if method == "add_convolution" else (0, *settings[1:], 0)
    window, step = (value if isinstance(value, tuple) else (value, value) for value in (size, stride))
    both = padding if isinstance(padding, tuple) else (padding, padding)
    margins = tuple(_margin(*along) for along in zip(both, window, step, pixels, strict=True))
    return maps, window, step, (margins[0], margins[1])


def _margin(padding: int | str, window: int, step: int, pixels: int) -> Pair:
    if padding != "same":
        return int(padding), int(padding)
    last = (pixels - 1) // step * step  # where the last window begins, if there is no zero before the first pixel
    missing = max(0, last + window - pixels)
    return missing // 2, (missing + 1) // 2


def _places(method: str, settings: Sequence[Any], x: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
    """For each place in a window, the pixels of the padded x that stand there, [N, C, O_h, O_w]:
    views if x is padded already.
    """
    _, window, stride, margins = window_settings(method, settings, x.shape[2:])
    padded = np.pad(x, ((0, 0), (0, 0), *margins)) if np.any(margins) else x
    rows, columns = ((padded.shape[axis + 2] - window[axis]) // stride[axis] + 1 for axis in (0, 1))
    for i, j in np.ndindex(window):
        down = slice(i, i + (rows - 1) * stride[0] + 1, stride[0])
        yield i, j, padded[:, :, down, j : j + (columns - 1) * stride[1] + 1 : stride[1]]


def _convolution_grads(
    settings: Sequence[Any], own: dict[str, np.ndarray], x: np.ndarray, grad: np.ndarray
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    _, window, stride, margins = window_settings("add_convolution", settings, x.shape[2:])
    weights_grad = np.zeros(own["weights"].shape)
    height, width = (pixels + sum(margin) for pixels, margin in zip(x.shape[2:], margins, strict=True))
    padded_grad = np.zeros((*x.shape[:2], height, width))
    unpadded = (settings[0], window, stride, 0, settings[4])
    for (i, j, pixels), (_, _, target) in zip(
        _places("add_convolution", settings, x), _places("add_convolution", unpadded, padded_grad), strict=True
    ):
        weights_grad[:, :, i, j] = np.einsum("nchw,nohw->co", pixels, grad)
        target += np.einsum("nohw,co->nchw", grad, own["weights"][:, :, i, j])
    (top, _), (left, _) = margins
    inner = padded_grad[:, :, top : top + x.shape[2], left : left + x.shape[3]]
    return inner, {"weights": weights_grad, "bias": np.einsum("nohw->o", grad)}


def _pooling_grad(settings: Sequence[Any], x: np.ndarray, grad: np.ndarray) -> np.ndarray:
    places = np.stack([part for _, _, part in _places("add_pooling", settings, x)])
    winner = places.argmax(axis=0)
    input_grad = np.zeros(x.shape)
    for number, (_, _, target) in enumerate(_places("add_pooling", settings, input_grad)):
        target += np.where(winner == number, grad, 0.0) if settings[0] == "max" else grad / len(places)
    return input_grad


def lead(settings: Sequence[Any], x: np.ndarray) -> float:
    """By how much the largest value of a window is above its second, at the least; values of 0, as relu leaves
    them, do not count.
    """
    places = np.sort([part for _, _, part in _places("add_pooling", settings, x)], axis=0)
    apart = np.where(places[-1] == 0, np.inf, np.diff(places[-2:], axis=0)) if len(places) > 1 else np.array(np.inf)
    return float(apart.min())


_SLOPES = {"relu": 0.0, "leaky_relu": 0.001, "identity": 1.0}


def _activated(name: str, z: np.ndarray) -> np.ndarray:
    if name == "softmax":
        shifted = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
    if name == "sigmoid":
        small = np.exp(-abs(z))  # the digits of what is hardly above 0 are kept, too
        return np.where(z > 0, 1.0, small) / (1 + small)
    if name == "tanh":
        small = np.expm1(-2 * abs(z))
        return np.asarray(-np.sign(z) * small / (2 + small))
    if name == "elu":
        return np.asarray(np.maximum(z, 0) + np.expm1(np.minimum(z, 0)))
    return np.where(z > 0, z, _SLOPES[name] * z)


def through_activation(name: str, z: np.ndarray, grad: np.ndarray) -> np.ndarray:
    """From the gradient of an activation to that of the sums z."""
    if name in _SLOPES:
        return grad * np.where(z > 0, 1.0, _SLOPES[name])
    a = _activated(name, z)
    if name == "sigmoid":
        return grad * a * _activated(name, -z)
    if name == "tanh":
        return np.asarray(grad / np.cosh(np.clip(z, -300, 300)) ** 2)
    if name == "elu":
        return np.where(z > 0, grad, grad * (1 + a))
    return np.asarray(a * grad - a * np.einsum("nm,nm->n", a, grad)[:, np.newaxis])
