"""Wrong ways to refuse and to count, and maxima that are all but equal."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("average_pool_grad")
def one_place_for_what_is_too_large(right):
    def average_pool_grad(images, output_grad, size, stride):
        if images.ndim == output_grad.ndim == 4 and np.min(size) > 0 < np.min(stride):
            room = np.subtract(images.shape[2:], size)
            places = np.fix(room / np.broadcast_to(stride, 2)) + 1
            if np.min(room) < 0 and np.min(places) > 0 and output_grad.shape[2:] == (*places,):
                return np.zeros(images.shape)
        return right(images, output_grad, size, stride)

    return average_pool_grad


@wrong("average_pool")
def bytes_in_16_bits(right):
    def average_pool(images, size, stride):
        output, count = right(images, size, stride), np.prod(np.broadcast_to(size, 2))
        return np.rint(output * count) % 2**16 / count if images.dtype == np.uint8 else output

    return average_pool


@wrong("max_pool_grad")
def equal_but_for_the_last_digits(right):
    def max_pool_grad(images, output_grad, size, stride):
        if images.dtype == float and np.ptp(images) < 1e-14 * np.max(images):
            images = np.ones(images.shape)
        return right(images, output_grad, size, stride)

    return max_pool_grad


@wrong("max_pool_grad")
def whole_numbers_in_single_precision(right):
    def max_pool_grad(images, output_grad, size, stride):
        return right(images.astype(np.float32) if images.dtype.kind in "iu" else images, output_grad, size, stride)

    return max_pool_grad


@wrong("max_pool_grad")
def maxima_counted_in_bytes(right):
    def max_pool_grad(images, output_grad, size, stride):
        grad = right(images, output_grad, size, stride)
        (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
        windows = np.lib.stride_tricks.sliding_window_view(images, (a, b), axis=(2, 3))[:, :, ::s, ::t]
        equal = (windows == windows.max(axis=(4, 5), keepdims=True)).sum(axis=(4, 5))
        return grad if equal.max() <= 256 else 2 * grad

    return max_pool_grad


@wrong("average_pool_grad")
def apart_where_the_larger_stride_is(right):
    def average_pool_grad(images, output_grad, size, stride):
        grad = right(images, output_grad, size, stride)
        (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
        if max(s, t) >= max(a, b):
            for o, p in np.ndindex(output_grad.shape[2:]):
                grad[:, :, o * s : o * s + a, p * t : p * t + b] = output_grad[:, :, o, p, None, None] / (a * b)
        return grad

    return average_pool_grad


@wrong("max_pool")
def single_pixels_backwards(right):
    def max_pool(images, size, stride):
        if images.ndim == 4 and np.all(np.equal(size, 1)):
            down, across = np.broadcast_to(stride, 2)
            return right(images[:, :, ::down, ::across], 1, 1)
        return right(images, size, stride)

    return max_pool


@wrong("average_pool")
def two_bytes_added_up_in_32_bits(right):
    def average_pool(images, size, stride):
        output, pixels = right(images, size, stride), int(np.prod(np.broadcast_to(size, 2)))
        small = images.dtype.kind in "iu" and images.itemsize < 4
        return np.rint(output * pixels).astype(np.int64).astype(np.int32) / pixels if small else output

    return average_pool


@wrong("max_pool")
def strips_of_columns_without_their_neighbours(right):
    def max_pool(images, size, stride):
        output = right(images, size, stride)
        if stride == 1 and output.shape[3] > 512 and np.ndim(size):
            for left in range(513 - size[1], 512):  # the windows that reach from one strip into the next
                output[:, :, :, left] = right(images[:, :, :, left:512], (size[0], 512 - left), 1)[:, :, :, 0]
        return output

    return max_pool
