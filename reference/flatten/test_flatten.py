"""The visible checks of flatten.

Run them with

    pytest test_flatten.py
"""

import flatten
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_adjoint,
    assert_close,
    assert_leaves_arguments_alone,
    assert_repeatable,
    assert_samples_independent,
    sizes,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

IMAGES = np.array(
    [[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]], [[[11.0, 12.0], [13.0, 14.0]], [[15.0, 16.0], [17.0, 18.0]]]]
)
"""Two images of two channels of 2 x 2 pixels."""

ROWS = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], [11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0]])


@st.composite
def batches(draw):
    """Images of any shape, and an output gradient."""
    shape = tuple(draw(sizes(1, 3)) for _ in range(4))
    return draw(arrays(shape)), draw(arrays((shape[0], shape[1] * shape[2] * shape[3])))


# flatten


@pytest.mark.exercise("flatten")
def test_flatten_example():
    """Two images become two rows: first channel, row by row, then the second channel.

    If everything is in one row: keep the batch's axis. If the order is another: reshape alone gives
    the right one.
    """
    assert_close(flatten.flatten(IMAGES.copy()), ROWS)


@pytest.mark.exercise("flatten")
@quick
@given(batches())
def test_flatten_treats_each_image_alone(case):
    """An image gives the same row alone as in a batch, and a batch of one is one row in two
    dimensions.
    """
    assert_samples_independent(flatten.flatten, case[0])


@pytest.mark.exercise("flatten")
def test_flatten_keeps_fractions():
    """The values stay what they are."""
    assert_close(flatten.flatten(IMAGES / 4), ROWS / 4)


@pytest.mark.exercise("flatten")
def test_flatten_refuses_what_makes_no_sense():
    """Images with three or five dimensions raise ValueError."""
    for images in (IMAGES[0], IMAGES[None]):
        with pytest.raises((ValueError, AssertionError)):
            flatten.flatten(images)


# flatten_grad


@pytest.mark.exercise("flatten_grad")
def test_flatten_grad_example():
    """The gradients go back to where the values came from: flatten's answer leads back to the
    images themselves.
    """
    assert_close(flatten.flatten_grad(IMAGES.copy(), ROWS.copy()), IMAGES)
    assert_close(flatten.flatten_grad(IMAGES.copy(), -ROWS), -IMAGES)


@pytest.mark.exercise("flatten_grad")
@quick
@given(batches())
def test_flatten_grad_belongs_to_flatten(case):
    """Adjoint test: the sum of flatten(x) * g equals the sum of x * flatten_grad(g), for every g."""
    images, output_grad = case
    assert_adjoint(flatten.flatten, lambda g: flatten.flatten_grad(images, g), images, output_grad)


@pytest.mark.exercise("flatten_grad")
def test_flatten_grad_keeps_fractions():
    """The gradient keeps its fractions, also where the images hold whole numbers.

    If they are cut off: np.zeros_like of whole numbers is an array of whole numbers. Make one of
    floats.
    """
    assert_close(flatten.flatten_grad(IMAGES.astype(int), ROWS / 4), IMAGES / 4)


@pytest.mark.exercise("flatten_grad")
def test_flatten_grad_leaves_its_arguments_alone():
    """A call changes no argument, and a second call gives the same answer."""
    assert_leaves_arguments_alone(flatten.flatten_grad, IMAGES.copy(), -ROWS)
    assert_repeatable(flatten.flatten_grad, IMAGES, ROWS)


@pytest.mark.exercise("flatten_grad")
def test_flatten_grad_refuses_what_makes_no_sense():
    """As many numbers in another shape do not belong to these images: ValueError."""
    for shape in ((16,), (8, 2), (4, 4), (2, 2, 4), (2, 2, 2, 2)):
        with pytest.raises((ValueError, AssertionError)):
            flatten.flatten_grad(IMAGES, np.ones(shape))
