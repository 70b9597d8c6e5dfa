"""Make a user namespace, in which one is root."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("seccomp",)
NEEDS = "user namespaces"


def attack(target):
    return LIBC.unshare(0x10000000) == 0
