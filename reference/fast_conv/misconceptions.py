"""Wrong answers that people really give in the unit fast_conv, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import conv_im2col, image_patches

# image_patches


@misconception(
    "image_patches",
    "Within a patch, the values seem to come pixel by pixel, with the channels of a pixel together. Put the axis of the channels before those of "
    "the kernel's rows and columns.",
)
def channels_last(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 4, 5, 1).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "With several images, the patches of different images are mixed up. The axis of the images must come first before you reshape.",
)
def samples_mixed(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(2, 3, 0, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "Your windows seem to come column by column. They come row by row: the index of the column changes fastest.",
)
def positions_column_by_column(
    images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 3, 2, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "Each patch seems to be written column by column. Within a channel it is written row by row.",
)
def patches_transposed(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 5, 4).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "The shape is right, but channels and positions are mixed up: reshape cannot change the order of axes. Transpose first.",
)
def reshaped_without_transpose(
    images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "Your patches seem to stand in columns. They belong in rows: the shape is [N, O_h O_w, C K_h K_w].",
)
def patches_in_columns(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w).swapaxes(1, 2)


@misconception(
    "image_patches",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
)
def pair_swapped(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (u, s), (r, p) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "Where the last columns or rows are too few for a window, there seems to be one all the same. Round the number of windows down.",
)
def rounds_up(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    if kernel_h > padded.shape[2] or kernel_w > padded.shape[3]:
        raise ValueError(f"the kernel is larger than the images of shape {padded.shape}")
    rest_h, rest_w = (kernel_h - padded.shape[2]) % s, (kernel_w - padded.shape[3]) % u
    padded = np.pad(padded, ((0, 0), (0, 0), (0, rest_h), (0, rest_w)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "The padding seems to repeat the pixels at the border. It should be zeros.",
)
def edge_padding(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "All the zeros seem to be put before the first row and column. Put them on both sides.",
)
def padded_on_one_side(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (2 * p, 0), (2 * r, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "There seems to be a window at every pixel, whatever the stride is. Take only those that begin at multiples of it.",
)
def stride_ignored(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


@misconception(
    "image_patches",
    "The patches are right, but lines of Python are executed for each of them: in a loop, a comprehension or a function that is called each "
    "time. Take all windows at once, by index arrays or by a loop over the kernel's few places.",
)
def loops_over_windows(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    if kernel_h > padded.shape[2] or kernel_w > padded.shape[3]:
        raise ValueError(f"the kernel is larger than the images of shape {padded.shape}")
    patches = []
    for top in range(0, padded.shape[2] - kernel_h + 1, s):
        for left in range(0, padded.shape[3] - kernel_w + 1, u):
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            patches += [window.reshape(len(images), -1)]
    return np.stack(patches, axis=1)


@misconception(
    "image_patches",
    "A stride less than 0 seems to be accepted: a slice with a negative step runs backwards without complaint. Raise a ValueError unless the "
    "stride is at least 1.",
)
def steps_backwards(images: np.ndarray, kernel_h: int, kernel_w: int, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w) < 1 or min(p, r) < 0:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}")
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


# conv_im2col


@misconception(
    "conv_im2col",
    "The kernel seems to be turned round by 180 degrees, as in the textbook's convolution. Here its first value meets the window's first value.",
)
def kernel_turned_round(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param[:, :, ::-1, ::-1].transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "The kernel's numbers seem to be in another order than those of the patches. In both, channel comes after channel, and in each row after row.",
)
def matrix_with_channels_last(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.transpose(2, 3, 0, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "The kernels of different outputs are mixed up: the axis of C_out must come last before you reshape param into columns.",
)
def kernel_only_reshaped(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "Output channels and positions are mixed up: the matrix product has the channels last, so transpose it before you reshape.",
)
def channels_and_positions_mixed(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = patches @ matrix
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "With several images, their outputs are mixed up. After one product for the whole batch the images are not the first axis: bring them there "
    "before you reshape.",
)
def batch_transpose_missing(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = matrix.T @ patches.reshape(-1, len(matrix)).T  # [C_out, N O_h O_w]
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "The output seems to be taken for a square: its height is not the root of the number of positions. Compute O_h from the images' height.",
)
def square_outputs(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = int(np.sqrt(patches.shape[1]))
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, out_h)


@misconception(
    "conv_im2col",
    "Where the last rows are too few for a window, your output has the wrong height. Round down: floor((H + 2 padding - K_h) / stride) + 1.",
)
def height_rounded_up(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = int(np.ceil((images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) / np.broadcast_to(stride, 2)[0])) + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
)
def conv_pair_swapped(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, tuple(np.broadcast_to(stride, 2)[::-1]), tuple(np.broadcast_to(padding, 2)[::-1]))
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[1] - kernel_h) // np.broadcast_to(stride, 2)[1] + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "The stride seems to be ignored. Hand it on to image_patches, and divide by it to get the height of the output.",
)
def conv_stride_ignored(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    image_patches(images, *param.shape[2:], stride, padding)
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, 1, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "The fractions of the output seem to be cut off: an array of the images' dtype holds whole numbers only. Make one of floats.",
)
def output_as_images(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1).astype(images.dtype)


@misconception(
    "conv_im2col",
    "The output seems to be divided by the number of channels. The products of all channels are added up.",
)
def mean_over_channels(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1) / images.shape[1]


@misconception(
    "conv_im2col",
    "The output is right, but lines of Python are executed for each position: a comprehension or a generator is a loop too. One matrix product "
    "does all positions at once.",
)
def one_position_at_a_time(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = np.stack([patches[:, q] @ matrix for q in range(patches.shape[1])], axis=2)
    return output.reshape(len(images), c_out, out_h, -1)


@misconception(
    "conv_im2col",
    "Images with more channels than the kernel seem to be accepted. Raise a ValueError when images.shape[1] is not param.shape[0].",
)
def spare_channels_ignored(images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] < param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images[:, : param.shape[0]], kernel_h, kernel_w, stride, padding)
    out_h = (images.shape[2] + 2 * np.broadcast_to(padding, 2)[0] - kernel_h) // np.broadcast_to(stride, 2)[0] + 1
    matrix = param.transpose(0, 2, 3, 1).reshape(-1, c_out)
    output = (patches @ matrix).transpose(0, 2, 1)
    return output.reshape(len(images), c_out, out_h, -1)


# input_grad_im2col


@misconception(
    "input_grad_im2col",
    "Where windows overlap, a pixel seems to keep the gradient of one patch only. It is the sum over all patches in which it stands: add with +=.",
)
def overwrites_overlaps(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] = patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "The kernel seems to be turned round although the patches lead back by themselves. Multiply with the kernel as it is.",
)
def kernel_turned_in_gradient(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param[:, :, ::-1, ::-1])
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "With several images, each seems to get gradients of the others: [N, C_out, ...] cannot be reshaped to [C_out, N ...]. Transpose first.",
)
def rows_of_other_images(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad.reshape(param.shape[1], len(images), out_h, out_w).swapaxes(0, 1), param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "Without padding your gradient is empty: the slice [0:-0] holds nothing. Let it end at padding + height.",
)
def crops_everything_away(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p:-p, r:-r]


@misconception(
    "input_grad_im2col",
    "The gradient of the padding's zeros seems to be left in the result. Cut it off: the gradient has the shape of the images.",
)
def crop_forgotten(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad


@misconception(
    "input_grad_im2col",
    "Rows and columns that no window reaches seem to be missing. The gradient has the shape of the images, with zeros there.",
)
def gradient_cut_to_the_windows(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], (out_h - 1) * s + param.shape[2], (out_w - 1) * u + param.shape[3]))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
)
def gradient_pair_swapped(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (u, s), (r, p) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "On the way back the windows seem to stand at every pixel. They are a stride apart, as in the forward pass.",
)
def stride_forgotten_on_the_way_back(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    p, r = np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + out_h, m : m + out_w] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_images(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r), dtype=images.dtype)
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m].astype(images.dtype)
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "Your gradient does not depend on output_grad. It is the factor that the chain rule multiplies by.",
)
def ones_for_output_grad(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", np.ones_like(output_grad), param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "The gradient is right, but lines of Python are executed for each patch. Loop over the few places of the kernel only, and add a whole slice for each.",
)
def adds_patch_by_patch(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for o in range(out_h):
        for q in range(out_w):
            padded_grad[:, :, o * s : o * s + param.shape[2], q * u : q * u + param.shape[3]] += patches_grad[:, :, o, q]
    return padded_grad[:, :, p : p + height, r : r + width]


@misconception(
    "input_grad_im2col",
    "An output_grad with fewer images or channels than the output seems to be accepted, and repeated. Compare the shapes and raise ValueError.",
)
def output_grad_broadcast(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    output_grad = np.broadcast_to(output_grad, conv_im2col(images, param, stride, padding).shape)
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (height, width), (out_h, out_w) = images.shape[2:], output_grad.shape[2:]
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    padded_grad = np.zeros((*images.shape[:2], height + 2 * p, width + 2 * r))
    for k, m in np.ndindex(param.shape[2:]):
        padded_grad[:, :, k : k + s * out_h : s, m : m + u * out_w : u] += patches_grad[:, :, :, :, k, m]
    return padded_grad[:, :, p : p + height, r : r + width]


# param_grad_im2col


@misconception(
    "param_grad_im2col",
    "With several images, the patches of one seem to meet the gradients of another: [N, C_out, ...] cannot be reshaped to [C_out, N ...]. Transpose first.",
)
def samples_misaligned(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(c_out, -1)
    matrix_grad = (grads @ patches.reshape(-1, c_in * kernel_h * kernel_w)).T
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


@misconception(
    "param_grad_im2col",
    "The gradient seems to come from the last image only. All images used the kernel: add their contributions up.",
)
def last_image_only(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("qf,dq->fd", patches[-1], grads[-1])
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


@misconception(
    "param_grad_im2col",
    "The gradient seems to be divided by the number of images. It is a sum; if the loss is a mean, that factor is in output_grad already.",
)
def mean_over_images(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads) / len(images)
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


@misconception(
    "param_grad_im2col",
    "The rows of the gradient seem to be read as row, column, channel. A patch has channel after channel, so read them like that.",
)
def gradient_channels_last(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    return matrix_grad.reshape(kernel_h, kernel_w, c_in, c_out).transpose(2, 3, 0, 1)


@misconception(
    "param_grad_im2col",
    "The shape is right, but the numbers are not in their places: reshape to [C_in, K_h, K_w, C_out] first, then move the last axis.",
)
def gradient_only_reshaped(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    _, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    return matrix_grad.reshape(param.shape)


@misconception(
    "param_grad_im2col",
    "The gradient seems to be turned round by 180 degrees. Only the way back to the images turns the kernel.",
)
def gradient_turned_round(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)[:, :, ::-1, ::-1]


@misconception(
    "param_grad_im2col",
    "Your gradient does not depend on output_grad. It is the factor that the chain rule multiplies by.",
)
def param_gradient_of_the_sum(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = np.ones_like(output_grad).reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


@misconception(
    "param_grad_im2col",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a kernel of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_param(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    param_grad = np.zeros_like(param)
    param_grad[...] = matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)
    return param_grad


@misconception(
    "param_grad_im2col",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
)
def param_gradient_pair_swapped(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, tuple(np.broadcast_to(stride, 2)[::-1]), tuple(np.broadcast_to(padding, 2)[::-1]))
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


@misconception(
    "param_grad_im2col",
    "An output_grad of the right shape seems to be refused where rows or columns are left over. Round the output's size down.",
)
def output_shape_rounded_up(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    moves = np.array(images.shape[2:]) + 2 * np.broadcast_to(padding, 2) - param.shape[2:]
    expected = (len(images), param.shape[1], *(np.ceil(moves / np.broadcast_to(stride, 2)).astype(int) + 1))
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape or output_grad.shape != expected:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


@misconception(
    "param_grad_im2col",
    "The gradient is right, but lines of Python are executed for each position: a comprehension or a generator is a loop too. One product over "
    "images and positions does it at once.",
)
def adds_position_by_position(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = sum(patches[:, q].T @ grads[:, :, q] for q in range(patches.shape[1]))
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


@misconception(
    "param_grad_im2col",
    "An output_grad with fewer images or channels than the output seems to be accepted, and repeated. Compare the shapes and raise ValueError.",
)
def param_output_grad_broadcast(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    output_grad = np.broadcast_to(output_grad, conv_im2col(images, param, stride, padding).shape)
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    grads = output_grad.reshape(len(images), c_out, -1)
    matrix_grad = np.einsum("nqf,ndq->fd", patches, grads)
    return matrix_grad.reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)


# conv_separable


@misconception(
    "conv_separable",
    "The column seems to be used across and the row down. column[k] belongs to row k of the window, row[m] to its column m.",
)
def row_and_column_swapped(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    (height, width), half_h, half_w = image.shape, len(row) // 2, len(column) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    across = sum(column[m] * padded[:, m : m + width] for m in range(len(column)))
    return sum(row[k] * across[k : k + height] for k in range(len(row)))


@misconception(
    "conv_separable",
    "Column and row seem to be taken for equally long. Pad with half the column's length above and below, and half the row's length left and right.",
)
def one_half_for_both(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    (height, width), half_h, half_w = image.shape, len(column) // 2, len(column) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    across = sum(row[m] * padded[:, m : m + width] for m in range(len(row)))
    if across.shape[1] != width:
        raise IndexError("the row is longer than the padding")
    return sum(column[k] * across[k : k + height] for k in range(len(column)))


@misconception(
    "conv_separable",
    "Column and row seem to be turned round, as np.convolve does. Here their first values meet the window's first row and column.",
)
def factors_turned_round(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    (height, width), half_h, half_w = image.shape, len(column) // 2, len(row) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    across = sum(row[-1 - m] * padded[:, m : m + width] for m in range(len(row)))
    return sum(column[-1 - k] * across[k : k + height] for k in range(len(column)))


@misconception(
    "conv_separable",
    "At the border, the image seems to go on at its other side (np.roll does that). Beyond the border there are zeros.",
)
def circular_borders(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    across = sum(row[m] * np.roll(image.astype(float), len(row) // 2 - m, axis=1) for m in range(len(row)))
    return sum(column[k] * np.roll(across, len(column) // 2 - k, axis=0) for k in range(len(column)))


@misconception(
    "conv_separable",
    "The two passes seem to be added. The second one works on the result of the first.",
)
def passes_added(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    (height, width), half_h, half_w = image.shape, len(column) // 2, len(row) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    across = sum(row[m] * padded[half_h : half_h + height, m : m + width] for m in range(len(row)))
    return across + sum(column[k] * padded[k : k + height, half_w : half_w + width] for k in range(len(column)))


@misconception(
    "conv_separable",
    "Only the row seems to be used. After the pass across, the column goes over the result from above to below.",
)
def second_pass_missing(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    (height, width), half_h, half_w = image.shape, len(column) // 2, len(row) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    across = sum(row[m] * padded[:, m : m + width] for m in range(len(row)))
    return across[half_h : half_h + height]


@misconception(
    "conv_separable",
    "The fractions of the result seem to be cut off: an array of the image's dtype holds whole numbers only. Make one of floats.",
)
def separable_like_image(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    (height, width), half_h, half_w = image.shape, len(column) // 2, len(row) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    across = sum(row[m] * padded[:, m : m + width] for m in range(len(row)))
    output = np.zeros_like(image)
    output[...] = sum(column[k] * across[k : k + height] for k in range(len(column)))
    return output


@misconception(
    "conv_separable",
    "The result is right, but lines of Python are executed for each row or pixel: also np.apply_along_axis and np.vectorize are loops. Loop over "
    "the values of column and row instead.",
)
def line_by_line(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    half_h, half_w = len(column) // 2, len(row) // 2
    across = np.apply_along_axis(lambda line: np.correlate(np.pad(line, half_w), row, "valid"), 1, image.astype(float))
    return np.apply_along_axis(lambda line: np.correlate(np.pad(line, half_h), column, "valid"), 0, across)


@misconception(
    "conv_separable",
    "A column or row of even length seems to be accepted. It has no middle, so raise a ValueError.",
)
def accepts_even_lengths(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) == 0 or len(row) == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    (height, width), half_h, half_w = image.shape, len(column) // 2, len(row) // 2
    padded = np.pad(image.astype(float), ((half_h, len(column) - 1 - half_h), (half_w, len(row) - 1 - half_w)))
    across = sum(row[m] * padded[:, m : m + width] for m in range(len(row)))
    return sum(column[k] * across[k : k + height] for k in range(len(column)))


# conv_fft


@misconception(
    "conv_fft",
    "At the border, the image seems to go on at its other side: the Fourier transform takes it for periodic. Give image and kernel room for zeros before.",
)
def circular(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    half_h, half_w = np.array(kernel.shape) // 2
    output = np.zeros(image.shape)
    for k, m in np.ndindex(kernel.shape):
        output += kernel[k, m] * np.roll(image.astype(float), (half_h - k, half_w - m), axis=(0, 1))
    return output


@misconception(
    "conv_fft",
    "Your result seems to be shifted: the transform puts the kernel's corner on the pixel, not its middle. Cut the result out half a kernel further on.",
)
def anchored_at_the_corner(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    room = (height + 2 * half_h, width + 2 * half_w)
    product = np.fft.fft2(image.astype(float), room) * np.fft.fft2(kernel[::-1, ::-1].astype(float), room)
    return np.fft.ifft2(product).real[:height, :width]


@misconception(
    "conv_fft",
    "The kernel seems to be turned round by 180 degrees: a product of transforms does that. Turn it round yourself before, so that it comes out as it was.",
)
def true_convolution(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    room = (height + 2 * half_h, width + 2 * half_w)
    product = np.fft.fft2(image.astype(float), room) * np.fft.fft2(kernel.astype(float), room)
    return np.fft.ifft2(product).real[half_h : half_h + height, half_w : half_w + width]


@misconception(
    "conv_fft",
    "Your result holds complex numbers. Their imaginary parts are nothing but rounding errors: return the real part.",
)
def complex_result(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    room = (height + 2 * half_h, width + 2 * half_w)
    product = np.fft.fft2(image.astype(float), room) * np.fft.fft2(kernel[::-1, ::-1].astype(float), room)
    return np.fft.ifft2(product)[half_h : half_h + height, half_w : half_w + width]


@misconception(
    "conv_fft",
    "Negative values of the output seem to become positive: np.abs of a complex number is its length. Take the real part.",
)
def absolute_values(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    room = (height + 2 * half_h, width + 2 * half_w)
    product = np.fft.fft2(image.astype(float), room) * np.fft.fft2(kernel[::-1, ::-1].astype(float), room)
    return np.abs(np.fft.ifft2(product))[half_h : half_h + height, half_w : half_w + width]


@misconception(
    "conv_fft",
    "The kernel seems to be transposed. Turn it round by 180 degrees, along both axes: [::-1, ::-1].",
)
def transposed_kernel(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    turned = np.rot90(kernel.astype(float))
    room = (height + 2 * max(half_h, half_w), width + 2 * max(half_h, half_w))
    full = np.fft.ifft2(np.fft.fft2(image.astype(float), room) * np.fft.fft2(turned, room)).real
    return full[half_w : half_w + height, half_h : half_h + width]


@misconception(
    "conv_fft",
    "The kernel seems to be taken for a square. Cut out half its height further down, and half its width further to the right.",
)
def same_crop_for_both_axes(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    room = (height + 2 * half_h, width + 2 * max(half_h, half_w))
    product = np.fft.fft2(image.astype(float), room) * np.fft.fft2(kernel[::-1, ::-1].astype(float), room)
    return np.fft.ifft2(product).real[half_h : half_h + height, half_h : half_h + width]


@misconception(
    "conv_fft",
    "The fractions of the result seem to be cut off: do not turn it into the image's dtype, which may be one of whole numbers.",
)
def rounded_to_the_image(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    room = (height + 2 * half_h, width + 2 * half_w)
    product = np.fft.fft2(image.astype(float), room) * np.fft.fft2(kernel[::-1, ::-1].astype(float), room)
    output = np.fft.ifft2(product).real[half_h : half_h + height, half_w : half_w + width]
    return np.rint(output).astype(image.dtype) if image.dtype.kind in "iu" else output


@misconception(
    "conv_fft",
    "The result is right, but lines of Python are executed for each row or pixel. The way through the transform needs no loop at all.",
)
def direct_sum_in_loops(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    half_h, half_w = np.array(kernel.shape) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    output = np.zeros(image.shape)
    for h in range(image.shape[0]):
        for w in range(image.shape[1]):
            output[h, w] = np.sum(kernel * padded[h : h + kernel.shape[0], w : w + kernel.shape[1]])
    return output


@misconception(
    "conv_fft",
    "A kernel of even height or width seems to be accepted. It has no middle, so raise a ValueError.",
)
def accepts_even_kernels(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    (height, width), (half_h, half_w) = image.shape, np.array(kernel.shape) // 2
    room = (height + 2 * half_h, width + 2 * half_w)
    product = np.fft.fft2(image.astype(float), room) * np.fft.fft2(kernel[::-1, ::-1].astype(float), room)
    return np.fft.ifft2(product).real[half_h : half_h + height, half_w : half_w + width]
