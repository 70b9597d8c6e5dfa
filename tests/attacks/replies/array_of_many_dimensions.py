"""Send an array of 200 dimensions."""

from raw import array, connection, framed, returned

HARM = "died"


def attack():
    connection().sendall(framed(returned(array(b"<f8", (1,) * 200, bytes(8)))))
    return 42
