"""The reference of schedulers against sums over the whole history, autograd's and PyTorch's
optimisers; and how class stubs are reported.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from autograd.misc import optimizers

from autograder.course import Case, Mismatch, Returned, load_unit, reference_module
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.report import Report, Status
from autograder.source import stub
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "schedulers", "solution")
checks = reference_module(COURSE, "schedulers", "checks")
observing = reference_module(COURSE, "schedulers", "observing")

SHAPES = [(1,), (3,), (2, 3), (2, 1, 2, 2)]
SETTINGS = {
    "Constant": (0.3,),
    "Momentum": (0.3, 0.8),
    "Adagrad": (0.3,),
    "AdagradMomentum": (0.3, 0.8),
    "RMSProp": (0.3, 0.7),
    "Adam": (0.3, 0.8, 0.95),
}
TORCH = {
    "Constant": ("SGD", {"lr": 0.3}),
    "Momentum": ("SGD", {"lr": 0.3, "momentum": 0.8}),
    "Adagrad": ("Adagrad", {"lr": 0.3, "eps": 1e-8}),
    "RMSProp": ("RMSprop", {"lr": 0.3, "alpha": 0.7, "eps": 1e-8}),
    "Adam": ("Adam", {"lr": 0.3, "betas": (0.8, 0.95), "eps": 1e-8}),
}


def gradients_of(shape, count=6):
    generator = np.random.default_rng(sum(shape))
    return [generator.normal(size=shape) for _ in range(count)]


def by_history(name, gradients):
    """The newest change by the definition as a sum over all gradients so far."""
    ages = np.arange(len(gradients))[::-1]
    squares = [gradient**2 for gradient in gradients]

    def weighted(values, factor):
        return sum(factor**age * value for age, value in zip(ages, values, strict=True))

    match name:
        case "Constant":
            return 0.3 * gradients[-1]
        case "Momentum":
            return 0.3 * weighted(gradients, 0.8)
        case "Adagrad":
            return 0.3 * gradients[-1] / (np.sqrt(sum(squares)) + 1e-8)
        case "AdagradMomentum":
            return weighted([by_history("Adagrad", gradients[: i + 1]) for i in range(len(gradients))], 0.8)
        case "RMSProp":
            return 0.3 * gradients[-1] / (np.sqrt(0.3 * weighted(squares, 0.7)) + 1e-8)
        case "Adam":  # the corrected averages are weighted means
            mean = weighted(gradients, 0.8) / weighted(np.ones(len(gradients)), 0.8)
            return 0.3 * mean / (np.sqrt(weighted(squares, 0.95) / weighted(np.ones(len(gradients)), 0.95)) + 1e-8)
    raise KeyError(name)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SETTINGS)
class TestChanges:
    def test_sums_over_the_history(self, name, shape):
        scheduler, gradients = getattr(reference, name)(*SETTINGS[name]), gradients_of(shape)
        for i, gradient in enumerate(gradients):
            change = scheduler.update_change(gradient)
            np.testing.assert_allclose(change, by_history(name, gradients[: i + 1]), rtol=1e-12, atol=1e-13)
            assert np.abs(change).max() > 1e-2  # far from zero, or the comparison would say nothing

    def test_a_reset_forgets_everything(self, name, shape):
        scheduler, gradients = getattr(reference, name)(*SETTINGS[name]), gradients_of(shape)
        before = [scheduler.update_change(gradient) for gradient in gradients]
        scheduler.reset()
        np.testing.assert_array_equal([scheduler.update_change(gradient) for gradient in gradients], before)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", TORCH)
def test_torch(name, shape, torch):
    kind, options = TORCH[name]
    weights = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    optimiser = getattr(torch.optim, kind)([weights], **options)
    scheduler, sum_of_changes = getattr(reference, name)(*SETTINGS[name]), np.zeros(shape)
    for gradient in gradients_of(shape):
        weights.grad = torch.tensor(gradient)
        optimiser.step()
        sum_of_changes += scheduler.update_change(gradient)
        np.testing.assert_allclose(-sum_of_changes, weights.detach().numpy(), rtol=1e-12, atol=1e-13)


def test_adam_agrees_with_autograds():
    gradients = gradients_of((3,))
    scheduler = reference.Adam(*SETTINGS["Adam"])
    end = optimizers.adam(
        lambda _x, i: gradients[i], np.zeros(3), num_iters=6, step_size=0.3, b1=0.8, b2=0.95, eps=1e-8
    )
    np.testing.assert_allclose(-sum(scheduler.update_change(gradient) for gradient in gradients), end, rtol=1e-12)


@pytest.mark.parametrize("name", SETTINGS)
def test_single_numbers_and_whole_numbers(name):
    for gradient in (np.array(2.0), np.array([2, -3]), np.float32([0.5])):
        change = getattr(reference, name)(*SETTINGS[name]).update_change(gradient)
        assert np.shape(change) == gradient.shape
        np.testing.assert_allclose(change, by_history(name, [gradient.astype(float)]), rtol=1e-6)


def test_the_manners_name_each_fault():
    """A plain, well-behaved answer is accepted, and each way of calling that makes a difference is
    a fault of its own.
    """
    gradients = [np.array([1.0, 2.0])]
    right = {"plain": gradients, "keeping_gradients": gradients} | dict.fromkeys(observing.FAULTS, gradients)
    check = next(check for check in checks.UNIT.exercise("Adam").checks if check.name == "manners")
    case = Case({"gradients": gradients}, Returned(right))
    assert check.verdict(case, Returned(right)) is None
    faults = [check.verdict(case, Returned(right | {caller: [np.zeros(2)]})) for caller in right if caller != "plain"]
    assert all(isinstance(fault, Mismatch) for fault in faults)
    assert len({fault.what for fault in faults}) == len(faults) == 6


# How the judge reports classes that are not, or only half, written.


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with ForkServer() as server:
        yield Judge(class_exam(COURSE, load_unit(COURSE, "schedulers")), server)


SOLUTION = load_unit(COURSE, "schedulers").solution


def judged(judge: Judge, text: str) -> Report:
    return judge.judge(Submission("student", "schedulers", {"schedulers.py": text.encode()}))


def test_a_stub_is_not_attempted(judge):
    report = judged(judge, stub(SOLUTION))
    assert {exercise.status for exercise in report.exercises} == {Status.NOT_ATTEMPTED}
    assert report.score == 0.0


def test_a_class_with_a_constructor_only_is_not_attempted(judge):
    text = stub(SOLUTION).replace(
        '"""Takes the learning rate eta."""\n        raise NotImplementedError  # your code here',
        '"""Takes the learning rate eta."""\n        self.eta = eta',
    )
    report = judged(judge, text)
    assert {exercise.status for exercise in report.exercises} == {Status.NOT_ATTEMPTED}


def test_a_class_without_reset_keeps_the_other_marks(judge):
    text = SOLUTION.replace(
        '"""Forgets the sum of squares."""',
        '"""Forgets the sum of squares."""\n        if self.__dict__.get("squares") is not None:\n            '
        "raise NotImplementedError",
    )
    adagrad = next(exercise for exercise in judged(judge, text).exercises if exercise.name == "Adagrad")
    assert adagrad.status is Status.PARTIAL
    assert [check.name for check in adagrad.checks if check.status is not Status.PASSED] == ["after_reset"]


def test_a_counterexample_is_code_to_paste(judge):
    text = SOLUTION.replace("self.momentum * self.change + self.eta * gradient\n", "self.eta * gradient\n")
    momentum = next(exercise for exercise in judged(judge, text).exercises if exercise.name == "Momentum")
    assert momentum.diagnosis is not None
    assert momentum.diagnosis.misconception == "momentum_forgotten"
    for check in momentum.checks:
        if check.status is Status.FAILED:
            assert check.counterexample is not None
            exec(check.counterexample.call, {"np": np, "Momentum": reference.Momentum})
