"""Hang up in the middle of a message."""

from raw import connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(b"T"))[:5])
    connection().close()
