"""What a pull request changes, read from Git's own objects.

Nothing of the pull request is checked out: the Python files of the units that it touches are
copied, as bytes, into a folder that only the grader reads, and judged from there.  So no hook,
filter, submodule or setting that it brings along can run.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.languages import _, ngettext
from autograder.report import Ignored
from autograder.submissions.folders import MAX_FILE_BYTES, MAX_FILES, Task
from autograder.submissions.git import Repository, RepositoryError, TooLargeError
from autograder.submissions.trees import Change, Entry, Trees

_MAX_NOTEBOOK_BYTES = 20 * 10**6
_MAX_NOTEBOOK_VALUES = 500_000
"""Of a larger notebook nobody asks which of its cells are locked."""

_REGULAR, _LINK = re.compile(r"100[0-7]{3}"), "120000"
"""The modes that Git gives to files, whoever may run or write them, and to symbolic links."""

MAX_PLACES = 100
"""A pull request that touches more folders than this is not graded: it would keep all others
waiting.
"""

MAX_BYTES = 50 * 10**6
"""So much of a pull request is read at most."""

_MAX_NAME = 255

_LISTED = 50
"""So many files that decide nothing are listed by name."""

_WORKFLOWS = (".github/", ".gitlab-ci.yml", ".gitlab/")
"""What the paths of workflows begin with."""

_SETTINGS = (
    "conftest.py",
    "pytest.ini",
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    ".gitattributes",
    ".gitmodules",
    "sitecustomize.py",
)
"""The names of files that change how others are run, wherever they are."""


@dataclasses.dataclass(frozen=True)
class Place:
    """A unit that a pull request touches, and the repository's folder that holds its module."""

    folder: str
    unit: str

    @property
    def module(self) -> str:
        """The module's path in the repository."""
        return _joined(self.folder, f"{self.unit}.py")


@dataclasses.dataclass(frozen=True)
class PullRequest:
    """What differs by path; ``before`` is the tree that it branched off from, ``after`` its last."""

    repository: Repository
    before: str
    after: str
    changes: Mapping[str, Change]

    @classmethod
    def between(cls, repository: Repository, base: str, head: str) -> PullRequest:
        """What ``head`` changes since it branched off ``base``: both are branches, tags or commits.

        Raises:
            RepositoryError: there is no such commit, the two have no history in common, or the
                changes are too many.
        """
        before = repository.root(repository.branched_off(base, head))
        after = repository.root(repository.commit(head))
        with repository.reading():
            return cls(repository, before, after, Trees(repository).changes(before, after))

    @property
    def changed(self) -> list[str]:
        """The paths that were added, changed or removed, sorted; a file that was renamed is two of
        them.
        """
        return sorted(self.changes)

    def places(self, units: Sequence[str]) -> list[Place]:
        """The units whose modules, or helper files beside them, are changed.

        Raises:
            RepositoryError: they are too many to look at.
        """
        modules = [path for path in self.changed if path.endswith(".py") and not _reason(path)]
        touched = sorted({path.rpartition("/")[0] for path in modules})
        if len(touched) > MAX_PLACES:
            said = f"The pull request touches Python files in {len(touched):,} folders"
            raise RepositoryError(f"{said}, and at most {MAX_PLACES} can be graded. Make smaller ones.")
        found = [Place(folder, unit) for folder in touched for unit in units if self._has(folder, f"{unit}.py")]
        return sorted(found, key=lambda place: place.module)

    def _is_there(self, place: Place) -> bool:
        return f"{place.unit}.py" in _folder(self.repository, self.after, place.folder)

    def _has(self, folder: str, name: str) -> bool:
        """Whether a folder has such a file, or had it before."""
        return any(name in _folder(self.repository, tree, folder) for tree in (self.after, self.before))

    def ignored(self) -> tuple[tuple[Ignored, ...], tuple[str, ...]]:
        """Changed files that decide nothing about marks, with what they are: tests, check cells,
        workflows, settings.  Of more than a few, a sentence says how many others there are.
        """
        with self.repository.reading():
            named = [Ignored(path, _reason(path) or self._check_cells(path)) for path in self.changed]
        found = tuple(each for each in named if each.reason)
        others = len(found) - _LISTED
        more = ngettext(
            "{number} more changed file has no effect on marks.",
            "{number} more changed files have no effect on marks.",
            others,
        )
        return found[:_LISTED], (more.format(number=f"{others:,}"),) if others > 0 else ()

    @property
    def visible_units(self) -> list[str]:
        """The units that had visible checks before: those with a file of tests."""
        with self.repository.reading():
            names = {path.rpartition("/")[2] for path in Trees(self.repository).files(self.before)}
        return sorted(name.removeprefix("test_").removesuffix(".py") for name in names if _is_test(name))

    def export_all(self, units: Sequence[str], target: Path) -> list[Task]:
        """Copies one place of each unit below the folder ``target``: of copies the one that lies
        highest, the first by name where two lie as high.  Returns what is to be graded, under its
        name in the repository.

        Raises:
            RepositoryError: there is too much, or something is not there.
        """
        with self.repository.reading():
            return self._export_all(self.places(units), target)

    def _export_all(self, places: Sequence[Place], target: Path) -> list[Task]:
        tasks, left = [], MAX_BYTES
        for number, unit in enumerate(dict.fromkeys(place.unit for place in places)):
            of_unit = [place for place in places if place.unit == unit]
            # one that was moved is where it is now
            first, *copies = sorted(filter(self._is_there, of_unit), key=_by_height) or of_unit
            left -= self.export(first, target / str(number) / unit, left)
            named = tuple(place.module for place in copies)
            tasks.append(Task(target / str(number) / unit, unit, first.module, copies=named))
        return sorted(tasks, key=lambda task: task.name)

    def export(self, place: Place, target: Path, most: int = MAX_BYTES) -> int:
        """Copies the place's Python files, as many as are ever read, from the head commit into the
        folder ``target``; a link stays one that leads nowhere.  Returns how many bytes they have.

        Raises:
            RepositoryError: they have more than ``most`` bytes, or are not there.
        """
        target.mkdir(parents=True)
        module, copied = f"{place.unit}.py", 0
        listed = _folder(self.repository, self.after, place.folder)
        files = {name: entry for name, entry in listed.items() if _is_copied(name)}
        for name in sorted(files, key=lambda name: (name != module, name))[: MAX_FILES + 1]:
            copied += self._copy(files[name], target / name)
            if copied > most:
                too_much = f"The Python files of the pull request have more than {MAX_BYTES:,} bytes"
                raise RepositoryError(f"{too_much}. Keep data out of them.")
        return copied

    def export_tests(self, task: Task) -> None:
        """Puts the visible checks beside a module, as they were before the pull request; nothing
        where there were none.
        """
        test = f"test_{task.unit}.py"
        entry = _folder(self.repository, self.before, task.name.rpartition("/")[0]).get(test)
        if entry is not None and _REGULAR.fullmatch(entry.mode):
            self._copy(entry, task.place / test)

    def _copy(self, entry: Entry, target: Path) -> int:
        """Of what is too large to be graded, whatever it holds, so much that this is seen."""
        if entry.mode == _LINK:
            target.symlink_to("nowhere")
        if not _REGULAR.fullmatch(entry.mode):
            return 0
        try:
            data = self.repository.content(entry.content, MAX_FILE_BYTES)
        except TooLargeError:
            data = b"#" * (MAX_FILE_BYTES + 1)
        target.write_bytes(data)
        return len(data)

    def _check_cells(self, path: str) -> str:
        change = self.changes[path]
        if not path.endswith(".ipynb") or not change.before:
            return ""
        return _("check cells") if self._locked_cells(change.before) != self._locked_cells(change.after) else ""

    def _locked_cells(self, entry: Entry | None) -> object:
        """Id, points and source of each locked cell, or None where there is no notebook to read."""
        if not entry or not _REGULAR.fullmatch(entry.mode):
            return None
        try:
            data = self.repository.content(entry.content, _MAX_NOTEBOOK_BYTES)
        except RepositoryError:  # it decides about no marks
            return None
        # a value takes many times as much memory as its text
        if sum(map(data.count, (b",", b"[", b"{"))) > _MAX_NOTEBOOK_VALUES:
            return None
        try:
            cells: list[dict[str, Any]] = json.loads(data)["cells"]
            marked = [(each["metadata"].get("nbgrader") or {}, each["source"]) for each in cells]
            locked = [(about, source) for about, source in marked if about.get("locked")]
            return [(about["grade_id"], about.get("points"), "".join(source)) for about, source in locked]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


@functools.lru_cache
def _folder(repository: Repository, tree: str, path: str) -> Mapping[str, Entry]:
    return Trees(repository).folder(tree, path)


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _by_height(place: Place) -> tuple[int, str]:
    return place.module.count("/"), place.module


def _reason(path: str) -> str:
    """What a protected file is; empty for any other."""
    name = path.rpartition("/")[2]
    if path.startswith(_WORKFLOWS):
        return _("workflow")
    if name in _SETTINGS:
        return _("settings")
    return _("visible tests") if _is_test(name) else ""


def _is_test(name: str) -> bool:
    return name.startswith("test_") and name.endswith(".py")


def _is_copied(name: str) -> bool:
    """Whether a file is one that can be imported, and has a name that a file can have."""
    fits = "/" not in name and len(name.encode(errors="surrogateescape")) <= _MAX_NAME
    return name.endswith(".py") and fits and not _reason(name) and not name.startswith(".")
