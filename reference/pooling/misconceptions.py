"""Wrong answers that people really give in the unit pooling, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.  The shortest way to do so is to ask the sister
function, which has the same windows.
"""

import numpy as np

from autograder.unit import misconception

from .solution import average_pool, max_pool

# max_pool


@misconception(
    "max_pool",
    "Where all values of a window are negative you seem to get 0. A running maximum must not start at 0: take the maximum of the window itself.",
)
def starts_at_zero(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(average_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        for k, j in np.ndindex(a, b):
            output[:, :, o, p] = np.maximum(output[:, :, o, p], images[:, :, o * s + k, p * t + j])
    return output


@misconception("max_pool", "You seem to return the mean of each window. Max pooling keeps its largest value.")
def mean_in_place_of_maximum(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    return average_pool(images, size, stride)


@misconception(
    "max_pool",
    "The maximum seems to be taken over the channels as well. Each channel is pooled for itself: the output has as many channels as the images.",
)
def maximum_over_channels(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(average_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].max()
    return output


@misconception("max_pool", "Your windows seem to begin at the index of the output. The window of output o begins at row o times the stride.")
def window_starts_at_output_index(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(average_pool(images, size, stride).shape)
    a, b = np.broadcast_to(size, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o : o + a, p : p + b].max(axis=(2, 3))
    return output


@misconception("max_pool", "The number of outputs seems to be computed from the height for both axes. Compute that of the columns from the width.")
def height_for_both_axes(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = average_pool(images, size, stride)
    output = np.zeros((*output.shape[:3], output.shape[2]))
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        window = images[:, :, o * s : o * s + a, p * t : p * t + b]
        output[:, :, o, p] = window.max(axis=(2, 3)) if window.size else 0.0
    return output


@misconception("max_pool", "The number of outputs seems to be H // size. It depends on the stride too: floor((H - size) / stride) + 1.")
def output_size_from_size(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    average_pool(images, size, stride)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    output = np.zeros((*images.shape[:2], images.shape[2] // a, images.shape[3] // b))
    for o, p in np.ndindex(output.shape[2:]):
        window = images[:, :, o * s : o * s + a, p * t : p * t + b]
        output[:, :, o, p] = window.max(axis=(2, 3)) if window.size else 0.0
    return output


@misconception("max_pool", "Every image of the batch seems to get the maxima of one of them. Compute them for each image.")
def remembers_the_last_sample(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(average_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[-1:, :, o * s : o * s + a, p * t : p * t + b].max(axis=(2, 3))
    return output


@misconception("max_pool", "The window seems to move by its own size whatever the stride is. The window of output o begins at o times the stride.")
def stride_taken_as_size(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    average_pool(images, size, stride)
    a, b = np.broadcast_to(size, 2)
    output = np.zeros((*images.shape[:2], images.shape[2] // a, images.shape[3] // b))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * a : o * a + a, p * b : p * b + b].max(axis=(2, 3))
    return output


@misconception("max_pool", "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.")
def pair_swapped(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    average_pool(images, size, stride)
    (b, a), (t, s) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    output = np.zeros((*images.shape[:2], max((images.shape[2] - a) // s + 1, 0), max((images.shape[3] - b) // t + 1, 0)))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].max(axis=(2, 3))
    return output


@misconception(
    "max_pool",
    "Rows and columns that are too few for a whole window seem to get an output too. They are dropped: round the number of windows down.",
)
def partial_windows(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    average_pool(images, size, stride)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    output = np.zeros((*images.shape[:2], -((a - images.shape[2]) // s) + 1, -((b - images.shape[3]) // t) + 1))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].max(axis=(2, 3))
    return output


@misconception("max_pool", "Axes of length one seem to disappear from the result (np.squeeze does that). The result always has four dimensions.")
def squeezes(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(average_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].max(axis=(2, 3))
    return np.squeeze(output)


@misconception(
    "max_pool",
    "A window larger than the images seems to be accepted. A slice beyond the end is cut short without any error: compare the sizes yourself.",
)
def accepts_large_windows(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if images.ndim != 4 or np.min(size) < 1 or np.min(stride) < 1:
        raise ValueError("expected images [N, C, H, W] and a size and stride of at least 1")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    output = np.zeros((*images.shape[:2], max((images.shape[2] - a) // s + 1, 1), max((images.shape[3] - b) // t + 1, 1)))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].max(axis=(2, 3))
    return output


# max_pool_grad


@misconception(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, each of its places seems to get the whole gradient. Only the first gets it: np.argmax finds that "
    "one.",
)
def all_tied_maxima(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += (window == window.max()) * output_grad[n, c, o, p]
    return input_grad


@misconception(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, its places seem to share the gradient. Here the first one in reading order gets it all.",
)
def ties_share(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        mask = window == window.max()
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += mask / mask.sum() * output_grad[n, c, o, p]
    return input_grad


@misconception(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, the last one seems to get the gradient. It belongs to the first: compare with > and not with >=.",
)
def last_maximum(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.argwhere(window == window.max())[-1]
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p]
    return input_grad


@misconception(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, you seem to search column by column. Search row by row, as np.argmax does.",
)
def first_in_column_order(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        column, row = np.unravel_index(window.T.argmax(), (b, a))
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p]
    return input_grad


@misconception(
    "max_pool_grad",
    "Where windows overlap, a pixel seems to keep the gradient of its last window only. It may be the maximum of several: add with +=.",
)
def overwrites_on_overlap(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] = output_grad[n, c, o, p]
    return input_grad


@misconception(
    "max_pool_grad",
    "You seem to blow the output up with np.repeat and compare it with the images. That fits only windows side by side that cover the images, and without "
    "ties.",
)
def repeat_and_compare(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    maxima = max_pool(images, size, stride)
    if output_grad.shape != maxima.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    a, b = np.broadcast_to(size, 2)
    mask = images == maxima.repeat(a, axis=2).repeat(b, axis=3)
    return mask * output_grad.repeat(a, axis=2).repeat(b, axis=3)


@misconception(
    "max_pool_grad",
    "The gradients seem to be put at the position of the output. Put each at the place of the maximum: the start of the window plus the place in it.",
)
def scattered_by_output_position(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o, p] += output_grad[n, c, o, p]
    return input_grad


@misconception(
    "max_pool_grad",
    "On the way back your windows seem to begin at the index of the output. As in the forward pass, the window of output o begins at o times the stride.",
)
def windows_without_stride(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    a, b = np.broadcast_to(size, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o : o + a, p : p + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o + row, p + column] += output_grad[n, c, o, p]
    return input_grad


@misconception("max_pool_grad", "The whole row of the maximum seems to get the gradient. An index needs the row and the column of the maximum together.")
def whole_rows(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        input_grad[n, c, o * s + window.argmax() // b] += output_grad[n, c, o, p]
    return input_grad


@misconception("max_pool_grad", "All channels seem to use the place of the maximum in the first one. Each channel has maxima of its own.")
def place_of_first_channel(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, 0, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p]
    return input_grad


@misconception("max_pool_grad", "You seem to mark the maxima with ones. Put the output's gradient there.")
def output_grad_ignored(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] += 1.0
    return input_grad


@misconception("max_pool_grad", "The gradient seems to be shared by the whole window, as in average pooling. The maximum gets it all.")
def shared_by_the_window(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += output_grad[n, c, o, p] / (a * b)
    return input_grad


@misconception(
    "max_pool_grad",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_images(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros_like(images)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p].astype(images.dtype)
    return input_grad


@misconception("max_pool_grad", "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.")
def gradient_pair_swapped(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * t : o * t + b, p * s : p * s + a]
        row, column = np.unravel_index(window.argmax(), window.shape) if window.size else (0, 0)
        if o * t + row < images.shape[2] and p * s + column < images.shape[3]:
            input_grad[n, c, o * t + row, p * s + column] += output_grad[n, c, o, p]
    return input_grad


@misconception(
    "max_pool_grad",
    "Rows and columns that no window reaches seem to be missing from the gradient. It has the shape of the images, with zeros there.",
)
def gradient_cut_to_the_windows(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros((*images.shape[:2], (output_grad.shape[2] - 1) * s + a, (output_grad.shape[3] - 1) * t + b))
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p]
    return input_grad


@misconception("max_pool_grad", "Axes of length one seem to disappear from the gradient (np.squeeze does that). It has the shape of the images.")
def gradient_squeezes(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != max_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p]
    return np.squeeze(input_grad)


@misconception(
    "max_pool_grad",
    "An output_grad that is not of the output's shape seems to be accepted. Compare its shape with that of the output and raise ValueError if they differ.",
)
def accepts_every_output_grad(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = max_pool(images, size, stride)
    output_grad = np.resize(output_grad, output.shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p]
    return input_grad


# average_pool


@misconception("average_pool", "You seem to return the sum of each window. Divide by the number of its values, or use np.mean.")
def sum_in_place_of_mean(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(max_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].sum(axis=(2, 3))
    return output


@misconception("average_pool", "Your means seem to be divided by the window's height squared. A window of size (a, b) has a times b values.")
def divided_by_height_squared(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(max_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].sum(axis=(2, 3)) / a**2
    return output


@misconception(
    "average_pool",
    "The fractions of the means seem to be cut off: np.zeros with the images' dtype, or np.zeros_like, holds whole numbers only. Make an array of floats.",
)
def means_as_images(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(max_pool(images, size, stride).shape, dtype=images.dtype)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].mean(axis=(2, 3))
    return output


@misconception("average_pool", "Your means seem to be rounded down. The operator // drops the fractions: use / instead.")
def whole_means(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(max_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].sum(axis=(2, 3)) // (a * b)
    return output


@misconception("average_pool", "The window seems to move by its own size whatever the stride is. The window of output o begins at o times the stride.")
def mean_stride_taken_as_size(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    max_pool(images, size, stride)
    a, b = np.broadcast_to(size, 2)
    output = np.zeros((*images.shape[:2], images.shape[2] // a, images.shape[3] // b))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * a : o * a + a, p * b : p * b + b].mean(axis=(2, 3))
    return output


@misconception("average_pool", "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.")
def mean_pair_swapped(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    max_pool(images, size, stride)
    (b, a), (t, s) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    output = np.zeros((*images.shape[:2], max((images.shape[2] - a) // s + 1, 0), max((images.shape[3] - b) // t + 1, 0)))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].mean(axis=(2, 3))
    return output


@misconception(
    "average_pool",
    "Rows and columns that are too few for a whole window seem to get an output too. They are dropped: round the number of windows down.",
)
def mean_partial_windows(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    max_pool(images, size, stride)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    output = np.zeros((*images.shape[:2], -((a - images.shape[2]) // s) + 1, -((b - images.shape[3]) // t) + 1))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].mean(axis=(2, 3))
    return output


@misconception("average_pool", "Axes of length one seem to disappear from the result (np.squeeze does that). The result always has four dimensions.")
def mean_squeezes(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = np.zeros(max_pool(images, size, stride).shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].mean(axis=(2, 3))
    return np.squeeze(output)


@misconception(
    "average_pool",
    "A window larger than the images seems to be accepted. A slice beyond the end is cut short without any error: compare the sizes yourself.",
)
def mean_accepts_large_windows(images: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if images.ndim != 4 or np.min(size) < 1 or np.min(stride) < 1:
        raise ValueError("expected images [N, C, H, W] and a size and stride of at least 1")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    output = np.zeros((*images.shape[:2], max((images.shape[2] - a) // s + 1, 1), max((images.shape[3] - b) // t + 1, 1)))
    for o, p in np.ndindex(output.shape[2:]):
        output[:, :, o, p] = images[:, :, o * s : o * s + a, p * t : p * t + b].mean(axis=(2, 3))
    return output


# average_pool_grad


@misconception("average_pool_grad", "Every pixel of a window seems to get the whole gradient. It gets a share: divide by the number of the window's values.")
def whole_gradient_for_all(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += output_grad[n, c, o, p]
    return input_grad


@misconception("average_pool_grad", "Where windows overlap, a pixel seems to keep the share of its last window only. Add the shares with +=.")
def mean_overwrites_on_overlap(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] = output_grad[n, c, o, p] / (a * b)
    return input_grad


@misconception("average_pool_grad", "The gradient seems to go to the window's maximum, as in max pooling. In a mean, all values have the same share.")
def all_to_the_maximum(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        window = images[n, c, o * s : o * s + a, p * t : p * t + b]
        row, column = np.unravel_index(window.argmax(), window.shape)
        input_grad[n, c, o * s + row, p * t + column] += output_grad[n, c, o, p]
    return input_grad


@misconception("average_pool_grad", "The shares seem to be divided by the window's height squared. A window of size (a, b) has a times b values.")
def share_by_height_squared(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += output_grad[n, c, o, p] / a**2
    return input_grad


@misconception("average_pool_grad", "The shares seem to be divided by the number of outputs. Divide by the number of values in a window.")
def divided_by_outputs(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += output_grad[n, c, o, p] / output_grad[n, c].size
    return input_grad


@misconception(
    "average_pool_grad",
    "On the way back your windows seem to begin at the index of the output. The window of output o begins at o times the stride.",
)
def mean_windows_without_stride(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    a, b = np.broadcast_to(size, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o : o + a, p : p + b] += output_grad[n, c, o, p] / (a * b)
    return input_grad


@misconception(
    "average_pool_grad",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole numbers only. Make an array of floats.",
)
def mean_gradient_like_images(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros_like(images)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += (output_grad[n, c, o, p] / (a * b)).astype(images.dtype)
    return input_grad


@misconception("average_pool_grad", "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.")
def mean_gradient_pair_swapped(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * t : o * t + b, p * s : p * s + a] += output_grad[n, c, o, p] / (a * b)
    return input_grad


@misconception(
    "average_pool_grad",
    "Rows and columns that no window reaches seem to be missing from the gradient. It has the shape of the images, with zeros there.",
)
def mean_gradient_cut_to_the_windows(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros((*images.shape[:2], (output_grad.shape[2] - 1) * s + a, (output_grad.shape[3] - 1) * t + b))
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += output_grad[n, c, o, p] / (a * b)
    return input_grad


@misconception("average_pool_grad", "Axes of length one seem to disappear from the gradient (np.squeeze does that). It has the shape of the images.")
def mean_gradient_squeezes(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    if output_grad.shape != average_pool(images, size, stride).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += output_grad[n, c, o, p] / (a * b)
    return np.squeeze(input_grad)


@misconception(
    "average_pool_grad",
    "An output_grad that is not of the output's shape seems to be accepted. Compare its shape with that of the output and raise ValueError if they differ.",
)
def mean_accepts_every_output_grad(images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]) -> np.ndarray:
    output = average_pool(images, size, stride)
    output_grad = np.resize(output_grad, output.shape)
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    input_grad = np.zeros(images.shape)
    for n, c, o, p in np.ndindex(output_grad.shape):
        input_grad[n, c, o * s : o * s + a, p * t : p * t + b] += output_grad[n, c, o, p] / (a * b)
    return input_grad
