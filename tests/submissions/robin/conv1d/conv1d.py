import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# everything is an einsum over windows: t[n, o, k] = padded[n, o + k]


def pad_1d(input_: np.ndarray, num: int) -> np.ndarray:
    if input_.ndim != 1 or num < 0:
        raise ValueError(f"cannot pad {input_.shape} by {num}")
    return np.pad(input_.astype(np.float64), (num, num))


def conv_1d(input_: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 1 or param.size % 2 != 1:
        raise ValueError(f"kernel {param.shape}")
    return np.einsum("ok,k->o", sliding_window_view(pad_1d(input_, param.size // 2), param.size), param)


def input_grad_1d(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    g = np.ones(input_.shape) if output_grad is None else output_grad
    if g.shape != input_.shape:
        raise ValueError(f"output_grad {g.shape} but input_ {input_.shape}")
    return conv_1d(g, np.flip(param))


def param_grad_1d(input_: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    g = np.ones(input_.shape) if output_grad is None else output_grad
    if g.shape != input_.shape or param.ndim != 1 or param.size % 2 != 1:
        raise ValueError(f"output_grad {g.shape}, input_ {input_.shape}, kernel {param.shape}")
    return np.einsum("ok,o->k", sliding_window_view(pad_1d(input_, param.size // 2), param.size), g)


def pad_1d_batch(batch: np.ndarray, num: int) -> np.ndarray:
    if batch.ndim != 2 or num < 0:
        raise ValueError(f"cannot pad {batch.shape} by {num}")
    return np.pad(batch.astype(np.float64), [(0, 0), (num, num)])


def conv_1d_batch(batch: np.ndarray, param: np.ndarray) -> np.ndarray:
    if param.ndim != 1 or param.size % 2 != 1:
        raise ValueError(f"kernel {param.shape}")
    return np.einsum("nok,k->no", sliding_window_view(pad_1d_batch(batch, param.size // 2), param.size, axis=-1), param)


def input_grad_1d_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    g = np.ones(batch.shape) if output_grad is None else output_grad
    if g.shape != batch.shape:
        raise ValueError(f"output_grad {g.shape} but batch {batch.shape}")
    return conv_1d_batch(g, np.flip(param))


def param_grad_1d_batch(batch: np.ndarray, param: np.ndarray, output_grad: np.ndarray | None = None) -> np.ndarray:
    g = np.ones(batch.shape) if output_grad is None else output_grad
    if g.shape != batch.shape or param.ndim != 1 or param.size % 2 != 1:
        raise ValueError(f"output_grad {g.shape}, batch {batch.shape}, kernel {param.shape}")
    return np.einsum("nok,no->k", sliding_window_view(pad_1d_batch(batch, param.size // 2), param.size, axis=-1), g)
