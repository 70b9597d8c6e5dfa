"""The visible checks, as a student meets them: with right, wrong, unfinished and broken modules."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import subprocess
import sys
import textwrap
import time
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from rich.console import Console

import autograder
from autograder.report import Status
from autograder.visible import explain, terminal
from autograder.visible.annotations import visible_commands
from autograder.visible.finding import VisibleError, find_units
from autograder.visible.notebook import ShownRun
from autograder.visible.results import Failure, VisibleResult, VisibleRun
from autograder.visible.running import run_visible
from autograder.visible.terminal import check_command

CHECKS = '''
import numpy as np
import pytest
from hypothesis import given, strategies as st

import toy
from autograder.testing import strategies


@pytest.mark.exercise("double")
@given(x=strategies.vectors(1, 4))
def test_double(x):
    """Every value of `x` counts twice.

    Add x to itself.
    """
    np.testing.assert_allclose(toy.double(x), 2 * x)


@pytest.mark.exercise("double")
def test_double_shape():
    """The result has the shape of x."""
    assert toy.double(np.ones((2, 3))).shape == (2, 3), "the shape must stay"


@pytest.mark.exercise("total")
@given(table=strategies.arrays((2, 2)))
def test_total(table):
    """The sum of all values."""
    assert toy.total(table) == table.sum()


@pytest.mark.exercise("total")
def test_total_refuses():
    """Text has no sum."""
    with pytest.raises(ValueError):
        toy.total("text")
'''

RIGHT = """
import numpy as np


def double(x):
    return 2 * np.asarray(x)


def total(table):
    if isinstance(table, str):
        raise ValueError("table must be an array")
    return np.sum(table)
"""


def unit(folder: Path, module: str = RIGHT, checks: str = CHECKS) -> Path:
    """A folder with the unit ``toy``."""
    folder.mkdir(exist_ok=True)
    (folder / "toy.py").write_text(textwrap.dedent(module), encoding="utf-8")
    (folder / "test_toy.py").write_text(checks, encoding="utf-8")
    return folder


def with_double(*lines: str) -> str:
    """The right module with another body of ``double``."""
    return RIGHT.replace("    return 2 * np.asarray(x)", "\n".join("    " + line for line in lines))


def result(run: VisibleRun, name: str) -> VisibleResult:
    return next(result for result in run.results if result.name == name)


def failure(run: VisibleRun, name: str) -> Failure:
    found = result(run, name).failure
    assert found is not None
    return found


def text_of(run: VisibleRun, encoding: str = "utf-8") -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    terminal.render_terminal(run, Console(file=file, width=100, color_system=None))
    return file.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


# Verdicts.


def test_a_right_module_passes_quickly_and_leaves_no_files(tmp_path: Path) -> None:
    folder = unit(tmp_path)
    start = time.monotonic()
    run = run_visible(folder, "toy", None, 20)
    assert run.passed
    assert run.summary == "all 4 checks pass"
    assert time.monotonic() - start < 10
    assert sorted(path.name for path in folder.iterdir()) == ["test_toy.py", "toy.py"]


def test_a_wrong_value_is_shown_with_the_smallest_input_and_what_was_printed(tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, with_double("print('double of', x)", "return x + x[0]")), "toy", "double", 20)
    found = failure(run, "test_double")
    assert not run.passed
    assert found.status is Status.FAILED
    assert found.message == "At [1]: expected 0, not 1" or found.message == "At [1]: expected 2, not 1"
    assert found.arguments.keys() == {"x"}
    assert found.arguments["x"] in ("x = np.array([0., 1.])", "x = np.array([1., 0.])")
    assert found.expected in ("[0., 2.]", "[2., 0.]")
    assert found.printed.startswith("double of [")
    assert found.printed.count("\n") == 1
    assert (found.place, found.code) == ("test_toy.py, line 17", "np.testing.assert_allclose(toy.double(x), 2 * x)")
    assert result(run, "test_double").text == "Every value of `x` counts twice."
    assert result(run, "test_double").hint == "Add x to itself."
    assert {result.exercise for result in run.results} == {"double"}


PICTURED = (
    CHECKS
    + '''

@pytest.mark.exercise("double")
def test_double_of_three():
    """Three values."""
    np.testing.assert_allclose(toy.double(np.array([1.0, 2.0, 4.0])), [2.0, 4.0, 8.0])
'''
)


def test_the_first_wrong_answer_of_an_exercise_has_a_picture_of_what_the_code_computes(tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, with_double("return 2 * x[::-1]"), PICTURED), "toy", "double", 20)
    assert "output[0] = 2 x[1]" in re.sub(r"<[^>]+>", "", failure(run, "test_double").picture)
    assert failure(run, "test_double_of_three").picture == ""
    shown = ShownRun.of(run)._repr_html_()
    assert "what your code computes here" in shown
    assert failure(run, "test_double").picture in shown
    assert "what your code computes here" not in text_of(run)


@pytest.mark.parametrize("wrong", [2, 20])
def test_the_picture_is_that_of_the_first_wrong_number(wrong: int, tmp_path: Path) -> None:
    """Also where it is not among the first twelve, of which pictures are drawn."""
    longer = PICTURED.replace("np.array([1.0, 2.0, 4.0])), [2.0, 4.0, 8.0]", "np.arange(30.0)), 2 * np.arange(30.0)")
    module = with_double("y = 2 * x", f"y[{wrong}:] = 7 * x[0]", "return y")
    run = run_visible(unit(tmp_path, module, longer.replace("vectors(1, 4)", "vectors(1, 2)")), "toy", "double", 20)
    found = failure(run, "test_double_of_three")
    assert found.where == f"[{wrong}]"
    assert re.findall(r"checked> (\S+?)</label>", found.picture) == [f"output[{wrong}]"]
    assert found.picture.count('type="radio"') == 12


@pytest.mark.parametrize(
    "after",
    ["raise TypeError('no')", "raise SystemExit", "while True: pass", "return None", "return 'text'"],
)
def test_where_nothing_can_be_drawn_the_check_fails_as_before(after: str, tmp_path: Path) -> None:
    caller = "    import sys\n    if sys._getframe(1).f_code.co_filename.endswith('xray.py'):\n"
    module = with_double("return 3 * x").replace("    return 3", f"{caller}        {after}\n    return 3")
    found = failure(run_visible(unit(tmp_path, module, PICTURED), "toy", "double", 20), "test_double")
    assert (found.status, found.picture) == (Status.FAILED, "")
    assert "toy.double(x)" in found.call


def test_what_is_no_plain_call_of_the_module_has_no_picture(tmp_path: Path) -> None:
    module = with_double("return 3 * x")
    for test, has_picture in (
        ("toy.double(x)", True),
        ("toy.double(x)[::-1]", False),
        ("np.sum(toy.double(x))", False),
    ):
        checks = PICTURED.replace("toy.double(x), 2 * x)", f"{test}, {test.replace('toy.double(x)', '(2 * x)')})")
        found = failure(run_visible(unit(tmp_path, module, checks), "toy", "double", 20), "test_double")
        assert bool(found.picture) is has_picture


def test_an_assertion_of_the_test_is_shown_with_its_message_and_its_values(tmp_path: Path) -> None:
    found = failure(
        run_visible(unit(tmp_path, with_double("return 2 * np.ravel(x)")), "toy", "double", 20), "test_double_shape"
    )
    assert found.message == "the shape must stay"
    assert found.detail.startswith("assert (6,) == (2, 3)")
    assert "0x" not in found.detail


def test_arguments_that_should_be_refused(tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, RIGHT.replace("raise ValueError", "return len")), "toy", "total", 20)
    assert (
        failure(run, "test_total_refuses").message
        == "total accepted arguments that make no sense: expected it to raise ValueError."
    )


def test_a_stub_is_not_written_yet_and_its_users_need_it(tmp_path: Path) -> None:
    module = with_double("raise NotImplementedError  # your code here").replace(
        "np.sum(table)", "double(table).sum() / 2"
    )
    run = run_visible(unit(tmp_path, module), "toy", None, 20)
    assert failure(run, "test_double").message == "double is not written yet"
    assert [exercise.status for exercise in run.exercises] == [Status.NOT_ATTEMPTED, Status.FAILED]
    assert run.exercises[0].summary == "not written yet"
    assert failure(run, "test_total").message == "total needs double, which is not written yet: write double first."
    assert result(run, "test_total_refuses").passed
    assert "double is not written yet" not in text_of(run)  # one line says it for the whole exercise


USERS = {
    "in the student's code": RIGHT.replace("np.sum(table)", "_added(table)")
    + "\n\ndef _added(table):\n    return np.sum(double(table))\n",
    "in the check": RIGHT.replace("np.sum(table)", "np.sum(table) + 1"),
    "nowhere": RIGHT.replace("np.sum(table)", "np.sum(table) + 1"),
}


@pytest.mark.parametrize("where", USERS)
def test_what_fails_because_of_an_earlier_exercise_says_what_to_mend_first(tmp_path: Path, where: str) -> None:
    checks = (
        CHECKS.replace("toy.total(table) ==", "toy.total(toy.double(table) / 2) ==")
        if where == "in the check"
        else CHECKS
    )
    run = run_visible(unit(tmp_path / "toy", USERS[where].replace("return 2 *", "return 3 *"), checks), "toy")
    assert result(run, "test_double").hint == "Add x to itself."
    first = "" if where == "nowhere" else "This uses double, which is not right yet: mend that first."
    assert result(run, "test_total").mend_first == first
    if where == "in the student's code":
        alone = run_visible(tmp_path / "toy", "toy", "total")
        assert {each.exercise for each in alone.results} == {"total"}
        assert result(alone, "test_total").mend_first == first, "a check cell asks for one exercise alone"
        said = plain_pytest(tmp_path / "toy")
        assert re.search(rf"_ test_total _+\n{first}\n\nThe sum of all values.", said)
        (command,) = [each for each in visible_commands({"toy.py": run}) if "title=total" in each]
        assert command.partition("::error ")[2].partition("::")[2].startswith(first)


def test_what_helps_is_not_asked_where_nothing_fails(tmp_path: Path) -> None:
    checks = CHECKS.replace("toy.total(table) ==", "toy.total(toy.double(table) / 2) ==").replace(
        "Every value of `x` counts twice.", 'Never asked.\n    """\n    open(\'asked\', \'w\')\n    """'
    )
    run = run_visible(unit(tmp_path, RIGHT, checks), "toy", "total")
    assert run.passed
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        (
            "return x[len(x)]",
            "double raised IndexError: index 1 is out of bounds for axis 0 with size 1",
            "return x[len(x)]",
        ),
        ("assert x is None, 'no'", "double raised AssertionError: no", "assert x is None, 'no'"),
        (
            "raise SystemExit",
            "double ended the program (sys.exit, exit or quit): take that out and return the result.",
            "raise SystemExit",
        ),
        ("return input()", "double asks for input, and nobody answers here: take input() out.", "return input()"),
        ("return double(x)", "double calls itself without end (RecursionError).", "return double(x)"),
    ],
)
def test_an_exception_is_shown_with_the_students_line(tmp_path: Path, body: str, message: str, code: str) -> None:
    found = failure(run_visible(unit(tmp_path, with_double(body)), "toy", "double", 20), "test_double")
    assert (found.status, found.code, found.place) == (Status.ERROR, code, "toy.py, line 6")
    assert found.message.startswith(message)


@pytest.mark.parametrize(
    ("module", "start"),
    [
        (with_double("pass"), "expected an array of shape (1,), not None (is a `return` missing?)"),
        (
            RIGHT.replace("def double(x)", "def double()"),
            "double cannot be called as the check calls it (TypeError: double() takes 0 positional",
        ),
        (RIGHT.replace("def double(x)", "def twice(x)"), "toy.py does not define double: was it renamed or deleted?"),
    ],
)
def test_common_slips_get_plain_words(tmp_path: Path, module: str, start: str) -> None:
    run = run_visible(unit(tmp_path, module), "toy", "double", 20)
    assert failure(run, "test_double").message.startswith(start)


def test_warnings_are_no_mistakes(tmp_path: Path) -> None:
    body = (
        "np.array([1.0]) / np.array([0.0])",
        "import warnings",
        "warnings.warn('old', DeprecationWarning)",
        "return 2 * x",
    )
    assert run_visible(unit(tmp_path, with_double(*body)), "toy", "double", 20).passed


# Objects of the student's that cannot be put into words.


UNTOLD = {
    "raise RuntimeError('no')": "RuntimeError",
    "raise SystemExit": "SystemExit",
    "raise Odd": "Odd",
    "return 7": "TypeError",
    "return str(self)": "RecursionError",
}
"""What an object's own text may come to, and what asking for it then raises."""


def odd(text: str) -> str:
    """An exception and a value whose text comes to this."""
    return textwrap.dedent(f"""

        class Odd(Exception):
            def __str__(self):
                {text}

            __repr__ = __str__


        class Thing:
            __repr__ = Odd.__str__
        """)


def checks_that(*asked: str) -> str:
    """Checks of ``double`` that ask each of these."""
    start, end = (
        CHECKS.split('@pytest.mark.exercise("double")', 1)[0],
        CHECKS[CHECKS.index('@pytest.mark.exercise("total') :],
    )
    check = '@pytest.mark.exercise("double")\n@given(x=strategies.vectors(1, 4))\ndef test_{}(x):\n    {}\n\n\n'
    return start + "".join(check.format(number, what) for number, what in enumerate(asked)) + end


@pytest.mark.parametrize("text", UNTOLD)
def test_what_has_no_text_is_shown_as_such(text: str) -> None:
    namespace: dict[str, Any] = {}
    exec(odd(text), namespace)
    instead = f"(this cannot be shown, because its own text raises {UNTOLD[text]})"
    assert explain.shown(namespace["Thing"]()) == instead
    assert explain.pasteable([1, namespace["Thing"]()], "x") == f"x = {instead}"
    for error in (namespace["Odd"](), ImportError(namespace["Odd"]())):
        found = explain.failure(error, exercise="double", test_file=Path(__file__), arguments={})
        assert found.message == f"double raised {type(error).__name__}: {instead}"
        found = explain.import_failure(error, Path(__file__))
        assert found.message == f"test_visible.py cannot be imported, because of {type(error).__name__}: {instead}"


@pytest.mark.parametrize("text", [pytest.param("raise Odd", marks=pytest.mark.slow), "raise SystemExit"])
def test_an_exception_without_a_text_is_still_named(tmp_path: Path, text: str) -> None:
    folder = unit(tmp_path, with_double("raise Odd") + odd(text))
    run = run_visible(folder, "toy")
    found = failure(run, "test_double")
    message = f"double raised Odd: (this cannot be shown, because its own text raises {UNTOLD[text]})"
    assert (found.status, found.message, found.code) == (Status.ERROR, message, "raise Odd")
    assert [exercise.passed for exercise in run.exercises] == [0, 2]
    said = plain_pytest(folder)
    assert message in said
    assert "INTERNALERROR" not in said
    assert "INTERNALERROR" not in plain_pytest(folder, "--tb=long")


def test_a_value_without_a_text_is_a_wrong_answer_like_others(tmp_path: Path) -> None:
    asked = (
        "np.testing.assert_allclose(toy.double(x), 2 * x)",
        "expected, returned = 2 * x, toy.double(x); assert np.array_equal(expected, returned)",
        "assert toy.double(x) is x",
    )
    folder = unit(tmp_path, with_double("return Thing()") + odd("raise ValueError"), checks_that(*asked))
    run = run_visible(folder, "toy")
    found = [failure(run, f"test_{number}") for number in range(3)]
    assert [each.status for each in found] == [Status.FAILED] * 3
    assert [each.code for each in found] == list(asked)
    for each in found[:2]:
        assert "not an object of type Thing" in each.message
        assert each.returned == "(this cannot be shown, because its own text raises ValueError)"
    assert "INTERNALERROR" not in plain_pytest(folder)


def test_a_value_whose_text_ends_the_program_ends_nothing(tmp_path: Path) -> None:
    checks = checks_that("np.testing.assert_allclose(toy.double(x), 2 * x)", "assert toy.double(x) is x")
    folder = unit(tmp_path, with_double("return Thing()") + odd("raise SystemExit"), checks)
    run = run_visible(folder, "toy")
    assert [exercise.passed for exercise in run.exercises] == [0, 2]
    assert failure(run, "test_0").returned == "(this cannot be shown, because its own text raises SystemExit)"
    said = plain_pytest(folder)
    assert "2 failed, 2 passed" in said
    assert "INTERNALERROR" not in said


OBSTINATE = """

class Never(type):
    def __getattribute__(cls, name):
        raise RuntimeError("no")


class Thing:
    def _never(self, *args):
        raise RuntimeError("no")

    __array__ = __eq__ = __getattr__ = __len__ = __iter__ = __bool__ = __hash__ = _never
    __class__ = property(_never)


class Odd(AttributeError):
    obj = Thing()
    __notes__ = [7, Thing()]


class Worse(AttributeError, metaclass=Never):
    obj = Thing()
    __notes__ = 7
"""


@pytest.mark.parametrize(
    "body",
    [
        "return Thing()",
        "raise Worse",
        *(pytest.param(f"raise {each}", marks=pytest.mark.slow) for each in ("Odd", "SyntaxError(1)")),
    ],
)
def test_objects_that_raise_wherever_they_are_looked_at_end_nothing(tmp_path: Path, body: str) -> None:
    checks = checks_that("np.testing.assert_allclose(toy.double(x), 2 * x)", "assert toy.double(x) is x")
    folder = unit(tmp_path, with_double(body) + OBSTINATE, checks)
    run = run_visible(folder, "toy")
    assert [exercise.passed for exercise in run.exercises] == [0, 2]
    for name in ("test_0", "test_1"):
        assert failure(run, name).status in (Status.FAILED, Status.ERROR)
        assert "ended Python" not in failure(run, name).message
    said = plain_pytest(folder)
    assert "2 failed, 2 passed" in said
    assert "INTERNALERROR" not in said


@pytest.mark.parametrize("text", [pytest.param("raise RuntimeError('no')", marks=pytest.mark.slow), "raise SystemExit"])
def test_an_argument_without_a_text(tmp_path: Path, text: str) -> None:
    checks = CHECKS.replace("@given(x=strategies.vectors(1, 4))", "@given(x=st.builds(toy.Thing))")
    run = run_visible(unit(tmp_path, RIGHT + odd(text), checks), "toy")
    assert [exercise.passed for exercise in run.exercises] == [1, 2]
    assert list(failure(run, "test_double").arguments) == ["x"]
    assert "this cannot be shown" in failure(run, "test_double").arguments["x"]


@pytest.mark.parametrize("text", [pytest.param("raise Odd", marks=pytest.mark.slow), "raise SystemExit"])
def test_a_module_that_cannot_be_imported_for_a_reason_without_a_text(tmp_path: Path, text: str) -> None:
    folder = unit(tmp_path, RIGHT + odd(text) + "\nraise Odd\n")
    problem = run_visible(folder, "toy").problem
    assert problem is not None
    assert problem.message.startswith("toy.py cannot be imported, because it raises Odd: (this cannot be shown,")
    assert problem.code == "raise Odd"
    said = plain_pytest(folder)
    assert problem.message in said
    assert "INTERNALERROR" not in said


def test_a_text_that_no_file_can_hold_is_written_another_way(tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, with_double(r"print('\ud801')", r"raise ValueError('\ud800!')")), "toy", "double")
    assert failure(run, "test_double").printed == "\\ud801\n"
    assert failure(run, "test_double").message == r"double raised ValueError: \ud800!"
    assert r"\ud800!" in text_of(run)


def test_where_pytest_itself_fails_nobody_is_accused(tmp_path: Path) -> None:
    (unit(tmp_path) / "conftest.py").write_text("def pytest_runtest_logreport(report):\n    raise ValueError('odd')\n")
    run = run_visible(tmp_path, "toy")
    found = failure(run, "test_double")
    assert found.status is Status.GRADER_ERROR
    assert found.message.startswith("pytest itself failed here, which says nothing of double")
    assert "ValueError: odd" in found.detail
    (tmp_path / "conftest.py").write_text("def pytest_collection(session):\n    raise ValueError('odd')\n")
    problem = run_visible(tmp_path, "toy").problem
    assert problem is not None
    assert problem.status is Status.GRADER_ERROR
    assert "ValueError: odd" in problem.detail


def test_variables_of_frames_may_come_as_python_3_13_gives_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Proxy(Mapping[str, object]):
        """Like FrameLocalsProxy: no dict, and ``keys`` gives a list."""

        def __init__(self, frame: types.FrameType) -> None:
            self._variables = dict(frame.f_locals)

        def __getitem__(self, name: str) -> object:
            return self._variables[name]

        def __iter__(self) -> Iterator[str]:
            return iter(self._variables)

        def __len__(self) -> int:
            return len(self._variables)

        def keys(self) -> list[str]:  # type: ignore[override]
            return list(self._variables)

    def walk(trace: types.TracebackType | None) -> Iterator[tuple[object, int]]:
        for frame, line in walk_tb(trace):
            yield types.SimpleNamespace(f_code=frame.f_code, f_globals=frame.f_globals, f_locals=Proxy(frame)), line

    walk_tb = explain.traceback.walk_tb
    monkeypatch.setattr(explain.traceback, "walk_tb", walk)
    expected, returned = np.array([2.0, 0.0]), np.array([1.0, 0.0])
    for compare in (np.testing.assert_allclose, np.testing.assert_array_equal, _assert_same):
        try:
            compare(returned, expected)
        except AssertionError as error:
            found = explain.failure(error, exercise="double", test_file=Path(__file__), arguments={})
        assert (found.message, found.expected, found.returned) == ("At [0]: expected 2, not 1", "[2., 0.]", "[1., 0.]")


def _assert_same(returned: np.ndarray, expected: np.ndarray) -> None:
    assert np.array_equal(returned, expected)


# Modules that hang, end Python or cannot be imported.


def test_a_loop_without_end_is_named_and_the_other_exercises_still_run(tmp_path: Path) -> None:
    folder = unit(tmp_path, with_double("while True:", "    x = x + 0"))
    start = time.monotonic()
    run = run_visible(folder, "toy", None, 2)
    found = failure(run, "test_double")
    assert time.monotonic() - start < 40
    assert found.status is Status.TIMEOUT
    assert found.message == "double did not finish within 2 seconds: is there a loop that never ends?"
    assert found.place in ("toy.py, line 6", "toy.py, line 7")
    assert result(run, "test_double_shape").status is Status.SKIPPED
    assert [exercise.passed for exercise in run.exercises] == [0, 2]


LOOP_IN_DOUBLE = with_double("while True: pass").replace("    return np.sum(table)", "    double(table)")


def test_a_loop_without_end_costs_its_time_once(tmp_path: Path) -> None:
    folder = unit(tmp_path, LOOP_IN_DOUBLE)
    run = run_visible(folder, "toy", None, 1)
    assert [each.status for each in run.results] == [Status.TIMEOUT, Status.SKIPPED, Status.SKIPPED, Status.SKIPPED]
    said = text_of(run)
    assert "1 check was not run: double does not finish." in said
    assert " - total   not run: double does not finish." in said
    assert said.count("does not finish") == 2
    assert "::notice file=toy.py,line=9,title=total::not run: double does not finish." in "\n".join(
        visible_commands({"toy.py": run})
    )


def test_a_loop_in_what_an_exercise_uses_is_looked_for_there(tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, LOOP_IN_DOUBLE), "toy", "total", 1)
    message = "total did not finish within 1 second, because double did not: is there a loop in double that never ends?"
    assert failure(run, "test_total").message == message
    assert failure(run, "test_total").call.endswith("\ntoy.total(table)")
    assert (
        failure(run, "test_total").detail
        == "It stood at\ntoy.py, line 12, in total: double(table)\ntoy.py, line 6, in double: while True: pass"
    )
    assert result(run, "test_total_refuses").status is Status.SKIPPED


def test_a_loop_under_plain_pytest_costs_its_time_once(tmp_path: Path) -> None:
    said = plain_pytest(unit(tmp_path, LOOP_IN_DOUBLE), "--autograder-seconds=1")
    assert "double did not finish within 1 second: is there a loop that never ends?" in said
    assert "toy.py, line 6: while True: pass" in said
    assert "3 checks were not run: double does not finish." in said
    assert "1 failed, 3 skipped" in said


def test_a_loop_that_catches_everything_is_interrupted_again_and_one_in_c_is_stopped(tmp_path: Path) -> None:
    stubborn = with_double("for _ in range(3):", "    try:", "        while True: pass", "    except:", "        pass")
    run = run_visible(unit(tmp_path, stubborn), "toy", "double", 1)
    assert failure(run, "test_double").message == "At [0]: expected 0, not None" or (
        failure(run, "test_double").status is Status.TIMEOUT
    )
    in_c = with_double("return sum(range(10**12))")
    run = run_visible(unit(tmp_path, in_c), "toy", None, 0.5)
    found = failure(run, "test_double")
    assert found.message == "double did not finish within 0.5 seconds: is there a loop that never ends?"
    assert result(run, "test_double_shape").status is Status.SKIPPED
    assert [exercise.passed for exercise in run.exercises] == [0, 2]


def test_what_is_not_written_is_not_blamed_for_a_loop_in_what_it_would_use(tmp_path: Path) -> None:
    checks = CHECKS.replace("toy.total(table) ==", "toy.double(table).sum() / 2 == toy.total(table) ==")
    module = with_double("while True: pass").replace(
        RIGHT[RIGHT.index("    if isinstance") :], '    """Adds."""\n    raise NotImplementedError\n'
    )
    folder = unit(tmp_path, module, checks)
    run = run_visible(folder, "toy", None, 1)
    assert [each.status for each in run.exercises] == [Status.FAILED, Status.NOT_ATTEMPTED]
    said = plain_pytest(folder, "--autograder-seconds=1")
    assert "Not written yet: total." in said


def test_ending_python_is_named_and_the_other_exercises_still_run(tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, with_double("import os", "os._exit(7)")), "toy", None, 20)
    assert (
        failure(run, "test_double").message
        == "double ended Python itself (exit status 7): does it call os._exit, or fill the whole memory?"
    )
    assert [exercise.passed for exercise in run.exercises] == [0, 2]


def test_ending_python_again_and_again_outside_the_checks_comes_to_an_end(tmp_path: Path) -> None:
    (unit(tmp_path) / "conftest.py").write_text("import os\n\ndef pytest_runtestloop(session):\n    os._exit(4)\n")
    run = run_visible(tmp_path, "toy")
    assert {(r.status, r.failure and r.failure.message) for r in run.results} == {
        (Status.SKIPPED, "Python ended before (exit status 4).")
    }


@pytest.mark.parametrize(
    ("top", "message", "place", "code"),
    [
        ("def f(x)", "Python cannot read toy.py: expected ':' in line 1.", "toy.py, line 1", "def f(x)"),
        (
            "import tensorflood",
            "toy.py imports tensorflood, which is not installed here: take the import out, or install it if",
            "toy.py, line 1",
            "import tensorflood",
        ),
        (
            "import sys; sys.exit()",
            "toy.py ends the program while it is imported (sys.exit, exit or quit)",
            "toy.py, line 1",
            "import sys; sys.exit()",
        ),
        (
            "x = 1 / 0",
            "toy.py cannot be imported, because it raises ZeroDivisionError: division by zero",
            "toy.py, line 1",
            "x = 1 / 0",
        ),
        ("import os; os._exit(0)", "Importing toy.py ended Python itself (exit status 0)", "", ""),
        (
            "while True: pass",
            "Importing toy.py did not finish within 2 seconds: is there a loop outside the functions",
            "toy.py, line 1",
            "while True: pass",
        ),
    ],
)
def test_a_module_that_cannot_be_imported(tmp_path: Path, top: str, message: str, place: str, code: str) -> None:
    run = run_visible(unit(tmp_path, top + RIGHT), "toy", None, 2)
    assert run.problem is not None
    assert run.problem.message.startswith(message)
    assert (run.problem.place, run.problem.code) == (place, code)
    assert not run.passed
    assert run.problem.message.split(":")[0] in text_of(run)


def test_a_missing_name_in_an_import(tmp_path: Path) -> None:
    run = run_visible(
        unit(tmp_path, RIGHT, CHECKS.replace("import toy", "import toy\nfrom toy import triple")), "toy", None, 20
    )
    assert run.problem is not None
    assert run.problem.message == "toy.py does not define triple: was it renamed or deleted?"


def test_files_of_the_student_named_like_modules_of_pytest_do_no_harm(tmp_path: Path) -> None:
    (unit(tmp_path) / "random.py").write_text("raise RuntimeError")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--no-such-option'\n")
    assert run_visible(tmp_path, "toy", "total", 20).passed


# Edits.


@pytest.mark.parametrize("way", ["check", "pytest"])
def test_an_edit_of_the_same_second_and_size_is_judged_by_the_new_text(tmp_path: Path, way: str) -> None:
    folder, wrong = unit(tmp_path), RIGHT.replace("return 2", "return 3")
    modules = {"toy.py": (wrong, RIGHT), "test_toy.py": (CHECKS.replace("== (2, 3)", "== (2, 4)"), CHECKS)}
    for name, (before, _) in modules.items():
        (folder / name).write_text(before)
        os.utime(folder / name, (10**9, 10**9))
    assert "2 failed" in plain_pytest(folder, writing=True)
    assert len(list((folder / "__pycache__").iterdir())) == 2
    for name, (before, after) in modules.items():
        assert len(before) == len(after)
        (folder / name).write_text(after)
        os.utime(folder / name, (10**9, 10**9))
    if way == "check":
        assert run_visible(folder, "toy").passed
    else:
        assert "4 passed" in plain_pytest(folder, writing=True)


# What is missing.


def test_missing_files_are_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(VisibleError, match=r"There is no folder .*nowhere"):
        run_visible(tmp_path / "nowhere", "toy")
    with pytest.raises(VisibleError, match=r"There is no test_toy.py in .*: copy it there from the assignment"):
        run_visible(tmp_path, "toy")
    (unit(tmp_path) / "toy.py").rename(tmp_path / "toy (1).py")
    with pytest.raises(VisibleError, match=r"There is no toy.py in .*: rename toy \(1\).py to toy.py"):
        run_visible(tmp_path, "toy")
    (tmp_path / "toy (1).py").unlink()
    with pytest.raises(VisibleError, match=r"There is no toy.py in .*: copy it there from the assignment"):
        run_visible(tmp_path, "toy")


COPIES = ("{} (1)", "{}(1)", "{} copy", "{}-Copy1", "{}-1", "{} - Kopie", "{} 2")
OTHER_NAMES = ("my_toy.py", "toyy.py", "solution.py", "Toy_old.py", "toy.py.txt", "solution.txt", "toy.py.py", "tooy")


@pytest.mark.parametrize("name", [*(f"{copy.format('toy')}.py" for copy in COPIES), "Copy of toy.py", *OTHER_NAMES])
def test_the_file_to_rename_is_the_one_with_the_students_code(tmp_path: Path, name: str) -> None:
    folder = unit(tmp_path)
    (folder / "toy.py").rename(folder / name)
    for other in ("toy.ipynb", "toy.pyc", "toy.txt", "toys.py", "test_toys.py"):
        (folder / other).touch()
    (folder / "tox.py").write_text("def treble(x):\n    return 3 * x\n")
    with pytest.raises(VisibleError) as caught:
        run_visible(folder, "toy")
    assert f": rename {name} to toy.py, the checks read your code from it." in str(caught.value)


@pytest.mark.parametrize("other", ["toy.ipynb", "toy (1).ipynb", "toy.pyc", "test_toy (1).py"])
def test_no_other_file_is_to_be_renamed(tmp_path: Path, other: str) -> None:
    folder = unit(tmp_path)
    (folder / "toy.py").rename(folder / other)
    with pytest.raises(VisibleError, match=r"There is no toy.py in .*: copy it there from the assignment, the checks"):
        run_visible(folder, "toy")


def test_a_module_of_another_unit_is_not_to_be_renamed(tmp_path: Path) -> None:
    folder = unit(tmp_path)
    (folder / "toy.py").rename(folder / "toy2.py")
    (folder / "test_toy2.py").write_text(CHECKS.replace("toy", "toy2"))
    with pytest.raises(VisibleError, match=r"There is no toy.py in .*: copy it there"):
        run_visible(folder, "toy")


def test_a_copy_that_python_cannot_read_is_known_by_its_name(tmp_path: Path) -> None:
    folder = unit(tmp_path, "def double(x)")
    (folder / "toy.py").rename(folder / "toy (1).py")
    (folder / "other.py").write_text("def double(x)")
    with pytest.raises(VisibleError, match=r"rename toy \(1\).py to toy.py"):
        run_visible(folder, "toy")


def test_a_second_copy_of_the_checks_is_no_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = unit(tmp_path)
    for copy in COPIES:
        (folder / f"test_{copy.format('toy')}.py").write_text(CHECKS)
    assert find_units(folder) == [(folder, "toy")]
    monkeypatch.chdir(folder)
    assert autograder.check("total").passed


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_the_checks_alone_is_to_be_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], copy: str
) -> None:
    folder, name = unit(tmp_path), f"test_{copy.format('toy')}.py"
    (folder / "test_toy.py").rename(folder / name)
    monkeypatch.chdir(folder)
    assert check_command(folder, 20) == 2
    for said in (capsys.readouterr().err, repr(autograder.check("double"))):
        expected = f"There is no test_toy.py in {folder}: rename {name} to test_toy.py"
        assert "".join(expected.split()) in "".join(said.split())  # a line can break at any hyphen


def test_a_copy_that_is_named_is_not_taken_for_the_module(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = unit(tmp_path)
    for name in ("toy (1).py", "test_toy (1).py"):
        (folder / name).write_text("")
        assert check_command(folder / name, 20) == 2
        plain = name.replace(" (1)", "")
        said = f"Python cannot import a file that is called {name}: check {plain} instead, which is beside it."
        assert said in " ".join(capsys.readouterr().err.split())
        (folder / plain).unlink()
        assert check_command(folder / name, 20) == 2
        assert f"called {name}: rename it to {plain}." in " ".join(capsys.readouterr().err.split())
    unit(folder)
    (folder / "toy (1).ipynb").touch()
    assert check_command(folder / "toy (1).ipynb", 20) == 0


def test_an_unknown_exercise_is_named_with_the_likely_one(tmp_path: Path) -> None:
    with pytest.raises(VisibleError, match=r"has no checks of 'duoble': is 'double' meant\?"):
        run_visible(unit(tmp_path), "toy", "duoble")
    with pytest.raises(VisibleError, match="has no checks of 'quark': it has those of double, total"):
        run_visible(tmp_path, "toy", "quark")


# In a notebook.


def test_check_finds_the_unit_by_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unit(tmp_path))
    run = autograder.check("double")
    assert run.passed
    assert repr(run).startswith("toy  all 2 checks pass")
    assert "✓" in run._repr_html_()


@pytest.mark.parametrize("name", ["double", "toy"])
def test_an_exercise_that_is_called_as_its_unit_is_checked_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Where none is, the name means the unit; a module always does."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f"{name}.py").write_text(RIGHT)
    (folder / f"test_{name}.py").write_text(CHECKS.replace("import toy", f"import {name}").replace("toy.", f"{name}."))
    monkeypatch.chdir(folder)
    wanted = {"double"} if name == "double" else {"double", "total"}
    assert {each.exercise for each in autograder.check(name).results} == wanted
    module = types.ModuleType(name)
    assert {each.exercise for each in autograder.check(module).results} == {"double", "total"}
    assert check_command(Path(name), 20) == 0
    said = capsys.readouterr().out
    assert {each for each in ("double", "total") if f"✓ {each} " in said} == wanted


def test_a_notebook_shows_what_can_be_mended_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.push({"autograder": autograder})
    shell.run_cell("autograder.xray(3, [1])")
    assert capsys.readouterr().out.strip() == "3 is no function. Give xray the function itself, or its name."


def test_an_error_that_was_told_before_is_told_without_what_to_mend_first(tmp_path: Path) -> None:
    twice = CHECKS[CHECKS.index('@pytest.mark.exercise("total') :].replace("def test_total", "def test_total_twice")
    checks = f"{CHECKS}\n\n{twice.replace('toy.total(table) ==', 'toy.total(toy.double(table) / 2) ==')}"
    body = RIGHT.replace("return 2 *", "return 3 *").replace("np.sum(table)", 'table["k"]')
    stories = run_visible(unit(tmp_path, body, checks), "toy").exercises[-1].stories
    told, again = (each for each in stories if each.result.name in ("test_total", "test_total_twice"))
    assert (told.same, again.same) == (False, True)
    assert again.result.mend_first
    assert not again.first


def test_check_never_raises_for_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "There are no checks in" in repr(autograder.check())
    unit(tmp_path)
    assert "has no checks of 'duoble': is 'double' meant?" in repr(autograder.check("duoble"))
    (tmp_path / "test_other.py").write_text(CHECKS)
    assert "several files with such checks (test_other.py, test_toy.py)" in repr(autograder.check("double"))
    (tmp_path / "test_other.py").unlink()
    (tmp_path / "toy.py").unlink()
    assert "There is no toy.py" in autograder.check()._repr_html_()


def test_the_panel_tells_the_whole_story_and_escapes_what_students_write() -> None:
    bad = Failure(
        status=Status.FAILED,
        message="<script>alert(1)</script>",
        arguments={"x": "x = np.array([1.])"},
        expected="[2.]",
        returned="<b>",
        place="toy.py, line 3",
        code="a < b",
        printed="</div>",
        hint="Add & see.",
    )
    results = (
        VisibleResult(name="a", exercise="double", text="Twice `x`.", status=Status.FAILED, failure=bad),
        VisibleResult(name="b", exercise="double", text="Shape.", status=Status.PASSED),
    )
    html = ShownRun(unit="toy", results=results)._repr_html_()
    assert "<script>" not in html
    assert "<b>" not in html
    assert html.count("<div") == html.count("</div>")
    for part in (
        "1 of 2 checks pass",
        "&lt;script&gt;",
        "x = np.array([1.])",
        "[2.]",
        "&lt;b&gt;",
        "toy.py, line 3",
        "a &lt; b",
        "&lt;/div&gt;",
        "Add &amp; see.",
        ">x</code>",
    ):
        assert part in html


def test_the_terminal_does_without_symbols_where_there_are_none() -> None:
    statuses = (Status.PASSED, Status.FAILED, Status.NOT_ATTEMPTED)
    run = VisibleRun(
        unit="toy", results=tuple(VisibleResult(name=s, exercise=s, text="[bold]", status=s) for s in statuses)
    )
    assert [line.split()[0] for line in text_of(run, "ascii").splitlines() if "check" in line or "written" in line] == [
        "toy",
        "+",
        "x",
        "o",
    ]
    assert "✗ [bold]" in text_of(run)


# The command.


def test_the_command_checks_a_tree_of_units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unit(tmp_path / "right")
    assert check_command(tmp_path, 20) == 0
    unit(tmp_path / "wrong", with_double("return x"))
    unit(tmp_path / ".hidden", "this is no Python")
    assert check_command(tmp_path, 20) == 1
    assert check_command(tmp_path / "right" / "toy.py", 20) == 0
    assert "all 4 checks pass" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_with_its_argument(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.py").touch()
    (tmp_path / "test_text.py").write_text(
        f"TEXT = '''{CHECKS.replace(chr(39) * 3, '')}'''"
    )  # speaks of markers and has none
    assert [check_command(path, 20) for path in (tmp_path / "nowhere", tmp_path / "notes.py", tmp_path)] == [2, 2, 2]
    said = capsys.readouterr().err
    assert "nowhere, and no exercise of that name here. Give the folder of a unit" in " ".join(said.split())
    assert "There is no test_notes.py" in said
    assert "There are no checks in" in said


# Plain pytest.


def plain_pytest(folder: Path, *options: str, writing: bool = False) -> str:
    """What pytest says, which leaves bytecode behind if it is ``writing``."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {} if writing else {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        "--rootdir",
        str(folder),
        *options,
    ]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    ).stdout


def test_plain_pytest_shows_short_failures_and_leaves_other_tests_alone(tmp_path: Path) -> None:
    others = "\n\n@given(st.integers())\ndef test_unmarked(n):\n    assert n < 100\n"
    stub = with_double("raise NotImplementedError").replace("np.sum(table)", "np.max(table)")
    said = plain_pytest(unit(tmp_path, stub, CHECKS + others), "--strict-markers", "-W", "error", "-rs")
    assert said.count("double is not written yet") == 2
    assert re.search(r"SKIPPED \[1\] test_toy.py:\d+: double is not written yet", said)
    assert "Not written yet: double.\n" in said
    assert "2 failed, 1 passed, 2 skipped" in said
    assert "NotImplementedError" not in said
    assert "paste this into the notebook:\n    table = np.array([[0., 0.],\n                      [" in said
    assert "]])\n    toy.total(table)\n" in said
    assert "\ntest_toy.py, line 30\n" in said
    (patch,) = (tmp_path / ".hypothesis/patches").glob("*.patch")
    assert "test_unmarked" in patch.read_text()
    assert "test_total" not in patch.read_text(), "Hypothesis offers no edit of the course's tests"
    assert ">       assert n < 100" in said  # pytest's own report of the test without the marker
    assert "Failing test case: test_unmarked(" in said
    assert "Traceback" not in said
    ordinary = plain_pytest(tmp_path, "--tb=long", "-k", "total")
    assert ">       assert toy.total(table) == table.sum()" in ordinary


COUNTING = """
import pathlib
from _pytest._code.code import TracebackEntry

right = TracebackEntry.getsource


def counted(*arguments, **named):
    pathlib.Path(__file__).with_name("written").touch()
    return right(*arguments, **named)


TracebackEntry.getsource = counted
"""


def test_no_traceback_is_written_that_nobody_sees(tmp_path: Path) -> None:
    folder = unit(tmp_path, with_double("return x - 1"))
    (folder / "conftest.py").write_text(COUNTING)
    assert run_visible(folder, "toy", "double").results[0].failure
    assert not (folder / "written").exists()
    plain_pytest(folder, "-k", "test_double", "--tb=long")
    assert (folder / "written").exists()


def test_plain_pytest_says_in_short_why_the_module_cannot_be_imported(tmp_path: Path) -> None:
    assert "Python cannot read toy.py: expected ':' in line 1.\n\ntoy.py, line 1: def f()" in plain_pytest(
        unit(tmp_path, "def f()" + RIGHT)
    )
    said = plain_pytest(unit(tmp_path, "exit()" + RIGHT))
    assert "toy.py ends the program while it is imported" in said
    assert "INTERNALERROR" not in said


def test_the_search_for_a_smaller_input_is_bounded(tmp_path: Path) -> None:
    slow = with_double("import time", "time.sleep(0.4)", "return x - 1")
    start = time.monotonic()
    found = failure(run_visible(unit(tmp_path, slow), "toy", "double", 20), "test_double")
    assert found.status is Status.FAILED
    assert time.monotonic() - start < 10


def test_what_is_imported_only_when_needed() -> None:
    code = "import sys, autograder, autograder.visible.pytest_plugin; print([name for name in ('numpy', 'hypothesis', 'jinja2', 'rich') if name in sys.modules])"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=True
    ).stdout
    assert said.strip() == "[]"


# Values.


def test_arguments_can_be_pasted() -> None:
    values = [
        np.arange(6.0).reshape(1, 2, 3),
        np.array([np.nan, -np.inf]),
        np.array([1, 2]),
        np.zeros((0, 3)),
        {"W": np.eye(2)},
        (1, 2.5),
        np.float32([1, 2]),
    ]
    for value in values:
        namespace: dict[str, object] = {"np": np}
        exec(explain.pasteable(value, "value"), namespace)
        np.testing.assert_equal(namespace["value"], value)
    assert explain.pasteable(np.arange(8.0).reshape(2, 2, 2), "x") == (
        "x = np.array([[[0., 1.],\n               [2., 3.]],\n              [[4., 5.],\n               [6., 7.]]])"
    )


def test_parts_of_an_argument_get_the_names_that_the_test_gives_them(tmp_path: Path) -> None:
    checks = CHECKS.replace(
        "@given(table=strategies.arrays((2, 2)))", "@given(case=st.tuples(st.just(2), strategies.arrays((2, 2))))"
    )
    checks = checks.replace("def test_total(table):", "def test_total(case):")
    checks = checks.replace(
        "    assert toy.total(table) ==", "    count, table = case\n    assert toy.total(table) * count == count *"
    )
    found = failure(
        run_visible(unit(tmp_path, RIGHT.replace("np.sum", "np.max"), checks), "toy", "total", 20), "test_total"
    )
    assert list(found.arguments) == ["count", "table"]
    assert found.arguments["count"] == "count = 2"


def test_the_words_of_the_properties_are_taken_apart(tmp_path: Path) -> None:
    instead = "    from autograder.testing.properties import assert_close\n    assert_close(toy.double(np.eye(2)), 2 * np.eye(2))"
    checks = CHECKS.replace("    np.testing.assert_allclose(toy.double(x), 2 * x)", instead)
    found = failure(run_visible(unit(tmp_path, with_double("return x"), checks), "toy", "double", 20), "test_double")
    assert found.message == "The result is wrong at [0, 0]: expected 2, not 1."
    assert (found.expected, found.returned) == ("[[2., 0.],\n [0., 2.]]", "[[1., 0.],\n [0., 1.]]")


def test_results_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        VisibleRun(unit="toy").unit = "other"  # type: ignore[misc]
