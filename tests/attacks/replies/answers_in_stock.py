"""Send a hundred answers before anybody asks."""

from raw import connection, framed, returned

HARM = "believed"


connection().sendall(framed(returned(b"T")) * 100)


def attack():
    return 42
