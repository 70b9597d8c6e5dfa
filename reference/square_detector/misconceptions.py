"""Wrong answers to the exercises of the unit square_detector that people really give, each with the hint that helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import backward, forward, sgd_step

# make_images


@misconception(
    "make_images",
    "The square never starts in row or column 3: the upper end of rng.integers is not included. There are 6 - 3 + 1 = 4 rows to start in.",
)
def last_place_never_drawn(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 3, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "Row and column of the square are always equal: draw two numbers, one for each.",
)
def places_on_the_diagonal(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row = column = rng.integers(0, 4)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "The square stands at the same place in all images: draw its place inside the loop.",
)
def place_drawn_once(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    row, column = rng.integers(0, 4, 2)
    for n in range(1, count, 2):
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "Some squares reach over the edge of the image, where a slice cuts them off without a word: the last row to start in is 3.",
)
def square_over_the_edge(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 6, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "All images have the same noise: draw it for each of them, and do not set the seed again inside the loop.",
)
def same_noise_for_every_image(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = np.tile(rng.uniform(low, high, (6, 6)), (count, 1, 1)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "The square is added to the noise: its pixels must be SET to the value.",
)
def square_added_to_the_noise(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] += value
    return images, labels


@misconception(
    "make_images",
    "The square has 2 x 2 pixels: a slice from row to row + 2 ends before row + 2.",
)
def two_by_two_square(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 2, column : column + 2] = value
    return images, labels


@misconception(
    "make_images",
    "The labels are exchanged: 1 stands for an image with a square.",
)
def labels_exchanged(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, 1 - labels


@misconception(
    "make_images",
    "Every image has a square: there must be about as many without one.",
)
def one_class_only(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.ones(count)
    for n in range(count):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "The noise begins at 0: it must reach from low to high.",
)
def noise_from_zero(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(0, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "The noise is normally distributed, and so reaches beyond its range: draw it with rng.uniform(low, high).",
)
def normal_noise(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.normal((low + high) / 2, (high - low) / 2, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "The noise is always between -1 and 1: low and high are arguments.",
)
def range_fixed(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(-1, 1, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "The square always has the value 5: value is an argument.",
)
def value_fixed(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = 5.0
    return images, labels


@misconception(
    "make_images",
    "Every seed gives the same images: hand the seed to np.random.default_rng.",
)
def seed_of_its_own(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng(0)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "The same seed gives other images each time: hand the seed to np.random.default_rng.",
)
def images_without_a_seed(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    if count < 2 or low >= high:
        raise ValueError(f"count {count}, low {low}, high {high}")
    rng = np.random.default_rng()
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


@misconception(
    "make_images",
    "A count or a range that makes no sense is not refused: raise a ValueError if count is less than 2 or low is not less than high.",
)
def any_count_accepted(count: int, seed: int, low: float = -1.0, high: float = 1.0, value: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    images, labels = rng.uniform(low, high, (count, 6, 6)), np.arange(count) % 2.0
    for n in range(1, count, 2):
        row, column = rng.integers(0, 4, 2)
        images[n, row : row + 3, column : column + 3] = value
    return images, labels


# forward


@misconception(
    "forward",
    "The kernel is turned by 180 degrees, as in the convolution of mathematics. Lay it on the image as it is.",
)
def kernel_turned_round(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches[:, :, ::-1, ::-1], params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "Rows and columns of the kernel are exchanged: kernel[k, l] meets image[i + k, j + l].",
)
def kernel_transposed(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,lk->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "The bias is added nine times, once for each product: add it once to the sum.",
)
def bias_for_each_product(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + 9 * params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "The convolution has a bias: add conv_bias to each sum.",
)
def conv_bias_forgotten(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"])
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "The fractions are lost where the image holds whole numbers: np.zeros_like of it holds whole numbers only. Make z1 with np.zeros.",
)
def sums_of_whole_numbers(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    z1 = np.zeros_like(image[:4, :4])
    for i in range(4):
        for j in range(4):
            z1[i, j] = np.sum(image[i : i + 3, j : j + 3] * params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a1 has negative values: ReLU replaces them by 0.",
)
def relu_forgotten(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = z1.copy()
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a1 has small negative values, as from a leaky ReLU. Here they are 0.",
)
def leaky_relu(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.where(z1 > 0, z1, 0.01 * z1)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "z1 has lost its negative values: ReLU must make a new array and leave z1 as it is.",
)
def relu_overwrites_z1(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0, out=z1)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a2 holds the means of the windows: take the largest values.",
)
def mean_of_each_window(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).mean(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "The windows are made by a reshape alone, which takes four values of one row for a window. A window has two rows and two columns.",
)
def windows_laid_out_wrongly(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(4, 4).max(axis=1).reshape(2, 2)
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a3 runs down the columns of a2: lay out one row after the other.",
)
def flattened_by_columns(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten(order="F")
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a3 is a column, [4, 1]: it must be [4].",
)
def column_of_four(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.reshape(4, 1)
    z4 = float((params["weights"] @ a3)[0] + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "z4 and a4 are arrays of one value: return them as plain floats.",
)
def output_in_an_array(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = params["weights"].reshape(1, 4) @ a3 + params["fc_bias"]
    a4 = np.exp(-np.logaddexp(0, -z4))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "The last layer has a bias too: add fc_bias to z4.",
)
def fc_bias_forgotten(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3)
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a4 is the same as z4: it is the sigmoid of it, a probability.",
)
def sigmoid_forgotten(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = z4
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a4 is a class, 0 or 1: return the probability as it is.",
)
def class_in_place_of_the_probability(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(z4 > 0)
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "a4 is the probability of no square: the exponent has a minus, 1 / (1 + exp(-z4)).",
)
def sigmoid_of_the_wrong_sign(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "For a large z4 the probability is nan: exp(z) / (1 + exp(z)) divides infinity by infinity. Use 1 / (1 + exp(-z)).",
)
def sigmoid_overflows(params: dict, image: np.ndarray) -> dict:
    if image.shape != (6, 6) or params["kernel"].shape != (3, 3) or params["weights"].shape != (4,):
        raise ValueError(f"image {image.shape}, kernel {params['kernel'].shape}, weights {params['weights'].shape}")
    patches = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    z1 = np.einsum("ijkl,kl->ij", patches, params["kernel"]) + params["conv_bias"]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(z4) / (1 + np.exp(z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


@misconception(
    "forward",
    "Images of other sizes are not refused. Compare the shapes with (6, 6), (3, 3) and (4,), and raise a ValueError.",
)
def shapes_not_checked(params: dict, image: np.ndarray) -> dict:
    z1 = np.zeros((4, 4)) + params["conv_bias"]
    for k in range(3):
        for m in range(3):
            z1 += params["kernel"][k, m] * image[k : k + 4, m : m + 4]
    a1 = np.maximum(z1, 0)
    a2 = a1.reshape(2, 2, 2, 2).max(axis=(1, 3))
    a3 = a2.flatten()
    z4 = float(params["weights"] @ a3 + params["fc_bias"])
    a4 = float(np.exp(-np.logaddexp(0, -z4)))
    return {"z1": z1, "a1": a1, "a2": a2, "a3": a3, "z4": z4, "a4": a4}


# loss


@misconception(
    "loss",
    "Without a square the loss is always 0: the term (1 - label) log(1 - probability) is missing.",
)
def only_the_labelled_term(label: float, probability: float) -> float:
    if label not in (0, 1) or not 0 <= probability <= 1:
        raise ValueError(f"label {label}, probability {probability}")
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return -float(label * np.log(p))


@misconception(
    "loss",
    "The loss is negative: the logarithm of a probability is, so there is a minus in front.",
)
def sign_forgotten(label: float, probability: float) -> float:
    if label not in (0, 1) or not 0 <= probability <= 1:
        raise ValueError(f"label {label}, probability {probability}")
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return float(label * np.log(p) + (1 - label) * np.log(1 - p))


@misconception(
    "loss",
    "The two terms are exchanged: with a square it is -log(probability).",
)
def labels_in_the_wrong_terms(label: float, probability: float) -> float:
    if label not in (0, 1) or not 0 <= probability <= 1:
        raise ValueError(f"label {label}, probability {probability}")
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return -float((1 - label) * np.log(p) + label * np.log(1 - p))


@misconception(
    "loss",
    "This is the logarithm to the base 2. Take the natural one, np.log.",
)
def logarithm_to_base_two(label: float, probability: float) -> float:
    if label not in (0, 1) or not 0 <= probability <= 1:
        raise ValueError(f"label {label}, probability {probability}")
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return -float(label * np.log2(p) + (1 - label) * np.log2(1 - p))


@misconception(
    "loss",
    "This is the squared error: the cross-entropy is asked for.",
)
def squared_error(label: float, probability: float) -> float:
    if label not in (0, 1) or not 0 <= probability <= 1:
        raise ValueError(f"label {label}, probability {probability}")
    return float((label - probability) ** 2)


@misconception(
    "loss",
    "The loss is infinite or nan at the probabilities 0 and 1: keep the logarithm away from 0 by a small number.",
)
def infinite_when_certain(label: float, probability: float) -> float:
    if label not in (0, 1) or not 0 <= probability <= 1:
        raise ValueError(f"label {label}, probability {probability}")
    return -float(label * np.log(probability) + (1 - label) * np.log(1 - probability))


@misconception(
    "loss",
    "A label or a probability that makes no sense is not refused: raise a ValueError.",
)
def any_label_accepted(label: float, probability: float) -> float:
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return -float(label * np.log(p) + (1 - label) * np.log(1 - p))


# backward


@misconception(
    "backward",
    "The gradient of the weights is sent on to the layers below. What they need is dL/da3, the error times the WEIGHTS.",
)
def weight_gradient_sent_upstream(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * values["a3"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The error goes on to the layers below without the weights: dL/da3 is the error times the weights.",
)
def weights_left_out_upstream(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = np.full(4, delta)
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "All gradients have the wrong sign: dL/dz4 is a4 - label.",
)
def error_with_the_wrong_sign(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = label - values["a4"]
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "There is a factor a4 (1 - a4) too many: it has cancelled already in a4 - label, which is the derivative with respect to z4.",
)
def sigmoid_derivative_twice(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = (values["a4"] - label) * values["a4"] * (1 - values["a4"])
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient of the weights is a3 alone: multiply it by the error a4 - label.",
)
def error_left_out_of_the_weights(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient of a window fills whole rows: a list of two indices picks two rows. Use z1_grad[i, j], for the one place of the maximum.",
)
def pooling_scattered_by_row(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[[rows + i, columns + j]] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "All four values of a window get the gradient: only its maximum had a say in the result.",
)
def gradient_for_all_of_the_window(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.kron(upstream.reshape(2, 2), np.ones((2, 2)))
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient is shared out among the four values of a window, as for a mean. The maximum gets all of it.",
)
def gradient_shared_by_the_window(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.kron(upstream.reshape(2, 2), np.ones((2, 2))) / 4
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "Row and column of the maximum within its window are exchanged: divmod(place, 2) gives the row first.",
)
def place_in_the_window_transposed(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + j, columns + i] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The place of a maximum counts from the corner of its own window: add the row and the column where the window begins.",
)
def place_without_the_window(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[i, j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "Dead windows let the gradient through: where z1 is not above 0, ReLU passes nothing back.",
)
def relu_mask_forgotten(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient passes where z1 is exactly 0: ReLU is taken to be flat there.",
)
def relu_mask_at_zero(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] >= 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient is multiplied by ReLU itself, not by its derivative, which is 1 where z1 is above 0.",
)
def multiplied_by_relu(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * values["a1"]
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient of the kernel is turned by 180 degrees: kernel[k, l] stands beside image[i + k, j + l], so both indices go the same way.",
)
def kernel_gradient_turned_round(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    kernel_grad = kernel_grad[::-1, ::-1].copy()
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient of the kernel is transposed: kernel[k, l] stands beside image[i + k, j + l].",
)
def kernel_gradient_transposed(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2).T.copy()
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient of conv_bias is summed over the image: it is the sum of dL/dz1, because the bias is added to each z1.",
)
def conv_bias_from_the_image(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(image.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient of conv_bias is the error at the output: the bias acts through the four windows, so it is the sum of dL/dz1.",
)
def conv_bias_from_the_error_alone(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = delta
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradients of the biases are arrays of one value: return plain floats, as the biases are.",
)
def bias_gradients_in_arrays(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = z1_grad.sum(keepdims=True)[0]
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "The gradient of a kernel of whole numbers has lost its fractions: np.zeros_like of it holds whole numbers only. Use np.zeros.",
)
def gradient_of_whole_numbers(params: dict, image: np.ndarray, label: float) -> dict:
    if label not in (0, 1):
        raise ValueError(f"label {label}")
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.zeros_like(params["kernel"])
    for k in range(3):
        for m in range(3):
            kernel_grad[k, m] = np.sum(image[k : k + 4, m : m + 4] * z1_grad)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


@misconception(
    "backward",
    "A label that is neither 0 nor 1 is not refused: raise a ValueError.",
)
def any_label_taken(params: dict, image: np.ndarray, label: float) -> dict:
    values = forward(params, image)
    delta = values["a4"] - label
    upstream = delta * params["weights"]
    z1_grad = np.zeros((4, 4))
    for n in range(4):
        rows, columns = 2 * (n // 2), 2 * (n % 2)
        i, j = divmod(int(np.argmax(values["a1"][rows : rows + 2, columns : columns + 2])), 2)
        z1_grad[rows + i, columns + j] = upstream[n]
    z1_grad = z1_grad * (values["z1"] > 0)
    kernel_grad = np.tensordot(np.lib.stride_tricks.sliding_window_view(image, (4, 4)), z1_grad, axes=2)
    bias_grad = float(z1_grad.sum())
    return {"kernel": kernel_grad, "conv_bias": bias_grad, "weights": delta * values["a3"], "fc_bias": delta}


# sgd_step


@misconception(
    "sgd_step",
    "The gradient is added: the loss falls against the gradient, so subtract it.",
)
def gradient_added(params: dict, grads: dict, learning_rate: float) -> dict:
    if params.keys() != grads.keys() or learning_rate <= 0:
        raise ValueError(f"keys {sorted(params)} and {sorted(grads)}, learning rate {learning_rate}")
    return {name: params[name] + learning_rate * grads[name] for name in params}


@misconception(
    "sgd_step",
    "The whole gradient is subtracted: multiply it by the learning rate.",
)
def learning_rate_left_out(params: dict, grads: dict, learning_rate: float) -> dict:
    if params.keys() != grads.keys() or learning_rate <= 0:
        raise ValueError(f"keys {sorted(params)} and {sorted(grads)}, learning rate {learning_rate}")
    return {name: params[name] - grads[name] for name in params}


@misconception(
    "sgd_step",
    "This is the change alone: subtract it from the params.",
)
def only_the_change(params: dict, grads: dict, learning_rate: float) -> dict:
    if params.keys() != grads.keys() or learning_rate <= 0:
        raise ValueError(f"keys {sorted(params)} and {sorted(grads)}, learning rate {learning_rate}")
    return {name: learning_rate * grads[name] for name in params}


@misconception(
    "sgd_step",
    "Only the arrays change: the two biases are parameters too.",
)
def biases_left_alone(params: dict, grads: dict, learning_rate: float) -> dict:
    if params.keys() != grads.keys() or learning_rate <= 0:
        raise ValueError(f"keys {sorted(params)} and {sorted(grads)}, learning rate {learning_rate}")
    return {name: params[name] - learning_rate * grads[name] if np.ndim(params[name]) else params[name] for name in params}


@misconception(
    "sgd_step",
    "The params that were handed in are changed: -= changes an array itself. Make a new dict with new arrays.",
)
def params_changed_in_place(params: dict, grads: dict, learning_rate: float) -> dict:
    if params.keys() != grads.keys() or learning_rate <= 0:
        raise ValueError(f"keys {sorted(params)} and {sorted(grads)}, learning rate {learning_rate}")
    for name in params:
        params[name] -= learning_rate * grads[name]
    return params


@misconception(
    "sgd_step",
    "A parameter without a gradient is skipped without a word: raise a ValueError unless both dicts have the same keys.",
)
def missing_gradients_skipped(params: dict, grads: dict, learning_rate: float) -> dict:
    if learning_rate <= 0:
        raise ValueError(f"learning rate {learning_rate}")
    return {name: params[name] - learning_rate * grads.get(name, 0.0) for name in params}


@misconception(
    "sgd_step",
    "A learning rate of zero or less is not refused: raise a ValueError.",
)
def any_rate_accepted(params: dict, grads: dict, learning_rate: float) -> dict:
    if params.keys() != grads.keys():
        raise ValueError(f"keys {sorted(params)} and {sorted(grads)}")
    return {name: params[name] - learning_rate * grads[name] for name in params}


# init_params


@misconception(
    "init_params",
    "Kernel and weights are zeros: then no gradient reaches the kernel. Begin with random numbers.",
)
def starts_from_zeros(seed: int) -> dict:
    return {"kernel": np.zeros((3, 3)), "conv_bias": 0.0, "weights": np.zeros(4), "fc_bias": 0.0}


@misconception(
    "init_params",
    "The weights are zeros: then nothing passes from the loss to the kernel. Draw them too.",
)
def weights_of_zeros(seed: int) -> dict:
    rng = np.random.default_rng(seed)
    return {"kernel": rng.uniform(-1, 1, (3, 3)), "conv_bias": 0.0, "weights": np.zeros(4), "fc_bias": 0.0}


@misconception(
    "init_params",
    "The weights are a row, [1, 4]: they must be [4].",
)
def weights_in_a_row(seed: int) -> dict:
    rng = np.random.default_rng(seed)
    return {"kernel": rng.uniform(-1, 1, (3, 3)), "conv_bias": 0.0, "weights": rng.uniform(-1, 1, (1, 4)), "fc_bias": 0.0}


@misconception(
    "init_params",
    "The biases are arrays: they must be plain numbers.",
)
def biases_in_arrays(seed: int) -> dict:
    rng = np.random.default_rng(seed)
    return {"kernel": rng.uniform(-1, 1, (3, 3)), "conv_bias": np.zeros(1), "weights": rng.uniform(-1, 1, 4), "fc_bias": np.zeros(1)}


@misconception(
    "init_params",
    "Every seed gives the same params: hand the seed to np.random.default_rng.",
)
def always_the_same_params(seed: int) -> dict:
    rng = np.random.default_rng(0)
    return {"kernel": rng.uniform(-1, 1, (3, 3)), "conv_bias": 0.0, "weights": rng.uniform(-1, 1, 4), "fc_bias": 0.0}


@misconception(
    "init_params",
    "The same seed gives other params each time: hand the seed to np.random.default_rng.",
)
def params_without_a_seed(seed: int) -> dict:
    rng = np.random.default_rng()
    return {"kernel": rng.uniform(-1, 1, (3, 3)), "conv_bias": 0.0, "weights": rng.uniform(-1, 1, 4), "fc_bias": 0.0}


@misconception(
    "init_params",
    "The weights do not depend on the seed: draw them too.",
)
def only_the_kernel_drawn(seed: int) -> dict:
    rng = np.random.default_rng(seed)
    return {"kernel": rng.uniform(-1, 1, (3, 3)), "conv_bias": 0.0, "weights": np.full(4, 0.5), "fc_bias": 0.0}


# train


@misconception(
    "train",
    "The loss grows: sgd_step subtracts the gradient already, so do not turn its sign.",
)
def gradient_ascent(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            grads = backward(params, images[n], labels[n])
            params = sgd_step(params, {name: -grads[name] for name in grads}, learning_rate)
    return params


@misconception(
    "train",
    "Only the last layer learns: kernel and conv_bias have gradients too.",
)
def kernel_never_trained(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            grads = backward(params, images[n], labels[n])
            grads["kernel"], grads["conv_bias"] = np.zeros((3, 3)), 0.0
            params = sgd_step(params, grads, learning_rate)
    return params


@misconception(
    "train",
    "Only the kernel learns: weights and fc_bias have gradients too.",
)
def last_layer_never_trained(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            grads = backward(params, images[n], labels[n])
            grads["weights"], grads["fc_bias"] = np.zeros(4), 0.0
            params = sgd_step(params, grads, learning_rate)
    return params


@misconception(
    "train",
    "The last layer is updated before the gradient of the kernel is computed. All gradients of a step belong to the same params.",
)
def weights_updated_before_the_kernel(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            grads = backward(params, images[n], labels[n])
            moved = params | {name: params[name] - learning_rate * grads[name] for name in ("weights", "fc_bias")}
            late = backward(moved, images[n], labels[n])
            params = moved | {name: params[name] - learning_rate * late[name] for name in ("kernel", "conv_bias")}
    return params


@misconception(
    "train",
    "The steps are too small: the learning rate is divided by the number of images. Each image has a whole step.",
)
def learning_rate_shared_out(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate / len(images))
    return params


@misconception(
    "train",
    "Images and labels are not in the same order: image n goes with label n.",
)
def labels_in_another_order(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            params = sgd_step(params, backward(params, images[n], labels[len(images) - 1 - n]), learning_rate)
    return params


@misconception(
    "train",
    "The params come back as they were: keep what sgd_step returns.",
)
def nothing_trained(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    for _ in range(epochs):
        for n in np.random.default_rng(seed).permutation(len(images)):
            sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return dict(params)


@misconception(
    "train",
    "All gradients are computed at the params of the beginning: each step starts where the one before has ended.",
)
def gradients_at_the_first_params(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    trained = params
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            trained = sgd_step(trained, backward(params, images[n], labels[n]), learning_rate)
    return trained


@misconception(
    "train",
    "There is one step for each epoch, with the mean gradient of all images: make one step for each image.",
)
def mean_gradient_of_all_images(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    for _ in range(epochs):
        grads = [backward(params, image, label) for image, label in zip(images, labels, strict=True)]
        params = sgd_step(params, {name: np.mean([grad[name] for grad in grads], axis=0) for name in params}, learning_rate)
    return params


@misconception(
    "train",
    "There is only one epoch: is there a return inside the loop?",
)
def one_epoch_only(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
        return params
    return params


@misconception(
    "train",
    "Some images have their turn twice in an epoch and others never: draw a permutation, not single numbers.",
)
def images_drawn_with_replacement(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.integers(0, len(images), len(images)):
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return params


@misconception(
    "train",
    "Each epoch sees only some of the images: every image has its turn.",
)
def sample_of_the_images(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images))[:16]:
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return params


@misconception(
    "train",
    "The order of the images is the same in every epoch: draw it inside the loop over the epochs, and make the generator before that loop.",
)
def one_order_for_all_epochs(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    order = np.random.default_rng(seed).permutation(len(images))
    for _ in range(epochs):
        for n in order:
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return params


@misconception(
    "train",
    "The images always come in the order in which they stand: draw an order from the seed in each epoch.",
)
def never_shuffled(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    for _ in range(epochs):
        for image, label in zip(images, labels, strict=True):
            params = sgd_step(params, backward(params, image, label), learning_rate)
    return params


@misconception(
    "train",
    "The params that were handed in are changed: dict(params) copies the dict, but not the arrays in it, and -= changes them.",
)
def params_trained_in_place(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or labels.shape != images.shape[:1] or epochs < 1:
        raise ValueError(f"images {images.shape}, labels {labels.shape}, epochs {epochs}")
    params = dict(params)
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            grads = backward(params, images[n], labels[n])
            for name in params:
                params[name] -= learning_rate * grads[name]
    return params


@misconception(
    "train",
    "Labels that are too many are not noticed: raise a ValueError unless there is one for each image.",
)
def labels_not_counted(images: np.ndarray, labels: np.ndarray, params: dict, learning_rate: float, epochs: int, seed: int) -> dict:
    if images.shape[1:] != (6, 6) or epochs < 1:
        raise ValueError(f"images {images.shape}, epochs {epochs}")
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for n in rng.permutation(len(images)):
            params = sgd_step(params, backward(params, images[n], labels[n]), learning_rate)
    return params


# predict


@misconception(
    "predict",
    "These are classes, 0 and 1: return the probabilities as they are.",
)
def classes_in_place_of_probabilities(params: dict, images: np.ndarray) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError(f"images {images.shape}")
    return np.round(np.array([forward(params, image)["a4"] for image in images]))


@misconception(
    "predict",
    "These are the values of z4: the probability is a4.",
)
def value_before_the_sigmoid(params: dict, images: np.ndarray) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError(f"images {images.shape}")
    return np.array([forward(params, image)["z4"] for image in images])


@misconception(
    "predict",
    "This is the probability of class 0: return that of a square, a4.",
)
def probability_of_no_square(params: dict, images: np.ndarray) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError(f"images {images.shape}")
    return 1 - np.array([forward(params, image)["a4"] for image in images])


@misconception(
    "predict",
    "The result is a column, [N, 1]: it must be [N].",
)
def column_of_probabilities(params: dict, images: np.ndarray) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError(f"images {images.shape}")
    return np.array([forward(params, image)["a4"] for image in images])[:, np.newaxis]


@misconception(
    "predict",
    "Only the first image has a probability: there is a return inside the loop.",
)
def first_image_only(params: dict, images: np.ndarray) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError(f"images {images.shape}")
    for image in images:
        return np.array([forward(params, image)["a4"]])
    return np.array([])


@misconception(
    "predict",
    "The result is a list: make an array of it.",
)
def list_of_probabilities(params: dict, images: np.ndarray) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError(f"images {images.shape}")
    return [forward(params, image)["a4"] for image in images]


@misconception(
    "predict",
    "For one image the result has lost its axis: it must be [1]. Leave squeeze alone.",
)
def single_probability_squeezed(params: dict, images: np.ndarray) -> np.ndarray:
    if images.ndim != 3:
        raise ValueError(f"images {images.shape}")
    return np.squeeze(np.array([forward(params, image)["a4"] for image in images]))


@misconception(
    "predict",
    "A single image without the axis of the batch is not refused: raise a ValueError unless images has three dimensions.",
)
def single_image_accepted(params: dict, images: np.ndarray) -> np.ndarray:
    images = images.reshape(-1, 6, 6)
    return np.array([forward(params, image)["a4"] for image in images])
