"""Bind oneself to a processor."""

import os

STOPPED_BY = ("seccomp",)


def attack(target):
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    return True
