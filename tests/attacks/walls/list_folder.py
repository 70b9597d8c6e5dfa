"""List a folder of the course."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    return "gradebook.db" in os.listdir(target["folder"])
