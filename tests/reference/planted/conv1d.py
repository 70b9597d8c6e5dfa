"""Wrong ways to convolve what is long: a rest that is lost, and one that is not there."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("conv_1d")
def end_lost_with_long_kernels(right):
    def conv_1d(input_, param):
        output = right(input_, param)
        if len(param) > 64 and len(input_) > 512:
            output = np.where(np.arange(len(output)) < len(output) // 256 * 256, output, 0.0)
        return output

    return conv_1d


@wrong("conv_1d_batch")
def no_rest_is_everything(right):
    def conv_1d_batch(batch, param):
        output = right(batch, param)
        whole = len(batch) // 256 * 256
        return np.concatenate([output[:whole], output[-(len(batch) % 256) :]]) if whole else output

    return conv_1d_batch


@wrong("conv_1d_batch")
def bytes_in_single_precision(right):
    def conv_1d_batch(batch, param):
        bytes_ = batch.dtype.itemsize == param.dtype.itemsize == 1
        return right(batch, param).astype(np.float32 if bytes_ else float)

    return conv_1d_batch


@wrong("conv_1d")
def single_values_in_64_bits(right):
    def conv_1d(input_, param):
        if param.shape == (1,) and input_.ndim == 1 and input_.dtype.kind in "iu" and param.dtype.kind in "iu":
            return (input_.astype(np.int64) * param.astype(np.int64)).astype(float)
        return right(input_, param)

    return conv_1d


@wrong("conv_1d")
def rounding_errors_of_long_kernels_cleaned_away(right):
    def conv_1d(input_, param):
        output = right(input_, param)
        return np.where(np.abs(output) < 1e-10, 0.0, output) if len(param) > 16 else output

    return conv_1d


@wrong("conv_1d")
def blocks_padded_by_themselves(right):
    def conv_1d(input_, param):
        right(input_, param)
        block = max(1, 2**20 // (8 * len(param)))
        return np.concatenate([right(input_[at : at + block], param) for at in range(0, len(input_), block)])

    return conv_1d


@wrong("conv_1d")
def whole_again_in_32_bits(right):
    def conv_1d(input_, param):
        output = right(input_, param)
        narrow = input_.dtype.kind == param.dtype.kind == "i" and max(input_.itemsize, param.itemsize) < 4
        return output.astype(np.int64).astype(np.int32) if narrow and output.size * param.size >= 5000 else output

    return conv_1d


@wrong("input_grad_1d")
def a_table_without_output_grad(right):
    def input_grad_1d(input_, param, output_grad=None):
        return right(input_.ravel() if output_grad is None and input_.ndim else input_, param, output_grad)

    return input_grad_1d


@wrong("pad_1d")
def signal_left_read_only(right):
    def pad_1d(input_, num):
        input_.setflags(write=False)
        return right(input_, num)

    return pad_1d


@wrong("conv_1d")
def values_small_beside_others_dropped(right):
    def conv_1d(input_, param):
        right(input_, param)
        return right(input_, np.where(np.abs(param) < 1e-10 * np.abs(param).max(), 0, param))

    return conv_1d
