"""Overflow the stack of the process in C code."""

import sys


def double(x):
    sys.setrecursionlimit(10**9)
    value = ()
    for _ in range(10**6):
        value = (value,)
    return hash(value)
