"""Through ``nbgrader autograde``: for each exercise of each unit one module that is wrong there and
right elsewhere, beside right ones.

What a wrong module must lose is worked out apart from workers and nbgrader: the checks are made
here, with the trusted text of the variant.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import AutogradeApp, GenerateAssignmentApp

from autograder.course import Exercise, Unit, load_unit, unit_names
from autograder.judging.cases import Exam
from autograder.judging.kept_cases import class_exam
from autograder.report import rounded
from autograder.subjects.local import LocalSubject
from tests import demo_course
from tests.demo_course import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

FAST = ("svd",)
"""Functions, a class, helpers of helpers and exercises that need none: nbgrader's way through the
other units is the same.
"""


def modules(unit: Unit) -> Iterator[tuple[str, str, str]]:
    """Student, text, and the exercise that is wrong in it, if any."""
    for alternative in unit.alternatives[:2]:
        yield f"right_{alternative.name}", unit.text_of(alternative), ""
    for exercise in unit.exercises:
        own = [misconception for misconception in unit.misconceptions if misconception.exercise == exercise.name]
        for wrong in own[:1]:  # an exercise that shares all its code with another has none
            yield f"wrong_{exercise.name}", unit.text_of(wrong), exercise.name


def earned(exam: Exam, exercise: Exercise, text: str) -> float:
    """The points of an exercise, by the rules: each family for itself, manners and forms once another
    has passed, and a form only for what has passed in its own checks.
    """
    subject = LocalSubject(text, exam.unit.name)
    passed: dict[str, float] = {}
    for sheet in exam.in_order(exercise.name):
        check = sheet.check
        seen = [(case, sheet.seen_of(subject, case.arguments)) for case in sheet.cases]  # also of what does not count
        if check.origin:
            seen = [pair for pair in seen if all(base in passed for base in check.origin(pair[0].arguments).bases)]
        if seen and (passed or not check.waits) and not any(check.verdict(*pair) for pair in seen):
            passed[check.name] = check.points
    return rounded(passed.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in unit_names(ROOT)]
)
def test_each_exercise_gets_exactly_the_marks_it_should(name: str, tmp_path: Path) -> None:
    unit = load_unit(ROOT, name)
    exam = class_exam(ROOT, unit)
    course = demo_course.build_course(ROOT, tmp_path / "course", [name])
    demo_course.nbgrader_here(course, GenerateAssignmentApp, name)
    expected = {}
    for student, text, wrong in modules(unit):
        folder = tmp_path / "class" / student / name
        folder.mkdir(parents=True)
        (folder / f"{name}.py").write_text(text)
        expected[student] = {
            exercise.name: earned(exam, exercise, text) if exercise.name == wrong else exercise.points
            for exercise in unit.exercises
        }
        assert not wrong or expected[student][wrong] < unit.exercise(wrong).points
    demo_course.hand_in(course, tmp_path / "class")
    demo_course.nbgrader_here(course, AutogradeApp, name)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        graded = {student: marks(gradebook, student, name) for student in expected}
    assert graded == expected


def marks(gradebook: Gradebook, student: str, unit: str) -> dict[str, float]:
    grades = [grade for notebook in gradebook.find_submission(unit, student).notebooks for grade in notebook.grades]
    return {grade.name: grade.auto_score for grade in grades if grade.cell.cell_type == "code"}
