"""Claim while being imported that everything is defined."""

from raw import connection, framed, packed, returned, text

HARM = "believed"


connection().sendall(framed(returned(packed(b"l", text("attack"), text("double")))))


def attack():
    return 42
