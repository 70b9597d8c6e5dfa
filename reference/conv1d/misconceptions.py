"""Wrong answers that people really give in the unit conv1d, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import misconception

from .solution import conv_1d, input_grad_1d, param_grad_1d

# pad_1d


@misconception(
    "pad_1d",
    "Arrays with more than one dimension seem to be padded as well. Raise a ValueError unless the signal has "
    "exactly one dimension.",
)
def pads_whatever_comes(input_: np.ndarray, num: int) -> np.ndarray:
    return np.pad(input_, num)


# conv_1d


@misconception(
    "conv_1d",
    "The signal seems to be convolved without padding, so that the output is shorter. Pad it with zeros first.",
)
def without_padding(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    count = max(len(input_) - len(param) + 1, 0)
    return np.array([np.sum(input_[o : o + len(param)] * param) for o in range(count)])


# pad_1d_batch


@misconception(
    "pad_1d_batch",
    "The batch seems to get rows of zeros as well: np.pad with one number pads every axis. Pad the second axis only.",
)
def pads_both_axes(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.pad(batch, num)


@misconception(
    "pad_1d_batch",
    "The zeros seem to be put before and after the batch, as rows. Each signal gets them on its own two sides.",
)
def pads_the_wrong_axis(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.pad(batch, ((num, num), (0, 0)))


# conv_1d_batch


@misconception(
    "conv_1d_batch",
    "Only the first signal seems to be convolved. Perhaps a return stands inside the loop: put it after the loop.",
)
def returns_inside_the_loop(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    output = np.zeros(batch.shape)
    for n in range(len(batch)):
        output[n] = conv_1d(batch[n], param)
        return output
    return output


@misconception(
    "conv_1d_batch",
    "A batch of one signal seems to come back as a plain signal: np.vstack has nothing to stack then. Put the "
    "outputs in a list and stack that.",
)
def stacks_row_under_row(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    output = conv_1d(batch[0], param)
    for sample in batch[1:]:
        output = np.vstack([output, conv_1d(sample, param)])
    return output


@misconception(
    "conv_1d_batch",
    "np.correlate with mode 'same' returns as many values as the LONGER array has. Let conv_1d convolve each signal.",
)
def correlate_same_row_by_row(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 2-D batch and a 1-D kernel of odd length")
    return np.stack([np.correlate(sample, param, mode="same") for sample in batch])


# input_grad_1d_batch


@misconception(
    "input_grad_1d_batch",
    "A batch of one signal seems to come back as a plain signal: np.vstack has nothing to stack then. Put the "
    "gradients in a list and stack that.",
)
def stacks_gradient_under_gradient(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    input_grad = input_grad_1d(batch[0], param, output_grad[0])
    for n in range(1, len(batch)):
        input_grad = np.vstack([input_grad, input_grad_1d(batch[n], param, output_grad[n])])
    return input_grad


@misconception(
    "input_grad_1d_batch",
    "np.convolve with mode 'same' returns as many values as the LONGER array has. Hand each sample to input_grad_1d.",
)
def convolve_same_row_by_row(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    return np.stack([np.convolve(row, param, mode="same") for row in output_grad])


# param_grad_1d_batch


@misconception(
    "param_grad_1d_batch",
    "For a batch of one sample the sum seems to run over the kernel: np.vstack has nothing to stack then. Put the "
    "gradients in a list and sum that.",
)
def sums_a_single_gradient(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    param_grads = param_grad_1d(batch[0], param, output_grad[0])
    for n in range(1, len(batch)):
        param_grads = np.vstack([param_grads, param_grad_1d(batch[n], param, output_grad[n])])
    return param_grads.sum(axis=0)


@misconception(
    "param_grad_1d_batch",
    "The middle of the full correlation seems to be cut out. When the kernel is more than twice as long as the "
    "signals, the slice starts at a negative "
    "index, which counts from the end. Let param_grad_1d do each sample.",
)
def crops_every_full_correlation(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    half, middle = len(param) // 2, batch.shape[1] - 1
    correlations = np.sum([np.correlate(batch[n], output_grad[n], mode="full") for n in range(len(batch))], axis=0)
    return correlations[middle - half : middle + half + 1]
