"""Turn the order of characters round, so that marks read otherwise."""

HARM = "bidi"


def double(x):
    raise ValueError("\u202e0.1 fo 0.1\u2066")


total = double
