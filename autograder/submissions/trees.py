"""What lies in Git's trees, and what differs between two of them.

Trees can share their parts, so that a few of them name millions of files.  So it is counted what is
looked at, and nothing is listed in advance.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator

from autograder.submissions.git import DAMAGED, Repository, RepositoryError

MAX_CHANGES = 20_000
"""A pull request that changes more files than this is not graded."""

MAX_ENTRIES = 500_000
"""So many files and folders are looked at."""

_MAX_TREE_BYTES = 20 * 10**6
_MAX_PATH = 4096
_FOLDER = "40000"

_NO_NAMES = ("", ".", "..", ".git")
"""What nothing is called, but in trees that were made to deceive."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One file or folder of a tree: Git's mode, and the name of its content."""

    mode: str
    content: str


@dataclasses.dataclass(frozen=True)
class Change:
    """A file before and after; None where there was none, or is none."""

    before: Entry | None
    after: Entry | None


class Trees:
    """The trees of one repository.

    Args:
        repository: where they are read from.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._left = MAX_ENTRIES

    def folder(self, root: str, path: str) -> dict[str, Entry]:
        """What lies right in the folder of that path, by name; nothing where there is no such folder.

        Raises:
            RepositoryError: it cannot be read, or is too large.
        """
        tree = self._entries(root)
        for name in filter(None, path.split("/")):
            tree = self._entries(_tree(tree.get(name)))
        return tree

    def files(self, root: str) -> Iterator[str]:
        """The paths of all files; raises as :meth:`folder` does."""
        yield from self.changes("", root)

    def changes(self, before: str, after: str) -> dict[str, Change]:
        """The files that differ between two trees, by path.

        Raises:
            RepositoryError: they cannot be read, or are too many.
        """
        found: dict[str, Change] = {}
        waiting = [("", before, after)]
        while waiting:
            path, old, new = waiting.pop()
            earlier, later = self._entries(old), self._entries(new)
            differing = [name for name in {**earlier, **later} if earlier.get(name) != later.get(name)]
            for name in differing:
                pair = Change(earlier.get(name), later.get(name))
                if any(map(_tree, (pair.before, pair.after))):
                    waiting.append((f"{path}{name}/", _tree(pair.before), _tree(pair.after)))
                files = Change(_file(pair.before), _file(pair.after))
                if files.before or files.after:
                    found[path + name] = files
            if len(found) > MAX_CHANGES or len(path) > _MAX_PATH:
                what = f"more than {MAX_CHANGES:,} files, or one of a path that is too long"
                raise RepositoryError(f"The pull request changes {what}. Make a smaller one.")
        return found

    def _entries(self, tree: str) -> dict[str, Entry]:
        if not tree:
            return {}
        data = self._repository.content(tree, _MAX_TREE_BYTES)
        try:
            entries = dict(_parsed(data, len(tree) // 2))
        except ValueError:
            raise RepositoryError(DAMAGED) from None
        self._left -= 1 + len(entries)
        if self._left < 0:
            many = f"The pull request has more than {MAX_ENTRIES:,} files and folders in what it changes"
            raise RepositoryError(f"{many}. Make a smaller one.")
        return entries


def _parsed(data: bytes, digest: int) -> Iterator[tuple[str, Entry]]:
    """The entries of a tree, each ``mode name\\0`` and the bytes of a digest."""
    start = 0
    while start < len(data):
        end = data.index(b"\0", start)
        mode, _, name = data[start:end].partition(b" ")
        start = end + 1 + digest
        shown = os.fsdecode(name)
        if shown not in _NO_NAMES and "/" not in shown:
            yield shown, Entry(mode.decode("ascii", "replace").lstrip("0"), data[end + 1 : start].hex())


def _tree(entry: Entry | None) -> str:
    """The tree that a folder is; empty for anything else."""
    return entry.content if entry and entry.mode == _FOLDER else ""


def _file(entry: Entry | None) -> Entry | None:
    return None if entry and entry.mode == _FOLDER else entry
