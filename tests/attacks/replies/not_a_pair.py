"""Send an answer without a value."""

from raw import connection, framed, packed, text

HARM = "died"


def attack():
    connection().sendall(framed(packed(b"t", text("returned"))))
    return 42
