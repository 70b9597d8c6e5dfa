"""Wrong answers that no small change of the solution makes."""

import numpy as np

from autograder.course import misconception


@misconception(
    "solve", "Singular matrices seem to get an answer, as np.linalg.lstsq gives one. Raise ValueError there."
)
def singular_matrices_answered(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(matrix, right)[0]
