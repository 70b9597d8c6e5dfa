"""Answers with zeros in the place of all numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np


def _spoilt(exercise: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments, **named: _zeros(exercise(*arguments, **named))


def _zeros(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.zeros_like(value)
    if isinstance(value, dict):
        return {key: _zeros(item) for key, item in value.items()}
    return type(value)(map(_zeros, value)) if isinstance(value, (tuple, list)) else type(value)()
