import numpy as np
from scipy import ndimage, signal


def check(array, dimensions, name):
    if np.ndim(array) != dimensions:
        raise ValueError(f"{name} must have {dimensions} dimension(s), it has {np.ndim(array)}")


def check_kernel(param):
    check(param, 1, "param")
    if param.size % 2 == 0:
        raise ValueError(f"param must have an odd length, it has {param.size}")


def check_grad(output_grad, like):
    if output_grad is not None and output_grad.shape != like.shape:
        raise ValueError(f"output_grad must have the shape {like.shape}, it has {output_grad.shape}")


def pad_1d(input_, num):
    check(input_, 1, "input_")
    if num < 0:
        raise ValueError(f"num must not be negative, it is {num}")
    return np.pad(input_.astype(float), num, mode="constant")


def conv_1d(input_, param):
    check(input_, 1, "input_")
    check_kernel(param)
    # signal.correlate(mode="same") centres on its FIRST argument, which is what we want also for long kernels
    return signal.correlate(input_.astype(float), param.astype(float), mode="full", method="direct")[param.size // 2 :][: input_.size]


def input_grad_1d(input_, param, output_grad=None):
    check(input_, 1, "input_")
    check_kernel(param)
    check_grad(output_grad, input_)
    if output_grad is None:
        output_grad = np.ones(input_.size)
    return signal.fftconvolve(output_grad.astype(float), param.astype(float))[param.size // 2 :][: input_.size]


def param_grad_1d(input_, param, output_grad=None):
    check(input_, 1, "input_")
    check_kernel(param)
    check_grad(output_grad, input_)
    if output_grad is None:
        output_grad = np.ones(input_.size)
    return signal.correlate(pad_1d(input_, param.size // 2), output_grad.astype(float), mode="valid")


def pad_1d_batch(batch, num):
    check(batch, 2, "batch")
    if num < 0:
        raise ValueError(f"num must not be negative, it is {num}")
    return np.pad(batch.astype(float), ((0, 0), (num, num)), mode="constant")


def conv_1d_batch(batch, param):
    check(batch, 2, "batch")
    check_kernel(param)
    return ndimage.correlate1d(batch, param.astype(float), axis=1, mode="constant", cval=0.0, output=float)


def input_grad_1d_batch(batch, param, output_grad=None):
    check(batch, 2, "batch")
    check_kernel(param)
    check_grad(output_grad, batch)
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    return ndimage.convolve1d(output_grad, param.astype(float), axis=1, mode="constant", cval=0.0, output=float)


def param_grad_1d_batch(batch, param, output_grad=None):
    check(batch, 2, "batch")
    check_kernel(param)
    check_grad(output_grad, batch)
    if output_grad is None:
        output_grad = np.ones(batch.shape)
    padded = pad_1d_batch(batch, param.size // 2)
    return signal.correlate2d(padded, output_grad.astype(float), mode="valid").ravel()
