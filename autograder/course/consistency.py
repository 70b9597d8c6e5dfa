"""Whether the parts of a unit fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.course.unit import Unit


def problems_of(unit: Unit, folder: Path) -> list[str]:
    """What is wrong with a unit that was loaded from ``folder``, a clause for each."""
    names = [exercise.name for exercise in unit.exercises]
    return [
        *([] if unit.name == folder.name else [f"checks.py declares the unit {unit.name}"]),
        *_wrong_exercises(unit, names, _defined(unit, folder)),
        *_wrong_needs(unit, names),
        *_wrong_variants(unit, names),
        *_wrong_checks(unit),
    ]


def _wrong_exercises(unit: Unit, names: Sequence[str], defined: set[str]) -> Iterator[str]:
    yield from (f"the exercise {name} is declared twice" for name in _doubles(names))
    for exercise in unit.exercises:
        if all(check.waits for check in exercise.checks):
            yield f"the exercise {exercise.name} has no check that counts for itself"
        if exercise.of not in defined:
            yield f"the exercise {exercise.of} is not defined in solution.py"
        for other in exercise.shares:
            if other not in names:
                yield f"{exercise.name} shares code with {other}, which is no exercise"


def _wrong_needs(unit: Unit, names: Sequence[str]) -> Iterator[str]:
    for exercise in unit.exercises:
        for need in exercise.needs:
            if need not in names or need == exercise.name:
                yield f"{exercise.name} needs {need}, which is no other exercise"


def _wrong_variants(unit: Unit, names: Sequence[str]) -> Iterator[str]:
    spelt = {(each.name, each.exercise, each.hint) for each in unit.misconceptions}  # one may have several spellings
    yield from (f"there are two misconceptions {name}" for name in _doubles([name for name, *_ in sorted(spelt)]))
    for misconception in unit.misconceptions:
        if misconception.exercise not in names:
            yield f"the misconception {misconception.name} is of {misconception.exercise}, which is no exercise"
    definitions = {exercise.of for exercise in unit.exercises}
    for alternative in unit.alternatives:
        for name in alternative.texts:
            if name not in definitions:
                yield f"the alternative {alternative.name} has {name}, which is no exercise"


def _wrong_checks(unit: Unit) -> Iterator[str]:
    for exercise in unit.exercises:
        for name in _doubles([check.name for check in exercise.checks]):
            yield f"the check {exercise.name}/{name} is declared twice"
        for check in exercise.checks:
            if not (check.count or check.examples or check.derive):
                yield f"the check {exercise.name}/{check.name} has no cases"


def _doubles(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _defined(unit: Unit, folder: Path) -> set[str]:
    """What the solution defines that can be called."""
    namespace: dict[str, Any] = {"__name__": unit.name}
    code = compile(unit.solution, str(folder / "solution.py"), "exec", dont_inherit=True)
    exec(code, namespace)  # noqa: S102 - the course's own solution
    return {name for name, value in namespace.items() if callable(value)}
