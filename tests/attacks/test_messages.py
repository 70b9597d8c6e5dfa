"""Attacks on whoever reads the report: each harms a reader of what the student wrote, and none a
reader of what any of the reporters writes.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from autograder.grading.grader import grading_run
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import CheckResult, GradingRun
from autograder.reporters import github, html, terminal
from autograder.reporters.outputs import FORMATS, Views
from autograder.submissions.folders import Submission
from tests.attacks.catalogue import Attack, attacks
from tests.attacks.conftest import Servers
from tests.attacks.toy import UNIT, graded_naively

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

ATTACKS = attacks("messages")
NAME = "<script>alert(2)</script>\x1b[2J\n::error::forged | [x](http://y)"
"""What a folder can be called."""


@pytest.fixture(scope="module")
def judge(servers: Servers) -> Judge:
    """With one tier only: reports do not depend on it."""
    return Judge(prepare(UNIT), servers(()))


# What does harm.


class Active(HTMLParser):
    """Finds what a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "foreignobject", "use", "animate", "set", "iframe", "object", "embed", "form"):
            self.found.append(tag)
        self.found += [
            name
            for name, value in attrs
            if name.startswith("on") or (name in ("href", "src") and "script:" in (value or ""))
        ]


def active(page: str) -> list[str]:
    parser = Active()
    parser.feed(page)
    parser.close()
    return parser.found


def does_harm(harm: str, text: str) -> bool:
    """Whether a text does that kind of harm where it is read as it stands."""
    tests: dict[str, Callable[[], bool]] = {
        "html": lambda: bool(active(f"<div title='{text}'>{text}</div>") or active(f'<div title="{text}"></div>')),
        "template": lambda: "{{" in text,
        "terminal": lambda: any(not character.isprintable() and character != "\n" for character in text),
        "bidi": lambda: any(character in text for character in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"),
        "markup": lambda: "[bold" in text,
        "workflow": lambda: any(line.startswith("::") for line in text.splitlines()),
        "markdown": lambda: any(line.startswith("| eve") for line in text.splitlines()),
        "xml": lambda: not is_xml(f"<failure>{text}</failure>"),
        "encoding": lambda: not is_encodable(text),
        "flood": lambda: len(text) > 200_000,
        "json": lambda: (
            "Infinity" in json.dumps([float(f"{float(number):.10g}") for number in re.findall(r"\d\.\d+e\+\d+", text)])
        ),
        "output": lambda: "hidden input" in text,
    }
    return tests[harm]()


def is_xml(text: str) -> bool:
    try:
        ElementTree.fromstring(text)
    except (ElementTree.ParseError, UnicodeEncodeError):
        return False
    return True


def is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


NAIVE_CALL = """
import numpy as np, sys
sys.set_int_max_str_digits(0)
np.set_printoptions(threshold=10**9)
try:
    answer = double(np.ones(3))
    answer = double(np.ones(3))
    print(answer.tolist() if hasattr(answer, "tolist") else answer)
except Exception as error:
    sys.stdout.buffer.write(f"{type(error).__name__}: {error}".encode("utf-8", "surrogatepass"))
"""


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_harms_who_reads_what_the_student_wrote(name: str, tmp_path: Path) -> None:
    (tmp_path / "submission").mkdir()
    attack = ATTACKS[name]
    printed = attack.settings["HARM"] == "output"
    shown = (
        graded_naively(attack, "allclose", tmp_path / "submission").stdout
        if printed
        else naively_shown(attack, tmp_path)
    )
    assert does_harm(attack.settings["HARM"], shown)


def naively_shown(attack: Attack, folder: Path) -> str:
    """What a module prints that shows its own answer or exception."""
    (folder / "shown.py").write_text(attack.text + NAIVE_CALL)
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8:surrogatepass"}
    done = subprocess.run([sys.executable, str(folder / "shown.py")], capture_output=True, env=environment, check=False)
    return done.stdout.decode("utf-8", "surrogatepass")


# What the reporters write.


def in_terminal(run: GradingRun, _folder: Path) -> str:
    console = Console(file=io.StringIO(), force_terminal=False, width=120, highlight=False)
    terminal.show(run, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def pages(run: GradingRun, folder: Path) -> str:
    html.write_pages(run, folder / "pages")
    return "".join(page.read_text() for page in sorted((folder / "pages").iterdir()))


def fragments(run: GradingRun, _folder: Path) -> str:
    """What goes into the grade cells of a notebook."""
    return "".join(html.exercise(report, result) for report in run.reports for result in report.exercises)


def commands(run: GradingRun, _folder: Path) -> str:
    return "\n".join(github.workflow_commands(run))


def step_summary(run: GradingRun, _folder: Path) -> str:
    return github.summary(run)


def file_of(name: str) -> Callable[[GradingRun, Path], str]:
    """What the command writes for the option of that name."""

    def write(run: GradingRun, _folder: Path) -> str:
        return "".join(FORMATS[name].make(Views.whole(run)))

    write.__name__ = name
    return write


FILES = {name: file_of(name) for name in FORMATS}
REPORTERS = (in_terminal, pages, fragments, commands, step_summary, *FILES.values())
JSON = (FILES["json"], FILES["gitlab"], FILES["gradescope"])
TABLES = (FILES["canvas"], FILES["moodle"])


def without_their_words(run: GradingRun) -> GradingRun:
    """The same results, with nothing in them that a student wrote: what is active on its pages is
    the reporters' own.
    """

    def silent(check: CheckResult) -> CheckResult:
        return dataclasses.replace(check, message="", counterexample=None)

    reports = [
        dataclasses.replace(
            report,
            submission="student",
            message="",
            exercises=tuple(
                dataclasses.replace(result, checks=tuple(map(silent, result.checks))) for result in report.exercises
            ),
        )
        for report in run.reports
    ]
    return dataclasses.replace(run, reports=tuple(reports))


def complaints(reporter: Callable[[GradingRun, Path], str], text: str, ours: str = "") -> Iterator[str]:
    """What is wrong with a reporter's output, but for what ``ours`` has as well."""
    if reporter in (pages, fragments) and (theirs := Counter(active(text)) - Counter(active(ours))):
        yield f"active on a page: {theirs}"
    if reporter not in (*JSON, *TABLES) and any(
        not character.isprintable() and character != "\n" for character in text
    ):
        yield "characters that move a cursor"
    if reporter is commands and not all(line.startswith("::error file=") for line in text.splitlines()):
        yield "a command of the student's own"
    if reporter is step_summary and len([line for line in text.splitlines() if line.startswith("|")]) != 3:
        yield "another row in the table"
    if reporter is step_summary and re.search(r"(?<!\\)\]\(|<script|<!--", text):
        yield "a link or a tag in the table"
    if reporter is FILES["junit"] and not is_xml(text.partition("?>")[2]):
        yield "no XML"
    if reporter in TABLES and any(
        cell.startswith(("=", "+", "@", "\t")) for row in csv.reader(text.splitlines(keepends=True)) for cell in row
    ):
        yield "a formula"
    if reporter in JSON:
        json.loads(text, parse_constant=lambda constant: pytest.fail(f"{constant} is no JSON"))
    if "1337" in text.replace("7 * 191", ""):
        yield "a template was run"
    if "hidden input" in text:
        yield "what was printed is shown"
    if not is_encodable(text):
        yield "what no file can hold"
    if len(text) > 150_000:
        yield f"{len(text)} characters"


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_harms_no_reader_of_a_report(name: str, judge: Judge, tmp_path: Path) -> None:
    report = judge.judge(Submission(NAME, "unit", ATTACKS[name].files))
    run = grading_run([(report, ("rlimits",))])
    assert report.score == 0.0
    ours = without_their_words(run)
    found = {
        reporter.__name__: list(
            complaints(reporter, reporter(run, tmp_path / "theirs"), reporter(ours, tmp_path / "ours"))
        )
        for reporter in REPORTERS
    }
    assert not any(found.values()), found


@pytest.mark.parametrize(
    ("reporter", "text"),
    [
        (pages, "<p onclick='x'>"),
        (in_terminal, "\x1b[2J"),
        (commands, "::error file=x::\n::notice::y"),
        (step_summary, "| a\n| b\n| c\n| d"),
        (step_summary, "|\n|\n|[x](http://y)"),
        (FILES["junit"], "<?xml?><a>"),
        (FILES["json"], '"' + "x" * 10**6 + '"'),
        (FILES["canvas"], "name,=1+1"),
    ],
)
def test_the_readers_notice_harm(reporter: Callable[[GradingRun, Path], str], text: str) -> None:
    assert list(complaints(reporter, text))


def test_hostile_attack_has_a_hostile_name() -> None:
    attack = Attack(NAME, "", {}, {})
    assert does_harm("html", attack.name)
    assert does_harm("terminal", attack.name)
    assert does_harm("workflow", attack.name)
