"""What a check makes of what was seen, by its kind: values are compared, exceptions never get that
far, and only refusals ask for one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.course import (
    GOOD,
    REFUSALS,
    Arguments,
    Case,
    Check,
    Exercise,
    Kind,
    Mismatch,
    Outcome,
    Raised,
    Repeated,
    Returned,
    Unit,
    agrees,
    leaves_arguments_alone,
    polite,
    polite_by_verdict,
    rejects,
    same_as_reference,
    same_verdict,
    the_manners,
    the_result,
    the_result_strictly,
)
from autograder.course.checks import in_order
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import CheckResult, Status
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from autograder.values import compare

CASES = st.just({"x": np.ones(2)})
ANSWER = Case({"x": np.ones(2)}, Returned(np.ones(2)))
REFUSED = Case({"x": np.ones(2)}, Raised("ValueError", "too large", ("Exception",)))
NOT_REFUSALS = [kind for kind in Kind if kind is not Kind.REFUSALS]


def check(kind: Kind = Kind.ANSWERS, **more: Any) -> Check:
    return Check(name="c", points=1.0, text="", cases=CASES, kind=kind, **more)


def never(case: Case, value: Any) -> Mismatch | None:
    raise AssertionError(f"nobody should ask about {value!r}")


def an_exception(kind: str, *bases: str, **more: Any) -> Raised:
    return Raised(kind, "what happened", bases, **more)


# Kinds.


def test_what_counts_only_beside_right_answers_waits() -> None:
    assert {kind for kind in Kind if check(kind).waits} == {
        Kind.REFUSALS,
        Kind.MANNERS,
        Kind.EFFORT,
        Kind.FORMS,
        Kind.ARGUMENTS,
    }
    late, early = check(Kind.MANNERS), check(Kind.WARNINGS)
    assert in_order([late, early, late, early]) == [early, early, late, late]


@pytest.mark.parametrize("kind", NOT_REFUSALS)
def test_a_value_is_compared_with_the_references(kind: Kind) -> None:
    assert check(kind).verdict(ANSWER, Returned(np.ones(2))) is None
    assert check(kind).verdict(ANSWER, Returned(np.array([1.0, 3.0]))) == Mismatch(
        "expected 1, not 3", "[1]", wrong=((1,),)
    )
    assert check(kind).verdict(ANSWER, Returned(None)) == Mismatch(
        "expected an array of shape (2,), not None (is a `return` missing?)", wrong=((),)
    )


def test_no_return_is_missing_where_a_unit_picks_a_part_of_an_answer() -> None:
    found = check(Kind.ANSWERS, observe=lambda subject, exercise, case: None).verdict(ANSWER, Returned(None))
    assert found == Mismatch("expected an array of shape (2,), not None", wrong=((),))


@pytest.mark.parametrize("kind", NOT_REFUSALS)
def test_a_check_with_an_idea_of_its_own_is_asked_about_values_alone(kind: Kind) -> None:
    asked: list[Any] = []

    def accept(case: Case, value: Any) -> Mismatch | None:
        asked.append((case, value))
        return Mismatch("not that") if value == 3 else None

    own = check(kind, accept=accept)
    assert own.verdict(ANSWER, Returned(3)) == Mismatch("not that")
    assert own.verdict(ANSWER, Returned(4)) is None
    assert [value for _, value in asked] == [3, 4]
    assert all(case is ANSWER for case, _ in asked)


EXCEPTIONS = [
    an_exception("ValueError", "Exception"),
    an_exception("AssertionError", "Exception"),
    an_exception("KeyError", "LookupError", "Exception"),
    an_exception("NotImplementedError", "RuntimeError", "Exception"),
    an_exception("SystemExit"),
]


@pytest.mark.parametrize("seen", EXCEPTIONS, ids=lambda seen: seen.kind)
@pytest.mark.parametrize("kind", NOT_REFUSALS)
def test_an_exception_is_no_answer_and_is_nothing_to_accept(kind: Kind, seen: Raised) -> None:
    for accept in (None, never):
        found = check(kind, accept=accept).verdict(ANSWER, seen)
        assert found == Mismatch(f"raised {seen.kind}", exception=True)
        assert found.answers


@pytest.mark.parametrize("seen", [Returned(np.ones(2)), *EXCEPTIONS], ids=lambda seen: type(seen).__name__)
@pytest.mark.parametrize("kind", NOT_REFUSALS)
def test_nobody_is_measured_by_a_reference_that_raised(kind: Kind, seen: Outcome) -> None:
    with pytest.raises(TypeError, match=r"^the reference raised ValueError: too large"):
        check(kind, accept=lambda case, value: None).verdict(REFUSED, seen)


# Warnings.


@pytest.mark.parametrize("kind", ["FloatingPointError", "RuntimeWarning"])
def test_a_warning_is_told_with_the_line_that_causes_it(kind: str) -> None:
    seen = Raised(kind, "overflow encountered in exp", ("Exception",), line=7, code="return np.exp(x)")
    found = check(Kind.WARNINGS, accept=never).verdict(ANSWER, seen)
    assert found == Mismatch("NumPy warned: overflow encountered in exp (line 7: return np.exp(x))", answers=False)


@pytest.mark.parametrize("more", [{}, {"line": 7, "code": "return np.exp(x)", "file": "helpers.py"}])
def test_a_warning_in_another_file_is_told_without_a_line(more: dict[str, Any]) -> None:
    found = check(Kind.WARNINGS).verdict(ANSWER, Raised("RuntimeWarning", "overflow", **more))
    assert found == Mismatch("NumPy warned: overflow", answers=False)


@pytest.mark.parametrize("kind", [kind for kind in NOT_REFUSALS if kind is not Kind.WARNINGS])
def test_elsewhere_a_warning_is_an_exception_like_any_other(kind: Kind) -> None:
    seen = Raised("FloatingPointError", "overflow", line=7, code="return np.exp(x)")
    assert check(kind).verdict(ANSWER, seen) == Mismatch("raised FloatingPointError", exception=True)


# Refusals.


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Returned(np.ones(2)), "expected a ValueError because these arguments do not make sense"),
        (Returned(None), "expected a ValueError because these arguments do not make sense"),
        (an_exception("ValueError", "Exception"), ""),
        (an_exception("AssertionError", "Exception"), ""),
        (an_exception("LinAlgError", "ValueError", "Exception"), ""),
        (
            an_exception("KeyError", "LookupError"),
            "expected a ValueError that says which argument is wrong, not KeyError",
        ),
        (an_exception("valueerror"), "expected a ValueError that says which argument is wrong, not valueerror"),
    ],
)
@pytest.mark.parametrize("case", [ANSWER, REFUSED], ids=["answered", "refused"])
def test_a_refusal_is_a_value_error_or_a_failed_assertion(case: Case, seen: Outcome, words: str) -> None:
    found = check(Kind.REFUSALS, accept=never).verdict(case, seen)
    why = ": too large" if case is REFUSED else ""  # the reference's own words
    assert found == (Mismatch(f"{words}{why}") if words else None)
    assert frozenset({"ValueError", "AssertionError"}) == REFUSALS


@pytest.mark.parametrize("message", ["two\nlines", "long " * 50, ""])
def test_a_reason_for_a_refusal_is_one_short_sentence(message: str) -> None:
    case = Case({"x": 1}, Raised("ValueError", message, ("Exception",)))
    found = check(Kind.REFUSALS).verdict(case, Returned(None))
    assert found == Mismatch("expected a ValueError because these arguments do not make sense")


def test_calls_that_must_be_refused_are_drawn_or_listed() -> None:
    calls = [{"x": 1}, {"x": 2}, {"x": 1}]
    listed = rejects(0.5, "No.", calls)
    assert (listed.name, listed.points, listed.text, listed.kind) == ("bad_arguments", 0.5, "No.", Kind.REFUSALS)
    assert (listed.examples, listed.count) == (tuple(calls), 0)
    drawn = rejects(0.5, "No.", CASES, name="odd", count=3, seconds=7.0)
    assert (drawn.name, drawn.examples, drawn.count, drawn.cases, drawn.seconds) == ("odd", (), 3, CASES, 7.0)


# Shorter ways to declare.


def test_agreement_is_a_check_of_answers_that_takes_what_checks_take() -> None:
    plain = agrees("values", 2.0, "Text.", CASES)
    assert (plain.name, plain.points, plain.text, plain.cases) == ("values", 2.0, "Text.", CASES)
    assert (plain.kind, plain.observe, plain.accept, plain.examples, plain.count) == (
        Kind.ANSWERS,
        the_result,
        None,
        (),
        12,
    )
    more = agrees("a", 1.0, "", CASES, examples=[{"x": 1}], count=5, kind=Kind.WARNINGS, observe=the_result_strictly)
    assert (more.examples, more.count, more.kind, more.observe) == (({"x": 1},), 5, Kind.WARNINGS, the_result_strictly)
    with pytest.raises(TypeError, match="point"):
        agrees("a", 1.0, "", CASES, point=1.0)


def test_the_default_comparison_keeps_to_the_tolerance_of_the_case() -> None:
    loose = Case({}, Returned(1.0), tolerance=0.1)
    assert same_as_reference(loose, 1.05) is None
    assert same_as_reference(Case({}, Returned(1.0)), 1.05) is not None
    assert check().allows({"x": np.ones(2)}) == compare.FLOAT32_TOLERANCE  # forms ask for all digits
    assert check(tolerance=lambda case: case["x"]).allows({"x": 0.5}) == 0.5


def test_a_verdict_is_shown_in_its_own_words_and_without_answers() -> None:
    case = Case({}, Returned(GOOD))
    assert same_verdict(case, GOOD) is None
    assert same_verdict(case, "the seed is not used") == Mismatch("the seed is not used", answers=False)


def test_a_mismatch_is_made_of_a_difference_or_of_none() -> None:
    assert Mismatch.of(None) is None
    found = same_as_reference(Case({}, Returned({"a": np.zeros(3), "b": 1.0})), {"a": np.array([0, 1, 2]), "b": 2.0})
    assert found == Mismatch("expected 0, not 1", "['a'][1]", wrong=(("a", 1), ("a", 2), ("b",)))


# Manners.

FIRST = {"x": np.ones(2), "n": 1}
MANNERLY: dict[str, Any] = {"fresh": 1.0, "kept": 1.0, "again": 1.0, "arguments": FIRST}
FAULTS = [
    ({}, ""),
    ({"arguments": {"x": np.zeros(2), "n": 1}}, "argument_changed"),
    ({"arguments": {"x": np.ones(2), "n": 2}}, "argument_changed"),
    ({"kept": 2.0}, "result_reused"),
    ({"again": 2.0}, "depends_on_earlier_calls"),
    ({"again": 1.0 + 1e-12}, ""),
    ({"kept": 1.0 + 1e-12}, "result_reused"),
    ({"changed": "f"}, "result_reused"),
    ({"in_place": (2.0, 2.0)}, ""),
    ({"in_place": (2.0, 1.0)}, "depends_on_earlier_calls"),
]


@pytest.mark.parametrize(("changes", "remark"), FAULTS)
def test_manners_are_told_apart(changes: dict[str, Any], remark: str) -> None:
    seen = Repeated(**{**MANNERLY, **changes})
    case = Case({"first": FIRST, "other": FIRST}, Returned(seen))
    found = polite(0.5, CASES).verdict(case, Returned(seen))
    assert (found.remark if found else "") == remark
    assert found is None or not found.answers
    asked = polite(0.5, CASES)
    assert (asked.kind, asked.observe, asked.seconds, asked.count) == (Kind.MANNERS, the_manners, 18.0, 6)
    assert asked.shown(case.arguments) == FIRST


@pytest.mark.parametrize(("changes", "remark"), FAULTS)
def test_manners_of_what_has_many_right_answers_are_a_verdict(changes: dict[str, Any], remark: str) -> None:
    seen = Repeated(**{**MANNERLY, **changes})

    class Asked:
        def ask(self, _request: object) -> Repeated:
            return seen

    judged = polite_by_verdict(0.5, CASES)
    value = judged.observe(Asked(), "f", {"first": FIRST, "other": FIRST})  # type: ignore[arg-type]
    found = judged.verdict(Case({}, Returned(GOOD)), Returned(value))
    assert (value == GOOD) is (remark == "")
    assert (found.remark if found else "") == remark


def test_a_check_of_arguments_alone_asks_for_no_other_manners() -> None:
    asked = leaves_arguments_alone(0.5, "Leave them.", CASES)
    case = Case(FIRST, Returned(FIRST))
    assert asked.kind is Kind.ARGUMENTS
    assert asked.verdict(case, Returned(Repeated(1, 2, 3, {"x": np.ones(2), "n": 1}))) is None
    protected = asked.verdict(case, Returned(Repeated(1, 1, 1, {"x": np.ones(2), "n": 1}, "ValueError")))
    assert protected is not None
    assert protected.remark == "argument_changed"
    found = asked.verdict(case, Returned(Repeated(1, 1, 1, {"x": np.zeros(2), "n": 1})))
    assert found is not None
    assert (found.remark, found.what) == ("argument_changed", "the call changed its argument `x`: work on a copy of it")


# And in a report.

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
SOLUTION = """
import numpy as np

def work(x):
    if x[0] < 0:
        raise ValueError("below zero")
    return 1.0 / (1.0 + np.exp(-np.minimum(x, 700)))
"""
SOME: st.SearchStrategy[Arguments] = st.floats(0.0, 900.0).map(lambda x: {"x": np.array([x, 900.0])})


def asked_once(asked: list[str], name: str) -> Callable[[Case, Any], Mismatch | None]:
    def accept(case: Case, value: Any) -> Mismatch | None:
        asked.append(name)
        return same_as_reference(case, value)

    return accept


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


def checks_of(server: ForkServer, module: str) -> tuple[dict[str, CheckResult], list[str]]:
    """The results of one check of each kind, and which of them were asked about values."""
    asked: list[str] = []
    first = st.fixed_dictionaries({"first": SOME, "other": SOME})
    observed: dict[Kind, Any] = {
        Kind.WARNINGS: {"observe": the_result_strictly},
        Kind.MANNERS: {"observe": the_manners, "cases": first, "shown": lambda case: case["first"]},
        Kind.ARGUMENTS: {"observe": the_result},
        Kind.REFUSALS: {"cases": st.just({"x": np.array([-1.0, 0.0])})},
    }
    checks = [
        Check(
            **{
                "name": kind.value,
                "points": 1.0,
                "text": "",
                "cases": SOME,
                "count": 3,
                "kind": kind,
                "accept": asked_once(asked, kind.value),
                **observed.get(kind, {}),
            }
        )
        for kind in Kind
    ]
    unit = Unit("unit", "", (Exercise("work", *checks),), SOLUTION)
    exam = prepare(unit)
    asked.clear()
    report = Judge(exam, server, search=False).judge(Submission("a", "unit", {"unit.py": module.encode()}))
    return {each.name: each for each in report.exercise("work").checks}, asked


@needs_fork
def test_right_answers_pass_checks_of_all_kinds(server: ForkServer) -> None:
    results, asked = checks_of(server, SOLUTION)
    assert {result.status for result in results.values()} == {Status.PASSED}
    assert set(asked) == {kind.value for kind in Kind} - {"refusals"}


@needs_fork
def test_a_right_answer_that_overflows_loses_the_check_of_warnings_alone(server: ForkServer) -> None:
    text = SOLUTION.replace("1.0 / (1.0 + np.exp(-np.minimum(x, 700)))", "1 - 1 / (1 + np.exp(x))")
    results, asked = checks_of(server, text)
    assert [name for name, result in results.items() if result.status is not Status.PASSED] == ["warnings"]
    failed = results["warnings"]
    assert (failed.status, failed.score) == (Status.ERROR, 0.0)
    line = "line 7: return 1 - 1 / (1 + np.exp(x))"
    assert failed.message == f"work: NumPy warned: overflow encountered in exp ({line})."
    assert failed.counterexample is not None
    assert (failed.counterexample.expected, failed.counterexample.returned) == (None, None)
    assert "warnings" not in asked


@needs_fork
def test_no_check_is_asked_about_an_exception(server: ForkServer) -> None:
    module = SOLUTION.replace("return 1.0", "raise KeyError('x')\n    return 1.0")
    results, asked = checks_of(server, module)
    assert asked == []
    assert {name: result.status for name, result in results.items()} == {
        "answers": Status.ERROR,
        "warnings": Status.ERROR,
        "refusals": Status.SKIPPED,
        "manners": Status.SKIPPED,
        "effort": Status.SKIPPED,
        "forms": Status.SKIPPED,
        "arguments": Status.SKIPPED,
    }
    assert results["answers"].message.startswith("work raised KeyError: 'x' (line 7: raise KeyError('x')).")
