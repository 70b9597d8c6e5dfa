"""Other right ways to write the unit conv_channels; the types of the arguments are the solution's."""

import numpy as np

from autograder.course import alternative

from .solution import conv_channels, output_size, pair


def _checked(images, param, stride, padding, output_grad=None):
    """The output's shape; ValueError if the arguments make no sense."""
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    sizes = map(output_size, images.shape[2:], param.shape[2:], pair(stride), pair(padding))
    shape = (len(images), param.shape[1], *sizes)
    if output_grad is not None and output_grad.shape != shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}, not {shape}")
    return shape


def _padded(images, padding):
    """The images with a border of zeros, as floats."""
    (pad_h, pad_w), (count, channels, height, width) = pair(padding), images.shape
    padded = np.zeros((count, channels, height + 2 * pad_h, width + 2 * pad_w))
    padded[:, :, pad_h : pad_h + height, pad_w : pad_w + width] = images
    return padded


def _cropped(padded_grad, images, padding):
    """The gradient without the border that the padding had added."""
    pad_h, pad_w = pair(padding)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


# Explicit loops over every index, and assert statements.


def _asserted(images, param):
    """Whether images and kernels fit, with assert statements."""
    assert images.ndim == 4, "images must be 4-D"
    assert param.ndim == 4, "param must be 4-D"
    assert images.shape[1] == param.shape[0], "images and param must have the same C_in"


@alternative("output_size", style="loops_and_asserts")
def count_the_places(size, kernel, stride=1, padding=0):
    size, kernel, stride, padding = int(size), int(kernel), int(stride), int(padding)
    assert stride >= 1, "stride must be at least 1"
    assert padding >= 0, "padding must not be negative"
    assert kernel <= size + 2 * padding, "the kernel must fit into the padded image"
    places = 0
    start = 0
    while start + kernel <= size + 2 * padding:
        places += 1
        start += stride
    return places


@alternative("conv_channels", style="loops_and_asserts")
def conv_by_loops(images, param, stride=1, padding=0):
    _asserted(images, param)
    (stride_h, stride_w), padded = pair(stride), _padded(images, padding)
    output = np.zeros(_checked(images, param, stride, padding))
    for n, m, i, j in np.ndindex(output.shape):
        for c in range(param.shape[0]):
            for u in range(param.shape[2]):
                for v in range(param.shape[3]):
                    output[n, m, i, j] += param[c, m, u, v] * padded[n, c, i * stride_h + u, j * stride_w + v]
    return output


@alternative("input_grad_channels", style="loops_and_asserts")
def input_grad_by_loops(images, param, output_grad, stride=1, padding=0):
    param = np.asarray(param, dtype=float)
    _asserted(images, param)
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    assert output_grad.shape == _checked(images, param, stride, padding), "output_grad must have the output's shape"
    input_grad = np.zeros(images.shape)
    for n, m, i, j in np.ndindex(output_grad.shape):
        for c, u, v in np.ndindex(param.shape[0], *param.shape[2:]):
            row, column = i * stride_h + u - pad_h, j * stride_w + v - pad_w
            if 0 <= row < images.shape[2] and 0 <= column < images.shape[3]:
                input_grad[n, c, row, column] += param[c, m, u, v] * output_grad[n, m, i, j]
    return input_grad


@alternative("param_grad_channels", style="loops_and_asserts")
def param_grad_by_loops(images, param, output_grad, stride=1, padding=0):
    images = np.asarray(images, dtype=float)
    _asserted(images, param)
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    assert output_grad.shape == _checked(images, param, stride, padding), "output_grad must have the output's shape"
    param_grad = np.zeros(param.shape)
    for n, m, i, j in np.ndindex(output_grad.shape):
        for c, u, v in np.ndindex(param.shape[0], *param.shape[2:]):
            row, column = i * stride_h + u - pad_h, j * stride_w + v - pad_w
            if 0 <= row < images.shape[2] and 0 <= column < images.shape[3]:
                param_grad[c, m, u, v] += images[n, c, row, column] * output_grad[n, m, i, j]
    return param_grad


# All windows at once.


def _windows(images, param, stride, padding):
    """The windows of all outputs, on two new last axes; ValueError if they do not fit."""
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1] or np.min(stride) < 1:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}, a stride of {stride}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    padded = np.pad(images, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    every = np.lib.stride_tricks.sliding_window_view(padded, param.shape[2:], axis=(2, 3))
    return every[:, :, ::stride_h, ::stride_w]


@alternative("output_size", style="sliding_windows")
def output_size_by_range(size, kernel, stride=1, padding=0):
    size, kernel, stride, padding = map(int, (size, kernel, stride, padding))
    places = len(range(0, size + 2 * padding - kernel + 1, stride))  # a stride of 0 is a ValueError of range itself
    if places < 1 or stride < 0 or padding < 0:
        raise ValueError(f"a window of {kernel} on {size} pixels with stride {stride} and padding {padding}")
    return places


@alternative("conv_channels", style="sliding_windows")
def conv_by_windows(images, param, stride=1, padding=0):
    return np.einsum("ncijuv,cmuv->nmij", _windows(images, param, stride, padding), param, dtype=float)


@alternative("param_grad_channels", style="sliding_windows")
def param_grad_by_windows(images, param, output_grad, stride=1, padding=0):
    images = np.asarray(images, dtype=float)
    windows = _windows(images, param, stride, padding)
    if output_grad.shape != (len(images), param.shape[1], *windows.shape[2:4]):
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.tensordot(windows, output_grad, axes=([0, 2, 3], [0, 2, 3])).transpose(0, 3, 1, 2)


# One product for each place in the kernel, with slices that step by the stride.


@alternative("output_size", style="shifts")
def output_size_by_floor(size, kernel, stride=1, padding=0):
    size, kernel, stride, padding = map(int, (size, kernel, stride, padding))
    if stride <= 0 or padding < 0 or size - kernel + 2 * padding < 0:
        raise ValueError(f"a window of {kernel} on {size} pixels with stride {stride} and padding {padding}")
    return int(np.floor((size - kernel + 2 * padding) / stride)) + 1


@alternative("conv_channels", style="shifts")
def conv_by_shifts(images, param, stride=1, padding=0):
    output = np.zeros(_checked(images, param, stride, padding))
    (stride_h, stride_w), (output_h, output_w) = pair(stride), output.shape[2:]
    padded = _padded(images, padding)
    for u, v in np.ndindex(param.shape[2:]):
        seen = padded[:, :, u : u + output_h * stride_h : stride_h, v : v + output_w * stride_w : stride_w]
        output += np.tensordot(seen, param[:, :, u, v], axes=([1], [0])).transpose(0, 3, 1, 2)
    return output


@alternative("input_grad_channels", style="shifts")
def input_grad_by_shifts(images, param, output_grad, stride=1, padding=0):
    param = np.asarray(param, dtype=float)
    _, _, output_h, output_w = _checked(images, param, stride, padding, output_grad)
    stride_h, stride_w = pair(stride)
    padded_grad = _padded(np.zeros(images.shape), padding)
    for u, v in np.ndindex(param.shape[2:]):
        rows, columns = u + stride_h * np.arange(output_h), v + stride_w * np.arange(output_w)
        padded_grad[:, :, rows[:, np.newaxis], columns] += np.einsum("nmij,cm->ncij", output_grad, param[:, :, u, v])
    return _cropped(padded_grad, images, padding).copy()


@alternative("param_grad_channels", style="shifts")
def param_grad_by_shifts(images, param, output_grad, stride=1, padding=0):
    _, _, output_h, output_w = _checked(images, param, stride, padding, output_grad)
    stride_h, stride_w = pair(stride)
    padded = _padded(images, padding)
    param_grad = np.zeros(param.shape)
    for u, v in np.ndindex(param.shape[2:]):
        seen = padded[:, :, u::stride_h, v::stride_w][:, :, :output_h, :output_w]
        param_grad[:, :, u, v] = np.einsum("ncij,nmij->cm", seen, output_grad)
    return param_grad


# SciPy, at stride 1: a larger stride keeps every so many outputs, and on the way back has zeros
# between the gradients.


def _spread(images, param, output_grad, stride, padding):
    """The output gradient as if the stride were 1, with zeros where it skips a place."""
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (_, _, height, width), (_, c_out, kernel_h, kernel_w) = images.shape, param.shape
    spread = np.zeros((len(images), c_out, height + 2 * pad_h - kernel_h + 1, width + 2 * pad_w - kernel_w + 1))
    spread[:, :, ::stride_h, ::stride_w] = output_grad
    return spread


@alternative("conv_channels", style="scipy")
def conv_by_signal(images, param, stride=1, padding=0):
    from scipy import signal

    output = np.zeros(_checked(images, param, stride, padding))
    (stride_h, stride_w), padded = pair(stride), _padded(images, padding)
    for n, c, m in np.ndindex(len(images), *param.shape[:2]):
        output[n, m] += signal.correlate2d(padded[n, c], param[c, m], mode="valid")[::stride_h, ::stride_w]
    return output


@alternative("input_grad_channels", style="scipy")
def input_grad_by_signal(images, param, output_grad, stride=1, padding=0):
    from scipy import signal

    _checked(images, param, stride, padding, output_grad)
    spread = _spread(images, param, output_grad, stride, padding)
    padded_grad = _padded(np.zeros(images.shape), padding)
    for n, c, m in np.ndindex(len(images), *param.shape[:2]):
        padded_grad[n, c] += signal.convolve2d(spread[n, m], param[c, m], mode="full")
    return _cropped(padded_grad, images, padding)


@alternative("param_grad_channels", style="scipy")
def param_grad_by_signal(images, param, output_grad, stride=1, padding=0):
    from scipy import signal

    _checked(images, param, stride, padding, output_grad)
    padded, spread = _padded(images, padding), _spread(images, param, output_grad, stride, padding)
    param_grad = np.zeros(param.shape)
    for n, c, m in np.ndindex(len(images), *param.shape[:2]):
        param_grad[c, m] += signal.correlate2d(padded[n, c], spread[n, m], mode="valid")
    return param_grad


# The convolution as one matrix: its transpose leads back.


@alternative("input_grad_channels", style="matrix")
def input_grad_by_matrix(images, param, output_grad, stride=1, padding=0):
    _, c_out, output_h, output_w = _checked(images, param, stride, padding, output_grad)
    (stride_h, stride_w), (kernel_h, kernel_w) = pair(stride), param.shape[2:]
    padded_shape = _padded(images[:1], padding).shape[1:]
    matrix = np.zeros((c_out, output_h, output_w, *padded_shape))
    for i, j in np.ndindex(output_h, output_w):
        top, left = i * stride_h, j * stride_w
        matrix[:, i, j, :, top : top + kernel_h, left : left + kernel_w] = param.swapaxes(0, 1)
    matrix = matrix.reshape(-1, np.prod(padded_shape))
    padded_grad = output_grad.reshape(len(images), -1) @ matrix
    return _cropped(padded_grad.reshape(len(images), *padded_shape), images, padding)


# The gradients as convolutions themselves: with a stride there are zeros between the output
# gradients.


@alternative("input_grad_channels", style="through_conv_channels")
def input_grad_by_convolution(images, param, output_grad, stride=1, padding=0):
    if output_grad.shape != conv_channels(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    spread = _spread(images, param, output_grad, stride, padding)
    border = (param.shape[2] - 1, param.shape[3] - 1)
    padded_grad = conv_channels(spread, param[:, :, ::-1, ::-1].swapaxes(0, 1), 1, border)
    return _cropped(padded_grad, images, padding)


@alternative("param_grad_channels", style="through_conv_channels")
def param_grad_by_convolution(images, param, output_grad, stride=1, padding=0):
    if output_grad.shape != conv_channels(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    spread = _spread(images, param, output_grad, stride, padding)
    return conv_channels(images.swapaxes(0, 1), spread, 1, padding)  # images take the part of channels
