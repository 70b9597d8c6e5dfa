"""Wrong answers that people really give in the unit flatten, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

from autograder.course import edited

# flatten

batch_flattened_too = edited(
    "flatten",
    "The whole batch seems to become one long row. Each image has a row of its own: the result has the shape [N, C "
    "H W].",
    ("reshape(len(images), -1)", "flatten()"),
)

one_row_for_all = edited(
    "flatten",
    "All images seem to stand in one row. Each image has a row of its own: the result has the shape [N, C H W], "
    "not [1, N C H W].",
    ("len(images), -1", "1, -1"),
)

column_major = edited(
    "flatten",
    "The values of each image seem to be in column-major order (order='F'). Row-major is NumPy's order without "
    "saying anything.",
    ("-1)", '-1, order="F")'),
)

channels_last = edited(
    "flatten",
    "The values seem to be ordered by row, column and then channel. Here the channels come one after the other: do "
    "not move their axis.",
    ("images.reshape", "images.transpose(0, 2, 3, 1).reshape"),
)

transposed_channels = edited(
    "flatten",
    "Each channel seems to be written column by column. Write it row by row: do not exchange height and width.",
    ("images.reshape", "images.swapaxes(2, 3).reshape"),
)

samples_in_columns = edited(
    "flatten",
    "Your samples seem to stand in columns. They belong in rows: the result has the shape [N, C H W].",
    ("-1)", "-1).T"),
)

samples_mixed = edited(
    "flatten",
    "The shape is right, but the values of different images are mixed: the batch must be the first axis before you "
    "reshape.",
    ("images.reshape", "images.transpose(1, 2, 3, 0).reshape"),
)

keeps_the_channels = edited(
    "flatten",
    "The channels seem to keep an axis of their own. Height, width and channels all go into one axis.",
    ("len(images), -1", "*images.shape[:2], -1"),
)

channels_added_up = edited(
    "flatten",
    "The channels seem to be added up. Nothing is computed here: a row holds the values of all channels, one "
    "channel after the other.",
    ("images.reshape", "images.sum(axis=1).reshape"),
)

squeezes = edited(
    "flatten",
    "Axes of length one seem to disappear (np.squeeze does that). A batch of one image is still a batch: one row "
    "in two dimensions.",
    ("-1)", "-1).squeeze()"),
)

buffer_of_integers = edited(
    "flatten",
    "The fractions of the images seem to be cut off: the array that you copy them into holds whole numbers only. "
    "Make one of floats.",
    (
        "return images.reshape(len(images), -1).astype(float)",
        """rows = np.zeros((len(images), images[0].size), dtype=int)
    rows[:] = images.reshape(len(images), -1)
    return rows""",
    ),
)

flattens_whatever_comes = edited(
    "flatten",
    "Images without four dimensions seem to be accepted. Raise a ValueError unless images.ndim is 4.",
    (
        '    if images.ndim != 4:\n        raise ValueError(f"images must have 4 dimensions, but their shape is '
        '{images.shape}")\n',
        "",
    ),
)

accepts_more_dimensions = edited(
    "flatten",
    "Images of too few dimensions raise an error, but images of five seem to be accepted. Raise a ValueError "
    "unless images.ndim is 4.",
    ("images.ndim != 4", "images.ndim < 4"),
)

column_of_ones_in_front = edited(
    "flatten",
    "The first column seems to hold ones, for a bias. The bias belongs to the dense layer: return the values of "
    "the images alone.",
    (
        "images.reshape(len(images), -1).astype(float)",
        "np.hstack([np.ones((len(images), 1)), images.reshape(len(images), -1)])",
    ),
)

# flatten_grad

gradient_stays_flat = edited(
    "flatten_grad",
    "The gradient seems to keep the shape of output_grad. It is the gradient of the images, so it has their shape.",
    (".reshape(images.shape)", ""),
)

gradient_column_major = edited(
    "flatten_grad",
    "The gradients seem to be put back in column-major order (order='F'). Put them back in the order in which "
    "flatten took them.",
    ("reshape(images.shape)", 'reshape(images.shape, order="F")'),
)

gradient_channels_last = edited(
    "flatten_grad",
    "The gradients seem to be read as row, column, channel. flatten wrote channel after channel, so read them like "
    "that.",
    ("reshape(images.shape)", "reshape(images.transpose(0, 2, 3, 1).shape).transpose(0, 3, 1, 2)"),
)

gradient_transposed = edited(
    "flatten_grad",
    "Height and width seem to be exchanged. The gradient has the images' shape [N, C, H, W].",
    ("reshape(images.shape)", "reshape(images.swapaxes(2, 3).shape).swapaxes(2, 3)"),
)

width_before_height = edited(
    "flatten_grad",
    "The shape seems to be [N, C, W, H]. The gradient has the shape of the images, [N, C, H, W].",
    ("reshape(images.shape)", "reshape(images.swapaxes(2, 3).shape)"),
)

gradient_samples_mixed = edited(
    "flatten_grad",
    "The gradients of different samples seem to be mixed: output_grad must not be transposed before it is reshaped.",
    ("output_grad.reshape", "output_grad.T.reshape"),
)

gradient_of_ones = edited(
    "flatten_grad",
    "Your gradient seems to be all ones. flatten hands values on as they are, so the gradients come back as they "
    "are: use output_grad.",
    ("output_grad.reshape(images.shape).astype(float)", "np.ones(images.shape)"),
)

gradient_times_images = edited(
    "flatten_grad",
    "The gradient seems to be multiplied by the images. The slope of handing a value on is 1, whatever the value is.",
    (".astype(float)", ".astype(float) * images"),
)

images_returned = edited(
    "flatten_grad",
    "You seem to return the images and not the gradient. Put output_grad into the shape of the images.",
    ("output_grad.reshape(images.shape)", "images"),
)

first_sample_for_all = edited(
    "flatten_grad",
    "Every sample seems to get the gradient of the first one. Row n of output_grad belongs to image n.",
    ("output_grad.reshape", "np.repeat(output_grad[:1], len(images), axis=0).reshape"),
)

gradient_divided_by_the_batch = edited(
    "flatten_grad",
    "The gradient seems to be divided by the number of samples. If the loss is a mean, that factor is in "
    "output_grad already.",
    (".astype(float)", " / len(images)"),
)

gradient_squeezes = edited(
    "flatten_grad",
    "Axes of length one seem to disappear (np.squeeze does that). The gradient has the shape of the images, with "
    "all four axes.",
    ("reshape(images.shape)", "reshape(images.shape).squeeze()"),
)

gradient_like_images = edited(
    "flatten_grad",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole "
    "numbers only. Make an array of floats.",
    (
        "return output_grad.reshape(images.shape).astype(float)",
        """input_grad = np.zeros_like(images)
    input_grad[:] = output_grad.reshape(images.shape)
    return input_grad""",
    ),
)

written_into_the_images = edited(
    "flatten_grad",
    "The gradient is written into the images themselves: that changes them, and cuts its fractions off where they "
    "are whole numbers. Make a new array.",
    (
        "return output_grad.reshape(images.shape).astype(float)",
        "images[:] = output_grad.reshape(images.shape)\n    return images.astype(float)",
    ),
)

accepts_every_output_grad = edited(
    "flatten_grad",
    "An output_grad of any shape seems to be accepted if it has as many numbers as the images. Compare its shape "
    "with [N, C H W] and raise ValueError.",
    ("output_grad.shape != output_shape", "output_grad.size != images.size"),
)
