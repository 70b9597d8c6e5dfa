"""The smallest cases that show known mistakes are found once and kept: a hand-in is asked them first, no
mark depends on them, and nothing that is wrong with them can do harm.
"""

import dataclasses
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import strategies as st

from autograder import cli
from autograder.course import Exercise, Misconception, Unit, agrees, polite, rejects
from autograder.course.loading import load_unit
from autograder.course.smallest import FILE, Smallest, SmallestError, read_smallest, written
from autograder.judging import cases
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.judging.smallest import SmallCases, smallest_of
from autograder.report import Report
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from autograder.testing import arguments, vectors
from autograder.values.readable import as_code
from tests.benchmarks import counterexamples

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

LINEAR_ALGEBRA = Path(__file__).with_name("courses") / "linear_algebra"

SOLUTION = """
import numpy as np

def rise(x):
    ### BEGIN SOLUTION
    if len(x) == 0:
        raise ValueError("x is empty")
    return x - x[0]
    ### END SOLUTION
"""
REFUSES = "def rise(x):\n    if len(x) == 0:\n        raise ValueError\n"
DESCENDS = Misconception("descends", "rise", "The other way.", f"{REFUSES}    return x[0] - x\n")
FROM_THE_LAST = Misconception("from_the_last", "rise", "The first.", f"{REFUSES}    return x - x[-1]\n")
LONG_ONLY = Misconception(
    "long_only", "rise", "All lengths.", f"{REFUSES}    return x - x[0] + (len(x) > 4) * (x[-1] > 2)\n"
)
LETS_PASS = Misconception("lets_pass", "rise", "Refuse.", "def rise(x):\n    return x - x[0] if len(x) else x\n")
RISE = Exercise(
    "rise",
    rejects(0.25, "Refuses nothing.", [{"x": np.ones(0)}]),
    agrees("values", 1.0, "Values.", arguments(x=vectors(1, 6)), count=6, seconds=0.2),
    agrees("longer", 1.0, "Longer ones.", arguments(x=vectors(4, 9)), count=6, seconds=0.2),
    polite(0.25, arguments(x=vectors(1, 6)), count=3),
)
UNIT = Unit("unit", "A unit", (RISE,), SOLUTION, (DESCENDS, FROM_THE_LAST, LONG_ONLY, LETS_PASS))


@pytest.fixture(scope="module")
def kept() -> Smallest:
    return smallest_of(prepare(UNIT))


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture
def judged(server: ForkServer) -> Callable[..., Report]:
    def judged(text: str, smallest: Smallest, **options: Any) -> Report:
        exam = prepare(dataclasses.replace(UNIT, smallest=smallest))
        files = {"unit.py": f"import numpy as np\n{text}".encode()}
        return Judge(exam, server, **options).judge(Submission("somebody", "unit", files))

    return judged


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hypothesis may draw, but not search."""

    def shrunk(*_anything: Any, **_options: Any) -> None:
        raise AssertionError("a smaller case was searched for")

    monkeypatch.setattr(cases, "shrunk", shrunk)


def marks(report: Report) -> list[tuple[str, str, float]]:
    return [(check.name, check.status, check.score) for result in report.exercises for check in result.checks]


def calls(report: Report) -> dict[str, str]:
    return {
        check.name: check.counterexample.call
        for result in report.exercises
        for check in result.checks
        if check.counterexample
    }


# Finding and keeping.


def test_each_mistake_has_a_smallest_case_in_each_check_that_catches_it(kept: Smallest) -> None:
    found = SmallCases(prepare(dataclasses.replace(UNIT, smallest=kept)))
    sheets = {sheet.check.name: sheet for sheet in prepare(UNIT).sheets["rise"]}
    assert {key: [as_code(case.arguments) for case in found.of(sheets[key[1]])] for key in kept} == {
        ("rise", "longer"): ["{'x': np.array([0., 0., 0., 1.])}", "{'x': np.array([0., 0., 0., 0., 3.])}"],
        ("rise", "values"): ["{'x': np.array([0., 1.])}"],  # what is refused stands in a list: there is no other
    }


def test_what_is_found_does_not_depend_on_what_was_kept(kept: Smallest) -> None:
    others: Smallest = {("rise", "values"): ((6, 1, 2, 3),)}
    assert smallest_of(prepare(dataclasses.replace(UNIT, smallest=others))) == kept


@pytest.mark.parametrize(
    "smallest",
    [
        {},
        {("f", "a"): ((1, -2, 0.5, -0.0, float("inf"), True, "ä\ud800"), ()), ("f", "b"): ((3,),), ("g", "a"): ((0,),)},
    ],
)
def test_the_file_holds_what_is_kept(tmp_path: Path, smallest: dict[tuple[str, str], Any]) -> None:
    (tmp_path / FILE).write_text(written(smallest))
    again = read_smallest(tmp_path)
    assert repr(again) == repr(smallest)


def test_a_course_need_not_have_the_file(tmp_path: Path) -> None:
    assert read_smallest(tmp_path) == {}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"f": []}', '{"f": {"a": 1}}', '{"f": {"a": [1]}}', '{"f": {"a": [[null]]}}', "[" * 10**5, "\xff"],
)
def test_a_file_that_is_damaged_is_named_and_nothing_is_made_of_it(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(SmallestError, match=rf"{FILE} cannot be read: .*Delete it, and run `autograder smallest`"):
        read_smallest(tmp_path)


# Judging.


@pytest.mark.usefixtures("no_search")
@pytest.mark.parametrize(
    ("mistake", "check", "call"),
    [
        (DESCENDS, "values", "rise(np.array([0., 1.]))"),
        (FROM_THE_LAST, "values", "rise(np.array([0., 1.]))"),
        (LONG_ONLY, "longer", "rise(np.array([0., 0., 0., 0., 3.]))"),
    ],
)
def test_a_known_mistake_is_shown_by_its_smallest_case_without_a_search(
    judged: Callable[..., Report], kept: Smallest, mistake: Misconception, check: str, call: str
) -> None:
    assert calls(judged(mistake.text, kept))[check] == call


@pytest.mark.usefixtures("no_search")
def test_so_is_a_mistake_without_a_name(judged: Callable[..., Report], kept: Smallest) -> None:
    report = judged(f"{REFUSES}    return 3.0 * (x - x[0])\n", kept)
    assert calls(report)["values"] == "rise(np.array([0., 1.]))"


ONLY_SMALL = f"{REFUSES}    return x - x[0] + (len(x) == 1)\n"


def test_a_case_on_which_the_students_own_code_is_right_is_not_shown(
    judged: Callable[..., Report], kept: Smallest
) -> None:
    assert calls(judged(ONLY_SMALL, kept))["values"] == "rise(np.array([0.]))"


TEXTS = {
    "right": f"{REFUSES}    return x - x[0]\n",
    "known": DESCENDS.text,
    "only small": ONLY_SMALL,
    "raises": "def rise(x):\n    return x[3]\n",
    "hangs where it is small": "def rise(x):\n    while len(x) == 2: pass\n    return 2 * x\n",
    "ends where it is small": "import os\ndef rise(x):\n    if len(x) == 2: os._exit(0)\n    return 2 * x\n",
}
KEPT: Mapping[str, Smallest] = {
    "nothing": {},
    "of other checks": {("rise", "other"): ((1, 0),), ("other", "values"): ((1, 0),)},
    "of other cases": {("rise", "values"): ((), ("text", True), (2.5,), (10**9, 1, 1))},
    "right for all": {("rise", "values"): ((1, 0), (1, 1))},
}


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("text", TEXTS)
def test_no_mark_depends_on_what_is_kept(judged: Callable[..., Report], kept: Smallest, text: str, name: str) -> None:
    expected = judged(TEXTS[text], kept, search=False)
    report = judged(TEXTS[text], KEPT[name])
    assert (report.score, report.status, marks(report)) == (expected.score, expected.status, marks(expected))
    assert judged(TEXTS[text], kept).score == expected.score


def test_what_may_not_be_asked_by_now_is_not_asked(kept: Smallest) -> None:
    """The solution refuses it now, or the strategy fails on it."""
    raising = dataclasses.replace(UNIT, solution=SOLUTION.replace("len(x) == 0", "len(x) < 9"), smallest=kept)
    broken = arguments(x=vectors(1, 6)).map(lambda case: {"x": case["y"]})
    sheet = prepare(UNIT).sheet("rise", "values")
    exam = dataclasses.replace(prepare(UNIT), unit=raising)
    assert SmallCases(exam).of(sheet), "the control"
    for other in (
        dataclasses.replace(sheet, reference=cases.LocalSubject(raising.solution, "unit")),
        dataclasses.replace(sheet, check=dataclasses.replace(sheet.check, cases=broken)),
        dataclasses.replace(sheet, check=dataclasses.replace(sheet.check, cases=st.nothing())),
    ):
        assert SmallCases(exam).of(other) == ()


# The command.


def test_the_command_writes_the_file_and_writes_it_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(LINEAR_ALGEBRA, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path / "course")
    texts = []
    for _ in range(2):
        result = CliRunner().invoke(cli.main, ["smallest", "least_squares"], catch_exceptions=False)
        assert result.exit_code == 0
        assert re.fullmatch(r"least_squares: [1-9]\d* cases in reference/least_squares/smallest.json\n", result.output)
        texts.append((tmp_path / "course/reference/least_squares" / FILE).read_text())
    assert texts[0] == texts[1]
    assert load_unit(tmp_path / "course", "least_squares").smallest == read_smallest(
        tmp_path / "course/reference/least_squares"
    )


# The benchmark.


@pytest.mark.parametrize(
    ("call", "numbers"),
    [
        ("conv_1d(np.array([1., 0., -2.5e-3]), np.zeros((0, 3)), 2)", (4, 3)),
        ("f(<array of shape (20, 30)>, [np.array([[.5], [1e9]], dtype=np.float32)], None, (-0.0, 7))", (604, 603)),
        ("f()", (0, 0)),
    ],
)
def test_the_benchmark_counts_the_numbers_that_a_student_reads(call: str, numbers: tuple[int, int]) -> None:
    assert counterexamples.size(call) == numbers


@pytest.mark.parametrize(("length", "found"), [(1, 2), (3, 4), (6, 7)])
def test_a_counterexample_is_looked_for_among_simpler_arguments_too(length: int, found: int) -> None:
    """Of a check that draws vectors of four numbers and more, and is allowed to show shorter ones."""
    longer = agrees(
        "longer", 1.0, "Longer ones.", arguments(x=vectors(4, 9)), count=12, simpler=arguments(x=vectors(1, 6))
    )
    [sheet] = prepare(dataclasses.replace(UNIT, exercises=(Exercise("rise", longer),))).sheets["rise"]
    assert min(len(case.arguments["x"]) for case in sheet.cases) >= 4
    shown = sheet.smallest(lambda case: len(case["x"]) > length)
    assert shown is not None
    assert len(shown["x"]) == found
