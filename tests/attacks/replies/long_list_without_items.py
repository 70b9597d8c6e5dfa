"""Announce a list of more items than there are."""

import struct

from raw import connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(b"l" + struct.pack("<Q", 2**60))))
    return 42
