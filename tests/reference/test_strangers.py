"""What strangers write gets the names that it deserves, and none where nothing is known of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.audit.named import Namer
from autograder.audit.variants import Kind, Variant
from autograder.course import load_unit
from autograder.judging.kept_cases import class_exam
from autograder.report import ExerciseResult
from tests.reference.strangers import STRANGERS, Stranger

COURSE = Path(__file__).resolve().parents[2]


def judge_of(unit_name: str) -> Callable[[Stranger], ExerciseResult]:
    """Judges strangers' code for one unit."""
    unit = load_unit(COURSE, unit_name)
    asked = {stranger.exercise for stranger in STRANGERS if stranger.unit == unit_name}
    kept = tuple(exercise for exercise in unit.exercises if exercise.name in asked)
    namer = Namer(class_exam(COURSE, dataclasses.replace(unit, exercises=kept)))

    def judged(stranger: Stranger) -> ExerciseResult:
        text = f"{unit.solution}\n\n{stranger.text}\n"
        return namer.result(Variant(Kind.MISCONCEPTION, "stranger", text, stranger.exercise))

    return judged


SLOW = ("conv_channels", "dense", "pooling")


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param(unit, marks=[pytest.mark.slow] if unit in SLOW else [])
        for unit in sorted({stranger.unit for stranger in STRANGERS})
    ],
)
def test_what_strangers_do_is_named_and_nothing_is_guessed(unit: str) -> None:
    judged = judge_of(unit)
    wrong = []
    for stranger in (each for each in STRANGERS if each.unit == unit):
        result = judged(stranger)
        assert result.score < result.max_score, stranger
        named = result.diagnosis.misconception if result.diagnosis else None
        if named != stranger.expected:
            wrong.append((stranger.exercise, stranger.expected, named, stranger.text.splitlines()[-1]))
    assert wrong == []


def test_there_are_enough_of_them() -> None:
    assert len(STRANGERS) >= 60
