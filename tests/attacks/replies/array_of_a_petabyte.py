"""Announce an array of a petabyte."""

from raw import array, connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(array(b"<f8", (2**25, 2**25)))))
    return 42
