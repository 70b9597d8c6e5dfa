"""The reference of training against values by hand, fractions, HIPS autograd, and the statistics of what is random."""

import itertools
import math
from fractions import Fraction
from pathlib import Path

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy import stats

from autograder.course import load_unit, reference_module

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "training", "solution")
checks = reference_module(COURSE, "training", "checks")
randomness = reference_module(COURSE, "training", "randomness")

WHOLE = (np.int8, np.uint8, np.int16, np.int64, np.uint64)


class TestOneHot:
    @pytest.mark.parametrize("dtype", [*WHOLE, np.float32, float])
    def test_rows_by_hand(self, dtype):
        assert reference.one_hot(np.array([2, 0], dtype=dtype), 3).tolist() == [[0, 0, 1], [1, 0, 0]]

    def test_more_classes_than_a_byte_counts(self):
        labels = np.array([255, 3], dtype=np.uint8)
        assert reference.one_hot(labels, 300).argmax(axis=1).tolist() == [255, 3]
        assert reference.one_hot(labels.astype(np.int16), np.int16(256)).shape == (2, 256)

    @pytest.mark.parametrize("label", [-1, 3, -3, 0.5, 1e300, math.nan])
    def test_what_is_no_label(self, label):
        with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 2"):
            reference.one_hot(np.array([0, label]), 3)


class TestAccuracy:
    def test_all_wrong_is_nothing(self):
        """By single numbers it would be 0.8."""
        wrong, right = np.eye(10), np.eye(10)[::-1]
        assert np.mean(wrong == right) == 0.8
        assert reference.accuracy(wrong, right) == 0.0

    def test_five_rows_by_hand(self):
        prediction = np.array([[1, 2, 0], [5, 5, 1], [-3, -2, -1], [0, 0, 0], [9, 1, 9]], dtype=np.int8)
        assert reference.accuracy(prediction, np.eye(3)[[1, 0, 0, 2, 0]]) == 0.6


class TestStandardize:
    @pytest.mark.parametrize("dtype", [*WHOLE, float])
    def test_it_is_that_of_fractions(self, dtype):
        generator = np.random.default_rng(3)
        train, other = (generator.integers(0, 100, (rows, 3)).astype(dtype) for rows in (6, 2))
        for column, (ours, theirs) in enumerate(
            zip(*(each.T for each in reference.standardize(train, other)), strict=True)
        ):
            values = [Fraction(int(value)) for value in train[:, column]]
            mean = sum(values) / 6
            deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / 6)
            assert ours == pytest.approx([float(value - mean) / deviation for value in values], abs=1e-14)
            assert theirs == pytest.approx([float(int(v) - mean) / deviation for v in other[:, column]], abs=1e-13)

    @pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 1e7 / 3, 200])
    def test_constant_columns_become_zero_however_their_mean_is_rounded(self, value):
        train, other = reference.standardize(np.full((11, 2), value), np.array([[value, 5.0]]))
        assert not train.any()
        assert not other.any()

    def test_scikit_learn_agrees(self):
        preprocessing = pytest.importorskip("sklearn.preprocessing")
        generator = np.random.default_rng(1)
        train, other = (generator.normal(3, 5, (rows, 4)) for rows in (30, 7))
        theirs = preprocessing.StandardScaler().fit(train)
        ours = reference.standardize(train, other)
        for table, found in zip((train, other), ours, strict=True):
            np.testing.assert_allclose(found, theirs.transform(table), atol=1e-13)


class TestFirstWeights:
    @pytest.mark.parametrize(
        ("shape", "fan_in", "fan_out"), [((40, 500), 40, 500), ((3, 90, 7, 11), 231, 6930), ([90, 3, 11, 7], 6930, 231)]
    )
    def test_they_are_normal_with_their_variance(self, shape, fan_in, fan_out):
        for weights, variance in (
            (reference.glorot(shape, 5), 2 / (fan_in + fan_out)),
            (reference.he(shape, 5), 2 / fan_in),
        ):
            assert weights.shape == tuple(shape)
            assert stats.kstest(weights.ravel(), "norm", (0, math.sqrt(variance))).pvalue > 1e-3

    def test_he_keeps_the_size_of_values_under_a_relu(self):
        values = np.random.default_rng(0).normal(size=(300, 400))
        for layer in range(10):
            values = np.maximum(values @ reference.he((400, 400), layer), 0)
        assert 0.6 < np.mean(values**2) < 1.6


class TestDropout:
    def test_the_mean_stays(self):
        for rate in (0.0, 0.3, 0.9):
            output, mask = reference.dropout(np.ones(200_000), rate, 3)
            assert np.mean(mask) == pytest.approx(1 - rate, abs=0.01)
            assert np.mean(output) == pytest.approx(1, abs=0.03)

    @pytest.mark.parametrize("dtype", [*WHOLE, np.float32])
    def test_whole_numbers_are_not_cut(self, dtype):
        x = np.arange(1, 13).reshape(3, 4).astype(dtype)
        output, mask = reference.dropout(x, 0.7, 3)
        np.testing.assert_allclose(output, x * mask / 0.3, rtol=1e-14)
        np.testing.assert_allclose(reference.dropout_grad(x, mask.astype(np.int8), 0.7), output, rtol=1e-14)

    def test_the_gradient_is_that_of_autograd(self):
        generator = np.random.default_rng(2)
        x, output_grad = generator.normal(size=(2, 4, 5))
        _, mask = reference.dropout(x, 0.4, 7)
        theirs = autograd.grad(lambda x: anp.sum(x * mask / 0.6 * output_grad))(x)
        np.testing.assert_allclose(reference.dropout_grad(output_grad, mask, 0.4), theirs, rtol=1e-14)


class TestDecays:
    def test_values_by_hand(self):
        assert reference.linear_decay(1, 0.0625, 5).tolist() == [1, 0.765625, 0.53125, 0.296875, 0.0625]
        assert reference.exponential_decay(1, 0.0625, 5) == pytest.approx([1, 0.5, 0.25, 0.125, 0.0625], abs=1e-15)

    @pytest.mark.parametrize("decay", [reference.linear_decay, reference.exponential_decay])
    def test_numbers_of_narrow_types(self, decay):
        narrow = decay(np.int8(100), np.uint8(1), np.int8(120))
        np.testing.assert_allclose(narrow, decay(100.0, 1.0, 120))
        assert decay(np.int8(100), 1.0, 1).tolist() == pytest.approx([100])

    def test_far_ends(self):
        rates = reference.exponential_decay(1e8, 1e-200, 7)
        np.testing.assert_allclose(np.log10(rates), np.linspace(8, -200, 7), rtol=1e-13)


def places(size, window, stride, padding):
    """The starts of a window, counted."""
    return sum(start + window <= size + padding for start in range(-padding, size + padding, stride))


class TestPlans:
    def test_the_numbers_of_the_lectures(self):
        """28 x 28 x 10 and 760 parameters; 896 for 32 filters of 3 x 3; 784 weights and a bias for one node on MNIST;
        49152 on a colour image of 128 x 128.
        """
        ten, more = [("convolution", 10, 5, 1, 0)], [("convolution", 32, 3, 1, 0)]
        assert reference.output_shapes((3, 32, 32), ten) == [(10, 28, 28)]
        assert reference.parameter_count((3, 32, 32), ten) == 760
        assert reference.parameter_count((3, 32, 32), more) == 896
        assert reference.parameter_count((1, 28, 28), [("flatten",), ("dense", 1)]) == 785
        assert reference.parameter_count((3, 128, 128), [("flatten",), ("dense", 1)]) == 49153

    def test_sizes_are_counts_of_windows(self):
        for size, window, stride, padding in itertools.product(range(1, 8), range(1, 6), range(1, 5), range(3)):
            layer = ("convolution", 2, (window, 1), (stride, 1), (padding, 0))
            if window <= size + 2 * padding:
                assert reference.output_shapes((1, size, 3), [layer]) == [(2, places(size, window, stride, padding), 3)]
            else:
                with pytest.raises(ValueError, match="does not fit"):
                    reference.output_shapes((1, size, 3), [layer])

    def test_a_whole_network_with_whole_numbers_of_numpy(self):
        layers = [
            ["convolution", np.int8(100), np.int8(5), 1, np.int8(60)],
            ["pooling", 2, 2],
            ["flatten"],
            ["dense", 3],
        ]
        assert reference.output_shapes([np.int8(3), 100, 100], layers) == [
            (100, 216, 216),
            (100, 108, 108),
            (1166400,),
            (3,),
        ]
        assert reference.parameter_count([np.int8(3), 100, 100], layers) == 7600 + 3499203

    def test_parameters_are_the_sizes_of_the_arrays_of_cnn(self):
        network = reference_module(COURSE, "cnn", "solution").CNN(seed=1)
        network.add_convolution(4, 3, stride=(1, 2), padding=1)
        network.add_pooling("max", 2, 2)
        network.add_flatten()
        network.add_dense(7)
        network.add_output(3)
        network.predict(np.zeros((1, 2, 8, 9)))
        layers = [("convolution", 4, 3, (1, 2), 1), ("pooling", 2, 2), ("flatten",), ("dense", 7), ("dense", 3)]
        sizes = sum(array.size for layer in network.params for array in layer.values())
        assert reference.parameter_count((2, 8, 9), layers) == sizes

    def test_a_receptive_field_is_where_gradients_arrive(self):
        """Sums over windows, one after the other, and the gradient of a value in the middle."""
        for layers in (
            [(3, 1), (3, 1)],
            [(2, 2), (3, 1)],
            [(5, 2), (3, 2), (2, 1)],
            [(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)],
        ):
            window_of = np.eye(60)
            for window, stride in layers:
                starts = range(0, len(window_of) - window + 1, stride)
                window_of = np.array([window_of[start : start + window].sum(axis=0) for start in starts])
            seen = np.flatnonzero(window_of[0])
            listed = [("pooling", (window, 1), (stride, 1)) for window, stride in layers]
            assert reference.receptive_field(listed) == (seen[-1] - seen[0] + 1, 1)


class TestGridSearch:
    def test_a_table_by_hand(self):
        asked = []

        def evaluate(rate, penalty):
            asked.append((rate, penalty))
            return np.int8(-abs(rate - 2) - penalty)

        scores, best = reference.grid_search(evaluate, np.array([1, 2, 3]), (0, 5))
        assert scores.tolist() == [[-1, -6], [0, -5], [-1, -6]]
        assert best == (2, 0)
        assert sorted(asked) == [(1, 0), (1, 5), (2, 0), (2, 5), (3, 0), (3, 5)]

    @pytest.mark.parametrize(("rates", "penalties"), [([], [1]), ([1], []), ((), ()), (np.zeros(0), [1, 2])])
    def test_there_must_be_something_to_search(self, rates, penalties):
        with pytest.raises(ValueError, match="empty"):
            reference.grid_search(lambda rate, penalty: 0.0, rates, penalties)


class TestBoundsOfWhatIsRandom:
    """Right answers pass with all seeds, and those that are nearly right do not."""

    CASES = ((randomness.variance_of_glorot, reference.glorot), (randomness.variance_of_he, reference.he))

    @pytest.mark.parametrize(("variance", "weights"), CASES)
    def test_first_weights_of_many_seeds(self, variance, weights):
        for seed, shape in itertools.product(range(20), (*checks.DENSE, *checks.KERNELS)):
            case = {"shape": shape, "seed": seed, "variance": variance(shape)}
            assert randomness.variance([weights(shape, seed)], case) == ""
            assert randomness.normal(weights(shape, seed), case) == ""

    def test_weights_that_are_a_tenth_too_large_are_not_right(self):
        for seed, shape in itertools.product(range(5), (*checks.DENSE, *checks.KERNELS)):
            case = {"shape": shape, "seed": seed, "variance": randomness.variance_of_he(shape)}
            assert randomness.variance([1.1 * reference.he(shape, seed)], case)

    @pytest.mark.parametrize(
        "draw",
        [
            lambda rng: rng.uniform(-1, 1, (100, 200)),
            lambda rng: rng.laplace(size=(100, 200)),
            lambda rng: stats.truncnorm.rvs(-2, 2, size=(100, 200), random_state=rng),
            lambda rng: rng.normal(0.1, 1, (100, 200)),
            lambda rng: np.round(rng.normal(size=(100, 200)), 3),
            lambda rng: rng.choice([-1.0, 1.0], (100, 200)),
            lambda rng: np.tile(rng.normal(size=(1, 200)), (100, 1)),
            lambda rng: rng.standard_t(5, size=(100, 200)),
            lambda rng: np.clip(rng.normal(size=(100, 200)), -3.5, 3.5),
            lambda rng: (lambda w: w / np.sqrt(np.mean(w**2, axis=0)))(rng.normal(size=(100, 200))),
            lambda rng: (lambda w: w / np.std(w, axis=1, keepdims=True))(rng.normal(size=(100, 200))),
            lambda rng: (lambda w: w / np.std(w))(rng.normal(size=(100, 200))),
        ],
    )
    def test_other_distributions_are_told_from_the_normal_one(self, draw):
        for seed in range(5):
            assert randomness.normal(draw(np.random.default_rng(seed)), {"shape": (100, 200), "variance": 1.0})

    def test_masks_of_many_seeds(self):
        x = np.where(np.arange(4260).reshape(60, 71) % 3, 1.0, 0.0)
        for seed, rate in itertools.product(range(50), (0.2, 0.3, 0.7, 0.8)):
            case = {"x": x, "rate": rate, "seed": seed}
            assert randomness.share(reference.dropout(x, rate, seed), case) == ""
            assert randomness.share(reference.dropout(x, rate + 0.1, seed), case)

    def test_rates_next_to_nothing_and_to_one(self):
        for seed, (rate, wrong) in itertools.product(range(20), ((0.00046, 0.0), (0.99, 0.95), (0.985, 0.97))):
            case = {"x": np.ones((200, 230)), "rate": rate, "seed": seed}
            assert randomness.share(reference.dropout(case["x"], rate, seed), case) == ""
            assert randomness.share(reference.dropout(case["x"], wrong, seed), case)

    def test_the_number_that_is_kept_is_hardly_ever_the_same(self):
        masks = (reference.dropout(np.ones(2000), 0.5, seed)[1] for seed in range(600))
        assert sum(int(np.sum(mask)) == 1000 for mask in masks) < 30  # 0.018 of 600 are 11


def test_the_points_of_the_unit():
    assert load_unit(COURSE, "training").points == 20
