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
    ### BEGIN SOLUTION
    if count < 2:
        raise ValueError(f"count must be at least 2, one image for each class, but it is {count}")
    if low >= high:
        raise ValueError(f"low must be less than high, but they are {low} and {high}")
    rng = np.random.default_rng(seed)
    images = rng.uniform(low, high, (count, 6, 6))
    labels = np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    kernel, weights = np.asarray(params["kernel"], dtype=float), params["weights"]
    if image.shape != (6, 6):
        raise ValueError(f"an image must be [6, 6], but its shape is {image.shape}")
    if kernel.shape != (3, 3):
        raise ValueError(f"the kernel must be [3, 3], but its shape is {kernel.shape}")
    if weights.shape != (4,):
        raise ValueError(f"the weights must be [4], but their shape is {weights.shape}")
    z1 = np.zeros((4, 4)) + params["conv_bias"]
    for k in range(3):
        for m in range(3):
            z1 += kernel[k, m] * image[k : k + 4, m : m + 4]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(weights @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if label not in (0, 1):
        raise ValueError(f"label must be 0 or 1, but it is {label}")
    if not 0 <= probability <= 1:
        raise ValueError(f"probability must be from 0 to 1, but it is {probability}")
    right = float(probability) if label == 1 else 1 - float(probability)
    return -float(np.log(max(right, 1e-12)))
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if label not in (0, 1):
        raise ValueError(f"label must be 0 or 1, but it is {label}")
    values = forward(params, image)
    z4_grad = values["a4"] - float(label)
    a2_grad = (z4_grad * params["weights"].astype(float)).reshape(2, 2)
    windows = values["z1"].reshape(2, 2, 2, 2)
    z1_grad = np.zeros((4, 4))
    for r in range(2):
        for c in range(2):
            window = windows[r, :, c]
            if window.max() > 0:
                i, j = divmod(int(np.argmax(window)), 2)
                z1_grad[2 * r + i, 2 * c + j] = a2_grad[r, c]
    kernel_grad = np.zeros((3, 3))
    for k in range(3):
        for m in range(3):
            kernel_grad[k, m] = np.sum(image[k : k + 4, m : m + 4] * z1_grad)
    return {
        "kernel": kernel_grad,
        "conv_bias": float(z1_grad.sum()),
        "weights": z4_grad * values["a3"],
        "fc_bias": z4_grad,
    }
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if params.keys() != grads.keys():
        raise ValueError(
            f"params and grads must have the same keys, but theirs are {sorted(params)} and {sorted(grads)}"
        )
    if learning_rate <= 0:
        raise ValueError(f"learning_rate must be positive, but it is {learning_rate}")
    return {name: params[name] - np.float64(learning_rate) * grads[name] for name in params}
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    return {
        "kernel": rng.uniform(size=(3, 3)),
        "conv_bias": rng.uniform(),
        "weights": rng.uniform(size=4),
        "fc_bias": rng.uniform(),
    }
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if labels.shape != images.shape[:1]:
        raise ValueError(f"labels must be [N] with N = {len(images)} as in images, but its shape is {labels.shape}")
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, but it is {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return params
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return np.array([forward(params, image)["a4"] for image in images])
    ### END SOLUTION
