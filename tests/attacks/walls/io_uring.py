"""Open files through io_uring, which filters of calls do not see."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("seccomp",)
NEEDS = "io_uring"


def attack(target):
    parameters = ctypes.create_string_buffer(120)
    return LIBC.syscall(425, 4, parameters) >= 0
