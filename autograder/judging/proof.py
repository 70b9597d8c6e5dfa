"""What proves that a student made a certain mistake?

A wrong value that the mistake gives too: chance does not give it.  What many mistakes come to is no
proof: an exception that NumPy raised, a yes or no, a verdict in words, nothing at all, a number of
lines.  An exception is one where both, the mistake and the student, raise it by a line of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from autograder.course.checks import OWN_REFUSAL, REFUSALS, Kind
from autograder.course.outcomes import Outcome, Raised, Returned
from autograder.judging.attempt import Look
from autograder.values import compare

_OF_ANY_SIZE = compare.Allowed(compare.FLOAT32_TOLERANCE, least=0.0)
"""Where all values are tiny they are near those of every mistake."""


def proofs(look: Look, predicted: Iterable[Outcome]) -> Iterator[Outcome]:
    """What was seen in a check that failed and proves the mistake that predicts the same."""
    if look.sheet.check.kind is Kind.EFFORT:
        return
    wrong = {id(finding.case) for finding in look.findings}
    for case, seen, other in zip(look.sheet.cases, look.seen, predicted, strict=True):
        told = id(case) in wrong and _is_telling(seen, case.expected) and _is_own(seen) and _is_own(other)
        if told and same_outcome(other, seen, _OF_ANY_SIZE):
            yield seen


def _is_telling(seen: Outcome, expected: Outcome) -> bool:
    if isinstance(seen, Raised):
        return True
    return not (isinstance(expected, Returned) and _is_verdict(expected.value)) and not _is_verdict(seen.value)


def _is_verdict(value: Any) -> bool:
    """Whether a value is words, a yes or no, or nothing; or a dict of such."""
    if isinstance(value, dict):
        return all(map(_is_verdict, value.values()))
    return value is None or isinstance(value, str | bool)


def _is_own(outcome: Outcome) -> bool:
    """Whether an outcome is a value, or an exception that the module's own line raises."""
    return isinstance(outcome, Returned) or bool(OWN_REFUSAL.search(outcome.code))


def same_outcome(one: Outcome, other: Outcome, tolerance: float | compare.Allowed = compare.TOLERANCE) -> bool:
    """Whether two observations come to the same: equal values, or exceptions of the same class; one
    refusal is as good as another.
    """
    if isinstance(one, Returned) and isinstance(other, Returned):
        return compare.difference(one.value, other.value, tolerance) is None
    if isinstance(one, Raised) and isinstance(other, Raised):
        return one.kind == other.kind or {one.kind, other.kind} <= REFUSALS
    return False
