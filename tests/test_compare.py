"""When two answers are the same, and what is said when they are not."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.values.compare import (
    FLOAT32_TOLERANCE,
    TOLERANCE,
    Allowed,
    Difference,
    describe,
    difference,
    is_complex,
    is_number,
    tolerance_for,
)
from autograder.values.readable import MAX_ITEMS

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
    assert difference(expected, returned) == Difference("[1, 0]", "expected 3, not 7", ((1, 0), (1, 2)))


def test_all_wrong_places_are_known_by_their_ways() -> None:
    expected = {"W": ROW, "layers": (1.0, [np.zeros((2, 2)), "x"])}
    returned = {"W": np.array([1.0, 0.0, 0.0]), "layers": (2.0, [np.eye(2), "y"])}
    found = difference(expected, returned)
    assert found is not None
    assert found.where == "['W'][1]"
    assert found.wrong == (
        ("W", 1),
        ("W", 2),
        ("layers", 0),
        ("layers", 1, 0, 0, 0),
        ("layers", 1, 0, 1, 1),
        ("layers", 1, 1),
    )
    found = difference(expected, returned | {"W": ROW[:2]})
    assert found is not None
    assert found.wrong[0] == ("W",)  # another form, so the whole part is wrong


def test_of_very_many_wrong_places_those_are_kept_that_a_report_can_show() -> None:
    for expected, returned in ((np.zeros(10**5), np.ones(10**5)), ([0.0] * 10**5, [1.0] * 10**5)):
        found = difference(expected, returned)
        assert found is not None
        assert found.wrong == tuple((place,) for place in range(MAX_ITEMS))


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
    assert difference(np.array([1.0, 0.0]), np.array([1e9, 0.5])) == Difference(
        "[0]", "expected 1, not 1e+09", ((0,), (1,))
    )


@pytest.mark.parametrize("special", [math.nan, math.inf, -math.inf])
def test_values_that_are_not_finite_agree_with_themselves_alone(special: float) -> None:
    for others in (0.0, 1e308, math.nan, math.inf, -math.inf):
        agree = others == special or (math.isnan(others) and math.isnan(special))
        assert (difference(np.array([1.0, special]), np.array([1.0, others])) is None) == agree
        assert (difference(special, others) is None) == agree
        assert (difference(np.array([1.0, others]), np.array([1.0, special])) is None) == agree


def test_an_expected_infinity_makes_no_room_for_errors_beside_it() -> None:
    assert difference(np.array([np.inf, 1.0]), np.array([np.inf, 1.001])) == Difference(
        "[1]", "expected 1, not 1.001", ((1,),)
    )


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
    assert difference(np.array([2.0]), np.array([-2.2e-17])) == Difference("[0]", "expected 2, not 0", ((0,),))
    assert difference(np.array([np.inf]), np.array([0.5])) == Difference("[0]", "expected inf, not 0.5", ((0,),))
    assert difference(np.array([1 / 3]), np.array([1 / 3 + 2e-9])) == Difference(
        "[0]", "expected 0.333333333, not 0.333333335", ((0,),)
    )


def test_the_values_of_a_tuple_are_compared_one_by_one() -> None:
    expected = (ROW, 2.0)
    assert difference(expected, (ROW, 2.0)) is None
    assert difference(expected, [ROW, 2.0]) is None  # who returns a list of results has the results
    assert difference(expected, (ROW, 2.5)) == Difference("[1]", "expected 2, not 2.5", ((1,),))
    assert difference(expected, (np.array([1.0, 2.0, 4.0]), 2.0)) == Difference(
        "[0][2]", "expected 3, not 4", ((0, 2),)
    )
    for wrong, found in (
        ((ROW,), "1"),
        ((ROW, 2.0, 2.0), "3"),
        ((), "none"),
        (ROW, "an array of shape (3,)"),
        (None, "None (is a `return` missing?)"),
    ):
        assert difference(expected, wrong) == Difference("", f"expected 2 values, not {found}")


def test_the_values_of_a_dict_are_compared_key_by_key() -> None:
    expected = {"W": ROW, "b": 1.0}
    assert difference(expected, {"b": 1.0, "W": ROW}) is None
    assert difference(expected, {"W": ROW, "b": 2.0}) == Difference("['b']", "expected 1, not 2", (("b",),))
    assert difference({"layers": [expected]}, {"layers": [{"W": ROW * 2, "b": 1.0}]}) == Difference(
        "['layers'][0]['W'][0]", "expected 1, not 2", tuple(("layers", 0, "W", place) for place in range(3))
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


# Complex numbers.

WAVE = np.array([1.0, -1.0 + 2.0j, 3.0j])


@pytest.mark.parametrize("same", [WAVE.copy(), WAVE.astype(np.complex64), WAVE.astype(">c16"), WAVE * (1 + 1e-12)])
def test_complex_arrays_agree_by_their_values(same: np.ndarray) -> None:
    assert difference(WAVE, same) is None


def test_where_complex_numbers_are_expected_real_ones_of_the_same_value_will_do() -> None:
    for same in (ROW, ROW.astype(int), ROW.astype(np.float32)):
        assert difference(ROW.astype(complex), same) is None
        assert difference(WAVE, same) is not None
    for number in (2, 2.0, 2 + 0j, np.float32(2), np.int8(2), np.array(2), np.array(2 + 0j), Fraction(2)):
        assert difference(2 + 0j, number) is None
        assert difference(np.complex128(2), number) is None
        assert difference(np.array(2 + 0j), number) is None
        found = difference(2 + 1j, number)
        assert found is not None
        assert found.what == f"expected 2+1j, not {'2+0j' if is_complex(number) else '2'}"


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (WAVE[:2], "expected the shape (3,), not (2,)"),
        (list(WAVE), "expected an array of shape (3,), not a list of 3"),
        (WAVE.astype(str), "expected numbers, not values of type <U64"),
        (WAVE.real > 0, "expected numbers, not values of type bool"),
    ],
)
def test_nothing_but_an_array_of_numbers_agrees_with_one_of_complex_numbers(returned: Any, words: str) -> None:
    assert difference(WAVE, returned) == Difference("", words)


def test_sizes_say_nothing_of_how_large_terms_that_cancel_are() -> None:
    tiny = {"x": np.array([1e-8]), "stride": 2, "size": (3, 4), "seed": np.int64(7)}
    assert Allowed.to_all_digits(tiny, 1e-9).least == pytest.approx(1e-11)
    assert Allowed.to_all_digits({"size": 4, "stride": (2, 3)}, 1e-9).least == pytest.approx(4e-3)
    assert Allowed.to_all_digits({"x": [1e-8], "scale": 2.0}, 1e-9).least == pytest.approx(2e-3)


def test_products_that_cancel_leave_as_little_as_is_right_for_them() -> None:
    factors = [np.array([3e5, -4e5], dtype="int32"), np.array([6e6, np.nan, 8e6])]
    call = {"x": factors[0], "y": factors[1]}
    assert Allowed.to_all_digits(call, 1e-9, factors=factors).least == pytest.approx(5e9)
    assert Allowed.to_all_digits(call, 1e-9, factors=[np.zeros(2), factors[1]]).least == pytest.approx(8e3)


@pytest.mark.parametrize("other", [WAVE, [2j], "2j", None, True, np.array([2j])])
def test_nothing_else_is_a_complex_number(other: Any) -> None:
    found = difference(2j, other)
    assert found is not None
    assert found.what.startswith("expected the complex number 0+2j, not ")


def test_complex_numbers_are_wrong_in_their_own_places() -> None:
    found = difference(WAVE, np.array([1.0, -1.0 - 2.0j, 4.0j]))
    assert found == Difference("[1]", "expected -1+2j, not -1-2j", ((1,), (2,)))


def test_the_error_of_complex_numbers_is_measured_by_the_largest_modulus() -> None:
    expected = np.array([300.0 + 400.0j, 0.0])
    for direction in (1.0, 1j, (1 - 1j) / math.sqrt(2)):
        assert difference(expected, expected + np.array([0, 0.9 * 500 * TOLERANCE * direction])) is None
        assert difference(expected, expected + np.array([0, 1.1 * 500 * TOLERANCE * direction])) is not None
    assert difference(300 + 400j, 300 + 400j + 0.9 * 500 * TOLERANCE) is None
    assert difference(300 + 400j, 300 + 400j + 1.1j * 500 * TOLERANCE) is not None
    huge = complex(1.7e308, 1.7e308)  # its modulus is beyond all floats
    assert difference(np.array([huge, 1.0]), np.array([huge, 1e300])) is not None
    assert difference(huge, complex(1.7e308, 1.5e308)) is not None
    assert difference(huge, huge) is None


@pytest.mark.parametrize("special", [complex(math.nan, 1), complex(1, math.inf), complex(-math.inf, math.nan)])
def test_complex_values_that_are_not_finite_agree_with_themselves_alone(special: complex) -> None:
    for other in (0.0, 1 + 1j, complex(math.nan, 2), complex(2, math.inf), complex(math.inf, math.nan), special):
        assert (difference(special, other) is None) == (other is special)
        assert (difference(np.array([2j, special]), np.array([2j, other])) is None) == (other is special)


def test_complex_numbers_of_short_floats_loosen_the_tolerance() -> None:
    assert tolerance_for({"x": WAVE.astype(np.complex64)}) == FLOAT32_TOLERANCE
    assert tolerance_for({"x": WAVE}) == TOLERANCE


# Fractions.


def test_a_fraction_is_exact_and_its_value_decides() -> None:
    third = Fraction(1, 3)
    for same in (third, Fraction(2, 6), 1 / 3, np.float64(1 / 3), np.array(1 / 3), 1 / 3 + 0.9e-9):
        assert difference(third, same) is None
    for same in (4, 4.0, Fraction(8, 2), np.int8(4), np.array(4), np.float32(4)):
        assert difference(Fraction(4), same) is None
    assert difference(1 / 3, third) is None
    assert difference(4, Fraction(4)) is None
    assert difference(third, third + Fraction(1, 10**20)) == Difference(
        "", f"expected 1/3, not {third + Fraction(1, 10**20)}"
    )
    assert difference(Fraction(7), 8) == Difference("", "expected 7, not 8")
    assert difference(third, 1 / 3 + 1.1e-9) == Difference("", "expected 0.333333333, not 0.333333334")
    assert difference([third, third], (third, 0.5)) == Difference("[1]", "expected 0.333333, not 0.5", ((1,),))


@pytest.mark.parametrize("other", [None, True, "1/3", 1 / 3 + 0j, [1, 3], (1, 3), np.array([1 / 3])])
def test_nothing_but_a_number_is_a_fraction(other: Any) -> None:
    found = difference(Fraction(1, 3), other)
    assert found is not None
    assert found.what.startswith("expected the fraction 1/3, not ")


def test_fractions_of_many_digits_are_described() -> None:
    huge = Fraction(10**3600, 7)
    assert difference(huge, huge) is None
    assert difference(huge, Fraction(1, 3)) == Difference("", "expected Fraction of 11959 bits, not 1/3")
    assert difference(huge, 0.5) == Difference("", "expected inf, not 0.5")
    assert describe(huge) == "the fraction Fraction of 11959 bits"
    assert describe(Fraction(-1, 2)) == "the fraction -1/2"


# Sets.


@pytest.mark.parametrize(
    ("expected", "same"),
    [
        ({1, 2}, {2.0, 1.0}),
        ({1, 2}, frozenset({1, np.int64(2)})),
        (frozenset({0.5}), {Fraction(1, 2)}),
        ({2}, {2 + 0j}),
        (set(), frozenset()),
        ({"a", None, (1, "b")}, {(1.0, "b"), None, "a"}),
        ({frozenset({1, 2})}, {frozenset({2.0, 1})}),
        ({frozenset([0, 8])}, {frozenset([8, 0])}),  # which come in different orders
        ({math.nan}, {float("nan")}),
        ({True, 2}, {2, True}),
    ],
)
def test_sets_agree_by_their_members(expected: Any, same: Any) -> None:
    assert difference(expected, same) is None
    assert difference([expected], (same,)) is None


@pytest.mark.parametrize(
    ("expected", "returned", "words"),
    [
        ({1, 2, 3}, {1, 2, 7}, "expected 3 in the set, not 7"),
        ({1, 2, 3}, {3}, "expected 1 in the set, too"),
        ({1}, {5, 1, 3.5}, "expected no 3.5 in the set"),
        ({0.1}, {0.1 + 1e-12}, "expected 0.1 in the set, not 0.1"),
        ({1}, {True}, "expected 1 in the set, not True"),
        ({(1, 0)}, {(True, 0)}, "expected (1, 0) in the set, not (True, 0)"),
        ({frozenset({1})}, {1}, "expected frozenset({1}) in the set, not 1"),
        ({Fraction(1, 3)}, {1 / 3}, "expected Fraction(1, 3) in the set, not 0.3333333333"),
        ({"a"}, set(), "expected 'a' in the set, too"),
        ({1}, {"\x1b" * 500}, "expected 1 in the set, not '" + "\\x1b" * 14 + "\\x1"),
        ({1, 2}, [1, 2], "expected a set of 2, not a list of 2"),
        (frozenset({1, 2}), None, "expected a frozenset of 2, not None (is a `return` missing?)"),
    ],
)
def test_of_a_wrong_set_one_member_is_named(expected: Any, returned: Any, words: str) -> None:
    assert difference(expected, returned) == Difference("", words)


@given(st.sets(st.integers()), st.sets(st.integers()))
def test_the_member_named_does_not_depend_on_how_a_set_is_stored(one: set[int], other: set[int]) -> None:
    again = ({*sorted(one, reverse=True)}, {*sorted(other)})
    assert difference(one, other) == difference(*again)
    assert (difference(one, other) is None) == (one == other)


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
    assert describe({1, "\x1b"}) == "a set of 2"
    assert describe(frozenset()) == "a frozenset of 0"
    assert describe(1 - 0.5j) == "the complex number 1-0.5j"
    assert describe(type("Pair", (tuple,), {})([1, 2])) == "a tuple of 2"


def test_a_part_that_is_none_lacks_no_return_and_bools_are_told_as_such() -> None:
    found = difference((1.0, (2.0, 3.0)), (1.0, None))
    assert found is not None
    assert found.what == "expected 2 values, not None"
    assert difference([1.0], []) == Difference("", "expected 1 value, not none")
    assert describe(np.False_) == describe(False) == "False"
