"""The visible checks of least_squares.

Run them with

    pytest test_least_squares.py
"""

from fractions import Fraction

import least_squares
import numpy as np
import pytest

from autograder.testing import assert_close

X, Y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 1.0, 4.0])


@pytest.mark.exercise("fit_line")
def test_a_line_through_three_points():
    """The points (0, 1), (1, 1) and (2, 4): the slope is 3/2, and the intercept 1/2."""
    slope, intercept = least_squares.fit_line(X, Y)
    assert_close(np.array([slope, intercept]), np.array([1.5, 0.5]))


@pytest.mark.exercise("exact_line")
def test_the_same_line_in_fractions():
    """The same points as whole numbers."""
    assert least_squares.exact_line([0, 1, 2], [1, 1, 4]) == (Fraction(3, 2), Fraction(1, 2))


@pytest.mark.exercise("fit_polynomial")
def test_a_parabola_through_three_points():
    """A parabola goes through three points: here 1 - 1.5 x + 1.5 x^2."""
    assert_close(least_squares.fit_polynomial(X, Y, 2), np.array([1.0, -1.5, 1.5]))


@pytest.mark.exercise("residuals")
def test_what_a_line_leaves_over():
    """The line 0.5 + 1.5 x says 0.5, 2 and 3.5."""
    assert_close(least_squares.residuals(X, Y, np.array([0.5, 1.5])), np.array([0.5, -1.0, 0.5]))
