"""Convolution in one dimension, written out as loops."""

import numpy as np


def pad_1d(input_, num):
    """Puts num zeros on both sides of input_."""
    if input_.ndim != 1:
        raise ValueError("input_ has the shape " + str(input_.shape) + ", it should have one dimension")
    if num < 0:
        raise ValueError("num is negative: " + str(num))
    result = np.zeros(len(input_) + 2 * num)
    for i in range(len(input_)):
        result[i + num] = input_[i]
    return result


def conv_1d(input_, param):
    """Slides param along input_."""
    if input_.ndim != 1:
        raise ValueError("input_ has the shape " + str(input_.shape))
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("param has the shape " + str(param.shape))
    padded = pad_1d(input_, len(param) // 2)
    result = np.zeros(len(input_))
    for o in range(len(input_)):
        total = 0.0
        for k in range(len(param)):
            total = total + padded[o + k] * param[k]
        result[o] = total
    return result


def input_grad_1d(input_, param, output_grad=None):
    if input_.ndim != 1:
        raise ValueError("input_ has the shape " + str(input_.shape))
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("param has the shape " + str(param.shape))
    if output_grad is None:
        output_grad = np.ones(len(input_))
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad has the shape " + str(output_grad.shape))
    # input i was used by output o with the weight k = i - o + half
    half = len(param) // 2
    result = np.zeros(len(input_))
    for i in range(len(input_)):
        for o in range(len(input_)):
            k = i - o + half
            if k >= 0 and k < len(param):
                result[i] = result[i] + float(param[k]) * output_grad[o]
    return result


def param_grad_1d(input_, param, output_grad=None):
    if input_.ndim != 1:
        raise ValueError("input_ has the shape " + str(input_.shape))
    if param.ndim != 1 or len(param) % 2 == 0:
        raise ValueError("param has the shape " + str(param.shape))
    if output_grad is None:
        output_grad = np.ones(len(input_))
    if output_grad.shape != input_.shape:
        raise ValueError("output_grad has the shape " + str(output_grad.shape))
    padded = pad_1d(input_, len(param) // 2)
    result = np.zeros(len(param))
    for k in range(len(param)):
        for o in range(len(input_)):
            result[k] = result[k] + padded[o + k] * output_grad[o]
    return result


def pad_1d_batch(batch, num):
    if batch.ndim != 2:
        raise ValueError("batch has the shape " + str(batch.shape))
    if num < 0:
        raise ValueError("num is negative: " + str(num))
    rows = []
    for n in range(len(batch)):
        rows.append(pad_1d(batch[n], num))
    return np.array(rows)


def conv_1d_batch(batch, param):
    if batch.ndim != 2:
        raise ValueError("batch has the shape " + str(batch.shape))
    rows = []
    for n in range(len(batch)):
        rows.append(conv_1d(batch[n], param))
    return np.array(rows)


def input_grad_1d_batch(batch, param, output_grad=None):
    if batch.ndim != 2:
        raise ValueError("batch has the shape " + str(batch.shape))
    if output_grad is not None and output_grad.shape != batch.shape:
        raise ValueError("output_grad has the shape " + str(output_grad.shape))
    rows = []
    for n in range(len(batch)):
        if output_grad is None:
            rows.append(input_grad_1d(batch[n], param))
        else:
            rows.append(input_grad_1d(batch[n], param, output_grad[n]))
    return np.array(rows)


def param_grad_1d_batch(batch, param, output_grad=None):
    if batch.ndim != 2:
        raise ValueError("batch has the shape " + str(batch.shape))
    if output_grad is not None and output_grad.shape != batch.shape:
        raise ValueError("output_grad has the shape " + str(output_grad.shape))
    total = np.zeros(param.shape)
    for n in range(len(batch)):
        if output_grad is None:
            total = total + param_grad_1d(batch[n], param)
        else:
            total = total + param_grad_1d(batch[n], param, output_grad[n])
    return total
