"""Print the hidden inputs, and read them in the feedback."""

import sys

HARM = "output"


def double(x):
    print("hidden input:", x.tolist(), flush=True)
    print("hidden input:", x.tolist(), file=sys.stderr, flush=True)
    return x


total = double
