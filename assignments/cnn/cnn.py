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
        raise NotImplementedError  # your code here

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

    def add_dropout(self, rate: float) -> None:
        """Adds a layer that drops values while the network is trained.

        In fit, each value is kept with the probability 1 - rate and then divided by 1 - rate, so
        that the mean stays what it was; otherwise it is 0, and no gradient goes back through it.
        Each value of each sample is drawn anew for each batch.  predict, loss_and_grads and the
        history of fit are without dropout: there the layer changes nothing.

        Args:
            rate: the probability of being dropped, from 0 to below 1.
        """
        raise NotImplementedError  # your code here

    def add_dense(self, nodes: int, activation: str = "leaky_relu", scheduler: object = None) -> None:
        """Adds a fully connected layer: activation(x @ weights + bias).  A scheduler that is given
        here takes the place of the network's for this layer.
        """
        raise NotImplementedError  # your code here

    def add_output(self, nodes: int, activation: str = "softmax", scheduler: object = None) -> None:
        """Adds the last layer, which is fully connected too; nothing can follow it."""
        raise NotImplementedError  # your code here

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
        raise NotImplementedError  # your code here

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
        raise NotImplementedError  # your code here

    def predict_classes(self, images: np.ndarray, threshold: float = 0.5) -> np.ndarray:
        """The classes that the network predicts, whole numbers of the shape [N].

        With several nodes it is the number of the largest activation, and the first of them if
        there are several.  With one node it is 1 where the activation is above the threshold, and 0
        elsewhere.
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
            The cost (a float) and the gradients: a list of dicts like params.  Both
            are finite, also where a prediction is exactly 0 or 1.

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
        padding: int | tuple[int, int] | str = 0,
        scheduler: object = None,
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

    def _param_grads(self, layer: types.SimpleNamespace, x: np.ndarray, grad: np.ndarray) -> dict[str, np.ndarray]:
        """From the gradient of a layer's output before the activation: the gradients of its params."""
        raise NotImplementedError  # your code here

    def _backward(self, layer: types.SimpleNamespace, x: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """From the gradient of a layer's output before the activation: the gradient of its input x."""
        raise NotImplementedError  # your code here

    def _margins(self, layer: types.SimpleNamespace, x: np.ndarray) -> tuple[tuple[int, int], tuple[int, int]]:
        """How many zeros a layer puts around images: (above, below) and (left, right)."""
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

    def _sizes(self, layer: types.SimpleNamespace, shape: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
        """The shape of a layer's output for an input of this shape, both without the samples, and the
        number of its weights and biases.
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

    def _classes(self, outputs: np.ndarray, threshold: float) -> np.ndarray:
        """The classes that predictions or targets stand for."""
        raise NotImplementedError  # your code here

    def _copies(self, layer: types.SimpleNamespace) -> dict[str, object]:
        """Schedulers for the params of a layer, one for each array."""
        raise NotImplementedError  # your code here

    def _drop(self, layer: types.SimpleNamespace, x: np.ndarray) -> np.ndarray:
        """What a layer of dropout leaves of x; its mask is kept for the way back."""
        raise NotImplementedError  # your code here

    def _drop_back(self, layer: types.SimpleNamespace, grad: np.ndarray) -> np.ndarray:
        """From the gradient of what a layer of dropout left to that of its input."""
        raise NotImplementedError  # your code here

    def _dropping(self, images: np.ndarray, targets: np.ndarray) -> list[dict[str, np.ndarray]]:
        """The gradients of a batch, with dropout."""
        raise NotImplementedError  # your code here

    def _update(self, grads: list[dict[str, np.ndarray]], schedulers: list[dict], regularization: float) -> None:
        """One step of the training: each array changes by what its scheduler makes of its gradient."""
        raise NotImplementedError  # your code here

    def _measure(self, history: dict[str, list[float]], which: str, images: np.ndarray, targets: np.ndarray) -> None:
        """Puts the error and the accuracy on these samples into the history, for ``which`` =
        "train" or "val".
        """
        raise NotImplementedError  # your code here
