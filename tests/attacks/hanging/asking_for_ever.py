"""Ask the judge for help again and again, so that it is always the judge's turn."""

import sys


def attack():
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    channel = frame.f_locals["self"].channel
    while True:
        channel.send(("call_back", "helper", (), {}))
        channel.receive()
