"""Which mistake explains a student's wrong answers?

An exercise's misconceptions are tried on the cases that the student was asked.  One that gives the
same answers as the student to every one of them is named, if wrong answers are among them that prove
it (see :mod:`autograder.judging.proof`).  Where none explains everything, two mistakes may have met:
then a check has a name where one misconception alone explains all of it, and contradicts no check
that has passed.  None that fits: no guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.course.checks import Kind
from autograder.course.outcomes import Arguments, Outcome, Returned
from autograder.course.variants import Misconception
from autograder.judging.attempt import Look, found_in
from autograder.judging.cases import Exam, Sheet
from autograder.judging.proof import proofs, same_outcome
from autograder.subjects.local import LocalSubject
from autograder.values.compare import is_near_zero

Looks = Mapping[str, Look]
"""How each check went, by its name."""

ENOUGH = 2
"""So many proofs does the name of a mistake in one check take: one number alone could be chance."""


class Diagnostician:
    """Knows what each misconception of a unit answers; each is tried once, when it is first
    suspected.
    """

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._suspects: dict[str, Suspect] = {}
        self._simplest: dict[tuple[str, str], Arguments | None] = {}

    def diagnose(self, exercise: str, looks: Looks) -> Misconception | None:
        """The misconception that predicts all that was seen of an exercise, and is proven, or None."""
        asked = _telling(looks)
        if not all(look.complete for look in asked):
            return None  # the worker was lost on the way
        found = (each for each in self._own(exercise) if all(self._predicts(each, look) for look in asked))
        proven = [each for each in found if any(self._proofs(each, look) for look in asked)]
        others = [look for look in looks.values() if look.complete and look not in asked]
        return min(proven, key=lambda each: not all(self._predicts(each, look) for look in others), default=None)

    def diagnose_one(self, exercise: str, look: Look, looks: Looks) -> Misconception | None:
        """The one misconception that explains all of a check that failed, and contradicts none that
        passed, or None.
        """
        if not look.complete or not any(proofs(look, look.seen)):
            return None
        passed = [other for other in _telling(looks) if other.passed]
        found = [
            each
            for each in self._own(exercise)
            if self._predicts(each, look)
            and self._proofs(each, look, of_numbers=True) >= ENOUGH
            and all(self._passes(each, other) for other in passed)
        ]
        return found[0] if len({each.name for each in found}) == 1 else None

    def can_be_proven(self, misconception: Misconception) -> bool:
        """Whether anything that the misconception answers wrongly is a proof of it."""
        suspect, sheets = self.suspect(misconception), self._exam.sheets[misconception.exercise]
        looks = {sheet.check.name: suspect.look(sheet) for sheet in sheets}
        return any(any(proofs(look, look.seen)) for look in _telling(looks))

    def _own(self, exercise: str) -> Iterator[Misconception]:
        return (each for each in self._exam.unit.misconceptions if each.exercise == exercise)

    def _predicts(self, misconception: Misconception, look: Look) -> bool:
        tolerances = (case.tolerance for case in look.sheet.cases)
        predicted = self.suspect(misconception).answers(look.sheet)
        return all(map(same_outcome, predicted, look.seen, tolerances))

    def _proofs(self, misconception: Misconception, look: Look, *, of_numbers: bool = False) -> int:
        """How many answers prove a mistake; zeros alone only where not ``of_numbers``: much ends in zeros."""
        found = proofs(look, self.suspect(misconception).answers(look.sheet))
        return sum(not (of_numbers and isinstance(seen, Returned) and is_near_zero(seen.value)) for seen in found)

    def _passes(self, misconception: Misconception, look: Look) -> bool:
        answers = self.suspect(misconception).answers(look.sheet)
        pairs = zip(look.sheet.cases, answers, strict=True)
        return all(look.sheet.check.verdict(case, answer) is None for case, answer in pairs)

    def simplest(self, misconception: Misconception, sheet: Sheet) -> Arguments | None:
        """The smallest arguments with which the misconception fails a check: looked for once, good
        for every student who made that mistake.
        """
        key = (misconception.text, sheet.check.name)
        if key not in self._simplest:
            subject = self.subject(misconception)

            def fails(arguments: Arguments) -> bool:
                case = sheet.answered(arguments)
                return sheet.check.verdict(case, sheet.seen_of(subject, arguments)) is not None

            self._simplest[key] = sheet.smallest(fails)
        return self._simplest[key]

    def suspect(self, misconception: Misconception) -> Suspect:
        """What is known of a misconception's answers."""
        key = misconception.text
        if key not in self._suspects:
            sheets = self._exam.in_order(misconception.exercise)
            self._suspects[key] = Suspect(self.subject(misconception), sheets)
        return self._suspects[key]

    def subject(self, misconception: Misconception) -> LocalSubject:
        """The solution with the misconception in its place, which has not been asked anything yet."""
        return LocalSubject(self._exam.unit.text_of(misconception), self._exam.unit.name)


class Suspect:
    """What a misconception answers to its exercise's cases, found out only as far as somebody asks.

    One subject answers all checks in the order in which students are asked: a mistake may lie in
    what is kept between calls.
    """

    def __init__(self, subject: LocalSubject, sheets: Sequence[Sheet]) -> None:
        self._subject = subject
        self._places = {sheet.check.name: place for place, sheet in enumerate(sheets)}
        self._sheets = sheets
        self._known: list[list[Outcome]] = [[] for _ in sheets]

    def answers(self, sheet: Sheet) -> Iterator[Outcome]:
        """The misconception's answer to each case of a sheet."""
        for number in range(len(sheet.cases)):
            yield self.answer(sheet, number)

    def answer(self, sheet: Sheet, number: int) -> Outcome:
        """The misconception's answer to one case of a sheet, after those to all cases before."""
        place = self._places[sheet.check.name]
        for earlier in range(place):
            self._ask(earlier, len(self._sheets[earlier].cases))
        self._ask(place, number + 1)
        return self._known[place][number]

    def _ask(self, place: int, count: int) -> None:
        sheet, known = self._sheets[place], self._known[place]
        while len(known) < count:
            known.append(sheet.seen_of(self._subject, sheet.cases[len(known)].arguments))

    def look(self, sheet: Sheet) -> Look:
        """How a check goes with the misconception."""
        seen = tuple(self.answers(sheet))
        findings = (found_in(sheet, *pair) for pair in zip(sheet.cases, seen, strict=True))
        return Look(sheet, seen, tuple(filter(None, findings)))


def _telling(looks: Looks) -> list[Look]:
    """The checks in which a mistake must show as it is: forms only where nothing else has failed, for
    the same mistake can be written with other types.
    """
    asked = [look for look in looks.values() if look.seen]
    forms_alone = all(look.sheet.check.kind is Kind.FORMS for look in asked if not look.passed)
    return [look for look in asked if forms_alone or look.sheet.check.kind is not Kind.FORMS]
