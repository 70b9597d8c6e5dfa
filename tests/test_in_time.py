"""Of a pull request counts what was handed in in time."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.submissions.git import Repository
from autograder.submissions.in_time import HandedIn, export_in_time
from tests.test_cli import SOLUTION, course
from tests.test_pull_request import WRONG, Students, git

__all__ = ["course"]  # the fixture

DAY = datetime.timedelta(days=1)
START = datetime.datetime(2026, 10, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def students(tmp_path: Path) -> Students:
    students = Students(tmp_path / "students")
    students.branch("work")
    return students


def commit(students: Students, day: int, text: str, monkeypatch: pytest.MonkeyPatch, name: str = "unit") -> str:
    """A commit that says to be of that day."""
    for variable in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(variable, (START + day * DAY).isoformat())
    return students.commit({f"{name}/{name}.py": text})


def handed_in(
    students: Students, target: Path, *, unit: int | None = None, other: int | None = None, head: str = "HEAD"
) -> HandedIn:
    """What counts where the units are due on these days."""
    due = {name: None if day is None else START + day * DAY for name, day in (("unit", unit), ("other", other))}
    return export_in_time(Repository(students.folder), "main", head, due, target)


def graded(found: HandedIn) -> dict[str, str]:
    return {task.unit: (task.place / f"{task.unit}.py").read_text() for task in found.tasks}


def test_the_last_commit_before_counts(students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [commit(students, day, f"x = {day}\n", monkeypatch) for day in (1, 2, 3)]
    for day in (1, 2, 3, 9):
        found = handed_in(students, tmp_path / str(day), unit=day)
        assert graded(found) == {"unit": f"x = {min(day, 3)}\n"}
    assert handed_in(students, tmp_path / "all").commits == 3
    assert found.late == ()
    (said,) = handed_in(students, tmp_path / "again", unit=2).late
    assert said == f"unit: commit {names[1][:10]} counts. 1 later commit does not count, from after " + (
        "2026-10-03 12:00 UTC, when unit was due."
    )


def test_where_all_is_late_nothing_counts(students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(students, 2, "x = 2\n", monkeypatch)
    found = handed_in(students, tmp_path / "out", unit=1)
    assert found.tasks == ()
    assert found.late == ("unit: all commits are from after 2026-10-02 12:00 UTC, when unit was due, so none counts.",)


def test_each_unit_has_its_own_time(students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(students, 1, "x = 1\n", monkeypatch)
    commit(students, 2, "y = 1\n", monkeypatch, "other")
    commit(students, 3, "x = 2\n", monkeypatch)
    commit(students, 4, "y = 2\n", monkeypatch, "other")
    found = handed_in(students, tmp_path / "out", unit=3, other=2)
    assert graded(found) == {"unit": "x = 2\n", "other": "y = 1\n"}


def test_a_commit_is_no_older_than_those_that_it_builds_on(
    students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(students, 1, "x = 1\n", monkeypatch)
    commit(students, 5, "x = 5\n", monkeypatch)
    commit(students, 1, "x = 6\n", monkeypatch)  # says so, but has the other's name in it
    assert graded(handed_in(students, tmp_path / "out", unit=2)) == {"unit": "x = 1\n"}


def test_what_is_merged_in_counts_from_the_merge(
    students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(students, 1, "x = 1\n", monkeypatch)
    students.branch("side", "work")
    commit(students, 2, "x = 2\n", monkeypatch)
    git(students.folder, "checkout", "-q", "work")
    monkeypatch.setenv("GIT_COMMITTER_DATE", (START + 4 * DAY).isoformat())
    git(students.folder, "merge", "-q", "--no-ff", "-m", "merge", "side")
    assert graded(handed_in(students, tmp_path / "3", unit=3)) == {"unit": "x = 1\n"}
    assert graded(handed_in(students, tmp_path / "4", unit=4)) == {"unit": "x = 2\n"}


def test_times_beyond_all_calendars_are_late(
    students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(students, 1, "x = 1\n", monkeypatch)
    for variable in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(variable, "@999999999999 +0000")
    students.commit({"unit/unit.py": "x = 2\n"})
    assert graded(handed_in(students, tmp_path / "out", unit=2)) == {"unit": "x = 1\n"}


# On the command line.


def autograder(course: Path, students: Students, *arguments: str) -> Result:
    asked = ["pr", "--repository", str(students.folder), "--course", str(course), "--base", "main", *arguments]
    return CliRunner().invoke(cli.main, asked, catch_exceptions=False)


def test_an_extension_is_for_one_student_alone(
    course: Path, students: Students, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(students, 1, WRONG, monkeypatch)
    late = commit(students, 3, SOLUTION, monkeypatch)
    (course / "course.toml").write_text(f"[due_dates]\nunit = {(START + 2 * DAY).isoformat()}\n")
    (course / "extensions.csv").write_text(f"student,unit,due\nada,unit,{(START + 4 * DAY).isoformat()}\n")
    try:
        points = {
            student: autograder(course, students, "--before", "due", "--student", student).output
            for student in ("ada", "bob")
        }
        assert "3 / 3" in points["ada"]
        assert "does not count" not in points["ada"]
        assert "1 / 3" in points["bob"]
        assert "1 later commit does not count" in points["bob"]
        assert "1 / 3" in autograder(course, students, "--before", (START + 2 * DAY).isoformat()).output
        assert "3 / 3" in autograder(course, students).output  # whoever does not ask for it grades all
        assert late not in points["bob"]
    finally:
        os.remove(course / "course.toml")
        os.remove(course / "extensions.csv")


@pytest.mark.parametrize("time", ["yesterday", "2026-10-01", "2026-10-01T23:59"])
def test_a_time_that_is_none_is_told(time: str, course: Path, students: Students) -> None:
    done = autograder(course, students, "--before", time)
    assert done.exit_code == cli.EXIT_WRONG_USE
    assert "Write `due`, or a date and time with a time zone" in " ".join(done.output.split())


def test_a_grade_book_gets_the_name_of_the_student(
    course: Path, students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(students, 1, SOLUTION, monkeypatch)
    autograder(course, students, "--student", "ada", "--canvas", str(tmp_path / "marks.csv"))
    assert "ada,,,ada,,3" in (tmp_path / "marks.csv").read_text()
