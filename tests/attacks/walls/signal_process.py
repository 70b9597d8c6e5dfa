"""Signal another process."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")
HINDERED_BY = ("privileges",)
LANDLOCK_ABI = 6


def attack(target):
    os.kill(target["victim"], 0)
    return True
