"""When something was handed in, as ``timestamp.txt`` says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from autograder.nbgrader.internals import TIME_STAMP, CourseFolders

_MAX_BYTES = 100


def never_stop_at_a_time_stamp(courses: CourseFolders) -> None:
    """nbgrader gives no mark where it cannot read the time stamp, and waits for ever at one that is
    a pipe: such a one counts as none.
    """
    usual = courses.get_existing_timestamp

    def get_existing_timestamp(folder: str) -> Any:
        try:
            return usual(folder) if _has_time_stamp(Path(folder)) else None
        except (ValueError, OverflowError):
            return None

    courses.get_existing_timestamp = get_existing_timestamp


def _has_time_stamp(folder: Path) -> bool:
    """Whether there is one; what is no time raises ValueError or OverflowError."""
    path = folder / TIME_STAMP
    plain = path.is_file() and not path.is_symlink() and path.stat().st_size <= _MAX_BYTES
    text = path.read_text().strip() if plain else ""
    return bool(text and parse_utc(text))
