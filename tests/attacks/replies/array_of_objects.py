"""Send an array of Python objects."""

from raw import array, connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(array(b"|O8", (1,), bytes(8)))))
    return 42
