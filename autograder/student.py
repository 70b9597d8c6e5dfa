"""The judge's end of the line to a student's code: a fork server, and a proxy for the module that a worker has loaded.

Nothing that comes back is trusted beyond being an answer.  Whatever a worker does (die, hang, flood, lie about formats) ends
in one of two exceptions: :class:`StudentRaisedError`, an exception of the student's code, or :class:`WorkerLostError`.

    GraderFaultError    the grader's own machinery failed: nobody's mark may depend on it
    StudentRaisedError  the student's code raised; ``raised`` has the facts
    WorkerLostError     the worker is gone; ``status`` and ``reason`` say how
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder import tiers
from autograder.report import Status
from autograder.unit import Arguments, Observe, Outcome, Raised, Repeated, Returned, between, call_exercise, call_repeatedly
from autograder.worker import sandbox, wire, zygote

LOAD_SECONDS = 10.0
"""Time that importing a student's module may take."""

_PATIENCE = 5
"""Code that sleeps, or waits for a busy machine, gets this many times its processor time on the wall."""

SUBMISSION_SECONDS = 120.0
"""Processor time that all calls into one submission may take together: hundreds of times what an honest one needs."""

_PATIENCE_IN_ALL = 2.5
"""A submission gets this many times its processor time on the wall."""

_CORES = os.cpu_count() or 1

_CLOSE_SECONDS = 2.0
"""How long the fork server has to end by itself."""

_LOOK_EVERY = 0.1
"""How often, in seconds, a worker's processor time is looked at while an answer is awaited."""

_MAX_LINE = 10**6
"""No honest traceback names a line beyond this."""

_BOOT = """
import sys, types
package = types.ModuleType("autograder"); package.__path__ = []
package.check = lambda *_, **__: None  # a line from a check cell, left in a module, does no harm
worker = types.ModuleType("autograder.worker"); worker.__path__ = [sys.argv[1]]
sys.modules.update({"autograder": package, "autograder.worker": worker})
from autograder.worker.zygote import main
main(int(sys.argv[2]), sys.argv[3].split(","))
"""  # the worker's side can import its own folder and nothing else of this package


class GraderFaultError(Exception):
    """The grader itself failed; the mark stays open."""


class StudentRaisedError(Exception):
    """The student's code raised an exception."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(raised.kind)
        self.raised = raised


class WorkerLostError(BaseException):
    """The worker is gone.  Not an Exception, so that Hypothesis does not go on calling into a dead process."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class ForkServer:
    """Starts workers within milliseconds.  ``walls`` names what confines them, as the last worker found it.

    Args:
        allow_unsafe: whether workers may start behind fewer walls than students' code should run behind.
        without: walls to leave out, so that tests can show what each is good for.

    Raises:
        UnsafeSandboxError: this system cannot fork; elsewhere :meth:`fork` finds out whether there are walls enough.
    """

    def __init__(self, *, allow_unsafe: bool = False, without: Collection[str] = ()) -> None:
        if sys.platform == "win32":
            raise tiers.UnsafeSandboxError("Grading forks its workers, and Windows cannot fork. Grade on Linux, or in the Windows Subsystem for Linux.")
        self.walls: tuple[str, ...] = ()
        self._allow_unsafe = allow_unsafe
        self._without = frozenset(without)
        self._start()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the server and every worker."""
        self._control.close()  # this ends it; bubblewrap, if it were killed while it starts, would leave a process that waits for ever
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def fork(self) -> _Worker:
        """A new, confined worker, which has not seen any code yet.

        Raises:
            GraderFaultError: no worker can be started.
            UnsafeSandboxError: it would be behind too few walls.
        """
        try:
            return self._fork()
        except (OSError, wire.ConnectionLostError, wire.WireError):
            self.close()  # something ended the server; one fresh start is worth trying
            self._start()
        try:
            return self._fork()
        except (OSError, wire.ConnectionLostError, wire.WireError) as error:
            raise GraderFaultError(f"No worker could be started: {error!r}") from error

    def find_walls(self) -> tuple[str, ...]:
        """What confines the workers, found with one that does nothing if there has been none yet.

        Raises:
            GraderFaultError: no worker can be started.
        """
        if not self.walls:
            worker = self.fork()
            worker.channel.close()
            self.end(worker.number)
        return self.walls

    def preload(self, files: Mapping[str, bytes]) -> None:
        """Loads, once for all workers to come, those parts of SciPy that the files import; nothing of the files is executed."""
        words = {word for text in files.values() for word in re.findall(rb"\w+", text)}  # no pattern for whole imports: some texts would take it hours
        for number, module in enumerate(zygote.PRELOADABLE):
            if module not in self._preloaded and words.issuperset([b"import", *module.encode().split(b".")]):
                self._preloaded.add(module)
                self._ask(b"I", number)

    def end(self, worker: int) -> int:
        """Kills the worker if it still runs; returns its wait status."""
        return self._ask(b"E", worker)

    def processor_seconds(self, worker: int) -> float:
        """The processor time that the worker has used so far."""
        return self._ask(b"C", worker) / 1e9

    def _start(self) -> None:
        self._preloaded: set[str] = set()
        self._control, theirs = socket.socketpair()
        self._control.settimeout(30)
        folder = str(Path(zygote.__file__).parent)
        python = [sys.executable, "-sP", "-c", _BOOT, folder, str(theirs.fileno()), ",".join(self._without)]
        readable = [*sandbox.readable_paths(), folder]
        inside = None if "namespaces" in self._without else sandbox.namespaces_command(python, readable, (theirs.fileno(),))
        self._namespaces = inside is not None
        self._process = subprocess.Popen(
            inside or python,
            pass_fds=(theirs.fileno(),),
            env=dict(sandbox.ENVIRONMENT),
            cwd="/",  # where the judge works is nothing for students to know
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()

    def _fork(self) -> _Worker:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [zygote.COMMAND.pack(b"F", 0)], [theirs.fileno()])
                number = self._answer()
            ours.settimeout(30)
            channel = wire.Channel(ours, receives=wire.MAX_REPLY)
            _, walls = channel.receive()
            ours.setblocking(False)
        except BaseException:
            ours.close()
            raise
        self.walls = (("namespaces",) if self._namespaces else ()) + tuple(walls)
        worker = _Worker(ours, channel, number)
        if not self._allow_unsafe:
            try:
                tiers.require_safe(self.walls)
            except tiers.UnsafeSandboxError:
                channel.close()
                self.end(number)
                raise
        return worker

    def _ask(self, command: bytes, number: int) -> int:
        try:
            self._control.sendall(zygote.COMMAND.pack(command, number))
            return self._answer()
        except OSError as error:
            raise GraderFaultError(f"The fork server does not answer: {error!r}") from error

    def _answer(self) -> int:
        data = self._control.recv(zygote.ANSWER.size, socket.MSG_WAITALL)
        if len(data) < zygote.ANSWER.size:
            raise ConnectionResetError("the fork server has ended")
        answer: int = zygote.ANSWER.unpack(data)[0]
        return answer


@dataclasses.dataclass(frozen=True)
class _Worker:
    connection: socket.socket
    channel: wire.Channel
    number: int


class Budget:
    """The time that one submission may take in all, however it spends it; without an amount there is no end to it."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._seconds = seconds
        self._start = time.monotonic()
        self.used = 0.0
        """The processor time of workers that have ended."""

    def is_spent(self, running: Callable[[], float]) -> bool:
        """Whether nothing is left; ``running`` tells the processor time of the worker that runs now, and is only asked when it can matter."""
        elapsed = time.monotonic() - self._start
        if elapsed * _CORES < self._seconds:  # so much cannot have been used yet
            return False
        return self.used + running() >= self._seconds or elapsed >= _PATIENCE_IN_ALL * self._seconds


Reader = Callable[[Any], Any]
"""Makes of a worker's reply what was asked for; raises WireError if it does not have the form that it should have."""


def _as_it_is(reply: Any) -> Any:
    return reply


Helper = Callable[[str, Sequence[Any], Mapping[str, Any]], Any]
"""Answers a call back: name, arguments, keywords; may raise as a :class:`Student` does."""


class Student:
    """A student's module, or the reference where it answers for helpers, loaded in a worker; a :class:`~autograder.unit.Subject`.

    The worker starts at the first call, and again after it has been lost: a new one knows nothing of earlier calls.

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
        self._worker: _Worker | None = None
        self.budget = budget or Budget()
        self.seconds = 2.0
        self.defined: Mapping[str, int] = {}
        """What can be called in the module, and the line that defines it, 0 where the module itself does not."""

    def __enter__(self) -> Student:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
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
            self.defined = _definitions(names)
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
        """What each of the requests comes to; faster than one after the other, because nobody waits for the other in between."""
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
        read = functools.partial(_result_and_arguments, arguments=arguments)
        result: tuple[Any, Arguments] = self._request("call_and_look", name, list(arguments.values()), read=read)
        return result

    def call_repeatedly(self, name: str, first: Arguments, between: Sequence[Arguments]) -> Repeated:
        repeated: Repeated = self._request(*_repeatedly(name, first, between), read=functools.partial(_repeated, first=first))
        return repeated

    def call_strictly(self, name: str, arguments: Arguments) -> Any:
        return self._request("call_strictly", name, list(arguments.values()))

    def count_lines(self, name: str, arguments: Arguments) -> tuple[Any, int]:
        counted: tuple[Any, int] = self._request("count_lines", name, list(arguments.values()), read=_result_and_lines)
        return counted

    def keep(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        return self._request("keep", name, list(arguments.values()), of)

    def look(self, handle: Any, attribute: str = "") -> Any:
        return self._request("look", handle, attribute)

    def define(self, text: str) -> Any:
        return self._request("define", text)

    def answer(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """What ``name(*arguments, **keywords)`` returns: the answer to a call back of another worker."""
        return self._request("call", name, list(arguments), dict(keywords))

    @contextlib.contextmanager
    def _time_limit(self, seconds: float) -> Iterator[None]:
        before, self.seconds = self.seconds, seconds
        try:
            yield
        finally:
            self.seconds = before

    def _request(self, *request: Any, read: Reader = _as_it_is) -> Any:
        with self._deadline() as deadline:
            self._started().channel.send(request)
            return read(self._reply(deadline))

    def _reply(self, deadline: _Deadline) -> Any:
        channel = self._started().channel
        while True:
            match channel.receive():
                case ("returned", value):
                    return value
                case ("raised", dict() as facts):
                    raise StudentRaisedError(_raised(facts))
                case ("call_back", str() as name, tuple() as arguments, dict() as keywords):
                    channel.send(self._help(name, arguments, keywords))
                    deadline.check()  # who asks and asks never lets the judge wait
                case _:
                    raise wire.WireError("malformed message: no reply has this form")

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[_Deadline]:
        """Bounds the time of what is done with the worker, and turns every way of losing it into one exception."""
        worker = self._started()
        deadline = _Deadline(worker.connection, self.seconds, lambda: self._server.processor_seconds(worker.number), self.budget)
        worker.channel.wait = deadline.wait
        try:
            yield deadline
        except TimeoutError:
            within = f"within {self.seconds:g} seconds" if self.has_time else "before the time for the whole submission was up"
            raise self._lost(worker, Status.TIMEOUT, f"did not finish {within}") from None
        except wire.ConnectionLostError:
            raise self._lost(worker, Status.ERROR, "") from None
        except wire.WireError as error:
            raise self._lost(worker, Status.ERROR, f"sent an answer that cannot be read ({error})") from None

    def _started(self) -> _Worker:
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

    def _lost(self, worker: _Worker, status: Status, reason: str) -> WorkerLostError:
        ended = self._end(worker)
        return WorkerLostError(status, reason or _how_it_ended(ended))

    def _end(self, worker: _Worker) -> int:
        self._worker = None
        worker.channel.close()
        self.budget.used += self._server.processor_seconds(worker.number)
        return self._server.end(worker.number)


def _repeatedly(name: str, first: Arguments, between: Sequence[Arguments]) -> tuple[Any, ...]:
    return ("call_repeatedly", name, list(first.values()), [list(other.values()) for other in between])


# What a reply means.  What does not have the form it should have is a malformed message like any other.


def _result_and_arguments(reply: Any, arguments: Arguments) -> tuple[Any, Arguments]:
    match reply:
        case (result, list() as after) if len(after) == len(arguments):
            return result, dict(zip(arguments, after, strict=True))
    raise wire.WireError("malformed message: no result with its arguments")


def _result_and_lines(reply: Any) -> tuple[Any, int]:
    match reply:
        case (result, int() as lines):
            return result, lines
    raise wire.WireError("malformed message: no result with a number of lines")


def _repeated(reply: Any, first: Arguments) -> Repeated:
    match reply:
        case (bytes() as fresh, bytes() as kept, *again):
            return Repeated(wire.decode(fresh), wire.decode(kept), *_result_and_arguments(tuple(again), first))
    raise wire.WireError("malformed message: no results of repeated calls")


@dataclasses.dataclass(frozen=True)
class Requests:
    """Several requests in one message, encoded once to be sent to any number of workers; ``readers`` make of each reply what was observed."""

    message: bytes
    readers: tuple[Reader, ...]

    @classmethod
    def of(cls, observe: Observe, exercise: str, cases: Sequence[Arguments]) -> Requests | None:
        """The requests with which each case is observed; None where an observation is more than one request."""
        if observe is call_exercise:
            words: list[tuple[Any, ...]] = [("call", exercise, list(case.values())) for case in cases]
            readers: list[Reader] = [_as_it_is] * len(cases)
        elif observe is call_repeatedly:
            words = [_repeatedly(exercise, case["first"], between(case)) for case in cases]
            readers = [functools.partial(_repeated, first=case["first"]) for case in cases]
        else:
            return None
        return cls(wire.frame(("each", words)), tuple(readers))


class _Deadline:
    """Waits for a worker until it has used up ``seconds`` of processor time.

    On a busy machine the clock on the wall says little about a student's code, and the same code must get the same mark.  So the
    worker's own processor time counts; the wall only bounds code that sleeps.
    """

    def __init__(self, connection: socket.socket, seconds: float, processor_seconds: Callable[[], float], budget: Budget) -> None:
        self._connection = connection
        self._seconds = seconds
        self._processor_seconds = processor_seconds
        self._budget = budget
        self.restart()

    def restart(self) -> None:
        """Grants the whole time again."""
        self._next_look = time.monotonic() + _LOOK_EVERY
        self._started: tuple[float, float] | None = None  # both clocks, read only for calls that take longer than most

    def wait(self, writing: bool) -> None:
        """Returns when the socket is ready; raises TimeoutError when the time is up."""
        poll = select.poll()
        poll.register(self._connection, select.POLLOUT if writing else select.POLLIN)
        ready: object = ()
        while not ready:
            ready = poll.poll(_LOOK_EVERY * 1000)
            self.check()

    def check(self) -> None:
        """Raises TimeoutError when the time is up; to be called while messages keep coming, too: a flood must end."""
        if time.monotonic() >= self._next_look:
            self._look()

    def _look(self) -> None:
        now, used = time.monotonic(), self._processor_seconds()
        self._next_look = now + _LOOK_EVERY
        if self._started is None:
            self._started = (now, used)
        if used - self._started[1] >= self._seconds or now - self._started[0] >= _PATIENCE * self._seconds or self._budget.is_spent(lambda: used):
            raise TimeoutError


def _raised(facts: Mapping[Any, Any]) -> Raised:
    def text(key: str) -> str:
        return "".join(c if c.isprintable() else " " for c in str(facts.get(key, ""))[:300])

    bases = facts.get("bases")
    return Raised(
        kind=text("kind"),
        message=text("message"),
        bases=tuple(str(base)[:100] for base in bases[:20]) if isinstance(bases, list) else (),
        function=text("function"),
        line=_line(facts.get("line")),
        code=text("code"),
        file=text("file"),
    )


def _definitions(reply: object) -> dict[str, int]:
    pairs = [pair for pair in reply if isinstance(pair, tuple) and len(pair) == 2] if isinstance(reply, list) else []
    return {name: _line(line) for name, line in pairs if isinstance(name, str)}


def _line(claimed: object) -> int:
    return claimed if isinstance(claimed, int) and 0 < claimed < _MAX_LINE else 0


def _how_it_ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        reasons: dict[int, str] = {
            signal.SIGKILL: "ended the Python process",  # which of the two ended it first, the code or we, must not show
            signal.SIGXCPU: "used up its processor time",
            signal.SIGSEGV: "crashed (segmentation fault)",
            signal.SIGXFSZ: "tried to write a file",
        }
        return reasons.get(number, f"was killed by signal {number}")
    return "ended the Python process"
