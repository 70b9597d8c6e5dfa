"""Reports that were written one by one, as those of pull requests are, put together for a class."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.report import GradingRun, Report, Status, joined
from tests.test_report import VALIDATOR


def report(student: str, score: float | None, unit: str = "conv1d", **changes: object) -> Report:
    status = Status.GRADER_ERROR if score is None else Status.GRADED
    about = {"submission": f"{unit}/{unit}.py", "unit": unit, "status": status, "score": score, "max_score": 3.0}
    return Report(**about, student=student, **changes)  # type: ignore[arg-type]


def run_of(*reports: Report, sandbox: str = "walls") -> GradingRun:
    return GradingRun(grader="1", sandbox=sandbox, reports=reports)


def test_of_several_on_one_unit_of_one_student_the_last_counts_and_the_others_are_named() -> None:
    first, second = run_of(report("ada", 3.0), report("ada", 1.0, "rnn")), run_of(report("ada", 2.0, copies=("x.py",)))
    found = {each.unit: each for each in joined([("2", first), ("10", second)]).reports}
    assert {unit: each.score for unit, each in found.items()} == {"conv1d": 2.0, "rnn": 1.0}
    assert found["conv1d"].submission == "10: conv1d/conv1d.py"
    assert found["conv1d"].copies == ("x.py", "2: conv1d/conv1d.py")
    assert found["rnn"].copies == ()
    (again,) = joined([("10", second), ("2", run_of(report("ada", None)))]).reports
    assert again.score is None  # a mark that is open is no lower one


def test_what_is_of_nobody_is_of_nobody_else() -> None:
    nobodys = joined([("1", run_of(report("", 1.0))), ("2", run_of(report("", 2.0))), ("3", run_of(report("1", 3.0)))])
    assert [(each.student, each.score) for each in nobodys.reports] == [("1", 3.0), ("", 1.0), ("", 2.0)]


def test_every_grader_and_all_walls_are_named_once() -> None:
    other = dataclasses.replace(run_of(report("ben", 1.0), sandbox="fewer walls"), grader="2")
    run = joined([("1", run_of(report("ada", 1.0))), ("2", other), ("3", run_of(sandbox="no student code was run"))])
    assert (run.grader, run.sandbox) == ("1, 2", "walls; fewer walls")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    runs = [run_of(report("ada", 3.0)), run_of(report("ada", 2.0), report("ben", 1.0)), run_of()]
    for number, run in enumerate(runs, 1):
        (tmp_path / f"{number}.json").write_text(run.to_json())
    return [str(tmp_path / f"{number}.json") for number in range(1, 4)]


def join(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["join", *map(str, arguments)], catch_exceptions=False)


def test_the_command_writes_all_that_there_is_of_a_class(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("student\nada\nben\ncyd\n")
    result = join(*files, "--json", "-", "--moodle", tmp_path / "marks.csv", "--class-list", tmp_path / "class.csv")
    assert result.exit_code == 0
    VALIDATOR.validate(json.loads(result.stdout))
    with (tmp_path / "marks.csv").open(newline="") as table:
        _, *rows = csv.reader(table)
    assert {row[0]: row[-1] for row in rows} == {"ada": "2", "ben": "1"}
    assert "2: conv1d/conv1d.py counts for conv1d; further copies count nothing: 1: conv1d/conv1d.py." in result.stderr
    join(*files, "--html", tmp_path / "pages", "--class-list", tmp_path / "class.csv")
    assert "cyd" in (tmp_path / "pages" / "index.html").read_text()


def test_what_is_no_report_is_named(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "2.json").write_text("{}")
    result = join(*files)
    assert result.exit_code == 2
    assert "2.json cannot be read as an earlier report" in result.stderr
