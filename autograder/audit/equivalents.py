"""What a unit excuses, with the reason: ``reference/<unit>/equivalent.toml`` lists the mutants that no
check can tell from the solution, ``allowed.toml`` the adversaries that may keep their marks.
"""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import TypeVar

from autograder.course.loading import UnitError


@dataclasses.dataclass(frozen=True)
class Equivalent:
    """A mutant that answers as the solution does, with the reason why no check could tell."""

    exercise: str
    before: str
    after: str
    reason: str

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the mutant."""
        return self.exercise, f"{self.before}  ->  {self.after}"


@dataclasses.dataclass(frozen=True)
class Allowed:
    """An adversary that may keep its marks on an exercise, with the reason why that is right."""

    exercise: str
    adversary: str
    reason: str

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the adversary's trial."""
        return self.exercise, self.adversary


def read_equivalents(course: Path, unit: str) -> list[Equivalent]:
    """The mutants that a unit's list has; none where there is no list.

    Raises:
        UnitError: the file is not what it should be; the message names the line.
    """
    return _read(course / "reference" / unit / "equivalent.toml", "equivalent", Equivalent)


def read_allowed(course: Path, unit: str) -> list[Allowed]:
    """The adversaries that a unit's list allows; none where there is no list.

    Raises:
        UnitError: the file is not what it should be; the message names the line.
    """
    return _read(course / "reference" / unit / "allowed.toml", "allowed", Allowed)


Entry = TypeVar("Entry", Equivalent, Allowed)


def _read(path: Path, key: str, entry: type[Entry]) -> list[Entry]:
    """The tables ``[[key]]`` of a file."""
    if not path.is_file():
        return []
    fields, heading = [field.name for field in dataclasses.fields(entry)], f"[[{key}]]"
    form = f"Each {heading} has {', '.join(fields[:-1])} and {fields[-1]}."
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnitError(f"{path}: {error}. {form}") from None
    if set(tables) - {key} or not isinstance(tables.get(key, []), list):
        raise UnitError(f"{path} has {', '.join(tables)}, and should have nothing but {heading}. {form}")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == heading]
    for table, line in zip(tables.get(key, []), lines, strict=False):
        if set(table) != set(fields):
            raise UnitError(f"{path}, line {line}: this entry has {', '.join(table) or 'nothing'}. {form}")
    return [entry(**table) for table in tables.get(key, [])]
