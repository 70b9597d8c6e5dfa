"""Other right ways to write the unit elimination: each must get full marks."""

import numpy as np

from autograder.course import alternative


@alternative("back_substitution", style="library")
def back_substitution_by_library(upper: np.ndarray, right: np.ndarray) -> np.ndarray:
    if (np.diag(upper) == 0).any():
        raise ValueError("singular")
    return np.linalg.solve(np.triu(upper), right)


@alternative("solve", style="library")
def solve_by_library(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    if np.linalg.matrix_rank(matrix) < len(matrix):
        raise ValueError("singular")
    return np.linalg.solve(matrix, right)


@alternative("zero_rows", style="library")
def zero_rows_by_library(matrix: np.ndarray) -> set:
    return set(np.flatnonzero(np.abs(matrix).sum(axis=1) == 0).tolist())
