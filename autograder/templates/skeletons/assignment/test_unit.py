"""The visible checks of __unit__.

Run them with

    pytest test___unit__.py
"""

import __unit__
import numpy as np
import pytest
from hypothesis import given, settings

from autograder.testing import assert_close, vectors

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)


@pytest.mark.exercise("rescale")
def test_a_worked_example():
    """Every value is multiplied by the factor.

    Multiply the whole array at once: NumPy does it value by value.
    """
    assert_close(__unit__.rescale(np.array([1.0, 2.0]), 3.0), np.array([3.0, 6.0]))


@pytest.mark.exercise("rescale")
@quick
@given(vectors(1, 5))
def test_without_a_factor_values_are_doubled(x):
    """Without a factor the values are doubled."""
    assert_close(__unit__.rescale(x), x + x)
