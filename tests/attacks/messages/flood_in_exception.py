"""Flood the report by an exception's text."""

HARM = "flood"


def double(x):
    raise ValueError("flood " * 10**6)


total = double
