"""Change into a folder of the course."""

import os

STOPPED_BY = ("seccomp", "namespaces")


def attack(target):
    os.chdir(target["folder"])
    return True
