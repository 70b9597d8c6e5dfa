"""Signal oneself."""

import signal

STOPPED_BY = ("seccomp",)


def attack(target):
    signal.raise_signal(0)
    return True
