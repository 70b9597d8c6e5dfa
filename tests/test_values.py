"""Sets, complex numbers and fractions on their whole way: drawn, sent, answered, compared, shown."""

import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.course import Exercise, Mismatch, Raised, Returned, Unit, agrees, polite
from autograder.course.settings import Settings
from autograder.judging import messages
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Counterexample, GradingRun, Report
from autograder.reporters.comparison import lines
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from autograder.testing import arguments
from autograder.values import compare
from autograder.values.copies import copied

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

SOLUTION = '''
import cmath
from fractions import Fraction


def roots(b, c):
    """Both solutions of z * z + b * z + c = 0."""
    ### BEGIN SOLUTION
    root = cmath.sqrt(b * b - 4 * c)
    return [(-b + root) / 2, (-b - root) / 2]
    ### END SOLUTION


def mean(numbers):
    """The mean of some fractions."""
    ### BEGIN SOLUTION
    return sum(numbers) / Fraction(len(numbers))
    ### END SOLUTION


def neighbours(edges, node):
    """The set of all that an edge of two joins with the node."""
    ### BEGIN SOLUTION
    return {other for edge in edges for other in edge if node in edge and other != node}
    ### END SOLUTION
'''
FRACTIONS = st.fractions(-3, 3, max_denominator=5)
NODES = st.sampled_from("abcd")
CASES = {
    "roots": arguments(b=st.integers(-4, 4), c=st.integers(-4, 4)),
    "mean": arguments(numbers=st.lists(FRACTIONS, min_size=1, max_size=4)),
    "neighbours": arguments(edges=st.sets(st.frozensets(NODES, min_size=2, max_size=2), max_size=4), node=NODES),
}
UNIT = Unit(
    "unit",
    "Values of all kinds",
    tuple(
        Exercise(name, agrees("values", 1.0, "The right values.", cases, count=15), polite(0.5, cases, count=3))
        for name, cases in CASES.items()
    ),
    SOLUTION,
    in_all_forms=False,
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with ForkServer() as server:
        yield Judge(prepare(UNIT), server)


def judged(judge: Judge, text: str) -> Report:
    report = judge.judge(Submission("s", "unit", {"unit.py": (SOLUTION + text).encode()}))
    assert GradingRun(grader="1", sandbox="none", reports=(report,)).to_json()
    return report


def test_the_solution_has_full_marks(judge: Judge) -> None:
    assert judged(judge, "").score == UNIT.points


RIGHT = """
def roots(b, c):
    return tuple(z.real if not z.imag else z for z in ROOTS(b, c))

def mean(numbers):
    return float(sum(numbers)) / len(numbers)

def neighbours(edges, node):
    return frozenset().union(*(edge for edge in edges if node in edge)) - {node}
"""


def test_other_types_of_the_same_values_have_full_marks(judge: Judge) -> None:
    assert judged(judge, "\nROOTS = roots\n" + RIGHT).score == UNIT.points


def shown(judge: Judge, exercise: str, text: str) -> tuple[str, Counterexample]:
    result = judged(judge, text).exercise(exercise)
    assert result.checks[0].counterexample
    return result.checks[0].message, result.checks[0].counterexample


@pytest.mark.parametrize(
    ("exercise", "wrong", "message", "returned"),
    [
        (
            "roots",
            "[z.conjugate() for z in old(b, c)]",
            "roots: expected 0+1j, not 0-1j at position [0].",
            ["-1j", "1j"],
        ),
        ("mean", "round(float(old(numbers)))", "mean: expected 1/2, not 0.", 0),
        ("mean", "float(old(numbers)) + 0.25", "mean: expected 0, not 0.25.", 0.25),
        ("mean", "old(numbers) + Fraction(1, 10**12)", "mean: expected 0, not 1/1000000000000.", "1/1000000000000"),
        ("neighbours", "sorted(old(edges, node))", "neighbours: expected a set of 0, not a list of 0.", []),
        ("neighbours", "old(edges, node) | {node}", "neighbours: expected no 'a' in the set.", ["a"]),
        ("neighbours", "old(edges, node) - {'d'}", "neighbours: expected 'd' in the set, too.", ["a"]),
    ],
)
def test_a_wrong_value_is_shown_as_it_is(judge: Judge, exercise: str, wrong: str, message: str, returned: Any) -> None:
    parameters = {"roots": "b, c", "mean": "numbers", "neighbours": "edges, node"}[exercise]
    text = f"\nold = {exercise}\n\ndef {exercise}({parameters}):\n    return {wrong}\n"
    said, example = shown(judge, exercise, text)
    assert said == message
    assert example.returned == returned
    namespace: dict[str, Any] = {"Fraction": Fraction}
    exec(SOLUTION, namespace)
    right = eval(example.call, namespace)  # what is shown can be pasted
    exec(text, namespace)
    assert eval(example.call, namespace) != right
    assert lines(example)


def test_where_answers_do_not_help_no_place_is_named() -> None:
    sheet = prepare(UNIT).sheet("roots", "values")
    case = sheet.cases[0]
    for helps in (True, False):
        found = Mismatch("wrong", answers=helps, wrong=((1,),))
        example = messages.counterexample(sheet, case, Returned([0j, 9j]), found)
        assert example.wrong == (((1,),) if helps else ())
        assert example.returned == (["0j", "9j"] if helps else None)


def test_a_copy_shares_nothing_that_can_change() -> None:
    original: dict[str, Any] = {"set": {1, 2}, "list": [np.zeros(2)], "pair": (np.zeros(1), frozenset({3}))}
    copy = copied(original)
    assert compare.difference(original, copy, 0.0) is None
    copy["set"].add(3)
    copy["list"][0] += 1
    copy["pair"][0][:] = 1
    assert original["set"] == {1, 2}
    assert not original["list"][0].any()
    assert not original["pair"][0].any()


def test_places_in_a_list_of_complex_numbers_are_marked(judge: Judge) -> None:
    _, example = shown(judge, "roots", "\nold = roots\n\ndef roots(b, c):\n    return [z * 2 for z in old(b, c)]\n")
    assert example.wrong
    marks = [mark for line in lines(example) for _, mark in line if mark]
    assert marks == ["first", *["wrong"] * (len(example.wrong) - 1)]


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("unsupported operand type(s) for -: 'int' and 'tuple'", "may be a pair"),
        ("'float' object cannot be interpreted as an integer", "write //"),
        ("operands could not be broadcast together with shapes (2,) (3,)", "Write the two shapes beside each other"),
        ("axis 1 is out of bounds for array of dimension 1", "has fewer axes"),
        ("something else", "Check the number and the types"),
        ("could not broadcast input array from shape (3,1) into shape (3,0)", "Write `x[p : p + n]`"),
        ("could not broadcast input array from shape (3,) into shape (0,)", "Write `x[p : p + n]`"),
        ("could not broadcast input array from shape (0,) into shape (10,)", "Write the two shapes"),
        ("operands could not be broadcast together with remapped shapes (2,2)", "np.pad takes a pair"),
        ("'NoneType' object has no attribute 'all'", "None stands there"),
        ("setting an array element with a sequence. ... an inhomogeneous shape", "may be a pair"),
        ("matmul: Input operand 1 has a mismatch", "matrix product do not fit"),
        ("index 5 is out of bounds for axis 0 with size 5", "The last index there is 4: 5 is one too far."),
        ("index 6 is out of bounds for axis 0 with size 5", "line 3: x). Check the"),
        ("index 0 is out of bounds for axis 0 with size 0", "line 3: x). Check the"),
        ("cannot reshape array of size 8 into shape (2,2,1,0)", "The sizes must multiply to the number of values"),
        ("can't multiply sequence by non-int of type 'tuple'", "may be a pair"),
        ("list indices must be integers or slices, not numpy.float64", "An index must be a whole number"),
        (
            "non-broadcastable output operand with shape (3,) doesn't match the broadcast shape (2,3)",
            "larger: add up the right side along an axis.",
        ),
        (
            "non-broadcastable output operand with shape (1,1) doesn't match the broadcast shape (0,1)",
            "a slice may end too early, axes may stand in another order",
        ),
    ],
)
def test_what_an_exception_says_decides_what_is_advised(message: str, advice: str) -> None:
    seen = Raised("TypeError", message, line=3, code="x")
    said = messages.mismatch("f", seen, Mismatch("raised TypeError", exception=True), Settings())
    assert advice in said


@pytest.mark.parametrize(
    ("code", "shape", "advice"),
    [
        (
            "r, g = rgb[0], rgb[2]",
            (2, 2, 3),
            "`rgb[2]` looks along the first axis. Along the last one it is `rgb[..., 2]`.",
        ),
        ("r, g = rgb[0], rgb[2]", (2,), "The last index there is 1: 2 is one too far. Check the range"),
        ("r, g = rgb[0], rgb[i]", (2, 2, 3), "The last index there is 1: 2 is one too far. Check the range"),
    ],
)
def test_an_index_along_the_wrong_axis_is_told_as_one(code: str, shape: tuple[int, ...], advice: str) -> None:
    seen = Raised(
        "IndexError", "index 2 is out of bounds for axis 0 with size 2", line=3, code=code, shapes=(("rgb", shape),)
    )
    assert advice in messages.mismatch("f", seen, Mismatch("raised IndexError", exception=True), Settings())


@pytest.mark.parametrize(
    ("code", "function", "advice"),
    [
        ("raise ValueError(x)", "f", "This line of yours refuses arguments that make sense: look at its condition."),
        ("assert x.ndim == 3", "g", "refuses arguments that make sense: look at what f gives to g."),
        ("if n < 0: raise ValueError", "K.f", "refuses arguments that make sense: look at its condition."),
        ("x = int(y)", "f", ""),
    ],
)
def test_a_refusal_of_what_makes_sense_is_told_as_one(code: str, function: str, advice: str) -> None:
    seen = Raised("ValueError", "no. ", line=3, code=code, function=function)
    said = messages.mismatch("f", seen, Mismatch("raised ValueError", exception=True), Settings())
    assert said == " ".join(filter(None, (f"f raised ValueError: no (line 3: {code}).", said.partition("). ")[2])))
    assert said.endswith(advice or f"{code}).")
