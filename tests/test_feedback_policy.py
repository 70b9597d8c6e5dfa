"""The policy of feedback: every place where students see a report keeps to it."""

from __future__ import annotations

import dataclasses
import datetime
import importlib
import inspect
import json
import pkgutil
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from autograder import cli, reporters
from autograder.course.feedback import Detail, Rules, Surface, read_feedback
from autograder.course.settings import SettingsError, read_settings
from autograder.course.unit import Unit
from autograder.grading import grader
from autograder.judging import feedback
from autograder.judging.feedback import Moment, view, withheld
from autograder.report import (
    CheckResult,
    Counterexample,
    Diagnosis,
    ExerciseResult,
    GradingRun,
    Report,
    Status,
    Term,
    XRay,
)
from autograder.reporters.outputs import FORMATS
from tests.test_feedback import graded, page_of
from tests.test_pull_request import Students
from tests.test_report import SCHEMA
from tests.test_reporters import ORDINARY, UNREADABLE, run_of

# A report in which everything is planted: each text is of one level of detail, and stands in one place.

PLANTED = {
    Detail.SCORE: ("conv_1d", "0.75"),
    Detail.HINTS: ("planted name", "Planted text", "planted mistake", "Planted hint", "Planted rule", "Planted part"),
    Detail.COUNTEREXAMPLES: (
        "planted_call",
        "Planted message",
        "Planted exception",
        "31337",
        "41414",
        "planted_right",
        "planted_yours",
        "Planted words",
        "Planted shape",
    ),
}
EXAMPLE = Counterexample(
    arguments={"x": [31337.0]}, call="planted_call(31337.)", expected=[31337.0], returned=[41414.0], wrong=((0,),)
)


def planted_check(status: Status, message: str, **changes: Any) -> CheckResult:
    return CheckResult(
        name="planted_name", text="Planted text.", status=status, score=0.0, max_score=1.0, message=message, **changes
    )


RAISES = planted_check(Status.ERROR, "Planted exception 31337.", counterexample=EXAMPLE)
WRONG = planted_check(
    Status.FAILED,
    "Planted message 31337.",
    counterexample=EXAMPLE,
    diagnosis=Diagnosis(misconception="planted_part", hint="Planted part."),
)
XRAYED = XRay(
    when="Planted rule.",
    why="Planted shape.",
    place="output[0]",
    right="planted_right x[0]",
    yours="planted_yours x[0]",
    words="Planted words.",
    check="planted_name",
    terms=(Term(numbers=(("x", 0),), right=31337.0, yours=41414.0),),
)
PASSED = dataclasses.replace(WRONG, status=Status.PASSED, score=0.75, message="", counterexample=None, diagnosis=None)
EXERCISE = ExerciseResult(
    name="conv_1d",
    status=Status.PARTIAL,
    score=0.75,
    max_score=3.0,
    checks=(WRONG, RAISES, PASSED),
    diagnosis=Diagnosis(misconception="planted_mistake", hint="Planted hint."),
    xray=XRAYED,
)
REPORT = Report(
    submission="ada/conv1d.py",
    unit="conv1d",
    status=Status.GRADED,
    score=0.75,
    max_score=3.0,
    exercises=(EXERCISE,),
    student="ada",
)


def texts(value: Any) -> list[str]:
    """All texts of a report."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts(item)]
    return [str(value).replace("_", " ")]


def seen(text: str, detail: Detail) -> list[str]:
    """What of a level a text tells."""
    return [planted for planted in PLANTED[detail] if planted in text or planted.replace("_", " ") in text]


# Where students see reports: each gives all that it shows of the planted report.


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course in which whatever is handed in gets the planted report."""
    course = tmp_path / "course"
    (course / "reference" / "conv1d").mkdir(parents=True)
    (course / "reference" / "conv1d" / "checks.py").touch()
    (course / "assignments").mkdir()
    (course / "submitted" / "ada").mkdir(parents=True)
    (course / "submitted" / "ada" / "conv1d.py").touch()
    monkeypatch.setattr(grader, "loaded", lambda _, unit: Unit(unit, "", ()))
    monkeypatch.setattr(grader, "grade", lambda *_, **__: iter([(REPORT, ("seccomp",))]))
    monkeypatch.chdir(course)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return course


def autograder(*arguments: object) -> Result:
    done = CliRunner().invoke(cli.main, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def pages(course: Path) -> str:
    autograder("grade", "submitted", "--html", course / "pages")
    (page,) = (path for path in (course / "pages").iterdir() if path.name != "index.html")
    return page.read_text()


def gradescope(course: Path) -> str:
    metadata = {"previous_submissions": [], "assignment": {"due_date": "2099-01-01T00:00:00+00:00"}, "users": []}
    (course / "metadata.json").write_text(json.dumps(metadata))
    autograder("grade", "submitted", "--gradescope", "results.json", "--gradescope-metadata", "metadata.json")
    document = json.loads((course / "results.json").read_text())
    shown = [test for test in document.pop("tests") if test["visibility"] == "visible"]
    return json.dumps([document, shown])


def pull_request(course: Path) -> str:
    """All that is printed and written, with every option there is."""
    students = Students(course / "students")
    students.branch("work")
    students.commit({"conv1d/conv1d.py": "x = 1\n"})
    asked = ["pr", "--repository", students.folder, "--course", course, "--base", "main"]
    files = [part for name in FORMATS for part in (f"--{name}", course / f"made.{name}")]
    printed = [autograder(*asked, *files, "--html", course / "made").output, autograder(*asked, "--github").output]
    made = [*course.glob("made.*"), *course.glob("made/*"), course.parent / "summary.md"]
    assert len(made) == len(FORMATS) + 3
    return "\n".join([*printed, *(path.read_text() for path in made)])


def nbgrader(_course: Path) -> str:
    return page_of(graded(REPORT))


SURFACES: dict[Surface, Callable[[Path], str]] = {
    Surface.PAGES: pages,
    Surface.GRADESCOPE: gradescope,
    Surface.PR: pull_request,
    Surface.NBGRADER: nbgrader,
}


def test_every_place_that_a_course_can_name_is_tried() -> None:
    assert set(SURFACES) == set(Surface)


@pytest.mark.parametrize("surface", SURFACES, ids=str)
@pytest.mark.parametrize("detail", Detail, ids=lambda detail: detail.name)
def test_a_place_shows_what_it_may_and_nothing_more(surface: Surface, detail: Detail, course: Path) -> None:
    others = "score" if detail is Detail.COUNTEREXAMPLES else "counterexamples"  # an own rule goes before the general
    rules = f'[feedback]\nshow = "{others}"\n[feedback.{surface}]\nshow = "{detail.name.lower()}"\n'
    (course / "course.toml").write_text(rules)
    text = SURFACES[surface](course)
    for level in Detail:
        found = seen(text, level)
        if level > detail:
            assert found == []
        else:
            assert found, f"{surface} shows nothing of {level.name}"
    assert (feedback.ONLY_POINTS in text) is (detail is Detail.SCORE)
    assert (feedback.NO_EXAMPLES in text) is (detail is Detail.HINTS)


@pytest.mark.parametrize("surface", SURFACES, ids=str)
def test_a_place_that_forgets_the_policy_is_seen(
    surface: Surface, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course / "course.toml").write_text('[feedback]\nshow = "score"\n')
    monkeypatch.setattr(feedback, "withheld", lambda report, *_: report)
    assert seen(SURFACES[surface](course), Detail.COUNTEREXAMPLES)


def test_the_instructor_sees_all_of_a_class(course: Path) -> None:
    (course / "course.toml").write_text('[feedback]\nshow = "score"\n')
    done = autograder("grade", "submitted", "--json", "report.json", "--html", "pages", "--junit", "junit.xml")
    shown = [done.output, *((course / name).read_text() for name in ("report.json", "junit.xml", "pages/index.html"))]
    assert [bool(seen(text, Detail.COUNTEREXAMPLES)) for text in shown] == [True] * 4


# Who reads what a reporter makes: one that is new must be put here, and below if students read it.

OF_STUDENTS = {
    "gradescope.results": Surface.GRADESCOPE,
    "html.write_pages": Surface.PAGES,
    "html.exercise": None,  # in formgrader; feedback pages are made of the report
    "github.workflow_commands": Surface.PR,
    "github.summary": Surface.PR,
    "github.write_summary": Surface.PR,
    "gitlab.code_quality": Surface.PR,
    "junit.document": Surface.PR,
    "terminal.show": Surface.PR,
}
OF_THE_INSTRUCTOR = {
    "html.class_page",
    "class_overview.overview",
    "class_overview.not_judged",
    "class_statistics.units",
    "class_statistics.scores",
    "class_statistics.items",
    "class_statistics.exercises",
    "class_statistics.mistakes",
    "gradebooks.canvas",
    "gradebooks.moodle",
    "gradebooks.left_out",
    "gradebooks.by_exercise",
}
PARTS = {"words", "class_progress"}
"""The modules that others are made of."""


def makers(modules: Iterable[types.ModuleType]) -> set[str]:
    """The public functions of reporters that take a run or reports, with the name of their module."""
    found = set()
    for module in modules:
        for name, value in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(value) or value.__module__ != module.__name__:
                continue
            first = next(iter(inspect.signature(value).parameters.values()), None)
            if first and any(word in str(first.annotation) for word in ("GradingRun", "Report")):
                found.add(f"{module.__name__.rpartition('.')[2]}.{name}")
    return {name for name in found if name.partition(".")[0] not in PARTS}


def all_reporters() -> list[types.ModuleType]:
    names = sorted(each.name for each in pkgutil.iter_modules(reporters.__path__))
    return [importlib.import_module(f"autograder.reporters.{name}") for name in names]


def test_of_every_reporter_it_is_known_who_reads_it() -> None:
    known = makers(all_reporters())
    assert known == OF_STUDENTS.keys() | OF_THE_INSTRUCTOR


def test_a_new_reporter_is_not_overlooked() -> None:
    new = types.ModuleType("autograder.reporters.telegram")
    exec("def send(run: 'GradingRun') -> str: ...", vars(new))
    new.send.__module__ = new.__name__
    assert makers([new]) == {"telegram.send"}


# What is left out.


@pytest.mark.parametrize("detail", [Detail.SCORE, Detail.HINTS])
def test_no_text_of_a_report_is_of_a_higher_level(detail: Detail) -> None:
    left = " ".join(texts(dataclasses.asdict(withheld(REPORT, detail))))
    assert [seen(left, level) for level in Detail if level > detail] == [[] for level in Detail if level > detail]


@pytest.mark.parametrize("detail", Detail)
def test_marks_stay_what_they_are(detail: Detail) -> None:
    for report in (REPORT, ORDINARY):
        kept = withheld(report, detail)
        assert (kept.score, kept.max_score, kept.status) == (report.score, report.max_score, report.status)
        whole = [(each.name, each.status, each.score, each.max_score, each.line) for each in report.exercises]
        assert [(each.name, each.status, each.score, each.max_score, each.line) for each in kept.exercises] == whole
        for each in kept.exercises:
            assert (sum(check.score for check in each.checks), sum(check.max_score for check in each.checks)) == (
                pytest.approx(sum(check.score for check in report.exercise(each.name).checks)),
                pytest.approx(report.exercise(each.name).max_score),
            )


@pytest.mark.parametrize("detail", Detail)
def test_what_is_left_has_the_published_form(detail: Detail) -> None:
    open_one = dataclasses.replace(REPORT, status=Status.GRADER_ERROR, score=None)
    run = run_of(*(withheld(each, detail, "More later.") for each in (REPORT, ORDINARY, UNREADABLE, open_one)))
    jsonschema.validate(json.loads(run.to_json()), SCHEMA)


def test_what_is_missing_or_not_written_is_said_at_every_level() -> None:
    for detail in Detail:
        said = " ".join(texts(dataclasses.asdict(withheld(ORDINARY, detail))))
        assert "conv1d.py has no input grad 1d." in said
        assert "param grad 1d is not written yet." in said


def test_a_module_that_cannot_be_read_is_told_why_at_every_level() -> None:
    unreadable = dataclasses.replace(REPORT, status=Status.UNREADABLE, score=0.0, message="Python cannot read it.")
    assert withheld(unreadable, Detail.SCORE).message == "Python cannot read it."


def test_a_fault_of_the_grader_tells_nothing_but_that_it_was_one() -> None:
    check = planted_check(Status.GRADER_ERROR, "The grader failed: KeyError: 31337")
    broken = dataclasses.replace(EXERCISE, status=Status.GRADER_ERROR, checks=(check,), xray=None)
    report = dataclasses.replace(
        REPORT, status=Status.GRADER_ERROR, score=None, exercises=(broken,), message="The grader failed: 31337"
    )
    for detail in (Detail.SCORE, Detail.HINTS):
        left = " ".join(texts(dataclasses.asdict(withheld(report, detail))))
        assert "31337" not in left
        assert feedback.OPEN in left


def test_nothing_is_said_to_be_left_out_where_nothing_is() -> None:
    right = dataclasses.replace(EXERCISE, status=Status.PASSED, checks=(PASSED,), diagnosis=None, xray=None)
    report = dataclasses.replace(REPORT, exercises=(right,))
    assert withheld(report, Detail.HINTS) == report


# When.

DUE = datetime.datetime(2026, 10, 1, 23, 59, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
RULES = '[feedback]\nbefore_due_date = "hints"\nfirst_attempts = ["score", "hints"]\n'


@pytest.mark.parametrize(
    ("is_due", "attempt", "shown"),
    [
        (False, None, Detail.HINTS),
        (True, None, Detail.COUNTEREXAMPLES),
        (False, 1, Detail.SCORE),
        (True, 1, Detail.SCORE),
        (True, 2, Detail.HINTS),
        (True, 3, Detail.COUNTEREXAMPLES),
        (False, 3, Detail.HINTS),
    ],
)
def test_the_least_that_a_rule_allows_is_shown(is_due: bool, attempt: int | None, shown: Detail) -> None:
    rules = Rules(Detail.COUNTEREXAMPLES, Detail.HINTS, (Detail.SCORE, Detail.HINTS))
    assert rules.detail(is_due=is_due, attempt=attempt) is shown


def messages(course: Path, moment: Moment) -> tuple[str, str]:
    """What is said of what is left out, now and later."""
    now, later = view(run_of(REPORT), course, Surface.PAGES, moment)
    return now.reports[0].message, later.reports[0].message


def test_who_may_hand_in_longer_keeps_all_from_more(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(f"{RULES}[due_dates]\nconv1d = {DUE.isoformat()}\n")
    after = f"{feedback.NO_EXAMPLES} There is more after 2026-10-01 23:59 UTC."
    assert messages(tmp_path, Moment(now=DUE - DAY)) == (after, "")
    assert messages(tmp_path, Moment(now=DUE)) == ("", "")
    extension = DUE + 7 * DAY
    (tmp_path / "extensions.csv").write_text(f"student,unit,due\nada,conv1d,{extension.isoformat()}\n")
    after = f"{feedback.NO_EXAMPLES} There is more after 2026-10-08 23:59 UTC."
    assert messages(tmp_path, Moment(now=DUE + DAY)) == (after, "")
    assert messages(tmp_path, Moment(now=extension)) == ("", "")


def test_without_a_due_date_nothing_is_due(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(RULES)
    said = f"{feedback.NO_EXAMPLES} There is more when all have handed in."
    assert messages(tmp_path, Moment(now=DUE)) == (said, "")


def test_who_sees_less_at_a_first_attempt_is_told_when_there_is_more(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('[feedback]\nfirst_attempts = ["score", "score", "hints"]\n')
    said = [messages(tmp_path, Moment(now=DUE, attempt=attempt))[0] for attempt in (1, 2, 3, 4)]
    assert said == [
        f"{feedback.ONLY_POINTS} There is more from attempt 3 on; this is attempt 1.",
        f"{feedback.ONLY_POINTS} There is more from attempt 3 on; this is attempt 2.",
        f"{feedback.NO_EXAMPLES} There is more from attempt 4 on; this is attempt 3.",
        "",
    ]


# Gradescope: it counts attempts, and shows itself what is for later.


def results(course: Path, *, earlier: int, due: str | None) -> dict[str, Any]:
    broken = {"autograder_error": True}
    metadata = {
        "previous_submissions": [broken, *[{"score": "1.0", "autograder_error": False}] * earlier],
        "assignment": {"due_date": due, "late_due_date": None},
        "users": [{"name": "ada", "assignment": {"due_date": due}}],
    }
    (course / "metadata.json").write_text(json.dumps(metadata))
    autograder("grade", "submitted", "--gradescope", "results.json", "--gradescope-metadata", "metadata.json")
    document: dict[str, Any] = json.loads((course / "results.json").read_text())
    return document


def test_gradescope_shows_the_rest_when_the_assignment_is_due(course: Path) -> None:
    (course / "course.toml").write_text('[feedback]\nbefore_due_date = "hints"\n')
    document = results(course, earlier=0, due="2099-01-01T00:00:00.000000-07:00")
    later = [test for test in document["tests"] if test["visibility"] == "after_due_date"]
    assert len(document["tests"]) == 3 + 2  # of what passes there is no more to say
    assert [test["name"] for test in later] == ["conv_1d: planted name (explained)"] * 2
    assert all(seen(test["output"], Detail.COUNTEREXAMPLES) and "score" not in test for test in later)
    assert "after 2099-01-01 00:00 UTC-07:00" in document["output"]
    document = results(course, earlier=0, due="2020-01-01T00:00:00.000000-07:00")
    assert {test["visibility"] for test in document["tests"]} == {"visible"}
    assert seen(json.dumps(document["tests"]), Detail.COUNTEREXAMPLES)


def test_gradescope_counts_the_attempts(course: Path) -> None:
    (course / "course.toml").write_text('[feedback]\nfirst_attempts = ["score", "hints"]\n')
    levels = []
    for earlier in range(3):
        text = json.dumps(results(course, earlier=earlier, due=None))
        levels.append(max(level for level in Detail if seen(text, level)))
    assert levels == list(Detail)


def test_what_is_no_metadata_is_said_before_anything_is_graded(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grader, "grade", None)
    (course / "course.toml").write_text(RULES)
    for content in ("", "[]", "{}", '{"previous_submissions": [1], "assignment": {}}', "[" * 100_000):
        (course / "metadata.json").write_text(content)
        done = CliRunner().invoke(cli.main, ["grade", "submitted", "--gradescope-metadata", "metadata.json"])
        assert done.exit_code == cli.EXIT_WRONG_USE
        assert "metadata.json is no submission_metadata.json" in done.output


# Pull requests: each commit is an attempt.


def test_a_pull_request_shows_more_with_its_commits(course: Path) -> None:
    (course / "course.toml").write_text('[feedback]\nfirst_attempts = ["score", "hints"]\n')
    students, levels = Students(course / "students"), []
    students.branch("work")
    for number in range(3):
        students.commit({"conv1d/conv1d.py": f"x = {number}\n"})
        text = autograder("pr", "--repository", students.folder, "--base", "main").output
        levels.append(max(level for level in Detail if seen(text, level)))
    assert levels == list(Detail)


# nbgrader.


def test_a_page_shows_no_verdict_that_stands_in_a_cell_alone(course: Path) -> None:
    notebook = graded(REPORT)
    del notebook.metadata["chainrule_kit_report"]  # as an earlier version graded it
    (course / "course.toml").write_text("")
    assert seen(page_of(notebook), Detail.COUNTEREXAMPLES)
    (course / "course.toml").write_text('[feedback]\nshow = "hints"\n')
    page = page_of(notebook)
    assert seen(page, Detail.COUNTEREXAMPLES) == []
    assert "Because the" in page  # the answer in words stays


# What may stand in the file.


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("feedback = 1", r"\[feedback\] must be a table"),
        ('[feedback]\nshows = "score"', r"\[feedback\] has 'shows', which means nothing"),
        ('[feedback]\nshow = "all"', "show of .* must be one of score, hints, counterexamples, not 'all'"),
        ("[feedback]\nshow = 3", "show of .* must be one of score, hints, counterexamples, not 3"),
        ('[feedback]\nfirst_attempts = "score"', "first_attempts of .* must be a list"),
        ('[feedback]\nfirst_attempts = ["none"]', "first_attempts of .* must be one of"),
        ('[feedback.email]\nshow = "score"', r"\[feedback.email\] means nothing. The places are nbgrader, pages, pr"),
        ('[feedback.pr]\nshowing = "score"', "has 'showing', which means nothing"),
        ("due_dates = 1", r"\[due_dates\] must be a table"),
        ("[due_dates]\nconv1d = 2026-10-01T23:59:00", "conv1d of .* must be a date and time with a time zone"),
        ('[due_dates]\nconv1d = "tomorrow"', "conv1d of .* must be a date and time with a time zone"),
        ("[due_dates]\nconv1d = 2026-10-01", "conv1d of .* must be a date and time with a time zone"),
    ],
)
def test_a_mistake_in_the_policy_is_told(table: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(table)
    with pytest.raises(SettingsError, match=said):
        read_settings(tmp_path)


def test_rules_of_a_place_take_the_rest_from_the_general_ones() -> None:
    table = {"show": "hints", "first_attempts": ["score"], "pr": {"show": "counterexamples"}}
    rules = read_feedback(table)
    assert rules.of(Surface.PR) == Rules(Detail.COUNTEREXAMPLES, None, (Detail.SCORE,))
    assert rules.of(Surface.PAGES) == Rules(Detail.HINTS, None, (Detail.SCORE,))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,unit\nada,conv1d\n", "has no columns student, unit, due"),
        ("student,unit,due\nada,conv1d,tomorrow\n", "line 2: 'tomorrow' is not a date and time with a time zone"),
        ("student,unit,due\nada,conv1d,2026-10-01T23:59\n", "line 2"),
        ("student,unit,due\nada,conv1d\n", "line 2: None is not"),
    ],
)
def test_a_mistake_in_the_extensions_is_told(text: str, said: str, course: Path) -> None:
    (course / "extensions.csv").write_text(text)
    done = CliRunner().invoke(cli.main, ["grade", "submitted"])
    assert done.exit_code == cli.EXIT_WRONG_USE
    assert said in " ".join(done.output.split())


def test_the_policy_changes_nothing_that_is_graded() -> None:
    run = GradingRun(grader="1", sandbox="none", reports=(REPORT,))
    assert view(run, Path("/nowhere"), Surface.PAGES, Moment(now=DUE)) == (run, run)
