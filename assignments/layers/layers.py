"""A network as objects: layers that know their gradients, a network that chains them, a trainer.

Every layer is a class with the same four things, and nobody who uses a layer needs to know more:

    forward(x, training=False)    the output for a batch x; keeps what backward will need
    backward(output_grad)         fills grads, and returns dL/dx, the gradient for the layer before
    params                        a dict of the arrays that are learned; empty where nothing is
    grads                         a dict with the same keys: dL/d(array), zeros before the first
                                  backward

This is called a contract.  A network may hold any objects that keep it, in any order: those of this
module, those of a friend, and those of the checks.

What holds for all layers:

- backward is about the LAST forward, whether that was for training or not.  Between the two, x and
  the output stay as they are, so they may be kept without a copy.
- output_grad has the shape of the output, and what backward returns has the shape of x.
- Each backward puts new gradients into grads, where they stay until the next one.  Nothing adds up
  from one backward to the next.
- Sums run over the samples of the batch; nothing is divided by their number, for the loss does that.
- forward and backward compute with what is in params at that moment.  Others change the arrays in
  params, or put other arrays there: that is how a network learns.
- All results are arrays.  Arguments may be whole numbers of any width, and stay as they
  are.  An object keeps everything in its own attributes (self.something).
- training only matters to Dropout; the other layers take it and do not care.
- Randomness comes from a seed: np.random.default_rng(seed), never NumPy's own shared generator.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """A size, stride or padding as a pair (vertical, horizontal); one number stands for both axes.
    It is finished: use it below.
    """
    vertical, horizontal = (value, value) if np.ndim(value) == 0 else value
    return int(vertical), int(horizontal)


class Dense:
    """A fully connected layer: output = x @ weights + bias.

    params are weights, shape [inputs, nodes], and bias, shape [nodes].  With g the output_grad:

        dL/dx = g @ weights^T      dL/d(weights) = x^T @ g      dL/d(bias) = the sum of g's rows
    """

    def __init__(self, inputs: int, nodes: int, seed: int) -> None:
        """Draws the weights and makes the bias; fills params, and grads with zeros.

        Args:
            inputs: how many numbers a sample has.
            nodes: how many it has afterwards.
            seed: where the weights come from.  They are random numbers around 0 (normal ones, say)
                of the variance 2 / (inputs + nodes), which is the start of Glorot.  The bias is 0.
                The same seed gives the same weights, another seed others.
        """
        raise NotImplementedError  # your code here

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The output, shape [N, nodes], for N samples x, shape [N, inputs]."""
        raise NotImplementedError  # your code here

    def backward(self, output_grad: np.ndarray) -> np.ndarray:
        """dL/dx, shape [N, inputs]; puts dL/d(weights) and dL/d(bias) into grads."""
        raise NotImplementedError  # your code here


class Convolution:
    """A convolution of images with several channels, as in the unit conv_channels, and a bias:

        output[n, m, i, j] = bias[m]
            + sum over c, u and v of  weights[c, m, u, v] * padded[n, c, i s_h + u, j s_w + v]

    The kernels are not turned.  params are weights, shape [channels_in, channels_out, K_h, K_w],
    and bias, shape [channels_out]: one number for each output channel.
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        seed: int = 0,
    ) -> None:
        """Draws the weights and makes the bias; fills params, and grads with zeros.

        Args:
            channels_in: how many channels the images have.
            channels_out: how many the output has.
            kernel_size: height and width of the kernels, a number or a pair.
            stride: how far the window moves, a number or a pair (vertical, horizontal).
            padding: how many zeros on each side, a number or a pair.
            seed: where the weights come from: random numbers around 0 of the variance
                2 / (fan_in + fan_out), with fan_in = channels_in K_h K_w and
                fan_out = channels_out K_h K_w.  The bias is 0.
        """
        raise NotImplementedError  # your code here

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The output for N images.

        Args:
            x: N images, shape [N, channels_in, H, W].
            training: it makes no difference here.

        Returns:
            The outputs, shape [N, channels_out, O_h, O_w], where the sizes are
            floor((size - kernel + 2 padding) / stride) + 1.

        Raises:
            ValueError: the images have another number of channels than the weights, or a kernel is
                larger than the padded images.
        """
        raise NotImplementedError  # your code here

    def backward(self, output_grad: np.ndarray) -> np.ndarray:
        """dL/dx, the shape of the images; puts dL/d(weights) and dL/d(bias) into grads.

        Windows overlap: what several of them give to a pixel adds up.  Pixels that no window
        reached get 0.  The bias of a channel was added in all images and at all places: its
        gradient is the sum over them.
        """
        raise NotImplementedError  # your code here


class Pooling:
    """The maximum or the mean of each window, as in the unit pooling.

    The windows lie within the images: there is no padding, and what no window covers is dropped.
    Nothing is learned: params and grads are empty dicts.
    """

    def __init__(self, kind: str, size: int | tuple[int, int], stride: int | tuple[int, int]) -> None:
        """Takes the kind of pooling and its windows.

        Args:
            kind: "max" or "average".
            size: height and width of the windows, a number or a pair.
            stride: how far the window moves, a number or a pair.

        Raises:
            ValueError: there is no such kind.
        """
        raise NotImplementedError  # your code here

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The output, shape [N, C, O_h, O_w], for N images x, shape [N, C, H, W].

        Raises:
            ValueError: the window is larger than the images.
        """
        raise NotImplementedError  # your code here

    def backward(self, output_grad: np.ndarray) -> np.ndarray:
        """dL/dx, the shape of the images.

        Of a maximum, the place where it stood gets all of the gradient; if it stood at several
        places, the first in reading order (row by row).  Of a mean, each place gets the same share.
        Where windows overlap, the gradients add up.
        """
        raise NotImplementedError  # your code here


class Flatten:
    """Makes one row of numbers of each image, so that dense layers can follow.

    Nothing is learned: params and grads are empty dicts.
    """

    def __init__(self) -> None:
        """Takes nothing."""
        raise NotImplementedError  # your code here

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The rows, shape [N, C * H * W], of N images x, shape [N, C, H, W]: channel after channel,
        each row by row.
        """
        raise NotImplementedError  # your code here

    def backward(self, output_grad: np.ndarray) -> np.ndarray:
        """dL/dx, the shape of the images."""
        raise NotImplementedError  # your code here


class Activation:
    """Applies one function to each number, as in the unit dense.

        name          function                     slope
        sigmoid       1 / (1 + e^(-z))             s (1 - s), with s the sigmoid of z
        tanh          tanh(z)                      1 - tanh(z)^2
        relu          z above 0, else 0            1 above 0, else 0
        leaky_relu    z above 0, else 0.001 z      1 above 0, else 0.001
        identity      z                            1

    At 0 itself the slope is that of negative numbers.  No finite z overflows or warns.  x may have
    any shape.  Nothing is learned: params and grads are empty dicts.
    """

    def __init__(self, name: str) -> None:
        """Takes the function's name.

        Raises:
            ValueError: it is none of the five.
        """
        raise NotImplementedError  # your code here

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The function of each number, the shape of x."""
        raise NotImplementedError  # your code here

    def backward(self, output_grad: np.ndarray) -> np.ndarray:
        """dL/dx: output_grad times the slope at each number of the last x."""
        raise NotImplementedError  # your code here


class Dropout:
    """While a network is trained, puts 0 in the place of numbers chosen at random; else does nothing.

    Each number by itself is kept with the probability 1 - rate, and is divided by 1 - rate then, so
    that the mean stays what it was.  Nothing is learned: params and grads are empty dicts.
    """

    def __init__(self, rate: float, seed: int) -> None:
        """Takes the share of numbers to drop, and the seed.

        Args:
            rate: at least 0 and below 1.
            seed: where the choices come from.  Two objects with the same seed make the same choices
                one after the other, those with different seeds different ones.

        Raises:
            ValueError: the rate is not at least 0 and below 1.
        """
        raise NotImplementedError  # your code here

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The output, the shape of x, which may be any.

        With training, each call makes a new choice.  Without, the output is x, and nothing is
        drawn: what a network is asked between two batches does not change its training.
        """
        raise NotImplementedError  # your code here

    def backward(self, output_grad: np.ndarray) -> np.ndarray:
        """dL/dx: a number that was dropped gets 0, one that was kept has its gradient divided by
        1 - rate; all of it passes if the last forward was not for training.
        """
        raise NotImplementedError  # your code here


class SoftmaxCrossEntropy:
    """The loss of a classifier: softmax and cross-entropy in one, which is simpler than both.

        loss = -(1/N) sum over all n and k of  targets[n, k] log(p[n, k]),   p = softmax of z's rows
        dL/dz = (p - targets) / N

    It is no layer: it ends a network, so its backward takes no gradient.
    """

    def forward(self, z: np.ndarray, targets: np.ndarray) -> float:
        """The loss, a float, finite wherever the differences within the rows of z are; keeps what
        backward needs.

        Args:
            z: the last layer's output for N samples, shape [N, K]: one number for each class, up to
                1e300 in size.
            targets: the probabilities of the classes, shape [N, K]; each row sums to 1.

        Raises:
            ValueError: z and targets differ in shape.
        """
        raise NotImplementedError  # your code here

    def backward(self) -> np.ndarray:
        """dL/dz for the last forward, shape [N, K]."""
        raise NotImplementedError  # your code here


class Network:
    """A chain of layers, and a loss at its end.

    It knows no kind of layer: any objects that keep the contract will do, and any object that has
    the loss's forward(z, targets) and backward().
    """

    def __init__(self, layers: Sequence[Any], loss: Any) -> None:
        """Takes the layers, the first one first, and the loss."""
        raise NotImplementedError  # your code here

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The last layer's output: x goes through all layers, each of which is told of training."""
        raise NotImplementedError  # your code here

    def loss_and_backward(self, x: np.ndarray, targets: np.ndarray) -> float:
        """One pass forward and one back, which leaves the gradients in the layers' grads.

        x goes forward FOR TRAINING, the loss compares the output with the targets, and the loss's
        gradient goes back through all layers, the last one first.

        Returns:
            The loss, a float.
        """
        raise NotImplementedError  # your code here

    def params(self) -> list[dict[str, np.ndarray]]:
        """The layers' own params, no copies, in the order of the layers: one dict for EVERY layer,
        also an empty one.  Who changes an array in them changes the layer.
        """
        raise NotImplementedError  # your code here

    def grads(self) -> list[dict[str, np.ndarray]]:
        """The layers' grads in the same order, as they are now: one dict for every layer."""
        raise NotImplementedError  # your code here


class SGD:
    """Stochastic gradient descent with momentum and a learning rate that decays.

    Each array of the network's params has a change of its own, 0 before the first step:

        change = momentum * (previous change) + rate * gradient
        array  = array - change

    The rate is learning_rate in the first epoch.  If there is a final_learning_rate, it is that in
    the last of the epochs, and in between, with e = 0, 1, 2, ... the epoch and E = epochs - 1:

        linear          learning_rate + (e / E) (final_learning_rate - learning_rate)
        exponential     learning_rate (final_learning_rate / learning_rate)^(e / E)

    After the last of the epochs it stays there.  With epochs = 1 it is always learning_rate.
    """

    def __init__(
        self,
        network: Any,
        learning_rate: float,
        momentum: float = 0.0,
        final_learning_rate: float | None = None,
        epochs: int = 1,
        decay: str = "exponential",
    ) -> None:
        """Takes the network whose params it is to change, and the settings.

        Args:
            network: any object that has the params() and grads() of Network.
            learning_rate: the rate of the first epoch, above 0.
            momentum: how much of the previous change is kept.
            final_learning_rate: the rate of the last epoch; None: the rate does not change.
            epochs: how many epochs the decay takes, 1 or more.
            decay: "exponential" or "linear".

        Raises:
            ValueError: there is no such decay, epochs is below 1, or the final_learning_rate of an
                exponential decay is not above 0 (that of a linear one may be 0).
        """
        raise NotImplementedError  # your code here

    def step(self) -> None:
        """Changes all arrays of params once, by the gradients as they are now.

        Ask the network for its params and grads at each step, for the arrays in them may be others
        than before.  Either change an array in place (array -= ...) or put a new one into its dict:
        the layers must compute with it.  The gradients stay as they are.
        """
        raise NotImplementedError  # your code here

    def next_epoch(self) -> None:
        """Goes on to the next epoch's learning rate; what momentum remembers stays."""
        raise NotImplementedError  # your code here


class Trainer:
    """Shows a network all samples, batch by batch, again and again."""

    def __init__(self, network: Any, optimizer: Any, seed: int) -> None:
        """Takes what works together.

        Args:
            network: any object that has the loss_and_backward of Network.
            optimizer: any object that has the step and next_epoch of SGD.
            seed: where the order of the samples comes from.
        """
        raise NotImplementedError  # your code here

    def fit(self, x: np.ndarray, targets: np.ndarray, epochs: int, batch_size: int) -> list[float]:
        """Trains the network.

        In each epoch the samples come in a new random order, x and targets alike, and are cut into
        batches of batch_size; the last batch may be smaller.  Each batch goes through the network's
        loss_and_backward once, and is followed by one step of the optimizer.  After each epoch the
        optimizer is told of the next_epoch.

        Args:
            x: N samples, shape [N, ...].
            targets: what is wanted of them, shape [N, ...].
            epochs: how often all samples are shown, 1 or more.
            batch_size: how many samples a batch has, 1 or more; more than N makes one batch of all.

        Returns:
            A list of one float for each epoch: the mean of the losses that loss_and_backward
            returned in it, each counted as often as its batch has samples.

        Raises:
            ValueError: x and targets differ in the number of samples, or epochs or batch_size is
                below 1.
        """
        raise NotImplementedError  # your code here
