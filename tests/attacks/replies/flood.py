"""Send answers without end."""

from raw import connection, framed, returned

HARM = "believed"


def attack():
    while True:
        connection().sendall(framed(returned(b"T")) * 1000)
