"""Other right ways to write the exercises of the unit training; each must get full marks."""

import numpy as np

from autograder.course import alternative

from .solution import dropout_grad, glorot, linear_decay, output_shapes

# Loops over numbers, and assert statements.


@alternative("one_hot", style="loops")
def one_place_at_a_time(labels, classes):
    assert labels.ndim == 1, "labels must be [N]"
    rows = np.zeros((len(labels), classes))
    for n, label in enumerate(labels):
        assert label in range(classes), f"label {label}"
        rows[n, int(label)] = 1
    return rows


@alternative("one_hot", style="whole")
def compared_with_its_whole_number(labels, classes):
    if labels.ndim != 1:
        raise ValueError("labels must be [N]")
    rows = np.zeros((labels.size, int(classes)))
    for n, label in enumerate(labels.tolist()):
        if label != int(label) or not 0 <= label < classes:  # no whole number is made of infinity
            raise ValueError(f"no class {label}")
        rows[n, int(label)] = 1.0
    return rows


@alternative("accuracy", style="loops")
def counted_row_by_row(prediction, targets):
    assert prediction.ndim == targets.ndim == 2, "both must be [N, K]"
    assert prediction.shape == targets.shape, "the shapes differ"
    right = 0
    for row, target in zip(prediction.tolist(), targets.tolist(), strict=True):
        if row.index(max(row)) == target.index(max(target)):
            right += 1
    return right / len(prediction)


@alternative("standardize", style="loops")
def column_by_column(train, other):
    import math

    assert train.ndim == other.ndim == 2, "both must have two dimensions"
    assert train.shape[1] == other.shape[1], "the columns differ"
    results = np.zeros(train.shape), np.zeros(other.shape)
    for d in range(train.shape[1]):
        column = train[:, d].astype(float)
        if len(set(column.tolist())) == 1:
            continue
        mean = column.sum() / len(column)
        deviation = math.sqrt(((column - mean) ** 2).sum() / len(column))
        for table, result in zip((train, other), results, strict=True):
            result[:, d] = (table[:, d] - mean) / deviation
    return results


@alternative("glorot", style="loops")
def one_weight_at_a_time(shape, seed):
    import math

    assert len(shape) in (2, 4), f"shape {shape}"
    assert all(size >= 1 for size in shape), f"shape {shape}"
    window = 1 if len(shape) == 2 else shape[2] * shape[3]
    deviation = math.sqrt(2 / (shape[0] * window + shape[1] * window))
    rng = np.random.default_rng(seed)
    return np.array([rng.normal(0, deviation) for _ in range(math.prod(shape))]).reshape(shape)


@alternative("he", style="loops")
def glorot_made_larger(shape, seed):
    import math

    assert len(shape) in (2, 4), f"shape {shape}"
    weights, window = glorot(shape, seed), math.prod(shape[2:])
    fan_in, fan_out = (side * window for side in shape[:2])
    return weights * math.sqrt((fan_in + fan_out) / fan_in)


@alternative("dropout", style="loops")
def value_by_value(x, rate, seed):
    assert 0 <= rate < 1, f"rate {rate}"
    rng = np.random.default_rng(seed)
    output, mask = np.zeros(x.shape), np.zeros(x.shape, dtype=int)
    for place in np.ndindex(x.shape):
        if rng.random() > rate or rate == 0:
            mask[place] = 1
            output[place] = x[place] / (1 - rate)
    return output, mask


@alternative("dropout_grad", style="loops")
def gradient_of_what_is_kept(output_grad, mask, rate):
    assert output_grad.shape == mask.shape, "the shapes differ"
    assert 0 <= rate < 1, f"rate {rate}"
    gradient = np.zeros(mask.shape)
    gradient[mask == 1] = output_grad[mask == 1] / (1 - rate)
    return gradient


@alternative("linear_decay", style="loops")
def one_step_after_the_other(first, last, epochs):
    assert epochs >= 1, "at least one epoch"
    first, last, epochs = float(first), float(last), int(epochs)
    return np.array([first + (last - first) * e / max(epochs - 1, 1) for e in range(epochs)])


@alternative("exponential_decay", style="loops")
def one_factor_after_the_other(first, last, epochs):
    assert epochs >= 1, "at least one epoch"
    assert min(first, last) > 0, "rates above 0"
    first, last, epochs = float(first), float(last), int(epochs)
    rates, factor = [first], (last / first) ** (1 / max(epochs - 1, 1))
    while len(rates) < epochs:
        rates.append(rates[-1] * factor)
    return np.array(rates)


def _both(value):
    return (int(value), int(value)) if isinstance(value, int | np.integer) else (int(value[0]), int(value[1]))


@alternative("output_shapes", style="loops")
def places_of_the_window(input_shape, layers):
    shapes = []
    before = tuple(input_shape)
    for layer in layers:
        if layer[0] == "dense":
            assert len(before) == 1, "flatten first"
            before = (layer[1],)
        else:
            assert layer[0] in ("convolution", "pooling", "flatten"), f"unknown layer {layer[0]}"
            assert len(before) == 3, "images are needed"
            channels, height, width = map(int, before)
            if layer[0] == "flatten":
                before = (channels * height * width,)
            else:
                kernel, stride = (layer[2], layer[3]) if layer[0] == "convolution" else (layer[1], layer[2])
                padding = layer[4] if layer[0] == "convolution" else 0
                sizes = []
                for size, k, s, p in zip((height, width), _both(kernel), _both(stride), _both(padding), strict=True):
                    places = len(range(0, size + 2 * p - k + 1, s))
                    assert places > 0, "the window does not fit"
                    sizes.append(places)
                before = (layer[1] if layer[0] == "convolution" else channels, *sizes)
        shapes.append(before)
    return shapes


@alternative("parameter_count", style="loops")
def layer_by_layer(input_shape, layers):
    total, shape = 0, tuple(input_shape)
    for layer in layers:
        (after,) = output_shapes(shape, [layer])
        if layer[0] == "convolution":
            height, width = _both(layer[2])
            total += int(layer[1]) + int(shape[0]) * int(layer[1]) * height * width
        if layer[0] == "dense":
            total += int(layer[1]) + int(shape[0]) * int(layer[1])
        shape = after
    return total


@alternative("receptive_field", style="loops")
def from_the_last_layer_down(layers):
    height = width = 1
    for layer in reversed(layers):
        assert layer[0] in ("convolution", "pooling", "flatten", "dense"), f"unknown layer {layer[0]}"
        if layer[0] in ("convolution", "pooling"):
            window, stride = (layer[2], layer[3]) if layer[0] == "convolution" else (layer[1], layer[2])
            height = (height - 1) * _both(stride)[0] + _both(window)[0]
            width = (width - 1) * _both(stride)[1] + _both(window)[1]
    return height, width


@alternative("grid_search", style="loops")
def best_so_far(evaluate, rates, penalties):
    assert len(rates) * len(penalties) > 0, "nothing to search"
    scores, best, best_score = np.zeros((len(rates), len(penalties))), None, -np.inf
    for i, rate in enumerate(rates):
        for j, penalty in enumerate(penalties):
            scores[i, j] = evaluate(rate, penalty)
            if scores[i, j] > best_score:
                best, best_score = (rate, penalty), scores[i, j]
    return scores, best


# Indices, and the numbers of the layers in arrays.


@alternative("one_hot", style="indices")
def rows_of_the_identity(labels, classes):
    if labels.ndim != 1 or np.any(labels < 0) or np.any(labels >= classes) or np.any(labels % 1 != 0):
        raise ValueError(f"labels of shape {labels.shape}, {classes} classes")
    return np.eye(classes)[labels.astype(int)]


@alternative("accuracy", style="indices")
def largest_at_the_right_place(prediction, targets):
    if prediction.shape != targets.shape or prediction.ndim != 2:
        raise ValueError("the shapes differ, or are not [N, K]")
    agree = prediction.argmax(-1) == targets.argmax(-1)
    return np.count_nonzero(agree) / agree.size


@alternative("standardize", style="indices")
def mean_of_squares(train, other):
    if train.ndim != 2 or other.ndim != 2 or train.shape[1] != other.shape[1]:
        raise ValueError(f"{train.shape} and {other.shape}")
    train, other = np.array(train, dtype=np.float64), np.array(other, dtype=np.float64)
    varies = np.ptp(train, axis=0) > 0
    mean = train.mean(0)
    deviation = np.sqrt(np.square(train - mean).mean(0))
    deviation[~varies] = 1.0
    return (train - mean) / deviation * varies, (other - mean) / deviation * varies


@alternative("glorot", style="indices")
def standard_normal_scaled(shape, seed):
    if len(shape) == 2:
        fans = shape[0] + shape[1]
    elif len(shape) == 4:
        fans = (shape[0] + shape[1]) * shape[2] * shape[3]
    else:
        raise ValueError(f"shape {shape}")
    if any(size < 1 for size in shape):
        raise ValueError(f"shape {shape}")
    return np.random.default_rng(seed).standard_normal(shape) * (2 / fans) ** 0.5


@alternative("he", style="indices")
def kernels_apart(shape, seed):
    if len(shape) not in {2, 4} or not all(size > 0 for size in shape):
        raise ValueError(f"shape {shape}")
    fan_in = shape[0] if len(shape) == 2 else shape[0] * shape[2] * shape[3]
    return np.sqrt(2.0 / fan_in) * np.random.default_rng(seed).standard_normal(tuple(shape))


@alternative("dropout", style="indices")
def set_to_zero(x, rate, seed):
    if rate < 0 or rate >= 1:
        raise ValueError(f"rate {rate}")
    mask = np.random.default_rng(seed).random(x.shape) < 1 - rate
    output = np.where(mask, x / (1.0 - rate), 0.0)
    return output, mask


@alternative("dropout_grad", style="indices")
def gradient_where_kept(output_grad, mask, rate):
    if output_grad.shape != mask.shape or not (rate >= 0 and rate < 1):
        raise ValueError("the shapes differ, or the rate is wrong")
    return np.where(mask, output_grad / (1.0 - rate), 0.0)


@alternative("exponential_decay", style="indices")
def powers_of_the_ratio(first, last, epochs):
    if epochs < 1 or min(first, last) <= 0:
        raise ValueError(f"{first}, {last}, {epochs}")
    if epochs == 1:
        return np.array([first], dtype=float)
    return first * np.power(last / first, np.arange(epochs) / (epochs - 1))


@alternative("output_shapes", style="indices")
def with_arrays(input_shape, layers):
    shapes, shape = [], np.array(input_shape)
    for name, *numbers in layers:
        if name not in {"convolution", "pooling", "flatten", "dense"}:
            raise ValueError(f"unknown layer {name}")
        if shape.size != (1 if name == "dense" else 3):
            raise ValueError(f"{name} after {shape}")
        if name == "dense":
            shape = np.array([numbers[0]])
        elif name == "flatten":
            shape = np.array([np.prod(shape)])
        else:
            if name == "pooling":
                numbers = [shape[0], *numbers, 0]
            window, stride, padding = (np.broadcast_to(number, 2) for number in numbers[1:])
            if np.any(window > shape[1:] + 2 * padding):
                raise ValueError(f"a window of {window} on {shape}")
            shape = np.array([numbers[0], *((shape[1:] + 2 * padding - window) // stride + 1)])
        shapes.append(tuple(shape.tolist()))
    return shapes


@alternative("parameter_count", style="indices")
def sizes_of_all_arrays(input_shape, layers):
    counts = []
    before = input_shape
    for layer, after in zip(layers, output_shapes(input_shape, layers), strict=True):
        if layer[0] == "convolution":
            kernel = np.ones(2, dtype=int) * layer[2]
            counts.append(after[0] * before[0] * kernel[0] * kernel[1])
            counts.append(after[0])
        elif layer[0] == "dense":
            counts += [before[0] * after[0], after[0]]
        before = after
    return np.sum(counts, dtype=int)


@alternative("receptive_field", style="indices")
def with_products_of_strides(layers):
    if any(layer[0] not in ("convolution", "pooling", "flatten", "dense") for layer in layers):
        raise ValueError("an unknown layer")
    moving = [layer[2:4] if layer[0] == "convolution" else layer[1:3] for layer in layers if layer[0][0] in "cp"]
    windows, strides = (np.array([np.broadcast_to(each[i], 2) for each in moving]).reshape(-1, 2) for i in (0, 1))
    steps = np.cumprod(np.vstack([[1, 1], strides]), axis=0)[:-1]
    height, width = 1 + np.sum((windows - 1) * steps, axis=0)
    return height, width


@alternative("grid_search", style="indices")
def table_first(evaluate, rates, penalties):
    if not len(rates) or not len(penalties):
        raise ValueError("nothing to search")
    table = np.empty((len(rates), len(penalties)))
    for place in np.ndindex(*table.shape):
        table[place] = evaluate(rates[place[0]], penalties[place[1]])
    row, column = np.unravel_index(table.argmax(), table.shape)
    return table, (rates[row], penalties[column])


# SciPy, and other generators.


@alternative("one_hot", style="scipy")
def sparse_rows(labels, classes):
    from scipy.sparse import coo_array

    if labels.ndim != 1 or not set(labels.tolist()) <= set(range(classes)):
        raise ValueError("labels")
    places = np.arange(len(labels)), labels.astype(int)
    return coo_array((np.ones(len(labels)), places), shape=(len(labels), classes)).toarray()


@alternative("glorot", style="scipy")
def from_scipy(shape, seed):
    from scipy import stats

    if len(shape) not in (2, 4) or np.min(shape) < 1:
        raise ValueError(f"shape {shape}")
    window = np.prod(shape[2:])
    deviation = np.sqrt(2 / (window * (shape[0] + shape[1])))
    return stats.norm.rvs(0, deviation, size=tuple(shape), random_state=np.random.default_rng(seed))


@alternative("he", style="scipy")
def from_an_old_generator(shape, seed):
    if len(shape) not in (2, 4) or np.min(shape) < 1:
        raise ValueError(f"shape {shape}")
    return np.random.RandomState(seed).randn(*shape) * np.sqrt(2 / np.prod(np.delete(shape, 1)))


@alternative("dropout", style="scipy")
def tossed_coins(x, rate, seed):
    if not 0 <= rate < 1:
        raise ValueError(f"rate {rate}")
    mask = np.random.RandomState(seed).binomial(1, 1 - rate, size=x.shape)
    return dropout_grad(x, mask, rate), mask


@alternative("linear_decay", style="scipy")
def interpolated(first, last, epochs):
    if epochs < 1:
        raise ValueError(f"{epochs} epochs")
    return np.interp(np.arange(epochs), [0, max(epochs, 2) - 1], [first, last])


@alternative("exponential_decay", style="scipy")
def linear_in_the_logarithm(first, last, epochs):
    import math

    if first <= 0 or last <= 0:
        raise ValueError("the rates must be above 0")
    return 10.0 ** linear_decay(math.log10(first), math.log10(last), epochs)


# Geometric progressions, choices and recursion.


@alternative("exponential_decay", style="recursion")
def geometric_progression(first, last, epochs):
    if epochs < 1 or first <= 0 or last <= 0:
        raise ValueError(f"{first}, {last}, {epochs}")
    return np.geomspace(float(first), float(last), int(epochs))


@alternative("linear_decay", style="recursion")
def weighted_ends(first, last, epochs):
    if epochs < 1:
        raise ValueError("no epochs")
    if epochs == 1:
        return np.full(1, float(first))
    parts = np.arange(int(epochs)) / (int(epochs) - 1)
    return (1 - parts) * float(first) + parts * float(last)


@alternative("dropout", style="recursion")
def chosen_from_two(x, rate, seed):
    if rate < 0 or rate >= 1:
        raise ValueError(f"rate {rate}")
    mask = np.random.default_rng(seed).choice([0.0, 1.0], size=x.shape, p=[rate, 1 - rate])
    return mask * (x / (1 - rate)), mask


def _places(size, window, stride, padding):
    if window > size + 2 * padding:
        raise ValueError("the window does not fit")
    return (size - window + 2 * padding) // stride + 1


@alternative("output_shapes", style="recursion")
def first_and_rest(input_shape, layers):
    if not layers:
        return []
    (name, *numbers), rest = layers[0], layers[1:]
    match name, len(input_shape):
        case "dense", 1:
            after = (numbers[0],)
        case "flatten", 3:
            after = (int(np.prod(input_shape)),)
        case "convolution", 3:
            after = (numbers[0], *map(_places, input_shape[1:], *map(_both, numbers[1:])))
        case "pooling", 3:
            after = (input_shape[0], *map(_places, input_shape[1:], *map(_both, numbers), (0, 0)))
        case _:
            raise ValueError(f"{name} cannot take {input_shape}")
    return [after, *output_shapes(after, rest)]


@alternative("receptive_field", style="recursion")
def field_of_the_first_layers(layers):
    def along(axis, layers):
        field = 1
        for name, *numbers in layers[::-1]:
            if name not in ("convolution", "pooling", "dense", "flatten"):
                raise ValueError(name)
            if name in ("dense", "flatten"):
                continue
            window, stride = numbers[name == "convolution" :][:2]
            field = field * _both(stride)[axis] + max(_both(window)[axis] - _both(stride)[axis], 0)
            field -= max(_both(stride)[axis] - _both(window)[axis], 0)
        return field

    return along(0, layers), along(1, layers)


@alternative("grid_search", style="recursion")
def best_of_a_list(evaluate, rates, penalties):
    if len(rates) < 1 or len(penalties) < 1:
        raise ValueError("nothing to search")
    found = [(evaluate(rate, penalty), rate, penalty) for rate in rates for penalty in penalties]
    scores = np.reshape([score for score, _, _ in found], (len(rates), len(penalties))).astype(float)
    return scores, max(found, key=lambda each: each[0])[1:]
