"""The reference of dense against its definitions, numbers made by hand, and independent gradients."""

import functools
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from scipy import special

from autograder.course import load_unit, reference_module
from autograder.judging import marks
from autograder.judging.attempt import Look, found_in
from autograder.judging.cases import drawn
from autograder.judging.diagnosis import Diagnostician
from autograder.judging.kept_cases import class_exam
from autograder.subjects.local import LocalSubject
from autograder.testing import assert_gradient

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "dense", "solution")
checks = reference_module(COURSE, "dense", "checks")
UNIT = load_unit(COURSE, "dense")

SHAPES = [(1, 1), (1, 3), (3, 1), (2, 4), (4, 3)]


def away_from_zero(*shape, seed=0):
    """Random numbers of both signs, none of them near zero, where the rectifiers have no
    derivative.
    """
    generator = np.random.default_rng(seed + sum(size * 10**place for place, size in enumerate(shape)))
    return generator.uniform(0.2, 2.0, shape) * generator.choice([-1, 1], shape)


def probabilities(*shape):
    """From 0.2 to 0.8: near 0 and 1 the differences would be too coarse for the logarithm."""
    return np.random.default_rng(sum(shape)).uniform(0.2, 0.8, shape)


def soft_targets(*shape):
    weights = np.exp(away_from_zero(*shape, seed=5))
    return weights / weights.sum(axis=-1, keepdims=True)


FORWARD = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.001 * z),
    "tanh": lambda z: (anp.exp(z) - anp.exp(-z)) / (anp.exp(z) + anp.exp(-z)),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(z) - 1),
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=-1, keepdims=True),
}
COSTS = {
    "mean_squared_error": lambda p, y: anp.sum((p - y) ** 2) / len(y),
    "binary_cross_entropy": lambda p, y: -anp.sum(y * anp.log(p) + (1 - y) * anp.log(1 - p)) / len(y),
    "cross_entropy": lambda p, y: -anp.sum(y * anp.log(p)) / len(y),
}
"""The definitions, with all their overflows."""


@pytest.mark.parametrize("shape", [*SHAPES, (3,), (2, 3, 2)])
@pytest.mark.parametrize("name", FORWARD)
class TestActivations:
    def test_forward_is_the_definition(self, name, shape):
        z = away_from_zero(*shape)
        np.testing.assert_allclose(getattr(reference, name)(z), FORWARD[name](z), rtol=1e-13)

    def test_gradient_agrees_with_autograd_and_finite_differences(self, name, shape):
        z, output_grad = away_from_zero(*shape), away_from_zero(*shape, seed=1)
        found = getattr(reference, f"{name}_grad")(z, output_grad)
        np.testing.assert_allclose(found, grad(lambda x: anp.sum(FORWARD[name](x) * output_grad))(z), atol=1e-13)
        assert assert_gradient(lambda x: np.sum(getattr(reference, name)(x) * output_grad), found, z) == z.size

    def test_gradient_agrees_with_torch(self, name, shape, torch):
        functions = {
            "sigmoid": torch.sigmoid,
            "relu": torch.relu,
            "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.001),
            "tanh": torch.tanh,
            "elu": torch.nn.functional.elu,
            "softmax": lambda x: torch.softmax(x, dim=-1),
        }
        z, output_grad = away_from_zero(*shape), away_from_zero(*shape, seed=1)
        leaf = torch.tensor(z, requires_grad=True)
        functions[name](leaf).backward(torch.tensor(output_grad))
        np.testing.assert_allclose(getattr(reference, f"{name}_grad")(z, output_grad), leaf.grad.numpy(), atol=1e-13)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", COSTS)
class TestCosts:
    def test_cost_is_the_definition(self, name, shape):
        p, y = probabilities(*shape), soft_targets(*shape)
        assert getattr(reference, name)(p, y) == pytest.approx(COSTS[name](p, y), rel=1e-13)

    def test_gradient_agrees_with_autograd_and_finite_differences(self, name, shape):
        p, y = probabilities(*shape), soft_targets(*shape)
        found = getattr(reference, f"{name}_grad")(p, y)
        np.testing.assert_allclose(found, grad(COSTS[name])(p, y), rtol=1e-12)
        assert assert_gradient(lambda x: getattr(reference, name)(x, y), found, p) == p.size
        assert np.abs(found).max() > 0.02  # far from zero, or the comparison would say nothing


@pytest.mark.parametrize("shape", [(1, 2), (2, 4), (4, 3)])
class TestSoftmaxCrossEntropy:
    def test_both_steps_in_one(self, shape):
        z, y = away_from_zero(*shape), soft_targets(*shape)
        found = reference.softmax_cross_entropy_grad(z, y)
        s = reference.softmax(z)
        np.testing.assert_allclose(found, reference.softmax_grad(z, reference.cross_entropy_grad(s, y)), atol=1e-13)
        np.testing.assert_allclose(
            found, grad(lambda x: COSTS["cross_entropy"](FORWARD["softmax"](x), y))(z), atol=1e-13
        )
        assert np.abs(found).max() > 0.02

    def test_torch(self, shape, torch):
        z, y = away_from_zero(*shape), soft_targets(*shape)
        leaf = torch.tensor(z, requires_grad=True)
        torch.nn.functional.cross_entropy(leaf, torch.tensor(y)).backward()
        np.testing.assert_allclose(reference.softmax_cross_entropy_grad(z, y), leaf.grad.numpy(), atol=1e-13)


@pytest.mark.parametrize(("samples", "inputs", "outputs"), [(1, 1, 1), (1, 2, 3), (3, 2, 1), (2, 3, 4), (4, 1, 2)])
class TestDense:
    def test_autograd(self, samples, inputs, outputs):
        x, weights, bias = (
            away_from_zero(samples, inputs),
            away_from_zero(inputs, outputs, seed=1),
            away_from_zero(outputs, seed=2),
        )
        output_grad = away_from_zero(samples, outputs, seed=3)

        def loss(*arguments):
            return anp.sum((anp.dot(arguments[0], arguments[1]) + arguments[2]) * output_grad)

        np.testing.assert_allclose(reference.dense(x, weights, bias), x.dot(weights) + bias, atol=1e-13)
        found = reference.dense_grads(x, weights, output_grad)
        assert list(found) == ["x", "weights", "bias"]
        for place, name in enumerate(found):
            np.testing.assert_allclose(found[name], grad(loss, place)(x, weights, bias), atol=1e-13)

    def test_torch(self, samples, inputs, outputs, torch):
        values = (
            away_from_zero(samples, inputs),
            away_from_zero(inputs, outputs, seed=1),
            away_from_zero(outputs, seed=2),
        )
        output_grad = away_from_zero(samples, outputs, seed=3)
        x, weights, bias = (torch.tensor(value, requires_grad=True) for value in values)
        torch.nn.functional.linear(x, weights.T, bias).backward(torch.tensor(output_grad))
        found = reference.dense_grads(values[0], values[1], output_grad)
        for name, leaf in {"x": x, "weights": weights, "bias": bias}.items():
            np.testing.assert_allclose(found[name], leaf.grad.numpy(), atol=1e-13)


class TestLimits:
    def test_sigmoid_takes_every_finite_float(self):
        z = np.array([-1.7e308, -1e5, -745.0, -40.0, -1.0, 0.0, 1.0, 40.0, 745.0, 1.7e308])
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            found = reference.sigmoid(z)
        np.testing.assert_allclose(found, special.expit(z), rtol=1e-13, atol=1e-300)

    def test_tanh_and_elu_take_every_finite_float(self):
        z = np.array([-1.7e308, -1e5, -745.0, -40.0, -1e-9, 0.0, 1e-9, 40.0, 745.0, 1.7e308])
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            np.testing.assert_allclose(reference.tanh(z), special.expit(2 * z.clip(-400, 400)) * 2 - 1, atol=1e-15)
            np.testing.assert_allclose(reference.elu(z, 2.0), np.where(z > 0, z, 2 * special.expm1(z.clip(max=0))))
            assert reference.tanh_grad(z, np.ones(10))[[0, 1, 2, 7, 8, 9]].max() == 0.0
            assert reference.elu_grad(z, np.ones(10), 2.0)[[0, 1, 8, 9]].tolist() == [0.0, 0.0, 1.0, 1.0]

    @pytest.mark.parametrize("alpha", [0, 0.5, 3])
    def test_elu_with_an_alpha(self, alpha):
        z, output_grad = away_from_zero(3, 4), away_from_zero(3, 4, seed=1)
        definition = lambda x: anp.where(x > 0, x, alpha * (anp.exp(x) - 1))  # noqa: E731
        np.testing.assert_allclose(reference.elu(z, alpha), definition(z), atol=1e-15)
        found = reference.elu_grad(z, output_grad, alpha)
        np.testing.assert_allclose(found, grad(lambda x: anp.sum(definition(x) * output_grad))(z), atol=1e-14)

    def test_softmax_takes_large_logits(self):
        z = np.array([[1000.0, 999.0, -1000.0], [-2000.0, -2000.0, -2001.0]])
        np.testing.assert_allclose(reference.softmax(z), special.softmax(z, axis=-1), rtol=1e-13)
        assert np.isfinite(reference.softmax_grad(z, np.ones(z.shape))).all()

    @pytest.mark.parametrize("name", ["binary_cross_entropy", "cross_entropy"])
    @pytest.mark.parametrize("kind", [float, np.float32, np.int64])
    def test_costs_are_finite_at_zero_and_one(self, name, kind):
        p, y = np.array([[0, 1, 0, 1]], dtype=kind), np.array([[0, 1, 1, 0]], dtype=kind)
        assert 14 < getattr(reference, name)(p, y) < 40
        assert np.isfinite(getattr(reference, f"{name}_grad")(p, y)).all()

    def test_kinks_count_to_the_flat_side(self):
        assert reference.relu_grad(np.zeros(1), np.ones(1)).tolist() == [0.0]
        assert reference.leaky_relu_grad(np.zeros(1), np.ones(1)).tolist() == [0.001]
        assert reference.elu_grad(np.zeros(1), np.ones(1), 0.5).tolist() == [0.5]


def test_numbers_made_by_hand():
    assert reference.sigmoid(np.array([np.log(3.0)])).tolist() == pytest.approx([0.75])
    assert reference.sigmoid(np.array([-4.3526]))[0] == pytest.approx(0.01271, abs=5e-6)
    assert reference.binary_cross_entropy(np.array([[0.01271]]), np.array([[1.0]])) == pytest.approx(4.365, abs=5e-4)
    assert reference.mean_squared_error(np.array([[3, 1], [0, 3]]), np.array([[1, 1], [1, 0]])) == 7.0
    assert reference.softmax_cross_entropy_grad(np.zeros((1, 2)), np.array([[1, 0]])).tolist() == [[-0.5, 0.5]]


def test_results_are_floats_also_for_whole_numbers():
    whole, one_hot = np.array([[1, -2], [0, 3]]), np.array([[0, 1], [1, 0]])
    results = [
        *(getattr(reference, name)(whole) for name in FORWARD),
        *(getattr(reference, f"{name}_grad")(whole, whole) for name in FORWARD),
        *(getattr(reference, f"{name}_grad")(one_hot, one_hot) for name in COSTS),
        reference.softmax_cross_entropy_grad(whole, one_hot),
    ]
    assert {result.dtype for result in results} == {np.dtype(np.float64)}


def test_drawn_probabilities_are_valid():
    """The cases of the costs: probabilities of at least 1/8, targets whose rows sum to 1, and for
    certain predictions all three kinds.
    """
    for case in drawn(checks.classifications(), 20, 0):
        assert (case["prediction"] >= 1 / 8).all()
        np.testing.assert_array_equal(case["prediction"].sum(axis=1), 1.0)
        np.testing.assert_array_equal(case["target"].sum(axis=1), 1.0)
    for case in drawn(checks.certain(checks.yes_or_no()), 20, 0):
        assert {0.0, 0.5, 1.0} <= set(case["prediction"].ravel())
    for case in drawn(checks.certain(checks.classifications(), in_classes=True), 20, 0):
        assert {0.0, 0.5, 1.0} <= set(case["prediction"].ravel())
        assert case["prediction"][0, 0] == case["target"][0, 0] == 0.5
        np.testing.assert_array_equal(case["target"].sum(axis=1), 1.0)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("sigmoid_grad", (np.ones((2, 3)), np.ones(3)), r"output_grad .*\(3,\)"),
        ("tanh_grad", (np.ones(3), np.ones(1)), r"output_grad .*\(1,\)"),
        ("elu_grad", (np.ones(3), np.ones(1)), r"output_grad .*\(1,\)"),
        ("relu_grad", (np.ones(3), np.ones(1)), r"output_grad .*\(1,\)"),
        ("leaky_relu_grad", (np.ones(3), np.ones(1)), r"output_grad .*\(1,\)"),
        ("softmax_grad", (np.ones((2, 3)), np.ones((2, 1))), r"output_grad .*\(2, 1\)"),
        ("mean_squared_error", (np.ones((3, 1)), np.ones(3)), r"target .*\(3, 1\) and \(3,\)"),
        ("cross_entropy_grad", (np.ones(3), np.ones(3)), r"prediction .*\(3,\)"),
        ("softmax_cross_entropy_grad", (np.ones((2, 3)), np.ones(3)), r"target .*\(3,\)"),
        ("dense", (np.ones((2, 2)), np.ones((2, 3)), np.ones(1)), r"bias \(1,\)"),
        ("dense_grads", (np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 3))), r"x has \(2, 3\)"),
    ],
)
def test_messages_name_the_argument_and_its_shape(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*arguments)


@pytest.mark.parametrize("name", ["binary_gradient_guard_too_large", "guard_of_a_thousandth"])
def test_guards_that_are_too_large_show(name):
    """At a probability of about 1e-4: a guard of 1e-6 does not matter there, one of 1e-3 does."""
    [mistake] = [variant for variant in UNIT.misconceptions if variant.name == name]
    sheet = exam().sheet(mistake.exercise, "rows")
    case = sheet.answered(sheet.check.examples[1])
    wrong = LocalSubject(UNIT.text_of(mistake), "dense")
    assert sheet.check.verdict(case, sheet.seen_of(wrong, case.arguments)) is not None


@pytest.mark.parametrize("guard", ["1e-6", "1e-10", "1e-15"])
def test_mistakes_are_named_whatever_the_guard(guard):
    """Two people who make the same mistake need not have chosen the same guard."""
    for mistake in UNIT.misconceptions:
        if "cross_entropy" not in mistake.exercise or mistake.name == "logarithm_of_the_target":
            continue  # the latter takes the logarithm of its guard
        student = LocalSubject(UNIT.text_of(mistake).replace("1e-7", guard), "dense")
        looks = looked_at(mistake.exercise, student)
        assert Diagnostician(exam()).diagnose(mistake.exercise, looks) == mistake, mistake.name


@functools.cache
def exam():
    return class_exam(COURSE, UNIT)


def looked_at(exercise, subject):
    """How each check goes with a module; those that wait are not made where nothing has passed."""
    looks = {}
    for sheet in exam().in_order(exercise):
        made = not sheet.check.waits or any(look.passed for look in looks.values())
        seen = tuple(sheet.seen_of(subject, case.arguments) for case in sheet.cases) if made else ()
        findings = tuple(filter(None, map(functools.partial(found_in, sheet), sheet.cases, seen)))
        looks[sheet.check.name] = Look(
            sheet, seen, findings, None if findings or not made else marks.passed(sheet.check)
        )
    return looks
