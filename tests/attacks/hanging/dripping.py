"""Send a reply byte by byte, so that there is always something to wait for."""

import sys
import time


def attack():
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    connection = frame.f_locals["self"].channel._connection
    connection.sendall(b"CKW1" + (2**20).to_bytes(8, "little") + b"b" + (2**20 - 9).to_bytes(8, "little"))
    while True:
        connection.sendall(b"x")
        time.sleep(0.01)
