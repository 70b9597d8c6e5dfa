"""What a report may carry of what a student's code returned."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from autograder.judging import disclosure
from autograder.report import CheckResult, Counterexample, ExerciseResult, Status
from autograder.values.readable import plain


def failed(returned: Any, name: str = "f", *, isolated: bool = False) -> ExerciseResult:
    example = Counterexample(arguments={}, call="f()", expected=1, returned=returned, wrong=((0,),), raised=())
    check = CheckResult(
        name="c", text="", status=Status.FAILED, score=0, max_score=1, message="f: no.", counterexample=example
    )
    helpers = ("helper",) if isolated else ()
    return ExerciseResult(
        name=name, status=Status.FAILED, score=0, max_score=1, isolated=helpers, checks=(check, check)
    )


def returned(results: tuple[ExerciseResult, ...]) -> list[Any]:
    return [check.counterexample.returned for result in results for check in result.checks if check.counterexample]


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (3.5, 1),
        ([1, [2, 3]], 3),
        ({"W": [1, 2]}, 3),
        (None, 0),
        ("raises ValueError", 3),
        ("x" * 800, 101),
        (True, 1),
        ([None, [], None, {}], 4),
        ([10**18, -(10**18)], 2),
        (1 << 640, 11),
    ],
    ids=["float", "lists", "dict", "nothing", "word", "text", "bool", "empty", "whole", "long"],
)
def test_numbers_are_counted_wherever_they_are(value: Any, size: int) -> None:
    assert disclosure.size(value) == size


def test_what_people_need_is_shown_as_it_is() -> None:
    results = (failed([[1.0, 2.0], [3.0, 4.0]]), failed(plain(np.ones((4, 4))), isolated=True))
    assert disclosure.bounded(results) == results


def test_answers_made_with_help_carry_less() -> None:
    long = plain(np.arange(150))
    assert disclosure.size(long) == 150
    assert returned(disclosure.bounded([failed(long)])) == [long] * 2
    (hidden,) = disclosure.bounded([failed(long, isolated=True)])
    assert returned((hidden,)) == [None] * 2
    assert hidden.checks[0].message == "f: no. What came back is too much to be shown."
    example = hidden.checks[0].counterexample
    assert example is not None
    assert (example.wrong, example.expected) == ((), 1)


def test_a_report_carries_so_much_and_no_more_however_it_is_spread() -> None:
    for value in (list(range(900)), ["x" * 160] * 43, {"a": [[1] * 450] * 2}):
        shown = returned(disclosure.bounded([failed(value, str(number)) for number in range(20)]))
        total = sum(map(disclosure.size, shown))
        assert disclosure.MOST_IN_A_REPORT - 1000 < total <= disclosure.MOST_IN_A_REPORT


def test_that_an_answer_was_expected_to_be_an_exception_is_kept() -> None:
    result = failed("x" * 3000, isolated=True)
    example = dataclasses.replace(result.checks[0].counterexample, expected="raises ValueError", raised=("expected",))  # type: ignore[type-var]
    result = dataclasses.replace(result, checks=(dataclasses.replace(result.checks[0], counterexample=example),))
    (hidden,) = disclosure.bounded([result])
    assert hidden.checks[0].counterexample is not None
    assert hidden.checks[0].counterexample.raised == ("expected",)
