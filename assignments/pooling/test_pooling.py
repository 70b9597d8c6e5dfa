"""The visible checks of pooling.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
input: how maxima and means change with the image, finite differences for the gradient of max
pooling, and the adjoint test for that of average pooling.  Run them with

    pytest test_pooling.py
"""

import numpy as np
import pooling
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_adjoint,
    assert_close,
    assert_gradient,
    assert_leaves_arguments_alone,
    assert_linear,
    assert_repeatable,
    assert_samples_independent,
    sizes,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

IMAGES = np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 8.0, 6.0]]]])
"""One image of one channel, two rows and four columns."""


def windows():
    """Sizes and strides: numbers and pairs, with windows that overlap, stand side by side or leave
    gaps.
    """
    return st.sampled_from(
        [(2, 2), (2, 1), (3, 2), (1, 2), ((1, 2), (1, 2)), ((2, 1), 1), ((2, 3), (1, 2)), (2, (1, 2)), (1, 1)]
    )


@st.composite
def images_and_windows(draw):
    """Images, and a window that fits into them."""
    size, stride = draw(windows())
    shape = draw(sizes(1, 2)), draw(sizes(1, 2)), draw(sizes(3, 5)), draw(sizes(3, 5))
    return draw(arrays(shape)), size, stride


def all_different(images):
    """Values with the same order in which equal ones differ, so that every window has one maximum."""
    return images + np.linspace(0.0, 0.5, images.size).reshape(images.shape)


def some_gradient(output):
    """An output gradient of different values."""
    return 1.0 + np.arange(output.size).reshape(output.shape) % 7


# max_pool


@pytest.mark.exercise("max_pool")
def test_max_pool_example():
    """Two windows of size 2 side by side: the maxima are 5 and 8."""
    assert_close(pooling.max_pool(IMAGES, 2, 2), np.array([[[[5.0, 8.0]]]]))


@pytest.mark.exercise("max_pool")
def test_max_pool_with_a_stride_that_is_not_the_size():
    """With stride 1 there are three windows of size 2, which overlap: the maxima are 5, 8 and 8.

    If you get two: the window moves by the stride, not by its size.
    """
    assert_close(pooling.max_pool(IMAGES, 2, 1), np.array([[[[5.0, 8.0, 8.0]]]]))


@pytest.mark.exercise("max_pool")
def test_max_pool_with_pairs():
    """A window of one row and two columns, moved by one row and two columns: (vertical,
    horizontal).
    """
    assert_close(pooling.max_pool(IMAGES, (1, 2), (1, 2)), np.array([[[[5.0, 2.0], [4.0, 8.0]]]]))


@pytest.mark.exercise("max_pool")
def test_max_pool_drops_what_is_left_over():
    """Five columns hold two windows of two; the fifth column is dropped.

    If you get three: round the number of windows down.
    """
    images = np.concatenate([IMAGES, [[[[9.0], [9.0]]]]], axis=3)
    assert_close(pooling.max_pool(images, 2, 2), np.array([[[[5.0, 8.0]]]]))


@pytest.mark.exercise("max_pool")
def test_max_pool_of_negative_images():
    """The maxima of negative numbers are negative.

    If you get zeros: the running maximum must not start at 0.
    """
    assert_close(pooling.max_pool(-IMAGES, 2, 2), np.array([[[[-1.0, 0.0]]]]))
    assert_close(pooling.max_pool(-IMAGES - 1.0, 2, 2), np.array([[[[-2.0, -1.0]]]]))


@pytest.mark.exercise("max_pool")
@quick
@given(images_and_windows(), st.integers(-5, 5))
def test_max_pool_moves_with_the_values(case, amount):
    """Adding a number to all pixels adds it to all maxima, and doubling all pixels doubles them."""
    images, size, stride = case
    maxima = pooling.max_pool(images, size, stride)
    assert_close(pooling.max_pool(images + amount, size, stride), maxima + amount)
    assert_close(pooling.max_pool(2 * images, size, stride), 2 * maxima)


@pytest.mark.exercise("max_pool")
@quick
@given(images_and_windows())
def test_max_pool_treats_each_image_alone(case):
    """An image gives the same maxima alone as in a batch, and a batch of one stays a batch."""
    images, size, stride = case
    assert_samples_independent(lambda samples: pooling.max_pool(samples, size, stride), images)


@pytest.mark.exercise("max_pool")
def test_max_pool_refuses_what_makes_no_sense():
    """A window larger than the image, a stride of 0 and images with three dimensions raise
    ValueError.
    """
    for images, size, stride in ((IMAGES, 3, 1), (IMAGES, (1, 5), 1), (IMAGES, 2, 0), (IMAGES[0], 2, 2)):
        with pytest.raises((ValueError, AssertionError)):
            pooling.max_pool(images, size, stride)


# max_pool_grad


@pytest.mark.exercise("max_pool_grad")
def test_max_pool_grad_example():
    """The first window's gradient, 10, goes to the 5, and the second one's, 20, to the 8. All
    others get nothing.
    """
    gradient = pooling.max_pool_grad(IMAGES, np.array([[[[10.0, 20.0]]]]), 2, 2)
    assert_close(gradient, np.array([[[[0.0, 10.0, 0.0, 0.0], [0.0, 0.0, 20.0, 0.0]]]]))


@pytest.mark.exercise("max_pool_grad")
def test_max_pool_grad_adds_up_where_windows_overlap():
    """With stride 1, the 8 is the maximum of the second and of the third window: it gets 20 + 30.

    If it gets 30: add with +=.
    """
    gradient = pooling.max_pool_grad(IMAGES, np.array([[[[10.0, 20.0, 30.0]]]]), 2, 1)
    assert_close(gradient, np.array([[[[0.0, 10.0, 0.0, 0.0], [0.0, 0.0, 50.0, 0.0]]]]))


@pytest.mark.exercise("max_pool_grad")
def test_max_pool_grad_gives_a_tie_to_the_first():
    """The maximum 7 stands in the window three times. The first one, reading row by row, gets all
    of the gradient.

    np.argmax finds the first; a comparison with the maximum finds all of them.
    """
    images = np.array([[[[1.0, 7.0], [7.0, 7.0]]]])
    assert_close(pooling.max_pool_grad(images, np.array([[[[4.0]]]]), 2, 2), np.array([[[[0.0, 4.0], [0.0, 0.0]]]]))


@pytest.mark.exercise("max_pool_grad")
@quick
@given(images_and_windows())
def test_max_pool_grad_belongs_to_max_pool(case):
    """Finite differences: moving a pixel a little moves the loss by that pixel's gradient.

    If it fails for strides only: the window of output o begins at o times the stride, on the way
    back as well.
    """
    images, size, stride = all_different(case[0]), case[1], case[2]
    output_grad = some_gradient(pooling.max_pool(images, size, stride))
    gradient = pooling.max_pool_grad(images, output_grad, size, stride)
    assert_gradient(lambda x: np.sum(pooling.max_pool(x, size, stride) * output_grad), gradient, images, directions=4)


@pytest.mark.exercise("max_pool_grad")
@quick
@given(images_and_windows())
def test_max_pool_grad_loses_nothing(case):
    """Every output has one maximum, so the sum of the gradients stays the same, with ties or
    without.
    """
    images, size, stride = case
    output_grad = some_gradient(pooling.max_pool(images, size, stride))
    gradient = pooling.max_pool_grad(images, output_grad, size, stride)
    assert_close(float(np.sum(gradient)), float(np.sum(output_grad)), what="The sum of the gradient")


@pytest.mark.exercise("max_pool_grad")
def test_max_pool_grad_keeps_fractions():
    """Images of whole numbers have a gradient with fractions when output_grad has some.

    np.zeros_like of whole numbers is an array of whole numbers; use np.zeros.
    """
    gradient = pooling.max_pool_grad(IMAGES.astype(int), np.array([[[[0.5, 0.25]]]]), 2, 2)
    assert_close(gradient, np.array([[[[0.0, 0.5, 0.0, 0.0], [0.0, 0.0, 0.25, 0.0]]]]))


@pytest.mark.exercise("max_pool_grad")
def test_max_pool_grad_leaves_its_arguments_alone():
    """A call changes no argument, and a second call gives the same answer in a new array."""
    output_grad = np.array([[[[10.0, 20.0]]]])
    assert_leaves_arguments_alone(pooling.max_pool_grad, IMAGES.copy(), output_grad, 2, 2)
    assert_repeatable(pooling.max_pool_grad, IMAGES, output_grad, 2, 2)


# average_pool


@pytest.mark.exercise("average_pool")
def test_average_pool_example():
    """Two windows of size 2 side by side: the means are 13 / 4 and 16 / 4."""
    assert_close(pooling.average_pool(IMAGES, 2, 2), np.array([[[[3.25, 4.0]]]]))


@pytest.mark.exercise("average_pool")
def test_average_pool_of_whole_numbers():
    """The mean of whole numbers has fractions.

    If they are cut off: make the array for the result with np.zeros, which holds floats, and do not
    divide with //.
    """
    assert_close(pooling.average_pool(IMAGES.astype(int), (1, 2), (1, 2)), np.array([[[[3.0, 1.0], [3.5, 7.0]]]]))


@pytest.mark.exercise("average_pool")
@quick
@given(images_and_windows())
def test_average_pool_is_linear(case):
    """The mean of 2 x - 3 y is 2 times the mean of x minus 3 times the mean of y."""
    images, size, stride = case
    assert_linear(lambda x: pooling.average_pool(x, size, stride), images, np.flip(images))


@pytest.mark.exercise("average_pool")
@quick
@given(images_and_windows())
def test_average_pool_of_an_even_image(case):
    """Where all pixels are equal, all means are that value, and there are as many of them as there
    are maxima.

    If the values are too large: divide by the number of values in the window, its height times its
    width.
    """
    images, size, stride = case
    means = pooling.average_pool(np.full(images.shape, 3.0), size, stride)
    assert_close(means, np.full(means.shape, 3.0))
    assert means.ndim == 4, "The result has four dimensions, also for one image or one channel."
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    assert means.shape == (*images.shape[:2], (images.shape[2] - a) // s + 1, (images.shape[3] - b) // t + 1)


# average_pool_grad


@pytest.mark.exercise("average_pool_grad")
def test_average_pool_grad_example():
    """Each of the four pixels of a window gets a quarter of its gradient."""
    gradient = pooling.average_pool_grad(IMAGES, np.array([[[[4.0, 8.0]]]]), 2, 2)
    assert_close(gradient, np.array([[[[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]]]))


@pytest.mark.exercise("average_pool_grad")
def test_average_pool_grad_adds_up_where_windows_overlap():
    """With stride 1 and a gradient of 4 everywhere, the inner pixels stand in two windows and get 1
    + 1.
    """
    gradient = pooling.average_pool_grad(IMAGES, np.full((1, 1, 1, 3), 4.0), 2, 1)
    assert_close(gradient, np.array([[[[1.0, 2.0, 2.0, 1.0], [1.0, 2.0, 2.0, 1.0]]]]))


@pytest.mark.exercise("average_pool_grad")
@quick
@given(images_and_windows())
def test_average_pool_grad_belongs_to_average_pool(case):
    """Adjoint test: the sum of average_pool(x) * g equals the sum of x * average_pool_grad(g), for
    every g.
    """
    images, size, stride = case
    output_grad = some_gradient(pooling.average_pool(images, size, stride))
    assert_adjoint(
        lambda x: pooling.average_pool(x, size, stride),
        lambda g: pooling.average_pool_grad(images, g, size, stride),
        images,
        output_grad,
    )


@pytest.mark.exercise("average_pool_grad")
def test_average_pool_grad_refuses_what_makes_no_sense():
    """An output_grad that does not have the shape of the output raises ValueError."""
    for shape in ((1, 1, 1, 3), (1, 1, 2, 4), (1, 2), (2, 1, 1, 2)):
        with pytest.raises((ValueError, AssertionError)):
            pooling.average_pool_grad(IMAGES, np.ones(shape), 2, 2)
