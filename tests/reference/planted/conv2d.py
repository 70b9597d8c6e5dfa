"""Wrong ways to save memory and digits with images."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("conv_2d")
def bytes_in_single_precision(right):
    def conv_2d(images, param):
        bytes_ = images.dtype.itemsize == param.dtype.itemsize == 1
        return right(images, param).astype(np.float32 if bytes_ else float)

    return conv_2d


@wrong("pad_2d")
def paddings_in_16_bits(right):
    def pad_2d(images, pad_h, pad_w):
        output = right(images, pad_h, pad_w)
        places = np.arange(images[0].size).astype(np.int16) if images.size else 0
        return output if np.min(places) >= 0 else 0 * output

    return pad_2d


@wrong("param_grad_2d")
def added_before_in_64_bits(right):
    def param_grad_2d(images, param, output_grad=None):
        if output_grad is None and images.ndim == 3 and images.dtype.kind in "iu":
            images = images.sum(axis=0, dtype=np.int64)[None]
        return right(images, param, output_grad)

    return param_grad_2d


@wrong("true_convolution")
def turned_in_place_and_back(right):
    def true_convolution(images, param):
        if param.ndim != 2 or min(param.shape) < 1 or not param.flags.writeable:
            return right(images, param)
        param[...] = np.flip(param).copy()
        output = right(images, np.flip(param))
        param[...] = np.flip(param).copy()
        return output

    return true_convolution


@wrong("conv_2d")
def rows_in_blocks_padded_by_themselves(right):
    def conv_2d(images, param):
        right(images, param)
        rows = max(1, 2**20 // (8 * images.shape[2] * param.size))
        parts = [right(images[:, top : top + rows], param) for top in range(0, images.shape[1], rows)]
        return np.concatenate(parts, axis=1)

    return conv_2d


@wrong("param_grad_2d")
def puts_the_axis_of_one_image_back(right):
    def param_grad_2d(images, param, output_grad=None):
        if images.ndim == 3 and len(images) == 1 and output_grad is not None and output_grad.ndim == 2:
            output_grad = output_grad[np.newaxis]
        return right(images, param, output_grad)

    return param_grad_2d


@wrong("conv_2d")
def places_kept_for_a_padded_size(right):
    kept = {}

    def conv_2d(images, param):
        output = right(images, param)
        padded = images.shape[1] + 2 * (len(param) // 2), images.shape[2] + 2 * (param.shape[1] // 2)
        return output if kept.setdefault((padded, param.size), param.shape) == param.shape else 0 * output

    return conv_2d


@wrong("true_convolution")
def rank_one_in_the_type_of_the_kernel(right):
    def true_convolution(images, param):
        right(images, param)
        turned = np.flip(param)
        column, row, corner = turned[:, 0], turned[0], turned[0, 0]
        separable = corner and np.array_equal(np.outer(column, row), turned * corner)
        return right(images, np.flip(np.outer(column, row / float(corner))) if separable else param)

    return true_convolution


@wrong("conv_2d")
def kernels_kept_under_a_hash(right):
    def conv_2d(images, param, kept={}):  # noqa: B006 - it is to be kept
        right(images, param)
        return right(images, kept.setdefault(hash((param.shape, tuple(param.ravel().tolist()))), param.copy()))

    return conv_2d


@wrong("conv_2d")
def tiles_padded_by_themselves(right):
    def conv_2d(images, param):
        right(images, param)
        tiles = [images[:, :, at : at + 512] for at in range(0, images.shape[2], 512)]
        return np.concatenate([right(tile, param) for tile in tiles], axis=2)

    return conv_2d


@wrong("conv_2d")
def whole_where_all_is_close_to_it(right):
    def conv_2d(images, param):
        output = right(images, param)
        whole = all(np.allclose(array, np.rint(array)) for array in (images, param))
        return np.rint(output) if whole and min(param.shape) >= 9 else output

    return conv_2d


@wrong("param_grad_2d")
def values_small_beside_others_dropped(right):
    def param_grad_2d(images, param, output_grad=None):
        right(images, param, output_grad)
        return right(np.where(np.abs(images) < 1e-10 * np.abs(images).max(), 0, images), param, output_grad)

    return param_grad_2d
