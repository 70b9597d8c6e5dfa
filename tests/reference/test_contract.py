"""The reference keeps the contract that it judges by: the values of its arguments decide, whatever
types, layouts and spellings they come in, and nothing is written into them.
"""

from __future__ import annotations

import copy
import inspect
import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from forms_of_arguments import forms, plain

from autograder.course import Arguments, Kind, compare, reference_module, unit_names
from autograder.judging.cases import drawn

COURSE = Path(__file__).resolve().parents[2]
SOLUTIONS = {name: reference_module(COURSE, name, "solution") for name in unit_names(COURSE)}
TRAININGS = ("train",)
"""Too long for hundreds of calls: they are asked once for each kind of argument, below."""
SEARCHES = ("grid_search",)
"""Called with a function: their own tests have that."""

FUNCTIONS = [
    (unit, exercise.name)
    for unit, solution in SOLUTIONS.items()
    for exercise in reference_module(COURSE, unit, "checks").UNIT.exercises
    if inspect.isfunction(getattr(solution, exercise.name, None)) and exercise.name not in (*TRAININGS, *SEARCHES)
]


def calls(unit: str, exercise: str) -> Iterator[Arguments]:
    """Plain calls of an exercise, from three of the checks that draw such."""
    names = list(inspect.signature(getattr(SOLUTIONS[unit], exercise)).parameters)
    checks = reference_module(COURSE, unit, "checks").UNIT.exercise(exercise).checks
    answers = (drawn(check.cases, 2, 0)[-1] for check in checks if check.kind is Kind.ANSWERS and check.count)
    yield from itertools.islice((case for case in answers if list(case) == names[: len(case)]), 3)


def faults(function: Callable[..., Any], cases: Iterable[Arguments]) -> Iterator[str]:
    """In which forms a function does not answer as it answers the same values as plain arrays."""
    for form, arguments in (each for case in cases for each in forms(case)):
        try:
            expected = called(function, plain(arguments))
        except (ValueError, FloatingPointError):
            continue  # these values make no sense, or are too large for float64 as well
        try:
            wrong = compare.difference(expected, called(function, arguments), 1e-12)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            yield f"{form}: {type(error).__name__}: {error}"
        else:
            if wrong:
                yield f"{form}: {wrong.where} {wrong.what}"


def called(function: Callable[..., Any], arguments: Arguments) -> Any:
    """What a call by keyword returns; a warning is an exception."""
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        return function(**arguments)


@pytest.mark.parametrize(("unit", "exercise"), FUNCTIONS)
def test_the_form_of_arguments_does_not_matter(unit: str, exercise: str) -> None:
    cases = list(calls(unit, exercise))
    assert cases
    assert list(faults(getattr(SOLUTIONS[unit], exercise), cases)) == []


@pytest.mark.parametrize(
    ("wrong", "form"),
    [
        (lambda x, w: x @ w, "all edges int8"),
        (lambda x, w: x @ w.astype(x.dtype), "x cast float32"),
        (lambda x, w: np.asarray(x, float).ravel("K").reshape(x.shape) @ np.asarray(w, float), "x fortran"),
        (lambda x, w: np.multiply(x, 1.0, out=x) @ w, "x backwards"),
    ],
    ids=["wraps", "single", "memory order", "writes"],
)
def test_wrong_forms_are_seen(wrong: Callable[..., Any], form: str) -> None:
    """Each kind of form finds the mistake that it is there for."""
    case = {"x": np.array([[0.1, 2.0, -3.0], [4.0, 0.7, 6.0]]), "w": np.array([[1.0], [0.3], [5.0]])}
    assert any(fault.startswith(f"{form}:") for fault in faults(wrong, [case]))
    assert list(faults(lambda x, w: np.asarray(x, float) @ np.asarray(w, float), [case])) == []


# Classes and trainings.

SETTINGS = {"eta": 0.1, "momentum": 0.9, "rho": 0.9, "rho2": 0.999}
RULES = ("Constant", "Momentum", "Adagrad", "AdagradMomentum", "RMSProp", "Adam")


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("shape", [(3, 2), (1,), ()], ids=str)
def test_the_form_of_gradients_and_settings_does_not_matter(name: str, shape: tuple[int, ...]) -> None:
    rule = getattr(SOLUTIONS["schedulers"], name)
    names = list(inspect.signature(rule).parameters)

    def three_steps(gradient: Any, **settings: Any) -> list[np.ndarray]:
        scheduler = rule(**settings)
        return [scheduler.update_change(gradient) for _ in range(3)]

    gradient = np.array(np.random.default_rng(0).normal(size=shape))
    zeros = {**{each: SETTINGS[each] for each in names}, **dict.fromkeys(names[1:], 0.0)}
    cases = [{"gradient": gradient, **{each: SETTINGS[each] for each in names}}, {"gradient": gradient, **zeros}]
    assert list(faults(three_steps, cases)) == []


def test_a_gradient_may_be_a_number() -> None:
    """As the biases of the square detector are."""
    for name in RULES:
        rule = getattr(SOLUTIONS["schedulers"], name)
        settings = [SETTINGS[each] for each in inspect.signature(rule).parameters]
        alone, among = rule(*settings), rule(*settings)
        for gradient in (0.5, -2.0, 3.0):
            assert float(alone.update_change(gradient)) == among.update_change(np.array([gradient]))[0]


def test_the_form_of_images_does_not_matter_to_a_network() -> None:
    network = SOLUTIONS["cnn"].CNN(cost="mean_squared_error", seed=0)
    network.add_pooling("average", (1, 2), np.uint8(1))
    network.add_convolution(np.int8(2), [3, 2], stride=(np.uint8(1), np.int16(2)), padding=[1, 0])
    network.add_pooling("max", [np.uint8(2), 1], 1)
    network.add_flatten()
    network.add_output(3)

    def all_of_it(images: np.ndarray, targets: np.ndarray) -> Any:
        return copy.deepcopy((network.predict(images), *network.loss_and_grads(images, targets)))

    generator = np.random.default_rng(0)
    images, targets = generator.normal(size=(2, 1, 5, 6)), np.eye(3)[[0, 2]]
    assert list(faults(all_of_it, [{"images": images, "targets": targets}])) == []


def test_the_form_of_a_trainings_arguments_does_not_matter() -> None:
    images, labels = SOLUTIONS["square_detector"].make_images(6, 0)
    case = {"images": images, "labels": labels, "params": SOLUTIONS["square_detector"].init_params(0)}
    few = {"learning_rate": 0.1, "epochs": 2, "seed": 0}
    assert list(faults(SOLUTIONS["square_detector"].train, [case | few])) == []
    series = np.sin(np.arange(9.0))
    small = {"length": 3, "hidden": 5, "epochs": 2, "learning_rate": 0.1, "seed": 0}
    assert list(faults(SOLUTIONS["rnn"].train, [{"series": series} | small])) == []
