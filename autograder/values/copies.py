"""Copies of values down to their arrays: what one holder changes, no other sees."""

from __future__ import annotations

from typing import Any

import numpy as np


def copied(value: Any) -> Any:
    """A copy of an argument or answer down to its arrays, and to its lists, dicts and sets."""
    if isinstance(value, np.ndarray | set):
        return value.copy()
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        items = map(copied, value)
        return type(value)._make(items) if hasattr(value, "_make") else type(value)(items)  # a named tuple, as of svd
    return value
