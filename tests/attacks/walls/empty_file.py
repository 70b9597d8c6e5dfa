"""Empty a file while opening it for reading."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")
LANDLOCK_ABI = 3


def attack(target):
    return os.open(target["folder"] + "/victim.txt", os.O_RDONLY | os.O_TRUNC) >= 0
