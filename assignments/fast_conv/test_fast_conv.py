"""The visible checks of fast_conv.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
input, compare the functions with each other (and with plain loops), and count the lines of Python
that a call executes.  Run them with

    pytest test_fast_conv.py
"""

import sys

import fast_conv
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_adjoint,
    assert_close,
    assert_linear,
    assert_samples_independent,
    kernels,
    odd_sizes,
    sizes,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

IMAGES = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
KERNEL = np.array([[[[1.0, 0.0], [0.0, 2.0]]]])


@st.composite
def convolutions(draw):
    """Images, a kernel, a stride and a padding: numbers or pairs."""
    count, c_in, c_out = draw(sizes(1, 2)), draw(sizes(1, 3)), draw(sizes(1, 2))
    images = draw(arrays((count, c_in, draw(sizes(3, 5)), draw(sizes(3, 5)))))
    param = draw(arrays((c_in, c_out, draw(sizes(1, 3)), draw(sizes(1, 3)))))
    stride, padding = draw(st.sampled_from([(1, 0), (2, 0), (1, 1), (2, 1), ((1, 2), (1, 0)), ((2, 1), (0, 2))]))
    return images, param, stride, padding


@st.composite
def one_image_and_kernel(draw):
    """An image, and a kernel of odd height and width that may be larger."""
    return draw(arrays((draw(sizes(2, 5)), draw(sizes(2, 5))))), draw(
        arrays((draw(odd_sizes(1, 5)), draw(odd_sizes(1, 5))))
    )


def some_gradient(output):
    """An output gradient of different values."""
    return 1.0 + np.arange(output.size).reshape(output.shape) % 7


def in_loops(image, kernel):
    """The convolution with "same" padding of one image, as slow as can be."""
    half_h, half_w = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(image, ((half_h, half_h), (half_w, half_w)))
    output = np.zeros(image.shape)
    for h, w in np.ndindex(image.shape):
        output[h, w] = np.sum(padded[h : h + kernel.shape[0], w : w + kernel.shape[1]] * kernel)
    return output


def lines_executed(function, *arguments):
    """How many lines of fast_conv.py a call executes."""
    lines = 0

    def count(frame, event, _):
        nonlocal lines
        if frame.f_code.co_filename != function.__code__.co_filename:
            return None
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return lines


def assert_vectorised(function, small, large):
    """A call with the larger image executes no more lines of Python than one with the smaller
    image.
    """
    few, many = lines_executed(function, *small), lines_executed(function, *large)
    assert many <= few, (
        f"{few} lines are executed for a small image and {many} for a larger one: leave the loop over pixels to NumPy."
    )


def images_of(height, width):
    """One image of one channel."""
    return (np.arange(height * width) % 7.0).reshape(1, 1, height, width)


# image_patches


@pytest.mark.exercise("image_patches")
def test_image_patches_example():
    """A kernel of 2 x 2 sees a 3 x 3 image at four positions, each of which is a row."""
    assert_close(
        fast_conv.image_patches(IMAGES, 2, 2),
        np.array([[[1.0, 2.0, 4.0, 5.0], [2.0, 3.0, 5.0, 6.0], [4.0, 5.0, 7.0, 8.0], [5.0, 6.0, 8.0, 9.0]]]),
    )


@pytest.mark.exercise("image_patches")
def test_image_patches_puts_channel_after_channel():
    """A patch holds all of the first channel, then all of the second.

    If the channels take turns: put their axis before those of the kernel's rows and columns.
    """
    images = np.concatenate([IMAGES, 10 * IMAGES], axis=1)
    assert_close(fast_conv.image_patches(images, 2, 2)[0, 0], np.array([1.0, 2.0, 4.0, 5.0, 10.0, 20.0, 40.0, 50.0]))


@pytest.mark.exercise("image_patches")
@quick
@given(convolutions())
def test_image_patches_has_the_windows_in_its_rows(case):
    """Row o O_w + p is the window that begins at o times the stride and p times the stride of the
    padded image.
    """
    images, param, stride, padding = case
    kernel_h, kernel_w = param.shape[2:]
    patches = fast_conv.image_patches(images, kernel_h, kernel_w, stride, padding)
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    padded = np.pad(images, ((0, 0), (0, 0), (p, p), (r, r)))
    tops, lefts = range(0, padded.shape[2] - kernel_h + 1, s), range(0, padded.shape[3] - kernel_w + 1, u)
    rows = [
        padded[:, :, top : top + kernel_h, left : left + kernel_w].reshape(len(images), -1)
        for top in tops
        for left in lefts
    ]
    assert_close(patches, np.stack(rows, axis=1))


@pytest.mark.exercise("image_patches")
def test_image_patches_is_vectorised():
    """The number of executed lines does not grow with the image."""
    assert_vectorised(fast_conv.image_patches, (images_of(6, 6), 2, 3), (images_of(18, 18), 2, 3))


@pytest.mark.exercise("image_patches")
def test_image_patches_refuses_what_makes_no_sense():
    """A kernel larger than the padded images, a stride of 0, a negative padding and images with
    three dimensions raise ValueError.
    """
    for arguments in (
        (IMAGES, 4, 2),
        (IMAGES, 2, 6, 1, 1),
        (IMAGES, 2, 2, 0),
        (IMAGES, 2, 2, 1, -1),
        (IMAGES[0], 2, 2),
    ):
        with pytest.raises((ValueError, AssertionError)):
            fast_conv.image_patches(*arguments)


# conv_im2col


@pytest.mark.exercise("conv_im2col")
def test_conv_im2col_example():
    """Each output is the upper left pixel of its window plus twice the lower right one."""
    assert_close(fast_conv.conv_im2col(IMAGES, KERNEL), np.array([[[[11.0, 14.0], [20.0, 23.0]]]]))


@pytest.mark.exercise("conv_im2col")
@quick
@given(convolutions())
def test_conv_im2col_is_linear_in_the_images(case):
    """Convolving 2 x - 3 y gives 2 times the output of x minus 3 times the output of y."""
    images, param, stride, padding = case
    assert_linear(lambda x: fast_conv.conv_im2col(x, param, stride, padding), images, np.flip(images))


@pytest.mark.exercise("conv_im2col")
@quick
@given(convolutions())
def test_conv_im2col_treats_each_image_alone(case):
    """An image gives the same output alone as in a batch.

    If it fails: after one product for the whole batch, are the images the first axis again before
    you reshape?
    """
    images, param, stride, padding = case
    assert_samples_independent(lambda x: fast_conv.conv_im2col(x, param, stride, padding), images)


@pytest.mark.exercise("conv_im2col")
@quick
@given(one_image_and_kernel())
def test_conv_im2col_agrees_with_loops(case):
    """With half the kernel's size as padding, one channel gives what plain loops give."""
    image, kernel = case
    padding = (kernel.shape[0] // 2, kernel.shape[1] // 2)
    output = fast_conv.conv_im2col(image[None, None], kernel[None, None], 1, padding)
    assert_close(output, in_loops(image, kernel)[None, None])


@pytest.mark.exercise("conv_im2col")
@quick
@given(convolutions())
def test_conv_im2col_adds_up_the_channels(case):
    """The output is the sum of the outputs of the single channels, and each output channel has its
    own kernel.
    """
    images, param, stride, padding = case
    output = fast_conv.conv_im2col(images, param, stride, padding)
    parts = [fast_conv.conv_im2col(images[:, c : c + 1], param[c : c + 1], stride, padding) for c in range(len(param))]
    assert_close(output, np.sum(parts, axis=0))
    single = [fast_conv.conv_im2col(images, param[:, d : d + 1], stride, padding) for d in range(param.shape[1])]
    assert_close(output, np.concatenate(single, axis=1))


@pytest.mark.exercise("conv_im2col")
def test_conv_im2col_is_vectorised():
    """The number of executed lines does not grow with the image."""
    assert_vectorised(fast_conv.conv_im2col, (images_of(6, 6), KERNEL), (images_of(18, 18), KERNEL))


# input_grad_im2col


@pytest.mark.exercise("input_grad_im2col")
def test_input_grad_im2col_example():
    """Windows overlap: the middle pixel is the upper left one of the last window and the lower
    right one of the first.
    """
    gradient = fast_conv.input_grad_im2col(IMAGES, KERNEL, np.array([[[[1.0, 10.0], [100.0, 1000.0]]]]))
    assert_close(gradient, np.array([[[[1.0, 10.0, 0.0], [100.0, 1002.0, 20.0], [0.0, 200.0, 2000.0]]]]))


@pytest.mark.exercise("input_grad_im2col")
@quick
@given(convolutions())
def test_input_grad_im2col_belongs_to_conv_im2col(case):
    """Adjoint test: the sum of conv_im2col(x) * g equals the sum of x * input_grad_im2col(g), for
    every g.

    If the gradient is empty without padding: [0:-0] holds nothing.
    """
    images, param, stride, padding = case
    output_grad = some_gradient(fast_conv.conv_im2col(images, param, stride, padding))
    assert_adjoint(
        lambda x: fast_conv.conv_im2col(x, param, stride, padding),
        lambda g: fast_conv.input_grad_im2col(images, param, g, stride, padding),
        images,
        output_grad,
    )


@pytest.mark.exercise("input_grad_im2col")
def test_input_grad_im2col_is_vectorised():
    """The number of executed lines does not grow with the image: loop over the places of the
    kernel.
    """
    small, large = images_of(6, 6), images_of(18, 18)
    assert_vectorised(
        fast_conv.input_grad_im2col, (small, KERNEL, np.ones((1, 1, 5, 5))), (large, KERNEL, np.ones((1, 1, 17, 17)))
    )


# param_grad_im2col


@pytest.mark.exercise("param_grad_im2col")
def test_param_grad_im2col_example():
    """If only one output matters, the kernel's gradient is the window that this output saw."""
    gradient = fast_conv.param_grad_im2col(IMAGES, KERNEL, np.array([[[[0.0, 1.0], [0.0, 0.0]]]]))
    assert_close(gradient, np.array([[[[2.0, 3.0], [5.0, 6.0]]]]))


@pytest.mark.exercise("param_grad_im2col")
@quick
@given(convolutions())
def test_param_grad_im2col_belongs_to_conv_im2col(case):
    """Adjoint test: the sum of conv_im2col(x, w) * g equals the sum of w * param_grad_im2col(g),
    for every g.

    If it fails for several images only: do the patches of an image meet the gradients of the same
    image?
    """
    images, param, stride, padding = case
    output_grad = some_gradient(fast_conv.conv_im2col(images, param, stride, padding))
    assert_adjoint(
        lambda w: fast_conv.conv_im2col(images, w, stride, padding),
        lambda g: fast_conv.param_grad_im2col(images, param, g, stride, padding),
        param,
        output_grad,
    )


@pytest.mark.exercise("param_grad_im2col")
def test_param_grad_im2col_is_vectorised():
    """The number of executed lines does not grow with the image."""
    small, large = images_of(6, 6), images_of(18, 18)
    assert_vectorised(
        fast_conv.param_grad_im2col, (small, KERNEL, np.ones((1, 1, 5, 5))), (large, KERNEL, np.ones((1, 1, 17, 17)))
    )


# conv_separable


@pytest.mark.exercise("conv_separable")
def test_conv_separable_example():
    """A single 1 in the image shows the kernel outer(column, row) turned round in the output, as
    every convolution does here.
    """
    image = np.zeros((3, 5))
    image[1, 2] = 1.0
    output = fast_conv.conv_separable(image, np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 5.0]))
    assert_close(output, np.array([[0.0, 20.0, 12.0, 4.0, 0.0], [0.0, 10.0, 6.0, 2.0, 0.0], [0.0, 5.0, 3.0, 1.0, 0.0]]))


@pytest.mark.exercise("conv_separable")
@quick
@given(one_image_and_kernel(), kernels(1, 5), kernels(1, 5))
def test_conv_separable_agrees_with_loops(case, column, row):
    """Plain loops with the kernel outer(column, row) give the same.

    If it fails for different lengths only: the column belongs to the rows' axis, and each has a
    half of its own.
    """
    assert_close(fast_conv.conv_separable(case[0], column, row), in_loops(case[0], np.outer(column, row)))


@pytest.mark.exercise("conv_separable")
def test_conv_separable_is_vectorised():
    """The number of executed lines does not grow with the image: loop over the values of column and
    row.
    """
    column, row = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
    assert_vectorised(
        fast_conv.conv_separable, (images_of(9, 10)[0, 0], column, row), (images_of(14, 13)[0, 0], column, row)
    )


# conv_fft


@pytest.mark.exercise("conv_fft")
def test_conv_fft_example():
    """A single 1 in a corner: beyond the border there are zeros, and the values that fall off there
    do not come back at the other side.
    """
    image = np.zeros((3, 4))
    image[0, 0] = 1.0
    output = fast_conv.conv_fft(image, np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]))
    assert_close(output, np.array([[5.0, 4.0, 0.0, 0.0], [2.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]))


@pytest.mark.exercise("conv_fft")
@quick
@given(one_image_and_kernel())
def test_conv_fft_agrees_with_loops(case):
    """Plain loops give the same, to within rounding errors.

    If your numbers are complex: take the real part. If negative ones became positive: not the
    absolute value.
    """
    image, kernel = case
    assert_close(fast_conv.conv_fft(image, kernel), in_loops(image, kernel))


@pytest.mark.exercise("conv_fft")
def test_conv_fft_is_vectorised():
    """The number of executed lines does not grow with the image."""
    kernel = np.arange(9.0).reshape(3, 3)
    assert_vectorised(fast_conv.conv_fft, (images_of(9, 10)[0, 0], kernel), (images_of(14, 13)[0, 0], kernel))
