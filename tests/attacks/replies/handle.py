"""Answer with a handle to an object that the judge never asked to keep."""

import struct

from raw import connection, framed, returned

HARM = "believed"


def attack():
    connection().sendall(framed(returned(b"h" + struct.pack("<q", -1))))
    return 42
