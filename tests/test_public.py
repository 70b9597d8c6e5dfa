"""The two public faces: what authors may rely on, pinned name by name."""

import importlib
import inspect

import pytest

FACES = {
    "autograder": [
        "check",
    ],
    "autograder.course": [
        "Accept",
        "Alternative",
        "Arguments",
        "Case",
        "Check",
        "Example",
        "Exercise",
        "Family",
        "Forms",
        "GOOD",
        "Kind",
        "Misconception",
        "Mismatch",
        "Observation",
        "Outcome",
        "REFUSALS",
        "Raised",
        "Repeated",
        "Returned",
        "Settings",
        "Subject",
        "Unit",
        "UnitError",
        "agrees",
        "alternative",
        "any_of",
        "as_code",
        "call_code",
        "compare",
        "counting",
        "declared_names",
        "find_course",
        "leaves_arguments_alone",
        "load_unit",
        "misconception",
        "misfits",
        "or_left_out",
        "parts",
        "polite",
        "polite_by_verdict",
        "program",
        "read_settings",
        "reference_module",
        "rejects",
        "same_as_reference",
        "same_verdict",
        "spoiled",
        "the_manners",
        "the_result",
        "the_result_strictly",
        "unit_names",
    ],
    "autograder.course.families": [
        "Cases",
        "Family",
        "Shape",
        "any_of",
        "counting",
        "countings",
        "misfits",
        "or_left_out",
        "spoiled",
    ],
    "autograder.course.remarks": [
        "Answer",
        "Answers",
        "Ask",
        "GENERAL",
        "PROOF",
        "Remark",
        "Transform",
        "constant_factor",
        "ignores",
        "not_finite",
        "rearranged",
        "right_inside",
        "right_only_where",
        "transposed",
        "truncated",
        "turned_over",
        "wrong_parts",
    ],
    "autograder.course.own_answers": [
        "FORMS",
        "Form",
        "same_in_any_form",
    ],
    "autograder.course.verdicts": [
        "DISTURBED",
        "Fault",
        "Judge",
        "is_finite",
        "judged",
        "looks",
        "misshapen",
        "once",
        "own_random_state",
        "picked",
        "seeds",
    ],
    "autograder.testing": [
        "MIXED",
        "Types",
        "WHOLE",
        "arguments",
        "arrays",
        "assert_adjoint",
        "assert_close",
        "assert_gradient",
        "assert_leaves_arguments_alone",
        "assert_linear",
        "assert_repeatable",
        "assert_samples_independent",
        "assert_shift_equivariant",
        "directional_derivative",
        "kernels",
        "numerical_gradient",
        "odd_sizes",
        "sizes",
        "vectors",
    ],
}


@pytest.mark.parametrize("name", FACES)
def test_the_public_names_are_these_and_no_others(name: str) -> None:
    assert sorted(importlib.import_module(name).__all__) == FACES[name]


@pytest.mark.parametrize("name", FACES)
def test_every_public_function_and_class_says_what_it_is_for(name: str) -> None:
    face = importlib.import_module(name)
    for each in (getattr(face, public) for public in face.__all__):
        own = getattr(each, "__module__", "").startswith("autograder")
        if own and (inspect.isclass(each) or (inspect.isfunction(each) and each.__qualname__ == each.__name__)):
            assert inspect.getdoc(each), each
