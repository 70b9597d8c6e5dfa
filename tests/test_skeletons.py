"""`autograder new`: what it writes syncs, passes its audit and can be graded as it stands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.course import load_unit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, list(map(str, arguments)))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new course with one new unit."""
    folder = tmp_path / "course"
    assert run("new", "course", folder).exit_code == 0
    monkeypatch.chdir(folder)
    done = run("new", "unit", "first_steps")
    assert done.exit_code == 0, done.output
    return folder


def test_a_new_unit_is_up_to_date_and_its_audit_is_clean(course: Path) -> None:
    assert run("sync", "--check").exit_code == 0
    done = run("audit", "first_steps", "--jobs", "1")
    assert (done.exit_code, "Clean" in done.output) == (0, True), done.output


def test_its_solution_gets_all_points_and_its_stub_none(course: Path) -> None:
    unit = load_unit(course, "first_steps")
    assert unit.points == 20
    for student, text in (
        ("right", unit.solution),
        ("none", (course / "assignments/first_steps/first_steps.py").read_text()),
    ):
        folder = course / "submitted" / student / "first_steps"
        folder.mkdir(parents=True)
        (folder / "first_steps.py").write_text(text)
        done = run("grade", folder)
        assert f"{20 if student == 'right' else 0} / 20" in done.output


def test_no_word_of_the_skeleton_is_left(course: Path) -> None:
    for path in course.rglob("*"):
        assert "__unit__" not in path.name
        assert not path.is_file() or "__unit__" not in path.read_text(encoding="utf-8", errors="replace"), path


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("random", "cannot be called 'random'"),
        ("numpy", "cannot be called 'numpy'"),
        ("class", "cannot be a unit"),
        ("Conv1D", "Use small letters"),
        ("../out", "Use small letters"),
        ("first_steps", "exists already"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_written(name: str, said: str, course: Path) -> None:
    before = sorted(course.rglob("*"))
    done = run("new", "unit", name)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert sorted(course.rglob("*")) == before


def test_a_course_is_not_written_over_another(course: Path) -> None:
    done = run("new", "course", course)
    assert (done.exit_code, "is not empty" in done.output) == (2, True)


def test_outside_of_a_course_there_is_no_new_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("new", "unit", "first")
    assert (done.exit_code, "No course found" in done.output) == (2, True)
