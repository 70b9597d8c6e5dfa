"""What does it compute?  The formula of one number of an answer, found by asking.

Convolutions, paddings, average pooling, dense layers and all of their gradients are linear in each of
their arrays.  Such a function is known once it was asked for arrays that are zero but for a single
one: what comes back is the factor of that term (of a product of entries of several arrays, where
several are not zero; inclusion and exclusion takes away the terms with fewer).  The formula is then
tried on other numbers: a function that it does not predict has none.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from autograder.values.parts import Path, arrays_in, changed

Arguments = dict[str, Any]
"""The arguments of a call by name."""

MOST_CALLS = 700
"""A function with so many products of entries is not asked for all of them."""

EXACT = 1e-9
"""Of the sum of all terms: so well a formula predicts what a function returns."""

Entry = tuple[Path, tuple[int, ...]]
"""A number of an array: the way to the array, and the place in it."""

Term = tuple[Entry, ...]
"""A product of numbers of different arrays; the empty product is the part that depends on none."""

Key = TypeVar("Key", bound=Hashable)
"""A place in an answer, in whatever way it is written."""

AskForAll = Callable[[Sequence[Arguments]], Sequence[Mapping[Key, float]]]
"""The numbers of the answers to several calls, by the places where they stand."""


@dataclasses.dataclass(frozen=True)
class Formula:
    """A sum of terms, each with its factor."""

    terms: Mapping[Term, float]

    def value(self, call: Arguments) -> tuple[float, float]:
        """What the sum comes to with these arguments, and the sum of the terms' sizes."""
        arrays = dict(arrays_in(call))
        values = [
            factor * math.prod(float(arrays[path][place]) for path, place in term)
            for term, factor in self.terms.items()
        ]
        return math.fsum(values), math.fsum(map(abs, values))


def formulas(
    call: Arguments, ask: AskForAll[Key], places: Sequence[Key], among: Sequence[Path] | None = None
) -> dict[Key, Formula | None]:
    """The formulas of numbers of the answer that are linear in each array of a call, or in each ``among`` some
    of them where the others keep their values; None for those that are not, or are too long.
    """
    arrays = _arrays(call, among)
    if not arrays or is_too_long(call, among):
        return dict.fromkeys(places)
    terms = list(_terms(arrays))
    answers = ask([_with_ones(call, arrays, term) for term in terms])
    found = {place: _fitted(terms, answers, place) for place in places}
    if not any(found.values()):
        return found
    others = _others(call, list(arrays))
    returned = ask(others)
    return {place: each if each and _holds(each, others, returned, place) else None for place, each in found.items()}


def is_too_long(call: Arguments, among: Sequence[Path] | None = None) -> bool:
    """Whether a formula may have more products of entries than are asked for."""
    return math.prod(1 + array.size for array in _arrays(call, among).values()) > MOST_CALLS


def _arrays(call: Arguments, among: Sequence[Path] | None) -> dict[Path, np.ndarray]:
    return {
        path: array for path, array in arrays_in(call) if array.dtype.kind in "iuf" and (among is None or path in among)
    }


def that_matter(call: Arguments, ask: AskForAll[Key]) -> list[Path]:
    """The arrays of numbers of which not the shape alone matters: with other numbers in one of them another
    answer comes back.
    """
    (usual,) = ask([call])
    others = {path: _others(call, [path])[1:] for path in _arrays(call, None)}
    return [path for path, calls in others.items() if any(answer != usual for answer in ask(calls))]


def _fitted(terms: Sequence[Term], answers: Sequence[Mapping[Key, float]], place: Key) -> Formula | None:
    """The formula that fits what was asked; None where not all of it has this number."""
    if not all(place in answer for answer in answers):
        return None
    known = {term: answer[place] for term, answer in zip(terms, answers, strict=True)}
    factors = {term: _alone(term, known) for term in terms}
    largest = max(map(abs, factors.values()))
    return Formula({term: factor for term, factor in factors.items() if abs(factor) > EXACT * max(1.0, largest)})


def _terms(arrays: Mapping[Path, np.ndarray]) -> Iterator[Term]:
    """All products of at most one entry of each array, those of few entries first."""
    for count in range(len(arrays) + 1):
        for paths in itertools.combinations(arrays, count):
            places = (list(np.ndindex(arrays[path].shape)) for path in paths)
            for chosen in itertools.product(*places):
                yield tuple(zip(paths, chosen, strict=True))


def _with_ones(call: Arguments, arrays: Mapping[Path, np.ndarray], term: Term) -> Arguments:
    for path, array in arrays.items():
        call = changed(call, [path], functools.partial(_one, dict(term).get(path), array.shape))
    return call


def _one(place: tuple[int, ...] | None, shape: tuple[int, ...], _array: np.ndarray) -> np.ndarray:
    """Zeros, but for a one at this place."""
    one = np.zeros(shape)
    if place is not None:
        one[place] = 1.0
    return one


def _alone(term: Term, known: Mapping[Term, Any]) -> float:
    """The factor of a term: what was returned, without the terms that are part of it."""
    parts = (part for count in range(len(term) + 1) for part in itertools.combinations(term, count))
    return math.fsum((-1) ** (len(term) - len(part)) * known[part] for part in parts)


def _others(call: Arguments, paths: Sequence[Path]) -> list[Arguments]:
    """The call itself, and with other numbers."""
    random = np.random.default_rng(0)

    def other(array: np.ndarray) -> np.ndarray:
        values: np.ndarray = random.uniform(0.5, 2.0, array.shape) * random.choice((-1, 1), array.shape)
        return values

    return [call, *(changed(call, paths, other) for _ in range(2))]


def _holds(found: Formula, calls: Sequence[Arguments], returned: Sequence[Mapping[Key, float]], place: Key) -> bool:
    """Whether the formula predicts what is returned for these calls."""
    for asked, answer in zip(calls, returned, strict=True):
        value, size = found.value(asked)
        if place not in answer or abs(value - answer[place]) > EXACT * max(size, 1.0):
            return False
    return True
