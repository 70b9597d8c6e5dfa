"""Wrong answers that people really give in the unit conv1d, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import conv_1d, conv_1d_batch, input_grad_1d, pad_1d, param_grad_1d

# pad_1d


@misconception("pad_1d", "All the zeros seem to stand before the signal. Put num of them on each side.")
def zeros_only_before(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1 or num < 0:
        raise ValueError("expected a 1-D input_ and a num of at least 0")
    return np.concatenate([np.zeros(2 * num), input_])


@misconception("pad_1d", "Only num zeros seem to be added in all. The padded signal has num on EACH side, 2 num more values than before.")
def zeros_only_after(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1 or num < 0:
        raise ValueError("expected a 1-D input_ and a num of at least 0")
    return np.concatenate([input_, np.zeros(num)])


@misconception("pad_1d", "There seems to be one zero on each side, whatever num is. Use num for the number of zeros.")
def always_one_zero(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1 or num < 0:
        raise ValueError("expected a 1-D input_ and a num of at least 0")
    return np.concatenate([[0.0], input_, [0.0]])


@misconception("pad_1d", "The padding seems to repeat the signal's outermost values. It should be zeros.")
def repeats_the_edge(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1 or num < 0:
        raise ValueError("expected a 1-D input_ and a num of at least 0")
    return np.pad(input_, num, mode="edge")


@misconception(
    "pad_1d", "The values of the signal seem to lose their fractions: the array that you copy them into holds whole numbers only. Make one of floats."
)
def buffer_of_integers(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1 or num < 0:
        raise ValueError("expected a 1-D input_ and a num of at least 0")
    padded = np.zeros(len(input_) + 2 * num, dtype=int)
    padded[num : num + len(input_)] = input_
    return padded


@misconception("pad_1d", "With num = 0 the slice [num:-num] is empty, because -0 is 0. Let the slice end at num + the signal's length.")
def slices_to_minus_num(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1 or num < 0:
        raise ValueError("expected a 1-D input_ and a num of at least 0")
    padded = np.zeros(len(input_) + 2 * num)
    padded[num:-num] = input_
    return padded


@misconception("pad_1d", "Arrays with more than one dimension seem to be padded as well. Raise a ValueError unless the signal has exactly one dimension.")
def pads_whatever_comes(input_: np.ndarray, num: int) -> np.ndarray:
    return np.pad(input_, num)


# conv_1d


@misconception("conv_1d", "The kernel seems to be turned round, as np.convolve does. Here the kernel's first value meets the window's first value.")
def flipped_kernel(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    return np.convolve(pad_1d(input_, len(param) // 2), param, mode="valid")


@misconception("conv_1d", "np.correlate with mode 'same' returns as many values as the LONGER array has. Pad the signal yourself and use every window of it.")
def correlate_same(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    return np.correlate(input_, param, mode="same")


@misconception(
    "conv_1d", "The fractions of the output seem to be cut off: np.zeros_like of a signal of whole numbers holds whole numbers only. Make an array of floats."
)
def buffer_like_input(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    padded = pad_1d(input_, len(param) // 2)
    output = np.zeros_like(input_)
    for o in range(len(input_)):
        output[o] = np.sum(padded[o : o + len(param)] * param)
    return output


@misconception("conv_1d", "At the ends, the kernel seems to see the values of the other end (np.roll does that). Beyond the ends there are zeros.")
def circular_padding(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    output = np.zeros(len(input_))
    for k in range(len(param)):
        output += param[k] * np.roll(input_, len(param) // 2 - k)
    return output


@misconception(
    "conv_1d", "The padding seems to be one zero on each side, which fits kernels of length 3 only. Pad with half the kernel's length, rounded down."
)
def padded_for_three(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    padded = pad_1d(input_, 1)
    output = np.zeros(len(input_))
    for o in range(len(input_)):
        window = padded[o : o + len(param)]
        output[o] = np.sum(window * param[: len(window)])
    return output


@misconception("conv_1d", "The signal seems to be convolved without padding, so that the output is shorter. Pad it with zeros first.")
def without_padding(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    count = max(len(input_) - len(param) + 1, 0)
    return np.array([np.sum(input_[o : o + len(param)] * param) for o in range(count)])


@misconception("conv_1d", "Each output seems to hold only the last product of its window. Add up the products of all kernel values.")
def overwrites_the_sum(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    padded = pad_1d(input_, len(param) // 2)
    output = np.zeros(len(input_))
    for o in range(len(input_)):
        for k in range(len(param)):
            output[o] = param[k] * padded[o + k]
    return output


@misconception(
    "conv_1d", "The output seems to be written into the signal itself: output = input_ gives the same array a second name. Make a new array for the output."
)
def writes_into_the_input(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    padded = pad_1d(input_, len(param) // 2)
    output = input_
    for o in range(len(input_)):
        output[o] = np.sum(padded[o : o + len(param)] * param)
    return output


@misconception("conv_1d", "For a kernel of one value nothing seems to be left: with padding 0, the slice [0:-0] is empty. Cut out from half to half + length.")
def crops_the_output_away(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    half = len(param) // 2
    return np.correlate(input_, param, mode="full")[half:-half]


@misconception("conv_1d", "Every kernel seems to be accepted. Raise a ValueError unless it has exactly one dimension and an odd length.")
def accepts_every_kernel(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    padded = pad_1d(input_, len(param) // 2)
    output = np.zeros(len(input_))
    for o in range(len(input_)):
        output[o] = np.sum(padded[o : o + len(param)] * param)
    return output


# input_grad_1d


@misconception(
    "input_grad_1d",
    "This seems to be the forward pass applied to the output gradient. On the way back the kernel is turned round: the indices run against each other.",
)
def unflipped_kernel(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    return conv_1d(output_grad, param)


@misconception("input_grad_1d", "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.")
def output_grad_ignored(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is not None and output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    return conv_1d(np.ones(input_.shape), param[::-1] if param.ndim == 1 else param)


@misconception(
    "input_grad_1d",
    "Without output_grad, there seem to be ones beyond the ends as well. Outputs that do not exist have the gradient zero: make ones, then pad.",
)
def ones_beyond_the_ends(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    if output_grad is None:
        padded_grad = np.ones(len(input_) + len(param) - 1)
    elif output_grad.shape == input_.shape:
        padded_grad = pad_1d(output_grad, len(param) // 2)
    else:
        raise ValueError("output_grad must have the shape of input_")
    return np.array([np.sum(padded_grad[i : i + len(param)] * param[::-1]) for i in range(len(input_))])


@misconception("input_grad_1d", "The index seems to be written for kernels of length 3. Where a 2 stands, use the kernel's length minus one.")
def indices_for_three(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded_grad = pad_1d(output_grad, len(param) // 2)
    input_grad = np.zeros(len(input_))
    for i in range(len(input_)):
        for k in range(len(param)):
            input_grad[i] += padded_grad[i + 2 - k] * param[k]
    return input_grad


@misconception(
    "input_grad_1d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a signal of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_input(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    padded_grad = pad_1d(output_grad, len(param) // 2)
    input_grad = np.zeros_like(input_)
    for i in range(len(input_)):
        input_grad[i] = np.sum(padded_grad[i : i + len(param)] * param[::-1])
    return input_grad


@misconception(
    "input_grad_1d",
    "The output gradient seems to be multiplied by the kernel's sum. A value of the signal reaches K different outputs: add up their gradients.",
)
def sum_of_the_kernel(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or output_grad.shape != input_.shape:
        raise ValueError("expected a 1-D input_, and an output_grad of the same shape")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    return output_grad * np.sum(param)


@misconception(
    "input_grad_1d", "For a kernel of one value nothing seems to be left: with padding 0, the slice [0:-0] is empty. Cut out from half to half + length."
)
def crops_everything_away(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or output_grad.shape != input_.shape:
        raise ValueError("expected a 1-D input_, and an output_grad of the same shape")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    half = len(param) // 2
    padded_input_grad = np.zeros(len(input_) + 2 * half)
    for o in range(len(input_)):
        padded_input_grad[o : o + len(param)] += output_grad[o] * param
    return padded_input_grad[half:-half]


@misconception(
    "input_grad_1d", "np.convolve with mode 'same' returns as many values as the LONGER array has. Pad output_grad yourself and use every window of it."
)
def convolve_same(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or output_grad.shape != input_.shape:
        raise ValueError("expected a 1-D input_, and an output_grad of the same shape")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    return np.convolve(output_grad, param, mode="same")


@misconception("input_grad_1d", "An output_grad of any shape seems to be accepted. Raise a ValueError unless its shape is that of the signal.")
def accepts_every_output_grad(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    padded_grad = pad_1d(output_grad, len(param) // 2)
    return np.array([np.sum(padded_grad[i : i + len(param)] * param[::-1]) for i in range(len(input_))])


# param_grad_1d


@misconception("param_grad_1d", "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.")
def kernel_output_grad_ignored(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is not None and output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    return np.array([np.sum(padded[k : k + len(input_)]) for k in range(len(param))])


@misconception(
    "param_grad_1d",
    "The gradient seems to come out in reversed order. Here both indices move the same way: kernel value k meets the padded signal shifted by k.",
)
def reversed_gradient(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    return np.array([np.sum(padded[k : k + len(input_)] * output_grad) for k in range(len(param))])[::-1]


@misconception("param_grad_1d", "The output gradient seems to meet the signal before it was padded. Kernel value k meets the PADDED signal, shifted by k.")
def unpadded_signal(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    return np.array([np.sum(input_[k:] * output_grad[: max(len(input_) - k, 0)]) for k in range(len(param))])


@misconception(
    "param_grad_1d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a kernel of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_kernel(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    param_grad = np.zeros_like(param)
    for k in range(len(param)):
        param_grad[k] = np.sum(padded[k : k + len(input_)] * output_grad)
    return param_grad


@misconception("param_grad_1d", "Only the last output seems to count. Every output used the kernel: add its part to the gradient, instead of assigning it.")
def last_output_only(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    param_grad = np.zeros(len(param))
    for o in range(len(input_)):
        for k in range(len(param)):
            param_grad[k] = padded[o + k] * output_grad[o]
    return param_grad


@misconception("param_grad_1d", "The gradient seems to be averaged over the outputs. It is their sum.")
def mean_over_outputs(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    return np.array([np.mean(padded[k : k + len(input_)] * output_grad) for k in range(len(param))])


@misconception(
    "param_grad_1d",
    "The gradients of earlier calls seem to be added to those of later ones: a default argument is made only once. Start every call with new zeros.",
)
def accumulates_across_calls(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None, totals: dict = {}) -> np.ndarray:  # noqa: B006 - wrong on purpose
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    totals.setdefault(len(param), np.zeros(len(param)))
    for k in range(len(param)):
        totals[len(param)][k] += np.sum(padded[k : k + len(input_)] * output_grad)
    return totals[len(param)].copy()


@misconception(
    "param_grad_1d", "Every call seems to return the same array, so that a later call changes the result of an earlier one. Make a new array in each call."
)
def returns_the_same_array(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None, buffers: dict = {}) -> np.ndarray:  # noqa: B006 - wrong on purpose
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    param_grad = buffers.setdefault(len(param), np.zeros(len(param)))
    for k in range(len(param)):
        param_grad[k] = np.sum(padded[k : k + len(input_)] * output_grad)
    return param_grad


@misconception(
    "param_grad_1d", "For a kernel of one value the padding is 0, and the slice [0:-0], which the signal is copied to, is empty. pad_1d knows how: use it."
)
def pads_by_hand(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    half = len(param) // 2
    padded = np.zeros(len(input_) + 2 * half)
    padded[half:-half] = input_
    return np.array([np.sum(padded[k : k + len(input_)] * output_grad) for k in range(len(param))])


@misconception(
    "param_grad_1d",
    "The middle of the full correlation seems to be cut out. When the kernel is more than twice as long as the signal, the slice starts at a negative "
    "index, which counts from the end. Pad the signal first.",
)
def crops_the_full_correlation(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    half, middle = len(param) // 2, len(input_) - 1
    return np.correlate(input_, output_grad, mode="full")[middle - half : middle + half + 1]


@misconception("param_grad_1d", "Every kernel seems to be accepted. Raise a ValueError unless it has exactly one dimension and an odd length.")
def accepts_kernels_of_even_length(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad must have the shape of input_")
    padded = pad_1d(input_, len(param) // 2)
    return np.array([np.sum(padded[k : k + len(input_)] * output_grad) for k in range(len(param))])


# pad_1d_batch


@misconception("pad_1d_batch", "The batch seems to get rows of zeros as well: np.pad with one number pads every axis. Pad the second axis only.")
def pads_both_axes(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.pad(batch, num)


@misconception("pad_1d_batch", "The zeros seem to be put before and after the batch, as rows. Each signal gets them on its own two sides.")
def pads_the_wrong_axis(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.pad(batch, ((num, num), (0, 0)))


@misconception("pad_1d_batch", "Every row seems to hold the first signal. Pad each signal of the batch.")
def repeats_the_first_signal(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.stack([pad_1d(batch[0], num) for _ in batch])


@misconception("pad_1d_batch", "The values seem to lose their fractions: the array that you copy them into holds whole numbers only. Make one of floats.")
def batch_buffer_of_integers(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2 or num < 0:
        raise ValueError("batch must have 2 dimensions, and num must be at least 0")
    padded = np.zeros((batch.shape[0], batch.shape[1] + 2 * num), dtype=int)
    padded[:, num : num + batch.shape[1]] = batch
    return padded


@misconception("pad_1d_batch", "A batch of one signal seems to lose its first dimension: np.squeeze removes every dimension of size one. Leave it out.")
def squeezes_the_padded_batch(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.squeeze(np.stack([pad_1d(sample, num) for sample in batch]))


# conv_1d_batch


@misconception(
    "conv_1d_batch", "The signals seem to be joined end to end and convolved as one, so that each leaks into its neighbours. Convolve each by itself."
)
def joins_the_signals(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return conv_1d(batch.ravel(), param).reshape(batch.shape)


@misconception("conv_1d_batch", "The kernel seems to run down the batch, from one signal to the next. Move it along each signal, the second axis.")
def runs_down_the_batch(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.stack([conv_1d(column, param) for column in batch.T]).T


@misconception("conv_1d_batch", "Only the first signal seems to be convolved. Perhaps a return stands inside the loop: put it after the loop.")
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
    "The fractions of the outputs seem to be cut off: np.zeros_like of a batch of whole numbers holds whole numbers only. Make an array of floats.",
)
def buffer_like_batch(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    output = np.zeros_like(batch)
    for n in range(len(batch)):
        output[n] = conv_1d(batch[n], param)
    return output


@misconception("conv_1d_batch", "A batch of one signal seems to lose its first dimension: np.squeeze removes every dimension of size one. Leave it out.")
def squeezes_the_batch(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    return np.squeeze(np.stack([conv_1d(sample, param) for sample in batch]))


@misconception(
    "conv_1d_batch",
    "A batch of one signal seems to come back as a plain signal: np.vstack has nothing to stack then. Put the outputs in a list and stack that.",
)
def stacks_row_under_row(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    output = conv_1d(batch[0], param)
    for sample in batch[1:]:
        output = np.vstack([output, conv_1d(sample, param)])
    return output


@misconception("conv_1d_batch", "np.correlate with mode 'same' returns as many values as the LONGER array has. Let conv_1d convolve each signal.")
def correlate_same_row_by_row(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 2-D batch and a 1-D kernel of odd length")
    return np.stack([np.correlate(sample, param, mode="same") for sample in batch])


# input_grad_1d_batch


@misconception("input_grad_1d_batch", "Every sample seems to get the first sample's output gradient. Sample n needs row n of output_grad.")
def first_output_grad_for_all(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return np.stack([input_grad_1d(sample, param, output_grad[0]) for sample in batch])


@misconception("input_grad_1d_batch", "The output gradient seems to be left out. Hand each sample's row of it to input_grad_1d.")
def batch_output_grad_ignored(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if batch.ndim != 2 or (output_grad is not None and output_grad.shape != batch.shape):
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return np.stack([input_grad_1d(sample, param) for sample in batch])


@misconception(
    "input_grad_1d_batch", "This seems to be the forward pass once more, with the output gradient as the batch. On the way back the kernel is turned round."
)
def unflipped_kernel_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if output_grad.shape != batch.shape:
        raise ValueError("output_grad must have the shape of batch")
    return conv_1d_batch(output_grad, param)


@misconception("input_grad_1d_batch", "The gradients seem to be divided by the number of samples. The loss is not averaged here: leave the division out.")
def divided_by_the_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return np.stack([input_grad_1d(batch[n], param, output_grad[n]) for n in range(len(batch))]) / len(batch)


@misconception(
    "input_grad_1d_batch",
    "The fractions of the gradients seem to be cut off: np.zeros_like of a batch of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    input_grad = np.zeros_like(batch)
    for n in range(len(batch)):
        input_grad[n] = input_grad_1d(batch[n], param, output_grad[n])
    return input_grad


@misconception(
    "input_grad_1d_batch",
    "A batch of one signal seems to come back as a plain signal: np.vstack has nothing to stack then. Put the gradients in a list and stack that.",
)
def stacks_gradient_under_gradient(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    input_grad = input_grad_1d(batch[0], param, output_grad[0])
    for n in range(1, len(batch)):
        input_grad = np.vstack([input_grad, input_grad_1d(batch[n], param, output_grad[n])])
    return input_grad


@misconception("input_grad_1d_batch", "np.convolve with mode 'same' returns as many values as the LONGER array has. Hand each sample to input_grad_1d.")
def convolve_same_row_by_row(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    return np.stack([np.convolve(row, param, mode="same") for row in output_grad])


@misconception(
    "input_grad_1d_batch", "Rows of output_grad that have no sample seem to be accepted. Raise a ValueError unless output_grad has the shape of the batch."
)
def accepts_spare_rows(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError("batch must have 2 dimensions")
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    return np.stack([input_grad_1d(batch[n], param, output_grad[n]) for n in range(len(batch))])


# param_grad_1d_batch


@misconception("param_grad_1d_batch", "Only the last sample seems to count. All samples share the kernel: add their gradients up, instead of assigning them.")
def last_sample_only(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    param_grad = np.zeros(param.shape)
    for n in range(len(batch)):
        param_grad = param_grad_1d(batch[n], param, output_grad[n])
    return param_grad


@misconception("param_grad_1d_batch", "The gradient seems to be averaged over the batch. It is the sum over all samples.")
def mean_over_the_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return np.mean([param_grad_1d(batch[n], param, output_grad[n]) for n in range(len(batch))], axis=0)


@misconception("param_grad_1d_batch", "Samples and output gradients seem to be paired in the wrong order. Sample n belongs to row n of output_grad.")
def samples_misaligned(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return np.sum([param_grad_1d(batch[n], param, output_grad[-1 - n]) for n in range(len(batch))], axis=0)


@misconception(
    "param_grad_1d_batch", "Signals and output gradients seem to be summed over the batch before they are multiplied. Multiply sample by sample, then sum."
)
def sums_before_multiplying(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return param_grad_1d(batch.sum(axis=0), param, output_grad.sum(axis=0))


@misconception("param_grad_1d_batch", "The output gradient seems to be left out. Hand each sample's row of it to param_grad_1d.")
def kernel_batch_output_grad_ignored(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if batch.ndim != 2 or (output_grad is not None and output_grad.shape != batch.shape):
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return np.sum([param_grad_1d(sample, param) for sample in batch], axis=0)


@misconception(
    "param_grad_1d_batch", "There seems to be one gradient for each sample. All samples share the kernel: sum their gradients to one of the kernel's shape."
)
def one_gradient_per_sample(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    return np.stack([param_grad_1d(batch[n], param, output_grad[n]) for n in range(len(batch))])


@misconception(
    "param_grad_1d_batch",
    "For a batch of one sample the sum seems to run over the kernel: np.vstack has nothing to stack then. Put the gradients in a list and sum that.",
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
    "The middle of the full correlation seems to be cut out. When the kernel is more than twice as long as the signals, the slice starts at a negative "
    "index, which counts from the end. Let param_grad_1d do each sample.",
)
def crops_every_full_correlation(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D kernel of odd length")
    half, middle = len(param) // 2, batch.shape[1] - 1
    correlations = np.sum([np.correlate(batch[n], output_grad[n], mode="full") for n in range(len(batch))], axis=0)
    return correlations[middle - half : middle + half + 1]


@misconception(
    "param_grad_1d_batch",
    "For a kernel of whole numbers, fractions cannot be added: np.zeros_like of it holds whole numbers only. Sum in an array of floats.",
)
def sum_like_kernel(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError("expected a 2-D batch, and an output_grad of the same shape")
    param_grad = np.zeros_like(param)
    for n in range(len(batch)):
        param_grad += param_grad_1d(batch[n], param, output_grad[n])
    return param_grad
