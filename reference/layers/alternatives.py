"""Other right ways to write the unit layers."""

import numpy as np

from autograder.course import alternative


def views(images: np.ndarray, size: tuple[int, int], stride: tuple[int, int]) -> np.ndarray:
    """All windows of images, shape [N, C, O_h, O_w, size_h, size_w]."""
    if size[0] > images.shape[2] or size[1] > images.shape[3]:
        raise ValueError("the window is larger than the images")
    every = np.lib.stride_tricks.sliding_window_view(images, size, axis=(2, 3))
    return every[:, :, :: stride[0], :: stride[1]]


def both(value: int | tuple[int, int]) -> tuple[int, int]:
    """A number for both axes, or a pair."""
    vertical, horizontal = np.broadcast_to(np.asarray(value, dtype=np.int64), 2).tolist()
    return vertical, horizontal


# Windows as views, sums by einsum, arrays changed in place.


@alternative("Dense", style="views")
class DenseByEinsum:
    def __init__(self, inputs: int, nodes: int, seed: int) -> None:
        bound = np.sqrt(6.0 / (float(inputs) + float(nodes)))  # uniform, of the same variance
        weights = np.random.default_rng(seed).uniform(-bound, bound, size=(inputs, nodes))
        self.params = {"weights": weights, "bias": np.zeros(nodes)}
        self.grads = {"weights": np.zeros_like(weights), "bias": np.zeros(nodes)}

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self._last = x
        return np.einsum("nd,dm->nm", x, self.params["weights"]) + self.params["bias"]

    def backward(self, output_grad: np.ndarray) -> np.ndarray:
        self.grads["weights"][...] = np.einsum("nd,nm->dm", 1.0 * self._last, output_grad)
        self.grads["bias"][...] = np.einsum("nm->m", output_grad.astype(float))
        return np.einsum("nm,dm->nd", output_grad, self.params["weights"])


@alternative("Convolution", style="views")
class ConvolutionByViews:
    def __init__(self, channels_in, channels_out, kernel_size, stride=1, padding=0, seed=0) -> None:
        self.kernel, self.stride, self.padding = both(kernel_size), both(stride), both(padding)
        area = self.kernel[0] * self.kernel[1]
        spread = (2.0 / (int(channels_in) * area + int(channels_out) * area)) ** 0.5
        generator = np.random.default_rng(seed)
        self.params = {
            "weights": spread * generator.standard_normal((channels_in, channels_out, *self.kernel)),
            "bias": np.zeros(channels_out),
        }
        self.grads = {"weights": 0 * self.params["weights"], "bias": 0 * self.params["bias"]}

    def forward(self, x, training=False):
        if x.shape[1] != self.params["weights"].shape[0]:
            raise ValueError("another number of channels")
        (top, left), (height, width) = self.padding, x.shape[2:]
        self.padded = np.zeros((*x.shape[:2], height + 2 * top, width + 2 * left))
        self.padded[:, :, top : top + height, left : left + width] = x
        self.inner = (slice(None), slice(None), slice(top, top + height), slice(left, left + width))
        self.windows = views(self.padded, self.kernel, self.stride)
        output = np.einsum("ncijuv,cmuv->nmij", self.windows, self.params["weights"])
        return output + self.params["bias"].reshape(1, -1, 1, 1)

    def backward(self, output_grad):
        output_grad = output_grad * 1.0
        self.grads["weights"] = np.einsum("ncijuv,nmij->cmuv", self.windows, output_grad)
        self.grads["bias"] = np.einsum("nmij->m", output_grad)
        padded_grad = np.zeros(self.padded.shape)
        shares = np.einsum("nmij,cmuv->ncijuv", output_grad, self.params["weights"])
        rows, columns = shares.shape[2:4]
        for u, v in np.ndindex(*self.kernel):
            down = slice(u, u + self.stride[0] * rows, self.stride[0])
            right = slice(v, v + self.stride[1] * columns, self.stride[1])
            padded_grad[:, :, down, right][:, :, :rows, :columns] += shares[..., u, v]
        return padded_grad[self.inner]


@alternative("Pooling", style="views")
class PoolingByViews:
    def __init__(self, kind, size, stride) -> None:
        if kind not in {"max", "average"}:
            raise ValueError(kind)
        self.kind, self.size, self.stride = kind, both(size), both(stride)
        self.params, self.grads = {}, {}

    def forward(self, x, training=False):
        self.images = x
        windows = views(x, self.size, self.stride)
        self.rows = windows.reshape(*windows.shape[:4], -1)
        return self.rows.max(axis=-1) if self.kind == "max" else self.rows.mean(axis=-1, dtype=float)

    def backward(self, output_grad):
        area = self.size[0] * self.size[1]
        if self.kind == "max":
            shares = np.arange(area) == self.rows.argmax(axis=-1)[..., np.newaxis]
        else:
            shares = np.full(self.rows.shape, 1 / area)
        shares = shares * output_grad[..., np.newaxis].astype(float)
        grad = np.zeros(self.images.shape)
        n, c, i, j, k = np.indices(shares.shape)
        np.add.at(grad, (n, c, i * self.stride[0] + k // self.size[1], j * self.stride[1] + k % self.size[1]), shares)
        return grad


@alternative("Flatten", style="views")
class FlattenByView:
    params = {}
    grads = {}

    def __init__(self) -> None:
        self.back = None

    def forward(self, x, training=False):
        shape = x.shape
        self.back = lambda grad: grad.reshape(shape)
        return np.array(x, dtype=float).reshape(shape[0], np.prod(shape[1:], dtype=int))

    def backward(self, output_grad):
        return self.back(np.array(output_grad, dtype=float))


@alternative("Activation", style="views")
class ActivationByTable:
    def __init__(self, name) -> None:
        from scipy.special import expit

        functions = {
            "sigmoid": (expit, lambda z: expit(z) * expit(-z)),
            "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
            "relu": (lambda z: np.maximum(z, 0), lambda z: z > 0),
            "leaky_relu": (lambda z: np.maximum(z, 0.001 * z), lambda z: 0.001 + 0.999 * (z > 0)),
            "identity": (lambda z: z.copy(), np.ones_like),
        }
        if name not in functions:
            raise ValueError(name)
        self.function, self.derivative = functions[name]
        self.params, self.grads = {}, {}

    def forward(self, x, training=False):
        self.z = x.astype(np.float64)
        return self.function(self.z)

    def backward(self, output_grad):
        return self.derivative(self.z) * output_grad


@alternative("Dropout", style="views")
class DropoutByChoice:
    def __init__(self, rate, seed) -> None:
        if rate < 0 or rate >= 1:
            raise ValueError(rate)
        self.params, self.grads = {}, {}
        self.kept, self.generator, self.mask = 1 - rate, np.random.Generator(np.random.PCG64(seed)), None

    def forward(self, x, training=False):
        self.mask = self.generator.binomial(1, self.kept, size=x.shape).astype(bool) if training else None
        return x.astype(float) if self.mask is None else np.where(self.mask, x / self.kept, 0)

    def backward(self, output_grad):
        if self.mask is None:
            return output_grad.copy()
        return np.where(self.mask, output_grad / self.kept, 0.0)


@alternative("SoftmaxCrossEntropy", style="views")
class LossOfScipy:
    def forward(self, z, targets):
        from scipy.special import log_softmax

        assert z.shape == targets.shape
        assert np.allclose(targets.sum(axis=1), 1)
        self.z, self.targets = z.astype(float), targets
        return float(np.mean(np.sum(targets * -log_softmax(self.z, axis=-1), axis=-1)))

    def backward(self):
        from scipy.special import softmax

        return (softmax(self.z, axis=-1) - self.targets) / self.z.shape[0]


@alternative("Network", style="views")
class NetworkWithList:
    def __init__(self, layers, loss) -> None:
        self.chain, self.end = tuple(layers), loss

    def forward(self, x, training=False):
        outputs = [x]
        for layer in self.chain:
            outputs.append(layer.forward(outputs[-1], training))
        return outputs[-1]

    def loss_and_backward(self, x, targets):
        value = self.end.forward(z=self.forward(x, True), targets=targets)
        flow = self.end.backward()
        for layer in self.chain[::-1]:
            flow = layer.backward(output_grad=flow)
        return float(value)

    def params(self):
        return [layer.params for layer in self.chain]

    def grads(self):
        return [layer.grads for layer in self.chain]


@alternative("SGD", style="views")
class SGDInPlace:
    def __init__(
        self, network, learning_rate, momentum=0.0, final_learning_rate=None, epochs=1, decay="exponential"
    ) -> None:
        if decay not in ("exponential", "linear") or epochs < 1:
            raise ValueError("decay or epochs")
        if final_learning_rate is not None and final_learning_rate <= 0 and decay == "exponential":
            raise ValueError("final_learning_rate")
        self.network, self.rate, self.momentum, self.left = network, float(learning_rate), momentum, int(epochs) - 1
        self.decay, self.amount = decay, None
        if final_learning_rate is not None and self.left:
            if decay == "linear":
                self.amount = (float(final_learning_rate) - self.rate) / self.left
            else:
                self.amount = (float(final_learning_rate) / self.rate) ** (1 / self.left)
        self.velocities = [
            {name: np.zeros(array.shape) for name, array in own.items()} for own in self.network.params()
        ]

    def step(self):
        for params, grads, velocities in zip(self.network.params(), self.network.grads(), self.velocities, strict=True):
            for name, velocity in velocities.items():
                velocity *= self.momentum
                velocity += self.rate * grads[name]
                params[name] -= velocity

    def next_epoch(self):
        if self.amount is None or self.left == 0:
            return
        self.left -= 1
        self.rate = self.rate + self.amount if self.decay == "linear" else self.rate * self.amount


@alternative("Trainer", style="views")
class TrainerWithSplits:
    def __init__(self, network, optimizer, seed) -> None:
        self.network, self.optimizer, self.rng = network, optimizer, np.random.default_rng(seed)

    def fit(self, x, targets, epochs, batch_size):
        if not (x.shape[0] == targets.shape[0] and epochs >= 1 and batch_size >= 1):
            raise ValueError("these do not fit")
        history, places = [], np.arange(len(x))
        for _ in range(epochs):
            self.rng.shuffle(places)
            losses, sizes = [], []
            for part in np.split(places, range(batch_size, len(x), batch_size)):
                losses.append(self.network.loss_and_backward(x=np.take(x, part, 0), targets=np.take(targets, part, 0)))
                sizes.append(len(part))
                self.optimizer.step()
            self.optimizer.next_epoch()
            history.append(float(np.average(losses, weights=sizes)))
        return history


# Plain loops over numbers.


@alternative("Dense", style="loops")
class DenseByLoops:
    def __init__(self, inputs, nodes, seed) -> None:
        generator = np.random.default_rng(seed)
        scale = np.sqrt(2) / np.sqrt(int(inputs) + int(nodes))
        self.params = {
            "weights": np.array([[generator.normal() * scale for _ in range(nodes)] for _ in range(inputs)]),
            "bias": np.array([0.0] * int(nodes)),
        }
        self.grads = {name: array * 0.0 for name, array in self.params.items()}

    def forward(self, x, training=False):
        self.x = x
        weights, bias = self.params["weights"], self.params["bias"]
        return np.array([sum(float(row[d]) * weights[d] for d in range(len(row))) + bias for row in x])

    def backward(self, output_grad):
        weights = self.params["weights"]
        grad_weights, grad_bias = np.zeros(weights.shape), np.zeros(weights.shape[1])
        grads = []
        for row, grad in zip(self.x, output_grad, strict=True):
            for d in range(len(row)):
                grad_weights[d] += float(row[d]) * grad
            grad_bias += grad
            grads.append(weights @ grad)
        self.grads = {"weights": grad_weights, "bias": grad_bias}
        return np.array(grads)


@alternative("Convolution", style="loops")
class ConvolutionByPlaces:
    def __init__(self, channels_in, channels_out, kernel_size, stride=1, padding=0, seed=0) -> None:
        self.kernel, self.stride, self.padding = both(kernel_size), both(stride), both(padding)
        fans = (int(channels_in) + int(channels_out)) * np.prod(self.kernel)
        weights = np.random.default_rng(seed).normal(size=(channels_in, channels_out, *self.kernel)) * (2 / fans) ** 0.5
        self.params = {"weights": weights, "bias": np.zeros(int(channels_out))}
        self.grads = {"weights": np.zeros(weights.shape), "bias": np.zeros(int(channels_out))}

    def forward(self, x, training=False):
        """One place of the kernel after the other, for all windows at once."""
        weights = self.params["weights"]
        assert x.shape[1] == weights.shape[0]
        pads = [(0, 0), (0, 0), (self.padding[0],) * 2, (self.padding[1],) * 2]
        self.padded = np.pad(x, pads).astype(float)
        rooms = [self.padded.shape[2 + axis] - self.kernel[axis] for axis in (0, 1)]
        assert min(rooms) >= 0
        self.outer = [room // step + 1 for room, step in zip(rooms, self.stride, strict=True)]
        output = np.zeros((len(x), weights.shape[1], *self.outer))
        for u, v in np.ndindex(*self.kernel):
            output += np.einsum("ncij,cm->nmij", self.padded[self._place(u, v)], weights[:, :, u, v])
        return output + self.params["bias"][:, None, None]

    def _place(self, u, v):
        (rows, columns), (down, right) = self.outer, self.stride
        return (
            slice(None),
            slice(None),
            slice(u, u + rows * down - down + 1, down),
            slice(v, v + columns * right - right + 1, right),
        )

    def backward(self, output_grad):
        weights, back = self.params["weights"], np.zeros(self.padded.shape)
        found = np.zeros(weights.shape)
        for u, v in np.ndindex(*self.kernel):
            place = self._place(u, v)
            found[:, :, u, v] = np.einsum("ncij,nmij->cm", self.padded[place], output_grad)
            back[place] += np.einsum("nmij,cm->ncij", output_grad, weights[:, :, u, v])
        self.grads.update(weights=found, bias=np.sum(output_grad, axis=(0, 2, 3)))
        bottom, right = back.shape[2] - self.padding[0], back.shape[3] - self.padding[1]
        return back[:, :, self.padding[0] : bottom, self.padding[1] : right]


@alternative("Pooling", style="loops")
class PoolingByNumbers:
    def __init__(self, kind, size, stride) -> None:
        assert kind in ("max", "average")
        self.kind, self.size, self.stride, self.params, self.grads = kind, both(size), both(stride), {}, {}

    def forward(self, x, training=False):
        self.x = x
        rows, columns = (
            (x.shape[2 + axis] - self.size[axis]) // self.stride[axis] + 1
            if x.shape[2 + axis] >= self.size[axis]
            else 0
            for axis in (0, 1)
        )
        assert rows > 0
        assert columns > 0
        output = np.empty((*x.shape[:2], rows, columns))
        for place in np.ndindex(output.shape):
            window = self._window(place)
            output[place] = window.max() if self.kind == "max" else window.sum(dtype=float) / window.size
        return output

    def _window(self, place, of=None):
        n, c, i, j = place
        top, left = i * self.stride[0], j * self.stride[1]
        return (self.x if of is None else of)[n, c, top : top + self.size[0], left : left + self.size[1]]

    def backward(self, output_grad):
        grad = np.zeros(self.x.shape)
        for place, value in np.ndenumerate(output_grad):
            target = self._window(place, grad)
            if self.kind == "average":
                target += float(value) / target.size
                continue
            window = self._window(place)
            for inner in np.ndindex(window.shape):
                if window[inner] == window.max():
                    target[inner] += value
                    break
        return grad


@alternative("Activation", style="loops")
class ActivationByBranches:
    def __init__(self, name) -> None:
        if name not in ["identity", "relu", "leaky_relu", "tanh", "sigmoid"]:
            raise ValueError("unknown")
        self.name, self.params, self.grads = name, {}, {}

    def forward(self, x, training=False):
        z = np.array(x, dtype=float)
        self.positive = z > 0
        if self.name == "relu":
            self.output = np.where(self.positive, z, 0.0)
        elif self.name == "leaky_relu":
            self.output = np.where(self.positive, z, z / 1000)
        elif self.name == "tanh":
            self.output = np.tanh(z)
        elif self.name == "sigmoid":
            small = np.exp(-np.abs(z))
            self.output = np.where(self.positive, 1, small) / (1 + small)
        else:
            self.output = z
        return self.output

    def backward(self, output_grad):
        if self.name == "relu":
            return output_grad * self.positive
        if self.name == "leaky_relu":
            return np.where(self.positive, output_grad, output_grad / 1000)
        if self.name == "tanh":
            return output_grad * (1 - self.output) * (1 + self.output)
        return output_grad * self.output * (1 - self.output) if self.name == "sigmoid" else output_grad.astype(float)


@alternative("SoftmaxCrossEntropy", style="loops")
class LossWithGuard:
    def forward(self, z, targets):
        if z.shape != targets.shape:
            raise ValueError("shapes")
        self.probabilities = np.exp(z - z.max(axis=1, keepdims=True).astype(float))
        self.probabilities /= self.probabilities.sum(axis=1)[:, None]
        self.targets = targets
        return -np.sum(targets * np.log(self.probabilities + 1e-12)) / z.shape[0]

    def backward(self):
        return (self.probabilities - self.targets) / self.targets.shape[0]


# What backward will do, as a function that forward makes; histories in place of sums.


@alternative("Dense", style="closures")
class DenseWithClosure:
    def __init__(self, inputs, nodes, seed) -> None:
        rng = np.random.default_rng(seed)
        variance = 2.0 / float(np.add(inputs, nodes, dtype=np.int64))
        self.params = {"bias": np.zeros(nodes), "weights": rng.normal(scale=variance**0.5, size=(inputs, nodes))}
        self.grads = {"bias": np.zeros(nodes), "weights": np.zeros((inputs, nodes))}

    def forward(self, x, training=False):
        def backward(output_grad):
            self.grads = {"weights": np.dot(x.T.astype(float), output_grad), "bias": np.ones(len(x)) @ output_grad}
            return np.dot(output_grad, self.params["weights"].T)

        self.backward = backward
        return np.dot(x, self.params["weights"]) + self.params["bias"]

    def backward(self, output_grad):
        raise RuntimeError("forward comes first")


@alternative("Activation", style="closures")
class ActivationWithClosure:
    def __init__(self, name) -> None:
        self.make = {
            "sigmoid": self._sigmoid,
            "tanh": self._tanh,
            "relu": lambda z: self._broken(z, 0),
            "leaky_relu": lambda z: self._broken(z, 1e-3),
            "identity": lambda z: self._broken(z, 1),
        }.get(name)
        if self.make is None:
            raise ValueError(name)
        self.params, self.grads, self.factor = {}, {}, None

    def _sigmoid(self, z):
        s = (1 + np.tanh(z / 2)) / 2
        return s, s - s**2

    def _tanh(self, z):
        t = np.tanh(z)
        return t, 1 - t * t

    def _broken(self, z, below):
        factor = np.full(z.shape, float(below))
        factor[z > 0] = 1
        return z * factor, factor

    def forward(self, x, training=False):
        value, self.factor = self.make(1.0 * x)
        return value

    def backward(self, output_grad):
        return np.multiply(self.factor, output_grad)


@alternative("SGD", style="closures")
class SGDByHistory:
    def __init__(
        self, network, learning_rate, momentum=0.0, final_learning_rate=None, epochs=1, decay="exponential"
    ) -> None:
        last = learning_rate if final_learning_rate is None else final_learning_rate
        if epochs < 1:
            raise ValueError("epochs")
        if decay == "linear":
            share = lambda e: learning_rate + e * (last - learning_rate)  # noqa: E731
        elif decay == "exponential" and last > 0:
            share = lambda e: learning_rate * (last / learning_rate) ** e  # noqa: E731
        else:
            raise ValueError("decay")
        self.rate = lambda: float(share(min(self.epoch, epochs - 1) / max(1, epochs - 1)))
        self.network, self.momentum, self.epoch, self.history = network, float(momentum), 0, []

    def step(self):
        rate = self.rate()
        self.history.append([{k: rate * g for k, g in own.items()} for own in self.network.grads()])
        ages = range(len(self.history) - 1, -1, -1)
        for place, own in enumerate(self.network.params()):
            for name in own:
                change = sum(
                    self.momentum**age * each[place][name] for age, each in zip(ages, self.history, strict=True)
                )
                own[name] = own[name] - change

    def next_epoch(self):
        self.epoch += 1


@alternative("Dropout", style="closures")
class DropoutWithFactor:
    def __init__(self, rate, seed) -> None:
        assert 0 <= rate < 1
        self.rate, self.rng, self.params, self.grads = rate, np.random.RandomState(seed), {}, {}
        self.backward = None

    def forward(self, x, training=False):
        factor = (self.rng.rand(*x.shape) < 1 - self.rate) / (1 - self.rate) if training else 1.0
        self.backward = lambda output_grad: output_grad * factor
        return x * factor

    def backward(self, output_grad):
        raise RuntimeError("forward comes first")


@alternative("Trainer", style="closures")
class TrainerByKeys:
    def __init__(self, network, optimizer, seed) -> None:
        self.parts, self.orders = (network, optimizer), np.random.default_rng(seed)

    def fit(self, x, targets, epochs, batch_size):
        network, optimizer = self.parts
        assert len(x) == len(targets)
        assert min(epochs, batch_size) > 0
        return [self._epoch(network, optimizer, x, targets, batch_size) for _ in range(epochs)]

    def _epoch(self, network, optimizer, x, targets, size):
        order, total = np.argsort(self.orders.random(len(x))), 0.0
        while len(order):
            now, order = order[:size], order[size:]
            total += network.loss_and_backward(x[now], targets[now]) * len(now)
            optimizer.step()
        optimizer.next_epoch()
        return total / len(x)


# Matrices of patches.


@alternative("Convolution", style="patches")
class ConvolutionByPatches:
    def __init__(self, channels_in, channels_out, kernel_size, stride=1, padding=0, seed=0) -> None:
        self.kernel, self.stride, self.padding = both(kernel_size), both(stride), both(padding)
        shape = (int(channels_in), int(channels_out), *self.kernel)
        limit = np.sqrt(6 / ((shape[0] + shape[1]) * shape[2] * shape[3]))
        self.params = {"weights": np.random.default_rng(seed).uniform(-limit, limit, shape), "bias": np.zeros(shape[1])}
        self.grads = {"weights": np.zeros(shape), "bias": np.zeros(shape[1])}

    def forward(self, x, training=False):
        weights = self.params["weights"]
        if x.shape[1] != len(weights):
            raise ValueError("channels")
        padded = np.pad(x.astype(float), [(0, 0), (0, 0), *((each, each) for each in self.padding)])
        windows = views(padded, self.kernel, self.stride)
        self.shape, (number, _, rows, columns, *_) = padded.shape, windows.shape
        self.patches = windows.transpose(0, 2, 3, 1, 4, 5).reshape(number * rows * columns, -1)
        matrix = weights.transpose(0, 2, 3, 1).reshape(self.patches.shape[1], -1)
        flat = self.patches @ matrix + self.params["bias"]
        return flat.reshape(number, rows, columns, -1).transpose(0, 3, 1, 2)

    def backward(self, output_grad):
        weights = self.params["weights"]
        channels, maps, height, width = weights.shape
        number, _, rows, columns = output_grad.shape
        flat = output_grad.transpose(0, 2, 3, 1).reshape(-1, maps).astype(float)
        self.grads["weights"] = (self.patches.T @ flat).reshape(channels, height, width, maps).transpose(0, 3, 1, 2)
        self.grads["bias"] = flat.sum(axis=0)
        matrix = weights.transpose(0, 2, 3, 1).reshape(-1, maps)
        shares = (flat @ matrix.T).reshape(number, rows, columns, channels, height, width)
        padded_grad = np.zeros(self.shape)
        for i, j in np.ndindex(rows, columns):
            top, left = i * self.stride[0], j * self.stride[1]
            padded_grad[:, :, top : top + height, left : left + width] += shares[:, i, j]
        (pad_h, pad_w), (_, _, total_h, total_w) = self.padding, self.shape
        return padded_grad[:, :, pad_h : total_h - pad_h, pad_w : total_w - pad_w]
