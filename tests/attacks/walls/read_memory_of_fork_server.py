"""Read the memory of the fork server, which all submissions come from."""

import os

STOPPED_BY = ("landlock", "seccomp", "privileges")


def attack(target):
    return os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY) >= 0
