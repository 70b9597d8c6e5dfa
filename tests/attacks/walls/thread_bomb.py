"""Start threads without end (a few hundred more than the limit)."""

import _thread
import threading

STOPPED_BY = ("rlimits",)


def attack(target):
    threading.stack_size(65536)
    gate = _thread.allocate_lock()
    gate.acquire()
    for _ in range(target["threads"]):
        _thread.start_new_thread(gate.acquire, ())  # all wait until the process ends
    return True
