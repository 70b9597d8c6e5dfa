"""A grader in a process of its own, for programs that have threads: drawing cases is for a process
that nothing else happens in.

It does one submission after the other, can be ended at any moment, and ends when whoever has
started it does.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder.grading.grader import Graded, Grader
from autograder.submissions.folders import Submission


class EndedError(Exception):
    """The process has ended, whatever it was doing."""


class JudgingProcess:
    """A :class:`~autograder.grading.grader.Grader` behind a pipe; takes the same options.

    Not for several threads at a time, but :meth:`end`.
    """

    def __init__(self, course: Path, *, own_papers: bool, allow_unsafe: bool) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            start = f"from autograder.grading.judging_process import serve; serve({theirs.fileno()})"
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", start], pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL
            )
        self._pipe = Connection(ours.detach())
        self._pipe.send((course, own_papers, allow_unsafe))

    def find_walls(self) -> tuple[str, ...]:
        """What confines students' code; raises as :meth:`Grader.find_walls` does, and EndedError."""
        walls: tuple[str, ...] = self._ask("find_walls")
        return walls

    def graded(self, submission: Submission) -> Graded:
        """The report on a submission, and the walls around it.

        Raises:
            EndedError: the process has ended meanwhile.
            UnitError: the unit is not as it should be.
        """
        graded: Graded = self._ask("graded", submission)
        return graded

    def end(self) -> None:
        """Ends the process, and all that it has started."""
        self._process.kill()
        self._process.wait()

    def _ask(self, method: str, *arguments: object) -> Any:
        try:
            self._pipe.send((method, arguments))
            answer = self._pipe.recv()
        except (EOFError, OSError):
            self.end()
            raise EndedError(f"The grader's process has ended with status {self._process.returncode}.") from None
        if isinstance(answer, Exception):
            raise answer
        return answer


def serve(descriptor: int) -> None:
    """What the process does: it answers until whoever asks is gone."""
    threading.Thread(target=_end_with, args=(descriptor,), daemon=True).start()
    with Connection(descriptor) as pipe:
        course, own_papers, allow_unsafe = pipe.recv()
        with Grader(course, own_papers=own_papers, allow_unsafe=allow_unsafe) as grader:
            while True:
                method, arguments = pipe.recv()
                try:
                    answer = getattr(grader, method)(*arguments)
                except Exception as error:  # noqa: BLE001 - who has asked must know
                    answer = error
                pipe.send(answer)


def _end_with(descriptor: int) -> None:
    """Ends this process when nobody is at the other end of its pipe any more."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLHUP)
    while not waiting.poll():
        pass
    os._exit(1)
