"""Wrong answers to the exercises of the unit svd that people really give, each with the hint that
helps.

Apart from its one mistake each is right: it refuses what makes no sense and leaves its arguments
alone.
"""

import numpy as np

from autograder.course import edited, misconception

# to_grayscale

mean_of_the_channels = edited(
    "to_grayscale",
    "The three channels seem to have equal weights: green counts more than red, and red more than blue.",
    ("rgb @ np.array([0.299, 0.587, 0.114])", "rgb.mean(axis=2)"),
)

blue_first = edited(
    "to_grayscale",
    "Red and blue seem to be exchanged. Red is channel 0 and has the weight 0.299; some libraries store blue "
    "first, this unit does not.",
    ("[0.299, 0.587, 0.114]", "[0.114, 0.587, 0.299]"),
)

weights_of_another_standard = edited(
    "to_grayscale",
    "These are the weights of another standard (BT.709). Take 0.299, 0.587 and 0.114.",
    ("[0.299, 0.587, 0.114]", "[0.2126, 0.7152, 0.0722]"),
)

scaled_to_one = edited(
    "to_grayscale",
    "The result seems to be divided by 255. Leave the range as it is.",
    ("0.114])", "0.114]) / 255"),
)

transposed_gray = edited(
    "to_grayscale",
    "The image lies on its side: the result is [H, W], in the order of the colour image.",
    ("return rgb", "return rgb.swapaxes(0, 1)"),
)

channel_axis_kept = edited(
    "to_grayscale",
    "The result keeps an axis of length one. A gray image has two dimensions, [H, W].",
    ("[0.299, 0.587, 0.114]", "[[0.299], [0.587], [0.114]]"),
)

cast_back_to_bytes = edited(
    "to_grayscale",
    "The result is rounded to whole numbers where the image holds whole numbers. Keep the fractions: the result is "
    "an array of floats.",
    ("rgb @ np.array([0.299, 0.587, 0.114])", "(rgb @ np.array([0.299, 0.587, 0.114])).astype(rgb.dtype)"),
)

any_last_axis_of_three = edited(
    "to_grayscale",
    "The shape is not checked: np.dot takes a row of three gray pixels for a colour. Raise a ValueError unless rgb "
    "is [H, W, 3].",
    (
        '    if rgb.ndim != 3 or rgb.shape[2] != 3:\n        raise ValueError(f"rgb must be [H, W, 3], but its '
        'shape is {rgb.shape}")\n',
        "",
    ),
    ("rgb @ np.array([0.299, 0.587, 0.114])", "np.dot(rgb, [0.299, 0.587, 0.114])"),
)

transparency_dropped = edited(
    "to_grayscale",
    "A fourth channel is dropped without a word. It is not asked for: raise a ValueError unless there are exactly "
    "three.",
    ("rgb.shape[2] != 3", "rgb.shape[2] < 3"),
    ("return rgb", "return rgb[:, :, :3]"),
)

# svd_compress

vectors_from_the_columns_of_vt = edited(
    "svd_compress",
    "Vt seems to be used as if it were V. np.linalg.svd returns the transposed matrix: its vectors are rows, so "
    "take the first k rows and do not transpose.",
    (", full_matrices=False", ""),
    ("Vt[:k]", "Vt[:, :k].T"),
)

singular_values_left_out = edited(
    "svd_compress",
    "The singular values are missing between U and Vt: each column of U is multiplied by its singular value.",
    (" * S[:k]", ""),
)

smallest_kept = edited(
    "svd_compress",
    "The smallest singular values seem to be kept. They come last, and the largest ones, which come first, matter "
    "most.",
    ("U[:, :k] * S[:k] @ Vt[:k]", "U[:, -k:] * S[-k:] @ Vt[-k:]"),
)

one_too_many = edited(
    "svd_compress",
    "One singular value too many is kept: a slice to k ends before k, so that [:k] has k values already.",
    ("U[:, :k] * S[:k] @ Vt[:k]", "U[:, : k + 1] * S[: k + 1] @ Vt[: k + 1]"),
)

k_dropped = edited(
    "svd_compress",
    "k values seem to be dropped, where k should be kept.",
    ("return U", "k = len(S) - k\n    return U"),
)

only_the_last_picture = edited(
    "svd_compress",
    "Only the k-th of the simple pictures is there. Add up the first k of them.",
    ("U[:, :k] * S[:k] @ Vt[:k]", "S[k - 1] * np.outer(U[:, k - 1], Vt[k - 1])"),
)

cut_out_of_the_image = edited(
    "svd_compress",
    "The result is a part of the image, not an approximation of all of it: it must be [H, W].",
    ("U[:, :k]", "U[:k, :k]"),
    ("Vt[:k]", "Vt[:k, :k]"),
)

columns_centred = edited(
    "svd_compress",
    "The image's columns are centred first, as for principal components. Then the result has one rank more: "
    "decompose the image itself.",
    ("np.asarray(image, dtype=float)", "image - image.mean(axis=0)"),
    ("Vt[:k]", "Vt[:k] + image.mean(axis=0)"),
)

squared_singular_values = edited(
    "svd_compress",
    "The eigenvalues of the product of the image with itself are the SQUARES of the singular values: take their roots.",
    ("S[:k]", "S[:k] ** 2"),
)

clipped_to_bytes = edited(
    "svd_compress",
    "Values outside 0 to 255 are cut off. The result is the best approximation before it is shown: leave its "
    "values as they are.",
    ("U[:, :k] * S[:k] @ Vt[:k]", "np.clip(U[:, :k] * S[:k] @ Vt[:k], 0, 255)"),
)

cast_back_to_the_image_type = edited(
    "svd_compress",
    "The result is rounded where the image holds whole numbers. The approximation is an array of floats.",
    ("U[:, :k] * S[:k] @ Vt[:k]", "(U[:, :k] * S[:k] @ Vt[:k]).astype(image.dtype)"),
)

product_of_bytes = edited(
    "svd_compress",
    "The product of an image of bytes with itself overflows: make an image of floats first.",
    (
        "U, S, Vt = np.linalg.svd(np.asarray(image, dtype=float), full_matrices=False)",
        "_, vectors = np.linalg.eigh(image.T @ image)",
    ),
    ("U[:, :k] * S[:k] @ Vt[:k]", "image @ vectors[:, -k:] @ vectors[:, -k:].T"),
)


@misconception(
    "svd_compress",
    "Something is divided by a singular value of zero. Images have such values when rows depend on each other: "
    "multiply by them, never divide.",
)
def divided_by_singular_values(image: np.ndarray, k: int) -> np.ndarray:
    if image.ndim != 2 or not 1 <= k <= min(image.shape):
        raise ValueError(f"k {k} does not fit an image of shape {image.shape}")
    image = image.astype(float)
    eigenvalues, vectors = np.linalg.eigh(image.T @ image)
    S, V = np.sqrt(np.round(eigenvalues[::-1][:k], 9)), vectors[:, ::-1][:, :k]
    U = image @ V / S
    return U * S @ V.T


all_of_them_refused = edited(
    "svd_compress",
    "k = min(H, W) is refused. It makes sense: all singular values are kept, and the result is the image.",
    ("k <= min", "k < min"),
)

k_not_checked = edited(
    "svd_compress",
    "k is not checked. A slice beyond the end takes what there is, without an exception: raise a ValueError unless "
    "k is from 1 to min(H, W).",
    (
        """    if not 1 <= k <= min(image.shape):
        raise ValueError(f"k must be from 1 to {min(image.shape)} for an image of shape {image.shape}, but it is {k}")
""",
        "",
    ),
)

k_up_to_the_longer_side = edited(
    "svd_compress",
    "k is compared with the larger of height and width: there are only min(H, W) singular values.",
    ("k <= min", "k <= max"),
)

# compression_ratio

singular_values_for_free = edited(
    "compression_ratio",
    "The singular values are forgotten: each picture needs a column, a row AND one number more, 1 + height + width.",
    ("k * (1 + height", "k * (height"),
)

size_of_one_picture = edited(
    "compression_ratio",
    "k seems to have no effect: k pictures need k times as much as one.",
    ("k * (1", "(1"),
)

original_by_compressed = edited(
    "compression_ratio",
    "This is the ratio upside down: the compressed size comes above the line.",
    ("k * (1 + height + width) / (height * width)", "height * width / (k * (1 + height + width))"),
)

part_that_is_saved = edited(
    "compression_ratio",
    "This is what is saved. The ratio says what is left: compressed size by original size.",
    ("return k", "return 1 - k"),
)

ratio_in_percent = edited(
    "compression_ratio",
    "The ratio is given in percent. Return the plain ratio.",
    ("return k", "return 100 * k"),
)

whole_number_division = edited(
    "compression_ratio",
    "// throws the fraction away: divide with /.",
    ("/ (height * width)", "// (height * width)"),
)

diagonal_matrix_kept_whole = edited(
    "compression_ratio",
    "The singular values seem to be counted as a k by k matrix. Only its diagonal is kept: k numbers.",
    ("k * (1", "k * (k"),
)

never_above_one = edited(
    "compression_ratio",
    "Ratios above 1 are cut off. They are right: for a large k the compressed image is larger than the original.",
    ("k * (1 + height + width) / (height * width)", "min(1.0, k * (1 + height + width) / (height * width))"),
)

any_k_counts = edited(
    "compression_ratio",
    "k is not checked: raise a ValueError unless it is from 1 to min(height, width).",
    (
        """    if not 1 <= k <= min(height, width):
        raise ValueError(f"k must be from 1 to {min(height, width)} for an image of {height} x {width}, but it is {k}")
""",
        "",
    ),
)

# mean_square_deviation

sum_of_squares = edited(
    "mean_square_deviation",
    "The squares are summed: divide by the number of pixels, H W.",
    ("np.mean", "np.sum"),
)

root_taken = edited(
    "mean_square_deviation",
    "The root is taken of the mean. The mean square deviation has no root.",
    ("** 2)", "** 2) ** 0.5"),
)

absolute_differences = edited(
    "mean_square_deviation",
    "This is the mean of the absolute differences: square them instead.",
    ("np.mean(", "np.mean(np.abs"),
    (" ** 2", ""),
)

square_of_the_mean = edited(
    "mean_square_deviation",
    "The mean is taken before the square, so that errors of opposite signs cancel. Square each difference first.",
    ("** 2)", ") ** 2"),
)

divided_by_the_rows = edited(
    "mean_square_deviation",
    "The sum is divided by the number of rows only. There are H W pixels.",
    ("np.mean", "np.sum"),
    ("** 2)", "** 2) / len(image)"),
)

height_taken_for_width = edited(
    "mean_square_deviation",
    "The sum is divided by height times height: shape[0] stands where shape[1] belongs. Images need not be square.",
    ("np.mean", "np.sum"),
    ("** 2)", "** 2) / (image.shape[0] * image.shape[0])"),
)

arithmetic_in_bytes = edited(
    "mean_square_deviation",
    "Bytes are subtracted and squared as bytes, where 3 - 5 is 254 and 16 * 16 is 0. Make floats of the images "
    "before you subtract.",
    ("np.asarray(image, dtype=float)", "image"),
)

floats_after_the_subtraction = edited(
    "mean_square_deviation",
    "Floats are made after the subtraction, which is too late: bytes know no negative differences. Make them before.",
    ("np.asarray(image, dtype=float) - approximation", "np.asarray(image - approximation, dtype=float)"),
)

short_integers = edited(
    "mean_square_deviation",
    "Bytes seem to be made short integers (np.int16), which end at 32767, and 255 squared is 65025. They also cut "
    "off the fractions of other images. "
    "Make floats.",
    ("np.asarray(image, dtype=float) - approximation", "image.astype(np.int16) - approximation.astype(np.int16)"),
)

cut_to_whole_numbers = edited(
    "mean_square_deviation",
    "The images seem to be made whole numbers before they are subtracted, which cuts their fractions off. Make "
    "floats, with astype(float).",
    ("np.asarray(image, dtype=float) - approximation", "image.astype(int) - approximation.astype(int)"),
)

image_overwritten = edited(
    "mean_square_deviation",
    "A call seems to change the image. np.asarray makes no copy of floats, so -= changes the image itself: write "
    "image - approximation, which is a new array.",
    (
        "    return float(np.mean((np.asarray(image, dtype=float) - approximation) ** 2))",
        "    image = np.asarray(image, dtype=float)\n    image -= approximation\n    return float(np.mean(image**2))",
    ),
)

stretched_to_fit = edited(
    "mean_square_deviation",
    "Different shapes are not refused: NumPy repeats a row or a number to fit the other image. Compare the shapes "
    "and raise a ValueError.",
    (
        """    if image.shape != approximation.shape:
        raise ValueError(
            f"image and approximation must have the same shape, but theirs are {image.shape} and {approximation.shape}"
        )
""",
        "",
    ),
)

sizes_compared = edited(
    "mean_square_deviation",
    "Only the number of pixels is compared: [2, 4] and [4, 2] are different shapes.",
    ("image.shape != approximation.shape", "image.size != approximation.size"),
    ("(image, dtype=float) - approximation", "(image.ravel(), dtype=float) - approximation.ravel()"),
)

# peak_signal_to_noise

ten_times_the_log_of_the_root = edited(
    "peak_signal_to_noise",
    "The root is taken of the deviation, but the factor is still 10: it is 20 log10(max_pixel / sqrt(msd)), or 10 "
    "log10 of the squares.",
    ("max_pixel**2 / deviation", "max_pixel / np.sqrt(deviation)"),
)

peak_not_squared = edited(
    "peak_signal_to_noise",
    "max_pixel is not squared, though the deviation is a square: 10 log10(max_pixel^2 / msd).",
    ("max_pixel**2", "max_pixel"),
)

root_missing = edited(
    "peak_signal_to_noise",
    "The root of the mean square deviation is missing: with the factor 20 it is log10(max_pixel / sqrt(msd)).",
    ("10 *", "20 *"),
    ("max_pixel**2", "max_pixel"),
)

twenty_with_the_squares = edited(
    "peak_signal_to_noise",
    "The result is twice the right one: the factor 20 belongs to the roots, log10(max_pixel / sqrt(msd)), and 10 "
    "to the squares, log10(max_pixel^2 / msd).",
    ("10 *", "20 *"),
)

natural_logarithm = edited(
    "peak_signal_to_noise",
    "This is the natural logarithm. Decibels use the one with base 10, np.log10.",
    ("np.log10", "np.log"),
)

noise_to_signal = edited(
    "peak_signal_to_noise",
    "The sign is wrong: the signal stands above the line and the noise below it.",
    ("max_pixel**2 / deviation", "deviation / max_pixel**2"),
)

ratio_without_logarithm = edited(
    "peak_signal_to_noise",
    "This is the plain ratio. Decibels are ten times its logarithm to the base 10.",
    ("10 * float(np.log10(max_pixel**2 / deviation))", "max_pixel**2 / deviation"),
)

always_255 = edited(
    "peak_signal_to_noise",
    "max_pixel seems to be ignored: 255 is only its default.",
    ("max_pixel**2", "255**2"),
)

largest_value_of_the_image = edited(
    "peak_signal_to_noise",
    "The largest value of the image is taken for the peak. The peak is what a white pixel would have, max_pixel, "
    "in the image or not.",
    ("max_pixel**2", "float(image.max()) ** 2"),
)

hundred_for_equal_images = edited(
    "peak_signal_to_noise",
    "Equal images get 100 decibels. Nothing divided by no noise is infinite: float('inf').",
    ("np.inf", "100.0"),
)

nearly_equal_is_equal = edited(
    "peak_signal_to_noise",
    "Images that are nearly equal (np.allclose) seem to count as equal. However little noise there is, the ratio "
    "is finite: compare the deviation with 0.",
    ("deviation == 0", "np.allclose(image, approximation)"),
)

little_noise_is_none = edited(
    "peak_signal_to_noise",
    "A deviation near zero seems to count as zero (np.isclose). However little noise there is, the ratio is "
    "finite: compare the deviation with 0 itself.",
    ("deviation == 0", "np.isclose(deviation, 0)"),
)

division_by_no_noise = edited(
    "peak_signal_to_noise",
    "For equal images something is divided by zero. Treat a deviation of zero first: the ratio is then float('inf').",
    ("    if deviation == 0:\n        return np.inf\n", ""),
)

guarded_by_a_small_number = edited(
    "peak_signal_to_noise",
    "A small number added to the deviation makes the ratio of equal images finite. It is infinite: treat a "
    "deviation of zero by itself.",
    ("if deviation == 0:\n        return np.inf", "deviation += 1e-10"),
)

noise_in_bytes = edited(
    "peak_signal_to_noise",
    "Bytes are subtracted as bytes, where 3 - 5 is 254. Call mean_square_deviation, or make floats of the images "
    "first.",
    ("max_pixel <= 0", "max_pixel <= 0 or image.shape != approximation.shape"),
    ("mean_square_deviation(image, approximation)", "np.mean((image - approximation) ** 2)"),
)

any_peak_accepted = edited(
    "peak_signal_to_noise",
    "A max_pixel of zero or less is not refused: raise a ValueError.",
    ('    if max_pixel <= 0:\n        raise ValueError(f"max_pixel must be positive, but it is {max_pixel}")\n', ""),
)
