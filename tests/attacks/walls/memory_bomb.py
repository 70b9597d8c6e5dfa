"""Take more memory than the limit."""

import mmap

STOPPED_BY = ("rlimits",)


def attack(target):
    return len(mmap.mmap(-1, 2 << 30)) == 2 << 30
