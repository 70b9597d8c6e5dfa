"""Raise an exception whose facts are of other kinds."""

from raw import connection, framed, packed, text

HARM = "believed"


def attack():
    connection().sendall(
        framed(
            packed(
                b"t",
                text("raised"),
                packed(b"d", text("kind"), packed(b"l", b"N"), text("line"), text("x"), text("bases"), b"T"),
            )
        )
    )
    return 42
