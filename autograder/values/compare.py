"""When two answers are the same: structure first, then shapes, then values with a tolerance scaled
by the largest one.

Elementwise relative errors are no measure: a right FFT convolution reaches 6e-7 in elements that
cancel, while its error is below 1e-14 of the largest value.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.languages import N_, _, ngettext
from autograder.values.readable import MAX_ITEMS, as_code, members, plain, printable

TOLERANCE = 1e-9
"""Largest error allowed for float64 arithmetic, as a part of max(1, largest expected value)."""

FLOAT32_TOLERANCE = 1e-5
"""The same where the arithmetic may run in float32: where an argument is a float32 array, and where
another check asks for all digits.
"""

CANCELLED = 1e-12
"""Where terms cancel: the largest error allowed, as a part of the largest argument."""

_KEYS_SHOWN, _KEY_LENGTH = 10, 30  # of a dict; enough for any honest one
_MISSING = N_("None (is a `return` missing?)")
_MEMBER_LENGTH = 60  # of a set, as code

Place = tuple[Any, ...]
"""The way to a part of an answer: keys of dicts, and indices of sequences and arrays."""


@dataclasses.dataclass(frozen=True)
class Difference:
    """How an answer is not the expected one: ``where`` in it the first difference is, and ``what`` is
    wrong there; ``wrong`` has all places that differ, or those of the parts that have another form,
    but no more than a report shows.
    """

    where: str
    what: str
    wrong: tuple[Place, ...] = ((),)

    def below(self, key: Any, written: str) -> Difference:
        """The same difference, of a part of a larger answer."""
        return Difference(written + self.where, of_a_part(self.what), tuple((key, *place) for place in self.wrong))


def of_a_part(what: str) -> str:
    """What is wrong, where it is so with a part of what a function returned: then no `return` is missing."""
    return what.replace(_(_MISSING), "None")


def tolerance_for(arguments: Any) -> float:
    """The tolerance that fits the arguments of a call: looser if any array in them is float32 or
    float16, or of complex numbers made of such.
    """
    return FLOAT32_TOLERANCE if _has_short_floats(arguments) else TOLERANCE


@dataclasses.dataclass(frozen=True)
class Allowed:
    """How far two answers may be apart: ``relative`` to the largest expected value, which counts as at
    least ``least``.
    """

    relative: float
    least: float = 1.0

    @classmethod
    def to_all_digits(cls, arguments: Any, relative: float, *, factors: Sequence[Any] = ()) -> Allowed:
        """However small the values are; where terms of a call cancel, a small part of its largest
        argument, of which sizes and the like are none, or of what a sum of products of its ``factors`` can be.
        """
        products = math.prod(map(length, factors)) if factors else 0.0
        return cls(relative, CANCELLED / relative * max(largest(_without_whole_numbers(arguments)), products))


def length(value: Any) -> float:
    """The root of the sum of the squares of all finite numbers in an array."""
    top = largest(value) or 1.0
    numbers = np.abs(np.asarray(value, dtype=float)) / top
    return top * float(np.sqrt(np.sum(numbers**2, where=np.isfinite(numbers))))


def largest(value: Any) -> float:
    """The largest finite number in a value, without its sign; 0 if there is none."""
    if isinstance(value, np.ndarray):
        numbers = np.abs(value.astype(float)) if value.dtype.kind in "iufb" else np.zeros(0)
        return float(numbers[np.isfinite(numbers)].max(initial=0.0))
    if isinstance(value, dict | list | tuple):
        return max(map(largest, value.values() if isinstance(value, dict) else value), default=0.0)
    number = abs(as_float(value)) if is_number(value) else 0.0
    return number if math.isfinite(number) else 0.0


def is_near_zero(value: Any, tolerance: float | Allowed = TOLERANCE) -> bool:
    """Whether zeros agree with a value; of texts and the like they do not."""
    return difference(_of_zeros(value), value, tolerance) is None


def _of_zeros(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _of_zeros(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_of_zeros, value))
    return np.zeros(np.shape(value)) if isinstance(value, np.ndarray) else 0.0


def has_nan(value: Any) -> bool:
    """Whether there is anything in a value that should be a number and is none."""
    if isinstance(value, dict | list | tuple):
        return any(map(has_nan, value.values() if isinstance(value, dict) else value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fc" and bool(np.isnan(value).any())
    return is_number(value) and math.isnan(as_float(value))


def difference(expected: Any, returned: Any, tolerance: float | Allowed = TOLERANCE) -> Difference | None:
    """How two answers differ, or None when they agree.

    Arrays must be arrays of the same shape, numbers must be numbers, tuples must have the same
    length, dicts the same keys and sets the same members.  The type is free as long as it holds real
    numbers, or complex ones where such are expected: an answer counts by its values.  What is not
    finite agrees with itself alone; fractions agree exactly, but with floats.
    """
    allowed = tolerance if isinstance(tolerance, Allowed) else Allowed(tolerance)
    return _difference(expected, returned, allowed)


def _difference(expected: Any, returned: Any, allowed: Allowed) -> Difference | None:
    compare = next((compare for is_one, compare in _KINDS if is_one(expected)), _other_difference)
    return compare(expected, returned, allowed)


def is_number(value: Any) -> bool:
    """Whether ``value`` is one real number, of Python or NumPy; an array without dimensions is one
    too, a bool is none.
    """
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, int | float | Fraction | np.integer | np.floating) and not isinstance(value, bool)


def is_complex(value: Any) -> bool:
    """Whether ``value`` is one complex number, of Python or NumPy; an array without dimensions is one
    too.
    """
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind == "c"
    return isinstance(value, complex | np.complexfloating)


def as_float(number: Any) -> float:
    """The nearest float; an infinity for integers and fractions beyond all floats, which a student may
    return.
    """
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def describe(value: Any) -> str:
    """What kind of thing ``value`` is, in a few words for a student."""
    if value is None:
        return _(_MISSING)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, np.ndarray):
        usual = value.dtype.kind in "iufb"
        said = _("an array of shape {shape}") if usual else _("an array of shape {shape} and type {type}")
        return said.format(shape=value.shape, type=value.dtype)
    if isinstance(value, list | tuple | set | frozenset):
        kind = next(kind.__name__ for kind in type(value).__mro__ if kind in _SEVERAL)
        return _("a {kind} of {number}").format(kind=kind, number=len(value))
    if isinstance(value, dict):
        return _("a dict with the keys {keys}").format(keys=_keys(value))
    if isinstance(value, Fraction):
        return _("the fraction {value}").format(value=plain(value))
    if is_number(value):
        return _the_number(value)
    if is_complex(value):
        return _("the complex number {value}").format(value=f"{complex(value):.6g}")
    name = printable(getattr(value, "type_name", type(value).__name__))
    if name.startswith(_ARRAY_OF):
        return _("an array of {type}").format(type=name.removeprefix(_ARRAY_OF))
    return _("an object of type {type}").format(type=name)


_ARRAY_OF = "array of "
"""So begins what the wire calls an array that cannot travel."""


def _the_number(value: Any) -> str:
    return _("the number {value}").format(value=f"{as_float(value):.6g}")


def _not(expected: str, returned: str) -> str:
    """What was expected, and what came instead."""
    return _("expected {expected}, not {returned}").format(expected=expected, returned=returned)


def _array_difference(expected: np.ndarray, returned: Any, allowed: Allowed) -> Difference | None:
    if not isinstance(returned, np.ndarray):
        return Difference("", _not(_("an array of shape {shape}").format(shape=expected.shape), describe(returned)))
    if returned.shape != expected.shape:
        return Difference("", _not(_("the shape {shape}").format(shape=expected.shape), str(returned.shape)))
    accepted, words = _ACCEPTED.get(expected.dtype.kind, ("iuf", N_("real numbers")))
    if returned.dtype.kind not in accepted:
        return Difference("", _not(_(words), _("values of type {type}").format(type=returned.dtype)))
    number = complex if "c" in accepted else float
    wrong = ~_agree(expected.astype(number), returned.astype(number), allowed)
    if not wrong.any():
        return None
    places = tuple(map(tuple, np.argwhere(wrong)[:MAX_ITEMS].tolist()))
    first = places[0]
    written = "[" + ", ".join(map(str, first)) + "]" if first else ""
    return Difference(written, _figures(expected[first], returned[first]), places)


_ACCEPTED = {"b": ("b", N_("values of type bool")), "c": ("iufc", N_("numbers"))}
"""For what kinds of arrays, other than those of real numbers, which kinds are accepted, in letters of
NumPy's and in words.  Truth values are expected where one wrong answer is compared with another.
"""


def _agree(expected: np.ndarray, returned: np.ndarray, allowed: Allowed) -> np.ndarray:
    """Where two arrays of floats, or of complex numbers, agree."""
    with np.errstate(invalid="ignore", over="ignore"):
        top = float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
        scale = min(max(allowed.least, top), sys.float_info.max)  # two finite parts can have an infinite modulus
        error = allowed.relative * scale
        if expected.dtype.kind != "c":
            return _close_or_same(expected, returned, error)
        parts = ((expected.real, returned.real), (expected.imag, returned.imag))
        same = np.all([_close_or_same(*pair, error) for pair in parts], axis=0)
        agree: np.ndarray = np.where(np.isfinite(expected), np.abs(expected - returned) <= error, same)
        return agree


def _close_or_same(expected: np.ndarray, returned: np.ndarray, error: float) -> np.ndarray:
    same = (expected == returned) | (np.isnan(expected) & np.isnan(returned))
    agree: np.ndarray = np.where(np.isfinite(expected), np.abs(expected - returned) <= error, same)
    return agree


def _dict_difference(expected: dict[Any, Any], returned: Any, allowed: Allowed) -> Difference | None:
    if not isinstance(returned, dict) or set(returned) != set(expected):
        return Difference("", _not(describe(expected), describe(returned)))
    return _of_parts({key: (value, returned[key]) for key, value in expected.items()}, allowed)


def _sequence_difference(expected: Sequence[Any], returned: Any, allowed: Allowed) -> Difference | None:
    if not isinstance(returned, tuple | list):
        return Difference("", _not(_values(len(expected)), describe(returned)))
    if len(returned) != len(expected):
        return Difference("", _not(_values(len(expected)), str(len(returned) or _("none"))))
    return _of_parts(dict(enumerate(zip(expected, returned, strict=True))), allowed)


def _values(number: int) -> str:
    return ngettext("{number} value", "{number} values", number).format(number=number)


def _of_parts(pairs: Mapping[Any, tuple[Any, Any]], allowed: Allowed) -> Difference | None:
    """The first difference of the parts, with what is wrong in all of them."""
    each = {key: _difference(*pair, allowed) for key, pair in pairs.items()}
    found = [part.below(key, f"[{key!r}]") for key, part in each.items() if part]
    wrong = itertools.islice(itertools.chain.from_iterable(part.wrong for part in found), MAX_ITEMS)
    return dataclasses.replace(found[0], wrong=tuple(wrong)) if found else None


def _set_difference(expected: set[Any], returned: Any, _allowed: Allowed) -> Difference | None:
    if not isinstance(returned, set | frozenset):
        return Difference("", _not(describe(expected), describe(returned)))
    wanted, found = ({_by_value(member): member for member in answer} for answer in (expected, returned))
    missing = _first_member(wanted[key] for key in wanted.keys() - found.keys())
    surplus = _first_member(found[key] for key in found.keys() - wanted.keys())
    if missing and surplus:
        return Difference(
            "", _("expected {missing} in the set, not {surplus}").format(missing=missing, surplus=surplus)
        )
    if missing:
        return Difference("", _("expected {missing} in the set, too").format(missing=missing))
    return Difference("", _("expected no {surplus} in the set").format(surplus=surplus)) if surplus else None


def _by_value(member: Any) -> Any:
    """A member of a set in such a form that equal ones, and no others, have the same value."""
    member = member.item() if isinstance(member, np.generic) else member
    if isinstance(member, bool) or (isinstance(member, float | complex) and member != member):
        return type(member), str(member)  # True is no 1; and nan is itself here
    if isinstance(member, tuple | frozenset):
        return (tuple if isinstance(member, tuple) else frozenset)(map(_by_value, member))
    return member


def _first_member(values: Iterable[Any]) -> str:
    """The first of some members of a set, as short code; empty if there is none."""
    return next((printable(as_code(value))[:_MEMBER_LENGTH] for value in members(values)), "")


def _fraction_difference(expected: Fraction, returned: Any, allowed: Allowed) -> Difference | None:
    if not is_number(returned):
        return Difference("", _not(describe(expected), describe(returned)))
    number = returned.item() if isinstance(returned, np.ndarray | np.generic) else returned
    if not isinstance(number, int | Fraction):
        return _number_difference(expected, number, allowed)
    return None if number == expected else Difference("", _not(str(plain(expected)), str(plain(number))))


def _complex_difference(expected: Any, returned: Any, allowed: Allowed) -> Difference | None:
    if not (is_number(returned) or is_complex(returned)):
        return Difference("", _not(describe(complex(expected)), describe(returned)))
    a, b = _as_number(expected), _as_number(returned)
    same = _agree(np.array(a, complex), np.array(b, complex), allowed)
    return None if same else Difference("", _figures(a, b))


def _number_difference(expected: Any, returned: Any, allowed: Allowed) -> Difference | None:
    if not is_number(returned):
        return Difference("", _not(_the_number(expected), describe(returned)))
    a, b = as_float(expected), as_float(returned)
    error = allowed.relative * max(allowed.least, abs(a))
    same = abs(a - b) <= error if math.isfinite(a) else a == b or (math.isnan(a) and math.isnan(b))
    return None if same else Difference("", _figures(a, b))


def _other_difference(expected: Any, returned: Any, _allowed: Allowed) -> Difference | None:
    if type(expected) is not type(returned) or expected != returned:
        return Difference("", _not(repr(expected), describe(returned)))
    return None


_SEVERAL = (list, tuple, set, frozenset)
_KINDS: tuple[tuple[Callable[[Any], bool], Callable[[Any, Any, Allowed], Difference | None]], ...] = (
    (lambda value: isinstance(value, Fraction), _fraction_difference),
    (is_number, _number_difference),
    (is_complex, _complex_difference),
    (lambda value: isinstance(value, np.ndarray), _array_difference),
    (lambda value: isinstance(value, dict), _dict_difference),
    (lambda value: isinstance(value, tuple | list), _sequence_difference),
    (lambda value: isinstance(value, set | frozenset), _set_difference),
)
"""What is compared how: the first that an expected value is."""


def _as_number(value: Any) -> complex:
    return complex(value) if is_complex(value) else as_float(value)


def _figures(expected: Any, returned: Any) -> str:
    """Two numbers that differ, in as many digits as it takes to see it; what rounding has left of 0
    is 0.
    """
    a, b = _as_number(expected), _as_number(returned)
    sizes = [math.hypot(number.real, number.imag) for number in (a, b)]  # where abs() raises, this is infinite
    b = 0.0 if sizes[1] < 1e-12 * sizes[0] < math.inf else b
    pairs = ((f"{a:.{digits}g}", f"{b:.{digits}g}") for digits in (6, 9, 12, 17))
    wanted, found = next((pair for pair in pairs if pair[0] != pair[1]), (_("one number"), _("another")))
    return _not(wanted, found)


def _keys(value: dict[Any, Any]) -> str:
    keys = [printable(str(key))[:_KEY_LENGTH] for key in sorted(value, key=str)[:_KEYS_SHOWN]]
    return _("{keys} and more").format(keys=keys) if len(value) > _KEYS_SHOWN else f"{keys}"


def _without_whole_numbers(arguments: Any) -> Any:
    """The arguments of a call but for Python's whole numbers, and pairs of them; all where nothing else is there."""
    if not isinstance(arguments, dict):
        return arguments
    return {name: value for name, value in arguments.items() if not _is_whole(value)} or arguments


def _is_whole(value: Any) -> bool:
    return all(map(_is_whole, value)) if isinstance(value, tuple | list) else isinstance(value, int | np.integer)


def _has_short_floats(value: Any) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return bool(value.dtype.kind in "fc" and value.real.dtype.itemsize < 8)
    if isinstance(value, dict):
        return any(map(_has_short_floats, value.values()))
    return isinstance(value, tuple | list) and any(map(_has_short_floats, value))
