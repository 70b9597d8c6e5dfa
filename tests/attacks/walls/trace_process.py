"""Trace another process."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("landlock", "seccomp", "namespaces")
HINDERED_BY = ("privileges",)
NEEDS = "tracing"


def attack(target):
    return LIBC.ptrace(0x4206, target["victim"], None, None) == 0
