"""Change one's own priority."""

import os

STOPPED_BY = ("seccomp",)


def attack(target):
    os.nice(1)
    return True
