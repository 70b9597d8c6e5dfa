"""One mistake costs once: the reference takes the part of whatever else is wrong, functions and
classes, earlier and later ones, slow and inexact ones.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.course import Arguments, Exercise, Subject, Unit, agrees
from autograder.judging.cases import prepare
from autograder.judging.isolation import called_by
from autograder.judging.judge import Judge
from autograder.report import Report
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from autograder.testing import arguments, arrays, vectors

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

SOLUTION = """
import numpy as np

class Sum:
    def __init__(self, scale):
        self.scale = scale
        self.reset()

    def add(self, x):
        self.total = self.total + self.scale * x
        return self.total

    def reset(self):
        self.total = 0.0

class Mean(Sum):
    def __init__(self, scale):
        self.count = 0
        super().__init__(scale)

    def add(self, x):
        self.count += 1
        return super().add(x) / self.count

    def reset(self):
        self.count = 0
        super().reset()

def single(x):
    return 2.0 * x

def batch(x):
    return np.array([single(row) for row in x])

def steep(x):
    return 1e8 * single(x)
"""


def sums(subject: Subject, exercise: str, case: Arguments) -> Any:
    kept = subject.keep(exercise, {"scale": 0.5})
    before = [subject.call("add", {"x": x}, of=kept) for x in case["x"]]
    subject.call("reset", {}, of=kept)
    return [*before, subject.call("add", {"x": case["x"][0]}, of=kept)]


def loosely(_arguments: Arguments) -> float:
    return 1e-5


SERIES = arguments(x=arrays((3, 2), low=1))
ROWS = agrees("rows", 1.0, "Rows.", arguments(x=vectors(2, 3)), count=3, tolerance=loosely, seconds=0.3)
UNIT = Unit(
    "unit",
    "A unit",
    (
        Exercise("Sum", agrees("steps", 1.0, "Steps.", SERIES, observe=sums, count=3), needs=("Mean",)),
        Exercise("Mean", agrees("steps", 1.0, "Steps.", SERIES, observe=sums, count=3), needs=("Sum",)),
        Exercise(
            "single", ROWS, dataclasses.replace(ROWS, name="long", cases=arguments(x=vectors(4, 4))), needs=("batch",)
        ),
        Exercise("batch", dataclasses.replace(ROWS, cases=SERIES), needs=("single",)),
        Exercise("steep", ROWS, needs=("single",)),
    ),
    SOLUTION,
)


@pytest.fixture(scope="module")
def losses() -> Iterator[Callable[..., list[str]]]:
    """The exercises that lose marks with some definitions behind the right module."""
    with ForkServer() as server:
        judge = Judge(prepare(UNIT), server, search=False)

        def judged(*definitions: str) -> list[str]:
            text = "\n\n".join([SOLUTION, *definitions])
            report: Report = judge.judge(Submission("somebody", "unit", {"unit.py": text.encode()}))
            return [each.name for each in report.exercises if each.score < each.max_score]

        yield judged


WRONG_SUM = """
class Sum:
    def __init__(self, scale):
        self.factor = scale
        self.reset()

    def add(self, x):
        self.total = self.total + x
        return self.total

    def reset(self):
        self.total = 0.0
"""
DERIVED = """
class Mean(Sum):
    def add(self, x):
        self.count += 1
        return super().add(x) / self.count

    def reset(self):
        super().reset()
        self.count = 0
"""
COMPOSED = """
class Mean:
    def __init__(self, scale):
        self.sum, self.count = Sum(scale=scale), 0

    def add(self, x):
        self.count += 1
        return self.sum.add(x) / self.count

    def reset(self):
        self.sum.reset()
        self.count = 0
"""
USES_AN_ATTRIBUTE = """
class Mean(Sum):
    def add(self, x):
        self.all.append(self.factor * x)
        return np.mean(self.all, axis=0)

    def reset(self):
        self.all = []
"""
CLOSURES = """
def made(self, scale):
    state = [0.0]
    def add(x):
        state[0] = state[0] + x
        return state[0]
    def reset():
        state[0] = 0.0
    self.add, self.reset = add, reset

class Sum:
    __init__ = made
"""
UNWRITTEN = """
class Sum:
    def __init__(self, scale):
        raise NotImplementedError

    def add(self, x):
        raise NotImplementedError

    def reset(self):
        raise NotImplementedError
"""


@pytest.mark.parametrize(
    "definitions",
    [
        (WRONG_SUM, DERIVED),
        (WRONG_SUM, COMPOSED),
        (WRONG_SUM, USES_AN_ATTRIBUTE),
        (CLOSURES, COMPOSED),
        (UNWRITTEN, COMPOSED),
        ("Sum = None", COMPOSED),
    ],
    ids=["derived", "composed", "uses_an_attribute", "closures", "unwritten", "no_class"],
)
def test_a_class_pays_nothing_for_the_one_that_it_is_made_of(
    losses: Callable[..., list[str]], definitions: tuple[str, ...]
) -> None:
    assert losses(*definitions) == ["Sum"]


def test_a_class_pays_for_mistakes_of_its_own(losses: Callable[..., list[str]]) -> None:
    forgets = DERIVED.replace("self.count += 1", "self.count = 2")
    assert losses(WRONG_SUM, forgets) == ["Sum", "Mean"]
    assert losses(forgets) == ["Mean"]


THROUGH_THE_BATCH = "def single(x):\n    return batch(x[np.newaxis])[0]\n"
WRONG_BATCH = "def batch(x):\n    return 3.0 * x\n"


def test_an_exercise_pays_nothing_for_a_later_one(losses: Callable[..., list[str]]) -> None:
    assert losses(THROUGH_THE_BATCH, "def batch(x):\n    return x + x\n") == []
    assert losses(THROUGH_THE_BATCH, WRONG_BATCH) == ["batch"]


def test_a_later_one_that_is_not_written_helps_nobody(losses: Callable[..., list[str]]) -> None:
    unwritten = "def batch(x):\n    raise NotImplementedError\n"
    assert losses(THROUGH_THE_BATCH, unwritten) == ["single", "batch"]


def test_a_circle_that_computes_nothing_is_not_right(losses: Callable[..., list[str]]) -> None:
    circle = "def batch(x):\n    return np.array([single(row) for row in x])\n"
    assert losses(THROUGH_THE_BATCH, circle) == ["batch"]
    half = "def single(x):\n    return batch(x[np.newaxis])[0] * (len(x) < 4)\n"
    assert losses(half, circle) == ["single", "batch"]


def test_whoever_calls_a_slow_helper_does_not_pay_for_it(losses: Callable[..., list[str]]) -> None:
    slow = (
        "def single(x):\n    import time\n    end = time.process_time() + 0.12\n"
        "    while time.process_time() < end:\n        pass\n    return 2.0 * x\n"
    )
    assert losses(slow) == []  # three rows take longer than there is


def test_whoever_computes_with_an_inexact_helper_does_not_pay_for_it(losses: Callable[..., list[str]]) -> None:
    differences = "def steep(x):\n    return (single(x + 1e-3) - single(x)) * 1e11 * x\n"
    rough = "def single(x):\n    return 2.0 * x + 1e-6 * np.sin(1e3 * x)\n"
    assert losses(differences) == []
    assert losses(rough, differences) == []


def test_a_helper_is_named_where_the_definition_calls_it() -> None:
    text = "def f(x):\n    return g (x)\n\n\n@decorated\ndef h(x):\n    return f(x) + k.g2(x) + gg(x)\nclass K:\n    pass\n"
    names = ["f", "g", "g2", "h"]
    assert called_by(text, "f", names) == ["g"]
    assert called_by(text, "h", names) == ["f", "g", "g2"]
    assert called_by(text, "K", names) == []
    assert called_by("", "f", names) == []
    assert called_by("def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\n", "f", ["f", "g"]) == ["f", "g"]
