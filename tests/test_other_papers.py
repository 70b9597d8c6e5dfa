"""On whatever paper: all that is wrong is caught, and nothing that is right is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st

from autograder.audit.adversaries import ADVERSARIES
from autograder.audit.equivalents import read_allowed
from autograder.audit.quick import failed_checks, loaded, watch
from autograder.audit.spoiling import Workshop, shown
from autograder.course import Alternative, Exercise, Misconception, Unit, agrees, load_unit, unit_names
from autograder.course.papers import KNOWN, Paper
from autograder.judging.cases import Exam, prepare

COURSE = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its clocks cannot stop what hangs")


def slipped(exam: Exam, hunted: set[tuple[str, str]]) -> Iterator[str]:
    """What a paper's checks should have caught, and what they should not have refused."""
    watch()
    unit, workshop = exam.unit, Workshop(exam)
    for wrong in unit.misconceptions:
        if _passes(exam, wrong.exercise, unit.text_of(wrong)):
            yield f"misconception {wrong.name} passes"
    for adversary in ADVERSARIES:
        for exercise in (name for name, hunter in sorted(hunted) if hunter == adversary.name):
            make = workshop.spoilt(adversary, exercise)
            if make and not any(failed_checks(exam, exercise, make())):
                yield f"{exercise} that {adversary.name} passes"
    for right in unit.alternatives:
        for exercise in unit.exercises:
            if exercise.of in right.texts and not _passes(exam, exercise.name, unit.text_of(right)):
                yield f"alternative {right.name} loses marks on {exercise.name}"


def _passes(exam: Exam, exercise: str, text: str) -> bool:
    subject = loaded(text, exam.unit.name)
    return subject is not None and not any(failed_checks(exam, exercise, subject))


def wrong_ones(exam: Exam, course: Path) -> set[tuple[str, str]]:
    """The adversaries that have something to spoil, and that the unit does not allow, by exercise."""
    watch()
    workshop = Workshop(exam)
    allowed = {each.key for each in read_allowed(course, exam.unit.name)}
    found = set()
    for exercise in (exercise.name for exercise in exam.unit.exercises):
        for adversary in ADVERSARIES:
            make = None if (exercise, adversary.name) in allowed else workshop.spoilt(adversary, exercise)
            if make and (any(failed_checks(exam, exercise, make())) or shown(exam, workshop, adversary, exercise)):
                found.add((exercise, adversary.name))
    return found


@pytest.mark.slow
def test_two_other_papers_of_a_unit_let_nothing_slip() -> None:
    unit = load_unit(COURSE, "flatten")
    hunted = wrong_ones(prepare(unit), COURSE)
    assert len(hunted) > 40
    for number in range(2):
        assert list(slipped(prepare(unit, Paper(hand_in=str(number))), hunted)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", unit_names(COURSE))
def test_twenty_five_other_papers_let_nothing_slip(name: str) -> None:
    unit = load_unit(COURSE, name)
    hunted = wrong_ones(prepare(unit), COURSE)
    papers = (Paper("1" * 64, str(number)) for number in range(25))
    found = [f"paper {paper.hand_in}: {each}" for paper in papers for each in slipped(prepare(unit, paper), hunted)]
    assert found == []


def test_what_slips_on_a_paper_is_seen(tmp_path: Path) -> None:
    """Of this check some papers have no case that tells: nothing of it is certain."""
    numbers = st.fixed_dictionaries({"x": st.sampled_from([1, 1, 2])})
    rare = agrees("rare", 1.0, "", numbers, count=2)
    wrong = Misconception("square", "double", "", "def double(x):\n    return x * x + 1\n")
    right = Alternative("sum", {"double": "def double(x):\n    return 2 if x == 1 else 5\n"})
    unit = Unit("toy", "", (Exercise("double", rare),), "def double(x):\n    return 2 * x\n", (wrong,), (right,))
    hunted = {("double", "counts to 4 at most")}
    seen = [set(slipped(prepare(unit, Paper(hand_in=str(number))), hunted)) for number in range(8)]
    adversary, misconception = "double that counts to 4 at most passes", "misconception square passes"
    assert all(adversary in each for each in seen)
    assert {misconception in each for each in seen} == {True, False}
    assert all(("alternative sum loses marks on double" in each) is not (misconception in each) for each in seen)
    assert wrong_ones(prepare(unit, KNOWN), tmp_path) >= {("double", "returns complex numbers"), *hunted}
