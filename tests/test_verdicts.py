"""Checks of what has many right answers: what is observed is a verdict, the same for all who make one
mistake.
"""

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.course import GOOD, Case, Returned
from autograder.course.verdicts import is_finite, judged, looks, misshapen, once, picked, seeds
from autograder.subjects.local import LocalSubject

NOTHING = st.nothing()
"""No test here draws cases."""

DOUBLE = LocalSubject("def double(x):\n    return 2 * x\n", "unit")

DRAWS = "import numpy as np\n\ndef draw(count, seed):\n    return {}\n"


def is_even(answer, case):
    return "" if answer % 2 == 0 else f"{answer} is odd for {sorted(case)}"


class TestVerdicts:
    def test_nothing_wrong_is_good_and_anything_else_is_shown_as_it_is(self):
        for words, seen in (("", GOOD), ("too long", "too long")):
            check = judged("length", 1, "", NOTHING, lambda subject, exercise, case, words=words: words)
            assert check.observe(DOUBLE, "double", {}) == seen

    def test_only_the_verdict_on_the_reference_is_accepted(self):
        check = judged("length", 1, "", NOTHING, lambda subject, exercise, case: "")
        case = Case({}, Returned(GOOD))
        assert check.verdict(case, Returned(GOOD)) is None
        wrong = check.verdict(case, Returned("too long"))
        assert (wrong.what, wrong.answers) == ("too long", False)

    def test_a_call_gets_its_own_arguments_and_the_judge_the_whole_case(self):
        check = looks("even", 1, "", NOTHING, is_even, given=picked("x"), count=3, seconds=7)
        assert check.observe(DOUBLE, "double", {"x": 3, "after": 4}) == GOOD
        assert check.observe(DOUBLE, "double", {"x": 1.5, "after": 4}) == "3.0 is odd for ['after', 'x']"
        assert (check.name, check.count, check.seconds) == ("even", 3, 7)

    def test_without_a_choice_a_call_gets_all_arguments(self):
        assert looks("even", 1, "", NOTHING, is_even).observe(DOUBLE, "double", {"x": 3}) == GOOD

    def test_who_looks_closely_sees_only_what_has_the_right_form(self):
        @once(lambda answer, case: "" if isinstance(answer, int) else "no whole number")
        def closely(answer, case):
            return is_even(answer, case)

        assert [closely(answer, {}) for answer in (2, 3, "3")] == ["", "3 is odd for []", "no whole number"]


class TestSeeds:
    CASE = {"count": 3, "seed": 5}
    RIGHT = "{'noise': np.random.default_rng(seed).normal(size=count), 'bias': 0.0}"

    def seen(self, expression, drawn, **more):
        check = seeds(1, "", NOTHING, lambda answer, case: "" if len(answer) == 2 else "two parts, please", drawn)
        return check.observe(LocalSubject(DRAWS.format(expression), "unit"), "draw", self.CASE | more)

    @pytest.mark.parametrize("expression", [RIGHT, f"tuple({RIGHT}.values())"])
    def test_right_ones(self, expression):
        assert self.seen(expression, {"noise": ("noise",) if expression == self.RIGHT else (0,)}) == GOOD

    def test_the_form_comes_first(self):
        assert self.seen("{'noise': np.random.normal()}", {"noise": ("noise",)}) == "two parts, please"

    def test_all_parts_are_the_same_for_the_same_seed(self):
        expression = self.RIGHT.replace("0.0", "np.random.default_rng().normal()")
        assert self.seen(expression, {"noise": ("noise",)}).startswith("the same seed gave another result")

    def test_what_is_drawn_is_another_for_another_seed(self):
        assert self.seen(self.RIGHT.replace("(seed)", "(0)"), {"noise": ("noise",)}).startswith(
            "another seed gave the same noise"
        )

    @pytest.mark.parametrize("kept", ["% 2**16", "% 1000", "% 7", "% 12", "& 0x7FFFFFFF"])
    def test_all_of_a_seed_counts(self, kept):
        expression = self.RIGHT.replace("(seed)", f"(seed {kept})")
        assert self.seen(expression, {"noise": ("noise",)}, seed=1) == GOOD
        assert self.seen(expression, {"noise": ("noise",)}, seed=0).startswith(
            "two seeds that are far apart gave the same noise"
        )

    def test_one_of_several_parts_is_enough(self):
        assert self.seen(self.RIGHT, {"params": ("noise", "bias")}) == GOOD
        assert self.seen(self.RIGHT, {"noise": ("noise",), "bias": ("bias",)}).startswith(
            "another seed gave the same bias"
        )


class TestForms:
    SHAPES = {"W": (2, 3), "c": ()}
    GOOD = {"W": np.ones((2, 3)), "c": 1}

    def test_right_ones(self):
        for change in ({}, {"W": np.ones((2, 3), dtype=int)}, {"c": np.float32(2)}, {"c": np.array(2)}):
            assert misshapen(self.GOOD | change, self.SHAPES) == ""

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            (None, "expected a dict with the keys ['W', 'c'], not None"),
            ({"W": np.ones((2, 3))}, "expected a dict with the keys ['W', 'c'], not a dict"),
            (GOOD | {"W": [[1.0] * 3] * 2}, "expected W to be an array of shape (2, 3), not a list of 2"),
            (GOOD | {"W": np.ones((3, 2))}, "expected W to be an array of shape (2, 3), not an array of shape (3, 2)"),
            (GOOD | {"W": np.ones((2, 3), dtype=complex)}, "expected W to be an array of shape (2, 3), not an array"),
            (GOOD | {"c": np.ones(1)}, "expected c to be a number, not an array of shape (1,)"),
            (GOOD | {"c": True}, "expected c to be a number, not"),
            (GOOD | {"W": np.full((2, 3), np.inf)}, "W holds values that are not finite"),
            (GOOD | {"c": 10**400}, "c holds values that are not finite"),
        ],
    )
    def test_wrong_ones(self, wrong, words):
        assert misshapen(wrong, self.SHAPES).startswith(words)

    def test_what_is_not_finite_can_be_said_in_other_words(self):
        assert misshapen(self.GOOD | {"c": np.nan}, self.SHAPES, endless="{name} has grown") == "c has grown"

    def test_finite_numbers(self):
        assert all(map(is_finite, (0, -3.5, np.float64(2), np.ones((2, 2)))))
        assert not any(map(is_finite, (10**400, -(10**400), float("nan"), np.inf, np.array([1.0, np.nan]))))
