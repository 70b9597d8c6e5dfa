"""Manners: what a call does beside answering."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import GOOD, Case, Check, Kind, Mismatch, left_alone, same_verdict
from autograder.course.observations import Asks, Request, Subject, call_repeatedly, the_manners
from autograder.course.outcomes import Arguments, Repeated, Returned
from autograder.languages import N_, _
from autograder.values import compare
from autograder.values.readable import printable

_MANNERS = N_("A call leaves its arguments as they were, gives the same answer every time, and returns a new array.")


def polite(points: float, cases: SearchStrategy[Arguments], *, text: str = _MANNERS, count: int = 6) -> Check:
    """A check that a call leaves its arguments alone, depends on nothing but them, and returns a
    result of its own.
    """
    return Check(
        name="manners",
        points=points,
        text=text,
        cases=st.fixed_dictionaries({"first": cases, "other": cases}),
        kind=Kind.MANNERS,
        observe=the_manners,
        accept=_well_mannered,
        count=count,
        seconds=9 * Check.seconds,  # a case is so many calls
        shown=_first_call,
    )


def polite_by_verdict(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """The manners of a call that has many right answers, seen as a verdict: another right answer is no
    other manners.
    """
    check = polite(points, cases, count=3)

    def observe(subject: Subject, exercise: str, arguments: Arguments) -> Any:
        found = _well_mannered(Case(arguments, Returned(GOOD)), check.observe(subject, exercise, arguments))
        return {"fault": found.what, "remark": found.remark} if found else GOOD

    def accept(case: Case, value: Any) -> Mismatch | None:
        if isinstance(value, dict):
            return Mismatch(value["fault"], answers=False, remark=value["remark"])
        return same_verdict(case, value)

    return dataclasses.replace(check, observe=observe, accept=accept)


def leaves_arguments_alone(points: float, text: str, cases: SearchStrategy[Arguments]) -> Check:
    """A check that a call leaves its arguments as they were, and of no other manners; its result is not looked
    at.
    """

    def request(exercise: str, arguments: Arguments) -> Request:
        asked = call_repeatedly(exercise, arguments, ())
        return dataclasses.replace(
            asked, read=lambda reply: asked.read(reply)._replace(fresh=None, kept=None, again=None)
        )

    return Check(
        name="manners",
        points=points,
        text=text,
        cases=cases,
        kind=Kind.ARGUMENTS,
        observe=Asks(request),
        accept=lambda case, seen: left_alone(case.arguments, seen.arguments) or _written_into(seen),
        count=6,
        seconds=3 * Check.seconds,  # a case is three calls
    )


def _first_call(arguments: Arguments) -> Arguments:
    first: Arguments = arguments["first"]
    return first


def _well_mannered(case: Case, seen: Repeated) -> Mismatch | None:
    changed = left_alone(case.arguments["first"], seen.arguments) or _written_into(seen)
    if changed:
        return changed
    if seen.changed or compare.difference(seen.fresh, seen.kept, 0.0):
        what = _("a later call changed an earlier result: return a new array each time")
        if seen.changed in dict(case.arguments.get("helpers", ())):
            what = _("a later call changed an earlier result of {name}: return a new array each time")
            what = what.format(name=seen.changed)
        return Mismatch(what, answers=False, remark="result_reused")
    if compare.difference(seen.fresh, seen.again):
        what = _("the same call gave another answer the second time: keep nothing between calls")
        return Mismatch(what, answers=False, remark="depends_on_earlier_calls")
    if seen.in_place and compare.difference(*seen.in_place):
        what = _(
            "once other numbers were written into the same array, the answer was still the old one: keep no argument"
        )
        return Mismatch(what, answers=False, remark="depends_on_earlier_calls")
    return None


def _written_into(seen: Repeated) -> Mismatch | None:
    if seen.refusal:
        what = _(
            "the same call raises {kind} where its arguments are read-only: do not change them, "
            "not even for a moment, but work on a copy"
        )
        return Mismatch(what.format(kind=printable(seen.refusal)), answers=False, remark="argument_changed")
    return None
