"""Pooling: smaller images, and where the gradient goes.

A window slides over every channel of every image and keeps one number of what it sees: the maximum,
or the mean.  It moves by ``stride``, which may be less than the window's size (the windows
overlap), as much (they stand side by side) or more (they leave gaps).  There is no padding: where a
window would reach beyond the image, there is none.

Images have the shape [N, C, H, W].  ``size`` and ``stride`` are a number for both axes or a pair
(vertical, horizontal).  All functions return arrays of floats, leave their arguments as they are,
and raise ValueError when an argument makes no sense.
"""

import numpy as np


def max_pool(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    """The maximum of each window.

    With a size of (a, b) and a stride of (s, t):

        output[n, c, o, p] = max of  images[n, c, o s : o s + a, p t : p t + b]

    Rows and columns at the end that are too few for one more window are dropped.  Beware of a
    maximum that starts at 0: all values of a window may be negative.

    Args:
        images: N images of C channels, shape [N, C, H, W].
        size: height and width of the window, a number or a pair.
        stride: how far the window moves, a number or a pair; it need not be the size.

    Returns:
        The maxima, shape [N, C, O_h, O_w], floats, where O_h = floor((H - a) / s) + 1 and O_w =
        floor((W - b) / t) + 1.

    Raises:
        ValueError: images do not have four dimensions, a size or stride is less than 1, or the
            window is larger than the images.
    """
    ### BEGIN SOLUTION
    if images.ndim != 4:
        raise ValueError(f"images must have 4 dimensions, but their shape is {images.shape}")
    size_h, size_w = map(int, np.broadcast_to(size, 2))  # a number stands for both axes
    stride_h, stride_w = map(int, np.broadcast_to(stride, 2))
    *_, height, width = images.shape
    if min(size_h, size_w, stride_h, stride_w) < 1:
        raise ValueError(f"size and stride must be at least 1, but they are {size} and {stride}")
    if size_h > height or size_w > width:
        raise ValueError(f"size must not be larger than the images of shape {images.shape}, but it is {size}")
    output = np.zeros((*images.shape[:2], (height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1))
    for o, p in np.ndindex(output.shape[2:]):
        top, left = o * stride_h, p * stride_w
        output[:, :, o, p] = images[:, :, top : top + size_h, left : left + size_w].max(axis=(2, 3))
    return output
    ### END SOLUTION


def max_pool_grad(
    images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]
) -> np.ndarray:
    """The gradient of a loss with respect to the images that went into max_pool.

    A small change of a window's maximum changes the output as much, and a small change of any other
    value nothing.  So each output's gradient goes to the place of its window's maximum.  Where
    windows overlap, a pixel may be the maximum of several: their gradients add up.  If the maximum
    stands in a window more than once, the FIRST in reading order (row by row) gets it all.

    Args:
        images: what went into max_pool, shape [N, C, H, W].
        output_grad: the gradient of the loss with respect to the output of max_pool, shape [N, C,
            O_h, O_w].
        size: height and width of the window, a number or a pair.
        stride: how far the window moves, a number or a pair.

    Returns:
        The gradient, shape [N, C, H, W], floats; zero where no window reaches.

    Raises:
        ValueError: the arguments are not fit for max_pool, or output_grad does not have the shape
            of its output.
    """
    ### BEGIN SOLUTION
    output_shape = max_pool(images, size, stride).shape
    if output_grad.shape != output_shape:
        raise ValueError(
            f"output_grad must have the shape of the output, {output_shape}, but its shape is {output_grad.shape}"
        )
    size_h, size_w = map(int, np.broadcast_to(size, 2))
    stride_h, stride_w = map(int, np.broadcast_to(stride, 2))
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        top, left = o * stride_h, p * stride_w
        window = images[n, c, top : top + size_h, left : left + size_w]
        row, column = np.unravel_index(window.argmax(), window.shape)  # argmax finds the first one
        input_grad[n, c, top + row, left + column] += output_grad[n, c, o, p]
    return input_grad
    ### END SOLUTION


def average_pool(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    """The mean of each window; the windows are those of max_pool.

    The mean of whole numbers has fractions: they must not be cut off.

    Args:
        images: N images of C channels, shape [N, C, H, W].
        size: height and width of the window, a number or a pair.
        stride: how far the window moves, a number or a pair.

    Returns:
        The means, shape [N, C, O_h, O_w], floats.

    Raises:
        ValueError: images do not have four dimensions, a size or stride is less than 1, or the
            window is larger than the images.
    """
    ### BEGIN SOLUTION
    if images.ndim != 4:
        raise ValueError(f"images must have 4 dimensions, but their shape is {images.shape}")
    size_h, size_w = map(int, np.broadcast_to(size, 2))
    stride_h, stride_w = map(int, np.broadcast_to(stride, 2))
    *_, height, width = images.shape
    if min(size_h, size_w, stride_h, stride_w) < 1:
        raise ValueError(f"size and stride must be at least 1, but they are {size} and {stride}")
    if size_h > height or size_w > width:
        raise ValueError(f"size must not be larger than the images of shape {images.shape}, but it is {size}")
    output = np.zeros((*images.shape[:2], (height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1))
    for o, p in np.ndindex(output.shape[2:]):
        top, left = o * stride_h, p * stride_w
        output[:, :, o, p] = images[:, :, top : top + size_h, left : left + size_w].astype(float).mean(axis=(2, 3))
    return output
    ### END SOLUTION


def average_pool_grad(
    images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]
) -> np.ndarray:
    """The gradient of a loss with respect to the images that went into average_pool.

    Each of the a b values of a window has the same share in its mean, so each gets the output's
    gradient divided by a b.  Where windows overlap, a pixel has a share in several means: the
    gradients add up.

    Args:
        images: what went into average_pool, shape [N, C, H, W]; only the shape matters.
        output_grad: the gradient of the loss with respect to the output of average_pool, shape [N,
            C, O_h, O_w].
        size: height and width of the window, a number or a pair.
        stride: how far the window moves, a number or a pair.

    Returns:
        The gradient, shape [N, C, H, W], floats; zero where no window reaches.

    Raises:
        ValueError: the arguments are not fit for average_pool, or output_grad does not have the
            shape of its output.
    """
    ### BEGIN SOLUTION
    output_shape = average_pool(images, size, stride).shape
    if output_grad.shape != output_shape:
        raise ValueError(
            f"output_grad must have the shape of the output, {output_shape}, but its shape is {output_grad.shape}"
        )
    size_h, size_w = map(int, np.broadcast_to(size, 2))
    stride_h, stride_w = map(int, np.broadcast_to(stride, 2))
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        top, left = o * stride_h, p * stride_w
        input_grad[n, c, top : top + size_h, left : left + size_w] += float(output_grad[n, c, o, p]) / (size_h * size_w)
    return input_grad
    ### END SOLUTION
