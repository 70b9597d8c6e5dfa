"""TODO subjects/requests."""

from __future__ import annotations

import dataclasses
import functools
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.course.checks import Observe, call_exercise
from autograder.course.manners import between, call_repeatedly
from autograder.course.outcomes import Arguments, Raised, Repeated
from autograder.worker import wire

_MAX_LINE = 10**6
"""No honest traceback names a line beyond this."""


Reader = Callable[[Any], Any]
"""Makes of a worker's reply what was asked for; raises WireError if it does not have the form that
it should have.
"""


def as_it_is(reply: Any) -> Any:
    return reply


def repeatedly(name: str, first: Arguments, between: Sequence[Arguments]) -> tuple[Any, ...]:
    return ("call_repeatedly", name, list(first.values()), [list(other.values()) for other in between])


def result_and_arguments(reply: Any, arguments: Arguments) -> tuple[Any, Arguments]:
    match reply:
        case (result, list() as after) if len(after) == len(arguments):
            return result, dict(zip(arguments, after, strict=True))
    raise wire.WireError("malformed message: no result with its arguments")


def result_and_lines(reply: Any) -> tuple[Any, int]:
    match reply:
        case (result, int() as lines):
            return result, lines
    raise wire.WireError("malformed message: no result with a number of lines")


def repeated(reply: Any, first: Arguments) -> Repeated:
    match reply:
        case (bytes() as fresh, bytes() as kept, *again):
            return Repeated(wire.decode(fresh), wire.decode(kept), *result_and_arguments(tuple(again), first))
    raise wire.WireError("malformed message: no results of repeated calls")


@dataclasses.dataclass(frozen=True)
class Requests:
    """Several requests in one message, encoded once to be sent to any number of workers;
    ``readers`` make of each reply what was observed.
    """

    message: bytes
    readers: tuple[Reader, ...]

    @classmethod
    def of(cls, observe: Observe, exercise: str, cases: Sequence[Arguments]) -> Requests | None:
        """The requests with which each case is observed; None where an observation is more than one
        request.
        """
        if observe is call_exercise:
            words: list[tuple[Any, ...]] = [("call", exercise, list(case.values())) for case in cases]
            readers: list[Reader] = [as_it_is] * len(cases)
        elif observe is call_repeatedly:
            words = [repeatedly(exercise, case["first"], between(case)) for case in cases]
            readers = [functools.partial(repeated, first=case["first"]) for case in cases]
        else:
            return None
        return cls(wire.frame(("each", words)), tuple(readers))


def raised(facts: Mapping[Any, Any]) -> Raised:
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
    pairs = [pair for pair in reply if isinstance(pair, tuple) and len(pair) == 2] if isinstance(reply, list) else []
    return {name: _line(line) for name, line in pairs if isinstance(name, str)}


def _line(claimed: object) -> int:
    return claimed if isinstance(claimed, int) and 0 < claimed < _MAX_LINE else 0


def how_it_ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        reasons: dict[int, str] = {
            # which of the two ended it first, the code or we, must not show
            signal.SIGKILL: "ended the Python process",
            signal.SIGXCPU: "used up its processor time",
            signal.SIGSEGV: "crashed (segmentation fault)",
            signal.SIGXFSZ: "tried to write a file",
        }
        return reasons.get(number, f"was killed by signal {number}")
    return "ended the Python process"
