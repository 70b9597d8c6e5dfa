"""What is done with results, in the worker: a text for it to execute.  Nothing here is imported."""

import contextlib

import numpy as np


def overwrite(result):
    """Writes other numbers into a result, as whoever asked for it may."""
    values = result.values() if isinstance(result, dict) else result
    for value in values:
        if isinstance(value, np.ndarray):
            with contextlib.suppress(ValueError):  # of what cannot be written into, nobody changes anything
                value[...] = 0
    if isinstance(result, dict):
        result.update(dict.fromkeys(result, 0.0))
