import numpy as np


def pad_1d(input_, num):
    if input_.ndim != 1:
        raise ValueError(f"input_ must be 1-D, not {input_.shape}")
    if num < 0:
        raise ValueError(f"num must be >= 0, not {num}")
    out = np.zeros(input_.size + 2 * num)
    out[num : num + input_.size] = input_
    return out


def conv_1d(input_, param):
    if input_.ndim != 1:
        raise ValueError(f"input_ must be 1-D, not {input_.shape}")
    if param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param must be 1-D and odd, not {param.shape}")
    t = pad_1d(input_, param.size // 2)
    # saves memory: the padded copy has all that is needed
    for o in range(input_.size):
        input_[o] = np.dot(t[o : o + param.size], param)
    return input_


def input_grad_1d(input_, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError(f"output_grad must be {input_.shape}, not {output_grad.shape}")
    if input_.ndim != 1 or param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"input_ and param must be 1-D and param odd, not {input_.shape} and {param.shape}")
    param[:] = param[::-1].copy()
    g = pad_1d(output_grad, param.size // 2)
    return np.array([np.dot(g[i : i + param.size], param) for i in range(input_.size)])


def param_grad_1d(input_, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError(f"output_grad must be {input_.shape}, not {output_grad.shape}")
    if param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param must be 1-D and odd, not {param.shape}")
    t = pad_1d(input_, param.size // 2)
    out = np.empty(param.size)
    for k in range(param.size):
        out[k] = np.dot(t[k : k + input_.size], output_grad)
    return out


def pad_1d_batch(batch, num):
    if batch.ndim != 2:
        raise ValueError(f"batch must be 2-D, not {batch.shape}")
    if num < 0:
        raise ValueError(f"num must be >= 0, not {num}")
    out = np.zeros((batch.shape[0], batch.shape[1] + 2 * num))
    out[:, num : num + batch.shape[1]] = batch
    return out


def conv_1d_batch(batch, param):
    if batch.ndim != 2:
        raise ValueError(f"batch must be 2-D, not {batch.shape}")
    return np.stack([conv_1d(row, param) for row in batch])


def input_grad_1d_batch(batch, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError(f"batch must be 2-D, not {batch.shape}, and output_grad like it, not {output_grad.shape}")
    return np.stack([input_grad_1d(row, param, g) for row, g in zip(batch, output_grad)])


def param_grad_1d_batch(batch, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if batch.ndim != 2 or output_grad.shape != batch.shape:
        raise ValueError(f"batch must be 2-D, not {batch.shape}, and output_grad like it, not {output_grad.shape}")
    return sum(param_grad_1d(row, param, g) for row, g in zip(batch, output_grad))
