"""Features: what is special about the arguments of a call.

Many mistakes show only where two of them meet: a stride above 1 with rows left over, a batch of one
with an overlapping window.  A unit declares its features once; the audit says which pairs no case of
an exercise has together::

    FEATURES = Features(
        {"stride above 1": above("stride", 1), "one image": size("images", 0, 1)},
        apart={("one image", "several images"): "a batch has one size"},
    )
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments

Feature = Callable[[Arguments], bool]
"""Whether a call has the feature; raises LookupError, AttributeError or TypeError for a call whose
arguments cannot have it.
"""


@dataclasses.dataclass(frozen=True)
class Features:
    """The features of a unit's arguments, by what they are called in a sentence, and the pairs that
    cannot meet, each with the reason.
    """

    declared: Mapping[str, Feature] = dataclasses.field(default_factory=dict)
    apart: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted({name for pair in self.apart for name in pair} - {*self.declared})
        if unknown:
            raise ValueError(f"there is no feature {unknown[0]!r}")

    def of(self, call: Arguments) -> frozenset[str]:
        """The features that a call has."""
        return frozenset(name for name, feature in self.declared.items() if _has(feature, call))

    def unmet(self, calls: Sequence[Arguments]) -> Iterator[tuple[str, str]]:
        """The pairs of features of which each is there in one of the calls, and both in none."""
        seen = [self.of(call) for call in calls]
        there = frozenset().union(*seen)
        for pair in itertools.combinations((name for name in self.declared if name in there), 2):
            if not any(set(pair) <= each for each in seen) and not self.are_apart(*pair):
                yield pair

    def all_pairs(self, calls: Sequence[Arguments]) -> list[Arguments]:
        """A few of the calls in which all pairs of features meet that meet in any of them."""
        places = {pair: place for place, pair in enumerate(itertools.combinations(self.declared, 2))}
        meetings = [sum(1 << places[pair] for pair in self._pairs_in(call)) for call in calls]
        chosen: list[Arguments] = []
        missing = functools.reduce(operator.or_, meetings, 0)
        while missing:
            best = max(range(len(calls)), key=lambda number: (meetings[number] & missing).bit_count())
            chosen.append(calls[best])
            missing &= ~meetings[best]
        return chosen

    def each_alone(self, calls: Sequence[Arguments]) -> list[Arguments]:
        """A few of the calls that have every feature between them that any of them has."""
        features = [self.of(call) for call in calls]
        chosen: list[Arguments] = []
        missing = frozenset().union(*features)
        while missing:
            best = max(range(len(calls)), key=lambda number: len(features[number] & missing))
            chosen.append(calls[best])
            missing -= features[best]
        return chosen

    def plainest(self, calls: Sequence[Arguments]) -> list[Arguments]:
        """For every feature that any of the calls has the one with as few others as possible, each once."""
        features = [self.of(call) for call in calls]
        there = [name for name in self.declared if any(name in each for each in features)]
        places = {
            min((place for place, each in enumerate(features) if name in each), key=lambda place: len(features[place]))
            for name in there
        }
        return [calls[place] for place in sorted(places)]

    def _pairs_in(self, call: Arguments) -> Iterator[tuple[str, str]]:
        there = self.of(call)
        return itertools.combinations((name for name in self.declared if name in there), 2)

    def are_apart(self, one: str, other: str) -> bool:
        """Whether it is declared that two features cannot meet."""
        return (one, other) in self.apart or (other, one) in self.apart


def _has(feature: Feature, call: Arguments) -> bool:
    try:
        return bool(feature(call))
    except (LookupError, AttributeError, TypeError):
        return False


# What is said of a call without a feature.

OF_ONE: Mapping[str, str] = {
    "one number in ": "more than one number in ",
    "one in ": "more than one in ",
    "size 1 along ": "a size above 1 along ",
}
"""So begins what is said of sizes of one, and so what is said of all other sizes."""

_ONE = re.compile(r"(^|(?<= of ))one ")
"""The same in the features that units declare: "one image", "a kernel of one value"."""


def opposite(feature: str) -> str:
    """What a call has instead that has not this feature, in words; empty where it is only without it."""
    if feature.startswith("no "):
        return feature.removeprefix("no ")
    for one, more in OF_ONE.items():
        if feature.startswith(one):
            return f"{more}{feature.removeprefix(one)}"
    return _ONE.sub("more than one ", feature) if _ONE.search(feature) else ""


# Features that many units have.


def size(name: str, axis: int, wanted: int) -> Feature:
    """An axis of an array has this size."""
    return lambda call: call[name].shape[axis] == wanted


def larger(name: str, axis: int, least: int) -> Feature:
    """An axis of an array is larger than that."""
    return lambda call: call[name].shape[axis] > least


def unequal(name: str, one: int, other: int) -> Feature:
    """Two axes of an array differ in size."""
    return lambda call: call[name].shape[one] != call[name].shape[other]


def above(name: str, least: float) -> Feature:
    """A number, or one of a pair, is above that."""
    return lambda call: bool(np.max(call[name]) > least)


def differing(name: str) -> Feature:
    """The two numbers of a pair differ."""
    return lambda call: len(set(call[name])) > 1


def given(name: str) -> Feature:
    """An argument that could be left out, or be None, is there."""
    return lambda call: call.get(name) is not None


def left_out(name: str) -> Feature:
    """An argument that could be given is left out, or None."""
    return lambda call: call.get(name) is None


def equals(name: str, value: Any) -> Feature:
    """An argument has this value."""
    return lambda call: bool(call[name] == value)


__all__ = ["Feature", "Features", "above", "differing", "equals", "given", "larger", "left_out", "size", "unequal"]
