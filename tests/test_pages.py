"""The pages that students and instructors read: what is drawn, counted and sorted there, and that
everyone can read it.
"""

import base64
import dataclasses
import hashlib
import math
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.report import Counterexample, ExerciseResult, GradingRun, Report, Status
from autograder.reporters import class_statistics, html
from autograder.reporters.comparison import Way
from autograder.reporters.heatmaps import Drawing, drawing
from tests.test_reporters import EVERY_KIND, EXAMPLE, HOSTILE_RUNS, Elements, check

# Heatmaps.


def drawn(expected: Any, returned: Any, *wrong: Way) -> Drawing:
    found = drawing(Counterexample(arguments={}, call="f()", expected=expected, returned=returned, wrong=wrong))
    assert found
    return found


def test_a_vector_is_drawn_three_times_and_what_is_wrong_is_marked() -> None:
    expected, returned, difference = drawn([1.0, -4.0, 0.0], [1.0, 2.0, 0.0], (1,)).heatmaps
    assert [(cell.text, cell.colour, cell.wrong) for cell in expected.rows[0]] == [
        ("1", "p2", False),
        ("-4", "n6", False),
        ("0", "", False),
    ]
    assert [(cell.text, cell.colour, cell.wrong) for cell in returned.rows[0]] == [
        ("1", "p2", False),
        ("2", "p3", True),
        ("0", "", False),
    ]
    assert [(cell.text, cell.colour, cell.wrong) for cell in difference.rows[0]] == [
        ("0", "", False),
        ("6", "p6", True),
        ("0", "", False),
    ]
    assert returned.note == "1 of 3 different"


def test_of_a_larger_answer_the_part_with_the_first_wrong_place_is_drawn() -> None:
    expected = {"U": [[1.0]], "W": [[1.0, 2.0], [3.0, 4.0]]}
    found = drawn(expected, {"U": [[2.0]], "W": [[1.5, 2.0], [3.0, 5.0]]}, ("W", 1, 1))
    assert found.where == "['W']"
    assert [[cell.wrong for cell in row] for row in found.heatmaps[1].rows] == [[False, False], [False, True]]


def test_other_shapes_are_drawn_without_a_difference() -> None:
    for expected, returned, notes in (
        ([1, 2], [[1, 2]], ["shape (2,)", "shape (1, 2)"]),
        ([1, 2], [1, 2, 3], ["shape (2,)", "shape (3,)"]),
    ):
        found = drawn(expected, returned, ())
        assert [heatmap.note for heatmap in found.heatmaps] == notes
        assert not any(cell.wrong for heatmap in found.heatmaps for row in heatmap.rows for cell in row)


def test_where_nothing_is_said_to_be_wrong_there_is_no_difference_to_draw() -> None:
    assert [heatmap.note for heatmap in drawn([1.0, 0.3], [1.0, 0.1 + 0.2]).heatmaps] == ["", ""]
    assert [heatmap.note for heatmap in drawn([1.0, 0.3], [2.0, 0.3]).heatmaps] == ["", ""]


def test_what_the_judge_accepts_differs_by_nothing_that_counts() -> None:
    *_, difference = drawn([1.0, 2.0], [1.001, 3.0], (1,)).heatmaps
    assert [(cell.text, cell.wrong) for cell in difference.rows[0]] == [("0", False), ("1", True)]


def test_of_an_answer_that_is_wrong_as_a_whole_every_cell_is_marked() -> None:
    _, returned, difference = drawn([1, 2], [1, 2], ()).heatmaps
    assert returned.note == "all of it is wrong"
    assert [(cell.text, cell.wrong) for cell in difference.rows[0]] == [("0", True), ("0", True)]


def test_numbers_that_are_not_finite_or_huge_are_drawn() -> None:
    _, returned, difference = drawn([1e308, "inf", 10**300], ["nan", "inf", -1e308], (0,), (2,)).heatmaps
    assert [cell.colour for cell in returned.rows[0]] == ["odd", "odd", "n6"]
    assert [cell.text for cell in difference.rows[0]] == ["nan", "0", "-1e+308"]
    assert drawn([1e308], [-1e308], (0,)).heatmaps[2].rows[0][0].text == "-inf"
    assert drawn([5e-324], [0.0], (0,)).heatmaps[0].rows[0][0].colour == "p6"


@pytest.mark.parametrize(
    ("expected", "returned"),
    [
        ([1], None),
        (None, None),
        ([1], "raises IndexError"),
        (1, 2),
        ([[0]] * 15, [[1]] * 15),
        ([], [1]),
        ([True], [1]),
        (["1j"], ["2j"]),
        (["1/3"], ["1/2"]),
    ],
)
def test_what_is_no_small_array_is_left_to_text(expected: Any, returned: Any) -> None:
    assert drawing(Counterexample(arguments={}, call="f()", expected=expected, returned=returned)) is None


# The pages as text.


def pages(run: GradingRun, folder: Path) -> dict[str, str]:
    html.write_pages(run, folder)
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("run", [EVERY_KIND, *HOSTILE_RUNS])
def test_a_page_allows_its_own_style_and_script_and_nothing_else(run: GradingRun, tmp_path: Path) -> None:
    for page in pages(run, tmp_path).values():
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
        allowed = dict(part.split(" ", 1) for part in policy.split("; "))
        assert allowed.pop("default-src") == allowed.pop("base-uri") == allowed.pop("form-action") == "'none'"
        for kind, element in (("style-src", "style"), ("script-src", "script")):
            sources = re.findall(
                f"<{element}>(.*?)</{element}>", page.split("<main>")[0] + page.split("</main>")[1], re.DOTALL
            )
            hashes = [
                f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'" for source in sources
            ]
            assert allowed.pop(kind) == (" ".join(hashes) or "'none'")
        assert not allowed
        assert not re.search(r"@import|url\(", page)
        assert not any(
            name in ("style", "src", "srcset") or name.startswith("on") for name in Elements(page).attributes
        )


def test_a_students_page_says_what_to_go_on_with(tmp_path: Path) -> None:
    first, unreadable, fault = [
        page for name, page in sorted(pages(EVERY_KIND, tmp_path).items()) if name != "index.html"
    ]
    assert re.search(
        r'1 of 4 exercises are right.</strong> Go on with <a href="#exercise-2">pad_1d</a>, the first that is partly right.',
        first,
    )
    assert EXAMPLE.call in first
    assert "1 of 2 different" in first
    assert "Go on with" not in unreadable
    assert "have not been graded yet" in fault
    assert "open of 1 points" in fault


EXERCISES = [Status.PASSED, Status.PARTIAL, Status.FAILED, Status.NOT_ATTEMPTED, Status.MISSING, Status.GRADER_ERROR]
CHECKS = [
    Status.PASSED,
    Status.FAILED,
    Status.ERROR,
    Status.TIMEOUT,
    Status.FORBIDDEN,
    Status.SKIPPED,
    Status.GRADER_ERROR,
]


@pytest.mark.parametrize(
    ("exercise", "one_check"),
    [(status, Status.FAILED) for status in EXERCISES] + [(Status.FAILED, status) for status in CHECKS],
)
def test_whatever_became_of_an_exercise_or_a_check_is_said_in_words(
    exercise: Status, one_check: Status, tmp_path: Path
) -> None:
    result = ExerciseResult(
        name="f",
        status=exercise,
        score=0.0,
        max_score=2.0,
        checks=(check("more", Status.FAILED), check(status=one_check)),
    )
    report = dataclasses.replace(EVERY_KIND.reports[0], exercises=(result,))
    first, _ = sorted(pages(GradingRun(grader="1", sandbox="none", reports=(report,)), tmp_path).items())
    heading, checks = first[1].split("<h2")[1].split("</h2>")
    assert html.STATES[exercise].word in Elements(heading).text
    if exercise is Status.FAILED:
        assert f"{html.STATES[one_check].word}: Text of some_cases." in Elements(checks).text


def test_the_marks_do_without_colour(tmp_path: Path) -> None:
    marks = pages(EVERY_KIND, tmp_path)["index.html"].split('id="table-1"')[1]
    body = marks.split("<tbody>")[1].split("</tbody>")[0]
    assert [
        re.sub(r"\s+", " ", Elements(row).text.strip()) for row in re.findall(r"<tr[^>]*>.*?</tr>", body, re.DOTALL)
    ] == [
        "anna/conv1d.py211○ not written yet✘ missingpad_1d: zeros only after; input_grad_1d: missing; not written: "
        "param_grad_1d",
        "anna/conv1d.py0- not judged- not judged- not judged- not judgedPython cannot read it",
        "anna/conv1d.pyopen? not graded yet- not judged- not judged- not judgedThe grader failed",
    ]


# The statistics of a class.


def graded(student: str, *shares: float, unit: str = "conv1d", names: Sequence[str] = "abcdefghijklm") -> Report:
    """A report on exercises of two points each, of which the student has these shares."""
    states = {1.0: Status.PASSED, 0.0: Status.FAILED}
    failed = check("cases", Status.FAILED, message="Not so.", counterexample=EXAMPLE)
    results = tuple(
        ExerciseResult(
            name=name,
            status=states.get(share, Status.PARTIAL),
            score=2 * share,
            max_score=2.0,
            checks=(check() if share == 1 else failed,),
        )
        for name, share in zip(names, shares, strict=False)
    )
    return Report(
        submission=f"submitted/{student}/{unit}/{unit}.py",
        unit=unit,
        status=Status.GRADED,
        score=sum(result.score for result in results),
        max_score=2.0 * len(results),
        exercises=results,
        student=student,
    )


def test_difficulty_and_discrimination_are_those_computed_by_hand() -> None:
    # a: shares 1 1 0 0, and 4 0 2 0 points in b and c: deviations .5 .5 -.5 -.5 and 2.5 -1.5 .5
    # -1.5, so r = 1 / sqrt(1 * 11). b: shares 1 0 1 0, and 4 2 0 0 points in a and c: the same.  c:
    # shares 1 0 0 0, and 4 2 2 0 points in a and b: r = 2 / sqrt(.75 * 8).
    found = class_statistics.items(
        [graded("p", 1, 1, 1), graded("q", 1, 0, 0), graded("r", 0, 1, 0), graded("s", 0, 0, 0)]
    )
    assert [(item.name, item.judged, item.difficulty, item.max_score) for item in found] == [
        ("a", 4, 0.5, 2),
        ("b", 4, 0.5, 2),
        ("c", 4, 0.25, 2),
    ]
    assert [item.discrimination for item in found] == [
        pytest.approx(1 / math.sqrt(1 * 11)),
        pytest.approx(1 / math.sqrt(1 * 11)),
        pytest.approx(2 / math.sqrt(0.75 * 8)),
    ]


@pytest.mark.parametrize(
    ("shares", "rests"), [([1, 0], [2, 0]), ([1, 1, 1], [0, 1, 2]), ([0, 1, 0], [3, 3, 3]), ([], [])]
)
def test_there_is_no_discrimination_where_nothing_varies(shares: list[float], rests: list[float]) -> None:
    assert class_statistics.discrimination(shares, rests) is None


def test_an_exercise_that_goes_against_the_others_has_a_negative_discrimination() -> None:
    assert class_statistics.discrimination([0.0, 0.5, 1.0], [4.0, 2.0, 0.0]) == pytest.approx(-1)


def test_scores_fall_into_tenths_and_open_marks_into_none() -> None:
    reports = [
        graded("p", 1, 1),
        graded("q", 0, 0),
        graded("r", 0.2, 0),
        graded("s", 0.9, 0.9),
        *EVERY_KIND.reports[2:],
    ]
    found = class_statistics.scores(reports)
    assert (found.count, found.mean, found.median) == (4, pytest.approx(0.5), pytest.approx(0.5))
    assert found.bins == (1, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert class_statistics.scores(EVERY_KIND.reports[2:]) == class_statistics.Scores(
        count=0, mean=None, median=None, bins=(0,) * 10
    )


def test_sums_of_binary_fractions_fall_into_the_right_tenth() -> None:
    assert (
        class_statistics.scores([dataclasses.replace(graded("p", 0), score=0.1 + 0.1 + 0.1, max_score=1.0)]).bins[3]
        == 1
    )
    assert class_statistics.scores([dataclasses.replace(graded("p", 0), score=0.7 - 0.1, max_score=1.0)]).bins[6] == 1


def test_what_was_not_judged_counts_for_nobody() -> None:
    (unit,) = class_statistics.units(EVERY_KIND)
    assert [report.message for report in unit.not_graded] == ["Python cannot read it.", "The grader failed."]
    assert [(item.name, item.judged) for item in unit.items] == [
        ("conv_1d", 1),
        ("pad_1d", 1),
        ("param_grad_1d", 1),
        ("input_grad_1d", 1),
    ]


def test_mistakes_are_counted_and_the_most_frequent_come_first() -> None:
    reports = [*EVERY_KIND.reports, EVERY_KIND.reports[0], graded("p", 0, names=("pad_1d",))]
    assert [(found.exercise, found.what, found.count, found.named) for found in class_statistics.mistakes(reports)] == [
        ("pad_1d", "zeros only after", 2, True),
        ("input_grad_1d", "missing", 2, False),
        ("pad_1d", "fails cases", 1, False),
    ]


def test_each_unit_has_its_section(tmp_path: Path) -> None:
    run = GradingRun(
        grader="1", sandbox="none", reports=(graded("p", 1, 0), graded("p", 1, 0, unit="rnn"), graded("q", 0, 0))
    )
    assert [(unit.unit, len(unit.reports)) for unit in class_statistics.units(run)] == [("conv1d", 2), ("rnn", 1)]
    page = pages(run, tmp_path)["index.html"]
    assert (
        re.findall(r'<section class="unit" id="(unit-\d)"', page)
        == re.findall(r'<li><a href="#(unit-\d)"', page)
        == ["unit-1", "unit-2"]
    )


def large_class() -> GradingRun:
    generator = random.Random(5)
    reports = [
        graded(f"student{number:03d}", *(generator.choice([0.0, 0.25, 0.5, 1.0, 1.0, 1.0]) for _ in range(13)))
        for number in range(500)
    ]
    return GradingRun(grader="1", sandbox="none", reports=tuple(reports))


def test_the_page_of_a_large_class_is_made_in_no_time() -> None:
    run = large_class()
    start = time.process_time()
    page = html.class_page(run, {id(report): f"{number}.html" for number, report in enumerate(run.reports)})
    assert time.process_time() - start < 2
    assert len(page) < 1_500_000
