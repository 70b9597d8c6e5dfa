"""Numbers next to the limits of what makes sense: code that compares with a tolerance takes them for the limit.

Where a limit lies is not known.  It is mostly 0 or 1, or one of the numbers that an author lists as bad; which
of their neighbours are bad, the reference has to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course.outcomes import Arguments

LIMITS = (0.0, 1.0)
"""Where most limits are."""

_CLOSEST, _CLOSE = -12, -9
"""So many places behind the point numbers differ from a limit: what NumPy takes for close is further apart."""


def next_to(limit: float, random: np.random.Generator) -> tuple[float, float]:
    """A number just below a limit, and one just above it."""
    distance = max(abs(limit), 1.0) * 10.0 ** random.uniform(_CLOSEST, _CLOSE)
    return limit - distance, limit + distance


def next_to_limits(listed: Sequence[Arguments], random: np.random.Generator) -> Iterator[Arguments]:
    """Calls of a list, with a number that may be just beyond a limit in the place of one that is bad."""
    for name in dict.fromkeys(name for call in listed for name in call):
        numbers = {float(call[name]): call for call in listed if _is_number(call.get(name))}
        if any(isinstance(call[name], float) for call in numbers.values()):
            usual = _usual([float(call[name]) for call in listed if _is_number(call.get(name))])
            bad = [number for number in numbers if number != usual]
            for limit in dict.fromkeys((*LIMITS, *bad)) if bad else ():
                yield from (numbers[bad[0]] | {name: number} for number in next_to(limit, random))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))


def _usual(numbers: Sequence[float]) -> float:
    """The number that is there in most calls, in which something else is bad."""
    return max(numbers, key=numbers.count)
