"""Killing a command at any moment, and finding what it leaves behind: Linux only."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE = 30.0


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """Makes this process the parent of whatever its children leave behind, so that it can be found."""
    libc = ctypes.CDLL(None)
    assert libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def run_and_kill(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], moment: Callable[[], bool]
) -> int | None:
    """Starts a command and kills its process, and no other, when ``moment`` says so; returns the
    exit status if it ended before.

    Raises:
        AssertionError: something that it started lives on.
    """
    before = set(psutil.Process().children(recursive=True))
    with (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while process.poll() is None and not moment():
        time.sleep(0.005)
    killed = process.poll() is None
    process.send_signal(signal.SIGKILL)
    status = process.wait()
    if not wait_until(lambda: not orphans(before)):
        left = [(orphan.cmdline(), orphan.kill())[0] for orphan in orphans(before)]
        raise AssertionError(f"These live on: {left}")
    return None if killed else status


def orphans(before: set[psutil.Process]) -> list[psutil.Process]:
    """What runs on below this process, and did not before; what has ended is taken leave of."""
    left = []
    for process in psutil.Process().children(recursive=True):
        if process in before:
            continue
        try:
            if os.waitpid(process.pid, os.WNOHANG) == (0, 0):
                left.append(process)
        except ChildProcessError:  # a child of an orphan: it becomes ours when that ends
            left.append(process)
    return left


def wait_until(condition: Callable[[], bool]) -> bool:
    """Whether the condition comes true before patience ends."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder by their paths."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
