"""Other right ways to write the unit conv_channels."""

import numpy as np

from autograder.course import alternative

from .solution import conv_channels, output_size, pair

# Explicit loops over every index, and assert statements.


@alternative("output_size", style="loops_and_asserts")
def count_the_places(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    assert stride >= 1, "stride must be at least 1"
    assert padding >= 0, "padding must not be negative"
    assert kernel <= size + 2 * padding, "the kernel must fit into the padded image"
    places = 0
    start = 0
    while start + kernel <= size + 2 * padding:
        places += 1
        start += stride
    return places


@alternative("conv_channels", style="loops_and_asserts")
def conv_by_loops(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    assert images.ndim == 4, "images must be 4-D"
    assert param.ndim == 4, "param must be 4-D"
    assert images.shape[1] == param.shape[0], "images and param must have the same C_in"
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, channels_in, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    padded = np.zeros((count, channels_in, height + 2 * pad_h, width + 2 * pad_w))
    padded[:, :, pad_h : pad_h + height, pad_w : pad_w + width] = images
    output = np.zeros((count, channels_out, output_h, output_w))
    for n in range(count):
        for c in range(channels_in):
            for m in range(channels_out):
                for i in range(output_h):
                    for j in range(output_w):
                        for u in range(kernel_h):
                            for v in range(kernel_w):
                                output[n, m, i, j] += (
                                    param[c, m, u, v] * padded[n, c, i * stride_h + u, j * stride_w + v]
                                )
    return output


@alternative("input_grad_channels", style="loops_and_asserts")
def input_grad_by_loops(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    assert images.ndim == 4, "images must be 4-D"
    assert param.ndim == 4, "param must be 4-D"
    assert images.shape[1] == param.shape[0], "images and param must have the same C_in"
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, channels_in, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    assert output_grad.shape == (count, channels_out, output_h, output_w), "output_grad must have the output's shape"
    input_grad = np.zeros(images.shape)
    for n, m, i, j in np.ndindex(output_grad.shape):
        for c in range(channels_in):
            for u in range(kernel_h):
                for v in range(kernel_w):
                    row, column = i * stride_h + u - pad_h, j * stride_w + v - pad_w
                    if 0 <= row < height and 0 <= column < width:
                        input_grad[n, c, row, column] += param[c, m, u, v] * output_grad[n, m, i, j]
    return input_grad


@alternative("param_grad_channels", style="loops_and_asserts")
def param_grad_by_loops(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    assert images.ndim == 4, "images must be 4-D"
    assert param.ndim == 4, "param must be 4-D"
    assert images.shape[1] == param.shape[0], "images and param must have the same C_in"
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, channels_in, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    assert output_grad.shape == (count, channels_out, output_h, output_w), "output_grad must have the output's shape"
    param_grad = np.zeros(param.shape)
    for n, m, i, j in np.ndindex(output_grad.shape):
        for c in range(channels_in):
            for u in range(kernel_h):
                for v in range(kernel_w):
                    row, column = i * stride_h + u - pad_h, j * stride_w + v - pad_w
                    if 0 <= row < height and 0 <= column < width:
                        param_grad[c, m, u, v] += images[n, c, row, column] * output_grad[n, m, i, j]
    return param_grad


# All windows at once.


@alternative("output_size", style="sliding_windows")
def output_size_by_range(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    places = len(range(0, size + 2 * padding - kernel + 1, stride))  # a stride of 0 is a ValueError of range itself
    if places < 1 or stride < 0 or padding < 0:
        raise ValueError(f"a window of {kernel} on {size} pixels with stride {stride} and padding {padding}")
    return places


@alternative("conv_channels", style="sliding_windows")
def conv_by_windows(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    if min(stride_h, stride_w) < 1:
        raise ValueError(f"a stride of {stride}")
    padded = np.pad(images, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, param.shape[2:], axis=(2, 3))[
        :, :, ::stride_h, ::stride_w
    ]
    return np.einsum("ncijuv,cmuv->nmij", windows, param, dtype=float)


@alternative("param_grad_channels", style="sliding_windows")
def param_grad_by_windows(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    if min(stride_h, stride_w) < 1:
        raise ValueError(f"a stride of {stride}")
    padded = np.pad(images, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, param.shape[2:], axis=(2, 3))[
        :, :, ::stride_h, ::stride_w
    ]
    if output_grad.shape != (len(images), param.shape[1], *windows.shape[2:4]):
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.tensordot(windows, output_grad, axes=([0, 2, 3], [0, 2, 3])).transpose(0, 3, 1, 2)


# One product for each place in the kernel, with slices that step by the stride.


@alternative("output_size", style="shifts")
def output_size_by_floor(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if stride <= 0 or padding < 0 or size - kernel + 2 * padding < 0:
        raise ValueError(f"a window of {kernel} on {size} pixels with stride {stride} and padding {padding}")
    return int(np.floor((size - kernel + 2 * padding) / stride)) + 1


@alternative("conv_channels", style="shifts")
def conv_by_shifts(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    output_h = output_size(images.shape[2], param.shape[2], stride_h, pad_h)
    output_w = output_size(images.shape[3], param.shape[3], stride_w, pad_w)
    padded = np.pad(images, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for u, v in np.ndindex(param.shape[2:]):
        seen = padded[:, :, u : u + output_h * stride_h : stride_h, v : v + output_w * stride_w : stride_w][
            :, :, :output_h, :output_w
        ]
        output += np.tensordot(seen, param[:, :, u, v], axes=([1], [0])).transpose(0, 3, 1, 2)
    return output


@alternative("input_grad_channels", style="shifts")
def input_grad_by_shifts(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, channels_in, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    if output_grad.shape != (count, channels_out, output_h, output_w):
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    padded_grad = np.zeros((count, channels_in, height + 2 * pad_h, width + 2 * pad_w))
    for u, v in np.ndindex(kernel_h, kernel_w):
        rows, columns = u + stride_h * np.arange(output_h), v + stride_w * np.arange(output_w)
        padded_grad[:, :, rows[:, np.newaxis], columns] += np.einsum("nmij,cm->ncij", output_grad, param[:, :, u, v])
    return padded_grad[:, :, pad_h : pad_h + height, pad_w : pad_w + width].copy()


@alternative("param_grad_channels", style="shifts")
def param_grad_by_shifts(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, _, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    if output_grad.shape != (count, channels_out, output_h, output_w):
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    padded = np.pad(images, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    param_grad = np.zeros(param.shape)
    for u, v in np.ndindex(kernel_h, kernel_w):
        seen = padded[:, :, u::stride_h, v::stride_w][:, :, :output_h, :output_w]
        param_grad[:, :, u, v] = np.einsum("ncij,nmij->cm", seen, output_grad)
    return param_grad


# SciPy, at stride 1: a larger stride keeps every so many outputs, and on the way back has zeros
# between the gradients.


@alternative("conv_channels", style="scipy")
def conv_by_signal(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    from scipy import signal

    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    output_h = output_size(images.shape[2], param.shape[2], stride_h, pad_h)
    output_w = output_size(images.shape[3], param.shape[3], stride_w, pad_w)
    padded = np.pad(images.astype(np.float64), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    output = np.zeros((len(images), param.shape[1], output_h, output_w))
    for n, c, m in np.ndindex(len(images), *param.shape[:2]):
        output[n, m] += signal.correlate2d(padded[n, c], param[c, m], mode="valid")[::stride_h, ::stride_w]
    return output


@alternative("input_grad_channels", style="scipy")
def input_grad_by_signal(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    from scipy import signal

    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, channels_in, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    if output_grad.shape != (count, channels_out, output_h, output_w):
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    spread = np.zeros((count, channels_out, height + 2 * pad_h - kernel_h + 1, width + 2 * pad_w - kernel_w + 1))
    spread[:, :, ::stride_h, ::stride_w] = output_grad
    padded_grad = np.zeros((count, channels_in, height + 2 * pad_h, width + 2 * pad_w))
    for n, c, m in np.ndindex(count, channels_in, channels_out):
        padded_grad[n, c] += signal.convolve2d(spread[n, m], param[c, m], mode="full")
    return padded_grad[:, :, pad_h : height + pad_h, pad_w : width + pad_w]


@alternative("param_grad_channels", style="scipy")
def param_grad_by_signal(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    from scipy import signal

    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, _, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    if output_grad.shape != (count, channels_out, output_h, output_w):
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    padded = np.pad(images.astype(np.float64), ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
    spread = np.zeros((count, channels_out, height + 2 * pad_h - kernel_h + 1, width + 2 * pad_w - kernel_w + 1))
    spread[:, :, ::stride_h, ::stride_w] = output_grad
    param_grad = np.zeros(param.shape)
    for n, c, m in np.ndindex(count, *param.shape[:2]):
        param_grad[c, m] += signal.correlate2d(padded[n, c], spread[n, m], mode="valid")
    return param_grad


# The convolution as one matrix: its transpose leads back.


@alternative("input_grad_channels", style="matrix")
def input_grad_by_matrix(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or param.shape[0] != images.shape[1]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    (count, channels_in, height, width), (_, channels_out, kernel_h, kernel_w) = images.shape, param.shape
    output_h, output_w = output_size(height, kernel_h, stride_h, pad_h), output_size(width, kernel_w, stride_w, pad_w)
    if output_grad.shape != (count, channels_out, output_h, output_w):
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    matrix = np.zeros((channels_out, output_h, output_w, channels_in, height + 2 * pad_h, width + 2 * pad_w))
    for i, j in np.ndindex(output_h, output_w):
        matrix[:, i, j, :, i * stride_h : i * stride_h + kernel_h, j * stride_w : j * stride_w + kernel_w] = (
            param.swapaxes(0, 1)
        )
    matrix = matrix[..., pad_h : pad_h + height, pad_w : pad_w + width].reshape(channels_out * output_h * output_w, -1)
    return (output_grad.reshape(count, -1) @ matrix).reshape(images.shape)


# The gradients as convolutions themselves: with a stride there are zeros between the output
# gradients.


@alternative("input_grad_channels", style="through_conv_channels")
def input_grad_by_convolution(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_channels(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    height, width, kernel_h, kernel_w = *images.shape[2:], *param.shape[2:]
    spread = np.zeros((*output_grad.shape[:2], height + 2 * pad_h - kernel_h + 1, width + 2 * pad_w - kernel_w + 1))
    spread[:, :, ::stride_h, ::stride_w] = output_grad
    padded_grad = conv_channels(spread, param[:, :, ::-1, ::-1].swapaxes(0, 1), 1, (kernel_h - 1, kernel_w - 1))
    return padded_grad[:, :, pad_h : pad_h + height, pad_w : pad_w + width]


@alternative("param_grad_channels", style="through_conv_channels")
def param_grad_by_convolution(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_channels(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    size_h, size_w = images.shape[2] + 2 * pad_h - param.shape[2] + 1, images.shape[3] + 2 * pad_w - param.shape[3] + 1
    spread = np.zeros((*output_grad.shape[:2], size_h, size_w))
    spread[:, :, ::stride_h, ::stride_w] = output_grad
    return conv_channels(images.swapaxes(0, 1), spread, 1, padding)  # images take the part of channels
