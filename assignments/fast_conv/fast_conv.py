"""Fast convolution: the same results without a Python loop over pixels.

Python spends far more time on a step of a loop than on the multiplication in it.  So here the loops
over pixels go to NumPy: by writing all windows of an image as rows of one matrix (the method is
known as im2col), by taking a kernel apart, or by the Fourier transform.  A loop over the few places
of the KERNEL is fine; the number of Python lines that are executed must not grow with the image.

Images have the shape [N, C, H, W], kernels [C_in, C_out, K_h, K_w]; ``stride`` and ``padding`` are
a number for both axes or a pair (vertical, horizontal).  All functions return arrays of floats,
leave their arguments as they are, and raise ValueError when an argument makes no sense.
"""

import numpy as np


def image_patches(
    images: np.ndarray,
    kernel_h: int,
    kernel_w: int,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """What a kernel sees at each of its positions, written as rows.

    With t the images with zeros around them (``padding`` on each side) and a stride of (s, u), row
    q = o O_w + p holds the window at output position (o, p):

        patches[n, q, (c K_h + k) K_w + m] = t[n, c, o s + k, p u + m]

    So positions come row by row, and within a patch comes channel after channel, in each channel
    row after row.  Mind the axes: a reshape alone mixes channels and positions up, they have to be
    put in this order before.

    Args:
        images: N images of C channels, shape [N, C, H, W].
        kernel_h: the kernel's height K_h.
        kernel_w: the kernel's width K_w.
        stride: how far the kernel moves, a number or a pair.
        padding: how many zeros on each side, a number or a pair.

    Returns:
        The patches, shape [N, O_h O_w, C K_h K_w], floats, where O_h = floor((H + 2 padding - K_h)
        / s) + 1 and likewise O_w.

    Raises:
        ValueError: images do not have four dimensions, a kernel size or stride is less than 1, a
            padding is negative, or the kernel is larger than the padded images.
    """
    raise NotImplementedError  # your code here


def conv_im2col(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    """Convolves images with a kernel by one matrix product.

    With t the padded images and a stride of (s, u):

        output[n, d, o, p] = sum over c, k, m of  param[c, d, k, m] * t[n, c, o s + k, p u + m]

    This is every row of image_patches times every kernel d, written as a column in the order of the
    patches.

    Args:
        images: N images, shape [N, C_in, H, W].
        param: the kernel, shape [C_in, C_out, K_h, K_w].
        stride: how far the kernel moves, a number or a pair.
        padding: how many zeros on each side, a number or a pair.

    Returns:
        The outputs, shape [N, C_out, O_h, O_w], floats.

    Raises:
        ValueError: the arguments are not fit for image_patches, param does not have four
            dimensions, or its C_in is not the images'.
    """
    raise NotImplementedError  # your code here


def input_grad_im2col(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """The gradient of a loss with respect to the images that went into conv_im2col.

    The chain rule through the matrix product gives the gradient of every number of every patch:

        patches_grad[n, q, (c K_h + k) K_w + m] = sum over d of
            output_grad[n, d, q] * param[c, d, k, m]

    A pixel stands in many patches, and its gradient is the sum over all of them (the way back is
    known as col2im).  The zeros of the padding get gradients too; they are cut off at the end.
    Beware of a slice like [2:-2] in the case of no padding: [0:-0] is empty.

    Args:
        images: what went into conv_im2col, shape [N, C_in, H, W]; only the shape matters.
        param: the kernel, shape [C_in, C_out, K_h, K_w].
        output_grad: the gradient of the loss with respect to the output of conv_im2col, shape [N,
            C_out, O_h, O_w].
        stride: how far the kernel moves, a number or a pair.
        padding: how many zeros on each side, a number or a pair.

    Returns:
        The gradient, shape [N, C_in, H, W], floats; zero where no window reaches.

    Raises:
        ValueError: the arguments are not fit for conv_im2col, or output_grad does not have the
            shape of its output.
    """
    raise NotImplementedError  # your code here


def param_grad_im2col(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """The gradient of a loss with respect to the kernel of conv_im2col.

    All images and all positions used the same kernel, so the contributions of all of them add up:

        param_grad[c, d, k, m] = sum over n and q of
            patches[n, q, (c K_h + k) K_w + m] * output_grad[n, d, q]

    With several images, this is a sum over TWO axes of both arrays.  A reshape that brings the
    images of the one in an order and those of the other in another is not seen as long as
    output_grad is ones.

    Args:
        images: what went into conv_im2col, shape [N, C_in, H, W].
        param: the kernel, shape [C_in, C_out, K_h, K_w]; only the shape matters.
        output_grad: the gradient of the loss with respect to the output of conv_im2col, shape [N,
            C_out, O_h, O_w].
        stride: how far the kernel moves, a number or a pair.
        padding: how many zeros on each side, a number or a pair.

    Returns:
        The gradient, shape [C_in, C_out, K_h, K_w], floats.

    Raises:
        ValueError: the arguments are not fit for conv_im2col, or output_grad does not have the
            shape of its output.
    """
    raise NotImplementedError  # your code here


def conv_separable(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Convolves one image with the kernel outer(column, row), in two passes of one dimension each.

    The kernel column[k] row[m] need not be built: with t the image with zeros around it, K_h // 2
    above and below and K_w // 2 left and right,

        output[h, w] = sum over k of  column[k] * (sum over m of  row[m] * t[h + k, w + m])

    so that K_h + K_w products per pixel do the work of K_h K_w.  As everywhere here, nothing is
    turned round.

    Args:
        image: one image of one channel, shape [H, W].
        column: the kernel's vertical factor, shape [K_h], K_h odd.
        row: its horizontal factor, shape [K_w], K_w odd; it may have another length.

    Returns:
        The output, shape [H, W], floats.

    Raises:
        ValueError: image does not have two dimensions, column or row does not have one, or one of
            their lengths is even.
    """
    raise NotImplementedError  # your code here


def conv_fft(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Convolves one image with a kernel by way of the Fourier transform.

    The transform of a convolution is the product of the transforms.  Three things must be set
    right, because the transform has ideas of its own: it takes image and kernel for periodic (so
    give both enough zeros that nothing comes round at the other side), it turns the kernel round
    (so turn it round before), and it puts the kernel's first value, not its middle, on the pixel
    (so cut the result out K_h // 2 rows and K_w // 2 columns further on).

    Args:
        image: one image of one channel, shape [H, W].
        kernel: shape [K_h, K_w], both odd; it need not be square, and may be larger than the image.

    Returns:
        The output of the convolution (cross-correlation) with "same" zero padding, shape [H, W],
        real numbers.

    Raises:
        ValueError: image or kernel does not have two dimensions, or the kernel's height or width is
            even.
    """
    raise NotImplementedError  # your code here
