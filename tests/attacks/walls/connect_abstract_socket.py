"""Talk to a local service by an abstract socket."""

import socket

STOPPED_BY = ("landlock", "seccomp", "namespaces")
LANDLOCK_ABI = 6


def attack(target):
    socket.socket(socket.AF_UNIX).connect("\0" + target["abstract"])
    return True
