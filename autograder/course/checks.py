"""TODO course/checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis.strategies import SearchStrategy

from autograder.course.outcomes import Arguments, Outcome, Raised, Returned, Subject
from autograder.values import compare
from autograder.values.readable import call_code


@dataclasses.dataclass(frozen=True)
class Mismatch:
    """Why an observation is not accepted: ``what`` in words, ``where`` in the answer.

    ``answers`` tells whether it helps to see the expected and the returned value, ``remark`` names
    a mistake that this proves.
    """

    what: str
    where: str = ""
    answers: bool = True
    remark: str = ""


@dataclasses.dataclass(frozen=True)
class Case:
    """One drawn set of arguments, what the reference shows with it, and how far from that an answer
    may be, as :func:`compare.difference` has it.
    """

    arguments: Arguments
    expected: Outcome
    tolerance: float = compare.TOLERANCE


Observe = Callable[[Subject, str, Arguments], Any]


Accept = Callable[[Case, Outcome], Mismatch | None]


Shown = Callable[[Arguments], Arguments]


Code = Callable[[str, Arguments], str]


def _all_of_them(arguments: Arguments) -> Arguments:
    return arguments


def call_exercise(subject: Subject, exercise: str, arguments: Arguments) -> Any:
    """The default observation: the exercise's result."""
    return subject.call(exercise, arguments)


def same_as_reference(case: Case, seen: Outcome) -> Mismatch | None:
    """The default comparison: the same value as the reference, to within the case's tolerance."""
    assert isinstance(case.expected, Returned), f"the reference raised {case.expected} for {case.arguments}"
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    found = compare.difference(case.expected.value, seen.value, case.tolerance)
    return Mismatch(found.what, found.where) if found else None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check:
    """One family of cases.  ``text`` is what the student reads; ``manners`` waits until another
    family has passed.

    ``count`` cases are drawn, after the fixed ``examples``.  ``seconds`` is the processor time one
    call may take.  ``shown`` picks, from a case, the arguments of the call that a counterexample
    shows, and ``code`` writes that call.  If ``polite``, the audit plants bad manners for the check
    to catch.  ``tolerance`` finds from a case's arguments how far apart answers may be and still
    count as the same, also where a mistake is to be named: by default as far as the arguments'
    types make it.
    """

    name: str
    points: float
    text: str
    cases: SearchStrategy[Arguments]
    observe: Observe = call_exercise
    accept: Accept = same_as_reference
    examples: tuple[Arguments, ...] = ()
    count: int = 12
    seconds: float = 2.0
    manners: bool = False
    shown: Shown = _all_of_them
    code: Code = call_code
    polite: bool = False
    tolerance: Callable[[Arguments], float] = compare.tolerance_for


def agrees(
    name: str,
    points: float,
    text: str,
    cases: SearchStrategy[Arguments],
    *,
    examples: Sequence[Arguments] = (),
    count: int = 12,
) -> Check:
    """A check that the exercise returns what the reference returns."""
    return Check(name=name, points=points, text=text, cases=cases, examples=tuple(examples), count=count)


def rejects(
    points: float, text: str, cases: SearchStrategy[Arguments], *, name: str = "bad_arguments", count: int = 12
) -> Check:
    """A check that arguments which make no sense raise ValueError (AssertionError counts too)."""
    return Check(name=name, points=points, text=text, cases=cases, accept=_refused, count=count, manners=True)


GOOD = "as it should be"
"""The verdict on an answer with which nothing is wrong."""


def same_verdict(case: Case, seen: Outcome) -> Mismatch | None:
    """For what has many right answers: whether the verdict that a check's observation comes to is
    the one on the reference.
    """
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    return None if seen == case.expected else Mismatch(seen.value, answers=False)


REFUSALS = frozenset({"ValueError", "AssertionError"})
"""The exceptions with which arguments that make no sense may be refused."""


def _refused(_case: Case, seen: Outcome) -> Mismatch | None:
    if isinstance(seen, Returned):
        return Mismatch("expected a ValueError because these arguments do not make sense")
    if REFUSALS.isdisjoint((seen.kind, *seen.bases)):
        return Mismatch(f"expected a ValueError that says which argument is wrong, not {seen.kind}")
    return None


def in_order(checks: Sequence[Check]) -> list[Check]:
    """The order in which checks are made: manners last, because they count only once another check
    has passed.
    """
    return sorted(checks, key=lambda check: check.manners)
