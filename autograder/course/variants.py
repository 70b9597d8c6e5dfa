"""TODO course/variants."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from autograder.source import function_text


@dataclasses.dataclass(frozen=True)
class Misconception:
    """A named wrong variant of one exercise, with the hint that a student who made this mistake
    should read.
    """

    name: str
    exercise: str
    hint: str
    text: str


@dataclasses.dataclass(frozen=True)
class Alternative:
    """Another right way: definitions that replace those of the solution, by exercise."""

    name: str
    texts: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Edited:
    """A misconception before its unit is loaded: see :func:`edited`."""

    exercise: str
    hint: str
    edits: tuple[tuple[str, str], ...]


def edited(exercise: str, hint: str, *edits: tuple[str, str]) -> Edited:
    """A wrong variant of ``exercise`` for misconceptions.py; the variable that it is kept in names
    the mistake.

    It is the solution's own definition with each old passage, which must stand there once, replaced
    by a new one.
    """
    return Edited(exercise, hint, edits)


def misconception(exercise: str, hint: str) -> Callable[[Any], Any]:
    """Marks a function (or class) in misconceptions.py as a wrong variant of ``exercise``; its own
    name names the mistake.

    It is for mistakes that no small change of the solution makes: those are :func:`edited`.  The
    body may use what the solution module defines or imports, and nothing else, because it takes the
    exercise's place there.
    """

    def mark(definition: Any) -> Any:
        text = function_text(definition, rename=exercise)
        definition.__variant__ = Misconception(definition.__name__, exercise, hint, text)
        return definition

    return mark


def alternative(exercise: str, *, style: str) -> Callable[[Any], Any]:
    """Marks a function (or class) in alternatives.py as another right way to write ``exercise``.

    All definitions of one ``style`` together make one alternative module.
    """

    def mark(definition: Any) -> Any:
        definition.__variant__ = (style, exercise, function_text(definition, rename=exercise))
        return definition

    return mark
