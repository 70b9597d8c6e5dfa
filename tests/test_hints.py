"""Hints are told where they fit: each condition that they may have holds of one answer and not of another."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.visible.conditions import Answer, decided, fitting

COURSE = Path(__file__).resolve().parents[1]

FLAT = [0.0, 1.0, 2.0, 3.0, 0.0]


def answer(returned: Any, expected: Any = None, **arguments: Any) -> Answer:
    return Answer(True, expected, returned, arguments)


HOLDS: dict[str, tuple[Answer, Answer]] = {
    "the result is 0, 1, 2, 3, 0": (answer(np.array(FLAT)), answer(np.array(FLAT[::-1]))),
    "you get 3.5": (answer(3.5), answer(3.52)),
    "they are 1 and 2": (answer([1.0, 2.0]), answer([1.0, 3.0])),
    "you get 1/4 and 0": (answer(np.array([[0.25, 0.0], [0.0, 0.25]])), answer(np.array([[0.25, 0.1]]))),
    "all five are 3": (answer(np.full(5, 3.0)), answer(np.array([2.0, 3.0, 3.0, 3.0, 2.0]))),
    "all of it is 0": (answer(np.zeros((2, 2))), answer(np.eye(2))),
    "you get zeros": (answer(np.zeros(3)), answer(np.ones(3))),
    "it is about 0.96": (answer(0.964), answer(0.9)),
    "it is nan": (answer(np.array([1.0, np.nan])), answer(np.ones(2))),
    "you get 0 or nan": (answer(np.zeros(2)), answer(np.ones(2))),
    "you see 1, 2, 3 in the first row": (answer(np.arange(1.0, 10.0).reshape(3, 3)), answer(np.ones((3, 3)))),
    "the second number is -1": (answer([3.0, -1.0]), answer([-1.0, 3.0])),
    "the first is -3 or 0": (answer([0.0, 1.0]), answer([1.0, 0.0])),
    "b is 4": (answer({"b": np.array([4.0])}), answer({"b": np.array([10.0])})),
    "num = 0 fails": (answer(None, num=0), answer(None, num=1)),
    "the result is too short": (answer(np.zeros(6), np.zeros(7)), answer(np.zeros(8), np.zeros(7))),
    "there are too many values": (answer(np.zeros(8), np.zeros(7)), answer(np.zeros(6), np.zeros(7))),
    "there are more rows than before": (answer(np.zeros((4, 5)), np.zeros((2, 5))), answer(np.zeros((2, 5)), np.zeros((2, 5)))),
    "everything is in one row": (answer(np.zeros((1, 6)), np.zeros((2, 3))), answer(np.zeros((2, 2)), np.zeros((2, 3)))),
    "you get two": (answer(np.zeros((1, 2))), answer(np.zeros((1, 3)))),
    "the shape is wrong": (answer(np.zeros(2), np.zeros(3)), answer(np.ones(3), np.zeros(3))),
    "the shape is right and the numbers are not": (answer(np.ones(3), np.zeros(3)), answer(np.zeros(2), np.zeros(3))),
    "the gradient is empty without padding": (answer(np.zeros(0), np.zeros(3)), answer(np.zeros(2), np.zeros(3))),
    "they are cut off": (answer([1.0, 1.0], [1.0, 1.75]), answer([0.5, 1.0], [1.0, 1.75])),
    "fractions are lost": (answer(np.array([0, 1]), np.array([0.5, 1.0])), answer(np.zeros(2), np.ones(2))),
    "only the ends are wrong": (answer([0.0, 5.0, 0.0], [1.0, 5.0, 1.0]), answer([1.0, 4.0, 1.0], [1.0, 5.0, 1.0])),
    "only the border is wrong": (answer(np.pad([[5.0]], 1), np.pad([[5.0]], 1) + np.pad([[0.0]], 1, constant_values=1)), answer(np.zeros((3, 3)), np.pad([[5.0]], 1))),
    "the order is another": (answer([1.0, 2.0], [2.0, 1.0]), answer([1.0, 1.0], [2.0, 1.0])),
    "they come out turned": (answer(np.arange(4.0)[::-1], np.arange(4.0)), answer(np.ones(4), np.arange(4.0))),
    "yours is three times as large as it should be": (answer([3.0, 6.0], [1.0, 2.0]), answer([3.0, 5.0], [1.0, 2.0])),
    "you get half of their sum": (answer([18.0], [36.0]), answer([9.0], [36.0])),
    "the values are too large": (answer([2.0, 3.0], [1.0, 3.0]), answer([0.5, 3.0], [1.0, 3.0])),
    "your numbers are complex": (answer(np.array([1j])), answer(np.array([1.0]))),
}  # fmt: skip
"""Conditions, each with an answer of which it holds and one of which it does not."""


@pytest.mark.parametrize("condition", HOLDS)
def test_a_condition_is_told_where_it_holds_and_nowhere_else(condition: str) -> None:
    fits, does_not = HOLDS[condition]
    told = f"{condition[0].upper()}{condition[1:]}: do this. And that."
    assert fitting(f"If {condition}: do this. And that.", fits) == told
    assert fitting(f"If {condition}: do this. And that.", does_not) == ""


def test_zeros_alone_are_not_said_to_have_lost_their_fractions() -> None:
    hint = "If fractions are lost: make an array of floats."
    assert fitting(hint, answer(np.zeros(2), np.array([0.25, 0.5]))) == hint
    assert fitting(hint, answer(np.zeros(2), np.array([0.25, 1.5]))) == ""


@pytest.mark.parametrize("condition", HOLDS)
def test_no_condition_holds_where_there_is_no_answer(condition: str) -> None:
    raised = Answer(False, message="conv_1d raised IndexError: index 6 is out of bounds")
    assert decided(condition, raised) is False
    assert fitting(f"If {condition}: do this. If it fails: look there. Always try.", raised) == ""


class Obstinate:
    def __array__(self, *arguments: Any, **named: Any) -> Any:
        raise RuntimeError("no")


@pytest.mark.parametrize("condition", HOLDS)
@pytest.mark.parametrize("returned", [None, "text", Obstinate(), [[1.0], [1.0, 2.0]], {}])
def test_what_holds_no_numbers_is_no_trouble(condition: str, returned: Any) -> None:
    assert decided(condition, answer(returned, np.ones(3))) in (None, False)


def test_what_cannot_be_decided_is_left_to_the_reader() -> None:
    hint = "If it fails for strides only: look there. If you get 1: stop."
    assert fitting(hint, answer(np.ones(2))) == "If it fails for strides only: look there. You get 1: stop."
    assert fitting(hint, answer(np.zeros(2))) == "If it fails for strides only: look there."
    assert fitting("Look\n  there. If you get 1: stop.", answer(np.zeros(2))) == "Look there."


def test_a_warning_that_became_an_error_is_known() -> None:
    hint = "If there is an overflow: take exp of numbers that are not positive."
    raised = Answer(False, message="sigmoid raised RuntimeWarning: overflow encountered in exp")
    assert fitting(hint, raised).startswith("There is an overflow: ")
    assert fitting(hint, Answer(False, message="sigmoid raised TypeError")) == ""


def hints(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    texts = [ast.get_docstring(node) or "" for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [text.partition("\n\n")[2] for text in texts if "\n\n" in text]


def test_most_conditions_in_the_course_can_be_decided() -> None:
    """Else a change of the words in the tests would leave the hints to the reader unnoticed."""
    zero, one = np.zeros((2, 2)), np.ones((2, 2))
    whole = [
        part
        for file in sorted((COURSE / "assignments").glob("*/test_*.py"))
        for hint in hints(file)
        for part in " ".join(hint.split()).replace(". If ", ".\nIf ").split("\n")
        if part.startswith("If ") and ": " in part
    ]
    conditions = [part[3:].partition(": ")[0] for part in whole]
    known = [each for each in conditions if decided(each, Answer(True, zero, one, {"num": 1})) is not None]
    assert len(known) / len(conditions) > 0.45, sorted(set(conditions) - set(known))


def test_the_conditions_that_authors_read_of_are_known() -> None:
    told = re.findall(r"`If (.*?):`", (COURSE / "docs/tutorial.md").read_text(encoding="utf-8"))
    assert len(told) > 15
    for condition in told:
        returned = {"b": np.ones(1)} if condition.startswith("b ") else np.zeros(3)
        assert decided(condition, Answer(True, np.ones(3), returned, {"num": 1})) is not None, condition
