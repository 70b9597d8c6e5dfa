"""From the solution's text to the stub, and to variants of the solution."""

import ast
import re
import textwrap

import pytest

from autograder.source import function_text, stub, with_replaced

SOLUTION = '''\
"""A module."""

import numpy as np


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    y = 2 * x

    return y
    ### END SOLUTION


def helper(x):
    return x + 1


class Counter:
    def __init__(self):
        self.count = 0

    def step(self):
        ### BEGIN SOLUTION
        self.count += 1
        ### END SOLUTION
'''


def test_the_stub_raises_in_place_of_each_solution_and_keeps_all_else() -> None:
    expected = SOLUTION.replace(
        "    ### BEGIN SOLUTION\n    y = 2 * x\n\n    return y\n    ### END SOLUTION\n",
        "    raise NotImplementedError  # your code here\n",
    ).replace(
        "        ### BEGIN SOLUTION\n        self.count += 1\n        ### END SOLUTION\n",
        "        raise NotImplementedError  # your code here\n",
    )
    assert stub(SOLUTION) == expected
    ast.parse(stub(SOLUTION))


def test_the_stub_of_a_stub_is_itself() -> None:
    assert stub(stub(SOLUTION)) == stub(SOLUTION)


def test_the_stub_ends_with_one_newline_whatever_the_solution_ends_with() -> None:
    assert stub("x = 1") == "x = 1\n"
    assert stub("x = 1\n") == "x = 1\n"


def test_the_stub_keeps_characters_that_only_look_like_line_breaks() -> None:
    assert stub('TEXT = "a\x0cb\u2028c"\n') == 'TEXT = "a\x0cb\u2028c"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "def f():\n    ### BEGIN SOLUTION\n    return 1\n",
            "unit.py: the last '### BEGIN SOLUTION' has no '### END SOLUTION'.",
        ),
        ("def f():\n    return 1\n    ### END SOLUTION\n", "unit.py, line 3: '### END SOLUTION' without its partner."),
        (
            "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION\n",
            "unit.py, line 2: '### BEGIN SOLUTION' without its partner.",
        ),
        (
            "### BEGIN SOLUTION\n### END SOLUTION\n### END SOLUTION\n",
            "unit.py, line 3: '### END SOLUTION' without its partner.",
        ),
        (
            "### BEGIN SOLUTION here\n### END SOLUTION\n",
            "unit.py, line 1: '### BEGIN SOLUTION here' is not '### BEGIN SOLUTION' alone.",
        ),
        (
            "x = 1  ### BEGIN SOLUTION\n",
            "unit.py, line 1: 'x = 1  ### BEGIN SOLUTION' is not '### BEGIN SOLUTION' alone.",
        ),
    ],
)
def test_markers_that_do_not_pair_are_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        stub(text, name="unit.py")


def run(text: str) -> dict[str, object]:
    namespace: dict[str, object] = {}
    exec(text, namespace)
    return namespace


def test_definitions_are_replaced_wherever_they_stand_and_whatever_their_length() -> None:
    texts = {
        "double": "def double(x):\n    a = x\n    b = x\n    return a + b + 0.5\n",
        "Counter": "class Counter:\n    count = -1\n",
    }
    replaced = with_replaced(SOLUTION, texts)
    namespace = run(replaced)
    assert namespace["double"](2) == 4.5  # type: ignore[operator]
    assert namespace["helper"](2) == 3  # type: ignore[operator]
    assert namespace["Counter"].count == -1  # type: ignore[attr-defined]
    assert "y = 2 * x" not in replaced
    assert "self.count" not in replaced


def test_a_class_can_be_derived_from_the_one_that_it_replaces() -> None:
    text = "class Two:\n    def number(self):\n        return 2\n\n\nTWO = Two().number()\n"
    namespace = run(
        with_replaced(text, {"Two": "class Two(Two):\n    def number(self):\n        return super().number() + 1\n"})
    )
    assert namespace["TWO"] == 3


def test_replacing_nothing_changes_nothing() -> None:
    assert with_replaced(SOLUTION, {}) == SOLUTION


def test_lines_are_counted_as_python_counts_them() -> None:
    text = 'TEXT = "a\x0cb\u2028c"\n\n\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n'
    namespace = run(with_replaced(text, {"f": "def f():\n    return 7\n"}))
    assert (namespace["TEXT"], namespace["f"](), namespace["g"]()) == ("a\x0cb\u2028c", 7, 2)  # type: ignore[operator]


def test_a_definition_that_the_solution_does_not_have_cannot_be_replaced() -> None:
    with pytest.raises(KeyError, match="unknown"):
        with_replaced(SOLUTION, {"unknown": "def unknown(): pass"})
    with pytest.raises(KeyError, match="step"):  # a method is no definition at the top
        with_replaced(SOLUTION, {"step": "def step(): pass"})


def test_a_decorator_goes_with_its_definition() -> None:
    text = "def twice(f):\n    return lambda: 2 * f()\n\n\n@twice\ndef f():\n    return 1\n"
    assert run(with_replaced(text, {"f": "def f():\n    return 5\n"}))["f"]() == 5  # type: ignore[operator]


def mark(*_options: str):
    return lambda definition: definition


@mark("one", "two")
@mark()
def wrong_double(x, note="def wrong_double"):
    """Not wrong_double's fault."""
    return 3 * x


@mark()
class WrongCounter:
    """A class with a decorator on a method."""

    def __init__(self):
        self.count = 5

    @property
    def wrong_double(self):
        return self.count


def test_the_text_of_a_function_has_its_new_name_and_no_decorators() -> None:
    text = function_text(wrong_double, rename="double")
    assert text.startswith('def double(x, note="def wrong_double"):\n    """Not wrong_double\'s fault."""\n')
    assert run(text)["double"](2) == 6  # type: ignore[operator]


def test_the_text_of_a_class_has_its_new_name_and_keeps_the_decorators_within() -> None:
    text = function_text(WrongCounter, rename="Counter")
    assert text.startswith("class Counter:\n")
    assert run(text)["Counter"]().wrong_double == 5  # type: ignore[operator]


def test_the_text_of_a_nested_function_stands_at_the_left() -> None:
    def inner(x):
        return x

    assert function_text(inner, rename="outer") == "def outer(x):\n    return x\n"


def test_variants_fit_into_the_solution() -> None:
    replaced = with_replaced(
        SOLUTION,
        {
            "double": function_text(wrong_double, rename="double"),
            "Counter": function_text(WrongCounter, rename="Counter"),
        },
    )
    namespace = run(replaced)
    assert namespace["double"](1) == 3  # type: ignore[operator]
    assert namespace["Counter"]().count == 5  # type: ignore[operator]
    assert textwrap.dedent(replaced) == replaced
