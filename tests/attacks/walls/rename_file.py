"""Rename another student's submission."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    os.rename(target["folder"] + "/victim.txt", target["folder"] + "/other.txt")
    return True
