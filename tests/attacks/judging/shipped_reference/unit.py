"""Hand in a reference.py that answers zeros."""

import numpy as np

FOOLS = "allclose"


def double(x):
    return np.zeros(len(x))


def total(x):
    return 0.0
