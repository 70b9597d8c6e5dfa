"""Announce an array whose size is too large for a number."""

from raw import array, connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(array(b"<f8", (2**63, 2**63, 2**63)))))
    return 42
