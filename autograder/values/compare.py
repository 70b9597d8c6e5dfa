"""When two answers are the same: structure first, then shapes, then values with a tolerance scaled
by the largest one.

Elementwise relative errors are no measure: a right FFT convolution reaches 6e-7 in elements that
cancel, while its error is below 1e-14 of the largest value.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.values.readable import printable

TOLERANCE = 1e-9
"""Largest error allowed for float64 arithmetic, as a part of max(1, largest expected value)."""

FLOAT32_TOLERANCE = 1e-5
"""The same where the arithmetic may run in float32, that is where an argument is a float32 array."""

_KEYS_SHOWN, _KEY_LENGTH = 10, 30  # of a dict; enough for any honest one


Place = tuple[Any, ...]
"""The way to a part of an answer: keys of dicts, and indices of sequences and arrays."""


@dataclasses.dataclass(frozen=True)
class Difference:
    """How an answer is not the expected one: ``where`` in it the first difference is, and ``what`` is
    wrong there; ``wrong`` has all places that differ, or those of the parts that have another form.
    """

    where: str
    what: str
    wrong: tuple[Place, ...] = ((),)

    def below(self, key: Any, written: str) -> Difference:
        """The same difference, of a part of a larger answer."""
        return Difference(written + self.where, self.what, tuple((key, *place) for place in self.wrong))


def tolerance_for(arguments: Any) -> float:
    """The tolerance that fits the arguments of a call: looser if any array in them is float32 or
    float16.
    """
    return FLOAT32_TOLERANCE if _has_short_floats(arguments) else TOLERANCE


def difference(expected: Any, returned: Any, tolerance: float = TOLERANCE) -> Difference | None:
    """How two answers differ, or None when they agree.

    Arrays must be arrays of the same shape, numbers must be numbers, tuples must have the same
    length and dicts the same keys.  The dtype is free as long as it holds real numbers: an answer
    counts by its values.  What is not finite agrees with itself alone.
    """
    if is_number(expected):
        return _number_difference(expected, returned, tolerance)
    if isinstance(expected, np.ndarray):
        return _array_difference(expected, returned, tolerance)
    if isinstance(expected, dict):
        return _dict_difference(expected, returned, tolerance)
    if isinstance(expected, tuple | list):
        return _sequence_difference(expected, returned, tolerance)
    if type(expected) is not type(returned) or expected != returned:
        return Difference("", f"expected {expected!r}, not {describe(returned)}")
    return None


def is_number(value: Any) -> bool:
    """Whether ``value`` is one real number, of Python or NumPy; an array without dimensions is one
    too, a bool is none.
    """
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def as_float(number: Any) -> float:
    """The nearest float; an infinity for integers beyond all floats, which a student may return."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def describe(value: Any) -> str:
    """What kind of thing ``value`` is, in a few words for a student."""
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" + ("" if value.dtype.kind in "iufb" else f" and type {value.dtype}")
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    if isinstance(value, dict):
        return f"a dict with the keys {_keys(value)}"
    if is_number(value):
        return f"the number {as_float(value):.6g}"
    name = printable(getattr(value, "type_name", type(value).__name__))
    return f"an {name}" if name.startswith("array of ") else f"an object of type {name}"


def _array_difference(expected: np.ndarray, returned: Any, tolerance: float) -> Difference | None:
    if not isinstance(returned, np.ndarray):
        return Difference("", f"expected an array of shape {expected.shape}, not {describe(returned)}")
    if returned.shape != expected.shape:
        return Difference("", f"expected the shape {expected.shape}, not {returned.shape}")
    if expected.dtype.kind in "bc":  # one wrong answer is compared with another
        if returned.dtype.kind != expected.dtype.kind:
            return Difference("", f"expected values of type {expected.dtype}, not {returned.dtype}")
        expected, returned = _as_real(expected), _as_real(returned)
    if returned.dtype.kind not in "iuf":
        return Difference("", f"expected real numbers, not values of type {returned.dtype}")
    wrong = ~_agree(expected.astype(float), returned.astype(float), tolerance)
    if not wrong.any():
        return None
    places = tuple(map(tuple, np.argwhere(wrong).tolist()))
    first = places[0]
    written = "[" + ", ".join(map(str, first)) + "]" if first else ""
    return Difference(written, _figures(expected[first], returned[first]), places)


def _as_real(array: np.ndarray) -> np.ndarray:
    """Complex numbers as pairs of real ones, truth values as 0 and 1."""
    return np.stack([array.real, array.imag], axis=-1).astype(float)


def _agree(expected: np.ndarray, returned: np.ndarray, tolerance: float) -> np.ndarray:
    finite = np.isfinite(expected)
    scale = max(1.0, float(np.abs(expected[finite]).max(initial=0.0)))
    with np.errstate(invalid="ignore", over="ignore"):
        close: np.ndarray = np.abs(expected - returned) <= tolerance * scale
    same: np.ndarray = np.where(finite, close, (expected == returned) | (np.isnan(expected) & np.isnan(returned)))
    return same


def _dict_difference(expected: dict[Any, Any], returned: Any, tolerance: float) -> Difference | None:
    if not isinstance(returned, dict) or set(returned) != set(expected):
        return Difference("", f"expected {describe(expected)}, not {describe(returned)}")
    return _of_parts({key: (value, returned[key]) for key, value in expected.items()}, tolerance)


def _sequence_difference(expected: Sequence[Any], returned: Any, tolerance: float) -> Difference | None:
    if not isinstance(returned, tuple | list):
        return Difference("", f"expected {len(expected)} values, not {describe(returned)}")
    if len(returned) != len(expected):
        return Difference("", f"expected {len(expected)} values, not {len(returned)}")
    return _of_parts(dict(enumerate(zip(expected, returned, strict=True))), tolerance)


def _of_parts(pairs: Mapping[Any, tuple[Any, Any]], tolerance: float) -> Difference | None:
    """The first difference of the parts, with what is wrong in all of them."""
    each = {key: difference(*pair, tolerance) for key, pair in pairs.items()}
    found = [part.below(key, f"[{key!r}]") for key, part in each.items() if part]
    return dataclasses.replace(found[0], wrong=sum((part.wrong for part in found), ())) if found else None


def _number_difference(expected: Any, returned: Any, tolerance: float) -> Difference | None:
    if not is_number(returned):
        return Difference("", f"expected the number {as_float(expected):.6g}, not {describe(returned)}")
    a, b = as_float(expected), as_float(returned)
    same = (
        abs(a - b) <= tolerance * max(1.0, abs(a)) if math.isfinite(a) else a == b or (math.isnan(a) and math.isnan(b))
    )
    return None if same else Difference("", _figures(a, b))


def _figures(expected: Any, returned: Any) -> str:
    """Two numbers that differ, in as many digits as it takes to see it; what rounding has left of 0
    is 0.
    """
    a, b = as_float(expected), as_float(returned)
    b = 0.0 if abs(b) < 1e-12 * abs(a) else b
    pairs = ((f"{a:.{digits}g}", f"{b:.{digits}g}") for digits in (6, 9, 12, 17))
    wanted, found = next((pair for pair in pairs if pair[0] != pair[1]), ("one number", "another"))
    return f"expected {wanted}, not {found}"


def _keys(value: dict[Any, Any]) -> str:
    keys = [printable(str(key))[:_KEY_LENGTH] for key in sorted(value, key=str)[:_KEYS_SHOWN]]
    return f"{keys}" + (" and more" if len(value) > _KEYS_SHOWN else "")


def _has_short_floats(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "f" and value.dtype.itemsize < 8)
    if isinstance(value, dict):
        return any(map(_has_short_floats, value.values()))
    return isinstance(value, tuple | list) and any(map(_has_short_floats, value))
