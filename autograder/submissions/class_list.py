"""Who is in a class: from nbgrader's gradebook, or from a CSV file."""

from __future__ import annotations

import contextlib
import csv
import sqlite3
from pathlib import Path

from autograder.submissions.folders import SubmissionError

COLUMNS = ("student", "id", "student_id", "username")
"""The columns that may hold the names: ours, those of nbgrader's own import and export, and Moodle's."""

_SQLITE = b"SQLite format 3\0"
_ADVICE = f"Give nbgrader's gradebook.db, or a CSV file in UTF-8 with one of the columns {', '.join(COLUMNS)}"


def read_class_list(file: Path) -> tuple[str, ...]:
    """The names of all students, in the order of the file, each once.

    Raises:
        SubmissionError: it is no such file, or names nobody.
    """
    try:
        names = _in_gradebook(file) if _is_gradebook(file) else _in_table(file)
    except (OSError, UnicodeDecodeError, csv.Error, sqlite3.Error) as error:
        raise SubmissionError(f"{file} cannot be read as a class list: {error}. {_ADVICE}.") from None
    students = tuple(dict.fromkeys(filter(None, (name.strip() for name in names))))
    if not students:
        raise SubmissionError(f"{file} names no students. {_ADVICE}.")
    return students


def _is_gradebook(file: Path) -> bool:
    with file.open("rb") as data:
        return data.read(len(_SQLITE)) == _SQLITE


def _in_gradebook(file: Path) -> list[str]:
    address = f"{file.resolve().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as gradebook:
        return [str(name) for (name,) in gradebook.execute("SELECT id FROM student ORDER BY id")]


def _in_table(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    column = next((column for column in COLUMNS if rows and column in rows[0]), "")
    return [row.get(column) or "" for row in rows]
