"""Wrong answers that people really give in the unit dense, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import cross_entropy_grad, sigmoid, softmax, softmax_grad

# sigmoid


@misconception("sigmoid", "exp(z) overflows where z is large and positive. Use another form of the function there: 1 / (1 + exp(-z)).")
def exponential_of_z_everywhere(z: np.ndarray) -> np.ndarray:
    return np.exp(z) / (1.0 + np.exp(z))


@misconception("sigmoid", "exp(-z) overflows where z is large and negative: NumPy warns of it. Use another form of the function there: exp(z) / (1 + exp(z)).")
def exponential_of_minus_z_everywhere(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-z))


@misconception("sigmoid", "The sign of z seems to be lost: the result falls where it should rise. Large values of z belong to results near 1.")
def falls_instead_of_rising(z: np.ndarray) -> np.ndarray:
    small = np.exp(-np.abs(z))
    return np.where(z < 0, 1.0, small) / (1.0 + small)


@misconception(
    "sigmoid", "z seems to be cut off far too early, so that values beyond the limit all look alike. A form that is safe for every z needs no limit."
)
def clips_too_early(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(z, -3.0, 3.0)))


@misconception("sigmoid", "The result is written into an array like z, and one of whole numbers cannot hold fractions. Make an array of floats.")
def buffer_like_z(z: np.ndarray) -> np.ndarray:
    result = np.zeros_like(z)
    right = z >= 0
    result[right] = 1.0 / (1.0 + np.exp(-z[right]))
    result[~right] = np.exp(z[~right]) / (1.0 + np.exp(z[~right]))
    return result


# relu


@misconception("relu", "The negative values seem to come back without their sign. They should become 0.")
def absolute_value(z: np.ndarray) -> np.ndarray:
    return np.abs(z)


@misconception("relu", "The values are set to 0 in z itself, and relu_grad needs z as it was. Work on a copy, or let NumPy make a new array.")
def overwrites_z(z: np.ndarray) -> np.ndarray:
    z[z < 0] = 0
    return z.copy()


@misconception("relu", "Positive values seem to become 1. They should stay what they are; it is the derivative that is 1 there.")
def step_function(z: np.ndarray) -> np.ndarray:
    return np.where(z > 0, 1.0, 0.0)


# leaky_relu


@misconception("leaky_relu", "The slope seems to be 0.001 whatever slope is given. Use the argument.")
def slope_fixed(z: np.ndarray, slope: float = 0.001) -> np.ndarray:
    return np.where(z > 0, z, 0.001 * z)


@misconception("leaky_relu", "Negative values seem to be replaced by the slope itself. They should be multiplied by it.")
def slope_as_value(z: np.ndarray, slope: float = 0.001) -> np.ndarray:
    return np.where(z > 0, z, slope)


@misconception("leaky_relu", "The sign of negative values seems to be lost: -1 should become minus the slope.")
def slope_of_absolute_value(z: np.ndarray, slope: float = 0.001) -> np.ndarray:
    return np.where(z > 0, z, slope * np.abs(z))


@misconception("leaky_relu", "The result is written into an array like z, and one of whole numbers cannot hold slope * z. Make an array of floats.")
def copy_of_whole_numbers(z: np.ndarray, slope: float = 0.001) -> np.ndarray:
    result = z.copy()
    result[z < 0] = slope * z[z < 0]
    return result


@misconception("leaky_relu", "Without a slope, 0.01 seems to be used, as in some libraries. Here the usual slope is 0.001.")
def slope_of_a_hundredth(z: np.ndarray, slope: float = 0.01) -> np.ndarray:
    return np.where(z > 0, z, slope * z)


# softmax


@misconception("softmax", "The probabilities seem to sum to 1 over the whole array. Each vector along the last axis should sum to 1 by itself: axis=-1.")
def sums_over_everything(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - np.max(z))
    return powers / np.sum(powers)


@misconception("softmax", "The probabilities seem to sum to 1 down the columns. Take the last axis: axis=-1.")
def sums_over_the_first_axis(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - np.max(z, axis=0))
    return powers / np.sum(powers, axis=0)


@misconception("softmax", "The axis seems to be 1, which is the last one of a matrix only. axis=-1 is the last one of every array.")
def sums_over_axis_one(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - np.max(z, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


@misconception("softmax", "Large values seem to become nan: exp overflows. Subtract each row's largest value before exp; it changes nothing else.")
def without_the_shift(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z)
    return powers / np.sum(powers, axis=-1, keepdims=True)


@misconception(
    "softmax", "The largest value of the whole array seems to be subtracted. A row far below it then becomes 0 / 0: subtract each row's own largest value."
)
def shifted_by_the_largest_of_all(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - np.max(z))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@misconception(
    "softmax",
    "A small number seems to be added to the denominator, so that the rows do not quite sum to 1. After the shift it is at least 1: nothing needs a guard.",
)
def guarded_denominator(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / (np.sum(powers, axis=-1, keepdims=True) + 1e-7)


@misconception("softmax", "The shift is made in z itself (z -= ...). Make a new array.")
def shifts_in_place(z: np.ndarray) -> np.ndarray:
    z -= np.max(z, axis=-1, keepdims=True)
    powers = np.exp(z)
    return powers / np.sum(powers, axis=-1, keepdims=True)


# sigmoid_grad


@misconception("sigmoid_grad", "z (1 - z) is the derivative if z is the OUTPUT of sigmoid. Here z went into it: compute s = sigmoid(z) first, then s (1 - s).")
def taken_at_the_activation(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return output_grad * z * (1.0 - z)


@misconception("sigmoid_grad", "sigmoid seems to be applied twice. Its derivative is s (1 - s) with s = sigmoid(z).")
def sigmoid_applied_twice(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    s = sigmoid(sigmoid(z))
    return output_grad * s * (1.0 - s)


@misconception("sigmoid_grad", "output_grad seems to be left out. The chain rule multiplies the derivative by it.")
def sigmoid_output_grad_ignored(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    s = sigmoid(z)
    return s * (1.0 - s)


@misconception(
    "sigmoid_grad", "exp(-z) overflows where z is large and negative, and infinity divided by infinity is nan. Write the derivative with s = sigmoid(z)."
)
def exponentials_in_the_derivative(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return output_grad * np.exp(-z) / (1.0 + np.exp(-z)) ** 2


# relu_grad


@misconception("relu_grad", "At z = 0 the output gradient seems to pass. 0 counts to the flat side: let it pass only where z > 0.")
def passes_at_zero(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.where(z >= 0, output_grad, 0.0)


@misconception("relu_grad", "This seems to be relu itself, times the output gradient. Where z is positive, the derivative of relu is 1, not z.")
def returns_z(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.maximum(z, 0.0) * output_grad


@misconception("relu_grad", "output_grad seems to be left out. It passes where z is positive; a mask of 0 and 1 is only half of the answer.")
def mask_without_output_grad(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.where(z > 0, 1.0, 0.0)


@misconception("relu_grad", "The sign of the output gradient seems to decide what passes. It is the sign of z that does.")
def masks_by_the_output_grad(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.maximum(output_grad, 0.0)


@misconception("relu_grad", "output_grad itself is changed: another layer may need it. Work on a copy.")
def masks_in_place(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    output_grad[z <= 0] = 0
    return output_grad.copy()


# leaky_relu_grad


@misconception("leaky_relu_grad", "At z = 0 the output gradient seems to pass in full. 0 counts to the left side, where the slope is.")
def full_slope_at_zero(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.where(z >= 0, output_grad, slope * output_grad)


@misconception("leaky_relu_grad", "This seems to be leaky_relu itself, times the output gradient. The derivative is 1 or the slope, whatever the size of z.")
def leaky_relu_times_output_grad(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.where(z > 0, z, slope * z) * output_grad


@misconception("leaky_relu_grad", "Nothing seems to pass where z is negative. There the output gradient passes times the slope.")
def does_not_leak(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.where(z > 0, output_grad, 0.0)


@misconception("leaky_relu_grad", "The slope seems to be 0.001 whatever slope is given. Use the argument.")
def slope_of_the_gradient_fixed(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return np.where(z > 0, output_grad, 0.001 * output_grad)


@misconception("leaky_relu_grad", "np.ones_like of whole numbers is an array of whole numbers, in which the slope becomes 0. Make one of floats.")
def mask_of_whole_numbers(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    derivative = np.ones_like(z)
    derivative[z <= 0] = slope
    return derivative * output_grad


# softmax_grad


@misconception(
    "softmax_grad", "The derivative seems to be s (1 - s), as for sigmoid. It leaves out that each value of z also acts on the other outputs of its row."
)
def elementwise_jacobian(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    s = softmax(z)
    return output_grad * s * (1.0 - s)


@misconception("softmax_grad", "The sum over j seems to run over the whole array. Each row is a case of its own: sum along the last axis.")
def mixes_the_rows(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    s = softmax(z)
    return s * (output_grad - np.sum(output_grad * s))


@misconception(
    "softmax_grad", "The mean of the output gradient seems to be subtracted. What belongs there is its sum weighted by the probabilities: sum of g_j s_j."
)
def subtracts_the_plain_mean(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    return softmax(z) * (output_grad - np.mean(output_grad, axis=-1, keepdims=True))


@misconception("softmax_grad", "The factor s_i in front seems to be missing: it multiplies the difference as a whole.")
def factor_in_front_missing(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    s = softmax(z)
    return output_grad - np.sum(output_grad * s, axis=-1, keepdims=True)


@misconception(
    "softmax_grad", "The probabilities seem to be computed anew without subtracting the largest value, so that large values become nan. Call softmax."
)
def own_softmax_overflows(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    s = np.exp(z) / np.sum(np.exp(z), axis=-1, keepdims=True)
    return s * (output_grad - np.sum(output_grad * s, axis=-1, keepdims=True))


@misconception("softmax_grad", "The sum over j seems to run along axis 1, which is the last one of a matrix only. axis=-1 is the last one of every array.")
def sums_along_axis_one(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != z.shape:
        raise ValueError("output_grad must have the shape of z")
    s = softmax(z)
    return s * (output_grad - np.sum(output_grad * s, axis=1, keepdims=True))


# mean_squared_error and its gradient


@misconception("mean_squared_error", "The cost seems to be divided by the number of all values. Divide by the number of rows N only: np.mean does more.")
def mean_over_everything(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return float(np.mean((prediction - target) ** 2))


@misconception("mean_squared_error", "The cost seems to be halved. Here it is the sum of the squares over N, without a factor of 1/2.")
def half_of_the_squares(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return float(np.sum((prediction - target) ** 2)) / (2 * len(prediction))


@misconception("mean_squared_error", "The cost seems to be the sum of the squares. Divide it by the number of rows N.")
def sum_of_squares(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return float(np.sum((prediction - target) ** 2))


@misconception("mean_squared_error", "The target is subtracted from the prediction itself (prediction -= target). Make a new array.")
def error_in_place(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    prediction -= target
    return float(np.sum(prediction**2)) / len(prediction)


@misconception(
    "mean_squared_error", "Any shapes seem to be accepted, and NumPy stretches one array to fit the other. Raise a ValueError unless both are [N, M]."
)
def stretches_the_target(prediction: np.ndarray, target: np.ndarray) -> float:
    return float(np.sum((prediction - target) ** 2)) / len(prediction)


@misconception("mean_squared_error_grad", "The 1/N of the cost seems to be missing in its gradient. Divide by the number of rows.")
def one_over_n_missing(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return 2.0 * (prediction - target)


@misconception("mean_squared_error_grad", "The factor of 2 seems to be missing: it is the derivative of a square, and this cost has no 1/2 to cancel it.")
def factor_of_two_missing(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return (prediction - target) / len(prediction)


@misconception(
    "mean_squared_error_grad", "The sign seems to be wrong: a prediction that is too large must have a positive gradient, so that learning makes it smaller."
)
def target_minus_prediction(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return 2.0 * (target - prediction) / len(prediction)


@misconception("mean_squared_error_grad", "The gradient seems to be divided by the number of all values. N is the number of rows.")
def divided_by_the_size(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return 2.0 * (prediction - target) / prediction.size


# binary_cross_entropy and its gradient


@misconception("binary_cross_entropy", "Only the half with y log p seems to be there. A no (y = 0) costs -log(1 - p).")
def only_the_yes_half(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -float(np.sum(target * np.log(np.maximum(prediction, 1e-7)))) / len(prediction)


@misconception(
    "binary_cross_entropy", "At predictions of exactly 0 or 1 the cost is infinite or nan. Move the prediction away from both by a very small number first."
)
def binary_cost_without_guard(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -float(np.sum(target * np.log(prediction) + (1 - target) * np.log(1 - prediction))) / len(prediction)


@misconception("binary_cross_entropy", "The cost seems to be guarded at 0 but not at 1, where log(1 - p) is infinite. Guard both sides.")
def guarded_at_zero_only(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    p = np.maximum(prediction, 1e-7)
    return -float(np.sum(target * np.log(p) + (1 - target) * np.log(1 - p))) / len(prediction)


@misconception("binary_cross_entropy", "The cost seems to be divided by the number of all values. Divide by the number of rows N only.")
def binary_mean_over_everything(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    p = np.clip(prediction, 1e-7, 1 - 1e-7)
    return -float(np.mean(target * np.log(p) + (1 - target) * np.log(1 - p)))


@misconception("binary_cross_entropy", "The sign seems to be missing: logarithms of probabilities are negative, and a cost is positive.")
def binary_cost_negative(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    p = np.clip(prediction, 1e-7, 1 - 1e-7)
    return float(np.sum(target * np.log(p) + (1 - target) * np.log(1 - p))) / len(p)


@misconception("binary_cross_entropy", "The guard changes the prediction itself (out=prediction). Let it make a new array.")
def guard_in_place(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    p = np.clip(prediction, 1e-7, 1 - 1e-7, out=prediction)
    return -float(np.sum(target * np.log(p) + (1 - target) * np.log(1 - p))) / len(p)


@misconception("binary_cross_entropy_grad", "Only the half with -y / p seems to be there. The term of a no, (1 - y) / (1 - p), is missing.")
def only_the_yes_half_of_the_gradient(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -target / np.maximum(prediction, 1e-7) / len(prediction)


@misconception(
    "binary_cross_entropy_grad", "p - y is the gradient by the pre-activation of a sigmoid. The gradient by the prediction itself still has p (1 - p) below it."
)
def gradient_by_the_pre_activation(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return (prediction - target) / len(prediction)


@misconception("binary_cross_entropy_grad", "The 1/N of the cost seems to be missing in its gradient. Divide by the number of rows.")
def binary_one_over_n_missing(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    p = np.clip(prediction, 1e-7, 1 - 1e-7)
    return (p - target) / (p * (1 - p))


@misconception("binary_cross_entropy_grad", "At predictions of exactly 0 or 1 the gradient is infinite or nan. Guard the division as you guarded the cost.")
def binary_gradient_without_guard(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return (prediction - target) / (prediction * (1 - prediction)) / len(prediction)


# cross_entropy and its gradient


@misconception("cross_entropy", "At a prediction of 0 the cost is infinite, or nan where the target is 0 too. Guard the logarithm by a very small number.")
def cost_without_guard(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -float(np.sum(target * np.log(prediction))) / len(prediction)


@misconception("cross_entropy", "The cost seems to be divided by the number of all values. Divide by the number of rows N only: np.mean does more.")
def cross_entropy_mean_over_everything(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -float(np.mean(target * np.log(np.maximum(prediction, 1e-7))))


@misconception("cross_entropy", "The guard seems to be so large that it changes small probabilities, too. It should be at most 1e-6.")
def guard_too_large(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -float(np.sum(target * np.log(np.maximum(prediction, 0.01)))) / len(prediction)


@misconception("cross_entropy", "Prediction and target seem to be swapped: the logarithm belongs to the prediction.")
def logarithm_of_the_target(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -float(np.sum(prediction * np.log(np.maximum(target, 1e-7)))) / len(prediction)


@misconception(
    "cross_entropy",
    "A term for the other classes seems to be added, as in the binary cross-entropy. Here the classes share one probability: target log(prediction) is all.",
)
def binary_formula_for_classes(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    p = np.clip(prediction, 1e-7, 1 - 1e-7)
    return -float(np.sum(target * np.log(p) + (1 - target) * np.log(1 - p))) / len(p)


@misconception("cross_entropy", "The guard changes the prediction itself. Let it make a new array.")
def cost_guarded_in_place(prediction: np.ndarray, target: np.ndarray) -> float:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    prediction[prediction == 0] = 1e-7
    return -float(np.sum(target * np.log(prediction))) / len(prediction)


@misconception("cross_entropy_grad", "prediction - target is the gradient by the pre-activation of softmax. The gradient by the prediction itself is another.")
def gradient_behind_softmax(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return (prediction - target) / len(prediction)


@misconception("cross_entropy_grad", "The 1/N of the cost seems to be missing in its gradient. Divide by the number of rows.")
def cross_entropy_one_over_n_missing(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -target / np.maximum(prediction, 1e-7)


@misconception("cross_entropy_grad", "The minus sign of the cost seems to be missing in its gradient.")
def sign_missing(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return target / np.maximum(prediction, 1e-7) / len(prediction)


@misconception("cross_entropy_grad", "At a prediction of 0 the gradient is infinite or nan. Guard the division as you guarded the cost.")
def gradient_without_guard(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError("prediction and target must have the same 2-D shape")
    return -target / prediction / len(prediction)


# softmax_cross_entropy_grad


@misconception("softmax_cross_entropy_grad", "The 1/N of the cost seems to be missing. Divide by the number of rows.")
def combined_one_over_n_missing(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    if z.ndim != 2 or target.shape != z.shape:
        raise ValueError("z and target must have the same 2-D shape")
    return softmax(z) - target


@misconception("softmax_cross_entropy_grad", "z itself seems to be compared with the target. The prediction is softmax(z).")
def softmax_forgotten(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    if z.ndim != 2 or target.shape != z.shape:
        raise ValueError("z and target must have the same 2-D shape")
    return (z - target) / len(z)


@misconception(
    "softmax_cross_entropy_grad", "The sign seems to be wrong: the right class must have a negative gradient, so that learning makes its value larger."
)
def combined_sign_wrong(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    if z.ndim != 2 or target.shape != z.shape:
        raise ValueError("z and target must have the same 2-D shape")
    return (target - softmax(z)) / len(z)


@misconception(
    "softmax_cross_entropy_grad",
    "The two gradients seem to be taken one after the other. Where a probability was rounded to 0, that loses everything: find the short formula on paper.",
)
def one_gradient_after_the_other(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    if z.ndim != 2 or target.shape != z.shape:
        raise ValueError("z and target must have the same 2-D shape")
    return softmax_grad(z, cross_entropy_grad(softmax(z), target))


# dense and dense_grads


@misconception("dense", "The bias seems to be left out. Add it to every row.")
def bias_forgotten(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    if x.ndim != 2 or weights.ndim != 2 or bias.shape != weights.shape[1:] or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [M]")
    return x @ weights


@misconception("dense", "The bias seems to be added once for each input. Add it once, after the sum over the inputs.")
def bias_inside_the_sum(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    if x.ndim != 2 or weights.ndim != 2 or bias.shape != weights.shape[1:] or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [M]")
    return x @ weights + x.shape[1] * bias


@misconception("dense", "Axes of length one seem to be dropped. One sample or one output keeps its axis: the result is always [N, M].")
def squeezes_the_output(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    if x.ndim != 2 or weights.ndim != 2 or bias.shape != weights.shape[1:] or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [M]")
    return np.squeeze(x @ weights + bias)


@misconception("dense", "A batch of one seems to lose its first axis. The result is always [N, M], also for N = 1.")
def single_sample_as_vector(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    if x.ndim != 2 or weights.ndim != 2 or bias.shape != weights.shape[1:] or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [M]")
    output = x @ weights + bias
    return output[0] if len(x) == 1 else output


@misconception("dense", "Every shape that NumPy can make fit seems to be accepted. Raise a ValueError unless the shapes are [N, D], [D, M] and [M].")
def fits_whatever_comes(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return x @ weights + bias


@misconception("dense_grads", "The gradients seem to be divided by the number of rows. The 1/N of a cost has already come down with output_grad: sum only.")
def divided_by_n_again(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    return {"x": output_grad @ weights.T, "weights": x.T @ output_grad / len(x), "bias": np.mean(output_grad, axis=0)}


@misconception("dense_grads", "The gradient of the weights seems to be divided by the number of rows. The samples' contributions are summed.")
def weights_averaged(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    return {"x": output_grad @ weights.T, "weights": x.T @ output_grad / len(x), "bias": np.sum(output_grad, axis=0)}


@misconception("dense_grads", "The gradient of the weights seems to use the inputs and the output gradient of the first row only. Sum over all rows.")
def weights_of_the_first_row(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    return {"x": output_grad @ weights.T, "weights": np.outer(x[0], output_grad[0]), "bias": np.sum(output_grad, axis=0)}


@misconception("dense_grads", "The gradient of the bias seems to be the first row of output_grad. The bias was added to every row: sum over the rows.")
def bias_of_the_first_row(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    return {"x": output_grad @ weights.T, "weights": x.T @ output_grad, "bias": output_grad[0].copy()}


@misconception(
    "dense_grads", "The gradient of the bias seems to be averaged over the rows. The bias was added to every row, so the rows' gradients are summed."
)
def bias_averaged(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    return {"x": output_grad @ weights.T, "weights": x.T @ output_grad, "bias": np.mean(output_grad, axis=0)}


@misconception(
    "dense_grads", "The weights seem to be used as they stand. On the way back they are transposed: output_grad @ weights.T; reshape does not transpose."
)
def weights_reshaped(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    turned = weights.reshape(weights.shape[1], weights.shape[0])
    return {"x": output_grad @ turned, "weights": x.T @ output_grad, "bias": np.sum(output_grad, axis=0)}


@misconception("dense_grads", "output_grad @ weights lacks the transpose. Each output gradient goes back through the weights of its own output: weights.T.")
def weights_untransposed(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    return {"x": output_grad @ weights, "weights": x.T @ output_grad, "bias": np.sum(output_grad, axis=0)}


@misconception("dense_grads", "Axes of length one seem to be dropped. Every gradient has the shape of what it belongs to, also where a size is one.")
def squeezes_the_gradients(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    return {"x": np.squeeze(output_grad @ weights.T), "weights": np.squeeze(x.T @ output_grad), "bias": np.squeeze(np.sum(output_grad, axis=0))}


@misconception("dense_grads", "A batch of one seems to lose its first axis in the gradient of x. It has the shape of x, also for N = 1.")
def single_sample_gradient_as_vector(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    if x.ndim != 2 or weights.ndim != 2 or output_grad.shape != (len(x), weights.shape[1]) or x.shape[1] != len(weights):
        raise ValueError("the shapes must be [N, D], [D, M] and [N, M]")
    x_grad = output_grad @ weights.T
    return {"x": x_grad[0] if len(x) == 1 else x_grad, "weights": x.T @ output_grad, "bias": np.sum(output_grad, axis=0)}
