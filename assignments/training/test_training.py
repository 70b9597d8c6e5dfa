"""The visible checks of training.

They know no right answers beyond a few small examples.  Instead they test what must hold for all
arguments: how large a share is dropped, what the variance of weights is, that the product of a
kernel's and a window's sizes counts.  Run them with

    pytest test_training.py
"""

import numpy as np
import pytest
import training
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    arrays,
    assert_adjoint,
    assert_close,
    assert_leaves_arguments_alone,
    assert_linear,
    assert_repeatable,
    sizes,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

TABLE = np.array([[1.0, 10.0], [2.0, 10.0], [6.0, 10.0]])
"""A column with the mean 3, and one that is constant."""


def refuses():
    """What makes no sense raises ValueError; AssertionError counts too."""
    return pytest.raises((ValueError, AssertionError))


# one_hot


@pytest.mark.exercise("one_hot")
def test_one_hot_example():
    """Three labels of four classes: a row for each label, with a 1 at its place.

    If the shape is (3, 3): the number of columns is `classes`, also where the last class does not
    occur among the labels.
    """
    expected = [[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    assert_close(training.one_hot(np.array([2, 0, 2]), 4), expected)


@pytest.mark.exercise("one_hot")
@quick
@given(arrays(5, low=0, high=3, dtype=int))
def test_one_hot_holds_the_labels(labels):
    """The 1 of each row stands at the label's place, and every row sums to 1; floats are labels, too."""
    for given_labels in (labels, labels.astype(float)):
        rows = training.one_hot(given_labels, 4)
        assert_close(rows.argmax(axis=1), labels.astype(float), what="The place of the 1")
        assert_close(rows.sum(axis=1), np.ones(5), what="The sum of each row")


@pytest.mark.exercise("one_hot")
@pytest.mark.parametrize("labels", [[0, 4], [-1, 0], [0.5, 1.0], [[0, 1]]])
def test_one_hot_refuses_what_is_no_label(labels):
    """Of four classes there is no label 4, none below 0, and no 0.5; and labels have one dimension.

    An index of -1 raises nothing by itself: it counts from the end.
    """
    with refuses():
        training.one_hot(np.array(labels), 4)


# accuracy


@pytest.mark.exercise("accuracy")
def test_accuracy_example():
    """Of three rows two have their largest number in the right place: 2/3.

    If the result is 7/9: single numbers were counted, and not rows.
    """
    prediction = np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2], [0.2, 0.2, 0.6]])
    assert_close(training.accuracy(prediction, np.eye(3)[[1, 2, 2]]), 2 / 3)


@pytest.mark.exercise("accuracy")
def test_accuracy_of_all_wrong_is_zero():
    """Ten classes, all predicted wrong: 0, although eight of ten numbers agree."""
    assert_close(training.accuracy(np.eye(10), np.eye(10)[::-1]), 0.0)
    assert_close(training.accuracy(np.eye(10), np.eye(10)), 1.0)


@pytest.mark.exercise("accuracy")
def test_accuracy_takes_the_first_at_a_tie():
    """A row of equal numbers predicts the class 0."""
    assert_close(training.accuracy(np.zeros((2, 3)), np.eye(3)[[0, 1]]), 0.5)


@pytest.mark.exercise("accuracy")
@pytest.mark.parametrize("shape", [(3, 2), (1, 3), (3,), (2, 3)])
def test_accuracy_refuses_shapes_that_differ(shape):
    """Predictions [3, 3] and targets of another shape raise ValueError, also where NumPy could stretch them."""
    with refuses():
        training.accuracy(np.eye(3), np.ones(shape))


# standardize


@pytest.mark.exercise("standardize")
def test_standardize_example():
    """The first column has the mean 3 and the variance (4 + 1 + 9) / 3; the second is constant.

    If the second table is wrong: it is shifted and scaled by the numbers of the FIRST one. If its
    constant column is 2: a column that tells nothing becomes 0 in both tables.
    """
    train, other = training.standardize(TABLE, np.array([[3.0, 12.0], [10.0, 8.0]]))
    deviation = np.sqrt(14 / 3)
    assert_close(train, np.array([[-2.0, 0.0], [-1.0, 0.0], [3.0, 0.0]]) / deviation, what="The training data")
    assert_close(other, np.array([[0.0, 0.0], [7.0, 0.0]]) / deviation, what="The other data")


@pytest.mark.exercise("standardize")
@quick
@given(arrays((5, 3)))
def test_standardize_gives_mean_zero_and_deviation_one(table):
    """Each column has the mean 0 and the deviation 1, or is 0 throughout."""
    result, again = training.standardize(table, table)
    varies = table.max(axis=0) > table.min(axis=0)
    assert_close(result.mean(axis=0), np.zeros(3), what="The means")
    assert_close(result.std(axis=0), varies * 1.0, what="The deviations")
    assert_close(again, result, what="The same table as other data")


@pytest.mark.exercise("standardize")
def test_standardize_of_equal_fractions():
    """A column of ten times 0.1 is constant, though its mean is rounded: it becomes 0, and no large number."""
    train, other = training.standardize(np.full((10, 1), 0.1), np.array([[0.1], [5.0]]))
    assert_close(train, np.zeros((10, 1)), what="The training data")
    assert_close(other, np.zeros((2, 1)), what="The other data")


@pytest.mark.exercise("standardize")
def test_standardize_leaves_its_arguments_alone():
    """A call does not change the tables, and a second call gives the same answer."""
    assert_leaves_arguments_alone(training.standardize, TABLE.copy(), TABLE + 1)
    assert_repeatable(training.standardize, TABLE, TABLE + 1)


@pytest.mark.exercise("standardize")
@pytest.mark.parametrize("shape", [(3, 1), (2, 3), (2,), (1, 3, 2)])
def test_standardize_refuses_other_columns(shape):
    """Tables with another number of columns, or dimensions, raise ValueError."""
    with refuses():
        training.standardize(TABLE, np.ones(shape))


# glorot and he

SHAPES = [(30, 500), (500, 31), (2, 40, 11, 17), (40, 2, 17, 11)]
FANS = {(30, 500): (30, 500), (500, 31): (500, 31), (2, 40, 11, 17): (374, 7480), (40, 2, 17, 11): (7480, 374)}
"""fan_in and fan_out: a kernel's window counts in both."""


def assert_normal(weights, shape, variance):
    """About this variance, and the distribution of the bell."""
    assert_close(weights.shape, shape, what="The shape")
    ratio = np.mean(weights**2) / variance
    assert 0.9 < ratio < 1.1, f"The variance is {ratio:.3g} times what it must be."
    inside = np.mean(np.abs(weights) < np.sqrt(variance))
    assert 0.66 < inside < 0.71, f"{inside:.0%} are nearer to 0 than the deviation: of normal numbers 68 % are."


@pytest.mark.exercise("glorot")
@pytest.mark.parametrize("shape", SHAPES)
def test_glorot_has_its_variance(shape):
    """The variance is 2 / (fan_in + fan_out), and a kernel's fans contain its window K_h K_w.

    If the ratio is tiny: normal(scale=...) takes the deviation, the root of the variance.
    """
    assert_normal(training.glorot(shape, 3), shape, 2 / sum(FANS[shape]))


@pytest.mark.exercise("he")
@pytest.mark.parametrize("shape", SHAPES)
def test_he_has_its_variance(shape):
    """The variance is 2 / fan_in, and a kernel's fan_in is C_in K_h K_w."""
    assert_normal(training.he(shape, 3), shape, 2 / FANS[shape][0])


@pytest.mark.exercise("glorot")
def test_glorot_follows_its_seed():
    """The same seed gives the same weights, another seed others, and NumPy's own generator is left alone."""
    assert_follows_seed(lambda seed: training.glorot((3, 4), seed))


@pytest.mark.exercise("he")
def test_he_follows_its_seed():
    """The same seed gives the same weights, another seed others, and NumPy's own generator is left alone."""
    assert_follows_seed(lambda seed: training.he((3, 4), seed))


def assert_follows_seed(draw):
    before = np.random.get_state()[1].copy()
    first, again, other = draw(0), draw(0), draw(1)
    assert np.array_equal(first, again), "The same seed gave another result the second time."
    assert not np.array_equal(first, other), "Another seed gave the same result."
    assert np.array_equal(before, np.random.get_state()[1]), "NumPy's own random state has changed."


@pytest.mark.exercise("glorot")
@pytest.mark.parametrize("shape", [(5,), (2, 3, 4), (0, 3), (2, 3, 0, 3)])
def test_glorot_refuses_other_shapes(shape):
    """One or three sizes, and sizes of 0, raise ValueError."""
    with refuses():
        training.glorot(shape, 0)


@pytest.mark.exercise("he")
@pytest.mark.parametrize("shape", [(5,), (2, 3, 4), (0, 3), (2, 3, 0, 3)])
def test_he_refuses_other_shapes(shape):
    """One or three sizes, and sizes of 0, raise ValueError."""
    with refuses():
        training.he(shape, 0)


# dropout

X = np.arange(1.0, 5001.0).reshape(50, 100)


@pytest.mark.exercise("dropout")
@pytest.mark.parametrize("rate", [0.0, 0.25, 0.8])
def test_dropout_follows_from_its_mask(rate):
    """The output is x * mask / (1 - rate), and the mask holds zeros and ones."""
    output, mask = training.dropout(X, rate, 5)
    assert np.isin(mask, (0, 1)).all(), "The mask holds other numbers than 0 and 1."
    assert_close(output, X * mask / (1 - rate), what="The output")


@pytest.mark.exercise("dropout")
@pytest.mark.parametrize("rate", [0.25, 0.8])
def test_dropout_keeps_the_right_share(rate):
    """About a share of 1 - rate is kept, in every part of x, and the mean of the output is about that of x.

    If the share is rate: the rate says how much is DROPPED.
    """
    x = np.ones((50, 100))
    output, mask = training.dropout(x, rate, 5)
    assert abs(mask.mean() - (1 - rate)) < 0.05, f"A share of {mask.mean():.2f} is kept, expected about {1 - rate:g}."
    assert abs(output.mean() - 1) < 0.25, f"The mean of the output is {output.mean():.2f}, expected about 1."
    assert len(np.unique(mask, axis=0)) == 50, "Some rows have the same mask: draw a number for every value."


@pytest.mark.exercise("dropout")
def test_dropout_follows_its_seed():
    """The same seed gives the same mask, another seed another one, and NumPy's own generator is left alone."""
    assert_follows_seed(lambda seed: training.dropout(X, 0.5, seed)[1])


@pytest.mark.exercise("dropout")
def test_dropout_leaves_its_arguments_alone():
    """A call does not change x."""
    assert_leaves_arguments_alone(training.dropout, X.copy(), 0.5, 3)


@pytest.mark.exercise("dropout")
@pytest.mark.parametrize("rate", [1.0, 1.5, -0.1])
def test_dropout_refuses_other_rates(rate):
    """A rate of 1 would divide by 0; it and what lies outside of 0 to 1 raise ValueError."""
    with refuses():
        training.dropout(X, rate, 0)


# dropout_grad


@pytest.mark.exercise("dropout_grad")
def test_dropout_grad_example():
    """A quarter is kept, and so each gradient that gets through is multiplied by 4."""
    mask = np.array([[1.0, 0.0, 1.0]])
    assert_close(training.dropout_grad(np.array([[1.0, 5.0, -2.0]]), mask, 0.75), [[4.0, 0.0, -8.0]])


@pytest.mark.exercise("dropout_grad")
@quick
@given(arrays((2, 3)), arrays((2, 3)), arrays((2, 3), low=0, high=1))
def test_dropout_grad_is_that_of_dropout(x, output_grad, mask):
    """For a mask that is given, dropout is linear in x: the sum of output * output_grad equals that of x * gradient."""
    assert_adjoint(lambda x: x * mask / 0.5, lambda g: training.dropout_grad(g, mask, 0.5), x, output_grad)
    assert_linear(lambda g: training.dropout_grad(g, mask, 0.5), x, output_grad)


@pytest.mark.exercise("dropout_grad")
@pytest.mark.parametrize("shape", [(1, 4), (4,), (3, 1)])
def test_dropout_grad_refuses_what_makes_no_sense(shape):
    """A mask of another shape, and a rate of 1, raise ValueError."""
    with refuses():
        training.dropout_grad(np.ones((3, 4)), np.ones(shape), 0.5)
    with refuses():
        training.dropout_grad(np.ones((3, 4)), np.ones((3, 4)), 1.0)


# linear_decay and exponential_decay


@pytest.mark.exercise("linear_decay")
def test_linear_decay_example():
    """From 1 to 0 in five epochs, and a single epoch.

    If the last rate is 0.2: between five rates there are FOUR steps.
    """
    assert_close(training.linear_decay(1.0, 0.0, 5), [1.0, 0.75, 0.5, 0.25, 0.0])
    assert_close(training.linear_decay(0.3, 0.1, 1), [0.3])


@pytest.mark.exercise("exponential_decay")
def test_exponential_decay_example():
    """From 1 to 1/16 in five epochs halves the rate each time; a single epoch has the first rate.

    If the last rate is not 1/16: between five rates there are FOUR steps.
    """
    assert_close(training.exponential_decay(1.0, 0.0625, 5), [1.0, 0.5, 0.25, 0.125, 0.0625])
    assert_close(training.exponential_decay(0.3, 0.1, 1), [0.3])


@pytest.mark.exercise("linear_decay")
@quick
@given(sizes(2, 9), st.sampled_from([0.5, 0.0, 2.0]))
def test_linear_decay_takes_equal_steps(epochs, last):
    """All differences are equal, and both ends are reached."""
    rates = training.linear_decay(1.0, last, epochs)
    assert_close(rates.shape, (epochs,), what="The shape")
    assert_close(np.diff(rates), np.full(epochs - 1, (last - 1.0) / (epochs - 1)), what="The differences")
    assert_close(rates[[0, -1]], [1.0, last], what="The ends")


@pytest.mark.exercise("exponential_decay")
@quick
@given(sizes(2, 9), st.sampled_from([0.5, 0.01, 2.0]))
def test_exponential_decay_takes_equal_factors(epochs, last):
    """All ratios are equal, and both ends are reached."""
    rates = training.exponential_decay(1.0, last, epochs)
    assert_close(rates.shape, (epochs,), what="The shape")
    assert_close(rates[1:] / rates[:-1], np.full(epochs - 1, last ** (1 / (epochs - 1))), what="The ratios")
    assert_close(rates[[0, -1]], [1.0, last], what="The ends")


@pytest.mark.exercise("linear_decay")
@pytest.mark.parametrize("epochs", [0, -1])
def test_linear_decay_refuses_no_epochs(epochs):
    """Fewer than one epoch raise ValueError."""
    with refuses():
        training.linear_decay(1.0, 0.5, epochs)


@pytest.mark.exercise("exponential_decay")
@pytest.mark.parametrize(("first", "last", "epochs"), [(1.0, 0.0, 3), (0.0, 1.0, 3), (1.0, -0.5, 3), (1.0, 0.5, 0)])
def test_exponential_decay_refuses_what_no_factor_reaches(first, last, epochs):
    """No factor leads to 0 or below, or away from it; and there is at least one epoch."""
    with refuses():
        training.exponential_decay(first, last, epochs)


# output_shapes, parameter_count and receptive_field

NETWORK = [
    ("convolution", 32, 3, 1, 1),
    ("pooling", 2, 2),
    ("convolution", 64, (3, 5), (1, 2), 0),
    ("flatten",),
    ("dense", 10),
]


@pytest.mark.exercise("output_shapes")
def test_output_shapes_example():
    """A network for images of 28 x 28.

    The third layer: (14 - 3) / 1 + 1 = 12 rows, and (14 - 5) / 2 = 4.5, rounded down to 4, plus 1
    makes 5 columns.
    """
    expected = ((32, 28, 28), (32, 14, 14), (64, 12, 5), (3840,), (10,))
    assert_close(training.output_shapes((1, 28, 28), NETWORK), expected)
    assert_close(training.output_shapes((4,), [("dense", 3)]), ((3,),))


@pytest.mark.exercise("output_shapes")
@quick
@given(sizes(5, 12), sizes(6, 12), sizes(1, 4), sizes(1, 3), sizes(0, 2))
def test_output_shapes_counts_the_places_of_windows(height, width, kernel, stride, padding):
    """There are as many places as there are starts of a window within the padded image."""
    places = tuple(len(range(0, size + 2 * padding - kernel + 1, stride)) for size in (height, width))
    layer = ("convolution", 7, kernel, stride, padding)
    assert_close(training.output_shapes((2, height, width), [layer]), ((7, *places),))


@pytest.mark.exercise("output_shapes")
@pytest.mark.parametrize(
    "layers",
    [
        [("dense", 4)],
        [("flatten",), ("pooling", 2, 2)],
        [("convolution", 3, 7, 1, 0)],
        [("pooling", 4, 1), ("pooling", 4, 1)],
        [("conv", 3, 3, 1, 0)],
    ],
)
def test_output_shapes_refuses_what_does_not_fit(layers):
    """Dense layers on images, windows on rows of numbers or larger than the image, and unknown names."""
    with refuses():
        training.output_shapes((2, 6, 6), layers)


@pytest.mark.exercise("parameter_count")
def test_parameter_count_examples():
    """Ten filters of 5 x 5 on three channels have 760 parameters, and 32 of 3 x 3 have 896.

    If the first is 750: the biases are missing. If it is 260: a filter has a window for EACH channel.
    """
    assert_close(training.parameter_count((3, 32, 32), [("convolution", 10, 5, 1, 0)]), 760)
    assert_close(training.parameter_count((3, 32, 32), [("convolution", 32, 3, 1, 0)]), 896)
    assert_close(training.parameter_count((784,), [("dense", 10)]), 7850)


@pytest.mark.exercise("parameter_count")
def test_parameter_count_of_a_network():
    """320 in the first convolution, 64 (32 * 15 + 1) in the second, and 10 (3840 + 1) in the dense layer."""
    assert_close(training.parameter_count((1, 28, 28), NETWORK), 320 + 30784 + 38410)


@pytest.mark.exercise("parameter_count")
def test_parameter_count_refuses_what_does_not_fit():
    """What output_shapes refuses raises ValueError here as well."""
    with refuses():
        training.parameter_count((2, 6, 6), [("dense", 4)])
    with refuses():
        training.parameter_count((2, 6, 6), [("convolution", 3, 7, 1, 0)])


@pytest.mark.exercise("receptive_field")
def test_receptive_field_examples():
    """Two convolutions of 3 x 3 see 5 x 5 pixels; after a pooling of 2 the steps are twice as long.

    If the first is (6, 6): neighbouring windows overlap, so that each adds its size LESS 1.
    """
    three = ("convolution", 8, 3, 1, 1)
    assert_close(training.receptive_field([three, three]), (5, 5))
    assert_close(training.receptive_field([("pooling", 2, 2), three]), (6, 6))
    assert_close(training.receptive_field(NETWORK), (8, 12))
    assert_close(training.receptive_field([("flatten",), ("dense", 3)]), (1, 1))


@pytest.mark.exercise("receptive_field")
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_receptive_field_is_what_has_an_effect(stride):
    """Sums over windows of 2, moved by a stride, and of 3 after that: the pixels that one value depends on."""
    size = 40
    first = np.array(
        [(np.arange(size) >= s) & (np.arange(size) < s + 2) for s in range(0, size - 1, stride)], dtype=int
    )
    seen = np.count_nonzero(first[:3].sum(axis=0))
    gaps = 2 * max(stride - 2, 0)  # pixels between windows that do not touch are part of the field, too
    layers = [("convolution", 1, 2, stride, 0), ("pooling", 3, 1)]
    assert_close(training.receptive_field(layers), (seen + gaps, seen + gaps))


@pytest.mark.exercise("receptive_field")
def test_receptive_field_refuses_unknown_layers():
    """A name that no layer has raises ValueError."""
    with refuses():
        training.receptive_field([("conv", 8, 3, 1, 1)])


# grid_search


@pytest.mark.exercise("grid_search")
def test_grid_search_example():
    """Two rates and three penalties: a row for each rate, and the pair with the largest score.

    If the shape is (3, 2): the rows belong to the rates.
    """
    known = {(0.1, 0.0): 0.5, (0.1, 1.0): 0.9, (0.1, 2.0): 0.7, (0.2, 0.0): 0.9, (0.2, 1.0): 0.6, (0.2, 2.0): 0.1}
    scores, best = training.grid_search(lambda *pair: known[pair], [0.1, 0.2], [0.0, 1.0, 2.0])
    assert_close(scores, [[0.5, 0.9, 0.7], [0.9, 0.6, 0.1]], what="The table")
    assert_close(best, (0.1, 1.0), what="The best pair, the first at a tie")


@pytest.mark.exercise("grid_search")
def test_grid_search_takes_scores_below_zero():
    """The best of scores that are all below 0 is the nearest to 0."""
    _, best = training.grid_search(lambda rate, penalty: -rate - penalty, [3.0, 1.0], [2.0, 5.0])
    assert_close(best, (1.0, 2.0))


@pytest.mark.exercise("grid_search")
def test_grid_search_tries_each_pair_once():
    """Each call is a whole training, and so every pair has one."""
    asked = []
    training.grid_search(lambda rate, penalty: asked.append((rate, penalty)) or 1.0, [1.0, 2.0], [3.0, 4.0, 5.0])
    assert sorted(asked) == [(rate, penalty) for rate in (1.0, 2.0) for penalty in (3.0, 4.0, 5.0)]


@pytest.mark.exercise("grid_search")
@pytest.mark.parametrize(("rates", "penalties"), [([], [1.0]), ([1.0], [])])
def test_grid_search_refuses_to_search_nothing(rates, penalties):
    """Without rates, or without penalties, there is no pair."""
    with refuses():
        training.grid_search(lambda rate, penalty: 0.0, rates, penalties)
