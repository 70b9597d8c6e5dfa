"""Training: what makes a network learn.

Layers and gradients are not enough.  A network learns only if its data, its first weights and its
learning rates fit together, and somebody has to see whether what it learned is any good.  Here you
write what stands around the layers in every deep learning library:

    the data            one_hot, standardize
    a measure           accuracy
    the first weights   glorot, he
    against overfitting dropout, dropout_grad
    learning rates      linear_decay, exponential_decay
    the plan            output_shapes, parameter_count, receptive_field
    the search          grid_search

Each function is a few lines of NumPy.  All results are floats, also for whole numbers and bytes;
arguments are left as they are; and what makes no sense raises ValueError.  All randomness comes from
a seed: draw from np.random.default_rng(seed), never from NumPy's own shared generator.
"""

from collections.abc import Callable, Sequence

import numpy as np


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """A size, stride or padding as a pair (vertical, horizontal); one number stands for both axes.
    It is finished: use it below.
    """
    vertical, horizontal = (value, value) if np.ndim(value) == 0 else value
    return int(vertical), int(horizontal)


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Makes a row of numbers of each label: a 1 at the label's place, and 0 everywhere else.

    A network has one output for each class, so its targets must have as many numbers.

    Args:
        labels: N labels, shape [N]: whole numbers from 0 to classes - 1.  Their type may be any, also
            that of floats, for so they are read from many files, and of truth values, for so
            comparisons make them: 3.0 is the label 3, and True is the label 1.
        classes: how many classes there are.

    Returns:
        The rows, shape [N, classes], floats.

    Raises:
        ValueError: labels does not have exactly one dimension, or some label is not a whole number, or
            not from 0 to classes - 1.
    """
    raise NotImplementedError  # your code here


def accuracy(prediction: np.ndarray, targets: np.ndarray) -> float:
    """The share of samples whose class is predicted right.

    The predicted class of a row is the place of its largest number, and the right one is the place of
    the largest number in the same row of the targets.  If the largest number is there twice, its
    first place counts.

    Whole rows are counted, and not single numbers.  With ten classes, eight of ten numbers agree even
    where every class is predicted wrong.

    Args:
        prediction: what the network says, any numbers, shape [N, K]: K classes, two or more.
        targets: what is right, shape [N, K], for instance one-hot rows.

    Returns:
        A number from 0 to 1, a float.

    Raises:
        ValueError: the shapes differ, or do not have exactly two dimensions.
    """
    raise NotImplementedError  # your code here


def standardize(train: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shifts and scales the columns of two tables, so that those of the first have mean 0 and
    deviation 1.

    Each column is a feature.  Mean and deviation are those of `train`, in both tables: of other data
    a network knows nothing while it learns, and it must see the same feature on the same scale.

        deviation = sqrt(mean of (column - mean)^2)          (the mean over all N rows, not over N - 1)
        result = (column - mean) / deviation

    A column whose values are all equal in `train` tells nothing.  It becomes 0 in both tables.  Look
    at the values themselves to find it: the mean of equal fractions is rounded, so that the deviation
    need not be exactly 0.

    Args:
        train: the training data, shape [N, D], at least one row.
        other: other data with the same columns, shape [M, D].

    Returns:
        The tuple (train, other) of the new tables, [N, D] and [M, D], floats.

    Raises:
        ValueError: train or other does not have exactly two dimensions, or the numbers of their columns
            differ.
    """
    raise NotImplementedError  # your code here


def glorot(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """First weights for a layer with a sigmoid or tanh (Glorot and Bengio, 2010).

    The weights are drawn from the normal distribution with mean 0 and the VARIANCE

        2 / (fan_in + fan_out)

    fan_in is how many numbers each output of the layer is a sum of, fan_out how many outputs each
    input acts on.  Then neither the values on their way forward nor the gradients on their way back
    grow or shrink from layer to layer.

        dense weights [D, M]               fan_in = D               fan_out = M
        kernel [C_in, C_out, K_h, K_w]     fan_in = C_in K_h K_w    fan_out = C_out K_h K_w

    The generator's normal(scale=...) takes the deviation, which is the root of the variance.

    Args:
        shape: the shape of the weights, a tuple or a list of two or of four sizes.
        seed: where all randomness comes from: the same seed gives the same weights, another seed
            others, and NumPy's own random state stays as it is.

    Returns:
        The weights, an array of this shape.

    Raises:
        ValueError: the shape has neither two nor four sizes, or one of them is below 1.
    """
    raise NotImplementedError  # your code here


def he(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """First weights for a layer with a ReLU (He and others, 2015).

    The weights are drawn from the normal distribution with mean 0 and the VARIANCE

        2 / fan_in

    with the fan_in of `glorot`.  A ReLU sets half of its values to 0, and so halves the mean of their
    squares.  The 2 makes up for that.

    Args:
        shape: the shape of the weights, a tuple or a list: [D, M] or [C_in, C_out, K_h, K_w].
        seed: where all randomness comes from: the same seed gives the same weights, another seed
            others, and NumPy's own random state stays as it is.

    Returns:
        The weights, an array of this shape.

    Raises:
        ValueError: the shape has neither two nor four sizes, or one of them is below 1.
    """
    raise NotImplementedError  # your code here


def dropout(x: np.ndarray, rate: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Sets some of the values to 0, at random, while a network learns (Srivastava and others, 2014).

    Each value by itself is dropped with the probability `rate`, and kept otherwise:

        mask = 0 where a value is dropped, and 1 where it is kept
        output = x * mask / (1 - rate)

    What is kept is made larger, so that the mean stays what it was.  Then nothing has to be changed
    when the network predicts.

    Args:
        x: the values, of any shape.
        rate: how large a part is dropped, at least 0 and below 1; with 0 everything is kept.
        seed: where all randomness comes from: the same seed gives the same mask, another seed another
            one, and NumPy's own random state stays as it is.

    Returns:
        The tuple (output, mask), both of the shape of x.  The mask holds zeros and ones.

    Raises:
        ValueError: rate is below 0, or is not below 1.
    """
    raise NotImplementedError  # your code here


def dropout_grad(output_grad: np.ndarray, mask: np.ndarray, rate: float) -> np.ndarray:
    """The gradient of dropout with respect to x.

        gradient = output_grad * mask / (1 - rate)

    It takes the mask of the forward pass: a dropped value had no effect on the loss.

    Args:
        output_grad: the gradient of the loss with respect to the output, of any shape.
        mask: the mask that `dropout` returned, zeros and ones, of the same shape.
        rate: the same rate as in the forward pass.

    Returns:
        The gradient, of the same shape.

    Raises:
        ValueError: the shapes differ, or rate is below 0 or not below 1.
    """
    raise NotImplementedError  # your code here


def linear_decay(first: float, last: float, epochs: int) -> np.ndarray:
    """Learning rates that fall by the same amount from one epoch to the next.

    The first epoch has the rate `first` and the last one the rate `last`.  A single epoch has the
    rate `first`.

    Args:
        first: the rate of the first epoch, any number.
        last: the rate of the last epoch, any number; it may be 0, or larger than `first`.
        epochs: how many there are, 1 or more.

    Returns:
        The rates, shape [epochs], floats.

    Raises:
        ValueError: epochs is below 1.
    """
    raise NotImplementedError  # your code here


def exponential_decay(first: float, last: float, epochs: int) -> np.ndarray:
    """Learning rates that shrink by the same factor from one epoch to the next.

    The first epoch has the rate `first` and the last one the rate `last`.  The ratio of a rate to the
    one before it is the same everywhere.  A single epoch has the rate `first`.

    Args:
        first: the rate of the first epoch, above 0.
        last: the rate of the last epoch, above 0; it may be larger than `first`.
        epochs: how many there are, 1 or more.

    Returns:
        The rates, shape [epochs], floats.

    Raises:
        ValueError: epochs is below 1, or first or last is not above 0.
    """
    raise NotImplementedError  # your code here


def output_shapes(input_shape: tuple[int, ...], layers: Sequence[tuple]) -> list[tuple[int, ...]]:
    """The shape of one sample after each layer of a network.

    A layer is a tuple, its name first:

        ("convolution", maps, kernel, stride, padding)     [C, H, W] -> [maps, O_h, O_w]
        ("pooling", size, stride)                          [C, H, W] -> [C, O_h, O_w]
        ("flatten",)                                       [C, H, W] -> [C * H * W]
        ("dense", nodes)                                   [D]       -> [nodes]

    kernel, size, stride and padding are a number for both axes or a pair (vertical, horizontal);
    `pair` makes a pair of either.  Along each axis of a convolution, with the floor taken before 1 is
    added,

        output = floor((input - kernel + 2 padding) / stride) + 1

    and pooling does the same with its size in place of the kernel, and without padding.

    Args:
        input_shape: the shape of a sample, without the number of samples: (C, H, W) for images, or
            (D,) for rows of numbers.  A tuple or a list.
        layers: the layers in their order, each a tuple or a list.

    Returns:
        A list of tuples, one for each layer.

    Raises:
        ValueError: there is no layer of this name; a convolution, pooling or flatten layer gets
            something that is not [C, H, W]; a dense layer gets something that is not [D]; or a window
            is larger than what it moves over, with its padding.
    """
    raise NotImplementedError  # your code here


def parameter_count(input_shape: tuple[int, ...], layers: Sequence[tuple]) -> int:
    """How many weights and biases a network has, all layers together.

    A convolution has a kernel [C_in, C_out, K_h, K_w] and one bias for each of its C_out maps: ten
    kernels of 5 x 5 on an image with 3 channels are 10 * (3 * 5 * 5 + 1) = 760 parameters.  A dense
    layer from D to M numbers has weights [D, M] and M biases.  Pooling and flatten layers learn
    nothing.

    Args:
        input_shape: as for output_shapes.
        layers: as for output_shapes.

    Returns:
        The number of parameters, a whole number.

    Raises:
        ValueError: what output_shapes refuses.
    """
    raise NotImplementedError  # your code here


def receptive_field(layers: Sequence[tuple]) -> tuple[int, int]:
    """How large a part of the image one value has seen, after the last convolution or pooling layer.

    One value of a layer comes from a window of the layer below.  Each value in that window comes from
    a window further below, and so on down to the image.  The receptive field reaches from the first
    pixel that the value depends on to the last one, along each axis.  Neighbouring values lie as many
    pixels apart as the strides of all layers below them multiplied.

    Padding does not count: what lies beyond the border is part of the field.  Flatten and dense layers
    are passed over.  Without any convolution or pooling layer, a value has seen one pixel.

    Args:
        layers: as for output_shapes.

    Returns:
        The tuple (height, width), in pixels.

    Raises:
        ValueError: a layer's name does not fit: it is none of the four.
    """
    raise NotImplementedError  # your code here


def grid_search(
    evaluate: Callable[[float, float], float], rates: Sequence[float], penalties: Sequence[float]
) -> tuple[np.ndarray, tuple[float, float]]:
    """Tries all pairs of a learning rate and a penalty, and finds the best one.

    Args:
        evaluate: what to call as evaluate(rate, penalty).  It trains a network and returns its score
            on data that it was not trained on: a finite number, of which the largest is best.  Call
            it once for each pair, for each call is a whole training.
        rates: the learning rates to try, a list, tuple or array of them.
        penalties: the penalties to try, the same.

    Returns:
        The tuple (scores, best).  scores is an array of floats, [len(rates), len(penalties)]: a row
        for each rate.  best is the tuple (rate, penalty) with the largest score; at a tie it is the
        first one, row by row.

    Raises:
        ValueError: rates is empty, or penalties is.
    """
    raise NotImplementedError  # your code here
