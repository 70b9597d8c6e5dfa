"""Values that are nearly right: rounded, cut, kept in a type that is too narrow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.audit.adversaries import probes
from autograder.audit.adversaries.adversary import (
    Adversary,
    Given,
    Spoil,
    of_arguments,
    of_both,
    of_result,
    with_arrays,
)
from autograder.audit.adversaries.leaves import Change, arrays, leaves, mapped, of_arrays, of_kinds, of_place

_DIGITS = (probes.AS_IT_IS, probes.ALL_DIGITS, *probes.TINY)
_WIDTHS = ("int8", "uint8", "int16")


def _significant(digits: int) -> Change:
    return np.vectorize(lambda number: float(f"{number:.{digits}g}"), otypes=[float])


def _through(dtype: Any) -> Change:
    return lambda array: array.astype(dtype).astype(array.dtype)


def _in_type_of(place: int) -> Spoil:
    """What is returned goes into a buffer like one of the arguments."""

    def change(given: Given, result: Any) -> Any:
        found = arrays(given)
        if place >= len(found):
            return result
        return mapped(of_kinds("iuf", lambda array: array.astype(found[place].dtype)), result)

    return of_both(change)


def _wrapping(dtype: str) -> Spoil:
    """Sums of whole numbers wrap round where all arrays are of one narrow type."""
    width = np.iinfo(dtype)

    def change(given: Given, result: Any) -> Any:
        found = arrays(given)
        is_narrow = bool(found) and all(array.dtype == dtype for array in found)
        return mapped(of_kinds("iuf", wrapped), result) if is_narrow else result

    def wrapped(array: np.ndarray) -> np.ndarray:
        numbers = array.astype(float)
        is_whole = np.array_equal(numbers, np.trunc(numbers))  # else floats were reached, perhaps by sums that wrapped
        beyond = (numbers > width.max) | ((numbers < width.min) & is_whole)
        turned = (numbers - width.min) % (float(width.max) - width.min + 1) + width.min
        return np.where(beyond, turned, numbers)

    return of_both(change)


def _narrowed(dtype: str) -> Change:
    """Whole numbers are kept in a narrow type, as indices or kernels are."""
    return of_arrays(of_kinds("iu", lambda array: array.astype(dtype).astype(np.int64)))


def _negated_unsigned(array: np.ndarray) -> np.ndarray:
    """What is left of -z where z has no sign."""
    return np.asarray(-(-array).astype(float))


def _dropping(limit: float) -> Change:
    return of_kinds("f", lambda array: np.where(np.abs(array) < limit, 0.0, array))


def _clipping(limit: float) -> Change:
    return of_kinds("iuf", lambda array: np.clip(array, -limit, limit) if array.dtype.kind == "f" else array)


def _from_start(start: float) -> Change:
    return of_kinds("f", lambda array: np.maximum(array, start))


def _overflowing(limit: float) -> Spoil:
    def change(given: Given, result: Any) -> Any:
        beyond = any(np.abs(array).max(initial=0.0) > limit for array in arrays(given))
        return mapped(of_kinds("f", lambda array: np.full_like(array, np.nan)), result) if beyond else result

    return of_both(change)


def _undefined_for(found: Callable[[np.ndarray], bool]) -> Spoil:
    """Not a number where an array is such that something is divided by zero."""

    def change(given: Given, result: Any) -> Any:
        if not any(array.size and found(array) for array in arrays(given)):
            return result
        return mapped(of_kinds("f", lambda array: np.full_like(array, np.nan)), result)

    return of_both(change)


def _taking_in(place: int) -> Spoil:
    """Adds nothing to what is returned, but with the numbers of an array."""

    def change(given: Given, result: Any) -> Any:
        found = arrays(given)
        if place >= len(found) or found[place].dtype.kind not in "iuf":
            return result
        nothing = float(np.sum(0.0 * found[place]))
        return mapped(of_kinds("f", lambda array: array + nothing), result)

    return of_both(change)


def _to_the_middle(array: np.ndarray) -> np.ndarray:
    """The array with its only number, if there is but one, in the middle."""
    if array.dtype.kind not in "iuf" or np.count_nonzero(array) != 1:
        return array
    made = np.zeros_like(array)
    made.flat[array.size // 2] = array.sum()
    return made


def _silent_but_for_one(given: Given, result: Any) -> Any:
    """Zeros where all arrays but one are zeros: a product would be zero, but for what is added."""
    found = [bool(array.any()) for array in arrays(given)]
    return mapped(of_kinds("f", np.zeros_like), result) if len(found) > 1 and sum(found) == 1 else result


def _silent_where_it_begins_so(given: Given, result: Any) -> Any:
    """Zeros where an array is zero in its first half: once there is nothing, nothing comes any more."""
    found = [array for array in arrays(given) if len(array) > 1 and array.dtype.kind in "iuf"]
    is_late = any(array.any() and not array[: (len(array) + 1) // 2].any() for array in found)
    return mapped(of_kinds("f", np.zeros_like), result) if is_late else result


def _symmetrized(array: np.ndarray) -> np.ndarray:
    """The array, or its symmetric part if that is all but the same."""
    if array.dtype.kind != "f" or not array.size:
        return array
    other, near = np.flip(array), 1.5e-8 * np.abs(array).max()
    return (array + other) / 2 if np.isfinite(near) and np.abs(array - other).max() <= near else array


def _turned_if_square(array: np.ndarray) -> np.ndarray:
    return np.swapaxes(array, -1, -2) if array.ndim > 1 and array.shape[-1] == array.shape[-2] else array


def _short_beyond(most: int) -> Spoil:
    """Single precision, to save memory, where there is much of it to save."""

    def change(given: Given, result: Any) -> Any:
        is_large = any(array.size > most for array in arrays(given))
        return mapped(of_kinds("f", _through("float32")), result) if is_large else result

    return of_both(change)


def _result_form(change: Change) -> Spoil:
    return of_result(change)


def _is_finite(given: Any) -> bool:
    return all(np.isfinite(leaf).all() for leaf in leaves(given))


ROUNDING = (
    *(
        Adversary(
            f"rounds what it returns to {n} digits", of_result(of_kinds("f", partial(np.round, decimals=n))), _DIGITS
        )
        for n in (3, 4, 6)
    ),
    Adversary("returns six significant digits", of_result(of_kinds("f", _significant(6))), _DIGITS),
    *(
        Adversary(
            f"rounds its arguments to {n} digits",
            of_arguments(partial(of_arrays, of_kinds("f", partial(np.round, decimals=n)))),
            _DIGITS,
        )
        for n in (3, 6)
    ),
    *(
        Adversary(
            f"takes near ties for ties in array {place + 1}",
            of_arguments(partial(of_place, place, of_kinds("f", partial(np.round, decimals=6)))),
            (*probes.NEAR_TIES, *_DIGITS),
            can_show=with_arrays(place),
        )
        for place in range(2)
    ),
)
"""Digits lost."""

TYPES = (
    *(
        Adversary(f"returns {name}", of_result(of_kinds("f", _through(name))), (*_DIGITS, *probes.HUGE))
        for name in ("float16", "float32")
    ),
    *(
        Adversary(
            f"computes in {name}",
            of_arguments(partial(of_kinds, "f", partial(np.ndarray.astype, dtype=name))),
            (*_DIGITS, *probes.HUGE),
            constructors=True,
        )
        for name in ("float16", "float32")
    ),
    *(
        Adversary(
            f"returns the type of array {place + 1}",
            _in_type_of(place),
            (*probes.MIXED_TYPES, *probes.whole_numbers("int8", "uint8", "int64")),
            can_show=with_arrays(place),
        )
        for place in range(4)
    ),
    *(Adversary(f"sums in {name}", _wrapping(name), probes.whole_numbers(name)) for name in _WIDTHS),
    *(
        Adversary(
            f"keeps whole numbers in {name}",
            of_arguments(partial(_narrowed, name)),
            probes.whole_numbers("int64", "int16"),
        )
        for name in ("int8", "uint8")
    ),
    Adversary(
        "negates unsigned numbers",
        of_arguments(lambda: of_arrays(of_kinds("u", _negated_unsigned))),
        probes.whole_numbers("uint8"),
    ),
    Adversary("cuts fractions off its arguments", of_arguments(lambda: of_arrays(of_kinds("f", np.trunc))), _DIGITS),
)
"""Types that hold too little."""

RANGES = (
    *(Adversary(f"drops results below {x:g}", of_result(_dropping(x)), _DIGITS) for x in (1e-3, 1e-6)),
    *(
        Adversary(f"drops arguments below {x:g}", of_arguments(partial(of_arrays, _dropping(x))), _DIGITS)
        for x in (1e-3, 1e-6)
    ),
    Adversary(
        "drops arguments below 1e-8", of_arguments(partial(of_arrays, _dropping(1e-8))), (*_DIGITS, *probes.FAINT)
    ),
    *(Adversary(f"clips results at {x:g}", of_result(_clipping(x)), probes.HUGE) for x in (10.0, 1e3, 1e6)),
    *(
        Adversary(f"clips arguments at {x:g}", of_arguments(partial(of_arrays, _clipping(x))), probes.HUGE)
        for x in (10.0, 1e3)
    ),
    *(
        Adversary(f"starts a maximum at {x:g}", of_result(_from_start(x)), (probes.NEGATED, *probes.HUGE))
        for x in (-1e3, -1e6)
    ),
    Adversary("overflows beyond 700", _overflowing(700.0), probes.HUGE),
    Adversary("overflows beyond 88", _overflowing(88.0), probes.HUGE),
    Adversary("divides by zero where all is zero", _undefined_for(lambda array: not array.any()), probes.ALL_ZERO),
    Adversary(
        "divides by zero where all is equal",
        _undefined_for(lambda array: bool(array.size > 1 and (array == array.flat[0]).all())),
        probes.ALL_ZERO,
    ),
)
"""Values beyond what somebody thought of."""

SHORT_CUTS = (
    Adversary(
        "takes a single number for one in the middle",
        of_arguments(lambda: of_arrays(_to_the_middle)),
        probes.SINGLE,
        can_show=with_arrays(0),
    ),
    Adversary(
        "answers zeros where all arrays but one are zeros",
        of_both(_silent_but_for_one),
        probes.ZEROS_BUT,
        can_show=with_arrays(1),
    ),
    Adversary("answers zeros where an array begins with zeros", of_both(_silent_where_it_begins_so), probes.LATE),
    Adversary(
        "takes nearly symmetric arrays for symmetric",
        of_arguments(lambda: of_arrays(_symmetrized)),
        probes.NEARLY_SYMMETRIC,
    ),
    *(
        Adversary(
            f"exchanges the axes of array {place + 1} if it is square",
            of_arguments(partial(of_place, place, _turned_if_square)),
            probes.SQUARES,
            can_show=with_arrays(place),
        )
        for place in range(4)
    ),
    Adversary(
        "computes in float32 beyond 1000 numbers",
        _short_beyond(1000),
        probes.sizes(1031),
        can_show=with_arrays(0),
    ),
    *(
        Adversary(
            f"takes in the numbers of array {place + 1}",
            _taking_in(place),
            probes.NOT_FINITE,
            can_show=with_arrays(place),
        )
        for place in range(4)
    ),
)
"""Values that are not looked at closely, or that need not be looked at."""

KINDS = (
    Adversary("returns lists", of_result(of_arrays(lambda array: array.tolist()))),
    Adversary("returns complex numbers", of_result(of_kinds("iuf", lambda array: array + 0j))),
    Adversary(
        "returns single numbers in arrays",
        of_result(lambda leaf: np.atleast_1d(leaf)),
        can_show=lambda asked: asked.single_answers,
    ),
    Adversary("returns truth values", of_result(of_kinds("iuf", lambda array: array.astype(bool)))),
)
"""Other kinds of values than were asked for."""
