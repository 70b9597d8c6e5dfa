"""TODO values/copies."""

from __future__ import annotations

from typing import Any

import numpy as np


def copied(value: Any) -> Any:
    """A copy of an argument or answer down to its arrays."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(copied(item) for item in value)
    return value
