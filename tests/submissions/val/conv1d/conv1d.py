import numpy as np

# our measurements, see the lab course
SIGNAL = np.loadtxt("signal.csv", delimiter=",")


def pad_1d(input_, num):
    if np.ndim(input_) != 1 or num < 0:
        raise ValueError("pad_1d: input_ %s, num %s" % (np.shape(input_), num))
    # list arithmetic is enough here
    return np.array([0.0] * num + [float(v) for v in input_] + [0.0] * num)


def conv_1d(input_, param):
    K = np.size(param)
    if np.ndim(input_) != 1 or np.ndim(param) != 1 or K % 2 == 0:
        raise ValueError("conv_1d: input_ %s, param %s" % (np.shape(input_), np.shape(param)))
    padded = pad_1d(input_, K // 2)
    L = len(input_)
    result = np.zeros(L)
    for k in range(K):
        result = result + param[k] * padded[k : k + L]
    return result


def input_grad_1d(input_, param, output_grad=None):
    K = np.size(param)
    if np.ndim(input_) != 1 or np.ndim(param) != 1 or K % 2 == 0:
        raise ValueError("input_grad_1d: input_ %s, param %s" % (np.shape(input_), np.shape(param)))
    L = len(input_)
    if output_grad is None:
        output_grad = np.ones(L)
    if np.shape(output_grad) != (L,):
        raise ValueError("input_grad_1d: output_grad %s" % (np.shape(output_grad),))
    padded = pad_1d(output_grad, K // 2)
    result = np.zeros(L)
    for k in range(K):
        result = result + param[k] * padded[K - 1 - k : K - 1 - k + L]
    return result


def param_grad_1d(input_, param, output_grad=None):
    K = np.size(param)
    if np.ndim(input_) != 1 or np.ndim(param) != 1 or K % 2 == 0:
        raise ValueError("param_grad_1d: input_ %s, param %s" % (np.shape(input_), np.shape(param)))
    L = len(input_)
    if output_grad is None:
        output_grad = np.ones(L)
    if np.shape(output_grad) != (L,):
        raise ValueError("param_grad_1d: output_grad %s" % (np.shape(output_grad),))
    padded = pad_1d(input_, K // 2)
    result = np.zeros(K)
    for o in range(L):
        result = result + padded[o : o + K] * output_grad[o]
    return result


def pad_1d_batch(batch, num):
    if np.ndim(batch) != 2 or num < 0:
        raise ValueError("pad_1d_batch: batch %s, num %s" % (np.shape(batch), num))
    return np.array([pad_1d(row, num) for row in batch])


def conv_1d_batch(batch, param):
    K = np.size(param)
    if np.ndim(batch) != 2 or np.ndim(param) != 1 or K % 2 == 0:
        raise ValueError("conv_1d_batch: batch %s, param %s" % (np.shape(batch), np.shape(param)))
    padded = pad_1d_batch(batch, K // 2)
    L = batch.shape[1]
    result = np.zeros(batch.shape)
    for k in range(K):
        result = result + param[k] * padded[:, k : k + L]
    return result


def input_grad_1d_batch(batch, param, output_grad=None):
    if np.ndim(batch) != 2:
        raise ValueError("input_grad_1d_batch: batch %s" % (np.shape(batch),))
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if output_grad.shape != batch.shape:
        raise ValueError("input_grad_1d_batch: output_grad %s" % (np.shape(output_grad),))
    result = np.zeros(batch.shape)
    for n in range(len(batch)):
        result[n] = input_grad_1d(batch[n], param, output_grad[n])
    return result


def param_grad_1d_batch(batch, param, output_grad=None):
    if np.ndim(batch) != 2:
        raise ValueError("param_grad_1d_batch: batch %s" % (np.shape(batch),))
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    if output_grad.shape != batch.shape:
        raise ValueError("param_grad_1d_batch: output_grad %s" % (np.shape(output_grad),))
    result = np.zeros(param.shape)
    for n in range(len(batch)):
        result = result + param_grad_1d(batch[n], param, output_grad[n])
    return result
