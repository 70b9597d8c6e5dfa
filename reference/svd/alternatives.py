"""Other right ways to write the exercises of the unit svd; each must get full marks."""

import numpy as np

from autograder.course import alternative

from .solution import mean_square_deviation

# Loops over pixels and pictures, and assert statements.


@alternative("to_grayscale", style="loops")
def gray_in_loops(rgb: np.ndarray) -> np.ndarray:
    assert rgb.shape[2:] == (3,), f"rgb must be [H, W, 3], not {rgb.shape}"
    gray = np.zeros(rgb.shape[:2])
    for h in range(rgb.shape[0]):
        for w in range(rgb.shape[1]):
            red, green, blue = rgb[h, w]
            gray[h, w] = 0.299 * float(red) + 0.587 * float(green) + 0.114 * float(blue)
    return gray


@alternative("svd_compress", style="loops")
def sum_of_outer_products(image: np.ndarray, k: int) -> np.ndarray:
    assert image.ndim == 2, f"image must be [H, W], not {image.shape}"
    assert 1 <= k <= min(image.shape), f"k = {k} does not fit {image.shape}"
    U, S, Vt = np.linalg.svd(image.astype(float))
    approximation = np.zeros(image.shape)
    for i in range(k):
        approximation += S[i] * np.outer(U[:, i], Vt[i])
    return approximation


@alternative("compression_ratio", style="loops")
def ratio_by_counting(height: int, width: int, k: int) -> float:
    assert 1 <= k <= min(height, width), "k must not exceed the height or the width"
    compressed = 0
    for _ in range(k):
        compressed += 1 + int(height) + int(width)
    return compressed / height / width


@alternative("mean_square_deviation", style="loops")
def deviation_in_loops(image: np.ndarray, approximation: np.ndarray) -> float:
    assert image.shape == approximation.shape, f"{image.shape} and {approximation.shape} differ"
    total = 0.0
    for pixel, other in zip(image.ravel(), approximation.ravel(), strict=True):
        total += (float(pixel) - float(other)) ** 2
    return total / image.size


@alternative("peak_signal_to_noise", style="loops")
def decibels_with_math(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    import math

    assert max_pixel > 0, "max_pixel must be positive"
    try:
        return 20 * math.log10(max_pixel / math.sqrt(mean_square_deviation(image, approximation)))
    except ZeroDivisionError:
        return math.inf


# The eigenvectors of a matrix that is made of the image and zeros.


@alternative("to_grayscale", style="eigenvectors")
def gray_with_tensordot(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[-1] != 3:
        raise ValueError(f"rgb of shape {rgb.shape}")
    return np.tensordot(rgb.astype(float), [0.299, 0.587, 0.114], axes=([2], [0]))


@alternative("svd_compress", style="eigenvectors")
def projected_on_eigenvectors(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 0 < k <= min(image.shape):
        raise ValueError(f"image of shape {image.shape}, k = {k}")
    is_wide = image.shape[0] < image.shape[1]
    basis, square = np.linalg.qr((image.T if is_wide else image).astype(float))
    nothing = np.zeros_like(square)
    values, vectors = np.linalg.eigh(np.block([[nothing, square], [square.T, nothing]]))  # plus and minus each value
    left, right = np.split(vectors[:, -int(k) :], 2)
    best = 2 * basis @ (left * values[-int(k) :]) @ right.T
    return best.T if is_wide else best


@alternative("mean_square_deviation", style="eigenvectors")
def deviation_from_a_norm(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"{image.shape} and {approximation.shape} differ")
    return np.linalg.norm(image.astype(float) - approximation.astype(float)) ** 2 / image.size


@alternative("peak_signal_to_noise", style="eigenvectors")
def difference_of_logarithms(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    if deviation == 0.0:
        return np.inf
    return 20 * np.log10(float(max_pixel)) - 10 * np.log10(deviation)


# Power iteration: one picture after the other, each taken out of what is left.


@alternative("svd_compress", style="one_by_one")
def picture_by_picture(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or k < 1 or k > min(image.shape):
        raise ValueError(f"image of shape {image.shape}, k = {k}")
    rest, approximation = image.astype(float), np.zeros(image.shape)
    for _ in range(k):
        U, S, Vt = np.linalg.svd(rest)
        picture = S[0] * np.outer(U[:, 0], Vt[0])
        approximation, rest = approximation + picture, rest - picture
    return approximation


@alternative("mean_square_deviation", style="one_by_one")
def deviation_with_einsum(image: np.ndarray, approximation: np.ndarray) -> float:
    if np.shape(image) != np.shape(approximation):
        raise ValueError("the shapes differ")
    difference = np.subtract(image, approximation, dtype=np.float64)
    return np.einsum("hw,hw->", difference, difference) / difference.size


# The small singular values set to zero; NumPy's inf where it divides by zero.


@alternative("svd_compress", style="set_to_zero")
def small_values_set_to_zero(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or k not in range(1, min(image.shape) + 1):
        raise ValueError(f"image of shape {image.shape}, k = {k}")
    U, S, Vt = np.linalg.svd(image, full_matrices=True)
    middle = np.zeros(image.shape)
    for i in range(k):
        middle[i, i] = S[i]
    return U @ middle @ Vt


@alternative("compression_ratio", style="set_to_zero")
def ratio_of_sizes(height: int, width: int, k: int) -> float:
    if k < 1 or k > min(height, width):
        raise ValueError(f"k = {k}")
    height, width = float(height), float(width)
    return np.float64(height * k + k + k * width) / np.float64(height * width)


@alternative("peak_signal_to_noise", style="set_to_zero")
def infinite_by_division(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if not max_pixel > 0:
        raise ValueError(f"max_pixel {max_pixel}")
    with np.errstate(divide="ignore"):
        return 10 * np.log10(float(max_pixel) ** 2 / np.float64(mean_square_deviation(image, approximation)))


# SciPy.


@alternative("svd_compress", style="scipy")
def with_scipy(image: np.ndarray, k: int) -> np.ndarray:
    from scipy import linalg

    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"image of shape {image.shape}, k = {k}")
    U, S, Vt = linalg.svd(image.astype(float), full_matrices=False)
    return (U[:, :k] @ np.diag(S)[:k, :k]) @ Vt[:k, :]


@alternative("to_grayscale", style="scipy")
def gray_by_channels(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb of shape {rgb.shape}")
    red, green, blue = np.moveaxis(rgb, -1, 0)
    return red * 0.299 + green * 0.587 + blue * 0.114
