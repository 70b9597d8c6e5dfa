"""Wrong answers that people really give in the unit conv_channels, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import edited, misconception

from .solution import conv_channels, pair

# output_size

rounds_up = edited(
    "output_size",
    "The quotient seems to be rounded up. A last step that leads over the border is not made: round down, then add 1.",
    ("(size - kernel + 2 * padding) // stride", "-(-(size - kernel + 2 * padding) // stride)"),
)

forgets_the_first_place = edited(
    "output_size",
    "There seems to be one place too few: the quotient counts the steps, and the window also has a place before "
    "the first step. Add 1.",
    ("// stride + 1", "// stride"),
)

one_over_the_stride = edited(
    "output_size",
    "The 1 seems to be added before the division. Divide and round down first, then add 1.",
    ("2 * padding) // stride + 1", "2 * padding + 1) // stride"),
)

padding_once = edited(
    "output_size",
    "The padding seems to be counted once. It is put on both sides, so it counts twice.",
    ("kernel + 2 * padding)", "kernel + padding)"),
)

padding_not_divided = edited(
    "output_size",
    "The padding seems to be added after the division. It makes the image larger, so it is divided by the stride "
    "as well.",
    ("(size - kernel + 2 * padding) // stride", "(size - kernel) // stride + 2 * padding"),
)

does_not_round = edited(
    "output_size",
    "The result seems to have a fraction where the last step does not fit. Divide with //, which rounds down.",
    ("// stride", "/ stride"),
)

rounds_to_the_nearest = edited(
    "output_size",
    "The quotient seems to be rounded to the nearest whole number. Round it down: use // instead of round.",
    ("(size - kernel + 2 * padding) // stride", "round((size - kernel + 2 * padding) / stride)"),
)

result_is_a_float = edited(
    "output_size",
    "The number is right, but it seems to be a float, which range and np.zeros refuse: np.floor and / return "
    "floats. Divide with //, or use int(...).",
    ("return (size", "return float((size"),
    ("stride + 1", "stride + 1)"),
)

stride_of_two_by_default = edited(
    "output_size",
    "When the stride is left out, it seems to be 2. It should be 1.",
    ("stride: int = 1", "stride: int = 2"),
)

any_kernel_fits = edited(
    "output_size",
    "A kernel larger than the padded image seems to be accepted. There is no place for it: raise a ValueError.",
    ("if kernel > size + 2 * padding:", "if False:"),
)

# conv_channels

rotated_kernels = edited(
    "conv_channels",
    "The kernels seem to be turned by 180 degrees. Here a kernel's first value meets the window's first value.",
    ("windows, param)", "windows, param[:, :, ::-1, ::-1])"),
)

transposed_kernels = edited(
    "conv_channels",
    "The kernels' rows and columns seem to be exchanged. param[c, m, u, v] belongs to row u and column v of the "
    "window.",
    ("kernel_h, kernel_w = param.shape", "kernel_w, kernel_h = param.shape"),
    ("cmuv", "cmvu"),
)

last_input_channel_only = edited(
    "conv_channels",
    "Only the last input channel seems to count. Each output channel is the sum over all input channels: add with +=.",
    (
        'output[:, :, i, j] = np.einsum("ncuv,cmuv->nm", windows, param)',
        'for c in range(len(param)):\n                output[:, :, i, j] = np.einsum("nuv,muv->nm", windows[:, c], '
        "param[c])",
    ),
)

mean_over_the_channels = edited(
    "conv_channels",
    "The input channels seem to be averaged. Sum them.",
    ("windows, param)", "windows, param) / len(param)"),
)

first_output_channel_only = edited(
    "conv_channels",
    "Only the first output channel seems to be filled. Let m run over all of param.shape[1].",
    ("output[:, :, i, j]", "output[:, :1, i, j]"),
    ("windows, param)", "windows, param[:, :1])"),
)

reshaped_channels = edited(
    "conv_channels",
    "The channels of the kernels seem to be exchanged by reshape, which puts other values beside each other. Use "
    "transpose, or an einsum that names the axes.",
    ("cmuv", "mcuv"),
    ("windows, param)", "windows, param.reshape(param.shape[1], param.shape[0], kernel_h, kernel_w))"),
)

output_channels_before_input_channels = edited(
    "conv_channels",
    "The kernels' output channels seem to be expected before the input channels, as PyTorch has them. Here param "
    "has the shape [C_in, C_out, K_h, K_w].",
    ("param.shape[0] != images.shape[1]", "param.shape[1] != images.shape[1]"),
    ("len(images), param.shape[1]", "len(images), param.shape[0]"),
    ("cmuv", "mcuv"),
)

guesses_the_order_of_the_channels = edited(
    "conv_channels",
    "Where C_in and C_out are equal, the kernels' input and output channels seem to be exchanged. Do not guess "
    "their order from the numbers: "
    "axis 0 is always C_in.",
    ('"ncuv,cmuv->nm"', '"ncuv,mcuv->nm" if param.shape[0] == param.shape[1] else "ncuv,cmuv->nm"'),
)

square_kernels_only = edited(
    "conv_channels",
    "The kernels' height seems to be used for their width as well. K_h counts rows and K_w columns.",
    ("kernel_h, kernel_w = param.shape[2], param.shape[3]", "kernel_h = kernel_w = param.shape[2]"),
    ("windows, param)", "windows, param[..., :kernel_w])"),
)

square_outputs_only = edited(
    "conv_channels",
    "The output's height seems to be used for its width as well. Compute output_size once for each axis.",
    ("output_h, output_w))", "output_h, output_h))"),
    ("range(output_w)", "range(output_h)"),
)

stride_not_in_the_window = edited(
    "conv_channels",
    "The output has the right size, but the windows seem to move by one pixel. The window of output (i, j) begins "
    "at (i * s_h, j * s_w).",
    ("i * stride_h, j * stride_w", "i, j"),
)

zeros_where_the_stride_skips = edited(
    "conv_channels",
    "The output seems to be as large as at stride 1, with zeros where the stride skips a place. Skipped places do "
    "not count: the output is smaller.",
    ("output_h, output_w))", "padded.shape[2] - kernel_h + 1, padded.shape[3] - kernel_w + 1))"),
    ("output[:, :, i, j]", "output[:, :, top, left]"),
)

aligned_at_the_end = edited(
    "conv_channels",
    "The windows seem to end at the last row and column. The first window begins at (0, 0); what is left over lies "
    "at the end.",
    ("i * stride_h", "i * stride_h + (padded.shape[2] - kernel_h) % stride_h"),
    ("j * stride_w", "j * stride_w + (padded.shape[3] - kernel_w) % stride_w"),
)

extra_window_at_the_end = edited(
    "conv_channels",
    "There seems to be one more output where the last step leads over the border. Such a step is not made: round "
    "the number of steps down.",
    (
        "    padded = np.pad(",
        """\
    output_h += (images.shape[2] + 2 * pad_h - kernel_h) % stride_h > 0
    output_w += (images.shape[3] + 2 * pad_w - kernel_w) % stride_w > 0
    padded = np.pad(""",
    ),
    ("(pad_h, pad_h), (pad_w, pad_w)", "(pad_h, pad_h + stride_h), (pad_w, pad_w + stride_w)"),
)

strides_exchanged = edited(
    "conv_channels",
    "The two strides seem to be exchanged. A pair is (vertical, horizontal): the first moves the window down.",
    ("(stride_h, stride_w)", "(stride_w, stride_h)"),
)

paddings_exchanged = edited(
    "conv_channels",
    "The two paddings seem to be exchanged. A pair is (vertical, horizontal): the first adds rows.",
    ("(pad_h, pad_w)", "(pad_w, pad_h)"),
)

first_of_each_pair = edited(
    "conv_channels",
    "Of a stride or padding that is a pair, the first number seems to be used for both axes. The second is for the "
    "columns.",
    (
        "(stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)",
        "stride_h, pad_h = stride_w, pad_w = pair(stride)[0], pair(padding)[0]",
    ),
)

padding_before_only = edited(
    "conv_channels",
    "All the padding seems to stand above and on the left. Put as many zeros below and on the right.",
    ("(pad_h, pad_h), (pad_w, pad_w)", "(2 * pad_h, 0), (2 * pad_w, 0)"),
)

padding_limited_by_the_kernel = edited(
    "conv_channels",
    "A padding larger than the kernel seems to be cut down to the kernel's size. Put as many zeros as are asked "
    "for, even if some windows see nothing else.",
    (
        "kernel_h, kernel_w = param.shape[2], param.shape[3]",
        "kernel_h, kernel_w = param.shape[2:]\n    pad_h, pad_w = min(pad_h, kernel_h), min(pad_w, kernel_w)",
    ),
)

padding_outside_the_quotient = edited(
    "conv_channels",
    "The output seems to have the wrong size where stride and padding come together. The padding makes the image "
    "larger: divide it by the stride, too.",
    (
        "    padded = np.pad(",
        """\
    output_h = (images.shape[2] - kernel_h) // stride_h + 2 * pad_h + 1
    output_w = (images.shape[3] - kernel_w) // stride_w + 2 * pad_w + 1
    padded = np.pad(""",
    ),
    ("(pad_h, pad_h), (pad_w, pad_w)", "(pad_h, 2 * pad_h * stride_h), (pad_w, 2 * pad_w * stride_w)"),
)

first_image_only = edited(
    "conv_channels",
    "Only the first image seems to be convolved. Do the same for every image of the batch.",
    ("output[:, :, i, j]", "output[0, :, i, j]"),
    ("windows, param)", "windows, param)[0]"),
)

squeezed_output = edited(
    "conv_channels",
    "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.",
    ("return output", "return output[0] if len(output) == 1 else output"),
)

buffer_like_images = edited(
    "conv_channels",
    "The fractions of the output seem to be cut off: an array of the images' type holds whole numbers only. Make "
    "an array of floats.",
    ("output_h, output_w))", "output_h, output_w), dtype=images.dtype)"),
)

writes_into_the_kernels = edited(
    "conv_channels",
    "The kernels that were passed in seem to be turned in place, so that the caller's array changes. Work on a copy.",
    ("return output", "param[...] = param[:, :, ::-1, ::-1].copy()\n    return output"),
)

any_channels_fit = edited(
    "conv_channels",
    "Images and kernels with different numbers of input channels seem to be accepted. Raise a ValueError when they "
    "differ.",
    (" or param.shape[0] != images.shape[1]", ""),
    ("windows, param)", "windows[:, : len(param)], param[: images.shape[1]])"),
)

# input_grad_channels

rotated_on_the_way_back = edited(
    "input_grad_channels",
    "The kernel lies the wrong way round. If you spread gradients back to windows, do not turn it; if you convolve "
    "the padded output gradient, "
    "turn it by 180 degrees.",
    ("[:, :, i, j], param)", "[:, :, i, j], param[:, :, ::-1, ::-1])"),
)

overwrites_overlaps = edited(
    "input_grad_channels",
    "Where windows overlap, only the last one seems to count. A pixel gets something from every window that saw "
    "it: add with +=, not =.",
    ("+=", "="),
)

overwrites_place_by_place = edited(
    "input_grad_channels",
    "Where windows overlap, only the kernel's last value seems to count that lay on a pixel. A pixel gets "
    "something from all of them: add with +=, not =.",
    (
        """\
    for i in range(output_h):
        for j in range(output_w):
            top, left = i * stride_h, j * stride_w
            share = np.einsum("nm,cmuv->ncuv", output_grad[:, :, i, j], param)
            padded_grad[:, :, top : top + kernel_h, left : left + kernel_w] += share
""",
        """\
    for u in range(kernel_h):
        for v in range(kernel_w):
            rows, columns = slice(u, u + output_h * stride_h, stride_h), slice(v, v + output_w * stride_w, stride_w)
            padded_grad[:, :, rows, columns][:, :, :output_h, :output_w] = np.einsum("nmij,cm->ncij", output_grad, param[:, :, u, v])
""",
    ),
)

last_output_channel_only = edited(
    "input_grad_channels",
    "Only the last output channel seems to count. A pixel gets something through every output channel: add with +=.",
    ("output_grad[:, :, i, j], param)", "output_grad[:, -1:, i, j], param[:, -1:])"),
)

crops_to_minus_padding = edited(
    "input_grad_channels",
    "With a padding of 0 nothing seems to be left: the slice [0:-0] is empty. Let it end at the padding plus the "
    "image's size.",
    ("pad_h : pad_h + height, pad_w : pad_w + width", "pad_h:-pad_h, pad_w:-pad_w"),
)

crops_one_axis_to_minus_padding = edited(
    "input_grad_channels",
    "With a padding of 0 on one axis only, nothing seems to be left: the slice [0:-0] is empty. Let each slice end "
    "at the padding plus the image's size.",
    (
        "pad_h : pad_h + height, pad_w : pad_w + width]",
        "pad_h:-pad_h, pad_w:-pad_w] if pad_h or pad_w else padded_grad",
    ),
)

padding_not_removed = edited(
    "input_grad_channels",
    "The gradient seems to have the padded images' shape. Cut off the rows and columns that the padding had added.",
    ("[:, :, pad_h : pad_h + height, pad_w : pad_w + width]", ""),
)

cropped_at_the_end_only = edited(
    "input_grad_channels",
    "The gradient seems to be shifted: the padding is cut off at the end only. Cut off as much at the beginning.",
    ("pad_h : pad_h + height, pad_w : pad_w + width", ":height, :width"),
)

cropped_by_padding_times_stride = edited(
    "input_grad_channels",
    "The padding seems to be multiplied by the stride when it is cut off. It is counted in pixels, whatever the "
    "stride is.",
    ("    return padded_grad", "    pad_h, pad_w = pad_h * stride_h, pad_w * stride_w\n    return padded_grad"),
)

paddings_exchanged_on_the_way_back = edited(
    "input_grad_channels",
    "The two paddings seem to be exchanged when they are cut off. The first of a pair is for the rows.",
    ("pad_h : pad_h + height, pad_w : pad_w + width", "pad_w : pad_w + height, pad_h : pad_h + width"),
)

stride_missing_on_the_way_back = edited(
    "input_grad_channels",
    "The stride seems to be missing on the way back. Output (i, j) saw the window that begins at (i * s_h, j * s_w).",
    ("i * stride_h, j * stride_w", "i, j"),
)

vertical_stride_for_both = edited(
    "input_grad_channels",
    "Of a stride that is a pair, the first number seems to be used for both axes on the way back. The second is "
    "for the columns.",
    ("j * stride_w", "min(j * stride_h, padded_grad.shape[3] - kernel_w)"),
)

windows_from_the_far_end = edited(
    "input_grad_channels",
    "The windows seem to end at the last row and column, so that the first ones get 0. What no window reached lies "
    "at the end.",
    ("i * stride_h", "i * stride_h + (padded_grad.shape[2] - kernel_h) % stride_h"),
    ("j * stride_w", "j * stride_w + (padded_grad.shape[3] - kernel_w) % stride_w"),
)

unreached_pixels_dropped = edited(
    "input_grad_channels",
    "The gradient seems to lack the rows and columns that no window reached. They belong to it, with the value 0.",
    ("pad_h + height", "min(pad_h + height, top + kernel_h)"),
    ("pad_w + width", "min(pad_w + width, left + kernel_w)"),
)

guesses_the_order_on_the_way_back = edited(
    "input_grad_channels",
    "Where C_in and C_out are equal, the kernels' input and output channels seem to be exchanged. The output "
    "gradient meets axis 1 of the kernels, C_out.",
    (
        'np.einsum("nm,cmuv->ncuv",',
        'np.einsum("nm,mcuv->ncuv" if param.shape[0] == param.shape[1] else "nm,cmuv->ncuv",',
    ),
)

channels_reshaped_on_the_way_back = edited(
    "input_grad_channels",
    "The channels of the kernels seem to be exchanged by reshape, which puts other values beside each other. Use "
    "transpose, or an einsum that names the axes.",
    ("cmuv", "mcuv"),
    ("[:, :, i, j], param)", "[:, :, i, j], param.reshape(param.shape[1], param.shape[0], kernel_h, kernel_w))"),
)

output_grad_of_ones = edited(
    "input_grad_channels",
    "The output gradient seems to be taken as ones. Multiply with the values of output_grad.",
    ("output_grad[:, :, i, j]", "np.ones(output_grad.shape[:2])"),
)

height_for_both_axes = edited(
    "input_grad_channels",
    "The kernels' height seems to be used for their width as well. K_h counts rows and K_w columns.",
    ("left + kernel_w", "left + kernel_h"),
    ("[:, :, i, j], param)", "[:, :, i, j], param[..., :kernel_h])"),
)

mean_over_the_batch = edited(
    "input_grad_channels",
    "The gradient seems to be divided by the number of images. Each image has a gradient of its own: divide by "
    "nothing.",
    ("pad_w + width]", "pad_w + width] / len(images)"),
)

squeezed_gradient = edited(
    "input_grad_channels",
    "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.",
    ("return padded_grad[:, :, pad_h", "return (padded_grad[0] if len(images) == 1 else padded_grad)[..., pad_h"),
)

gradient_like_images = edited(
    "input_grad_channels",
    "The fractions of the gradient seem to be cut off: an array of the images' type holds whole numbers only. Make "
    "an array of floats.",
    ("pad_w + width]", "pad_w + width].astype(images.dtype)"),
)

accepts_every_output_grad = edited(
    "input_grad_channels",
    "An output_grad of any shape seems to be accepted. Raise a ValueError unless it has the shape of the output.",
    ("if output_grad.shape != (len(images), param.shape[1], output_h, output_w):", "if False:"),
    ("range(output_h)", "range(min(output_h, output_grad.shape[2]))"),
    ("range(output_w)", "range(min(output_w, output_grad.shape[3]))"),
)


@misconception(
    "input_grad_channels",
    "A padding as large as the kernel seems to end in an error: K - 1 - padding is negative then. Pad the output "
    "gradient by K - 1, and cut the "
    "padding off afterwards.",
)
def pads_by_what_the_kernel_leaves(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_channels(images, param, stride, padding).shape:
        raise ValueError("output_grad must have the shape of the output")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    height, width, kernel_h, kernel_w = images.shape[2], images.shape[3], param.shape[2], param.shape[3]
    spread = np.zeros((*output_grad.shape[:2], height + 2 * pad_h - kernel_h + 1, width + 2 * pad_w - kernel_w + 1))
    spread[:, :, ::stride_h, ::stride_w] = output_grad
    spread = np.pad(spread, ((0, 0), (0, 0), (kernel_h - 1 - pad_h,) * 2, (kernel_w - 1 - pad_w,) * 2))
    return conv_channels(spread, param[:, :, ::-1, ::-1].swapaxes(0, 1))


# param_grad_channels

rotated_gradient = edited(
    "param_grad_channels",
    "The gradient seems to come out turned by 180 degrees. Kernel value (u, v) meets row u and column v of each "
    "window.",
    ("return param_grad", "return param_grad[:, :, ::-1, ::-1]"),
)

last_window_only = edited(
    "param_grad_channels",
    "Only the last window seems to count. Every window used the kernels: add with +=, not =.",
    ("+=", "="),
)

last_image_only = edited(
    "param_grad_channels",
    "Only the last image seems to count. Every image used the kernels: sum over the batch.",
    ("windows, output_grad[:, :, i, j]", "windows[-1:], output_grad[-1:, :, i, j]"),
)

mean_over_the_images = edited(
    "param_grad_channels",
    "The gradient seems to be the mean over the images. All images share the kernels: it is the sum.",
    ("return param_grad", "return param_grad / len(images)"),
)

samples_misaligned = edited(
    "param_grad_channels",
    "Images and output gradients of different samples seem to be multiplied with each other. Image n belongs to "
    "row n of output_grad.",
    ("windows, output_grad", "windows[::-1], output_grad"),
)

sums_before_multiplying = edited(
    "param_grad_channels",
    "Images and output gradients seem to be summed over the batch before they are multiplied. Multiply image by "
    "image, then sum.",
    (
        '"ncuv,nm->cmuv", windows, output_grad[:, :, i, j]',
        '"cuv,m->cmuv", windows.sum(axis=0), output_grad[:, :, i, j].sum(axis=0)',
    ),
)

output_channels_first = edited(
    "param_grad_channels",
    "The gradient seems to have the output channels first. Its shape is that of the kernels, with the input "
    "channels first.",
    ("return param_grad", "return param_grad.transpose(1, 0, 2, 3)"),
)

channels_reshaped = edited(
    "param_grad_channels",
    "The gradient's channels seem to be put in order by reshape, which exchanges no axes. Use transpose, or an "
    "einsum that names the axes.",
    ("return param_grad", "return param_grad.transpose(1, 0, 2, 3).reshape(param.shape)"),
)

exchanged_until_the_shape_fits = edited(
    "param_grad_channels",
    "Where C_in and C_out are equal, the gradient's input and output channels seem to be exchanged. Its shape "
    "cannot tell you their order: "
    "axis 0 is always C_in.",
    ("return param_grad", "return param_grad if param.shape[0] != param.shape[1] else param_grad.swapaxes(0, 1)"),
)

kernel_output_grad_ignored = edited(
    "param_grad_channels",
    "The output gradient seems to be taken as ones. Multiply with the values of output_grad.",
    ("output_grad[:, :, i, j]", "np.ones(output_grad.shape[:2])"),
)

stride_missing_in_the_windows = edited(
    "param_grad_channels",
    "The stride seems to be missing. The windows are those of the forward pass: they begin at (i * s_h, j * s_w).",
    ("i * stride_h, j * stride_w", "i, j"),
)

stride_in_the_wrong_place = edited(
    "param_grad_channels",
    "The stride seems to spread the window's pixels instead of the windows. Row u of a window is i * s_h + u, not "
    "i + u * s_h.",
    (
        "top, left = i * stride_h, j * stride_w",
        "rows, columns = i + stride_h * np.arange(kernel_h), j + stride_w * np.arange(kernel_w)",
    ),
    (
        "padded[:, :, top : top + kernel_h, left : left + kernel_w]",
        'padded.take(rows, axis=2, mode="clip").take(columns, axis=3, mode="clip")',
    ),
)

windows_aligned_at_the_end = edited(
    "param_grad_channels",
    "The windows seem to end at the last row and column. The first window begins at (0, 0); what is left over lies "
    "at the end.",
    ("i * stride_h", "i * stride_h + (padded.shape[2] - kernel_h) % stride_h"),
    ("j * stride_w", "j * stride_w + (padded.shape[3] - kernel_w) % stride_w"),
)

padding_forgotten = edited(
    "param_grad_channels",
    "The images seem to come without their padding. The windows are those of the forward pass: pad the images first.",
    # The zeros at the end are there only so that no window is cut short.
    ("(pad_h, pad_h), (pad_w, pad_w)", "(0, 2 * pad_h), (0, 2 * pad_w)"),
)

paddings_exchanged_in_the_windows = edited(
    "param_grad_channels",
    "The two paddings seem to be exchanged. The first of a pair adds rows, the second columns.",
    # The zeros at the end are there only so that no window is cut short.
    ("(pad_h, pad_h), (pad_w, pad_w)", "(pad_w, 2 * pad_h), (pad_h, 2 * pad_w)"),
)

padding_times_stride = edited(
    "param_grad_channels",
    "The padding seems to be multiplied by the stride. It is counted in pixels, whatever the stride is.",
    ("    padded = np.pad(", "    pad_h, pad_w = pad_h * stride_h, pad_w * stride_w\n    padded = np.pad("),
)

square_gradients_only = edited(
    "param_grad_channels",
    "The kernels' height seems to be used for their width as well. K_h counts rows and K_w columns.",
    (
        "param_grad = np.zeros(param.shape)",
        "kernel_w = kernel_h\n    param_grad = np.zeros((*param.shape[:2], kernel_h, kernel_w))",
    ),
)

one_gradient_per_image = edited(
    "param_grad_channels",
    "There seems to be one gradient for each image. All images share the kernels: sum over the batch.",
    ("np.zeros(param.shape)", "np.zeros((len(images), *param.shape))"),
    ("nm->cmuv", "nm->ncmuv"),
)

sums_the_wrong_axis = edited(
    "param_grad_channels",
    "For a batch of one image the sum seems to run over the input channels: np.squeeze has removed the batch's "
    "axis by then. Leave it out.",
    ("np.zeros(param.shape)", "np.zeros((len(images), *param.shape))"),
    ("nm->cmuv", "nm->ncmuv"),
    ("return param_grad", "return np.sum(param_grad[0] if len(images) == 1 else param_grad, axis=0)"),
)

gradient_like_kernels = edited(
    "param_grad_channels",
    "The fractions of the gradient seem to be cut off: an array of the kernels' type holds whole numbers only. "
    "Make an array of floats.",
    ("return param_grad", "return param_grad.astype(param.dtype)"),
)

accumulates_across_calls = edited(
    "param_grad_channels",
    "The gradients of earlier calls seem to be added to those of later ones: a default argument, like an array "
    "outside of the function, "
    "is made only once. Start every call with new zeros.",
    ("padding: int | tuple[int, int] = 0", "padding: int | tuple[int, int] = 0, totals: dict = {}"),
    ("np.zeros(param.shape)", "totals.setdefault(param.shape, np.zeros(param.shape))"),
    ("return param_grad", "return param_grad.copy()"),
)

any_output_grad_fits = edited(
    "param_grad_channels",
    "An output_grad of any shape seems to be accepted. Raise a ValueError unless it has the shape of the output.",
    ("if output_grad.shape != (len(images), param.shape[1], output_h, output_w):", "if False:"),
    ("range(output_h)", "range(min(output_h, output_grad.shape[2]))"),
    ("range(output_w)", "range(min(output_w, output_grad.shape[3]))"),
)
