"""The pages that students and instructors read: what is drawn, counted and sorted there, and that everyone can read it."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.report import Counterexample, GradingRun
from autograder.reporters import html
from autograder.reporters.heatmaps import Drawing, drawing
from tests.test_reporters import EVERY_KIND, EXAMPLE, HOSTILE_RUNS, Elements

# Heatmaps.


def drawn(expected: Any, returned: Any) -> Drawing:
    found = drawing(Counterexample(arguments={}, call="f()", expected=expected, returned=returned))
    assert found
    return found


def test_a_vector_is_drawn_three_times_and_what_differs_is_marked() -> None:
    expected, returned, difference = drawn([1.0, -4.0, 0.0], [1.0, 2.0, 0.0]).heatmaps
    assert [(cell.text, cell.colour, cell.wrong) for cell in expected.rows[0]] == [("1", "p2", False), ("-4", "n6", False), ("0", "", False)]
    assert [(cell.text, cell.colour, cell.wrong) for cell in returned.rows[0]] == [("1", "p2", False), ("2", "p3", True), ("0", "", False)]
    assert [(cell.text, cell.colour, cell.wrong) for cell in difference.rows[0]] == [("0", "", False), ("6", "p6", True), ("0", "", False)]
    assert returned.note == "1 of 3 different"


def test_of_a_larger_answer_the_first_part_that_differs_is_drawn() -> None:
    found = drawn({"U": [[1.0]], "W": [[1.0, 2.0], [3.0, 4.0]]}, {"U": [[1.0]], "W": [[1.0, 2.0], [3.0, 5.0]]})
    assert found.where == "['W']"
    assert [[cell.wrong for cell in row] for row in found.heatmaps[1].rows] == [[False, False], [False, True]]


def test_other_shapes_are_drawn_without_a_difference() -> None:
    for expected, returned, notes in (([1, 2], [[1, 2]], ["shape (2,)", "shape (1, 2)"]), ([1, 2], [1, 2, 3], ["shape (2,)", "shape (3,)"])):
        found = drawn(expected, returned)
        assert [heatmap.note for heatmap in found.heatmaps] == notes
        assert not any(cell.wrong for heatmap in found.heatmaps for row in heatmap.rows for cell in row)


def test_the_same_numbers_have_no_difference_to_draw() -> None:
    assert [heatmap.note for heatmap in drawn([1.0, 0.3], [1.0, 0.1 + 0.2]).heatmaps] == ["", "the same numbers"]


def test_numbers_that_are_not_finite_or_huge_are_drawn() -> None:
    _, returned, difference = drawn([1e308, "inf", 10**300], ["nan", "inf", -1e308]).heatmaps
    assert [cell.colour for cell in returned.rows[0]] == ["odd", "odd", "n6"]
    assert [cell.text for cell in difference.rows[0]] == ["nan", "0", "-1e+308"]
    assert drawn([1e308], [-1e308]).heatmaps[2].rows[0][0].text == "-inf"
    assert drawn([5e-324], [0.0]).heatmaps[0].rows[0][0].colour == "p6"


@pytest.mark.parametrize(
    ("expected", "returned"), [([1], None), (None, None), ([1], "raises IndexError"), (1, 2), ([[0]] * 15, [[1]] * 15), ([], [1]), ([True], [1])]
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
            sources = re.findall(f"<{element}>(.*?)</{element}>", page.split("<main>")[0] + page.split("</main>")[1], re.DOTALL)
            hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'" for source in sources]
            assert allowed.pop(kind) == (" ".join(hashes) or "'none'")
        assert not allowed
        assert not re.search(r"@import|url\(", page)
        assert not any(name in ("style", "src", "srcset") or name.startswith("on") for name in Elements(page).attributes)


def test_a_students_page_says_what_to_go_on_with(tmp_path: Path) -> None:
    first, unreadable, fault = [page for name, page in sorted(pages(EVERY_KIND, tmp_path).items()) if name != "index.html"]
    assert re.search(r'1 of 4 exercises are right.</strong> Go on with <a href="#exercise-2">pad_1d</a>, the first that is partly right.', first)
    assert EXAMPLE.call in first
    assert "1 of 2 different" in first
    assert "Go on with" not in unreadable
    assert "have not been graded yet" in fault
