"""Grading submissions: in a fixed order, with one set of cases for all, on as many cores as there
are.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder import __version__
from autograder.course.loading import load_unit
from autograder.course.settings import read_settings
from autograder.grading import executors
from autograder.grading.kept import KeptResults
from autograder.judging.cases import Exam, prepare
from autograder.judging.judge import Judge
from autograder.report import GradingRun, Report
from autograder.subjects import tiers
from autograder.subjects.fork_server import ForkServer, GraderFaultError
from autograder.submissions.folders import Submission, Task, read_submission

Graded = tuple[Report, tuple[str, ...]]
"""A report, and the walls that confined the worker: none where no code was run."""


def grade(
    course: Path,
    tasks: Sequence[Task],
    *,
    jobs: int = 1,
    kept: KeptResults | None = None,
    allow_unsafe: bool = False,
    executor: str = "",
) -> Iterator[Graded]:
    """Grades all tasks; yields each report, in the order of the tasks, with the walls that confined
    the worker.

    Results that are ``kept`` are not worked out again, and all new ones are kept there.  ``executor``
    is one of :data:`autograder.grading.executors.EXECUTORS`; by default the fitting one.

    Raises:
        UnsafeSandboxError: there are too few walls, and that is not allowed.
        UnitError: a unit is not as it should be.
    """
    execute = executors.EXECUTORS[executor or executors.default_for(len(tasks), jobs)]
    yield from execute(_Grading(course, kept, allow_unsafe), tasks, jobs)


def grading_run(results: Sequence[Graded]) -> GradingRun:
    """All results as one run; the walls are those of every worker, so a wall that one of them
    lacked is not claimed.
    """
    claimed = [walls for _, walls in results if walls]
    common = [wall for wall in claimed[0] if all(wall in walls for walls in claimed)] if claimed else []
    sandbox = tiers.described(common) if claimed else "no student code was run"
    return GradingRun(grader=__version__, sandbox=sandbox, reports=tuple(report for report, _ in results))


@dataclasses.dataclass(frozen=True)
class _Grading:
    """The job that executors do."""

    course: Path
    kept: KeptResults | None
    allow_unsafe: bool

    def prepare(self, tasks: Sequence[Task]) -> None:
        """Draws the cases, which takes longer than to use them."""
        for unit in sorted({task.unit for task in tasks}):
            prepared(self.course, unit)

    def worker(self) -> Grader:
        return Grader(self.course, self.kept, allow_unsafe=self.allow_unsafe)


class Grader:
    """What one process does: it grades one submission after the other with one fork server and one
    judge for each unit.

    Args:
        course: the course's folder.
        kept: where results are looked for, and kept.
        allow_unsafe: whether to grade behind too few walls.

    Raises:
        UnsafeSandboxError: this system cannot confine anything; where it can do so only in part,
            the first submission finds out.
        SettingsError: the course's settings cannot be read.
    """

    def __init__(self, course: Path, kept: KeptResults | None = None, *, allow_unsafe: bool = False) -> None:
        self._course = course
        self._kept = kept
        self._server = ForkServer(read_settings(course), allow_unsafe=allow_unsafe)
        self._judges: dict[str, Judge] = {}

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def __call__(self, task: Task) -> Graded:
        """The report on one submission, and the walls around the worker."""
        submission = read_submission(task.place, task.unit, name=task.name, files=task.files)
        report = self._judged(submission) if self._kept is None else self._judged_once(submission, self._kept)
        report = dataclasses.replace(report, student=task.student, copies=task.copies)
        return report, () if submission.problem else self._server.walls

    @property
    def walls(self) -> tuple[str, ...]:
        """What confined the last worker; nothing before there was one."""
        return self._server.walls

    def judge(self, unit: str) -> Judge:
        """The judge of a unit, the same one for all of its submissions.

        Raises:
            UnitError: there is no such unit, or it is not as it should be.
        """
        if unit not in self._judges:
            self._judges[unit] = Judge(prepared(self._course, unit), self._server)
        return self._judges[unit]

    def close(self) -> None:
        """Ends all workers."""
        self._server.close()

    def _judged(self, submission: Submission) -> Report:
        return self.judge(submission.unit).judge(submission)

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
    """The unit's cases, drawn once in this process.

    Raises:
        UnitError: there is no such unit, or it is not as it should be.
    """
    return prepare(load_unit(course, unit))
