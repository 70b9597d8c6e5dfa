"""Ask how busy the machine was and what memory is free, which tells what others have done."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("seccomp",)


def attack(target):
    return LIBC.sysinfo(ctypes.create_string_buffer(1024)) == 0
