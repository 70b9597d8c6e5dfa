"""Send bytes that are no message."""

from raw import connection

HARM = "blocked"


def attack():
    connection().sendall(b"\xff" * 1000)
    return 42
