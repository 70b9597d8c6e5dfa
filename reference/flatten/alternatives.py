"""Other right ways to write the unit flatten; the types of the arguments are the solution's."""

import numpy as np

from autograder.course import alternative

from .solution import flatten

# Explicit loops over every index, and assert statements.


@alternative("flatten", style="loops_and_asserts")
def flatten_by_loops(images):
    assert images.ndim == 4, "images must be 4-D"
    count, channels, height, width = images.shape
    rows = np.zeros((count, channels * height * width))
    for n in range(count):
        for c in range(channels):
            for h in range(height):
                for w in range(width):
                    rows[n, (c * height + h) * width + w] = images[n, c, h, w]
    return rows


@alternative("flatten_grad", style="loops_and_asserts")
def flatten_grad_by_loops(images, output_grad):
    assert images.ndim == 4, "images must be 4-D"
    count, channels, height, width = images.shape
    assert output_grad.shape == (count, channels * height * width), "output_grad must have the shape of the output"
    input_grad = np.zeros(images.shape)
    for n, c, h, w in np.ndindex(images.shape):
        input_grad[n, c, h, w] = output_grad[n, (c * height + h) * width + w]
    return input_grad


# Sample after sample.


@alternative("flatten", style="sample_after_sample")
def flatten_by_ravel(images):
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return np.stack([image.ravel() for image in images])


@alternative("flatten_grad", style="sample_after_sample")
def flatten_grad_by_sample(images, output_grad):
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return np.array([row.reshape(images.shape[1:]) for row in output_grad])


# Piece by piece.


@alternative("flatten", style="pieces")
def flatten_by_pieces(images):
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    return np.concatenate([images[:, c, h, :] for c in range(images.shape[1]) for h in range(images.shape[2])], axis=1)


@alternative("flatten_grad", style="pieces")
def flatten_grad_by_pieces(images, output_grad):
    if images.ndim != 4 or output_grad.shape != (images.shape[0], images[0].size):
        raise ValueError(f"images of shape {images.shape}, output_grad of shape {output_grad.shape}")
    channels = np.split(output_grad, images.shape[1], axis=1)
    return np.stack([np.stack(np.split(channel, images.shape[2], axis=1), axis=1) for channel in channels], axis=1)


# Positions: where each number goes.


@alternative("flatten", style="positions")
def flatten_by_positions(images):
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    c, h, w = np.unravel_index(np.arange(np.prod(images.shape[1:])), images.shape[1:])
    return images[:, c, h, w]


@alternative("flatten_grad", style="positions")
def flatten_grad_by_positions(images, output_grad):
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    positions = np.arange(output_grad.shape[1]).reshape(images.shape[1:])
    return output_grad[:, positions]


# Views: nothing is copied at all.


@alternative("flatten", style="views")
def flatten_as_view(images):
    if images.ndim != 4:
        raise ValueError(f"images of shape {images.shape}")
    n, c, h, w = images.shape
    return np.reshape(images, (n, c * h * w))


@alternative("flatten_grad", style="views")
def flatten_grad_as_view(images, output_grad):
    if output_grad.shape != flatten(images).shape:
        raise ValueError(f"output_grad of shape {output_grad.shape}")
    return output_grad.reshape(images.shape)
