"""Other right ways to write the unit conv2d; the types of the arguments are the solution's."""

import numpy as np

from autograder.course import alternative

from .solution import conv_2d, pad_2d, true_convolution


def _checked(images, param, output_grad=None):
    """The output gradient, or ones; ValueError if a shape makes no sense."""
    if output_grad is None:
        output_grad = np.ones_like(images)
    odd = [size % 2 for size in param.shape] == [1, 1]
    if images.ndim != 3 or not odd or output_grad.shape != images.shape:
        raise ValueError(f"shapes {images.shape}, {param.shape} and {output_grad.shape}")
    return output_grad


def _asserted(images, param, output_grad=None):
    """The same with assert statements."""
    assert images.ndim == 3, "images must be 3-D"
    assert param.ndim == 2, "param must be 2-D"
    assert param.shape[0] % 2 == 1, "the kernel's height must be odd"
    assert param.shape[1] % 2 == 1, "the kernel's width must be odd"
    output_grad = np.ones(images.shape) if output_grad is None else output_grad
    assert output_grad.shape == images.shape, "output_grad must have the shape of images"
    return output_grad


def _padded(images, param):
    """The images with a border for this kernel."""
    return pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)


# Explicit loops over every index, and assert statements.


@alternative("pad_2d", style="loops_and_asserts")
def pad_pixel_by_pixel(images, pad_h, pad_w):
    assert images.ndim == 3, "images must be 3-D"
    assert pad_h >= 0, "pad_h must not be negative"
    assert pad_w >= 0, "pad_w must not be negative"
    count, height, width = images.shape
    padded = np.zeros((count, height + 2 * pad_h, width + 2 * pad_w))
    for n in range(count):
        for i in range(height):
            for j in range(width):
                padded[n, pad_h + i, pad_w + j] = images[n, i, j]
    return padded


@alternative("conv_2d", style="loops_and_asserts")
def conv_by_loops(images, param):
    _asserted(images, param)
    count, height, width = images.shape
    padded = _padded(images, param)
    output = np.zeros((count, height, width))
    for n in range(count):
        for i in range(height):
            for j in range(width):
                for u in range(param.shape[0]):
                    for v in range(param.shape[1]):
                        output[n, i, j] += param[u, v] * padded[n, i + u, j + v]
    return output


@alternative("input_grad_2d", style="loops_and_asserts")
def input_grad_by_loops(images, param, output_grad=None):
    padded_grad = _padded(_asserted(images, param, output_grad), param)
    (kernel_h, kernel_w), input_grad = param.shape, np.zeros(images.shape)
    for n, i, j, u, v in np.ndindex(*images.shape, *param.shape):
        input_grad[n, i, j] += param[u, v] * padded_grad[n, i + kernel_h - 1 - u, j + kernel_w - 1 - v]
    return input_grad


@alternative("param_grad_2d", style="loops_and_asserts")
def param_grad_by_loops(images, param, output_grad=None):
    images = np.asarray(images, dtype=float)
    output_grad = _asserted(images, param, output_grad)
    half_h, half_w = param.shape[0] // 2, param.shape[1] // 2
    param_grad = np.zeros(param.shape)
    for n, i, j, u, v in np.ndindex(*images.shape, *param.shape):
        row, column = i + u - half_h, j + v - half_w
        if 0 <= row < images.shape[1] and 0 <= column < images.shape[2]:
            param_grad[u, v] += images[n, row, column] * output_grad[n, i, j]
    return param_grad


@alternative("true_convolution", style="loops_and_asserts")
def true_convolution_by_loops(images, param):
    _asserted(images, param)
    padded, output = _padded(images, param), np.zeros(images.shape)
    for n, i, j, u, v in np.ndindex(*images.shape, *param.shape):
        output[n, i, j] += param[-1 - u, -1 - v] * padded[n, i + u, j + v]
    return output


# All windows at once.


def _windows(images, param):
    """The windows of all pixels, on two new last axes."""
    return np.lib.stride_tricks.sliding_window_view(_padded(images, param), param.shape, axis=(1, 2))


@alternative("pad_2d", style="sliding_windows")
def pad_with_numpy(images, pad_h, pad_w):
    if images.ndim != 3:
        raise ValueError(f"images of shape {images.shape}")
    return np.pad(images, ((0, 0), (pad_h, pad_h), (pad_w, pad_w)))


@alternative("conv_2d", style="sliding_windows")
def conv_by_windows(images, param):
    images = np.asarray(images, dtype=float)
    _checked(images, param)
    return np.einsum("nijuv,uv->nij", _windows(images, param), param)


@alternative("input_grad_2d", style="sliding_windows")
def input_grad_by_windows(images, param, output_grad=None):
    param = np.asarray(param, dtype=float)
    output_grad = _checked(images, param, output_grad)
    return np.tensordot(_windows(output_grad, param), param[::-1, ::-1], axes=2)


@alternative("param_grad_2d", style="sliding_windows")
def param_grad_by_windows(images, param, output_grad=None):
    images = np.asarray(images, dtype=float)
    output_grad = _checked(images, param, output_grad)
    return np.einsum("nijuv,nij->uv", _windows(images, param), output_grad)


@alternative("true_convolution", style="sliding_windows")
def true_convolution_by_windows(images, param):
    images = np.asarray(images, dtype=float)
    _checked(images, param)
    return np.sum(_windows(images, param) * param[::-1, ::-1], axis=(3, 4))


# SciPy.


@alternative("conv_2d", style="scipy")
def conv_by_ndimage(images, param):
    from scipy import ndimage

    _checked(images, param)
    return ndimage.correlate(images.astype(float), param[np.newaxis].astype(float), mode="constant")


@alternative("input_grad_2d", style="scipy")
def input_grad_by_signal(images, param, output_grad=None):
    param = np.asarray(param, dtype=float)
    from scipy import signal

    output_grad = _checked(images, param, output_grad)
    return np.stack([signal.convolve2d(grad, param, mode="same") for grad in output_grad])


@alternative("param_grad_2d", style="scipy")
def param_grad_by_signal(images, param, output_grad=None):
    from scipy import signal

    output_grad = _checked(images, param, output_grad)
    return signal.correlate(_padded(images, param), output_grad, mode="valid", method="direct")[0]


@alternative("true_convolution", style="scipy")
def true_convolution_by_signal(images, param):
    images = np.asarray(images, dtype=float)
    from scipy import signal

    _checked(images, param)
    return np.stack([signal.convolve2d(image, param, mode="same") for image in images])


# Each output gives its gradient back to the window that it saw.


@alternative("input_grad_2d", style="scatter")
def input_grad_by_scattering(images, param, output_grad=None):
    param = np.asarray(param, dtype=float)
    output_grad = _checked(images, param, output_grad)
    (_, height, width), (kernel_h, kernel_w) = images.shape, param.shape
    pad_h, pad_w = kernel_h // 2, kernel_w // 2
    padded_grad = np.zeros((len(images), height + 2 * pad_h, width + 2 * pad_w))
    for i, j in np.ndindex(height, width):
        padded_grad[:, i : i + kernel_h, j : j + kernel_w] += output_grad[:, i, j, np.newaxis, np.newaxis] * param
    return padded_grad[:, pad_h : pad_h + height, pad_w : pad_w + width]


@alternative("param_grad_2d", style="scatter")
def param_grad_by_adding_windows(images, param, output_grad=None):
    output_grad = _checked(images, param, output_grad)
    padded = _padded(images, param)
    param_grad = np.zeros(param.shape)
    for n, i, j in np.ndindex(images.shape):
        param_grad += output_grad[n, i, j] * padded[n, i : i + param.shape[0], j : j + param.shape[1]]
    return param_grad


# Image by image, shifted by every place of the kernel.


@alternative("pad_2d", style="shifts")
def pad_image_by_image(images, pad_h, pad_w):
    if images.ndim != 3:
        raise ValueError(f"images of shape {images.shape}")
    return np.stack([np.pad(image.astype(np.float64), [(pad_h, pad_h), (pad_w, pad_w)]) for image in images])


@alternative("conv_2d", style="shifts")
def conv_by_shifts(images, param):
    _checked(images, param)
    padded, (_, height, width) = _padded(images, param), images.shape
    return sum(param[u, v] * padded[:, u : u + height, v : v + width] for u, v in np.ndindex(param.shape))


@alternative("input_grad_2d", style="shifts")
def input_grad_by_true_convolution(images, param, output_grad=None):
    return true_convolution(_checked(images, param, output_grad), param)


@alternative("true_convolution", style="shifts")
def true_convolution_of_turned_images(images, param):
    if images.ndim != 3:
        raise ValueError(f"images of shape {images.shape}")
    return np.rot90(conv_2d(np.rot90(images, 2, axes=(1, 2)), param), 2, axes=(1, 2))


# By what a kernel with a single one gives.


@alternative("param_grad_2d", style="through_conv_2d")
def param_grad_by_single_ones(images, param, output_grad=None):
    output_grad = _checked(images, param, output_grad)
    singles = np.eye(param.size).reshape(param.size, *param.shape)
    return np.array([np.sum(conv_2d(images, single) * output_grad) for single in singles]).reshape(param.shape)
