"""The wall `namespaces`: bubblewrap, around the zygote and so around every worker."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.worker.sandbox.privileges import NOBODY
from autograder.worker.sandbox.surroundings import ENVIRONMENT, SYSTEM_LIBRARIES


def namespaces_command(
    python_command: Sequence[str], readable: Sequence[str], pass_fds: Sequence[int] = ()
) -> list[str] | None:
    """The command that runs ``python_command`` in namespaces of its own, or None where bubblewrap
    is missing or not allowed.

    ``readable`` has whatever the command reads: :func:`readable_paths` and the folder of the
    zygote's own files. Start it with ``pass_fds`` (bubblewrap hands on what it inherits), from a
    thread that lives as long as the zygote
    shall: the kernel takes the end of that thread for the death of the parent.

    :raises ValueError: one of ``pass_fds`` is a file or directory, through which the outside could
    be reached.
    """
    for descriptor in pass_fds:
        mode = os.fstat(descriptor).st_mode
        if not (stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode)):
            raise ValueError(f"Descriptor {descriptor} is neither a socket nor a pipe. Pass the zygote nothing else.")
    prefix = _namespaces_prefix(python_command[0], tuple(readable))
    return None if prefix is None else [*prefix, *python_command]


@functools.cache
def _namespaces_prefix(python: str, readable: tuple[str, ...]) -> tuple[str, ...] | None:
    program = shutil.which("bwrap") if sys.platform == "linux" else None
    if program is None:
        return None
    for users in _users(python, readable):
        prefix = (program, *users, *_walls_of_bubblewrap(python, readable))
        trial = [*prefix, python, "-I", "-S", "-c", ""]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(trial, check=True, capture_output=True, timeout=10, stdin=subprocess.DEVNULL)
            return prefix
    return None


def _users(python: str, readable: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """bubblewrap's arguments for who runs in the namespaces, the best first."""
    if os.geteuid() == 0:
        # Where root makes the namespaces, the zygote keeps what it takes to start its children as
        # another user, and to end them; the folders are made so that not root alone can pass.
        kept = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL")
        folders = [*SYSTEM_LIBRARIES, *readable, *map(os.path.realpath, readable), python, os.path.realpath(python)]
        parents = sorted({str(parent) for folder in folders for parent in Path(folder).parents} - {"/"})
        yield (
            *("--cap-drop", "ALL"),
            *(word for name in kept for word in ("--cap-add", name)),
            *(word for path in parents if not os.path.islink(path) for word in ("--perms", "0755", "--dir", path)),
        )
    yield ("--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-drop", "ALL")


def _walls_of_bubblewrap(python: str, readable: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *(
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--new-session",
            "--die-with-parent",
        ),
        *("--clearenv", *(word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value))),
        *(word for path in SYSTEM_LIBRARIES for word in ("--ro-bind-try", path, path)),
        *(
            word
            for path in readable
            for real in dict.fromkeys((path, os.path.realpath(path)))
            for word in ("--ro-bind", real, real)
        ),
        *_interpreter(python),
        # What bubblewrap makes itself is in memory and writable until it is mounted again.
        *("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"),
    )


def _interpreter(python: str) -> list[str]:
    """bubblewrap's arguments for the interpreter: its file, the link to it, and what tells it of
    its virtual environment.
    """
    real = os.path.realpath(python)
    settings = os.path.join(os.path.dirname(os.path.dirname(python)), "pyvenv.cfg")
    arguments = ["--ro-bind-try", real, real]
    if real != python:
        arguments += ["--symlink", real, python]
    arguments += ["--ro-bind-try", settings, settings]
    return arguments
