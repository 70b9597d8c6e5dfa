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
    ### BEGIN SOLUTION
    if stride < 1:
        raise ValueError(f"stride must be at least 1, but it is {stride}")
    if padding < 0:
        raise ValueError(f"padding must not be negative, but it is {padding}")
    room = int(size) - int(kernel) + 2 * int(padding)  # NumPy's small whole numbers cannot count so far
    if room < 0:
        raise ValueError(f"kernel {kernel} must fit into the padded image, but it is larger by {-room}")
    return room // int(stride) + 1
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(
            "images [N, C_in, H, W] and param [C_in, C_out, K_h, K_w] must fit, but their shapes are "
            f"{images.shape} and {param.shape}"
        )
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2], param.shape[3]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            windows = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", windows, param)
    return output
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(
            "images [N, C_in, H, W] and param [C_in, C_out, K_h, K_w] must fit, but their shapes are "
            f"{images.shape} and {param.shape}"
        )
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    height, width, kernel_h, kernel_w = images.shape[2], images.shape[3], param.shape[2], param.shape[3]
    output_h = output_size(height, kernel_h, stride_h, pad_h)
    output_w = output_size(width, kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError(
            f"output_grad must have the output's shape, ending in {output_h} x {output_w}, but its shape is "
            f"{output_grad.shape}"
        )
    param = np.asarray(param, dtype=float)  # products of small whole numbers may be too large for their type
    padded_grad = np.pad(np.zeros(images.shape), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            share = np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += share
    return padded_grad[:, :, pad_h : pad_h + height, pad_w : pad_w + width]
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(
            "images [N, C_in, H, W] and param [C_in, C_out, K_h, K_w] must fit, but their shapes are "
            f"{images.shape} and {param.shape}"
        )
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2], param.shape[3]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError(
            f"output_grad must have the output's shape, ending in {output_h} x {output_w}, but its shape is "
            f"{output_grad.shape}"
        )
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            windows = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", windows, output_grad[:, :, i, j])
    return param_grad
    ### END SOLUTION
