"""The five exercises of the unit cnn, all about the class CNN.

How the weights are drawn first is free, so no answer can be compared with the solution's: see
observing.py for what is seen of a network, and right.py and trained.py for what it is compared with.
"""

from __future__ import annotations

from autograder.course import Unit

from .building import CNN_BUILD
from .deriving import CNN_LOSS_AND_GRADS
from .features import FEATURES
from .fitting import CNN_FIT, CNN_LEARNS
from .predicting import CNN_PREDICT

UNIT = Unit(
    name="cnn",
    title="A convolutional network that reads digits",
    exercises=(CNN_BUILD, CNN_PREDICT, CNN_LOSS_AND_GRADS, CNN_FIT, CNN_LEARNS),
    features=FEATURES,
)
