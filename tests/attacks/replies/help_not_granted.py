"""Ask the judge for the answer to the exercise itself."""

from raw import connection, framed, packed, text

HARM = "believed"


def attack():
    connection().sendall(framed(packed(b"t", text("call_back"), text("attack"), packed(b"t"), packed(b"d"))))
    return 42
