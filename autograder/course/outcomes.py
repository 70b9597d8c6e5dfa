"""TODO course/outcomes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

Arguments = dict[str, Any]
"""The arguments of one call by name, in the order of the signature."""


class Subject(Protocol):
    """A module under observation: the reference, a variant of it or a student's, all with the same
    face.
    """

    def call(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        """The result of ``name(*arguments)``, a method if ``of`` is a handle; the arguments are
        copied before the call.
        """

    def call_and_look(self, name: str, arguments: Arguments) -> tuple[Any, Arguments]:
        """The same, with the arguments as the call left them."""

    def call_repeatedly(self, name: str, first: Arguments, between: Sequence[Arguments]) -> Repeated:
        """The same call made twice, with others in between, which may raise what they like."""

    def call_strictly(self, name: str, arguments: Arguments) -> Any:
        """One call, with every warning and every floating-point overflow as an exception."""

    def count_lines(self, name: str, arguments: Arguments) -> tuple[Any, int]:
        """The result, and how many lines of the module were executed for it."""

    def keep(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        """A handle to the result, or to the object that a class makes; it stays with the module,
        and can be an argument of other calls.
        """

    def look(self, handle: Any, attribute: str = "") -> Any:
        """What a handle, or an attribute of the object behind it, holds by now."""

    def define(self, text: str) -> Any:
        """A handle to a namespace in which ``text`` was executed: for classes that the module is to
        be called with.
        """


class Repeated(NamedTuple):
    """A call's result at once (``fresh``) and after other calls (``kept``), the result of the same
    call made ``again``, and its arguments after that.
    """

    fresh: Any
    kept: Any
    again: Any
    arguments: Arguments


@dataclasses.dataclass(frozen=True)
class Returned:
    """The call came back with ``value``."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Raised:
    """The call raised an exception: its class (and base classes), its message and where in the
    student's module, or in another ``file`` of theirs.
    """

    kind: str
    message: str = ""
    bases: tuple[str, ...] = ()
    function: str = ""
    line: int = 0
    code: str = ""
    file: str = ""


Outcome = Returned | Raised
