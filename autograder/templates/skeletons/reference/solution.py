"""The unit __unit__: replace this by what your unit is about.

What stands here is what students read, but for the lines between the markers.
"""

import numpy as np


def rescale(x: np.ndarray, factor: float = 2.0) -> np.ndarray:
    """Every value of x times the factor.

    Args:
        x: the values, [N].
        factor: what they are multiplied by.

    Returns:
        A new array, [N].

    Raises:
        ValueError: x does not have one dimension.
    """
    ### BEGIN SOLUTION
    if x.ndim != 1:
        raise ValueError(f"x must have one dimension, but its shape is {x.shape}")
    return 1.0 * x * factor  # whole numbers of any width come in, too
    ### END SOLUTION
