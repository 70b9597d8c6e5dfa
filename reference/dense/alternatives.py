"""Other right ways to write the unit dense."""

import numpy as np

from autograder.course import alternative

from .solution import elu, sigmoid, softmax

# Element by element, row by row, with assert statements.


@alternative("sigmoid", style="loops_and_asserts")
def sigmoid_by_loop(z: np.ndarray) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    import math

    result = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        if z[index] >= 0:
            result[index] = 1 / (1 + math.exp(-z[index]))
        else:
            result[index] = math.exp(z[index]) / (1 + math.exp(z[index]))
    return result


@alternative("tanh", style="loops_and_asserts")
def tanh_by_loop(z: np.ndarray) -> np.ndarray:
    import math

    return np.array([math.tanh(value) for value in z.ravel()]).reshape(z.shape)


@alternative("relu", style="loops_and_asserts")
def relu_by_loop(z: np.ndarray) -> np.ndarray:
    return np.array([max(0.0, value) for value in z.ravel()]).reshape(z.shape)


@alternative("leaky_relu", style="loops_and_asserts")
def leaky_relu_by_loop(z: np.ndarray, slope: float = 0.001) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    return np.array([value if value > 0 else slope * value for value in z.ravel()]).reshape(z.shape)


@alternative("elu", style="loops_and_asserts")
def elu_by_loop(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    import math

    values = [float(value) for value in z.ravel()]
    return np.array([value if value > 0 else alpha * (math.exp(value) - 1) for value in values]).reshape(z.shape)


@alternative("softmax", style="loops_and_asserts")
def softmax_by_vectors(z: np.ndarray) -> np.ndarray:
    def of_vector(vector: np.ndarray) -> np.ndarray:
        powers = np.exp(vector - max(vector))
        return powers / sum(powers)

    return np.apply_along_axis(of_vector, -1, z.astype(float))


@alternative("sigmoid_grad", style="loops_and_asserts")
def sigmoid_grad_by_loop(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    assert z.shape == output_grad.shape, f"{z.shape} and {output_grad.shape} differ"
    result = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        s = sigmoid(z[index])
        result[index] = s * (1 - s) * output_grad[index]
    return result


@alternative("tanh_grad", style="loops_and_asserts")
def tanh_grad_by_loop(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    import math

    assert z.shape == output_grad.shape, f"{z.shape} and {output_grad.shape} differ"
    result = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        result[index] = (1 - math.tanh(z[index]) ** 2) * output_grad[index]
    return result


@alternative("relu_grad", style="loops_and_asserts")
def relu_grad_by_mask(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    assert z.shape == output_grad.shape, f"{z.shape} and {output_grad.shape} differ"
    result = output_grad.copy()
    result[z <= 0] = 0
    return result


@alternative("leaky_relu_grad", style="loops_and_asserts")
def leaky_relu_grad_by_mask(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    assert z.shape == output_grad.shape, f"{z.shape} and {output_grad.shape} differ"
    derivative = np.ones(z.shape)
    derivative[z <= 0] = slope
    return derivative * output_grad


@alternative("elu_grad", style="loops_and_asserts")
def elu_grad_by_mask(z: np.ndarray, output_grad: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    assert z.shape == output_grad.shape, f"{z.shape} and {output_grad.shape} differ"
    derivative = np.ones(z.shape)
    derivative[z <= 0] = alpha * np.exp(z[z <= 0].astype(float))
    return derivative * output_grad


@alternative("softmax_grad", style="loops_and_asserts")
def softmax_grad_by_jacobians(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    assert z.shape == output_grad.shape, f"{z.shape} and {output_grad.shape} differ"
    s = softmax(z).reshape(-1, z.shape[-1])
    g = output_grad.reshape(-1, z.shape[-1])
    rows = [(np.diag(s[n]) - np.outer(s[n], s[n])) @ g[n] for n in range(len(s))]
    return np.array(rows).reshape(z.shape)


@alternative("mean_squared_error", style="loops_and_asserts")
def mean_squared_error_by_loop(prediction: np.ndarray, target: np.ndarray) -> float:
    prediction = np.asarray(prediction, dtype=float)
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    total = 0.0
    for p, y in zip(prediction.ravel(), target.ravel(), strict=True):
        total += (p - y) ** 2
    return total / prediction.shape[0]


@alternative("mean_squared_error_grad", style="loops_and_asserts")
def mean_squared_error_grad_by_loop(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    prediction = np.asarray(prediction, dtype=float)
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    gradient = np.zeros(prediction.shape)
    for n, m in np.ndindex(prediction.shape):
        gradient[n, m] = 2 / prediction.shape[0] * (prediction[n, m] - target[n, m])
    return gradient


@alternative("binary_cross_entropy", style="loops_and_asserts")
def binary_cross_entropy_by_loop(prediction: np.ndarray, target: np.ndarray) -> float:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    total = 0.0
    for p, y in zip(prediction.ravel(), target.ravel(), strict=True):
        total -= y * np.log(p + 1e-8) + (1 - y) * np.log(1 - p + 1e-8)
    return total / prediction.shape[0]


@alternative("binary_cross_entropy_grad", style="loops_and_asserts")
def binary_cross_entropy_grad_by_halves(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    return ((1 - target) / (1 - prediction + 1e-8) - target / (prediction + 1e-8)) / prediction.shape[0]


@alternative("cross_entropy", style="loops_and_asserts")
def cross_entropy_by_loop(prediction: np.ndarray, target: np.ndarray) -> float:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    total = 0.0
    for p, y in zip(prediction.ravel(), target.ravel(), strict=True):
        if y > 0:
            total -= y * np.log(max(p, 1e-12))
    return total / prediction.shape[0]


@alternative("cross_entropy_grad", style="loops_and_asserts")
def cross_entropy_grad_by_loop(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    gradient = np.zeros(prediction.shape)
    for n, m in np.ndindex(prediction.shape):
        gradient[n, m] = -(target[n, m] / (prediction[n, m] + 1e-10)) / prediction.shape[0]
    return gradient


@alternative("softmax_cross_entropy_grad", style="loops_and_asserts")
def softmax_cross_entropy_grad_by_rows(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    assert (z.ndim == 2) & (z.shape == target.shape), f"{z.shape}, {target.shape}"
    return np.stack([(softmax(z[n]) - target[n]) / len(z) for n in range(len(z))])


@alternative("dense", style="loops_and_asserts")
def dense_by_loops(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    x = np.asarray(x, dtype=float)
    assert x.ndim == weights.ndim == 2, f"x has the shape {x.shape}, weights {weights.shape}"
    assert x.shape[1] == weights.shape[0], f"x has the shape {x.shape}, weights {weights.shape}"
    assert bias.shape == (weights.shape[1],), f"bias has the shape {bias.shape}"
    output = np.zeros((x.shape[0], weights.shape[1]))
    for n, m in np.ndindex(output.shape):
        output[n, m] = bias[m]
        for d in range(x.shape[1]):
            output[n, m] += x[n, d] * weights[d, m]
    return output


@alternative("dense_grads", style="loops_and_asserts")
def dense_grads_by_loops(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    output_grad = np.asarray(output_grad, dtype=float)
    assert x.ndim == weights.ndim == 2, f"x has the shape {x.shape}, weights {weights.shape}"
    assert x.shape[1] == weights.shape[0], f"x has the shape {x.shape}, weights {weights.shape}"
    assert output_grad.shape == (x.shape[0], weights.shape[1]), f"output_grad has the shape {output_grad.shape}"
    grads = {"x": np.zeros(x.shape), "weights": np.zeros(weights.shape), "bias": np.zeros(weights.shape[1])}
    for n, m in np.ndindex(output_grad.shape):
        grads["bias"][m] += output_grad[n, m]
        for d in range(x.shape[1]):
            grads["x"][n, d] += output_grad[n, m] * weights[d, m]
            grads["weights"][d, m] += output_grad[n, m] * x[n, d]
    return grads


# SciPy's special functions.


@alternative("sigmoid", style="scipy")
def sigmoid_by_expit(z: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return expit(z.astype(float))


@alternative("sigmoid", style="warnings_off")
def sigmoid_without_warnings(z: np.ndarray) -> np.ndarray:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return 1 / (1 + np.exp(-z.astype(float)))  # 1 / inf is 0


@alternative("elu", style="warnings_off")
def elu_without_warnings(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    with np.errstate(over="ignore"):
        return np.where(z > 0, z, alpha * (np.exp(z) - 1))  # what overflows is thrown away


@alternative("softmax", style="scipy")
def softmax_by_scipy(z: np.ndarray) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    from scipy import special

    return special.softmax(z, axis=-1)


@alternative("binary_cross_entropy", style="scipy")
def binary_cross_entropy_by_xlogy(prediction: np.ndarray, target: np.ndarray) -> float:
    from scipy.special import xlogy

    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    p = np.clip(prediction.astype(float), 1e-15, 1 - 1e-15)
    return -float(np.sum(xlogy(target, p) + xlogy(1 - target, 1 - p))) / len(p)


@alternative("cross_entropy", style="scipy")
def cross_entropy_by_xlogy(prediction: np.ndarray, target: np.ndarray) -> float:
    from scipy.special import xlogy

    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    return -float(np.sum(xlogy(target, np.clip(prediction, 1e-15, 1.0)))) / len(prediction)


# Other formulas for the same.


@alternative("sigmoid", style="other_formulas")
def sigmoid_by_tanh(z: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(z / 2))


@alternative("tanh", style="other_formulas")
def tanh_by_sigmoid(z: np.ndarray) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    return 1 - 2 * sigmoid(-2 * z.clip(-400, 400))


@alternative("relu", style="other_formulas")
def relu_by_product(z: np.ndarray) -> np.ndarray:
    return z * (z > 0)


@alternative("leaky_relu", style="other_formulas")
def leaky_relu_by_both_sides(z: np.ndarray, slope: float = 0.001) -> np.ndarray:
    return np.maximum(z, 0.0) + slope * np.minimum(z, 0.0)


@alternative("elu", style="other_formulas")
def elu_by_both_sides(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    return np.maximum(z, 0) + alpha * (np.exp(np.minimum(z, 0)) - 1)


@alternative("softmax", style="other_formulas")
def softmax_by_logarithms(z: np.ndarray) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    shifted = z - z.max(axis=-1, keepdims=True)
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


@alternative("sigmoid_grad", style="other_formulas")
def sigmoid_grad_by_product(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    z = np.asarray(z, dtype=float)
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return sigmoid(z) * sigmoid(-z) * output_grad


@alternative("tanh_grad", style="other_formulas")
def tanh_grad_by_cosh(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad / np.cosh(z.astype(float).clip(-300, 300)) ** 2


@alternative("relu_grad", style="other_formulas")
def relu_grad_by_heaviside(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.heaviside(z, 0.0) * output_grad


@alternative("leaky_relu_grad", style="other_formulas")
def leaky_relu_grad_by_sum(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    output_grad = np.asarray(output_grad, dtype=float)
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad * ((z > 0) + slope * (z <= 0))


@alternative("elu_grad", style="other_formulas")
def elu_grad_by_elu(z: np.ndarray, output_grad: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.where(z > 0, 1.0, elu(z, alpha) + alpha) * output_grad


@alternative("mean_squared_error", style="other_formulas")
def mean_squared_error_by_means(prediction: np.ndarray, target: np.ndarray) -> float:
    prediction = np.asarray(prediction, dtype=float)
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    return float(np.mean(np.linalg.norm(prediction - target, axis=1) ** 2))


@alternative("binary_cross_entropy_grad", style="other_formulas")
def binary_cross_entropy_grad_guarded_below(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    return (prediction - target) / (prediction * (1 - prediction) + 1e-6) / len(prediction)


# The largest guard that is allowed, added.


@alternative("binary_cross_entropy", style="guard_added")
def binary_cross_entropy_guard_added(prediction: np.ndarray, target: np.ndarray) -> float:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    return -np.sum(target * np.log(prediction + 1e-6) + (1 - target) * np.log(1 - prediction + 1e-6)) / len(prediction)


@alternative("binary_cross_entropy_grad", style="guard_added")
def binary_cross_entropy_grad_guard_added(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    return ((1 - target) / (1 - prediction + 1e-6) - target / (prediction + 1e-6)) / len(prediction)


@alternative("cross_entropy", style="guard_added")
def cross_entropy_guard_added(prediction: np.ndarray, target: np.ndarray) -> float:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    return -np.sum(target * np.log(prediction + 1e-6)) / len(prediction)


@alternative("cross_entropy_grad", style="guard_added")
def cross_entropy_grad_guard_added(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    return -(target / (prediction + 1e-6)) / len(prediction)


# The largest guard that is allowed, as a bound.


@alternative("binary_cross_entropy", style="guard_clipped")
def binary_cross_entropy_guard_clipped(prediction: np.ndarray, target: np.ndarray) -> float:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    p = np.clip(prediction, 1e-6, 1 - 1e-6)
    return -np.sum(target * np.log(p) + (1 - target) * np.log(1 - p)) / len(p)


@alternative("binary_cross_entropy_grad", style="guard_clipped")
def binary_cross_entropy_grad_guard_clipped(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    p = np.clip(prediction, 1e-6, 1 - 1e-6)
    return ((1 - target) / (1 - p) - target / p) / len(p)


@alternative("cross_entropy", style="guard_clipped")
def cross_entropy_guard_clipped(prediction: np.ndarray, target: np.ndarray) -> float:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    return -np.sum(target * np.log(np.clip(prediction, 1e-6, 1 - 1e-6))) / len(prediction)


@alternative("cross_entropy_grad", style="guard_clipped")
def cross_entropy_grad_guard_clipped(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    assert (prediction.ndim == 2) & (prediction.shape == target.shape), f"{prediction.shape}, {target.shape}"
    return -(target / np.clip(prediction, 1e-6, 1 - 1e-6)) / len(prediction)


# Einstein's sums.


@alternative("softmax_grad", style="einsum")
def softmax_grad_by_einsum(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    s = softmax(z)
    jacobians = np.einsum("...i,ij->...ij", s, np.eye(z.shape[-1])) - np.einsum("...i,...j->...ij", s, s)
    return np.einsum("...ij,...j->...i", jacobians, output_grad)


@alternative("mean_squared_error", style="einsum")
def mean_squared_error_by_einsum(prediction: np.ndarray, target: np.ndarray) -> float:
    prediction = np.asarray(prediction, dtype=float)
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    error = prediction - target
    return np.einsum("nm,nm->", error, error) / len(error)


@alternative("dense", style="einsum")
def dense_by_einsum(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    x = np.asarray(x, dtype=float)
    if x.shape[1:] != weights.shape[:1] or bias.shape != weights.shape[1:]:  # einsum would stretch a size of one
        raise ValueError(f"shapes {x.shape}, {weights.shape} and {bias.shape}")
    return np.einsum("nd,dm->nm", x, weights) + bias


@alternative("dense_grads", style="einsum")
def dense_grads_by_einsum(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    output_grad = np.asarray(output_grad, dtype=float)
    if x.ndim != 2 or output_grad.shape != x.shape[:1] + weights.shape[1:] or weights.shape[:1] != x.shape[1:]:
        raise ValueError(f"shapes {x.shape}, {weights.shape} and {output_grad.shape}")
    return {
        "x": np.einsum("nm,dm->nd", output_grad, weights),
        "weights": np.einsum("nd,nm->dm", x, output_grad),
        "bias": np.einsum("nm->m", output_grad),
    }


# What the texts say of arguments, asserted.


@alternative("elu", style="promises")
def elu_as_promised(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    assert alpha >= 0
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0.0).astype(float)))


@alternative("elu_grad", style="promises")
def elu_grad_as_promised(z: np.ndarray, output_grad: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    assert alpha >= 0
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0.0).astype(float))) * output_grad


@alternative("binary_cross_entropy", style="promises")
def binary_cross_entropy_as_promised(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    assert np.all((prediction >= 0) & (prediction <= 1) & (target >= 0) & (target <= 1))
    p = prediction.astype(float)
    return -np.sum(target * np.log(p + 1e-9) + (1.0 - target) * np.log(1 - p + 1e-9)) / len(p)


@alternative("cross_entropy", style="promises")
def cross_entropy_as_promised(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    assert np.all((prediction >= 0) & (prediction <= 1))
    assert np.allclose(np.sum(target, axis=1), 1)
    return -np.sum(target * np.log(prediction.astype(float) + 1e-9)) / len(prediction)


@alternative("cross_entropy_grad", style="promises")
def cross_entropy_grad_as_promised(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(f"prediction of shape {prediction.shape}, target of shape {target.shape}")
    assert np.all((prediction >= 0) & (prediction <= 1))
    assert np.allclose(np.sum(target, axis=1), 1)
    return -(target / np.maximum(prediction.astype(float), 1e-9)) / len(prediction)


@alternative("softmax_cross_entropy_grad", style="promises")
def softmax_cross_entropy_grad_as_promised(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    if z.ndim != 2 or target.shape != z.shape:
        raise ValueError(f"z of shape {z.shape}, target of shape {target.shape}")
    assert np.allclose(np.sum(target, axis=1), 1)
    return (softmax(z) - target) / len(z)
