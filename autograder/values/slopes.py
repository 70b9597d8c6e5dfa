"""By how much does a number of an answer change with each value?  Found by central differences at the
call itself, for functions that have no formula.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from autograder.values.formulas import Arguments, AskForAll, Entry
from autograder.values.parts import arrays_in, changed

MOST_VALUES = 100
"""Of calls with more numbers no slopes are looked for: there are two calls a number."""

STEP = 1e-6
"""A value is moved by this, or by this part of it where it is larger than 1."""

FLAT = 1e-4
"""A slope of this part of the largest, or less, is none: differences are not exact."""


def slopes(call: Arguments, ask: AskForAll[str], places: Sequence[str]) -> dict[str, dict[Entry, float]]:
    """For each of these numbers of the answer the slopes that are not zero, in four digits; none at all
    where a call has too many numbers, or is refused near the given one.
    """
    arrays = {path: array for path, array in arrays_in(call) if array.dtype.kind in "iuf"}
    entries = [(path, place) for path, array in arrays.items() for place in np.ndindex(array.shape)]
    if len(entries) > MOST_VALUES:
        return {}
    steps = [STEP * max(1.0, abs(float(arrays[path][place]))) for path, place in entries]
    moves = [(entry, sign * step) for entry, step in zip(entries, steps, strict=True) for sign in (1, -1)]
    answers = list(ask([changed(call, [path], functools.partial(_moved, place, by)) for (path, place), by in moves]))
    pairs = list(zip(entries, steps, answers[::2], answers[1::2], strict=True))
    found: dict[str, dict[Entry, float]] = {}
    for place in places:
        if all(place in above and place in below for _, _, above, below in pairs):
            found[place] = _felt(
                {entry: (above[place] - below[place]) / (2 * step) for entry, step, above, below in pairs}
            )
    return found


def _moved(place: tuple[int, ...], by: float, array: np.ndarray) -> np.ndarray:
    moved = array.astype(float)
    moved[place] += by
    return moved


def _felt(known: dict[Entry, float]) -> dict[Entry, float]:
    least = FLAT * max(1e-4, *map(abs, known.values()))
    return {entry: float(f"{slope:.4g}") for entry, slope in known.items() if abs(slope) > least}
