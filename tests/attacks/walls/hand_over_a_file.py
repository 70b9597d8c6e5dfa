"""Send the judge an open file with a message, to confuse it."""

import socket

STOPPED_BY = ("seccomp",)


def attack(target):
    ours, _theirs = socket.socketpair()
    return socket.send_fds(ours, [b"x"], [0]) == 1
