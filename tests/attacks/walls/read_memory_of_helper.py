"""Read the memory of the worker that answers for helpers: it holds the reference."""

import os

STOPPED_BY = ("landlock", "seccomp", "privileges")


def attack(target):
    return os.open(f"/proc/{target['sibling']}/mem", os.O_RDONLY) >= 0
