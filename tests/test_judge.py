"""Marks, reasons and faults: a small unit of its own, judged with the real fork server."""

import dataclasses
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.course import (
    Case,
    Check,
    Exercise,
    Misconception,
    Mismatch,
    Subject,
    Unit,
    agrees,
    polite,
    rejects,
    same_as_reference,
)
from autograder.grading.grader import grade, grading_run
from autograder.judging.attempt import MAX_TIMEOUTS
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import CheckResult, Diagnosis, ExerciseResult, GradingRun, Report, Status
from autograder.subjects.fork_server import ForkServer, GraderFaultError
from autograder.subjects.local import LocalSubject
from autograder.submissions.folders import Submission, Task
from autograder.testing import arguments, arrays, sizes, vectors

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

SOLUTION = '''
import numpy as np

def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    if x.ndim != 1:
        raise ValueError("x has the wrong shape")
    return 2.0 * x
    ### END SOLUTION

def total(x):
    """The sum of twice x."""
    ### BEGIN SOLUTION
    return float(double(x).sum())
    ### END SOLUTION

def apart(x):
    """x plus 1; needs nothing."""
    ### BEGIN SOLUTION
    return x + 1.0
    ### END SOLUTION
'''
TRIPLE = Misconception(
    "triples",
    "double",
    "Two, not three.",
    "def double(x):\n    if x.ndim != 1:\n        raise ValueError\n    return 3.0 * x\n",
)
FORGETS = Misconception(
    "forgets_the_first", "total", "Start at 0.", "def total(x):\n    return float(double(x)[1:].sum())\n"
)
RAISES = Misconception("raises", "apart", "No key.", "def apart(x):\n    raise KeyError(len(x))\n")
GROWS = Misconception(
    "remembers", "apart", "Forget.", "calls = []\n\ndef apart(x):\n    calls.append(1)\n    return x + len(calls)\n"
)

LONG = arguments(x=sizes(2, 5).flatmap(lambda length: arrays(length, low=1)))
DOUBLE = Exercise(
    "double",
    rejects(0.25, "Refuses matrices.", st.just({"x": np.ones((2, 2))})),
    agrees("long", 1.0, "Long vectors.", LONG, examples=({"x": np.array([1.0, 2.0])},), count=6),
    agrees("single", 0.5, "Single values.", arguments(x=vectors(1, 1)), count=6),
    polite(0.25, LONG, count=3),
)
TOTAL = Exercise(
    "total",
    agrees("long", 2.0, "Long vectors.", LONG, count=6),
    agrees("single", 1.0, "Single values.", arguments(x=vectors(1, 1)), count=4),
    needs=("double",),
)
APART = Exercise(
    "apart",
    agrees("long", 1.0, "Long vectors.", LONG, count=6),
)
UNIT = Unit("unit", "A unit", (DOUBLE, TOTAL, APART), SOLUTION, (TRIPLE, FORGETS, GROWS, RAISES))

RIGHT = {
    "double": "def double(x):\n    if x.ndim != 1:\n        raise ValueError('shape')\n    return x + x\n",
    "total": "def total(x):\n    return double(x).sum()\n",
    "apart": "def apart(x):\n    return 1 + x\n",
}


def module(**definitions: str) -> str:
    """The text of a right module with some definitions replaced."""
    return "import numpy as np\n" + "\n".join((RIGHT | definitions).values())


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture(scope="module")
def judge(server: ForkServer) -> Judge:
    return Judge(prepare(UNIT), server)


@pytest.fixture(scope="module")
def judged(judge: Judge) -> Callable[..., Report]:
    return lambda text="", **definitions: judge.judge(submission(text or module(**definitions)))


def submission(text: str) -> Submission:
    return Submission("somebody", "unit", {"unit.py": text.encode()})


def quick(unit: Unit, seconds: float = 0.2) -> Unit:
    """The unit with short time limits."""
    exercises = [
        Exercise(each.name, *(dataclasses.replace(check, seconds=seconds) for check in each.checks), needs=each.needs)
        for each in unit.exercises
    ]
    return dataclasses.replace(unit, exercises=tuple(exercises))


def statuses(result: ExerciseResult) -> dict[str, str]:
    return {check.name: check.status.value for check in result.checks}


def the(result: ExerciseResult, name: str) -> CheckResult:
    return next(check for check in result.checks if check.name == name)


# Marks.


def test_a_right_module_gets_full_marks(judged: Callable[..., Report]) -> None:
    report = judged()
    assert (report.submission, report.unit, report.status, report.score, report.max_score, report.message) == (
        "somebody",
        "unit",
        "graded",
        6.0,
        6.0,
        "",
    )
    assert [result.status for result in report.exercises] == ["passed"] * 3
    assert all(
        check.status is Status.PASSED and check.score == check.max_score and not check.message
        for result in report.exercises
        for check in result.checks
    )
    assert all(not result.isolated and result.diagnosis is None for result in report.exercises)


def test_the_reference_itself_gets_full_marks(judged: Callable[..., Report]) -> None:
    assert judged(SOLUTION).score == 6.0


def test_partial_credit_says_what_works_and_shows_what_does_not(judged: Callable[..., Report]) -> None:
    report = judged(
        double=(
            "def double(x):\n    if x.ndim != 1:\n        raise ValueError\n    return 2 * x if len(x) > 1 else x - 1\n"
        )
    )
    result = report.exercise("double")
    assert (result.status, result.score, result.max_score) == ("partial", 1.5, 2.0)
    assert statuses(result) == {"bad_arguments": "passed", "long": "passed", "single": "failed", "manners": "passed"}
    failed = the(result, "single")
    assert failed.message == "double: expected 0, not -1 at position [0]."
    assert failed.counterexample is not None
    assert (failed.counterexample.call, failed.counterexample.where) == ("double(np.array([0.]))", "[0]")
    assert (failed.counterexample.arguments, failed.counterexample.expected, failed.counterexample.returned) == (
        {"x": [0.0]},
        [0.0],
        [-1.0],
    )


def test_arguments_that_make_no_sense_must_be_refused(judged: Callable[..., Report]) -> None:
    result = judged(double="def double(x):\n    return 2 * x\n").exercise("double")
    assert (result.score, statuses(result)["bad_arguments"]) == (1.75, "failed")
    assert (
        the(result, "bad_arguments").message
        == "double: expected a ValueError because these arguments do not make sense: x has the wrong shape."
    )
    assert the(result, "bad_arguments").counterexample.expected == "raises ValueError"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("raise ValueError('odd')", "This line of yours refuses arguments that make sense: look at its condition."),
        ("return np.ones((2, 3)) @ np.ones((2, 3))", "The factors of a matrix product do not fit"),
        ("return x[x]", "An index must be a whole number"),
        ("return np.array([[1.0], [1.0, 2.0]])", "An array has rows of one length."),
        ("return x[:0].max()", "The array is empty there"),
    ],
)
def test_an_exception_is_told_with_what_to_try(judged: Callable[..., Report], body: str, advice: str) -> None:
    apart = judged(apart=f"def apart(x):\n    {body}\n").exercise("apart")
    assert advice in the(apart, "long").message


def test_checks_are_reported_in_the_order_of_the_unit(judged: Callable[..., Report]) -> None:
    assert list(statuses(judged(double=TRIPLE.text).exercise("double"))) == [
        "bad_arguments",
        "long",
        "single",
        "manners",
    ]


def test_a_stub_earns_nothing_and_is_said_to_be_unwritten(judged: Callable[..., Report]) -> None:
    result = judged(double="def double(x):\n    raise NotImplementedError\n").exercise("double")
    assert (result.status, result.score) == ("not_attempted", 0.0)
    assert {check.message for check in result.checks} == {"double is not written yet."}


def test_an_exercise_whose_helper_is_unwritten_is_no_stub_itself(judged: Callable[..., Report]) -> None:
    result = judged(double="def double(x):\n    raise NotImplementedError\n").exercise("total")
    assert (result.status, result.score, result.isolated) == ("passed", 3.0, ("double",))


def test_a_missing_function_is_named(judged: Callable[..., Report]) -> None:
    report = judged(apart="")
    result = report.exercise("apart")
    assert (result.status, result.score, report.score) == ("missing", 0.0, 5.0)
    assert the(result, "long").message == "unit.py has no apart: was it renamed or deleted?"


def test_a_name_that_cannot_be_called_is_missing_too(judged: Callable[..., Report]) -> None:
    assert judged(apart="apart = 3").exercise("apart").status == "missing"


def test_manners_count_only_once_a_family_of_cases_has_passed(judged: Callable[..., Report]) -> None:
    nothing_right = judged(double="def double(x):\n    raise ValueError('always')\n").exercise("double")
    assert statuses(nothing_right) == {
        "bad_arguments": "skipped",
        "long": "error",
        "single": "error",
        "manners": "skipped",
    }
    assert the(nothing_right, "manners").message == "Counts once another check of this exercise passes."
    assert nothing_right.score == 0.0
    one_right = judged(
        double="def double(x):\n    if x.ndim != 1 or len(x) > 1:\n        raise ValueError\n    return 2 * x\n"
    ).exercise("double")
    assert statuses(one_right) == {"bad_arguments": "passed", "long": "error", "single": "passed", "manners": "error"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("    x *= 2\n    return x.copy()", "double: the call changed its argument `x`: work on a copy of it."),
        (
            "    np.multiply(x, 2, out=BUFFER[:len(x)])\n    return BUFFER[:len(x)]",
            "double: a later call changed an earlier result: return a new array each time.",
        ),
        (
            "    SEEN.append(list(x))\n    return 2 * x + (1e-3 if SEEN[13:].count(list(x)) > 1 else 0)",
            "double: the same call gave another answer the second time: keep nothing between calls.",
        ),
    ],
)
def test_bad_manners_are_told_apart(judged: Callable[..., Report], body: str, message: str) -> None:
    text = f"SEEN, BUFFER = [], np.zeros(9)\ndef double(x):\n    if x.ndim != 1:\n        raise ValueError\n{body}\n"
    result = judged(double=text).exercise("double")
    assert (result.score, statuses(result)["manners"]) == (1.75, "failed")
    assert the(result, "manners").message == message
    assert the(result, "manners").counterexample.returned is None  # type: ignore[union-attr] # it was right


@pytest.mark.parametrize(
    ("refusal", "message", "remark"),
    [
        ("x.shape = x.size, 1\n        raise ValueError", "the call changed its argument `x`", "argument_changed"),
        (
            "SEEN.append(x.shape)\n        if SEEN.count(x.shape) == 1:\n            raise ValueError",
            "the same call was refused the first time, but not the second",
            "depends_on_earlier_calls",
        ),
        (
            "SEEN.append(x.shape)\n        raise ValueError if SEEN.count(x.shape) == 1 else KeyError",
            "the same call was refused the first time, but not the second",
            "depends_on_earlier_calls",
        ),
    ],
)
def test_a_refusal_leaves_its_arguments_and_comes_every_time(
    judged: Callable[..., Report], refusal: str, message: str, remark: str
) -> None:
    text = f"SEEN = []\ndef double(x):\n    if x.ndim != 1:\n        {refusal}\n    return 2 * x\n"
    result = judged(double=text).exercise("double")
    assert [name for name, status in statuses(result).items() if status != "passed"] == ["bad_arguments"]
    assert the(result, "bad_arguments").message.startswith(f"double: {message}: ")
    assert result.diagnosis is not None
    assert result.diagnosis.misconception == remark


# One mistake costs its own marks alone.


def test_a_wrong_helper_costs_only_its_own_marks(judged: Callable[..., Report]) -> None:
    report = judged(double=TRIPLE.text)
    assert (report.exercise("double").score, report.score) == (0.0, 4.0)
    total = report.exercise("total")
    assert (total.status, total.score, total.isolated) == ("passed", 3.0, ("double",))
    assert report.exercise("apart").isolated == ()


@pytest.mark.parametrize(
    "total",
    [RIGHT["total"], "def total(x):\n    return double(x.reshape(1, -1)).sum()\n"],
    ids=["answered", "refused"],
)
def test_help_for_what_is_the_courses_own_says_the_same_without_a_worker(
    total: str, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Submission(
        "wrong", "unit", {"unit.py": module(double="def double(x):\n    return x\n", total=total).encode()}
    )
    exam, starts, fork = prepare(UNIT), [], ForkServer.fork
    monkeypatch.setattr(ForkServer, "fork", lambda server: (starts.append(1), fork(server))[1])
    judges = [Judge(exam, server, search=False, trusted=trusted) for trusted in (False, True)]
    reports, counts = [], []
    for judge in judges:
        starts.clear()
        reports.append(judge.judge(wrong))
        counts.append(len(starts))
    assert reports[0] == reports[1]
    assert counts[0] == counts[1] + 1  # the reference's


def test_nothing_is_isolated_while_the_helper_is_right(judged: Callable[..., Report]) -> None:
    total = judged(total="def total(x):\n    return 7.5\n").exercise("total")
    assert (total.score, total.isolated) == (0.0, ())


def test_who_does_not_use_the_helper_is_judged_as_usual(judged: Callable[..., Report]) -> None:
    total = judged(double=TRIPLE.text, total="def total(x):\n    return 2 * x.sum()\n").exercise("total")
    assert (total.score, total.isolated) == (3.0, ())


def test_a_wrong_exercise_with_a_wrong_helper_is_shown_its_own_mistake(judged: Callable[..., Report]) -> None:
    total = judged(double=TRIPLE.text, total=FORGETS.text).exercise("total")
    assert (total.score, total.isolated) == (0.0, ())  # right helpers would not earn more, so nothing was set aside
    hint = "Start at 0. That shows with a right double in place of yours, which is wrong, too."
    assert total.diagnosis == Diagnosis(misconception="forgets_the_first", hint=hint)
    nameless = judged(double=TRIPLE.text, total="def total(x):\n    return double(x).sum() / 7 - 1\n").exercise("total")
    hint = "It uses double, which is wrong, too. With a right one in its place it is still wrong: look here as well."
    assert nameless.diagnosis == Diagnosis(misconception="builds_on_a_mistake", hint=hint)
    apart = judged(double=TRIPLE.text, total="def total(x):\n    return x.sum() / 7 - 1\n").exercise("total")
    assert apart.diagnosis is None  # it does not use it
    half = judged(
        double=TRIPLE.text, total="def total(x):\n    return double(x).sum() if len(x) > 1 else 0.0\n"
    ).exercise("total")
    assert (half.score, half.isolated) == (2.0, ("double",))


def test_a_missing_helper_is_set_aside_too(judged: Callable[..., Report]) -> None:
    assert judged(double="").exercise("total").isolated == ("double",)


def test_a_helper_that_asks_the_reference_for_nonsense_is_the_students_error(judged: Callable[..., Report]) -> None:
    total = judged(
        double=TRIPLE.text,
        total="def total(x):\n    return double(np.ones((2, 2))).sum() if len(x) == 1 else double(x).sum()\n",
    ).exercise("total")
    assert (total.score, total.isolated) == (2.0, ("double",))
    assert the(total, "single").message.startswith("total raised ValueError: x has the wrong shape (line ")


def test_a_hanging_helper_costs_time_once_and_only_its_own_marks(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    forks: list[int] = []
    fork = ForkServer.fork
    monkeypatch.setattr(ForkServer, "fork", lambda server: forks.append(1) or fork(server))
    text = module(double="def double(x):\n    while True:\n        pass\n")
    report = Judge(prepare(quick(UNIT)), server).judge(submission(text))
    double = report.exercise("double")
    assert (double.status, double.score) == ("failed", 0.0)
    assert [check.status for check in double.checks].count(Status.TIMEOUT) == MAX_TIMEOUTS
    assert the(double, "long").message == "double did not finish within 0.2 seconds. Is there a loop that never ends?"
    assert the(double, "long").counterexample is not None
    assert the(double, "long").counterexample.returned is None  # type: ignore[union-attr]
    assert (report.exercise("total").score, report.exercise("total").isolated) == (3.0, ("double",))
    assert report.score == 4.0
    assert (
        len(forks) == 1 + MAX_TIMEOUTS + 2
    )  # total is judged with right helpers at once: in one worker, with the reference in another


def test_after_two_calls_that_hang_the_other_checks_are_not_tried(server: ForkServer) -> None:
    families = [agrees(f"family_{number}", 1.0, "", LONG, count=2) for number in range(4)]
    unit = quick(Unit("unit", "", (Exercise("apart", *families),), SOLUTION))
    result = (
        Judge(prepare(unit), server)
        .judge(submission("def apart(x):\n    while True:\n        pass\n"))
        .exercise("apart")
    )
    assert [check.message.startswith("Not tried") for check in result.checks] == [False, False, True, True]
    assert {check.status for check in result.checks} == {Status.TIMEOUT}


def test_a_call_that_ends_the_process_costs_its_check_alone(judged: Callable[..., Report]) -> None:
    report = judged(apart="import os\ndef apart(x):\n    os._exit(0)\n")
    assert (report.status, report.score) == ("graded", 5.0)
    assert the(report.exercise("apart"), "long").message == "apart ended the Python process."
    first = judged(double="import os\ndef double(x):\n    return 2 * x if len(x) > 1 else os._exit(0)\n").exercise(
        "double"
    )
    assert statuses(first) == {"bad_arguments": "failed", "long": "passed", "single": "error", "manners": "passed"}


@pytest.mark.parametrize(
    "answer",
    [
        "10**400",
        "-(10**400)",
        "float('nan')",
        "np.inf",
        "None",
        "'text'",
        "[1.0]",
        "{}",
        "1j",
        "object()",
        "[10**400]",
        "{1: 10**400}",
        "np.array([2**70])",
        "True",
        "np.str_('a')",
    ],
)
def test_no_answer_whatever_is_the_graders_fault(judged: Callable[..., Report], answer: str) -> None:
    report = judged(total=f"def total(x):\n    return {answer}\n", apart=f"def apart(x):\n    return {answer}\n")
    assert (report.status, report.score) == ("graded", 2.0)
    GradingRun(grader="", sandbox="", reports=(report,)).to_json()


FORGED_FACTS = """
import struct, sys
def total(x):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    connection = frame.f_locals["self"].channel._connection
    body = b"t" + struct.pack("<Q", 2) + b"s" + struct.pack("<Q", 8) + b"returned" + b"I" + struct.pack("<Q", 4000) + b"f" * 4000
    connection.sendall(b"CKW1" + struct.pack("<Q", len(body)) + body)
"""


def test_forged_replies_are_not_the_graders_fault_either(judged: Callable[..., Report]) -> None:
    report = judged(total=FORGED_FACTS)
    assert (report.status, report.score) == ("graded", 3.0)
    assert "total sent an answer that cannot be read" in the(report.exercise("total"), "long").message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "def f(:",
            "Python cannot read unit.py: invalid syntax in line 1 (def f(:). Mend that line first: nothing can be "
            "graded before.",
        ),
        (
            "import numpi",
            "Importing unit.py raised ModuleNotFoundError: No module named 'numpi' (line 1: import numpi).",
        ),
        ("x = 1\ny = x / 0", "Importing unit.py raised ZeroDivisionError: division by zero (line 2: y = x / 0)."),
        ("import os; os._exit(1)", "unit.py ended the Python process while it was imported."),
        ("\0", "Python cannot read unit.py: source code string cannot contain null bytes"),
    ],
)
def test_a_module_that_cannot_be_loaded_gets_zero_and_the_reason(
    judged: Callable[..., Report], text: str, words: str
) -> None:
    report = judged(text)
    assert (report.status, report.score, report.max_score) == ("unreadable", 0.0, 6.0)
    assert report.message.startswith(words)
    assert {result.status for result in report.exercises} == {Status.MISSING}


def test_a_submission_with_a_problem_is_not_run(judge: Judge) -> None:
    report = judge.judge(Submission("somebody", "unit", {}, "It is gone."))
    assert (report.status, report.score, report.message) == ("unreadable", 0.0, "It is gone.")


# Which mistake it is.


@pytest.mark.parametrize("mistake", [TRIPLE, FORGETS, GROWS, RAISES], ids=lambda mistake: mistake.name)
def test_the_mistake_that_predicts_all_answers_is_named(judged: Callable[..., Report], mistake: Misconception) -> None:
    result = judged(**{mistake.exercise: mistake.text}).exercise(mistake.exercise)
    assert result.diagnosis is not None
    assert (result.diagnosis.misconception, result.diagnosis.hint) == (mistake.name, mistake.hint)


def test_a_mistake_is_named_in_a_students_own_words_and_with_a_wrong_helper(judged: Callable[..., Report]) -> None:
    own_words = "def double(x):\n    if np.ndim(x) > 1:\n        raise ValueError('no')\n    return np.array([v + v + v for v in x])\n"
    skips = "def total(x):\n    s = 0\n    for v in double(x)[1:]:\n        s += v\n    return s if len(x) > 1 else double(x).sum()\n"
    report = judged(double=own_words, total=skips)
    assert report.exercise("double").diagnosis.misconception == "triples"  # type: ignore[union-attr]
    assert report.exercise("total").diagnosis is None  # right where the known mistake is wrong


@pytest.mark.parametrize("factor", ["(x + 0.5)", "(3 if len(x) > 1 else 3.001)", "(3 if x[0] != 1 else 2)"])
def test_no_mistake_is_named_that_does_not_predict_every_answer(judged: Callable[..., Report], factor: str) -> None:
    result = judged(
        double=f"def double(x):\n    if x.ndim != 1:\n        raise ValueError\n    return {factor} * x\n"
    ).exercise("double")
    assert result.status is not Status.PASSED
    assert result.diagnosis is None or result.diagnosis.misconception == "proportional"  # what is true of it is told


def test_another_exception_is_another_mistake(judged: Callable[..., Report]) -> None:
    assert judged(apart="def apart(x):\n    return [][len(x)]\n").exercise("apart").diagnosis is None


def test_an_exception_names_a_mistake_only_where_the_students_own_line_raises_it(
    judged: Callable[..., Report],
) -> None:
    own = "def apart(x):\n    if len(x): raise KeyError('no')\n"
    assert judged(apart=own).exercise("apart").diagnosis.misconception == "raises"  # type: ignore[union-attr]
    assert judged(apart="def apart(x):\n    return {}[len(x)]\n").exercise("apart").diagnosis is None


def test_of_two_mistakes_each_is_named_that_explains_all_of_a_check(judged: Callable[..., Report]) -> None:
    both = "def total(x):\n    return double(x)[1:].sum() if len(x) > 1 else 99.0\n"
    result = judged(total=both).exercise("total")
    assert (result.status, result.diagnosis) == ("failed", None)
    assert the(result, "long").diagnosis == Diagnosis(misconception="forgets_the_first", hint="Start at 0.")
    assert the(result, "single").diagnosis is None


def test_zeros_are_no_proof_of_one_of_several_mistakes(judged: Callable[..., Report]) -> None:
    zeros = "def total(x):\n    return double(x)[1:].sum() if len(x) == 1 else 7.5\n"  # what is forgotten is all
    assert the(judged(total=zeros).exercise("total"), "single").diagnosis is None


def test_a_mistake_that_contradicts_a_check_that_passed_is_no_part_of_the_matter(
    judged: Callable[..., Report],
) -> None:
    result = judged(total="def total(x):\n    return double(x)[1:].sum() if len(x) > 1 else double(x).sum()\n")
    assert the(result.exercise("total"), "long").diagnosis is None


def test_no_mistake_is_named_where_nothing_is_wrong(judged: Callable[..., Report]) -> None:
    assert all(result.diagnosis is None for result in judged().exercises)


def test_the_counterexample_of_a_known_mistake_is_the_smallest(judged: Callable[..., Report]) -> None:
    failed = the(judged(double=TRIPLE.text).exercise("double"), "long")
    assert failed.counterexample is not None
    assert failed.counterexample.call == "double(np.array([1., 1.]))"
    assert (
        the(judged(double="def double(x):\n    return 5 * x\n").exercise("double"), "long").counterexample.call
        == "double(np.array([1., 1.]))"
    )  # type: ignore[union-attr]


@pytest.mark.parametrize("period", [2, 3, 5])
def test_a_mistake_that_comes_and_goes_is_graded(judged: Callable[..., Report], period: int) -> None:
    text = f"CALLS = []\n\ndef apart(x):\n    CALLS.append(1)\n    return x + (1.0 if len(CALLS) % {period} else 2.0)\n"
    report = judged(apart=text)
    assert (report.status, report.score) == ("graded", 5.0)
    failed = the(report.exercise("apart"), "long")
    assert failed.counterexample is not None
    assert failed.counterexample.expected != failed.counterexample.returned


# A fault of the grader is nobody's mark.


def broken(**changes: Any) -> Unit:
    check = Check(name="broken", points=1.0, text="", cases=LONG, count=3, **changes)
    return dataclasses.replace(
        UNIT,
        exercises=(DOUBLE, Exercise("apart", check, *APART.checks)),
    )


def accept_with_a_bug(case: Case, seen: Any) -> Mismatch | None:
    raise KeyError("a bug of ours")


def accept_with_a_bug_on_failures(case: Case, seen: Any) -> Mismatch | None:
    if same_as_reference(case, seen):
        raise KeyError("a bug of ours")
    return None


def observe_with_a_bug(subject: Subject, exercise: str, arguments: dict[str, Any]) -> Any:
    result = subject.call(exercise, arguments)
    return result if isinstance(subject, LocalSubject) else result["no such key"]


@pytest.mark.parametrize(
    "changes", [{"accept": accept_with_a_bug}, {"observe": observe_with_a_bug}], ids=["accept", "observe"]
)
def test_a_bug_in_a_check_leaves_the_mark_open(server: ForkServer, changes: dict[str, Any]) -> None:
    report = Judge(prepare(broken(**changes)), server).judge(submission(module()))
    assert (report.status, report.score) == ("grader_error", None)
    assert report.message == "The grader failed on some exercises; their marks are open."
    assert (report.exercise("double").status, report.exercise("double").score) == ("passed", 2.0)
    apart = report.exercise("apart")
    assert (apart.status, statuses(apart)) == ("grader_error", {"broken": "grader_error", "long": "passed"})
    assert the(apart, "broken").message.startswith("The check broken failed itself: ")


def test_a_bug_that_shows_with_wrong_answers_alone_leaves_only_their_mark_open(server: ForkServer) -> None:
    judge = Judge(prepare(broken(accept=accept_with_a_bug_on_failures)), server)
    assert judge.judge(submission(module())).status is Status.GRADED
    assert judge.judge(submission(module(apart="def apart(x):\n    return x\n"))).score is None


def test_a_server_that_fails_leaves_the_mark_open(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_server: ForkServer) -> None:
        raise GraderFaultError("No worker could be started: out of memory")

    monkeypatch.setattr(ForkServer, "fork", refuse)
    report = judge.judge(submission(module()))
    assert (report.status, report.score, report.message) == (
        "grader_error",
        None,
        "No worker could be started: out of memory",
    )
    assert {result.status for result in report.exercises} == {Status.GRADER_ERROR}


# The same submission gets the same report, byte for byte.

CHECKS = """
import numpy as np
from autograder.testing import arguments, arrays, sizes
from autograder.course import Exercise, Unit, agrees, polite, rejects

LONG = arguments(x=sizes(2, 5).flatmap(lambda length: arrays(length, low=1)))
UNIT = Unit("unit", "", (
    Exercise("double", agrees("long", 1.0, "Long vectors.", LONG), rejects(0.25, "No.", [{"x": np.ones((2, 2))}]), polite(0.25, LONG)),
    Exercise("total", agrees("long", 2.0, "Long vectors.", LONG), needs=("double",)),
    Exercise("apart", agrees("long", 1.0, "Long vectors.", LONG)),
))
"""
VARIANTS = {
    "right": {},
    "triples": {"double": TRIPLE.text},
    "random": {"apart": "import random\ndef apart(x):\n    return x + random.random() + np.random.rand()\n"},
    "ordered": {"apart": "def apart(x):\n    return x + float(hash('abc') % 97) + list({'a', 'b', 'c'}).index('b')\n"},
    "stateful": {
        "apart": "CALLS = []\n\ndef apart(x):\n    CALLS.append(1)\n    return x + (1.0 if len(CALLS) % 4 else 2.0)\n"
    },
    "broken": {"double": "def double(x:\n"},
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    reference = tmp_path / "reference" / "unit"
    reference.mkdir(parents=True)
    (reference / "solution.py").write_text(SOLUTION)
    (reference / "checks.py").write_text(CHECKS)
    (reference / "misconceptions.py").write_text(
        "from autograder.course import misconception\n\n@misconception('double', 'Two, not three.')\ndef "
        "triples(x):\n"
        "    if x.ndim != 1:\n        raise ValueError\n    return 3.0 * x\n"
    )
    (reference / "alternatives.py").write_text("")
    for name, definitions in VARIANTS.items():
        folder = tmp_path / "submitted" / name
        folder.mkdir(parents=True)
        (folder / "unit.py").write_text(module(**definitions))
    return tmp_path


def test_reports_are_the_same_bytes_every_time_and_with_any_number_of_jobs(course: Path) -> None:
    tasks = [Task(course / "submitted" / name, "unit", name) for name in VARIANTS]
    texts = [
        grading_run(list(grade(course, chosen, jobs=jobs))).to_json()
        for chosen, jobs in ((tasks, 1), (tasks, 2), (tasks, 2))
    ]
    assert texts[0] == texts[1] == texts[2]
    run = grading_run(list(grade(course, tasks[::-1])))
    run = dataclasses.replace(run, reports=run.reports[::-1])
    assert run.to_json() == texts[0]  # what was graded before has no influence
    assert [report.submission for report in run.reports] == list(VARIANTS)
    assert [report.status.value for report in run.reports] == ["graded"] * 5 + ["unreadable"]
    assert run.reports[1].exercise("double").diagnosis is not None
