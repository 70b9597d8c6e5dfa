"""Families of cases that exercises share, and the helpers that their cases are written with."""

from typing import Any

import numpy as np
import pytest
from hypothesis import find
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments
from autograder.course.families import Family, any_of, counting, countings, misfits, or_left_out, spoiled
from autograder.judging.cases import drawn


def between(low: int, high: int, *, name: str = "x") -> SearchStrategy[Arguments]:
    return st.fixed_dictionaries({name: st.integers(low, high)})


def values(cases: SearchStrategy[Arguments], name: str = "x") -> set[Any]:
    return {case[name] for case in drawn(cases, 200, 0)}


def test_an_exercise_says_what_a_family_is_worth_and_which_of_its_cases_it_has() -> None:
    family = Family("small", "Small numbers.", between, {"count": 5, "seconds": 7.0}, examples=({"x": 0},))
    check = family(0.5, low=1, high=3)
    assert (check.name, check.points, check.text, check.count, check.seconds) == (
        "small",
        0.5,
        "Small numbers.",
        5,
        7.0,
    )
    assert check.examples == ({"x": 0},)
    assert values(check.cases) == {1, 2, 3}


def test_what_an_exercise_says_itself_goes_before_and_its_examples_come_after() -> None:
    family = Family("small", "Small numbers.", between, {"count": 5}, examples=({"x": 0},))
    check = family(0.5, "Very small.", low=1, high=1, examples=({"x": 9},), count=3)
    assert (check.text, check.count, check.examples) == ("Very small.", 3, ({"x": 0}, {"x": 9}))


def test_cases_of_several_sorts_come_from_all_of_them_with_all_options() -> None:
    cases = any_of(between, (1, 2), (8, 9), name="y")
    assert values(cases(), "y") == {1, 2, 8, 9}
    assert values(any_of(between, (1, 2))(name="z"), "z") == {1, 2}


def test_arrays_count_and_keep_their_shape_also_without_dimensions() -> None:
    assert counting(2, 2).tolist() == [[1, 2], [3, 4]]
    assert counting(2, by=4).tolist() == [0.25, 0.5]
    assert [(type(each), each.shape) for each in countings((), (2, 1))] == [(np.ndarray, ()), (np.ndarray, (2, 1))]


def test_misfits_are_calls_of_shapes() -> None:
    first, second = misfits(("x", "y"), ((2,), ()), ((1, 1), (3,)), by=2)
    assert {name: value.tolist() for name, value in first.items()} == {"x": [0.5, 1.0], "y": 0.5}
    assert (second["x"].shape, second["y"].shape) == ((1, 1), (3,))
    with pytest.raises(ValueError, match="zip"):
        misfits(("x", "y"), ((2,),))


def test_a_good_call_is_spoiled_by_one_change_at_a_time_and_stays_as_it_was() -> None:
    good = {"x": 1, "y": 2}
    assert spoiled(good, {"x": 0, "z": 3}, y=(-1, -2)) == (
        {"x": 0, "y": 2, "z": 3},
        {"x": 1, "y": -1},
        {"x": 1, "y": -2},
    )
    assert good == {"x": 1, "y": 2}


def test_an_argument_with_a_default_is_left_out_or_none() -> None:
    cases = or_left_out(between(1, 1), "y")
    assert find(cases, lambda case: "y" not in case) == {"x": 1}
    assert find(cases, lambda case: "y" in case) == {"x": 1, "y": None}
