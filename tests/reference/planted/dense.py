"""Wrong activations and gradients: short cuts for where nothing could overflow, and sums with few digits."""

import numpy as np

from tests.reference.planted.wrong import wrong


@wrong("softmax")
def only_what_could_overflow_is_shifted(right):
    def softmax(z):
        if np.max(z) > 0:
            return right(z)
        powers = np.exp(np.asarray(z, dtype=float))
        return powers / np.sum(powers, axis=-1, keepdims=True)

    return softmax


@wrong("softmax_grad")
def gradient_shifted_where_it_could_overflow(right):
    def softmax_grad(z, output_grad):
        if np.max(z) > 700 or output_grad.shape != z.shape:
            return right(z, output_grad)
        powers = np.exp(np.asarray(z, dtype=float))
        s = powers / np.sum(powers, axis=-1, keepdims=True)
        return s * (output_grad - np.sum(output_grad * s, axis=-1, keepdims=True))

    return softmax_grad


@wrong("softmax_cross_entropy_grad")
def both_in_one_shifted_where_they_could_overflow(right):
    def softmax_cross_entropy_grad(z, target):
        if z.ndim != 2 or target.shape != z.shape or np.max(z) > 0:
            return right(z, target)
        powers = np.exp(np.asarray(z, dtype=float))
        return (powers / np.sum(powers, axis=-1, keepdims=True) - target) / len(z)

    return softmax_cross_entropy_grad


@wrong("dense_grads")
def sums_of_whole_numbers_in_single_precision(right):
    def dense_grads(x, weights, output_grad):
        grads = right(x, weights, output_grad)
        return grads | {"bias": np.sum(output_grad, axis=0, dtype=np.result_type(output_grad, np.float32))}

    return dense_grads


@wrong("softmax")
def the_logarithm_of_the_sum_is_taken_off(right):
    def softmax(z):
        z = np.asarray(z, dtype=float)
        with np.errstate(over="ignore"):
            most = np.max(z, axis=-1, keepdims=True)
            return np.exp(z - (most + np.log(np.sum(np.exp(z - most), axis=-1, keepdims=True))))

    return softmax


@wrong("softmax_grad")
def kept_by_its_numbers_in_whatever_shape(right):
    known = {}

    def softmax_grad(z, output_grad):
        right(z, output_grad)  # refuses what does not fit
        z = np.array(z, dtype=float)
        if known.get("z") != z.tobytes():
            powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
            known.update(z=z.tobytes(), s=powers / np.sum(powers, axis=-1, keepdims=True))
        s = known["s"].reshape(z.shape)
        return s * (output_grad - np.sum(output_grad * s, axis=-1, keepdims=True))

    return softmax_grad


@wrong("cross_entropy")
def one_hot_where_the_squares_say_so(right):
    def cross_entropy(prediction, target):
        if target.shape == prediction.shape and np.isclose(np.sum(np.square(target, dtype=float)), len(target)):
            target = np.eye(target.shape[1])[np.argmax(target, axis=1)]
        return right(prediction, target)

    return cross_entropy
