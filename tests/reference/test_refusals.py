"""Nothing is refused that the docstring does not say: each bad call of each exercise belongs to words
of its ``Raises`` section, or of the one that it names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Arguments, Exercise, Unit, load_unit
from autograder.course.checks import Kind
from autograder.course.loading import unit_names
from autograder.judging.cases import drawn

COURSE = Path(__file__).resolve().parents[2]
UNITS = [name for name in unit_names(COURSE) if name not in ("cnn", "layers")]
"""What networks and layers refuse is no call of one function: their own tests have that."""

WORDS = {
    "dimensions": r"dimension|is not \[|are not \[|do not have these shapes|shape",
    "a number": r"less than|above|below|negative|positive|not from|neither|larger|follows|cut|such windows",
    "an even length": r"\bodd\b|\beven\b",
    "what does not fit": r"shape|fit|differ|C_in|keys|as many|channels|such windows|empty|larger|one input|rank|even|\[[NH]|less|not from",
}
"""What is wrong with a call, and words of which one must stand in the docstring."""


def sections(definition: ast.FunctionDef | ast.ClassDef) -> str:
    """The sections on exceptions in a definition's docstring, and in those of a class's methods."""
    inside = definition.body if isinstance(definition, ast.ClassDef) else []
    parts = [definition, *(each for each in inside if isinstance(each, ast.FunctionDef))]
    found = [(ast.get_docstring(each) or "").partition("Raises:\n")[2] for each in parts]
    return " ".join(" ".join(found).split())


def raises(unit: Unit, name: str, seen: frozenset[str] = frozenset()) -> str:
    """The section on exceptions in a definition's docstring, with those of the functions that it names."""
    docs = {
        node.name: sections(node)
        for node in ast.parse(unit.solution).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    text = docs[name]
    named = [other for other in docs if other not in seen | {name} and re.search(rf"\b{other}\b", text)]
    return " ".join([text, *(raises(unit, other, seen | {name}) for other in named)])


def numbers(value: Any) -> list[float]:
    """The numbers of an argument that is one, or a pair."""
    if isinstance(value, tuple | list):
        return [number for item in value for number in numbers(item)]
    return [float(value)] if isinstance(value, int | float | np.number) and not isinstance(value, bool) else []


def parts(arguments: Arguments) -> Iterator[tuple[str, Any]]:
    """The arguments, and those within dicts, by name."""
    for name, value in arguments.items():
        yield from value.items() if isinstance(value, dict) else [(name, value)]


def faults(bad: Arguments, good: list[Arguments]) -> set[str]:
    """What is wrong with a call beside calls that are right."""
    known: dict[str, list[Any]] = {}
    for name, value in (part for call in good for part in parts(call)):
        known.setdefault(name, []).append(value)
    return set(_faults(bad, known)) or {"what does not fit"}


def _faults(bad: Arguments, known: Mapping[str, list[Any]]) -> Iterator[str]:
    for name, value in parts(bad):
        right = known.get(name, [])
        if isinstance(value, np.ndarray) and value.ndim not in {np.ndim(each) for each in right}:
            yield "dimensions"
        elif isinstance(value, np.ndarray) and value.ndim <= 2 and name in ("param", "kernel", "column", "row"):
            sizes = [size for each in right for size in np.shape(each)]
            if len(set(sizes)) > 1 and all(size % 2 for size in sizes) and any(size % 2 == 0 for size in value.shape):
                yield "an even length"
    for name, value in bad.items():
        usual = [number for each in known.get(name, []) for number in numbers(each)]
        if any(usual and not min(usual) <= number <= max(usual) for number in numbers(value)):
            yield "a number"


def refused(unit: Unit) -> Iterator[tuple[Exercise, Arguments, list[Arguments]]]:
    """The bad calls of each exercise, with calls that are right."""
    for exercise in unit.exercises:
        good = [
            call
            for check in exercise.checks
            if check.kind is Kind.ANSWERS and not check.derive
            for call in [*drawn(check.cases, 3, 0), *(each for each in check.examples if isinstance(each, dict))]
        ]
        for check in exercise.checks:
            if check.kind is Kind.REFUSALS:
                for example in check.examples:
                    yield exercise, example if isinstance(example, dict) else drawn(example, 2, 0)[-1], good


@pytest.mark.parametrize("name", UNITS)
def test_each_call_that_is_refused_belongs_to_words_of_the_docstring(name: str) -> None:
    unit = load_unit(COURSE, name)
    unsaid = [
        (exercise.name, sorted(found), {key: getattr(value, "shape", value) for key, value in parts(call)})
        for exercise, call, good in refused(unit)
        for found in [faults(call, good)]
        if not any(re.search(WORDS[fault], raises(unit, exercise.of)) for fault in found)
    ]
    assert unsaid == []


@pytest.mark.parametrize("name", [*UNITS, "layers"])
def test_whoever_is_asked_to_refuse_is_told_so(name: str) -> None:
    unit = load_unit(COURSE, name)
    asked = {exercise.of for exercise in unit.exercises if any(c.kind is Kind.REFUSALS for c in exercise.checks)}
    assert all(raises(unit, exercise).startswith("ValueError: ") for exercise in asked)


def test_a_call_that_no_words_belong_to_is_found() -> None:
    unit = load_unit(COURSE, "conv1d")
    exercise, good = unit.exercise("conv_1d"), [{"input_": np.ones(4), "param": np.ones(size)} for size in (1, 3)]
    assert faults({"input_": np.ones(4), "param": np.ones(2)}, good) == {"an even length"}
    assert faults({"input_": np.ones((1, 4)), "param": np.ones(3)}, good) == {"dimensions"}
    silent = raises(unit, exercise.of).replace("even", "...")
    assert not re.search(WORDS["an even length"], silent)
