"""Wrong answers that people really give in the unit conv_channels, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import output_size, pair

# output_size


@misconception("output_size", "The quotient seems to be rounded up. A last step that leads over the border is not made: round down, then add 1.")
def rounds_up(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return -(-(size - kernel + 2 * padding) // stride) + 1


@misconception(
    "output_size", "There seems to be one place too few: the quotient counts the steps, and the window also has a place before the first step. Add 1."
)
def forgets_the_first_place(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return (size - kernel + 2 * padding) // stride


@misconception("output_size", "The 1 seems to be added before the division. Divide and round down first, then add 1.")
def one_over_the_stride(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return (size - kernel + 2 * padding + 1) // stride


@misconception("output_size", "The padding seems to be counted once. It is put on both sides, so it counts twice.")
def padding_once(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return (size - kernel + padding) // stride + 1


@misconception("output_size", "The padding seems to be added after the division. It makes the image larger, so it is divided by the stride as well.")
def padding_not_divided(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return (size - kernel) // stride + 2 * padding + 1


@misconception("output_size", "The result seems to have a fraction where the last step does not fit. Divide with //, which rounds down.")
def does_not_round(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return (size - kernel + 2 * padding) / stride + 1


@misconception("output_size", "The quotient seems to be rounded to the nearest whole number. Round it down: use // instead of round.")
def rounds_to_the_nearest(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return round((size - kernel + 2 * padding) / stride) + 1


@misconception("output_size", "When the stride is left out, it seems to be 2. It should be 1.")
def stride_of_two_by_default(size: int, kernel: int, stride: int = 2, padding: int = 0) -> int:
    if stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return (size - kernel + 2 * padding) // stride + 1


@misconception("output_size", "A kernel larger than the padded image seems to be accepted. There is no place for it: raise a ValueError.")
def any_kernel_fits(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride < 1 or padding < 0:
        raise ValueError("expected a stride of at least 1, no negative padding, and a kernel that fits into the padded image")
    return (size - kernel + 2 * padding) // stride + 1


# conv_channels


@misconception("conv_channels", "The kernels seem to be turned by 180 degrees. Here a kernel's first value meets the window's first value.")
def rotated_kernels(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param[:, :, ::-1, ::-1])
    return output


@misconception("conv_channels", "The kernels' rows and columns seem to be exchanged. param[c, m, u, v] belongs to row u and column v of the window.")
def transposed_kernels(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    param = param.swapaxes(2, 3)
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "Only the last input channel seems to count. Each output channel is the sum over all input channels: add with +=.")
def last_input_channel_only(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            for c in range(param.shape[0]):
                output[:, :, i, j] = np.einsum("nuv,muv->nm", window[:, c], param[c])
    return output


@misconception("conv_channels", "The input channels seem to be averaged. Sum them.")
def mean_over_the_channels(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param) / param.shape[0]
    return output


@misconception("conv_channels", "Only the first output channel seems to be filled. Let m run over all of param.shape[1].")
def first_output_channel_only(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, 0, i, j] = np.einsum("ncuv,cuv->n", window, param[:, 0])
    return output


@misconception(
    "conv_channels",
    "The channels of the kernels seem to be exchanged by reshape, which puts other values beside each other. Use transpose, or an einsum that names the axes.",
)
def reshaped_channels(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            kernels = param.reshape(param.shape[1], param.shape[0], kernel_h, kernel_w)
            output[:, :, i, j] = np.einsum("ncuv,mcuv->nm", window, kernels)
    return output


@misconception("conv_channels", "The kernels' height seems to be used for their width as well. K_h counts rows and K_w columns.")
def square_kernels_only(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h = kernel_w = param.shape[2]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param[:, :, :, :kernel_w])
    return output


@misconception("conv_channels", "The output's height seems to be used for its width as well. Compute output_size once for each axis.")
def square_outputs_only(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_size(images.shape[3], kernel_w, stride_w, pad_w)
    output_w = output_h
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception(
    "conv_channels", "The output has the right size, but the windows seem to move by one pixel. The window of output (i, j) begins at (i * s_h, j * s_w)."
)
def stride_not_in_the_window(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i, j
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception(
    "conv_channels",
    "The output seems to be as large as at stride 1, with zeros where the stride skips a place. Skipped places do not count: the output is smaller.",
)
def zeros_where_the_stride_skips(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], padded.shape[2] - kernel_h + 1, padded.shape[3] - kernel_w + 1))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, top, left] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "The windows seem to end at the last row and column. The first window begins at (0, 0); what is left over lies at the end.")
def aligned_at_the_end(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            top, left = top + (padded.shape[2] - kernel_h) % stride_h, left + (padded.shape[3] - kernel_w) % stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception(
    "conv_channels", "There seems to be one more output where the last step leads over the border. Such a step is not made: round the number of steps down."
)
def extra_window_at_the_end(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    output_h += (images.shape[2] + 2 * pad_h - kernel_h) % stride_h > 0
    output_w += (images.shape[3] + 2 * pad_w - kernel_w) % stride_w > 0
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h + stride_h), (pad_w, pad_w + stride_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "The two strides seem to be exchanged. A pair is (vertical, horizontal): the first moves the window down.")
def strides_exchanged(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_w, stride_h), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "The two paddings seem to be exchanged. A pair is (vertical, horizontal): the first adds rows.")
def paddings_exchanged(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_w, pad_h) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "Of a stride or padding that is a pair, the first number seems to be used for both axes. The second is for the columns.")
def first_of_each_pair(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    stride_h = stride_w = pair(stride)[0]
    pad_h = pad_w = pair(padding)[0]
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "All the padding seems to stand above and on the left. Put as many zeros below and on the right.")
def padding_before_only(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (2 * pad_h, 0), (2 * pad_w, 0)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception(
    "conv_channels",
    "The output seems to have the wrong size where stride and padding come together. The padding makes the image larger: divide it by the stride, too.",
)
def padding_outside_the_quotient(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    output_h = (images.shape[2] - kernel_h) // stride_h + 2 * pad_h + 1
    output_w = (images.shape[3] - kernel_w) // stride_w + 2 * pad_w + 1
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h * stride_h * 2), (pad_w, pad_w * stride_w * 2)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "Only the first image seems to be convolved. Do the same for every image of the batch.")
def first_image_only(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[0, :, i, j] = np.einsum("cuv,cmuv->m", window[0], param)
    return output


@misconception("conv_channels", "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.")
def squeezed_output(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output[0] if len(output) == 1 else output


@misconception(
    "conv_channels", "The fractions of the output seem to be cut off: an array of the images' type holds whole numbers only. Make an array of floats."
)
def buffer_like_images(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w), dtype=images.dtype)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


@misconception("conv_channels", "The kernels that were passed in seem to be turned in place, so that the caller's array changes. Work on a copy.")
def writes_into_the_kernels(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    param[...] = param[:, :, ::-1, ::-1].copy()
    return output


@misconception("conv_channels", "Images and kernels with different numbers of input channels seem to be accepted. Raise a ValueError when they differ.")
def any_channels_fit(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    channels = min(param.shape[0], images.shape[1])
    images, param = images[:, :channels], param[:channels]
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", window, param)
    return output


# input_grad_channels


@misconception(
    "input_grad_channels",
    "The kernels seem to be turned once too often. When an output gives its gradient back to its window, the kernel lies there as in the forward pass.",
)
def rotated_on_the_way_back(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param[:, :, ::-1, ::-1])
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception(
    "input_grad_channels", "Where windows overlap, only the last one seems to count. A pixel gets something from every window that saw it: add with +=, not =."
)
def overwrites_overlaps(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] = np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception("input_grad_channels", "Only the last output channel seems to count. A pixel gets something through every output channel: add with +=.")
def last_output_channel_only(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("n,cuv->ncuv", output_grad[:, -1, i, j], param[:, -1])
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception(
    "input_grad_channels", "With a padding of 0 nothing seems to be left: the slice [0:-0] is empty. Let it end at the padding plus the image's size."
)
def crops_to_minus_padding(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h:-pad_h, pad_w:-pad_w]


@misconception("input_grad_channels", "The gradient seems to have the padded images' shape. Cut off the rows and columns that the padding had added.")
def padding_not_removed(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad


@misconception("input_grad_channels", "The gradient seems to be shifted: the padding is cut off at the end only. Cut off as much at the beginning.")
def cropped_at_the_end_only(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, : images.shape[2], : images.shape[3]]


@misconception("input_grad_channels", "The padding seems to be multiplied by the stride when it is cut off. It is counted in pixels, whatever the stride is.")
def cropped_by_padding_times_stride(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    pad_h, pad_w = pad_h * stride_h, pad_w * stride_w
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception("input_grad_channels", "The two paddings seem to be exchanged when they are cut off. The first of a pair is for the rows.")
def paddings_exchanged_on_the_way_back(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_w : pad_w + images.shape[2], pad_h : pad_h + images.shape[3]]


@misconception("input_grad_channels", "The stride seems to be missing on the way back. Output (i, j) saw the window that begins at (i * s_h, j * s_w).")
def stride_missing_on_the_way_back(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i, j
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception(
    "input_grad_channels", "Of a stride that is a pair, the first number seems to be used for both axes on the way back. The second is for the columns."
)
def vertical_stride_for_both(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, min(j * stride_h, padded_grad.shape[3] - kernel_w)
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception(
    "input_grad_channels", "The windows seem to end at the last row and column, so that the first ones get 0. What no window reached lies at the end."
)
def windows_from_the_far_end(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            top += (padded_grad.shape[2] - kernel_h) % stride_h
            left += (padded_grad.shape[3] - kernel_w) % stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception("input_grad_channels", "The gradient seems to lack the rows and columns that no window reached. They belong to it, with the value 0.")
def unreached_pixels_dropped(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    bottom, right = (output_h - 1) * stride_h + kernel_h, (output_w - 1) * stride_w + kernel_w
    return padded_grad[:, :, pad_h : min(pad_h + images.shape[2], bottom), pad_w : min(pad_w + images.shape[3], right)]


@misconception(
    "input_grad_channels",
    "The channels of the kernels seem to be exchanged by reshape, which puts other values beside each other. Use transpose, or an einsum that names the axes.",
)
def channels_reshaped_on_the_way_back(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum(
                "nm,mcuv->ncuv", output_grad[:, :, i, j], param.reshape(param.shape[1], param.shape[0], kernel_h, kernel_w)
            )
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception("input_grad_channels", "The output gradient seems to be taken as ones. Multiply with the values of output_grad.")
def output_grad_of_ones(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", np.ones(output_grad.shape[:2]), param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception("input_grad_channels", "The kernels' height seems to be used for their width as well. K_h counts rows and K_w columns.")
def height_for_both_axes(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_h] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param[:, :, :, :kernel_h])
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


@misconception("input_grad_channels", "The gradient seems to be divided by the number of images. Each image has a gradient of its own: divide by nothing.")
def mean_over_the_batch(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]] / len(images)


@misconception("input_grad_channels", "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.")
def squeezed_gradient(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    input_grad = padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]
    return input_grad[0] if len(images) == 1 else input_grad


@misconception(
    "input_grad_channels", "The fractions of the gradient seem to be cut off: an array of the images' type holds whole numbers only. Make an array of floats."
)
def gradient_like_images(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]].astype(images.dtype)


@misconception("input_grad_channels", "An output_grad of any shape seems to be accepted. Raise a ValueError unless it has the shape of the output.")
def accepts_every_output_grad(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    output_h, output_w = min(output_h, output_grad.shape[-2]), min(output_w, output_grad.shape[-1])
    padded_grad = np.zeros((*images.shape[:2], images.shape[2] + 2 * pad_h, images.shape[3] + 2 * pad_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
    return padded_grad[:, :, pad_h : pad_h + images.shape[2], pad_w : pad_w + images.shape[3]]


# param_grad_channels


@misconception("param_grad_channels", "The gradient seems to come out turned by 180 degrees. Kernel value (u, v) meets row u and column v of each window.")
def rotated_gradient(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad[:, :, ::-1, ::-1]


@misconception("param_grad_channels", "Only the last window seems to count. Every window used the kernels: add with +=, not =.")
def last_window_only(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad = np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception("param_grad_channels", "Only the last image seems to count. Every image used the kernels: sum over the batch.")
def last_image_only(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("cuv,m->cmuv", window[-1], output_grad[-1, :, i, j])
    return param_grad


@misconception("param_grad_channels", "The gradient seems to be the mean over the images. All images share the kernels: it is the sum.")
def mean_over_the_images(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad / len(images)


@misconception(
    "param_grad_channels", "Images and output gradients of different samples seem to be multiplied with each other. Image n belongs to row n of output_grad."
)
def samples_misaligned(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window[::-1], output_grad[:, :, i, j])
    return param_grad


@misconception(
    "param_grad_channels", "Images and output gradients seem to be summed over the batch before they are multiplied. Multiply image by image, then sum."
)
def sums_before_multiplying(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("cuv,m->cmuv", window.sum(axis=0), output_grad[:, :, i, j].sum(axis=0))
    return param_grad


@misconception("param_grad_channels", "The gradient seems to have the output channels first. Its shape is that of the kernels, with the input channels first.")
def output_channels_first(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad.transpose(1, 0, 2, 3)


@misconception(
    "param_grad_channels",
    "The gradient's channels seem to be put in order by reshape, which exchanges no axes. Use transpose, or an einsum that names the axes.",
)
def channels_reshaped(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad.transpose(1, 0, 2, 3).reshape(param.shape)


@misconception("param_grad_channels", "The output gradient seems to be taken as ones. Multiply with the values of output_grad.")
def kernel_output_grad_ignored(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, np.ones(output_grad.shape[:2]))
    return param_grad


@misconception("param_grad_channels", "The stride seems to be missing. The windows are those of the forward pass: they begin at (i * s_h, j * s_w).")
def stride_missing_in_the_windows(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i, j
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception(
    "param_grad_channels", "The stride seems to spread the window's pixels instead of the windows. Row u of a window is i * s_h + u, not i + u * s_h."
)
def stride_in_the_wrong_place(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i, j
            rows, columns = top + stride_h * np.arange(kernel_h), left + stride_w * np.arange(kernel_w)
            window = padded.take(rows, axis=2, mode="clip").take(columns, axis=3, mode="clip")
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception(
    "param_grad_channels", "The windows seem to end at the last row and column. The first window begins at (0, 0); what is left over lies at the end."
)
def windows_aligned_at_the_end(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            top += (padded.shape[2] - kernel_h) % stride_h
            left += (padded.shape[3] - kernel_w) % stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception("param_grad_channels", "The images seem to come without their padding. The windows are those of the forward pass: pad the images first.")
def padding_forgotten(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (0, 2 * pad_h), (0, 2 * pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception("param_grad_channels", "The two paddings seem to be exchanged. The first of a pair adds rows, the second columns.")
def paddings_exchanged_in_the_windows(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_w, pad_w), (pad_h, pad_h)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = np.zeros((*images.shape[:2], kernel_h, kernel_w))
            part = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            window[:, :, : part.shape[2], : part.shape[3]] = part
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception("param_grad_channels", "The padding seems to be multiplied by the stride. It is counted in pixels, whatever the stride is.")
def padding_times_stride(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h * stride_h, pad_h * stride_h), (pad_w * stride_w, pad_w * stride_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception("param_grad_channels", "The kernels' height seems to be used for their width as well. K_h counts rows and K_w columns.")
def square_gradients_only(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    kernel_w = kernel_h
    param_grad = np.zeros((*param.shape[:2], kernel_h, kernel_w))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception("param_grad_channels", "There seems to be one gradient for each image. All images share the kernels: sum over the batch.")
def one_gradient_per_image(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros((len(images), *param.shape))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->ncmuv", window, output_grad[:, :, i, j])
    return param_grad


@misconception(
    "param_grad_channels",
    "For a batch of one image the sum seems to run over the input channels: np.squeeze has removed the batch's axis by then. Leave it out.",
)
def sums_the_wrong_axis(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros((len(images), *param.shape))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->ncmuv", window, output_grad[:, :, i, j])
    return np.sum(param_grad[0] if len(images) == 1 else param_grad, axis=0)


@misconception(
    "param_grad_channels", "The fractions of the gradient seem to be cut off: an array of the kernels' type holds whole numbers only. Make an array of floats."
)
def gradient_like_kernels(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad.astype(param.dtype)


@misconception(
    "param_grad_channels",
    "The gradients of earlier calls seem to be added to those of later ones: a default argument is made only once. Start every call with new zeros.",
)
def accumulates_across_calls(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    totals: dict = {},  # noqa: B006 - wrong on purpose
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    if output_grad.shape != (len(images), param.shape[1], output_h, output_w):
        raise ValueError("expected an output_grad of the output's shape")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = totals.setdefault(param.shape, np.zeros(param.shape))
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad.copy()


@misconception("param_grad_channels", "An output_grad of any shape seems to be accepted. Raise a ValueError unless it has the shape of the output.")
def any_output_grad_fits(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError("expected 4-D images and kernels of the same C_in")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    kernel_h, kernel_w = param.shape[2:]
    output_h = output_size(images.shape[2], kernel_h, stride_h, pad_h)
    output_w = output_size(images.shape[3], kernel_w, stride_w, pad_w)
    output_h, output_w = min(output_h, output_grad.shape[-2]), min(output_w, output_grad.shape[-1])
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            param_grad += np.einsum("ncuv,nm->cmuv", window, output_grad[:, :, i, j])
    return param_grad
