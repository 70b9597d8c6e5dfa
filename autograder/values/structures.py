"""What a whole answer does otherwise than the right one: one change of structure that makes the formulas of
the right answer those of another, number by number.

The formulas are sums of products, so a structure is a function of terms: it leaves some out, adds what lies
beyond a border, or gives them other factors.  It holds if it predicts the other formula of every number.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.languages import N_, _
from autograder.values.formula_words import Shapes, Terms, name
from autograder.values.formulas import Term
from autograder.values.parts import Path

MEAN = N_("Each number of your answer is a mean of its terms where a sum is wanted.")
SUM = N_("Each number of your answer is a sum of its terms where a mean is wanted.")
"""Where there are always as many terms, these two are factors like any other."""


@dataclasses.dataclass(frozen=True)
class Structure:
    """What is said of it, and whether it holds of all formulas of an answer, the right ones and the others."""

    words: str
    holds: Callable[[Sequence[Terms], Sequence[Terms]], bool]


def _changed(words: str, change: Callable[[Terms], Terms]) -> Structure:
    """The structure that makes other terms of the right ones."""
    return Structure(words, lambda right, yours: all(map(_equal, map(change, right), yours)))


def explaining(right: Sequence[Terms], yours: Sequence[Terms], shapes: Shapes) -> list[str]:
    """What can be said of the structures that make all formulas of one answer those of another, the simplest
    first; nothing if they are the same.
    """
    if all(map(_equal, right, yours)):
        return []
    return list(dict.fromkeys(each.words for each in structures(shapes) if each.holds(right, yours)))


def structures(shapes: Shapes) -> Iterator[Structure]:
    """All that are known for arrays of these shapes, the simplest first."""
    yield _changed(_("Each number of your answer has one of its terms only, the last: add up with `+=`."), _last)
    yield _changed(_(MEAN), _mean)
    yield _changed(_(SUM), _sum)
    for path, shape in shapes.items():
        left_out = _("`{name}` is left out.").format(name=name((path, ())))
        yield Structure(left_out, functools.partial(_is_left_out, path))
        yield from _of_an_axis(path, shape)
    for path in shapes:
        yield _changed(
            _("`{name}` is added once for each product. Add it once, after the sum.").format(name=name((path, ()))),
            functools.partial(_with_each_product, path),
        )
    for path in shapes:
        for words, beyond in _BEYOND:
            yield _changed(
                _(words).format(name=name((path, ()))), functools.partial(_with_a_border, shapes, path, beyond)
            )
    more = _("At the border yours adds up more than the right one. Beyond it all is zero.")
    yield Structure(more, _more_at_the_border)


def _equal(one: Terms, other: Terms) -> bool:
    return one.keys() == other.keys() and all(
        abs(factor - other[term]) <= 1e-6 * abs(factor) for term, factor in one.items()
    )


# Terms left out, and other factors.


def _last(terms: Terms) -> Terms:
    return dict([max(terms.items(), key=lambda pair: [entry[1] for entry in pair[0]])]) if terms else {}


def _mean(terms: Terms) -> Terms:
    return {term: factor / _count(terms) for term, factor in terms.items()}


def _sum(terms: Terms) -> Terms:
    return {term: factor * _count(terms) for term, factor in terms.items()}


def _count(terms: Terms) -> int:
    """How many terms are added up; 1 where a constant is among them, for that is no part of a mean."""
    return 1 if () in terms else len(terms)


_KEPT: tuple[tuple[str, slice], ...] = (
    (
        N_("Only what is first {where} counts: is something written over, or does a loop end too early?"),
        slice(0, 1),
    ),
    (
        N_("Only what is last {where} counts: is something written over, or does a loop end too early?"),
        slice(-1, None),
    ),
    (N_("What is first {where} is left out."), slice(1, None)),
    (N_("What is last {where} is left out."), slice(0, -1)),
    (N_("What is first and what is last {where} is left out."), slice(1, -1)),
)
"""What is left along an axis, of which more than one place is."""


def _of_an_axis(path: Path, shape: Sequence[int]) -> Iterator[Structure]:
    for axis, size in enumerate(shape):
        where = _("along axis {axis} of `{name}`") if len(shape) > 1 else _("in `{name}`")
        where = where.format(axis=axis, name=name((path, ())))
        if size == 1:
            continue  # nothing would be left
        for words, kept in _KEPT:
            if places := frozenset(range(size)[kept]):
                yield _changed(_(words).format(where=where), functools.partial(_where, path, axis, places))


def _is_left_out(path: Path, right: Sequence[Terms], yours: Sequence[Terms]) -> bool:
    """Whether the terms without an array are left, and there are some."""
    left = [{term: factor for term, factor in terms.items() if path not in dict(term)} for terms in right]
    return any(left) and all(map(_equal, left, yours))


def _where(path: Path, axis: int, kept: frozenset[int], terms: Terms) -> Terms:
    """The terms in which an index of an array is one of those kept, and those without the array."""
    return {term: factor for term, factor in terms.items() if path not in dict(term) or dict(term)[path][axis] in kept}


def _with_each_product(path: Path, terms: Terms) -> Terms:
    products = sum(len(term) > 1 for term in terms)
    return {
        term: factor * (products if [entry[0] for entry in term] == [path] else 1) for term, factor in terms.items()
    }


# What lies beyond the border.


def _more_at_the_border(right: Sequence[Terms], yours: Sequence[Terms]) -> bool:
    """Whether there are terms too many only where the right formulas have fewer terms than elsewhere, sums of
    products, as of values and weights.
    """
    most = max(map(len, right), default=0)
    return all(len(term) > 1 for terms in right for term in terms) and all(
        _equal(one, {term: other.get(term, 0.0) for term in one}) and (len(one) < most or len(other) == len(one))
        for one, other in zip(right, yours, strict=True)
    )


_OnIndex = Callable[[int, int], int]

_BEYOND: tuple[tuple[str, _OnIndex], ...] = (
    (
        N_("`{name}` goes on at its other end where zeros are wanted beyond the border."),
        lambda index, size: index % size,
    ),
    (
        N_("The outermost values of `{name}` are repeated where zeros are wanted beyond the border."),
        lambda index, size: min(max(index, 0), size - 1),
    ),
    (
        N_("`{name}` is mirrored where zeros are wanted beyond the border."),
        lambda index, size: -index if index < 0 else 2 * (size - 1) - index if index >= size else index,
    ),
    (
        N_("`{name}` is mirrored where zeros are wanted beyond the border."),
        lambda index, size: -index - 1 if index < 0 else 2 * size - 1 - index if index >= size else index,
    ),
)


def _with_a_border(shapes: Shapes, path: Path, beyond: _OnIndex, terms: Terms) -> Terms:
    """The terms, and those of products that would lie beyond the border of one array: of one whose indices
    run beside those of another array in all terms.
    """
    factors = {_indices(term, path): factor for term, factor in terms.items()}
    others = {entry[0] for term in terms for entry in term if entry[0] != path}
    if not terms or None in factors or len(others) != 1:
        return terms
    (other,) = others
    known = dict(filter(None, factors))
    factor, (model, *_others) = next(iter(terms.values())), terms
    for direction in (1, -1):
        beside = functools.partial(_beside, next(iter(known.items())), direction)
        if len(known) == len(terms) and all(beside(place) == index for place, index in known.items()):
            result = dict(terms)
            for place in np.ndindex(*shapes[other]):
                index = beside(place)
                if place not in known and index:
                    pair = {path: tuple(map(beyond, index, shapes[path])), other: place}
                    term = tuple((each, pair[each]) for each, _ in model)
                    result[term] = result.get(term, 0.0) + factor
            return result
    return terms


_Places = tuple[tuple[int, ...], tuple[int, ...]]
"""The place of an entry in one array, and that of its partner in another array."""


def _beside(known: _Places, direction: int, place: tuple[int, ...]) -> tuple[int, ...]:
    """The partner of a place if the indices of both arrays run side by side, or against each other, from two
    that are known; empty where the arrays do not allow it.
    """
    start, first = known
    extent = len(first) - len(start)
    steps = [0] * extent + [direction * (one - another) for one, another in zip(place, start, strict=True)]
    return tuple(index + step for index, step in zip(first, steps, strict=True)) if extent >= 0 else ()


def _indices(term: Term, path: Path) -> _Places | None:
    """In a product of two entries, the place in the other array and the one in this array."""
    if len(term) != 2 or path not in dict(term):
        return None
    return next(place for each, place in term if each != path), dict(term)[path]
