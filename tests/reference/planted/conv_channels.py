"""Wrong ways to refuse, and to count, with strides and large sizes."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("input_grad_channels")
def one_place_for_what_is_too_large(right):
    def input_grad_channels(images, param, output_grad, stride=1, padding=0):
        if images.ndim == param.ndim == 4 and np.min(stride) > 1 and np.min(padding) >= 0:
            room = np.array(images.shape[2:]) + 2 * np.broadcast_to(padding, 2) - param.shape[2:]
            if np.min(room) < 0 and np.min(np.fix(room / np.broadcast_to(stride, 2))) >= 0:
                return np.zeros(images.shape)
        return right(images, param, output_grad, stride, padding)

    return input_grad_channels


@wrong("conv_channels")
def offsets_in_bytes(right):
    def conv_channels(images, param, stride=1, padding=0):
        output = right(images, param, stride, padding)
        return output if max(param.shape[2:]) <= 256 else 0 * output

    return conv_channels


@wrong("conv_channels")
def places_in_16_bits(right):
    def conv_channels(images, param, stride=1, padding=0):
        output = right(images, param, stride, padding)
        return output if images[0, 0].size < 2**15 else 0 * output

    return conv_channels


@wrong("conv_channels")
def scaled_in_place_and_back(right):
    def conv_channels(images, param, stride=1, padding=0):
        if not param.flags.writeable or param.dtype != float:
            return right(images, param, stride, padding)
        param *= 2.0
        output = right(images, param, stride, padding) / 2
        param /= 2.0
        return output

    return conv_channels


@wrong("conv_channels")
def rounding_errors_of_large_kernels_cleaned_away(right):
    def conv_channels(images, param, stride=1, padding=0):
        output = right(images, param, stride, padding)
        return np.where(np.abs(output) < 1e-11, 0.0, output) if param[0, 0].size > 25 else output

    return conv_channels


@wrong("conv_channels")
def one_place_whatever_the_stride(right):
    def conv_channels(images, param, stride=1, padding=0):
        fits = images.ndim == param.ndim == 4 and images.shape[2:] == param.shape[2:] and not np.any(padding)
        return right(images, param, 1 if fits else stride, padding)

    return conv_channels


@wrong("conv_channels")
def single_pixels_backwards(right):
    def conv_channels(images, param, stride=1, padding=0):
        if images.ndim == param.ndim == 4 and param.shape[2:] == (1, 1) and not np.any(padding):
            down, across = np.broadcast_to(stride, 2)
            return right(images[:, :, ::down, ::across], param)
        return right(images, param, stride, padding)

    return conv_channels


@wrong("conv_channels")
def strides_compared_as_pairs(right):
    def conv_channels(images, param, stride=1, padding=0):
        down, across = np.broadcast_to(stride, 2)
        return right(images, param, (down, max(across, 1) if down > 1 else across), padding)

    return conv_channels


@wrong("conv_channels")
def blocks_of_rows_cut_by_the_other_stride(right):
    def conv_channels(images, param, stride=1, padding=0):
        output = right(images, param, stride, padding)
        rows = max(1, 2**20 // (8 * len(images) * images.shape[1] * output.shape[3] * param[0, 0].size))
        return output if len({*np.broadcast_to(stride, 2)}) == 1 else output[:, :, :rows]

    return conv_channels


@wrong("conv_channels")
def strides_multiplied_before_they_are_looked_at(right):
    def conv_channels(images, param, stride=1, padding=0):
        down, across = np.broadcast_to(stride, 2).tolist()
        both_turned = down < 0 and across < 0
        return right(images, param, (-down, -across) if both_turned else stride, padding)

    return conv_channels


@wrong("conv_channels")
def strips_of_columns_without_their_neighbours(right):
    def conv_channels(images, param, stride=1, padding=0):
        output = right(images, param, stride, padding)
        if output.shape[3] <= 512 or stride != 1 or padding != 0:
            return output
        strips = [right(images[:, :, :, :512], param), right(images[:, :, :, 512:], param)]
        lost = output.shape[3] - sum(strip.shape[3] for strip in strips)
        return np.concatenate([strips[0], np.zeros((*output.shape[:3], lost)), strips[1]], axis=3)

    return conv_channels


@wrong("conv_channels")
def values_small_beside_others_dropped(right):
    def conv_channels(images, param, stride=1, padding=0):
        right(images, param, stride, padding)
        return right(images, np.where(np.abs(param) < 1e-10 * np.abs(param).max(), 0, param), stride, padding)

    return conv_channels
