"""Each property accepts right answers and rejects answers that are only slightly wrong."""

import inspect
import re

import numpy as np
import pytest

from autograder import testing
from autograder.testing import (
    assert_adjoint,
    assert_close,
    assert_leaves_arguments_alone,
    assert_linear,
    assert_repeatable,
    assert_samples_independent,
    assert_shift_equivariant,
)

SLIGHTLY = 1 + 1e-6
KERNEL = np.array([1.0, -2.0, 4.0])
X = np.array([3.0, 1.0, -4.0, 1.0, 5.0])
Y = np.array([2.0, -7.0, 1.0, 8.0, 2.0])


def convolve(x):
    return np.correlate(np.pad(x, 1), KERNEL, mode="valid")


def convolve_back(output_grad):
    return np.convolve(np.pad(output_grad, 1), KERNEL, mode="valid")


class TestTheDocstrings:
    @pytest.mark.parametrize("name", [name for name in testing.__all__ if callable(getattr(testing, name))])
    def test_say_what_each_argument_is(self, name):
        documented = getattr(testing, name)
        for parameter in inspect.signature(documented).parameters:
            assert re.search(rf"(^ *|``|\*){parameter}\b", documented.__doc__, re.MULTILINE), parameter

    @pytest.mark.parametrize("name", [name for name in testing.__all__ if name.startswith("assert_")])
    def test_say_what_each_property_raises(self, name):
        assert "Raises:\n" in getattr(testing, name).__doc__
        assert "AssertionError: " in getattr(testing, name).__doc__


class TestClose:
    @pytest.mark.parametrize(
        ("actual", "expected"),
        [
            (X, X + 1e-12),
            (np.array([1, 2]), [1.0, 2.0]),
            (2, 2.0),
            ((X, 1.0), (X.copy(), 1.0)),
            ({"h": X, "n": 3}, {"n": 3, "h": X}),
            (np.array([np.inf]), np.array([np.inf])),
        ],
    )
    def test_accepts_equal_answers(self, actual, expected):
        assert_close(actual, expected)

    @pytest.mark.parametrize(
        ("actual", "expected", "message"),
        [
            (X * SLIGHTLY, X, r"wrong at \[0\]: expected 3, not 3"),
            (np.array([1.0, 2.0, 4.0]), [1, 2, 3], r"wrong at \[2\]: expected 3, not 4"),
            (X[:, np.newaxis], X, r"expected the shape \(5,\), not \(5, 1\)"),
            ([1.0, 2.0], np.array([1.0, 2.0]), "not a list"),
            (None, X, "return"),
            (np.array([np.nan]), [1.0], "not nan"),
            ({"U": X}, {"W": X}, "keys"),
        ],
    )
    def test_rejects_others_and_says_where(self, actual, expected, message):
        with pytest.raises(AssertionError, match=message):
            assert_close(actual, expected)

    def test_the_message_shows_both_values_and_the_name(self):
        with pytest.raises(AssertionError) as caught:
            assert_close(np.array([1.0, 5.0]), [1.0, 2.0], what="conv_1d([1, 2], [1])")
        message = str(caught.value)
        assert (
            message
            == "conv_1d([1, 2], [1]) is wrong at [1]: expected 2, not 5.\n  expected: [1., 2.]\n  returned: [1., 5.]"
        )

    def test_the_tolerance_can_be_wider(self):
        assert_close(X * SLIGHTLY, X, tolerance=1e-5)


class TestLinear:
    def test_accepts_a_convolution(self):
        assert_linear(convolve, X, Y)

    def test_leaves_its_inputs_alone(self):
        def clears(x):
            result = convolve(x)
            x[:] = 0
            return result

        x = X.copy()
        assert_linear(clears, x, Y)
        assert np.array_equal(x, X)

    @pytest.mark.parametrize(
        "function",
        [
            lambda x: convolve(x) + 1e-6,
            lambda x: convolve(x) + 1e-6 * x**2,
            lambda x: np.abs(convolve(x)),
            lambda x: np.trunc(convolve(x / 4)),
            lambda x: convolve(x).tolist(),
            lambda x: x[x > 1],
        ],
    )
    def test_rejects_what_is_not_linear(self, function):
        with pytest.raises(AssertionError):
            assert_linear(function, X, Y)

    def test_other_factors_can_be_chosen(self):
        def positively_linear(x):
            return np.maximum(x, 0)

        assert_linear(positively_linear, X, X, a=2, b=3)
        with pytest.raises(AssertionError, match="not linear"):
            assert_linear(positively_linear, X, X, a=2, b=-3)

    def test_different_shapes_are_the_callers_mistake(self):
        with pytest.raises(ValueError, match="same shape"):
            assert_linear(convolve, X, Y[:3])


class TestShiftEquivariant:
    @pytest.mark.parametrize("shift", [1, 2, -1])
    def test_accepts_a_convolution(self, shift):
        assert_shift_equivariant(convolve, X, shift, margin=3)

    def test_shifts_along_the_given_axis(self):
        def down(x):
            return x + 2 * np.vstack([np.zeros((1, x.shape[1])), x[:-1]])

        def weighted_columns(x):
            return down(x) * np.arange(x.shape[1])

        image = np.outer(X, Y)
        assert_shift_equivariant(weighted_columns, image, 1, margin=2, axis=0)
        with pytest.raises(AssertionError):
            assert_shift_equivariant(weighted_columns, image, 1, margin=2, axis=1)

    @pytest.mark.parametrize(
        "function",
        [
            lambda x: convolve(x) * (1 + 1e-6 * np.arange(len(x))),
            lambda x: convolve(x)[::-1],
            lambda x: convolve(x)[1:],
            lambda x: np.where(np.arange(len(x)) == 4, 0.0, convolve(x)),
        ],
    )
    def test_rejects_what_depends_on_the_place(self, function):
        with pytest.raises(AssertionError):
            assert_shift_equivariant(function, X, 1, margin=3)

    def test_a_margin_below_the_shift_is_the_callers_mistake(self):
        with pytest.raises(ValueError, match="margin"):
            assert_shift_equivariant(convolve, X, 3, margin=2)


class TestAdjoint:
    def test_accepts_the_gradient(self):
        assert_adjoint(convolve, convolve_back, X, Y)

    def test_accepts_zeros(self):
        assert_adjoint(convolve, convolve_back, np.zeros(5), Y)

    @pytest.mark.parametrize(
        "backward",
        [
            lambda g: convolve_back(g) * SLIGHTLY,
            lambda g: convolve_back(g) * (1 + 1e-9),
            lambda g: convolve(g),
            lambda g: convolve_back(np.ones(5)),
            lambda g: convolve_back(g).astype(np.float32) * np.float32(1 / 3) * 3,
            lambda g: convolve_back(g)[:4],
            lambda g: convolve_back(g)[:, np.newaxis],
            lambda g: convolve_back(g) * np.nan,
            lambda g: np.zeros(5),
            lambda g: None,
        ],
    )
    def test_rejects_other_gradients(self, backward):
        with pytest.raises(AssertionError):
            assert_adjoint(convolve, backward, X, Y)

    def test_an_error_hidden_by_cancellation_counts_by_the_sum_of_all_products(self):
        output_grad = np.array([1e3, 0.0, 0.0, 0.0, 0.0])
        with pytest.raises(AssertionError):
            assert_adjoint(convolve, lambda g: convolve_back(g) + 1e-6, X, output_grad)

    def test_rejects_an_output_of_another_shape(self):
        with pytest.raises(AssertionError, match="output should have the shape"):
            assert_adjoint(lambda x: convolve(x)[:1], convolve_back, X, Y)


class TestLeavesArgumentsAlone:
    def test_accepts_a_function_that_copies(self):
        assert_leaves_arguments_alone(lambda x, params: x + params["b"], X, {"b": Y})

    def test_rejects_a_tiny_change_and_names_the_argument(self):
        def wrong(x, bias):
            bias += 1e-12
            return x + bias

        with pytest.raises(AssertionError, match="argument `bias`"):
            assert_leaves_arguments_alone(wrong, X, np.zeros(5))

    def test_rejects_a_change_inside_a_dict(self):
        def wrong(params):
            params["b"][0] = 1.0

        with pytest.raises(AssertionError, match="argument `params`"):
            assert_leaves_arguments_alone(wrong, {"b": np.zeros(2)})

    def test_counts_the_argument_when_its_name_is_unknown(self):
        def wrong(*arrays):
            arrays[1][0] = 9.0

        with pytest.raises(AssertionError, match="argument number 2"):
            assert_leaves_arguments_alone(wrong, np.zeros(2), np.zeros(2))


class TestRepeatable:
    def test_accepts_a_function_without_memory(self):
        assert_repeatable(convolve, X)
        assert_repeatable(lambda x: (x, {"twice": 2 * x}, 3.0), X)

    def test_rejects_a_sum_over_calls(self):
        total = np.zeros(5)

        def wrong(x):
            total[:] = total + x
            return total.copy()

        with pytest.raises(AssertionError, match="second time"):
            assert_repeatable(wrong, X)

    @pytest.mark.parametrize("packed", [lambda array: array, lambda array: {"a": array}, lambda array: (1.0, array)])
    def test_rejects_a_shared_buffer(self, packed):
        buffer = np.zeros(5)

        def wrong(x):
            buffer[:] = x
            return packed(buffer)

        with pytest.raises(AssertionError, match="same array"):
            assert_repeatable(wrong, X)


class TestSamplesIndependent:
    BATCH = np.stack([X, Y])

    def test_accepts_a_function_of_each_row(self):
        assert_samples_independent(lambda batch, other: batch * other, self.BATCH, self.BATCH + 1)

    @pytest.mark.parametrize(
        "function",
        [
            lambda batch: batch + 1e-6 * batch.mean(axis=0),
            lambda batch: batch / len(batch),
            lambda batch: batch[::-1],
            lambda batch: batch.squeeze(),
            lambda batch: batch[:1],
            lambda batch: list(batch),
        ],
    )
    def test_rejects_what_mixes_the_rows(self, function):
        with pytest.raises(AssertionError):
            assert_samples_independent(function, self.BATCH)
