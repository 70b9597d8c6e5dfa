"""Other right ways to write the unit pooling; the types of the arguments are the solution's."""

import numpy as np

from autograder.course import alternative

from .solution import average_pool, max_pool


def _window(images, size, stride, output_grad=None):
    """Height and width of the window, its steps, and the number of places where it fits, with gaps or
    not; ValueError if that makes no sense.
    """
    (size_h, size_w), (stride_h, stride_w) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    if images.ndim != 4 or min(size_h, size_w, stride_h, stride_w) < 1:
        raise ValueError(f"images of shape {images.shape}, size {size}, stride {stride}")
    rows, columns = images.shape[2] - size_h + 1, images.shape[3] - size_w + 1
    if min(rows, columns) < 1:
        raise ValueError(f"images of shape {images.shape}, size {size}")
    if output_grad is not None and output_grad.shape != images[:, :, :rows:stride_h, :columns:stride_w].shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return size_h, size_w, stride_h, stride_w, rows, columns


def _asserted(images, size, stride):
    """Height and width of the window, and its steps; with assert statements."""
    size_h, size_w = (size, size) if np.ndim(size) == 0 else size
    stride_h, stride_w = (stride, stride) if np.ndim(stride) == 0 else stride
    assert images.ndim == 4, "images must be 4-D"
    assert min(size_h, size_w, stride_h, stride_w) >= 1, "size and stride must be positive"
    assert size_h <= images.shape[2], "the window must not be higher than the images"
    assert size_w <= images.shape[3], "the window must not be wider than the images"
    return size_h, size_w, stride_h, stride_w


# Explicit loops over every index, running maxima and sums, and assert statements.


@alternative("max_pool", style="loops_and_asserts")
def max_pool_by_loops(images, size, stride):
    size_h, size_w, stride_h, stride_w = _asserted(images, size, stride)
    count, channels, height, width = images.shape
    output = np.full((count, channels, (height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1), -np.inf)
    for n in range(count):
        for c in range(channels):
            for o in range(output.shape[2]):
                for p in range(output.shape[3]):
                    for k in range(size_h):
                        for m in range(size_w):
                            value = images[n, c, o * stride_h + k, p * stride_w + m]
                            if value > output[n, c, o, p]:
                                output[n, c, o, p] = value
    return output


@alternative("max_pool_grad", style="loops_and_asserts")
def max_pool_grad_by_loops(images, output_grad, size, stride):
    size_h, size_w, stride_h, stride_w = _asserted(images, size, stride)
    assert output_grad.shape == max_pool(images, size, stride).shape, "output_grad must have the shape of the output"
    input_grad = np.zeros(images.shape)
    for n in range(output_grad.shape[0]):
        for c in range(output_grad.shape[1]):
            for o in range(output_grad.shape[2]):
                for p in range(output_grad.shape[3]):
                    best, place = -np.inf, (0, 0)
                    for row in range(o * stride_h, o * stride_h + size_h):
                        for column in range(p * stride_w, p * stride_w + size_w):
                            if images[n, c, row, column] > best:
                                best, place = images[n, c, row, column], (row, column)
                    input_grad[n, c, place[0], place[1]] += output_grad[n, c, o, p]
    return input_grad


@alternative("average_pool", style="loops_and_asserts")
def average_pool_by_loops(images, size, stride):
    size_h, size_w, stride_h, stride_w = _asserted(images, size, stride)
    count, channels, height, width = images.shape
    output = np.zeros((count, channels, (height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1))
    for n, c, o, p in np.ndindex(output.shape):
        for k in range(size_h):
            for m in range(size_w):
                output[n, c, o, p] += images[n, c, o * stride_h + k, p * stride_w + m] / size_h / size_w
    return output


@alternative("average_pool_grad", style="loops_and_asserts")
def average_pool_grad_by_loops(images, output_grad, size, stride):
    size_h, size_w, stride_h, stride_w = _asserted(images, size, stride)
    assert output_grad.shape == average_pool(images, size, stride).shape, "output_grad must be shaped like the output"
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        for k in range(size_h):
            for m in range(size_w):
                input_grad[n, c, o * stride_h + k, p * stride_w + m] += output_grad[n, c, o, p] / size_h / size_w
    return input_grad


# All windows at once.


@alternative("max_pool", style="sliding_windows")
def max_pool_of_windows(images, size, stride):
    size_h, size_w, stride_h, stride_w, *_ = _window(images, size, stride)
    windows = np.lib.stride_tricks.sliding_window_view(images, (size_h, size_w), axis=(2, 3))
    return windows[:, :, ::stride_h, ::stride_w].max(axis=(-2, -1))


@alternative("max_pool_grad", style="sliding_windows")
def max_pool_grad_of_windows(images, output_grad, size, stride):
    size_h, size_w, stride_h, stride_w, *_ = _window(images, size, stride, output_grad)
    windows = np.lib.stride_tricks.sliding_window_view(images, (size_h, size_w), axis=(2, 3))
    places = windows[:, :, ::stride_h, ::stride_w].reshape(*output_grad.shape, -1).argmax(axis=-1)
    n, c, o, p = np.indices(output_grad.shape)
    input_grad = np.zeros(images.shape)
    np.add.at(input_grad, (n, c, o * stride_h + places // size_w, p * stride_w + places % size_w), output_grad)
    return input_grad


@alternative("average_pool", style="sliding_windows")
def average_pool_of_windows(images, size, stride):
    images = np.asarray(images, dtype=float)
    size_h, size_w, stride_h, stride_w, *_ = _window(images, size, stride)
    windows = np.lib.stride_tricks.sliding_window_view(images, (size_h, size_w), axis=(2, 3))
    return np.einsum("ncopkm->ncop", windows[:, :, ::stride_h, ::stride_w]) / (size_h * size_w)


# One pass for each place in the window, over all windows at a time.


@alternative("max_pool", style="window_places")
def max_pool_by_places(images, size, stride):
    size_h, size_w, stride_h, stride_w, rows, columns = _window(images, size, stride)
    places = [(k, m) for k in range(size_h) for m in range(size_w)]
    shifted = [images[:, :, k : k + rows : stride_h, m : m + columns : stride_w] for k, m in places]
    return np.maximum.reduce(shifted).astype(float)


@alternative("max_pool_grad", style="window_places")
def max_pool_grad_by_places(images, output_grad, size, stride):
    size_h, size_w, stride_h, stride_w, rows, columns = _window(images, size, stride, output_grad)
    maxima = max_pool(images, size, stride)
    input_grad = np.zeros(images.shape)
    waiting = np.ones(maxima.shape, dtype=bool)
    for k, m in np.ndindex(size_h, size_w):
        here = np.s_[:, :, k : k + rows : stride_h, m : m + columns : stride_w]
        found = waiting & (images[here] == maxima)
        input_grad[here] += np.where(found, output_grad, 0.0)
        waiting &= ~found
    return input_grad


@alternative("average_pool", style="window_places")
def average_pool_by_places(images, size, stride):
    size_h, size_w, stride_h, stride_w, rows, columns = _window(images, size, stride)
    total = np.zeros(images[:, :, :rows:stride_h, :columns:stride_w].shape)
    for k, m in np.ndindex(size_h, size_w):
        total += images[:, :, k : k + rows : stride_h, m : m + columns : stride_w]
    return total / (size_h * size_w)


@alternative("average_pool_grad", style="window_places")
def average_pool_grad_by_places(images, output_grad, size, stride):
    size_h, size_w, stride_h, stride_w, rows, columns = _window(images, size, stride, output_grad)
    input_grad = np.zeros(images.shape)
    for k, m in np.ndindex(size_h, size_w):
        input_grad[:, :, k : k + rows : stride_h, m : m + columns : stride_w] += output_grad / (size_h * size_w)
    return input_grad


# SciPy, and matrices that pick rows and columns.


@alternative("average_pool", style="scipy_and_matrices")
def average_pool_by_correlation(images, size, stride):
    from scipy import signal

    size_h, size_w, stride_h, stride_w, *_ = _window(images, size, stride)
    window = np.full((1, 1, size_h, size_w), 1 / (size_h * size_w))
    averages = signal.correlate(images.astype(float), window, mode="valid", method="direct")
    return averages[:, :, ::stride_h, ::stride_w].copy()


@alternative("average_pool_grad", style="scipy_and_matrices")
def average_pool_grad_by_matrices(images, output_grad, size, stride):
    def shares(outputs, pixels, window, step):
        starts, places = step * np.arange(outputs)[:, None], np.arange(pixels)
        return ((starts <= places) & (places < starts + window)) / window

    size_h, size_w, stride_h, stride_w, *_ = _window(images, size, stride, output_grad)
    rows = shares(output_grad.shape[2], images.shape[2], size_h, stride_h)
    columns = shares(output_grad.shape[3], images.shape[3], size_w, stride_w)
    return np.einsum("oh,ncop,pw->nchw", rows, output_grad, columns)


@alternative("max_pool", style="scipy_and_matrices")
def max_pool_by_filter(images, size, stride):
    from scipy import ndimage

    size_h, size_w, stride_h, stride_w, rows, columns = _window(images, size, stride)
    window = (1, 1, int(size_h), int(size_w))
    filtered = ndimage.maximum_filter(images.astype(float), size=window, mode="constant", cval=-np.inf)
    top, left = size_h // 2, size_w // 2
    return filtered[:, :, top : top + rows : stride_h, left : left + columns : stride_w].copy()


# The gradient window by window, for all images and channels at once.


@alternative("max_pool_grad", style="one_window_at_a_time")
def max_pool_grad_by_flat_places(images, output_grad, size, stride):
    size_h, size_w, stride_h, stride_w, *_ = _window(images, size, stride, output_grad)
    count, channels, out_h, out_w = output_grad.shape
    samples, maps = np.ogrid[:count, :channels]
    input_grad = np.zeros(images.shape)
    for o, p in np.ndindex(out_h, out_w):
        window = images[:, :, o * stride_h : o * stride_h + size_h, p * stride_w : p * stride_w + size_w]
        row, column = np.divmod(window.reshape(count, channels, -1).argmax(axis=2), size_w)
        input_grad[samples, maps, o * stride_h + row, p * stride_w + column] += output_grad[:, :, o, p]
    return input_grad
