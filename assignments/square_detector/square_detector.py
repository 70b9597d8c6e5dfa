"""A whole convolutional network, small enough to look into: it finds out whether there is a square
in an image.

The images have 6 x 6 pixels of noise; in every second one, about, a block of 3 x 3 pixels has one
fixed value.  The network has 15 parameters, which travel together in one dict, `params`:

    6 x 6  -- kernel [3, 3], conv_bias -->  4 x 4  -- ReLU, maximum of each 2 x 2 window -->  2 x 2
    -- weights [4], fc_bias -->  a number

and a sigmoid makes a probability of this number.  You write everything: the images, the forward
pass, the loss, the gradients by the chain rule, and the training.  No function changes its
arguments, and those that make no sense raise ValueError.
"""

import numpy as np


def make_images(
    count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0
) -> tuple[np.ndarray, np.ndarray]:
    """Images of noise, some of them with a square.

    Every pixel of every image is drawn by itself, uniformly from low (included) to high (excluded).
    In the images of class 1 a block of 3 x 3 pixels is then SET to `value`, whatever was there
    before.  Its top left corner is drawn for each image: row 0, 1, 2 or 3 and column 0, 1, 2 or 3,
    all 16 places equally likely.  (The upper end of rng.integers(0, 3) is not included.)

    Args:
        count: how many images, at least 2.
        seed: where all randomness comes from, for instance np.random.default_rng(seed): the same
            seed gives the same images, and NumPy's own random state stays as it is.
        low: the smallest value of the noise.
        high: the end of its range.
        value: the value of the square.

    Returns:
        The pair (images, labels), shapes [count, 6, 6] and [count]; a label is 1 where there is a
        square and 0 elsewhere. There are about as many images of either class, in any order.

    Raises:
        ValueError: count is less than 2, or low is not less than high.
    """
    raise NotImplementedError  # your code here


def forward(params: dict, image: np.ndarray) -> dict:
    """The forward pass for one image, with everything that is computed on the way.

        z1[i, j] = conv_bias + sum over k, l of  kernel[k, l] * image[i + k, j + l]
        a1 = max(z1, 0)                                                       (ReLU)
        a2[r, c] = the largest of a1[2r, 2c], a1[2r, 2c + 1], a1[2r + 1, 2c], a1[2r + 1, 2c + 1]
        a3 = the four values of a2, row by row
        z4 = weights . a3 + fc_bias
        a4 = 1 / (1 + exp(-z4))                  (sigmoid: the probability of a square)

    There is one bias, which is added once, and the kernel is not turned.  exp(z) exceeds all
    numbers from z = 710 on: see to it that a4 is 1 or 0 there, and not nan.

    Args:
        params: a dict of kernel [3, 3], conv_bias (a number), weights [4] and fc_bias (a number).
        image: the image, [6, 6].

    Returns:
        A dict with the keys z1 [4, 4], a1 [4, 4], a2 [2, 2], a3 [4], z4 and a4; the last two are
        floats.

    Raises:
        ValueError: the image, the kernel or the weights do not have these shapes.
    """
    raise NotImplementedError  # your code here


def loss(label: float, probability: float) -> float:
    """The binary cross-entropy for one image.

        loss = -label log(probability) - (1 - label) log(1 - probability)        (log is the natural logarithm)

    It must be finite at the probabilities 0 and 1 too, where a computer's sigmoid does arrive: keep
    the logarithm away from 0 by a small number, of 1e-7 or less.

    Args:
        label: 1 if there is a square, 0 if not.
        probability: what the network says, from 0 to 1.

    Returns:
        The loss, a float.

    Raises:
        ValueError: label is neither 0 nor 1, or probability is not from 0 to 1.
    """
    raise NotImplementedError  # your code here


def backward(params: dict, image: np.ndarray, label: float) -> dict:
    """The gradients of loss(label, a4) with respect to all 15 parameters, for one image.

    From the loss back to the kernel, each time with the chain rule:

        dL/dz4 = a4 - label                            (sigmoid and cross-entropy together)
        dL/dfc_bias = dL/dz4,  dL/dweights = dL/dz4 * a3
        dL/da3 = dL/dz4 * weights                      (the WEIGHTS, not their gradient, go on)
        dL/da1 = dL/da2 at the place of each window's maximum, 0 at the three others
        dL/dz1 = dL/da1 where z1 > 0, 0 elsewhere      (at z1 = 0 too)
        dL/dconv_bias = the sum of dL/dz1
        dL/dkernel[k, l] = sum over i, j of  image[i + k, j + l] * dL/dz1[i, j]

    Args:
        params: as for forward.
        image: the image, [6, 6].
        label: 1 if there is a square, 0 if not.

    Returns:
        A dict with the keys and shapes of params: kernel [3, 3], conv_bias (a float), weights [4]
        and fc_bias (a float).

    A window may be dead: all four values of z1 are 0 or less.  Nothing passes through it.

    Raises:
        ValueError: label is neither 0 nor 1, or a shape does not fit, as in forward.
    """
    raise NotImplementedError  # your code here


def sgd_step(params: dict, grads: dict, learning_rate: float) -> dict:
    """One step of gradient descent.

        new = old - learning_rate * gradient        for each of the parameters

    Args:
        params: a dict of arrays and numbers.
        grads: their gradients, a dict with the same keys and shapes.
        learning_rate: the size of the step.

    Returns:
        A new dict with the same keys.  params and its arrays stay as they are:
        `params["kernel"] -= ...` would change them.

    Raises:
        ValueError: the two dicts do not have the same keys, or learning_rate is not positive.
    """
    raise NotImplementedError  # your code here


def init_params(seed: int) -> dict:
    """Params to start a training from.

    Kernel and weights must be random: from zeros no gradient reaches the kernel.  Numbers from 0 to
    1 (rng.uniform) are a good start here. From -1 to 1 will do as well, but then about one training
    in four gets stuck.

    Args:
        seed: where all randomness comes from: the same seed gives the same params, another seed
            others, and NumPy's own random state stays as it is.

    Returns:
        A dict of kernel [3, 3], conv_bias (a float), weights [4] and fc_bias (a float); the biases
        may be zero.
    """
    raise NotImplementedError  # your code here


def train(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    """Plain stochastic gradient descent: one sgd_step for each image.

    In each epoch every image has its turn exactly once, in an order that is drawn anew
    (rng.permutation, with one generator made from the seed).  The gradient of a step is that of one
    image at the params which the step before left.

    Args:
        images: the images, [N, 6, 6].
        labels: 1 or 0 for each of them, [N].
        params: where to start; this dict and its arrays stay as they are.
        learning_rate: the size of the steps.
        epochs: how often to go through all images, at least once.
        seed: where the orders come from: the same seed gives the same result, and NumPy's own random
            state stays as it is.

    Returns:
        The params after the last step, a new dict.

    Raises:
        ValueError: images is not [N, 6, 6], labels is not [N] with the same N, or epochs is less
            than 1.
    """
    raise NotImplementedError  # your code here


def predict(params: dict, images: np.ndarray) -> np.ndarray:
    """The probability of a square, for each of several images.

    Args:
        params: as for forward.
        images: the images, [N, 6, 6].

    Returns:
        The probabilities, [N], floats from 0 to 1, not rounded to a class.

    Raises:
        ValueError: images is not [N, 6, 6].
    """
    raise NotImplementedError  # your code here
