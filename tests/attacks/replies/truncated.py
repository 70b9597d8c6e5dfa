"""Send only a part of a message."""

import time

from raw import connection, framed, returned

HARM = "blocked"


def attack():
    connection().sendall(framed(returned(b"T"))[:-1])
    time.sleep(60)
