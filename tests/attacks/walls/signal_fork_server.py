"""Kill the fork server: then nobody is graded."""

import os

STOPPED_BY = ("landlock", "seccomp")
HINDERED_BY = ("privileges",)
LANDLOCK_ABI = 6


def attack(target):
    os.kill(os.getppid(), 0)
    return True
