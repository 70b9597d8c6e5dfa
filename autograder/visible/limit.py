"""A limit of time within this process: what takes longer is interrupted by an exception.

Theory of operation: a thread looks at the time, and has the main thread interrupted by a signal, whose
handler raises.  What counts is processor time, so that nobody's work is stopped because the machine is
busy; a call that only waits is stopped as well, but later.  C code that never comes back is not
interrupted: whoever can, stops the process (:mod:`autograder.visible.apart`).
"""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
import time
import traceback
import types
from collections.abc import Iterator
from pathlib import Path

SECONDS = 5.0
"""How long one check may take unless another limit is given."""

WAITING = 4.0
"""So many times the limit may pass on the clock."""

START_SECONDS = 60.0
"""How long Python, pytest and modules may take to load on the clock: on a slow disk, the first time, that
is long.
"""

_LOOK_SECONDS = 0.05
_AGAIN_SECONDS = 0.5  # a bare `except:` of the student's may have caught the exception
_SIGNAL: signal.Signals = getattr(signal, "SIGALRM", signal.SIGINT)  # Windows has no other that reaches Python


class TimeUp(BaseException):
    """The time is over; its argument is how many seconds it was."""


@contextlib.contextmanager
def limited(seconds: float, folder: Path, waiting: float = 0.0) -> Iterator[bool]:
    """Interrupts what runs within once it has taken ``seconds`` of processor time, or ``waiting`` seconds on
    the clock (if that is more than ``WAITING`` times as much), and again as long as something in ``folder``
    runs; gives whether it can.

    Raises:
        TimeUp: it has taken longer.
    """
    if not _can_be_interrupted():
        yield False
        return
    watch = _Watch(seconds, folder, max(waiting, WAITING * seconds))
    before = signal.signal(_SIGNAL, watch.interrupt)
    try:
        yield watch.start()
    finally:
        try:
            watch.over = True
        finally:  # should the signal come just before that line
            signal.signal(_SIGNAL, before)


def _can_be_interrupted() -> bool:
    """Only the main thread takes signals; one that is used already, by a debugger say, is left alone."""
    if threading.current_thread() is not threading.main_thread():
        return False
    return _SIGNAL == signal.SIGINT or signal.getsignal(_SIGNAL) is signal.SIG_DFL


class _Watch:
    """The time of one call."""

    def __init__(self, seconds: float, folder: Path, waiting: float) -> None:
        self.over = False
        self._folder, self._interrupted = str(folder), False
        self._seconds = seconds
        self._used = time.process_time() + seconds
        self._passed = time.monotonic() + waiting
        self._before = signal.getsignal(_SIGNAL)

    @property
    def is_up(self) -> bool:
        """Whether the time is over while the call is not."""
        return not self.over and (time.process_time() > self._used or time.monotonic() > self._passed)

    def start(self) -> bool:
        """Begins to look at the time; gives whether that can be done here."""
        try:
            threading.Thread(target=self._look, args=(threading.get_ident(),), daemon=True).start()
        except RuntimeError:  # a browser has no threads
            return False
        return True

    def _look(self, main: int) -> None:
        while not self.over:
            time.sleep(_LOOK_SECONDS)
            if self.is_up:
                _send(main)
                time.sleep(_AGAIN_SECONDS)

    def interrupt(self, number: int, frame: types.FrameType | None) -> None:
        """Handles the signal."""
        if self.is_up and (not self._interrupted or self._runs_in_folder(frame)):
            self._interrupted = True
            raise TimeUp(self._seconds)
        if number == signal.SIGINT and not self.is_up and callable(self._before):  # somebody has pressed Ctrl-C
            self._before(number, frame)

    def _runs_in_folder(self, frame: types.FrameType | None) -> bool:
        steps = traceback.walk_stack(frame) if frame else ()
        return any(step.f_code.co_filename.startswith(self._folder) for step, _ in steps)


def _send(main: int) -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, _SIGNAL)
    else:
        _thread.interrupt_main(_SIGNAL)
