"""Plausible wrong answers lose marks, each on its own exercise."""

import importlib
from functools import cache
from pathlib import Path

import pytest

from autograder.course import load_unit
from autograder.judging.cases import Exam, Sheet
from autograder.judging.kept_cases import class_exam
from autograder.subjects.local import LocalSubject
from tests.reference.planted.wrong import Wrong, all_in

pytestmark = pytest.mark.slow  # the audit tries the misconceptions in every run

COURSE = Path(__file__).resolve().parents[2]
UNITS = sorted({path.stem for path in Path(__file__).with_name("planted").glob("*.py")} - {"__init__", "wrong"})
PLANTED = [
    (unit, wrong) for unit in UNITS for wrong in all_in(importlib.import_module(f"tests.reference.planted.{unit}"))
]

exam = cache(lambda unit: class_exam(COURSE, load_unit(COURSE, unit)))


def passes(subject: LocalSubject, sheet: Sheet) -> bool:
    """Whether a module passes a check."""
    return all(sheet.check.verdict(case, sheet.seen_of(subject, case.arguments)) is None for case in sheet.cases)


def failed(of: Exam, exercise: str, text: str) -> list[str]:
    """The checks of an exercise that a module does not pass, the first two of them."""
    subject, names = LocalSubject(text, of.unit.name), []
    for sheet in of.in_order(exercise):
        if not passes(subject, sheet):
            names.append(sheet.check.name)
        if len(names) == 2:
            break
    return names


@pytest.mark.parametrize(("unit", "wrong"), PLANTED, ids=[f"{unit}-{wrong.name}" for unit, wrong in PLANTED])
def test_it_loses_marks(unit: str, wrong: Wrong) -> None:
    of = exam(unit)
    assert failed(of, wrong.exercise, wrong.text(of.unit.solution))


@pytest.mark.parametrize("unit", UNITS)
def test_each_is_of_an_exercise_and_says_no_more_than_once(unit: str) -> None:
    names = [(wrong.exercise, wrong.name) for of, wrong in PLANTED if of == unit]
    assert len(set(names)) == len(names)
    assert {exercise for exercise, _ in names} <= {exercise.name for exercise in exam(unit).unit.exercises}
