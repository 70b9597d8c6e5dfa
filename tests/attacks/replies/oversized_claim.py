"""Announce a terabyte."""

import struct
import time

from raw import connection

HARM = "blocked"


def attack():
    connection().sendall(b"CKW1" + struct.pack("<Q", 2**40))
    time.sleep(60)
