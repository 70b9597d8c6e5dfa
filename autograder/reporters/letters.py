"""Letters for the terms of a formula, so that two formulas can be laid side by side.

A term has one letter in both.  One that has another value in it than it should keeps the letter of the
right one, so that the same letters stand elsewhere in two pictures.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import math
import string
from collections.abc import Iterable, Mapping, Sequence

from autograder.languages import N_

Way = tuple[int | str, ...]
"""The way to a number among the arguments of a call: the argument's name, then keys and indices."""

Product = tuple[Way, ...]
Sum = Mapping[Product, float]
"""The terms of a formula with their factors."""

MOST_TERMS = len(string.ascii_letters)


class Mark(enum.StrEnum):
    """What is wrong with a term of the student's; the values are classes of the style sheet."""

    SAME = ""
    FACTOR = "factor"
    PARTNER = "partner"
    MISSING = "missing"
    SPARE = "spare"


IN_WORDS = {
    Mark.SAME: N_("the same"),
    Mark.FACTOR: N_("another factor"),
    Mark.PARTNER: N_("another value"),
    Mark.MISSING: N_("missing in yours"),
    Mark.SPARE: N_("too many in yours"),
}


@dataclasses.dataclass(frozen=True)
class Pair:
    """A term of the right formula, and the one that stands in its place in the student's."""

    letter: str
    right: Product | None
    yours: Product | None
    mark: Mark


def paired(right: Sum, yours: Sum) -> list[Pair]:
    """The terms with their letters, as far as there are letters: in the order of the right formula, and
    last what is too many.
    """
    missing = [term for term in right if term not in yours]
    spare = [term for term in yours if term not in right]
    partners = max((_partners(array, missing, spare) for array in _arrays(missing)), key=len, default={})
    counterparts = [(term, *_counterpart(term, right, yours, partners)) for term in sorted(right, key=_in_order)]
    rest = [term for term in sorted(spare, key=_in_order) if term not in partners.values()]
    pairs = [*counterparts, *((None, term, Mark.SPARE) for term in rest)]
    return [Pair(letter, *pair) for letter, pair in zip(string.ascii_letters, pairs, strict=False)]


def _counterpart(
    term: Product, right: Sum, yours: Sum, partners: Mapping[Product, Product]
) -> tuple[Product | None, Mark]:
    if term in yours:
        return term, Mark.SAME if math.isclose(right[term], yours[term], rel_tol=1e-5) else Mark.FACTOR
    return (partners[term], Mark.PARTNER) if term in partners else (None, Mark.MISSING)


def _partners(array: Way, missing: Sequence[Product], spare: Sequence[Product]) -> dict[Product, Product]:
    """For each missing term the spare one with the same value of this array, if that is the only one, and
    both have as many values, and others.
    """
    wanted, found = (_by_value(array, terms) for terms in (missing, spare))
    return {wanted[way]: found[way] for way in wanted if way in found and len(wanted[way]) == len(found[way]) > 1}


def _by_value(array: Way, terms: Sequence[Product]) -> dict[Way, Product]:
    """The terms by the value of this array in them, where a single one has it."""
    having = [(way, term) for term in terms for way in term if array_of(way) == array]
    count = collections.Counter(way for way, _ in having)
    return {way: term for way, term in having if count[way] == 1}


def _arrays(terms: Iterable[Product]) -> list[Way]:
    return list(dict.fromkeys(array_of(way) for term in terms for way in term))


def _in_order(term: Product) -> tuple[int, list[tuple[int, ...]]]:
    return -len(term), list(map(indices_of, term))


# Ways and formulas in writing.


def array_of(way: Way) -> Way:
    """The array in which a number stands: the way without the indices at its end."""
    return way[: 1 + max(step for step, key in enumerate(way) if isinstance(key, str))]


def indices_of(way: Way) -> tuple[int, ...]:
    """The indices at the end of a way."""
    return tuple(int(key) for key in way[len(array_of(way)) :])


def in_python(way: Way) -> str:
    """A value, or a part of an array, as it is written in Python: ``params['W'][0, 1]``."""
    array, indices = array_of(way), indices_of(way)
    keys = "".join(f"[{key!r}]" for key in array[1:])
    return f"{array[0]}{keys}" + (f"[{', '.join(map(str, indices))}]" if indices else "")


def term_in_python(term: Product, factor: float) -> str:
    """A term with its factor: ``0.5 x[0] w[1]``."""
    size = "" if abs(factor) == 1 and term else f"{abs(factor):.6g}"
    return ("-" if factor < 0 else "") + " ".join(filter(None, (size, *map(in_python, term))))


def added(factors: Mapping[str, float]) -> str:
    """Letters with their factors added up: ``0.25 (a + b)``, ``a - 2 b``."""
    common = next(iter(factors.values()), 1.0)
    if len(factors) > 1 and common != 1 and all(math.isclose(each, common) for each in factors.values()):
        return f"{common:.6g} ({added(dict.fromkeys(factors, 1.0))})"
    text = ""
    for letter, factor in factors.items():
        sign = (" - " if factor < 0 else " + ") if text else "-" if factor < 0 else ""
        text += f"{sign}{'' if abs(factor) == 1 else f'{abs(factor):.6g} '}{letter}"
    return text
