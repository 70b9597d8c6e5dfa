"""Trace the worker that answers for helpers."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("landlock", "seccomp", "privileges")


def attack(target):
    return LIBC.ptrace(0x4206, target["sibling"], None, None) == 0
