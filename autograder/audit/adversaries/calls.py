"""Calls that are not understood: numbers that are zero, names of arguments, what makes no sense."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.audit.adversaries import probes
from autograder.audit.adversaries.adversary import (
    Adversary,
    Answer,
    Given,
    Spoil,
    before,
    with_numbers,
    with_whole_numbers,
)
from autograder.audit.adversaries.leaves import arrays, leaves, mapped

_Bound = dict[str, Any]
Signature = inspect.Signature


def _of_bound(change: Callable[[_Bound, Signature], _Bound]) -> Spoil:
    """Changes arguments that are known by their names."""

    def spoil(right: Answer) -> Answer:
        signature = inspect.signature(right)

        def spoilt(*args: Any, **named: Any) -> Any:
            bound = signature.bind(*args, **named)
            return right(**change(dict(bound.arguments), signature))

        return spoilt

    return spoil


def _defaults(signature: Signature) -> _Bound:
    empty = inspect.Parameter.empty
    return {name: each.default for name, each in signature.parameters.items() if each.default is not empty}


def _has_defaults(signature: Signature) -> bool:
    return bool(_defaults(signature))


def _several(signature: Signature) -> bool:
    return len([name for name in signature.parameters if name != "self"]) > 1


def _has_seed(signature: Signature) -> bool:
    return "seed" in signature.parameters


def _is_zero(value: Any) -> bool:
    return np.ndim(value) == 0 and isinstance(value, int | float | np.number) and not value


def _zero_is_default(bound: _Bound, signature: Signature) -> _Bound:
    """``slope = slope or 0.001``."""
    known = _defaults(signature)
    return {name: value for name, value in bound.items() if not (_is_zero(value) and name in known)}


def _zero_is_one(bound: _Bound, signature: Signature) -> _Bound:
    """``momentum = momentum or 0.9``."""
    known = _defaults(signature)
    return {name: type(value)(1) if _is_zero(value) and name not in known else value for name, value in bound.items()}


def _pair_of_zeros_is_true(bound: _Bound, _signature: Signature) -> _Bound:
    """``if padding:`` with a pair of zeros, which is not empty."""
    return {name: type(value)(1 for _ in value) if _is_silent_pair(value) else value for name, value in bound.items()}


def _is_silent_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and not any(map(np.any, value))


def _zeros_are_none(bound: _Bound, signature: Signature) -> _Bound:
    """``if output_grad is None or not output_grad.any()``."""
    known = _defaults(signature)
    return {
        name: value
        for name, value in bound.items()
        if not (isinstance(value, np.ndarray) and known.get(name, 0) is None and not value.any())
    }


def _fractions(signature: Signature) -> list[str]:
    """The arguments that are numbers with a fraction."""
    return [name for name, each in signature.parameters.items() if each.annotation in (float, "float")]


def _has_fractions(signature: Signature) -> bool:
    return bool(_fractions(signature))


def _squared_in_own_type(bound: _Bound, signature: Signature) -> _Bound:
    """What is left of a number whose square does not fit into its type."""
    narrow = {name for name in _fractions(signature) if isinstance(bound.get(name), np.integer)}
    with np.errstate(over="ignore"):
        return bound | {name: float(np.sqrt(np.abs(1.0 * (bound[name] * bound[name])))) for name in narrow}


def _without_defaults(bound: _Bound, signature: Signature) -> _Bound:
    known = _defaults(signature)
    return {name: value for name, value in bound.items() if name not in known}


def _last_two(signature: Signature) -> list[str]:
    return [name for name in signature.parameters if name != "self"][-2:]


def _exchanged(bound: _Bound, signature: Signature) -> _Bound:
    one, other = _last_two(signature)
    known = {**_defaults(signature), **bound}
    return known | {name: known[of] for name, of in ((one, other), (other, one)) if of in known}


def _renamed(right: Answer) -> Answer:
    return lambda *args: right(*args)


def _first_renamed(right: Answer) -> Answer:
    """Only the first parameter has another name."""
    first = next((name for name in inspect.signature(right).parameters if name != "self"), "")

    def spoilt(*args: Any, **named: Any) -> Any:
        if first in named:
            raise TypeError(f"{right.__name__}() got an unexpected keyword argument {first!r}")
        return right(*args, **named)

    return spoilt


def _names_exchanged(right: Answer) -> Answer:
    """Places are as they should be, names are not."""
    one, other = _last_two(inspect.signature(right))
    names = {one: other, other: one}
    return lambda *args, **named: right(*args, **{names.get(name, name): value for name, value in named.items()})


def _places_exchanged(right: Answer) -> Answer:
    """Names are as they should be, places are not."""
    signature = inspect.signature(right)
    one, other = _last_two(signature)
    exchanged = {one: other, other: one}
    names = [exchanged.get(name, name) for name in signature.parameters]
    return lambda *args, **named: right(**dict(zip(names, args, strict=False)), **named)


def _raising(refused: Callable[[Any], bool], error: type[Exception] = ValueError) -> Spoil:
    def look(given: Given) -> None:
        if refused(given):
            raise error("this is not provided for")

    return before(look)


def _any_array(found: Callable[[np.ndarray], Any]) -> Callable[[Given], bool]:
    return lambda given: any(bool(found(array)) for array in arrays(given) if array.size)


def _has(*kinds: type) -> Callable[[Given], bool]:
    """Whether an argument itself is of such a kind."""
    return lambda given: any(isinstance(value, kinds) for value in (*given[0], *given[1].values()))


def _has_pair_of_numpy(given: Given) -> bool:
    """Whether an argument is a tuple of NumPy's whole numbers."""
    return any(
        isinstance(value, tuple) and any(isinstance(number, np.integer) for number in value)
        for value in (*given[0], *given[1].values())
    )


def _instead_of_refusing(answer: Callable[[Exception], Any]) -> Spoil:
    """Does something else where it should refuse."""

    def spoil(right: Answer) -> Answer:
        def spoilt(*args: Any, **named: Any) -> Any:
            try:
                return right(*args, **named)
            except (ValueError, AssertionError) as error:
                return answer(error)

        return spoilt

    return spoil


def _refusing_once(right: Answer) -> Answer:
    """Remembers what it was called with before it looks at it: the second time it returns nothing."""
    refused: set[str] = set()

    def spoilt(*args: Any, **named: Any) -> Any:
        seen = repr([np.shape(leaf) or leaf for leaf in leaves((args, named))])
        try:
            return right(*args, **named)
        except (ValueError, AssertionError):
            if seen in refused:
                return None
            refused.add(seen)
            raise

    return spoilt


def _changing_what_is_refused(right: Answer) -> Answer:
    """Gives arrays one axis, and takes that back only where nothing is refused."""

    def spoilt(*args: Any, **named: Any) -> Any:
        try:
            return right(*args, **named)
        except (ValueError, AssertionError):
            for array in arrays((args, named)):
                array.shape = (1, *array.shape)
            raise

    return spoilt


def _wrong_after_refusals(right: Answer) -> Answer:
    """Keeps something of what it refused, which the next call finds."""
    kept: list[Given] = []

    def spoilt(*args: Any, **named: Any) -> Any:
        try:
            result = right(*args, **named)
        except (ValueError, AssertionError):
            kept[:] = [(args, named)]
            raise
        return mapped(np.zeros_like, result) if kept and kept.pop() else result

    return spoilt


def _looking_at_fractions(right: Answer) -> Answer:
    """Looks at arrays of fractions alone, and takes whole numbers as they are."""

    def spoilt(*args: Any, **named: Any) -> Any:
        try:
            return right(*args, **named)
        except (ValueError, AssertionError):
            if any(array.dtype.kind in "iu" for array in arrays((args, named))):
                return np.nan
            raise

    return spoilt


def _raise(kind: type[Exception]) -> Callable[[Exception], Any]:
    def answer(error: Exception) -> Any:
        raise kind(str(error)) from None

    return answer


def _seeding(bound: _Bound, _signature: Signature) -> _Bound:
    np.random.seed(abs(int(bound.get("seed") or 0)) % 2**32)
    return bound


def _global_draw(bound: _Bound, _signature: Signature) -> _Bound:
    drawn = int(np.random.randint(2**31))
    return bound | ({"seed": drawn} if "seed" in bound else {})


def _short_seed(bound: _Bound, _signature: Signature) -> _Bound:
    return bound | ({"seed": int(bound["seed"]) & 0x7FFFFFFF} if bound.get("seed") is not None else {})


def _without_seed(bound: _Bound, _signature: Signature) -> _Bound:
    return bound | ({"seed": 0} if "seed" in bound else {})


_NUMBERS = (probes.AS_IT_IS, *probes.ZEROS)

ZEROS = (
    Adversary(
        "takes zero for the default",
        _of_bound(_zero_is_default),
        _NUMBERS,
        constructors=True,
        applies=_has_defaults,
        can_show=with_numbers,
    ),
    Adversary("takes zero for one", _of_bound(_zero_is_one), _NUMBERS, constructors=True, can_show=with_numbers),
    Adversary("takes a pair of zeros for one of ones", _of_bound(_pair_of_zeros_is_true), probes.ZERO_PAIRS, True),
    Adversary("takes zeros for nothing", _of_bound(_zeros_are_none), probes.ALL_ZERO, applies=_has_defaults),
    Adversary(
        "always uses the defaults", _of_bound(_without_defaults), _NUMBERS, constructors=True, applies=_has_defaults
    ),
)
"""Zero is a number."""

WIDTHS = (
    Adversary(
        "squares numbers in their own type",
        _of_bound(_squared_in_own_type),
        probes.NARROW_NUMBERS,
        constructors=True,
        applies=_has_fractions,
        can_show=with_numbers,
    ),
)
"""Numbers come in any type."""

NAMES = (
    Adversary("knows no names of arguments", _renamed, probes.KEYWORDS, constructors=True),
    Adversary("has another name for its first argument", _first_renamed, probes.KEYWORDS, constructors=True),
    Adversary("exchanges the last two arguments", _of_bound(_exchanged), _NUMBERS, constructors=True, applies=_several),
    Adversary(
        "exchanges the names of the last two arguments", _names_exchanged, probes.KEYWORDS, True, applies=_several
    ),
    Adversary(
        "exchanges the places of the last two arguments",
        _places_exchanged,
        _NUMBERS,
        constructors=True,
        applies=_several,
    ),
    Adversary(
        "refuses NumPy's whole numbers",
        _raising(_has(np.integer), TypeError),
        probes.NUMPY_NUMBERS,
        constructors=True,
        can_show=with_whole_numbers,
    ),
    Adversary(
        "takes tuples for pairs, and no lists",
        _raising(_has(list), TypeError),
        probes.LISTS,
        constructors=True,
        can_show=lambda asked: asked.pairs,
    ),
    Adversary(
        "takes no pairs of NumPy's numbers",
        _raising(_has_pair_of_numpy, TypeError),
        probes.PAIRS_OF_NUMPY,
        constructors=True,
        can_show=lambda asked: asked.pairs,
    ),
)
"""How arguments come."""

REFUSALS = (
    Adversary(
        "refuses whole numbers",
        _raising(_any_array(lambda a: a.dtype.kind in "iu"), TypeError),
        probes.whole_numbers("int64"),
    ),
    Adversary(
        "refuses negative numbers", _raising(_any_array(lambda a: (a < 0).any())), (probes.AS_IT_IS, probes.NEGATED)
    ),
    Adversary("refuses arrays of zeros", _raising(_any_array(lambda a: not a.any())), probes.ALL_ZERO),
    Adversary(
        "refuses numbers that are zero", _raising(lambda given: any(map(_is_zero, leaves(given)))), probes.ZEROS, True
    ),
    Adversary("raises TypeError for what makes no sense", _instead_of_refusing(_raise(TypeError))),
    Adversary("raises IndexError for what makes no sense", _instead_of_refusing(_raise(IndexError))),
    Adversary(
        "refuses numbers that are nearly zero",
        _raising(lambda given: any(0 < abs(leaf) < 1e-8 for leaf in leaves(given) if isinstance(leaf, float))),
        probes.NEARLY_ZERO,
        can_show=with_numbers,
    ),
    Adversary("refuses but once what makes no sense", _refusing_once),
    Adversary("is wrong after what makes no sense", _wrong_after_refusals),
    Adversary("returns nan for whole numbers that make no sense", _looking_at_fractions),
    Adversary("changes what makes no sense", _changing_what_is_refused),
    Adversary("returns None for what makes no sense", _instead_of_refusing(lambda _error: None)),
    Adversary("returns nan for what makes no sense", _instead_of_refusing(lambda _error: np.nan)),
)
"""What is refused, and how."""

CHANCE = (
    Adversary("seeds the global generator", _of_bound(_seeding), constructors=True, applies=_has_seed),
    Adversary("draws from the global generator", _of_bound(_global_draw), constructors=True, applies=_has_seed),
    Adversary(
        "keeps 31 bits of a seed", _of_bound(_short_seed), (probes.FAR_SEED,), constructors=True, applies=_has_seed
    ),
    Adversary("has one seed for all", _of_bound(_without_seed), probes.counts(5), constructors=True, applies=_has_seed),
)
"""Where randomness comes from."""
