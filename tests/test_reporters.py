"""Reporters say what is in a report, and nothing that a student writes can act where the report is
read.
"""

import dataclasses
import io
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from junitparser import JUnitXml
from rich.console import Console

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
from autograder.reporters import github, html, junit, terminal
from autograder.reporters.words import in_short, printable

HOSTILE = (
    "\x1b[2J\x1b]0;title\x07 \r\n::error::forged%0A [bold red]markup[/] [/nothing] :smile: "
    "<script>alert(1)</script> <img src=x onerror=alert(1)> "
    "]]> &amp; {{ 7 * 7 }} | cell | @user #1 ![x](http://x) `code` \udc80 \x00 \x85 \u202e ￾ ends here"
)


def check(name: str = "some_cases", status: Status = Status.PASSED, **changes: Any) -> CheckResult:
    score = 1.0 if status is Status.PASSED else 0.0
    return CheckResult(
        **{"name": name, "text": f"Text of {name}.", "status": status, "score": score, "max_score": 1.0} | changes
    )


def exercise(name: str = "conv_1d", status: Status = Status.PASSED, **changes: Any) -> ExerciseResult:
    checks = changes.pop("checks", (check(),))
    return ExerciseResult(
        **{
            "name": name,
            "status": status,
            "score": sum(c.score for c in checks),
            "max_score": sum(c.max_score for c in checks),
            "checks": checks,
        }
        | changes
    )


def report(*exercises: ExerciseResult, **changes: Any) -> Report:
    score = sum(result.score for result in exercises)
    return Report(
        **{
            "submission": "anna/conv1d.py",
            "unit": "conv1d",
            "status": Status.GRADED,
            "score": score,
            "max_score": 4.0,
            "exercises": exercises,
        }
        | changes
    )


def run_of(*reports: Report) -> GradingRun:
    return GradingRun(grader="1.2.3", sandbox="seccomp, rlimits", reports=reports)


EXAMPLE = Counterexample(
    arguments={"x": [1.0]},
    call="conv_1d(np.array([1.]))",
    expected=[1.0, 2.0],
    returned=[1.0, 2.5],
    where="[1]",
    wrong=((1,),),
)
FAILED = exercise(
    "pad_1d",
    Status.PARTIAL,
    checks=(
        check(),
        check(
            "other_cases", Status.FAILED, message="pad_1d: expected 2, not 2.5 at position [1].", counterexample=EXAMPLE
        ),
    ),
    diagnosis=Diagnosis(misconception="zeros_only_after", hint="Put them on each side."),
    isolated=("helper",),
    xray=XRay(
        place="output[1]",
        right="x[0]",
        yours="2 x[0]",
        words="The term has 2 times its factor.",
        check="other_cases",
        terms=(Term(numbers=(("x", 0),), right=1.0, yours=2.0), Term(numbers=(), right=1.0, yours=0.0)),
    ),
)
UNWRITTEN = exercise(
    "param_grad_1d",
    Status.NOT_ATTEMPTED,
    checks=(check(status=Status.SKIPPED, message="param_grad_1d is not written yet."),),
)
MISSING = exercise(
    "input_grad_1d", Status.MISSING, checks=(check(status=Status.SKIPPED, message="conv1d.py has no input_grad_1d."),)
)
ORDINARY = report(exercise(), FAILED, UNWRITTEN, MISSING)
UNREADABLE = report(
    exercise(status=Status.MISSING, checks=(check(status=Status.SKIPPED, message="No."),)),
    status=Status.UNREADABLE,
    score=0.0,
    message="Python cannot read it.",
)
OPEN = report(
    exercise(status=Status.GRADER_ERROR, checks=(check(status=Status.GRADER_ERROR, message="A bug."),)),
    status=Status.GRADER_ERROR,
    score=None,
    message="The grader failed.",
)
EVERY_KIND = run_of(ORDINARY, UNREADABLE, OPEN)

HOSTILE_EXAMPLE = Counterexample(
    arguments={HOSTILE: [1.0]},
    call=HOSTILE,
    expected={HOSTILE: [1.0]},
    returned={HOSTILE: [HOSTILE]},
    where=HOSTILE,
    wrong=((HOSTILE, 0),),
)
HOSTILE_CHECK = check("other_cases", Status.ERROR, message=HOSTILE, counterexample=HOSTILE_EXAMPLE)
HOSTILE_TEXT = dataclasses.replace(HOSTILE_EXAMPLE, expected=[1.0], returned=HOSTILE, raised=("returned",))
HOSTILE_XRAY = XRay(
    when=HOSTILE,
    why=HOSTILE,
    place=HOSTILE,
    right=HOSTILE,
    yours=HOSTILE,
    words=HOSTILE,
    check=HOSTILE_CHECK.name,
    terms=(Term(numbers=((HOSTILE, 0),), right=1.0, yours=2.0),),
)
HOSTILE_REPORT = report(
    exercise(
        status=Status.FAILED,
        checks=(HOSTILE_CHECK, check("more", Status.FAILED, message=HOSTILE, counterexample=HOSTILE_TEXT)),
        xray=HOSTILE_XRAY,
    ),
    exercise("pad_1d", Status.MISSING, checks=(check(status=Status.SKIPPED, message=HOSTILE),)),
    submission=HOSTILE,
    message=HOSTILE,
)
HOSTILE_RUNS = [
    run_of(HOSTILE_REPORT),
    run_of(HOSTILE_REPORT, ORDINARY),
    run_of(dataclasses.replace(HOSTILE_REPORT, status=Status.UNREADABLE)),
    run_of(dataclasses.replace(HOSTILE_REPORT, status=Status.GRADER_ERROR, score=None), ORDINARY),
]


# The terminal.


def in_terminal(run: GradingRun, *, colours: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        force_terminal=colours,
        color_system="standard" if colours else None,
        width=120,
        highlight=False,
    )
    terminal.show(run, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_shows_one_report_in_full() -> None:
    text = in_terminal(run_of(ORDINARY))
    for expected in (
        "conv1d  anna/conv1d.py  2 / 4",
        "✔ conv_1d        1 / 1",
        "◐ pad_1d         1 / 2",
        "Judged with a right helper in place of yours.",
        "What it looks like: zeros only after. Put them on each side.",
        "✔ Text of some_cases.  1 / 1",
        "✘ Text of other_cases.  0 / 1",
        "pad_1d: expected 2, not 2.5 at position [1].",
        "conv_1d(np.array([1.]))",
        "· param_grad_1d  0 / 1",
        "Not written yet.",
        "conv1d.py has no input_grad_1d.",
        "Student code ran behind: seccomp, rlimits",
    ):
        assert expected in text


def test_of_a_mistake_in_several_checks_the_hint_is_told_once() -> None:
    flipped, other = (
        Diagnosis(misconception=name, hint=f"About {name}.") for name in ("flipped_kernel", "another_one")
    )
    checks = [
        check(str(number), Status.FAILED, diagnosis=each) for number, each in enumerate((flipped, None, other, flipped))
    ]
    one = report(exercise(status=Status.FAILED, checks=tuple(checks), diagnosis=None))
    for text in (in_terminal(run_of(one)), html.exercise(one, one.exercises[0]), page_of(one)):
        assert text.count("One of the mistakes: flipped kernel.") == 1
        assert text.count("About flipped_kernel.") == 1
        assert text.count("About another_one.") == 1
        assert text.count("The same mistake: flipped kernel.") == 1


def page_of(one: Report) -> str:
    """The page of a student."""
    with tempfile.TemporaryDirectory() as folder:
        html.write_pages(run_of(one), Path(folder))
        (page,) = Path(folder).glob("001-*.html")
        return page.read_text(encoding="utf-8")


def test_an_exception_of_one_line_is_told_in_full_once() -> None:
    """Another line, or another exception, is another mistake."""
    told = [
        "f raised IndexError: index 5 is out of bounds (line 61: x[i]). Check the range.",
        "f raised IndexError: index 7 is out of bounds (line 61: x[i]). Check the range.",
        "f raised IndexError: index 7 is out of bounds (line 62: y[i]). Check the range.",
        "f raised KeyError: 5 (line 61: x[i]). Check the range.",
    ]
    checks = [check(str(number), Status.ERROR, message=message) for number, message in enumerate(told)]
    one = report(exercise(status=Status.FAILED, checks=tuple(checks), diagnosis=None))
    for text in (in_terminal(run_of(one)), html.exercise(one, one.exercises[0]), page_of(one)):
        assert text.count("Check the range.") == 3
        assert "f raised IndexError: index 7 is out of bounds, on line 61 as above." in text


def test_a_call_of_several_statements_keeps_its_lines() -> None:
    example = dataclasses.replace(EXAMPLE, call="layer = Dense(2)\nlayer.forward(\x1b[0m)", expected={"a": None})
    one = report(exercise(status=Status.FAILED, checks=(check(status=Status.FAILED, counterexample=example),)))
    assert "layer = Dense(2)\nlayer.forward(�[0m)\nexpected  {&#39;a&#39;: None}" in page_of(one)
    assert re.search(r"layer = Dense\(2\) *\n *layer.forward\(�\[0m\)", in_terminal(run_of(one)))


@pytest.mark.parametrize(
    ("helpers", "said"),
    [
        (("a",), "Your a is not right yet, so this was judged with a right one in its place."),
        (("a", "b"), "Your a and b are not right yet, so this was judged with right ones in their place."),
        (("a", "b", "c"), "Your a, b and c are not right yet, so this was judged with right ones in their place."),
    ],
)
def test_helpers_that_were_set_aside_are_named(helpers: tuple[str, ...], said: str) -> None:
    one = report(dataclasses.replace(FAILED, isolated=helpers))
    assert said in page_of(one)
    assert said in html.exercise(one, one.exercises[0])


def test_names_in_a_hint_are_shown_as_code() -> None:
    named = Diagnosis(misconception="odd_use", hint="Look at `param` & co.")
    one = report(
        exercise(status=Status.FAILED, checks=(check(status=Status.FAILED, diagnosis=named),), diagnosis=named)
    )
    for text in (page_of(one), html.exercise(one, one.exercises[0])):
        assert text.count("Look at <code>param</code> &amp; co.") == 2


def test_the_terminal_shows_a_class_as_a_table() -> None:
    text = in_terminal(EVERY_KIND)
    assert re.search(r"anna/conv1d.py +│ conv1d +│ +2 / 4 │ pad_1d: zeros only after; input_grad_1d", text)
    assert re.search(r"│ +0 / 4 │ Python cannot read it", text)
    assert re.search(r"│ open / 4 │ The grader failed", text)


@pytest.mark.parametrize("run", [run_of(UNREADABLE), run_of(OPEN)], ids=["unreadable", "open"])
def test_the_terminal_says_why_there_are_no_marks(run: GradingRun) -> None:
    text = in_terminal(run)
    assert run.reports[0].message in text
    assert ("open / 4" if run.reports[0].score is None else "0 / 4") in text


@pytest.mark.parametrize("run", HOSTILE_RUNS)
def test_nothing_in_a_report_moves_the_cursor_or_is_taken_for_markup(run: GradingRun) -> None:
    text = in_terminal(run)
    assert all(character.isprintable() or character == "\n" for character in text)
    flowing = " ".join(text.replace("│", " ").split())
    if len(run.reports) == 1:
        assert "[bold red]markup[/] [/nothing] :smile:" in flowing
        assert "ends here" in flowing
    text.encode()  # no half of a surrogate pair is left to stop the printing


def test_colours_come_from_the_reporter_alone() -> None:
    codes = set(re.findall(r"\x1b[^m]*m", in_terminal(run_of(ORDINARY), colours=True)))
    assert codes
    assert set(re.findall(r"\x1b[^m]*m", in_terminal(run_of(HOSTILE_REPORT), colours=True))) <= codes | {
        "\x1b[31m",
        "\x1b[36m",
    }


# HTML.


class Elements(HTMLParser):
    """Collects the elements, attributes and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(run: GradingRun, folder: Path) -> list[str]:
    index = html.write_pages(run, folder)
    assert index == folder / "index.html"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]


def test_there_is_a_page_for_each_report_and_an_index_that_leads_to_it(tmp_path: Path) -> None:
    texts = pages(EVERY_KIND, tmp_path / "new" / "folder")
    assert len(texts) == 4
    links = re.findall(r'href="([^"#]+)', texts[-1])
    assert sorted(set(links)) == sorted(
        path.name for path in (tmp_path / "new" / "folder").iterdir() if path.name != "index.html"
    )
    first = Elements(texts[0])
    for expected in (
        "2 of 4 points",
        "zeros only after.",
        "pad_1d: expected 2, not 2.5 at position [1].",
        "conv_1d(np.array([1.]))",
        "Graded by chainrule-kit 1.2.3",
    ):
        assert expected in first.text
    assert "Python cannot read it." in Elements(texts[1]).text
    assert "open" in Elements(texts[2]).text
    assert "The grader failed." in Elements(texts[2]).text


def test_pages_with_the_same_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    assert len(pages(run_of(*[dataclasses.replace(ORDINARY, submission="../../same")] * 3), tmp_path / "out")) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize("run", HOSTILE_RUNS)
def test_what_students_write_is_text_on_every_page(run: GradingRun, tmp_path: Path) -> None:
    usual = [Elements(page) for page in pages(EVERY_KIND, tmp_path / "usual")]
    tags, attributes = (
        set[str]().union(*(page.tags for page in usual)),
        set[str]().union(*(page.attributes for page in usual)),
    )
    for text in pages(run, tmp_path / "hostile"):
        page = Elements(text)
        assert page.tags <= tags
        assert page.attributes <= attributes
        assert "49" not in page.text  # {{ 7 * 7 }} is text
        assert "\x1b" not in text
        if run.reports[0].status is Status.UNREADABLE:
            assert "<script>alert(1)</script> <img src=x onerror=alert(1)>" in page.text


def test_a_fragment_for_a_notebook_is_text_too() -> None:
    fragment = Elements(
        html.exercise(HOSTILE_REPORT, HOSTILE_REPORT.exercises[0], footer=HOSTILE) + html.notice(HOSTILE, HOSTILE)
    )
    assert fragment.tags <= {"div", "strong", "ul", "li", "span", "em", "pre", "code"}
    assert fragment.attributes <= {"class"}
    assert fragment.text.count("<script>alert(1)</script>") >= 5


# JUnit.


def suites(run: GradingRun, path: Path) -> list[ElementTree.Element]:
    path.write_text("".join(junit.document(run)), encoding="utf-8")
    return list(ElementTree.parse(path).getroot())


def test_junit_has_a_suite_for_each_report_and_a_case_for_each_check(tmp_path: Path) -> None:
    ordinary, unreadable, grader_fault = suites(EVERY_KIND, tmp_path / "junit.xml")
    assert ordinary.attrib == {
        "name": "conv1d (anna/conv1d.py)",
        "tests": "5",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
        "time": "0",
    }
    assert [(case.get("classname"), case.get("name"), [child.tag for child in case]) for case in ordinary] == [
        ("conv1d.conv_1d", "some_cases", []),
        ("conv1d.pad_1d", "some_cases", []),
        ("conv1d.pad_1d", "other_cases", ["failure"]),
        ("conv1d.param_grad_1d", "some_cases", ["skipped"]),
        ("conv1d.input_grad_1d", "some_cases", ["error"]),
    ]
    assert ordinary[2][0].get("message") == "pad_1d: expected 2, not 2.5 at position [1]."
    assert ordinary[2][0].text == "conv_1d(np.array([1.]))\nexpected [1.0, 2.0]\nreturned [1.0, 2.5]"
    assert (unreadable.get("errors"), unreadable.get("skipped")) == (
        "1",
        "0",
    )  # a module that cannot be read is no success
    assert grader_fault.get("errors") == "1"


def test_junit_shows_no_answers_where_there_is_nothing_to_see(tmp_path: Path) -> None:
    cases = []
    for example in (
        dataclasses.replace(EXAMPLE, expected=None, returned=None, wrong=()),
        dataclasses.replace(EXAMPLE, returned="raises KeyError", wrong=(), raised=("returned",)),
    ):
        failed = exercise(status=Status.FAILED, checks=(check(status=Status.FAILED, counterexample=example),))
        cases.append(suites(run_of(report(failed)), tmp_path / "junit.xml")[0][0][0].text)
    assert cases == [EXAMPLE.call, f"{EXAMPLE.call}\nexpected [1.0, 2.0]\nraised KeyError"]


@pytest.mark.parametrize("status", Status)
def test_only_what_was_passed_or_not_judged_is_no_failure(status: Status, tmp_path: Path) -> None:
    (suite,) = suites(
        run_of(report(exercise(status=Status.FAILED, checks=(check(status=status),)))), tmp_path / "junit.xml"
    )
    bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    assert bad == (status not in (Status.PASSED, Status.SKIPPED))
    assert bad + int(suite.get("skipped", 0)) == len(suite[0])


@pytest.mark.parametrize("run", HOSTILE_RUNS)
def test_junit_is_valid_whatever_students_write(run: GradingRun, tmp_path: Path) -> None:
    hostile = suites(run, tmp_path / "junit.xml")[0]
    assert {element.tag for element in hostile.iter()} <= {"testsuite", "testcase", "failure", "error", "skipped"}
    assert "<script>alert(1)</script>" in (hostile[0][0].get("message") or "")
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#x?[0-9a-f]+;", (tmp_path / "junit.xml").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("run", [EVERY_KIND, *HOSTILE_RUNS])
def test_a_parser_of_junit_finds_the_counts_and_the_cases_as_they_are(run: GradingRun) -> None:
    parsed = JUnitXml.fromstring("".join(junit.document(run)).encode())
    claimed = [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in parsed]
    for suite in parsed:
        suite.update_statistics()
    assert claimed == [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in parsed]
    passed = [sum(case.is_passed for case in suite) for suite in parsed]
    assert passed == [
        sum(check.status is Status.PASSED for result in each.exercises for check in result.checks)
        for each in run.reports
    ]


# GitHub.


def test_every_exercise_that_was_not_passed_is_annotated() -> None:
    assert github.workflow_commands(run_of(ORDINARY)) == [
        "::error file=anna/conv1d.py,line=1,title=pad_1d::pad_1d: expected 2, not 2.5 at position [1]."
        "%0Aconv_1d(np.array([1.]))%0Aexpected [1.0, 2.0]%0Areturned [1.0, 2.5]",
        "::error file=anna/conv1d.py,line=1,title=input_grad_1d::conv1d.py has no input_grad_1d.",
        "::notice file=anna/conv1d.py,line=1,title=param_grad_1d::param_grad_1d is not written yet.",
    ]
    assert github.workflow_commands(run_of(report(exercise()))) == []
    levels = [command.split(" ")[0] for command in github.workflow_commands(run_of(*[ORDINARY] * 20))]
    assert levels == ["::error"] * github.MAX_ANNOTATIONS + ["::notice"] * github.MAX_ANNOTATIONS


def as_github_reads(line: str) -> tuple[str, dict[str, str], str]:
    """A command's name, properties and message: the rules of the runner's own ActionCommand."""
    assert line.startswith("::")
    head, message = line[2:].split("::", 1)
    name, _, listed = head.partition(" ")
    properties = dict(each.split("=", 1) for each in listed.split(","))

    def plain(text: str, characters: str) -> str:
        for character in characters:  # the percent sign comes last
            text = text.replace(f"%{ord(character):02X}", character)
        return text

    return name, {key: plain(value, "\r\n:,%") for key, value in properties.items()}, plain(message, "\r\n%")


@pytest.mark.parametrize("run", [EVERY_KIND, *HOSTILE_RUNS])
def test_github_reads_the_place_and_the_message_as_they_are(run: GradingRun) -> None:
    clean = printable(run)
    failing = [
        (each, result)
        for each in clean.reports
        for result in each.exercises
        if result.status not in (Status.PASSED, Status.NOT_ATTEMPTED)
    ]
    errors = [command for command in github.workflow_commands(run) if command.startswith("::error ")]
    assert len(errors) == min(len(failing), github.MAX_ANNOTATIONS)
    for line, (each, result) in zip(errors, failing, strict=False):
        told = next((check for check in result.checks if check.message), None)
        name, properties, text = as_github_reads(line)
        assert name == "error"
        assert properties == {"file": each.submission, "line": str(max(result.line, 1)), "title": result.name}
        message, *shown = text.split("\n")  # whatever students write, it breaks no line
        assert message == (told.message if told else each.message)
        call = told.counterexample.call.split("\n") if told and told.counterexample else []
        assert shown[: len(call)] == call
        assert len(shown) <= len(call) + 2


@pytest.mark.parametrize("run", HOSTILE_RUNS)
def test_a_message_cannot_start_a_command_of_its_own(run: GradingRun) -> None:
    commands = github.workflow_commands(run)
    assert commands
    for command in commands:
        assert len(command.splitlines()) == 1
        assert command.isprintable()
        properties = command.split("::")[1]
        assert re.fullmatch(r"(error|notice) file=[^,:]+,line=\d+,title=[^,:]+", properties)
        assert "forged%250A" in command or "anna" in properties


def test_percent_signs_colons_and_commas_are_escaped() -> None:
    strange = report(
        exercise("f", Status.FAILED, checks=(check(status=Status.FAILED, message="100%, a:b"),)),
        submission="a,b:c%d.py",
    )
    assert github.workflow_commands(run_of(strange)) == ["::error file=a%2Cb%3Ac%25d.py,line=1,title=f::100%25, a:b"]


def test_the_summary_is_a_table_of_all_submissions() -> None:
    assert github.summary(EVERY_KIND).splitlines() == [
        "| submission | unit | points | what went wrong |",
        "|---|---|--:|---|",
        r"| anna/conv1d.py | conv1d | 2 / 4 | pad\_1d: zeros only after; input\_grad\_1d: missing; not written: param\_grad\_1d |",
        "| anna/conv1d.py | conv1d | 0 / 4 | Python cannot read it |",
        "| anna/conv1d.py | conv1d | open / 4 | The grader failed |",
        "",
        "Student code ran behind: seccomp, rlimits",
    ]


@pytest.mark.parametrize("run", HOSTILE_RUNS)
def test_the_summary_keeps_its_form_whatever_students_write(run: GradingRun) -> None:
    lines = github.summary(run).splitlines()
    assert len(lines) == len(run.reports) + 4
    row = lines[2]
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert "<" not in row
    assert "@" not in row
    for character in "`*_[]#!":
        assert not re.search(rf"(?<!\\)(\\\\)*\{character}", row.replace("&#64;", "")), character


def test_the_summary_is_appended_where_github_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    github.write_summary(EVERY_KIND)
    path = tmp_path / "summary.md"
    path.write_text("# Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    github.write_summary(EVERY_KIND)
    assert path.read_text() == "# Before\n" + github.summary(EVERY_KIND)


def test_all_summaries_of_a_step_together_stay_within_what_github_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    for _ in range(5):
        github.append_to_summary("x" + "ä" * 200_000)
    kept, end = path.read_text().split("\n\n")  # no character is cut in two
    assert set(kept) == {"x", "ä"}
    assert end == "The rest is left out, because GitHub shows no longer summary.\n"
    assert github.MAX_SUMMARY_BYTES - 4 <= len(kept.encode()) <= github.MAX_SUMMARY_BYTES


# In a few words.


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (report(exercise()), ""),
        (ORDINARY, "pad_1d: zeros only after; input_grad_1d: missing; not written: param_grad_1d"),
        (dataclasses.replace(ORDINARY, score=0.0, exercises=(UNWRITTEN,)), "nothing is written yet"),
        (UNREADABLE, "Python cannot read it"),
        (OPEN, "The grader failed"),
        (
            report(exercise(status=Status.FAILED, checks=(check(), check("many_cases", Status.FAILED)))),
            "conv_1d: fails many cases",
        ),
        (
            report(exercise(status=Status.FAILED, checks=(check("a", Status.SKIPPED), check("b", Status.ERROR)))),
            "conv_1d: raises an error",
        ),
        (report(exercise(status=Status.FAILED, checks=(check(status=Status.TIMEOUT),))), "conv_1d: does not finish"),
        (
            report(exercise(status=Status.FAILED, checks=(check(status=Status.FORBIDDEN),))),
            "conv_1d: touches files or the network",
        ),
    ],
)
def test_what_went_wrong_is_said_in_a_few_words(result: Report, words: str) -> None:
    assert in_short(result) == words


def test_a_report_without_strange_characters_stays_as_it_is() -> None:
    assert printable(EVERY_KIND) == EVERY_KIND
    cleaned = printable(HOSTILE_REPORT)
    assert cleaned.submission.isprintable()
    assert isinstance(cleaned.status, Status)
    assert cleaned.exercises[0].checks[0].counterexample is not None
    assert "<script>" in str(cleaned.exercises[0].checks[0].counterexample.returned)
