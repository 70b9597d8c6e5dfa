"""Hang in C code, where Python handles no signals."""


def attack():
    return sum(iter(int, 1))
