"""Compute without end in a call."""


def attack():
    while True:
        pass
