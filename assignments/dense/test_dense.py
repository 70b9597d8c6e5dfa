"""The visible checks of dense.

They know no right answers beyond a few small examples.  Instead they test what must hold for every
input: probabilities sum to 1, a gradient agrees with the differences that your own forward pass
shows when its input is moved a little.  Run them with

    pytest test_dense.py
"""

import dense
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_adjoint,
    assert_close,
    assert_gradient,
    assert_leaves_arguments_alone,
    assert_repeatable,
    assert_samples_independent,
    sizes,
)

quick = settings(max_examples=20, deadline=None, derandomize=True, database=None)

Z = np.array([[-2.0, 0.0, 1.0], [0.5, -0.25, 3.0]])
"""Handed over as a copy each time: a function that changes its argument must not spoil the other
tests.
"""
OUTPUT_GRAD = np.array([[1.0, -2.0, 0.5], [4.0, 0.25, -1.0]])
PREDICTION = np.array([[0.25, 0.75], [0.5, 0.5], [0.125, 0.875]])
ONE_HOT = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
REFUSALS = (ValueError, AssertionError)


@st.composite
def pre_activations(draw):
    """Pre-activations and an output gradient of the same shape [N, M]; the values are eighths."""
    shape = draw(sizes(1, 3)), draw(sizes(1, 4))
    return draw(arrays(shape, low=-24, high=24, scale=8)), draw(arrays(shape, scale=8))


@st.composite
def probabilities(draw):
    """Predictions from 1/8 to 7/8 and targets from 0 to 1, shape [N, M]."""
    shape = draw(sizes(1, 3)), draw(sizes(1, 4))
    return draw(arrays(shape, low=1, high=7, scale=8)), draw(arrays(shape, low=0, high=8, scale=8))


@st.composite
def layers(draw):
    """Inputs [N, D], weights [D, M], a bias [M] and an output gradient [N, M]."""
    samples, inputs, outputs = draw(sizes(1, 3)), draw(sizes(1, 3)), draw(sizes(1, 4))
    shapes = (samples, inputs), (inputs, outputs), (outputs,), (samples, outputs)
    return [draw(arrays(shape, scale=8)) for shape in shapes]


# sigmoid


@pytest.mark.exercise("sigmoid")
def test_sigmoid_example():
    """sigmoid(0) is 1/2, and sigmoid(log 3) is 3/4, because 1 / (1 + 1/3) = 3/4."""
    assert_close(dense.sigmoid(np.array([0.0, np.log(3.0), -np.log(3.0)])), [0.5, 0.75, 0.25])


@pytest.mark.exercise("sigmoid")
def test_sigmoid_takes_large_values_without_a_warning():
    """At 1000 and -1000 the result is 1 and 0, and NumPy has nothing to warn of.

    If there is an overflow: exp may only be taken of numbers that are not positive. np.where
    computes both of its branches.
    """
    with np.errstate(over="raise", invalid="raise"):
        assert_close(dense.sigmoid(np.array([1000.0, -1000.0, 0.0])), [1.0, 0.0, 0.5])


@pytest.mark.exercise("sigmoid")
@quick
@given(pre_activations())
def test_sigmoid_of_z_and_of_minus_z_sum_to_one(case):
    """sigmoid(-z) is 1 - sigmoid(z), whatever z is."""
    z, _ = case
    assert_close(dense.sigmoid(z) + dense.sigmoid(-z), np.ones(z.shape))


@pytest.mark.exercise("sigmoid")
def test_sigmoid_of_whole_numbers():
    """Whole numbers in an array of integers have a sigmoid with fractions.

    If all of it is 0: np.zeros_like of whole numbers is an array of whole numbers; use
    np.zeros(z.shape).
    """
    assert_close(dense.sigmoid(np.array([0, 0])), [0.5, 0.5])


# tanh


@pytest.mark.exercise("tanh")
def test_tanh_example():
    """tanh(0) is 0, and tanh(log 2) is (2 - 1/2) / (2 + 1/2) = 3/5."""
    assert_close(dense.tanh(np.array([0.0, np.log(2.0), -np.log(2.0)])), [0.0, 0.6, -0.6])


@pytest.mark.exercise("tanh")
def test_tanh_takes_large_values_without_a_warning():
    """At 1000 and -1000 the result is 1 and -1, and NumPy has nothing to warn of.

    If you get nan: both exponentials of the quotient are infinite there. np.tanh is safe.
    """
    with np.errstate(over="raise", invalid="raise"):
        assert_close(dense.tanh(np.array([1000.0, -1000.0, 0.0])), [1.0, -1.0, 0.0])


@pytest.mark.exercise("tanh")
@quick
@given(pre_activations())
def test_tanh_of_z_and_of_minus_z_sum_to_zero(case):
    """tanh(-z) is -tanh(z), whatever z is."""
    z, _ = case
    assert_close(dense.tanh(z) + dense.tanh(-z), np.zeros(z.shape))


# relu, leaky_relu and elu


@pytest.mark.exercise("relu")
def test_relu_example():
    """Negative values become 0, positive ones stay."""
    assert_close(dense.relu(Z.copy()), [[0.0, 0.0, 1.0], [0.5, 0.0, 3.0]])


@pytest.mark.exercise("relu")
def test_relu_leaves_its_argument_alone():
    """A call does not change z: the gradient needs it later.

    If it does: z[z < 0] = 0 changes z itself, and result = z makes no copy.
    """
    assert_leaves_arguments_alone(dense.relu, Z.copy())
    assert_repeatable(dense.relu, Z)


@pytest.mark.exercise("leaky_relu")
def test_leaky_relu_example():
    """Without a slope it is 0.001; with one it is that one.

    If it fails for the slope 2: the larger one of z and slope * z is right for small slopes only.
    """
    assert_close(dense.leaky_relu(np.array([-2.0, 0.0, 3.0])), [-0.002, 0.0, 3.0])
    assert_close(dense.leaky_relu(np.array([-2.0, 0.0, 3.0]), 0.25), [-0.5, 0.0, 3.0])
    assert_close(dense.leaky_relu(np.array([-2.0, 0.0, 3.0]), 2.0), [-4.0, 0.0, 3.0])


@pytest.mark.exercise("leaky_relu")
def test_leaky_relu_of_whole_numbers():
    """Whole numbers in an array of integers: the result still holds fractions."""
    assert_close(dense.leaky_relu(np.array([-2, 3]), 0.25), [-0.5, 3.0])


@pytest.mark.exercise("leaky_relu")
@quick
@given(pre_activations())
def test_leaky_relu_with_slope_zero_is_relu(case):
    """With the slope 0 nothing leaks, and with the slope 1 nothing is held back."""
    z, _ = case
    assert_close(dense.leaky_relu(z, 0.0), dense.relu(z))
    assert_close(dense.leaky_relu(z, 1.0), z)


@pytest.mark.exercise("elu")
def test_elu_example():
    """exp(-log 2) - 1 is -1/2; without an alpha it is 1, with one the left side is that many times as
    large.
    """
    z = np.array([-np.log(2.0), 0.0, 3.0])
    assert_close(dense.elu(z), [-0.5, 0.0, 3.0])
    assert_close(dense.elu(z, 2.0), [-1.0, 0.0, 3.0])


@pytest.mark.exercise("elu")
def test_elu_takes_large_values_without_a_warning():
    """At 1000 it is 1000, at -1000 it is -alpha, and NumPy has nothing to warn of.

    If there is an overflow: np.where computes both of its branches. Take exp(np.minimum(z, 0)).
    """
    with np.errstate(over="raise", invalid="raise"):
        assert_close(dense.elu(np.array([1000.0, -1000.0]), 0.5), [1000.0, -0.5])


@pytest.mark.exercise("elu")
def test_elu_leaves_its_argument_alone():
    """A call does not change z: the gradient needs it later."""
    assert_leaves_arguments_alone(dense.elu, Z.copy())
    assert_repeatable(dense.elu, Z)


# softmax


@pytest.mark.exercise("softmax")
def test_softmax_example():
    """exp(log 3) = 3 and exp(0) = 1, so the probabilities are 3/4 and 1/4; equal values share
    equally.
    """
    assert_close(dense.softmax(np.array([[np.log(3.0), 0.0], [5.0, 5.0]])), [[0.75, 0.25], [0.5, 0.5]])


@pytest.mark.exercise("softmax")
@quick
@given(pre_activations())
def test_softmax_rows_are_probabilities(case):
    """Every row is positive and sums to 1, and does not depend on the other rows.

    If it is the whole array that sums to 1: sum along the last axis, with keepdims=True.
    """
    z, _ = case
    assert_close(dense.softmax(z).sum(axis=-1), np.ones(len(z)), what="The sum of each row")
    assert (dense.softmax(z) > 0).all()
    assert_samples_independent(dense.softmax, z)


@pytest.mark.exercise("softmax")
@quick
@given(pre_activations(), st.sampled_from([1000.0, -1000.0, 3.0]))
def test_softmax_does_not_change_when_all_values_move(case, shift):
    """Adding the same number to all values changes nothing, not even 1000.

    If you get nan: exp(1000) overflows. Subtract each row's largest value first.
    """
    z, _ = case
    assert_close(dense.softmax(z + shift), dense.softmax(z))


@pytest.mark.exercise("softmax")
def test_softmax_of_rows_that_lie_far_apart():
    """A row of small values is not lost beside one of large values.

    If you get nan: subtract each row's own largest value, not that of the whole array.
    """
    assert_close(dense.softmax(np.array([[1000.0, 1000.0], [0.0, 0.0]])), [[0.5, 0.5], [0.5, 0.5]])


@pytest.mark.exercise("softmax")
def test_softmax_takes_the_last_axis():
    """One vector alone sums to 1, and so do the vectors along the last axis of an array with three."""
    assert_close(dense.softmax(np.zeros(4)), [0.25, 0.25, 0.25, 0.25])
    assert_close(dense.softmax(np.zeros((2, 3, 4))), np.full((2, 3, 4), 0.25))


# The gradients of the activations


@pytest.mark.exercise("sigmoid_grad")
def test_sigmoid_grad_example():
    """At z = 0 the derivative is 1/2 times 1/2; it is multiplied by the output gradient."""
    assert_close(dense.sigmoid_grad(np.array([0.0, 0.0]), np.array([1.0, -2.0])), [0.25, -0.5])


@pytest.mark.exercise("sigmoid_grad")
@quick
@given(pre_activations())
def test_sigmoid_grad_belongs_to_sigmoid(case):
    """Finite differences: moving z a little changes the sum of sigmoid(z) * g as the gradient says.

    If it fails: the derivative is s (1 - s) with s = sigmoid(z), not z (1 - z).
    """
    z, output_grad = case
    assert_gradient(lambda x: np.sum(dense.sigmoid(x) * output_grad), dense.sigmoid_grad(z, output_grad), z)


@pytest.mark.exercise("sigmoid_grad")
def test_sigmoid_grad_refuses_shapes_that_do_not_fit():
    """An output gradient of another shape raises ValueError, also where NumPy could stretch it."""
    with pytest.raises(REFUSALS):
        dense.sigmoid_grad(Z, np.ones(3))


@pytest.mark.exercise("tanh_grad")
def test_tanh_grad_example():
    """At z = 0 the derivative is 1, at log 2 it is 1 - (3/5)^2; it is multiplied by the output gradient."""
    assert_close(dense.tanh_grad(np.array([0.0, np.log(2.0)]), np.array([3.0, -2.0])), [3.0, -1.28])


@pytest.mark.exercise("tanh_grad")
@quick
@given(pre_activations())
def test_tanh_grad_belongs_to_tanh(case):
    """Finite differences: moving z a little changes the sum of tanh(z) * g as the gradient says.

    If it fails: the derivative is 1 - t^2 with t = tanh(z), not 1 - z^2.
    """
    z, output_grad = case
    assert_gradient(lambda x: np.sum(dense.tanh(x) * output_grad), dense.tanh_grad(z, output_grad), z)


@pytest.mark.exercise("tanh_grad")
def test_tanh_grad_refuses_shapes_that_do_not_fit():
    """An output gradient of another shape raises ValueError, also where NumPy could stretch it."""
    with pytest.raises(REFUSALS):
        dense.tanh_grad(Z, np.ones(3))


@pytest.mark.exercise("relu_grad")
def test_relu_grad_example():
    """The output gradient passes where z is positive. At z = 0 nothing passes."""
    assert_close(dense.relu_grad(Z.copy(), OUTPUT_GRAD.copy()), [[0.0, 0.0, 0.5], [4.0, 0.0, -1.0]])


@pytest.mark.exercise("relu_grad")
@quick
@given(pre_activations())
def test_relu_grad_belongs_to_relu(case):
    """Finite differences, everywhere but at the kink: the gradient is what moving z a little shows."""
    z, output_grad = case
    assert_gradient(lambda x: np.sum(dense.relu(x) * output_grad), dense.relu_grad(z, output_grad), z)


@pytest.mark.exercise("relu_grad")
def test_relu_grad_leaves_its_arguments_alone():
    """A call changes neither z nor the output gradient: other layers need them."""
    assert_leaves_arguments_alone(dense.relu_grad, Z.copy(), OUTPUT_GRAD.copy())


@pytest.mark.exercise("relu_grad")
def test_relu_grad_refuses_shapes_that_do_not_fit():
    """An output gradient of another shape raises ValueError, also where NumPy could stretch it."""
    with pytest.raises(REFUSALS):
        dense.relu_grad(Z, np.ones(3))


@pytest.mark.exercise("leaky_relu_grad")
def test_leaky_relu_grad_example():
    """The output gradient passes in full where z is positive, and times the slope elsewhere, 0
    included.
    """
    assert_close(dense.leaky_relu_grad(Z.copy(), OUTPUT_GRAD.copy(), 0.5), [[0.5, -1.0, 0.5], [4.0, 0.125, -1.0]])
    assert_close(dense.leaky_relu_grad(Z.copy(), OUTPUT_GRAD.copy(), 2.0), [[2.0, -4.0, 0.5], [4.0, 0.5, -1.0]])


@pytest.mark.exercise("leaky_relu_grad")
@quick
@given(pre_activations())
def test_leaky_relu_grad_belongs_to_leaky_relu(case):
    """Finite differences, everywhere but at the kink, with the usual slope and with another one."""
    z, output_grad = case
    assert_gradient(lambda x: np.sum(dense.leaky_relu(x) * output_grad), dense.leaky_relu_grad(z, output_grad), z)
    assert_gradient(
        lambda x: np.sum(dense.leaky_relu(x, 0.25) * output_grad), dense.leaky_relu_grad(z, output_grad, 0.25), z
    )


@pytest.mark.exercise("leaky_relu_grad")
def test_leaky_relu_grad_refuses_shapes_that_do_not_fit():
    """An output gradient of another shape raises ValueError, also where NumPy could stretch it."""
    with pytest.raises(REFUSALS):
        dense.leaky_relu_grad(Z, np.ones(3))


@pytest.mark.exercise("elu_grad")
def test_elu_grad_example():
    """The output gradient passes in full where z is positive, and times alpha * exp(z) elsewhere, 0
    included.
    """
    z, output_grad = np.array([-np.log(2.0), 0.0, 3.0]), np.array([4.0, 0.5, -1.0])
    assert_close(dense.elu_grad(z, output_grad), [2.0, 0.5, -1.0])
    assert_close(dense.elu_grad(z, output_grad, 3.0), [6.0, 1.5, -1.0])


@pytest.mark.exercise("elu_grad")
@quick
@given(pre_activations())
def test_elu_grad_belongs_to_elu(case):
    """Finite differences, everywhere but at the kink, with the usual alpha and with another one."""
    z, output_grad = case
    assert_gradient(lambda x: np.sum(dense.elu(x) * output_grad), dense.elu_grad(z, output_grad), z)
    assert_gradient(lambda x: np.sum(dense.elu(x, 0.25) * output_grad), dense.elu_grad(z, output_grad, 0.25), z)


@pytest.mark.exercise("elu_grad")
def test_elu_grad_refuses_shapes_that_do_not_fit():
    """An output gradient of another shape raises ValueError, also where NumPy could stretch it."""
    with pytest.raises(REFUSALS):
        dense.elu_grad(Z, np.ones(3))


@pytest.mark.exercise("softmax_grad")
def test_softmax_grad_example():
    """With two equal values, moving the first one up moves the outputs by 1/4 and -1/4.

    If you get 1/4 and 0: each value also acts on the OTHER outputs of its row.
    """
    assert_close(dense.softmax_grad(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])), [[0.25, -0.25]])


@pytest.mark.exercise("softmax_grad")
@quick
@given(pre_activations())
def test_softmax_grad_belongs_to_softmax(case):
    """Finite differences: moving one value of z changes all outputs of its row, and the gradient
    adds that up.
    """
    z, output_grad = case
    assert_gradient(lambda x: np.sum(dense.softmax(x) * output_grad), dense.softmax_grad(z, output_grad), z)


@pytest.mark.exercise("softmax_grad")
@quick
@given(pre_activations())
def test_softmax_grad_rows_sum_to_zero(case):
    """Moving all values of a row by the same amount changes nothing, so the gradient's rows sum to
    0.
    """
    z, output_grad = case
    assert_close(dense.softmax_grad(z, output_grad).sum(axis=-1), np.zeros(len(z)), what="The sum of each row")


@pytest.mark.exercise("softmax_grad")
def test_softmax_grad_refuses_shapes_that_do_not_fit():
    """An output gradient of another shape raises ValueError, also where NumPy could stretch it."""
    with pytest.raises(REFUSALS):
        dense.softmax_grad(Z, np.ones((2, 1)))


# Costs


@pytest.mark.exercise("mean_squared_error")
def test_mean_squared_error_example():
    """Errors of 2 and 0 in one row, 1 and 3 in the other: (4 + 0 + 1 + 9) / 2 = 7.

    If you get 3.5: divide by the number of rows, not by the number of values.
    """
    assert_close(dense.mean_squared_error(np.array([[3.0, 1.0], [0.0, 3.0]]), np.array([[1.0, 1.0], [1.0, 0.0]])), 7.0)


@pytest.mark.exercise("mean_squared_error")
def test_mean_squared_error_refuses_shapes_that_do_not_fit():
    """[3, 1] minus [3] would be [3, 3] in NumPy: raise a ValueError instead."""
    with pytest.raises(REFUSALS):
        dense.mean_squared_error(np.ones((3, 1)), np.ones(3))


@pytest.mark.exercise("mean_squared_error_grad")
def test_mean_squared_error_grad_example():
    """2 times the error, divided by the number of rows, which is 2."""
    assert_close(
        dense.mean_squared_error_grad(np.array([[3.0, 1.0], [0.0, 3.0]]), np.array([[1.0, 1.0], [1.0, 0.0]])),
        [[2.0, 0.0], [-1.0, 3.0]],
    )


@pytest.mark.exercise("mean_squared_error_grad")
@quick
@given(pre_activations())
def test_mean_squared_error_grad_belongs_to_its_cost(case):
    """Finite differences: moving a prediction a little changes the cost as the gradient says."""
    prediction, target = case
    assert_gradient(
        lambda x: dense.mean_squared_error(x, target), dense.mean_squared_error_grad(prediction, target), prediction
    )


@pytest.mark.exercise("binary_cross_entropy")
def test_binary_cross_entropy_example():
    """A yes predicted with 1/4 costs log 4, and so does a no predicted with 3/4; the mean over two
    rows is log 4.
    """
    assert_close(
        dense.binary_cross_entropy(np.array([[0.25], [0.75]]), np.array([[1.0], [0.0]])), np.log(4.0), tolerance=1e-5
    )


@pytest.mark.exercise("binary_cross_entropy")
def test_binary_cross_entropy_is_finite_at_zero_and_one():
    """Predictions of exactly 0 and 1, right ones and wrong ones, cost much or nothing, but never
    nan or infinity.
    """
    cost = dense.binary_cross_entropy(np.array([[0.0, 1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 1.0, 0.0]]))
    assert np.isfinite(cost)
    assert cost > 10


@pytest.mark.exercise("binary_cross_entropy_grad")
def test_binary_cross_entropy_grad_example():
    """A yes predicted with 1/4 has the gradient -4, a no predicted with 3/4 has 4, both divided by
    the two rows.
    """
    assert_close(
        dense.binary_cross_entropy_grad(np.array([[0.25], [0.75]]), np.array([[1.0], [0.0]])),
        [[-2.0], [2.0]],
        tolerance=1e-5,
    )


@pytest.mark.exercise("binary_cross_entropy_grad")
@quick
@given(probabilities())
def test_binary_cross_entropy_grad_belongs_to_its_cost(case):
    """Finite differences: moving a prediction a little changes the cost as the gradient says."""
    prediction, target = case
    gradient = dense.binary_cross_entropy_grad(prediction, target)
    assert_gradient(lambda x: dense.binary_cross_entropy(x, target), gradient, prediction, tolerance=1e-4)


@pytest.mark.exercise("binary_cross_entropy_grad")
def test_binary_cross_entropy_grad_is_finite_at_zero_and_one():
    """Predictions of exactly 0 and 1 have a finite gradient."""
    assert np.isfinite(
        dense.binary_cross_entropy_grad(np.array([[0.0, 1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 1.0, 0.0]]))
    ).all()


@pytest.mark.exercise("cross_entropy")
def test_cross_entropy_example():
    """The right classes were predicted with 1/4, 1/2 and 7/8: the mean of log 4, log 2 and log 8/7."""
    assert_close(dense.cross_entropy(PREDICTION.copy(), ONE_HOT), np.log(4.0 * 2.0 * 8.0 / 7.0) / 3, tolerance=1e-5)


@pytest.mark.exercise("cross_entropy")
def test_cross_entropy_is_finite_at_zero():
    """A right class that was predicted with 0 costs much, but not infinity; a wrong one predicted
    with 0 costs nothing.
    """
    assert_close(dense.cross_entropy(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]])), 0.0, tolerance=1e-5)
    cost = dense.cross_entropy(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    assert np.isfinite(cost)
    assert cost > 10


@pytest.mark.exercise("cross_entropy_grad")
def test_cross_entropy_grad_example():
    """Minus one over the prediction of the right class, divided by the three rows, and 0 for the
    other class.
    """
    expected = [[-4.0 / 3.0, 0.0], [0.0, -2.0 / 3.0], [0.0, -8.0 / 21.0]]
    assert_close(dense.cross_entropy_grad(PREDICTION.copy(), ONE_HOT), expected, tolerance=1e-5)


@pytest.mark.exercise("cross_entropy_grad")
@quick
@given(probabilities())
def test_cross_entropy_grad_belongs_to_its_cost(case):
    """Finite differences: moving a prediction a little changes the cost as the gradient says."""
    prediction, target = case
    assert_gradient(
        lambda x: dense.cross_entropy(x, target),
        dense.cross_entropy_grad(prediction, target),
        prediction,
        tolerance=1e-4,
    )


@pytest.mark.exercise("softmax_cross_entropy_grad")
def test_softmax_cross_entropy_grad_example():
    """With two equal values both probabilities are 1/2: the right class gets -1/2 and the other one
    1/2.
    """
    assert_close(dense.softmax_cross_entropy_grad(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])), [[-0.5, 0.5]])


@pytest.mark.exercise("softmax_cross_entropy_grad")
@quick
@given(pre_activations())
def test_softmax_cross_entropy_grad_belongs_to_both_functions(case):
    """Finite differences of the two functions one after the other: moving z a little changes
    cross_entropy(softmax(z)) as the gradient says.
    """
    z = case[0] / 4  # so that no probability is small, where the guard of cross_entropy would matter
    target = np.eye(z.shape[1])[np.arange(len(z)) % z.shape[1]]
    gradient = dense.softmax_cross_entropy_grad(z, target)
    assert_gradient(lambda x: dense.cross_entropy(dense.softmax(x), target), gradient, z, tolerance=1e-4)


@pytest.mark.exercise("softmax_cross_entropy_grad")
def test_softmax_cross_entropy_grad_holds_for_large_values():
    """A right class whose probability was rounded to 0 must still be pushed up.

    If you get 0 or nan: do not go through the two gradients one after the other, use the short
    formula.
    """
    assert_close(dense.softmax_cross_entropy_grad(np.array([[1000.0, 0.0]]), np.array([[0.0, 1.0]])), [[1.0, -1.0]])


# The fully connected layer


@pytest.mark.exercise("dense")
def test_dense_example():
    """1 * 1 + 2 * 0 + 10 = 11, and so on: a row of x times a column of the weights, plus the bias
    of that column.
    """
    x, weights, bias = (
        np.array([[1.0, 2.0]]),
        np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]),
        np.array([10.0, 20.0, 30.0]),
    )
    assert_close(dense.dense(x, weights, bias), [[11.0, 22.0, 30.0]])


@pytest.mark.exercise("dense")
@quick
@given(layers())
def test_dense_treats_each_sample_alone(case):
    """A sample gives the same output alone as in a batch, and a batch of one stays a batch."""
    x, weights, bias, _ = case
    assert_samples_independent(lambda batch: dense.dense(batch, weights, bias), x)


@pytest.mark.exercise("dense")
def test_dense_refuses_shapes_that_do_not_fit():
    """One bias for all outputs, and inputs without the axis of the samples, raise ValueError."""
    with pytest.raises(REFUSALS):
        dense.dense(np.ones((2, 3)), np.ones((3, 4)), np.ones(1))
    with pytest.raises(REFUSALS):
        dense.dense(np.ones(3), np.ones((3, 4)), np.ones(4))


@pytest.mark.exercise("dense_grads")
def test_dense_grads_example():
    """One sample, and only the last output matters: x gets the last column of the weights, the last
    column of the weights gets x.
    """
    x, weights, output_grad = (
        np.array([[1.0, 2.0]]),
        np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]),
        np.array([[0.0, 0.0, 1.0]]),
    )
    grads = dense.dense_grads(x, weights, output_grad)
    assert_close(grads["x"], [[2.0, -1.0]])
    assert_close(grads["weights"], [[0.0, 0.0, 1.0], [0.0, 0.0, 2.0]])
    assert_close(grads["bias"], [0.0, 0.0, 1.0])


@pytest.mark.exercise("dense_grads")
@quick
@given(layers())
def test_dense_grads_belong_to_dense(case):
    """Adjoint test: the sum of dense(x) * g equals the sum of x times its gradient, for x, the
    weights and the bias alike.

    If it fails for x: are the weights transposed? For the weights or the bias: are all rows summed,
    and not averaged?
    """
    x, weights, bias, output_grad = case
    no_bias = np.zeros(bias.shape)
    assert_adjoint(
        lambda v: dense.dense(v, weights, no_bias), lambda g: dense.dense_grads(x, weights, g)["x"], x, output_grad
    )
    assert_adjoint(
        lambda v: dense.dense(x, v, no_bias),
        lambda g: dense.dense_grads(x, weights, g)["weights"],
        weights,
        output_grad,
    )
    assert_adjoint(
        lambda v: dense.dense(0 * x, weights, v), lambda g: dense.dense_grads(x, weights, g)["bias"], bias, output_grad
    )


@pytest.mark.exercise("dense_grads")
def test_dense_grads_refuses_shapes_that_do_not_fit():
    """An output gradient with fewer rows than x raises ValueError."""
    with pytest.raises(REFUSALS):
        dense.dense_grads(np.ones((2, 3)), np.ones((3, 4)), np.ones((1, 4)))
