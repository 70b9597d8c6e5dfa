"""At which places are answers wrong?  Where an answer has the shape of an argument, what stands there in the
argument may tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course.checks import Case
from autograder.course.outcomes import Outcome, Returned
from autograder.judging.xray.when import Asked, Literal, rule
from autograder.languages import N_, _
from autograder.values import compare
from autograder.values.readable import MAX_ITEMS

_ALMOST_EVERYWHERE = Literal("0", holds=False)


_SAYS = {
    ("above 0", True): N_("It is wrong exactly where `{name}` is above 0."),
    ("above 0", False): N_("It is wrong exactly where `{name}` is not above 0."),
    ("0", True): N_("It is wrong exactly where `{name}` is 0."),
    ("0", False): N_("It is wrong exactly where `{name}` is not 0."),
    ("below 0", True): N_("It is wrong exactly where `{name}` is below 0."),
    ("below 0", False): N_("It is wrong exactly where `{name}` is not below 0."),
}


def where_wrong(asked: Sequence[tuple[Case, Outcome]]) -> str:
    """The one fact on the numbers of an argument that holds exactly at the places where answers are wrong, as a
    sentence; empty where there is none.
    """
    for name in _arrays_like_the_answers(asked):
        places = [place for case, seen in asked for place in _places(name, case, seen)]
        found = rule(places)
        if found and len(found.literals) == 1 and found.literals[0] != _ALMOST_EVERYWHERE:
            literal = found.literals[0]
            return _(_SAYS[literal.fact, literal.holds]).format(name=name)
    return ""


def _arrays_like_the_answers(asked: Sequence[tuple[Case, Outcome]]) -> list[str]:
    """The arguments that have the shape of every answer, and of what is wanted."""
    shapes = [np.shape(case.right) for case, seen in asked if isinstance(case.expected, Returned)]
    if len(shapes) < len(asked) or not all(isinstance(seen, Returned) for _, seen in asked):
        return []
    names = dict.fromkeys(name for case, _ in asked for name in case.arguments)
    return [
        name
        for name in names
        if all(
            shape and _shape(case.arguments.get(name)) == shape == _shape(seen.value)
            for (case, seen), shape in zip(asked, shapes, strict=True)
            if isinstance(seen, Returned)
        )
    ]


def _shape(value: object) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" else None


def _places(name: str, case: Case, seen: Outcome) -> Iterator[Asked]:
    """All places of an answer that say something: not those where zero is wanted, and comes."""
    if not isinstance(seen, Returned):
        return
    difference = compare.difference(case.right, seen.value, case.tolerance)
    wrong = {*difference.wrong} if difference else set()
    if len(wrong) >= MAX_ITEMS:
        return  # not all of them are there
    for place in np.ndindex(seen.value.shape):
        if place in wrong or case.right[place] != 0:
            number = case.arguments[name][place]
            facts = {"above 0": bool(number > 0), "0": bool(number == 0), "below 0": bool(number < 0)}
            yield Asked(facts, place in wrong)
