"""Send a value of a kind that there is not."""

from raw import connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(b"Z")))
    return 42
