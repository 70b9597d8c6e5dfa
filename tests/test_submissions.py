"""A class of sample students, graded by the command and by nbgrader: the marks must be those of
``submissions/expected.toml``, both ways.

The course is built, graded and exported once, with nbgrader's own commands, each in a process of
its own.
"""

from __future__ import annotations

import concurrent.futures
import csv
import dataclasses
import functools
import itertools
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import source
from autograder.course import load_unit
from autograder.report import GradingRun, Report
from autograder.reporters import html
from autograder.source import BEGIN
from tests import demo_course
from tests.demo_course import ROOT, SUBMISSIONS

UNITS = ("conv1d", "rnn")
EXERCISES = {name: {exercise.name: exercise for exercise in load_unit(ROOT, name).exercises} for name in UNITS}
EXPECTED: dict[tuple[str, str], dict[str, Any]] = {
    (student, unit): entry
    for student, units in tomllib.loads((SUBMISSIONS / "expected.toml").read_text()).items()
    for unit, entry in units.items()
}

everyone = pytest.mark.parametrize(
    ("student", "unit"),
    [pair if pair[1] == "conv1d" else pytest.param(*pair, marks=pytest.mark.slow) for pair in sorted(EXPECTED)],
)
"""The second unit is graded in the slow tests alone."""


def expected_marks(student: str, unit: str) -> dict[str, float]:
    """The points of every exercise."""
    entry = EXPECTED[student, unit]
    full = {name: 0.0 if "problem" in entry else exercise.points for name, exercise in EXERCISES[unit].items()}
    assert set(entry.get("marks", {})) <= set(full), "expected.toml names an exercise that does not exist"
    return full | entry.get("marks", {})


# Both ways of grading, once for all tests.


@pytest.fixture(scope="session")
def units(request: pytest.FixtureRequest) -> list[str]:
    """The units that are graded: those of the tests that were selected."""
    pairs = (
        item.callspec.params
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == Path(__file__) and hasattr(item, "callspec")
    )
    return sorted({pair["unit"] for pair in pairs})


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, units: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """What ``autograder grade`` says of everybody."""

    def make(path: Path) -> None:
        folder = path.with_name("handed_in")
        for student, unit in EXPECTED:
            if unit in units:
                shutil.copytree(SUBMISSIONS / student / unit, folder / student / unit)
        command = [Path(sys.executable).with_name("autograder"), "grade", "--json", "-", "--jobs", "2", folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        path.write_text(done.stdout)

    found = json.loads(demo_course.made_once(tmp_path_factory.getbasetemp(), "reports", make).read_text())["reports"]
    return {Path(report["submission"]).parts[-3:-1]: report for report in found}


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory, units: list[str]) -> Path:
    """A course in which everybody has handed in, with grades, feedback and an export; each command
    ended with status 0.
    """

    def make(folder: Path) -> None:
        demo_course.build_course(ROOT, folder, units)
        for unit in units:
            demo_course.nbgrader(folder, "generate_assignment", unit)
        demo_course.hand_in(folder)
        for unit in units:  # one after the other: nbgrader fails when two processes meet the same new student
            demo_course.nbgrader(folder, "autograde", unit)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(functools.partial(demo_course.nbgrader, folder, "generate_feedback"), units))
        demo_course.nbgrader(folder, "export", "--to", "grades.csv")

    return demo_course.made_once(tmp_path_factory.getbasetemp(), "course", make)


@dataclasses.dataclass(frozen=True)
class Grade:
    """One row of the gradebook."""

    auto_score: float | None
    score: float
    max_score: float
    needs_manual_grade: bool


@pytest.fixture(scope="session")
def gradebook(course: Path, units: list[str]) -> dict[tuple[str, str], dict[str, Grade]]:
    """The grades of every submission, by the name of the cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            (submission.student.id, unit): {
                grade.name: Grade(grade.auto_score, grade.score, grade.max_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for unit in units
            for submission in book.assignment_submissions(unit)
        }


@pytest.fixture(scope="session")
def feedback(course: Path) -> Callable[[str, str], str]:
    """Reads a student's feedback page."""
    return lambda student, unit: (course / "feedback" / student / unit / f"{unit}.html").read_text(encoding="utf-8")


# Marks.


def test_every_submission_has_its_expected_marks() -> None:
    assert {path.parts[-2:] for path in SUBMISSIONS.glob("[!.]*/*/")} == set(EXPECTED)


def test_nobody_is_left_out(
    reports: Mapping[Any, Any], gradebook: Mapping[Any, Any], course: Path, units: list[str]
) -> None:
    assert set(reports) == set(gradebook) == {pair for pair in EXPECTED if pair[1] in units}
    with (course / "grades.csv").open(newline="") as file:
        exported = {(row["student_id"], row["assignment"]): float(row["raw_score"]) for row in csv.DictReader(file)}
    for student, unit in gradebook:
        assert exported[student, unit] == pytest.approx(sum(expected_marks(student, unit).values()), abs=1e-9)


@everyone
def test_the_command_gives_these_marks(student: str, unit: str, reports: Mapping[Any, Any]) -> None:
    report, entry = reports[student, unit], EXPECTED[student, unit]
    assert {exercise["name"]: exercise["score"] for exercise in report["exercises"]} == expected_marks(student, unit)
    assert report["score"] == entry["score"]
    assert report["status"] == ("unreadable" if "problem" in entry else "graded")
    assert entry.get("problem", "") in report["message"]


@everyone
def test_the_command_names_these_mistakes_and_helpers(student: str, unit: str, reports: Mapping[Any, Any]) -> None:
    entry, exercises = EXPECTED[student, unit], reports[student, unit]["exercises"]
    named = {
        exercise["name"]: exercise["diagnosis"]["misconception"] for exercise in exercises if exercise["diagnosis"]
    }
    undecided = {name for name, mistake in entry.get("mistakes", {}).items() if mistake == "?"}
    assert {name: mistake for name, mistake in named.items() if name not in undecided} == {
        name: mistake for name, mistake in entry.get("mistakes", {}).items() if name not in undecided
    }
    assert [exercise["name"] for exercise in exercises if exercise["isolated"]] == entry.get("isolated", [])


@everyone
def test_nbgrader_gives_these_marks(student: str, unit: str, gradebook: Mapping[Any, Any]) -> None:
    grades = {name: grade for name, grade in gradebook[student, unit].items() if name in EXERCISES[unit]}
    assert {name: grade.auto_score for name, grade in grades.items()} == expected_marks(student, unit)
    assert {name: grade.score for name, grade in grades.items()} == expected_marks(student, unit)
    assert {name: grade.max_score for name, grade in grades.items()} == {
        name: exercise.points for name, exercise in EXERCISES[unit].items()
    }
    assert not any(grade.needs_manual_grade for grade in grades.values())


def test_both_ways_agree(reports: Mapping[Any, Any], gradebook: Mapping[Any, Any]) -> None:
    for (student, unit), grades in gradebook.items():
        marks = {exercise["name"]: exercise["score"] for exercise in reports[student, unit]["exercises"]}
        assert marks == {name: grade.auto_score for name, grade in grades.items() if name in marks}


@everyone
def test_an_answer_in_words_waits_for_a_person(student: str, unit: str, gradebook: Mapping[Any, Any]) -> None:
    written = [grade for name, grade in gradebook[student, unit].items() if name not in EXERCISES[unit]]
    assert written
    for grade in written:
        assert grade.needs_manual_grade == EXPECTED[student, unit].get("answered", False)
        assert grade.score == 0.0


# What is handed out, kept and handed back.


def test_released_files_contain_nothing_of_the_solution(course: Path, units: list[str]) -> None:
    for unit in units:
        solution = (ROOT / "reference" / unit / "solution.py").read_text()
        secrets = line_pairs(solution) - line_pairs(source.stub(solution))
        assert len(secrets) > 20
        files = sorted(path for path in (course / "release" / unit).rglob("*") if path.is_file())
        assert {f"{unit}.py", f"{unit}.ipynb", f"test_{unit}.py"} <= {path.name for path in files}
        for path in files:
            text = path.read_text(encoding="utf-8")
            assert BEGIN not in text
            if path.suffix == ".ipynb":
                text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
            told = secrets & line_pairs(text)
            assert not told, f"{path.name} tells {told}"


def line_pairs(text: str) -> set[tuple[str, str]]:
    """Each two lines that follow one another, blank ones and indentation aside."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return set(itertools.pairwise(lines))


@everyone
def test_what_was_handed_in_is_kept_as_it_was(student: str, unit: str, course: Path) -> None:
    for path in (SUBMISSIONS / student / unit).glob("*.py"):
        for folder in ("submitted", "autograded"):
            assert (course / folder / student / unit / path.name).read_bytes() == path.read_bytes()


@everyone
def test_feedback_tells_what_is_wrong(
    student: str, unit: str, reports: Mapping[Any, Any], feedback: Callable[[str, str], str]
) -> None:
    entry = EXPECTED[student, unit]
    page = Page.of(feedback(student, unit))
    for reason in filter(None, (entry.get("problem"), entry.get("notebook"))):
        assert reason in page.text
    if "problem" in entry:
        return
    for exercise in reports[student, unit]["exercises"]:
        word, mark = html.STATES[exercise["status"]].word, f"{exercise['score']:g} of {exercise['max_score']:g}"
        assert f"{exercise['name']} {word} {mark} points" in page.text
        for check in exercise["checks"]:
            if check["status"] not in ("passed", "skipped"):
                assert " ".join(check["message"].split()) in page.text
        if exercise["diagnosis"]:
            assert exercise["diagnosis"]["hint"].replace("`", "") in page.text  # what stands between them is code


@everyone
def test_feedback_shows_one_input_for_each_check_that_failed(
    student: str, unit: str, reports: Mapping[Any, Any], course: Path, feedback: Callable[[str, str], str]
) -> None:
    graded = nbformat.read(course / "autograded" / student / unit / f"{unit}.ipynb", as_version=4)
    own = sum(cell.source.count("np.array(") for cell in graded.cells)  # the lecture's and the student's
    failing = [
        check
        for exercise in reports[student, unit]["exercises"]
        for check in exercise["checks"]
        if check["counterexample"]
    ]
    shown = sum(check["counterexample"]["call"].count("np.array(") for check in failing)
    seen_through = [exercise["xray"]["why"] for exercise in reports[student, unit]["exercises"] if exercise["xray"]]
    shown += sum(line.count("np.array(") for line in seen_through)  # a line of the student's own
    assert Page.of(feedback(student, unit)).text.count("np.array(") == own + shown


@everyone
def test_nothing_of_a_student_is_active_on_a_feedback_page(
    student: str, unit: str, reports: Mapping[Any, Any], feedback: Callable[[str, str], str]
) -> None:
    report = Report.from_plain(reports[student, unit])
    run = GradingRun(grader="1", sandbox="", reports=(report,))
    own = Page.of(html.render("report.html.j2", run=run, report=report, style="", script="")).active
    assert set(own) <= {"svg"}  # our pictures of X-rays
    assert Page.of(feedback(student, unit)).active == own


def test_the_page_reader_sees_what_is_active() -> None:
    text = (
        "<script>a()</script><p onclick='b()'>c</p><a href=' JavaScript:d()'>e</a>"
        "<iframe src='f'></iframe><style>g { }</style>"
    )
    assert Page.of(text).active == ["script: a()", "onclick: b()", "href: JavaScript:d()", "iframe"]
    assert Page.of(text).text == "c e"


class Page(HTMLParser):
    """A page's text, and all of it that a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []
        self._inside = ""
        self._texts: list[str] = []

    @classmethod
    def of(cls, text: str) -> Page:
        page = cls()
        page.feed(text)
        return page

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script":
            self.active.append(f"script: {dict(attrs).get('src') or ''}")
        elif tag in ("iframe", "object", "embed", "svg", "form", "base"):
            self.active.append(tag)
        self.active += list(_active_attributes(attrs))
        if tag in ("p", "div", "li", "a", "pre"):
            self._texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.active[-1] += data.strip()
        elif not self._inside:
            self._texts.append(data)


def _active_attributes(attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in attrs:
        told = (value or "").strip()
        if name.startswith("on") or told.lower().startswith(("javascript:", "data:text")):
            yield f"{name}: {told}"
