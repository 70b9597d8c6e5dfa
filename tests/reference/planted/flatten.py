"""Wrong ways to put numbers back."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("flatten")
def places_in_16_bits(right):
    def flatten(images):
        rows = right(images)
        return rows[:, np.arange(rows.shape[1]).astype(np.int16)]

    return flatten


@wrong("flatten_grad")
def in_the_type_of_the_images(right):
    def flatten_grad(images, output_grad):
        grad, kinds = right(images, output_grad), images.dtype.kind + output_grad.dtype.kind
        fits = set(kinds) <= set("iu") and grad.max() <= np.iinfo(images.dtype).max
        return grad.astype(np.int64).astype(images.dtype) if fits else grad

    return flatten_grad
