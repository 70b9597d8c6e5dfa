"""Move the cursor by the name of a class."""

HARM = "terminal"


def double(x):
    raise type("\x1b[10A\x1b[2K", (Exception,), {})("x")


total = double
