"""The visible checks of conv1d.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
input: zeros at the ends, linearity, and for the gradients the adjoint test, which compares them
with your own forward pass.  Run them with

    pytest test_conv1d.py
"""

import conv1d
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
    kernels,
    sizes,
    vectors,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

SIGNAL = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
KERNEL = np.array([1.0, 1.0, 1.0])
BATCH = np.array([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]])


@st.composite
def convolutions(draw):
    """A signal, a kernel of odd length (it may be longer than the signal) and an output gradient."""
    length = draw(sizes(1, 6))
    return draw(arrays(length)), draw(kernels(1, 5)), draw(arrays(length))


@st.composite
def batch_convolutions(draw):
    """A batch of signals, a kernel of odd length and an output gradient."""
    shape = draw(sizes(1, 3)), draw(sizes(1, 6))
    return draw(arrays(shape)), draw(kernels(1, 5)), draw(arrays(shape))


# pad_1d


@pytest.mark.exercise("pad_1d")
def test_pad_1d_example():
    """The signal 1, 2, 3, 4, 5 gets one zero on each side.

    If the result is too short: each of the two sides gets num zeros.
    """
    assert_close(conv1d.pad_1d(SIGNAL, 1), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 0.0])


@pytest.mark.exercise("pad_1d")
@quick
@given(vectors(scale=4), sizes(0, 3))
def test_pad_1d_keeps_the_signal_between_zeros(input_, num):
    """The padded signal is num zeros, the signal and num zeros, for every num from 0 on.

    If num = 0 fails: the slice padded[num:-num] is empty then. If fractions are lost: make an array
    of floats.
    """
    padded = conv1d.pad_1d(input_, num)
    assert_close(padded[:num], np.zeros(num), what="The beginning of the padded signal")
    assert_close(padded[num : num + len(input_)], input_, what="The middle of the padded signal")
    assert_close(padded[num + len(input_) :], np.zeros(num), what="The end of the padded signal")


@pytest.mark.exercise("pad_1d")
def test_pad_1d_refuses_what_makes_no_sense():
    """A signal with two dimensions and a negative num raise ValueError.

    Check the arguments at the start: if input_.ndim != 1: raise ValueError("...").
    """
    with pytest.raises((ValueError, AssertionError)):
        conv1d.pad_1d(np.ones((2, 3)), 1)
    with pytest.raises((ValueError, AssertionError)):
        conv1d.pad_1d(SIGNAL, -1)


# conv_1d


@pytest.mark.exercise("conv_1d")
def test_conv_1d_example():
    """The kernel 1, 1, 1 adds up each value and its two neighbours.

    If only the ends are wrong: pad the signal with len(param) // 2 zeros on both sides first.
    """
    assert_close(conv1d.conv_1d(SIGNAL, KERNEL), [3.0, 6.0, 9.0, 12.0, 9.0])


@pytest.mark.exercise("conv_1d")
def test_conv_1d_does_not_turn_the_kernel_round():
    """A single 1 in the signal shows the kernel reversed in the output, because the kernel itself
    is not turned round.

    If the result is 0, 1, 2, 3, 0: np.convolve turns the kernel round, np.correlate does not.
    """
    assert_close(
        conv1d.conv_1d(np.array([0.0, 0.0, 1.0, 0.0, 0.0]), np.array([1.0, 2.0, 3.0])), [0.0, 3.0, 2.0, 1.0, 0.0]
    )


@pytest.mark.exercise("conv_1d")
def test_conv_1d_takes_a_kernel_longer_than_the_signal():
    """A signal of two values and a kernel of five: the output has two values.

    If there are too many values: mode="same" of NumPy's functions goes by the longer of the two
    arrays.
    """
    assert_close(conv1d.conv_1d(np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0, 4.0, 5.0])), [11.0, 8.0])


@pytest.mark.exercise("conv_1d")
def test_conv_1d_keeps_fractions():
    """A signal of whole numbers and a kernel of fractions give fractions.

    If they are cut off: np.zeros_like of whole numbers is an array of whole numbers; use np.zeros.
    """
    assert_close(conv1d.conv_1d(np.array([1, 2, 3]), np.array([0.0, 0.5, 0.25])), [1.0, 1.75, 1.5])


@pytest.mark.exercise("conv_1d")
@quick
@given(convolutions())
def test_conv_1d_is_linear_in_the_signal(case):
    """Convolving 2 x - 3 y gives 2 times the output of x minus 3 times the output of y."""
    x, param, y = case
    assert_linear(lambda signal: conv1d.conv_1d(signal, param), x, y)


@pytest.mark.exercise("conv_1d")
@quick
@given(vectors(), st.integers(-2, 2), kernels(1, 5))
def test_conv_1d_shifts_with_the_signal(input_, shift, param):
    """Shifting the signal, with zeros around it, shifts the output by as much: the kernel is the
    same everywhere.
    """
    assert_shift_equivariant(lambda signal: conv1d.conv_1d(signal, param), input_, shift, margin=4)


@pytest.mark.exercise("conv_1d")
def test_conv_1d_leaves_its_arguments_alone():
    """A call changes neither the signal nor the kernel, and a second call gives the same answer.

    The assignment output = input_ makes no copy: both names then stand for the same array.
    """
    assert_leaves_arguments_alone(conv1d.conv_1d, SIGNAL.copy(), KERNEL.copy())
    assert_repeatable(conv1d.conv_1d, SIGNAL, KERNEL)


@pytest.mark.exercise("conv_1d")
def test_conv_1d_refuses_what_makes_no_sense():
    """A kernel of even length, and a signal or kernel with two dimensions, raise ValueError."""
    with pytest.raises((ValueError, AssertionError)):
        conv1d.conv_1d(SIGNAL, np.ones(2))
    with pytest.raises((ValueError, AssertionError)):
        conv1d.conv_1d(np.ones((2, 3)), KERNEL)
    with pytest.raises((ValueError, AssertionError)):
        conv1d.conv_1d(SIGNAL, np.ones((3, 3)))


# input_grad_1d


@pytest.mark.exercise("input_grad_1d")
def test_input_grad_1d_example():
    """With the kernel 1, 1, 1 and the sum as loss, an end of the signal counts in two outputs and
    an inner value in three.

    If all five are 3: outputs beyond the ends do not exist, so their gradient is zero.
    """
    assert_close(conv1d.input_grad_1d(SIGNAL, KERNEL), [2.0, 3.0, 3.0, 3.0, 2.0])
    assert_close(
        conv1d.input_grad_1d(SIGNAL, KERNEL, np.zeros(5)),
        np.zeros(5),
        what="The gradient for an output gradient of zeros",
    )


@pytest.mark.exercise("input_grad_1d")
@quick
@given(convolutions())
def test_input_grad_1d_belongs_to_conv_1d(case):
    """Adjoint test: the sum of conv_1d(x) * g equals the sum of x * input_grad_1d(g), for every g.

    If it fails: is output_grad used, is the kernel turned round, does it hold for kernels of length
    1 and 5?
    """
    x, param, output_grad = case
    assert_adjoint(
        lambda signal: conv1d.conv_1d(signal, param), lambda g: conv1d.input_grad_1d(x, param, g), x, output_grad
    )


@pytest.mark.exercise("input_grad_1d")
def test_input_grad_1d_is_the_effect_of_one_more():
    """Making one value of the signal larger by one changes the sum of the output by that value's
    gradient.

    This is a finite difference, and for a convolution it is exact.
    """
    input_, param = np.array([2.0, -1.0, 4.0, 3.0]), np.array([1.0, -2.0, 4.0])
    before = conv1d.conv_1d(input_, param).sum()
    effects = [conv1d.conv_1d(input_ + step, param).sum() - before for step in np.eye(len(input_))]
    assert_close(conv1d.input_grad_1d(input_, param), np.array(effects))


@pytest.mark.exercise("input_grad_1d")
def test_input_grad_1d_keeps_fractions():
    """A signal of whole numbers has a gradient with fractions when the kernel has some."""
    assert_close(conv1d.input_grad_1d(np.array([1, 2, 3]), np.array([0.0, 0.5, 0.25])), [0.5, 0.75, 0.75])


@pytest.mark.exercise("input_grad_1d")
def test_input_grad_1d_refuses_what_makes_no_sense():
    """An output gradient that is longer than the output, and a kernel of even length, raise
    ValueError.
    """
    with pytest.raises((ValueError, AssertionError)):
        conv1d.input_grad_1d(SIGNAL, KERNEL, np.ones(6))
    with pytest.raises((ValueError, AssertionError)):
        conv1d.input_grad_1d(SIGNAL, np.ones(4))


# param_grad_1d


@pytest.mark.exercise("param_grad_1d")
def test_param_grad_1d_example():
    """With the sum as loss, each kernel value's gradient is the sum of all the signal's values that
    it meets.

    The first kernel value meets 0, 1, 2, 3, 4; the second 1, 2, 3, 4, 5; the third 2, 3, 4, 5, 0.
    """
    assert_close(conv1d.param_grad_1d(SIGNAL, KERNEL), [10.0, 15.0, 14.0])
    assert_close(
        conv1d.param_grad_1d(SIGNAL, KERNEL, np.zeros(5)),
        np.zeros(3),
        what="The gradient for an output gradient of zeros",
    )


@pytest.mark.exercise("param_grad_1d")
@quick
@given(convolutions())
def test_param_grad_1d_belongs_to_conv_1d(case):
    """Adjoint test: the sum of conv_1d(x, w) * g equals the sum of w * param_grad_1d(g), for every
    g.

    If it fails: is output_grad used, are the contributions of all outputs added, does kernel value
    k meet the padded signal shifted by k?
    """
    input_, param, output_grad = case
    assert_adjoint(
        lambda kernel: conv1d.conv_1d(input_, kernel),
        lambda g: conv1d.param_grad_1d(input_, param, g),
        param,
        output_grad,
    )


@pytest.mark.exercise("param_grad_1d")
def test_param_grad_1d_keeps_fractions():
    """A kernel of whole numbers has a gradient with fractions when the signal has some."""
    assert_close(conv1d.param_grad_1d(np.array([0.5, 0.25, 1.0]), np.array([1, 2, 3])), [0.75, 1.75, 1.25])


@pytest.mark.exercise("param_grad_1d")
def test_param_grad_1d_keeps_nothing_between_calls():
    """A second call gives the same answer in a new array, and no argument changes.

    Start every call with new zeros: a default argument, or an array outside the function, lives on.
    """
    assert_repeatable(conv1d.param_grad_1d, SIGNAL, KERNEL, SIGNAL)
    assert_leaves_arguments_alone(conv1d.param_grad_1d, SIGNAL.copy(), KERNEL.copy(), SIGNAL.copy())


@pytest.mark.exercise("param_grad_1d")
def test_param_grad_1d_refuses_what_makes_no_sense():
    """An output gradient that is longer than the output, and a kernel of even length, raise
    ValueError.
    """
    with pytest.raises((ValueError, AssertionError)):
        conv1d.param_grad_1d(SIGNAL, KERNEL, np.ones(6))
    with pytest.raises((ValueError, AssertionError)):
        conv1d.param_grad_1d(SIGNAL, np.ones(4))


# pad_1d_batch


@pytest.mark.exercise("pad_1d_batch")
def test_pad_1d_batch_example():
    """Both signals of the batch get a zero on each side; the batch stays one of two signals.

    If there are more rows than before: np.pad(batch, num) pads every axis.
    """
    assert_close(
        conv1d.pad_1d_batch(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 1),
        [[0.0, 1.0, 2.0, 3.0, 0.0], [0.0, 4.0, 5.0, 6.0, 0.0]],
    )


@pytest.mark.exercise("pad_1d_batch")
@quick
@given(batch_convolutions(), sizes(0, 2))
def test_pad_1d_batch_pads_each_signal(case, num):
    """Each row of the result is what pad_1d makes of that row, also in a batch of one."""
    batch, _, _ = case
    padded = conv1d.pad_1d_batch(batch, num)
    assert_close(padded, np.stack([conv1d.pad_1d(sample, num) for sample in batch]))


# conv_1d_batch


@pytest.mark.exercise("conv_1d_batch")
def test_conv_1d_batch_example():
    """The kernel 1, 1, 1 on two signals.

    If the end of the first row or the start of the second is wrong: the signals must not touch each
    other.
    """
    assert_close(
        conv1d.conv_1d_batch(BATCH, KERNEL),
        [[1.0, 3.0, 6.0, 9.0, 12.0, 15.0, 11.0], [3.0, 6.0, 9.0, 12.0, 15.0, 18.0, 13.0]],
    )


@pytest.mark.exercise("conv_1d_batch")
@quick
@given(batch_convolutions())
def test_conv_1d_batch_treats_each_signal_alone(case):
    """A signal gives the same output alone as in a batch, and a batch of one stays a batch."""
    batch, param, _ = case
    assert_samples_independent(lambda samples: conv1d.conv_1d_batch(samples, param), batch)
    assert_close(conv1d.conv_1d_batch(batch, param)[0], conv1d.conv_1d(batch[0], param), what="The first row")


@pytest.mark.exercise("conv_1d_batch")
def test_conv_1d_batch_keeps_fractions():
    """Signals of whole numbers and a kernel of fractions give fractions."""
    assert_close(conv1d.conv_1d_batch(np.array([[1, 2, 3]]), np.array([0.0, 0.5, 0.25])), [[1.0, 1.75, 1.5]])


# input_grad_1d_batch


@pytest.mark.exercise("input_grad_1d_batch")
def test_input_grad_1d_batch_example():
    """With the kernel 1, 1, 1 and the sum as loss, both rows are 2, 3, 3, 3, 3, 3, 2."""
    assert_close(conv1d.input_grad_1d_batch(BATCH, KERNEL), [[2.0, 3.0, 3.0, 3.0, 3.0, 3.0, 2.0]] * 2)


@pytest.mark.exercise("input_grad_1d_batch")
@quick
@given(batch_convolutions())
def test_input_grad_1d_batch_belongs_to_conv_1d_batch(case):
    """Adjoint test: the sum of conv_1d_batch(x) * g equals the sum of x * input_grad_1d_batch(g),
    for every g.

    If it fails only for batches of several signals: sample n needs row n of output_grad.
    """
    batch, param, output_grad = case
    assert_adjoint(
        lambda x: conv1d.conv_1d_batch(x, param),
        lambda g: conv1d.input_grad_1d_batch(batch, param, g),
        batch,
        output_grad,
    )


@pytest.mark.exercise("input_grad_1d_batch")
@quick
@given(batch_convolutions())
def test_input_grad_1d_batch_treats_each_signal_alone(case):
    """A signal's gradient is the same alone as in a batch: nothing is averaged or mixed."""
    batch, param, output_grad = case
    assert_samples_independent(lambda x, g: conv1d.input_grad_1d_batch(x, param, g), batch, output_grad)


# param_grad_1d_batch


@pytest.mark.exercise("param_grad_1d_batch")
def test_param_grad_1d_batch_example():
    """With the sum as loss, the kernel's gradient is the sum over both signals.

    The first signal gives 15, 21, 21 and the second 21, 28, 27. If you get half of their sum, you
    took the mean.
    """
    assert_close(conv1d.param_grad_1d_batch(BATCH, KERNEL), [36.0, 49.0, 48.0])


@pytest.mark.exercise("param_grad_1d_batch")
@quick
@given(batch_convolutions())
def test_param_grad_1d_batch_belongs_to_conv_1d_batch(case):
    """Adjoint test: the sum of conv_1d_batch(x, w) * g equals the sum of w *
    param_grad_1d_batch(g), for every g.

    If it fails: does sample n meet row n of output_grad, and are all samples added up?
    """
    batch, param, output_grad = case
    assert_adjoint(
        lambda w: conv1d.conv_1d_batch(batch, w),
        lambda g: conv1d.param_grad_1d_batch(batch, param, g),
        param,
        output_grad,
    )


@pytest.mark.exercise("param_grad_1d_batch")
@quick
@given(batch_convolutions())
def test_param_grad_1d_batch_does_not_depend_on_the_order(case):
    """Turning the batch and the output gradient over together changes nothing, because a sum has no
    order.
    """
    batch, param, output_grad = case
    forwards = conv1d.param_grad_1d_batch(batch, param, output_grad)
    assert_close(
        conv1d.param_grad_1d_batch(batch[::-1], param, output_grad[::-1]),
        forwards,
        what="The gradient of the reversed batch",
    )
