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
