"""Leave a process behind that goes on when the worker is ended."""

import os
import time

STOPPED_BY = ("seccomp",)


def attack(target):
    process = os.fork()
    if process == 0:
        os.setsid()
        time.sleep(20)
        os._exit(0)
    return process > 0
