"""Other right ways to write the unit conv1d; the types of the arguments are the solution's."""

import numpy as np

from autograder.course import alternative

from .solution import conv_1d, conv_1d_batch, pad_1d, pad_1d_batch


def _checked(signals, param, output_grad=None, *, dimensions=1):
    """The output gradient, or ones; ValueError if a shape makes no sense."""
    if output_grad is None:
        output_grad = np.ones_like(signals)
    if signals.ndim != dimensions or param.ndim != 1 or param.size % 2 == 0 or output_grad.shape != signals.shape:
        raise ValueError(f"shapes {signals.shape}, {param.shape} and {output_grad.shape}")
    return output_grad


def _asserted(signals, param, output_grad=None, *, dimensions=1):
    """The same with assert statements."""
    assert signals.ndim == dimensions, "signals have the wrong number of dimensions"
    assert param.ndim == 1, "param must be 1-D"
    assert param.shape[0] % 2 == 1, "param must have odd length"
    output_grad = np.ones(signals.shape) if output_grad is None else output_grad
    assert output_grad.shape == signals.shape, "output_grad must have the shape of the signals"
    return output_grad


# Explicit loops over every index, and assert statements.


@alternative("pad_1d", style="loops_and_asserts")
def pad_by_concatenation(input_, num):
    assert input_.ndim == 1, "input_ must be 1-D"
    zeros = np.zeros(num)
    return np.concatenate([zeros, input_, zeros])


@alternative("conv_1d", style="loops_and_asserts")
def conv_by_loops(input_, param):
    _asserted(input_, param)
    padded = pad_1d(input_, param.shape[0] // 2)
    output = np.zeros(input_.shape)
    for o in range(output.shape[0]):
        for k in range(param.shape[0]):
            output[o] += param[k] * padded[o + k]
    return output


@alternative("input_grad_1d", style="loops_and_asserts")
def input_grad_by_loops(input_, param, output_grad=None):
    param = np.asarray(param, dtype=float)
    output_grad = _asserted(input_, param, output_grad)
    half = param.shape[0] // 2
    input_grad = np.zeros(input_.shape)
    for o in range(input_.shape[0]):
        for k in range(param.shape[0]):
            if 0 <= o + k - half < input_.shape[0]:
                input_grad[o + k - half] += param[k] * output_grad[o]
    return input_grad


@alternative("param_grad_1d", style="loops_and_asserts")
def param_grad_by_loops(input_, param, output_grad=None):
    input_ = np.asarray(input_, dtype=float)
    output_grad = _asserted(input_, param, output_grad)
    half = param.shape[0] // 2
    param_grad = np.zeros(param.shape)
    for o in range(input_.shape[0]):
        for k in range(param.shape[0]):
            if 0 <= o + k - half < input_.shape[0]:
                param_grad[k] += input_[o + k - half] * output_grad[o]
    return param_grad


@alternative("pad_1d_batch", style="loops_and_asserts")
def pad_batch_by_loop(batch, num):
    assert batch.ndim == 2, "batch must be 2-D"
    assert num >= 0, "num must not be negative"
    padded = np.zeros((batch.shape[0], batch.shape[1] + 2 * num))
    for n in range(batch.shape[0]):
        padded[n] = pad_1d(batch[n], num)
    return padded


@alternative("conv_1d_batch", style="loops_and_asserts")
def conv_batch_by_loops(batch, param):
    _asserted(batch, param, dimensions=2)
    padded = pad_1d_batch(batch, param.shape[0] // 2)
    output = np.zeros(batch.shape)
    for n in range(batch.shape[0]):
        for o in range(batch.shape[1]):
            for k in range(param.shape[0]):
                output[n, o] += param[k] * padded[n, o + k]
    return output


@alternative("input_grad_1d_batch", style="loops_and_asserts")
def input_grad_batch_by_loops(batch, param, output_grad=None):
    output_grad = _asserted(batch, param, output_grad, dimensions=2)
    padded_grad = pad_1d_batch(output_grad, param.shape[0] // 2)
    input_grad = np.zeros(batch.shape)
    for n, i, k in np.ndindex(*batch.shape, len(param)):
        input_grad[n, i] += param[k] * padded_grad[n, i + len(param) - 1 - k]
    return input_grad


@alternative("param_grad_1d_batch", style="loops_and_asserts")
def param_grad_batch_by_loops(batch, param, output_grad=None):
    output_grad = _asserted(batch, param, output_grad, dimensions=2)
    padded = pad_1d_batch(batch, param.shape[0] // 2)
    param_grad = np.zeros(param.shape)
    for n, o, k in np.ndindex(*batch.shape, len(param)):
        param_grad[k] += padded[n, o + k] * output_grad[n, o]
    return param_grad


# All windows at once.


def _windows(padded, param):
    """The windows of signals that are padded already, on a new last axis."""
    return np.lib.stride_tricks.sliding_window_view(padded, param.size, axis=-1)


@alternative("conv_1d", style="sliding_windows")
def conv_by_windows(input_, param):
    _checked(input_, param)
    return _windows(pad_1d(input_, param.size // 2), param) @ param


@alternative("input_grad_1d", style="sliding_windows")
def input_grad_by_windows(input_, param, output_grad=None):
    output_grad = _checked(input_, param, output_grad)
    return np.einsum("ik,k->i", _windows(pad_1d(output_grad, param.size // 2), param), param[::-1])


@alternative("param_grad_1d", style="sliding_windows")
def param_grad_by_windows(input_, param, output_grad=None):
    output_grad = _checked(input_, param, output_grad)
    return np.einsum("ok,o->k", _windows(pad_1d(input_, param.size // 2), param), output_grad)


@alternative("pad_1d_batch", style="sliding_windows")
def pad_batch_with_numpy(batch, num):
    if batch.ndim != 2:
        raise ValueError(f"batch of shape {batch.shape}")
    return np.pad(batch, ((0, 0), (num, num)))


@alternative("conv_1d_batch", style="sliding_windows")
def conv_batch_by_windows(batch, param):
    batch = np.asarray(batch, dtype=float)
    _checked(batch, param, dimensions=2)
    return np.einsum("nok,k->no", _windows(pad_1d_batch(batch, param.size // 2), param), param)


@alternative("param_grad_1d_batch", style="sliding_windows")
def param_grad_batch_by_windows(batch, param, output_grad=None):
    batch = np.asarray(batch, dtype=float)
    output_grad = _checked(batch, param, output_grad, dimensions=2)
    windows = _windows(pad_1d_batch(batch, param.size // 2), param)
    return np.tensordot(windows, output_grad, axes=([0, 1], [0, 1]))


# NumPy's own correlation and convolution.


@alternative("pad_1d", style="numpy_correlate")
def pad_with_numpy(input_, num):
    if input_.ndim != 1:
        raise ValueError(f"input_ of shape {input_.shape}")
    return np.pad(input_, num)


@alternative("conv_1d", style="numpy_correlate")
def conv_by_correlate(input_, param):
    input_ = np.asarray(input_, dtype=float)
    _checked(input_, param)
    return np.correlate(pad_1d(input_, param.size // 2), param, mode="valid")


@alternative("input_grad_1d", style="numpy_correlate")
def input_grad_by_convolve(input_, param, output_grad=None):
    param = np.asarray(param, dtype=float)
    output_grad = _checked(input_, param, output_grad)
    half = param.size // 2
    return np.convolve(output_grad, param, mode="full")[half : half + input_.size]


@alternative("param_grad_1d", style="numpy_correlate")
def param_grad_by_correlate(input_, param, output_grad=None):
    input_ = np.asarray(input_, dtype=float)
    output_grad = _checked(input_, param, output_grad)
    return np.correlate(pad_1d(input_, param.size // 2), output_grad, mode="valid")


@alternative("conv_1d_batch", style="numpy_correlate")
def conv_batch_along_axis(batch, param):
    batch = np.asarray(batch, dtype=float)
    if batch.ndim != 2:
        raise ValueError(f"batch of shape {batch.shape}")
    return np.apply_along_axis(conv_1d, 1, batch, param)


# SciPy.


@alternative("conv_1d", style="scipy")
def conv_by_ndimage(input_, param):
    from scipy import ndimage

    _checked(input_, param)
    return ndimage.correlate1d(input_.astype(float), param, mode="constant")


@alternative("conv_1d_batch", style="scipy")
def conv_batch_by_ndimage(batch, param):
    from scipy import ndimage

    _checked(batch, param, dimensions=2)
    return ndimage.correlate1d(batch.astype(float), param, axis=1, mode="constant")


@alternative("input_grad_1d_batch", style="scipy")
def input_grad_batch_by_signal(batch, param, output_grad=None):
    param = np.asarray(param, dtype=float)
    from scipy import signal

    output_grad = _checked(batch, param, output_grad, dimensions=2)
    return signal.convolve(output_grad, param[np.newaxis, :], mode="same")


@alternative("param_grad_1d_batch", style="scipy")
def param_grad_batch_by_signal(batch, param, output_grad=None):
    from scipy import signal

    output_grad = _checked(batch, param, output_grad, dimensions=2)
    return signal.correlate(pad_1d_batch(batch, param.size // 2), output_grad, mode="valid")[0]


# The convolution as a matrix: its transpose leads back.


def _matrix(param, length):
    """Each row holds the kernel, with its middle on the diagonal."""
    return sum(param[k] * np.eye(length, k=k - param.size // 2) for k in range(param.size))


@alternative("conv_1d", style="band_matrix")
def conv_by_matrix(input_, param):
    _checked(input_, param)
    return _matrix(param, input_.size) @ input_


@alternative("input_grad_1d", style="band_matrix")
def input_grad_by_transpose(input_, param, output_grad=None):
    output_grad = _checked(input_, param, output_grad)
    return _matrix(param, input_.size).T @ output_grad


@alternative("param_grad_1d", style="band_matrix")
def param_grad_by_diagonals(input_, param, output_grad=None):
    input_ = np.asarray(input_, dtype=float)
    products = np.outer(_checked(input_, param, output_grad), input_)
    offsets = [k - param.size // 2 for k in range(param.size)]
    return np.array([np.trace(products, offset=k) if abs(k) < input_.size else 0.0 for k in offsets])


# One forward function for everything.


@alternative("input_grad_1d", style="through_conv_1d")
def input_grad_by_conv(input_, param, output_grad=None):
    return conv_1d(_checked(input_, param, output_grad), param[::-1])


@alternative("param_grad_1d", style="through_conv_1d")
def param_grad_by_single_ones(input_, param, output_grad=None):
    output_grad = _checked(input_, param, output_grad)
    return np.array([np.sum(conv_1d(input_, single) * output_grad) for single in np.eye(len(param))])


@alternative("conv_1d_batch", style="through_conv_1d")
def conv_batch_by_one_signal(batch, param):
    _checked(batch, param, dimensions=2)
    half = param.size // 2
    padded = pad_1d_batch(batch, half)
    return conv_1d(padded.ravel(), param).reshape(padded.shape)[:, half : half + batch.shape[1]]


@alternative("input_grad_1d_batch", style="through_conv_1d")
def input_grad_batch_by_conv(batch, param, output_grad=None):
    return conv_1d_batch(_checked(batch, param, output_grad, dimensions=2), param[::-1])


@alternative("param_grad_1d_batch", style="through_conv_1d")
def param_grads_by_single_ones(batch, param, output_grad=None):
    output_grad = _checked(batch, param, output_grad, dimensions=2)
    return np.array([np.sum(conv_1d_batch(batch, single) * output_grad) for single in np.eye(len(param))])
