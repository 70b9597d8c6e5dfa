"""Whose a submission is: one submission of a unit is one folder of one student.

The student is the first folder below the path that was named.  Where that is the folder of a unit,
the path is one student's own, or the next folder is the student's.  Below a course's ``submitted``
it is always the folder right there.  What a platform calls a download is understood, and a table
can say who each of them is.  Of all that one student handed in for a unit, what lies in a path of the
student's own name counts first, for anybody can give a folder another's name; then the module that lies
highest, the first by name where two lie as high.
"""

from __future__ import annotations

import csv
import dataclasses
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.languages import _
from autograder.submissions import downloads
from autograder.submissions.finding import HANDED_IN, Place, find_submissions
from autograder.submissions.folders import SubmissionError, Task

MAX_COPIES = 5
"""So many further copies are named."""

_COLUMNS = ("submission", "student")


@dataclasses.dataclass(frozen=True)
class Search:
    """What is looked for.

    Args:
        units: the course's units.
        only: the one unit that everything is graded as, if any.
        course: the course's folder.
        one_student: whether all of each path is one student's, who owes every unit.
        table: who each submission is of, by the name of its folder; None where no table was given.
    """

    units: Sequence[str]
    only: str | None = None
    course: Path | None = None
    one_student: bool = False
    table: Mapping[str, str] | None = None

    @property
    def wanted(self) -> Sequence[str]:
        """The units that are looked for."""
        return self.units if self.only is None else [self.only]


@dataclasses.dataclass(frozen=True)
class _Candidate:
    """One place where somebody handed in a unit; ``rank`` orders those of one student."""

    task: Task
    owner: str
    rank: tuple[bool, int, int, str]


def find_tasks(paths: Sequence[Path], search: Search) -> list[Task]:
    """What is to be graded at or below the paths: one submission for each student and unit.

    Raises:
        SubmissionError: there is none in one of the paths.
    """
    found = [each for number, path in enumerate(paths) for each in _candidates(number, paths, search)]
    groups: dict[tuple[str, str], list[_Candidate]] = {}
    for each in found:
        groups.setdefault((each.task.student or f"/{each.owner}", each.task.unit), []).append(each)
    return [_counted(group) for group in groups.values()]


def read_table(file: Path) -> dict[str, str]:
    """A CSV file with the columns ``submission`` and ``student``.

    Raises:
        SubmissionError: it is none, or says two things of one submission.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [tuple(row.get(column) or "" for column in _COLUMNS) for row in csv.DictReader(lines)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SubmissionError(f"{file} cannot be read: {error}. It must be a CSV file in UTF-8.") from None
    if not all(submission and student for submission, student in rows) or not rows:
        raise SubmissionError(f"{file} must have the columns {' and '.join(_COLUMNS)}, and both filled in each row.")
    table: dict[str, str] = {}
    for submission, student in rows:
        known = table.setdefault(downloads.read_folder(submission), student)
        if known != student:
            raise SubmissionError(f"{file} says that {submission!r} is of {known!r}, and of {student!r}. Keep one row.")
    return table


def _counted(group: Sequence[_Candidate]) -> Task:
    first, *others = sorted(group, key=lambda each: each.rank)
    names = [each.task.name for each in others]
    more = [_("{number} more").format(number=f"{len(names) - MAX_COPIES:,}")] if len(names) > MAX_COPIES else []
    return dataclasses.replace(first.task, copies=(*names[:MAX_COPIES], *more))


def _candidates(number: int, paths: Sequence[Path], search: Search) -> Iterator[_Candidate]:
    """All places in one of the paths, with whose they are."""
    path = paths[number]
    places = _places(path, search)
    top = _Top.of(path, places, search)
    downloaded = {folder: _downloaded(folder) for folder in {place.parent for place, _ in places if place.is_file()}}
    shared = sum(_folder(other) == top.folder for other in paths) > 1
    for place, unit in places:
        owner = top.owner(place, unit)
        name = str(place if place.is_file() else place / f"{unit}.py")
        # files that lie side by side may be of several students
        files = (
            downloaded[place.parent].get(owner, {f"{unit}.py": place} if shared else None) if place.is_file() else None
        )
        task = Task(place, unit, name, owner if search.table is None else search.table.get(owner, ""), files)
        is_in_anothers = owner != top.own_name
        yield _Candidate(task, owner, (is_in_anothers, number, len(place.parts), name))


def _places(path: Path, search: Search) -> list[Place]:
    """All places in a path; where it is one student's, and has none of a unit, the path itself:
    reading that says what is missing.
    """
    try:
        found = find_submissions(path, search.units, only=search.only, course=search.course)
    except SubmissionError:
        if not search.one_student or path.is_symlink() or not path.is_dir():
            raise
        found = []
    missing = set(search.wanted) - {unit for _, unit in found} if search.one_student else set()
    return [*found, *((path, unit) for unit in search.wanted if unit in missing)]


def _downloaded(folder: Path) -> dict[str, dict[str, Path]]:
    return downloads.by_student(folder, os.listdir(folder))


def _folder(path: Path) -> Path:
    """The folder that a path is, or that holds it."""
    path = path.resolve()
    return path.parent if path.is_file() else path


@dataclasses.dataclass(frozen=True)
class _Top:
    """A path that was named, and what tells whose the places in it are.

    Args:
        path: the path, as it was named.
        folder: it, or the folder that holds it, without links.
        is_class: whether the folders right in it are students' and not units'.
        search: what is looked for.
    """

    path: Path
    folder: Path
    is_class: bool
    search: Search

    @classmethod
    def of(cls, path: Path, places: Sequence[Place], search: Search) -> _Top:
        below = (_between(path, place) for place, _ in places)
        is_class = any(parts and parts[0] not in search.units for parts in below)
        return cls(path, _folder(path), is_class and not search.one_student, search)

    def owner(self, place: Path, unit: str) -> str:
        """The name by which the student is known."""
        course, parts = self.search.course, _between(self.path, place)
        submitted = course.resolve() / HANDED_IN if course else None
        folder = self.folder.joinpath(*parts)
        if submitted and submitted in folder.parents:
            return downloads.read_folder(folder.relative_to(submitted).parts[0])
        if place.is_file() and not self.search.one_student and (name := _name_of_file(place, unit)):
            return name
        if self.is_class:
            return downloads.read_folder(parts[0])
        return downloads.read_folder(parts[1]) if len(parts) > 1 and not self.search.one_student else self.own_name

    @property
    def own_name(self) -> str:
        """The student whose the path is if it is one student's: the name of the folder, or of the one above where it
        is a unit's.
        """
        return downloads.read_folder(
            (self.folder.parent if self.folder.name in self.search.units else self.folder).name
        )


def _between(path: Path, place: Path) -> tuple[str, ...]:
    """The folders from a path that was named to a place in it."""
    folder = place.parent if place.is_file() else place
    return folder.relative_to(path).parts if path.is_dir() else ()


def _name_of_file(place: Path, unit: str) -> str:
    """Whom the name of a file names; empty if it is the unit's."""
    download = downloads.read_file(place.name)
    if download and download.file in (f"{unit}.py", f"{unit}.ipynb"):
        return download.student
    return "" if re.fullmatch(rf"{re.escape(unit)}([ -]?\(?\d+\)?| copy)?", place.stem, re.IGNORECASE) else place.stem
