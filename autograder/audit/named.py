"""Misconceptions on trial: is each caught, and called by its name, on its own exercise?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import cast

from autograder.audit.quick import TimeIsUpError, at_most
from autograder.audit.reach import reach, reach_of_methods
from autograder.audit.spreading import is_set_aside
from autograder.audit.variants import Variant
from autograder.course.outcomes import Arguments, Outcome
from autograder.course.unit import Exercise
from autograder.course.variants import Misconception
from autograder.judging.attempt import Observer, attempt
from autograder.judging.cases import Exam, Sheet
from autograder.judging.diagnosis import Diagnostician, Suspect
from autograder.judging.explanation import Explainer
from autograder.report import ExerciseResult, Status
from autograder.subjects.local import LocalSubject
from autograder.subjects.student import Student, WorkerLostError


class Namer:
    """Judges a misconception's own exercise as a submission's is, but in this process."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._diagnostician = Diagnostician(exam)
        self._explainer = Explainer(exam, self._diagnostician, search=False)

    def is_enough(self, variant: Variant) -> bool:
        """Whether a misconception can cost no other exercise anything: each reaches what it reaches in
        the solution, but for the misconception's exercise, and who reaches that declares to need it.
        """
        unit, of = self._exam.unit, self._exam.unit.exercise(variant.exercise).of
        right, wrong = reach(unit.solution), reach(variant.text)
        return all(
            is_set_aside(unit, variant.exercise, other.name)
            or _reached(unit.solution, other) == _reached(variant.text, other)
            if other.of == of
            else right.text(other.of, of) == wrong.text(other.of, of)
            and (of not in right.names(other.of) or variant.exercise in unit.prerequisites(other.name))
            for other in unit.exercises
            if other.name != variant.exercise
        )

    def can_be_proven(self, variant: Variant) -> bool:
        """Whether any answer of a misconception is a proof of it."""
        return any(map(self._diagnostician.can_be_proven, self._same(variant)))

    def result(self, variant: Variant) -> ExerciseResult:
        """What the exercise comes to."""
        for each in self._same(variant):
            known = _Known(variant.text, self._exam.unit.name, self._diagnostician.suspect(each))
            with contextlib.suppress(TimeIsUpError):
                return self._result(variant, known)
        return self._result(variant, _Here(variant.text, self._exam.unit.name))

    def _same(self, variant: Variant) -> Iterator[Misconception]:
        """The unit's misconceptions that are written as the variant is."""
        unit = self._exam.unit
        own = (each for each in unit.misconceptions if each.exercise == variant.exercise)
        return (each for each in own if unit.text_of(each) == variant.text)

    def _result(self, variant: Variant, observer: Observer) -> ExerciseResult:
        exercise = self._exam.unit.exercise(variant.exercise)
        made = attempt(exercise, self._exam.in_order(exercise.name), observer)
        return self._explainer.result(made, observer)


def _reached(text: str, part: Exercise) -> Mapping[str, str]:
    """What the answers of a part of a class depend on."""
    return reach_of_methods(text, part.of, part.methods)


class _Loaded:
    """As much of a student in a worker as is needed: what ends is loaded anew when it is asked again."""

    has_time = True

    def __init__(self, text: str, name: str) -> None:
        self._load: Callable[[], LocalSubject] = partial(LocalSubject, text, name)
        self._subject: LocalSubject | None = None

    @property
    def subject(self) -> LocalSubject:
        """The module."""
        self._subject = self._subject or self._load()
        return self._subject

    def end(self) -> None:
        """Forgets all that the module has kept."""
        self._subject = None


class _Here(Observer):
    """Asks a module of the course's own, which is loaded in this process."""

    def __init__(self, text: str, name: str) -> None:
        self._loaded = _Loaded(text, name)
        super().__init__(cast(Student, self._loaded))

    def outcomes(self, sheet: Sheet) -> Iterator[Outcome]:
        """What is seen of each case."""
        return (self.observed(sheet, case.arguments) for case in sheet.cases)

    def observed(self, sheet: Sheet, arguments: Arguments) -> Outcome:
        """What is seen of one case."""
        try:
            with at_most(sheet.check.seconds):
                return sheet.seen_of(self._loaded.subject, arguments)
        except TimeIsUpError:
            self._loaded.end()
            raise WorkerLostError(Status.TIMEOUT, f"did not finish within {sheet.check.seconds:g} seconds") from None


class _Known(_Here):
    """The same with the answers that a suspect has given or will give, so that each is asked for once.

    Raises:
        TimeIsUpError: one of them took too long.
    """

    def __init__(self, text: str, name: str, suspect: Suspect) -> None:
        super().__init__(text, name)
        self._suspect = suspect

    def outcomes(self, sheet: Sheet) -> Iterator[Outcome]:
        """What is seen of each case."""
        for number in range(len(sheet.cases)):
            with at_most(sheet.check.seconds):
                answer = self._suspect.answer(sheet, number)
            yield answer
