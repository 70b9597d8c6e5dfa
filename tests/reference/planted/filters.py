"""Wrong ways to take a kernel apart: limits that are not where they should be."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("separate")
def refused_at_a_millionth_of_a_millionth(right):
    def separate(kernel):
        found = right(kernel)
        values = np.linalg.svd(np.asarray(kernel, dtype=float), compute_uv=False)
        if np.any(values[1:] > 1e-12 * values[0]):
            raise ValueError("the rank is above 1")
        return found

    return separate


@wrong("separate")
def refused_above_three_times_the_limit(right):
    def separate(kernel):
        values, kept = (
            np.linalg.svd(np.asarray(kernel, dtype=float), full_matrices=False)[1:] if kernel.ndim == 2 else ((), ())
        )
        if len(values) > 1 and 1e-9 * values[0] < values[1] < 3e-9 * values[0]:
            column = kernel @ kept[0]
            return column / np.sqrt(np.linalg.norm(column)), kept[0] * np.sqrt(np.linalg.norm(column))
        return right(kernel)

    return separate


@wrong("gaussian_kernel")
def one_pixel_where_three_deviations_are_within_it(right):
    def gaussian_kernel(size, sigma):
        kernel = right(size, sigma)
        if 3 * sigma < 0.5:
            kernel[...] = 0
            kernel[size // 2, size // 2] = 1
        return kernel

    return gaussian_kernel


@wrong("filter_image")
def in_strips_with_as_much_beside_them_as_the_other_half(right):
    def filter_image(image, kernel):
        found = right(image, kernel)  # refuses what makes no sense
        half = kernel.shape[0] // 2
        for left in range(128, image.shape[1], 128):
            strip = image[:, max(0, left - half) : left + 128 + half]
            found[:, left : left + 128] = right(strip, kernel)[:, min(half, left) :][:, :128]
        return found

    return filter_image


@wrong("filter_image")
def in_bands_with_as_much_beside_them_as_the_other_half(right):
    def filter_image(image, kernel):
        found = right(image, kernel)  # refuses what makes no sense
        half = kernel.shape[1] // 2
        for top in range(128, len(image), 128):
            found[top : top + 128] = right(image[max(0, top - half) : top + 128 + half], kernel)[min(half, top) :][:128]
        return found

    return filter_image


@wrong("gaussian_kernel")
def nothing_beyond_six_deviations(right):
    def gaussian_kernel(size, sigma):
        kernel = right(size, sigma)
        distances = abs(np.arange(size) - size // 2)
        kernel[distances > 6 * sigma + 0.5] = 0
        kernel[:, distances > 6 * sigma + 0.5] = 0
        return kernel / np.sum(kernel)

    return gaussian_kernel
