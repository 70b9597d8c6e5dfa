"""Read files, which changes the times of their last access, for a later submission to see."""

import os

CLOSED_BY = "seccomp"
HINDERED_BY = ("landlock", "namespaces")


def send(bits, target):
    for name, bit in zip(target["files"], bits, strict=True):
        if bit:
            with open(name, "rb") as file:
                file.read()


def receive(count, target):
    return [os.stat(name).st_atime > os.stat(name).st_mtime for name in target["files"][:count]]
