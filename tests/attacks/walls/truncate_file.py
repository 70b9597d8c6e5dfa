"""Truncate a file without opening it."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")
LANDLOCK_ABI = 3


def attack(target):
    os.truncate(target["folder"] + "/victim.txt", 0)
    return True
