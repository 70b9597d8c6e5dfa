"""The reference of sequences against definitions, hand-made numbers, exact arithmetic and independent gradients."""

import functools
import inspect
from fractions import Fraction
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from scipy import optimize

from autograder.course import load_unit, reference_module
from autograder.testing import assert_gradient

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "sequences", "solution")
rnn = reference_module(COURSE, "rnn", "solution")
checks = reference_module(COURSE, "sequences", "checks")
cases = reference_module(COURSE, "sequences", "cases")
batches = reference_module(COURSE, "sequences", "batches")
reservoirs = reference_module(COURSE, "sequences", "reservoirs")

NAMES = ("U", "W", "b", "V", "c", "h0")
SIZES = [(1, 1, 1, 1, 1), (1, 1, 2, 3, 1), (2, 3, 2, 3, 4), (3, 4, 1, 2, 3), (2, 5, 3, 2, 1), (3, 1, 3, 1, 2)]
"""Sequences, steps, inputs, hidden units and outputs."""


def network(sizes):
    """x, h0, params and targets, none of the numbers near zero."""
    n, t, d, h, o = sizes
    generator = np.random.default_rng(sum(size * 10**place for place, size in enumerate(sizes)))

    def values(*shape):
        return generator.uniform(0.2, 0.9, shape) * generator.choice([-1, 1], shape)

    params = {name: values(*shape) for name, shape in cases.shapes(d, h, o).items()}
    return values(n, t, d), values(n, h), params, values(n, o)


def loss_by_definition(point, x, targets):
    """The loss sequence by sequence, in column vectors as in the equations; for autograd as well as for NumPy."""
    total = 0.0
    for n in range(len(x)):
        h = point["h0"][n]
        for t in range(x.shape[1]):
            h = anp.tanh(anp.dot(point["U"], x[n, t]) + anp.dot(point["W"], h) + point["b"])
        total = total + anp.sum((anp.dot(point["V"], h) + point["c"] - targets[n]) ** 2) / 2
    return total / len(x)


@pytest.mark.parametrize("sizes", SIZES)
class TestLastStep:
    def test_the_loss_is_its_definition(self, sizes):
        x, h0, params, targets = network(sizes)
        _, y = rnn.rnn_forward(x, h0, params)
        right = loss_by_definition(params | {"h0": h0}, x, targets)
        assert reference.last_step_loss(y, targets) == pytest.approx(right, rel=1e-13)

    def test_bptt_agrees_with_autograd(self, sizes):
        x, h0, params, targets = network(sizes)
        found = reference.last_step_bptt(x, h0, params, targets)
        right = grad(loss_by_definition)(params | {"h0": h0}, x, targets)
        assert set(found) == set(NAMES)
        for name in NAMES:
            assert found[name].shape == np.shape(right[name])
            assert np.abs(found[name] - right[name]).max() < 1e-12 * max(1.0, np.abs(right[name]).max())
            assert np.abs(right[name]).max() > 1e-6  # or the comparison would say nothing

    def test_bptt_agrees_with_finite_differences(self, sizes):
        x, h0, params, targets = network(sizes)
        point = params | {"h0": h0}
        found = reference.last_step_bptt(x, h0, params, targets)
        compared = assert_gradient(lambda at: loss_by_definition(at, x, targets), found, point)
        assert compared == sum(array.size for array in point.values())

    def test_it_is_the_bptt_of_rnn_where_all_other_outputs_are_right(self, sizes):
        x, h0, params, targets = network(sizes)
        _, y = rnn.rnn_forward(x, h0, params)
        wanted = np.concatenate([y[:, :-1], targets[:, np.newaxis]], axis=1)
        right = rnn.bptt(x, h0, params, wanted)
        for name, found in reference.last_step_bptt(x, h0, params, targets).items():
            np.testing.assert_allclose(found, right[name], rtol=1e-12, atol=1e-15)


def test_the_loss_in_exact_arithmetic():
    generator = np.random.default_rng(4)
    y, targets = generator.normal(size=(3, 2, 4)), generator.normal(size=(3, 4))
    errors = (Fraction(one) - Fraction(other) for one, other in zip(y[:, -1].flat, targets.flat, strict=True))
    right = sum(error**2 for error in errors) / 6
    assert abs(Fraction(reference.last_step_loss(y, targets)) - right) < Fraction(1, 2**50) * right


class TestForecasts:
    def test_a_window_is_a_sequence_from_zero(self):
        _, _, params, _ = network((1, 1, 1, 3, 1))
        values = np.random.default_rng(6).normal(size=7)
        found = reference.sliding_forecast(params, values, 4, 6)
        for step in range(6):
            _, y = rnn.rnn_forward(values[None, -4:, None], np.zeros((1, 3)), params)
            assert found[step] == pytest.approx(y[0, -1, 0], rel=1e-13)
            values = np.append(values, found[step])

    def test_with_a_window_of_the_whole_history_the_first_step_is_that_of_rnn(self):
        _, _, params, _ = network((1, 1, 1, 3, 1))
        values = np.random.default_rng(6).normal(size=7)
        first = reference.sliding_forecast(params, values, 7, 1)
        np.testing.assert_allclose(first, rnn.forecast(params, values, 1), rtol=1e-13)

    def test_an_echo_forecast_is_that_of_rnn_with_other_names(self):
        generator = np.random.default_rng(7)
        W, w_in, readout, series = (generator.normal(size=shape) for shape in ((4, 4), 4, 5, 6))
        params = {"U": w_in[:, None], "W": W, "b": np.zeros(4), "V": readout[None, :-1], "c": readout[-1:]}
        found = reference.echo_forecast(W, w_in, readout, series, 5)
        np.testing.assert_allclose(found, rnn.forecast(params, series, 5), rtol=1e-10)


class TestReservoir:
    @pytest.mark.parametrize(("units", "density"), [(1, 1), (4, 1 / 16), (10, 0.57), (60, 0.25), (150, 0.02)])
    @pytest.mark.parametrize("radius", [1e-9, 0.9, 3])
    def test_its_radius_and_its_share_are_exact(self, units, density, radius):
        for seed in range(5):
            W = reference.reservoir(units, radius, density, seed)
            assert np.count_nonzero(W) == round(density * units**2)
            case = {"units": units, "radius": radius, "density": density}
            assert reservoirs.radius(W, case) == ""
            assert np.abs(np.linalg.eigvals(W)).max() == pytest.approx(radius, rel=1e-9)

    def test_a_radius_that_is_off_by_a_little_more_is_seen(self):
        case = {"units": 20, "radius": 0.9, "density": 0.3}
        for seed in range(20):
            W = reference.reservoir(**case, seed=seed)
            assert reservoirs.radius(W * (1 + 5e-10), case) == ""
            assert reservoirs.radius(W * (1 + 3e-9), case)

    def test_states_forget_where_they_began(self):
        W = reference.reservoir(100, 0.5, 0.1, 0)
        w_in, series = np.random.default_rng(1).uniform(-1, 1, 100), np.random.default_rng(2).normal(size=60)
        one, other = (reference.reservoir_states(W, w_in, np.append([first], series)) for first in (-1.0, 1.0))
        assert np.abs(one - other)[0].max() > 1
        assert np.abs(one - other)[-1].max() < 1e-9


LAWS = [
    (np.random.Generator.normal, True),
    (functools.partial(np.random.Generator.uniform, low=-2.0, high=2.0), True),
    (functools.partial(np.random.Generator.uniform, low=0.5, high=1.0), False),
    (np.random.Generator.laplace, False),
    (np.random.Generator.standard_cauchy, False),
]
"""Laws of weights, and whether they are among those that are asked for."""


class TestRandomness:
    """Verdicts on right answers by another generator, for many seeds, and on answers that are hardly wrong."""

    CASE = {"count": 2030, "size": 60}

    def test_right_batches_pass(self):
        for seed in range(50):
            order = np.random.Generator(np.random.MT19937(seed)).permutation(2030)
            assert batches.shuffled([order[start : start + 60] for start in range(0, 2030, 60)], self.CASE) == ""

    @pytest.mark.parametrize("block", [200, 500, 1015])
    def test_batches_of_parts_do_not(self, block):
        generator = np.random.default_rng(0)
        order = np.concatenate(
            [generator.permutation(np.arange(start, min(start + block, 2030))) for start in range(0, 2030, block)]
        )
        assert batches.shuffled([order[start : start + 60] for start in range(0, 2030, 60)], self.CASE)

    def test_many_orders_that_are_right_pass(self):
        for seed in range(50):
            generator = np.random.Generator(np.random.MT19937(seed))
            orders = np.array([generator.permutation(2030) for _ in range(12)])
            assert batches._many_orders(orders.astype((int, np.uint64, np.int16)[seed % 3])) == ""

    @pytest.mark.parametrize("keys", [1000, 5000])
    def test_orders_by_keys_that_are_often_equal_do_not(self, keys):
        generator = np.random.default_rng(0)
        orders = np.argsort(generator.integers(0, keys, (12, 2030)), axis=1, kind="stable")
        assert "ascending" in batches._many_orders(orders)
        assert "ascending" in batches._many_orders(orders[:, ::-1])

    def test_a_shuffle_that_exchanges_any_two_places_does_not(self):
        generator, orders = np.random.default_rng(0), np.tile(np.arange(2030), (12, 1))
        for order, places in zip(orders, generator.integers(2030, size=orders.shape), strict=True):
            for place, other in enumerate(places):
                order[[place, other]] = order[[other, place]]
        assert "indices" in batches._many_orders(orders)

    @pytest.mark.parametrize("count", [2, 3, 9])
    def test_few_samples_come_in_any_order(self, count):
        for seed in range(20):
            generator = np.random.Generator(np.random.MT19937(seed))
            orders = np.array([generator.permutation(count) for _ in range(30 * count)])
            assert batches._orders(orders) == ""
            assert batches._orders(np.insert(orders, 0, count, axis=1))
            assert batches._orders((np.arange(count) + orders[:, :1]) % count) or count == 2
        assert batches._orders(orders[np.arange(len(orders)) % 7]) or count < 9

    @pytest.mark.parametrize(("units", "weights"), [(4, 1), (3, 2)])
    def test_few_weights_are_left_to_chance(self, units, weights):
        case = {"units": units, "radius": 0.9, "density": weights / units**2}
        for seed in range(20):
            W = np.array([reference.reservoir(**case, seed=200 * seed + more) for more in range(200)])
            assert reservoirs._law(W) == ""
        first = W[W[:, 0, 0] != 0]
        assert reservoirs._law(np.resize(first, W.shape))
        assert reservoirs._law(np.abs(W))
        on_diagonal = W[W.diagonal(axis1=1, axis2=2).any(axis=1)]
        assert weights == 1 or "always" in reservoirs._law(np.concatenate([on_diagonal, -on_diagonal])[:200])
        assert reservoirs._law(np.where(np.arange(200)[:, None, None] % 2, W, np.roll(W, 1, axis=0))) or weights == 1

    def test_equal_shares_of_all_rows_are_not(self):
        there = np.arange(49).reshape(7, 7) % 7 < 4
        assert "row" in reservoirs._rows(np.array([there] * 12))
        assert "column" in reservoirs._rows(np.array([np.sort(there.T, axis=1)] * 12))
        assert (
            reservoirs._rows(
                np.random.default_rng(0).permuted(np.array([there] * 12).reshape(12, 49), axis=1).reshape(12, 7, 7)
            )
            == ""
        )

    @pytest.mark.parametrize(("law", "right"), LAWS)
    def test_the_distribution_of_weights_is_seen(self, law, right):
        for seed in range(20):
            weights = law(np.random.default_rng(seed), size=12960)
            signs = np.random.default_rng(seed).choice((-1, 1), 12960)
            assert (reservoirs._distribution(np.abs(weights) * signs) == "") is right

    def test_laws_that_are_cut_off_are_seen(self):
        generator = np.random.default_rng(0)
        normal, uniform = generator.normal(size=20_000), generator.uniform(-1, 1, 20_000)
        for bound in (2.0, 2.5, 3.0):
            assert "largest" in reservoirs._distribution(normal[np.abs(normal) < bound][:12960])
        assert "largest" in reservoirs._distribution(uniform[uniform < 0.97][:12960])
        assert "largest" in reservoirs._distribution(np.append(normal[:12959], 9.0))

    @pytest.mark.parametrize("density", [0.25, 0.5])
    def test_right_weights_pass(self, density):
        case = {"units": 60, "radius": 0.9, "density": density}
        for seed in range(30):
            generator = np.random.Generator(np.random.MT19937(seed))
            W = np.where(generator.permutation(3600) < 3600 * density, generator.uniform(-1, 1, 3600), 0.0)
            assert reservoirs.random(W.reshape(60, 60), case) == ""

    @pytest.mark.parametrize(
        "spoil",
        [
            np.triu,
            lambda W: np.sort(W, axis=0),
            lambda W: W + 2 * (W != 0),
            lambda W: np.where(np.arange(60) % 4 == 0, 0, W),
            lambda W: np.round(W, 1),
            np.abs,
            lambda W: W / np.linalg.norm(W, axis=1, keepdims=True),
            lambda W: W / np.abs(W).max(axis=0),
            lambda W: np.sign(W) * (1 + np.abs(W)),
            lambda W: np.sign(W) * W**4,
        ],
    )
    def test_weights_that_are_not_left_to_chance_do_not(self, spoil):
        W = reference.reservoir(60, 30.0, 0.5, 3)
        assert reservoirs.random(W, {"units": 60}) == ""
        assert reservoirs.random(spoil(W), {"units": 60})


class TestReadout:
    @pytest.mark.parametrize(("rows", "units", "ridge"), [(8, 3, 0.0), (8, 3, 2.0), (3, 6, 0.5), (1, 2, 1.0)])
    def test_it_is_the_minimum(self, rows, units, ridge):
        generator = np.random.default_rng(rows + units)
        states, targets = generator.normal(size=(rows, units)), 10 + generator.normal(size=rows)

        def cost(point):
            return np.sum((states @ point[:-1] + point[-1] - targets) ** 2) + ridge * np.sum(point[:-1] ** 2)

        found = reference.fit_readout(states, targets, ridge)
        best = optimize.minimize(cost, np.zeros(units + 1), method="BFGS", options={"gtol": 1e-10}).x
        np.testing.assert_allclose(found, best, atol=1e-5)
        assert cost(found) <= cost(best) * (1 + 1e-12)

    def test_one_unit_in_exact_arithmetic(self):
        states, targets = [Fraction(n) for n in (-1, 0, 3, 2)], [Fraction(n) for n in (4, 5, 9, 9)]
        s, y = sum(states) / 4, sum(targets) / 4
        weight = sum((a - s) * (b - y) for a, b in zip(states, targets, strict=True))
        weight /= sum((a - s) ** 2 for a in states) + Fraction(3, 2)
        found = reference.fit_readout(np.array(states, float)[:, None], np.array(targets, float), 1.5)
        assert found.tolist() == pytest.approx([float(weight), float(y - weight * s)], rel=1e-14)

    def test_series_far_from_zero_keep_their_weights(self):
        generator = np.random.default_rng(3)
        states, targets = generator.normal(size=(9, 3)), generator.normal(size=9)
        near, far = (reference.fit_readout(states, targets + level, 0.5) for level in (0.0, 1e6))
        np.testing.assert_allclose(far[:-1], near[:-1], atol=1e-9)


class TestWhatIsAsked:
    """Calls that rounding decides are not asked."""

    def test_a_chaotic_network_is_not(self):
        is_steady = cases.steady(reference.reservoir_states)
        wild = reference.reservoir(30, 5.0, 1.0, 0)
        w_in, long = np.full(30, 0.1), np.sin(np.arange(300.0))
        assert not is_steady({"W": wild, "w_in": w_in, "series": long})
        assert is_steady({"W": wild / 10, "w_in": w_in, "series": long})

    def test_columns_that_depend_on_each_other_are_not(self):
        states = np.random.default_rng(0).normal(size=(9, 3))
        call = {"states": states, "targets": np.ones(9), "ridge": 0.0}
        assert cases.is_well_posed(call)
        assert not cases.is_well_posed(call | {"states": np.append(states, states[:, :1], axis=1)})
        assert not cases.is_well_posed(call | {"states": np.append(states, np.ones((9, 1)), axis=1)})
        assert not cases.is_well_posed(call | {"states": states[:3]})
        assert cases.is_well_posed(call | {"states": states[:3], "ridge": 0.5})


class TestStrictness:
    @pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64, np.float32])
    def test_results_are_float64(self, dtype):
        x, h0, params, targets = network((2, 3, 1, 2, 1))
        whole = {name: np.abs(np.rint(array)).astype(dtype) for name, array in params.items()}
        x, h0, targets = (np.abs(np.rint(array)).astype(dtype) for array in (x, h0, targets))
        W, w_in, series, readout = (np.ones(shape, dtype) for shape in ((2, 2), 2, 4, 3))
        results = [
            *reference.last_step_bptt(x, h0, whole, targets).values(),
            reference.sliding_forecast(whole, series, 2, 3),
            reference.reservoir_states(W, w_in, series),
            reference.fit_readout(np.eye(4, 2).astype(dtype), series, 1.0),
            reference.echo_forecast(W, w_in, readout, series, 2),
        ]
        assert all(result.dtype == np.float64 for result in results)
        assert isinstance(reference.last_step_loss(x, targets), float)

    def test_arrays_without_dimensions_are_refused_like_other_wrong_shapes(self):
        x, h0, params, targets = network((2, 3, 1, 2, 1))
        W, w_in, series, readout = (np.ones(shape) for shape in ((2, 2), 2, 4, 3))
        known = {"y": x, "x": x, "h0": h0, "params": params, "targets": targets, "history": series, "length": 2}
        known |= {"steps": 1, "W": W, "w_in": w_in, "series": series, "readout": readout, "states": np.eye(2)}
        known |= {"ridge": 1.0}
        for name in ("last_step_loss", "last_step_bptt", "sliding_forecast", "reservoir_states", "echo_forecast"):
            function = getattr(reference, name)
            call = {each: known[each] for each in inspect.signature(function).parameters}
            function(**call)
            for each in (each for each, value in call.items() if isinstance(value, np.ndarray)):
                with pytest.raises(ValueError, match="must be"):
                    function(**call | {each: np.array(0.5)})

    def test_the_points_add_up(self):
        assert load_unit(COURSE, "sequences").points == 20
