"""Other right ways to write the unit least_squares: each must get full marks."""

from fractions import Fraction

import numpy as np

from autograder.course import alternative


@alternative("fit_line", style="library")
def fit_line_by_library(x: np.ndarray, y: np.ndarray) -> tuple:
    if len(np.unique(x)) == 1:
        raise ValueError("one x")
    slope, intercept = np.polyfit(x, y, 1)
    return slope, intercept


@alternative("exact_line", style="library")
def exact_line_from_means(x: list, y: list) -> tuple:
    mean_x, mean_y = Fraction(sum(x), len(x)), Fraction(sum(y), len(y))
    pairs = [(a - mean_x, b - mean_y) for a, b in zip(x, y, strict=True)]
    slope = sum(a * b for a, b in pairs) / sum(a * a for a, _ in pairs)
    return slope, mean_y - slope * mean_x


@alternative("fit_polynomial", style="library")
def fit_polynomial_by_normal_equations(x: np.ndarray, y: np.ndarray, degree: int) -> np.ndarray:
    if len(np.unique(x)) <= degree:
        raise ValueError("too few")
    powers = np.array([x**k for k in range(degree + 1)], dtype=float)
    return np.linalg.solve(powers @ powers.T, powers @ y)


@alternative("residuals", style="library")
def residuals_by_library(x: np.ndarray, y: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    return y - np.polyval(coefficients[::-1], x)
