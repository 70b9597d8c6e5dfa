"""Wrong answers that people really give in the unit pooling, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import misconception

from .solution import max_pool

# max_pool_grad


@misconception(
    "max_pool_grad",
    "You seem to blow the output up with np.repeat and compare it with the images. That fits only windows side by "
    "side that cover the images, and without "
    "ties.",
)
def repeat_and_compare(
    images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]
) -> np.ndarray:
    maxima = max_pool(images, size, stride)
    if output_grad.shape != maxima.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    a, b = np.broadcast_to(size, 2)
    mask = images == maxima.repeat(a, axis=2).repeat(b, axis=3)
    return mask * output_grad.repeat(a, axis=2).repeat(b, axis=3)
