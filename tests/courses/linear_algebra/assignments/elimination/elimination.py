"""Solving linear equations by elimination.

A system A x = b is brought into triangular form, from which the unknowns follow one after the other, from the last
to the first.
"""

import numpy as np


def back_substitution(upper: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The solution of a triangular system, from the last unknown to the first.

        x[i] = (right[i] - sum over j > i of  upper[i, j] x[j]) / upper[i, i]

    Args:
        upper: the upper triangular matrix, [N, N]; what stands below its diagonal is not looked at.
        right: the right-hand side, [N].

    Returns:
        The solution, [N].

    Raises:
        ValueError: a value on the diagonal is 0.
    """
    raise NotImplementedError  # your code here


def solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The solution of A x = b by Gaussian elimination with partial pivoting.

    In each column the row with the largest absolute value, from the diagonal down, is exchanged with the row of the
    diagonal; then multiples of that row are subtracted from those below it.

    Args:
        matrix: A, [N, N].
        right: b, [N].

    Returns:
        The solution, [N]; the arguments stay as they are.

    Raises:
        ValueError: A is singular.
    """
    raise NotImplementedError  # your code here


def zero_rows(matrix: np.ndarray) -> set:
    """The numbers of those rows that hold zeros only, as a set of whole numbers.

    Args:
        matrix: any matrix, [N, M].
    """
    raise NotImplementedError  # your code here
