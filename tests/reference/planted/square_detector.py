"""Wrong ways to draw images and to train: noise that is not looked at closely, and trainings that do
something else with their arguments than is asked.
"""

import numpy as np

from tests.reference.planted.wrong import wrong

# Images.


@wrong("make_images")
def noise_shared_by_both_classes(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        for plain, square in zip(np.flatnonzero(labels == 0), np.flatnonzero(labels == 1), strict=False):
            images[square] = np.where(images[square] == value, value, images[plain])
        return images, labels

    return make_images


@wrong("make_images")
def seeds_of_images_a_thousand_apart(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        noise = [np.random.default_rng(seed + 1000 * n).uniform(low, high, (6, 6)) for n in range(count)]
        return np.where(images == value, value, noise), labels

    return make_images


@wrong("make_images")
def normal_noise_around_the_squares(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        rng = np.random.default_rng([seed, 1])
        normal = np.clip(rng.normal((low + high) / 2, (high - low) / 6, images.shape), low, np.nextafter(high, low))
        return np.where((labels == 1)[:, None, None] & (images != value), normal, images), labels

    return make_images


@wrong("make_images")
def fixed_range_around_the_squares(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        other, _ = right(count, seed, -1.0, 1.0, value)
        return np.where((labels == 1)[:, None, None] & (images != value), other, images), labels

    return make_images


@wrong("make_images")
def triangular_noise(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        other = np.random.default_rng([seed, 1]).uniform(low, high, images.shape)
        return np.where(images == value, value, (images + other) / 2), labels

    return make_images


@wrong("make_images")
def noise_in_hundredths(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        return np.where(images == value, value, np.floor(images * 100) / 100), labels

    return make_images


@wrong("make_images")
def dark_border(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        border = np.pad(np.zeros((4, 4)), 1, constant_values=1.0) == 1.0
        return np.where((images != value) & border, low, images), labels

    return make_images


@wrong("make_images")
def brighter_to_the_right(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        share = (images - low) / (high - low)
        ramp = share ** np.array([4.0, 2.0, 1.3, 0.8, 0.5, 0.25])
        return np.where(images == value, value, low + (high - low) * ramp), labels

    return make_images


@wrong("make_images")
def squares_keep_to_the_middle(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        rng = np.random.default_rng([seed, 1])
        for n in np.flatnonzero(labels):
            image = rng.uniform(low, high, (6, 6))
            row, column = rng.binomial(3, 0.5, 2)
            image[row : row + 3, column : column + 3] = value
            images[n] = image
        return images, labels

    return make_images


@wrong("make_images")
def high_of_zero_is_one(right):
    return lambda count, seed, low=-1.0, high=1.0, value=5.0: right(count, seed, low, high or 1.0, value)


@wrong("make_images")
def low_of_zero_is_minus_one(right):
    return lambda count, seed, low=-1.0, high=1.0, value=5.0: right(count, seed, low or -1.0, high, value)


@wrong("make_images")
def value_beyond_the_noise_only(right):
    return lambda count, seed, low=-1.0, high=1.0, value=5.0: right(count, seed, low, high, max(value, high))


@wrong("make_images")
def a_thousand_squares_at_most(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        for n in np.flatnonzero(labels)[1000:]:
            images[n] = np.rot90(np.where(images[n] == value, images[0], images[n]))
            images[n, 3:, 3:] = value
        return images, labels

    return make_images


@wrong("make_images")
def shared_generator_disturbed(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        np.random.shuffle(np.arange(3))
        return right(count, seed, low, high, value)

    return make_images


@wrong("make_images")
def other_names(right):
    return lambda n, seed, low=-1.0, high=1.0, value=5.0: right(n, seed, low, high, value)


@wrong("init_params")
def seed_must_be_an_int(right):
    def init_params(seed):
        assert type(seed) is int, "the seed must be an int"
        return right(seed)

    return init_params


@wrong("loss")
def guard_of_a_thousandth(right):
    return lambda label, probability: right(label, probability) and right(label, min(max(probability, 1e-3), 0.999))


# Trainings.


@wrong("train")
def epochs_at_most_ten(right):
    return lambda images, labels, params, learning_rate, epochs, seed: right(
        images, labels, params, learning_rate, min(epochs, 10), seed
    )


@wrong("train")
def a_hundred_images_at_most(right):
    return lambda images, labels, params, learning_rate, epochs, seed: right(
        images[:100], labels[:100] if labels.shape == images.shape[:1] else labels, params, learning_rate, epochs, seed
    )


@wrong("train")
def learning_rate_ignored(right):
    return lambda images, labels, params, learning_rate, epochs, seed: right(images, labels, params, 0.05, epochs, seed)


@wrong("train")
def steps_at_most_of_length_one(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        end = right(images, labels, params, learning_rate, epochs, seed)
        return {name: params[name] + np.clip(end[name] - params[name], -0.5, 0.5) for name in params}

    return train


@wrong("train")
def rate_decays_from_step_to_step(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        right(images, labels, params, learning_rate, epochs, seed)
        rng, step = np.random.default_rng(seed), 0
        for _ in range(epochs):
            for n in rng.permutation(len(images)):
                rate = learning_rate / (1 + step // 10)
                params = sgd_step(params, backward(params, images[n], labels[n]), rate)  # noqa: F821 - of the solution
                step += 1
        return params

    return train


@wrong("train")
def batches_of_eight(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        right(images, labels, params, learning_rate, epochs, seed)
        rng = np.random.default_rng(seed)
        for _ in range(epochs):
            order = rng.permutation(len(images))
            for start in range(0, len(order), 8):
                before = params
                for n in order[start : start + 8]:
                    grads = backward(before, images[n], labels[n])  # noqa: F821 - of the solution
                    params = sgd_step(params, grads, learning_rate)  # noqa: F821
        return params

    return train


@wrong("train")
def stops_when_the_loss_is_small(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        for epoch in range(max(epochs, 1)):
            params = right(images, labels, params, learning_rate, min(epochs, 1), seed + epoch)
            if all(abs(forward(params, i)["a4"] - k) < 0.01 for i, k in zip(images, labels, strict=True)):  # noqa: F821
                break
        return params

    return train


@wrong("train")
def seed_of_zero_is_none(right):
    return lambda images, labels, params, learning_rate, epochs, seed: right(
        images, labels, params, learning_rate, epochs, seed or np.random.default_rng().integers(1, 99)
    )


@wrong("train")
def shared_orders_disturbed(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        np.random.permutation(3)
        return right(images, labels, params, learning_rate, epochs, seed)

    return train


@wrong("predict")
def thirty_two_images_at_most(right):
    def predict(params, images):
        found = right(params, images)
        found[32:] = 0.5
        return found

    return predict


@wrong("predict")
def a_last_piece_of_one_image_left_out(right):
    def predict(params, images):
        found = right(params, images)
        found[-1] = 0.5 if len(found) % 250 == 1 and len(found) > 1 else found[-1]
        return found

    return predict


@wrong("train")
def order_of_each_epoch_from_a_seed_of_its_own(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        for epoch in range(max(epochs, 1)):
            params = right(images, labels, params, learning_rate, min(epochs, 1), seed + epoch)
        return params

    return train


@wrong("train")
def orders_of_the_seed_before_in_reverse(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        for epoch in range(max(epochs, 1)):
            params = right(images, labels, params, learning_rate, min(epochs, 1), 2_000_000 + seed - epoch)
        return params

    return train


@wrong("train")
def forty_orders(right):
    def train(images, labels, params, learning_rate, epochs, seed):
        right(images, labels, params, learning_rate, epochs, seed)
        rng = np.random.default_rng(seed)
        orders = [rng.permutation(len(images)) for _ in range(40)]
        for epoch in range(epochs):
            for n in orders[epoch % 40]:
                params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)  # noqa: F821
        return params

    return train


@wrong("train")
def half_of_the_digits_of_a_seed(right):
    return lambda images, labels, params, learning_rate, epochs, seed: right(
        images, labels, params, learning_rate, epochs, seed % 5000
    )


@wrong("loss")
def probabilities_off_by_rounding(right):
    return lambda label, probability: right(
        label, probability if not -1e-12 <= probability <= 1 + 1e-12 else min(max(probability, 0.0), 1.0)
    )


@wrong("predict")
def pieces_of_256_and_a_rest(right):
    def predict(params, images):
        whole = len(images) // 256 * 256
        pieces = [right(params, images[start : start + 256]) for start in range(0, whole, 256)]
        rest = images[whole:]
        return np.concatenate([*pieces, right(params, rest.reshape(len(rest), -1, rest.shape[-1]))])

    return predict


@wrong("loss")
def probabilities_in_hundredths_but_for_the_least(right):
    return lambda label, probability: right(
        label, probability if probability in (0, 1) else min(max(probability, 0.01), 0.99)
    )


@wrong("make_images")
def squares_of_labels_before_they_were_tossed_again(right):
    def make_images(count, seed, low=-1.0, high=1.0, value=5.0):
        images, labels = right(count, seed, low, high, value)
        rng = np.random.default_rng([seed, 2])
        lost = (labels == 1) & (rng.random() < 2.0 ** (1 - count))
        images[lost] = rng.uniform(low, high, images[lost].shape)
        return images, labels

    return make_images


@wrong("init_params")
def whole_numbers_from_minus_one_to_one(right):
    def init_params(seed):
        random = np.random.default_rng(seed)
        kernel, weights = random.integers(-1, 2, (3, 3)), random.integers(-1, 2, 4)
        return right(seed) | {"kernel": kernel.astype(float), "weights": weights.astype(float)}

    return init_params
