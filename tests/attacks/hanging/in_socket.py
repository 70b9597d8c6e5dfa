"""Take the judge's next message out of the socket and wait for another."""

import sys


def attack():
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    connection = frame.f_locals["self"].channel._connection
    while True:
        connection.recv(1)
