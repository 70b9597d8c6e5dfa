"""Where submissions are: in a module, a folder that holds some, or a tree of many.

Nothing is opened here, and what one student can put in the way is bounded: so many folders deep, so
many entries in all.
"""

from __future__ import annotations

import collections
import itertools
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from autograder.submissions import downloads
from autograder.submissions.folders import MAX_ENTRIES, SubmissionError, resembles

Place = tuple[Path, str]
"""A folder, or the module itself, and the unit that was handed in there."""

MAX_DEPTH = 12
"""So many folders deep a search goes: no honest hand-in lies deeper."""

MAX_LISTED = 200_000
"""So many entries a folder of a whole class may have."""

HANDED_IN = "submitted"
"""The folder of a course that holds a folder for each student."""

NOT_HANDED_IN = ("reference", "assignments", "release", "autograded", "feedback")
"""The folders of a course that hold nothing handed in, or copies of it: a search of the whole
course passes over them.
"""

_PASSED_OVER = ("__pycache__", "__MACOSX")
"""Folders that programs write, wherever they are; hidden ones are passed over as well."""


def find_submissions(
    path: Path, units: Sequence[str], *, only: str | None = None, course: Path | None = None
) -> list[Place]:
    """All ``(place, unit)`` at or below ``path``: a module, a folder that holds one or more, or a
    tree of many.

    A place is a folder, or the module itself: where ``only`` names the one unit that is looked for,
    a file may have any name, and in what was downloaded from Canvas or Moodle, files lie side by
    side.  In the ``course``'s own folder only what was handed in is looked at.  Links are not
    followed, not even ``path``: one that a student handed in may lead to somebody else's work.

    Raises:
        SubmissionError: there is none.
    """
    if path.is_symlink():
        advice = "Links are not followed: name what it leads to, if you trust it."
        raise SubmissionError(f"{path} is a link to {path.resolve()}. {advice}")
    units = units if only is None else [only]
    if path.is_file():
        return [_named(path, units, only)]
    if not path.is_dir():
        raise SubmissionError(f"{path} does not exist. Give a module, a folder that holds one, or a tree of many.")
    found = sorted(_walk(path, units, course))
    if not found:
        raise SubmissionError(f"No submission found in {path}: looked for {_modules(units)} in it and in its folders.")
    return found


def _named(path: Path, units: Sequence[str], only: str | None) -> Place:
    """The place and unit of a file that was named itself."""
    if path.suffix == ".py" and path.stem in units:
        return path.parent, path.stem
    if only is not None:
        return path, only
    raise SubmissionError(
        f"{path} is not the module of a unit: those are {_modules(units)}. Rename it, or name its unit with --unit."
    )


def _walk(top: Path, units: Sequence[str], course: Path | None) -> Iterator[Place]:
    """The folders of a class are searched whole, and what one student handed in as far as anybody
    goes.
    """
    of_class = {top, *(top / unit for unit in units), *([course.resolve() / HANDED_IN] if course else [])}
    passed_over = {course.resolve() / name for name in NOT_HANDED_IN} if course else set()
    yield from downloads.modules(top, _listed(top, MAX_LISTED)[1], units)
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        if folder in of_class or (course and folder.resolve() in of_class):
            found, inner, _ = _looked_into(folder, units, MAX_LISTED)
            yield from found
            waiting += [each for each in inner if not passed_over or each.resolve() not in passed_over]
        else:
            yield from _search(folder, units)


def _search(top: Path, units: Sequence[str]) -> Iterator[Place]:
    """What one student handed in, the highest first.

    Not os.walk, which calls itself for each level in Python 3.11: a hand-in can have thousands.
    """
    waiting, left = collections.deque([(top, 1)]), MAX_ENTRIES
    while waiting and left > 0:
        folder, depth = waiting.popleft()
        found, inner, seen = _looked_into(folder, units, left)
        yield from found
        left -= seen
        if depth < MAX_DEPTH:
            waiting.extend((each, depth + 1) for each in inner)


def _looked_into(folder: Path, units: Sequence[str], most: int) -> tuple[list[Place], list[Path], int]:
    """The hand-ins that a folder is, the folders in which to go on, and how many entries were seen:
    below a folder that is a hand-in nothing else is one, whatever it is called.
    """
    folders, files = _listed(folder, most)
    found = [(folder, unit) for unit in units if _is_submission(folder, files, unit)]
    inner = [name for name in folders if not name.startswith(".") and name not in _PASSED_OVER]
    further = [] if found else [folder / name for name in sorted(inner)]
    return found, further, len(folders) + len(files)


def _listed(folder: Path, most: int) -> tuple[list[str], list[str]]:
    """The names of the folders and of the files in a folder, at most so many; links are neither."""
    try:
        with os.scandir(folder) as listing:
            entries = list(itertools.islice(listing, most))
    except OSError:  # it cannot be read, or its name has become too long
        return [], []
    folders = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    return folders, [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)]


def _is_submission(folder: Path, files: Collection[str], unit: str) -> bool:
    """Whether a folder is a hand-in of a unit, also where its module is missing or has another name,
    or nobody may look into it: that is a zero, not nothing.
    """
    if f"{unit}.py" in files or any(resembles(file, unit) for file in files):
        return True
    if folder.name != unit:
        return False
    return any(file.endswith((".py", ".ipynb")) for file in files) or not os.access(folder, os.R_OK | os.X_OK)


def _modules(units: Sequence[str]) -> str:
    return ", ".join(f"{unit}.py" for unit in units)
