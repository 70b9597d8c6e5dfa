"""How a search is judged: with a table of scores in place of trainings."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Check, Repeated, Subject, as_code, polite, program
from autograder.course.observations import call_in_form
from autograder.testing import arrays, sizes

SCORES = program(__file__, "scores.py")

RATES = (0.5, 0.25, 1.0, 2.0, 0.125)
PENALTIES = (0.0, 0.75, 0.375, 3.0, 1.5)
"""Numbers that are written briefly; none is both."""


def _searched(subject: Subject, exercise: str, case: Arguments) -> tuple[Any, Any]:
    """What a search returns, and what stood for the trainings."""
    asked = _asked(subject, case)
    found = subject.ask(call_in_form(exercise, asked, "", by_keyword=case.get("by_name", False)))
    return found, asked["evaluate"]


def _asked(subject: Subject, case: Arguments) -> Arguments:
    """The arguments of a search, with a table in place of trainings."""
    table = {name: case[name] for name in ("rates", "penalties", "scores", "kind")}
    of_which_names = "ScoresOfOtherNames" if case.get("by_name") else "Scores"
    evaluate = subject.keep(of_which_names, table, of=subject.define(SCORES))
    return {"evaluate": evaluate, "rates": case["rates"], "penalties": case["penalties"]}


def whole(subject: Subject, exercise: str, case: Arguments) -> Any:
    """All that a search returns."""
    return _searched(subject, exercise, case)[0]


def part(number: int) -> Callable[[Subject, str, Arguments], Any]:
    """One of the two parts of what it returns; all of it where there are not two."""

    def observe(subject: Subject, exercise: str, case: Arguments) -> Any:
        found = whole(subject, exercise, case)
        return found[number] if isinstance(found, tuple | list) and len(found) == 2 else found

    return observe


def how_often(subject: Subject, exercise: str, case: Arguments) -> Any:
    """How often it asked for each pair, [len(rates), len(penalties)]."""
    counts = np.zeros(case["scores"].shape)
    for place in subject.look(_searched(subject, exercise, case)[1], "calls"):
        counts[tuple(place)] += 1
    return counts


def polite_search(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """The manners of a search: as those of any other call, but that trainings are stood for."""
    return dataclasses.replace(
        polite(points, cases, count=3),
        observe=_repeatedly,
        code=lambda exercise, case: code(exercise, case["first"]),
    )


def _repeatedly(subject: Subject, exercise: str, case: Arguments) -> Repeated:
    """How a search behaves that is made twice, with others in between, one of the same size."""
    as_large = case["first"] | {"scores": np.flip(case["first"]["scores"]).copy()}
    first, *others = (_asked(subject, each) for each in (case["first"], case["other"], as_large))
    result = subject.keep(exercise, first)
    fresh = subject.look(result)
    for other in others:
        subject.call(exercise, other)
    kept = subject.look(result)
    again, after = subject.call_and_look(exercise, first)
    return Repeated(fresh, kept, again, case["first"] | {name: after[name] for name in ("rates", "penalties")})


def code(exercise: str, case: Arguments) -> str:
    """The call, with a dict in place of trainings."""
    known = {
        (float(rate), float(penalty)): float(case["scores"][row, column])
        for row, rate in enumerate(case["rates"])
        for column, penalty in enumerate(case["penalties"])
    }
    named = ("evaluate=", "rates=", "penalties=") if case.get("by_name") else ("", "", "")
    given = (f"lambda *pair: {as_code(known)}[pair]", *(as_code(case[name]) for name in ("rates", "penalties")))
    return f"{exercise}({', '.join(map(''.join, zip(named, given, strict=True)))})"


@st.composite
def searches(
    draw: DrawFn, least: int = 2, most: int = 4, *, low: int = -9, high: int = 9, tied: bool = False
) -> Arguments:
    """Rates and penalties in any order, more of the ones than of the others, and a score for each pair.

    Where they are not ``tied``, all scores differ.
    """
    rows = draw(sizes(least, most))
    columns = draw(sizes(least, most).filter(lambda size: size != rows or least == most))
    scores = draw(arrays((rows, columns), low=low, high=high, scale=8))
    if not tied:
        scores += np.array(draw(st.permutations(range(rows * columns)))).reshape(rows, columns) / 256
    rates, penalties = (
        list(draw(st.permutations(values)))[:count] for values, count in ((RATES, rows), (PENALTIES, columns))
    )
    return {"rates": rates, "penalties": penalties, "scores": scores, "kind": "float"}


@st.composite
def best_twice(draw: DrawFn) -> Arguments:
    """A search whose largest score stands in the first row and again in the first column, below it."""
    case = draw(searches(low=-9, high=8))
    row, column = (draw(st.integers(1, size - 1)) for size in case["scores"].shape)
    scores = case["scores"].copy()
    scores[0, column] = scores[row, 0] = 2.0
    return case | {"scores": scores}


def first_is_not_best(case: Arguments) -> bool:
    """Whether somebody who finds nothing, and so returns the first pair, is wrong."""
    return bool(np.argmax(case["scores"]) > 0)


def in_other_forms(case: Arguments, kind: str, make: Callable[[Any], Any] = list) -> Arguments:
    """The same search with rates and penalties in ``make``, and scores of another kind."""
    changed = {name: make(case[name]) for name in ("rates", "penalties")}
    return case | changed | {"kind": kind}


def many(random: np.random.Generator) -> Arguments:
    """A search among many pairs, with scores that need all digits and come near each other."""
    rates, penalties = (np.sort(random.uniform(1e-9, 1, size)) for size in (23, 41))
    scores = -5000 + 1e-9 * random.permutation(23 * 41).reshape(23, 41)
    return {"rates": rates, "penalties": penalties, "scores": scores, "kind": "float"}


def nearly_tied(random: np.random.Generator) -> Arguments:
    """Scores that are all the same, but for one that is larger by next to nothing."""
    scores = np.full((3, 4), random.uniform(0.4, 0.6))
    scores.flat[random.integers(1, 12)] *= 1 + 10.0 ** random.uniform(-15, -11)
    return {"rates": list(RATES[:3]), "penalties": list(PENALTIES[:4]), "scores": scores, "kind": "float"}


def far_below_zero(random: np.random.Generator) -> Arguments:
    """Scores as costs have them that are far from small, with the other sign, and the first is not the best."""
    scores = -np.sort(10.0 ** random.uniform(6, 300, 12))[::-1].reshape(4, 3)
    return {"rates": list(RATES[:4]), "penalties": list(PENALTIES[:3]), "scores": scores, "kind": "float"}


def whole_scores(random: np.random.Generator) -> Arguments:
    """Whole numbers throughout."""
    scores = random.permutation(6).reshape(2, 3) - 3.0
    return {"rates": [3, 1], "penalties": [0, 2, 5], "scores": scores, "kind": "int"}
