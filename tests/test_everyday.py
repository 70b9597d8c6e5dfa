"""The page on everyday life: its commands run as they are written, one after the other, in a course of two students."""

from __future__ import annotations

import csv
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course import load_unit
from autograder.course.due_dates import read_extensions
from autograder.course.settings import Settings, read_settings
from autograder.nbgrader.late import LatePenalty
from tests.test_documents import EVERYDAY, ROOT, clone, run
from tests.test_pull_request import Students, git

__all__ = ["clone"]  # the fixture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

PAGE = EVERYDAY.read_text(encoding="utf-8")
SOLUTION = load_unit(ROOT, "conv1d").solution
WRONG = SOLUTION.replace("size] @ param\n", "size] @ param[::-1]\n")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def step(start: str) -> str:
    """The one block of commands that starts with these words."""
    (found,) = (text for text in blocks("sh") if text.startswith(start))
    return found


STEPS = (
    "autograder pr",
    "nbgrader autograde conv1d --student ada --force",
    "autograder sync",
    "autograder grade submitted --json report.json\nautograder similar",
    "autograder grade submitted --json report.json\n# mend",
    "nbgrader autograde conv1d --force",
    "python -m zipfile",
    "rm -rf submitted",
)


def test_every_step_is_tried() -> None:
    assert sorted(map(step, STEPS)) == sorted(blocks("sh"))


def example(start: str) -> str:
    """The one example of a file that starts with these words."""
    (found,) = (text for text in (*blocks("toml"), *blocks("text")) if text.startswith(start))
    return found


@pytest.fixture(scope="module")
def course(clone: Path) -> Path:
    """The course, with what two students handed in: ada late, bob in time and wrong."""
    settings = (clone / "course.toml").read_text()
    (clone / "course.toml").write_text(settings.replace("\n[reasons]", f"\n{example('late_penalty')}\n[reasons]", 1))
    with (clone / "course.toml").open("a") as file:
        file.write(f"\n{example('[feedback]')}")
    run("nbgrader generate_assignment conv1d", clone)
    for student, text, time in (
        ("ada", SOLUTION, "2026-10-03 12:00:00 UTC"),
        ("bob", WRONG, "2026-09-30 12:00:00 UTC"),
    ):
        folder = clone / "submitted" / student / "conv1d"
        shutil.copytree(clone / "release" / "conv1d", folder)
        (folder / "conv1d.py").write_text(text)
        (folder / "timestamp.txt").write_text(time)
    run("nbgrader autograde conv1d\nnbgrader generate_feedback conv1d", clone)
    return clone


def gradebook(course: Path, student: str) -> tuple[float, float]:
    """Points and penalty."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        submission = book.find_submission("conv1d", student)
        return submission.score, submission.late_submission_penalty


@pytest.mark.slow
def test_the_commands_run_as_they_are_written(course: Path) -> None:
    assert gradebook(course, "ada") == (20.0, 4.0)  # two days have begun
    points, penalty = gradebook(course, "bob")
    assert (0 < points < 20, penalty) == (True, 0.0)
    page = (course / "feedback" / "bob" / "conv1d" / "conv1d.html").read_text()
    assert "flipped kernel" in page

    (course / "extensions.csv").write_text(example("student,unit"))
    run(step(STEPS[1]), course)
    assert gradebook(course, "ada") == (20.0, 0.0)

    students = Students(course.parent / "everyday_students")
    students.commit({"conv1d/conv1d.py": "# not begun\n"})
    git(students.folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    students.commit({"conv1d/conv1d.py": SOLUTION})
    git(students.folder, "update-ref", "refs/remotes/pull/7", "HEAD")
    later = step(STEPS[0]).replace("../students", str(students.folder))
    assert "nothing to grade" in run(later, course)
    (course / "extensions.csv").write_text(example("student,unit").replace("2026", "2099"))
    assert "20 / 20" in run(later, course)

    assert "conv1d: 2 hand-ins, 1 pair." in run(step(STEPS[3]), course)
    assert "ada and bob" not in (course / "similar.html").read_text()  # both have what everybody knows

    commands = step(STEPS[4]).replace("# mend", "sed -i 's/not turned round/not mirrored/'")
    assert "0 have more points, 0 fewer" in run(commands, course)
    run(step(STEPS[5]), course)
    assert gradebook(course, "bob") == (points, penalty)

    archives(course)
    run(step(STEPS[6]), course)
    with (course / "marks.csv").open() as file:
        heading, *rows = csv.reader(file)
    assert heading == ["username", *sorted(f"conv1d: {each.name}" for each in load_unit(ROOT, "conv1d").exercises)]
    assert [row[0] for row in rows] == ["Jane Doe_123"]
    assert (course / "report.json").read_text().count('"submission_111"') == 1

    secret = course / "reference" / "secret.txt"
    secret.write_text("old\n")
    run(step(STEPS[7]), course)
    assert secret.read_text() != "old\n"
    assert not (course / "submitted").exists()


def archives(course: Path) -> None:
    """What the platforms let teachers download."""
    (course / "names.csv").write_text(example("submission,student"))
    names = {
        "canvas": "doejane_123_456_conv1d.py",
        "moodle": "Jane Doe_123_assignsubmission_file_/conv1d.py",
        "gradescope": "assignment_7_export/submission_111/conv1d.py",
    }
    for platform, name in names.items():
        with zipfile.ZipFile(course / f"{platform}.zip", "w") as archive:
            archive.writestr(name, SOLUTION)


@pytest.mark.slow
def test_other_points_and_a_bonus_are_handed_out(clone: Path) -> None:
    (clone / "course.toml").write_text(f"{(ROOT / 'course.toml').read_text()}\n{example('[units.conv1d]')}")
    run(step(STEPS[2]), clone)
    (clone / "submitted" / "eve" / "conv1d").mkdir(parents=True)
    (clone / "submitted" / "eve" / "conv1d" / "conv1d.py").write_text(SOLUTION)
    printed = run("autograder grade submitted/eve", clone)
    assert "bonus" in printed
    assert "0 / 0" in printed


def test_the_settings_on_the_page_are_read(tmp_path: Path) -> None:
    for text in blocks("toml"):
        (tmp_path / "course.toml").write_text(text)
        assert read_settings(tmp_path) != Settings()
    (tmp_path / "extensions.csv").write_text(example("student,unit"))
    assert ("ada", "conv1d") in read_extensions(tmp_path)


@pytest.mark.parametrize(
    ("line", "days", "penalty"),
    [
        ("", 3.0, None),
        ("late_penalty_a_day = 0.1", 0.001, 1.0),
        ("late_penalty_a_day = 0.1", 2.5, 3.0),
        ("late_penalty_a_day = 0.3", 30.0, 10.0),
    ],
)
def test_each_day_that_has_begun_costs_its_share(
    line: str, days: float, penalty: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("reference", "assignments"):
        (tmp_path / name).mkdir()
    (tmp_path / "course.toml").write_text(line)
    monkeypatch.chdir(tmp_path)
    assert LatePenalty().late_submission_penalty("ada", 10.0, days * 24 * 3600) == penalty
