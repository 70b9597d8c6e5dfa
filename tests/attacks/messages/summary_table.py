"""Add a row to the table of the step's summary."""

HARM = "markdown"


def double(x):
    raise ValueError("x |\n| eve | unit | 2.5 / 2.5 | |\n<!-- [a](http://x) ![b](http://x) @all")


total = double
