"""Make a socket."""

import socket

STOPPED_BY = ("seccomp",)


def attack(target):
    return socket.socket().fileno() >= 0
