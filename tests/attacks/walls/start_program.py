"""Start a program."""

import subprocess

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    return subprocess.run(["/bin/true"]).returncode == 0
