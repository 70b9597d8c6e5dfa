"""Whatever an exercise of the course answers, no check of any unit takes it for a fault of the
grader: that would leave the mark open.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from autograder.course import (
    Arguments,
    Case,
    Exercise,
    Mismatch,
    Subject,
    Unit,
    agrees,
    load_unit,
    unit_names,
)
from autograder.grading.grader import grading_run
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Status
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from autograder.testing import arguments, sizes
from tests.attacks.conftest import Servers
from tests.demo_course import ROOT

ODD = '''
import itertools
import sys
import numpy as np

{solution}


def like(right, value):
    """The right answer's form with other values."""
    if isinstance(right, np.ndarray):
        return np.full(right.shape, value)
    if isinstance(right, tuple | list):
        return type(right)(like(part, value) for part in right)
    if isinstance(right, dict):
        return {{key: like(part, value) for key, part in right.items()}}
    return value


def answers(right):
    yield from (None, True, False, 0, -1, 2**70, -(2**2000), 1.5, float("nan"), float("inf"), -0.0, 1.7976931348623157e308, 5e-324, 1j, "text", b"bytes")
    yield from ([], (), {{}}, [right], (right,), (right, right), {{"a": right}}, {{0: right, "0": right}}, [[]] * 50, [None] * 3)
    yield from ("\\udc80", object(), type, len)
    for value in (float("nan"), float("inf"), 1.7976931348623157e308, 5e-324, 0.0, 1j, True, 2**62, "x"):
        yield like(right, value)
    if isinstance(right, np.ndarray):
        yield from (right.astype(code) for code in ("f2", "f4", "c8", "c16", "i1", "u8", "?", "O", "U9", "S3"))
        yield from (right.tolist(), right.T, right.ravel(), right[None], right[..., None], right[:0], right[()], np.ma.array(right))
    yield from (np.zeros((0, 3)), np.zeros((10**6, 0)), np.zeros(()), np.array(None), np.zeros((1,) * 16), np.zeros((2,) * 18))
    yield from (np.longdouble(1), np.datetime64("2026-01-01"))
    yield from (sys.modules["autograder.worker.wire"].Handle(number) for number in (0, -1, 2**40))


def odd(function):
    number = itertools.count({start})

    def called(*arguments, **keywords):
        right = function(*arguments, **keywords)
        choices = list(answers(right))
        return choices[next(number) % len(choices)]

    return called


for name in {names!r}:
    if not isinstance(globals()[name], type):
        globals()[name] = odd(globals()[name])
'''


@pytest.mark.slow
@pytest.mark.parametrize("name", unit_names(ROOT))
def test_no_answer_is_the_graders_fault(name: str, servers: Servers) -> None:
    unit = load_unit(ROOT, name)
    server: ForkServer = servers(())
    judge = Judge(prepare(unit), server)
    names = [exercise.name for exercise in unit.exercises]
    for start in (0, 17, 34, 51):
        text = ODD.format(solution=unit.solution, names=names, start=start)
        report = judge.judge(Submission("eve", name, {f"{name}.py": text.encode("utf-8", "replace")}))
        assert report.status is Status.GRADED, report.message or [
            check for result in report.exercises for check in result.checks if "grader" in check.status
        ]
        page = grading_run([(report, server.walls)]).to_json()
        json.loads(page)
        assert len(page) < 2_000_000


CALLER = "def used(made):\n    return {'notes': [('batch', made.double())], 'history': [1.5]}\n"


def notes(subject: Subject, exercise: str, case: Arguments) -> str:
    """An observation that reads what the course's own text brings, as authors write it."""
    made = subject.keep(exercise, case)
    seen = subject.call("used", {"made": made}, of=subject.define(CALLER))
    (name, value), *_ = seen["notes"]
    return "" if round(seen["history"][0]) and name == "batch" and float(value) == 2 * case["x"] else "others"


def is_called_so(case: Case, seen: Any) -> Mismatch | None:
    return None if {"": "right", "others": "wrong"}[seen] == "right" else Mismatch("it is wrong")


USED = Unit(
    "unit",
    "A class that the course's own text uses",
    (
        Exercise(
            "Pair",
            agrees("notes", 1.0, "Twice x.", arguments(x=sizes(2, 5)), count=2, observe=notes, accept=is_called_so),
        ),
    ),
    "class Pair:\n    def __init__(self, x):\n        self.x = x\n\n    def double(self):\n        return 2 * self.x\n",
    in_all_forms=False,
)

TAKEN_OVER = """
import sys

operations = sys.modules["autograder.worker.operations"]
call = operations.Module.call
operations._OPERATIONS = {{
    **operations._OPERATIONS, "call": lambda *asked: {reply} if asked[1] == "used" else call(*asked)
}}
"""

FORGED = (
    "None",
    "[]",
    "{}",
    "{'notes': []}",
    "{'notes': [('batch',)], 'history': [1.5]}",
    "{'notes': [('batch', 'x')], 'history': [1.5]}",
    "{'notes': [('batch', 10**400)], 'history': [1.5]}",
    "{'notes': [('batch', 2.0)], 'history': [float('nan')]}",
    "{'notes': [('batch', 2.0 + 1j)], 'history': [1.5]}",
)


@pytest.mark.parametrize("reply", FORGED)
def test_no_reply_in_the_place_of_what_the_courses_text_makes_is_the_graders_fault(
    reply: str, servers: Servers
) -> None:
    text = USED.solution + TAKEN_OVER.format(reply=reply)
    report = Judge(prepare(USED), servers(())).judge(Submission("eve", "unit", {"unit.py": text.encode()}))
    assert (report.status, report.score) == (Status.GRADED, 0.0), report.exercise("Pair").checks
    assert "cannot be read" in report.exercise("Pair").checks[0].message


def test_what_fails_on_the_right_form_is_the_graders_fault(servers: Servers) -> None:
    def fails(case: Case, seen: Any) -> Mismatch | None:
        return None if {"": ""}[seen + "!"] else Mismatch("it is wrong")

    [exercise] = USED.exercises
    checks = [dataclasses.replace(check, accept=fails) for check in exercise.checks]
    unit = dataclasses.replace(USED, exercises=(Exercise("Pair", *checks),))
    report = Judge(prepare(unit), servers(())).judge(Submission("ada", "unit", {"unit.py": USED.solution.encode()}))
    assert report.status is Status.GRADER_ERROR
