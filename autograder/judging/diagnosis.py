"""Which mistake explains a student's wrong answers?

An exercise's misconceptions are tried on the cases that the student was asked.  One that gives the
same answers as the student to every one of them, wrong ones included, is named.  None that fits: no
guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.course.checks import REFUSALS
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned
from autograder.course.variants import Misconception
from autograder.judging.cases import Exam, Sheet
from autograder.subjects.local import LocalSubject
from autograder.values import compare

Seen = Mapping[str, Sequence[Outcome]]
"""What was observed for each case of each check, by the check's name."""

_Answers = tuple[Sheet, int, Outcome]
"""A sheet, the number of one of its cases, and what was answered to it."""


class Diagnostician:
    """Knows what each misconception of a unit answers; each is tried once, when it is first
    suspected.
    """

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._suspects: dict[str, _Suspect] = {}
        self._simplest: dict[tuple[str, str], Arguments | None] = {}

    def diagnose(self, exercise: str, seen: Seen) -> Misconception | None:
        """The misconception that predicts all that was seen of an exercise, or None."""
        if any(len(seen[sheet.check.name]) < len(sheet.cases) for sheet in self._sheets(exercise, seen)):
            return None  # the worker was lost on the way
        own = (each for each in self._exam.unit.misconceptions if each.exercise == exercise)
        return next((each for each in own if self._predicts(each, seen)), None)

    def simplest(self, misconception: Misconception, sheet: Sheet) -> Arguments | None:
        """The smallest arguments with which the misconception fails a check: looked for once, good
        for every student who made that mistake.
        """
        key = (misconception.name, sheet.check.name)
        if key not in self._simplest:
            subject = self._subject(misconception)

            def fails(arguments: Arguments) -> bool:
                case = sheet.answered(arguments)
                return sheet.check.verdict(case, sheet.seen_of(subject, arguments)) is not None

            self._simplest[key] = sheet.smallest(fails)
        return self._simplest[key]

    def _predicts(self, misconception: Misconception, seen: Seen) -> bool:
        if misconception.name not in self._suspects:
            sheets = self._exam.in_order(misconception.exercise)
            self._suspects[misconception.name] = _Suspect(self._subject(misconception), sheets)
        return all(
            sheet.check.name not in seen
            or same_outcome(predicted, seen[sheet.check.name][number], sheet.cases[number].tolerance)
            for sheet, number, predicted in self._suspects[misconception.name].answers()
        )

    def _sheets(self, exercise: str, seen: Seen) -> Iterator[Sheet]:
        return (sheet for sheet in self._exam.sheets[exercise] if sheet.check.name in seen)

    def _subject(self, misconception: Misconception) -> LocalSubject:
        return LocalSubject(self._exam.unit.text_of(misconception), self._exam.unit.name)


class _Suspect:
    """What a misconception answers to its exercise's cases, found out only as far as somebody asks.

    One subject answers all checks in the order in which students are asked: a mistake may lie in
    what is kept between calls.
    """

    def __init__(self, subject: LocalSubject, sheets: Sequence[Sheet]) -> None:
        self._known: list[_Answers] = []
        self._further = (
            (sheet, number, sheet.seen_of(subject, case.arguments))
            for sheet in sheets
            for number, case in enumerate(sheet.cases)
        )

    def answers(self) -> Iterator[_Answers]:
        """Each sheet, and each of its cases by number with the misconception's answer to it."""
        yield from self._known
        for answer in self._further:
            self._known.append(answer)
            yield answer


def same_outcome(one: Outcome, other: Outcome, tolerance: float | compare.Allowed = compare.TOLERANCE) -> bool:
    """Whether two observations come to the same: equal values, or exceptions of the same class; one
    refusal is as good as another.
    """
    if isinstance(one, Returned) and isinstance(other, Returned):
        return compare.difference(one.value, other.value, tolerance) is None
    if isinstance(one, Raised) and isinstance(other, Raised):
        return one.kind == other.kind or {one.kind, other.kind} <= REFUSALS
    return False
