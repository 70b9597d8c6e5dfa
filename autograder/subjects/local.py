"""A module of the course's own (the solution or a variant of it) as a subject of observation, in
this process.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.course.checks import Check
from autograder.course.outcomes import Arguments, Outcome, Raised, Repeated, Returned, Subject
from autograder.values.copies import copied


class LocalSubject:
    """Runs trusted text: never a student's."""

    def __init__(self, text: str, name: str) -> None:
        self._namespace: dict[str, Any] = {"__name__": name}
        self._file = f"{name}.py"
        exec(compile(text, self._file, "exec", dont_inherit=True), self._namespace)  # noqa: S102 - the course's own text

    def call(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        return copied(self._kept(name, arguments, of))

    def call_and_look(self, name: str, arguments: Arguments) -> tuple[Any, Arguments]:
        values = copied(list(arguments.values()))
        result = copied(self._function(name, None)(*values))
        return result, dict(zip(arguments, values, strict=True))

    def call_repeatedly(self, name: str, first: Arguments, between: Sequence[Arguments]) -> Repeated:
        result = self._kept(name, first, None)
        fresh = copied(result)
        for other in between:
            with contextlib.suppress(Exception):
                self.call(name, other)
        return Repeated(fresh, copied(result), *self.call_and_look(name, first))

    def call_strictly(self, name: str, arguments: Arguments) -> Any:
        with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
            warnings.simplefilter("error")
            return self.call(name, arguments)

    def count_lines(self, name: str, arguments: Arguments) -> tuple[Any, int]:
        lines = 0

        def count(frame: types.FrameType, event: str, _value: Any) -> Any:
            nonlocal lines
            if frame.f_code.co_filename != self._file:
                return None
            lines += event == "line"
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            result = self.call(name, arguments)
        finally:
            sys.settrace(before)
        return result, lines

    def keep(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        return self._kept(name, arguments, of)

    def look(self, handle: Any, attribute: str = "") -> Any:
        return copied(getattr(handle, attribute) if attribute else handle)

    def define(self, text: str) -> Any:
        namespace = types.SimpleNamespace()
        exec(_compiled(text), vars(namespace))  # noqa: S102 - the course's own text
        return namespace

    def _kept(self, name: str, arguments: Arguments, of: Any) -> Any:
        return self._function(name, of)(*copied(list(arguments.values())))

    def _function(self, name: str, of: Any) -> Callable[..., Any]:
        function: Callable[..., Any] = self._namespace[name] if of is None else getattr(of, name)
        return function


@functools.cache  # a check defines the same text for each of its cases
def _compiled(text: str) -> types.CodeType:
    return compile(text, "<judge>", "exec", dont_inherit=True)


def observed(subject: Subject, exercise: str, check: Check, arguments: Arguments) -> Outcome:
    """What a check sees when it is made with trusted text: a value, or the exception that it
    raised.
    """
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return Returned(check.observe(subject, exercise, arguments))
    except Exception as error:  # noqa: BLE001 - a wrong variant may raise anything, and that is what is observed
        bases = tuple(base.__name__ for base in type(error).__mro__[1:-1])
        return Raised(type(error).__name__, str(error), bases)
