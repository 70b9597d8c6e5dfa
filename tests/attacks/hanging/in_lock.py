"""Wait for a lock that nobody lets go."""

import threading


def attack():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
