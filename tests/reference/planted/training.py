"""Wrong ways to prepare a training: random numbers that are not drawn one by one, sizes that are no whole
numbers, and refusals and calls that are a little off.
"""

import numpy as np

from tests.reference.planted.wrong import wrong

# Random numbers.


@wrong("dropout")
def rate_in_whole_percent(right):
    def dropout(x, rate, seed):
        right(x, rate, seed)  # refuses what makes no sense
        mask = np.where(np.random.default_rng(seed).integers(0, 100, x.shape) < 100 * float(rate), 0.0, 1.0)
        return x * mask / (1 - rate), mask

    return dropout


@wrong("dropout")
def a_thousand_numbers_again_and_again(right):
    def dropout(x, rate, seed):
        right(x, rate, seed)  # refuses what makes no sense
        mask = np.where(np.resize(np.random.default_rng(seed).uniform(size=1000), x.shape) < rate, 0.0, 1.0)
        return x * mask / (1 - rate), mask

    return dropout


@wrong("he")
def shifted_to_a_mean_of_zero(right):
    def he(shape, seed):
        weights = right(shape, seed)
        return weights - weights.mean() if weights.size > 1 else weights

    return he


@wrong("glorot")
def half_of_them_with_the_other_sign(right):
    def glorot(shape, seed):
        weights = right(shape, seed)
        half = weights.size // 2
        weights.reshape(-1)[-half or weights.size :] = -weights.reshape(-1)[:half]
        return weights

    return glorot


# Tables and labels.


@wrong("one_hot")
def no_number_is_a_label(right):
    def one_hot(labels, classes):
        is_none = np.isnan(labels)
        rows = right(np.where(is_none, 0, labels), classes)
        rows[is_none] = 0.0
        return rows

    return one_hot


@wrong("standardize")
def constant_beside_its_mean(right):
    def standardize(train, other):
        is_constant = np.std(train, axis=0) <= 1e-8 * np.abs(np.mean(train, axis=0))
        return tuple(np.where(is_constant, 0.0, table) for table in right(train, other))

    return standardize


# Layers.


@wrong("output_shapes")
def sizes_as_floats(right):
    def output_shapes(input_shape, layers):
        return [tuple(map(float, shape)) for shape in right(input_shape, layers)]

    return output_shapes


@wrong("parameter_count")
def count_as_a_float(right):
    def parameter_count(input_shape, layers):
        return float(right(input_shape, layers))

    return parameter_count


@wrong("receptive_field")
def names_by_their_beginning(right):
    def receptive_field(layers):
        return right([layer for layer in layers if not str(layer[0]).startswith(("flat", "dense"))])

    return receptive_field


# Searches.


@wrong("grid_search")
def evaluate_called_by_names(right):
    def grid_search(evaluate, rates, penalties):
        return right(lambda rate, penalty: evaluate(rate=rate, penalty=penalty), rates, penalties)

    return grid_search


@wrong("grid_search")
def other_names_of_its_own(right):
    def grid_search(f, learning_rates, lambdas):
        return right(f, learning_rates, lambdas)

    return grid_search
