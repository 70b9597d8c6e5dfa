"""The time that a submission may take in all: whoever uses it up keeps what was earned before, and
holds nobody up.
"""

from __future__ import annotations

import dataclasses
import sys
import time

import pytest

from autograder.course.settings import Settings
from autograder.judging import judge as judging
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Report, Status
from autograder.subjects import deadlines
from autograder.subjects.deadlines import Budget
from autograder.subjects.fork_server import ForkServer
from tests.test_judge import UNIT, module, quick, submission

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

COMPUTES = "    start = time.process_time()\n    while time.process_time() < start + 0.15:\n        pass\n"
SLEEPS = "    time.sleep(0.5)\n"
UP = "Not tried: the time for the whole submission was up before."


def judged(text: str, seconds: float) -> Report:
    unit = dataclasses.replace(quick(UNIT, 1.0), settings=Settings(submission_seconds=seconds))
    with ForkServer() as server:
        return Judge(prepare(unit), server).judge(submission(text))


@pytest.mark.parametrize("waste", [COMPUTES, SLEEPS], ids=["computes", "sleeps"])
def test_what_was_earned_before_the_time_is_up_is_kept(waste: str) -> None:
    text = "import time\n" + module(total=f"def total(x):\n{waste}    return double(x).sum()\n")
    start = time.monotonic()
    report = judged(text, 0.8)
    assert time.monotonic() - start < 10
    double, total, apart = report.exercises
    assert (report.status, double.status, double.score) == (Status.GRADED, Status.PASSED, 2.0)
    assert [check.message for check in total.checks] == [
        "total did not finish before the time for the whole submission was up. Is there a loop that never ends?",
        UP,
    ]
    assert {check.status for check in (*total.checks, *apart.checks)} == {Status.TIMEOUT}
    assert [check.message for check in apart.checks] == [UP]
    assert report.score == 2.0


def test_time_that_earlier_workers_used_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "_PATIENCE_IN_ALL", 100)  # however busy the machine
    waste = COMPUTES.replace("0.15", "0.4")
    text = "import time, os\n" + module(double=f"def double(x):\n{waste}    os._exit(0)\n")
    report = judged(text, 0.7)
    assert [check.message for check in report.exercise("double").checks if not check.message.startswith("Counts")] == [
        "double ended the Python process.",
        "double did not finish before the time for the whole submission was up. Is there a loop that never ends?",
    ]
    assert report.score == 0.0


def test_the_same_submission_has_all_its_marks_with_more_time() -> None:
    text = "import time\n" + module(total=f"def total(x):\n{COMPUTES}    return double(x).sum()\n")
    assert judged(text, 60.0).score == 6.0


@pytest.mark.parametrize("numbers", [40_000, 4_000])
def test_answers_that_fill_the_judges_memory_end_the_worker(monkeypatch: pytest.MonkeyPatch, numbers: int) -> None:
    monkeypatch.setattr(judging, "MAX_REPLIES", 2**20)
    report = judged(module(total=f"def total(x):\n    return np.ones({numbers})\n"), 60.0)
    assert (report.exercise("double").score, report.exercise("total").score) == (2.0, 0.0)
    first = report.exercise("total").checks[0]
    too_much = "total answered with more data than there is room for in all."
    assert (first.message == too_much) is (numbers > 4_000)
    assert report.exercise("apart").score == (0.0 if numbers > 4_000 else 1.0)  # nothing has room any more


def test_a_budget_is_spent_by_computing_or_by_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    budget = Budget(10.0)

    def spent(*running: float) -> list[bool]:
        return [budget.is_spent(lambda: seconds) for seconds in running]  # noqa: B023 - asked at once

    assert spent(1e9) == [False]  # in no time nothing can be used, so nobody is asked
    now = 110.0
    assert spent(0.0, 9.9, 10.0) == [False, False, True]
    budget.spend(2.0)
    budget.spend(4.0)
    assert spent(0.0, 3.9, 4.0) == [False, False, True]
    now = 124.9
    assert spent(0.0) == [False]
    now = 125.0
    assert spent(0.0) == [True]
    budget = Budget()
    now = 1e9
    assert spent(1e9) == [False]
