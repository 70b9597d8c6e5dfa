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
    ### BEGIN SOLUTION
    if images.ndim != 4:
        raise ValueError(f"images must have 4 dimensions, but their shape is {images.shape}")
    (kernel_h, kernel_w), (stride_h, stride_w), (padding_h, padding_w) = (
        map(int, np.broadcast_to(numbers, 2)) for numbers in ((kernel_h, kernel_w), stride, padding)
    )
    if min(kernel_h, kernel_w, stride_h, stride_w) < 1 or min(padding_h, padding_w) < 0:
        raise ValueError(
            f"the kernel is {kernel_h} x {kernel_w}, stride {stride} and padding {padding}: one of them is too small"
        )
    count, channels, height, width = images.shape
    padded = np.zeros((count, channels, height + 2 * padding_h, width + 2 * padding_w))
    padded[:, :, padding_h : padding_h + height, padding_w : padding_w + width] = images
    out_h, out_w = (padded.shape[2] - kernel_h) // stride_h + 1, (padded.shape[3] - kernel_w) // stride_w + 1
    if out_h < 1 or out_w < 1:
        raise ValueError(
            f"the kernel, {kernel_h} x {kernel_w}, is larger than the images of shape {images.shape} with padding "
            f"{padding}"
        )
    rows = stride_h * np.arange(out_h)[:, np.newaxis] + np.arange(kernel_h)  # [O_h, K_h]
    columns = stride_w * np.arange(out_w)[:, np.newaxis] + np.arange(kernel_w)  # [O_w, K_w]
    windows = padded[:, :, rows[:, np.newaxis, :, np.newaxis], columns[:, np.newaxis, :]]  # [N, C, O_h, O_w, K_h, K_w]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(count, out_h * out_w, channels * kernel_h * kernel_w)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(
            f"images [N, C_in, H, W] and param [C_in, C_out, K_h, K_w] do not fit: their shapes are {images.shape} "
            f"and {param.shape}"
        )
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    matrix = param.transpose(0, 2, 3, 1).reshape(patches.shape[2], c_out)  # one column for each kernel
    output = (patches @ matrix).transpose(0, 2, 1)  # [N, C_out, O_h O_w]
    stride_h, padding_h = int(np.broadcast_to(stride, 2)[0]), int(np.broadcast_to(padding, 2)[0])
    out_h = (images.shape[2] + 2 * padding_h - kernel_h) // stride_h + 1
    return output.reshape(len(images), c_out, out_h, -1)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    output_shape = (
        len(images),
        *conv_im2col(images[:1], param, stride, padding).shape[1:],
    )  # one image is enough to see it
    if output_grad.shape != output_shape:
        raise ValueError(
            f"output_grad must have the shape of the output, {output_shape}, but its shape is {output_grad.shape}"
        )
    (stride_h, stride_w), (padding_h, padding_w) = (map(int, np.broadcast_to(n, 2)) for n in (stride, padding))
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    param = np.asarray(param, dtype=float)  # products of small whole numbers may be too large for their type
    patches_grad = np.tensordot(output_grad, param, axes=(1, 1))  # [N, O_h, O_w, C_in, K_h, K_w]
    padded_grad = np.zeros((*images.shape[:2], height + 2 * padding_h, width + 2 * padding_w))
    for k, m in np.ndindex(param.shape[2:]):
        # what the kernel's place (k, m) has seen
        seen = padded_grad[:, :, k : k + stride_h * out_h : stride_h, m : m + stride_w * out_w : stride_w]
        seen += patches_grad[:, :, :, :, k, m].transpose(0, 3, 1, 2)
    return padded_grad[:, :, padding_h : padding_h + height, padding_w : padding_w + width]
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    output_shape = (len(images), *conv_im2col(images[:1], param, stride, padding).shape[1:])
    if output_grad.shape != output_shape:
        raise ValueError(
            f"output_grad must have the shape of the output, {output_shape}, but its shape is {output_grad.shape}"
        )
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)  # [N, O_h O_w, C_in K_h K_w]
    grads = output_grad.reshape(len(images), c_out, patches.shape[1])
    matrix_grad = np.tensordot(patches, grads, axes=((0, 1), (0, 2)))  # [C_in K_h K_w, C_out]
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if image.ndim != 2:
        raise ValueError(f"image must have 2 dimensions, but its shape is {image.shape}")
    if column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(
            f"column and row must be 1-D of odd length, but their shapes are {column.shape} and {row.shape}"
        )
    height, width = image.shape
    half_h, half_w = len(column) // 2, len(row) // 2
    padded = np.zeros((height + 2 * half_h, width + 2 * half_w))
    padded[half_h : half_h + height, half_w : half_w + width] = image
    across = sum(row[m] * padded[:, m : m + width] for m in range(len(row)))  # [H + 2 half_h, W]
    return sum(column[k] * across[k : k + height] for k in range(len(column)))
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if image.ndim != 2 or kernel.ndim != 2:
        raise ValueError(
            f"image and kernel must have 2 dimensions, but their shapes are {image.shape} and {kernel.shape}"
        )
    (height, width), (kernel_h, kernel_w) = image.shape, kernel.shape
    if kernel_h % 2 == 0 or kernel_w % 2 == 0:
        raise ValueError(f"kernel must have an odd height and width, but its shape is {kernel.shape}")
    room = (height + kernel_h, width + kernel_w)
    turned = kernel[::-1, ::-1].astype(float)
    full = np.fft.irfft2(np.fft.rfft2(image.astype(float), room) * np.fft.rfft2(turned, room), room)
    return full[kernel_h // 2 : kernel_h // 2 + height, kernel_w // 2 : kernel_w // 2 + width]
    ### END SOLUTION
