"""The reference of lstm against its definition, hand-made numbers, and independent gradients."""

from fractions import Fraction
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from scipy.special import expit

from autograder.course import load_unit, reference_module
from autograder.testing import assert_gradient

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "lstm", "solution")
checks = reference_module(COURSE, "lstm", "checks")

NAMES = ("W_x", "W_h", "b", "V", "c", "h0", "s0")
SIZES = [(1, 1, 1, 1, 1), (1, 1, 2, 3, 1), (2, 3, 2, 3, 4), (3, 4, 1, 2, 3), (2, 5, 3, 2, 1), (3, 1, 3, 1, 2)]
"""Sequences, steps, inputs, hidden units and outputs."""


def network(sizes, blocks=4):
    """x, h0, s0, params and targets of random numbers, none of them near zero, all of them small enough
    for gates and tanh to have a slope.
    """
    n, t, d, h, o = sizes
    generator = np.random.default_rng(sum(size * 10**place for place, size in enumerate(sizes)))
    shapes = {"W_x": (blocks * h, d), "W_h": (blocks * h, h), "b": (blocks * h,), "V": (o, h), "c": (o,)}

    def values(*shape):
        return generator.uniform(0.2, 0.9, shape) * generator.choice([-1, 1], shape)

    params = {name: values(*shape) for name, shape in shapes.items()}
    return values(n, t, d), values(n, h), values(n, h), params, values(n, t, o)


def logistic(z):
    return (1 + anp.tanh(z / 2)) / 2


def loss_by_definition(point, x, targets):
    """The loss sequence by sequence, step by step, in column vectors as in the equations; for
    autograd as well as for NumPy.
    """
    W_x, W_h, b = (point[name].reshape(4, -1, *point[name].shape[1:]) for name in ("W_x", "W_h", "b"))
    total = 0.0
    for n in range(len(x)):
        h, s = point["h0"][n], point["s0"][n]
        for t in range(x.shape[1]):
            z = [anp.dot(W_x[block], x[n, t]) + anp.dot(W_h[block], h) + b[block] for block in range(4)]
            s = logistic(z[1]) * s + logistic(z[0]) * anp.tanh(z[3])
            h = logistic(z[2]) * anp.tanh(s)
            total = total + anp.sum((anp.dot(point["V"], h) + point["c"] - targets[n, t]) ** 2) / 2
    return total / len(x)


@pytest.mark.parametrize("sizes", SIZES)
class TestGradients:
    def test_the_forward_pass_is_the_definition(self, sizes):
        x, h0, s0, params, targets = network(sizes)
        _, _, y = reference.lstm_forward(x, h0, s0, params)
        loss = np.sum((y - targets) ** 2) / (2 * len(x))
        assert loss == pytest.approx(loss_by_definition(params | {"h0": h0, "s0": s0}, x, targets), rel=1e-13)

    def test_bptt_agrees_with_autograd(self, sizes):
        x, h0, s0, params, targets = network(sizes)
        found = reference.lstm_bptt(x, h0, s0, params, targets)
        right = grad(loss_by_definition)(params | {"h0": h0, "s0": s0}, x, targets)
        assert set(found) == set(NAMES)
        for name in NAMES:
            assert found[name].shape == np.shape(right[name])
            assert np.abs(found[name] - right[name]).max() < 1e-12 * max(1.0, np.abs(right[name]).max())
            assert np.abs(right[name]).max() > 1e-3  # far from zero, or the comparison would say nothing

    def test_bptt_agrees_with_finite_differences(self, sizes):
        x, h0, s0, params, targets = network(sizes)
        point = params | {"h0": h0, "s0": s0}
        found = reference.lstm_bptt(x, h0, s0, params, targets)
        compared = assert_gradient(lambda at: loss_by_definition(at, x, targets), found, point)
        assert compared == sum(array.size for array in point.values())

    def test_the_gru_is_its_definition(self, sizes):
        x, h0, _, params, _ = network(sizes, blocks=3)
        W_x, W_h, b = (params[name].reshape(3, -1, *params[name].shape[1:]) for name in ("W_x", "W_h", "b"))
        found = reference.gru_step(x[:, 0], h0, params)
        for n in range(len(x)):
            r, z = (expit(W_x[block] @ x[n, 0] + W_h[block] @ h0[n] + b[block]) for block in (0, 1))
            candidate = np.tanh(W_x[2] @ x[n, 0] + r * (W_h[2] @ h0[n]) + b[2])
            np.testing.assert_allclose(found[n], (1 - z) * candidate + z * h0[n], rtol=1e-13)

    def test_the_straight_path_is_the_only_one_without_recurrent_weights(self, sizes):
        x, h0, s0, params, _ = network(sizes)
        params |= {"W_h": np.zeros_like(params["W_h"])}
        hidden = h0.shape[1]
        f = expit(x[0] @ params["W_x"].T + params["b"])[:, hidden : 2 * hidden]
        more = reference.lstm_forward(x[:1], h0[:1], s0[:1] + 0.5, params)[1][0, -1]
        less = reference.lstm_forward(x[:1], h0[:1], s0[:1] - 0.5, params)[1][0, -1]
        np.testing.assert_allclose(more - less, reference.cell_gradient(f)[-1] * f[0], rtol=1e-12)


class TestHandMadeNumbers:
    def test_two_steps_with_weights_of_zero(self):
        params = {"W_x": np.zeros((4, 1)), "W_h": np.zeros((4, 1)), "b": np.zeros(4)}
        params |= {"V": np.full((1, 1), 2.0), "c": np.ones(1)}
        zeros = np.zeros((1, 1))
        grads = reference.lstm_bptt(np.zeros((1, 2, 1)), zeros, zeros, params, np.zeros((1, 2, 1)))
        assert grads["b"].tolist() == [0.0, 0.0, 0.0, 1.25]
        assert grads["c"].tolist() == [2.0]
        assert grads["s0"].tolist() == [[0.75]]
        assert not any(grads[name].any() for name in ("W_x", "W_h", "V", "h0"))

    def test_a_closed_input_and_an_open_forget_gate_keep_the_cell_forever(self):
        params = {"W_x": np.ones((4, 1)), "W_h": np.ones((4, 1)), "b": np.array([-1000.0, 1000.0, 0.0, 0.0])}
        params |= {"V": np.zeros((1, 1)), "c": np.zeros(1)}
        noise = np.random.default_rng(0).normal(size=(1, 1000, 1))
        _, s, _ = reference.lstm_forward(noise, np.zeros((1, 1)), np.array([[0.3]]), params)
        assert np.all(s == 0.3)

    @pytest.mark.parametrize("far", [1e3, 1e300])
    def test_saturated_gates_give_no_warning(self, far):
        with np.errstate(all="raise", under="ignore"):
            params = {"W_x": np.full((4, 1), far), "W_h": np.zeros((4, 1)), "b": np.zeros(4)}
            h, s = reference.lstm_step(np.array([[1.0], [-1.0]]), np.zeros((2, 1)), np.ones((2, 1)), params)
            assert s.tolist() == [[2.0], [0.0]]
            assert h[:, 0].tolist() == pytest.approx([np.tanh(2.0), 0.0])
            gru = {name: params[name][:3] for name in ("W_x", "W_h", "b")}
            assert reference.gru_step(np.array([[1.0], [-1.0]]), np.full((2, 1), 0.5), gru).tolist() == [[0.5], [-1.0]]


@pytest.mark.parametrize("dtype", [float, np.int8, np.uint8, np.uint64])
def test_cell_gradient_against_exact_arithmetic(dtype):
    generator = np.random.default_rng(5)
    f = generator.uniform(size=(6, 3)) if dtype is float else (generator.uniform(size=(6, 3)) < 0.8).astype(dtype)
    found = reference.cell_gradient(f)
    assert found.dtype == np.float64
    for cell in range(3):
        right = Fraction(1)
        for back in range(6):
            assert abs(Fraction(found[back, cell]) - right) <= Fraction(1, 2**50) * right
            right *= Fraction(f[-1 - back, cell].item())


class TestVanishing:
    """What the lecture shows: with forget gates near 1 a gradient lasts, with gates of 1/2 it does not."""

    @pytest.mark.parametrize(("bias", "low", "high"), [(0.0, 1e-31, 1e-29), (5.0, 0.5, 0.52), (-2.0, 1e-95, 1e-90)])
    def test_over_a_hundred_steps(self, bias, low, high):
        factors = reference.cell_gradient(np.full((101, 1), expit(bias)))
        assert low < factors[-1, 0] < high


class TestStrictness:
    @pytest.mark.parametrize("exercise", [exercise.name for exercise in checks.UNIT.exercises])
    @pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64, np.float32])
    def test_results_are_float64(self, exercise, dtype):
        x, h0, s0, params, targets = network((2, 3, 1, 2, 1))
        whole = {name: np.abs(np.rint(array)).astype(dtype) for name, array in params.items()}
        x, h0, s0, targets = (np.abs(np.rint(array)).astype(dtype) for array in (x, h0, s0, targets))
        arguments = {
            "lstm_step": (x[:, 0], h0, s0, whole),
            "lstm_forward": (x, h0, s0, whole),
            "lstm_bptt": (x, h0, s0, whole, targets),
            "gru_step": (x[:, 0], h0, whole | {name: whole[name][:6] for name in ("W_x", "W_h", "b")}),
            "cell_gradient": (x[0],),
        }[exercise]
        result = getattr(reference, exercise)(*arguments)
        parts = result.values() if isinstance(result, dict) else result if isinstance(result, tuple) else [result]
        assert all(part.dtype == np.float64 for part in parts)

    def test_arrays_without_dimensions_are_refused_like_other_wrong_shapes(self):
        x, h0, s0, params, _ = network((2, 3, 1, 2, 1))
        gru = {name: params[name][:6] for name in ("W_x", "W_h", "b")}
        number = np.array(0.5)
        for exercise, arguments in (
            ("lstm_step", (number, h0, s0, params)),
            ("lstm_step", (x[:, 0], number, s0, params)),
            ("lstm_step", (x[:, 0], h0, number, params)),
            ("lstm_forward", (number, h0, s0, params)),
            ("lstm_forward", (x, number, s0, params)),
            ("lstm_forward", (x, h0, number, params)),
            ("lstm_bptt", (x, h0, s0, params, number)),
            ("gru_step", (number, h0, gru)),
            ("gru_step", (x[:, 0], number, gru)),
            ("cell_gradient", (number,)),
        ):
            with pytest.raises(ValueError, match="must"):
                getattr(reference, exercise)(*arguments)

    def test_the_points_add_up(self):
        unit = load_unit(COURSE, "lstm")
        assert unit.points == 20
        assert all(check.points % 0.25 == 0 for exercise in checks.UNIT.exercises for check in exercise.checks)
