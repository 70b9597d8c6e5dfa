"""Code that refuses calls for how they are made, and not for their arguments, gets no marks for refusals."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from autograder.course import Exercise, Unit, agrees, rejects
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Report, Status
from autograder.submissions.folders import Submission
from autograder.testing import arguments, arrays, sizes
from tests.attacks.conftest import Servers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

CASES = arguments(x=sizes(2, 5).flatmap(lambda length: arrays(length, low=1)))
BAD = [{"x": np.zeros(shape)} for shape in ((0,), (2, 2), (1, 3), ())]


def exercise(name: str, *needs: str) -> Exercise:
    return Exercise(
        name, agrees("values", 1.0, "Twice x.", CASES, count=5), rejects(1.0, "x is a row.", BAD), needs=needs
    )


SOLUTION = """
def double(x):
    if x.ndim != 1 or not len(x):
        raise ValueError("x must be a row of numbers")
    return 2 * x


def again(x):
    return double(x)
"""
UNIT = Unit("unit", "What is refused", (exercise("double"), exercise("again", "double")), SOLUTION, in_all_forms=False)

WITHOUT = "def double(x):\n    return 2 * x\n\n\ndef again(x):\n    return 2 * x\n"
BY_THE_OPERATION = """
import sys

operations = sys.modules["autograder.worker.operations"]


def refuse(*_asked):
    raise ValueError("this makes no sense")


operations._OPERATIONS = {**operations._OPERATIONS, "call_in_vain": refuse}
"""
BY_THE_CALLER = """
import sys


def twice(x):
    frame = sys._getframe(1)
    while frame:
        if frame.f_code.co_name == "call_in_vain":
            raise ValueError("this makes no sense")
        frame = frame.f_back
    return 2 * x


def double(x):
    return twice(x)


def again(x):
    return twice(x)
"""
BY_WHAT_WAS_SEEN = """
import sys

operations = sys.modules["autograder.worker.operations"]
seen, call_in_vain, call = set(), operations.Module.call_in_vain, operations.Module.call


def note(self, name, arguments, *more):
    seen.add(repr(arguments))
    return call(self, name, arguments, *more)


def refuse(self, name, arguments):
    if repr(arguments) in seen:
        return "answered", call(self, name, arguments)
    raise ValueError("this makes no sense")


operations._OPERATIONS = {**operations._OPERATIONS, "call": note, "call_in_vain": refuse}
"""
IN_THE_END = """
import os
import sys

operations = sys.modules["autograder.worker.operations"]
calls = []


def note(self, *asked, call=operations.Module.call):
    calls.append(asked)
    return call(self, *asked)


def refuse(*_asked):
    if not calls:
        os._exit(0)
    raise ValueError("this makes no sense")


operations._OPERATIONS = {**operations._OPERATIONS, "call": note, "call_in_vain": refuse}
"""
ATTACKS = {
    "by the operation": WITHOUT + BY_THE_OPERATION,
    "by the caller": BY_THE_CALLER,
    "by what was seen": WITHOUT + BY_WHAT_WAS_SEEN,
    "by ending the second worker": WITHOUT + IN_THE_END,
}


def graded(text: str, servers: Servers) -> Report:
    return Judge(prepare(UNIT), servers(())).judge(Submission("eve", "unit", {"unit.py": text.encode()}))


@pytest.mark.parametrize("attack", ATTACKS)
def test_refusals_for_how_calls_are_made_earn_nothing(attack: str, servers: Servers) -> None:
    report = graded(ATTACKS[attack], servers)
    assert report.status is Status.GRADED
    assert [check.score for result in report.exercises for check in result.checks] == [1.0, 0.0, 1.0, 0.0]
    assert report.score == 2.0


@pytest.mark.parametrize(("text", "score"), [(SOLUTION, 4.0), (WITHOUT, 2.0)])
def test_refusals_for_arguments_earn_their_marks(text: str, score: float, servers: Servers) -> None:
    assert graded(text, servers).score == score


def test_refusals_are_told_apart_where_the_reference_helps(servers: Servers) -> None:
    wrong = SOLUTION.replace("2 * x", "3 * x")
    report = graded(wrong, servers)
    assert report.exercise("again").score == 2.0
    refusing = graded(
        wrong.replace("    if x.ndim != 1 or not len(x):\n", "    if False:\n") + BY_THE_OPERATION, servers
    )
    assert refusing.exercise("again").checks[1].score == 0.0


REMEMBERS = """
spoilt = False


def double(x):
    if x.ndim != 1 or not len(x):
        raise ValueError("x must be a row of numbers")
    return 2 * x + spoilt


def again(x):
    global spoilt
    if x.ndim != 1 or not len(x):
        spoilt = True
        raise ValueError("x must be a row of numbers")
    return 2 * x


def other(x):
    return 3 * x
"""


def test_what_a_later_refusal_leaves_behind_costs_whoever_minds_it(servers: Servers) -> None:
    """Each function by itself is right: it refuses what it must, and answers rightly whatever it was asked before."""
    solution = SOLUTION + "\n\ndef other(x):\n    return double(x)\n"
    others = exercise("double", "other"), exercise("again"), exercise("other")  # which is wrong, and judged apart
    unit = Unit("unit", "What is refused", others, solution, in_all_forms=False)
    report = Judge(prepare(unit), servers(())).judge(Submission("eve", "unit", {"unit.py": REMEMBERS.encode()}))
    assert report.exercise("again").score == 2.0
    blamed = report.exercise("double").checks[1]
    assert (blamed.score, blamed.status) == (0.0, Status.FAILED)
    assert "after calls that were refused" in blamed.message


def test_a_function_that_ends_the_worker_costs_no_other_its_marks(servers: Servers) -> None:
    deadly = SOLUTION.replace("    return double(x)", "    import os\n\n    os._exit(1)")
    assert graded(deadly, servers).exercise("double").score == 2.0
