"""What an observation came to: a value, or an exception."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

Arguments = dict[str, Any]
"""The arguments of one call by name, in the order of the signature."""


class Repeated(NamedTuple):
    """A call's result at once (``fresh``) and after other calls (``kept``), the result of the same
    call made ``again``, and its arguments after that; ``refusal`` is the class of what the call raises
    where its arguments cannot be written into, empty if nothing; ``in_place`` is what the call comes to
    once other numbers were written into the same arrays, and with those numbers in arrays of their own;
    ``changed`` is the function whose earlier result the call changed, empty if it is none.
    """

    fresh: Any
    kept: Any
    again: Any
    arguments: Arguments
    refusal: str = ""
    in_place: tuple[Any, Any] | None = None
    changed: str = ""


class BadRefusal(NamedTuple):
    """A call was refused with an exception, but its arguments were others then, those that are in ``arguments``;
    or, without these, the same call was not refused once more.
    """

    arguments: Arguments | None = None


Shapes = tuple[tuple[str, tuple[int, ...]], ...]
"""The shapes of arrays, each with the name that it has in a line of code."""


@dataclasses.dataclass(frozen=True)
class Returned:
    """The call came back with ``value``."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Raised:
    """The call raised an exception.

    ``kind`` is its class, with the names of its ``bases``; ``function``, ``line`` and ``code`` say
    where in the student's module, or in another ``file`` of theirs, and ``shapes`` which arrays met there.
    """

    kind: str
    message: str = ""
    bases: tuple[str, ...] = ()
    function: str = ""
    line: int = 0
    code: str = ""
    file: str = ""
    shapes: Shapes = ()

    def is_a(self, *names: str) -> bool:
        """Whether the exception is of one of these classes, or of one derived from them."""
        return not set(names).isdisjoint((self.kind, *self.bases))


Outcome = Returned | Raised
