"""Ask for the size of the reference solution, and for when it was changed."""

import os

STOPPED_BY = ("seccomp", "namespaces")


def attack(target):
    return os.stat(target["reference"]).st_size > 0
