"""The visible checks of svd.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
image: which gray a gray colour has, what the rank of an approximation is, and that none of the same
rank comes closer.  Run them with

    pytest test_svd.py
"""

import numpy as np
import pytest
import svd
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_close,
    assert_leaves_arguments_alone,
    assert_linear,
    assert_repeatable,
    sizes,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

IMAGE = np.array([[4.0, 1.0, 0.0, 2.0], [0.0, -3.0, 1.0, 1.0], [2.0, 0.0, 5.0, 1.0]])
"""Three rows, four columns, three singular values: about 6.2, 4.3 and 2.7."""


def refuses():
    """What makes no sense raises ValueError; AssertionError counts too."""
    return pytest.raises((ValueError, AssertionError))


@st.composite
def pairs(draw):
    """Two images of the same shape."""
    shape = draw(sizes(1, 4)), draw(sizes(1, 4))
    return draw(arrays(shape)), draw(arrays(shape))


# to_grayscale


@pytest.mark.exercise("to_grayscale")
def test_to_grayscale_example():
    """Pure red has the brightness 0.299, pure green 0.587 and pure blue 0.114.

    If red and blue are exchanged: red is channel 0. If the shape is wrong: the result is [H, W],
    here [1, 3].
    """
    rgb = np.array([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]])
    assert_close(svd.to_grayscale(rgb), [[0.299, 0.587, 0.114]])


@pytest.mark.exercise("to_grayscale")
@quick
@given(arrays((2, 3), low=0, high=255, dtype=np.uint8))
def test_to_grayscale_leaves_gray_as_it_is(gray):
    """A picture with equal red, green and blue has this brightness, for bytes as well: the three
    weights sum to 1.

    If it fails by a rounding error of whole numbers: make floats of the bytes, and do not turn the
    result into bytes again.
    """
    assert_close(svd.to_grayscale(np.stack([gray, gray, gray], axis=2)), gray.astype(float))


@pytest.mark.exercise("to_grayscale")
@quick
@given(arrays((2, 4, 3)), arrays((2, 4, 3)))
def test_to_grayscale_is_linear(x, y):
    """The brightness of 2 x - 3 y is twice that of x minus three times that of y."""
    assert_linear(svd.to_grayscale, x, y)


@pytest.mark.exercise("to_grayscale")
@pytest.mark.parametrize("shape", [(4, 3), (2, 4, 4), (3, 2, 4)])
def test_to_grayscale_refuses_what_makes_no_sense(shape):
    """A gray image, an image with transparency and one with the channels in front raise ValueError."""
    with refuses():
        svd.to_grayscale(np.ones(shape))


# svd_compress


@pytest.mark.exercise("svd_compress")
def test_svd_compress_example():
    """A matrix with 3 and 2 on its diagonal has these singular values; for k = 1 only the 3 is
    left.

    If the 2 is left: the largest singular values matter, and they come first.
    """
    assert_close(svd.svd_compress(np.array([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0]]), 1), [[3.0, 0.0, 0.0], [0.0, 0.0, 0.0]])


@pytest.mark.exercise("svd_compress")
@pytest.mark.parametrize("image", [IMAGE, IMAGE.T], ids=["wide", "tall"])
def test_svd_compress_gives_the_image_back(image):
    """With all singular values, k = min(H, W), the approximation is the image.

    If it is not: np.linalg.svd returns U, S and Vt. The third is transposed already, and its
    vectors are rows.
    """
    assert_close(svd.svd_compress(image, 3), image)


@pytest.mark.exercise("svd_compress")
@pytest.mark.parametrize("k", [1, 2])
@quick
@given(arrays((4, 3)))
def test_svd_compress_has_the_rank_and_the_error_it_must_have(k, image):
    """The result has at most k singular values above zero, and the squares of its errors sum to the
    squares of those left out.

    This sum is the smallest that any matrix of rank k can reach. If the rank is k + 1: the slice
    [:k] has k values already.
    """
    approximation = svd.svd_compress(image, k)
    assert_close(approximation.shape, image.shape, what="The shape")
    left_out = np.linalg.svd(image, compute_uv=False)[k:]
    assert_close(
        np.linalg.svd(approximation, compute_uv=False)[k:], np.zeros(3 - k), what="Singular values behind the first k"
    )
    assert_close(
        float(np.sum((image - approximation) ** 2)), float(np.sum(left_out**2)), what="The sum of the squared errors"
    )


@pytest.mark.exercise("svd_compress")
def test_svd_compress_takes_bytes():
    """An image of bytes has the same approximation as the same image of floats: nothing overflows
    and nothing is rounded.
    """
    image = np.array([[200, 10, 30], [20, 100, 250]], dtype=np.uint8)
    assert_close(svd.svd_compress(image, 1), svd.svd_compress(image.astype(float), 1))


@pytest.mark.exercise("svd_compress")
@pytest.mark.parametrize("k", [0, -1, 4, 5])
def test_svd_compress_refuses_what_makes_no_sense(k):
    """An image of 3 x 4 pixels has three singular values: 0, -1, 4 and 5 of them raise ValueError.

    Slices do not complain by themselves: S[:5] of three values are these three.
    """
    with refuses():
        svd.svd_compress(IMAGE, k)


@pytest.mark.exercise("svd_compress")
def test_svd_compress_leaves_its_arguments_alone():
    """A call does not change the image, and a second call gives the same answer."""
    assert_leaves_arguments_alone(svd.svd_compress, IMAGE.copy(), 2)
    assert_repeatable(svd.svd_compress, IMAGE, 2)


# compression_ratio


@pytest.mark.exercise("compression_ratio")
def test_compression_ratio_example():
    """One picture of an image of 4 x 5 pixels needs a column of 4, a row of 5 and one singular
    value: 10 numbers in place of 20.
    """
    assert_close(svd.compression_ratio(4, 5, 1), 0.5)


@pytest.mark.exercise("compression_ratio")
def test_compression_ratio_may_exceed_one():
    """Four such pictures need 40 numbers, twice as many as the image has."""
    assert_close(svd.compression_ratio(4, 5, 4), 2.0)


@pytest.mark.exercise("compression_ratio")
@quick
@given(sizes(3, 30), sizes(3, 30), sizes(1, 3))
def test_compression_ratio_grows_with_k(height, width, k):
    """k pictures need k times as much as one, and an image that lies on its side needs the same."""
    assert_close(svd.compression_ratio(height, width, k), k * svd.compression_ratio(height, width, 1))
    assert_close(svd.compression_ratio(width, height, k), svd.compression_ratio(height, width, k))


@pytest.mark.exercise("compression_ratio")
@pytest.mark.parametrize("k", [0, 5])
def test_compression_ratio_refuses_what_makes_no_sense(k):
    """No picture at all, and five pictures of an image of 4 x 6 pixels, raise ValueError."""
    with refuses():
        svd.compression_ratio(4, 6, k)


# mean_square_deviation


@pytest.mark.exercise("mean_square_deviation")
def test_mean_square_deviation_example():
    """The differences 0, 3, 0 and -1 have the squares 0, 9, 0 and 1, and these the mean 2.5.

    If the result is 10: divide by the number of pixels. If it is 0.25: square first, then take the
    mean.
    """
    assert_close(svd.mean_square_deviation(np.array([[1.0, 5.0, 2.0, 3.0]]), np.array([[1.0, 2.0, 2.0, 4.0]])), 2.5)


@pytest.mark.exercise("mean_square_deviation")
@quick
@given(pairs())
def test_mean_square_deviation_goes_both_ways(pair):
    """It is the same from the first image to the second and back, zero from an image to itself, and
    9 to an image that is brighter by 3.
    """
    image, other = pair
    assert_close(svd.mean_square_deviation(image, other), svd.mean_square_deviation(other, image))
    assert_close(svd.mean_square_deviation(image, image), 0.0)
    assert_close(svd.mean_square_deviation(image, image + 3.0), 9.0)


@pytest.mark.exercise("mean_square_deviation")
def test_mean_square_deviation_of_bytes():
    """Bytes have no negative numbers: 3 - 5 is 254 for them. The answer is 4 all the same, and
    65025 from black to white.

    Make floats of the images first, with astype(float), and subtract then. Short integers
    (np.int16) end at 32767.
    """
    assert_close(svd.mean_square_deviation(np.array([[3]], dtype=np.uint8), np.array([[5]], dtype=np.uint8)), 4.0)
    assert_close(svd.mean_square_deviation(np.array([[0]], dtype=np.uint8), np.array([[255]], dtype=np.uint8)), 65025.0)


@pytest.mark.exercise("mean_square_deviation")
def test_mean_square_deviation_keeps_fractions():
    """Images may hold fractions, where white is 1 for instance: the difference 0.25 has the square
    0.0625.
    """
    assert_close(svd.mean_square_deviation(np.array([[0.5]]), np.array([[0.75]])), 0.0625)


@pytest.mark.exercise("mean_square_deviation")
def test_mean_square_deviation_leaves_its_arguments_alone():
    """A call does not change the images, and a second call gives the same answer.

    If it changes them: -= works on the image itself, and np.asarray makes no copy of floats.
    """
    assert_leaves_arguments_alone(svd.mean_square_deviation, IMAGE.copy(), IMAGE + 1.0)
    assert_repeatable(svd.mean_square_deviation, IMAGE, IMAGE + 1.0)


@pytest.mark.exercise("mean_square_deviation")
def test_mean_square_deviation_refuses_what_makes_no_sense():
    """Images of different shapes raise ValueError, also where NumPy could stretch one of them."""
    with refuses():
        svd.mean_square_deviation(np.ones((2, 4)), np.ones((4, 2)))
    with refuses():
        svd.mean_square_deviation(np.ones((2, 4)), np.ones((1, 4)))


# peak_signal_to_noise


@pytest.mark.exercise("peak_signal_to_noise")
def test_peak_signal_to_noise_example():
    """Errors of 25.5 everywhere, a tenth of white, make 20 decibels; errors of a hundredth make 40.

    If the results are 10 and 20: the factor is 20 when the root is taken, and 10 when everything is
    squared.
    """
    image = np.array([[100.0, 50.0], [0.0, 200.0]])
    assert_close(svd.peak_signal_to_noise(image, image + 25.5), 20.0)
    assert_close(svd.peak_signal_to_noise(image, image - 2.55), 40.0)


@pytest.mark.exercise("peak_signal_to_noise")
@quick
@given(pairs(), st.sampled_from([1.0, 15.0, 255.0]))
def test_peak_signal_to_noise_knows_what_white_is(pair, max_pixel):
    """Images, and white with them, that are ten times as bright have the same ratio; a white ten
    times as bright alone adds 20 decibels.

    If it fails: max_pixel is an argument. It is not always 255, and not the largest value of the
    image.
    """
    image, other = pair
    other = other + 0.5
    ratio = svd.peak_signal_to_noise(image, other, max_pixel)
    assert_close(svd.peak_signal_to_noise(10 * image, 10 * other, 10 * max_pixel), ratio)
    assert_close(svd.peak_signal_to_noise(image, other, 10 * max_pixel), ratio + 20)


@pytest.mark.exercise("peak_signal_to_noise")
def test_peak_signal_to_noise_of_equal_images():
    """Equal images have no noise, and their ratio is infinite: float("inf"). With a little noise it
    is finite.

    Look for a deviation of zero before you divide by it, with == and not with np.isclose or
    np.allclose.
    """
    assert svd.peak_signal_to_noise(IMAGE, IMAGE.copy()) == float("inf")
    image = np.full((2, 3), 200.0)
    assert svd.peak_signal_to_noise(image, image + 0.00005) < float("inf")


@pytest.mark.exercise("peak_signal_to_noise")
def test_peak_signal_to_noise_leaves_its_arguments_alone():
    """A call does not change the images, and a second call gives the same answer."""
    assert_leaves_arguments_alone(svd.peak_signal_to_noise, IMAGE.copy(), IMAGE + 1.0)
    assert_repeatable(svd.peak_signal_to_noise, IMAGE, IMAGE + 1.0)


@pytest.mark.exercise("peak_signal_to_noise")
def test_peak_signal_to_noise_refuses_what_makes_no_sense():
    """Images of different shapes and a white that is zero or negative raise ValueError."""
    with refuses():
        svd.peak_signal_to_noise(np.ones((2, 4)), np.ones((2, 3)))
    for white in (0.0, -255.0):
        with refuses():
            svd.peak_signal_to_noise(IMAGE, IMAGE + 1, white)
