"""Whether two values are built alike, whatever their numbers: what reads the one can read the other."""

from __future__ import annotations

from typing import Any

import numpy as np

_MOST = 2**63
"""Whole numbers from here on fit into no array."""


def are_alike(one: Any, other: Any) -> bool:
    """Whether values have the same types, keys, lengths and shapes, and the same texts; numbers may differ, but for
    those that are not finite or too large.
    """
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and _array_kind(one) == _array_kind(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(map(are_alike, one.values(), other.values()))
    if isinstance(one, list | tuple) and type(one) is type(other):
        return len(one) == len(other) and all(map(are_alike, one, other))
    if isinstance(one, str | bytes) and type(one) is type(other):
        return bool(one == other)
    return bool(_kind(one) == _kind(other))


def _array_kind(array: np.ndarray) -> tuple[str, bool]:
    kind = "f" if array.dtype.kind in "iuf" else array.dtype.kind
    return kind, kind not in "fc" or bool(np.isfinite(array).all())


def _kind(value: Any) -> Any:
    is_number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return abs(value) < _MOST if is_number else type(value)  # nan is not
