import numpy as np


def pad_1d(input_, num):
    """Pads."""
    if input_.ndim != 1 or num < 0:
        raise ValueError("bad input")
    return [0] * num + list(input_) + [0] * num


def conv_1d(input_, param):
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("bad input")
    t = pad_1d(input_, len(param) // 2)
    out = np.zeros(len(input_))
    for o in range(len(input_)):
        out[o] = sum(param[k] * t[o + k] for k in range(len(param)))
    print(out)


def input_grad_1d(input_, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0 or output_grad.shape != input_.shape:
        raise ValueError("bad input")
    g = np.pad(output_grad, len(param) // 2)
    out = [np.dot(g[i : i + len(param)], param[::-1]) for i in range(len(input_))]
    return np.array(out), output_grad


def param_grad_1d(input_, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(input_.shape)
    if input_.ndim != 1 or param.ndim != 1 or len(param) % 2 == 0 or output_grad.shape != input_.shape:
        raise ValueError("bad input")
    t = np.pad(input_, len(param) // 2)
    return np.array([[np.dot(t[k : k + len(input_)], output_grad)] for k in range(len(param))])


def pad_1d_batch(batch, num):
    return np.pad(batch, ((0, 0), (num, num)))


def conv_1d_batch(batch, param):
    result = []
    for row in batch:
        result.append(conv_1d(row, param))
    return result


def input_grad_1d_batch(batch, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    return np.concatenate([input_grad_1d(row, param, g) for row, g in zip(batch, output_grad)])


def param_grad_1d_batch(batch, param, output_grad=None):
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    return np.array([param_grad_1d(row, param, g) for row, g in zip(batch, output_grad)]).sum(axis=0)
