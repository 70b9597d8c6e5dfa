"""What a pull request changes, read from Git's own objects.

Nothing of the pull request is checked out: the Python files of the units that it touches are
copied, as bytes, into a folder that only the grader reads, and judged from there.  So no hook,
filter, submodule or setting that it brings along can run.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.errors import KitError
from autograder.reporters.github import cell
from autograder.reporters.words import printable
from autograder.submissions.folders import MAX_FILE_BYTES, Task

_MAX_NOTEBOOK_BYTES = 20 * 10**6
"""Of a larger notebook nobody asks which of its cells are locked."""

_REGULAR, _LINK = ("100644", "100755"), "120000"
"""The modes that Git gives to files, executable or not, and to symbolic links."""

MAX_PLACES = 100
"""A pull request that touches more modules than this is not graded: it would keep all others
waiting.
"""

_LISTED = 50
"""So many protected files are listed by name."""

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

_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",  # what is missing is not fetched behind our back
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}
"""Keeps Git from doing more than reading what is there."""


class RepositoryError(KitError):
    """The repository does not have what was asked for; the message says what to do."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One file of a commit: Git's mode, the name of its content, and its size in bytes."""

    mode: str
    content: str
    size: int


@dataclasses.dataclass(frozen=True)
class Place:
    """A unit that a pull request touches, and the repository's folder that holds its module."""

    folder: PurePosixPath
    unit: str

    @property
    def module(self) -> str:
        """The module's path in the repository."""
        return str(self.folder / f"{self.unit}.py")


@dataclasses.dataclass(frozen=True)
class PullRequest:
    """All files before and after, by path; ``base`` and ``head`` are the commits."""

    repository: Repository
    base: str
    head: str
    before: Mapping[str, Entry]
    after: Mapping[str, Entry]

    @property
    def changed(self) -> list[str]:
        """The paths that were added, changed or removed, sorted; a file that was renamed is two of
        them.
        """
        return sorted(path for path in {*self.before, *self.after} if self.before.get(path) != self.after.get(path))

    def places(self, units: Sequence[str]) -> list[Place]:
        """The units whose modules, or helper files beside them, are changed: those to be graded."""
        modules = [path for path in self.changed if path.endswith(".py") and not _reason(path)]
        touched = {str(PurePosixPath(path).parent) for path in modules}
        paths = (PurePosixPath(path) for path in {*self.before, *self.after})
        found = {
            Place(path.parent, path.stem)
            for path in paths
            if path.suffix == ".py" and path.stem in units and str(path.parent) in touched
        }
        return sorted(found, key=lambda place: place.module)

    def protected(self) -> list[tuple[str, str]]:
        """Changed files that decide nothing about marks, with what they are: tests, check cells,
        workflows, settings.
        """
        named = [(path, _reason(path) or self._check_cells(path)) for path in self.changed]
        return [(path, reason) for path, reason in named if reason]

    @property
    def visible_units(self) -> list[str]:
        """The units that had visible checks before: those with a file of tests."""
        names = {path.rpartition("/")[2] for path in self.before}
        return sorted(name.removeprefix("test_").removesuffix(".py") for name in names if _is_test(name))

    def export_all(self, units: Sequence[str], target: Path) -> list[Task]:
        """Copies all places below the folder ``target``; returns what is to be graded, under its
        name in the repository.

        Raises:
            RepositoryError: there are too many.
        """
        places, tasks = self.places(units), []
        if len(places) > MAX_PLACES:
            touched = f"The pull request touches {len(places):,} modules"
            raise RepositoryError(f"{touched}, and at most {MAX_PLACES} can be graded. Make smaller ones.")
        for number, place in enumerate(places):
            folder = target / str(number) / place.unit
            self.export(place, folder)
            tasks.append(Task(folder, place.unit, place.module))
        return tasks

    def summary(self) -> str:
        """In Markdown: which changed files have no effect on marks."""
        protected = self.protected()
        if not protected:
            return ""
        listed = [f"- {cell(printable(path))} ({reason})" for path, reason in protected[:_LISTED]]
        more = [f"- and {len(protected) - _LISTED} more"] if len(protected) > _LISTED else []
        return "\n".join(["", "Changed by this pull request, without effect on marks:", "", *listed, *more, ""])

    def export(self, place: Place, target: Path) -> None:
        """Copies the place's Python files from the head commit into the folder ``target``; a link
        stays one that leads nowhere.
        """
        target.mkdir(parents=True)
        for path, entry in self.after.items():
            name = path.rpartition("/")[2]
            if str(PurePosixPath(path).parent) == str(place.folder) and name.endswith(".py") and not _reason(path):
                self._copy(entry, target / name)

    def export_tests(self, task: Task) -> None:
        """Puts the visible checks beside a module, as they were before the pull request; nothing
        where there were none.
        """
        path = str(PurePosixPath(task.name).with_name(f"test_{task.unit}.py"))
        entry = self.before.get(path)
        if entry is not None and entry.mode in _REGULAR:
            (task.place / f"test_{task.unit}.py").write_bytes(self.repository.content(entry))

    def _copy(self, entry: Entry, target: Path) -> None:
        if entry.mode == _LINK:
            target.symlink_to("nowhere")
        elif entry.mode in _REGULAR and entry.size <= MAX_FILE_BYTES:
            target.write_bytes(self.repository.content(entry))
        elif entry.mode in _REGULAR:  # too large to be graded, whatever it holds
            with target.open("wb") as file:
                file.truncate(MAX_FILE_BYTES + 1)

    def _check_cells(self, path: str) -> str:
        if not path.endswith(".ipynb") or path not in self.before:
            return ""
        before, after = self._locked_cells(self.before[path]), self._locked_cells(self.after.get(path))
        return "check cells" if before != after else ""

    def _locked_cells(self, entry: Entry | None) -> object:
        """Id, points and source of each locked cell, or None where there is no notebook to read."""
        if entry is None or entry.mode not in _REGULAR or entry.size > _MAX_NOTEBOOK_BYTES:
            return None
        try:
            cells: list[dict[str, Any]] = json.loads(self.repository.content(entry))["cells"]
            marked = [(each["metadata"].get("nbgrader") or {}, each["source"]) for each in cells]
            locked = [(about, source) for about, source in marked if about.get("locked")]
            return [(about["grade_id"], about.get("points"), "".join(source)) for about, source in locked]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def _reason(path: str) -> str:
    """What a protected file is; empty for any other."""
    name = path.rpartition("/")[2]
    if path.startswith(_WORKFLOWS):
        return "workflow"
    if name in _SETTINGS:
        return "settings"
    return "visible tests" if _is_test(name) else ""


def _is_test(name: str) -> bool:
    return name.startswith("test_") and name.endswith(".py")


class Repository:
    """A local repository, read through Git's plumbing commands.

    Args:
        folder: anywhere in it.

    Raises:
        RepositoryError: Git is not installed, or the folder is in no repository.
    """

    def __init__(self, folder: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise RepositoryError("Git is not installed. Install it, and try again.")
        if not folder.is_dir():
            raise RepositoryError(f"{folder} is no folder. Name the students' repository with --repository.")
        self._program = program
        self._folder = folder
        failing = f"{folder} is not in a Git repository. Change to one, or name one with --repository."
        self._git("rev-parse", "--git-dir", failing=failing)

    def pull_request(self, base: str, head: str) -> PullRequest:
        """What ``head`` changes since it branched off ``base``: both are branches, tags or commits.

        Raises:
            RepositoryError: there is no such commit, or the two have no history in common.
        """
        base_commit, head_commit = self._commit(base), self._commit(head)
        advice = "Fetch more of the history: with actions/checkout, set fetch-depth: 0."
        failing = f"{base} and {head} have no commit in common. {advice}"
        common = self._line("merge-base", base_commit, head_commit, failing=failing)
        return PullRequest(self, common, head_commit, self._files(common), self._files(head_commit))

    def content(self, entry: Entry) -> bytes:
        """The bytes of a file, as they were committed.

        Raises:
            RepositoryError: they are not there.
        """
        failing = "The repository is damaged, or was only fetched in part. Fetch it again."
        return self._git("cat-file", "blob", entry.content, failing=failing)

    def _commit(self, name: str) -> str:
        failing = f"There is no commit {name!r} in {self._folder}. Fetch it first: git fetch origin {name}"
        return self._line("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}", failing=failing)

    def _files(self, commit: str) -> dict[str, Entry]:
        failing = f"The files of {commit} cannot be listed. Fetch it again."
        listed = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", commit, failing=failing)
        files = {}
        for line in filter(None, listed.split(b"\0")):
            facts, _, path = line.partition(b"\t")
            mode, kind, content, size = facts.decode().split()
            if kind == "blob":
                files[os.fsdecode(path)] = Entry(mode, content, int(size))
        return files

    def _line(self, *arguments: str, failing: str) -> str:
        return self._git(*arguments, failing=failing).decode().strip()

    def _git(self, *arguments: str, failing: str) -> bytes:
        """What a command of Git's prints, one that runs neither hooks nor filters nor a pager."""
        command, environment = [self._program, *arguments], os.environ | _ENVIRONMENT
        done = subprocess.run(command, cwd=self._folder, env=environment, capture_output=True, check=False)
        if done.returncode:
            raise RepositoryError(failing)
        return done.stdout
