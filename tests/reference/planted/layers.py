"""Wrong layers, networks and trainings: choices that cannot be seen any more, gradients that do not stay, steps back
that end too early, and orders of samples that are less than random.
"""

import numpy as np

from tests.reference.planted.wrong import wrong

# Layers.


@wrong("Dropout")
def what_was_kept_seen_in_the_output(right):
    class Wrong(right):
        def forward(self, x, training=False):
            output = super().forward(x, training)
            self.seen = output != 0 if training else np.ones(x.shape)
            return output

        def backward(self, output_grad):
            return super().backward(output_grad) * self.seen

    return Wrong


@wrong("Dropout")
def chosen_once_more_where_nothing_is_kept(right):
    class Wrong(right):
        def forward(self, x, training=False):
            output = super().forward(x, training)
            return output if output.any() or not training else super().forward(x, training)

    return Wrong


@wrong("Dense")
def forward_empties_the_gradients(right):
    class Wrong(right):
        def forward(self, x, training=False):
            self.grads = {name: np.zeros(array.shape) for name, array in self.params.items()}
            return super().forward(x, training)

    return Wrong


@wrong("Convolution")
def one_array_for_the_bias_and_its_gradient(right):
    class Wrong(right):
        def __init__(self, *settings, **named):
            super().__init__(*settings, **named)
            self.grads["bias"] = self.params["bias"]

    return Wrong


@wrong("Convolution")
def fewer_outputs_where_the_stride_is_larger(right):
    class Wrong(right):
        def __init__(self, channels_in, channels_out, kernel_size, stride=1, padding=0, seed=0):
            super().__init__(channels_in, channels_out, kernel_size, stride, padding, seed)
            steps = np.prod(np.broadcast_to(stride, 2))
            self.params["weights"] *= np.sqrt((channels_in + channels_out) / (channels_in + channels_out / steps))

    return Wrong


# Networks and optimizers.


@wrong("Network")
def back_to_the_first_layer_that_learns(right):
    class Wrong(right):
        def loss_and_backward(self, x, targets):
            loss = self.loss.forward(self.forward(x, training=True), targets)
            grad = self.loss.backward()
            first = next((place for place, layer in enumerate(self.layers) if layer.params), len(self.layers))
            for layer in reversed(self.layers[first:]):
                grad = layer.backward(grad)
            return loss

    return Wrong


@wrong("SGD")
def rates_by_arange(right):
    class Wrong(right):
        def __init__(
            self, network, learning_rate, momentum=0.0, final_learning_rate=None, epochs=1, decay="exponential"
        ):
            super().__init__(network, learning_rate, momentum, final_learning_rate, epochs, decay)
            if final_learning_rate is not None and epochs > 1 and decay == "linear":
                step = (final_learning_rate - learning_rate) / (epochs - 1)
                self.rates = np.arange(learning_rate, final_learning_rate + step / 2, step)

    return Wrong


@wrong("SGD")
def epochs_without_a_step_do_not_count(right):
    class Wrong(right):
        stepped = False

        def step(self):
            self.stepped = True
            super().step()

        def next_epoch(self):
            if self.stepped:
                super().next_epoch()

    return Wrong


# Orders.


@wrong("Trainer")
def shuffled_within_batches(right):
    class Wrong(right):
        def fit(self, x, targets, epochs, batch_size):
            chance = self.generator

            class Within:
                def permutation(self, count):
                    starts = range(0, count, int(batch_size))
                    return np.concatenate([chance.permutation(np.arange(count)[at : at + batch_size]) for at in starts])

            self.generator = Within()
            return super().fit(x, targets, epochs, batch_size)

    return Wrong


@wrong("Trainer")
def what_is_left_over_is_always_the_same(right):
    class Wrong(right):
        def fit(self, x, targets, epochs, batch_size):
            chance = self.generator

            class Whole:
                def permutation(self, count):
                    whole = count - count % int(batch_size) or count
                    return np.append(chance.permutation(whole), np.arange(whole, count))

            self.generator = Whole()
            return super().fit(x, targets, epochs, batch_size)

    return Wrong


@wrong("Trainer")
def one_generator_an_epoch(right):
    class Wrong(right):
        def __init__(self, network, optimizer, seed):
            super().__init__(network, optimizer, seed)

            class Again:
                order = None

                def permutation(self, count):
                    self.order = np.arange(count) if self.order is None else self.order
                    np.random.default_rng(seed).shuffle(self.order)
                    return self.order.copy()

            self.generator = Again()

    return Wrong


@wrong("Trainer")
def one_order_from_another_start(right):
    class Wrong(right):
        def __init__(self, network, optimizer, seed):
            super().__init__(network, optimizer, seed)

            class Turned:
                chance, order = np.random.default_rng(seed), None

                def permutation(self, count):
                    self.order = self.chance.permutation(count) if self.order is None else self.order
                    return np.roll(self.order, self.chance.integers(1, max(count, 2)))

            self.generator = Turned()

    return Wrong


@wrong("Trainer")
def a_few_samples_exchanged(right):
    class Wrong(right):
        def __init__(self, network, optimizer, seed):
            super().__init__(network, optimizer, seed)

            class Exchanging:
                chance = np.random.default_rng(seed)

                def permutation(self, count):
                    order = np.arange(count)
                    for one, other in self.chance.integers(count, size=(count // 2 or 1, 2)):
                        order[[one, other]] = order[[other, one]]
                    return order

            self.generator = Exchanging()

    return Wrong


@wrong("Dropout")
def nothing_kept_at_a_rate_of_zero(right):
    class Wrong(right):
        def __init__(self, rate, seed):
            super().__init__(rate, seed)
            self.there = rate > 0

        def forward(self, x, training=False):
            return super().forward(x, training) if self.there else x

        def backward(self, output_grad):
            return super().backward(output_grad) if self.there else output_grad * None

    return Wrong


@wrong("SoftmaxCrossEntropy")
def only_what_could_overflow_is_shifted(right):
    class Wrong(right):
        def forward(self, z, targets):
            powers = np.exp(np.asarray(z, dtype=float))
            self.own = None if z.max() > 0 else (powers / powers.sum(axis=1, keepdims=True) - targets) / len(z)
            return super().forward(z, targets)

        def backward(self):
            return super().backward() if self.own is None else self.own

    return Wrong


@wrong("SGD")
def rests_at_a_rate_of_zero(right):
    class Wrong(right):
        def __init__(
            self, network, learning_rate, momentum=0.0, final_learning_rate=None, epochs=1, decay="exponential"
        ):
            super().__init__(network, learning_rate, momentum, final_learning_rate, epochs, decay)
            self.left = epochs - 1 if final_learning_rate == 0 else np.inf

        def step(self):
            if self.left > 0:
                super().step()

        def next_epoch(self):
            super().next_epoch()
            self.left -= 1

    return Wrong


@wrong("Trainer")
def shuffled_through_a_buffer(right):
    class Wrong(right):
        def __init__(self, network, optimizer, seed):
            super().__init__(network, optimizer, seed)
            self.parts, self.chance = (network, optimizer), np.random.default_rng(seed)

        def order(self, number, size):
            waiting, order = [], []
            for place in range(number):
                waiting.append(place)
                if len(waiting) > size:
                    order.append(waiting.pop(int(self.chance.integers(len(waiting)))))
            return [*order, *self.chance.permutation(waiting).astype(int)]

        def fit(self, x, targets, epochs, batch_size):
            if len(x) != len(targets) or epochs < 1 or batch_size < 1:
                raise ValueError("they do not fit")
            network, optimizer = self.parts
            history = []
            for _ in range(epochs):
                order, total = self.order(len(x), 8 * batch_size), 0.0
                for start in range(0, len(x), int(batch_size)):
                    places = order[start : start + int(batch_size)]
                    total += len(places) * network.loss_and_backward(x[places], targets[places])
                    optimizer.step()
                optimizer.next_epoch()
                history.append(total / len(x))
            return history

    return Wrong


# Tables and shapes that are kept, and sums of the largest number.


@wrong("Pooling")
def places_kept_for_as_many_pixels(right):
    class Wrong(right):
        def __init__(self, kind, size, stride):
            super().__init__(kind, size, stride)
            self.wanted, self.windows = kind, [np.broadcast_to(each, 2).tolist() for each in (size, stride)]

        def forward(self, x, training=False):
            output = super().forward(x, training)
            (k_h, k_w), (s_h, s_w) = self.windows
            if vars(self).get("pixels") != x[0, 0].size:
                top, left = np.indices(output.shape[2:])[..., np.newaxis, np.newaxis]
                places = (s_h * top + np.arange(k_h)[:, np.newaxis]) * x.shape[3] + s_w * left + np.arange(k_w)
                self.pixels, self.places = x[0, 0].size, places.reshape(*output.shape[2:], -1)
            windows = x.reshape(*x.shape[:2], -1)[:, :, self.places]
            return 1.0 * (windows.max(axis=-1) if self.wanted == "max" else windows.mean(axis=-1))

    return Wrong


@wrong("Flatten")
def shape_kept_for_as_many_numbers(right):
    class Wrong(right):
        def forward(self, x, training=False):
            if np.prod(vars(self).get("kept", (0,))[1:]) != x[0].size:
                self.kept = x.shape
            return super().forward(x, training)

        def backward(self, output_grad):
            return output_grad.reshape(len(output_grad), *self.kept[1:])

    return Wrong


@wrong("SoftmaxCrossEntropy")
def each_impossible_class_costs_the_largest_number(right):
    class Wrong(right):
        def forward(self, z, targets):
            super().forward(z, targets)
            z = z - np.max(1.0 * z, axis=1, keepdims=True)
            p = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
            with np.errstate(all="ignore"):
                return -float(np.sum(np.nan_to_num(targets * np.log(p)))) / len(z)

    return Wrong


@wrong("SoftmaxCrossEntropy")
def one_hot_as_the_first_row_has_it(right):
    class Wrong(right):
        def forward(self, z, targets):
            if targets.shape == z.shape and np.max(targets[0]) == 1:
                targets = np.eye(z.shape[1])[np.argmax(targets, axis=1)]
            return super().forward(z, targets)

    return Wrong


@wrong("SoftmaxCrossEntropy")
def nearly_one_hot_is_one_hot(right):
    class Wrong(right):
        def forward(self, z, targets):
            if targets.shape == z.shape and np.allclose(np.max(targets, axis=1), 1):
                targets = np.eye(z.shape[1])[np.argmax(targets, axis=1)]
            return super().forward(z, targets)

    return Wrong


@wrong("Network")
def dicts_as_they_were_when_first_asked_for(right):
    class Wrong(right):
        kept = None

        def params(self):
            self.kept = self.kept or super().params()
            return self.kept

    return Wrong


@wrong("SGD")
def through_flat_views(right):
    class Wrong(right):
        def step(self):
            arrays = [dict(own) for own in self.network.params()]
            super().step()
            for own, before in zip(self.network.params(), arrays, strict=True):
                for name, array in before.items():
                    array.reshape(-1)[...] = own[name].reshape(-1)
                    own[name] = array

    return Wrong


@wrong("Activation")
def linear_is_the_identity(right):
    class Wrong(right):
        def __init__(self, name):
            super().__init__("identity" if name == "linear" else name)

    return Wrong


@wrong("Pooling")
def average_for_short(right):
    class Wrong(right):
        def __init__(self, kind, size, stride):
            super().__init__({"avg": "average"}.get(kind, kind), size, stride)

    return Wrong


@wrong("SGD")
def a_constant_rate_is_a_decay(right):
    class Wrong(right):
        def __init__(
            self, network, learning_rate, momentum=0.0, final_learning_rate=None, epochs=1, decay="exponential"
        ):
            if decay == "constant":
                final_learning_rate, decay = None, "linear"
            super().__init__(network, learning_rate, momentum, final_learning_rate, epochs, decay)

    return Wrong
