"""Wrong answers that people really give in the unit flatten, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.unit import misconception

from .solution import flatten

# flatten


@misconception("flatten", "The whole batch seems to become one long row. Each image has a row of its own: the result has the shape [N, C H W].")
def batch_flattened_too(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.flatten().astype(float)


@misconception("flatten", "The values of each image seem to be in column-major order (order='F'). Row-major is NumPy's order without saying anything.")
def column_major(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.reshape(len(images), -1, order="F").astype(float)


@misconception("flatten", "The values seem to be ordered by row, column and then channel. Here the channels come one after the other: do not move their axis.")
def channels_last(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.transpose(0, 2, 3, 1).reshape(len(images), -1).astype(float)


@misconception("flatten", "Each channel seems to be written column by column. Write it row by row: do not exchange height and width.")
def transposed_channels(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.swapaxes(2, 3).reshape(len(images), -1).astype(float)


@misconception("flatten", "Your samples seem to stand in columns. They belong in rows: the result has the shape [N, C H W].")
def samples_in_columns(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.reshape(len(images), -1).T.astype(float)


@misconception("flatten", "The shape is right, but the values of different images are mixed: the batch must be the first axis before you reshape.")
def samples_mixed(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.transpose(1, 2, 3, 0).reshape(len(images), -1).astype(float)


@misconception("flatten", "The channels seem to keep an axis of their own. Height, width and channels all go into one axis.")
def keeps_the_channels(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.reshape(*images.shape[:2], -1).astype(float)


@misconception("flatten", "The channels seem to be added up. Nothing is computed here: a row holds the values of all channels, one channel after the other.")
def channels_added_up(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.sum(axis=1).reshape(len(images), -1).astype(float)


@misconception("flatten", "Axes of length one seem to disappear (np.squeeze does that). A batch of one image is still a batch: one row in two dimensions.")
def squeezes(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return images.reshape(len(images), -1).squeeze().astype(float)


@misconception("flatten", "The fractions of the images seem to be cut off: the array that you copy them into holds whole numbers only. Make one of floats.")
def buffer_of_integers(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    rows = np.zeros((len(images), images[0].size), dtype=int)
    for n in range(len(images)):
        rows[n] = images[n].ravel()
    return rows


@misconception("flatten", "Images without four dimensions seem to be accepted. Raise a ValueError unless images.ndim is 4.")
def flattens_whatever_comes(images: np.ndarray) -> np.ndarray:
    return images.reshape(images.shape[0] if images.ndim else 1, -1).astype(float)


@misconception("flatten", "The first column seems to hold ones, for a bias. The bias belongs to the dense layer: return the values of the images alone.")
def column_of_ones_in_front(images: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return np.hstack([np.ones((len(images), 1)), images.reshape(len(images), -1)])


# flatten_grad


@misconception("flatten_grad", "The gradient seems to keep the shape of output_grad. It is the gradient of the images, so it has their shape.")
def gradient_stays_flat(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad.astype(float)


@misconception("flatten_grad", "The gradients seem to be put back in column-major order (order='F'). Put them back in the order in which flatten took them.")
def gradient_column_major(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad.reshape(images.shape, order="F").astype(float)


@misconception("flatten_grad", "The gradients seem to be read as row, column, channel. flatten wrote channel after channel, so read them like that.")
def gradient_channels_last(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    count, channels, height, width = images.shape
    return output_grad.reshape(count, height, width, channels).transpose(0, 3, 1, 2).astype(float)


@misconception("flatten_grad", "Height and width seem to be exchanged. The gradient has the images' shape [N, C, H, W].")
def gradient_transposed(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    count, channels, height, width = images.shape
    return output_grad.reshape(count, channels, width, height).swapaxes(2, 3).astype(float)


@misconception("flatten_grad", "The gradients of different samples seem to be mixed: output_grad must not be transposed before it is reshaped.")
def gradient_samples_mixed(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad.T.reshape(images.shape).astype(float)


@misconception(
    "flatten_grad", "Your gradient seems to be all ones. flatten hands values on as they are, so the gradients come back as they are: use output_grad."
)
def gradient_of_ones(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.ones(images.shape)


@misconception("flatten_grad", "The gradient seems to be multiplied by the images. The slope of handing a value on is 1, whatever the value is.")
def gradient_times_images(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad.reshape(images.shape) * images.astype(float)


@misconception("flatten_grad", "You seem to return the images and not the gradient. Put output_grad into the shape of the images.")
def images_returned(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return images.astype(float)


@misconception("flatten_grad", "Every sample seems to get the gradient of the first one. Row n of output_grad belongs to image n.")
def first_sample_for_all(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.stack([output_grad[0].reshape(images.shape[1:])] * len(images)).astype(float)


@misconception("flatten_grad", "The gradient seems to be divided by the number of samples. If the loss is a mean, that factor is in output_grad already.")
def gradient_divided_by_the_batch(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad.reshape(images.shape) / len(images)


@misconception("flatten_grad", "Axes of length one seem to disappear (np.squeeze does that). The gradient has the shape of the images, with all four axes.")
def gradient_squeezes(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad.reshape(images.shape).squeeze().astype(float)


@misconception(
    "flatten_grad",
    "The fractions of the gradient seem to be cut off: np.zeros_like of images of whole numbers holds whole numbers only. Make an array of floats.",
)
def gradient_like_images(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    input_grad = np.zeros_like(images)
    for n in range(len(images)):
        input_grad[n] = output_grad[n].reshape(images.shape[1:])
    return input_grad


@misconception(
    "flatten_grad",
    "An output_grad of any shape seems to be accepted if it has as many numbers as the images. Compare its shape with [N, C H W] and raise ValueError.",
)
def accepts_every_output_grad(images: np.ndarray, output_grad: np.ndarray) -> np.ndarray:
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return output_grad.reshape(images.shape).astype(float)
