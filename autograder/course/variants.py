"""Variants of a solution: named mistakes, and other right ways."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.source import function_text, with_edits


@dataclasses.dataclass(frozen=True)
class Misconception:
    """A named wrong variant of one exercise, with the hint that a student who made this mistake
    should read; ``text`` is the exercise's definition with the mistake in it.
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


def misconception(exercise: str, hint: str) -> Callable[[Any], Any]:
    """Marks a function (or class) in misconceptions.py as a wrong variant of ``exercise``; its own
    name names the mistake.

    It is for mistakes that no small change of the solution makes: those stand in misconceptions.toml.
    The body may use what the solution module defines or imports, and nothing else, because it takes
    the exercise's place there.
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


def edited_misconceptions(file: Path, solution: str) -> Iterator[Misconception]:
    """The misconceptions of a file ``misconceptions.toml``: a table ``[exercise.name]`` for each, with
    a ``hint`` and ``edits``, pairs of an old passage of the solution's definition, which must stand
    there once, and the new one.  A mistake that people make in several exercises is written once:
    ``name = { like = "other_exercise.other_name" }`` takes the hint and the edits from there.

    Raises:
        ValueError: the file is not TOML, has another form, or an old passage does not stand in the
            solution once; the message names the line.
    """
    text = file.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from None
    for exercise, mistakes in tables.items():
        for name, mistake in mistakes.items():
            try:
                found = _edited(exercise, name, _complete(mistake, tables), solution)
            except KeyError as error:
                missing = f"the solution defines no {exercise}" if error.args == (exercise,) else f"it has no {error}"
                raise ValueError(f"{file}, line {_line_of(text, exercise, name)}: {missing}") from None
            except (TypeError, ValueError, AttributeError) as error:
                raise ValueError(f"{file}, line {_line_of(text, exercise, name)}: {error}") from None
            yield found


def _edited(exercise: str, name: str, mistake: dict[str, Any], solution: str) -> Misconception:
    hint, edits = " ".join(mistake["hint"].split()), [(old, new) for old, new in mistake["edits"]]
    return Misconception(name, exercise, hint, with_edits(solution, exercise, edits))


def _complete(mistake: dict[str, Any], tables: dict[str, Any]) -> dict[str, Any]:
    """The mistake, with what it does not say itself taken from the one that it is like."""
    if "like" not in mistake:
        return mistake
    exercise, _, name = mistake["like"].partition(".")
    if name not in tables.get(exercise, {}):
        raise ValueError(f"it is like {mistake['like']}, and there is no such mistake")
    other: dict[str, Any] = tables[exercise][name]
    return other | mistake


def _line_of(text: str, exercise: str, name: str) -> int:
    """The line on which a mistake begins: its heading, or its name below the exercise's."""
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        table = line if line.startswith("[") else table
        if line == f"[{exercise}.{name}]" or (table == f"[{exercise}]" and line.startswith(f"{name} ")):
            return number
    return 1
