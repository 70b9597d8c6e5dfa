"""What is done on a worker of a cluster: it gets the course, and judges one submission after the
other, in a process beside it.

A worker may have several threads; judging takes turns.  Nothing here is Dask's but the folder that a worker
may write to.
"""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.grading.judging_process import EndedError, JudgingProcess
from autograder.judging import origins
from autograder.report import Report
from autograder.submissions.folders import Submission

MOST_RUNS = 4
"""So many runs a worker has processes for; of more, those that began first must begin again."""


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of the command, as its workers know it.

    Args:
        name: a name that no other run has.
        course: the digest of the course's files.
        own_papers: whether each submission meets cases of its own.
        allow_unsafe: whether to grade behind too few walls.
    """

    name: str
    course: str
    own_papers: bool
    allow_unsafe: bool


@dataclasses.dataclass(frozen=True)
class Host:
    """What a worker says of itself: the versions of what computes, the digest of its kit, and whether
    it has the course.
    """

    versions: Mapping[str, str]
    kit: str
    has_course: bool


class NotReadyError(Exception):
    """This worker does not have the course: it has come in the place of one that has ended."""


_turns = threading.Lock()
_judging: dict[str, JudgingProcess] = {}
"""The judging processes by the names of their runs, the newest last."""


def introduce(course: str, requirements: Sequence[str]) -> Host:
    """Who this worker is, for a course with this digest and these requirements."""
    return Host(origins.versions(requirements), origins.kit(), _folder(course).is_dir())


def receive(course: str, files: Mapping[str, bytes]) -> None:
    """Writes a course where this worker keeps its files, for nobody else to read."""
    with _turns:
        folder = _folder(course)
        if folder.is_dir():
            return
        arriving = folder.with_name(f"{folder.name}.part")
        arriving.mkdir(mode=0o700, parents=True)
        for name, data in files.items():
            path = arriving / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        arriving.rename(folder)


def begin(run: Run) -> tuple[str, ...]:
    """Makes ready for a run; returns the walls that students' code runs behind.

    Raises:
        UnsafeSandboxError: they are too few.
        NotReadyError: the course is not here.
    """
    with _turns:
        return _process(run).find_walls()


def judge(run: Run, submission: Submission) -> bytes:
    """The report on a submission and the walls around it, :func:`written`.

    Raises:
        EndedError: the process that judged it has ended.
        NotReadyError: the course is not here.
        UnitError: the unit is not as it should be.
    """
    with _turns:
        try:
            return written(*_process(run).graded(submission))
        except EndedError:
            stop(run)
            raise


def written(report: Report, walls: Sequence[str]) -> bytes:
    """A report and the walls that student code ran behind, as they travel."""
    return json.dumps({"report": dataclasses.asdict(report), "walls": walls}).encode()


def read(judged: bytes) -> tuple[Report, tuple[str, ...]]:
    """The report and the walls that were :func:`written`."""
    data = json.loads(judged)
    return Report.from_plain(data["report"]), tuple(data["walls"])


def stop(run: Run) -> None:
    """Ends a run here, in the middle of whatever is judged: it waits for no turn."""
    process = _judging.pop(run.name, None)
    if process is not None:
        process.end()


def _process(run: Run) -> JudgingProcess:
    if run.name not in _judging:
        if not _folder(run.course).is_dir():
            raise NotReadyError
        while len(_judging) >= MOST_RUNS:
            _judging.pop(next(iter(_judging))).end()
        _judging[run.name] = JudgingProcess(
            _folder(run.course), own_papers=run.own_papers, allow_unsafe=run.allow_unsafe
        )
    return _judging[run.name]


def _folder(course: str) -> Path:
    from distributed import get_worker

    return Path(get_worker().local_directory) / f"course-{course[:32]}"
