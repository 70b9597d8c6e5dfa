"""What other platforms import: GitLab's code quality report, Gradescope's results, the grade tables
of Canvas and Moodle.
"""

import csv
import dataclasses
import io
import json
import re
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from gradescope_utils.autograder_utils.decorators import number, visibility, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
from rich.console import Console

from autograder.errors import KitError
from autograder.report import GradingRun, Status
from autograder.reporters import gitlab, gradebooks, gradescope
from autograder.reporters.outputs import OutputError, Outputs, Views
from autograder.reporters.words import printable
from tests.test_reporters import EVERY_KIND, HOSTILE, HOSTILE_RUNS, OPEN, ORDINARY, UNREADABLE, report, run_of


def only(**properties: Any) -> dict[str, Any]:
    """The schema of an object that has all of these properties, and no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


# GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format GitLab's own
# validator, app/validators/json_schemas/codeclimate.json, asks for less: it leaves the severity's
# values to the page that shows them.

TEXT = {"type": "string", "minLength": 1}
CODE_QUALITY = {
    "type": "array",
    "items": only(
        description=TEXT,
        check_name=TEXT,
        fingerprint=TEXT,
        severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
        location=only(path=TEXT, lines=only(begin={"type": "integer", "minimum": 1})),
    ),
}


@pytest.mark.parametrize("run", [EVERY_KIND, *HOSTILE_RUNS])
def test_code_quality_has_what_gitlab_reads(run: GradingRun) -> None:
    entries = json.loads("".join(gitlab.code_quality(run)))
    jsonschema.validate(entries, CODE_QUALITY)
    assert len(entries) == sum(result.status is not Status.PASSED for each in run.reports for result in each.exercises)


def test_code_quality_names_the_place_and_the_mistake() -> None:
    partial = dataclasses.replace(ORDINARY.exercises[1], line=17)
    first, second = json.loads("".join(gitlab.code_quality(run_of(report(partial, ORDINARY.exercises[2])))))
    assert first["description"] == "pad_1d: zeros only after"
    assert (first["severity"], first["location"]) == ("minor", {"path": "anna/conv1d.py", "lines": {"begin": 17}})
    assert (second["description"], second["severity"]) == ("param_grad_1d: not written yet", "info")


def test_fingerprints_tell_findings_apart_and_stay_the_same() -> None:
    other = dataclasses.replace(ORDINARY, submission="ben/conv1d.py")
    prints = [entry["fingerprint"] for entry in json.loads("".join(gitlab.code_quality(run_of(ORDINARY, other))))]
    assert len(set(prints)) == len(prints) == 6
    assert prints[:3] == [entry["fingerprint"] for entry in json.loads("".join(gitlab.code_quality(run_of(ORDINARY))))]


# Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
RESULTS = {
    "type": "object",
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": ["number", "string"]},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": {"type": "number", "minimum": 0},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": TEXT,
                    "name_format": FORMAT,
                    "number": TEXT,
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": TEXT},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
                "required": ["score"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["score", "tests"],
    "additionalProperties": False,
}
"""Gradescope describes its format in words; these are they."""


def test_the_schema_accepts_what_gradescopes_own_library_writes() -> None:
    class Tests(unittest.TestCase):
        @weight(2)
        @number("1.1")
        def test_right(self) -> None:
            print("printed")

        @weight(1)
        @visibility("after_published")
        def test_wrong(self) -> None:
            self.fail("wrong")

    written = io.StringIO()
    JSONTestRunner(stream=written, visibility="visible", stdout_visibility="hidden").run(
        unittest.defaultTestLoader.loadTestsFromTestCase(Tests)
    )
    document = json.loads(written.getvalue())
    assert (document["score"], len(document["tests"])) == (2, 2)
    jsonschema.validate(document, RESULTS)


@pytest.mark.parametrize("run", [run_of(ORDINARY, UNREADABLE), *HOSTILE_RUNS[:3]])
def test_results_have_what_gradescope_reads(run: GradingRun) -> None:
    document = json.loads(gradescope.results(run))
    jsonschema.validate(document, RESULTS)
    assert document["score"] == sum({each.unit: each.score or 0 for each in reversed(run.reports)}.values())
    assert document["stdout_visibility"] == "hidden"  # what student code prints could hold hidden inputs
    assert document["output_format"] == "text"
    assert len(document["tests"]) == sum(len(result.checks) for each in run.reports for result in each.exercises)
    for test in document["tests"]:
        assert test["score"] <= test["max_score"]
        assert test["output_format"] == test["name_format"] == "text"


def test_results_say_what_was_asked_and_what_went_wrong() -> None:
    tests = {test["number"]: test for test in json.loads(gradescope.results(run_of(ORDINARY)))["tests"]}
    assert (tests["1.1.1"]["name"], tests["1.1.1"]["status"], tests["1.1.1"]["output"]) == (
        "conv_1d: some cases",
        "passed",
        "Text of some_cases.",
    )
    assert tests["1.2.2"]["output"].splitlines() == [
        "Text of other_cases.",
        "pad_1d: expected 2, not 2.5 at position [1].",
        "call: conv_1d(np.array([1.]))",
        "expected: [1.0, 2.0]",
        "returned: [1.0, 2.5]",
        "hint: Put them on each side.",
        "right: output[1] = x[0]",
        "yours: output[1] = 2 x[0]",
        "The term has 2 times its factor.",
    ]
    assert tests["1.3.1"]["status"] == "failed"


def test_an_open_mark_is_not_handed_to_gradescope() -> None:
    with pytest.raises(gradescope.OpenMarkError, match=r"conv1d is open: The grader failed\."):
        gradescope.results(run_of(ORDINARY, OPEN))


def written(form: str, path: Path, run: GradingRun) -> None:
    with Console(file=io.StringIO()) as console:
        Outputs({form: path}, html=None, github=False).write(Views.whole(run), console)


def test_what_a_format_cannot_hold_is_an_error_that_names_its_option(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"--gradescope: The mark of conv1d is open"):
        written("gradescope", tmp_path / "results.json", run_of(OPEN))
    assert not (tmp_path / "results.json").exists()
    assert issubclass(OutputError, KitError)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "junit.xml", tmp_path):
        with pytest.raises(OutputError, match=rf"^{re.escape(str(path))} cannot be written: .*\. Name another file\.$"):
            written("junit", path, run_of(ORDINARY))


# Canvas and Moodle.

CLASS = run_of(
    dataclasses.replace(ORDINARY, student="ada"),
    dataclasses.replace(ORDINARY, student="ada", unit="rnn", score=7.25),
    dataclasses.replace(OPEN, student="ben"),
    dataclasses.replace(ORDINARY, student="eve", unit="rnn"),
)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_canvas_gets_a_column_for_each_unit_and_open_marks_stay_empty() -> None:
    assert rows(gradebooks.canvas(CLASS)) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "conv1d", "rnn"],
        ["    Points Possible", "", "", "", "", "4", "4"],
        ["ada", "", "", "ada", "", "2", "7.25"],
        ["ben", "", "", "ben", "", "", ""],
        ["eve", "", "", "eve", "", "", "2"],
    ]


def test_moodle_gets_the_same_beside_user_names() -> None:
    assert rows(gradebooks.moodle(CLASS)) == [
        ["username", "conv1d", "rnn"],
        ["ada", "2", "7.25"],
        ["ben", "", ""],
        ["eve", "", "2"],
    ]


def test_each_exercise_can_have_a_column() -> None:
    run = run_of(dataclasses.replace(ORDINARY, student="ada"), dataclasses.replace(OPEN, student="ben"))
    names = sorted(f"conv1d: {result.name}" for result in ORDINARY.exercises)
    scores = {f"conv1d: {result.name}": f"{result.score:g}" for result in ORDINARY.exercises}
    heading, ada, *others = rows(gradebooks.moodle(gradebooks.by_exercise(run)))
    assert heading == ["username", *names]
    assert ada == ["ada", *(scores[name] for name in names)]
    assert all(each[0] == "ben" and not any(each[1:]) for each in others)
    _, possible, *_ = rows(gradebooks.canvas(gradebooks.by_exercise(run)))
    assert possible[5:] == [f"{ORDINARY.exercise(name.partition(': ')[2]).max_score:g}" for name in names]
    bonus = dataclasses.replace(ORDINARY.exercises[0], bonus=True)
    shown = run_of(dataclasses.replace(ORDINARY, student="ada", exercises=(bonus,)))
    assert [row[5] for row in rows(gradebooks.canvas(gradebooks.by_exercise(shown)))][1:] == ["0", f"{bonus.score:g}"]


TABLES = pytest.mark.parametrize("table", [gradebooks.canvas, gradebooks.moodle], ids=["canvas", "moodle"])


def class_with(*names: str) -> GradingRun:
    """The class above, and these students."""
    return run_of(*CLASS.reports, *(dataclasses.replace(ORDINARY, student=name) for name in names))


@TABLES
@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["    Points Possible"], "means something else"),
        (["points  possible"], "means something else"),
        (["Student, Test"], "means something else"),
        (["Test Student"], "means something else"),
        (["SIS Login ID"], "means something else"),
        (["Username"], "means something else"),
        ([""], "not known"),
        (["  "], "not known"),
        ([" zoe"], "begins or ends with a blank"),
        (["zoe\u00a0"], "begins or ends with a blank"),
        (["Zoe", "zoe"], "Zoe and zoe look the same"),
        (["zo\u00e9", "zoe\u0301"], "look the same"),
        (["zoe\t1", "zoe\n1"], "look the same"),
        (["=1", "'=1"], "look the same"),
        (["\uff5aoe", "zoe"], "look the same"),
        (["zoe", "zoe"], "two submissions of one unit"),
        (["x;=1+1;y"], "has a semicolon, which some spreadsheets take"),
    ],
    ids=ascii,
)
def test_a_name_that_cannot_stand_there_is_left_out_and_costs_nobody_else_a_row(
    table: Callable[[GradingRun], str], names: list[str], words: str
) -> None:
    run = class_with(*names)
    assert rows(table(run)) == rows(table(CLASS))
    said = gradebooks.left_out(run)
    assert len(said) == 1
    assert all(words in sentence and sentence.isprintable() for sentence in said)
    assert gradebooks.left_out(CLASS) == []


@TABLES
def test_a_twin_of_a_student_costs_the_two_their_rows_and_is_said(table: Callable[[GradingRun], str]) -> None:
    run = class_with("ADA")
    assert [row[0] for row in rows(table(run)) if row[0] in ("ada", "ADA", "ben", "eve")] == ["ben", "eve"]
    assert [sentence.partition(":")[0] for sentence in gradebooks.left_out(run)] == ["ada, ADA"]


def test_what_is_said_of_many_is_one_sentence_with_their_number() -> None:
    run = class_with(*(f" {number}" for number in range(36)))
    (said,) = gradebooks.left_out(run)
    assert said.startswith(" 0,  1,  2,  3,  4 and 31 more: the name begins or ends with a blank")


@TABLES
@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', HOSTILE.replace(";", ""), "\uff1d1", "\u200b=1"],
    ids=ascii,
)
def test_no_name_is_a_formula_or_breaks_out_of_its_cell(table: Callable[[GradingRun], str], name: str) -> None:
    (row,) = [row for row in rows(table(class_with(name))) if row[0] not in [each[0] for each in rows(table(CLASS))]]
    assert len(row) == len(rows(table(CLASS))[0])
    assert row[0].lstrip("'") == printable(name)
    assert not row[0].startswith(("=", "+", "-", "@", "\uff1d"))


def test_what_is_left_out_is_said_where_the_file_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("canvas", "moodle"):
        written(form, tmp_path / form, class_with("    Points Possible"))
        assert capsys.readouterr().err.startswith(f"--{form}:     Points Possible: this name means something else")


def test_no_unit_counts_twice_at_gradescope() -> None:
    copy = dataclasses.replace(ORDINARY, submission="copy/conv1d.py")
    counted = dataclasses.replace(ORDINARY, copies=("copy/conv1d.py",))
    document = json.loads(gradescope.results(run_of(counted, copy, copy)))
    assert document["score"] == ORDINARY.score
    assert document["output"].endswith("further copies count nothing: copy/conv1d.py.")
