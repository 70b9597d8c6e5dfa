"""Grading many submissions: on several cores, in a fixed order, with one set of cases for all."""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from autograder import __version__
from autograder.course.loading import load_unit
from autograder.grading.kept import KeptResults
from autograder.judging.cases import Exam, prepare
from autograder.judging.judge import Judge
from autograder.processes import end_with_parent
from autograder.report import GradingRun, Report
from autograder.subjects import tiers
from autograder.subjects.fork_server import ForkServer, GraderFaultError
from autograder.submissions.folders import Submission, Task, read_submission


def grade(
    course: Path, tasks: Sequence[Task], *, jobs: int = 1, kept: KeptResults | None = None, allow_unsafe: bool = False
) -> Iterator[tuple[Report, tuple[str, ...]]]:
    """Grades all tasks; yields each report, in the order of the tasks, with the walls that confined
    the worker.

    Results that are ``kept`` are not worked out again, and all new ones are kept there.

    Raises:
        UnsafeSandboxError: there are too few walls, and that is not allowed.
    """
    if jobs == 1 or len(tasks) < 2:
        with Grader(course, kept, allow_unsafe=allow_unsafe) as grader:
            yield from map(grader, tasks)
        return
    _load_units(course, {task.unit for task in tasks})
    context = multiprocessing.get_context(
        "fork"
    )  # the children inherit the cases, which would take longer to draw than to use
    # multiprocessing.Pool waits for ever if a child is killed
    with ProcessPoolExecutor(min(jobs, len(tasks)), context, _start_grader, (course, kept, allow_unsafe)) as pool:
        yield from pool.map(_grade_one, tasks)


def grading_run(results: Sequence[tuple[Report, tuple[str, ...]]]) -> GradingRun:
    """All results as one run; the walls are those of every worker, so a wall that one of them
    lacked is not claimed.
    """
    claimed = [walls for _, walls in results if walls]
    common = [wall for wall in claimed[0] if all(wall in walls for walls in claimed)] if claimed else []
    sandbox = tiers.described(common) if claimed else "no student code was run"
    return GradingRun(grader=__version__, sandbox=sandbox, reports=tuple(report for report, _ in results))


class Grader:
    """Grades one submission after the other with one fork server and one judge for each unit."""

    def __init__(self, course: Path, kept: KeptResults | None = None, *, allow_unsafe: bool = False) -> None:
        self._course = course
        self._kept = kept
        self._server = ForkServer(allow_unsafe=allow_unsafe)
        self._judges: dict[str, Judge] = {}

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.close()

    def __call__(self, task: Task) -> tuple[Report, tuple[str, ...]]:
        """The report on one submission, and the walls around the worker."""
        submission = read_submission(task.place, task.unit, name=task.name)
        report = self._judged(submission) if self._kept is None else self._judged_once(submission, self._kept)
        return report, () if submission.problem else self._server.walls

    def _judged(self, submission: Submission) -> Report:
        if submission.unit not in self._judges:
            self._judges[submission.unit] = Judge(prepared(self._course, submission.unit), self._server)
        return self._judges[submission.unit].judge(submission)

    def _judged_once(self, submission: Submission, kept: KeptResults) -> Report:
        try:
            key = kept.key(submission, self._server.find_walls())
        except GraderFaultError:  # without a worker there is no result to keep
            return self._judged(submission)
        report = kept.find(key, submission.name)
        if report is None:
            report = self._judged(submission)
            kept.keep(key, report)
        return report


@functools.cache
def prepared(course: Path, unit: str) -> Exam:
    """The unit's cases, drawn once in this process."""
    return prepare(load_unit(course, unit))


def _load_units(course: Path, units: set[str]) -> None:
    for unit in sorted(units):
        prepared(course, unit)


_grader: Grader | None = None  # one for each process of the pool, which offers no other place to keep it


def _start_grader(course: Path, kept: KeptResults | None, allow_unsafe: bool) -> None:
    global _grader
    end_with_parent()
    _grader = Grader(course, kept, allow_unsafe=allow_unsafe)


def _grade_one(task: Task) -> tuple[Report, tuple[str, ...]]:
    assert _grader is not None
    return _grader(task)
