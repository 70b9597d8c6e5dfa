"""Mutants that a unit excuses: ``reference/<unit>/equivalent.toml`` lists those that no check can
tell from the solution, with the reason.
"""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

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


_FIELDS = {field.name for field in dataclasses.fields(Equivalent)}
_HEADING = "[[equivalent]]"
_FORM = f"Each {_HEADING} has exercise, before, after and reason."


def read_equivalents(course: Path, unit: str) -> list[Equivalent]:
    """The mutants that a unit's list has; none where there is no list.

    Raises:
        UnitError: the file is not what it should be; the message names the line.
    """
    path = course / "reference" / unit / "equivalent.toml"
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnitError(f"{path}: {error}. {_FORM}") from None
    if set(tables) - {"equivalent"} or not isinstance(tables.get("equivalent", []), list):
        raise UnitError(f"{path} has {', '.join(tables)}, and should have nothing but {_HEADING}. {_FORM}")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == _HEADING]
    for entry, line in zip(tables.get("equivalent", []), lines, strict=False):
        if set(entry) != _FIELDS:
            raise UnitError(f"{path}, line {line}: this entry has {', '.join(entry) or 'nothing'}. {_FORM}")
    return [Equivalent(**entry) for entry in tables.get("equivalent", [])]
