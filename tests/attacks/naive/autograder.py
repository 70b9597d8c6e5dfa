"""What the naive course's checks have in common."""

import numpy as np


def same(a, b):
    return bool(np.shape(a) == np.shape(b) and np.abs(np.asarray(a) - b).max() < 1e-9)
