"""Compressing images with the singular value decomposition, as it was done before neural networks.

A gray image of height H and width W is a matrix.  Like every matrix it is a sum of min(H, W)
pictures of a very simple kind, each a column times a row, and the singular value decomposition
finds them in the order of their importance.  The first k of them often make a good likeness, and
they need less memory: k (1 + H + W) numbers in place of H W.

You turn colours into gray, keep the k best of these pictures, and measure what that saves and what
it costs.  All functions return floats or arrays of floats, leave their arguments as they are, and
raise ValueError when an argument makes no sense.
"""

import numpy as np


def to_grayscale(rgb: np.ndarray) -> np.ndarray:
    """Turns a colour image into a gray one.

    The eye takes green for bright and blue for dark, so the three channels have different weights
    (those of television, ITU-R BT.601):

        gray[h, w] = 0.299 red[h, w] + 0.587 green[h, w] + 0.114 blue[h, w]

    Args:
        rgb: the image, shape [H, W, 3], in the order red, green, blue.

    Returns:
        The brightness, shape [H, W], floats (also when the image holds whole numbers): nothing is
        rounded.

    Raises:
        ValueError: rgb does not have three dimensions, or not three channels (a fourth one would be
            transparency).
    """
    ### BEGIN SOLUTION
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], but its shape is {rgb.shape}")
    return rgb @ np.array([0.299, 0.587, 0.114])
    ### END SOLUTION


def svd_compress(image: np.ndarray, k: int) -> np.ndarray:
    """The best approximation of an image by a matrix of rank k.

    With the decomposition U diag(S) Vt of the image, the singular values S sorted from the largest
    to the smallest (np.linalg.svd):

        approximation = sum over i < k of  S[i] * (column i of U) times (row i of Vt)

    No other matrix of rank k comes as close to the image (Eckart and Young), if closeness is the
    sum of the squared differences.

    np.linalg.svd returns Vt, not V: the vectors stand in its ROWS.

    Args:
        image: the image, shape [H, W].
        k: how many singular values to keep, from 1 to min(H, W).

    Returns:
        The approximation, shape [H, W], floats.  Its values may lie outside the range of the
        image's.

    Raises:
        ValueError: image does not have two dimensions, or k is not from 1 to min(H, W) (slices
            would not complain).
    """
    ### BEGIN SOLUTION
    if image.ndim != 2:
        raise ValueError(f"image must be [H, W], but its shape is {image.shape}")
    if not 1 <= k <= min(image.shape):
        raise ValueError(f"k must be from 1 to {min(image.shape)} for an image of shape {image.shape}, but it is {k}")
    U, S, Vt = np.linalg.svd(np.asarray(image, dtype=float), full_matrices=False)
    return U[:, :k] * S[:k] @ Vt[:k]
    ### END SOLUTION


def compression_ratio(height: int, width: int, k: int) -> float:
    """The size of the compressed image, as a part of the size of the image.

    Of each of the k pictures one keeps a column, a row and the singular value; the image has height
    * width numbers:

        ratio = k (1 + height + width) / (height width)

    Args:
        height: the height of the image, H.
        width: its width, W.
        k: how many singular values are kept, from 1 to min(H, W).

    Returns:
        The ratio, a float.  It exceeds 1 where k is so large that nothing is saved.

    Raises:
        ValueError: k is not from 1 to min(H, W).
    """
    ### BEGIN SOLUTION
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k must be from 1 to {min(height, width)} for an image of {height} x {width}, but it is {k}")
    return k * (1.0 + height + width) / height / width
    ### END SOLUTION


def mean_square_deviation(image: np.ndarray, approximation: np.ndarray) -> float:
    """The mean of the squared differences of two images, over all pixels.

        msd = (1 / (H W)) sum over h, w of  (image[h, w] - approximation[h, w])^2

    Images are often stored as bytes (np.uint8), and bytes know no negative numbers: 3 - 5 is 254
    there.  Make floats first.

    Args:
        image: an image, shape [H, W].
        approximation: another one, shape [H, W].

    Returns:
        The mean, a float.

    Raises:
        ValueError: the two shapes differ (NumPy would stretch one of them without a word).
    """
    ### BEGIN SOLUTION
    if image.shape != approximation.shape:
        raise ValueError(
            f"image and approximation must have the same shape, but theirs are {image.shape} and {approximation.shape}"
        )
    return float(np.mean((np.asarray(image, dtype=float) - approximation) ** 2))
    ### END SOLUTION


def peak_signal_to_noise(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    """How well an image is approximated, in decibels: the peak signal-to-noise ratio.

        psnr = 10 log10(max_pixel^2 / msd)        with msd the mean square deviation

    It is 20 for errors of a tenth of max_pixel, 40 for errors of a hundredth, and infinite for
    equal images.  The logarithm has the base 10.

    Args:
        image: an image, shape [H, W].
        approximation: another one, shape [H, W].
        max_pixel: the value of a white pixel, by default that of images stored as bytes.  It is not
            the largest value in the image.

    Returns:
        The ratio in decibels, a float; float("inf") for equal images, but not for those that are
        nearly equal.

    Raises:
        ValueError: the two shapes differ, or max_pixel is not positive.
    """
    ### BEGIN SOLUTION
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive, but it is {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    if deviation == 0:
        return np.inf
    return 10 * float(np.log10(float(max_pixel) ** 2 / deviation))
    ### END SOLUTION
