"""Become root again."""

import os

STOPPED_BY = ("seccomp", "privileges")
NEEDS = "root"


def attack(target):
    os.setuid(0)
    return os.getuid() == os.geteuid() == 0
