"""Wrong answers that people really give in the unit pooling, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import edited, misconception

from .solution import max_pool

# max_pool

starts_at_zero = edited(
    "max_pool",
    "Where all values of a window are negative you seem to get 0. A running maximum must not start at 0: take the "
    "maximum of the window itself.",
    (".max(axis=(2, 3))", ".max(axis=(2, 3), initial=0)"),
)

mean_in_place_of_maximum = edited(
    "max_pool",
    "You seem to return the mean of each window. Max pooling keeps its largest value.",
    (".max(", ".mean("),
)

maximum_over_channels = edited(
    "max_pool",
    "The maximum seems to be taken over the channels as well. Each channel is pooled for itself.",
    (".max(axis=(2, 3))", ".max(axis=(1, 2, 3))[:, np.newaxis]"),
)

maximum_over_everything = edited(
    "max_pool",
    "The maximum seems to be taken over all images and channels at once. Take it over the two axes of the window "
    "alone: axis=(2, 3).",
    (".max(axis=(2, 3))", ".max()"),
)

window_starts_at_output_index = edited(
    "max_pool",
    "Your windows seem to begin at the index of the output. The window of output o begins at row o times the stride.",
    ("o * stride_h, p * stride_w", "o, p"),
)

height_for_both_axes = edited(
    "max_pool",
    "The number of outputs seems to be computed from the height for both axes. Compute that of the columns from "
    "the width.",
    ("(width - size_w) // stride_w + 1", "(height - size_h) // stride_h + 1"),
)

output_size_from_size = edited(
    "max_pool",
    "The number of outputs seems to be H // size. It depends on the stride too: floor((H - size) / stride) + 1.",
    ("(height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1", "height // size_h, width // size_w"),
)

remembers_the_last_sample = edited(
    "max_pool",
    "Every image of the batch seems to get the maxima of one of them. Compute them for each image.",
    ("images[:, :, top", "images[-1:, :, top"),
)

stride_taken_as_size = edited(
    "max_pool",
    "The window seems to move by its own size whatever the stride is. The window of output o begins at o times the "
    "stride.",
    ("    output =", "    stride_h, stride_w = size_h, size_w\n    output ="),
)

pair_swapped = edited(
    "max_pool",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    ("    output =", "    size_h, size_w, stride_h, stride_w = size_w, size_h, stride_w, stride_h\n    output ="),
)

partial_windows = edited(
    "max_pool",
    "Rows and columns that are too few for a whole window seem to get an output too. They are dropped: round the "
    "number of windows down.",
    (
        "(height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1",
        "-((size_h - height) // stride_h) + 1, -((size_w - width) // stride_w) + 1",
    ),
)

squeezes = edited(
    "max_pool",
    "Axes of length one seem to disappear from the result (np.squeeze does that). The result always has four "
    "dimensions.",
    ("return output", "return np.squeeze(output)"),
)

accepts_large_windows = edited(
    "max_pool",
    "A window larger than the images seems to be accepted. A slice beyond the end is cut short without any error: "
    "compare the sizes yourself.",
    ("if size_h > height or size_w > width:", "if False:"),
    (
        "(height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1",
        "max((height - size_h) // stride_h, 0) + 1, max((width - size_w) // stride_w, 0) + 1",
    ),
)

# max_pool_grad

all_tied_maxima = edited(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, each of its places seems to get the whole gradient. Only "
    "the first gets it: np.argmax finds that "
    "one.",
    ("top + row, left + column] +=", "top : top + size_h, left : left + size_w] += (window == window.max()) *"),
)

ties_share = edited(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, its places seem to share the gradient. Here the first "
    "one in reading order gets it all.",
    ("row, column = np.unravel_index(window.argmax(), window.shape)", "mask = window == window.max()"),
    ("top + row, left + column] +=", "top : top + size_h, left : left + size_w] += mask / mask.sum() *"),
)

last_maximum = edited(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, the last one seems to get the gradient. It belongs to "
    "the first: compare with > and not with >=.",
    ("np.unravel_index(window.argmax(), window.shape)", "np.argwhere(window == window.max())[-1]"),
)

first_in_column_order = edited(
    "max_pool_grad",
    "Where the maximum stands in a window more than once, you seem to search column by column. Search row by row, "
    "as np.argmax does.",
    (
        "row, column = np.unravel_index(window.argmax(), window.shape)",
        "column, row = np.unravel_index(window.T.argmax(), window.T.shape)",
    ),
)

overwrites_on_overlap = edited(
    "max_pool_grad",
    "Where windows overlap, a pixel seems to keep the gradient of its last window only. It may be the maximum of "
    "several: add with +=, and where the "
    "places are arrays of indices with np.add.at, because += adds only once there.",
    ("+=", "="),
)


@misconception(
    "max_pool_grad",
    "You seem to blow the output up with np.repeat and compare it with the images. That fits only windows side by "
    "side that cover the images, and without "
    "ties.",
)
def repeat_and_compare(
    images: np.ndarray, output_grad: np.ndarray, size: int | tuple[int, int], stride: int | tuple[int, int]
) -> np.ndarray:
    maxima = max_pool(images, size, stride)
    if output_grad.shape != maxima.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    a, b = np.broadcast_to(size, 2)
    mask = images == maxima.repeat(a, axis=2).repeat(b, axis=3)
    return mask * output_grad.repeat(a, axis=2).repeat(b, axis=3)


scattered_by_output_position = edited(
    "max_pool_grad",
    "The gradients seem to be put at the position of the output. Put each at the place of the maximum: the start "
    "of the window plus the place in it.",
    ("top + row, left + column", "o, p"),
)

windows_without_stride = edited(
    "max_pool_grad",
    "On the way back your windows seem to begin at the index of the output. As in the forward pass, the window of "
    "output o begins at o times the stride.",
    ("o * stride_h, p * stride_w", "o, p"),
)

whole_rows = edited(
    "max_pool_grad",
    "The whole row of the maximum seems to get the gradient. An index needs the row and the column of the maximum "
    "together.",
    ("top + row, left + column", "top + row"),
)

place_divided_by_the_height = edited(
    "max_pool_grad",
    "The place that argmax found seems to be divided by the window's height. Rows are as long as the window is "
    "wide: divide by its width, or use "
    "np.unravel_index.",
    ("np.unravel_index(window.argmax(), window.shape)", "divmod(window.argmax(), size_h)"),
)

place_of_first_channel = edited(
    "max_pool_grad",
    "All channels seem to use the place of the maximum in the first one. Each channel has maxima of its own.",
    ("images[n, c,", "images[n, 0,"),
)

output_grad_ignored = edited(
    "max_pool_grad",
    "You seem to mark the maxima with ones. Put the output's gradient there.",
    ("+= output_grad[n, c, o, p]", "+= 1"),
)

shared_by_the_window = edited(
    "max_pool_grad",
    "The gradient seems to be shared by the whole window, as in average pooling. The maximum gets it all.",
    (
        "top + row, left + column] += output_grad[n, c, o, p]",
        "top : top + size_h, left : left + size_w] += output_grad[n, c, o, p] / window.size",
    ),
)

gradient_like_images = edited(
    "max_pool_grad",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("np.zeros(images.shape)", "np.zeros_like(images)"),
)

gradient_pair_swapped = edited(
    "max_pool_grad",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    ("size_h, size_w =", "size_w, size_h ="),
    ("stride_h, stride_w =", "stride_w, stride_h ="),
)

gradient_cut_to_the_windows = edited(
    "max_pool_grad",
    "Rows and columns that no window reaches seem to be missing from the gradient. It has the shape of the images, "
    "with zeros there.",
    ("return input_grad", "return input_grad[:, :, : top + size_h, : left + size_w]"),
)

gradient_squeezes = edited(
    "max_pool_grad",
    "Axes of length one seem to disappear from the gradient (np.squeeze does that). It has the shape of the images.",
    ("return input_grad", "return np.squeeze(input_grad)"),
)

accepts_every_output_grad = edited(
    "max_pool_grad",
    "An output_grad that is not of the output's shape seems to be accepted. Compare its shape with that of the "
    "output and raise ValueError if they differ.",
    ("    if output_grad.shape", "    output_grad = np.resize(output_grad, output_shape)\n    if output_grad.shape"),
)

# average_pool

sum_in_place_of_mean = edited(
    "average_pool",
    "You seem to return the sum of each window. Divide by the number of its values, or use np.mean.",
    (".mean(", ".sum("),
)

divided_by_height_squared = edited(
    "average_pool",
    "Your means seem to be divided by the window's height squared. A window of size (a, b) has a times b values.",
    (".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / size_h**2"),
)

means_as_images = edited(
    "average_pool",
    "The fractions of the means seem to be cut off: np.zeros with the images' dtype, or np.zeros_like, holds whole "
    "numbers only. Make an array of floats.",
    ("(width - size_w) // stride_w + 1))", "(width - size_w) // stride_w + 1), dtype=images.dtype)"),
)

whole_means = edited(
    "average_pool",
    "Your means seem to be rounded down. The operator // drops the fractions: use / instead.",
    (".mean(axis=(2, 3))", ".sum(axis=(2, 3)) // (size_h * size_w)"),
)

mean_stride_taken_as_size = edited(
    "average_pool",
    "The window seems to move by its own size whatever the stride is. The window of output o begins at o times the "
    "stride.",
    ("    output =", "    stride_h, stride_w = size_h, size_w\n    output ="),
)

mean_pair_swapped = edited(
    "average_pool",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    ("    output =", "    size_h, size_w, stride_h, stride_w = size_w, size_h, stride_w, stride_h\n    output ="),
)

mean_partial_windows = edited(
    "average_pool",
    "Rows and columns that are too few for a whole window seem to get an output too. They are dropped: round the "
    "number of windows down.",
    (
        "(height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1",
        "-((size_h - height) // stride_h) + 1, -((size_w - width) // stride_w) + 1",
    ),
)

mean_squeezes = edited(
    "average_pool",
    "Axes of length one seem to disappear from the result (np.squeeze does that). The result always has four "
    "dimensions.",
    ("return output", "return np.squeeze(output)"),
)

mean_accepts_large_windows = edited(
    "average_pool",
    "A window larger than the images seems to be accepted. A slice beyond the end is cut short without any error: "
    "compare the sizes yourself.",
    ("if size_h > height or size_w > width:", "if False:"),
    (
        "(height - size_h) // stride_h + 1, (width - size_w) // stride_w + 1",
        "max((height - size_h) // stride_h, 0) + 1, max((width - size_w) // stride_w, 0) + 1",
    ),
)

# average_pool_grad

whole_gradient_for_all = edited(
    "average_pool_grad",
    "Every pixel of a window seems to get the whole gradient. It gets a share: divide by the number of the "
    "window's values.",
    (" / (size_h * size_w)", ""),
)

mean_overwrites_on_overlap = edited(
    "average_pool_grad",
    "Where windows overlap, a pixel seems to keep the share of its last window only. Add the shares with +=.",
    ("+=", "="),
)

overwrites_place_by_place = edited(
    "average_pool_grad",
    "Where windows overlap, a pixel seems to keep the share of its first window only: each pass over a place of "
    "the window overwrites the passes before. "
    "Add the shares with +=.",
    ("in np.ndindex(output_grad.shape)", "in reversed(list(np.ndindex(output_grad.shape)))"),
    ("+=", "="),
)

all_to_the_maximum = edited(
    "average_pool_grad",
    "The gradient seems to go to the window's maximum, as in max pooling. In a mean, all values have the same share.",
    ("return input_grad", "return max_pool_grad(images, output_grad, size, stride)"),
)

share_by_height_squared = edited(
    "average_pool_grad",
    "The shares seem to be divided by the window's height squared. A window of size (a, b) has a times b values.",
    ("(size_h * size_w)", "size_h**2"),
)

divided_by_outputs = edited(
    "average_pool_grad",
    "The shares seem to be divided by the number of outputs. Divide by the number of values in a window.",
    ("(size_h * size_w)", "output_grad[n, c].size"),
)

mean_windows_without_stride = edited(
    "average_pool_grad",
    "On the way back your windows seem to begin at the index of the output. The window of output o begins at o "
    "times the stride.",
    ("o * stride_h, p * stride_w", "o, p"),
)

mean_gradient_like_images = edited(
    "average_pool_grad",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("np.zeros(images.shape)", "np.zeros_like(images)"),
    (
        "output_grad[n, c, o, p] / (size_h * size_w)",
        "(output_grad[n, c, o, p] / (size_h * size_w)).astype(images.dtype)",
    ),
)

mean_gradient_pair_swapped = edited(
    "average_pool_grad",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    ("size_h, size_w =", "size_w, size_h ="),
    ("stride_h, stride_w =", "stride_w, stride_h ="),
)

mean_gradient_cut_to_the_windows = edited(
    "average_pool_grad",
    "Rows and columns that no window reaches seem to be missing from the gradient. It has the shape of the images, "
    "with zeros there.",
    ("return input_grad", "return input_grad[:, :, : top + size_h, : left + size_w]"),
)

mean_gradient_squeezes = edited(
    "average_pool_grad",
    "Axes of length one seem to disappear from the gradient (np.squeeze does that). It has the shape of the images.",
    ("return input_grad", "return np.squeeze(input_grad)"),
)

mean_accepts_every_output_grad = edited(
    "average_pool_grad",
    "An output_grad that is not of the output's shape seems to be accepted. Compare its shape with that of the "
    "output and raise ValueError if they differ.",
    ("    if output_grad.shape", "    output_grad = np.resize(output_grad, output_shape)\n    if output_grad.shape"),
)
