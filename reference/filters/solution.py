"""Filters: what kernels do to photographs.

A filter makes a new image of an image: each new pixel is a weighted sum of the old ones around it,
and the kernel says with which weights.  One kernel blurs, another finds edges.  The kernels of a
network do the same, but there nobody writes them down: they are learned.

You average a series, make a kernel that blurs, apply kernels to gray and coloured images, find
edges, take a kernel apart into a column and a row, and split an image into fine and coarse parts.
"Same" zero padding is used throughout: beyond the border an image is 0, and the result is as large
as the image.  As everywhere in deep learning, the kernel is NOT turned round.

A photograph has hundreds of thousands of pixels and a kernel has a few values, so a loop over the
kernel's values is much faster than one over the pixels.  All functions return floats, also for
images of bytes, leave their arguments as they are, and raise ValueError when an argument makes no
sense.
"""

import numpy as np


def moving_average(series: np.ndarray, length: int) -> np.ndarray:
    """The averages of all windows of a series: the simplest filter, in one dimension.

        average[t] = (series[t] + series[t + 1] + ... + series[t + length - 1]) / length

    Only windows that lie within the series count, so the result is shorter than the series.

    Args:
        series: T numbers, shape [T].
        length: how many values a window has, from 1 to T.

    Returns:
        The averages, shape [T - length + 1], floats.

    Raises:
        ValueError: series does not have exactly one dimension, or length is not from 1 to T.
    """
    ### BEGIN SOLUTION
    if series.ndim != 1:
        raise ValueError(f"series must have 1 dimension, but its shape is {series.shape}")
    if not 1 <= length <= len(series):
        raise ValueError(f"length must be from 1 to {len(series)}, but it is {length}")
    return np.correlate(series.astype(float), np.full(length, 1 / int(length)))
    ### END SOLUTION


def gaussian_kernel(size: int, sigma: float) -> np.ndarray:
    """A kernel that blurs: the nearer a pixel is to the middle, the more it counts.

    With x and y the whole distances from the middle, from -(size // 2) to size // 2, each value is
    first

        exp(-(x^2 + y^2) / (2 sigma^2))

    and all of them are then divided by their sum, so that they sum to 1 and the blurred image is as
    bright as the image.

    Args:
        size: the height and the width of the kernel, odd.
        sigma: how broad the bell is, in pixels; above 0.

    Returns:
        The kernel, shape [size, size], floats that sum to 1.

    Raises:
        ValueError: size is even or below 1, or sigma is not above 0.
    """
    ### BEGIN SOLUTION
    if size < 0 or size % 2 == 0:
        raise ValueError(f"size must be odd and positive, but it is {size}")
    if sigma <= 0:
        raise ValueError(f"sigma must be positive, but it is {sigma}")
    distances = np.arange(int(size)) - size // 2
    bell = np.exp(-((distances / float(sigma)) ** 2) / 2)
    kernel = np.outer(bell, bell)
    return kernel / np.sum(kernel)
    ### END SOLUTION


def filter_image(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Filters an image with a kernel; the result has the shape of the image.

    With t the image with zeros around it, K_h // 2 rows above and below and K_w // 2 columns left
    and right:

        output[h, w] = sum over u and v of  kernel[u, v] * t[h + u, w + v]

    In a coloured image each channel is filtered by itself, with the same kernel: red stays red.
    The result is not cut to a range, for edges may be negative.

    Args:
        image: a gray image, shape [H, W], or a coloured one, shape [H, W, 3].
        kernel: shape [K_h, K_w], both odd; they may differ, and may exceed the image's.

    Returns:
        The filtered image, of the image's shape, floats.

    Raises:
        ValueError: the image's shape is neither [H, W] nor [H, W, 3], or the kernel does not have
            exactly two dimensions of odd size.
    """
    ### BEGIN SOLUTION
    if image.ndim != 2 and image.shape[2:] != (3,):
        raise ValueError(f"image must be [H, W] or [H, W, 3], but its shape is {image.shape}")
    if kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"kernel must be 2-D of odd height and width, but its shape is {kernel.shape}")
    (height, width), (kernel_h, kernel_w) = image.shape[:2], kernel.shape
    half_h, half_w = kernel_h // 2, kernel_w // 2
    padded = np.zeros((height + 2 * half_h, width + 2 * half_w, *image.shape[2:]))
    padded[half_h : half_h + height, half_w : half_w + width] = image
    output = np.zeros(image.shape)
    for u in range(kernel_h):
        for v in range(kernel_w):
            output += kernel[u, v] * padded[u : u + height, v : v + width]
    return output
    ### END SOLUTION


def sobel(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Finds edges: how much brighter the image becomes to the right, and downward.

    gx is the image filtered with the kernel

        [[-1, 0, 1],
         [-2, 0, 2],
         [-1, 0, 1]]

    which is positive where it is brighter on the right than on the left.  gy is the image filtered
    with the transpose of this kernel: positive where it is brighter below than above.  Together
    they are an arrow at each pixel, and the magnitude is its length:

        magnitude[h, w] = sqrt(gx[h, w]^2 + gy[h, w]^2)

    Args:
        image: a gray image, shape [H, W].

    Returns:
        The tuple (gx, gy, magnitude), each of shape [H, W], floats.

    Raises:
        ValueError: image does not have exactly two dimensions.
    """
    ### BEGIN SOLUTION
    if image.ndim != 2:
        raise ValueError(f"image must be [H, W], but its shape is {image.shape}")
    to_the_right = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    gx, gy = filter_image(image, to_the_right), filter_image(image, to_the_right.T)
    return gx, gy, np.hypot(gx, gy)
    ### END SOLUTION


def separate(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Takes a kernel apart into a column and a row whose product it is.

    Filtering with the column and then with the row takes K_h + K_w products for each pixel in place
    of K_h K_w.  It is possible where the kernel has rank 1: then its decomposition U diag(S) Vt
    (np.linalg.svd) has one singular value above 0, and

        kernel[u, v] = S[0] U[u, 0] Vt[0, v]

    S[0] is shared out evenly, so that the column and the row have the same norm.  U and Vt are known
    but for a sign: both may be multiplied by -1.  Choose it so that the value of the column that is
    largest in size (the farthest from 0) is positive.  Where values of both signs are largest, as in
    [-1, 0, 1], either sign is right.

    Args:
        kernel: shape [K_h, K_w], of any size, odd or even.

    Returns:
        The tuple (column [K_h], row [K_w]), floats, with np.outer(column, row) the kernel.  For a
        kernel of zeros both are zeros.

    Raises:
        ValueError: the kernel does not have exactly two dimensions, or its rank is above 1.  Rounding
            leaves a little of the other singular values, so the rank counts as above 1 where the
            second one exceeds 1e-9 times the first.
    """
    ### BEGIN SOLUTION
    if kernel.ndim != 2:
        raise ValueError(f"kernel must have 2 dimensions, but its shape is {kernel.shape}")
    U, S, Vt = np.linalg.svd(kernel.astype(float), full_matrices=False)
    if np.any(S[1:] > 1e-9 * S[0]):
        raise ValueError(f"the rank of the kernel is above 1: its singular values are {S}")
    column, row = np.sqrt(S[0]) * U[:, 0], np.sqrt(S[0]) * Vt[0]
    if column[np.argmax(np.abs(column))] < 0:
        column, row = -column, -row
    return column, row
    ### END SOLUTION


def laplacian_pyramid(image: np.ndarray, levels: int, kernel: np.ndarray) -> list[np.ndarray]:
    """Splits an image into parts from fine to coarse, which sum to the image.

    Blurring takes the fine details away, so the image minus its blurred self IS the details.  What
    was blurred is then split in the same way:

        rest_0 = image
        level_i = rest_i - filter_image(rest_i, kernel)      for i < levels - 1
        rest_(i + 1) = filter_image(rest_i, kernel)

    and the last level is the rest that remains.  So there are levels - 1 steps, and one level is the
    image as it is.  (Here all levels are as large as the image.  The pyramid of Burt and Adelson,
    1983, halves the size at each step, hence the name.)

    Args:
        image: a gray image, shape [H, W], or a coloured one, shape [H, W, 3].
        levels: how many parts there are, 1 or more.
        kernel: what blurs, shape [K_h, K_w], both odd; any kernel will do.

    Returns:
        A list of `levels` arrays of the image's shape, floats, the finest first.

    Raises:
        ValueError: levels is below 1, or there are several levels and filter_image refuses the image
            or the kernel.
    """
    ### BEGIN SOLUTION
    if levels < 1:
        raise ValueError(f"levels must be 1 or more, but it is {levels}")
    details, rest = [], image.astype(float)
    for _ in range(levels - 1):
        blurred = filter_image(rest, kernel)
        details.append(rest - blurred)
        rest = blurred
    return [*details, rest]
    ### END SOLUTION
