"""Take more memory than the limit, in an array."""

import numpy as np

STOPPED_BY = ("rlimits",)


def attack(target):
    return np.empty(1 << 28).nbytes == 1 << 31
