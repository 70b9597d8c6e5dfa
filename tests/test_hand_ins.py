"""Which hand-ins nbgrader finds, and which of their files it copies, without nbgrader's own run."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.nbgrader import hand_ins


@pytest.fixture
def converter(tmp_path: Path) -> Any:
    """nbgrader's converter of a course with one unit, which two students hand in."""
    for folder in ("assignments/toy", "submitted/Doe [s1]/toy", "submitted/bea/toy"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "assignments" / "toy" / "toy.ipynb").write_text("{}")
    courses = CourseDirectory(root=str(tmp_path), assignment_id="toy", source_directory="assignments")
    return Autograde(coursedir=courses)


def found(converter: Any, student: str) -> list[str]:
    """Whose notebooks are found where this student is named."""
    converter.coursedir.student_id = student
    hand_ins.find_hand_ins(converter)
    assert all([Path(path).name for path in paths] == ["toy.ipynb"] for paths in converter.assignments.values())
    return sorted(Path(folder).parent.name for folder in converter.assignments)


def test_a_name_is_a_name_before_it_is_a_pattern(converter: Any) -> None:
    assert found(converter, "*") == ["Doe [s1]", "bea"]
    assert [found(converter, student) for student in ("Doe [s1]", "bea", "b*")] == [["Doe [s1]"], ["bea"], ["bea"]]


def test_a_name_with_a_line_break_costs_nobody_else_anything(converter: Any, tmp_path: Path) -> None:
    (tmp_path / "submitted" / "eve\n" / "toy").mkdir(parents=True)
    assert found(converter, "*") == ["Doe [s1]", "bea"]


def copied(converter: Any, tmp_path: Path) -> list[str]:
    hand_ins.copy_files(converter, "toy", "Doe [s1]")
    target = tmp_path / "autograded" / "Doe [s1]" / "toy"
    return sorted(str(path.relative_to(target)) for path in target.rglob("*") if not path.is_dir())


def test_plain_files_alone_are_copied_whatever_the_folders_are_called(converter: Any, tmp_path: Path) -> None:
    handed_in = tmp_path / "submitted" / "Doe [s1]" / "toy"
    (handed_in / "[a-z]*").mkdir()
    for folder in (handed_in, handed_in / "[a-z]*"):
        for name in ("toy.py", "data.csv", "other.ipynb", "toy.pyc"):
            (folder / name).write_text(name)
        (folder / "gift.txt").symlink_to(tmp_path / "assignments" / "toy" / "toy.ipynb")
        os.mkfifo(folder / "pipe")
    (handed_in / "linked").symlink_to(tmp_path / "assignments")
    assert copied(converter, tmp_path) == ["[a-z]*/data.csv", "[a-z]*/toy.py", "data.csv", "toy.py"]


def test_of_too_many_files_the_module_is_copied(
    converter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hand_ins, "MAX_COPIED", 2)
    converter.log = logging.getLogger("hand_ins")
    for name in ("a.csv", "b.csv", "helper.py", "toy.py", "z.py"):
        (tmp_path / "submitted" / "Doe [s1]" / "toy" / name).write_text(name)
    assert copied(converter, tmp_path) == ["helper.py", "toy.py"]
    assert "holds more than 2 files: the others are not copied" in caplog.text


def test_what_the_instructor_links_to_is_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    usual: list[Any] = []
    monkeypatch.setattr(hand_ins, "_usual_copying", lambda *arguments: usual.append(arguments))
    hand_ins.copy_files(SimpleNamespace(), "toy", ".")
    assert len(usual) == 1
