"""Flood the report by an answer."""

HARM = "flood"


def double(x):
    return ["flood " * 100] * 10**3


total = double
