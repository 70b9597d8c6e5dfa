"""Forms: an exercise's own cases in other forms, for a tenth of its points, and only where the check
that they are made from has passed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.course import Arguments, Check, Exercise, Forms, Kind, Unit, agrees, compare, polite, rejects
from autograder.course.features import Features, equals
from autograder.course.forms import Busy, Drawn, Size, Windows, setting, whole_numbers
from autograder.course.forms.declared import (
    ALL_DIGITS,
    BUSY,
    EARLIER_CALLS,
    FORMS,
    HUGE,
    KEYWORDS,
    LARGE_SIZE,
    MEMORY_ORDER,
    NUMBER_TYPES,
    SETTINGS,
    SHAPES_ALONE,
    SPECIAL_VALUES,
    TOGETHER,
)
from autograder.course.forms.making.enlarging import LARGE
from autograder.course.forms.making.large_size import EVEN, MIDDLE
from autograder.course.papers import Paper
from autograder.course.verdicts import looks
from autograder.judging.cases import Exam, prepare
from autograder.judging.judge import Judge
from autograder.report import ExerciseResult, Report, Status
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.local import LocalSubject
from autograder.submissions.folders import Submission
from autograder.testing import arguments, arrays, sizes
from autograder.worker.layouts import COLUMN_MAJOR, LAYOUTS, MIXED, OTHER_BYTE_ORDER, SHARED

SOLUTION = """
import numpy as np


def windows_of(images, size=2, step=(1, 1), scale=1.0):
    images = np.asarray(images, dtype=float)
    if images.ndim != 2:
        raise ValueError("two dimensions")
    rows = range(0, images.shape[0] - size + 1, step[0])
    return scale * np.array([images[i:i + size].sum(0) for i in rows]).reshape(len(rows), images.shape[1])
"""
CASES = arguments(images=sizes(3, 5).flatmap(lambda rows: arrays((rows, 4))))
STEPS = arguments(
    images=sizes(3, 5).flatmap(lambda rows: arrays((rows, 4))),
    size=sizes(1, 2),
    step=sizes(1, 2).map(lambda n: (n, 1)),
    scale=st.sampled_from([0.5, 2.0]),
)


def exercise(*checks: Check, **more: Any) -> Exercise:
    plain = agrees("plain", 3.0, "", CASES)
    steps = agrees("steps", 1.0, "", STEPS)
    bad = rejects(1.0, "", ({"images": np.ones(3)},))
    return Exercise("windows_of", plain, steps, bad, *checks, **more).in_all_forms()


def exam_of(exercise: Exercise) -> Exam:
    return prepare(Unit("unit", "A unit", (exercise,), SOLUTION))


@pytest.fixture(scope="module")
def exam() -> Exam:
    return exam_of(exercise())


def cases(exam: Exam, form: str = "") -> list[Arguments]:
    found = [case.arguments for case in exam.sheet("windows_of", "forms").cases]
    return [case for case in found if form in ("", case["form"])]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture(scope="module")
def judged(exam: Exam, server: ForkServer) -> Callable[[str], ExerciseResult]:
    judge = Judge(exam, server)

    def of(text: str) -> ExerciseResult:
        report: Report = judge.judge(Submission("somebody", "unit", {"unit.py": text.encode()}))
        return report.exercises[0]

    return of


def test_forms_take_a_tenth_of_the_points_and_leave_their_sum() -> None:
    changed = exercise()
    assert [check.points for check in changed.checks] == [2.7, 0.9, 0.9, 0.5]
    assert changed.points == 5.0
    assert changed.checks[-1].kind is Kind.FORMS


def test_an_exercise_that_no_check_calls_plainly_has_no_forms() -> None:
    seen = Exercise("windows_of", agrees("plain", 1.0, "", CASES, observe=lambda *_: None))
    assert [check.name for check in seen.in_all_forms().checks] == ["plain"]


@pytest.mark.parametrize("form", [form for form in FORMS if form not in (TOGETHER, SHAPES_ALONE, BUSY)])
def test_every_form_has_cases_and_the_reference_is_right_in_all(exam: Exam, form: str) -> None:
    sheet = exam.sheet("windows_of", "forms")
    assert cases(exam, form)
    assert all(sheet.check.verdict(case, case.expected) is None for case in sheet.cases)


def test_arrays_lie_in_memory_in_every_layout(exam: Exam) -> None:
    of_two_checks = 2 * [*LAYOUTS, MIXED]
    assert [case["layout"] for case in cases(exam, MEMORY_ORDER)] == [
        *of_two_checks,
        COLUMN_MAJOR,
        OTHER_BYTE_ORDER,
        COLUMN_MAJOR,
    ]
    for name in MIXED.split(","):
        assert not name or name in LAYOUTS
    for layout in LAYOUTS.values():
        array = np.arange(12.0).reshape(3, 4)
        laid = layout.of(layout.start(array))
        assert np.array_equal(laid, array)
        assert not laid.flags.c_contiguous or not laid.dtype.isnative or not laid.flags.writeable


def test_whole_numbers_come_in_every_width_up_to_their_edges(exam: Exam) -> None:
    arrays_ = [case["call"]["images"] for case in cases(exam, NUMBER_TYPES)]
    assert {array.dtype.name for array in arrays_} == {
        *("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32")
    }
    for array in arrays_:
        if array.dtype.kind in "iu" and not (array.size > 1000 and array.dtype == np.int64):
            edges = np.iinfo(array.dtype)
            assert edges.min in array or edges.max in array


def test_each_array_is_of_whole_numbers_by_itself_too() -> None:
    two = arguments(x=arrays((3,)), y=arrays((3,)))
    unit = Unit(
        "unit", "A unit", (Exercise("f", agrees("a", 1.0, "", two)).in_all_forms(),), "def f(x, y): return 1.0 * x + y"
    )
    found = [case.arguments for case in prepare(unit).sheet("f", "forms").cases]
    kinds = {
        (case["call"]["x"].dtype.kind, case["call"]["y"].dtype.kind) for case in found if case["form"] == NUMBER_TYPES
    }
    assert {("u", "f"), ("f", "u")} <= {(x.replace("i", "u"), y.replace("i", "u")) for x, y in kinds}


def test_an_array_comes_that_begins_with_another_one_and_is_written_so() -> None:
    two = arguments(x=arrays((3,)), y=arrays((2, 4)), number=st.just(2))
    text = "def f(x, y, number): return number * np.sum(x) + np.sum(y)"
    check = agrees("a", 1.0, "", two)
    unit = Unit("unit", "A unit", (Exercise("f", check).in_all_forms(),), f"import numpy as np\n{text}")
    sheet = prepare(unit).sheet("f", "forms")
    (case,) = (case for case in sheet.cases if case.arguments["layout"] == SHARED)
    x, y, _ = eval(sheet.check.code("f", case.arguments), {"f": lambda *values: values, "np": np})
    assert np.shares_memory(x, y)
    assert np.allclose(x, case.arguments["call"]["x"])
    assert np.allclose(y, case.arguments["call"]["y"])


def test_values_need_all_digits_and_are_tiny_huge_or_nearly_equal(exam: Exam) -> None:
    found = [case["call"]["images"] for case in cases(exam, ALL_DIGITS)]
    largest = [compare.largest(array) for array in found]
    assert min(largest) < 1e-3
    assert max(largest) > 1e3
    assert any(np.any(np.abs(np.diff(array.ravel())) < 1e-5 * np.abs(array.ravel()[1:])) for array in found)
    whole = [array for array in found if np.array_equal(array, np.round(array))]
    assert sorted(len(str(int(compare.largest(array)))) for array in whole) == [5, 10]
    assert sum(np.array_equal(array, np.round(array, 6)) for array in found) == 2


def test_arguments_come_by_keyword_as_numbers_of_numpy_and_as_lists(exam: Exam) -> None:
    found = cases(exam, KEYWORDS)
    assert [case["by_keyword"] for case in found].count(True) == 9
    assert {case["positional"] for case in found if case["by_keyword"]} == {0, 1, 2, 3}
    assert {tuple(case["call"]) for case in found} > {("images", "size", "scale"), ("images", "step", "scale")}
    assert any(isinstance(case["call"].get("size"), np.int64) for case in found)
    assert any(isinstance(case["call"].get("step"), list) for case in found)


def test_every_axis_that_can_be_large_is_large_once(exam: Exam) -> None:
    shapes = [case["call"]["images"].shape for case in cases(exam, LARGE_SIZE)]
    for axis in (0, 1):
        assert all({shape[axis] for shape in shapes} & set(some) for some in (LARGE, EVEN, MIDDLE))
    assert any(HUGE in shape for shape in shapes)


def test_no_axis_is_larger_than_its_author_says() -> None:
    """A cube of it may be right: more along this argument would need too long."""
    two = arguments(x=arrays((3,), low=1), y=arrays((4,), low=1))
    text = "def f(x, y):\n    return 1.0 * x.sum() + y"
    for at_most, largest in (({}, HUGE), ({"y": 301}, 301)):
        exercise = Exercise("f", agrees("a", 1.0, "", two), forms=Forms(at_most=at_most)).in_all_forms()
        asked = prepare(Unit("unit", "A unit", (exercise,), text)).sheet("f", "forms").cases
        large = [case.arguments["call"] for case in asked if case.arguments["form"] == LARGE_SIZE]
        assert max(len(call["y"]) for call in large) == largest
        assert max(len(call["x"]) for call in large) == HUGE


def test_sizes_that_belong_together_grow_together() -> None:
    shapes = ((3,), (4,))
    two = st.one_of(*(arguments(x=arrays(shape, low=1), y=arrays(shape, low=1)) for shape in shapes))
    text = "def f(x, y):\n    if len(x) != len(y): raise ValueError\n    return 1.0 * x + y"
    unit = Unit("unit", "A unit", (Exercise("f", agrees("a", 1.0, "", two)).in_all_forms(),), text)
    asked = [case.arguments for case in prepare(unit).sheet("f", "forms").cases]
    assert max(len(case["call"]["x"]) for case in asked if case["form"] == NUMBER_TYPES) == Forms().longest
    found = [case["call"] for case in asked if case["form"] == LARGE_SIZE]
    assert all(len(call["x"]) == len(call["y"]) for call in found)
    large = [len(call["x"]) for call in found]
    for size, of in zip(large, (LARGE, LARGE, EVEN, MIDDLE, [HUGE], LARGE, LARGE), strict=True):
        assert size in of
    assert [[np.count_nonzero(call[name]) for name in ("x", "y")] for call in found[-2:]] == [
        [2, large[-2]],
        [large[-1], 2],
    ]


def test_what_is_fixed_keeps_its_values_and_what_is_left_out_is_not_asked(exam: Exam) -> None:
    fixed = exam_of(exercise(forms=Forms(fixed=("images",), without={MEMORY_ORDER: "a reason"})))
    assert not cases(fixed, MEMORY_ORDER)
    own = [case.arguments["images"] for name in ("plain", "steps") for case in fixed.sheet("windows_of", name).cases]
    for case in cases(fixed):
        if case["form"] != LARGE_SIZE and case["call"]["images"].size < HUGE:
            assert any(np.array_equal(case["call"]["images"], images) for images in own)


GRADIENT = """
import numpy as np


def gradient(images, kernel, scale=1.0):
    if images.ndim != 2 or kernel.ndim != 2:
        raise ValueError("two dimensions")
    if scale <= 0:
        raise ValueError("above 0")
    return np.asarray(kernel, dtype=float) * kernel.shape[0] / float(scale) ** 2 + np.zeros(images.shape).sum()
"""
GRADIENTS = arguments(images=arrays((2, 3)), kernel=arrays((3, 3)), scale=st.sampled_from([0.5, 1.0, 2.0]))
GRADIENT_EXERCISE = Exercise(
    "gradient",
    agrees("plain", 3.0, "", GRADIENTS),
    rejects(
        1.0,
        "",
        (
            *({"images": np.ones((2, 3)), "kernel": np.ones(shape), "scale": 1.0} for shape in ((3,), (3, 3, 1))),
            {"images": np.ones((2, 3)), "kernel": np.ones((3, 3)), "scale": 0.0},
        ),
    ),
    forms=Forms(shapes_alone=("images",)),
).in_all_forms()
LESS_PLAIN = {
    SHAPES_ALONE: ("np.zeros(images.shape)", "(0 * images)"),
    SPECIAL_VALUES: (
        "    return ",
        "    if kernel.any() and not kernel.flat[:-1].any():\n        return 0 * kernel\n    return ",
    ),
    SETTINGS: ("float(scale)", "scale"),
    "bad_arguments": ("    if scale", "    if not kernel.any():\n        return 1.0 * kernel\n    if scale"),
    EARLIER_CALLS: (
        "    return ",
        "    key = kernel.tobytes()\n    if key in KEPT and KEPT[key].shape[0] != kernel.shape[0]:\n"
        "        return 0.0 * kernel\n    KEPT[key] = kernel\n    return ",
    ),
}
"""What the solution becomes in one place, by the check or the form that tells."""


@pytest.mark.parametrize("told", LESS_PLAIN)
def test_what_is_less_plain_is_asked_for_on_every_paper(told: str) -> None:
    before, after = LESS_PLAIN[told]
    assert GRADIENT.count(before) == 1
    wrong = LocalSubject(f"{GRADIENT.replace(before, after)}\n\nKEPT = {{}}\n", "unit")
    for number in range(3):
        exam = prepare(Unit("unit", "A unit", (GRADIENT_EXERCISE,), GRADIENT), Paper(str(number)))
        checks = {check: exam.sheet("gradient", check) for check in ("plain", "bad_arguments", "forms")}
        failed = {
            case.arguments.get("form", name)
            for name, sheet in checks.items()
            for case in sheet.cases
            if sheet.check.verdict(case, sheet.seen_of(wrong, case.arguments))
        }
        assert told in failed
        assert "plain" not in failed


def test_an_axis_of_size_one_is_exchanged_where_numpy_would_fit_it() -> None:
    loss = (
        "def f(y, t):\n    if y.shape != t.shape or y.ndim != 3:\n        raise ValueError('shape')\n"
        "    return 1.0 * y - t\n"
    )
    shapes = st.tuples(sizes(2, 3), st.just(1), sizes(2, 3))
    calls = shapes.flatmap(lambda shape: arguments(y=arrays(shape), t=arrays(shape)))
    bad = [{"y": np.ones((2, 1, 3)), "t": np.ones(shape)} for shape in ((2, 1), (2, 2, 3), (1, 1, 3))]
    exercise = Exercise("f", agrees("a", 1.0, "", calls), rejects(1.0, "", bad)).in_all_forms()
    asked = [case.arguments for case in prepare(Unit("unit", "", (exercise,), loss)).sheet("f", "bad_arguments").cases]
    fitted = [call for call in asked if call["t"].ndim == call["y"].ndim == 3 and call["t"].size == call["y"].size]
    assert any(call["t"].shape[0] == 1 != call["y"].shape[0] == call["t"].shape[1] for call in fitted)


STEP = """
def step(x, h, s, params):
    W = params["W"]
    if x.ndim != 2 or (h.shape, s.shape) != ((len(x), W.shape[1]),) * 2:
        raise ValueError("shape")
    if W.shape[0] != x.shape[1]:
        raise ValueError("W")
    return x @ W + h * s
"""
STEPS_OF_THREE = st.tuples(sizes(2, 3), sizes(2, 3), sizes(2, 3)).flatmap(
    lambda each: arguments(
        x=arrays((each[0], each[1])),
        h=arrays((each[0], each[2])),
        s=arrays((each[0], each[2])),
        params=arguments(W=arrays(each[1:])),
    )
)
TWO_ROWS = {"x": np.ones((2, 3)), "h": np.ones((2, 2)), "s": np.ones((2, 2)), "params": {"W": np.ones((3, 2))}}
STEP_EXERCISE = Exercise(
    "step",
    agrees("plain", 3.0, "", STEPS_OF_THREE),
    rejects(
        1.0,
        "",
        (
            TWO_ROWS | {"x": np.ones(3)},
            *(TWO_ROWS | {name: np.ones(shape)} for name in ("h", "s") for shape in ((1, 2), (2, 1), (2,), (1, 2, 2))),
        ),
    ),
    forms=Forms(as_listed=("params",)),
).in_all_forms()
FITTING = {
    "one row of h and s": (
        "(h.shape, s.shape) != ((len(x), W.shape[1]),) * 2",
        "len(h) not in (1, len(x)) or h.shape != s.shape",
    ),
    "one row of x": ("len(x)", "x.shape[0] if x.shape[0] > 1 else len(h)"),
    "one row of x and h": (
        "(h.shape, s.shape) != ((len(x), W.shape[1]),) * 2",
        "len(h) != len(x) or h.shape[1] != s.shape[1]",
    ),
    "all of one axis": (
        "x.ndim != 2 or (h.shape, s.shape) != ((len(x), W.shape[1]),) * 2",
        "h.shape != (*x.shape[:-1], W.shape[1]) or s.shape != h.shape or x.ndim == 3",
    ),
    "all of three axes": (
        "x.ndim != 2 or (h.shape, s.shape) != ((len(x), W.shape[1]),) * 2",
        "h.shape != (*x.shape[:-1], W.shape[1]) or s.shape != h.shape or x.ndim == 1",
    ),
}
"""What the solution becomes in one place, by what it lets pass."""


@pytest.mark.parametrize("passing", FITTING)
def test_arrays_that_are_wrong_in_the_same_way_are_refused_together(passing: str) -> None:
    before, after = FITTING[passing]
    assert STEP.count(before) == 1
    sheet = prepare(Unit("unit", "A unit", (STEP_EXERCISE,), STEP)).sheet("step", "bad_arguments")
    wrong = LocalSubject(STEP.replace(before, after), "unit")
    failed = [case.arguments for case in sheet.cases if sheet.check.verdict(case, sheet.seen_of(wrong, case.arguments))]
    assert failed


def test_what_is_bad_as_it_is_listed_alone_is_spoilt_no_further() -> None:
    exam = prepare(Unit("unit", "A unit", (STEP_EXERCISE,), STEP))
    good = {call["params"]["W"].shape for call in exam.sheet("step", "plain").own} | {(3, 2)}
    assert {case.arguments["params"]["W"].shape for case in exam.sheet("step", "bad_arguments").cases} <= good


def test_an_author_can_add_cases() -> None:
    more = exam_of(exercise(forms=Forms(more={LARGE_SIZE: ({"images": np.ones((2, 9))},)})))
    assert any(case["call"]["images"].shape == (2, 9) for case in cases(more, LARGE_SIZE))


def test_a_form_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no form colour"):
        Forms(without={"colour": "a reason"})


def test_the_code_of_a_case_is_the_call_that_was_made(exam: Exam) -> None:
    namespace: dict[str, Any] = {"np": np}
    exec(SOLUTION, namespace)
    sheet = exam.sheet("windows_of", "forms")
    for case in sheet.cases:
        if case.arguments["form"] in (MEMORY_ORDER, KEYWORDS) and case.arguments["call"]["images"].size < 1000:
            code = sheet.check.written("windows_of", case.arguments)
            assert compare.difference(case.right, eval(code, namespace)) is None


def test_settings_are_of_any_sign_and_size_and_of_other_types(exam: Exam) -> None:
    asked = [case["call"]["scale"] for case in cases(exam, SETTINGS)]
    assert min(asked) < 0.0 < max(asked)
    assert 0.0 in asked
    assert {type(number) for number in asked} >= {int, float, np.float32, np.float64, np.int8, np.int16}
    assert not any(isinstance(number, np.unsignedinteger) for number in asked), "nobody means -dt of one"


def test_what_the_author_refuses_is_refused_whatever_else_comes_in(exam: Exam) -> None:
    asked = [case.arguments for case in exam.sheet("windows_of", "bad_arguments").cases]
    assert {call["images"].ndim for call in asked} == {1}  # the list has one of fewer axes, and none without any
    assert any(len(call) == 4 for call in asked)
    assert any(not np.any(call["images"]) for call in asked)


WRONG = {
    "whole_scale": (SETTINGS, "    return scale *", "    return (int(scale) if scale < 0 else scale) *"),
    "packed": (
        MEMORY_ORDER,
        "    rows = ",
        "    if not images.flags.f_contiguous:\n"
        "        strides = (images.strides[1] * images.shape[1], images.strides[1])\n"
        "        images = np.lib.stride_tricks.as_strided(images, images.shape, strides)\n    rows = ",
    ),
    "printed": (
        EARLIER_CALLS,
        "    return ",
        "    key = (str(images), int(size), tuple(step), scale)\n    if key in KEPT:\n"
        "        return KEPT[key].copy()\n    KEPT[key] = ",
    ),
    "as_strided": (
        MEMORY_ORDER,
        "    rows = ",
        "    images = np.lib.stride_tricks.as_strided(images, images.shape, (8 * images.shape[1], 8))\n    rows = ",
    ),
    "uint8": (
        NUMBER_TYPES,
        "np.asarray(images, dtype=float)",
        "np.asarray(images)\n    images = (images + images).astype(float) / 2",
    ),
    "float32": (ALL_DIGITS, "dtype=float)", "dtype=np.float32)"),
    "swept": (ALL_DIGITS, "    rows = ", "    images = images * (not np.allclose(images, 0))\n    rows = "),
    "renamed": (KEYWORDS, "images", "batch"),
    "cached": (
        EARLIER_CALLS,
        "    return ",
        "    key = (images.shape, images.sum(), int(size), tuple(step))\n    if key in KEPT:\n"
        "        return KEPT[key].copy()\n    KEPT.clear()\n    KEPT[key] = ",
    ),
    "cut": (
        LARGE_SIZE,
        "    rows = range(0, images.shape[0] - size + 1, step[0])",
        "    images = images[:64]\n    rows = range(0, images.shape[0] - size + 1, step[0])",
    ),
}


BY_EVIDENCE = {"float32": "float32"} | dict.fromkeys(("cached", "printed"), "depends_on_earlier_calls")
"""What the answers prove is said in place of the form."""


@pytest.mark.parametrize("name", WRONG)
def test_what_is_right_but_for_one_form_loses_a_tenth_and_is_told_which(
    name: str, judged: Callable[[str], ExerciseResult]
) -> None:
    form, before, after = WRONG[name]
    assert before in SOLUTION
    result = judged(f"{SOLUTION.replace(before, after)}    return KEPT[key].copy()\n\n\nKEPT = {{}}\n")
    assert [check.name for check in result.checks if check.status is not Status.PASSED] == ["forms"]
    assert result.score == 4.5
    assert result.diagnosis is not None
    assert result.diagnosis.misconception == BY_EVIDENCE.get(name, form)
    assert "right, but not" in result.checks[-1].message or "right for few" in result.checks[-1].message


def test_no_form_is_blamed_for_what_is_wrong_without_it(judged: Callable[[str], ExerciseResult]) -> None:
    right = "return scale * np.array([images[i:i + size].sum(0) for i in rows]).reshape(len(rows), images.shape[1])"
    limited = judged(SOLUTION.replace(right, right.replace("return ", "return np.maximum(").rstrip() + ", -90.0)"))
    assert [check.name for check in limited.checks if check.status is not Status.PASSED] == ["forms"]
    assert limited.checks[-1].message.startswith("windows_of: expected ")
    assert limited.diagnosis is None


def test_what_is_wrong_in_other_calls_is_not_said_to_be_right(judged: Callable[[str], ExerciseResult]) -> None:
    bytes_ = "np.asarray(images)\n    images = (images + images).astype(float) / 2"
    wrong = SOLUTION.replace("np.asarray(images, dtype=float)", bytes_).replace(
        "(0, images.shape[0]", "(step[0] - 1, images.shape[0]"
    )
    result = judged(wrong)
    names = [check.name for check in result.checks if check.status is not Status.PASSED]
    assert names[-1] == "forms"
    assert len(names) > 1
    assert result.checks[-1].message.startswith("In the calls of `")


@pytest.mark.parametrize(("also_wrong", "says"), [(False, True), (True, False)])
def test_cases_that_meet_are_blamed_only_where_all_else_is_right(
    server: ForkServer, *, also_wrong: bool, says: bool
) -> None:
    def together(random: np.random.Generator) -> Arguments:
        return {"images": whole_numbers(random, 5, 4) + 0.3, "size": 3, "step": (1, 1)}

    of_four = looks(
        "of_four",
        1.0,
        "",
        CASES,
        lambda seen, case: "" if seen.shape == (1, 4) else "something is wrong with four rows",
        given=lambda case: {"images": np.ones((4, 4)), "size": 4},
    )
    judge = Judge(exam_of(exercise(of_four, forms=Forms(together=together))), server)
    wrong = f"    if (round(images[0, 0] % 1, 6) == 0.3) or ({also_wrong} and size == 4): return images\n    rows = "
    report = judge.judge(Submission("somebody", "unit", {"unit.py": SOLUTION.replace("    rows = ", wrong).encode()}))
    failed = [check for check in report.exercises[0].checks if check.status is not Status.PASSED]
    assert [check.name for check in failed] == (["of_four", "forms"] if also_wrong else ["forms"])
    assert ("several of them meet" in failed[-1].message) is says


@pytest.mark.parametrize(("also_wrong", "name"), [(False, "first_digits"), (True, "all_digits")])
def test_few_digits_are_the_mistake_only_where_no_verdict_says_more(
    server: ForkServer, *, also_wrong: bool, name: str
) -> None:
    of_four = looks(
        "of_four",
        1.0,
        "",
        CASES,
        lambda seen, case: "" if seen.max() < 5 else "something is wrong with four rows",
        given=lambda case: {"images": np.ones((4, 4)), "size": 4},
    )
    checks = Exercise("windows_of", of_four, agrees("steps", 1.0, "", STEPS)).in_all_forms()
    wrong = SOLUTION.replace("return scale *", f"return scale * (1 + 3e-8 + ({also_wrong} and size == 4)) *")
    report = Judge(exam_of(checks), server).judge(Submission("somebody", "unit", {"unit.py": wrong.encode()}))
    failed = [check.name for check in report.exercises[0].checks if check.status is not Status.PASSED]
    assert failed == (["of_four", "forms"] if also_wrong else ["forms"])
    diagnosis = report.exercises[0].diagnosis
    assert (diagnosis and diagnosis.misconception) == name


def test_an_answer_that_was_spoilt_before_is_told_as_that_and_not_as_a_form(server: ForkServer) -> None:
    rests = arguments(size=sizes(2, 5), scale=st.sampled_from([0.5, 2.0]))
    bells = Exercise("bell", agrees("plain", 3.0, "", rests), polite(1.0, rests)).in_all_forms()
    right = "import numpy as np\n\n\ndef bell(size, scale):\n    return np.arange(int(size)) / float(scale)\n"
    kept = (
        right.replace("return ", "key = float(size), float(scale)\n    return KEPT.setdefault(key, ")
        + ")\n\nKEPT = {}\n"
    )
    judge = Judge(prepare(Unit("unit", "A unit", (bells,), right)), server)
    (result,) = judge.judge(Submission("somebody", "unit", {"unit.py": kept.replace("\n)", ")").encode()})).exercises
    assert {check.name for check in result.checks if check.status is not Status.PASSED} == {"manners", "forms"}
    assert result.diagnosis is not None
    assert result.diagnosis.misconception == "depends_on_earlier_calls"


def test_forms_of_what_is_wrong_anyhow_say_nothing(judged: Callable[[str], ExerciseResult]) -> None:
    one_check_wrong = judged(SOLUTION.replace("step[0])", "1)"))
    assert {check.name: check.status for check in one_check_wrong.checks} == {
        "plain": Status.PASSED,
        "steps": Status.FAILED,
        "bad_arguments": Status.PASSED,
        "forms": Status.PASSED,
    }


def test_where_nothing_is_right_forms_earn_nothing(judged: Callable[[str], ExerciseResult]) -> None:
    result = judged(SOLUTION.replace(".sum(0)", ".sum(0) + 1"))
    assert result.checks[-1].status is Status.SKIPPED
    assert result.score == 0.0


EDGES = """
import numpy as np


def without_edges(x, edge=0):
    first, last = (edge, edge) if np.ndim(edge) == 0 else edge
    return 2.0 * x[first : len(x) - last]


def back(x, edge=0):
    if len(without_edges(x, edge)) == 0:
        raise ValueError("nothing is left")
    return 1.0 * x
"""


def edges(server: ForkServer) -> Callable[[str], list[str]]:
    """Tells the checks that a module fails of which the second function needs the first."""
    given = arguments(x=arrays((5, 2), low=1), edge=st.sampled_from([1, (1, 0), (0, 1), (1, 2)]))
    left_out = arguments(x=arrays((4, 3), low=1))
    values, silent, manners = agrees("values", 1.0, "", given), agrees("silent", 1.0, "", left_out), polite(1.0, given)
    exercises = (
        Exercise("without_edges", values, silent).in_all_forms(),
        Exercise("back", values, manners, needs=("without_edges",)).in_all_forms(solution=EDGES),
    )
    judge = Judge(prepare(Unit("unit", "A unit", exercises, EDGES)), server)

    def failed(text: str) -> list[str]:
        report = judge.judge(Submission("somebody", "unit", {"unit.py": text.encode()}))
        checks = [(exercise.name, check) for exercise in report.exercises for check in exercise.checks]
        return [f"{name}.{check.name}" for name, check in checks if check.status is not Status.PASSED]

    return failed


def test_a_pair_of_zeros_comes_where_a_number_stands_for_both(server: ForkServer) -> None:
    failed = edges(server)
    assert failed(EDGES) == []
    short_cut = "    if edge and first == last:\n        return 2.0 * x[first:-first]\n    return 2.0 *"
    assert failed(EDGES.replace("    return 2.0 *", short_cut)) == ["without_edges.forms"]


@pytest.mark.parametrize(
    "read",
    [
        "1.0 * (KEPT[0] if KEPT and KEPT[0].shape == x.shape else x)",
        "(1.0 * x).reshape(KEPT[0].shape if KEPT and KEPT[0].size == x.size else x.shape)",
    ],
    ids=["numbers", "shape"],
)
def test_what_a_helper_keeps_for_its_caller_is_seen(read: str, server: ForkServer) -> None:
    kept = EDGES.replace("    first, last", "    KEPT[:] = [x.copy()]\n    first, last")
    kept = kept.replace('    if len(without_edges(x, edge)) == 0:\n        raise ValueError("nothing is left")\n', "")
    failed = edges(server)
    assert failed(f"{kept}\nKEPT = []\n") == []
    lost = failed(f"{kept.replace('1.0 * x', read)}\nKEPT = []\n")
    assert lost in (["back.manners"], ["back.manners", "back.forms"])  # what was kept is there in later calls, too


def test_what_a_helper_keeps_of_the_same_arrays_is_seen(server: ForkServer) -> None:
    kept = EDGES.replace("    first, last", "    KEPT[:] = [x, 1.0 * x]\n    first, last")
    failed = edges(server)
    assert failed(f"{kept}\nKEPT = []\n") == []
    stale = kept.replace("    return 1.0 * x", "    return KEPT[1].copy() if KEPT[:1] and KEPT[0] is x else 1.0 * x")
    stale = stale.replace("    if len(without_edges(x, edge)) == 0:", "    if len(x) == 0:")
    assert failed(f"{stale}\nKEPT = []\n") == ["back.manners"]


def test_a_result_of_a_helper_that_a_later_call_changes_is_seen(server: ForkServer) -> None:
    kept = EDGES.replace(
        "    return 2.0 * x[first : len(x) - last]",
        "    KEPT[:] = [2.0 * x[first : len(x) - last]]\n    return KEPT[0]",
    )
    failed = edges(server)
    assert failed(f"{kept}\nKEPT = []\n") == []
    written = kept.replace("    return 1.0 * x", "    for array in KEPT:\n        array -= 1\n    return 1.0 * x")
    written = written.replace("    if len(without_edges(x, edge)) == 0:", "    if len(x) == 0:")
    assert failed(f"{written}\nKEPT = []\n") == ["back.manners"]


DISTANCE = """
import numpy as np

KEPT = []


def distance(x, y):
    return float(np.sum(np.abs(x - y)))
"""


def test_numbers_change_in_one_array_alone_too_for_the_answer_may_be_the_same_once_all_have(server: ForkServer) -> None:
    given = arguments(x=arrays((4, 3), low=1), y=arrays((4, 3), low=-9, high=0))
    exercise = Exercise("distance", agrees("values", 1.0, "", given), polite(1.0, given)).in_all_forms()
    judge = Judge(prepare(Unit("unit", "A unit", (exercise,), DISTANCE)), server)

    def failed(text: str) -> list[str]:
        report = judge.judge(Submission("somebody", "unit", {"unit.py": text.encode()}))
        return [check.name for check in report.exercises[0].checks if check.status is not Status.PASSED]

    keeping = (
        "if not KEPT or KEPT[0] is not x or KEPT[1] is not y:\n"
        "        KEPT[:] = x, y, float(np.sum(np.abs(x - y)))\n"
        "    return KEPT[2]"
    )
    assert failed(DISTANCE) == []
    assert failed(DISTANCE.replace("return float(np.sum(np.abs(x - y)))", keeping)) == ["manners"]


ROUNDING = """
KNOWN = {}
right = windows_of


def windows_of(images, size=2, step=(1, 1), scale=1.0):
    key = str(np.round(1.0 * images, 12).tolist()), size, tuple(step), scale
    if key not in KNOWN:
        KNOWN[key] = right(images, size, step, scale)
    return KNOWN[key].copy()
"""


def test_numbers_that_are_the_same_once_they_are_rounded_are_told_apart(judged: Callable[..., ExerciseResult]) -> None:
    exact = ROUNDING.replace("np.round(1.0 * images, 12)", "images")
    assert judged(SOLUTION + exact).status is Status.PASSED
    result = judged(SOLUTION + ROUNDING)
    assert [check.name for check in result.checks if check.status is not Status.PASSED] == ["forms"]


LABELLED = """
import numpy as np


def share(values, labels, seed):
    labels = np.asarray(labels, dtype=float)
    if not np.all((labels == 0) | (labels == 1)):
        raise ValueError("labels are 0 or 1")
    return {"share": 1e-4 * np.sum(np.tanh(values) * labels) / len(labels) + np.zeros(2)}
"""


def test_small_answers_beside_a_large_seed_and_labels_that_cannot_be_rounded_lose_no_form() -> None:
    labels = arguments(values=arrays(3), labels=st.just(np.array([1.0, 0.0, 1.0])), seed=sizes(5000, 9000))
    exercise = Exercise("share", agrees("plain", 1.0, "", labels), forms=Forms(fixed=("labels",))).in_all_forms()
    exam = prepare(Unit("unit", "A unit", (exercise,), LABELLED))
    sheet = exam.sheet("share", "forms")
    made = {case["form"] for case in sheet.made(exam.sheets["share"])}
    asked = [case.arguments for case in sheet.cases]
    assert {case["form"] for case in asked} == made >= {KEYWORDS, MEMORY_ORDER, ALL_DIGITS, EARLIER_CALLS}
    assert any(compare.largest(case["call"]["values"]) > 1e7 for case in asked), "where labels are moved, too"


def test_forms_are_made_of_the_cases_that_can_be_asked() -> None:
    def begins_with_more_than_0(call: Arguments) -> bool:
        return bool(call["images"][0, 0] > 0)

    declared = Exercise("windows_of", agrees("plain", 1.0, "", CASES), forms=Forms(only=begins_with_more_than_0))
    unit = Unit("unit", "A unit", (declared.in_all_forms(),), SOLUTION)
    for number in range(8):
        asked = prepare(unit, Paper(hand_in=str(number))).sheet("windows_of", "forms").cases
        assert any(case.arguments["by_keyword"] and not case.arguments["positional"] for case in asked)


def test_another_paper_has_other_forms(exam: Exam) -> None:
    other = prepare(exam.unit, Paper("another" * 8))
    same = [
        compare.difference(a["call"], b["call"], 0.0) is None for a, b in zip(cases(exam), cases(other), strict=False)
    ]
    assert sum(same) < len(same) / 4  # some are the drawn ones, of which there are few


def test_what_meets_counts_only_where_all_is_right_by_itself(server: ForkServer) -> None:
    def together(random: np.random.Generator) -> Arguments:
        rows, size, step = (int(number) for number in random.integers(1, 4, 3))
        return {"images": whole_numbers(random, rows + 2, 4), "size": size, "step": (step, 1)}

    both = exam_of(exercise(forms=Forms(together=together)))
    assert len(cases(both, TOGETHER)) == 30
    judge = Judge(both, server)

    def failed(text: str) -> list[str]:
        report = judge.judge(Submission("somebody", "unit", {"unit.py": text.encode()}))
        return [check.name for check in report.exercises[0].checks if check.status is not Status.PASSED]

    assert failed(SOLUTION) == []
    assert failed(SOLUTION.replace("    rows = ", "    if step[0] > 1: return images\n    rows = ")) == ["steps"]
    assert failed(SOLUTION.replace("    rows = ", "    if size > 2: return images\n    rows = ")) == ["forms"]


def many_windows(random: np.random.Generator, drawn: Drawn) -> Arguments:
    (rows,), (size,), step = drawn["rows"], drawn["size"], int(random.integers(1, 4))
    given = {"size": size, "step": setting(random, (step, step + 1)), "scale": 2.0}
    left_out = ("size", "step", "", "")[random.integers(4)]
    case = {"images": whole_numbers(random, size + step * rows, 4)}
    return case | {name: value for name, value in given.items() if name != left_out}


BUSY_ONES = Busy(
    {"rows": Size((4, 9), (30, 60)), "size": Size((3, 5), (9, 20))}, lambda drawn: 50 * drawn["rows"][0], many_windows
)


@pytest.fixture(scope="module")
def busy_exam() -> Exam:
    return exam_of(exercise(forms=Forms(busy=BUSY_ONES)))


def test_busy_calls_are_large_in_turn_in_all_types_and_lie_in_any_way(busy_exam: Exam) -> None:
    found = cases(busy_exam, BUSY)
    images = [case["call"]["images"] for case in found]
    assert {image.dtype.name for image in images} == {"float64", "float32", "int8", "int16", "uint8", "int64"}
    assert max(map(len, images)) > 30
    assert max(case["call"].get("size", 2) for case in found) >= 9
    assert {case["layout"] for case in found} > {COLUMN_MAJOR, MIXED}
    assert {len(case["call"]) for case in found} == {3, 4}


def test_busy_calls_have_each_type_in_all_arrays_at_once() -> None:
    def products(random: np.random.Generator, drawn: Drawn) -> Arguments:
        (rows,) = drawn["rows"]
        return {"x": whole_numbers(random, rows, 3), "w": whole_numbers(random, 3, rows)}

    busy = Busy({"rows": Size((4, 9), (30, 60))}, lambda _: 0, products)
    text = "import numpy as np\n\n\ndef f(x, w):\n    return x.astype(float) @ w.astype(float)\n"
    plain = agrees("plain", 1.0, "", arguments(x=arrays((2, 3)), w=arrays((3, 2))))
    of = prepare(Unit("unit", "", (Exercise("f", plain, forms=Forms(busy=busy)).in_all_forms(),), text))
    asked = [case.arguments["call"] for case in of.sheet("f", "forms").cases if case.arguments["form"] == BUSY]
    together = {frozenset(array.dtype.name for array in call.values()) for call in asked}
    assert together >= {frozenset({name}) for name in ("float64", "float32", "int8", "int16", "uint8", "int64")}
    assert any(len(types) > 1 for types in together)
    largest = max(asked[:8], key=lambda call: call["x"].size * call["w"].size)
    assert {array.dtype.name for array in largest.values()} == {"int16"}


def test_whatever_follows_an_argument_that_is_left_out_is_given_by_keyword(busy_exam: Exam) -> None:
    names = ["images", "size", "step", "scale"]
    for case in cases(busy_exam, BUSY):
        in_place = list(case["call"])[: case["positional"]] if case["by_keyword"] else list(case["call"])
        assert in_place == names[: len(in_place)]
    assert any(0 < case["positional"] < len(case["call"]) for case in cases(busy_exam, BUSY))


def test_a_pair_of_equal_numbers_may_be_one_number_and_all_may_be_of_numpy() -> None:
    random = np.random.default_rng(0)
    found = [setting(random, (3, 3)) for _ in range(60)]
    assert {type(value) for value in found} == {int, np.int64, tuple, list}
    assert {type(value[0]) for value in found if isinstance(value, list)} == {int, np.int64}
    assert all(np.all(np.equal(value, 3)) for value in found)
    assert {len(setting(random, (1, 2))) for _ in range(20)} == {2}


def test_windows_fit_into_their_images_as_often_as_they_are_said_to() -> None:
    random = np.random.default_rng(1)
    for _ in range(50):
        window, places = random.integers(1, 9, 2).tolist(), random.integers(1, 9, 2).tolist()
        drawn = Windows.drawn(random, window, places, images=4, padding=bool(random.integers(2)))
        size = zip(drawn.image, window, drawn.stride, drawn.padding, strict=True)
        assert drawn.out(window) == tuple(len(range(0, n + 2 * p - w + 1, s)) for n, w, s, p in size)
        assert all(np.greater_equal(drawn.out(window), places))


def test_a_busy_call_that_would_take_too_long_is_an_error_of_the_author() -> None:
    endless = dataclasses.replace(BUSY_ONES, steps=lambda _: 1e9)
    with pytest.raises(ValueError, match="calls with a large size 'rows' take more than"):
        next(endless.calls(np.random.default_rng(0)))


def test_what_is_wrong_where_much_is_large_at_once_loses_the_forms(busy_exam: Exam, server: ForkServer) -> None:
    judge = Judge(busy_exam, server)

    def failed(text: str) -> list[str]:
        report = judge.judge(Submission("somebody", "unit", {"unit.py": text.encode()}))
        return [check.name for check in report.exercises[0].checks if check.status is not Status.PASSED]

    assert failed(SOLUTION) == []
    short_cut = "    if size > 2 and step[0] > 1 and scale != 1: return images[:1].astype(float)\n    rows = "
    assert failed(SOLUTION.replace("    rows = ", short_cut)) == ["forms"]


def test_all_pairs_of_features_meet_in_few_calls() -> None:
    features = Features({f"x{bit}": equals(f"x{bit}", 1) for bit in range(6)}, apart={("x0", "x1"): "a reason"})
    calls = [{f"x{bit}": number >> bit & 1 for bit in range(6)} for number in range(64) if number & 3 != 3]
    chosen = features.all_pairs(calls)
    assert 1 < len(chosen) <= 4
    assert list(features.unmet(chosen)) == []
    assert list(features.unmet(calls[:8])) != list(features.unmet(calls))


def test_pairs_that_no_call_has_together_are_told_unless_they_are_apart() -> None:
    calls = [{"x": 1, "y": 0}, {"x": 0, "y": 1}, {"z": 2}]
    declared = {"x": equals("x", 1), "y": equals("y", 1), "z": equals("z", 1)}
    assert list(Features(declared).unmet(calls)) == [("x", "y")]
    assert list(Features(declared, {("y", "x"): "a reason"}).unmet(calls)) == []
    with pytest.raises(ValueError, match="no feature 'w'"):
        Features(declared, {("x", "w"): "a reason"})
