"""Move the cursor by a text which was returned."""

HARM = "terminal"


def double(x):
    return "\x1b[10A\x1b[2Kdouble  1 / 1\r\b"


total = double
