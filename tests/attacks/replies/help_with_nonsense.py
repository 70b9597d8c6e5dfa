"""Ask the judge for help with arguments of the wrong kinds."""

from raw import connection, framed, packed, text

HARM = "believed"


def attack():
    connection().sendall(framed(packed(b"t", text("call_back"), packed(b"l"), b"N", b"N")))
    return 42
