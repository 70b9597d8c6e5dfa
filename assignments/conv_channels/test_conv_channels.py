"""The visible checks of conv_channels.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
input: how strides and paddings are related, linearity, and for the gradients the adjoint test,
which compares them with your own forward pass.  Run them with

    pytest test_conv_channels.py
"""

import conv_channels
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
    sizes,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

IMAGES = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]]])
"""One image of two channels, 2 x 3 pixels."""

KERNELS = np.array(
    [
        [[[1.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [3.0, 4.0]], [[0.0, 0.0], [0.0, 1.0]]],
        [[[0.0, 0.0], [0.0, 0.0]], [[10.0, 0.0], [0.0, 0.0]], [[5.0, 6.0], [7.0, 8.0]]],
    ]
)
"""From two channels to three, 2 x 2."""

COUNTING = np.arange(1.0, 16.0).reshape(1, 1, 3, 5)
ONES = np.ones((1, 1, 2, 2))


@st.composite
def convolutions(draw, strides=(1, 2, 3, (1, 2), (3, 1)), paddings=(0, 1, 2, (0, 1), (2, 0))):
    """Images, kernels that fit into the padded images, a stride and a padding."""
    stride, padding = draw(st.sampled_from(strides)), draw(st.sampled_from(paddings))
    pad_h, pad_w = np.broadcast_to(padding, 2)
    channels_in, channels_out, height, width = (
        draw(sizes(1, 3)),
        draw(sizes(1, 3)),
        draw(sizes(1, 5)),
        draw(sizes(1, 5)),
    )
    kernel_h, kernel_w = draw(sizes(1, min(3, height + 2 * int(pad_h)))), draw(sizes(1, min(3, width + 2 * int(pad_w))))
    images = draw(arrays((draw(sizes(1, 2)), channels_in, height, width)))
    return images, draw(arrays((channels_in, channels_out, kernel_h, kernel_w))), stride, padding


def random_like(array, seed=0):
    """An output gradient: random numbers in the shape of an output."""
    return np.random.default_rng(seed).normal(size=np.shape(array))


# output_size


@pytest.mark.exercise("output_size")
def test_output_size_examples():
    """Images of 24 pixels and kernels of 3 give 22 places; one row of zeros on each side makes it
    24 again, and stride 2 then 12.

    If the third one fails: the step that leads over the border is not made, so round down. Only
    then add 1. If the last one fails: np.floor and / return floats, but np.zeros and range need an
    int; divide with //.
    """
    assert conv_channels.output_size(24, 3) == 22
    assert conv_channels.output_size(24, 3, 1, 1) == 24
    assert conv_channels.output_size(24, 3, 2, 1) == 12
    assert isinstance(conv_channels.output_size(24, 3), int | np.integer)


@pytest.mark.exercise("output_size")
@quick
@given(sizes(1, 12), sizes(1, 5), sizes(1, 4), sizes(0, 2))
def test_output_size_counts_the_places(size, kernel, stride, padding):
    """The last window still fits into the padded image, and one step further it would not.

    A kernel larger than the padded image has no place at all: then a ValueError is right.
    """
    padded = size + 2 * padding
    if kernel > padded:
        with pytest.raises((ValueError, AssertionError)):
            conv_channels.output_size(size, kernel, stride, padding)
        return
    last = (conv_channels.output_size(size, kernel, stride, padding) - 1) * stride
    assert last + kernel <= padded, "The last window leads over the border."
    assert last + stride + kernel > padded, "There is room for one more window."


@pytest.mark.exercise("output_size")
def test_output_size_refuses_what_makes_no_sense():
    """A stride of 0, a negative padding and a kernel that is too large raise ValueError."""
    for arguments in ((5, 3, 0), (5, 3, 1, -1), (3, 4), (3, 6, 1, 1)):
        with pytest.raises((ValueError, AssertionError)):
            conv_channels.output_size(*arguments)


# conv_channels


@pytest.mark.exercise("conv_channels")
def test_conv_channels_sums_over_the_input_channels():
    """Two input channels become three output channels; each is the sum of what its two kernels
    find.

    If the first of them is right and the others are not: the kernels have the shape [C_in, C_out,
    K_h, K_w], input channels first. That is so where both numbers are 2, too.
    """
    assert_close(conv_channels.conv_channels(IMAGES, KERNELS), [[[[1.0, 2.0]], [[47.0, 47.0]], [[10.0, 14.0]]]])
    assert_close(
        conv_channels.conv_channels(IMAGES, KERNELS[:, :2]),
        [[[[1.0, 2.0]], [[47.0, 47.0]]]],
        what="The output of two channels",
    )


@pytest.mark.exercise("conv_channels")
def test_conv_channels_moves_by_the_stride():
    """A pair of strides is (vertical, horizontal), and a window that would lead over the border is
    not made.

    If the shape is right and the numbers are not: the window of output (i, j) begins at i * s_h and
    j * s_w.
    """
    assert_close(conv_channels.conv_channels(COUNTING, ONES, 2), [[[[16.0, 24.0]]]], what="The output at stride 2")
    assert_close(
        conv_channels.conv_channels(COUNTING, ONES, (1, 3)),
        [[[[16.0, 28.0], [36.0, 48.0]]]],
        what="The output at stride (1, 3)",
    )


@pytest.mark.exercise("conv_channels")
def test_conv_channels_pads_with_zeros():
    """A padding of (0, 1) puts a column of zeros on both sides, and no row.

    If you see more rows: a pair of paddings is (vertical, horizontal), too.
    """
    expected = [[[[7.0, 16.0, 20.0, 24.0, 28.0, 15.0], [17.0, 36.0, 40.0, 44.0, 48.0, 25.0]]]]
    assert_close(conv_channels.conv_channels(COUNTING, ONES, 1, (0, 1)), expected)


@pytest.mark.exercise("conv_channels")
@quick
@given(convolutions(strides=(2, 3, (1, 2), (3, 2))))
def test_conv_channels_with_a_stride_keeps_every_so_many_outputs(case):
    """Stride 2 gives every second output of stride 1, along each axis by its own number."""
    images, param, stride, padding = case
    step_h, step_w = np.broadcast_to(stride, 2)
    everything = conv_channels.conv_channels(images, param, 1, padding)
    assert_close(conv_channels.conv_channels(images, param, stride, padding), everything[:, :, ::step_h, ::step_w])


@pytest.mark.exercise("conv_channels")
@quick
@given(convolutions())
def test_conv_channels_padding_is_a_border_of_zeros(case):
    """A padding gives the same as images that have such a border already."""
    images, param, stride, padding = case
    pad_h, pad_w = np.broadcast_to(padding, 2)
    bordered = np.pad(images, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    assert_close(
        conv_channels.conv_channels(images, param, stride, padding),
        conv_channels.conv_channels(bordered, param, stride, 0),
    )


@pytest.mark.exercise("conv_channels")
@quick
@given(convolutions(), sizes(0, 99))
def test_conv_channels_is_linear_and_treats_each_image_alone(case, seed):
    """Convolving 2 x - 3 y gives 2 times the output of x minus 3 times that of y; and an image
    gives the same alone as in a batch.
    """
    images, param, stride, padding = case
    other = random_like(images, seed)
    assert_linear(lambda x: conv_channels.conv_channels(x, param, stride, padding), images, other)
    assert_samples_independent(lambda x: conv_channels.conv_channels(x, param, stride, padding), images)


@pytest.mark.exercise("conv_channels")
def test_conv_channels_keeps_fractions():
    """Images of whole numbers and kernels of fractions give fractions; use np.zeros, which makes an
    array of floats.
    """
    assert_close(conv_channels.conv_channels(np.array([[[[1, 2]]]]), np.array([[[[0.5, 0.25]]]])), [[[[1.0]]]])
    assert_close(conv_channels.conv_channels(np.array([[[[1, 2]]]]), np.array([[[[0.5]]]])), [[[[0.5, 1.0]]]])


@pytest.mark.exercise("conv_channels")
def test_conv_channels_leaves_its_arguments_alone():
    """A call changes neither the images nor the kernels, and a second call gives the same answer."""
    assert_leaves_arguments_alone(conv_channels.conv_channels, IMAGES.copy(), KERNELS.copy(), 1, 1)
    assert_repeatable(conv_channels.conv_channels, IMAGES, KERNELS, (1, 2), 1)


@pytest.mark.exercise("conv_channels")
def test_conv_channels_refuses_what_makes_no_sense():
    """Different numbers of input channels, three dimensions, a kernel that is too large and a
    stride of 0 raise ValueError.
    """
    for arguments in (
        (IMAGES[:, :1], KERNELS),
        (IMAGES[0], KERNELS),
        (IMAGES, KERNELS[0]),
        (IMAGES, np.ones((2, 3, 3, 3))),
        (IMAGES, KERNELS, (1, 0)),
    ):
        with pytest.raises((ValueError, AssertionError)):
            conv_channels.conv_channels(*arguments)


# input_grad_channels


@pytest.mark.exercise("input_grad_channels")
def test_input_grad_channels_of_a_single_output():
    """If only one output matters, the gradient is its kernels, laid on the window that it saw, one
    for each input channel.

    If they come out turned: when the outputs give their gradients back to their windows, nothing is
    turned.
    """
    output_grad = np.array([[[[0.0, 0.0]], [[0.0, 1.0]], [[0.0, 0.0]]]])
    expected = [[[[0.0, 1.0, 2.0], [0.0, 3.0, 4.0]], [[0.0, 10.0, 0.0], [0.0, 0.0, 0.0]]]]
    assert_close(conv_channels.input_grad_channels(IMAGES, KERNELS, output_grad), expected)


@pytest.mark.exercise("input_grad_channels")
def test_input_grad_channels_adds_up_and_leaves_zeros():
    """Pixels that two windows saw get something from both, and pixels that none saw have the
    gradient 0.

    If the last column is missing: the gradient has the shape of the images, whatever the windows
    reach.
    """
    overlapping = conv_channels.input_grad_channels(COUNTING, ONES, np.ones((1, 1, 2, 4)))
    assert_close(
        overlapping,
        [[[[1.0, 2.0, 2.0, 2.0, 1.0], [2.0, 4.0, 4.0, 4.0, 2.0], [1.0, 2.0, 2.0, 2.0, 1.0]]]],
        what="The gradient at stride 1",
    )
    apart = conv_channels.input_grad_channels(COUNTING, ONES, np.array([[[[3.0, 7.0]]]]), 2)
    assert_close(
        apart,
        [[[[3.0, 3.0, 7.0, 7.0, 0.0], [3.0, 3.0, 7.0, 7.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]]]],
        what="The gradient at stride 2",
    )


@pytest.mark.exercise("input_grad_channels")
@quick
@given(convolutions())
def test_input_grad_channels_belongs_to_conv_channels(case):
    """Adjoint test: the sum of conv_channels(x) * g equals the sum of x * input_grad_channels(g),
    for every g.

    If it fails at padding 0 only: a slice like [0:-0] is empty. If it fails at stride 2 only: where
    do the windows begin?
    """
    images, param, stride, padding = case
    output_grad = random_like(conv_channels.conv_channels(images, param, stride, padding))
    assert_adjoint(
        lambda x: conv_channels.conv_channels(x, param, stride, padding),
        lambda g: conv_channels.input_grad_channels(images, param, g, stride, padding),
        images,
        output_grad,
    )


@pytest.mark.exercise("input_grad_channels")
def test_input_grad_channels_keeps_fractions():
    """Images of whole numbers have a gradient with fractions when the kernels have some, and no
    argument changes.
    """
    arguments = np.array([[[[1, 2]]]]), np.array([[[[0.5, 0.25]]]]), np.ones((1, 1, 1, 1))
    assert_close(conv_channels.input_grad_channels(*arguments), [[[[0.5, 0.25]]]])
    assert_leaves_arguments_alone(conv_channels.input_grad_channels, *arguments)


@pytest.mark.exercise("input_grad_channels")
def test_input_grad_channels_refuses_what_makes_no_sense():
    """An output gradient that does not have the output's shape, and a kernel that is too large,
    raise ValueError.
    """
    with pytest.raises((ValueError, AssertionError)):
        conv_channels.input_grad_channels(COUNTING, ONES, np.ones((1, 1, 3, 5)))
    with pytest.raises((ValueError, AssertionError)):
        conv_channels.input_grad_channels(COUNTING, ONES, np.ones((1, 1, 2, 4)), 2)
    with pytest.raises((ValueError, AssertionError)):
        conv_channels.input_grad_channels(COUNTING, np.ones((1, 1, 4, 2)), np.ones((1, 1, 1, 4)))


# param_grad_channels


@pytest.mark.exercise("param_grad_channels")
def test_param_grad_channels_example():
    """If only one output matters, the gradient of its kernels is the window that it saw; all other
    kernels have the gradient 0.
    """
    output_grad = np.array([[[[0.0, 0.0]], [[0.0, 1.0]], [[0.0, 0.0]]]])
    gradient = conv_channels.param_grad_channels(IMAGES, KERNELS, output_grad)
    nothing = [[0.0, 0.0], [0.0, 0.0]]
    assert_close(gradient, [[nothing, [[2.0, 3.0], [5.0, 6.0]], nothing], [nothing, [[0.0, 0.0], [0.0, 1.0]], nothing]])


@pytest.mark.exercise("param_grad_channels")
@quick
@given(convolutions())
def test_param_grad_channels_belongs_to_conv_channels(case):
    """Adjoint test: the sum of conv_channels(x, w) * g equals the sum of w *
    param_grad_channels(g), for every g.

    If it fails: are the windows those of the forward pass, with stride and padding, and are all
    images and windows added up?
    """
    images, param, stride, padding = case
    output_grad = random_like(conv_channels.conv_channels(images, param, stride, padding))
    assert_adjoint(
        lambda w: conv_channels.conv_channels(images, w, stride, padding),
        lambda g: conv_channels.param_grad_channels(images, param, g, stride, padding),
        param,
        output_grad,
    )


@pytest.mark.exercise("param_grad_channels")
def test_param_grad_channels_keeps_nothing_between_calls():
    """A second call gives the same answer in a new array, fractions stay, and no argument changes.

    Start every call with new zeros of type float: np.zeros_like of whole numbers would cut off the
    fractions.
    """
    arguments = np.array([[[[0.5, 0.25, 1.0]]]]), np.array([[[[1, 2]]]]), np.array([[[[1.0, 3.0]]]])
    assert_close(conv_channels.param_grad_channels(*arguments), [[[[1.25, 3.25]]]])
    assert_repeatable(conv_channels.param_grad_channels, *arguments)
    assert_leaves_arguments_alone(conv_channels.param_grad_channels, *arguments)


@pytest.mark.exercise("param_grad_channels")
def test_param_grad_channels_refuses_what_makes_no_sense():
    """An output gradient that does not have the output's shape, and different numbers of channels,
    raise ValueError.
    """
    with pytest.raises((ValueError, AssertionError)):
        conv_channels.param_grad_channels(COUNTING, ONES, np.ones((1, 1, 3, 5)))
    with pytest.raises((ValueError, AssertionError)):
        conv_channels.param_grad_channels(IMAGES, np.ones((1, 3, 2, 2)), np.ones((1, 3, 1, 2)))
