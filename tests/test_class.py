"""A class as its instructor looks at it: what is computed from its reports, and what the terminal and
the page say of that.
"""

import dataclasses
import io
import os
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.errors import KitError
from autograder.report import Diagnosis, GradingRun, Report, Status
from autograder.reporters import class_progress, class_statistics, html, terminal, words
from autograder.reporters.class_overview import NOTHING_KNOWN, Known, overview
from autograder.reporters.class_progress import BARELY_BEGUN, NOT_BEGUN, STANDS_STILL, Progress
from autograder.reporters.outputs import OutputError, read_run
from autograder.submissions.class_list import read_class_list
from autograder.submissions.folders import SubmissionError
from tests.test_pages import graded
from tests.test_reporters import EXAMPLE, HOSTILE, Elements, check, exercise, run_of


def unreadable(student: str, message: str, unit: str = "conv1d") -> Report:
    none = dataclasses.replace(graded(student, 0, 0, unit=unit), score=0.0, message=message)
    return dataclasses.replace(none, status=Status.UNREADABLE)


def left_open(report: Report) -> Report:
    return dataclasses.replace(report, status=Status.GRADER_ERROR, score=None, message="The grader failed.")


# Mistakes, and who made them.


def named(student: str, mistake: str, call: str, *, of_check: bool = False) -> Report:
    diagnosis = Diagnosis(misconception=mistake, hint=f"About {mistake}.")
    wrong = check("cases", Status.FAILED, counterexample=dataclasses.replace(EXAMPLE, call=call))
    checks = (check(), dataclasses.replace(wrong, diagnosis=diagnosis if of_check else None))
    result = exercise("pad", Status.PARTIAL, checks=checks, diagnosis=None if of_check else diagnosis)
    return dataclasses.replace(graded(student, 1), exercises=(exercise("first"), result), score=2.0)


def test_a_mistake_leads_to_those_who_made_it_and_to_the_shortest_call_that_shows_it() -> None:
    reports = [named("ada", "wrong_way", "pad(1, 2)"), named("ben", "wrong_way", "pad(1)"), graded("cem", 1)]
    (mistake,) = class_statistics.mistakes(reports)
    assert (mistake.exercise, mistake.what, mistake.named, mistake.count) == ("pad", "wrong way", True, 2)
    assert [(seen.report.student, seen.number, seen.result.name) for seen in mistake.seen] == [
        ("ada", 2, "pad"),
        ("ben", 2, "pad"),
    ]
    assert mistake.shown
    assert mistake.example
    assert (mistake.shown.call, mistake.example.report.student) == ("pad(1)", "ben")
    assert mistake.hint == "About wrong_way."


def test_one_of_several_mistakes_is_named_with_the_call_of_its_own_check() -> None:
    report = named("ada", "wrong_way", "pad(1, 2, 3)", of_check=True)
    other = check("other", Status.FAILED, counterexample=dataclasses.replace(EXAMPLE, call="f()"))
    result = dataclasses.replace(report.exercises[1], checks=(other, *report.exercises[1].checks))
    (mistake,) = class_statistics.mistakes([dataclasses.replace(report, exercises=(result,))])
    assert mistake.named
    assert mistake.shown
    assert mistake.shown.call == "pad(1, 2, 3)"


def test_a_mistake_without_any_call_has_no_example() -> None:
    raised = exercise("pad", Status.FAILED, checks=(check("cases", Status.ERROR, message="It raises."),))
    (mistake,) = class_statistics.mistakes([dataclasses.replace(graded("ada", 1), exercises=(raised,))])
    assert (mistake.what, mistake.example, mistake.shown) == ("raises an error", None, None)


# Progress.


def progress(*pairs: tuple[Report | None, Report | None]) -> Progress:
    before, now = ([report for report in reports if report] for reports in zip(*pairs, strict=True))
    return class_progress.progress(run_of(*now), run_of(*before))


def test_progress_is_told_by_student_and_unit_and_names_what_was_won_and_lost() -> None:
    found = progress((graded("ada", 1, 0, 0.5), graded("ada", 0.5, 1, 1)), (graded("ada", 1, unit="rnn"), None))
    change = found.changes["ada", "conv1d"]
    assert (change.before, change.gained, change.won, change.lost) == (3.0, 2.0, ("b", "c"), ("a",))
    assert [(report.student, report.unit) for report in found.gone] == [("ada", "rnn")]


def test_those_with_more_fewer_and_as_many_points_are_counted_and_open_marks_are_neither() -> None:
    ada, ben = graded("ada", 0, 1), graded("ben", 1, 0)
    found = progress(
        (graded("ada", 0, 0), ada),
        (graded("ben", 1, 1), ben),
        (graded("cem", 1, 0), graded("cem", 0, 1)),
        (left_open(graded("dora", 0)), graded("dora", 1)),
        (graded("emil", 1), graded("emil", 1, 0)),  # worth something else now
        (None, graded("fay", 1)),
    )
    assert found.counts == {"more": 1, "fewer": 1, "the same": 1, "open": 2}
    assert [report.student for report in found.new] == ["fay"]


def test_a_report_is_read_as_it_was_written() -> None:
    run = run_of(graded("ada", 1, 0), unreadable("ben", "No."), named("cem", "wrong_way", "f()"))
    assert GradingRun.from_json(run.to_json()) == run


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no report"),
        ("[]", "it is no report"),
        ('{"schema": 1}', "it is no report"),
        ('{"schema": 1, "reports": [{"status": "new"}]}', "it is no report"),
        ("[" * 100_000, "it is no report"),
        (run_of().to_json().replace('"schema": 1', '"schema": 2'), "its form has the number 2"),
    ],
    ids=["empty", "list", "no reports", "unknown status", "deep", "later form"],
)
def test_what_is_no_earlier_report_is_refused_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "before.json").write_text(text)
    with pytest.raises(OutputError, match=rf"before\.json cannot be read as an earlier report: {said}"):
        read_run(tmp_path / "before.json")


# Who is stuck.


@pytest.mark.parametrize(
    ("shares", "before", "why"),
    [
        ((1, 0, 0), None, BARELY_BEGUN),
        ((1, 0.25, 0.25), None, BARELY_BEGUN),
        ((1, 0.5, 0), None, ""),
        ((0, 0, 1), None, ""),
        ((0, 0, 0), None, NOT_BEGUN),
        ((0.25,), None, NOT_BEGUN),
        ((0.5,), None, ""),
        ((1,), None, ""),
        ((1, 1, 0), (1, 1, 0), f"{STANDS_STILL} (4 / 6)"),
        ((1, 1, 0), (1, 1, 1), f"{STANDS_STILL} (6 / 6)"),
        ((1, 1, 0), (1, 0, 0), ""),
        ((1, 1, 1), (1, 1, 1), ""),
        ((1, 0, 0), (1, 0, 0), f"{BARELY_BEGUN}; {STANDS_STILL} (2 / 6)"),
    ],
)
def test_who_is_stuck(shares: tuple[float, ...], before: tuple[float, ...] | None, why: str) -> None:
    now = graded("ada", *shares)
    changes = class_progress.progress(run_of(now), run_of(graded("ada", *before))).changes if before else {}
    assert [stuck.why for stuck in class_progress.stuck([now], changes)] == ([why] if why else [])


def test_who_was_not_judged_is_not_stuck() -> None:
    assert class_progress.stuck([unreadable("ada", "No."), left_open(graded("ben", 0, 0))], {}) == []


# All of a class.

CLASS = run_of(
    graded("ada", 1, 1),
    graded("ada", 1, 0.5, unit="rnn"),
    graded("ben", 0, 0),
    unreadable("cem", "Python cannot read conv1d.py: expected ':' in line 3. Mend that."),
    unreadable("dora", "Python cannot read conv1d.py: invalid syntax in line 7. Mend that."),
    left_open(graded("emil", 1, 1)),
)
LIST = ("ada", "ben", "cem", "dora", "zoe")


def test_who_did_not_hand_in_is_told_from_the_class_list() -> None:
    found = overview(CLASS, Known(students=LIST))
    assert {each.unit: each.not_handed_in for each in found.units} == {
        "conv1d": ("zoe",),
        "rnn": ("ben", "cem", "dora", "zoe"),
    }
    assert found.unlisted == ("emil",)
    assert [row.student for row in found.rows] == ["ada", "ben", "cem", "dora", "emil", "zoe"]


def test_without_a_list_the_class_is_whoever_handed_in_anything() -> None:
    found = overview(CLASS, NOTHING_KNOWN)
    assert {each.unit: each.not_handed_in for each in found.units} == {
        "conv1d": (),
        "rnn": ("ben", "cem", "dora", "emil"),
    }
    assert not found.listed
    assert not found.unlisted


def test_what_was_not_judged_is_folded_by_its_reason() -> None:
    (conv1d, _) = overview(CLASS, NOTHING_KNOWN).units
    assert [(group.why, [report.student for report in group.reports]) for group in conv1d.not_judged] == [
        ("Python cannot read conv1d.py", ["cem", "dora"]),
        ("The grader failed", ["emil"]),
    ]


def test_a_row_has_the_points_of_all_units_and_leaves_open_marks_out_of_the_share() -> None:
    rows = {row.student: row for row in overview(CLASS, Known(students=LIST)).rows}
    assert (rows["ada"].points, rows["ada"].share) == (7.0, 7 / 8)
    assert (rows["ben"].points, rows["ben"].share, rows["ben"].stuck) == (0.0, 0.0, ("conv1d",))
    assert (rows["emil"].points, rows["emil"].share) == (0.0, 0.0)
    assert (rows["zoe"].points, rows["zoe"].share, rows["zoe"].gained) == (0.0, 0.0, None)
    assert overview(run_of(left_open(graded("emil", 1))), NOTHING_KNOWN).rows[0].share is None


def test_what_was_won_is_counted_by_exercise_and_by_student() -> None:
    before = run_of(graded("ada", 0, 1), graded("ada", 1, 0, unit="rnn"), graded("ben", 0, 0.25))
    found = overview(CLASS, Known(before=before))
    assert [(dict(each.won), dict(each.lost)) for each in found.units] == [({"a": 1}, {}), ({}, {})]
    assert {row.student: row.gained for row in found.rows} == {
        "ada": 3.0,
        "ben": -0.5,
        "cem": None,
        "dora": None,
        "emil": None,
    }


def test_two_whose_names_nobody_knows_have_rows_of_their_own() -> None:
    reports = [dataclasses.replace(graded(name, 1), student="") for name in ("ada", "ben")]
    rows = overview(run_of(*reports), NOTHING_KNOWN).rows
    assert [row.student for row in rows] == [report.submission for report in reports]


# What is said of it.


def said(run: GradingRun, known: Known = NOTHING_KNOWN, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    terminal.show(run, console, known)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_names_students_not_paths() -> None:
    text = said(CLASS, width=80)
    assert "submitted/" not in text
    assert "│ada " in text.replace("│ ", "│")


def test_the_terminal_ends_with_a_line_for_each_unit() -> None:
    lines = said(CLASS, Known(students=LIST, before=run_of(graded("ada", 0, 1), graded("ben", 0, 0)))).splitlines()
    assert lines[-5:-1] == [
        "conv1d: 5 submissions; mean 25%, median 0%; 3 not judged (cem, dora, emil); 1 stuck (ben); "
        "1 did not hand in (zoe).",
        "rnn: 1 submission; mean 75%, median 75%; 4 did not hand in (ben, cem, dora, zoe).",
        "Since the report before: 1 have more points, 0 fewer.",
        "Not on the class list: emil.",
    ]


def test_many_copies_are_one_line_and_a_few_are_named() -> None:
    copied = [dataclasses.replace(graded(f"s{number}", 1), copies=("old/conv1d.py",)) for number in range(36)]
    assert words.about_all_copies([graded("ada", 1), *copied[:2]]) == list(map(words.about_copies, copied[:2]))
    assert words.about_all_copies(copied) == [
        "36 submissions have further copies, which count nothing: s0 (conv1d), s1 (conv1d), s2 (conv1d), "
        "s3 (conv1d), s4 (conv1d) and 31 more. The JSON report names them."
    ]


def shown(known: Known = NOTHING_KNOWN) -> str:
    return html.class_page(CLASS, {id(report): f"{report.student}.html" for report in CLASS.reports}, known)


def test_the_page_says_what_was_computed() -> None:
    page = " ".join(Elements(shown(Known(students=LIST, before=run_of(graded("ada", 0, 1))))).text.split())
    for words_of_it in (
        "6 students, 6 submissions.",
        "Not on the class list: emil.",
        "Since the report before, 1 have more points, 0 fewer, 0 the same, and 5 are new.",
        "4 did not hand in",
        "2 not judged: Python cannot read conv1d.py",
        "ben: less than half of the points in every exercise",
    ):
        assert words_of_it in page
    assert "The class is whoever handed in" not in page


def test_the_page_names_students_not_paths() -> None:
    assert "submitted/" not in Elements(shown()).text
    assert "The class is whoever handed in" in Elements(shown()).text


def test_names_on_a_class_list_and_in_an_earlier_report_are_text() -> None:
    before = run_of(dataclasses.replace(graded("ada", 1), student=HOSTILE, unit=HOSTILE))
    page, usual = (Elements(shown(Known(students=(name,), before=before))) for name in (HOSTILE, "zoe"))
    assert page.tags == usual.tags
    assert page.attributes == usual.attributes
    assert "<script>alert(1)</script>" in page.text


def test_a_class_of_one_unit_has_no_table_of_all_units() -> None:
    assert 'id="students"' in shown()
    one = run_of(graded("ada", 1))
    assert 'id="students"' not in html.class_page(one, {id(one.reports[0]): "ada.html"})


# The class list.


@pytest.mark.parametrize(
    "text",
    [
        "student\nada\n ben \n\nada\n",
        "\ufeffid,first_name,last_name\nada,Ada,L\nben,,\n",
        "Section,username\r\n1,ada\r\n2,ben\r\n",
    ],
)
def test_a_class_list_is_a_table_with_a_column_of_names(text: str, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text(text, encoding="utf-8")
    assert read_class_list(tmp_path / "class.csv") == ("ada", "ben")


@pytest.fixture
def alembic(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new gradebook calls it by its name."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("alembic")
def test_a_class_list_is_nbgraders_gradebook(tmp_path: Path) -> None:
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for name in ("ben", "ada", "Doe, Jane"):
            gradebook.add_student(name)
    assert sorted(read_class_list(tmp_path / "gradebook.db")) == ["Doe, Jane", "ada", "ben"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "names no students"),
        (b"name\nada\n", "names no students"),
        (b"student\n\n", "names no students"),
        (b"student\n\xff\n", "cannot be read as a class list"),
        (b"SQLite format 3\0 and nothing else", "cannot be read as a class list"),
    ],
)
def test_what_is_no_class_list_is_refused_in_a_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_bytes(data)
    with pytest.raises(SubmissionError, match=f"{said}.*Give nbgrader's gradebook.db, or a CSV file") as raised:
        read_class_list(tmp_path / "class.csv")
    assert isinstance(raised.value, KitError)


@pytest.mark.usefixtures("alembic")
def test_a_class_list_that_is_a_gradebook_is_not_changed(tmp_path: Path) -> None:
    file = tmp_path / "gradebook.db"
    with Gradebook(f"sqlite:///{file}") as gradebook:
        gradebook.add_student("ada")
    before = file.read_bytes()
    file.chmod(0o444)
    read_class_list(file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]
