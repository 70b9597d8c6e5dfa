"""Other right ways to write the exercises of the unit filters; each must get full marks."""

import numpy as np

from autograder.course import alternative

from .solution import filter_image

# Loops over pixels, and assert statements.


@alternative("moving_average", style="loops_and_asserts")
def averages_in_loops(series: np.ndarray, length: int) -> np.ndarray:
    assert series.ndim == 1, f"series of shape {series.shape}"
    assert 0 < length <= series.shape[0], f"length {length}"
    averages = []
    for start in range(len(series) - length + 1):
        total = 0.0
        for value in series[start : start + length]:
            total += float(value)
        averages.append(total / length)
    return np.array(averages)


@alternative("gaussian_kernel", style="loops_and_asserts")
def bell_in_loops(size: int, sigma: float) -> np.ndarray:
    import math

    assert size > 0, f"size {size}"
    assert size % 2 == 1, "an even size has no middle"
    assert sigma > 0, f"sigma {sigma}"
    middle, variance = int(size) // 2, float(sigma) ** 2
    kernel = np.zeros((size, size))
    for row in range(size):
        for column in range(size):
            square = (row - middle) ** 2 + (column - middle) ** 2
            kernel[row, column] = math.exp(-square / (2 * variance))
    return kernel / kernel.sum()


@alternative("filter_image", style="loops_and_asserts")
def filtered_in_loops(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    assert image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3), f"image of shape {image.shape}"
    assert kernel.ndim == 2, f"kernel of shape {kernel.shape}"
    assert kernel.shape[0] % 2 == kernel.shape[1] % 2 == 1, "an even kernel has no middle"
    if image.ndim == 3:
        return np.stack([filter_image(image[:, :, channel], kernel) for channel in range(3)], axis=-1)
    half_h, half_w = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    output = np.zeros(image.shape)
    for h in range(image.shape[0]):
        for w in range(image.shape[1]):
            output[h, w] = np.sum(padded[h : h + kernel.shape[0], w : w + kernel.shape[1]] * kernel)
    return output


@alternative("sobel", style="loops_and_asserts")
def edges_by_two_kernels(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    assert image.ndim == 2, f"image of shape {image.shape}"
    gx = filter_image(image, np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]))
    gy = filter_image(image, np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]))
    return gx, gy, np.sqrt(gx**2 + gy**2)


@alternative("separate", style="loops_and_asserts")
def taken_apart_by_svd(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    assert kernel.ndim == 2, f"kernel of shape {kernel.shape}"
    U, S, Vt = np.linalg.svd(np.array(kernel, dtype=np.float64))
    for singular_value in S[1:]:
        assert singular_value <= 1e-9 * S[0], "the rank is above 1"
    column, row = U.T[0] * S[0] ** 0.5, Vt[0, :] * S[0] ** 0.5
    sign = 1.0 if max(column, key=abs) > 0 else -1.0
    return sign * column, sign * row


@alternative("laplacian_pyramid", style="loops_and_asserts")
def level_by_level(image: np.ndarray, levels: int, kernel: np.ndarray) -> list[np.ndarray]:
    assert levels > 0, f"{levels} levels"
    pyramid = []
    while len(pyramid) < levels - 1:
        pyramid.append(image - filter_image(image, kernel))
        image = filter_image(image, kernel)
    pyramid.append(image)
    return pyramid


# All windows at once.


@alternative("moving_average", style="sliding_windows")
def means_of_windows(series: np.ndarray, length: int) -> np.ndarray:
    if series.ndim != 1 or length < 1 or length > series.size:
        raise ValueError(f"series of shape {series.shape}, length {length}")
    return np.lib.stride_tricks.sliding_window_view(series, length).mean(axis=-1, dtype=np.float64)


@alternative("gaussian_kernel", style="sliding_windows")
def bell_on_a_grid(size: int, sigma: float) -> np.ndarray:
    if size <= 0 or not size % 2 or sigma <= 0:
        raise ValueError(f"size {size}, sigma {sigma}")
    half = int(size) // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    weights = np.exp(-(x**2 + y**2) / (2.0 * float(sigma) ** 2))
    return weights / weights.sum()


@alternative("filter_image", style="sliding_windows")
def filtered_by_windows(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if not (image.ndim == 2 or (image.ndim == 3 and image.shape[-1] == 3)):
        raise ValueError(f"image of shape {image.shape}")
    if kernel.ndim != 2 or not all(side % 2 for side in kernel.shape):
        raise ValueError(f"kernel of shape {kernel.shape}")
    around = [(side // 2, side // 2) for side in kernel.shape] + [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image, around).astype(float)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape, axis=(0, 1))
    return np.einsum("...uv,uv->...", windows, kernel)


@alternative("sobel", style="sliding_windows")
def edges_by_shifts(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if image.ndim != 2:
        raise ValueError(f"image of shape {image.shape}")
    t = np.pad(image.astype(float), 1)
    down = t[:-2] + 2 * t[1:-1] + t[2:]  # summed over three rows, [H, W + 2]
    across = t[:, :-2] + 2 * t[:, 1:-1] + t[:, 2:]
    gx, gy = down[:, 2:] - down[:, :-2], across[2:] - across[:-2]
    return gx, gy, np.sqrt(np.square(gx) + np.square(gy))


@alternative("separate", style="sliding_windows")
def taken_apart_by_its_largest_value(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if kernel.ndim != 2:
        raise ValueError(f"kernel of shape {kernel.shape}")
    S = np.linalg.svd(kernel.astype(float), compute_uv=False)
    if (S[1:] > S[0] * 1e-9).any():
        raise ValueError(f"singular values {S}")
    u, v = np.unravel_index(np.argmax(np.abs(kernel.astype(float))), kernel.shape)
    row = kernel[u].astype(float)
    if not row.any():
        return np.zeros(kernel.shape[0]), row
    column = kernel[:, v] / row[v]
    factor = np.sqrt(np.linalg.norm(row) / np.linalg.norm(column))
    return column * factor, row / factor


@alternative("laplacian_pyramid", style="sliding_windows")
def split_from_the_blurred_ones(image: np.ndarray, levels: int, kernel: np.ndarray) -> list[np.ndarray]:
    if levels <= 0:
        raise ValueError(f"{levels} levels")
    blurred = [image.astype(float)]
    for _ in range(levels - 1):
        blurred.append(filter_image(blurred[-1], kernel))
    return [blurred[i] - blurred[i + 1] for i in range(levels - 1)] + blurred[-1:]


# SciPy.


@alternative("moving_average", style="scipy")
def averages_by_convolution(series: np.ndarray, length: int) -> np.ndarray:
    from scipy import signal

    if series.ndim != 1 or not 1 <= length <= len(series):
        raise ValueError(f"series of shape {series.shape}, length {length}")
    return signal.convolve(series.astype(float), np.ones(length), mode="valid", method="direct") / length


@alternative("gaussian_kernel", style="scipy")
def bell_of_scipy(size: int, sigma: float) -> np.ndarray:
    from scipy import signal

    if size % 2 != 1 or size < 0 or sigma <= 0:
        raise ValueError(f"size {size}, sigma {sigma}")
    bell = signal.windows.gaussian(int(size), float(sigma))
    bell /= bell.sum()
    return bell[:, None] * bell[None, :]


@alternative("filter_image", style="scipy")
def filtered_by_scipy(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3):
        raise ValueError(f"image of shape {image.shape}")
    if kernel.ndim != 2 or kernel.size % 2 == 0:
        raise ValueError(f"kernel of shape {kernel.shape}")
    weights = kernel.astype(float).reshape(kernel.shape + (1,) * (image.ndim - 2))
    return ndimage.correlate(image.astype(float), weights, mode="constant", cval=0.0)


@alternative("sobel", style="scipy")
def edges_of_scipy(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from scipy import ndimage

    if image.ndim != 2:
        raise ValueError(f"image of shape {image.shape}")
    image = image.astype(float)
    gx, gy = ndimage.sobel(image, axis=1, mode="constant"), ndimage.sobel(image, axis=0, mode="constant")
    return gx, gy, np.abs(gx + 1j * gy)


@alternative("separate", style="scipy")
def taken_apart_by_scipy(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from scipy import linalg

    if kernel.ndim != 2:
        raise ValueError(f"kernel of shape {kernel.shape}")
    U, S, Vt = linalg.svd(kernel.astype(float), full_matrices=False)
    if len(S) > 1 and S[1] > 1e-9 * S[0]:
        raise ValueError(f"singular values {S}")
    if U[:, 0].max() < -U[:, 0].min():
        U, Vt = -U, -Vt
    return U[:, 0] * np.sqrt(S[0]), Vt[0] * np.sqrt(S[0])


@alternative("laplacian_pyramid", style="scipy")
def split_by_recursion(image: np.ndarray, levels: int, kernel: np.ndarray) -> list[np.ndarray]:
    if levels < 1:
        raise ValueError(f"{levels} levels")
    if levels == 1:
        return [np.array(image, dtype=float)]
    blurred = filter_image(image, kernel)
    return [image - blurred, *laplacian_pyramid(blurred, levels - 1, kernel)]  # noqa: F821 - the exercise itself


# Sums that run on, Fourier transforms and eigenvectors.


@alternative("moving_average", style="sums_and_transforms")
def differences_of_running_sums(series: np.ndarray, length: int) -> np.ndarray:
    if series.ndim != 1 or length not in range(1, len(series) + 1):
        raise ValueError(f"series of shape {series.shape}, length {length}")
    sums = np.concatenate([[0.0], np.cumsum(series, dtype=float)])
    return (sums[length:] - sums[:-length]) / length


@alternative("gaussian_kernel", style="sums_and_transforms")
def bell_of_distances(size: int, sigma: float) -> np.ndarray:
    if size < 1 or size % 2 == 0 or not sigma > 0:
        raise ValueError(f"size {size}, sigma {sigma}")
    along = np.linspace(-(size // 2), size // 2, int(size), dtype=float)
    distance = np.hypot(*np.meshgrid(along, along))
    weights = np.exp(-0.5 * np.square(distance / float(sigma)))
    return weights / weights.sum()


@alternative("filter_image", style="sums_and_transforms")
def filtered_by_transforms(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim == 3 and image.shape[2] == 3:
        return np.dstack([filter_image(channel, kernel) for channel in np.moveaxis(image, 2, 0)])
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"shapes {image.shape} and {kernel.shape}")
    room = [side + other for side, other in zip(image.shape, kernel.shape, strict=True)]
    turned = np.flip(kernel.astype(float))
    full = np.fft.irfft2(np.fft.rfft2(image.astype(float), room) * np.fft.rfft2(turned, room), room)
    top, left = (side // 2 for side in kernel.shape)
    return full[top : top + image.shape[0], left : left + image.shape[1]]


@alternative("sobel", style="sums_and_transforms")
def edges_one_after_the_other(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if len(image.shape) != 2:
        raise ValueError(f"image of shape {image.shape}")
    smooth, difference = np.array([[1.0, 2.0, 1.0]]), np.array([[-1.0, 0.0, 1.0]])
    gx = filter_image(filter_image(image, smooth.T), difference)
    gy = filter_image(filter_image(image, difference.T), smooth)
    return gx, gy, np.linalg.norm([gx, gy], axis=0)


@alternative("separate", style="sums_and_transforms")
def taken_apart_by_projection(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if kernel.ndim != 2:
        raise ValueError(f"kernel of shape {kernel.shape}")
    values = kernel.astype(float)
    longest = values[np.argmax(np.linalg.norm(values, axis=1))]
    size = np.linalg.norm(longest)
    if size == 0:
        return np.zeros(kernel.shape[0]), np.zeros(kernel.shape[1])
    along = longest / size
    column = values @ along
    if np.linalg.norm(values - np.outer(column, along)) > 1e-9 * np.linalg.norm(column):
        raise ValueError("no product of a column and a row")
    root = np.sqrt(np.linalg.norm(column)) * np.sign(column[np.abs(column).argmax()])
    return column / root, along * root
