"""The visible checks of conv2d.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
input: zeros at the border, linearity, and for the gradients the adjoint test, which compares them
with your own forward pass.  Run them with

    pytest test_conv2d.py
"""

import conv2d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_adjoint,
    assert_close,
    assert_leaves_arguments_alone,
    assert_linear,
    assert_repeatable,
    assert_samples_independent,
    assert_shift_equivariant,
    odd_sizes,
    sizes,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

IMAGES = np.array(
    [
        [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]],
        [[0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]],
    ]
)
KERNEL = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
ONES = np.ones((3, 3))


@st.composite
def convolutions(draw):
    """A few images, a kernel of odd height and width (it may be larger than the images) and an
    output gradient.
    """
    shape = draw(sizes(1, 3)), draw(sizes(1, 5)), draw(sizes(1, 5))
    return draw(arrays(shape)), draw(arrays((draw(odd_sizes(1, 5)), draw(odd_sizes(1, 5))))), draw(arrays(shape))


# pad_2d


@pytest.mark.exercise("pad_2d")
def test_pad_2d_example():
    """An image of 2 x 3 pixels gets one row above and below, and two columns left and right.

    If it gets two rows and one column: pad_h comes first and belongs to the rows, which are axis 1
    of the batch.
    """
    expected = [[[0, 0, 0, 0, 0, 0, 0], [0, 0, 1, 2, 3, 0, 0], [0, 0, 4, 5, 6, 0, 0], [0, 0, 0, 0, 0, 0, 0]]]
    assert_close(conv2d.pad_2d(np.array([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]), 1, 2), expected)


@pytest.mark.exercise("pad_2d")
@quick
@given(
    st.tuples(sizes(1, 3), sizes(1, 4), sizes(1, 4)).flatmap(lambda shape: arrays(shape, scale=4)),
    sizes(0, 2),
    sizes(0, 3),
)
def test_pad_2d_keeps_the_images_inside_zeros(images, pad_h, pad_w):
    """The images stand in the middle of the padded ones, and all the rest is zero; a padding may be
    0.

    If only a padding of 0 fails: the slice [0:-0] is empty. If fractions are lost: make an array of
    floats.
    """
    count, height, width = images.shape
    padded = conv2d.pad_2d(images, pad_h, pad_w)
    assert isinstance(padded, np.ndarray), "The result should be an array."
    assert padded.shape == (count, height + 2 * pad_h, width + 2 * pad_w), f"The shape is {padded.shape}."
    assert_close(
        padded[:, pad_h : pad_h + height, pad_w : pad_w + width], images, what="The middle of the padded images"
    )
    assert np.abs(padded).sum() == np.abs(images).sum(), "There is something else than zeros in the border."


@pytest.mark.exercise("pad_2d")
def test_pad_2d_refuses_what_makes_no_sense():
    """A single image of two dimensions (not a batch) and a negative padding raise ValueError.

    Check the arguments at the start: if images.ndim != 3: raise ValueError("...").
    """
    with pytest.raises((ValueError, AssertionError)):
        conv2d.pad_2d(ONES, 1, 1)
    with pytest.raises((ValueError, AssertionError)):
        conv2d.pad_2d(IMAGES, -1, 1)


# conv_2d


@pytest.mark.exercise("conv_2d")
def test_conv_2d_example():
    """A kernel of ones adds up each pixel and its neighbours.

    If only the border is wrong: put zeros around the images first, half the kernel's size on each
    side.
    """
    assert_close(
        conv2d.conv_2d(IMAGES[:1], ONES),
        [[[14.0, 24.0, 30.0, 22.0], [33.0, 54.0, 63.0, 45.0], [30.0, 48.0, 54.0, 38.0]]],
    )


@pytest.mark.exercise("conv_2d")
def test_conv_2d_does_not_turn_the_kernel():
    """A single 1 in an image shows the kernel turned by 180 degrees in the output, because the
    kernel itself is not turned.

    If you see 1, 2, 3 in the first row: the kernel was turned. If you see 9, 6, 3: it was
    transposed.
    """
    assert_close(
        conv2d.conv_2d(IMAGES[1:], KERNEL), [[[9.0, 8.0, 7.0, 0.0], [6.0, 5.0, 4.0, 0.0], [3.0, 2.0, 1.0, 0.0]]]
    )


@pytest.mark.exercise("conv_2d")
def test_conv_2d_takes_kernels_of_every_odd_height_and_width():
    """A kernel of one row looks left and right only, one of a single column up and down only, and
    one of one value nowhere.

    If this fails alone: the padding of the rows comes from the kernel's height, that of the columns
    from its width.
    """
    image = np.array([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]])
    assert_close(
        conv2d.conv_2d(image, np.array([[1.0, 0.0, 2.0]])),
        [[[4.0, 7.0, 2.0], [10.0, 16.0, 5.0]]],
        what="The output of a kernel of one row",
    )
    assert_close(
        conv2d.conv_2d(image, np.array([[1.0], [0.0], [2.0]])),
        [[[8.0, 10.0, 12.0], [1.0, 2.0, 3.0]]],
        what="The output of a kernel of one column",
    )
    assert_close(conv2d.conv_2d(image, np.array([[3.0]])), 3.0 * image, what="The output of a kernel of one value")


@pytest.mark.exercise("conv_2d")
def test_conv_2d_takes_a_kernel_larger_than_the_image():
    """An image of two pixels and a kernel of 5 x 5: the output has two pixels."""
    kernel = np.arange(1.0, 26.0).reshape(5, 5)
    assert_close(conv2d.conv_2d(np.array([[[1.0, 2.0]]]), kernel), [[[13.0 + 28.0, 12.0 + 26.0]]])


@pytest.mark.exercise("conv_2d")
def test_conv_2d_keeps_fractions():
    """Images of whole numbers and a kernel of fractions give fractions.

    If they are cut off: np.zeros_like of whole numbers is an array of whole numbers; use np.zeros.
    """
    assert_close(conv2d.conv_2d(np.array([[[1, 2], [3, 4]]]), np.array([[0.0, 0.5, 0.25]])), [[[1.0, 1.0], [2.5, 2.0]]])


@pytest.mark.exercise("conv_2d")
@quick
@given(convolutions())
def test_conv_2d_is_linear_in_the_images(case):
    """Convolving 2 x - 3 y gives 2 times the output of x minus 3 times the output of y."""
    x, param, y = case
    assert_linear(lambda images: conv2d.conv_2d(images, param), x, y)


@pytest.mark.exercise("conv_2d")
@quick
@given(convolutions(), st.integers(-2, 2), st.sampled_from([1, 2]))
def test_conv_2d_shifts_with_the_images(case, shift, axis):
    """Shifting the images, with zeros around them, shifts the output by as much: the kernel is the
    same everywhere.
    """
    images, param, _ = case
    assert_shift_equivariant(lambda x: conv2d.conv_2d(x, param), images, shift, margin=4, axis=axis)


@pytest.mark.exercise("conv_2d")
@quick
@given(convolutions())
def test_conv_2d_treats_each_image_alone(case):
    """An image gives the same output alone as in a batch, and a batch of one stays a batch."""
    images, param, _ = case
    assert_samples_independent(lambda x: conv2d.conv_2d(x, param), images)


@pytest.mark.exercise("conv_2d")
def test_conv_2d_leaves_its_arguments_alone():
    """A call changes neither the images nor the kernel, and a second call gives the same answer.

    The assignment output = images makes no copy: both names then stand for the same array.
    """
    assert_leaves_arguments_alone(conv2d.conv_2d, IMAGES.copy(), KERNEL.copy())
    assert_repeatable(conv2d.conv_2d, IMAGES, KERNEL)


@pytest.mark.exercise("conv_2d")
def test_conv_2d_refuses_what_makes_no_sense():
    """A kernel of even height or width, one with one dimension, and an image that is no batch raise
    ValueError.
    """
    for kernel in (np.ones((2, 3)), np.ones((3, 2)), np.ones(3)):
        with pytest.raises((ValueError, AssertionError)):
            conv2d.conv_2d(IMAGES, kernel)
    with pytest.raises((ValueError, AssertionError)):
        conv2d.conv_2d(IMAGES[0], KERNEL)


# input_grad_2d


@pytest.mark.exercise("input_grad_2d")
def test_input_grad_2d_example():
    """With a kernel of ones and the sum as loss, a corner counts in four outputs, an edge pixel in
    six and an inner one in nine.

    If all are 9: outputs beyond the border do not exist, so their gradient is zero.
    """
    assert_close(
        conv2d.input_grad_2d(IMAGES[:1], ONES), [[[4.0, 6.0, 6.0, 4.0], [6.0, 9.0, 9.0, 6.0], [4.0, 6.0, 6.0, 4.0]]]
    )
    assert_close(
        conv2d.input_grad_2d(IMAGES, KERNEL, np.zeros((2, 3, 4))),
        np.zeros((2, 3, 4)),
        what="The gradient for an output gradient of zeros",
    )


@pytest.mark.exercise("input_grad_2d")
def test_input_grad_2d_of_a_single_output():
    """If only one output matters, the gradient is the kernel itself, laid on the pixels that this
    output saw.

    If it comes out turned by 180 degrees: on the way back, the kernel runs backwards along both
    axes.
    """
    assert_close(
        conv2d.input_grad_2d(IMAGES[:1], KERNEL, IMAGES[1:]),
        [[[1.0, 2.0, 3.0, 0.0], [4.0, 5.0, 6.0, 0.0], [7.0, 8.0, 9.0, 0.0]]],
    )


@pytest.mark.exercise("input_grad_2d")
@quick
@given(convolutions())
def test_input_grad_2d_belongs_to_conv_2d(case):
    """Adjoint test: the sum of conv_2d(x) * g equals the sum of x * input_grad_2d(g), for every g.

    If it fails: is output_grad used, is the kernel turned along both axes, does it hold for kernels
    that are not square?
    """
    images, param, output_grad = case
    assert_adjoint(
        lambda x: conv2d.conv_2d(x, param), lambda g: conv2d.input_grad_2d(images, param, g), images, output_grad
    )


@pytest.mark.exercise("input_grad_2d")
@quick
@given(convolutions())
def test_input_grad_2d_treats_each_image_alone(case):
    """An image's gradient is the same alone as in a batch: nothing is averaged or mixed."""
    images, param, output_grad = case
    assert_samples_independent(lambda x, g: conv2d.input_grad_2d(x, param, g), images, output_grad)


@pytest.mark.exercise("input_grad_2d")
def test_input_grad_2d_is_the_effect_of_one_more():
    """Making one pixel larger by one changes the sum of all outputs by that pixel's gradient.

    This is a finite difference, and for a convolution it is exact.
    """
    image, param = IMAGES[:1], np.array([[1.0, -2.0, 4.0]])
    before = conv2d.conv_2d(image, param).sum()
    effects = np.zeros(image.shape)
    for place in np.ndindex(image.shape):
        more = image.copy()
        more[place] += 1.0
        effects[place] = conv2d.conv_2d(more, param).sum() - before
    assert_close(conv2d.input_grad_2d(image, param), effects)


@pytest.mark.exercise("input_grad_2d")
def test_input_grad_2d_keeps_fractions():
    """Images of whole numbers have a gradient with fractions when the kernel has some."""
    assert_close(
        conv2d.input_grad_2d(np.array([[[1, 2], [3, 4]]]), np.array([[0.0, 0.5, 0.25]])), [[[0.5, 0.75], [0.5, 0.75]]]
    )


@pytest.mark.exercise("input_grad_2d")
def test_input_grad_2d_refuses_what_makes_no_sense():
    """An output gradient that does not have the output's shape, and a kernel of even size, raise
    ValueError.
    """
    with pytest.raises((ValueError, AssertionError)):
        conv2d.input_grad_2d(IMAGES, KERNEL, np.ones((2, 4, 3)))
    with pytest.raises((ValueError, AssertionError)):
        conv2d.input_grad_2d(IMAGES, np.ones((3, 4)), np.ones((2, 3, 4)))


# param_grad_2d


@pytest.mark.exercise("param_grad_2d")
def test_param_grad_2d_example():
    """With the sum as loss, each kernel value's gradient is the sum of all the pixels that it
    meets.

    The middle one meets them all: 78. The one above it meets all but the last row, and the one on
    its left all but the last column.
    """
    assert_close(conv2d.param_grad_2d(IMAGES[:1], ONES), [[24.0, 36.0, 30.0], [54.0, 78.0, 63.0], [48.0, 68.0, 54.0]])
    assert_close(
        conv2d.param_grad_2d(IMAGES, KERNEL, np.zeros((2, 3, 4))),
        np.zeros((3, 3)),
        what="The gradient for an output gradient of zeros",
    )


@pytest.mark.exercise("param_grad_2d")
@quick
@given(convolutions())
def test_param_grad_2d_belongs_to_conv_2d(case):
    """Adjoint test: the sum of conv_2d(x, w) * g equals the sum of w * param_grad_2d(g), for every
    g.

    If it fails: is output_grad used, does image n meet its own gradient, are all images and outputs
    added up, not averaged?
    """
    images, param, output_grad = case
    assert_adjoint(
        lambda w: conv2d.conv_2d(images, w), lambda g: conv2d.param_grad_2d(images, param, g), param, output_grad
    )


@pytest.mark.exercise("param_grad_2d")
@quick
@given(convolutions())
def test_param_grad_2d_does_not_depend_on_the_order(case):
    """Turning the batch and the output gradient over together changes nothing, because a sum has no
    order.
    """
    images, param, output_grad = case
    forwards = conv2d.param_grad_2d(images, param, output_grad)
    assert_close(
        conv2d.param_grad_2d(images[::-1], param, output_grad[::-1]),
        forwards,
        what="The gradient of the reversed batch",
    )


@pytest.mark.exercise("param_grad_2d")
def test_param_grad_2d_keeps_fractions():
    """A kernel of whole numbers has a gradient with fractions when the images have some."""
    assert_close(conv2d.param_grad_2d(np.array([[[0.5, 0.25, 1.0]]]), np.array([[1, 2, 3]])), [[0.75, 1.75, 1.25]])


@pytest.mark.exercise("param_grad_2d")
def test_param_grad_2d_keeps_nothing_between_calls():
    """A second call gives the same answer in a new array, and no argument changes.

    Start every call with new zeros: a default argument, or an array outside the function, lives on.
    """
    assert_repeatable(conv2d.param_grad_2d, IMAGES, KERNEL, IMAGES)
    assert_leaves_arguments_alone(conv2d.param_grad_2d, IMAGES.copy(), KERNEL.copy(), IMAGES.copy())


@pytest.mark.exercise("param_grad_2d")
def test_param_grad_2d_refuses_what_makes_no_sense():
    """An output gradient that does not have the output's shape, and a kernel of even size, raise
    ValueError.
    """
    with pytest.raises((ValueError, AssertionError)):
        conv2d.param_grad_2d(IMAGES, KERNEL, np.ones((2, 1, 4)))
    with pytest.raises((ValueError, AssertionError)):
        conv2d.param_grad_2d(IMAGES, np.ones((4, 3)), np.ones((2, 3, 4)))


# true_convolution


@pytest.mark.exercise("true_convolution")
def test_true_convolution_shows_the_kernel_as_it_is():
    """A single 1 in an image shows the kernel itself, because it was turned by 180 degrees before
    it slid over the image.

    If it comes out mirrored along one axis: both axes are reversed.
    """
    assert_close(
        conv2d.true_convolution(IMAGES[1:], KERNEL),
        [[[1.0, 2.0, 3.0, 0.0], [4.0, 5.0, 6.0, 0.0], [7.0, 8.0, 9.0, 0.0]]],
    )


@pytest.mark.exercise("true_convolution")
@quick
@given(convolutions())
def test_true_convolution_is_conv_2d_with_the_turned_kernel(case):
    """Turning the kernel twice by 180 degrees leaves it as it was: with the turned kernel,
    true_convolution is conv_2d.
    """
    images, param, _ = case
    turned = np.array([row[::-1] for row in param[::-1]])
    assert_close(conv2d.true_convolution(images, turned), conv2d.conv_2d(images, param))


@pytest.mark.exercise("true_convolution")
@quick
@given(arrays((3, 3)), arrays((3, 3)))
def test_true_convolution_does_not_mind_the_order(one, other):
    """f * g equals g * f: with a wide border of zeros, it does not matter which one is called the
    kernel.

    This is why mathematicians turn the kernel. conv_2d does not have this property.
    """
    f, g = np.pad(one, 2), np.pad(other, 2)
    assert_close(conv2d.true_convolution(f[np.newaxis], g), conv2d.true_convolution(g[np.newaxis], f))


@pytest.mark.exercise("true_convolution")
def test_true_convolution_leaves_the_kernel_alone():
    """The kernel that was passed in is the same after the call: turn a copy of it."""
    assert_leaves_arguments_alone(conv2d.true_convolution, IMAGES.copy(), KERNEL.copy())


@pytest.mark.exercise("true_convolution")
def test_true_convolution_refuses_what_makes_no_sense():
    """A kernel of even size raises ValueError, just as with conv_2d."""
    with pytest.raises((ValueError, AssertionError)):
        conv2d.true_convolution(IMAGES, np.ones((2, 2)))
