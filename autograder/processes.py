"""What processes that work side by side owe each other: none outlives the one that started it, and
none takes what another holds.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def end_with_parent() -> None:
    """Makes this process of a pool end when the one that started it ends, however that comes: it
    would wait for work for ever.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def print_nothing() -> None:
    """Throws away what this process writes to standard output from here on: LAPACK complains there of numbers
    that are not finite, for hundreds of lines.
    """
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def lock(folder: Path) -> int:
    """Holds a folder, against all who lock it in the same way, until the descriptor that is
    returned is closed, in this process and in all that inherit it.  On Windows, where nothing is
    graded, nobody is held up.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it cannot be opened.
    """
    if sys.platform == "win32":
        return os.open(os.devnull, os.O_RDONLY)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
