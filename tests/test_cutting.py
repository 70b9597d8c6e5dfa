"""A counterexample is cut to the axes that the mistake needs: what is left still shows that mistake, by the student's
own answer, in a call that the reference answers.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.course import Exercise, Misconception, Unit, agrees
from autograder.judging import cutting
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import CheckResult, Status
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

SOLUTION = """
import numpy as np

def turned(x):
    ### BEGIN SOLUTION
    if x.shape[1] < 2:
        raise ValueError("x has one row")
    return x.swapaxes(1, 2) + 0.0
    ### END SOLUTION
"""
LARGE = {"x": np.arange(1.0, 61.0).reshape(3, 4, 5)}
CHECKS = (agrees("large", 1.0, "Large arrays.", st.just(LARGE), count=1),)
LAST_ROW_LOST = Misconception(
    "last_row_lost",
    "turned",
    "All rows.",
    "def turned(x):\n    return x.swapaxes(1, 2) * (np.arange(x.shape[1]) < 3)\n",
)
UNIT = Unit("unit", "A unit", (Exercise("turned", *CHECKS),), SOLUTION, (LAST_ROW_LOST,))


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture
def shown(server: ForkServer) -> Callable[[str], CheckResult]:
    def shown(body: str) -> CheckResult:
        text = f"import numpy as np\ndef turned(x):\n    {body}\n"
        report = Judge(prepare(UNIT), server).judge(Submission("somebody", "unit", {"unit.py": text.encode()}))
        check = report.exercises[0].checks[0]
        assert check.counterexample
        return check

    return shown


def call(check: CheckResult) -> str:
    assert check.counterexample
    return check.counterexample.call


def test_a_call_is_cut_as_far_as_the_reference_answers_it(shown: Callable[[str], CheckResult]) -> None:
    check = shown("return x.swapaxes(1, 2) + 1")
    assert call(check) == "turned(np.array([[[1.], [6.], [11.], [16.]]]))"
    assert "expected 1, not 2" in check.message


def test_what_is_wrong_in_the_last_image_alone_is_shown_with_that_one(shown: Callable[[str], CheckResult]) -> None:
    assert (
        call(shown("return x.swapaxes(1, 2) * (x.swapaxes(1, 2) != 60)"))
        == "turned(np.array([[[45.], [50.], [55.], [60.]]]))"
    )


def test_a_mistake_that_needs_two_images_keeps_them(shown: Callable[[str], CheckResult]) -> None:
    check = shown("return x.swapaxes(1, 2) - x[:1].swapaxes(1, 2) + x[-1:].swapaxes(1, 2)")
    assert call(check) == "turned(np.array([[[1., 2.], [6., 7.]], [[21., 22.], [26., 27.]]]))"


def test_another_way_of_being_wrong_is_not_taken_for_it(shown: Callable[[str], CheckResult]) -> None:
    check = shown("return (x[:, :, 2:] if x.shape[2] > 3 else x[5]).swapaxes(1, 2)")
    assert "IndexError" not in check.message
    assert call(check) == "turned(np.array([[[1., 2., 3., 4., 5.], [6., 7., 8., 9., 10.]]]))"


def test_a_call_still_shows_the_mistake_that_is_named(shown: Callable[[str], CheckResult]) -> None:
    body = "return x.swapaxes(1, 2) * (np.arange(x.shape[1]) < 3) + 7 * (x.shape[1] < 4)"
    assert "[16.]]]" in call(shown(body)), "with three rows another mistake would show"


def test_a_fault_in_cutting_opens_no_mark(shown: Callable[[str], CheckResult], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_anything: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cutting, "found_in", broken)
    check = shown("return x.swapaxes(1, 2) + 1")
    assert check.status is Status.FAILED
    assert "60.]]])" in call(check)
