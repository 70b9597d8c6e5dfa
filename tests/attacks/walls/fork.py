"""Start a process."""

import os

STOPPED_BY = ("seccomp",)


def attack(target):
    return os.fork() > 0 or os._exit(0)
