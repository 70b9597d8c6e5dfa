"""Finite differences find right gradients right, and reject gradients that are only slightly wrong."""

import time

import numpy as np
import pytest

from autograder.testing import assert_gradient, directional_derivative, numerical_gradient

SLIGHTLY = 1 + 1e-4
X = np.array([[0.5, -1.0, 2.0], [0.25, 3.0, -0.75]])
A = np.array([[1.0, 2.0, 0.5], [-1.0, 0.0, 3.0], [2.0, 1.0, -1.0]])
PARAMS = {"W": A / 4, "b": np.array([0.1, -0.2, 0.3]), "s": np.array(1.5)}


def network(params):
    """A smooth function of three arrays, one of them without dimensions."""
    return np.sum(params["s"] * np.tanh(X @ params["W"].T + params["b"]) ** 2)


def network_gradient(params):
    h = np.tanh(X @ params["W"].T + params["b"])
    z_grad = 2 * params["s"] * h * (1 - h**2)
    return {"W": z_grad.T @ X, "b": z_grad.sum(axis=0), "s": np.sum(h**2)}


def relu_sum(x):
    return np.sum(A[0] * np.maximum(x, 0))


class TestNumericalGradient:
    def test_of_a_polynomial_is_as_exact_as_rounding_allows(self):
        assert numerical_gradient(lambda x: np.sum(x**3), X) == pytest.approx(3 * X**2, abs=1e-10)

    def test_of_a_network_is_as_exact_as_measured(self):
        found, right = numerical_gradient(network, PARAMS), network_gradient(PARAMS)
        assert set(found) == set(PARAMS)
        for name in right:
            assert found[name].shape == np.shape(right[name])
            assert np.abs(found[name] - right[name]).max() < 8e-9

    def test_richardson_beats_plain_central_differences(self):
        step = 1e-2
        plain = (np.exp(1 + step) - np.exp(1 - step)) / (2 * step)
        found = numerical_gradient(lambda x: np.exp(x).sum(), np.array([1.0]), step=step)[0]
        assert abs(found - np.e) < 1e-4 * abs(plain - np.e)

    def test_takes_whole_numbers_and_leaves_them_alone(self):
        x = np.array([1, -2, 3])
        assert numerical_gradient(lambda x: np.sum(x**2), x) == pytest.approx(2 * x)
        assert x.tolist() == [1, -2, 3]
        assert x.dtype.kind == "i"

    def test_a_function_that_changes_its_argument_does_no_harm(self):
        def square_in_place(x):
            x *= x
            return x.sum()

        x = X.copy()
        assert numerical_gradient(square_in_place, x) == pytest.approx(2 * X)
        assert (x == X).all()

    def test_of_a_function_that_returns_an_array_says_what_to_do(self):
        with pytest.raises(ValueError, match=r"one number, not an array of shape \(2, 3\): sum"):
            numerical_gradient(np.tanh, X)

    def test_an_array_of_one_number_is_a_number(self):
        assert numerical_gradient(lambda x: x @ x.T, np.array([[3.0]])) == pytest.approx(np.array([[6.0]]))


class TestDirectionalDerivative:
    def test_is_the_product_of_gradient_and_direction(self):
        direction = np.cos(np.arange(6.0)).reshape(2, 3)
        slope = directional_derivative(lambda x: np.sum(np.sin(x)), X, direction)
        assert slope == pytest.approx(np.sum(np.cos(X) * direction), abs=1e-11)
        assert abs(slope) > 0.1

    def test_along_several_arrays_at_once(self):
        right = network_gradient(PARAMS)
        direction = {name: np.ones(np.shape(array)) for name, array in PARAMS.items()}
        assert directional_derivative(network, PARAMS, direction) == pytest.approx(
            sum(float(np.sum(part)) for part in right.values()), abs=1e-8
        )

    def test_doubles_with_the_direction(self):
        once, twice = (directional_derivative(np.sum, X, factor * X) for factor in (1.0, 2.0))
        assert twice == pytest.approx(2 * once)


class TestAssertGradient:
    @pytest.mark.parametrize("directions", [None, 3])
    def test_accepts_the_right_gradient(self, directions):
        count = assert_gradient(network, network_gradient(PARAMS), PARAMS, directions=directions)
        assert count == (9 + 3 + 1 if directions is None else 3)

    @pytest.mark.parametrize("directions", [None, 3])
    @pytest.mark.parametrize("name", ["W", "b", "s"])
    def test_rejects_one_that_is_slightly_wrong(self, name, directions):
        gradient = network_gradient(PARAMS)
        gradient[name] = gradient[name] * SLIGHTLY
        with pytest.raises(AssertionError, match="wrong"):
            assert_gradient(network, gradient, PARAMS, directions=directions)

    def test_rejects_one_wrong_element_and_names_it(self):
        gradient = 2 * X
        gradient[1, 2] += 0.01
        with pytest.raises(
            AssertionError, match=r"wrong at element \[1, 2\]: it says -1\.49, but .* by -1\.5 per unit"
        ):
            assert_gradient(lambda x: np.sum(x**2), gradient, X)

    def test_names_the_array_and_element_of_a_dict(self):
        gradient = network_gradient(PARAMS)
        gradient["W"][2, 0] = 0.0
        with pytest.raises(AssertionError, match=r"wrong at W\[2, 0\].*Nothing seems to arrive"):
            assert_gradient(network, gradient, PARAMS)

    def test_says_when_only_the_sign_or_a_whole_factor_is_wrong(self):
        with pytest.raises(AssertionError, match="Only the sign is wrong"):
            assert_gradient(lambda x: np.sum(x**2), -2 * X, X)
        with pytest.raises(AssertionError, match="3 times too large"):
            assert_gradient(lambda x: np.sum(x**2), 6 * X, X)

    @pytest.mark.parametrize(
        ("gradient", "message"),
        [
            (None, "array of the shape .* not None .*return"),
            ([1.0, 2.0], "not a list"),
            (X.T, r"has the shape \(3, 2\), but .* has the shape \(2, 3\)"),
            (X[0], r"has the shape \(3,\)"),
            (X + 1j, "real numbers"),
            (X > 0, "real numbers"),
            (X * np.nan, "not finite"),
            (X * np.inf, "not finite"),
        ],
    )
    def test_rejects_a_gradient_of_the_wrong_form(self, gradient, message):
        with pytest.raises(AssertionError, match=message):
            assert_gradient(lambda x: np.sum(x**2), gradient, X)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda right: right["W"], "dict with the keys"),
            (lambda right: {"W": right["W"]}, r"should have the keys \['W', 'b', 's'\], but it has \['W'\]"),
            (lambda right: right | {"b": right["b"][:, np.newaxis]}, r"The gradient of b has the shape \(3, 1\)"),
            (lambda right: right | {"extra": right["b"]}, "should have the keys"),
            (lambda right: right | {"W": None}, "The gradient of W should be an array"),
        ],
    )
    def test_rejects_a_dict_of_the_wrong_form(self, change, message):
        with pytest.raises(AssertionError, match=message):
            assert_gradient(network, change(network_gradient(PARAMS)), PARAMS)

    def test_rejects_when_the_function_is_not_finite(self):
        with pytest.raises(AssertionError, match="not finite"), np.errstate(invalid="ignore"):
            assert_gradient(lambda x: np.sum(np.sqrt(x)), np.zeros(2), np.array([-1.0, 4.0]))

    def test_skips_kinks_and_judges_the_rest(self):
        x = np.array([0.0, 2.0, -3.0])
        for at_the_kink in (0.0, 0.3, 1.0):
            assert assert_gradient(relu_sum, np.array([at_the_kink, 2.0, 0.0]), x) == 2
        with pytest.raises(AssertionError, match=r"element \[1\]"):
            assert_gradient(relu_sum, np.array([0.0, 2.0 * SLIGHTLY, 0.0]), x)

    @pytest.mark.parametrize("distance", [-9e-4, -3e-4, 1e-5, 4e-4, 7e-4])
    def test_skips_kinks_that_are_near(self, distance):
        x = np.array([distance, 1.0, 1.0])
        assert assert_gradient(relu_sum, np.array([123.0, 2.0, 0.5]), x) == 2

    @pytest.mark.parametrize("distance", [-2e-3, 2e-3])
    def test_judges_beyond_the_reach_of_kinks(self, distance):
        x = np.array([distance, 1.0, 1.0])
        right = np.array([float(distance > 0), 2.0, 0.5])
        assert assert_gradient(relu_sum, right, x) == 3
        with pytest.raises(AssertionError, match=r"element \[0\]"):
            assert_gradient(relu_sum, right + np.array([1e-4, 0.0, 0.0]), x)

    def test_skips_directions_across_a_kink(self):
        assert assert_gradient(relu_sum, np.full(3, 123.0), np.zeros(3), directions=4) == 0

    def test_skips_ties_in_a_maximum(self):
        tied = np.array([1.0, 5.0, 5.0, 2.0])
        assert assert_gradient(np.max, np.array([0.0, 1.0, 0.0, 0.0]), tied) == 2

    def test_curvature_is_no_kink(self):
        steep = np.array([2.0, -1.5, 0.01])
        assert assert_gradient(lambda x: np.sum(np.exp(3 * x)), 3 * np.exp(3 * steep), steep) == 3

    def test_large_values_are_no_kink(self):
        x = np.array([300.0, -200.0])
        assert assert_gradient(lambda x: np.sum(x**2) + 1e6, 2 * x, x) == 2

    def test_no_argument_is_changed(self):
        x, gradient = X.copy(), 2 * X
        assert_gradient(lambda x: np.sum(x**2), gradient, x)
        assert (x == X).all()
        assert (gradient == 2 * X).all()

    def test_random_directions_take_less_time_than_elements(self):
        x = np.ones(20_000)
        start = time.perf_counter()
        assert assert_gradient(lambda x: np.sum(x**2), 2 * x, x, directions=3) == 3
        assert time.perf_counter() - start < 1.0
