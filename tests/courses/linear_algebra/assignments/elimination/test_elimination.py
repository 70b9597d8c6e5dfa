"""The visible checks of elimination.

Run them with

    pytest test_elimination.py
"""

import elimination
import numpy as np
import pytest

from autograder.testing import assert_close


@pytest.mark.exercise("back_substitution")
def test_a_triangular_system():
    """2 x + y = 5 and 4 y = 4: y is 1, and so x is 2."""
    upper, right = np.array([[2.0, 1.0], [0.0, 4.0]]), np.array([5.0, 4.0])
    assert_close(elimination.back_substitution(upper, right), np.array([2.0, 1.0]))


@pytest.mark.exercise("solve")
def test_the_solution_solves_the_system():
    """Put in for x, the solution gives the right-hand side again; a zero on the diagonal does no harm."""
    matrix, right = np.array([[0.0, 2.0], [1.0, 3.0]]), np.array([2.0, 5.0])
    assert_close(matrix @ elimination.solve(matrix, right), right)


@pytest.mark.exercise("zero_rows")
def test_rows_of_zeros():
    """The second row holds zeros only."""
    assert elimination.zero_rows(np.array([[1.0, -1.0], [0.0, 0.0]])) == {1}
