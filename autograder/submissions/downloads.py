"""What learning platforms call the files and folders that they let teachers download.

==========  =================================================================================
Canvas      ``doejane_123_456_conv1d.py``: name, user and upload; ``doejane_LATE_123_...``
            where it was late, ``...conv1d-1.py`` where a file of that name was there before
Moodle      ``Jane Doe_123_assignsubmission_file_``, a folder, or the start of a file's name
==========  =================================================================================

A platform writes its part in front of whatever a student calls a file, so the first match counts:
what follows it is the student's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_MOODLE = re.compile(r"(?P<student>.+?)_assignsubmission_[a-z]+_(?P<file>.*)", re.DOTALL)
_CANVAS = re.compile(
    r"(?P<student>.+?)(?:_LATE)?_(?P<user>[0-9]{1,20})_(?P<upload>[0-9]{1,20})_(?P<file>.+)", re.DOTALL
)
_UPLOADED_AGAIN = re.compile(r"-[0-9]+(?=\.\w+$)")


class Download(NamedTuple):
    """What a name says: whose file it is, which upload, and what the student called it."""

    student: str
    upload: int
    file: str


def read_file(name: str) -> Download | None:
    """What the name of a file says; None if no platform calls any so."""
    if moodle := _MOODLE.fullmatch(name):
        return Download(moodle["student"], 0, moodle["file"])
    if canvas := _CANVAS.fullmatch(name):
        file = _UPLOADED_AGAIN.sub("", canvas["file"])
        return Download(f"{canvas['student']}_{canvas['user']}", int(canvas["upload"]), file)
    return None


def read_folder(name: str) -> str:
    """Whose folder it is: all of its name, unless Moodle made it."""
    moodle = _MOODLE.fullmatch(name)
    return moodle["student"] if moodle and not moodle["file"] else name


def by_student(folder: Path, names: Iterable[str]) -> dict[str, dict[str, Path]]:
    """The files of each student that lie side by side in a folder, by the names that the students
    gave them: of two with one name the later upload.
    """
    said = ((read_file(name), name) for name in names)
    found: dict[str, dict[str, Path]] = {}
    for download, name in sorted((each, name) for each, name in said if each and each.file):
        found.setdefault(download.student, {})[download.file] = folder / name
    return found


def modules(folder: Path, names: Iterable[str], units: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """The modules that lie side by side in a folder, each with its unit; a notebook alone is a
    hand-in too, without its module.
    """
    for files in by_student(folder, names).values():
        for unit in units:
            if place := _first(files, f"{unit}.py", f"{unit}.ipynb"):
                yield place, unit


def _first(files: Mapping[str, Path], *names: str) -> Path | None:
    return next((files[name] for name in names if name in files), None)
