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
        raise NotImplementedError  # your code here

    def update_change(self, gradient: np.ndarray) -> np.ndarray:
        """What is to be subtracted from the weights, an array of the gradient's shape."""
        raise NotImplementedError  # your code here

    def reset(self) -> None:
        """Forgets all that the updates have accumulated."""
        raise NotImplementedError  # your code here


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
        raise NotImplementedError  # your code here

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
        raise NotImplementedError  # your code here

    def add_pooling(self, kind: str, size: int | tuple[int, int], stride: int | tuple[int, int]) -> None:
        """Adds a pooling layer, without padding; rows and columns that no window covers are
        dropped.

        Args:
            kind: "max" or "average".  In the backward pass, the first maximum of a window in
                row-major order gets all of its gradient.
            size: the window's height and width, as one int or as a pair (vertical, horizontal).
            stride: by how much the window moves; windows overlap if it is less than the size.
        """
        raise NotImplementedError  # your code here

    def add_flatten(self) -> None:
        """Adds the step from images to vectors, row-major: [N, C, H, W] becomes [N, C * H * W]."""
        raise NotImplementedError  # your code here

    def add_dense(self, nodes: int, activation: str = "leaky_relu") -> None:
        """Adds a fully connected layer: activation(x @ weights + bias)."""
        raise NotImplementedError  # your code here

    def add_output(self, nodes: int, activation: str = "softmax") -> None:
        """Adds the last layer, which is fully connected too; nothing can follow it."""
        raise NotImplementedError  # your code here

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The activations of the output, shape [N, nodes]; for softmax, probabilities that sum to 1
        in every row.

        Raises:
            ValueError: the images are not four-dimensional, or a kernel or window is larger than
                the (padded) image that it gets.
        """
        raise NotImplementedError  # your code here

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
        raise NotImplementedError  # your code here

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
        raise NotImplementedError  # your code here

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
        raise NotImplementedError  # your code here

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
        raise NotImplementedError  # your code here

    def _forward(self, images: np.ndarray) -> tuple[np.ndarray, list]:
        """The prediction, and for the way back a list with (layer, its input, its output before the
        activation) for each layer.
        """
        raise NotImplementedError  # your code here

    def _output(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """A layer's output before the activation."""
        raise NotImplementedError  # your code here

    def _backward(
        self, layer: types.SimpleNamespace, x: np.ndarray, grad: np.ndarray
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """From the gradient of a layer's output before the activation: the gradient of its input x,
        and those of its params, if it has any.
        """
        raise NotImplementedError  # your code here

    def _padded(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """Images with the layer's padding of zeros around them."""
        raise NotImplementedError  # your code here

    def _windows(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """All windows of a convolution or pooling layer: shape [N, C, O_h, O_w, K_h, K_w]."""
        raise NotImplementedError  # your code here

    def _add_up(self, layer: types.SimpleNamespace, x: np.ndarray, shares: np.ndarray) -> np.ndarray:
        """The way back from _windows: each pixel of x gets the sum of the shares, [N, C, O_h, O_w,
        K_h, K_w], that belong to it.
        """
        raise NotImplementedError  # your code here

    def _own_params(self, layer: types.SimpleNamespace, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
        """A layer's params; made with weights of this shape, small and random, when they are asked
        for first.
        """
        raise NotImplementedError  # your code here

    def _activation(self, layer: types.SimpleNamespace, z: np.ndarray) -> np.ndarray:
        """The layer's activation of z, or z itself if the layer has none."""
        raise NotImplementedError  # your code here

    def _activation_grad(self, layer: types.SimpleNamespace, z: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """From the gradient of the activation to the gradient of z."""
        raise NotImplementedError  # your code here

    def _cost(self, prediction: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        """The cost, and its gradient with respect to the prediction."""
        raise NotImplementedError  # your code here

    def _update(self, grads: list[dict[str, np.ndarray]], schedulers: list[dict], regularization: float) -> None:
        """One step of the training: each array changes by what its scheduler makes of its gradient."""
        raise NotImplementedError  # your code here

    def _measure(self, history: dict[str, list[float]], which: str, images: np.ndarray, targets: np.ndarray) -> None:
        """Puts the error and the accuracy on these samples into the history, for ``which`` =
        "train" or "val".
        """
        raise NotImplementedError  # your code here
