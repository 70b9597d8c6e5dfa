"""What the reference has answered in place of helpers: one submission after the other asks for the same, because the
cases are the same for a whole class.
"""

from __future__ import annotations

from collections import OrderedDict

from autograder.subjects.student import Helper

MOST_BYTES = 16 << 20
"""So much is remembered at most, of what was asked and answered."""


class Remembered:
    """The replies to call backs of functions, for objects live in one worker.  They are known by all their bytes,
    because a submission can choose them: a digest that two have in common would give one the other's answer.

    Args:
        most_bytes: how much is remembered; what was asked least recently goes first.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._replies: OrderedDict[bytes, bytes] = OrderedDict()

    def of(self, answer: Helper) -> Helper:
        """The helper that asks this one for what is not remembered; it raises what this one raises, each time."""

        def remembered(call_back: bytes) -> bytes:
            reply = self._replies.get(call_back)
            if reply is not None:
                self._replies.move_to_end(call_back)
                return reply
            reply = answer(call_back)
            self._keep(call_back, reply)
            return reply

        return remembered

    def _keep(self, call_back: bytes, reply: bytes) -> None:
        self._replies[call_back] = reply
        self._size += len(call_back) + len(reply)
        while self._size > self._most:
            oldest, answered = self._replies.popitem(last=False)
            self._size -= len(oldest) + len(answered)
