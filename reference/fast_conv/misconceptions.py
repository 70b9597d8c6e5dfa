"""Wrong answers that people really give in the unit fast_conv, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import misconception

# image_patches


@misconception(
    "image_patches",
    "A stride less than 0 seems to be accepted: a slice with a negative step runs backwards without complaint. "
    "Raise a ValueError unless the "
    "stride is at least 1.",
)
def steps_backwards(
    images: np.ndarray,
    kernel_h: int,
    kernel_w: int,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    (s, u), (p, r) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    if images.ndim != 4 or min(kernel_h, kernel_w) < 1 or min(p, r) < 0:
        raise ValueError(
            f"images of shape {images.shape}, kernel {kernel_h} x {kernel_w}, stride {stride}, padding {padding}"
        )
    padded = np.pad(images.astype(float), ((0, 0), (0, 0), (p, p), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=(2, 3))[:, :, ::s, ::u]
    n, c, out_h, out_w, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, out_h * out_w, c * kernel_h * kernel_w)


# conv_fft


@misconception(
    "conv_fft",
    "The result is right, but lines of Python are executed for each row or pixel. The way through the transform "
    "needs no loop at all.",
)
def direct_sum_in_loops(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if image.ndim != 2 or kernel.ndim != 2 or kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"image of shape {image.shape}, kernel of shape {kernel.shape}")
    half_h, half_w = np.array(kernel.shape) // 2
    padded = np.pad(image.astype(float), ((half_h, half_h), (half_w, half_w)))
    output = np.zeros(image.shape)
    for h in range(image.shape[0]):
        for w in range(image.shape[1]):
            output[h, w] = np.sum(kernel * padded[h : h + kernel.shape[0], w : w + kernel.shape[1]])
    return output
