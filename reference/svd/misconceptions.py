"""Wrong answers to the exercises of the unit svd that people really give, each with the hint that helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import mean_square_deviation

# to_grayscale


@misconception("to_grayscale", "The three channels seem to have equal weights: green counts more than red, and red more than blue.")
def mean_of_the_channels(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return rgb.mean(axis=2)


@misconception(
    "to_grayscale", "Red and blue seem to be exchanged. Red is channel 0 and has the weight 0.299; some libraries store blue first, this unit does not."
)
def blue_first(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return 0.114 * rgb[:, :, 0] + 0.587 * rgb[:, :, 1] + 0.299 * rgb[:, :, 2]


@misconception("to_grayscale", "These are the weights of another standard (BT.709). Take 0.299, 0.587 and 0.114.")
def weights_of_another_standard(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return rgb @ np.array([0.2126, 0.7152, 0.0722])


@misconception("to_grayscale", "The result seems to be divided by 255. Leave the range as it is.")
def scaled_to_one(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return rgb @ np.array([0.299, 0.587, 0.114]) / 255


@misconception("to_grayscale", "The image lies on its side: the result is [H, W], in the order of the colour image.")
def transposed_gray(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return np.array([0.299, 0.587, 0.114]) @ rgb.T.reshape(3, rgb.shape[1], rgb.shape[0]).swapaxes(0, 1)


@misconception("to_grayscale", "The result keeps an axis of length one. A gray image has two dimensions, [H, W].")
def channel_axis_kept(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return rgb @ np.array([[0.299], [0.587], [0.114]])


@misconception(
    "to_grayscale", "The result is rounded to whole numbers where the image holds whole numbers. Keep the fractions: the result is an array of floats."
)
def cast_back_to_bytes(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return (rgb @ np.array([0.299, 0.587, 0.114])).astype(rgb.dtype)


@misconception("to_grayscale", "The shape is not checked: np.dot takes a row of three gray pixels for a colour. Raise a ValueError unless rgb is [H, W, 3].")
def any_last_axis_of_three(rgb: np.ndarray) -> np.ndarray:
    return np.dot(rgb, [0.299, 0.587, 0.114])


@misconception("to_grayscale", "A fourth channel is dropped without a word. It is not asked for: raise a ValueError unless there are exactly three.")
def transparency_dropped(rgb: np.ndarray) -> np.ndarray:
    if rgb.ndim != 3 or rgb.shape[2] < 3:
        raise ValueError(f"rgb must be [H, W, 3], not {rgb.shape}")
    return rgb[:, :, :3] @ np.array([0.299, 0.587, 0.114])


# svd_compress


@misconception(
    "svd_compress",
    "Vt seems to be used as if it were V. np.linalg.svd returns the transposed matrix: its vectors are rows, so take the first k rows and do not transpose.",
)
def vectors_from_the_columns_of_vt(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, V = np.linalg.svd(image.astype(float))
    return U[:, :k] @ np.diag(S[:k]) @ V[:, :k].T


@misconception("svd_compress", "The singular values are missing between U and Vt: each column of U is multiplied by its singular value.")
def singular_values_left_out(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, _, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:, :k] @ Vt[:k]


@misconception("svd_compress", "The smallest singular values seem to be kept. They come last, and the largest ones, which come first, matter most.")
def smallest_kept(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:, -k:] * S[-k:] @ Vt[-k:]


@misconception("svd_compress", "One singular value too many is kept: a slice to k ends before k, so that [:k] has k values already.")
def one_too_many(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:, : k + 1] * S[: k + 1] @ Vt[: k + 1]


@misconception("svd_compress", "k values seem to be dropped, where k should be kept.")
def k_dropped(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    left = len(S) - k
    return U[:, :left] * S[:left] @ Vt[:left]


@misconception("svd_compress", "Only the k-th of the simple pictures is there. Add up the first k of them.")
def only_the_last_picture(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    for i in range(k):
        approximation = S[i] * np.outer(U[:, i], Vt[i])
    return approximation


@misconception("svd_compress", "The result is a part of the image, not an approximation of all of it: it must be [H, W].")
def cut_out_of_the_image(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:k, :k] * S[:k] @ Vt[:k, :k]


@misconception(
    "svd_compress", "The image's columns are centred first, as for principal components. Then the result has one rank more: decompose the image itself."
)
def columns_centred(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    mean = image.mean(axis=0)
    U, S, Vt = np.linalg.svd(image - mean, full_matrices=False)
    return U[:, :k] * S[:k] @ Vt[:k] + mean


@misconception("svd_compress", "The eigenvalues of the product of the image with itself are the SQUARES of the singular values: take their roots.")
def squared_singular_values(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:, :k] * S[:k] ** 2 @ Vt[:k]


@misconception("svd_compress", "Values outside 0 to 255 are cut off. The result is the best approximation before it is shown: leave its values as they are.")
def clipped_to_bytes(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return np.clip(U[:, :k] * S[:k] @ Vt[:k], 0, 255)


@misconception("svd_compress", "The result is rounded where the image holds whole numbers. The approximation is an array of floats.")
def cast_back_to_the_image_type(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return (U[:, :k] * S[:k] @ Vt[:k]).astype(image.dtype)


@misconception("svd_compress", "The product of an image of bytes with itself overflows: make an image of floats first.")
def product_of_bytes(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    _, vectors = np.linalg.eigh(image.T @ image)
    largest = vectors[:, -k:]
    return image @ largest @ largest.T


@misconception(
    "svd_compress",
    "Something is divided by a singular value of zero. Images have such values when rows depend on each other: multiply by them, never divide.",
)
def divided_by_singular_values(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    image = image.astype(float)
    eigenvalues, vectors = np.linalg.eigh(image.T @ image)
    S, V = np.sqrt(np.round(eigenvalues[::-1][:k], 9)), vectors[:, ::-1][:, :k]
    U = image @ V / S
    return U * S @ V.T


@misconception("svd_compress", "k = min(H, W) is refused. It makes sense: all singular values are kept, and the result is the image.")
def all_of_them_refused(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k < min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:, :k] * S[:k] @ Vt[:k]


@misconception(
    "svd_compress", "k is not checked. A slice beyond the end takes what there is, without an exception: raise a ValueError unless k is from 1 to min(H, W)."
)
def k_not_checked(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2:
        raise ValueError(f"image must be [H, W], not {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:, :k] * S[:k] @ Vt[:k]


@misconception("svd_compress", "k is compared with the larger of height and width: there are only min(H, W) singular values.")
def k_up_to_the_longer_side(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= max(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    U, S, Vt = np.linalg.svd(image.astype(float), full_matrices=False)
    return U[:, :k] * S[:k] @ Vt[:k]


# compression_ratio


@misconception("compression_ratio", "The singular values are forgotten: each picture needs a column, a row AND one number more, 1 + height + width.")
def singular_values_for_free(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return k * (height + width) / (height * width)


@misconception("compression_ratio", "k seems to have no effect: k pictures need k times as much as one.")
def size_of_one_picture(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return (1 + height + width) / (height * width)


@misconception("compression_ratio", "This is the ratio upside down: the compressed size comes above the line.")
def original_by_compressed(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return height * width / (k * (1 + height + width))


@misconception("compression_ratio", "This is what is saved. The ratio says what is left: compressed size by original size.")
def part_that_is_saved(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return 1 - k * (1 + height + width) / (height * width)


@misconception("compression_ratio", "The ratio is given in percent. Return the plain ratio.")
def ratio_in_percent(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return 100 * k * (1 + height + width) / (height * width)


@misconception("compression_ratio", "// throws the fraction away: divide with /.")
def whole_number_division(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return float(k * (1 + height + width) // (height * width))


@misconception("compression_ratio", "The singular values seem to be counted as a k by k matrix. Only its diagonal is kept: k numbers.")
def diagonal_matrix_kept_whole(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return k * (k + height + width) / (height * width)


@misconception("compression_ratio", "Ratios above 1 are cut off. They are right: for a large k the compressed image is larger than the original.")
def never_above_one(height: int, width: int, k: int) -> float:
    if not 1 <= k <= min(height, width):
        raise ValueError(f"k {k} does not fit an image of {height} x {width}")
    return min(1.0, k * (1 + height + width) / (height * width))


@misconception("compression_ratio", "k is not checked: raise a ValueError unless it is from 1 to min(height, width).")
def any_k_counts(height: int, width: int, k: int) -> float:
    return k * (1 + height + width) / (height * width)


# mean_square_deviation


@misconception("mean_square_deviation", "The squares are summed: divide by the number of pixels, H W.")
def sum_of_squares(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.sum((image.astype(float) - approximation.astype(float)) ** 2))


@misconception("mean_square_deviation", "The root is taken of the mean. The mean square deviation has no root.")
def root_taken(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.sqrt(np.mean((image.astype(float) - approximation.astype(float)) ** 2)))


@misconception("mean_square_deviation", "This is the mean of the absolute differences: square them instead.")
def absolute_differences(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.mean(np.abs(image.astype(float) - approximation.astype(float))))


@misconception("mean_square_deviation", "The mean is taken before the square, so that errors of opposite signs cancel. Square each difference first.")
def square_of_the_mean(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.mean(image.astype(float) - approximation.astype(float)) ** 2)


@misconception("mean_square_deviation", "The sum is divided by the number of rows only. There are H W pixels.")
def divided_by_the_rows(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.sum((image.astype(float) - approximation.astype(float)) ** 2) / len(image))


@misconception("mean_square_deviation", "The sum is divided by height times height: shape[0] stands where shape[1] belongs. Images need not be square.")
def height_taken_for_width(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.sum((image.astype(float) - approximation.astype(float)) ** 2) / (image.shape[0] * approximation.shape[0]))


@misconception(
    "mean_square_deviation", "Bytes are subtracted and squared as bytes, where 3 - 5 is 254 and 16 * 16 is 0. Make floats of the images before you subtract."
)
def arithmetic_in_bytes(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.mean((image - approximation) ** 2))


@misconception("mean_square_deviation", "Floats are made after the subtraction, which is too late: bytes know no negative differences. Make them before.")
def floats_after_the_subtraction(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.shape != approximation.shape:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.mean((image - approximation).astype(float) ** 2))


@misconception(
    "mean_square_deviation",
    "Different shapes are not refused: NumPy repeats a row or a number to fit the other image. Compare the shapes and raise a ValueError.",
)
def stretched_to_fit(image: np.ndarray, approximation: np.ndarray) -> float:
    return float(np.mean((np.asarray(image, dtype=float) - approximation) ** 2))


@misconception("mean_square_deviation", "Only the number of pixels is compared: [2, 4] and [4, 2] are different shapes.")
def sizes_compared(image: np.ndarray, approximation: np.ndarray) -> float:
    if image.size != approximation.size:
        raise ValueError(f"shapes {image.shape} and {approximation.shape}")
    return float(np.mean((np.ravel(image).astype(float) - np.ravel(approximation)) ** 2))


# peak_signal_to_noise


@misconception(
    "peak_signal_to_noise", "The root is taken of the deviation, but the factor is still 10: it is 20 log10(max_pixel / sqrt(msd)), or 10 log10 of the squares."
)
def ten_times_the_log_of_the_root(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 10 * float(np.log10(max_pixel / np.sqrt(deviation)))


@misconception("peak_signal_to_noise", "max_pixel is not squared, though the deviation is a square: 10 log10(max_pixel^2 / msd).")
def peak_not_squared(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 10 * float(np.log10(max_pixel / deviation))


@misconception("peak_signal_to_noise", "The root of the mean square deviation is missing: with the factor 20 it is log10(max_pixel / sqrt(msd)).")
def root_missing(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 20 * float(np.log10(max_pixel / deviation))


@misconception("peak_signal_to_noise", "This is the natural logarithm. Decibels use the one with base 10, np.log10.")
def natural_logarithm(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 10 * float(np.log(max_pixel**2 / deviation))


@misconception("peak_signal_to_noise", "The sign is wrong: the signal stands above the line and the noise below it.")
def noise_to_signal(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 10 * float(np.log10(deviation / max_pixel**2))


@misconception("peak_signal_to_noise", "This is the plain ratio. Decibels are ten times its logarithm to the base 10.")
def ratio_without_logarithm(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else float(max_pixel**2 / deviation)


@misconception("peak_signal_to_noise", "max_pixel seems to be ignored: 255 is only its default.")
def always_255(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 20 * float(np.log10(255.0 / np.sqrt(deviation)))


@misconception(
    "peak_signal_to_noise", "The largest value of the image is taken for the peak. The peak is what a white pixel would have, max_pixel, in the image or not."
)
def largest_value_of_the_image(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 10 * float(np.log10(float(np.abs(image).max()) ** 2 / deviation))


@misconception("peak_signal_to_noise", "Equal images get 100 decibels. Nothing divided by no noise is infinite: float('inf').")
def hundred_for_equal_images(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return 100.0 if deviation == 0 else 10 * float(np.log10(max_pixel**2 / deviation))


@misconception("peak_signal_to_noise", "For equal images something is divided by zero. Treat a deviation of zero first: the ratio is then float('inf').")
def division_by_no_noise(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    deviation = mean_square_deviation(image, approximation)
    return 10 * float(np.log10(float(max_pixel) ** 2 / float(deviation)))


@misconception(
    "peak_signal_to_noise", "A small number added to the deviation makes the ratio of equal images finite. It is infinite: treat a deviation of zero by itself."
)
def guarded_by_a_small_number(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0:
        raise ValueError(f"max_pixel must be positive: {max_pixel}")
    return 10 * float(np.log10(max_pixel**2 / (mean_square_deviation(image, approximation) + 1e-10)))


@misconception("peak_signal_to_noise", "Bytes are subtracted as bytes, where 3 - 5 is 254. Call mean_square_deviation, or make floats of the images first.")
def noise_in_bytes(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    if max_pixel <= 0 or image.shape != approximation.shape:
        raise ValueError(f"max_pixel {max_pixel}, shapes {image.shape} and {approximation.shape}")
    deviation = float(np.mean((image - approximation) ** 2))
    return float("inf") if deviation == 0 else 10 * float(np.log10(max_pixel**2 / deviation))


@misconception("peak_signal_to_noise", "A max_pixel of zero or less is not refused: raise a ValueError.")
def any_peak_accepted(image: np.ndarray, approximation: np.ndarray, max_pixel: float = 255.0) -> float:
    deviation = mean_square_deviation(image, approximation)
    return float("inf") if deviation == 0 else 10 * float(np.log10(max_pixel**2 / deviation))
