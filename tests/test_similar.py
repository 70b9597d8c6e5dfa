"""Look-alikes: what is copied is found however it is dressed up, and nobody is accused."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.course import load_unit
from autograder.report import Counterexample, Diagnosis, ExerciseResult, Report, Status
from autograder.similar import texts
from autograder.similar.answers import FEW, shared_answers
from autograder.similar.pairs import alike
from autograder.similar.texts import known, read, shared
from autograder.source import stub
from autograder.submissions.folders import Task
from tests.test_reporters import Elements, check, exercise, run_of

ROOT = Path(__file__).resolve().parents[1]
UNIT = load_unit(ROOT, "conv1d")

ADA = """
import numpy as np


def pad_1d(input_, num):
    wide = np.zeros(len(input_) + num + num)
    for place, value in enumerate(input_):
        wide[place + num] = value
    return wide


def conv_1d(input_, param):
    middle, answers = len(param) // 2, []
    wide = pad_1d(input_, middle)
    for start in range(len(input_)):
        total = 0.0
        for step, weight in enumerate(param):
            total = total + weight * wide[start + step]
        answers.append(total)
    return np.array(answers)
"""
BOB = '''
import numpy as np

# all of my own


def pad_1d(input_, num):
    """Zeros on both sides."""
    result = np.zeros(len(input_) + num + num)
    for i, x in enumerate(input_):
        result[i + num] = x   # in the middle
    return result


def conv_1d(input_, param):
    m, out = len(param) // 2, []
    padded = pad_1d(input_, m)
    for i in range(len(input_)):
        s = 0.0
        for j, w in enumerate(param):
            s = s + w * padded[i + j]
        out.append(s)
    return np.array(out)
'''
EVE = """
import numpy as np


def pad_1d(input_, num):
    nothing = [0.0] * num
    return np.array([*nothing, *input_, *nothing])


def conv_1d(input_, param):
    half = (len(param) - 1) // 2
    rows = np.stack([np.roll(pad_1d(input_, half), half - shift)[half:-half or None] for shift in range(len(param))])
    return np.einsum("kl,k->l", rows, param)
"""


def handed_in(folder: Path, **modules: str) -> list[Task]:
    for who, text in modules.items():
        (folder / who).mkdir(parents=True)
        (folder / who / "conv1d.py").write_text(text)
    return [Task(folder / who, "conv1d", f"{who}/conv1d.py", student=who) for who in modules]


def autograder(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, list(map(str, arguments)), catch_exceptions=False)


# Texts.


def test_other_names_layout_and_comments_hide_nothing() -> None:
    (left, right), _ = shared(*(read(text, frozenset()) for text in (ADA, BOB)))
    assert left > 0.9
    assert right > 0.9


def test_another_way_to_write_it_is_not_the_same() -> None:
    (left, right), _ = shared(*(read(text, frozenset()) for text in (ADA, EVE)))
    assert max(left, right) < 0.35


def test_both_sides_are_whole() -> None:
    for one, other in ((ADA, BOB), (ADA, EVE), (ADA, ""), ("", "")):
        _, sides = shared(read(one, frozenset()), read(other, frozenset()))
        assert ["".join(piece.text for piece in side) for side in sides] == [one, other]


def test_what_is_shared_is_marked_on_both_sides() -> None:
    _, sides = shared(*(read(text, frozenset()) for text in (ADA, BOB)))
    for side, name in zip(sides, ("total", "s = s"), strict=True):
        assert any(piece.shared and name in piece.text for piece in side)


def test_what_everybody_has_says_nothing() -> None:
    everybodys = known([stub(UNIT.solution), UNIT.solution])
    for text in (UNIT.solution, stub(UNIT.solution)):
        assert not read(text, everybodys).own
        assert shared(read(text, everybodys), read(text, everybodys))[0] == (0.0, 0.0)


def test_the_same_is_found_in_every_process() -> None:
    script = (
        "from tests.test_similar import *\n"
        "print(shared(read(ADA, known([EVE])), read(BOB, known([EVE]))), estimate(read(ADA, known([])).own,"
        " read(EVE, known([])).own))"
    )
    code = f"from autograder.similar.texts import estimate\n{script}"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "copydetect", None)
    with pytest.raises(texts.NotInstalledError, match=r"not installed\. Install it: python -m pip install copydetect"):
        known([ADA])


# Answers.


def answered(who: str, returned: Any, **changes: Any) -> Report:
    """A report on a wrong answer without a name."""
    example = Counterexample(arguments={}, call="conv_1d([1., 2.])", expected=[1.0, 2.0], returned=returned)
    example = dataclasses.replace(example, raised=changes.pop("raised", ()))
    wrong = check(status=Status.FAILED, message="No.", counterexample=example)
    result: ExerciseResult = exercise("conv_1d", Status.FAILED, checks=(wrong,), **changes)
    return Report(
        submission=f"{who}/conv1d.py",
        unit="conv1d",
        status=Status.GRADED,
        score=0.0,
        max_score=1.0,
        exercises=(result,),
        student=who,
    )


def pairs(*reports: Report) -> list[list[str]]:
    return sorted(sorted(pair) for pair in shared_answers(run_of(*reports), "conv1d"))


ODD = [3.25, -7.5]


def test_two_with_the_same_odd_answer_are_a_pair() -> None:
    reports = (answered("ada", ODD), answered("bob", ODD), answered("eve", [1.0, 5.0]))
    assert pairs(*reports) == [["ada", "bob"]]
    ((answer,),) = shared_answers(run_of(*reports), "conv1d").values()
    assert (answer.exercise, answer.call, json.loads(answer.returned), answer.students) == (
        "conv_1d",
        "conv_1d([1., 2.])",
        ODD,
        2,
    )


def test_what_many_answer_says_nothing() -> None:
    crowd = [answered(f"s{number}", ODD) for number in range(FEW + 1)]
    assert pairs(*crowd) == []
    assert len(pairs(*crowd[:FEW])) == FEW * (FEW - 1) // 2


@pytest.mark.parametrize(
    ("returned", "changes"),
    [
        (ODD, {"diagnosis": Diagnosis(misconception="flipped_kernel", hint="Turn it.")}),
        ([0.0, 0.0], {}),
        (7.0, {}),
        (None, {}),
        ("raises ValueError", {"raised": ("returned",)}),
    ],
    ids=["named", "zeros", "one value", "nothing", "raises"],
)
def test_what_many_mistakes_lead_to_says_nothing(returned: Any, changes: dict[str, Any]) -> None:
    assert pairs(*(answered(who, returned, **dict(changes)) for who in ("ada", "bob"))) == []


def test_another_unit_says_nothing() -> None:
    other = dataclasses.replace(answered("bob", ODD), unit="conv2d")
    assert pairs(answered("ada", ODD), other) == []


# Pairs.


def test_a_copy_comes_first_and_others_do_not_come_at_all(tmp_path: Path) -> None:
    found = alike(UNIT, handed_in(tmp_path, ada=ADA, bob=BOB, eve=EVE), None, most=5)
    (first, *others) = found.pairs
    assert [side.who for side in first.sides] == ["ada", "bob"]
    assert first.share > 0.8
    assert all(pair.share < 0.5 for pair in others)
    assert (found.submissions, found.compared) == (3, 3)


def test_who_hands_in_the_solution_or_the_stub_looks_like_nobody(tmp_path: Path) -> None:
    unwritten = stub(UNIT.solution)
    tasks = handed_in(tmp_path, ada=UNIT.solution, bob=UNIT.solution, eve=unwritten, joe=unwritten)
    assert alike(UNIT, tasks, None, most=5).pairs == []


def test_two_with_the_same_odd_answer_are_shown_though_their_texts_differ(tmp_path: Path) -> None:
    tasks = handed_in(tmp_path, ada=ADA, bob=BOB, eve=EVE)
    found = alike(UNIT, tasks, run_of(answered("ada", ODD), answered("eve", ODD)), most=1)
    (pair,) = found.pairs
    assert ([side.who for side in pair.sides], len(pair.answers)) == (["ada", "eve"], 1)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    long = "x = 1\n" * 40_000
    found = alike(UNIT, handed_in(tmp_path, ada=ADA, bob="", eve=long), None, most=5)
    assert found.left_out == ["bob", "eve"]


# The command.

HOSTILE = "<script>alert(1)</script>"


def test_the_page_shows_both_sides_and_nothing_acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    planted = f"\nx = '{HOSTILE}'\n\x1b[2J"
    handed_in(tmp_path / "in", ada=ADA + planted, bob=BOB + planted, eve=EVE)
    done = autograder("similar", "conv1d", tmp_path / "in", "--html", tmp_path / "page.html")
    assert done.exit_code == 0, done.output
    assert "ada and bob" in done.output
    assert "accuses nobody" in done.output
    page = (tmp_path / "page.html").read_text()
    assert HOSTILE not in page
    assert "alert(1)" in Elements(page).text
    assert page.count("<figure>") >= 2
    assert "<mark>" in page
    assert "This page accuses nobody" in page


def test_a_report_tells_who_gives_the_same_odd_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    handed_in(tmp_path / "in", ada=ADA, eve=EVE)
    (tmp_path / "report.json").write_text(run_of(answered("ada", ODD), answered("eve", ODD)).to_json())
    report = ("--report", tmp_path / "report.json")
    done = autograder("similar", "conv1d", tmp_path / "in", "--html", tmp_path / "page.html", *report)
    assert "ada and eve, and 1 wrong answer that few give" in done.output
    assert "conv_1d([1., 2.])" in (tmp_path / "page.html").read_text()
