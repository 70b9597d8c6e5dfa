"""Observations that are one request are sent together for all cases of a check, and show what they
would show one by one; and no reply that is not of the right form is taken for one.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.course import (
    Arguments,
    Check,
    Exercise,
    Outcome,
    Raised,
    Repeated,
    Returned,
    Subject,
    Unit,
    parts,
    polite,
    the_manners,
    the_result,
    the_result_strictly,
)
from autograder.course.observations import Asks, Request, call, call_and_look, call_repeatedly, count_lines, the_refusal
from autograder.course.outcomes import BadRefusal
from autograder.judging import attempt as attempt_module
from autograder.judging.attempt import Observer
from autograder.judging.cases import Sheet
from autograder.judging.diagnosis import same_outcome
from autograder.report import Status
from autograder.subjects.fork_server import ForkServer, GraderFaultError
from autograder.subjects.local import LocalSubject
from autograder.subjects.requests import Batch
from autograder.subjects.student import Student, WorkerLostError
from autograder.worker.wire import Opaque, WireError, encode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

TEXT = """
import numpy as np

seen = []

def work(x, n):
    seen.append(n)
    x *= 2
    if n == 3:
        raise ValueError("no three")
    if n == 4:
        np.exp(np.full(2, 1e9))
    if n == 5:
        return [x]
    for _ in range(n):
        pass
    return {"x": x, "n": n, "seen": len(seen)}
"""
CASES: list[Arguments] = [{"x": np.arange(2.0), "n": n} for n in (1, 3, 2, 4, 5, 1)]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


def student(server: ForkServer, text: str = TEXT) -> Student:
    return Student(server, "unit", {"unit.py": text.encode()})


def pairs(first: Arguments) -> Arguments:
    return {"first": first, "other": {"x": np.arange(2.0), "n": 3}}


OBSERVATIONS: dict[str, tuple[Asks, list[Arguments]]] = {
    "result": (the_result, CASES),
    "strictly": (the_result_strictly, CASES),
    "manners": (the_manners, [pairs(case) for case in CASES]),
    "parts": (parts("x", "n"), CASES),
    "lines": (Asks(count_lines), CASES),
    "both": (Asks(call_and_look), CASES),
}


def sheet_of(observe: Asks, cases: list[Arguments]) -> Sheet:
    """A check with just these cases, answered by the reference."""
    check = Check(name="c", points=1.0, text="", cases=st.nothing(), examples=tuple(cases), count=0, observe=observe)
    return Sheet.drawn(Exercise("work", check), check, LocalSubject(TEXT, "unit"), 0, {})


def same(one: list[Outcome], other: list[Outcome]) -> bool:
    return len(one) == len(other) and all(map(same_outcome, one, other))


@pytest.mark.parametrize("name", OBSERVATIONS)
def test_all_cases_in_one_batch_show_what_they_show_one_by_one(name: str, server: ForkServer) -> None:
    sheet = sheet_of(*OBSERVATIONS[name])
    assert sheet.batch is not None
    assert len(sheet.batch.readers) == len(CASES)
    with student(server) as at_once, student(server) as one_by_one:
        together = list(Observer(at_once).outcomes(sheet))
        singly = [Observer(one_by_one).observed(sheet, case.arguments) for case in sheet.cases]
    assert same(together, singly)
    assert same(together, [case.expected for case in sheet.cases])
    assert [type(outcome) for outcome in together].count(Raised) == (2 if name == "strictly" else 1)
    assert together[1] == singly[1]  # the facts about an exception, too
    assert len({repr(outcome) for outcome in together}) > 2


def test_what_one_case_had_kept_is_let_go_before_the_next(server: ForkServer) -> None:
    """Or large objects would fill the worker's memory, case by case."""
    text = """
import weakref
alive = weakref.WeakSet()

class Counted:
    def __init__(self):
        alive.add(self)

def count():
    return len(alive)
"""

    def observe(subject: Subject, _exercise: str, _case: Arguments) -> Any:
        subject.keep("Counted", {})
        subject.keep("Counted", {})
        return subject.call("count", {})

    check = Check(name="c", points=1.0, text="", cases=st.nothing(), examples=({},), count=0, observe=observe)
    sheet = Sheet.drawn(Exercise("count", check), check, LocalSubject(text, "unit"), 0, {})
    with student(server, text) as asked:
        assert [Observer(asked).observed(sheet, {}) for _ in range(3)] == 3 * [Returned(2)]


def test_a_batch_is_one_message_and_its_encoding_is_made_once(server: ForkServer) -> None:
    sheet = sheet_of(*OBSERVATIONS["result"])
    assert sheet.batch is sheet.batch
    sent: list[bytes] = []
    with student(server) as asked:
        asked.start()
        channel = asked._started().channel
        whole = channel.send_frame
        channel.send_frame = lambda message, wait: sent.append(message) or whole(message, wait)  # type: ignore[method-assign]
        channel.send = lambda *_anything: pytest.fail("a second message")  # type: ignore[method-assign]
        assert len(list(Observer(asked).outcomes(sheet))) == len(CASES)
    assert sent == [sheet.batch.message] if sheet.batch else False


def test_what_takes_several_requests_is_observed_case_by_case(server: ForkServer) -> None:
    check = sheet_of(*OBSERVATIONS["result"]).check
    twice = dataclasses.replace(
        check, observe=lambda subject, name, case: [subject.call(name, case)["n"], subject.call(name, case)["seen"]]
    )
    sheet = Sheet(Exercise("work", twice), twice, LocalSubject(TEXT, "unit"), 0)
    sheet = dataclasses.replace(sheet, cases=tuple(sheet.answered(CASES[0]) for _ in range(2)))
    assert sheet.batch is None
    with student(server) as asked:
        assert list(Observer(asked).outcomes(sheet)) == [Returned([1, 2]), Returned([1, 4])]


# Parts of a result.


@pytest.mark.parametrize(
    ("reply", "seen"),
    [
        ({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2}),
        ({"b": 2}, {"b": 2}),
        ({"c": 3}, {}),
        ({}, {}),
        (None, None),
        ("ab", "ab"),
        ([("a", 1)], [("a", 1)]),
        (7, 7),
        (Opaque("dict"), Opaque("dict")),
    ],
)
def test_parts_of_a_dict_are_picked_and_all_else_is_seen_as_it_is(reply: Any, seen: Any) -> None:
    assert parts("a", "b").request("work", {}).read(reply) == seen


@pytest.mark.parametrize(
    ("reply", "seen"),
    [(("a", "b", "c"), ("a", "c")), (["a", "b", "c"], ("a", "c")), (("a", "b"), ("a",)), ((), ()), ("abc", "abc")],
)
def test_parts_of_a_tuple_are_picked_by_their_places(reply: Any, seen: Any) -> None:
    assert parts(0, 2).request("work", {}).read(reply) == seen


def test_a_wrong_part_costs_its_own_check_alone() -> None:
    right, wrong = {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 3.0}
    subject = LocalSubject("answer = None\ndef work():\n    return answer", "unit")
    for value in (right, wrong):
        subject._module.module.answer = value  # type: ignore[attr-defined]
        assert parts("a")(subject, "work", {}) == {"a": 1.0}
        assert parts("b")(subject, "work", {}) == {"b": value["b"]}


# Replies of no form.

REPEATED = b"".join(encode(1.0))
TURNED = (b"".join(encode(2.0)), b"".join(encode(3.0)))
AGAIN = REPEATED, REPEATED, 1.0, [1, 2], ""
FORMS: dict[str, tuple[Request, Any]] = {
    "call_and_look": (call_and_look("work", {"x": 1, "n": 2}), (0, [1, 2])),
    "call_repeatedly": (call_repeatedly("work", {"x": 1, "n": 2}, []), (*AGAIN, b"", b"", "")),
    "count_lines": (count_lines("work", {"x": 1, "n": 2}), (0, 3)),
    "the_manners": (
        the_manners.request("work", pairs({"x": 1, "n": 2})),
        (*AGAIN, *TURNED, "work"),
    ),
    "the_refusal": (the_refusal.request("work", {"x": 1, "n": 2}), ("changed", [3, 2])),
}
MALFORMED: list[Any] = [
    *(None, 7, "ab", b"ab", [], (), {}, {0: 1, 1: [1, 2]}, np.zeros(2), Opaque("tuple")),
    *((1,), (1, 2, 3), (1, None), (1, "ab"), (1, b"ab"), (1, {}), (1, (1, 2)), (1, [1]), (1, [1, 2, 3])),
    *((1, 2.5), (1, np.int64(3)), (1, "3")),
    *((REPEATED, REPEATED, 1.0), (REPEATED, REPEATED, 1.0, [1]), (REPEATED, REPEATED, 1.0, (1, 2))),
    *((REPEATED, REPEATED, 1.0, [1, 2], 3), (1.0, REPEATED, 1.0, [1, 2]), (REPEATED, 1.0, 1.0, [1, 2])),
    *((b"", REPEATED, 1.0, [1, 2]), (REPEATED, b"\xff", 1.0, [1, 2]), (REPEATED, REPEATED * 2, 1.0, [1, 2])),
    *(AGAIN, (*AGAIN, b"", b""), (*AGAIN, b"", b"", 3), (*AGAIN, b"", b"", "other"), (*AGAIN, 1.0, b"", "")),
    (*AGAIN, b"\xff", REPEATED, ""),
    *(("changed", [3]), ("changed", (3, 2)), ("again", "x"), ("answered",), ("refused", None)),
]


@pytest.mark.parametrize("name", FORMS)
def test_a_reply_of_another_form_is_malformed(name: str) -> None:
    request, good = FORMS[name]
    request.read(good)
    for reply in MALFORMED:
        with pytest.raises(WireError, match="malformed message"):
            request.read(reply)


def test_replies_of_the_right_form_are_read() -> None:
    reads = {name: request.read(good) for name, (request, good) in FORMS.items()}
    assert reads == {
        "call_and_look": (0, {"x": 1, "n": 2}),
        "call_repeatedly": Repeated(1.0, 1.0, 1.0, {"x": 1, "n": 2}),
        "count_lines": (0, 3),
        "the_manners": Repeated(1.0, 1.0, 1.0, {"x": 1, "n": 2}, "", (2.0, 3.0), "work"),
        "the_refusal": BadRefusal({"x": 3, "n": 2}),
    }
    read = the_refusal.request("work", {"x": 1, "n": 2}).read
    assert [read(("answered", [2.0])), read(("again", None))] == [[2.0], BadRefusal()]


HOSTILE = """
import sys

def work(x, n):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    frame.f_locals["self"].channel.send(("returned", FORGED))
    return x

def honest():
    return 42
"""


@pytest.mark.parametrize("forged", ["7", "None", "(1, [1])", "(b'', b'', 1, [1, 2])", "(1, 2, 3, 4)", "{}"])
@pytest.mark.parametrize("name", ["manners", "lines", "both"])
def test_a_worker_that_forges_replies_is_lost(name: str, forged: str, server: ForkServer) -> None:
    observe, cases = OBSERVATIONS[name]
    sheet = sheet_of(observe, cases)
    with student(server, HOSTILE.replace("FORGED", forged)) as asked:
        observer = Observer(asked)
        for ask in (lambda: list(observer.outcomes(sheet)), lambda: observer.observed(sheet, cases[0])):
            with pytest.raises(WorkerLostError) as lost:
                ask()
            assert lost.value.status is Status.ERROR
            assert lost.value.reason.startswith("sent an answer that cannot be read (malformed message: ")
            assert asked.call("honest", {}) == 42


# What a fault in a course's own reader leaves behind.


def failing_reader(reply: Any) -> Any:
    if reply["n"] == 2:
        raise ZeroDivisionError("a bug of the course's")
    return reply


@pytest.mark.parametrize("read", ["batch", "singly"])
def test_a_reader_that_fails_is_the_courses_fault_and_answers_nothing_else(read: str, server: ForkServer) -> None:
    observe = Asks(lambda name, case: dataclasses.replace(call(name, case), read=failing_reader))
    cases = [CASES[0], CASES[2], CASES[5]]
    sheet = dataclasses.replace(sheet_of(the_result, cases))
    sheet = dataclasses.replace(sheet, check=dataclasses.replace(sheet.check, observe=observe))
    with student(server) as asked:
        observer = Observer(asked)
        with pytest.raises(GraderFaultError, match=r"^The check c failed itself: ZeroDivisionError: a bug"):
            list(observer.outcomes(sheet)) if read == "batch" else observer.observed(sheet, cases[1])
        assert asked.call("work", CASES[5])["n"] == 1


def test_answers_that_nobody_waited_for_are_nobodys(server: ForkServer) -> None:
    with student(server) as asked:
        outcomes = asked.each(Batch.of([call("work", case) for case in CASES]))
        assert isinstance(next(outcomes), Returned)
        outcomes.close()  # type: ignore[attr-defined] # it is a generator
        again = asked.call("work", {"x": np.arange(2.0), "n": 0})
    assert (again["n"], again["seen"]) == (0, 1)  # from a new worker


def test_a_fault_of_the_server_stays_one(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_anything: object, **_more: object) -> Iterator[Outcome]:
        raise GraderFaultError("No worker could be started: no memory")

    monkeypatch.setattr(attempt_module.Student, "each", fail)
    with pytest.raises(GraderFaultError, match=r"^No worker could be started"), student(server) as asked:
        list(Observer(asked).outcomes(sheet_of(*OBSERVATIONS["result"])))


def test_polite_checks_are_sent_in_one_batch() -> None:
    exercise = Exercise("work", polite(0.5, st.just(CASES[0]), count=1))
    unit = Unit("unit", "", (exercise,), TEXT)
    (check,) = exercise.checks
    sheet = Sheet.drawn(exercise, check, LocalSubject(unit.solution, "unit"), 1, {})
    assert sheet.batch is not None
