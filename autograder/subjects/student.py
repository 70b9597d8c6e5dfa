"""A student's module behind the wire, as a subject of observation.

Nothing that comes back is trusted beyond being an answer.  Whatever a worker does (die, hang, flood,
lie about formats) ends in one of two exceptions: an exception of the student's code, or the loss of
the worker.

    StudentRaisedError  the student's code raised; ``raised`` has the facts
    WorkerLostError     the worker is gone; ``status`` and ``reason`` say how
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from autograder.course.checks import Check
from autograder.course.observations import Request, Subject
from autograder.course.outcomes import Outcome, Raised, Returned, Shapes
from autograder.languages import _
from autograder.report import Status
from autograder.subjects.deadlines import LOAD_SECONDS, Budget, Deadline, TooMuchDataError
from autograder.subjects.fork_server import ForkServer, Worker
from autograder.subjects.requests import Batch, at_a_line, definitions, digest_of, how_it_ended, raised
from autograder.worker import wire
from autograder.worker.channel import RETURNED, ConnectionLostError


class StudentRaisedError(Exception):
    """The student's code raised an exception."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(raised.kind)
        self.raised = raised


class WorkerLostError(BaseException):
    """The worker is gone.  Not an Exception, so that Hypothesis does not go on calling into a dead
    process.
    """

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


Helper = Callable[[bytes], bytes]
"""Answers a call back, as the wire has it, by a reply, as the wire has it; may raise as a :class:`Student`
does.
"""


_CALL_BACK = wire.encoded(("call_back", "", (), {})).partition(b"call_back")[0] + b"call_back"
"""How a call back begins."""


class Student(Subject):
    """A student's module, or the reference where it answers for helpers, loaded in a worker.

    The worker starts at the first call, and again after it has been lost: a new one knows nothing of
    earlier calls.

    Args:
        server: starts the workers.
        name: the module's name.
        files: the submitted Python files by file name.
        helpers: what the judge answers in place of the student's own code: functions, and methods as
            ``Class.method``.
        answer: how the judge answers them.
        budget: the time that the submission may take in all, which several students can share.
    """

    def __init__(
        self,
        server: ForkServer,
        name: str,
        files: Mapping[str, bytes],
        *,
        helpers: Sequence[str] = (),
        answer: Helper | None = None,
        budget: Budget | None = None,
    ) -> None:
        self._server = server
        self._name = name
        self._files = files
        self._helpers = tuple(helpers)
        self._answer = answer
        self._worker: Worker | None = None
        self._keeps = False
        self.budget = budget or Budget()
        self.asked: set[str] = set()
        """The functions and classes whose answers were asked for."""
        self.defined: Mapping[str, int] = {}
        """What can be called in the module, and the line that defines it, 0 where the module itself
        does not.
        """

    def __enter__(self) -> Student:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self) -> None:
        """Loads the module in a new worker.

        Raises:
            StudentRaisedError: importing the module raised.
            WorkerLostError: importing it killed the worker or took too long.
            GraderFaultError: no worker can be started.
        """
        self._worker = self._server.meant_for(self._files).fork()
        try:
            load = Request("load", (self._name, dict(self._files)), definitions)
            self.defined = self.ask(load, seconds=LOAD_SECONDS)
            if self._helpers:
                self.ask(Request("isolate", (self._helpers,)))
        except BaseException:
            self.end()
            raise

    @property
    def is_running(self) -> bool:
        """Whether there is a worker that has not been lost or ended."""
        return self._worker is not None

    @property
    def has_time(self) -> bool:
        """Whether anything is left of the submission's time."""
        worker = self._worker
        return not self.budget.is_spent(lambda: worker.processor_seconds if worker else 0.0)

    def end(self) -> None:
        """Ends the worker, if there is one."""
        if self._worker is not None:
            self._end(self._worker)

    def anew(self, budget: Budget) -> Student:
        """The same module, with the same help, for another worker with a time of its own."""
        return Student(self._server, self._name, self._files, helpers=self._helpers, answer=self._answer, budget=budget)

    def let_go(self) -> None:
        """Has the worker forget what it was told to keep, before another case is asked; handles lead nowhere then.

        Raises:
            WorkerLostError: the worker is gone.
        """
        if self._keeps and self.is_running:
            self.ask(Request("let_go", ()))
        self._keeps = False

    def within(self, seconds: float) -> Subject:
        """The same module, with another time that each request may take."""
        return _Within(self, seconds)

    def ask(self, request: Request, *, seconds: float = Check.seconds) -> Any:
        """What a request comes to, within so many seconds of processor time."""
        worker = self._started()
        self._keeps |= request.operation in ("keep", "define")
        with self._deadline(worker, seconds) as deadline:
            worker.channel.send((request.operation, *request.operands), deadline.wait)
            return request.read(self._read(self._awaited(worker, deadline)))

    def each(self, batch: Batch, *, seconds: float = Check.seconds) -> Iterator[Outcome]:
        """What each of the requests comes to; faster than one after the other, because nobody waits
        for the other in between.
        """
        try:
            worker = self._started()
        except StudentRaisedError as error:  # a module may load the first time and not the second
            yield from [error.raised] * len(batch.readers)
            return
        try:
            with self._deadline(worker, seconds) as deadline:
                worker.channel.send_frame(batch.message, deadline.wait)
                for place, read in enumerate(batch.readers):
                    deadline.restart()
                    reply = self._awaited(worker, deadline)
                    digest = digest_of(reply)
                    try:
                        known = batch.right.find(place, digest)
                        yield known or batch.right.read(place, digest, Returned(read(self._read(reply))))
                    except StudentRaisedError as error:
                        yield error.raised
        except BaseException:  # whoever asks next must not get an answer that was meant for this
            self.end()
            raise

    def place_of_result(self, name: str, arguments: Mapping[str, Any]) -> tuple[int, str, Shapes]:
        """The line of the module in which a function returns its result, what stands there, and the shapes
        of the arrays there; raises as :meth:`ask` does.
        """
        reply = self.ask(Request("place_of_result", (name, list(arguments.values()))))
        return at_a_line(reply, self._files, f"{self._name}.py")

    @property
    def helpers(self) -> Sequence[str]:
        return self._helpers

    def answer(self, call_back: bytes, *, seconds: float = Check.seconds) -> bytes:
        """The reply to a call back of another worker: what comes from a worker goes to a worker, which trusts
        it as little, so that nobody need read it here.
        """
        worker = self._started()
        with self._deadline(worker, seconds) as deadline:
            worker.channel.send_bytes(call_back, deadline.wait)
            reply = self._awaited(worker, deadline)
            if not reply.startswith(RETURNED):
                self._read(reply)
            return reply

    def _awaited(self, worker: Worker, deadline: Deadline) -> bytes:
        """The reply that comes once all call backs before it are answered."""
        while (message := worker.channel.receive_bytes(deadline.wait)).startswith(_CALL_BACK):
            with deadline.paused():
                reply = self._help(message)
            worker.channel.send_bytes(reply, deadline.wait)
            deadline.check()  # who asks and asks never lets the judge wait
        self.budget.receive(len(message))
        return message

    def _read(self, reply: bytes) -> Any:
        if reply.startswith(RETURNED):
            return wire.decode(reply, len(RETURNED))
        match wire.decode(reply):
            case ("raised", dict() as facts):
                raise StudentRaisedError(raised(facts, self._files, f"{self._name}.py", helped=bool(self._helpers)))
            case _:
                raise wire.WireError("malformed message: no reply has this form")

    @contextlib.contextmanager
    def _deadline(self, worker: Worker, seconds: float) -> Iterator[Deadline]:
        """Bounds the time of what is done with the worker, and turns every way of losing it into one
        exception.
        """
        used = lambda: worker.processor_seconds  # noqa: E731 - a name for what is asked later
        try:
            yield Deadline(worker.connection, seconds, used, self.budget)
        except TimeoutError:
            raise self._lost(worker, Status.TIMEOUT, self._too_long(seconds)) from None
        except ConnectionLostError:
            raise self._lost(worker, Status.ERROR, "") from None
        except TooMuchDataError:
            raise self._lost(worker, Status.ERROR, _("answered with more data than there is room for in all")) from None
        except wire.WireError as error:
            raise self._lost(
                worker, Status.ERROR, _("sent an answer that cannot be read ({error})").format(error=error)
            ) from None

    def _too_long(self, seconds: float) -> str:
        if not self.has_time:
            return _("did not finish before the time for the whole submission was up")
        return _("did not finish within {seconds} seconds").format(seconds=f"{seconds:g}")

    def _started(self) -> Worker:
        if self._worker is None:
            self.start()
        assert self._worker is not None
        return self._worker

    def _help(self, call_back: bytes) -> bytes:
        """The reply to a call back; raises WireError for a malformed one."""
        name = wire.text_at(call_back, len(_CALL_BACK))
        if name not in self._helpers or self._answer is None:
            _require_a_call(call_back)
            return _refusal("RuntimeError", f"{name} is not answered here")
        self.asked.add(name.partition(".")[0])
        try:
            return self._answer(call_back)
        except StudentRaisedError as error:  # the reference refuses arguments that make no sense, like any helper
            _require_a_call(call_back)
            return _refusal(error.raised.kind, error.raised.message)
        except WorkerLostError as loss:
            _require_a_call(call_back)
            return _refusal(
                "RuntimeError",
                _("{name} {what_happened} with these arguments").format(name=name, what_happened=loss.reason),
            )

    def _lost(self, worker: Worker, status: Status, reason: str) -> WorkerLostError:
        ended = self._end(worker)
        return WorkerLostError(status, reason or how_it_ended(ended))

    def _end(self, worker: Worker) -> int:
        self._worker = None
        worker.channel.close()
        self.budget.spend(worker.processor_seconds)
        return worker.end()


def _require_a_call(call_back: bytes) -> None:
    """Raises WireError where it was not what was asked that has no answer, but the message that is malformed."""
    match wire.decode(call_back):
        case ("call_back", str(), tuple(), dict()):
            return
    raise wire.WireError("malformed message: no reply has this form")


def _refusal(kind: str, message: str) -> bytes:
    return wire.encoded(("raised", {"kind": kind, "message": message}))


class _Within(Subject):
    """A student's module with another time limit for each request."""

    def __init__(self, student: Student, seconds: float) -> None:
        self._student = student
        self._seconds = seconds

    @property
    def helpers(self) -> Sequence[str]:
        return self._student.helpers

    def ask(self, request: Request) -> Any:
        return self._student.ask(request, seconds=self._seconds)
