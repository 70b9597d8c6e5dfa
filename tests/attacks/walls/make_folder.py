"""Make a folder."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    os.mkdir(target["folder"] + "/new")
    return True
