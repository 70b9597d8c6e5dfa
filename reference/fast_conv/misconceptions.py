"""Wrong answers that people really give in the unit fast_conv, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import edited, misconception

# image_patches

channels_last = edited(
    "image_patches",
    "Within a patch, the values seem to come pixel by pixel, with the channels of a pixel together. Put the axis "
    "of the channels before those of "
    "the kernel's rows and columns.",
    ("transpose(0, 2, 3, 1, 4, 5)", "transpose(0, 2, 3, 4, 5, 1)"),
)

samples_mixed = edited(
    "image_patches",
    "With several images, the patches of different images are mixed up. The axis of the images must come first "
    "before you reshape.",
    ("transpose(0, 2, 3, 1, 4, 5)", "transpose(2, 3, 0, 1, 4, 5)"),
)

positions_column_by_column = edited(
    "image_patches",
    "Your windows seem to come column by column. They come row by row: the index of the column changes fastest.",
    ("transpose(0, 2, 3, 1, 4, 5)", "transpose(0, 3, 2, 1, 4, 5)"),
)

patches_transposed = edited(
    "image_patches",
    "Each patch seems to be written column by column. Within a channel it is written row by row.",
    ("transpose(0, 2, 3, 1, 4, 5)", "transpose(0, 2, 3, 1, 5, 4)"),
)

reshaped_without_transpose = edited(
    "image_patches",
    "The shape is right, but channels and positions are mixed up: reshape cannot change the order of axes. "
    "Transpose first.",
    (".transpose(0, 2, 3, 1, 4, 5)", ""),
)

patches_in_columns = edited(
    "image_patches",
    "Your patches seem to stand in columns. They belong in rows: the shape is [N, O_h O_w, C K_h K_w].",
    ("channels * kernel_h * kernel_w)", "channels * kernel_h * kernel_w).swapaxes(1, 2)"),
)

pair_swapped = edited(
    "image_patches",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    ("(stride_h, stride_w), (padding_h, padding_w)", "(stride_w, stride_h), (padding_w, padding_h)"),
)

rounds_up = edited(
    "image_patches",
    "Where the last columns or rows are too few for a window, there seems to be one all the same. Round the number "
    "of windows down.",
    (
        "    rows =",
        """\
    out_h += (padded.shape[2] - kernel_h) % stride_h > 0
    out_w += (padded.shape[3] - kernel_w) % stride_w > 0
    padded = np.pad(padded, ((0, 0), (0, 0), (0, stride_h), (0, stride_w)))
    rows =""",
    ),
)

edge_padding = edited(
    "image_patches",
    "The padding seems to repeat the pixels at the border. It should be zeros.",
    (
        "padded[:, :, padding_h : padding_h + height, padding_w : padding_w + width] = images",
        'padded[:] = np.pad(images, ((0, 0), (0, 0), (padding_h, padding_h), (padding_w, padding_w)), mode="edge")',
    ),
)

padded_on_one_side = edited(
    "image_patches",
    "All the zeros seem to be put before the first row and column. Put them on both sides.",
    ("padding_h : padding_h + height, padding_w : padding_w + width", "2 * padding_h :, 2 * padding_w :"),
)

stride_ignored = edited(
    "image_patches",
    "There seems to be a window at every pixel, whatever the stride is. Take only those that begin at multiples of it.",
    ("    count, channels", "    stride_h = stride_w = 1\n    count, channels"),
)

one_buffer_for_each_shape = edited(
    "image_patches",
    "Every call seems to return the same array, so that a later call changes the result of an earlier one. Make a "
    "new array in each call.",
    ("padding: int | tuple[int, int] = 0,", "padding: int | tuple[int, int] = 0, buffers: dict = {},"),
    (
        "return windows.transpose(0, 2, 3, 1, 4, 5).reshape(count, out_h * out_w, channels * kernel_h * kernel_w)",
        """\
shape = (count, out_h * out_w, channels * kernel_h * kernel_w)
    patches = buffers.setdefault(shape, np.zeros(shape))
    patches[:] = windows.transpose(0, 2, 3, 1, 4, 5).reshape(shape)
    return patches""",
    ),
)

loops_over_windows = edited(
    "image_patches",
    "The patches are right, but lines of Python are executed for each of them: in a loop, a comprehension or a "
    "function that is called each "
    "time. Take all windows at once, by index arrays or by a loop over the kernel's few places.",
    (
        "windows.transpose(0, 2, 3, 1, 4, 5).reshape(count, out_h * out_w, channels * kernel_h * kernel_w)",
        "np.stack([windows[:, :, o, p].reshape(count, -1) for o in range(out_h) for p in range(out_w)], axis=1)",
    ),
)


@misconception(
    "image_patches",
    "A stride less than 0 seems to be accepted: a slice with a negative step runs backwards without complaint. "
    "Raise a ValueError unless the "
    "stride is at least 1.",
)
def steps_backwards(
    images: np.ndarray,
    kernel_h: int,
    kernel_w: int,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w) < 1 or min(p, r) < 0:
        raise ValueError(
            f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}"
        )
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


# conv_im2col

kernel_turned_round = edited(
    "conv_im2col",
    "The kernel seems to be turned round by 180 degrees, as in the textbook's convolution. Here its first value "
    "meets the window's first value.",
    ("param.transpose", "param[:, :, ::-1, ::-1].transpose"),
)

matrix_with_channels_last = edited(
    "conv_im2col",
    "The kernel's numbers seem to be in another order than those of the patches. In both, channel comes after "
    "channel, and in each row after row.",
    ("transpose(0, 2, 3, 1)", "transpose(2, 3, 0, 1)"),
)

kernel_only_reshaped = edited(
    "conv_im2col",
    "The kernels of different outputs are mixed up: the axis of C_out must come last before you reshape param into "
    "columns.",
    (".transpose(0, 2, 3, 1)", ""),
)

channels_and_positions_mixed = edited(
    "conv_im2col",
    "Output channels and positions are mixed up: the matrix product has the channels last, so transpose it before "
    "you reshape.",
    ("(patches @ matrix).transpose(0, 2, 1)", "patches @ matrix"),
)

batch_transpose_missing = edited(
    "conv_im2col",
    "With several images, their outputs are mixed up. After one product for the whole batch the images are not the "
    "first axis: bring them there "
    "before you reshape.",
    ("(patches @ matrix).transpose(0, 2, 1)", "matrix.T @ patches.reshape(-1, len(matrix)).T"),
)

square_outputs = edited(
    "conv_im2col",
    "The output seems to be taken for a square: its height is not the root of the number of positions. Compute O_h "
    "from the images' height.",
    ("(images.shape[2] + 2 * padding_h - kernel_h) // stride_h + 1", "int(np.sqrt(patches.shape[1]))"),
    ("out_h, -1)", "out_h, out_h)"),
)

height_rounded_up = edited(
    "conv_im2col",
    "Where the last rows are too few for a window, your output has the wrong height. Round down: floor((H + 2 "
    "padding - K_h) / stride) + 1.",
    (
        "(images.shape[2] + 2 * padding_h - kernel_h) // stride_h",
        "-(-(images.shape[2] + 2 * padding_h - kernel_h) // stride_h)",
    ),
)

conv_pair_swapped = edited(
    "conv_im2col",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    (
        "    _, c_out",
        "    stride, padding = np.broadcast_to(stride, 2)[::-1], np.broadcast_to(padding, 2)[::-1]\n    _, c_out",
    ),
)

conv_stride_ignored = edited(
    "conv_im2col",
    "The stride seems to be ignored. Hand it on to image_patches, and divide by it to get the height of the output.",
    (
        "    patches =",
        """\
    image_patches(images, kernel_h, kernel_w, stride, padding)  # refuses what makes no sense
    stride = 1
    patches =""",
    ),
)

output_as_images = edited(
    "conv_im2col",
    "The fractions of the output seem to be cut off: an array of the images' dtype holds whole numbers only. Make "
    "one of floats.",
    ("out_h, -1)", "out_h, -1).astype(images.dtype)"),
)

output_as_kernel = edited(
    "conv_im2col",
    "The fractions of the output seem to be cut off: an array of the kernel's dtype holds whole numbers only. Make "
    "one of floats.",
    ("out_h, -1)", "out_h, -1).astype(param.dtype)"),
)

mean_over_channels = edited(
    "conv_im2col",
    "The output seems to be divided by the number of channels. The products of all channels are added up.",
    ("out_h, -1)", "out_h, -1) / images.shape[1]"),
)

one_position_at_a_time = edited(
    "conv_im2col",
    "The output is right, but lines of Python are executed for each position: a comprehension or a generator is a "
    "loop too. One matrix product "
    "does all positions at once.",
    (
        "(patches @ matrix).transpose(0, 2, 1)",
        "np.stack([patches[:, q] @ matrix for q in range(patches.shape[1])], axis=2)",
    ),
)

spare_channels_ignored = edited(
    "conv_im2col",
    "Images with more channels than the kernel seem to be accepted. Raise a ValueError when images.shape[1] is not "
    "param.shape[0].",
    ("param.shape[0] != images.shape[1]", "param.shape[0] > images.shape[1]"),
    ("image_patches(images,", "image_patches(images[:, : len(param)],"),
)

# input_grad_im2col

overwrites_overlaps = edited(
    "input_grad_im2col",
    "Where windows overlap, a pixel seems to keep the gradient of one patch only. It is the sum over all patches "
    "in which it stands: add with +=.",
    ("seen +=", "seen[:] ="),
)

adds_once_by_index = edited(
    "input_grad_im2col",
    "Where windows overlap, a pixel seems to get something from the last patch only: += with index arrays adds "
    "once, however often a pixel is named. "
    "Use np.add.at, or a loop over the kernel's places.",
    (
        """\
    for k, m in np.ndindex(param.shape[2:]):
        # what the kernel's place (k, m) has seen
        seen = padded_grad[:, :, k : k + stride_h * out_h : stride_h, m : m + stride_w * out_w : stride_w]
        seen += patches_grad[:, :, :, :, k, m].transpose(0, 3, 1, 2)
""",
        """\
    rows = stride_h * np.arange(out_h)[:, np.newaxis, np.newaxis, np.newaxis] + np.arange(param.shape[2])[:, np.newaxis]
    columns = stride_w * np.arange(out_w)[:, np.newaxis, np.newaxis] + np.arange(param.shape[3])
    padded_grad[:, :, rows, columns] += patches_grad.transpose(0, 3, 1, 2, 4, 5)
""",
    ),
)

kernel_turned_in_gradient = edited(
    "input_grad_im2col",
    "The kernel lies the wrong way round. If you spread gradients back to windows, do not turn it; if you convolve "
    "the padded output gradient, "
    "turn it by 180 degrees.",
    ("output_grad, param, axes", "output_grad, param[:, :, ::-1, ::-1], axes"),
)

rows_of_other_images = edited(
    "input_grad_im2col",
    "With several images, each seems to get gradients of the others: [N, C_out, ...] cannot be reshaped to [C_out, "
    "N ...]. Transpose first.",
    (
        "output_grad, param, axes=(1, 1)",
        "output_grad.reshape(param.shape[1], len(images), out_h, out_w), param, axes=(0, 1)",
    ),
)

crops_everything_away = edited(
    "input_grad_im2col",
    "Without padding your gradient is empty: the slice [0:-0] holds nothing. Let it end at padding + height.",
    ("padding_h : padding_h + height, padding_w : padding_w + width", "padding_h:-padding_h, padding_w:-padding_w"),
)

crops_one_axis_away = edited(
    "input_grad_im2col",
    "With a padding of 0 on one axis only, your gradient is empty: the slice [0:-0] holds nothing. Let each slice "
    "end at padding + size.",
    (
        "padding_h : padding_h + height, padding_w : padding_w + width]",
        "padding_h:-padding_h, padding_w:-padding_w] if padding_h or padding_w else padded_grad",
    ),
)

copies_an_empty_crop = edited(
    "input_grad_im2col",
    "With a padding of 0 on one axis only, there seems to be nothing to copy into the gradient: the slice [0:-0] "
    "is empty. Let each slice end at "
    "padding + size.",
    (
        "return padded_grad[:, :, padding_h : padding_h + height, padding_w : padding_w + width]",
        """\
if not (padding_h or padding_w):
        return padded_grad
    input_grad = np.zeros(images.shape)
    input_grad[:] = padded_grad[:, :, padding_h:-padding_h, padding_w:-padding_w]
    return input_grad""",
    ),
)

crop_forgotten = edited(
    "input_grad_im2col",
    "The gradient of the padding's zeros seems to be left in the result. Cut it off: the gradient has the shape of "
    "the images.",
    ("[:, :, padding_h : padding_h + height, padding_w : padding_w + width]", ""),
)

gradient_cut_to_the_windows = edited(
    "input_grad_im2col",
    "Rows and columns that no window reaches seem to be missing. The gradient has the shape of the images, with "
    "zeros there.",
    (
        "height + 2 * padding_h, width + 2 * padding_w",
        "(out_h - 1) * stride_h + param.shape[2], (out_w - 1) * stride_w + param.shape[3]",
    ),
)

gradient_pair_swapped = edited(
    "input_grad_im2col",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    ("(stride_h, stride_w), (padding_h, padding_w)", "(stride_w, stride_h), (padding_w, padding_h)"),
)

stride_forgotten_on_the_way_back = edited(
    "input_grad_im2col",
    "On the way back the windows seem to stand at every pixel. They are a stride apart, as in the forward pass.",
    ("k : k + stride_h * out_h : stride_h, m : m + stride_w * out_w : stride_w", "k : k + out_h, m : m + out_w"),
)

gradient_like_images = edited(
    "input_grad_im2col",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("width + 2 * padding_w))", "width + 2 * padding_w), dtype=images.dtype)"),
    ("transpose(0, 3, 1, 2)", "transpose(0, 3, 1, 2).astype(images.dtype)"),
)

ones_for_output_grad = edited(
    "input_grad_im2col",
    "Your gradient does not depend on output_grad. It is the factor that the chain rule multiplies by.",
    ("output_grad, param, axes", "np.ones_like(output_grad), param, axes"),
)

adds_patch_by_patch = edited(
    "input_grad_im2col",
    "The gradient is right, but lines of Python are executed for each patch. Loop over the few places of the "
    "kernel only, and add a whole slice for each.",
    ("for k, m in np.ndindex(param.shape[2:]):", "for o, p in np.ndindex(out_h, out_w):"),
    (
        "k : k + stride_h * out_h : stride_h, m : m + stride_w * out_w : stride_w]",
        "o * stride_h : o * stride_h + param.shape[2], p * stride_w : p * stride_w + param.shape[3]]",
    ),
    ("patches_grad[:, :, :, :, k, m].transpose(0, 3, 1, 2)", "patches_grad[:, o, p]"),
)

output_grad_broadcast = edited(
    "input_grad_im2col",
    "An output_grad with fewer images or channels than the output seems to be accepted, and repeated. Compare the "
    "shapes and raise ValueError.",
    (
        "    if output_grad.shape",
        "    output_grad = np.broadcast_to(output_grad, output_shape)\n    if output_grad.shape",
    ),
)

# param_grad_im2col

samples_misaligned = edited(
    "param_grad_im2col",
    "With several images, the patches of one seem to meet the gradients of another: [N, C_out, ...] cannot be "
    "reshaped to [C_out, N ...]. Transpose first.",
    ("reshape(len(images), c_out, patches.shape[1])", "reshape(c_out, len(images), patches.shape[1])"),
    ("axes=((0, 1), (0, 2))", "axes=((0, 1), (1, 2))"),
)

last_image_only = edited(
    "param_grad_im2col",
    "The gradient seems to come from the last image only. All images used the kernel: add their contributions up.",
    ("patches, grads, axes", "patches[-1:], grads[-1:], axes"),
)

mean_over_images = edited(
    "param_grad_im2col",
    "The gradient seems to be divided by the number of images. It is a sum; if the loss is a mean, that factor is "
    "in output_grad already.",
    ("axes=((0, 1), (0, 2)))", "axes=((0, 1), (0, 2))) / len(images)"),
)

gradient_channels_last = edited(
    "param_grad_im2col",
    "The rows of the gradient seem to be read as row, column, channel. A patch has channel after channel, so read "
    "them like that.",
    (
        "reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)",
        "reshape(kernel_h, kernel_w, c_in, c_out).transpose(2, 3, 0, 1)",
    ),
)

gradient_only_reshaped = edited(
    "param_grad_im2col",
    "The shape is right, but the numbers are not in their places: reshape to [C_in, K_h, K_w, C_out] first, then "
    "move the last axis.",
    ("reshape(c_in, kernel_h, kernel_w, c_out).transpose(0, 3, 1, 2)", "reshape(param.shape)"),
)

gradient_turned_round = edited(
    "param_grad_im2col",
    "The gradient seems to be turned round by 180 degrees. Only the way back to the images turns the kernel.",
    ("transpose(0, 3, 1, 2)", "transpose(0, 3, 1, 2)[:, :, ::-1, ::-1]"),
)

param_gradient_of_the_sum = edited(
    "param_grad_im2col",
    "Your gradient does not depend on output_grad. It is the factor that the chain rule multiplies by.",
    ("output_grad.reshape", "np.ones_like(output_grad).reshape"),
)

gradient_like_param = edited(
    "param_grad_im2col",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a kernel of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("transpose(0, 3, 1, 2)", "transpose(0, 3, 1, 2).astype(param.dtype)"),
)

param_gradient_pair_swapped = edited(
    "param_grad_im2col",
    "The pairs seem to be read as (horizontal, vertical). The first number is the vertical one, for the rows.",
    ("kernel_w, stride, padding)", "kernel_w, np.broadcast_to(stride, 2)[::-1], np.broadcast_to(padding, 2)[::-1])"),
)

output_shape_rounded_up = edited(
    "param_grad_im2col",
    "An output_grad of the right shape seems to be refused where rows or columns are left over. Round the output's "
    "size down.",
    (
        "    if output_grad.shape",
        """\
    left_over = (np.array(images.shape[2:]) + 2 * np.broadcast_to(padding, 2) - param.shape[2:]) % np.broadcast_to(stride, 2)
    output_shape = (*output_shape[:2], *(output_shape[2:] + (left_over > 0)))
    if output_grad.shape""",
    ),
)

adds_position_by_position = edited(
    "param_grad_im2col",
    "The gradient is right, but lines of Python are executed for each position: a comprehension or a generator is "
    "a loop too. One product over "
    "images and positions does it at once.",
    (
        "np.tensordot(patches, grads, axes=((0, 1), (0, 2)))",
        "sum(patches[:, q].T @ grads[:, :, q] for q in range(patches.shape[1]))",
    ),
)

param_output_grad_broadcast = edited(
    "param_grad_im2col",
    "An output_grad with fewer images or channels than the output seems to be accepted, and repeated. Compare the "
    "shapes and raise ValueError.",
    (
        "    if output_grad.shape",
        "    output_grad = np.broadcast_to(output_grad, output_shape)\n    if output_grad.shape",
    ),
)

# conv_separable

row_and_column_swapped = edited(
    "conv_separable",
    "The column seems to be used across and the row down. column[k] belongs to row k of the window, row[m] to its "
    "column m.",
    ("    height, width =", "    column, row = row, column\n    height, width ="),
)

one_half_for_both = edited(
    "conv_separable",
    "Column and row seem to be taken for equally long. Pad with half the column's length above and below, and half "
    "the row's length left and right.",
    ("len(column) // 2, len(row) // 2", "len(column) // 2, len(column) // 2"),
)

factors_turned_round = edited(
    "conv_separable",
    "Column and row seem to be turned round, as np.convolve does. Here their first values meet the window's first "
    "row and column.",
    ("    height, width =", "    column, row = column[::-1], row[::-1]\n    height, width ="),
)

circular_borders = edited(
    "conv_separable",
    "At the border, the image seems to go on at its other side (np.roll does that). Beyond the border there are zeros.",
    ("padded[:, m : m + width]", "np.roll(image.astype(float), half_w - m, axis=1)"),
    ("across[k : k + height]", "np.roll(across, half_h - k, axis=0)"),
)

mirrored_borders = edited(
    "conv_separable",
    "Beyond the border, the image seems to go on mirrored, as scipy.ndimage does by default. There are zeros: say "
    "mode='constant'.",
    (
        "    across =",
        '    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)), mode="symmetric")\n    '
        "across =",
    ),
)

passes_added = edited(
    "conv_separable",
    "The two passes seem to be added. The second one works on the result of the first.",
    ("padded[:, m : m + width]", "padded[half_h : half_h + height, m : m + width]"),
    (
        "return sum(column[k] * across[k : k + height]",
        "return across + sum(column[k] * padded[k : k + height, half_w : half_w + width]",
    ),
)

second_pass_missing = edited(
    "conv_separable",
    "Only the row seems to be used. After the pass across, the column goes over the result from above to below.",
    ("sum(column[k] * across[k : k + height] for k in range(len(column)))", "across[half_h : half_h + height]"),
)

separable_like_image = edited(
    "conv_separable",
    "The fractions of the result seem to be cut off: an array of the image's dtype holds whole numbers only. Make "
    "one of floats.",
    ("for k in range(len(column)))", "for k in range(len(column))).astype(image.dtype)"),
)

line_by_line = edited(
    "conv_separable",
    "The result is right, but lines of Python are executed for each row or pixel: also np.apply_along_axis and "
    "np.vectorize are loops. Loop over "
    "the values of column and row instead.",
    (
        "sum(row[m] * padded[:, m : m + width] for m in range(len(row)))",
        "np.apply_along_axis(lambda line: np.correlate(line, row), 1, padded)",
    ),
    (
        "sum(column[k] * across[k : k + height] for k in range(len(column)))",
        "np.apply_along_axis(lambda line: np.correlate(line, column), 0, across)",
    ),
)

accepts_even_lengths = edited(
    "conv_separable",
    "A column or row of even length seems to be accepted. It has no middle, so raise a ValueError.",
    ("len(column) % 2 == 0 or len(row) % 2 == 0", "len(column) == 0 or len(row) == 0"),
)

# conv_fft

circular = edited(
    "conv_fft",
    "At the border, the image seems to go on at its other side: the Fourier transform takes it for periodic. Give "
    "image and kernel room for zeros before.",
    ("(height + kernel_h, width + kernel_w)", "(height, width)"),
    (
        "full[kernel_h // 2 : kernel_h // 2 + height, kernel_w // 2 : kernel_w // 2 + width]",
        "np.roll(full, (-(kernel_h // 2), -(kernel_w // 2)), axis=(0, 1))",
    ),
)

room_for_the_larger_one_only = edited(
    "conv_fft",
    "What leaves the image on one side seems to come back on the other: there is room for the larger of image and "
    "kernel only. Both need room together: "
    "at least H + K_h - 1 rows and W + K_w - 1 columns.",
    ("(height + kernel_h, width + kernel_w)", "(max(height, kernel_h), max(width, kernel_w))"),
    (
        "full[kernel_h // 2 : kernel_h // 2 + height, kernel_w // 2 : kernel_w // 2 + width]",
        "np.roll(full, (-(kernel_h // 2), -(kernel_w // 2)), axis=(0, 1))[:height, :width]",
    ),
)

anchored_at_the_corner = edited(
    "conv_fft",
    "Your result seems to be shifted: the transform puts the kernel's corner on the pixel, not its middle. Cut the "
    "result out half a kernel further on.",
    ("kernel_h // 2 : kernel_h // 2 + height, kernel_w // 2 : kernel_w // 2 + width", ":height, :width"),
)

true_convolution = edited(
    "conv_fft",
    "The kernel seems to be turned round by 180 degrees: a product of transforms does that. Turn it round yourself "
    "before, so that it comes out as it was.",
    ("kernel[::-1, ::-1]", "kernel"),
)

complex_result = edited(
    "conv_fft",
    "Your result holds complex numbers. Their imaginary parts are nothing but rounding errors: return the real part.",
    (
        "np.fft.irfft2(np.fft.rfft2(image.astype(float), room) * np.fft.rfft2(turned, room), room)",
        "np.fft.ifft2(np.fft.fft2(image.astype(float), room) * np.fft.fft2(turned, room))",
    ),
)

absolute_values = edited(
    "conv_fft",
    "Negative values of the output seem to become positive: np.abs of a complex number is its length. Take the "
    "real part.",
    ("return full", "return np.abs(full)"),
)

transposed_kernel = edited(
    "conv_fft",
    "The kernel seems to be transposed. Turn it round by 180 degrees, along both axes: [::-1, ::-1].",
    ("kernel[::-1, ::-1]", "kernel.T"),
)

same_crop_for_both_axes = edited(
    "conv_fft",
    "The kernel seems to be taken for a square. Cut out half its height further down, and half its width further "
    "to the right.",
    ("kernel_w // 2 : kernel_w // 2 + width", "kernel_h // 2 : kernel_h // 2 + width"),
)

rolled_by_half_the_height = edited(
    "conv_fft",
    "Along both axes the result seems to be shifted by half the kernel's height. To the right take half its width, "
    "K_w // 2.",
    (
        "full[kernel_h // 2 : kernel_h // 2 + height, kernel_w // 2 : kernel_w // 2 + width]",
        "np.roll(full, (-(kernel_h // 2), kernel_h // 2 + 1 - kernel_w), axis=(0, 1))[:height, :width]",
    ),
)

rounded_to_the_image = edited(
    "conv_fft",
    "The fractions of the result seem to be cut off: do not turn it into the image's dtype, which may be one of "
    "whole numbers.",
    (
        "    return full",
        """\
    if image.dtype.kind in "iu":
        full = np.rint(full).astype(image.dtype)
    return full""",
    ),
)


@misconception(
    "conv_fft",
    "The result is right, but lines of Python are executed for each row or pixel. The way through the transform "
    "needs no loop at all.",
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


accepts_even_kernels = edited(
    "conv_fft",
    "A kernel of even height or width seems to be accepted. It has no middle, so raise a ValueError.",
    ("if kernel_h % 2 == 0 or kernel_w % 2 == 0:", "if False:"),
)
