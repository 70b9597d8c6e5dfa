"""How long a worker may take: for one request, and for all of a submission together.

On a busy machine the clock on the wall says little about a student's code, and the same code must
get the same mark.  So the worker's own processor time counts; the wall only bounds code that sleeps:
time in which others had the processor, or in which the judge answers for a helper, is not counted.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import socket
import time
from collections.abc import Callable, Iterator

LOAD_SECONDS = 10.0
"""Time that importing a student's module may take."""

_PATIENCE = 5
"""Code that sleeps gets this many times its processor time on the wall."""

_OTHERS = 20
"""So many times what code computes, others may have the processor meanwhile: on the busiest machine, too, it
gets one part in so many.
"""

_PATIENCE_IN_ALL = 2.5
"""A submission gets this many times its processor time on the wall."""

_LOOK_EVERY = 0.1
"""How often, in seconds, a worker's processor time is looked at while an answer is awaited."""

_CORES = os.cpu_count() or 1


MAX_REPLIES = 256 * 2**20
"""The bytes of all replies of one submission: eight times what any right one sends."""


class TooMuchDataError(Exception):
    """A submission has answered with more data than there is room for."""


class Budget:
    """The time that one submission may take in all, however it spends it, and the bytes of all its replies, which the
    judge keeps; without an amount there is no end to it.
    """

    def __init__(self, seconds: float = math.inf, replies: float = math.inf) -> None:
        self._seconds = seconds
        self._replies = replies
        self._start = time.monotonic()
        self._used = 0.0

    def spend(self, seconds: float) -> None:
        """Counts the processor time of a worker that has ended."""
        self._used += seconds

    def receive(self, count: int) -> None:
        """Counts the bytes of a reply; raises TooMuchDataError where there is no room for it."""
        self._replies -= count
        if self._replies < 0:
            raise TooMuchDataError

    def is_spent(self, running: Callable[[], float]) -> bool:
        """Whether nothing is left.

        Args:
            running: tells the processor time of the worker that runs now; it is only asked when it
                can matter.
        """
        elapsed = time.monotonic() - self._start
        if elapsed * _CORES < self._seconds:  # so much cannot have been used yet
            return False
        return self._used + running() >= self._seconds or elapsed >= _PATIENCE_IN_ALL * self._seconds


class Deadline:
    """Waits for a worker until it has used up ``seconds`` of processor time.

    Args:
        connection: the socket to the worker.
        seconds: what one request may take.
        processor_seconds: tells what the worker has used so far.
        budget: what is left of the submission's time.
    """

    def __init__(
        self, connection: socket.socket, seconds: float, processor_seconds: Callable[[], float], budget: Budget
    ) -> None:
        self._connection = connection
        self._seconds = seconds
        self._processor_seconds = processor_seconds
        self._budget = budget
        self.restart()

    def restart(self) -> None:
        """Grants the whole time again."""
        self._next_look = time.monotonic() + _LOOK_EVERY
        # both clocks, read only for calls that take longer than most
        self._started: tuple[float, float] | None = None

    def wait(self, writing: bool) -> None:
        """Returns when the socket is ready; raises TimeoutError when the time is up."""
        poll = select.poll()
        poll.register(self._connection, select.POLLOUT if writing else select.POLLIN)
        ready: object = ()
        while not ready:
            ready = poll.poll(_LOOK_EVERY * 1000)
            self.check()

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """While the judge itself is at work."""
        start = time.monotonic()
        yield
        if self._started:
            wall, processor = self._started
            self._started = (wall + time.monotonic() - start, processor)

    def check(self) -> None:
        """Raises TimeoutError when the time is up; to be called while messages keep coming, too: a
        flood must end.
        """
        if time.monotonic() >= self._next_look:
            self._look()

    def _look(self) -> None:
        now, used = time.monotonic(), self._processor_seconds()
        self._next_look = now + _LOOK_EVERY
        if self._started is None:
            self._started = (now, used)
        wall, processor = self._started
        computed = used - processor
        asleep = now - wall - _OTHERS * computed
        if computed >= self._seconds or asleep >= _PATIENCE * self._seconds:
            raise TimeoutError
        if self._budget.is_spent(lambda: used):
            raise TimeoutError
