"""Values for people: as JSON for the report, and as code that gives the same value when it is
pasted.
"""

import json
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.values.readable import (
    MAX_ITEMS,
    MAX_NUMBERS,
    as_code,
    call_code,
    in_lines,
    members,
    places,
    plain,
    printable,
)
from autograder.worker.wire import Opaque

NUMERIC = st.sampled_from(["?", "i1", "i4", "i8", "u1", "u8", "f2", "f4", "f8", ">f8", ">i4"])
SMALL_ARRAYS = hnp.arrays(NUMERIC, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(max_size=20),
    SMALL_ARRAYS,
    st.just(Opaque("\x1b[2J")),
)
MEMBERS = st.one_of(st.integers(), st.fractions(), st.booleans(), st.text("ab'"), st.frozensets(st.integers()))
KEYS = st.one_of(st.text(), st.integers(), st.none(), st.tuples(st.integers()))
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner), st.lists(inner).map(tuple), st.dictionaries(KEYS, inner), st.sets(st.one_of(KEYS, MEMBERS))
    ),
    max_leaves=12,
)


def evaluated(code: str) -> Any:
    return eval(code, {"np": np, "Fraction": Fraction})


def same(one: Any, other: Any) -> bool:
    """Equal in value to ten digits, in type and in dtype (byte order aside)."""
    if isinstance(one, np.ndarray):
        if not isinstance(other, np.ndarray) or one.shape != other.shape or one.dtype.newbyteorder("=") != other.dtype:
            return False
        rounding = max(1e-9, float(np.finfo(one.dtype).eps)) if one.dtype.kind == "f" else 0.0
        return bool(np.allclose(one, other, rtol=rounding, atol=0, equal_nan=one.dtype.kind == "f"))
    if isinstance(one, float):
        return isinstance(other, float) and (
            math.isclose(one, other, rel_tol=1e-9) or (math.isnan(one) and math.isnan(other))
        )
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, complex):
        return isinstance(other, complex) and same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, set | frozenset):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, members(one), members(other)))
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


@given(SMALL_ARRAYS)
def test_code_of_an_array_gives_the_array(array: np.ndarray) -> None:
    assert same(array, evaluated(as_code(array)))


SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text("abc'\"\\ é\n", max_size=9),
    st.complex_numbers(),
    st.fractions(),
    st.sets(MEMBERS),
    st.frozensets(MEMBERS),
    SMALL_ARRAYS,
)
STRUCTURES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(st.lists(inner), st.lists(inner).map(tuple), st.dictionaries(st.text("abc'"), inner)),
    max_leaves=9,
)


@given(STRUCTURES)
def test_code_of_a_structure_gives_the_structure(value: Any) -> None:
    assert same(value, evaluated(as_code(value)))


@pytest.mark.parametrize("scalar", [np.float64(0.5), np.float32(0.25), np.int64(3), np.uint8(200), np.True_])
def test_code_of_a_numpy_scalar_gives_its_value(scalar: Any) -> None:
    assert evaluated(as_code(scalar)) == scalar


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (np.array([1.0, 0.5, -2.0]), "np.array([1., 0.5, -2.])"),
        (np.array([1, 2]), "np.array([1, 2])"),
        (np.array([[1, 2]], np.int32), "np.array([[1, 2]], dtype=np.int32)"),
        (np.array([0.1], np.float32), "np.array([0.1000000015], dtype=np.float32)"),
        (np.zeros((2, 0)), "np.zeros((2, 0))"),
        (np.zeros((2, 0), int), "np.zeros((2, 0), dtype=np.int64)"),
        (np.array([np.nan, -np.inf]), "np.array([np.nan, -np.inf])"),
        ((1.0,), "(1.,)"),
        ({2, 1}, "{1, 2}"),
        (set(), "set()"),
        (frozenset({"b", 2.5, 10}), "frozenset({2.5, 10, 'b'})"),
        (frozenset(), "frozenset()"),
        (Fraction(-1, 3), "Fraction(-1, 3)"),
        (0.1 + 0.2 + 1j, "(0.3+1j)"),
        (np.complex64(1j), "1j"),
        (complex(math.nan, 1), "complex(np.nan, 1.)"),
        (np.array([complex(0, -math.inf)]), "np.array([complex(0., -np.inf)], dtype=np.complex128)"),
        (np.array([1j], np.complex64), "np.array([1j], dtype=np.complex64)"),
        ({0.1 + 0.2: 1}, "{0.3: 1}"),
        ({"stride": (1, 2)}, "{'stride': (1, 2)}"),
        (1 / 3, "0.3333333333"),
    ],
)
def test_code_is_short_to_read(value: Any, code: str) -> None:
    assert as_code(value) == code


@pytest.mark.parametrize("array", [np.array(["a", "bc"]), np.array([None, 1], object), np.array([1j, 2])])
def test_code_of_arrays_that_hold_no_real_numbers_can_be_pasted_too(array: np.ndarray) -> None:
    pasted = evaluated(as_code(array))
    assert pasted.dtype == array.dtype
    assert np.array_equal(pasted, array)


def test_an_integer_of_more_digits_than_python_prints_is_described() -> None:
    assert as_code(10**5000) == "<int of 16610 bits>"
    assert as_code({10**5000: Fraction(10**5000, 3)}) == "{<int of 16610 bits>: <Fraction of 16610 bits>}"
    assert plain([-(10**5000)]) == ["int of 16610 bits"]
    assert plain({10**5000: 1}) == {"int of 16610 bits": 1}


def test_large_arrays_are_described_by_their_shape() -> None:
    assert as_code(np.arange(float(MAX_NUMBERS))).startswith("np.array([0., 1.,")
    assert as_code(np.zeros((MAX_NUMBERS + 1, 1))) == f"<array of shape {(MAX_NUMBERS + 1, 1)}>"
    assert plain(np.zeros(MAX_NUMBERS)) == [0.0] * MAX_NUMBERS
    assert plain(np.zeros(MAX_NUMBERS + 1)) == f"array of shape ({MAX_NUMBERS + 1},) and type float64"


def test_a_call_names_its_arguments_by_position() -> None:
    assert (
        call_code("conv_1d", {"input_": np.ones(2), "param": np.zeros(1)})
        == "conv_1d(np.array([1., 1.]), np.array([0.]))"
    )
    assert call_code("output_size", {"size": 6, "kernel": 3, "stride": (1, 2)}) == "output_size(6, 3, (1, 2))"


@given(NESTED)
def test_plain_values_are_json_and_printable(value: Any) -> None:
    text = json.dumps(plain(value), allow_nan=False, ensure_ascii=False)
    assert text.isprintable()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.array([[1.0, 2.5]]), [[1.0, 2.5]]),
        (np.array([1, 2]), [1, 2]),
        (np.array([math.nan, math.inf]), ["nan", "inf"]),
        (np.float32(0.1), 0.1000000015),
        (np.array(3.0), 3.0),
        ((1, "two", None, True), [1, "two", None, True]),
        ({1: {"a": 2.0}}, {"1": {"a": 2.0}}),
        (1 / 3, 0.3333333333),
        (1 + 2j, "(1+2j)"),
        (1j, "1j"),
        (complex(0.1 + 0.2, -1e-300), "(0.3-1e-300j)"),
        (complex(math.nan, -math.inf), "(nan-infj)"),
        (np.complex64(2), "(2+0j)"),
        (np.array([[1j, 2]]), [["1j", "(2+0j)"]]),
        (np.zeros(MAX_NUMBERS + 1, complex), "array of shape (201,) and type complex128"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-6, 2), -3),
        (Fraction(10**400, 3), "Fraction of 1329 bits"),
        (Fraction(3, 10**400), "Fraction of 1329 bits"),
        ({3, 0.5, Fraction(5, 2), "b", "a", (1, 2)}, [0.5, "5/2", 3, "a", "b", [1, 2]]),
        (frozenset({1j, math.inf, None, True}), [True, "inf", "1j", None]),
        ({frozenset({2, 1}): 1}, {"[1, 2]": 1}),
        (2**63, 2**63),
        (-(10**400), "int of 1329 bits"),
        (Opaque("Tensor"), "<Tensor>"),
        ("red\x1b[31m\n", "red�[31m�"),
    ],
)
def test_plain_values_keep_what_json_can_say(value: Any, expected: Any) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def nested(width: int, depth: int) -> Any:
    value: Any = 1.0
    for _ in range(depth):
        value = [value] * width
    return value


def leaves(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    return sum(map(leaves, value)) if isinstance(value, list) else 1


@pytest.mark.parametrize(
    "huge",
    [
        nested(1000, 1),
        nested(150, 3),
        nested(2, 15),
        {number: [0] * 100 for number in range(5000)},
        [np.ones(MAX_NUMBERS)] * 3000,
        ["x" * 10**6] * 1000,
        {"k" * 10**6: 1},
        [10**4000] * 3000,
    ],
    ids=lambda _: "",
)
def test_plain_values_have_a_bounded_size(huge: Any) -> None:
    result = plain(huge)
    assert leaves(result) <= MAX_ITEMS
    assert len(json.dumps(result)) <= 250 * MAX_ITEMS


@pytest.mark.parametrize(
    ("value", "way", "shown"),
    [
        ({"W": np.eye(2)}, ("W", 1, 0), ("W", 1, 0)),
        ({1: [5.0]}, (1, 0), ("1", 0)),
        ({True: (5.0, 6.0)}, (True, 1), ("True", 1)),
        ({(1, "b"): 0.0}, ((1, "b"),), ("[1, 'b']",)),
        ({10**5000: 0.0}, (10**5000,), ("int of 16610 bits",)),
        ({"k" * 300: 0.0}, ("k" * 300,), ("k" * 200,)),
        (np.zeros(MAX_NUMBERS + 1), (7,), ()),  # of which there is but the shape to see
        ([1.0, np.zeros((300, 2))], (1, 7, 0), (1,)),
        ([0.0] * (MAX_ITEMS + 5), (MAX_ITEMS + 1,), ()),
        (3.0, (), ()),
        ({"a": 1.0}, ("b",), ()),
    ],
    ids=lambda _: "",
)
def test_the_way_to_a_place_leads_as_far_as_it_is_shown(value: Any, way: Any, shown: Any) -> None:
    assert places(plain(value), [way]) == (shown,)


def test_ways_to_what_is_not_shown_are_told_once() -> None:
    shown = plain({"W": np.ones(300), "b": np.ones(2)})
    assert places(shown, [("W", 1), ("W", 2), ("b", 0), ("W", 3), ("b", 1)]) == (("W",), ("b", 0), ("b", 1))


def test_members_come_in_one_order_however_they_are_stored() -> None:
    values = [2.0, math.nan, 1, "b", Fraction(3, 2), "a", -math.inf, None, 1j]
    for stored in (values, values[::-1]):
        assert list(map(as_code, members(stored))) == [
            *("-np.inf", "1", "Fraction(3, 2)", "2."),
            *("'a'", "'b'", "1j", "None", "np.nan"),
        ]


def test_what_is_cut_keeps_its_beginning() -> None:
    assert plain(list(range(5 * MAX_ITEMS)))[:3] == [0, 1, 2]
    assert plain({"a": [1, 2], "b": nested(1000, 3), "c": 1})["a"] == [1, 2]


@given(st.text())
def test_printable_text_is_printable_and_of_the_same_length(text: str) -> None:
    assert printable(text).isprintable()
    assert len(printable(text)) == min(len(text), 200)
    assert not text.isprintable() or printable(text) == text[:200]


def test_statements_that_do_not_fit_in_a_line_have_one_each() -> None:
    call = "layer = Dense(2, 1, 'a; b'); layer.params['weights'][...] = np.array([[1.0], [2.0]]); layer.forward(np.ones((3, 2)))"
    lines = in_lines(call).split("\n")
    assert [line.partition("(")[0].split(" ")[0] for line in lines] == [
        "layer",
        "layer.params['weights'][...]",
        "layer.forward",
    ]
    assert "; ".join(lines) == call
    for short in ("a = 1; b(a)", "f(" + "1, " * 50 + ")", "with grads [1]: step(); " * 20):
        assert in_lines(short) == short
