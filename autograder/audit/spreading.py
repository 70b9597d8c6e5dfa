"""Whom a mistake in one exercise costs marks beside its own, as fault isolation has it."""

from __future__ import annotations

from collections.abc import Callable

from autograder.audit.quick import failed_checks
from autograder.audit.reach import reach
from autograder.course.unit import Unit
from autograder.judging.cases import Exam
from autograder.subjects.local import LocalSubject


def spread(exam: Exam, exercise: str, make: Callable[[], LocalSubject], caught: bool) -> tuple[str, ...]:
    """The other exercises that lose marks by a mistake in one.

    Who declares to need it is judged with the reference answering for it, once it was caught: that
    this helps, the trial shows in which it is not written at all.
    """
    return tuple(
        other
        for other in callers(exam, exercise)
        if not (caught and is_set_aside(exam.unit, exercise, other))
        and any(True for _ in failed_checks(exam, other, make()))
    )


def is_set_aside(unit: Unit, exercise: str, other: str) -> bool:
    """Whether a mistake in one exercise is kept from another, or is one of the other's, too."""
    return exercise in unit.prerequisites(other) or exercise in unit.exercise(other).shares


def callers(exam: Exam, exercise: str) -> list[str]:
    """The exercises whose solution reaches this one."""
    known, of = reach(exam.unit.solution), exam.unit.exercise(exercise).of
    others = (each for each in exam.unit.exercises if each.name != exercise)
    return [other.name for other in others if of in known.names(other.of)]
