"""Convolution as networks use it: images of several channels, any stride, any padding.

Images have the shape [N, C_in, H, W] and kernels [C_in, C_out, K_h, K_w]: there is one kernel for
every pair of an input channel and an output channel, and each output channel adds up what its
kernels find in all input channels.  The images are padded with zeros, as many as you ask for (none
by default), and the window moves by the stride.  Kernels need not be square, and may have even
sizes.

A stride or padding is a number for both axes or a pair (vertical, horizontal); the function `pair`
below makes a pair of either.  Write the functions in the order in which they stand; each may call
the ones above it.  The last three return arrays of floats, leave their arguments as they are, and
all raise ValueError when an argument makes no sense.
"""

import numpy as np


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """A stride or padding as a pair (vertical, horizontal); one number stands for both axes.  It is
    finished: use it below.
    """
    vertical, horizontal = (value, value) if np.ndim(value) == 0 else value
    return int(vertical), int(horizontal)


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """How many places a window has along one axis: the height or width of the output.

        output size = floor((size - kernel + 2 padding) / stride) + 1

    Round down BEFORE you add 1: a last step that does not fit any more is not made.

    Args:
        size: the height or width of the images.
        kernel: the height or width of the kernel.
        stride: by how many pixels the window moves.
        padding: how many zeros are put on each of the two sides.

    Returns:
        The number of places, a whole number of at least 1.

    Raises:
        ValueError: the kernel is larger than the padded image, the stride is less than 1, or the
            padding is negative.
    """
    raise NotImplementedError  # your code here


def conv_channels(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    """Convolves images of several channels with a kernel for every pair of an input and an output
    channel.

    With t the padded images, w the kernels, and (s_h, s_w) the stride:

        output[n, m, i, j] = sum over c, u and v of  w[c, m, u, v] * t[n, c, i s_h + u, j s_w + v]

    The window of output (i, j) begins at row i * s_h and column j * s_w of the padded images.  The
    input channels c are summed; the kernels are not turned.

    Args:
        images: N images, shape [N, C_in, H, W].
        param: the kernels, shape [C_in, C_out, K_h, K_w]: the INPUT channels come first.
        stride: a number or a pair (vertical, horizontal).
        padding: how many zeros on each side; a number or a pair (rows above and below, columns left
            and right).

    Returns:
        The outputs, shape [N, C_out, O_h, O_w], with O_h and O_w from output_size; floats.

    Raises:
        ValueError: images or param does not have four dimensions, their C_in differ, or output_size
            would raise.
    """
    raise NotImplementedError  # your code here


def input_grad_channels(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """The gradient of a loss with respect to the images that went into conv_channels.

    Output (i, j) saw the window that begins at (i * s_h, j * s_w).  On the way back it gives each
    pixel of that window the pixel's weight times its own gradient:

        padded_grad[n, c, i s_h + u, j s_w + v]  gets, added,
            sum over m of  w[c, m, u, v] * output_grad[n, m, i, j]

    Windows overlap: what several of them give to a pixel adds up.  Pixels that no window reached
    get 0.  Last, the rows and columns that the padding had added are cut off; mind that a padding
    of 0 cuts off nothing.

    Args:
        images: N images, shape [N, C_in, H, W]; only the shape matters.
        param: the kernels, shape [C_in, C_out, K_h, K_w].
        output_grad: the gradient of the loss with respect to the output of conv_channels, shape [N,
            C_out, O_h, O_w].
        stride: as for conv_channels.
        padding: as for conv_channels.

    Returns:
        The gradient, shape [N, C_in, H, W], floats.

    Raises:
        ValueError: the arguments are not fit for conv_channels, or output_grad does not have the
            shape of its output.
    """
    raise NotImplementedError  # your code here


def param_grad_channels(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """The gradient of a loss with respect to the kernels of conv_channels.

    With t the padded images: each kernel value stood beside t[n, c, i * s_h + u, j * s_w + v] in
    output (i, j), so

        param_grad[c, m, u, v] = sum over n, i and j of
            t[n, c, i s_h + u, j s_w + v] * output_grad[n, m, i, j]

    All images and all windows share the kernels: it is the sum of what they say, not the mean.

    Args:
        images: N images, shape [N, C_in, H, W].
        param: the kernels, shape [C_in, C_out, K_h, K_w]; only their shape matters.
        output_grad: the gradient of the loss with respect to the output of conv_channels, shape [N,
            C_out, O_h, O_w].
        stride: as for conv_channels.
        padding: as for conv_channels.

    Returns:
        The gradient, shape [C_in, C_out, K_h, K_w], floats.

    Raises:
        ValueError: the arguments are not fit for conv_channels, or output_grad does not have the
            shape of its output.
    """
    raise NotImplementedError  # your code here
