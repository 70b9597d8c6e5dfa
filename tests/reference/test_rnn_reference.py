"""The reference of rnn against its definition, hand-made numbers, and independent gradients."""

from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian

from autograder.course import load_unit, reference_module
from autograder.judging.cases import drawn
from autograder.testing import assert_gradient

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "rnn", "solution")
checks = reference_module(COURSE, "rnn", "checks")
trainings = reference_module(COURSE, "rnn", "trainings")

NAMES = ("U", "W", "b", "V", "c", "h0")
SIZES = [(1, 1, 1, 1, 1), (1, 1, 2, 3, 1), (2, 3, 2, 3, 4), (3, 4, 1, 2, 3), (2, 5, 3, 2, 1), (3, 1, 3, 1, 2)]
"""Sequences, steps, inputs, hidden units and outputs."""


def network(sizes):
    """x, h0, params and targets of random numbers, none of them near zero, all of them small enough
    for tanh to have a slope.
    """
    n, t, d, h, o = sizes
    generator = np.random.default_rng(sum(size * 10**place for place, size in enumerate(sizes)))
    shapes = {"U": (h, d), "W": (h, h), "b": (h,), "V": (o, h), "c": (o,)}

    def values(*shape):
        return generator.uniform(0.2, 0.9, shape) * generator.choice([-1, 1], shape)

    params = {name: values(*shape) for name, shape in shapes.items()}
    return values(n, t, d), values(n, h), params, values(n, t, o)


def loss_by_definition(point, x, targets):
    """The loss sequence by sequence, step by step, in column vectors as in the equations; for
    autograd as well as for NumPy.
    """
    total = 0.0
    for n in range(len(x)):
        state = point["h0"][n]
        for t in range(x.shape[1]):
            state = anp.tanh(anp.dot(point["U"], x[n, t]) + anp.dot(point["W"], state) + point["b"])
            y = anp.dot(point["V"], state) + point["c"]
            total = total + anp.sum((y - targets[n, t]) ** 2) / 2
    return total / len(x)


@pytest.mark.parametrize("sizes", SIZES)
class TestGradients:
    def test_the_loss_is_the_definition(self, sizes):
        x, h0, params, targets = network(sizes)
        _, y = reference.rnn_forward(x, h0, params)
        assert reference.sequence_loss(y, targets) == pytest.approx(
            loss_by_definition(params | {"h0": h0}, x, targets), rel=1e-13
        )

    def test_bptt_agrees_with_autograd(self, sizes):
        x, h0, params, targets = network(sizes)
        found, right = reference.bptt(x, h0, params, targets), grad(loss_by_definition)(params | {"h0": h0}, x, targets)
        assert set(found) == set(NAMES)
        for name in NAMES:
            assert found[name].shape == np.shape(right[name])
            assert np.abs(found[name] - right[name]).max() < 1e-12 * max(1.0, np.abs(right[name]).max())
            assert np.abs(right[name]).max() > 1e-2  # far from zero, or the comparison would say nothing

    def test_bptt_agrees_with_finite_differences(self, sizes):
        x, h0, params, targets = network(sizes)
        compared = assert_gradient(
            lambda point: loss_by_definition(point, x, targets),
            reference.bptt(x, h0, params, targets),
            params | {"h0": h0},
        )
        assert compared == sum(array.size for array in params.values()) + h0.size

    def test_bptt_agrees_with_torch(self, sizes, torch):
        x, h0, params, targets = network(sizes)
        leaves = {name: torch.tensor(array, requires_grad=True) for name, array in (params | {"h0": h0}).items()}
        inputs, wanted, state, total = torch.tensor(x), torch.tensor(targets), leaves["h0"], 0.0
        for t in range(x.shape[1]):
            state = torch.tanh(inputs[:, t] @ leaves["U"].T + state @ leaves["W"].T + leaves["b"])
            total = total + ((state @ leaves["V"].T + leaves["c"] - wanted[:, t]) ** 2).sum() / 2
        (total / len(x)).backward()
        found = reference.bptt(x, h0, params, targets)
        for name in NAMES:
            assert np.abs(found[name] - leaves[name].grad.numpy()).max() < 1e-11

    def test_state_jacobian_norms_agree_with_autograd(self, sizes):
        x, h0, params, _ = network(sizes)
        h, _ = reference.rnn_forward(x[:1], h0[:1], params)
        found = reference.state_jacobian_norms(h[0], params["W"])
        assert found.shape == (x.shape[1],)

        def last_state(state, after):
            for t in range(after, x.shape[1]):
                state = anp.tanh(anp.dot(params["U"], x[0, t]) + anp.dot(params["W"], state) + params["b"])
            return state

        for back, norm in enumerate(found):
            step = x.shape[1] - 1 - back
            assert norm == pytest.approx(
                np.linalg.svd(jacobian(last_state)(h[0, step], step + 1), compute_uv=False)[0], rel=1e-10
            )


class TestHandMadeNumbers:
    def test_two_steps_at_zero_states(self):
        params = {
            "U": np.ones((1, 1)),
            "W": np.full((1, 1), 3.0),
            "b": np.zeros(1),
            "V": np.full((1, 1), 2.0),
            "c": np.ones(1),
        }
        grads = reference.bptt(np.zeros((1, 2, 1)), np.zeros((1, 1)), params, np.zeros((1, 2, 1)))
        assert {name: float(value.item()) for name, value in grads.items()} == {
            "U": 0.0,
            "W": 0.0,
            "b": 10.0,
            "V": 0.0,
            "c": 2.0,
            "h0": 24.0,
        }

    def test_windows(self):
        x, next_values = reference.windows(np.array([1, 2, 3, 4]), 3)
        assert x.tolist() == [[[1.0], [2.0], [3.0]]]
        assert next_values.tolist() == [4.0]
        assert x.dtype == next_values.dtype == np.float64

    def test_the_arrays_of_windows_are_no_views(self):
        series = np.arange(5.0)
        x, next_values = reference.windows(series, 2)
        x[:], next_values[:] = -1.0, -1.0
        assert series.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
        assert (x == -1.0).all()

    def test_clipping(self):
        grads = {"W": np.array([[3, 0], [0, -4]]), "b": np.array([12])}
        assert reference.clip_by_norm(grads, 13.0)["b"].tolist() == [12.0]
        assert reference.clip_by_norm(grads, 6.5)["W"].tolist() == [[1.5, 0.0], [0.0, -2.0]]
        assert reference.clip_by_norm({"b": np.zeros(2)}, 0.0)["b"].tolist() == [0.0, 0.0]

    def test_the_results_of_clipping_are_no_aliases(self):
        grads = {"b": np.ones(2)}
        assert not np.shares_memory(reference.clip_by_norm(grads, 5.0)["b"], grads["b"])


class TestForecast:
    def test_a_linear_oscillation_goes_on(self):
        # Two nearly linear units hold the last value and the one before it: y = 2 cos(w) x_t -
        # x_{t-1} continues a sine wave.
        small, angle = 1e-4, 0.5
        params = {
            "U": np.array([[small], [0.0]]),
            "W": np.array([[0.0, 0.0], [1.0, 0.0]]),
            "b": np.zeros(2),
            "V": np.array([[2 * np.cos(angle), -1.0]]) / small,
            "c": np.zeros(1),
        }
        wave = np.sin(angle * np.arange(16))
        assert reference.forecast(params, wave[:8], 8) == pytest.approx(wave[8:], abs=1e-5)

    def test_equals_running_on_by_hand(self):
        x, _, params, _ = network((1, 4, 1, 3, 1))
        state, value, found = np.zeros((1, 3)), None, []
        for t in range(6):
            value = x[:, t] if t < 4 else value
            state = reference.rnn_step(value, state, params)
            value = state @ params["V"].T + params["c"]
            found.append(value.item())
        assert reference.forecast(params, x[0, :, 0], 3) == pytest.approx(found[3:], rel=1e-13)


class TestDampedOscillator:
    def test_approaches_the_exact_solution_with_the_first_order(self):
        # x'' + 0.5 x' + x = 0 from rest at 1: a damped cosine, at t = 2.
        decay, frequency = 0.25, np.sqrt(1 - 0.25**2)
        exact = np.exp(-decay * 2) * (np.cos(frequency * 2) + decay / frequency * np.sin(frequency * 2))
        errors = [
            abs(reference.damped_oscillator(1.0, 0.0, 0.5, np.zeros(steps), 2 / steps)[0][-1] - exact)
            for steps in (1000, 2000)
        ]
        assert errors[0] < 1e-3
        assert errors[0] / errors[1] == pytest.approx(2.0, abs=0.01)

    def test_a_constant_force_shifts_the_rest_position(self):
        x, v = reference.damped_oscillator(0.0, 0.0, 1.0, np.full(4000, 0.5), 0.01)
        assert x[-1] == pytest.approx(0.5, abs=1e-6)
        assert v[-1] == pytest.approx(0.0, abs=1e-6)

    def test_the_series_of_the_checks_is_this_oscillator(self):
        series, after = trainings.oscillation(1.5, 0.5, 0.7)
        moments = 0.1 * np.arange(70 * 15)
        x, _ = reference.damped_oscillator(1.0, 0.0, 0.7, np.cos(moments + 0.5), 0.1)
        assert np.concatenate([series, after]) == pytest.approx(x[:-1:15], abs=1e-12)


class TestVanishingAndExploding:
    @pytest.mark.parametrize(("radius", "low", "high"), [(0.5, 1e-32, 1e-27), (1.0, 1e-2, 1e1), (1.5, 1e2, 1e18)])
    def test_norms_follow_the_spectral_radius(self, radius, low, high):
        generator = np.random.default_rng(0)
        W = generator.normal(size=(20, 20))
        W *= radius / np.abs(np.linalg.eigvals(W)).max()
        params = {"U": np.zeros((20, 1)), "W": W, "b": np.zeros(20), "V": np.zeros((1, 20)), "c": np.zeros(1)}
        h, _ = reference.rnn_forward(np.zeros((1, 100, 1)), 1e-9 * generator.normal(size=(1, 20)), params)
        norms = reference.state_jacobian_norms(h[0], W)
        assert norms[0] == 1.0
        assert low < norms[-1] < high


class TestTraining:
    """The limit on the one-step error tells trained params from others; see trainings.ERROR_LIMIT for
    how it was found.
    """

    LEARNS, REMEMBERS = (tuple(drawn(check.cases, 2, 0)) for check in checks.UNIT.exercise("train").checks[:2])

    everywhere = pytest.mark.parametrize(
        "case", [*LEARNS, *REMEMBERS], ids=["twice", "twice again", "four times", "four times again"]
    )

    @everywhere
    @pytest.mark.parametrize("seed", range(3))
    def test_the_reference_is_well_below_the_limit(self, case, seed):
        params = reference.train(
            *[case[name] for name in ("series", "length", "hidden", "epochs", "learning_rate")], seed
        )
        assert (
            trainings.one_step_error(params, case["series"], case["after"], case["length"])
            < 0.8 * trainings.ERROR_LIMIT
        )

    @everywhere
    def test_untrained_params_are_above_it(self, case):
        params = reference.train(case["series"], case["length"], case["hidden"], 0, 0.05, 0)
        assert (
            trainings.one_step_error(params, case["series"], case["after"], case["length"])
            > 1.5 * trainings.ERROR_LIMIT
        )

    @everywhere
    def test_the_last_value_alone_tells_enough_only_twice_per_period(self, case):
        values = np.concatenate([case["series"], case["after"]])
        last, following = values[-21:-1], values[-20:]
        fitted = np.polynomial.Polynomial.fit(last, following, 5)(last)  # fitted to the very values it is judged by
        error = np.sqrt(np.mean((fitted - following) ** 2)) / np.std(following)
        assert error < 0.7 * trainings.ERROR_LIMIT if case["length"] == 2 else error > 1.3 * trainings.ERROR_LIMIT

    def test_the_error_is_that_of_the_forward_pass(self):
        case = self.REMEMBERS[0]
        params = network((1, 1, 1, 8, 1))[2]
        x, next_values = reference.windows(np.concatenate([case["series"][-3:], case["after"]]), 3)
        _, y = reference.rnn_forward(x, np.zeros((len(x), 8)), params)
        error = np.sqrt(np.mean((y[:, -1, 0] - next_values) ** 2)) / np.std(next_values)
        assert trainings.one_step_error(params, case["series"], case["after"], 3) == pytest.approx(error, rel=1e-12)

    def test_params_out_of_all_bounds_have_no_error_below_the_limit(self):
        case = self.REMEMBERS[0]
        params = {name: np.full(shape, 1e308) for name, shape in trainings.shapes(1, 8, 1).items()}
        assert not trainings.one_step_error(params, case["series"], case["after"], 3) < trainings.ERROR_LIMIT


class TestStrictness:
    @pytest.mark.parametrize("exercise", [exercise.name for exercise in checks.UNIT.exercises])
    def test_results_are_float64(self, exercise):
        x, h0, params, targets = network((2, 3, 1, 2, 1))
        whole = {name: np.rint(array).astype(np.int64) for name, array in params.items()}
        x, h0, targets = (np.rint(array).astype(np.int64) for array in (x, h0, targets))
        arguments = {
            "rnn_step": (x[:, 0], h0, whole),
            "rnn_forward": (x, h0, whole),
            "sequence_loss": (targets, x),
            "bptt": (x, h0, whole, targets),
            "clip_by_norm": (whole, 100.0),
            "state_jacobian_norms": (np.zeros((3, 2), dtype=int), whole["W"]),
            "windows": (np.arange(5), 2),
            "forecast": (whole, np.arange(3), 2),
            "damped_oscillator": (1, 0, 1, np.arange(3), 1),
            "train": (np.arange(5), 2, 2, 1, 1, 0),
        }[exercise]
        result = getattr(reference, exercise)(*arguments)
        parts = result.values() if isinstance(result, dict) else result if isinstance(result, tuple) else [result]
        assert all(part.dtype == np.float64 if isinstance(part, np.ndarray) else type(part) is float for part in parts)

    def test_arrays_without_dimensions_are_refused_like_other_wrong_shapes(self):
        x, h0, params, _ = network((2, 3, 1, 2, 1))
        number = np.array(0.5)
        for exercise, arguments in (
            ("rnn_step", (number, h0, params)),
            ("rnn_step", (x[:, 0], number, params)),
            ("rnn_forward", (number, h0, params)),
            ("state_jacobian_norms", (number, params["W"])),
            ("state_jacobian_norms", (h0, number)),
            ("state_jacobian_norms", (number, number)),
        ):
            with pytest.raises(ValueError, match="must"):
                getattr(reference, exercise)(*arguments)

    def test_the_points_add_up(self):
        unit = load_unit(COURSE, "rnn")
        assert unit.points == 20
        assert all(exercise.points % 0.25 == 0 for exercise in checks.UNIT.exercises)
