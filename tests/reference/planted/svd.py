"""Wrong ways to compress an image: small singular values that are taken for noise."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("svd_compress")
def small_values_are_noise(right):
    def svd_compress(image, k):
        answer = right(image, k)
        values = np.linalg.svd(np.asarray(image, dtype=float), compute_uv=False)
        return right(image, max(min(k, int(np.sum(values > 1e-8 * values[0]))), 1)) if values[0] else answer

    return svd_compress


@wrong("svd_compress")
def eigenvectors_of_the_smaller_product(right):
    def svd_compress(image, k):
        right(image, k)  # refuses what makes no sense
        rows = np.asarray(image if image.shape[0] <= image.shape[1] else image.T, dtype=float)
        vectors = np.linalg.eigh(rows @ rows.T)[1][:, ::-1][:, :k]
        answer = vectors @ (vectors.T @ rows)
        return answer if image.shape[0] <= image.shape[1] else answer.T

    return svd_compress


@wrong("to_grayscale")
def kept_by_its_numbers_whatever_the_height(right):
    known = {}

    def to_grayscale(rgb):
        answer = right(rgb)
        if known.get("rgb") != (rgb.tobytes(), rgb.dtype):
            known.update(rgb=(rgb.tobytes(), rgb.dtype), gray=answer)
        return known["gray"].copy()

    return to_grayscale


@wrong("svd_compress")
def single_precision_for_many_pixels(right):
    def svd_compress(image, k):
        if image.size < 10_000:
            return right(image, k)
        return right(image.astype(np.float32).astype(float), k).astype(np.float32).astype(float)

    return svd_compress


@wrong("peak_signal_to_noise")
def white_guessed_where_nobody_names_it(right):
    def peak_signal_to_noise(image, approximation, max_pixel=None):
        if max_pixel is None:
            bright = image.dtype != np.float32 or np.max(np.abs(image)) > 1
            max_pixel = 255.0 if bright else 1.0
        return right(image, approximation, max_pixel)

    return peak_signal_to_noise
