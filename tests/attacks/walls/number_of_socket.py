"""Ask for the number of one's socket: the kernel counts for all, so it tells how many earlier workers have asked."""

import socket
import sys

STOPPED_BY = ("seccomp",)

SO_COOKIE = 57


def attack(target):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    connection = frame.f_locals["self"].channel._connection
    return len(connection.getsockopt(socket.SOL_SOCKET, SO_COOKIE, 8)) == 8
