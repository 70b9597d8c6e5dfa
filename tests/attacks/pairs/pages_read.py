"""Read parts of a file that was not in memory: a later submission sees which of them are there."""

import os

CLOSED_BY = "seccomp"
HINDERED_BY = ("landlock", "namespaces")
APART = 1 << 20  # further than the kernel reads ahead


def opened(target):
    descriptor = os.open(target["cold"], os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_RANDOM)
    return descriptor


def send(bits, target):
    descriptor = opened(target)
    for number, bit in enumerate(bits):
        if bit:
            os.pread(descriptor, 1, number * APART)


def receive(count, target):
    descriptor = opened(target)
    return [in_memory(descriptor, number * APART) for number in range(count)]


def in_memory(descriptor, offset):
    try:
        return os.preadv(descriptor, [bytearray(1)], offset, os.RWF_NOWAIT) == 1
    except BlockingIOError:
        return False
