"""Seed the random numbers that all share, which tell a later submission the seed."""

import numpy as np

CLOSED_BY = "a new worker"


def send(bits, target):
    np.random.seed(sum(int(bit) << number for number, bit in enumerate(bits)))


def receive(count, target):
    seed = int(np.random.get_state()[1][0])
    return [bool(seed >> number & 1) for number in range(count)]
