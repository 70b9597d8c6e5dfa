"""Convolution in two dimensions: a kernel slides over images, forward, and backward by the chain
rule.

A kernel of odd height K_h and odd width K_w slides over images of H rows and W columns, each image
in one channel (grey).  The images are first padded with zeros, K_h // 2 rows above and below and
K_w // 2 columns left and right, so that each output is as large as its image.  As everywhere in
deep learning, "convolution" means that the kernel is NOT turned round; only true_convolution turns
it.

Height and width may differ, in images as well as in kernels: what is true for one axis is not
always true for the other.  Write the functions in the order in which they stand; each may call the
ones above it.  All of them take a batch of images, return arrays of floats, leave their arguments
as they are, and raise ValueError when an argument makes no sense.
"""

import numpy as np


def pad_2d(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    """Puts a border of zeros around every image of a batch.

    Only rows and columns are added; the batch does not get more images.

    Args:
        images: N images, shape [N, H, W].
        pad_h: how many rows of zeros above, and as many below; 0 is allowed.
        pad_w: how many columns of zeros on the left, and as many on the right; 0 is allowed.

    Returns:
        The padded images, shape [N, H + 2 pad_h, W + 2 pad_w], floats (also when the images hold
        whole numbers).

    Raises:
        ValueError: images does not have exactly three dimensions, or a padding is negative.
    """
    raise NotImplementedError  # your code here


def conv_2d(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    """Convolves every image with the same kernel; each output is as large as its image.

    With t the images padded by K_h // 2 rows and K_w // 2 columns of zeros on each side, and w the
    kernel:

        output[n, i, j] = sum over u and v of  w[u, v] * t[n, i + u, j + v]

    The window of output (i, j) is t[n, i : i + K_h, j : j + K_w].  A kernel may be larger than the
    images.

    Args:
        images: N images, shape [N, H, W]; N may be 1, and the result still has three dimensions.
        param: the kernel, shape [K_h, K_w], both odd; they may differ.

    Returns:
        The outputs, shape [N, H, W], floats: images of whole numbers must not cut off the fractions
        of the kernel.

    Raises:
        ValueError: images does not have exactly three dimensions, or param not exactly two of odd
            size.
    """
    raise NotImplementedError  # your code here


def input_grad_2d(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    """The gradient of a loss with respect to the images that went into conv_2d.

    By the chain rule, with g the output gradient padded by K_h // 2 rows and K_w // 2 columns of
    zeros on each side (an output that does not exist has no say):

        input_grad[n, i, j] = sum over u and v of  w[u, v] * g[n, i + K_h - 1 - u, j + K_w - 1 - v]

    Mind the indices: while u and v go up, the indices of g go down, on BOTH axes.

    Args:
        images: N images, shape [N, H, W]; only the shape matters.
        param: the kernel, shape [K_h, K_w], both odd.
        output_grad: the gradient of the loss with respect to the output of conv_2d, shape [N, H,
            W].  None stands for ones: then the loss is the sum of the output.

    Returns:
        The gradient, shape [N, H, W], floats.

    Raises:
        ValueError: the arguments are not fit for conv_2d, or output_grad does not have the shape of
            images.
    """
    raise NotImplementedError  # your code here


def param_grad_2d(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    """The gradient of a loss with respect to the kernel of conv_2d.

    By the chain rule, with t the padded images and g the output gradient:

        param_grad[u, v] = sum over n, i and j of  t[n, i + u, j + v] * g[n, i, j]

    Every output of every image used the same kernel, so all their contributions add up.  It is
    their sum, not their mean.

    Args:
        images: N images, shape [N, H, W].
        param: the kernel, shape [K_h, K_w], both odd; only the shape matters.
        output_grad: the gradient of the loss with respect to the output of conv_2d, shape [N, H,
            W].  None stands for ones.

    Returns:
        The gradient, shape [K_h, K_w], floats.

    Raises:
        ValueError: the arguments are not fit for conv_2d, or output_grad does not have the shape of
            images.
    """
    raise NotImplementedError  # your code here


def true_convolution(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    """The convolution of the textbooks, f * g: the kernel is turned by 180 degrees before it slides
    over the images.

    With t the images padded as for conv_2d:

        output[n, i, j] = sum over u and v of  w[u, v] * t[n, i + K_h - 1 - u, j + K_w - 1 - v]

    Turning by 180 degrees reverses both axes.  A kernel of whole numbers may be turned, but param
    itself must stay as it is.

    Args:
        images: N images, shape [N, H, W].
        param: the kernel, shape [K_h, K_w], both odd.

    Returns:
        The outputs, shape [N, H, W], floats.

    Raises:
        ValueError: the arguments are not fit for conv_2d.
    """
    raise NotImplementedError  # your code here
