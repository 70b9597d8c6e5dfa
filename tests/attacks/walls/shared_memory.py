"""Keep answers in System V shared memory for the next submission."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("seccomp",)


def attack(target):
    segment = LIBC.shmget(0, 4096, 0o1600)
    return segment >= 0 and LIBC.shmctl(segment, 0, None) == 0
