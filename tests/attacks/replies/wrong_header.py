"""Send a message with another header."""

from raw import connection, framed, returned

HARM = "believed"


def attack():
    connection().sendall(b"HTTP" + framed(returned(b"T"))[4:])
    return 42
