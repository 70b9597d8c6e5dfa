"""Other right ways to write the unit __unit__: each must get full marks."""

import numpy as np

from autograder.course import alternative


@alternative("rescale", style="loop")
def rescale_by_loop(x: np.ndarray, factor: float = 2.0) -> np.ndarray:
    if np.ndim(x) != 1:
        raise ValueError("x must have one dimension")
    return np.array([float(value) * float(factor) for value in x], dtype=float)
