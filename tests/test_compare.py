"""When two answers are the same, and what is said when they are not."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.values.compare import (
    FLOAT32_TOLERANCE,
    TOLERANCE,
    Difference,
    describe,
    difference,
    is_number,
    tolerance_for,
)

ROW = np.array([1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    "same",
    [
        ROW.copy(),
        ROW.astype(np.float32),
        ROW.astype(int),
        ROW.astype(np.uint8),
        ROW.astype(np.longdouble),
        ROW.astype(">f8"),
    ],
)
def test_arrays_agree_by_their_values_whatever_real_type_holds_them(same: np.ndarray) -> None:
    assert difference(ROW, same) is None


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (ROW[:2], "expected the shape (3,), not (2,)"),
        (ROW[None], "expected the shape (3,), not (1, 3)"),
        (ROW[:, None], "expected the shape (3,), not (3, 1)"),
        (np.array(1.0), "expected the shape (3,), not ()"),
        ([1.0, 2.0, 3.0], "not a list"),
        ((1.0, 2.0, 3.0), "not a tuple of 3"),
        (1.0, "not the number 1"),
        (None, "not None (is a `return` missing?)"),
        (ROW.astype(complex), "expected real numbers, not values of type complex128"),
        (ROW.astype(object), "expected real numbers, not values of type object"),
        (ROW.astype(str), "expected real numbers, not values of type <U32"),
        (ROW > 0, "expected real numbers, not values of type bool"),
    ],
)
def test_only_an_array_of_real_numbers_of_the_same_shape_agrees_with_an_array(returned: Any, words: str) -> None:
    found = difference(ROW, returned)
    assert found is not None
    assert words in found.what
    assert found.where == ""


def test_shapes_are_compared_before_values_and_nothing_is_broadcast() -> None:
    found = difference(np.ones((2, 3)), np.full((1, 3), 7.0))
    assert found == Difference("", "expected the shape (2, 3), not (1, 3)")
    assert difference(np.zeros((0, 3)), np.zeros((3, 0))) is not None
    assert difference(np.zeros((0, 3)), np.zeros((0, 3))) is None


def test_the_first_wrong_element_is_named() -> None:
    expected = np.arange(6.0).reshape(2, 3)
    returned = expected.copy()
    returned[1, 0], returned[1, 2] = 7.0, 9.0
    assert difference(expected, returned) == Difference("[1, 0]", "expected 3, not 7")


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_the_error_allowed_grows_with_the_largest_value_alone(largest: float, position: int) -> None:
    expected = np.zeros(5)
    expected[0] = largest
    allowed = TOLERANCE * max(1.0, abs(largest))
    inside, outside = expected.copy(), expected.copy()
    inside[position] += 0.9 * allowed
    outside[position] += 1.1 * allowed
    assert difference(expected, inside) is None
    assert difference(expected, outside) is not None


def test_the_largest_value_is_the_largest_expected_one_not_what_was_returned() -> None:
    assert difference(np.array([1.0, 0.0]), np.array([1.0, 1e9])) is not None
    assert difference(np.array([1.0, 0.0]), np.array([1e9, 0.5])) == Difference("[0]", "expected 1, not 1e+09")


@pytest.mark.parametrize("special", [math.nan, math.inf, -math.inf])
def test_values_that_are_not_finite_agree_with_themselves_alone(special: float) -> None:
    for others in (0.0, 1e308, math.nan, math.inf, -math.inf):
        agree = others == special or (math.isnan(others) and math.isnan(special))
        assert (difference(np.array([1.0, special]), np.array([1.0, others])) is None) == agree
        assert (difference(special, others) is None) == agree
        assert (difference(np.array([1.0, others]), np.array([1.0, special])) is None) == agree


def test_an_expected_infinity_makes_no_room_for_errors_beside_it() -> None:
    assert difference(np.array([np.inf, 1.0]), np.array([np.inf, 1.001])) == Difference("[1]", "expected 1, not 1.001")


def test_float32_arguments_loosen_the_tolerance_and_no_others_do() -> None:
    single = np.ones(2, np.float32)
    assert tolerance_for({"x": np.ones(2), "more": [{"deep": (single,)}]}) == FLOAT32_TOLERANCE
    assert tolerance_for({"x": single.astype(np.float16)}) == FLOAT32_TOLERANCE
    assert tolerance_for({"x": np.ones(2), "n": 3, "whole": np.ones(2, np.int8), "name": "float32"}) == TOLERANCE
    assert difference(ROW, ROW * (1 + 1e-6), FLOAT32_TOLERANCE) is None
    assert difference(ROW, ROW * (1 + 1e-6), TOLERANCE) is not None
    assert difference(ROW, ROW * (1 + 1e-4), FLOAT32_TOLERANCE) is not None


@pytest.mark.parametrize("same", [3, 3.0, np.float64(3), np.float32(3), np.int8(3), np.array(3), np.array(3.0)])
def test_a_number_is_a_number_of_python_or_numpy_or_an_array_without_dimensions(same: Any) -> None:
    assert is_number(same)
    for expected in (3, 3.0, np.float64(3), np.array(3.0)):
        assert difference(expected, same) is None
        assert difference(expected + 1, same) == Difference("", "expected 4, not 3")


@pytest.mark.parametrize(
    "other", [np.array([3.0]), [3.0], (3.0,), "3", None, True, np.True_, 3 + 0j, np.array(3j), np.array("3"), {}]
)
def test_nothing_else_is_a_number(other: Any) -> None:
    assert not is_number(other)
    for expected in (3.0, np.array(3.0)):
        found = difference(expected, other)
        assert found is not None
        assert found.what.startswith("expected the number 3, not ")


def test_numbers_have_the_same_tolerance_as_arrays() -> None:
    assert difference(1000.0, 1000.0 + 0.9e-6) is None
    assert difference(1000.0, 1000.0 + 1.1e-6) is not None
    assert difference(0.0, 0.9e-9) is None
    assert difference(0.0, 1.1e-9) is not None


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.ones((2, 1)), "an array of shape (2, 1)"),
        (np.array(True), "an array of shape ()"),
        (np.ones(1, complex), "an array of shape (1,) and type complex128"),
    ],
)
def test_arrays_are_described_by_shape_and_by_type_where_it_is_not_real(array: np.ndarray, words: str) -> None:
    assert difference(1.0, array) == Difference("", f"expected the number 1, not {words}")


def test_an_integer_beyond_all_floats_is_a_wrong_number_like_any_other() -> None:
    found = difference(1.0, 10**400)
    assert found == Difference("", "expected 1, not inf")
    assert difference(1.0, -(10**400)) == Difference("", "expected 1, not -inf")
    assert describe(10**400) == "the number inf"
    assert difference(10**400, 10**400) is None  # two answers of a student may be compared with each other too


def test_two_figures_that_differ_are_shown_with_the_digits_that_tell_them_apart() -> None:
    assert difference(0.1, 0.1 + 1e-8) == Difference("", "expected 0.1, not 0.10000001")
    assert difference(np.array([2.0]), np.array([-2.2e-17])) == Difference("[0]", "expected 2, not 0")
    assert difference(np.array([1 / 3]), np.array([1 / 3 + 2e-9])) == Difference(
        "[0]", "expected 0.333333333, not 0.333333335"
    )


def test_the_values_of_a_tuple_are_compared_one_by_one() -> None:
    expected = (ROW, 2.0)
    assert difference(expected, (ROW, 2.0)) is None
    assert difference(expected, [ROW, 2.0]) is None  # who returns a list of results has the results
    assert difference(expected, (ROW, 2.5)) == Difference("[1]", "expected 2, not 2.5")
    assert difference(expected, (np.array([1.0, 2.0, 4.0]), 2.0)) == Difference("[0][2]", "expected 3, not 4")
    for wrong, found in (
        ((ROW,), "1"),
        ((ROW, 2.0, 2.0), "3"),
        ((), "0"),
        (ROW, "an array of shape (3,)"),
        (None, "None (is a `return` missing?)"),
    ):
        assert difference(expected, wrong) == Difference("", f"expected 2 values, not {found}")


def test_the_values_of_a_dict_are_compared_key_by_key() -> None:
    expected = {"W": ROW, "b": 1.0}
    assert difference(expected, {"b": 1.0, "W": ROW}) is None
    assert difference(expected, {"W": ROW, "b": 2.0}) == Difference("['b']", "expected 1, not 2")
    assert difference({"layers": [expected]}, {"layers": [{"W": ROW * 2, "b": 1.0}]}) == Difference(
        "['layers'][0]['W'][0]", "expected 1, not 2"
    )
    for wrong in ({"W": ROW}, {"W": ROW, "b": 1.0, "c": 1.0}, {"W": ROW, "B": 1.0}, {}, ROW, [ROW, 1.0], None):
        found = difference(expected, wrong)
        assert found is not None
        assert found.what.startswith("expected a dict with the keys ['W', 'b'], not ")


@pytest.mark.parametrize("value", ["same", None, True])
def test_other_values_agree_when_they_are_equal_and_of_one_type(value: Any) -> None:
    assert difference(value, value) is None
    for wrong in ("other", 1, 0.0, ROW, [value]):
        assert difference(value, wrong) is not None


@pytest.mark.parametrize("value", [np.array([1 + 2j, 3.0]), np.array([True, False])])
def test_wrong_answers_that_are_no_real_numbers_agree_with_their_like(value: np.ndarray) -> None:
    assert difference(value, value.copy()) is None
    for other in (value.real.astype(float), ~value if value.dtype.kind == "b" else value + 1j, value + 1.0):
        assert difference(value, other) is not None
    assert difference(value.real.astype(float), value) is not None


class Disguised:
    """Looks as an object of a student's own class does after its journey over the wire."""

    type_name = "\x1b[31mEvil\n"


def test_descriptions_of_a_students_objects_are_short_and_printable() -> None:
    assert describe(Disguised()) == "an object of type �[31mEvil�"
    crowded = {f"key {number}\x1b" * 50: 0 for number in range(10_000)}
    assert len(describe(crowded)) < 500
    assert describe(crowded).isprintable()
    assert describe(crowded).endswith("] and more")
    assert describe({"b": 1, "a": 2}) == "a dict with the keys ['a', 'b']"
