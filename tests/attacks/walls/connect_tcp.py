"""Send what is known to a server outside."""

import socket

STOPPED_BY = ("landlock", "seccomp", "namespaces")
LANDLOCK_ABI = 4


def attack(target):
    return socket.create_connection(("127.0.0.1", target["port"]), timeout=5).fileno() >= 0
