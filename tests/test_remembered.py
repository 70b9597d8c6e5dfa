"""What the reference answers for helpers is asked once for a class, and stays what it was."""

from __future__ import annotations

import pytest

from autograder.judging.remembered import Remembered
from autograder.subjects.local import LocalSubject
from autograder.subjects.student import StudentRaisedError
from autograder.worker import wire

TEXT = """
calls = []

def double(x):
    calls.append(x)
    if x < 0:
        raise ValueError("negative")
    return 2 * x

def number_of_calls():
    return len(calls)
"""


def call_back(name: str, *arguments: object) -> bytes:
    return wire.encoded(("call_back", name, arguments, {}))


@pytest.fixture
def reference() -> LocalSubject:
    return LocalSubject(TEXT, "unit")


def asked(reference: LocalSubject) -> object:
    return wire.decode(reference.answer(call_back("number_of_calls")))[1]


def test_the_same_call_is_answered_once_whoever_asks(reference: LocalSubject) -> None:
    remembered = Remembered()
    first, second = remembered.of(reference.answer), remembered.of(reference.answer)
    assert first(call_back("double", 3)) == second(call_back("double", 3)) == wire.encoded(("returned", 6))
    assert first(call_back("double", 4)) == wire.encoded(("returned", 8))
    assert asked(reference) == 2


def test_a_refusal_is_asked_for_again(reference: LocalSubject) -> None:
    helper = Remembered().of(reference.answer)
    for _ in range(2):
        with pytest.raises(StudentRaisedError):
            helper(call_back("double", -1))
    assert asked(reference) == 2


def test_what_was_asked_least_recently_goes_first(reference: LocalSubject) -> None:
    size = len(call_back("double", 1)) + len(wire.encoded(("returned", 2)))
    helper = Remembered(2 * size).of(reference.answer)
    for number in (1, 2, 1, 3, 1, 2):
        helper(call_back("double", number))
    assert asked(reference) == 4  # 2 was the one that had to go for 3
