"""Delete another student's submission."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    os.remove(target["folder"] + "/victim.txt")
    return True
