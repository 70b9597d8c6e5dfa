"""Calls in which whatever the checks look at one by one can meet."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.forms.declared import TOGETHER
from autograder.course.forms.making.material import FEWEST, POOL, Material, formed
from autograder.course.outcomes import Arguments

_MOST = 50
"""So many of the calls that are drawn are chosen at most, until all pairs of features have met."""


def cases(material: Material) -> Iterator[Arguments]:
    """Those of the calls in which all pairs of features meet."""
    pool = material.of_pairs(POOL)
    chosen = material.features.all_pairs(pool)[:_MOST]
    for call in chosen + pool[: max(FEWEST - len(chosen), 0)]:
        yield formed(TOGETHER, material.drawn, call)
