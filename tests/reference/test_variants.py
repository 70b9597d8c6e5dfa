"""The checks of every unit, in this process: they tell every wrong variant from the solution.  Right ones: see test_steadiness.py."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cases import Exam, prepare
from autograder.source import stub
from autograder.subject import LocalSubject, observed
from autograder.unit import Check, Exercise, Misconception, Mismatch, Raised, Subject, load_unit, unit_names
from autograder.variants import Kind, variants

COURSE = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.parametrize("unit_name", unit_names(COURSE))


@functools.cache
def exam_of(unit_name: str) -> Exam:
    return prepare(load_unit(COURSE, unit_name))


def checks_of(exam: Exam) -> Iterator[tuple[Exercise, Check]]:
    return ((exercise, check) for exercise in exam.unit.exercises for check in exercise.checks)


def mismatches(exam: Exam, exercise: Exercise, check: Check, subject: Subject) -> list[Mismatch]:
    """What the check has against the subject, case by case."""
    judged = (check.accept(case, observed(subject, exercise.name, check, case.arguments)) for case in exam.cases[exercise.name, check.name])
    return [mismatch for mismatch in judged if mismatch]


def subject_of(exam: Exam, variant: Misconception) -> LocalSubject:
    return LocalSubject(exam.unit.text_of(variant), exam.unit.name)


def test_the_solution_passes_every_check(unit_name: str) -> None:
    exam = exam_of(unit_name)
    wrong = {(exercise.name, check.name): found for exercise, check in checks_of(exam) if (found := mismatches(exam, exercise, check, exam.reference))}
    assert not wrong


def test_every_misconception_is_told_from_the_solution(unit_name: str) -> None:
    exam = exam_of(unit_name)
    missed = []
    for variant in exam.unit.misconceptions:
        exercise, subject = exam.unit.exercise(variant.exercise), subject_of(exam, variant)
        if not any(mismatches(exam, exercise, check, subject) for check in exercise.checks):
            missed.append(variant.name)
    assert not missed


def test_zeros_pass_no_family_of_cases(unit_name: str) -> None:
    exam = exam_of(unit_name)
    zeros = LocalSubject(next(variant.text for variant in variants(exam.unit) if variant.kind is Kind.ZEROS), unit_name)
    passed = [(exercise.name, check.name) for exercise, check in checks_of(exam) if not check.manners and not mismatches(exam, exercise, check, zeros)]
    assert not passed


def test_the_stub_answers_nothing(unit_name: str) -> None:
    exam = exam_of(unit_name)
    subject = LocalSubject(stub(exam.unit.solution), unit_name)
    for exercise, check in checks_of(exam):
        for case in exam.cases[exercise.name, check.name]:
            seen = observed(subject, exercise.name, check, case.arguments)
            assert isinstance(seen, Raised), (exercise.name, check.name)
            assert seen.kind == "NotImplementedError", (exercise.name, check.name, seen)


def test_the_students_file_is_the_stub_of_the_solution(unit_name: str) -> None:
    students = COURSE / "assignments" / unit_name / f"{unit_name}.py"
    assert students.read_text(encoding="utf-8") == stub(load_unit(COURSE, unit_name).solution), f"{students} is not the stub of the solution"


def test_the_points_are_quarters_and_sum_to_twenty(unit_name: str) -> None:
    unit = exam_of(unit_name).unit
    assert unit.points == 20
    assert all(check.points > 0 and check.points % 0.25 == 0 for _, check in checks_of(exam_of(unit_name)))


def test_every_exercise_has_misconceptions_and_every_style_counts(unit_name: str) -> None:
    unit = exam_of(unit_name).unit
    assert len(unit.misconceptions) >= 15
    assert {exercise.name for exercise in unit.exercises} == {variant.exercise for variant in unit.misconceptions}
    assert len(unit.alternatives) >= 4
    assert {exercise.name for exercise in unit.exercises} == {name for variant in unit.alternatives for name in variant.texts}
