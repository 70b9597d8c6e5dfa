"""Which mistake explains a student's wrong answers?

An exercise's misconceptions are tried on the cases that the student was asked.  One that gives the
same answers as the student to every one of them, wrong ones included, is named.  None that fits: no
guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.course.checks import REFUSALS, Case, Check, in_order
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned
from autograder.course.unit import Exercise
from autograder.course.variants import Misconception
from autograder.judging.cases import Exam, shrunk
from autograder.subjects.local import LocalSubject, observed
from autograder.values import compare

Seen = Mapping[str, Sequence[Outcome]]
"""What was observed for each case of each check, by the check's name."""

_Answer = tuple[str, int, Case, Outcome]


class Diagnostician:
    """Knows what each misconception of a unit answers; each is tried once, when it is first
    suspected.
    """

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._suspects: dict[str, _Suspect] = {}
        self._simplest: dict[tuple[str, str], Arguments | None] = {}

    def diagnose(self, exercise: Exercise, seen: Seen) -> Misconception | None:
        """The misconception that predicts all that was seen of an exercise, or None."""
        for misconception in self._exam.unit.misconceptions:
            if misconception.exercise == exercise.name and self._predicts(misconception, exercise, seen):
                return misconception
        return None

    def simplest(self, misconception: Misconception, exercise: Exercise, check: Check) -> Arguments | None:
        """The smallest arguments with which the misconception fails a check: looked for once, good
        for every student who made that mistake.
        """
        key = (misconception.name, check.name)
        if key not in self._simplest:
            subject = LocalSubject(self._exam.unit.text_of(misconception), self._exam.unit.name)

            def fails(arguments: Arguments) -> bool:
                case = self._exam.answered(exercise.name, check, arguments)
                return check.accept(case, observed(subject, exercise.name, check, arguments)) is not None

            self._simplest[key] = shrunk(check.cases, check.count, self._exam.check_seed(exercise.name, check), fails)
        return self._simplest[key]

    def _predicts(self, misconception: Misconception, exercise: Exercise, seen: Seen) -> bool:
        if any(len(outcomes) < len(self._exam.cases[exercise.name, name]) for name, outcomes in seen.items()):
            return False  # the worker was lost on the way
        if misconception.name not in self._suspects:
            self._suspects[misconception.name] = _Suspect(self._exam, misconception)
        answers = self._suspects[misconception.name].answers()
        return all(
            name not in seen or same_outcome(predicted, seen[name][number], case.tolerance)
            for name, number, case, predicted in answers
        )


class _Suspect:
    """What a misconception answers to its exercise's cases, found out only as far as somebody asks.

    One subject answers all checks in the order in which students are asked: a mistake may lie in
    what is kept between calls.
    """

    def __init__(self, exam: Exam, misconception: Misconception) -> None:
        self._known: list[_Answer] = []
        self._further = self._found_out(exam, misconception)

    def answers(self) -> Iterator[_Answer]:
        """Each check's name, and each of its cases with its number and the misconception's answer
        to it.
        """
        yield from self._known
        for answer in self._further:
            self._known.append(answer)
            yield answer

    def _found_out(self, exam: Exam, misconception: Misconception) -> Iterator[_Answer]:
        exercise = exam.unit.exercise(misconception.exercise)
        subject = LocalSubject(exam.unit.text_of(misconception), exam.unit.name)
        for check in in_order(exercise.checks):
            for number, case in enumerate(exam.cases[exercise.name, check.name]):
                yield check.name, number, case, observed(subject, exercise.name, check, case.arguments)


def same_outcome(one: Outcome, other: Outcome, tolerance: float = compare.TOLERANCE) -> bool:
    """Whether two observations come to the same: equal values, or exceptions of the same class; one
    refusal is as good as another.
    """
    if isinstance(one, Returned) and isinstance(other, Returned):
        return compare.difference(one.value, other.value, tolerance) is None
    return (
        isinstance(one, Raised)
        and isinstance(other, Raised)
        and (one.kind == other.kind or {one.kind, other.kind} <= REFUSALS)
    )
