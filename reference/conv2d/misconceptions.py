"""Wrong answers that people really give in the unit conv2d, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import misconception

from .solution import conv_2d, pad_2d

# pad_2d


@misconception(
    "pad_2d",
    "Images with two or four dimensions seem to be padded as well. Raise a ValueError unless there are exactly three.",
)
def pads_whatever_comes(images: np.ndarray, pad_h: int, pad_w: int) -> np.ndarray:
    return np.pad(images, [(0, 0)] * (images.ndim - 2) + [(pad_h, pad_h), (pad_w, pad_w)])


# conv_2d


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


# input_grad_2d


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


# true_convolution


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
