"""Make a symbolic link that leads out."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    os.symlink("/etc", target["folder"] + "/link")
    return True
