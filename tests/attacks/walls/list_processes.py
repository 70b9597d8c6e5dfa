"""List all processes of the machine."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    return str(target["judge"]) in os.listdir("/proc")
