"""What every unit must have.  Whether its checks tell wrong variants from right ones, the audit
says.
"""

from pathlib import Path

import pytest

from autograder.course import load_unit, unit_names
from autograder.handout.release import assert_safe
from autograder.source import stub
from tests import generated_class

COURSE = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.parametrize("unit_name", unit_names(COURSE))


def test_the_students_file_is_the_stub_of_the_solution(unit_name: str) -> None:
    students = COURSE / "assignments" / unit_name / f"{unit_name}.py"
    assert students.read_text(encoding="utf-8") == stub(load_unit(COURSE, unit_name).solution), (
        f"{students} is not the stub of the solution"
    )


def test_what_is_handed_out_holds_nothing_of_the_reference(unit_name: str) -> None:
    """With what nbgrader asks before it releases a unit."""
    assert_safe(COURSE, unit_name)


def test_a_class_can_be_made_of_its_variants(unit_name: str, tmp_path: Path) -> None:
    """As the demo does for units without sample submissions: right, with a mistake, with three, half done."""
    generated_class.hand_in(tmp_path, load_unit(COURSE, unit_name), "abcd")
    texts = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.rglob("*.py"))]
    assert [text.count("NotImplementedError") > 0 for text in texts] == [False, False, False, True]
    assert len({compile(text, unit_name, "exec") for text in texts}) == 4


def test_the_points_are_quarters_and_sum_to_twenty(unit_name: str) -> None:
    unit = load_unit(COURSE, unit_name)
    assert unit.points == 20
    assert all(exercise.points % 0.25 == 0 for exercise in unit.exercises)
    assert all(check.points > 0 for exercise in unit.exercises for check in exercise.checks)


def test_every_exercise_has_misconceptions_and_every_style_counts(unit_name: str) -> None:
    unit = load_unit(COURSE, unit_name)
    assert len(unit.misconceptions) >= 15
    without = {exercise.name for exercise in unit.exercises} - {variant.exercise for variant in unit.misconceptions}
    assert without == ({"CNN_learns"} if unit_name == "cnn" else set())  # whose code is that of the other exercises
    assert len(unit.alternatives) >= 4
    assert {exercise.of for exercise in unit.exercises} == {
        name for variant in unit.alternatives for name in variant.texts
    }
