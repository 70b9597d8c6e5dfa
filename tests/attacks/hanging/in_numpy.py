"""Hang in products of large matrices."""

import numpy as np


def attack():
    large = np.ones((3000, 3000))
    for _ in range(1000):
        large = large @ large / 3000
    return large[0, 0]
