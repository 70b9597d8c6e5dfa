"""What goes to a worker in one message, and what its replies mean.

Nothing that comes back is trusted beyond being an answer: what does not have the form that it should
have is a malformed message, and facts about an exception are cut down to what they may be.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.util
import os
import re
import signal
from collections.abc import Mapping, Sequence
from typing import Any, cast

from autograder.course.observations import Read, Request
from autograder.course.outcomes import Outcome, Raised, Returned, Shapes
from autograder.languages import _
from autograder.worker.channel import frame
from autograder.worker.shapes import MOST

_MAX_LINE = 10**6
"""No honest traceback names a line beyond this."""

_MAX_AXES, _MAX_SHAPES = 8, 6
"""So many axes of an array are told of, and so many arrays of a line."""

_DIGEST = 32
"""Bytes of a digest: nobody finds two messages that have the same."""

_MAX_NAME, _MAX_MESSAGE, _MAX_CODE = 100, 300, 200
"""So many characters of a class, of a message and of a line are shown; of a message with help as many as of a
class: its characters can each stand for two bytes of an answer.
"""


_MOST_KEPT = 3
"""So many right answers to one request are known by their bytes: other ways of adding up make others."""


class RightReplies:
    """Replies that were found right, by their digests: the same bytes are the same answer, so they need not
    be read and judged again.  In a class most are.
    """

    def __init__(self) -> None:
        self._known: dict[int, dict[bytes, Outcome]] = {}
        self._read: dict[int, tuple[bytes, Outcome]] = {}

    def find(self, place: int, digest: bytes) -> Outcome | None:
        """What a reply to the request at this place comes to, if it was found right before."""
        return self._known.get(place, {}).get(digest)

    def read(self, place: int, digest: bytes, outcome: Outcome) -> Outcome:
        """Notes what the last reply to the request at this place comes to."""
        self._read[place] = digest, outcome
        return outcome

    def has(self, place: int, outcome: Outcome) -> bool:
        """Whether it was found here."""
        return any(known is outcome for known in self._known.get(place, {}).values())

    def keep(self, place: int, outcome: Outcome) -> None:
        """Notes that an outcome is right; only the one that the last reply at this place came to tells of bytes."""
        digest, last = self._read.get(place, (b"", None))
        known = self._known.setdefault(place, {})
        if last is outcome and isinstance(outcome, Returned) and len(known) < _MOST_KEPT:
            known[digest] = outcome  # no exception: it tells of one student's code

    def forget(self) -> None:
        """Lets go of the last replies, which can be large: what is right among them was kept."""
        self._read.clear()


def digest_of(reply: bytes) -> bytes:
    """What a reply is known by."""
    return hashlib.blake2b(reply, digest_size=_DIGEST).digest()


@dataclasses.dataclass(frozen=True)
class Batch:
    """Several requests in one message, encoded once to be sent to any number of workers; ``readers``
    make of each reply what was observed.
    """

    message: bytes
    readers: tuple[Read, ...]
    right: RightReplies = dataclasses.field(default_factory=lambda: RightReplies(), compare=False)

    @classmethod
    def of(cls, requests: Sequence[Request]) -> Batch:
        """The batch of these requests."""
        words = [(request.operation, *request.operands) for request in requests]
        return cls(frame(("each", words)), tuple(request.read for request in requests))


def raised(facts: Mapping[Any, Any], files: Mapping[str, bytes], module: str, *, helped: bool = False) -> Raised:
    """The exception that a worker says was raised, with the line as it was handed in: a worker can claim any,
    and a report would carry it.

    Args:
        facts: what the worker says.
        files: what was handed in, by file name.
        module: the name of the file that is meant where none is named.
        helped: whether the reference may have answered for helpers, so that the message may tell of it.
    """

    def text(key: str, most: int) -> str:
        return _printable(str(facts.get(key, ""))[:most])

    bases, line, file = facts.get("bases"), _line(facts.get("line")), str(facts.get("file", ""))
    file = file if file in files else ""
    code = _printable(_code(files.get(file or module, b""), line))
    return Raised(
        kind=text("kind", _MAX_NAME),
        message=text("message", _MAX_NAME if helped else _MAX_MESSAGE),
        bases=tuple(str(base)[:_MAX_NAME] for base in bases[:20]) if isinstance(bases, list) else (),
        function=text("function", _MAX_MESSAGE),
        line=line,
        code=code,
        file=_printable(file),
        shapes=shapes(facts.get("shapes"), code),
    )


def shapes(claimed: object, code: str) -> Shapes:
    """The shapes that a worker claims of names that stand in a line, in the order in which they stand there."""
    pairs = claimed[:MOST] if isinstance(claimed, list) else []
    names = re.findall(r"(?<![\w.])[A-Za-z_]\w*", code)
    known = {
        pair[0]: pair[1]
        for pair in pairs
        if isinstance(pair, tuple) and len(pair) == 2 and pair[0] in names and _is_a_shape(pair[1])
    }
    return tuple((name, known[name]) for name in dict.fromkeys(names) if name in known)[:_MAX_SHAPES]


def _is_a_shape(sizes: object) -> bool:
    is_short = isinstance(sizes, tuple) and len(sizes) <= _MAX_AXES
    return is_short and all(type(size) is int and 0 <= size < _MAX_LINE for size in cast(tuple[Any, ...], sizes))


def at_a_line(claimed: object, files: Mapping[str, bytes], module: str) -> tuple[int, str, Shapes]:
    """The line of a module that a worker claims, what stands there, and the shapes that met there."""
    line, found = claimed if isinstance(claimed, tuple) and len(claimed) == 2 else (0, [])
    code = _printable(_code(files.get(module, b""), _line(line)))
    return _line(line), code, shapes(found, code)


def definitions(reply: object) -> dict[str, int]:
    """What can be called in a module, and the line that defines it, 0 where the module itself does not."""
    pairs = [pair for pair in reply if isinstance(pair, tuple) and len(pair) == 2] if isinstance(reply, list) else []
    return {name: _line(line) for name, line in pairs if isinstance(name, str)}


def how_it_ended(status: int) -> str:
    """What a worker's wait status says, in words."""
    if not os.WIFSIGNALED(status):
        return _("ended the Python process")
    number = os.WTERMSIG(status)
    reasons: dict[int, str] = {
        signal.SIGKILL: _("ended the Python process"),  # which of the two ended it first, the code or we, must not show
        signal.SIGXCPU: _("used up its processor time"),
        signal.SIGSEGV: _("crashed (segmentation fault)"),
        signal.SIGXFSZ: _("tried to write a file"),
    }
    return reasons.get(number, _("was killed by signal {number}").format(number=number))


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _code(text: bytes, line: int) -> str:
    """What stands in a line of a file, as Python numbers them; empty where it has no such line."""
    lines = _lines(text) if line else ()
    return lines[line - 1].strip()[:_MAX_CODE] if line <= len(lines) and line else ""


@functools.lru_cache(maxsize=4)  # code that raises does so often
def _lines(text: bytes) -> list[str]:
    try:
        return importlib.util.decode_source(text).splitlines()
    except (SyntaxError, UnicodeDecodeError):
        return text.decode(errors="replace").splitlines()


def _line(claimed: object) -> int:
    return claimed if isinstance(claimed, int) and 0 < claimed < _MAX_LINE else 0
