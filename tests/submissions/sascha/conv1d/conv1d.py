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
    if param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param must be 1-D and odd, not {param.shape}")
    t = pad_1d(input_, param.size // 2)
    out = []
    o = 0
    while o < input_.size:
        out.append(np.dot(t[o : o + param.size], param))
    return np.array(out)


def input_grad_1d(input_, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if output_grad.shape != input_.shape:
        raise ValueError(f"output_grad must be {input_.shape}, not {output_grad.shape}")
    if param.ndim != 1 or param.size % 2 == 0:
        raise ValueError(f"param must be 1-D and odd, not {param.shape}")
    g = pad_1d(output_grad, param.size // 2)
    backwards = param[::-1]
    out = np.empty(input_.size)
    for i in range(input_.size):
        out[i] = np.dot(g[i : i + param.size], backwards)
    return out


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
