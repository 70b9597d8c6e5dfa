"""Send a dict with a tuple of a list as a key."""

from raw import connection, framed, packed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(packed(b"d", packed(b"t", packed(b"l")), b"N"))))
    return 42
