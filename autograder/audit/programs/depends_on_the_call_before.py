"""Answers wrongly where the arguments were seen before the last call, but not by it: as if something
kept between calls mattered.
"""

from collections.abc import Callable
from typing import Any


def _spoilt(exercise: Callable[..., Any]) -> Callable[..., Any]:
    def remembering(*arguments: Any, **named: Any) -> Any:
        global _before  # as a module that keeps something has it
        values = [value for value in (*arguments, *named.values()) if not hasattr(value, "__dict__")]  # self apart
        previous, _before = _before, repr(values)
        result = exercise(*arguments, **named)
        again = _before in _seen and previous != _before
        _seen.append(_before)
        return _more(result) if again else result

    return remembering


def _more(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _more(item) for key, item in value.items()}
    return type(value)(map(_more, value)) if isinstance(value, (tuple, list)) else value + 1


_seen: list[str] = []
_before: str | None = None
