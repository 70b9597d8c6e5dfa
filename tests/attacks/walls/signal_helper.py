"""Kill the worker that answers for helpers."""

import os

STOPPED_BY = ("landlock", "seccomp")
HINDERED_BY = ("privileges",)  # where root gives each worker a user of its own
LANDLOCK_ABI = 6


def attack(target):
    os.kill(target["sibling"], 0)
    return True
