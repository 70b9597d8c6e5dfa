"""Wrong answers that people really give in the unit conv1d, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import edited, misconception

from .solution import conv_1d, input_grad_1d, param_grad_1d

# pad_1d

zeros_only_before = edited(
    "pad_1d",
    "All the zeros seem to stand before the signal. Put num of them on each side.",
    ("num : num + len(input_)", "2 * num :"),
)

zeros_only_after = edited(
    "pad_1d",
    "Only num zeros seem to be added in all. The padded signal has num on EACH side, 2 num more values than before.",
    ("np.zeros(len(input_) + 2 * num)", "np.zeros(len(input_) + num)"),
    ("num : num + len(input_)", ": len(input_)"),
)

always_one_zero = edited(
    "pad_1d",
    "There seems to be one zero on each side, whatever num is. Use num for the number of zeros.",
    ("    padded =", "    num = 1\n    padded ="),
)

repeats_the_edge = edited(
    "pad_1d",
    "The padding seems to repeat the signal's outermost values. It should be zeros.",
    ("return padded", 'return np.pad(input_, num, mode="edge")'),
)

buffer_of_integers = edited(
    "pad_1d",
    "The values of the signal seem to lose their fractions: the array that you copy them into holds whole numbers "
    "only. Make one of floats.",
    ("2 * num)", "2 * num, dtype=int)"),
)

slices_to_minus_num = edited(
    "pad_1d",
    "With num = 0 the slice [num:-num] is empty, because -0 is 0. Let the slice end at num + the signal's length.",
    ("num : num + len(input_)", "num:-num"),
)


@misconception(
    "pad_1d",
    "Arrays with more than one dimension seem to be padded as well. Raise a ValueError unless the signal has "
    "exactly one dimension.",
)
def pads_whatever_comes(input_: np.ndarray, num: int) -> np.ndarray:
    return np.pad(input_, num)


# conv_1d

flipped_kernel = edited(
    "conv_1d",
    "The kernel seems to be turned round, as np.convolve does. Here the kernel's first value meets the window's "
    "first value.",
    ("@ param", "@ param[::-1]"),
)

correlate_same = edited(
    "conv_1d",
    "np.correlate with mode 'same' returns as many values as the LONGER array has. Pad the signal yourself and use "
    "every window of it.",
    ("return output", 'return np.correlate(input_, param, mode="same")'),
)

buffer_like_input = edited(
    "conv_1d",
    "The fractions of the output seem to be cut off: np.zeros_like of a signal of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("np.zeros(len(input_))", "np.zeros_like(input_)"),
)

circular_padding = edited(
    "conv_1d",
    "At the ends, the kernel seems to see the values of the other end (np.roll does that). Beyond the ends there "
    "are zeros.",
    ("padded[o : o + size]", 'input_.take(range(o - size // 2, o + size // 2 + 1), mode="wrap")'),
)

padded_for_three = edited(
    "conv_1d",
    "The padding seems to be one zero on each side, which fits kernels of length 3 only. Pad with half the "
    "kernel's length, rounded down.",
    ("size // 2)", "1)"),
    ("@ param", "@ param[: len(padded) - o]"),
)


@misconception(
    "conv_1d",
    "The signal seems to be convolved without padding, so that the output is shorter. Pad it with zeros first.",
)
def without_padding(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("expected a 1-D input_ and a 1-D kernel of odd length")
    count = max(len(input_) - len(param) + 1, 0)
    return np.array([np.sum(input_[o : o + len(param)] * param) for o in range(count)])


overwrites_the_sum = edited(
    "conv_1d",
    "Each output seems to hold only the last product of its window. Add up the products of all kernel values.",
    (
        "output[o] = padded[o : o + size] @ param",
        "for k in range(size):\n            output[o] = padded[o + k] * param[k]",
    ),
)

writes_into_the_input = edited(
    "conv_1d",
    "The output seems to be written into the signal itself: output = input_ gives the same array a second name. "
    "Make a new array for the output.",
    ("np.zeros(len(input_))", "input_"),
)

crops_the_output_away = edited(
    "conv_1d",
    "For a kernel of one value nothing seems to be left: with padding 0, the slice [0:-0] is empty. Cut out from "
    "half to half + length.",
    ("return output", 'return np.correlate(input_, param, mode="full")[size // 2 : -(size // 2)]'),
)

accepts_every_kernel = edited(
    "conv_1d",
    "Every kernel seems to be accepted. Raise a ValueError unless it has exactly one dimension and an odd length.",
    ("if param.ndim != 1 or len(param) % 2 == 0:", "if False:"),
    ("padded[o : o + size] @ param", "np.sum(padded[o : o + size] * param)"),
)

# input_grad_1d

unflipped_kernel = edited(
    "input_grad_1d",
    "The kernel lies the wrong way round. If you spread gradients back to windows, do not turn it; if you convolve "
    "the padded output gradient, turn it round.",
    ("@ param[::-1]", "@ param"),
)

output_grad_ignored = edited(
    "input_grad_1d",
    "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.",
    ("pad_1d(output_grad,", "pad_1d(np.ones_like(output_grad),"),
)

zeros_taken_for_none = edited(
    "input_grad_1d",
    "An output_grad of zeros seems to be taken for one that was left out. Only None stands for ones, so ask "
    "whether output_grad is None; "
    "with zeros the gradient is zero.",
    ("if output_grad is None:", "if not np.any(output_grad):"),
)

ones_beyond_the_ends = edited(
    "input_grad_1d",
    "Without output_grad, there seem to be ones beyond the ends as well. Outputs that do not exist have the "
    "gradient zero: make ones, then pad.",
    (
        "        output_grad = np.ones(input_.shape)",
        """\
        conv_1d(input_, param)  # refuses what makes no sense
        return np.full(len(input_), float(param.sum()))""",
    ),
)

indices_for_three = edited(
    "input_grad_1d",
    "The index seems to be written for kernels of length 3. Where a 2 stands, use the kernel's length minus one.",
    (
        "input_grad[i] = padded_grad[i : i + size] @ param[::-1]",
        "for k in range(size):\n            input_grad[i] += padded_grad[i + 2 - k] * param[k]",
    ),
)

gradient_like_input = edited(
    "input_grad_1d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a signal of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("np.zeros(len(input_))", "np.zeros_like(input_)"),
)

sum_of_the_kernel = edited(
    "input_grad_1d",
    "The output gradient seems to be multiplied by the kernel's sum. A value of the signal reaches K different "
    "outputs: add up their gradients.",
    ("return input_grad", "return output_grad * param.sum()"),
)

crops_everything_away = edited(
    "input_grad_1d",
    "For a kernel of one value nothing seems to be left: with padding 0, the slice [0:-0] is empty. Cut out from "
    "half to half + length.",
    ("return input_grad", "return np.convolve(output_grad, param)[size // 2 : -(size // 2)]"),
)

convolve_same = edited(
    "input_grad_1d",
    "np.convolve with mode 'same' returns as many values as the LONGER array has. Pad output_grad yourself and use "
    "every window of it.",
    ("return input_grad", 'return np.convolve(output_grad, param, mode="same")'),
)

accepts_every_output_grad = edited(
    "input_grad_1d",
    "An output_grad of any shape seems to be accepted. Raise a ValueError unless its shape is that of the signal.",
    ("if output_grad.shape != input_.shape:", "if False:"),
)

# param_grad_1d

kernel_output_grad_ignored = edited(
    "param_grad_1d",
    "The output gradient seems to be taken as ones even when it is given. Multiply with the values of output_grad.",
    (" * output_grad[o]", ""),
)

kernel_zeros_taken_for_none = edited(
    "param_grad_1d",
    "An output_grad of zeros seems to be taken for one that was left out. Only None stands for ones, so ask "
    "whether output_grad is None; "
    "with zeros the gradient is zero.",
    ("if output_grad is None:", "if not np.any(output_grad):"),
)

reversed_gradient = edited(
    "param_grad_1d",
    "The gradient seems to come out in reversed order. Here both indices move the same way: kernel value k meets "
    "the padded signal shifted by k.",
    ("return param_grad", "return param_grad[::-1]"),
)

unpadded_signal = edited(
    "param_grad_1d",
    "The output gradient seems to meet the signal before it was padded. Kernel value k meets the PADDED signal, "
    "shifted by k.",
    # The zeros at the end are there only so that no window is cut short.
    ("pad_1d(input_, size // 2)", "pad_1d(input_, size)[size:]"),
)

gradient_like_kernel = edited(
    "param_grad_1d",
    "The fractions of the gradient seem to be cut off: np.zeros_like of a kernel of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("return param_grad", "return param_grad.astype(param.dtype)"),
)

last_output_only = edited(
    "param_grad_1d",
    "Only the last output seems to count. Every output used the kernel: add its part to the gradient, instead of "
    "assigning it.",
    ("+=", "="),
)

mean_over_outputs = edited(
    "param_grad_1d",
    "The gradient seems to be averaged over the outputs. It is their sum.",
    ("return param_grad", "return param_grad / len(input_)"),
)

accumulates_across_calls = edited(
    "param_grad_1d",
    "The gradients of earlier calls seem to be added to those of later ones: a default argument, like an array or "
    "dict outside of the function, "
    "is made only once. Start every call with new zeros.",
    ("None = None)", "None = None, totals: dict = {})"),
    ("np.zeros(size)", "totals.setdefault(size, np.zeros(size))"),
    ("return param_grad", "return param_grad.copy()"),
)

returns_the_same_array = edited(
    "param_grad_1d",
    "Every call seems to return the same array, so that a later call changes the result of an earlier one. Make a "
    "new array in each call.",
    ("None = None)", "None = None, buffers: dict = {})"),
    ("param_grad = np.zeros(size)", "param_grad = buffers.setdefault(size, np.zeros(size))\n    param_grad[:] = 0"),
)

pads_by_hand = edited(
    "param_grad_1d",
    "For a kernel of one value the padding is 0, and the slice [0:-0], which the signal is copied to, is empty. "
    "pad_1d knows how: use it.",
    ("if param.ndim != 1", "if input_.ndim != 1 or param.ndim != 1"),
    ("pad_1d(input_, size // 2)", "np.zeros(len(input_) + size - 1)\n    padded[size // 2 : -(size // 2)] = input_"),
)

crops_the_full_correlation = edited(
    "param_grad_1d",
    "The middle of the full correlation seems to be cut out. When the kernel is more than twice as long as the "
    "signal, the slice starts at a negative "
    "index, which counts from the end. Pad the signal first.",
    (
        "    return param_grad",
        """\
    middle = len(input_) - 1
    return np.correlate(input_, output_grad, mode="full")[middle - size // 2 : middle + size // 2 + 1]""",
    ),
)

accepts_kernels_of_even_length = edited(
    "param_grad_1d",
    "Every kernel seems to be accepted. Raise a ValueError unless it has exactly one dimension and an odd length.",
    ("if param.ndim != 1 or len(param) % 2 == 0:", "if False:"),
)

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


repeats_the_first_signal = edited(
    "pad_1d_batch",
    "Every row seems to hold the first signal. Pad each signal of the batch.",
    ("pad_1d(sample, num)", "pad_1d(batch[0], num)"),
)

batch_buffer_of_integers = edited(
    "pad_1d_batch",
    "The values seem to lose their fractions: the array that you copy them into holds whole numbers only. Make one "
    "of floats.",
    ("for sample in batch])", "for sample in batch]).astype(int)"),
)

squeezes_the_padded_batch = edited(
    "pad_1d_batch",
    "A batch of one signal seems to lose its first dimension: np.squeeze removes every dimension of size one. "
    "Leave it out.",
    ("for sample in batch])", "for sample in batch]).squeeze()"),
)

# conv_1d_batch

joins_the_signals = edited(
    "conv_1d_batch",
    "The signals seem to be joined end to end and convolved as one, so that each leaks into its neighbours. "
    "Convolve each by itself.",
    ("np.stack([conv_1d(sample, param) for sample in batch])", "conv_1d(batch.ravel(), param).reshape(batch.shape)"),
)

runs_down_the_batch = edited(
    "conv_1d_batch",
    "The kernel seems to run down the batch, from one signal to the next. Move it along each signal, the second axis.",
    ("for sample in batch])", "for sample in batch.T]).T"),
)


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


buffer_like_batch = edited(
    "conv_1d_batch",
    "The fractions of the outputs seem to be cut off: np.zeros_like of a batch of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("for sample in batch])", "for sample in batch]).astype(batch.dtype)"),
)

squeezes_the_batch = edited(
    "conv_1d_batch",
    "A batch of one signal seems to lose its first dimension: np.squeeze removes every dimension of size one. "
    "Leave it out.",
    ("for sample in batch])", "for sample in batch]).squeeze()"),
)


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

first_output_grad_for_all = edited(
    "input_grad_1d_batch",
    "Every sample seems to get the first sample's output gradient. Sample n needs row n of output_grad.",
    ("output_grad[n])", "output_grad[0])"),
)

batch_output_grad_ignored = edited(
    "input_grad_1d_batch",
    "The output gradient seems to be left out. Hand each sample's row of it to input_grad_1d.",
    (", output_grad[n])", ")"),
)

batch_zeros_taken_for_none = edited(
    "input_grad_1d_batch",
    "An output_grad of zeros seems to be taken for one that was left out. Only None stands for ones, so ask "
    "whether output_grad is None; "
    "with zeros the gradient is zero.",
    ("if output_grad is None:", "if not np.any(output_grad):"),
)

unflipped_kernel_batch = edited(
    "input_grad_1d_batch",
    "The kernel lies the wrong way round. If you spread gradients back to windows, do not turn it; if you convolve "
    "the padded output gradient, turn it round.",
    ("input_grad_1d(batch[n], param, output_grad[n])", "conv_1d(output_grad[n], param)"),
)

divided_by_the_batch = edited(
    "input_grad_1d_batch",
    "The gradients seem to be divided by the number of samples. The loss is not averaged here: leave the division out.",
    ("range(len(batch))])", "range(len(batch))]) / len(batch)"),
)

gradient_like_batch = edited(
    "input_grad_1d_batch",
    "The fractions of the gradients seem to be cut off: np.zeros_like of a batch of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    ("range(len(batch))])", "range(len(batch))]).astype(batch.dtype)"),
)


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


accepts_spare_rows = edited(
    "input_grad_1d_batch",
    "Rows of output_grad that have no sample seem to be accepted. Raise a ValueError unless output_grad has the "
    "shape of the batch.",
    ("if output_grad.shape != batch.shape:", "if False:"),
)

# param_grad_1d_batch

last_sample_only = edited(
    "param_grad_1d_batch",
    "Only the last sample seems to count. All samples share the kernel: add their gradients up, instead of "
    "assigning them.",
    ("np.sum([", "["),
    ("], axis=0)", "][-1]"),
)

mean_over_the_batch = edited(
    "param_grad_1d_batch",
    "The gradient seems to be averaged over the batch. It is the sum over all samples.",
    ("np.sum(", "np.mean("),
)

samples_misaligned = edited(
    "param_grad_1d_batch",
    "Samples and output gradients seem to be paired in the wrong order. Sample n belongs to row n of output_grad.",
    ("output_grad[n])", "output_grad[-1 - n])"),
)

sums_before_multiplying = edited(
    "param_grad_1d_batch",
    "Signals and output gradients seem to be summed over the batch before they are multiplied. Multiply sample by "
    "sample, then sum.",
    (
        "np.sum([param_grad_1d(batch[n], param, output_grad[n]) for n in range(len(batch))], axis=0)",
        "param_grad_1d(batch.sum(axis=0), param, output_grad.sum(axis=0))",
    ),
)

kernel_batch_output_grad_ignored = edited(
    "param_grad_1d_batch",
    "The output gradient seems to be left out. Hand each sample's row of it to param_grad_1d.",
    (", output_grad[n])", ")"),
)

kernel_batch_zeros_taken_for_none = edited(
    "param_grad_1d_batch",
    "An output_grad of zeros seems to be taken for one that was left out. Only None stands for ones, so ask "
    "whether output_grad is None; "
    "with zeros the gradient is zero.",
    ("if output_grad is None:", "if not np.any(output_grad):"),
)

one_gradient_per_sample = edited(
    "param_grad_1d_batch",
    "There seems to be one gradient for each sample. All samples share the kernel: sum their gradients to one of "
    "the kernel's shape.",
    ("np.sum(", "np.stack("),
)


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


sum_like_kernel = edited(
    "param_grad_1d_batch",
    "For a kernel of whole numbers, fractions cannot be added: np.zeros_like of it holds whole numbers only. Sum "
    "in an array of floats.",
    ("return np.sum(", "param_grad = np.zeros_like(param)\n    param_grad += np.sum("),
    ("axis=0)", "axis=0)\n    return param_grad"),
)
