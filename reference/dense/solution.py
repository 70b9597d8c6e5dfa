"""Activations, costs and the fully connected layer: forward, and backward by the chain rule.

A layer computes z = x W + b (its pre-activation), then a = f(z) (its activation).  At the end of
the network a cost compares the last activation with the target.  Going backwards, each function
gets the gradient of the cost with respect to its own output, ``output_grad``, and turns it into the
gradient with respect to its own input.

Write the functions in the order in which they stand; each may call the ones above it.  All of them
return new arrays of floats (the costs: one number), leave their arguments as they are, and raise
ValueError when the shapes do not fit each other.
"""

import numpy as np

# Activations.


def sigmoid(z: np.ndarray) -> np.ndarray:
    """The logistic function 1 / (1 + exp(-z)), element by element.

    Beware of large |z|: exp(1000) is more than a float can hold.  Only the exponential of a number
    that is not positive is safe. Dividing numerator and denominator by exp(z), or not, gives two
    forms of the same function:

        1 / (1 + exp(-z))        safe for z >= 0
        exp(z) / (1 + exp(z))    safe for z <= 0

    Args:
        z: any shape.

    Returns:
        Values from 0 to 1, the shape of z; no overflow and no warning for any finite z.
    """
    ### BEGIN SOLUTION
    z = np.asarray(z, dtype=float)  # the small whole numbers of NumPy have no room for -z
    small = np.exp(-np.abs(z))
    return np.where(z > 0, 1.0, small) / (1.0 + small)
    ### END SOLUTION


def tanh(z: np.ndarray) -> np.ndarray:
    """The hyperbolic tangent (exp(z) - exp(-z)) / (exp(z) + exp(-z)), element by element.

    It looks like sigmoid, but goes from -1 to 1 and is 0 at 0.  NumPy has it.  Written with
    exponentials as above it is nan far from 0, where both are more than a float can hold.

    Beware of whole numbers: NumPy computes with few digits where z has a small type such as int8.

    Args:
        z: any shape.

    Returns:
        Values from -1 to 1, the shape of z; no overflow and no warning for any finite z.
    """
    ### BEGIN SOLUTION
    return np.tanh(np.asarray(z, dtype=float))
    ### END SOLUTION


def relu(z: np.ndarray) -> np.ndarray:
    """The rectified linear unit: z where z is positive, 0 elsewhere.

    Args:
        z: any shape; it must still be the same after the call, because the gradient needs it.

    Returns:
        A new array of floats, the shape of z.
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0.0)
    ### END SOLUTION


def leaky_relu(z: np.ndarray, slope: float = 0.001) -> np.ndarray:
    """A rectifier that leaks: z where z is positive, slope * z elsewhere.

    Beware of whole numbers: an array made by np.zeros_like(z) from whole numbers cannot hold slope
    * z.

    Args:
        z: any shape.
        slope: the slope on the left side; it may also be above 1.

    Returns:
        A new array of floats, the shape of z.
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, z, slope * z.astype(float))
    ### END SOLUTION


def elu(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """The exponential linear unit: z where z is positive, alpha * (exp(z) - 1) elsewhere.

    Far to the left it ends at -alpha.  Its exponential is wanted for z <= 0 only, but np.where
    computes both of its branches for all of z, and exp(1000) is more than a float can hold.

    Args:
        z: any shape.
        alpha: how far below 0 the left side goes; 0 or more.

    Returns:
        A new array of floats, the shape of z; no overflow and no warning for any finite z.
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0.0).astype(float)))
    ### END SOLUTION


def softmax(z: np.ndarray) -> np.ndarray:
    """Turns each vector along the LAST axis into probabilities: exp(z_i) / sum over j of exp(z_j).

    Beware of large values: exp(1000) overflows.  Adding the same number to all values of a vector
    changes nothing in the result, so subtract the vector's largest value first.

    Args:
        z: any shape with at least one dimension, often [N, M].

    Returns:
        Positive values that sum to 1 along the last axis, the shape of z.
    """
    ### BEGIN SOLUTION
    z = np.asarray(z, dtype=float)
    with np.errstate(over="ignore"):  # a difference may be more than a float can hold: exp(-inf) is 0 all the same
        powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)
    ### END SOLUTION


# Their gradients.


def sigmoid_grad(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    """The gradient of a cost with respect to the pre-activation z that went into sigmoid.

    With s = sigmoid(z), the derivative is s (1 - s).  Mind that z is what went INTO sigmoid, not
    what came out of it.

    Args:
        z: the pre-activation, any shape.
        output_grad: the gradient of the cost with respect to sigmoid(z), the same shape.

    Returns:
        The gradient, the shape of z; finite for any finite z.

    Raises:
        ValueError: output_grad does not have the shape of z.
    """
    ### BEGIN SOLUTION
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad must have the shape of z, {z.shape}, but its shape is {output_grad.shape}")
    s = sigmoid(z)
    return output_grad * s * (1.0 - s)
    ### END SOLUTION


def tanh_grad(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    """The gradient of a cost with respect to the pre-activation z that went into tanh.

    With t = tanh(z), the derivative is 1 - t^2.  Mind that z is what went INTO tanh, not what came
    out of it.

    Args:
        z: the pre-activation, any shape.
        output_grad: the gradient of the cost with respect to tanh(z), the same shape.

    Returns:
        The gradient, the shape of z; finite for any finite z.

    Raises:
        ValueError: output_grad does not have the shape of z.
    """
    ### BEGIN SOLUTION
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad must have the shape of z, {z.shape}, but its shape is {output_grad.shape}")
    t = tanh(z)
    return output_grad * (1.0 - t * t)
    ### END SOLUTION


def relu_grad(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    """The gradient of a cost with respect to the pre-activation z that went into relu.

    The output gradient passes where z is positive and nowhere else.  At z = 0 there is a kink; we
    count it to the flat side, so that nothing passes there.

    Args:
        z: the pre-activation, any shape.
        output_grad: the gradient of the cost with respect to relu(z), the same shape.

    Returns:
        The gradient, the shape of z.

    Raises:
        ValueError: output_grad does not have the shape of z.
    """
    ### BEGIN SOLUTION
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad must have the shape of z, {z.shape}, but its shape is {output_grad.shape}")
    return np.where(z > 0, output_grad, 0.0)
    ### END SOLUTION


def leaky_relu_grad(z: np.ndarray, output_grad: np.ndarray, slope: float = 0.001) -> np.ndarray:
    """The gradient of a cost with respect to the pre-activation z that went into leaky_relu.

    The output gradient passes in full where z is positive, and times slope elsewhere; z = 0 counts
    to the left side.

    Args:
        z: the pre-activation, any shape.
        output_grad: the gradient of the cost with respect to leaky_relu(z, slope), the same shape.
        slope: the slope on the left side; it may also be above 1.

    Returns:
        The gradient, the shape of z.

    Raises:
        ValueError: output_grad does not have the shape of z.
    """
    ### BEGIN SOLUTION
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad must have the shape of z, {z.shape}, but its shape is {output_grad.shape}")
    return np.where(z > 0, output_grad, slope * output_grad.astype(float))
    ### END SOLUTION


def elu_grad(z: np.ndarray, output_grad: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """The gradient of a cost with respect to the pre-activation z that went into elu.

    The output gradient passes in full where z is positive, and times alpha * exp(z) elsewhere;
    z = 0 counts to the left side, where the slope is alpha.

    Args:
        z: the pre-activation, any shape.
        output_grad: the gradient of the cost with respect to elu(z, alpha), the same shape.
        alpha: the alpha of elu; 0 or more.

    Returns:
        The gradient, the shape of z; finite for any finite z.

    Raises:
        ValueError: output_grad does not have the shape of z.
    """
    ### BEGIN SOLUTION
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad must have the shape of z, {z.shape}, but its shape is {output_grad.shape}")
    return np.where(z > 0, output_grad, alpha * np.exp(np.minimum(z, 0.0).astype(float)) * output_grad)
    ### END SOLUTION


def softmax_grad(z: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    """The gradient of a cost with respect to the pre-activation z that went into softmax.

    Each output depends on ALL values of its vector, because they share the denominator: the
    derivative of output j by value i is s_j (1 - s_j) if i = j, and -s_i s_j otherwise.  With g the
    output gradient, the chain rule adds up over j:

        gradient_i = sum over j of  g_j ds_j/dz_i  =  s_i (g_i - sum over j of  g_j s_j)

    Args:
        z: the pre-activation, any shape with at least one dimension; each vector along the last
            axis is a case of its own.
        output_grad: the gradient of the cost with respect to softmax(z), the same shape.

    Returns:
        The gradient, the shape of z.

    Raises:
        ValueError: output_grad does not have the shape of z.
    """
    ### BEGIN SOLUTION
    if output_grad.shape != z.shape:
        raise ValueError(f"output_grad must have the shape of z, {z.shape}, but its shape is {output_grad.shape}")
    s = softmax(z)
    return s * (output_grad - np.sum(output_grad * s, axis=-1, keepdims=True))
    ### END SOLUTION


# Costs.


def mean_squared_error(prediction: np.ndarray, target: np.ndarray) -> float:
    """The squared errors, summed over everything and divided by the number N of rows.

        cost = 1/N  sum over n and m of  (prediction[n, m] - target[n, m])^2

    Beware of shapes that NumPy makes fit without a word: [N] minus [N, 1] is [N, N].

    Args:
        prediction: one row per sample, shape [N, M].
        target: the same shape.

    Returns:
        The cost, one number.

    Raises:
        ValueError: prediction does not have two dimensions, or target does not have its shape.
    """
    ### BEGIN SOLUTION
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(
            f"prediction and target must have the same 2-D shape, but they have {prediction.shape} and {target.shape}"
        )
    error = np.asarray(prediction, dtype=float) - target
    return np.sum(error**2) / len(prediction)
    ### END SOLUTION


def mean_squared_error_grad(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The gradient of mean_squared_error with respect to the prediction.

    Args:
        prediction: shape [N, M].
        target: the same shape.

    Returns:
        The gradient, shape [N, M].  The 1/N and the 2 of the square belong to it.

    Raises:
        ValueError: prediction does not have two dimensions, or target does not have its shape.
    """
    ### BEGIN SOLUTION
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(
            f"prediction and target must have the same 2-D shape, but they have {prediction.shape} and {target.shape}"
        )
    error = np.asarray(prediction, dtype=float) - target
    return 2.0 * error / len(prediction)
    ### END SOLUTION


def binary_cross_entropy(prediction: np.ndarray, target: np.ndarray) -> float:
    """The cost of predicted probabilities, each of them for a yes or no of its own.

        cost = -1/N  sum over n and m of  ( y log p + (1 - y) log(1 - p) )

    with p = prediction[n, m] and y = target[n, m].

    At p = 0 and p = 1 a logarithm is infinite, and 0 times infinity is no number.  Guard against
    it: move p away from 0 and 1 by a very small number first (at most 1e-6: it must not matter for
    any other p).

    Args:
        prediction: probabilities from 0 to 1, both included, shape [N, M].
        target: 0, 1 or anything between, the same shape.

    Returns:
        The cost, one finite number.

    Raises:
        ValueError: prediction does not have two dimensions, or target does not have its shape.
    """
    ### BEGIN SOLUTION
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(
            f"prediction and target must have the same 2-D shape, but they have {prediction.shape} and {target.shape}"
        )
    p, y = np.clip(prediction.astype(float), 1e-7, 1 - 1e-7), target.astype(float)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(p)
    ### END SOLUTION


def binary_cross_entropy_grad(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The gradient of binary_cross_entropy with respect to the prediction.

    For each probability p and its target y, the derivative of -( y log p + (1 - y) log(1 - p) ) is
    (1 - y) / (1 - p) - y / p.

    Args:
        prediction: probabilities from 0 to 1, both included, shape [N, M].
        target: the same shape.

    Returns:
        The gradient, shape [N, M], finite everywhere: guard it as you guarded the cost.

    Raises:
        ValueError: prediction does not have two dimensions, or target does not have its shape.
    """
    ### BEGIN SOLUTION
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(
            f"prediction and target must have the same 2-D shape, but they have {prediction.shape} and {target.shape}"
        )
    p = np.clip(prediction.astype(float), 1e-7, 1 - 1e-7)
    return (p - target) / (p * (1 - p)) / len(p)
    ### END SOLUTION


def cross_entropy(prediction: np.ndarray, target: np.ndarray) -> float:
    """The cost of predicted probabilities of M classes, one of which is right.

        cost = -1/N  sum over n and m of  target[n, m] log(prediction[n, m])

    Guard the logarithm against a prediction of 0 by a very small number (at most 1e-6).

    Args:
        prediction: probabilities from 0 to 1, both included, one row per sample, shape [N, M].
        target: the same shape; each row has a 1 at the right class and 0 elsewhere, or
            probabilities that sum to 1.

    Returns:
        The cost, one finite number.

    Raises:
        ValueError: prediction does not have two dimensions, or target does not have its shape.
    """
    ### BEGIN SOLUTION
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(
            f"prediction and target must have the same 2-D shape, but they have {prediction.shape} and {target.shape}"
        )
    p = np.maximum(prediction.astype(float), 1e-7)
    return -np.sum(target * np.log(p)) / len(prediction)
    ### END SOLUTION


def cross_entropy_grad(prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The gradient of cross_entropy with respect to the prediction.

    Args:
        prediction: probabilities from 0 to 1, both included, shape [N, M].
        target: the same shape.

    Returns:
        The gradient, shape [N, M], finite everywhere: guard it as you guarded the cost.

    Raises:
        ValueError: prediction does not have two dimensions, or target does not have its shape.
    """
    ### BEGIN SOLUTION
    if prediction.ndim != 2 or target.shape != prediction.shape:
        raise ValueError(
            f"prediction and target must have the same 2-D shape, but they have {prediction.shape} and {target.shape}"
        )
    p = np.maximum(prediction.astype(float), 1e-7)
    return -(target / p) / len(prediction)
    ### END SOLUTION


def softmax_cross_entropy_grad(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The gradient of cross_entropy(softmax(z), target) with respect to z: both steps back in one.

    Nearly everything cancels.  Carry the product of the two gradients out on paper, using that each
    row of the target sums to 1, and you find a short formula without any division by a probability.
    It holds for large values too, where the two gradients one after the other fail: a probability
    that was rounded to 0 says nothing any more.

    Args:
        z: the pre-activation of the output layer, shape [N, M].
        target: the same shape; each row sums to 1.

    Returns:
        The gradient, shape [N, M].  The 1/N of the cost belongs to it.

    Raises:
        ValueError: z does not have two dimensions, or target does not have its shape.
    """
    ### BEGIN SOLUTION
    if z.ndim != 2 or target.shape != z.shape:
        raise ValueError(f"z and target must have the same 2-D shape, but they have {z.shape} and {target.shape}")
    return (softmax(z) - target) / len(z)
    ### END SOLUTION


# The fully connected layer.


def dense(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The fully connected layer: each output is a weighted sum of all inputs, plus a bias.

        output[n, m] = sum over d of  x[n, d] weights[d, m]  +  bias[m]

    Args:
        x: the inputs, one row per sample, shape [N, D].
        weights: shape [D, M].
        bias: shape [M].

    Returns:
        The outputs, shape [N, M].

    Raises:
        ValueError: x or weights does not have two dimensions, their shapes do not fit each other,
            or bias does not have the shape [M].
    """
    ### BEGIN SOLUTION
    if x.ndim != 2 or weights.ndim != 2 or bias.shape != weights.shape[1:] or x.shape[1] != len(weights):
        raise ValueError(
            f"the shapes must be [N, D], [D, M] and [M], but x has {x.shape}, weights {weights.shape} and bias "
            f"{bias.shape}"
        )
    x = np.asarray(x, dtype=float)  # sums of small whole numbers may be too large for their type
    return x @ weights + bias
    ### END SOLUTION


def dense_grads(x: np.ndarray, weights: np.ndarray, output_grad: np.ndarray) -> dict[str, np.ndarray]:
    """The gradients of a cost with respect to all that went into dense.

    Ask of each number in which outputs it stands and what stands beside it there; the chain rule
    adds up over these outputs.  An input went into all outputs of its own sample; a weight into one
    output of every sample; so did a bias.

    Args:
        x: the inputs, shape [N, D].
        weights: shape [D, M].
        output_grad: the gradient of the cost with respect to the output of dense, shape [N, M].  (A
            mean over the samples, if one is wanted, belongs to the cost: its 1/N is already in
            here.)

    Returns:
        A dict with the gradients "x" [N, D], "weights" [D, M] and "bias" [M].

    Raises:
        ValueError: the shapes do not fit each other.
    """
    ### BEGIN SOLUTION
    if (
        x.ndim != 2
        or weights.ndim != 2
        or output_grad.shape != (len(x), weights.shape[1])
        or x.shape[1] != len(weights)
    ):
        raise ValueError(
            f"the shapes must be [N, D], [D, M] and [N, M], but x has {x.shape}, weights {weights.shape}, "
            f"output_grad {output_grad.shape}"
        )
    output_grad = np.asarray(output_grad, dtype=float)
    return {"x": output_grad @ weights.T, "weights": x.T @ output_grad, "bias": np.sum(output_grad, axis=0)}
    ### END SOLUTION
