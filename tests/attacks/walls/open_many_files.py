"""Open more files than the limit."""

import os

STOPPED_BY = ("rlimits",)


def attack(target):
    return len([os.dup(0) for _ in range(100)]) == 100
