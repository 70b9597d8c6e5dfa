"""Other right ways to write the unit fast_conv: all of them without a loop over pixels."""

import numpy as np

from autograder.course import alternative

from .solution import conv_im2col, image_patches

# All windows as a view, einsum, and assert statements.


@alternative("image_patches", style="sliding_windows_and_asserts")
def patches_by_sliding_windows(
    images: np.ndarray,
    kernel_h: int,
    kernel_w: int,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    stride_h, stride_w = (stride, stride) if isinstance(stride, int) else stride
    padding_h, padding_w = (padding, padding) if isinstance(padding, int) else padding
    assert images.ndim == 4, "images must be 4-D"
    assert min(kernel_h, kernel_w, stride_h, stride_w) >= 1, "kernel and stride must be positive"
    assert min(padding_h, padding_w) >= 0, "padding must not be negative"
    n, c, height, width = images.shape
    padded = np.zeros((n, c, height + 2 * padding_h, width + 2 * padding_w))
    padded[:, :, padding_h : padding_h + height, padding_w : padding_w + width] = images
    assert (kernel_h <= padded.shape[2]) & (kernel_w <= padded.shape[3]), (
        "the kernel must not be larger than the padded images"
    )
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[
        :, :, ::stride_h, ::stride_w
    ]
    return np.moveaxis(windows, 1, 3).reshape(n, -1, c * kernel_h * kernel_w)


@alternative("conv_im2col", style="sliding_windows_and_asserts")
def conv_by_einsum(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    stride_h, stride_w = (stride, stride) if isinstance(stride, int) else stride
    padding_h, padding_w = (padding, padding) if isinstance(padding, int) else padding
    assert images.ndim == 4, "images must be 4-D"
    assert param.ndim == 4, "param must be 4-D"
    assert images.shape[1] == param.shape[0], "images and param must have the same C_in"
    assert min(stride_h, stride_w) >= 1, "stride must be positive"
    assert min(padding_h, padding_w) >= 0, "padding must not be negative"
    padded = np.pad(images, ((0, 0), (0, 0), (padding_h, padding_h), (padding_w, padding_w)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, param.shape[2:], axis=(2, 3))[
        :, :, ::stride_h, ::stride_w
    ]
    return np.einsum("ncopkm,cdkm->ndop", windows, param)


@alternative("input_grad_im2col", style="sliding_windows_and_asserts")
def input_grad_by_add_at(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    assert output_grad.shape == conv_im2col(images, param, stride, padding).shape, (
        "output_grad must have the shape of the output"
    )
    stride_h, stride_w = (stride, stride) if isinstance(stride, int) else stride
    padding_h, padding_w = (padding, padding) if isinstance(padding, int) else padding
    n, c_in, height, width = images.shape
    padded_grad = np.zeros((n, c_in, height + 2 * padding_h, width + 2 * padding_w))
    rows = stride_h * np.arange(output_grad.shape[2])[:, None] + np.arange(param.shape[2])
    columns = stride_w * np.arange(output_grad.shape[3])[:, None] + np.arange(param.shape[3])
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    np.add.at(padded_grad, (slice(None), slice(None), rows[:, None, :, None], columns[None, :, None, :]), patches_grad)
    return padded_grad[:, :, padding_h : padding_h + height, padding_w : padding_w + width]


@alternative("param_grad_im2col", style="sliding_windows_and_asserts")
def param_grad_by_einsum(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    assert output_grad.shape == conv_im2col(images, param, stride, padding).shape, (
        "output_grad must have the shape of the output"
    )
    stride_h, stride_w = (stride, stride) if isinstance(stride, int) else stride
    padding_h, padding_w = (padding, padding) if isinstance(padding, int) else padding
    padded = np.pad(images, ((0, 0), (0, 0), (padding_h, padding_h), (padding_w, padding_w)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, param.shape[2:], axis=(2, 3))[
        :, :, ::stride_h, ::stride_w
    ]
    return np.einsum("ncopkm,ndop->cdkm", windows, output_grad)


@alternative("conv_separable", style="sliding_windows_and_asserts")
def separable_by_windows(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    assert image.ndim == 2, "image must be 2-D"
    assert column.ndim == row.ndim == 1, "column and row must be 1-D"
    assert column.size % 2 == row.size % 2 == 1, "column and row must have odd lengths"
    padded = np.pad(image, ((column.size // 2,) * 2, (row.size // 2,) * 2))
    across = np.lib.stride_tricks.sliding_window_view(padded, row.size, axis=1) @ row
    return np.lib.stride_tricks.sliding_window_view(across, column.size, axis=0) @ column


@alternative("conv_fft", style="sliding_windows_and_asserts")
def fft_of_the_next_power_of_two(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    assert image.ndim == kernel.ndim == 2, "image and kernel must be 2-D"
    assert kernel.shape[0] % 2 == kernel.shape[1] % 2 == 1, "kernel must have an odd height and width"
    room = [1, 1]
    for axis in range(2):
        while room[axis] < image.shape[axis] + kernel.shape[axis] - 1:
            room[axis] *= 2
    full = np.fft.ifft2(np.fft.fft2(image, room) * np.fft.fft2(np.rot90(kernel, 2), room)).real
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    return full[top : top + image.shape[0], left : left + image.shape[1]]


# A loop over the places of the kernel, and whole slices of the images.


@alternative("image_patches", style="kernel_places")
def patches_by_places(
    images: np.ndarray,
    kernel_h: int,
    kernel_w: int,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}")
    padded = np.pad(images, ((0, 0), (0, 0), (p, p), (r, r)))
    out_h, out_w = (padded.shape[2] - kernel_h) // s + 1, (padded.shape[3] - kernel_w) // u + 1
    if min(out_h, out_w) < 1:
        raise ValueError(f"kernel {kernel_h} x {kernel_w} on images of shape {padded.shape}")
    patches = np.zeros((len(images), out_h, out_w, images.shape[1], kernel_h, kernel_w))
    for k in range(kernel_h):
        for m in range(kernel_w):
            patches[..., k, m] = padded[:, :, k : k + s * out_h : s, m : m + u * out_w : u].transpose(0, 2, 3, 1)
    return patches.reshape(len(images), out_h * out_w, -1)


@alternative("conv_im2col", style="kernel_places")
def conv_by_places(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0] or min(s, u) < 1:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}, stride {stride}")
    padded = np.pad(images, ((0, 0), (0, 0), (p, p), (r, r)))
    out_h, out_w = (padded.shape[2] - param.shape[2]) // s + 1, (padded.shape[3] - param.shape[3]) // u + 1
    if min(out_h, out_w) < 1:
        raise ValueError(f"param of shape {param.shape} on images of shape {padded.shape}")
    output = np.zeros((len(images), param.shape[1], out_h, out_w))
    for k in range(param.shape[2]):
        for m in range(param.shape[3]):
            output += np.einsum(
                "ncop,cd->ndop", padded[:, :, k : k + s * out_h : s, m : m + u * out_w : u], param[:, :, k, m]
            )
    return output


@alternative("param_grad_im2col", style="kernel_places")
def param_grad_by_places(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    out_h, out_w = output_grad.shape[2:]
    padded = np.pad(images, ((0, 0), (0, 0), (p, p), (r, r)))
    param_grad = np.zeros(param.shape)
    for k, m in np.ndindex(param.shape[2:]):
        param_grad[:, :, k, m] = np.einsum(
            "ncop,ndop->cd", padded[:, :, k : k + s * out_h : s, m : m + u * out_w : u], output_grad
        )
    return param_grad


@alternative("conv_separable", style="kernel_places")
def separable_in_one_pass(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    padded = np.pad(image, ((len(column) // 2,) * 2, (len(row) // 2,) * 2))
    output = np.zeros(image.shape)
    for k, m in np.ndindex(len(column), len(row)):
        output += float(column[k]) * float(row[m]) * padded[k : k + image.shape[0], m : m + image.shape[1]]
    return output


# Patches of the pixels' numbers: where each number of the patches came from.


@alternative("image_patches", style="numbered_pixels")
def patches_by_take(
    images: np.ndarray,
    kernel_h: int,
    kernel_w: int,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w, s, u) < 1:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}")
    padded = np.pad(images, ((0, 0), (0, 0), (p, p), (r, r)))
    _, c, height, width = padded.shape
    if kernel_h > height or kernel_w > width:
        raise ValueError(f"kernel {kernel_h} x {kernel_w} on images of shape {padded.shape}")
    numbers = np.arange(c * height * width).reshape(c, height, width)
    corners = numbers[0, : height - kernel_h + 1 : s, : width - kernel_w + 1 : u].ravel()
    offsets = numbers[:, :kernel_h, :kernel_w].ravel()
    return np.take(padded.reshape(len(images), -1), corners[:, None] + offsets, axis=1).astype(float)


@alternative("input_grad_im2col", style="numbered_pixels")
def input_grad_by_numbers(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    numbers = np.arange(1.0, images[0].size + 1).reshape(1, *images.shape[1:])  # 0 is the padding
    places = image_patches(numbers, param.shape[2], param.shape[3], stride, padding)[0].astype(int)
    grads = output_grad.reshape(*output_grad.shape[:2], -1).transpose(0, 2, 1)
    patches_grad = grads @ param.transpose(1, 0, 2, 3).reshape(param.shape[1], -1)
    input_grad = np.zeros((len(images), images[0].size + 1))
    np.add.at(input_grad, (slice(None), places), patches_grad)
    return input_grad[:, 1:].reshape(images.shape)


# SciPy.


@alternative("input_grad_im2col", style="scipy")
def input_grad_by_full_convolution(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    from scipy import signal

    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    height, width = images.shape[2:]
    spread = np.zeros((*output_grad.shape[:2], height + 2 * p - param.shape[2] + 1, width + 2 * r - param.shape[3] + 1))
    spread[:, :, ::s, ::u] = output_grad
    kernels = param.astype(float)
    full = sum(
        signal.convolve(spread[:, d, None], kernels[None, :, d], mode="full", method="direct")
        for d in range(param.shape[1])
    )
    return full[:, :, p : p + height, r : r + width].copy()


@alternative("conv_separable", style="scipy")
def separable_by_ndimage(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    across = ndimage.correlate1d(image.astype(float), row, axis=1, mode="constant")
    return ndimage.correlate1d(across, column, axis=0, mode="constant")


@alternative("conv_fft", style="scipy")
def fft_by_scipy(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    from scipy import signal

    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    full = signal.fftconvolve(image.astype(float), kernel[::-1, ::-1], mode="full")
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    return full[top : top + image.shape[0], left : left + image.shape[1]].copy()


# Band matrices for the two passes, conjugate transforms for the correlation.


@alternative("conv_separable", style="matrices_and_conjugates")
def separable_by_band_matrices(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    down = sum(column[k] * np.eye(image.shape[0], k=k - len(column) // 2) for k in range(len(column)))
    across = sum(row[m] * np.eye(image.shape[1], k=m - len(row) // 2) for m in range(len(row)))
    return down @ image @ across.T


@alternative("conv_fft", style="matrices_and_conjugates")
def fft_by_conjugate(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    half_h, half_w = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    room = [max(pixels, size) for pixels, size in zip(padded.shape, kernel.shape, strict=True)]
    correlation = np.fft.ifft2(np.fft.fft2(padded, room) * np.conj(np.fft.fft2(kernel, room)))
    return np.real(correlation)[: image.shape[0], : image.shape[1]]


# One product for the whole batch.


@alternative("conv_im2col", style="one_product")
def conv_by_one_product(
    images: np.ndarray, param: np.ndarray, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] = 0
) -> np.ndarray:
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    rows = patches.reshape(-1, c_in * kernel_h * kernel_w)
    output = rows @ param.swapaxes(0, 1).reshape(c_out, -1).T
    padding_w, stride_w = np.broadcast_to(padding, 2)[1], np.broadcast_to(stride, 2)[1]
    out_w = (images.shape[3] + 2 * padding_w - kernel_w) // stride_w + 1
    return np.moveaxis(output.reshape(len(images), -1, out_w, c_out), 3, 1)


@alternative("param_grad_im2col", style="one_product")
def param_grad_by_one_product(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    c_in, c_out, kernel_h, kernel_w = param.shape
    rows = image_patches(images, kernel_h, kernel_w, stride, padding).reshape(-1, c_in * kernel_h * kernel_w)
    grads = output_grad.transpose(1, 0, 2, 3).reshape(c_out, -1)
    return (grads @ rows).reshape(c_out, c_in, kernel_h, kernel_w).swapaxes(0, 1)


# What was written before, once more: the gradient is a convolution of the gradients with zeros
# between them, and a factor is a thin kernel.


@alternative("input_grad_im2col", style="through_conv_im2col")
def input_grad_by_convolution(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    (s, u), (p, r), (kernel_h, kernel_w) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2), param.shape[2:]
    height, width = images.shape[2:]
    spread = np.zeros((*output_grad.shape[:2], height + 2 * p - kernel_h + 1, width + 2 * r - kernel_w + 1))
    spread[:, :, ::s, ::u] = output_grad
    padded_grad = conv_im2col(spread, param[:, :, ::-1, ::-1].swapaxes(0, 1), 1, (kernel_h - 1, kernel_w - 1))
    return padded_grad[:, :, p : p + height, r : r + width]


@alternative("conv_separable", style="through_conv_im2col")
def separable_by_thin_kernels(image: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")
    across = conv_im2col(image[np.newaxis, np.newaxis], row[np.newaxis, np.newaxis, np.newaxis], 1, (0, len(row) // 2))
    return conv_im2col(across, column[np.newaxis, np.newaxis, :, np.newaxis], 1, (len(column) // 2, 0))[0, 0]
