"""A module of the course's own (the solution or a variant of it) as a subject of observation, in
this process.
"""

from __future__ import annotations

import contextlib
import functools
import traceback
import types
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.observations import Observation, Request, Subject
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned
from autograder.subjects.student import StudentRaisedError
from autograder.values.copies import copied
from autograder.worker import wire
from autograder.worker.operations import Module


class LocalSubject(Subject):
    """Runs trusted text: never a student's.

    Args:
        text: the module's source.
        name: the module's name.
    """

    def __init__(self, text: str, name: str) -> None:
        self.file = f"{name}.py"
        """What tracebacks call the module's file."""
        self.lines = ["", *text.split("\n")]
        """The text, line by line; before the first stands nothing."""
        self.module = types.ModuleType(name)
        """The module itself."""
        exec(_compiled(text, self.file), vars(self.module))  # noqa: S102 - the course's own text
        self._module = Module(self.module)

    def ask(self, request: Request) -> Any:
        """What the request comes to; its reply is put into the words of the wire and read again, so that
        it is what a student's is: a named tuple is a tuple, and an object its type's name.
        """
        return request.read(self.reply(request.operation, copied(request.operands)))

    def reply(self, operation: str, operands: Sequence[Any]) -> Any:
        """What an operation on the module replies; it may keep the operands and change them."""
        return wire.carried(self._module.perform(operation, operands))

    def answer(self, call_back: bytes) -> bytes:
        """The reply to a call back, as a student in a worker gives it.

        Raises:
            StudentRaisedError: the function raised.
        """
        operation, *operands = wire.decode(call_back)
        try:
            with _quiet():
                return wire.encoded(("returned", self._module.perform(operation, operands)))
        except Exception as error:
            raise StudentRaisedError(Raised(type(error).__name__, str(error))) from error


@functools.lru_cache(maxsize=8)  # an audit loads the solution again and again
def _compiled(text: str, file: str) -> types.CodeType:
    return compile(text, file, "exec", dont_inherit=True)


def observed(subject: LocalSubject, observe: Observation, exercise: str, arguments: Arguments) -> Outcome:
    """What is seen when an observation is made with trusted text: a value, or the exception that it
    raised.
    """
    try:
        with _quiet():
            return Returned(observe(subject, exercise, arguments))
    except Exception as error:  # noqa: BLE001 - a wrong variant may raise anything, and that is what is observed
        bases = tuple(base.__name__ for base in type(error).__mro__[1:-1])
        line = _line_in(subject.file, error)
        return Raised(type(error).__name__, str(error), bases, line=line, code=subject.lines[line].strip())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _line_in(file: str, error: Exception) -> int:
    """The last line of a module that an exception came through; 0 if it came through none."""
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == file]
    return lines[-1] if lines else 0
