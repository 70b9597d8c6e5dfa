"""Convolution in one dimension: forward, and backward by the chain rule.

A kernel of odd length K slides over a signal of length L.  The signal is first padded with K // 2
zeros on both sides, so that the result has as many values as the signal.  As everywhere in deep
learning, "convolution" means that the kernel is NOT turned
round: the output is the dot product of the kernel with the window that it covers.

Write the functions in the order in which they stand; each may call the ones above it.  All of them
return arrays of floats, leave their arguments as they are, and raise ValueError when an argument
makes no sense.
"""

import numpy as np


def pad_1d(input_: np.ndarray, num: int) -> np.ndarray:
    """Puts ``num`` zeros before and ``num`` zeros after a signal.

    Args:
        input_: the signal, shape [L].
        num: how many zeros on each side; 0 is allowed.

    Returns:
        The padded signal, shape [L + 2 num], floats (also when the signal holds whole numbers).

    Raises:
        ValueError: input_ does not have exactly one dimension, or num is negative.
    """
    ### BEGIN SOLUTION
    if input_.ndim != 1:
        raise ValueError(f"input_ must have 1 dimension, but its shape is {input_.shape}")
    if num < 0:
        raise ValueError(f"num must not be negative, but it is {num}")
    length, num = len(input_), int(num)  # a small whole number of NumPy's cannot count very far
    padded = np.zeros(length + 2 * num)
    padded[num : num + length] = input_
    return padded
    ### END SOLUTION


def conv_1d(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    """Convolves a signal with a kernel; the result is as long as the signal.

    With t the signal padded by K // 2 zeros on both sides, and w the kernel:

        output[o] = sum over k of  w[k] * t[o + k]

    A kernel may be longer than the signal.  Beware of np.correlate(input_, param, "same"): it
    returns max(L, K) values, which is too many in that case.

    Args:
        input_: the signal, shape [L].
        param: the kernel, shape [K], K odd.

    Returns:
        The output, shape [L], floats: a signal of whole numbers must not cut off the fractions of
        the kernel.

    Raises:
        ValueError: an argument does not have exactly one dimension, or the kernel's length is even.
    """
    ### BEGIN SOLUTION
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError(f"param must be a 1-D kernel of odd length, but its shape is {param.shape}")
    size = len(param)
    padded = pad_1d(input_, size // 2)
    output = np.zeros(len(input_))
    for o in range(len(input_)):
        output[o] = padded[o : o + size] @ param
    return output
    ### END SOLUTION


def input_grad_1d(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    """The gradient of a loss with respect to the signal that went into conv_1d.

    By the chain rule, with g the output gradient padded by K // 2 zeros on both sides (an output
    that does not exist has no say):

        input_grad[i] = sum over k of  w[k] * g[i + K - 1 - k]

    Mind the indices: while k goes up, the index of g goes down.

    Args:
        input_: the signal, shape [L]; only the shape matters.
        param: the kernel, shape [K], K odd.
        output_grad: the gradient of the loss with respect to the output of conv_1d, shape [L].
            None stands for ones: then the loss is the sum of the output.

    Returns:
        The gradient, shape [L], floats.

    Raises:
        ValueError: the arguments are not fit for conv_1d, or output_grad does not have the shape of
            input_.
    """
    ### BEGIN SOLUTION
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError(f"param must be a 1-D kernel of odd length, but its shape is {param.shape}")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError(
            f"output_grad must have the shape of input_, {input_.shape}, but its shape is {output_grad.shape}"
        )
    size = len(param)
    padded_grad = pad_1d(output_grad, size // 2)
    input_grad = np.zeros(len(input_))
    for i in range(len(input_)):
        input_grad[i] = padded_grad[i : i + size] @ param[::-1]
    return input_grad
    ### END SOLUTION


def param_grad_1d(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    """The gradient of a loss with respect to the kernel of conv_1d.

    By the chain rule, with t the signal padded by K // 2 zeros on both sides and g the output
    gradient:

        param_grad[k] = sum over o of  t[o + k] * g[o]

    Every output used the same kernel, so the contributions of all outputs add up.

    Args:
        input_: the signal, shape [L].
        param: the kernel, shape [K], K odd; only the shape matters.
        output_grad: the gradient of the loss with respect to the output of conv_1d, shape [L].
            None stands for ones.

    Returns:
        The gradient, shape [K], floats.

    Raises:
        ValueError: the arguments are not fit for conv_1d, or output_grad does not have the shape of
            input_.
    """
    ### BEGIN SOLUTION
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError(f"param must be a 1-D kernel of odd length, but its shape is {param.shape}")
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError(
            f"output_grad must have the shape of input_, {input_.shape}, but its shape is {output_grad.shape}"
        )
    size = len(param)
    padded = pad_1d(input_, size // 2)
    param_grad = np.zeros(size)
    for o in range(len(input_)):
        param_grad += padded[o : o + size] * output_grad[o]
    return param_grad
    ### END SOLUTION


def pad_1d_batch(batch: np.ndarray, num: int) -> np.ndarray:
    """Puts ``num`` zeros before and after every signal of a batch.

    Only the signals get longer; the batch does not get more of them.

    Args:
        batch: N signals, shape [N, L].
        num: how many zeros on each side of each signal; 0 is allowed.

    Returns:
        The padded signals, shape [N, L + 2 num], floats.

    Raises:
        ValueError: batch does not have exactly two dimensions, or num is negative.
    """
    ### BEGIN SOLUTION
    if batch.ndim != 2:
        raise ValueError(f"batch must have 2 dimensions, but its shape is {batch.shape}")
    return np.stack([pad_1d(sample, num) for sample in batch])
    ### END SOLUTION


def conv_1d_batch(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    """Convolves every signal of a batch with the same kernel.

    Each signal is a case of its own: the end of one never reaches the beginning of the next.

    Args:
        batch: N signals, shape [N, L]; N may be 1, and the result still has two dimensions.
        param: the kernel, shape [K], K odd.

    Returns:
        The outputs, shape [N, L], floats.

    Raises:
        ValueError: batch does not have exactly two dimensions, or param is not a 1-D kernel of odd
            length.
    """
    ### BEGIN SOLUTION
    if batch.ndim != 2:
        raise ValueError(f"batch must have 2 dimensions, but its shape is {batch.shape}")
    return np.stack([conv_1d(sample, param) for sample in batch])
    ### END SOLUTION


def input_grad_1d_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    """The gradient of a loss with respect to every signal of a batch.

    Sample n of the result depends on sample n of the output gradient and on no other.

    Args:
        batch: N signals, shape [N, L]; only the shape matters.
        param: the kernel, shape [K], K odd.
        output_grad: the gradient of the loss with respect to the outputs, shape [N, L].  None
            stands for ones.

    Returns:
        The gradients, shape [N, L], floats.

    Raises:
        ValueError: the arguments are not fit for conv_1d_batch, or output_grad does not have the
            shape of batch.
    """
    ### BEGIN SOLUTION
    if batch.ndim != 2:
        raise ValueError(f"batch must have 2 dimensions, but its shape is {batch.shape}")
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if output_grad.shape != batch.shape:
        raise ValueError(
            f"output_grad must have the shape of batch, {batch.shape}, but its shape is {output_grad.shape}"
        )
    return np.stack([input_grad_1d(batch[n], param, output_grad[n]) for n in range(len(batch))])
    ### END SOLUTION


def param_grad_1d_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    """The gradient of a loss with respect to the kernel, which all signals of a batch share.

    The samples' gradients are SUMMED.  (A mean over the batch, if one is wanted, belongs to the
    loss: it is then already in output_grad.)

    Args:
        batch: N signals, shape [N, L].
        param: the kernel, shape [K], K odd; only the shape matters.
        output_grad: the gradient of the loss with respect to the outputs, shape [N, L].  None
            stands for ones.

    Returns:
        The gradient, shape [K], floats.

    Raises:
        ValueError: the arguments are not fit for conv_1d_batch, or output_grad does not have the
            shape of batch.
    """
    ### BEGIN SOLUTION
    if batch.ndim != 2:
        raise ValueError(f"batch must have 2 dimensions, but its shape is {batch.shape}")
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if output_grad.shape != batch.shape:
        raise ValueError(
            f"output_grad must have the shape of batch, {batch.shape}, but its shape is {output_grad.shape}"
        )
    return np.sum([param_grad_1d(batch[n], param, output_grad[n]) for n in range(len(batch))], axis=0)
    ### END SOLUTION
