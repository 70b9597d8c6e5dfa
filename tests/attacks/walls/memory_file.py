"""Keep data in an anonymous file."""

import os

STOPPED_BY = ("seccomp",)


def attack(target):
    return os.memfd_create("x") >= 0
