"""Send a text of ten megabytes."""

from raw import connection, framed, returned, text

HARM = "believed"


def attack():
    connection().sendall(framed(returned(text("x" * 10**7))))
    return 42
