"""What a course makes of a unit in `course.toml`: points, order, practice and bonus, with the checks as they are."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from autograder import cli
from autograder.course.choices import Choice
from autograder.course.chosen import chosen
from autograder.course.loading import UnitError, load_unit
from autograder.course.settings import SettingsError, read_settings
from autograder.grading import grader
from autograder.handout.given_points import differences, points_in
from autograder.report import ExerciseResult, Status
from autograder.reporters import gradescope, html
from tests import demo_course
from tests.test_cli import SOLUTION, course, run
from tests.test_judge import UNIT
from tests.test_nbgrader import RIGHT, build_toy_course, edit
from tests.test_reporters import check, report, run_of

__all__ = ["course", "run"]  # the fixtures

HALF_WRONG = SOLUTION.replace("2.0 * x", "3.0 * x")


@pytest.fixture
def toml(course: Path) -> Iterator[Callable[[str], Path]]:
    """Writes the course's settings."""

    def write(text: str) -> Path:
        (course / "course.toml").write_text(text)
        forget()
        return course

    yield write
    (course / "course.toml").unlink(missing_ok=True)
    forget()


def forget() -> None:
    """Has units loaded anew, as in a process of its own."""
    for cached in (grader.loaded, grader.prepared):
        cached.cache_clear()


# Points.


@pytest.mark.parametrize("points", [0.0, 1.0, 7.0, 0.1, 100.0])
def test_checks_share_the_points_as_before(points: float) -> None:
    (before, *_), (after, *_) = UNIT.exercises, chosen(UNIT, Choice(points={"double": points})).exercises
    assert after.points == points
    assert [each.name for each in after.checks] == [each.name for each in before.checks]
    for old, new in zip(before.checks, after.checks, strict=True):
        assert new.points == pytest.approx(old.points * points / before.points, abs=1e-3)
        assert dataclasses.replace(new, points=old.points) == old


def test_what_is_not_named_stays_as_it_is() -> None:
    assert chosen(UNIT, Choice()) == UNIT


def test_exercises_that_are_not_listed_come_last_and_count_nothing() -> None:
    first, second, *others = (exercise.name for exercise in UNIT.exercises)
    unit = chosen(UNIT, Choice(exercises=(second, first), points={second: 5}))
    assert [exercise.name for exercise in unit.exercises] == [second, first, *others]
    assert [exercise.points for exercise in unit.exercises] == [5, UNIT.exercise(first).points, *[0.0] * len(others)]


def test_a_bonus_is_no_part_of_what_can_be_had() -> None:
    bonus = UNIT.exercises[-1]
    unit = chosen(UNIT, Choice(bonus=(bonus.name,)))
    assert unit.points == pytest.approx(UNIT.points - bonus.points)
    assert unit.most == UNIT.points
    assert unit.exercise(bonus.name).points == bonus.points


# What is graded.


def graded(run: Callable[..., Result], course: Path, text: str) -> dict[str, object]:
    (course / "hand_in").mkdir(exist_ok=True)
    (course / "hand_in" / "unit.py").write_text(text)
    (found,) = json.loads(run("grade", "hand_in", "--json", "-").stdout)["reports"]
    return found


def test_a_course_changes_points_and_order(toml: Callable[[str], Path], run: Callable[..., Result]) -> None:
    found = graded(run, toml('[units.unit]\nexercises = ["half", "double"]\npoints = { double = 7.5 }\n'), HALF_WRONG)
    assert [each["name"] for each in found["exercises"]] == ["half", "double"]
    assert (found["score"], found["max_score"]) == (2.0, 9.5)


def test_an_exercise_for_practice_is_explained_and_counts_nothing(
    toml: Callable[[str], Path], run: Callable[..., Result]
) -> None:
    found = graded(run, toml('[units.unit]\nexercises = ["half"]\n'), HALF_WRONG)
    practice = found["exercises"][1]
    assert (found["score"], found["max_score"], found["status"]) == (2.0, 2.0, "graded")
    assert (practice["status"], practice["max_score"]) == ("failed", 0)
    assert practice["checks"][0]["counterexample"]


def test_a_bonus_makes_up_for_what_is_lost_elsewhere(toml: Callable[[str], Path], run: Callable[..., Result]) -> None:
    course = toml('[units.unit]\nbonus = ["double"]\n')
    assert [(each["score"], each["max_score"]) for each in (graded(run, course, SOLUTION),)] == [(3.0, 2.0)]
    found = graded(run, course, SOLUTION.replace("x / 2.0", "x"))
    assert (found["score"], [each["bonus"] for each in found["exercises"]]) == (1.0, [True, False])
    assert "1 / 1 bonus" in run("grade", "hand_in").stdout


def test_reports_say_that_it_is_a_bonus() -> None:
    result = ExerciseResult(name="f", status=Status.PASSED, score=1.0, max_score=1.0, checks=(check(),), bonus=True)
    run = run_of(report(result, max_score=0.0))
    page = html.render("report.html.j2", run=run, report=run.reports[0], style="", script="")
    assert "1 / 1 bonus" in page
    assert "1 of 1 bonus" in html.exercise(run.reports[0], result)
    assert json.loads(gradescope.results(run))["score"] == 1.0
    assert "1" in html.class_page(run, {id(run.reports[0]): "page.html"})


# What does not fit.


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("units = 1", r"\[units\] must hold a table"),
        ("[units]\nunit = 1", r"\[units\] must hold a table"),
        ("[units.unit]\npoint = {}", r"\[units.unit\] has 'point', which means nothing"),
        ("[units.unit]\npoints = 1", r"points of \[units.unit\] must be numbers"),
        ("[units.unit]\npoints = { half = -1 }", r"points of \[units.unit\] must be numbers"),
        ("[units.unit]\npoints = { half = inf }", r"points of \[units.unit\] must be numbers"),
        ("[units.unit]\npoints = { half = nan }", r"points of \[units.unit\] must be numbers"),
        ("[units.unit]\npoints = { half = true }", r"points of \[units.unit\] must be numbers"),
        ('[units.unit]\nbonus = "half"', r"bonus of \[units.unit\] must be a list of names"),
        ("[units.unit]\nexercises = [1]", r"exercises of \[units.unit\] must be a list of names"),
    ],
)
def test_a_mistake_in_the_table_is_told(table: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(table)
    with pytest.raises(SettingsError, match=said):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("points = { third = 1 }", "names third, which is no exercise. There are double, half."),
        ('bonus = ["third"]', "names third"),
        ('exercises = ["third"]', "names third"),
        ('exercises = ["half", "half"]', "names half twice"),
    ],
)
def test_a_name_that_is_none_is_told(table: str, said: str, toml: Callable[[str], Path]) -> None:
    with pytest.raises(UnitError, match=said) as told:
        load_unit(toml(f"[units.unit]\n{table}\n"), "unit")
    assert "course.toml" in str(told.value)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("course.toml", "[units.unti]\npoints = { half = 1 }\n"),
        ("course.toml", "[due_dates]\nunti = 2026-10-01T23:59:00Z\n"),
        ("extensions.csv", "student,unit,due\nada,unti,2026-10-01T23:59Z\n"),
    ],
)
def test_a_unit_that_there_is_not_stops_sync(
    file: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reference" / "unit").mkdir(parents=True)
    (tmp_path / "reference" / "unit" / "checks.py").touch()
    (tmp_path / "assignments").mkdir()
    (tmp_path / file).write_text(text)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.main, ["sync"])
    said = " ".join(done.output.split())
    assert done.exit_code == cli.EXIT_WRONG_USE
    assert file in said
    assert "names unti, which is no unit. There are unit." in said


# What was handed out.


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return build_toy_course(tmp_path / "toy")


def test_a_notebook_that_has_other_points_is_found(toy: Path) -> None:
    (toy / "course.toml").write_text('[units.toy]\npoints = { double = 5 }\nbonus = ["total"]\n')
    unit = load_unit(toy, "toy")
    notebook = nbformat.read(toy / "assignments" / "toy" / "toy.ipynb", as_version=4)
    assert list(differences(unit, points_in(notebook.cells))) == [
        "double is worth 2 points and not 5",
        "total is worth 1 points and not 0",
    ]


def test_nobody_is_graded_by_other_points_than_were_handed_out(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(toy)
    forget()
    folder = toy / "submitted" / "ada" / "toy"
    folder.mkdir(parents=True)
    (folder / "toy.py").write_text(RIGHT)
    (toy / "course.toml").write_text("[units.toy]\npoints = { double = 5 }\n")
    done = CliRunner().invoke(cli.main, ["grade", "submitted"])
    assert done.exit_code == cli.EXIT_WRONG_USE
    said = " ".join(done.output.split())
    assert "toy in assignments/toy/toy.ipynb: double is worth 2 points and not 5. Run `autograder sync`, then" in said
    forget()
    notebook = toy / "assignments" / "toy" / "toy.ipynb"
    edit(notebook, lambda text: text.replace('"points": 2.0', '"points": 5.0'))
    assert "6 / 6" in CliRunner().invoke(cli.main, ["grade", "submitted"]).output
    shutil.copytree(toy / "assignments" / "toy", toy / "release" / "toy")
    edit(toy / "release" / "toy" / "toy.ipynb", lambda text: text.replace('"points": 5.0', '"points": 2.0'))
    done = CliRunner().invoke(cli.main, ["grade", "submitted"])
    assert "and `nbgrader generate_assignment toy --force`, then grade again" in " ".join(done.output.split())


@pytest.mark.slow
def test_a_bonus_is_in_the_gradebook_and_on_the_page(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(toy)
    (toy / "course.toml").write_text('[units.toy]\nbonus = ["total"]\n')
    assert CliRunner().invoke(cli.main, ["sync"]).exit_code == 0
    demo_course.nbgrader(toy, "generate_assignment", "toy")
    shutil.copytree(toy / "release" / "toy", toy / "submitted" / "ada" / "toy")
    (toy / "submitted" / "ada" / "toy" / "toy.py").write_text(RIGHT)
    demo_course.nbgrader(toy, "autograde", "toy")
    demo_course.nbgrader(toy, "generate_feedback", "toy")
    with Gradebook(f"sqlite:///{toy / 'gradebook.db'}") as book:
        grade = book.find_grade("total", "toy", "toy", "ada")
        assert (grade.score, grade.max_score, grade.needs_manual_grade) == (1.0, 0.0, False)
        assert book.find_submission("toy", "ada").max_score == 2.0 + 3.0  # with the answer in words
    assert "1 / 1 bonus" in (toy / "feedback" / "ada" / "toy" / "toy.html").read_text()
