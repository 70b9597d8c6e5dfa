"""Keep answers in the kernel's keyring for the next submission."""

import ctypes
import platform

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("seccomp",)


def attack(target):
    number = {"x86_64": 250, "aarch64": 219}[platform.machine()]  # keyctl: which keyring is mine
    return LIBC.syscall(number, 0, -4, 1, 0, 0) > 0
