"""Send a datagram to somebody who listens."""

import socket

STOPPED_BY = ("seccomp", "namespaces")


def attack(target):
    outwards = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    outwards.connect(("127.0.0.1", target["udp"]))
    outwards.send(b"x")
    return outwards.send(b"x") == 1  # refused if nobody received the first
