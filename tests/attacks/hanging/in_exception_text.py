"""Hang when an exception is turned into text."""


class Slow(Exception):
    def __str__(self):
        while True:
            pass


def attack():
    raise Slow
