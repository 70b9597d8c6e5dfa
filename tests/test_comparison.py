"""Expected and returned side by side, with the marks that the judge made."""

import dataclasses
import sys
from pathlib import Path

import pytest

from autograder.course import load_unit
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.report import Counterexample
from autograder.reporters.comparison import Way, answers, lines
from autograder.reporters.heatmaps import drawing
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

COURSE = Path(__file__).resolve().parents[1]


def example(expected: object, returned: object, *wrong: Way, raised: tuple[str, ...] = ()) -> Counterexample:
    return Counterexample(arguments={}, call="f()", expected=expected, returned=returned, wrong=wrong, raised=raised)


def text(expected: object, returned: object, *wrong: Way, raised: tuple[str, ...] = ()) -> list[str]:
    shown = lines(example(expected, returned, *wrong, raised=raised))
    return ["".join(piece for piece, _ in line) for line in shown]


def marked(expected: object, returned: object, *wrong: Way) -> list[tuple[str, str]]:
    return [
        (piece.strip(), mark) for line in lines(example(expected, returned, *wrong)) for piece, mark in line if mark
    ]


def test_vectors_stand_under_each_other() -> None:
    assert text([1.0, -20.0, 3.0], [1.0, 2.5, 3.0], (1,)) == ["expected    1 -20   3", "returned    1 2.5   3"]
    assert marked([1.0, -20.0, 3.0], [1.0, 2.5, 3.0], (1,)) == [("2.5", "first")]


def test_matrices_stand_side_by_side_and_every_wrong_place_is_marked() -> None:
    wrong = ((0, 1), (1, 0))
    assert text([[1, 2], [3, 4]], [[1, 9], [8, 4]], *wrong) == [
        "expected   returned",
        " 1 2        1 9",
        " 3 4        8 4",
    ]
    assert marked([[1, 2], [3, 4]], [[1, 9], [8, 4]], *wrong) == [("9", "first"), ("8", "wrong")]


def test_of_many_dimensions_the_matrix_with_the_first_wrong_place_is_shown() -> None:
    expected = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    returned = [[[1, 9], [3, 4]], [[5, 6], [0, 8]]]
    assert text(expected, returned, (1, 1, 0))[0] == "at [1]:"
    assert marked(expected, returned, (1, 1, 0)) == [("0", "first")]  # the 9 is not said to be wrong
    assert text([expected], [returned], (0, 1, 1, 0))[0] == "at [0][1]:"


def test_of_several_arrays_the_one_with_the_first_wrong_place_is_shown() -> None:
    expected, returned = {"U": [1.0], "W": [2.0]}, {"U": [5.0], "W": [3.0]}
    assert text(expected, returned, ("W", 0)) == ["at ['W']:", "expected  2", "returned  3"]
    assert text([[1], [2, 3]], [[1], [2, 4]], (1, 1)) == ["at [1]:", "expected  2 3", "returned  2 4"]
    assert text([{"W": [1]}], [{"W": [2]}], (0, "W", 0))[0] == "at [0]['W']:"
    assert text({"loss": 1.5, "W": [2]}, {"loss": 2.5, "W": [3]}, ("loss",), ("W", 0)) == [
        "at ['loss']:",
        "expected  1.5",
        "returned  2.5",
    ]


def test_what_the_judge_found_right_is_not_marked_however_much_it_differs() -> None:
    assert marked([1.0, 2.0], [1.5, 3.0], (1,)) == [("3", "first")]
    assert marked([1.0, 2.0], [1.5, 3.0]) == []


def test_what_the_judge_found_wrong_is_marked_even_if_it_looks_the_same() -> None:
    assert marked([1.0, 2.0], [1.0, 2.0], (0,)) == [("1", "first")]


def test_of_a_part_that_is_wrong_as_a_whole_every_cell_is_marked() -> None:
    assert marked([1, 2], [1, 2], ()) == [("1", "wrong"), ("2", "wrong")]
    assert marked({"a": [1, 2]}, {"a": [3, 4]}, ("a",)) == [("3", "wrong"), ("4", "wrong")]
    assert marked([[[1, 2]]], [[[1, 3]]], (0, 0, 1), ()) == [("1", "wrong"), ("3", "wrong")]
    assert marked([[1, 2], [3, 4]], [[1, 2], [3, 4]], (1,)) == [("3", "first"), ("4", "wrong")]


def test_other_shapes_are_shown_as_they_are() -> None:
    assert text([1, 2], [[1, 2]], ()) == ["expected  [1, 2]", "returned  [[1, 2]]"]
    assert text([1, 2], [1, 2, 3], ()) == ["expected  [1, 2]", "returned  [1, 2, 3]"]
    assert text({"W": [1, 2]}, {"W": [1, 2, 3]}, ("W",)) == ["at ['W']:", "expected  [1, 2]", "returned  [1, 2, 3]"]
    assert text(list(range(20)), [0] * 20, (1,))[1] == f"returned  {[0] * 20}"


def test_numbers_exceptions_and_nothing() -> None:
    assert text(1.5, 2, ()) == ["expected  1.5", "returned  2"]
    assert text([1], "raises IndexError", raised=("returned",)) == ["expected  [1]", "raised    IndexError"]
    assert text("raises ValueError", [1], raised=("expected",)) == ["expected  ValueError", "returned  [1]"]
    assert text("raises ValueError", "raises KeyError", raised=("expected", "returned")) == [
        "expected  ValueError",
        "raised    KeyError",
    ]
    assert text([1], None) == ["expected  [1]"]
    assert text(None, None) == []


def test_a_text_that_looks_like_an_exception_is_none() -> None:
    assert text("a", "raises ValueError", ()) == ["expected  a", "returned  raises ValueError"]
    assert answers(example([1], "raises ValueError", ())) == [("expected", "[1]"), ("returned", "raises ValueError")]


def test_values_that_are_not_finite_are_shown_in_place() -> None:
    assert text([1.0, 2.0], ["nan", 2.0], (0,)) == ["expected    1   2", "returned  nan   2"]
    assert marked([1.0, 2.0], ["nan", 2.0], (0,)) == [("nan", "first")]


def test_zeros_have_no_sign() -> None:
    assert text([-0.0, 0], [0.0, -1], (1,)) == ["expected   0  0", "returned   0 -1"]


def test_complex_numbers_fractions_and_truth_values_are_shown_in_place() -> None:
    assert text(["(1+2j)", "1j"], ["(1-2j)", "1j"], (0,)) == [
        "expected  (1+2j)     1j",
        "returned  (1-2j)     1j",
    ]
    assert marked(["1/3", 2], ["1/2", 2], (0,)) == [("1/2", "first")]
    assert marked([True, False, None], [True, True, None], (1,)) == [("True", "first")]
    assert text(["two words", "a"], ["two", "words a"], (0,))[0] == "expected  ['two words', 'a']"


@pytest.mark.parametrize(
    ("expected", "returned", "way"),
    [
        ([1, 2], [1, 2], (7,)),
        ([1, 2], [1, 2], ("W", 0)),
        ({"W": [1]}, {"W": [1]}, ("U", 0)),
        ({"W": [1]}, [1], ("W", 0)),
        ({"U": [1]}, {"W": [1]}, ("W", 0)),
        ([[[1]]], "array of shape (1000,) and type float64", (0, 0)),
        (1, 2, (0, 0)),
    ],
)
def test_a_way_that_leads_nowhere_marks_nothing(expected: object, returned: object, way: Way) -> None:
    assert lines(example(expected, returned, way))
    assert marked(expected, returned, way) == []


# From the judge to the page.


@pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
def test_the_page_and_the_terminal_mark_the_places_that_the_judge_found_wrong() -> None:
    """A guard of 1e-6 is within what guards may differ by: only the last row, which is doubled, is
    wrong.
    """
    unit = load_unit(COURSE, "dense")
    exercise = next(each for each in unit.exercises if each.name == "cross_entropy_grad")
    right = "    return -(target / p) / len(prediction)\n"
    assert unit.solution.count(right) == 1
    wrong = unit.solution.replace(
        right,
        "    gradient = -target / (prediction + 1e-6) / len(prediction)\n    gradient[1:][-1:] *= 2\n    return gradient\n",
    )
    with ForkServer() as server:
        exam = class_exam(COURSE, dataclasses.replace(unit, exercises=(exercise,)))
        report = Judge(exam, server).judge(Submission("s", "dense", {"dense.py": wrong.encode()}))
    shown = report.exercise("cross_entropy_grad").checks[0].counterexample
    assert shown is not None
    rows = len(shown.returned)
    assert shown.where == "[1, 0]"
    assert shown.wrong == ((1, 0),)
    assert shown.returned[0] != shown.expected[0]  # by what a guard may do
    drawn = drawing(shown)
    assert drawn is not None
    places = {
        (row, column)
        for row, cells in enumerate(drawn.heatmaps[1].rows)
        for column, cell in enumerate(cells)
        if cell.wrong
    }
    assert places == set(shown.wrong)
    assert drawn.heatmaps[1].note == f"{len(shown.wrong)} of {rows * len(shown.returned[0])} different"
    assert [bool(mark) for line in lines(shown) for _, mark in line].count(True) == len(shown.wrong)
