"""Which mistake explains a student's wrong answers?

An exercise's misconceptions are tried on the cases that the student was asked.  One that gives the same answers as the student to
every one of them, wrong ones included, is named.  None that fits: no guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder import compare
from autograder.cases import Exam
from autograder.report import Diagnosis
from autograder.subject import LocalSubject, observed
from autograder.unit import Check, Exercise, Misconception, Outcome, Raised, Returned

Seen = Mapping[str, Sequence[Outcome]]
"""What was observed for each case of each check, by the check's name."""


class Diagnostician:
    """Knows what each misconception of a unit answers; each is tried once, when it is first suspected."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._answers: dict[tuple[str, str], Sequence[Outcome]] = {}

    def diagnose(self, exercise: Exercise, seen: Seen) -> Diagnosis | None:
        """The misconception that predicts all that was seen of an exercise, or None."""
        for misconception in self._exam.unit.misconceptions:
            if misconception.exercise == exercise.name and self._predicts(misconception, exercise, seen):
                return Diagnosis(misconception=misconception.name, hint=misconception.hint)
        return None

    def _predicts(self, misconception: Misconception, exercise: Exercise, seen: Seen) -> bool:
        return all(_all_same(self._predictions(misconception, exercise, check), seen[check.name]) for check in exercise.checks if check.name in seen)

    def _predictions(self, misconception: Misconception, exercise: Exercise, check: Check) -> Sequence[Outcome]:
        key = (misconception.name, check.name)
        if key not in self._answers:
            subject = LocalSubject(self._exam.unit.text_of(misconception), self._exam.unit.name)
            cases = self._exam.cases[exercise.name, check.name]
            self._answers[key] = [observed(subject, exercise.name, check, case.arguments) for case in cases]
        return self._answers[key]


def _all_same(predicted: Sequence[Outcome], seen: Sequence[Outcome]) -> bool:
    return len(predicted) == len(seen) and all(map(_same, predicted, seen))


def _same(predicted: Outcome, seen: Outcome) -> bool:
    if isinstance(predicted, Returned) and isinstance(seen, Returned):
        return compare.difference(predicted.value, seen.value) is None
    return isinstance(predicted, Raised) and isinstance(seen, Raised) and predicted.kind == seen.kind
