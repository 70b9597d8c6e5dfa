"""Update rules: how far to step, given the gradient.

Plain gradient descent subtracts eta times the gradient from the weights.  Better rules remember
earlier gradients: to keep going in a direction that has proved good (momentum), or to take smaller
steps where gradients have been large (Adagrad, RMSProp), or both (Adam).

Each rule is a class.  ``update_change(gradient)`` returns what is to be SUBTRACTED from the
weights; ``reset()`` forgets everything that was remembered, and does no harm where that is nothing
yet.  A network has one object for each of its arrays of weights, so an object keeps what it
remembers in its own attributes (``self.something``).  Gradients may have any shape; it is the same
from one call to the next, until a reset, and what is remembered has that shape too: each number has
a memory of its own.
"""

import numpy as np


class Constant:
    """Plain gradient descent: the change is eta * gradient.  There is nothing to remember."""

    def __init__(self, eta: float) -> None:
        """Takes the learning rate eta."""
        raise NotImplementedError  # your code here

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights: a new array of floats, the shape of the gradient."""
        raise NotImplementedError  # your code here

    def reset(self) -> None:
        """Forgets what was remembered: nothing here (``pass`` is a body that does nothing)."""
        raise NotImplementedError  # your code here


class Momentum:
    """Keeps part of the previous change, as a heavy ball keeps rolling:

        change = momentum * (previous change) + eta * gradient

    Before the first step, the previous change is 0.
    """

    def __init__(self, eta: float, momentum: float) -> None:
        """Takes the learning rate eta and the part of the previous change that is kept."""
        raise NotImplementedError  # your code here

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient.

        Beware of returning the very array that you remember: whoever gets it may change it, and
        with it your memory.  Return a copy.  For the same reason never change the gradient, and
        never keep it: it belongs to the caller.
        """
        raise NotImplementedError  # your code here

    def reset(self) -> None:
        """Forgets the previous change."""
        raise NotImplementedError  # your code here


class Adagrad:
    """Steps shorter where gradients have been large, separately for each number (elementwise):

        s = (previous s) + gradient^2
        change = eta * gradient / (sqrt(s) + 1e-8)

    s starts from 0 and only ever grows.  The 1e-8 stands outside of the root; it prevents 0 / 0
    where all gradients have been 0.
    """

    def __init__(self, eta: float) -> None:
        """Takes the learning rate eta."""
        raise NotImplementedError  # your code here

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient."""
        raise NotImplementedError  # your code here

    def reset(self) -> None:
        """Forgets the sum of squares."""
        raise NotImplementedError  # your code here


class AdagradMomentum:
    """Adagrad's steps, with momentum on top:

    s = (previous s) + gradient^2
    change = momentum * (previous change) + eta * gradient / (sqrt(s) + 1e-8)
    """

    def __init__(self, eta: float, momentum: float) -> None:
        """Takes the learning rate eta and the part of the previous change that is kept."""
        raise NotImplementedError  # your code here

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient; not the remembered array
        itself.
        """
        raise NotImplementedError  # your code here

    def reset(self) -> None:
        """Forgets both the sum of squares and the previous change."""
        raise NotImplementedError  # your code here


class RMSProp:
    """As Adagrad, but old gradients fade, so that the steps do not shrink for ever:

    s = rho * (previous s) + (1 - rho) * gradient^2
    change = eta * gradient / (sqrt(s) + 1e-8)
    """

    def __init__(self, eta: float, rho: float) -> None:
        """Takes the learning rate eta and the part rho of the average that is kept at each step."""
        raise NotImplementedError  # your code here

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient."""
        raise NotImplementedError  # your code here

    def reset(self) -> None:
        """Forgets the average of squares."""
        raise NotImplementedError  # your code here


class Adam:
    """Averages of the gradients and of their squares, corrected for having started from 0:

        m = rho * (previous m) + (1 - rho) * gradient
        s = rho2 * (previous s) + (1 - rho2) * gradient^2
        change = eta * M / (sqrt(S) + 1e-8)       with  M = m / (1 - rho^t)  and  S = s / (1 - rho2^t)

    t is the number of this step, counted from construction or from the last reset: 1 at the first
    step, then 2, 3, ...  The corrected M and S serve this step only; what is remembered is m and s.
    """

    def __init__(self, eta: float, rho: float, rho2: float) -> None:
        """Takes the learning rate eta, the part rho of m and the part rho2 of s that are kept at
        each step.
        """
        raise NotImplementedError  # your code here

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient."""
        raise NotImplementedError  # your code here

    def reset(self) -> None:
        """Forgets both averages and the number of steps."""
        raise NotImplementedError  # your code here
