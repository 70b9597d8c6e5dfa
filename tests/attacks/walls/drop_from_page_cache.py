"""Have the kernel forget a library's file, which a later submission could time."""

import os

import numpy as np

STOPPED_BY = ("seccomp",)


def attack(target):
    descriptor = os.open(np.__file__, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
    return True
