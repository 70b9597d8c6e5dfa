"""Kill the worker that answers for helpers."""

import os

STOPPED_BY = ("landlock", "seccomp")
LANDLOCK_ABI = 6


def attack(target):
    os.kill(target["sibling"], 0)
    return True
