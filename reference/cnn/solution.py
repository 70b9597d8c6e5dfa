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

ACTIVATIONS = ("sigmoid", "relu", "leaky_relu", "softmax")

SLOPES = {"relu": 0.0, "leaky_relu": 0.001, None: 1.0}
"""The slope of an activation where z is not above 0; None stands for no activation at all."""

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
    layers, one add_flatten, any number of dense layers, one add_output.  Every other order makes no
    sense and raises a ValueError that says what to do instead; so do unknown names of activations,
    costs and kinds of pooling, numbers of nodes or feature maps, sizes and strides below 1, and
    negative padding.

    Activations are "sigmoid", "relu", "leaky_relu" (slope 0.001) and, for the output, "softmax".
    The cost of N samples is

        "cross_entropy":        -(1/N) sum of  targets * log(prediction)       (finite, whatever the prediction)
        "mean_squared_error":    (1/N) sum of  (prediction - targets)^2

    The cross-entropy is a cost of probabilities: above 1, where an output with "relu" may be, only
    its being finite counts.

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
            cost: "cross_entropy" or "mean_squared_error".
            scheduler: an object with update_change(gradient) and reset(); None stands for
                Adam(0.001, 0.9, 0.999).
            seed: all random numbers come from it: the same seed gives the same weights, another one
                others.
        """
        ### BEGIN SOLUTION
        if cost not in ("cross_entropy", "mean_squared_error"):
            raise ValueError(f"cost must be 'cross_entropy' or 'mean_squared_error', not {cost!r}")
        self.cost = cost
        self.scheduler = Adam(1e-3, 0.9, 0.999) if scheduler is None else scheduler
        self.random = np.random.default_rng(seed)
        self.stage = "images"
        self.layers = []
        self.params = []
        ### END SOLUTION

    def add_convolution(
        self,
        feature_maps: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        activation: str = "leaky_relu",
    ) -> None:
        """Adds a convolution (the kernel is not flipped), a bias for each feature map, and an
        activation.

        Args:
            feature_maps: how many channels come out.
            kernel_size: the kernel's height and width, as one int or as a pair (vertical,
                horizontal); so are the next two.
            stride: by how much the window moves.
            padding: how many rows and columns of zeros are put on each side.
            activation: the name of the activation.
        """
        ### BEGIN SOLUTION
        self._add("images", "convolution", activation, feature_maps, kernel_size, stride, padding)
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

    def add_dense(self, nodes: int, activation: str = "leaky_relu") -> None:
        """Adds a fully connected layer: activation(x @ weights + bias)."""
        ### BEGIN SOLUTION
        self._add("vectors", "dense", activation, nodes)
        ### END SOLUTION

    def add_output(self, nodes: int, activation: str = "softmax") -> None:
        """Adds the last layer, which is fully connected too; nothing can follow it."""
        ### BEGIN SOLUTION
        self.add_dense(nodes, activation)
        self.stage = "output"
        ### END SOLUTION

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The activations of the output, shape [N, nodes]; for softmax, probabilities that sum to 1
        in every row.

        Raises:
            ValueError: the images are not four-dimensional, or a kernel or window is larger than
                the (padded) image that it gets.
        """
        ### BEGIN SOLUTION
        return self._forward(images)[0]
        ### END SOLUTION

    def loss_and_grads(self, images: np.ndarray, targets: np.ndarray) -> tuple[float, list[dict[str, np.ndarray]]]:
        """The cost, and its gradients with respect to all weights and biases, by backpropagation.

        Nothing is updated here: all gradients belong to the weights that made the prediction.

        Args:
            images: the images, shape [N, C, H, W].
            targets: what the output should be, shape [N, nodes]; for classes, a 1 at the right
                class and 0 elsewhere.

        Returns:
            The cost (a float) and the gradients: a list of dicts like params.

        Raises:
            ValueError: there is no output yet, or images and targets do not fit the network or each
                other.
        """
        ### BEGIN SOLUTION
        prediction, trace = self._forward(images)
        loss, grad = self._cost(prediction, targets)
        grads = []
        for layer, x, z in reversed(trace):
            grad, own_grads = self._backward(layer, x, self._activation_grad(layer, z, grad))
            if own_grads:
                grads.insert(0, own_grads)
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
        weights or biases has a scheduler of its own, a copy of the one that the network was given,
        made when the training begins and not reset before it ends: its update_change gets the
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
            is the part of the samples whose largest output is at the place of their largest target.

        Raises:
            ValueError: there is no output yet, or the arguments do not fit the network or each
                other.
        """
        ### BEGIN SOLUTION
        if len(images) != len(targets) or not 1 <= batches <= len(images):
            raise ValueError(f"there are {len(images)} images and {len(targets)} targets for {batches} batches")
        self._forward(images)  # makes the params
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
        schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
        history = {"train_error": [], "train_accuracy": [], "val_error": [], "val_accuracy": []}
        with contextlib.suppress(KeyboardInterrupt):
            for _ in tqdm(range(epochs)):
                for batch in np.array_split(self.random.permutation(len(images)), batches):
                    grads = self.loss_and_grads(images[batch], targets[batch])[1]
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
        padding: int | tuple[int, int] = 0,
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
        if np.min(nodes) < 1 or np.min(size) < 1 or np.min(stride) < 1 or np.min(padding) < 0:
            raise ValueError(
                f"nodes {nodes}, size {size} and stride {stride} must be at least 1, and padding {padding} at least 0"
            )
        size, stride, padding = (tuple(map(int, np.broadcast_to(value, 2))) for value in (size, stride, padding))
        self.layers.append(
            types.SimpleNamespace(
                kind=kind, activation=activation, nodes=nodes, size=size, stride=stride, padding=padding, params=None
            )
        )
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
        return x, trace
        ### END SOLUTION

    def _output(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """A layer's output before the activation."""
        ### BEGIN SOLUTION
        if layer.kind == "flatten":
            return x.reshape(len(x), -1)
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

    def _backward(
        self, layer: types.SimpleNamespace, x: np.ndarray, grad: np.ndarray
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """From the gradient of a layer's output before the activation: the gradient of its input x,
        and those of its params, if it has any.
        """
        ### BEGIN SOLUTION
        if layer.kind == "flatten":
            return grad.reshape(x.shape), {}
        if layer.kind == "dense":
            return grad @ layer.params["weights"].T, {"weights": x.T @ grad, "bias": grad.sum(axis=0)}
        windows = self._windows(layer, x)
        if layer.kind == "convolution":
            shares = einsum("nohw,coij->nchwij", grad, layer.params["weights"])
            return self._add_up(layer, x, shares), {
                "weights": einsum("nchwij,nohw->coij", windows, grad),
                "bias": grad.sum(axis=(0, 2, 3)),
            }
        shares = np.ones(windows.shape) / np.prod(layer.size)
        if layer.kind == "max":
            flat = windows.reshape(*grad.shape, -1)
            shares = np.eye(np.prod(layer.size))[flat.argmax(axis=4)].reshape(windows.shape)
        return self._add_up(layer, x, shares * grad[..., np.newaxis, np.newaxis]), {}
        ### END SOLUTION

    def _padded(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """Images with the layer's padding of zeros around them."""
        ### BEGIN SOLUTION
        top, left = layer.padding
        return np.pad(x, ((0, 0), (0, 0), (top, top), (left, left)))
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
        (vertical, horizontal), (top, left) = layer.stride, layer.padding
        rows, columns, kernel_height, kernel_width = shares.shape[2:]
        padded = self._padded(layer, np.zeros(x.shape))
        for i in range(kernel_height):
            for j in range(kernel_width):
                seen = padded[:, :, i : i + vertical * rows : vertical, j : j + horizontal * columns : horizontal]
                seen += shares[..., i, j]
        return padded[:, :, top : top + x.shape[2], left : left + x.shape[3]]
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
        return float(-np.sum(targets * np.log(positive)) / len(targets)), targets / -positive / len(targets)
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
        history[f"{which}_accuracy"].append(float(np.mean(prediction.argmax(axis=1) == targets.argmax(axis=1))))
        ### END SOLUTION
