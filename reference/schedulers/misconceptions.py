"""Wrong answers that people really give in the unit schedulers, each with a hint.

Each derives from the right class and replaces the method that has the mistake.
"""

# ruff: noqa: N801 - a misconception is named by its mistake, whether it is a function or a class

import numpy as np

from autograder.unit import misconception

from .solution import Adagrad, AdagradMomentum, Adam, Constant, Momentum, RMSProp

# Constant


@misconception("Constant", "The gradient seems to be returned as it is. Multiply it by eta.")
class eta_forgotten(Constant):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        return 1.0 * gradient


@misconception("Constant", "The sign seems to be turned round. What is returned is SUBTRACTED from the weights, so it points along the gradient.")
class negative_change(Constant):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        return -self.eta * gradient


@misconception("Constant", "The gradient itself is multiplied by eta (gradient *= eta). It belongs to the caller: make a new array.")
class scales_in_place(Constant):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        gradient *= self.eta
        return gradient.copy()


@misconception("Constant", "eta seems to shrink with every step. This rule is constant: nothing is counted.")
class eta_decays(Constant):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        change = self.eta * gradient
        self.eta = 0.9 * self.eta
        return change


@misconception("Constant", "A reset seems to forget eta, too. It is no memory but a setting: it stays.")
class reset_forgets_eta(Constant):
    def reset(self) -> None:
        self.eta = 0.0


@misconception("Constant", "All objects seem to share one eta: the last one made decides. Assign to self.eta, not to the class.")
class eta_of_the_class(Constant):
    def __init__(self, eta: float) -> None:
        type(self).eta = eta


@misconception("Constant", "The gradient seems to be taken for a vector. It may have any shape: multiply it as a whole.")
class changes_of_a_vector(Constant):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        return np.array([self.eta * gradient[i] for i in range(gradient.size)])


# Momentum


@misconception("Momentum", "The previous change seems to be forgotten at each step. Keep it in an attribute and add momentum times it to the next one.")
class momentum_forgotten(Momentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        return self.eta * gradient


@misconception("Momentum", "eta seems to multiply the kept part as well. The change is momentum * change + eta * gradient: eta belongs to the gradient only.")
class eta_times_everything(Momentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.change = self.eta * (self.momentum * self.change + gradient)
        return self.change.copy()


@misconception("Momentum", "The gradient seems to be weighted by 1 - momentum, as in an average. Here it is weighted by eta alone.")
class averages_the_gradients(Momentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.change = self.momentum * self.change + (1 - self.momentum) * self.eta * gradient
        return self.change.copy()


@misconception("Momentum", "Only the gradient of the step before seems to be remembered. Remember the CHANGE, which holds all earlier gradients.")
class remembers_the_gradient_only(Momentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        change = self.momentum * self.change + self.eta * gradient
        self.change = self.eta * gradient
        return change


@misconception("Momentum", "The array that is returned seems to be the memory itself: whoever changes it changes the next step. Return a copy.")
class returns_the_memory(Momentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.change = self.momentum * self.change + self.eta * gradient
        return self.change


@misconception("Momentum", "A reset seems to change nothing. It must set the remembered change back to 0.")
class reset_does_nothing(Momentum):
    def __init__(self, eta: float, momentum: float) -> None:
        self.eta, self.momentum, self.change = eta, momentum, 0.0

    def reset(self) -> None:
        pass


@misconception("Momentum", "All objects seem to share one memory. Assign to self.change, not to an attribute of the class.")
class memory_of_the_class(Momentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        type(self).change = self.momentum * type(self).change + self.eta * gradient
        return type(self).change.copy()

    def reset(self) -> None:
        type(self).change = 0.0


@misconception("Momentum", "The memory seems to have one number per row. It has the gradient's shape: start it as 0, or as zeros of gradient.shape.")
class one_memory_per_row(Momentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        if isinstance(self.change, float):
            self.change = np.zeros(len(gradient))
        self.change = self.momentum * self.change + self.eta * gradient
        return self.change.copy()


# Adagrad


@misconception("Adagrad", "Only the last two squares seem to be summed. Add each new square to the SUM, and remember that, not the square.")
class last_two_squares(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        squares = self.squares + gradient**2
        self.squares = gradient**2
        return self.eta * gradient / (np.sqrt(squares) + 1e-8)


@misconception("Adagrad", "The squares seem not to be summed: only the newest one counts, so that every step is as long as eta. Add to the sum of before.")
class newest_square_only(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        return self.eta * gradient / (np.sqrt(gradient**2) + 1e-8)


@misconception("Adagrad", "The square root seems to be missing in the denominator.")
class root_missing(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        return self.eta * gradient / (self.squares + 1e-8)


@misconception("Adagrad", "The step seems to be divided by what was remembered BEFORE this gradient. Add its square first, then divide.")
class divides_before_adding(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        change = self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        self.squares = self.squares + gradient**2
        return change


@misconception("Adagrad", "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.")
class guard_inside_the_root(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        return self.eta * gradient / np.sqrt(self.squares + 1e-8)


@misconception("Adagrad", "Where all gradients have been 0, this is 0 / 0. Add 1e-8 to the root.")
class without_guard(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        return self.eta * gradient / np.sqrt(self.squares)


@misconception("Adagrad", "The squares seem to be summed over whole rows, as on the diagonal of G G^T. Each number has a sum of its own.")
class sums_rows(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        square = gradient**2
        self.squares = self.squares + (square if gradient.ndim < 2 else np.sum(square, axis=-1, keepdims=True))
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)


@misconception("Adagrad", "A reset seems to change nothing. It must set the sum of squares back to 0.")
class adagrad_reset_does_nothing(Adagrad):
    def __init__(self, eta: float) -> None:
        self.eta, self.squares = eta, 0.0

    def reset(self) -> None:
        pass


@misconception("Adagrad", "All objects seem to share one sum of squares. Assign to self, not to an attribute of the class.")
class squares_of_the_class(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        type(self).squares = type(self).squares + gradient**2
        return self.eta * gradient / (np.sqrt(type(self).squares) + 1e-8)

    def reset(self) -> None:
        type(self).squares = 0.0


@misconception(
    "Adagrad",
    "The result is written into an array like the gradient, and one of whole numbers cannot hold fractions. Make an array of floats: np.zeros(gradient.shape).",
)
class result_like_the_gradient(Adagrad):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        change = np.zeros_like(gradient)
        change[...] = self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        return change


# AdagradMomentum


@misconception("AdagradMomentum", "Only the last two squares seem to be summed. Add each new square to the SUM, and remember that, not the square.")
class both_last_two_squares(AdagradMomentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        squares = self.squares + gradient**2
        self.squares = gradient**2
        self.change = self.momentum * self.change + self.eta * gradient / (np.sqrt(squares) + 1e-8)
        return self.change.copy()


@misconception("AdagradMomentum", "The momentum seems to be left out: this is plain Adagrad. Add momentum times the previous change.")
class adagrad_without_momentum(AdagradMomentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)


@misconception(
    "AdagradMomentum",
    "The kept part seems to be divided by the root as well. Only the gradient is: momentum * change + eta * gradient / (root + 1e-8).",
)
class divides_the_kept_part(AdagradMomentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        self.change = (self.momentum * self.change + self.eta * gradient) / (np.sqrt(self.squares) + 1e-8)
        return self.change.copy()


@misconception("AdagradMomentum", "A reset seems to forget the sum of squares but to keep the previous change. It must forget both.")
class reset_keeps_the_change(AdagradMomentum):
    def __init__(self, eta: float, momentum: float) -> None:
        super().__init__(eta, momentum)
        self.change = 0.0

    def reset(self) -> None:
        self.squares = 0.0


@misconception("AdagradMomentum", "A reset seems to forget the previous change but to keep the sum of squares. It must forget both.")
class reset_keeps_the_squares(AdagradMomentum):
    def __init__(self, eta: float, momentum: float) -> None:
        super().__init__(eta, momentum)
        self.squares = 0.0

    def reset(self) -> None:
        self.change = 0.0


@misconception("AdagradMomentum", "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.")
class both_guard_inside_the_root(AdagradMomentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        self.change = self.momentum * self.change + self.eta * gradient / np.sqrt(self.squares + 1e-8)
        return self.change.copy()


@misconception("AdagradMomentum", "The array that is returned seems to be the memory itself: whoever changes it changes the next step. Return a copy.")
class both_returns_the_memory(AdagradMomentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        self.change = self.momentum * self.change + self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        return self.change


@misconception("AdagradMomentum", "The squares seem to be summed over whole rows, as on the diagonal of G G^T. Each number has a sum of its own.")
class both_sums_rows(AdagradMomentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        square = gradient**2
        self.squares = self.squares + (square if gradient.ndim < 2 else np.sum(square, axis=-1, keepdims=True))
        self.change = self.momentum * self.change + self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        return self.change.copy()


@misconception("AdagradMomentum", "All objects seem to share one memory of the change. Assign to self, not to an attribute of the class.")
class change_of_the_class(AdagradMomentum):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.squares + gradient**2
        type(self).change = self.momentum * type(self).change + self.eta * gradient / (np.sqrt(self.squares) + 1e-8)
        return type(self).change.copy()

    def reset(self) -> None:
        self.squares, type(self).change = 0.0, 0.0


# RMSProp


@misconception("RMSProp", "Only the square of the step before seems to be remembered. Remember the AVERAGE, which holds all earlier squares.")
class remembers_one_square(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        squares = self.rho * self.squares + (1 - self.rho) * gradient**2
        self.squares = (1 - self.rho) * gradient**2
        return self.eta * gradient / (np.sqrt(squares) + 1e-8)


@misconception("RMSProp", "rho and 1 - rho seem to be swapped: rho is the part of the OLD average that is kept.")
class rho_swapped(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = (1 - self.rho) * self.squares + self.rho * gradient**2
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)


@misconception("RMSProp", "The new square seems to be added without the factor 1 - rho, so that it is no average.")
class new_square_in_full(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.rho * self.squares + gradient**2
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)


@misconception("RMSProp", "Only the newest square seems to count. Keep the average in an attribute from one step to the next.")
class average_forgotten(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        return self.eta * gradient / (np.sqrt((1 - self.rho) * gradient**2) + 1e-8)


@misconception("RMSProp", "The average seems to start from the first square. It starts from 0, without a correction: that is Adam's.")
class starts_from_the_first_square(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        before = gradient**2 if isinstance(self.squares, float) else self.squares
        self.squares = self.rho * before + (1 - self.rho) * gradient**2
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)


@misconception("RMSProp", "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.")
class average_guard_inside_the_root(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.rho * self.squares + (1 - self.rho) * gradient**2
        return self.eta * gradient / np.sqrt(self.squares + 1e-8)


@misconception("RMSProp", "One average seems to serve for the whole array. Each number has an average of its own.")
class one_average_for_all(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.squares = self.rho * self.squares + (1 - self.rho) * np.mean(gradient**2)
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)


@misconception("RMSProp", "The squares seem to be averaged over whole rows of a matrix. Each number has an average of its own.")
class averages_rows(RMSProp):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        square = gradient**2 if gradient.ndim < 2 else np.mean(gradient**2, axis=-1, keepdims=True)
        self.squares = self.rho * self.squares + (1 - self.rho) * square
        return self.eta * gradient / (np.sqrt(self.squares) + 1e-8)


@misconception("RMSProp", "A reset seems to change nothing. It must set the average back to 0.")
class average_survives_the_reset(RMSProp):
    def __init__(self, eta: float, rho: float) -> None:
        self.eta, self.rho, self.squares = eta, rho, 0.0

    def reset(self) -> None:
        pass


@misconception("RMSProp", "All objects seem to share one rho: the last one made decides. Assign to self.rho, not to the class.")
class rho_of_the_class(RMSProp):
    def __init__(self, eta: float, rho: float) -> None:
        self.eta = eta
        type(self).rho = rho
        self.reset()


# Adam


@misconception("Adam", "Only the gradient of the step before seems to be remembered. Remember its AVERAGE m, which holds all earlier gradients.")
class remembers_one_gradient(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.steps += 1
        mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.mean = (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        mean, squares = mean / (1 - self.rho**self.steps), self.squares / (1 - self.rho2**self.steps)
        return self.eta * mean / (np.sqrt(squares) + 1e-8)


@misconception("Adam", "The averages seem to be used without the correction: divide m by 1 - rho^t and s by 1 - rho2^t.")
class without_correction(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        return self.eta * self.mean / (np.sqrt(self.squares) + 1e-8)


@misconception("Adam", "t seems to stay at 1. Count the steps in an attribute: t goes up by one at each step.")
class steps_not_counted(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        mean, squares = self.mean / (1 - self.rho), self.squares / (1 - self.rho2)
        return self.eta * mean / (np.sqrt(squares) + 1e-8)


@misconception("Adam", "t seems to be 2 at the first step. It starts from 0 and goes up BEFORE it is used, or from 1 and goes up after.")
class counts_from_two(Adam):
    def reset(self) -> None:
        self.steps, self.mean, self.squares = 1, 0.0, 0.0


@misconception("Adam", "Only the average of the gradients seems to be corrected. The average of the squares needs its own correction, 1 - rho2^t.")
class squares_not_corrected(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.steps += 1
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        mean = self.mean / (1 - self.rho**self.steps)
        return self.eta * mean / (np.sqrt(self.squares) + 1e-8)


@misconception("Adam", "The corrected averages seem to be stored, and corrected again at the next step. Remember m and s; the correction serves one step only.")
class stores_the_corrected(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.steps += 1
        self.mean = (self.rho * self.mean + (1 - self.rho) * gradient) / (1 - self.rho**self.steps)
        self.squares = (self.rho2 * self.squares + (1 - self.rho2) * gradient**2) / (1 - self.rho2**self.steps)
        return self.eta * self.mean / (np.sqrt(self.squares) + 1e-8)


@misconception("Adam", "rho and rho2 seem to be swapped. rho belongs to the average of the gradients, rho2 to that of the squares.")
class rhos_swapped(Adam):
    def __init__(self, eta: float, rho: float, rho2: float) -> None:
        super().__init__(eta, rho2, rho)


@misconception("Adam", "The gradient itself seems to be used in place of its average m. That is RMSProp with a correction.")
class gradient_not_averaged(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.steps += 1
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        return self.eta * gradient / (np.sqrt(self.squares / (1 - self.rho2**self.steps)) + 1e-8)


@misconception("Adam", "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.")
class adam_guard_inside_the_root(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.steps += 1
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        mean, squares = self.mean / (1 - self.rho**self.steps), self.squares / (1 - self.rho2**self.steps)
        return self.eta * mean / np.sqrt(squares + 1e-8)


@misconception("Adam", "A reset seems to forget the averages but not the number of steps. After it, t starts again.")
class steps_survive_the_reset(Adam):
    def __init__(self, eta: float, rho: float, rho2: float) -> None:
        super().__init__(eta, rho, rho2)
        self.steps = 0

    def reset(self) -> None:
        self.mean, self.squares = 0.0, 0.0


@misconception("Adam", "A reset seems to forget the number of steps but not the averages. Set both back to 0.")
class averages_survive_the_reset(Adam):
    def __init__(self, eta: float, rho: float, rho2: float) -> None:
        super().__init__(eta, rho, rho2)
        self.mean, self.squares = 0.0, 0.0

    def reset(self) -> None:
        self.steps = 0


@misconception("Adam", "All objects seem to share one count of the steps. Assign to self.steps, not to an attribute of the class.")
class steps_of_the_class(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        type(self).steps += 1
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * gradient**2
        mean, squares = self.mean / (1 - self.rho ** type(self).steps), self.squares / (1 - self.rho2 ** type(self).steps)
        return self.eta * mean / (np.sqrt(squares) + 1e-8)

    def reset(self) -> None:
        type(self).steps, self.mean, self.squares = 0, 0.0, 0.0


@misconception("Adam", "The squares seem to be averaged over whole rows of a matrix. Each number has averages of its own.")
class adam_averages_rows(Adam):
    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        self.steps += 1
        square = gradient**2 if gradient.ndim < 2 else np.mean(gradient**2, axis=-1, keepdims=True)
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.squares = self.rho2 * self.squares + (1 - self.rho2) * square
        mean, squares = self.mean / (1 - self.rho**self.steps), self.squares / (1 - self.rho2**self.steps)
        return self.eta * mean / (np.sqrt(squares) + 1e-8)
