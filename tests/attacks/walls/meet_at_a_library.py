"""Wake whoever waits at a page of the C library, which all processes share: a worker that runs at the same time."""

import ctypes
import platform

STOPPED_BY = ("seccomp",)

LIBC = ctypes.CDLL(None, use_errno=True)
FUTEX, WAKE = {"aarch64": 98}.get(platform.machine(), 202), 1


def attack(target):
    page = ctypes.cast(LIBC.strlen, ctypes.c_void_p).value & ~4095
    return LIBC.syscall(ctypes.c_long(FUTEX), ctypes.c_void_p(page), WAKE, 1, None, None, 0) >= 0
