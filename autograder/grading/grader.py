"""Grading submissions: in a fixed order, with one paper for all or with one for each, on as many
cores as there are.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from autograder import __version__
from autograder.course.loading import UnitError, load_unit
from autograder.course.papers import read_paper
from autograder.course.settings import read_settings
from autograder.course.unit import Unit
from autograder.grading import executors
from autograder.grading.kept import KeptResults
from autograder.judging.cases import Exam, prepare
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.languages import _, speaking
from autograder.report import GradingRun, Report, Sharing
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
    own_papers: bool = False,
    allow_unsafe: bool = False,
    executor: str = "",
) -> Iterator[Graded]:
    """Grades all tasks; yields each report, in the order of the tasks, with the walls that confined
    the worker.

    Results that are ``kept`` are not worked out again, and all new ones are kept there.  With
    ``own_papers`` each submission meets cases of its own.  ``executor`` is one of
    :data:`autograder.grading.executors.EXECUTORS`; by default the fitting one.

    Raises:
        UnsafeSandboxError: there are too few walls, and that is not allowed.
        UnitError: a unit is not as it should be.
        SecretError: the course's secret cannot be used.
    """
    execute = executors.EXECUTORS[executor or executors.default_for(len(tasks), jobs)]
    yield from execute(_Grading(course, kept, own_papers, allow_unsafe), tasks, jobs)


def grading_run(results: Iterable[Graded]) -> GradingRun:
    """All results, as they come, as one run; the walls are those of every worker, so a wall that one
    of them lacked is not claimed.
    """
    reports: list[Report] = []
    claimed: dict[tuple[str, ...], None] = {}
    sharing = Sharing()
    for report, walls in results:
        reports.append(sharing.shared(report))
        claimed.setdefault(walls)
    claimed.pop((), None)
    first, *others = [*claimed] or [()]
    common = [wall for wall in first if all(wall in walls for walls in others)]
    sandbox = tiers.described(common) if claimed else _("no student code was run")
    return GradingRun(grader=__version__, sandbox=sandbox, reports=tuple(reports))


@dataclasses.dataclass(frozen=True)
class _Grading:
    """The job that executors do."""

    course: Path
    kept: KeptResults | None
    own_papers: bool
    allow_unsafe: bool

    def prepare(self, tasks: Sequence[Task]) -> None:
        """Loads the units, and draws the cases that all meet, which takes longer than to use them."""
        for unit in sorted({task.unit for task in tasks}):
            (loaded if self.own_papers else prepared)(self.course, unit)

    def worker(self) -> Grader:
        return Grader(self.course, self.kept, own_papers=self.own_papers, allow_unsafe=self.allow_unsafe)


class Grader:
    """What one process does: it grades one submission after the other with one fork server and one
    judge for each unit.

    Args:
        course: the course's folder.
        kept: where results are looked for, and kept.
        own_papers: whether each submission meets cases of its own.
        allow_unsafe: whether to grade behind too few walls.

    Raises:
        UnsafeSandboxError: this system cannot confine anything; where it can do so only in part,
            the first submission finds out.
        SettingsError: the course's settings cannot be read.
        SecretError: the course's secret cannot be used.
    """

    def __init__(
        self, course: Path, kept: KeptResults | None = None, *, own_papers: bool = False, allow_unsafe: bool = False
    ) -> None:
        self._course = course
        self._paper = read_paper(course)
        self._own_papers = own_papers
        self._kept = kept
        settings = read_settings(course)
        self._language = settings.language
        self._server = ForkServer(settings, allow_unsafe=allow_unsafe)
        self._judges: dict[str, Judge] = {}

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def __call__(self, task: Task) -> Graded:
        """The report on one submission, and the walls around the worker."""
        with speaking(self._language):
            submission = read_task(task)
        report, walls = self.graded(submission)
        return dataclasses.replace(report, student=task.student, copies=task.copies), walls

    def graded(self, submission: Submission) -> Graded:
        """The same where the submission is at hand; the report knows nothing of its student."""
        report = self._judged(submission) if self._kept is None else self._judged_once(submission, self._kept)
        return report, () if submission.problem else self._server.walls

    def find_walls(self) -> tuple[str, ...]:
        """What confines the workers, found with one that does nothing if there has been none yet.

        Raises:
            UnsafeSandboxError: it is too little.
            GraderFaultError: no worker can be started.
        """
        return self._server.find_walls()

    @property
    def walls(self) -> tuple[str, ...]:
        """What confined the last worker; nothing before there was one."""
        return self._server.walls

    def judge(self, unit: str) -> Judge:
        """The judge of a unit by the paper of the class, the same one for all of its submissions.

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
        if not self._own_papers:
            return self.judge(submission.unit).judge(submission)
        unit = loaded(self._course, submission.unit)
        try:
            exam = prepare(unit, self._paper.of(submission.files))
        except UnitError as error:  # on this paper alone: the others are graded
            return self.judge(unit.name).leave_open(submission, str(error))
        return Judge(exam, self._server).judge(submission)

    def _judged_once(self, submission: Submission, kept: KeptResults) -> Report:
        try:
            key = kept.key(submission, self._server.find_walls(), own_paper=self._own_papers)
        except GraderFaultError:  # without a worker there is no result to keep
            return self._judged(submission)
        report = kept.find(key, submission.name)
        if report is None:
            report = self._judged(submission)
            kept.keep(key, report)
        return report


def read_task(task: Task) -> Submission:
    """What is to be graded."""
    return read_submission(task.place, task.unit, name=task.name, files=task.files)


@functools.cache
def prepared(course: Path, unit: str) -> Exam:
    """The unit with the cases that a class meets, drawn once in this process.

    Raises:
        UnitError: there is no such unit, or it is not as it should be.
        SecretError: the course's secret cannot be used.
    """
    return class_exam(course, loaded(course, unit))


@functools.cache
def loaded(course: Path, unit: str) -> Unit:
    """The unit, loaded once in this process; raises as :func:`prepared` does."""
    return load_unit(course, unit)
