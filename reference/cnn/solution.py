"""The capstone: a convolutional network, built layer by layer, that learns to read digits.

All that it is made of is known from the earlier units: convolution with channels, pooling, flatten,
dense layers, activations, costs and schedulers.  What is new is that everything must fit together:
the forward pass goes through all layers, the backward pass through the same layers in reverse, and
every weight on the way gets its share of the blame.

The methods whose names begin with an underscore are a suggestion: change or delete them as you
like.  You may import your own earlier modules, for example ``from schedulers import Adam``, if you
hand them in together with this file.  Images are arrays of shape [N, C, H, W].
"""

import contextlib
import copy
import functools
import types

import numpy as np
from tqdm import tqdm

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "identity", "softmax")

COSTS = ("cross_entropy", "binary_cross_entropy", "mean_squared_error")

SLOPES = {"relu": 0.0, "leaky_relu": 0.001, "identity": 1.0, None: 1.0}
"""The slope of an activation where z is not above 0; None stands for no activation at all."""

PIECE = 256
"""So many images go through the network at a time when they are predicted."""

einsum = functools.partial(np.einsum, optimize=True)
"""np.einsum, which turns sums of products into products of matrices where it can: much faster for
large arrays.
"""


class Adam:
    """The scheduler of networks that are not given one: yours from the unit schedulers.

    Copy it here, or delete this class and import it.  With m = v = 0 and t = 0 at the start, each
    update does

        t = t + 1,   m = rho m + (1 - rho) g,   v = rho2 v + (1 - rho2) g^2
        change = eta * (m / (1 - rho^t)) / (sqrt(v / (1 - rho2^t)) + 1e-8)
    """

    def __init__(self, eta: float, rho: float, rho2: float) -> None:
        """Remembers the settings and starts without any state."""
        ### BEGIN SOLUTION
        self.eta, self.rho, self.rho2 = eta, rho, rho2
        self.reset()
        ### END SOLUTION

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What is to be subtracted from the weights, an array of the gradient's shape."""
        ### BEGIN SOLUTION
        self.updates += 1
        self.mean = self.rho * self.mean + (1 - self.rho) * gradient
        self.square = self.rho2 * self.square + (1 - self.rho2) * gradient**2
        mean = self.mean / (1 - self.rho**self.updates)
        square = self.square / (1 - self.rho2**self.updates)
        return self.eta * mean / (np.sqrt(square) + 1e-8)
        ### END SOLUTION

    def reset(self) -> None:
        """Forgets all that the updates have accumulated."""
        ### BEGIN SOLUTION
        self.updates, self.mean, self.square = 0, 0.0, 0.0
        ### END SOLUTION


class CNN:
    """A convolutional network.

    The layers are added from the images to the output: any number of convolutions and pooling
    layers, one add_flatten, any number of dense layers, one add_output; add_dropout may stand
    anywhere before the output.  Every other order makes no sense and raises a ValueError that says
    what to do instead; so do unknown names of activations, costs and kinds of pooling, numbers of
    nodes or feature maps, sizes and strides below 1, negative padding, and rates of dropout below 0
    or not below 1.

    Activations are "sigmoid", "tanh", "relu", "leaky_relu" (slope 0.001), "elu" (alpha 1),
    "identity" (z itself) and, for the output, "softmax".  The cost of N samples is

        "cross_entropy":         -(1/N) sum of  targets * log(prediction)
        "binary_cross_entropy":  -(1/N) sum of  targets * log(prediction) + (1 - targets) * log(1 - prediction)
        "mean_squared_error":     (1/N) sum of  (prediction - targets)^2

    All of them are finite, whatever the prediction.  Classes are learned with a node for each,
    softmax and cross_entropy; a yes or no with one node, sigmoid and binary_cross_entropy; numbers
    of any size (a regression) with identity and mean_squared_error.

    Both cross-entropies are costs of probabilities: beyond 0 and 1, where an output with "relu" may
    be, only their being finite counts.

    Attributes:
        params: the weights, a list of dicts {"weights": ..., "bias": ...}, one for each layer that
            has any, in the order of the layers. A convolution has weights [C_in, C_out, K_h, K_w]
            and a bias [C_out], a dense layer or output has weights [D, M] and a bias [M]. The list
            is empty until the network is used for the first time, because only then the shape of
            the images is known.  Then the weights are drawn: small random numbers, for example
            normal ones with the variance 2 / (number of inputs of a node).  Biases start at zero.
            It holds the network's own arrays: who changes them in place changes the network.
    """

    def __init__(self, cost: str = "cross_entropy", scheduler: object = None, seed: int | None = None) -> None:
        """Makes a network without layers.

        Args:
            cost: "cross_entropy", "binary_cross_entropy" or "mean_squared_error".
            scheduler: an object with update_change(gradient) and reset(); None stands for
                Adam(0.001, 0.9, 0.999).
            seed: all random numbers come from it: the same seed gives the same weights, another one
                others.
        """
        ### BEGIN SOLUTION
        if cost not in COSTS:
            raise ValueError(f"cost must be one of {COSTS}, not {cost!r}")
        self.cost = cost
        self.scheduler = Adam(1e-3, 0.9, 0.999) if scheduler is None else scheduler
        self.random = np.random.default_rng(seed)
        self.stage = "images"
        self.training = False
        self.input_shape = None
        self.layers = []
        self.params = []
        ### END SOLUTION

    def add_convolution(
        self,
        feature_maps: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] | str = 0,
        activation: str = "leaky_relu",
        scheduler: object = None,
    ) -> None:
        """Adds a convolution (the kernel is not flipped), a bias for each feature map, and an
        activation.

        With the padding "same", size pixels become ceil(size / stride).  For that, the windows need
        (ceil(size / stride) - 1) * stride + kernel_size pixels; as many as are missing are put
        around the image as zeros.  Half of them go above, or to the left, and half below, or to the
        right, where an odd one goes.

        Args:
            feature_maps: how many channels come out.
            kernel_size: the kernel's height and width, as one int or as a pair (vertical,
                horizontal); so are the next two.
            stride: by how much the window moves.
            padding: how many rows and columns of zeros are put on each side, or "same".
            activation: the name of the activation.
            scheduler: the scheduler of this layer's weights and bias, in place of the network's.
        """
        ### BEGIN SOLUTION
        self._add("images", "convolution", activation, feature_maps, kernel_size, stride, padding, scheduler)
        ### END SOLUTION

    def add_pooling(self, kind: str, size: int | tuple[int, int], stride: int | tuple[int, int]) -> None:
        """Adds a pooling layer, without padding; rows and columns that no window covers are
        dropped.

        Args:
            kind: "max" or "average".  In the backward pass, the first maximum of a window in
                row-major order gets all of its gradient.
            size: the window's height and width, as one int or as a pair (vertical, horizontal).
            stride: by how much the window moves; windows overlap if it is less than the size.
        """
        ### BEGIN SOLUTION
        if kind not in ("max", "average"):
            raise ValueError(f"kind must be 'max' or 'average', not {kind!r}")
        self._add("images", kind, size=size, stride=stride)
        ### END SOLUTION

    def add_flatten(self) -> None:
        """Adds the step from images to vectors, row-major: [N, C, H, W] becomes [N, C * H * W]."""
        ### BEGIN SOLUTION
        self._add("images", "flatten")
        self.stage = "vectors"
        ### END SOLUTION

    def add_dropout(self, rate: float) -> None:
        """Adds a layer that drops values while the network is trained.

        In fit, each value is kept with the probability 1 - rate and then divided by 1 - rate, so
        that the mean stays what it was; otherwise it is 0, and no gradient goes back through it.
        Each value of each sample is drawn anew for each batch.  predict, loss_and_grads and the
        history of fit are without dropout: there the layer changes nothing.

        Args:
            rate: the probability of being dropped, from 0 to below 1.
        """
        ### BEGIN SOLUTION
        if not 0 <= rate < 1:
            raise ValueError(f"rate must be at least 0 and below 1, not {rate}")
        self._add("vectors" if self.stage == "vectors" else "images", "dropout")
        self.layers[-1].rate = rate
        ### END SOLUTION

    def add_dense(self, nodes: int, activation: str = "leaky_relu", scheduler: object = None) -> None:
        """Adds a fully connected layer: activation(x @ weights + bias).  A scheduler that is given
        here takes the place of the network's for this layer.
        """
        ### BEGIN SOLUTION
        self._add("vectors", "dense", activation, nodes, scheduler=scheduler)
        ### END SOLUTION

    def add_output(self, nodes: int, activation: str = "softmax", scheduler: object = None) -> None:
        """Adds the last layer, which is fully connected too; nothing can follow it."""
        ### BEGIN SOLUTION
        self.add_dense(nodes, activation, scheduler)
        self.stage = "output"
        ### END SOLUTION

    def summary(self, input_shape: tuple[int, int, int] | None = None) -> str:
        """A table of the layers as text, to look at before a long training.

        Args:
            input_shape: the shape (C, H, W) of the images; needed only where the network has not
                been used yet.

        Returns:
            A line for each layer, in order, with its name, the shape of its output without the
            number of samples, such as (8, 10, 10), and the number of its weights and biases, 0 if
            it has none; after them a line with the sum of these numbers.

        Raises:
            ValueError: there is no output yet, or the shape of the images is not known.
        """
        ### BEGIN SOLUTION
        shape = self.input_shape if input_shape is None else tuple(input_shape)
        if shape is None:
            raise ValueError("the shape of the images is not known yet: call summary(input_shape=(C, H, W))")
        if self.stage != "output":
            raise ValueError("the network has no output yet: call add_output before summary")
        lines, total = [], 0
        for layer in self.layers:
            shape, count = self._sizes(layer, shape)
            lines.append(f"{layer.kind:<12} {shape!s:<16} {count:>10}")
            total += count
        return "\n".join([*lines, f"sum {total:>36}"])
        ### END SOLUTION

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The activations of the output, shape [N, nodes]; for softmax, probabilities that sum to 1
        in every row.

        Many images go through the network in pieces of at most 1000, so that the memory that is
        needed does not grow with their number.

        Raises:
            ValueError: the images are not four-dimensional, they do not fit the weights, as those
                of another number of channels than before, or a kernel or window is larger than the
                (padded) image that it gets.
        """
        ### BEGIN SOLUTION
        starts = range(0, len(images), PIECE)
        pieces = [self._forward(images[start : start + PIECE])[0] for start in starts]
        return np.concatenate(pieces)
        ### END SOLUTION

    def predict_classes(self, images: np.ndarray, threshold: float = 0.5) -> np.ndarray:
        """The classes that the network predicts, whole numbers of the shape [N].

        With several nodes it is the number of the largest activation, and the first of them if
        there are several.  With one node it is 1 where the activation is above the threshold, and 0
        elsewhere.
        """
        ### BEGIN SOLUTION
        return self._classes(self.predict(images), threshold)
        ### END SOLUTION

    def loss_and_grads(self, images: np.ndarray, targets: np.ndarray) -> tuple[float, list[dict[str, np.ndarray]]]:
        """The cost, and its gradients with respect to all weights and biases, by backpropagation.

        Nothing is updated here: all gradients belong to the weights that made the prediction.

        Args:
            images: the images, shape [N, C, H, W].
            targets: what the output should be, shape [N, nodes]; for classes, a 1 at the right
                class and 0 elsewhere.

        Returns:
            The cost (a float) and the gradients: a list of dicts like params.  Both
            are finite, also where a prediction is exactly 0 or 1.

        Raises:
            ValueError: there is no output yet, or images and targets do not fit the network or each
                other.
        """
        ### BEGIN SOLUTION
        prediction, trace = self._forward(images)
        loss, grad = self._cost(prediction, targets)
        grads = []
        for layer, x, z in reversed(trace):
            grad = self._activation_grad(layer, z, grad)
            if layer.params:
                grads.insert(0, self._param_grads(layer, x, grad))
            if len(grads) == len(self.params):
                break  # below the first layer with weights, nobody needs a gradient
            grad = self._backward(layer, x, grad)
        return loss, grads
        ### END SOLUTION

    def fit(
        self,
        images: np.ndarray,
        targets: np.ndarray,
        epochs: int,
        batches: int,
        regularization: float = 0.0,
        validation: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> dict[str, list[float]]:
        """Trains the network, with a progress bar.

        In every epoch, each sample is in exactly one of the batches, and no batch is empty.  A
        batch's gradients belong to the weights as the batch before left them.  Each array of
        weights or biases has a scheduler of its own, a copy of the layer's or, where that was given
        none, of the network's, made when the training begins and not reset before it ends: its
        update_change gets the
        array's gradient, to which regularization * weights is added for weights and nothing for
        biases, and returns what is subtracted from the array.

        Ctrl-C (a KeyboardInterrupt) ends the training early: what was learned is kept, and the
        history so far is returned.

        Args:
            images: the images, shape [N, C, H, W].
            targets: what the output should be, shape [N, nodes].
            epochs: how many times to go through all samples.
            batches: the number of batches in an epoch, from 1 to N.
            regularization: the strength of the penalty on large weights.
            validation: None, or a pair (images, targets) on which the network is measured as well,
                but not trained.

        Returns:
            The history: a dict of lists train_error, train_accuracy, val_error and val_accuracy,
            with one float for each epoch, measured on all samples when the epoch is over; the last
            two are empty without validation.  Errors are costs, without the penalty.  The accuracy
            is the part of the samples whose class is that of their target: whose largest output is
            at the place of their largest target, or, with one node, whose output and target are on
            the same side of 0.5 (exactly 0.5 counts as below).

        Raises:
            ValueError: there is no output yet, or the arguments do not fit the network or each
                other.
        """
        ### BEGIN SOLUTION
        if len(images) != len(targets) or not 1 <= batches <= len(images):
            raise ValueError(f"there are {len(images)} images and {len(targets)} targets for {batches} batches")
        self.predict(images[:1])  # makes the params
        history = self._train(images, targets, epochs, batches, regularization, validation)
        # Ctrl-C may come while an epoch is measured: only epochs that were measured to their end are told.
        lengths = [len(values) for name, values in history.items() if validation is not None or "train" in name]
        return {name: values[: min(lengths)] for name, values in history.items()}
        ### END SOLUTION

    def _train(
        self,
        images: np.ndarray,
        targets: np.ndarray,
        epochs: int,
        batches: int,
        regularization: float,
        validation: tuple[np.ndarray, np.ndarray] | None,
    ) -> dict[str, list[float]]:
        """All epochs, or those until Ctrl-C: the history of what was measured."""
        ### BEGIN SOLUTION
        schedulers = [self._copies(layer) for layer in self.layers if layer.params]
        history = {"train_error": [], "train_accuracy": [], "val_error": [], "val_accuracy": []}
        with contextlib.suppress(KeyboardInterrupt):
            for _ in tqdm(range(epochs)):
                for batch in np.array_split(self.random.permutation(len(images)), batches):
                    grads = self._dropping(images[batch], targets[batch])
                    self._update(grads, schedulers, regularization)
                self._measure(history, "train", images, targets)
                if validation is not None:
                    self._measure(history, "val", *validation)
        return history
        ### END SOLUTION

    def _add(
        self,
        stage: str,
        kind: str,
        activation: str | None = None,
        nodes: int = 1,
        size: int | tuple[int, int] = 1,
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] | str = 0,
        scheduler: object = None,
    ) -> None:
        """Adds a layer; ``stage`` is where the network must be: at "images", at "vectors" or at its
        "output".
        """
        ### BEGIN SOLUTION
        if self.stage != stage:
            raise ValueError(
                f"a layer of kind {kind} cannot stand here: "
                + {
                    "images": "there are still images, so call add_flatten first",
                    "vectors": "after add_flatten there are no images any more, so add it before",
                    "output": "nothing can follow the output, so add it before add_output",
                }[self.stage]
            )
        if activation is not None and activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {ACTIVATIONS}, not {activation!r}")
        same, around = padding == "same", 0 if padding == "same" else padding
        if np.min(nodes) < 1 or np.min(size) < 1 or np.min(stride) < 1 or np.min(around) < 0:
            raise ValueError(
                f"nodes {nodes}, size {size} and stride {stride} must be at least 1, and padding {padding} at least 0"
            )
        size, stride, around = (tuple(map(int, np.broadcast_to(value, 2))) for value in (size, stride, around))
        layer = types.SimpleNamespace(kind=kind, activation=activation, nodes=int(nodes), size=size, stride=stride)
        layer.padding, layer.same, layer.scheduler, layer.params = around, same, scheduler, None
        self.layers.append(layer)
        ### END SOLUTION

    def _forward(self, images: np.ndarray) -> tuple[np.ndarray, list]:
        """The prediction, and for the way back a list with (layer, its input, its output before the
        activation) for each layer.
        """
        ### BEGIN SOLUTION
        if self.stage != "output":
            raise ValueError("the network has no output yet: call add_output before using it")
        if images.ndim != 4:
            raise ValueError(f"images must have the shape [N, C, H, W], but their shape is {images.shape}")
        x, trace = images, []
        for layer in self.layers:
            z = self._output(layer, x)
            trace.append((layer, x, z))
            x = self._activation(layer, z)
        self.input_shape = images.shape[1:]
        return x, trace
        ### END SOLUTION

    def _output(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """A layer's output before the activation."""
        ### BEGIN SOLUTION
        if layer.kind == "flatten":
            return x.reshape(len(x), -1)
        if layer.kind == "dropout":
            return self._drop(layer, x)
        if layer.kind == "dense":
            own = self._own_params(layer, (x.shape[1], layer.nodes))
            return x @ own["weights"] + own["bias"]
        windows = self._windows(layer, x)
        if layer.kind == "max":
            return windows.max(axis=(4, 5))
        if layer.kind == "average":
            return windows.astype(float).mean(axis=(4, 5))
        own = self._own_params(layer, (x.shape[1], layer.nodes, *layer.size))
        return einsum("nchwij,coij->nohw", windows, own["weights"]) + own["bias"][:, np.newaxis, np.newaxis]
        ### END SOLUTION

    def _param_grads(self, layer: types.SimpleNamespace, x: np.ndarray, grad: np.ndarray) -> dict[str, np.ndarray]:
        """From the gradient of a layer's output before the activation: the gradients of its params."""
        ### BEGIN SOLUTION
        if layer.kind == "dense":
            return {"weights": x.T @ grad, "bias": grad.sum(axis=0)}
        windows = self._windows(layer, x)
        return {"weights": einsum("nchwij,nohw->coij", windows, grad), "bias": grad.sum(axis=(0, 2, 3))}
        ### END SOLUTION

    def _backward(self, layer: types.SimpleNamespace, x: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """From the gradient of a layer's output before the activation: the gradient of its input x."""
        ### BEGIN SOLUTION
        if layer.kind == "flatten":
            return grad.reshape(x.shape)
        if layer.kind == "dropout":
            return self._drop_back(layer, grad)
        if layer.kind == "dense":
            return grad @ layer.params["weights"].T
        if layer.kind == "convolution":
            return self._add_up(layer, x, einsum("nohw,coij->nchwij", grad, layer.params["weights"]))
        windows = self._windows(layer, x)
        shares = np.ones(windows.shape) / np.prod(layer.size)
        if layer.kind == "max":
            flat = windows.reshape(*grad.shape, -1)
            shares = np.eye(np.prod(layer.size))[flat.argmax(axis=4)].reshape(windows.shape)
        return self._add_up(layer, x, shares * grad[..., np.newaxis, np.newaxis])
        ### END SOLUTION

    def _margins(self, layer: types.SimpleNamespace, x: np.ndarray) -> tuple[tuple[int, int], tuple[int, int]]:
        """How many zeros a layer puts around images: (above, below) and (left, right)."""
        ### BEGIN SOLUTION
        if not layer.same:
            return tuple((number, number) for number in layer.padding)
        pixels, kernel, step = np.array([x.shape[2:], layer.size, layer.stride])
        missing = np.maximum((-(-pixels // step) - 1) * step + kernel - pixels, 0)
        return tuple((number // 2, number - number // 2) for number in missing)
        ### END SOLUTION

    def _padded(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """Images with the layer's padding of zeros around them."""
        ### BEGIN SOLUTION
        return np.pad(x, ((0, 0), (0, 0), *self._margins(layer, x)))
        ### END SOLUTION

    def _windows(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """All windows of a convolution or pooling layer: shape [N, C, O_h, O_w, K_h, K_w]."""
        ### BEGIN SOLUTION
        windows = np.lib.stride_tricks.sliding_window_view(self._padded(layer, x), layer.size, axis=(2, 3))
        return windows[:, :, :: layer.stride[0], :: layer.stride[1]]
        ### END SOLUTION

    def _add_up(self, layer: types.SimpleNamespace, x: np.ndarray, shares: np.ndarray) -> np.ndarray:
        """The way back from _windows: each pixel of x gets the sum of the shares, [N, C, O_h, O_w,
        K_h, K_w], that belong to it.
        """
        ### BEGIN SOLUTION
        (vertical, horizontal), ((top, _), (left, _)) = layer.stride, self._margins(layer, x)
        rows, columns, kernel_height, kernel_width = shares.shape[2:]
        padded = self._padded(layer, np.zeros(x.shape))
        for i in range(kernel_height):
            for j in range(kernel_width):
                seen = padded[:, :, i : i + vertical * rows : vertical, j : j + horizontal * columns : horizontal]
                seen += shares[..., i, j]
        return padded[:, :, top : top + x.shape[2], left : left + x.shape[3]]
        ### END SOLUTION

    def _sizes(self, layer: types.SimpleNamespace, shape: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
        """The shape of a layer's output for an input of this shape, both without the samples, and the
        number of its weights and biases.
        """
        ### BEGIN SOLUTION
        if layer.kind == "flatten":
            return (int(np.prod(shape)),), 0
        if layer.kind == "dropout":
            return shape, 0
        if layer.kind == "dense":
            return (layer.nodes,), (int(np.prod(shape)) + 1) * layer.nodes
        pixels, kernel, step, around = np.array([shape[1:], layer.size, layer.stride, layer.padding])
        windows = -(-pixels // step) if layer.same else (pixels - kernel + 2 * around) // step + 1
        if layer.kind == "convolution":
            return (layer.nodes, *windows.tolist()), (shape[0] * int(np.prod(kernel)) + 1) * layer.nodes
        return (shape[0], *windows.tolist()), 0
        ### END SOLUTION

    def _own_params(self, layer: types.SimpleNamespace, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
        """A layer's params; made with weights of this shape, small and random, when they are asked
        for first.
        """
        ### BEGIN SOLUTION
        if layer.params is None:
            inputs = np.prod(shape) / layer.nodes  # of one node, or of one pixel of a feature map
            weights = self.random.normal(size=shape) * np.sqrt(2 / inputs)
            layer.params = {"weights": weights, "bias": np.zeros(layer.nodes)}
            self.params.append(layer.params)
        if layer.params["weights"].shape != shape:  # one channel would be stretched to several without a word
            raise ValueError(
                f"weights of the shape {layer.params['weights'].shape} do not fit images that need {shape}"
            )
        return layer.params
        ### END SOLUTION

    def _activation(self, layer: types.SimpleNamespace, z: np.ndarray) -> np.ndarray:
        """The layer's activation of z, or z itself if the layer has none."""
        ### BEGIN SOLUTION
        if layer.activation == "sigmoid":
            # Below 0 it is exp(z) sigmoid(-z): there 1 + tanh(z / 2) has hardly any digits.
            below, z = np.exp(z.clip(max=0)), np.abs(z)
            return (1 + np.tanh(z / 2)) / 2 * below
        if layer.activation == "softmax":
            powers = np.exp(z - z.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
        if layer.activation == "tanh":
            return np.tanh(z)
        if layer.activation == "elu":
            return np.where(z > 0, z, np.expm1(z.clip(max=0)))
        return np.where(z > 0, z, SLOPES[layer.activation] * z)
        ### END SOLUTION

    def _activation_grad(self, layer: types.SimpleNamespace, z: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """From the gradient of the activation to the gradient of z."""
        ### BEGIN SOLUTION
        a = self._activation(layer, z)
        if layer.activation == "sigmoid":
            return grad * a * self._activation(layer, -z)
        if layer.activation == "softmax":
            return a * (grad - np.sum(a * grad, axis=1, keepdims=True))
        if layer.activation == "tanh":
            return grad * (1 - a * a)
        if layer.activation == "elu":
            return grad * np.exp(z.clip(max=0))
        return np.where(z > 0, grad, SLOPES[layer.activation] * grad)
        ### END SOLUTION

    def _cost(self, prediction: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """The cost, and its gradient with respect to the prediction."""
        ### BEGIN SOLUTION
        if targets.shape != prediction.shape:
            raise ValueError(
                f"targets must have the output's shape {prediction.shape}, but their shape is {targets.shape}"
            )
        if self.cost == "mean_squared_error":
            error = prediction - targets
            return float(np.sum(error**2) / len(error)), 2 * error / len(error)
        positive = np.maximum(prediction, 1e-300)
        if self.cost == "binary_cross_entropy":
            others, negative = 1.0 - targets, np.maximum(1 - prediction, 1e-300)
            loss = -np.sum(targets * np.log(positive) + others * np.log(negative)) / len(targets)
            return float(loss), (others / negative - targets / positive) / len(targets)
        return float(-np.sum(targets * np.log(positive)) / len(targets)), targets / -positive / len(targets)
        ### END SOLUTION

    def _classes(self, outputs: np.ndarray, threshold: float) -> np.ndarray:
        """The classes that predictions or targets stand for."""
        ### BEGIN SOLUTION
        if outputs.shape[1] == 1:
            return np.where(outputs.ravel() > threshold, 1, 0)
        return outputs.argmax(axis=1)
        ### END SOLUTION

    def _copies(self, layer: types.SimpleNamespace) -> dict[str, object]:
        """Schedulers for the params of a layer, one for each array."""
        ### BEGIN SOLUTION
        scheduler = self.scheduler if layer.scheduler is None else layer.scheduler
        return {name: copy.deepcopy(scheduler) for name in layer.params}
        ### END SOLUTION

    def _drop(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """What a layer of dropout leaves of x; its mask is kept for the way back."""
        ### BEGIN SOLUTION
        kept = self.random.random(x.shape) >= layer.rate if self.training else 1.0 - layer.rate
        layer.mask = kept / (1.0 - layer.rate)
        return x * layer.mask
        ### END SOLUTION

    def _drop_back(self, layer: types.SimpleNamespace, grad: np.ndarray) -> np.ndarray:
        """From the gradient of what a layer of dropout left to that of its input."""
        ### BEGIN SOLUTION
        return grad * layer.mask
        ### END SOLUTION

    def _dropping(self, images: np.ndarray, targets: np.ndarray) -> list[dict[str, np.ndarray]]:
        """The gradients of a batch, with dropout."""
        ### BEGIN SOLUTION
        self.training = True
        try:
            return self.loss_and_grads(images, targets)[1]
        finally:
            self.training = False
        ### END SOLUTION

    def _update(self, grads: list[dict[str, np.ndarray]], schedulers: list[dict], regularization: float) -> None:
        """One step of the training: each array changes by what its scheduler makes of its gradient."""
        ### BEGIN SOLUTION
        for number, own in enumerate(self.params):
            grads[number]["weights"] += regularization * own["weights"]
            for name in own:
                own[name] -= schedulers[number][name].update_change(grads[number][name])
        ### END SOLUTION

    def _measure(self, history: dict[str, list[float]], which: str, images: np.ndarray, targets: np.ndarray) -> None:
        """Puts the error and the accuracy on these samples into the history, for ``which`` =
        "train" or "val".
        """
        ### BEGIN SOLUTION
        prediction = self.predict(images)
        history[f"{which}_error"].append(self._cost(prediction, targets)[0])
        right = self._classes(prediction, 0.5) == self._classes(targets, 0.5)
        history[f"{which}_accuracy"].append(float(np.mean(right)))
        ### END SOLUTION
