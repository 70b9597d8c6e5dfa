"""Who grades: all executors do the same work, and another one is one entry in the table."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from autograder.grading import executors
from autograder.grading.grader import grade
from autograder.submissions.folders import Task
from tests.test_cli import CLASS, course

__all__ = ["course"]  # the fixture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


@dataclasses.dataclass
class Doubling:
    """A job that doubles numbers; what it notes down before a fork, its workers know."""

    prepared: list[Sequence[int]] = dataclasses.field(default_factory=list)
    opened: int = 0
    closed: int = 0

    def prepare(self, tasks: Sequence[int]) -> None:
        self.prepared.append(tasks)

    @contextlib.contextmanager
    def worker(self) -> Iterator[Callable[[int], tuple[int, int, bool]]]:
        self.opened += 1
        yield lambda task: (2 * task, os.getpid(), bool(self.prepared))
        self.closed += 1


@pytest.mark.parametrize("name", executors.EXECUTORS)
def test_results_come_in_the_order_of_the_tasks(name: str) -> None:
    found = list(executors.EXECUTORS[name](Doubling(), range(20), 2))
    assert [result for result, _, _ in found] == list(range(0, 40, 2))


def test_in_this_process_one_worker_does_all_and_is_closed() -> None:
    job = Doubling()
    found = list(executors.in_this_process(job, range(3), 1))
    assert {process for _, process, _ in found} == {os.getpid()}
    assert (job.prepared, job.opened, job.closed) == ([], 1, 1)  # what is needed is made when it is needed


def test_processes_share_what_was_prepared_once() -> None:
    job, tasks = Doubling(), range(40)
    found = list(executors.in_processes(job, tasks, 2))
    assert os.getpid() not in {process for _, process, _ in found}
    assert all(knows for _, _, knows in found)
    assert (job.prepared, job.opened) == ([tasks], 0)


def test_a_process_that_is_killed_ends_the_run_instead_of_hanging_it() -> None:
    class Killing(Doubling):
        @contextlib.contextmanager
        def worker(self) -> Iterator[Any]:
            yield lambda _task: os.kill(os.getpid(), 9)

    with pytest.raises(BrokenProcessPool):
        list(executors.in_processes(Killing(), range(4), 2))


@pytest.mark.parametrize(
    ("tasks", "processes", "name"), [(9, 1, "here"), (1, 9, "here"), (0, 9, "here"), (2, 2, "processes")]
)
def test_processes_are_started_where_there_is_work_for_them(tasks: int, processes: int, name: str) -> None:
    assert executors.default_for(tasks, processes) == name


def test_another_executor_is_one_entry(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = []

    def from_the_last(job: Any, tasks: Sequence[Any], processes: int) -> Iterator[Any]:
        called.append(processes)
        return reversed(list(executors.in_this_process(job, tasks[::-1], processes)))

    monkeypatch.setattr(executors, "EXECUTORS", {**executors.EXECUTORS, "from_the_last": from_the_last})
    tasks = [Task(course / "submitted" / name, "unit", name) for name in CLASS]
    assert list(grade(course, tasks, jobs=7, executor="from_the_last")) == list(grade(course, tasks))
    assert called == [7]
