"""How much a report may carry of what a student's code returned.

What comes back is shown so that people see their mistake.  Code that fails on purpose can return
whatever it has seen or asked for, so the amount is bounded: for one answer, for an answer made with
the reference's help, and for a whole report.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from autograder.languages import _
from autograder.report import CheckResult, ExerciseResult, XRay

MOST_IN_A_REPORT = 4000
"""So many numbers are shown of all answers together: smallest counterexamples need a tenth of it."""

MOST_WITH_HELP = 64
"""So many of an answer in which the reference may have answered for helpers."""

_CHARACTERS_A_NUMBER = 8
_BITS_A_NUMBER = 64


def bounded(results: Iterable[ExerciseResult]) -> tuple[ExerciseResult, ...]:
    """The results without those answers that would be too much, in the order of the report."""
    left = MOST_IN_A_REPORT
    shown: list[ExerciseResult] = []
    for result in results:
        checks: list[CheckResult] = []
        for check in result.checks:
            most = min(left, MOST_WITH_HELP) if result.isolated else left
            checks.append(check if size(_returned(check)) <= most else _without_answer(check))
            left -= size(_returned(checks[-1]))
        xray = _xray(result.xray, left)
        left -= len(xray.terms) if xray else 0
        shown.append(dataclasses.replace(result, checks=tuple(checks), xray=xray))
    return tuple(shown)


def size(value: Any) -> int:
    """How many numbers there are in a value of a report; a text, or a whole number of many digits, counts
    as some.
    """
    return 0 if value is None else _size(value)


def _size(value: Any) -> int:
    """The same of a part, where nothing and an empty list tell something too."""
    if isinstance(value, dict):
        return max(1, sum(_size(key) + _size(item) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return max(1, sum(map(_size, value)))
    if isinstance(value, str):
        return 1 + len(value) // _CHARACTERS_A_NUMBER
    return 1 + (value.bit_length() // _BITS_A_NUMBER if isinstance(value, int) else 0)


def _xray(xray: XRay | None, most: int) -> XRay | None:
    """An X-ray without its terms, if they would be too much: each has a factor that the student's code
    chooses.
    """
    return dataclasses.replace(xray, terms=()) if xray and len(xray.terms) > most else xray


def _returned(check: CheckResult) -> Any:
    return check.counterexample.returned if check.counterexample else None


def _without_answer(check: CheckResult) -> CheckResult:
    assert check.counterexample is not None
    raised = tuple(name for name in check.counterexample.raised if name != "returned")
    shown = dataclasses.replace(check.counterexample, returned=None, wrong=(), raised=raised)
    message = " ".join((check.message, _("What came back is too much to be shown.")))
    return dataclasses.replace(check, message=message, counterexample=shown)
