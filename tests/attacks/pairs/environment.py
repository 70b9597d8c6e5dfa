"""Set a variable of the environment for a later submission."""

import os

CLOSED_BY = "a new worker"


def send(bits, target):
    os.environ["MESSAGE"] = "".join("01"[bit] for bit in bits)


def receive(count, target):
    return [bit == "1" for bit in os.environ["MESSAGE"]]
