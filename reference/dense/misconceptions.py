"""Wrong answers that people really give in the unit dense, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

from autograder.course import edited

_SHAPE_OF_Z = (
    """\
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad must have the shape of z, {z.shape}, but its shape is {output_grad.shape}")
""",
    "",
)
_ANY_OUTPUT_GRAD = "An output_grad of any shape seems to be accepted, and NumPy stretches it to fit z. Raise a ValueError unless it has the shape of z."

_SHAPES_OF_ROWS = (
    """\
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(
            f"prediction and target must have the same 2-D shape, but they have {prediction.shape} and {target.shape}"
        )
""",
    "",
)
_ANY_TARGET = "Any shapes seem to be accepted, and NumPy stretches one array to fit the other. Raise a ValueError unless both are [N, M]."

# sigmoid

exponential_of_z_everywhere = edited(
    "sigmoid",
    "exp(z) overflows where z is large and positive. Use another form of the function there: 1 / (1 + exp(-z)).",
    ("np.exp(-np.abs(z))", "np.exp(z)"),
    ("np.where(z > 0, 1.0, small)", "small"),
)

exponential_of_minus_z_everywhere = edited(
    "sigmoid",
    "exp(-z) overflows where z is large and negative: NumPy warns of it. Use another form of the function there: "
    "exp(z) / (1 + exp(z)).",
    ("np.exp(-np.abs(z))", "np.exp(-z)"),
    ("np.where(z > 0, 1.0, small)", "1.0"),
)

both_forms_everywhere = edited(
    "sigmoid",
    "np.where computes both of its branches for all of z, so that exp overflows in the one that is thrown away. "
    "Compute np.exp(-np.abs(z)) once: it is "
    "safe in both forms.",
    ("    small = np.exp(-np.abs(z))\n", ""),
    (
        "np.where(z > 0, 1.0, small) / (1.0 + small)",
        "np.where(z > 0, 1.0 / (1.0 + np.exp(-z)), np.exp(z) / (1.0 + np.exp(z)))",
    ),
)

falls_instead_of_rising = edited(
    "sigmoid",
    "The sign of z seems to be lost: the result falls where it should rise. Large values of z belong to results "
    "near 1.",
    ("np.where(z > 0", "np.where(z < 0"),
)

clips_too_early = edited(
    "sigmoid",
    "z seems to be cut off far too early, so that values beyond the limit all look alike. A form that is safe for "
    "every z needs no limit.",
    ("    small =", "    z = np.clip(z, -3.0, 3.0)\n    small ="),
)

buffer_like_z = edited(
    "sigmoid",
    "The result is written into an array like z, and one of whole numbers cannot hold fractions. Make an array of "
    "floats.",
    (
        "    return np.where(z > 0, 1.0, small) / (1.0 + small)",
        """\
    result = np.zeros_like(z)
    result[...] = np.where(z > 0, 1.0, small) / (1.0 + small)
    return result""",
    ),
)

# relu

absolute_value = edited(
    "relu",
    "The negative values seem to come back without their sign. They should become 0.",
    ("np.maximum(z, 0.0)", "np.abs(z)"),
)

overwrites_z = edited(
    "relu",
    "The values are set to 0 in z itself, and relu_grad needs z as it was. Work on a copy, or let NumPy make a new "
    "array.",
    ("return np.maximum(z, 0.0)", "z[z < 0] = 0\n    return z.copy()"),
)

step_function = edited(
    "relu",
    "Positive values seem to become 1. They should stay what they are; it is the derivative that is 1 there.",
    ("np.maximum(z, 0.0)", "np.where(z > 0, 1.0, 0.0)"),
)

# leaky_relu

slope_fixed = edited(
    "leaky_relu",
    "The slope seems to be 0.001 whatever slope is given. Use the argument.",
    ("z, slope * z)", "z, 0.001 * z)"),
)

slope_as_value = edited(
    "leaky_relu",
    "Negative values seem to be replaced by the slope itself. They should be multiplied by it.",
    ("z, slope * z)", "z, slope)"),
)

slope_of_absolute_value = edited(
    "leaky_relu",
    "The sign of negative values seems to be lost: -1 should become minus the slope.",
    ("z, slope * z)", "z, slope * np.abs(z))"),
)

larger_of_the_two = edited(
    "leaky_relu",
    "The larger one of z and slope * z seems to be taken. That is right for slopes up to 1 only: for greater ones "
    "it is the other one.",
    ("np.where(z > 0, z, slope * z)", "np.maximum(z, slope * z)"),
)

copy_of_whole_numbers = edited(
    "leaky_relu",
    "The result is written into an array like z, and one of whole numbers cannot hold slope * z. Make an array of "
    "floats.",
    (
        "    return np.where(z > 0, z, slope * z)",
        """\
    result = z.copy()
    result[z < 0] = slope * z[z < 0]
    return result""",
    ),
)

slope_of_a_hundredth = edited(
    "leaky_relu",
    "Without a slope, 0.01 seems to be used, as in some libraries. Here the usual slope is 0.001.",
    ("slope: float = 0.001", "slope: float = 0.01"),
)

# softmax

sums_over_everything = edited(
    "softmax",
    "The probabilities seem to sum to 1 over the whole array. Each vector along the last axis should sum to 1 by "
    "itself: axis=-1.",
    ("np.max(z, axis=-1, keepdims=True)", "np.max(z)"),
    ("np.sum(powers, axis=-1, keepdims=True)", "np.sum(powers)"),
)

sums_over_the_first_axis = edited(
    "softmax",
    "The probabilities seem to sum to 1 down the columns. Take the last axis: axis=-1.",
    ("np.max(z, axis=-1", "np.max(z, axis=0"),
    ("np.sum(powers, axis=-1", "np.sum(powers, axis=0"),
)

sums_over_axis_one = edited(
    "softmax",
    "The axis seems to be 1, which is the last one of a matrix only. axis=-1 is the last one of every array.",
    ("np.max(z, axis=-1", "np.max(z, axis=1"),
    ("np.sum(powers, axis=-1", "np.sum(powers, axis=1"),
)

without_the_shift = edited(
    "softmax",
    "Large values seem to become nan: exp overflows. Subtract each row's largest value before exp; it changes "
    "nothing else.",
    ("z - np.max(z, axis=-1, keepdims=True)", "z"),
)

shifted_by_the_largest_of_all = edited(
    "softmax",
    "The largest value of the whole array seems to be subtracted. A row far below it then becomes 0 / 0: subtract "
    "each row's own largest value.",
    ("np.max(z, axis=-1, keepdims=True)", "np.max(z)"),
)

guarded_denominator = edited(
    "softmax",
    "A small number seems to be added to the denominator, so that the rows do not quite sum to 1. After the shift "
    "it is at least 1: nothing needs a guard.",
    ("np.sum(powers, axis=-1, keepdims=True)", "(np.sum(powers, axis=-1, keepdims=True) + 1e-7)"),
)

shifts_in_place = edited(
    "softmax",
    "The shift is made in z itself (z -= ...). Make a new array.",
    (
        "powers = np.exp(z - np.max(z, axis=-1, keepdims=True))",
        "z -= np.max(z, axis=-1, keepdims=True)\n    powers = np.exp(z)",
    ),
)

# sigmoid_grad

taken_at_the_activation = edited(
    "sigmoid_grad",
    "z (1 - z) is the derivative if z is the OUTPUT of sigmoid. Here z went into it: compute s = sigmoid(z) first, "
    "then s (1 - s).",
    ("    s = sigmoid(z)\n    return output_grad * s * (1.0 - s)", "    return output_grad * z * (1.0 - z)"),
)

sigmoid_applied_twice = edited(
    "sigmoid_grad",
    "sigmoid seems to be applied twice. Its derivative is s (1 - s) with s = sigmoid(z).",
    ("    s = sigmoid(z)", "    s = sigmoid(sigmoid(z))"),
)

sigmoid_output_grad_ignored = edited(
    "sigmoid_grad",
    "output_grad seems to be left out. The chain rule multiplies the derivative by it.",
    ("output_grad * s", "s"),
)

exponentials_in_the_derivative = edited(
    "sigmoid_grad",
    "exp(-z) overflows where z is large and negative, and infinity divided by infinity is nan. Write the "
    "derivative with s = sigmoid(z).",
    (
        "    s = sigmoid(z)\n    return output_grad * s * (1.0 - s)",
        "    return output_grad * np.exp(-z) / (1.0 + np.exp(-z)) ** 2",
    ),
)

sigmoid_stretches_output_grad = edited(
    "sigmoid_grad",
    _ANY_OUTPUT_GRAD,
    _SHAPE_OF_Z,
)

# relu_grad

passes_at_zero = edited(
    "relu_grad",
    "At z = 0 the output gradient seems to pass. 0 counts to the flat side: let it pass only where z > 0.",
    ("z > 0", "z >= 0"),
)

returns_z = edited(
    "relu_grad",
    "This seems to be relu itself, times the output gradient. Where z is positive, the derivative of relu is 1, not z.",
    ("np.where(z > 0, output_grad, 0.0)", "np.maximum(z, 0.0) * output_grad"),
)

mask_without_output_grad = edited(
    "relu_grad",
    "output_grad seems to be left out. It passes where z is positive; a mask of 0 and 1 is only half of the answer.",
    ("z > 0, output_grad", "z > 0, 1.0"),
)

masks_by_the_output_grad = edited(
    "relu_grad",
    "The sign of the output gradient seems to decide what passes. It is the sign of z that does.",
    ("z > 0", "output_grad > 0"),
)

masks_in_place = edited(
    "relu_grad",
    "output_grad itself is changed: another layer may need it. Work on a copy.",
    ("return np.where(z > 0, output_grad, 0.0)", "output_grad[z <= 0] = 0\n    return output_grad.copy()"),
)

relu_stretches_output_grad = edited(
    "relu_grad",
    _ANY_OUTPUT_GRAD,
    _SHAPE_OF_Z,
)

# leaky_relu_grad

full_slope_at_zero = edited(
    "leaky_relu_grad",
    "At z = 0 the output gradient seems to pass in full. 0 counts to the left side, where the slope is.",
    ("z > 0", "z >= 0"),
)

leaky_relu_times_output_grad = edited(
    "leaky_relu_grad",
    "This seems to be leaky_relu itself, times the output gradient. The derivative is 1 or the slope, whatever the "
    "size of z.",
    ("output_grad, slope * output_grad)", "z, slope * z) * output_grad"),
)

does_not_leak = edited(
    "leaky_relu_grad",
    "Nothing seems to pass where z is negative. There the output gradient passes times the slope.",
    ("slope * output_grad", "0.0"),
)

slope_of_the_gradient_fixed = edited(
    "leaky_relu_grad",
    "The slope seems to be 0.001 whatever slope is given. Use the argument.",
    ("slope * output_grad", "0.001 * output_grad"),
)

gradient_of_the_larger = edited(
    "leaky_relu_grad",
    "z seems to be compared with slope * z. For slopes above 1 that gives the two sides the wrong way round: it is "
    "the sign of z that decides.",
    ("z > 0", "z > slope * z"),
)

gradient_slope_of_a_hundredth = edited(
    "leaky_relu_grad",
    "Without a slope, 0.01 seems to be used, as in some libraries. Here the usual slope is 0.001.",
    ("slope: float = 0.001", "slope: float = 0.01"),
)

mask_of_whole_numbers = edited(
    "leaky_relu_grad",
    "np.ones_like of whole numbers is an array of whole numbers, in which the slope becomes 0. Make one of floats.",
    (
        "    return np.where(z > 0, output_grad, slope * output_grad)",
        """\
    derivative = np.ones_like(z)
    derivative[z <= 0] = slope
    return derivative * output_grad""",
    ),
)

leaky_relu_stretches_output_grad = edited(
    "leaky_relu_grad",
    _ANY_OUTPUT_GRAD,
    _SHAPE_OF_Z,
)

# softmax_grad

elementwise_jacobian = edited(
    "softmax_grad",
    "The derivative seems to be s (1 - s), as for sigmoid. It leaves out that each value of z also acts on the "
    "other outputs of its row.",
    ("s * (output_grad - np.sum(output_grad * s, axis=-1, keepdims=True))", "output_grad * s * (1.0 - s)"),
)

mixes_the_rows = edited(
    "softmax_grad",
    "The sum over j seems to run over the whole array. Each row is a case of its own: sum along the last axis.",
    ("output_grad * s, axis=-1, keepdims=True", "output_grad * s"),
)

subtracts_the_plain_mean = edited(
    "softmax_grad",
    "The mean of the output gradient seems to be subtracted. What belongs there is its sum weighted by the "
    "probabilities: sum of g_j s_j.",
    ("np.sum(output_grad * s", "np.mean(output_grad"),
)

factor_in_front_missing = edited(
    "softmax_grad",
    "The factor s_i in front seems to be missing: it multiplies the difference as a whole.",
    ("return s * (", "return ("),
)

own_softmax_overflows = edited(
    "softmax_grad",
    "The probabilities seem to be computed anew without subtracting the largest value, so that large values become "
    "nan. Call softmax.",
    ("    s = softmax(z)", "    s = np.exp(z) / np.sum(np.exp(z), axis=-1, keepdims=True)"),
)

sums_along_axis_one = edited(
    "softmax_grad",
    "The sum over j seems to run along axis 1, which is the last one of a matrix only. axis=-1 is the last one of "
    "every array.",
    ("axis=-1", "axis=1"),
)

softmax_stretches_output_grad = edited(
    "softmax_grad",
    _ANY_OUTPUT_GRAD,
    _SHAPE_OF_Z,
)

# mean_squared_error and its gradient

mean_over_everything = edited(
    "mean_squared_error",
    "The cost seems to be divided by the number of all values. Divide by the number of rows N only: np.mean does more.",
    ("np.sum((prediction - target) ** 2) / len(prediction)", "np.mean((prediction - target) ** 2)"),
)

half_of_the_squares = edited(
    "mean_squared_error",
    "The cost seems to be halved. Here it is the sum of the squares over N, without a factor of 1/2.",
    ("len(prediction)", "(2 * len(prediction))"),
)

sum_of_squares = edited(
    "mean_squared_error",
    "The cost seems to be the sum of the squares. Divide it by the number of rows N.",
    (" / len(prediction)", ""),
)

error_in_place = edited(
    "mean_squared_error",
    "The target is subtracted from the prediction itself (prediction -= target). Make a new array.",
    ("return np.sum((prediction - target) ** 2)", "prediction -= target\n    return np.sum(prediction**2)"),
)

stretches_the_target = edited(
    "mean_squared_error",
    _ANY_TARGET,
    _SHAPES_OF_ROWS,
)

one_over_n_missing = edited(
    "mean_squared_error_grad",
    "The 1/N of the cost seems to be missing in its gradient. Divide by the number of rows.",
    (" / len(prediction)", ""),
)

factor_of_two_missing = edited(
    "mean_squared_error_grad",
    "The factor of 2 seems to be missing: it is the derivative of a square, and this cost has no 1/2 to cancel it.",
    ("2.0 * ", ""),
)

target_minus_prediction = edited(
    "mean_squared_error_grad",
    "The sign seems to be wrong: a prediction that is too large must have a positive gradient, so that learning "
    "makes it smaller.",
    ("prediction - target", "target - prediction"),
)

divided_by_the_size = edited(
    "mean_squared_error_grad",
    "The gradient seems to be divided by the number of all values. N is the number of rows.",
    ("len(prediction)", "prediction.size"),
)

gradient_stretches_the_target = edited(
    "mean_squared_error_grad",
    _ANY_TARGET,
    _SHAPES_OF_ROWS,
)

# binary_cross_entropy and its gradient

only_the_yes_half = edited(
    "binary_cross_entropy",
    "Only the half with y log p seems to be there. A no (y = 0) costs -log(1 - p).",
    (" + (1 - target) * np.log(1 - p)", ""),
)

binary_cost_without_guard = edited(
    "binary_cross_entropy",
    "At predictions of exactly 0 or 1 the cost is infinite or nan. Move the prediction away from both by a very "
    "small number first.",
    ("np.clip(prediction, 1e-7, 1 - 1e-7)", "prediction"),
)

guarded_at_zero_only = edited(
    "binary_cross_entropy",
    "The cost seems to be guarded at 0 but not at 1, where log(1 - p) is infinite. Guard both sides.",
    ("np.clip(prediction, 1e-7, 1 - 1e-7)", "np.maximum(prediction, 1e-7)"),
)

binary_mean_over_everything = edited(
    "binary_cross_entropy",
    "The cost seems to be divided by the number of all values. Divide by the number of rows N only.",
    ("np.sum(", "np.mean("),
    (" / len(p)", ""),
)

binary_cost_negative = edited(
    "binary_cross_entropy",
    "The sign seems to be missing: logarithms of probabilities are negative, and a cost is positive.",
    ("return -np.sum", "return np.sum"),
)

guard_in_place = edited(
    "binary_cross_entropy",
    "The guard changes the prediction itself (out=prediction). Let it make a new array.",
    ("1 - 1e-7)", "1 - 1e-7, out=prediction)"),
)

only_the_yes_half_of_the_gradient = edited(
    "binary_cross_entropy_grad",
    "Only the half with -y / p seems to be there. The term of a no, (1 - y) / (1 - p), is missing.",
    ("(p - target) / (p * (1 - p))", "-target / p"),
)

signs_of_the_halves_mixed = edited(
    "binary_cross_entropy_grad",
    "The sign of one half seems to be wrong: it is (1 - y) / (1 - p) MINUS y / p. A yes wants a larger prediction, "
    "so its gradient is negative.",
    ("(p - target) / (p * (1 - p))", "((1 - target) / (1 - p) + target / p)"),
)

binary_gradient_sign_wrong = edited(
    "binary_cross_entropy_grad",
    "The sign seems to be wrong: a yes (y = 1) wants a larger prediction, so its gradient is negative, and that of "
    "a no is positive.",
    ("p - target", "target - p"),
)

binary_divided_by_the_size = edited(
    "binary_cross_entropy_grad",
    "The gradient seems to be divided by the number of all values. N is the number of rows.",
    ("len(p)", "p.size"),
)

gradient_by_the_pre_activation = edited(
    "binary_cross_entropy_grad",
    "p - y is the gradient by the pre-activation of a sigmoid. The gradient by the prediction itself still has p "
    "(1 - p) below it.",
    (
        """\
    p = np.clip(prediction, 1e-7, 1 - 1e-7)
    return (p - target) / (p * (1 - p)) / len(p)""",
        "    return (prediction - target) / len(prediction)",
    ),
)

binary_one_over_n_missing = edited(
    "binary_cross_entropy_grad",
    "The 1/N of the cost seems to be missing in its gradient. Divide by the number of rows.",
    (" / len(p)", ""),
)

binary_gradient_guard_too_large = edited(
    "binary_cross_entropy_grad",
    "The guard seems to be so large that it changes the gradient of small probabilities, too. It should be at most "
    "1e-6.",
    ("np.clip(prediction, 1e-7, 1 - 1e-7)", "np.clip(prediction, 1e-3, 1 - 1e-3)"),
)

binary_gradient_without_guard = edited(
    "binary_cross_entropy_grad",
    "At predictions of exactly 0 or 1 the gradient is infinite or nan. Guard the division as you guarded the cost.",
    ("np.clip(prediction, 1e-7, 1 - 1e-7)", "prediction"),
)

# cross_entropy and its gradient

cost_without_guard = edited(
    "cross_entropy",
    "At a prediction of 0 the cost is infinite, or nan where the target is 0 too. Guard the logarithm by a very "
    "small number.",
    ("np.maximum(prediction, 1e-7)", "prediction"),
)

cross_entropy_mean_over_everything = edited(
    "cross_entropy",
    "The cost seems to be divided by the number of all values. Divide by the number of rows N only: np.mean does more.",
    ("np.sum(", "np.mean("),
    (" / len(prediction)", ""),
)

divided_by_the_columns = edited(
    "cross_entropy",
    "The cost seems to be divided by the number of columns. N is the number of rows: prediction.shape[0], or "
    "len(prediction).",
    ("len(prediction)", "prediction.shape[1]"),
)

guard_too_large = edited(
    "cross_entropy",
    "The guard seems to be so large that it changes small probabilities, too. It should be at most 1e-6.",
    ("1e-7", "0.01"),
)

guard_of_a_thousandth = edited(
    "cross_entropy",
    "A guard of about 0.001 seems to be added to the predictions: that changes the cost of all of them. It should "
    "be at most 1e-6.",
    ("np.maximum(prediction, 1e-7)", "prediction + 1e-3"),
)

logarithm_of_the_target = edited(
    "cross_entropy",
    "Prediction and target seem to be swapped: the logarithm belongs to the prediction.",
    ("target * np.log(np.maximum(prediction,", "prediction * np.log(np.maximum(target,"),
)

binary_formula_for_classes = edited(
    "cross_entropy",
    "A term for the other classes seems to be added, as in the binary cross-entropy. Here the classes share one "
    "probability: target log(prediction) is all.",
    (
        "    return -np.sum(target * np.log(np.maximum(prediction, 1e-7)))",
        """\
    p = np.clip(prediction, 1e-7, 1 - 1e-7)
    return -np.sum(target * np.log(p) + (1 - target) * np.log(1 - p))""",
    ),
)

cost_guarded_in_place = edited(
    "cross_entropy",
    "The guard changes the prediction itself. Let it make a new array.",
    ("np.maximum(prediction, 1e-7)", "np.maximum(prediction, 1e-7, out=prediction)"),
)

gradient_behind_softmax = edited(
    "cross_entropy_grad",
    "prediction - target is the gradient by the pre-activation of softmax. The gradient by the prediction itself "
    "is another.",
    ("-target / np.maximum(prediction, 1e-7)", "(prediction - target)"),
)

cross_entropy_one_over_n_missing = edited(
    "cross_entropy_grad",
    "The 1/N of the cost seems to be missing in its gradient. Divide by the number of rows.",
    (" / len(prediction)", ""),
)

cross_entropy_divided_by_the_size = edited(
    "cross_entropy_grad",
    "The gradient seems to be divided by the number of all values. N is the number of rows.",
    ("len(prediction)", "prediction.size"),
)

sign_missing = edited(
    "cross_entropy_grad",
    "The minus sign of the cost seems to be missing in its gradient.",
    ("-target", "target"),
)

gradient_without_guard = edited(
    "cross_entropy_grad",
    "At a prediction of 0 the gradient is infinite or nan. Guard the division as you guarded the cost.",
    ("np.maximum(prediction, 1e-7)", "prediction"),
)

# softmax_cross_entropy_grad

combined_one_over_n_missing = edited(
    "softmax_cross_entropy_grad",
    "The 1/N of the cost seems to be missing. Divide by the number of rows.",
    (" / len(z)", ""),
)

combined_divided_by_the_size = edited(
    "softmax_cross_entropy_grad",
    "The gradient seems to be divided by the number of all values. N is the number of rows.",
    ("len(z)", "z.size"),
)

softmax_forgotten = edited(
    "softmax_cross_entropy_grad",
    "z itself seems to be compared with the target. The prediction is softmax(z).",
    ("(softmax(z) - target)", "(z - target)"),
)

combined_sign_wrong = edited(
    "softmax_cross_entropy_grad",
    "The sign seems to be wrong: the right class must have a negative gradient, so that learning makes its value "
    "larger.",
    ("softmax(z) - target", "target - softmax(z)"),
)

one_gradient_after_the_other = edited(
    "softmax_cross_entropy_grad",
    "The two gradients seem to be taken one after the other. Where a probability was rounded to 0, that loses "
    "everything: find the short formula on paper.",
    ("(softmax(z) - target) / len(z)", "softmax_grad(z, cross_entropy_grad(softmax(z), target))"),
)

# dense and dense_grads

bias_forgotten = edited(
    "dense",
    "The bias seems to be left out. Add it to every row.",
    ("x @ weights + bias", "x @ weights"),
)

bias_inside_the_sum = edited(
    "dense",
    "The bias seems to be added once for each input. Add it once, after the sum over the inputs.",
    ("x @ weights + bias", "x @ weights + x.shape[1] * bias"),
)

squeezes_the_output = edited(
    "dense",
    "Axes of length one seem to be dropped. One sample or one output keeps its axis: the result is always [N, M].",
    ("x @ weights + bias", "np.squeeze(x @ weights + bias)"),
)

single_sample_as_vector = edited(
    "dense",
    "A batch of one seems to lose its first axis. The result is always [N, M], also for N = 1.",
    ("return x @ weights + bias", "output = x @ weights + bias\n    return output[0] if len(x) == 1 else output"),
)

fits_whatever_comes = edited(
    "dense",
    "Every shape that NumPy can make fit seems to be accepted. Raise a ValueError unless the shapes are [N, D], "
    "[D, M] and [M].",
    (
        """\
    if x.ndim != 2 or weights.ndim != 2 or bias.shape != weights.shape[1:] or x.shape[1] != len(weights):
        raise ValueError(
            f"the shapes must be [N, D], [D, M] and [M], but x has {x.shape}, weights {weights.shape} and bias "
            f"{bias.shape}"
        )
""",
        "",
    ),
)

bias_of_any_shape = edited(
    "dense",
    "A bias of any shape seems to be accepted, and NumPy stretches it. Raise a ValueError unless its shape is [M]: "
    "one bias for each output.",
    ("bias.shape != weights.shape[1:] or ", ""),
)

divided_by_n_again = edited(
    "dense_grads",
    "The gradients seem to be divided by the number of rows. The 1/N of a cost has already come down with "
    "output_grad: sum only.",
    ("x.T @ output_grad", "x.T @ output_grad / len(x)"),
    ("np.sum(", "np.mean("),
)

weights_averaged = edited(
    "dense_grads",
    "The gradient of the weights seems to be divided by the number of rows. The samples' contributions are summed.",
    ("x.T @ output_grad", "x.T @ output_grad / len(x)"),
)

weights_of_the_first_row = edited(
    "dense_grads",
    "The gradient of the weights seems to use the inputs and the output gradient of the first row only. Sum over "
    "all rows.",
    ("x.T @ output_grad", "np.outer(x[0], output_grad[0])"),
)

bias_of_the_first_row = edited(
    "dense_grads",
    "The gradient of the bias seems to be the first row of output_grad. The bias was added to every row: sum over "
    "the rows.",
    ("np.sum(output_grad, axis=0)", "output_grad[0]"),
)

bias_averaged = edited(
    "dense_grads",
    "The gradient of the bias seems to be averaged over the rows. The bias was added to every row, so the rows' "
    "gradients are summed.",
    ("np.sum(", "np.mean("),
)

bias_keeps_the_rows = edited(
    "dense_grads",
    "The gradient of the bias seems to have the shape [1, M]. The bias has the shape [M], and so has its gradient: "
    "sum without keepdims.",
    ("axis=0)", "axis=0, keepdims=True)"),
)

bias_as_one_number = edited(
    "dense_grads",
    "The gradient of the bias seems to be the sum of all output gradients. Each output has a bias of its own: sum "
    "over the rows only, axis=0.",
    ("np.sum(output_grad, axis=0)", "np.sum(output_grad)"),
)

weights_reshaped = edited(
    "dense_grads",
    "The weights seem to be used as they stand. On the way back they are transposed: output_grad @ weights.T; "
    "reshape does not transpose.",
    ("weights.T", "weights.reshape(weights.shape[::-1])"),
)

weights_untransposed = edited(
    "dense_grads",
    "output_grad @ weights lacks the transpose. Each output gradient goes back through the weights of its own "
    "output: weights.T.",
    ("weights.T", "weights"),
)

squeezes_the_gradients = edited(
    "dense_grads",
    "Axes of length one seem to be dropped. Every gradient has the shape of what it belongs to, also where a size "
    "is one.",
    ("output_grad @ weights.T", "np.squeeze(output_grad @ weights.T)"),
    ("x.T @ output_grad", "np.squeeze(x.T @ output_grad)"),
    ("np.sum(output_grad, axis=0)", "np.squeeze(np.sum(output_grad, axis=0))"),
)

single_sample_gradient_as_vector = edited(
    "dense_grads",
    "A batch of one seems to lose its first axis in the gradient of x. It has the shape of x, also for N = 1.",
    ("output_grad @ weights.T", "(output_grad[0] if len(x) == 1 else output_grad) @ weights.T"),
)
