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
    raise NotImplementedError  # your code here


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
    raise NotImplementedError  # your code here


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
    raise NotImplementedError  # your code here


def residuals(x: np.ndarray, y: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """What a polynomial leaves over: what was measured, less what the polynomial says.

    Args:
        x: where it was measured, [N].
        y: what was measured, [N].
        coefficients: those of the polynomial, the one of the lowest power first, [K].

    Returns:
        The differences, [N].
    """
    raise NotImplementedError  # your code here
