"""The map of the course: the plans keep to it, and it keeps to what the units say."""

from __future__ import annotations

import dataclasses
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.course import unit_names
from autograder.course.loading import LECTURE
from tests.demo_course import ROOT

sys.path.insert(0, str(ROOT / "docs"))  # where Sphinx finds it, too

import course_map
from course_map import Place

PAGE = (ROOT / "docs" / "course.md").read_text()
UNITS = course_map.places(ROOT)


def plans(page: str) -> dict[str, list[tuple[list[str], str]]]:
    """The plans of the page: of each row the units and the time."""
    _, *parts = re.split(r"^### (.*)$", page, flags=re.MULTILINE)
    row = re.compile(r"^\| \d \| (.*?) \| (.*?) \|$", re.MULTILINE)
    return {
        name: [(re.findall(r"`(\w+)`", units), time) for units, time in row.findall(text)]
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def departures(page: str, units: Mapping[str, Place]) -> list[str]:
    """In what the plans of a page depart from the map."""
    found = []
    for plan, rows in plans(page).items():
        planned = [unit for row, _ in rows for unit in row]
        for number, unit in enumerate(planned):
            missing = {before for before in units[unit].after if before in planned} - set(planned[:number])
            found += [f"{plan}: {unit} comes after {before}" for before in sorted(missing)]
        for row, time in rows:
            hours = course_map.as_hours(sum(units[unit].hours for unit in row))
            found += [f"{plan}: {', '.join(row)} take {hours}"] * (time != hours)
    return found


def test_every_unit_is_on_the_map_once() -> None:
    assert sorted(UNITS) == sorted(unit_names(ROOT))


def test_the_plans_keep_to_the_map_and_the_longest_has_all_units() -> None:
    assert departures(PAGE, UNITS) == []
    *_, longest = plans(PAGE).values()
    assert sorted(unit for row, _ in longest for unit in row) == sorted(UNITS)


def test_the_page_names_the_lectures_in_which_something_can_be_moved() -> None:
    (named,) = re.findall(r"^In the lectures of (.*?) something can be moved", PAGE, re.MULTILINE | re.DOTALL)
    texts = {unit: (ROOT / "reference" / unit / LECTURE).read_text("utf-8") for unit in UNITS}
    moving = [unit for unit, text in texts.items() if re.search(r'autograder\.xray\(|<input type="range"', text)]
    assert re.findall(r"`(\w+)`", named) == moving


def test_a_plan_in_another_order_or_with_another_time_is_found() -> None:
    page = PAGE.replace("`dense`, `schedulers`, `cnn` | 14 hours", "`schedulers`, `dense`, `cnn` | 13 hours")
    assert departures(page, UNITS) == [
        "Two weeks: schedulers comes after dense",
        "Two weeks: schedulers, dense, cnn take 14 hours",
    ]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for name in unit_names(ROOT):
        shutil.copytree(ROOT / "reference" / name, tmp_path / "reference" / name)
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def test_the_time_is_the_lectures(course: Path) -> None:
    lecture = course / "reference" / "flatten" / "lecture.md"
    assert course_map.hours(course, "flatten") == 0.5
    for said, hours in (("two and a half hours, with a break", 2.5), ("one hour", 1), ("eight hours", 8)):
        lecture.write_text(f"**Time.** About {said}.\n")
        assert course_map.hours(course, "flatten") == hours
    for said in ("Long.", "About many hours.", "Three hours."):
        lecture.write_text(f"**Time.** {said}\n")
        with pytest.raises(ValueError, match="The lecture of flatten must say how long it takes"):
            course_map.hours(course, "flatten")


def place(name: str, *after: str) -> Place:
    return Place(name, name, after, 1, 20)


def test_a_step_that_a_longer_way_makes_as_well_is_not_drawn() -> None:
    units = {each.name: each for each in (place("a"), place("b", "a"), place("c", "b", "a"), place("d", "a"))}
    assert course_map.steps(units) == [("a", "b"), ("b", "c"), ("a", "d")]
    assert course_map.layers(units) == [["a"], ["b", "d"], ["c"]]


def test_no_way_goes_through_a_box() -> None:
    """A way crosses each layer between the boxes, or beside them."""
    picture = course_map.picture(UNITS)
    boxes = [(float(x), float(y)) for x, y in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="138"', picture)]
    upright = re.findall(r"[ ]([\d.]+) (\d+)L([\d.]+) (\d+)", picture)
    assert len(boxes) == len(UNITS)
    assert upright, "no way is long enough to cross a layer: the test says nothing"
    for x, top, to_x, _ in upright:
        assert x == to_x
        assert not any(left <= float(x) <= left + 138 for left, y in boxes if y == float(top))
    assert len({(x, y) for x, y in boxes}) == len(boxes)
    assert all(0 <= left <= course_map.WIDTH - 138 for left, _ in boxes)


def test_what_comes_before_stands_above() -> None:
    units = {"b": place("b", "a"), "a": place("a")}
    with pytest.raises(ValueError, match="b comes after a, so let it stand below"):
        course_map.layers(units)


def test_the_table_adds_up() -> None:
    table = course_map.table({"a": place("a"), "b": dataclasses.replace(place("b", "a"), hours=2.5)})
    assert table.splitlines()[-1] == "| | | | 3.5 hours | 40 |"
    assert "| `b` | b | `a` | 2.5 hours | 20 |" in table
