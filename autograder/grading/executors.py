"""Who does many tasks: this process, or several side by side.

An executor knows nothing of grading: it is handed a :class:`Job`, which makes workers, and yields
what they make of each task, in the order of the tasks.  Another one is one function more and its
entry in :data:`EXECUTORS`.  Several machines are another matter, for they share no memory and no
files: :mod:`autograder.grading.cluster`.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from autograder.processes import end_with_parent

T = TypeVar("T", contravariant=True)
R = TypeVar("R", covariant=True)


class Job(Protocol[T, R]):
    """What is to be done with each task."""

    def prepare(self, tasks: Sequence[T]) -> None:
        """Works out what all workers need that are then forked from this process."""

    def worker(self) -> AbstractContextManager[Callable[[T], R]]:
        """Who does one task after the other, in the process that calls this."""


class Executor(Protocol):
    """Does all tasks of a job with up to so many processes; yields the results in order."""

    def __call__(self, job: Job[T, R], tasks: Sequence[T], processes: int, /) -> Iterator[R]: ...


def in_this_process(job: Job[T, R], tasks: Sequence[T], _processes: int) -> Iterator[R]:
    """One task after the other; what several of them need is made when the first needs it."""
    with job.worker() as work:
        yield from map(work, tasks)


def in_processes(job: Job[T, R], tasks: Sequence[T], processes: int) -> Iterator[R]:
    """Each process takes the next task when it has done one.

    Raises:
        BrokenProcessPool: one of them was killed.
    """
    job.prepare(tasks)
    context = multiprocessing.get_context("fork")  # which hands on what has been prepared, and the job, as they are
    # multiprocessing.Pool would wait for ever if a child is killed
    with ProcessPoolExecutor(min(processes, len(tasks)), context, _start, (job,)) as pool:
        yield from pool.map(_do, tasks)


EXECUTORS: Mapping[str, Executor] = {"here": in_this_process, "processes": in_processes}
"""All executors by name."""


def default_for(tasks: int, processes: int) -> str:
    """The name of the executor for so many tasks where nobody names one."""
    return "here" if processes == 1 or tasks < 2 else "processes"


# In each process of a pool.

_work: Callable[[Any], Any] | None = None
"""The worker of this process.  A pool hands its tasks to a function that is found by its name, so
what that function needs from one task to the next can only stand in its module.  It is set once,
when the process starts.
"""


def _start(job: Job[Any, Any]) -> None:
    global _work
    end_with_parent()
    _work = job.worker().__enter__()  # until the process ends


def _do(task: Any) -> Any:
    assert _work is not None, "a process of the pool works before it has started"
    return _work(task)
