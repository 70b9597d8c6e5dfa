"""When is it wrong, and what does it compute?  Only what is proven is said."""

from __future__ import annotations

import dataclasses
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

import autograder
from autograder.course import Arguments, Case, Exercise, Raised, Returned, Unit, agrees, load_unit
from autograder.course.features import Features, larger
from autograder.course.loading import unit_names
from autograder.errors import KitError
from autograder.judging.cases import Exam, prepare
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.judging.xray import seen
from autograder.judging.xray.facts import facts, is_of_chance
from autograder.judging.xray.further import further
from autograder.judging.xray.places import where_wrong
from autograder.judging.xray.reasons import REASONS, reason, without_reasons
from autograder.judging.xray.shapes import in_shapes
from autograder.judging.xray.titled import Titled
from autograder.judging.xray.when import Asked, Literal, Rule, rule
from autograder.report import ExerciseResult, Report, XRay
from autograder.reporters.words import of_an_xray
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.requests import at_a_line, shapes
from autograder.submissions.folders import Submission
from autograder.testing import arguments, arrays, sizes
from autograder.values.dependence import MOST_ENTRIES, dependence
from autograder.values.dependence import said as dependence_words
from autograder.values.formula_words import difference, written
from autograder.values.formulas import Formula, formulas, that_matter
from autograder.values.parts import Path as Path_
from autograder.values.parts import arrays_in
from autograder.values.slopes import MOST_VALUES, slopes
from autograder.values.structures import explaining

COURSE = Path(__file__).resolve().parents[1]
X, W = np.array([2.0, 3.0, 5.0]), np.array([7.0, 11.0, 13.0])
CALL = {"x": X, "w": W}


def formula(call: Arguments, function: Callable[..., Any], only: Path_ | None = None) -> Formula | None:
    among = None if only is None else [only]
    return formulas(call, lambda calls: [{"": float(function(**each))} for each in calls], [""], among)[""]


def found(function: Callable[..., Any], call: Arguments = CALL) -> Formula:
    result = formula(call, function)
    assert result is not None
    return result


def said(right: Callable[..., Any], yours: Callable[..., Any], call: Arguments = CALL) -> str:
    shapes = {path: array.shape for path, array in arrays_in(call)}
    return difference(found(right, call), found(yours, call), shapes)


# The formula.


def test_the_formula_of_what_is_linear_in_each_array_is_found_by_asking() -> None:
    assert written(found(lambda x, w: x @ w)) == "x[0] w[0] + x[1] w[1] + x[2] w[2]"
    assert written(found(lambda x, w: x @ w[::-1] / 2)) == "0.5 x[0] w[2] + 0.5 x[1] w[1] + 0.5 x[2] w[0]"
    assert written(found(lambda x, w: x[0] * w[1] - w[2] + 4)) == "x[0] w[1] - w[2] + 4"
    assert written(found(lambda x, w: 0.0)) == "0"


def test_arrays_in_dicts_have_a_formula_too() -> None:
    call = {"x": X, "params": {"w": W, "b": np.array([1.0])}}
    assert written(found(lambda x, params: x[0] * params["w"][1] + params["b"][0], call)) == (
        "x[0] params['w'][1] + params['b'][0]"
    )


@pytest.mark.parametrize(
    "function",
    [
        lambda x, w: x.max() * w[0],
        lambda x, w: x[0] ** 2,
        lambda x, w: np.tanh(x[0]),
        lambda x, w: abs(x @ w),
        lambda x, w: np.round(x @ w, 3) + 1e-6 * x[0] * x[1],
    ],
)
def test_what_is_not_linear_has_none(function: Callable[..., Any]) -> None:
    assert formula(CALL, function) is None


def test_what_cannot_be_asked_for_has_none() -> None:
    assert formulas(CALL, lambda calls: [{} for _ in calls], [""]) == {"": None}
    assert formula({"x": np.ones(1000), "w": np.ones(1000)}, lambda x, w: x @ w) is None


def test_arrays_of_which_the_shape_alone_matters_are_told_apart() -> None:
    call = {"x": X, "g": W, "w": W, "n": 2}
    ask = lambda calls: [{"": float(len(each["x"]) * each["g"].sum() + each["w"][0] ** 2)} for each in calls]  # noqa: E731
    assert that_matter(call, ask) == [("g",), ("w",)]
    found = formulas(call, ask, [""], [("g",)])[""]
    assert found is not None
    assert written(found) == "3 g[0] + 3 g[1] + 3 g[2] + 49"
    assert formulas(call, ask, [""])[""] is None


def test_what_is_linear_in_one_array_has_a_formula_where_the_others_keep_their_values() -> None:
    assert formula(CALL, lambda x, w: x @ w**2) is None
    found = formula(CALL, lambda x, w: x @ w**2, ("x",))
    assert found is not None
    assert written(found) == "49 x[0] + 121 x[1] + 169 x[2]"
    assert formula(CALL, lambda x, w: x @ w**2, ("w",)) is None


# What differs.


@pytest.mark.parametrize(
    ("yours", "words"),
    [
        (lambda x, w: x @ w[::-1], "Each value of `x` meets the value of `w` from the other end."),
        (lambda x, w: x[1:] @ w[:-1], "Each value of `x` meets the value of `w` 1 earlier."),
        (lambda x, w: x @ w / 3, "Every term counts 1/3 of what it should."),
        (lambda x, w: -2 * (x @ w), "Every term has the wrong sign and counts 2 times as much as it should."),
        (lambda x, w: x.sum(), "Yours does not depend on `w`."),
        (
            lambda x, w: 0.0,
            "Yours is 0 there, whatever the numbers are: is this place left out, or multiplied with zeros alone?",
        ),
        (lambda x, w: x[1:] @ w[1:], "Yours lacks x[0] w[0]."),
        (lambda x, w: x @ w + x[0] * w[2], "Yours has x[0] w[2] too many."),
    ],
)
def test_the_difference_is_put_in_words(yours: Callable[..., Any], words: str) -> None:
    assert said(lambda x, w: x @ w, yours) == words


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (lambda w: w[::-1, ::-1], "turned by half a turn"),
        (lambda w: w.T, "with rows and columns exchanged"),
        (lambda w: w[::-1], "from the other end along axis 0"),
    ],
)
def test_kernels_of_two_axes_are_turned_and_exchanged(move: Callable[[Any], Any], words: str) -> None:
    call = {"x": np.arange(1.0, 10).reshape(3, 3), "w": np.arange(2.0, 11).reshape(3, 3)}
    assert said(lambda x, w: np.sum(x * w), lambda x, w: np.sum(x * move(w)), call) == (
        f"Each value of `x` meets the value of `w` {words}."
    )


def test_a_step_that_is_too_short_is_told() -> None:
    call = {"x": np.arange(1.0, 8), "w": np.array([2.0, 3.0])}
    assert said(lambda x, w: x[1] * w[0] + x[4] * w[1], lambda x, w: x[1] * w[0] + x[3] * w[1], call) == (
        "From one value of `w` to the next, yours moves on by 2 in `x`. It should be 3."
    )
    assert said(lambda x, w: x[1] * w[0] + x[4] * w[1], lambda x, w: x[6] * w[0] + x[3] * w[1], call) == (
        "From one value of `w` to the next, yours goes the wrong way in `x`."
    )


def test_places_that_are_moved_along_two_axes_are_told() -> None:
    call = {"x": np.arange(1.0, 17).reshape(4, 4), "w": np.arange(2.0, 11).reshape(3, 3)}
    assert said(lambda x, w: np.sum(x[:3, :3] * w), lambda x, w: np.sum(x[1:, 1:] * w), call) == (
        "Each value of `x` meets the value of `w` 1 earlier along the last two axes."
    )


def test_partners_in_several_arrays_are_told() -> None:
    call = {"x": np.arange(1.0, 10).reshape(3, 3), "c": np.arange(2.0, 5), "r": np.arange(3.0, 6)}
    right = lambda x, c, r: c @ x @ r  # noqa: E731 - as short as the others
    assert said(right, lambda x, c, r: c[::-1] @ x @ r[::-1], call) == (
        "Each value of `x` meets the value of `c` from the other end and the value of `r` from the other end."
    )
    assert said(right, lambda x, c, r: c @ x @ r[::-1], call) == (
        "Each value of `x` meets the value of `r` from the other end."
    )


# What a whole answer does otherwise.


def convolved(x: np.ndarray, w: np.ndarray, b: np.ndarray, mode: str = "constant") -> np.ndarray:
    padded = np.pad(x, len(w) // 2, mode=mode)  # type: ignore[call-overload]
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(w))
    result: np.ndarray = windows @ w + b[0]
    return result


CONVOLUTION = {"x": np.arange(1.0, 6), "w": np.array([2.0, 3.0, 4.0]), "b": np.array([5.0])}


def restructured(right: Callable[..., Any], yours: Callable[..., Any], call: Arguments) -> str:
    def all_terms(function: Callable[..., Any]) -> list[Any]:
        places = range(np.size(function(**call)))
        found = formulas(call, lambda calls: [dict(enumerate(np.ravel(function(**each)))) for each in calls], places)
        assert all(found.values())
        return [each.terms for each in found.values() if each]

    found = explaining(all_terms(right), all_terms(yours), {path: array.shape for path, array in arrays_in(call)})
    return next(iter(found), "")


@pytest.mark.parametrize(
    ("yours", "words"),
    [
        (lambda x, w, b: convolved(x, w, 3 * b) - 0, ""),
        (lambda x, w, b: convolved(x, [0, 0, 1] * w, b), "Only what is last in `w` counts"),
        (lambda x, w, b: convolved(x, [1, 0, 0] * w, b), "Only what is first in `w` counts"),
        (lambda x, w, b: convolved(x, [0, 1, 1] * w, b), "What is first in `w` is left out."),
        (lambda x, w, b: convolved(np.pad(x[1:-1], 1), w, b), "What is first and what is last in `x` is left out."),
        (convolved, ""),
        (lambda x, w, b: convolved(x, w[::-1], b), ""),
    ],
)
def test_terms_that_are_left_out_everywhere_are_told(yours: Callable[..., Any], words: str) -> None:
    found = restructured(convolved, yours, CONVOLUTION)
    assert found.startswith(words)
    assert bool(found) == bool(words)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("wrap", "`x` goes on at its other end where zeros are wanted beyond the border."),
        ("edge", "The outermost values of `x` are repeated where zeros are wanted beyond the border."),
        ("reflect", "`x` is mirrored where zeros are wanted beyond the border."),
        ("symmetric", "`x` is mirrored where zeros are wanted beyond the border."),
    ],
)
def test_what_lies_beyond_the_border_is_told(mode: str, words: str) -> None:
    call = {"x": np.arange(1.0, 8), "w": np.arange(2.0, 7)}
    none = np.zeros(1)
    forwards = restructured(lambda x, w: convolved(x, w, none), lambda x, w: convolved(x, w, none, mode), call)
    backwards = restructured(
        lambda x, w: convolved(x, w[::-1], none), lambda x, w: convolved(x, w[::-1], none, mode), call
    )
    assert [forwards, backwards] == [words, words]


def test_other_values_beyond_the_border_are_told_whatever_they_are() -> None:
    call = {"x": np.arange(1.0, 8), "w": np.arange(2.0, 7)}
    right = lambda x, w: convolved(x, w, np.zeros(1))  # noqa: E731 - as short as the others
    yours = lambda x, w: right(x, w) + x[0] * w[0] * (np.arange(7) > 4)  # noqa: E731 - as the others
    assert (
        restructured(right, yours, call)
        == "At the border yours adds up more than the right one. Beyond it all is zero."
    )
    sums = lambda x: np.convolve(x, np.ones(3), "same")  # noqa: E731 - as short as the others
    more = lambda x: sums(x) + x[3] * (np.arange(7) > 5)  # noqa: E731 - as short as the others
    assert restructured(sums, more, {"x": call["x"]}) == ""  # no products
    inside = lambda x, w: right(x, w) + x[0] * w[0] * (np.arange(7) == 3)  # noqa: E731 - as short as the others
    assert restructured(right, inside, call) == ""


def test_overwriting_means_and_what_is_added_too_often_are_told() -> None:
    call = {"x": np.arange(1.0, 7).reshape(2, 3), "w": np.arange(1.0, 4), "b": np.array([1.0, 2.0])}
    right = lambda x, w, b: x @ w + b  # noqa: E731 - as short as the others
    assert restructured(right, lambda x, w, b: x @ w + 3 * b, call) == (
        "`b` is added once for each product. Add it once, after the sum."
    )
    call.pop("b")
    dense = lambda x, w: x @ w  # noqa: E731 - as short as the others
    assert restructured(dense, lambda x, w: x @ w / 3, call) == (
        "Each number of your answer is a mean of its terms where a sum is wanted."
    )
    assert restructured(lambda x, w: x @ w / 3, dense, call) == (
        "Each number of your answer is a sum of its terms where a mean is wanted."
    )
    constant = lambda x, w: x[:, 0] * w[0] + 1  # noqa: E731 - as short as the others
    assert restructured(constant, lambda x, w: constant(x, w) / 2, call) == ""
    assert restructured(dense, lambda x, w: x[:, 2] * w[2], call) == (
        "Each number of your answer has one of its terms only, the last: add up with `+=`."
    )


def test_nothing_left_is_not_told_as_something_left_out() -> None:
    call = {"x": np.arange(1.0, 7).reshape(2, 3), "w": np.arange(1.0, 4)}
    assert restructured(lambda x, w: x @ w, lambda x, w: 0 * x @ w, call) == ""
    one = {"x": np.ones((2, 3)), "w": np.ones((3, 1)), "b": np.array([1.0])}
    assert restructured(lambda x, w, b: x @ w + b, lambda x, w, b: x @ w, one) == "`b` is left out."


# What depends on what.


def compared(
    right: Callable[..., Any],
    yours: Callable[..., Any],
    call: Arguments,
    parts: Sequence[str],
    row: int = 0,
    **more: bool,
) -> str:
    def ask(function: Callable[..., Any]) -> Callable[[Sequence[Arguments]], list[np.ndarray | None]]:
        return lambda calls: [np.ravel(function(**each)) for each in calls]

    one, other = dependence(call, ask(right)), dependence(call, ask(yours))
    assert one is not None
    assert other is not None
    shapes = {path: array.shape for path, array in arrays_in(call)}
    return dependence_words(one, other, parts, row, f"`output[{row}]`", shapes, **more)


NET = {
    "x": np.array([[1.0, 0.0, -2.0]]),
    "params": {"w": np.array([0.5, 0.0, 0.0]), "b": np.array([0.0])},
    "slope": 0.5,
}


def net(x: np.ndarray, params: dict[str, np.ndarray], slope: float) -> list[float]:
    first, second, third = np.tanh(x[0] * params["w"] + params["b"])
    return [first + second, slope * second * third]


@pytest.mark.parametrize(
    ("yours", "words"),
    [
        (
            lambda x, params, slope: net(x, {**params, "b": np.zeros(1)}, slope),
            "Near the example your answer does not depend on `params['b']`; the right one does.",
        ),
        (
            lambda x, params, slope: net(x, params, 0.25),
            "Near the example your answer does not depend on `slope`; the right one does.",
        ),
        (
            lambda x, params, slope: net(x * [[0, 1, 1]], params, slope),
            "Near the example your answer does not depend on `x[:, 0]` and `params['w'][0]`; the right one does.",
        ),
        (
            lambda x, params, slope: [net(x, params, slope)[0] + np.tanh(x[0, 2]), net(x, params, slope)[1]],
            "Near the example your `output[0]` depends on `x[:, 2]`; the right one does not.",
        ),
        (
            lambda x, params, slope: [3 * net(x, params, slope)[0], net(x, params, slope)[1]],
            "",
        ),
        (
            lambda x, params, slope: [net(x, params, slope)[0] * 1.002, net(x, params, slope)[1]],
            "",
        ),
        (net, ""),
    ],
)
def test_what_an_answer_depends_on_is_told_beside_the_right_one(yours: Callable[..., Any], words: str) -> None:
    assert compared(net, yours, NET, ["answer", "answer"]) == words


def test_what_counts_more_or_less_than_it_should_is_told() -> None:
    x = {"x": np.array([[1.0, 0.5]]), "w": np.array([0.5, 0.25])}
    right = lambda x, w: [np.tanh(x[0] @ w)]  # noqa: E731 - as short as the others
    yours = lambda x, w: [np.tanh(x[0, 0] * w[0] * 2 + x[0, 1] * w[1] / 4)]  # noqa: E731 - as short as the others
    assert compared(right, yours, x, ["answer"]) == ""
    assert compared(right, yours, x, ["answer"], roughly=True) == (
        "Near the example your `output[0]` changes too much with `x[:, 0]` and `w[0]` and too little with `x[:, 1]` and "
        "`w[1]`."
    )
    factors = lambda x, w: [x[0, 0] * 2 + x[0, 1] * 3 + np.sin(w[0])]  # noqa: E731 - as short as the others
    ones = lambda x, w: [x[0, 0] + x[0, 1] + np.sin(w[0])]  # noqa: E731 - as short as the others
    assert compared(ones, factors, x, ["answer"]) == (
        "Near the example your `output[0]` depends on `x[:, 0]` 2 times and on `x[:, 1]` 3 times as strongly as the right one."
    )


def test_parts_of_an_answer_are_told_apart() -> None:
    yours = lambda x, params, slope: [net(x, params, slope)[0], 0.1 * x.sum()]  # noqa: E731 - as short as the others
    assert compared(net, yours, NET, ["`h`", "`y`"], 1) == (
        "Near the example your `y` does not depend on `params['w'][1]`, `params['w'][2]`, `params['b']` and `slope`; the right one does."
    )


def test_another_strength_is_told_of_what_was_asked_at_several_points() -> None:
    right = lambda x, sigma: [np.tanh(x).sum() * np.exp(sigma)]  # noqa: E731 - as short as the others
    call = {"x": np.array([1.0, 2.0]), "sigma": 0.5}
    twice = lambda x, sigma: [2 * value for value in right(x, sigma)]  # noqa: E731 - as short as the others
    assert compared(right, twice, call, ["answer"]) == (
        "Near the example your `output[0]` depends on `x` and `sigma` 2 times as strongly as the right one."
    )
    steeper = lambda x, sigma: [right(x, sigma)[0] * np.exp(2 * sigma)]  # noqa: E731 - as short as the others
    nearly = lambda x, sigma: [1.002 * value for value in right(x, sigma)]  # noqa: E731 - as short as the others
    assert "sigma" not in compared(right, steeper, call, ["answer"])
    assert compared(right, nearly, call, ["answer"]) == ""


MASKED = {"g": np.array([1.0, 2.0, 3.0]), "mask": np.array([1.0, 0.0, 1.0])}


def test_what_is_held_stays_as_it_is() -> None:
    """A comparison with 1 holds nowhere near a mask of zeros and ones."""
    known = []
    for held in ((), {("mask",)}):
        ask = lambda calls: [np.where(call["mask"] == 1, call["g"], 0.0) for call in calls]  # noqa: E731
        found = dependence(MASKED, ask, held)
        assert found is not None
        known.append(found.on.any())
    assert known == [False, True]


def test_masks_are_not_moved(server: ForkServer) -> None:
    right = "import numpy as np\n\n\ndef f(g, mask):\n    return np.sin(g) * mask\n"
    case = arguments(g=arrays((3,), low=1, high=4), mask=arrays((3,), low=0, high=1))
    exam = prepare(Unit("unit", "", (Exercise("f", agrees("one", 1.0, "", case)),), right))
    wrong = right.replace("np.sin(g) * mask", "np.where(mask == 1, np.sin(2 * g), 0)").encode()
    xray = Judge(exam, server).judge(Submission("x", "unit", {"unit.py": wrong})).exercise("f").xray
    assert "does not depend on `g`" not in " ".join(of_an_xray(xray))
    assert "depends on none" not in " ".join(of_an_xray(xray))


def test_what_cannot_be_asked_or_is_too_much_depends_on_nothing() -> None:
    assert dependence({"x": np.ones(MOST_ENTRIES + 1)}, lambda calls: [np.ones(1) for _ in calls]) is None
    assert dependence({"x": X}, lambda calls: [None for _ in calls]) is None
    assert dependence({"x": X}, lambda calls: [np.full(1, np.nan) for _ in calls]) is None
    assert dependence({"x": X}, lambda calls: [np.ones(number + 1) for number, _ in enumerate(calls)]) is None


# When.


def asked(wrong: Callable[[dict[str, bool]], bool]) -> list[Asked]:
    calls = [{"a": bool(n & 1), "b": bool(n & 2), "c": bool(n & 4)} for n in range(32)]
    return [Asked(call, wrong(call)) for call in calls]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda call: call["b"], "with b"),
        (lambda call: not call["c"], "without c"),
        (lambda call: call["a"] and call["c"], "with a and with c"),
        (lambda call: call["a"] or not call["b"], "with a or without b"),
    ],
)
def test_the_simplest_rule_is_found(wrong: Callable[[dict[str, bool]], bool], words: str) -> None:
    assert str(rule(asked(wrong))) == words


def test_no_rule_is_made_of_too_little_or_where_none_holds() -> None:
    assert rule(asked(lambda call: call["a"] != call["b"])) is None
    assert rule(asked(lambda call: False)) is None
    few = [Asked({"a": n < 2}, n < 2) for n in range(10)]
    assert rule(few) is None
    chance = [Asked({"a": n < 4, "b": n in (0, 4)}, n < 4 and n != 0) for n in range(12)]
    assert rule(chance) is None  # one case alone speaks for the second half of it


def test_a_fact_must_be_known_not_to_hold_of_several_right_calls() -> None:
    unknown = [Asked({"a": True}, wrong=True)] * 5 + [Asked({}, wrong=False)] * 5
    assert rule(unknown) is None
    known = [*unknown, *[Asked({"a": False}, wrong=False)] * 3]
    assert str(rule(known)) == "with a"


def test_of_several_rules_the_one_on_facts_of_one_kind_is_told() -> None:
    facts_of = {"some": (1, 2, 5, 6), "others": (2, 3, 7), "a pair for `s`": (1, 5), "a pair for `p`": (2, 3, 6, 7)}
    calls = [{fact: n % 8 in places for fact, places in facts_of.items()} for n in range(24)]
    either = [Asked(call, wrong=n % 4 != 0) for n, call in enumerate(calls)]
    assert str(rule(either)) == "with a pair for `s` or with a pair for `p`"
    others = [Asked({fact: call.facts[fact] for fact in ("some", "others")}, call.wrong) for call in either]
    assert str(rule(others)) == "with some or with others"


def test_facts_of_chance_make_no_rule_together_with_others() -> None:
    both = asked(lambda call: call["a"] or not call["b"])
    assert rule(both, lambda fact: fact == "a") is None
    assert str(rule(asked(lambda call: call["a"]), lambda fact: fact == "a")) == "with a"
    assert is_of_chance("an even number in `x`")
    assert not is_of_chance("whole numbers in `x`")


def test_sizes_of_one_are_told_from_larger_ones() -> None:
    assert str(Literal("size 1 along axis 0 of `x`", holds=False)) == "with a size above 1 along axis 0 of `x`"
    assert str(Literal("one in `x`", holds=False)) == "with more than one in `x`"
    assert str(Literal("one image", holds=False)) == "with more than one image"
    assert str(Literal("a kernel of one value", holds=False)) == "with a kernel of more than one value"
    assert {"size 1 along axis 0 of `x`", "size 1 along axis 1 of `x`"} <= {*facts({"x": np.ones((1, 1))}, Features())}
    assert "axes 0 and 1 of `x` of unequal size" not in facts({"x": np.ones((1, 1))}, Features())
    assert facts({"x": np.ones((1, 2))}, Features())["axes 0 and 1 of `x` of unequal size"]


# What a rule usually means.


def test_a_rule_is_told_with_what_it_usually_means() -> None:
    zero, whole = Literal("`num` = 0"), Literal("whole numbers in `x`")
    assert reason(Rule((Literal("no such thing"),)), {}) == ""
    assert reason(Rule((whole,)), {}) == f"A usual reason: {REASONS['with whole numbers in `_`']}"
    assert reason(Rule((whole, Literal("fractions in `w`", holds=False))), {}).count("A usual reason") == 1
    assert reason(Rule((zero,)), {"with `num` = 0": "the crop is empty."}) == "A usual reason: the crop is empty."
    assert reason(Rule((Literal("`num` = 0", holds=False),)), {}) == ""


def test_what_a_rule_means_depends_on_all_of_it_and_on_the_exercise() -> None:
    one, other = Literal("one"), Literal("other")
    known = {"with one": "1.", "with other": "2.", "*_grad: with one": "3.", "with one and with three": "4."}
    assert reason(Rule((one, other), "or"), known) == "A usual reason: 1. Another: 2."
    assert reason(Rule((one, other), "and"), known) == ""  # neither is the reason by itself
    assert reason(Rule((one, Literal("none")), "and"), known) == ""
    told = f"It is wrong with one or with other. {reason(Rule((one, other), 'or'), known)}"
    assert without_reasons(f"{told} It raises.", known) == "It is wrong with one or with other. It raises."
    assert reason(Rule((one, Literal("three")), "and"), known) == "A usual reason: 4."
    assert reason(Rule((one,)), known, "pool_grad") == "A usual reason: 3."
    assert reason(Rule((one,)), known, "pool") == "A usual reason: 1."


def elementwise(wrong: Callable[[np.ndarray], np.ndarray]) -> str:
    arrays = [np.array([-2.0, 0.0, 3.0]), np.array([[1.0, -1.0], [2.0, 0.0]]), np.array([5.0, -4.0, 0.0])]
    cases = [Case({"n": 1, "z": z}, Returned(np.exp(z))) for z in arrays]
    return where_wrong([(case, Returned(np.exp(case.arguments["z"]) + wrong(case.arguments["z"]))) for case in cases])


def test_places_at_which_numbers_are_wrong_are_told() -> None:
    assert elementwise(lambda z: z > 0) == "It is wrong exactly where `z` is above 0."
    assert elementwise(lambda z: z >= 0) == "It is wrong exactly where `z` is not below 0."
    assert elementwise(lambda z: z == 0) == "It is wrong exactly where `z` is 0."
    assert elementwise(lambda z: z > 2) == ""
    assert elementwise(lambda z: z) == ""  # where it is not 0: that says nothing
    assert elementwise(lambda z: 1.0) == ""  # everywhere


def test_places_tell_nothing_where_shapes_differ() -> None:
    z = np.arange(-3.0, 4)
    case = Case({"z": z}, Returned(np.exp(z)))
    assert where_wrong([(case, Returned(np.exp(z)[:3]))]) == ""
    assert where_wrong([(case, Raised("KeyError"))]) == ""
    assert where_wrong([(Case({"z": z}, Returned(np.ones(3))), Returned(np.zeros(3)))]) == ""
    assert where_wrong([(Case({"z": z}, Returned(1.0)), Returned(2.0))]) == ""
    assert where_wrong([]) == ""
    zeros = Case({"z": z}, Returned(np.maximum(z, 0)))
    assert where_wrong([(zeros, Returned(np.maximum(z, 0) * (z > 2)))]) == ""  # zeros that are right say nothing


def test_what_is_infinite_is_no_fraction() -> None:
    assert not facts({"x": np.array([1.0, -np.inf])}, Features())["fractions in `x`"]
    assert facts({"x": np.array([1.5, -np.inf])}, Features())["fractions in `x`"]


def test_every_reason_is_of_a_part_that_a_rule_can_have() -> None:
    calls = [
        {"x": np.array([3, 3], np.uint8), "y": None, "p": (1, 2), "n": np.int64(0)},
        {"x": np.ones((2, 1, 2, 1)), "y": np.ones(11), "p": (1, 1), "n": 2},
    ]
    known = [facts(call, Features()) for call in calls]
    parts = {str(Literal(fact, holds)) for each in known for fact in each for holds in (True, False)}
    general = {re.sub("`[^`]*`", "`_`", part) for part in parts}
    assert set(REASONS) <= general
    units = [load_unit(COURSE, name) for name in unit_names(COURSE)]
    declared = {
        str(Literal(name, holds)) for unit in units for name in unit.features.declared for holds in (True, False)
    }
    of_the_course = [key.rpartition(": ")[2] for key in units[0].settings.reasons]
    assert {part for key in of_the_course for part in re.split(" (?:and|or) (?=with)", key)} <= declared


# In a report.


@pytest.fixture(scope="module")
def exam() -> Exam:
    unit = load_unit(COURSE, "conv1d")
    asked = ("pad_1d", "conv_1d", "input_grad_1d")
    return class_exam(COURSE, dataclasses.replace(unit, exercises=tuple(unit.exercise(name) for name in asked)))


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


def report_on(exam: Exam, server: ForkServer, name: str, text: str) -> Report:
    return Judge(exam, server).judge(Submission(name, "conv1d", {"conv1d.py": text.encode()}))


def result_on(exam: Exam, server: ForkServer, exercise: str, mistake: str) -> ExerciseResult:
    wrong = next(each for each in exam.unit.misconceptions if (each.exercise, each.name) == (exercise, mistake))
    return report_on(exam, server, mistake, exam.unit.text_of(wrong)).exercise(exercise)


def test_a_flipped_kernel_is_seen_through(exam: Exam, server: ForkServer) -> None:
    result = result_on(exam, server, "conv_1d", "flipped_kernel")
    assert result.xray is not None
    assert "Each value of `input_` meets the value of `param` from the other end." in of_an_xray(result.xray)
    assert result.xray.right != result.xray.yours


LEAVES_OUT = """

_right = conv_1d

def conv_1d(input_, param):
    left = param * 1.0
    left[{place}] = 0
    return _right(input_, left)
"""


@pytest.mark.parametrize(("place", "is_told"), [("-1", True), ("-1 if len(param) == 3 else 0", False)])
def test_what_holds_of_all_wrong_cases_alone_is_told_of_a_whole_answer(
    exam: Exam, server: ForkServer, place: str, is_told: bool
) -> None:
    text = exam.unit.solution + LEAVES_OUT.format(place=place)
    xray = report_on(exam, server, "leaves_out", text).exercise("conv_1d").xray
    assert xray is not None
    assert (xray.words == "What is last in `param` is left out.") == is_told


FROM_THE_OTHER_END = """

def input_grad_1d(input_, param, output_grad=None):
    output_grad, middle = np.ones(len(input_)) if output_grad is None else output_grad, len(param) // 2
    result = np.zeros(len(input_))
    for o in range(len(input_)):
        for k in range(len(param)):
            if o + k - middle < len(input_):
                result[o + k - middle] += param[k] * output_grad[o]
    return result
"""


def test_arrays_that_have_no_say_do_not_hide_a_formula(exam: Exam, server: ForkServer) -> None:
    xray = report_on(exam, server, "end", exam.unit.solution + FROM_THE_OTHER_END).exercise("input_grad_1d").xray
    assert xray is not None
    assert "param[" in xray.yours
    assert "output_grad[" in xray.yours
    assert "as in the example" not in xray.words


def test_it_is_said_when_a_module_is_wrong(exam: Exam, server: ForkServer) -> None:
    result = result_on(exam, server, "conv_1d", "crops_the_output_away")
    assert result.xray is not None
    assert result.xray.when == "It is wrong exactly in the calls with a kernel of one value."  # its name tells why
    assert not result.xray.place
    nameless = dataclasses.replace(exam, unit=dataclasses.replace(exam.unit, misconceptions=(), remarks=()))
    wrong = next(each for each in exam.unit.misconceptions if each.name == "crops_the_output_away")
    xray = report_on(nameless, server, "nameless", exam.unit.text_of(wrong)).exercise("conv_1d").xray
    assert xray is not None
    assert xray.when.startswith("It is wrong exactly in the calls with a kernel of one value. A usual reason: ")
    assert "the crop `[p:-p]` is empty" in xray.when


TABLES = Features({"several rows": larger("x", 0, 1), "several columns": larger("x", 1, 1)})
SQUARES = "import numpy as np\n\n\ndef squares(x):\n    return float((1.0 * x**2).sum())\n"


def test_a_rule_that_fits_by_chance_is_not_told(server: ForkServer) -> None:
    tables = sizes(2, 3).flatmap(lambda size: arguments(x=arrays((size, size), low=1)))
    checks = agrees("one", 1.0, "", arguments(x=arrays((1, 1), low=1))), agrees("tables", 1.0, "", tables)
    exam = prepare(Unit("unit", "", (Exercise("squares", *checks),), SQUARES, features=TABLES))

    def told(text: str) -> str:
        report = Judge(exam, server).judge(Submission("x", "unit", {"unit.py": text.encode()}))
        xray = report.exercise("squares").xray
        return xray.when if xray else ""

    of_columns = told(SQUARES.replace("x**2", "x[:, :1]**2"))
    assert of_columns == "It is wrong exactly in the calls with several columns."
    assert "several rows" in told(SQUARES.replace("x**2", "x[:1]**2"))
    assert "several" not in told(SQUARES.replace("x**2", "x[:1, :1]**2"))


def test_further_calls_have_other_sizes_and_whole_numbers_and_no_other_seed() -> None:
    calls = list(further({"x": np.ones((3, 2)), "y": np.ones(3), "k": 2, "seed": 7, "flag": True}))
    shapes_of = {(call["x"].shape, call["y"].shape) for call in calls}
    assert {((1, 2), (1,)), ((3, 1), (3,)), ((2, 2), (3,)), ((3, 2), (1,))} <= shapes_of
    assert ((1, 1), (3,)) in shapes_of
    assert any(np.array_equal(call["x"], [[1, -1], [1, -1], [1, -1]]) for call in calls)
    assert {call["k"] for call in calls} == {0, 1, 2, 3}
    pairs = {call["stride"] for call in further({"x": np.ones(3), "stride": (1, 2), "also": (2, 2)})}
    assert pairs == {(1, 2), (1, 1), (2, 2)}
    assert all(call["seed"] == 7 and call["flag"] is True for call in calls)
    assert not list(further({"x": np.ones(1000)}))


@pytest.mark.parametrize(
    ("x", "text", "words"),
    [
        (
            arrays((2,), low=1, high=4),
            "np.tanh(x[0]) + x[1]",
            "Where `x` grows in equal steps, so does your `output`: it follows a straight line.",
        ),
        (arrays((2,), low=1, high=4), "np.sqrt(-abs(x.sum()))", "invalid value encountered in sqrt"),
        (arrays((2,), low=1, high=4), "0.5", "depends on none of the arguments"),
        (arrays((2,), low=1, high=4), "np.floor(x[0] + 2 * x[1])", "is something rounded, or made a whole number?"),
        (arrays((2,), low=1, high=4), "np.tanh(3 * x[0] + 0.5 * x[1])", ""),
    ],
)
def test_what_is_not_linear_is_told_by_what_differs(server: ForkServer, x: Any, text: str, words: str) -> None:
    right = "import numpy as np\n\n\ndef f(x):\n    return float(np.tanh(x[0] + x[1]))\n"
    exam = prepare(Unit("unit", "", (Exercise("f", agrees("one", 1.0, "", arguments(x=x))),), right))
    wrong = right.replace("np.tanh(x[0] + x[1])", "x[0] + x[1]" if "straight" in words else text)
    xray = Judge(exam, server).judge(Submission("x", "unit", {"unit.py": wrong.encode()})).exercise("f").xray
    told = " ".join(of_an_xray(xray))
    assert words in told
    assert ("straight line" in told) == ("straight" in words)


def test_what_is_right_for_sizes_of_one_alone_is_told_so(server: ForkServer) -> None:
    right = "import numpy as np\n\n\ndef f(x):\n    return np.cumsum(np.sin(x), axis=1)\n"
    tables = [agrees(f"of_{n}", 0.5, "", arguments(x=arrays((2, n), low=1, high=9))) for n in (1, 3)]
    exam = prepare(Unit("unit", "", (Exercise("f", *tables),), right))
    wrong = right.replace("np.cumsum(np.sin(x), axis=1)", "np.sin(x)").encode()
    xray = Judge(exam, server).judge(Submission("x", "unit", {"unit.py": wrong})).exercise("f").xray
    assert xray
    assert xray.when.startswith("It is right only in the calls with size 1 along axis 1 of `x`.")


def test_what_bends_in_a_network_is_not_looked_for_in_one_of_its_arrays(server: ForkServer) -> None:
    right = "import numpy as np\n\n\ndef f(params):\n    return float(np.tanh(params['w'].sum()))\n"
    case = arguments(params=arguments(w=arrays((2,), low=1, high=4)))
    exam = prepare(Unit("unit", "", (Exercise("f", agrees("one", 1.0, "", case)),), right))
    wrong = right.replace("np.tanh(params['w'].sum())", "params['w'].sum()").encode()
    xray = Judge(exam, server).judge(Submission("x", "unit", {"unit.py": wrong})).exercise("f").xray
    assert "straight line" not in " ".join(of_an_xray(xray))


def test_what_is_in_a_conversation_has_a_title_that_a_reader_knows() -> None:
    one, two = {"x": np.ones((1, 2))}, {"output_grad": np.ones(2)}
    case: Arguments = {"made": {"rate": 0.5}, "steps": [("forward", one), ("backward", two), ("forward", one)]}
    titled = Titled.of(case, {})
    assert list(titled.call) == ["x_1", "output_grad", "x_3", "rate"]
    other = titled.case_of(titled.call | {"x_3": np.zeros((1, 2)), "rate": 0.25})
    assert other["made"] == {"rate": 0.25}
    assert [step[1].get("x", one["x"]).sum() for step in other["steps"]] == [2, 2, 0]
    assert titled.explained("yours: x_3[0, 1] + rate") == "`x_3` is the `x` of call 3."
    assert titled.explained("rate") == ""
    gradients = Titled.of({"gradients": [np.ones(1), np.ones(1)], "eta": 0.5}, {})
    assert list(gradients.call) == ["gradients[0]", "gradients[1]", "eta"]
    grads: Arguments = {"params": [{"w": np.ones(1)}], "program": [[{"w": np.ones(1)}]]}
    assert list(Titled.of(grads, {"program": "grads"}).call) == ["params[0]['w']", "grads[0][0]['w']"]


@pytest.mark.parametrize(
    ("returned", "wanted", "words"),
    [
        ((0, 2), (3, 2), "It is empty: look for a loop that never runs, for a size that comes to 0"),
        ((3,), (3, 1), "An axis of size one is missing"),
        ((3, 1), (3,), "An axis of size one is too many"),
        ((1, 3), (3, 1), "stand in another order"),
        ((2, 3), (3, 2), "stand in another order"),
        ((3, 4), (2, 4), "There is one too many along axis 0"),
        ((2, 1), (3, 2), "There is one too few along axis 0 and axis 1"),
        ((4,), (5,), "There is one too few: a loop"),
        ((12,), (3, 4), "in another shape"),
        ((4,), (3, 4), "too few axes"),
        ((3, 4), (3,), "too many axes"),
        ((3, 9), (2, 4), ""),
        ((0,), (0, 2), ""),
    ],
)
def test_a_wrong_shape_is_put_in_words(returned: tuple[int, ...], wanted: tuple[int, ...], words: str) -> None:
    told = in_shapes(returned, wanted)
    assert words in told
    assert bool(told) == bool(words)


def test_parts_of_what_a_check_sees_are_no_parts_of_an_answer(server: ForkServer) -> None:
    def sees(subject: Any, exercise: str, case: Arguments) -> Any:
        return {"f": subject.call(exercise, case), "beside": 1.0}

    def named(**more: Any) -> str:
        right = "import numpy as np\n\n\ndef f(x):\n    return {'f': np.tanh(x), 'beside': 1.0}\n"
        exam = prepare(
            Unit("unit", "", (Exercise("f", agrees("one", 1.0, "", arguments(x=arrays((2,))), **more)),), right)
        )
        wrong = right.replace("np.tanh(x)", "x + np.sin(3 * x)")
        result = Judge(exam, server).judge(Submission("x", "unit", {"unit.py": wrong.encode()})).exercise("f")
        return result.diagnosis.misconception if result.diagnosis else ""

    assert named() == "wrong_parts"
    assert named(observe=sees) == ""


def test_conversations_with_objects_are_seen_through(server: ForkServer) -> None:
    unit = load_unit(COURSE, "schedulers")
    adam = unit.exercise("Adam")
    short = [check for check in adam.checks if check.name in ("first_step", "several_steps")]
    only = dataclasses.replace(unit, exercises=(Exercise("Adam", *short),))
    wrong = unit.solution.replace("self.rho2**self.steps", "self.rho2**(self.steps + 1)")
    assert wrong != unit.solution
    report = Judge(prepare(only), server).judge(Submission("x", "schedulers", {"schedulers.py": wrong.encode()}))
    xray = report.exercise("Adam").xray
    assert xray is not None
    assert xray.words == "Near the example your `output[0][0]` depends on `rho2`; the right one does not."


IN_TWO_WAYS = """

def conv_1d(input_, param):
    return np.convolve(input_, param, "same")
"""
NEARLY_RAISES = """

def conv_1d(input_, param):
    padded, p = np.zeros(len(input_) + len(param) - 1), len(param) // 2
    padded[p:-p] = input_
    return np.correlate(padded, param, "valid")
"""


def test_each_way_of_being_wrong_has_its_rule(exam: Exam, server: ForkServer) -> None:
    xray = report_on(exam, server, "two", exam.unit.solution + IN_TWO_WAYS).exercise("conv_1d").xray
    assert xray is not None
    assert xray.when.startswith("Its shape is wrong exactly in the calls with a kernel longer than the signal. ")


BUILDS_ON_A_MISTAKE = """

def pad_1d(input_, num):
    return [*np.zeros(num), *input_, *np.zeros(num)]


def conv_1d(input_, param):
    found = np.correlate(np.array(pad_1d(input_, len(param) // 2)), param, "valid")
    return found + np.sin(found) if len(param) == 1 else found
"""


def test_where_a_helper_is_wrong_a_usual_reason_is_none(exam: Exam, server: ForkServer) -> None:
    text = exam.unit.solution + BUILDS_ON_A_MISTAKE
    result = report_on(exam, server, "builds", text).exercise("conv_1d")
    assert result.diagnosis
    assert result.diagnosis.misconception == "builds_on_a_mistake"
    assert result.xray
    assert result.xray.when == "It is wrong exactly in the calls with a kernel of one value."
    right = text.replace("return [*np.zeros(num), *input_, *np.zeros(num)]", "return np.pad(input_.astype(float), num)")
    xray = report_on(exam, server, "alone", right).exercise("conv_1d").xray
    assert xray
    assert xray.when.startswith("It is wrong exactly in the calls with a kernel of one value. A usual reason: ")


DOUBLES = "import numpy as np\n\n\ndef f(x):\n    return 1.0 * x\n"


def test_a_remark_takes_the_place_of_a_usual_reason(server: ForkServer) -> None:
    """One that says why numbers are wrong."""
    cases = [agrees(f"of_{n}", 0.25, "", arguments(x=arrays((n,), low=1, high=9))) for n in (2, 3, 12, 15)]
    exam = prepare(Unit("unit", "", (Exercise("f", *cases),), DOUBLES))
    whens = []
    for scale in ("3.0", "np.exp(x)"):
        wrong = DOUBLES.replace("1.0 * x", f"{scale} * x if x.size > 10 else 1.0 * x").encode()
        result = Judge(exam, server).judge(Submission("x", "unit", {"unit.py": wrong})).exercise("f")
        assert result.xray
        whens.append((bool(result.diagnosis), result.xray.when))
    (named, short), (nameless, long) = whens
    assert (named, nameless) == (True, False)
    assert short == "It is wrong exactly in the calls with more than 10 in `x`."
    assert long.startswith(f"{short} A usual reason: ")


def whens(server: ForkServer, right: str, *wrong: tuple[str, str], cases: dict[str, Any]) -> list[str]:
    """The rules that are told where parts of a solution are replaced."""
    checks = [
        agrees(name, 0.25, "", case, **({"tolerance": 1e-9} if name == "digits" else {}))
        for name, case in cases.items()
    ]
    exam = prepare(Unit("unit", "", (Exercise("f", *checks),), right))
    judge = Judge(exam, server)
    results = (
        judge.judge(Submission("x", "unit", {"unit.py": right.replace(*each).encode()})).exercise("f") for each in wrong
    )
    return [result.xray.when if result.xray else "" for result in results]


def test_what_makes_nan_has_no_usual_reason(server: ForkServer) -> None:
    right = "import numpy as np\n\n\ndef f(x):\n    return float(np.sum(x) / x.size)\n"
    cases = {f"of_{n}": arguments(x=arrays((n,), low=1, high=9)) for n in (1, 2, 3)}
    (told,) = whens(server, right, ("x.size)", "np.float64(x.size - 1))"), cases=cases)
    assert told == "It is nan or infinite exactly in the calls with one number in `x`."


def test_where_zeros_are_as_good_nothing_is_right(server: ForkServer) -> None:
    """A right answer of next to nothing is no proof that a call is answered rightly."""
    right = "import numpy as np\n\n\ndef f(x, k):\n    return 1.0 * x if k else -1e-20 * x\n"
    cases = {
        "first": arguments(x=arrays((3,), low=1, high=9), k=st.just(1)),
        "others": arguments(x=arrays((3,), low=1, high=9), k=st.just(0)),
        "also": arguments(x=arrays((2,), low=1, high=9), k=st.just(1)),
    }
    (told,) = whens(server, right, ("1.0 * x if", "2.0 * np.exp(x) if"), cases=cases)
    assert told == ""


def test_a_rule_holds_on_the_counterexample_that_is_shown(exam: Exam, server: ForkServer) -> None:
    result = report_on(exam, server, "nearly", exam.unit.solution + NEARLY_RAISES).exercise("conv_1d")
    assert result.xray is not None
    assert result.xray.when.startswith("It is wrong exactly in the calls with a kernel of one value.")
    shown = next(check.counterexample for check in result.checks if check.counterexample)
    assert not shown.raised  # one value can be put into an empty slice


def test_an_answer_of_another_shape_is_followed_to_its_line(exam: Exam, server: ForkServer) -> None:
    xray = result_on(exam, server, "conv_1d", "crops_the_output_away").xray
    assert xray is not None
    assert xray.why.startswith("Its shape (0,) comes from line ")
    assert "has the shape (1,) and param has the shape (1,); (1,) is wanted. It is empty: " in xray.why
    assert "[size // 2 : -(size // 2)]`" in xray.why


NAMES_ITS_RESULT = """

def conv_1d(input_, param):
    unlike = np.zeros(len(input_) + 1)
    output = np.zeros(len(input_) + 1)
    output += 1
    for unlike in (np.zeros(1), output):
        pass
    return output
"""


def test_a_result_with_a_name_is_followed_to_where_it_got_it(exam: Exam, server: ForkServer) -> None:
    xray = report_on(exam, server, "named", exam.unit.solution + NAMES_ITS_RESULT).exercise("conv_1d").xray
    assert xray is not None
    assert "`output = np.zeros(len(input_) + 1)`, where " in xray.why


ON_ONE_SIDE = """

def pad_1d(input_, num):
    return np.concatenate([np.zeros(num), input_])
"""
ONE_SHORT = """

def pad_1d(input_, num):
    return np.concatenate([np.zeros(num), input_, np.zeros(num)])[: len(input_) + 2 * num - 1]
"""
EMPTY_AT_ONE = """

def pad_1d(input_, num):
    return np.zeros(len(input_) + 2 * num - 1 if len(input_) > 1 else 0)
"""
AS_LONG = """

def pad_1d(input_, num):
    return 1.0 * input_
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ON_ONE_SIDE, "(3,) is wanted."),  # by one only where num is 1
        (
            ONE_SHORT,
            "(3,) is wanted. There is one too few: a loop or a range may end elsewhere, or the size is that of another axis.",
        ),
        (
            EMPTY_AT_ONE,
            "It is empty: look for a loop that never runs, for a size that comes to 0, and for `[p:-p]`, which is an empty "
            "slice where p is 0.",
        ),
        (AS_LONG, "(3,) is wanted. It has as many values as `input_`."),
    ],
)
def test_of_a_wrong_shape_that_is_told_which_holds_of_all(
    exam: Exam, server: ForkServer, text: str, words: str
) -> None:
    xray = report_on(exam, server, "shape", exam.unit.solution + text).exercise("pad_1d").xray
    assert xray is not None
    assert xray.why.endswith(words)


def test_an_array_in_place_of_a_vector_bends_nothing(exam: Exam, server: ForkServer) -> None:
    text = exam.unit.solution + "\n\ndef pad_1d(input_, num):\n    return input_[0] * np.ones(())\n"
    xray = report_on(exam, server, "scalar", text).exercise("pad_1d").xray
    assert xray is None or "straight line" not in xray.words


def test_an_exception_tells_the_shapes_that_met(exam: Exam, server: ForkServer) -> None:
    text = exam.unit.solution + "\n\ndef conv_1d(input_, param):\n    return input_ + np.ones(len(input_) + 1)\n"
    first = report_on(exam, server, "raises", text).exercise("conv_1d").checks[0]
    assert "There input_ has the shape (" in first.message


@pytest.mark.parametrize(
    "claimed",
    [
        None,
        7,
        [("x", (10**9,))],
        [("y", (1,))],
        [("x + y", (1,))],
        [("x", [1])],
        [("x", (-1,))],
        [("x", (True,))],
        [("x", (1,) * 9)],
        [(7, (1,))],
        ["xy"],
    ],
)
def test_a_worker_can_claim_no_other_shapes_than_of_names_in_the_line(claimed: Any) -> None:
    assert shapes([("x", (2, 3))], "return x + 1") == (("x", (2, 3)),)
    assert shapes(claimed, "return x + 1") == ()
    many = [(f"x{n}", ()) for n in range(9)]
    assert len(shapes(many, " + ".join(name for name, _ in many))) == 6


def test_a_worker_can_claim_no_line_that_was_not_handed_in() -> None:
    files = {"m.py": b"a = 1\nreturn x\n"}
    assert at_a_line((2, [("x", (3,))]), files, "m.py") == (2, "return x", (("x", (3,)),))
    assert at_a_line((7, [("x", (3,))]), files, "m.py") == (7, "", ())
    assert at_a_line("nonsense", files, "m.py") == (0, "", ())


def test_what_is_right_has_no_xray(exam: Exam, server: ForkServer) -> None:
    assert all(each.xray is None for each in report_on(exam, server, "right", exam.unit.solution).exercises)


HANGS = """

_probed = 0
_right = conv_1d


def conv_1d(input_, param):
    global _probed
    is_probe = np.count_nonzero(input_) == 1 and np.count_nonzero(param) == 1 and len(param) > 1
    _probed = _probed + 1 if is_probe else 0
    while _probed > 3:
        pass
    return _right(input_, param[::-1])
"""


def test_a_module_that_hangs_when_it_is_asked_for_more_gets_the_same_marks(exam: Exam, server: ForkServer) -> None:
    usual = report_on(exam, server, "usual", exam.unit.solution + HANGS.replace("_probed > 3", "False"))
    hanging = report_on(exam, server, "hanging", exam.unit.solution + HANGS)
    assert hanging.score == usual.score
    assert usual.exercise("conv_1d").xray is not None
    assert hanging.exercise("conv_1d").xray is None


def test_reports_carry_and_show_it() -> None:
    xray = XRay(when="It is wrong.", why="There.", place="output[1]", right="x[0]", yours="x[1]", words="Another one.")
    lines = ["It is wrong.", "There.", "right: output[1] = x[0]", "yours: output[1] = x[1]", "Another one."]
    assert of_an_xray(xray) == lines
    assert of_an_xray(None) == []


# In a notebook.


def flipped(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """A convolution that turns its kernel round."""
    return np.convolve(x, w, "valid")


def test_a_function_of_ones_own_is_seen_through_without_a_reference() -> None:
    seen = autograder.xray(flipped, [1, 2, 3, 4], [1, 0, 2])
    assert repr(seen).splitlines() == [
        "output[0] = x[0] w[2] + x[1] w[1] + x[2] w[0]",
        "output[1] = x[1] w[2] + x[2] w[1] + x[3] w[0]",
    ]
    page = seen._repr_html_()
    assert "output[0] = x[0] w[2]" in re.sub("<.*?>", "", page)
    assert page.count(">a</text>") == 4  # in both arrays of both pictures


def test_what_has_no_formula_is_said_to_have_none() -> None:
    assert "has no formula" in repr(autograder.xray(lambda x: x.max(), [1, 2]))
    assert "has no formula" in autograder.xray(lambda x: x.max(), [1, 2])._repr_html_()
    many = autograder.xray(lambda x: x, list(range(1, 21)))
    assert repr(many).splitlines()[-1] == "... and 8 more numbers"


def test_what_has_no_formula_has_slopes() -> None:
    assert repr(autograder.xray(lambda x: x.max(), [1, 3, 2])).endswith("this many times as much: 1 for x[1]")
    x, w = np.array([0.5, -1.0]), np.array([2.0, 0.0])
    slope = 1 - np.tanh(x @ w) ** 2
    seen = autograder.xray(lambda x, w: np.tanh(x @ w), x, w)
    known = {"x[0]": 2 * slope, "w[0]": 0.5 * slope, "w[1]": -slope}
    assert repr(seen).endswith(", ".join(f"{float(f'{value:.4g}'):g} for {name}" for name, value in known.items()))
    page = seen._repr_html_()
    assert f">{float(f'{-slope:.4g}'):g}</text>" in page
    assert "the slope stands below each value" in page
    assert repr(autograder.xray(lambda x: np.round(x.sum()), [1, 2.2])).endswith("does not change it.")


def test_slopes_are_looked_for_where_there_are_few_values_and_an_answer_nearby() -> None:
    def ask(calls: Sequence[Arguments]) -> list[dict[str, float]]:
        return [
            {"sum": float(np.sum(call["x"] ** 2)), **({"log": 1.0} if call["x"].min() >= 0 else {})} for call in calls
        ]

    assert slopes({"x": np.array([3, -2])}, ask, ["sum"]) == {"sum": {(("x",), (0,)): 6.0, (("x",), (1,)): -4.0}}
    assert slopes({"x": np.array([1e9, 0.0])}, ask, ["sum", "log"]) == {"sum": {(("x",), (0,)): 2e9}}
    assert slopes({"x": np.ones(MOST_VALUES + 1)}, ask, ["sum"]) == {}


def test_dicts_and_single_numbers_are_seen_through() -> None:
    seen = autograder.xray(lambda x, scale: {"sum": x.sum() * scale, "all": x}, [1, 2], scale=3.0)
    assert repr(seen).splitlines() == [
        "output['sum'] = 3 x[0] + 3 x[1]",
        "output['all'][0] = x[0]",
        "output['all'][1] = x[1]",
    ]


def test_what_a_function_prints_is_printed_once_and_what_it_refuses_has_no_formula(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def talks(x: np.ndarray) -> tuple[np.ndarray, float]:
        print("called")
        return 2 * x, float(np.log(x).sum())

    seen = autograder.xray(talks, [1, 2])
    assert capsys.readouterr().out == "called\n"
    assert repr(seen).splitlines()[:2] == ["output[0][0] = 2 x[0]", "output[0][1] = 2 x[1]"]
    assert "output[1] has no formula" in repr(seen)

    def refuses(x: np.ndarray) -> float:
        if not x.all():
            raise ValueError
        return float(x.sum())

    assert "has no formula" in repr(autograder.xray(refuses, [1, 2]))


def test_arguments_are_given_in_any_way_that_the_function_takes() -> None:
    def by_place(x: np.ndarray, /, *others: np.ndarray, scale: float = 1.0) -> float:
        return float(x.sum() + scale * others[0].sum())

    assert repr(autograder.xray(by_place, [1], [2, 3], scale=2.0)) == "output = x[0] + 2 others[0][0] + 2 others[0][1]"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((lambda x, w: x @ w, [1, 2]), "was given other arguments: missing a required argument: 'w'"),
        ((lambda x: x.sum(), 3), "no array among the arguments"),
        ((lambda x, w: x @ w, [1] * 30, [1] * 30), "30 and 30 numbers are too many"),
        ((max, [1]), "does not say what arguments it takes"),
    ],
)
def test_what_cannot_be_asked_is_told(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(KitError, match=said):
        autograder.xray(*arguments)


def test_arguments_stay_as_they_are_and_faults_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    x = np.array([1.0, 2.0])
    autograder.xray(lambda x: np.multiply(x, 2, out=x), x)
    assert x.tolist() == [1.0, 2.0]
    with pytest.raises(KitError, match="no exercise 'conv_9d'"):
        autograder.xray("conv_9d", x)
    with pytest.raises(KitError, match="no numbers"):
        autograder.xray(lambda x: "text", x)
    with pytest.raises(KitError, match="is no function"):
        autograder.xray(7, x)  # type: ignore[arg-type]


def test_an_exercise_is_known_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(COURSE / "assignments" / "conv1d", tmp_path / "conv1d")
    folder = tmp_path / "conv1d"
    (folder / "conv1d.py").write_text(load_unit(COURSE, "conv1d").solution)
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "conv1d", raising=False)
    assert repr(autograder.xray("conv_1d", [1, 2], [1, 2, 3])).splitlines()[0] == (
        "output[0] = input_[0] param[1] + input_[1] param[2]"
    )


def test_what_is_far_too_large_is_not_looked_into() -> None:
    assert len(seen._numbers(Returned([np.zeros((99, 100)), 1.0]))) == 9_901
    assert seen._numbers(Returned(np.zeros((101, 100)))) == ()
    assert seen._numbers(Returned([[0.0] * 100] * 101)) == ()
