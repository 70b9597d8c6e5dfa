"""Send a million values in a small message."""

from raw import connection, framed, packed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(packed(b"l", *[b"N"] * 10**6))))
    return 42
