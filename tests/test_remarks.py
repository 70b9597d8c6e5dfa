"""Remarks on wrong answers that have no name: each holds on all cases, or is not made."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Arguments, Case, Outcome, Raised, Returned, load_unit, remarks
from autograder.judging.remarks import AskFor, remark

REMARKS = load_unit(Path(__file__).resolve().parents[1], "flatten").remarks

RANDOM = np.random.default_rng(1)
IMAGES = [
    {
        "images": RANDOM.integers(-9, 9, (n, 4, 5)).astype(float),
        "output_grad": RANDOM.integers(-9, 9, (n, 4, 5)).astype(float),
    }
    for n in (1, 2, 3, 4)
]


def right(arguments: Arguments) -> np.ndarray:
    product: np.ndarray = arguments["images"] * arguments["output_grad"] / 2
    return product


def name(
    student: Callable[..., Any], cases: list[Arguments] = IMAGES, reference: Callable[[Arguments], Any] = right
) -> str | None:
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(reference(case))), Returned(student(case))) for case in cases
    ]
    found = remark(seen, REMARKS, asking(reference))
    return found.misconception if found else None


def asking(reference: Callable[[Arguments], Any]) -> AskFor:
    """Asks a function as the judge asks the reference."""

    def ask(_case: Case, arguments: Arguments) -> Outcome:
        try:
            return Returned(reference(arguments))
        except Exception as error:  # noqa: BLE001 - the judge hands on whatever is raised
            return Raised(type(error).__name__)

    return ask


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (lambda case: 2 * right(case), "constant_factor"),
        (lambda case: -right(case), "constant_factor"),
        (lambda case: right(case) / len(case["images"]), "constant_factor"),
        (lambda case: right(case) * len(case["images"]), "constant_factor"),
        (lambda case: np.swapaxes(right(case), 1, 2), "transposed"),
        (lambda case: right(case)[:, ::-1, ::-1], "turned_round"),
        (lambda case: right(case)[:, :, ::-1], "reversed"),
        (lambda case: np.trunc(right(case)), "truncated"),
        (lambda case: np.roll(right(case), 1, axis=-1), "shifted"),
        (lambda case: np.roll(right(case), -1, axis=-1), "shifted"),
        (lambda case: case["images"] / 2, "output_grad_ignored"),
        (lambda case: np.pad(right(case)[:, 1:-1, 1:-1], ((0, 0), (1, 1), (1, 1))), "wrong_at_the_border"),
    ],
)
def test_a_relation_that_holds_everywhere_is_named(student: Callable[[Arguments], Any], expected: str) -> None:
    assert name(student) == expected


@pytest.mark.parametrize(
    "student",
    [
        right,
        lambda case: right(case) + 1,
        lambda case: 2 * right(case) + 1e-6,
        lambda case: right(case) * (2 if len(case["images"]) > 2 else 3) + 1e-3 * case["images"],
        lambda case: RANDOM.normal(size=right(case).shape),
        lambda case: right(case)[:, :-1],
        lambda case: "nothing of the kind",
        lambda case: [1, 2] if len(case["images"]) > 2 else 7.0,
        lambda case: {"a": right(case)},
    ],
)
def test_no_relation_no_remark(student: Callable[[Arguments], Any]) -> None:
    assert name(student) is None


@pytest.mark.parametrize(
    ("student", "reference", "words"),
    [
        (lambda case: list(right(case)), right, "a list, where an array is wanted. Make an array of it"),
        (lambda case: (right(case),), right, "a tuple, where an array is wanted. Is there a comma too many"),
        (lambda case: right(case).sum(), right, "one number, where an array is wanted. A sum, or an index,"),
        (right, lambda case: right(case).sum(), "an array, where one number is wanted. Add up along all axes"),
        (lambda case: (1, 2), lambda case: {"x": 1, "w": 2.0}, "Return a dict with the names 'x', 'w'."),
        (right, lambda case: (right(case), 1), "an array, where a tuple is wanted. Return all that is asked for"),
        (right, lambda case: [right(case)], "an array, where a list is wanted. Collect the arrays in a list"),
    ],
)
def test_another_kind_of_answer_is_told(
    student: Callable[[Arguments], Any], reference: Callable[[Arguments], Any], words: str
) -> None:
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(reference(case))), Returned(student(case))) for case in IMAGES
    ]
    found = remark(seen, REMARKS, asking(reference))
    assert found is not None
    assert found.misconception == "another_kind"
    assert words in found.hint


@pytest.mark.parametrize(
    ("student", "reference", "hint"),
    [
        (
            lambda case: right(case) * (2 if len(case["images"]) > 2 else 3),
            right,
            "Your answers are the right ones times a factor that changes from call to call, from 2 to 3. Look at what is "
            "divided by, or multiplied with, at the end.",
        ),
        (
            lambda case: (
                right(case) * len(case["images"]) ** 2,
                right(case),
                case["images"] / (len(case["images"]) + 1),
            ),
            lambda case: (right(case), right(case), case["images"]),
            "Your answers are the right ones times a factor that changes from call to call, from 1 to 16 in `output[0]` and "
            "from 0.2 to 0.5 in `output[2]`. Look at what is divided by, or multiplied with, at the end.",
        ),
        (lambda case: np.abs(right(case)), right, "Your answers are right but for the signs of some of their numbers."),
        (
            lambda case: (right(case) * (2 if len(case["images"]) > 2 else 3), 1.0),
            lambda case: (right(case), 2.0),
            None,
        ),
    ],
)
def test_answers_that_are_right_but_for_size_or_sign_are_told(
    student: Callable[[Arguments], Any], reference: Callable[[Arguments], Any], hint: str | None
) -> None:
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(reference(case))), Returned(student(case))) for case in IMAGES
    ]
    found = remark(seen, REMARKS, asking(reference))
    assert (found and found.hint) == hint


PLANES = [{"x": RANDOM.normal(size=(n, 2, 3, 4)), "rate": 0.1 * n} for n in (1, 2, 3, 4, 5)]


def said(student: Callable[[Arguments], Any], reference: Callable[[Arguments], Any], cases: list[Arguments]) -> str:
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(reference(case))), Returned(student(case))) for case in cases
    ]
    found = remark(seen, remarks.GENERAL, asking(reference))
    return found.hint if found else ""


@pytest.mark.parametrize(
    ("student", "reference", "words"),
    [
        (lambda c: c["x"] * len(c["x"]), lambda c: c["x"] * 1.0, "times N, the number of rows"),
        (lambda c: c["x"] * c["rate"], lambda c: 1.0 * c["x"], "the right ones times `rate`. Look"),
        (lambda c: c["x"] / c["rate"], lambda c: c["x"] / (1 - c["rate"]), "times `(1 - rate) / rate`. Look"),
        (lambda c: c["x"] / (c["x"].size - 1), lambda c: c["x"] / c["x"].size, "`x.size / (x.size - 1)`"),
        (
            lambda c: (c["x"] * c["x"].size, c["rate"]),
            lambda c: (c["x"], c["rate"]),
            "times `x.size` in `output[0]`. Look",
        ),
        (lambda c: c["x"] * (c["rate"] + 0.3), lambda c: 1.0 * c["x"], "a factor that changes from call to call"),
        (lambda c: c["x"].transpose(0, 2, 1, 3).reshape(c["x"].shape), lambda c: c["x"], "in another order. `reshape`"),
        (lambda c: c["x"].ravel()[::-1].reshape(c["x"].shape), lambda c: c["x"], ""),
        (lambda c: np.round(c["x"], 2), lambda c: c["x"], "Your answers end 2 digits after the point."),
        (lambda c: np.round(c["x"], 2) + 0.03, lambda c: c["x"], ""),
        (lambda c: int(c["rate"] * 7), lambda c: c["rate"] * 7, "lose their fractions: `int(...)`"),
        (lambda c: 2 * c["x"] * (1 + 1e-7 * c["x"]), lambda c: 2 * c["x"], "right in their first digits only"),
        (lambda c: c["x"] * (1 + 1e-7 * c["x"]), lambda c: c["x"] * (1 + 1e-8 * c["x"]), ""),  # little is computed
        (
            lambda c: np.pad(c["x"][:, :, :-1, :-1], ((0, 0), (0, 0), (0, 1), (0, 1))),
            lambda c: c["x"],
            "In your answers what is last along axis 2 and axis 3 is always zero: does a loop end too early?",
        ),
        (
            lambda c: {"z": np.pad(c["x"][:, 1:] + 0.5, ((0, 0), (1, 0), (0, 0), (0, 0)))},
            lambda c: {"z": c["x"]},
            "In `output['z']` what is first along axis 1 is always zero: does a loop begin too late?",
        ),
        (
            lambda c: (c["x"], c["x"] ** 2),
            lambda c: (c["x"], c["x"] ** 3),
            "Only `output[1]` is wrong, not `output[0]`.",
        ),
    ],
)
def test_what_is_done_to_the_right_answers_is_told(
    student: Callable[[Arguments], Any], reference: Callable[[Arguments], Any], words: str
) -> None:
    hint = said(student, reference, PLANES)
    assert words in hint
    assert bool(words) == bool(hint)


def test_a_factor_that_is_not_finite_is_one_where_its_call_says_so() -> None:
    cases = [{"x": np.arange(1.0, n)} for n in (2, 3, 4, 5, 6)]
    with np.errstate(all="ignore"):
        hint = said(
            lambda c: float(np.sum(c["x"]) / np.float64(c["x"].size - 1)), lambda c: float(np.mean(c["x"])), cases
        )
    assert "times `len(x) / (len(x) - 1)`" in hint


def test_many_digits_prove_what_they_tell_once_and_few_do_not() -> None:
    for digits, words in ((6, "end 6 digits after"), (2, "")):
        hint = said(lambda c, n=digits: np.round(c["x"] / 3, n), lambda c: c["x"] / 3, [{"x": np.array([1.0, 0.7])}])
        assert (words in hint) if words else not hint


def test_right_values_as_complex_numbers_are_not_said_to_be_rearranged() -> None:
    cases = [{"x": np.arange(1.0, n)} for n in (3, 4, 5, 6)]
    assert name(lambda case: case["x"] + 0j, cases, lambda case: case["x"]) is None
    assert name(lambda case: right(case) + 0j) is None


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (lambda case: None, "nothing_returned"),
        (lambda case: np.zeros(right(case).shape), "always_zero"),
        (lambda case: np.full(right(case).shape, 0.5), "always_the_same"),
        (lambda case: right(case).astype(int), "truncated"),
        (lambda case: np.floor(right(case)).astype(int), "whole_numbers"),
        (lambda case: np.floor(right(case)), None),
        (lambda case: np.zeros(right(case).shape) if len(case["images"]) > 1 else right(case) + 1, None),
        (lambda case: right(case)[:0], "empty_slice"),
    ],
)
def test_answers_in_which_something_is_lost_are_named(
    student: Callable[[Arguments], Any], expected: str | None
) -> None:
    assert name(student) == expected


@pytest.mark.parametrize("huge", [np.array([-(2**63)]), Raised("OverflowError", "Python int too large to convert")])
def test_whole_numbers_are_told_beside_what_is_too_large_for_them(huge: Any) -> None:
    cases = [{"x": np.array([0.5, 3.25, -2.5]) * n} for n in (1, 3, 5, 7)] + [{"x": np.array([1e30])}]
    whole = lambda case: huge if case["x"].size == 1 else np.floor(case["x"]).astype(int)  # noqa: E731 - as above
    assert name(whole, cases, lambda case: case["x"]) == "whole_numbers"
    whole = lambda case: huge if case["x"].size == 1 else np.floor(case["x"])  # noqa: E731 - as above
    assert name(whole, cases, lambda case: case["x"]) is None


def test_texts_are_not_said_to_have_other_signs() -> None:
    """Nor what differs in a text beside numbers that are right."""
    cases = [{"x": np.arange(1.0, n)} for n in (2, 3, 4, 5)]
    told = lambda text: lambda case: [text, case["x"]]  # noqa: E731 - as above
    assert name(told("the shape (2,)"), cases, told("the shape (3,)")) is None
    assert name(lambda case: [told("")(case)[0], -case["x"]], cases, told("")) is not None


def test_zeros_are_not_said_to_be_truncated() -> None:
    small = [{"x": np.array([0.25, -0.5, 0.75]) / n} for n in (1, 2, 3, 4)]
    assert name(lambda case: np.trunc(case["x"]), small, lambda case: case["x"]) == "always_zero"
    large = [{"x": np.array([0.25, -0.5, 0.75]) + n} for n in (1, 2, 3, 4)]
    assert name(lambda case: np.trunc(case["x"]), large, lambda case: case["x"]) == "truncated"


def test_seven_digits_are_float32_only_where_the_numbers_are() -> None:
    cases = [{"x": RANDOM.normal(size=5)} for _ in range(4)]
    assert name(lambda case: case["x"].astype(np.float32), cases, lambda case: case["x"]) == "float32"
    assert name(lambda case: case["x"].astype(np.float32) / 1.0, cases, lambda case: case["x"]) == "float32"
    assert name(lambda case: np.round(case["x"], 6), cases, lambda case: case["x"]) == "few_digits"
    assert name(lambda case: case["x"].astype(np.float16), cases, lambda case: case["x"]) is None
    assert name(lambda case: case["x"].astype(np.float32), cases[:1], lambda case: case["x"]) == "float32"
    nearly_whole = [{"x": np.array([1.0 + 1e-8, 2.0])}]
    assert name(lambda case: np.round(case["x"]), nearly_whole, lambda case: case["x"]) is None


def test_parts_that_stay_zero_are_told() -> None:
    both = lambda case: {"W": case["images"], "b": case["output_grad"]}  # noqa: E731 - as short as the others
    assert name(lambda case: both(case) | {"W": 0 * case["images"]}, IMAGES, both) == "always_zero"
    assert name(lambda case: {"W": 0 * case["images"], "b": case["images"]}, IMAGES, both) != "always_zero"


def test_parts_that_stay_zero_are_told_beside_others_that_are_wrong() -> None:
    both = lambda case: {"W": case["images"], "b": case["output_grad"]}  # noqa: E731 - as short as the others
    zeros = lambda case: {"W": 0 * case["images"], "b": np.exp(case["output_grad"])}  # noqa: E731 - as the others
    assert name(zeros, IMAGES, both) == "parts_always_zero"


CAST = "Cannot cast ufunc 'add' output from dtype('float64') to dtype('int64') with casting rule 'same_kind'"


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (Raised("UFuncTypeError", CAST), "cannot_cast"),
        (
            Raised("ValueError", "The truth value of an array with more than one element is ambiguous. Use a.any()"),
            "one_truth_value",
        ),
        (
            Raised(
                "TypeError", "only integer scalar arrays can be converted to a scalar index", code="y = np.zeros(x)"
            ),
            "array_for_a_shape",
        ),
        (Raised("TypeError", "only integer scalar arrays can be converted to a scalar index", code="y = x[x]"), None),
        (Raised("RuntimeWarning", "overflow encountered in exp"), "overflows"),
        (
            Raised("ValueError", "matmul: Input operand 1 has a mismatch in its core dimension 0"),
            "product_does_not_fit",
        ),
        (
            Raised("ValueError", "could not broadcast input array from shape (2,3,0,0) into shape (2,3,5,5)"),
            "empty_slice",
        ),
        (Raised("ValueError", "could not broadcast input array from shape (2,10) into shape (2,5)"), None),
        (Raised("IndexError", "index 10 is out of bounds for axis 0 with size 10"), None),
    ],
)
def test_exceptions_are_named_by_what_they_say(raised: Raised, expected: str | None) -> None:
    wrong: list[tuple[Case, Outcome]] = [(Case(case, Returned(right(case))), raised) for case in IMAGES]
    fine: list[tuple[Case, Outcome]] = [(Case(case, Returned(right(case))), Returned(right(case))) for case in IMAGES]
    ask = asking(right)
    for seen in (wrong, [*wrong, *fine]):
        found = remark(seen, REMARKS, ask)
        assert (found.misconception if found else None) == expected
    other = (Case(IMAGES[0], Returned(right(IMAGES[0]))), Raised("KeyError", "x"))
    assert remark([*wrong, other], REMARKS, ask) is None


def test_who_refuses_what_is_left_over_is_told() -> None:
    cases = [
        {"images": RANDOM.normal(size=(1, 1, height, 5)), "size": 2, "stride": stride}
        for height, stride in ((5, 2), (4, 1), (7, 2), (5, 3), (6, 2), (8, 3))
    ]

    def seen(refuses: Callable[[int, int], bool], code: str) -> list[tuple[Case, Outcome]]:
        refused = (refuses(case["images"].shape[2], case["stride"]) for case in cases)
        outcomes = (Raised("AssertionError", code=code) if each else Returned(1.0) for each in refused)
        return [(Case(case, Returned(1.0)), outcome) for case, outcome in zip(cases, outcomes, strict=True)]

    ask = asking(lambda _: 1.0)
    remainder = lambda height, stride: (height - 2) % stride or 3 % stride  # noqa: E731 - as short as the others
    found = remark(seen(remainder, "assert (H - size) % stride == 0"), REMARKS, ask)
    assert found
    assert found.misconception == "remainder_refused"
    assert remark(seen(remainder, "x = y[3]"), REMARKS, ask) is None
    assert remark(seen(lambda height, stride: stride > 2, "assert stride < 3"), REMARKS, ask) is None


def test_two_wrong_answers_are_no_proof() -> None:
    assert name(lambda case: 2 * right(case), IMAGES[:2]) is None
    assert name(lambda case: 2 * right(case), IMAGES[:3]) == "constant_factor"


def test_an_exception_among_the_answers_leaves_what_can_be_said_of_the_others() -> None:
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(right(case))), Returned(2 * right(case))) for case in IMAGES
    ]
    found = remark([*seen, (seen[0][0], Raised("IndexError"))], REMARKS, asking(right))
    assert found is not None
    assert found.hint == (
        "Your answers are what is right for twice `images`, wherever an answer of the right shape comes back. "
        "Look at where your code uses `images`."
    )


def test_the_factor_is_told() -> None:
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(right(case))), Returned(0.5 * right(case))) for case in IMAGES
    ]
    found = remark(seen, REMARKS, lambda _, arguments: Returned(right(arguments)))
    assert found is not None
    assert "times 0.5" in found.hint


@pytest.mark.parametrize("zeros", [0.0, 1.0])
def test_zeros_fit_every_factor_if_they_come_back_as_zeros(zeros: float) -> None:
    nothing = [case | {"images": 0 * case["images"]} for case in IMAGES]
    student = lambda case: 2 * right(case) + zeros * (not case["images"].any())  # noqa: E731 - as short as the others
    assert name(student, IMAGES + nothing) == (None if zeros else "constant_factor")


def test_words_fit_no_factor_and_right_answers_prove_none() -> None:
    worded = [{"x": 0.0}] * 4 + [{"x": 1.0}] * 4
    assert name(lambda case: case["x"] or "it never learned", worded, lambda case: case["x"] or "it learned") is None
    assert name(lambda case: right(case) * (1 + 1e-12)) is None


def test_right_for_stride_one_only() -> None:
    cases = [{"images": RANDOM.normal(size=(2, 3)), "stride": stride} for stride in (1, 2, 1, (1, 1), (2, 1), 3)]
    reference = lambda case: case["images"] * 3.0  # noqa: E731 - as short as the others
    assert (
        name(lambda case: case["images"] * (3.0 if case["stride"] in (1, (1, 1)) else 3.5), cases, reference)
        == "stride_ignored"
    )
    assert name(lambda case: case["images"] * (3.0 if case["stride"] == 1 else 3.5), cases, reference) == "proportional"


def test_not_finite_where_the_input_is_large() -> None:
    cases = [{"z": np.array([size, 1.0])} for size in (1.0, 2.0, 800.0, 900.0, 1000.0)]
    with np.errstate(over="ignore", invalid="ignore"):
        assert (
            name(
                lambda case: np.exp(case["z"]) / (1 + np.exp(case["z"])),
                cases,
                lambda case: 1 / (1 + np.exp(-case["z"])),
            )
            == "not_finite"
        )
    small = [{"z": np.array([float(size), 1.0])} for size in range(5)]
    assert name(lambda case: np.full(2, np.nan), small, lambda case: case["z"]) == "gives_nan"
    one = lambda case: np.array([np.nan, case["z"][1]]) if case["z"][0] > 3 else case["z"]  # noqa: E731 - as short
    assert name(one, small, lambda case: case["z"]) is None
    some = lambda case: np.array([np.nan, 7.0]) if case["z"][0] > 1 else case["z"] + 9  # noqa: E731 - as short
    assert name(some, small, lambda case: case["z"]) == "gives_nan"


def test_right_answers_that_were_rounded_are_named() -> None:
    assert name(lambda case: np.round(right(case) * 1.3), reference=lambda case: 1.3 * right(case)) == "rounded"
    assert name(lambda case: np.round(right(case) * 1.3) + 1, reference=lambda case: 1.3 * right(case)) != "rounded"


def in_the_plane(arguments: Arguments) -> np.ndarray:
    plane: np.ndarray = right(arguments) + 1j * arguments["images"]
    return plane


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (lambda case: 2 * in_the_plane(case), "constant_factor"),
        (lambda case: np.swapaxes(in_the_plane(case), 1, 2), "transposed"),
        (lambda case: np.trunc(in_the_plane(case).real) + 1j * np.trunc(in_the_plane(case).imag), "truncated"),
        (lambda case: in_the_plane(case).conj(), "other_signs"),
        (lambda case: in_the_plane(case) + 1j, None),
        (lambda case: 2 * in_the_plane(case).real, None),
        (lambda case: {1, 2}, None),
    ],
)
def test_a_relation_between_complex_numbers_is_named(student: Callable[[Arguments], Any], expected: str | None) -> None:
    assert name(student, reference=in_the_plane) == expected


def test_fractions_have_factors_and_sets_have_none() -> None:
    cases = [{"n": n} for n in (1, 2, 3, 4)]
    assert name(lambda case: Fraction(2, case["n"]), cases, lambda case: Fraction(1, case["n"])) == "constant_factor"
    assert name(lambda case: 2j * case["n"], cases, lambda case: 1j * case["n"]) == "constant_factor"
    assert name(lambda case: {2 * case["n"]}, cases, lambda case: {case["n"]}) != "constant_factor"


def test_of_several_parts_the_wrong_ones_are_told() -> None:
    both = lambda case: {"W": case["images"], "b": case["output_grad"]}  # noqa: E731 - as short as the others
    assert name(lambda case: both(case) | {"b": case["output_grad"] ** 2}, IMAGES, both) == "wrong_parts"
    assert name(lambda case: {key: value**2 for key, value in both(case).items()}, IMAGES, both) is None


# Right for other arguments.

WINDOWS = [
    {"x": RANDOM.normal(size=(2, 4, 5)), "w": RANDOM.normal(size=(n, n)), "stride": stride, "b": RANDOM.normal(size=2)}
    for n, stride in ((2, 1), (2, 2), (3, 1), (2, (2, 1)), (3, 2), (2, (1, 2)), (3, (2, 1)))
]


def slid(x: np.ndarray, w: np.ndarray, stride: Any, b: np.ndarray) -> np.ndarray:
    """A convolution whose steps may differ down and across."""
    down, across = np.broadcast_to(stride, 2)
    views = np.lib.stride_tricks.sliding_window_view(x, w.shape, axis=(1, 2))[:, ::down, ::across]
    result: np.ndarray = np.tanh(np.einsum("nijab,ab->nij", views, w) + b[:, None, None])
    return result


@pytest.mark.parametrize(
    ("student", "words"),
    [
        (lambda x, w, stride, b: slid(x, w[::-1, ::-1], stride, b), "`w` turned by half a turn"),
        (lambda x, w, stride, b: slid(x, w.T, stride, b), "`w` with rows and columns exchanged"),
        (lambda x, w, stride, b: slid(x, w, stride, 0 * b), "a `b` of zeros"),
        (lambda x, w, stride, b: slid(x, w, stride, b[::-1]), "`b` in reverse order"),
        (lambda x, w, stride, b: slid(x, w, np.broadcast_to(stride, 2)[::-1], b), "the two numbers of `stride`"),
        (lambda x, w, stride, b: slid(x[..., ::-1, :], w, stride, b), "`x` in reverse order along axis 1"),
        (lambda x, w, stride, b: slid(x[[0, 0]], w, stride, b), "`x` with its first values along axis 0 everywhere"),
    ],
)
def test_it_is_told_for_which_other_arguments_an_answer_is_right(student: Callable[..., Any], words: str) -> None:
    hint = hint_on(student)
    assert words in hint
    assert hint.startswith("Your answers are what is right for ")


def hint_on(student: Callable[..., Any]) -> str:
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(slid(**case))), Returned(student(**case))) for case in WINDOWS
    ]
    found = remark(seen, [remarks.right_for_other_arguments], asking(lambda case: slid(**case)))
    return found.hint if found else ""


@pytest.mark.parametrize(
    "student",
    [
        slid,
        lambda x, w, stride, b: slid(x, w.T, stride, b) + 1e-4,
        lambda x, w, stride, b: slid(x, w.T if len(w) < 3 else w[::-1], stride, b),
        lambda x, w, stride, b: None,
        lambda x, w, stride, b: slid(x, w.T, stride, b)[..., :-1],
    ],
)
def test_nothing_is_told_of_arguments_that_do_not_explain_all(student: Callable[..., Any]) -> None:
    assert not hint_on(student)


def test_no_size_is_asked_for_that_takes_memory_without_end() -> None:
    asked: list[Arguments] = []

    def counted(case: Arguments) -> np.ndarray:
        asked.append(case)
        return np.arange(float(case["count"])) + case["seed"] % 7

    cases = [{"count": count, "seed": 10**6 + count} for count in (3, 4, 5, 97)]
    seen: list[tuple[Case, Outcome]] = [
        (Case(case, Returned(counted(case))), Returned(-counted(case))) for case in cases
    ]
    del asked[:]
    assert remark(seen, [remarks.right_for_other_arguments], asking(counted)) is None
    assert asked
    assert max(case["count"] for case in asked) <= 2 * 97


def test_of_several_parts_the_one_that_can_be_explained_is_named() -> None:
    cases = [{"x": RANDOM.normal(size=(2, 2)), "w": RANDOM.normal(size=(2, 2))} for _ in range(4)]
    both = lambda case: {"x": case["x"] @ case["w"], "w": np.tanh(case["x"])}  # noqa: E731 - as short as the others
    wrong = lambda case: {"x": case["x"] @ case["w"].T, "w": np.exp(case["x"])}  # noqa: E731 - as short as the others
    seen: list[tuple[Case, Outcome]] = [(Case(case, Returned(both(case))), Returned(wrong(case))) for case in cases]
    found = remark(seen, [remarks.right_for_other_arguments], asking(both))
    assert found is not None
    assert found.misconception == "right_for_other_w"
    assert found.hint == (
        "Your `x` is what is right for `w` with rows and columns exchanged. Look at where your code uses `w`."
    )


def test_a_width_with_another_factor_in_its_square_is_told() -> None:
    cases = [{"sigma": sigma} for sigma in (0.5, 1.0, 2.0, 3.0)]
    bell = lambda case, factor: np.exp(-(np.arange(4.0) ** 2) / (factor * case["sigma"] ** 2))  # noqa: E731
    for factor, words in ((4, "times"), (1, "divided by")):
        seen: list[tuple[Case, Outcome]] = [
            (Case(case, Returned(bell(case, 2))), Returned(bell(case, factor))) for case in cases
        ]
        found = remark(seen, REMARKS, asking(lambda case: bell(case, 2)))
        assert found is not None
        assert f"what is right for `sigma` {words} the square root of 2." in found.hint
