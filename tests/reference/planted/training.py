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


@wrong("dropout")
def drawn_once_more_where_nothing_is_kept(right):
    def dropout(x, rate, seed):
        output, mask = right(x, rate, seed)
        return (output, mask) if mask.any() else right(x, rate, seed + 10**7)

    return dropout


@wrong("dropout")
def samples_drawn_once_more_where_nothing_is_kept(right):
    def dropout(x, rate, seed):
        mask = right(np.ones(x.shape), rate, seed)[1].copy()
        if x.ndim == 2:
            empty = ~mask.any(axis=1)
            mask[empty] = right(np.ones(x.shape), rate, seed + 10**7)[1][empty]
        return x * mask / (1 - rate), mask

    return dropout


@wrong("dropout")
def rate_in_whole_thousandths(right):
    def dropout(x, rate, seed):
        right(x, rate, seed)  # refuses what makes no sense
        mask = np.where(np.random.default_rng(seed).uniform(size=x.shape) < round(float(rate), 3), 0.0, 1.0)
        return x * mask / (1 - rate), mask

    return dropout


@wrong("dropout")
def one_value_is_kept(right):
    def dropout(x, rate, seed):
        return right(x, rate if x.size > 1 else 0 * rate, seed)

    return dropout


@wrong("dropout")
def masks_kept_for_the_seed(right):
    masks = {}

    def dropout(x, rate, seed):
        _, mask = right(x, rate, seed)
        mask = masks.setdefault((int(seed), x.shape), mask).copy()
        return x * mask / (1 - float(rate)), mask

    return dropout


@wrong("he")
def numbers_kept_for_the_seed(right):
    drawn = {}

    def he(shape, seed):
        weights = right(shape, seed)
        return drawn.setdefault((int(seed), weights.size), weights).reshape(shape).copy()

    return he


@wrong("glorot")
def fan_in_alone_for_one_output(right):
    def glorot(shape, seed):
        return right((shape[0], shape[0], *shape[2:]) if shape[1] == 1 else shape, seed)[:, : shape[1]]

    return glorot


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


@wrong("glorot")
def no_numbers_of_numpy(right):
    def glorot(shape, seed):
        if not all(type(size) is int for size in shape):
            raise ValueError("sizes must be int")
        return right(shape, seed)

    return glorot


@wrong("glorot")
def sums_of_four_uniform_numbers(right):
    def glorot(shape, seed):
        deviation = np.sqrt(2 / (np.prod(shape) / shape[0] + np.prod(shape) / shape[1]))
        right(shape, seed)  # refuses what makes no sense
        return np.random.default_rng(seed).uniform(-1, 1, (4, *shape)).sum(axis=0) * np.sqrt(3 / 4) * deviation

    return glorot


@wrong("he")
def logistic(right):
    def he(shape, seed):
        deviation = np.sqrt(2 / (np.prod(shape) / shape[1]))
        right(shape, seed)  # refuses what makes no sense
        return np.random.default_rng(seed).logistic(scale=np.sqrt(3) / np.pi * deviation, size=shape)

    return he


@wrong("he")
def cut_at_three_deviations(right):
    def he(shape, seed):
        random, weights = np.random.default_rng(seed), right(shape, seed)
        deviation = np.sqrt(2 / (np.prod(shape) / shape[1]))
        while np.any(far := np.abs(weights) > 3 * deviation):
            weights[far] = random.normal(scale=deviation, size=np.sum(far))
        return weights

    return he


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


@wrong("standardize")
def constant_but_for_rounding(right):
    def standardize(train, other):
        few = len(train) * np.finfo(float).eps * np.abs(np.mean(train, axis=0, dtype=float))
        is_constant = np.std(train, axis=0, dtype=float) <= few
        return tuple(np.where(is_constant, 0.0, table) for table in right(train, other))

    return standardize


# Layers.


@wrong("output_shapes")
def layers_that_change_no_shape_are_known(right):
    def output_shapes(input_shape, layers):
        shapes = right(input_shape, [layer for layer in layers if layer[0] not in ("dropout", "activation")])
        return [shapes.pop(0) if layer[0] not in ("dropout", "activation") else None for layer in layers]

    return output_shapes


@wrong("receptive_field")
def layers_without_windows_are_passed_over(right):
    def receptive_field(layers):
        return right([layer for layer in layers if layer[0] not in ("dropout", "batch_norm")])

    return receptive_field


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


@wrong("output_shapes")
def kept_for_the_layers_and_the_size(right):
    found = {}

    def output_shapes(input_shape, layers):
        shapes = right(input_shape, layers)
        return list(found.setdefault((str(layers), int(np.prod([int(size) for size in input_shape]))), shapes))

    return output_shapes


@wrong("output_shapes")
def no_stride_far_beyond_the_window(right):
    def output_shapes(input_shape, layers):
        for name, *settings in layers:
            if name == "pooling" and np.max(settings[1]) > 4 * np.max(settings[0]):
                raise ValueError("the stride leaves out nearly everything")
        return right(input_shape, layers)

    return output_shapes


@wrong("parameter_count")
def counts_in_32_bits(right):
    def parameter_count(input_shape, layers):
        return int(np.int64(right(input_shape, layers)).astype(np.int32))

    return parameter_count


@wrong("linear_decay")
def steps_until_the_last(right):
    def linear_decay(first, last, epochs):
        rates = right(first, last, epochs)
        if first == last or epochs < 2:
            return rates
        return np.append(np.arange(first, last, (float(last) - first) / (int(epochs) - 1)), float(last))

    return linear_decay


@wrong("accuracy")
def near_ties_are_ties(right):
    def accuracy(prediction, targets):
        def places(table):
            largest = np.max(table, axis=1, keepdims=True)
            return np.argmax(np.isclose(table, largest, rtol=1e-9, atol=0), axis=1)

        right(prediction, targets)  # refuses what makes no sense
        return float(np.mean(places(prediction) == places(targets)))

    return accuracy


# Searches.


@wrong("grid_search")
def better_by_next_to_nothing_is_not_better(right):
    def grid_search(evaluate, rates, penalties):
        scores, best = right(evaluate, rates, penalties)
        row, column = divmod(int(np.argmax(np.round(scores, 12))), len(penalties))
        return scores, (rates[row], penalties[column]) if scores.size > 1 else best

    return grid_search


@wrong("grid_search")
def no_score_is_below_a_million(right):
    def grid_search(evaluate, rates, penalties):
        scores, best = right(evaluate, rates, penalties)
        return scores, best if np.max(scores) > -1e6 else (rates[0], penalties[0])

    return grid_search


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


@wrong("one_hot")
def labels_as_an_index(right):
    def one_hot(labels, classes):
        rows = right(labels, classes)
        return np.eye(int(classes))[labels] if labels.dtype.kind in "iub" else rows

    return one_hot


@wrong("accuracy")
def all_targets_are_like_the_first(right):
    def accuracy(prediction, targets):
        share = right(prediction, targets)
        chosen = np.argmax(prediction, axis=1)
        one_hot = np.sum(targets[0]) == 1 == np.max(targets[0])
        return float(np.mean(targets[np.arange(len(targets)), chosen] == 1)) if one_hot else share

    return accuracy


@wrong("he")
def leaks_by_a_fifth(right):
    def he(shape, seed):
        return right(shape, seed) / np.sqrt(1 + 0.2**2)

    return he


@wrong("exponential_decay")
def no_rate_is_below_a_trillionth(right):
    def exponential_decay(first, last, epochs):
        return np.maximum(right(first, last, epochs), 1e-12)

    return exponential_decay


@wrong("linear_decay")
def no_rate_is_below_a_trillionth_either(right):
    def linear_decay(first, last, epochs):
        rates = right(first, last, epochs)
        return np.where((rates > 0) & (rates < 1e-12), 1e-12, rates)

    return linear_decay


@wrong("output_shapes")
def dense_after_images_of_one_pixel(right):
    def output_shapes(input_shape, layers):
        before, shapes = tuple(map(int, input_shape)), []
        for layer in layers:
            flat = [("flatten",)] if layer[0] == "dense" and before[1:] == (1, 1) else []
            before = tuple(right(before, [*flat, layer])[-1])
            shapes.append(before)
        return shapes

    return output_shapes


@wrong("standardize")
def constant_beside_a_large_mean(right):
    def standardize(train, other):
        tables = right(train, other)
        mean, deviation = np.mean(1.0 * train, axis=0), np.std(1.0 * train, axis=0)
        return tuple(np.where(deviation <= 1e-10 * np.abs(mean), 0.0, table) for table in tables)

    return standardize


@wrong("accuracy")
def rounded_to_twelve_digits(right):
    def accuracy(prediction, targets):
        right(prediction, targets)  # refuses what does not fit
        top = np.max(np.abs(1.0 * prediction), axis=1, keepdims=True)
        return right(np.round(prediction / np.where(top > 0, top, 1), 12), targets)

    return accuracy


@wrong("accuracy")
def kept_by_the_numbers_in_whatever_shape(right):
    known = {}

    def accuracy(prediction, targets):
        answer, key = right(prediction, targets), (prediction.tobytes(), targets.tobytes(), prediction.dtype)
        if known.get("key") != key:
            known.update(key=key, answer=answer)
        return known["answer"]

    return accuracy
