"""Wrong answers that people really give in the unit conv_channels, each with a hint.

Apart from its one mistake, each validates its arguments and leaves them alone.
"""

import numpy as np

from autograder.course import misconception

from .solution import conv_channels, pair

# input_grad_channels


@misconception(
    "input_grad_channels",
    "A padding as large as the kernel seems to end in an error: K - 1 - padding is negative then. Pad the output "
    "gradient by K - 1, and cut the "
    "padding off afterwards.",
)
def pads_by_what_the_kernel_leaves(
    images: np.ndarray,
    param: np.ndarray,
    output_grad: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    if output_grad.shape != conv_channels(images, param, stride, padding).shape:
        raise ValueError("output_grad must have the shape of the output")
    (stride_h, stride_w), (pad_h, pad_w) = pair(stride), pair(padding)
    height, width, kernel_h, kernel_w = images.shape[2], images.shape[3], param.shape[2], param.shape[3]
    spread = np.zeros((*output_grad.shape[:2], height + 2 * pad_h - kernel_h + 1, width + 2 * pad_w - kernel_w + 1))
    spread[:, :, ::stride_h, ::stride_w] = output_grad
    spread = np.pad(spread, ((0, 0), (0, 0), (kernel_h - 1 - pad_h,) * 2, (kernel_w - 1 - pad_w,) * 2))
    return conv_channels(spread, param[:, :, ::-1, ::-1].swapaxes(0, 1))
