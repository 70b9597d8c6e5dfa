"""Write to the memory of the fork server, to change all later workers."""

import os

STOPPED_BY = ("landlock", "seccomp", "privileges")


def attack(target):
    return os.open(f"/proc/{os.getppid()}/mem", os.O_RDWR) >= 0
