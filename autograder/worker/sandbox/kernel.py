"""The C library, and the system calls for which Python has no function."""

from __future__ import annotations

import ctypes
import functools
import os

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 15, 22, 38


@functools.cache
def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def last_error(what: str) -> OSError:
    """The error that the C library has kept of its last call."""
    number = ctypes.get_errno()
    return OSError(number, f"The sandbox could not be set up: {what}: {os.strerror(number)}")


def prctl(option: int, value: int, pointer: int = 0) -> None:
    """``prctl(2)``.

    :raises OSError: the kernel refuses.
    """
    words = [ctypes.c_ulong(word) for word in (value, pointer, 0, 0)]
    if libc().prctl(ctypes.c_int(option), *words) != 0:
        raise last_error(f"prctl({option})")


def system_call(name: str, number: int, *arguments: object) -> int:
    """``syscall(2)``; the name is for the error.

    :raises OSError: the kernel refuses.
    """
    words = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    libc().syscall.restype = ctypes.c_long
    result: int = libc().syscall(ctypes.c_long(number), *words)
    if result < 0:
        raise last_error(name)
    return result
