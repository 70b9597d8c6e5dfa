"""Start processes through the kernel's newer door, clone3."""

import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("seccomp",)


def attack(target):
    arguments = (ctypes.c_uint64 * 11)()
    arguments[4] = 17  # a signal at the end, as for a fork
    process = LIBC.syscall(435, ctypes.byref(arguments), 88)
    return process > 0 or (process == 0 and os._exit(0))
