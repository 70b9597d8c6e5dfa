"""When units are due: the table ``[due_dates]`` of ``course.toml``, and for some students another time in
``extensions.csv`` beside it.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import KitError

EXTENSIONS = "extensions.csv"
_COLUMNS = ("student", "unit", "due")


class ExtensionsError(KitError):
    """The table of extensions cannot be read; the message names the line."""


@dataclasses.dataclass(frozen=True)
class DueDates:
    """The times of a course, all of them with a time zone.

    Args:
        units: when each unit is due.
        extensions: when it is due for a student, by student and unit.
    """

    units: Mapping[str, datetime.datetime] = dataclasses.field(default_factory=dict)
    extensions: Mapping[tuple[str, str], datetime.datetime] = dataclasses.field(default_factory=dict)

    def of(self, unit: str, student: str = "") -> datetime.datetime | None:
        """When a unit is due for a student; None where nobody said it."""
        return self.extensions.get((student, unit), self.units.get(unit))

    def last(self, unit: str) -> datetime.datetime | None:
        """When it is due for everybody, those with an extension too."""
        own = [due for (_, name), due in self.extensions.items() if name == unit]
        return max([*own, self.units[unit]]) if unit in self.units else None


def read_units(table: Any) -> dict[str, datetime.datetime]:
    """The table as TOML has it.

    Raises:
        ValueError: something in it is no time with a time zone.
    """
    if not isinstance(table, dict):
        raise ValueError("[due_dates] must be a table with a line for each unit.")
    for unit, due in table.items():
        if not isinstance(due, datetime.datetime) or due.tzinfo is None:
            wanted = "a date and time with a time zone, such as 2026-10-01T23:59:00+02:00"
            raise ValueError(f"{unit} of [due_dates] must be {wanted}, not {due}.")
    return dict(table)


def moment(text: str) -> datetime.datetime:
    """A date and time with a time zone, as people write it: ``2026-10-01 23:59+02:00``.

    Raises:
        ValueError: it is something else.
    """
    with_zone = datetime.datetime.fromisoformat(text.strip())
    if with_zone.tzinfo is None:
        raise ValueError("it has no time zone")
    return with_zone


def read_extensions(course: Path) -> dict[tuple[str, str], datetime.datetime]:
    """The extensions of a course, by student and unit; none where it has no such file.

    Raises:
        ExtensionsError: the file is no such table.
    """
    file = course / EXTENSIONS
    if not file.is_file():
        return {}
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ExtensionsError(f"{file} cannot be read: {error}. Save it as CSV in UTF-8.") from None
    rows = csv.DictReader(text.splitlines())
    if not set(_COLUMNS).issubset(rows.fieldnames or ()):
        raise ExtensionsError(f"{file} has no columns {', '.join(_COLUMNS)}. Write them into its first line.")
    return {_key(row): _due(file, rows.line_num, row["due"]) for row in rows}


def _key(row: Mapping[str, str | None]) -> tuple[str, str]:
    return (row["student"] or "").strip(), (row["unit"] or "").strip()


def _due(file: Path, line: int, text: str | None) -> datetime.datetime:
    try:
        return moment(text or "")
    except ValueError:
        wanted = "a date and time with a time zone, such as 2026-10-08T23:59+02:00"
        raise ExtensionsError(f"{file}, line {line}: {text!r} is not {wanted}. Mend that line.") from None
