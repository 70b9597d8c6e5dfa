"""TODO course/manners."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import GOOD, Case, Check, Mismatch, same_verdict
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned, Subject
from autograder.values import compare


def _first_call(arguments: Arguments) -> Arguments:
    first: Arguments = arguments["first"]
    return first


def polite(points: float, cases: SearchStrategy[Arguments], *, name: str = "manners", count: int = 6) -> Check:
    """A check that a call leaves its arguments alone, depends on nothing but them, and returns a
    result of its own.
    """
    pairs = st.fixed_dictionaries({"first": cases, "other": cases})
    return Check(
        name=name,
        points=points,
        text=_MANNERS,
        cases=pairs,
        observe=call_repeatedly,
        accept=_well_mannered,
        count=count,
        seconds=4 * Check.seconds,  # a case is four calls
        manners=True,
        shown=_first_call,
        polite=True,
    )


def polite_by_verdict(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """The manners of a call that has many right answers, seen as a verdict: another right answer is
    no other manners.
    """
    check = polite(points, cases, count=3)

    def observe(subject: Subject, exercise: str, case: Arguments) -> Any:
        found = check.accept(Case(case, Returned(GOOD)), Returned(check.observe(subject, exercise, case)))
        return {"fault": found.what, "remark": found.remark} if found else GOOD

    def accept(case: Case, seen: Outcome) -> Mismatch | None:
        if isinstance(seen, Returned) and isinstance(seen.value, dict):
            return Mismatch(seen.value["fault"], answers=False, remark=seen.value["remark"])
        return same_verdict(case, seen)

    return dataclasses.replace(check, observe=observe, accept=accept)


_MANNERS = "A call leaves its arguments as they were, gives the same answer every time, and returns a new array."


def call_repeatedly(subject: Subject, exercise: str, arguments: Arguments) -> Any:
    """The observation that shows a call's manners."""
    return subject.call_repeatedly(exercise, arguments["first"], between(arguments))


def between(arguments: Arguments) -> list[Arguments]:
    """The calls between two equal ones: another one, and one of the same sizes, because a result
    may lie in a buffer of its size.
    """
    return [arguments["other"], _reversed(arguments["first"])]


def _reversed(value: Any) -> Any:
    """Arguments of the same shapes with the values of each array in reverse order."""
    if isinstance(value, np.ndarray):
        return np.flip(value).copy()
    if isinstance(value, dict):
        return {key: _reversed(item) for key, item in value.items()}
    return type(value)(map(_reversed, value)) if isinstance(value, tuple | list) else value


def _well_mannered(case: Case, seen: Outcome) -> Mismatch | None:
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    value, first = seen.value, case.arguments["first"]
    for argument, before in first.items():
        if compare.difference(before, value.arguments[argument], 0.0):
            return Mismatch(
                f"the call changed its argument `{argument}`: work on a copy of it",
                answers=False,
                remark="argument_changed",
            )
    if compare.difference(value.fresh, value.kept, 0.0):
        return Mismatch(
            "a later call changed an earlier result: return a new array each time",
            answers=False,
            remark="result_reused",
        )
    if compare.difference(value.fresh, value.again):
        return Mismatch(
            "the same call gave another answer the second time: keep nothing between calls",
            answers=False,
            remark="depends_on_earlier_calls",
        )
    return None
