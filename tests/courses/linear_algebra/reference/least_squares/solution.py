"""Lines and polynomials through points that do not lie on them.

Where more is measured than a formula has unknowns, no choice of them fits everything. The best choice, in the sense
of least squares, makes the sum of the squares of what is left over as small as it can be.
"""

from fractions import Fraction
from operator import mul

import numpy as np


def fit_line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The line that fits points best: slope and intercept of  y = slope x + intercept.

        slope = sum of (x[i] - mean(x)) y[i]  /  sum of (x[i] - mean(x))^2

    and the line goes through the point of the two means.

    Args:
        x: where it was measured, [N].
        y: what was measured, [N].

    Returns:
        (slope, intercept), in this order.

    Raises:
        ValueError: all x are the same, so that no line, or any, fits.
    """
    ### BEGIN SOLUTION
    if x.min() == x.max():
        raise ValueError("all x are the same")
    from_mean = x - x.mean()
    slope = from_mean @ y / (from_mean @ from_mean)
    intercept = y.mean() - slope * x.mean()
    return slope, intercept
    ### END SOLUTION


def exact_line(x: list[int], y: list[int]) -> tuple[Fraction, Fraction]:
    """The same line through points of whole numbers, without any rounding.

        slope = (N sum(x y) - sum(x) sum(y)) / (N sum(x^2) - sum(x)^2)
        intercept = (sum(y) - slope sum(x)) / N

    Args:
        x: N whole numbers, not all the same.
        y: N whole numbers.

    Returns:
        (slope, intercept), in this order, each a fractions.Fraction.
    """
    ### BEGIN SOLUTION
    n, sum_x, sum_y = len(x), sum(x), sum(y)
    slope = Fraction(n * sum(map(mul, x, y)) - sum_x * sum_y, n * sum(map(mul, x, x)) - sum_x * sum_x)
    intercept = (sum_y - slope * sum_x) / n
    return slope, intercept
    ### END SOLUTION


def fit_polynomial(x: np.ndarray, y: np.ndarray, degree: int) -> np.ndarray:
    """The polynomial that fits points best, by the QR decomposition.

    Column k of the matrix A is x to the power k. With A = Q R, the coefficients solve the triangular system
    R c = Q^T y.

    Args:
        x: where it was measured, [N].
        y: what was measured, [N].
        degree: the highest power.

    Returns:
        The coefficients, the one of the lowest power first, [degree + 1].

    Raises:
        ValueError: there are fewer different x than coefficients.
    """
    ### BEGIN SOLUTION
    if len(set(x.tolist())) < degree + 1:
        raise ValueError("there are fewer different x than coefficients")
    q, r = np.linalg.qr(np.vander(x, degree + 1, increasing=True))
    return np.linalg.solve(r, q.T @ y)
    ### END SOLUTION


def residuals(x: np.ndarray, y: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """What a polynomial leaves over: what was measured, less what the polynomial says.

    Args:
        x: where it was measured, [N].
        y: what was measured, [N].
        coefficients: those of the polynomial, the one of the lowest power first, [K].

    Returns:
        The differences, [N].
    """
    ### BEGIN SOLUTION
    return y - np.vander(x, len(coefficients), increasing=True) @ coefficients
    ### END SOLUTION
