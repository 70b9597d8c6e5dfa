"""Have the kernel page a library's file out, which a later submission could time."""

import mmap

import numpy as np

PAGEOUT = 21  # MADV_PAGEOUT of linux/mman.h
STOPPED_BY = ("seccomp",)


def attack(target):
    with open(np.__file__, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        mapped.madvise(PAGEOUT)
    return True
