"""Other right ways to write the unit conv1d."""

import numpy as np

from autograder.course import alternative

from .solution import conv_1d, conv_1d_batch, pad_1d, pad_1d_batch

# Explicit loops over every index, and assert statements.


@alternative("pad_1d", style="loops_and_asserts")
def pad_by_concatenation(input_: np.ndarray, num: int) -> np.ndarray:
    assert input_.ndim == 1, "input_ must be 1-D"
    zeros = np.zeros(num)
    return np.concatenate([zeros, input_, zeros])


@alternative("conv_1d", style="loops_and_asserts")
def conv_by_loops(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    assert param.ndim == 1, "param must be 1-D"
    assert param.shape[0] % 2 == 1, "param must have odd length"
    padded = pad_1d(input_, param.shape[0] // 2)
    output = np.zeros(input_.shape)
    for o in range(output.shape[0]):
        for k in range(param.shape[0]):
            output[o] += param[k] * padded[o + k]
    return output


@alternative("input_grad_1d", style="loops_and_asserts")
def input_grad_by_loops(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    assert input_.ndim == 1, "input_ must be 1-D"
    assert param.ndim == 1, "param must be 1-D"
    assert param.shape[0] % 2 == 1, "param must have odd length"
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    assert output_grad.shape == input_.shape, "output_grad must have the shape of input_"
    half = param.shape[0] // 2
    input_grad = np.zeros(input_.shape)
    for o in range(input_.shape[0]):
        for k in range(param.shape[0]):
            if 0 <= o + k - half < input_.shape[0]:
                input_grad[o + k - half] += param[k] * output_grad[o]
    return input_grad


@alternative("param_grad_1d", style="loops_and_asserts")
def param_grad_by_loops(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    assert input_.ndim == 1, "input_ must be 1-D"
    assert param.ndim == 1, "param must be 1-D"
    assert param.shape[0] % 2 == 1, "param must have odd length"
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    assert output_grad.shape == input_.shape, "output_grad must have the shape of input_"
    half = param.shape[0] // 2
    param_grad = np.zeros(param.shape)
    for o in range(input_.shape[0]):
        for k in range(param.shape[0]):
            if 0 <= o + k - half < input_.shape[0]:
                param_grad[k] += input_[o + k - half] * output_grad[o]
    return param_grad


@alternative("pad_1d_batch", style="loops_and_asserts")
def pad_batch_by_loop(batch: np.ndarray, num: int) -> np.ndarray:
    assert batch.ndim == 2, "batch must be 2-D"
    assert num >= 0, "num must not be negative"
    padded = np.zeros((batch.shape[0], batch.shape[1] + 2 * num))
    for n in range(batch.shape[0]):
        padded[n] = pad_1d(batch[n], num)
    return padded


@alternative("conv_1d_batch", style="loops_and_asserts")
def conv_batch_by_loops(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    assert batch.ndim == 2, "batch must be 2-D"
    assert param.ndim == 1, "param must be 1-D"
    assert param.shape[0] % 2 == 1, "param must have odd length"
    padded = pad_1d_batch(batch, param.shape[0] // 2)
    output = np.zeros(batch.shape)
    for n in range(batch.shape[0]):
        for o in range(batch.shape[1]):
            for k in range(param.shape[0]):
                output[n, o] += param[k] * padded[n, o + k]
    return output


@alternative("input_grad_1d_batch", style="loops_and_asserts")
def input_grad_batch_by_loops(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    assert batch.ndim == 2, "batch must be 2-D"
    assert param.ndim == 1, "param must be 1-D"
    assert param.shape[0] % 2 == 1, "param must have odd length"
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    assert output_grad.shape == batch.shape, "output_grad must have the shape of batch"
    padded_grad = pad_1d_batch(output_grad, param.shape[0] // 2)
    input_grad = np.zeros(batch.shape)
    for n in range(batch.shape[0]):
        for i in range(batch.shape[1]):
            for k in range(param.shape[0]):
                input_grad[n, i] += param[k] * padded_grad[n, i + param.shape[0] - 1 - k]
    return input_grad


@alternative("param_grad_1d_batch", style="loops_and_asserts")
def param_grad_batch_by_loops(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    assert batch.ndim == 2, "batch must be 2-D"
    assert param.ndim == 1, "param must be 1-D"
    assert param.shape[0] % 2 == 1, "param must have odd length"
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    assert output_grad.shape == batch.shape, "output_grad must have the shape of batch"
    padded = pad_1d_batch(batch, param.shape[0] // 2)
    param_grad = np.zeros(param.shape)
    for n in range(batch.shape[0]):
        for o in range(batch.shape[1]):
            for k in range(param.shape[0]):
                param_grad[k] += padded[n, o + k] * output_grad[n, o]
    return param_grad


# All windows at once.


@alternative("conv_1d", style="sliding_windows")
def conv_by_windows(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param of shape {param.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(pad_1d(input_, param.size // 2), param.size)
    return windows @ param


@alternative("input_grad_1d", style="sliding_windows")
def input_grad_by_windows(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones_like(input_)
    if param.ndim != 1 or param.size % 2 == 0 or output_grad.shape != input_.shape:
        raise ValueError(f"param of shape {param.shape}, output_grad of shape {output_grad.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(pad_1d(output_grad, param.size // 2), param.size)
    return np.einsum("ik,k->i", windows, param[::-1])


@alternative("param_grad_1d", style="sliding_windows")
def param_grad_by_windows(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones_like(input_)
    if param.ndim != 1 or param.size % 2 == 0 or output_grad.shape != input_.shape:
        raise ValueError(f"param of shape {param.shape}, output_grad of shape {output_grad.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(pad_1d(input_, param.size // 2), param.size)
    return np.einsum("ok,o->k", windows, output_grad)


@alternative("pad_1d_batch", style="sliding_windows")
def pad_batch_with_numpy(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError(f"batch of shape {batch.shape}")
    return np.pad(batch, ((0, 0), (num, num)))


@alternative("conv_1d_batch", style="sliding_windows")
def conv_batch_by_windows(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param of shape {param.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(pad_1d_batch(batch, param.size // 2), param.size, axis=1)
    return np.einsum("nok,k->no", windows, param)


@alternative("param_grad_1d_batch", style="sliding_windows")
def param_grad_batch_by_windows(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones_like(batch)
    if param.ndim != 1 or param.size % 2 == 0 or output_grad.shape != batch.shape:
        raise ValueError(f"param of shape {param.shape}, output_grad of shape {output_grad.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(pad_1d_batch(batch, param.size // 2), param.size, axis=1)
    return np.tensordot(windows, output_grad, axes=([0, 1], [0, 1]))


# NumPy's own correlation and convolution.


@alternative("pad_1d", style="numpy_correlate")
def pad_with_numpy(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1:
        raise ValueError(f"input_ of shape {input_.shape}")
    return np.pad(input_, num)


@alternative("conv_1d", style="numpy_correlate")
def conv_by_correlate(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param of shape {param.shape}")
    return np.correlate(pad_1d(input_, param.size // 2), param, mode="valid")


@alternative("input_grad_1d", style="numpy_correlate")
def input_grad_by_convolve(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or output_grad.shape != input_.shape or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(
            f"input_ of shape {input_.shape}, param of shape {param.shape}, output_grad of shape {output_grad.shape}"
        )
    half = param.size // 2
    return np.convolve(output_grad, param, mode="full")[half : half + input_.size]


@alternative("param_grad_1d", style="numpy_correlate")
def param_grad_by_correlate(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(
            f"input_ of shape {input_.shape}, param of shape {param.shape}, output_grad of shape {output_grad.shape}"
        )
    return np.correlate(pad_1d(input_, param.size // 2), output_grad, mode="valid")


@alternative("conv_1d_batch", style="numpy_correlate")
def conv_batch_along_axis(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError(f"batch of shape {batch.shape}")
    return np.apply_along_axis(conv_1d, 1, batch, param)


# SciPy.


@alternative("conv_1d", style="scipy")
def conv_by_ndimage(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    if input_.ndim != 1 or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"input_ of shape {input_.shape}, param of shape {param.shape}")
    return ndimage.correlate1d(input_.astype(float), param, mode="constant")


@alternative("conv_1d_batch", style="scipy")
def conv_batch_by_ndimage(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    if batch.ndim != 2 or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"batch of shape {batch.shape}, param of shape {param.shape}")
    return ndimage.correlate1d(batch.astype(float), param, axis=1, mode="constant")


@alternative("input_grad_1d_batch", style="scipy")
def input_grad_batch_by_signal(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    from scipy import signal

    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(
            f"batch of shape {batch.shape}, param of shape {param.shape}, output_grad of shape {output_grad.shape}"
        )
    return signal.convolve(output_grad, param[np.newaxis, :], mode="same")


@alternative("param_grad_1d_batch", style="scipy")
def param_grad_batch_by_signal(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    from scipy import signal

    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if output_grad.shape != batch.shape or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param of shape {param.shape}, output_grad of shape {output_grad.shape}")
    return signal.correlate(pad_1d_batch(batch, param.size // 2), output_grad, mode="valid")[0]


# The convolution as a matrix: its transpose leads back.


@alternative("conv_1d", style="band_matrix")
def conv_by_matrix(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if input_.ndim != 1 or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"input_ of shape {input_.shape}, param of shape {param.shape}")
    half = param.size // 2
    matrix = sum(param[k] * np.eye(input_.size, k=k - half) for k in range(param.size))
    return matrix @ input_


@alternative("input_grad_1d", style="band_matrix")
def input_grad_by_transpose(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or output_grad.shape != input_.shape or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(
            f"input_ of shape {input_.shape}, param of shape {param.shape}, output_grad of shape {output_grad.shape}"
        )
    half = param.size // 2
    matrix = sum(param[k] * np.eye(input_.size, k=k - half) for k in range(param.size))
    return matrix.T @ output_grad


@alternative("param_grad_1d", style="band_matrix")
def param_grad_by_diagonals(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or output_grad.shape != input_.shape or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(
            f"input_ of shape {input_.shape}, param of shape {param.shape}, output_grad of shape {output_grad.shape}"
        )
    products = np.outer(output_grad, input_)
    half = param.size // 2
    return np.array(
        [np.trace(products, offset=k - half) if abs(k - half) < input_.size else 0.0 for k in range(param.size)]
    )


# One forward function for everything.


@alternative("input_grad_1d", style="through_conv_1d")
def input_grad_by_conv(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if param.ndim != 1 or output_grad.shape != input_.shape:
        raise ValueError(f"param of shape {param.shape}, output_grad of shape {output_grad.shape}")
    return conv_1d(output_grad, param[::-1])


@alternative("param_grad_1d", style="through_conv_1d")
def param_grad_by_single_ones(
    input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    output = conv_1d(input_, param)
    output_grad = np.ones(output.shape) if output_grad is None else output_grad
    if output_grad.shape != output.shape:
        raise ValueError("output_grad must have the output's shape")
    return np.array([np.sum(conv_1d(input_, single) * output_grad) for single in np.eye(len(param))])


@alternative("conv_1d_batch", style="through_conv_1d")
def conv_batch_by_one_signal(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if batch.ndim != 2:
        raise ValueError(f"batch of shape {batch.shape}")
    padded = pad_1d_batch(batch, param.size // 2)
    half = param.size // 2
    return conv_1d(padded.ravel(), param).reshape(padded.shape)[:, half : half + batch.shape[1]]


@alternative("input_grad_1d_batch", style="through_conv_1d")
def input_grad_batch_by_conv(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if param.ndim != 1 or output_grad.shape != batch.shape:
        raise ValueError(f"param of shape {param.shape}, output_grad of shape {output_grad.shape}")
    return conv_1d_batch(output_grad, param[::-1])


@alternative("param_grad_1d_batch", style="through_conv_1d")
def param_grads_by_single_ones(
    batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None
) -> np.ndarray:
    output = conv_1d_batch(batch, param)
    output_grad = np.ones(output.shape) if output_grad is None else output_grad
    if output_grad.shape != output.shape:
        raise ValueError("output_grad must have the output's shape")
    return np.array([np.sum(conv_1d_batch(batch, single) * output_grad) for single in np.eye(len(param))])
