"""Other right ways to write the unit schedulers."""

import numpy as np

from autograder.course import alternative

# Arrays of zeros, made at the first step and updated in place.


def protected(change: np.ndarray) -> np.ndarray:
    """A copy that nobody can write into."""
    copied = np.array(change)
    copied.flags.writeable = False
    return copied


@alternative("Momentum", style="buffers")
class MomentumInPlace:
    def __init__(self, eta: float, momentum: float) -> None:
        self.eta, self.momentum, self.change = float(eta), float(momentum), None

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        if self.change is None:
            self.change = np.zeros(gradient.shape)
        self.change *= self.momentum
        self.change += self.eta * gradient
        return protected(self.change)

    def reset(self) -> None:
        self.change = None


@alternative("Adagrad", style="buffers")
class AdagradInPlace:
    def __init__(self, eta: float) -> None:
        self.eta, self.squares = eta, None

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        if self.squares is None:
            self.squares = np.zeros_like(gradient, dtype=float)
        self.squares += np.multiply(gradient, gradient, dtype=float)
        return gradient * (self.eta / (np.sqrt(self.squares) + 1e-8))

    def reset(self) -> None:
        self.squares = None


@alternative("AdagradMomentum", style="buffers")
class AdagradMomentumInPlace:
    def __init__(self, eta: float, momentum: float) -> None:
        self.eta, self.momentum = float(eta), float(momentum)
        self.squares = self.change = None

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        if self.squares is None:
            self.squares, self.change = np.zeros(gradient.shape), np.zeros(gradient.shape)
        self.squares += gradient.astype(float) ** 2
        self.change *= self.momentum
        self.change += gradient * self.eta / (self.squares**0.5 + 1e-8)
        return self.change + 0.0

    def reset(self) -> None:
        self.squares = self.change = None


@alternative("RMSProp", style="buffers")
class RMSPropInPlace:
    def __init__(self, eta: float, rho: float) -> None:
        self.eta, self.rho, self.squares = float(eta), rho, None

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        if self.squares is None:
            self.squares = np.zeros(gradient.shape)
        self.squares += (1 - self.rho) * (np.square(gradient, dtype=float) - self.squares)
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)

    def reset(self) -> None:
        self.squares = None


@alternative("Adam", style="buffers")
class AdamInPlace:
    def __init__(self, eta: float, rho: float, rho2: float) -> None:
        self.eta, self.rho, self.rho2 = eta, rho, rho2
        self.averages, self.t = None, 1

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        if self.averages is None:
            self.averages = np.zeros((2, *gradient.shape))
        self.averages[0] += (1 - self.rho) * (gradient - self.averages[0])
        self.averages[1] += (1 - self.rho2) * (np.float64(gradient) ** 2 - self.averages[1])
        mean, squares = self.averages[0] / (1 - self.rho**self.t), self.averages[1] / (1 - self.rho2**self.t)
        self.t += 1
        return self.eta * mean / (np.sqrt(squares) + 1e-8)

    def reset(self) -> None:
        self.averages, self.t = None, 1


# Every gradient so far in a list, and the definition as a sum over it.


@alternative("Constant", style="histories")
class ConstantByProduct:
    def __init__(self, eta: float) -> None:
        self.settings = {"eta": eta}

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        return np.multiply(gradient, self.settings["eta"], dtype=float)

    def reset(self) -> None:
        self.__init__(**self.settings)


@alternative("Momentum", style="histories")
class MomentumBySum:
    def __init__(self, eta: float, momentum: float) -> None:
        self.settings = {"eta": float(eta), "momentum": float(momentum)}
        self.history = []

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.history.append(gradient.copy())
        count = len(self.history)
        return self.settings["eta"] * sum(
            self.settings["momentum"] ** (count - 1 - i) * self.history[i] for i in range(count)
        )

    def reset(self) -> None:
        self.history.clear()


@alternative("RMSProp", style="histories")
class RMSPropBySum:
    def __init__(self, eta: float, rho: float) -> None:
        self.settings = {"eta": float(eta), "rho": rho}
        self.reset()

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.history.append(np.array(gradient, dtype=float) ** 2)
        rho, count = self.settings["rho"], len(self.history)
        squares = (1 - rho) * sum(rho ** (count - 1 - i) * self.history[i] for i in range(count))
        return self.settings["eta"] * gradient / (np.sqrt(squares) + 1e-8)

    def reset(self) -> None:
        self.history = []


# Functions of the state in place of methods: the state is a dict.


@alternative("Adagrad", style="closures")
class AdagradByClosure:
    def __init__(self, eta: float) -> None:
        state = {"squares": 0.0}

        def update_change(gradient: np.ndarray) -> np.ndarray:
            state["squares"] = state["squares"] + np.square(1.0 * gradient)
            return eta / (np.sqrt(state["squares"]) + 1e-8) * gradient

        def reset() -> None:
            state["squares"] = 0.0

        self.update_change, self.reset = update_change, reset


@alternative("AdagradMomentum", style="closures")
class AdagradMomentumByClosure:
    def __init__(self, eta: float, momentum: float) -> None:
        state = {"squares": 0.0, "change": 0.0}

        def update_change(gradient: np.ndarray) -> np.ndarray:
            state["squares"] = state["squares"] + np.square(1.0 * gradient)
            state["change"] = momentum * state["change"] + eta / (np.sqrt(state["squares"]) + 1e-8) * gradient
            return protected(state["change"])

        def reset() -> None:
            state.update(squares=0.0, change=0.0)

        self.update_change, self.reset = update_change, reset


# The constants of Adam's correction gathered into the step size, as in the second form of its paper
# (the 1e-8 scaled to match).


@alternative("Adam", style="scaled_rate")
class AdamWithScaledRate:
    def __init__(self, eta: float, rho: float, rho2: float) -> None:
        self.eta, self.rho, self.rho2 = eta, rho, rho2
        self.reset()

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.t += 1
        root = np.sqrt(1 - self.rho2**self.t)
        self.m = self.rho * self.m + (1 - self.rho) * gradient
        self.s = self.rho2 * self.s + (1 - self.rho2) * np.square(gradient.astype(np.float64))
        return self.eta * root / (1 - self.rho**self.t) * self.m / (np.sqrt(self.s) + 1e-8 * root)

    def reset(self) -> None:
        self.t, self.m, self.s = 0, 0.0, 0.0
