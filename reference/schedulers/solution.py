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
        ### BEGIN SOLUTION
        self.eta = np.float64(eta)
        ### END SOLUTION

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights: a new array of floats, the shape of the gradient."""
        ### BEGIN SOLUTION
        return self.eta * gradient
        ### END SOLUTION

    def reset(self) -> None:
        """Forgets what was remembered: nothing here (``pass`` is a body that does nothing)."""
        ### BEGIN SOLUTION
        # There is nothing to do.
        ### END SOLUTION


class Momentum:
    """Keeps part of the previous change, as a heavy ball keeps rolling:

        change = momentum * (previous change) + eta * gradient

    Before the first step, the previous change is 0.
    """

    def __init__(self, eta: float, momentum: float) -> None:
        """Takes the learning rate eta and the part of the previous change that is kept."""
        ### BEGIN SOLUTION
        self.eta = np.float64(eta)
        self.momentum = np.float64(momentum)
        self.reset()
        ### END SOLUTION

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient.

        Beware of returning the very array that you remember: whoever gets it may change it, and
        with it your memory.  Return a copy.  For the same reason never change the gradient, and
        never keep it: it belongs to the caller.
        """
        ### BEGIN SOLUTION
        self.change = self.momentum * self.change + self.eta * gradient
        return self.change.copy()
        ### END SOLUTION

    def reset(self) -> None:
        """Forgets the previous change."""
        ### BEGIN SOLUTION
        self.change = 0.0
        ### END SOLUTION


class Adagrad:
    """Steps shorter where gradients have been large, separately for each number (elementwise):

        s = (previous s) + gradient^2
        change = eta * gradient / (sqrt(s) + 1e-8)

    s starts from 0 and only ever grows.  The 1e-8 stands outside of the root; it prevents 0 / 0
    where all gradients have been 0.
    """

    def __init__(self, eta: float) -> None:
        """Takes the learning rate eta."""
        ### BEGIN SOLUTION
        self.eta = np.float64(eta)
        self.reset()
        ### END SOLUTION

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient."""
        ### BEGIN SOLUTION
        gradient = np.asarray(gradient, dtype=float)  # squares of small whole numbers may be too large
        self.squares = self.squares + gradient**2
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        ### END SOLUTION

    def reset(self) -> None:
        """Forgets the sum of squares."""
        ### BEGIN SOLUTION
        self.squares = 0.0
        ### END SOLUTION


class AdagradMomentum:
    """Adagrad's steps, with momentum on top:

    s = (previous s) + gradient^2
    change = momentum * (previous change) + eta * gradient / (sqrt(s) + 1e-8)
    """

    def __init__(self, eta: float, momentum: float) -> None:
        """Takes the learning rate eta and the part of the previous change that is kept."""
        ### BEGIN SOLUTION
        self.eta = np.float64(eta)
        self.momentum = np.float64(momentum)
        self.reset()
        ### END SOLUTION

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient; not the remembered array
        itself.
        """
        ### BEGIN SOLUTION
        gradient = np.asarray(gradient, dtype=float)  # squares of small whole numbers may be too large
        self.squares = self.squares + gradient**2
        self.change = self.momentum * self.change + self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        return self.change.copy()
        ### END SOLUTION

    def reset(self) -> None:
        """Forgets both the sum of squares and the previous change."""
        ### BEGIN SOLUTION
        self.squares = 0.0
        self.change = 0.0
        ### END SOLUTION


class RMSProp:
    """As Adagrad, but old gradients fade, so that the steps do not shrink for ever:

    s = rho * (previous s) + (1 - rho) * gradient^2
    change = eta * gradient / (sqrt(s) + 1e-8)
    """

    def __init__(self, eta: float, rho: float) -> None:
        """Takes the learning rate eta and the part rho of the average that is kept at each step."""
        ### BEGIN SOLUTION
        self.eta = np.float64(eta)
        self.rho = np.float64(rho)
        self.reset()
        ### END SOLUTION

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient."""
        ### BEGIN SOLUTION
        gradient = np.asarray(gradient, dtype=float)
        self.squares = self.rho * self.squares + (1 - self.rho) * gradient**2
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        ### END SOLUTION

    def reset(self) -> None:
        """Forgets the average of squares."""
        ### BEGIN SOLUTION
        self.squares = 0.0
        ### END SOLUTION


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
        ### BEGIN SOLUTION
        self.eta = np.float64(eta)
        self.rho = np.float64(rho)
        self.rho2 = np.float64(rho2)
        self.reset()
        ### END SOLUTION

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What to subtract from the weights, the shape of the gradient."""
        ### BEGIN SOLUTION
        gradient = np.asarray(gradient, dtype=float)
        self.steps = self.steps + 1
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        mean = self.mean / (1 - self.rho**self.steps)
        squares = self.squares / (1 - self.rho2**self.steps)
        return self.eta * mean / (np.sqrt(squares) + 1e-8)
        ### END SOLUTION

    def reset(self) -> None:
        """Forgets both averages and the number of steps."""
        ### BEGIN SOLUTION
        self.steps = 0
        self.mean = 0.0
        self.squares = 0.0
        ### END SOLUTION
