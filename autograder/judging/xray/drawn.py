"""Two formulas as data, from which pages draw them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.report import Term
from autograder.values import readable
from autograder.values.formulas import Entry, Formula

MOST_DRAWN = 48
"""Longer formulas are not drawn: there are so many letters, and nobody follows more of them."""


def terms(right: Formula, yours: Formula, arguments: Mapping[str, Any]) -> tuple[Term, ...]:
    """The terms of either formula, those of the right one first, by the places where a report shows the
    ``arguments``; none where that is too much.
    """
    both = list(dict.fromkeys([*right.terms, *yours.terms]))
    if len(both) > MOST_DRAWN:
        return ()
    shown = readable.plain(arguments)
    return tuple(
        Term(
            numbers=tuple(_way(shown, entry) for entry in term),
            right=_six_digits(right.terms.get(term, 0.0)),
            yours=_six_digits(yours.terms.get(term, 0.0)),
        )
        for term in both
    )


def _way(shown: Any, entry: Entry) -> readable.Way:
    path, place = entry
    (way,) = readable.places(shown, [(*path, *place)])
    return way


def _six_digits(factor: float) -> float:
    return float(f"{factor:.6g}")
