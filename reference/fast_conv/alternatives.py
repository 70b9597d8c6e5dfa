"""Other right ways to write the unit fast_conv, all without a loop over pixels; the types of the
arguments are the solution's.
"""

import numpy as np

from autograder.course import alternative

from .solution import conv_im2col, image_patches


def _pairs(stride, padding):
    """Both as pairs; ValueError if one is too small."""
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if min(s, u) < 1 or min(p, r) < 0:
        raise ValueError(f"stride {stride}, padding {padding}")
    return (s, u), (p, r)


def _padded(images, padding):
    """The images with a border of zeros."""
    p, r = np.broadcast_to(padding, 2)
    return np.pad(images, ((0, 0), (0, 0), (p, p), (r, r)))


def _cropped(padded_grad, images, padding):
    """The gradient without the border that the padding had added."""
    p, r = np.broadcast_to(padding, 2)
    return padded_grad[:, :, p : p + images.shape[2], r : r + images.shape[3]]


def _windows(images, kernel_h, kernel_w, stride, padding):
    """The windows of all outputs, on two new last axes."""
    (s, u), _ = _pairs(stride, padding)
    every = np.lib.stride_tricks.sliding_window_view(_padded(images, padding), (kernel_h, kernel_w), axis=(2, 3))
    return every[:, :, ::s, ::u]


def _checked(images, param):
    """ValueError unless images and kernel fit."""
    if images.ndim != 4 or param.ndim != 4 or images.shape[1] != param.shape[0]:
        raise ValueError(f"images of shape {images.shape}, param of shape {param.shape}")


def _checked_gradient(images, param, output_grad, stride, padding):
    """ValueError unless output_grad fits."""
    if output_grad.shape != conv_im2col(images, param, stride, padding).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")


def _checked_factors(image, column, row):
    """ValueError unless image and factors fit."""
    if image.ndim != 2 or column.ndim != 1 or row.ndim != 1 or len(column) % 2 == 0 or len(row) % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, column of shape {column.shape}, row of shape {row.shape}")


def _checked_kernel(image, kernel):
    """ValueError unless image and kernel fit."""
    if image.ndim != 2 or [size % 2 for size in kernel.shape] != [1, 1]:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")


# All windows as a view, einsum, and assert statements.


@alternative("image_patches", style="sliding_windows_and_asserts")
def patches_by_sliding_windows(images, kernel_h, kernel_w, stride=1, padding=0):
    assert images.ndim == 4, "images must be 4-D"
    assert min(kernel_h, kernel_w) >= 1, "the kernel must be positive"
    windows = _windows(images.astype(float), kernel_h, kernel_w, stride, padding)
    return np.moveaxis(windows, 1, 3).reshape(len(images), -1, images.shape[1] * kernel_h * kernel_w)


@alternative("conv_im2col", style="sliding_windows_and_asserts")
def conv_by_einsum(images, param, stride=1, padding=0):
    images = np.asarray(images, dtype=float)
    assert images.ndim == 4, "images must be 4-D"
    assert param.ndim == 4, "param must be 4-D"
    assert images.shape[1] == param.shape[0], "images and param must have the same C_in"
    return np.einsum("ncopkm,cdkm->ndop", _windows(images, *param.shape[2:], stride, padding), param)


@alternative("input_grad_im2col", style="sliding_windows_and_asserts")
def input_grad_by_add_at(images, param, output_grad, stride=1, padding=0):
    param = np.asarray(param, dtype=float)
    right = conv_im2col(images, param, stride, padding).shape
    assert output_grad.shape == right, "output_grad must have the shape of the output"
    (s, u), _ = _pairs(stride, padding)
    padded_grad = _padded(np.zeros(images.shape), padding)
    rows = s * np.arange(output_grad.shape[2])[:, None] + np.arange(param.shape[2])
    columns = u * np.arange(output_grad.shape[3])[:, None] + np.arange(param.shape[3])
    patches_grad = np.einsum("ndop,cdkm->ncopkm", output_grad, param)
    np.add.at(padded_grad, (slice(None), slice(None), rows[:, None, :, None], columns[None, :, None, :]), patches_grad)
    return _cropped(padded_grad, images, padding)


@alternative("param_grad_im2col", style="sliding_windows_and_asserts")
def param_grad_by_einsum(images, param, output_grad, stride=1, padding=0):
    images = np.asarray(images, dtype=float)
    right = conv_im2col(images, param, stride, padding).shape
    assert output_grad.shape == right, "output_grad must have the shape of the output"
    return np.einsum("ncopkm,ndop->cdkm", _windows(images, *param.shape[2:], stride, padding), output_grad)


@alternative("conv_separable", style="sliding_windows_and_asserts")
def separable_by_windows(image, column, row):
    image = np.asarray(image, dtype=float)
    assert image.ndim == 2, "image must be 2-D"
    assert column.ndim == row.ndim == 1, "column and row must be 1-D"
    assert column.size % 2 == row.size % 2 == 1, "column and row must have odd lengths"
    padded = np.pad(image, ((column.size // 2,) * 2, (row.size // 2,) * 2))
    across = np.lib.stride_tricks.sliding_window_view(padded, row.size, axis=1) @ row
    return np.lib.stride_tricks.sliding_window_view(across, column.size, axis=0) @ column


@alternative("conv_fft", style="sliding_windows_and_asserts")
def fft_of_the_next_power_of_two(image, kernel):
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


def _seen(images, kernel_h, kernel_w, stride, padding):
    """For each place of the kernel: its indices, and what it has seen in all windows."""
    (s, u), _ = _pairs(stride, padding)
    padded = _padded(images, padding)
    out_h, out_w = (padded.shape[2] - kernel_h) // s + 1, (padded.shape[3] - kernel_w) // u + 1
    if min(kernel_h, kernel_w, out_h, out_w) < 1:
        raise ValueError(f"kernel {kernel_h} x {kernel_w} on images of shape {padded.shape}")
    for k, m in np.ndindex(kernel_h, kernel_w):
        yield k, m, padded[:, :, k : k + s * out_h : s, m : m + u * out_w : u]


@alternative("image_patches", style="kernel_places")
def patches_by_places(images, kernel_h, kernel_w, stride=1, padding=0):
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    seen = [values for _, _, values in _seen(images, kernel_h, kernel_w, stride, padding)]
    patches = np.stack(seen, axis=-1).astype(float)  # [N, C, O_h, O_w, K_h K_w]
    n, c, out_h, out_w, places = patches.shape
    return patches.transpose(0, 2, 3, 1, 4).reshape(n, out_h * out_w, c * places)


@alternative("conv_im2col", style="kernel_places")
def conv_by_places(images, param, stride=1, padding=0):
    images = np.asarray(images, dtype=float)
    _checked(images, param)
    places = _seen(images, *param.shape[2:], stride, padding)
    return sum(np.einsum("ncop,cd->ndop", seen, param[:, :, k, m]) for k, m, seen in places)


@alternative("param_grad_im2col", style="kernel_places")
def param_grad_by_places(images, param, output_grad, stride=1, padding=0):
    images = np.asarray(images, dtype=float)
    _checked_gradient(images, param, output_grad, stride, padding)
    param_grad = np.zeros(param.shape)
    for k, m, seen in _seen(images, *param.shape[2:], stride, padding):
        param_grad[:, :, k, m] = np.einsum("ncop,ndop->cd", seen, output_grad)
    return param_grad


@alternative("conv_separable", style="kernel_places")
def separable_in_one_pass(image, column, row):
    _checked_factors(image, column, row)
    padded = np.pad(image, ((len(column) // 2,) * 2, (len(row) // 2,) * 2))
    output = np.zeros(image.shape)
    for k, m in np.ndindex(len(column), len(row)):
        output += float(column[k]) * float(row[m]) * padded[k : k + image.shape[0], m : m + image.shape[1]]
    return output


# Patches of the pixels' numbers: where each number of the patches came from.


@alternative("image_patches", style="numbered_pixels")
def patches_by_take(images, kernel_h, kernel_w, stride=1, padding=0):
    if images.ndim != 4 or min(kernel_h, kernel_w) < 1:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}")
    (s, u), _ = _pairs(stride, padding)
    padded = _padded(images, padding)
    _, c, height, width = padded.shape
    if kernel_h > height or kernel_w > width:
        raise ValueError(f"kernel {kernel_h} x {kernel_w} on images of shape {padded.shape}")
    numbers = np.arange(c * height * width).reshape(c, height, width)
    corners = numbers[0, : height - kernel_h + 1 : s, : width - kernel_w + 1 : u].ravel()
    offsets = numbers[:, :kernel_h, :kernel_w].ravel()
    return np.take(padded.reshape(len(images), -1), corners[:, None] + offsets, axis=1).astype(float)


@alternative("input_grad_im2col", style="numbered_pixels")
def input_grad_by_numbers(images, param, output_grad, stride=1, padding=0):
    param = np.asarray(param, dtype=float)
    _checked_gradient(images, param, output_grad, stride, padding)
    numbers = np.arange(1.0, images[0].size + 1).reshape(1, *images.shape[1:])  # 0 is the padding
    places = image_patches(numbers, param.shape[2], param.shape[3], stride, padding)[0].astype(int)
    grads = output_grad.reshape(*output_grad.shape[:2], -1).transpose(0, 2, 1)
    patches_grad = grads @ param.transpose(1, 0, 2, 3).reshape(param.shape[1], -1)
    input_grad = np.zeros((len(images), images[0].size + 1))
    np.add.at(input_grad, (slice(None), places), patches_grad)
    return input_grad[:, 1:].reshape(images.shape)


# SciPy.


def _spread(images, param, output_grad, stride, padding):
    """The output gradient as if the stride were 1, with zeros where it skips a place."""
    ((s, u), (p, r)), (height, width) = _pairs(stride, padding), images.shape[2:]
    spread = np.zeros((*output_grad.shape[:2], height + 2 * p - param.shape[2] + 1, width + 2 * r - param.shape[3] + 1))
    spread[:, :, ::s, ::u] = output_grad
    return spread


@alternative("input_grad_im2col", style="scipy")
def input_grad_by_full_convolution(images, param, output_grad, stride=1, padding=0):
    from scipy import signal

    _checked_gradient(images, param, output_grad, stride, padding)
    spread, kernels = _spread(images, param, output_grad, stride, padding), param.astype(float)
    channels = [(spread[:, d, None], kernels[None, :, d]) for d in range(param.shape[1])]
    full = sum(signal.convolve(*channel, mode="full", method="direct") for channel in channels)
    return _cropped(full, images, padding).copy()


@alternative("conv_separable", style="scipy")
def separable_by_ndimage(image, column, row):
    from scipy import ndimage

    _checked_factors(image, column, row)
    across = ndimage.correlate1d(image.astype(float), row, axis=1, mode="constant")
    return ndimage.correlate1d(across, column, axis=0, mode="constant")


@alternative("conv_fft", style="scipy")
def fft_by_scipy(image, kernel):
    from scipy import signal

    _checked_kernel(image, kernel)
    full = signal.fftconvolve(image.astype(float), kernel[::-1, ::-1], mode="full")
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    return full[top : top + image.shape[0], left : left + image.shape[1]].copy()


# Band matrices for the two passes, conjugate transforms for the correlation.


@alternative("conv_separable", style="matrices_and_conjugates")
def separable_by_band_matrices(image, column, row):
    _checked_factors(image, column, row)
    down = sum(column[k] * np.eye(image.shape[0], k=k - len(column) // 2) for k in range(len(column)))
    across = sum(row[m] * np.eye(image.shape[1], k=m - len(row) // 2) for m in range(len(row)))
    return down @ image @ across.T


@alternative("conv_fft", style="matrices_and_conjugates")
def fft_by_conjugate(image, kernel):
    _checked_kernel(image, kernel)
    half_h, half_w = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    room = [max(pixels, size) for pixels, size in zip(padded.shape, kernel.shape, strict=True)]
    correlation = np.fft.ifft2(np.fft.fft2(padded, room) * np.conj(np.fft.fft2(kernel, room)))
    return np.real(correlation)[: image.shape[0], : image.shape[1]]


# One product for the whole batch.


@alternative("conv_im2col", style="one_product")
def conv_by_one_product(images, param, stride=1, padding=0):
    _checked(images, param)
    c_in, c_out, kernel_h, kernel_w = param.shape
    patches = image_patches(images, kernel_h, kernel_w, stride, padding)
    output = patches.reshape(-1, c_in * kernel_h * kernel_w) @ param.swapaxes(0, 1).reshape(c_out, -1).T
    (_, stride_w), (_, padding_w) = _pairs(stride, padding)
    out_w = (images.shape[3] + 2 * padding_w - kernel_w) // stride_w + 1
    return np.moveaxis(output.reshape(len(images), -1, out_w, c_out), 3, 1)


@alternative("param_grad_im2col", style="one_product")
def param_grad_by_one_product(images, param, output_grad, stride=1, padding=0):
    _checked_gradient(images, param, output_grad, stride, padding)
    c_in, c_out, kernel_h, kernel_w = param.shape
    rows = image_patches(images, kernel_h, kernel_w, stride, padding).reshape(-1, c_in * kernel_h * kernel_w)
    grads = output_grad.transpose(1, 0, 2, 3).reshape(c_out, -1)
    return (grads @ rows).reshape(c_out, c_in, kernel_h, kernel_w).swapaxes(0, 1)


# What was written before, once more: the gradient is a convolution of the gradients with zeros
# between them, and a factor is a thin kernel.


@alternative("input_grad_im2col", style="through_conv_im2col")
def input_grad_by_convolution(images, param, output_grad, stride=1, padding=0):
    _checked_gradient(images, param, output_grad, stride, padding)
    spread = _spread(images, param, output_grad, stride, padding)
    border = (param.shape[2] - 1, param.shape[3] - 1)
    return _cropped(conv_im2col(spread, param[:, :, ::-1, ::-1].swapaxes(0, 1), 1, border), images, padding)


@alternative("conv_separable", style="through_conv_im2col")
def separable_by_thin_kernels(image, column, row):
    _checked_factors(image, column, row)
    across = conv_im2col(image[np.newaxis, np.newaxis], row[np.newaxis, np.newaxis, np.newaxis], 1, (0, len(row) // 2))
    return conv_im2col(across, column[np.newaxis, np.newaxis, :, np.newaxis], 1, (len(column) // 2, 0))[0, 0]


# Tables of indices, made once for each size and kept.


def _made_table(length, size, step):
    return np.array([[start + place for place in range(size)] for start in range(0, length - size + 1, step)])


def _kept_table(length, size, step):
    """The indices of the windows of one axis, by lru_cache."""
    from functools import lru_cache

    return vars(_kept_table).setdefault("table", lru_cache(maxsize=None)(_made_table))(length, size, step)


def _table_of_a_dict(length, size, step):
    """The same, by a dict."""
    tables = vars(_table_of_a_dict).setdefault("tables", {})
    if (length, size, step) not in tables:
        tables[length, size, step] = _made_table(length, size, step)
    return tables[length, size, step]


@alternative("image_patches", style="kept_tables")
def patches_by_kept_tables(images, kernel_h, kernel_w, stride=1, padding=0):
    if images.ndim != 4 or min(kernel_h, kernel_w) < 1:
        raise ValueError(f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}")
    (s, u), _ = _pairs(stride, padding)
    padded = _padded(images, padding)
    if kernel_h > padded.shape[2] or kernel_w > padded.shape[3]:
        raise ValueError("the kernel is larger than the images")
    down, across = _kept_table(padded.shape[2], kernel_h, s), _kept_table(padded.shape[3], kernel_w, u)
    windows = padded[:, :, down[:, None, :, None], across[None, :, None, :]]  # [N, C, O_h, O_w, K_h, K_w]
    n, c, out_h, out_w = windows.shape[:4]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w).astype(float)


@alternative("conv_separable", style="kept_tables")
def separable_by_kept_tables(image, column, row):
    _checked_factors(image, column, row)
    padded = np.pad(image.astype(float), ((len(column) // 2,) * 2, (len(row) // 2,) * 2))
    down = _table_of_a_dict(padded.shape[0], len(column), 1)
    across = _table_of_a_dict(padded.shape[1], len(row), 1)
    rows = np.einsum("hkw,k->hw", padded[down], column)
    return np.einsum("hwm,m->hw", rows[:, across], row)
