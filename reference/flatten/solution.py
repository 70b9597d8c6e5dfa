"""Flatten: from images to rows of features.

Convolution and pooling hand on images of shape [N, C, H, W]; a dense layer takes one row of numbers
per sample.  Between them stands this layer, which computes nothing: it only writes the same numbers
in another arrangement, and on the way back it puts the gradients where the numbers came from.

The order is row-major, as NumPy's reshape has it: channel after channel, in each channel row after
row, in each row from left to right.
"""

import numpy as np


def flatten(images: np.ndarray) -> np.ndarray:
    """Writes each image of a batch as one row.

    With f = (c H + h) W + w:

        output[n, f] = images[n, c, h, w]

    The batch stays a batch: N images make N rows, also when N is 1.

    Args:
        images: N images of C channels, shape [N, C, H, W].

    Returns:
        The rows, shape [N, C H W], floats.

    Raises:
        ValueError: images do not have exactly four dimensions.
    """
    ### BEGIN SOLUTION
    if images.ndim != 4:
        raise ValueError(f"images must have 4 dimensions, but their shape is {images.shape}")
    return images.reshape(len(images), -1).astype(float)
    ### END SOLUTION


def flatten_grad(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    """The gradient of a loss with respect to the images that went into flatten.

    Every value of the output is one value of the images, so its gradient goes back to where that
    value stood, as it is:

        input_grad[n, c, h, w] = output_grad[n, (c H + h) W + w]

    Args:
        images: what went into flatten, shape [N, C, H, W]; only the shape matters.
        output_grad: the gradient of the loss with respect to the output of flatten, shape [N, C H
            W].

    Returns:
        The gradient, shape [N, C, H, W], floats.

    Raises:
        ValueError: images do not have exactly four dimensions, or output_grad does not have the
            shape [N, C H W]: an output_grad with as many numbers in another shape does not belong
            to these images.
    """
    ### BEGIN SOLUTION
    output_shape = flatten(images).shape
    if output_grad.shape != output_shape:
        raise ValueError(
            f"output_grad must have the shape of the output, {output_shape}, but its shape is {output_grad.shape}"
        )
    return output_grad.reshape(images.shape).astype(float)
    ### END SOLUTION
