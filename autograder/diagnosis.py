"""Which mistake explains a student's wrong answers?

An exercise's misconceptions are tried on the cases that the student was asked.  One that gives the same answers as the student to
every one of them, wrong ones included, is named.  None that fits: no guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder import compare
from autograder.cases import Exam, shrunk
from autograder.subject import LocalSubject, observed
from autograder.unit import REFUSALS, Arguments, Case, Check, Exercise, Misconception, Outcome, Raised, Returned, in_order

Seen = Mapping[str, Sequence[Outcome]]
"""What was observed for each case of each check, by the check's name."""


class Diagnostician:
    """Knows what each misconception of a unit answers; each is tried once, when it is first suspected."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._subjects: dict[str, LocalSubject] = {}
        self._simplest: dict[tuple[str, str], Arguments | None] = {}
        self._answers: dict[tuple[str, str], Sequence[Outcome]] = {}

    def diagnose(self, exercise: Exercise, seen: Seen) -> Misconception | None:
        """The misconception that predicts all that was seen of an exercise, or None."""
        for misconception in self._exam.unit.misconceptions:
            if misconception.exercise == exercise.name and self._predicts(misconception, exercise, seen):
                return misconception
        return None

    def simplest(self, misconception: Misconception, exercise: Exercise, check: Check) -> Arguments | None:
        """The smallest arguments with which the misconception fails a check: looked for once, good for every student who made that mistake."""
        key = (misconception.name, check.name)
        if key not in self._simplest:
            subject = self._subject(misconception)

            def fails(arguments: Arguments) -> bool:
                case = self._exam.answered(exercise.name, check, arguments)
                return check.accept(case, observed(subject, exercise.name, check, arguments)) is not None

            self._simplest[key] = shrunk(check.cases, check.count, self._exam.check_seed(exercise.name, check), fails)
        return self._simplest[key]

    def _predicts(self, misconception: Misconception, exercise: Exercise, seen: Seen) -> bool:
        return all(
            _all_same(self._exam.cases[exercise.name, check.name], self._predictions(misconception, exercise, check), seen[check.name])
            for check in in_order(exercise.checks)
            if check.name in seen
        )

    def _predictions(self, misconception: Misconception, exercise: Exercise, check: Check) -> Sequence[Outcome]:
        # One subject answers all checks in the order in which students are asked: a mistake may lie in what is kept between calls.
        key = (misconception.name, check.name)
        if key not in self._answers:
            if misconception.name not in self._subjects:
                self._subjects[misconception.name] = self._subject(misconception)
            subject = self._subjects[misconception.name]
            cases = self._exam.cases[exercise.name, check.name]
            self._answers[key] = [observed(subject, exercise.name, check, case.arguments) for case in cases]
        return self._answers[key]

    def _subject(self, misconception: Misconception) -> LocalSubject:
        return LocalSubject(self._exam.unit.text_of(misconception), self._exam.unit.name)


def _all_same(cases: Sequence[Case], predicted: Sequence[Outcome], seen: Sequence[Outcome]) -> bool:
    return len(predicted) == len(seen) and all(
        same_outcome(one, other, compare.tolerance_for(case.arguments)) for case, one, other in zip(cases, predicted, seen, strict=True)
    )


def same_outcome(one: Outcome, other: Outcome, tolerance: float = compare.TOLERANCE) -> bool:
    """Whether two observations come to the same: equal values, or exceptions of the same class; one refusal is as good as another."""
    if isinstance(one, Returned) and isinstance(other, Returned):
        return compare.difference(one.value, other.value, tolerance) is None
    return isinstance(one, Raised) and isinstance(other, Raised) and (one.kind == other.kind or {one.kind, other.kind} <= REFUSALS)
