"""The judge's end of the line to a student's code: a fork server, and a proxy for the module that a
worker has loaded.

Nothing that comes back is trusted beyond being an answer.  Whatever a worker does (die, hang,
flood, lie about formats) ends in one of two exceptions: :class:`StudentRaisedError`, an exception
of the student's code, or :class:`WorkerLostError`.

    GraderFaultError    the grader's own machinery failed: nobody's mark may depend on it
    StudentRaisedError  the student's code raised; ``raised`` has the facts
    WorkerLostError     the worker is gone; ``status`` and ``reason`` say how
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from autograder.course.outcomes import Arguments, Outcome, Raised, Repeated, Returned
from autograder.report import Status
from autograder.subjects.deadlines import Budget, Deadline
from autograder.subjects.fork_server import ForkServer, Worker
from autograder.subjects.requests import (
    Reader,
    Requests,
    as_it_is,
    definitions,
    how_it_ended,
    raised,
    repeated,
    repeatedly,
    result_and_arguments,
    result_and_lines,
)
from autograder.worker import wire

LOAD_SECONDS = 10.0
"""Time that importing a student's module may take."""


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


Helper = Callable[[str, Sequence[Any], Mapping[str, Any]], Any]
"""Answers a call back: name, arguments, keywords; may raise as a :class:`Student` does."""


class Student:
    """A student's module, or the reference where it answers for helpers, loaded in a worker; a
    :class:`~autograder.course.outcomes.Subject`.

    The worker starts at the first call, and again after it has been lost: a new one knows nothing
    of earlier calls.

    Args:
        server: starts the workers.
        name: the module's name.
        files: the submitted Python files by file name.
        helpers: exercises that the judge answers in place of the student's own code.
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
        self.budget = budget or Budget()
        self.seconds = 2.0
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
        self._server.preload(self._files)
        self._worker = self._server.fork()
        try:
            with self._time_limit(LOAD_SECONDS):
                names = self._request("load", self._name, dict(self._files))
            self.defined = definitions(names)
            if self._helpers:
                self._request("isolate", self._helpers)
        except BaseException:
            self.end()
            raise

    @property
    def has_time(self) -> bool:
        """Whether anything is left of the submission's time."""
        worker = self._worker
        return not self.budget.is_spent(lambda: self._server.processor_seconds(worker.number) if worker else 0.0)

    def end(self) -> None:
        """Ends the worker, if there is one."""
        if self._worker is not None:
            self._end(self._worker)

    def call(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        return self._request("call", name, list(arguments.values()), {}, of)

    def each(self, requests: Requests) -> Iterator[Outcome]:
        """What each of the requests comes to; faster than one after the other, because nobody waits
        for the other in between.
        """
        try:
            self._started()
        except StudentRaisedError as error:  # a module may load the first time and not the second
            yield from [error.raised] * len(requests.readers)
            return
        with self._deadline() as deadline:
            self._started().channel.send_frame(requests.message)
            for read in requests.readers:
                deadline.restart()
                try:
                    yield Returned(read(self._reply(deadline)))
                except StudentRaisedError as error:
                    yield error.raised

    def call_and_look(self, name: str, arguments: Arguments) -> tuple[Any, Arguments]:
        read = functools.partial(result_and_arguments, arguments=arguments)
        result: tuple[Any, Arguments] = self._request("call_and_look", name, list(arguments.values()), read=read)
        return result

    def call_repeatedly(self, name: str, first: Arguments, between: Sequence[Arguments]) -> Repeated:
        answers: Repeated = self._request(
            *repeatedly(name, first, between), read=functools.partial(repeated, first=first)
        )
        return answers

    def call_strictly(self, name: str, arguments: Arguments) -> Any:
        return self._request("call_strictly", name, list(arguments.values()))

    def count_lines(self, name: str, arguments: Arguments) -> tuple[Any, int]:
        counted: tuple[Any, int] = self._request("count_lines", name, list(arguments.values()), read=result_and_lines)
        return counted

    def keep(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        return self._request("keep", name, list(arguments.values()), of)

    def look(self, handle: Any, attribute: str = "") -> Any:
        return self._request("look", handle, attribute)

    def define(self, text: str) -> Any:
        return self._request("define", text)

    def answer(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """What ``name(*arguments, **keywords)`` returns: the answer to a call back of another
        worker.
        """
        return self._request("call", name, list(arguments), dict(keywords))

    @contextlib.contextmanager
    def _time_limit(self, seconds: float) -> Iterator[None]:
        before, self.seconds = self.seconds, seconds
        try:
            yield
        finally:
            self.seconds = before

    def _request(self, *request: Any, read: Reader = as_it_is) -> Any:
        with self._deadline() as deadline:
            self._started().channel.send(request)
            return read(self._reply(deadline))

    def _reply(self, deadline: Deadline) -> Any:
        channel = self._started().channel
        while True:
            match channel.receive():
                case ("returned", value):
                    return value
                case ("raised", dict() as facts):
                    raise StudentRaisedError(raised(facts))
                case ("call_back", str() as name, tuple() as arguments, dict() as keywords):
                    channel.send(self._help(name, arguments, keywords))
                    deadline.check()  # who asks and asks never lets the judge wait
                case _:
                    raise wire.WireError("malformed message: no reply has this form")

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[Deadline]:
        """Bounds the time of what is done with the worker, and turns every way of losing it into
        one exception.
        """
        worker = self._started()
        deadline = Deadline(
            worker.connection, self.seconds, lambda: self._server.processor_seconds(worker.number), self.budget
        )
        worker.channel.wait = deadline.wait
        try:
            yield deadline
        except TimeoutError:
            within = (
                f"within {self.seconds:g} seconds"
                if self.has_time
                else "before the time for the whole submission was up"
            )
            raise self._lost(worker, Status.TIMEOUT, f"did not finish {within}") from None
        except wire.ConnectionLostError:
            raise self._lost(worker, Status.ERROR, "") from None
        except wire.WireError as error:
            raise self._lost(worker, Status.ERROR, f"sent an answer that cannot be read ({error})") from None

    def _started(self) -> Worker:
        if self._worker is None:
            self.start()
        assert self._worker is not None
        return self._worker

    def _help(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[str, Any]:
        if name not in self._helpers or self._answer is None:
            return ("raised", {"kind": "RuntimeError", "message": f"{name} is not answered here"})
        try:
            return ("returned", self._answer(name, arguments, keywords))
        except StudentRaisedError as error:  # the reference refuses arguments that make no sense, like any helper
            return ("raised", {"kind": error.raised.kind, "message": error.raised.message})
        except WorkerLostError as loss:
            return ("raised", {"kind": "RuntimeError", "message": f"{name} {loss.reason} with these arguments"})

    def _lost(self, worker: Worker, status: Status, reason: str) -> WorkerLostError:
        ended = self._end(worker)
        return WorkerLostError(status, reason or how_it_ended(ended))

    def _end(self, worker: Worker) -> int:
        self._worker = None
        worker.channel.close()
        self.budget.used += self._server.processor_seconds(worker.number)
        return self._server.end(worker.number)


# What a reply means.  What does not have the form it should have is a malformed message like any
# other.
