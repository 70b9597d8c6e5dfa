"""Make a named pipe that somebody will wait at."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    os.mkfifo(target["folder"] + "/pipe")
    return True
