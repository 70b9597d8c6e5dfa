"""Send a verdict in the place of an answer."""

import struct

from raw import connection, framed, packed, text

HARM = "believed"


def attack():
    connection().sendall(framed(packed(b"t", text("passed"), b"f" + struct.pack("<d", 1.0))))
    return 42
