"""Wrong answers that people really give in the unit conv2d, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import conv_2d, pad_2d

# pad_2d


@misconception("pad_2d", "The first padding seems to be used for both axes. Rows are added by pad_h, columns by pad_w.")
def pad_h_for_both_axes(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    return np.pad(images, ((0, 0), (pad_h, pad_h), (pad_h, pad_h)))


@misconception("pad_2d", "The two paddings seem to be exchanged. pad_h adds rows (axis 1), pad_w adds columns (axis 2).")
def paddings_exchanged(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    return np.pad(images, ((0, 0), (pad_w, pad_w), (pad_h, pad_h)))


@misconception("pad_2d", "The batch seems to get new images of zeros: axis 0 counts the images. The rows of an image are axis 1 and its columns are axis 2.")
def pads_the_batch(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    return np.pad(images, ((pad_h, pad_h), (pad_w, pad_w), (0, 0)))


@misconception("pad_2d", "All the zeros seem to stand above and on the left. Half of the new rows belong below the image, half of the new columns right of it.")
def zeros_only_before(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    return np.pad(images, ((0, 0), (2 * pad_h, 0), (2 * pad_w, 0)))


@misconception("pad_2d", "The border seems to repeat the images' outermost values. It should be zeros.")
def repeats_the_edge(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    return np.pad(images, ((0, 0), (pad_h, pad_h), (pad_w, pad_w)), mode="edge")


@misconception(
    "pad_2d", "The number of rows seems to be taken for the number of columns too, as if images were square. Take both from images.shape: [N, height, width]."
)
def square_images_only(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    size = images.shape[1]
    padded = np.zeros((len(images), size + 2 * pad_h, size + 2 * pad_w))
    padded[:, pad_h : pad_h + size, pad_w : pad_w + size] = images[:, :size, :size]
    return padded


@misconception("pad_2d", "With a padding of 0 a slice like [0:-0] is empty, because -0 is 0. Let the slices end at the padding plus the image's size.")
def slices_to_minus_padding(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    padded = np.zeros((len(images), images.shape[1] + 2 * pad_h, images.shape[2] + 2 * pad_w))
    padded[:, pad_h:-pad_h, pad_w:-pad_w] = images
    return padded


@misconception("pad_2d", "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.")
def squeezed_padding(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    padded = np.pad(images, ((0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    return padded[0] if len(padded) == 1 else padded


@misconception(
    "pad_2d", "The values of the images seem to lose their fractions: the array that you copy them into holds whole numbers only. Make one of floats."
)
def buffer_of_integers(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    if images.ndim != 3 or pad_h < 0 or pad_w < 0:
        raise ValueError("expected 3-D images and paddings of at least 0")
    count, height, width = images.shape
    padded = np.zeros((count, height + 2 * pad_h, width + 2 * pad_w), dtype=int)
    padded[:, pad_h : pad_h + height, pad_w : pad_w + width] = images
    return padded


@misconception("pad_2d", "Images with two or four dimensions seem to be padded as well. Raise a ValueError unless there are exactly three.")
def pads_whatever_comes(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    return np.pad(images, [(0, 0)] * (images.ndim - 2) + [(pad_h, pad_h), (pad_w, pad_w)])


# conv_2d


@misconception(
    "conv_2d",
    "The kernel seems to be turned by 180 degrees, as in a textbook's convolution. Here the kernel's first value meets the window's first value.",
)
def rotated_kernel(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    kernel = np.rot90(np.rot90(param))
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            output += kernel[u, v] * padded[:, u : u + images.shape[1], v : v + images.shape[2]]
    return output


@misconception("conv_2d", "The kernel's rows and columns seem to be exchanged. param[u, v] belongs to row u and column v of the window.")
def transposed_kernel(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    kernel = param.T
    padded = pad_2d(images, kernel.shape[0] // 2, kernel.shape[1] // 2)
    output = np.zeros(images.shape)
    for u in range(kernel.shape[0]):
        for v in range(kernel.shape[1]):
            output += kernel[u, v] * padded[:, u : u + images.shape[1], v : v + images.shape[2]]
    return output


@misconception(
    "conv_2d", "The kernel's height seems to be used for its width as well. A kernel need not be square: K_h counts rows and K_w columns, also in the padding."
)
def square_kernels_only(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    size = param.shape[0]
    padded = pad_2d(images, size // 2, size // 2)
    output = np.zeros(images.shape)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            for u in range(size):
                for v in range(size):
                    output[:, i, j] += param[u, v] * padded[:, i + u, j + v]
    return output


@misconception(
    "conv_2d", "One size seems to be used for both loops over the output, as if images were square. Rows end at the images' height, columns at their width."
)
def one_size_for_both_loops(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    size = images.shape[1]
    for i in range(size):
        for j in range(size):
            output[:, i, j] = np.sum(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * param, axis=(1, 2))
    return output


@misconception("conv_2d", "Each output seems to hold only the last product of its window. Add up the products of all kernel values.")
def overwrites_the_sum(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            output = param[u, v] * padded[:, u : u + images.shape[1], v : v + images.shape[2]]
    return output


@misconception("conv_2d", "The images seem to be mixed: each output is the sum over all images of the batch. Sum over the window's rows and columns only.")
def sums_over_the_batch(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            output[:, i, j] = np.sum(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * param)
    return output


@misconception("conv_2d", "Only the first image seems to be convolved: the return stands inside the loop over the images. Move it out.")
def returns_after_one_image(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for n in range(len(images)):
        for i in range(images.shape[1]):
            for j in range(images.shape[2]):
                output[n, i, j] = np.sum(padded[n, i : i + param.shape[0], j : j + param.shape[1]] * param)
        return output
    return output


@misconception("conv_2d", "The images seem to be convolved without padding, so that the outputs are smaller. Put a border of zeros around them first.")
def without_padding(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    height, width = images.shape[1] - param.shape[0] + 1, images.shape[2] - param.shape[1] + 1
    output = np.zeros((len(images), max(height, 0), max(width, 0)))
    for i in range(height):
        for j in range(width):
            output[:, i, j] = np.sum(images[:, i : i + param.shape[0], j : j + param.shape[1]] * param, axis=(1, 2))
    return output


@misconception("conv_2d", "At the border, the kernel seems to see the values of the opposite side (np.roll does that). Beyond the border there are zeros.")
def circular_padding(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    output = np.zeros(images.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            output += param[u, v] * np.roll(images, (param.shape[0] // 2 - u, param.shape[1] // 2 - v), axis=(1, 2))
    return output


@misconception("conv_2d", "The products seem to be averaged over the window. The output is their sum; a kernel that takes a mean brings its 1/9 itself.")
def mean_over_the_window(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            output[:, i, j] = np.mean(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * param, axis=(1, 2))
    return output


@misconception("conv_2d", "A kernel larger than the images seems to be refused. It is welcome: the padding gives it room.")
def refuses_large_kernels(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    if param.shape[0] > images.shape[1] or param.shape[1] > images.shape[2]:
        raise ValueError("expected a kernel that fits into the images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            output += param[u, v] * padded[:, u : u + images.shape[1], v : v + images.shape[2]]
    return output


@misconception(
    "conv_2d",
    "The images seem to be shifted by slices that end before they begin when the kernel reaches over the whole image: a negative end counts from the "
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
            output[:, top:bottom, left:end] += param[u, v] * images[:, top + down : bottom + down, left + right : end + right]
    return output


@misconception("conv_2d", "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.")
def squeezed_output(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            output[:, i, j] = np.sum(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * param, axis=(1, 2))
    return output[0] if len(output) == 1 else output


@misconception(
    "conv_2d", "The fractions of the output seem to be cut off: np.zeros_like of images of whole numbers holds whole numbers only. Make an array of floats."
)
def buffer_like_images(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros_like(images)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            output[:, i, j] = np.sum(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * param, axis=(1, 2))
    return output


@misconception(
    "conv_2d", "The outputs seem to be written into the images themselves: output = images gives the same array a second name. Make a new array for the output."
)
def writes_into_the_images(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = images
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            output[:, i, j] = np.sum(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * param, axis=(1, 2))
    return output


@misconception("conv_2d", "Every kernel seems to be accepted. Raise a ValueError unless it has exactly two dimensions, both of odd size.")
def accepts_every_kernel(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    output = np.zeros(images.shape)
    for i in range(images.shape[1]):
        for j in range(images.shape[2]):
            output[:, i, j] = np.sum(padded[:, i : i + param.shape[0], j : j + param.shape[1]] * param, axis=(1, 2))
    return output


# input_grad_2d


@misconception(
    "input_grad_2d",
    "This seems to be the forward pass applied to the output gradient. On the way back the kernel is turned by 180 degrees: its indices run backwards.",
)
def unrotated_kernel(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    return conv_2d(output_grad, param)


@misconception("input_grad_2d", "The kernel seems to be reversed along its rows only. On the way back both axes are reversed: param[::-1, ::-1].")
def reversed_one_axis_only(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    return conv_2d(output_grad, param[::-1] if param.ndim else param)


@misconception("input_grad_2d", "The kernel seems to be transposed where it should be turned by 180 degrees. Reverse both axes, but do not exchange them.")
def transposed_instead_of_rotated(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    return conv_2d(output_grad, param.T)


@misconception("input_grad_2d", "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.")
def output_grad_ignored(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is not None and output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    return conv_2d(np.ones(images.shape), np.flip(param))


@misconception(
    "input_grad_2d",
    "Without output_grad, there seem to be ones beyond the border as well. Outputs that do not exist have the gradient zero: make ones, then pad.",
)
def ones_beyond_the_border(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        conv_2d(images, param)  # raises where the arguments make no sense
        return np.full(images.shape, float(np.sum(param)))
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    return conv_2d(output_grad, np.flip(param))


@misconception("input_grad_2d", "The indices seem to be written for kernels of 3 x 3. Where a 2 stands, use the kernel's height or width minus one.")
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
    "The kernel's height seems to be used for its width as well. A kernel need not be square: K_h belongs to the rows and K_w to the columns.",
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
    "For a kernel of a single row or column nothing seems to be left: with padding 0, the slice [0:-0] is empty. Let it end at the padding plus the size.",
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
            padded_input_grad[:, i : i + param.shape[0], j : j + param.shape[1]] += output_grad[:, i, j, np.newaxis, np.newaxis] * param
    return padded_input_grad[:, pad_h:-pad_h, pad_w:-pad_w]


@misconception(
    "input_grad_2d",
    "The gradient of one output seems to overwrite that of another where their windows overlap. A pixel reaches several outputs: add with +=, not =.",
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
            padded_input_grad[:, i : i + param.shape[0], j : j + param.shape[1]] = output_grad[:, i, j, np.newaxis, np.newaxis] * param
    return padded_input_grad[:, pad_h : pad_h + images.shape[1], pad_w : pad_w + images.shape[2]]


@misconception(
    "input_grad_2d",
    "Windows that reach over the border seem to be cut at a negative index, which counts from the other side. Pad output_grad with zeros instead.",
)
def windows_from_a_negative_index(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
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
            input_grad[:, top:bottom, left:end] += param[u, v] * output_grad[:, top + down : bottom + down, left + right : end + right]
    return input_grad


@misconception("input_grad_2d", "The gradient seems to be the mean over the batch. Each image has a gradient of its own: keep the images apart.")
def mean_over_the_batch(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    return conv_2d(output_grad, np.flip(param)) / max(len(images), 1)


@misconception("input_grad_2d", "A batch of one image seems to lose its first axis: np.squeeze removes every axis of length one. Leave it out.")
def squeezed_gradient(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    input_grad = conv_2d(output_grad, np.flip(param))
    return input_grad[0] if len(input_grad) == 1 else input_grad


@misconception(
    "input_grad_2d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_images(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    input_grad = np.zeros_like(images)
    input_grad[...] = conv_2d(output_grad, np.flip(param))
    return input_grad


@misconception("input_grad_2d", "An output_grad of any shape seems to be accepted. Raise a ValueError unless its shape is that of the images.")
def accepts_every_output_grad(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError("expected 3-D images")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    return conv_2d(output_grad, np.flip(param))


# param_grad_2d


@misconception("param_grad_2d", "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.")
def kernel_output_grad_ignored(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is not None and output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros(param.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]])
    return param_grad


@misconception(
    "param_grad_2d",
    "The gradient seems to come out turned by 180 degrees. Here the indices move the same way: kernel value (u, v) meets the padded images shifted by (u, v).",
)
def rotated_gradient(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros(param.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[-1 - u, -1 - v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad)
    return param_grad


@misconception("param_grad_2d", "The gradient's rows and columns seem to be exchanged. Row u belongs to a shift down by u, column v to a shift right by v.")
def transposed_gradient(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros((param.shape[1], param.shape[0]))
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[v, u] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad)
    return param_grad


@misconception("param_grad_2d", "The output gradient seems to meet the images before they were padded. Kernel value (u, v) meets the PADDED images, shifted.")
def unpadded_images(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    param_grad = np.zeros(param.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            shifted = images[:, u:, v:]
            param_grad[u, v] = np.sum(shifted * output_grad[:, : shifted.shape[1], : shifted.shape[2]])
    return param_grad


@misconception(
    "param_grad_2d", "Only the last image seems to count. Every image used the kernel: add its part to the gradient, instead of assigning it in the loop."
)
def last_image_only(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros(param.shape)
    for n in range(len(images)):
        for u in range(param.shape[0]):
            for v in range(param.shape[1]):
                param_grad[u, v] = np.sum(padded[n, u : u + images.shape[1], v : v + images.shape[2]] * output_grad[n])
    return param_grad


@misconception("param_grad_2d", "The gradient seems to be the mean over the images. All images share the kernel, and their gradients are summed.")
def mean_over_the_images(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros(param.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad) / len(images)
    return param_grad


@misconception("param_grad_2d", "There seems to be one gradient for each image. All images share the kernel: sum their gradients to one of the kernel's shape.")
def one_gradient_per_image(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros((len(images), *param.shape))
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[:, u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad, axis=(1, 2))
    return param_grad


@misconception("param_grad_2d", "Images and output gradients seem to be summed over the batch before they are multiplied. Multiply image by image, then sum.")
def sums_before_multiplying(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded, total = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2).sum(axis=0), output_grad.sum(axis=0)
    param_grad = np.zeros(param.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[u, v] = np.sum(padded[u : u + images.shape[1], v : v + images.shape[2]] * total)
    return param_grad


@misconception("param_grad_2d", "Only the last output seems to count. Every output used the kernel: add its part to the gradient, instead of assigning it.")
def last_output_only(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros(param.shape)
    for n in range(len(images)):
        for i in range(images.shape[1]):
            for j in range(images.shape[2]):
                param_grad[:] = output_grad[n, i, j] * padded[n, i : i + param.shape[0], j : j + param.shape[1]]
    return param_grad


@misconception(
    "param_grad_2d",
    "Without output_grad, the sum over the batch seems to be missing: ones of one image's shape stand for those of all. Make them of the images' shape.",
)
def ones_for_one_image(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is not None and output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    if output_grad is None:
        output_grad = np.ones((1, *images.shape[1:]))
    param_grad = np.zeros(param.shape)
    for n in range(len(output_grad)):
        for u in range(param.shape[0]):
            for v in range(param.shape[1]):
                param_grad[u, v] += np.sum(padded[n, u : u + images.shape[1], v : v + images.shape[2]] * output_grad[n])
    return param_grad


@misconception(
    "param_grad_2d",
    "The kernel's height seems to be used for its width as well. A kernel need not be square: K_h belongs to the rows and K_w to the columns.",
)
def square_gradients_only(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    size = param.shape[0]
    padded = pad_2d(images, size // 2, size // 2)
    param_grad = np.zeros((size, size))
    for u in range(size):
        for v in range(size):
            param_grad[u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad)
    return param_grad


@misconception("param_grad_2d", "A kernel larger than the images seems to be refused. It is welcome: the padding gives it room, and most of it meets zeros.")
def kernel_must_fit(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if images.ndim != 3 or param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected 3-D images, and a 2-D kernel of odd height and width")
    if param.shape[0] > images.shape[1] or param.shape[1] > images.shape[2]:
        raise ValueError("expected a kernel that fits into the images")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros(param.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad)
    return param_grad


@misconception(
    "param_grad_2d",
    "For a batch of one image the sum seems to run over the kernel's rows: np.squeeze has removed the batch's axis by then. Leave it out.",
)
def sums_the_wrong_axis(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grads = np.zeros((len(images), *param.shape))
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grads[:, u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad, axis=(1, 2))
    return np.sum(param_grads[0] if len(images) == 1 else param_grads, axis=0)


@misconception(
    "param_grad_2d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a kernel of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_kernel(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros_like(param)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad)
    return param_grad


@misconception(
    "param_grad_2d",
    "The gradients of earlier calls seem to be added to those of later ones: a default argument is made only once. Start every call with new zeros.",
)
def accumulates_across_calls(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None, totals: dict = {}) -> np.ndarray:  # noqa: B006 - wrong on purpose
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    if output_grad.shape != images.shape:
        raise ValueError("output_grad must have the shape of images")
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = totals.setdefault(param.shape, np.zeros(param.shape))
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[u, v] += np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad)
    return param_grad.copy()


@misconception("param_grad_2d", "An output_grad of any shape seems to be accepted. Raise a ValueError unless its shape is that of the images.")
def kernel_accepts_every_output_grad(images: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 2 or param.shape[0] % 2 == 0 or param.shape[1] % 2 == 0:
        raise ValueError("expected a 2-D kernel of odd height and width")
    if output_grad is None:
        output_grad = np.ones(images.shape)
    padded = pad_2d(images, param.shape[0] // 2, param.shape[1] // 2)
    param_grad = np.zeros(param.shape)
    for u in range(param.shape[0]):
        for v in range(param.shape[1]):
            param_grad[u, v] = np.sum(padded[:, u : u + images.shape[1], v : v + images.shape[2]] * output_grad)
    return param_grad


# true_convolution


@misconception("true_convolution", "The kernel seems not to be turned: this is conv_2d, the cross-correlation. Turn the kernel by 180 degrees first.")
def not_rotated(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    return conv_2d(images, param)


@misconception("true_convolution", "Only the order of the kernel's rows seems to be reversed. Turning by 180 degrees reverses the columns as well.")
def rows_reversed_only(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    return conv_2d(images, param[::-1] if param.ndim else param)


@misconception("true_convolution", "Only the order of the kernel's columns seems to be reversed. Turning by 180 degrees reverses the rows as well.")
def columns_reversed_only(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    return conv_2d(images, param[..., ::-1] if param.ndim else param)


@misconception("true_convolution", "The kernel seems to be transposed. Turning by 180 degrees reverses both axes and exchanges none.")
def transposed_not_rotated(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    return conv_2d(images, param.T)


@misconception("true_convolution", "The kernel seems to be turned by 90 degrees only, as one call of np.rot90 does. Turn it twice.")
def quarter_turn(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 2:
        raise ValueError("expected a 2-D kernel")
    return conv_2d(images, np.rot90(param))


@misconception("true_convolution", "The kernel seems to be turned into its anti-transpose: reversed along both axes, but with rows and columns exchanged.")
def rotated_and_transposed(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    return conv_2d(images, np.flip(param).T)


@misconception(
    "true_convolution",
    "The kernel's height seems to be used for its width as well, when it is turned. A kernel need not be square: reverse each axis by its own size.",
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


@misconception(
    "true_convolution",
    "The fractions of the kernel or of the output seem to be cut off: np.zeros_like of whole numbers holds whole numbers only. Make an array of floats.",
)
def convolution_like_images(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    output = np.zeros_like(images)
    output[...] = conv_2d(images, np.flip(param))
    return output


@misconception("true_convolution", "The kernel that was passed in seems to be turned in place, so that the caller's array changes. Turn a copy of it.")
def turns_the_argument(images: np.ndarray, param: np.ndarray) -> np.ndarray:
    param[...] = np.flip(param).copy()
    return conv_2d(images, param)


@misconception("true_convolution", "Kernels of even size seem to be accepted. Raise a ValueError unless both sizes are odd, as conv_2d does.")
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
