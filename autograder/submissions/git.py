"""A Git repository, read through plumbing commands that run neither hooks nor filters nor a pager.

Who pushes to it decides what is there, and a few kilobytes can unpack to anything.  So Git has its
time and its memory, and of each object the size is known before it is read.
"""

from __future__ import annotations

import contextlib
import datetime
import itertools
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.errors import KitError

SECONDS = 120.0
"""So long Git may work on one pull request in all."""

_MEMORY = 1 << 30

_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",  # what is missing is not fetched behind our back
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}
"""Keeps Git from doing more than reading what is there."""

_SETTINGS = ("core.bigFileThreshold=1m", "core.packedGitWindowSize=32m", "core.packedGitLimit=256m")
"""Keeps Git from taking whole files and packs into memory."""

DAMAGED = "The repository is damaged, or was only fetched in part. Fetch it again."
"""Said of what is not there, or not in Git's form."""

_END_OF_TIME = 253_402_300_799
"""The last second that a date can name, that of the year 9999."""

_BRANCHES = ("refs/heads/", "refs/remotes/")
_MEANT_AS_IT_IS = re.compile(r"HEAD|refs/.*|[0-9a-f]{40}|[0-9a-f]{64}")


class RepositoryError(KitError):
    """The repository does not have what was asked for; the message says what to do."""


class TooLargeError(RepositoryError):
    """An object has more bytes than are of any use."""


class Commit(NamedTuple):
    """A commit, and when it was made as far as it says so: never before those that it builds on."""

    name: str
    time: datetime.datetime


class Repository:
    """A local repository.

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
        self._command = [program, *(part for setting in _SETTINGS for part in ("-c", setting))]
        self._folder = folder
        self._left = SECONDS
        self._reader: subprocess.Popen[bytes] | None = None
        self._is_open = False
        failing = f"{folder} is not in a Git repository. Change to one, or name one with --repository."
        self._line("rev-parse", "--git-dir", failing=failing)

    def commit(self, name: str) -> str:
        """The commit that a branch, a tag or the like leads to: a branch before a tag of the
        same name, which anybody may make who may push.

        Raises:
            RepositoryError: there is no such commit.
        """
        failing = f"There is no commit {name!r} in {self._folder}. Fetch it first: git fetch origin {name}"
        for start in () if _MEANT_AS_IT_IS.fullmatch(name) else _BRANCHES:
            with contextlib.suppress(RepositoryError):
                return self._resolved(start + name, failing)
        return self._resolved(name, failing)

    def _resolved(self, name: str, failing: str) -> str:
        return self._line("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}", failing=failing)

    def branched_off(self, base: str, head: str) -> str:
        """The last commit that two commits have in common.

        Raises:
            RepositoryError: there is none.
        """
        advice = "Fetch more of the history: with actions/checkout, set fetch-depth: 0."
        failing = f"{base} and {head} have no commit in common. {advice}"
        return self._line("merge-base", self.commit(base), self.commit(head), failing=failing)

    def own_commits(self, base: str, head: str) -> list[Commit]:
        """The commits of a branch since it branched off, the newest first; of what was merged into it the
        merge alone.

        Raises:
            RepositoryError: there is no such commit, or no history in common.
        """
        start, end = self.branched_off(base, head), self.commit(head)
        listed = self._line("rev-list", "--first-parent", "--timestamp", f"{start}..{end}", failing=DAMAGED)
        oldest_first = [line.split() for line in reversed(listed.splitlines())]
        times = itertools.accumulate((min(int(seconds), _END_OF_TIME) for seconds, _ in oldest_first), max)
        made = zip((name for _, name in oldest_first), times, strict=True)
        return [Commit(name, datetime.datetime.fromtimestamp(time, datetime.UTC)) for name, time in made][::-1]

    def root(self, commit: str) -> str:
        """The tree of a commit; raises RepositoryError where it is not there."""
        return self._line("rev-parse", "--verify", f"{commit}^{{tree}}", failing=DAMAGED)

    def content(self, name: str, most: int) -> bytes:
        """The bytes of an object.

        Raises:
            TooLargeError: they are more than ``most``, and were not read.
            RepositoryError: they are not there.
        """
        with self.reading():
            reader = self._reader = self._reader or self._started("cat-file", "--batch", stdin=subprocess.PIPE)
            with self._in_time(reader):
                return self._read(reader, name, most)

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Within it one process reads all contents; without it each has its own."""
        outermost, self._is_open = not self._is_open, True
        try:
            yield
        finally:
            if outermost:
                self._is_open = False
                self._close()

    def _close(self) -> None:
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()
            self._reader = None

    def _read(self, reader: subprocess.Popen[bytes], name: str, most: int) -> bytes:
        assert reader.stdin
        assert reader.stdout
        with contextlib.suppress(BrokenPipeError):  # then it has nothing to say either
            reader.stdin.write(f"{name}\n".encode())
            reader.stdin.flush()
        facts = reader.stdout.readline().split()
        if len(facts) == 3 and int(facts[2]) > most:
            self._close()  # nobody wants to hear it
            raise TooLargeError(f"A file or folder of the pull request has {int(facts[2]):,} bytes. Make it smaller.")
        data = reader.stdout.read(int(facts[2]) + 1)[:-1] if len(facts) == 3 else b""
        if len(facts) != 3 or len(data) != int(facts[2]):
            self._close()
            raise RepositoryError(DAMAGED)
        return data

    def _line(self, *arguments: str, failing: str) -> str:
        """What a command prints, which is one line."""
        with self._started(*arguments) as process, self._in_time(process):
            assert process.stdout
            printed = process.stdout.read()
            process.wait()
        if process.returncode:
            raise RepositoryError(failing)
        return printed.decode().strip()

    def _started(self, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*self._command, *arguments],
            cwd=self._folder,
            env=os.environ | _ENVIRONMENT,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        _limit_memory(process.pid)
        return process

    @contextlib.contextmanager
    def _in_time(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Ends the process where the time for all of them is up."""
        timer, start = threading.Timer(max(self._left, 0.0), process.kill), time.monotonic()
        timer.start()
        try:
            yield
        except RepositoryError as error:
            if self._left <= time.monotonic() - start:
                raise _out_of_time() from None
            raise error
        finally:
            timer.cancel()
            self._left -= time.monotonic() - start
        if self._left <= 0:
            raise _out_of_time()


def _out_of_time() -> RepositoryError:
    return RepositoryError(f"Git took longer than {SECONDS:g} seconds. Make a smaller pull request.")


def _limit_memory(process: int) -> None:
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(ProcessLookupError):  # it has ended already
            resource.prlimit(process, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
