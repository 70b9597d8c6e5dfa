"""Starts workers: the judge's end of the line to the process that forks them.

GraderFaultError    the grader's own machinery failed: nobody's mark may depend on it
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import socket
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType

from autograder.course.settings import Settings
from autograder.subjects import tiers
from autograder.worker import sandbox, zygote
from autograder.worker.channel import MAX_REPLY, Channel, ConnectionLostError
from autograder.worker.wire import WireError

_CLOSE_SECONDS = 2.0
"""How long the fork server has to end by itself."""

_START_SECONDS = 60.0
"""How long the fork server may take to answer: at first it loads all that workers may import, and the
machine can be busy.
"""

_NUMPY_ALONE = Settings()


class GraderFaultError(Exception):
    """The grader itself failed; the mark stays open."""


class ForkServer:
    """Starts workers within milliseconds.  ``walls`` names what confines them, as the last worker
    found it.

    Args:
        settings: the course's, which say what workers may import; without them it is NumPy alone.
        allow_unsafe: whether workers may start behind fewer walls than students' code should run
            behind.
        without: walls to leave out, so that tests can show what each is good for.
        large: whether workers have all packages of the course loaded, and not NumPy alone.

    Raises:
        UnsafeSandboxError: this system cannot fork; elsewhere :meth:`fork` finds out whether there
            are walls enough.
    """

    def __init__(
        self,
        settings: Settings = _NUMPY_ALONE,
        *,
        allow_unsafe: bool = False,
        without: Collection[str] = (),
        large: bool = False,
    ) -> None:
        if sys.platform == "win32":
            raise tiers.UnsafeSandboxError(
                "Grading forks its workers, and Windows cannot fork. Grade on Linux, or in the Windows Subsystem "
                "for Linux."
            )
        self.walls: tuple[str, ...] = ()
        self._settings = settings
        self._allow_unsafe = allow_unsafe
        self._large = large
        self._larger: ForkServer | None = None
        self._orders = zygote.Orders(
            readable=sandbox.readable_paths(settings.imports if large else ()),
            preloaded=settings.preloaded if large else (),
            cpu_seconds=max(sandbox.Limits.cpu_seconds, math.ceil(settings.submission_seconds)),
            without=sorted(without),
            from_root=sandbox.is_root(),
        )
        self._start()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the server and every worker."""
        if self._larger is not None:
            self._larger.close()
        self._stop()

    def _stop(self) -> None:
        """Ends this server and its workers."""
        # this ends it; bubblewrap, if it were killed while it starts, would leave a process that
        # waits for ever
        self._control.close()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def fork(self) -> Worker:
        """A new, confined worker, which has not seen any code yet.

        Raises:
            GraderFaultError: no worker can be started.
            UnsafeSandboxError: it would be behind too few walls.
        """
        try:
            return self._fork()
        except (OSError, ConnectionLostError, WireError):
            self._stop()  # something ended the server; one fresh start is worth trying
            self._start()
        try:
            return self._fork()
        except (OSError, ConnectionLostError, WireError) as error:
            raise GraderFaultError(f"No worker could be started: {error!r}") from error

    def find_walls(self) -> tuple[str, ...]:
        """What confines the workers, found with one that does nothing if there has been none yet.

        Raises:
            GraderFaultError: no worker can be started.
        """
        if not self.walls:
            worker = self.fork()
            worker.channel.close()
            worker.end()
        return self.walls

    def meant_for(self, files: Mapping[str, bytes]) -> ForkServer:
        """The server whose workers can import what the files name: this one, or one that has the
        course's other packages as well.

        So a worker has loaded what its own files ask for, and never what others have asked for.
        """
        # no pattern for whole imports: some texts would take it hours
        words = {word.decode() for text in files.values() for word in re.findall(rb"[A-Za-z0-9_]+", text)}
        if self._large or words.isdisjoint({*self._settings.imports} - {"numpy"}):
            return self
        if self._larger is None:
            self._larger = ForkServer(
                self._settings, allow_unsafe=self._allow_unsafe, without=self._orders.without, large=True
            )
        return self._larger

    def end(self, worker: int) -> int:
        """Kills the worker if it still runs; returns its wait status."""
        return self._ask(b"E", worker)

    def processor_seconds(self, worker: int) -> float:
        """The processor time that the worker has used so far."""
        return self._ask(b"C", worker) / 1e9

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_START_SECONDS)
        boot = Path(zygote.__file__).with_name("boot.py")
        python = [sys.executable, "-sP", str(boot), str(theirs.fileno()), json.dumps(dataclasses.asdict(self._orders))]
        readable = [*self._orders.readable, str(boot.parent)]
        inside = None
        if "namespaces" not in self._orders.without:
            inside = sandbox.namespaces_command(python, readable, (theirs.fileno(),))
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

    def _fork(self) -> Worker:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [zygote.COMMAND.pack(b"F", 0)], [theirs.fileno()])
                number = self._answer()
            ours.settimeout(_START_SECONDS)
            channel = Channel(ours, receives=MAX_REPLY)
            _, walls = channel.receive()
            ours.setblocking(False)
        except BaseException:
            ours.close()
            raise
        self.walls = (("namespaces",) if self._namespaces else ()) + tuple(walls)
        worker = Worker(ours, channel, number, self)
        if not self._allow_unsafe:
            try:
                tiers.require_safe(self.walls)
            except tiers.UnsafeSandboxError:
                channel.close()
                worker.end()
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
class Worker:
    """A process that students' code runs in: the socket to it, the messages over that, its number, and
    the server that has started it.
    """

    connection: socket.socket
    channel: Channel
    number: int
    server: ForkServer

    @property
    def processor_seconds(self) -> float:
        """The processor time that it has used so far."""
        return self.server.processor_seconds(self.number)

    def end(self) -> int:
        """Kills it if it still runs; returns its wait status."""
        return self.server.end(self.number)
