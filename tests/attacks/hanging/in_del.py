"""Hang when the answer is thrown away."""

CALLS = 2


class Bomb:
    def __del__(self):
        while True:
            pass


def attack():
    return Bomb()
