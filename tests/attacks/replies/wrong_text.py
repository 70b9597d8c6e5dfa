"""Send a text that is none."""

import struct

from raw import connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(b"s" + struct.pack("<Q", 2) + b"\xff\xfe")))
    return 42
