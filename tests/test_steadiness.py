"""The same submission gets the same report: every time, alone and beside others, whatever the hash
seed; and right answers always pass.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.course import load_unit, unit_names
from autograder.course.papers import Paper
from autograder.judging.cases import Exam, prepare
from autograder.subjects.local import LocalSubject

COURSE = Path(__file__).resolve().parents[1]
SUBMISSIONS = COURSE / "tests" / "submissions"
FAST = ("flatten", "schedulers")
"""Each audit tries the alternatives on the paper that everybody knows."""

forked = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


def graded(folder: Path, jobs: int, hash_seed: int) -> list[dict[str, Any]]:
    """The reports on all submissions in a folder, without their names."""
    command = [sys.executable, "-m", "autograder", "grade", str(folder), "--json", "-", "--jobs", str(jobs)]
    done = subprocess.run(
        command, cwd=COURSE, env=os.environ | {"PYTHONHASHSEED": str(hash_seed)}, capture_output=True, check=True
    )
    return [report | {"submission": "", "student": ""} for report in json.loads(done.stdout)["reports"]]


@pytest.mark.slow
@forked
@pytest.mark.parametrize("copies", [2, pytest.param(16, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("student", "unit"), [("remy", "conv1d"), pytest.param("noa", "rnn", marks=pytest.mark.slow)])
def test_many_gradings_give_one_report(student: str, unit: str, copies: int, tmp_path: Path) -> None:
    text = (SUBMISSIONS / student / unit / f"{unit}.py").read_text()
    for number in range(copies):
        folder = tmp_path / f"copy{number}"
        folder.mkdir()
        (folder / f"{unit}.py").write_text(text)
    alone = tmp_path / "copy0"
    reports = [
        *graded(tmp_path, 2, 1),
        *graded(tmp_path, 2, 2),
        *graded(tmp_path, 1, 3),
        *graded(alone, 1, 4),
        *graded(alone, 1, 5),
    ]
    assert len(reports) == 3 * copies + 2
    assert len({json.dumps(report) for report in reports}) == 1


def failures(exam: Exam) -> list[str]:
    """What the checks have against the unit's alternatives, in this process."""
    return [
        f"{alternative.name}: {exercise.name}/{sheet.check.name}: {mismatch.what} for {case.arguments}"
        for alternative in exam.unit.alternatives
        for subject in [LocalSubject(exam.unit.text_of(alternative), exam.unit.name)]
        for exercise in exam.unit.exercises
        if exercise.name in alternative.texts
        for sheet in exam.sheets[exercise.name]
        for case in sheet.cases
        if (mismatch := sheet.check.verdict(case, sheet.seen_of(subject, case.arguments)))
    ]


@pytest.mark.parametrize(
    "name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in unit_names(COURSE)]
)
def test_alternatives_pass_with_other_cases(name: str) -> None:
    unit = load_unit(COURSE, name)
    assert failures(prepare(unit, Paper(hand_in="1"))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", unit_names(COURSE))
def test_alternatives_pass_with_two_hundred_draws_of_cases(name: str) -> None:
    unit = load_unit(COURSE, name)
    assert [failure for number in range(200) for failure in failures(prepare(unit, Paper(hand_in=str(number))))] == []
