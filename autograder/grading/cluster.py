"""Several machines, by Dask: who grades what, and what becomes of it when a worker dies.

A worker is asked who it is before it gets anything: where it would give other marks than this
machine, or has too few walls, it is left out.  It gets the course once, as its files, and then
submissions, as bytes, a few ahead of what it is judging.  All that comes back is bytes as well.

Dask by itself counts a worker's death against all that was waiting there.  Here each submission is
sent to one worker, in order, so the one that a worker was judging is known, unless what it had done
was never heard of; from then on that one is sent alone, and it is certain.  One that
:data:`MOST_DEATHS` workers did not survive is left open, while the others go on.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import itertools
import math
import queue
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course.settings import read_settings
from autograder.errors import KitError
from autograder.grading import on_worker
from autograder.grading.grader import Graded, loaded, read_task
from autograder.grading.judging_process import EndedError
from autograder.grading.kept import KeptResults
from autograder.judging import origins
from autograder.judging.judge import left_open
from autograder.languages import _, speaking
from autograder.report import Report
from autograder.submissions.folders import Submission, Task

if TYPE_CHECKING:
    from distributed import Client, Future
    from tornado.ioloop import IOLoop

MOST_DEATHS = 3
"""A submission that so many workers did not survive is not tried again."""

AHEAD = 3
"""So many submissions are on their way to a worker, or there, so that it never waits for the next."""

WAITING = 2_000
"""So many results may wait for one that comes before them."""

_LOOK_SECONDS = 1.0
"""How often it is asked which workers there are."""

_ANSWER_SECONDS = 20.0
"""How long the scheduler may take to answer at first."""

_FETCH_SECONDS = 5.0
"""How long it may take to fetch an answer that is there: a worker may end before that."""

_PATIENCE_SECONDS = 5.0
"""How long a right worker is waited for where all that have come are left out."""

_NAMES = {"python": "Python", "numpy": "NumPy", "hypothesis": "Hypothesis"}

Say = Callable[[str], None]
"""Tells whoever runs the command something, in a sentence."""


class ClusterError(KitError):
    """The cluster cannot be used; the message says why and what to do."""


@dataclasses.dataclass(frozen=True)
class Cluster:
    """How to grade by a cluster.

    Args:
        address: its scheduler's, such as ``tcp://10.0.0.1:8786`` or ``tls://...``.
        say: tells which workers are left out, and where to look on.
        over: is set by whoever wants no more results.
    """

    address: str
    say: Say = lambda _sentence: None
    over: threading.Event = dataclasses.field(default_factory=threading.Event)

    def grade(
        self,
        course: Path,
        tasks: Sequence[Task],
        *,
        kept: KeptResults | None = None,
        own_papers: bool = False,
        allow_unsafe: bool = False,
        read: Callable[[Task], Submission] = read_task,
    ) -> Generator[Graded, None, None]:
        """Does what :func:`autograder.grading.grader.grade` does, on the workers of the cluster.

        ``read`` reads what was handed in, once for each task unless a worker dies.

        Raises:
            ClusterError: there is no such cluster, or it ends; what was graded until then is kept.
            UnsafeSandboxError: all workers have too few walls.
            UnitError: a unit is not as it should be.
        """
        files = dict(origins.files_of(course))
        for unit in sorted({task.unit for task in tasks}):
            loaded(course, unit)  # what is wrong with it is said of the course here
        run = on_worker.Run(uuid.uuid4().hex, origins.digest(files), own_papers, allow_unsafe)
        with self._connected() as client:
            self.say(f"Grading by {self.address}. Watch it at {client.dashboard_link}")
            dispatcher = _Dispatcher(client, run, _Course(course, files), tasks, read, kept, self)
            try:
                yield from dispatcher.results()
            finally:
                dispatcher.stop()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Client]:
        try:
            from distributed import Client
            from distributed.utils import sync
            from distributed.versions import VersionMismatchWarning
        except ImportError:
            raise ClusterError("Dask is not installed. Run `pip install 'chainrule-kit[cluster]'`.") from None
        with _loop() as loop:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", VersionMismatchWarning)  # what matters is said of each worker
                    sync(loop, _find_scheduler, self.address)
                    client = Client(self.address, timeout=_ANSWER_SECONDS, set_as_default=False, loop=loop)
            except (OSError, ValueError, TypeError) as error:
                advice = "Start one with `dask scheduler`, or mend the address"
                raise ClusterError(f"No scheduler of Dask answers at {self.address}: {error}. {advice}.") from None
            with client:
                yield client


@contextlib.contextmanager
def _loop() -> Iterator[IOLoop]:
    """A loop of Dask's, in a thread of its own that ends with the block."""
    from distributed.utils import LoopRunner

    for is_last in (False, True):  # Dask gives a thread ten seconds to start: too few on a busy machine
        runner = LoopRunner()
        try:
            runner.start()
            break
        except AssertionError:
            if is_last:
                raise
    try:
        yield runner.loop
    finally:
        runner.stop()


async def _find_scheduler(address: str) -> None:
    """Connects to it once.  A client that cannot connect is not closed by Dask, and holds up the next one
    for ever if it is collected while that one starts.
    """
    from distributed.comm.core import connect
    from distributed.security import Security

    settings = Security().get_connection_args("client")
    (await connect(address, timeout=_ANSWER_SECONDS, **settings)).abort()


@dataclasses.dataclass(frozen=True)
class _Course:
    """A course as it is sent: where it is here, and its files."""

    folder: Path
    files: Mapping[str, bytes]

    @property
    def requirements(self) -> tuple[str, ...]:
        return read_settings(self.folder).requirements


@dataclasses.dataclass(eq=False)
class _Sent:
    """What a worker was asked.

    Args:
        answer: what will come.
        place: the place of the submission that it is to judge; None for what makes it ready.
        key: what the result is kept by.
        is_done: whether the worker has done it, and perhaps more by now.
    """

    answer: Future[Any]
    place: int | None = None
    key: str = ""
    is_done: bool = False


@dataclasses.dataclass(eq=False)
class _Worker:
    """A worker as it is known here.

    Args:
        address: where it is.
        walls: what its students' code runs behind; None while it is getting ready.
        sent: what it was asked and has not answered, in order: it works on the first.
    """

    address: str
    walls: tuple[str, ...] | None = None
    sent: list[_Sent] = dataclasses.field(default_factory=list)


class _Dispatcher:
    """One run: what waits, what is where, and what has come back."""

    def __init__(
        self,
        client: Client,
        run: on_worker.Run,
        course: _Course,
        tasks: Sequence[Task],
        read: Callable[[Task], Submission],
        kept: KeptResults | None,
        cluster: Cluster,
    ) -> None:
        self._client, self._run, self._course, self._tasks = client, run, course, tasks
        self._read, self._kept, self._say, self._over = read, kept, cluster.say, cluster.over
        self._waiting = collections.deque(range(len(tasks)))
        self._next = 0
        self._done: dict[int, bytes] = {}
        self._deaths: collections.Counter[int] = collections.Counter()
        self._workers: dict[str, _Worker] = {}
        self._left_out: dict[str, KitError] = {}
        self._arrived: queue.SimpleQueue[tuple[_Worker, _Sent]] = queue.SimpleQueue()
        self._order = itertools.count()
        self._looked = self._useful = time.monotonic() - _LOOK_SECONDS
        self._here = on_worker.Host(origins.versions(course.requirements), origins.kit(), has_course=True)

    def results(self) -> Iterator[Graded]:
        """All results, in the order of the tasks.

        Raises:
            KitError: nothing can be graded, as :meth:`Cluster.grade` says.
        """
        for place, task in enumerate(self._tasks):
            self._next = place
            while place not in self._done:
                if self._over.is_set():
                    return
                self._look()
                self._send()
                with contextlib.suppress(queue.Empty):
                    if place not in self._done:
                        self._take(*self._arrived.get(timeout=_LOOK_SECONDS))
            report, walls = on_worker.read(self._done.pop(place))
            yield dataclasses.replace(report, student=task.student, copies=task.copies), walls

    def stop(self) -> None:
        """Ends whatever the workers still do for this run."""
        with contextlib.suppress(Exception):  # of whoever does not answer there is nothing to end
            self._client.cancel([sent.answer for worker in self._workers.values() for sent in worker.sent])
            if self._workers:
                self._client.run(on_worker.stop, self._run, workers=list(self._workers), on_error="ignore")

    # Which workers there are.

    def _look(self) -> None:
        """Takes leave of the workers that are gone, and gets new ones ready."""
        if time.monotonic() < self._looked + _LOOK_SECONDS:
            return
        if self._client.status != "running":
            advice = "Start it again, then run the same command: what is graded is kept"
            raise ClusterError(f"The scheduler of Dask has ended. {advice}.")
        there = self._client.nthreads()
        for worker in [worker for address, worker in self._workers.items() if address not in there]:
            self._lose(worker)
        self._left_out = {address: error for address, error in self._left_out.items() if address in there}
        for address in there:
            if address not in self._workers and address not in self._left_out:
                self._workers[address] = _Worker(address)
                self._ask(self._workers[address], on_worker.introduce, self._run.course, self._course.requirements)
        self._looked = time.monotonic()
        self._expect_some()

    def _expect_some(self) -> None:
        """Raises what is wrong with a worker where there is none but such, and no other comes."""
        if self._workers:
            self._useful = self._looked
        elif self._left_out and self._looked > self._useful + _PATIENCE_SECONDS:
            raise next(iter(self._left_out.values()))
        elif not self._left_out and self._useful < self._looked:
            self._say("There is no worker yet. Start some with `dask worker`; this command waits for them.")
            self._useful = math.inf

    def _get_ready(self, worker: _Worker, answer: on_worker.Host | tuple[str, ...] | None) -> None:
        """Does the next step with a worker: it has said who it is, has got the course, or has found
        its walls.
        """
        if isinstance(answer, tuple):
            worker.walls = answer
            return
        if isinstance(answer, on_worker.Host):
            _expect_same(worker.address, answer, self._here)
            if not answer.has_course:
                self._ask(worker, on_worker.receive, self._run.course, self._course.files)
                return
        self._ask(worker, on_worker.begin, self._run)

    def _leave_out(self, worker: _Worker, error: KitError) -> None:
        self._left_out[worker.address] = error
        self._say(str(error))
        self._lose(worker)

    def _lose(self, worker: _Worker) -> None:
        """Sends again what a worker had that is gone; the one that it was judging may have ended it."""
        del self._workers[worker.address]
        self._client.cancel([sent.answer for sent in worker.sent])
        judged = next((sent.place for sent in worker.sent if not sent.is_done), None)
        others = [sent.place for sent in worker.sent if sent.place not in (judged, None)]
        worker.sent.clear()
        self._waiting.extendleft(place for place in reversed(others) if place is not None)
        self._blame(judged)

    def _blame(self, place: int | None) -> None:
        """Sends what was being judged when a process ended again, unless that has come too often."""
        if place is None:  # nothing was
            return
        self._deaths[place] += 1
        if self._deaths[place] < MOST_DEATHS:
            self._waiting.appendleft(place)
        else:
            self._done[place] = on_worker.written(self._left_open(self._tasks[place]), ())

    def _left_open(self, task: Task) -> Report:
        unit = loaded(self._course.folder, task.unit)
        with speaking(unit.settings.language):
            message = _(
                "The grader failed: {number} workers of the cluster ended while they judged this. "
                "Grade it alone, on one machine, to see what ends there."
            )
        return left_open(unit, self._read(task), message.format(number=MOST_DEATHS))

    # What goes to them, and what comes back.

    def _send(self) -> None:
        """Keeps all workers busy with what comes first."""
        for ahead in range(AHEAD):
            for worker in self._workers.values():
                if worker.walls is not None and len(worker.sent) <= ahead:
                    self._send_next(worker, worker.walls)

    def _send_next(self, worker: _Worker, walls: Sequence[str]) -> None:
        while self._waiting and self._waiting[0] < self._next + WAITING and self._can_follow(worker, self._waiting[0]):
            place = self._waiting.popleft()
            submission, key = self._read(self._tasks[place]), ""
            if self._kept is not None:
                key = self._kept.key(submission, walls, own_paper=self._run.own_papers)
                if known := self._kept.find(key, submission.name):
                    self._done[place] = on_worker.written(known, () if submission.problem else walls)
                    continue
            self._ask(worker, on_worker.judge, self._run, submission, place=place, key=key)
            return

    def _can_follow(self, worker: _Worker, place: int) -> bool:
        """Whether it can be sent now: what may have ended a worker shares none with another."""
        others = [sent.place for sent in worker.sent if sent.place is not None]
        return not others or not any(self._deaths[one] for one in (place, *others))

    def _ask(
        self, worker: _Worker, function: Callable[..., Any], *arguments: Any, place: int | None = None, key: str = ""
    ) -> None:
        """Has a worker do something, after all that it was asked before."""
        answer = self._client.submit(
            function,
            *arguments,
            key=f"autograder-{function.__name__}-{uuid.uuid4().hex}",
            workers=[worker.address],
            priority=-next(self._order),
            pure=False,
        )
        sent = _Sent(answer, place, key)
        worker.sent.append(sent)
        answer.add_done_callback(lambda _answer: self._note(worker, sent))

    def _note(self, worker: _Worker, sent: _Sent) -> None:
        """Notes, in a thread of Dask's, that something is done or was given up."""
        sent.is_done = True
        self._arrived.put((worker, sent))

    def _take(self, worker: _Worker, sent: _Sent) -> None:
        """Makes something of what a worker has answered."""
        if sent not in worker.sent:  # it was given up
            return
        try:
            answer = sent.answer.result(timeout=_FETCH_SECONDS)
            worker.sent.remove(sent)
            if sent.place is None:
                self._get_ready(worker, answer)
            else:
                self._keep(sent.place, sent.key, answer)
        except EndedError:  # the worker itself lives on
            worker.sent.remove(sent)
            self._blame(sent.place)
        except _ended():
            self._lose(worker)
        except KitError as error:
            if sent.place is not None:  # with the course, then
                raise
            self._leave_out(worker, error)
        except Exception as error:
            if sent.place is not None:
                raise
            advice = "Install there what is installed here, then start it again"
            self._leave_out(worker, ClusterError(f"The worker {worker.address} cannot grade: {error!r}. {advice}."))

    def _keep(self, place: int, key: str, judged: bytes) -> None:
        self._done[place] = judged
        if self._kept is not None:
            self._kept.keep(key, on_worker.read(judged)[0])


def _expect_same(address: str, there: on_worker.Host, here: on_worker.Host) -> None:
    """Raises ClusterError if a worker could give other marks than this machine."""
    names = sorted({*there.versions, *here.versions})
    others = [
        f"{_NAMES.get(name, name)} {there.versions.get(name, '(none)')} in place of {here.versions.get(name, '(none)')}"
        for name in names
        if there.versions.get(name) != here.versions.get(name)
    ]
    if not others and there.kit != here.kit:
        others = ["another version of the kit"]
    if others:
        advice = "Install there what is installed here, then start it again"
        raise ClusterError(f"The worker {address} has {', '.join(others)}: its marks might differ. {advice}.")


def _ended() -> tuple[type[Exception], ...]:
    """What is raised in the place of an answer where a worker has ended."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    return on_worker.NotReadyError, KilledWorker, FutureCancelledError, OSError, TimeoutError
