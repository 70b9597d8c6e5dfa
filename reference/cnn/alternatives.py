"""Other right ways to write the network of the unit cnn."""

import copy

import numpy as np
from tqdm import tqdm

from autograder.course import alternative

from .solution import CNN, Adam, einsum

# Layers as objects that remember what they need for the way back; assert statements; the last batch
# takes what is left; new arrays at each update.


@alternative("CNN", style="layer_objects")
class NetworkOfLayers:
    class Layer:
        own = None

        def make(self, size, _generator):
            return size

    class Trained(Layer):
        """What convolutions and dense layers have in common: params, and an activation."""

        def __init__(self, nodes, activation, scheduler=None):
            assert nodes >= 1, "nodes must be at least 1"
            names = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "identity", "softmax")
            assert activation in names, f"unknown activation {activation}"
            self.nodes, self.activation, self.scheduler = nodes, activation, scheduler

        def draw(self, shape, inputs, generator):
            limit = np.sqrt(6 / (inputs + self.nodes))
            self.own = {"weights": generator.uniform(-limit, limit, shape), "bias": np.zeros(self.nodes)}

        def activate(self, z):
            self.z = z
            if self.activation == "softmax":
                self.a = np.exp(z - np.max(z, axis=1, keepdims=True))
                self.a = self.a / np.sum(self.a, axis=1, keepdims=True)
            elif self.activation == "sigmoid":
                small = np.exp(-np.abs(z))
                self.a = np.where(z >= 0, 1 / (1 + small), small / (1 + small))
            elif self.activation == "tanh":
                self.a = 1 - 2 / (1 + np.exp(2 * np.clip(z, -300, 300)))
            elif self.activation == "elu":
                self.a = np.maximum(z, 0) + np.exp(np.minimum(z, 0)) - 1
            elif self.activation == "identity":
                self.a = z
            else:
                self.a = np.maximum(z, 0) + (0.001 * np.minimum(z, 0) if self.activation == "leaky_relu" else 0)
            return self.a

        def through_activation(self, grad):
            if self.activation == "softmax":
                jacobians = np.stack([np.diag(row) - np.outer(row, row) for row in self.a])
                return np.einsum("nij,nj->ni", jacobians, grad)
            if self.activation == "sigmoid":
                return grad * self.a * (1 - self.a)
            if self.activation == "tanh":
                return grad * (1 - self.a) * (1 + self.a)
            if self.activation == "elu":
                return grad * np.where(self.z > 0, 1, self.a + 1)
            if self.activation == "identity":
                return grad
            slope = 0.001 if self.activation == "leaky_relu" else 0.0
            return grad * ((self.z > 0) + slope * (self.z <= 0))

    class Dense(Trained):
        def make(self, size, generator):
            self.draw((size[0], self.nodes), size[0], generator)
            return (self.nodes,)

        def forward(self, x):
            self.x = x
            return self.activate(np.dot(x, self.own["weights"]) + self.own["bias"])

        def backward(self, grad):
            grad = self.through_activation(grad)
            self.grads = {"weights": np.dot(self.x.T, grad), "bias": np.sum(grad, axis=0)}
            return np.dot(grad, self.own["weights"].T)

    class Flatten(Layer):
        def make(self, size, _generator):
            return (int(np.prod(size)),)

        def forward(self, x):
            self.shape = x.shape
            return x.reshape(x.shape[0], np.prod(x.shape[1:]))

        def backward(self, grad):
            return grad.reshape(self.shape)

    class Dropout(Layer):
        def __init__(self, rate, network):
            assert 0 <= rate < 1, "the rate must be at least 0 and below 1"
            self.rate, self.network = rate, network

        def forward(self, x):
            self.kept = np.ones(x.shape)
            if self.network.dropping:
                self.kept = self.network.generator.binomial(1, 1 - self.rate, x.shape) / (1 - self.rate)
            return self.kept * x

        def backward(self, grad):
            return self.kept * grad

    class Windowed(Layer):
        """What moves a window over images."""

        def settle(self, size, stride, padding=0):
            self.size, self.stride, padding = (
                tuple(value) if isinstance(value, tuple | list) else (value, value) for value in (size, stride, padding)
            )
            assert min(*self.size, *self.stride) >= 1, "size and stride must be at least 1"
            self.same = padding == ("same", "same")
            self.padding = (0, 0) if self.same else padding
            assert min(self.padding) >= 0, "padding must not be negative"

        def around(self, pixels, axis):
            """The zeros before and behind the pixels along an axis."""
            if not self.same:
                return self.padding[axis], self.padding[axis]
            wanted = (int(np.ceil(pixels / self.stride[axis])) - 1) * self.stride[axis] + self.size[axis]
            both = max(0, wanted - pixels)
            return both // 2, both - both // 2

        def outer(self, size):
            outer = tuple(
                (size[axis + 1] + sum(self.around(size[axis + 1], axis)) - self.size[axis]) // self.stride[axis] + 1
                for axis in (0, 1)
            )
            assert min(outer) >= 1, f"images of {size[1:]} pixels are too small for a window of {self.size}"
            return outer

        def pad(self, x):
            around = [self.around(x.shape[axis + 2], axis) for axis in (0, 1)]
            return np.pad(x.astype(float), ((0, 0), (0, 0), *around))

        def at(self, image, o, p):
            """The part of padded images that the window at position o, p covers."""
            top, left = o * self.stride[0], p * self.stride[1]
            return image[:, :, top : top + self.size[0], left : left + self.size[1]]

        def unpad(self, padded, shape):
            top, left = (self.around(shape[axis + 2], axis)[0] for axis in (0, 1))
            return padded[:, :, top : top + shape[2], left : left + shape[3]]

    class Convolution(Windowed, Trained):
        def make(self, size, generator):
            outer = self.outer(size)
            self.draw((size[0], self.nodes, *self.size), size[0] * self.size[0] * self.size[1], generator)
            return (self.nodes, *outer)

        def forward(self, x):
            self.x = x
            padded = self.pad(x)
            rows, columns = self.outer(x.shape[1:])
            z = np.zeros((x.shape[0], self.nodes, rows, columns))
            for o, p in np.ndindex(rows, columns):
                z[:, :, o, p] = np.tensordot(self.at(padded, o, p), self.own["weights"], axes=((1, 2, 3), (0, 2, 3)))
            return self.activate(z + self.own["bias"][:, np.newaxis, np.newaxis])

        def backward(self, grad):
            grad = self.through_activation(grad)
            padded = self.pad(self.x)
            padded_grad = np.zeros(padded.shape)
            weights_grad = np.zeros(self.own["weights"].shape)
            for o, p in np.ndindex(grad.shape[2:]):
                self.at(padded_grad, o, p)[...] += np.tensordot(grad[:, :, o, p], self.own["weights"], axes=(1, 1))
                weights_grad += np.einsum("ncij,no->coij", self.at(padded, o, p), grad[:, :, o, p])
            self.grads = {"weights": weights_grad, "bias": grad.sum(axis=3).sum(axis=2).sum(axis=0)}
            return self.unpad(padded_grad, self.x.shape)

    class Pooling(Windowed):
        def __init__(self, kind, size, stride):
            assert kind in ("max", "average"), "pooling is max or average"
            self.kind = kind
            self.settle(size, stride)

        def make(self, size, _generator):
            return (size[0], *self.outer(size))

        def forward(self, x):
            self.x = x
            best = np.max if self.kind == "max" else np.mean
            rows, columns = self.outer(x.shape[1:])
            values = [[best(self.at(x, o, p), axis=(2, 3)) for p in range(columns)] for o in range(rows)]
            return np.moveaxis(np.array(values), (0, 1), (2, 3))

        def backward(self, grad):
            input_grad = np.zeros(self.x.shape)
            for o, p in np.ndindex(grad.shape[2:]):
                window, target = self.at(self.x, o, p), self.at(input_grad, o, p)
                if self.kind == "average":
                    target += grad[:, :, o : o + 1, p : p + 1] / window[0, 0].size
                    continue
                for n, c in np.ndindex(grad.shape[:2]):
                    i, j = divmod(int(np.argmax(window[n, c])), window.shape[3])
                    target[n, c, i, j] += grad[n, c, o, p]
            return input_grad

    def __init__(self, cost="cross_entropy", scheduler=None, seed=None):
        costs = ("cross_entropy", "binary_cross_entropy", "mean_squared_error")
        assert cost in costs, f"unknown cost {cost}"
        self.cost, self.scheduler = cost, Adam(1e-3, 0.9, 0.999) if scheduler is None else scheduler
        self.generator = np.random.RandomState(seed)
        self.layers, self.sizes, self.flat, self.complete, self.dropping = [], [], False, False, False

    @property
    def params(self):
        return [layer.own for layer in self.layers if layer.own is not None]

    def add(self, layer, flat):
        assert not self.complete, "nothing can follow the output"
        assert flat == self.flat, "dense layers come after add_flatten, all others before"
        self.layers.append(layer)

    def add_convolution(self, feature_maps, kernel_size, stride=1, padding=0, activation="leaky_relu", scheduler=None):
        layer = self.Convolution(feature_maps, activation, scheduler)
        layer.settle(kernel_size, stride, padding)
        self.add(layer, False)

    def add_pooling(self, kind, size, stride):
        self.add(self.Pooling(kind, size, stride), False)

    def add_flatten(self):
        self.add(self.Flatten(), False)
        self.flat = True

    def add_dropout(self, rate):
        self.add(self.Dropout(rate, self), self.flat)

    def add_dense(self, nodes, activation="leaky_relu", scheduler=None):
        self.add(self.Dense(nodes, activation, scheduler), True)

    def add_output(self, nodes, activation="softmax", scheduler=None):
        self.add_dense(nodes, activation, scheduler)
        self.complete = True

    def make(self, size):
        """Makes the params for images of a size, once."""
        assert self.complete, "there is no output: call add_output"
        if not self.sizes:
            sizes = []
            for layer in self.layers:
                size = layer.make(size, self.generator)
                sizes.append(size)
            self.sizes = sizes  # once all of them are known

    def summary(self, input_shape=None):
        assert self.sizes or input_shape is not None, "which shape do the images have?"
        self.make(tuple(input_shape or ()))
        text, total = "Layers\n", 0
        for number, (layer, size) in enumerate(zip(self.layers, self.sizes, strict=True), 1):
            count = 0 if layer.own is None else layer.own["weights"].size + layer.own["bias"].size
            shape = " x ".join(str(each) for each in size)
            text += f"{number}. {type(layer).__name__}: {shape}, {count:,} parameters\n"
            total += count
        return f"{text}Total: {total:,}"

    def predict(self, images):
        assert images.ndim == 4, "images must be [N, C, H, W]"
        pieces = np.array_split(images, len(images) // 500 + 1)
        return np.vstack([self.run(piece) for piece in pieces])

    def predict_classes(self, images, threshold=0.5):
        return self.classes(self.predict(images), threshold)

    def classes(self, outputs, threshold=0.5):
        return np.where(outputs > threshold, 1, 0)[:, 0] if outputs.shape[1] == 1 else np.argmax(outputs, axis=1)

    def run(self, images):
        assert images.ndim == 4, "images must be [N, C, H, W]"
        self.make(images.shape[1:])
        x = images
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def error(self, prediction, targets):
        assert targets.shape == prediction.shape, f"targets must be {prediction.shape}"
        if self.cost == "mean_squared_error":
            return float(((prediction - targets) ** 2).sum(axis=1).mean())
        if self.cost == "binary_cross_entropy":
            yes, no = (np.log(np.maximum(each, 0) + 1e-12) for each in (prediction, 1 - prediction))
            return float(-np.where(targets == 1, yes, targets * yes + (1.0 - targets) * no).sum(axis=1).mean())
        return float(-(targets * np.log(np.maximum(prediction, 0) + 1e-12)).sum(axis=1).mean())

    def loss_and_grads(self, images, targets):
        prediction = self.run(images)
        assert targets.shape == prediction.shape, f"targets must be {prediction.shape}"
        grad = 2 * (prediction - targets) if self.cost == "mean_squared_error" else targets / -(prediction + 1e-12)
        if self.cost == "binary_cross_entropy":
            grad = grad + (1.0 - targets) / (1 - prediction + 1e-12)
        grad = grad / len(targets)
        for layer in self.layers[::-1]:
            grad = layer.backward(grad)
        return self.error(prediction, targets), [layer.grads for layer in self.layers if layer.own is not None]

    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        assert len(images) == len(targets), "as many targets as images, please"
        assert 1 <= batches <= len(images), "at least one sample in each batch, please"
        self.predict(images[:1])
        for layer in self.layers:
            if layer.own is not None:
                chosen = self.scheduler if layer.scheduler is None else layer.scheduler
                layer.schedulers = {name: copy.deepcopy(chosen) for name in layer.own}
        history = {name: [] for name in ("train_error", "train_accuracy", "val_error", "val_accuracy")}
        size = len(images) // batches
        try:
            for _ in tqdm(range(epochs), desc="training", leave=False):
                order = self.generator.permutation(len(images))
                for number in range(batches):
                    batch = order[number * size : (number + 1) * size if number < batches - 1 else None]
                    self.train_batch(images[batch], targets[batch], regularization)
                for name, pair in (("train", (images, targets)), ("val", validation)):
                    if pair is not None:
                        prediction = self.predict(pair[0])
                        history[name + "_error"].append(self.error(prediction, pair[1]))
                        right = self.classes(prediction) == self.classes(pair[1])
                        history[name + "_accuracy"].append(float(np.mean(right)))
        except KeyboardInterrupt:
            pass
        return history

    def train_batch(self, images, targets, regularization):
        self.dropping = True
        try:
            self.loss_and_grads(images, targets)
        finally:
            self.dropping = False
        for layer in self.layers:
            if layer.own is not None:
                penalty = {"weights": regularization * layer.own["weights"], "bias": 0.0}
                layer.own = {
                    name: value - layer.schedulers[name].update_change(layer.grads[name] + penalty[name])
                    for name, value in layer.own.items()
                }


# The params are handed out as copies: they can be read, but the network cannot be changed through
# them.


@alternative("CNN", style="params_are_copies")
class NetworkWithCopies(CNN):
    @property
    def params(self):
        return copy.deepcopy(self.kept)

    @params.setter
    def params(self, value):
        self.kept = value

    def _own_params(self, layer, shape):
        if layer.params is None:
            layer.params = {"weights": self.random.uniform(-0.3, 0.3, shape), "bias": np.zeros(layer.nodes)}
            self.kept.append(layer.params)
        return layer.params

    def _update(self, grads, schedulers, regularization):
        for own, own_grads, own_schedulers in zip(self.kept, grads, schedulers, strict=True):
            penalty = {"weights": regularization * own["weights"], "bias": 0.0}
            change = {name: own_schedulers[name].update_change(own_grads[name] + penalty[name]) for name in own}
            for name in own:
                own[name][...] = own[name] - change[name]


# Convolution as one product of matrices, and its way back through indices.


@alternative("CNN", style="columns_and_indices")
class NetworkOfColumns(CNN):
    def _places(self, layer, x):
        """Row and column in the padded image of each place of each window, [O_h, O_w, K_h, K_w]."""
        height, width = self._padded(layer, x[:1]).shape[2:]
        if height < layer.size[0] or width < layer.size[1]:
            raise ValueError(f"a window of {layer.size} does not fit into {height} x {width} pixels")
        tops = np.arange(0, height - layer.size[0] + 1, layer.stride[0])[:, None, None, None]
        lefts = np.arange(0, width - layer.size[1] + 1, layer.stride[1])[None, :, None, None]
        return tops + np.arange(layer.size[0])[:, None], lefts + np.arange(layer.size[1])

    def _windows(self, layer, x):
        rows, columns = self._places(layer, x)
        return self._padded(layer, x)[:, :, rows, columns]

    def _add_up(self, layer, x, shares):
        rows, columns = self._places(layer, x)
        padded = self._padded(layer, np.zeros(x.shape))
        np.add.at(padded, (slice(None), slice(None), rows, columns), shares)
        (top, bottom), (left, right) = self._margins(layer, x)
        return padded[:, :, top : padded.shape[2] - bottom, left : padded.shape[3] - right]

    def _output(self, layer, x):
        if layer.kind != "convolution":
            return super()._output(layer, x)
        windows = self._windows(layer, x)
        own = self._own_params(layer, (x.shape[1], layer.nodes, *layer.size))
        columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, x.shape[1] * layer.size[0] * layer.size[1])
        kernels = own["weights"].transpose(0, 2, 3, 1).reshape(-1, layer.nodes)
        return (columns @ kernels + own["bias"]).reshape(len(x), *windows.shape[2:4], layer.nodes).transpose(0, 3, 1, 2)


# Softmax and cross entropy are taken together; batches in the given order; schedulers are reset
# when a training begins and when it is over.


@alternative("CNN", style="softmax_with_cross_entropy")
class NetworkWithShortcut(CNN):
    def loss_and_grads(self, images, targets):
        softmax = self.layers and self.stage == "output" and self.layers[-1].activation == "softmax"
        if not softmax or self.cost != "cross_entropy":
            return super().loss_and_grads(images, targets)
        prediction, trace = self._forward(images)
        if targets.shape != prediction.shape:
            raise ValueError(f"targets of shape {targets.shape} for predictions of shape {prediction.shape}")
        loss = -float(np.sum(targets * np.log(prediction + 1e-15))) / len(targets)
        grad, grads = (prediction - targets) / len(targets), [None] * len(trace)
        for number in range(len(trace) - 1, -1, -1):
            layer, x, z = trace[number]
            grad = grad if number == len(trace) - 1 else self._activation_grad(layer, z, grad)
            grads[number] = self._param_grads(layer, x, grad) if layer.params else None
            grad = self._backward(layer, x, grad)
        return loss, [own for own in grads if own]

    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        if len(images) != len(targets) or batches < 1 or batches > len(images):
            raise ValueError("images, targets and batches do not fit each other")
        self.predict(images)
        schedulers = [self._copies(layer) for layer in self.layers if layer.params]
        self.reset(schedulers)
        history = {"train_error": [], "train_accuracy": [], "val_error": [], "val_accuracy": []}
        progress = tqdm(total=epochs * batches)
        try:
            for _ in range(epochs):
                for batch in range(batches):
                    grads = self._dropping(images[batch::batches], targets[batch::batches])
                    self._update(grads, schedulers, regularization)
                    progress.update()
                self._measure(history, "train", images, targets)
                if validation:
                    self._measure(history, "val", validation[0], validation[1])
        except KeyboardInterrupt:
            progress.close()
        self.reset(schedulers)
        return history

    def reset(self, schedulers):
        for own in schedulers:
            for scheduler in own.values():
                scheduler.reset()


# Convolutions by Fourier transforms: what is exactly zero elsewhere can be 1e-17 here.


@alternative("CNN", style="fourier_transforms")
class NetworkOfFrequencies(CNN):
    def _size(self, layer, x):
        """Rows and columns of the padded image, which is at least as large as the kernel, and the
        places where a window begins.
        """
        size = self._padded(layer, x[:1]).shape[2:]
        if size[0] < layer.size[0] or size[1] < layer.size[1]:
            raise ValueError(f"a kernel of {layer.size} is larger than its image of {size}")
        along = zip(size, layer.size, layer.stride, strict=True)
        return size, (..., *(slice(0, pixels - kernel + 1, step) for pixels, kernel, step in along))

    def _output(self, layer, x):
        if layer.kind != "convolution":
            return super()._output(layer, x)
        size, starts = self._size(layer, x)
        own = self._own_params(layer, (x.shape[1], layer.nodes, *layer.size))
        kernels = np.conj(np.fft.rfft2(own["weights"], size))
        waves = einsum("nchw,cohw->nohw", np.fft.rfft2(self._padded(layer, x)), kernels)
        return np.fft.irfft2(waves, size)[starts] + own["bias"][:, np.newaxis, np.newaxis]

    def _backward(self, layer, x, grad):
        if layer.kind != "convolution":
            return super()._backward(layer, x, grad)
        waves, size = self._waves(layer, x, grad)
        images = np.fft.irfft2(einsum("nohw,cohw->nchw", waves, np.fft.rfft2(layer.params["weights"], size)), size)
        ((top, _), (left, _)), (height, width) = self._margins(layer, x), x.shape[2:]
        return images[:, :, top : top + height, left : left + width]

    def _param_grads(self, layer, x, grad):
        if layer.kind != "convolution":
            return super()._param_grads(layer, x, grad)
        waves, size = self._waves(layer, x, grad)
        weights = np.fft.irfft2(einsum("nchw,nohw->cohw", np.fft.rfft2(self._padded(layer, x)), np.conj(waves)), size)
        weights = weights[:, :, : layer.size[0], : layer.size[1]].copy()
        return {"weights": weights, "bias": grad.sum(axis=(0, 2, 3))}

    def _waves(self, layer, x, grad):
        size, starts = self._size(layer, x)
        spread = np.zeros((len(x), layer.nodes, *size))
        spread[starts] = grad
        return np.fft.rfft2(spread), size


# Every value remembers what it was made of and how a gradient goes back there; layers are functions.


@alternative("CNN", style="values_that_know_where_they_come_from")
class NetworkOfValues:
    class Value:
        def __init__(self, number, *origins):
            self.number, self.origins, self.grad = number, origins, None

        def back(self, grad):
            self.grad = grad
            for origin, through in self.origins:
                origin.back(through(grad))

    def __init__(self, cost="cross_entropy", scheduler=None, seed=None):
        if cost not in {"cross_entropy", "binary_cross_entropy", "mean_squared_error"}:
            raise ValueError(f"there is no cost {cost!r}")
        self._cost, self._scheduler = cost, Adam(0.001, 0.9, 0.999) if scheduler is None else scheduler
        self._generator = np.random.default_rng(seed)
        self._steps, self._place, self.params = [], "images", []
        self._names, self._schedulers, self._dropping, self._image = [], [], False, None

    def _append(self, step, place, after=None, name="", scheduler=None):
        if self._place != place:
            raise ValueError(f"this layer needs {place}, and here are {self._place}")
        self._steps.append(step)
        self._names.append(name or step.__qualname__.split(".")[-3].removeprefix("add_"))
        if self._names[-1] in {"convolution", "dense"}:
            self._schedulers.append(self._scheduler if scheduler is None else scheduler)
        self._place = after or place

    def _own(self, number, shape, nodes):
        """The params of a layer, as values of this pass."""
        if number == len(self.params):
            limit = np.sqrt(6 / (np.prod(shape) / nodes + nodes))
            self.params.append({"weights": self._generator.uniform(-limit, limit, shape), "bias": np.zeros(nodes)})
        return {name: self.Value(value) for name, value in self.params[number].items()}

    def add_convolution(self, feature_maps, kernel_size, stride=1, padding=0, activation="leaky_relu", scheduler=None):
        (height, width), (down, right) = self._pair(kernel_size), self._pair(stride)
        fixed = None if isinstance(padding, str) and padding == "same" else self._pair(padding)
        if min(feature_maps, height, width, down, right) < 1 or min(fixed or (0, 0)) < 0:
            raise ValueError("too small a number")
        activate = self._activation(activation)

        def missing(pixels, kernel, by):
            whole = max(0, kernel - (pixels % by or by))
            return whole // 2, whole - whole // 2

        def step(x, used):
            rows, columns = x.number.shape[2:]
            above, beside = (
                (missing(rows, height, down), missing(columns, width, right))
                if fixed is None
                else ((fixed[0], fixed[0]), (fixed[1], fixed[1]))
            )
            top, left = above[0], beside[0]
            images = np.pad(x.number.astype(float), ((0, 0), (0, 0), above, beside))
            rows, columns = (images.shape[2] - height) // down + 1, (images.shape[3] - width) // right + 1
            if rows < 1 or columns < 1:
                raise ValueError("the kernel is larger than the image")
            own = self._own(len(used), (images.shape[1], feature_maps, height, width), feature_maps)
            used.append(own)
            kernel, sums = own["weights"].number, 0.0

            def place(of, i, j):
                return of[:, :, i : i + down * (rows - 1) + 1 : down, j : j + right * (columns - 1) + 1 : right]

            for i, j in np.ndindex(height, width):
                sums = sums + np.einsum("nchw,co->nohw", place(images, i, j), kernel[:, :, i, j])

            def to_kernel(grad):
                parts = [np.einsum("nchw,nohw->co", place(images, i, j), grad) for i, j in np.ndindex(height, width)]
                return np.stack(parts, axis=-1).reshape(kernel.shape)

            def to_images(grad):
                spread = np.zeros(images.shape)
                for i, j in np.ndindex(height, width):
                    place(spread, i, j)[...] += np.einsum("nohw,co->nchw", grad, kernel[:, :, i, j])
                return spread[:, :, top : top + x.number.shape[2], left : left + x.number.shape[3]]

            bias = (own["bias"], lambda grad: grad.sum(axis=(0, 2, 3)))
            origins = (x, to_images), (own["weights"], to_kernel), bias
            return activate(self.Value(sums + own["bias"].number[:, None, None], *origins))

        self._append(step, "images", scheduler=scheduler)

    def add_pooling(self, kind, size, stride):
        (height, width), (down, right) = self._pair(size), self._pair(stride)
        if kind not in {"max", "average"} or min(height, width, down, right) < 1:
            raise ValueError("there is no such pooling")

        def step(x, _used):
            rows, columns = (x.number.shape[2] - height) // down + 1, (x.number.shape[3] - width) // right + 1
            if rows < 1 or columns < 1:
                raise ValueError("the window is larger than the image")
            corners = [(i, j) for i in range(height) for j in range(width)]
            places = [
                (..., slice(i, i + down * (rows - 1) + 1, down), slice(j, j + right * (columns - 1) + 1, right))
                for i, j in corners
            ]
            parts = np.stack([x.number[place] for place in places]).astype(float)
            first = parts.argmax(axis=0)

            def back(grad):
                spread = np.zeros(x.number.shape)
                for number, place in enumerate(places):
                    spread[place] += grad * (first == number) if kind == "max" else grad / len(places)
                return spread

            return self.Value(parts.max(axis=0) if kind == "max" else parts.mean(axis=0), (x, back))

        self._append(step, "images")

    def add_flatten(self):
        def step(x, _used):
            flat = x.number.reshape(len(x.number), int(np.prod(x.number.shape[1:])))
            return self.Value(flat, (x, lambda grad: grad.reshape(x.number.shape)))

        self._append(step, "images", "vectors")

    def add_dropout(self, rate):
        if not 0 <= rate < 1:
            raise ValueError("a rate is at least 0 and below 1")

        def step(x, _used):
            if not self._dropping:
                return x
            mask = (self._generator.uniform(size=x.number.shape) < 1 - rate) / (1 - rate)
            return self.Value(x.number * mask, (x, lambda grad: grad * mask))

        if self._place == "an output":
            raise ValueError("nothing can follow the output")
        self._append(step, self._place)

    def add_dense(self, nodes, activation="leaky_relu", scheduler=None, after="vectors"):
        if nodes < 1:
            raise ValueError("at least one node")
        activate = self._activation(activation)

        def step(x, used):
            own = self._own(len(used), (x.number.shape[1], nodes), nodes)
            used.append(own)
            weights = own["weights"].number
            back = (x, lambda grad: grad @ weights.T), (own["weights"], lambda grad: x.number.T @ grad)
            bias = (own["bias"], lambda grad: grad.sum(axis=0))
            return activate(self.Value(x.number @ weights + own["bias"].number, *back, bias))

        self._append(step, "vectors", after, scheduler=scheduler)

    def add_output(self, nodes, activation="softmax", scheduler=None):
        self.add_dense(nodes, activation, scheduler, "an output")

    def _pair(self, value):
        return tuple(map(int, value)) if isinstance(value, tuple | list) else (int(value), int(value))

    def _activation(self, name):
        def soft(z):
            powers = np.exp(z.number - np.max(z.number, axis=-1, keepdims=True))
            a = powers / powers.sum(axis=-1, keepdims=True)
            return self.Value(a, (z, lambda grad: a * grad - a * (a * grad).sum(axis=-1, keepdims=True)))

        def sigmoid(z):
            with np.errstate(over="ignore"):
                a = 1 / (1 + np.exp(-z.number))
            return self.Value(a, (z, lambda grad: grad * a * (1 - a)))

        def kinked(slope):
            def kink(z):
                slopes = np.where(z.number > 0, 1.0, slope)
                return self.Value(slopes * z.number, (z, lambda grad: slopes * grad))

            return kink

        def tanh(z):
            a = np.tanh(z.number)
            return self.Value(a, (z, lambda grad: grad - grad * a**2))

        def elu(z):
            powers = np.exp(-np.maximum(-z.number, 0))  # 1 where z is not below 0
            return self.Value(np.maximum(z.number, 0) + powers - 1, (z, lambda grad: powers * grad))

        known = {"softmax": soft, "sigmoid": sigmoid, "relu": kinked(0.0), "leaky_relu": kinked(0.001)}
        known |= {"tanh": tanh, "elu": elu, "identity": lambda z: z}
        if name not in known:
            raise ValueError(f"there is no activation {name!r}")
        return known[name]

    def _run(self, images):
        if self._place != "an output" or np.ndim(images) != 4:
            raise ValueError("a network with an output and images [N, C, H, W], please")
        value, used, self._image = self.Value(np.asarray(images)), [], np.shape(images)[1:]
        self._sizes = []
        for step in self._steps:
            value = step(value, used)
            self._sizes.append(value.number.shape[1:])
        return value, used

    def summary(self, input_shape=None):
        image = self._image if input_shape is None else input_shape
        if image is None:
            raise ValueError("what shape do the images have?")
        self._run(np.zeros((2, *image)))
        left, lines, total = iter(self.params), [], 0
        for name, size in zip(self._names, self._sizes, strict=True):
            count = sum(map(np.size, next(left).values())) if name in {"convolution", "dense"} else 0
            total += count
            lines.append(f"| {name} | {(None, *map(int, size))} | {count or '-'} |")
        return "\n".join([*lines, "", f"{total} numbers are learned"])

    def predict(self, images):
        found = [self._run(images[start : start + 100])[0].number for start in range(0, max(len(images), 1), 100)]
        return np.concatenate(found, axis=0)

    def predict_classes(self, images, threshold=0.5):
        return self._decided(self.predict(images), threshold)

    def _decided(self, outputs, threshold=0.5):
        return np.array([row.argmax() if len(row) > 1 else int(row[0] > threshold) for row in outputs])

    def _error(self, value, targets):
        if np.shape(targets) != value.number.shape:
            raise ValueError("targets have another shape than the output")
        difference, count = value.number - targets, len(targets)
        if self._cost == "mean_squared_error":
            return self.Value(float((difference**2).sum()) / count, (value, lambda grad: grad * 2 * difference / count))
        safe = np.maximum(value.number, 0) + 1e-12
        if self._cost == "binary_cross_entropy":
            other, no = np.maximum(1 - value.number, 0) + 1e-12, 1.0 - targets
            error = -float((targets * np.log(safe) + no * np.log(other)).sum()) / count
            return self.Value(error, (value, lambda g: g * (no / other - targets / safe) / count))
        return self.Value(
            -float((targets * np.log(safe)).sum()) / count, (value, lambda g: -g * targets / safe / count)
        )

    def loss_and_grads(self, images, targets):
        value, used = self._run(images)
        error = self._error(value, targets)
        error.back(1.0)
        return error.number, [{name: each.grad for name, each in own.items()} for own in used]

    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        if len(images) != len(targets) or batches not in range(1, len(images) + 1):
            raise ValueError("these samples cannot be cut into such batches")
        self.predict(images[:1])
        pairs = zip(self.params, self._schedulers, strict=True)
        updates = [{name: copy.deepcopy(each).update_change for name in own} for own, each in pairs]
        history = {f"{which}_{what}": [] for which in ("train", "val") for what in ("error", "accuracy")}
        bar = tqdm(total=epochs)
        try:
            for _ in range(epochs):
                order = self._generator.permutation(len(images))
                for start in range(batches):
                    chosen = order[start::batches]
                    self._dropping = True
                    _, grads = self.loss_and_grads(images[chosen], targets[chosen])
                    self._dropping = False
                    for own, grad, update in zip(self.params, grads, updates, strict=True):
                        own["bias"] -= update["bias"](grad["bias"])
                        own["weights"] -= update["weights"](grad["weights"] + regularization * own["weights"])
                for which, pair in {"train": (images, targets), "val": validation}.items():
                    if pair is not None:
                        value = self.Value(self.predict(pair[0]))
                        history[f"{which}_error"].append(self._error(value, pair[1]).number)
                        hits = self._decided(value.number) == self._decided(pair[1])
                        history[f"{which}_accuracy"].append(hits.mean().item())
                bar.update(1)
        except KeyboardInterrupt:
            bar.write("stopped")
        finally:
            self._dropping = False
            bar.close()
        return history
