"""Ask the kernel about the network."""

import socket

STOPPED_BY = ("seccomp",)


def attack(target):
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).fileno() >= 0
