"""The visible checks of filters.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
image: a kernel with a single 1 moves the image, a Gaussian sums to 1, a column times a row gives the
kernel back, the levels of a pyramid sum to the image.  Run them with

    pytest test_filters.py
"""

import filters
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_close,
    assert_leaves_arguments_alone,
    assert_linear,
    assert_repeatable,
    odd_sizes,
    sizes,
    vectors,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

IMAGE = np.array([[4.0, 1.0, 0.0, 2.0], [0.0, -3.0, 1.0, 1.0], [2.0, 0.0, 5.0, 1.0]])
KERNEL = np.arange(1.0, 10.0).reshape(3, 3)


def refuses():
    """What makes no sense raises ValueError; AssertionError counts too."""
    return pytest.raises((ValueError, AssertionError))


# moving_average


@pytest.mark.exercise("moving_average")
def test_moving_average_example():
    """The averages of two neighbours in 1, 2, 4, 8 are 1.5, 3 and 6.

    If there are four or five values: only windows that lie within the series count.
    """
    assert_close(filters.moving_average(np.array([1.0, 2.0, 4.0, 8.0]), 2), [1.5, 3.0, 6.0])


@pytest.mark.exercise("moving_average")
@quick
@given(vectors(1, 7), st.data())
def test_moving_average_of_all_lengths(series, data):
    """There are T - length + 1 averages; a window of one value gives the series back, and one as long
    as the series gives its mean.
    """
    length = data.draw(sizes(1, len(series)))
    assert_close(filters.moving_average(series, length).shape, (len(series) - length + 1,), what="The shape")
    assert_close(filters.moving_average(series, 1), series)
    assert_close(filters.moving_average(series, len(series)), [float(np.mean(series))])


@pytest.mark.exercise("moving_average")
@quick
@given(arrays(6), arrays(6))
def test_moving_average_is_linear(x, y):
    """The averages of 2 x - 3 y are twice those of x minus three times those of y."""
    assert_linear(lambda series: filters.moving_average(series, 3), x, y)


@pytest.mark.exercise("moving_average")
def test_moving_average_keeps_fractions():
    """The average of the bytes 200 and 201 is 200.5: nothing overflows, and no fraction is cut off."""
    assert_close(filters.moving_average(np.array([200, 201], dtype=np.uint8), 2), [200.5])


@pytest.mark.exercise("moving_average")
def test_moving_average_leaves_its_arguments_alone():
    """A call does not change the series, and a second call gives the same answer."""
    series = np.array([1.0, 5.0, 2.0, 7.0])
    assert_leaves_arguments_alone(filters.moving_average, series.copy(), 2)
    assert_repeatable(filters.moving_average, series, 2)


@pytest.mark.exercise("moving_average")
def test_moving_average_refuses_what_makes_no_sense():
    """A length of 0, of 5 for four values, and a series of two dimensions raise ValueError."""
    for length in (0, -1, 5):
        with refuses():
            filters.moving_average(np.ones(4), length)
    with refuses():
        filters.moving_average(np.ones((2, 4)), 2)


# gaussian_kernel


@pytest.mark.exercise("gaussian_kernel")
def test_gaussian_kernel_example():
    """With sigma = 1 the middle is exp(0) = 1, its neighbours exp(-1/2) and the corners exp(-1), all
    divided by their sum.
    """
    side, corner = np.exp(-0.5), np.exp(-1.0)
    weights = np.array([[corner, side, corner], [side, 1.0, side], [corner, side, corner]])
    assert_close(filters.gaussian_kernel(3, 1.0), weights / weights.sum())


@pytest.mark.exercise("gaussian_kernel")
@quick
@given(odd_sizes(1, 9), st.sampled_from([0.25, 0.5, 1.0, 2.0, 30.0]))
def test_gaussian_kernel_is_a_bell(size, sigma):
    """The kernel has the shape [size, size], sums to 1, looks the same from all four sides, and is
    largest in the middle.
    """
    kernel = filters.gaussian_kernel(size, sigma)
    assert_close(kernel.shape, (size, size), what="The shape")
    assert_close(float(kernel.sum()), 1.0, what="The sum")
    assert_close(np.rot90(kernel), kernel, what="The kernel, turned by 90 degrees,")
    assert_close(float(kernel[size // 2, size // 2]), float(kernel.max()), what="The middle")


@pytest.mark.exercise("gaussian_kernel")
@quick
@given(st.sampled_from([0.75, 1.0, 2.0]))
def test_gaussian_kernel_falls_with_the_squares(sigma):
    """A neighbour of the middle is exp(-1 / (2 sigma^2)) times the middle, and the value two steps
    away exp(-4 / (2 sigma^2)) times.

    If only the first holds: the bell falls with the squares of the distances.
    """
    kernel = filters.gaussian_kernel(5, sigma)
    assert_close(kernel[2, 3] / kernel[2, 2], np.exp(-0.5 / sigma**2), what="One step from the middle")
    assert_close(kernel[0, 2] / kernel[2, 2], np.exp(-2.0 / sigma**2), what="Two steps from the middle")


@pytest.mark.exercise("gaussian_kernel")
@pytest.mark.parametrize(("size", "sigma"), [(2, 1.0), (0, 1.0), (-3, 1.0), (3, 0.0), (3, -1.0)])
def test_gaussian_kernel_refuses_what_makes_no_sense(size, sigma):
    """An even size, a size below 1 and a sigma that is not above 0 raise ValueError."""
    with refuses():
        filters.gaussian_kernel(size, sigma)


# filter_image


@pytest.mark.exercise("filter_image")
def test_filter_image_example():
    """The mean of each pixel and its eight neighbours, of which those beyond the border are 0.

    The corner has four pixels: (4 + 1 + 0 - 3) / 9.
    """
    image = np.array([[4.0, 1.0], [0.0, -3.0], [9.0, 9.0]])
    ninths = np.array([[2.0, 2.0], [20.0, 20.0], [15.0, 15.0]])
    assert_close(filters.filter_image(image, np.ones((3, 3)) / 9), ninths / 9)


@pytest.mark.exercise("filter_image")
@quick
@given(arrays((4, 3)), st.integers(0, 2), st.integers(0, 2))
def test_filter_image_with_a_single_one_moves_the_image(image, u, v):
    """A kernel of zeros with one 1 moves the image. With the 1 in the middle nothing moves; with the 1
    on the left each pixel becomes its left neighbour, so the image moves to the right.

    If it moves to the other side: the kernel is turned round. If what leaves on one side comes back on
    the other: beyond the border the image is 0.
    """
    kernel = np.zeros((3, 3))
    kernel[u, v] = 1.0
    expected = np.pad(image, 1)[u : u + 4, v : v + 3]
    assert_close(filters.filter_image(image, kernel), expected)


@pytest.mark.exercise("filter_image")
@quick
@given(arrays((3, 4, 3)), arrays((3, 1)))
def test_filter_image_takes_each_channel_by_itself(image, kernel):
    """The channels of a filtered image are the filtered channels."""
    filtered = filters.filter_image(image, kernel)
    assert_close(filtered.shape, image.shape, what="The shape")
    for channel in range(3):
        assert_close(filtered[:, :, channel], filters.filter_image(image[:, :, channel], kernel))


@pytest.mark.exercise("filter_image")
@pytest.mark.parametrize("kernel_shape", [(1, 1), (1, 3), (5, 1), (3, 5), (7, 7)])
@pytest.mark.parametrize("image_shape", [(1, 1), (1, 4), (3, 4), (4, 3, 3)])
def test_filter_image_keeps_the_shape(image_shape, kernel_shape):
    """The result has the shape of the image, for kernels of any odd height and width; one with a single
    1 in its middle leaves the image as it is.
    """
    image = np.arange(1.0, np.prod(image_shape) + 1).reshape(image_shape)
    kernel = np.zeros(kernel_shape)
    kernel[kernel_shape[0] // 2, kernel_shape[1] // 2] = 1.0
    assert_close(filters.filter_image(image, kernel), image)


@pytest.mark.exercise("filter_image")
@quick
@given(arrays((3, 4)), arrays((3, 4)), arrays((3, 3)))
def test_filter_image_is_linear(x, y, kernel):
    """Filtering 2 x - 3 y gives twice the filtered x minus three times the filtered y, and the same holds
    for two kernels.
    """
    assert_linear(lambda image: filters.filter_image(image, kernel), x, y)
    assert_linear(lambda weights: filters.filter_image(x, weights), kernel, KERNEL)


@pytest.mark.exercise("filter_image")
def test_filter_image_takes_bytes():
    """An image of bytes is filtered as the same image of floats: nothing overflows, and nothing is cut
    to the range of bytes.
    """
    image = np.array([[200, 10, 30], [20, 100, 250]], dtype=np.uint8)
    kernel = np.array([[-1.5, 0.0, 1.0]])
    assert_close(filters.filter_image(image, kernel), filters.filter_image(image.astype(float), kernel))
    assert_close(filters.filter_image(image, kernel)[0], [10.0, -270.0, -15.0])


@pytest.mark.exercise("filter_image")
def test_filter_image_leaves_its_arguments_alone():
    """A call changes neither the image nor the kernel, and a second call gives the same answer."""
    assert_leaves_arguments_alone(filters.filter_image, IMAGE.copy(), KERNEL.copy())
    assert_repeatable(filters.filter_image, IMAGE, KERNEL)


@pytest.mark.exercise("filter_image")
@pytest.mark.parametrize(
    ("image_shape", "kernel_shape"),
    [((4,), (3, 3)), ((3, 4, 4), (3, 3)), ((3, 4, 1), (3, 3)), ((3, 4), (2, 3)), ((3, 4), (3, 2)), ((3, 4), (3,))],
)
def test_filter_image_refuses_what_makes_no_sense(image_shape, kernel_shape):
    """An image that is neither gray nor has three channels, and a kernel that is even or does not have
    two dimensions, raise ValueError.
    """
    with refuses():
        filters.filter_image(np.ones(image_shape), np.ones(kernel_shape))


# sobel


@pytest.mark.exercise("sobel")
def test_sobel_example():
    """An image that gets brighter by 1 with each column has gx = 8 inside and gy = 0.

    A row of the kernel gives 2, 4 and 2: the step from the left neighbour to the right one is 2. If gx
    is -8: it is positive where it is brighter on the RIGHT.
    """
    ramp = np.arange(5.0) * np.ones((4, 1))
    gx, gy, magnitude = filters.sobel(ramp)
    inside = (slice(1, -1), slice(1, -1))
    assert_close(gx[inside], np.full((2, 3), 8.0), what="gx")
    assert_close(gy[inside], np.zeros((2, 3)), what="gy")
    assert_close(magnitude[inside], np.full((2, 3), 8.0), what="The magnitude")


@pytest.mark.exercise("sobel")
@quick
@given(arrays((3, 4)))
def test_sobel_of_the_transposed_image(image):
    """For an image that lies on its side (the transpose), gx and gy have changed places, and the
    magnitude is the same on its side.
    """
    gx, gy, magnitude = filters.sobel(image)
    across, down, size = filters.sobel(image.T)
    assert_close(across, gy.T, what="gx of the transpose")
    assert_close(down, gx.T, what="gy of the transpose")
    assert_close(size, magnitude.T, what="The magnitude of the transpose")


@pytest.mark.exercise("sobel")
@quick
@given(st.sampled_from([(1, 1), (1, 4), (3, 1), (3, 4), (4, 3)]).flatmap(arrays))
def test_sobel_magnitude_is_a_length(image):
    """The square of the magnitude is gx squared plus gy squared, and it is never negative. All three have
    the shape of the image.
    """
    gx, gy, magnitude = filters.sobel(image)
    for part in (gx, gy, magnitude):
        assert_close(part.shape, image.shape, what="The shape")
    assert_close(magnitude**2, gx**2 + gy**2, what="The square of the magnitude")
    assert np.all(magnitude >= 0)


@pytest.mark.exercise("sobel")
def test_sobel_takes_bytes():
    """An image of bytes has the same edges as the same image of floats."""
    image = np.array([[200, 10, 30], [20, 100, 250]], dtype=np.uint8)
    for part, expected in zip(filters.sobel(image), filters.sobel(image.astype(float)), strict=True):
        assert_close(part, expected)


@pytest.mark.exercise("sobel")
def test_sobel_leaves_its_argument_alone():
    """A call does not change the image, and a second call gives the same answer."""
    assert_leaves_arguments_alone(filters.sobel, IMAGE.copy())
    assert_repeatable(filters.sobel, IMAGE)


@pytest.mark.exercise("sobel")
@pytest.mark.parametrize("shape", [(4,), (3, 4, 3), (1, 3, 4)])
def test_sobel_refuses_what_makes_no_sense(shape):
    """A coloured image, and anything else that is not [H, W], raise ValueError."""
    with refuses():
        filters.sobel(np.ones(shape))


# separate


@pytest.mark.exercise("separate")
def test_separate_example():
    """The kernel [[2, 4], [4, 8]] is the column [1, 2] times the row [2, 4]; with equal norms both are
    sqrt(2) times [1, 2].
    """
    column, row = filters.separate(np.array([[2.0, 4.0], [4.0, 8.0]]))
    assert_close(column, np.sqrt(2.0) * np.array([1.0, 2.0]), what="The column")
    assert_close(row, np.sqrt(2.0) * np.array([1.0, 2.0]), what="The row")


@pytest.mark.exercise("separate")
@quick
@given(vectors(1, 4), vectors(1, 5))
def test_separate_gives_the_kernel_back(column, row):
    """The column times the row is the kernel, both have the same norm, and the value of the column that
    is largest in size is positive.

    If only the sign is wrong: change the signs of the column and of the row. If the norms differ: give
    sqrt(S[0]) to each. For a kernel of zeros both are zeros.
    """
    kernel = np.outer(column, row)
    found_column, found_row = filters.separate(kernel)
    assert_close(found_column.shape, column.shape, what="The shape of the column")
    assert_close(np.outer(found_column, found_row), kernel, what="The product of column and row")
    assert_close(np.linalg.norm(found_column), np.linalg.norm(found_row), what="The norm of the column")
    assert found_column.max() >= np.abs(found_column).max() - 1e-9


@pytest.mark.exercise("separate")
def test_separate_allows_for_rounding():
    """A Gaussian is a column times a row; in floats the rank is 1 but for rounding."""
    distances = np.arange(-3, 4)
    kernel = np.exp(-(distances[:, np.newaxis] ** 2 + distances**2) / 3.0)
    column, row = filters.separate(kernel)
    assert_close(column, np.exp(-(distances**2) / 3.0), what="The column")
    assert_close(row, np.exp(-(distances**2) / 3.0), what="The row")


@pytest.mark.exercise("separate")
def test_separate_leaves_its_argument_alone():
    """A call does not change the kernel, and a second call gives the same answer."""
    kernel = np.outer([1.0, -2.0, 5.0], [3.0, 0.0, 1.0, 2.0])
    assert_leaves_arguments_alone(filters.separate, kernel.copy())
    assert_repeatable(filters.separate, kernel)


@pytest.mark.exercise("separate")
@pytest.mark.parametrize("scale", [1.0, 1e-12, 1e6])
def test_separate_refuses_a_rank_above_one(scale):
    """A kernel that is no product of a column and a row raises ValueError, however small or large its
    values are; its second singular value is compared with the first.
    """
    laplacian = np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
    nearly = np.outer([1.0, 2.0, 1.0], [1.0, 0.0, -1.0]) + 1e-7 * np.eye(3)
    for kernel in (laplacian, nearly):
        with refuses():
            filters.separate(scale * kernel)


@pytest.mark.exercise("separate")
@pytest.mark.parametrize("shape", [(3,), (1, 3, 3)])
def test_separate_refuses_what_makes_no_sense(shape):
    """A kernel that does not have exactly two dimensions raises ValueError."""
    with refuses():
        filters.separate(np.ones(shape))


# laplacian_pyramid


@pytest.mark.exercise("laplacian_pyramid")
def test_laplacian_pyramid_example():
    """A row with a single 16, and the kernel 1/4, 1/2, 1/4: the blurred row is 0, 4, 8, 4, 0. What that
    takes away is the first level, and the blurred row is the last.
    """
    row = np.array([[0.0, 0.0, 16.0, 0.0, 0.0]])
    details, rest = filters.laplacian_pyramid(row, 2, np.array([[0.25, 0.5, 0.25]]))
    assert_close(rest, [[0.0, 4.0, 8.0, 4.0, 0.0]], what="The rest")
    assert_close(details, [[0.0, -4.0, 8.0, -4.0, 0.0]], what="The details")


@pytest.mark.exercise("laplacian_pyramid")
@quick
@given(st.sampled_from([(3, 4), (4, 3, 3), (1, 2)]).flatmap(arrays), sizes(1, 4), arrays((3, 3), scale=4))
def test_laplacian_pyramid_sums_to_the_image(image, levels, kernel):
    """There are as many levels as were asked for, and they sum to the image, whatever the kernel is."""
    pyramid = filters.laplacian_pyramid(image, levels, kernel)
    assert_close(len(pyramid), levels, what="The number of levels")
    assert_close(sum(pyramid), image, what="The sum of the levels")


@pytest.mark.exercise("laplacian_pyramid")
@quick
@given(arrays((3, 4)), arrays((3, 1), scale=4))
def test_laplacian_pyramid_goes_on_with_what_was_blurred(image, kernel):
    """The levels behind the first are the pyramid of the blurred image."""
    pyramid = filters.laplacian_pyramid(image, 3, kernel)
    blurred = image - pyramid[0]
    for level, expected in zip(pyramid[1:], filters.laplacian_pyramid(blurred, 2, kernel), strict=True):
        assert_close(level, expected)


@pytest.mark.exercise("laplacian_pyramid")
def test_laplacian_pyramid_takes_bytes():
    """An image of bytes has the same pyramid as the same image of floats: details may be negative."""
    image = np.array([[200, 10, 30], [20, 100, 250]], dtype=np.uint8)
    kernel = np.ones((1, 3)) / 3
    pairs = zip(
        filters.laplacian_pyramid(image, 3, kernel),
        filters.laplacian_pyramid(image.astype(float), 3, kernel),
        strict=True,
    )
    for level, expected in pairs:
        assert_close(level, expected)


@pytest.mark.exercise("laplacian_pyramid")
def test_laplacian_pyramid_leaves_its_arguments_alone():
    """A call changes neither the image nor the kernel, and a second call gives the same answer."""
    assert_leaves_arguments_alone(filters.laplacian_pyramid, IMAGE.copy(), 3, KERNEL.copy())
    assert_repeatable(filters.laplacian_pyramid, IMAGE, 3, KERNEL)


@pytest.mark.exercise("laplacian_pyramid")
def test_laplacian_pyramid_refuses_what_makes_no_sense():
    """No level at all, and what filter_image refuses, raise ValueError."""
    for levels in (0, -1):
        with refuses():
            filters.laplacian_pyramid(IMAGE, levels, KERNEL)
    with refuses():
        filters.laplacian_pyramid(IMAGE, 2, np.ones((2, 2)))
