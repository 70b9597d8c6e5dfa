"""Not the course's."""

import numpy as np


def double(x):
    return np.zeros(len(x))


def total(x):
    return 0.0
