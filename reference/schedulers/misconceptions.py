"""Wrong answers that people really give in the unit schedulers, each with a hint.

Each is the right class with one mistake.
"""

from autograder.course import edited

# Constant

eta_forgotten = edited(
    "Constant",
    "The gradient seems to be returned as it is. Multiply it by eta.",
    ("self.eta * gradient", "1.0 * gradient"),
)

negative_change = edited(
    "Constant",
    "The sign seems to be turned round. What is returned is SUBTRACTED from the weights, so it points along the "
    "gradient.",
    ("return self", "return -self"),
)

scales_in_place = edited(
    "Constant",
    "The gradient itself is multiplied by eta (gradient *= eta). It belongs to the caller: make a new array.",
    ("return self.eta * gradient", "gradient *= self.eta\n        return gradient.copy()"),
)

eta_decays = edited(
    "Constant",
    "eta seems to shrink with every step. This rule is constant: nothing is counted.",
    (
        "return self.eta * gradient",
        "change = self.eta * gradient\n        self.eta = 0.9 * self.eta\n        return change",
    ),
)

reset_forgets_eta = edited(
    "Constant",
    "A reset seems to forget eta, too. It is no memory but a setting: it stays.",
    ('does nothing)."""', 'does nothing)."""\n        self.eta = 0.0'),
)

eta_of_the_class = edited(
    "Constant",
    "All objects seem to share one eta: the last one made decides. Assign to self.eta, not to the class.",
    ("self.eta = eta", "type(self).eta = eta"),
)

changes_of_a_vector = edited(
    "Constant",
    "The gradient seems to be taken for a vector. It may have any shape: multiply it as a whole.",
    ("self.eta * gradient", "np.array([self.eta * gradient[i] for i in range(gradient.size)])"),
)

# Momentum

momentum_forgotten = edited(
    "Momentum",
    "The previous change seems to be forgotten at each step. Keep it in an attribute and add momentum times it to "
    "the next one.",
    ("self.momentum * self.change + ", ""),
)

eta_times_everything = edited(
    "Momentum",
    "eta seems to multiply the kept part as well. The change is momentum * change + eta * gradient: eta belongs to "
    "the gradient only.",
    ("self.momentum * self.change + self.eta * gradient", "self.eta * (self.momentum * self.change + gradient)"),
)

averages_the_gradients = edited(
    "Momentum",
    "The gradient seems to be weighted by 1 - momentum, as in an average. Here it is weighted by eta alone.",
    ("+ self.eta", "+ (1 - self.momentum) * self.eta"),
)

remembers_the_gradient_only = edited(
    "Momentum",
    "Only the gradient of the step before seems to be remembered. Remember the CHANGE, which holds all earlier "
    "gradients.",
    ("self.change = self.momentum", "change = self.momentum"),
    ("return self.change.copy()", "self.change = self.eta * gradient\n        return change"),
)

returns_the_memory = edited(
    "Momentum",
    "The array that is returned seems to be the memory itself: whoever changes it changes the next step. Return a "
    "copy.",
    (".copy()", ""),
)

reset_does_nothing = edited(
    "Momentum",
    "A reset seems to change nothing. It must set the remembered change back to 0.",
    ("self.change = 0.0", "pass"),
    ("self.reset()", "self.change = 0.0"),
)

memory_of_the_class = edited(
    "Momentum",
    "All objects seem to share one memory. Assign to self.change, not to an attribute of the class.",
    ("self.change = self.momentum", "type(self).change = self.momentum"),
    ("self.change = 0.0", "type(self).change = 0.0"),
)

one_memory_per_row = edited(
    "Momentum",
    "The memory seems to have one number per row. It has the gradient's shape: start it as 0, or as zeros of "
    "gradient.shape.",
    (
        "self.change = self.momentum",
        """if isinstance(self.change, float):
            self.change = np.zeros(len(gradient))
        self.change = self.momentum""",
    ),
)

# Adagrad

last_two_squares = edited(
    "Adagrad",
    "Only the last two squares seem to be summed. Add each new square to the SUM, and remember that, not the square.",
    (
        "self.squares = self.squares + gradient**2",
        "squares = self.squares + gradient**2\n        self.squares = gradient**2",
    ),
    ("np.sqrt(self.squares)", "np.sqrt(squares)"),
)

newest_square_only = edited(
    "Adagrad",
    "The squares seem not to be summed: only the newest one counts, so that every step is as long as eta. Add to "
    "the sum of before.",
    ("self.squares + gradient**2", "gradient**2"),
)

root_missing = edited(
    "Adagrad",
    "The square root seems to be missing in the denominator.",
    ("np.sqrt(self.squares)", "self.squares"),
)

divides_before_adding = edited(
    "Adagrad",
    "The step seems to be divided by what was remembered BEFORE this gradient. Add its square first, then divide.",
    ("self.squares = self.squares", "before = self.squares\n        self.squares = self.squares"),
    ("np.sqrt(self.squares)", "np.sqrt(before)"),
)

guard_inside_the_root = edited(
    "Adagrad",
    "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.",
    ("(np.sqrt(self.squares) + 1e-8)", "np.sqrt(self.squares + 1e-8)"),
)

without_guard = edited(
    "Adagrad",
    "Where all gradients have been 0, this is 0 / 0. Add 1e-8 to the root.",
    ("(np.sqrt(self.squares) + 1e-8)", "np.sqrt(self.squares)"),
)

sums_rows = edited(
    "Adagrad",
    "The squares seem to be summed over whole rows, as on the diagonal of G G^T. Each number has a sum of its own.",
    ("+ gradient**2", "+ (gradient**2 if gradient.ndim < 2 else np.sum(gradient**2, axis=-1, keepdims=True))"),
)

adagrad_reset_does_nothing = edited(
    "Adagrad",
    "A reset seems to change nothing. It must set the sum of squares back to 0.",
    ("self.squares = 0.0", "pass"),
    ("self.reset()", "self.squares = 0.0"),
)

squares_of_the_class = edited(
    "Adagrad",
    "All objects seem to share one sum of squares. Assign to self, not to an attribute of the class.",
    ("self.squares = self.squares", "type(self).squares = self.squares"),
    ("self.squares = 0.0", "type(self).squares = 0.0"),
)

result_like_the_gradient = edited(
    "Adagrad",
    "The result is written into an array like the gradient, and one of whole numbers cannot hold fractions. Make "
    "an array of floats: np.zeros(gradient.shape).",
    ("return self", "change = np.zeros_like(gradient)\n        change[...] = self"),
    ("(np.sqrt(self.squares) + 1e-8)", "(np.sqrt(self.squares) + 1e-8)\n        return change"),
)

# AdagradMomentum

both_last_two_squares = edited(
    "AdagradMomentum",
    "Only the last two squares seem to be summed. Add each new square to the SUM, and remember that, not the square.",
    (
        "self.squares = self.squares + gradient**2",
        "squares = self.squares + gradient**2\n        self.squares = gradient**2",
    ),
    ("np.sqrt(self.squares)", "np.sqrt(squares)"),
)

adagrad_without_momentum = edited(
    "AdagradMomentum",
    "The momentum seems to be left out: this is plain Adagrad. Add momentum times the previous change.",
    ("self.momentum * self.change + ", ""),
)

divides_the_kept_part = edited(
    "AdagradMomentum",
    "The kept part seems to be divided by the root as well. Only the gradient is: momentum * change + eta * "
    "gradient / (root + 1e-8).",
    ("self.momentum * self.change + self.eta * gradient", "(self.momentum * self.change + self.eta * gradient)"),
)

reset_keeps_the_change = edited(
    "AdagradMomentum",
    "A reset seems to forget the sum of squares but to keep the previous change. It must forget both.",
    ("\n        self.change = 0.0", ""),
    ("self.reset()", "self.reset()\n        self.change = 0.0"),
)

reset_keeps_the_squares = edited(
    "AdagradMomentum",
    "A reset seems to forget the previous change but to keep the sum of squares. It must forget both.",
    ("\n        self.squares = 0.0", ""),
    ("self.reset()", "self.reset()\n        self.squares = 0.0"),
)

both_guard_inside_the_root = edited(
    "AdagradMomentum",
    "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.",
    ("(np.sqrt(self.squares) + 1e-8)", "np.sqrt(self.squares + 1e-8)"),
)

both_returns_the_memory = edited(
    "AdagradMomentum",
    "The array that is returned seems to be the memory itself: whoever changes it changes the next step. Return a "
    "copy.",
    (".copy()", ""),
)

both_sums_rows = edited(
    "AdagradMomentum",
    "The squares seem to be summed over whole rows, as on the diagonal of G G^T. Each number has a sum of its own.",
    ("+ gradient**2", "+ (gradient**2 if gradient.ndim < 2 else np.sum(gradient**2, axis=-1, keepdims=True))"),
)

change_of_the_class = edited(
    "AdagradMomentum",
    "All objects seem to share one memory of the change. Assign to self, not to an attribute of the class.",
    ("self.change = self.momentum", "type(self).change = self.momentum"),
    ("self.change = 0.0", "type(self).change = 0.0"),
)

# RMSProp

remembers_one_square = edited(
    "RMSProp",
    "Only the square of the step before seems to be remembered. Remember the AVERAGE, which holds all earlier squares.",
    ("self.squares = self.rho", "squares = self.rho"),
    (
        "return self.eta * gradient / (np.sqrt(self.squares)",
        """self.squares = (1 - self.rho) * gradient**2
        return self.eta * gradient / (np.sqrt(squares)""",
    ),
)

rho_swapped = edited(
    "RMSProp",
    "rho and 1 - rho seem to be swapped: rho is the part of the OLD average that is kept.",
    (
        "self.rho * self.squares + (1 - self.rho) * gradient**2",
        "(1 - self.rho) * self.squares + self.rho * gradient**2",
    ),
)

new_square_in_full = edited(
    "RMSProp",
    "The new square seems to be added without the factor 1 - rho, so that it is no average.",
    ("(1 - self.rho) * ", ""),
)

average_forgotten = edited(
    "RMSProp",
    "Only the newest square seems to count. Keep the average in an attribute from one step to the next.",
    ("self.rho * self.squares + ", ""),
)

starts_from_the_first_square = edited(
    "RMSProp",
    "The average seems to start from the first square. It starts from 0, without a correction: that is Adam's.",
    (
        "self.squares = self.rho * self.squares",
        """before = gradient**2 if isinstance(self.squares, float) else self.squares
        self.squares = self.rho * before""",
    ),
)

average_guard_inside_the_root = edited(
    "RMSProp",
    "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.",
    ("(np.sqrt(self.squares) + 1e-8)", "np.sqrt(self.squares + 1e-8)"),
)

one_average_for_all = edited(
    "RMSProp",
    "One average seems to serve for the whole array. Each number has an average of its own.",
    ("gradient**2", "np.mean(gradient**2)"),
)

average_of_whole_numbers = edited(
    "RMSProp",
    "The average loses its fractions where the gradient holds whole numbers, because np.zeros_like of it does too. "
    "Start it as np.zeros(gradient.shape).",
    (
        "self.squares = self.rho * self.squares",
        """if isinstance(self.squares, float):
            self.squares = np.zeros_like(gradient)
        self.squares[...] = self.rho * self.squares""",
    ),
)

square_forgotten = edited(
    "RMSProp",
    "The average seems to be that of the gradients' absolute values. It is the SQUARES that are averaged: the root "
    "takes the square back.",
    ("gradient**2", "np.abs(gradient)"),
)

averages_rows = edited(
    "RMSProp",
    "The squares seem to be averaged over whole rows of a matrix. Each number has an average of its own.",
    ("* gradient**2", "* (gradient**2 if gradient.ndim < 2 else np.mean(gradient**2, axis=-1, keepdims=True))"),
)

average_survives_the_reset = edited(
    "RMSProp",
    "A reset seems to change nothing. It must set the average back to 0.",
    ("self.squares = 0.0", "pass"),
    ("self.reset()", "self.squares = 0.0"),
)

rho_of_the_class = edited(
    "RMSProp",
    "All objects seem to share one rho: the last one made decides. Assign to self.rho, not to the class.",
    ("self.rho = rho", "type(self).rho = rho"),
)

# Adam

remembers_one_gradient = edited(
    "Adam",
    "Only the gradient of the step before seems to be remembered. Remember its AVERAGE m, which holds all earlier "
    "gradients.",
    ("self.mean = self.rho", "mean = self.rho"),
    ("mean = self.mean /", "self.mean = (1 - self.rho) * gradient\n        mean = mean /"),
)

without_correction = edited(
    "Adam",
    "The averages seem to be used without the correction: divide m by 1 - rho^t and s by 1 - rho2^t.",
    (" / (1 - self.rho**self.steps)", ""),
    (" / (1 - self.rho2**self.steps)", ""),
)

steps_not_counted = edited(
    "Adam",
    "t seems to stay at 1. Count the steps in an attribute: t goes up by one at each step.",
    ("self.steps + 1", "1"),
)

counts_from_two = edited(
    "Adam",
    "t seems to be 2 at the first step. It starts from 0 and goes up BEFORE it is used, or from 1 and goes up after.",
    ("self.steps = 0", "self.steps = 1"),
)

counts_too_late = edited(
    "Adam",
    "From the second step on t seems to be one too small. Let it go up BEFORE the averages are corrected with it: "
    "it is 1 at the first step, 2 at the second.",
    ("self.steps = self.steps + 1", "steps = max(self.steps, 1)\n        self.steps = self.steps + 1"),
    ("self.rho**self.steps", "self.rho**steps"),
    ("self.rho2**self.steps", "self.rho2**steps"),
)

squares_corrected_with_rho = edited(
    "Adam",
    "Both averages seem to be corrected with rho. That of the squares is kept with rho2, so it is divided by 1 - "
    "rho2^t.",
    ("self.rho2**self.steps", "self.rho**self.steps"),
)

squares_not_corrected = edited(
    "Adam",
    "Only the average of the gradients seems to be corrected. The average of the squares needs its own correction, "
    "1 - rho2^t.",
    (" / (1 - self.rho2**self.steps)", ""),
)

stores_the_corrected = edited(
    "Adam",
    "The corrected averages seem to be stored, and corrected again at the next step. Remember m and s; the "
    "correction serves one step only.",
    ("mean = self.mean /", "mean = self.mean = self.mean /"),
    ("squares = self.squares /", "squares = self.squares = self.squares /"),
)

rhos_swapped = edited(
    "Adam",
    "rho and rho2 seem to be swapped. rho belongs to the average of the gradients, rho2 to that of the squares.",
    ("self.rho = rho", "self.rho = rho2"),
    ("self.rho2 = rho2", "self.rho2 = rho"),
)

gradient_not_averaged = edited(
    "Adam",
    "The gradient itself seems to be used in place of its average m. That is RMSProp with a correction.",
    ("self.eta * mean", "self.eta * gradient"),
)

adam_guard_inside_the_root = edited(
    "Adam",
    "The 1e-8 seems to stand inside the root, where it counts as 1e-4. Add it after the root.",
    ("(np.sqrt(squares) + 1e-8)", "np.sqrt(squares + 1e-8)"),
)

steps_survive_the_reset = edited(
    "Adam",
    "A reset seems to forget the averages but not the number of steps. After it, t starts again.",
    ("\n        self.steps = 0", ""),
    ("self.reset()", "self.reset()\n        self.steps = 0"),
)

averages_survive_the_reset = edited(
    "Adam",
    "A reset seems to forget the number of steps but not the averages. Set both back to 0.",
    ("\n        self.mean = 0.0\n        self.squares = 0.0", ""),
    ("self.reset()", "self.reset()\n        self.mean = 0.0\n        self.squares = 0.0"),
)

steps_of_the_class = edited(
    "Adam",
    "All objects seem to share one count of the steps. Count them in an attribute of self, say self.t, not in one "
    "of the class.",
    ("self.steps = self.steps", "type(self).steps = self.steps"),
    ("self.steps = 0", "type(self).steps = 0"),
)

adam_averages_rows = edited(
    "Adam",
    "The squares seem to be averaged over whole rows of a matrix. Each number has averages of its own.",
    ("* gradient**2", "* (gradient**2 if gradient.ndim < 2 else np.mean(gradient**2, axis=-1, keepdims=True))"),
)
