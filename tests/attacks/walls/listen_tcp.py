"""Wait for orders at a TCP port."""

import socket

STOPPED_BY = ("landlock", "seccomp")
LANDLOCK_ABI = 4


def attack(target):
    socket.socket().bind(("127.0.0.1", 0))
    return True
