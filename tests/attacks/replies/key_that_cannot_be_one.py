"""Send a dict with a list as a key."""

from raw import connection, framed, packed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(packed(b"d", packed(b"l"), b"N"))))
    return 42
