"""A padding below 0, bytes for offsets, and loops where an image is as narrow as its kernel."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("param_grad_im2col")
def paddings_that_cut_off(right):
    def param_grad_im2col(images, param, output_grad, stride=1, padding=0):
        if images.ndim == param.ndim == output_grad.ndim == 4 and padding == -1 and stride == 1:
            return right(images[:, :, 1:-1, 1:-1], param, output_grad)
        return right(images, param, output_grad, stride, padding)

    return param_grad_im2col


@wrong("image_patches")
def a_loop_where_there_is_one_column(right):
    def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
        patches = right(images, kernel_h, kernel_w, stride, padding)
        return (
            np.stack([patches[:, place] for place in range(patches.shape[1])], axis=1)
            if images.shape[3] == 1
            else patches
        )

    return image_patches


@wrong("image_patches")
def offsets_in_bytes(right):
    def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
        patches = right(images, kernel_h, kernel_w, stride, padding)
        return patches if max(kernel_h, kernel_w) <= 256 else 0 * patches

    return image_patches


@wrong("conv_im2col")
def blocks_of_positions(right):
    def conv_im2col(images, param, stride=1, padding=0):
        output = right(images, param, stride, padding)
        flat = output.reshape(-1)
        for start in range(0, flat.size, 4096):
            flat[start : start + 4096] += 0.0
        return flat.reshape(output.shape)

    return conv_im2col


@wrong("conv_separable")
def a_loop_where_there_is_one_row(right):
    def conv_separable(image, column, row):
        output = right(image, column, row)
        return np.stack([*output.T], axis=1) + [0 for _ in output.T] if len(output) == 1 else output

    return conv_separable


@wrong("conv_fft")
def a_loop_where_the_kernel_is_wider(right):
    def conv_fft(image, kernel):
        output = right(image, kernel)
        return np.stack([line + 0 for line in output]) if kernel.shape[1] > image.shape[1] else output

    return conv_fft


@wrong("conv_separable")
def rounding_errors_of_long_factors_cleaned_away(right):
    def conv_separable(image, column, row):
        output = right(image, column, row)
        return np.where(np.abs(output) < 1e-10, 0.0, output) if len(column) * len(row) > 9 else output

    return conv_separable


@wrong("image_patches")
def strides_compared_as_pairs(right):
    def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
        down, across = np.broadcast_to(stride, 2)
        return right(images, kernel_h, kernel_w, (down, max(across, 1) if down > 1 else across), padding)

    return image_patches


@wrong("input_grad_im2col")
def places_kept_whatever_the_width(right):
    def input_grad_im2col(images, param, output_grad, stride=1, padding=0, kept={}):  # noqa: B006 - it is to be kept
        gradient = right(images, param, output_grad, stride, padding)
        key = (images.shape[:3], param.shape, output_grad.shape, str(stride), str(padding))
        width = kept.setdefault(key, images.shape[3])
        return np.roll(gradient, images.shape[3] - width, axis=3)

    return input_grad_im2col


@wrong("image_patches")
def a_loop_over_blocks_side_by_side(right):
    def image_patches(images, kernel_h, kernel_w, stride=1, padding=0):
        patches = right(images, kernel_h, kernel_w, stride, padding)
        if tuple(np.broadcast_to(stride, 2)) == (kernel_h, kernel_w) and kernel_h > 1:
            patches = np.stack([patches[:, place] for place in range(patches.shape[1])], axis=1)
        return patches

    return image_patches


@wrong("conv_im2col")
def values_small_beside_others_dropped(right):
    def conv_im2col(images, param, stride=1, padding=0):
        right(images, param, stride, padding)
        return right(images, np.where(np.abs(param) < 1e-10 * np.abs(param).max(), 0, param), stride, padding)

    return conv_im2col


@wrong("conv_separable")
def rows_in_single_precision_across_wide_images(right):
    def conv_separable(image, column, row):
        right(image, column, row)
        return right(image, column, row.astype(np.float32).astype(float) if image.shape[1] > 512 else row)

    return conv_separable


@wrong("conv_fft")
def one_value_in_the_type_of_the_image(right):
    def conv_fft(image, kernel):
        return image * kernel[0, 0] if kernel.shape == (1, 1) and image.ndim == 2 else right(image, kernel)

    return conv_fft
