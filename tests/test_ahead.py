"""Verdicts that are under way while nbgrader converts: the same marks, in the same order, and nothing
for files that nobody judged.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autograder.grading.grader import grade, read_task
from autograder.grading.judging_process import JudgingProcess
from autograder.nbgrader import ahead
from autograder.nbgrader.ahead import Ahead
from autograder.report import Status
from autograder.subjects.tiers import UnsafeSandboxError
from autograder.submissions.folders import Submission, Task
from tests import demo_course, killing
from tests.loopback import Loopback
from tests.test_cli import SOLUTION
from tests.test_cluster import WRONG, build_course, hand_in, running
from tests.test_interruption import build_nbgrader_class, gradebook
from tests.test_nbgrader import hand_in as hand_in_toy

__all__ = ["running"]  # the fixture

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked, and cores are chosen")

TEXTS = (SOLUTION, WRONG, "def (:", SOLUTION + "#", WRONG + "#", "")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return build_course(tmp_path / "course")


@pytest.fixture
def begun() -> Iterator[list[Ahead]]:
    """All that was begun, which ends with the test."""
    found: list[Ahead] = []
    yield found
    for each in found:
        each.end()


def named(tasks: list[Task]) -> list[Task]:
    """The tasks as nbgrader has them: named by their students."""
    return [Task(task.place, task.unit, task.student) for task in tasks]


def test_verdicts_are_those_of_one_process_and_come_in_any_order_that_is_asked_for(
    course: Path, begun: list[Ahead]
) -> None:
    tasks = named(hand_in(course, *TEXTS))
    begun.append(Ahead(course, tasks, allow_unsafe=False, dask=""))
    found = [begun[0].find(read_task(task)) for task in tasks[:2] + tasks[3:]]  # one is passed over
    expected = list(grade(course, tasks))
    assert [graded and graded[0].score for graded in found] == [
        report.score for report, _ in expected[:2] + expected[3:]
    ]
    assert [graded and graded[1] for graded in found] == [walls for _, walls in expected[:2] + expected[3:]]
    assert begun[0].find(read_task(tasks[-1])) == found[-1]  # a second notebook of the same hand-in
    assert begun[0].find(read_task(tasks[0])) is None  # nobody comes back, and if so it is judged anew


def test_other_files_than_were_judged_get_no_verdict(course: Path, begun: list[Ahead]) -> None:
    tasks = named(hand_in(course, SOLUTION, WRONG))
    begun.append(Ahead(course, tasks, allow_unsafe=False, dask=""))
    assert begun[0].find(Submission("s000", "unit", {"unit.py": WRONG.encode()})) is None
    assert begun[0].find(Submission("somebody", "unit", {"unit.py": WRONG.encode()})) is None
    (graded, _) = begun[0].find(read_task(tasks[1])) or pytest.fail("there is no verdict")
    assert graded.score == 1.0


def test_no_more_are_made_than_will_soon_be_asked_for(
    course: Path, begun: list[Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "MOST_AHEAD", 3)
    tasks = named(hand_in(course, *TEXTS, *TEXTS))
    begun.append(Ahead(course, tasks, allow_unsafe=False, dask=""))
    for place, task in enumerate(tasks):
        assert begun[0].find(read_task(task))
        assert killing.wait_until(lambda: len(begun[0]._made) == min(3, len(tasks) - place))  # noqa: B023 - called at once
        assert set(begun[0]._made) <= set(range(place, place + 3))


def test_a_hand_in_that_ends_its_judge_is_left_open(
    course: Path, begun: list[Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    def graded(self: JudgingProcess, submission: Submission) -> object:
        if submission.name == "s001":
            self._process.kill()
        return usual(self, submission)

    usual = JudgingProcess.graded
    monkeypatch.setattr(JudgingProcess, "graded", graded)
    tasks = named(hand_in(course, SOLUTION, SOLUTION, WRONG))
    begun.append(Ahead(course, tasks, allow_unsafe=False, dask=""))
    found = [begun[0].find(read_task(task)) for task in tasks]
    assert [graded and graded[0].score for graded in found] == [3.0, None, 1.0]
    assert found[1]
    assert found[1][0].status is Status.GRADER_ERROR
    assert found[1][0].message == "The grader failed: 2 of its processes ended while they judged this."


def test_what_judging_raises_is_raised_where_the_verdict_is_asked_for(
    course: Path, begun: list[Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    def graded(self: JudgingProcess, submission: Submission) -> object:
        raise UnsafeSandboxError("There are no walls.")

    monkeypatch.setattr(JudgingProcess, "graded", graded)
    tasks = named(hand_in(course, SOLUTION))
    begun.append(Ahead(course, tasks, allow_unsafe=False, dask=""))
    with pytest.raises(UnsafeSandboxError, match="There are no walls"):
        begun[0].find(read_task(tasks[0]))


def test_all_processes_end_with_the_work_and_when_it_is_given_up(course: Path) -> None:
    tasks = named(hand_in(course, *TEXTS))
    for asked in (tasks, tasks[:1]):
        before = set(psutil.Process().children(recursive=True))
        made = Ahead(course, tasks, allow_unsafe=False, dask="")
        for task in asked:
            made.find(read_task(task))
        if asked != tasks:
            made.end()
        assert killing.wait_until(lambda: set(psutil.Process().children(recursive=True)) <= before)  # noqa: B023


# In nbgrader.


def logged(output: str) -> list[str]:
    """What nbgrader has logged, without the times and the names of temporary folders."""
    return [re.sub(r"/\S*/(undisturbed|course)/", "", line) for line in re.findall(r"\| (\w+\] .*)", output)]


def test_nbgrader_gives_the_same_marks_in_the_same_order_on_one_core_and_on_several(tmp_path: Path) -> None:
    handed_in = build_nbgrader_class(tmp_path / "class", 5)
    (handed_in / "submitted" / "student001" / "toy" / "helper.py").write_text("x = 1\n")
    several = Path(shutil.copytree(handed_in, tmp_path / "course"))
    alone = Path(shutil.copytree(handed_in, tmp_path / "undisturbed"))
    said = demo_course.nbgrader(several, "autograde", "toy").stdout
    cores = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(cores)})
        said_alone = demo_course.nbgrader(alone, "autograde", "toy").stdout
    finally:
        os.sched_setaffinity(0, cores)
    assert gradebook(several) == gradebook(alone)
    assert killing.contents(several / "autograded") == killing.contents(alone / "autograded")
    assert logged(said) == logged(said_alone)
    hand_in_toy(several, "later")
    again = demo_course.nbgrader(several, "autograde", "toy").stdout
    assert [name for name, *_ in gradebook(several)] == ["later", *(name for name, *_ in gradebook(alone))]
    assert again.count("INFO] Autograding ") == 1


def test_nbgrader_grades_on_a_cluster_too(tmp_path: Path, running: Loopback) -> None:
    handed_in = build_nbgrader_class(tmp_path / "class", 3)
    there = Path(shutil.copytree(handed_in, tmp_path / "course"))
    here = Path(shutil.copytree(handed_in, tmp_path / "undisturbed"))
    config = there / "nbgrader_config.py"
    config.write_text(config.read_text() + f"c.Verdicts.dask = {running.address!r}\n")
    said = demo_course.nbgrader(there, "autograde", "toy").stdout
    demo_course.nbgrader(here, "autograde", "toy")
    assert "Grading by tcp://127.0.0.1:" in said
    assert gradebook(there) == gradebook(here)
    assert killing.contents(there / "autograded") == killing.contents(here / "autograded")
