"""Cases that are kept from one command to the next are those that would be drawn."""

from __future__ import annotations

import dataclasses
import pickle
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course.checks import Case
from autograder.course.loading import load_unit, unit_names
from autograder.course.papers import KNOWN, Paper, new_secret
from autograder.judging import kept_cases
from autograder.judging.cases import Exam, prepare
from autograder.judging.kept_cases import KeptCases, class_exam, is_the_same

ROOT = Path(__file__).resolve().parents[1]
LINEAR_ALGEBRA = ROOT / "tests" / "courses" / "linear_algebra"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return shutil.copytree(
        LINEAR_ALGEBRA, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__", ".autograder")
    )


def cases_of(exam: Exam) -> dict[tuple[str, str], tuple[Case, ...]]:
    return {(name, sheet.check.name): sheet.cases for name, sheets in exam.sheets.items() for sheet in sheets}


def files(course: Path) -> list[Path]:
    return sorted((course / "reference" / "elimination" / "__pycache__").glob("*cases-*"))


class Nothing:
    """Keeps nothing, and counts what is drawn."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def find(self, name: str) -> None:
        return None

    def keep(self, name: str, cases: Sequence[Case]) -> None:
        self.drawn.append(name)


def drawn(course: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checks of which the next command draws the cases."""
    found: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(
            kept_cases.KeptCases,
            "keep",
            lambda self, name, cases, keep=KeptCases.keep: found.append(name) or keep(self, name, cases),
        )
        class_exam(course, load_unit(course, "elimination"))
    return found


@pytest.mark.parametrize(
    "name",
    [
        name if name in ("conv1d", "training") else pytest.param(name, marks=pytest.mark.slow)
        for name in unit_names(ROOT)
    ],
)
def test_what_is_kept_is_what_would_be_drawn(name: str, tmp_path: Path) -> None:
    unit, kept = load_unit(ROOT, name), KeptCases(tmp_path, "key")
    right = prepare(unit, KNOWN, kept)
    kept.write()
    found = KeptCases(tmp_path, "key")
    names = [f"{exercise}/{check}" for exercise, check in cases_of(right)]
    assert [each for each in names if found.find(each) is None] == []
    assert is_the_same(cases_of(prepare(unit, KNOWN, found)), cases_of(right))


def test_the_next_command_draws_nothing(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Nothing()
    prepare(load_unit(course, "elimination"), KNOWN, counted)
    assert drawn(course, monkeypatch) == counted.drawn != []
    assert drawn(course, monkeypatch) == []
    (file,) = files(course)
    assert file.stat().st_mode & 0o777 == 0o600, "cases follow from the secret"


def test_another_secret_another_reference_and_another_setting_draw_anew(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = drawn(course, monkeypatch)
    before = files(course)
    new_secret(course)
    assert drawn(course, monkeypatch) == asked
    assert len(files(course)) == 1, "what was kept for the other paper is gone"
    assert files(course) != before
    solution = course / "reference" / "elimination" / "solution.py"
    solution.write_text(f"{solution.read_text()}\n")
    assert drawn(course, monkeypatch) == asked
    settings = course / "course.toml"
    settings.write_text(f"{settings.read_text() if settings.exists() else ''}\n# another line\n")
    assert drawn(course, monkeypatch) == asked
    monkeypatch.setattr(kept_cases.platform, "machine", lambda: "another")
    assert drawn(course, monkeypatch) == asked


def test_other_papers_are_neither_kept_nor_taken_from_what_is_kept(course: Path) -> None:
    unit = load_unit(course, "elimination")
    class_exam(course, unit)
    before = [file.read_bytes() for file in files(course)]
    other = cases_of(prepare(unit, Paper(hand_in="1")))
    assert not is_the_same(other, cases_of(class_exam(course, unit)))
    assert [file.read_bytes() for file in files(course)] == before


@pytest.mark.parametrize("data", [b"", b"no pickle", pickle.dumps(7), pickle.dumps({"solve/values": b"half of"})])
def test_a_file_that_is_broken_costs_nothing_but_the_drawing(
    course: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    asked = drawn(course, monkeypatch)
    (file,) = files(course)
    file.write_bytes(data)
    assert drawn(course, monkeypatch) == asked
    assert drawn(course, monkeypatch) == []


def test_where_nothing_can_be_written_cases_are_drawn(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (course / "reference" / "elimination" / "__pycache__").write_text("a file in the folder's place")
    asked = drawn(course, monkeypatch)
    assert asked
    assert drawn(course, monkeypatch) == asked


class Thing:
    """No two of these are the same."""

    def __repr__(self) -> str:
        return "a thing"


@dataclasses.dataclass(frozen=True)
class Pair:
    one: Any
    other: Any


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        (np.float32(1), np.float64(1)),
        ([1], (1,)),
        ({1, 2}, {1, 3}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (np.zeros(2), np.zeros((2, 1))),
        (np.zeros(2), -np.zeros(2)),
        (np.zeros(2, int), np.zeros(2)),
        (Pair(1, [2]), Pair(1, [3])),
        (Thing(), Thing()),
        (np.array([None]), np.array([None])),
        (Fraction(1, 3), Fraction(2, 3)),
    ],
    ids=repr,
)
def test_what_differs_in_anything_is_not_the_same(one: Any, other: Any) -> None:
    assert not is_the_same(one, other)
    if not isinstance(one, Thing) and not (isinstance(one, np.ndarray) and one.dtype.hasobject):
        assert is_the_same(one, pickle.loads(pickle.dumps(one)))


def test_values_that_are_no_others_after_a_pickle_are_drawn_each_time(tmp_path: Path) -> None:
    kept = KeptCases(tmp_path, "key")
    kept.keep("things", [Case({"x": Thing()}, None)])
    kept.keep("functions", [Case({"x": lambda: 0}, None)])
    kept.keep("numbers", [Case({"x": float("nan")}, None)])
    kept.write()
    found = KeptCases(tmp_path, "key")
    assert [found.find(name) is None for name in ("things", "functions", "numbers")] == [True, True, False]
