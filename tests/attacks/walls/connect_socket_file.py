"""Talk to a local service by a socket in the file system."""

import socket

STOPPED_BY = ("seccomp", "namespaces")


def attack(target):
    socket.socket(socket.AF_UNIX).connect(target["folder"] + "/service")
    return True
