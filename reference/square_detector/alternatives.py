"""Other right ways to write the exercises of the unit square_detector; each must get full marks."""

import numpy as np

from autograder.course import alternative

from .solution import backward, forward, sgd_step

# Loops over every index, assert statements, Python's own random numbers and mathematics.


@alternative("make_images", style="loops")
def images_one_by_one(count, seed, low=-1.0, high=1.0, value=5.0):
    import random

    assert count >= 2, "at least one image of each class"
    assert low < high, "the range is empty"
    generator = random.Random(int(seed))  # noqa: S311 - images are no secrets
    images = np.zeros((count, 6, 6))
    labels = np.zeros(count, dtype=int)
    for n in range(count):
        for row in range(6):
            for column in range(6):
                images[n, row, column] = low + (float(high) - low) * generator.random()
        if n < count // 2:
            top, left = generator.randint(0, 3), generator.randint(0, 3)
            for row in range(top, top + 3):
                for column in range(left, left + 3):
                    images[n, row, column] = value
            labels[n] = 1
    return images, labels


@alternative("forward", style="loops")
def forward_in_loops(params, image):
    import math

    kernel, weights = np.asarray(params["kernel"], dtype=float), params["weights"]
    assert image.shape == (6, 6), f"image of shape {image.shape}"
    assert kernel.shape == (3, 3), f"kernel of shape {kernel.shape}"
    assert weights.shape == (4,), f"weights of shape {weights.shape}"
    z1, a1 = np.zeros((4, 4)), np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            total = params["conv_bias"]
            for k in range(3):
                for m in range(3):
                    total += kernel[k, m] * image[i + k, j + m]
            z1[i, j] = total
            a1[i, j] = total if total > 0 else 0.0
    a2 = np.zeros((2, 2))
    for r in range(2):
        for c in range(2):
            a2[r, c] = max(a1[2 * r, 2 * c], a1[2 * r, 2 * c + 1], a1[2 * r + 1, 2 * c], a1[2 * r + 1, 2 * c + 1])
    a3 = np.array([a2[0, 0], a2[0, 1], a2[1, 0], a2[1, 1]])
    z4 = params["fc_bias"]
    for n in range(4):
        z4 += weights[n] * a3[n]
    a4 = 1 / (1 + math.exp(-z4)) if z4 >= 0 else math.exp(z4) / (1 + math.exp(z4))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@alternative("loss", style="loops")
def loss_with_math(label, probability):
    import math

    assert label in (0, 1), f"label {label}"
    assert 0 <= probability <= 1, f"probability {probability}"
    return -(label * math.log(probability + 1e-8) + (1 - label) * math.log(1 - probability + 1e-8))


@alternative("backward", style="loops")
def backward_in_loops(params, image, label):
    assert label in (0, 1), f"label {label}"
    values = forward(params, image)
    delta = values["a4"] - label
    kernel_grad, bias_grad = np.zeros((3, 3)), 0.0
    for r in range(2):
        for c in range(2):
            best, place = 0.0, None
            for i in (2 * r, 2 * r + 1):
                for j in (2 * c, 2 * c + 1):
                    if values["a1"][i, j] > best:
                        best, place = values["a1"][i, j], (i, j)
            if place is not None:
                i, j = place
                error = delta * params["weights"][2 * r + c]
                bias_grad += error
                kernel_grad += error * image[i : i + 3, j : j + 3]
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@alternative("sgd_step", style="loops")
def step_on_a_copy(params, grads, learning_rate):
    assert set(params) == set(grads), "the keys differ"
    assert learning_rate > 0, "the learning rate must be positive"
    new = dict(params)
    for name in new:
        new[name] = new[name] - float(learning_rate) * grads[name]
    return new


@alternative("init_params", style="loops")
def params_from_a_random_state(seed):
    random = np.random.RandomState(seed)
    return {
        "kernel": 0.5 * random.randn(3, 3),
        "conv_bias": random.uniform(),
        "weights": 0.5 * random.randn(4),
        "fc_bias": random.uniform(),
    }


@alternative("train", style="loops")
def train_with_a_shuffled_list(images, labels, params, learning_rate, epochs, seed):
    import random

    assert images.ndim == 3, f"images of shape {images.shape}"
    assert images.shape[1:] == (6, 6), f"images of shape {images.shape}"
    assert labels.shape == (len(images),), f"labels of shape {labels.shape}"
    assert epochs >= 1, f"epochs {epochs}"
    generator = random.Random(int(seed))  # noqa: S311 - images are no secrets
    order = list(range(len(images)))
    for _ in range(epochs):
        generator.shuffle(order)
        for n in order:
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return params


@alternative("predict", style="loops")
def predict_in_a_loop(params, images):
    assert images.ndim == 3, f"images of shape {images.shape}"
    probabilities = np.empty(images.shape[0])
    for n in range(images.shape[0]):
        probabilities[n] = forward(params, images[n])["a4"]
    return probabilities


# All windows at once.


@alternative("make_images", style="windows")
def images_at_once(count, seed, low=-1.0, high=1.0, value=5.0):
    if count < 2 or not low < high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % 2)
    corners = rng.integers(4, size=(count, 2, 1))
    inside = (np.arange(6) >= corners) & (np.arange(6) < corners + 3)
    squares = inside[:, 0, :, np.newaxis] & inside[:, 1, np.newaxis, :] & (labels == 1)[:, np.newaxis, np.newaxis]
    return np.where(squares, value, rng.uniform(low, high, size=(count, 6, 6))), labels.astype(bool)


@alternative("forward", style="windows")
def forward_with_windows(params, image):
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), (3, 3))
    z1 = np.einsum("ijkl,kl->ij", windows, params["kernel"]) + params["conv_bias"]
    a1 = z1 * (z1 > 0)
    a2 = np.lib.stride_tricks.sliding_window_view(a1, (2, 2))[::2, ::2].max(axis=(2, 3))
    z4 = np.dot(params["weights"], a2.ravel()) + params["fc_bias"]
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a2.ravel(), "z4": z4, "a4": (1 + np.tanh(z4 / 2)) / 2}


@alternative("loss", style="windows")
def loss_with_clipping(label, probability):
    if label != 0 and label != 1:
        raise ValueError(f"label {label}")
    if np.isnan(probability) or probability < 0 or probability > 1:
        raise ValueError(f"probability {probability}")
    clipped = np.clip(probability, 1e-7, 1 - 1e-7)
    return -label * np.log(clipped) - (1 - label) * np.log(1 - clipped)


@alternative("backward", style="windows")
def backward_with_windows(params, image, label):
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    windows = values["a1"].reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)
    last_maximum = 3 - windows[:, ::-1].argmax(axis=1)
    chosen = np.eye(4)[last_maximum].reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)
    errors = np.kron(params["weights"].reshape(2, 2), np.ones((2, 2))) * delta
    z1_grad = np.where(values["z1"] > 0, chosen * errors, 0.0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    return {"kernel": kernel_grad, "conv_bias": z1_grad.sum(), "weights": delta * values["a3"], "fc_bias": delta}


@alternative("train", style="windows")
def train_by_drawing_orders(images, labels, params, learning_rate, epochs, seed):
    if images.ndim != 3 or images.shape[1:] != (6, 6) or labels.shape != (len(images),) or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    current = {name: np.array(value, dtype=float) for name, value in params.items()}
    for _ in range(epochs):
        order = np.argsort(rng.random(len(images)))
        for image, label in zip(images[order], labels[order], strict=True):
            grads = backward(current, image, label)
            for name in current:
                current[name] = current[name] - learning_rate * grads[name]
    return current


# SciPy, and everything as a matrix.


@alternative("forward", style="scipy")
def forward_with_scipy(params, image):
    from scipy import signal, special

    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError("shapes")
    z1 = signal.correlate2d(image.astype(float), params["kernel"], mode="valid") + params["conv_bias"]
    a1 = np.where(z1 > 0, z1, 0.0)
    a2 = np.maximum(np.maximum(a1[::2, ::2], a1[1::2, ::2]), np.maximum(a1[::2, 1::2], a1[1::2, 1::2]))
    z4 = (params["weights"] * a2.reshape(4)).sum() + params["fc_bias"]
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a2.reshape(4).copy(), "z4": float(z4), "a4": float(special.expit(z4))}


@alternative("loss", style="scipy")
def loss_with_xlogy(label, probability):
    from scipy import special

    if label not in (0, 1) or not 0 <= probability <= 1:
        raise ValueError(f"label {label}, probability {probability}")
    return min(-special.xlogy(label, probability) - special.xlog1py(1 - label, -probability), 100.0)


@alternative("backward", style="scipy")
def backward_with_scipy(params, image, label):
    from scipy import signal

    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    a4 = values["a4"]
    a4_grad = (a4 - label) / max(a4 * (1 - a4), 1e-300)
    z4_grad = a4_grad * a4 * (1 - a4) if 0 < a4 < 1 else a4 - label
    a2_grad = z4_grad * params["weights"].reshape(2, 2)
    z1_grad = np.zeros((4, 4))
    for (r, c), error in np.ndenumerate(a2_grad):
        block = np.s_[2 * r : 2 * r + 2, 2 * c : 2 * c + 2]
        one_hot = np.arange(4) == values["a1"][block].argmax()
        z1_grad[block] = error * one_hot.reshape(2, 2) * (values["z1"][block] > 0)
    kernel_grad = signal.correlate2d(image, z1_grad, mode="valid")
    return {"kernel": kernel_grad, "conv_bias": np.sum(z1_grad), "weights": z4_grad * values["a3"], "fc_bias": z4_grad}


@alternative("predict", style="scipy")
def predict_all_at_once(params, images):
    if images.ndim != 3 or images.shape[1:] != (6, 6):
        raise ValueError(f"images of shape {images.shape}")
    patches = np.lib.stride_tricks.sliding_window_view(images.astype(float), (3, 3), axis=(1, 2))
    z1 = np.einsum("nijkl,kl->nij", patches, params["kernel"]) + params["conv_bias"]
    a3 = np.maximum(z1, 0).reshape(-1, 2, 2, 2, 2).max(axis=(2, 4)).reshape(-1, 4)
    z4 = a3 @ params["weights"] + params["fc_bias"]
    return np.exp(-np.logaddexp(0, -z4))


@alternative("sgd_step", style="scipy")
def step_by_comprehension(params, grads, learning_rate):
    if sorted(params) != sorted(grads) or not learning_rate > 0:
        raise ValueError(f"keys {sorted(params)} and {sorted(grads)}, learning rate {learning_rate}")
    return {name: np.add(params[name], np.multiply(-float(learning_rate), grads[name], dtype=float)) for name in params}


# Everything that is random from NumPy's older generator, one of one's own.


@alternative("make_images", style="older_generator")
def images_from_the_older_generator(count, seed, low=-1.0, high=1.0, value=5.0):
    if count < 2:
        raise ValueError(f"count {count}")
    if high <= low:
        raise ValueError(f"low {low}, high {high}")
    generator = np.random.RandomState(seed)
    images, labels = [], []
    for n in range(count):
        image = generator.uniform(low, high, size=(6, 6))
        if n % 2 == 0:
            row, column = generator.randint(0, 4), generator.randint(0, 4)
            image[row : row + 3, column : column + 3] = np.ones((3, 3)) * value
        images.append(image)
        labels.append(1.0 if n % 2 == 0 else 0.0)
    return np.array(images), np.array(labels)


@alternative("init_params", style="older_generator")
def params_from_the_older_generator(seed):
    generator = np.random.RandomState(seed)
    kernel = generator.uniform(-1, 1, size=(3, 3))
    return {
        "kernel": kernel,
        "conv_bias": generator.uniform(),
        "weights": generator.uniform(low=-1, high=1, size=4),
        "fc_bias": np.float64(0.0),
    }


@alternative("train", style="older_generator")
def train_with_the_older_generator(images, labels, params, learning_rate, epochs, seed):
    if images.ndim != 3 or images.shape[1:] != (6, 6):
        raise ValueError(f"images {images.shape}")
    if labels.ndim != 1 or labels.size != len(images):
        raise ValueError(f"labels {labels.shape}")
    if not epochs > 0:
        raise ValueError(f"epochs {epochs}")
    generator = np.random.RandomState(seed)
    order = np.arange(len(images))
    for _ in range(epochs):
        generator.shuffle(order)
        for n in order:
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return params
