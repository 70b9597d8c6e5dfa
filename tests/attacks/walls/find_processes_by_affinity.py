"""Find out which processes there are, by asking where they may run."""

import os

STOPPED_BY = ("seccomp",)


def attack(target):
    return len(os.sched_getaffinity(os.getppid())) > 0
