"""Wrong answers that people really give in the unit conv2d, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import edited, misconception

from .solution import conv_2d, pad_2d

# pad_2d

pad_h_for_both_axes = edited(
    "pad_2d",
    "The first padding seems to be used for both axes. Rows are added by pad_h, columns by pad_w.",
    ("    height, width =", "    pad_w = pad_h\n    height, width ="),
)

paddings_exchanged = edited(
    "pad_2d",
    "The two paddings seem to be exchanged. pad_h adds rows (axis 1), pad_w adds columns (axis 2).",
    ("    height, width =", "    pad_h, pad_w = pad_w, pad_h\n    height, width ="),
)

pads_the_batch = edited(
    "pad_2d",
    "The batch seems to get new images of zeros: axis 0 counts the images. The rows of an image are axis 1 and its "
    "columns are axis 2.",
    ("return padded", "return np.pad(images, ((pad_h, pad_h), (pad_w, pad_w), (0, 0)))"),
)

zeros_only_before = edited(
    "pad_2d",
    "All the zeros seem to stand above and on the left. Half of the new rows belong below the image, half of the "
    "new columns right of it.",
    ("pad_h : pad_h + height, pad_w : pad_w + width", "2 * pad_h :, 2 * pad_w :"),
)

repeats_the_edge = edited(
    "pad_2d",
    "The border seems to repeat the images' outermost values. It should be zeros.",
    ("return padded", 'return np.pad(images, ((0, 0), (pad_h, pad_h), (pad_w, pad_w)), mode="edge")'),
)

square_images_only = edited(
    "pad_2d",
    "The number of rows seems to be taken for the number of columns too, as if images were square. Take both from "
    "images.shape: [N, height, width].",
    ("height, width = images.shape[1], images.shape[2]", "height = width = images.shape[1]"),
    ("] = images", "] = images[:, :, :width]"),
)

slices_to_minus_padding = edited(
    "pad_2d",
    "With a padding of 0 a slice like [0:-0] is empty, because -0 is 0. Let the slices end at the padding plus the "
    "image's size.",
    ("pad_h : pad_h + height, pad_w : pad_w + width", "pad_h:-pad_h, pad_w:-pad_w"),
)

squeezed_padding = edited(
    "pad_2d",
    "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.",
    ("return padded", "return padded[0] if len(padded) == 1 else padded"),
)

buffer_of_integers = edited(
    "pad_2d",
    "The values of the images seem to lose their fractions: the array that you copy them into holds whole numbers "
    "only. Make one of floats.",
    ("width + 2 * pad_w))", "width + 2 * pad_w), dtype=int)"),
)


@misconception(
    "pad_2d",
    "Images with two or four dimensions seem to be padded as well. Raise a ValueError unless there are exactly three.",
)
def pads_whatever_comes(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    return np.pad(images, [(0, 0)] * (images.ndim - 2) + [(pad_h, pad_h), (pad_w, pad_w)])


# conv_2d

rotated_kernel = edited(
    "conv_2d",
    "The kernel seems to be turned by 180 degrees, as in a textbook's convolution. Here the kernel's first value "
    "meets the window's first value.",
    ("windows * param", "windows * np.flip(param)"),
)

transposed_kernel = edited(
    "conv_2d",
    "The kernel's rows and columns seem to be exchanged. param[u, v] belongs to row u and column v of the window.",
    ("kernel_h, kernel_w =", "kernel_w, kernel_h ="),
    ("windows * param", "windows * param.T"),
)

square_kernels_only = edited(
    "conv_2d",
    "The kernel's height seems to be used for its width as well. A kernel need not be square: K_h counts rows and "
    "K_w columns, also in the padding.",
    ("kernel_h, kernel_w = param.shape", "kernel_h = kernel_w = len(param)"),
    (
        "output[:, i, j] = np.sum(windows * param, axis=(1, 2))",
        "for u, v in np.ndindex(kernel_h, kernel_w):\n                output[:, i, j] += windows[:, u, v] * "
        "param[u, v]",
    ),
)

padded_by_half_the_height = edited(
    "conv_2d",
    "The images seem to be padded by half the kernel's height on both axes. On the left and right put half its "
    "width, K_w // 2.",
    ("kernel_h // 2, kernel_w // 2", "kernel_h // 2, kernel_h // 2"),
)

half_the_height_for_the_width = edited(
    "conv_2d",
    "The width of the padding seems to be half the kernel's height. For the columns take half its width, K_w // 2.",
    # The zeros at the end are there only so that no window is cut short.
    (
        "pad_2d(images, kernel_h // 2, kernel_w // 2)",
        "np.pad(images, ((0, 0), (kernel_h // 2, kernel_h // 2), (kernel_h // 2, kernel_w)))",
    ),
)

one_size_for_both_loops = edited(
    "conv_2d",
    "One size seems to be used for both loops over the output, as if images were square. Rows end at the images' "
    "height, columns at their width.",
    ("range(images.shape[2])", "range(images.shape[1])"),
)

overwrites_the_sum = edited(
    "conv_2d",
    "Each output seems to hold only the last product of its window. Add up the products of all kernel values.",
    (
        "output[:, i, j] = np.sum(windows * param, axis=(1, 2))",
        "for u, v in np.ndindex(param.shape):\n                output[:, i, j] = windows[:, u, v] * param[u, v]",
    ),
)

sums_over_the_batch = edited(
    "conv_2d",
    "The images seem to be mixed: each output is the sum over all images of the batch. Sum over the window's rows "
    "and columns only.",
    (", axis=(1, 2)", ""),
)

returns_after_one_image = edited(
    "conv_2d",
    "Only the first image seems to be convolved: the return stands inside the loop over the images. Move it out.",
    ("output[:, i, j] = np.sum(windows * param, axis=(1, 2))", "output[0, i, j] = np.sum(windows[0] * param)"),
)

without_padding = edited(
    "conv_2d",
    "The images seem to be convolved without padding, so that the outputs are smaller. Put a border of zeros "
    "around them first.",
    ("kernel_h // 2, kernel_w // 2", "0, 0"),
    (
        "np.zeros(images.shape)",
        "np.zeros((len(images), max(images.shape[1] - kernel_h + 1, 0), max(images.shape[2] - kernel_w + 1, 0)))",
    ),
    ("range(images.shape[1])", "range(output.shape[1])"),
    ("range(images.shape[2])", "range(output.shape[2])"),
)

circular_padding = edited(
    "conv_2d",
    "At the border, the kernel seems to see the values of the opposite side (np.roll does that). Beyond the border "
    "there are zeros.",
    (
        "    output =",
        """\
    rows, columns = np.arange(padded.shape[1]) - kernel_h // 2, np.arange(padded.shape[2]) - kernel_w // 2
    padded = images.take(rows, axis=1, mode="wrap").take(columns, axis=2, mode="wrap")
    output =""",
    ),
)

mirrored_border = edited(
    "conv_2d",
    "Beyond the border, the kernel seems to see the image mirrored, as scipy.ndimage does by default. There are "
    "zeros: say mode='constant'.",
    (
        "pad_2d(images, kernel_h // 2, kernel_w // 2)",
        'np.pad(images, ((0, 0), (kernel_h // 2, kernel_h // 2), (kernel_w // 2, kernel_w // 2)), mode="symmetric")',
    ),
)

mean_over_the_window = edited(
    "conv_2d",
    "The products seem to be averaged over the window. The output is their sum; a kernel that takes a mean brings "
    "its 1/9 itself.",
    ("np.sum(", "np.mean("),
)

refuses_large_kernels = edited(
    "conv_2d",
    "A kernel larger than the images seems to be refused. It is welcome: the padding gives it room.",
    (
        "    output =",
        """\
    if kernel_h > images.shape[1] or kernel_w > images.shape[2]:
        raise ValueError("expected a kernel that fits into the images")
    output =""",
    ),
)


@misconception(
    "conv_2d",
    "The images seem to be shifted by slices that end before they begin when the kernel reaches over the whole "
    "image: a negative end counts from the "
    "other side. Pad the images and cut windows out of them.",
)
def slices_without_padding(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    _, height, width = images.shape
    output = np.zeros(images.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            down, right = u - param.shape[0] // 2, v - param.shape[1] // 2
            top, left, bottom, end = max(-down, 0), max(-right, 0), height - max(down, 0), width - max(right, 0)
            output[:, top:bottom, left:end] += (
                param[u, v] * images[:, top + down : bottom + down, left + right : end + right]
            )
    return output


squeezed_output = edited(
    "conv_2d",
    "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.",
    ("return output", "return output[0] if len(output) == 1 else output"),
)

buffer_like_images = edited(
    "conv_2d",
    "The fractions of the output seem to be cut off: np.zeros_like of images of whole numbers holds whole numbers "
    "only. Make an array of floats.",
    ("np.zeros(images.shape)", "np.zeros_like(images)"),
)

writes_into_the_images = edited(
    "conv_2d",
    "The outputs seem to be written into the images themselves: output = images gives the same array a second "
    "name. Make a new array for the output.",
    ("np.zeros(images.shape)", "images"),
)

accepts_every_kernel = edited(
    "conv_2d",
    "Every kernel seems to be accepted. Raise a ValueError unless it has exactly two dimensions, both of odd size.",
    ("if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:", "if False:"),
    ("= param.shape", "= param.shape[0], param.shape[1]"),
)

# input_grad_2d

unrotated_kernel = edited(
    "input_grad_2d",
    "The kernel lies the wrong way round. If you spread gradients back to windows, do not turn it; if you convolve "
    "the padded output gradient, "
    "turn it by 180 degrees.",
    ("np.flip(param)", "param"),
)

reversed_one_axis_only = edited(
    "input_grad_2d",
    "The kernel seems to be reversed along its rows only. On the way back both axes are reversed: param[::-1, ::-1].",
    ("np.flip(param)", "np.flipud(param)"),
)

transposed_instead_of_rotated = edited(
    "input_grad_2d",
    "The kernel seems to be transposed where it should be turned by 180 degrees. Reverse both axes, but do not "
    "exchange them.",
    ("np.flip(param)", "param.T"),
)

output_grad_ignored = edited(
    "input_grad_2d",
    "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.",
    ("conv_2d(output_grad,", "conv_2d(np.ones(images.shape),"),
)

zeros_taken_for_none = edited(
    "input_grad_2d",
    "An output_grad of zeros seems to be taken for one that was left out. Only None stands for ones, so ask "
    "whether output_grad is None; "
    "with zeros the gradient is zero.",
    ("if output_grad is None:", "if not np.any(output_grad):"),
)

ones_beyond_the_border = edited(
    "input_grad_2d",
    "Without output_grad, there seem to be ones beyond the border as well. Outputs that do not exist have the "
    "gradient zero: make ones, then pad.",
    (
        "        output_grad = np.ones(images.shape)",
        """\
        conv_2d(images, param)  # refuses what makes no sense
        return np.full(images.shape, float(param.sum()))""",
    ),
)


@misconception(
    "input_grad_2d",
    "The indices seem to be written for kernels of 3 x 3. Where a 2 stands, use the kernel's height or width minus "
    "one.",
)
def indices_for_three(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded_grad = pad_2d(output_grad, param.shape[0] // 2, param.shape[1] // 2)
    input_grad = np.zeros(images.shape)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            for u in range(param.shape[0]):
                for v in range(param.shape[1]):
                    input_grad[:, i, j] += param[u, v] * padded_grad[:, i + 2 - u, j + 2 - v]
    return input_grad


@misconception(
    "input_grad_2d",
    "The kernel's height seems to be used for its width as well. A kernel need not be square: K_h belongs to the "
    "rows and K_w to the columns.",
)
def height_for_both_axes(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    size = param.shape[0]
    padded_grad = pad_2d(output_grad, size // 2, size // 2)
    input_grad = np.zeros(images.shape)
    for u in range(size):
        for v in range(size):
            row, column = size - 1 - u, size - 1 - v
            input_grad += param[u, v] * padded_grad[:, row : row + images.shape[1], column : column + images.shape[2]]
    return input_grad


@misconception(
    "input_grad_2d",
    "For a kernel of a single row or column nothing seems to be left: with padding 0, the slice [0:-0] is empty. "
    "Let it end at the padding plus the size.",
)
def crops_everything_away(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    pad_h, pad_w = param.shape[0] // 2, param.shape[1] // 2
    padded_input_grad = np.zeros((len(images), images.shape[1] + 2 * pad_h, images.shape[2] + 2 * pad_w))
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            padded_input_grad[:, i : i + param.shape[0], j : j + param.shape[1]] += (
                output_grad[:, i, j, np.newaxis, np.newaxis] * param
            )
    return padded_input_grad[:, pad_h:-pad_h, pad_w:-pad_w]


@misconception(
    "input_grad_2d",
    "The gradient of one output seems to overwrite that of another where their windows overlap. A pixel reaches "
    "several outputs: add with +=, not =.",
)
def overwrites_overlaps(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    pad_h, pad_w = param.shape[0] // 2, param.shape[1] // 2
    padded_input_grad = np.zeros((len(images), images.shape[1] + 2 * pad_h, images.shape[2] + 2 * pad_w))
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            padded_input_grad[:, i : i + param.shape[0], j : j + param.shape[1]] = (
                output_grad[:, i, j, np.newaxis, np.newaxis] * param
            )
    return padded_input_grad[:, pad_h : pad_h + images.shape[1], pad_w : pad_w + images.shape[2]]


@misconception(
    "input_grad_2d",
    "Windows that reach over the border seem to be cut at a negative index, which counts from the other side. Pad "
    "output_grad with zeros instead.",
)
def windows_from_a_negative_index(
    images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    _, height, width = images.shape
    input_grad = np.zeros(images.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            down, right = param.shape[0] // 2 - u, param.shape[1] // 2 - v
            top, left, bottom, end = max(-down, 0), max(-right, 0), height - max(down, 0), width - max(right, 0)
            input_grad[:, top:bottom, left:end] += (
                param[u, v] * output_grad[:, top + down : bottom + down, left + right : end + right]
            )
    return input_grad


mean_over_the_batch = edited(
    "input_grad_2d",
    "The gradient seems to be the mean over the batch. Each image has a gradient of its own: keep the images apart.",
    ("np.flip(param))", "np.flip(param)) / len(images)"),
)

squeezed_gradient = edited(
    "input_grad_2d",
    "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.",
    ("return conv_2d", "input_grad = conv_2d"),
    ("np.flip(param))", "np.flip(param))\n    return input_grad[0] if len(images) == 1 else input_grad"),
)

gradient_like_images = edited(
    "input_grad_2d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("np.flip(param))", "np.flip(param)).astype(images.dtype)"),
)

accepts_every_output_grad = edited(
    "input_grad_2d",
    "An output_grad of any shape seems to be accepted. Raise a ValueError unless its shape is that of the images.",
    ("if output_grad.shape != images.shape:", "if images.ndim != 3:"),
)

# param_grad_2d

kernel_output_grad_ignored = edited(
    "param_grad_2d",
    "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.",
    (" * output_grad", ""),
)

kernel_zeros_taken_for_none = edited(
    "param_grad_2d",
    "An output_grad of zeros seems to be taken for one that was left out. Only None stands for ones, so ask "
    "whether output_grad is None; "
    "with zeros the gradient is zero.",
    ("if output_grad is None:", "if not np.any(output_grad):"),
)

rotated_gradient = edited(
    "param_grad_2d",
    "The gradient seems to come out turned by 180 degrees. Here the indices move the same way: kernel value (u, v) "
    "meets the padded images shifted by (u, v).",
    ("return param_grad", "return np.flip(param_grad)"),
)

transposed_gradient = edited(
    "param_grad_2d",
    "The gradient's rows and columns seem to be exchanged. Row u belongs to a shift down by u, column v to a shift "
    "right by v.",
    ("return param_grad", "return param_grad.T"),
)

unpadded_images = edited(
    "param_grad_2d",
    "The output gradient seems to meet the images before they were padded. Kernel value (u, v) meets the PADDED "
    "images, shifted.",
    # The zeros at the end are there only so that no window is cut short.
    ("pad_2d(images, kernel_h // 2, kernel_w // 2)", "np.pad(images, ((0, 0), (0, kernel_h), (0, kernel_w)))"),
)

last_image_only = edited(
    "param_grad_2d",
    "Only the last image seems to count. Every image used the kernel: add its part to the gradient, instead of "
    "assigning it in the loop.",
    (
        "padded[:, u : u + height, v : v + width] * output_grad",
        "padded[-1, u : u + height, v : v + width] * output_grad[-1]",
    ),
)

mean_over_the_images = edited(
    "param_grad_2d",
    "The gradient seems to be the mean over the images. All images share the kernel, and their gradients are summed.",
    ("return param_grad", "return param_grad / len(images)"),
)

one_gradient_per_image = edited(
    "param_grad_2d",
    "There seems to be one gradient for each image. All images share the kernel: sum their gradients to one of the "
    "kernel's shape.",
    ("np.zeros(param.shape)", "np.zeros((len(images), *param.shape))"),
    ("param_grad[u, v] = np", "param_grad[:, u, v] = np"),
    ("* output_grad)", "* output_grad, axis=(1, 2))"),
)

sums_before_multiplying = edited(
    "param_grad_2d",
    "Images and output gradients seem to be summed over the batch before they are multiplied. Multiply image by "
    "image, then sum.",
    ("v : v + width] * output_grad", "v : v + width].sum(axis=0) * output_grad.sum(axis=0)"),
)

last_output_only = edited(
    "param_grad_2d",
    "Only the last output seems to count. Every output used the kernel: add its part to the gradient, instead of "
    "assigning it.",
    (
        "param_grad[u, v] = np.sum(padded[:, u : u + height, v : v + width] * output_grad)",
        "for n, i, j in np.ndindex(images.shape):\n                param_grad[u, v] = padded[n, i + u, j + v] * "
        "output_grad[n, i, j]",
    ),
)

ones_for_one_image = edited(
    "param_grad_2d",
    "Without output_grad, the sum over the batch seems to be missing: ones of one image's shape stand for those of "
    "all. Make them of the images' shape.",
    ("output_grad = np.ones(images.shape)", "output_grad = np.zeros(images.shape)\n        output_grad[0] = 1"),
)

square_gradients_only = edited(
    "param_grad_2d",
    "The kernel's height seems to be used for its width as well. A kernel need not be square: K_h belongs to the "
    "rows and K_w to the columns.",
    ("kernel_h, kernel_w = param.shape", "kernel_h = kernel_w = len(param)"),
    ("np.zeros(param.shape)", "np.zeros((kernel_h, kernel_w))"),
)

kernel_must_fit = edited(
    "param_grad_2d",
    "A kernel larger than the images seems to be refused. It is welcome: the padding gives it room, and most of it "
    "meets zeros.",
    (
        "    param_grad =",
        """\
    if kernel_h > height or kernel_w > width:
        raise ValueError("expected a kernel that fits into the images")
    param_grad =""",
    ),
)

sums_the_wrong_axis = edited(
    "param_grad_2d",
    "For a batch of one image the sum seems to run over the kernel's rows: np.squeeze has removed the batch's axis "
    "by then. Leave it out.",
    ("np.zeros(param.shape)", "np.zeros((len(images), *param.shape))"),
    ("param_grad[u, v] = np", "param_grad[:, u, v] = np"),
    ("* output_grad)", "* output_grad, axis=(1, 2))"),
    ("return param_grad", "return np.sum(param_grad[0] if len(images) == 1 else param_grad, axis=0)"),
)

gradient_like_kernel = edited(
    "param_grad_2d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a kernel of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("np.zeros(param.shape)", "np.zeros_like(param)"),
)

accumulates_across_calls = edited(
    "param_grad_2d",
    "The gradients of earlier calls seem to be added to those of later ones: a default argument, like an array or "
    "dict outside of the function, "
    "is made only once. Start every call with new zeros.",
    ("None = None)", "None = None, totals: dict = {})"),
    ("np.zeros(param.shape)", "totals.setdefault(param.shape, np.zeros(param.shape))"),
    ("param_grad[u, v] = np", "param_grad[u, v] += np"),
    ("return param_grad", "return param_grad.copy()"),
)

kernel_accepts_every_output_grad = edited(
    "param_grad_2d",
    "An output_grad of any shape seems to be accepted. Raise a ValueError unless its shape is that of the images.",
    ("if output_grad.shape != images.shape:", "if False:"),
)

# true_convolution

not_rotated = edited(
    "true_convolution",
    "The kernel seems not to be turned: this is conv_2d, the cross-correlation. Turn the kernel by 180 degrees first.",
    ("np.flip(param)", "param"),
)

rows_reversed_only = edited(
    "true_convolution",
    "Only the order of the kernel's rows seems to be reversed. Turning by 180 degrees reverses the columns as well.",
    ("np.flip(param)", "np.flipud(param)"),
)

columns_reversed_only = edited(
    "true_convolution",
    "Only the order of the kernel's columns seems to be reversed. Turning by 180 degrees reverses the rows as well.",
    ("np.flip(param)", "np.fliplr(param)"),
)

transposed_not_rotated = edited(
    "true_convolution",
    "The kernel seems to be transposed. Turning by 180 degrees reverses both axes and exchanges none.",
    ("np.flip(param)", "param.T"),
)

quarter_turn = edited(
    "true_convolution",
    "The kernel seems to be turned by 90 degrees only, as one call of np.rot90 does. Turn it twice.",
    ("np.flip(param)", "np.rot90(param)"),
)

rotated_and_transposed = edited(
    "true_convolution",
    "The kernel seems to be turned into its anti-transpose: reversed along both axes, but with rows and columns "
    "exchanged.",
    ("np.flip(param)", "np.flip(param).T"),
)


@misconception(
    "true_convolution",
    "The kernel's height seems to be used for its width as well, when it is turned. A kernel need not be square: "
    "reverse each axis by its own size.",
)
def turned_as_a_square(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    size = len(param)
    turned = np.zeros((size, size))
    for u in range(size):
        for v in range(size):
            turned[u, v] = param[size - 1 - u, size - 1 - v]
    return conv_2d(images, turned)


convolution_like_images = edited(
    "true_convolution",
    "The fractions of the kernel or of the output seem to be cut off: np.zeros_like of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("np.flip(param))", "np.flip(param)).astype(images.dtype)"),
)

turns_the_argument = edited(
    "true_convolution",
    "The kernel that was passed in seems to be turned in place, so that the caller's array changes. Turn a copy of it.",
    ("return conv_2d(images, np.flip(param))", "param[...] = np.flip(param).copy()\n    return conv_2d(images, param)"),
)


@misconception(
    "true_convolution",
    "Kernels of even size seem to be accepted. Raise a ValueError unless both sizes are odd, as conv_2d does.",
)
def accepts_even_kernels(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2:
        raise ValueError("expected 3-D images and a 2-D kernel")
    turned = np.flip(param)
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            output[:, i, j] = np.sum(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * turned, axis=(1, 2))
    return output
