"""The shapes of the arrays that a frame of a module knows by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

MOST = 40
"""So many arrays of a frame are told of."""


def shapes_of(values: Mapping[str, Any]) -> list[tuple[str, tuple[int, ...]]]:
    """The shape of each array among local variables, by name."""
    return [(name, value.shape) for name, value in values.items() if type(value) is np.ndarray][:MOST]
