"""Raise an exception whose text has a million characters, in the wire's own form."""

from raw import connection, framed, packed, text

HARM = "believed"


def attack():
    connection().sendall(
        framed(
            packed(
                b"t",
                text("raised"),
                packed(b"d", text("kind"), text("\x1b" * 10**6), text("message"), text("\x07" * 10**6)),
            )
        )
    )
    return 42
