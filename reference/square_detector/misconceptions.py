"""Wrong answers to the exercises of the unit square_detector that people really give, each with the
hint that helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments
alone.
"""

from autograder.course import edited

# make_images

last_place_never_drawn = edited(
    "make_images",
    "The square never starts in row or column 3: the upper end of rng.integers is not included. There are 6 - 3 + "
    "1 = 4 rows to start in.",
    ("rng.integers(0, 4, 2)", "rng.integers(0, 3, 2)"),
)

places_on_the_diagonal = edited(
    "make_images",
    "Row and column of the square are always equal: draw two numbers, one for each.",
    ("row, column = rng.integers(0, 4, 2)", "row = column = rng.integers(0, 4)"),
)

place_drawn_once = edited(
    "make_images",
    "The square stands at the same place in all images: draw its place inside the loop.",
    (
        """\
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
""",
        """\
    row, column = rng.integers(0, 4, 2)
    for n in range(1, count, 2):
""",
    ),
)

square_over_the_edge = edited(
    "make_images",
    "Some squares reach over the edge of the image, where a slice cuts them off without a word: the last row to "
    "start in is 3.",
    ("rng.integers(0, 4, 2)", "rng.integers(0, 6, 2)"),
)

same_noise_for_every_image = edited(
    "make_images",
    "All images have the same noise: draw it for each of them, and do not set the seed again inside the loop.",
    ("rng.uniform(low, high, (count, 6, 6))", "np.tile(rng.uniform(low, high, (6, 6)), (count, 1, 1))"),
)

square_added_to_the_noise = edited(
    "make_images",
    "The square is added to the noise: its pixels must be SET to the value.",
    ("] = value", "] += value"),
)

two_by_two_square = edited(
    "make_images",
    "The square has 2 x 2 pixels: a slice from row to row + 2 ends before row + 2.",
    ("row : row + 3, column : column + 3", "row : row + 2, column : column + 2"),
)

labels_exchanged = edited(
    "make_images",
    "The labels are exchanged: 1 stands for an image with a square.",
    ("return images, labels", "return images, 1 - labels"),
)

one_class_only = edited(
    "make_images",
    "Every image has a square: there must be about as many without one.",
    ("np.arange(count) % 2.0", "np.ones(count)"),
    ("range(1, count, 2)", "range(count)"),
)

labels_by_coin_tosses = edited(
    "make_images",
    "Each label is tossed by itself: of few images, all may then be of one class. Take as many of either, and draw "
    "their order if you like.",
    ("np.arange(count) % 2.0", "rng.integers(0, 2, count)"),
    ("range(1, count, 2)", "np.flatnonzero(labels)"),
)

noise_from_zero = edited(
    "make_images",
    "The noise begins at 0: it must reach from low to high.",
    ("rng.uniform(low, high", "rng.uniform(0, high"),
)

normal_noise = edited(
    "make_images",
    "The noise is normally distributed, and so reaches beyond its range: draw it with rng.uniform(low, high).",
    ("rng.uniform(low, high", "rng.normal((low + high) / 2, (high - low) / 2"),
)

range_fixed = edited(
    "make_images",
    "The noise is always between -1 and 1: low and high are arguments.",
    ("rng.uniform(low, high", "rng.uniform(-1, 1"),
)

value_fixed = edited(
    "make_images",
    "The square always has the value 5: value is an argument.",
    ("] = value", "] = 5.0"),
)

seed_of_its_own = edited(
    "make_images",
    "Every seed gives the same images: hand the seed to np.random.default_rng.",
    ("rng = np.random.default_rng(seed)", "rng = np.random.default_rng(0)"),
)

images_without_a_seed = edited(
    "make_images",
    "The same seed gives other images each time: hand the seed to np.random.default_rng.",
    ("rng = np.random.default_rng(seed)", "rng = np.random.default_rng()"),
)

any_count_accepted = edited(
    "make_images",
    "A count or a range that makes no sense is not refused: raise a ValueError if count is less than 2 or low is "
    "not less than high.",
    (
        """\
    if count < 2:
        raise ValueError(f"count must be at least 2, one image for each class, but it is {count}")
    if low >= high:
        raise ValueError(f"low must be less than high, but they are {low} and {high}")
""",
        "",
    ),
)

# forward

kernel_turned_round = edited(
    "forward",
    "The kernel is turned by 180 degrees, as in the convolution of mathematics. Lay it on the image as it is.",
    ("kernel[k, m]", "kernel[2 - k, 2 - m]"),
)

kernel_transposed = edited(
    "forward",
    "Rows and columns of the kernel are exchanged: kernel[k, l] meets image[i + k, j + l].",
    ("kernel[k, m]", "kernel[m, k]"),
)

bias_for_each_product = edited(
    "forward",
    "The bias is added nine times, once for each product: add it once to the sum.",
    (' + params["conv_bias"]', ""),
    ("m : m + 4]", 'm : m + 4] + params["conv_bias"]'),
)

conv_bias_forgotten = edited(
    "forward",
    "The convolution has a bias: add conv_bias to each sum.",
    (' + params["conv_bias"]', ""),
)

sums_of_whole_numbers = edited(
    "forward",
    "The fractions are lost where the image holds whole numbers: np.zeros_like of it holds whole numbers only. "
    "Make z1 with np.zeros.",
    (
        """\
    z1 = np.zeros((4, 4)) + params["conv_bias"]
    for k in range(3):
        for m in range(3):
            z1 += kernel[k, m] * image[k : k + 4, m : m + 4]
""",
        """\
    z1 = np.zeros_like(image[:4, :4])
    for i in range(4):
        for j in range(4):
            z1[i, j] = np.sum(kernel * image[i : i + 3, j : j + 3]) + params["conv_bias"]
""",
    ),
)

relu_forgotten = edited(
    "forward",
    "a1 has negative values: ReLU replaces them by 0.",
    ("np.maximum(z1, 0)", "z1"),
)

leaky_relu = edited(
    "forward",
    "a1 has small negative values, as from a leaky ReLU. Here they are 0.",
    ("np.maximum(z1, 0)", "np.maximum(z1, 0.01 * z1)"),
)


relu_overwrites_z1 = edited(
    "forward",
    "z1 has lost its negative values: ReLU must make a new array and leave z1 as it is.",
    ("np.maximum(z1, 0)", "np.maximum(z1, 0, out=z1)"),
)

mean_of_each_window = edited(
    "forward",
    "a2 holds the means of the windows: take the largest values.",
    (".max(axis=", ".mean(axis="),
)

windows_laid_out_wrongly = edited(
    "forward",
    "The windows are made by a reshape alone, which takes four values of one row for a window. A window has two "
    "rows and two columns.",
    ("a1.reshape(2, 2, 2, 2).max(axis=(1, 3))", "a1.reshape(2, 2, 4).max(axis=2)"),
)

flattened_by_columns = edited(
    "forward",
    "a3 runs down the columns of a2: lay out one row after the other.",
    ("a2.flatten()", 'a2.flatten(order="F")'),
)

column_of_four = edited(
    "forward",
    "a3 is a column, [4, 1]: it must be [4].",
    ("a2.flatten()", "a2.reshape(4, 1)"),
    ("weights @ a3", "(weights @ a3)[0]"),
)

output_in_an_array = edited(
    "forward",
    "z4 and a4 are arrays of one value: return them as plain floats.",
    ('float(weights @ a3 + params["fc_bias"])', 'weights.reshape(1, 4) @ a3 + params["fc_bias"]'),
    ("float(np.exp(-np.logaddexp(0, -z4)))", "np.exp(-np.logaddexp(0, -z4))"),
)

fc_bias_forgotten = edited(
    "forward",
    "The last layer has a bias too: add fc_bias to z4.",
    (' + params["fc_bias"]', ""),
)

sigmoid_forgotten = edited(
    "forward",
    "a4 is the same as z4: it is the sigmoid of it, a probability.",
    ("float(np.exp(-np.logaddexp(0, -z4)))", "z4"),
)

class_in_place_of_the_probability = edited(
    "forward",
    "a4 is a class, 0 or 1: return the probability as it is.",
    ("np.exp(-np.logaddexp(0, -z4))", "z4 > 0"),
)

sigmoid_of_the_wrong_sign = edited(
    "forward",
    "a4 is the probability of no square: the exponent has a minus, 1 / (1 + exp(-z4)).",
    ("np.logaddexp(0, -z4)", "np.logaddexp(0, z4)"),
)

sigmoid_overflows = edited(
    "forward",
    "For a large z4 the probability is nan: exp(z) / (1 + exp(z)) divides infinity by infinity. Use 1 / (1 + exp(-z)).",
    ("np.exp(-np.logaddexp(0, -z4))", "np.exp(z4) / (1 + np.exp(z4))"),
)

shapes_not_checked = edited(
    "forward",
    "Images of other sizes are not refused. Compare the shapes with (6, 6), (3, 3) and (4,), and raise a ValueError.",
    (
        """\
    if image.shape != (6, 6):
        raise ValueError(f"an image must be [6, 6], but its shape is {image.shape}")
    if kernel.shape != (3, 3):
        raise ValueError(f"the kernel must be [3, 3], but its shape is {kernel.shape}")
    if weights.shape != (4,):
        raise ValueError(f"the weights must be [4], but their shape is {weights.shape}")
""",
        "",
    ),
)

# loss

only_the_labelled_term = edited(
    "loss",
    "Without a square the loss is always 0: the term (1 - label) log(1 - probability) is missing.",
    ("-float(np.log(max(right,", "-float(label * np.log(max(probability,"),
)

sign_forgotten = edited(
    "loss",
    "The loss is negative: the logarithm of a probability is, so there is a minus in front.",
    ("return -float", "return float"),
)

labels_in_the_wrong_terms = edited(
    "loss",
    "The two terms are exchanged: with a square it is -log(probability).",
    ("if label == 1", "if label == 0"),
)

logarithm_to_base_two = edited(
    "loss",
    "This is the logarithm to the base 2. Take the natural one, np.log.",
    ("np.log(", "np.log2("),
)

guard_too_large = edited(
    "loss",
    "The small number beside the probability is so large that the loss is another one: take one of 1e-7 or less.",
    ("np.log(max(right, 1e-12))", "np.log(right + 1e-3)"),
)

squared_error = edited(
    "loss",
    "This is the squared error: the cross-entropy is asked for.",
    ("-float(np.log(max(right, 1e-12)))", "float((1 - right) ** 2)"),
)

infinite_when_certain = edited(
    "loss",
    "The loss is infinite or nan at the probabilities 0 and 1: keep the logarithm away from 0 by a small number.",
    (
        """\
    right = probability if label == 1 else 1 - probability
    return -float(np.log(max(right, 1e-12)))""",
        "    return -float(label * np.log(probability) + (1 - label) * np.log(1 - probability))",
    ),
)

any_label_accepted = edited(
    "loss",
    "A label or a probability that makes no sense is not refused: raise a ValueError.",
    (
        """\
    if label not in (0, 1):
        raise ValueError(f"label must be 0 or 1, but it is {label}")
    if not 0 <= probability <= 1:
        raise ValueError(f"probability must be from 0 to 1, but it is {probability}")
""",
        "",
    ),
)

# backward

weight_gradient_sent_upstream = edited(
    "backward",
    "The gradient of the weights is sent on to the layers below. What they need is dL/da3, the error times the "
    "WEIGHTS.",
    ('z4_grad * params["weights"]', 'z4_grad * values["a3"]'),
)

weights_left_out_upstream = edited(
    "backward",
    "The error goes on to the layers below without the weights: dL/da3 is the error times the weights.",
    ('(z4_grad * params["weights"]).reshape(2, 2)', "np.full((2, 2), z4_grad)"),
)

error_with_the_wrong_sign = edited(
    "backward",
    "All gradients have the wrong sign: dL/dz4 is a4 - label.",
    ('values["a4"] - label', 'label - values["a4"]'),
)

sigmoid_derivative_twice = edited(
    "backward",
    "There is a factor a4 (1 - a4) too many: it has cancelled already in a4 - label, which is the derivative with "
    "respect to z4.",
    ('values["a4"] - label', '(values["a4"] - label) * values["a4"] * (1 - values["a4"])'),
)

error_left_out_of_the_weights = edited(
    "backward",
    "The gradient of the weights is a3 alone: multiply it by the error a4 - label.",
    ('z4_grad * values["a3"]', 'values["a3"]'),
)

# Some mistakes are those of people who lay the mask of ReLU on all of dL/dz1 at the end; the
# solution passes dead windows over.
MASKED_AT_THE_END = (
    ('windows = values["z1"]', 'windows = values["a1"]'),
    (
        """\
            if window.max() > 0:
                i, j = divmod(int(np.argmax(window)), 2)
                z1_grad[2 * r + i, 2 * c + j] = a2_grad[r, c]
""",
        """\
            i, j = divmod(int(np.argmax(window)), 2)
            z1_grad[2 * r + i, 2 * c + j] = a2_grad[r, c]
    z1_grad *= values["z1"] > 0
""",
    ),
)

pooling_scattered_by_row = edited(
    "backward",
    "The gradient of a window fills whole rows: a list of two indices picks two rows. Use z1_grad[i, j], for the "
    "one place of the maximum.",
    *MASKED_AT_THE_END,
    ("z1_grad[2 * r + i, 2 * c + j]", "z1_grad[[2 * r + i, 2 * c + j]]"),
)

gradient_for_every_maximum = edited(
    "backward",
    "Where a window has its largest value twice, both places get the whole gradient: only one of them may, say the "
    "first (np.argmax).",
    (
        """\
                i, j = divmod(int(np.argmax(window)), 2)
                z1_grad[2 * r + i, 2 * c + j] = a2_grad[r, c]
""",
        """\
                z1_grad[2 * r : 2 * r + 2, 2 * c : 2 * c + 2] = a2_grad[r, c] * (window == window.max())
""",
    ),
)

gradient_for_all_of_the_window = edited(
    "backward",
    "All four values of a window get the gradient: only its maximum had a say in the result.",
    (
        """\
                i, j = divmod(int(np.argmax(window)), 2)
                z1_grad[2 * r + i, 2 * c + j] = a2_grad[r, c]
""",
        """\
                z1_grad[2 * r : 2 * r + 2, 2 * c : 2 * c + 2] = a2_grad[r, c] * (window > 0)
""",
    ),
)

gradient_shared_by_the_window = edited(
    "backward",
    "The gradient is shared out among the four values of a window, as for a mean. The maximum gets all of it.",
    (
        """\
            window = windows[r, :, c]
            if window.max() > 0:
                i, j = divmod(int(np.argmax(window)), 2)
                z1_grad[2 * r + i, 2 * c + j] = a2_grad[r, c]
""",
        """\
            z1_grad[2 * r : 2 * r + 2, 2 * c : 2 * c + 2] = a2_grad[r, c] / 4
""",
    ),
)

place_in_the_window_transposed = edited(
    "backward",
    "Row and column of the maximum within its window are exchanged: divmod(place, 2) gives the row first.",
    *MASKED_AT_THE_END,
    ("[2 * r + i, 2 * c + j]", "[2 * r + j, 2 * c + i]"),
)

place_without_the_window = edited(
    "backward",
    "The place of a maximum counts from the corner of its own window: add the row and the column where the window "
    "begins.",
    *MASKED_AT_THE_END,
    ("[2 * r + i, 2 * c + j]", "[i, j]"),
)

relu_mask_forgotten = edited(
    "backward",
    "Dead windows let the gradient through: where z1 is not above 0, ReLU passes nothing back.",
    *MASKED_AT_THE_END,
    ('    z1_grad *= values["z1"] > 0\n', ""),
)

relu_mask_at_zero = edited(
    "backward",
    "The gradient passes where z1 is exactly 0: ReLU is taken to be flat there.",
    *MASKED_AT_THE_END,
    ('values["z1"] > 0', 'values["z1"] >= 0'),
)

multiplied_by_relu = edited(
    "backward",
    "The gradient is multiplied by ReLU itself, not by its derivative, which is 1 where z1 is above 0.",
    ("= a2_grad[r, c]", "= a2_grad[r, c] * window.max()"),
)

kernel_gradient_turned_round = edited(
    "backward",
    "The gradient of the kernel is turned by 180 degrees: kernel[k, l] stands beside image[i + k, j + l], so both "
    "indices go the same way.",
    ("kernel_grad[k, m]", "kernel_grad[2 - k, 2 - m]"),
)

kernel_gradient_transposed = edited(
    "backward",
    "The gradient of the kernel is transposed: kernel[k, l] stands beside image[i + k, j + l].",
    ("kernel_grad[k, m]", "kernel_grad[m, k]"),
)

conv_bias_from_the_image = edited(
    "backward",
    "The gradient of conv_bias is summed over the image: it is the sum of dL/dz1, because the bias is added to "
    "each z1.",
    ("z1_grad.sum()", "image.sum()"),
)

conv_bias_from_the_mean = edited(
    "backward",
    "The gradient of conv_bias is the mean of dL/dz1: it is their SUM, because the one bias is added to each z1.",
    ("z1_grad.sum()", "z1_grad.mean()"),
)

conv_bias_from_the_error_alone = edited(
    "backward",
    "The gradient of conv_bias is the error at the output: the bias acts through the four windows, so it is the "
    "sum of dL/dz1.",
    ("float(z1_grad.sum())", "z4_grad"),
)

bias_gradients_in_arrays = edited(
    "backward",
    "The gradients of the biases are arrays of one value: return plain floats, as the biases are.",
    ("float(z1_grad.sum())", "np.array([z1_grad.sum()])"),
)

gradient_of_whole_numbers = edited(
    "backward",
    "The gradient of the kernel has lost its fractions: np.zeros_like of a kernel or an image of whole numbers "
    "holds whole numbers only. Use np.zeros.",
    ("np.zeros((3, 3))", 'np.zeros_like(params["kernel"])'),
)

any_label_taken = edited(
    "backward",
    "A label that is neither 0 nor 1 is not refused: raise a ValueError.",
    (
        """\
    if label not in (0, 1):
        raise ValueError(f"label must be 0 or 1, but it is {label}")
""",
        "",
    ),
)

# sgd_step

gradient_added = edited(
    "sgd_step",
    "The gradient is added: the loss falls against the gradient, so subtract it.",
    ("params[name] - learning_rate", "params[name] + learning_rate"),
)

learning_rate_left_out = edited(
    "sgd_step",
    "The whole gradient is subtracted: multiply it by the learning rate.",
    ("learning_rate * grads[name]", "grads[name]"),
)

only_the_change = edited(
    "sgd_step",
    "This is the change alone: subtract it from the params.",
    ("params[name] - learning_rate", "learning_rate"),
)

biases_left_alone = edited(
    "sgd_step",
    "Only the arrays change: the two biases are parameters too.",
    ("grads[name] for", "grads[name] if np.ndim(params[name]) else params[name] for"),
)

params_changed_in_place = edited(
    "sgd_step",
    "The params that were handed in are changed: -= changes an array itself. Make a new dict with new arrays.",
    (
        "    return {name: params[name] - learning_rate * grads[name] for name in params}",
        """\
    for name in params:
        params[name] -= learning_rate * grads[name]
    return params""",
    ),
)

missing_gradients_skipped = edited(
    "sgd_step",
    "A parameter without a gradient is skipped without a word: raise a ValueError unless both dicts have the same "
    "keys.",
    (
        """\
    if params.keys() != grads.keys():
        raise ValueError(
            f"params and grads must have the same keys, but theirs are {sorted(params)} and {sorted(grads)}"
        )
""",
        "",
    ),
    ("grads[name]", "grads.get(name, 0.0)"),
)

any_rate_accepted = edited(
    "sgd_step",
    "A learning rate of zero or less is not refused: raise a ValueError.",
    (
        """\
    if learning_rate <= 0:
        raise ValueError(f"learning_rate must be positive, but it is {learning_rate}")
""",
        "",
    ),
)

# init_params

starts_from_zeros = edited(
    "init_params",
    "Kernel and weights are zeros: then no gradient reaches the kernel. Begin with random numbers.",
    ("rng.uniform(size=(3, 3))", "np.zeros((3, 3))"),
    ("rng.uniform(size=4)", "np.zeros(4)"),
)

weights_of_zeros = edited(
    "init_params",
    "The weights are zeros: then nothing passes from the loss to the kernel. Draw them too.",
    ("rng.uniform(size=4)", "np.zeros(4)"),
)

weights_in_a_row = edited(
    "init_params",
    "The weights are a row, [1, 4]: they must be [4].",
    ("rng.uniform(size=4)", "rng.uniform(size=(1, 4))"),
)

biases_in_arrays = edited(
    "init_params",
    "The biases are arrays: they must be plain numbers.",
    ('"conv_bias": rng.uniform()', '"conv_bias": rng.uniform(size=1)'),
    ('"fc_bias": rng.uniform()', '"fc_bias": rng.uniform(size=1)'),
)

always_the_same_params = edited(
    "init_params",
    "Every seed gives the same params: hand the seed to np.random.default_rng.",
    ("default_rng(seed)", "default_rng(0)"),
)

params_without_a_seed = edited(
    "init_params",
    "The same seed gives other params each time: hand the seed to np.random.default_rng.",
    ("default_rng(seed)", "default_rng()"),
)

only_the_kernel_drawn = edited(
    "init_params",
    "The weights do not depend on the seed: draw them too.",
    ("rng.uniform(size=4)", "np.full(4, 0.5)"),
)

# train

gradient_ascent = edited(
    "train",
    "The loss grows: sgd_step subtracts the gradient already, so do not turn its sign.",
    (
        "backward(params, images[n], labels[n])",
        "{name: -grad for name, grad in backward(params, images[n], labels[n]).items()}",
    ),
)

kernel_never_trained = edited(
    "train",
    "Only the last layer learns: kernel and conv_bias have gradients too.",
    (
        "backward(params, images[n], labels[n])",
        'backward(params, images[n], labels[n]) | {"kernel": np.zeros((3, 3)), "conv_bias": 0.0}',
    ),
)

last_layer_never_trained = edited(
    "train",
    "Only the kernel learns: weights and fc_bias have gradients too.",
    (
        "backward(params, images[n], labels[n])",
        'backward(params, images[n], labels[n]) | {"weights": np.zeros(4), "fc_bias": 0.0}',
    ),
)

weights_updated_before_the_kernel = edited(
    "train",
    "The last layer is updated before the gradient of the kernel is computed. All gradients of a step belong to "
    "the same params.",
    (
        """\
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
""",
        """\
            for names in (("weights", "fc_bias"), ("kernel", "conv_bias")):
                grads = backward(params, images[n], labels[n])
                params = params | {name: params[name] - learning_rate * grads[name] for name in names}
""",
    ),
)

learning_rate_shared_out = edited(
    "train",
    "The steps are too small: the learning rate is divided by the number of images. Each image has a whole step.",
    (", learning_rate)", ", learning_rate / len(images))"),
)

labels_in_another_order = edited(
    "train",
    "Images and labels are not in the same order: image n goes with label n.",
    ("labels[n]", "labels[-1 - n]"),
)

nothing_trained = edited(
    "train",
    "The params come back as they were: keep what sgd_step returns.",
    ("params = sgd_step", "sgd_step"),
)

gradients_at_the_first_params = edited(
    "train",
    "All gradients are computed at the params of the beginning: each step starts where the one before has ended.",
    ("    for _ in range(epochs):", "    first = params\n    for _ in range(epochs):"),
    ("backward(params", "backward(first"),
)

gradients_at_the_start_of_the_epoch = edited(
    "train",
    "All gradients of an epoch are computed at the params with which it began: each step starts where the one "
    "before has ended.",
    ("    for _ in range(epochs):", "    for _ in range(epochs):\n        first = params"),
    ("backward(params", "backward(first"),
)

mean_gradient_of_all_images = edited(
    "train",
    "There is one step for each epoch, with the mean gradient of all images: make one step for each image.",
    (
        """\
        for n in rng.permutation(len(images)):
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
""",
        """\
        grads = [backward(params, image, label) for image, label in zip(images, labels, strict=True)]
        params = sgd_step(params, {name: np.mean([grad[name] for grad in grads], axis=0) for name in params}, learning_rate)
""",
    ),
)

one_epoch_only = edited(
    "train",
    "There is only one epoch: is there a return inside the loop?",
    ("    return params", "        return params"),
)

images_drawn_with_replacement = edited(
    "train",
    "Some images have their turn twice in an epoch and others never: draw a permutation, not single numbers.",
    ("rng.permutation(len(images))", "rng.integers(0, len(images), len(images))"),
)

sample_of_the_images = edited(
    "train",
    "Each epoch sees only some of the images: every image has its turn.",
    ("rng.permutation(len(images))", "rng.permutation(len(images))[:16]"),
)

one_order_for_all_epochs = edited(
    "train",
    "The order of the images is the same in every epoch: draw it inside the loop over the epochs, and make the "
    "generator before that loop.",
    ("rng = np.random.default_rng(seed)", "order = np.random.default_rng(seed).permutation(len(images))"),
    ("rng.permutation(len(images))", "order"),
)

never_shuffled = edited(
    "train",
    "The images always come in the order in which they stand: draw an order from the seed in each epoch.",
    ("rng.permutation(len(images))", "range(len(images))"),
)

params_trained_in_place = edited(
    "train",
    "The params that were handed in are changed: dict(params) copies the dict, but not the arrays in it, and -= "
    "changes them.",
    ("    rng =", "    params = dict(params)\n    rng ="),
    (
        """\
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
""",
        """\
            grads = backward(params, images[n], labels[n])
            for name in params:
                params[name] -= learning_rate * grads[name]
""",
    ),
)

labels_not_counted = edited(
    "train",
    "Labels that are too many are not noticed: raise a ValueError unless there is one for each image.",
    (
        """\
    if labels.shape != images.shape[:1]:
        raise ValueError(f"labels must be [N] with N = {len(images)} as in images, but its shape is {labels.shape}")
""",
        "",
    ),
)

# predict

classes_in_place_of_probabilities = edited(
    "predict",
    "These are classes, 0 and 1: return the probabilities as they are.",
    ("np.array(", "np.round("),
)

value_before_the_sigmoid = edited(
    "predict",
    "These are the values of z4: the probability is a4.",
    ('["a4"]', '["z4"]'),
)

probability_of_no_square = edited(
    "predict",
    "This is the probability of class 0: return that of a square, a4.",
    ("forward(params, image)", "1 - forward(params, image)"),
)

column_of_probabilities = edited(
    "predict",
    "The result is a column, [N, 1]: it must be [N].",
    ('forward(params, image)["a4"]', '[forward(params, image)["a4"]]'),
)

first_image_only = edited(
    "predict",
    "Only the first image has a probability: there is a return inside the loop.",
    (
        'return np.array([forward(params, image)["a4"] for image in images])',
        'for image in images:\n        return np.array([forward(params, image)["a4"]])',
    ),
)

list_of_probabilities = edited(
    "predict",
    "The result is a list: make an array of it.",
    (
        'np.array([forward(params, image)["a4"] for image in images])',
        '[forward(params, image)["a4"] for image in images]',
    ),
)

single_probability_squeezed = edited(
    "predict",
    "For one image the result has lost its axis: it must be [1]. Leave squeeze alone.",
    ("np.array(", "np.squeeze("),
)

single_image_accepted = edited(
    "predict",
    "A single image without the axis of the batch is not refused: raise a ValueError unless images has three "
    "dimensions.",
    ("    return", "    images = images.reshape(-1, 6, 6)\n    return"),
)
