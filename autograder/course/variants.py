"""Variants of a solution: named mistakes, and other right ways."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
import tomllib
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
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


def misconception(exercise: str, hint: str, *, of: str = "") -> Callable[[Any], Any]:
    """Marks a function (or class) in misconceptions.py as a wrong variant of ``exercise``, which is
    about the definition ``of``; its own name names the mistake.

    It is for mistakes that no small change of the solution makes: those stand in misconceptions.toml.
    The definition takes the exercise's place in the solution, so it may use what the solution defines
    or imports; functions without a mark that stand above it come with it.
    """

    def mark(definition: Any) -> Any:
        text = _text(definition, of or exercise)
        definition.__variant__ = Misconception(definition.__name__, exercise, hint, text)
        return definition

    return mark


def alternative(exercise: str, *, style: str) -> Callable[[Any], Any]:
    """Marks a function (or class) in alternatives.py as another right way to write ``exercise``, by the
    name of its definition.

    All definitions of one ``style`` together make one alternative module.  What they may use is what
    :func:`misconception` says; so checks of arguments that many of them make are written once.
    """

    def mark(definition: Any) -> Any:
        definition.__variant__ = (style, exercise, _text(definition, exercise))
        return definition

    return mark


def _text(definition: Any, exercise: str) -> str:
    """The text of a variant under the exercise's name, followed by the functions of its file that it
    uses, directly or not.
    """
    file = vars(sys.modules[definition.__module__])
    texts: dict[str, str] = {}

    def add(name: str, part: Any) -> None:
        texts[name] = function_text(part, rename=name)
        for node in ast.walk(ast.parse(texts[name])):
            used = file.get(node.id) if isinstance(node, ast.Name) and node.id not in texts else None
            if inspect.isfunction(used) and used.__module__ == file["__name__"] and not hasattr(used, "__variant__"):
                add(used.__name__, used)

    add(exercise, definition)
    return "\n\n".join(texts.values())


Edits = Sequence[tuple[str, str]]
"""Old passages, each with the new one."""

_NO_OTHER_NAMES: Mapping[str, str] = types.MappingProxyType({})


def edited_misconceptions(
    file: Path, solution: str, of: Mapping[str, str] = _NO_OTHER_NAMES
) -> Iterator[Misconception]:
    """The misconceptions of a file ``misconceptions.toml``: a table ``[exercise.name]`` for each, with
    a ``hint`` and ``edits``, pairs of an old passage of the solution's definition, which must stand
    there once, and the new one.  A mistake that people make in several exercises is written once:
    ``name = { like = "other_exercise.other_name" }`` takes the hint and the edits from there.  One
    mistake that is written in other ways too, say with other constants, has ``spellings``, a list of
    further edits: each makes a misconception of the same name.

    Args:
        file: where they stand.
        solution: what they are edits of.
        of: what the solution calls each exercise that has another name.

    Raises:
        ValueError: the file is not TOML, has another form, or an old passage does not stand in the
            solution once; the message names the line.
    """
    try:
        text = file.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from None
    for exercise, entries in tables.items():
        for name, entry in (entries if isinstance(entries, dict) else {"": entries}).items():
            try:
                hint, spellings = _hint_and_spellings(_complete(entry, tables))
                texts = [_edited(solution, of.get(exercise, exercise), edits) for edits in spellings]
            except ValueError as error:
                raise ValueError(f"{file.name}, line {_line_of(text, exercise, name)}: {error}") from None
            yield from (Misconception(name, exercise, hint, text_with_mistake) for text_with_mistake in texts)


def _edited(solution: str, exercise: str, edits: Edits) -> str:
    """The exercise's definition with the mistake in it."""
    try:
        text = with_edits(solution, exercise, edits)
    except KeyError:
        raise ValueError(f"the solution defines no {exercise}") from None
    try:
        compile(text, exercise, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise ValueError(f"with these edits line {error.lineno} of {exercise} is no Python: {error.msg}") from None
    return text


def _complete(entry: Any, tables: dict[str, Any]) -> Any:
    """The entry, with what it does not say itself taken from the one that it is like."""
    if not isinstance(entry, dict) or "like" not in entry:
        return entry
    exercise, _, name = str(entry["like"]).partition(".")
    entries = tables.get(exercise)
    other = entries.get(name) if isinstance(entries, dict) else None
    if not isinstance(other, dict):
        raise ValueError(f"it is like {entry['like']!r}, and there is no such mistake")
    return other | {key: value for key, value in entry.items() if key != "like"}


def _hint_and_spellings(entry: Any) -> tuple[str, list[Edits]]:
    """The parts of an entry; ValueError says which of them is not as it must be."""
    if not isinstance(entry, dict):
        raise ValueError("a mistake is a table [exercise.name] with a hint and edits")
    unknown, missing = sorted(set(entry) - {"hint", "edits", "spellings"}), sorted({"hint", "edits"} - set(entry))
    if unknown or missing:
        raise ValueError(f"it has no {missing[0]}" if missing else f"{unknown[0]!r} means nothing here")
    hint, edits = entry["hint"], entry["edits"]
    if not isinstance(hint, str):
        raise ValueError(f"its hint must be a text, not {hint!r}")
    spellings = entry.get("spellings", [])
    if not isinstance(spellings, list):
        raise ValueError(f"its spellings must be a list of edits, not {spellings!r}")
    for each in (edits, *spellings):
        if not isinstance(each, list) or not each or not all(map(_is_edit, each)):
            raise ValueError(f"its edits must be pairs of texts, [[old, new], ...], not {each!r}")
    return " ".join(hint.split()), [[(old, new) for old, new in each] for each in (edits, *spellings)]


def _is_edit(edit: Any) -> bool:
    return isinstance(edit, list) and len(edit) == 2 and all(isinstance(passage, str) for passage in edit)


def _line_of(text: str, exercise: str, name: str) -> int:
    """The line of an entry's heading, or of a key that stands where a heading should."""
    table = ""
    for number, line in enumerate((re.sub(r"[\s\"']", "", line) for line in text.splitlines()), 1):
        table = line if line.startswith("[") else table
        inline = table.startswith(f"[{exercise}]") and line.startswith(f"{name}=")
        if inline or line.startswith((f"[{exercise}.{name}]", f"{exercise}=")):
            return number
    return 1
