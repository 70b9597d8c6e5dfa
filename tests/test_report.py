"""The report's published form: its JSON, and the JSON Schema that describes it."""

import copy
import dataclasses
import importlib.resources
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from autograder.course import Exercise, load_unit
from autograder.grading.grader import grade, grading_run
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import (
    CheckResult,
    Counterexample,
    Diagnosis,
    ExerciseResult,
    GradingRun,
    Ignored,
    Report,
    Status,
    Term,
    XRay,
    rounded,
)
from autograder.source import stub
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission, Task

COURSE = Path(__file__).resolve().parents[1]
SCHEMA = json.loads(importlib.resources.files("autograder").joinpath("report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
TERM = Term(numbers=(("x", 0), ("w", "b", 1)), right=0.5, yours=0.0)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("definition", "kind"),
    [
        (SCHEMA, GradingRun),
        (SCHEMA["$defs"]["report"], Report),
        (SCHEMA["$defs"]["exercise"], ExerciseResult),
        (SCHEMA["$defs"]["check"], CheckResult),
        (SCHEMA["$defs"]["counterexample"], Counterexample),
        (SCHEMA["$defs"]["diagnosis"], Diagnosis),
        (SCHEMA["$defs"]["xray"], XRay),
        (SCHEMA["$defs"]["term"], Term),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_the_schema_names_every_field_in_order_and_no_other(definition: dict[str, Any], kind: type) -> None:
    names = [field.name for field in dataclasses.fields(kind)]
    if kind is GradingRun:
        names.insert(0, "schema")
    assert list(definition["properties"]) == names
    assert definition["required"] == names
    assert definition["additionalProperties"] is False


def test_every_status_has_its_place_in_the_schema() -> None:
    named = {
        status
        for level in ("report", "exercise", "check")
        for status in SCHEMA["$defs"][level]["properties"]["status"]["enum"]
    }
    assert named == set(Status)


def test_the_json_holds_every_field_as_it_is() -> None:
    example = Counterexample(
        arguments={"x": [1.0, 0.5]},
        call="f(...)",
        expected={"W": [1.0]},
        returned={"W": ["nan"]},
        where="['W'][0]",
        wrong=(("W", 0), ()),
        raised=("expected",),
    )
    check = CheckResult(
        name="c", text="Text é.", status=Status.FAILED, score=0.0, max_score=0.5, message="m", counterexample=example
    )
    exercise = ExerciseResult(
        name="f",
        status=Status.FAILED,
        score=0.0,
        max_score=0.5,
        line=12,
        isolated=("g",),
        diagnosis=Diagnosis(misconception="w", hint="h"),
        checks=(check,),
        xray=XRay(
            when="w", why="y", place="output[0]", right="x[0]", yours="x[1]", words="d", check="c", terms=(TERM,)
        ),
        bonus=True,
    )
    report = Report(
        submission="s",
        unit="u",
        status=Status.GRADED,
        score=0.0,
        max_score=0.5,
        message="",
        exercises=(exercise,),
        student="ada",
        copies=("old",),
    )
    ignored = (Ignored("test_f.py", "visible tests"),)
    run = GradingRun(grader="1", sandbox="walls", remarks=("A remark.",), ignored=ignored, reports=(report,))
    text = run.to_json()
    assert GradingRun.from_json(text) == run
    earlier = {name: value for name, value in run.to_plain().items() if name not in ("remarks", "ignored")}
    assert GradingRun.from_plain(earlier) == dataclasses.replace(run, remarks=(), ignored=())
    assert json.loads(text) == {
        "schema": 1,
        "grader": "1",
        "sandbox": "walls",
        "remarks": ["A remark."],
        "ignored": [{"path": "test_f.py", "reason": "visible tests"}],
        "reports": [
            {
                "submission": "s",
                "unit": "u",
                "status": "graded",
                "score": 0.0,
                "max_score": 0.5,
                "message": "",
                "student": "ada",
                "copies": ["old"],
                "exercises": [
                    {
                        "name": "f",
                        "status": "failed",
                        "score": 0.0,
                        "max_score": 0.5,
                        "line": 12,
                        "isolated": ["g"],
                        "diagnosis": {"misconception": "w", "hint": "h"},
                        "checks": [
                            {
                                "name": "c",
                                "text": "Text é.",
                                "status": "failed",
                                "score": 0.0,
                                "max_score": 0.5,
                                "message": "m",
                                "counterexample": {
                                    "arguments": {"x": [1.0, 0.5]},
                                    "call": "f(...)",
                                    "expected": {"W": [1.0]},
                                    "returned": {"W": ["nan"]},
                                    "where": "['W'][0]",
                                    "wrong": [["W", 0], []],
                                    "raised": ["expected"],
                                },
                                "diagnosis": None,
                            }
                        ],
                        "xray": {
                            "when": "w",
                            "why": "y",
                            "place": "output[0]",
                            "right": "x[0]",
                            "yours": "x[1]",
                            "words": "d",
                            "check": "c",
                            "terms": [{"numbers": [["x", 0], ["w", "b", 1]], "right": 0.5, "yours": 0.0}],
                        },
                        "bonus": True,
                    }
                ],
            }
        ],
    }
    assert text.isascii()
    assert text.endswith("}\n")
    assert list(json.loads(text)["reports"][0]) == [field.name for field in dataclasses.fields(Report)]
    VALIDATOR.validate(json.loads(text))
    assert Report.from_plain(json.loads(text)["reports"][0]) == report


def test_what_is_no_json_is_refused_instead_of_written() -> None:
    report = Report(submission="s", unit="u", status=Status.GRADED, score=float("nan"), max_score=1.0)
    with pytest.raises(ValueError, match="not JSON compliant"):
        GradingRun(grader="1", sandbox="", reports=(report,)).to_json()


def test_points_have_no_binary_dust() -> None:
    assert rounded([0.1, 0.2]) == 0.3
    assert isinstance(rounded([]), float)


# Real reports.


def variants() -> dict[str, str]:
    """What students hand in for conv1d, from right to hopeless."""
    unit = load_unit(COURSE, "conv1d")
    wrong = next(m for m in unit.misconceptions if m.name == "flipped_kernel")
    unfit = "def pad_1d(input_, num):\n    return {!r}: None}\n"
    return {
        "right": unit.solution,
        "stub": stub(unit.solution),
        "flipped": unit.text_of(wrong),
        "missing": unit.solution.replace("def conv_1d(", "def convolve_1d("),
        "odd": unit.solution
        + (
            "\n\ndef pad_1d(input_, num):\n    return {(1, 'two'): [np.nan, np.inf, 10**300, object(), {1, 2}, 1j, "
            "b'', '\\x1b[2J\\ud800']}\n"
        ),
        "trusting": unit.solution
        + (
            "\n\ndef pad_1d(input_, num):\n    return np.concatenate([np.zeros(max(num, 0)), np.ravel(input_), "
            "np.zeros(max(num, 0))])\n"
        ),
        "misnaming": unit.solution
        + (
            "\n\nright = pad_1d\n\ndef pad_1d(input_, num):\n    try:\n        return right(input_, num)\n"
            "    except ValueError:\n        raise KeyError(num) from None\n"
        ),
        "raising": unit.solution + "\n\ndef pad_1d_batch(batch, num):\n    raise KeyError(batch)\n",
        "opening": unit.solution + "\n\ndef pad_1d_batch(batch, num):\n    open('/etc/passwd')\n",
        "leaving": unit.solution + "\n\ndef pad_1d_batch(batch, num):\n    import os\n    os._exit(0)\n",
        "unreadable": unfit,
    }


@pytest.fixture(scope="module")
def run() -> GradingRun:
    if sys.platform == "win32":
        pytest.skip("workers are forked")
    unit = load_unit(COURSE, "conv1d")
    exam = prepare(
        dataclasses.replace(
            unit, exercises=tuple(e for e in unit.exercises if e.name in ("pad_1d", "conv_1d", "pad_1d_batch"))
        )
    )
    with ForkServer() as server:
        judge = Judge(exam, server)
        reports = [
            judge.judge(Submission(name, "conv1d", {"conv1d.py": text.encode()})) for name, text in variants().items()
        ]
        reports.append(judge.judge(Submission("nothing", "conv1d", {}, "There is no conv1d.py.")))
        broken = dataclasses.replace(exam.unit.exercises[0].checks[0], accept=lambda case, seen: 1 / 0)
        unit = dataclasses.replace(exam.unit, exercises=(Exercise(exam.unit.exercises[0].name, broken),))
        reports.append(
            Judge(prepare(unit), server).judge(Submission("fault", "conv1d", {"conv1d.py": unit.solution.encode()}))
        )
        return grading_run([(report, server.walls) for report in reports])


@pytest.fixture(scope="module")
def published(run: GradingRun) -> dict[str, Any]:
    published: dict[str, Any] = json.loads(run.to_json())
    return published


def test_real_reports_of_all_kinds_are_as_the_schema_says(published: dict[str, Any]) -> None:
    VALIDATOR.validate(published)
    reports = published["reports"]
    assert {report["status"] for report in reports} == {"graded", "unreadable", "grader_error"}
    exercises = [exercise for report in reports for exercise in report["exercises"]]
    assert {exercise["status"] for exercise in exercises} == {
        "passed",
        "partial",
        "failed",
        "not_attempted",
        "missing",
        "grader_error",
    }
    checks = [check for exercise in exercises for check in exercise["checks"]]
    assert {check["status"] for check in checks} >= {"passed", "failed", "error", "skipped", "grader_error"}
    assert any(exercise["diagnosis"] for exercise in exercises)
    assert any(exercise["isolated"] for exercise in exercises)
    assert any(check["counterexample"] for check in checks)


def counterexamples(published: dict[str, Any], submission: str = "") -> list[dict[str, Any]]:
    """Those of all reports, or of one submission's."""
    reports = [each for each in published["reports"] if submission in ("", each["submission"])]
    checks = [check for report in reports for exercise in report["exercises"] for check in exercise["checks"]]
    return [check["counterexample"] for check in checks if check["counterexample"]]


def test_what_the_judge_found_wrong_is_told_by_its_places(published: dict[str, Any]) -> None:
    for example in counterexamples(published):
        for way in example["wrong"]:
            part = example["returned"]
            for step in way:
                part = part[step]  # each leads to something
    assert all(way for example in counterexamples(published, "flipped") for way in example["wrong"])
    assert [[]] in [example["wrong"] for example in counterexamples(published, "odd")]  # another kind of answer


def test_exceptions_are_told_from_texts_that_look_like_them(published: dict[str, Any]) -> None:
    for example in counterexamples(published):
        for name in example["raised"]:
            assert example[name].startswith("raises ")
    for submission, raised in (
        ("flipped", []),
        ("raising", ["returned"]),
        ("trusting", ["expected"]),
        ("misnaming", ["expected", "returned"]),
    ):
        assert raised in [example["raised"] for example in counterexamples(published, submission)], submission


def first(published: dict[str, Any], level: str, wanted: Callable[[dict[str, Any]], object] = bool) -> dict[str, Any]:
    """The first part of a level for which ``wanted`` holds."""
    parts: list[dict[str, Any]] = published["reports"]
    if level != "report":
        parts = [exercise for report in parts for exercise in report["exercises"]]
    if level in ("check", "counterexample"):
        parts = [check for exercise in parts for check in exercise["checks"]]
    if level == "counterexample":
        parts = [check["counterexample"] for check in parts if check["counterexample"]]
    return next(part for part in parts if wanted(part))


TAMPERINGS: dict[str, Callable[[dict[str, Any]], object]] = {
    "another schema": lambda run: run.update(schema=2),
    "a field too many": lambda run: run.update(extra=1),
    "a field too few": lambda run: run.pop("sandbox"),
    "reports as an object": lambda run: run.update(reports={}),
    "a status of checks for a report": lambda run: first(run, "report").update(status="passed"),
    "a status of reports for an exercise": lambda run: first(run, "exercise").update(status="graded"),
    "a status of exercises for a check": lambda run: first(run, "check").update(status="partial"),
    "a mark although the grader failed": lambda run: first(
        run, "report", lambda r: r["status"] == "grader_error"
    ).update(score=3.0),
    "no mark although it was graded": lambda run: first(run, "report", lambda r: r["status"] == "graded").update(
        score=None
    ),
    "a mark below zero": lambda run: first(run, "report").update(score=-1.0),
    "a mark in words": lambda run: first(run, "report").update(score="10"),
    "points for a check that failed": lambda run: first(run, "check", lambda c: c["status"] == "failed").update(
        score=0.5
    ),
    "another field in an exercise": lambda run: first(run, "exercise").update(bonus=1),
    "another field in a check": lambda run: first(run, "check").update(bonus=1),
    "another field in a report": lambda run: first(run, "report").update(bonus=1),
    "another field in a counterexample": lambda run: first(run, "counterexample").update(bonus=1),
    "another field in a diagnosis": lambda run: first(run, "exercise", lambda e: e["diagnosis"])["diagnosis"].update(
        bonus=1
    ),
    "a place by a number that is none": lambda run: first(run, "counterexample").update(wrong=[[0.5]]),
    "a place that is no list": lambda run: first(run, "counterexample").update(wrong=["W"]),
    "an exception of the reporter's": lambda run: first(run, "counterexample").update(raised=["reporter"]),
    "no call in a counterexample": lambda run: first(run, "counterexample").pop("call"),
    "helpers as one text": lambda run: first(run, "exercise").update(isolated="pad_1d"),
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_tampered_report_is_refused(published: dict[str, Any], tampering: Callable[[dict[str, Any]], object]) -> None:
    changed = copy.deepcopy(published)
    tampering(changed)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(changed)


def test_walls_are_claimed_only_if_every_worker_had_them() -> None:
    report = Report(submission="s", unit="u", status=Status.GRADED, score=0.0, max_score=1.0)
    container = ("rlimits", "landlock", "seccomp")
    assert (
        grading_run([(report, ("namespaces", *container)), (report, container), (report, ())]).sandbox
        == "container (rlimits, landlock, seccomp)"
    )
    assert grading_run([(report, ("namespaces",)), (report, container)]).sandbox == "basic (no walls)"
    assert grading_run([(report, ())]).sandbox == "no student code was run"
    assert grading_run([]).reports == ()


def test_a_missing_submission_is_graded_without_running_anything(tmp_path: Path) -> None:
    (result,) = grade(COURSE, [Task(tmp_path, "conv1d", "nobody")])
    assert (result[0].status, result[0].score, result[0].submission) == (Status.UNREADABLE, 0.0, "nobody")
    assert result[1] == ()
