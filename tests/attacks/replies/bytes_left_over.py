"""Send more than the message says."""

from raw import connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(b"T") + b"T"))
    return 42
