"""Wrong answers to the exercises of the unit svd that people really give, each with the hint that
helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments
alone.
"""

import numpy as np

from autograder.course import misconception

# svd_compress


@misconception(
    "svd_compress",
    "Something is divided by a singular value of zero. Images have such values when rows depend on each other: "
    "multiply by them, never divide.",
)
def divided_by_singular_values(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    image = image.astype(float)
    eigenvalues, vectors = np.linalg.eigh(image.T @ image)
    S, V = np.sqrt(np.round(eigenvalues[::-1][:k], 9)), vectors[:, ::-1][:, :k]
    U = image @ V / S
    return U * S @ V.T
