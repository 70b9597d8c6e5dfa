"""Convolutions of one-dimensional signals, with my own helpers.

The helpers check the arguments once, so that the functions of the exercise sheet stay short.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class ShapeError(ValueError):
    """An array has not the shape that it needs."""


def _as_signal(array: npt.ArrayLike, *, axes: int, what: str) -> Array:
    """Returns the array as floats, or complains about its number of axes."""
    result = np.array(array, dtype=np.float64)
    if result.ndim != axes:
        raise ShapeError(f"{what}: expected {axes} axes, got the shape {result.shape}")
    return result


def _as_kernel(array: npt.ArrayLike) -> Array:
    """Returns the kernel as floats; only odd lengths have a centre."""
    kernel = _as_signal(array, axes=1, what="param")
    if kernel.size % 2 == 0:
        raise ShapeError(f"param: a kernel of length {kernel.size} has no centre")
    return kernel


def _as_gradient(gradient: Optional[npt.ArrayLike], like: Array) -> Array:
    """Returns the output's gradient, ones if there is none."""
    if gradient is None:
        return np.ones_like(like)
    result = np.array(gradient, dtype=np.float64)
    if result.shape != like.shape:
        raise ShapeError(f"output_grad: expected the shape {like.shape}, got {result.shape}")
    return result


def _shifted(padded: Array, kernel: Array, length: int) -> Iterator[tuple[int, Array]]:
    """Yields, for each place in the kernel, the part of the padded signal(s) it meets."""
    for place in range(kernel.size):
        yield place, padded[..., place : place + length]


def pad_1d(input_: npt.ArrayLike, num: int) -> Array:
    """Adds ``num`` zeros at both ends."""
    if num < 0:
        raise ValueError(f"num: expected a number of zeros, got {num}")
    signal = _as_signal(input_, axes=1, what="input_")
    return np.r_[np.zeros(num), signal, np.zeros(num)]


def conv_1d(input_: npt.ArrayLike, param: npt.ArrayLike) -> Array:
    """The sliding dot product of the kernel with the signal."""
    signal, kernel = _as_signal(input_, axes=1, what="input_"), _as_kernel(param)
    result = np.zeros_like(signal)
    for place, part in _shifted(pad_1d(signal, kernel.size // 2), kernel, signal.size):
        result += kernel[place] * part
    return result


def input_grad_1d(input_: npt.ArrayLike, param: npt.ArrayLike, output_grad: Optional[npt.ArrayLike] = None) -> Array:
    """What each input value is to blame for: it went out through every place of the kernel, so it comes back through all."""
    signal, kernel = _as_signal(input_, axes=1, what="input_"), _as_kernel(param)
    gradient = _as_gradient(output_grad, signal)
    half = kernel.size // 2
    spread = np.zeros(signal.size + 2 * half)
    for place in range(kernel.size):
        spread[place : place + signal.size] += kernel[place] * gradient
    return spread[half : half + signal.size]


def param_grad_1d(input_: npt.ArrayLike, param: npt.ArrayLike, output_grad: Optional[npt.ArrayLike] = None) -> Array:
    """Each place of the kernel met one shifted signal: its gradient is the dot product of that with the output's gradient."""
    signal, kernel = _as_signal(input_, axes=1, what="input_"), _as_kernel(param)
    gradient = _as_gradient(output_grad, signal)
    padded = pad_1d(signal, kernel.size // 2)
    return np.array([float(part @ gradient) for _, part in _shifted(padded, kernel, signal.size)])


def pad_1d_batch(batch: npt.ArrayLike, num: int) -> Array:
    """Adds ``num`` columns of zeros on both sides."""
    if num < 0:
        raise ValueError(f"num: expected a number of zeros, got {num}")
    signals = _as_signal(batch, axes=2, what="batch")
    side = np.zeros((signals.shape[0], num))
    return np.hstack([side, signals, side])


def conv_1d_batch(batch: npt.ArrayLike, param: npt.ArrayLike) -> Array:
    """conv_1d of all signals at once."""
    signals, kernel = _as_signal(batch, axes=2, what="batch"), _as_kernel(param)
    result = np.zeros_like(signals)
    for place, part in _shifted(pad_1d_batch(signals, kernel.size // 2), kernel, signals.shape[1]):
        result += kernel[place] * part
    return result


def input_grad_1d_batch(batch: npt.ArrayLike, param: npt.ArrayLike, output_grad: Optional[npt.ArrayLike] = None) -> Array:
    """input_grad_1d of all signals at once."""
    signals, kernel = _as_signal(batch, axes=2, what="batch"), _as_kernel(param)
    gradient = _as_gradient(output_grad, signals)
    half, (count, length) = kernel.size // 2, signals.shape
    spread = np.zeros((count, length + 2 * half))
    for place in range(kernel.size):
        spread[:, place : place + length] += kernel[place] * gradient
    return spread[:, half : half + length]


def param_grad_1d_batch(batch: npt.ArrayLike, param: npt.ArrayLike, output_grad: Optional[npt.ArrayLike] = None) -> Array:
    """The sum of all signals' param_grad_1d."""
    signals, kernel = _as_signal(batch, axes=2, what="batch"), _as_kernel(param)
    gradient = _as_gradient(output_grad, signals)
    padded = pad_1d_batch(signals, kernel.size // 2)
    return np.array([float(np.sum(part * gradient)) for _, part in _shifted(padded, kernel, signals.shape[1])])
