"""Ask for names that do not exist: the kernel remembers for which it has looked, and a later submission times it."""

import os
import time

CLOSED_BY = "seccomp"


def asked(name):
    start = time.perf_counter_ns()
    os.access(name, os.F_OK)
    return time.perf_counter_ns() - start


def names(count, target):
    folder = os.path.dirname(os.__file__)
    return [f"{folder}/{target['token']}-{number}" for number in range(count)]


def send(bits, target):
    for bit, name in zip(bits, names(len(bits), target), strict=True):
        if bit:
            asked(name)


def receive(count, target):
    """The names that were asked for already take less time than others: half of all."""
    asked(os.path.dirname(os.__file__))
    first = {name: asked(name) for name in names(count, target)}
    known = sorted(first, key=first.get)[: count // 2]
    return [name in known for name in first]
