"""What goes to a worker in one message, and what its replies mean.

Nothing that comes back is trusted beyond being an answer: what does not have the form that it should
have is a malformed message, and facts about an exception are cut down to what they may be.
"""

from __future__ import annotations

import dataclasses
import os
import signal
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.course.observations import Read, Request
from autograder.course.outcomes import Raised
from autograder.worker.channel import frame

_MAX_LINE = 10**6
"""No honest traceback names a line beyond this."""


@dataclasses.dataclass(frozen=True)
class Batch:
    """Several requests in one message, encoded once to be sent to any number of workers; ``readers``
    make of each reply what was observed.
    """

    message: bytes
    readers: tuple[Read, ...]

    @classmethod
    def of(cls, requests: Sequence[Request]) -> Batch:
        """The batch of these requests."""
        words = [(request.operation, *request.operands) for request in requests]
        return cls(frame(("each", words)), tuple(request.read for request in requests))


def raised(facts: Mapping[Any, Any]) -> Raised:
    """The exception that a worker says was raised."""

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


def definitions(reply: object) -> dict[str, int]:
    """What can be called in a module, and the line that defines it, 0 where the module itself does not."""
    pairs = [pair for pair in reply if isinstance(pair, tuple) and len(pair) == 2] if isinstance(reply, list) else []
    return {name: _line(line) for name, line in pairs if isinstance(name, str)}


def how_it_ended(status: int) -> str:
    """What a worker's wait status says, in words."""
    if not os.WIFSIGNALED(status):
        return "ended the Python process"
    number = os.WTERMSIG(status)
    reasons: dict[int, str] = {
        signal.SIGKILL: "ended the Python process",  # which of the two ended it first, the code or we, must not show
        signal.SIGXCPU: "used up its processor time",
        signal.SIGSEGV: "crashed (segmentation fault)",
        signal.SIGXFSZ: "tried to write a file",
    }
    return reasons.get(number, f"was killed by signal {number}")


def _line(claimed: object) -> int:
    return claimed if isinstance(claimed, int) and 0 < claimed < _MAX_LINE else 0
