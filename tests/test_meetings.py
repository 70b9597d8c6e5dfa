"""The picture of an X-ray: which value meets which, right and in the student's formula."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from nbconvert.filters import clean_html

import autograder
from autograder.judging import disclosure
from autograder.judging.xray.drawn import MOST_DRAWN, terms
from autograder.report import CheckResult, Counterexample, ExerciseResult, GradingRun, Report, Status, Term, XRay
from autograder.reporters import html
from autograder.reporters.drawing import svg
from autograder.reporters.letters import MOST_TERMS, Mark, paired
from autograder.reporters.meetings import Picture, Side, alone, as_text, picture, steep
from autograder.values.formulas import Formula

Way = tuple[int | str, ...]
Sum = Mapping[tuple[Way, ...], float]


def result(
    arguments: Mapping[str, Any], right: Sum, yours: Sum, name: str = "f", words: str = "It differs."
) -> ExerciseResult:
    """An exercise whose X-ray has these two formulas."""
    both = dict.fromkeys([*right, *yours])
    xray = XRay(
        place="output[0]",
        right="the right one",
        yours="the other",
        words=words,
        check="cases",
        terms=tuple(Term(numbers=term, right=right.get(term, 0.0), yours=yours.get(term, 0.0)) for term in both),
    )
    example = Counterexample(arguments=dict(arguments), call="f()", expected=[1.0], returned=[2.0], wrong=((0,),))
    check = CheckResult(
        name="cases", text="Cases.", status=Status.FAILED, score=0.0, max_score=1.0, counterexample=example
    )
    return ExerciseResult(name=name, status=Status.FAILED, score=0.0, max_score=1.0, checks=(check,), xray=xray)


def report_of(*results: ExerciseResult) -> Report:
    return Report(submission="s", unit="u", status=Status.GRADED, score=0.0, max_score=1.0, exercises=results)


def product(*ways: Way) -> tuple[Way, ...]:
    return ways


def met(pairs: Mapping[int, int], factor: float = 1.0) -> Sum:
    """The sum of ``x[i] w[j]`` for these pairs of places."""
    return {product(("x", i), ("w", j)): factor for i, j in pairs.items()}


ROWS = {"x": [0.0, 3.0, -5.0], "w": [7.0, 11.0, 13.0]}
STRAIGHT = met({0: 0, 1: 1, 2: 2})
FLIPPED = result(ROWS, STRAIGHT, met({0: 2, 1: 1, 2: 0}), "flipped")
CIRCULAR = result(ROWS, met({1: 0, 2: 1}), met({0: 2, 1: 0, 2: 1}), "circular")
NOTHING = result(ROWS, met({1: 0}), {}, "nothing")
HALVED = result(ROWS, STRAIGHT, met({0: 0, 1: 1, 2: 2}, 0.5), "halved")
MATRICES = {"images": [[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]], "params": {"W": [[9.0, 10.0], [11.0, 12.0]]}}
CORNERS: Sum = {product(("images", 0, 0, i, j), ("params", "W", i, j)): 1.0 for i in (0, 1) for j in (0, 1)}
EXCHANGED: Sum = {product(("images", 0, 0, i, j), ("params", "W", j, i)): 1.0 for i in (0, 1) for j in (0, 1)}
TRANSPOSED = result(MATRICES, CORNERS, EXCHANGED, "transposed")
LONG = result(
    {"x": list(range(60)), "w": [1, 2]}, met({40: 0, 41: 1}), met({41: 0, 42: 1}), "long", "`x` is met 1 further."
)
SEEN = report_of(FLIPPED, CIRCULAR, NOTHING, HALVED, TRANSPOSED, LONG)
"""One of each kind, for whoever looks at pages."""


def drawn(exercise: ExerciseResult) -> Picture:
    found = picture(exercise)
    assert found
    return found


def text(side: Side) -> list[str]:
    return as_text(side).split("\n")


# What stands for what.


def test_a_term_with_another_partner_keeps_its_letter_and_only_that_partner_is_marked() -> None:
    found = drawn(FLIPPED)
    right, yours = found.right, found.yours
    assert text(right) == ["x   0 a   3 b  -5 c", "w   7 a  11 b  13 c"]
    assert text(yours) == ["x   0 a   3 b  -5 c", "w   7 c  11 b  13 a"]
    assert [[value.mark for value in grid.rows[0]] for grid in yours.grids] == [
        [Mark.SAME, Mark.SAME, Mark.SAME],
        [Mark.PARTNER, Mark.SAME, Mark.PARTNER],
    ]
    assert not any(value.mark for grid in right.grids for row in grid.rows for value in row)
    assert [(row.letter, row.right, row.yours, row.what) for row in found.rows] == [
        ("a", "x[0] w[0]", "x[0] w[2]", "another value"),
        ("b", "x[1] w[1]", "x[1] w[1]", "the same"),
        ("c", "x[2] w[2]", "x[2] w[0]", "another value"),
    ]
    assert [(link.start, link.end, link.mark) for link in yours.links] == [
        (0, 2, Mark.PARTNER),
        (1, 1, Mark.SAME),
        (2, 0, Mark.PARTNER),
    ]


def test_what_is_too_many_and_what_is_missing_is_marked_on_all_of_its_values() -> None:
    circular, nothing = drawn(CIRCULAR), drawn(NOTHING)
    assert text(circular.yours) == ["x   0 c   3 a  -5 b", "w   7 a  11 b  13 c"]
    assert [[value.mark for value in grid.rows[0]] for grid in circular.yours.grids] == [
        [Mark.SPARE, Mark.SAME, Mark.SAME],
        [Mark.SAME, Mark.SAME, Mark.SPARE],
    ]
    assert [row.what for row in circular.rows] == ["the same", "the same", "too many in yours"]
    assert circular.right.shift == 1  # so that most lines are upright
    assert text(nothing.yours) == ["x   0       3 (a)  -5", "w   7 (a)  11      13"]
    assert nothing.yours.total == "0"
    assert [(row.right, row.yours, row.what) for row in nothing.rows] == [("x[1] w[0]", "", "missing in yours")]


def test_factors_are_told_in_the_sum_and_letter_by_letter() -> None:
    found = drawn(HALVED)
    assert [side.total for side in (found.right, found.yours)] == ["a + b + c = -32", "0.5 (a + b + c) = -16"]
    assert found.marks == (Mark.FACTOR,)
    assert [row.yours for row in found.rows] == ["0.5 x[0] w[0]", "0.5 x[1] w[1]", "0.5 x[2] w[2]"]
    mixed = result(ROWS, {product(("x", 0)): -1.0, product(("w", 1)): 2.0, (): 4.0}, {product(("x", 0)): 1.0})
    assert [side.total for side in (drawn(mixed).right, drawn(mixed).yours)] == ["-a + 2 b + 4 c = 26", "a = 0"]
    assert drawn(mixed).rows[2].right == "4"


def test_of_two_matrices_the_parts_in_which_something_meets_are_drawn() -> None:
    found = drawn(TRANSPOSED)
    assert [grid.title for grid in found.right.grids] == ["images[0, 0]", "params['W']"]
    assert text(found.right) == [
        "images[0, 0]   1 a   2 b",
        "               3 c   4 d",
        "params['W']    9 a  10 b",
        "              11 c  12 d",
    ]
    assert text(found.yours)[2:] == ["params['W']    9 a  10 c", "              11 b  12 d"]
    assert not found.right.links


def test_of_a_long_axis_only_what_is_met_is_drawn_with_its_own_numbers() -> None:
    found = drawn(LONG)
    (x, _), shown = found.right.grids, found.yours.grids[0]
    assert [value.text for value in x.rows[0]] == ["39", "40", "41", "42", "43"]
    assert (x.left, shown.left, len(shown.rows[0])) == (39, 39, 5)
    assert ">39</text>" in svg(found.right, "label")


def test_parts_of_an_array_are_in_the_order_of_their_indices() -> None:
    found = drawn(result({"x": [[[n]] for n in range(11)]}, {product(("x", n, 0, 0)): 1.0 for n in (10, 2)}, {}))
    assert [grid.title for grid in found.right.grids] == ["x[2]", "x[10]"]


def test_letters_are_paired_by_the_array_that_explains_most() -> None:
    pairs = paired(met({0: 0, 1: 1}), met({2: 0, 3: 1}))
    assert [(pair.letter, pair.mark) for pair in pairs] == [("a", Mark.PARTNER), ("b", Mark.PARTNER)]
    several = {product(("x", 0), ("w", 1)): 1.0, product(("x", 0), ("w", 2)): 1.0}
    marks = [pair.mark for pair in paired(met({0: 0}), several)]
    assert marks == [Mark.MISSING, Mark.SPARE, Mark.SPARE]  # no one partner of x[0] is the other one


@pytest.mark.parametrize(
    "exercise",
    [
        dataclasses.replace(FLIPPED, xray=None),
        dataclasses.replace(FLIPPED, xray=XRay(when="It is wrong.")),
        dataclasses.replace(FLIPPED, checks=()),
        result({"x": "array of shape (300,)", "w": [1.0]}, met({0: 0}), {}),
        result({"x": [True], "w": [1.0]}, met({0: 0}), {}),
        result({"x": [1.0], "w": [1.0]}, met({7: 0}), {}),
        result({"x": [1.0]}, met({0: 0}), {}),
        result({"x": list(range(60)), "w": [1.0]}, met({0: 0, 59: 0}), {}),
        result({"x": [1e308, 1e308]}, {product(("x", 0)): 1.0, product(("x", 1)): 1.0}, {}),
        result({"x": []}, {(): 1.0}, {}),
        result({"x": list(range(60))}, {product(("x", n)): 1.0 for n in range(MOST_TERMS + 1)}, {}),
        result({"x": [[[n]] for n in range(13)]}, {product(("x", n, 0, 0)): 1.0 for n in range(13)}, {}),
    ],
    ids=[
        "none",
        "no terms",
        "no check",
        "text",
        "truth",
        "beyond",
        "unknown",
        "wide",
        "huge",
        "alone",
        "terms",
        "parts",
    ],
)
def test_what_cannot_be_drawn_is_not(exercise: ExerciseResult) -> None:
    assert picture(exercise) is None
    if exercise.xray:
        assert "<svg" not in html.render("report.html.j2", run=RUN, report=report_of(exercise), style="", script="")


# In the report.


def test_terms_go_into_a_report_by_the_places_where_it_shows_the_arguments() -> None:
    call = {"x": np.array([[1.0, 2.0]]), "params": {"W": np.array([3.0]), 2: np.array([4.0])}}
    first = ((("x",), (0, 1)), (("params", "W"), (0,)))
    right = Formula({first: 1 / 3, ((("params", 2), (0,)),): 1.0})
    assert terms(right, Formula({first: 2.0, (): 1.0}), call) == (
        Term(numbers=(("x", 0, 1), ("params", "W", 0)), right=0.333333, yours=2.0),
        Term(numbers=(("params", "2", 0),), right=1.0, yours=0.0),
        Term(numbers=(), right=0.0, yours=1.0),
    )
    many = {((("x",), (0, n)),): 1.0 for n in range(MOST_DRAWN + 1)}
    assert terms(Formula(many), Formula({}), call) == ()


def test_terms_count_among_what_a_report_may_carry() -> None:
    most = disclosure.MOST_IN_A_REPORT
    full = disclosure.bounded([FLIPPED] * 2)
    assert all(each.xray == FLIPPED.xray for each in full)
    check = FLIPPED.checks[0]
    assert check.counterexample
    large = dataclasses.replace(check, counterexample=dataclasses.replace(check.counterexample, returned=[1] * most))
    first, *rest = disclosure.bounded([dataclasses.replace(FLIPPED, checks=(large,)), FLIPPED])
    for each in (first, *rest):
        assert each.xray
        assert each.xray.terms == ()
        assert each.xray.yours  # the words stay


def test_a_report_with_terms_is_read_back_as_it_was() -> None:
    report = report_of(FLIPPED, TRANSPOSED)
    assert Report.from_plain(dataclasses.asdict(report)) == report


# On pages.

RUN = GradingRun(grader="1", sandbox="walls", reports=(SEEN,))


def page(*results: ExerciseResult) -> str:
    return html.render("report.html.j2", run=RUN, report=report_of(*results), style="", script="")


def test_a_page_shows_both_pictures_and_the_same_in_words() -> None:
    shown = page(FLIPPED)
    pictures = re.findall(r"<svg.*?</svg>", shown, re.DOTALL)
    assert len(pictures) == 2
    for each in pictures:
        root = ElementTree.fromstring(each)
        assert root.get("role") == "img"
        assert root.get("aria-label")
    assert [each.count('class="partner"') for each in pictures] == [0, 4]  # two cells and two lines
    rows = re.findall(r"<tr>(.*?)</tr>", shown.split('<table class="terms">')[1].split("</table>")[0])
    assert [re.sub("<.*?>", " ", row).split() for row in rows[1:]] == [
        ["a", "x[0]", "w[0]", "x[0]", "w[2]", "another", "value"],
        ["b", "x[1]", "w[1]", "x[1]", "w[1]", "the", "same"],
        ["c", "x[2]", "w[2]", "x[2]", "w[0]", "another", "value"],
    ]
    assert 'class="key missing"' not in shown
    assert 'class="key missing"' in page(NOTHING)


def test_a_long_formula_is_its_letters_and_a_short_one_is_written_out() -> None:
    assert "the right one" in page(FLIPPED)
    long = result(ROWS, met({n: n for n in range(3)} | {}), met({0: 1, 1: 2}) | met({2: 0}), "f")
    assert "the right one" in page(long)
    five = {product(("x", i), ("w", j)): 1.0 for i, j in ((0, 0), (0, 1), (1, 1), (1, 2), (2, 2))}
    assert "the right one" not in page(result(ROWS, five, {}))


def test_lines_break_between_values_only() -> None:
    shown = page(result(MATRICES, CORNERS, {}))
    assert '<span class="whole">images[0, 0, 0, 0]</span> <span class="whole">params[' in shown


def test_what_cannot_be_drawn_has_its_formulas() -> None:
    shown = page(result({"x": "array of shape (300,)", "w": [1.0]}, met({0: 0}), {}))
    assert "the right one" in shown
    assert "the other" in shown


def test_words_without_a_formula_are_shown() -> None:
    told = dataclasses.replace(FLIPPED, xray=XRay(words="Your `f` does not depend on `x`."))
    for shown in (page(told), html.exercise(SEEN, told)):
        assert "Your <code>f</code> does not depend on <code>x</code>." in shown


def test_feedback_shows_it_as_text_that_survives_cleaning() -> None:
    for exercise in SEEN.exercises:
        shown = html.exercise(SEEN, exercise)
        assert "&lt;" not in clean_html(shown), exercise.name
        assert "the right one" in shown
    shown = html.exercise(SEEN, FLIPPED)
    assert 'w<strong class="text-danger">   7 c</strong>  11 b<strong class="text-danger">  13 a</strong>' in shown


# In a notebook.


def test_a_notebook_shows_one_picture_for_each_number_and_buttons_to_choose() -> None:
    shown = autograder.xray(lambda x, w: np.convolve(x, w, "valid"), [1, 2, 3, 4], [1, 0, 2])._repr_html_()
    assert (shown.count("<figure"), shown.count("<svg"), shown.count('type="radio"')) == (2, 2, 2)
    assert shown.count(" checked>") == 1
    assert "<script" not in shown
    rules = re.search("<style>(.*?)</style>", shown, re.DOTALL)
    assert rules
    assert rules[1].count(" > figure:not(") == 2  # one for each button; without them all pictures stay
    assert ">x  1 a  2 b  3 c  4\nw  1 c  0 b  2 a</pre>" in shown
    assert 'type="radio"' not in autograder.xray(lambda x, w: x @ w, [1, 2], [3, 4])._repr_html_()


def test_a_formula_that_is_too_long_to_be_drawn_is_written() -> None:
    shown = autograder.xray(lambda x: x.sum(), np.ones(60))._repr_html_()
    assert "<svg" not in shown
    assert "output = x[0] + x[1]" in re.sub("<.*?>", "", shown)
    assert alone({"x": ["1j"]}, "output", "x[0]", {product(("x", 0)): 1.0}) is None
    assert alone({"x": [1e308] * 2}, "output", "x", {product(("x", n)): 1.0 for n in (0, 1)}) is None


def test_slopes_stand_below_their_values_as_far_as_they_can_be_drawn() -> None:
    side = steep({"x": [1.0, -2.0, 3.0]}, "output", {("x", 0): 0.5, ("x", 2): -1.25})
    assert side
    assert as_text(side) == "x   1 0.5    -2         3 -1.25"
    assert steep({"x": list(range(60))}, "output", {("x", 0): 1.0, ("x", 59): 1.0}) is None


def test_a_constant_has_a_formula_and_no_array_to_draw() -> None:
    shown = autograder.xray(lambda x: 4.0, [1, 2])._repr_html_()
    assert "output = 4" in shown
    assert "<svg" not in shown


def test_names_are_text_in_pictures() -> None:
    name = "<b>&"
    side = alone({name: [1.0]}, "output", "x", {product((name, 0)): 1.0})
    assert side
    shown = svg(side, '"><b>')
    assert "<b>" not in shown
    ElementTree.fromstring(str(shown))
