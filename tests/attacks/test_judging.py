"""Attacks on the verdict: each fools a grader that runs in the student's process, and earns nothing
here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Report, Status
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from tests.attacks.catalogue import Attack, attacks
from tests.attacks.toy import UNIT, fooled, graded_naively

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

ATTACKS = attacks("judging")


@pytest.fixture(scope="module")
def judge(tier_server: ForkServer) -> Judge:
    return Judge(prepare(UNIT), tier_server)


CRASHES = attacks("crashing")


@pytest.mark.parametrize("name", CRASHES)
def test_crash_takes_a_grader_in_the_same_process_with_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "submission").mkdir()
    done = graded_naively(CRASHES[name], "allclose", tmp_path / "submission")
    assert done.returncode != 0
    assert "points" not in done.stdout


@pytest.mark.parametrize("name", CRASHES)
def test_crash_costs_whoever_crashes_alone(name: str, judge: Judge) -> None:
    report = graded(judge, CRASHES[name])
    assert report.status in (Status.GRADED, Status.UNREADABLE), report
    assert report.score == 0.0
    assert report.message or all(check.message for check in report.exercise("double").checks)
    test_right_answers_earn_full_marks_beside_them(judge)


@pytest.fixture
def nothing_left_behind() -> Iterator[None]:
    yield
    for left in Path("/tmp").glob("stash-*"):
        left.unlink()


def graded(judge: Judge, attack: Attack) -> Report:
    return judge.judge(Submission("eve", "unit", attack.files))


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_fools_a_grader_in_the_same_process(name: str, tmp_path: Path, nothing_left_behind: None) -> None:
    (tmp_path / "submission").mkdir()
    assert fooled(ATTACKS[name], tmp_path / "submission")


@pytest.mark.parametrize(("body", "right"), [("x + x", True), ("x * 3.0", False)])
@pytest.mark.parametrize("way", ["all", "assert", "exit status", "pytest"])
def test_the_naive_grader_knows_right_from_wrong(way: str, body: str, right: bool, tmp_path: Path) -> None:
    (tmp_path / "submission").mkdir()
    module = f"def double(x):\n    return {body}\n"
    assert fooled(Attack("", "", {"unit.py": module.encode()}, {"FOOLS": way}), tmp_path / "submission") is right


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_earns_nothing(name: str, judge: Judge, nothing_left_behind: None) -> None:
    attack = ATTACKS[name]
    if "earlier.py" in attack.files:
        earlier = judge.judge(Submission("alice", "unit", {"unit.py": attack.files["earlier.py"]}))
        assert earlier.score == UNIT.points
    report = graded(judge, attack)
    assert report.status in (Status.GRADED, Status.UNREADABLE), report
    assert report.score == 0.0, report
    assert graded(judge, attack) == report


def test_right_answers_earn_full_marks_beside_them(judge: Judge) -> None:
    """So that it is the attacks that earn nothing."""
    right = {"unit.py": b"def double(x):\n    return x * 2.0\n\ndef total(x):\n    return 2 * x.sum()\n"}
    assert judge.judge(Submission("bob", "unit", right)).score == UNIT.points
    assert np.isclose(UNIT.points, 2.5)
