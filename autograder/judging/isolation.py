"""One mistake costs once: whose part the reference takes while an exercise is judged again.

All exercises are first tried with the module as it is.  One that falls short is tried once more with
the reference answering for what it builds on, as far as that is wrong, missing, slow or inexact; what
comes later than the exercise itself only where it was written at all.

Two exercises may call each other.  If the reference has answered for the one while the other was
judged, it does not answer the other way too: nobody's marks are for a circle that computes nothing.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable

from autograder.course.checks import Kind
from autograder.course.unit import Unit
from autograder.judging.attempt import Attempt, Look
from autograder.judging.proof import same_outcome
from autograder.report import ExerciseResult, Status
from autograder.values import compare


@dataclasses.dataclass
class Isolation:
    """What is known of a submission's exercises while one after the other is judged.

    Args:
        unit: whose exercises they are.
        attempts: how each went with the module as it is; None where it was not tried.
        results: what those that were judged came to.
        leaning: on whose answers by the reference their marks rest.
    """

    unit: Unit
    attempts: dict[str, Attempt | None] = dataclasses.field(default_factory=dict)
    results: dict[str, ExerciseResult] = dataclasses.field(default_factory=dict)
    leaning: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)

    def hangs(self, exercise: str) -> bool:
        """Whether something that an exercise needs was seen to hang, so that it is not tried as it is."""
        earlier = (self.attempts.get(name) for name in self.unit.prerequisites(exercise))
        return any(ran_out_of_time(attempt) for attempt in earlier if attempt)

    def helpers(self, exercise: str) -> list[list[str]]:
        """Whose part the reference takes: what falls short, and then, where time ran out, all."""
        needed = sorted(name for name in self.unit.prerequisites(exercise) if self._may_help(name, exercise))
        doubtful = [name for name in needed if self._is_doubtful(name)]
        everybody = needed if ran_out_of_time(self.attempts[exercise]) and needed != doubtful else []
        return [names for names in (doubtful, everybody) if names]

    def wrong(self, names: Iterable[str]) -> list[str]:
        """Those exercises among these whose answers are wrong, and not only slow or inexact."""
        attempts = {name: self.attempts.get(name) for name in sorted(names)}
        return [name for name, attempt in attempts.items() if attempt and any(map(_is_wrong, attempt.looks.values()))]

    def _may_help(self, name: str, exercise: str) -> bool:
        attempt = self.attempts.get(name)
        is_later = name not in self.results
        return not (is_later and (attempt is None or attempt.not_attempted)) and not self._leans(name, exercise)

    def _leans(self, name: str, other: str) -> bool:
        return any(other == each or self._leans(each, other) for each in self.leaning.get(name, ()))

    def _is_doubtful(self, name: str) -> bool:
        attempt, result = self.attempts.get(name), self.results.get(name)
        passed = result.status is Status.PASSED if result else bool(attempt and attempt.right)
        return not passed or (attempt is not None and attempt.right and not is_exact(attempt))


def called_by(text: str, name: str, names: Collection[str]) -> list[str]:
    """Those names that a definition at the top level of a text calls, directly or through others."""
    bodies = {match[1]: match[2] for match in _DEFINITION.finditer(text)}
    called, waiting = set[str](), [name]
    while waiting:
        new = {*_CALL.findall(bodies.get(waiting.pop(), ""))} - called
        called |= new
        waiting += new
    return [other for other in names if other in called]


_CALL = re.compile(r"\b(\w+)\s*\(")
_DEFINITION = re.compile(r"^(?:def|class)\s+(\w+)(.*?)(?=^(?:def|class|@)\b|\Z)", re.MULTILINE | re.DOTALL)


def ran_out_of_time(attempt: Attempt | None) -> bool:
    """Whether calls of an exercise did not finish; so too if it was not even tried for that."""
    return attempt is None or any(look.lost is Status.TIMEOUT for look in attempt.looks.values())


def _is_wrong(look: Look) -> bool:
    return look.sheet.check.kind is Kind.ANSWERS and bool(look.findings)


def is_exact(attempt: Attempt) -> bool:
    """Whether right answers are right to all digits: what is merely close enough can be too far off
    for whoever computes with it.
    """
    return all(
        same_outcome(case.expected, seen, compare.TOLERANCE)
        for look in attempt.looks.values()
        if _is_compared(look)
        for case, seen in zip(look.sheet.cases, look.seen, strict=True)
    )


def _is_compared(look: Look) -> bool:
    return look.passed and look.sheet.check.kind is Kind.ANSWERS and look.sheet.check.accept is None
