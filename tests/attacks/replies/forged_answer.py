"""Answer in the place of the code that was called."""

from raw import connection, framed, returned

HARM = "believed"


def attack():
    connection().sendall(framed(returned(b"T")))
    return 42
