"""Hang and catch every exception."""


def attack():
    while True:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001 - that is the attack
            pass
