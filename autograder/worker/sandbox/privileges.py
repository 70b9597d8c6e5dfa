"""The wall `privileges`: who a worker is."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.worker.sandbox.kernel import last_error, libc

NOBODY = 65534

USERS = range(61184, 65520)
"""One of these is the user of each worker: the kernel counts threads by user, so a worker that starts as many as
it may must not leave another without any.  They are kept free for services that need a user for a while.
"""


_LINUX_CAPABILITY_VERSION_3 = 0x20080522


def drop(readable: tuple[str, ...]) -> bool:
    """Stop being root as far as that is possible, and give up all capabilities in any case; whether this
    process has a user of its own now.
    """
    own = -1
    if os.geteuid() == 0:
        own = USERS[int.from_bytes(os.urandom(4), "big") % len(USERS)]
        for user in (own, NOBODY):  # the root of a container may lack the right, or the other user
            with _unless(errno.EPERM, errno.EINVAL):
                _become(user, readable)
                break
    header, none = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    if libc().capset(header, none) != 0:
        raise last_error("capset")
    return os.getuid() == own


def _become(user: int, readable: tuple[str, ...]) -> None:
    """Changes the user, or where it could not read what is readable, the real user alone: the limit on
    processes is on those of the real user, and never on root's.
    """
    if not nobody_can_read(readable):
        os.setresuid(user, 0, 0)
        return
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(user, user, user)


@contextlib.contextmanager
def _unless(*numbers: int) -> Iterator[None]:
    """Passes over the errors of the system with these numbers."""
    try:
        yield
    except OSError as error:
        if error.errno not in numbers:
            raise


def is_root() -> bool:
    """Whether this process is root for the system outside, whatever it is called in a user
    namespace.
    """
    user = os.geteuid()
    return any(
        first <= user < first + count and outside + user - first == 0 for first, outside, count in users_outside()
    )


@functools.cache
def users_outside() -> tuple[tuple[int, int, int], ...]:
    """Which users outside those of this user namespace are (``user_namespaces(7)``): first here,
    first outside, how many.
    """
    try:
        with open("/proc/self/uid_map", encoding="ascii") as file:
            return tuple((int(first), int(outside), int(count)) for first, outside, count in map(str.split, file))
    except OSError:  # no /proc here
        return ((0, 0, 1),)


@functools.cache
def nobody_can_read(readable: tuple[str, ...]) -> bool:
    """Whether any user may read the directories, as their permission bits and their parents' say."""
    folders = [Path(path).resolve() for path in readable]
    parents = {parent for folder in folders for parent in folder.parents}
    return all(folder.stat().st_mode & stat.S_IROTH for folder in folders) and all(
        parent.stat().st_mode & stat.S_IXOTH for parent in parents
    )
