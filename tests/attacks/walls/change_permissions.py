"""Change a file's permissions."""

import os

STOPPED_BY = ("seccomp", "namespaces")
HINDERED_BY = ("privileges",)


def attack(target):
    os.chmod(target["folder"] + "/victim.txt", 0o600)
    return True
