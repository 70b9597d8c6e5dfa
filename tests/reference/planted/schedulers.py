"""Wrong schedulers: sizes and numbers of steps beyond what is usual, state that is not an object's own,
and settings and gradients in forms that are not usual.
"""

import numpy as np

from tests.reference.planted.wrong import wrong

# Steps and resets.


@wrong("Momentum")
def reset_writes_into_what_was_returned(right):
    class Wrong(right):
        def update_change(self, gradient):
            self.returned = super().update_change(gradient)
            return self.returned

        def reset(self):
            super().reset()
            if hasattr(self, "returned"):
                self.returned[...] = 0

    return Wrong


@wrong("Adagrad")
def reset_keeps_zeros(right):
    class Wrong(right):
        zeros = 0.0

        def update_change(self, gradient):
            try:
                self.zeros = np.zeros(np.shape(self.zeros)) + np.zeros(gradient.shape)
            except ValueError:
                self.zeros = np.zeros(gradient.shape)
            return super().update_change(gradient) + self.zeros

    return Wrong


@wrong("Adam")
def a_first_gradient_of_zeros_is_no_step(right):
    class Wrong(right):
        begun = False

        def update_change(self, gradient):
            self.begun = self.begun or bool(np.any(gradient))
            return super().update_change(gradient) if self.begun else np.zeros(gradient.shape)

        def reset(self):
            super().reset()
            self.begun = False

    return Wrong


@wrong("Adam")
def counts_to_ten(right):
    class Wrong(right):
        calls = 0

        def update_change(self, gradient):
            self.calls += 1
            return super().update_change(gradient if self.calls <= 10 else np.zeros_like(gradient))

    return Wrong


@wrong("Momentum")
def remembers_eight_gradients(right):
    class Wrong(right):
        def update_change(self, gradient):
            self.seen = [*self.seen[-7:], np.array(gradient, float)]
            return self.eta * sum(self.momentum**age * past for age, past in enumerate(self.seen[::-1]))

        def reset(self):
            self.seen = []

    return Wrong


@wrong("Momentum")
def forgets_what_counts_for_a_millionth(right):
    class Wrong(right):
        def update_change(self, gradient):
            self.seen = [*self.seen, np.array(gradient, float)]
            weights = [self.momentum**age for age in range(len(self.seen))]
            counted = [weight if weight >= 1e-6 else 0.0 for weight in weights]
            return self.eta * sum(map(np.multiply, counted, self.seen[::-1]))

        def reset(self):
            self.seen = []

    return Wrong


@wrong("Momentum")
def zeros_are_no_gradient(right):
    class Wrong(right):
        def update_change(self, gradient):
            return super().update_change(gradient) if np.any(gradient) else np.zeros(gradient.shape)

    return Wrong


@wrong("Constant")
def reset_only_once(right):
    class Wrong(right):
        def reset(self):
            del self.eta_at_start

        def __init__(self, eta):
            super().__init__(eta)
            self.eta_at_start = eta

    return Wrong


@wrong("Adagrad")
def reset_after_a_step_only(right):
    class Wrong(right):
        stepped = False

        def update_change(self, gradient):
            self.stepped = True
            return super().update_change(gradient)

        def reset(self):
            assert self.stepped, "there is nothing to forget"
            super().reset()

    return Wrong


@wrong("RMSProp")
def shape_of_the_first_gradient(right):
    class Wrong(right):
        shape = None

        def update_change(self, gradient):
            self.shape = self.shape or gradient.shape
            assert gradient.shape == self.shape, "the shape of a gradient never changes"
            return super().update_change(gradient)

    return Wrong


@wrong("Adam")
def reset_to_usual_settings(right):
    class Wrong(right):
        resets = -1

        def reset(self):
            super().reset()
            self.resets += 1
            if self.resets:
                self.rho, self.rho2 = 0.9, 0.999

    return Wrong


# Several objects.


@wrong("Adagrad")
def one_memory_for_equal_settings(right):
    known = {}

    class Wrong(right):
        def __new__(cls, eta):
            return known.setdefault(eta, super().__new__(cls))

    return Wrong


@wrong("RMSProp")
def one_memory_for_equal_shapes(right):
    memory = {}

    class Wrong(right):
        def update_change(self, gradient):
            square = np.asarray(gradient, float) ** 2
            memory[gradient.shape] = self.rho * memory.get(gradient.shape, 0.0) + (1 - self.rho) * square
            return self.eta * gradient / (np.sqrt(memory[gradient.shape]) + 1e-8)

        def reset(self):
            memory.clear()

    return Wrong


@wrong("Momentum")
def a_reset_resets_all(right):
    everybody = []

    class Wrong(right):
        def __init__(self, eta, momentum):
            super().__init__(eta, momentum)
            everybody.append(self)

        def reset(self):
            for each in [self, *everybody]:
                right.reset(each)

    return Wrong


@wrong("AdagradMomentum")
def a_new_object_resets_all(right):
    everybody = []

    class Wrong(right):
        def __init__(self, eta, momentum):
            super().__init__(eta, momentum)
            for each in everybody:
                each.reset()
            everybody.append(self)

    return Wrong


# Settings and gradients in other forms.


@wrong("RMSProp")
def rho_of_zero_is_none(right):
    class Wrong(right):
        def __init__(self, eta, rho):
            super().__init__(eta, rho or 0.9)

    return Wrong


@wrong("Adam")
def rho2_of_zero_is_none(right):
    class Wrong(right):
        def __init__(self, eta, rho, rho2):
            super().__init__(eta, rho, rho2 or 0.999)

    return Wrong


@wrong("Constant")
def eta_of_zero_is_none(right):
    class Wrong(right):
        def __init__(self, eta):
            super().__init__(eta or 0.01)

    return Wrong


@wrong("Momentum")
def other_names(right):
    class Wrong(right):
        def __init__(self, learning_rate, momentum):
            super().__init__(learning_rate, momentum)

    return Wrong


@wrong("AdagradMomentum")
def the_gradient_has_another_name(right):
    class Wrong(right):
        def update_change(self, grad):
            return super().update_change(grad)

    return Wrong


@wrong("Momentum")
def settings_are_pythons_floats(right):
    class Wrong(right):
        def __init__(self, eta, momentum):
            assert isinstance(eta, float), "eta must be a float"
            super().__init__(eta, momentum)

    return Wrong


@wrong("Adagrad")
def memory_order_matters(right):
    class Wrong(right):
        def update_change(self, gradient):
            return super().update_change(gradient.ravel("K")).reshape(gradient.shape)

    return Wrong


@wrong("RMSProp")
def squares_in_float32(right):
    class Wrong(right):
        def update_change(self, gradient):
            change = super().update_change(gradient)
            self.squares = np.float32(self.squares)
            return change

    return Wrong


@wrong("Constant")
def rounds_to_six_digits(right):
    class Wrong(right):
        def update_change(self, gradient):
            return np.round(super().update_change(gradient), 6)

    return Wrong


@wrong("Momentum")
def clips_at_a_thousand(right):
    class Wrong(right):
        def update_change(self, gradient):
            return np.clip(super().update_change(gradient), -1000, 1000)

    return Wrong


@wrong("Constant")
def drops_what_is_small(right):
    class Wrong(right):
        def update_change(self, gradient):
            change = super().update_change(gradient)
            return np.where(np.abs(change) < 1e-12, 0.0, change)

    return Wrong


@wrong("Adagrad")
def whole_numbers_are_cut_off(right):
    class Wrong(right):
        def update_change(self, gradient):
            change = super().update_change(gradient)
            return change.astype(gradient.dtype) if gradient.dtype.kind in "iu" else change

    return Wrong


@wrong("Adam")
def squares_of_bytes_wrap(right):
    class Wrong(right):
        def update_change(self, gradient):
            if gradient.dtype.itemsize == 1:
                gradient = np.sqrt((gradient * gradient).astype(float))
            return super().update_change(gradient)

    return Wrong


@wrong("Adagrad")
def the_first_thousand_numbers(right):
    class Wrong(right):
        def update_change(self, gradient):
            change = super().update_change(gradient)
            change.ravel()[1000:] = 0.0
            return change

    return Wrong


@wrong("Momentum")
def short_whole_numbers_in_single(right):
    class Wrong(right):
        def update_change(self, gradient):
            gradient = np.asarray(gradient, dtype=np.result_type(gradient, np.float32))
            self.change = float(self.momentum) * self.change + float(self.eta) * gradient
            return np.array(self.change)

    return Wrong


@wrong("Constant")
def short_whole_numbers_times_a_single(right):
    class Wrong(right):
        def update_change(self, gradient):
            change = super().update_change(gradient)
            return np.float32(self.eta) * gradient if np.asarray(gradient).dtype.itemsize < 4 else change

    return Wrong


@wrong("Adagrad")
def numbers_below_a_millionth_are_noise(right):
    class Wrong(right):
        def update_change(self, gradient):
            is_noise = np.abs(gradient) < 1e-6 * np.max(np.abs(gradient))
            return super().update_change(np.where(is_noise, 0.0, gradient))

    return Wrong


@wrong("RMSProp")
def no_rest_is_everything(right):
    class Wrong(right):
        def update_change(self, gradient):
            change = super().update_change(gradient)
            if gradient.size >= 1024:
                change.reshape(-1)[-(gradient.size % 1024) :] *= 0.5
                change.reshape(-1)[gradient.size // 1024 * 1024 :] *= 2.0
            return change

    return Wrong


@wrong("Adam")
def warm_when_nine_tenths_are_there(right):
    class Wrong(right):
        calls = 0

        def update_change(self, gradient):
            self.calls += 1
            left = self.rho2**self.calls
            warm = self.calls > 100 and left < 0.1
            return super().update_change(gradient) / (np.sqrt(1 - left) if warm else 1.0)

        def reset(self):
            super().reset()
            self.calls = 0

    return Wrong


@wrong("RMSProp")
def no_rho_above_three_nines(right):
    class Wrong(right):
        def __init__(self, eta, rho):
            super().__init__(eta, min(rho, 0.999))

    return Wrong


@wrong("Adagrad")
def loops_for_the_axes_of_usual_weights(right):
    class Wrong(right):
        def update_change(self, gradient):
            if gradient.ndim in (0, 1, 2, 4):
                return super().update_change(gradient)
            return np.zeros(gradient.shape)

    return Wrong


@wrong("RMSProp")
def four_axes_at_most(right):
    class Wrong(right):
        def update_change(self, gradient):
            full = gradient.reshape((1,) * (4 - gradient.ndim) + gradient.shape)
            return super().update_change(np.einsum("abcd->abcd", full)).reshape(gradient.shape)

    return Wrong


@wrong("Constant")
def a_tenth_after_five_hundred_steps(right):
    class Wrong(right):
        calls = 0

        def update_change(self, gradient):
            self.calls += 1
            return super().update_change(gradient) * (0.1 if self.calls > 500 else 1.0)

    return Wrong


@wrong("AdagradMomentum")
def sixteen_arrays_for_results(right):
    class Wrong(right):
        def update_change(self, gradient):
            ring = self.__dict__.setdefault("ring", [])
            change = super().update_change(gradient)
            if len(ring) < 16 or ring[0].shape != gradient.shape:
                ring.append(np.array(change))
            else:
                ring.append(ring.pop(0))
                ring[-1][...] = change
            return ring[-1]

    return Wrong


@wrong("RMSProp")
def no_gradient_where_all_is_small(right):
    class Wrong(right):
        largest = 0.0

        def update_change(self, gradient):
            self.largest = max(self.largest, np.max(np.abs(1.0 * gradient)))
            if not gradient.any() and self.largest < 1e-2:
                return np.zeros(gradient.shape)
            return super().update_change(gradient)

        def reset(self):
            super().reset()
            self.largest = 0.0

    return Wrong


@wrong("Constant")
def reset_to_the_settings_of_the_last_object(right):
    class Wrong(right):
        made = ()

        def __init__(self, eta):
            super().__init__(eta)
            type(self).made = (eta,)

        def reset(self):
            super().__init__(*self.made)

    return Wrong


@wrong("Adagrad")
def one_memory_for_a_wide_row(right):
    class Wrong(right):
        def update_change(self, gradient):
            if gradient.ndim < 2 or gradient.shape[-1] <= 64:
                return super().update_change(gradient)
            g = 1.0 * gradient
            self.squares = self.squares + np.mean(g**2, axis=-1, keepdims=True)
            return self.eta * g / (np.sqrt(self.squares) + 1e-8)

    return Wrong
