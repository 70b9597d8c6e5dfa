"""A unit as its course wants it: other points, another order, practice and bonus, and the checks as they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from autograder.course.checks import Check
from autograder.course.choices import Choice
from autograder.course.unit import Exercise, Unit

_DIGITS = 4
"""So many digits have the points of a check; the last check takes what is over."""


def chosen(unit: Unit, choice: Choice) -> Unit:
    """The unit as the course wants it.

    Raises:
        ValueError: the choice names what is no exercise, or an exercise twice.
    """
    exercises = {exercise.name: exercise for exercise in unit.exercises}
    _expect_known(unit, choice, exercises)
    counting = choice.exercises or tuple(exercises)
    practice = [name for name in exercises if name not in counting]
    worth = dict.fromkeys(practice, 0.0) | {**choice.points}
    return dataclasses.replace(
        unit,
        exercises=tuple(
            _worth(exercises[name], worth.get(name), is_bonus=name in choice.bonus) for name in (*counting, *practice)
        ),
    )


def _expect_known(unit: Unit, choice: Choice, exercises: Iterable[str]) -> None:
    for name in (*choice.exercises, *choice.points, *choice.bonus):
        if name not in exercises:
            known = ", ".join(exercises)
            raise ValueError(f"[units.{unit.name}] names {name}, which is no exercise. There are {known}.")
    for name in choice.exercises:
        if choice.exercises.count(name) > 1:
            raise ValueError(f"[units.{unit.name}] names {name} twice.")


def _worth(exercise: Exercise, points: float | None, *, is_bonus: bool) -> Exercise:
    checks = exercise.checks if points is None else _shared(exercise.checks, points)
    return exercise.with_(checks=checks, bonus=exercise.bonus or is_bonus)


def _shared(checks: Sequence[Check], points: float) -> tuple[Check, ...]:
    """The checks with other points in all, in the same proportion."""
    total = sum(check.points for check in checks)
    *others, last = checks
    shares = [round(points * check.points / total, _DIGITS) if total else 0.0 for check in others]
    rest = round(points - sum(shares), _DIGITS)
    return tuple(
        dataclasses.replace(check, points=share) for check, share in zip((*others, last), (*shares, rest), strict=True)
    )
